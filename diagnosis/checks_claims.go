package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

var claimChecks = []Check{
	{ID: "issuer", Title: "Issuer", Needs: NeedsClaims, Members: []string{"iss"}, Literal: []string{"iss"}, After: []string{"used-as"}, Codes: []Code{"InvalidIssuer", "InvalidIntegration"}, run: checkIssuer},
	{ID: "audience", Title: "Audience", Needs: NeedsClaims, Members: []string{"aud"}, Literal: []string{"aud"}, After: []string{"used-as"}, run: checkAudience},
	{ID: "account", Title: "Account", Needs: NeedsClaims, Members: []string{"aud", "jti"}, After: []string{"audience"}, Codes: []Code{"InvalidIntegration", "MissingKey"}, run: checkAccount},
	{ID: "client-id", Title: "Client ID", Needs: NeedsClaims, Members: []string{"iss", "aud"}, After: []string{"issuer"}, Codes: []Code{"ClientIdMismatch", "InvalidIntegration"}, Facts: []FactName{FactClientID}, run: checkClientID},
	{ID: "subject", Title: "Role and entity", Needs: NeedsClaims, Members: []string{"sub"}, Literal: []string{}, Codes: []Code{"EntityOrRoleDisabled"}, run: checkSubject},
	{ID: "scope", Title: "Scope", Needs: NeedsClaims, Literal: []string{"scope"}, Codes: []Code{"InvalidScope", "ScopeMismatched"}, run: leftToAssertion(checkScope)},
	{ID: "scope-service", Title: "Scope and service", Needs: NeedsClaims, After: []string{"scope", "used-as"}, Codes: []Code{"ScopeMismatched"}, run: leftToAssertion(checkScopeService)},
	{ID: "scope-record", Title: "Scope and record", Needs: NeedsClaims, After: []string{"scope"}, Codes: []Code{"ScopeMismatched"}, Facts: []FactName{FactRecordScopes}, run: leftToAssertion(checkScopeRecord), said: saidRecordScopes},
	{ID: "claim-types", Title: "Types of the claims", Needs: NeedsClaims, Members: []string{"jti"}, run: checkClaimTypes},
	{ID: "facts-agree", Title: "Facts and token", Needs: NeedsClaims, Members: []string{"iss", "aud", "sub", "kid"}, run: checkFactsAgree},
}

