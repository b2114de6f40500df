package detail

import (
	"slices"
	"strings"
	"sync"

	"authdoctor/diagnosis/border"
)

// Protocol is the protocol whose logins leave a word in the Detail column.
type Protocol string

// The protocols, and the values for words of neither.
const (
	OAuth2  Protocol = "oauth2"
	TBA     Protocol = "tba"
	Logout  Protocol = "logout" // a success, not a failure
	Unknown Protocol = "unknown"
)

// Match describes a word from the Detail column.
type Match struct {
	Word     string   `json:"word,omitempty"` // as given, printable
	Protocol Protocol `json:"protocol,omitempty"`
	// Code is the OAuth 2.0 code; "" for other protocols.
	Code Code `json:"code,omitempty"`
	// Name is NetSuite's spelling; "" if the protocol is Unknown.
	Name string `json:"name,omitempty"`
	// Meaning explains a word of TBA or a logout. An OAuth 2.0 code has a page instead.
	Meaning string `json:"meaning,omitempty"`
	// Exact reports whether the word has the same case as Name.
	Exact bool `json:"exact,omitempty"`
	// Twin is a code of the other protocol with nearly the same name; "" for none.
	// Confusing the two gives the wrong answer.
	Twin string `json:"twin,omitempty"`
	// Nearest are known words that an unknown word may be a misspelling of, best first.
	Nearest []string `json:"nearest,omitempty"`
}

// Find looks word up. It never guesses: it lists near misses in Nearest.
func Find(word string) Match {
	word = strings.TrimSpace(word)
	if word == "" {
		return Match{Protocol: Unknown}
	}
	match := Known(word)
	if match.Protocol == Unknown {
		match.Nearest = nearest(word)
	}
	return match
}

// Known is Find without the search for near misses, for use on the many words of a text.
func Known(word string) Match {
	match := Match{Word: border.Shown(word, 80), Protocol: Unknown}
	if kind, ok := Lookup(word); ok {
		match.Protocol, match.Code, match.Name = OAuth2, kind.Code, string(kind.Code)
		match.Exact = word == match.Name
		match.Twin = twins()[match.Name]
		return match
	}
	for _, list := range []struct {
		protocol Protocol
		words    []otherWord
	}{{TBA, tbaWords}, {Logout, logoutWords}} {
		for _, other := range list.words {
			if same(other.word, word) {
				match.Protocol, match.Name, match.Meaning = list.protocol, other.word, other.meaning
				match.Exact = word == other.word
				for _, kind := range kinds {
					if fold(string(kind.Code)) == fold(word) {
						match.Twin = string(kind.Code)
					}
				}
				return match
			}
		}
	}
	return match
}

// NearMiss reports whether word differs from a code only in separators or at most two edits:
// close enough to be meant as the code within a sentence.
func NearMiss(word string) bool {
	folded := fold(word)
	if len(folded) < 8 || strings.ToLower(word) == word && !strings.Contains(word, "_") {
		return false // an ordinary word
	}
	if HTTPError(word) != "" {
		return false // known elsewhere
	}
	const close = 2
	for _, kind := range kinds {
		if name := fold(string(kind.Code)); max(len(name)-len(folded), len(folded)-len(name)) <= close && edits(folded, name) <= close {
			return Known(word).Protocol == Unknown
		}
	}
	return false
}

// NearHTTPError returns the error of HTTP answers and redirects that differs from word in
// at most two edits, or "".
func NearHTTPError(word string) string {
	const close = 2
	folded := fold(word)
	for _, name := range httpErrors {
		if target := fold(name); len(folded) >= 8 && max(len(target)-len(folded), len(folded)-len(target)) <= close && edits(folded, target) <= close {
			return name
		}
	}
	return ""
}

// twins maps a code of OAuth 2.0 to the word of TBA that differs from it only in separators
// and capitals.
var twins = sync.OnceValue(func() map[string]string {
	found := map[string]string{}
	for _, kind := range kinds {
		for _, other := range tbaWords {
			if name := string(kind.Code); found[name] == "" && other.word != name && fold(other.word) == fold(name) {
				found[name] = other.word
			}
		}
	}
	return found
})

// fold removes separators and capitals, the differences between token_rejected and
// TokenRejected.
func fold(word string) string { return strings.ToLower(separators.Replace(word)) }

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

// nearest lists known words that word may be a misspelling of.
func nearest(word string) []string { return nearestOf(word, words()) }

// words are the codes and the words of TBA.
var words = sync.OnceValue(func() []string {
	var names []string
	for _, kind := range kinds {
		names = append(names, string(kind.Code))
	}
	for _, other := range tbaWords {
		names = append(names, other.word)
	}
	return names
})

// DidYouMean returns the question that follows a misspelled word in an error, with a space
// before it, or "" if none of the names is near.
func DidYouMean(word string, names ...string) string {
	if near := nearestOf(word, names); len(near) > 0 {
		return " (did you mean " + near[0] + "?)"
	}
	return ""
}

// nearestOf returns the names that word may be a misspelling of, at most five: first those
// that differ only in separators, then by the number of edits, then names that contain word.
func nearestOf(word string, names []string) []string {
	folded := fold(word)
	if len(folded) < 3 || len(folded) > 64 {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	var found []candidate
	for _, name := range names {
		target := fold(name)
		limit := max(1, min(len(folded), len(target))/3)
		d := max(len(folded), len(target)) - min(len(folded), len(target)) // so many edits at least
		if d <= limit {
			d = edits(folded, target)
		}
		if d > limit {
			if len(folded) < 4 || !strings.Contains(target, folded) {
				continue
			}
			d = limit + 1 // part of the name: sorts after the misspellings
		}
		found = append(found, candidate{name, d})
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	var best []string
	for _, c := range found[:min(len(found), 5)] {
		if !slices.Contains(best, c.name) {
			best = append(best, c.name)
		}
	}
	return best
}

// edits returns the number of insertions, deletions, replacements and swaps of neighbours
// that turn a into b (optimal string alignment).
func edits(a, b string) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// Word is a known value of the Detail column, in NetSuite's spelling.
type Word struct {
	Name     string
	Protocol Protocol // OAuth2 for a code that TBA writes too
}

// Words returns every word that Known recognises: the codes of OAuth 2.0, then the words
// that only TBA writes, then those of logouts.
func Words() []Word {
	words := make([]Word, 0, len(kinds)+len(tbaWords)+len(logoutWords))
	for _, kind := range kinds {
		words = append(words, Word{string(kind.Code), OAuth2})
	}
	for _, other := range tbaWords {
		words = append(words, Word{other.word, TBA})
	}
	for _, other := range logoutWords {
		words = append(words, Word{other.word, Logout})
	}
	return words
}
