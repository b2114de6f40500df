package content

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"authdoctor/diagnosis/detail"
)

// The weights of a word by its place on a page, and the parameters of Okapi BM25 (Robertson
// and Zaragoza, The Probabilistic Relevance Framework, 2009). All were chosen by measuring
// phrases of users: see TestPhrases.
const (
	weightTitle   = 3.0 // title, problems, code and file name
	weightPhrases = 3.0 // words: in the front matter
	weightGuide   = 1.0 // an answer of the guide that leads to the page
	weightHeading = 1.0
	weightBody    = 0.5
	weightPair    = 1    // two successive words of the query
	saturation    = 1.2  // k1
	lengthShare   = 0.75 // b
	// The weights in hit.found of a word that a page has only in its body, and of one that
	// was found by allowing for a typing error.
	coverBody = 0.3
	coverTypo = 0.7
	// The factors of lessons, for a query that asks how to set something up, and for any other,
	// which is about a fault.
	lessonAsked = 2.0
	lessonElse  = 0.2
)

// Scores above any of BM25, for queries that name a page.
const (
	scoreExact  = 100_000 // the query is the code, the file name or the title
	scorePrefix = 20_000  // the code begins with the word: scope
	scorePart   = 10_000  // each word is one in the code: mismatched
	scoreInside = 5_000   // the word is inside the code: match
)

// Limits of a query.
const (
	longestQuery = 2048 // bytes; the rest is ignored
	mostUnknown  = 24   // unknown words that are compared with known ones
	longName     = 7    // letters from which on a capitalised word may be a typing error
)

// index is an index of all pages.
type index struct {
	pages  []Page
	names  []pageNames
	terms  map[string][]posting
	near   map[byte][]string // the terms by their first letter, in order
	length []float64         // the weighted length of each page, relative to the mean
}

// pageNames are the names of a page, folded.
type pageNames struct {
	code, title, file string
	parts             []string // words of the code: scope, mismatched
}

// posting is a page that has a term.
type posting struct {
	page   int
	weight float64 // the sum over all places
	strong bool    // the term is also outside the body
}

func (l *Library) indexed() *index {
	x := &index{pages: l.pages, terms: map[string][]posting{}, near: map[byte][]string{}, length: make([]float64, len(l.pages))}
	answers := map[string][]string{}
	for _, id := range l.Guide().order {
		for _, answer := range l.Guide().Questions[id].Answers {
			page, _, _ := strings.Cut(answer.Page, "#")
			answers[page] = append(answers[page], answer.Text)
		}
	}
	total := 0.0
	for i, page := range l.pages {
		names := pageNames{code: fold(string(page.Code)), title: strings.Join(wordsOf(page.Title), " "), file: pathName(page.Path)}
		for _, part := range camelCase(string(page.Code)) {
			names.parts = append(names.parts, fold(part))
		}
		x.names = append(x.names, names)
		found := map[string]*posting{}
		add := func(weight float64, texts ...string) {
			for _, text := range texts {
				terms := termsOf(text)
				if weight > weightBody {
					terms = append(terms, pairs(terms)...)
				}
				for _, term := range terms {
					p := found[term]
					if p == nil {
						p = &posting{page: i}
						found[term] = p
					}
					p.weight += weight
					p.strong = p.strong || weight > weightBody
					if !strings.Contains(term, " ") {
						x.length[i] += weight
					}
				}
			}
		}
		add(weightTitle, page.Problems...)
		add(weightTitle, page.Title, string(page.Code), strings.Join(names.parts, " "), names.file)
		add(weightPhrases, page.words...)
		add(weightGuide, answers[page.Path]...)
		body := page.Body
		if page.folder() == folderLessons {
			body = "" // it names every fault on its way, and would be found before the page of the fault
		}
		for line := range strings.Lines(body) { // Markdown too, as its marks are not words
			weight := weightBody
			if strings.HasPrefix(line, "#") {
				weight = weightHeading
			}
			add(weight, line)
		}
		for term, p := range found {
			x.terms[term] = append(x.terms[term], *p)
		}
		total += x.length[i]
	}
	for i := range x.length {
		x.length[i] /= total / float64(len(x.length))
	}
	for term := range x.terms {
		if !strings.Contains(term, " ") {
			x.near[term[0]] = append(x.near[term[0]], term)
		}
	}
	for term := range stopWords {
		x.near[term[0]] = append(x.near[term[0]], term)
	}
	for _, terms := range x.near {
		slices.Sort(terms)
	}
	return x
}

