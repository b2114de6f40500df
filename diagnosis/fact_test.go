package diagnosis_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

// TestParseFact catches a value that is not normalised, so that equal facts compare as
// different.
func TestParseFact(t *testing.T) {
	for in, want := range map[string]string{
		"flow=client-credentials": "flow=client-credentials", " flow = Client-Credentials ": "flow=client-credentials", "expired=YES": "expired=yes",
		"account=1234567-sb1": "account=1234567_SB1", "account=1234567_SB1": "account=1234567_SB1", "account=tstdrv123": "account=TSTDRV123",
		"detail=scopemismatched": "detail=ScopeMismatched", "detail=TOKEN_REJECTED": "detail=token_rejected", "detail=tokenrejected": "detail=TokenRejected",
		"detail=ScopeMismatch":                     "detail=ScopeMismatch",
		"record.scopes=rest_webservices, RESTlets": "record.scopes=rest_webservices,restlets", "record.scopes=restlets restlets": "record.scopes=restlets",
		"record.scopes=none": "record.scopes=none", "record.scopes=,": "record.scopes=none", "record.grants=NONE": "record.grants=none",
		"record.redirect-uris=https://b/x,https://A/y": "record.redirect-uris=https://A/y,https://b/x",
		"certificate-id=" + strings.Repeat("a", 300):   "certificate-id=" + strings.Repeat("a", 255) + "…",
		"certificate-id=1000\x1b[31m":                  `certificate-id=1000\u{001B}[31m`,
		"certificate-id=\u202e7":                       `certificate-id=\u{202E}7`,
	} {
		fact, err := diagnosis.ParseFact(in, diagnosis.SourceCaseFile)
		if err != nil || fact.String() != want || fact.Source != diagnosis.SourceCaseFile {
			t.Errorf("ParseFact(%.40q) = %v from %q, %v; want %s", in, fact, fact.Source, err, want)
			continue
		}
		again, err := diagnosis.ParseFact(fact.String(), diagnosis.SourceCaseFile)
		if len(want) < 200 && (err != nil || again != fact) {
			t.Errorf("ParseFact(%.40q) = %v, %v; String must parse as the same fact", fact.String(), again, err)
		}
	}
	for _, kind := range diagnosis.FactKinds() {
		for _, value := range kind.Values {
			fact, err := diagnosis.ParseFact(string(kind.Name)+"="+value, diagnosis.SourceUser)
			if err != nil || fact.Value != value || fact.Name != kind.Name {
				t.Errorf("%s=%s: %v, %v", kind.Name, value, fact, err)
			}
		}
		if kind.Label == "" {
			t.Errorf("%s has no label", kind.Name)
		}
	}
}

// TestParseFactRefuses catches a meaningless fact that is accepted, and an error that does
// not name a right value.
func TestParseFactRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"": "no '='", "flow": "write NAME=VALUE", "flow=": "is empty", "flow=  ": "is empty", "=x": "there is no fact", "Flow=x": "there is no fact",
		"colour=red": "the facts are detail, protocol", "flow=implicit": "authorization-code, client-credentials", "expired=maybe": "yes, no",
		"record.scopes=restlets,payroll": "each part must be one of restlets", "record.scopes=none,restlets": "says none and something else",
		"client-id=6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A": "is an Application ID", "record.state=\x1b[2J": "enabled, blocked", strings.Repeat("x", 500): "no '='",
	} {
		fact, err := diagnosis.ParseFact(in, diagnosis.SourceUser)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseFact(%.40q) = %v, %v; want an error with %q", in, fact, err, want)
		} else if strings.ContainsAny(err.Error(), "\x1b\n") || len(err.Error()) > 500 {
			t.Errorf("ParseFact(%.40q): %q", in, err)
		}
	}
}

// TestParseFactRefusesSecrets catches a token or a key that is accepted as a fact: facts are
// shown on every screen.
func TestParseFactRefusesSecrets(t *testing.T) {
	for _, value := range []string{goodAccess, "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqh", "see " + goodAccess} {
		for _, name := range []string{"client-id", "certificate-id", "entity", "detail", "record.redirect-uris", "nonsense"} {
			fact, err := diagnosis.ParseFact(name+"="+value, diagnosis.SourceUser)
			if err == nil {
				t.Errorf("%s accepts a secret: %.20s", name, fact.Value)
				continue
			}
			if strings.Contains(err.Error(), "MIIE") || strings.Contains(err.Error(), "eyJ") {
				t.Errorf("%s: the error repeats the secret: %v", name, err)
			}
		}
	}
	fact, err := diagnosis.ParseFact("record.redirect-uris=https://app.example/cb?state=x&code=live", diagnosis.SourceUser)
	if err != nil || strings.Contains(fact.Value, "live") {
		t.Errorf("a redirect keeps its code: %v, %v", fact, err)
	}
}

