package border

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// filter is the loop behind Printable, Line, Text and Writer. It keeps state between
// calls, so that a text in pieces gives the same result as the whole text.
type filter struct {
	lines    bool // line breaks pass
	tabs     bool // tabs pass
	styles   styles
	escape   func(out []byte, r rune, invalid bool) []byte
	marks    int // consecutive combining marks so far
	replaced int // characters and bytes replaced so far
}

// styles selects how to treat the sequences that Own and Link sealed.
type styles int

const (
	foreign  styles = iota // treat them as outside text
	dropped                // remove them
	unsealed               // let them pass, without the seal
)

// pass returns text in a form that is safe to show: a prefix of text itself if nothing
// had to be replaced, otherwise a copy built in buffer. The end of text that cannot be
// judged without what follows is returned as rest, less than maxLink bytes. If final is
// true, nothing follows and rest is empty.
func (f *filter) pass(buffer, text []byte, final bool) (shown, rest []byte) {
	buffer = buffer[:0]
	i, from := 0, 0 // text[from:i] is still to be copied to buffer
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
			length, lead, more := ownLength(text[i:])
			if more && !final {
				break
			}
			if length > 0 {
				buffer = append(buffer, text[from:i]...)
				if f.styles == unsealed {
					buffer = append(buffer, text[i:i+lead-len(number)]...)
					buffer = append(buffer, text[i+lead:i+length]...)
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

// stacked counts consecutive combining marks and reports whether r exceeds maxMarks.
func (f *filter) stacked(r rune) bool {
	if !unicode.Is(unicode.M, r) {
		f.marks = 0
		return false
	}
	f.marks++
	return f.marks > maxMarks
}

// visible appends r in the form \u{001B}, or \u{9B} for a byte that is not UTF-8.
func visible(out []byte, r rune, invalid bool) []byte {
	if invalid {
		return fmt.Appendf(out, `\u{%02X}`, r)
	}
	return fmt.Appendf(out, `\u{%04X}`, r)
}

// inJSON appends r as an escape of a JSON string (RFC 8259 section 7). A byte that is not
// UTF-8 has no such escape and becomes U+FFFD, as in encoding/json.
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
