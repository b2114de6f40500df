package diagnosis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// exchangeFindings runs the checks of requests, and of what was pasted together.
func exchangeFindings(c Case, stated, facts Facts) []Finding {
	var findings []Finding
	for i := range c.Exchanges {
		from := len(findings)
		v := &view{at: c.At, said: c.Facts, stated: stated, facts: facts, tokens: c.Tokens, keys: c.Keys, place: i + 1,
			request: c.Exchanges[i].Request, answer: c.Exchanges[i].Answer}
		if v.request == nil {
			continue
		}
		var failed []string
		for _, check := range checks {
			if check.Needs != NeedsRequest || anyFailed(failed, check.After) {
				continue
			}
			finding, applies := check.run(v)
			if !applies {
				continue
			}
			finding.ID, finding.Exchange = check.ID, v.place
			findings = append(findings, finding)
			if finding.Status == Fail {
				failed = append(failed, check.ID)
			}
		}
		if v.request.Assertion != nil {
			findings = append(findings, v.assertionFindings()...)
		}
		for k := range findings[from:] {
			if findings[from+k].Exchange = v.place; v.request.Form == exchange.ClientCode {
				v.fromCode(&findings[from+k])
			}
		}
	}
	return findings
}

// answerFindings says what the answers tell of the failure. An error that was only
// named, as a fact, counts as one.
func answerFindings(c Case, stated, facts Facts) []Finding {
	list := c.Exchanges
	if !slices.ContainsFunc(list, func(e exchange.Exchange) bool { return e.Answer != nil }) {
		if said := stated.Value(FactError); said != "" {
			list = append(slices.Clone(list), exchange.Exchange{Answer: &exchange.Answer{Form: exchange.ErrorWord, Error: said, Status: statusOf(stated)}})
		}
	}
	var findings []Finding
	for i := range list {
		if list[i].Answer == nil {
			continue
		}
		v := &view{at: c.At, said: c.Facts, stated: stated, facts: facts, tokens: c.Tokens, hints: c.Hints, place: i + 1, request: list[i].Request, answer: list[i].Answer}
		for _, check := range checks {
			if check.Needs != NeedsAnswer && (check.ID != "exchange-agrees" || v.request != nil) {
				continue
			}
			if finding, applies := check.run(v); applies {
				finding.ID = check.ID
				if i < len(c.Exchanges) {
					finding.Exchange = v.place
				}
				findings = append(findings, finding)
			}
		}
	}
	return findings
}

// statusOf is the HTTP status that was said, 0 for none.
func statusOf(facts Facts) int {
	status, _ := strconv.Atoi(facts.Value(FactStatus))
	return status
}

// exchangeFacts are the facts that requests and answers tell.
func exchangeFacts(list []exchange.Exchange) Facts {
	if len(list) == 0 {
		return nil
	}
	e, _ := exchange.Telling(list)
	var facts Facts
	add := func(name FactName, value string, source Source) {
		if value == "" {
			return
		}
		if fact, err := ParseFact(string(name)+"="+value, source); err == nil {
			facts = facts.set(fact)
		}
	}
	// An address alone was mentioned, not necessarily called.
	if e.Request == nil || e.Request.Form != exchange.PlainURL || e.Answer != nil {
		add(FactStep, string(e.Step()), SourceResponse)
		add(FactFlow, string(e.Flow()), SourceResponse)
		add(FactService, e.Service(), SourceResponse)
	}
	if r := e.Request; r != nil {
		add(FactAccount, r.Address.Account, SourceResponse)
		add(FactClientID, e.ClientID(), SourceResponse)
		switch {
		case r.Form == exchange.AuthorizeURL:
			add(FactPKCE, map[bool]string{true: "on", false: "off"}[r.Query.Has("code_challenge")], SourceResponse)
		case r.Fields.Has("code_verifier"):
			add(FactPKCE, "on", SourceResponse)
		}
	}
	if a := e.Answer; a != nil {
		if _, known := facts.Get(FactAccount); !known {
			add(FactAccount, e.Account(), SourceResponse)
		}
		add(FactRole, a.Params.Text("role"), SourceResponse)
		add(FactEntity, a.Params.Text("entity"), SourceResponse)
		if a.Status > 0 {
			add(FactStatus, fmt.Sprint(a.Status), SourceResponse)
		}
		add(FactError, a.Said(), SourceResponse)
	}
	switch {
	case e.TBA():
		add(FactProtocol, "tba", SourceResponse)
	case e.Answer != nil && e.Answer.Challenge.Scheme == "Bearer", e.Request != nil && (e.Request.Authorization.Is("Bearer") || e.Request.ToTokenEndpoint() || e.Request.Form == exchange.AuthorizeURL):
		add(FactProtocol, "oauth2", SourceResponse)
	}
	return facts
}

// withExchangeFacts adds what requests and answers tell to what was said. What the
// user says counts more; the check exchange-agrees shows where the two differ.
func withExchangeFacts(c Case) Facts {
	facts := c.Facts
	if _, said := facts.Get(FactProtocol); !said && protocolOf(c).TBA() {
		facts = facts.With(Fact{Name: FactProtocol, Value: "tba", Source: SourceResponse})
	}
	for _, fact := range exchangeFacts(c.Exchanges) {
		if _, known := facts.Get(fact.Name); !known {
			facts = facts.With(fact)
		}
	}
	return facts
}

// asSaid says where a fact comes from, behind its value.
func (v *view) asSaid(name FactName) string {
	switch fact, _ := v.said.Get(name); fact.Source {
	case SourceResponse:
		return "as what was pasted shows"
	case SourceTrail:
		return "as the row of the trail shows"
	}
	return "as you said"
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

// hint is what the words around an answer say of a fact that is not known.
func (v *view) hint(name FactName) (intake.Hint, bool) {
	for _, h := range v.hints {
		if h.Name == string(name) {
			return h, true
		}
	}
	return intake.Hint{}, false
}

// orHint is the value of a fact or, where it is not known, what the words around
// the answer say; from says which words those were.
func (v *view) orHint(name FactName) (value, from string) {
	if fact, known := v.facts.Get(name); known {
		return fact.Value, ""
	}
	if h, ok := v.hint(name); ok {
		return h.Value, "; so say the words around it, “" + h.Words + "”"
	}
	return "", ""
}

// checkExchangeAgrees compares what the user said with what the requests and
// answers tell.
func checkExchangeAgrees(v *view) (Finding, bool) {
	f := Finding{Status: Warn, Why: "One of the two is wrong, or this is not the exchange of the failed login. authdoctor goes by what you said.",
		Fix: integrator("Check that this is the request or answer of the failed login, and correct the fact."), Verify: "The fact and the exchange say the same."}
	for _, fact := range exchangeFacts([]exchange.Exchange{{Request: v.request, Answer: v.answer}}) {
		said, ok := v.stated.Get(fact.Name)
		if !ok || strings.EqualFold(said.Value, fact.Value) {
			continue
		}
		kind, _ := KindOfFact(fact.Name)
		f.Title = "What was pasted says something other than you did: " + kind.Label
		f.Evidence = append(f.Evidence, Evidence{Where: string(fact.Name), Expected: said.Value + ", as you said", Got: fact.Value})
	}
	return f, len(f.Evidence) > 0
}
