package cli

import (
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/online"
)

// reportExchange is a request and its answer as JSON, without values that may be secret.
type reportExchange struct {
	Request *reportRequest `json:"request,omitempty"`
	Answer  *reportAnswer  `json:"answer,omitempty"`
	Probe   online.ID      `json:"probe,omitempty"` // the online check that sent it
}

type reportRequest struct {
	Form          exchange.Form     `json:"form"`
	Method        string            `json:"method"`
	Address       string            `json:"address"`
	Account       string            `json:"account"`
	Endpoint      exchange.Endpoint `json:"endpoint"`
	GrantType     string            `json:"grant_type"`
	Parameters    []string          `json:"parameters"` // names, in order
	Authorization string            `json:"authorization"`
}

type reportAnswer struct {
	Form        exchange.Form       `json:"form"`
	Status      int                 `json:"status"` // 0 if unknown
	Error       string              `json:"error"`
	Description string              `json:"description"`
	Challenge   string              `json:"challenge"` // scheme of WWW-Authenticate
	Realm       string              `json:"realm"`
	Body        exchange.AnswerBody `json:"body"`
}

func newReportExchanges(list []exchange.Exchange) []reportExchange {
	out := []reportExchange{}
	for _, e := range list {
		r := reportExchange{Probe: e.Probe}
		if q := e.Request; q != nil {
			r.Request = &reportRequest{Form: q.Form, Method: q.Method, Account: q.Address.Account, Endpoint: q.Address.Endpoint,
				GrantType: q.GrantType(), Parameters: namesIn(q.Query, q.Fields), Authorization: q.Authorization.Scheme}
			if q.Address.Given() {
				r.Request.Address = q.Address.String()
			}
		}
		if a := e.Answer; a != nil {
			r.Answer = &reportAnswer{Form: a.Form, Status: a.Status, Error: a.Said(), Description: a.Description, Challenge: a.Challenge.Scheme, Realm: a.Challenge.Realm, Body: a.Body}
		}
		out = append(out, r)
	}
	return out
}

func namesIn(lists ...exchange.Params) []string {
	names := []string{}
	for _, list := range lists {
		for _, param := range list {
			names = append(names, param.Name)
		}
	}
	return names
}
