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
	callAgain   = "The same call is answered with status 200."
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
		title: "The AI client got invalid_grant from NetSuite at step two, when it exchanged the code",
		why:   "{host} is the AI client's own service: it passes on what NetSuite's token endpoint answered. The code, its verifier or the Client ID did not match.",
		fix: []string{"I Remove the connection in the AI client, and connect again: each code works once.",
			"A Read Detail in the row of that minute, in the Login Audit Trail.", "I If it fails again, give the support of the AI client the time and its reference."},
		page: connectorPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "InvalidGrant", "the AI client reports invalid_grant from the exchange of the code"}, {Possible, "ClientIdMismatch", "the code may belong to another Client ID"},
			{Possible, "TokenBlocked", "a code that is sent twice may revoke its tokens"}}},
	{id: "ai-client-other", by: exchange.Client, when: aiClient, source: "F14",
		title: "The AI client got {said} from NetSuite at step two, when it exchanged the code",
		why:   "{host} is the AI client's own service: it passes on what NetSuite's token endpoint answered.",
		fix: []string{"A Compare the Client ID in the AI client with the integration record of this connection.", "I Remove the connection in the AI client, and connect again.",
			"A Read Detail in the row of that minute, in the Login Audit Trail."},
		page: connectorPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "ClientAuthenticationFailed", "the AI client reports an error of the exchange of the code"}, {Possible, "ClientIdMismatch InvalidGrant", "the AI client reports an error of the exchange of the code"}}},
	{id: "broker", by: exchange.Client, when: func(s *subject) bool { return s.answer.Reported }, source: "F14, F52",
		title: "{host} got {said} from NetSuite when it asked for tokens",
		why:   "{host} is a service of the client: it passes on one word of what NetSuite's token endpoint answered.",
		fix:   []string{"I Look in that service for NetSuite's whole answer, with its status and body.", startAgain, "A Read Detail in the row of that minute, in the Login Audit Trail."},
		page:  grantPage, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "InvalidGrant", "the client's service reports an error of the token endpoint"}, {Possible, "ClientIdMismatch ClientAuthenticationFailed", "the client's service reports an error of the token endpoint"}}},
	{id: "other-login", by: exchange.Client, when: func(s *subject) bool { return s.answer.OtherLogin() }, source: "learn.microsoft.com/entra/identity-platform/reference-error-codes",
		title: "This is the login of Microsoft Entra, not NetSuite's: {answer}",
		why:   "Numbers that begin with AADSTS are Microsoft's. NetSuite was not asked, and its codes do not apply.",
		fix:   []string{"I Look which request of the program goes to Microsoft, and correct its client and secret there.", "I If NetSuite's tokens were meant, send the request to the token endpoint of the account."},
		page:  gatewayPage, ask: "which address was the request sent to?"},
	{id: "other-host", by: exchange.Client, source: "section_1498251763",
		title: "This is not NetSuite's login: {host} answered ({answer})",
		why:   "The request went to {host}, which is no host of NetSuite. Whether NetSuite was asked at all does not show.",
		fix:   []string{"I Find out what {host} is: a proxy, a broker, or a wrong address in the settings.", "I Look in its log for the answer of NetSuite itself, and paste that.", copyHost},
		page:  gatewayPage, ask: "what does the service at that host do, and what did NetSuite answer it?"},

	{id: "proxy-407", by: exchange.Between, status: "407", source: "RFC 9110 15.5.8",
		title: "A proxy asks for a login of its own (407); NetSuite was never asked",
		why:   "Status 407 comes from the proxy of your network. It wants its own user name and password, not the token.",
		fix:   []string{"I Give the program the user and password of the proxy, or ask those who run the proxy to let NetSuite's hosts through.", "I Send the request again."},
		page:  gatewayPage, ask: "which proxy does this machine use?"},
	{id: "sent-elsewhere", by: exchange.Between, status: redirectStatuses, when: func(s *subject) bool { return s.answer.Location.Host != "" }, source: "RFC 9110 15.4",
		title: "{status} sends the call to {host}, which is no host of NetSuite",
		why:   "A proxy, a portal of your network or a client's service wants the user to log in there. This is no wrong data center, and not NetSuite's login.",
		fix:   []string{"I Ask those who run {host} to let the program through to NetSuite.", copyHost, "I Do not follow the redirect with a token."},
		page:  gatewayPage, ask: "what is that host: the company's login, a proxy, or the client's own service?"},
	{id: "gateway-down", by: exchange.Between, status: "502 503 504", source: "RFC 9110 15.6",
		title: "A gateway answered {status}, not NetSuite ({server|it gives no name})",
		why:   "The gateway could not reach the server behind it, or gave up waiting. No login failed here.",
		fix:   []string{"I Repeat the request in a minute.", "I If it stays, ask those who run the gateway; without one of your own, check the host."},
		page:  gatewayPage, ask: "is there a gateway of your own between the program and NetSuite?"},
	{id: "gateway-fault", by: exchange.Between, body: exchange.GatewayBody, source: "Apigee and Kong: their documentation",
		title: "This is the answer of a gateway, not of NetSuite's login: {detail|{answer}}",
		why:   "The body has the form of an API gateway. It refused the call by its own rules, before NetSuite saw it.",
		fix:   []string{"I Ask those who run the gateway which key or token it wants.", "I Call NetSuite's host directly once, to compare."},
		page:  gatewayPage, ask: "which gateway is between the program and NetSuite?"},
	{id: "gateway", by: exchange.Between, source: "RFC 9110 7.6",
		title: "This is not NetSuite's login: {server|a proxy} answered {answer}",
		why:   "{server|A proxy} calls itself the server of this answer. It refused the request by its own rules, and NetSuite may never have seen it.",
		fix:   []string{"I Ask those who run the proxy or gateway why it refuses the request.", "I Call NetSuite's host from another network once, to compare."},
		page:  gatewayPage, ask: "is there a proxy or firewall between the program and NetSuite?"},
}

