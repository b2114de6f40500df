package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/pattern"
)

//go:noinline
func (p *program) is(i int, marks ...string) bool {
	return i >= 0 && i < len(p.lex) && p.lex[i].kind == mark && slices.Contains(marks, p.lex[i].text)
}

func (p *program) word(i int) string {
	if i < 0 || i >= len(p.lex) || p.lex[i].kind != word {
		return ""
	}
	return p.lex[i].text
}

func (p *program) accessor(i int) bool { return p.is(i, ".", "->", "::", "?.") }

// end returns the end of the value that begins at from: a comma, a semicolon, the closing
// bracket, or the end of a line that does not continue.
func (p *program) end(from int) int {
	// longest is the maximum number of lexemes of a value, not counting those in brackets.
	const longest = 200
	i := from
	for steps := 0; i < len(p.lex) && steps < longest; steps++ {
		l := p.lex[i]
		if l.kind == mark {
			switch l.text {
			case ",", ";", ")", "]", "}":
				return i
			}
		}
		if i > from && l.line > p.lex[i-1].line+newlines(p.lex[i-1]) && !p.goesOn(i) {
			return i
		}
		if l.kind == mark && closes[l.text] != "" {
			if l.pair < 0 {
				return len(p.lex)
			}
			i = l.pair
		}
		i++
	}
	return i
}

func newlines(l lexeme) int { return strings.Count(l.text, "\n") }

// goesOn reports whether the word at i, the first of its line, continues the previous line.
func (p *program) goesOn(i int) bool {
	const ends = "+ - * / = . -> :: ?. => ? : && || ( [ { , :="
	before := p.lex[i-1]
	return before.kind == mark && slices.Contains(strings.Fields(ends), before.text) || p.is(i, ".", "->", "::", "?.", "+", "-", "*", "/", "?", ":", "&&", "||")
}

// isBlock reports whether a brace opens a block of statements and not an object: it follows
// a condition, the head of a function or a keyword.
func (p *program) isBlock(i int) bool {
	if i < 0 {
		return true
	}
	if !p.is(i, "{") {
		return false
	}
	switch before := i - 1; {
	case p.is(before, ")"):
		name := p.lex[before].pair - 1
		for name > 0 && (p.word(name) != "" || p.accessor(name)) {
			if p.word(name) == "new" {
				return false
			}
			name--
		}
		return true
	case p.is(before, ";", "}", "{"):
		return !p.is(before, "{") || p.isBlock(before)
	case p.is(before, "=>"):
		return i+2 < len(p.lex) && !p.is(i+2, ":", "=>", ",", "}")
	case p.word(before) != "":
		return slices.Contains([]string{"else", "try", "finally", "do", "class", "static", "async", "begin"}, p.word(before)) || p.word(before-1) == "class" || p.word(before-1) == "namespace" || p.word(before-1) == "interface"
	}
	return i == 0
}

// statement reports whether a word is directly in a block, not in an object or call.
func (p *program) statement(i int) bool { return p.isBlock(p.lex[i].in) }

func (p *program) readVariables() {
	for i := range p.lex {
		if p.word(i) == "" || p.accessor(i-1) || !p.is(i+1, "=", ":=", ":") || !p.statement(i) {
			continue
		}
		from := i + 2
		if p.is(i+1, ":") { // skip a type between name and value
			const longest = 12
			for from < i+2+longest && (p.word(from) != "" || p.is(from, "<", ">", ",", "[", "]", "|", ".")) {
				from++
			}
			if !p.is(from, "=") {
				continue
			}
			from++
		}
		name := p.word(i)
		p.vars[name] = append(p.vars[name], expr{from, p.end(from)})
	}
}

// variable returns the value of a variable that is set exactly once, unless the word at use
// is part of that value.
func (p *program) variable(name string, use int) (expr, bool) {
	if set := p.vars[name]; len(set) == 1 && (use < set[0].from || use >= set[0].to) {
		return set[0], true
	}
	return expr{}, false
}

// receiver returns the group of names that are set on the same variable: the first place of
// the variable or of the expression that the accessor at at follows.
func (p *program) receiver(at int) int {
	for i := at - 1; i >= 0; i-- {
		switch {
		case p.is(i, ")", "]") && p.lex[i].pair >= 0:
			i = p.lex[i].pair
		case p.word(i) != "" && !p.accessor(i-1):
			if p.word(i-1) == "new" {
				return i
			}
			return p.first[p.lex[i].text]
		case p.word(i) != "", p.accessor(i):
		default:
			return i + 1
		}
	}
	return 0
}

