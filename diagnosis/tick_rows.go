package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// tickRules are all ticks, in the order of the steps. What only hands and eyes can tick, such
// as the boxes of a feature or the store of a key, has no rule here.
var tickRules = []tickRule{
	{"oauth2-feature", "the OAuth 2.0 feature is on", []tickBy{fails("feature"), confirmed("FeatureDisabled"), passes("feature"), tokenIssued}},
	{"rest-feature", "REST Web Services are on", []tickBy{restAnswered}},
	{"role", "the role may log in with OAuth 2.0", []tickBy{fails("role-login", "role-manager", "role-service", "role-web-services-only", "online-role"), inactive(FactRoleState), differs(FactRole),
		ofIssued("subject"), callbackHas("role"), passes("role-login")}},
	{"user", "the user has the role", []tickBy{inactive(FactEntityState), differs(FactEntity), ofIssued("subject"), callbackHas("entity")}},
	{"record", "the integration record is as the lesson needs it", []tickBy{fails("record-state", "record-grants", "scope-record"), warns("record-client"), warns("record-mcp"), recordForm, ofIssued("audience")}},
	{"redirect-uri", "the Redirect URI is that of the application", []tickBy{fails("redirect-uri", "record-redirects"), callbackHas("code"), redirectOnRecord}},
	{"public-client", "Public Client is checked", []tickBy{warns("record-client"), warns("record-refresh"), publicSaid, withoutSecret}},
	{"pair", "the private key and the certificate belong together", []tickBy{fails("key-file", "key-pair", "certificate"), oldCertificate, pairFits}},
	{"mapping", "the certificate is mapped", []tickBy{oldCertificate, whenRenewed(rowOfCertificate, inUse), warns("certificate-row"), fails("record-certificates"),
		unlessRenewed(passes("certificate-row"), accepted, granted, passes("record-certificates"), rowOfCertificate)}},
	{"certificate-id", "kid is the Certificate ID of the certificate", []tickBy{fails("certificate-id-form"), warns("certificate-id"), oldCertificate, unlessRenewed(kidFails), rowOfCertificate, inUse}},
	{"assertion", "the client assertion passes all checks", []tickBy{fails("clock"), assertionFails, accepted, granted, ofAssertion(false, "signature", "expired", "issued-at", "audience", "lifetime")}},
	{"authorize-request", "the authorize request is in order", []tickBy{authorizeFails, callbackHas("code"), authorizePasses}},
	{"callback", "the redirect brought a code", []tickBy{answered(redirectsBack, func(a *exchange.Answer) bool { return a.Params.Filled("code") })}},
	{"token-answer", "the token endpoint gave a token", []tickBy{unreached(online.TokenRequest, online.CodeExchange), answered(isTokenAnswer, func(a *exchange.Answer) bool { return slices.Contains(a.Tokens, "access_token") })}},
	{"token", "the access token is the one that was meant", []tickBy{ofToken(token.Access, "account", "subject", "scope", "expired")}},
	{"refresh-token", "the refresh token is the one that was meant", []tickBy{ofToken(token.Refresh, "account", "subject", "expired")}},
	{"call", "a call was answered", []tickBy{unreached(online.ServerTime, online.Metadata, online.SuiteQL, online.RESTlet, online.MCP), answered(isCall, noPage)}},
	{"rest-role", "the role may use REST web services", []tickBy{fails("role-service", "online-role"), answered(needsRole, noPage)}},
	{"mcp-call", "the MCP address was answered", []tickBy{unreached(online.MCP), answered(to(exchange.MCP), noPage)}},
	{"certificate-dates", "the certificate is valid for more than 60 days", []tickBy{oldCertificate, validLong}},
	{"trail-success", "the trail has a row with Status Success", []tickBy{fails("detail"), trailSucceeds}},
	{"renewed", "the new certificate is in use", []tickBy{oldCertificate, renewedInUse, warns("certificate-row")}},
}

// noPage is for calls, whose answer is data. A web page is from the sign-in page of something else,
// whatever its status.
func noPage(a *exchange.Answer) bool { return a.Body != exchange.PageBody }

// redirectsBack reports whether an exchange is the redirect back to the application.
func redirectsBack(e *exchange.Exchange) bool { return e.Answer.Redirected() }

// isTokenAnswer reports whether an exchange is the answer to the first token request of a flow.
// A refresh is another one.
func isTokenAnswer(e *exchange.Exchange) bool {
	step := e.Step()
	return step == detail.StepClientCredentials || step == detail.StepToken || step == "" && e.Answer.Body == exchange.TokenBody
}

