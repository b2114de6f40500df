package border

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// filter is the loop behind Printable, Line, Text and Writer. It holds what has to
// be known of the text before, so that a text in pieces gives the same as whole.
type filter struct {
	lines    bool // line breaks pass
	tabs     bool // tabs pass
	styles   styles
	escape   func(out []byte, r rune, invalid bool) []byte
	marks    int // combining marks in a row
	replaced int // characters and bytes that were replaced
}

// styles is what becomes of the sequences that Own sealed.
type styles int

const (
	foreign styles = iota // they are outside text as any other
	dropped               // they are left out
	shown                 // they pass, without the seal
)

// append adds to out what of text may be shown. What it cannot decide on before
// more of the text is known comes back as rest, at most maxOwn bytes; with final
// there is no more text, and no rest.
func (f *filter) append(out, text []byte, final bool) (_, rest []byte) {
	for len(text) > 0 {
		plain := 0
		for plain < len(text) && (text[plain] >= 0x20 && text[plain] <= 0x7e || text[plain] == '\n' && f.lines || text[plain] == '\t' && f.tabs) {
			plain++
		}
		if plain > 0 {
			out, text = append(out, text[:plain]...), text[plain:]
			f.marks = 0
			continue
		}
		if text[0] == 0x1b && f.styles != foreign {
			length, more := ownLength(text)
			if more && !final {
				return out, text
			}
			if length > 0 {
				if f.styles == shown {
					out = append(append(out, "\x1b["...), text[len(seal):length]...)
				}
				text = text[length:]
				continue
			}
		}
		if !final && !utf8.FullRune(text) {
			return out, text
		}
		r, size := utf8.DecodeRune(text)
		if usual(r) {
			out, text = append(out, text[:size]...), text[size:]
			f.marks = 0
			continue
		}
		invalid := r == utf8.RuneError && size == 1
		if invalid {
			r = rune(text[0])
		}
		switch {
		case invalid || hidden(r):
			f.marks = 0
			fallthrough
		case f.stacked(r):
			out = f.escape(out, r, invalid)
			f.replaced++
		default:
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out, nil
}

// stacked counts combining marks, and reports whether r is one too many.
func (f *filter) stacked(r rune) bool {
	if !unicode.Is(unicode.M, r) {
		f.marks = 0
		return false
	}
	f.marks++
	return f.marks > maxMarks
}

// visible writes a character for people: \u{001B}, and a byte that is not UTF-8 as
// \u{9B}.
func visible(out []byte, r rune, invalid bool) []byte {
	if invalid {
		return fmt.Appendf(out, `\u{%02X}`, r)
	}
	return fmt.Appendf(out, `\u{%04X}`, r)
}

// inJSON writes a character as a string of JSON escapes it (RFC 8259 section 7). A
// byte that is not UTF-8 has no such form; it is the replacement character, as it
// is for encoding/json.
func inJSON(out []byte, r rune, invalid bool) []byte {
	switch {
	case invalid:
		r = utf8.RuneError
	case r > 0xffff:
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
