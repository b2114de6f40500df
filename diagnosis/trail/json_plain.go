package trail

import (
	"bytes"
	"encoding/json"
)

// plainFields is jsonFields for an object of texts, numbers and words, whose keys have all
// been met. It takes a tenth of the time of encoding/json, which splits any object: ok is
// false if it has to, also for an object that is not JSON. The object is UTF-8; the fields
// are valid until the next call.
func (w *worker) plainFields(object []byte) (fields [][]byte, known, ok bool) {
	fields = append(w.plain[:0], make([][]byte, len(jsonColumns))...)
	w.plain = fields
	at := skipSpaces(object, 1) // after the brace
	for members := 1; members <= w.rec.columns; members++ {
		name, end := plainText(object, at)
		if end < 0 {
			return nil, false, false
		}
		place, met := w.keys[string(name)]
		if at = skipSpaces(object, end); !met || at >= len(object) || object[at] != ':' {
			return nil, false, false
		}
		at = skipSpaces(object, at+1)
		value, end := plainValue(object, at)
		if end < 0 && place < 0 && bytes.HasPrefix(object[at:], []byte("[]")) { // the links of SuiteQL
			end = at + 2
		}
		if end < 0 {
			return nil, false, false
		}
		if place >= 0 {
			fields[place] = value
			known = known || jsonColumns[place] == ColumnStatus || jsonColumns[place] == ColumnDetail
		}
		at = skipSpaces(object, end)
		switch {
		case at == len(object)-1 && object[at] == '}':
			return fields, known, true
		case at >= len(object) || object[at] != ',':
			return nil, false, false
		}
		at = skipSpaces(object, at+1)
	}
	return nil, false, false
}

// skipSpaces returns the first position from at on that is not a space of JSON (RFC 8259, 2).
func skipSpaces(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r') {
		at++
	}
	return at
}

// plainText decodes a string that begins at a position; end is -1 if there is none.
func plainText(text []byte, at int) (value []byte, end int) {
	if at >= len(text) || text[at] != '"' {
		return nil, -1
	}
	escaped := false
	for end = at + 1; end < len(text); end++ {
		switch c := text[end]; {
		case c == '"' && !escaped:
			return text[at+1 : end], end + 1
		case c == '"':
			var decoded string
			if json.Unmarshal(text[at:end+1], &decoded) != nil {
				return nil, -1
			}
			return []byte(decoded), end + 1
		case c == '\\':
			escaped = true
			end++
		case c < ' ':
			return nil, -1
		}
	}
	return nil, -1
}

// plainValue decodes a string, a whole number or a word that begins at a position; null is
// "". end is -1 for anything else.
func plainValue(text []byte, at int) (value []byte, end int) {
	if at < len(text) && text[at] == '"' {
		return plainText(text, at)
	}
	for end = at; end < len(text) && (isDigit(text[end]) || 'a' <= text[end] && text[end] <= 'z'); {
		end++
	}
	switch value = text[at:end]; {
	case string(value) == "null":
		return []byte{}, end
	case string(value) == "true", string(value) == "false":
		return value, end
	case len(value) > 0 && (value[0] != '0' || len(value) == 1) && !bytes.ContainsFunc(value, func(r rune) bool { return r > '9' }):
		return value, end // what follows is not part of it: that would be a fraction or an error
	}
	return nil, -1
}
