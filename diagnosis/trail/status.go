package trail

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"authdoctor/diagnosis/border"
)

// wordPair are words of Status, folded.
type wordPair struct{ failure, success []string }

// statusWords are the words of Status for a failure and for a success. NetSuite's
// own in English are documented (section_1548084702); those of other languages are
// translations, so a column that is known by them only has to be confirmed.
var statusWords = []wordPair{
	{[]string{"failure"}, []string{"success"}},
	{
		[]string{"failed", "fail", "fehler", "fehlgeschlagen", "fehlschlag", "échec", "echec", "error", "fallo", "fallido", "falha", "errore", "fallito", "mislukt", "selhání", "neúspěch", "失敗", "失败", "실패"},
		[]string{"succeeded", "successful", "erfolg", "erfolgreich", "succès", "réussite", "éxito", "correcto", "sucesso", "riuscito", "successo", "geslaagd", "succes", "úspěch", "úspěšné", "成功", "성공"},
	},
}

// StatusWords are the words of Status that stand for a failure and for a success, in lower
// case: those that are known, and those of some dialects.
func StatusWords(dialects ...Dialect) (failure, success []string) {
	add := func(list *[]string, words ...string) {
		for _, word := range words {
			if word = foldWord([]byte(word)); word != "" && !slices.Contains(*list, word) {
				*list = append(*list, word)
			}
		}
	}
	for _, language := range statusWords {
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
	failure, success []byte          // as they were last
	words            map[string]bool // beside those that are known, or in their place
	// asShown: a word was told as it was shown, in place of how it is written.
	asShown bool
}

// knownStatus are the words of statusWords, by whether they stand for a failure.
var knownStatus = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, language := range statusWords {
		for _, word := range language.failure {
			known[word] = true
		}
		for _, word := range language.success {
			known[word] = false
		}
	}
	return known
})

// newStatus knows the words of statusWords, and those two, where they are set.
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

// shownWord is a word of Status as it may be shown.
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

// read reports whether a field stands for a failure; ok is false where it stands for
// neither.
func (s *status) read(field []byte) (failure, ok bool) {
	switch {
	case string(field) == "Success": // compared in one step
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
