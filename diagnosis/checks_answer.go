package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
)

// answerChecks read what came back. An answer tells that something failed, seldom
// what: its codes are candidates, in order, and it asks what parts them.
var answerChecks = []Check{
	{ID: "answer", Title: "Answer", Needs: NeedsAnswer, run: checkAnswer, Codes: []Code{
		"AccessTokenExpired", "AuthorizationCodeGrantRequired", "AuthorizationExplicitlyDenied", "ClientAuthenticationFailed", "ClientIdMismatch",
		"EntityOrRoleDisabled", "FeatureDisabled", "IntegrationBlocked", "InvalidGrant", "InvalidGrantType", "InvalidIntegration", "InvalidIssuer",
		"InvalidRefreshToken", "InvalidRequest", "InvalidScope", "InvalidSignature", "InvalidState", "InvalidTokenType", "MissingKey", "MissingKeyId",
		"RefreshTokenExpired", "ScopeMismatched", "SignatureValidation", "TokenBlocked", "TokenExpired", "TokenRejected", "UnknownIntegration",
		"UnsupportedAlgo", "UnsupportedResponseType",
	}},
}

// PageOfError is the page, a path in content, about an error that an HTTP answer
// gives, where nothing else is known; "" for an error that has none.
func PageOfError(name string) string {
	v := view{answer: &exchange.Answer{Form: exchange.ErrorWord, Error: name}}
	f, _ := checkAnswer(&v)
	return f.Page
}

// reading is what an answer means.
type reading struct {
	title string
	why   string
	page  string
	fix   []Fix
	// ask is the one question that parts the candidates; lacks the fact that
	// answers it.
	ask    string
	lacks  FactName
	claims []claim
	status Status // Fail where it is not said
	verify string
}

func (r *reading) says(certainty Certainty, because string, codes ...Code) {
	for _, code := range codes {
		r.claims = append(r.claims, claim{code, certainty, because})
	}
}

// trailMenu is where the Detail column is, and how it gets there (section_323851171
// of Oracle's help: OAuth 2.0 and the Login Audit Trail).
const trailMenu = "Setup › Users/Roles › User Management › View Login Audit Trail: Use Advanced Search, Results subtab, add Detail"

func checkAnswer(v *view) (Finding, bool) {
	a := v.answer
	if a.Succeeded() {
		title := "The answer is no failure: " + a.Title()
		if len(a.Tokens) > 0 {
			title = "The token endpoint gave " + strings.Join(a.Tokens, ", ")
		}
		return Finding{Status: Pass, Title: title, symptom: true}, true
	}
	if !a.Failed() {
		return Finding{}, false
	}
	if v.facts.Value(FactProtocol) == "tba" && (a.Challenge.Scheme == "OAuth" || v.request != nil && v.request.Authorization.Is("OAuth")) {
		return Finding{Status: Fail, Title: "The answer is one of token-based authentication (TBA): " + a.Title(), symptom: true,
			Evidence: evidence("WWW-Authenticate", "Bearer realm=…", "OAuth realm=…"), Why: "The request was signed as OAuth 1.0a. The codes of OAuth 2.0 do not apply to it.",
			Fix: integrator("Read the page about codes of TBA."), Verify: "The answer names Bearer, or succeeds.", Page: TBAPage}, true
	}
	r := v.read()
	f := Finding{
		Status: orStatus(r.status, Fail), Title: r.title, symptom: true, Evidence: evidence("answer", v.expectedAnswer(), v.shownAnswer()),
		Why: r.why, Fix: r.fix, Verify: r.verify, Page: r.page, Supply: r.ask, Lacks: r.lacks,
	}
	if f.Verify == "" {
		f.Verify = "The same request succeeds, and the trail shows a row with Status Success."
	}
	for _, c := range r.claims {
		f.says(c.certainty, c.because, c.code)
	}
	return f, true
}

func orStatus(status, other Status) Status {
	if status == "" {
		return other
	}
	return status
}