// checkIssuer checks iss: NetSuite's tokens carry NetSuite's address, a client assertion
// the Client ID (section_158255317571, section_162790605110).
func checkIssuer(s *subject) (Finding, bool) {
	issuer := s.token.Claims.Text("iss")
	got := orNothing(s.token.Claims, "iss")
	switch {
	case s.issued():
		if issuer == token.IssuerURL {
			return passed("iss is NetSuite", "iss is "+token.IssuerURL, "InvalidIssuer"), true
		}
		if issuer == sampleIssuer {
			return Finding{Status: Warn, Title: "iss is a host inside Oracle, as in one of its published samples", Evidence: evidence("iss", token.IssuerURL, got),
				Why: "Oracle's 2021 sample has it; tokens from customer accounts have " + token.IssuerURL + ".", Fix: integrator("Use a token from your own account's token endpoint."),
				Verify: "The check Issuer passes.", Page: Code("InvalidIssuer").Path()}.claiming(Possible, "iss is a host inside Oracle", "InvalidIssuer"), true
		}
		return Finding{
			Status: Fail, Title: "iss is not NetSuite", Evidence: evidence("iss", token.IssuerURL, got),
			Why:    "A token with another issuer was made elsewhere or changed. Oracle warns of cross-site request forgery in this case (RFC 6749 section 10.12).",
			Fix:    integrator("Find out where this token comes from.", "Get a new one from NetSuite's token endpoint and use it unchanged."),
			Verify: "The check Issuer passes for the new token.", Page: Code("InvalidIssuer").Path(),
		}.claiming(Likely, isWhat(s.token.Claims, "iss")+", not "+token.IssuerURL, "InvalidIssuer"), true
	case !s.assertion():
		return Finding{}, false
	case token.IsClientID(strings.ToLower(issuer)) && !token.IsClientID(issuer):
		return Finding{Status: Warn, Title: "iss is a Client ID in capitals", Evidence: []Evidence{contrast("iss", strings.ToLower(issuer), "", issuer)},
			Why: "Every published Client ID is in lower case, and NetSuite may be case-sensitive.", Fix: integrator("Write the Client ID as NetSuite showed it."),
			Verify: "The check Issuer passes.", Page: Code("InvalidIssuer").Path()}.claiming(Possible, "the Client ID in iss is in capitals", "InvalidIssuer", "InvalidIntegration"), true
	case token.IsClientID(issuer):
		return passed("iss has the form of a Client ID", "iss has the form of a Client ID", "InvalidIssuer"), true
	}
	f := Finding{
		Status: Fail, Title: "iss is not a Client ID", Evidence: evidence("iss", "the Client ID of the integration record, 64 hexadecimal digits", got),
		Why: "In a client assertion iss names the integration by its Client ID.",
		Fix: slices.Concat(
			administrator("Send the integrator the Client ID, which NetSuite shows once, at the first save. If it is lost, create a second record at Setup › Integration › Manage Integrations › New: Reset Credentials would break this record's mappings (one report)."),
			integrator("Put the Client ID into iss and sign a new assertion.")),
		Verify: "The check Issuer passes, and the token request is accepted.", Page: Code("InvalidIssuer").Path(),
	}
	digits := len(issuer)
	bare := strings.TrimSpace(visible(issuer))
	switch value, found := s.token.Claims.Get("iss"); {
	case found && value.Type != token.String && value.Type != token.Null:
		f.Title = "iss is " + withArticle(value.Type) + ", not a text"
	case token.IsClientID(strings.ToLower(bare)):
		f.Title = "iss is a Client ID with white space or invisible characters around it"
		f.Evidence = evidence("iss", "the Client ID alone", fmt.Sprintf("%s, with other characters around it", token.Shown(bare)))
		f.Why = "NetSuite finds the integration by exactly this text."
		f.Fix = integrator("Remove everything around the Client ID, such as the line break at the end of a file, and sign a new assertion.")
	case bareHex(issuer) && digits > 50 && digits < 80:
		f.Title = fmt.Sprintf("iss has %d hexadecimal digits; a Client ID has 64", digits)
	}
	if presence := border.PresenceOf(issuer); presence.Unfilled() || presence == border.Named {
		f.Title = "iss is " + token.Shown(issuer) + ": the variable was not filled in"
	}
	if s.token.ApplicationID != "" {
		f.Title = "iss is the Application ID where the Client ID belongs"
		f.Why = "The Application ID has hyphens and is always visible on the integration record. The Client ID is another value."
		return f.naming(Likely, "iss is an Application ID, so NetSuite finds no integration by it", "InvalidIntegration", "InvalidIssuer"), true
	}
	return f.claiming(Likely, isWhat(s.token.Claims, "iss")+", not a Client ID", "InvalidIssuer", "InvalidIntegration"), true
}

// bareHex reports whether a text has hexadecimal digits only.
func bareHex(text string) bool { return strings.Trim(text, "0123456789abcdefABCDEF") == "" }

// invisibleMark matches an invisible character as the border writes it.
var invisibleMark = pattern.Lazy(`\\u\{[0-9A-F]+\}`)

// visible returns a text without its invisible characters.
func visible(text string) string { return invisibleMark().ReplaceAllString(text, "") }

// sampleIssuer is the issuer of the client-credentials token of 2021 in Oracle's help
// (section_158255317571).
const sampleIssuer = "https://runbox.corp.netsuite.com"

// isWhat describes the value of a member, or says that it is missing.
func isWhat(object token.Object, name string) string {
	value, found := object.Get(name)
	if !found {
		return name + " is missing"
	}
	return name + " is " + value.Written()
}

