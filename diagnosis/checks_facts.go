package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// factChecks are the checks of what was said; they need no token.
var factChecks = []Check{
	{ID: "detail", Title: "Detail in the trail", Needs: NeedsFacts, Facts: []FactName{FactDetail}, run: checkDetail},
	{ID: "named-code", Title: "Code named in the text", Needs: NeedsFacts, run: checkNamedCode},
	{ID: "protocol", Title: "Protocol", Needs: NeedsFacts, run: checkProtocol},
	{ID: "feature", Title: "OAuth 2.0 feature", Needs: NeedsFacts, Codes: []Code{"FeatureDisabled"}, Facts: []FactName{FactFeatureOAuth2}, run: checkFeature},
	{ID: "record-state", Title: "State of the record", Needs: NeedsFacts, Codes: []Code{"IntegrationBlocked"}, Facts: []FactName{FactRecordState}, run: checkRecordState},
	{ID: "record-grants", Title: "Grant boxes", Needs: NeedsFacts, Codes: []Code{"AuthorizationCodeGrantRequired"}, Facts: []FactName{FactRecordGrants}, run: checkRecordGrants},
	{ID: "certificate-id-form", Title: "Form of the Certificate ID", Needs: NeedsFacts, Codes: []Code{"MissingKey"}, Facts: []FactName{FactCertificateID}, run: checkCertificateIDForm},
	{ID: "changed", Title: "What changed", Needs: NeedsFacts, Codes: []Code{"EntityOrRoleDisabled", "MissingKey", "TokenBlocked", "ScopeMismatched", "ClientAuthenticationFailed", "UnknownIntegration", "InvalidIssuer", "InvalidIntegration"}, run: checkChanged},
}

// TBAPage is the page about codes of token-based authentication, a path in content.
const TBAPage = "symptoms/tba-code.md"

// checkDetail reports the word that was read in the Detail column: it needs no further
// proof that NetSuite logged it.
func checkDetail(s *subject) (Finding, bool) {
	fact, known := s.facts.Get(FactDetail)
	if !known {
		return Finding{}, false
	}
	match := detail.Find(fact.Value)
	f := Finding{Status: Fail, Evidence: evidence("Detail", "nothing: the Status is Success", match.Word),
		Verify: "The same request succeeds, and the trail shows a row with Status Success."}
	switch match.Protocol {
	case detail.OAuth2:
		f.Title = "The trail says " + match.Name
		f.Why = "NetSuite logged this word for the failed login. Its page lists the causes."
		f.Fix = integrator("Read the page of " + match.Name + " and check its causes in order.")
		f.Codes = []Code{match.Code}
		f.Page = match.Code.Path()
		switch kind, _ := detail.Lookup(match.Name); {
		case s.protocol.other(s.stated) != "" && !(kind.TBA && s.protocol.TBA()), s.protocol.Mixed && s.protocol.SOAP():
			f.Status = Warn
			f.Title += "; the login you pasted is another one: " + string(s.protocol.Login)
			f.Why = "That login does not use OAuth 2.0, so the row belongs to another login"
			if kind.TBA {
				f.Why += ", or to TBA: both protocols use this word"
			}
			f.Why += "."
			f.Fix = administrator("Compare the row's time, user and Request URI with the login you pasted.")
		case s.facts.Value(FactProtocol) != "tba":
		case !kind.TBA:
			f.Why += " You said that the login used TBA, but TBA never writes this word: it was OAuth 2.0."
		default:
			f.Title += ", which is a word of TBA here"
			f.Why = "Both protocols write this word. The login used TBA, so the OAuth 2.0 code of the same name does not apply."
			f.Codes, f.Page = nil, TBAPage
			f.Fix = slices.Concat(integrator("Read the page about TBA codes."), tbaCauses())
			if s.protocol.SOAP() {
				f.Title = "The trail says " + match.Name + ", which is a word of TBA over SOAP here: " + s.protocol.words()
				f.Why += " SOAP web services do not support OAuth 2.0."
			}
		}
	case detail.TBA:
		f.Title = "The trail says " + match.Name + ": a code of TBA, not of OAuth 2.0"
		f.Why = "It means: " + match.Meaning + "."
		if match.Twin != "" {
			f.Why += " The OAuth 2.0 code " + match.Twin + " is a different one."
		}
		f.Fix = integrator("Read the page about TBA codes.")
		f.Page = TBAPage
	case detail.Logout:
		return Finding{Status: Pass, Title: "The trail says " + match.Name + ": " + match.Meaning + ", no failed login", Page: "symptoms/find-the-detail-code.md"}, true
	default:
		f.Title = "The word in the Detail column is not known"
		f.Why = "It is neither a code of OAuth 2.0 nor one of TBA."
		f.Fix = integrator("Copy the word again, exactly as it is in the column.")
		f.Page = "symptoms/find-the-detail-code.md"
	}
	return f, true
}

