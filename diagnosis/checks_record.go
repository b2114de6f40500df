package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/token"
)

// recordChecks compare settings that were copied from NetSuite with the tokens and with
// each other. A claim that rests on what was said alone is likely at most; for a fault of
// which Oracle documents no Detail code, none is named.
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

// The pages about the settings of the record.
const (
	refreshPage = "symptoms/refresh-token-rotation.md" // of public clients
	aiPage      = "symptoms/ai-connector.md"
)

// asYouSaid returns a value that was said, as evidence quotes it.
func asYouSaid(value string) string { return value + ", as you said" }

// shownFact returns the value of a fact in the words of NetSuite's screens.
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

// likely returns the certainty of a code that what was said points to: Likely, or Possible
// where the login failed at a step for which Oracle does not list the code.
func (s *subject) likely(code Code) Certainty {
	if s.cannotBe(code) {
		return Possible
	}
	return Likely
}

// cannotBe reports whether Oracle lists the code only for steps that the login did not
// fail at.
func (s *subject) cannotBe(code Code) bool {
	j := judgement{facts: s.facts, kinds: kindsOf(s.tokens, s.facts), step: stepOf(s.facts)}
	kind, _ := detail.Lookup(string(code))
	_, out := j.excluded(kind)
	return out
}

// checkRecordCertificates looks for the kid of an assertion among the certificates that
// are mapped to the record. A row may have been left out, so a missing kid is at most
// likely; the certificate of a row may have expired, so a listed kid rules nothing out.
func checkRecordCertificates(s *subject) (Finding, bool) {
	mapped, known := s.said.Get(FactRecordCertificates)
	none := known && len(mapped.Items()) == 0
	switch {
	case none && s.issued() && s.token.Flow == token.ClientCredentials:
		return Finding{Status: Warn, Title: "No certificate is mapped, but this token is from client credentials",
			Evidence: evidence("Certificate ID", "the row that this token was issued for", asYouSaid("none")),
			Why:      "NetSuite issues such a token only for a mapped certificate. The row was revoked since, or it is in another account or on another record.",
			Fix:      administrator("Open " + mappingMenu + " in the token's account, and find the row of its Client ID, role and entity."),
			Verify:   "The page shows the row.", Page: recordPage}, true
	case !known || !s.assertion():
		return Finding{}, false
	case none:
		return s.noCertificate()
	}
	kid, given := s.token.KeyID, s.said.Value(FactCertificateID)
	if certificateIDFault(kid) != "" || given != kid && canBeCertificateID(given) {
		return Finding{}, false // left to the check kid
	}
	if slices.Contains(mapped.Items(), kid) {
		return passed("kid is among the mapped certificates, as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "kid is not a Certificate ID that is mapped to the record",
		Evidence: evidence("header kid", "one of "+asYouSaid(shownFew(mapped.Items())), token.Shown(kid)),
		Why:      "NetSuite finds a mapped certificate by exactly this ID, in the account that you call.",
		Fix: slices.Concat(
			administrator("Open "+mappingMenu+" in the account that you call, and find the row of this integration, role and entity.", "Send its Certificate ID to the integrator. If there is no row, click Create New."),
			integrator("Set kid in the header to that Certificate ID, and sign with the private key of that certificate.")),
		Verify: "The check Mapped certificates passes, and the token request is accepted.", Page: Code("MissingKey").Path()}
	switch {
	case given == kid:
		f.Status, f.Title = Warn, "You gave kid as the Certificate ID, and left it out of the mapped certificates"
		f.says(Possible, "the Certificate ID you gave is not among the mapped certificates you gave", "MissingKey")
	case containsFold(mapped.Items(), kid):
		f.Title = "kid differs from a mapped Certificate ID in upper and lower case"
		f.Why = "The Certificate ID is case-sensitive."
		f.says(Likely, "kid differs from a mapped Certificate ID in the case of its letters", "MissingKey")
	default:
		f.says(Likely, "kid is not among the Certificate IDs that are mapped, as you said", "MissingKey")
	}
	return f, true
}

// shownFew lists at most two IDs, and the number of the others.
func shownFew(ids []string) string {
	if n := len(ids); n > 2 {
		return fmt.Sprintf("%s, %s and %d more", ids[0], ids[1], n-2)
	}
	return strings.Join(ids, ", ")
}

// saidRecordCertificates is the rule of checkRecordCertificates for a Case without a token.
func saidRecordCertificates(s *subject) (Finding, bool) {
	mapped, known := s.said.Get(FactRecordCertificates)
	if !known || len(mapped.Items()) > 0 || s.facts.Value(FactFlow) != string(token.ClientCredentials) && s.usedAs != token.Assertion {
		return Finding{}, false
	}
	return s.noCertificate()
}

func (s *subject) noCertificate() (Finding, bool) {
	f := Finding{Status: Fail, Title: "No certificate is mapped to the record", Evidence: evidence("Certificate ID", "a row for this integration, role and entity", asYouSaid("none")),
		Why: "Client credentials needs a certificate that is mapped in this account. Mappings are not copied to a sandbox, and a refresh clears them.",
		Fix: slices.Concat(administrator("Open "+mappingMenu+" › Create New.", "Choose entity, role and application, upload the certificate, and save.", "Send the Certificate ID to the integrator."),
			integrator("Set kid in the header to that Certificate ID, and sign with the private key of that certificate.")),
		Verify: "The page shows the row, and the token request is accepted.", Page: Code("MissingKey").Path()}
	certainty := s.likely("MissingKey")
	if s.token != nil && s.token.KeyID == "" {
		certainty = Possible // NetSuite looks for a kid first
	}
	return f.claiming(certainty, "no certificate is mapped to the record, as you said", "MissingKey"), true
}

// checkRecordClient warns of Public Client with client credentials, for which it is not
// meant (section_157771733782). Oracle does not say what NetSuite does with such a record.
func checkRecordClient(s *subject) (Finding, bool) {
	flow, grants := s.facts.Value(FactFlow), s.said.Value(FactRecordGrants)
	if s.said.Value(FactClient) != "public" || flow != string(token.ClientCredentials) && (flow != "" || grants != string(token.ClientCredentials)) {
		return Finding{}, false
	}
	return Finding{Status: Warn, Title: "Public Client is checked, and the flow is client credentials", Evidence: evidence("Public Client", "not checked, for client credentials", asYouSaid("checked")),
		Why: "Public Client is for applications that cannot keep a secret. Client credentials uses a private key, which must stay secret. Oracle documents no Detail code for this.",
		Fix: administrator("Check whether this is the application's record: "+authenticationMenu+".",
			"If no user logs in with this record, clear Public Client. Otherwise, create a separate record for client credentials."),
		Verify: "On the record for client credentials, Public Client is clear.", Page: recordPage}, true
}

// checkRecordMCP checks that the AI connector has its own record (section_0714082142).
func checkRecordMCP(s *subject) (Finding, bool) {
	scopes, _ := s.said.Get(FactRecordScopes)
	if !slices.Contains(scopes.Items(), "mcp") {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Facts: []FactName{FactRecordScopes}, Page: aiPage,
		Why: "NetSuite AI Connector Service needs every other Scope box, every box of TBA and Client Credentials (Machine to Machine) Grant cleared. So a box was misread, or the record is not valid.",
		Fix: slices.Concat(administrator("Open "+recordMenu+" › Edit › Authentication, and check the boxes again.", "Keep one record for the AI connector alone, and another for everything else."),
			integrator("Use the Client ID of the record that has the box you need, and get new tokens.")),
		Verify: "On the AI connector's record, only that Scope box is checked."}
	machine := strings.Contains(s.said.Value(FactRecordGrants), string(token.ClientCredentials))
	switch {
	case len(scopes.Items()) > 1:
		f.Title = "NetSuite AI Connector Service is checked together with other Scope boxes"
		f.Evidence = evidence("Scope", "NetSuite AI Connector Service alone", asYouSaid(shownFact(scopes)))
		f.says(Possible, "mcp is combined with other scopes on the record, as you said", "ScopeMismatched")
	case machine:
		f.Title = "NetSuite AI Connector Service is checked together with client credentials"
	default:
		return Finding{}, false
	}
	if machine {
		f.Facts = append(f.Facts, FactRecordGrants)
		f.Evidence = append(f.Evidence, Evidence{Where: "grants", Expected: "Client Credentials (Machine to Machine) Grant not checked", Got: asYouSaid("checked")})
	}
	return f, true
}

// checkPKCE checks that public clients and clients of the AI connector use PKCE
// (section_158081944642).
func checkPKCE(s *subject) (Finding, bool) {
	grants, known := s.said.Get(FactRecordGrants)
	if known && !slices.Contains(grants.Items(), string(token.AuthorizationCode)) {
		return Finding{}, false // client credentials has no step one
	}
	if s.stated.Value(FactPKCE) != "off" || s.facts.Value(FactFlow) == string(token.ClientCredentials) {
		return Finding{}, false
	}
	scopes, _ := s.said.Get(FactRecordScopes)
	service, _ := s.service()
	needs, weighed := "the client is public", FactClient
	switch {
	case s.said.Value(FactClient) == "public":
	case service == "mcp" || slices.Equal(scopes.Items(), []string{"mcp"}):
		needs, weighed = "the AI connector needs it", FactRecordScopes
	default:
		return Finding{}, false
	}
	f := Finding{Status: Fail, Title: "The application does not use PKCE, but must", Facts: []FactName{FactPKCE, weighed},
		Evidence: evidence("PKCE", "used, because "+needs, asYouSaid("not used")), Why: "NetSuite requires code_challenge in step one from public clients and from every client of the AI connector.",
		Fix: integrator("Make a code_verifier of 43 to 128 characters for each login, and keep it.", "Send its SHA-256 in base64url as code_challenge, with code_challenge_method=S256, in step one.",
			"Send code_verifier in step two."),
		Verify: "Step one shows the login page, and step two returns tokens.", Page: Code("InvalidRequest").Path()}
	if weighed == FactRecordScopes {
		f.Page = aiPage
	}
	if s.cannotBe("InvalidRequest") {
		f.Status = Warn
	}
	return f.claiming(s.likely("InvalidRequest"), "step one carries no code_challenge, as you said, and "+needs, "InvalidRequest"), true
}

// checkRecordRedirects checks that the record has a redirect URI, and that none begins with
// http:// (section_157771733782).
func checkRecordRedirects(s *subject) (Finding, bool) {
	uris, known := s.said.Get(FactRecordRedirectURIs)
	if !known {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Page: Code("InvalidRedirectURI").Path(), Verify: "The record shows the URI that the application sends, and step one redirects to it.",
		Fix: slices.Concat(administrator("Open "+recordMenu+" › Edit › Authentication.", "Enter the Redirect URI exactly as the application sends it, with https:// or a custom scheme, and save."),
			integrator("Send exactly this redirect_uri in step one and in step two."))}
	grants := s.said.Value(FactRecordGrants)
	for _, uri := range uris.Items() {
		if strings.HasPrefix(strings.ToLower(uri), "http://") {
			f.Title = "A redirect URI begins with http://, which NetSuite does not support"
			f.Evidence = evidence("Redirect URI", "https:// or a custom scheme", asYouSaid(uri))
			f.Why = "Oracle does not support redirect URIs with http://. Some programs nevertheless use http://localhost."
			return f.claiming(Possible, "a redirect URI of the record begins with http://, as you said", "InvalidRedirectURI"), true
		}
	}
	if len(uris.Items()) > 0 || s.facts.Value(FactFlow) != string(token.AuthorizationCode) && !strings.Contains(grants, string(token.AuthorizationCode)) {
		return Finding{}, false
	}
	f.Title = "The record has no redirect URI, and the authorization code flow needs one"
	f.Evidence = evidence("Redirect URI", "the one that the application sends", asYouSaid("none"))
	f.Why = "NetSuite redirects only to a URI that is on the record."
	if !s.cannotBe("InvalidRedirectURI") {
		f.Status = Fail
	}
	return f.claiming(s.likely("InvalidRedirectURI"), "the record has no redirect URI, as you said", "InvalidRedirectURI"), true
}
