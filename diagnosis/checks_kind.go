package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/token"
)

var kindChecks = []Check{
	{ID: "token-kind", Title: "Kind of token", Needs: NeedsClaims, Members: []string{"iss", "aud"}, run: checkTokenKind},
	{ID: "token-name", Title: "Kind against name", Needs: NeedsClaims, run: checkTokenName, Codes: []Code{"TokenRejected", "InvalidRefreshToken"}},
	{ID: "used-as", Title: "Kind against use", Needs: NeedsClaims, run: checkUsedAs, said: saidUsedAs,
		Codes: []Code{"TokenRejected", "InvalidTokenType", "InvalidRefreshToken", "InvalidIssuer"}},
}

func checkTokenKind(s *subject) (Finding, bool) {
	t := s.token
	switch {
	case t.Kind == token.Unknown:
		return Finding{
			Status: Warn, Title: "Nothing in this token marks it as one of NetSuite's, or as a client assertion for it",
			Evidence: evidence("iss", token.IssuerURL+", or a Client ID in an assertion", orNothing(t.Claims, "iss")),
			Why:      "Other services issue similar tokens. NetSuite accepts only its own tokens and client assertions made for it.",
			Fix:      integrator("Check that this is the token that was sent to NetSuite."),
			Verify:   "The kind of the token is named here.",
			Page:     "symptoms/find-the-token-kind.md",
		}, true
	case len(t.Contradictions) > 0:
		f := Finding{Status: Warn, Title: fmt.Sprintf("The marks of this %s contradict each other", t.Kind.Title()),
			Why: "NetSuite issues no token with such marks. Someone may have assembled or changed it.",
			Fix: integrator("Get a new token from the token endpoint and compare."), Verify: "The new token shows no contradiction.",
			Page: "symptoms/find-the-token-kind.md"}
		for _, mark := range t.Contradictions {
			f.Evidence = append(f.Evidence, Evidence{Where: "token", Expected: strings.Join(t.Signs, ", "), Got: mark + " (type contradiction)"})
		}
		return f, true
	case t.Kind == token.Refresh && t.Marked && s.accessLifetime():
		return Finding{Status: Warn, Title: "The token is marked as a refresh token but is valid for 60 min, like an access token",
			Facts: []FactName{FactClient, FactRecordRefreshValidity}, Evidence: evidence("exp − iat", "7 d, or the value on a public client's record", "3600 s (60 min)"),
			Why:    "A confidential client's refresh token is valid for 7 d. Only a public client with a Refresh Token Validity of 1 h has one this short. Otherwise, someone assembled or changed the token.",
			Fix:    slices.Concat(administrator("Check at "+authenticationMenu+" whether Public Client is checked and Refresh Token Validity (In Hours) is 1."), integrator("If not, get a new token from the token endpoint and compare.")),
			Verify: "The record has 1 h, or the new refresh token is valid for longer.", Page: "symptoms/find-the-token-kind.md"}, true
	}
	title := capitalise(t.Kind.Title())
	if t.Flow != "" && t.Kind != token.Assertion {
		title += " · " + t.Flow.Title()
	}
	return passed(title+": "+strings.Join(t.Signs, ", "), ""), true
}

// accessLifetime reports whether the token has the lifetime of an access token, and nothing
// that was said about the record explains it.
func (s *subject) accessLifetime() bool {
	exp, iat := s.token.Time("exp"), s.token.Time("iat")
	if s.said.Value(FactClient) == "public" || s.said.Value(FactRecordRefreshValidity) != "" {
		return false // left to the check refresh-validity
	}
	return exp.Form == token.Seconds && iat.Form == token.Seconds && exp.Seconds-iat.Seconds == accessLife
}

// kindsByName maps the name of a parameter or member to the kind of token it carries (RFC
// 6749 section 5.1, RFC 7523 section 2.2).
var kindsByName = map[string]token.Kind{"access_token": token.Access, "refresh_token": token.Refresh, "id_token": token.ID, "client_assertion": token.Assertion}

