package diagnosis

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// protocolTold is what the pasted text shows of the protocol of the login.
type protocolTold struct {
	Other  bool          // it is of a login other than OAuth 2.0, and nothing is of OAuth 2.0
	Mixed  bool          // it has marks of both, and none is decisive
	Strong bool          // a request, an answer or a row has marks of another login
	Login  intake.Login  // the other login, "" for none
	marks  []intake.Mark // of other logins, strong ones first
}

// TBA reports whether what was pasted is of TBA, also over SOAP.
func (p protocolTold) TBA() bool {
	return p.Other && (p.Login == intake.TBA || p.Login == intake.SOAP)
}

// SOAP reports whether a call to SOAP web services was pasted, with whatever login.
func (p protocolTold) SOAP() bool { return p.Login == intake.SOAP && (p.Other || p.Mixed) }

// other returns the login that was pasted, if it is not OAuth 2.0, and "" if it may be. A
// protocol that was said is decisive. A word of the trail that only OAuth 2.0 writes
// outweighs names in prose.
func (p protocolTold) other(said Facts) intake.Login {
	if fact, decided := said.Get(FactProtocol); decided && fact.Source != SourceResponse && fact.Source != SourceProbe || !p.Other || !p.Strong && knownOAuth2(said) {
		return ""
	}
	return p.Login
}

// protocolOf weighs the marks of protocols. Names in prose and code never outweigh requests
// and answers: NetSuite labels the credentials of both protocols Consumer Key / Client ID,
// and people who migrate mention both.
func protocolOf(c Case) protocolTold {
	var told protocolTold
	strong, weak := map[intake.Login]int{}, map[intake.Login]int{}
	names, weaks := 0, 0
	oauth2 := speaksOAuth2(c, sendsOther(c))
	for _, m := range c.Marks {
		switch {
		case m.Login == intake.OAuth2:
			names++
			continue
		case m.Login == intake.SSO && (oauth2 || names > 0):
			continue // step one of OAuth 2.0 begins with a login of the browser
		case m.Strong:
			strong[m.Login]++
			told.Strong = true
		default:
			weak[m.Login]++
			weaks++
		}
		told.marks = append(told.marks, m)
	}
	if len(told.marks) > 0 {
		told.Login = told.marks[0].Login
	}
	switch { // SOAP is more specific than the TBA that it uses
	case strong[intake.SOAP] > 0, weak[intake.SOAP] > 1:
		told.Login = intake.SOAP
	case told.Login == intake.SOAP:
		told.Login = intake.TBA
	}
	switch {
	case len(told.marks) == 0:
		if sendsPassword(c) && !oauth2 {
			told.Other, told.Strong, told.Login = true, true, intake.Password
		}
	case oauth2 && told.Strong:
		told.Mixed = true
	case oauth2:
		told.Login = ""
	case told.Strong || weaks > 1 && names == 0:
		told.Other = true
	default:
		told.Mixed = true
		if told.Login == intake.SOAP {
			told.Login = intake.TBA
		}
	}
	return told
}

// sendsOther reports whether another login was sent: the header of NLAuth, or the
// parameters of a TBA signature, which an answer does not have in its challenge.
func sendsOther(c Case) bool {
	return slices.ContainsFunc(c.Marks, func(m intake.Mark) bool {
		return m.Strong && (m.Login == intake.NLAuth || m.Group == "parameter")
	})
}

// sendsPassword reports whether a call carries Basic. It is a password then: Client ID and
// Client Secret are for the token endpoint only.
func sendsPassword(c Case) bool {
	return slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool {
		return e.Request != nil && e.Request.Address.Endpoint.Call() && e.Request.Authorization.Is("Basic")
	})
}

// speaksOAuth2 reports whether something that only OAuth 2.0 has was pasted: a token that
// decodes, a Bearer header, a request to the token endpoint or its answer. A challenge for
// Bearer does not count where another login was sent.
func speaksOAuth2(c Case, other bool) bool {
	if slices.ContainsFunc(c.Tokens, func(t token.Token) bool { return t.Kind != token.Unknown }) {
		return true
	}
	return slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool {
		r, a := e.Request, e.Answer
		return r != nil && (r.Authorization.Is("Bearer") || r.Form != exchange.PlainURL && r.ToTokenEndpoint() || r.Form == exchange.AuthorizeURL) ||
			a != nil && (a.Challenge.Scheme == "Bearer" && !other || a.Redirected() || a.Body == exchange.TokenBody || fromTokenEndpoint(a))
	})
}

// name returns the short name of the other login.
func (p protocolTold) name() string {
	if len(p.marks) > 0 && p.marks[0].Login == intake.NLAuth {
		return "NLAuth"
	}
	return "TBA"
}

