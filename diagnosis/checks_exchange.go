package diagnosis

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
)

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
func (s *subject) asSaid(name FactName) string {
	switch fact, _ := s.said.Get(name); fact.Source {
	case SourceResponse:
		return "as what was pasted shows"
	case SourceTrail:
		return "as the row of the trail shows"
	}
	return "as you said"
}

// hint is what the words around an answer say of a fact that is not known.
func (s *subject) hint(name FactName) (intake.Hint, bool) {
	for _, h := range s.hints {
		if h.Name == string(name) {
			return h, true
		}
	}
	return intake.Hint{}, false
}

// orHint is the value of a fact or, where it is not known, what the words around
// the answer say; from says which words those were.
func (s *subject) orHint(name FactName) (value, from string) {
	if fact, known := s.facts.Get(name); known {
		return fact.Value, ""
	}
	if h, ok := s.hint(name); ok {
		return h.Value, "; so say the words around it, “" + h.Words + "”"
	}
	return "", ""
}

// checkExchangeAgrees compares what the user said with what the requests and
// answers tell.
func checkExchangeAgrees(s *subject) (Finding, bool) {
	f := Finding{Status: Warn, Why: "One of the two is wrong, or this is not the exchange of the failed login. authdoctor goes by what you said.",
		Fix: integrator("Check that this is the request or answer of the failed login, and correct the fact."), Verify: "The fact and the exchange say the same."}
	for _, fact := range exchangeFacts([]exchange.Exchange{{Request: s.request, Answer: s.answer}}) {
		said, ok := s.stated.Get(fact.Name)
		if !ok || strings.EqualFold(said.Value, fact.Value) {
			continue
		}
		kind, _ := KindOfFact(fact.Name)
		f.Title = "What was pasted says something other than you did: " + kind.Label
		f.Evidence = append(f.Evidence, Evidence{Where: string(fact.Name), Expected: said.Value + ", as you said", Got: fact.Value})
	}
	return f, len(f.Evidence) > 0
}