// checkTokenName compares the kind of a token with the name under which it was pasted,
// where no request shows that it was sent.
func checkTokenName(s *subject) (Finding, bool) {
	t := s.token
	kind, isNamed := kindsByName[t.Field]
	if !isNamed || s.usedAs != token.Unknown || t.Kind == token.Unknown || !t.Marked && t.Kind != token.Assertion {
		return Finding{}, false
	}
	if t.Kind == kind {
		return passed("The token matches its name: "+t.Field, ""), true
	}
	f := Finding{Status: Fail, Title: fmt.Sprintf("%s holds %s", t.Field, t.Kind.WithArticle()),
		Evidence: evidence(t.Field, kind.Title(), fmt.Sprintf("%s: %s", t.Kind.Title(), strings.Join(t.Signs, ", "))),
		Why:      "NetSuite returns each token under its own name. If the program stores them under swapped names, it sends the wrong token.",
		Fix:      integrator("Check where the application stores the token endpoint's response, and under which names.", "Request new tokens and compare."),
		Verify:   "Each token matches its name.", Page: "symptoms/find-the-token-kind.md"}
	because := fmt.Sprintf("%s holds %s; the application would send the wrong kind", t.Field, t.Kind.WithArticle())
	switch {
	case kind == token.Access && t.Kind == token.Refresh:
		f.says(Possible, because, "TokenRejected")
	case kind == token.Refresh && t.Kind == token.Access:
		f.says(Possible, because, "InvalidRefreshToken")
	}
	return f, true
}

// checkUsedAs compares the kind of the token with the kind it was sent as
// (subsect_158324637123, subsect_158711928134).
func checkUsedAs(s *subject) (Finding, bool) {
	kind := s.token.Kind
	if kind == token.Unknown {
		return Finding{}, false
	}
	if s.usedAs == token.Unknown && s.token.Probed && kind.Issued() { // it came now, and nothing was sent with it
		return Finding{}, false
	}
	if s.usedAs == token.Unknown {
		f := Finding{Status: Unchecked, Title: "It is not known what the token was sent as",
			Because: "nothing shows how it was used", Supply: "say what the token was sent as: access, refresh, assertion or id", Lacks: FactUsedAs}
		succeeded := strings.HasPrefix(s.said.Value(FactStatus), "2")
		if needed := neededAt(Step(s.said.Value(FactStep))); needed != token.Unknown && needed != kind && !succeeded {
			f.Title = fmt.Sprintf("This is %s; the step that failed sends %s. Is this the token that was sent?", kind.WithArticle(), needed.WithArticle())
			f.Because = "the step shows what should have been sent, not what was sent"
		}
		if kind == token.Access {
			f.says(RuledOut, "the token is an access token; NetSuite logs this code for a refresh token", "TokenRejected")
		}
		if kind == token.Refresh {
			f.says(RuledOut, "the token is a refresh token; NetSuite logs this code for an access token sent to refresh", "InvalidRefreshToken")
		}
		f.Codes = nil
		return f, true
	}
	if kind != s.usedAs && !s.token.Marked && kind.Issued() && s.usedAs.Issued() {
		return Finding{Status: Unchecked, Title: "The token has no mark of its kind; it is checked as " + s.usedAs.WithArticle(),
			Because: "jti does not show the kind", Supply: "get a new token from the token endpoint and compare"}, true
	}
	if kind == s.usedAs {
		return passed("Sent as what it is: "+kind.WithArticle(), "the token is "+kind.WithArticle()+" and was sent as one",
			"TokenRejected", "InvalidTokenType", "InvalidRefreshToken"), true
	}
	f := Finding{
		Status: Fail, Title: fmt.Sprintf("%s was sent instead of %s", capitalise(kind.WithArticle()), s.usedAs.WithArticle()),
		Evidence: evidence("kind of token", s.usedAs.Title(), fmt.Sprintf("%s: %s", kind.Title(), strings.Join(s.token.Signs, ", "))),
		Why:      "Each kind has one use: access tokens for calls, refresh tokens for the refresh request, client assertions for the token request.",
		Verify:   "The token pasted here is " + s.usedAs.WithArticle() + ", and the same request succeeds.",
		Page:     "symptoms/find-the-token-kind.md",
	}
	because := fmt.Sprintf("the token is %s, but it was sent as %s", kind.WithArticle(), s.usedAs.WithArticle())
	switch {
	case s.usedAs == token.Access && kind == token.Refresh:
		f.Fix = integrator("Use access_token, not refresh_token, from the token endpoint's response.", "Send it in the header Authorization: Bearer.")
		f = f.naming(Likely, because, "TokenRejected", "InvalidTokenType")
	case s.usedAs == token.Access && kind == token.ID:
		f.Fix = integrator("Use access_token, not id_token, from the token endpoint's response.", "Send it in the header Authorization: Bearer.")
		f = f.naming(Likely, because, "InvalidTokenType", "TokenRejected")
	case s.usedAs == token.Access && kind == token.Assertion:
		f.Fix = integrator("Send the client assertion to the token endpoint only, as client_assertion.", "Use access_token from its response for the call.")
		f.says(Likely, because+"; its issuer is a Client ID, not NetSuite", "InvalidIssuer", "InvalidTokenType")
		f.Page = Code("InvalidTokenType").Path()
	case s.usedAs == token.Refresh && kind == token.Access && s.token.Flow == token.ClientCredentials:
		f.Fix = integrator("Client credentials has no refresh token: make a new client assertion and request a new access token.")
		f = f.naming(Likely, because, "InvalidRefreshToken", "InvalidTokenType")
	case s.usedAs == token.Refresh:
		f.Fix = integrator("Send refresh_token from the token endpoint's response as the parameter refresh_token.")
		f = f.naming(Likely, because, "InvalidRefreshToken", "InvalidTokenType")
	case s.usedAs == token.Assertion:
		f.Fix = integrator("Sign a client assertion with your own private key; a token that NetSuite issued cannot replace it.")
		f.says(Likely, because+"; its issuer is NetSuite, not a Client ID", "InvalidIssuer")
		f.says(Possible, because, "InvalidTokenType")
	default:
		f.Fix = integrator("Use id_token from the token endpoint's response.")
		f.says(Possible, because, "InvalidTokenType")
	}
	return f, true
}

