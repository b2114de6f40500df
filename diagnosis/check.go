package diagnosis

import (
	"slices"
	"time"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Need is what a check must have to say anything.
type Need string

// The needs.
const (
	NeedsToken  Need = "token"  // any token, decoded or not
	NeedsHeader Need = "header" // a token whose header could be read
	NeedsClaims Need = "claims" // a token whose payload could be read
	NeedsFacts  Need = "facts"  // no token: it looks at what was said
	NeedsFile   Need = "file"   // a file of key material; it is run for each
	NeedsKey    Need = "key"    // a key, readable; it is run for each
	NeedsKeys   Need = "keys"   // any key material; it is run once

	NeedsRequest Need = "request" // a request that was pasted; it is run for each
	NeedsAnswer  Need = "answer"  // an answer that was pasted; it is run for each
)

// Check is one rule.
type Check struct {
	// ID is kebab-case and stable: pages and JSON readers hang on it.
	ID    string
	Title string
	Needs Need
	// After are checks that must not have failed on the same token: what they
	// found would make this one meaningless.
	After []string
	// Members are the header parameters and claims it looks at. It says nothing of a
	// decoded token in which one of them was replaced by a placeholder.
	Members []string
	// Codes are all a finding of this check can name.
	Codes []Code
	// Facts are what a finding of this check weighs, unless it says so itself.
	Facts []FactName
	// run gives the finding; false where the rule does not apply.
	run func(v *view) (Finding, bool)
	// said is the same rule for a Case without a token, by what was said.
	said func(v *view) (Finding, bool)
}

// view is what a check looks at: the Case, and the one token, file or key it is
// run for.
type view struct {
	at      time.Time
	said    Facts // by user, case file or trail
	facts   Facts // these and what the tokens tell
	tokens  []token.Token
	keys    *keys.Set
	token   *token.Token
	place   int               // of the token in the Case, from 1
	request *exchange.Request // with exchange.Exchange.Answer where it is known
	answer  *exchange.Answer
	near    detail.Match // a word that was named, and is not known to be in the trail
	hints   []intake.Hint
	stated  Facts // said by the user, without what requests and answers tell
	trail   []TrailMatch
	line    *clientline.Line // of a client, nil for none
	// protocol is what was pasted tells of the protocol.
	protocol protocolTold
	signed   intake.Signed
	file     *keys.File
	key      *keys.Key
	// signature is what the keys say about the token's signature.
	signature keys.Signature
	// kind is what the token is judged as: what it is or, where that does not
	// show, what it was used as.
	kind   token.Kind
	usedAs token.Kind // Unknown where nobody said
	verify bool       // the signatures are to be proven
}

// issued reports whether the token is judged as one that NetSuite made.
func (v *view) issued() bool {
	return v.kind.Issued()
}

func (v *view) assertion() bool { return v.kind == token.Assertion }

// checks is every rule, first cause first.
var checks = slices.Concat(decodingChecks, unfilledChecks, authorizeChecks, tokenRequestChecks, callChecks, kindChecks, headerChecks, keyChecks, claimChecks, timeChecks, signatureChecks, trailChecks, clientLineChecks, answerChecks, factChecks, recordChecks)

// Checks returns every rule in the order of cause.
func Checks() []Check { return slices.Clone(checks) }

// TitleOf is what screens and pages call a check, its id where there is none.
func TitleOf(id string) string {
	for i := range checks {
		if checks[i].ID == id {
			return checks[i].Title
		}
	}
	return id
}

// runChecks runs every check for every token, every file and every key, and those
// of the Case once.
func runChecks(c Case, stated, facts Facts, signatures []keys.Signature) []Finding {
	findings := make([]Finding, 0, len(checks)*max(1, len(c.Tokens)))
	undecoded := false
	for i := range c.Tokens {
		t := &c.Tokens[i]
		undecoded = undecoded || t.Fatal()
		v := &view{at: c.At, said: c.Facts, facts: facts, tokens: c.Tokens, keys: c.Keys, trail: c.Trail, token: t, place: i + 1,
			kind: judgedAs(c, t), usedAs: useOf(c, t), signature: signatures[i], verify: c.Verify}
		findings = v.runTokenChecks(findings)
	}
	// A certificate that has ended comes before a signature that does not match; a
	// token that cannot be read comes before both.
	if held := keyFindings(c, facts, signatures); undecoded {
		findings = append(findings, held...)
	} else {
		findings = append(held, findings...)
	}
	findings = append(exchangeFindings(c, stated, facts), findings...)
	v := &view{at: c.At, near: c.Near, line: c.Line, said: c.Facts, stated: stated, facts: facts, tokens: c.Tokens, keys: c.Keys, usedAs: saidUse(c.Facts), protocol: protocolOf(c), signed: c.Signed, verify: c.Verify}
	for _, check := range checks {
		run := check.run
		if check.Needs != NeedsFacts {
			run = check.said
		}
		if check.Needs == NeedsRequest || check.Needs == NeedsAnswer || run == nil || check.Needs != NeedsFacts && len(c.Tokens) > 0 {
			continue
		}
		if finding, applies := run(v); applies {
			finding.by(&check)
			findings = append(findings, finding)
		}
	}
	findings = append(findings, answerFindings(c, stated, facts)...)
	for i := range findings {
		findings[i].fillLists()
	}
	return findings
}

// judgedAs is the kind a token is judged as: what it is or, where that does not
// show, what it was used as.
func judgedAs(c Case, t *token.Token) token.Kind {
	used := useOf(c, t)
	if t.Kind == token.Unknown || !t.Marked && t.Kind != token.Assertion && used.Issued() {
		return used
	}
	return t.Kind
}

func (v *view) runTokenChecks(findings []Finding) []Finding {
	var failed []string
	for i := range checks {
		check := &checks[i]
		if !v.has(check.Needs) || anyFailed(failed, check.After) || slices.ContainsFunc(check.Members, v.token.Elides) {
			continue
		}
		finding, applies := check.run(v)
		if !applies {
			continue
		}
		finding.by(check)
		finding.Token = v.place
		findings = append(findings, finding)
		if finding.Status == Fail {
			failed = append(failed, check.ID)
		}
	}
	return findings
}

// has reports whether the token has what a check of it needs.
func (v *view) has(need Need) bool {
	switch need {
	case NeedsToken:
		return true
	case NeedsHeader:
		return !v.token.Fatal() && !v.token.Lacks("header")
	case NeedsClaims:
		return !v.token.Fatal() && !v.token.Lacks("payload")
	}
	return false
}

// by signs a finding with the check that made it.
func (f *Finding) by(check *Check) {
	f.ID = check.ID
	if f.Facts == nil {
		f.Facts = check.Facts
	}
}

// fillLists makes lists that nobody wrote to empty ones: [] in JSON, not null.
func (f *Finding) fillLists() {
	if f.Evidence == nil {
		f.Evidence = []Evidence{}
	}
	if f.Fix == nil {
		f.Fix = []Fix{}
	}
	if f.Codes == nil {
		f.Codes = []Code{}
	}
}

func anyFailed(failed, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(failed, id) })
}

