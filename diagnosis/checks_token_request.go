package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// tokenRequestPage is the page about the fields of requests to the token endpoint.
const tokenRequestPage = "symptoms/token-request.md"

// tokenRequestChecks are the checks of a request to the token endpoint
// (section_158081952044, section_158082518856, section_162755359851).
var tokenRequestChecks = []Check{
	{ID: "token-endpoint", Title: "Token endpoint", Needs: NeedsRequest, run: checkTokenEndpoint},
	{ID: "request-encoding", Title: "Encoding of the request", Needs: NeedsRequest, run: checkRequestEncoding},
	{ID: "grant-type", Title: "grant_type", Needs: NeedsRequest, Codes: []Code{"InvalidGrantType"}, run: checkGrantType},
	{ID: "client-authentication", Title: "Client authentication", Needs: NeedsRequest, Codes: []Code{"ClientAuthenticationFailed"}, run: checkClientAuthentication},
	{ID: "request-fields", Title: "Fields of the request", Needs: NeedsRequest, Codes: []Code{"InvalidGrant"}, run: checkRequestFields},
}

// wrongRequest returns a finding about a fault in a request to the token endpoint.
func wrongRequest(title, where, expected, got, why string, fix ...string) Finding {
	return Finding{Status: Fail, Title: title, Evidence: evidence(where, expected, got), Why: why, Fix: integrator(fix...),
		Verify: "The same request returns status 200 and an access_token.", Page: tokenRequestPage}
}

func checkTokenEndpoint(s *subject) (Finding, bool) {
	a := s.request.Address
	if !s.request.ToTokenEndpoint() || a.Host == "" {
		return Finding{}, false
	}
	right := "https://" + cmp.Or(token.HostAccount(s.said.Value(FactAccount)), "ACCOUNT") + ".suitetalk.api.netsuite.com" + token.TokenPath
	wrong := func(title, why string, fix ...string) (Finding, bool) {
		if len(fix) == 0 {
			fix = []string{"Copy the host from Setup › Company › Company Information › Company URLs.", "Send the request to " + right + "."}
		}
		f := wrongRequest(title, "address", right, a.String(), why, fix...)
		f.Page = "symptoms/wrong-account-or-host.md"
		return f, true
	}
	switch {
	case a.Unknown():
		return Finding{}, false // left to unfilled-value
	case !a.NetSuite():
		return wrong("The request does not go to NetSuite", "Only NetSuite's token endpoint issues NetSuite tokens.")
	case a.Scheme != "https":
		return wrong("The request does not use https", "NetSuite accepts only https, and a secret sent without encryption is no longer secret.")
	case strings.Contains(a.Host, "_"):
		return wrong(underscoreInHost(a))
	case a.Service == "":
		return wrong("The host is not the host of an account", "The token endpoint is on the suitetalk.api host of each account.")
	case a.Service == "app" || a.Service == "extforms":
		return wrong("The request goes to the "+a.Service+" host", "That host shows pages; the token endpoint is on the suitetalk.api host.")
	case a.Path == token.TokenPath+"/":
		return wrong("The address ends in a slash that the token endpoint does not have", "The path is "+token.TokenPath+".")
	case a.Path != token.TokenPath:
		return wrong("The path is not the path of the token endpoint", "The path is "+token.TokenPath+".")
	case s.stated.Value(FactAccount) != "" && s.stated.Value(FactAccount) != a.Account:
		return wrong("The request goes to another account than you said", "Each account issues tokens only for itself.")
	case a.Service != "suitetalk.api":
		return asWarning(wrong("The request goes to the "+a.Service+" host; Oracle's page names suitetalk.api", "Oracle's sample also shows another host, but its text names suitetalk.api."))
	}
	return passed("The request goes to the token endpoint of "+a.Account, ""), true
}

