package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/border"
)

// FactName is the name of a fact. The names are a public contract: guide.md, --fact and
// case files use them.
type FactName string

// The names of the facts.
const (
	FactDetail             FactName = "detail"
	FactProtocol           FactName = "protocol"
	FactStep               FactName = "step"
	FactError              FactName = "error"  // of an HTTP answer, as detail.HTTPError spells it
	FactStatus             FactName = "status" // of an HTTP answer
	FactService            FactName = "service"
	FactToken              FactName = "token"
	FactExpired            FactName = "expired"
	FactFlow               FactName = "flow"
	FactUsedAs             FactName = "used-as"
	FactAccount            FactName = "account"
	FactClientID           FactName = "client-id"
	FactApplicationID      FactName = "application-id"
	FactApplication        FactName = "application" // Token-based Application Name, as the trail has it
	FactCertificateID      FactName = "certificate-id"
	FactRecordState        FactName = "record.state"
	FactRecordGrants       FactName = "record.grants"
	FactRecordRedirectURIs FactName = "record.redirect-uris"
	FactClient             FactName = "client" // the Public Client box

	// In hours, from 1 to 720. Both fields are for public clients only.
	FactRecordRefreshValidity FactName = "record.refresh-validity"
	FactRecordRotation        FactName = "record.rotation"

	FactRecordScopes        FactName = "record.scopes"
	FactPKCE                FactName = "pkce"                // of the application: no box on the record has that name
	FactRecordCertificates  FactName = "record.certificates" // Certificate IDs that are mapped to the record
	FactRole                FactName = "role"
	FactRolePermissions     FactName = "role.permissions"
	FactRoleWebServicesOnly FactName = "role.web-services-only"
	FactRoleState           FactName = "role.state"
	FactEntity              FactName = "entity"
	FactEntityState         FactName = "entity.state"
	FactFeatureOAuth2       FactName = "feature.oauth2"
	FactChanged             FactName = "changed"
	FactWorkers             FactName = "workers" // processes that refresh with the same token

	// The time since the user consented: a whole number with its unit, d for days, h for
	// hours or m for minutes, in the largest unit that divides it: 7d, not 168h.
	FactSinceConsent FactName = "since-consent"
)

// The parts of NetSuite's settings that facts are copied from.
const (
	groupRecord  = "integration record"
	groupMapping = "certificate mapping"
	groupRole    = "role"
	groupEntity  = "entity"
	groupFeature = "feature"
)

// FactKind describes the facts of one name.
type FactKind struct {
	Name FactName
	// Label is the short name of the fact on screens, NetSuite's own where it has one.
	Label string
	// Values are the allowed values; nil where any text is allowed.
	Values []string
	// List reports whether the value is a set: separated by commas, "none" when empty.
	List bool

	// Group is the part of NetSuite's settings that shows the fact, "" for none. The other
	// fields are for facts with a group only.
	Group string
	Field string   // NetSuite's name of the fact, character by character
	Menu  string   // the path to the field
	Shown []string // NetSuite's names of the Values, in their order
}

// ShownValue returns a value in the words of NetSuite's screens. A Client ID is shortened
// to its ends.
func (k FactKind) ShownValue(value string) string {
	if k.Name == FactClientID {
		return border.ShortID(value)
	}
	if i := slices.Index(k.Values, value); i >= 0 && i < len(k.Shown) {
		return k.Shown[i]
	}
	return value
}

// ShownItems returns the items of a list fact in the words of NetSuite's screens, and in
// the order of those screens.
func (k FactKind) ShownItems(fact Fact) []string {
	items := fact.Items()
	if k.Values != nil {
		slices.SortFunc(items, func(a, b string) int { return slices.Index(k.Values, a) - slices.Index(k.Values, b) })
	}
	for i, item := range items {
		items[i] = k.ShownValue(item)
	}
	return items
}

// The paths to the screens that show NetSuite's settings.
const (
	recordMenu         = "Setup › Integration › Manage Integrations › your record"
	authenticationMenu = recordMenu + " › Authentication"
	roleMenu           = "Setup › Users/Roles › Manage Roles › the role"
	permissionsMenu    = roleMenu + " › Permissions › Setup"
	entityMenu         = "Setup › Users/Roles › Manage Users › the user"
	featureMenu        = "Setup › Company › Enable Features › SuiteCloud › Manage Authentication"
)

