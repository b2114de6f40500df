package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// MaxDepth is how deep JSON may nest.
const MaxDepth = 32

// Object is a JSON object as it was in the token: members in order, names and
// strings printable.
type Object struct {
	Members []Member
	// Hidden counts the characters that Printable had to make visible.
	Hidden int
	// Twins are names that appear twice, or twice but for their case.
	Twins []string
}

// Member is one name and value of an Object.
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

// Value is one JSON value.
type Value struct {
	Type Type
	// Text is the string, or the number, true, false or null as it was written.
	Text  string
	Items []Value // of an array
	// Size counts the members of a nested object; they are not kept.
	Size int
}

// Get returns the value of the member of exactly that name; of several the last,
// as most parsers take it.
func (o Object) Get(name string) (Value, bool) {
	for i := len(o.Members) - 1; i >= 0; i-- {
		if o.Members[i].Name == name {
			return o.Members[i].Value, true
		}
	}
	return Value{}, false
}

// Text returns a string member; "" where it is missing or of another type.
func (o Object) Text(name string) string {
	if v, ok := o.Get(name); ok && v.Type == String {
		return v.Text
	}
	return ""
}

var (
	errNotUTF8 = errors.New("it has bytes that are not UTF-8")
	errDepth   = fmt.Errorf("it nests deeper than %d levels", MaxDepth)
)

// parseObject reads one JSON object and nothing after it, strictly as RFC 8259
// has it; encoding/json alone would accept invalid UTF-8 and drop all but the
// last of members with one name.
func parseObject(text []byte) (Object, error) {
	if !utf8.Valid(text) {
		return Object{}, errNotUTF8
	}
	if depth(text) > MaxDepth {
		return Object{}, errDepth
	}
	if !json.Valid(text) {
		return Object{}, syntaxError(text)
	}
	walk := &jsonWalk{text: text}
	if first := walk.peek(); first != '{' {
		return Object{}, fmt.Errorf("it is %s, not an object", typeName(first))
	}
	var object Object
	object.read(walk)
	object.Hidden += loneSurrogates(text)
	return object, nil
}

// loneSurrogates counts escapes such as \ud800 that are half of a character. The
// decoder makes U+FFFD of them in silence; other parsers keep them or stop.
func loneSurrogates(text []byte) int {
	lone, high := 0, false // high: the escape before was a first half
	for i := 0; i < len(text); i++ {
		unit := rune(-1)
		if text[i] == '\\' {
			if i++; text[i] == 'u' {
				n, _ := strconv.ParseUint(string(text[i+1:i+5]), 16, 16) // text is valid JSON
				unit = rune(n)
				i += 4
			}
		}
		switch low := unit >= 0xDC00 && unit <= 0xDFFF; {
		case high && low:
			lone, high = lone-1, false
		case unit >= 0xD800 && unit <= 0xDBFF:
			lone, high = lone+1, true
		default:
			high = false
			if low {
				lone++
			}
		}
	}
	return lone
}

func (o *Object) read(walk *jsonWalk) {
	var seen []string // names as read, for twins
	walk.at++         // {
	for walk.peek() != '}' {
		raw := walk.string()
		shown := o.printable(raw)
		folded := foldName(raw)
		if twin := slices.Index(seen, folded); twin >= 0 {
			o.Twins = append(o.Twins, twinText(o.Members[twin].Name, shown))
		}
		seen = append(seen, folded)
		walk.skip(':')
		o.Members = append(o.Members, Member{Name: shown, Value: o.value(walk)})
		walk.skip(',')
	}
	walk.at++
}

func (o *Object) printable(text string) string {
	shown, hidden := border.Printable(text)
	o.Hidden += hidden
	return shown
}

func (o *Object) value(walk *jsonWalk) Value {
	switch walk.peek() {
	case '{':
		inner := Object{}
		inner.read(walk)
		o.Hidden += inner.Hidden
		o.Twins = append(o.Twins, inner.Twins...)
		return Value{Type: Nested, Size: len(inner.Members)}
	case '[':
		array := Value{Type: Array}
		walk.at++
		for walk.peek() != ']' {
			array.Items = append(array.Items, o.value(walk))
			walk.skip(',')
		}
		walk.at++
		return array
	case '"':
		return Value{Type: String, Text: o.printable(walk.string())}
	case 't', 'f':
		return Value{Type: Boolean, Text: walk.word()}
	case 'n':
		return Value{Type: Null, Text: walk.word()}
	}
	return Value{Type: Number, Text: walk.word()}
}

// foldName brings names together that a parser without regard to case would take
// for one, among them Go's own, which even reads the Kelvin sign as k.
func foldName(name string) string { return strings.ToLower(strings.ToUpper(name)) }

func twinText(earlier, later string) string {
	if earlier == later {
		return later
	}
	return earlier + " and " + later
}

func typeName(first byte) string {
	switch first {
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't':
		return "the word true"
	case 'f':
		return "the word false"
	case 'n':
		return "null"
	}
	return "a number"
}

// depth is how deep brackets nest outside strings.
func depth(text []byte) int {
	deepest, now, inString := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

func syntaxError(text []byte) error {
	var syntax *json.SyntaxError
	err := json.Unmarshal(text, new(any))
	switch {
	case errors.As(err, &syntax):
		// The decoder quotes the character it met; its place is enough, and
		// holds nothing from outside.
		if syntax.Error() == "unexpected end of JSON input" {
			return errors.New("the JSON ends too early")
		}
		return fmt.Errorf("it is not JSON from character %d on", syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends too early")
	}
	return errors.New("it is not JSON")
}
