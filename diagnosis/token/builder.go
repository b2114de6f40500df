package token

import (
	"slices"
	"strconv"

	"authdoctor/diagnosis/border"
)

// Builder assembles a client assertion from the header parameters and claims that source
// code sets.
type Builder struct {
	header, claims loose
	elided         []string
}

// Elide marks header parameters and claims as present with an unknown value, until one
// of them is set.
func (b *Builder) Elide(names ...string) { b.elided = append(b.elided, names...) }

// Known undoes Elide: the member is absent unless it is set.
func (b *Builder) Known(name string) {
	b.elided = slices.DeleteFunc(b.elided, func(other string) bool { return other == name })
}

// Header sets a header parameter.
func (b *Builder) Header(name, value string) {
	b.set(&b.header, name, loose{kind: String, text: value})
}

// Claim sets a claim.
func (b *Builder) Claim(name, value string) {
	b.set(&b.claims, name, loose{kind: String, text: value})
}

// Scope sets the scope claim, to an array or to the only scope as a string.
func (b *Builder) Scope(scopes []string, array bool) {
	if !array && len(scopes) == 1 {
		b.Claim("scope", scopes[0])
		return
	}
	list := loose{kind: Array}
	for _, scope := range scopes {
		list.items = append(list.items, loose{kind: String, text: scope})
	}
	b.set(&b.claims, "scope", list)
}

// anyTime replaces the unknown time at which the program runs, in seconds since 1970.
const anyTime = 1_000_000_000

// Lifetime sets iat and exp so that the assertion is valid for the given number of seconds.
// The time of issue is arbitrary.
func (b *Builder) Lifetime(seconds int64) { b.Millis(false, false, seconds) }

// Millis is Lifetime for source code that writes iat, exp or both in milliseconds.
func (b *Builder) Millis(iat, exp bool, lifetime int64) {
	set := func(name string, seconds int64, millis bool) {
		if millis {
			seconds *= 1000
		}
		b.set(&b.claims, name, loose{kind: Number, text: strconv.FormatInt(seconds, 10)})
	}
	set("iat", anyTime, iat)
	set("exp", anyTime+lifetime, exp)
}

func (b *Builder) set(object *loose, name string, value loose) {
	b.Known(name)
	object.names, object.items = append(object.names, name), append(object.items, value)
}

// Assertion returns the client assertion with the members that were set or elided.
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
