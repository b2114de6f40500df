package diagnosis

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// FactName names a thing that can be known about a problem. The names are a
// public contract: guide.md, --fact and case files use them.
type FactName string

// The facts there are.
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

	// Hours from 1 to 720; both fields are for public clients only.
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

	// The time since the user consented: a whole number with its unit, d for days, h
	// for hours or m for minutes, kept in the largest unit that holds it: 168h is 7d.
	FactSinceConsent FactName = "since-consent"
)

// Source says where a fact comes from.
type Source string

// The sources there are.
const (
	SourceUser     Source = "user"
	SourceToken    Source = "token"
	SourceKey      Source = "key"
	SourceResponse Source = "response" // what went over the wire: a request or its answer
	SourceTrail    Source = "trail"
	SourceCaseFile Source = "case file"
)

// Fact is a named thing known about the problem, with its source. The value is
// printable and in the form its FactKind gives it.
type Fact struct {
	Name   FactName `json:"name"`
	Value  string   `json:"value"`
	Source Source   `json:"source"`
}

// String is the NAME=VALUE form that ParseFact reads.
func (f Fact) String() string { return string(f.Name) + "=" + f.Value }

// FactGroup is the part of NetSuite's settings that facts are copied from.
type FactGroup string

// The groups, in the order in which somebody goes through them.
const (
	GroupRecord  FactGroup = "integration record"
	GroupMapping FactGroup = "certificate mapping"
	GroupRole    FactGroup = "role"
	GroupEntity  FactGroup = "entity"
	GroupFeature FactGroup = "feature"
)

// FactGroups lists the groups.
func FactGroups() []FactGroup {
	return []FactGroup{GroupRecord, GroupMapping, GroupRole, GroupEntity, GroupFeature}
}

// FactKind describes one fact.
type FactKind struct {
	Name FactName
	// Label is what a list of facts calls it, in few words, NetSuite's where it has
	// some.
	Label string
	// Values are the only values allowed; nil where any text is.
	Values []string
	// List reports whether the value is a set: comma separated, "none" when empty.
	List bool

	// Group is the part of NetSuite's settings that shows the fact, "" where none
	// does. The rest is for facts of a group.
	Group FactGroup
	// Field is what NetSuite calls it, letter by letter.
	Field string
	// Menu is where the field stands.
	Menu string
	// Shown are what NetSuite calls the Values, in their order.
	Shown []string
}

// ShownValue is a value as NetSuite's screens have it; of a Client ID the two ends.
func (k FactKind) ShownValue(value string) string {
	if k.Name == FactClientID {
		return border.ShortID(value)
	}
	if i := slices.Index(k.Values, value); i >= 0 && i < len(k.Shown) {
		return k.Shown[i]
	}
	return value
}

// ShownItems is the value of a list fact as NetSuite's screens have it, in the order
// in which they are there.
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

// None is the value of a list fact that is known to be empty.
const None = "none"

