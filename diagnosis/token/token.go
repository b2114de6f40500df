// Package token cleans, decodes and classifies a NetSuite JWT. It trusts nothing
// it reads and never gives a signature back.
package token

import (
	"authdoctor/diagnosis/border"
)

// Kind is what a token is.
type Kind string

// The kinds.
const (
	Access    Kind = "access"
	Refresh   Kind = "refresh"
	ID        Kind = "id"
	Assertion Kind = "assertion"
	Unknown   Kind = "unknown"
)

// Issued reports whether NetSuite makes tokens of that kind.
func (k Kind) Issued() bool { return k == Access || k == Refresh || k == ID }

// Title is how prose calls the kind.
func (k Kind) Title() string {
	switch k {
	case Access:
		return "access token"
	case Refresh:
		return "refresh token"
	case ID:
		return "ID token"
	case Assertion:
		return "client assertion"
	}
	return "token of unknown kind"
}

// WithArticle is Title with its article: an access token, a client assertion.
func (k Kind) WithArticle() string {
	if k == Access || k == ID {
		return "an " + k.Title()
	}
	return "a " + k.Title()
}

// Flow is the grant flow that made a token; "" where it does not show.
type Flow string

// The flows; the values of the flow fact.
const (
	AuthorizationCode Flow = "authorization-code"
	ClientCredentials Flow = "client-credentials"
)

// Title is how prose calls the flow.
func (f Flow) Title() string {
	switch f {
	case AuthorizationCode:
		return "authorization code"
	case ClientCredentials:
		return "client credentials"
	}
	return ""
}

// Token is a decoded token. Strings are printable; what was not there is "".
type Token struct {
	Kind Kind
	// Signs are the marks Kind was decided by, strongest first, for people.
	Signs []string
	// Marked reports whether a mark only this kind carries decided: jti, ttype or
	// at_hash. Without one the kind is what the token looks like, no more.
	Marked bool
	// Contradictions are marks that speak for another kind.
	Contradictions []string
	Flow           Flow

	// Problems are what decoding met, first cause first; Header and Claims hold
	// what could be read all the same.
	Problems []Problem
	Header   Object
	Claims   Object

	// TakenOut are the parts (header, payload, signature) that somebody took out for the
	// copy, or left out; nil for none. What is left is judged.
	TakenOut []string
	// Decoded reports whether header and claims were given as text, as a decoder shows
	// them: nothing can be said of their encoding, and there is no signature.
	Decoded bool
	// Elided are the header parameters and claims of a decoded token whose values are not
	// in the text.
	Elided []Elided

	// Signed is false where the signature part was removed or is empty.
	Signed bool
	// SignatureBytes is the length of the decoded signature.
	SignatureBytes int
	// SignatureDER reports whether the signature starts as an ASN.1 sequence of
	// exactly its own length, which is how ECDSA signatures look when they were
	// not put in the raw form RFC 7518 section 3.4 asks for.
	SignatureDER bool

	// Field is the name the token followed in the text it was found in:
	// access_token, client_assertion, Authorization; "" for none.
	Field string

	Account       string // canonical: 1234567_SB1
	TokenAccount  string // the account jti names, canonical
	ApplicationID string
	ClientID      string
	Role          string // internal ID
	Entity        string // internal ID
	Scopes        []string
	Algorithm     string
	KeyID         string

	// Raw is the token itself, cleaned.
	Raw border.Secret
}

// Title names a token by kind and flow.
func (t Token) Title() string {
	if flow := t.Flow.Title(); flow != "" {
		return t.Kind.Title() + " · " + flow
	}
	return t.Kind.Title()
}
