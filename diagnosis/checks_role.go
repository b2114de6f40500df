package diagnosis

import (
	"slices"
	"strings"
)

// checkRoleState reports an inactive role or entity (subsect_158324637123). Active ones
// rule nothing out: they may still not belong together.
func checkRoleState(s *subject) (Finding, bool) {
	role, entity := s.said.Value(FactRoleState), s.said.Value(FactEntityState)
	var inactive []string
	f := Finding{Status: Fail, Facts: []FactName{}, Why: "NetSuite rejects a login whose role or entity is inactive. A token keeps the role and entity for which it was issued.",
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
		f.Fix = append(f.Fix, administrator("Check Show Inactives in the list, open "+one.menu+", clear Inactive and save; or log in with another "+one.what+".")...)
	}
	switch {
	case role == "" && entity == "":
		return Finding{}, false
	case len(inactive) > 0:
	case role == "":
		return passed("The entity is active, as you said", ""), true
	case entity == "":
		return passed("The role is active, as you said", ""), true
	default:
		return passed("Role and entity are active, as you said", ""), true
	}
	what := strings.Join(inactive, " and the ")
	f.Title = "The " + what + " is inactive"
	if len(inactive) > 1 {
		f.Title = "The " + what + " are inactive"
	}
	return f.claiming(s.likely("EntityOrRoleDisabled"), lowerFirst(f.Title)+", as you said", "EntityOrRoleDisabled"), true
}

// administratorRole is the internal ID of the role Administrator. Its permissions are
// fixed, and published tokens of it open REST web services.
const administratorRole = "3"

// permissions returns the permissions of the role as they were copied. They are not known
// for the role Administrator.
func (s *subject) permissions() (permissions Fact, known bool) {
	permissions, known = s.said.Get(FactRolePermissions)
	return permissions, known && s.facts.Value(FactRole) != administratorRole
}