// setters matches methods whose first argument is a name and whose second is its value.
var setters = pattern.Lazy(`(?i)^(?:append|add|set|put|field|claim|setheaderparam|withclaim|withheader|addparameter|addformfield|adddata|param|formparam|addencoded|header|addclaim|insert|store|addheader|setheader|with)$`)

// pairsOf matches classes for a name and a value.
var pairsOf = pattern.Lazy(`(?i)^(?:claim|keyvaluepair|namevaluepair|basicnamevaluepair|parameter)$`)

// maxPairs is the maximum number of pairs that are read.
const maxPairs = 2000

func (p *program) readPairs() {
	add := func(name string, at, from int, group int) {
		if len(p.pairs) < maxPairs && (spelled[fold(name)] != "" || slices.Contains(formFields, name) || isSending(name)) {
			p.pairs = append(p.pairs, pair{name, spelled[fold(name)], expr{from, p.end(from)}, at, group})
			if name == "grant_type" || name == "grantType" {
				p.forms[group] = true
			}
		}
	}
	interesting := func(i int) bool {
		l := p.lex[i]
		return l.kind != mark && (spelled[fold(l.text)] != "" || slices.Contains(formFields, l.text) || isSending(l.text))
	}
	for i := range p.lex {
		if !interesting(i) {
			continue
		}
		l := p.lex[i]
		switch {
		case l.kind == text && p.is(i-1, "[") && p.is(i+1, "]") && p.is(i+2, "=", "=>"):
			group := p.lex[i-1].in
			if p.word(i-2) != "" || p.is(i-2, "]", ")") {
				group = p.receiver(i - 1)
			}
			add(l.text, i, i+3, group)
		case p.is(i+1, ":", "=>") && l.in >= 0 && !p.is(i-1, "?"), p.is(i+1, "=") && l.kind == word && l.in >= 0 && !p.statement(i) && !p.accessor(i-1):
			add(l.text, i, i+2, l.in)
		case p.is(i+1, "=") && p.accessor(i-1):
			add(l.text, i, i+2, p.receiver(i-1))
		case l.kind == text && p.is(i+1, ",") && p.is(i-1, "(") && l.in == i-1:
			call := i - 2
			for p.is(call, ">") { // skip type arguments
				for call > 0 && !p.is(call, "<") {
					call--
				}
				call--
			}
			switch {
			case pairsOf().MatchString(p.word(call)):
				add(l.text, i, i+2, p.lex[i-1].in)
			case setters().MatchString(p.word(call)) && p.accessor(call-1):
				add(l.text, i, i+2, p.receiver(call-1))
			}
		case l.kind == text && p.is(i+1, ",") && p.is(i-1, "{") && l.in == i-1:
			add(l.text, i, i+2, p.lex[i-1].in)
		case l.kind == word && p.accessor(i-1) && p.is(i+1, "(") && p.lex[i+1].pair > 0:
			from := i + 2
			if close := p.lex[i+1].pair; close == from && p.accessor(close+1) && p.word(close+2) == "add" && p.is(close+3, "(") {
				from = close + 4 // jjwt: audience().add(x)
			}
			add(l.text, i, from, p.receiver(i-1))
		case l.kind == word && p.is(i-1, "{", ",") && p.is(i+1, ",", "}") && p.is(l.in, "{") && !p.statement(i):
			if len(p.pairs) < maxPairs {
				p.pairs = append(p.pairs, pair{l.text, spelled[fold(l.text)], expr{i, i + 1}, i, l.in})
			}
		}
	}
}

// isSending reports whether a name sets how a request is sent.
func isSending(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "content-type", "contenttype", "auth", "json", "method":
		return true
	}
	return false
}

func (p *program) readSigners() {
	for i := range p.lex {
		if p.word(i) == "" || !p.is(i+1, "(") {
			continue
		}
		name, before := strings.ToLower(p.word(i)), ""
		if p.accessor(i - 1) {
			before = strings.ToLower(p.word(i - 2))
		} else if p.word(i-1) == "new" {
			before = "new"
		}
		if name == "builder" && before == "new" {
			continue
		}
		for _, row := range signers {
			if row.name == name && (row.before == "" || strings.HasSuffix(before, row.before)) {
				p.signers = append(p.signers, i)
				if p.row.name == "" || row.byDefault != "" {
					p.row = row
				}
				break
			}
		}
	}
}
