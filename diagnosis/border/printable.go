// Package border holds what every piece of outside text meets on its way in:
// Printable makes it safe to show, Secret makes it impossible to show by accident.
package border

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one character. Vietnamese
// needs two, Hebrew with cantillation three; more than that is stacked to
// paint over neighbouring lines.
const maxMarks = 3

// Printable returns text in which nothing can steer a terminal, reorder a line
// or hide: control and C1 characters, line and paragraph separators, bidi,
// zero-width and tag characters, fillers, private-use characters, odd blanks
// and bytes that are not UTF-8 become a visible \u{…}. The second result counts
// the replacements. Tabs and line breaks count too: a caller that wants lines
// splits them first.
//
// Text from outside passes here once; passing it again changes nothing.
func Printable(text string) (string, int) {
	if isPlainASCII(text) {
		return text, 0
	}
	var out strings.Builder
	out.Grow(len(text) + 16)
	replaced, marks := 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\u{%02X}`, text[i])
			replaced++
			marks = 0
		case unicode.Is(unicode.M, r) && !hidden(r):
			if marks++; marks > maxMarks {
				fmt.Fprintf(&out, `\u{%04X}`, r)
				replaced++
			} else {
				out.WriteRune(r)
			}
		case hidden(r):
			fmt.Fprintf(&out, `\u{%04X}`, r)
			replaced++
			marks = 0
		default:
			out.WriteRune(r)
			marks = 0
		}
		i += size
	}
	return out.String(), replaced
}

func isPlainASCII(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

// blanks are letters and symbols that draw nothing: BRAILLE PATTERN BLANK, MUSICAL
// SYMBOL NULL NOTEHEAD, EGYPTIAN HIEROGLYPH FULL BLANK and HALF BLANK.
var blanks = []rune{0x2800, 0x1D159, 0x13441, 0x13442}

// hidden reports whether r would not be seen as itself.
func hidden(r rune) bool {
	switch {
	case r == ' ':
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Zs):
		return true
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	case slices.Contains(blanks, r):
		return true
	}
	return !unicode.IsGraphic(r)
}

// Clip shortens printable text to at most limit characters, the last of them an
// ellipsis where something was left out.
func Clip(text string, limit int) string {
	if limit < 1 {
		return ""
	}
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)
	return string(runes[:limit-1]) + "…"
}
