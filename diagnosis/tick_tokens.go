package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// pairFits is done by a private key and the certificate of it that passes NetSuite's rules.
func pairFits(t *ticking) Tick {
	certificate, known := t.certificate()
	pair := t.find(func(f *Finding) bool { return f.ID == "key-pair" && f.Status == Pass })
	if !known || pair < 0 {
		return Tick{}
	}
	if i := t.find(func(f *Finding) bool { return f.ID == "certificate" && f.Status == Warn && f.Key == certificate.Name() }); i >= 0 {
		return t.at(i, Tick{State: TickOpen, By: t.d.Findings[i].Title, Source: SourceKey})
	}
	if t.find(func(f *Finding) bool { return f.ID == "certificate" && f.Status == Pass && f.Key == certificate.Name() }) < 0 {
		return Tick{}
	}
	return t.at(pair, done(SourceKey, certificate.Told, t.d.Findings[pair].Title))
}

// accepted is done by an answer with a token to a client-credentials request: NetSuite found
// the certificate of kid, and verified the signature with it.
func accepted(t *ticking) Tick {
	place := t.lastExchange(func(e *exchange.Exchange) bool { return e.Answer != nil && e.Step() == detail.StepClientCredentials })
	if place == 0 || !t.Exchanges[place-1].Answer.Succeeded() || len(t.Exchanges[place-1].Answer.Tokens) == 0 {
		return Tick{}
	}
	e := t.Exchanges[place-1]
	if t.notHere(e).State != "" {
		return Tick{}
	}
	return done(sourceOfExchange(e), e.Told, "NetSuite took the assertion and gave a token")
}

// granted is done by an access token that client credentials gave, which shows the same.
func granted(t *ticking) Tick {
	place := t.lastToken(func(kind token.Kind) bool { return kind == token.Access })
	if place == 0 || t.Tokens[place-1].Flow != token.ClientCredentials || !t.passedAt(place, "token-structure", "account", "expired") {
		return Tick{}
	}
	one := t.Tokens[place-1]
	return done(sourceOfToken(one), one.Told != nil, "NetSuite gave an access token by client credentials")
}

// acceptedHere is accepted where the answer was seen here. It is for what needs a signature that
// was verified, which a case file cannot tell.
func acceptedHere(t *ticking) Tick {
	if tick := accepted(t); tick.Source != SourceCaseFile {
		return tick
	}
	return Tick{}
}

func isAssertion(kind token.Kind) bool { return kind == token.Assertion }

// assertionFails fails where the last assertion does, except by its age: one that was taken may
// have expired since.
func assertionFails(t *ticking) Tick {
	place := t.lastToken(isAssertion)
	if place == 0 {
		return Tick{}
	}
	if i := t.find(func(f *Finding) bool { return f.Status == Fail && f.Token == place && f.ID != "expired" }); i >= 0 {
		return t.failingAt(i)
	}
	return Tick{}
}

// ofAssertion is done where checks passed for the last assertion, which failed in none. kid is
// for the tick of kid, for which other faults do not count.
func ofAssertion(kid bool, checks ...string) tickBy {
	return func(t *ticking) Tick {
		place := t.lastToken(isAssertion)
		if place == 0 {
			return Tick{}
		}
		for _, status := range []Status{Fail, Warn} {
			i := t.find(func(f *Finding) bool {
				return f.Status == status && f.Token == place && (!kid || f.ID == "kid" || f.ID == "key-id")
			})
			switch {
			case i >= 0 && status == Fail:
				return t.failingAt(i)
			case i >= 0:
				return t.at(i, Tick{State: TickOpen, By: t.d.Findings[i].Title, Source: t.sourceOf(&t.d.Findings[i])})
			}
		}
		if !t.passedAt(place, checks...) {
			return Tick{}
		}
		i := t.find(func(f *Finding) bool { return f.ID == checks[0] && f.Token == place })
		one := t.Tokens[place-1]
		return t.at(i, done(sourceOfToken(one), one.Told != nil, t.d.Findings[i].Title))
	}
}

// ofToken is done where the last token of a kind matches what was said and has not expired. An
// access token that was used in a call may have expired since.
func ofToken(kind token.Kind, checks ...string) tickBy {
	return func(t *ticking) Tick {
		place := t.lastToken(func(k token.Kind) bool { return k == kind })
		if place == 0 {
			return Tick{}
		}
		one := t.Tokens[place-1]
		used := kind == token.Access && answered(isCall, noPage)(t).State == TickDone
		i := t.find(func(f *Finding) bool {
			return f.Token == place && (f.Status == Fail && (f.ID != "expired" || !used) || f.ID == "facts-agree" && f.Status == Warn)
		})
		if i >= 0 {
			return t.failingAt(i)
		}
		if used {
			checks = slices.DeleteFunc(slices.Clone(checks), func(id string) bool { return id == "expired" })
		}
		if !t.passedAt(place, checks...) {
			return Tick{}
		}
		by := "the " + kind.Title() + " is for the account " + one.Account + ", role " + one.Role
		if len(one.Scopes) > 0 {
			by += ", scope " + shownScopes(one.Scopes)
		}
		return t.at(t.find(func(f *Finding) bool { return f.Token == place && f.ID == "account" }), done(sourceOfToken(one), one.Told != nil, by))
	}
}

// validLong is done by an end more than 60 days ahead, and fails by one that is nearer.
func validLong(t *ticking) Tick {
	end, from, lacks := t.end()
	if lacks != "" {
		return Tick{}
	}
	told := t.Certificates != nil && t.Certificates.Told
	if certificate, known := t.certificate(); known {
		told = told || certificate.Told
	}
	if end.Sub(t.At) > keys.EndsSoon {
		return done(SourceKey, told, "the certificate is valid until "+dayOf(end)+", by "+from)
	}
	fault := Tick{State: TickFailing, By: "the certificate ends on " + dayOf(end), Source: SourceKey}
	return t.at(t.find(func(f *Finding) bool {
		return f.Status != Pass && (f.ID == "certificate-ends" || f.ID == "certificate-row" || f.ID == "certificate")
	}), fault)
}

// renewedInUse is done where NetSuite took an assertion whose kid is the certificate that is
// valid for more than 60 days.
func renewedInUse(t *ticking) Tick {
	if tick := inUse(t); tick.State == "" {
		return Tick{}
	}
	if tick := validLong(t); tick.State != TickDone {
		return tick
	}
	return acceptedHere(t)
}
