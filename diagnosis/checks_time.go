package diagnosis

import (
	"fmt"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/token"
)

var timeChecks = []Check{
	{ID: "time-format", Title: "Form of the times", Needs: NeedsClaims, Members: []string{"exp", "iat"}, Literal: []string{"iat", "exp"}, Codes: []Code{"TokenNotAcceptable", "TokenValidityTooBroad", "TokenExpired", "AccessTokenExpired"}, run: checkTimeFormat},
	{ID: "issued-at", Title: "Issued at", Needs: NeedsClaims, Members: []string{"iat"}, After: []string{"time-format"}, Codes: []Code{"TokenNotAcceptable"}, run: checkIssuedAt},
	{ID: "not-before", Title: "Not before", Needs: NeedsClaims, Members: []string{"nbf"}, After: []string{"time-format"}, run: checkNotBefore},
	{ID: "expired", Title: "Expiry", Needs: NeedsClaims, Members: []string{"exp"}, After: []string{"time-format"}, Codes: []Code{"AccessTokenExpired", "TokenExpired", "RefreshTokenExpired"}, run: checkExpired, said: saidExpired},
	{ID: "lifetime", Title: "Lifetime", Needs: NeedsClaims, Members: []string{"exp", "iat"}, Literal: []string{"exp", "iat"}, After: []string{"time-format", "used-as"}, Codes: []Code{"TokenValidityTooBroad", "TokenNotAcceptable", "TokenExpired"}, run: checkLifetime},
}

// grace is the difference between two clocks up to which a time proves nothing. Oracle
// documents no tolerance for OAuth 2.0.
const grace = time.Minute

// Lifetimes, in seconds (section_158081952044, section_160855590788,
// section_162790605110, subsect_158324637123, section_157771733782).
const (
	accessLife     = 3600
	idLife         = 3 * 3600
	refreshLife    = 7 * 24 * 3600
	publicLife     = 720 * 3600 // the longest that can be set for a public client
	assertionLimit = 3600       // Oracle's page on the request token: less than this
	auditLimit     = 2 * 3600   // Oracle's page on the trail: not more than this
)

// checkTimeFormat checks that exp and iat are whole seconds since 1970 (RFC 7519 section
// 2, section_158255317571).
func checkTimeFormat(s *subject) (Finding, bool) {
	f := Finding{Status: Pass, Title: "exp and iat are seconds since 1970", Page: Code("TokenNotAcceptable").Path()}
	for _, name := range []string{"exp", "iat"} {
		instant := s.token.Time(name)
		// RFC 7519 section 2 lets a receiver expect any number; only of a client
		// assertion does the maker choose how it is written.
		decimal := instant.Decimal && s.assertion()
		if instant.Form == token.Seconds && !decimal || s.kind == token.Unknown && instant.Form == token.Missing {
			continue // which times are required depends on the kind
		}
		e := Evidence{Where: name, Expected: "whole seconds since 1970, such as 1795437000", Got: fmt.Sprintf("%s (%s)", instant.Got, instant.Form)}
		if !instant.Meant.IsZero() {
			e.Expected = fmt.Sprintf("%d, whole seconds since 1970 for %s", instant.Meant.Unix(), Moment(instant.Meant))
		}
		written := "written with a decimal point"
		if instant.Exponent {
			written = "written with an exponent"
		}
		if instant.Form == token.Seconds {
			e.Got = fmt.Sprintf("%s (whole seconds, %s)", instant.Got, written)
		}
		f.Evidence = append(f.Evidence, e)
		if instant.Form == token.Fraction || instant.Form == token.Seconds {
			if f.Status == Pass {
				f.Status, f.Title = Warn, name+" has a fraction of a second"
				if instant.Form == token.Seconds {
					f.Title = name + " is a whole number, " + written
				}
				f.Why = "RFC 7519 allows it, and one of Oracle's examples writes such times. Oracle's page requires seconds, and all other published tokens have whole numbers."
			}
			continue
		}
		if f.Status != Fail {
			f.Status = Fail
			f.Title, f.Why = timeFault(name, instant.Form)
		}
	}
	if f.Status == Pass {
		return f, true
	}
	f.Fix = integrator("Write exp and iat as whole numbers of seconds since 1970: divide milliseconds by 1000 and round down.")
	if f.Status == Warn {
		f.Fix = integrator("Round exp and iat down to whole seconds, and write them as integers, not as floating point numbers.")
	}
	f.Verify = "The check Form of the times passes."
	if f.Status == Fail && s.kind != token.Unknown {
		s.claimTimeFault(&f)
		f.Page = f.Codes[0].Path()
	}
	return f, true
}

