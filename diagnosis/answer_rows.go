package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
)

// answerRow is the meaning of one kind of answer. A row matches if all its conditions hold;
// one that is not set always holds. The first row of answerRows that matches is the meaning
// of an answer, so a row comes before those that are more general.
type answerRow struct {
	id string // for tests

	by     exchange.Author
	said   string // errors in lower case, separated by spaces; * at the end matches any rest
	says   exchange.Sentence
	status string // HTTP statuses, separated by spaces; 5* matches 500 to 599
	body   exchange.AnswerBody
	to     exchange.Endpoint // of the request
	at     Step
	when   func(s *subject) bool // any other condition

	// title and why may have the fields {answer}, {said}, {detail}, {host}, {server}, {page},
	// {step} and {status}, each with a text for an empty value: {detail|no reason is given}.
	// Steps and ask may have {look:WHAT:AT}, a step to look at AT in WHAT.
	title, why string
	// fix are the steps: "A " begins one for the administrator, "I " one for the integrator.
	fix    []string
	verify string // "" for the usual text
	page   string
	ask    string // the question that tells the remaining causes apart
	lacks  FactName
	claims []rowClaim
	// unknown reports whether the error is not understood, so that the finding is no fault.
	unknown bool
	// more, unless nil, changes the meaning by the facts.
	more func(s *subject, r *reading, from string)
	// source is the id of a page of Oracle's help, an RFC, or the number of a report (F1 …)
	// in the project's list of field knowledge.
	source string
}

// rowClaim is a claim of a row about codes, which are separated by spaces.
type rowClaim struct {
	certainty Certainty
	codes     string
	because   string
}

// The pages of more than one row.
const (
	permissionPage = "symptoms/permission-for-the-record.md"
	refusedPage    = "symptoms/call-read-and-refused.md"
	webPage        = "symptoms/web-page-in-place-of-json.md"
	gatewayPage    = "symptoms/proxy-or-gateway.md"
	connectorPage  = "symptoms/ai-connector.md"
	hostPage       = "symptoms/wrong-account-or-host.md"
	redirectPage   = "symptoms/error-in-the-redirect.md"
	restletPage    = "symptoms/restlet-403.md"
	grantPage      = "symptoms/invalid-grant.md"
	clientPage     = "symptoms/invalid-client.md"
	requestPage    = "symptoms/invalid-request.md"
)

const (
	readDetail  = "read the word in the Detail column: " + trailMenu
	whichGrant  = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?"
	copyHost    = "I Copy the host from Setup › Company › Company Information › Company URLs."
	rolesMenu   = "A Open Setup › Users/Roles › Manage Roles › the role › Permissions."
	recordBoxes = "A Open Setup › Integration › Manage Integrations › your record › Edit › Authentication."
	startAgain  = "I Start the flow again: each code works once."
	callAgain   = "The same call returns status 200."
)

// redirectStatuses are the HTTP statuses of a redirect.
const redirectStatuses = "301 302 303 307 308"

func isRedirect(s *subject) bool { return s.answer.Redirected() }

func aiClient(s *subject) bool {
	a := s.answer
	return a.Reported && (containsWord(a.Location.Host, "claude", "anthropic", "chatgpt", "openai") || strings.HasPrefix(a.Params.Text("error_code"), "mcp_"))
}

func containsWord(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

func described(s *subject) bool { return s.answer.Description != "" }

func toRESTlet(s *subject) bool {
	return s.facts.Value(FactService) == "restlets" || s.request != nil && s.request.Address.Endpoint == exchange.RESTlet
}

// answerRows are the meanings of answers, the more specific first.
var answerRows = slices.Concat(otherAuthors, redirectRows, pageRows, connectorRows, sentenceRows, tokenRows, callRows, statusRows)

// otherAuthors are answers of other servers than NetSuite's.
var otherAuthors = []answerRow{
	{id: "ai-client-grant", by: exchange.Client, said: "invalid_grant", when: aiClient, source: "F14",
		title: "NetSuite rejected the code that the AI client exchanged in step two: invalid_grant",
		why:   "{host} is the AI client's own service: it passes on the response of NetSuite's token endpoint. The code, its verifier or the Client ID did not match.",
		fix: []string{"I Remove the connection in the AI client and connect again: each code works once.",
			"A In the Login Audit Trail, read Detail in the row of that minute.", "I If it fails again, send the time and the reference to the AI client's support."},
		page: connectorPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "InvalidGrant", "the AI client reports invalid_grant for the code exchange"}, {Possible, "ClientIdMismatch", "the code may belong to another Client ID"},
			{Possible, "TokenBlocked", "NetSuite may revoke the tokens of a code that is sent twice (inferred)"}}},
	{id: "ai-client-other", by: exchange.Client, when: aiClient, source: "F14",
		title: "NetSuite rejected the AI client's token request in step two: {said}",
		why:   "{host} is the AI client's own service: it passes on the response of NetSuite's token endpoint.",
		fix: []string{"A Compare the Client ID in the AI client with the integration record of this connection.", "I Remove the connection in the AI client and connect again.",
			"A In the Login Audit Trail, read Detail in the row of that minute."},
		page: connectorPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "ClientAuthenticationFailed", "the AI client reports an error in the code exchange"}, {Possible, "ClientIdMismatch InvalidGrant", "the AI client reports an error in the code exchange"}}},
	{id: "broker", by: exchange.Client, when: func(s *subject) bool { return s.answer.Reported }, source: "F14, F52",
		title: "{host} got {said} from NetSuite when it asked for tokens",
		why:   "{host} is a service of the client. It passes on one word of the token endpoint's response.",
		fix:   []string{"I Find NetSuite's full response, with status and body, in that service's log.", startAgain, "A In the Login Audit Trail, read Detail in the row of that minute."},
		page:  grantPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "InvalidGrant", "the client's service reports an error from the token endpoint"}, {Possible, "ClientIdMismatch ClientAuthenticationFailed", "the client's service reports an error from the token endpoint"}}},
	{id: "other-login", by: exchange.Client, when: func(s *subject) bool { return s.answer.OtherLogin() }, source: "learn.microsoft.com/entra/identity-platform/reference-error-codes",
		title: "This is the login of Microsoft Entra, not NetSuite's: {answer}",
		why:   "Codes that begin with AADSTS are Microsoft's. The request did not reach NetSuite, and NetSuite's codes do not apply.",
		fix:   []string{"I Find the request that the program sends to Microsoft, and correct its client and secret there.", "I To get NetSuite tokens, send the request to the token endpoint of your account."},
		page:  gatewayPage, ask: "which address was the request sent to?"},
	{id: "other-host", by: exchange.Client, source: "section_1498251763",
		title: "This is not NetSuite's login: {host} answered ({answer})",
		why:   "The request went to {host}, which is not a NetSuite host. The response does not show whether it reached NetSuite.",
		fix:   []string{"I Find out what {host} is: a proxy, a broker, or a wrong address in the settings.", "I Find NetSuite's own response in its log, and paste it here.", copyHost},
		page:  gatewayPage, ask: "what does the service at that host do, and what did NetSuite send it?"},

	{id: "proxy-407", by: exchange.Between, status: "407", source: "RFC 9110 15.5.8",
		title: "A proxy wants its own login (407); the request never reached NetSuite",
		why:   "Status 407 comes from the proxy of your network. It expects its own user name and password, not the token.",
		fix:   []string{"I Enter the proxy's user name and password in the program, or ask the network team to let NetSuite's hosts through.", "I Send the request again."},
		page:  gatewayPage, ask: "which proxy does this machine use?"},
	{id: "sent-elsewhere", by: exchange.Between, status: redirectStatuses, when: func(s *subject) bool { return s.answer.Location.Host != "" }, source: "RFC 9110 15.4",
		title: "{status} redirects the call to {host}, which is not a NetSuite host",
		why:   "A proxy, a network portal or the client's own service wants the user to log in there. This is not NetSuite's login, nor a wrong data center.",
		fix:   []string{"I Ask the team that runs {host} to let the program through to NetSuite.", copyHost, "I Do not send the token when you follow the redirect."},
		page:  gatewayPage, ask: "what is that host: the company's login, a proxy, or the client's own service?"},
	{id: "gateway-down", by: exchange.Between, status: "502 503 504", source: "RFC 9110 15.6",
		title: "A gateway sent {status}, not NetSuite ({server|it gives no name})",
		why:   "The gateway could not reach the server behind it, or stopped waiting. This is not a failed login.",
		fix:   []string{"I Repeat the request in a minute.", "I If the error persists, ask the team that runs the gateway. If you have no gateway, check the host."},
		page:  gatewayPage, ask: "do you run a gateway between the program and NetSuite?"},
	{id: "gateway-fault", by: exchange.Between, body: exchange.GatewayBody, source: "Apigee and Kong: their documentation",
		title: "This response is from a gateway, not from NetSuite: {detail|{answer}}",
		why:   "The body has the form of an API gateway. The gateway rejected the call by its own rules, before it reached NetSuite.",
		fix:   []string{"I Ask the team that runs the gateway which key or token it expects.", "I Call NetSuite's host directly once, to compare."},
		page:  gatewayPage, ask: "which gateway is between the program and NetSuite?"},
	{id: "gateway", by: exchange.Between, source: "RFC 9110 7.6",
		title: "This is not NetSuite's login: {server|a proxy} answered {answer}",
		why:   "{server|A proxy} sent this response. It rejected the request by its own rules, and NetSuite may never have received it.",
		fix:   []string{"I Ask the team that runs the proxy or gateway why it rejects the request.", "I Call NetSuite's host from another network once, to compare."},
		page:  gatewayPage, ask: "is there a proxy or firewall between the program and NetSuite?"},
}

