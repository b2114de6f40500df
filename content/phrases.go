package content

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// WordsLead is the result of Lead.
type WordsLead struct {
	// Pages are the best matches, best first, at most three; none if the words are not about
	// a failed login at NetSuite.
	Pages []Passage
	// Ask is the question of the guide that tells the pages apart: the deepest one that leads
	// to each of them, or the first one if there are no pages.
	Ask Question
}

// Passage is a page, its first sentence, and the sentence that matches the words best.
type Passage struct {
	Page  Page
	about string
	Text  string
}

const (
	mostSentences = 8 // that are searched for separately
	mostPages     = 3 // in a WordsLead
)

// The gate: the minimum share of the weight of the words that the first page must have, with
// one word found outside its body, and with many.
const (
	gateOne   = 0.5
	gateMany  = 0.1
	gateKnown = 0.9 // without a word of the domain
	gateThree = 0.7 // the same, with three words found outside its body
)

// Lead returns the pages for a description in plain words, and the question to ask next. If
// the whole text matches no page, it tries the sentences one by one.
func (l *Library) Lead(text string) WordsLead {
	text = text[:min(len(text), longestQuery)]
	lead := WordsLead{Ask: l.Guide().Questions[l.Guide().Start]}
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
	lead.Ask = l.Guide().Questions[l.Guide().deepest(lead.Pages)]
	return lead
}

// passing returns the pages for a text, none if the first does not pass the gate, which is
// half as high for a text that names one of ourSystems.
func (l *Library) passing(text string, ours bool) []hit {
	hits, all, domain := l.index().search(text)
	if len(hits) == 0 {
		return nil
	}
	cover := hits[0].found / max(all, 1)
	if l.pages[hits[0].page].folder() == folderLessons && hits[0].found >= gateKnown*all {
		return hits // such as "how do I start", whose words are too common to pass
	}
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

// sectionsOfWork are the sections that do not describe the problem, but tell what to do or
// what else it might be.
var sectionsOfWork = []string{"Fix it", "How to check", "How to find out", "Not to be confused with"}

const (
	firstCounts = 1.5 // the factor for the first sentence, which tells what the page is about
	rareTerm    = 1.5 // the idf above which a single term is enough for a sentence
)

// passage returns the sentence of a page that matches a text best, or its first sentence if no
// sentence has more than one common word of the text.
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

// deepest returns the ID of the question that leads to each of the pages, apart from pages
// that no question leads to, and to the fewest others.
func (g *Guide) deepest(pages []Passage) string {
	reach := map[string][]string{} // the pages below each question
	var below func(id string) []string
	below = func(id string) []string {
		if known, ok := reach[id]; ok {
			return known
		}
		reach[id] = nil // ends a loop, which proving refuses
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

// First returns the first question.
func (g *Guide) First() *Question {
	first := g.Questions[g.Start]
	return &first
}

// From returns the guide with another first question, unless the ID is unknown.
func (g *Guide) From(id string) *Guide {
	entered := *g
	if _, there := g.Questions[id]; there {
		entered.Start = id
	}
	return &entered
}

// Finding returns a finding about the first page, of which there must be one. It is a warning,
// because words prove nothing.
func (l WordsLead) Finding() diagnosis.Finding {
	first := l.Pages[0]
	title := first.Page.Title
	f := diagnosis.Finding{
		ID: "plain-words", Status: diagnosis.Warn, Evidence: []diagnosis.Evidence{}, Fix: []diagnosis.Fix{}, Codes: []diagnosis.Code{}, Page: first.Page.Path,
		Why: strings.TrimSuffix(first.about, ".") + ". ",
	}
	if first.Page.folder() == folderLessons {
		f.Title = "A lesson covers this: " + title
		f.Why += "The lesson has every step, and how to check that it is done."
		f.Fix = append(f.Fix, diagnosis.Fix{Who: diagnosis.Integrator, Step: "Follow the lesson", Command: "authdoctor setup " + pathName(first.Page.Path)})
		return f
	}
	if first.Text != first.about {
		f.Why += "On the page: “" + strings.TrimSuffix(first.Text, ".") + "”. "
	}
	f.Why += "Words alone are not proof. To be sure, answer the question below."
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
	for _, step := range instructionsUnder(first.Page.Body, "## How to check") {
		if f.Verify == "" && !strings.Contains(step.Text, "authdoctor ") {
			f.Verify = strings.TrimSuffix(step.Text, ":")
		}
	}
	return f
}

// mostSteps is the maximum number of steps that a Finding quotes from its page.
const mostSteps = 3
