// Package detail lists the values of the Detail column of the Login Audit Trail: the codes
// of OAuth 2.0, those of token-based authentication (TBA) and the words that NetSuite
// writes for successful logouts.
package detail

import (
	"slices"
	"strings"
)

// Code is a value of the Detail column of the Login Audit Trail, spelled as
// NetSuite spells it.
type Code string

// Step is the part of a flow in which a login failed. Its values are those of the step fact.
type Step string

// The steps, in the order of a flow.
const (
	StepAuthorize         Step = "authorize"          // step one: the browser opens authorize.nl
	StepToken             Step = "token"              // step two: exchange the code for tokens
	StepRefresh           Step = "refresh"            // exchange the refresh token for a new access token
	StepClientCredentials Step = "client-credentials" // exchange a client assertion for an access token
	StepCall              Step = "call"               // call a RESTlet or REST web services with an access token
)

// Title returns the name of the step in prose.
func (s Step) Title() string {
	switch s {
	case StepAuthorize:
		return "step one"
	case StepToken:
		return "step two"
	case StepRefresh:
		return "refresh"
	case StepClientCredentials:
		return "client credentials"
	case StepCall:
		return "call"
	}
	return string(s)
}

// StepTitles returns the titles of several steps, separated by commas.
func StepTitles(steps []Step) string {
	titles := make([]string, len(steps))
	for i, step := range steps {
		titles[i] = step.Title()
	}
	return strings.Join(titles, ", ")
}

// Kind describes one Code: everything that decides its verdict besides the findings.
type Kind struct {
	Code Code
	// Steps are the steps whose table on Oracle's pages lists the code. Oracle documents
	// no table for the client-credentials token request; that step is inferred from the
	// wording of the resolutions.
	Steps []Step
	// TBA reports whether token-based authentication writes the same word.
	TBA bool
	// Hidden is the place in NetSuite that shows the cause, for a code that nothing outside
	// NetSuite can prove or exclude; "" for other codes.
	Hidden string
}

const (
	recordMenu      = "Setup › Integration › Manage Integrations › your record"
	featureMenu     = "Setup › Company › Enable Features › SuiteCloud, Manage Authentication: the OAuth 2.0 box"
	certificateMenu = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup: the Certificate ID column"
	authorizedMenu  = "Setup › Users/Roles › OAuth 2.0 Authorized Applications: the row of this application and user"
	usersMenu       = "Setup › Users/Roles › Manage Users, and Manage Roles: the entity and the role, and whether Inactive is checked"
)

// kinds lists the Detail codes of OAuth 2.0 in the order of Oracle's tables
// (subsect_158324637123, subsect_158711892221, subsect_158711928134).
var kinds = []Kind{
	{Code: "AccessTokenExpired", Steps: []Step{StepCall}},
	{Code: "EntityOrRoleDisabled", Steps: []Step{StepToken, StepRefresh, StepClientCredentials, StepCall}, TBA: true, Hidden: usersMenu},
	{Code: "InvalidSignature", Steps: []Step{StepRefresh, StepCall}, TBA: true},
	{Code: "TokenRejected", Steps: []Step{StepCall}},
	{Code: "InvalidIntegration", Steps: []Step{StepRefresh, StepClientCredentials, StepCall}, Hidden: "Setup › Integration › Manage Integrations: whether a record with this Application ID exists in this account"},
	{Code: "ScopeMismatched", Steps: []Step{StepAuthorize, StepToken, StepRefresh, StepClientCredentials, StepCall}, Hidden: recordMenu + " › Authentication: the Scope boxes"},
	{Code: "AuthorizationCodeGrantRequired", Steps: []Step{StepAuthorize, StepToken, StepRefresh, StepCall}, Hidden: recordMenu + " › Authentication: the Authorization Code Grant box"},
	{Code: "InvalidScope", Steps: []Step{StepRefresh, StepClientCredentials, StepCall}},
	{Code: "FeatureDisabled", Steps: []Step{StepAuthorize, StepToken, StepRefresh, StepClientCredentials, StepCall}, TBA: true, Hidden: featureMenu},
	{Code: "IntegrationBlocked", Steps: []Step{StepAuthorize, StepToken, StepRefresh, StepClientCredentials, StepCall}, TBA: true, Hidden: recordMenu + ": the State field"},
	{Code: "UnsupportedAlgo", Steps: []Step{StepClientCredentials, StepCall}},
	{Code: "TokenValidityTooBroad", Steps: []Step{StepClientCredentials, StepCall}},
	{Code: "TokenBlocked", Steps: []Step{StepRefresh, StepCall}, Hidden: authorizedMenu},
	{Code: "InvalidTokenType", Steps: []Step{StepRefresh, StepCall}},
	{Code: "SignatureValidation", Steps: []Step{StepClientCredentials, StepCall}},
	{Code: "ClientIdMismatch", Steps: []Step{StepToken, StepCall}},
	{Code: "TokenNotAcceptable", Steps: []Step{StepRefresh, StepClientCredentials, StepCall}},
	{Code: "TokenExpired", Steps: []Step{StepClientCredentials, StepCall}},
	{Code: "InvalidIssuer", Steps: []Step{StepClientCredentials, StepCall}},
	{Code: "MissingKeyId", Steps: []Step{StepRefresh, StepClientCredentials, StepCall}},
	{Code: "MissingKey", Steps: []Step{StepRefresh, StepClientCredentials, StepCall}, Hidden: certificateMenu},
	{Code: "InvalidState", Steps: []Step{StepAuthorize}},
	{Code: "UnknownIntegration", Steps: []Step{StepAuthorize}, TBA: true, Hidden: recordMenu + ": whether it is the record whose Client ID was noted when it was saved; the Client ID is not shown again"},
	{Code: "ClientAuthenticationFailed", Steps: []Step{StepToken, StepRefresh}, Hidden: recordMenu + ": no field shows the Client Secret; if it is lost, create a second record"},
	{Code: "InvalidRedirectURI", Steps: []Step{StepAuthorize}, Hidden: recordMenu + " › Authentication: the Redirect URI list"},
	{Code: "UnsupportedResponseType", Steps: []Step{StepAuthorize}},
	{Code: "AuthorizationExplicitlyDenied", Steps: []Step{StepAuthorize}},
	{Code: "InvalidGrantType", Steps: []Step{StepToken, StepRefresh}},
	{Code: "InvalidRequest", Steps: []Step{StepAuthorize}},
	{Code: "InvalidGrant", Steps: []Step{StepToken}},
	{Code: "RefreshTokenExpired", Steps: []Step{StepRefresh}},
	{Code: "InvalidRefreshToken", Steps: []Step{StepRefresh}},
}

// Kinds returns every Detail code of OAuth 2.0.
func Kinds() []Kind { return slices.Clone(kinds) }

// Lookup returns the code named word, without regard to case. It does not accept near
// misses: token_rejected is not TokenRejected.
func Lookup(word string) (Kind, bool) {
	for _, kind := range kinds {
		if same(string(kind.Code), word) {
			return kind, true
		}
	}
	return Kind{}, false
}

// same reports whether word equals name without regard to case. Lengths are compared because
// strings.EqualFold treats the Kelvin sign as k and the long s as s.
func same(name, word string) bool { return len(name) == len(word) && strings.EqualFold(name, word) }

// Path returns the path in content of the code's page.
func (c Code) Path() string { return "codes/" + string(c) + ".md" }
