package diagnosis

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/exchange"
)

// exchangeFacts returns the facts that requests and answers show.
func exchangeFacts(list []exchange.Exchange) Facts {
	if len(list) == 0 {
		return nil
	}
	e, _ := exchange.Telling(list)
	var facts Facts
	source := SourceResponse
	if e.Probe != "" {
		source = SourceProbe
	}
	add := func(name FactName, value string) {
		if value == "" {
			return
		}
		if fact, err := ParseFact(string(name)+"="+value, source); err == nil {
			facts = facts.set(fact)
		}
	}
	// A mere address may not have been called.
	if e.Request == nil || e.Request.Form != exchange.PlainURL || e.Answer != nil {
		add(FactStep, string(e.Step()))
		add(FactFlow, string(e.Flow()))
		add(FactService, e.Service())
	}
	if r := e.Request; r != nil {
		add(FactAccount, r.Address.Account)
		add(FactClientID, e.ClientID())
		switch {
		case r.Form == exchange.AuthorizeURL && !r.Query.Has("code_challenge"):
			add(FactPKCE, "off")
		case r.Form == exchange.AuthorizeURL || r.Fields.Has("code_verifier"):
			add(FactPKCE, "on")
		}
	}
	if a := e.Answer; a != nil {
		if _, known := facts.Get(FactAccount); !known {
			add(FactAccount, e.Account())
		}
		add(FactRole, a.Params.Text("role"))
		add(FactEntity, a.Params.Text("entity"))
		if a.Status > 0 {
			add(FactStatus, fmt.Sprint(a.Status))
		}
		add(FactError, a.Said())
	}
	switch {
	case e.TBA():
		add(FactProtocol, "tba")
	case e.Answer != nil && e.Answer.Challenge.Scheme == "Bearer", e.Request != nil && (e.Request.Authorization.Is("Bearer") || e.Request.ToTokenEndpoint() || e.Request.Form == exchange.AuthorizeURL):
		add(FactProtocol, "oauth2")
	}
	return facts
}

// withExchangeFacts adds the facts that requests and answers show to those that were said.
// What was said has precedence; the check exchange-agrees reports differences.
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

// asSaid returns the source of a fact, in words that follow its value.
func (s *subject) asSaid(name FactName) string {
	switch fact, _ := s.said.Get(name); fact.Source {
	case SourceResponse:
		return "as what was pasted shows"
	case SourceProbe:
		return "as the online check saw"
	case SourceLesson:
		return "as the lesson has it"
	case SourceTrail:
		return "as the row of the trail shows"
	case SourceCaseFile:
		return "as the case file says"
	}
	return "as you said"
}

// orHint returns the value of a fact or, where it is not known, what the words around the
// answer say; from then quotes those words.
func (s *subject) orHint(name FactName) (value, from string) {
	if fact, known := s.facts.Get(name); known {
		return fact.Value, ""
	}
	for _, h := range s.hints {
		if h.Name == string(name) {
			return h.Value, "; so say the words around it, “" + h.Words + "”"
		}
	}
	return "", ""
}

// checkExchangeAgrees compares what the user said with a request and its answer.
func checkExchangeAgrees(s *subject) (Finding, bool) {
	f := Finding{Status: Warn, Why: "One of the two is wrong, or this is not the exchange of the failed login. authdoctor uses what you said.",
		Fix: integrator("Check that this is the request or answer of the failed login, and correct the fact."), Verify: "The fact and the exchange agree."}
	for _, fact := range exchangeFacts([]exchange.Exchange{{Request: s.request, Answer: s.answer}}) {
		said, ok := s.stated.Get(fact.Name)
		if !ok || strings.EqualFold(said.Value, fact.Value) {
			continue
		}
		kind, _ := KindOfFact(fact.Name)
		f.Title = "What you pasted contradicts what you said: " + kind.Label
		f.Evidence = append(f.Evidence, contrast(string(fact.Name), said.Value, ", as you said", fact.Value))
	}
	return f, len(f.Evidence) > 0
}
