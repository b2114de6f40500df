package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// MaxDepth is how deep JSON may nest.
const MaxDepth = 32

// Object is a JSON object as it stood in the token: members in order, names and
// strings printable.
type Object struct {
	Members []Member
	// Hidden counts the characters that Printable had to make visible.
	Hidden int
	// Twins are names that stand there twice, or twice but for their case.
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
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	first, err := decoder.Token()
	if err != nil {
		return Object{}, err
	}
	if first != json.Delim('{') {
		return Object{}, fmt.Errorf("it is %s, not an object", typeName(first))
	}
	var object Object
	err = object.read(decoder)
	object.Hidden += loneSurrogates(text)
	return object, err
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

func (o *Object) read(decoder *json.Decoder) error {
	seen := map[string]string{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		raw, _ := name.(string)
		shown := o.printable(raw)
		folded := foldName(raw)
		if earlier, twice := seen[folded]; twice {
			o.Twins = append(o.Twins, twinText(earlier, shown))
		}
		seen[folded] = shown
		value, err := o.value(decoder)
		if err != nil {
			return err
		}
		o.Members = append(o.Members, Member{Name: shown, Value: value})
	}
	_, err := decoder.Token()
	return err
}

func (o *Object) printable(text string) string {
	shown, hidden := border.Printable(text)
	o.Hidden += hidden
	return shown
}

func (o *Object) value(decoder *json.Decoder) (Value, error) {
	t, err := decoder.Token()
	if err != nil {
		return Value{}, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			inner := Object{}
			err := inner.read(decoder)
			o.Hidden += inner.Hidden
			o.Twins = append(o.Twins, inner.Twins...)
			return Value{Type: Nested, Size: len(inner.Members)}, err
		}
		array := Value{Type: Array}
		for decoder.More() {
			item, err := o.value(decoder)
			if err != nil {
				return Value{}, err
			}
			array.Items = append(array.Items, item)
		}
		_, err := decoder.Token()
		return array, err
	case string:
		return Value{Type: String, Text: o.printable(t)}, nil
	case json.Number:
		return Value{Type: Number, Text: t.String()}, nil
	case bool:
		return Value{Type: Boolean, Text: fmt.Sprint(t)}, nil
	}
	return Value{Type: Null, Text: "null"}, nil
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

func typeName(t json.Token) string {
	switch t := t.(type) {
	case json.Delim:
		return "an array"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "the word " + fmt.Sprint(t)
	}
	return "null"
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