// checkNamedCode asks whether a code that the text only mentions was read in the trail.
func checkNamedCode(s *subject) (Finding, bool) {
	match := s.near
	if match.Name == "" {
		return Finding{}, false
	}
	return Finding{Status: Fail, symptom: true, Title: "The text names " + match.Name + ": is it the word in the Detail column?",
		Evidence: evidence("Detail", "read in the row of this login", match.Name+", named in the text"),
		Why:      "A mention of the word proves nothing. Only the row in the Login Audit Trail does.",
		Fix:      administrator("Read Detail in the row of this login: " + trailMenu + "."),
		Verify:   "The row of this login shows the word, and you entered it as Detail.", Supply: "is " + match.Name + " the word in the Detail column of this login?", Lacks: FactDetail, Page: pageOf(match)}, true
}

// pageOf returns the page that explains a word of the Detail column, a path in content.
func pageOf(match detail.Match) string {
	switch match.Protocol {
	case detail.TBA:
		return TBAPage
	case detail.OAuth2:
		return match.Code.Path()
	}
	return "symptoms/find-the-detail-code.md"
}

// usesTBA reports whether the login used TBA. A word in the trail that TBA never writes
// outweighs what was said.
func usesTBA(facts Facts) bool {
	match := detail.Find(facts.Value(FactDetail))
	if kind, known := detail.Lookup(match.Name); known && !kind.TBA {
		return false
	}
	return match.Protocol == detail.TBA || facts.Value(FactProtocol) == "tba"
}

// knownOAuth2 reports whether the word in the trail is one that TBA never writes.
func knownOAuth2(facts Facts) bool {
	kind, known := detail.Lookup(facts.Value(FactDetail))
	return known && !kind.TBA
}

// checkProtocol reports a login that is not OAuth 2.0, and asks for the protocol where a
// word in the trail does not decide it.
func checkProtocol(s *subject) (Finding, bool) {
	if _, said := s.stated.Get(FactProtocol); !said {
		if f, told := checkMarks(s); told && !(f.Status == Unchecked && knownOAuth2(s.facts)) {
			return f, true
		}
	}
	if usesTBA(s.facts) {
		return Finding{Status: Warn, Title: "The login used token-based authentication (TBA)", Why: "The codes of OAuth 2.0 do not apply to it.",
			Evidence: evidence("protocol", "OAuth 2.0", "TBA, "+s.asSaid(FactProtocol)), Page: TBAPage,
			Fix: integrator("Read the page about TBA codes."), Verify: "The protocol is OAuth 2.0."}, true
	}
	kind, known := detail.Lookup(s.facts.Value(FactDetail))
	if !known || !kind.TBA || s.facts.Value(FactProtocol) == "oauth2" {
		return Finding{}, false
	}
	return Finding{Status: Unchecked, Title: "Token-based authentication (TBA) writes " + string(kind.Code) + " too",
		Because: "the word alone does not show the protocol",
		Supply:  "say which protocol the login used; in the trail, Token-based Access Token Name is filled for TBA only", Lacks: FactProtocol, Page: TBAPage}, true
}

func checkFeature(s *subject) (Finding, bool) {
	switch s.facts.Value(FactFeatureOAuth2) {
	case "on":
		return passed("The OAuth 2.0 feature is on, as you said", "the OAuth 2.0 feature is on, as you said", "FeatureDisabled"), true
	case "off":
		return Finding{Status: Fail, Title: "The OAuth 2.0 feature is off",
			Evidence: evidence("feature OAuth 2.0", "on", "off, as you said"), Why: "Without the feature, NetSuite rejects every OAuth 2.0 login.",
			Fix:    administrator("Open Setup › Company › Enable Features › SuiteCloud.", "Under Manage Authentication, check OAuth 2.0.", "Save."),
			Verify: "The box stays checked, and the same request succeeds.", Page: Code("FeatureDisabled").Path()}.claiming(Likely, "the OAuth 2.0 feature is off, as you said", "FeatureDisabled"), true
	}
	return Finding{}, false
}