// isCall reports whether an exchange is a call with an access token. Few roles may see the list
// of certificates, and UserInfo needs another scope.
func isCall(e *exchange.Exchange) bool {
	return e.Step() == detail.StepCall && e.Probe != online.Certificates && !to(exchange.Certificates)(e) && !to(exchange.UserInfo)(e)
}

// needsRole reports whether an exchange is a call of REST web services that not every role may
// make. Any token may call serverTime (article_0528010158).
func needsRole(e *exchange.Exchange) bool {
	return to(exchange.RESTWebServices)(e) && !strings.HasPrefix(e.Request.Address.Path, "/services/rest/system/")
}

func to(endpoint exchange.Endpoint) func(*exchange.Exchange) bool {
	return func(e *exchange.Exchange) bool { return e.Request != nil && e.Request.Address.Endpoint == endpoint }
}

// unreached is the rule that fails where the last of some online checks got no answer.
func unreached(ids ...online.ID) tickBy {
	return func(t *ticking) Tick {
		last := online.Seen{}
		for _, seen := range t.Online {
			if slices.Contains(ids, seen.Check) {
				last = seen
			}
		}
		if _, known := hostFaults[last.Fault]; !known {
			return Tick{}
		}
		tick := Tick{State: TickFailing, By: last.Text, Source: SourceProbe}
		return t.at(t.find(func(f *Finding) bool { return f.ID == "online-host" && f.Status == Fail }), tick)
	}
}

// inactive is the rule that fails where role or entity was said to be inactive.
func inactive(state FactName) tickBy {
	return func(t *ticking) Tick {
		if t.facts.Value(state) != "inactive" {
			return Tick{}
		}
		return fails("role-state")(t)
	}
}

// tokenIssued is done by a token that NetSuite issued for the account that was said.
func tokenIssued(t *ticking) Tick {
	place := t.lastToken(token.Kind.Issued)
	if place == 0 || !t.passedAt(place, "token-structure", "account") || t.account().Value == "" {
		return Tick{}
	}
	one := t.Tokens[place-1]
	if why := t.stale(place); why != "" {
		return Tick{State: TickOpen, By: why, Source: sourceOfToken(one)}
	}
	return done(sourceOfToken(one), one.Told != nil, "NetSuite issued "+one.Kind.WithArticle()+" for the account "+one.Account)
}

// restAnswered is done by a call of REST web services that succeeded. No answer tells that the
// feature is off.
func restAnswered(t *ticking) Tick {
	place := t.lastExchange(func(e *exchange.Exchange) bool {
		return to(exchange.RESTWebServices)(e) && e.Answer != nil && e.Answer.Succeeded() && noPage(e.Answer)
	})
	if place == 0 {
		return Tick{}
	}
	e := t.Exchanges[place-1]
	if tick := t.notHere(e); tick.State != "" {
		return tick
	}
	return done(sourceOfExchange(e), e.Told, "a call of REST web services was answered "+e.Answer.Title())
}

// ofIssued is done by a check that passed for the last token that NetSuite issued.
func ofIssued(check string) tickBy {
	return func(t *ticking) Tick {
		place := t.lastToken(token.Kind.Issued)
		i := t.find(func(f *Finding) bool { return f.ID == check && f.Status == Pass && f.Token == place })
		if place == 0 || i < 0 || !t.passedAt(place, "token-structure", "account") {
			return Tick{}
		}
		one := t.Tokens[place-1]
		if why := t.stale(place); why != "" {
			return Tick{State: TickOpen, By: why, Source: sourceOfToken(one)}
		}
		return t.at(i, done(sourceOfToken(one), one.Told != nil, t.d.Findings[i].Title+", in the "+one.Kind.Title()))
	}
}

// callbackHas is done by a redirect with a code that has a parameter.
func callbackHas(name string) tickBy {
	return func(t *ticking) Tick {
		place := t.lastExchange(func(e *exchange.Exchange) bool { return e.Answer != nil && redirectsBack(e) })
		if place == 0 {
			return Tick{}
		}
		e := t.Exchanges[place-1]
		if !e.Answer.Succeeded() || !e.Answer.Params.Filled(name) {
			return Tick{}
		}
		if tick := t.notHere(e); tick.State != "" {
			return tick
		}
		by := "the redirect brought a code"
		if value := e.Answer.Params.Text(name); value != "" {
			by += ", " + name + " " + value
		}
		return done(sourceOfExchange(e), e.Told, by)
	}
}