// Where NetSuite shows what is copied from it.
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
	{Name: FactApplicationID, Label: "Application ID", Group: GroupRecord, Field: "Application ID", Menu: recordMenu},
	{Name: FactApplication, Label: "application"},
	{Name: FactClientID, Label: "Client ID", Group: GroupRecord, Field: "Client ID", Menu: recordMenu + ", once, when it was first saved"},
	{Name: FactCertificateID, Label: "Certificate ID"},
	{Name: FactRecordState, Label: "State", Values: []string{"enabled", "blocked", "waiting-for-approval"},
		Group: GroupRecord, Field: "State", Menu: recordMenu, Shown: []string{"Enabled", "Blocked", "Waiting for Approval"}},
	{Name: FactRecordGrants, Label: "grant boxes", List: true, Values: []string{"authorization-code", "client-credentials"},
		Group: GroupRecord, Field: "OAuth 2.0 (grant boxes)", Menu: authenticationMenu, Shown: []string{"Authorization Code Grant", "Client Credentials (Machine to Machine) Grant"}},
	{Name: FactRecordRedirectURIs, Label: "Redirect URI", List: true, Group: GroupRecord, Field: "Redirect URI", Menu: authenticationMenu},
	{Name: FactClient, Label: "client", Values: []string{"confidential", "public"},
		Group: GroupRecord, Field: "Public Client", Menu: authenticationMenu, Shown: []string{"not checked (confidential client)", "checked"}},
	{Name: FactRecordRefreshValidity, Label: "refresh validity", Group: GroupRecord, Field: "Refresh Token Validity (In Hours)", Menu: authenticationMenu},
	{Name: FactRecordRotation, Label: "rotation limit", Group: GroupRecord, Field: "Maximum Time For Token Rotation (In Hours)", Menu: authenticationMenu},
	{Name: FactRecordScopes, Label: "Scope boxes", List: true, Values: []string{"restlets", "rest_webservices", "suite_analytics", "mcp", "openid", "email"},
		Group: GroupRecord, Field: "Scope", Menu: authenticationMenu,
		Shown: []string{"RESTlets", "REST Web Services", "SuiteAnalytics Connect", "NetSuite AI Connector Service", "openid (OpenID Connect)", "email (OpenID Connect)"}},
	{Name: FactPKCE, Label: "application PKCE", Values: []string{"on", "off"},
		Group: GroupRecord, Field: "PKCE of the application", Menu: "The application, not NetSuite: does step one send code_challenge?", Shown: []string{"used", "not used"}},
	{Name: FactRecordCertificates, Label: "certificates", List: true, Group: GroupMapping, Field: "Certificate ID", Menu: mappingMenu},
	{Name: FactRole, Label: "role", Group: GroupRole, Field: "Internal ID", Menu: roleMenu},
	{Name: FactRoleState, Label: "role state", Values: []string{"active", "inactive"},
		Group: GroupRole, Field: "Inactive", Menu: roleMenu, Shown: []string{"not checked", "checked"}},
	{Name: FactRoleWebServicesOnly, Label: "Web Services Only", Values: []string{"yes", "no"},
		Group: GroupRole, Field: "Web Services Only", Menu: roleMenu, Shown: []string{"checked", "not checked"}},
	{Name: FactRolePermissions, Label: "permissions", List: true,
		Values: []string{"oauth2-access-tokens", "access-tokens", "authorized-applications-management", "own-certificates", "rest-web-services", "mcp-server-connection"},
		Group:  GroupRole, Field: "Permissions", Menu: permissionsMenu,
		Shown: []string{"Log in using OAuth 2.0 Access Tokens", "Log in using Access Tokens", "OAuth 2.0 Authorized Applications Management",
			"Manage own OAuth 2.0 Client Credentials Certificates", "REST Web Services", "MCP Server Connection"}},
	{Name: FactEntity, Label: "entity", Group: GroupEntity, Field: "Internal ID", Menu: entityMenu},
	{Name: FactEntityState, Label: "entity state", Values: []string{"active", "inactive"},
		Group: GroupEntity, Field: "Inactive", Menu: entityMenu, Shown: []string{"not checked", "checked"}},
	{Name: FactFeatureOAuth2, Label: "OAuth 2.0 feature", Values: []string{"on", "off"},
		Group: GroupFeature, Field: "OAuth 2.0", Menu: featureMenu, Shown: []string{"checked", "not checked"}},
	{Name: FactChanged, Label: "what changed", Values: []string{"nothing", "sandbox-refresh", "certificate", "role", "scope", "client-secret", "code"}},
	{Name: FactWorkers, Label: "refreshing workers", Values: []string{"one", "several"}},
	{Name: FactSinceConsent, Label: "since consent"},
}

// FactKinds returns every fact there is, in the order screens show them.
func FactKinds() []FactKind { return slices.Clone(factKinds) }

// KindOfFact returns the description of a fact name.
func KindOfFact(name FactName) (FactKind, bool) {
	i := slices.IndexFunc(factKinds, func(k FactKind) bool { return k.Name == name })
	if i < 0 {
		return FactKind{}, false
	}
	return factKinds[i], true
}