// pageRows are web pages and redirects where a program expected JSON.
var pageRows = []answerRow{
	{id: "maintenance", by: exchange.NetSuite, says: exchange.Maintenance, source: "section_4634920277",
		title: "NetSuite is not available now: {page|maintenance}",
		why:   "NetSuite shows a page about maintenance. No login failed: nothing needs to be changed.",
		fix:   []string{"I Wait, and repeat the request later.", "A If it stays, ask Oracle's support."},
		page:  webPage, ask: "does the same request work some time later?", verify: "The same request succeeds after the maintenance."},
	{id: "login-page", by: exchange.Login, when: func(s *subject) bool { return s.answer.Location.LoginPage() }, source: "section_4634920277, F15 #666",
		title: "NetSuite sends the call to its login page: no token counted as a login",
		why:   "The call carried no header Authorization: Bearer that NetSuite saw, or it went to the app host, which is for browsers.",
		fix: []string{"I Check that the header Authorization: Bearer is really sent: a redirect before this one may have dropped it.",
			"I Call the restlets.api or suitetalk.api host of the account, not the app host.", "I Do not follow redirects with a token."},
		page: webPage, ask: "which host was called, and was the header Authorization sent?"},
	{id: "login-form", by: exchange.Login, says: exchange.LoginForm, source: "F15 #666",
		title: "NetSuite's login page came in place of an answer for a program",
		why:   "The request was treated as that of a browser: it carried no token that counted, or went to the app host.",
		fix: []string{"I Check that the header Authorization: Bearer is really sent.", "I Call the restlets.api or suitetalk.api host of the account.",
			"I In a browser: copy the whole address that the application opened, and paste it here."},
		page: webPage, ask: "where did the page come: in the browser, or as the answer to a program?"},
	{id: "page-403", by: exchange.WebPage, status: "401 403", source: "section_4634920277",
		title: "{status} with a web page: a firewall, or a host that is not the account's",
		why:   "NetSuite's services answer programs with JSON, XML or text. A page comes from something on the way, or from a wrong host.",
		fix:   []string{copyHost, "I Read the title and the header Server of the page: they often name the firewall.", "I Call from another network once, to compare."},
		page:  webPage, ask: "which host was called, and what is the title of the page?"},
	{id: "page-error", by: exchange.WebPage, when: func(s *subject) bool { return s.answer.Status >= 300 }, source: "section_4634920277",
		title: "{status} with a web page in place of JSON: {page|it has no title}",
		why:   "NetSuite's services answer programs with JSON, XML or text. A page comes from a wrong address, a gateway, or a service that is down.",
		fix:   []string{"I Compare address and method with Oracle's page of this service.", copyHost, "I Repeat the request once later."},
		page:  webPage, ask: "which address was called?"},
	{id: "page-not-json", by: exchange.WebPage, says: exchange.NotJSON, source: "section_4634920277, F37",
		title: "The program expected JSON and got a web page: {page|it has no title}",
		why:   "NetSuite's services answer programs with JSON, XML or text. A page comes from the app host, a redirect to the login page, a proxy, or maintenance.",
		fix:   []string{"I Print status, Location, Server and the first 200 characters of the answer.", copyHost, "I Check that the header Authorization: Bearer is really sent."},
		page:  webPage, ask: "which address was called, and what is the title of the page?"},
	{id: "page", by: exchange.WebPage, source: "subsect_158521823069",
		title: "A web page came back, not an answer for a program: {page|it has no title}",
		why:   "In the browser NetSuite shows an error page where it does not know the Client ID or the redirect URI. To a program a page comes from a wrong address.",
		fix:   []string{"I In the browser: copy the whole address that the application opened, and paste it here.", "I In a program: paste the request and the status of the answer."},
		page:  "symptoms/no-redirect.md", ask: "where did the page come: in the browser, or as the answer to a program?"},
	{id: "to-https", status: redirectStatuses, when: toHTTPS, source: "inferred from RFC 9110 15.4",
		title: "The call went to http://, and NetSuite sends it on to https://",
		why:   "Many programs drop the header Authorization when they follow a redirect. Then the call arrives without its token.",
		fix:   []string{"I Write https:// in the address of the program.", "I Let the program follow no redirects."},
		page:  hostPage, ask: "which address is in the settings of the program?"},
	{id: "data-center", by: exchange.NetSuite, status: redirectStatuses, when: func(s *subject) bool { return s.answer.Location.Host != "" || toRESTlet(s) }, source: "section_4634920277",
		title: "{status}: the call went to the wrong data center or host",
		why:   "NetSuite sends the call to another of its hosts. Oracle documents 302 on a RESTlet for the wrong data center. No login was tried.",
		fix:   []string{copyHost, "I Do not follow the redirect with a token."},
		page:  hostPage, ask: "which host was called?"},
	{id: "redirected", status: redirectStatuses, source: "section_4634920277",
		title: "{status}: the call was sent on to another address",
		why:   "The header Location names the address. NetSuite's login page there means that no token counted; another host of NetSuite is the right data center.",
		fix:   []string{"I Read the header Location of the answer, and paste it here.", copyHost},
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
		title:  "The user did not allow the access",
		why:    "NetSuite redirects with access_denied when somebody clicks Deny or Back.",
		fix:    []string{"I Start the flow again, and let the user click Allow or Continue."},
		claims: []rowClaim{{Likely, "AuthorizationExplicitlyDenied", "the answer says access_denied"}}},
	{id: "response-type", said: "unsupported_response_type", source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite does not take the response_type", why: "It takes code only.", fix: []string{"I Send response_type=code."},
		claims: []rowClaim{{Likely, "UnsupportedResponseType", "the answer says unsupported_response_type"}}},
	{id: "redirect-scope", said: "invalid_scope", when: isRedirect, source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite does not take the scope that was asked for", why: "The scope is malformed or unknown, or has no box on the record.",
		fix:    []string{"I Compare scope in the authorize URL with the Scope boxes of the record."},
		claims: []rowClaim{{Likely, "ScopeMismatched", "the redirect says invalid_scope"}, {Possible, "InvalidRequest", "the scope may be malformed"}}},
	{id: "redirect-client", said: "unauthorized_client", when: isRedirect, source: "subsect_158521823069", page: redirectPage,
		title: "NetSuite does not know the client, or does not allow it the grant", why: "Oracle says that an unknown client gets no redirect, so look at the grant box too.",
		fix:    []string{recordBoxes, "A Check Authorization Code Grant.", "A Save."},
		claims: []rowClaim{{Likely, "AuthorizationCodeGrantRequired UnknownIntegration", "the redirect says unauthorized_client"}}},
	{id: "redirect-failed", said: "server_error temporarily_unavailable", when: isRedirect, source: "RFC 6749 4.1.2.1", page: redirectPage,
		title: "NetSuite could not serve step one then: {said}", why: "The word says that the login could not be served at that moment. It gives no cause of yours.",
		fix: []string{"I Start the flow again later, once.", "A If it stays, read the Detail column."}, ask: readDetail, lacks: FactDetail},
	{id: "redirect-request", said: "invalid_request", when: isRedirect, source: "subsect_158521823069, F8", page: redirectPage, more: readStepOne,
		title: "NetSuite refused the authorize request: invalid_request", why: "A parameter is missing or not acceptable. The redirect does not say which one; the authorize URL does.",
		fix: []string{"I Copy the whole address that the application opened in the browser, and paste it here: state, PKCE and the other parameters are looked at one by one."}},
	{id: "redirect-prompt", said: "login_required consent_required interaction_required account_selection_required", when: isRedirect, source: "OpenID Connect Core 3.1.2.6; section_162626471013", page: redirectPage,
		title: "NetSuite needs the user, and the request forbids it to ask: {said}", why: "With prompt=none NetSuite may show no page. The user is not logged in, or has not consented yet.",
		fix: []string{"I Send the request without prompt=none once, and let the user log in and consent."}, ask: "does the authorize URL have prompt=none?"},
	{id: "redirect-token-word", said: "invalid_client invalid_grant unsupported_grant_type", when: isRedirect, source: "F11", page: grantPage,
		title: "The application reports {said}: it exchanged the code, and NetSuite refused", why: "The token endpoint gives this word at step two, not the authorize page. The application passes it on in its own address.",
		fix: []string{"I Look in the log of the application for the request to the token endpoint and its answer.", startAgain}, ask: "what did the token endpoint answer?",
		claims: []rowClaim{{Possible, "InvalidGrant ClientAuthenticationFailed ClientIdMismatch", "the address reports an error of the token endpoint"}}},
	{id: "redirect-unknown", when: func(s *subject) bool { return isRedirect(s) && s.answer.Error != "" }, source: "subsect_158521823069", page: redirectPage, more: nearestWord,
		title: "Step one ended with an error that Oracle does not list: {said}", why: "It is a redirect of step one all the same: NetSuite knew the Client ID and the redirect URI, and refused the rest.",
		fix: []string{"A Read the word in the Detail column: " + trailMenu + ".", "I Copy the whole address that the application opened in the browser, and paste it here."}, ask: readDetail, lacks: FactDetail},
}