var factKinds = []FactKind{
	{Name: FactDetail, Label: "Detail"},
	{Name: FactProtocol, Label: "protocol", Values: []string{"oauth2", "tba"}},
	{Name: FactStep, Label: "what failed", Values: []string{"authorize", "token", "refresh", "client-credentials", "call", "revoke"}},
	{Name: FactError, Label: "error answered"},
	{Name: FactStatus, Label: "HTTP status"},
	{Name: FactService, Label: "service called", Values: []string{"restlets", "rest_webservices", "suite_analytics", "mcp"}},
	{Name: FactToken, Label: "kind of token", Values: []string{"access", "refresh", "assertion", "id"}},
	{Name: FactExpired, Label: "token expired", Values: []string{"yes", "no"}},
	{Name: FactFlow, Label: "grant flow", Values: []string{"authorization-code", "client-credentials"}},
	{Name: FactUsedAs, Label: "token used as", Values: []string{"access", "refresh", "assertion", "id"}},
	{Name: FactAccount, Label: "account"},
	{Name: FactApplicationID, Label: "Application ID", Group: groupRecord, Field: "Application ID", Menu: recordMenu},
	{Name: FactApplication, Label: "application"},
	{Name: FactClientID, Label: "Client ID", Group: groupRecord, Field: "Client ID", Menu: recordMenu + ", once, when it was first saved"},
	{Name: FactCertificateID, Label: "Certificate ID"},
	{Name: FactRecordState, Label: "State", Values: []string{"enabled", "blocked", "waiting-for-approval"},
		Group: groupRecord, Field: "State", Menu: recordMenu, Shown: []string{"Enabled", "Blocked", "Waiting for Approval"}},
	{Name: FactRecordGrants, Label: "grant boxes", List: true, Values: []string{"authorization-code", "client-credentials"},
		Group: groupRecord, Field: "OAuth 2.0 (grant boxes)", Menu: authenticationMenu, Shown: []string{"Authorization Code Grant", "Client Credentials (Machine to Machine) Grant"}},
	{Name: FactRecordRedirectURIs, Label: "Redirect URI", List: true, Group: groupRecord, Field: "Redirect URI", Menu: authenticationMenu},
	{Name: FactClient, Label: "client", Values: []string{"confidential", "public"},
		Group: groupRecord, Field: "Public Client", Menu: authenticationMenu, Shown: []string{"not checked (confidential client)", "checked"}},
	{Name: FactRecordRefreshValidity, Label: "refresh validity", Group: groupRecord, Field: "Refresh Token Validity (In Hours)", Menu: authenticationMenu},
	{Name: FactRecordRotation, Label: "rotation limit", Group: groupRecord, Field: "Maximum Time For Token Rotation (In Hours)", Menu: authenticationMenu},
	{Name: FactRecordScopes, Label: "Scope boxes", List: true, Values: []string{"restlets", "rest_webservices", "suite_analytics", "mcp", "openid", "email"},
		Group: groupRecord, Field: "Scope", Menu: authenticationMenu,
		Shown: []string{"RESTlets", "REST Web Services", "SuiteAnalytics Connect", "NetSuite AI Connector Service", "openid (OpenID Connect)", "email (OpenID Connect)"}},
	{Name: FactPKCE, Label: "application PKCE", Values: []string{"on", "off"},
		Group: groupRecord, Field: "PKCE of the application", Menu: "The application, not NetSuite: does step one send code_challenge?", Shown: []string{"used", "not used"}},
	{Name: FactRecordCertificates, Label: "certificates", List: true, Group: groupMapping, Field: "Certificate ID", Menu: mappingMenu},
	{Name: FactRole, Label: "role", Group: groupRole, Field: "Internal ID", Menu: roleMenu},
	{Name: FactRoleState, Label: "role state", Values: []string{"active", "inactive"},
		Group: groupRole, Field: "Inactive", Menu: roleMenu, Shown: []string{"not checked", "checked"}},
	{Name: FactRoleWebServicesOnly, Label: "Web Services Only", Values: []string{"yes", "no"},
		Group: groupRole, Field: "Web Services Only", Menu: roleMenu, Shown: []string{"checked", "not checked"}},
	{Name: FactRolePermissions, Label: "permissions", List: true,
		Values: []string{"oauth2-access-tokens", "access-tokens", "authorized-applications-management", "own-certificates", "rest-web-services", "mcp-server-connection"},
		Group:  groupRole, Field: "Permissions", Menu: permissionsMenu,
		Shown: []string{"Log in using OAuth 2.0 Access Tokens", "Log in using Access Tokens", "OAuth 2.0 Authorized Applications Management",
			"Manage own OAuth 2.0 Client Credentials certificates", "REST Web Services", "MCP Server Connection"}},
	{Name: FactEntity, Label: "entity", Group: groupEntity, Field: "Internal ID", Menu: entityMenu},
	{Name: FactEntityState, Label: "entity state", Values: []string{"active", "inactive"},
		Group: groupEntity, Field: "Inactive", Menu: entityMenu, Shown: []string{"not checked", "checked"}},
	{Name: FactFeatureOAuth2, Label: "OAuth 2.0 feature", Values: []string{"on", "off"},
		Group: groupFeature, Field: "OAuth 2.0", Menu: featureMenu, Shown: []string{"checked", "not checked"}},
	{Name: FactChanged, Label: "what changed", Values: []string{"nothing", "sandbox-refresh", "certificate", "role", "scope", "client-secret", "code"}},
	{Name: FactWorkers, Label: "refreshing workers", Values: []string{"one", "several"}},
	{Name: FactSinceConsent, Label: "since consent"},
}

// FactKinds returns the description of every fact, in the order of screens.
func FactKinds() []FactKind { return slices.Clone(factKinds) }

// KindOfFact returns the description of the fact of that name.
func KindOfFact(name FactName) (FactKind, bool) {
	i := slices.IndexFunc(factKinds, func(k FactKind) bool { return k.Name == name })
	if i < 0 {
		return FactKind{}, false
	}
	return factKinds[i], true
}

// RecordFields returns the facts that NetSuite's settings show, group by group.
func RecordFields() []FactKind {
	return slices.DeleteFunc(FactKinds(), func(kind FactKind) bool { return kind.Group == "" })
}
