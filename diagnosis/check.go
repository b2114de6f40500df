package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/keys"
)

// Check is one rule.
type Check struct {
	// ID is in kebab-case and stable: pages and readers of the JSON refer to it.
	ID    string
	Title string
	Needs Need
	// After lists checks whose failure for the same subject would make this one meaningless.
	// It is skipped then.
	After []string
	// Members are the header parameters and claims that the check reads. It is skipped for a
	// decoded token in which a placeholder replaces one of them.
	Members []string
	// Literal are the members that must be literals in source code for the check to judge
	// the assertion that the code builds; nil for a check that does not judge code.
	Literal []string
	// Codes are all codes that a finding of this check can name.
	Codes []Code
	// Facts are those on which a finding of this check depends, unless it lists its own.
	Facts []FactName
	// run returns the finding; false where the rule does not apply.
	run func(s *subject) (Finding, bool)
	// said is the rule for a Case without a token, by what was said; nil for none.
	said func(s *subject) (Finding, bool)
}

// checks are all rules, first cause first.
var checks = slices.Concat(decodingChecks, unfilledChecks, authorizeChecks, tokenRequestChecks, callChecks, kindChecks, headerChecks, keyChecks, claimChecks, timeChecks, signatureChecks, trailChecks, onlineChecks, certificateListChecks, clientLineChecks, answerChecks, factChecks, recordChecks)

// Checks returns every rule in the order of cause.
func Checks() []Check { return slices.Clone(checks) }

// TitleOf returns the title of a check, or its id where there is no such check.
func TitleOf(id string) string {
	if i := slices.IndexFunc(checks, func(c Check) bool { return c.ID == id }); i >= 0 {
		return checks[i].Title
	}
	return id
}

// usualFindings is the number of findings that few tokens exceed.
const usualFindings = 32

// runChecks runs every check for every subject that it applies to.
func runChecks(c Case, stated, facts Facts, signatures []keys.Signature) []Finding {
	findings := make([]Finding, 0, usualFindings*max(1, len(c.Tokens)))
	g := &given{at: c.At, stated: stated, said: c.Facts, facts: facts, tokens: c.Tokens, keys: c.Keys, roles: RolesOf(c, signatures), trail: c.Trail, hints: c.Hints,
		near: c.Near, line: c.Line, signed: c.Signed, protocol: protocolOf(c), verify: c.Verify, c: &c}
	for _, round := range rounds(c, g, signatures) {
		for i := range checks {
			for k := range round {
				findings = round[k].run(&checks[i], findings)
			}
		}
	}
	return findings
}

// RolesOf returns the roles of the keys beside the client assertions of a Case, whose tokens
// have the signatures of its Diagnosis.
func RolesOf(c Case, signatures []keys.Signature) *keys.Roles {
	var uses []keys.Use
	for i := range c.Tokens {
		if !c.Tokens[i].Kind.Issued() {
			uses = append(uses, keys.Use{KeyID: c.Tokens[i].KeyID, Signature: signatures[i]})
		}
	}
	return c.Keys.Roles(uses...)
}
