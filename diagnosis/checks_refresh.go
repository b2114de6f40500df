package diagnosis

import (
	"fmt"
	"slices"
	"time"

	"authdoctor/diagnosis/token"
)

// checkRecordRefresh warns of values in the two fields of the record that are for public
// clients only (section_157771733782).
func checkRecordRefresh(s *subject) (Finding, bool) {
	if s.said.Value(FactClient) != "confidential" {
		return Finding{}, false
	}
	f := Finding{Status: Warn, Facts: []FactName{FactClient},
		Why:    "These fields apply only to public clients. A confidential client's refresh token is always valid for 7 d. No Detail code results from this.",
		Fix:    administrator("Check again at " + authenticationMenu + " whether Public Client is checked."),
		Verify: "Public Client is checked, or no one relies on the two fields.", Page: refreshPage}
	for _, name := range []FactName{FactRecordRefreshValidity, FactRecordRotation} {
		kind, _ := KindOfFact(name)
		if fact, known := s.said.Get(name); known {
			f.Title = kind.Field + " has no effect without Public Client"
			f.Facts = append(f.Facts, name)
			f.Evidence = append(f.Evidence, Evidence{Where: kind.Label, Expected: "nothing, because Public Client is not checked", Got: asYouSaid(fact.Value + " h")})
		}
	}
	return f, len(f.Evidence) > 0
}

// checkRefreshValidity compares the refresh token of a public client with the two fields
// of the record (section_157771733782). Both may have been changed since the token was
// issued, and how NetSuite counts is not documented to the second.
func checkRefreshValidity(s *subject) (Finding, bool) {
	exp, iat, begun := s.token.Time("exp"), s.token.Time("iat"), s.token.Time("oit")
	if s.kind != token.Refresh || !exp.Readable() || !iat.Readable() {
		return Finding{}, false
	}
	life := exp.Time().Sub(iat.Time())
	validity, hasValidity := s.said.hours(FactRecordRefreshValidity)
	rotation, hasRotation := s.said.hours(FactRecordRotation)
	changed := "The field may have been changed since this token was issued, or the token belongs to another record."
	f := Finding{Status: Warn, Page: refreshPage, Verify: "The check Refresh token and record passes.",
		Fix: slices.Concat(administrator("Check at "+authenticationMenu+" that this is the record with this Client ID, and read the fields."),
			integrator("Check that this is the refresh token of the failed login."))}
	if s.said.Value(FactClient) == "confidential" {
		if exp.Seconds-iat.Seconds == refreshLife {
			return Finding{}, false
		}
		f.Facts = []FactName{FactClient}
		f.Title = "The refresh token is valid for " + Span(life) + "; a confidential client's is valid for 7 d"
		f.Evidence = evidence("exp − iat", "7 d, because Public Client is not checked, as you said", Span(life))
		f.Why = "Only a public client has a lifetime other than 7 d. Public Client is checked, or the token belongs to another record."
		return f, true
	}
	if !hasValidity && !hasRotation {
		return Finding{}, false
	}
	end := begun.Time().Add(rotation)
	switch {
	case hasRotation && begun.Readable() && !s.at.Before(end):
		f.Facts = []FactName{FactRecordRotation}
		f.Title = "The chain of refresh tokens ended " + Span(s.at.Sub(end)) + " ago"
		f.Evidence = evidence("oit", "later than "+Moment(s.at.Add(-rotation))+": the record has "+asYouSaid(hoursText(rotation)), Moment(begun.Time()))
		f.Why = "Maximum Time For Token Rotation counts from the first token of the chain. After that, the user must log in again, even with a new refresh token."
		f.Fix = slices.Concat(integrator("Start the authorization code flow again, from step one."),
			administrator("To make users log in less often, increase Maximum Time For Token Rotation (In Hours), at most 720: "+authenticationMenu+"."))
		f.Verify = "A refresh request in the new chain returns new tokens."
		certainty := Possible
		if s.usedAs == token.Refresh {
			f.Status, certainty = Fail, s.likely("RefreshTokenExpired")
		}
		f.says(certainty, "its chain began "+Span(s.at.Sub(begun.Time()))+" ago, and the record allows "+hoursText(rotation)+", as you said", "RefreshTokenExpired")
	case hasRotation && begun.Readable() && exp.Time().After(end.Add(grace)):
		f.Facts = []FactName{FactRecordRotation}
		f.Title = "The refresh token outlives its chain: the record has " + hoursText(rotation)
		f.Evidence = evidence("exp", "at most "+Moment(end)+", "+hoursText(rotation)+" after oit", Moment(exp.Time()))
		f.Why = changed
	case hasValidity && life > validity+grace:
		f.Facts = []FactName{FactRecordRefreshValidity}
		f.Title = "The refresh token is valid for " + Span(life) + "; the record has " + hoursText(validity)
		f.Evidence = evidence("exp − iat", "at most "+asYouSaid(hoursText(validity)), hoursText(life))
		f.Why = changed
		if exp.Seconds-iat.Seconds == refreshLife {
			f.Why = "A confidential client's refresh token is valid for 7 d. " + changed
		}
	case hasValidity:
		return passed("lifetime within Refresh Token Validity, "+hoursText(validity), ""), true
	default:
		return passed("within Maximum Time For Token Rotation, "+hoursText(rotation), ""), true
	}
	return f, true
}

