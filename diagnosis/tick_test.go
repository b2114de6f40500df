package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/trail"
)

// tickScene is a Case in which a tick has a state.
type tickScene struct {
	name   diagnosis.TickName
	scene  string
	given  diagnosis.Case
	state  diagnosis.TickState
	source diagnosis.Source
	says   string // a part of By, or the ID of the finding that fails
}

const (
	stepOneURL = "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=" + clientID +
		"&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&scope=restlets&state=ssssssssssssssssssssssssssss&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
	redirectBack = "https://app.example.com/cb?code=abcdefghabcdefgh&state=ssssssssssssssssssssssssssss&role=1000&entity=12&company=1234567"
	deniedBack   = "https://app.example.com/cb?error=access_denied&state=ssssssssssssssssssssssssssss"
)

// assertionRequest returns a token request of client credentials and its answer.
func assertionRequest(status int, body string) string {
	return "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nContent-Type: application/x-www-form-urlencoded\n\n" +
		"grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=%3Cassertion%3E\n\n" + rawAnswer(status, body)
}

// exchangeOfCode returns the exchange of a code and its answer.
func exchangeOfCode(fields string, status int, body string) string {
	return "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nContent-Type: application/x-www-form-urlencoded\n\n" +
		"grant_type=authorization_code&code=abcdefghabcdefgh&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&code_verifier=" + strings.Repeat("v", 43) + fields + "\n\n" + rawAnswer(status, body)
}

func rawAnswer(status int, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\nContent-Type: application/json\n\n%s", status, body)
}

// callOf returns a call and its answer.
func callOf(path string, status int, body string) string {
	return "GET " + path + " HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer " + goodAccess + "\n\n" + rawAnswer(status, body)
}

const (
	timePath, catalogPath, mcpPath = "/services/rest/system/v1/serverTime", "/services/rest/record/v1/metadata-catalog", "/services/mcp/v1/all"
	refusedGrant                   = `{"error":"invalid_grant"}`
)