// words quotes the first marks.
func (p protocolTold) words() string {
	var out []string
	for _, m := range p.marks[:min(len(p.marks), 4)] {
		out = append(out, m.Words)
	}
	return strings.Join(out, ", ")
}

// soapPage is the page about services that do not accept OAuth 2.0.
const soapPage = "symptoms/soap-and-other-services.md"

// tbaFault is a fault of a TBA login in what was pasted.
type tbaFault struct {
	fault    string // continues a title that ends in a colon
	fix      string
	evidence Evidence
}

// tbaTolerance is the accepted difference between a timestamp and NetSuite's clock
// (subsect_156935170194).
const tbaTolerance = 5 * time.Minute

// tbaFaults returns the faults of a pasted TBA login, the most likely cause first (Oracle's
// pages on TBA, and F18).
func tbaFaults(s intake.Signed, at time.Time) []tbaFault {
	var faults []tbaFault
	add := func(found bool, fault, fix, where, expected, got string) {
		if found {
			faults = append(faults, tbaFault{fault, fix, Evidence{Where: where, Expected: expected, Got: got}})
		}
	}
	account := token.CanonicalAccount(strings.ReplaceAll(s.Realm, "-", "_"))
	answered := token.CanonicalAccount(s.Answered)
	both := "Ambiguous authentication" // NetSuite's words
	if s.UserPassport {
		both = "passport"
	}
	add(s.Ambiguous || s.TokenPassport && s.UserPassport, "the call has two logins, passport and tokenPassport (Ambiguous authentication)", "Send only tokenPassport.", "passport", "tokenPassport alone", both)
	add(s.Realm != "" && s.Host != "" && account != s.Host, "realm and host belong to two accounts, "+s.Realm+" and "+s.Host, "Use one account: its host, its realm, its consumer key and its token.", "realm", s.Host+", the account of the host", s.Realm)
	add(s.Realm != "" && answered != "" && account != answered, "the answer is from account "+s.Answered+", the request from "+s.Realm, "Use one account: its host, its realm, its consumer key and its token.", "realm of the answer", account+", the account of the request", s.Answered)
	right := s.Misspelt()
	add(right != "", "the account is written "+s.Realm+"; it must be "+right, "Write the account "+right+" in realm or passport: in capitals, with an underscore. The host is in lower case, with a hyphen.", "account", right, s.Realm)
	add(s.Reused, "one signed header was sent twice; each call needs a new nonce and timestamp", "Sign each call separately, with its own nonce and timestamp.", "nonce", "a new one for each call", cmp.Or(s.Reuse, "the same twice"))
	add(s.Method != "", "it signs with "+s.Method+"; NetSuite accepts only HMAC-SHA256", "Sign with HMAC-SHA256.", "signature method", "HMAC-SHA256", s.Method)
	stamp, stamped := s.Stamp()
	now := at
	if !s.At.IsZero() {
		now = s.At
	}
	switch {
	case !stamped:
	case len(s.Time) > 10:
		add(true, "the timestamp is in milliseconds; it must be in seconds", "Send the timestamp in seconds since 1970.", "timestamp", "10 digits", s.Time)
	case !s.At.IsZero() && (s.At.Sub(stamp) > tbaTolerance || stamp.Sub(s.At) > tbaTolerance):
		add(true, "the timestamp is "+Span(s.At.Sub(stamp).Abs())+" from the answer's time; NetSuite accepts 5 minutes", "Correct the machine's clock.", "timestamp", "within 5 minutes of "+Moment(s.At), s.Time)
	case stamp.Sub(now) > tbaTolerance:
		add(true, "the timestamp is in the future", "Correct the machine's clock.", "timestamp", "at most 5 minutes after "+Moment(now), s.Time)
	}
	add(s.Query != "" && s.Realm != "", "the address has a query, which must be signed too", "Add each query parameter to the text that is signed. If only calls with a query fail, they were left out.", "address", "query parameters in the signature", s.Query)
	return faults
}

// tbaCauses returns steps against the commonest causes of failed TBA logins (Oracle's pages
// on TBA, and F18).
func tbaCauses() []Fix {
	return integrator("Compare the account in realm or passport with the host: in them it is written 1234567_SB1, in capitals and with an underscore.",
		"Use a new nonce and a new timestamp for each request, and sign the query parameters too.")
}

// logins describes the logins other than OAuth 2.0, TBA and SOAP.
var logins = map[intake.Login]struct{ why, page, fix string }{
	intake.NLAuth: {"An OAuth 2.0 word in the Detail column belongs to another login. NLAuth ends for RESTlets with " + detail.Since("nlauth-release") + ".", "symptoms/two-factor-required.md",
		"Send an access token in the header Authorization: Bearer, not NLAuth."},
	intake.SSO: {"It opens a browser session. An OAuth 2.0 word in the Detail column belongs to another login.", "symptoms/find-the-detail-code.md",
		"Paste the request that OAuth 2.0 failed with: the authorize URL, the token request or the call."},
}

