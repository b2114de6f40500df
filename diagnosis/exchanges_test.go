package diagnosis_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// pasted is a request, an answer or a text about one, with the expected result.
type pasted struct {
	name, text, facts string
	kind              intake.Kind
	first             string // id of the finding to act on first
	// top are codes that must be among the first three verdicts, the first of them in the
	// first place; '!' stands for confirmed, '~' for at least likely.
	top string
	ask diagnosis.FactName // that some finding asks for; "" for any
}

const (
	authorizeURL = "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=" + clientID +
		"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=rest_webservices&state="
	goodState  = "4fJ0mQb1Zr8yTn3Kp6Wd2v"
	formHeader = "Content-Type: application/x-www-form-urlencoded\n"
	assertType = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
	restBody   = `{"type":"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.","o:errorCode":"INVALID_LOGIN"}]}`
)

func tokenPost(fields string) string {
	return "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\n" + formHeader + "\n" + fields + "\n"
}

// pastes are inputs of which each name is the fault.
func pastes() []pasted {
	oldAccess := forge(issuedHeader, accessClaims.but(part{"oit": at(-3660), "iat": at(-3660), "exp": at(-60)}), 512)
	rs256 := forge(part{"typ": "JWT", "alg": "RS256"}, proofClaims, 512)
	assertion := "grant_type=client_credentials&client_assertion_type=" + assertType + "&client_assertion=" + goodProof
	return []pasted{
		{"certificate not mapped", tokenPost(assertion) + "\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"invalid_client\"}", "", intake.KindAnswer, "answer", "~MissingKey SignatureValidation", ""},
		{"certificate not mapped, said", `400 {"error":"invalid_client"}`, "step=client-credentials", intake.KindAnswer, "answer", "~MissingKey SignatureValidation", ""},
		{"certificate not mapped, in words", `400 {"error":"invalid_client"} after a client-credentials request`, "", intake.KindAnswer, "answer", "~MissingKey SignatureValidation", ""},
		{"invalid_client of an unknown step", `400 {"error":"invalid_client"}`, "", intake.KindAnswer, "answer", "MissingKey SignatureValidation ClientAuthenticationFailed", diagnosis.FactStep},
		{"Client Secret wrong", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"1234567\"\n\n{\"error\":\"invalid_client\"}", "", intake.KindAnswer, "answer", "~ClientAuthenticationFailed", diagnosis.FactStep},
		{"RS256 without kid", "500 {\"error\":\"server_error\"}\n\n" + rs256, "", intake.KindAnswer, "", "~UnsupportedAlgo ~MissingKeyId", ""},
		{"rotation race", `{"error":"invalid_grant"}`, "step=refresh client=public workers=several", intake.KindToken, "answer", "~TokenBlocked", ""},
		{"rotation race, in words", "invalid_grant on every refresh, public client, two workers", "", intake.KindAnswer, "answer", "~TokenBlocked", ""},
		{"refresh token of seven days", `HTTP/1.1 400 Bad Request` + "\n\n" + `{"error":"invalid_grant"}`, "step=refresh client=confidential since-consent=7d", intake.KindAnswer, "since-consent", "~RefreshTokenExpired", ""},
		{"refresh token of seven days, in words", "The refresh fails with invalid_grant exactly seven days after consent.", "", intake.KindAnswer, "answer", "~RefreshTokenExpired", ""},
		{"access token of 61 minutes", "HTTP/1.1 401 Unauthorized\nDate: Mon, 23 Nov 2026 12:00:00 GMT\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"\n\n" + oldAccess, "", intake.KindAnswer, "expired", "!AccessTokenExpired", ""},
		{"access token of 61 minutes, in one line", `HTTP/1.1 401 … WWW-Authenticate: Bearer realm="123456", error="invalid_token" with the token ` + oldAccess, "", intake.KindAnswer, "expired", "!AccessTokenExpired", ""},
		{"access token of 61 minutes in the request", "curl -i -H 'Authorization: Bearer " + oldAccess + "' https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer\n\nHTTP/2 401\nwww-authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n", "", intake.KindAnswer, "expired", "!AccessTokenExpired", ""},
		{"refused call", restBody, "", intake.KindAnswer, "answer", "AccessTokenExpired TokenBlocked", diagnosis.FactDetail},
		{"refused call, token good", restBody + "\n" + goodAccess, "", intake.KindAnswer, "answer", "TokenBlocked", diagnosis.FactDetail},
		{"refused RESTlet, JSON", `{"error" : {"code" : "INVALID_LOGIN_ATTEMPT", "message" : "Invalid login attempt."}}`, "", intake.KindAnswer, "answer", "AccessTokenExpired", diagnosis.FactDetail},
		{"refused RESTlet, XML", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error><code>INVALID_LOGIN_ATTEMPT</code><message>Invalid login attempt.</message></error>", "", intake.KindAnswer, "answer", "AccessTokenExpired", diagnosis.FactDetail},
		{"refused RESTlet, text", "error code: INVALID_LOGIN_ATTEMPT\nerror message: Invalid login attempt.", "", intake.KindAnswer, "answer", "AccessTokenExpired", diagnosis.FactDetail},
		{"refused call of TBA", `HTTP/1.1 401 Unauthorized` + "\n" + `WWW-Authenticate: OAuth realm="1234567", error="token_rejected", error_description="Invalid login attempt."`, "", intake.KindAnswer, "protocol", "", ""},
		{"state or PKCE", "https://app.example/cb?state=" + goodState + "&error=invalid_request", "", intake.KindRedirect, "answer", "~InvalidState ~InvalidRequest", ""},
		{"state or PKCE, state left out", "https://app.example/cb?state=…&error=invalid_request", "", intake.KindRedirect, "answer", "~InvalidState ~InvalidRequest", ""},
		{"state too short", authorizeURL + "abcd1234", "", intake.KindRequest, "state", "!InvalidState", ""},
		{"state too short, with the redirect", "https://app.example/cb?state=abcd1234&role=3&entity=7&company=1234567&error=invalid_request\n\n" + authorizeURL + "abcd1234", "", intake.KindRedirect, "state", "!InvalidState", ""},
		{"http redirect", strings.Replace(authorizeURL, "https%3A%2F%2Fapp", "http%3A%2F%2Fapp", 1) + goodState, "", intake.KindRequest, "redirect-uri", "~InvalidRedirectURI", ""},
		{"redirect URI not on the record", authorizeURL + goodState, "record.redirect-uris=https://app.example/cb/", intake.KindRequest, "redirect-uri", "~InvalidRedirectURI", ""},
		{"Application ID as client_id", strings.Replace(authorizeURL, clientID, appID, 1) + goodState, "", intake.KindRequest, "authorize-client", "~UnknownIntegration", ""},
		{"response_type token", strings.Replace(authorizeURL, "response_type=code", "response_type=token", 1) + goodState, "", intake.KindRequest, "response-type", "!UnsupportedResponseType", ""},
		{"public client without PKCE", authorizeURL + goodState, "client=public", intake.KindRequest, "code-challenge", "~InvalidRequest", ""},
		{"plain PKCE", authorizeURL + goodState + "&code_challenge=" + certID + "&code_challenge_method=plain", "", intake.KindRequest, "code-challenge", "~InvalidRequest", ""},
		{"plain PKCE in a template", authorizeURL + goodState + "&code_challenge=${challenge}&code_challenge_method=plain", "", intake.KindRequest, "code-challenge", "~InvalidRequest", ""},
		{"scopes by comma", strings.Replace(authorizeURL, "scope=rest_webservices", "scope=restlets,rest_webservices", 1) + goodState, "", intake.KindRequest, "authorize-scope", "~ScopeMismatched", ""},
		{"scope without its box", authorizeURL + goodState, "record.scopes=restlets", intake.KindRequest, "authorize-scope", "~ScopeMismatched", ""},
		{"authorize URL on the suitetalk host", strings.Replace(authorizeURL, ".app.", ".suitetalk.api.", 1) + goodState, "", intake.KindRequest, "authorize-host", "", ""},
		{"user said no", "myapp://callback?state=" + goodState + "&error=access_denied", "", intake.KindRedirect, "answer", "~AuthorizationExplicitlyDenied", ""},
		{"wrong field and Basic", "curl -X POST https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token \\\n  -u " + clientID + ":" + otherID + " \\\n  -d grant_type=client_credentials -d assertion=" + goodProof, "", intake.KindRequest, "client-authentication", "", ""},
		{"underscore in the host", "curl -d '" + assertion + "' https://1234567_SB1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", "", intake.KindRequest, "token-endpoint", "", ""},
		{"JSON body", "curl https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token -H 'Content-Type: application/json' -d '{\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + goodRefresh + "\"}'", "", intake.KindRequest, "request-encoding", "", ""},
		{"two client authentications", "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Basic " + basic(clientID, otherID) + "\n" + formHeader + "\ngrant_type=refresh_token&refresh_token=" + goodRefresh + "&client_secret=" + otherID, "", intake.KindRequest, "client-authentication", "", ""},
		{"grant type of another RFC", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + goodProof, "", intake.KindRequest, "grant-type", "~InvalidGrantType", ""},
		{"refresh token sent as Bearer", "curl -H 'Authorization: Bearer " + goodRefresh + "' https://1234567.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1", "", intake.KindRequest, "used-as", "~TokenRejected InvalidTokenType", ""},
		{"access token sent as refresh token", tokenPost("grant_type=refresh_token&refresh_token=" + goodAccess), "", intake.KindRequest, "used-as", "~InvalidRefreshToken", ""},
		{"host of another account", "curl -H 'Authorization: Bearer " + goodAccess + "' https://7654321.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1", "", intake.KindRequest, "account", "InvalidIntegration MissingKey", ""},
		{"names swapped in an answer", `{"access_token":"` + goodRefresh + `","refresh_token":"` + goodAccess + `","expires_in":3600,"token_type":"bearer"}`, "", intake.KindToken, "token-name", "", ""},
		{"role lacks a permission", `{"type":"…","title":"Bad Request","status":400,"o:errorDetails":[{"detail":"Your current role does not have permission to perform this action.","o:errorCode":"USER_ERROR"}]}`, "", intake.KindAnswer, "answer", "", ""},
		{"too many requests", "HTTP/1.1 429 Too Many Requests\n\n" + `{"title":"Too Many Requests","status":429,"o:errorCode":"USER_ERROR","o:errorDetails":[{"detail":"Concurrent request limit exceeded","o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}`, "", intake.KindAnswer, "answer", "", ""},
		{"no OAuth 2.0 login for the role", "The role does not support OAuth 2.0 login", "", intake.KindAnswer, "answer", "", ""},
		{"script ID as Certificate ID", "custcertificate3", "", intake.KindKey, "certificate-id-form", "~MissingKey", ""},
		{"network tab of a browser", "Request URL: " + endpoint + "\nRequest Method: POST\nStatus Code: 400 Bad Request\nForm Data\ngrant_type: client_credentials\nclient_assertion_type: urn:ietf:params:oauth:client-assertion-type:jwt-bearer\nclient_assertion: eyJx\n{\"error\":\"invalid_client\"}", "", intake.KindAnswer, "answer", "~MissingKey SignatureValidation", ""},
		{"log of a JavaScript program", "AxiosError: Request failed with status code 400\n  data: { error: 'invalid_grant' },\n  config: { url: '" + endpoint + "', data: 'grant_type=refresh_token&refresh_token=abc' }", "client=public", intake.KindAnswer, "answer", "~TokenBlocked RefreshTokenExpired", ""},
		{"log of a Python program", "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer", "", intake.KindAnswer, "answer", "AccessTokenExpired", diagnosis.FactDetail},
		{"log line with JSON in a text", `[ERROR] call failed {"status":401,"body":"{\"title\":\"Unauthorized\",\"status\":401,\"o:errorDetails\":[{\"detail\":\"Invalid login attempt.\",\"o:errorCode\":\"INVALID_LOGIN\"}]}"}`, "", intake.KindAnswer, "answer", "AccessTokenExpired", diagnosis.FactDetail},
		{"PowerShell", "Invoke-RestMethod -Method Post -Uri " + endpoint + " -Body @{grant_type=\"client_credentials\"; assertion=\"x\"}\nInvoke-RestMethod : {\"error\":\"invalid_request\"}", "", intake.KindAnswer, "request-fields", "", ""},
		{"every refresh of a public client", "{\"error\":\"invalid_grant\"}, every refresh fails, and it is a public client", "", intake.KindAnswer, "answer", "~TokenBlocked RefreshTokenExpired", ""},
		{"code on the line before a token", "MissingKeyId\n" + forge(part{"typ": "JWT", "alg": "PS256"}, proofClaims, 384), "", intake.KindToken, "detail", "!MissingKeyId", ""},
		{"curl -v", "> POST /services/rest/auth/oauth2/v1/token HTTP/2\n> Host: 1234567.suitetalk.api.netsuite.com\n> content-type: application/x-www-form-urlencoded\n> \n* upload completely sent off: 90 bytes\n< HTTP/2 400 \n< content-type: application/json\n< \n{\"error\":\"invalid_client\"}* Connection #0 left intact", "", intake.KindAnswer, "answer", "MissingKey SignatureValidation ClientAuthenticationFailed", diagnosis.FactStep},
		{"curl with its result behind", "curl https://1234567.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1 -H \"Authorization: Bearer $TOKEN\" gives 403 Forbidden", "", intake.KindAnswer, "answer", "", ""},
		{"role lacks a permission, in words", "Your current role does not have permission to perform this action. status 400", "", intake.KindAnswer, "answer", "", ""},
		{"decoded assertion, expired", "Token header\n" + jsonOf(proofHeader) + "\nToken claims\n" + jsonOf(proofClaims.but(part{"iat": at(-7200), "exp": at(-6900)})), "", intake.KindToken, "expired", "~TokenExpired", ""},
		{"decoded assertion, RS256", strings.ReplaceAll(jsonOf(proofHeader.but(part{"alg": "RS256"}))+jsonOf(proofClaims), `"`, "'"), "", intake.KindToken, "algorithm", "~UnsupportedAlgo", ""},
		{"decoded assertion, no kid", `{"header":` + jsonOf(proofHeader.but(part{"kid": gone})) + `,"payload":` + jsonOf(proofClaims) + "}", "", intake.KindToken, "kid", "~MissingKeyId", ""},
		{"decoded claims alone", jsonOf(proofClaims.but(part{"scope": gone})), "", intake.KindToken, "scope", "~InvalidScope", ""},
		{"decoded access token, expired", jsonOf(issuedHeader) + "\n" + jsonOf(accessClaims.but(expired)), "", intake.KindToken, "expired", "!AccessTokenExpired", ""},
		{"decoded assertion, Client ID left out", jsonOf(proofHeader) + jsonOf(proofClaims.but(part{"iss": "<client id>", "exp": at(-60 + 86400)})), "", intake.KindToken, "lifetime", "~TokenValidityTooBroad", ""},
		{"decoded assertion, placeholder", jsonOf(proofHeader) + jsonOf(proofClaims.but(part{"iss": "YOUR_CLIENT_ID"})), "", intake.KindToken, "redacted-claims", "", ""},
		{"decoded assertion with its answer", "500 {\"error\":\"server_error\"}\n\n" + jsonOf(part{"typ": "JWT", "alg": "RS256"}) + "\n" + jsonOf(proofClaims), "", intake.KindAnswer, "", "~UnsupportedAlgo ~MissingKeyId", ""},
		{"code of a client, with its answer", "const t = jwt.sign({ iss: id, scope: ['restlets'], aud: url, iat: now, exp: now + 300 }, key, { algorithm: 'RS256' });\nNetSuite answers 500 {\"error\":\"server_error\"}", "", intake.KindAnswer, "algorithm", "~UnsupportedAlgo ~MissingKeyId", ""},
		{"code without kid, with its answer", "```\njwt.encode({'iss': cid, 'scope': 'restlets', 'aud': url, 'iat': now, 'exp': now + 300}, key, algorithm='PS256')\n```\nNetSuite says 400 {\"error\":\"invalid_client\"}", "", intake.KindAnswer, "kid", "~MissingKeyId", ""},
		{"code of a client", "jwt.encode({'iss': cid, 'scope': 'restlets', 'aud': netsuite_url, 'iat': now, 'exp': now + 86400}, key, algorithm='PS256', headers={'kid': kid})", "", intake.KindSource, "lifetime", "~TokenValidityTooBroad", ""},
		{"HAR of a refused call", har(goodAccess, 401, `Bearer realm=\"1234567\", error=\"invalid_token\"`, ""), "", intake.KindAnswer, "answer", "TokenBlocked", diagnosis.FactDetail},
	}
}

// TestNotConfirmed catches a code that is confirmed without proof: by a word that is only
// mentioned, asked about or part of a program; a token that was valid at the time of the
// answer; a state that may be truncated or left out; an answer of another service.
func TestNotConfirmed(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}), 512)
	const call401 = "HTTP/1.1 401 Unauthorized\n"
	for _, text := range []string{
		"Is it TokenRejected?", "Is this maybe token_rejected?", "cryptography.exceptions.InvalidSignature", `raise TokenExpired("x")`, "except InvalidGrant as e:", "at com.foo.InvalidSignature.java:12",
		"see https://example.com/docs/codes/TokenRejected.html", "If the Detail shows UnsupportedAlgo, switch to PS256.", "we expected TokenRejected but the trail shows nothing",
		"An error occurred (TokenExpired) when calling ListBuckets", "Could it be FeatureDisabled?",
		call401 + "Date: Mon, 23 Nov 2026 10:30:00 GMT\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n\n" + old,
		strings.Replace(har(old, 401, `Bearer realm=\"1234567\", error=\"invalid_token\"`, ""), "2026-11-23T12:00:00Z", "2026-11-23T10:30:00Z", -1),
		authorizeURL + "4fJ0mQb1\nZr8yTn3Kp6Wd2v", authorizeURL + "{{state}}", authorizeURL + "YOUR_STATE", authorizeURL + "abc...", authorizeURL + "%s", authorizeURL + "xxxxxxxx",
		strings.Replace(authorizeURL, "response_type=code", "response_type={{rt}}", 1) + goodState,
		"curl -i 'https://api.example.com/x' -H 'Authorization: Bearer " + old + "'\n" + call401 + `{"error":"x"}`,
		strings.Replace(authorizeURL, "1234567.app.netsuite.com", "login.example.com", 1) + "abcd1234",
		"HTTP/1.1 429 Too Many Requests\n\n" + `{"status":429,"o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}` + "\n" + old,
		call401 + "\n" + `{"o:errorDetails":[{"o:errorCode":"INVALID_LOGIN"}]}` + " but it is not AccessTokenExpired, we checked",
	} {
		_, c, d := paste(t, "", text)
		sound(t, c, d)
		if slices.Contains(d.Pages, "codes/.md") {
			t.Errorf("%.120q leads to a page that is not about a code", text)
		}
		if confirmed := codesWith(d, diagnosis.Confirmed); len(confirmed) > 0 {
			t.Errorf("%v is confirmed by %.120q: %s", confirmed, text, d.Verdicts[0].Because)
		}
	}
}