// allows says that a finding makes a claim for a code, or about none.
func (f *Finding) allows(code Code) bool {
	return slices.ContainsFunc(f.claims, func(c claim) bool { return c.code == code && c.certainty != RuledOut })
}

func (v *view) expectedAnswer() string {
	switch {
	case v.answer.Redirected():
		return "code and state"
	case v.answerStep() == detail.StepCall:
		return "200"
	}
	return "200 with access_token"
}

func (v *view) shownAnswer() string {
	a := v.answer
	parts := []string{a.Title()}
	if a.Challenge.Scheme != "" {
		challenge := "WWW-Authenticate: " + a.Challenge.Scheme
		if a.Challenge.Realm != "" {
			challenge += " realm=" + a.Challenge.Realm
		}
		parts = append(parts, challenge)
	}
	if a.Description != "" {
		parts = append(parts, "“"+a.Description+"”")
	}
	return strings.Join(parts, " · ")
}

// answerStep is the step the answer belongs to, as the words around it say where
// nothing else does.
func (v *view) answerStep() Step {
	step, _ := v.orHint(FactStep)
	return Step(step)
}

// read says what the answer means.
func (v *view) read() reading {
	a := v.answer
	step, from := v.orHint(FactStep)
	named := strings.ToLower(a.Said())
	switch {
	case a.Redirected():
		return v.readRedirect(named)
	case a.Error == detail.NoOAuth2Login:
		return reading{title: "The role or the integration is not allowed to log in with OAuth 2.0", page: "symptoms/role-without-oauth2-login.md",
			why: "The role lacks Log in using OAuth 2.0 Access Tokens, or has Log in using Access Tokens in its place, which is TBA's. Which Detail code NetSuite writes is not published.",
			fix: administrator("Open Setup › Users/Roles › Manage Roles › that role › Permissions › Setup.", "Add Log in using OAuth 2.0 Access Tokens.", "Save.")}
	}
	switch named {
	case "invalid_client":
		return v.readInvalidClient(Step(step), from)
	case "invalid_grant":
		return v.readInvalidGrant(Step(step), from)
	case "invalid_request":
		return v.readInvalidRequest(Step(step), from)
	case "invalid_scope":
		return v.readInvalidScope(Step(step), from)
	case "unauthorized_client":
		return v.readUnauthorizedClient(Step(step), from)
	case "unsupported_grant_type":
		r := reading{title: "The token endpoint does not take the grant_type", page: Code("InvalidGrantType").Path(), why: "It takes authorization_code, refresh_token and client_credentials.",
			fix: integrator("Send the grant_type of the step.", "Send it in the body, as a form.")}
		r.says(Likely, "the token endpoint answers unsupported_grant_type", "InvalidGrantType")
		return r
	case "unsupported_response_type", "access_denied":
		return v.readRedirect(named)
	case "server_error":
		return v.readServerError(Step(step), from)
	case "invalid_token", "invalid_login", "invalid_login_attempt", "insufficient_scope":
		return v.readRefusedCall()
	case "invalid_login_credentials":
		return reading{title: "The call logged in by user name and password (NLAuth), not with a token", page: "symptoms/find-the-grant-flow.md",
			why: "INVALID_LOGIN_CREDENTIALS speaks of a name and a password. OAuth 2.0 sends neither.", fix: integrator("Send the access token in the header Authorization: Bearer, and no NLAuth."), ask: "look at the header Authorization of the call: does it begin with Bearer?"}
	case "two_fa_reqd":
		return reading{title: "The role asks for two-factor authentication", page: "symptoms/two-factor-required.md",
			why: "The login asks for a second factor, which a program cannot give. With OAuth 2.0 the user gives it once, at consent.", fix: integrator("Make sure that an OAuth 2.0 access token is sent, and no NLAuth.")}
	case "concurrency_limit_exceeded", "sss_request_limit_exceeded":
		return v.readTooMany()
	case "user_error":
		if strings.Contains(strings.ToLower(a.Description), "permission") || a.Form == exchange.ErrorWord {
			return v.readNoPermission()
		}
	}
	return v.readStatus(Step(step))
}