// useOf says as what a token of the Case was sent, Unknown where that does not
// show. Of several tokens it is the one of that kind that was sent: the others
// came in the same answer. The step that failed tells only of a token that fits
// it: somebody may look at another token than the one that was sent.
func useOf(c Case, t *token.Token) token.Kind {
	use := token.Kind(c.Facts.Value(FactUsedAs))
	if use == "" {
		if sent := sentAs(c, t); sent != token.Unknown {
			return sent
		}
		use = neededAt(Step(c.Facts.Value(FactStep)))
		if t.Kind != use && t.Kind != token.Unknown && (t.Marked || t.Kind == token.Assertion) {
			return token.Unknown
		}
	}
	if t.Kind != use && slices.ContainsFunc(c.Tokens, func(other token.Token) bool { return other.Kind == use }) {
		return token.Unknown
	}
	return use
}

// saidUse says as what a token was sent that nobody pasted.
func saidUse(facts Facts) token.Kind {
	if said := facts.Value(FactUsedAs); said != "" {
		return token.Kind(said)
	}
	return neededAt(Step(facts.Value(FactStep)))
}

// neededAt is the kind of token a step needs.
func neededAt(step Step) token.Kind {
	switch step {
	case detail.StepCall:
		return token.Access
	case detail.StepRefresh:
		return token.Refresh
	case detail.StepClientCredentials:
		return token.Assertion
	}
	return token.Unknown
}

// claim is what a finding says about one code.
type claim struct {
	code      Code
	certainty Certainty
	because   string
}

// says adds a claim to a finding, and the code to what the finding names unless
// the claim excludes it.
func (f *Finding) says(certainty Certainty, because string, codes ...Code) {
	for _, code := range codes {
		f.claims = append(f.claims, claim{code, certainty, because})
		if certainty != RuledOut && !slices.Contains(f.Codes, code) {
			f.Codes = append(f.Codes, code)
		}
	}
}

// passed is a finding that is all right; it excludes the codes for that reason.
func passed(title, because string, excluded ...Code) Finding {
	f := Finding{Status: Pass, Title: title}
	f.says(RuledOut, because, excluded...)
	return f
}

func evidence(where, expected, got string) []Evidence {
	return []Evidence{{Where: where, Expected: expected, Got: got}}
}

func integrator(steps ...string) []Fix { return fixes(Integrator, steps) }

// mend is what a problem of key material asks for.
func mend(p keys.Problem) []Fix {
	return []Fix{{Who: Integrator, Step: p.Fix, Command: p.Command}}
}

// comparePair is the command that says whether private key and certificate belong
// together.
const comparePair = "authdoctor key inspect private.pem public.pem"

func administrator(steps ...string) []Fix { return fixes(Administrator, steps) }

func fixes(who Actor, steps []string) []Fix {
	out := make([]Fix, len(steps))
	for i, step := range steps {
		out[i] = Fix{Who: who, Step: step}
	}
	return out
}
