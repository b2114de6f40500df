package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
)

// answerChecks read what came back. An answer tells that something failed, seldom
// what: its codes are candidates, in order, and it asks what separates them.
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
	// ask is the one question that tells the candidates apart; lacks the fact that
	// answers it.
	ask    string
	lacks  FactName
	claims []claim
	status Status // Fail where it is not said
	verify string
	// unknown is the error of the answer that nothing was made of, "" for none.
	unknown string
}

// notKnown reads an answer that names an error that no published text of NetSuite has.
// It is no fault that was found: what failed is not known.
func (r *reading) notKnown(a *exchange.Answer) {
	r.status, r.unknown = Warn, a.Said()
	r.title = "The answer names an error that is not known here: " + a.Title()
	r.why = "No published text of NetSuite has this error, so the answer does not tell the cause."
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
	if usesTBA(v.facts) {
		return Finding{Status: Fail, Title: "NetSuite answers a login with token-based authentication (TBA): " + a.Title(), symptom: true,
			Evidence: evidence("answer", "200", v.shownAnswer()), Why: "The codes of OAuth 2.0 do not apply to it.",
			Fix: integrator("Read the page about codes of TBA."), Verify: "The same request succeeds.", Page: TBAPage}, true
	}
	r := v.read()
	f := Finding{
		Status: orStatus(r.status, Fail), Title: r.title, symptom: true, Evidence: evidence("answer", v.expectedAnswer(), v.shownAnswer()),
		Why: r.why, Fix: r.fix, Verify: r.verify, Page: r.page, Supply: r.ask, Lacks: r.lacks, unknown: r.unknown,
	}
	if f.Verify == "" {
		f.Verify = "The same request succeeds, and the trail shows a row with Status Success."
	}
	for _, c := range r.claims {
		f.says(c.certainty, c.because, c.code)
	}
	if v.facts.Value(FactStep) == "" && fromTokenEndpoint(a) {
		for _, kind := range codes {
			if !slices.ContainsFunc(kind.Steps, func(s Step) bool { return s != detail.StepAuthorize && s != detail.StepCall }) {
				f.says(RuledOut, "the answer is that of the token endpoint; Oracle lists this code for "+detail.StepTitles(kind.Steps), kind.Code)
			}
		}
	}
	return f, true
}

// tokenErrors are errors that only the token endpoint gives (RFC 6749 section 5.2).
var tokenErrors = []string{"invalid_client", "invalid_grant", "unsupported_grant_type"}

// fromTokenEndpoint reports whether only the token endpoint gives such an error.
func fromTokenEndpoint(a *exchange.Answer) bool {
	return slices.Contains(tokenErrors, strings.ToLower(a.Said()))
}

func orStatus(status, other Status) Status {
	if status == "" {
		return other
	}
	return status
}

// allows reports whether a finding makes a claim for a code, or about none.
func (f *Finding) allows(code Code) bool {
	return slices.ContainsFunc(f.claims, func(c claim) bool { return c.code == code && c.certainty != RuledOut })
}

func (v *view) expectedAnswer() string {
	switch {
	case v.answer.Redirected():
		return "code and state"
	case v.answer.Body == exchange.TokenBody, v.request != nil && v.request.ToTokenEndpoint():
		return "200 with access_token"
	}
	return "200"
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
	if a.Description != "" && !a.Sentence {
		parts = append(parts, "“"+a.Description+"”")
	}
	return strings.Join(parts, " · ")
}

