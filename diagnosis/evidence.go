package diagnosis

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// Evidence is one value that a check examined. Its texts are printable and without secrets.
// They never print the same: where two values look alike, Got says in what they differ.
type Evidence struct {
	Where    string `json:"where"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

// evidence returns one value that was examined. This function and those that build fixes and
// claims are kept out of line: copied into a thousand calls they take 0.2 MB of the binary.
//
//go:noinline
func evidence(where, expected, got string) []Evidence {
	return []Evidence{{Where: where, Expected: expected, Got: got}}
}

// contrast returns evidence of two values from outside. more follows the expected one: where it
// is from. If both are shown the same, shortened as they are, it tells where they differ.
func contrast(where, expected, more, got string) Evidence {
	e := Evidence{Where: where, Expected: token.Shown(expected), Got: token.Shown(got)}
	if border.Redact(e.Expected) == border.Redact(e.Got) {
		if at, want, has := firstDifference(expected, got); want != has {
			e.Expected += fmt.Sprintf(", with %s at character %d", shownRune(want), at)
			e.Got += fmt.Sprintf(", with %s at character %d", shownRune(has), at)
		}
	}
	e.Expected += more
	return e
}

// pointOut makes the two texts differ where they would print the same, and points at the
// difference where it is hard to see. token.Value.Written has shown the type of a value.
func (e *Evidence) pointOut() {
	switch expected, got := border.Redact(e.Expected), border.Redact(e.Got); {
	case expected == "" || got == "":
	case got == `["`+expected+`"]`: // an array of one text in place of the text
		e.Expected = `"` + e.Expected + `"`
	case strings.TrimSpace(expected) == strings.TrimSpace(got) && expected != got:
		e.Got = fmt.Sprintf("“%s”, with a space around it", e.Got)
	case expected == got:
		e.Got += ", but not the same"
	default:
		e.Got += hardToSee(expected, got)
	}
}

// hardToSee describes a difference of two long texts that a reader may miss; "" for others.
func hardToSee(expected, got string) string {
	const long = 12 // characters, so that a reader does not compare them character by character
	if utf8.RuneCountInString(got) < long || expected == got {
		return ""
	}
	if strings.EqualFold(expected, got) {
		return " (only upper and lower case differ)"
	}
	w, g := []rune(expected), []rune(got)
	at, want, has := firstDifference(expected, got)
	same := at - 1 // characters before the difference
	behind := 0
	for behind < min(len(w), len(g))-same && w[len(w)-1-behind] == g[len(g)-1-behind] {
		behind++
	}
	const few = 2
	switch wanted, found := len(w)-same-behind, len(g)-same-behind; {
	case wanted > few || found > few || same+behind < long, unicode.IsDigit(want) && unicode.IsDigit(has):
		return "" // digits are read one by one
	case wanted == 0 || found == 0 || has < utf8.RuneSelf && unicode.IsGraphic(has):
		return fmt.Sprintf(" (they differ at character %d)", at)
	default:
		return fmt.Sprintf(" (character %d is %s)", at, shownRune(has))
	}
}

// firstDifference returns the place of the first character in which two texts differ, from 1,
// and the two characters, 0 for the end.
func firstDifference(a, b string) (at int, inA, inB rune) {
	x, y := []rune(a), []rune(b)
	for at < len(x) && at < len(y) && x[at] == y[at] {
		at++
	}
	if at < len(x) {
		inA = x[at]
	}
	if at < len(y) {
		inB = y[at]
	}
	return at + 1, inA, inB
}

// shownRune names a character: itself if it is ASCII, else by its code point.
func shownRune(r rune) string {
	switch {
	case r == 0:
		return "the end"
	case r == ' ':
		return "a space"
	case r < utf8.RuneSelf && unicode.IsGraphic(r):
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}