// pageRows are web pages and redirects where a program expected JSON.
var pageRows = []answerRow{
	{id: "maintenance", by: exchange.NetSuite, says: exchange.Maintenance, source: "section_4634920277",
		title: "NetSuite is unavailable: {page|maintenance}",
		why:   "NetSuite shows a maintenance page. This is not a failed login, and you do not need to change anything.",
		fix:   []string{"I Repeat the request later.", "A If the page is still there, contact Oracle support."},
		page:  webPage, ask: "does the same request succeed later?", verify: "The same request succeeds after the maintenance."},
	{id: "login-page", by: exchange.Login, when: func(s *subject) bool { return s.answer.Location.LoginPage() }, source: "section_4634920277, F15 #666",
		title: "NetSuite redirects the call to its login page: it accepted no token",
		why:   "NetSuite received no header Authorization: Bearer, or the call went to the app host, which is for browsers.",
		fix: []string{"I Check that the program sends the header Authorization: Bearer. An earlier redirect may have dropped it.",
			"I Call the restlets.api or suitetalk.api host of the account, not the app host.", "I Do not follow redirects in calls with a token."},
		page: webPage, ask: "which host was called, and was the header Authorization sent?"},
	{id: "login-form", by: exchange.Login, says: exchange.LoginForm, source: "F15 #666",
		title: "NetSuite sent its login page instead of data",
		why:   "NetSuite treated the request as a browser's: it had no valid token, or went to the app host.",
		fix: []string{"I Check that the program sends the header Authorization: Bearer.", "I Call the restlets.api or suitetalk.api host of the account.",
			"I In a browser: copy the whole address that the application opened, and paste it here."},
		page: webPage, ask: "where did the page appear: in the browser, or in the program's response?"},
	{id: "page-403", by: exchange.WebPage, status: "401 403", source: "section_4634920277",
		title: "{status} with a web page: a firewall, or the wrong host",
		why:   "NetSuite's services send JSON, XML or text. A web page comes from a firewall or proxy, or from the wrong host.",
		fix:   []string{copyHost, "I Read the page's title and the header Server, which often name the firewall.", "I Call from another network once, to compare."},
		page:  webPage, ask: "which host was called, and what is the title of the page?"},
	{id: "page-error", by: exchange.WebPage, when: func(s *subject) bool { return s.answer.Status >= 300 }, source: "section_4634920277",
		title: "{status} with a web page instead of JSON: {page|it has no title}",
		why:   "NetSuite's services send JSON, XML or text. A web page comes from a wrong address, a gateway, or a service that is down.",
		fix:   []string{"I Compare the address and the method with Oracle's page for this service.", copyHost, "I Repeat the request later."},
		page:  webPage, ask: "which address was called?"},
	{id: "page-not-json", by: exchange.WebPage, says: exchange.NotJSON, source: "section_4634920277, F37",
		title: "The program expected JSON and got a web page: {page|it has no title}",
		why:   "NetSuite's services send JSON, XML or text. A web page comes from the app host, a redirect to the login page, a proxy, or maintenance.",
		fix:   []string{"I Print the status, Location, Server and the first 200 characters of the response.", copyHost, "I Check that the program sends the header Authorization: Bearer."},
		page:  webPage, ask: "which address was called, and what is the title of the page?"},
	{id: "page", by: exchange.WebPage, source: "subsect_158521823069",
		title: "The response is a web page: {page|it has no title}",
		why:   "In the browser, NetSuite shows an error page if the Client ID or the redirect URI is not on the record. A program gets a web page from a wrong address.",
		fix:   []string{"I In the browser: copy the whole address that the application opened, and paste it here.", "I In a program: paste the request and the status of the response."},
		page:  "symptoms/no-redirect.md", ask: "where did the page appear: in the browser, or in the program's response?"},
	{id: "to-https", status: redirectStatuses, when: toHTTPS, source: "inferred from RFC 9110 15.4",
		title: "The call went to http://, and NetSuite redirects it to https://",
		why:   "Many programs drop the header Authorization when they follow a redirect, so the call arrives without its token.",
		fix:   []string{"I Change the address in the program to https://.", "I Turn off redirects in the program."},
		page:  hostPage, ask: "which address is in the settings of the program?"},
	{id: "data-center", by: exchange.NetSuite, status: redirectStatuses, when: func(s *subject) bool { return s.answer.Location.Host != "" || toRESTlet(s) }, source: "section_4634920277",
		title: "{status}: the call went to the wrong data center or host",
		why:   "NetSuite redirects the call to another of its hosts. Oracle documents 302 on a RESTlet for the wrong data center. No login was tried (inferred).",
		fix:   []string{copyHost, "I Do not send the token when you follow the redirect."},
		page:  hostPage, ask: "which host was called?"},
	{id: "redirected", status: redirectStatuses, source: "section_4634920277",
		title: "{status}: the call was redirected to another address",
		why:   "The header Location shows the address. NetSuite's login page means that it accepted no token. Another NetSuite host means that the call went to the wrong data center.",
		fix:   []string{"I Copy the header Location from the response, and paste it here.", copyHost},
		page:  webPage, ask: "which address is in the header Location?"},
}

