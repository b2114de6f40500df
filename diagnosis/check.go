package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/keys"
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