func checkAccount(s *subject) (Finding, bool) {
	t := s.token
	said := s.said.Value(FactAccount)
	if t.Account == "" {
		return Finding{}, false
	}
	if said != "" && said != t.Account {
		return Finding{
			Status: Fail, Title: "The token is for another account",
			Evidence: evidence("account", said+", "+s.asSaid(FactAccount), t.Account),
			Why:      "A token is valid for one account only. A sandbox and a Release Preview are separate accounts with their own integration settings.",
			Fix:      integrator("Get a token from https://"+token.HostAccount(said)+".suitetalk.api.netsuite.com"+token.TokenPath+".", "Send every request to a host of the same account."),
			Verify:   "The account of the token is the account you call.", Page: "symptoms/wrong-account-or-host.md",
		}.claiming(Possible, "the token is for account "+token.Shown(t.Account)+", not for "+said, "InvalidIntegration", "MissingKey"), true
	}
	if why := (&worksheet{Case: *s.c}).elsewhere(t.Account); why != "" {
		return Finding{
			Status: Fail, Title: "The token is for " + t.Account + ", which is not a sandbox",
			Evidence: evidence("account", "a sandbox, such as 1234567_SB1", t.Account),
			Why:      "A token is valid for one account only. Production and its sandbox are separate accounts.",
			Fix:      integrator("Get a token from the token endpoint of the sandbox."), Verify: "The check Account passes.", Page: "symptoms/wrong-account-or-host.md",
		}, true
	}
	if t.TokenAccount != "" && t.TokenAccount != t.Account {
		return Finding{
			Status: Warn, Title: "aud and jti name two accounts",
			Evidence: evidence("account in jti", t.Account+", as in aud", t.TokenAccount),
			Why:      "NetSuite writes the same account in both. The token was changed, or joined from two.",
			Fix:      integrator("Get a new token from the token endpoint and use it unchanged."),
			Verify:   "The check Account passes.", Page: "symptoms/wrong-account-or-host.md",
		}, true
	}
	title := "account " + t.Account
	if host := token.HostAccount(t.Account); host != t.Account {
		title += ", " + host + " in host names"
	}
	return passed(title, ""), true
}

func checkClientID(s *subject) (Finding, bool) {
	said, got := s.said.Value(FactClientID), s.token.ClientID
	if said == "" || got == "" || !s.issued() && !s.assertion() {
		return Finding{}, false
	}
	if strings.EqualFold(said, got) {
		return passed("The Client ID is the one you gave", ""), true
	}
	f := Finding{
		Status: Fail, Title: "The token carries another Client ID than the one you gave", Evidence: []Evidence{contrast("Client ID", said, "", got)},
		Why:    "The Client ID names one integration record. With another Client ID, NetSuite finds another record or none.",
		Fix:    integrator("Use the same Client ID in every step, and in iss of the assertion."),
		Verify: "The check Client ID passes.",
	}
	if s.assertion() {
		return f.naming(Likely, "iss is not the Client ID you gave", "InvalidIntegration"), true
	}
	return f.naming(Likely, "the token was issued to another Client ID than the one you gave", "ClientIdMismatch"), true
}

// checkSubject checks sub: role;entity in NetSuite's tokens (section_158255317571), and
// absent from an assertion.
func checkSubject(s *subject) (Finding, bool) {
	_, found := s.token.Claims.Get("sub")
	switch {
	case s.assertion() && found:
		return Finding{
			Status: Warn, Title: "The assertion has a sub; NetSuite documents none",
			Evidence: evidence("sub", "no sub", orNothing(s.token.Claims, "sub")),
			Why:      "Role and entity come from the certificate mapping, not from the assertion.",
			Fix:      integrator("Leave sub out."), Verify: "The check Role and entity is gone.",
		}, true
	case !s.issued():
		return Finding{}, false
	case s.token.Role != "":
		return passed(fmt.Sprintf("role %s · entity %s", s.token.Role, s.token.Entity), ""), true
	}
	return Finding{
		Status: Fail, Title: "sub does not name a role and an entity",
		Evidence: evidence("sub", "role;entity as internal IDs, such as 1000;12", orNothing(s.token.Claims, "sub")),
		Why:      "sub names the role and the entity of the session.",
		Fix:      integrator("Get a new token from the token endpoint and use it unchanged."),
		Verify:   "The check Role and entity names both.", Page: Code("EntityOrRoleDisabled").Path(),
	}.claiming(Likely, "sub does not name a possible role and entity", "EntityOrRoleDisabled"), true
}

// knownScopes are NetSuite's scopes: four with a box on the integration record, and two of
// OpenID Connect.
var knownScopes = []string{"restlets", "rest_webservices", "suite_analytics", "mcp", "openid", "email"}

// checkScope checks the claim scope without regard to the record or the service called
// (section_158255317571, section_162790605110; mcp: article_4160616848).
// leftToAssertion leaves a fault in the scope of an access token to the client assertion that
// asked for it: what to change is there.
func leftToAssertion(check func(*subject) (Finding, bool)) func(*subject) (Finding, bool) {
	return func(s *subject) (Finding, bool) {
		f, applies := check(s)
		if applies && f.Status != Pass && s.kind == token.Access && askedFor(s.tokens, *s.token) > 0 {
			return Finding{}, false
		}
		return f, applies
	}
}