// soapFaults are the meanings of SOAP faults (section_N3539420, bridgehead_1525252812), by
// their names in lower case.
var soapFaults = map[string]string{"invalidcredentialsfault": "the login failed", "insufficientpermissionfault": "the role may not do it", "invalidaccountfault": "the account is not known",
	"invalidsessionfault": "the session has ended", "invalidversionfault": "the version of the endpoint is not accepted", "exceededconcurrentrequestlimitfault": "too many calls at once",
	"exceededrequestlimitfault": "too many calls at once"}

// soapLogin returns a sentence about the login of a SOAP call (section_N3539420).
func soapLogin(s intake.Signed) string {
	switch {
	case s.TokenPassport && !s.UserPassport:
		return "The call logs in with tokenPassport, which is token-based authentication (TBA)."
	case s.UserPassport && !s.TokenPassport:
		return "The call logs in with passport, a user's name and password."
	}
	return "SOAP does not support OAuth 2.0."
}

// checkMarks reports that what was pasted is, or may be, of a login other than OAuth 2.0.
func checkMarks(s *subject) (Finding, bool) {
	p := s.protocol
	f := Finding{Page: TBAPage, Verify: "The request has Authorization: Bearer; or, if you meant the other login, it succeeds."}
	for _, m := range p.marks[:min(len(p.marks), 4)] {
		f.Evidence = append(f.Evidence, Evidence{Where: "protocol", Expected: "OAuth 2.0: Authorization: Bearer", Got: m.Words})
	}
	words, marks, causes := "", p.words(), tbaCauses()
	if meaning := soapFaults[strings.ToLower(s.signed.Fault)]; meaning != "" && p.SOAP() {
		marks = s.signed.Fault + ": " + meaning
	}
	if faults := tbaFaults(s.signed, s.at); len(faults) > 0 && (p.TBA() || p.SOAP()) {
		words, marks = "The text has "+p.words()+". ", faults[0].fault
		causes = nil
		for i := len(faults) - 1; i >= 0; i-- {
			causes = append(integrator(faults[i].fix), causes...)
			f.Evidence = append([]Evidence{faults[i].evidence}, f.Evidence...)
		}
		if len(faults) == 1 {
			causes = append(causes, tbaCauses()...)
		}
	}
	switch other, known := logins[p.Login]; {
	case p.SOAP():
		f.Status, f.Page = Fail, soapPage
		f.Title = "This is a SOAP web services login, which does not support OAuth 2.0: " + marks
		f.Why = words + soapLogin(s.signed) + " Words of both protocols, such as InvalidSignature, are about the OAuth 1.0a signature here."
		f.Fix = slices.Concat(causes, integrator("Read the page about SOAP, which explains the faults. No setting makes SOAP accept a bearer token."))
		f.Verify = "The SOAP call succeeds, or the application calls REST web services with a bearer token."
		if p.Mixed { // a token was sent
			f.Fix = integrator("Call REST web services with this token; or log in to SOAP with TBA.", "Read the page about services and protocols: no setting makes SOAP accept a bearer token.")
		}
	case p.TBA():
		f.Status = Fail
		f.Title = "This is a login with token-based authentication (TBA), not OAuth 2.0: " + marks
		f.Why = words + "The codes of OAuth 2.0 do not apply; words of both protocols, such as InvalidSignature, are TBA's here."
		f.Fix = slices.Concat(causes, integrator("Read the page about TBA codes."))
	case p.Other && known:
		f.Status, f.Page = Fail, other.page
		f.Title = "This is a login with " + string(p.Login) + ", not with OAuth 2.0: " + p.words()
		f.Why = "The codes of OAuth 2.0 do not apply. " + other.why
		f.Fix = integrator(other.fix)
	case p.Mixed:
		f.Status, f.Evidence, f.Verify = Unchecked, nil, ""
		f.Title = "The text has marks of " + p.name() + " (" + p.words() + ") and perhaps of OAuth 2.0"
		f.Because = "the pasted text does not show which protocol it is"
		f.Supply, f.Lacks = "say which protocol the failed login used; in the trail, Token-based Access Token Name is filled for TBA only", FactProtocol
	case len(p.marks) > 0:
		f.Status, f.Evidence, f.Verify, f.Page = Unchecked, nil, "", ""
		f.Title = "The text also names " + p.name() + " (" + p.words() + "); the request itself uses OAuth 2.0"
		f.Because = "names alone show nothing about the login"
		f.Supply = "nothing needs to be added"
	default:
		return Finding{}, false
	}
	return f, true
}