// readStepOne adds the claims of a redirect with invalid_request, and the question.
func readStepOne(s *subject, r *reading, _ string) {
	pkce := Likely
	if state, given := s.answer.Params.Get("state"); given && !state.Elided() && state.Length < shortestState {
		// NetSuite returns state as it was sent.
		r.says(Likely, "the redirect says invalid_request, and state came back with "+countOf(state.Length, "character")+"; 22 to 1024 are taken", "InvalidState")
		pkce = Possible
	}
	r.says(Likely, "the redirect says invalid_request; state is checked for 22 to 1024 characters", "InvalidState")
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
		title: "The AI Connector refuses the call: too many requests at once", why: "NetSuite limits how many requests run at the same time. This is no failed login.",
		fix: []string{"I Send fewer requests at once, and repeat the refused ones after a pause."}},
	{id: "mcp-path", to: exchange.MCP, when: func(s *subject) bool { return !mcpPath(s.request.Address.Path) }, source: "article_4160616848", page: connectorPage,
		title: "The address of the AI Connector is not complete: it ends in /services/mcp/v1/all", why: "Without /all, or /suiteapp/ and an application ID, there is nothing at this address.",
		fix: []string{"I Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.", "I Remove the old connection, and connect again."}},
	{id: "mcp-login", to: exchange.MCP, by: exchange.Login, source: "article_4160616848", page: connectorPage,
		title: "NetSuite refused the login of an AI client: {answer}", why: "The AI Connector takes an access token with the scope mcp alone, of a role with two permissions. The answer does not say which is missing.",
		fix: []string{"A Add MCP Server Connection and Log in using OAuth 2.0 Access Tokens to the role; it must not be Administrator.", "A Check that State of the AI client's integration record is Enabled.",
			"I Remove the connection in the AI client, and connect again."}, ask: readDetail, lacks: FactDetail,
		claims: []rowClaim{{Possible, "ScopeMismatched", "the token needs the scope mcp"}, {Possible, "AccessTokenExpired", "an access token lives 60 minutes"}, {Possible, "IntegrationBlocked", "the record of an AI client may wait for approval"}}},
	{id: "mcp", to: exchange.MCP, source: "article_4160616848, F11", page: connectorPage,
		title: "The AI Connector answered {answer}", why: "The Execution Log of the integration record shows whether the call reached NetSuite. If it is empty, the AI client's own side fails.",
		fix: []string{"A Open the integration record › Execution Log › AI Connector (MCP), and look at that minute.", "A Add MCP Server Connection and REST Web Services to the role.", "I Remove the connection in the AI client, and connect again."}},
}

func mcpPath(path string) bool {
	path = strings.TrimRight(strings.ToLower(path), "/")
	return strings.HasSuffix(path, "/all") || strings.Contains(path, "/suiteapp/")
}

