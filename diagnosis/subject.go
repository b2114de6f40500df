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
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// Need is a set of bits: what a check needs one of to run, and what a subject has.
type Need uint16

// The needs.
const (
	NeedsRequest  Need = 1 << iota // a request
	NeedsExchange                  // a request or an answer, or both together
	NeedsFile                      // a file of key material
	NeedsKey                       // a key, readable
	NeedsKeys                      // all key material together
	NeedsToken                     // a token, decoded or not
	NeedsHeader                    // a token whose header could be read
	NeedsClaims                    // a token whose payload could be read
	NeedsFacts                     // the Case as a whole
	NeedsAnswer                    // an answer, or an error that was stated
	NeedsOnline                    // what an online check saw when it was last sent
)

// given is the part of a Case that all its subjects share.
type given struct {
	at       time.Time
	stated   Facts // from the user, a case file or the trail
	said     Facts // stated, and those of requests and answers
	facts    Facts // said, and those of tokens and keys
	tokens   []token.Token
	keys     *keys.Set
	roles    *keys.Roles // of the keys
	trail    []TrailMatch
	hints    []intake.Hint
	near     detail.Match     // Case.Near
	line     *clientline.Line // Case.Line
	signed   intake.Signed
	protocol protocolTold // what was pasted shows of the protocol
	verify   bool         // Case.Verify
	c        *Case
}

// subject is what a check examines: one request, file, key, token or answer, or what was
// said; together with the rest of the Case.
type subject struct {
	*given
	has Need // checks that need one of these run for the subject

	request *exchange.Request // with its answer, where there is one
	answer  *exchange.Answer
	seen    *online.Seen
	probe   online.ID // that sent the request of the answer; "" for what was pasted
	file    *keys.File
	key     *keys.Key
	token   *token.Token
	// signature is the result of verifying the token.
	signature keys.Signature
	kind      token.Kind // see judgedAs
	usedAs    token.Kind // see useOf

	// tokenless reports whether the Case has no token, so that Check.said applies.
	tokenless bool
	// code reports whether this is source code, not a request that was sent.
	code bool
	// tokenPlace and exchangePlace are the places in the Case, from 1; 0 for none.
	tokenPlace, exchangePlace int
	failed                    []string // ids of the checks that failed for this subject
}

// issued reports whether the token is judged as one that NetSuite issued.
func (s *subject) issued() bool { return s.kind.Issued() }

func (s *subject) assertion() bool { return s.kind == token.Assertion }

// rounds returns the subjects of a Case in order of cause. Within a round, each check runs
// for all subjects before the next check does. All key material is one round; a request, a
// token or an answer is a round of its own.
func rounds(c Case, g *given, signatures []keys.Signature) [][]subject {
	var requests, tokens, answers [][]subject
	for i := range c.Exchanges {
		e := &c.Exchanges[i]
		s := subject{given: g, request: e.Request, answer: e.Answer, probe: e.Probe, exchangePlace: i + 1}
		if a := s; e.Answer != nil {
			a.has = NeedsAnswer
			if e.Request == nil {
				a.has |= NeedsExchange
			}
			answers = append(answers, []subject{a})
		}
		if e.Request == nil || e.Probe != "" { // an online check sends it as it must be
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
		s := subject{given: g.atNetSuite(c, t), has: NeedsToken, token: t, tokenPlace: i + 1, kind: judgedAs(c, t), usedAs: useOf(c, t), signature: signatures[i]}
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
	// An expired certificate comes before a signature that does not match; a token that
	// cannot be decoded comes before both.
	if undecoded {
		material, tokens = tokens, material
	}
	said := []subject{{given: g, has: NeedsFacts, usedAs: saidUse(c.Facts), tokenless: len(c.Tokens) == 0}}
	return slices.Concat(requests, material, tokens, [][]subject{said}, onlineRound(c, g), answers)
}

// atNetSuite returns what is given for a token whose times are by the clock of NetSuite: one
// that it issued, or that an online check made. Its moment is that of the Case by the same
// clock, as far as an online check measured it. What a case file tells of that clock counts for
// the tokens of its own online checks only.
func (g *given) atNetSuite(c Case, t *token.Token) *given {
	skew, told := c.measuredSkew()
	if skew.Abs() <= clockPrecision || !t.Probed && (told || !t.Kind.Issued()) {
		return g
	}
	moved := *g
	moved.at = g.at.Add(skew)
	return &moved
}

// onlineRound returns one round: what each online check saw.
func onlineRound(c Case, g *given) [][]subject {
	var round []subject
	for _, seen := range c.lastSeen() {
		round = append(round, subject{given: g, has: NeedsOnline, seen: &seen})
	}
	if round == nil {
		return nil
	}
	return [][]subject{round}
}

// keyMaterial returns one round: the files of a Case, each before its keys, then a subject
// for all of them together.
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

// run runs a check for the subject, and appends its finding with the id of the check and
// the place of the subject.
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
	if f.Online == "" {
		f.Online = s.probe
	}
	if f.Facts == nil {
		f.Facts = check.Facts
	}
	for i := range f.Evidence {
		f.Evidence[i].pointOut()
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

// elides reports whether the text lacks a member of the token that the check reads.
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
