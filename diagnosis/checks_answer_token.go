package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
)

// readInvalidClient: Oracle documents 401 with Basic for step two and for refreshes
// (subsect_158521832417); a bare 400 was seen with client credentials, where the
// certificate is not registered against the integration.
func (v *view) readInvalidClient(step Step, from string) reading {
	a := v.answer
	r := reading{page: "symptoms/invalid-client.md", title: "The token endpoint does not accept the client: invalid_client"}
	switch {
	case step == detail.StepClientCredentials:
		r.why = "With client credentials this was seen where the certificate is not mapped to this integration in this account. Oracle publishes no table for this request."
		r.fix = slices.Concat(
			administrator("Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, in the account that is called.", "Look for the row whose Certificate ID is the kid of the assertion, and whose application is this one. Create it if it is missing."),
			integrator("Sign with the private key of that certificate, and put its Certificate ID into kid."))
		r.ask, r.lacks = "which Certificate ID does the row of this application show? And "+v.lookInto("assertion", "its kid"), FactCertificateID
		r.says(Likely, "invalid_client with client credentials was seen where the certificate is not mapped to this integration"+from, "MissingKey")
		r.says(Possible, "the certificate may be mapped and another key have signed", "SignatureValidation")
		r.says(Possible, "iss may name another integration than the one of the certificate", "InvalidIntegration")
		r.says(Possible, "the entity or role of the mapping may be inactive", "EntityOrRoleDisabled")
	case step == detail.StepToken || step == detail.StepRefresh:
		r.why = "Client ID and Client Secret do not belong together, or not to this account."
		r.fix = slices.Concat(
			integrator("Compare the Client ID with the one that was noted when the record was saved.", "Send HTTP Basic: base64 of Client ID:Client Secret, without line breaks."),
			administrator("If the Client Secret is not certain, reset the credentials on the integration record, and give both to the integrator through a secure channel."))
		r.ask, r.lacks = "was the Client Secret reset since it last worked?", FactChanged
		r.says(Likely, "the token endpoint answers invalid_client at "+step.Title()+from, "ClientAuthenticationFailed")
		r.says(Possible, "the Client ID may be that of another record", "InvalidIntegration")
		if step == detail.StepToken {
			r.says(Possible, "the Client ID may not be the one of step one", "ClientIdMismatch")
		}
	case a.Challenge.Scheme == "Basic" || a.Status == 401:
		r.why = "Status 401 is what Oracle documents for step two and for refreshes, with a challenge Basic: Client ID or Client Secret is wrong."
		r.fix = integrator("Compare Client ID and Client Secret with what was noted when the record was saved.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		r.says(Likely, "401 invalid_client is documented for a wrong Client ID or Client Secret", "ClientAuthenticationFailed")
		r.says(Possible, "with client credentials the certificate may not be mapped", "MissingKey", "SignatureValidation")
	default:
		r.why = "Oracle documents status 401 for a wrong Client Secret; a bare 400 was seen with client credentials, where the certificate is not mapped to this integration."
		r.fix = integrator("Look at grant_type in the body of the request.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		r.says(Possible, "with client credentials: the certificate is not mapped to this integration", "MissingKey")
		r.says(Possible, "with client credentials: another key signed", "SignatureValidation")
		r.says(Possible, "at step two or a refresh: Client ID or Client Secret is wrong", "ClientAuthenticationFailed")
	}
	return r
}

// The lifetimes (section_158081952044, section_157771733782).
const (
	confidentialRefresh = refreshLife * time.Second
	publicChain         = 168 * time.Hour // unless the record says otherwise
	publicRefresh       = 48 * time.Hour  // unless the record says otherwise
)

func (v *view) readInvalidGrant(step Step, from string) reading {
	r := reading{page: "symptoms/invalid-grant.md", title: "The token endpoint does not accept the grant: invalid_grant"}
	switch step {
	case detail.StepToken:
		r.why = "The code is old, was used before or belongs to another client; redirect_uri differs from step one; or code_verifier does not match code_challenge."
		r.fix = integrator("Exchange the code at once, and only once.", "Send the redirect_uri of step one, letter by letter.", "Send the code_verifier whose challenge went into step one.")
		r.ask, r.lacks = "does the first exchange of a fresh code fail too, or only a second one?", ""
		r.says(Likely, "the token endpoint answers invalid_grant at step two"+from, "InvalidGrant")
		r.says(Possible, "the code may belong to another Client ID", "ClientIdMismatch")
	case detail.StepRefresh:
		v.readRefusedRefresh(&r, from)
	case detail.StepClientCredentials:
		r.why = "Client credentials has no refresh token. Oracle's page names invalid_grant for a token that has expired: make a new assertion and ask for a new access token."
		r.fix = integrator("Sign a new assertion, with iat now and exp less than 60 minutes later.", "Ask for a new access token with it.")
		r.ask = v.lookInto("assertion that was sent", "exp")
		r.says(Likely, "invalid_grant with client credentials: Oracle's page names an expired token"+from, "TokenExpired")
		r.says(Possible, "the assertion may be signed by another key", "SignatureValidation")
		r.says(Possible, "kid may name no mapped certificate", "MissingKey")
	default:
		r.why = "Code or refresh token is not valid any more, or not of this client. Which one it is, the request tells."
		r.fix = integrator("Look at grant_type in the body of the request.")
		r.ask, r.lacks = "which grant_type did the request have: authorization_code, refresh_token or client_credentials?", FactStep
		if hours, words := v.sinceConsent(); hours >= confidentialRefresh {
			r.says(Likely, "a refresh token lives 7 days, and "+words, "RefreshTokenExpired")
		}
		if client, said := v.orHint(FactClient); client == "public" {
			r.says(Possible, "at a refresh: a public client's refresh token works once"+said, "TokenBlocked")
		}
		r.says(Possible, "at a refresh: the refresh token is older than it may be", "RefreshTokenExpired")
		r.says(Possible, "at a refresh: the token was revoked, or is one that was used before", "TokenBlocked")
		r.says(Possible, "at step two: the code is old or used, or the verifier does not match", "InvalidGrant")
	}
	return r
}

// sinceConsent is how long ago the user consented, and the words that say so; zero
// where that is not known.
func (v *view) sinceConsent() (since time.Duration, words string) {
	value, from := v.orHint(FactSinceConsent)
	since, known := parseSpan(value)
	if !known {
		return 0, ""
	}
	return since, "the user consented " + Span(since) + " ago" + from
}

// readRefusedRefresh: a confidential client's refresh token lives 7 days; a public
// client's works once, and its chain ends (section_158082518856).
func (v *view) readRefusedRefresh(r *reading, from string) {
	client, clientFrom := v.orHint(FactClient)
	workers, workersFrom := v.orHint(FactWorkers)
	since, words := v.sinceConsent()
	expired, blocked := Code("RefreshTokenExpired"), Code("TokenBlocked")
	r.fix = integrator("Start the flow again: the user consents, and a new pair of tokens comes.")
	switch {
	case client == "public":
		r.page = "symptoms/refresh-token-rotation.md"
		r.why = "Each refresh token of a public client works once; its answer holds the next one. Who sends the old one again is refused. The chain ends after Maximum Time For Token Rotation, 168 hours unless it was changed."
		r.fix = append(r.fix, integrator("Let one process refresh, and hand the new tokens to the others.", "Store the new refresh token before anything else is done with the answer.")...)
		r.ask, r.lacks = "does more than one process refresh with the same token, or is an answer lost and the request repeated?", FactWorkers
		chain := v.hours(FactRecordRotation, publicChain)
		ended := since >= chain && since > 0
		if ended {
			r.says(Likely, fmt.Sprintf("the chain of a public client ends after %s, and %s%s", hoursText(chain), words, clientFrom), expired)
		}
		certainty, because := Possible, "a public client's refresh token works once; an earlier one may have been sent again"
		if workers == "several" {
			certainty, because = Likely, "a public client's refresh token works once, and several processes refresh"+workersFrom
		} else if since == 0 && workers != "one" {
			certainty = Likely
		}
		r.says(certainty, because+clientFrom+from+"; that it ends in this code is inferred", blocked)
		if !ended {
			r.says(Possible, fmt.Sprintf("a public client's refresh token lives %s unless the record says otherwise", hoursText(v.hours(FactRecordRefreshValidity, publicRefresh))), expired)
		}
	case since >= confidentialRefresh:
		r.why = "The refresh token of a confidential client lives 7 days and is not renewed by refreshing. After that the user must consent again."
		r.says(Likely, "a refresh token lives 7 days, and "+words, expired)
		r.says(Possible, "the authorization may have been revoked", blocked)
	case client == "confidential" && since > 0:
		r.why = "The refresh token lives 7 days, and they are not over. So the authorization was revoked, or the token is not the one of this client."
		r.says(Possible, "the refresh token is younger than 7 days: "+words+"; the authorization may have been revoked", blocked)
		r.says(Possible, "an access token may have been sent in its place", "InvalidRefreshToken")
		r.ask, r.lacks = "was the authorized application revoked, or the record changed?", FactChanged
	default:
		r.why = "The refresh token of a confidential client lives 7 days; that of a public client works once. Or the authorization was revoked."
		r.ask, r.lacks = "is Public Client checked on the integration record?", FactClient
		if client == "confidential" {
			r.ask, r.lacks = "when did the user consent? Seven days are all a refresh token has", FactSinceConsent
			r.says(Likely, "a confidential client's refresh token lives 7 days, and a refresh does not renew it"+clientFrom+from, expired)
		} else {
			r.says(Possible, "a confidential client's refresh token lives 7 days"+from, expired)
		}
		r.says(Possible, "the authorization may have been revoked; a public client's refresh token works once", blocked)
		r.says(Possible, "an access token may have been sent in its place", "InvalidRefreshToken")
		r.says(Possible, "the token may belong to another Client ID", "ClientAuthenticationFailed")
	}
}

// hours is a fact in hours, or what holds where it is not known.
func (v *view) hours(name FactName, unless time.Duration) time.Duration {
	if hours, known := v.said.hours(name); known {
		return hours
	}
	return unless
}

func (v *view) readInvalidRequest(step Step, from string) reading {
	r := reading{page: "symptoms/invalid-request.md", title: "The request is malformed: invalid_request"}
	switch {
	case step == detail.StepAuthorize:
		return v.readRedirect("invalid_request")
	case step == detail.StepCall || v.answer.Challenge.Scheme == "Bearer":
		r.why = "NetSuite could not read the header Authorization of the call. No login was tried, and the trail may have no row."
		r.fix = integrator("Write Authorization: Bearer, one space, and the access token, without quotes or line breaks.")
		r.ask = "paste the request as curl command, or the header with the token: what is wrong in it shows"
	case step == detail.StepClientCredentials:
		r.why = "This was seen where Basic and a Client Secret were sent in place of an assertion; a wrong field name does the same. The trail may have no row."
		r.fix = integrator("Send grant_type, client_assertion_type and client_assertion, as a form, and nothing else.", "Send no header Authorization and no Client Secret.")
		r.ask = "paste the request as curl command: its fields are looked at one by one"
		if strings.Contains(strings.ToLower(v.answer.Description), "jwt") {
			r.title = "NetSuite could not read the assertion: invalid_request, Invalid JWT token"
			r.ask = v.lookInto("assertion that was sent", "alg, kid, iss and aud")
		}
	case step == detail.StepToken || step == detail.StepRefresh:
		r.why = "A parameter is missing, appears twice or is malformed, grant_type is wrong, or the client was authenticated in two ways at once."
		r.fix = integrator("Send the fields of the step in the body, as a form.", "Authenticate by HTTP Basic alone.")
		r.ask = "paste the request as curl command: its fields are looked at one by one"
		r.says(Possible, "invalid_request at "+step.Title()+": grant_type may be wrong"+from, "InvalidGrantType")
		if step == detail.StepToken {
			r.says(Possible, "invalid_request at step two: code_verifier may be missing", "InvalidGrant")
		}
	default:
		r.why = "A parameter is missing or malformed. Which request it was tells more: step one, the token endpoint or a call."
		r.fix = integrator("Look at the request that was answered so.")
		r.ask, r.lacks = "paste the request as curl command, or the authorize URL; or say which step failed", FactStep
		r.says(Possible, "at the token endpoint: grant_type may be wrong", "InvalidGrantType")
		if v.answer.Body == exchange.TokenBody || v.request != nil && v.request.ToTokenEndpoint() {
			r.ask = "paste the request as curl command, without secrets: its fields are looked at one by one; or say which grant_type it had"
			break
		}
		r.says(Possible, "at step one: state or PKCE may not be acceptable", "InvalidState", "InvalidRequest")
	}
	return r
}

func (v *view) readInvalidScope(step Step, from string) reading {
	r := reading{page: Code("ScopeMismatched").Path(), title: "NetSuite does not take the scope: invalid_scope",
		why: "The scope is malformed or unknown, or its box on the integration record is not checked.",
		fix: slices.Concat(administrator("Open Setup › Integration › Manage Integrations › your record › Authentication, and compare the Scope boxes."), integrator("Ask for these scopes, by NetSuite's names.")),
		ask: "which Scope boxes does the record have?", lacks: FactRecordScopes}
	r.says(Likely, "the answer says invalid_scope"+from, "ScopeMismatched")
	if step != detail.StepAuthorize && step != detail.StepToken {
		r.says(Possible, "the token may carry no scope", "InvalidScope")
	}
	return r
}

func (v *view) readUnauthorizedClient(step Step, from string) reading {
	r := reading{page: Code("AuthorizationCodeGrantRequired").Path(), title: "The client may not use this grant: unauthorized_client",
		why: "The box of the grant is not checked on the integration record.",
		fix: administrator("Open Setup › Integration › Manage Integrations › your record › Edit › Authentication.", "Check the box of the grant: Authorization Code Grant, or Client Credentials (Machine to Machine) Grant.", "Save."),
		ask: "which grant boxes does the record have?", lacks: FactRecordGrants}
	if step == detail.StepClientCredentials {
		r.page = recordPage
		r.says(Possible, "unauthorized_client with client credentials"+from+"; Oracle names no code for it", "AuthorizationCodeGrantRequired")
		return r
	}
	r.says(Likely, "the answer says unauthorized_client"+from, "AuthorizationCodeGrantRequired")
	r.says(Possible, "the client may be unknown", "UnknownIntegration")
	return r
}

// readServerError: seen with client credentials, where the trail may have no row.
func (v *view) readServerError(step Step, from string) reading {
	r := reading{page: "symptoms/server-error.md", title: "The token endpoint failed: " + v.answer.Title()}
	if step == detail.StepToken || step == detail.StepRefresh {
		r.why = "Nothing public says what makes the token endpoint fail so at " + step.Title() + "."
		r.fix = integrator("Repeat the request once.", "Then read the Detail column.")
		r.ask, r.lacks = "read the word in the Detail column: "+trailMenu, FactDetail
		return r
	}
	r.why = "This was seen with client credentials: an unknown Client ID or an Application ID in iss, an unknown Certificate ID in kid, or RS256 without kid. The trail may have no row."
	r.fix = integrator(capitalise(v.lookInto("assertion that was sent", "alg, kid and iss"))+".", "Compare iss with the Client ID that was noted when the record was saved, and kid with the Certificate ID of the row in OAuth 2.0 Client Credentials (M2M) Setup.")
	r.ask = v.lookInto("assertion", "alg and kid in its header, and iss in its payload")
	r.says(Possible, "500 server_error was seen for an unknown Certificate ID in kid"+from, "MissingKey")
	r.says(Possible, "500 server_error was seen for an unknown Client ID, or an Application ID in iss", "InvalidIssuer", "InvalidIntegration")
	r.says(Possible, "500 server_error was seen for RS256 without kid", "UnsupportedAlgo", "MissingKeyId")
	return r
}
