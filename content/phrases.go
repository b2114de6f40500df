package content

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// WordsLead is what plain words lead to.
type WordsLead struct {
	// Pages are those that answer the words, best first, three at the most; none where
	// the words are not about anything here.
	Pages []Passage
	// Ask is the question of the guide that tells the pages apart: the deepest that still
	// leads to each of them; the first question where there is no such page.
	Ask Question
}

// Passage is a page, what it is about in its first sentence, and the line of it that speaks
// of the words.
type Passage struct {
	Page  Page
	about string
	Text  string
}

// mostSentences is how many sentences of a text are looked at, each alone.
const mostSentences = 8

// mostPages is how many pages plain words lead to.
const mostPages = 3

// The gate: the share of what the words weigh that the first page must have, with one
// word found outside its body, and with many.
const (
	gateOne   = 0.5
	gateMany  = 0.1
	gateKnown = 0.9 // without a word of the domain
	gateThree = 0.7 // the same, with three words found outside its body
)

// Lead returns the pages that plain words lead to, and what to ask then. Of a text that
// is not about anything here as a whole, its sentences are looked at.
func (l *Library) Lead(text string) WordsLead {
	text = text[:min(len(text), longestQuery)]
	lead := WordsLead{Ask: l.guide.Questions[l.guide.Start]}
	words := wordsOf(text)
	ours := anyIn(words, ourSystems)
	foreign := anyIn(words, otherSystems) && !ours
	hits := l.passing(text, ours)
	sentences := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?;\n", r) })
	for i := 0; len(hits) == 0 && i < min(len(sentences), mostSentences); i++ {
		hits = l.passing(sentences[i], ours)
	}
	if foreign && len(hits) > 0 && hits[0].score < scoreInside {
		return lead
	}
	for _, h := range hits[:min(len(hits), mostPages)] {
		page := l.pages[h.page]
		lead.Pages = append(lead.Pages, Passage{Page: page, about: l.index().passage(page, ""), Text: l.index().passage(page, text)})
	}
	lead.Ask = l.guide.Questions[l.guide.deepest(lead.Pages)]
	return lead
}

// passing are the pages for a text, none where the first does not pass the gate. It is
// half as high for a text that names something of ours.
func (l *Library) passing(text string, ours bool) []hit {
	hits, all, domain := l.index().search(text)
	if len(hits) == 0 {
		return nil
	}
	cover := hits[0].found / max(all, 1)
	if !domain && !ours && (cover < gateKnown && hits[0].strong < 3 || cover < gateThree) && hits[0].score < scoreInside {
		return nil
	}
	if ours {
		cover *= 2
	}
	if hits[0].score >= scoreInside || hits[0].strong > 0 && cover >= gateMany+(gateOne-gateMany)/hits[0].strong {
		return hits
	}
	return nil
}

// sectionsOfWork are those of a page that say what to do, or what else it might be; a
// sentence of theirs does not describe the problem.
var sectionsOfWork = []string{"Fix it", "Check again", "How to find out", "Not to be confused with"}

// firstCounts is how much more the first sentence of a page counts than any other as the
// passage: it says what the page is about.
const firstCounts = 1.5

// rareTerm is the idf above which a term alone makes a sentence the passage.
const rareTerm = 1.5

// passage is the sentence of a page that describes most of what a text asks for; its first
// sentence where none has more of it than one usual word.
func (x *index) passage(page Page, text string) string {
	asked := distinct(termsOf(text))
	best, most, factor := "", -1.0, firstCounts
	code, work := false, false
	for line := range strings.Lines(page.Body) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
		} else if title, ok := strings.CutPrefix(line, "## "); ok && !code {
			work = slices.Contains(sectionsOfWork, strings.TrimSpace(title))
		}
		if code || work || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "#") {
			continue
		}
		for sentence := range strings.SplitSeq(strings.ReplaceAll(textOf(strings.TrimSpace(line)), " | ", ": "), ". ") {
			sentence = strings.TrimPrefix(sentence, "Tell: ")                                                          // how to recognise a cause
			if sentence == "" || strings.Contains(sentence, "authdoctor ") || strings.Contains(sentence, "openssl ") { // a command
				continue
			}
			found, terms := 0.0, 0
			for _, term := range distinct(termsOf(sentence)) {
				if _, there := slices.BinarySearch(asked, term); there && !stopWords[term] {
					found += x.idf(x.terms[term])
					terms++
				}
			}
			if found *= factor; found > most && (best == "" || terms > 1 || found > rareTerm) {
				best, most = sentence, found
			}
			factor = 1
		}
	}
	return best
}

