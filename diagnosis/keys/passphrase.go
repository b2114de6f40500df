package keys

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"authdoctor/diagnosis/border"
)

// Phrase is a pass phrase that a file may mean.
type Phrase struct {
	Text border.Secret
	// Note says how it differs from what is in the file, such as "without the spaces at its
	// end"; "" for no difference.
	Note string
}

// Phrases returns the pass phrases that a file may mean, likeliest first; none if it is
// empty. Editors and shells add to a pass phrase: a byte order mark, a line break, spaces,
// quotation marks, and PowerShell writes UTF-16. The first is without what is never part of
// a pass phrase. The others are for the case that it does not open the key.
func Phrases(data []byte) (phrases []Phrase) {
	add := func(text []byte, notes ...string) {
		note := strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), ", ")
		if len(text) > 0 && !slices.ContainsFunc(phrases, func(p Phrase) bool { return p.Text.Reveal() == string(text) }) {
			phrases = append(phrases, Phrase{border.NewSecret(string(text)), note})
		}
	}
	text, read := decodePhrase(data)
	whole := bytes.TrimRight(text, "\r\n")
	add(whole, read)
	line, _, several := bytes.Cut(bytes.TrimLeft(whole, "\r\n"), []byte("\n"))
	first := ""
	if line = bytes.TrimRight(line, "\r"); several {
		first = "from its first line only"
	}
	add(line, read, first)
	trimmed := bytes.TrimFunc(line, unicode.IsSpace)
	add(trimmed, read, first, "without the spaces around it")
	unseen := bytes.TrimFunc(trimmed, func(r rune) bool { return r != utf8.RuneError && !unicode.IsGraphic(r) || unicode.IsSpace(r) })
	add(unseen, read, first, "without the invisible characters at its ends")
	unquote := func(text []byte, note string) {
		for _, marks := range quotationMarks {
			if inner, ok := bytes.CutPrefix(text, []byte(marks[0])); ok {
				if inner, ok = bytes.CutSuffix(inner, []byte(marks[1])); ok {
					add(inner, read, first, note, "without the quotation marks around it")
				}
			}
		}
	}
	unquote(trimmed, "")
	add(bytes.TrimSuffix(trimmed, []byte(`\n`)), read, first, `without the \n at its end`)
	if value := assigned(trimmed); value != nil {
		const note = "without the name before it"
		add(value, read, first, note)
		unquote(value, note)
	}
	for _, p := range slices.Clone(phrases) {
		text := []byte(p.Text.Reveal())
		if !utf8.Valid(text) {
			add([]byte(latin1(text)), p.Note, "as Latin-1")
			continue
		}
		add(norm.NFC.Bytes(text), p.Note, "with accented letters as single characters")
		add(norm.NFD.Bytes(text), p.Note, "with accents as separate characters")
		if old, ok := toLatin1(norm.NFC.Bytes(text)); ok {
			add(old, p.Note, "in Latin-1")
		}
	}
	return phrases
}

// quotationMarks are put around a value in shells and files of settings, and by editors.
var quotationMarks = [][2]string{{`"`, `"`}, {"'", "'"}, {"\u201c", "\u201d"}, {"\u201e", "\u201c"}}

// assigned returns the value of a setting, such as a line of .env, or of pass:, with which
// openssl takes a pass phrase; nil for none.
func assigned(text []byte) []byte {
	at := bytes.IndexAny(text, "=:")
	if at < 0 {
		return nil
	}
	name := bytes.TrimSpace(bytes.TrimPrefix(text[:at], []byte("export ")))
	if len(name) == 0 || bytes.ContainsFunc(name, func(r rune) bool { return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return nil
	}
	return bytes.TrimSpace(text[at+1:])
}

// decodePhrase removes a byte order mark and decodes UTF-16, with or without one.
func decodePhrase(data []byte) (text []byte, read string) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		return rest, "without the byte order mark before it"
	}
	var order binary.ByteOrder
	switch {
	case len(data) < 2 || len(data)%2 != 0:
		return data, ""
	case data[0] == 0xff && data[1] == 0xfe:
		order, data = binary.LittleEndian, data[2:]
	case data[0] == 0xfe && data[1] == 0xff:
		order, data = binary.BigEndian, data[2:]
	case data[0] != 0 && data[1] == 0:
		order = binary.LittleEndian
	case data[0] == 0 && data[1] != 0:
		order = binary.BigEndian
	default:
		return data, ""
	}
	var units []uint16
	for ; len(data) > 1; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return []byte(string(utf16.Decode(units))), "as UTF-16"
}

// toLatin1 encodes as ISO 8859-1. It returns false for text that is ASCII, or that has
// other characters.
func toLatin1(text []byte) (encoded []byte, ok bool) {
	for _, r := range string(text) {
		if r > 0xff {
			return nil, false
		}
		ok = ok || r >= utf8.RuneSelf
		encoded = append(encoded, byte(r))
	}
	return encoded, ok
}

// ReadPhrases is Read with the first of the pass phrases that opens what is in the file; it
// is returned. If none does, it is Read with the first one.
func ReadPhrases(name string, data []byte, phrases []Phrase) (File, Phrase) {
	if len(phrases) == 0 {
		return Read(name, data, nil), Phrase{}
	}
	var first File
	for i, phrase := range phrases {
		file := Read(name, data, []byte(phrase.Text.Reveal()))
		if !file.refused() {
			return file, phrase
		}
		if i == 0 {
			first = file
		}
		if file.worked > maxIterations/2/(i+2) {
			break // the next would take too long
		}
	}
	return first, Phrase{}
}

// refused reports whether the pass phrase was a wrong one for a key of the file.
func (f File) refused() bool {
	return slices.ContainsFunc(f.Keys, func(k Key) bool {
		return slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.ID == "pass-phrase" })
	})
}

// passphraseEnds says what is easily overlooked at the ends of a pass phrase; "" for
// nothing.
func passphraseEnds(phrase []byte) string {
	first, _ := utf8.DecodeRune(phrase)
	last, _ := utf8.DecodeLastRune(phrase)
	var says []string
	for _, end := range []struct {
		verb string
		char rune
	}{{"begins with ", first}, {"ends with ", last}} {
		switch {
		case end.char == ' ' || end.char == 0xa0:
			says = append(says, end.verb+"a space")
		case end.char == '\t':
			says = append(says, end.verb+"a tab")
		case end.char == '"' || end.char == '\'':
			says = append(says, end.verb+"a quotation mark")
		case unicode.IsSpace(end.char) || !unicode.IsPrint(end.char) && end.char != utf8.RuneError:
			says = append(says, end.verb+"an invisible character")
		}
	}
	return strings.Join(says, " and ")
}