// read says what the answer means.
func (v *view) read() reading {
	a := v.answer
	step, from := v.orHint(FactStep)
	named := strings.ToLower(a.Said())
	if step == "" && v.facts.Value(FactFlow) == "client-credentials" && (a.Body == exchange.TokenBody || a.Form == exchange.ErrorWord) {
		step = string(detail.StepClientCredentials) // the flow has that one request
	}
	switch {
	case named == "" && a.Challenge.Scheme == "Basic":
		return v.readInvalidClient(Step(step), from)
	case a.Redirected() && !fromTokenEndpoint(a): // a client may pass on what the token endpoint said
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
	r := reading{title: "Too many requests at once; this is no failed login", page: "symptoms/concurrency-limit.md",
		why: "NetSuite limits how many requests of an account and an integration run at the same time. No Detail code belongs to it.",
		fix: integrator("Send fewer requests at once, wait and repeat the ones that were refused.")}
	r.excludesAll("the answer is about how many requests run at once, not about the login")
	return r
}

// excludesAll rules out every code: the answer is that of no failed login.
func (r *reading) excludesAll(because string) {
	for _, kind := range codes {
		r.says(RuledOut, because, kind.Code)
	}
}

func (v *view) readNoPermission() reading {
	r := reading{title: "The login succeeded; the role may not do the work", page: "symptoms/permission-for-the-record.md",
		why:    "The answer comes after the login: the role lacks a permission for REST web services or for the record. The trail shows Success.",
		fix:    administrator("Open Setup › Users/Roles › Manage Roles › that role › Permissions.", "Add REST Web Services (Setup) and the permissions that the records need.", "Save."),
		verify: "The same call is answered with status 200.", ask: "look at the row of this call in the trail: is its Status Success?"}
	r.excludesAll("the answer says that the login succeeded")
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
		r.says(Likely, "the answer says access_denied", "AuthorizationExplicitlyDenied")
	case "unsupported_response_type":
		r.title, r.why = "NetSuite does not take the response_type", "It takes code only."
		r.fix = integrator("Send response_type=code.")
		r.says(Likely, "the answer says unsupported_response_type", "UnsupportedResponseType")
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
		if named != "" && detail.HTTPError(named) == "" {
			r.notKnown(v.answer)
			r.fix = integrator("Copy the whole address that the application opened in the browser, and paste it here.", "Read the word in the Detail column: "+trailMenu+".")
			break
		}
		r.title, r.why = "NetSuite refused the authorize request: "+orWord(named, "an error"), "A parameter is missing or not acceptable. The redirect does not say which one; the authorize URL does."
		r.fix = integrator("Copy the whole address that the application opened in the browser, and paste it here: state, PKCE and the other parameters are looked at one by one.")
		pkce := Likely
		if state, given := v.answer.Params.Get("state"); given && !state.Elided() && state.Length < shortestState {
			// NetSuite sends state back as it came.
			r.says(Likely, "the redirect says invalid_request, and state came back with "+plural(state.Length, "character", "characters")+"; 22 to 1024 are taken", "InvalidState")
			pkce = Possible
		}
		r.says(Likely, "the redirect says invalid_request; state is checked for 22 to 1024 characters", "InvalidState")
		r.says(pkce, "the redirect says invalid_request; PKCE may be missing or malformed", "InvalidRequest")
		if !authorizeKnown {
			r.ask = "paste the authorize URL: the address that the application opened in the browser, with response_type and client_id in it"
		} else {
			r.ask, r.lacks = "read the word in the Detail column: "+trailMenu, FactDetail
		}
	}
	return r
}

// readRefusedCall: the answer to a refused call never says why (subsect_158521885412,
// section_156570709583); the Detail column does.
func (v *view) readRefusedCall() reading {
	r := reading{page: "symptoms/invalid-login.md", title: "NetSuite refused the login of a call: " + v.answer.Title(),
		why: "The answer is the same for every cause. The word that tells the cause is in the Detail column of the Login Audit Trail.",
		fix: slices.Concat(
			administrator("Open Setup › Users/Roles › User Management › View Login Audit Trail.", "Choose Use Advanced Search, open the Results subtab, add Detail and Token-based Application Name, and Submit.", "Read Detail in the row of this call."),
			integrator(capitalise(v.lookInto("access token", "exp, aud and scope"))+".")),
		ask: "which word is in the Detail column? " + trailMenu, lacks: FactDetail}
	if v.answer.Status == 403 {
		r.title = "NetSuite refused a call: " + v.answer.Title() + ", which may mean a wrong host, too"
		r.why += " Oracle documents status 403 on a RESTlet for a request to an invalid domain: look at the host first."
		r.fix = slices.Concat(integrator("Compare the host of the call with Setup › Company › Company Information › Company URLs."), r.fix)
	}
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
	case a.Body == exchange.PageBody && a.Status == 0:
		r.title, r.page = "A web page came back, not an answer for a program", "symptoms/no-redirect.md"
		r.why = "In the browser NetSuite shows an error page where it does not know the Client ID or the redirect URI, and does not redirect. To a program a page comes from a wrong address."
		r.fix = integrator("In the browser: copy the whole address that the application opened, and paste it here.", "In a program: paste the request and the status of the answer.")
		r.ask, r.lacks = "where did the page come: in the browser, or as the answer to a program?", ""
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
		r.title, r.why = "The script was not found or failed: "+a.Title(), "Errors that begin with SSS_ speak of the script, not of the login. That the login succeeded is inferred; the row in the trail tells."
		r.fix = integrator("Compare script and deploy in the address with the deployment.")
		r.page = "symptoms/restlet-403.md"
		r.ask, r.lacks = "", ""
	default:
		if a.Said() != "" && detail.HTTPError(a.Said()) == "" {
			r.notKnown(a)
		}
		if restlet {
			r.page = "symptoms/invalid-login.md"
		}
	}
	return r
}
