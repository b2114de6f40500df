package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// authorizePage is the page about the rules for the authorize URL.
const authorizePage = "symptoms/authorize-request.md"

// authorizeChecks are the checks of the authorize URL of step one (section_158081944642).
// Faults that keep NetSuite from redirecting come first.
var authorizeChecks = []Check{
	{ID: "authorize-host", Title: "Host of step one", Needs: NeedsRequest, run: checkAuthorizeHost},
	{ID: "parameters", Title: "Parameters", Needs: NeedsRequest, run: checkParametersOnce},
	{ID: "authorize-client", Title: "client_id", Needs: NeedsRequest, Codes: []Code{"UnknownIntegration"}, run: checkAuthorizeClient},
	{ID: "redirect-uri", Title: "redirect_uri", Needs: NeedsRequest, Codes: []Code{"InvalidRedirectURI", "UnknownIntegration"}, run: checkRedirectURI},
	{ID: "response-type", Title: "response_type", Needs: NeedsRequest, Codes: []Code{"UnsupportedResponseType", "InvalidRequest"}, run: checkResponseType},
	{ID: "state", Title: "state", Needs: NeedsRequest, Codes: []Code{"InvalidState"}, run: checkState},
	{ID: "code-challenge", Title: "PKCE of the request", Needs: NeedsRequest, Codes: []Code{"InvalidRequest"}, run: checkCodeChallenge},
	{ID: "authorize-scope", Title: "Scope asked for", Needs: NeedsRequest, Codes: []Code{"ScopeMismatched"}, run: checkAuthorizeScope},
	{ID: "prompt", Title: "prompt and nonce", Needs: NeedsRequest, run: checkPrompt},
	{ID: "callback", Title: "Redirect and its request", Needs: NeedsRequest, run: checkCallback},
}

// authorizes reports whether the subject's request is an authorize URL of NetSuite. Of an
// authorize URL of another service only the host is checked.
func (s *subject) authorizes() bool {
	return s.atAuthorizePage() && s.request.Form != exchange.PlainURL && (s.request.Address.Host == "" || s.request.Address.NetSuite())
}

func (s *subject) atAuthorizePage() bool {
	return s.request.Form == exchange.AuthorizeURL || s.request.Address.Endpoint == exchange.Authorize
}

// wrongParameter returns a finding about a fault in a parameter of the authorize URL.
func wrongParameter(title, where, expected, got, why string, fix ...string) Finding {
	return Finding{Status: Fail, Title: title, Evidence: evidence(where, expected, got), Why: why, Fix: integrator(fix...),
		Verify: "Start the flow again: NetSuite shows its login or consent page.", Page: authorizePage}
}

// measured describes the length of a parameter's value, or why it has none.
func measured(p exchange.Param, found bool) string {
	switch {
	case !found:
		return "nothing: it is missing"
	case p.Elided():
		return "left out where it was copied"
	case p.Length == 0:
		return "nothing: it is empty"
	}
	return countOf(p.Length, "character")
}

// shownParam returns the printable value of a parameter or, where it has none, its length.
func shownParam(p exchange.Params, name string) string {
	param, found := p.Get(name)
	if found && param.Shown != "" {
		return param.Shown
	}
	return measured(param, found)
}