// askedFor returns the place of the last client assertion, from 1, if it has the scopes of a
// token that client credentials gave; 0 for none.
func askedFor(tokens []token.Token, granted token.Token) int {
	for i, t := range slices.Backward(tokens) {
		if t.Kind == token.Assertion {
			if granted.Flow == token.ClientCredentials && len(t.Scopes) > 0 && slices.Equal(t.Scopes, granted.Scopes) {
				return i + 1
			}
			break
		}
	}
	return 0
}

func checkScope(s *subject) (Finding, bool) {
	t := s.token
	if !s.issued() && !s.assertion() {
		return Finding{}, false
	}
	value, found := t.Claims.Get("scope")
	got := orNothing(t.Claims, "scope")
	wrong := func(title, expected, why string, fix ...string) Finding {
		return Finding{Status: Fail, Title: title, Evidence: evidence("scope", expected, got), Why: why, Fix: integrator(fix...),
			Verify: "The check Scope passes for the new token.", Page: Code("InvalidScope").Path()}
	}
	const mismatched = Code("ScopeMismatched")
	documented := "restlets, rest_webservices or suite_analytics, or several"
	if s.issued() {
		documented += "; or mcp alone; openid and email for OpenID Connect"
	}
	switch {
	case (len(value.Items) > 0 || len(t.Scopes) > 0) && !scopesOnly(value):
		f := wrong("The scope contains a member that is not a scope name", documented, "Each member of scope is the name of one scope. Oracle does not document how NetSuite handles a number or an empty text.",
			"Write each scope as a text, by NetSuite's name.", "Get a new token.")
		because := "scope is " + got + ", with a member that is not a scope"
		return f.claiming(Likely, because, "InvalidScope").claiming(Possible, because, mismatched), true
	case !found || len(t.Scopes) == 0:
		title := "The scope is empty"
		if found && value.Type != token.Array && value.Type != token.String {
			title = "The scope is neither an array nor a text"
		}
		f := wrong(title, documented, "A token without a scope is valid for no service.",
			"Request a scope: in the parameter scope of the authorize request, or in the claim scope of the client assertion.", "Get a new token.")
		because := isWhat(t.Claims, "scope")
		return f.claiming(Likely, because, "InvalidScope").claiming(Possible, because+", so it cannot agree with the record", mismatched), true
	case s.assertion() && containsAny(t.Scopes, "mcp", "openid", "email"):
		f := wrong("The scope is not one for client credentials", "restlets, rest_webservices, suite_analytics",
			"mcp, openid and email belong to the authorization code flow.", "Request restlets, rest_webservices or suite_analytics.", "Sign a new assertion.")
		return f.naming(Likely, "scope is "+got+"; client credentials has no such box", mismatched, "InvalidScope"), true
	case slices.Contains(t.Scopes, "mcp") && len(t.Scopes) > 1:
		f := wrong("mcp is combined with other scopes", "mcp alone", "NetSuite AI Connector Service needs every other scope box cleared on the record.",
			"Request mcp alone, with a separate integration record.", "Get a new token.")
		return f.naming(Likely, "mcp is combined with other scopes; no record can have those boxes checked together", mismatched, "InvalidScope"), true
	}
	var odd, unknown []string
	twice := ""
	for i, scope := range t.Scopes {
		if slices.Contains(t.Scopes[:i], scope) {
			twice = scope
		}
		lower := strings.ToLower(scope)
		switch {
		case slices.Contains(knownScopes, scope):
		case slices.Contains(knownScopes, lower) && t.Claims.Text("ttype") != "": // 2020: capitals
		case slices.Contains(knownScopes, lower) || lower == "suiteanalytics":
			odd = append(odd, scope)
		default:
			unknown = append(unknown, scope)
		}
	}
	switch {
	case len(unknown) > 0:
		f := wrong("The scope has a name that NetSuite does not know", documented, "A scope that has no box on the record cannot match it.",
			"Request the scope by NetSuite's name.", "Get a new token.")
		return f.naming(Likely, "scope has "+shownList(unknown)+", which is not a NetSuite scope", mismatched, "InvalidScope"), true
	case len(odd) > 0:
		f := wrong("The scope is spelled differently from NetSuite's documentation", documented,
			"Oracle writes scopes in lower case. One of its examples, for SuiteAnalytics Connect, has SuiteAnalytics.", "Write the scope in lower case.")
		f.Status = Warn
		return f.claiming(Possible, "scope is spelled "+shownList(odd), "InvalidScope", "ScopeMismatched"), true
	}
	if twice != "" {
		return asWarning(wrong("The scope names "+token.Shown(twice)+" twice", documented, "NetSuite writes each scope once.", "Write each scope once.", "Get a new token."), true)
	}
	f := passed("scope: "+shownList(t.Scopes), "the token carries a scope", "InvalidScope")
	if s.assertion() && value.Type == token.String {
		f.Title += " (as a text; Oracle's page names a comma, its sample has an array)"
	}
	return f, true
}