// hoursText writes a duration in hours, as the record does, where it is whole hours.
func hoursText(d time.Duration) string {
	if d%time.Hour != 0 {
		return Span(d)
	}
	return fmt.Sprintf("%d h", d/time.Hour)
}

// checkSinceConsent compares the time since consent with the longest life of a chain of
// refresh tokens, or of a confidential client's one refresh token, where no refresh token
// was pasted (section_158081952044, section_157771733782).
func checkSinceConsent(s *subject) (Finding, bool) {
	since, known := parseSpan(s.said.Value(FactSinceConsent))
	if !known || s.facts.Value(FactFlow) == string(token.ClientCredentials) || slices.ContainsFunc(s.tokens, func(t token.Token) bool { return t.Kind == token.Refresh }) {
		return Finding{}, false
	}
	limit, hasLimit := s.said.hours(FactRecordRotation)
	what, menu := "Maximum Time For Token Rotation (In Hours)", authenticationMenu
	weighed := []FactName{FactSinceConsent, FactRecordRotation}
	if s.said.Value(FactClient) == "confidential" {
		limit, hasLimit = refreshLife*time.Second, true
		what, menu = "the lifetime of a confidential client's refresh token, which is not renewed", ""
		weighed = []FactName{FactSinceConsent, FactClient}
	}
	switch {
	case !hasLimit || s.cannotBe("RefreshTokenExpired"):
		return Finding{}, false
	case since < limit:
		return passed("The user consented "+Span(since)+" ago, within "+hoursText(limit), ""), true
	}
	f := Finding{Status: Warn, Facts: weighed, Title: "The user consented " + Span(since) + " ago; after " + hoursText(limit) + " a new consent is needed",
		Evidence: evidence("since consent", "less than "+hoursText(limit)+", "+what, asYouSaid(Span(since))),
		Why:      "After that, no refresh succeeds, and the user must log in and consent again.",
		Fix:      integrator("Start the authorization code flow again, from step one."), Verify: "After the new consent, the refresh request returns tokens.", Page: refreshPage}
	if menu != "" {
		f.Fix = append(f.Fix, administrator("To make users log in less often, increase "+what+", at most 720: "+menu+".")...)
	}
	certainty := Possible
	if stepOf(s.said) == "refresh" {
		f.Status, certainty = Fail, Likely
	}
	return f.claiming(certainty, "the user consented "+Span(since)+" ago, as you said, and "+hoursText(limit)+" is the limit", "RefreshTokenExpired"), true
}
