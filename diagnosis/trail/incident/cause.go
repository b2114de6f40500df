package incident

import (
	"authdoctor/diagnosis/detail"
)

// causes are the likely causes of a code by the kind of incident, each among those
// that the page of the code names; "" is for the kinds that are not listed. A cause
// of a burst is a change, or something that ran out; one of a drip is a habit.
var causes = map[detail.Code]map[Kind]string{
	"AccessTokenExpired": {
		"":         "likely the application does not renew its access token after 60 minutes",
		Drip:       "likely one process still sends an old access token, or its clock is slow",
		OneUser:    "likely the refresh token has expired too, so that no new access token comes",
		Everywhere: "likely refresh tokens have expired too, so that no new access tokens come",
	},
	"AuthorizationCodeGrantRequired": {
		"":   "likely the box Authorization Code Grant was cleared after the tokens were issued",
		Drip: "likely the application uses the Client ID of another record, or its record allows only TBA or client credentials",
	},
	"AuthorizationExplicitlyDenied": {
		"": "likely users do not know the name on the consent page, or are asked too often",
	},
	"ClientAuthenticationFailed": {
		"":         "likely the Client Secret was reset: the old one ended at that moment",
		Drip:       "likely one place still has the old Client Secret, or values of another account",
		NewAddress: "likely values of production are used in a sandbox, or the other way round",
	},
	"ClientIdMismatch": {
		"":   "likely the credentials were reset, and only one place got the new Client ID",
		Drip: "likely step one and step two read the Client ID from different settings",
	},
	"EntityOrRoleDisabled": {
		"":         "likely the role or the entity was made inactive or deleted",
		OneUser:    "likely the user left and the entity was made inactive, or the role was",
		Everywhere: "likely a role was made inactive or deleted, or a sandbox refresh replaced it",
	},
	"FeatureDisabled": {
		"":         "likely the feature is enabled in another account than the one called, or the login was TBA and that feature is off",
		Burst:      "likely somebody switched off the feature that the login needs",
		Everywhere: "likely somebody switched the OAuth 2.0 feature off",
	},
	"IntegrationBlocked": {
		"":         "likely an administrator set the State of the record to Blocked",
		Drip:       "likely the record waits for approval, or is Blocked in this account",
		NewAddress: "likely the record was auto-installed and waits for approval",
	},
	"InvalidGrant": {
		"":   "likely the code_verifier was lost or mixed up: another server, a restarted application",
		Drip: "likely two flows run at once, and the verifier of one is used for the other",
	},
	"InvalidGrantType": {
		"": "likely the grant_type of one step is used in the other, or does not arrive",
	},
	"InvalidIntegration": {
		"":         "likely the integration record was uninstalled with its bundle",
		Drip:       "likely the token comes from another account: sandbox against production",
		NewAddress: "likely the token comes from another account: sandbox against production",
		Everywhere: "likely a sandbox refresh uninstalled the records",
	},
	"InvalidIssuer": {
		"":         "likely a client assertion carries something other than its Client ID in iss, or is itself sent as bearer token",
		NewAddress: "likely the token comes from another service, or somebody put in one that NetSuite did not issue",
	},
	"InvalidRedirectURI": {
		"": "likely the redirect URI differs from the one of the record: a slash, a path, or another environment",
	},
	"InvalidRefreshToken": {
		"": "likely the refresh token was overwritten with the access token, or the two were swapped when stored",
	},
	"InvalidRequest": {
		"": "likely the library does not use PKCE where the record needs it, or a parameter of it is malformed",
	},
	"InvalidScope": {
		"": "likely the client assertion is built without scope, or from a setting that is empty",
	},
	"InvalidSignature": {
		"":         "likely the token is cut or changed on its way, or comes from another account",
		Everywhere: "likely the wrong public key is used where tokens are validated: a company key is valid for 90 days",
		NewAddress: "likely somebody, or a program, changed the token or made it",
	},
	"InvalidState": {
		"": "likely the same state was sent for another flow, or it is too short",
	},
	"InvalidTokenType": {
		"": "likely the application mixes up its access token and its refresh token",
	},
	"MissingKey": {
		"":         "likely the certificate expired, was exchanged or was revoked, and kid is still the old one",
		Drip:       "likely kid in one place is still the old one, or is not a Certificate ID",
		NewAddress: "likely kid is not a Certificate ID of this account: no mapping is copied between accounts",
		Everywhere: "likely a sandbox refresh cleared the mappings, or the tokens are of an old company key",
	},
	"MissingKeyId": {
		"": "likely the setting for the Certificate ID is empty or was not read, so that kid is not set",
	},
	"RefreshTokenExpired": {
		"":   "likely 7 days have passed since the user consented: refreshing does not prolong them",
		Drip: "likely an old refresh token is still used: its 7 days are over, or the newer one was not stored",
	},
	"ScopeMismatched": {
		"":   "likely the box of the scope was cleared on the record after the token was issued",
		Drip: "likely the box for the service that is called was never checked on the record",
	},
	"SignatureValidation": {
		"":         "likely the private key is not the partner of the certificate: one of the two was exchanged",
		NewAddress: "likely the private key belongs to another pair or another environment",
	},
	"TokenBlocked": {
		"":         "likely the authorized application was revoked, or the scope of its record was extended",
		Drip:       "likely a public client uses a refresh token twice",
		Everywhere: "likely the sandbox was refreshed: authorized applications are not copied",
	},
	"TokenExpired": {
		"":   "likely a stored token is sent after its time, or a client assertion is sent again and again",
		Drip: "likely the clock of the machine that signs is slow, or an old token is sent again and again",
	},
	"TokenNotAcceptable": {
		"": "likely the clock of the machine that signs runs ahead",
	},
	"TokenRejected": {
		"":         "likely a refresh token is sent where an access token belongs",
		NewAddress: "likely someone pasted the refresh token into a tool where the access token belongs",
	},
	"TokenValidityTooBroad": {
		"":   "likely the client assertion is made to live too long: a default of the library, or milliseconds",
		Drip: "likely the clock of the machine that signs is ahead, or the assertion lives too long",
	},
	"UnknownIntegration": {
		"":         "likely the credentials were reset, and the application still has the old Client ID",
		Drip:       "likely the Application ID is used in place of the Client ID",
		NewAddress: "likely the Client ID belongs to another account",
		Everywhere: "likely the records were uninstalled, or the Client IDs belong to another account",
	},
	"UnsupportedAlgo": {
		"": "likely the assertion is signed with RS256 or another algorithm that is no longer accepted",
	},
	"UnsupportedResponseType": {
		"": "likely the library is set to the implicit flow or asks for an ID token",
	},
}

const (
	tbaPage     = "symptoms/tba-code.md"
	unclearPage = "symptoms/unclear-cause.md"
)

// causeOf is the likely cause of an incident, and the page that says more.
func causeOf(code string, kind Kind) (cause, page string) {
	match := detail.Known(code)
	switch match.Protocol {
	case detail.OAuth2:
		byKind := causes[match.Code]
		if cause := byKind[kind]; cause != "" {
			return cause, match.Code.Path()
		}
		return byKind[""], match.Code.Path()
	case detail.TBA:
		return "likely a login with token-based authentication (TBA): " + match.Meaning, tbaPage
	}
	return "the word is not among the codes: likely another request failed first", unclearPage
}
