package token

import (
	"encoding/base64"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// places are the parts of a decoded token in a text: header and claims, and where they
// are. One of the two may be missing.
type places struct {
	header, claims *loose
	from, to       int
}

// maxDecoded is how many decoded tokens of one text are read.
const maxDecoded = 8

// maxDecodedText is how much of a text is searched for decoded tokens, in bytes: what is
// longer is a log.
const maxDecodedText = 256 << 10

// Decoded finds tokens that somebody decoded: header and claims as JSON, as a decoder,
// a debugger or a program prints them. rest is the text without them. What is beside
// such an object decides too: claims alone must look like those of a token, for many
// answers and logs have a member exp.
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

// hasClaimName spares most texts the search.
func hasClaimName(text string) bool {
	return strings.Contains(text, "alg") || strings.Contains(text, "aud") || strings.Contains(text, "iss") || strings.Contains(text, "exp")
}

// The names of header parameters (RFC 7515, 7516, 7797) and of claims (RFC 7519, OpenID
// Connect Core, and NetSuite's).
var (
	headerNames = []string{"alg", "kid", "typ", "cty", "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip"}
	claimNames  = []string{"iss", "sub", "aud", "scope", "iat", "exp", "nbf", "jti", "oit", "ttype", "nonce", "email", "email_verified", "at_hash", "auth_time", "azp", "amr", "acr", "scp", "client_id"}
	// notHeader and notClaims are names that only other objects have: keys, answers of the
	// token endpoint and of introspection (RFC 7662), errors, requests, server metadata
	// (RFC 8414), rows and logs.
	notHeader = []string{"kty", "keys", "n", "crv", "use", "iss", "exp", "aud", "error", "access_token", "grant_type"}
	notClaims = []string{"alg", "kty", "keys", "active", "access_token", "refresh_token", "id_token", "expires_in", "token_type", "error", "status", "title", "detail", "Detail", "o:errorDetails",
		"grant_type", "client_assertion", "redirect_uri", "response_type", "issuer", "token_endpoint", "jwks_uri", "log", "level", "message", "msg", "statusCode"}
	// headerMembers and claimsMembers are what decoders call the two parts.
	headerMembers = []string{"header", "headers", "jwtheader", "decodedheader", "tokenheader", "joseheader", "protected", "protectedheader"}
	claimsMembers = []string{"payload", "claims", "body", "claimset", "jwtclaimset", "jwtpayload", "decodedpayload", "tokenpayload", "decoded"}
)

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

// isHeader reports whether an object is the header of a token: it names an algorithm or
// says that it is a JWT, and is no key.
func (o *loose) isHeader() bool {
	typ, _ := o.get("typ")
	return (o.has("alg") || o.has("kid") && strings.EqualFold(typ.text, "JWT")) && o.count(notHeader) == 0 && 2*o.count(headerNames) >= len(o.names)
}

// isClaims reports whether an object beside a header is the claims of the token.
func (o *loose) isClaims() bool {
	return o.count(claimNames) >= 2 && o.count(notClaims) == 0
}

// standsAlone reports whether an object without a header is the claims of a token: it
// has a time, an issuer or an audience, and three claims at least. One that NetSuite
// made, or that is meant for it, may lack what is the fault.
func (o *loose) standsAlone() bool {
	if !o.isClaims() {
		return false
	}
	aud, _ := o.get("aud")
	iss, _ := o.get("iss")
	jti, _ := o.get("jti")
	audience := aud.text
	if len(aud.items) > 0 {
		audience = aud.items[0].text
	}
	if strings.Contains(audience, TokenPath) || IsClientID(iss.text) || iss.text == IssuerURL || readJTI(jti.text).ok {
		return true
	}
	return (o.has("exp") || o.has("iat")) && (o.has("iss") || o.has("aud")) && o.count(claimNames) >= 3 && 2*o.count(claimNames) >= len(o.names)
}

// wrapped takes header and claims out of an object that has the two as members.
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

// pairParts joins the objects of a text to tokens.
func pairParts(text string, objects []*loose) (found []places) {
	// together is how far header and claims are apart at the most, in bytes: a heading and
	// a rule are between them.
	const together = 600
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
			} else if typ, _ := o.get("typ"); typ.text == "" && !o.has("kid") || inCall(text, o) {
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

// inCall reports whether an object is the argument of a call in source code: what a
// program is going to make is no token.
func inCall(text string, o *loose) bool {
	before := strings.TrimRight(text[max(0, o.from-80):o.from], " \t\r\n")
	return len(before) > 1 && before[len(before)-1] == '(' && isWordByte(before[len(before)-2])
}

// token is the token of which header and claims were found. It has no signature, and no
// text of which lengths or encoding could be judged.
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
				Why: "It is not printed as it was.", Fix: "Paste the token itself; its signature may be left out."})
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

// elision is what is in the place of a value that is not in the text. Of an audience it
// may be the account alone.
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

// Elided is a header parameter or a claim whose value is not in the text.
type Elided struct {
	Name     string
	Presence border.Presence
}

// Elides reports whether the value of a header parameter or a claim is not in the text.
func (t Token) Elides(name string) bool {
	return slices.ContainsFunc(t.Elided, func(e Elided) bool { return e.Name == name })
}