// ParseFact reads NAME=VALUE as guide.md, --fact and case files write it, and
// brings the value into its one form: accounts as 1234567_SB1, codes as NetSuite
// spells them, lists sorted and comma separated.
// A value that looks like a token or a key is refused: facts are shown everywhere.
func ParseFact(text string, source Source) (Fact, error) {
	secret := errors.New("this looks like a token or a key, and facts are shown on every screen; paste a token where a token is asked for, and keep a key to yourself")
	name, value, found := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	told := text
	switch FactName(name) {
	case FactRecordRedirectURIs: // which lose the code behind them
		told = mapItems(value, WithoutQuery)
	case FactRecordCertificates: // of a Client ID they say that it is one
		told = mapItems(value, func(item string) string {
			if token.IsClientID(strings.ToLower(item)) {
				return ""
			}
			return item
		})
	}
	if border.HoldsSecret(told) {
		return Fact{}, secret
	}
	if !found {
		return Fact{}, fmt.Errorf("fact %s has no '='; write NAME=VALUE, for example flow=client-credentials", sayable(text))
	}
	kind, known := KindOfFact(FactName(name))
	if !known {
		return Fact{}, fmt.Errorf("there is no fact %s; the facts are %s", sayable(name), factNameList())
	}
	value, _ = border.Printable(strings.TrimSpace(value))
	if value == "" {
		return Fact{}, fmt.Errorf("fact %s is empty; leave it out if it is not known", name)
	}
	value, err := kind.normalise(value)
	if err != nil {
		return Fact{}, err
	}
	if border.HoldsSecret(name + "=" + value) {
		return Fact{}, secret
	}
	return Fact{Name: kind.Name, Value: value, Source: source}, nil
}

func (k FactKind) normalise(value string) (string, error) {
	if k.List {
		return k.normaliseList(value)
	}
	switch k.Name {
	case FactDetail:
		if match := detail.Find(value); match.Name != "" {
			return match.Name, nil
		}
		if !detailForm().MatchString(value) {
			return "", fmt.Errorf("fact detail is %s; it is the word in the Detail column, such as ScopeMismatched", sayable(value))
		}
		return value, nil
	case FactAccount:
		if !token.IsAccount(value) {
			return "", fmt.Errorf("fact account is %s; it is an account ID such as 1234567 or 1234567_SB1", sayable(value))
		}
		return token.CanonicalAccount(value), nil
	case FactError:
		if name := detail.HTTPError(value); name != "" {
			return name, nil
		}
		return "", fmt.Errorf("fact error is %s; it is the error of an HTTP answer, such as invalid_grant or INVALID_LOGIN", sayable(value))
	case FactStatus:
		return wholeNumber(k.Name, value, 100, 599, "an HTTP status from 100 to 599")
	case FactRecordRefreshValidity, FactRecordRotation:
		return wholeNumber(k.Name, strings.TrimSpace(strings.TrimSuffix(strings.ToLower(value), "h")), 1, maxHours, "a whole number of hours from 1 to 720")
	case FactSinceConsent:
		return normaliseSpan(value)
	}
	if k.Values == nil {
		if form, ok := factForms[k.Name]; ok && !form.is(value) {
			return "", fmt.Errorf("fact %s is %s; it is %s", k.Name, sayable(value), form.expected)
		}
		return border.Clip(value, 256), nil
	}
	value = strings.ToLower(value)
	if !slices.Contains(k.Values, value) {
		return "", fmt.Errorf("fact %s is %s; it is one of %s", k.Name, sayable(value), strings.Join(k.Values, ", "))
	}
	return value, nil
}

// detailForm is what a word in the Detail column looks like, known or not.
var detailForm = pattern.Lazy(`^[A-Za-z][A-Za-z_ -]{1,40}$`)

// sayable is a refused value as an error may repeat it: what is long may be a
// secret that was pasted into the wrong place.
func sayable(value string) string {
	printable := border.Shown(value, 1000)
	if n := utf8.RuneCountInString(printable); n > 30 {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(printable)
}

// factForms are the forms that free text of a fact must have: what is compared
// with a token proves nothing if it is no such value.
var factForms = map[FactName]struct {
	is       func(string) bool
	expected string
}{
	FactClientID:      {func(v string) bool { return token.IsClientID(strings.ToLower(v)) }, "64 hexadecimal digits, as shown once when the record was saved"},
	FactApplicationID: {token.IsApplicationID, "a UUID, as the integration record shows it"},
	FactRole:          {isInternalID, "an internal ID, such as 3"},
	FactEntity:        {isInternalID, "an internal ID, such as 12"},
	FactCertificateID: {func(v string) bool { return !strings.ContainsAny(v, " \t") }, "the Certificate ID of the mapping, without spaces"},
}

func isInternalID(value string) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == value
}

