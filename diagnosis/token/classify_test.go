package token_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// with replaces text of a token's claims; it panics where there is nothing to replace,
// so that a case cannot lose its fault.
func with(object string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(object, pairs[i]) {
			panic("nothing to replace: " + pairs[i])
		}
		object = strings.Replace(object, pairs[i], pairs[i+1], 1)
	}
	return object
}

var (
	m2mClaims = with(accessClaims, "1000;12", "3;7", ";1234567\"", ";1234567_SB2\"", "1234567.a-a."+chain+".1795434600000", "1234567_SB2.a-c.null.1795434600000")
	idClaims  = `{"at_hash":"ef-Mp1hxU6Gkr7HpQpwLIxHI8z4","sub":"3;7","aud":["` + appID + `;4030059","` + clientID + `"],"email_verified":false,"scope":["openid","email"],"iss":"https://system.netsuite.com","exp":1795445400,"iat":1795434600,"nonce":"n-0S6","jti":"4030059.i.` + chain + `.0","email":"a@example.com"}`
)

// TestShapes catches a shape of netsuite.md (2.1, 2.2, 8b, 10) that is taken for
// another kind or flow, or whose identifiers are not found.
func TestShapes(t *testing.T) {
	oldHeader := `{"kid":"s.SYSTEM.2020_1","typ":"JWT","alg":"RS256"}`
	for _, c := range []struct {
		name, header, claims string
		kind                 token.Kind
		flow                 token.Flow
		account, app, client string
		role, entity, scopes string
	}{
		{"access, authorization code, 2026", issuedHeader, accessClaims, token.Access, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets rest_webservices"},
		{"access as the 2026 page has it", with(issuedHeader, "RS256", "PS256"), accessClaims, token.Access, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets rest_webservices"},
		{"access, 2021 mark", oldHeader, with(accessClaims, ".a-a.", ".a."), token.Access, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets rest_webservices"},
		{"access, entity below zero", issuedHeader, with(accessClaims, "1000;12", "3;-5"), token.Access, token.AuthorizationCode, "1234567", appID, clientID, "3", "-5", "restlets rest_webservices"},
		{"access, sandbox, client credentials", with(issuedHeader, "1234567", "1234567_SB2"), m2mClaims, token.Access, token.ClientCredentials, "1234567_SB2", appID, clientID, "3", "7", "restlets rest_webservices"},
		{"access, client credentials, 2021", oldHeader, `{"sub":"4030059;0;3;7;N","aud":["` + clientID + `","app:` + appID + `"],"scope":["rest_webservices","restlets"],"iss":"https:\/\/runbox.corp.netsuite.com","oit":1627906330,"exp":1627909930,"iat":1627906330,"jti":"a.c.fb7d637f-97c4-4794-92af-e567fab7584e.1627906330503.1627906330503"}`,
			token.Access, token.ClientCredentials, "4030059", appID, clientID, "3", "7", "rest_webservices restlets"},
		{"access, 2020", `{"kid":"2020_1","typ":"JWT","alg":"RS256"}`, `{"sub":"1000;12","aud":"` + appID + `;3829855","ttype":"ACCESS","scope":["RESTLETS"],"iss":"https:\/\/system.netsuite.com","exp":1580825642,"iat":1580822042}`,
			token.Access, "", "3829855", appID, "", "1000", "12", "RESTLETS"},
		{"refresh, 2020", `{"kid":"2020_1"}`, `{"sub":"1000;12","aud":"` + appID + `;3829855","ttype":"REFRESH","scope":["RESTLETS"],"iss":"https:\/\/system.netsuite.com","exp":1581426842,"iat":1580822042}`,
			token.Refresh, "", "3829855", appID, "", "1000", "12", "RESTLETS"},
		{"refresh", issuedHeader, refreshClaims, token.Refresh, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets"},
		{"refresh, 2021", oldHeader, with(refreshClaims, ".r-a.", ".r."), token.Refresh, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets"},
		{"refresh of a public client", issuedHeader, with(refreshClaims, ".r-a.", ".r-p.", "1796039400", "1795607400"), token.Refresh, token.AuthorizationCode, "1234567", appID, clientID, "1000", "12", "restlets"},
		{"ID token", with(oldHeader, "s.SYSTEM.2020_1", "c.4030059.2021-01-05_23-47-29"), idClaims, token.ID, token.AuthorizationCode, "4030059", appID, clientID, "3", "7", "openid email"},
		{"OpenID Connect access", oldHeader, with(accessClaims, ";1234567\"", ";MSTRWLFCANADA\"", `"restlets","rest_webservices"`, `"email","openid"`), token.Access, token.AuthorizationCode, "MSTRWLFCANADA", appID, clientID, "1000", "12", "email openid"},
		{"assertion", proofHeader, proofClaims, token.Assertion, token.ClientCredentials, "1234567", "", clientID, "", "", "restlets rest_webservices"},
		{"assertion without kid, RS256", `{"alg":"RS256","typ":"JWT"}`, proofClaims, token.Assertion, token.ClientCredentials, "1234567", "", clientID, "", "", "restlets rest_webservices"},
		{"token of somebody else's login", `{"alg":"RS256","typ":"JWT","kid":"x1"}`, `{"iss":"https://login.example.org/v2.0","aud":"api://orders","sub":"me","iat":1795434600,"exp":1795438200}`, token.Unknown, "", "", "", "api://orders", "", "", ""},
		{"assertion, a URL as iss", proofHeader, with(proofClaims, clientID, "https://system.netsuite.com"), token.Assertion, token.ClientCredentials, "1234567", "", "https://system.netsuite.com", "", "", "restlets rest_webservices"},
		{"assertion for a sandbox's RESTlets host", proofHeader, with(proofClaims, "1234567.suitetalk", "1234567-sb1.restlets"), token.Assertion, token.ClientCredentials, "1234567_SB1", "", clientID, "", "", "restlets rest_webservices"},
		{"assertion, scope as text", proofHeader, with(proofClaims, `["restlets","rest_webservices"]`, `"restlets, rest_webservices"`), token.Assertion, token.ClientCredentials, "1234567", "", clientID, "", "", "restlets rest_webservices"},
		{"assertion, Application ID as iss", proofHeader, with(proofClaims, clientID, appID), token.Assertion, token.ClientCredentials, "1234567", appID, "", "", "", "restlets rest_webservices"},
		{"assertion, aud as array", proofHeader, with(proofClaims, `"`+endpoint+`"`, `["`+endpoint+`"]`), token.Assertion, token.ClientCredentials, "1234567", "", clientID, "", "", "restlets rest_webservices"},
		{"another service's token", `{"alg":"RS256","kid":"1"}`, `{"iss":"https://login.example.com/","sub":"auth0|12","aud":"api","exp":1795438200,"iat":1795434600,"scope":"openid profile"}`, token.Unknown, "", "", "", "api", "", "", "openid profile"},
		{"nothing in it", `{}`, `{}`, token.Unknown, "", "", "", "", "", "", ""},
	} {
		for _, signature := range []int{512, 0} { // with its signature, and with that removed for safety
			got, _ := token.Parse(forge(c.header, c.claims, signature))
			if got.Kind != c.kind || got.Flow != c.flow || got.Account != c.account || got.ApplicationID != c.app || got.ClientID != c.client || got.Role != c.role || got.Entity != c.entity || strings.Join(got.Scopes, " ") != c.scopes {
				t.Errorf("%s: %s %s account=%s app=%s client=%.8s role=%s entity=%s scopes=%v", c.name, got.Kind, got.Flow, got.Account, got.ApplicationID, got.ClientID, got.Role, got.Entity, got.Scopes)
			}
			if len(got.Contradictions) > 0 || len(got.Problems) > 0 {
				t.Errorf("%s: contradictions %q, problems %q", c.name, got.Contradictions, problemIDs(got))
			}
			if c.kind != token.Unknown && len(got.Signs) == 0 {
				t.Errorf("%s: nothing says why it is taken for that", c.name)
			}
		}
	}
}

// TestJTIForms catches a token ID that is read as another kind's, or read into.
func TestJTIForms(t *testing.T) {
	plain := with(accessClaims, `"iss":"https://system.netsuite.com"`, `"iss":"x"`, `"exp":1795438200`, `"exp":1795439999`)
	uuid := chain[:36]
	for jti, want := range map[string]token.Kind{
		"1234567.a-a." + chain + ".1": token.Access, "1234567_SB1.a-c.null.1795434600000": token.Access, "a.c." + uuid + ".1.2": token.Access,
		"4030059.a." + chain + ".1": token.Access, "4030059.r." + chain + ".0": token.Refresh, "4030059.r-a." + chain + ".0": token.Refresh, "4030059.i." + chain + ".0": token.ID,
		"MSTRWLFCANADA.i-a." + chain + ".0": token.ID,
		// No forms of NetSuite's: the other marks decide, here role and application.
		"4030059.x." + chain + ".0": token.Access, "r": token.Access, "4030059.r.": token.Access, "4030059.refresh." + chain: token.Access, "prefix 4030059.r." + chain + ".0": token.Access,
	} {
		got, _ := token.Parse(forge(issuedHeader, with(plain, "1234567.a-a."+chain+".1795434600000", jti), 0))
		if got.Kind != want {
			t.Errorf("jti %q: %s by %q; want %s", jti, got.Kind, got.Signs, want)
		}
	}
}

// TestOneMarkMissing catches a kind that hangs on a single claim: the one that is
// wrong may be the fault looked for.
func TestOneMarkMissing(t *testing.T) {
	for _, c := range []struct {
		header, claims string
		names          []string
		kind           token.Kind
	}{
		{issuedHeader, accessClaims, []string{"sub", "aud", "scope", "iss", "oit", "exp", "iat", "jti"}, token.Access},
		{issuedHeader, m2mClaims, []string{"sub", "aud", "scope", "iss", "oit", "exp", "iat", "jti"}, token.Access},
		{issuedHeader, refreshClaims, []string{"sub", "aud", "scope", "iss", "oit", "exp", "iat", "jti"}, token.Refresh},
		{issuedHeader, idClaims, []string{"at_hash", "sub", "aud", "scope", "iss", "exp", "iat", "jti", "nonce", "email"}, token.ID},
		{proofHeader, proofClaims, []string{"iss", "scope", "aud", "iat", "exp"}, token.Assertion},
	} {
		for _, name := range c.names {
			if got, _ := token.Parse(forge(c.header, without(c.claims, name), 0)); got.Kind != c.kind {
				t.Errorf("%s without %s: %s by %q", c.kind, name, got.Kind, got.Signs)
			}
		}
		if got, _ := token.Parse(forge(`{}`, c.claims, 0)); got.Kind != c.kind {
			t.Errorf("%s without a header: %s", c.kind, got.Kind)
		}
	}
	// One mark wrong instead of missing.
	for _, c := range []struct {
		name, header, claims string
		kind                 token.Kind
		contradicts          bool
	}{
		{"access with a Client ID as iss", issuedHeader, with(accessClaims, "https://system.netsuite.com", clientID), token.Access, false},
		{"access with the endpoint as iss", issuedHeader, with(accessClaims, "https://system.netsuite.com", endpoint), token.Access, false},
		{"access with the life of a refresh token", issuedHeader, with(accessClaims, "1795438200", "1796039400"), token.Access, true},
		{"access that says REFRESH", issuedHeader, with(accessClaims, `"oit"`, `"ttype":"REFRESH","oit"`), token.Access, true},
		{"access with at_hash", issuedHeader, with(accessClaims, `"oit"`, `"at_hash":"x","oit"`), token.Access, true},
		{"refresh of a public client that lives an hour", issuedHeader, with(refreshClaims, "1796039400", "1795438200"), token.Refresh, false},
		{"refresh that lives longer than any", issuedHeader, with(refreshClaims, "1796039400", "1799039400"), token.Refresh, false},
		{"refresh of a public client without its mark", issuedHeader, with(with(refreshClaims, "1796039400", "1795607400"), ".r-a.", ".x."), token.Refresh, false},
		{"assertion with NetSuite as iss", proofHeader, with(proofClaims, clientID, "https://system.netsuite.com"), token.Assertion, false},
		{"assertion with sub", proofHeader, with(proofClaims, `"iat"`, `"sub":"3;7","iat"`), token.Assertion, false},
		{"assertion with a foreign aud", proofHeader, with(proofClaims, endpoint, "https://example.com/token"), token.Assertion, false},
		{"assertion with aud without https", proofHeader, with(proofClaims, "https://", ""), token.Assertion, false},
		{"assertion with the client's name as iss", proofHeader, with(proofClaims, clientID, "my-app"), token.Assertion, false},
		{"assertion signed RS256", with(proofHeader, "PS256", "RS256"), proofClaims, token.Assertion, false},
		{"assertion with a company key", with(proofHeader, certID, "c.1234567.2026-10-20_00-10-22"), proofClaims, token.Assertion, false},
	} {
		got, _ := token.Parse(forge(c.header, c.claims, 0))
		if got.Kind != c.kind || len(got.Contradictions) > 0 != c.contradicts {
			t.Errorf("%s: %s, contradictions %q; want %s, %v", c.name, got.Kind, got.Contradictions, c.kind, c.contradicts)
		}
	}
}

// TestAccountHost catches an account taken from a host that is none of NetSuite's.
func TestAccountHost(t *testing.T) {
	for url, want := range map[string][2]string{
		endpoint: {"1234567", "suitetalk.api"},
		"https://1234567-sb1.suitetalk.api.netsuite.com/x":       {"1234567_SB1", "suitetalk.api"},
		"https://1234567_SB1.restlets.api.netsuite.com":          {"1234567_SB1", "restlets.api"},
		"https://1234567-RP.app.netsuite.com:443/app/login":      {"1234567_RP", "app"},
		"https://tstdrv1234567.connect.api.netsuite.com/":        {"TSTDRV1234567", "connect.api"},
		"https://mstrwlfcanada.extforms.netsuite.com":            {"MSTRWLFCANADA", "extforms"},
		"https://system.netsuite.com":                            {},
		"https://suitetalk.api.netsuite.com":                     {},
		"https://1234567.suitetalk.api.netsuite.com.example.com": {},
		"https://1234567.suitetalk.api.netsuite.com@example.com": {},
		"https://example.com/1234567.suitetalk.api.netsuite.com": {},
		"https://1234567.suitetalk.api.netsuite.com.":            {},
		"https://a.1234567.suitetalk.api.netsuite.com":           {},
		"https://<accountID>.suitetalk.api.netsuite.com":         {},
		"https://-1234567.suitetalk.api.netsuite.com":            {},
		"https://1234567.webservices.netsuite.com":               {},
		"1234567.suitetalk.api.netsuite.com":                     {},
		"":                                                       {}, "::": {}, "https://12345б7.suitetalk.api.netsuite.com": {},
	} {
		if account, service := token.AccountHost(url); account != want[0] || service != want[1] {
			t.Errorf("AccountHost(%q) = %q, %q; want %q", url, account, service, want)
		}
	}
	if token.CanonicalAccount("1234567-sb1") != "1234567_SB1" || token.HostAccount("1234567_SB1") != "1234567-sb1" {
		t.Error("the two forms of an account do not turn into each other")
	}
}

// TestForms catches an identifier that is taken for another.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(string) bool
		yes  []string
	}{
		{"Client ID", token.IsClientID, []string{clientID}},
		{"Application ID", token.IsApplicationID, []string{appID, strings.ToLower(appID)}},
		{"Certificate ID", token.IsCertificateID, []string{certID, "-" + certID[1:]}},
		{"company key", func(s string) bool { _, _, ok := token.CompanyKey(s); return ok }, []string{"c.1234567_SB1.2026-10-20_00-10-22"}},
		{"system key", token.IsSystemKey, []string{"2020_1", "s.SYSTEM.2020_1"}},
	} {
		for _, text := range []string{clientID, strings.ToUpper(clientID), clientID + "0", appID, strings.ToLower(appID), "{" + appID + "}", certID, "-" + certID[1:], certID + "=", certID[1:], "c.1234567_SB1.2026-10-20_00-10-22", "c.1234567.2026-10-20", "2020_1", "s.SYSTEM.2020_1", "custcertificate1", "", clientID + "\n"} {
			if c.is(text) != slices.Contains(c.yes, text) {
				t.Errorf("%q is a %s: %v", text, c.name, c.is(text))
			}
		}
	}
}
