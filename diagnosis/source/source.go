// Package source reads source code, in any common language, that builds a client assertion
// or a token request. It uses only what the code states literally: values that are known
// only when the program runs stay unknown.
package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// maxText is the maximum number of bytes that are read as source code; maxRequests is the
// maximum number of requests.
const maxText, maxRequests = 256 << 10, 4

// program is parsed source code. Places in it are indexes of lex.
type program struct {
	lex     []lexeme
	lines   []string
	safe    map[int]string // by line number, the lines quoted so far, without secrets
	vars    map[string][]expr
	first   map[string]int // the first place of each word
	pairs   []pair
	forms   map[int]bool // groups with grant_type
	signers []int        // calls that make a JWT: the place of the last word of the name
	row     signer
}

// expr is an expression: the lexemes from (inclusive) to (exclusive).
type expr struct{ from, to int }

// pair is a name and the value it is set to.
type pair struct {
	name  string
	thing thing
	value expr
	at    int // the place of the name
	// group is the same number for all names of one object, one call or one builder.
	group int
}

// Read returns the requests that source code in text builds, and the text without the code,
// which may contain an answer. It returns no requests and the whole text if text is no such
// code, or has no sign that it is about NetSuite.
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

// aboutNetSuite reports whether a text in lower case names NetSuite, its token endpoint, one
// of its scopes, or a field of an OAuth 2.0 request that NetSuite uses.
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

// codeLine matches a line that is source code by itself.
var codeLine = pattern.Lazy(`^\s*(?://|#|/\*|\*|(?:if|else|elif|for|while|try|catch|except|finally|return|throw|raise|def|function|fn|func|class|public|private|protected|static|import|from|using|namespace|package|require|const|let|var|async|await|print|console\.\w+|echo|puts|System\.|with|end|module|export|use|defer|yield|assert|do|switch|case|default)\b|[\w$.\[\]'"]+\s*=[^=]|[)\]}]+[;,)]*\s*$)|[;{(,\[]\s*$`)

// answerLine matches a line of an answer.
var answerLine = pattern.Lazy(`(?i)^\W*HTTP/\d|\{\s*"(?:error|type|title|o:error)|\\"error\\"`)

// rest returns the text without the program. From the first to the last line of the program
// it keeps only lines of answers.
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
