package border

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
)

// seal begins every sequence that Own made: ESC [, a number of this process alone,
// and a semicolon. As a parameter of the sequence, the number has no width in any
// function that measures a line.
var seal = newSeal()

func newSeal() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // which never fails (crypto/rand)
	return fmt.Sprintf("\x1b[%020d;", binary.BigEndian.Uint64(random[:]))
}

// maxOwn bounds a sealed sequence in bytes: a text style with two colours of 24
// bits takes 70.
const maxOwn = 128

// Own seals the styles in text: sequences of the kind SGR, ESC [ … m (ECMA-48
// section 8.3.117). The text must be this program's own throughout, such as a
// style or a page; text from outside would pass Writer as if we had styled it.
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

// styleLength is the length of the parameters and the end of an SGR sequence at the
// start of text; 0 where there is none.
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

// ownLength is the length of the sealed sequence at the start of text; 0 where
// there is none. More reports that the text ends within what may become one.
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