// TestGoodExchanges catches a fault that is reported for a sound request or answer.
func TestGoodExchanges(t *testing.T) {
	const cmd = "curl ^\"" + endpoint + "^\" ^\n  -H ^\"content-type: application/x-www-form-urlencoded^\" ^\n  --data-raw ^\"grant_type=client_credentials^&client_assertion_type=urn^%3Aietf^%3Aparams^%3Aoauth^%3Aclient-assertion-type^%3Ajwt-bearer^&client_assertion=x^\""
	for _, text := range []string{
		cmd, authorizeURL + goodState, "https://app.example/cb?state=" + goodState + "&code=abc&company=1234567", "https://support.example/t/123?state=open&error=1",
		"curl -H 'Authorization: Bearer " + goodAccess + "' https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer",
		"url = \"https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?\" + urllib.parse.urlencode(params)",
		"CURLOPT_URL => '" + endpoint + "', CURLOPT_POSTFIELDS => 'grant_type=client_credentials&client_assertion_type=" + assertType + "&client_assertion='.$jwt,",
		"Here is the token\n" + goodAccess, "Hello\nBearer " + goodAccess,
	} {
		_, _, d := paste(t, "", text)
		if n := d.Count(diagnosis.Fail); n > 0 {
			first, _ := d.FirstCause()
			t.Errorf("%.80q: false alarm: %s %q", text, first.ID, first.Title)
		}
	}
}

