// Package border guards the way of outside text into and out of the program. Printable
// makes text safe to show, Secret prevents a value from being printed by accident, and
// Writer lets no control character through even if a call to Printable is missing.
//
// Colours and outside text leave in the same stream, and a filter cannot tell our
// sequences from hostile ones by their form. So ours carry a seal: Own inserts a number
// that is drawn at random when the process starts. Writer and Line pass only sequences
// with that number, and remove the number. Outside text cannot know it. A separate type
// for outside text would protect only the functions that require the type. The seal also
// protects a line joined with + and a library that does not know the type, and only the
// callers of Own have to be correct. If a call to Printable is missing, the output has a
// visible \u{…} and a line that is wider than measured, but no active sequence.
//
// Redact is the only rule for what looks like a secret in outside text, such as a cell of
// an export, a note, an argument or a file name. It replaces the secret by its kind,
// length and fingerprint, and leaves the rest unchanged. Shown applies both Redact and
// Printable.
package border

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxMarks is the number of combining marks that may follow one character. Vietnamese
// needs two, Hebrew with cantillation three; longer stacks paint over neighbouring lines.
const maxMarks = 3

// Printable returns text in which nothing can control a terminal, reorder a line or hide,
// and the number of replacements. Control and C1 characters, line and paragraph
// separators, bidi, zero-width and tag characters, fillers, private-use characters,
// unusual spaces and bytes that are not UTF-8 become a visible \u{…}. So do tabs and line
// breaks: a caller that wants lines must split the text first.
//
// Printable is idempotent.
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

// invisible are letters and symbols that draw nothing: BRAILLE PATTERN BLANK, MUSICAL
// SYMBOL NULL NOTEHEAD, EGYPTIAN HIEROGLYPH FULL BLANK and HALF BLANK.
var invisible = []rune{0x2800, 0x1D159, 0x13441, 0x13442}

// usual reports whether r is a European letter, or one of the lines and signs that screens
// are drawn with. These are the most frequent characters outside ASCII, and a look-up in
// the tables of package unicode takes fifty times as long.
func usual(r rune) bool {
	return r > 0xa0 && r < 0x300 && r != 0xad || r >= 0x2010 && r < 0x2028 || r == '›' || r >= 0x2190 && r < 0x2400 || r >= 0x2500 && r < 0x2800
}

// hidden reports whether r is invisible, or looks like another character.
func hidden(r rune) bool {
	switch {
	case r == ' ':
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Zs):
		return true
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	case slices.Contains(invisible, r):
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
