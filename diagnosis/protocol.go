package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// protocolTold is what was pasted tells of the protocol of the login.
type protocolTold struct {
	// TBA: what was pasted is of TBA, and of OAuth 2.0 nothing is.
	TBA bool
	// Mixed: it has marks of both, and none decides.
	Mixed bool
	// SOAP: a call to SOAP web services, which take TBA and no OAuth 2.0.
	SOAP bool
	// marks are those of TBA and SOAP, strong ones first.
	marks []intake.Mark
}

// protocolOf weighs marks. Names in prose and code never outweigh what went over the
// wire: NetSuite labels the pair of both protocols Consumer Key / Client ID, and whoever
// migrates mentions both.
func protocolOf(c Case) protocolTold {
	var told protocolTold
	strong, weak, soap, weakSOAP, names := 0, 0, 0, 0, 0
	for _, m := range c.Marks {
		switch {
		case m.OAuth2:
			names++
			continue
		case m.Strong && m.SOAP:
			soap++
			strong++
		case m.Strong:
			strong++
		case m.SOAP:
			weakSOAP++
			weak++
		default:
			weak++
		}
		told.marks = append(told.marks, m)
	}
	told.SOAP = soap > 0 || weakSOAP > 1
	oauth2 := speaksOAuth2(c)
	switch {
	case strong+weak == 0:
	case oauth2 && strong > 0:
		told.Mixed = true
	case oauth2:
		told.SOAP = false
	case strong > 0 || weak > 1 && names == 0:
		told.TBA = true
	default:
		told.Mixed, told.SOAP = true, false
	}
	return told
}

// speaksOAuth2 reports whether something that only OAuth 2.0 has was pasted: a token that
// decodes, a Bearer header, a request to the token endpoint or its answer.
func speaksOAuth2(c Case) bool {
	if slices.ContainsFunc(c.Tokens, func(t token.Token) bool { return t.Kind != token.Unknown }) {
		return true
	}
	return slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool {
		r, a := e.Request, e.Answer
		return r != nil && (r.Authorization.Is("Bearer") || r.Form != exchange.PlainURL && r.ToTokenEndpoint() || r.Form == exchange.AuthorizeURL) ||
			a != nil && (a.Challenge.Scheme == "Bearer" || a.Redirected() || a.Body == exchange.TokenBody || fromTokenEndpoint(a))
	})
}

// words are the marks as the text has them.
func (p protocolTold) words() string {
	var out []string
	for _, m := range p.marks[:min(len(p.marks), 4)] {
		out = append(out, m.Words)
	}
	return strings.Join(out, ", ")
}

// soapPage tells which services take OAuth 2.0.
const soapPage = "symptoms/soap-and-other-services.md"

// tbaCauses are what TBA logins fail of most (Oracle's pages on TBA, and reports).
func tbaCauses() []Fix {
	return integrator("Compare the account in realm or passport with the host: in them it is written 1234567_SB1, in capitals and with an underscore.",
		"Use a new nonce and a new timestamp for each request, and sign the query parameters too.")
}

// checkMarks warns that what was pasted is of another protocol.
func checkMarks(v *view) (Finding, bool) {
	p := v.protocol
	f := Finding{Page: TBAPage, Verify: "The request carries Authorization: Bearer; or, where TBA is meant, it succeeds."}
	for _, m := range p.marks[:min(len(p.marks), 4)] {
		f.Evidence = append(f.Evidence, Evidence{Where: "protocol", Expected: "OAuth 2.0: Authorization: Bearer", Got: m.Words})
	}
	switch {
	case p.SOAP && (p.TBA || p.Mixed):
		f.Status, f.Page = Fail, soapPage
		f.Title = "This is a login of SOAP web services, which take no OAuth 2.0: " + p.words()
		f.Why = "SOAP takes token-based authentication (TBA) only. Words such as InvalidSignature that both protocols share mean the OAuth 1.0a signature here."
		f.Fix = slices.Concat(tbaCauses(), integrator("Read the page about services and protocols: no setting makes SOAP take a bearer token."))
		f.Verify = "The SOAP call succeeds, or the application calls REST web services with a bearer token."
	case p.TBA:
		f.Status = Fail
		f.Title = "This is a login with token-based authentication (TBA, OAuth 1.0a), not with OAuth 2.0: " + p.words()
		f.Why = "The codes of OAuth 2.0 do not apply. Words that both protocols share, such as InvalidSignature, are TBA's here."
		f.Fix = slices.Concat(integrator("Read the page about codes of TBA."), tbaCauses())
	case p.Mixed:
		f.Status, f.Evidence, f.Verify = Unchecked, nil, ""
		f.Title = "The text has marks of TBA (" + p.words() + ") and of OAuth 2.0, or of neither for certain"
		f.Because = "what was pasted does not decide the protocol"
		f.Supply, f.Lacks = "say which protocol the failed login used; in the trail, Token-based Access Token Name is filled for TBA only", FactProtocol
	case len(p.marks) > 0:
		f.Status, f.Evidence, f.Verify, f.Page = Unchecked, nil, "", ""
		f.Title = "The text also names TBA (" + p.words() + "); what was sent is OAuth 2.0, and is judged as that"
		f.Because = "names alone tell nothing of the login"
		f.Supply = "nothing needs to be added"
	default:
		return Finding{}, false
	}
	return f, true
}