// scopesOnly reports whether every member of a scope claim is a text that is not empty.
func scopesOnly(value token.Value) bool {
	if value.Type != token.Array {
		return !slices.ContainsFunc(strings.Split(value.Text, ","), func(s string) bool { return strings.TrimSpace(s) == "" })
	}
	return !slices.ContainsFunc(value.Items, func(item token.Value) bool {
		return item.Type != token.String || strings.TrimSpace(item.Text) == ""
	})
}

// serviceTitles are the labels of the Scope boxes, by scope.
var serviceTitles = map[string]string{"restlets": "RESTlets", "rest_webservices": "REST Web Services", "suite_analytics": "SuiteAnalytics Connect", "mcp": "NetSuite AI Connector Service"}

func checkScopeService(s *subject) (Finding, bool) {
	service := s.said.Value(FactService)
	if service == "" || len(s.token.Scopes) == 0 || s.kind == token.ID {
		return Finding{}, false
	}
	if containsFold(s.token.Scopes, service) {
		return passed("The scope covers "+serviceTitles[service], ""), true
	}
	f := Finding{
		Status: Fail, Title: "The token's scope does not cover the service you call",
		Evidence: evidence("scope", service+", because you call "+serviceTitles[service], shownList(s.token.Scopes)),
		Why:      "Each service needs its own scope in the token, and its own box on the integration record.",
		Fix: slices.Concat(
			administrator("Open Setup › Integration › Manage Integrations › your record › Authentication and check "+serviceTitles[service]+"."),
			integrator("Request the scope "+service+".", "Get a new token: a token keeps its scopes.")),
		Verify: "The new token has " + service + " in scope, and the call succeeds.", Page: Code("ScopeMismatched").Path(),
	}
	if mcp := containsFold(s.token.Scopes, "mcp"); mcp || service == "mcp" { // mcp excludes all others (section_157771733782)
		f.Title = "The scope mcp and the service you call exclude each other"
		f.Why = "A token with the scope mcp is valid only for the AI Connector, which accepts no other scope. No record can have both."
		f.Fix = slices.Concat(
			administrator("Create a second integration record and check "+serviceTitles[service]+" there. On the AI client's record, leave that box clear."),
			integrator("Use the Client ID of that record, request the scope "+service+", and get a token for this service."))
	}
	return f.claiming(Likely, "the call needs "+service+", the token has "+shownList(s.token.Scopes), "ScopeMismatched"), true
}

