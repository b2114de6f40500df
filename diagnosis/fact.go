package diagnosis

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
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
	FactService            FactName = "service"
	FactToken              FactName = "token"
	FactExpired            FactName = "expired"
	FactFlow               FactName = "flow"
	FactClient             FactName = "client"
	FactUsedAs             FactName = "used-as"
	FactAccount            FactName = "account"
	FactClientID           FactName = "client-id"
	FactApplicationID      FactName = "application-id"
	FactCertificateID      FactName = "certificate-id"
	FactRole               FactName = "role"
	FactEntity             FactName = "entity"
	FactRecordState        FactName = "record.state"
	FactRecordScopes       FactName = "record.scopes"
	FactRecordGrants       FactName = "record.grants"
	FactRecordRedirectURIs FactName = "record.redirect-uris"
	FactFeatureOAuth2      FactName = "feature.oauth2"
	FactPKCE               FactName = "pkce"
	FactChanged            FactName = "changed"
	FactRecordValidity     FactName = "record.refresh-validity"
	FactRecordRotation     FactName = "record.rotation"
	FactWorkers            FactName = "workers"
	FactSinceConsent       FactName = "since-consent"
	FactError              FactName = "error"
	FactStatus             FactName = "status"
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

// FactKind describes one fact.
type FactKind struct {
	Name FactName
	// Label is what a screen calls the fact, in NetSuite's words where it has some.
	Label string
	// Values are the only values allowed; nil where any text is.
	Values []string
	// List says that the value is a set: comma separated, "none" when empty.
	List bool
}

// None is the value of a list fact that is known to be empty.
const None = "none"

var factKinds = []FactKind{
	{Name: FactDetail, Label: "Detail"},
	{Name: FactProtocol, Label: "protocol", Values: []string{"oauth2", "tba"}},
	{Name: FactStep, Label: "what failed", Values: []string{"authorize", "token", "refresh", "client-credentials", "call", "revoke"}},
	{Name: FactService, Label: "service called", Values: []string{"restlets", "rest_webservices", "suite_analytics", "mcp"}},
	{Name: FactToken, Label: "kind of token", Values: []string{"access", "refresh", "assertion", "id"}},
	{Name: FactExpired, Label: "token expired", Values: []string{"yes", "no"}},
	{Name: FactFlow, Label: "grant flow", Values: []string{"authorization-code", "client-credentials"}},
	{Name: FactClient, Label: "client", Values: []string{"confidential", "public"}},
	{Name: FactUsedAs, Label: "token used as", Values: []string{"access", "refresh", "assertion", "id"}},
	{Name: FactAccount, Label: "account"},
	{Name: FactClientID, Label: "Client ID"},
	{Name: FactApplicationID, Label: "Application ID"},
	{Name: FactCertificateID, Label: "Certificate ID"},
	{Name: FactRole, Label: "role"},
	{Name: FactEntity, Label: "entity"},
	{Name: FactRecordState, Label: "State", Values: []string{"enabled", "blocked", "waiting-for-approval"}},
	{Name: FactRecordScopes, Label: "Scope boxes", List: true, Values: []string{"restlets", "rest_webservices", "suite_analytics", "mcp", "openid", "email"}},
	{Name: FactRecordGrants, Label: "grant boxes", List: true, Values: []string{"authorization-code", "client-credentials"}},
	{Name: FactRecordRedirectURIs, Label: "Redirect URI", List: true},
	{Name: FactFeatureOAuth2, Label: "OAuth 2.0 feature", Values: []string{"on", "off"}},
	{Name: FactPKCE, Label: "PKCE", Values: []string{"on", "off"}},
	{Name: FactChanged, Label: "what changed", Values: []string{"nothing", "sandbox-refresh", "certificate", "role", "scope", "client-secret", "code"}},
	{Name: FactError, Label: "error answered"},
	{Name: FactStatus, Label: "HTTP status"},
	{Name: FactRecordValidity, Label: "Refresh Token Validity (In Hours)"},
	{Name: FactRecordRotation, Label: "Maximum Time For Token Rotation (In Hours)"},
	{Name: FactWorkers, Label: "processes that refresh", Values: []string{"one", "several"}},
	{Name: FactSinceConsent, Label: "time since consent"},
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
	if token.LooksSecret(text) {
		return Fact{}, errors.New("this looks like a token or a key, and facts are shown on every screen; paste a token where a token is asked for, and keep a key to yourself")
	}
	name, value, found := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
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
		if !detailForm.MatchString(value) {
			return "", fmt.Errorf("fact detail is %s; it is the word in the Detail column, such as ScopeMismatched", sayable(value))
		}
		return value, nil
	case FactAccount:
		if !token.IsAccount(value) {
			return "", fmt.Errorf("fact account is %s; it is an account ID such as 1234567 or 1234567_SB1", sayable(value))
		}
		return token.CanonicalAccount(value), nil
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
var detailForm = regexp.MustCompile(`^[A-Za-z][A-Za-z_ -]{1,40}$`)

// sayable is a refused value as an error may repeat it: what is long may be a
// secret that was pasted into the wrong place.
func sayable(value string) string {
	printable, _ := border.Printable(value)
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
	FactCertificateID: {func(v string) bool { return !strings.ContainsAny(v, " \t") }, "the Certificate ID of the mapping, without blanks"},
}

func isInternalID(value string) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == value
}

// maxItems is how many parts a list fact may have.
const maxItems = 32

// withoutQuery drops what follows '?' in an address: a pasted redirect carries a
// live authorization code there.
func withoutQuery(item string) string {
	if !strings.Contains(item, "://") {
		return item
	}
	item, _, _ = strings.Cut(item, "?")
	return item
}

func (k FactKind) normaliseList(value string) (string, error) {
	items := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	if len(items) > maxItems {
		return "", fmt.Errorf("fact %s has %d parts; at most %d are taken", k.Name, len(items), maxItems)
	}
	for i := range items {
		if k.Name == FactRecordRedirectURIs && items[i] != None && !strings.Contains(items[i], "://") {
			return "", fmt.Errorf("fact %s has %s; each part is an address such as https://app.example/callback", k.Name, sayable(items[i]))
		}
		items[i] = border.Clip(withoutQuery(items[i]), 256)
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
