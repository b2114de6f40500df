package token

import (
	"encoding/json"
	"slices"

	"authdoctor/diagnosis/border"
)

// Builder puts a client assertion together out of what source code says of it. What is
// not told is elided.
type Builder struct {
	header, claims loose
	elided         []string
}

// Elide marks header parameters and claims as unknown; telling one of them later takes
// that back.
func (b *Builder) Elide(names ...string) { b.elided = append(b.elided, names...) }

// Known marks a member as known: not there, unless it is told.
func (b *Builder) Known(name string) {
	b.elided = slices.DeleteFunc(b.elided, func(other string) bool { return other == name })
}

// Header tells a header parameter.
func (b *Builder) Header(name, value string) {
	b.tell(&b.header, name, loose{kind: String, text: value})
}

// Claim tells a claim.
func (b *Builder) Claim(name, value string) {
	b.tell(&b.claims, name, loose{kind: String, text: value})
}

// Scope tells the scopes, as an array or as a text.
func (b *Builder) Scope(scopes []string, array bool) {
	if !array && len(scopes) == 1 {
		b.Claim("scope", scopes[0])
		return
	}
	list := loose{kind: Array}
	for _, scope := range scopes {
		list.items = append(list.items, loose{kind: String, text: scope})
	}
	b.tell(&b.claims, "scope", list)
}

// anyTime is in the place of the time at which a program runs, in seconds since 1970.
const anyTime = 1_000_000_000

// Lifetime tells how long the assertion lives, in seconds. When that is stays unknown.
func (b *Builder) Lifetime(seconds int64) { b.Millis(false, false, seconds) }

// Millis tells how long the assertion lives, in seconds. iat and exp report whether
// each is in milliseconds.
func (b *Builder) Millis(iat, exp bool, lifetime int64) {
	tell := func(name string, seconds int64, millis bool) {
		if millis {
			seconds *= 1000
		}
		text, _ := json.Marshal(seconds)
		b.tell(&b.claims, name, loose{kind: Number, text: string(text)})
	}
	tell("iat", anyTime, iat)
	tell("exp", anyTime+lifetime, exp)
}

func (b *Builder) tell(object *loose, name string, value loose) {
	b.Known(name)
	object.names, object.items = append(object.names, name), append(object.items, value)
}

// Assertion is the token as far as it was told.
func (b *Builder) Assertion() Token {
	b.header.kind, b.claims.kind = Nested, Nested
	t := places{header: &b.header, claims: &b.claims}.token()
	t.Kind, t.Flow = Assertion, ClientCredentials
	t.Elided = nil
	for _, name := range b.elided {
		t.Elided = append(t.Elided, Elided{Name: name, Presence: border.Variable})
	}
	return t
}
