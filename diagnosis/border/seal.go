package border

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
)

// seal is the beginning of every sequence that Own returns: ESC [, a random number of this
// process, and a semicolon. The number is a parameter of the sequence, so functions that
// measure a line give it no width.
var seal = newSeal()

func newSeal() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return fmt.Sprintf("\x1b[%020d;", binary.BigEndian.Uint64(random[:]))
}

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

// ownLength returns the length of the sealed sequence at the start of text, or 0. More
// reports whether text ends within what may become one.
func ownLength(text []byte) (length int, more bool) {
	n := min(len(text), len(seal))
	if string(text[:n]) != seal[:n] {
		return 0, false
	}
	if n < len(seal) {
		return 0, true
	}
	for i := n; i < min(len(text), maxOwn); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == ';' || c == ':':
		case c == 'm':
			return i + 1, false
		default:
			return 0, false
		}
	}
	return 0, len(text) < maxOwn
}
