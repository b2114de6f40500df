package probe_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"authdoctor/diagnosis/probe"
)

var authorization = probe.AuthorizationRequest{
	Account: "1234567_SB1", ClientID: strings.Repeat("3f", 32),
	RedirectURI: "https://localhost:8899/callback", Scopes: []string{"restlets", "rest_webservices"},
}

// TestAuthorizeAddress catches an address without PKCE S256, with a state that NetSuite
// refuses as too short, a scope whose space is a plus sign, and the verifier in the address.
func TestAuthorizeAddress(t *testing.T) {
	a, err := authorization.Begin(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(a.Address)
	if err != nil {
		t.Fatal(err)
	}
	if at.Host != "1234567-sb1.app.netsuite.com" || at.Path != "/app/login/oauth2/authorize.nl" {
		t.Errorf("it leads to %s%s", at.Host, at.Path)
	}
	query := at.Query()
	challenge := sha256.Sum256([]byte(a.Verifier.Reveal()))
	for name, want := range map[string]string{
		"response_type": "code", "client_id": authorization.ClientID, "redirect_uri": authorization.RedirectURI, "scope": "restlets rest_webservices",
		"state": a.State.Reveal(), "code_challenge_method": "S256", "code_challenge": base64.RawURLEncoding.EncodeToString(challenge[:]),
	} {
		if got := query[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	if a.State.Len() < 24 || a.Verifier.Len() < 43 || a.Verifier.Len() > 128 {
		t.Errorf("state has %d characters, code_verifier %d", a.State.Len(), a.Verifier.Len())
	}
	if strings.Contains(a.Address, a.Verifier.Reveal()) || strings.Contains(at.RawQuery, "+") {
		t.Errorf("the address holds the verifier, or a plus sign: %s", at.RawQuery)
	}
	if again, _ := authorization.Begin(rand.Reader); again.State.Reveal() == a.State.Reveal() || again.Verifier.Reveal() == a.Verifier.Reveal() {
		t.Error("two attempts have the same state or verifier")
	}
}

// TestAuthorizeRefuses catches a request that NetSuite would answer with an error page, and
// one without random numbers.
func TestAuthorizeRefuses(t *testing.T) {
	for name, change := range map[string]func(*probe.AuthorizationRequest){
		"no Client ID":    func(r *probe.AuthorizationRequest) { r.ClientID = "" },
		"no Redirect URI": func(r *probe.AuthorizationRequest) { r.RedirectURI = "" },
		"no scope":        func(r *probe.AuthorizationRequest) { r.Scopes = nil },
		"a host":          func(r *probe.AuthorizationRequest) { r.Account = "evil.example/" },
	} {
		r := authorization
		if change(&r); r.ClientID == authorization.ClientID && r.RedirectURI == authorization.RedirectURI && len(r.Scopes) > 0 && r.Account == authorization.Account {
			t.Fatalf("%s changes nothing", name)
		}
		if a, err := r.Begin(rand.Reader); err == nil {
			t.Errorf("%s: %s", name, a.Address)
		}
	}
	if _, err := authorization.Begin(bytes.NewReader(make([]byte, 10))); err == nil {
		t.Error("it begins without random numbers")
	}
}

// TestReturned catches a code that is taken from an address of another attempt, account or
// place, and an error that repeats the code.
func TestReturned(t *testing.T) {
	a, err := authorization.Begin(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const code = "70b827f926a512f098b1289f0991abe3c767947a43498c2e2f80ed5aef6a5c50"
	state := "state=" + a.State.Reveal()
	for _, c := range []struct{ name, address, says string }{
		{"another state", "https://localhost:8899/callback?code=" + code + "&state=" + strings.Repeat("x", 32), "state"},
		{"no state", "https://localhost:8899/callback?code=" + code, "state"},
		{"two states", "https://localhost:8899/callback?code=" + code + "&" + state + "&state=x", "state"},
		{"another path", "https://localhost:8899/other?code=" + code + "&" + state, "Redirect URI"},
		{"another host", "https://evil.example/callback?code=" + code + "&" + state, "Redirect URI"},
		{"another account", "https://localhost:8899/callback?code=" + code + "&" + state + "&company=7654321", "7654321"},
		{"no account", "https://localhost:8899/callback?code=" + code + "&" + state + "&company=evil.example", "account ID"},
		{"denied", "https://localhost:8899/callback?error=access_denied&" + state, "access_denied"},
		{"no code", "https://localhost:8899/callback?" + state, "no code"},
		{"two codes", "https://localhost:8899/callback?code=" + code + "&code=x&" + state, "no code"},
		{"no address", "://" + code, "address"},
		{"a torn query", "https://localhost:8899/callback?code=" + code + ";x&%zz", "query"},
		{"control characters", "https://localhost:8899/callback?error=%1b%5b2J&" + state, "error"},
	} {
		back, err := a.Returned(c.address)
		if err == nil || back.Code.Len() > 0 || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v, and a code of %d characters", c.name, err, back.Code.Len())
		}
		if another := strings.Contains(c.name, "state") || c.name == "no address" || c.name == "a torn query"; a.Owns(c.address) == another {
			t.Errorf("%s: it is of this attempt: %v", c.name, another)
		}
	}
	back, err := a.Returned(" https://localhost:8899/callback?role=3&entity=-5&company=1234567-sb1&" + state + "&code=" + code + "#\n")
	if err != nil || back.Code.Reveal() != code || back.Account != "1234567_SB1" {
		t.Errorf("%v, account %q, a code of %d characters", err, back.Account, back.Code.Len())
	}
}
