package token

import (
	"encoding/base64"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// places are the header and the claims of a decoded token, and their offsets in the
// text. One of the two may be nil.
type places struct {
	header, claims *loose
	from, to       int
}

// Bounds on the search for decoded tokens. A longer text is a log.
const (
	maxDecoded     = 8         // tokens read
	maxDecodedText = 256 << 10 // bytes searched
)

// Decoded finds decoded tokens: header and claims as a decoder, a debugger or a program
// prints them. rest is the text with each of them replaced by spaces. Claims without a
// header must look like those of a token, because many answers and logs have a member
// exp.
func Decoded(text string) (tokens []Token, rest string) {
	search := text[:min(len(text), maxDecodedText)]
	if !hasClaimName(search) {
		return nil, text
	}
	found := pairParts(search, objectsIn(search))
	if len(found) == 0 {
		if listed, ok := listing(search); ok {
			found = []places{listed}
		}
	}
	out := []byte(text)
	for _, p := range found[:min(len(found), maxDecoded)] {
		tokens = append(tokens, p.token())
		for i := p.from; i < p.to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	return tokens, string(out)
}

// hasClaimName reports whether the search for decoded tokens can find any.
func hasClaimName(text string) bool {
	return strings.Contains(text, "alg") || strings.Contains(text, "aud") || strings.Contains(text, "iss") || strings.Contains(text, "exp")
}

// The names of header parameters (RFC 7515, 7516, 7797) and of claims (RFC 7519, OpenID
// Connect Core, and NetSuite's).
var (
	headerNames = []string{"alg", "kid", "typ", "cty", "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip"}
	claimNames  = []string{"iss", "sub", "aud", "scope", "iat", "exp", "nbf", "jti", "oit", "ttype", "nonce", "email", "email_verified", "at_hash", "auth_time", "azp", "amr", "acr", "scp", "client_id"}
	// notHeader and notClaims are the names of members that only other objects have: keys,
	// answers of the token endpoint and of introspection (RFC 7662), errors, requests,
	// server metadata (RFC 8414), rows and logs.
	notHeader = []string{"kty", "keys", "n", "crv", "use", "iss", "exp", "aud", "error", "access_token", "grant_type"}
	notClaims = []string{"alg", "kty", "keys", "active", "access_token", "refresh_token", "id_token", "expires_in", "token_type", "error", "status", "title", "detail", "Detail", "o:errorDetails",
		"grant_type", "client_assertion", "redirect_uri", "response_type", "issuer", "token_endpoint", "jwks_uri", "log", "level", "message", "msg", "statusCode"}
	// headerMembers and claimsMembers are the names that decoders give to the two parts.
	headerMembers = []string{"header", "headers", "jwtheader", "decodedheader", "tokenheader", "joseheader", "protected", "protectedheader"}
	claimsMembers = []string{"payload", "claims", "body", "claimset", "jwtclaimset", "jwtpayload", "decodedpayload", "tokenpayload", "decoded"}
)

// count returns the number of different members of o that are among names.
func (o *loose) count(names []string) int {
	n := 0
	for i, name := range o.names {
		if slices.Contains(names, name) && !slices.Contains(o.names[:i], name) {
			n++
		}
	}
	return n
}

func (o *loose) has(name string) bool { return slices.Contains(o.names, name) }

// isHeader reports whether an object is the header of a token: it names an algorithm, or
// has a kid and the typ JWT, and it is not a key.
func (o *loose) isHeader() bool {
	typ := o.get("typ")
	return (o.has("alg") || o.has("kid") && strings.EqualFold(typ.text, "JWT")) && o.count(notHeader) == 0 && 2*o.count(headerNames) >= len(o.names)
}

// isClaims reports whether an object next to a header is the claims of a token.
func (o *loose) isClaims() bool {
	return o.count(claimNames) >= 2 && o.count(notClaims) == 0
}

// standsAlone reports whether an object without a header is the claims of a token: it has
// a time, an issuer or an audience, and at least three claims. A token that NetSuite
// issued or receives needs less, because the missing claim may be the fault.
func (o *loose) standsAlone() bool {
	if !o.isClaims() {
		return false
	}
	aud := o.get("aud")
	iss := o.get("iss")
	jti := o.get("jti")
	audience := aud.text
	if len(aud.items) > 0 {
		audience = aud.items[0].text
	}
	if strings.Contains(audience, TokenPath) || IsClientID(iss.text) || iss.text == IssuerURL || readJTI(jti.text).ok {
		return true
	}
	return (o.has("exp") || o.has("iat")) && (o.has("iss") || o.has("aud")) && o.count(claimNames) >= 3 && 2*o.count(claimNames) >= len(o.names)
}

// wrapped returns header and claims if the object has them as members, at any of the
// first few levels.
func (o *loose) wrapped(depth int) (p places, ok bool) {
	for i, name := range o.names {
		member := &o.items[i]
		if member.kind != Nested {
			continue
		}
		switch name = strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name)); {
		case slices.Contains(headerMembers, name) && member.isHeader():
			p.header = member
		case slices.Contains(claimsMembers, name) && member.isClaims():
			p.claims = member
		}
	}
	if p.header != nil && p.claims != nil || p.claims != nil && p.claims.standsAlone() {
		return p, true
	}
	const deepest = 3
	for i := range o.items {
		if o.items[i].kind == Nested && depth < deepest {
			if p, ok := o.items[i].wrapped(depth + 1); ok {
				return p, true
			}
		}
	}
	return places{}, false
}