func checkRecordState(s *subject) (Finding, bool) {
	state := s.facts.Value(FactRecordState)
	switch state {
	case "":
		return Finding{}, false
	case "enabled":
		return passed("The State of the record is Enabled, as you said", "the State is Enabled, as you said", "IntegrationBlocked"), true
	}
	shown := map[string]string{"blocked": "Blocked", "waiting-for-approval": "Waiting for Approval"}[state]
	return Finding{Status: Fail, Title: "The State of the integration record is " + shown,
		Evidence: evidence("State", "Enabled", shown+", as you said"), Why: "NetSuite rejects every request of an integration that is not Enabled.",
		Fix:    administrator("Open Setup › Integration › Manage Integrations, and check Show Inactives: the list hides Blocked records.", "Open your record › Edit, and set State to Enabled.", "Save."),
		Verify: "The record shows Enabled, and the same request succeeds.", Page: Code("IntegrationBlocked").Path()}.claiming(Likely, "the State of the record is "+shown+", as you said", "IntegrationBlocked"), true
}

// grantBoxes are the labels of the grant boxes on the integration record, by grant.
var grantBoxes = map[string]string{"authorization-code": "Authorization Code Grant", "client-credentials": "Client Credentials (Machine to Machine) Grant"}

// recordPage is the page about the boxes on the integration record.
const recordPage = "symptoms/find-the-integration-record.md"

func checkRecordGrants(s *subject) (Finding, bool) {
	grants, known := s.facts.Get(FactRecordGrants)
	if !known {
		return Finding{}, false
	}
	flow := s.facts.Value(FactFlow)
	f := Finding{Status: Fail, Evidence: evidence("grant boxes", grantBoxes[flow], grants.Value+", as you said"),
		Why:    "NetSuite issues tokens only for a grant whose box is checked on the integration record.",
		Verify: "The box stays checked, and the same request succeeds.", Page: Code("AuthorizationCodeGrantRequired").Path()}
	box := grantBoxes[flow]
	switch {
	case len(grants.Items()) == 0:
		f.Title = "The record has no OAuth 2.0 grant box checked"
		if box == "" {
			box = grantBoxes["authorization-code"] + " or " + grantBoxes["client-credentials"]
		}
		f.Evidence[0].Expected = box
		if flow == "client-credentials" {
			f.Page = recordPage
			f.says(Possible, "no grant box is checked; Oracle documents no code for client credentials", "AuthorizationCodeGrantRequired")
			break
		}
		f.says(Likely, "no grant box is checked on the record, as you said", "AuthorizationCodeGrantRequired")
	case flow == "":
		return Finding{}, false
	case slices.Contains(grants.Items(), flow):
		f := passed("The record has "+box+" checked, as you said", "")
		if flow == "authorization-code" {
			f.says(RuledOut, box+" is checked on the record, as you said", "AuthorizationCodeGrantRequired")
		}
		return f, true
	case flow == "client-credentials":
		f.Title = "The record does not have " + box + " checked"
		f.Page = recordPage
		f.says(Possible, "the grant box of this flow is not checked; Oracle documents no code for client credentials", "AuthorizationCodeGrantRequired")
	default:
		f.Title = "The record does not have " + box + " checked"
		f.says(Likely, box+" is not checked on the record, as you said", "AuthorizationCodeGrantRequired")
	}
	f.Fix = administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check "+box+".", "Save.")
	return f, true
}

