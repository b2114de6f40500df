package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/token"
)

// claimType is what a claim holds.
type claimType struct {
	name     string
	holds    token.Type
	expected string
	// among are the texts it can be, nil for any that is not empty.
	among  []string
	source string
}

// claimTypes are those of RFC 7519 section 4.1, of OpenID Connect Core sections 2 and
// 3.1.3.6, and NetSuite's own (section_158255317571, section_161235023782). The others
// have checks of their own: iss, sub, aud, scope, iat, exp and nbf.
var claimTypes = []claimType{
	{"jti", token.String, "the ID of the token, a text", nil, "RFC 7519 section 4.1.7"},
	{"oit", token.Number, "whole seconds since 1970", nil, "Oracle's published tokens"},
	{"ttype", token.String, "ACCESS, REFRESH or ID", []string{"ACCESS", "REFRESH", "ID"}, "a published token of 2020"},
	{"nonce", token.String, "the nonce of the authorize request, a text", nil, "OpenID Connect Core section 2"},
	{"email", token.String, "an e-mail address", nil, "Oracle's page on the ID token"},
	{"email_verified", token.Boolean, "false", []string{"false"}, "Oracle's page on the ID token"},
	{"at_hash", token.String, "a text", nil, "OpenID Connect Core section 3.1.3.6"},
}

// checkClaimTypes compares the values of claims with what they can hold. None of them
// is known to make NetSuite refuse a token, so it warns.
func checkClaimTypes(s *subject) (Finding, bool) {
	f := Finding{}
	claims := s.token.Claims
	odd := func(title, name, expected, got, why string) {
		if f.Title == "" {
			f.Status, f.Title, f.Why = Warn, title, why
		}
		f.Evidence = append(f.Evidence, Evidence{Where: name, Expected: expected, Got: got})
	}
	for _, claim := range claimTypes {
		value, found := claims.Get(claim.name)
		switch {
		case !found:
		case value.Type == token.Null:
			odd(claim.name+" has no value", claim.name, claim.expected, "no value", "A claim without a value means nothing ("+claim.source+").")
		case value.Type != claim.holds:
			odd(claim.name+" is "+withArticle(value.Type)+", not "+withArticle(claim.holds), claim.name, claim.expected, withArticle(value.Type), "The type of this claim is fixed ("+claim.source+").")
		case claim.holds == token.String && strings.TrimSpace(value.Text) == "":
			odd(claim.name+" is empty", claim.name, claim.expected, "an empty text", "A claim without a value means nothing ("+claim.source+").")
		case claim.among != nil && !slices.Contains(claim.among, value.Text):
			odd(claim.name+" has a value that NetSuite does not use", claim.name, claim.expected, value.Written(), "NetSuite uses one of a few values ("+claim.source+").")
		}
	}
	if id := claims.Text("jti"); s.issued() && strings.TrimSpace(id) != "" && !token.IsTokenID(id) {
		odd("jti does not have NetSuite's form", "jti", "ACCOUNT, the mark of the kind, the chain and the time of issue", token.Shown(id), "Every published token since 2021 has that form, which shows the kind of the token.")
	}
	// Oracle's text calls oit a count of seconds, its tokens have a moment: it is not
	// compared with iat.
	if chain := s.token.Time("oit"); chain.Form != token.Missing && chain.Form != token.Seconds && claimIs(claims, "oit", token.Number) {
		odd("oit is not whole seconds", "oit", "whole seconds since 1970", chain.Got+" ("+string(chain.Form)+")", "oit is the time when the chain of tokens began.")
	}
	if f.Title == "" {
		return Finding{}, false
	}
	f.Verify = "The check Types of the claims is gone."
	f.Fix = integrator("Get a new token from the token endpoint and use it unchanged.")
	if s.assertion() {
		f.Fix = integrator("Leave the claim out, or give it a value of its type.")
	}
	return f, true
}

// claimIs reports whether a claim is a JSON value of that type.
func claimIs(claims token.Object, name string, of token.Type) bool {
	value, _ := claims.Get(name)
	return value.Type == of
}

// withArticle names a JSON type in a sentence.
func withArticle(t token.Type) string {
	switch t {
	case token.String:
		return "a text"
	case token.Boolean:
		return "true or false"
	case token.Array, token.Nested:
		return "an " + string(t)
	}
	return "a " + string(t)
}