// sentenceRows are answers whose sentence is more specific than their error.
var sentenceRows = []answerRow{
	{id: "scope-too-small", by: exchange.Login, says: exchange.ScopeTooSmall, source: "F43", page: Code("ScopeMismatched").Path(),
		title: "The scope of the token does not cover this service: {answer}", why: "A token opens the services in its scope, and no other. A token with the scope mcp opens the AI Connector alone.",
		fix: []string{recordBoxes, "A Check the Scope box of the service: RESTlets, or REST Web Services.", "I Ask for that scope, and get a new token: a token keeps its scopes."},
		ask: "{look:access token:scope}", claims: []rowClaim{{Likely, "ScopeMismatched", "the answer speaks of the scope"}}},
	{id: "insufficient-scope", by: exchange.Login, said: "insufficient_scope", source: "RFC 6750 3.1", page: Code("ScopeMismatched").Path(),
		title: "The scope of the token does not cover this service: {answer}", why: "A token opens the services in its scope, and no other.",
		fix: []string{recordBoxes, "A Check the Scope box of the service: RESTlets, or REST Web Services.", "I Ask for that scope, and get a new token: a token keeps its scopes."},
		ask: "{look:access token:scope}", claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says insufficient_scope"}}},
	{id: "redirect-uri-differs", said: "invalid_grant", says: exchange.RedirectDiffers, source: "subsect_158521832417", page: grantPage,
		title: "redirect_uri at step two is not the one of step one", why: "The code was issued for the redirect_uri of the authorize URL. Step two must send the same one, letter by letter.",
		fix:    []string{"I Compare redirect_uri in both requests: https, host, path, the slash at the end.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer names redirect_uri; that it ends in this code is inferred"}}},
	{id: "verifier-differs", said: "invalid_grant invalid_request", says: exchange.VerifierDiffers, source: "RFC 7636 4.6, F11", page: grantPage,
		title: "code_verifier does not match the code_challenge of step one", why: "The client must keep the verifier from step one and send it at step two. A new one, or one of another attempt, does not match.",
		fix:    []string{"I Keep code_verifier together with state, for each login separately.", "I Send it unchanged: 43 to 128 characters.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer names the code_verifier"}}},
	{id: "code-ended", said: "invalid_grant", says: exchange.CodeEnded, source: "subsect_158521832417; RFC 6749 4.1.2", page: grantPage,
		title: "The authorization code has expired, or was used before", why: "A code works once, and only for a short time. A second use may also revoke the tokens of the first.",
		fix:    []string{"I Exchange the code at once, and only once: look for a page that is loaded twice, or a repetition after an error.", startAgain},
		claims: []rowClaim{{Likely, "InvalidGrant", "the answer speaks of the code; that it ends in this code is inferred"}, {Possible, "TokenBlocked", "a second use may revoke the tokens of the first"}}},
	{id: "refresh-ended", said: "invalid_grant", says: exchange.RefreshEnded, source: "subsect_158521832417, section_158081952044", page: grantPage, more: readRefusedRefresh,
		title: "The refresh token is not valid any more"},
	{id: "oauthlib", said: "invalid_request", says: exchange.Oauthlib, source: "oauthlib, run; F37", page: requestPage,
		title: "NetSuite answered a bare invalid_request; the rest of the line is oauthlib's own", why: "oauthlib prints “Invalid client_id parameter value” for every invalid_request. NetSuite did not say that the Client ID is wrong.",
		fix:    []string{"I Print status and body of the answer.", "I Check grant_type and the fields of the step, sent in the body as a form.", "I Authenticate the client in one way only."},
		ask:    "paste the request as curl command, without secrets: its fields are looked at one by one",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request: grant_type may be wrong"}, {Possible, "ClientAuthenticationFailed", "the client may be authenticated in two ways"}}},
	{id: "assertion-unread", said: "invalid_request invalid_client", says: exchange.AssertionUnread, source: "F39", page: requestPage,
		title: "NetSuite could not read the assertion: {answer}", why: "The value of client_assertion is cut, empty, or no JWT; or its header names an algorithm that NetSuite does not take.",
		fix: []string{"I {look:assertion that was sent:alg, kid, iss and aud}.", "I Send grant_type, client_assertion_type and client_assertion as a form, and nothing else."},
		ask: "{look:assertion:alg, kid, iss and aud}"},
}