func timeFault(name string, form token.TimeForm) (title, why string) {
	switch form {
	case token.Milliseconds, token.Microseconds:
		return fmt.Sprintf("%s counts %s instead of seconds", name, form), "Read as seconds, this time is tens of thousands of years ahead."
	case token.TextTime:
		return name + " is a text instead of a number", "NetSuite expects a number here (NumericDate, RFC 7519 section 2)."
	case token.Missing:
		return name + " is missing", "Oracle lists iat and exp among the claims of a token."
	case token.OutOfRange:
		return name + " is a number too large for a time", "No date is that far in the future."
	}
	return name + " is not a time", "NetSuite expects a number here (NumericDate, RFC 7519 section 2)."
}

func (s *subject) claimTimeFault(f *Finding) {
	exp, iat := s.token.Time("exp"), s.token.Time("iat")
	ahead := func(i token.Instant) bool {
		return i.Form == token.Milliseconds || i.Form == token.Microseconds || i.Form == token.OutOfRange
	}
	if ahead(exp) {
		f.says(Likely, "exp, read as seconds, is far in the future", "TokenValidityTooBroad")
	}
	if ahead(iat) {
		f.says(Likely, "iat, read as seconds, is far in the future", "TokenNotAcceptable")
	}
	f.says(Possible, "its times are not whole seconds since 1970", "TokenNotAcceptable", "TokenValidityTooBroad")
	if exp.Form == token.Missing || exp.Form == token.TextTime || exp.Form == token.NotATime {
		f.says(Possible, "exp cannot be read as a time", "TokenExpired")
		if s.kind == token.Access {
			f.says(Possible, "exp cannot be read as a time", "AccessTokenExpired")
		}
	}
}

// swapped reports whether iat is in the future and exp in the past, as if each had the
// other's value.
func (s *subject) swapped() bool {
	exp, iat := s.token.Time("exp"), s.token.Time("iat")
	return exp.Readable() && iat.Readable() && iat.Time().After(s.at) && exp.Time().Before(s.at)
}

func checkIssuedAt(s *subject) (Finding, bool) {
	iat := s.token.Time("iat")
	if s.kind == token.Unknown || !iat.Readable() || s.swapped() {
		return Finding{}, false
	}
	ahead := iat.Time().Sub(s.at)
	if ahead <= 0 {
		f := passed("issued "+Span(ahead)+" ago", "")
		if s.assertion() {
			f.says(RuledOut, "iat is not in the future, and an assertion has no nonce", "TokenNotAcceptable")
		} else {
			f.says(Possible, "iat is not in the future; Oracle's other cause, the nonce, is not visible in the token", "TokenNotAcceptable")
			f.Codes = nil
		}
		return f, true
	}
	f := Finding{
		Status: Fail, Title: "Issued " + Span(ahead) + " in the future",
		Evidence: evidence("iat", "not later than "+Moment(s.at), Moment(iat.Time())),
		Why:      "The clock of the machine that made the token is fast, or the time is local time. Oracle documents no tolerance.",
		Fix:      integrator("Synchronize that machine's clock by NTP.", "Compute iat as seconds since 1970 in UTC.", "Make a new token."),
		Verify:   "The check Issued at passes.", Page: Code("TokenNotAcceptable").Path(),
	}
	if ahead < grace {
		f.Status = Warn
		return f.claiming(Possible, "iat is "+Span(ahead)+" in the future; Oracle does not document whether NetSuite tolerates that", "TokenNotAcceptable"), true
	}
	return f.claiming(Likely, "iat is "+Span(ahead)+" in the future", "TokenNotAcceptable"), true
}

