// Package source reads source code that builds a client assertion or a token request,
// in whatever language. It takes what the code says literally; what a variable holds
// when the program runs, nobody knows.
package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// maxText is how much of a text is read as source code, in bytes; maxRequests how many
// requests of it.
const maxText, maxRequests = 256 << 10, 4

// program is source code taken apart.
type program struct {
	lex     []lexeme
	lines   []string
	vars    map[string][]expr
	first   map[string]int // where a word is for the first time
	pairs   []pair
	forms   map[int]bool // groups with grant_type
	signers []int        // places of calls that make a JWT: of the last word of the name
	row     signer
}

// expr is an expression: the words from and up to, the last not among them.
type expr struct{ from, to int }

// pair is a name and what it is set to.
type pair struct {
	name  string
	thing thing
	value expr
	at    int // the word of the name
	// group is what names of one object, one call or one builder have in common.
	group int
}

// Read reads the requests that source code in text builds, and gives the text without the
// code: what else is in it may be an answer. There are none where text is no such code, or
// nothing in it says that it is about NetSuite.
func Read(text string) (requests []exchange.Request, rest string) {
	code := text[:min(len(text), maxText)]
	lower := strings.ToLower(code)
	if !aboutNetSuite(lower) || !mayBeCode(lower) {
		return nil, text
	}
	p := &program{lex: lex(code), lines: strings.Split(text, "\n"), vars: map[string][]expr{}, first: map[string]int{}, forms: map[int]bool{}}
	for i := range p.lex {
		if _, known := p.first[p.word(i)]; !known {
			p.first[p.word(i)] = i
		}
	}
	p.readVariables()
	p.readPairs()
	p.readSigners()
	requests = p.requests()
	if assertion, lines := p.assertion(requests); assertion != nil {
		i := slices.IndexFunc(requests, func(r exchange.Request) bool {
			return r.GrantType() == "client_credentials" || r.Fields.Has("client_assertion") || r.Fields.Has("assertion")
		})
		if i < 0 {
			requests = append([]exchange.Request{exchange.CodeRequest("", "", nil)}, requests...)
			i = 0
		}
		requests[i].Assertion = assertion
		for name, line := range lines {
			if _, known := requests[i].Lines[name]; !known || name != "scope" {
				requests[i].Lines[name] = line
			}
		}
	}
	if len(requests) == 0 {
		return nil, text
	}
	return requests, p.rest()
}

// aboutNetSuite reports whether a text, in small letters, names NetSuite, its endpoint, one
// of its scopes, or a field that marks a request as one of OAuth 2.0 that NetSuite takes.
func aboutNetSuite(lower string) bool {
	for _, name := range []string{"netsuite", "suitetalk", "oauth2/v1/token", "rest_webservices", "restlets", "suite_analytics", "client_assertion", "code_verifier"} {
		if strings.Contains(lower, name) {
			return true
		}
	}
	return false
}

func mayBeCode(lower string) bool {
	if !strings.ContainsAny(lower, "({") {
		return false
	}
	for _, name := range []string{"jwt", "jws", "grant_type", "createsign", "openssl_sign", "createtoken", "issuedby"} {
		if strings.Contains(lower, name) {
			return true
		}
	}
	return false
}

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

