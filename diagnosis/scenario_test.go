package diagnosis_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/trail"
)

// scenario is an input with one fault or none, and the expected result.
type scenario struct {
	name  string // the fault, in words
	text  string // that is pasted, of any kind
	facts string
	files []keys.File // of keys, that are given
	rows  [][5]string // of an export of the trail that is opened, for export
	seen  []seen      // what online checks saw
	list  *online.CertificateList
	later time.Duration // than noon, that it is looked at

	check  string // the id of the first finding that fails or warns, "" where nothing is wrong
	status diagnosis.Status
	codes  string // confirmed with '!', or likely; in order, all of them
	// The other fields are not compared where they are empty.
	signature keys.State
	says      string // the first finding, in its title, evidence or why
}

const fail, warn = diagnosis.Fail, diagnosis.Warn

func sent(name, text, facts, check string, status diagnosis.Status, codes string) scenario {
	return scenario{name: name, text: text, facts: facts, check: check, status: status, codes: codes}
}

// id returns the name of the scenario without spaces.
func (s scenario) id() string { return strings.ReplaceAll(s.name, " ", "-") }

// given returns the Case of the scenario.
func (s scenario) given(t testing.TB) diagnosis.Case {
	t.Helper()
	c := caseOf(t, s.facts)
	c.At = c.At.Add(s.later)
	if s.text != "" {
		c = c.With(recognise(s.text))
	}
	if s.files != nil {
		c.Keys = keys.NewSet(s.files...)
	}
	c.Certificates = s.list
	for _, seen := range s.seen {
		c = seen.in(c)
	}
	if s.rows != nil {
		source := []trail.Source{export(s.rows...)}
		everything, _, err := trail.Count(context.Background(), source, trail.Options{})
		if err != nil {
			t.Fatal(err)
		}
		match, filter, ok := diagnosis.TokenRows(&c.Tokens[0], everything, c.Facts, time.UTC)
		if !ok {
			t.Fatal("no rows of the trail are chosen for the token")
		}
		match.Token = 1
		chosen, _, err := trail.Count(context.Background(), source, trail.Options{Filter: filter})
		if err != nil {
			t.Fatal(err)
		}
		c.Trail = append(c.Trail, match.Counted(chosen))
	}
	return c
}

// scenarios are all scenarios.
func scenarios() []scenario {
	return slices.Concat(tokenScenarios(), keyScenarios(), pastedScenarios(), factScenarios(), recordScenarios(), onlineScenarios())
}

// TestOneFaultOneFinding catches a fault that is missed or reported as another one, findings
// that only follow from it, a false alarm for a good token or key, and a code that is named
// without evidence.
func TestOneFaultOneFinding(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.id(), func(t *testing.T) {
			c := s.given(t)
			d := diagnosis.Diagnose(c)
			sound(t, c, d)
			first, accused := d.FirstCause()
			for _, f := range d.Findings {
				if !accused && f.ID == s.check { // rows of the trail accuse nobody
					first = f
				}
			}
			if first.ID != s.check || first.Status != s.status {
				t.Fatalf("the first cause is %s (%s) %q; want %s (%s)", first.ID, first.Status, first.Title, s.check, s.status)
			}
			if told := fmt.Sprint(first.Title, first.Evidence, first.Why); !strings.Contains(told, s.says) {
				t.Errorf("%s does not say %q: %s", first.ID, s.says, told)
			}
			if fails := ids(d, fail); len(fails) > 1 && s.name != "exp before iat" || s.status != fail && len(fails) > 0 {
				t.Errorf("failed: %v; want the one fault", fails)
			}
			var got []string
			for _, v := range d.Verdicts {
				switch v.Verdict {
				case diagnosis.Confirmed:
					got = append(got, string(v.Code)+"!")
				case diagnosis.Likely:
					got = append(got, string(v.Code))
				}
			}
			if strings.Join(got, " ") != s.codes {
				t.Errorf("confirmed or likely: %v; want %s", got, s.codes)
			}
			for _, code := range got {
				if code := diagnosis.Code(strings.TrimSuffix(code, "!")); !slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return slices.Contains(f.Codes, code) }) {
					t.Errorf("%s is named by no finding", code)
				}
			}
			if first.Page == "" && s.codes != "" || s.codes != "" && len(d.Pages) == 0 {
				t.Errorf("the finding or the Diagnosis leads to no page: %q, %v", first.Page, d.Pages)
			}
			if s.signature != "" && d.Signatures[0].State != s.signature {
				t.Errorf("the signature is %s (%s); want %s", d.Signatures[0].State, d.Signatures[0].Reason, s.signature)
			}
		})
	}
}

// TestEveryCheckHasAScenario catches a check that no scenario makes fail or warn, so that it
// may never find anything, and two scenarios with one name.
func TestEveryCheckHasAScenario(t *testing.T) {
	proven, ids := map[string]bool{}, map[string]bool{}
	for _, s := range scenarios() {
		if ids[s.id()] {
			t.Errorf("two scenarios are called %s", s.id())
		}
		ids[s.id()], proven[s.check] = true, true
	}
	for _, check := range diagnosis.Checks() {
		if !proven[check.ID] {
			t.Errorf("no scenario makes %s fail; add one that has this fault alone", check.ID)
		}
	}
}

// TestEveryVisibleCodeHasAScenario catches a code that a token can show and that no scenario
// expects.
func TestEveryVisibleCodeHasAScenario(t *testing.T) {
	proven := map[string]bool{}
	for _, s := range slices.Concat(tokenScenarios(), keyScenarios()) {
		for _, code := range strings.Fields(s.codes) {
			proven[strings.TrimSuffix(code, "!")] = true
		}
	}
	// FeatureDisabled and similar codes depend on settings of NetSuite: no token shows them.
	visible := strings.Fields("AccessTokenExpired EntityOrRoleDisabled InvalidSignature TokenRejected InvalidIntegration ScopeMismatched InvalidScope UnsupportedAlgo TokenValidityTooBroad " +
		"InvalidTokenType SignatureValidation ClientIdMismatch TokenNotAcceptable TokenExpired InvalidIssuer MissingKeyId MissingKey RefreshTokenExpired InvalidRefreshToken")
	for _, code := range visible {
		if !proven[code] {
			t.Errorf("no scenario leads to %s", code)
		}
	}
	const ofTokens = diagnosis.NeedsFile | diagnosis.NeedsKey | diagnosis.NeedsKeys | diagnosis.NeedsToken | diagnosis.NeedsHeader | diagnosis.NeedsClaims
	for _, check := range diagnosis.Checks() {
		for _, code := range check.Codes {
			if check.Needs&ofTokens != 0 && !slices.Contains(visible, string(code)) {
				t.Errorf("%s names %s, which is not on the list of what tokens show", check.ID, code)
			}
		}
	}
}
