package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

// Match is a page that a search found.
type Match struct {
	Page Page
	// Where is the line of the page that speaks of the query, clipped around it;
	// the title where the code or the title matches.
	Where string
	Score int
}

// What a word is worth by the best place it is in. The steps are so wide that
// the places below only decide between equals.
const (
	scoreExact      = 100_000 // the word is the code: scopemismatched
	scorePhrase     = 50_000  // the title has all words in this order
	scorePrefix     = 20_000  // the code begins with it: scope
	scorePart       = 10_000  // it is a word in the code: mismatched
	scoreInside     = 5_000   // it is inside the code: match
	scoreTitle      = 1_000
	scoreTitlePart  = 500
	scoreTextPhrase = 300 // a line of the text has all words in this order
	scoreText       = 10  // each line of text, up to scoreTextLines
	scoreTextLines  = 20
	excerptLimit    = 76
	excerptLeadIn   = 4 // words shown before the one that was found
	excerptEllipsis = "…"
)

// longestQuery is the longest query that is searched for, in bytes.
const longestQuery = 1024

// entry is a page as Search looks at it: folded once, when first asked.
type entry struct {
	page   Page
	name   string   // the code, folded
	parts  []string // its words: scope, mismatched
	title  string   // title and problems, folded
	lines  []string // the text
	folded []string // the text, folded, line by line
}

func indexOf(pages []Page) []entry {
	entries := make([]entry, len(pages))
	for i, page := range pages {
		e := entry{page: page, name: fold(string(page.Code)), title: strings.Join(wordsOf(page.Title), " ")}
		for _, problem := range page.Problems {
			if problem != page.Title {
				e.title += "\n" + strings.Join(wordsOf(problem), " ")
			}
		}
		for _, part := range camelCase(string(page.Code)) {
			e.parts = append(e.parts, fold(part))
		}
		e.lines = textLines(page.Body)
		for _, line := range e.lines {
			e.folded = append(e.folded, fold(line))
		}
		entries[i] = e
	}
	return entries
}

// Search returns the pages that have all words of the query, best first: pages
// whose code is, begins with or holds a word, then titles, then the text. Case
// and accents do not matter, nor do the marks people paste along. A query without
// a word finds nothing, and so does one of more than longestQuery bytes: no page has
// all its words, and looking for them costs a search for each.
func (l *Library) Search(query string) []Match {
	if len(query) > longestQuery {
		return nil
	}
	words := wordsOf(query)
	if len(words) == 0 {
		return nil
	}
	var matches []Match
	phrase := strings.Join(words, " ")
	name := squeeze(phrase)
	for _, e := range l.index() {
		score, inText, ok := e.score(words)
		switch {
		case detail.HTTPError(phrase) != "" && pathName(e.page.Path) == strings.ReplaceAll(phrase, "_", "-"):
			score, ok = score+scoreExact, true
		case name == e.name && detail.HTTPError(phrase) == "" && detail.Known(query).Protocol != detail.TBA: // invalid token type, of which no word is in the text
			score, inText, ok = score+scoreExact, "", true
		case ok && strings.Contains(e.title, phrase):
			score += scorePhrase
		case ok && len(words) > 1 && slices.ContainsFunc(e.folded, func(line string) bool { return strings.Contains(line, phrase) }):
			score += scoreTextPhrase
		}
		if ok {
			matches = append(matches, Match{Page: e.page, Where: e.where(words, inText), Score: score})
		}
	}
	// The index is in the order of Pages, so that equals stay in it.
	slices.SortStableFunc(matches, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return matches
}

// pathName is the file name of a page without its ending.
func pathName(file string) string { return strings.TrimSuffix(path.Base(file), ".md") }

// score sums what the words are worth on a page. inText is the first word that
// only the text has.
func (e entry) score(words []string) (score int, inText string, ok bool) {
	for _, word := range words {
		name, title := e.nameScore(squeeze(word)), e.titleScore(word)
		if detail.HTTPError(word) != "" {
			name /= 100 // invalid_grant is an error of answers, and not the code InvalidGrant
		}
		lines := 0
		for _, line := range e.folded {
			if strings.Contains(line, word) {
				if lines++; lines == scoreTextLines {
					break
				}
			}
		}
		if name+title+lines == 0 {
			return 0, "", false
		}
		if name+title == 0 && inText == "" {
			inText = word
		}
		score += name + title + lines*scoreText
	}
	return score, inText, true
}

func (e entry) nameScore(word string) int {
	switch {
	case e.name == "" || word == "":
		return 0
	case e.name == word:
		return scoreExact
	case strings.HasPrefix(e.name, word):
		return scorePrefix
	case slices.Contains(e.parts, word):
		return scorePart
	case strings.Contains(e.name, word):
		return scoreInside
	}
	return 0
}

func (e entry) titleScore(word string) int {
	i := strings.Index(e.title, word)
	switch {
	case i < 0:
		return 0
	case strings.HasPrefix(e.title, word) || e.title[i-1] == ' ' || e.title[i-1] == '\n':
		return scoreTitle
	}
	return scoreTitlePart
}

// where returns the title, or, where a word is in the text only, the line
// that has it and most of the others.
func (e entry) where(words []string, inText string) string {
	if inText == "" {
		return e.page.Title
	}
	best, most := 0, 0
	for i, line := range e.folded {
		if !strings.Contains(line, inText) {
			continue
		}
		count := 0
		for _, word := range words {
			if strings.Contains(line, word) {
				count++
			}
		}
		if count > most {
			best, most = i, count
		}
	}
	return excerpt(e.lines[best], inText)
}

// excerpt clips a line so that the folded word is seen.
func excerpt(line, word string) string {
	fields := strings.Fields(line)
	at := max(0, slices.IndexFunc(fields, func(field string) bool { return strings.Contains(fold(field), word) }))
	if from := at - excerptLeadIn; from > 0 && len([]rune(line)) > excerptLimit {
		line = excerptEllipsis + " " + strings.Join(fields[from:], " ")
	}
	return border.Clip(line, excerptLimit)
}

// wordsOf returns the folded words of a text without the marks around them:
// "error:" and '"scope",' as people paste them.
func wordsOf(text string) []string {
	var words []string
	for _, field := range strings.Fields(fold(text)) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// fold makes texts comparable: small letters without accents.
func fold(text string) string {
	ascii := true
	for i := range len(text) {
		if text[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(text)
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text)))
}

// squeeze drops all but letters and digits.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
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
