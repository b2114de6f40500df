package diagnosis

import (
	"slices"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Diagnosis is the result of Diagnose.
type Diagnosis struct {
	At       time.Time
	Facts    Facts     // those of the Case and of its tokens, keys, requests and answers
	Findings []Finding // first cause first
	Verdicts []Verdict // every Code once, most probable first
	Pages    []string  // paths in content that answer this Case, best first
	// Signatures are the results of verification, one for each token of the Case.
	Signatures []keys.Signature
	// Unverified reports whether signatures had to be verified, and one was not, or no token
	// was given.
	Unverified bool
}

// FirstCause returns the finding to act on first: the first that failed, else
// the first that warns.
func (d Diagnosis) FirstCause() (Finding, bool) {
	for _, status := range []Status{Fail, Warn} {
		if i := slices.IndexFunc(d.Findings, func(f Finding) bool { return f.Status == status }); i >= 0 {
			return d.Findings[i], true
		}
	}
	return Finding{}, false
}

// NotUnderstood returns the first error of an answer that is not understood, printable; ""
// for none.
func (d Diagnosis) NotUnderstood() string {
	for _, finding := range d.Findings {
		if finding.unknown != "" {
			return finding.unknown
		}
	}
	return ""
}

// Verdict returns the verdict on one code.
func (d Diagnosis) Verdict(code Code) Verdict {
	return verdictOn(d.Verdicts, code)
}

// Count returns how many findings have that status.
func (d Diagnosis) Count(status Status) int {
	n := 0
	for _, finding := range d.Findings {
		if finding.Status == status {
			n++
		}
	}
	return n
}

// redactEvidence removes from the evidence what looks like a secret, also by the name of
// its place: iss, client_id and client-id are a Client ID, which is shortened.
func redactEvidence(findings []Finding) {
	const shortest = 16
	for i := range findings {
		for j := range findings[i].Evidence {
			e := &findings[i].Evidence[j]
			for _, value := range []*string{&e.Expected, &e.Got} {
				if len(*value) >= shortest {
					*value = border.RedactValue(e.Where, *value)
				}
			}
		}
	}
}

// Diagnose diagnoses a Case. It is fast enough to run at every key press and every tick of
// the clock.
func Diagnose(c Case) Diagnosis {
	stated := c.Facts
	c.Facts = withExchangeFacts(c)
	facts := allFacts(c)
	signatures := make([]keys.Signature, len(c.Tokens))
	for i := range c.Tokens {
		signatures[i] = c.Keys.Verify(c.Tokens[i], judgedAs(c, &c.Tokens[i]))
	}
	findings := runChecks(c, stated, facts, signatures)
	verdicts := judge(c, facts, findings)
	unverified := c.Verify && (len(signatures) == 0 || slices.ContainsFunc(signatures, func(s keys.Signature) bool { return s.State != keys.Verified || s.Told }))
	findings = inOrder(findings, verdicts, unverified)
	redactEvidence(findings)
	for i, signature := range signatures {
		if signature.Told { // nothing was verified here
			signatures[i] = keys.Signature{State: keys.Unchecked, Reason: keys.NoSignature}
		}
	}
	return Diagnosis{At: c.At, Facts: facts, Findings: findings, Verdicts: verdicts, Pages: pages(c, findings, verdicts), Signatures: signatures, Unverified: unverified}
}

// allFacts adds the facts of tokens and keys to those of the Case. A token outweighs what
// was said about it; the check facts-agree reports differences.
func allFacts(c Case) Facts {
	facts := slices.Grow(slices.Clone(c.Facts), 12)
	var told Facts
	for _, t := range c.Tokens {
		for _, fact := range tokenFacts(t, c.At) {
			if _, known := told.Get(fact.Name); !known {
				told = append(told, fact)
				facts = facts.set(fact)
			}
		}
	}
	if id := onlyCertificate(c.Keys); id != "" {
		if _, known := facts.Get(FactCertificateID); !known {
			facts = facts.set(Fact{Name: FactCertificateID, Value: id, Source: SourceKey})
		}
	}
	return facts
}

// onlyCertificate returns the expected Certificate ID of the certificate that was given; ""
// where there is none, or more than one that may be mapped.
func onlyCertificate(set *keys.Set) string {
	if certificates := set.Roles().Certificates(); len(certificates) == 1 {
		return certificates[0].Certified.ID
	}
	return ""
}

// tokenFacts returns the facts in a token.
func tokenFacts(t token.Token, at time.Time) Facts {
	var facts Facts
	add := func(name FactName, value string, ok bool) {
		if ok && value != "" {
			facts = append(facts, Fact{Name: name, Value: border.Clip(value, 64), Source: SourceToken})
		}
	}
	add(FactToken, string(t.Kind), t.Kind != token.Unknown)
	if exp := t.Time("exp"); t.Kind != token.Unknown && (exp.Form == token.Seconds || exp.Form == token.Fraction) {
		add(FactExpired, map[bool]string{true: "no", false: "yes"}[at.Before(exp.Time())], true)
	}
	add(FactFlow, string(t.Flow), true)
	add(FactAccount, t.Account, true)
	add(FactClientID, t.ClientID, token.IsClientID(t.ClientID))
	add(FactApplicationID, t.ApplicationID, token.IsApplicationID(t.ApplicationID))
	add(FactRole, t.Role, true)
	add(FactEntity, t.Entity, true)
	add(FactCertificateID, t.KeyID, t.Kind == token.Assertion && token.IsCertificateID(t.KeyID))
	return facts
}

// inOrder sorts findings in the order in which to act on them. Findings of equal rank stay
// in the order of the checks.
func inOrder(findings []Finding, verdicts []Verdict, unverified bool) []Finding {
	rank := func(f *Finding) int {
		switch {
		case f.ID == "detail" && f.Status == Fail:
			return 0 // somebody read it in the trail
		case f.ID == "protocol" && f.Status == Fail:
			return 1 // nothing about OAuth 2.0 applies to another login
		case f.Status == Fail && slices.ContainsFunc(f.claims, func(c claim) bool {
			return c.certainty == Confirmed && verdictOn(verdicts, c.code).Verdict == Confirmed
		}):
			return 2 // a fault that proves a code
		case f.Status == Fail && !f.symptom && !f.leftOut && !f.aside:
			return 3
		case f.Status == Fail && !f.leftOut && !f.aside:
			return 4 // an answer, which tells of a failure and not of its cause
		case f.Status == Fail:
			return 5 // a part of a token is not in the text, or no cause of this failure
		case unverified && f.ID == "signature" && f.Status != Pass:
			return 6 // it had to be verified
		case f.Status == Warn:
			return 7
		case f.Status == Unchecked:
			return 8
		}
		return 9
	}
	sorted := make([]Finding, 0, len(findings))
	for want := range 10 {
		for i := range findings {
			if rank(&findings[i]) == want {
				sorted = append(sorted, findings[i])
			}
		}
	}
	return sorted
}

// pages returns the pages that answer the Case, best first: of confirmed and likely codes,
// then of the findings, then of codes with a similar name; general pages where there are
// none.
func pages(c Case, findings []Finding, verdicts []Verdict) []string {
	var paths []string
	add := func(path string) {
		if path != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for _, verdict := range verdicts {
		if verdict.Verdict.rank() <= Likely.rank() {
			add(verdict.Page)
		}
	}
	for _, finding := range findings {
		if finding.Status == Fail || finding.Status == Warn || finding.ID == "protocol" {
			add(finding.Page)
		}
	}
	for _, name := range c.Near.Nearest {
		if kind, known := detail.Lookup(name); known {
			add(kind.Code.Path())
		}
	}
	if len(paths) == 0 && (len(c.Tokens) > 0 || c.ErrorLine != "") {
		add("symptoms/find-the-detail-code.md")
		add("symptoms/unclear-cause.md")
	}
	return paths
}

func verdictOn(verdicts []Verdict, code Code) Verdict {
	for _, verdict := range verdicts {
		if verdict.Code == code {
			return verdict
		}
	}
	return Verdict{Code: code, Verdict: Possible}
}
