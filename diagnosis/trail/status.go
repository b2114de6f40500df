package trail

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"authdoctor/diagnosis/border"
)

// statusWords are the words of the column Status, folded: NetSuite's English ones, which are
// documented (section_1548084702), other English ones, and those of other languages, which
// are inferred.
var statusWords = sync.OnceValue(func() []wordPair {
	out := []wordPair{ // as many as englishWords
		{[]string{"failure"}, []string{"success"}},
		{[]string{"failed", "fail", "error"}, []string{"succeeded", "successful"}},
	}
	for _, l := range languages() {
		var pair wordPair
		for _, word := range l.failure {
			pair.failure = append(pair.failure, foldWord([]byte(word)))
		}
		for _, word := range l.success {
			pair.success = append(pair.success, foldWord([]byte(word)))
		}
		out = append(out, pair)
	}
	return out
})

const englishWords = 2

// wordPair are words for a failure and for a success.
type wordPair struct{ failure, success []string }

// StatusWords returns the words of the column Status for a failure and for a success, in
// lower case: the known ones, and those of the dialects.
func StatusWords(dialects ...Dialect) (failure, success []string) {
	add := func(list *[]string, words ...string) {
		for _, word := range words {
			if word = foldWord([]byte(word)); word != "" && !slices.Contains(*list, word) {
				*list = append(*list, word)
			}
		}
	}
	for _, language := range statusWords() {
		add(&failure, language.failure...)
		add(&success, language.success...)
	}
	for _, d := range dialects {
		add(&failure, cmp.Or(d.failureWord, d.FailureWord))
		add(&success, cmp.Or(d.successWord, d.SuccessWord))
	}
	return failure, success
}

// status tells failures from successes.
type status struct {
	failure, success []byte          // the last fields read
	words            map[string]bool // take precedence over knownStatus
	// asShown reports whether a word is spelled as shown, not as in the file.
	asShown bool
}

// knownStatus maps the words of statusWords to whether they mean a failure.
var knownStatus = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, language := range statusWords() {
		for _, word := range language.failure {
			known[word] = true
		}
		for _, word := range language.success {
			known[word] = false
		}
	}
	return known
})

// newStatus returns a status for the known words and, unless they are empty, two more.
func newStatus(failureWord, successWord string) *status {
	s := &status{failure: []byte("Failure"), success: []byte("Success"), words: map[string]bool{}}
	if successWord != "" {
		s.words[foldWord([]byte(successWord))] = false
	}
	if failureWord != "" {
		s.words[foldWord([]byte(failureWord))] = true
	}
	for _, word := range []string{failureWord, successWord} {
		s.asShown = s.asShown || strings.Contains(word, `\u{`) || strings.Contains(word, "…") || border.HoldsStandIn(word)
	}
	return s
}

// shownWord makes a word of the column Status printable.
func shownWord(word []byte) string {
	word = bytes.TrimSpace(word)
	if border.MayBeSecret(string(word)) {
		return border.StandIn(string(word))
	}
	return shown(word, 40)
}

func foldWord(text []byte) string { return string(bytes.ToLower(bytes.TrimSpace(text))) }

func (s *status) known(word string) (failure, ok bool) {
	if failure, ok = s.words[word]; !ok {
		failure, ok = knownStatus()[word]
	}
	return failure, ok
}

// read reports whether a field means a failure; ok is false if it means neither a failure
// nor a success.
func (s *status) read(field []byte) (failure, ok bool) {
	switch {
	case string(field) == "Success": // faster than folding
		return false, true
	case string(field) == "Failure":
		return true, true
	case bytes.Equal(field, s.success):
		return false, true
	case bytes.Equal(field, s.failure):
		return true, true
	}
	failure, ok = s.known(foldWord(field))
	if !ok && s.asShown {
		failure, ok = s.known(foldWord([]byte(shownWord(field))))
	}
	if ok && failure {
		s.failure = append([]byte{}, field...)
	} else if ok {
		s.success = append([]byte{}, field...)
	}
	return failure, ok
}
