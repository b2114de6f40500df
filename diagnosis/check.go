package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Check is one rule.
type Check struct {
	// ID is kebab-case and stable: pages and JSON readers hang on it.
	ID    string
	Title string
	Needs Need
	// After are checks that must not have failed for the same subject: what they found
	// would make this one meaningless.
	After []string
	// Members are the header parameters and claims it looks at. It says nothing of a
	// decoded token in which one of them was replaced by a placeholder.
	Members []string
	// Literal are the members that must be literal in source code for the check to judge
	// an assertion that it builds; nil where the check judges no code.
	Literal []string
	// Codes are all a finding of this check can name.
	Codes []Code
	// Facts are what a finding of this check weighs, unless it says so itself.
	Facts []FactName
	// run gives the finding; false where the rule does not apply.
	run func(s *subject) (Finding, bool)
	// said is the same rule for a Case without a token, by what was said.
	said func(s *subject) (Finding, bool)
}

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

// runChecks runs every check for every subject that it is about.
func runChecks(c Case, stated, facts Facts, signatures []keys.Signature) []Finding {
	findings := make([]Finding, 0, len(checks)*max(1, len(c.Tokens)))
	g := &given{at: c.At, stated: stated, said: c.Facts, facts: facts, tokens: c.Tokens, keys: c.Keys, trail: c.Trail, hints: c.Hints,
		near: c.Near, line: c.Line, signed: c.Signed, protocol: protocolOf(c), verify: c.Verify}
	for _, round := range rounds(c, g, signatures) {
		for i := range checks {
			for k := range round {
				findings = round[k].run(&checks[i], findings)
			}
		}
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