func tickScenes(t testing.TB) []tickScene {
	id := certificateID(certificate())
	header := proofHeader.but(part{"kid": id})
	proof, otherProof := signES(mine(), header, proofClaims), signES(theirs(), header, proofClaims)
	oldProof := signES(mine(), header, proofClaims.but(part{"iat": at(-600), "exp": at(-300)}))
	gotToken := `{"access_token":"` + forge(issuedHeader, m2mClaims, 512) + `","expires_in":"3600","token_type":"bearer"}`
	row := online.Certificate{ID: id, ValidUntil: noon.AddDate(0, 0, 300), Entity: "12", Role: "1000"}
	empty := caseOf(t, "")
	of := func(facts string, texts ...string) diagnosis.Case {
		c := caseOf(t, facts)
		for _, text := range texts {
			c = c.With(recognise(text))
		}
		return c
	}
	keyed := func(c diagnosis.Case, files ...keys.File) diagnosis.Case {
		c.Keys = keys.NewSet(files...)
		return c
	}
	listed := func(c diagnosis.Case, rows ...online.Certificate) diagnosis.Case {
		c.Certificates = rowsOf(rows...)
		return c
	}
	probed := func(c diagnosis.Case, all ...seen) diagnosis.Case {
		for _, s := range all {
			c = s.in(c)
		}
		return c
	}
	later := func(c diagnosis.Case, by time.Duration) diagnosis.Case {
		c.At = c.At.Add(by)
		return c
	}
	revoked, old := row, row
	revoked.Revoked, old.ValidUntil = true, noon.AddDate(0, 0, 40)
	m2m := forge(issuedHeader, m2mClaims, 512)
	forged := forge(issuedHeader.but(part{"alg": "none"}), m2mClaims, 512)
	fresh := `{"access_token":"` + forge(issuedHeader, m2mClaims.but(part{"oit": at(-30), "iat": at(-30), "exp": at(3570), "jti": fmt.Sprintf("%s.a-c.null.%d000", account, at(-30))}), 512) + `"}`
	const asM2M = "flow=client-credentials "
	ofRecord := func(c diagnosis.Case, id string) diagnosis.Case {
		list := *c.Certificates
		list.ClientID = id
		c.Certificates = &list
		return c
	}
	page := callOf(catalogPath, 200, "<html><head><title>Welcome</title></head></html>")
	elsewhere := strings.ReplaceAll(assertionRequest(200, `{"access_token":"aaaaaaaaaaaaaaaaaaaaaaaa"}`), "1234567.suitetalk.api.netsuite.com", "broker.example.com")
	name := "Shop"
	shop := trail.Filter{Application: &name}
	inTrail := func(facts string, m diagnosis.TrailMatch) diagnosis.Case {
		c := of(facts, goodAccess)
		m.Token, m.Since, m.Until = 1, noon.Add(-time.Hour), noon
		c.Trail = []diagnosis.TrailMatch{m}
		return c
	}
	const done, failing, open = diagnosis.TickDone, diagnosis.TickFailing, diagnosis.TickOpen
	const user, fromToken, key, response, probe, rows = diagnosis.SourceUser, diagnosis.SourceToken, diagnosis.SourceKey, diagnosis.SourceResponse, diagnosis.SourceProbe, diagnosis.SourceTrail
	const asEnabled = "record.state=enabled record.grants=client-credentials record.scopes=rest_webservices flow=client-credentials"
	return []tickScene{
		{"oauth2-feature", "said", of("feature.oauth2=on"), done, user, "is on"},
		{"oauth2-feature", "a token was issued", of("", goodAccess), done, fromToken, "issued an access token"},
		{"oauth2-feature", "off", of("feature.oauth2=off"), failing, user, "feature"},
		{"oauth2-feature", "the trail says FeatureDisabled", of("detail=FeatureDisabled feature.oauth2=on"), failing, user, "FeatureDisabled"},
		{"oauth2-feature", "a token of another account", of("account=7654321", goodAccess), open, "", ""},
		{"oauth2-feature", "nothing", empty, open, "", ""},

		{"rest-feature", "REST answered", of("", callOf(timePath, 200, serverTime)), done, response, "200"},
		{"oauth2-feature", "a forged token", of("", forged), open, "", ""},
		{"oauth2-feature", "a token of years ago", later(of("", goodAccess), 3*365*24*time.Hour), open, "", ""},
		{"oauth2-feature", "a token of last week", later(of("", goodAccess), 7*24*time.Hour), done, fromToken, "issued an access token"},

		{"rest-feature", "a web page", of("", page), open, "", ""},
		{"rest-feature", "another account", of("account=7654321", callOf(timePath, 200, serverTime)), open, "", ""},
		{"rest-feature", "of another account", of("account=1234567_SB1", callOf(timePath, 200, serverTime)), open, response, "1234567_SB1 is set up"},
		{"rest-feature", "REST refused", of("", callOf(timePath, 401, noLogin)), open, "", ""},

		{"role", "token", of("", goodAccess), done, fromToken, "role 1000"},
		{"role", "a token of another client", of("client-id="+otherID, goodAccess), open, "", ""},
		{"role", "a token of another flow", of(asM2M, goodAccess), open, "", ""},
		{"role", "redirect of another account", of("account=7654321", redirectBack), open, "", ""},
		{"role", "permissions", of("role.permissions=oauth2-access-tokens"), done, user, "as you said"},
		{"role", "TBA's permission", of("role.permissions=access-tokens"), failing, user, "role-login"},
		{"role", "another role was meant", of("role=3", goodAccess), failing, fromToken, "facts-agree"},
		{"role", "may not use REST", probed(empty, answered(online.ServerTime, 200, serverTime), answered(online.Metadata, 403, notPermitted)), failing, probe, "online-role"},
		{"role", "inactive", of("role.state=inactive"), failing, user, "role-state"},
		{"role", "redirect", of("", redirectBack), done, response, "role 1000"},
		{"role", "nothing", empty, open, "", ""},

		{"user", "token", of("", goodAccess), done, fromToken, "entity 12"},
		{"user", "redirect", of("", redirectBack), done, response, "entity 12"},
		{"user", "inactive", of("entity.state=inactive", goodAccess), failing, user, "role-state"},
		{"user", "nothing", empty, open, "", ""},

		{"record", "form", of(asEnabled), done, user, "Client Credentials (Machine to Machine) Grant"},
		{"record", "aud of a token", of("", goodAccess), done, fromToken, "application"},
		{"record", "aud of a token of another client", of("client-id="+otherID, goodAccess), open, "", ""},
		{"record", "blocked", of("record.state=blocked"), failing, user, "record-state"},
		{"record", "without the box of the grant", of("record.state=enabled record.grants=authorization-code record.scopes=restlets flow=client-credentials"), failing, user, "record-grants"},
		{"record", "without Scope boxes", of("record.state=enabled record.grants=client-credentials"), open, "", ""},

		{"redirect-uri", "request and record", of("record.redirect-uris=https://app.example.com/cb", stepOneURL), done, response, "on the record"},
		{"redirect-uri", "redirect", of("", redirectBack), done, response, "code"},
		{"redirect-uri", "another on the record", of("record.redirect-uris=https://app.example.com/other", stepOneURL), failing, response, "redirect-uri"},
		{"redirect-uri", "request alone", of("", stepOneURL), open, "", ""},

		{"public-client", "said", of("client=public"), done, user, "Public Client"},
		{"public-client", "implied by the lesson", lessonFact(t, "client=public"), open, "", ""},
		{"public-client", "without a secret", of("", exchangeOfCode("&client_id="+clientID, 200, gotToken)), done, response, "without a secret"},
		{"public-client", "with a secret", of("", exchangeOfCode("&client_id="+clientID+"&client_secret="+otherID, 200, gotToken)), open, "", ""},
		{"public-client", "and client credentials", of("client=public flow=client-credentials record.grants=client-credentials"), failing, user, "record-client"},

		{"pair", "fits", keyed(empty, certificate(), privateFile(mine())), done, key, "belong together"},
		{"pair", "of another key", keyed(empty, certificate(), privateFile(theirs())), failing, key, "key-pair"},
		{"pair", "of RSA 2048", keyed(of("flow=client-credentials"), certified(company(), 30, 300), privateFile(company())), failing, key, "certificate"},
		{"pair", "that ends soon", keyed(empty, certified(mine(), 30, 40), privateFile(mine())), open, key, "60 days"},
		{"pair", "certificate alone", keyed(empty, certificate()), open, "", ""},

		{"mapping", "row", listed(of("certificate-id="+id), row), done, probe, "row"},
		{"mapping", "accepted", of("", assertionRequest(200, gotToken)), done, response, "took the assertion"},
		{"mapping", "token of client credentials", of("", forge(issuedHeader, m2mClaims, 512)), done, fromToken, "client credentials"},
		{"mapping", "accepted in another account", of(asM2M+"account=7654321", assertionRequest(200, `{"access_token":"aaaaaaaaaaaaaaaaaaaaaaaa"}`)), open, "", ""},
		{"mapping", "accepted for another client", of(asM2M+"client-id="+otherID, assertionRequest(200, gotToken)), open, "", ""},
		{"mapping", "a token of another client", of(asM2M+"client-id="+otherID, m2m), open, "", ""},
		{"mapping", "a forged token", of(asM2M, forged), open, "", ""},
		{"mapping", "another assertion before it", listed(of(asProof, signES(theirs(), proofHeader, proofClaims), proof), row), done, fromToken, "has the row"},
		{"mapping", "another assertion after it", listed(of(asProof, proof, signES(theirs(), proofHeader, proofClaims)), row), failing, fromToken, "certificate-row"},
		{"mapping", "revoked, and mapped again", listed(of("certificate-id="+id), revoked, row), done, probe, "has the row"},
		{"mapping", "said", of(asProof+" record.certificates="+id, proof), done, fromToken, "as you said"},
		{"mapping", "revoked", listed(of("certificate-id="+id), revoked), failing, probe, "certificate-row"},
		{"mapping", "another role", listed(of(asProof+" role=3", proof), row), failing, fromToken, "certificate-row"},
		{"mapping", "a list without it", listed(keyed(empty, certificate())), failing, probe, "certificate-row"},
		{"mapping", "nothing", keyed(empty, certificate()), open, "", ""},

		{"certificate-id", "kid, and its row", keyed(of(asProof+" record.certificates="+id, proof), certificate()), done, user, "from its row"},
		{"certificate-id", "in the list", listed(keyed(empty, certificate()), row), done, probe, "has the row"},
		{"certificate-id", "taken", keyed(of(asProof, proof, assertionRequest(200, fresh)), certificate()), done, response, "took the assertion"},
		{"certificate-id", "no row was seen", keyed(of(asProof+" certificate-id="+id, proof), certificate()), open, "", ""},
		{"certificate-id", "of another certificate", keyed(of("certificate-id="+certID), certificate()), failing, key, "certificate-id"},
		{"certificate-id", "kid of another", keyed(of(asProof, signES(mine(), proofHeader, proofClaims)), certificate()), failing, fromToken, "key-id"},
		{"certificate-id", "kid alone", of(asProof, proof), open, "", ""},

		{"assertion", "verified", keyed(of(asProof, proof), certificate()), done, fromToken, "signature matches"},
		{"assertion", "not verified", of(asProof, proof), open, "", ""},
		{"assertion", "signed with another key", keyed(of(asProof, otherProof), certificate()), failing, fromToken, "signature"},
		{"assertion", "expired", keyed(of(asProof, oldProof), certificate()), failing, fromToken, "expired"},
		{"assertion", "expired after it was taken", keyed(of(asProof, oldProof, assertionRequest(200, gotToken)), certificate()), done, response, "took the assertion"},
		{"assertion", "a token of client credentials", of("", forge(issuedHeader, m2mClaims, 512)), done, fromToken, "client credentials"},
		{"assertion", "a later one that fails", keyed(of(asProof, assertionRequest(200, gotToken), otherProof), certificate()), failing, fromToken, "signature"},

		{"authorize-request", "with all it needs", of("record.redirect-uris=https://app.example.com/cb", stepOneURL), done, response, "S256"},
		{"authorize-request", "a short state", of("", strings.Replace(stepOneURL, "ssssssssssssssssssssssssssss", "s", 1)), failing, response, "state"},
		{"authorize-request", "none", empty, open, "", ""},

		{"callback", "code", of("", redirectBack), done, response, "code"},
		{"callback", "of another account", of("account=7654321", redirectBack), open, response, "7654321 is set up"},
		{"callback", "with another state", of("", stepOneURL, strings.Replace(redirectBack, "sssssssss", "", 1)), failing, response, "callback"},
		{"authorize-request", "with a redirect of another state", of("record.redirect-uris=https://app.example.com/cb", stepOneURL, strings.Replace(redirectBack, "sssssssss", "", 1)), done, response, "S256"},
		{"callback", "denied", of("", deniedBack), failing, response, "answer"},
		{"callback", "request alone", of("", stepOneURL), open, "", ""},

		{"token-answer", "token", of("", assertionRequest(200, gotToken)), done, response, "200"},
		{"token-answer", "bare", of("", rawAnswer(200, gotToken)), done, response, "200"},
		{"token-answer", "after a call", of("", assertionRequest(200, gotToken), callOf(timePath, 200, serverTime)), done, response, "200"},
		{"token-answer", "after a call that failed", of("", assertionRequest(200, gotToken), callOf(timePath, 401, noLogin)), done, response, "200"},
		{"token-answer", "probe", probed(empty, answered(online.TokenRequest, 200, gotToken)), done, probe, "online check token-request"},
		{"token-answer", "of another flow", of(asM2M, exchangeOfCode("&client_id="+clientID, 200, `{"access_token":"`+goodAccess+`"}`)), failing, response, "exchange-agrees"},
		{"token-answer", "of a broker", of(asM2M, elsewhere), failing, response, "token-endpoint"},
		{"token-answer", "token with status 400", of("", assertionRequest(400, gotToken)), failing, response, "answer"},
		{"token-answer", "refused", of("", assertionRequest(400, refusedGrant)), failing, response, "answer"},
		{"token-answer", "refused later", of("", assertionRequest(200, gotToken), assertionRequest(400, refusedGrant)), failing, response, "answer"},
		{"token-answer", "refused earlier", of("", assertionRequest(400, refusedGrant), assertionRequest(200, gotToken)), done, response, "200"},
		{"token-answer", "probe refused later", probed(of("", assertionRequest(200, gotToken)), answered(online.TokenRequest, 400, refusedGrant)), failing, probe, "answer"},
		{"token-answer", "probe unreachable later", probed(empty, answered(online.TokenRequest, 200, gotToken), unreachable(online.TokenRequest, online.NoName)), failing, probe, "online-host"},
		{"token-answer", "request alone", of("", strings.TrimSuffix(assertionRequest(0, ""), rawAnswer(0, ""))), open, "", ""},

		{"token", "as meant", of(asAccess+" account=1234567 role=1000 client-id="+clientID, goodAccess), done, fromToken, "account 1234567, role 1000"},
		{"token", "of another account", of(asAccess+" account=7654321", goodAccess), failing, fromToken, ""},
		{"token", "of another role", of(asAccess+" role=3", goodAccess), failing, fromToken, "facts-agree"},
		{"token", "expired", later(of(asAccess, goodAccess), 2*time.Hour), failing, fromToken, "expired"},
		{"token", "expired after a call", later(of("", goodAccess, callOf(timePath, 200, serverTime)), 2*time.Hour), done, fromToken, "account 1234567"},
		{"token", "the later of two", of("role=1000", forge(issuedHeader, accessClaims.but(part{"sub": "3;12"}), 512), goodAccess), done, fromToken, "role 1000"},
		{"token", "of a scope that the assertion asked for", of(asM2M+"service=rest_webservices", signES(mine(), header, proofClaims.but(part{"scope": []string{"restlets"}})), forge(issuedHeader, m2mClaims.but(part{"scope": []string{"restlets"}}), 512)), failing, fromToken, "scope-service"},
		{"token", "assertion alone", of(asProof, proof), open, "", ""},

		{"refresh-token", "as meant", of(asRefresh, goodRefresh), done, fromToken, "account 1234567"},
		{"refresh-token", "expired", later(of(asRefresh, goodRefresh), 8*24*time.Hour), failing, fromToken, "expired"},
		{"refresh-token", "access token alone", of(asAccess, goodAccess), open, "", ""},

		{"call", "200", of("", callOf(timePath, 200, serverTime)), done, response, "200"},
		{"call", "401", of("", callOf(timePath, 401, noLogin)), failing, response, "answer"},
		{"call", "a web page", of("", page), failing, response, "answer"},
		{"call", "200 after a probe that got no answer", probed(empty, unreachable(online.ServerTime, online.TimedOut)).With(recognise(callOf(timePath, 200, serverTime))), done, response, "200"},
		{"call", "probe got no answer", probed(empty, unreachable(online.ServerTime, online.TimedOut)), failing, probe, "online-host"},
		{"call", "401 later", of("", callOf(timePath, 200, serverTime), callOf(catalogPath, 401, noLogin)), failing, response, "answer"},
		{"call", "the list of certificates is no call", probed(of("", callOf(timePath, 200, serverTime)), answered(online.Certificates, 403, notPermitted)), done, response, "200"},
		{"call", "of another account", of("account=1234567_SB1", callOf(timePath, 200, serverTime)), open, response, "1234567_SB1 is set up"},
		{"call", "token answer alone", of("", assertionRequest(200, gotToken)), open, "", ""},

		{"rest-role", "metadata", probed(empty, answered(online.ServerTime, 200, serverTime), answered(online.Metadata, 200, `{"items":[]}`)), done, probe, "online check metadata"},
		{"rest-role", "refused", probed(empty, answered(online.ServerTime, 200, serverTime), answered(online.Metadata, 403, notPermitted)), failing, probe, "online-role"},
		{"rest-role", "of another account", of("account=1234567_SB1", callOf(catalogPath, 200, `{"items":[]}`)), open, response, "1234567_SB1 is set up"},
		{"rest-role", "serverTime alone", of("", callOf(timePath, 200, serverTime)), open, "", ""},

		{"mcp-call", "200", probed(empty, answered(online.MCP, 200, `{"jsonrpc":"2.0","id":1,"result":{}}`)), done, probe, "online check mcp"},
		{"mcp-call", "an error with status 200", of("", callOf(mcpPath, 200, `{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid Request"}}`)), failing, response, "answer"},
		{"mcp-call", "401", of("", callOf(mcpPath, 401, noLogin)), failing, response, "answer"},
		{"mcp-call", "another call", of("", callOf(timePath, 200, serverTime)), open, "", ""},

		{"certificate-dates", "certificate", keyed(empty, certificate()), done, key, "19 September 2027"},
		{"certificate-dates", "ends in 45 days", keyed(empty, certified(mine(), 30, 45)), failing, key, "certificate"},
		{"certificate-dates", "row ends in 40 days", listed(keyed(empty, certificate()), old), failing, key, "certificate-ends"},
		{"certificate-dates", "row is revoked", listed(keyed(empty, certificate()), revoked), failing, probe, "certificate-row"},
		{"certificate-dates", "row of another record", ofRecord(listed(keyed(of("client-id="+clientID), certificate()), old), otherID), done, key, "by the certificate"},
		{"certificate-dates", "nothing", empty, open, "", ""},

		{"trail-success", "success", inTrail("", diagnosis.TrailMatch{Successes: 2, Filter: shop}), done, rows, "2 rows of Shop"},
		{"trail-success", "of everyone who logged in", inTrail("", diagnosis.TrailMatch{Successes: 2}), open, rows, "application"},
		{"trail-success", "failures too", inTrail("", diagnosis.TrailMatch{Successes: 2, Failures: 1, Filter: shop}), open, rows, "1 failure of Shop"},
		{"trail-success", "another time", inTrail("", diagnosis.TrailMatch{Successes: 2, Beyond: true, Filter: shop}), open, rows, "no row from"},
		{"trail-success", "a failure was read", of("detail=MissingKey"), failing, user, "detail"},

		{"renewed", "taken", keyed(of(asProof, proof, assertionRequest(200, fresh)), certificate()), done, response, "took the assertion"},
		{"renewed", "taken, after the old one was", keyed(of(asProof, signES(theirs(), proofHeader, proofClaims), assertionRequest(200, gotToken), proof, assertionRequest(200, fresh)), certificate()), done, response, "took the assertion"},
		{"renewed", "made, after the old one was taken", keyed(of(asProof, signES(theirs(), proofHeader, proofClaims), assertionRequest(200, gotToken), proof), certificate()), open, "", ""},
		{"renewed", "not sent", keyed(of(asProof, proof), certificate()), open, "", ""},
		{"renewed", "still the old one", keyed(of(asProof, signES(mine(), proofHeader.but(part{"kid": certificateID(certified(mine(), 30, 45))}), proofClaims), assertionRequest(200, gotToken)), certificate()), open, "", ""},
		{"renewed", "one that ends soon", listed(keyed(of(asProof, proof, assertionRequest(200, fresh)), certificate()), old), failing, key, "certificate-ends"},
	}
}