func checkAuthorizeHost(s *subject) (Finding, bool) {
	if !s.atAuthorizePage() || s.request.Address.Host == "" {
		return Finding{}, false
	}
	a := s.request.Address
	right := "https://ACCOUNT.app.netsuite.com" + exchange.AuthorizePath
	if account := s.said.Value(FactAccount); account != "" {
		right = "https://" + token.HostAccount(account) + ".app.netsuite.com" + exchange.AuthorizePath
	}
	wrong := func(title, why string) (Finding, bool) {
		f := wrongParameter(title, "address", right, a.String(), why, "Copy the host from Setup › Company › Company Information › Company URLs.", "Begin step one at "+right+".")
		f.Page = "symptoms/wrong-account-or-host.md"
		return f, true
	}
	switch {
	case a.Unknown():
		return Finding{}, false // left to unfilled-value
	case !a.NetSuite():
		return wrong("The authorize URL does not go to NetSuite", "Only NetSuite's own page can ask the user for consent and send a code.")
	case a.Scheme != "https":
		return wrong("The authorize URL does not begin with https://", "NetSuite accepts only https.")
	case strings.Contains(a.Host, "_"):
		return wrong(underscoreInHost(a))
	case a.Service != "" && a.Service != "app":
		return wrong("The authorize URL goes to the "+a.Service+" host", "The login page is on the app host; the other hosts are for programs.")
	case !strings.EqualFold(a.Path, exchange.AuthorizePath):
		return wrong("The path is not that of the authorize page", "Step one begins at "+exchange.AuthorizePath+".")
	case a.Service == "" && a.Host != "system.netsuite.com":
		return asWarning(wrong("The host does not belong to an account", "Oracle documents ACCOUNT.app.netsuite.com, or system.netsuite.com if the account is unknown."))
	case s.said.Value(FactAccount) != "" && a.Account != "" && s.stated.Value(FactAccount) != "" && s.stated.Value(FactAccount) != a.Account:
		return wrong("The authorize URL belongs to another account", "The account whose page the user saw issues the tokens.")
	}
	return passed("The authorize URL goes to "+a.Host, ""), true
}

// underscoreInHost explains the fault of a host such as 1234567_SB1.app.netsuite.com.
func underscoreInHost(a exchange.Address) (title, why string) {
	return "The host has an underscore; host names use a hyphen", "The account " + cmp.Or(a.Account, "in it") + " is written with a hyphen and in lower case in host names."
}

// checkParametersOnce finds parameters that are sent twice (RFC 6749 section 3.1). Only
// resource may be: RFC 8707 section 2 allows several.
func checkParametersOnce(s *subject) (Finding, bool) {
	if !s.authorizes() && !s.request.ToTokenEndpoint() {
		return Finding{}, false
	}
	names := slices.DeleteFunc(slices.Concat(s.request.Query.Twice(), s.request.Fields.Twice()), func(name string) bool { return name == "resource" })
	if len(names) == 0 {
		return Finding{}, false
	}
	twice := strings.Join(names, ", ")
	f := wrongParameter("A parameter is sent twice: "+twice, "parameters", "each once", twice+" more than once",
		"RFC 6749 section 3.1 forbids it, and no rule defines which of the two counts.", "Send each parameter once.")
	f.Verify = "The request has each parameter once, and succeeds."
	if !s.authorizes() {
		f.Page = tokenRequestPage
	}
	return f, true
}

func checkAuthorizeClient(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("client_id")
	const expected = "the Client ID of the integration record, 64 hexadecimal digits"
	const unknown = Code("UnknownIntegration")
	wrong := func(title, expected, got, because, why, fix string) (Finding, bool) {
		return wrongParameter(title, "client_id", expected, got, why, fix).naming(Likely, because, unknown), true
	}
	switch id := strings.ToLower(param.Shown); {
	case found && param.Elided():
		return Finding{}, false
	case !found || param.Length == 0:
		f := wrongParameter("client_id is missing", "client_id", expected, measured(param, found), "Without it, NetSuite cannot identify the application and does not redirect.", "Send the Client ID.")
		return f.claiming(Likely, "the authorize URL has no client_id", unknown), true
	case token.IsApplicationID(param.Shown):
		return wrong("client_id is the Application ID", expected, param.Shown, "client_id is an Application ID, so NetSuite finds no record by it",
			"The Application ID is always visible on the record. The Client ID is another value, which NetSuite shows once, at the first save.", "Send the Client ID noted at the first save. If it is lost, create a second record.")
	case !token.IsClientID(id):
		return wrong("client_id does not have the form of a Client ID", expected, cmp.Or(param.Word, measured(param, found)), "client_id does not have the form of a Client ID",
			"NetSuite finds the integration record by the Client ID.", "Send the Client ID exactly as NetSuite showed it.")
	case s.stated.Value(FactClientID) != "" && !strings.EqualFold(s.stated.Value(FactClientID), id):
		return wrong("client_id differs from the Client ID you gave", s.stated.Value(FactClientID)+", as you said", id, "client_id is not the Client ID you gave",
			"Another Client ID names another integration record, or none.", "Send the Client ID of the right record.")
	}
	return passed("client_id has the form of a Client ID", ""), true
}