func (v *view) readTooMany() reading {
	return reading{title: "Too many requests at once; this is no failed login", page: "symptoms/concurrency-limit.md",
		why: "NetSuite limits how many requests of an account and an integration run at the same time. No Detail code belongs to it.",
		fix: integrator("Send fewer requests at once, wait and repeat the ones that were refused.")}
}

func (v *view) readNoPermission() reading {
	r := reading{title: "The login succeeded; the role may not do the work", page: "symptoms/permission-for-the-record.md",
		why:    "The answer comes after the login: the role lacks a permission for REST web services or for the record. The trail shows Success.",
		fix:    administrator("Open Setup › Users/Roles › Manage Roles › that role › Permissions.", "Add REST Web Services (Setup) and the permissions that the records need.", "Save."),
		verify: "The same call is answered with status 200.", ask: "look at the row of this call in the trail: is its Status Success?"}
	for _, kind := range codes {
		r.says(RuledOut, "the answer says that the login succeeded", kind.Code)
	}
	return r
}

// readRedirect: what step one sends back (subsect_158521823069).
func (v *view) readRedirect(named string) reading {
	r := reading{page: "symptoms/error-in-the-redirect.md"}
	authorizeKnown := v.request != nil && v.authorizes()
	switch named {
	case "access_denied":
		r.title, r.why = "The user did not allow the access", "NetSuite redirects with access_denied when somebody clicks Deny or Back."
		r.fix = integrator("Start the flow again, and let the user click Allow or Continue.")
		r.says(Likely, "the redirect says access_denied", "AuthorizationExplicitlyDenied")
	case "unsupported_response_type":
		r.title, r.why = "NetSuite does not take the response_type", "It takes code only."
		r.fix = integrator("Send response_type=code.")
		r.says(Likely, "the redirect says unsupported_response_type", "UnsupportedResponseType")
	case "invalid_scope":
		r.title, r.why = "NetSuite does not take the scope that was asked for", "The scope is malformed or unknown, or has no box on the record."
		r.fix = slices.Concat(integrator("Compare scope in the authorize URL with the Scope boxes of the record."))
		r.says(Likely, "the redirect says invalid_scope", "ScopeMismatched")
		r.says(Possible, "the scope may be malformed", "InvalidRequest")
	case "unauthorized_client":
		r.title, r.why = "NetSuite does not know the client, or does not allow it the grant", "Oracle says that an unknown client gets no redirect; so look at the grant box, too."
		r.fix = administrator("Open Setup › Integration › Manage Integrations › your record › Authentication.", "Check Authorization Code Grant.", "Save.")
		r.says(Likely, "the redirect says unauthorized_client", "AuthorizationCodeGrantRequired", "UnknownIntegration")
	case "server_error", "temporarily_unavailable":
		r.title, r.why = "NetSuite failed at step one: "+named, "The redirect gives no cause."
		r.fix = integrator("Repeat step one once.", "Then read the Detail column.")
		r.ask, r.lacks = "read the word in the Detail column: "+trailMenu, FactDetail
	default:
		r.title, r.why = "NetSuite refused the authorize request: "+orWord(named, "an error"), "A parameter is missing or not acceptable. The redirect does not say which one; the authorize URL does."
		r.fix = integrator("Copy the whole address that the application opened in the browser, and paste it here: state, PKCE and the other parameters are looked at one by one.")
		r.says(Likely, "the redirect says invalid_request; state is checked for 22 to 1024 characters", "InvalidState")
		r.says(Likely, "the redirect says invalid_request; PKCE may be missing or malformed", "InvalidRequest")
		if !authorizeKnown {
			r.ask = "paste the authorize URL: the address that the application opened in the browser, with response_type and client_id in it"
		} else {
			r.ask, r.lacks = "read the word in the Detail column: "+trailMenu, FactDetail
		}
	}
	return r
}