// pairParts finds the headers and claims among the objects of a text and pairs them.
func pairParts(text string, objects []*loose) (found []places) {
	const together = 600 // bytes at most between header and claims: a heading and a rule
	for i := 0; i < len(objects); i++ {
		o := objects[i]
		if p, ok := o.wrapped(0); ok {
			p.from, p.to = o.from, o.to
			found = append(found, p)
			continue
		}
		next := func(is func(*loose) bool) *loose {
			if i+1 < len(objects) && objects[i+1].from-o.to < together && is(objects[i+1]) {
				return objects[i+1]
			}
			return nil
		}
		switch {
		case o.isHeader():
			p := places{header: o, from: o.from, to: o.to}
			if p.claims = next((*loose).isClaims); p.claims != nil {
				p.to = p.claims.to
				i++
			} else if typ := o.get("typ"); typ.text == "" && !o.has("kid") || inCall(text, o) {
				continue
			}
			found = append(found, p)
		case o.isClaims():
			p := places{claims: o, from: o.from, to: o.to}
			if p.header = next((*loose).isHeader); p.header != nil && !(i+2 < len(objects) && objects[i+2].isClaims()) {
				p.to = p.header.to
				i++
			} else if p.header = nil; !o.standsAlone() || inCall(text, o) {
				continue
			}
			found = append(found, p)
		}
	}
	return found
}

// inCall reports whether an object is the argument of a call in source code: the program
// has yet to make the token.
func inCall(text string, o *loose) bool {
	before := strings.TrimRight(text[max(0, o.from-80):o.from], " \t\r\n")
	return len(before) > 1 && before[len(before)-1] == '(' && isWordByte(before[len(before)-2])
}

// token makes a token of header and claims. It has no signature, and its encoding is our
// own.
func (p places) token() Token {
	t := Token{Kind: Unknown, Decoded: true}
	raw := ""
	for _, part := range []struct {
		name   string
		from   *loose
		object *Object
	}{{"header", p.header, &t.Header}, {"payload", p.claims, &t.Claims}} {
		if part.from == nil {
			t.TakenOut = append(t.TakenOut, part.name)
			raw += "."
			continue
		}
		text := part.from.json(nil)
		object, err := parseObject(text)
		if err != nil {
			t.report(Problem{ID: ProblemJSON, Where: part.name, Fatal: true, Title: "The " + part.name + " cannot be read", Expected: "a JSON object", Got: err.Error(),
				Why: "authdoctor does not print the text, because it may contain a secret.", Fix: "Paste the token itself; its signature may be left out."})
			continue
		}
		*part.object = object
		raw += base64.RawURLEncoding.EncodeToString(text) + "."
		for _, member := range object.members {
			if presence := elision(member.Name, member.Value); presence.Hidden() {
				t.Elided = append(t.Elided, Elided{Name: member.Name, Presence: presence})
			}
		}
	}
	t.TakenOut = append(t.TakenOut, "signature")
	t.Raw = border.NewSecret(strings.TrimSuffix(raw, "."))
	t.reportTwins("header", t.Header.twins)
	t.reportTwins("payload", t.Claims.twins)
	t.classify()
	return t
}

// elision returns how a value is replaced, or border.Whole if it is not. In an audience
// the account alone may be replaced.
func elision(name string, value Value) border.Presence {
	if value.Type == Array {
		for _, item := range value.Items {
			if presence := elision(name, item); presence.Hidden() {
				return presence
			}
		}
	}
	if value.Type != String || name == "alg" || name == "typ" || name == "scope" {
		return border.Whole
	}
	if presence := border.PresenceOf(value.Text); presence.Hidden() {
		return presence
	}
	if host, _, found := strings.Cut(strings.TrimPrefix(value.Text, "https://"), ".netsuite.com"); found && name == "aud" {
		account, _, _ := strings.Cut(host, ".")
		if presence := border.PresenceOf(account); presence.Hidden() {
			return presence
		}
		if ExampleAccount(account) {
			return border.Named
		}
	}
	return border.Whole
}

// Elided is a header parameter or a claim whose value the text does not contain.
type Elided struct {
	Name     string          `json:"name,omitempty"`
	Presence border.Presence `json:"presence,omitempty"`
}

// Elides reports whether the header parameter or claim is present without its value.
func (t Token) Elides(name string) bool {
	return slices.ContainsFunc(t.Elided, func(e Elided) bool { return e.Name == name })
}
