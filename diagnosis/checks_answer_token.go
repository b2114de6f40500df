package diagnosis

import (
	"cmp"
	"fmt"
	"time"
)

// The lifetimes of refresh tokens and of their chains (section_158081952044,
// section_157771733782).
const (
	confidentialRefresh = refreshLife * time.Second
	publicChain         = 168 * time.Hour // unless the record says otherwise
	publicRefresh       = 48 * time.Hour  // unless the record says otherwise
)

// readUnsureGrant adds claims about an invalid_grant at an unknown step, by the words around
// it.
func readUnsureGrant(s *subject, r *reading, _ string) {
	if hours, words := s.sinceConsent(); hours >= confidentialRefresh {
		r.says(Likely, "a refresh token is valid for 7 days, and "+words, "RefreshTokenExpired")
	}
	if client, said := s.orHint(FactClient); client == "public" {
		r.says(Possible, "at a refresh: a public client's refresh token works once"+said, "TokenBlocked")
	}
	r.says(Possible, "at a refresh: the refresh token may have expired", "RefreshTokenExpired")
	r.says(Possible, "at a refresh: the token may have been revoked or used before", "TokenBlocked")
	r.says(Possible, "in step two: the code may have expired or been used, or the verifier may not match", "InvalidGrant")
}

// sinceConsent returns the time since the user consented, and a text about it; 0 where that
// is not known.
func (s *subject) sinceConsent() (since time.Duration, words string) {
	value, from := s.orHint(FactSinceConsent)
	since, known := parseSpan(value)
	if !known {
		return 0, ""
	}
	return since, "the user consented " + Span(since) + " ago" + from
}

// readRefusedRefresh adds claims about a refused refresh: a confidential client's refresh
// token is valid for 7 days; a public client's works once, and its chain ends
// (section_158082518856).
func readRefusedRefresh(s *subject, r *reading, from string) {
	client, clientFrom := s.orHint(FactClient)
	workers, workersFrom := s.orHint(FactWorkers)
	since, words := s.sinceConsent()
	expired, blocked := Code("RefreshTokenExpired"), Code("TokenBlocked")
	r.fix = integrator("Start the flow again, and have the user consent: you get a new pair of tokens.")
	switch {
	case client == "public":
		r.page = "symptoms/refresh-token-rotation.md"
		r.why = "A public client's refresh token works once; each refresh returns the next one. The chain ends after Maximum Time For Token Rotation: 168 hours by default."
		r.fix = append(r.fix, integrator("Let only one process refresh, and share the new tokens with the others.", "Store the new refresh token before you use the response in any other way.")...)
		r.ask, r.lacks = "does more than one process refresh with the same token, or does the program repeat a refresh whose response was lost?", FactWorkers
		chain := s.hours(FactRecordRotation, publicChain)
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
		r.says(certainty, because+clientFrom+from+" (the code is inferred)", blocked)
		if !ended {
			r.says(Possible, fmt.Sprintf("a public client's refresh token is valid for %s unless the record says otherwise", hoursText(s.hours(FactRecordRefreshValidity, publicRefresh))), expired)
		}
	case since >= confidentialRefresh:
		r.why = "A confidential client's refresh token is valid for 7 days, and a refresh does not renew it. After that the user must consent again."
		r.says(Likely, "a refresh token is valid for 7 days, and "+words, expired)
		r.says(Possible, "the authorization may have been revoked", blocked)
	case client == "confidential" && since > 0:
		r.why = "The refresh token is valid for 7 days and has not expired. So the authorization may have been revoked, or the token may belong to another client."
		r.says(Possible, "the refresh token is younger than 7 days: "+words+"; the authorization may have been revoked", blocked)
		r.says(Possible, "an access token may have been sent instead", "InvalidRefreshToken")
		r.ask, r.lacks = "was the authorized application revoked, or the record changed?", FactChanged
	default:
		r.why = "A confidential client's refresh token is valid for 7 days; a public client's works once. Or the authorization was revoked."
		r.ask, r.lacks = "is Public Client checked on the integration record?", FactClient
		if client == "confidential" {
			r.ask, r.lacks = "when did the user consent? A refresh token is valid for 7 days", FactSinceConsent
			r.says(Likely, "a confidential client's refresh token is valid for 7 days, and a refresh does not renew it"+clientFrom+from, expired)
		} else {
			r.says(Possible, "a confidential client's refresh token is valid for 7 days"+from, expired)
		}
		r.says(Possible, "the authorization may have been revoked; a public client's refresh token works once", blocked)
		r.says(Possible, "an access token may have been sent instead", "InvalidRefreshToken")
		r.says(Possible, "the token may belong to another Client ID", "ClientAuthenticationFailed")
	}
}

// hours returns the value of a fact in hours, or the default where it is not known.
func (s *subject) hours(name FactName, byDefault time.Duration) time.Duration {
	hours, _ := s.said.hours(name)
	return cmp.Or(hours, byDefault)
}