// checkRoleLogin checks for the permission that every use of OAuth 2.0 needs. Its name
// differs from that of TBA by the words OAuth 2.0 (section_157771510070).
func checkRoleLogin(s *subject) (Finding, bool) {
	permissions, known := s.permissions()
	if !known {
		return Finding{}, false
	}
	const needed = "Log in using OAuth 2.0 Access Tokens"
	if slices.Contains(permissions.Items(), "oauth2-access-tokens") {
		return passed("The role has "+needed+", as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "The role lacks " + needed, Evidence: evidence("permissions", needed, asYouSaid(shownFact(permissions))),
		Why: "Every OAuth 2.0 login needs this permission. Oracle documents no Detail code for a role without it.",
		Fix: slices.Concat(administrator("Open "+permissionsMenu+".", "Add "+needed+", and save."),
			integrator("Repeat the request; if it fails again, get a new token for this user and role.")),
		Verify: "The role shows " + needed + ", and the same request succeeds.", Page: "symptoms/role-without-oauth2-login.md"}
	if slices.Contains(permissions.Items(), "access-tokens") {
		f.Page = "symptoms/access-tokens-permission-mixed-up.md"
		f.Title = "The role has the permission of TBA, not that of OAuth 2.0"
		f.Why = "Log in using Access Tokens is for token-based authentication (TBA). OAuth 2.0 needs the permission with OAuth 2.0 in its name. Oracle documents no Detail code for a role without it."
	}
	return f, true
}

// checkRoleManager reports a role that manages authorized applications: it cannot use one
// itself (section_157771510070).
func checkRoleManager(s *subject) (Finding, bool) {
	permissions, known := s.permissions()
	if !known || !slices.Contains(permissions.Items(), "authorized-applications-management") {
		return Finding{}, false
	}
	const held = "OAuth 2.0 Authorized Applications Management"
	f := Finding{Status: Fail, Title: "The role has " + held,
		Evidence: evidence("permissions", "not "+held, asYouSaid(shownFact(permissions))),
		Why:      "Such a role cannot use RESTlets, REST web services or SuiteAnalytics Connect over OAuth 2.0. Oracle documents no Detail code for this.",
		Fix: administrator("Use two roles: one to manage applications, and one for the application's login.",
			"Or open "+permissionsMenu+", remove "+held+", and save.",
			"With client credentials, map a certificate for the other role: "+mappingMenu+" › Create New."),
		Verify: "The token's role does not have it, and the same request succeeds.", Page: "symptoms/role-manages-authorized-applications.md"}
	if s.said.Value(FactService) == "mcp" {
		f.Status = Warn
		f.Why += " Oracle's page does not mention the AI connector."
	}
	return f, true
}

// service returns the service that the failed login was for, and how that is known: it was
// said, or it is the only one in the scopes of the tokens.
func (s *subject) service() (service, because string) {
	if service = s.said.Value(FactService); service != "" {
		return service, "you call " + serviceTitles[service]
	}
	for i := range s.tokens {
		for _, scope := range s.tokens[i].Scopes {
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

// checkRoleService checks for the permission that the service needs besides the login
// (section_157771510070, article_4160616848).
func checkRoleService(s *subject) (Finding, bool) {
	service, because := s.service()
	if service == "mcp" && s.facts.Value(FactRole) == administratorRole {
		return Finding{Status: Fail, Facts: []FactName{FactRole}, Title: "The role Administrator cannot use the NetSuite AI Connector Service",
			Evidence: evidence("role", "any but Administrator, because "+because, "3 (Administrator)"),
			Why:      "Oracle excludes the role Administrator from AI clients, and documents no Detail code for this.",
			Fix: slices.Concat(administrator("Choose or create another role with MCP Server Connection and Log in using OAuth 2.0 Access Tokens: "+permissionsMenu+".", "Give it to the user."),
				integrator("Start the authorization code flow again, and choose that role.")),
			Verify: "The new token names the other role in sub, and the AI client connects.", Page: aiPage}, true
	}
	permissions, known := s.permissions()
	value := map[string]string{"rest_webservices": "rest-web-services", "mcp": "mcp-server-connection"}[service]
	if !known || value == "" {
		return Finding{}, false
	}
	kind, _ := KindOfFact(FactRolePermissions)
	needed := kind.ShownValue(value)
	if slices.Contains(permissions.Items(), value) {
		return passed("The role has "+needed+", as you said", ""), true
	}
	f := Finding{Status: Fail, Title: "The role lacks " + needed, Evidence: evidence("permissions", needed+", because "+because, asYouSaid(shownFact(permissions))),
		Why:    "The role needs the permission of the service in addition to the login permission. Oracle documents no Detail code for this.",
		Fix:    administrator("Open "+permissionsMenu+".", "Add "+needed+", and save."),
		Verify: "The role shows " + needed + ", and the same call succeeds."}
	if service == "mcp" {
		f.Page = aiPage
	} else {
		f.Page = permissionPage
		f.Fix = administrator("Open "+permissionsMenu+".", "Add "+needed+"; on the subtab Reports, add SuiteAnalytics Workbook if it is missing. Save.")
		f.Why += " In one report, NetSuite returned 400 USER_ERROR, which means that it accepted the token."
	}
	return f, true
}

// checkWebServicesOnly checks that a Web Services Only role is not used with RESTlets
// (section_157780293862).
func checkWebServicesOnly(s *subject) (Finding, bool) {
	service, because := s.service()
	switch only := s.said.Value(FactRoleWebServicesOnly); {
	case only == "":
		return Finding{}, false
	case only == "no":
		return passed("The role is not Web Services Only, as you said", ""), true
	case service == "":
		return Finding{Status: Unchecked, Title: "The role is Web Services Only, which does not work with RESTlets",
			Because: "the service that you call is not known", Supply: "say which service you call", Lacks: FactService}, true
	case service != "restlets":
		return passed("Web Services Only does not prevent "+serviceTitles[service], ""), true
	}
	return Finding{Status: Fail, Title: "The role is Web Services Only, and the call goes to a RESTlet",
		Evidence: evidence("Web Services Only", "not checked, because "+because, asYouSaid("checked")),
		Why:      "A role with Web Services Only does not work with RESTlets. Oracle documents no Detail code for this.",
		Fix:      administrator("Open "+roleMenu+" › Edit.", "Clear Web Services Only, and save; or give the application another role."),
		Verify:   "The box stays clear, and the same call succeeds.", Page: "symptoms/web-services-only-role.md"}, true
}