// hit is a page that matches a query.
type hit struct {
	page   int
	score  float64 // BM25
	found  float64 // the sum of the idf of the words found, times coverBody or coverTypo
	strong float64 // the number of words found outside the body; a typing error counts half
}

// search ranks the pages that have a word of the query. all is the sum of the idf of all words,
// including unknown ones; domain reports whether one is in domainWords.
func (x *index) search(query string) (hits []hit, all float64, domain bool) {
	query = query[:min(len(query), longestQuery)]
	by := make([]hit, len(x.pages))
	unknown := 0
	terms, names := termsOf(query), namesIn(query)
	last := ""
	if len(terms) > 0 {
		last = terms[len(terms)-1]
	}
	for _, pair := range distinct(pairs(terms)) {
		for _, p := range x.terms[pair] {
			by[p.page].score += weightPair * x.idf(x.terms[pair]) * x.saturated(p)
		}
	}
	for _, term := range distinct(terms) {
		if stopWords[term] {
			continue
		}
		postings, factor, strong := x.terms[term], 1.0, 1.0
		if postings == nil {
			if unknown++; unknown <= mostUnknown && (!names[term] || len(term) >= longName) {
				meant := x.meant(term, term == last)
				if stopWords[meant] {
					continue
				}
				postings, factor, strong = x.terms[meant], coverTypo, 0.5
				if postings != nil {
					term = meant
				}
			}
		}
		if postings == nil {
			weight := math.Log(1 + float64(len(x.pages)))
			if names[term] {
				weight *= 2
			}
			all += weight
			continue
		}
		domain = domain || domainWords[term]
		idf := x.idf(postings)
		all += idf
		for _, p := range postings {
			h := &by[p.page]
			h.score += idf * x.saturated(p)
			if p.strong {
				h.strong += strong
				h.found += idf * factor
			} else {
				h.found += idf * factor * coverBody
			}
		}
	}
	phrase := strings.Join(wordsOf(query), " ")
	word := squeeze(phrase)
	answer := detail.HTTPError(phrase) != "" // invalid_grant is an error in answers, not the code InvalidGrant
	tba := detail.Known(query).Protocol == detail.TBA
	lesson := lessonElse
	asked := asksToSetUp(phrase)
	if asked {
		lesson = lessonAsked
	}
	for i, h := range by {
		h.page = i
		h.score = h.score*(h.found/max(all, 1)+0.05) + x.names[i].score(phrase, word, answer, tba)
		if x.pages[i].folder() == folderLessons {
			h.score *= lesson
		}
		if h.score > 0 {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	return hits, all, domain
}

// asksToSetUp reports whether a folded text asks how to set something up.
func asksToSetUp(phrase string) bool {
	terms := termsOf(strings.ReplaceAll(phrase, "set up", "setup"))
	if anyIn(terms, setUpWords) {
		return true
	}
	begins := slices.ContainsFunc(setUpPhrases, func(said string) bool { return strings.Contains(phrase, said) })
	return begins && !anyIn(wordsOf(phrase), failWords)
}

// idf is the inverse document frequency of a term.
func (x *index) idf(postings []posting) float64 {
	n, had := float64(len(x.pages)), float64(len(postings))
	return math.Log(1 + (n-had+0.5)/(had+0.5))
}

// saturated is the weight of a term on a page, with less for each further place and on a
// longer page.
func (x *index) saturated(p posting) float64 {
	return p.weight * (saturation + 1) / (p.weight + saturation*(1-lengthShare+lengthShare*x.length[p.page]))
}

// pairs returns successive terms, without stop words: refresh token.
func pairs(terms []string) []string {
	var all []string
	before := ""
	for _, term := range terms {
		if stopWords[term] {
			continue
		}
		if before != "" {
			all = append(all, before+" "+term)
		}
		before = term
	}
	return all
}

// namesIn returns the terms of words that are capitalised like the name of a product.
func namesIn(text string) map[string]bool {
	names := map[string]bool{}
	words := strings.Fields(text)
	german := anyIn(words, germanMarks)
	for i, word := range words {
		if first, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(first) && (i == 0 || !german) {
			for _, term := range termsOf(word) {
				names[term] = true
			}
		}
	}
	return names
}

// meant returns the known term that an unknown one may be: one that begins with it, if it is
// still being typed, or one with the same first letter that differs in one letter, or in two
// from eight letters on.
func (x *index) meant(term string, typing bool) string {
	const most = 3
	best, least := "", most
	for _, known := range x.near[term[0]] {
		if typing && len(term) >= 3 && strings.HasPrefix(known, term) {
			return known
		}
		allowed := min(least-1, 1+len(term)/8)
		if len(term) >= 4 && allowed > 0 && abs(len(known)-len(term)) <= allowed {
			if d := distance(term, known, allowed); d <= allowed {
				best, least = known, d
			}
		}
	}
	return best
}

// score is the score of a query as a name of the page.
func (n pageNames) score(phrase, word string, answer, tba bool) float64 {
	switch {
	case word == "":
		return 0
	case phrase == n.title, strings.ReplaceAll(phrase, "_", "-") == n.file && (answer || n.code == ""):
		return scoreExact
	case n.code == "" || tba && n.code == word:
		return 0
	case n.code == word && !answer:
		return scoreExact
	case answer:
		return 0
	case strings.HasPrefix(n.code, word) && word == phrase:
		return scorePrefix
	case !slices.ContainsFunc(strings.Fields(phrase), func(w string) bool { return !slices.Contains(n.parts, w) }):
		return scorePart
	case strings.Contains(n.code, word) && word == phrase:
		return scoreInside
	}
	return 0
}

// Search returns the pages that have a word of the query, best first: pages whose code is,
// begins with or contains it, then others as BM25 ranks them. Case, accents and punctuation
// around words do not matter.
func (l *Library) Search(query string) []Page {
	hits, _, _ := l.index().search(query)
	pages := make([]Page, len(hits))
	for i, h := range hits {
		pages[i] = l.pages[h.page]
	}
	return pages
}

// distance is the number of edits between two words: letters changed, left out, inserted, or
// two exchanged (optimal string alignment). In a short word a changed letter counts twice:
// train is not trail. A distance above most is not exact.
func distance(a, b string, most int) int {
	const short = 5
	changed := 1
	if len(a) <= short {
		changed = 2
	}
	var before, last, row [maxTerm + 1]int
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			same := changed
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return least
		}
		before, last = last, row
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }

// maxTerm is the maximum length of a term, in bytes; longer words are cut.
const maxTerm = 24

// termsOf returns the terms of a text: runs of letters and digits, folded and without endings.
// Words joined by underscores are also one term together.
func termsOf(text string) []string {
	var terms []string
	for _, word := range strings.FieldsFunc(fold(text), func(r rune) bool { return r != '_' && isMark(r) }) {
		parts := strings.FieldsFunc(word, func(r rune) bool { return r == '_' })
		if len(parts) > 1 {
			parts = append(parts, word)
		}
		for _, part := range parts {
			terms = append(terms, stem(part[:min(len(part), maxTerm)]))
		}
	}
	return terms
}

// endings are English, German and Spanish endings, in the order in which stem removes them.
var endings = []string{"ing", "ed", "es", "en", "er", "ad", "s", "e", "o", "a"}

// stem removes endings repeatedly, so that expires, expired and expiring are one term.
func stem(word string) string {
	const least = 4
	for cut := true; cut; {
		cut = false
		for _, ending := range endings {
			if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= least {
				word, cut = rest, true
				break
			}
		}
	}
	if n := len(word); n > 3 && word[n-1] == word[n-2] {
		word = word[:n-1]
	}
	return word
}

func anyIn(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(word string) bool { return set[word] })
}

func distinct(terms []string) []string {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// pathName is the file name of a page without .md.
func pathName(file string) string { return strings.TrimSuffix(path.Base(file), ".md") }

// wordsOf returns the folded words of a text without punctuation around them, as in "error:"
// or '"scope",'.
func wordsOf(text string) []string {
	var words []string
	for _, field := range strings.Fields(fold(text)) {
		if word := strings.TrimFunc(field, isMark); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func isMark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// fold converts a text to lower case without accents.
func fold(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(text)
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text)))
}

// squeeze removes everything but letters and digits.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, text)
}

// camelCase splits a code into its words: InvalidRedirectURI → Invalid Redirect URI.
func camelCase(name string) []string {
	var words []string
	start := 0
	runes := []rune(name)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1]) {
			words = append(words, string(runes[start:i]))
			start = i
		}
	}
	return words
}
