package diagnosis_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// jsonValues are values of every JSON type, and others that people and programs write where
// another type belongs.
var jsonValues = map[string]string{
	"null": `null`, "true": `true`, "false": `false`, "zero": `0`, "number": `7`, "negative": `-5`, "fraction": `0.5`, "huge": `1e30`, "empty text": `""`, "blank": `" "`, "text": `"MARK"`,
	"empty array": `[]`, "array of a text": `["MARK"]`, "array of a number": `[7]`, "array with an empty text": `["restlets",""]`, "nested array": `[["restlets"]]`, "empty object": `{}`, "object": `{"a":{"b":[1]}}`,
}

// registered are the header parameters of RFC 7515, 7516, 7518 and 7797, the claims of RFC
// 7519 and OpenID Connect, and NetSuite's own.
var registered = map[string][]string{
	"header": {"alg", "kid", "typ", "cty", "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"},
	"claims": {"iss", "sub", "aud", "scope", "iat", "exp", "nbf", "jti", "oit", "ttype", "nonce", "email", "email_verified", "at_hash"},
}

// accepted are the values that are right: member and name of the value, and the reason.
var accepted = map[string]string{
	"header x5t text": "a text may be a thumbprint; RFC 7515 section 4 has receivers ignore what they do not use", "header x5t blank": "the same", "header x5t#S256 text": "the same", "header x5t#S256 blank": "the same",
	"claims nonce text": "any text is a nonce", "claims email text": "any text is an address", "claims email_verified false": "what NetSuite writes",
	"claims oit zero": "a number of seconds, which Oracle's text calls a count", "claims oit number": "the same", "claims oit negative": "the same",
}

// with returns a token in which a JSON text replaces one member.
func with(header, claims part, where, name, value string) string {
	header, claims = header.but(nil), claims.but(nil)
	if where == "header" {
		header[name] = json.RawMessage(value)
	} else {
		claims[name] = json.RawMessage(value)
	}
	return forge(header, claims, 0) + "." + base64.RawURLEncoding.EncodeToString(slices.Repeat([]byte{0xA7}, 384))
}

// TestEveryMemberOfEveryType catches a registered member whose value is of the wrong type,
// empty or nested, and which nevertheless passes.
func TestEveryMemberOfEveryType(t *testing.T) {
	rows := 0
	for _, kind := range []struct {
		name           string
		header, claims part
		facts          string
		fine           map[string]string // accepted on this kind alone
	}{
		{"access", issuedHeader, accessClaims, asAccess, nil},
		{"refresh", issuedHeader, refreshClaims, asRefresh, nil},
		{"ID", issuedHeader, idClaims, "used-as=id", map[string]string{"claims at_hash text": "any text"}},
		{"assertion", proofHeader, proofClaims, asProof, map[string]string{"claims jti text": "an assertion may have any jti", "claims at_hash text": "ignored"}},
		{"of another service", part{"alg": "RS256", "typ": "JWT"}, part{"iss": "https://login.example.com", "iat": at(-60), "exp": at(600)}, "", nil},
	} {
		if d := diagnosis.Diagnose(caseOf(t, kind.facts, forge(kind.header, kind.claims, 384))); kind.facts != "" && len(ids(d, fail))+len(ids(d, warn)) > 0 {
			t.Errorf("%s: failed %v, warned %v, although nothing is wrong yet", kind.name, ids(d, fail), ids(d, warn))
		}
		for where, names := range registered {
			for _, name := range names {
				for value, text := range jsonValues {
					rows++
					what := where + " " + name + " " + value
					token := with(kind.header, kind.claims, where, name, text)
					c := caseOf(t, kind.facts, token)
					d := diagnosis.Diagnose(c)
					sound(t, c, d)
					odd := slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool {
						return (f.Status == diagnosis.Fail || f.Status == diagnosis.Warn) && !(f.ID == "token-kind" && kind.name == "of another service" && where == "header")
					})
					reason := accepted[what] + kind.fine[what]
					if kind.name == "of another service" && where == "header" && (name == "kid" || name == "alg") {
						reason += "kid and the names of algorithms are that service's business"
					}
					if !odd && reason == "" {
						t.Errorf("%s, %s: nothing fails or warns", kind.name, what)
					}
				}
			}
		}
	}
	if rows < 60 {
		t.Errorf("%d rows; want 60", rows)
	}
}

