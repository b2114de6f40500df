package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// authorizePage tells the rules of the authorize URL.
const authorizePage = "symptoms/authorize-request.md"

// authorizeChecks look at the authorize URL of step one (section_158081944642). What
// keeps NetSuite from redirecting comes first.
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
}

// authorizes reports whether the subject's request is an authorize URL of NetSuite. Of another
// service's only its host is spoken of.
func (s *subject) authorizes() bool {
	return s.atAuthorizePage() && s.request.Form != exchange.PlainURL && (s.request.Address.Host == "" || s.request.Address.NetSuite())
}

func (s *subject) atAuthorizePage() bool {
	return s.request.Form == exchange.AuthorizeURL || s.request.Address.Endpoint == exchange.Authorize
}

// wrongParameter is a fault in a parameter of the authorize URL.
func wrongParameter(title, where, expected, got, why string, fix ...string) Finding {
	return Finding{Status: Fail, Title: title, Evidence: evidence(where, expected, got), Why: why, Fix: integrator(fix...),
		Verify: "Start the flow again: NetSuite shows its login or consent page.", Page: authorizePage}
}

// measured is how long a value is, for people.
func measured(p exchange.Param, found bool) string {
	switch {
	case !found:
		return "nothing: it is missing"
	case p.Elided():
		return "left out where it was copied"
	case p.Length == 0:
		return "nothing: it is empty"
	}
	return plural(p.Length, "character", "characters")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// said is the value of a parameter for people, or how long it is.
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
		return Finding{}, false // unfilled-value speaks of it
	case !a.NetSuite():
		return wrong("The authorize URL does not lead to NetSuite", "Only NetSuite's own page can ask the user and send a code.")
	case a.Scheme != "https":
		return wrong("The authorize URL does not begin with https://", "NetSuite answers over https only.")
	case strings.Contains(a.Host, "_"):
		return wrong("The host has an underscore; host names use a hyphen", "The account "+s.shownAccount(a)+" is written with a hyphen and small letters in host names.")
	case a.Service != "" && a.Service != "app":
		return wrong("The authorize URL goes to the "+a.Service+" host", "The login page is on the app host; the other hosts answer requests of programs.")
	case !strings.EqualFold(a.Path, exchange.AuthorizePath):
		return wrong("The path is not that of the authorize page", "Step one begins at "+exchange.AuthorizePath+".")
	case a.Service == "" && a.Host != "system.netsuite.com":
		f, _ := wrong("The host is not that of an account", "Oracle names ACCOUNT.app.netsuite.com, and system.netsuite.com where the account is not known.")
		f.Status = Warn
		return f, true
	case s.said.Value(FactAccount) != "" && a.Account != "" && s.stated.Value(FactAccount) != "" && s.stated.Value(FactAccount) != a.Account:
		return wrong("The authorize URL is that of another account", "Tokens are given by the account whose page the user saw.")
	}
	return passed("The authorize URL leads to "+a.Host, ""), true
}

// shownAccount is the account of an address as NetSuite writes it.
func (s *subject) shownAccount(a exchange.Address) string {
	if a.Account != "" {
		return a.Account
	}
	return "in it"
}

// checkParametersOnce: no parameter may appear twice (RFC 6749 section 3.1).
func checkParametersOnce(s *subject) (Finding, bool) {
	if !s.authorizes() && !s.request.ToTokenEndpoint() {
		return Finding{}, false
	}
	var twice []string
	for _, name := range slices.Concat(s.request.Query.Twice(), s.request.Fields.Twice()) {
		if name != "resource" {
			twice = append(twice, name)
		}
	}
	if len(twice) == 0 {
		return Finding{}, false
	}
	f := wrongParameter("A parameter is sent twice: "+strings.Join(twice, ", "), "parameters", "each once", strings.Join(twice, ", ")+" more than once",
		"RFC 6749 section 3.1 forbids it; which of the two counts is not defined.", "Send each parameter once.")
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
	unknown := Code("UnknownIntegration")
	switch id := strings.ToLower(param.Shown); {
	case found && param.Elided():
		return Finding{}, false
	case !found || param.Length == 0:
		f := wrongParameter("client_id is missing", "client_id", expected, measured(param, found), "Without it NetSuite does not know the application, and does not redirect.", "Send the Client ID.")
		f.says(Likely, "the authorize URL has no client_id", unknown)
		return f, true
	case token.IsApplicationID(param.Shown):
		f := wrongParameter("client_id is the Application ID", "client_id", expected, param.Shown, "The record shows the Application ID at any time; the Client ID is another value, shown once when the record was saved.", "Send the Client ID that was noted then; if it is lost, have the credentials reset.")
		f.says(Likely, "client_id is an Application ID, so no record is found by it", unknown)
		f.Page = unknown.Path()
		return f, true
	case !token.IsClientID(id):
		f := wrongParameter("client_id does not have the form of a Client ID", "client_id", expected, orWord(param.Word, measured(param, found)), "NetSuite finds the integration record by it.", "Send the Client ID letter by letter.")
		f.says(Likely, "client_id does not have the form of a Client ID", unknown)
		f.Page = unknown.Path()
		return f, true
	case s.stated.Value(FactClientID) != "" && !strings.EqualFold(s.stated.Value(FactClientID), id):
		f := wrongParameter("client_id is another one than you gave", "client_id", s.stated.Value(FactClientID)+", as you said", id, "Another Client ID names another integration record, or none.", "Send the Client ID of the record you mean.")
		f.says(Likely, "client_id is not the Client ID you gave", unknown)
		f.Page = unknown.Path()
		return f, true
	}
	return passed("client_id has the form of a Client ID", ""), true
}

