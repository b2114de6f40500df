package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/token"
)

// recordChecks hold what somebody copied from NetSuite's settings against the tokens,
// and against what else was copied. What rests on somebody's word alone is likely at
// most; and where Oracle publishes no Detail code for a fault, none is named.
var recordChecks = []Check{
	{ID: "role-state", Title: "State of role and entity", Needs: NeedsFacts, Codes: []Code{"EntityOrRoleDisabled"}, Facts: []FactName{FactRoleState, FactEntityState}, run: checkRoleState},
	{ID: "role-login", Title: "Login permission of the role", Needs: NeedsFacts, Facts: []FactName{FactRolePermissions}, run: checkRoleLogin},
	{ID: "role-manager", Title: "Role that manages applications", Needs: NeedsFacts, Facts: []FactName{FactRolePermissions}, run: checkRoleManager},
	{ID: "role-service", Title: "Role and service", Needs: NeedsFacts, Facts: []FactName{FactRolePermissions}, run: checkRoleService},
	{ID: "role-web-services-only", Title: "Web Services Only", Needs: NeedsFacts, Facts: []FactName{FactRoleWebServicesOnly}, run: checkWebServicesOnly},
	{ID: "record-certificates", Title: "Mapped certificates", Needs: NeedsClaims, After: []string{"used-as"}, Codes: []Code{"MissingKey"}, Facts: []FactName{FactRecordCertificates},
		run: checkRecordCertificates, said: saidRecordCertificates},
	{ID: "record-client", Title: "Public Client and flow", Needs: NeedsFacts, Facts: []FactName{FactClient}, run: checkRecordClient},
	{ID: "record-mcp", Title: "Box of the AI connector", Needs: NeedsFacts, Codes: []Code{"ScopeMismatched"}, Facts: []FactName{FactRecordScopes}, run: checkRecordMCP},
	{ID: "pkce", Title: "PKCE", Needs: NeedsFacts, Codes: []Code{"InvalidRequest"}, Facts: []FactName{FactPKCE}, run: checkPKCE},
	{ID: "record-redirects", Title: "Redirect URI", Needs: NeedsFacts, Codes: []Code{"InvalidRedirectURI"}, Facts: []FactName{FactRecordRedirectURIs}, run: checkRecordRedirects},
	{ID: "record-refresh", Title: "Refresh fields", Needs: NeedsFacts, Facts: []FactName{FactClient, FactRecordRefreshValidity, FactRecordRotation}, run: checkRecordRefresh},
	{ID: "refresh-validity", Title: "Refresh token and record", Needs: NeedsClaims, After: []string{"time-format", "used-as", "issued-at", "expired", "lifetime"}, Codes: []Code{"RefreshTokenExpired"},
		Facts: []FactName{FactRecordRefreshValidity, FactRecordRotation}, run: checkRefreshValidity},
	{ID: "since-consent", Title: "Time since consent", Needs: NeedsFacts, Codes: []Code{"RefreshTokenExpired"}, Facts: []FactName{FactSinceConsent, FactRecordRotation}, run: checkSinceConsent},
}

// The pages about roles and about the settings of the record.
const (
	rolePage    = "symptoms/role-permissions.md"
	refreshPage = "symptoms/refresh-token-rotation.md" // of public clients
	aiPage      = "symptoms/ai-connector.md"
)

// asYouSaid is how evidence quotes what somebody said.
func asYouSaid(value string) string { return value + ", as you said" }

// shownFact is a fact as NetSuite's screens have it.
func shownFact(fact Fact) string {
	kind, _ := KindOfFact(fact.Name)
	switch items := kind.ShownItems(fact); {
	case !kind.List:
		return kind.ShownValue(fact.Value)
	case len(items) == 0:
		return "none"
	default:
		return strings.Join(items, ", ")
	}
}

// likely is the certainty of a code that what was said speaks for. A login that did
// not come to a step of which Oracle lists the code cannot have it.
func (v *view) likely(code Code) Certainty {
	if v.cannotBe(code) {
		return Possible
	}
	return Likely
}

