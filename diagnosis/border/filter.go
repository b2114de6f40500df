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
	foreign  styles = iota // they are outside text as any other
	dropped                // they are left out
	unsealed               // they pass, without the seal
)

// pass gives what of text may be shown: text itself where all of it may, or else
// what it makes of it in buffer. What it cannot decide on before more of the text is
// known comes back as rest, less than maxOwn bytes; with final there is no more text,
// and no rest.
func (f *filter) pass(buffer, text []byte, final bool) (shown, rest []byte) {
	buffer = buffer[:0]
	i, from := 0, 0 // from is where begins what is not in buffer yet
	for i < len(text) {
		plain := i
		for i < len(text) && text[i]-0x20 <= 0x7e-0x20 { // most of any text
			i++
		}
		if i > plain {
			f.marks = 0
			continue
		}
		c := text[i]
		if c == '\n' && f.lines || c == '\t' && f.tabs {
			f.marks = 0
			i++
			continue
		}
		if c == 0x1b && f.styles != foreign {
			length, more := ownLength(text[i:])
			if more && !final {
				break
			}
			if length > 0 {
				buffer = append(buffer, text[from:i]...)
				if f.styles == unsealed {
					buffer = append(buffer, "\x1b["...)
					buffer = append(buffer, text[i+len(seal):i+length]...)
				}
				i += length
				from = i
				continue
			}
		}
		if !final && !utf8.FullRune(text[i:]) {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		if usual(r) {
			f.marks = 0
			i += size
			continue
		}
		invalid := r == utf8.RuneError && size == 1
		if invalid {
			r = rune(c)
		}
		if invalid || hidden(r) {
			f.marks = 0
		} else if !f.stacked(r) {
			i += size
			continue
		}
		buffer = f.escape(append(buffer, text[from:i]...), r, invalid)
		f.replaced++
		i += size
		from = i
	}
	if from == 0 {
		return text[:i], text[i:]
	}
	return append(buffer, text[from:i]...), text[i:]
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