// TestFacts catches a method that changes the facts on which it is called.
func TestFacts(t *testing.T) {
	role := func(value string) diagnosis.Fact {
		return diagnosis.Fact{Name: diagnosis.FactRole, Value: value, Source: diagnosis.SourceUser}
	}
	none := diagnosis.Facts(nil)
	one := none.With(role("3"))
	two := one.With(role("1000"))
	if len(none) != 0 || one.Value(diagnosis.FactRole) != "3" || two.Value(diagnosis.FactRole) != "1000" || len(two) != 1 {
		t.Errorf("none %v, one %v, two %v", none, one, two)
	}
	gone := two.Without(diagnosis.FactRole)
	if len(gone) != 0 || two.Value(diagnosis.FactRole) != "1000" {
		t.Errorf("without: %v, and before: %v", gone, two)
	}
	if _, ok := gone.Get(diagnosis.FactRole); ok || gone.Value(diagnosis.FactRole) != "" {
		t.Error("a removed fact is found")
	}
	for value, want := range map[string][]string{"": nil, "none": nil, "a": {"a"}, "a,b": {"a", "b"}} {
		if got := (diagnosis.Fact{Value: value}).Items(); !slices.Equal(got, want) {
			t.Errorf("Items of %q are %q; want %q", value, got, want)
		}
	}
}

// TestFactsAgainstToken catches a contradiction that is not reported, and a fact that
// outweighs the token it is about.
func TestFactsAgainstToken(t *testing.T) {
	for _, c := range []struct{ facts, id, got string }{
		{"flow=client-credentials", "facts-agree", "authorization-code"}, {"role=3", "facts-agree", "1000"}, {"entity=9", "facts-agree", "12"}, {"token=refresh", "facts-agree", "access"},
		{"application-id=" + strings.Replace(appID, "6", "7", 1), "facts-agree", appID}, {"expired=yes", "facts-agree", "no"},
		{"account=7654321", "account", account}, {"client-id=" + otherID, "client-id", clientID},
	} {
		cs := caseOf(t, c.facts, goodAccess)
		d := diagnosis.Diagnose(cs)
		sound(t, cs, d)
		first, _ := d.FirstCause()
		if first.ID != c.id || !slices.ContainsFunc(first.Evidence, func(e diagnosis.Evidence) bool { return e.Got == border.ShortID(c.got) }) {
			t.Errorf("%s: the first cause is %s with %+v; want %s with %s", c.facts, first.ID, first.Evidence, c.id, c.got)
		}
		name, _, _ := strings.Cut(c.facts, "=")
		if fact, _ := d.Facts.Get(diagnosis.FactName(name)); fact.Value != c.got || fact.Source != diagnosis.SourceToken {
			t.Errorf("%s: the fact is %v from the %s; the token must outweigh it", c.facts, fact, fact.Source)
		}
	}
	for _, facts := range []string{"flow=authorization-code role=1000 entity=12 token=access expired=no", "application-id=" + strings.ToLower(appID), "account=" + account, "client-id=" + strings.ToUpper(clientID)} {
		if first, accused := diagnosis.Diagnose(caseOf(t, facts, goodAccess)).FirstCause(); accused {
			t.Errorf("%s: false alarm: %s %+v", facts, first.ID, first.Evidence)
		}
	}
}

// TestWithKeepsNothingOfTheWordBefore catches a TBA word that still rules out OAuth 2.0 codes
// after an OAuth 2.0 code was read.
func TestWithKeepsNothingOfTheWordBefore(t *testing.T) {
	c := diagnosis.Case{At: noon}
	for _, word := range []string{"token_rejected", "ScopeMismatched"} {
		c = c.With(recognise(word))
	}
	d := diagnosis.Diagnose(c)
	if got := d.Verdict("ScopeMismatched"); got.Verdict != diagnosis.Confirmed {
		t.Errorf("ScopeMismatched is %s: %s", got.Verdict, got.Because)
	}
	d = diagnosis.Diagnose(c.With(recognise("token_rejected")))
	if got := codesWith(d, diagnosis.RuledOut); len(got) != len(detail.Kinds()) {
		t.Errorf("a word of TBA rules out %d codes; want all of them", len(got))
	}
}

// TestEveryFactIsUsed catches a fact that can be stated and has no effect: no check of a
// scenario depends on it, and no question of the guide asks for it.
func TestEveryFactIsUsed(t *testing.T) {
	guide := string(must(os.ReadFile("../content/guide.md")))
	weighed := map[diagnosis.FactName]bool{}
	for _, s := range scenarios() {
		c := s.given(t)
		d := diagnosis.Diagnose(c)
		for _, fact := range c.Facts {
			without := c
			without.Facts = c.Facts.Without(fact.Name)
			other := diagnosis.Diagnose(without)
			if !reflect.DeepEqual(d.Findings, other.Findings) || !reflect.DeepEqual(d.Verdicts, other.Verdicts) {
				weighed[fact.Name] = true
			}
		}
	}
	for _, kind := range diagnosis.FactKinds() {
		if !weighed[kind.Name] && !strings.Contains(guide, `"`+string(kind.Name)+"=") {
			t.Errorf("no check of a scenario depends on %s, and no question of the guide asks for it; add a scenario of a check that depends on it, or an answer in content/guide.md", kind.Name)
		}
	}
}