// maxItems is how many parts a list fact may have.
const maxItems = 32

// WithoutQuery drops what follows '?' in an address: a pasted redirect carries a
// live authorization code there.
func WithoutQuery(item string) string {
	if !strings.Contains(item, "://") {
		return item
	}
	item, _, _ = strings.Cut(item, "?")
	return item
}

// listItems are the parts of a list as it is written.
func listItems(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

func mapItems(value string, change func(string) string) string {
	items := listItems(value)
	for i := range items {
		items[i] = change(items[i])
	}
	return strings.Join(items, " ")
}

func (k FactKind) normaliseList(value string) (string, error) {
	items := listItems(value)
	if len(items) > maxItems {
		return "", fmt.Errorf("fact %s has %d parts; at most %d are taken", k.Name, len(items), maxItems)
	}
	for i := range items {
		items[i] = border.Clip(WithoutQuery(items[i]), 256)
		if strings.EqualFold(items[i], None) {
			items[i] = None
		}
		if fault := CertificateIDFault(items[i]); k.Name == FactRecordCertificates && items[i] != None && fault != "" {
			return "", errors.New(fault)
		}
		if k.Name == FactRecordRedirectURIs && items[i] != None && !strings.Contains(items[i], "://") {
			return "", fmt.Errorf("fact %s has %s; each part is an address such as https://app.example/callback", k.Name, sayable(items[i]))
		}
	}
	if k.Values != nil {
		for i, item := range items {
			items[i] = strings.ToLower(item)
			if items[i] != None && !slices.Contains(k.Values, items[i]) {
				return "", fmt.Errorf("fact %s has %s; each part is one of %s, or the whole is %s",
					k.Name, sayable(item), strings.Join(k.Values, ", "), None)
			}
		}
	}
	slices.Sort(items)
	items = slices.Compact(items)
	if len(items) == 0 {
		return None, nil
	}
	if len(items) > 1 && slices.Contains(items, None) {
		return "", fmt.Errorf("fact %s says %s and something else; write one of the two", k.Name, None)
	}
	return strings.Join(items, ","), nil
}

func factNameList() string {
	names := make([]string, len(factKinds))
	for i, kind := range factKinds {
		names[i] = string(kind.Name)
	}
	return strings.Join(names, ", ")
}

// Shown is the value as screens and reports show it: of a Client ID the two ends.
func (f Fact) Shown() string {
	if f.Name == FactClientID {
		return border.ShortID(f.Value)
	}
	return f.Value
}

// Items returns the parts of a list fact; none for "none".
func (f Fact) Items() []string {
	if f.Value == None || f.Value == "" {
		return nil
	}
	return strings.Split(f.Value, ",")
}

// Facts is what is known, at most one value a name, in the order it was said.
type Facts []Fact

// Get returns the fact of that name.
func (facts Facts) Get(name FactName) (Fact, bool) {
	for _, fact := range facts {
		if fact.Name == name {
			return fact, true
		}
	}
	return Fact{}, false
}

// Value returns the value of a fact, "" where it is not known.
func (facts Facts) Value(name FactName) string {
	fact, _ := facts.Get(name)
	return fact.Value
}

// With returns a copy in which fact replaces an earlier one of its name.
func (facts Facts) With(fact Fact) Facts { return slices.Clone(facts).set(fact) }

// set is With without the copy.
func (facts Facts) set(fact Fact) Facts {
	for i := range facts {
		if facts[i].Name == fact.Name {
			facts[i] = fact
			return facts
		}
	}
	return append(facts, fact)
}

// Without returns a copy that lacks the fact of that name.
func (facts Facts) Without(name FactName) Facts {
	return slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Name == name })
}