// checkRequestEncoding checks that a token request is a POST with a form as its body (RFC
// 6749 section 4.1.3).
func checkRequestEncoding(s *subject) (Finding, bool) {
	if !s.request.ToTokenEndpoint() {
		return Finding{}, false
	}
	r := s.request
	wrong := func(title, where, expected, got, why string, fix ...string) (Finding, bool) {
		return wrongRequest(title, where, expected, got, why, fix...), true
	}
	form := string(exchange.FormEncoded)
	switch {
	case r.Form == exchange.PlainURL:
		return Finding{}, false
	case r.Method != "" && r.Method != "POST":
		return wrong("The token request is sent as "+r.Method, "method", "POST", r.Method, "The token endpoint takes POST only.", "Send it as POST, the fields in the body.")
	case len(r.Fields) == 0 && r.Query.Has("grant_type"):
		return wrong("The fields are in the address, not in the body", "fields", "in the body, as a form", "in the address", "RFC 6749 section 4.1.3 requires them in the body; from an address they get into logs.", "Send the fields in the body.")
	case r.Form == exchange.JSONBody:
		return asWarning(wrong("The fields are written as JSON: were they sent like that?", "body", form, "JSON", "The token endpoint accepts a form. A program may show a form as JSON but send it correctly.", "Check the request as sent: the header Content-Type must be "+form+"."))
	case r.BodyKind == exchange.JSONEncoded:
		return wrong("The body is JSON; the token endpoint accepts a form", "body", form, "JSON", "Oracle documents only a form. In JSON, NetSuite probably finds no grant_type (inferred).", "Send the fields as a form: name=value, joined by &, percent-encoded.", "Set the header Content-Type: "+form+".")
	case r.BodyKind == exchange.Multipart:
		return wrong("The body is multipart; the token endpoint accepts another form", "body", form, string(exchange.Multipart), "multipart/form-data is another format (curl writes it for -F).", "Send the fields with -d or --data-urlencode instead of -F.")
	case r.BodyKind == exchange.FormEncoded && r.ContentType != "" && r.ContentType != form:
		return wrong("Content-Type does not name a form", "Content-Type", form, r.ContentType, "The body is a form, but its header names another type.", "Set the header Content-Type: "+form+".")
	case r.Cookies:
		f, _ := wrong("Cookies are sent along", "Cookie", "no cookie", "cookies", "The cookies carry a browser session, and NetSuite may use it instead of the credentials (inferred).", "Send no cookies: clear the program's cookie store.")
		f.Status, f.Page = Warn, cookiesPage
		return f, true
	}
	return passed("The request is a form, as the token endpoint requires", ""), true
}

// cookiesPage is the page about cookies that are sent along with a token.
const cookiesPage = "symptoms/cookies-sent-along.md"

// grantTypes are the values of grant_type that the token endpoint accepts.
var grantTypes = []string{"authorization_code", "refresh_token", "client_credentials"}

func checkGrantType(s *subject) (Finding, bool) {
	if !s.request.ToTokenEndpoint() || s.request.Form == exchange.PlainURL || s.request.BodyKind == exchange.ElsewhereBody {
		return Finding{}, false
	}
	grant := s.request.GrantType()
	code := Code("InvalidGrantType")
	param, found := s.request.Fields.Get("grant_type")
	wrong := func(title, expected, because, why string, fix ...string) (Finding, bool) {
		got := shownParam(s.request.Fields, "grant_type")
		return wrongRequest(title, "grant_type", expected, got, why, fix...).naming(Likely, because, code), true
	}
	has := s.request.Fields.Has
	switch {
	case found && param.Elided():
		return Finding{}, false
	case grant == "":
		if !found && (len(s.request.Fields) == 0 || !s.request.FieldsKnown) {
			return Finding{}, false // the body was not copied, or not all of it
		}
		return wrong("grant_type is missing", strings.Join(grantTypes, ", "), "the token request has no grant_type", "grant_type names the grant of the request.", "Send grant_type.")
	case strings.HasSuffix(grant, "jwt-bearer"):
		return wrong("grant_type is that of another grant (RFC 7523 section 2.1)", "client_credentials", "grant_type is "+grant, "NetSuite accepts a signed assertion to authenticate the client (RFC 7523 section 2.2), not as the grant.",
			"Send grant_type=client_credentials.", "Send the assertion as client_assertion, with client_assertion_type="+assertionType+".")
	case !slices.Contains(grantTypes, grant):
		return wrong("NetSuite does not accept this grant_type", strings.Join(grantTypes, ", "), "grant_type is "+grant, "NetSuite accepts only these three.", "Send the grant_type of your flow.")
	case grant == "refresh_token" && has("code") && !has("refresh_token"):
		return wrong("grant_type does not match the fields: a code is sent", "authorization_code", "grant_type is refresh_token, and a code is sent", "A code is exchanged with grant_type=authorization_code.", "Send grant_type=authorization_code.")
	case grant == "authorization_code" && has("refresh_token") && !has("code"):
		return wrong("grant_type does not match the fields: a refresh token is sent", "refresh_token", "grant_type is authorization_code, and a refresh token is sent", "A refresh token is exchanged with grant_type=refresh_token.", "Send grant_type=refresh_token.")
	}
	return passed("grant_type is "+grant, "grant_type is "+grant+", and the fields match it", code), true
}

