package diagnosis

import (
	"slices"
	"strconv"
	"time"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Need is what a check must have to say anything. Needs are bits: a subject has several.
type Need uint16

// The needs.
const (
	NeedsRequest  Need = 1 << iota // a request that was pasted
	NeedsExchange                  // a request or an answer; of the two together, once
	NeedsFile                      // a file of key material
	NeedsKey                       // a key, readable
	NeedsKeys                      // all key material together
	NeedsToken                     // a token, decoded or not
	NeedsHeader                    // a token whose header could be read
	NeedsClaims                    // a token whose payload could be read
	NeedsFacts                     // what was said and what else the Case tells
	NeedsAnswer                    // an answer that was pasted, or an error that was named
)

// given is what a Case tells, the same for each of its subjects.
type given struct {
	at       time.Time
	stated   Facts // by user, case file or trail
	said     Facts // these and what requests and answers tell
	facts    Facts // these and what tokens and keys tell
	tokens   []token.Token
	keys     *keys.Set
	trail    []TrailMatch
	hints    []intake.Hint
	near     detail.Match     // a word that was named, and is not known to be in the trail
	line     *clientline.Line // of a client, nil for none
	signed   intake.Signed
	protocol protocolTold // what was pasted tells of the protocol
	verify   bool         // the signatures are to be proven
}

// subject is what a check looks at: one request, file, key, token or answer, or what was
// said; and what the Case tells beside it.
type subject struct {
	*given
	has Need // what checks of this subject may need

	request *exchange.Request // with its answer where that is known
	answer  *exchange.Answer
	file    *keys.File
	key     *keys.Key
	token   *token.Token
	// signature is what the keys say about the token's signature.
	signature keys.Signature
	// kind is what the token is judged as: what it is or, where that does not show, what
	// it was used as.
	kind   token.Kind
	usedAs token.Kind // Unknown where nobody said

	// tokenless reports whether the Case has no token: checks of tokens go by what was said.
	tokenless bool
	// code reports whether this is source code and no request that was sent.
	code bool
	// tokenPlace and exchangePlace are the places in the Case, from 1; 0 for none.
	tokenPlace, exchangePlace int
	failed                    []string // ids of the checks that failed for this subject
}

// issued reports whether the token is judged as one that NetSuite made.
func (s *subject) issued() bool { return s.kind.Issued() }

func (s *subject) assertion() bool { return s.kind == token.Assertion }

// rounds returns the subjects of a Case in order of cause. A round is what each check is
// run for before the next check: all key material, but one request, token or answer.
func rounds(c Case, g *given, signatures []keys.Signature) [][]subject {
	var requests, tokens, answers [][]subject
	for i := range c.Exchanges {
		e := &c.Exchanges[i]
		s := subject{given: g, request: e.Request, answer: e.Answer, exchangePlace: i + 1}
		if a := s; e.Answer != nil {
			a.has = NeedsAnswer
			if e.Request == nil {
				a.has |= NeedsExchange
			}
			answers = append(answers, []subject{a})
		}
		if e.Request == nil {
			continue
		}
		s.has, s.code = NeedsRequest|NeedsExchange, e.Request.Form == exchange.ClientCode
		requests = append(requests, []subject{s})
		if s.token = e.Request.Assertion; s.token != nil { // which source code builds
			s.has, s.kind, s.usedAs = NeedsHeader|NeedsClaims, token.Assertion, token.Assertion
			requests = append(requests, []subject{s})
		}
	}
	if said := g.stated.Value(FactError); len(answers) == 0 && said != "" {
		status, _ := strconv.Atoi(g.stated.Value(FactStatus))
		named := &exchange.Answer{Form: exchange.ErrorWord, Error: said, Status: status}
		answers = [][]subject{{{given: g, has: NeedsAnswer | NeedsExchange, answer: named}}}
	}
	undecoded := false
	for i := range c.Tokens {
		t := &c.Tokens[i]
		s := subject{given: g, has: NeedsToken, token: t, tokenPlace: i + 1, kind: judgedAs(c, t), usedAs: useOf(c, t), signature: signatures[i]}
		if t.Fatal() {
			undecoded = true
		} else {
			if !t.Lacks("header") {
				s.has |= NeedsHeader
			}
			if !t.Lacks("payload") {
				s.has |= NeedsClaims
			}
		}
		tokens = append(tokens, []subject{s})
	}
	material := [][]subject{keyMaterial(c, g)}
	// A certificate that has ended comes before a signature that does not match; a token
	// that cannot be read comes before both.
	if undecoded {
		material, tokens = tokens, material
	}
	said := []subject{{given: g, has: NeedsFacts, usedAs: saidUse(c.Facts), tokenless: len(c.Tokens) == 0}}
	return slices.Concat(requests, material, tokens, [][]subject{said}, answers)
}

// keyMaterial returns the files of a Case, each before its keys, and all of them together.
func keyMaterial(c Case, g *given) []subject {
	if c.Keys.Len() == 0 {
		return nil
	}
	var round []subject
	files := c.Keys.Files()
	for i := range files {
		file := &files[i]
		round = append(round, subject{given: g, has: NeedsFile, file: file})
		for k := range file.Keys {
			round = append(round, subject{given: g, has: NeedsKey, file: file, key: &file.Keys[k]})
		}
	}
	return append(round, subject{given: g, has: NeedsKeys})
}

// run runs a check for the subject, and adds what it finds, signed with both.
func (s *subject) run(check *Check, findings []Finding) []Finding {
	rule := check.run
	if s.has&check.Needs == 0 {
		rule = check.said
		if !s.tokenless || rule == nil {
			return findings
		}
	}
	if s.anyFailed(check.After) || s.elides(check) {
		return findings
	}
	f, applies := rule(s)
	if !applies || s.code && s.token != nil && f.Status == Pass { // another version of the code may run
		return findings
	}
	if f.Status == Fail {
		s.failed = append(s.failed, check.ID)
	}
	f.ID, f.Token, f.Exchange = check.ID, s.tokenPlace, s.exchangePlace
	if f.Facts == nil {
		f.Facts = check.Facts
	}
	if s.code {
		s.fromCode(&f)
	}
	f.fillLists()
	return append(findings, f)
}

func (s *subject) anyFailed(ids []string) bool {
	return len(s.failed) > 0 && slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(s.failed, id) })
}

// elides reports whether a member of the token that the check needs is not in the text.
func (s *subject) elides(check *Check) bool {
	members := check.Members
	switch {
	case s.token == nil:
		return false
	case s.code && check.Literal == nil:
		return true
	case s.code:
		members = check.Literal
	}
	return len(s.token.Elided) > 0 && slices.ContainsFunc(members, s.token.Elides)
}