func toHTTPS(s *subject) bool {
	a := s.answer
	return a.Location.NetSuite() && a.Location.Scheme == "https" && !a.Location.LoginPage() && a.Location.Endpoint != exchange.NoEndpoint && a.Location.Service != "" &&
		(s.request == nil && a.Status == 301 || s.request != nil && s.request.Address.Scheme == "http")
}

// redirectRows are the redirects of step one to the application (subsect_158521823069).
var redirectRows = []answerRow{
	{id: "access-denied", said: "access_denied", source: "subsect_158521823069", page: redirectPage,
		title:  "The user did not allow access",
		why:    "NetSuite redirects with access_denied when the user clicks Deny or Back.",
		fix:    []string{"I Start the flow again, and have the user click Allow or Continue."},
		claims: []rowClaim{{Likely, "AuthorizationExplicitlyDenied", "the answer says access_denied"}}},
	{id: "response-type", said: "unsupported_response_type", source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite rejected the response_type", why: "NetSuite accepts only code.", fix: []string{"I Send response_type=code."},
		claims: []rowClaim{{Likely, "UnsupportedResponseType", "the answer says unsupported_response_type"}}},
	{id: "redirect-scope", said: "invalid_scope", when: isRedirect, source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite rejected the requested scope", why: "The scope is malformed or unknown, or its box on the record is not checked.",
		fix:    []string{"I Compare scope in the authorize URL with the Scope boxes on the record."},
		claims: []rowClaim{{Likely, "ScopeMismatched", "the redirect says invalid_scope"}, {Possible, "InvalidRequest", "the scope may be malformed"}}},
	{id: "redirect-client", said: "unauthorized_client", when: isRedirect, source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite does not know the client, or does not allow it this grant", why: "Oracle documents no redirect for an unknown client, so check the grant box too.",
		fix:    []string{recordBoxes, "A Check Authorization Code Grant.", "A Save."},
		claims: []rowClaim{{Likely, "AuthorizationCodeGrantRequired", "the redirect says unauthorized_client; this code is inferred"}, {Possible, "UnknownIntegration", "the client may be unknown, but Oracle documents no redirect for that"}}},
	{id: "redirect-failed", said: "server_error temporarily_unavailable", when: isRedirect, source: "RFC 6749 4.1.2.1", page: redirectPage,
		title: "NetSuite could not process step one: {said}", why: "NetSuite could not process the login at that moment. The word does not point to a fault in your setup.",
		fix: []string{"I Start the flow again later.", "A If it fails again, read the Detail column."}, ask: readDetail, lacks: FactDetail},
	{id: "redirect-request", said: "invalid_request", when: isRedirect, source: "subsect_158521823069, F8", page: redirectPage, more: readStepOne,
		title: "NetSuite rejected the authorize request: invalid_request", why: "A parameter is missing or invalid. The redirect does not show which one; the authorize URL does.",
		fix: []string{"I Copy the whole address that the application opened in the browser, and paste it here. authdoctor checks state, PKCE and every other parameter."}},
	{id: "redirect-prompt", said: "login_required consent_required interaction_required account_selection_required", when: isRedirect, source: "OpenID Connect Core 3.1.2.6; section_162626471013", page: redirectPage,
		title: "NetSuite needs the user, but the request does not let it ask: {said}", why: "With prompt=none, NetSuite cannot show a page. The user is not logged in, or has not consented yet.",
		fix: []string{"I Send the request once without prompt=none, and have the user log in and consent."}, ask: "does the authorize URL have prompt=none?"},
	{id: "redirect-token-word", said: "invalid_client invalid_grant unsupported_grant_type", when: isRedirect, source: "F11", page: grantPage,
		title: "The application reports {said}: NetSuite rejected the code exchange", why: "This word comes from the token endpoint in step two, not from the authorize page. The application repeats it in its own address.",
		fix: []string{"I Find the token request and its response in the application's log.", startAgain}, ask: "what did the token endpoint return?",
		claims: []rowClaim{{Possible, "InvalidGrant ClientAuthenticationFailed ClientIdMismatch", "the address reports an error from the token endpoint"}}},
	{id: "redirect-unknown", when: func(s *subject) bool { return isRedirect(s) && s.answer.Error != "" }, source: "subsect_158521823069", page: redirectPage, more: nearestWord,
		title: "Step one ended with an error that Oracle does not list: {said}", why: "NetSuite found the Client ID and the redirect URI, because it redirected. It rejected something else in the request.",
		fix: []string{"A Read the word in the Detail column: " + trailMenu + ".", "I Copy the whole address that the application opened in the browser, and paste it here."}, ask: readDetail, lacks: FactDetail},
}

// readStepOne adds the claims of a redirect with invalid_request, and the question.
func readStepOne(s *subject, r *reading, _ string) {
	pkce := Likely
	if state, given := s.answer.Params.Get("state"); given && !state.Elided() && state.Length < shortestState {
		// NetSuite returns state as it was sent.
		r.says(Likely, "the redirect says invalid_request, and state came back with "+countOf(state.Length, "character")+"; NetSuite accepts 22 to 1024", "InvalidState")
		pkce = Possible
	}
	r.says(Likely, "the redirect says invalid_request; state must have 22 to 1024 characters", "InvalidState")
	r.says(pkce, "the redirect says invalid_request; PKCE may be missing or malformed", "InvalidRequest")
	r.ask = "paste the authorize URL: the address that the application opened in the browser, with response_type and client_id in it"
	if s.request != nil && s.authorizes() {
		r.ask, r.lacks = readDetail, FactDetail
	}
}

// nearestWord adds the codes that an unlisted error may stand for.
func nearestWord(s *subject, r *reading, _ string) {
	var near []string
	for _, name := range detail.Find(s.answer.Error).Nearest {
		if kind, known := detail.Lookup(name); known && slices.Contains(kind.Steps, detail.StepAuthorize) {
			near = append(near, name)
		}
	}
	if near = near[:min(len(near), 3)]; len(near) == 0 {
		if r.meant = detail.NearHTTPError(s.answer.Error); r.meant == "" {
			r.status, r.unknown = Warn, s.answer.Error
		}
		return
	}
	r.why = "The nearest code of the Detail column is " + near[0] + " (inferred from the word). " + r.why
	for _, name := range near {
		r.says(Possible, "the redirect says "+s.answer.Error+"; that it means this code is inferred from the word", Code(name))
	}
}