func lessonFact(t testing.TB, text string) diagnosis.Case {
	fact, err := diagnosis.ParseFact(text, diagnosis.SourceLesson)
	if err != nil {
		t.Fatal(err)
	}
	return diagnosis.Case{At: noon, Facts: diagnosis.Facts{fact}}
}

// TestTicks catches a step that is ticked without evidence, stays ticked after a later failure,
// or fails without the finding that tells what to do.
func TestTicks(t *testing.T) {
	states := map[diagnosis.TickName]map[diagnosis.TickState]bool{}
	for _, s := range tickScenes(t) {
		d := diagnosis.Diagnose(s.given)
		got := diagnosis.TickOf(s.given, d, s.name)
		if states[s.name] == nil {
			states[s.name] = map[diagnosis.TickState]bool{}
		}
		states[s.name][s.state] = true
		found := diagnosis.Finding{}
		if got.Finding > 0 {
			found = d.Findings[got.Finding-1]
		}
		if got.State != s.state || s.source != "" && got.Source != s.source || !strings.Contains(got.By, s.says) && found.ID != s.says {
			t.Errorf("%s, %s: %s by %q, from %s, finding %s (%s); want %s from %s, %q", s.name, s.scene, got.State, got.By, got.Source, found.ID, found.Status, s.state, s.source, s.says)
		}
		if got.State == diagnosis.TickDone && (found.ID != "" && found.Status != diagnosis.Pass || got.By == "" || got.Source == "") {
			t.Errorf("%s, %s: ticked by the finding %s (%s), %q from %q", s.name, s.scene, found.ID, found.Status, got.By, got.Source)
		}
		if got.State == diagnosis.TickFailing && (got.By == "" || got.Finding == 0) {
			t.Errorf("%s, %s: fails by %q without a finding", s.name, s.scene, got.By)
		}
		if shown, n := border.Printable(got.By); n > 0 || shown != got.By || strings.Contains(got.By, "\n") {
			t.Errorf("%s, %s: %q is not one printable line", s.name, s.scene, got.By)
		}
	}
	for _, name := range diagnosis.TickNames() {
		if name.Means() == "" || !states[name][diagnosis.TickDone] || !states[name][diagnosis.TickOpen] || !states[name][diagnosis.TickFailing] && name != "rest-feature" {
			t.Errorf("%s: the scenes have the states %v; means %q", name, states[name], name.Means())
		}
	}
}

