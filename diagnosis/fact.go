package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
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

// None is the value of a list fact that is known to be empty.
const None = "none"

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