// connectorRows are answers of the AI connector (section_0714082142, article_4160616848).
var connectorRows = []answerRow{
	{id: "mcp-many", to: exchange.MCP, status: "429", source: "section_0827103226", page: "symptoms/concurrency-limit.md",
		title: "The AI Connector rejected the call: too many requests at once", why: "NetSuite limits how many requests run at the same time. This is not a failed login.",
		fix: []string{"I Send fewer requests at once, and repeat the rejected ones after a pause."}},
	{id: "mcp-path", to: exchange.MCP, when: func(s *subject) bool { return !mcpPath(s.request.Address.Path) }, source: "article_4160616848", page: connectorPage,
		title: "The AI Connector address is incomplete: it must end in /services/mcp/v1/all", why: "Without /all, or /suiteapp/ and an application ID, the connector appears disconnected.",
		fix: []string{"I Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.", "I Remove the old connection and connect again."}},
	{id: "mcp-login", to: exchange.MCP, by: exchange.Login, source: "article_4160616848", page: connectorPage,
		title: "NetSuite rejected an AI client's login: {answer}", why: "The AI Connector needs an access token with only the scope mcp, and a role with two permissions. The response does not show what is missing.",
		fix: []string{"A Add MCP Server Connection and Log in using OAuth 2.0 Access Tokens to the role; it must not be Administrator.", "A Check that State of the AI client's integration record is Enabled.",
			"I Remove the connection in the AI client and connect again."}, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "ScopeMismatched", "the token must have the scope mcp"}, {Possible, "AccessTokenExpired", "an access token is valid for 60 minutes"}, {Possible, "IntegrationBlocked", "the AI client's record may be waiting for approval"}}},
	{id: "mcp", to: exchange.MCP, source: "article_4160616848, F11", page: connectorPage,
		title: "The AI Connector returned {answer}", why: "The Execution Log of the integration record shows whether the call reached NetSuite. If it is empty, the fault is on the AI client's side (one report).",
		fix: []string{"A Open the integration record › Execution Log › AI Connector (MCP), and check the entries of that minute.", "A Add MCP Server Connection and REST Web Services to the role.", "I Remove the connection in the AI client and connect again."}},
}

func mcpPath(path string) bool {
	path = strings.TrimRight(strings.ToLower(path), "/")
	return strings.HasSuffix(path, "/all") || strings.Contains(path, "/suiteapp/")
}

// sentenceRows are answers whose sentence is more specific than their error.
var sentenceRows = []answerRow{
	{id: "scope-too-small", by: exchange.Login, says: exchange.ScopeTooSmall, source: "F43", page: Code("ScopeMismatched").Path(),
		title: "The scope of the token does not cover this service: {answer}", why: "A token is valid only for the services in its scope. A token with the scope mcp is valid only for the AI Connector.",
		fix: []string{recordBoxes, "A Check the Scope box of the service: RESTlets, or REST Web Services. If NetSuite AI Connector Service is checked there, create a second record instead.", "I Request that scope and get a new token: an existing token keeps its scopes."},
		ask: "{look:access token:scope}", claims: []rowClaim{{Likely, "ScopeMismatched", "the response names the scope"}}},
	{id: "insufficient-scope", by: exchange.Login, said: "insufficient_scope", source: "RFC 6750 3.1", page: Code("ScopeMismatched").Path(),
		title: "The scope of the token does not cover this service: {answer}", why: "A token is valid only for the services in its scope.",
		fix: []string{recordBoxes, "A Check the Scope box of the service: RESTlets, or REST Web Services. If NetSuite AI Connector Service is checked there, create a second record instead.", "I Request that scope and get a new token: an existing token keeps its scopes."},
		ask: "{look:access token:scope}", claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says insufficient_scope"}}},
	{id: "redirect-uri-differs", said: "invalid_grant", says: exchange.RedirectDiffers, source: "subsect_158521832417", page: grantPage,
		title: "redirect_uri in step two differs from step one", why: "The code was issued for the redirect_uri of the authorize URL. Step two must send exactly the same one.",
		fix:    []string{"I Compare redirect_uri in both requests: scheme, host, path and final slash.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer names redirect_uri; this code is inferred"}}},
	{id: "verifier-differs", said: "invalid_grant invalid_request", says: exchange.VerifierDiffers, source: "RFC 7636 4.6, F11", page: grantPage,
		title: "code_verifier does not match the code_challenge of step one", why: "The client must keep the verifier from step one and send it in step two. A verifier from another attempt does not match.",
		fix:    []string{"I Store code_verifier with state, separately for each login.", "I Send it unchanged: 43 to 128 characters.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer names the code_verifier"}}},
	{id: "code-ended", said: "invalid_grant", says: exchange.CodeEnded, source: "subsect_158521832417; RFC 6749 4.1.2", page: grantPage,
		title: "The authorization code has expired, or was used before", why: "A code works once, and only for a short time. A second use may also revoke the tokens from the first (inferred).",
		fix:    []string{"I Exchange the code at once, and only once: check for a page that loads twice, or a retry after an error.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer names the authorization code; this Detail code is inferred"}, {Possible, "TokenBlocked", "a second use may revoke the tokens from the first (inferred)"}}},
	{id: "refresh-ended", said: "invalid_grant", says: exchange.RefreshEnded, source: "subsect_158521832417, section_158081952044", page: grantPage, more: readRefusedRefresh,
		title: "The refresh token is no longer valid"},
	{id: "oauthlib", said: "invalid_request", says: exchange.Oauthlib, source: "oauthlib, run; F37", page: requestPage,
		title: "NetSuite returned only invalid_request; oauthlib added the rest of the line", why: "oauthlib prints “Invalid client_id parameter value” for every invalid_request. NetSuite did not say that the Client ID is wrong.",
		fix:    []string{"I Print the status and body of the response.", "I Check grant_type and the fields of the step, sent in the body as a form.", "I Authenticate the client in one way only."},
		ask:    "paste the request as a curl command, without secrets: authdoctor checks each field",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request: grant_type may be wrong"}, {Possible, "ClientAuthenticationFailed", "the client may be authenticated in two ways"}}},
	{id: "assertion-unread", said: "invalid_request invalid_client", says: exchange.AssertionUnread, source: "F39", page: requestPage,
		title: "NetSuite could not read the assertion: {answer}", why: "client_assertion is cut, empty or not a JWT, or its header names an algorithm that NetSuite does not accept (inferred).",
		fix: []string{"I {look:assertion that was sent:alg, kid, iss and aud}.", "I Send grant_type, client_assertion_type and client_assertion as a form, and nothing else."},
		ask: "{look:assertion:alg, kid, iss and aud}"},
}