// cannotBe says that the login failed at no step of which Oracle lists the code.
func (v *view) cannotBe(code Code) bool {
	j := judgement{facts: v.facts, kinds: kindsOf(v.tokens, v.facts), step: stepOf(v.facts)}
	for _, kind := range codes {
		if kind.Code == code {
			_, out := j.excluded(kind)
			return out
		}
	}
	return false
}

// checkRoleState: the state alone decides; whether role and entity exist, and fit
// each other, it does not tell, so nothing is excluded by active ones
// (subsect_158324637123).
func checkRoleState(v *view) (Finding, bool) {
	role, entity := v.said.Value(FactRoleState), v.said.Value(FactEntityState)
	var inactive []string
	f := Finding{Status: Fail, Facts: []FactName{}, Why: "NetSuite refuses a login whose role or entity is inactive. A token keeps the role and entity it was issued for.",
		Verify: "Neither is inactive, and the same request succeeds.", Page: Code("EntityOrRoleDisabled").Path()}
	for _, one := range []struct {
		name  FactName
		state string
		what  string
		menu  string
	}{{FactRoleState, role, "role", roleMenu}, {FactEntityState, entity, "entity", entityMenu}} {
		if one.state != "inactive" {
			continue
		}
		inactive = append(inactive, one.what)
		f.Facts = append(f.Facts, one.name)
		f.Evidence = append(f.Evidence, Evidence{Where: one.what, Expected: "active", Got: asYouSaid("Inactive is checked")})
		f.Fix = append(f.Fix, administrator("Open "+one.menu+", clear Inactive, and save; or log in with another "+one.what+".")...)
	}
	switch {
	case role == "" && entity == "":
		return Finding{}, false
	case len(inactive) == 0 && (role == "" || entity == ""):
		what := "role"
		if role == "" {
			what = "entity"
		}
		return passed("The "+what+" is active, as you said", ""), true
	case len(inactive) == 0:
		return passed("Role and entity are active, as you said", ""), true
	}
	what := strings.Join(inactive, " and the ")
	f.Title = "The " + what + " is inactive"
	if len(inactive) > 1 {
		f.Title = "The " + what + " are inactive"
	}
	f.says(v.likely("EntityOrRoleDisabled"), lowerFirst(f.Title)+", as you said", "EntityOrRoleDisabled")
	return f, true
}

// administratorRole is the internal ID of the role Administrator. Its permissions are
// not set one by one, and published tokens of it open REST web services.
const administratorRole = "3"

// permissions are those of the role, as somebody copied them.
func (v *view) permissions() (permissions Fact, known bool) {
	permissions, known = v.said.Get(FactRolePermissions)
	return permissions, known && v.facts.Value(FactRole) != administratorRole
}