// recordForm is done by the form of the record: enabled, with the box of the flow and that of
// the service, as far as the two are known.
func recordForm(t *ticking) Tick {
	state, _ := t.Facts.Get(FactRecordState)
	grants, _ := t.Facts.Get(FactRecordGrants)
	scopes, _ := t.Facts.Get(FactRecordScopes)
	flow, service := t.facts.Value(FactFlow), t.facts.Value(FactService)
	checked := func(list Fact, needed string) bool {
		return len(list.Items()) > 0 && (needed == "" || slices.Contains(list.Items(), needed))
	}
	if state.Value != "enabled" || !checked(grants, flow) || !checked(scopes, service) {
		return Tick{}
	}
	told := slices.ContainsFunc([]Fact{state, grants, scopes}, func(f Fact) bool { return f.Source == SourceCaseFile })
	return done(SourceUser, told, "the record is enabled, with "+shownFact(grants)+" and "+shownFact(scopes))
}

// redirectOnRecord is done where the redirect_uri of the request is on the record.
func redirectOnRecord(t *ticking) Tick {
	if _, said := t.Facts.Get(FactRecordRedirectURIs); !said {
		return Tick{}
	}
	return passes("redirect-uri")(t)
}

func publicSaid(t *ticking) Tick {
	fact, _ := t.Facts.Get(FactClient)
	if fact.Value != "public" || fact.Source == SourceLesson {
		return Tick{}
	}
	return done(fact.Source, false, "Public Client is checked on the record")
}

// withoutSecret is done by a token request that succeeded without a secret.
func withoutSecret(t *ticking) Tick {
	place := t.lastExchange(func(e *exchange.Exchange) bool {
		return e.Answer != nil && e.Answer.Succeeded() && e.Request != nil && e.Request.FieldsKnown && e.Request.HeadersKnown && e.Step() == detail.StepToken
	})
	if place == 0 {
		return Tick{}
	}
	e := t.Exchanges[place-1]
	if e.Request.Fields.Has("client_secret") || e.Request.Authorization.Given() || !e.Request.Fields.Has("client_id") {
		return Tick{}
	}
	return done(sourceOfExchange(e), e.Told, "the token endpoint took a request without a secret")
}

// lastAuthorize returns the place of the last authorize request, from 1; 0 for none.
func (t *ticking) lastAuthorize() int {
	return t.lastExchange(func(e *exchange.Exchange) bool { return e.Request != nil && e.Request.Form == exchange.AuthorizeURL })
}

func authorizeFails(t *ticking) Tick {
	place := t.lastAuthorize()
	if i := t.find(func(f *Finding) bool { return f.Status == Fail && f.Exchange == place && f.ID != "answer" }); place > 0 && i >= 0 {
		return t.failingAt(i)
	}
	return Tick{}
}

// authorizePasses is done where the checks of the parameters that every request needs passed.
func authorizePasses(t *ticking) Tick {
	place := t.lastAuthorize()
	if place == 0 {
		return Tick{}
	}
	for _, check := range []string{"authorize-host", "authorize-client", "response-type", "state", "code-challenge", "redirect-uri"} {
		if t.find(func(f *Finding) bool { return f.ID == check && f.Exchange == place && f.Status == Pass }) < 0 {
			return Tick{}
		}
	}
	i := t.find(func(f *Finding) bool { return f.ID == "code-challenge" && f.Exchange == place })
	e := t.Exchanges[place-1]
	return t.at(i, done(sourceOfExchange(e), e.Told, "the authorize request has all its parameters; "+t.d.Findings[i].Title))
}

// trailSucceeds is done where all rows of the application in the time of a token succeeded. The
// rows of an account are those of everyone who logs in.
func trailSucceeds(t *ticking) Tick {
	var why string
	for _, m := range slices.Backward(t.Trail) {
		switch {
		case m.Filter.Application == nil:
			why = "the name of the application is not known, and the trail has rows of others"
		case m.Beyond:
			why = "the export has no row from " + m.Since.Format(rowTime) + " to " + m.Until.Format(rowTime) + ", the time of the token in " + m.Zone
		case m.Failures > 0:
			why = "the trail has " + countOf(int(m.Failures), "failure") + " of " + border.Shown(*m.Filter.Application, 60) + " in the time of the token"
		case m.Successes == 0:
			why = "the trail has no row of " + border.Shown(*m.Filter.Application, 60) + " in the time of the token"
		default:
			return done(SourceTrail, m.Told, "the trail has "+countOf(int(m.Successes), "row")+" of "+border.Shown(*m.Filter.Application, 60)+" with Status Success in the time of the token, and no failure")
		}
	}
	if why == "" {
		return Tick{}
	}
	return Tick{State: TickOpen, By: why, Source: SourceTrail}
}
