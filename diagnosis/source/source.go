// Package source reads source code that builds a client assertion or a token request,
// in whatever language. It takes what the code says literally; what a variable holds
// when the program runs, nobody knows.
package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// maxText is how much of a text is read as source code, in bytes; maxRequests how many
// requests of it.
const maxText, maxRequests = 256 << 10, 4

// program is source code taken apart.
type program struct {
	lex     []lexeme
	lines   []string
	safe    map[int]string // lines without secrets, as far as they were quoted
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
	p := &program{lex: lex(code), lines: strings.Split(text, "\n"), safe: map[int]string{}, vars: map[string][]expr{}, first: map[string]int{}, forms: map[int]bool{}}
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
