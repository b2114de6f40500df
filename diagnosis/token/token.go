// Package token cleans, decodes and classifies NetSuite's JSON Web Tokens. It trusts
// nothing in its input and never returns a signature.
package token

import (
	"cmp"
	"strings"

	"authdoctor/diagnosis/border"
)

// Kind is a kind of token; the values of tokens[].kind in JSON.
type Kind string

// The kinds.
const (
	Access    Kind = "access"
	Refresh   Kind = "refresh"
	ID        Kind = "id"
	Assertion Kind = "assertion"
	Unknown   Kind = "unknown"
)

// Issued reports whether NetSuite issues tokens of this kind.
func (k Kind) Issued() bool { return k == Access || k == Refresh || k == ID }

// Title names the kind in prose, such as access token.
func (k Kind) Title() string {
	titles := map[Kind]string{Access: "access token", Refresh: "refresh token", ID: "ID token", Assertion: "client assertion"}
	return cmp.Or(titles[k], "token of unknown kind")
}

// WithArticle returns Title with its indefinite article: an access token, a client
// assertion.
func (k Kind) WithArticle() string {
	if k == Access || k == ID {
		return "an " + k.Title()
	}
	return "a " + k.Title()
}

// Flow is the OAuth 2.0 flow in which a token was made; "" if unknown.
type Flow string

// The flows; the values of the flow fact.
const (
	AuthorizationCode Flow = "authorization-code"
	ClientCredentials Flow = "client-credentials"
)

// Title names the flow in prose.
func (f Flow) Title() string { return strings.ReplaceAll(string(f), "-", " ") }

// Token is a decoded token. Its strings are printable; a missing value is "".
type Token struct {
	Kind Kind
	// Signs are the signs that Kind was inferred from, strongest first, for people.
	Signs []string
	// Marked reports whether Kind was inferred from a claim that only this kind has:
	// jti, ttype or at_hash. Otherwise Kind is a guess from the token's appearance.
	Marked bool
	// Contradictions are the signs of another kind.
	Contradictions []string
	Flow           Flow

	// Problems are the problems met while decoding, first cause first. Header and Claims
	// contain what could be decoded nevertheless.
	Problems []Problem
	Header   Object
	Claims   Object

	// TakenOut names the parts (header, payload, signature) that somebody replaced or
	// left out when copying the token; nil for none. The other parts are checked.
	TakenOut []string
	// Decoded reports whether the token was given as the text of its header and claims,
	// as a decoder prints them. Its encoding is unknown, and it has no signature.
	Decoded bool
	// Elided are the header parameters and claims of a decoded token whose values the
	// text does not contain.
	Elided []Elided

	// Signed reports whether the token has a signature part that is not empty.
	Signed bool
	// SignatureBytes is the length of the decoded signature.
	SignatureBytes int
	// SignatureDER reports whether the signature is an ASN.1 sequence, as an ECDSA
	// signature is before it is converted to the raw form of RFC 7518 section 3.4.
	SignatureDER bool
	// SignatureText is the encoding of the decoded signature where it is text once more: see
	// DecodedText; "" for bytes, as it should be.
	SignatureText string

	// Field is the name that precedes the token in the text, such as access_token,
	// client_assertion or Authorization; "" for none.
	Field string
	// HeaderFault is the fault of the header Authorization in which the token was found; see
	// HeaderFault the function.
	HeaderFault string

	Account       string // canonical: 1234567_SB1
	TokenAccount  string // the account that jti names, canonical
	ApplicationID string
	ClientID      string
	Role          string // internal ID
	Entity        string // internal ID
	Scopes        []string
	Algorithm     string
	KeyID         string

	// Probed reports whether an online check sent or received the token.
	Probed bool

	// Told is the result of verifying the signature, as a case file tells it, for a token
	// from there; else nil. It is a keys.Signature, which this package cannot name.
	Told any

	// Raw is the cleaned token.
	Raw border.Secret
}

// Title names the token by kind and flow.
func (t Token) Title() string {
	if flow := t.Flow.Title(); flow != "" {
		return t.Kind.Title() + " · " + flow
	}
	return t.Kind.Title()
}