// localRedirect is the finding for http://localhost, about which reports disagree: F4 says that
// NetSuite refuses it, F5 and F6 have it on a record. Oracle allows it for TBA alone
// (section_157771733782, section_156338994830).
func localRedirect(got string) Finding {
	f := wrongParameter("redirect_uri is http://localhost; reports disagree on whether NetSuite accepts it", "redirect_uri", "https://localhost, or a scheme such as myapp://callback", got,
		"Oracle does not support http://. Some programs nevertheless use it on localhost.", "Register https://localhost (with a self-signed certificate in the program) or a custom scheme on the record, and send exactly that.")
	f.Status = Warn
	return f.naming(Possible, "redirect_uri begins with http://localhost, and reports disagree on it", "InvalidRedirectURI")
}

// checkRedirectURI compares redirect_uri with the rules and with the record: it has to
// begin with https:// or a custom scheme, and to equal a URI of the record
// (section_157771733782). NetSuite does not redirect to any other.
func checkRedirectURI(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("redirect_uri")
	uri := param.Shown
	code := Code("InvalidRedirectURI")
	wrong := func(title, expected, because, why string, fix ...string) (Finding, bool) {
		return wrongParameter(title, "redirect_uri", expected, shownParam(s.request.Query, "redirect_uri"), why, fix...).naming(Likely, because, code), true
	}
	scheme, rest, isAddress := strings.Cut(uri, "://")
	record, known := s.said.Get(FactRecordRedirectURIs)
	switch {
	case s.answer != nil && s.answer.Redirected():
		return passed("NetSuite redirected, so it accepted client_id and redirect_uri", "NetSuite redirects only a known client, and only to a URI on its record", code, "UnknownIntegration"), true
	case found && param.Elided():
		return Finding{}, false
	case !found || param.Length == 0:
		return wrong("redirect_uri is missing", "one of the Redirect URIs on the record", "the authorize URL has no redirect_uri", "NetSuite redirects the user only to a URI on the record.", "Send redirect_uri exactly as on the record.")
	case strings.EqualFold(scheme, "http"):
		if host, _, _ := strings.Cut(rest, "/"); strings.HasPrefix(host, "localhost") || strings.HasPrefix(host, "127.0.0.1") {
			return localRedirect(shownParam(s.request.Query, "redirect_uri")), true
		}
		return wrong("redirect_uri begins with http://, which NetSuite does not support", "https://, or a custom scheme such as myapp://callback", "redirect_uri begins with http://, which the record does not accept",
			"The record accepts https:// addresses and custom schemes, not http://.",
			"Register an https:// address or a custom scheme on the record, and send exactly that.")
	case param.Twice:
		return wrong("redirect_uri is percent-encoded twice", "encoded once", "redirect_uri is encoded twice, so it is not the one on the record", "Decoded once, it still has percent signs and equals no URI on the record.", "Encode it once.")
	case !isAddress && !strings.Contains(uri, ":/"):
		return wrong("redirect_uri is not an absolute address", "https://…, or a custom scheme", "redirect_uri is not an absolute address", "NetSuite needs the full address.", "Send the full address as on the record.")
	case strings.Contains(rest, "#"):
		return wrong("redirect_uri has a fragment", "an address without #", "redirect_uri has a fragment", "RFC 6749 section 3.1.2 forbids it.", "Remove # and everything after it.")
	case known && slices.Contains(record.Items(), uri):
		return passed("redirect_uri is on the record, as you said", "redirect_uri is one of the record's, as you said", code), true
	case known && strings.HasSuffix(uri, "…") && slices.ContainsFunc(record.Items(), func(item string) bool {
		return strings.HasPrefix(item, strings.TrimSuffix(uri, "…"))
	}):
		return Finding{}, false // too long to be kept whole, and to be compared
	case known:
		f, _ := wrong("redirect_uri is not on the record", record.Value+", as you said", "redirect_uri is none of those on the record, as you said", "It must equal one of them exactly: scheme, host, port, path and final slash.",
			"Send one of the URIs on the record.")
		f.Fix = append(f.Fix, administrator("If the application is right, open Setup › Integration › Manage Integrations › your record › Edit › Authentication, add it under Redirect URI, and save.")...)
		return f, true
	}
	return Finding{Status: Unchecked, Title: "redirect_uri is " + uri + "; is exactly this URI on the record?",
		Because: "the Redirect URIs of the record are not known", Supply: "say what the record lists under Redirect URI", Lacks: FactRecordRedirectURIs}, true
}