// checkRedirectURI: https or a scheme of one's own, and exactly one of the record's
// (section_157771733782). Where it does not match NetSuite does not redirect at all.
func checkRedirectURI(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("redirect_uri")
	uri := param.Shown
	code := Code("InvalidRedirectURI")
	wrong := func(title, expected, because, why string, fix ...string) (Finding, bool) {
		f := wrongParameter(title, "redirect_uri", expected, shownParam(s.request.Query, "redirect_uri"), why, fix...)
		f.says(Likely, because, code)
		f.Page = code.Path()
		return f, true
	}
	scheme, rest, isAddress := strings.Cut(uri, "://")
	record, known := s.said.Get(FactRecordRedirectURIs)
	switch {
	case s.answer != nil && s.answer.Redirected():
		f := passed("NetSuite redirected: it took client_id and redirect_uri", "NetSuite redirects only to a URI of the record, of a client it knows", code, "UnknownIntegration")
		return f, true
	case found && param.Elided():
		return Finding{}, false
	case !found || param.Length == 0:
		return wrong("redirect_uri is missing", "one of the Redirect URIs of the record", "the authorize URL has no redirect_uri", "NetSuite sends the user back only to a URI that the record lists.", "Send redirect_uri, letter by letter as on the record.")
	case strings.EqualFold(scheme, "http"):
		return wrong("redirect_uri begins with http://, which NetSuite does not support", "https://, or a scheme of your own such as myapp://callback", "redirect_uri begins with http://, which the record does not take",
			"The record takes https:// addresses and custom schemes; http:// is not supported, not for localhost either as far as Oracle's page says.",
			"Register an https:// address or a custom scheme on the record, and send exactly that.")
	case param.Twice:
		return wrong("redirect_uri is percent-encoded twice", "encoded once", "redirect_uri is encoded twice, so it is not the one on the record", "Decoded once it still has percent signs: it does not equal any URI of the record.", "Encode it once.")
	case !isAddress && !strings.Contains(uri, ":/"):
		return wrong("redirect_uri is not an absolute address", "https://…, or a scheme of your own", "redirect_uri is no absolute address", "NetSuite needs the whole address.", "Send the whole address as on the record.")
	case strings.Contains(rest, "#"):
		return wrong("redirect_uri has a fragment", "an address without #", "redirect_uri has a fragment", "RFC 6749 section 3.1.2 forbids it.", "Leave out what follows #.")
	case known && slices.Contains(record.Items(), uri):
		return passed("redirect_uri is on the record, as you said", "redirect_uri is one of the record's, as you said", code), true
	case known:
		f, _ := wrong("redirect_uri is not on the record", record.Value+", as you said", "redirect_uri is none of those on the record, as you said", "It must equal one of them letter by letter: scheme, host, port, path and the last slash.",
			"Send one of those on the record.")
		f.Fix = append(f.Fix, administrator("If the application is right: open Setup › Integration › Manage Integrations › your record › Edit › Authentication, add it under Redirect URI, and save.")...)
		return f, true
	}
	return Finding{Status: Unchecked, Title: "redirect_uri is " + uri + "; is it on the record, letter by letter?",
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
	f := wrongParameter("response_type is not code", "response_type", "code", shownParam(s.request.Query, "response_type"), "NetSuite gives nothing but a code to the browser; tokens come in step two.", "Send response_type=code.")
	f.Page = code.Path()
	if !found || param.Length == 0 {
		f.Title = "response_type is missing"
		f.says(Likely, "the authorize URL has no response_type", code)
		f.says(Possible, "a parameter is missing", "InvalidRequest")
		return f, true
	}
	f.says(Confirmed, "response_type is "+param.Shown+"; NetSuite takes code only", code)
	return f, true
}

// The bounds of state (section_158081944642).
const shortestState, longestState = 22, 1024

func checkState(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	param, found := s.request.Query.Get("state")
	code := Code("InvalidState")
	const expected = "22 to 1024 printable ASCII characters, new for each flow"
	wrong := func(certainty Certainty, title, got, because string) (Finding, bool) {
		f := wrongParameter(title, "state", expected, got, "NetSuite refuses a state that is easily guessed: it protects the user against cross-site request forgery (RFC 6749 section 10.12).",
			"Make state from at least 16 random bytes, written as base64url: that is 22 characters.", "Use a new one for each flow, and compare it when the user comes back.")
		f.says(certainty, because, code)
		f.Page = code.Path()
		return f, true
	}
	switch {
	case found && param.Masked && param.Length < shortestState:
		return wrong(Likely, "state is too short, unless it was shortened when it was masked", measured(exchange.Param{Length: param.Length}, true), "state has "+plural(param.Length, "character", "characters")+", all masked")
	case found && param.MayGoOn && param.Length < shortestState && param.Length > 0 && !param.Elided():
		return wrong(Likely, "state is too short, unless it goes on on the next line", measured(param, found), "state has "+measured(param, found)+" before the line ends")
	case found && param.Elided():
		return Finding{Status: Unchecked, Title: "state was left out where the address was copied", Because: "its length does not show", Supply: "count its characters: 22 to 1024 are taken"}, true
	case !found || param.Length == 0:
		return wrong(Likely, "state is missing", measured(param, found), "the authorize URL has no state")
	case param.Length < shortestState:
		return wrong(Confirmed, "state is too short", measured(param, found), fmt.Sprintf("state has %s; NetSuite takes %d to %d", measured(param, found), shortestState, longestState))
	case param.Length > longestState:
		return wrong(Confirmed, "state is too long", measured(param, found), fmt.Sprintf("state has %s; NetSuite takes %d to %d", measured(param, found), shortestState, longestState))
	case !param.Printable:
		return wrong(Confirmed, "state has characters that are not printable ASCII", "characters outside printable ASCII", "state has characters that are not printable ASCII")
	}
	return passed("state has "+measured(param, found)+"; whether it is new for each flow does not show", ""), true
}

// checkCodeChallenge (RFC 7636): S256 only, required for public clients and for mcp.
func checkCodeChallenge(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	challenge, given := s.request.Query.Get("code_challenge")
	method, methodGiven := s.request.Query.Get("code_challenge_method")
	code := Code("InvalidRequest")
	wrong := func(title, where, expected, got, because string, fix ...string) (Finding, bool) {
		f := wrongParameter(title, where, expected, got, "PKCE proves in step two that the same application began the flow (RFC 7636).", fix...)
		f.says(Likely, because, code)
		f.Page = code.Path()
		return f, true
	}
	switch {
	case s.request.Query.Has("code_verifier"):
		return wrong("code_verifier is sent in step one", "code_verifier", "nothing in step one", "it is sent", "code_verifier is in the authorize URL", "Send code_challenge here, and code_verifier in step two only.", "Make a new code_verifier: this one went through the browser.")
	case !given && s.facts.Value(FactClient) == "public":
		return wrong("A public client needs PKCE, and code_challenge is missing", "code_challenge", "43 characters", "nothing: it is missing", "the record is a public client, "+"and there is no code_challenge", "Switch PKCE on, with the method S256.")
	case !given && slices.Contains(strings.Fields(s.request.Query.Text("scope")), "mcp"):
		return wrong("The scope mcp needs PKCE, and code_challenge is missing", "code_challenge", "43 characters", "nothing: it is missing", "the scope is mcp, and there is no code_challenge", "Switch PKCE on, with the method S256.")
	case !given && methodGiven:
		return wrong("code_challenge is missing, its method is there", "code_challenge", "43 characters", "nothing: it is missing", "code_challenge_method without code_challenge", "Send both, or neither.")
	case !given:
		return Finding{Status: Unchecked, Title: "No PKCE: is the record a public client?", Because: "a public client and the scope mcp need PKCE; new records from 2027.1 on, too",
			Supply: "say whether Public Client is checked on the record", Lacks: FactClient}, true
	case methodGiven && !method.Elided() && method.Shown != "S256":
		return wrong("code_challenge_method is not S256", "code_challenge_method", "S256", shownParam(s.request.Query, "code_challenge_method"), "code_challenge_method is not S256", "Use S256. NetSuite does not support plain since 2020.2.")
	case challenge.Elided():
		return Finding{}, false
	case !methodGiven:
		return wrong("code_challenge_method is missing", "code_challenge_method", "S256", "nothing: it is missing", "code_challenge without code_challenge_method", "Send code_challenge_method=S256.")
	case challenge.Length != 43:
		return wrong("code_challenge does not have the length of a SHA-256", "code_challenge", "43 characters of base64url, no padding", measured(challenge, true), "code_challenge has "+measured(challenge, true)+", not 43",
			"Take SHA-256 of the characters of code_verifier, and write it as base64url without padding.")
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
		f := wrongParameter(title, "scope", expected, got, why, fix...)
		f.says(Likely, because, code)
		f.Page = code.Path()
		return f, true
	}
	scopes := strings.Fields(param.Shown)
	var unknown []string
	for _, scope := range scopes {
		if !slices.Contains(knownScopes, scope) {
			unknown = append(unknown, scope)
		}
	}
	boxes, known := s.said.Get(FactRecordScopes)
	var missing []string
	for _, scope := range scopes {
		if known && serviceTitles[scope] != "" && !slices.Contains(boxes.Items(), scope) {
			missing = append(missing, scope)
		}
	}
	switch {
	case found && param.Elided():
		return Finding{}, false
	case !found || len(scopes) == 0:
		return wrong("scope is missing", "the authorize URL asks for no scope", "A login without a scope opens nothing.", "Send the scopes that the application needs.")
	case strings.ContainsAny(param.Shown, ",;"):
		return wrong("The scopes are not separated by spaces", "the scopes are not separated by spaces", "In the authorize URL scopes are separated by spaces, written + or %20; a comma makes one unknown scope of several.", "Separate them by %20.")
	case len(unknown) > 0:
		return wrong("scope names what NetSuite does not know: "+strings.Join(unknown, ", "), "scope has "+strings.Join(unknown, ", ")+", which is no scope of NetSuite", "Step one answers unknown scopes with invalid_scope.", "Ask for the scope by NetSuite's name, in lower case.")
	case slices.Contains(scopes, "mcp") && len(scopes) > 1:
		return wrong("mcp is combined with other scopes", "mcp is combined with other scopes", "NetSuite AI Connector Service needs a record of its own, with every other scope box cleared.", "Ask for mcp alone.")
	case len(missing) > 0:
		f, _ := wrong("The record does not have a scope that is asked for", "the request asks for "+strings.Join(missing, ", ")+"; the record has "+boxes.Value+", as you said", "Only scopes whose box is checked on the record are given.", "Or ask for the scopes of the record only.")
		f.Evidence = evidence("scope", "among the boxes on the record: "+boxes.Value+", as you said", got)
		f.Fix = slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication and check "+titlesOf(missing)+".", "Save."), f.Fix)
		return f, true
	case known:
		return passed("Every scope asked for has its box on the record, as you said", ""), true
	}
	return passed("scope: "+strings.Join(scopes, " "), ""), true
}

func titlesOf(scopes []string) string {
	titles := make([]string, len(scopes))
	for i, scope := range scopes {
		titles[i] = serviceTitles[scope]
	}
	return strings.Join(titles, ", ")
}

func checkPrompt(s *subject) (Finding, bool) {
	if !s.authorizes() {
		return Finding{}, false
	}
	prompt, nonce := s.request.Query.Text("prompt"), s.request.Query
	warn := func(title, where, expected, got, why string, fix ...string) (Finding, bool) {
		f := wrongParameter(title, where, expected, got, why, fix...)
		f.Status = Warn
		return f, true
	}
	words := strings.Fields(prompt)
	switch param, given := nonce.Get("nonce"); {
	case slices.ContainsFunc(words, func(w string) bool { return !slices.Contains([]string{"none", "login", "consent"}, w) }):
		return warn("prompt has a value that Oracle does not name", "prompt", "none, login, consent or login consent", prompt, "Other values are not documented.", "Leave prompt out, or use one of these.")
	case slices.Contains(words, "none") && slices.Contains(strings.Fields(nonce.Text("scope")), "mcp"):
		return warn("prompt=none is not taken for mcp", "prompt", "login or consent", prompt, "For mcp the user must be asked.", "Leave prompt=none out.")
	case slices.Contains(words, "login") && s.request.Address.Host == "system.netsuite.com":
		return warn("prompt=login works only on the host of an account", "host", "ACCOUNT.app.netsuite.com", "system.netsuite.com", "Oracle's page says so.", "Begin step one at the host of the account.")
	case given && param.Length > 256:
		return warn("nonce is too long", "nonce", "at most 256 characters", measured(param, true), "Oracle's page names the limit.", "Make it shorter.")
	}
	return Finding{}, false
}
