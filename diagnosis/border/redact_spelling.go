package border

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spelling is a text with its escapes decoded, and the origin of each byte.
type spelling struct {
	text  string
	place []int // index in the original of each byte and of the end; nil if nothing changed
}

// entities are the characters in and around secrets that have a name in HTML or XML.
var entities = map[string]string{"quot": `"`, "amp": "&", "apos": "'", "lt": "<", "gt": ">", "period": ".", "equals": "=", "colon": ":", "nbsp": " ", "hyphen": "-", "lowbar": "_", "plus": "+", "sol": "/"}

// decode undoes percent-encoding, even if applied repeatedly, backslash escapes and entities.
// It removes what is invisible: terminal escapes and zero-width characters.
func decode(text string) spelling {
	if strings.IndexFunc(text, func(r rune) bool { return r == '%' || r == '\\' || r == '&' || r < ' ' && r != '\n' || r > 0x7e }) < 0 {
		return spelling{text: text}
	}
	out := make([]byte, 0, len(text))
	place := make([]int, 0, len(text)+1)
	var last rune
	put := func(r rune, from int) {
		before := last
		last = r
		switch {
		case r == '\n' && before == '\r':
			return
		case r == '\r':
			r = '\n'
		case r == '\n' || r == '\t':
		case unicode.Is(unicode.Zs, r):
			r = ' '
		case hidden(r):
			return
		}
		length := len(out)
		out = utf8.AppendRune(out, r)
		for range len(out) - length {
			place = append(place, from)
		}
	}
	for i := 0; i < len(text); {
		r, size := rune(0), 0
		switch text[i] {
		case '%':
			r, size = percent(text[i:])
		case '\\':
			r, size = backslash(text[i:])
		case '&':
			r, size = entity(text[i:])
		case 0x1b:
			if size = escapeLength(text[i:]); size > 0 {
				i += size
				continue
			}
		}
		if size == 0 {
			if r, size = utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
				r = '?'
			}
		}
		put(r, i)
		i += size
	}
	return spelling{string(out), append(place, len(text))}
}

// percent decodes %2E and %252E at the start of text. Its second result is the number of
// bytes read; 0 if there is nothing to decode.
func percent(text string) (rune, int) {
	n := 1
	for strings.HasPrefix(text[n:], "25") {
		n += 2
	}
	if n > 1 && (len(text) < n+2 || hexLength(text[n:n+2]) < 2) {
		return '%', n
	}
	if len(text) < n+2 {
		return 0, 0
	}
	c, err := strconv.ParseUint(text[n:n+2], 16, 8)
	if err != nil {
		return 0, 0
	}
	return ascii(rune(c)), n + 2
}

// ascii returns r, or ? for a byte that is not a character by itself.
func ascii(r rune) rune {
	if r > 0x7e {
		return '?'
	}
	return r
}

// backslash decodes an escape of JSON, shells, Go or Printable, after any number of
// backslashes.
func backslash(text string) (rune, int) {
	n := 0
	for n < len(text) && text[n] == '\\' {
		n++
	}
	if n == len(text) {
		return '\\', n
	}
	number := func(from, digits int) (rune, int) {
		if len(text) < from+digits {
			return 0, 0
		}
		code, err := strconv.ParseUint(text[from:from+digits], 16, 32)
		if err != nil {
			return 0, 0
		}
		return rune(code), from + digits
	}
	r, size := rune(0), 0
	switch text[n] {
	case 'u':
		if strings.HasPrefix(text[n+1:], "{") {
			if end := strings.IndexByte(text[n:min(len(text), n+12)], '}'); end > 2 {
				if r, size = number(n+2, end-2); size > 0 {
					size++
				}
			}
		} else {
			r, size = number(n+1, 4)
		}
	case 'x':
		r, size = number(n+1, 2)
	case 'n', 'r', '\n', '\r':
		r, size = '\n', n+1
	case 't':
		r, size = '\t', n+1
	case '/', '"', '\'', '=', '&', '?':
		r, size = rune(text[n]), n+1
	}
	if size == 0 {
		return '\\', n
	}
	return r, size
}

// entity decodes &#46;, &#x2e; and &period;.
func entity(text string) (rune, int) {
	end := strings.IndexByte(text[:min(len(text), 12)], ';')
	if end < 2 {
		return 0, 0
	}
	name := text[1:end]
	if plain, known := entities[name]; known {
		return rune(plain[0]), end + 1
	}
	if name[0] != '#' {
		return 0, 0
	}
	base, digits := 10, name[1:]
	if strings.HasPrefix(strings.ToLower(digits), "x") {
		base, digits = 16, digits[1:]
	}
	code, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return 0, 0
	}
	return rune(code), end + 1
}

// escapeLength returns the length of the control sequence at the start of text, or 0.
func escapeLength(text string) int {
	if !strings.HasPrefix(text, "\x1b[") {
		return 0
	}
	for i := 2; i < len(text) && i < 40; i++ {
		if text[i] >= 0x40 && text[i] <= 0x7e {
			return i + 1
		}
	}
	return 0
}