func checkResponseType(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("response_type")
	code := Code("UnsupportedResponseType")
	switch {
	case param.Shown == "code":
		return passed("response_type is code", "response_type is code", code), true
	case param.Elided():
		return Finding{}, false
	}
	f := wrongParameter("response_type is not code", "response_type", "code", shownParam(s.request.Query, "response_type"), "NetSuite sends only a code to the browser. Tokens follow in step two.", "Send response_type=code.")
	if !found || param.Length == 0 {
		f.Title = "response_type is missing"
		return f.naming(Likely, "the authorize URL has no response_type", code).claiming(Possible, "a parameter is missing", "InvalidRequest"), true
	}
	return f.naming(Confirmed, "response_type is "+param.Shown+"; NetSuite accepts only code", code), true
}

// The limits on the length of state, in characters (section_158081944642).
const shortestState, longestState = 22, 1024

func checkState(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("state")
	code := Code("InvalidState")
	const expected = "22 to 1024 printable ASCII characters, new for each flow"
	wrong := func(certainty Certainty, title, got, because string) (Finding, bool) {
		return wrongParameter(title, "state", expected, got, "NetSuite rejects a short state: state protects the user against cross-site request forgery (RFC 6749 section 10.12).",
			"Make state from 18 random bytes in base64url: 24 characters.", "Use a new one for each flow, and compare it when the user comes back.").naming(certainty, because, code), true
	}
	switch {
	case found && param.Masked && param.Length < shortestState:
		return wrong(Likely, "state is too short, unless it was shortened when it was masked", measured(exchange.Param{Length: param.Length}, true), "state has "+countOf(param.Length, "character")+", all masked")
	case found && param.MayGoOn && param.Length < shortestState && param.Length > 0 && !param.Elided():
		return wrong(Likely, "state is too short, unless it continues on the next line", measured(param, found), "state has "+measured(param, found)+" before the line ends")
	case found && param.Elided():
		return Finding{Status: Unchecked, Title: "state was removed from the copied address", Because: "its length is not visible", Supply: "count its characters: NetSuite accepts 22 to 1024"}, true
	case !found || param.Length == 0:
		return wrong(Likely, "state is missing", measured(param, found), "the authorize URL has no state")
	case param.Length < shortestState:
		return wrong(Confirmed, "state is too short", measured(param, found), fmt.Sprintf("state has %s; NetSuite accepts %d to %d", measured(param, found), shortestState, longestState))
	case param.Length > longestState:
		return wrong(Confirmed, "state is too long", measured(param, found), fmt.Sprintf("state has %s; NetSuite accepts %d to %d", measured(param, found), shortestState, longestState))
	case !param.Printable:
		return wrong(Confirmed, "state has characters that are not printable ASCII", "characters outside printable ASCII", "state has characters that are not printable ASCII")
	}
	return passed("state has "+measured(param, found)+"; whether it is new for each flow is not visible", ""), true
}