// assertionType is the only value of client_assertion_type (RFC 7523 section 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// checkClientAuthentication checks how the client authenticates: with an assertion alone
// for client credentials; otherwise with HTTP Basic or, for a public client, with
// client_id alone. NetSuite refuses two methods at once (RFC 6749 section 2.3,
// subsect_158521832417).
func checkClientAuthentication(s *subject) (Finding, bool) {
	if !s.request.ToTokenEndpoint() || s.request.Form == exchange.PlainURL {
		return Finding{}, false
	}
	r := s.request
	hidden := r.Authorization.Credential.Presence != border.Whole
	if hidden && r.Authorization.Scheme == "" {
		return Finding{}, false // the text does not show what was sent
	}
	grant, header := r.GrantType(), r.Authorization
	secret := r.Fields.Filled("client_secret") || r.Query.Filled("client_secret")
	assertion := r.Fields.Has("client_assertion") || r.Fields.Has("assertion")
	wrong := func(title, expected, got, why string, fix ...string) (Finding, bool) {
		return wrongRequest(title, "client", expected, got, why, fix...), true
	}
	var sent []string
	if header.Scheme != "" || header.Problem != "" {
		sent = append(sent, "a header Authorization: "+cmp.Or(header.Scheme, "of no known scheme"))
	}
	if secret {
		sent = append(sent, "client_secret in the body")
	}
	if assertion {
		sent = append(sent, "an assertion")
	}
	got := strings.Join(sent, " and ")
	switch {
	case grant == "client_credentials" && (header.Scheme != "" || header.Problem != "" || secret):
		f, _ := wrong("The Client ID and Client Secret are sent; only the assertion belongs here", "client_assertion alone: no header Authorization, no Client Secret", got,
			"With client credentials, the signed assertion authenticates the client. NetSuite may reject Basic with 400 invalid_request (unconfirmed).",
			"Remove the header Authorization and the Client Secret.", "Send client_assertion and client_assertion_type.")
		if header.Is("Bearer") {
			f.Title = "A bearer token is sent to the token endpoint"
		}
		return f, true
	case len(sent) > 1 && !(secret && !header.Secret && header.Is("Basic")):
		return wrong("The request authenticates the client in two ways", "one way", got, "RFC 6749 section 2.3 allows one; for two, NetSuite returns invalid_request.", "Send HTTP Basic with Client ID and Client Secret, and neither of them in the body.")
	case header.Is("Bearer"), header.Is("OAuth"), header.Is("NLAuth"):
		return wrong("The token endpoint does not accept Authorization: "+header.Scheme, "Basic with Client ID and Client Secret", got, "The token endpoint authenticates the client, not a user.", "Send HTTP Basic.")
	case header.Problem != "":
		f, _ := wrong("The header Authorization is malformed", "Basic, a space, and base64 of Client ID:Client Secret", header.Problem, "NetSuite cannot read the Client ID and the Client Secret.", "Encode Client ID:Client Secret in base64, without line breaks.")
		return f.claiming(Likely, header.Problem, "ClientAuthenticationFailed"), true
	case header.Twice:
		return wrong("The header Authorization is sent twice", "once", "twice", "No rule defines which of the two NetSuite reads.", "Send it once.")
	case grant == "client_credentials":
		if assertion {
			return passed("The assertion alone authenticates the client", ""), true
		}
		return Finding{}, false
	case header.Is("Basic") && header.Secret && s.facts.Value(FactClient) == "public":
		return wrong("A Client Secret is sent for a public client", "client_id in the body, no secret", got, "Public Client is checked on the record, so it has no secret and uses PKCE.", "Send client_id in the body and no secret.")
	case header.Is("Basic") && hidden:
		return Finding{}, false
	case header.Is("Basic") && header.User == "":
		return asWarning(wrong("The user name in Basic does not have the form of a Client ID", "the Client ID, 64 hexadecimal digits", "another text", "NetSuite finds the integration record by the Client ID.", "Send Client ID:Client Secret, in this order."))
	case header.Is("Basic") && token.IsApplicationID(header.User):
		f, _ := wrong("The Application ID is sent instead of the Client ID", "the Client ID, 64 hexadecimal digits", "an Application ID", "The Application ID is visible on the record. The Client ID is another value.", "Send the Client ID.")
		return f.claiming(Likely, "the user name in Basic is an Application ID", "ClientAuthenticationFailed"), true
	case header.Is("Basic") && !header.Secret && s.facts.Value(FactClient) != "public":
		return Finding{Status: Unchecked, Title: "Basic has no Client Secret: is the record a public client?", Because: "only a public client has none", Supply: "say whether Public Client is checked on the record", Lacks: FactClient}, true
	case !header.Given() && !secret && r.HeadersKnown && r.FieldsKnown && s.facts.Value(FactClient) == "confidential":
		f, _ := wrong("The request does not authenticate the client", "the header Authorization: Basic", "no header, no secret", "A confidential client must send its Client Secret.", "Send HTTP Basic with Client ID and Client Secret.")
		return f.claiming(Likely, "the token request carries no client authentication", "ClientAuthenticationFailed"), true
	case secret:
		return asWarning(wrong("The Client Secret is sent in the body; Oracle documents HTTP Basic", "the header Authorization: Basic", got, "Oracle documents Basic for step two and for a refresh. Oracle does not document whether NetSuite reads a secret in the body.", "Send HTTP Basic, and no client_secret in the body."))
	}
	return Finding{}, false
}

