package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// judgedAs is the kind a token is judged as: what it is or, where that does not
// show, what it was used as.
func judgedAs(c Case, t *token.Token) token.Kind {
	used := useOf(c, t)
	if t.Kind == token.Unknown || !t.Marked && t.Kind != token.Assertion && used.Issued() {
		return used
	}
	return t.Kind
}

// useOf says as what a token of the Case was sent, Unknown where that does not
// show. Of several tokens it is the one of that kind that was sent: the others
// came in the same answer. The step that failed tells only of a token that fits
// it: somebody may look at another token than the one that was sent.
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

// saidUse says as what a token was sent that nobody pasted.
func saidUse(facts Facts) token.Kind {
	if said := facts.Value(FactUsedAs); said != "" {
		return token.Kind(said)
	}
	return neededAt(Step(facts.Value(FactStep)))
}

// neededAt is the kind of token a step needs.
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

// sentAs is the kind a request carried a token as: the field it was in tells.
// Unknown where no request was pasted.
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