// checkCallback compares a redirect back to the application with its authorize URL. The values
// of state are not kept, so two of the same length may still differ.
func checkCallback(s *subject) (Finding, bool) {
	if s.answer == nil || !s.answer.Redirected() || s.request.Form != exchange.AuthorizeURL {
		return Finding{}, false
	}
	wrong := func(title, where, expected, got, why string) (Finding, bool) {
		return Finding{Status: Fail, Title: title, Evidence: evidence(where, expected, got), Why: why, Page: authorizePage,
			Fix: integrator("Do not exchange this code. Start the flow again, and paste its redirect."), Verify: "The redirect has the state and the account of its request."}, true
	}
	sent, _ := s.request.Query.Get("state")
	back, _ := s.answer.Params.Get("state")
	whole := func(p exchange.Param) bool {
		return p.Length > 0 && !p.Masked && !p.MayGoOn && p.Value == exchange.Value{}
	}
	company := s.answer.Params.Text("company")
	switch asked := s.request.Address.Account; {
	case asked != "" && token.IsAccount(company) && token.CanonicalAccount(company) != asked:
		return wrong("The redirect is from another account than the authorize URL", "company", asked, token.CanonicalAccount(company), "The user logged in to another account, and the code belongs to that account.")
	case whole(sent) && whole(back) && sent.Length != back.Length:
		return wrong("state in the redirect differs from the authorize URL", "state", measured(sent, true), measured(back, true),
			"The redirect belongs to another login, or was injected. An application must reject it (RFC 6749 section 10.12).")
	}
	return Finding{}, false
}

// checkCodeChallenge checks PKCE in step one (RFC 7636): NetSuite supports S256 only, and
// requires it of public clients and for the scope mcp.
func checkCodeChallenge(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	challenge, given := s.request.Query.Get("code_challenge")
	method, methodGiven := s.request.Query.Get("code_challenge_method")
	code := Code("InvalidRequest")
	wrong := func(title, where, expected, got, because string, fix ...string) (Finding, bool) {
		return wrongParameter(title, where, expected, got, "PKCE proves in step two that the same application started the flow (RFC 7636).", fix...).naming(Likely, because, code), true
	}
	switch {
	case s.request.Query.Has("code_verifier"):
		return wrong("code_verifier is sent in step one", "code_verifier", "nothing in step one", "it is sent", "code_verifier is in the authorize URL", "Send code_challenge here, and code_verifier in step two only.", "Make a new code_verifier: the browser has seen this one.")
	case !given && s.facts.Value(FactClient) == "public":
		return wrong("A public client needs PKCE, and code_challenge is missing", "code_challenge", "43 characters", "nothing: it is missing", "the record is a public client, and there is no code_challenge", "Turn on PKCE with the method S256.")
	case !given && slices.Contains(strings.Fields(s.request.Query.Text("scope")), "mcp"):
		return wrong("The scope mcp needs PKCE, and code_challenge is missing", "code_challenge", "43 characters", "nothing: it is missing", "the scope is mcp, and there is no code_challenge", "Turn on PKCE with the method S256.")
	case !given && methodGiven:
		return wrong("code_challenge is missing, but its method is present", "code_challenge", "43 characters", "nothing: it is missing", "code_challenge_method without code_challenge", "Send both, or neither.")
	case !given:
		return Finding{Status: Unchecked, Title: "No PKCE: is the record a public client?", Because: "a public client and the scope mcp need PKCE, and so do new records from " + detail.Since("pkce-release") + " on",
			Supply: "say whether Public Client is checked on the record", Lacks: FactClient}, true
	case methodGiven && !method.Elided() && method.Shown != "S256":
		return wrong("code_challenge_method is not S256", "code_challenge_method", "S256", shownParam(s.request.Query, "code_challenge_method"), "code_challenge_method is not S256", "Use S256. NetSuite does not support plain since "+detail.Since("plain-release")+".")
	case challenge.Elided():
		return Finding{}, false
	case !methodGiven:
		return wrong("code_challenge_method is missing", "code_challenge_method", "S256", "nothing: it is missing", "code_challenge without code_challenge_method", "Send code_challenge_method=S256.")
	case challenge.Length != 43:
		return wrong("code_challenge does not have the length of a SHA-256", "code_challenge", "43 characters of base64url, no padding", measured(challenge, true), "code_challenge has "+measured(challenge, true)+", not 43",
			"Compute SHA-256 of code_verifier, and write it as base64url without padding.")
	}
	return passed("code_challenge has 43 characters, the method is S256", ""), true
}