// tokenRows are the errors of the token endpoint (subsect_158521832417).
var tokenRows = []answerRow{
	{id: "client-m2m", said: "invalid_client", at: detail.StepClientCredentials, source: "F3", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "With client credentials this was seen where the certificate is not mapped to this integration in this account. Oracle publishes no table for this request.",
		fix: []string{"A Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, in the account that is called.",
			"A Look for the row whose Certificate ID is the kid of the assertion, and whose application is this one. Create it if it is missing.", "I Sign with the private key of that certificate, and put its Certificate ID into kid."},
		ask: "which Certificate ID does the row of this application show? And {look:assertion:its kid}", lacks: FactCertificateID,
		claims: []rowClaim{{Likely, "MissingKey", "invalid_client with client credentials was seen where the certificate is not mapped to this integration"}, {Possible, "SignatureValidation", "the certificate may be mapped and another key have signed"},
			{Possible, "InvalidIntegration", "iss may name another integration than the one of the certificate"}, {Possible, "EntityOrRoleDisabled", "the entity or role of the mapping may be inactive"}}},
	{id: "client-code", said: "invalid_client", at: detail.StepToken, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Client ID and Client Secret do not belong together, or not to this account.",
		fix: secretSteps, ask: "was the Client Secret reset since it last worked?", lacks: FactChanged,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "the token endpoint answers invalid_client at step two"}, {Possible, "InvalidIntegration", "the Client ID may be that of another record"}, {Possible, "ClientIdMismatch", "the Client ID may not be the one of step one"}}},
	{id: "client-refresh", said: "invalid_client", at: detail.StepRefresh, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Client ID and Client Secret do not belong together, or not to this account.",
		fix: secretSteps, ask: "was the Client Secret reset since it last worked?", lacks: FactChanged,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "the token endpoint answers invalid_client at the refresh"}, {Possible, "InvalidIntegration", "the Client ID may be that of another record"}}},
	{id: "client-401", said: "invalid_client", when: challenged, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Oracle documents status 401 for step two and for refreshes: Client ID or Client Secret is wrong.",
		fix: []string{"I Compare Client ID and Client Secret with what was noted when the record was saved."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "401 invalid_client is documented for a wrong Client ID or Client Secret"}, {Possible, "MissingKey SignatureValidation", "with client credentials the certificate may not be mapped"}}},
	{id: "client", said: "invalid_client", source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint does not accept the client: invalid_client", why: "Oracle documents status 401 for a wrong Client Secret; a bare 400 was seen with client credentials, where the certificate is not mapped to this integration.",
		fix: []string{"I Look at grant_type in the body of the request."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Possible, "MissingKey", "with client credentials: the certificate is not mapped to this integration"}, {Possible, "SignatureValidation", "with client credentials: another key signed"}, {Possible, "ClientAuthenticationFailed", "at step two or a refresh: Client ID or Client Secret is wrong"}}},
	{id: "basic-challenge", by: exchange.Login, when: func(s *subject) bool { return s.answer.Challenge.Scheme == "Basic" && s.answer.Said() == "" }, source: "subsect_158521832417", page: clientPage,
		title: "The token endpoint asks for the client again: {answer} with Basic", why: "Oracle documents this challenge for step two and for refreshes: Client ID or Client Secret is wrong.",
		fix: []string{"I Compare Client ID and Client Secret with what was noted when the record was saved."}, ask: whichGrant, lacks: FactStep,
		claims: []rowClaim{{Likely, "ClientAuthenticationFailed", "a challenge Basic is documented for a wrong Client ID or Client Secret"}, {Possible, "MissingKey SignatureValidation", "with client credentials the certificate may not be mapped"}}},

	{id: "grant-code", said: "invalid_grant", at: detail.StepToken, source: "subsect_158521832417", page: grantPage,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "The code is old, was used before or belongs to another client; redirect_uri differs from step one; or code_verifier does not match code_challenge.",
		fix:    []string{"I Exchange the code at once, and only once.", "I Send the redirect_uri of step one, letter by letter.", "I Send the code_verifier whose challenge went into step one."},
		ask:    "does the first exchange of a fresh code fail too, or only a second one?",
		claims: []rowClaim{{Likely, "InvalidGrant", "the token endpoint answers invalid_grant at step two"}, {Possible, "ClientIdMismatch", "the code may belong to another Client ID"}}},
	{id: "grant-refresh", said: "invalid_grant", at: detail.StepRefresh, source: "subsect_158521832417, section_158082518856", page: grantPage, more: readRefusedRefresh,
		title: "The token endpoint does not accept the grant: invalid_grant"},
	{id: "grant-m2m", said: "invalid_grant", at: detail.StepClientCredentials, source: "section_162755359851, F3", page: grantPage,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "Client credentials has no refresh token. Oracle's page names invalid_grant for a token that has expired: make a new assertion and ask for a new access token.",
		fix: []string{"I Sign a new assertion, with iat now and exp less than 60 minutes later.", "I Ask for a new access token with it."}, ask: "{look:assertion that was sent:exp}",
		claims: []rowClaim{{Likely, "TokenExpired", "invalid_grant with client credentials: Oracle's page names an expired token"}, {Possible, "SignatureValidation", "the assertion may be signed by another key"}, {Possible, "MissingKey", "kid may name no mapped certificate"}}},
	{id: "grant", said: "invalid_grant", source: "subsect_158521832417", page: grantPage, more: readUnsureGrant,
		title: "The token endpoint does not accept the grant: invalid_grant", why: "Code or refresh token is not valid any more, or not of this client. Which one it is, the request tells.",
		fix: []string{"I Look at grant_type in the body of the request.", "I At step two: exchange each code at once, and only once. At a refresh: let the user consent again."}, ask: whichGrant, lacks: FactStep},

	{id: "request-authorize", said: "invalid_request", at: detail.StepAuthorize, source: "subsect_158521823069", page: redirectPage, more: readStepOne,
		title: "NetSuite refused the authorize request: invalid_request", why: "A parameter is missing or not acceptable. The answer does not say which one; the authorize URL does.",
		fix: []string{"I Copy the whole address that the application opened in the browser, and paste it here: state, PKCE and the other parameters are looked at one by one."}},
	{id: "request-call", by: exchange.Login, said: "invalid_request", when: func(s *subject) bool { return s.answer.Challenge.Scheme == "Bearer" || s.stepIs(detail.StepCall) }, source: "subsect_158521885412", page: requestPage,
		title: "The request is malformed: invalid_request", why: "NetSuite could not read the header Authorization of the call. No login was tried, and the trail may have no row.",
		fix: []string{"I Write Authorization: Bearer, one space, and the access token, without quotes or line breaks."}, ask: "paste the request as curl command, or the header with the token: what is wrong in it shows"},
	{id: "request-m2m", said: "invalid_request", at: detail.StepClientCredentials, source: "unconfirmed", page: requestPage,
		title: "The request is malformed: invalid_request", why: "This was seen where Basic and a Client Secret were sent in place of an assertion; a wrong field name does the same. The trail may have no row.",
		fix: []string{"I Send grant_type, client_assertion_type and client_assertion, as a form, and nothing else.", "I Send no header Authorization and no Client Secret."}, ask: "paste the request as curl command: its fields are looked at one by one"},
	{id: "request-code", said: "invalid_request", at: detail.StepToken, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing, appears twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once.",
		fix: formSteps, ask: "paste the request as curl command: its fields are looked at one by one",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request at step two: grant_type may be wrong"}, {Possible, "InvalidGrant", "invalid_request at step two: code_verifier may be missing"}}},
	{id: "request-refresh", said: "invalid_request", at: detail.StepRefresh, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing, appears twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once.",
		fix: formSteps, ask: "paste the request as curl command: its fields are looked at one by one",
		claims: []rowClaim{{Possible, "InvalidGrantType", "invalid_request at the refresh: grant_type may be wrong"}}},
	{id: "request-token-endpoint", by: exchange.Login, said: "invalid_request", when: atTokenEndpoint, source: "subsect_158521832417", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing or malformed, or the client was authenticated in two ways. Which grant it was tells more.",
		fix: []string{"I Look at the fields of the request."}, ask: "paste the request as curl command, without secrets: its fields are looked at one by one; or say which grant_type it had", lacks: FactStep,
		claims: []rowClaim{{Possible, "InvalidGrantType", "at the token endpoint: grant_type may be wrong"}}},
	{id: "request", by: exchange.Login, said: "invalid_request", source: "subsect_158521823069, subsect_158521832417, subsect_158521885412", page: requestPage,
		title: "The request is malformed: invalid_request", why: "A parameter is missing or malformed. Which request it was tells more: step one, the token endpoint or a call.",
		fix: []string{"I Look at the request that was answered so."}, ask: "paste the request as curl command, or the authorize URL; or say which step failed", lacks: FactStep,
		claims: []rowClaim{{Possible, "InvalidGrantType", "at the token endpoint: grant_type may be wrong"}, {Possible, "InvalidState InvalidRequest", "at step one: state or PKCE may not be acceptable"}}},

	{id: "scope-code", said: "invalid_scope", at: detail.StepToken, source: "subsect_158521832417", page: Code("ScopeMismatched").Path(),
		title: "NetSuite does not take the scope: invalid_scope", why: scopeWhy, fix: scopeSteps, ask: "which Scope boxes does the record have?", lacks: FactRecordScopes,
		claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says invalid_scope"}}},
	{id: "scope", said: "invalid_scope", source: "subsect_158521832417, F3", page: Code("ScopeMismatched").Path(),
		title: "NetSuite does not take the scope: invalid_scope", why: scopeWhy, fix: scopeSteps, ask: "which Scope boxes does the record have?", lacks: FactRecordScopes,
		claims: []rowClaim{{Likely, "ScopeMismatched", "the answer says invalid_scope"}, {Possible, "InvalidScope", "the token may carry no scope"}}},
	{id: "unauthorized-m2m", said: "unauthorized_client", at: detail.StepClientCredentials, source: "subsect_158521832417", page: recordPage,
		title: "The client may not use this grant: unauthorized_client", why: "The box of the grant is not checked on the integration record.",
		fix: []string{recordBoxes, "A Check Client Credentials (Machine to Machine) Grant.", "A Save."}, ask: "which grant boxes does the record have?", lacks: FactRecordGrants,
		claims: []rowClaim{{Possible, "AuthorizationCodeGrantRequired", "unauthorized_client with client credentials; Oracle names no code for it"}}},
	{id: "unauthorized", said: "unauthorized_client", source: "subsect_158521832417", page: Code("AuthorizationCodeGrantRequired").Path(),
		title: "The client may not use this grant: unauthorized_client", why: "The box of the grant is not checked on the integration record.",
		fix: []string{recordBoxes, "A Check the box of the grant: Authorization Code Grant, or Client Credentials (Machine to Machine) Grant.", "A Save."}, ask: "which grant boxes does the record have?", lacks: FactRecordGrants,
		claims: []rowClaim{{Likely, "AuthorizationCodeGrantRequired", "the answer says unauthorized_client"}, {Possible, "UnknownIntegration", "the client may be unknown"}}},
	{id: "grant-type", said: "unsupported_grant_type", source: "subsect_158521832417", page: Code("InvalidGrantType").Path(),
		title: "The token endpoint does not take the grant_type", why: "It takes authorization_code, refresh_token and client_credentials.",
		fix:    []string{"I Send the grant_type of the step.", "I Send it in the body, as a form."},
		claims: []rowClaim{{Likely, "InvalidGrantType", "the token endpoint answers unsupported_grant_type"}}},
	{id: "server-error-code", said: "server_error", when: func(s *subject) bool { return s.stepIs(detail.StepToken, detail.StepRefresh) }, source: "F39", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: "Nothing public says what makes the token endpoint fail so at {step}.",
		fix: []string{"I Repeat the request once.", "A Then read the Detail column."}, ask: readDetail, lacks: FactDetail},
	{id: "server-error", said: "server_error", source: "F17", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: serverErrorWhy, fix: serverErrorSteps, ask: "{look:assertion:alg and kid in its header, and iss in its payload}", claims: serverErrorClaims},
	{id: "token-500", status: "5*", at: detail.StepClientCredentials, source: "F17", page: "symptoms/server-error.md",
		title: "The token endpoint failed: {answer}", why: serverErrorWhy, fix: serverErrorSteps, ask: "{look:assertion:alg and kid in its header, and iss in its payload}", claims: serverErrorClaims},
}

var (
	secretSteps = []string{"I Compare the Client ID with the one that was noted when the record was saved.", "I Send HTTP Basic: base64 of Client ID:Client Secret, without line breaks.",
		"A If the Client Secret is not certain, make a second record, and give its pair to the integrator through a secure channel."}
	formSteps  = []string{"I Send the fields of the step in the body, as a form.", "I Authenticate by HTTP Basic alone."}
	scopeWhy   = "The scope is malformed or unknown, or its box on the integration record is not checked."
	scopeSteps = []string{"A Open Setup › Integration › Manage Integrations › your record › Authentication, and compare the Scope boxes.", "I Ask for these scopes, by NetSuite's names."}

	serverErrorWhy    = "This was seen with client credentials: an unknown Client ID or an Application ID in iss, an unknown Certificate ID in kid, or RS256 without kid. The trail may have no row."
	serverErrorSteps  = []string{"I {look:assertion that was sent:alg, kid and iss}.", "I Compare iss with the Client ID that was noted when the record was saved, and kid with the Certificate ID of the row in OAuth 2.0 Client Credentials (M2M) Setup."}
	serverErrorClaims = []rowClaim{{Possible, "MissingKey", "500 server_error was seen for an unknown Certificate ID in kid"}, {Possible, "InvalidIssuer InvalidIntegration", "500 server_error was seen for an unknown Client ID, or an Application ID in iss"},
		{Possible, "UnsupportedAlgo MissingKeyId", "500 server_error was seen for RS256 without kid"}}
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
		title: "The role or the integration is not allowed to log in with OAuth 2.0", why: "The role lacks Log in using OAuth 2.0 Access Tokens, or has Log in using Access Tokens in its place, which is TBA's. Which Detail code NetSuite writes is not published.",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › that role › Permissions › Setup.", "A Add Log in using OAuth 2.0 Access Tokens.", "A Save."}},
	{id: "certificates-403", by: exchange.NetSuite, to: exchange.Certificates, status: "403", source: "article_92130837826, F4", page: permissionPage, verify: callAgain,
		title: "The role may not manage certificates: {answer}", why: "The token was accepted. This address needs the permission Manage own OAuth 2.0 Client Credentials certificates, and a token with the scope of REST web services.",
		fix: []string{rolesMenu, "A Add Manage own OAuth 2.0 Client Credentials certificates (Setup).", "A Save."}},
	{id: "permission", by: exchange.NetSuite, said: "insufficient_permission user_unauthorized", source: "F4, F29, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite took the token; the role lacks a permission: {permission}", why: "The login succeeded. The role may not do what the call asks for; the sentence in detail names the permission or the record.",
		fix: []string{rolesMenu, "A Add the permission that the answer names, at the level that the call needs: View, Create, Edit or Full.", "A Save.", "I Repeat the call with the same token."}},
	{id: "role-not-in-rest", by: exchange.NetSuite, says: exchange.RoleMayNot, source: "F1", page: permissionPage, verify: callAgain,
		title: "The token was accepted; its role may not use REST web services", why: "The usual cause, by one report: the role lacks Log in using OAuth 2.0 Access Tokens. Log in using Access Tokens is TBA's, and does not count here.",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › the role › Permissions › Setup, and add Log in using OAuth 2.0 Access Tokens.", "A Add REST Web Services there, and SuiteAnalytics Workbook on the subtab Reports.",
			"A Add the permissions of the records that the call uses, and save.", "I Repeat the call; if it still fails, get a new token."},
		ask: "does the same token get anything at all from REST web services?"},
	{id: "violation", by: exchange.NetSuite, says: exchange.Violation, source: "F3, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite took the token; the role lacks a permission: {permission}", why: "The login succeeded. The role may not do what the call asks for; the sentence names the permission or the record.",
		fix: []string{rolesMenu, "A Add the permission that the answer names, at the level that the call needs.", "A Save.", "I Repeat the call with the same token."}},
	{id: "role-or-data", by: exchange.NetSuite, said: "user_error", when: func(s *subject) bool { return !described(s) && s.answer.Status != 429 }, source: "F1", page: permissionPage, verify: callAgain,
		title: "NetSuite read the call and refused it: USER_ERROR", why: "The sentence in detail decides. About the current role: the role may not use REST. Anything else: the data that was sent.",
		fix: []string{"I Read detail in the body of the answer.", "A If it speaks of the role: add Log in using OAuth 2.0 Access Tokens and REST Web Services to it.", "I If not: correct the data of the call."}, ask: "what does detail in the body say?"},
	{id: "too-many", said: "concurrency_limit_exceeded sss_request_limit_exceeded", source: "bridgehead_1525252812, section_156570709583", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "too-many-words", says: exchange.TooMany, source: "bridgehead_1525252812", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "too-many-429", status: "429", source: "section_156570709583", page: "symptoms/concurrency-limit.md", title: tooManyTitle, why: tooManyWhy, fix: tooManySteps},
	{id: "no-record", by: exchange.NetSuite, said: "nonexistent_id rcrd_dsnt_exist", source: "section_156570709583, F4", page: refusedPage, verify: callAgain,
		title: "The login succeeded; the record does not exist here: {detail|{said}}", why: "NetSuite read the call. The ID names no record in this account, or none that the role may see.",
		fix: []string{"I Check the ID, and that it is of this account: a sandbox has other records than production.", "A Check that the role may see the record: subsidiary, department, location."}},
	{id: "no-record-words", by: exchange.NetSuite, says: exchange.NoSuchRecord, source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "The login succeeded; the record does not exist here: {detail|{said}}", why: "NetSuite read the call. The ID names no record in this account, or none that the role may see.",
		fix: []string{"I Check the ID, and that it is of this account: a sandbox has other records than production."}},
	{id: "script-missing", by: exchange.NetSuite, said: "sss_invalid_scriptlet_id", source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The script in the address does not exist here, or is not deployed: {said}", why: "NetSuite looked for the script. The answer is about script and deploy in the address, not about the token.",
		fix: []string{"I Compare script and deploy in the address with External URL of the deployment, in this account.", "A Check that the deployment is released, and has the role in its audience."}},
	{id: "script-failed", by: exchange.NetSuite, said: "unexpected_error", says: exchange.ScriptStack, source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The login succeeded; the RESTlet's own script failed: {detail|{said}}", why: "The RESTlet ran, so the token was accepted. The message is an error of the script itself.",
		fix: []string{"I Mend the script at the place that the message names.", "A Open the script › Execution Log, and look at that minute."}},
	{id: "script-error", by: exchange.NetSuite, said: "sss_*", source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "The script reports an error: {said}", why: "Errors that begin with SSS_ speak of the script, not of the login. The call reached it.",
		fix: []string{"I Read the message of the script, and correct the call or the script.", "A Open the script › Execution Log, and look at that minute."}},
	{id: "unexpected", by: exchange.NetSuite, said: "unexpected_error", source: "section_156570709583, section_4634920277", page: refusedPage, verify: callAgain,
		title: "NetSuite failed while it worked on the call: UNEXPECTED_ERROR", why: "The call was read, so this is no failed login. Only NetSuite knows more: the Error ID in the answer names the failure.",
		fix: []string{"I Repeat the call once.", "I Note the Error ID and the time: Oracle's support can look it up.", "I On a RESTlet: read the Execution Log of the script."}},
	{id: "data", by: exchange.NetSuite, said: "invalid_content user_error invalid_request", source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "The login succeeded; NetSuite refuses the data: {detail|{said}}", why: "NetSuite read the request and does not take a value or a field in it. Token and role are not the problem.",
		fix: []string{"I Correct the field that the answer names.", "I Compare the body with the record's metadata: GET …/services/rest/record/v1/metadata-catalog/ and the record."}},

	{id: "web-services-only", by: exchange.Login, said: "invalid_login_credentials", source: "chapter_1529417663, chapter_157011522878", page: "symptoms/web-services-only-role.md",
		title: "A RESTlet refuses the role, or a user name and password: INVALID_LOGIN_CREDENTIALS", why: "Oracle names this answer for a role that is marked Web Services Only. The second candidate is a login with user name and password (NLAuth).",
		fix: []string{"A Open Setup › Users/Roles › Manage Roles › the role, and clear Web Services Only; or take another role.", "I Check that the call sends Authorization: Bearer, and no NLAuth."},
		ask: "is Web Services Only checked on the role? And does the header Authorization begin with Bearer?"},
	{id: "two-factor", by: exchange.Login, said: "two_fa_reqd", source: "section_4634920277", page: "symptoms/two-factor-required.md",
		title: "The role asks for two-factor authentication", why: "The login asks for a second factor, which a program cannot give. With OAuth 2.0 the user gives it once, at consent (inferred).",
		fix: []string{"I Make sure that an OAuth 2.0 access token is sent, and no NLAuth."}},
	{id: "call-403", by: exchange.Login, status: "403", source: "subsect_158521885412, section_4634920277", page: "symptoms/invalid-login.md", more: callCauses,
		title: "NetSuite refused a call: {answer}, which may mean a wrong host, too", why: refusedWhy + " Oracle documents status 403 on a RESTlet for a request to an invalid domain: look at the host first.",
		fix: append([]string{"I Compare the host of the call with Setup › Company › Company Information › Company URLs."}, refusedSteps...), ask: whichWord, lacks: FactDetail},
	{id: "call", by: exchange.Login, said: "invalid_token invalid_login invalid_login_attempt", source: "subsect_158521885412, section_156570709583", page: "symptoms/invalid-login.md", more: callCauses,
		title: refusedTitle, why: refusedWhy, fix: refusedSteps, ask: whichWord, lacks: FactDetail},
	{id: "some-401", by: exchange.Login, status: "401", when: func(s *subject) bool {
		return s.answer.Said() == "" && s.stepIs("") && s.answer.Challenge.Scheme == "" && s.answer.Body == exchange.NoAnswerBody
	}, source: "subsect_158521885412, subsect_158521832417", page: "symptoms/invalid-login.md",
		title: "A login was refused: {answer}, and which request it was does not show", why: "A call with a refused token gets 401, and so does a token request whose client is refused. The address of the request tells them apart.",
		fix: append([]string{"I Look at the address: if it ends with /oauth2/v1/token, the client was refused, and Client ID, Client Secret or assertion is at fault."}, refusedSteps[:3]...), ask: "which address was called?", lacks: FactStep,
		more: func(s *subject, r *reading, from string) {
			callCauses(s, r, from)
			r.says(Possible, "at the token endpoint 401 means that the client is refused", "ClientAuthenticationFailed")
		}},
	{id: "call-401", by: exchange.Login, status: "401", when: func(s *subject) bool { return s.answer.Said() == "" && s.stepIs("", detail.StepCall) }, source: "subsect_158521885412", page: "symptoms/invalid-login.md", more: callCauses,
		title: refusedTitle, why: refusedWhy, fix: refusedSteps, ask: whichWord, lacks: FactDetail},
}