// checkNotBefore warns of nbf (RFC 7519 section 4.1.5), which NetSuite does not document.
func checkNotBefore(s *subject) (Finding, bool) {
	if _, found := s.token.Claims.Get("nbf"); !found || s.kind == token.Unknown {
		return Finding{}, false
	}
	nbf := s.token.Time("nbf")
	f := Finding{Status: Warn, Title: "The token has nbf, which NetSuite does not document",
		Evidence: evidence("nbf", "no nbf", nbf.Got), Why: "Oracle does not document how NetSuite handles it.",
		Fix: integrator("Leave nbf out."), Verify: "The check Not before is gone."}
	if nbf.Readable() {
		f.Evidence[0].Got = Moment(nbf.Time())
		if nbf.Time().After(s.at) {
			f.Title = "The token is not valid before " + Moment(nbf.Time())
			f.Why = "A receiver that checks nbf rejects the token until then (RFC 7519 section 4.1.5). Oracle does not document what NetSuite does."
		}
	}
	return f, true
}

// expiredCodes are the codes for an expired token of one kind, besides TokenExpired.
var expiredCodes = map[token.Kind][]Code{token.Access: {"AccessTokenExpired"}, token.Refresh: {"RefreshTokenExpired"}}

// spanNotMoment is the number of seconds below which exp is taken for a span of time: a year.
const spanNotMoment = 366 * 24 * 3600

func checkExpired(s *subject) (Finding, bool) {
	exp := s.token.Time("exp")
	if s.kind == token.Unknown || !exp.Readable() || s.swapped() {
		return Finding{}, false
	}
	past := s.at.Sub(exp.Time())
	if past < 0 {
		excluded := append([]Code{"TokenExpired"}, expiredCodes[s.kind]...)
		if s.kind == token.Access && stepOf(s.said) == detail.StepRefresh {
			excluded = nil // a valid access token says nothing about the refresh token that was sent
		}
		return passed("expires in "+Span(past), "the token is valid for another "+Span(past), excluded...), true
	}
	f := Finding{
		Status: Fail, Title: "Expired " + ago(past),
		Evidence: evidence("exp", "later than "+Moment(s.at), Moment(exp.Time())),
		Why:      "NetSuite rejects a token after exp (RFC 7519 section 4.1.4).",
	}
	because := fmt.Sprintf("exp is %s, %s before the time of evaluation", Moment(exp.Time()), Span(past))
	sure := Confirmed
	if !s.token.Marked {
		sure = Likely
		because += "; nothing in the token proves its kind"
	}
	if past < grace {
		sure = Likely
		because += "; clocks may differ by that much"
	}
	if len(s.token.Contradictions) > 0 {
		sure = Likely
		because += "; the token's own marks contradict each other"
	}
	switch s.kind {
	case token.Access:
		s.expiredAccess(&f, sure, because)
	case token.Refresh:
		f.Fix = integrator("Start the authorization code flow again, from step one, for a new pair of tokens.")
		f.Verify = "The refresh request is answered with a new access token."
		if s.usedAs != token.Refresh {
			sure = Likely
		}
		return f.naming(sure, because, "RefreshTokenExpired").claiming(Possible, because+"; Oracle lists this code too", "TokenExpired"), true
	case token.Assertion:
		f.Fix = integrator("Make a new assertion for each token request, with exp less than 60 minutes after iat.", "Check the clock of the machine that makes the assertion.")
		if exp.Seconds >= 0 && exp.Seconds < spanNotMoment {
			f.Title = fmt.Sprintf("exp is %d, a length of time, not a point in time", exp.Seconds)
			f.Why = "exp counts seconds from 1970 (RFC 7519 section 4.1.4), so NetSuite treats the token as expired."
			f.Fix = integrator("Write exp as iat plus the lifetime in seconds, and sign a new assertion.")
		}
		f.Verify = "The token request is answered with an access token."
		return f.naming(Likely, because+"; Oracle documents no table of codes for this request", "TokenExpired"), true
	case token.ID:
		f.Fix = integrator("Have the user log in again.")
		f.Verify = "The new ID token is not expired."
		return f.naming(Likely, because, "TokenExpired"), true
	}
	return f, true
}