func checkAuthorizeScope(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("scope")
	code := Code("ScopeMismatched")
	got := shownParam(s.request.Query, "scope")
	const expected = "restlets, rest_webservices, suite_analytics, with spaces between them; or mcp alone; openid and email for OpenID Connect"
	wrong := func(title, because, why string, fix ...string) (Finding, bool) {
		return wrongParameter(title, "scope", expected, got, why, fix...).naming(Likely, because, code), true
	}
	scopes := strings.Fields(param.Shown)
	boxes, known := s.said.Get(FactRecordScopes)
	var unknown, missing []string
	for _, scope := range scopes {
		if !slices.Contains(knownScopes, scope) {
			unknown = append(unknown, scope)
		}
		if known && serviceTitles[scope] != "" && !slices.Contains(boxes.Items(), scope) {
			missing = append(missing, scope)
		}
	}
	switch {
	case found && param.Elided():
		return Finding{}, false
	case !found || len(scopes) == 0:
		return wrong("scope is missing", "the authorize URL has no scope", "A login without a scope gives access to no service.", "Send the scopes that the application needs.")
	case strings.ContainsAny(param.Shown, ",;"):
		return wrong("The scopes are not separated by spaces", "the scopes are not separated by spaces", "Separate scopes in the authorize URL by spaces, written + or %20. NetSuite reads a list with commas as one unknown scope (inferred).", "Separate them by %20.")
	case len(unknown) > 0:
		return wrong("scope has a name that NetSuite does not know: "+strings.Join(unknown, ", "), "scope has "+strings.Join(unknown, ", ")+", which is not a NetSuite scope", "For an unknown scope, step one returns invalid_scope.", "Request the scope by NetSuite's name, in lower case.")
	case slices.Contains(scopes, "mcp") && len(scopes) > 1:
		return wrong("mcp is combined with other scopes", "mcp is combined with other scopes", "NetSuite AI Connector Service needs its own record, with every other Scope box cleared.", "Request mcp alone.")
	case len(missing) > 0:
		f, _ := wrong("A requested scope is not checked on the record", "the request has "+strings.Join(missing, ", ")+"; the record has "+boxes.Value+", as you said", "NetSuite grants only scopes whose box is checked on the record.", "Or request only the scopes on the record.")
		f.Evidence = evidence("scope", "among the boxes on the record: "+boxes.Value+", as you said", got)
		f.Fix = slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication and check "+shownScopes(missing)+".", "Save."), f.Fix)
		return f, true
	case known:
		return passed("Every requested scope is checked on the record, as you said", ""), true
	}
	return passed("scope: "+strings.Join(scopes, " "), ""), true
}

func checkPrompt(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	prompt := s.request.Query.Text("prompt")
	warn := func(title, where, expected, got, why, fix string) (Finding, bool) {
		return asWarning(wrongParameter(title, where, expected, got, why, fix), true)
	}
	words := strings.Fields(prompt)
	switch nonce, given := s.request.Query.Get("nonce"); {
	case slices.ContainsFunc(words, func(w string) bool { return !slices.Contains([]string{"none", "login", "consent"}, w) }):
		return warn("prompt has a value that Oracle does not document", "prompt", "none, login, consent or login consent", prompt, "Oracle documents no other value.", "Remove prompt, or use one of these.")
	case slices.Contains(words, "none") && slices.Contains(strings.Fields(s.request.Query.Text("scope")), "mcp"):
		return warn("prompt=none does not work with mcp", "prompt", "login or consent", prompt, "With mcp, NetSuite must ask the user.", "Remove prompt=none.")
	case slices.Contains(words, "login") && s.request.Address.Host == "system.netsuite.com":
		return warn("prompt=login works only on an account's host", "host", "ACCOUNT.app.netsuite.com", "system.netsuite.com", "Oracle documents this limit.", "Start step one on the account's host.")
	case given && nonce.Length > 256:
		return warn("nonce is too long", "nonce", "at most 256 characters", measured(nonce, true), "Oracle documents this limit.", "Make it shorter.")
	}
	return Finding{}, false
}
