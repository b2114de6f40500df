package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
)

// fromCode changes a finding about source code: each row of its evidence quotes a line of
// the code. Source code proves no Detail value, and rules none out.
func (s *subject) fromCode(f *Finding) {
	r := s.request
	f.claims = slices.DeleteFunc(f.claims, func(c claim) bool { return c.certainty == RuledOut })
	for i := range f.claims {
		if f.claims[i].certainty == Confirmed {
			f.claims[i].certainty = Likely
		}
	}
	switch f.ID {
	case "kid":
		if _, found := r.Assertion.Header.Get("kid"); !found {
			if f.Title = "The signing call has no kid"; s.answer == nil || !s.answer.Failed() {
				f.Status = Warn // part of the code may be elsewhere
			}
		}
	case "algorithm":
		s.codeAlgorithm(f)
	case "time-format":
		for i := range f.Evidence {
			f.Evidence[i].Expected = "whole seconds since 1970"
		}
	}
	if f.Status == Pass || f.Status == Unchecked {
		return
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		line := s.lineOf(f.ID, *e)
		e.Where = fmt.Sprintf("line %d, %s", line.Number, e.Where)
		if line.Number == 0 {
			e.Where = "the code"
		}
		e.Got = line.Text
	}
	f.Verify = "The changed code is pasted here without this finding, and NetSuite answers differently."
}

// codeAlgorithm adds to a finding about alg the library's default algorithm, where the code
// names none, and a missing kid.
func (s *subject) codeAlgorithm(f *Finding) {
	if f.Status != Fail {
		return
	}
	r := s.request
	alg := r.Assertion.Algorithm
	f.Title = "The code signs with " + alg + "; NetSuite does not accept it on a client assertion"
	if _, byDefault := r.Lines["default algorithm"]; byDefault {
		f.Title = "The signing call names no algorithm, and the library uses " + alg
	}
	if _, found := r.Assertion.Header.Get("kid"); !found && !r.Assertion.Elides("kid") {
		f.Why += " kid is missing too."
		if strings.HasPrefix(alg, "RS") && s.answer != nil && s.answer.Status == 500 {
			f.Why += " In one report, NetSuite returned 500 server_error for RS256."
		}
		f.Fix = append(f.Fix, integrator("Put the Certificate ID in the header as kid.")...)
		f.says(Likely, "the signing call has no kid", "MissingKeyId")
	}
}

// lineOf returns the line of source code that a row of evidence is about.
func (s *subject) lineOf(check string, e Evidence) exchange.Line {
	where := strings.TrimPrefix(e.Where, "header ")
	if name, _, found := strings.Cut(where, " − "); found {
		where = name // exp − iat
	}
	for _, name := range []string{where, e.Got, map[string]string{"token-endpoint": "address", "request-encoding": "body", "client-authentication": "client", "subject": "sub"}[check], "grant_type", "sign"} {
		if line, found := s.request.Lines[name]; found && line.Number > 0 {
			return line
		}
	}
	return exchange.Line{}
}

// checkClientCode lists the values that source code leaves open.
func checkClientCode(s *subject) (Finding, bool) {
	a := s.request.Assertion
	if s.request.Form != exchange.ClientCode {
		return Finding{}, false
	}
	open := ""
	if a != nil {
		var names []string
		for _, name := range []string{"alg", "kid", "iss", "aud", "scope", "exp"} {
			if a.Elides(name) {
				names = append(names, name)
			}
		}
		open = strings.Join(names, ", ")
	}
	if open == "" {
		return Finding{Status: Unchecked, Title: "This is source code: it does not show what the program sends", Because: "a variable may have any value", Supply: "paste the request that was sent, or the assertion without its signature"}, true
	}
	return Finding{Status: Unchecked, Title: "Not literal in the code, so not checked: " + open, Because: "the program fills them in when it runs", Supply: "paste an assertion that it made, without its signature"}, true
}