const (
	tooManyTitle = "Too many requests at once; this is no failed login"
	tooManyWhy   = "NetSuite limits how many requests of an account and an integration run at the same time. No Detail code belongs to it."
	refusedTitle = "NetSuite refused the login of a call: {answer}"
	refusedWhy   = "The answer is the same for every cause. The word that tells the cause is in the Detail column of the Login Audit Trail."
	whichWord    = "which word is in the Detail column? " + trailMenu
)

var (
	tooManySteps = []string{"I Send fewer requests at once, wait and repeat the ones that were refused."}
	refusedSteps = []string{"A Open Setup › Users/Roles › User Management › View Login Audit Trail.", "A Choose Use Advanced Search, open the Results subtab, add Detail and Token-based Application Name, and Submit.",
		"A Read Detail in the row of this call.", "I {look:access token:exp, aud and scope}.", "A If the token is sound, look at the role: Log in using OAuth 2.0 Access Tokens, and REST Web Services."}
)

// callCauses adds the possible causes of a refused call, which the answer does not tell apart
// (subsect_158324637123).
func callCauses(_ *subject, r *reading, _ string) {
	r.says(Possible, "an access token lives 60 minutes", "AccessTokenExpired")
	r.says(Possible, "the authorization may have been revoked", "TokenBlocked")
	r.says(Possible, "another kind of token may have been sent", "TokenRejected", "InvalidTokenType")
	r.says(Possible, "the token may be of another account, or the record not be there", "InvalidIntegration")
	r.says(Possible, "the scope may not open this service", "ScopeMismatched")
	r.says(Possible, "the user or the role may be inactive", "EntityOrRoleDisabled")
	r.says(Possible, "the token may have been changed or cut short", "InvalidSignature")
	r.says(Possible, "the record may be blocked", "IntegrationBlocked")
	r.says(Possible, "the feature may be off", "FeatureDisabled")
}