// har returns a HAR file with a call that succeeded, and one answered with status and body.
func har(bearer string, status int, challenge, body string) string {
	entry := func(url string, status int, challenge, body string) string {
		return fmt.Sprintf(`{"startedDateTime":"2026-11-23T12:00:00Z","request":{"method":"GET","url":%q,"headers":[{"name":"Authorization","value":"Bearer %s"}],"cookies":[]},"response":{"status":%d,"headers":[{"name":"WWW-Authenticate","value":"%s"}],"content":{"mimeType":"application/json","text":%q}}}`, url, bearer, status, challenge, body)
	}
	const call = "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
	return `{"log":{"version":"1.2","creator":{"name":"x"},"entries":[` + entry(call, 200, "", "{}") + "," + entry("https://cdn.example/x.js", 404, "", "") + "," + entry(call, status, challenge, body) + `]}}`
}

// paste diagnoses a text as check does.
func paste(t testing.TB, facts, text string) (intake.Input, diagnosis.Case, diagnosis.Diagnosis) {
	t.Helper()
	input := intake.Recognise(text).StateAlone()
	c := caseOf(t, facts).With(input)
	return input, c, diagnosis.Diagnose(c)
}

// leads returns how a Diagnosis differs from the expected result of a paste; "" where it does
// not.
func (p pasted) leads(d diagnosis.Diagnosis) string {
	first, _ := d.FirstCause()
	if p.first != "" && first.ID != p.first {
		return fmt.Sprintf("the first cause is %s (%q); want %s", first.ID, first.Title, p.first)
	}
	for i, want := range strings.Fields(p.top) {
		code := strings.TrimLeft(want, "!~")
		place := slices.IndexFunc(d.Verdicts, func(v diagnosis.Verdict) bool { return string(v.Code) == code })
		got := d.Verdicts[place].Verdict
		switch {
		case place > 2 || i == 0 && place > 0:
			return fmt.Sprintf("%s is at place %d: %v", code, place+1, d.Verdicts[:4])
		case strings.HasPrefix(want, "!") && got != diagnosis.Confirmed, strings.HasPrefix(want, "~") && got != diagnosis.Confirmed && got != diagnosis.Likely:
			return fmt.Sprintf("%s is %s: %s", code, got, d.Verdicts[place].Because)
		}
	}
	for _, v := range d.Verdicts {
		if v.Verdict == diagnosis.Confirmed && !strings.Contains(p.top, "!"+string(v.Code)) {
			return fmt.Sprintf("%s is confirmed: %s", v.Code, v.Because)
		}
	}
	if p.ask != "" && !slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return f.Lacks == p.ask && f.Supply != "" }) {
		return fmt.Sprintf("nothing asks for %s", p.ask)
	}
	return ""
}

