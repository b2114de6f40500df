package trail

import (
	"strings"
	"sync"
	"unicode"
)

// monthNames maps the names of the months in every language, folded, to their numbers.
var monthNames = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for _, l := range languages() {
		for i, names := range l.months {
			for _, name := range names {
				out[foldDateWord(name)] = i + 1
			}
		}
	}
	return out
})

// monthNamed returns the number of a month, from 1, by its name; 0 for no month. Only whole
// names count: mar is March, but martes is Tuesday.
func monthNamed(name []byte) int { return monthNames()[foldDateWord(string(name))] }

// besideMonth are the words beside the number of a month: after it as in 11월, or before it
// as in tháng 11.
var besideMonth = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, l := range languages() {
		for _, word := range l.beside {
			out[word] = true
		}
	}
	return out
})

// foldDateWord reduces a word of a date to lower case without full stops and spaces.
func foldDateWord(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}