// statusRows are answers with little more than a status.
var statusRows = []answerRow{
	{id: "restlet-403", by: exchange.NetSuite, status: "403", when: toRESTlet, source: "section_4634920277", page: restletPage, verify: callAgain,
		title: "403 on a RESTlet: the request went to a domain that is not valid", why: "Oracle documents 403 on a RESTlet for a request to an invalid domain. The script itself may answer 403 too.",
		fix: []string{"I Compare the host with Setup › Company › Company Information › Company URLs.", "I Check whether the body names an error of the script."}, ask: "which host was called?"},
	{id: "rest-403", by: exchange.NetSuite, status: "403", source: "F4, F29, F42", page: permissionPage, verify: callAgain,
		title: "NetSuite took the token; the role may not do this: {permission|the body names the permission}", why: "On REST web services 403 means that the role lacks a permission. The body names it in detail.",
		fix: []string{"I Read detail in the body of the answer.", rolesMenu, "A Add the permission that the answer names, and save."}},
	{id: "any-403", status: "403", source: "section_4634920277, F42", page: permissionPage, verify: callAgain,
		title: "403 refuses the call: the role on REST web services, the host on a RESTlet", why: "REST web services answer 403 where the role lacks a permission; RESTlets where the request went to an invalid domain; a firewall for its own reasons.",
		fix: []string{"I Read the body: an o:errorCode is REST web services, a page is a firewall.", "I Compare the host with Setup › Company › Company Information › Company URLs."}, ask: "which address was called, and what does the body say?"},
	{id: "rest-refused", by: exchange.NetSuite, body: exchange.RESTBody, source: "section_156570709583", page: refusedPage, verify: callAgain,
		title: "NetSuite read the call and refused it: {detail|{answer}}", why: "The answer has the form of REST web services and names no failed login. It is about the call: its address, method or data.",
		fix: []string{"I Read detail in the body, and correct the call.", "I Compare address, method and Content-Type with Oracle's page of this service."}},
	{id: "not-found", status: "404 405 415", when: func(s *subject) bool { return known(s) }, source: "section_4634920277", page: hostPage, verify: callAgain,
		title: "{status}: address, method or content type is wrong; this is no failed login", why: "NetSuite did not find what was asked for.",
		fix: []string{"I Compare address, method and Content-Type with Oracle's page of this service."}},
	{id: "failed", status: "5*", when: func(s *subject) bool { return known(s) }, source: "F39, section_4634920277", page: "symptoms/no-row-in-the-trail.md",
		title: "The answer is {answer}: the server failed, and names no cause", why: "Such an answer tells nothing about the token. At the token endpoint it may leave no row in the trail; RESTlets and gateways have reasons of their own.",
		fix: []string{"I Repeat the request once.", "I Paste the whole answer, with its headers and body, and the request."}, ask: readDetail, lacks: FactDetail},
	{id: "unknown-word", unknown: true, when: func(s *subject) bool { return !known(s) }, source: "none", page: "symptoms/unclear-cause.md",
		title: "The answer names an error that is not known here: {answer}", why: "No published text of NetSuite has this error, so the answer does not tell the cause.",
		fix: []string{"I Paste the whole answer, with its headers and body.", "I Paste the request, or the token that was sent."}, ask: readDetail, lacks: FactDetail},
	{id: "status", source: "section_4634920277", page: "symptoms/find-the-detail-code.md",
		title: "NetSuite answered {answer}", why: "The answer alone does not tell the cause.",
		fix: []string{"I Paste the whole answer, with its headers and body.", "I Paste the request, or the token that was sent."}, ask: readDetail, lacks: FactDetail},
}

// known reports whether the answer has no error, or one that is listed.
func known(s *subject) bool {
	said := s.answer.Said()
	return said == "" || detail.HTTPError(said) != ""
}
