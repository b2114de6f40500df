package exchange

import (
	"strings"
	"unicode/utf8"
)

// shellWord is a word of a command, its quotes undone, and where it ends.
type shellWord struct {
	text string
	end  int
}

// shellWords splits a command into words: up to a line end that is not continued, or
// what separates commands. Quotes that are never closed end with the text.
func shellWords(text string) (words []shellWord) {
	var word strings.Builder
	inWord := false
	i := 0
	end := func() {
		if inWord {
			words = append(words, shellWord{word.String(), i})
			word.Reset()
			inWord = false
		}
	}
	for i < len(text) {
		c := text[i]
		switch {
		case c == '\'' || c == '"':
			inside, n := quoted(text[i:])
			word.WriteString(inside)
			inWord = true
			i += n
			continue
		case strings.HasPrefix(text[i:], "\u201c") || strings.HasPrefix(text[i:], "\u2018"):
			inside, n := typographic(text[i:])
			word.WriteString(inside)
			inWord = true
			i += n
			continue
		case c == '$' && strings.HasPrefix(text[i:], "$'"):
			inside, n := quoted(text[i+1:])
			word.WriteString(inside)
			inWord = true
			i += n + 1
			continue
		case (c == '\\' || c == '^' || c == '`') && continues(text[i+1:]) > 0:
			end()
			i += 1 + continues(text[i+1:])
			continue
		case c == '\\' && i+1 < len(text):
			_, size := utf8.DecodeRuneInString(text[i+1:])
			word.WriteString(text[i+1 : i+1+size])
			inWord = true
			i += 1 + size
			continue
		case c == '^' && i+1 < len(text) && strings.IndexByte("&\"|<>%^", text[i+1]) >= 0:
			i++ // cmd escapes so
			if text[i] == '"' {
				inside, n := quoted(text[i:])
				word.WriteString(uncaret(inside))
				i += n
			} else {
				word.WriteByte(text[i])
				i++
			}
			inWord = true
			continue
		case c == '\n' || c == '\r':
			end()
			return words
		case c == '|' || c == ';' || c == '>' || c == '&' && (i+1 == len(text) || text[i+1] == '&' || text[i+1] == ' '):
			end()
			return words
		case c == ' ' || c == '\t':
			end()
		default:
			word.WriteByte(c)
			inWord = true
		}
		i++
	}
	end()
	return words
}

// uncaret undoes what cmd escapes with carets inside quotes that were escaped, too.
func uncaret(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '^' {
			if i++; i == len(text) {
				break
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// continues is the length of blanks and one line end that follow a mark of
// continuation; 0 where something else follows.
func continues(text string) int {
	blank := len(text) - len(strings.TrimLeft(text, " \t"))
	switch rest := text[blank:]; {
	case strings.HasPrefix(rest, "\r\n"):
		return blank + 2
	case strings.HasPrefix(rest, "\n"):
		return blank + 1
	}
	return 0
}

// quoted reads a text in quotes and says how long it is with them.
func quoted(text string) (inside string, length int) {
	mark := text[0]
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == mark:
			return out.String(), i + 1
		case c == '\\' && mark == '"' && i+1 < len(text) && strings.IndexByte("\"\\$`\n", text[i+1]) >= 0:
			i++
			if text[i] != '\n' {
				out.WriteByte(text[i])
			}
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), len(text)
}

// typographic reads a text in the quotes that a word processor made.
func typographic(text string) (inside string, length int) {
	first, size := utf8.DecodeRuneInString(text)
	closing := "\u201d"
	if first == '\u2018' {
		closing = "\u2019"
	}
	inside, _, found := strings.Cut(text[size:], closing)
	if !found {
		return inside, len(text)
	}
	return inside, size + len(inside) + len(closing)
}
