package border

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
)

// number is a random number of this process, and a semicolon. It is a parameter of every
// sequence that Own and Link return, so functions that measure a line give it no width.
var number = newNumber()

func newNumber() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return fmt.Sprintf("%020d;", binary.BigEndian.Uint64(random[:]))
}

// seal is the beginning of every style that Own returns, linkSeal that of every link that
// Link returns.
var seal, linkSeal = "\x1b[" + number, linkLead + number

// maxOwn is the maximum length of a sealed sequence in bytes. A style with two 24-bit
// colours takes 70.
const maxOwn = 128

// Own seals the styles in text: SGR sequences, ESC [ … m (ECMA-48 section 8.3.117). All of
// text must come from this program, such as a style or a page: the styles of outside text
// would pass Writer as if they were ours.
func Own(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "\x1b[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteString("\x1b[")
		if length := styleLength(rest); length > 0 && len(seal)+length <= maxOwn {
			out.WriteString(seal[len("\x1b["):])
		}
		text = rest
	}
}

// styleLength returns the length of the rest of an SGR sequence, after ESC [, at the start
// of text, or 0.
func styleLength[T string | []byte](text T) int {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == ';' || c == ':':
		case c == 'm':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// ownLength returns the length of the sealed sequence at the start of text, and of its lead
// up to the end of the seal; 0 for none. More reports whether text ends within what may
// become one.
func ownLength(text []byte) (length, lead int, more bool) {
	if len(text) > 1 && text[1] == linkLead[1] {
		length, more = linkLength(text)
		return length, len(linkSeal), more
	}
	n := min(len(text), len(seal))
	if string(text[:n]) != seal[:n] {
		return 0, 0, false
	}
	if n < len(seal) {
		return 0, 0, true
	}
	for i := n; i < min(len(text), maxOwn); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == ';' || c == ':':
		case c == 'm':
			return i + 1, len(seal), false
		default:
			return 0, 0, false
		}
	}
	return 0, 0, len(text) < maxOwn
}