// saidUsedAs is the rule of checkUsedAs for a Case without a token.
func saidUsedAs(s *subject) (Finding, bool) {
	kind := token.Kind(s.said.Value(FactToken))
	if kind == "" || s.usedAs == token.Unknown {
		return Finding{}, false
	}
	f, ok := checkUsedAs(&subject{given: s.given, usedAs: s.usedAs, token: &token.Token{Kind: kind, Signs: []string{"as you said"}, Flow: token.Flow(s.said.Value(FactFlow))}})
	return f, ok && (f.Status == Fail || f.Status == Pass)
}

func capitalise(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// similarNames are names that people write for a member.
var similarNames = map[string][]string{"kid": {"keyId", "key_id", "certificateId"}, "iss": {"issuer", "client_id", "clientId"}, "aud": {"audience"}, "exp": {"expires", "expiresAt", "expiration"}, "iat": {"issuedAt"}, "alg": {"algorithm"}}

// orNothing returns a member for display, or says that it is missing.
//
// A name that was meant for it is mentioned: names are compared character by character (RFC 7519
// section 4).
func orNothing(object token.Object, name string) string {
	value, found := object.Get(name)
	if !found {
		for _, other := range object.Names() {
			if slices.ContainsFunc(append(similarNames[name], name, name+"s"), func(similar string) bool { return strings.EqualFold(strings.Trim(other, "_- "), similar) }) {
				return "nothing: " + name + " is missing; the name " + token.Shown(other) + " is another"
			}
		}
		return "nothing: " + name + " is missing"
	}
	return value.Written()
}