// saidExpired is the rule of checkExpired for a Case without a token.
func saidExpired(s *subject) (Finding, bool) {
	said, known := s.said.Get(FactExpired)
	if !known {
		return Finding{}, false
	}
	codes := expiredCodes[token.Kind(s.said.Value(FactToken))]
	if said.Value == "no" {
		return passed("The token is not expired, as you said", "the token is not expired, as you said", codes...), true
	}
	f := Finding{Status: Fail, Title: "The token is expired, as you said", Evidence: evidence("token", "not expired", "expired, as you said"),
		Why: "NetSuite rejects a token after exp (RFC 7519 section 4.1.4).", Fix: integrator("Get a new token as the page describes."),
		Verify: "The same request succeeds with the new token."}
	const because = "the token is expired, as you said"
	if codes == nil {
		return f.naming(Likely, because, "TokenExpired"), true
	}
	return f.naming(Likely, because, codes...).claiming(Possible, because, "TokenExpired"), true
}

// ago writes how long ago something happened.
func ago(d time.Duration) string {
	if d < time.Second {
		return "this very second"
	}
	return Span(d) + " ago"
}

func (s *subject) expiredAccess(f *Finding, sure Certainty, because string) {
	f.Fix = integrator("Request a new access token with the refresh token.", "If the refresh token is expired too, start the authorization code flow again.")
	if s.token.Flow == token.ClientCredentials {
		f.Fix = integrator("Request a new access token with a new client assertion. Client credentials has no refresh token.")
	}
	f.Verify = "The same call succeeds, and the trail shows Success."
	f.Page = Code("AccessTokenExpired").Path()
	because += "; NetSuite rejects a call with it"
	// Oracle publishes a table for the calls of these two services only.
	if service := s.said.Value(FactService); service != "" && service != "restlets" && service != "rest_webservices" {
		sure = Likely
		because += "; Oracle documents no table of codes for " + serviceTitles[service]
	}
	if len(s.token.Scopes) > 0 && !containsAny(s.token.Scopes, "restlets", "rest_webservices") {
		sure = Likely
		because += "; Oracle's table covers only RESTlets and REST Web Services, and its scopes cover neither"
	}
	if s.usedAs != token.Access && s.usedAs != token.Unknown {
		sure = Likely
	}
	f.says(sure, because, "AccessTokenExpired")
	f.says(Possible, "Oracle lists this code for any expired token of a flow, but AccessTokenExpired for an expired access token", "TokenExpired")
}

// century is 100 years in seconds. A time.Duration is at most 292 years.
const century = 100 * 365 * 24 * 3600

