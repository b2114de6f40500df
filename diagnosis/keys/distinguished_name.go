package keys

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// maxName is the number of characters of a distinguished name that are shown.
const maxName = 200

// attributes are the short names of attribute types in RFC 4514 section 3 and in openssl.
var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU",
	"2.5.4.12": "title", "2.5.4.17": "postalCode", "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
}

// readName returns a distinguished name as in RFC 4514, the last part first. What is odd in
// it is reported with the given name of the field.
func (k *Key) readName(e element, field string) (string, error) {
	broken := errors.New("a part of the " + field + " is not a part of a name")
	var parts []string
	for rest := e.value; len(rest) > 0; {
		var set element
		var err error
		if set, rest, err = next(rest); err != nil || set.tag != tagSet {
			return "", broken
		}
		var values []string
		for inner := set.value; len(inner) > 0; {
			var pair element
			if pair, inner, err = next(inner); err != nil || pair.tag != tagSequence {
				return "", broken
			}
			attribute, err := pair.parts("o")
			if err != nil || len(attribute) != 2 {
				return "", broken
			}
			id := attribute[0].oid()
			if id == "" {
				return "", broken
			}
			id = cmp.Or(attributes[id], id)
			value, o := attribute[1].readString()
			if o.title != "" {
				o.title += field
				o.where = border.Clip(field+", "+id, 60)
				k.odd(o)
			}
			values = append(values, id+"="+nameEscapes.Replace(value))
		}
		if len(values) > 0 {
			parts = append(parts, strings.Join(values, "+"))
		}
	}
	parts = parts[max(0, len(parts)-maxName):]
	slices.Reverse(parts)
	return border.Shown(strings.Join(parts, ","), maxName), nil
}

// nameEscapes escapes the characters that RFC 4514 section 2.4 escapes anywhere in a value.
var nameEscapes = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `+`, `\+`, `"`, `\"`, `;`, `\;`, `<`, `\<`, `>`, `\>`)

// stringTypes are the string types of names (X.680 section 41) by their tags.
var stringTypes = map[byte]struct {
	name   string
	of     string // its characters in words
	width  int    // bytes of a character; 0 for UTF-8
	allows func(c rune) bool
	read   readers // what reads another character
	rare   readers // what reads the type at all; "" for every program
}{
	0x0c: {"UTF8String", "UTF-8", 0, func(rune) bool { return true }, readByJava, ""},
	0x12: {"NumericString", "digits and spaces", 1, func(c rune) bool { return c == ' ' || '0' <= c && c <= '9' }, readByMost, ""},
	0x13: {"PrintableString", "A to Z, a to z, 0 to 9, space and '()+,-./:=?", 1, printableString, readByMost, ""},
	0x14: {"TeletexString", "Latin-1", 1, func(rune) bool { return true }, readByMost, ""},
	0x16: {"IA5String", "ASCII", 1, func(c rune) bool { return c < 0x80 }, readByMost, ""},
	0x1a: {"VisibleString", "ASCII", 1, func(c rune) bool { return c < 0x80 }, readByJava, readByJava},
	0x1b: {"GeneralString", "ASCII", 1, func(c rune) bool { return c < 0x80 }, readByJava, readByJava},
	0x1c: {"UniversalString", "UTF-32", 4, func(c rune) bool { return utf8.ValidRune(c) }, readByJava, readByMost},
	0x1e: {"BMPString", "UTF-16 without surrogates", 2, func(c rune) bool { return !utf16.IsSurrogate(c) }, readByJava, ""},
}

// printableString reports whether PrintableString has a character (X.680 section 41.4), or
// whether it is one that every program takes for one.
func printableString(c rune) bool {
	return c < 0x80 && (isWord(byte(c)) || strings.ContainsRune(" '()+,-./:=?*&", c))
}

// maxValue is the number of bytes of an attribute's value that are decoded.
const maxValue = 4 * maxName

// readString decodes the value of an attribute. A value that is no string is returned as in
// RFC 4514 section 2.4, as # and hexadecimal. The title of the oddity lacks the name of the
// field at its end; it is "" for none.
func (e element) readString() (text string, o oddity) {
	kind, known := stringTypes[e.tag]
	if !known {
		o = oddity{title: "A value that is not a string is part of the ", expected: "a string", got: fmt.Sprintf("the type %02x", e.tag), read: readByJava}
		if e.tag == tagBits {
			o.read = readByMost
		}
		return "#" + hex.EncodeToString(e.full[:min(len(e.full), maxName)]), o
	}
	value := e.value[:min(len(e.value), maxValue)]
	if kind.rare != "" {
		o = oddity{title: "A string of type " + kind.name + " is part of the ", expected: "UTF8String or PrintableString (RFC 5280 section 4.1.2.4)", got: kind.name, read: kind.rare}
	}
	foreign := func(got string) {
		o = oddity{title: "A character that is not allowed in " + kind.name + " is part of the ", expected: kind.of, got: got, read: kind.read}
	}
	var runes []rune
	switch kind.width {
	case 0:
		if len(value) == len(e.value) && !utf8.Valid(value) {
			foreign("bytes that are not UTF-8")
			return latin1(value), o
		}
		return string(value), o
	case 1:
		runes = []rune(latin1(value))
	default:
		if len(e.value)%kind.width != 0 {
			foreign("an incomplete character at the end")
		}
		for ; len(value) >= kind.width; value = value[kind.width:] {
			var c rune
			for _, b := range value[:kind.width] {
				c = c<<8 | rune(b)
			}
			runes = append(runes, c)
		}
	}
	if i := slices.IndexFunc(runes, func(c rune) bool { return !kind.allows(c) }); i >= 0 {
		shown, _ := border.Printable(string(runes[i]))
		foreign(fmt.Sprintf("%s (%U)", shown, runes[i]))
		if kind.width == 1 && utf8.Valid(value) { // which programs write there by mistake
			return string(value), o
		}
	}
	return string(runes), o
}

// latin1 decodes ISO 8859-1.
func latin1(value []byte) string {
	runes := make([]rune, len(value))
	for i, b := range value {
		runes[i] = rune(b)
	}
	return string(runes)
}
