package diagnosis_test

import (
	"slices"
	"testing"

	"authdoctor/diagnosis/intake"
)

// TestAccounts catches an account in a Case that is not listed, or not in its canonical
// form, and a sandbox that is confused with its production account.
func TestAccounts(t *testing.T) {
	for _, c := range []struct {
		facts, text string
		want        []string
	}{
		{"", "MissingKey", nil},
		{"account=1234567-sb1", "MissingKey", []string{"1234567_SB1"}},
		{"", goodAccess, []string{account}},
		{"", "curl https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1", []string{"1234567_SB1"}},
		{"", "https://app.example/cb?state=4fJ0mQb1Zr8yTn3Kp6Wd2v&company=7654321&error=invalid_request", []string{"7654321"}},
		{"", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"7654321-sb2\", error=\"invalid_token\"\n", []string{"7654321_SB2"}},
		{"", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"123456\", error=\"invalid_token\"\n", nil},
		{"", "curl https://api.example.com/7654321", nil},
		{"", `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"c.7654321_RP1.2026-10-20_00-10-22"}]}`, []string{"7654321_RP1"}},
		{"account=7654321", goodAccess, []string{"7654321", account}},
	} {
		got := caseOf(t, c.facts).With(intake.Recognise(c.text)).Accounts()
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %.60q: %v, want %v", c.facts, c.text, got, c.want)
		}
	}
}