// fieldRules lists the fields that each grant needs.
var fieldRules = map[string][]string{
	"authorization_code": {"code", "redirect_uri"},
	"refresh_token":      {"refresh_token"},
	"client_credentials": {"client_assertion", "client_assertion_type"},
}

// misnamed lists, for each field, names that are often sent by mistake.
var misnamed = map[string][]string{
	"client_assertion":      {"assertion", "clientAssertion", "jwt", "client_assertion_jwt"},
	"client_assertion_type": {"assertion_type", "clientAssertionType"},
	"refresh_token":         {"refreshToken", "token"},
	"redirect_uri":          {"redirect_url", "redirectUri", "callback"},
	"code":                  {"authorization_code", "auth_code"},
}

func checkRequestFields(s *subject) (Finding, bool) {
	r := s.request
	grant := r.GrantType()
	if strings.HasSuffix(grant, "jwt-bearer") {
		return Finding{}, false // left to grant-type
	}
	needed := fieldRules[grant]
	if len(r.Fields) == 0 && r.Query.Has("grant_type") {
		return Finding{}, false // left to request-encoding
	}
	if !s.request.ToTokenEndpoint() || needed == nil || !r.FieldsKnown || len(r.Fields) < 2 && (r.Form == exchange.FormBody || r.Form == exchange.JSONBody) {
		return Finding{}, false
	}
	f := Finding{Status: Fail, Why: "NetSuite reads the fields by exactly these names.", Verify: "The same request returns status 200 and an access_token.", Page: tokenRequestPage}
	for _, name := range needed {
		param, found := r.Fields.Get(name)
		if found && (param.Length > 0 || param.Elided()) {
			continue
		}
		if !found && s.answer != nil && s.answer.Said() == "invalid_grant" {
			continue // NetSuite judged the grant, so the field was sent, and left out of the text
		}
		other := slices.IndexFunc(misnamed[name], r.Fields.Has)
		switch {
		case other >= 0:
			f.Evidence = append(f.Evidence, Evidence{Where: "field", Expected: name, Got: misnamed[name][other]})
			f.Fix = append(f.Fix, integrator("Name the field "+name+", not "+misnamed[name][other]+".")...)
			f.Title = "A field has the wrong name: " + misnamed[name][other] + " for " + name
		default:
			f.Evidence = append(f.Evidence, Evidence{Where: name, Expected: "the field, filled in", Got: measured(param, found)})
			f.Fix = append(f.Fix, integrator("Send the field "+name+".")...)
			if f.Title == "" {
				f.Title = "A field is missing: " + name
			}
		}
	}
	if kind, found := r.Fields.Get("client_assertion_type"); found && kind.Shown != assertionType && !kind.Elided() && kind.Length > 0 && grant == "client_credentials" {
		if f.Title == "" {
			f.Title = "NetSuite does not accept this client_assertion_type"
		}
		f.Evidence = append(f.Evidence, Evidence{Where: "client_assertion_type", Expected: assertionType, Got: cmp.Or(kind.Shown, measured(kind, true))})
		f.Fix = append(f.Fix, integrator("Send client_assertion_type="+assertionType+".")...)
	}
	if grant == "authorization_code" && s.redirectNotOnRecord() {
		f.Title = cmp.Or(f.Title, "redirect_uri differs from the record")
		f.Evidence = append(f.Evidence, Evidence{Where: "redirect_uri", Expected: s.said.Value(FactRecordRedirectURIs) + ", as you said", Got: r.Fields.Text("redirect_uri")})
		f.Fix = append(f.Fix, integrator("Send the same redirect_uri as in step one.")...)
		f.says(Possible, "redirect_uri is none of those on the record, as you said", "InvalidGrant")
	}
	if grant == "authorization_code" && s.facts.Value(FactClient) == "public" && !r.Fields.Has("code_verifier") {
		f.Title = cmp.Or(f.Title, "code_verifier is missing")
		f.Evidence = append(f.Evidence, Evidence{Where: "code_verifier", Expected: "the code_verifier of step one, 43 to 128 characters", Got: "nothing: it is missing"})
		f.Fix = append(f.Fix, integrator("Send the code_verifier from which the code_challenge of step one was made.")...)
		f.says(Likely, "a public client must send code_verifier, and there is none", "InvalidGrant")
	}
	if verifier, found := r.Fields.Get("code_verifier"); found && !verifier.Elided() && (verifier.Length < 43 || verifier.Length > 128) {
		f.Title = cmp.Or(f.Title, "code_verifier does not have the length that RFC 7636 requires")
		f.Evidence = append(f.Evidence, Evidence{Where: "code_verifier", Expected: "43 to 128 characters", Got: measured(verifier, true)})
		f.Fix = append(f.Fix, integrator("Make a code_verifier of 43 to 128 characters from A-Z a-z 0-9 - . _ ~.")...)
		f.says(Likely, "code_verifier has "+measured(verifier, true), "InvalidGrant")
	}
	if len(f.Evidence) == 0 {
		return passed("The request has the fields of "+grant, ""), true
	}
	return f, true
}

// redirectNotOnRecord reports whether redirect_uri is known, and is none of the record's.
func (s *subject) redirectNotOnRecord() bool {
	record, known := s.said.Get(FactRecordRedirectURIs)
	uri := s.request.Fields.Text("redirect_uri")
	return known && uri != "" && !slices.Contains(record.Items(), uri)
}