// checkRoleLogin: every use of OAuth 2.0 needs one permission, whose name differs from
// that of TBA by the words OAuth 2.0 (section_157771510070).
func checkRoleLogin(v *view) (Finding, bool) {
	permissions, known := v.permissions()
	if !known {
		return Finding{}, false
	}
	const needed = "Log in using OAuth 2.0 Access Tokens"
	if slices.Contains(permissions.Items(), "oauth2-access-tokens") {
		return passed("The role has "+needed+", as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "The role lacks " + needed, Evidence: evidence("permissions", needed, asYouSaid(shownFact(permissions))),
		Why: "Every login with OAuth 2.0 needs this permission. Oracle publishes no Detail code for a role that lacks it.",
		Fix: slices.Concat(administrator("Open "+permissionsMenu+".", "Add "+needed+", and save."),
			integrator("Repeat the request; if it fails again, get a new token for this user and role.")),
		Verify: "The role shows " + needed + ", and the same request succeeds.", Page: "symptoms/role-without-oauth2-login.md"}
	if slices.Contains(permissions.Items(), "access-tokens") {
		f.Page = "symptoms/access-tokens-permission-mixed-up.md"
		f.Title = "The role has the permission of TBA, not that of OAuth 2.0"
		f.Why = "Log in using Access Tokens is for token-based authentication (TBA). OAuth 2.0 needs the permission with the words OAuth 2.0 in its name. Oracle publishes no Detail code for a role that lacks it."
	}
	return f, true
}

// checkRoleManager: who manages the authorized applications cannot use one
// (section_157771510070).
func checkRoleManager(v *view) (Finding, bool) {
	permissions, known := v.permissions()
	if !known || !slices.Contains(permissions.Items(), "authorized-applications-management") {
		return Finding{}, false
	}
	const held = "OAuth 2.0 Authorized Applications Management"
	f := Finding{Status: Fail, Title: "The role holds " + held,
		Evidence: evidence("permissions", "not "+held, asYouSaid(shownFact(permissions))),
		Why:      "Such a role cannot itself reach RESTlets, REST web services or SuiteAnalytics Connect over OAuth 2.0. Oracle publishes no Detail code for it.",
		Fix: administrator("Use two roles: one that manages applications, another one that the application logs in with.",
			"Or open "+permissionsMenu+", take "+held+" away, and save.",
			"With client credentials, map a certificate for the other role: "+mappingMenu+" › Create New."),
		Verify: "The role of the token does not hold it, and the same request succeeds.", Page: "symptoms/role-manages-authorized-applications.md"}
	if v.said.Value(FactService) == "mcp" {
		f.Status = Warn
		f.Why += " Its page does not speak of the AI connector."
	}
	return f, true
}

// service is what the failed login was for, and how that is known: somebody said it,
// or the tokens open nothing else.
func (v *view) service() (service, because string) {
	if service = v.said.Value(FactService); service != "" {
		return service, "you call " + serviceTitles[service]
	}
	for i := range v.tokens {
		for _, scope := range v.tokens[i].Scopes {
			scope = strings.ToLower(scope)
			if serviceTitles[scope] == "" || service != "" && service != scope {
				return "", ""
			}
			service = scope
		}
	}
	if service == "" {
		return "", ""
	}
	return service, "the token is for " + serviceTitles[service]
}

// checkRoleService: beside the login, the work needs a permission
// (section_157771510070, article_4160616848).
func checkRoleService(v *view) (Finding, bool) {
	service, because := v.service()
	if service == "mcp" && v.facts.Value(FactRole) == administratorRole {
		return Finding{Status: Fail, Facts: []FactName{FactRole}, Title: "The role Administrator cannot use the NetSuite AI Connector Service",
			Evidence: evidence("role", "any but Administrator, because "+because, "3 (Administrator)"),
			Why:      "Oracle's page about AI clients excludes the role Administrator. Oracle publishes no Detail code for it.",
			Fix: slices.Concat(administrator("Choose or make another role, with MCP Server Connection and Log in using OAuth 2.0 Access Tokens: "+permissionsMenu+".", "Give it to the user."),
				integrator("Start the authorization code flow again, and choose that role.")),
			Verify: "The new token names the other role in sub, and the AI client connects.", Page: aiPage}, true
	}
	permissions, known := v.permissions()
	needed, value := map[string]string{"rest_webservices": "REST Web Services", "mcp": "MCP Server Connection"}[service],
		map[string]string{"rest_webservices": "rest-web-services", "mcp": "mcp-server-connection"}[service]
	if !known || needed == "" {
		return Finding{}, false
	}
	if slices.Contains(permissions.Items(), value) {
		return passed("The role has "+needed+", as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "The role lacks " + needed, Evidence: evidence("permissions", needed+", because "+because, asYouSaid(shownFact(permissions))),
		Why:    "The role needs the permission for the work beside the one for the login. Oracle publishes no Detail code for it.",
		Fix:    administrator("Open "+permissionsMenu+".", "Add "+needed+", and save."),
		Verify: "The role shows " + needed + ", and the same call succeeds.", Page: rolePage}
	if service == "mcp" {
		f.Page = aiPage
	}
	if service == "rest_webservices" {
		f.Page = "symptoms/permission-for-the-record.md"
		f.Why += " An answer of 400 with USER_ERROR was seen: then the login succeeded."
	}
	return f, true
}

// checkWebServicesOnly: such a role does not work with RESTlets (section_157780293862).
func checkWebServicesOnly(v *view) (Finding, bool) {
	service, because := v.service()
	switch only := v.said.Value(FactRoleWebServicesOnly); {
	case only == "":
		return Finding{}, false
	case only == "no":
		return passed("The role is not Web Services Only, as you said", ""), true
	case service == "":
		return Finding{Status: Unchecked, Title: "The role is Web Services Only, which does not work with RESTlets",
			Because: "what is called is not known", Supply: "say which service is called", Lacks: FactService}, true
	case service != "restlets":
		return passed("Web Services Only does not stand in the way of "+serviceTitles[service], ""), true
	}
	return Finding{Status: Fail, Title: "The role is Web Services Only, and RESTlets are called",
		Evidence: evidence("Web Services Only", "not checked, because "+because, asYouSaid("checked")),
		Why:      "A role with Web Services Only does not work with RESTlets. Oracle publishes no Detail code for it.",
		Fix:      administrator("Open "+roleMenu+" › Edit.", "Clear Web Services Only, and save; or give the application another role."),
		Verify:   "The box stays clear, and the same call succeeds.", Page: "symptoms/web-services-only-role.md"}, true
}

// checkRecordCertificates looks for the kid of an assertion among the certificates
// that are mapped to the record. Somebody may have left a row out, so it is never
// more than likely; and a row that is there may be of an ended certificate.
func checkRecordCertificates(v *view) (Finding, bool) {
	mapped, known := v.said.Get(FactRecordCertificates)
	none := known && len(mapped.Items()) == 0
	switch {
	case none && v.issued() && v.token.Flow == token.ClientCredentials:
		return Finding{Status: Warn, Title: "No certificate is mapped to the record, and client credentials made this token",
			Evidence: evidence("Certificate ID", "the row that this token was issued for", asYouSaid("none")),
			Why:      "NetSuite issues such a token only for a mapped certificate. The row was taken away since, or it stands in another account or under another record.",
			Fix:      administrator("Open " + mappingMenu + " in the account of the token, and look for the row of its Client ID, role and entity."),
			Verify:   "The page shows the row.", Page: recordPage}, true
	case !known || !v.assertion():
		return Finding{}, false
	case none:
		return v.noCertificate()
	}
	kid, given := v.token.KeyID, v.said.Value(FactCertificateID)
	if CertificateIDFault(kid) != "" || given != kid && canBeCertificateID(given) {
		return Finding{}, false // the check kid tells
	}
	if slices.Contains(mapped.Items(), kid) {
		return passed("kid is among the mapped certificates, as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "kid is none of the Certificate IDs that are mapped to the record",
		Evidence: evidence("header kid", "one of "+asYouSaid(shownFew(mapped.Items())), token.Shown(kid)),
		Why:      "NetSuite looks for a mapped certificate with exactly this ID, in the account that is called.",
		Fix: slices.Concat(
			administrator("Open "+mappingMenu+" in the account that is called, and look for the row of this integration, role and entity.", "Pass its Certificate ID on to the integrator; where there is no row, choose Create New."),
			integrator("Put that Certificate ID into the header as kid, and sign with the private key of that certificate.")),
		Verify: "The check Mapped certificates passes, and the token request is accepted.", Page: Code("MissingKey").Path()}
	switch {
	case given == kid:
		f.Status, f.Title = Warn, "You gave kid as the Certificate ID, and left it out of the mapped certificates"
		f.says(Possible, "the Certificate ID you gave is not among the mapped certificates you gave", "MissingKey")
	case containsFold(mapped.Items(), kid):
		f.Title = "kid differs from a mapped Certificate ID in capitals and small letters"
		f.Why = "NetSuite compares the Certificate ID letter by letter."
		f.says(Likely, "kid differs from a mapped Certificate ID in the case of its letters", "MissingKey")
	default:
		f.says(Likely, "kid is not among the Certificate IDs that are mapped, as you said", "MissingKey")
	}
	return f, true
}

// shownFew names the first of several IDs.
func shownFew(ids []string) string {
	if n := len(ids); n > 2 {
		return fmt.Sprintf("%s, %s and %d more", ids[0], ids[1], n-2)
	}
	return strings.Join(ids, ", ")
}

// saidRecordCertificates speaks where nobody pasted a token.
func saidRecordCertificates(v *view) (Finding, bool) {
	mapped, known := v.said.Get(FactRecordCertificates)
	if !known || len(mapped.Items()) > 0 || v.facts.Value(FactFlow) != string(token.ClientCredentials) && v.usedAs != token.Assertion {
		return Finding{}, false
	}
	return v.noCertificate()
}

func (v *view) noCertificate() (Finding, bool) {
	f := Finding{Status: Fail, Title: "No certificate is mapped to the record", Evidence: evidence("Certificate ID", "a row for this integration, role and entity", asYouSaid("none")),
		Why: "Client credentials works only with a certificate that is mapped in this very account: mappings are not copied to a sandbox, and a refresh clears them.",
		Fix: slices.Concat(administrator("Open "+mappingMenu+" › Create New.", "Choose entity, role and application, upload the certificate, and save.", "Pass the Certificate ID on to the integrator."),
			integrator("Put that Certificate ID into the header as kid, and sign with the private key of that certificate.")),
		Verify: "The page shows the row, and the token request is accepted.", Page: Code("MissingKey").Path()}
	certainty := v.likely("MissingKey")
	if v.token != nil && v.token.KeyID == "" {
		certainty = Possible // a kid is looked for first
	}
	f.says(certainty, "no certificate is mapped to the record, as you said", "MissingKey")
	return f, true
}

// checkRecordClient: Public Client is not for client credentials (section_157771733782).
// What NetSuite does with a record that has both, Oracle does not say.
func checkRecordClient(v *view) (Finding, bool) {
	flow, grants := v.facts.Value(FactFlow), v.said.Value(FactRecordGrants)
	if v.said.Value(FactClient) != "public" || flow != string(token.ClientCredentials) && (flow != "" || grants != string(token.ClientCredentials)) {
		return Finding{}, false
	}
	return Finding{Status: Warn, Title: "Public Client is checked, and the flow is client credentials", Evidence: evidence("Public Client", "not checked, for client credentials", asYouSaid("checked")),
		Why: "Public Client is for applications that users log in to. Client credentials proves itself with a private key, which a public client cannot keep. Oracle publishes no Detail code for it.",
		Fix: administrator("Look whether this is the record of the application: "+authenticationMenu+".",
			"Clear Public Client where no user logs in with this record; or make a record of its own for client credentials."),
		Verify: "The record for client credentials shows Public Client clear.", Page: recordPage}, true
}

// checkRecordMCP: the AI connector needs a record of its own (section_0714082142).
func checkRecordMCP(v *view) (Finding, bool) {
	scopes, _ := v.said.Get(FactRecordScopes)
	if !slices.Contains(scopes.Items(), "mcp") {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Facts: []FactName{FactRecordScopes}, Page: aiPage,
		Why: "NetSuite AI Connector Service needs every other Scope box, every box of TBA and Client Credentials (Machine to Machine) Grant cleared. So either a box was misread, or the record is not in order.",
		Fix: slices.Concat(administrator("Open "+recordMenu+" › Edit › Authentication, and look at the boxes again.", "Keep one record for the AI connector alone, and another one for everything else."),
			integrator("Use the Client ID of the record that has the box you need, and get new tokens.")),
		Verify: "The record of the AI connector has that one Scope box, and no other."}
	machine := strings.Contains(v.said.Value(FactRecordGrants), string(token.ClientCredentials))
	switch {
	case len(scopes.Items()) > 1:
		f.Title = "NetSuite AI Connector Service stands beside other Scope boxes"
		f.Evidence = evidence("Scope", "NetSuite AI Connector Service alone", asYouSaid(shownFact(scopes)))
		f.says(Possible, "mcp stands beside other scopes on the record, as you said", "ScopeMismatched")
	case machine:
		f.Title = "NetSuite AI Connector Service stands beside the box of client credentials"
	default:
		return Finding{}, false
	}
	if machine {
		f.Facts = append(f.Facts, FactRecordGrants)
		f.Evidence = append(f.Evidence, Evidence{Where: "grants", Expected: "Client Credentials (Machine to Machine) Grant not checked", Got: asYouSaid("checked")})
	}
	return f, true
}

// checkPKCE: public clients and the AI connector need PKCE (section_158081944642).
func checkPKCE(v *view) (Finding, bool) {
	if v.stated.Value(FactPKCE) != "off" || v.facts.Value(FactFlow) == string(token.ClientCredentials) {
		return Finding{}, false
	}
	scopes, _ := v.said.Get(FactRecordScopes)
	service, _ := v.service()
	needs, weighed := "", FactClient
	switch {
	case v.said.Value(FactClient) == "public":
		needs = "the client is public"
	case service == "mcp" || slices.Equal(scopes.Items(), []string{"mcp"}):
		needs, weighed = "the AI connector needs it", FactRecordScopes
	default:
		return Finding{}, false
	}
	f := Finding{Status: Fail, Title: "The application does not use PKCE, and must", Facts: []FactName{FactPKCE, weighed},
		Evidence: evidence("PKCE", "used, because "+needs, asYouSaid("not used")), Why: "NetSuite asks public clients, and every client of the AI connector, for code_challenge in step one.",
		Fix: integrator("Make a code_verifier of 43 to 128 characters for each login, and keep it.", "Send its SHA-256 in base64url as code_challenge, with code_challenge_method=S256, in step one.",
			"Send code_verifier in step two."),
		Verify: "Step one leads to the login, and step two answers with tokens.", Page: Code("InvalidRequest").Path()}
	if weighed == FactRecordScopes {
		f.Page = aiPage
	}
	if v.cannotBe("InvalidRequest") {
		f.Status = Warn
	}
	f.says(v.likely("InvalidRequest"), "step one carries no code_challenge, as you said, and "+needs, "InvalidRequest")
	return f, true
}

// checkRecordRedirects: a redirect URI begins with https:// or a scheme of the
// application's own (section_157771733782).
func checkRecordRedirects(v *view) (Finding, bool) {
	uris, known := v.said.Get(FactRecordRedirectURIs)
	if !known {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Page: Code("InvalidRedirectURI").Path(), Verify: "The record shows the URI that the application sends, and step one redirects to it.",
		Fix: slices.Concat(administrator("Open "+recordMenu+" › Edit › Authentication.", "Enter the Redirect URI exactly as the application sends it, with https:// or a scheme of its own, and save."),
			integrator("Send exactly this redirect_uri in step one and in step two."))}
	grants := v.said.Value(FactRecordGrants)
	for _, uri := range uris.Items() {
		if strings.HasPrefix(strings.ToLower(uri), "http://") {
			f.Title = "A redirect URI begins with http://, which NetSuite does not take"
			f.Evidence = evidence("Redirect URI", "https:// or a scheme of the application's own", asYouSaid(uri))
			f.Why = "NetSuite takes no redirect URI with http://. So it was misread, or the record is not in order."
			f.says(Possible, "a redirect URI of the record begins with http://, as you said", "InvalidRedirectURI")
			return f, true
		}
	}
	if len(uris.Items()) > 0 || v.facts.Value(FactFlow) != string(token.AuthorizationCode) && !strings.Contains(grants, string(token.AuthorizationCode)) {
		return Finding{}, false
	}
	f.Title = "The record has no redirect URI, and the authorization code flow needs one"
	f.Evidence = evidence("Redirect URI", "the one that the application sends", asYouSaid("none"))
	f.Why = "NetSuite redirects only to a URI that stands on the record."
	if !v.cannotBe("InvalidRedirectURI") {
		f.Status = Fail
	}
	f.says(v.likely("InvalidRedirectURI"), "the record has no redirect URI, as you said", "InvalidRedirectURI")
	return f, true
}

// checkRecordRefresh: two fields of the record are for public clients alone
// (section_157771733782).
func checkRecordRefresh(v *view) (Finding, bool) {
	if v.said.Value(FactClient) != "confidential" {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Facts: []FactName{FactClient},
		Why:    "These fields count for public clients only. The refresh token of a confidential client lives 7 d, whatever stands there. No Detail code comes from it.",
		Fix:    administrator("Look at " + authenticationMenu + " again: is Public Client checked?"),
		Verify: "Either Public Client is checked, or nobody counts on the two fields.", Page: refreshPage}
	for _, name := range []FactName{FactRecordRefreshValidity, FactRecordRotation} {
		kind, _ := KindOfFact(name)
		if fact, known := v.said.Get(name); known {
			f.Title = kind.Field + " means nothing without Public Client"
			f.Facts = append(f.Facts, name)
			f.Evidence = append(f.Evidence, Evidence{Where: kind.Label, Expected: "nothing, because Public Client is not checked", Got: asYouSaid(fact.Value + " h")})
		}
	}
	return f, len(f.Evidence) > 0
}

// checkRefreshValidity holds the refresh token of a public client against the two
// fields of the record (section_157771733782). Both may have been changed since the
// token was issued, and NetSuite's reckoning is not published to the second.
func checkRefreshValidity(v *view) (Finding, bool) {
	exp, iat, begun := v.token.Time("exp"), v.token.Time("iat"), v.token.Time("oit")
	if v.kind != token.Refresh || !exp.Readable() || !iat.Readable() {
		return Finding{}, false
	}
	life := exp.Time().Sub(iat.Time())
	validity, hasValidity := v.said.hours(FactRecordRefreshValidity)
	rotation, hasRotation := v.said.hours(FactRecordRotation)
	changed := "The field may have been changed since this token was issued, or the token belongs to another record."
	f := Finding{Status: Warn, Page: refreshPage, Verify: "The check Refresh token and record passes.",
		Fix: slices.Concat(administrator("Look at "+authenticationMenu+": is it the record with this Client ID, and what stands in the fields?"),
			integrator("Check that this is the refresh token of the failed login."))}
	if v.said.Value(FactClient) == "confidential" {
		if exp.Seconds-iat.Seconds == refreshLife {
			return Finding{}, false
		}
		f.Facts = []FactName{FactClient}
		f.Title = "The refresh token lives " + Span(life) + ", and that of a confidential client 7 d"
		f.Evidence = evidence("exp − iat", "7 d, because Public Client is not checked, as you said", Span(life))
		f.Why = "Another lifetime than 7 d is that of a public client. Either Public Client is checked, or the token belongs to another record."
		return f, true
	}
	if !hasValidity && !hasRotation {
		return Finding{}, false
	}
	end := begun.Time().Add(rotation)
	switch {
	case hasRotation && begun.Readable() && !v.at.Before(end):
		f.Facts = []FactName{FactRecordRotation}
		f.Title = "The chain of refresh tokens is over since " + Span(v.at.Sub(end))
		f.Evidence = evidence("oit", "later than "+Moment(v.at.Add(-rotation))+": the record says "+asYouSaid(hoursText(rotation)), Moment(begun.Time()))
		f.Why = "Maximum Time For Token Rotation counts from the first token of the chain. After it the user must log in again, however new the refresh token is."
		f.Fix = slices.Concat(integrator("Start the authorization code flow again, from step one."),
			administrator("If users shall log in less often, raise Maximum Time For Token Rotation (In Hours), at most 720: "+authenticationMenu+"."))
		f.Verify = "The new chain's refresh request is answered with new tokens."
		certainty := Possible
		if v.usedAs == token.Refresh {
			f.Status, certainty = Fail, v.likely("RefreshTokenExpired")
		}
		f.says(certainty, "its chain began "+Span(v.at.Sub(begun.Time()))+" ago, and the record lets one live "+hoursText(rotation)+", as you said", "RefreshTokenExpired")
	case hasRotation && begun.Readable() && exp.Time().After(end.Add(grace)):
		f.Facts = []FactName{FactRecordRotation}
		f.Title = "The refresh token outlives its chain: the record says " + hoursText(rotation)
		f.Evidence = evidence("exp", "at most "+Moment(end)+", "+hoursText(rotation)+" after oit", Moment(exp.Time()))
		f.Why = changed
	case hasValidity && life > validity+grace:
		f.Facts = []FactName{FactRecordRefreshValidity}
		f.Title = "The refresh token lives " + Span(life) + "; the record says " + hoursText(validity)
		f.Evidence = evidence("exp − iat", "at most "+asYouSaid(hoursText(validity)), hoursText(life))
		f.Why = changed
		if exp.Seconds-iat.Seconds == refreshLife {
			f.Why = "7 d is what the refresh token of a confidential client lives. " + changed
		}
	case hasValidity:
		return passed("lifetime within Refresh Token Validity, "+hoursText(validity), ""), true
	default:
		return passed("within Maximum Time For Token Rotation, "+hoursText(rotation), ""), true
	}
	return f, true
}

// hoursText writes a span in the record's unit.
func hoursText(d time.Duration) string {
	if d%time.Hour != 0 {
		return Span(d)
	}
	return fmt.Sprintf("%d h", d/time.Hour)
}

// checkSinceConsent speaks where nobody pasted the refresh token: a chain, or the one
// refresh token of a confidential client, ends so long after the user consented
// (section_158081952044, section_157771733782).
func checkSinceConsent(v *view) (Finding, bool) {
	since, known := parseSpan(v.said.Value(FactSinceConsent))
	if !known || v.facts.Value(FactFlow) == string(token.ClientCredentials) || slices.ContainsFunc(v.tokens, func(t token.Token) bool { return t.Kind == token.Refresh }) {
		return Finding{}, false
	}
	limit, hasLimit := v.said.hours(FactRecordRotation)
	what, menu := "Maximum Time For Token Rotation (In Hours)", authenticationMenu
	weighed := []FactName{FactSinceConsent, FactRecordRotation}
	if v.said.Value(FactClient) == "confidential" {
		limit, hasLimit = refreshLife*time.Second, true
		what, menu = "the lifetime of a confidential client's refresh token, which is not renewed", ""
		weighed = []FactName{FactSinceConsent, FactClient}
	}
	switch {
	case !hasLimit || v.cannotBe("RefreshTokenExpired"):
		return Finding{}, false
	case since < limit:
		return passed("The user consented "+Span(since)+" ago, within "+hoursText(limit), ""), true
	}
	f := Finding{Status: Warn, Facts: weighed, Title: "The user consented " + Span(since) + " ago; after " + hoursText(limit) + " a new consent is needed",
		Evidence: evidence("since consent", "less than "+hoursText(limit)+", "+what, asYouSaid(Span(since))),
		Why:      "From then on no refresh succeeds, and the user has to log in and consent again.",
		Fix:      integrator("Start the authorization code flow again, from step one."), Verify: "The refresh request after the new consent is answered with tokens.", Page: refreshPage}
	if menu != "" {
		f.Fix = append(f.Fix, administrator("If users shall log in less often, raise "+what+", at most 720: "+menu+".")...)
	}
	certainty := Possible
	if stepOf(v.said) == "refresh" {
		f.Status, certainty = Fail, Likely
	}
	f.says(certainty, "the user consented "+Span(since)+" ago, as you said, and "+hoursText(limit)+" is the most", "RefreshTokenExpired")
	return f, true
}