// TestPastes catches an input that is not recognised, or leads to the wrong cause.
func TestPastes(t *testing.T) {
	for _, p := range pastes() {
		input, c, d := paste(t, p.facts, p.text)
		if !slices.Contains(input.Kinds, p.kind) && !(p.kind == intake.KindToken && input.Kind == intake.KindAnswer) || input.Problem != "" {
			t.Errorf("%s: recognised as %v, problem %q; want %s", p.name, input.Kinds, input.Problem, p.kind)
		}
		sound(t, c, d)
		if missed := p.leads(d); missed != "" {
			t.Errorf("%s: %s\nnotes: %v", p.name, missed, input.Notes)
		}
	}
}

// noise are sentences as people write them around what they paste. Some contain words that
// have a meaning elsewhere.
var noise = []string{
	"Hi team, this is what we get since Monday, any idea?",
	"I refreshed the page twice and tried another browser; same thing.",
	"Our token bucket is fine (error budget too), status page says all green!",
	"See ticket #4711 or https://wiki.example.com/display/NS?page=42 for the code review.",
	"Note: the customer says it worked before; see row 401 of the sheet.",
	"Danke, Grüße — José",
	"---------- Forwarded message ---------",
	"[12:01:33] INFO  request id 7f3a9c, attempt 2/3",
}