// checkLifetime compares exp minus iat with the lifetime of that kind of token.
func checkLifetime(s *subject) (Finding, bool) {
	exp, iat := s.token.Time("exp"), s.token.Time("iat")
	if s.kind == token.Unknown || !exp.Readable() || !iat.Readable() {
		return Finding{}, false
	}
	life := exp.Seconds - iat.Seconds
	span := Span(time.Duration(min(max(life, 0), century)) * time.Second)
	if life > century {
		span = "over 100 y"
	}
	f := Finding{
		Fix: integrator("Get a new token from the token endpoint and use it unchanged."), Verify: "The check Lifetime passes.",
		Page: Code("TokenValidityTooBroad").Path(),
	}
	if s.swapped() {
		f.Status, f.Title = Fail, "iat is in the future and exp is in the past: they may be swapped"
		f.Evidence = []Evidence{
			{Where: "iat", Expected: "not later than " + Moment(s.at), Got: Moment(iat.Time())},
			{Where: "exp", Expected: "later than " + Moment(s.at), Got: Moment(exp.Time())},
		}
		f.Why = "iat is the time of issue; exp is the time of expiry."
		f.Fix = integrator("Set iat to now and exp to iat plus the lifetime, both in seconds since 1970.")
		return f.naming(Likely, "iat is "+Moment(iat.Time())+", in the future", "TokenNotAcceptable").claiming(Likely, "exp is "+Moment(exp.Time())+", in the past", "TokenExpired"), true
	}
	if life <= 0 {
		f.Status, f.Title = Fail, "The token expires before it is issued"
		if life == 0 {
			f.Title = "The token expires at the moment it is issued"
		}
		f.Evidence = evidence("exp − iat", "more than 0", fmt.Sprintf("%d s", life))
		f.Why = "exp and iat were mixed up, or the clock was wrong."
		f.Fix = integrator("Compute exp as iat plus the lifetime.")
		return f, true
	}
	tooBroad := "exp is " + span + " after iat"
	got := fmt.Sprintf("%d s (%s)", life, span)
	switch s.kind {
	case token.Assertion:
		f.Evidence = evidence("exp − iat", "less than 3600 s", got)
		f.Fix = integrator("Set exp to at most 59 minutes after iat; a few minutes are enough for one token request.")
		switch {
		case life < assertionLimit:
			return passed("lifetime "+span, tooBroad+", under 60 minutes", "TokenValidityTooBroad"), true
		case life == assertionLimit:
			f.Status, f.Title = Warn, "The lifetime is exactly 60 minutes"
			f.Why = "Oracle requires less than 60 minutes; its own sample has exactly 60."
			f.says(Possible, "the lifetime is exactly 60 minutes, where Oracle's text and sample differ", "TokenValidityTooBroad")
		default:
			f.Status, f.Title = Fail, "The lifetime is too long: "+span
			f.Why = "Oracle's page on the request token requires less than 60 minutes; its page on the Login Audit Trail allows two hours."
			if life > auditLimit {
				f.Why = "It exceeds both of Oracle's limits: 60 minutes for the request token, two hours on the page about the Login Audit Trail."
			}
			f.says(Likely, tooBroad, "TokenValidityTooBroad")
		}
		return f, true
	case token.Access:
		f.Evidence = evidence("exp − iat", "3600 s", got)
		f.Why = "NetSuite's access tokens are valid for exactly 60 minutes. This one was changed, made elsewhere, or is another kind of token (type contradiction)."
		switch {
		case life == accessLife:
			return passed("lifetime 60 min", "the lifetime is NetSuite's 60 minutes", "TokenValidityTooBroad"), true
		case life > auditLimit:
			f.Status, f.Title = Fail, "The lifetime is not that of an access token: "+span
			f.says(Likely, tooBroad+", more than Oracle's two hours", "TokenValidityTooBroad")
		default:
			f.Status, f.Title = Warn, "The lifetime is not that of an access token: "+span
			f.says(Possible, tooBroad, "TokenValidityTooBroad")
		}
		return f, true
	case token.Refresh:
		if life == refreshLife {
			return passed("lifetime 7 d", "the lifetime is NetSuite's 7 days", "TokenValidityTooBroad"), true
		}
		if life <= publicLife {
			return passed("lifetime "+span+", as a public client's can be", "the lifetime is one a public client can have", "TokenValidityTooBroad"), true
		}
		f.Evidence = evidence("exp − iat", "604800 s (7 d), or at most 720 h for a public client", got)
	case token.ID:
		if life == idLife {
			return passed("lifetime 3 h", "the lifetime is NetSuite's 3 hours", "TokenValidityTooBroad"), true
		}
		f.Evidence = evidence("exp − iat", "10800 s (3 h)", got)
	}
	f.Status, f.Title = Warn, "The lifetime is not that of "+s.kind.WithArticle()+": "+span
	f.Why = "NetSuite issues this kind with a fixed lifetime. The token was changed, made elsewhere, or is another kind."
	return f.claiming(Possible, tooBroad, "TokenValidityTooBroad"), true
}
