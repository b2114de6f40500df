package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
)

// Object is the JSON object in a part of a token. Its members are in order; their names
// and strings are printable.
type Object struct {
	members []Member
	// hidden is the number of characters that border.Printable had to make visible.
	hidden int
	// twins are the names that appear twice, in the same or in different case.
	twins []string
	// text is the JSON as it was read.
	text border.Secret
}

// Get returns the value of the member with exactly this name, the last if there are
// several, as in most parsers.
func (o Object) Get(name string) (Value, bool) { return Value{Members: o.members}.Get(name) }

// Names returns the names of the members, in order.
func (o Object) Names() []string {
	names := make([]string, len(o.members))
	for i, m := range o.members {
		names[i] = m.Name
	}
	return names
}

// Text returns the string member with this name; "" if it is missing or of another type.
func (o Object) Text(name string) string {
	if v, _ := o.Get(name); v.Type == String {
		return v.Text
	}
	return ""
}

// parseObject parses text as exactly one JSON object.
func parseObject(text []byte) (Object, error) {
	value, err := ParseJSON(text)
	if err != nil {
		return Object{}, sayJSON(err)
	}
	if value.Type != Nested {
		return Object{}, fmt.Errorf("it is %s, not an object", typeName(value))
	}
	object := Object{hidden: loneSurrogates(text), text: border.NewSecret(string(text))}
	object.print(&value)
	object.members = value.Members
	return object, nil
}

// loneSurrogates counts the escapes such as \ud800 that are only half of a character.
// encoding/json silently replaces them by U+FFFD; other parsers keep or reject them.
func loneSurrogates(text []byte) int {
	lone, high := 0, false // high: the previous escape was a first half
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

// print makes the names and strings of a value printable, and records its twins.
func (o *Object) print(v *Value) {
	if v.Type == String {
		v.Text = o.printable(v.Text)
	}
	for i := range v.Items {
		o.print(&v.Items[i])
	}
	folded := make([]string, len(v.Members)) // names as read
	for i := range v.Members {
		m := &v.Members[i]
		folded[i] = foldName(m.Name)
		m.Name = o.printable(m.Name)
		if twin := slices.Index(folded[:i], folded[i]); twin >= 0 {
			name := m.Name
			if earlier := v.Members[twin].Name; earlier != name {
				name = earlier + " and " + name
			}
			o.twins = append(o.twins, name)
		}
		o.print(&m.Value)
	}
}

func (o *Object) printable(text string) string {
	shown, hidden := border.Printable(text)
	o.hidden += hidden
	return shown
}

// foldName maps names to one form if a case-insensitive parser takes them for the same.
// Go's own is one, and even reads the Kelvin sign as k.
func foldName(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// typeName names the type of a value that is not an object, with its article.
func typeName(v Value) string {
	switch v.Type {
	case Array:
		return "an array"
	case String:
		return "a string"
	case Boolean:
		return "the word " + v.Text
	case Null:
		return "null"
	}
	return "a number"
}

// sayJSON rewords an error of ParseJSON. encoding/json quotes the character it met; the
// offset is enough and contains nothing from the input.
func sayJSON(err error) error {
	var syntax *json.SyntaxError
	switch {
	case !errors.As(err, &syntax):
		return err
	case syntax.Error() == "unexpected end of JSON input":
		return errors.New("the JSON ends too early")
	}
	return fmt.Errorf("it is not JSON from character %d on", syntax.Offset)
}