// readInvalidClient: Oracle documents 401 with Basic for step two and for refreshes
// (subsect_158521832417); a bare 400 was seen with client credentials, where the
// certificate is not registered against the integration.
func (v *view) readInvalidClient(step Step, from string) reading {
	a := v.answer
	r := reading{page: "symptoms/invalid-client.md", title: "The token endpoint does not accept the client: invalid_client"}
	switch {
	case step == detail.StepClientCredentials:
		r.why = "With client credentials this was seen where the certificate is not mapped to this integration in this account. Oracle publishes no table for this request."
		r.fix = slices.Concat(
			administrator("Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, in the account that is called.", "Look for the row whose Certificate ID is the kid of the assertion, and whose application is this one. Create it if it is missing."),
			integrator("Sign with the private key of that certificate, and put its Certificate ID into kid."))
		r.ask, r.lacks = "which Certificate ID does the row of this application show? Paste the assertion too: its kid and signature are compared", FactCertificateID
		r.says(Likely, "invalid_client with client credentials was seen where the certificate is not mapped to this integration"+from, "MissingKey")
		r.says(Possible, "the certificate may be mapped and another key have signed", "SignatureValidation")
		r.says(Possible, "iss may name another integration than the one of the certificate", "InvalidIntegration")
		r.says(Possible, "the entity or role of the mapping may be inactive", "EntityOrRoleDisabled")
	case step == detail.StepToken || step == detail.StepRefresh:
		r.why = "Client ID and Client Secret do not belong together, or not to this account."
		r.fix = slices.Concat(
			integrator("Compare the Client ID with the one that was noted when the record was saved.", "Send HTTP Basic: base64 of Client ID:Client Secret, without line breaks."),
			administrator("If the Client Secret is not certain, reset the credentials on the integration record, and give both to the integrator over a safe way."))
		r.ask, r.lacks = "was the Client Secret reset since it last worked?", FactChanged
		r.says(Likely, "the token endpoint answers invalid_client at "+step.Title()+from, "ClientAuthenticationFailed")
		r.says(Possible, "the Client ID may be that of another record", "InvalidIntegration")
		if step == detail.StepToken {
			r.says(Possible, "the Client ID may not be the one of step one", "ClientIdMismatch")
		}
	case a.Challenge.Scheme == "Basic" || a.Status == 401:
		r.why = "Status 401 with a challenge Basic is what Oracle documents for step two and for refreshes: Client ID or Client Secret is wrong."
		r.fix = integrator("Compare Client ID and Client Secret with what was noted when the record was saved.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		r.says(Likely, "401 invalid_client is documented for a wrong Client ID or Client Secret", "ClientAuthenticationFailed")
		r.says(Possible, "with client credentials the certificate may not be mapped", "MissingKey", "SignatureValidation")
	default:
		r.why = "Oracle documents status 401 for a wrong Client Secret; a bare 400 was seen with client credentials, where the certificate is not mapped to this integration."
		r.fix = integrator("Look at grant_type in the body of the request.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		r.says(Possible, "with client credentials: the certificate is not mapped to this integration", "MissingKey")
		r.says(Possible, "with client credentials: another key signed", "SignatureValidation")
		r.says(Possible, "at step two or a refresh: Client ID or Client Secret is wrong", "ClientAuthenticationFailed")
	}
	return r
}

// The lifetimes (section_158081952044, section_157771733782).
const (
	confidentialRefresh = refreshLife * time.Second
	publicChain         = 168 * time.Hour // unless the record says otherwise
	publicRefresh       = 48 * time.Hour  // unless the record says otherwise
)

func (v *view) readInvalidGrant(step Step, from string) reading {
	r := reading{page: "symptoms/invalid-grant.md", title: "The token endpoint does not accept the grant: invalid_grant"}
	switch step {
	case detail.StepToken:
		r.why = "The code is old, was used before or belongs to another client; redirect_uri differs from step one; or code_verifier does not fit code_challenge."
		r.fix = integrator("Exchange the code at once, and only once.", "Send the redirect_uri of step one, letter by letter.", "Send the code_verifier whose challenge went into step one.")
		r.ask, r.lacks = "does the first exchange of a fresh code fail too, or only a second one?", ""
		r.says(Likely, "the token endpoint answers invalid_grant at step two"+from, "InvalidGrant")
		r.says(Possible, "the code may belong to another Client ID", "ClientIdMismatch")
	case detail.StepRefresh:
		v.readRefusedRefresh(&r, from)
	case detail.StepClientCredentials:
		r.why = "Client credentials has no refresh token. Oracle's page names invalid_grant for a token that has expired: make a new assertion and ask for a new access token."
		r.fix = integrator("Sign a new assertion, with iat now and exp less than 60 minutes later.", "Ask for a new access token with it.")
		r.ask = "paste the assertion that was sent: its exp tells"
		r.says(Likely, "invalid_grant with client credentials: Oracle's page names an expired token"+from, "TokenExpired")
		r.says(Possible, "the assertion may be signed by another key", "SignatureValidation")
		r.says(Possible, "kid may name no mapped certificate", "MissingKey")
	default:
		r.why = "Code or refresh token is not valid any more, or not of this client. Which one it is, the request tells."
		r.fix = integrator("Look at grant_type in the body of the request.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		if hours, words := v.sinceConsent(); hours >= confidentialRefresh {
			r.says(Likely, "a refresh token lives 7 days, and "+words, "RefreshTokenExpired")
		}
		r.says(Possible, "at a refresh: the refresh token is older than it may be", "RefreshTokenExpired")
		r.says(Possible, "at a refresh: the token was revoked, or is one that was used before", "TokenBlocked")
		r.says(Possible, "at step two: the code is old or used, or the verifier does not fit", "InvalidGrant")
	}
	return r
}

// sinceConsent is how long ago the user consented, and the words that say so; zero
// where that is not known.
func (v *view) sinceConsent() (since time.Duration, words string) {
	value, from := v.orHint(FactSinceConsent)
	since, known := parseSpan(value)
	if !known {
		return 0, ""
	}
	return since, "the user consented " + Span(since) + " ago" + from
}

// readRefusedRefresh: a confidential client's refresh token lives 7 days; a public
// client's works once, and its chain ends (section_158082518856).
func (v *view) readRefusedRefresh(r *reading, from string) {
	client, clientFrom := v.orHint(FactClient)
	workers, workersFrom := v.orHint(FactWorkers)
	since, words := v.sinceConsent()
	expired, blocked := Code("RefreshTokenExpired"), Code("TokenBlocked")
	r.fix = integrator("Start the flow again: the user consents, and a new pair of tokens comes.")
	switch {
	case client == "public":
		r.page = "symptoms/refresh-token-rotation.md"
		r.why = "Each refresh token of a public client works once; its answer holds the next one. Who sends the old one again is refused. The chain ends after Maximum Time For Token Rotation, 168 hours unless it was changed."
		r.fix = append(r.fix, integrator("Let one process refresh, and hand the new tokens to the others.", "Store the new refresh token before anything else is done with the answer.")...)
		r.ask, r.lacks = "does more than one process refresh with the same token, or is an answer lost and the request repeated?", FactWorkers
		chain := v.hours(FactRecordRotation, publicChain)
		ended := since >= chain && since > 0
		if ended {
			r.says(Likely, fmt.Sprintf("the chain of a public client ends after %s, and %s%s", hoursText(chain), words, clientFrom), expired)
		}
		certainty, because := Possible, "a public client's refresh token works once; an earlier one may have been sent again"
		if workers == "several" {
			certainty, because = Likely, "a public client's refresh token works once, and several processes refresh"+workersFrom
		} else if since == 0 && workers != "one" {
			certainty = Likely
		}
		r.says(certainty, because+clientFrom+from+"; that it ends in this code is inferred", blocked)
		if !ended {
			r.says(Possible, fmt.Sprintf("a public client's refresh token lives %s unless the record says otherwise", hoursText(v.hours(FactRecordRefreshValidity, publicRefresh))), expired)
		}
	case since >= confidentialRefresh:
		r.why = "The refresh token of a confidential client lives 7 days and is not renewed by refreshing. After that the user must consent again."
		r.says(Likely, "a refresh token lives 7 days, and "+words, expired)
		r.says(Possible, "the authorization may have been revoked", blocked)
	case client == "confidential" && since > 0:
		r.why = "The refresh token lives 7 days, and they are not over. So the authorization was revoked, or the token is not the one of this client."
		r.says(Possible, "the refresh token is younger than 7 days: "+words+"; the authorization may have been revoked", blocked)
		r.says(Possible, "an access token may have been sent in its place", "InvalidRefreshToken")
		r.ask, r.lacks = "was the authorized application revoked, or the record changed?", FactChanged
	default:
		r.why = "The refresh token of a confidential client lives 7 days; that of a public client works once. Or the authorization was revoked."
		r.ask, r.lacks = "is Public Client checked on the integration record?", FactClient
		if client == "confidential" {
			r.ask, r.lacks = "when did the user consent? Seven days are all a refresh token has", FactSinceConsent
			r.says(Likely, "a confidential client's refresh token lives 7 days, and a refresh does not renew it"+clientFrom+from, expired)
		} else {
			r.says(Possible, "a confidential client's refresh token lives 7 days"+from, expired)
		}
		r.says(Possible, "the authorization may have been revoked; a public client's refresh token works once", blocked)
		r.says(Possible, "an access token may have been sent in its place", "InvalidRefreshToken")
		r.says(Possible, "the token may belong to another Client ID", "ClientAuthenticationFailed")
	}
}

// hours is a fact in hours, or what holds where it is not known.
func (v *view) hours(name FactName, unless time.Duration) time.Duration {
	if hours, known := v.said.hours(name); known {
		return hours
	}
	return unless
}

func (v *view) readInvalidRequest(step Step, from string) reading {
	r := reading{page: "symptoms/invalid-request.md", title: "The request is malformed: invalid_request"}
	switch {
	case step == detail.StepAuthorize:
		return v.readRedirect("invalid_request")
	case step == detail.StepCall || v.answer.Challenge.Scheme == "Bearer":
		r.why = "NetSuite could not read the header Authorization of the call. No login was tried, and the trail may have no row."
		r.fix = integrator("Write Authorization: Bearer, one blank, and the access token, without quotes or line breaks.")
		r.ask = "paste the request as curl command, or the header with the token: what is wrong in it shows"
	case step == detail.StepClientCredentials:
		r.why = "This was seen where Basic and a Client Secret were sent in place of an assertion; a wrong field name does the same. The trail may have no row."
		r.fix = integrator("Send grant_type, client_assertion_type and client_assertion, as a form, and nothing else.", "Send no header Authorization and no Client Secret.")
		r.ask = "paste the request as curl command: its fields are looked at one by one"
		if strings.Contains(strings.ToLower(v.answer.Description), "jwt") {
			r.title = "NetSuite could not read the assertion: invalid_request, Invalid JWT token"
			r.ask = "paste the assertion that was sent: what is wrong in it shows"
		}
	case step == detail.StepToken || step == detail.StepRefresh:
		r.why = "A parameter is missing, stands there twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once."
		r.fix = integrator("Send the fields of the step in the body, as a form.", "Authenticate by HTTP Basic alone.")
		r.ask = "paste the request as curl command: its fields are looked at one by one"
		r.says(Possible, "invalid_request at "+step.Title()+": grant_type may be wrong"+from, "InvalidGrantType")
		if step == detail.StepToken {
			r.says(Possible, "invalid_request at step two: code_verifier may be missing", "InvalidGrant")
		}
	default:
		r.why = "A parameter is missing or malformed. Which request it was tells more: step one, the token endpoint or a call."
		r.fix = integrator("Look at the request that was answered so.")
		r.ask, r.lacks = "paste the request as curl command, or the authorize URL; or say which step failed", FactStep
		r.says(Possible, "at step one: state or PKCE may not be acceptable", "InvalidState", "InvalidRequest")
		r.says(Possible, "at the token endpoint: grant_type may be wrong", "InvalidGrantType")
	}
	return r
}

func (v *view) readInvalidScope(step Step, from string) reading {
	r := reading{page: Code("ScopeMismatched").Path(), title: "NetSuite does not take the scope: invalid_scope",
		why: "The scope is malformed or unknown, or its box on the integration record is not checked.",
		fix: slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Authentication, and compare the Scope boxes."), integrator("Ask for these scopes, by NetSuite's names.")),
		ask: "which Scope boxes does the record have?", lacks: FactRecordScopes}
	r.says(Likely, "the answer says invalid_scope"+from, "ScopeMismatched")
	if step != detail.StepAuthorize && step != detail.StepToken {
		r.says(Possible, "the token may carry no scope", "InvalidScope")
	}
	return r
}

func (v *view) readUnauthorizedClient(step Step, from string) reading {
	r := reading{page: Code("AuthorizationCodeGrantRequired").Path(), title: "The client may not use this grant: unauthorized_client",
		why: "The box of the grant is not checked on the integration record.",
		fix: administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check the box of the grant: Authorization Code Grant, or Client Credentials (Machine to Machine) Grant.", "Save."),
		ask: "which grant boxes does the record have?", lacks: FactRecordGrants}
	if step == detail.StepClientCredentials {
		r.page = recordPage
		r.says(Possible, "unauthorized_client with client credentials"+from+"; Oracle names no code for it", "AuthorizationCodeGrantRequired")
		return r
	}
	r.says(Likely, "the answer says unauthorized_client"+from, "AuthorizationCodeGrantRequired")
	r.says(Possible, "the client may be unknown", "UnknownIntegration")
	return r
}

// readServerError: seen with client credentials, where the trail may have no row.
func (v *view) readServerError(step Step, from string) reading {
	r := reading{page: "symptoms/server-error.md", title: "The token endpoint failed: " + v.answer.Title()}
	if step == detail.StepToken || step == detail.StepRefresh {
		r.why = "Nothing public says what makes the token endpoint fail so at " + step.Title() + "."
		r.fix = integrator("Repeat the request once.", "Then read the Detail column.")
		r.ask, r.lacks = "read the word in the Detail column: "+trailMenu, FactDetail
		return r
	}
	r.why = "This was seen with client credentials: an unknown Client ID or an Application ID in iss, an unknown Certificate ID in kid, or RS256 without kid. The trail may have no row."
	r.fix = integrator("Paste the assertion that was sent: alg, kid and iss are looked at.", "Compare iss with the Client ID that was noted when the record was saved, and kid with the Certificate ID of the row in OAuth 2.0 Client Credentials (M2M) Setup.")
	r.ask = "paste the assertion: what do alg and kid in its header, and iss in its payload say?"
	r.says(Possible, "500 server_error was seen for an unknown Certificate ID in kid"+from, "MissingKey")
	r.says(Possible, "500 server_error was seen for an unknown Client ID, or an Application ID in iss", "InvalidIssuer", "InvalidIntegration")
	r.says(Possible, "500 server_error was seen for RS256 without kid", "UnsupportedAlgo", "MissingKeyId")
	return r
}

// readRefusedCall: the answer to a refused call never says why (subsect_158521885412,
// section_156570709583); the Detail column does.
func (v *view) readRefusedCall() reading {
	r := reading{page: "symptoms/invalid-login.md", title: "NetSuite refused the login of a call: " + v.answer.Title(),
		why: "The answer is the same for every cause. The word that tells stands in the Detail column of the Login Audit Trail.",
		fix: slices.Concat(
			administrator("Open Setup › Users/Roles › User Management › View Login Audit Trail.", "Choose Use Advanced Search, open the Results subtab, add Detail and Token-based Application Name, and Submit.", "Read Detail in the row of this call."),
			integrator("Paste the access token here, without its signature: whether it has expired, what it is and whose it is shows.")),
		ask: "which word stands in the Detail column? " + trailMenu, lacks: FactDetail}
	r.says(Possible, "an access token lives 60 minutes: the commonest cause", "AccessTokenExpired")
	r.says(Possible, "the authorization may have been revoked", "TokenBlocked")
	r.says(Possible, "another kind of token may have been sent", "TokenRejected", "InvalidTokenType")
	r.says(Possible, "the token may be of another account, or the record not be there", "InvalidIntegration")
	r.says(Possible, "the scope may not open this service", "ScopeMismatched")
	r.says(Possible, "the user or the role may be inactive", "EntityOrRoleDisabled")
	r.says(Possible, "the token may have been changed or cut short", "InvalidSignature")
	r.says(Possible, "the record may be blocked", "IntegrationBlocked")
	r.says(Possible, "the feature may be off", "FeatureDisabled")
	return r
}

// readStatus: where the answer names no error that is known.
func (v *view) readStatus(step Step) reading {
	a := v.answer
	r := reading{title: "NetSuite answered " + a.Title(), page: "symptoms/find-the-detail-code.md", why: "The answer alone does not tell the cause.",
		fix: integrator("Paste the whole answer, with its headers and body.", "Paste the request, or the token that was sent."),
		ask: "read the word in the Detail column: " + trailMenu, lacks: FactDetail}
	restlet := v.facts.Value(FactService) == "restlets"
	switch {
	case a.Status == 403:
		r.title, r.page = "403: the request went to a domain that is not valid, or the script refused it", "symptoms/restlet-403.md"
		r.why = "Oracle documents 403 on a RESTlet for a request to an invalid domain. It is no answer of a failed login."
		r.fix = integrator("Compare the host with Setup › Company › Company Information › Company URLs.", "Look whether the body names an error of the script.")
		r.ask, r.lacks = "which host was called?", ""
	case a.Status == 302 || a.Status == 301 || a.Status == 307:
		r.title, r.page = fmt.Sprintf("%d: the request went to the wrong data center or host", a.Status), "symptoms/wrong-account-or-host.md"
		r.why = "Oracle documents 302 on a RESTlet for the wrong data center. No login was tried."
		r.fix = integrator("Copy the host from Setup › Company › Company Information › Company URLs.")
		r.ask, r.lacks = "which host was called?", ""
	case a.Status == 429:
		return v.readTooMany()
	case a.Status == 401 && (step == detail.StepCall || step == ""):
		return v.readRefusedCall()
	case a.Status == 400 && a.Body == exchange.RESTBody:
		r.title, r.why = "The call was refused after the login: "+a.Title(), "REST web services read the request and refused it. Such an answer is no failed login."
		r.page = "symptoms/permission-for-the-record.md"
		r.ask, r.lacks = "look at the row of this call in the trail: is its Status Success?", ""
	case slices.Contains([]int{404, 405, 415}, a.Status):
		r.title, r.why = fmt.Sprintf("%d: address, method or content type is wrong; this is no failed login", a.Status), "NetSuite did not find what was asked for."
		r.page = "symptoms/wrong-account-or-host.md"
		r.fix = integrator("Compare address, method and Content-Type with Oracle's page of this service.")
		r.ask, r.lacks = "", ""
	case a.Status >= 500 && step == detail.StepClientCredentials:
		return v.readServerError(step, "")
	case a.Status >= 500:
		r.why = "NetSuite failed. Such an answer may leave no row in the trail."
		r.page = "symptoms/no-row-in-the-trail.md"
	case strings.HasPrefix(a.Error, "SSS_"):
		r.title, r.why = "The login succeeded; the script was not found or failed: "+a.Title(), "Errors that begin with SSS_ come from the script, after the login."
		r.fix = integrator("Compare script and deploy in the address with the deployment.")
		r.page = "symptoms/restlet-403.md"
		r.ask, r.lacks = "", ""
	case restlet:
		r.page = "symptoms/invalid-login.md"
	}
	return r
}
