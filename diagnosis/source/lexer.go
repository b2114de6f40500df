package source

import (
	"strings"
)

// lexeme is a token of source code in any programming language.
type lexeme struct {
	kind lexKind
	// text is the text of the lexeme. For a string it is the text between the quotation
	// marks, with its escapes.
	text string
	line int // from 1
	// in is the index of the innermost bracket around the lexeme, -1 for none. pair is the
	// index of the matching bracket, -1 for none.
	in, pair int
	// raw reports whether a string is in single quotes, so that $ is an ordinary character.
	// format reports whether a prefix makes the braces in it placeholders.
	raw, format bool
}

type lexKind byte

const (
	word   lexKind = 'w'
	text   lexKind = 's'
	number lexKind = 'n'
	mark   lexKind = 'p'
)

// maxLexemes is the maximum number of lexemes that are read.
const maxLexemes = 50000

// doubled are the operators of two and three characters, longer ones before their prefixes.
var doubled = []string{"===", "!==", "...", "=>", "->", "::", "==", "!=", "<=", ">=", "&&", "||", "?.", ":=", "**", "+=", "-="}

// lex splits source code into lexemes. It drops comments: a program does not execute them.
func lex(code string) []lexeme {
	var out []lexeme
	line := 1
	noMore := map[string]bool{} // closing marks that the rest of the code does not contain
	unclosed := map[byte]int{}  // for a quotation mark, the index before which none is closed
	find := func(from int, end string) int {
		if noMore[end] || from > len(code) {
			return -1
		}
		at := strings.Index(code[from:], end)
		noMore[end] = at < 0
		return at
	}
	for i := 0; i < len(code) && len(out) < maxLexemes; {
		c := code[i]
		rest := code[i:]
		switch {
		case c == '\n':
			line++
			i++
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case strings.HasPrefix(rest, "//") && (i == 0 || code[i-1] != ':'), c == '#' && !strings.HasPrefix(rest, "#{") && (i == 0 || strings.IndexByte(" \t\n", code[i-1]) >= 0):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			i += end
		case strings.HasPrefix(rest, "/*"):
			end := find(i+2, "*/")
			if end < 0 {
				i += 2
				break
			}
			line += strings.Count(code[i:i+2+end], "\n")
			i += end + 4
		case strings.HasPrefix(rest, "```"): // around code in Markdown
			i += 3
		case c == '"' || c == '\'' || c == '`':
			if i < unclosed[c] {
				i++
				break
			}
			l, length, ok := lexString(rest, func(from int, end string) int { return find(i+from, end) })
			if !ok {
				unclosed[c] = i + length
				i++
				break
			}
			if n := len(out) - 1; n >= 0 && i > 0 && strings.IndexByte("fFrRbBuU$@", code[i-1]) >= 0 && len(out[n].text) <= 2 && strings.Trim(out[n].text, "fFrRbBuU$@") == "" {
				l.format = strings.ContainsAny(out[n].text, "fF$")
				out = out[:n]
			}
			l.line = line
			line += strings.Count(rest[:length], "\n")
			out = append(out, l)
			i += length
		case c >= '0' && c <= '9':
			end := 1
			for end < len(rest) && (isDigit(rest[end]) || rest[end] == '_' || rest[end] == '.' && end+1 < len(rest) && isDigit(rest[end+1])) {
				end++
			}
			out = append(out, lexeme{kind: number, text: strings.ReplaceAll(rest[:end], "_", ""), line: line})
			for end < len(rest) && isLetter(rest[end]) { // a suffix: 300L
				end++
			}
			i += end
		case isLetter(c) || c == '$' || c == '@' && len(rest) > 1 && isLetter(rest[1]):
			end := 1
			for end < len(rest) && (isLetter(rest[end]) || isDigit(rest[end]) || rest[end] == '$' || rest[end] == '\\' && end+1 < len(rest) && isLetter(rest[end+1]) || rest[end] == '-' && isCommand(rest, end)) {
				end++
			}
			out = append(out, lexeme{kind: word, text: rest[:end], line: line})
			i += end
		default:
			size := 1
			for _, mark := range doubled {
				if strings.HasPrefix(rest, mark) {
					size = len(mark)
					break
				}
			}
			if c > ' ' && c < 0x7f {
				out = append(out, lexeme{kind: mark, text: rest[:size], line: line})
			}
			i += size
		}
	}
	match(out)
	return out
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// isCommand reports whether the hyphen at at is part of a PowerShell command name.
func isCommand(rest string, at int) bool {
	switch rest[:at] {
	case "Invoke", "ConvertTo", "ConvertFrom", "New", "Get":
		return at+1 < len(rest) && isLetter(rest[at+1])
	}
	return false
}

// lexString reads the string that begins at the start of rest. A string in ' or " must end
// on its line.
func lexString(rest string, find func(int, string) int) (l lexeme, length int, ok bool) {
	quote := rest[:1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(rest, triple) {
		if end := find(3, triple); end >= 0 {
			return lexeme{kind: text, text: rest[3 : 3+end], raw: quote == "'"}, end + 6, true
		}
		return lexeme{}, 3, false
	}
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '\\':
			i++
		case c == rest[0]:
			return lexeme{kind: text, text: rest[1:i], raw: quote == "'"}, i + 1, true
		case c == '\n' && quote != "`":
			return lexeme{}, i, false
		}
	}
	return lexeme{}, len(rest), false
}

// match pairs the brackets. A closing bracket also closes up to two unclosed brackets of
// other sorts inside its pair.
func match(out []lexeme) {
	var open []int
	for i := range out {
		l := &out[i]
		l.in, l.pair = -1, -1
		if l.kind == mark && len(open) > 0 && strings.Contains(")]}", l.text) {
			for n := len(open) - 1; n >= 0 && n > len(open)-4; n-- {
				if closes[out[open[n]].text] == l.text {
					out[open[n]].pair, l.pair = i, open[n]
					open = open[:n]
					break
				}
			}
		}
		if len(open) > 0 {
			l.in = open[len(open)-1]
		}
		if l.kind == mark && closes[l.text] != "" {
			open = append(open, i)
		}
	}
}

var closes = map[string]string{"(": ")", "[": "]", "{": "}"}