// TestNoise catches an answer that changes with the words around the input.
func TestNoise(t *testing.T) {
	for _, p := range pastes() {
		for _, before := range noise {
			for _, text := range []string{before + "\n\n" + p.text, p.text + "\n\n" + before, before + "\n" + p.text + "\n" + before} {
				_, _, d := paste(t, p.facts, text)
				if missed := p.leads(d); missed != "" {
					t.Errorf("%s among noise: %s\n%.300s", p.name, missed, text)
				}
			}
		}
	}
}

// TestMixtures catches a panic, a code confirmed without proof, and a secret in the output,
// for random mixtures of all inputs.
func TestMixtures(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 20261123))
	all := pastes()
	for n := range 200 {
		var parts []string
		proven := ""
		for range 2 + random.IntN(3) {
			p := all[random.IntN(len(all))]
			parts = append(parts, noise[random.IntN(len(noise))], p.text)
			proven += " " + p.top
		}
		text := strings.Join(parts, []string{"\n\n", "\n", "\r\n> ", "\n---\n"}[random.IntN(4)])
		if n%5 == 0 { // cut anywhere
			text = strings.ToValidUTF8(text[:random.IntN(len(text))], "")
		}
		input, c, d := paste(t, "", text)
		sound(t, c, d)
		for _, v := range d.Verdicts {
			// A state at the very end may be truncated there.
			cut := v.Code == "InvalidState" && regexp.MustCompile(`state=[^&\s]*$`).MatchString(text)
			if v.Verdict == diagnosis.Confirmed && !cut && !strings.Contains(proven, "!"+string(v.Code)) {
				t.Errorf("mixture %d: %s is confirmed: %s\n%.400s", n, v.Code, v.Because, text)
			}
		}
		shown, _ := json.Marshal([]any{input.Notes, input.Hints, input.Problem, c.Exchanges, d.Findings, d.Verdicts, d.Facts})
		for _, secret := range []string{otherID, basic(clientID, otherID), goodState, strings.Split(goodRefresh, ".")[2]} {
			if strings.Contains(string(shown), secret) {
				t.Errorf("mixture %d shows the secret %.12s…", n, secret)
			}
		}
	}
}
