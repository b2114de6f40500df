package token

import "encoding/json"

// jsonWalk goes through JSON that json.Valid has accepted, value by value. The
// decoder of encoding/json scans each value a second and a third time, which was
// half of what reading a token took.
type jsonWalk struct {
	text []byte
	at   int
}

// peek skips white space and returns the byte the next value starts with.
func (w *jsonWalk) peek() byte {
	for {
		switch c := w.text[w.at]; c {
		case ' ', '\t', '\n', '\r':
			w.at++
		default:
			return c
		}
	}
}

// skip goes past white space and, if it comes next, the separator.
func (w *jsonWalk) skip(separator byte) {
	if w.peek() == separator {
		w.at++
	}
}

// string reads a string and leaves its escapes to encoding/json.
func (w *jsonWalk) string() string {
	w.peek()
	start, escaped := w.at, false
	for w.at++; w.text[w.at] != '"'; w.at++ {
		if w.text[w.at] == '\\' {
			escaped = true
			w.at++
		}
	}
	w.at++
	if !escaped {
		return string(w.text[start+1 : w.at-1])
	}
	var text string
	_ = json.Unmarshal(w.text[start:w.at], &text) // valid, so it cannot fail
	return text
}

// word reads a number, true, false or null as it is written.
func (w *jsonWalk) word() string {
	start := w.at
	for w.at < len(w.text) {
		switch w.text[w.at] {
		case ',', ']', '}', ' ', '\t', '\n', '\r':
			return string(w.text[start:w.at])
		}
		w.at++
	}
	return string(w.text[start:w.at])
}