// checkCertificateIDForm checks the form of a Certificate ID: 43 characters of base64url.
// The script ID of a certificate for SuiteScript never is one (section_0312092247).
func checkCertificateIDForm(s *subject) (Finding, bool) {
	id := s.stated.Value(FactCertificateID)
	if id == "" || token.IsCertificateID(id) || len(s.keys.Of(keys.Certificate)) > 0 {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Title: "The Certificate ID does not have the form of one", Evidence: evidence("Certificate ID", "43 characters of A–Z a–z 0–9 - _", id+", as you said"),
		Why:    "NetSuite creates the Certificate ID when the certificate is mapped. Published IDs have 43 characters; one example has 44.",
		Fix:    administrator("Open "+mappingMenu+".", "Copy the Certificate ID from the application's row, and send it to the integrator."),
		Verify: "kid in the header of the assertion equals the Certificate ID of the row.", Page: "symptoms/find-the-certificate-id.md"}
	if strings.HasPrefix(strings.ToLower(id), "custcertificate") {
		f.Status, f.Title = Fail, "What was given as Certificate ID, "+id+", is the script ID of a certificate record"
		f.Why = "IDs that begin with custcertificate belong to Setup › Company › Certificates, for SuiteScript. They are never a valid kid. " + f.Why
		return f.claiming(Likely, id+" is the script ID of a certificate record; as kid it names no mapped certificate", "MissingKey"), true
	}
	return f.claiming(Possible, "what was given as Certificate ID does not have the form of one", "MissingKey"), true
}

// changes are what may follow from a change that was made before logins failed. All of it
// is only possible, but for the mappings that a sandbox refresh clears
// (section_162686838198).
var changes = map[string]struct {
	title, why    string
	administrator []string
	integrator    []string
	page, because string
	codes         []Code
}{
	"sandbox-refresh": {title: "A sandbox refresh removes integration settings",
		why:           "Certificate mappings and authorized applications are not copied from production, and a record made in the sandbox may be missing.",
		administrator: []string{"Map the certificate again in the sandbox.", "Send the new Certificate ID to the integrator.", "Have users authorize the application again."},
		page:          "symptoms/after-a-sandbox-refresh.md",
		because:       "a sandbox refresh keeps no authorized application", codes: []Code{"TokenBlocked", "InvalidIntegration", "MissingKey"}},
	"certificate": {title: "A new certificate has a new Certificate ID",
		why:        "The assertion must name the certificate whose private key signs it.",
		integrator: []string{"Set kid to the new Certificate ID.", "Sign with the private key of the new certificate."},
		because:    "the certificate was changed; kid may still name the old one", codes: []Code{"MissingKey"}},
	"role": {title: "The role was changed",
		why:           "A token or mapping is for one entity and one role. Both must be active, the user must still have the role, and the role must keep its permissions.",
		administrator: []string{"Check that the role and the user are active, and that the user still has the role and Give Access.", "Check that the role has Log in using OAuth 2.0 Access Tokens."},
		because:       "the role was changed", codes: []Code{"EntityOrRoleDisabled"}},
	"scope": {title: "The scope was changed",
		why:        "Extending the scope revokes the authorized application; tokens keep the scopes they were issued with.",
		integrator: []string{"Get new tokens. In the authorization code flow, have the user consent again."},
		because:    "the scope was changed after tokens were issued", codes: []Code{"ScopeMismatched", "TokenBlocked"}},
	"client-secret": {title: "The Client Secret was reset",
		why:        "A reset ends the old Client ID and Client Secret at once, and may end tokens. In one report, it also broke the record's certificate mappings.",
		integrator: []string{"Enter the new Client ID and Client Secret in the application.", "Start the flow again."},
		because:    "the credentials were reset", codes: []Code{"ClientAuthenticationFailed", "TokenBlocked", "UnknownIntegration"}},
}

// checkChanged reports what may follow from the last change.
func checkChanged(s *subject) (Finding, bool) {
	changed := s.facts.Value(FactChanged)
	change, known := changes[changed]
	if !known {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Title: change.title, Why: change.why, Evidence: evidence("changed", "nothing", changed+", as you said"),
		Fix: slices.Concat(administrator(change.administrator...), integrator(change.integrator...)), Verify: "The same request succeeds.", Page: cmp.Or(change.page, change.codes[0].Path())}
	account := s.facts.Value(FactAccount)
	if changed == "sandbox-refresh" && s.facts.Value(FactFlow) == "client-credentials" && (account == "" || strings.Contains(account, "_SB")) {
		return f.claiming(Likely, "a sandbox refresh clears every certificate mapping", "MissingKey").claiming(Possible, "a sandbox refresh may have removed the record", "InvalidIntegration"), true
	}
	if changed == "client-secret" && s.facts.Value(FactFlow) == string(token.ClientCredentials) {
		return f.claiming(Possible, "the credentials were reset: iss and the mapping have the old Client ID (inferred)", "InvalidIssuer", "InvalidIntegration", "MissingKey"), true
	}
	return f.claiming(Possible, change.because, change.codes...), true
}
