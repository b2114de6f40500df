package diagnosis

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/worktest"
)

// FuzzFact catches a fact that is not printable, that a case file would not restore as it
// was, or that contains a token; an error that quotes one; and work out of proportion.
func FuzzFact(f *testing.F) {
	for _, kind := range FactKinds() {
		value := "none"
		if kind.Values != nil {
			value = strings.Join(kind.Values, ",")
		}
		f.Add(string(kind.Name) + "=" + value)
	}
	for _, seed := range []string{"", "=", "detail", "detail=scopemismatched", "account=1234567_sb1", "status=0x1F4", "since-consent=7 days", "since-consent=9999999999999h", "record.redirect-uris=https://a/b?code=secret,none",
		"record.scopes=RESTLETS restlets", "role=\u0663", "client-id=\x1b[31m", "detail=eyJ", "application=\u202ea", "record.certificates=custcertificate1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			fact, err := ParseFact(text, SourceUser)
			if err != nil {
				if shown, n := border.Printable(err.Error()); n > 0 || border.HoldsSecret(shown) {
					t.Errorf("%q", err)
				}
				return
			}
			if _, n := border.Printable(fact.Value); n > 0 || fact.Value == "" || border.HoldsSecret(fact.Value) || strings.Contains(fact.Value, "?code=") {
				t.Errorf("%q gives %q", text, fact.Value)
			}
			again, err := ParseFact(string(fact.Name)+"="+fact.Value, SourceUser)
			if err != nil || again != fact {
				t.Errorf("%q gives %q, and that %q, %v", text, fact.Value, again.Value, err)
			}
			Diagnose(Case{Facts: Facts{fact}})
		})
	})
}