// TestNoTickInAnEmptyCase catches a tick that needs no evidence.
func TestNoTickInAnEmptyCase(t *testing.T) {
	c := diagnosis.Case{At: noon}
	for _, name := range append(diagnosis.TickNames(), "no-such-tick") {
		if got := diagnosis.TickOf(c, diagnosis.Diagnose(c), name); got != (diagnosis.Tick{State: diagnosis.TickOpen}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestToldTicks catches a tick from a case file that does not say so, and one that needs a
// signature that was verified, which nobody did here.
func TestToldTicks(t *testing.T) {
	for _, s := range tickScenes(t) {
		if s.state == diagnosis.TickOpen {
			continue
		}
		text, err := casefile.Encode(casefile.File{Kept: noon, Case: s.given})
		if err != nil {
			t.Fatal(err)
		}
		f, _, err := casefile.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		got := diagnosis.TickOf(f.Case, diagnosis.Diagnose(f.Case), s.name)
		if s.state == diagnosis.TickFailing {
			if got.State == diagnosis.TickDone || got.State == diagnosis.TickFailing && got.Source != diagnosis.SourceCaseFile {
				t.Errorf("%s, %s: %s by %q, from %s", s.name, s.scene, got.State, got.By, got.Source)
			}
			continue
		}
		signed := s.name == "renewed" || s.name == "assertion" && s.says == "signature matches"
		if got.State == diagnosis.TickDone && (signed || got.Source != diagnosis.SourceCaseFile || !strings.Contains(got.By, "from the case file")) {
			t.Errorf("%s, %s: ticked by %q, from %s", s.name, s.scene, got.By, got.Source)
		}
		if got.State != diagnosis.TickDone && !signed {
			t.Errorf("%s, %s: %s after it was opened again", s.name, s.scene, got.State)
		}
	}
}

// TestUncheckedTicksNothing catches a tick by a finding that was not checked.
func TestUncheckedTicksNothing(t *testing.T) {
	for _, s := range scenarios() {
		c := s.given(t)
		d := diagnosis.Diagnose(c)
		for _, name := range diagnosis.TickNames() {
			got := diagnosis.TickOf(c, d, name)
			if got.State == diagnosis.TickDone && got.Finding > 0 && d.Findings[got.Finding-1].Status != diagnosis.Pass {
				t.Errorf("%s, %s: ticked by %s (%s)", s.name, name, d.Findings[got.Finding-1].ID, d.Findings[got.Finding-1].Status)
			}
		}
	}
}
