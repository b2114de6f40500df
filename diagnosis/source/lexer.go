package source

import (
	"strings"
)

// lexeme is a word of source code, in whatever language.
type lexeme struct {
	kind lexKind
	// text is the word; of a string what is between the quotation marks, its escapes left.
	text string
	line int // from 1
	// in is the innermost bracket around it, -1 for none; pair is the other bracket of a
	// bracket, -1 where there is none.
	in, pair int
	// raw reports whether a string is between single quotes, where $ is a letter; format
	// whether a letter before it says that braces in it hold variables.
	raw, format bool
}

type lexKind byte

const (
	word   lexKind = 'w'
	text   lexKind = 's'
	number lexKind = 'n'
	mark   lexKind = 'p'
)

// maxLexemes is how much of a program is read, in words.
const maxLexemes = 50000

// doubled are the marks of two and three characters.
var doubled = []string{"===", "!==", "...", "=>", "->", "::", "==", "!=", "<=", ">=", "&&", "||", "?.", ":=", "**", "+=", "-="}

// lex takes source code apart. Comments are left out: what a comment says, no program
// does.
func lex(code string) []lexeme {
	var out []lexeme
	line := 1
	noMore := map[string]bool{} // ends that the rest of the text does not have
	unclosed := map[byte]int{}  // up to where no text between such marks ends
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

// isCommand reports whether a hyphen is inside the name of a command of PowerShell.
func isCommand(rest string, at int) bool {
	switch rest[:at] {
	case "Invoke", "ConvertTo", "ConvertFrom", "New", "Get":
		return at+1 < len(rest) && isLetter(rest[at+1])
	}
	return false
}

// lexString reads a text at its opening quotation mark. A text between ' or " ends with
// its line; one that does not is none.
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

// match finds the pairs of brackets. A bracket of another sort closes those inside it.
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