// TestMembers catches a wrong member that passes or is reported by another check than its
// own, and a right one that is called wrong.
func TestMembers(t *testing.T) {
	type row struct {
		name, member, value string // member is header.NAME or claims.NAME
		first               string // check that leads; "" where nothing is wrong
		status              diagnosis.Status
		says                string
	}
	aud := appID + ";" + account
	list := func(items ...any) string { return string(must(json.Marshal(items))) }
	issued := []row{
		{"aud without a Client ID", "claims.aud", list(aud), "audience", warn, "no Client ID"},
		{"aud a text without a Client ID", "claims.aud", `"` + aud + `"`, "audience", warn, "no Client ID"},
		{"aud with an empty Client ID", "claims.aud", list(aud, ""), "audience", warn, "no Client ID"},
		{"aud with a number for the Client ID", "claims.aud", list(aud, 7), "audience", warn, "no Client ID"},
		{"aud with another text for the Client ID", "claims.aud", list(aud, "my-app"), "audience", warn, "form of a Client ID"},
		{"aud with a third text", "claims.aud", list(aud, clientID, "x"), "audience", warn, "more than"},
		{"aud with a third number", "claims.aud", list(aud, clientID, 7), "audience", warn, "more than"},
		{"aud in another order", "claims.aud", list(clientID, aud), "", "", ""},
		{"scope with a number", "claims.scope", list("restlets", "rest_webservices", 7), "scope", fail, "not a scope name"},
		{"scope with an empty text", "claims.scope", list("restlets", "rest_webservices", ""), "scope", fail, "not a scope name"},
		{"scope with null", "claims.scope", list("restlets", "rest_webservices", nil), "scope", fail, "not a scope name"},
		{"scope with a nested array", "claims.scope", list("rest_webservices", []string{"restlets"}), "scope", fail, "not a scope name"},
		{"scope of numbers alone", "claims.scope", list(1, 2), "scope", fail, "not a scope name"},
		{"scope with one twice", "claims.scope", list("rest_webservices", "restlets", "restlets"), "scope", warn, "twice"},
		{"scope an object", "claims.scope", `{"rest_webservices":true}`, "scope", fail, "neither"},
		{"zip", "header.zip", `"DEF"`, "header-parameters", warn, "encrypted tokens"},
		{"enc", "header.enc", `"A256GCM"`, "header-parameters", warn, "encrypted tokens"},
		{"cty", "header.cty", `"json"`, "header-parameters", warn, "cty"},
		{"exp a text", "claims.exp", `"1795437000"`, "time-format", fail, "text"},
		{"exp true", "claims.exp", `true`, "time-format", fail, "not a time"},
		{"exp negative", "claims.exp", `-1`, "expired", fail, "Expired"},
		{"exp huge", "claims.exp", `1e30`, "time-format", fail, "too large"},
		{"exp before iat", "claims.exp", fmt.Sprint(at(-600)), "expired", fail, "Expired"},
		{"exp in milliseconds with a point", "claims.exp", fmt.Sprintf("%d000.0", at(3300)), "time-format", fail, "milliseconds"},
		{"exp in milliseconds with an exponent", "claims.exp", "1.795437300E12", "time-format", fail, "milliseconds"},
		{"exp as a whole decimal", "claims.exp", fmt.Sprintf("%d.0", at(3300)), "", "", ""},
		{"oit a fraction", "claims.oit", "1795431300.5", "claim-types", warn, "oit"},
		{"oit a text", "claims.oit", `"1795431300"`, "claim-types", warn, "oit is a text"},
		{"jti of no form", "claims.jti", `"42"`, "claim-types", warn, "jti does not have NetSuite"},
		{"ttype of another kind", "claims.ttype", `"SESSION"`, "claim-types", warn, "ttype"},
		{"email_verified true", "claims.email_verified", `true`, "claim-types", warn, "email_verified"},
	}
	proofs := []row{
		{"iat as a whole decimal", "claims.iat", fmt.Sprintf("%d.0", at(-60)), "time-format", warn, "decimal point"},
		{"iat with an exponent", "claims.iat", "1.79543514e9", "time-format", warn, "exponent"},
		{"iat with a fraction", "claims.iat", fmt.Sprintf("%d.25", at(-60)), "time-format", warn, "fraction"},
		{"iat in milliseconds with a point", "claims.iat", fmt.Sprintf("%d000.0", at(-60)), "time-format", fail, "milliseconds"},
		{"iat in milliseconds with a fraction", "claims.iat", fmt.Sprintf("%d000.125", at(-60)), "time-format", fail, "milliseconds"},
		{"scope with an empty text between commas", "claims.scope", `"restlets,,rest_webservices"`, "scope", fail, "not a scope name"},
		{"scope that ends in a comma", "claims.scope", `"restlets,"`, "scope", fail, "not a scope name"},
		{"scope with a comma and a space", "claims.scope", `"restlets, rest_webservices"`, "", "", ""},
		{"scope with a number", "claims.scope", list("restlets", 7), "scope", fail, "not a scope name"},
		{"aud in an array", "claims.aud", list(endpoint), "audience", warn, "array"},
		{"aud in a nested array", "claims.aud", list([]string{endpoint}), "audience", fail, "without a text"},
		{"jti a number", "claims.jti", `7`, "claim-types", warn, "jti is a number"},
		{"jti a text", "claims.jti", `"bZBqhA8MC6U0ukdsmPcp1KHG"`, "", "", ""},
		{"crit empty", "header.crit", `[]`, "header-parameters", fail, "crit"},
		{"b64", "header.b64", `true`, "header-parameters", fail, "b64"},
		{"typ a number", "header.typ", `7`, "header-parameters", warn, "typ"},
		{"kid a number", "header.kid", `7`, "kid", fail, "kid is not a text"},
		{"kid an array", "header.kid", list(certID), "kid", fail, "kid is not a text"},
		{"x5t a text", "header.x5t", `"dGhlIHRodW1icHJpbnQ"`, "", "", ""},
		{"x5t a number", "header.x5t", `7`, "header-parameters", warn, "thumbprint"},
		{"zip", "header.zip", `"DEF"`, "header-parameters", warn, "zip"},
		{"p2c", "header.p2c", `4096`, "header-parameters", warn, "p2c"},
	}
	unknown := []row{
		{"alg none", "header.alg", `"none"`, "algorithm", fail, "not signed"},
		{"alg NONE", "header.alg", `"NONE"`, "algorithm", fail, "not signed"},
		{"alg none with a space", "header.alg", `" none "`, "algorithm", fail, "not signed"},
		{"alg empty", "header.alg", `""`, "algorithm", fail, "no algorithm"},
		{"alg null", "header.alg", `null`, "algorithm", fail, "no algorithm"},
		{"alg a number", "header.alg", `256`, "algorithm", fail, "no algorithm"},
		{"alg an array", "header.alg", `["RS256"]`, "algorithm", fail, "no algorithm"},
	}
	run := func(header, claims part, facts string, rows []row) {
		for _, r := range rows {
			where, name, _ := strings.Cut(r.member, ".")
			c := caseOf(t, facts, with(header, claims, where, name, r.value))
			d := diagnosis.Diagnose(c)
			first, found := d.FirstCause()
			if found != (r.first != "") || first.ID != r.first || first.Status != r.status || !strings.Contains(first.Title, r.says) {
				t.Errorf("%s: %s (%s) %q comes first; want %s (%s) %q", r.name, first.ID, first.Status, first.Title, r.first, r.status, r.says)
			}
		}
	}
	run(issuedHeader, accessClaims, asAccess, issued)
	run(proofHeader, proofClaims, asProof, proofs)
	run(part{"alg": "RS256", "typ": "JWT"}, part{"iss": "https://login.example.com", "iat": at(-60), "exp": at(600)}, "", unknown)
	short := forge(issuedHeader, refreshClaims.but(part{"exp": at(3300)}), 512)
	if f, _ := diagnosis.Diagnose(caseOf(t, asRefresh, short)).FirstCause(); f.ID != "token-kind" || f.Status != warn {
		t.Errorf("a refresh token that lives as long as an access token: %s (%s) %q comes first", f.ID, f.Status, f.Title)
	}
}