// deepest is the ID of the question furthest from the start that still leads to each of
// the pages that any question leads to; of several the one that leads to fewest others.
func (g *Guide) deepest(pages []Passage) string {
	reach := map[string][]string{} // the pages below each question
	var below func(id string) []string
	below = func(id string) []string {
		if known, ok := reach[id]; ok {
			return known
		}
		reach[id] = nil // a question that leads back, which proving refuses, ends here
		var all []string
		for _, answer := range g.Questions[id].Answers {
			if page, _, _ := strings.Cut(answer.Page, "#"); page != "" {
				all = append(all, page)
			}
			all = append(all, below(answer.Question)...)
		}
		slices.Sort(all)
		reach[id] = slices.Compact(all)
		return reach[id]
	}
	var wanted []string
	for _, passage := range pages {
		if slices.Contains(below(g.Start), passage.Page.Path) {
			wanted = append(wanted, passage.Page.Path)
		}
	}
	best := g.Start
	for _, id := range g.order {
		reached := reach[id]
		missed := slices.ContainsFunc(wanted, func(page string) bool { return !slices.Contains(reached, page) })
		if len(wanted) > 0 && len(reached) > 0 && !missed && len(reached) < len(reach[best]) {
			best = id
		}
	}
	return best
}

// First is the question the guide starts with.
func (g *Guide) First() *Question {
	first := g.Questions[g.Start]
	return &first
}

// From is the guide entered at a question in place of its start.
func (g *Guide) From(id string) *Guide {
	entered := *g
	if _, there := g.Questions[id]; there {
		entered.Start = id
	}
	return &entered
}

// Finding returns what the words lead to, first of all its first page. It proves nothing, so
// it warns. It must not be called where there are no pages.
func (l WordsLead) Finding() diagnosis.Finding {
	first := l.Pages[0]
	title := first.Page.Title
	f := diagnosis.Finding{
		ID: "plain-words", Status: diagnosis.Warn, Evidence: []diagnosis.Evidence{}, Fix: []diagnosis.Fix{}, Codes: []diagnosis.Code{}, Page: first.Page.Path,
		Why: strings.TrimSuffix(first.about, ".") + ". ",
	}
	if first.Text != first.about {
		f.Why += "On the page: “" + strings.TrimSuffix(first.Text, ".") + "”. "
	}
	f.Why += "Words alone prove nothing: answer the question below to be sure."
	if first.Page.Code != "" {
		title = string(first.Page.Code) + ": " + title
		f.Codes = append(f.Codes, first.Page.Code)
	}
	f.Title = "This sounds like: " + title
	for _, step := range first.Page.Instructions() {
		who := diagnosis.Actor(strings.ToLower(step.Actor))
		if who != diagnosis.Administrator && who != diagnosis.Integrator && len(first.Page.Acts) > 0 {
			who = first.Page.Acts[0]
		}
		if text := strings.TrimSuffix(step.Text, ":"); len(f.Fix) < mostSteps && !strings.Contains(text, "authdoctor ") {
			f.Fix = append(f.Fix, diagnosis.Fix{Who: who, Step: text})
		}
	}
	for _, step := range instructionsUnder(first.Page.Body, "## Check again") {
		if f.Verify == "" && !strings.Contains(step.Text, "authdoctor ") {
			f.Verify = strings.TrimSuffix(step.Text, ":")
		}
	}
	return f
}

// mostSteps is how many steps of its page a finding quotes.
const mostSteps = 3