func checkScopeRecord(s *subject) (Finding, bool) {
	boxes, known := s.said.Get(FactRecordScopes)
	if !known || len(s.token.Scopes) == 0 {
		return Finding{}, false
	}
	var missing []string
	for _, scope := range s.token.Scopes {
		if scope = strings.ToLower(scope); serviceTitles[scope] != "" && !slices.Contains(boxes.Items(), scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) == 0 {
		return passed("Every scope of the token has its box on the record", "every scope of the token has its box checked on the record, as you said", "ScopeMismatched"), true
	}
	lacks := "The record has no " + shownScopes(missing) + " box"
	if len(missing) > 1 {
		lacks = "The record lacks the boxes " + shownScopes(missing)
	}
	does := "carries"
	if s.assertion() {
		does = "asks for"
	}
	return Finding{
		Status: Fail, Title: lacks + "; the token " + does + " " + shownList(missing),
		Evidence: evidence("scope", "among the boxes on the record: "+shownFact(boxes), shownList(s.token.Scopes)),
		Why:      "A token may carry only scopes whose box is checked on the integration record.",
		Fix: slices.Concat(
			administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check "+shownScopes(missing)+".", "Save."),
			integrator("Get a new token.")),
		Verify: "The same call succeeds, and the trail shows Success.", Page: Code("ScopeMismatched").Path(),
	}.claiming(Likely, "the token has "+shownList(missing)+", the record does not", "ScopeMismatched"), true
}

// shownScopes lists the labels of the boxes of scopes.
func shownScopes(scopes []string) string {
	boxes := make([]string, len(scopes))
	for i, scope := range scopes {
		boxes[i] = serviceTitles[scope]
	}
	return strings.Join(boxes, ", ")
}

// saidRecordScopes is the rule of checkScopeRecord for a Case without a token.
func saidRecordScopes(s *subject) (Finding, bool) {
	boxes, known := s.facts.Get(FactRecordScopes)
	service := s.said.Value(FactService)
	f := Finding{Status: Fail, Page: Code("ScopeMismatched").Path()}
	switch {
	case !known:
		return Finding{}, false
	case len(boxes.Items()) == 0:
		f.Title = "No Scope box is checked on the integration record"
		f.Evidence = evidence("Scope boxes", "at least one", "none, as you said")
		f.Why = "A record without scopes gives access to no service, whatever the token carries."
		f.Fix = slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check RESTlets, REST Web Services, or the box of the service that the application calls.", "Save."),
			integrator("Get a new token."))
		f.Verify = "The box stays checked, and the same request succeeds."
		f.says(Likely, "no Scope box is checked on the record, as you said", "ScopeMismatched")
	case service == "":
		return Finding{}, false
	case slices.Contains(boxes.Items(), service):
		return passed("The record has the box of the service you call: "+serviceTitles[service], ""), true
	default:
		f.Title = "The record has no " + serviceTitles[service] + " box checked, and you call " + serviceTitles[service]
		f.Evidence = evidence("Scope boxes", serviceTitles[service]+" among them", shownFact(boxes)+", as you said")
		f.Why = "No token can carry a scope whose box is not checked on the integration record, and a call needs the scope of its service."
		f.Fix = slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check "+serviceTitles[service]+".", "Save."),
			integrator("Request the scope "+service+".", "Get a new token: a token keeps its scopes."))
		f.Verify = "The box stays checked, and the call with a new token succeeds."
		f.says(Likely, "the record lacks the box of the service you call, as you said", "ScopeMismatched")
	}
	return f, true
}

// checkFactsAgree compares what was said with the token, for facts that no other check
// compares.
func checkFactsAgree(s *subject) (Finding, bool) {
	f := Finding{Status: Warn, Why: "One of the two is wrong, or this is not the token of the failed login. authdoctor uses the value in the token.",
		Fix: integrator("Check that this is the token of the failed login, and correct the fact."), Verify: "The fact and the token agree."}
	if len(s.said) == 0 {
		return Finding{}, false
	}
	compared := 0
	for _, fact := range tokenFacts(*s.token, s.at) {
		said, ok := s.said.Get(fact.Name)
		if !ok || fact.Name == FactAccount || fact.Name == FactClientID || fact.Name == FactCertificateID {
			continue
		}
		compared++
		if !strings.EqualFold(said.Value, fact.Value) {
			kind, _ := KindOfFact(fact.Name)
			f.Title = "The token contradicts what you said: " + kind.Label
			if said.Source == SourceResponse || said.Source == SourceProbe {
				f.Title = "The token contradicts the request or its answer: " + kind.Label
			}
			f.Evidence = append(f.Evidence, contrast(string(fact.Name), said.Value, ", "+s.asSaid(fact.Name), fact.Value))
			f.Facts = append(f.Facts, fact.Name)
		}
	}
	switch {
	case compared == 0:
		return Finding{}, false
	case f.Title == "":
		return passed("What you said agrees with the token", ""), true
	}
	return f, true
}

func containsAny(list []string, wanted ...string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return slices.Contains(wanted, strings.ToLower(s)) })
}

func containsFold(list []string, wanted string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, wanted) })
}

func shownList(list []string) string {
	items := make([]token.Value, len(list))
	for i, text := range list {
		items[i] = token.Value{Type: token.String, Text: text}
	}
	return strings.ReplaceAll(token.Value{Type: token.Array, Items: items}.Shown(), " · ", ", ")
}
