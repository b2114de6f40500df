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

// Object is a JSON object as it was in the token: members in order, names and
// strings printable.
type Object struct {
	members []Member
	// hidden counts the characters that Printable had to make visible.
	hidden int
	// twins are names that appear twice, or twice but for their case.
	twins []string
}

// Get returns the value of the member of exactly that name; of several the last,
// as most parsers take it.
func (o Object) Get(name string) (Value, bool) { return Value{Members: o.members}.Get(name) }

// Text returns a string member; "" where it is missing or of another type.
func (o Object) Text(name string) string {
	if v, ok := o.Get(name); ok && v.Type == String {
		return v.Text
	}
	return ""
}

// parseObject reads one JSON object and nothing after it.
func parseObject(text []byte) (Object, error) {
	value, err := ParseJSON(text)
	if err != nil {
		return Object{}, sayJSON(err)
	}
	if value.Type != Nested {
		return Object{}, fmt.Errorf("it is %s, not an object", typeName(value))
	}
	object := Object{hidden: loneSurrogates(text)}
	object.print(&value)
	object.members = value.Members
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

// print makes the names and texts of a value printable, and notes twins in it.
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
			o.twins = append(o.twins, twinText(v.Members[twin].Name, m.Name))
		}
		o.print(&m.Value)
	}
}

func (o *Object) printable(text string) string {
	shown, hidden := border.Printable(text)
	o.hidden += hidden
	return shown
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

// sayJSON words an error of ParseJSON. The decoder quotes the character it met; its
// place is enough, and holds nothing from outside.
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