// tokenRows are the errors of the token endpoint (subsect_158521832417).
var tokenRows = []answerRow{
	{id: "client-m2m", said: "invalid_client", at: detail.StepClientCredentials, source: "F3", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "In one report, kid named no mapped certificate, or the signature was wrong. Oracle documents no table of errors for this request.",
		fix: []string{"A Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, in the account that you call.",
			"A Find the row of this application whose Certificate ID equals kid in the assertion. If it is missing, click Create New and upload the certificate.", "I Sign with the private key of that certificate, and set kid to its Certificate ID."},
		ask: "which Certificate ID does the row of this application show? Also {look:assertion:its kid}", lacks: FactCertificateID,
		claims: []rowClaim{{Likely, "MissingKey", "one report got invalid_client with client credentials for an unknown kid"}, {Possible, "SignatureValidation", "another key than that of the mapped certificate may have signed"},
			{Possible, "InvalidIntegration", "iss may name an integration other than that of the certificate"}, {Possible, "EntityOrRoleDisabled", "the entity or role in the mapping may be inactive"}}},
	{id: "client-code", said: "invalid_client", at: detail.StepToken, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "The Client ID and the Client Secret do not belong together, or not to this account.",
		fix: secretSteps, ask: "was the Client Secret reset since the last successful login?", lacks: FactChanged,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "the token endpoint returns invalid_client in step two"}, {Possible, "InvalidIntegration", "the Client ID may belong to another record"}, {Possible, "ClientIdMismatch", "the Client ID may differ from step one"}}},
	{id: "client-refresh", said: "invalid_client", at: detail.StepRefresh, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "The Client ID and the Client Secret do not belong together, or not to this account.",
		fix: secretSteps, ask: "was the Client Secret reset since the last successful login?", lacks: FactChanged,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "the token endpoint returns invalid_client at the refresh"}, {Possible, "InvalidIntegration", "the Client ID may belong to another record"}}},
	{id: "client-401", said: "invalid_client", when: challenged, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Oracle documents 401 for step two and for a refresh: the Client ID or the Client Secret is wrong.",
		fix: []string{"I Compare the Client ID and the Client Secret with the values noted when the record was first saved."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "401 invalid_client is documented for a wrong Client ID or Client Secret"}, {Possible, "MissingKey SignatureValidation", "with client credentials the certificate may not be mapped"}}},
	{id: "client", said: "invalid_client", source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Oracle documents 401 for a wrong Client Secret. With client credentials, one report got 400 for an unknown kid or a wrong signature.",
		fix: []string{"I Check grant_type in the request body."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Possible, "MissingKey", "with client credentials: the certificate may not be mapped to this integration"}, {Possible, "SignatureValidation", "with client credentials: another key may have signed"}, {Possible, "ClientAuthenticationFailed", "in step two or at a refresh: the Client ID or the Client Secret may be wrong"}}},
	{id: "basic-challenge", by: exchange.Login, when: func(s *subject) bool { return s.answer.Challenge.Scheme == "Basic" && s.answer.Said() == "" }, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint rejected the client: {answer} with Basic", why: "Oracle documents this challenge for step two and for a refresh: the Client ID or the Client Secret is wrong.",
		fix: []string{"I Compare the Client ID and the Client Secret with the values noted when the record was first saved."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "Oracle documents a Basic challenge for a wrong Client ID or Client Secret"}, {Possible, "MissingKey SignatureValidation", "with client credentials the certificate may not be mapped"}}},

	{id: "grant-code", said: "invalid_grant", at: detail.StepToken, source: "subsect_158521832417", page: grantPage,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "The code has expired, was used before or belongs to another client; or redirect_uri or code_verifier does not match step one.",
		fix:    []string{"I Exchange the code at once, and only once.", "I Send exactly the redirect_uri of step one.", "I Send the code_verifier from which the code_challenge of step one was made."},
		ask:    "does the first exchange of a new code fail, or only the second one?",
		claims: []rowClaim{{Likely, "InvalidGrant", "the token endpoint returns invalid_grant in step two"}, {Possible, "ClientIdMismatch", "the code may belong to another Client ID"}}},
	{id: "grant-refresh", said: "invalid_grant", at: detail.StepRefresh, source: "subsect_158521832417, section_158082518856", page: grantPage, more: readRefusedRefresh,
		title: "The token endpoint does not accept the grant: invalid_grant"},
	{id: "grant-m2m", said: "invalid_grant", at: detail.StepClientCredentials, source: "section_162755359851, F3", page: grantPage,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "Oracle documents invalid_grant for an expired token; one report had a wrong clock. There is no refresh token: request a new access token with a new assertion.",
		fix: []string{"I Sign a new assertion, with iat now and exp less than 60 minutes later.", "I Check the clock of the machine that signs.", "I Request a new access token with it."}, ask: "{look:assertion that was sent:exp}",
		claims: []rowClaim{{Likely, "TokenExpired", "Oracle documents invalid_grant with client credentials for an expired token"}, {Possible, "SignatureValidation", "another key may have signed the assertion"}, {Possible, "MissingKey", "kid may not name a mapped certificate"}}},
	{id: "grant", said: "invalid_grant", source: "subsect_158521832417", page: grantPage, more: readUnsureGrant,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "The code or the refresh token is no longer valid, or belongs to another client. The request shows which of the two was sent.",
		fix: []string{"I Check grant_type in the request body.", "I In step two: exchange each code at once, and only once. At a refresh: have the user consent again."}, ask: whichGrant, lacks: FactStep},

	{id: "request-authorize", said: "invalid_request", at: detail.StepAuthorize, source: "subsect_158521823069", page: redirectPage, more: readStepOne,
		title: "NetSuite rejected the authorize request: invalid_request", why: "A parameter is missing or invalid. The response does not show which one; the authorize URL does.",
		fix: []string{"I Copy the whole address that the application opened in the browser, and paste it here. authdoctor checks state, PKCE and every other parameter."}},
	{id: "request-call", by: exchange.Login, said: "invalid_request", when: func(s *subject) bool { return s.answer.Challenge.Scheme == "Bearer" || s.stepIs(detail.StepCall) }, source: "subsect_158521885412", page: requestPage,
		title: "The request is malformed: invalid_request", why: "NetSuite could not read the header Authorization. No login was tried, and the Login Audit Trail may have no row.",
		fix: []string{"I Send Authorization: Bearer, one space and the access token, without quotes or line breaks."}, ask: "paste the request as a curl command, or the header with the token: authdoctor checks its form"},
	{id: "request-m2m", said: "invalid_request", at: detail.StepClientCredentials, source: "unconfirmed", page: requestPage,
		title: "The request is malformed: invalid_request", why: "The request may carry Basic and a Client Secret instead of an assertion (unconfirmed), or a wrong field name. The Login Audit Trail may have no row.",
		fix: []string{"I Send grant_type, client_assertion_type and client_assertion as a form, and nothing else.", "I Send no header Authorization and no Client Secret."}, ask: "paste the request as a curl command: authdoctor checks each field"},
	{id: "request-code", said: "invalid_request", at: detail.StepToken, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing, appears twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once.",
		fix: formSteps, ask: "paste the request as a curl command: authdoctor checks each field",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request in step two: grant_type may be wrong"}, {Possible, "InvalidGrant", "invalid_request in step two: code_verifier may be missing"}}},
	{id: "request-refresh", said: "invalid_request", at: detail.StepRefresh, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing, appears twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once.",
		fix: formSteps, ask: "paste the request as a curl command: authdoctor checks each field",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request at the refresh: grant_type may be wrong"}}},
	{id: "request-token-endpoint", by: exchange.Login, said: "invalid_request", when: atTokenEndpoint, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing or malformed, or the client was authenticated in two ways. The grant narrows it down.",
		fix: []string{"I Check the fields of the request."}, ask: "paste the request as a curl command, without secrets; or say which grant_type it had", lacks: FactStep,
		claims: []rowClaim{{Possible, "InvalidGrantType", "at the token endpoint: grant_type may be wrong"}}},
	{id: "request", by: exchange.Login, said: "invalid_request", source: "subsect_158521823069, subsect_158521832417, subsect_158521885412", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing or malformed. The cause depends on the request: step one, the token endpoint or a call.",
		fix: []string{"I Find the request that got this response."}, ask: "paste the request as a curl command, or the authorize URL; or say which step failed", lacks: FactStep,
		claims: []rowClaim{{Possible, "InvalidGrantType", "at the token endpoint: grant_type may be wrong"}, {Possible, "InvalidState InvalidRequest", "in step one: state or PKCE may be invalid"}}},

	{id: "scope-code", said: "invalid_scope", at: detail.StepToken, source: "subsect_158521832417", page: Code("ScopeMismatched").Path(),
		title: "NetSuite rejected the scope: invalid_scope", why: scopeWhy, fix: scopeSteps, ask: "which Scope boxes are checked on the record?", lacks: FactRecordScopes,
		claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says invalid_scope"}}},
	{id: "scope", said: "invalid_scope", source: "subsect_158521832417, F3", page: Code("ScopeMismatched").Path(),
		title: "NetSuite rejected the scope: invalid_scope", why: scopeWhy, fix: scopeSteps, ask: "which Scope boxes are checked on the record?", lacks: FactRecordScopes,
		claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says invalid_scope"}, {Possible, "InvalidScope", "the token may carry no scope"}}},
	{id: "unauthorized-m2m", said: "unauthorized_client", at: detail.StepClientCredentials, source: "subsect_158521832417", page: recordPage,
		title: "The client may not use this grant: unauthorized_client", why: "The box of the grant is probably not checked on the integration record (inferred).",
		fix: []string{recordBoxes, "A Check Client Credentials (Machine to Machine) Grant.", "A Save."}, ask: "which grant boxes are checked on the record?", lacks: FactRecordGrants,
		claims: []rowClaim{{Possible, "AuthorizationCodeGrantRequired", "unauthorized_client with client credentials; Oracle documents no code for it"}}},
	{id: "unauthorized", said: "unauthorized_client", source: "subsect_158521832417", page: Code("AuthorizationCodeGrantRequired").Path(),
		title: "The client may not use this grant: unauthorized_client", why: "The box of the grant is probably not checked on the integration record (inferred).",
		fix: []string{recordBoxes, "A Check the box of your grant: Authorization Code Grant, or Client Credentials (Machine to Machine) Grant.", "A Save."}, ask: "which grant boxes are checked on the record?", lacks: FactRecordGrants,
		claims: []rowClaim{{Likely, "AuthorizationCodeGrantRequired", "the answer says unauthorized_client"}, {Possible, "UnknownIntegration", "the client may be unknown"}}},
	{id: "grant-type", said: "unsupported_grant_type", source: "subsect_158521832417", page: Code("InvalidGrantType").Path(),
		title: "The token endpoint rejected the grant_type", why: "It accepts authorization_code, refresh_token and client_credentials.",
		fix:    []string{"I Send the grant_type of your step.", "I Send it in the body, as a form."},
		claims: []rowClaim{{Likely, "InvalidGrantType", "the token endpoint returns unsupported_grant_type"}}},
	{id: "server-error-code", said: "server_error", when: func(s *subject) bool { return s.stepIs(detail.StepToken, detail.StepRefresh) }, source: "F39", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: "No public source explains this failure for {step}.",
		fix: []string{"I Repeat the request once.", "A If it fails again, read the Detail column."}, ask: readDetail, lacks: FactDetail},
	{id: "server-error", said: "server_error", source: "F17", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: serverErrorWhy, fix: serverErrorSteps, ask: "{look:assertion:alg and kid in its header, and iss in its payload}", claims: serverErrorClaims},
	{id: "token-500", status: "5*", at: detail.StepClientCredentials, source: "F17", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: serverErrorWhy, fix: serverErrorSteps, ask: "{look:assertion:alg and kid in its header, and iss in its payload}", claims: serverErrorClaims},
}

var (
	secretSteps = []string{"I Compare the Client ID with the value noted when the record was first saved.", "I Send HTTP Basic: base64 of Client ID:Client Secret, without line breaks.",
		"A If the Client Secret is lost, create a second record, and send its values to the integrator through a secure channel."}
	formSteps  = []string{"I Send the fields of the step in the body, as a form.", "I Authenticate only with HTTP Basic."}
	scopeWhy   = "The scope is malformed or unknown, or its box on the integration record is not checked."
	scopeSteps = []string{"A Open Setup › Integration › Manage Integrations › your record › Authentication, and compare the Scope boxes.", "I Request these scopes by NetSuite's names."}

	serverErrorWhy    = "With client credentials, one report got this for RS256. It may also mean an unknown iss or kid (unconfirmed). The Login Audit Trail may have no row (unconfirmed)."
	serverErrorSteps  = []string{"I {look:assertion that was sent:alg, kid and iss}.", "I Compare iss with the Client ID noted when the record was first saved, and kid with the Certificate ID in OAuth 2.0 Client Credentials (M2M) Setup."}
	serverErrorClaims = []rowClaim{{Possible, "MissingKey", "500 server_error may mean an unknown Certificate ID in kid (unconfirmed)"}, {Possible, "InvalidIssuer InvalidIntegration", "500 server_error may mean an unknown Client ID, or an Application ID in iss (unconfirmed)"},
		{Possible, "UnsupportedAlgo MissingKeyId", "one report got 500 server_error for RS256"}}
)

func challenged(s *subject) bool {
	return s.answer.Challenge.Scheme == "Basic" || s.answer.Status == 401
}

func atTokenEndpoint(s *subject) bool {
	return s.answer.Body == exchange.TokenBody || s.request != nil && s.request.ToTokenEndpoint()
}

// callRows are answers to calls with an access token.
var callRows = []answerRow{
	{id: "no-oauth2-login", says: exchange.NoOAuth2, source: "F36", page: "symptoms/role-without-oauth2-login.md",
		title: "The role or the integration is not allowed to log in with OAuth 2.0", why: "The role lacks Log in using OAuth 2.0 Access Tokens. Log in using Access Tokens is for TBA only. Oracle documents no Detail code for this.",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › the role › Permissions › Setup.", "A Add Log in using OAuth 2.0 Access Tokens.", "A Save."}},
	{id: "certificates-403", by: exchange.NetSuite, to: exchange.Certificates, status: "403", source: "article_92130837826, F4", page: permissionPage, verify: callAgain,
		title: "The role may not manage certificates: {answer}", why: "NetSuite accepted the token. This address needs the permission Manage own OAuth 2.0 Client Credentials certificates and the scope rest_webservices.",
		fix: []string{rolesMenu, "A Add Manage own OAuth 2.0 Client Credentials certificates (Setup).", "A Save."}},
	{id: "permission", by: exchange.NetSuite, said: "insufficient_permission user_unauthorized", source: "F4, F29, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite accepted the token; the role lacks a permission: {permission}", why: "The login succeeded, but the role may not do what the call requests. The text in detail names the permission or the record.",
		fix: []string{rolesMenu, "A Add the permission that the response names, at the level that the call needs: View, Create, Edit or Full.", "A Save.", "I Repeat the call with the same token."}},
	{id: "role-not-in-rest", by: exchange.NetSuite, says: exchange.RoleMayNot, source: "F1", page: permissionPage, verify: callAgain,
		title: "NetSuite accepted the token; its role may not use REST web services", why: "According to one report, the role usually lacks Log in using OAuth 2.0 Access Tokens. Log in using Access Tokens is for TBA only.",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › the role › Permissions › Setup, and add Log in using OAuth 2.0 Access Tokens.", "A Add REST Web Services there, and SuiteAnalytics Workbook on the subtab Reports.",
			"A Add the permissions for the records that the call uses, and save.", "I Repeat the call. If it fails again, get a new token."},
		ask: "does any REST web services call succeed with this token?"},
	{id: "violation", by: exchange.NetSuite, says: exchange.Violation, source: "F3, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite accepted the token; the role lacks a permission: {permission}", why: "The login succeeded, but the role may not do what the call requests. The text names the permission or the record.",
		fix: []string{rolesMenu, "A Add the permission that the response names, at the level that the call needs.", "A Save.", "I Repeat the call with the same token."}},
	{id: "role-or-data", by: exchange.NetSuite, said: "user_error", when: func(s *subject) bool { return !described(s) && s.answer.Status != 429 }, source: "F1", page: permissionPage, verify: callAgain,
		title: "NetSuite read the call and rejected it: USER_ERROR", why: "If the text in detail names the current role, the role may not use REST. Any other text is about the data you sent.",
		fix: []string{"I Read detail in the response body.", "A If it names the role, add Log in using OAuth 2.0 Access Tokens and REST Web Services to the role.", "I Otherwise, correct the data in the call."}, ask: "what does detail in the body say?"},
	{id: "too-many", said: "concurrency_limit_exceeded sss_request_limit_exceeded", source: "bridgehead_1525252812, section_156570709583", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "too-many-words", says: exchange.TooMany, source: "bridgehead_1525252812", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "too-many-429", status: "429", source: "section_156570709583", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "no-record", by: exchange.NetSuite, said: "nonexistent_id rcrd_dsnt_exist", source: "section_156570709583, F4", page: refusedPage, verify: callAgain,
		title: "The login succeeded; the record does not exist here: {detail|{said}}", why: "NetSuite read the call. This account has no record with that ID, or the role may not see it.",
		fix: []string{"I Check that the ID belongs to this account. A sandbox and production have different records.", "A Check that the role may see the record: check its subsidiary, department and location."}},
	{id: "no-record-words", by: exchange.NetSuite, says: exchange.NoSuchRecord, source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "The login succeeded; the record does not exist here: {detail|{said}}", why: "NetSuite read the call. This account has no record with that ID, or the role may not see it.",
		fix: []string{"I Check that the ID belongs to this account. A sandbox and production have different records."}},
	{id: "script-missing", by: exchange.NetSuite, said: "sss_invalid_scriptlet_id", source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The script in the address does not exist in this account, or is not deployed: {said}", why: "The response is about script and deploy in the address, not about the token.",
		fix: []string{"I Compare script and deploy in the address with External URL on the deployment in this account.", "A Check that the deployment's status is Released and that its audience includes the role."}},
	{id: "script-failed", by: exchange.NetSuite, said: "unexpected_error", says: exchange.ScriptStack, source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The login succeeded; the RESTlet's script failed: {detail|{said}}", why: "The RESTlet ran, so NetSuite accepted the token. The message is an error in the script.",
		fix: []string{"I Fix the script at the line that the message names.", "A Open the script › Execution Log, and check the entries of that minute."}},
	{id: "script-error", by: exchange.NetSuite, said: "sss_*", source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The script reports an error: {said}", why: "Errors that begin with SSS_ are about the script, not the login. The call reached the script.",
		fix: []string{"I Read the error message, and correct the call or the script.", "A Open the script › Execution Log, and check the entries of that minute."}},
	{id: "unexpected", by: exchange.NetSuite, said: "unexpected_error", source: "section_156570709583, section_4634920277", page: refusedPage, verify: callAgain,
		title: "NetSuite failed while it processed the call: UNEXPECTED_ERROR", why: "NetSuite read the call, so this is not a failed login. Oracle support can find the cause by the Error ID in the response.",
		fix: []string{"I Repeat the call once.", "I Send the Error ID and the time to Oracle support.", "I For a RESTlet, read the script's Execution Log."}},
	{id: "data", by: exchange.NetSuite, said: "invalid_content user_error invalid_request", source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "The login succeeded; NetSuite rejected the data: {detail|{said}}", why: "NetSuite read the request but rejects a value or a field in it. The token and the role are not the problem.",
		fix: []string{"I Correct the field that the response names.", "I Compare the body with the record's metadata: GET …/services/rest/record/v1/metadata-catalog/ and the record."}},

	{id: "web-services-only", by: exchange.Login, said: "invalid_login_credentials", source: "chapter_1529417663, chapter_157011522878", page: "symptoms/web-services-only-role.md",
		title: "A RESTlet rejected the role, or a user name and password: INVALID_LOGIN_CREDENTIALS", why: "Oracle documents this response for a Web Services Only role. It can also mean a login with user name and password (NLAuth).",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › the role › Edit, clear Web Services Only and save; or use another role.", "I Check that the call sends Authorization: Bearer and not NLAuth."},
		ask: "is Web Services Only checked on the role? Does the header Authorization begin with Bearer?"},
	{id: "two-factor", by: exchange.Login, said: "two_fa_reqd", source: "section_4634920277", page: "symptoms/two-factor-required.md",
		title: "The role requires two-factor authentication", why: "A program cannot enter a second factor. With OAuth 2.0 the user enters it once, at consent (inferred).",
		fix: []string{"I Check that the call sends an OAuth 2.0 access token and not NLAuth."}},
	{id: "call-403", by: exchange.Login, status: "403", source: "subsect_158521885412, section_4634920277", page: "symptoms/invalid-login.md", more: callCauses,
		title: "NetSuite rejected a call: {answer}, which can also mean a wrong host", why: refusedWhy + " Oracle documents 403 on a RESTlet for a request to an invalid domain, so check the host first.",
		fix: append([]string{"I Compare the host of the call with Setup › Company › Company Information › Company URLs."}, refusedSteps...), ask: whichWord, lacks: FactDetail},
	{id: "call", by: exchange.Login, said: "invalid_token invalid_login invalid_login_attempt", source: "subsect_158521885412, section_156570709583", page: "symptoms/invalid-login.md", more: callCauses,
		title: refusedTitle, why: refusedWhy, fix: refusedSteps, ask: whichWord, lacks: FactDetail},
	{id: "some-401", by: exchange.Login, status: "401", when: func(s *subject) bool {
		return s.answer.Said() == "" && s.stepIs("") && s.answer.Challenge.Scheme == "" && s.answer.Body == exchange.NoAnswerBody
	}, source: "subsect_158521885412, subsect_158521832417", page: "symptoms/invalid-login.md",
		title: "NetSuite rejected a login: {answer}; the response does not show which request it was", why: "Both a call with an invalid token and a token request with an invalid client get 401. The address of the request tells them apart.",
		fix: append([]string{"I Check the address. If it ends with /oauth2/v1/token, NetSuite rejected the Client ID, the Client Secret or the assertion."}, refusedSteps[:3]...), ask: "which address was called?", lacks: FactStep,
		more: func(s *subject, r *reading, from string) {
			callCauses(s, r, from)
			r.says(Possible, "at the token endpoint, 401 means that NetSuite rejected the client", "ClientAuthenticationFailed")
		}},
	{id: "call-401", by: exchange.Login, status: "401", when: func(s *subject) bool { return s.answer.Said() == "" && s.stepIs("", detail.StepCall) }, source: "subsect_158521885412", page: "symptoms/invalid-login.md", more: callCauses,
		title: refusedTitle, why: refusedWhy, fix: refusedSteps, ask: whichWord, lacks: FactDetail},
}

const (
	tooManyTitle = "Too many requests at once; this is not a failed login"
	tooManyWhy   = "NetSuite limits how many requests run at the same time, for the account and for each integration. There is no Detail code for it."
	refusedTitle = "NetSuite rejected the login of a call: {answer}"
	refusedWhy   = "NetSuite sends the same response for every cause. The Detail column of the Login Audit Trail shows the cause."
	whichWord    = "which word is in the Detail column? " + trailMenu
)

var (
	tooManySteps = []string{"I Send fewer requests at once, wait, and repeat the rejected ones."}
	refusedSteps = []string{"A Open Setup › Users/Roles › User Management › View Login Audit Trail.", "A Check Use Advanced Search, open the Results subtab, add Detail and Token-based Application Name, and click Submit.",
		"A Read Detail in the row of this call.", "I {look:access token:exp, aud and scope}.", "A If the token is valid, check the role for Log in using OAuth 2.0 Access Tokens and REST Web Services."}
)

// callCauses adds the possible causes of a refused call, which the answer does not tell apart
// (subsect_158324637123).
func callCauses(_ *subject, r *reading, _ string) {
	r.says(Possible, "an access token is valid for 60 minutes", "AccessTokenExpired")
	r.says(Possible, "the authorization may have been revoked", "TokenBlocked")
	r.says(Possible, "another kind of token may have been sent", "TokenRejected", "InvalidTokenType")
	r.says(Possible, "the token may be for another account, or the record may be missing", "InvalidIntegration")
	r.says(Possible, "the scope may not cover this service", "ScopeMismatched")
	r.says(Possible, "the user or the role may be inactive", "EntityOrRoleDisabled")
	r.says(Possible, "the token may have been changed or cut short", "InvalidSignature")
	r.says(Possible, "the record may be blocked", "IntegrationBlocked")
	r.says(Possible, "the feature may be off", "FeatureDisabled")
}

// statusRows are answers with little more than a status.
var statusRows = []answerRow{
	{id: "restlet-403", by: exchange.NetSuite, status: "403", when: toRESTlet, source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "403 on a RESTlet: the request went to an invalid domain", why: "Oracle documents 403 on a RESTlet for a request to an invalid domain. The script itself may also return 403.",
		fix: []string{"I Compare the host with Setup › Company › Company Information › Company URLs.", "I Check whether the body names an error in the script."}, ask: "which host was called?"},
	{id: "rest-403", by: exchange.NetSuite, status: "403", source: "F4, F29, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite accepted the token; the role may not do this: {permission|the body names the permission}", why: "On REST web services, 403 means that the role lacks a permission. Detail in the body usually names it.",
		fix: []string{"I Read detail in the response body.", rolesMenu, "A Add the permission that the response names, and save."}},
	{id: "any-403", status: "403", source: "section_4634920277, F42", page: permissionPage, verify: callAgain,
		title: "403: on REST web services the role lacks a permission; on a RESTlet the host is wrong", why: "REST web services return 403 if the role lacks a permission, RESTlets if the domain is invalid. A firewall has reasons of its own.",
		fix: []string{"I Read the body: o:errorCode comes from REST web services, a web page from a firewall.", "I Compare the host with Setup › Company › Company Information › Company URLs."}, ask: "which address was called, and what does the body say?"},
	{id: "rest-refused", by: exchange.NetSuite, body: exchange.RESTBody, source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "NetSuite read the call and rejected it: {detail|{answer}}", why: "The response comes from REST web services and names no failed login. It is about the address, the method or the data of the call.",
		fix: []string{"I Read detail in the response body, and correct the call.", "I Compare the address, the method and Content-Type with Oracle's page for this service."}},
	{id: "not-found", status: "404 405 415", when: func(s *subject) bool { return known(s) }, source: "section_4634920277", page: hostPage, verify: callAgain,
		title: "{status}: the address, method or content type is wrong; this is not a failed login", why: "NetSuite has nothing at this address for this method and content type.",
		fix: []string{"I Compare the address, the method and Content-Type with Oracle's page for this service."}},
	{id: "failed", status: "5*", when: func(s *subject) bool { return known(s) }, source: "F39, section_4634920277", page: "symptoms/no-row-in-the-trail.md",
		title: "The response is {answer}: the server failed and gives no cause", why: "This response tells you nothing about the token. At the token endpoint it may leave no row in the Login Audit Trail (unconfirmed); RESTlets and gateways fail for other reasons.",
		fix: []string{"I Repeat the request once.", "I Paste the whole response, with its headers and body, and the request."}, ask: readDetail, lacks: FactDetail},
	{id: "unknown-word", unknown: true, when: func(s *subject) bool { return !known(s) }, source: "none", page: "symptoms/unclear-cause.md",
		title: "authdoctor does not know the error in this response: {answer}", why: "No public text about NetSuite names this error, so the response does not show the cause.",
		fix: []string{"I Paste the whole response, with its headers and body.", "I Paste the request, or the token that was sent."}, ask: readDetail, lacks: FactDetail},
	{id: "status", source: "section_4634920277", page: "symptoms/find-the-detail-code.md",
		title: "NetSuite returned {answer}", why: "The response alone does not show the cause.",
		fix: []string{"I Paste the whole response, with its headers and body.", "I Paste the request, or the token that was sent."}, ask: readDetail, lacks: FactDetail},
}

// known reports whether the answer has no error, or one that is listed.
func known(s *subject) bool {
	said := s.answer.Said()
	return said == "" || detail.HTTPError(said) != ""
}
