// Package border holds what every piece of outside text meets on its way in and
// out: Printable makes it safe to show, Secret makes it impossible to show by
// accident, and Writer lets nothing raw out, whatever call was forgotten.
//
// Colours and outside text leave in the same stream, and a filter cannot tell our
// sequences from hostile ones by looking at them. So ours carry a seal: Own puts a
// number into them that is drawn at random when the process starts, and Writer and
// Line let through only sequences with that number, which they take out again.
// Outside text cannot know the number. A type of its own for outside text would
// protect the functions that demand the type; the seal also protects the line that
// somebody joins with + and the library that knows no such type, and its two
// callers are the only code that has to be right. Whoever forgets Printable gets a
// visible \u{…}, and a line that is wider than was measured, but nothing live.
//
// Redact is the one rule for what looks like a secret in outside text: a cell of an
// export, a note, an argument, a file name. It is replaced by its kind, length and
// fingerprint, and all else stays as it is. Shown does both.
package border

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one character. Vietnamese
// needs two, Hebrew with cantillation three; more than that is stacked to
// paint over neighbouring lines.
const maxMarks = 3

// Printable returns text in which nothing can steer a terminal, reorder a line
// or hide: control and C1 characters, line and paragraph separators, bidi,
// zero-width and tag characters, fillers, private-use characters, odd spaces
// and bytes that are not UTF-8 become a visible \u{…}. The second result counts
// the replacements. Tabs and line breaks count too: a caller that wants lines
// splits them first.
//
// Text from outside passes here once; passing it again changes nothing.
func Printable(text string) (string, int) {
	if isPlainASCII(text) {
		return text, 0
	}
	f := filter{escape: visible}
	shown, _ := f.pass(nil, []byte(text), true)
	return string(shown), f.replaced
}

func isPlainASCII(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

// spaces are letters and symbols that draw nothing: BRAILLE PATTERN BLANK, MUSICAL
// SYMBOL NULL NOTEHEAD, EGYPTIAN HIEROGLYPH FULL BLANK and HALF BLANK.
var blanks = []rune{0x2800, 0x1D159, 0x13441, 0x13442}

// usual reports whether r is a letter of Europe, or one of the lines and signs that
// screens are drawn with: they are asked for most, and the tables of package unicode
// take fifty times as long to say that they are shown.
func usual(r rune) bool {
	return r > 0xa0 && r < 0x300 && r != 0xad || r >= 0x2010 && r < 0x2028 || r == '›' || r >= 0x2190 && r < 0x2400 || r >= 0x2500 && r < 0x2800
}

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
