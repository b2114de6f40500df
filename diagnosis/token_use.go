package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// judgedAs returns the kind as which a token is judged: its own kind or, where that cannot
// be seen for certain, the kind it was sent as.
func judgedAs(c Case, t *token.Token) token.Kind {
	used := useOf(c, t)
	if t.Kind == token.Unknown || !t.Marked && t.Kind != token.Assertion && used.Issued() {
		return used
	}
	return t.Kind
}

// useOf returns the kind as which a token of the Case was sent, Unknown where that cannot
// be told. Of several tokens, the one of the needed kind was sent, and the others came in
// the same answer. The step that failed counts only for a token of the kind that the step
// needs: the pasted token may not be the one that was sent.
func useOf(c Case, t *token.Token) token.Kind {
	use := token.Kind(c.Facts.Value(FactUsedAs))
	if use == "" {
		if sent := sentAs(c, t); sent != token.Unknown {
			return sent
		}
		use = neededAt(Step(c.Facts.Value(FactStep)))
		if t.Kind != use && t.Kind != token.Unknown && (t.Marked || t.Kind == token.Assertion) {
			return token.Unknown
		}
	}
	if t.Kind != use && slices.ContainsFunc(c.Tokens, func(other token.Token) bool { return other.Kind == use }) {
		return token.Unknown
	}
	return use
}

// saidUse returns the kind of the token that was sent, for a Case without a token.
func saidUse(facts Facts) token.Kind {
	if said := facts.Value(FactUsedAs); said != "" {
		return token.Kind(said)
	}
	return neededAt(Step(facts.Value(FactStep)))
}

// neededAt returns the kind of token that a step needs, Unknown for none.
func neededAt(step Step) token.Kind {
	switch step {
	case detail.StepCall:
		return token.Access
	case detail.StepRefresh:
		return token.Refresh
	case detail.StepClientCredentials:
		return token.Assertion
	}
	return token.Unknown
}

// sentAs returns the kind as which a pasted request carried a token, by the name of the
// field; Unknown where no request shows it.
func sentAs(c Case, t *token.Token) token.Kind {
	switch t.Field {
	case "client_assertion", "assertion":
		return token.Assertion
	case "refresh_token":
		if slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool { return e.Request != nil && e.Request.Fields.Has("refresh_token") }) {
			return token.Refresh
		}
	case "Authorization":
		if slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool {
			return e.Request != nil && e.Request.Authorization.Is("Bearer") && !e.Request.ToTokenEndpoint()
		}) {
			return token.Access
		}
	}
	return token.Unknown
}