// end is where the value that begins at from ends: at a comma, a semicolon, the end of the
// bracket, or of a line that does not go on.
func (p *program) end(from int) int {
	// longest is how many words a value has at the most, those in brackets left out.
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

// goesOn reports whether the word at i, the first of its line, goes on with the line
// before.
func (p *program) goesOn(i int) bool {
	const ends = "+ - * / = . -> :: ?. => ? : && || ( [ { , :="
	before := p.lex[i-1]
	return before.kind == mark && slices.Contains(strings.Fields(ends), before.text) || p.is(i, ".", "->", "::", "?.", "+", "-", "*", "/", "?", ":", "&&", "||")
}

// isBlock reports whether a brace opens statements, not an object: it follows a
// condition, the head of a function or a keyword.
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

// statement reports whether a word is in statements, not in an object or call.
func (p *program) statement(i int) bool { return p.isBlock(p.lex[i].in) }

func (p *program) readVariables() {
	for i := range p.lex {
		if p.word(i) == "" || p.accessor(i-1) || !p.is(i+1, "=", ":=", ":") || !p.statement(i) {
			continue
		}
		from := i + 2
		if p.is(i+1, ":") { // a type is between name and value
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

// variable is where the one value of a variable is set.
func (p *program) variable(name string, use int) (expr, bool) {
	if set := p.vars[name]; len(set) == 1 && (use < set[0].from || use >= set[0].to) {
		return set[0], true
	}
	return expr{}, false
}

// receiver is what the names set by calls on one variable have in common; at is an
// accessor.
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

// setters are methods whose first argument is a name and whose second its value.
var setters = pattern.Lazy(`(?i)^(?:append|add|set|put|field|claim|setheaderparam|withclaim|withheader|addparameter|addformfield|adddata|param|formparam|addencoded|header|addclaim|insert|store|addheader|setheader|with)$`)

// pairsOf are classes that hold a name and a value.
var pairsOf = pattern.Lazy(`(?i)^(?:claim|keyvaluepair|namevaluepair|basicnamevaluepair|parameter)$`)

// maxReceivers bounds the search for variables.
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
			for p.is(call, ">") { // of generics
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

// isSending reports whether a name tells how a request is sent.
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

// str is a text of the program: its unknown parts are unknownPart.
const unknownPart = "\x00"

// str works a text out: a literal, joined pieces, a variable that is set once. line is
// where its first literal is.
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
		default: // a call, an index: what it gives is not known
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

// template fills in the variables of a text that are known.
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

// quoted is a line of the program as it may be shown: printable, short, without secrets. Of
// a long one it is what is around about.
func (p *program) quoted(number int, about string) exchange.Line {
	if number < 1 || number > len(p.lines) {
		return exchange.Line{}
	}
	const longest, before = 160, 60
	line := border.Redact(literalSecret().ReplaceAllString(strings.Join(strings.Fields(p.lines[number-1]), " "), "${1}[not shown]$2"))
	if at := strings.Index(line, about); len(line) > longest && at > before {
		for at -= before; at > 0 && line[at-1] != ' '; at-- {
		}
		line = "…" + line[at:]
	}
	return exchange.Line{Number: number, Text: border.Shown(line, longest)}
}

// literalSecret is a value that a program has for a secret.
var literalSecret = pattern.Lazy(`(?i)((?:secret|password|passphrase|private[_-]?key|refresh[_-]?token|verifier)(?:["'\]]*\s*(?:=>|[:=])|["']\s*,)\s*["'` + "`" + `])[^"'` + "`" + `]+(["'` + "`" + `]|$)`)

func (p *program) lineAt(i int) exchange.Line {
	if i < 0 || i >= len(p.lex) {
		return exchange.Line{}
	}
	return p.quoted(p.lex[i].line, p.lex[i].text)
}

// codeLine is a line that is source code by itself.
var codeLine = pattern.Lazy(`^\s*(?://|#|/\*|\*|(?:if|else|elif|for|while|try|catch|except|finally|return|throw|raise|def|function|fn|func|class|public|private|protected|static|import|from|using|namespace|package|require|const|let|var|async|await|print|console\.\w+|echo|puts|System\.|with|end|module|export|use|defer|yield|assert|do|switch|case|default)\b|[\w$.\[\]'"]+\s*=[^=]|[)\]}]+[;,)]*\s*$)|[;{(,\[]\s*$`)

// answerLine is a line of an answer.
var answerLine = pattern.Lazy(`(?i)^\W*HTTP/\d|\{\s*"(?:error|type|title|o:error)|\\"error\\"`)

// rest is the text without the program. Between the first and the last of its lines
// nothing is kept but answers.
func (p *program) rest() string {
	first, last := len(p.lines), 0
	mark := func(i int) { first, last = min(first, p.lex[i].line), max(last, p.lex[i].line) }
	for _, pair := range p.pairs {
		mark(pair.at)
		mark(min(max(pair.value.from, pair.value.to-1), len(p.lex)-1))
	}
	for _, i := range p.signers {
		mark(i)
		if close := p.lex[i+1].pair; close > 0 {
			mark(close)
		}
	}
	for _, set := range p.vars {
		for _, e := range set {
			mark(min(e.from, len(p.lex)-1))
		}
	}
	kept := slices.Clone(p.lines)
	for i, line := range kept {
		inside := i+1 >= first && i+1 <= last
		if (inside || codeLine().MatchString(line)) && !answerLine().MatchString(line) {
			kept[i] = ""
		}
	}
	return strings.Join(kept, "\n")
}

// accountPart is the account in a host of NetSuite, where the program fills it in.
var accountPart = pattern.Lazy(`^https://` + unknownPart + `+(\.(?:suitetalk\.api|restlets\.api|app|connect\.api|extforms)\.netsuite\.com(?:/|$))`)

// anyAccount is in the place of an account that is not known: it has the right form.
const anyAccount = "1234567"

// assertion is the client assertion that the program builds, and the lines that set its
// parts. What is not literal is elided.
func (p *program) assertion(requests []exchange.Request) (*token.Token, map[string]exchange.Line) {
	if len(p.signers) == 0 || !p.forNetSuite() {
		return nil, nil
	}
	lines := map[string]exchange.Line{}
	b := token.Builder{}
	b.Elide(p.elideAll()...)
	sign := p.lineAt(p.signers[len(p.signers)-1])
	for _, i := range p.signers { // the call that makes it, before those that prepare it
		if name := strings.ToLower(p.word(i)); name == "encode" || name == "sign" || name == "createtoken" || name == "jwtsecuritytoken" || name == "builder" {
			sign = p.lineAt(i)
			break
		}
	}
	lines["sign"] = sign
	p.readAlgorithm(&b, lines)
	p.readKeyID(&b, lines)
	for _, name := range []string{"iss", "sub", "aud"} {
		value, line, set := p.claim(thing(name))
		if !set {
			continue
		}
		lines[name] = p.quoted(line, name)
		value = accountPart().ReplaceAllString(value, "https://"+anyAccount+"$1")
		if name == "sub" {
			b.Claim(name, "x") // whatever it holds
			continue
		}
		if !strings.Contains(value, unknownPart) && value != "" && border.PresenceOf(value) == border.Whole {
			b.Claim(name, value)
		}
	}
	if scopes, list, line := p.scope(); len(scopes) > 0 {
		lines["scope"] = p.quoted(line, scopes[0])
		b.Scope(scopes, list)
	}
	p.readTimes(&b, lines)
	assertion := b.Assertion()
	return &assertion, lines
}

// toOthers reports whether the host of an address is known, and is none of NetSuite's.
func toOthers(address string) bool {
	_, host, _ := strings.Cut(address, "://")
	host, _, _ = strings.Cut(host, "/")
	return !strings.Contains(host, "netsuite") && !strings.Contains(host, unknownPart)
}

// forNetSuite reports whether the JWT that the program makes may be meant for NetSuite: a
// program that calls NetSuite may sign tokens of its own, and for others.
func (p *program) forNetSuite() bool {
	if p.named("oauth2/v1/token") {
		return true
	}
	aud, _, set := p.claim("aud")
	if strings.Contains(aud, "://") && toOthers(aud) {
		return false
	}
	return set || len(p.set("scope")) > 0 || p.named("client_assertion")
}

// named reports whether a text or a word of the program has name in it.
func (p *program) named(name string) bool {
	return slices.ContainsFunc(p.lex, func(l lexeme) bool { return l.kind != mark && strings.Contains(l.text, name) })
}

func (p *program) elideAll() []string {
	return []string{"alg", "kid", "typ", "iss", "aud", "scope", "iat", "exp", "nbf", "jti"}
}

// isForm reports whether a group is that of a token request's fields.
func (p *program) isForm(group int) bool {
	return p.forms[group]
}

// set are the pairs that set a thing of the assertion.
func (p *program) set(t thing) (out []pair) {
	for _, q := range p.pairs {
		if q.thing == t && !p.isForm(q.group) {
			out = append(out, q)
		}
	}
	return out
}

// claim is the text a claim is set to; unknownPart where two places differ.
func (p *program) claim(t thing) (value string, line int, set bool) {
	for _, q := range p.set(t) {
		next, at := p.str(q.value, 0)
		if at == 0 {
			at = p.lex[q.at].line
		}
		if set && next != value {
			return unknownPart, line, true
		}
		value, line, set = next, at, true
	}
	if !set {
		if i, arg, ok := p.positional(t); ok {
			value, line = p.str(arg, 0)
			if line == 0 {
				line = p.lex[i].line
			}
			return value, line, true
		}
	}
	return value, line, set
}

// positional are the arguments of JwtSecurityToken(issuer, audience, claims, notBefore,
// expires, signingCredentials) of .NET without names.
func (p *program) positional(t thing) (at int, value expr, ok bool) {
	place := map[thing]int{"iss": 0, "aud": 1, "exp": 4}
	n, known := place[t]
	if !known {
		return 0, expr{}, false
	}
	for _, i := range p.signers {
		if !strings.EqualFold(p.word(i), "JwtSecurityToken") {
			continue
		}
		args := p.args(i + 1)
		if len(args) >= 5 && n < len(args) && !p.is(args[0].from+1, ":") {
			return i, args[n], true
		}
	}
	return 0, expr{}, false
}

// args are the arguments of a call whose bracket is at open; nil for one that is cut off.
func (p *program) args(open int) (out []expr) {
	close := p.lex[open].pair
	if close < 0 {
		return nil
	}
	for from := open + 1; from < close; {
		to := p.commaFrom(from, close)
		out = append(out, expr{from, to})
		from = to + 1
	}
	return out
}

// scope are the scopes a program asks for, and whether it writes an array.
func (p *program) scope() (scopes []string, list bool, line int) {
	for _, q := range p.set("scope") {
		e := q.value
		if v, known := p.variable(p.word(e.from), e.from); known && e.to == e.from+1 {
			e = v
		}
		var found []string
		array := false
		for i := e.from; i < e.to; i++ {
			switch l := p.lex[i]; {
			case l.kind == text && placeholder().MatchString(l.text):
				return nil, false, 0
			case l.kind == text:
				found = append(found, l.text)
				line = l.line
			case l.kind == mark:
				array = array || l.text == "[" || l.text == "{" || l.text == "("
				if l.text == "+" || l.text == "." && !array && p.word(i-1) == "" {
					return nil, false, 0
				}
			case l.kind == word && p.is(i+1, ",", "]", "}", ")") && p.is(i-1, ",", "[", "{", "("):
				return nil, false, 0 // a variable among them
			case l.kind == word && e.to == e.from+1:
				return nil, false, 0
			}
		}
		if len(found) == 0 || scopes != nil && !slices.Equal(scopes, found) {
			return nil, false, 0
		}
		scopes, list = found, array
	}
	return scopes, list, line
}

var checksTokens = pattern.Lazy(`(?i)verif|decode|validat|^algorithms$|expect`)

// readAlgorithm finds the one algorithm that the program signs with.
func (p *program) readAlgorithm(b *token.Builder, lines map[string]exchange.Line) {
	found, at := "", 0
	for _, q := range p.set("alg") { // what is named so counts, whatever else names one
		value, _ := p.str(q.value, 0)
		if q.value.to > q.value.from && p.lex[q.value.to-1].kind == word {
			value = p.lex[q.value.to-1].text
		}
		alg := algorithmOf(value)
		if alg == "" || found != "" && alg != found {
			return
		}
		found, at = alg, q.value.to-1
	}
	named := found != ""
	for i, l := range p.lex {
		if named || l.kind == mark {
			continue
		}
		alg := algorithmOf(l.text)
		if alg == "" || p.is(i-1, "==", "===", "!=", "!==") || checksTokens().MatchString(p.owner(i)) || l.kind == text && len(l.text) > 24 {
			continue
		}
		if found != "" && found != alg {
			return // several: which one signs does not show
		}
		if found == "" || p.is(i-1, ":", "=", "=>") { // where it is set, not where it is declared
			at = i
		}
		found = alg
	}
	switch {
	case found != "":
		b.Header("alg", found)
		lines["alg"] = p.lineAt(at)
	case p.row.byDefault != "" && len(p.set("alg")) == 0:
		for _, i := range p.signers {
			args := p.args(i + 1)
			if len(args) < 2 || len(args) > p.row.defaultArgs || len(args) == 3 && !p.is(args[2].from, "{") || p.spreads(i+1) {
				return
			}
			b.Header("alg", p.row.byDefault)
			lines["alg"] = p.lineAt(i)
			lines["default algorithm"] = lines["alg"]
		}
	}
}

// owner is the name of the call or member whose bracket a word is in.
func (p *program) owner(i int) string {
	open := p.lex[i].in
	if open < 1 {
		return ""
	}
	if p.is(open-1, ":", "=", "=>") {
		open--
	}
	return p.lex[open-1].text
}

// spreads reports whether a bracket holds the members of another object too.
func (p *program) spreads(open int) bool {
	for i := open + 1; i < p.lex[open].pair; i++ {
		if p.is(i, "...", "**") && (p.is(i-1, ",", "{", "(", "[") || i == open+1) {
			return true
		}
	}
	return false
}

// mayNameKeyID spares most words the search for namesKeyID.
func mayNameKeyID(text string) bool {
	return strings.ContainsAny(text, "iI") && strings.ContainsAny(text, "kK") || strings.ContainsAny(text, "5bB")
}

var (
	namesKeyID  = pattern.Lazy(`(?i)(?:^|[^a-z])kid(?:$|[^a-z])|key_?id|thumbprint|x5t|x509s`) // .NET sets kid of an X509SecurityKey itself
	mayHoldKid  = pattern.Lazy(`(?i)head|opt|param|conf|cred|desc|extra|kwargs|args|settings`)
	isPartOfJWT = pattern.Lazy(`(?i)^(?:encode|sign|jwtsecuritytoken|createtoken|newwithclaims|jwsheader|signedjwt|builder|create|signjwt|jwt)$`)
)

// readKeyID finds kid, and says that there is none only where everything that may hold it
// is in the text.
func (p *program) readKeyID(b *token.Builder, lines map[string]exchange.Line) {
	set := p.set("kid")
	if len(set) > 0 {
		value, line := p.str(set[0].value, 0)
		if len(set) == 1 && !strings.Contains(value, unknownPart) && value != "" && border.PresenceOf(value) == border.Whole {
			b.Header("kid", value)
			lines["kid"] = p.quoted(line, value)
		}
		return
	}
	header := -1 // a literal that has alg and no kid
	for _, l := range p.lex {
		if l.kind != mark && mayNameKeyID(l.text) && namesKeyID().MatchString(l.text) {
			return
		}
	}
	for _, q := range p.set("alg") {
		if p.is(q.group, "{") || p.is(q.group, "[") {
			header = q.at
		}
		if q.group >= 0 && (p.spreads(q.group) && p.lex[q.group].pair >= 0 || p.lex[q.group].kind == mark && p.lex[q.group].pair < 0) {
			return
		}
	}
	for _, i := range p.signers {
		close := p.lex[i+1].pair
		if close < 0 || p.spreads(i+1) {
			return // cut off, or more than shows
		}
		if !isPartOfJWT().MatchString(p.word(i)) {
			continue
		}
		for n, arg := range p.args(i + 1) {
			if last := arg.to - 1; arg.to > arg.from && p.lex[last].kind == word || p.is(last, ")") && p.word(p.lex[last].pair-1) != "" {
				name := p.word(last)
				if name == "" {
					name = p.word(p.lex[last].pair - 1)
				}
				if slices.Contains(p.signers, p.lex[last].pair-1) && p.is(last, ")") {
					continue // written out in its place
				}
				if _, known := p.variable(name, last); !known && mayHoldKid().MatchString(name) || n >= 3 && !known {
					return
				}
			}
		}
	}
	if p.createsElsewhere() {
		return
	}
	b.Known("kid")
	lines["kid"] = lines["sign"]
	if header >= 0 {
		lines["kid"] = p.lineAt(header)
	}
}

// createsElsewhere reports whether a builder or token gets a header by a name that is a
// variable, or a helper makes it.
func (p *program) createsElsewhere() bool {
	for i := range p.lex {
		if name := strings.ToLower(p.word(i)); strings.Contains(name, "header") && p.is(i+1, "(") && p.accessor(i-1) {
			for _, arg := range p.args(i + 1) {
				if arg.to == arg.from+1 && p.lex[arg.from].kind == word {
					if _, known := p.variable(p.word(arg.from), arg.from); !known {
						return true
					}
				}
			}
		}
	}
	return false
}

// readTimes finds how long the assertion lives, and whether its times are milliseconds.
func (p *program) readTimes(b *token.Builder, lines map[string]exchange.Line) {
	amounts := func(t thing) (a amount, at int, raw, set, ok bool) {
		for _, q := range p.set(t) {
			next, known := p.amount(q.value.from, q.value.to, 0)
			if !known && t == "exp" && q.value.to == q.value.from+1 && p.lex[q.value.from].kind == text {
				var seconds float64
				seconds, known = span(p.lex[q.value.from].text)
				next = amount{theTime, 1, seconds}
			}
			if set && (!known || next != a) {
				return amount{}, at, false, true, false
			}
			a, at, set, ok = next, q.at, true, known
			raw = !p.accessor(q.at - 1)
		}
		if !set {
			if i, arg, found := p.positional(t); found {
				a, ok = p.amount(arg.from, arg.to, 0)
				return a, i, false, true, ok
			}
		}
		return a, at, raw, set, ok
	}
	exp, expAt, raw, hasExp, expOK := amounts("exp")
	iat, iatAt, _, hasIat, iatOK := amounts("iat")
	if in := p.set("expiresIn"); len(in) == 1 && !hasExp {
		q := in[0]
		value, line := p.str(q.value, 0)
		seconds, ok := span(value)
		if !ok {
			var a amount
			a, ok = p.amount(q.value.from, q.value.to, 0)
			seconds, line, ok = a.plus, p.lex[q.at].line, ok && a.times == 0
		}
		if ok && seconds > 0 {
			b.Lifetime(whole(seconds))
			lines["exp"] = p.quoted(line, q.name)
		}
		return
	}
	milli := func(a amount, ok bool) bool { return ok && a.of == theTime && a.times == 1000 }
	switch {
	case raw && (milli(exp, expOK) || milli(iat, iatOK)):
		life := int64(300)
		if expOK && iatOK && exp.times == 1000 && iat.times == 1000 {
			life = whole((exp.plus - iat.plus) / 1000)
		}
		b.Millis(milli(iat, iatOK), milli(exp, expOK), life)
		lines["iat"], lines["exp"] = p.lineAt(iatAt), p.lineAt(expAt)
	case expOK && exp.times != 0 && hasIat && iatOK && iat.of == exp.of && iat.times == exp.times:
		unit := 1.0
		if exp.of != theTime && exp.times == 1 && exp.plus-iat.plus > 1e6 || exp.times == 1000 {
			return // milliseconds perhaps, which a function may divide
		}
		b.Lifetime(whole((exp.plus - iat.plus) * unit))
		lines["exp"] = p.lineAt(expAt)
	case expOK && !hasIat && exp.of == theTime && exp.times == 1:
		b.Lifetime(whole(exp.plus))
		lines["exp"] = p.lineAt(expAt)
	case expOK && exp.of == theTime && exp.times == 1 && hasIat && (!iatOK || iat.of != theTime):
		// iat is a variable: most likely the time, and no more than that.
		b.Lifetime(whole(exp.plus))
		lines["exp"] = p.lineAt(expAt)
	}
}
