package source

import (
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// unknownPart takes the place of the unknown parts of a text.
const unknownPart = "\x00"

// str returns the text that an expression yields: a literal, joined pieces, or a variable
// that is set once. Line is the line of its first literal.
func (p *program) str(e expr, depth int) (value string, line int) {
	if depth > maxFollow || e.from >= e.to {
		return unknownPart, 0
	}
	for i := e.from; i < e.to; i++ {
		l := p.lex[i]
		switch {
		case l.kind == text:
			value += p.template(l, i, depth)
			if line == 0 {
				line = l.line
			}
		case l.kind == mark && (l.text == "+" || l.text == "." && i+1 < e.to && (p.lex[i+1].kind == text || strings.HasPrefix(p.lex[i+1].text, "$") || p.lex[i-1].kind == text && p.word(i+1) == "")):
		case l.kind == word && !p.is(i+1, "(", ".", "->", "[", "::", "?."):
			if v, known := p.variable(l.text, i); known {
				piece, at := p.str(v, depth+1)
				value += piece
				if line == 0 {
					line = at
				}
				break
			}
			value += unknownPart
		default: // the result of a call or an index is not known
			value += unknownPart
			for i+1 < e.to && !p.is(i+1, "+") {
				if l := p.lex[i+1]; l.kind == mark && closes[l.text] != "" && l.pair > i {
					i = l.pair - 1
				}
				i++
			}
		}
		const longest = 2000
		if len(value) > longest {
			return unknownPart, line
		}
	}
	return value, line
}

var (
	placeholder = pattern.Lazy(`\$\{[^}]*\}|#\{[^}]*\}|\{\{[^}]*\}\}|\{[A-Za-z0-9_.]*\}|\{[A-Za-z_][A-Za-z0-9_.]*\(\)\}|\$[A-Za-z_]\w*|%[sd]|%\d\$s`)
	simpleName  = pattern.Lazy(`^[$A-Za-z_][\w$]*$`)
)

// template returns the text of a string with its known variables filled in.
func (p *program) template(l lexeme, at, depth int) string {
	if !strings.ContainsAny(l.text, "{$%") {
		return l.text
	}
	return placeholder().ReplaceAllStringFunc(l.text, func(part string) string {
		name := strings.Trim(part, "${}#")
		if l.raw && part[0] == '$' {
			return part
		}
		if part[0] == '$' && !strings.HasPrefix(part, "${") {
			name = part
		}
		if simpleName().MatchString(name) {
			if v, known := p.variable(name, at); known {
				value, _ := p.str(v, depth+1)
				return value
			}
		}
		return unknownPart
	})
}

// quoted returns a line of the program in a form that is safe to show: printable, short and
// without secrets. Of a long line it returns the part around the text about.
func (p *program) quoted(number int, about string) exchange.Line {
	if number < 1 || number > len(p.lines) {
		return exchange.Line{}
	}
	const longest, before = 160, 60
	line := p.safeLine(number)
	if at := strings.Index(line, about); len(line) > longest && at > before {
		for at -= before; at > 0 && line[at-1] != ' '; at-- {
		}
		line = "…" + line[at:]
	}
	return exchange.Line{Number: number, Text: border.Shown(line, longest)}
}

// safeLine returns a line without secrets. It keeps the result, because all fields of a
// minified program are on one line.
func (p *program) safeLine(number int) string {
	line, known := p.safe[number]
	if !known {
		line = border.Redact(literalSecret().ReplaceAllString(strings.Join(strings.Fields(p.lines[number-1]), " "), "${1}[not shown]$2"))
		p.safe[number] = line
	}
	return line
}

// literalSecret matches a literal that a program assigns to the name of a secret.
var literalSecret = pattern.Lazy(`(?i)((?:secret|password|passphrase|private[_-]?key|refresh[_-]?token|verifier)(?:["'\]]*\s*(?:=>|[:=])|["']\s*,)\s*["'` + "`" + `])[^"'` + "`" + `]+(["'` + "`" + `]|$)`)

func (p *program) lineAt(i int) exchange.Line {
	if i < 0 || i >= len(p.lex) {
		return exchange.Line{}
	}
	return p.quoted(p.lex[i].line, p.lex[i].text)
}
