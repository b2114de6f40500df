package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth is the number of levels that JSON may nest.
const MaxDepth = 32

// Value is one JSON value.
type Value struct {
	Type Type
	// Text is the decoded string, or the number, true, false or null as written.
	Text    string
	Items   []Value  // of an array
	Members []Member // of an object, in order
}

// Member is one name and value of a JSON object.
type Member struct {
	Name  string
	Value Value
}

// Type is the JSON type of a Value.
type Type string

// The JSON types.
const (
	String  Type = "string"
	Number  Type = "number"
	Boolean Type = "boolean"
	Null    Type = "null"
	Array   Type = "array"
	Nested  Type = "object"
)

// Get returns the value of the member with exactly this name, the last if there are
// several (RFC 7517 section 4).
func (v Value) Get(name string) (Value, bool) {
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Name == name {
			return v.Members[i].Value, true
		}
	}
	return Value{}, false
}

// ErrNotUTF8 and ErrDepth are the errors of ParseJSON besides *json.SyntaxError.
var (
	ErrNotUTF8 = errors.New("it has bytes that are not UTF-8")
	ErrDepth   = fmt.Errorf("it nests deeper than %d levels", MaxDepth)
)

// ParseJSON parses text as exactly one JSON value (RFC 8259). It keeps duplicate members
// and the spelling of names. encoding/json alone would accept invalid UTF-8 and keep only
// the last of several members with one name.
func ParseJSON(text []byte) (Value, error) {
	switch {
	case !utf8.Valid(text):
		return Value{}, ErrNotUTF8
	case TooDeep(text):
		return Value{}, ErrDepth
	case !json.Valid(text):
		return Value{}, json.Unmarshal(text, new(any))
	}
	walk := jsonWalk{text: text}
	return walk.value(), nil
}

// TooDeep reports whether the JSON value at the start of a text nests deeper than
// MaxDepth. It counts brackets outside strings, whether or not the text is JSON.
func TooDeep[Text string | []byte](text Text) bool {
	depth, inString := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return false
			}
		}
	}
	return false
}

// jsonWalk decodes JSON that json.Valid has accepted. The decoder of encoding/json scans
// each value a second and a third time, which was half the time to read a token.
type jsonWalk struct {
	text []byte
	at   int
}

func (w *jsonWalk) value() Value {
	switch w.peek() {
	case '{':
		object := Value{Type: Nested}
		w.at++
		for w.peek() != '}' {
			name := w.string()
			w.skip(':')
			object.Members = append(object.Members, Member{name, w.value()})
			w.skip(',')
		}
		w.at++
		return object
	case '[':
		array := Value{Type: Array}
		w.at++
		for w.peek() != ']' {
			array.Items = append(array.Items, w.value())
			w.skip(',')
		}
		w.at++
		return array
	case '"':
		return Value{Type: String, Text: w.string()}
	case 't', 'f':
		return Value{Type: Boolean, Text: w.word()}
	case 'n':
		return Value{Type: Null, Text: w.word()}
	}
	return Value{Type: Number, Text: w.word()}
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

// skip skips white space and, if it comes next, the separator.
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

// word reads a number, true, false or null.
func (w *jsonWalk) word() string {
	start := w.at
	for w.at < len(w.text) && strings.IndexByte(",]} \t\n\r", w.text[w.at]) < 0 {
		w.at++
	}
	return string(w.text[start:w.at])
}
