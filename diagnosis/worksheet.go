package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Value is a value that somebody enters in NetSuite or in the client, computed from a Case.
// Lessons and code to take along name it in angle brackets: <token address>.
type Value struct {
	Name  string // "token address"
	Value string // printable; "" if it is not known
	From  string // what it was computed from, in words
	Lacks string // what is missing, in words; "" if it is known
	// Contradicts reports whether Lacks names two sources that contradict each other.
	Contradicts bool
}

// Worksheet returns the values of a Case, known or not, in the order of the steps. A value
// that two sources contradict is not known.
func Worksheet(c Case, d Diagnosis) []Value {
	w := worksheet{Case: c, facts: d.Facts}
	values := make([]Value, len(worksheetRows))
	for i, row := range worksheetRows {
		values[i] = row.value(&w)
		values[i].Name = row.name
	}
	return values
}

// worksheetRow is a value and the rule that computes it.
type worksheetRow struct {
	name  string
	value func(w *worksheet) Value
}

var worksheetRows = []worksheetRow{
	{"Account ID", (*worksheet).account},
	{"host part", address("", "")},
	{"token address", address(".suitetalk.api.netsuite.com", token.TokenPath)},
	{"authorize address", address(".app.netsuite.com", exchange.AuthorizePath)},
	{"REST address", address(".suitetalk.api.netsuite.com", "")},
	{"server time address", address(".suitetalk.api.netsuite.com", "/services/rest/system/v1/serverTime")},
	{"metadata address", address(".suitetalk.api.netsuite.com", "/services/rest/record/v1/metadata-catalog?select=currency")},
	{"MCP address", address(".suitetalk.api.netsuite.com", "/services/mcp/v1/all")},
	{"Client ID", (*worksheet).clientID},
	{"Client Secret", func(*worksheet) Value {
		return Value{Lacks: "authdoctor never stores it: NetSuite shows it once, at the first save of the integration record"}
	}},
	{"Application ID", (*worksheet).applicationID},
	{"role ID", (*worksheet).role},
	{"entity ID", (*worksheet).entity},
	{"scopes", (*worksheet).scopes},
	{"Redirect URI", (*worksheet).redirectURI},
	{"private key file", func(w *worksheet) Value { return w.file(keys.PrivateKey) }},
	{"certificate file", func(w *worksheet) Value { return w.file(keys.Certificate) }},
	{"Certificate ID", (*worksheet).certificateID},
	{"Valid Until", (*worksheet).validUntil},
	{"renew by", (*worksheet).renewBy},
}

// worksheet is the Case that the values are computed from.
type worksheet struct {
	Case
	facts Facts // Diagnosis.Facts
}

// told is a value with what it was found in, in words.
type told struct{ value, from string }

// agreed returns the value that all sources give, or says what contradicts or is missing.
func agreed(sources []told, lacks string) Value {
	if len(sources) == 0 {
		return Value{Lacks: lacks}
	}
	first := sources[0]
	for _, other := range sources[1:] {
		if other.value != first.value {
			return Value{Contradicts: true, Lacks: fmt.Sprintf("two sources contradict each other: %s, from %s, and %s, from %s", first.value, first.from, other.value, other.from)}
		}
	}
	var from []string
	for _, source := range sources {
		if !slices.Contains(from, source.from) {
			from = append(from, source.from)
		}
	}
	return Value{Value: first.value, From: strings.Join(from, ", ")}
}

// said returns what was said of a fact, which no token or request has replaced.
func (w *worksheet) said(name FactName) []told {
	fact, known := w.Facts.Get(name)
	if !known {
		return nil
	}
	return []told{{fact.Value, sourceWords[fact.Source]}}
}

// sourceWords name the sources of facts in prose.
var sourceWords = map[Source]string{SourceUser: "what you said", SourceToken: "a token", SourceKey: "key material", SourceResponse: "a request or its answer",
	SourceTrail: "the Login Audit Trail", SourceCaseFile: "the case file", SourceProbe: "an online check", SourceLesson: "the lesson"}

// ofIssued returns a value of every token that NetSuite issued.
func (w *worksheet) ofIssued(value func(token.Token) string) (found []told) {
	for _, t := range w.Tokens {
		if text := value(t); t.Kind.Issued() && text != "" {
			found = append(found, told{text, "the " + t.Kind.Title()})
		}
	}
	return found
}

// ofCallback returns a parameter of every redirect back to the application.
func (w *worksheet) ofCallback(name string) (found []told) {
	for _, e := range w.Exchanges {
		if e.Answer == nil || !e.Answer.Redirected() {
			continue
		}
		if text := e.Answer.Params.Text(name); text != "" {
			found = append(found, told{text, "the redirect to the application"})
		}
	}
	return found
}

func (w *worksheet) account() Value {
	var found []told
	for _, source := range w.accountSources() {
		if !token.ExampleAccount(source.value) {
			found = append(found, source)
		}
	}
	return agreed(found, "the Account ID: "+companyMenu)
}

// companyMenu shows the Account ID.
const companyMenu = "Setup › Company › Company Information"

// address returns the rule for an address on a host of the account; for no service, the part
// of the host that names the account.
func address(service, path string) func(*worksheet) Value {
	return func(w *worksheet) Value {
		account := w.account()
		if account.Value == "" {
			return account
		}
		host := token.HostAccount(account.Value) + service
		if service != "" {
			host = "https://" + host
		}
		return Value{Value: host + path, From: "the account " + account.Value}
	}
}

// clientID returns the Client ID. A Client Secret has the same form, so iss of an assertion
// and the user of Basic count only beside another source: they can contradict, and no more.
func (w *worksheet) clientID() Value {
	found := append(w.said(FactClientID), w.ofIssued(func(t token.Token) string {
		if !token.IsClientID(t.ClientID) {
			return ""
		}
		return t.ClientID
	})...)
	var sent []told
	for _, e := range w.Exchanges {
		if e.Request == nil {
			continue
		}
		for _, params := range []exchange.Params{e.Request.Query, e.Request.Fields} {
			if id := strings.ToLower(params.Text("client_id")); token.IsClientID(id) {
				found = append(found, told{id, "client_id of the request"})
			}
		}
		if id := strings.ToLower(e.Request.Authorization.User); token.IsClientID(id) {
			sent = append(sent, told{id, "the user of the header Authorization"})
		}
	}
	for _, t := range w.Tokens {
		if t.Kind == token.Assertion && token.IsClientID(t.ClientID) {
			sent = append(sent, told{t.ClientID, "iss of the assertion"})
		}
	}
	switch {
	case len(found) == 0 && len(sent) > 0:
		return Value{Lacks: "a Client ID that was stated: " + sent[0].from + " has the form of a Client ID, but also of a Client Secret"}
	case len(found) == 0:
		return Value{Lacks: "the Client ID: " + recordMenu + ", once, when it is first saved"}
	}
	sources := append(found, sent...)
	for _, other := range sources[1:] {
		if other.value != sources[0].value { // one may be a secret, so neither is quoted
			return Value{Contradicts: true, Lacks: "two sources contradict each other: the Client ID from " + sources[0].from + " and the one from " + other.from}
		}
	}
	return agreed(sources, "")
}

func (w *worksheet) applicationID() Value {
	return agreed(append(w.said(FactApplicationID), w.ofIssued(func(t token.Token) string { return t.ApplicationID })...), "the Application ID: "+recordMenu)
}

func (w *worksheet) role() Value {
	found := slices.Concat(w.said(FactRole), w.ofIssued(func(t token.Token) string { return t.Role }), w.ofCallback("role"))
	if row, known := w.row(); known && row.Role != "" {
		found = append(found, told{row.Role, "the list of certificates"})
	}
	return agreed(found, "the internal ID of the role: "+roleMenu)
}

func (w *worksheet) entity() Value {
	found := slices.Concat(w.said(FactEntity), w.ofIssued(func(t token.Token) string { return t.Entity }), w.ofCallback("entity"))
	if row, known := w.row(); known && row.Entity != "" {
		found = append(found, told{row.Entity, "the list of certificates"})
	}
	return agreed(found, "the internal ID of the user: "+entityMenu)
}

// scopes returns the scopes to request: the one of the service that is called, or all whose
// boxes are checked. mcp is requested alone (section_0714082142), and client credentials have
// three scopes.
func (w *worksheet) scopes() Value {
	const boxes = "the Scope boxes of the record"
	service, called := w.facts.Get(FactService)
	record, said := w.facts.Get(FactRecordScopes)
	checked := record.Items()
	switch {
	case called && said && !slices.Contains(checked, service.Value):
		return Value{Lacks: fmt.Sprintf("two sources contradict each other: %s is called, and its Scope box is not checked", service.Value)}
	case called:
		return Value{Value: service.Value, From: "the service called, from " + sourceWords[service.Source]}
	case !said:
		return Value{Lacks: "the service that you call, or the Scope boxes: " + authenticationMenu}
	}
	if w.facts.Value(FactFlow) == string(token.ClientCredentials) {
		checked = slices.DeleteFunc(checked, func(scope string) bool { return !slices.Contains(keys.AssertionScopes(), scope) })
	}
	switch {
	case len(checked) == 0:
		return Value{Lacks: "a Scope box for this flow: " + authenticationMenu}
	case len(checked) > 1 && slices.Contains(checked, "mcp"):
		return Value{Lacks: "the service that you call: the request has only mcp, and the record has other scopes"}
	}
	kind, _ := KindOfFact(FactRecordScopes) // which has the order of the screen
	slices.SortFunc(checked, func(a, b string) int { return slices.Index(kind.Values, a) - slices.Index(kind.Values, b) })
	return Value{Value: strings.Join(checked, " "), From: boxes + ", from " + sourceWords[record.Source]}
}

func (w *worksheet) redirectURI() Value {
	var sent []told
	for _, e := range w.Exchanges {
		if e.Request == nil {
			continue
		}
		for _, params := range []exchange.Params{e.Request.Query, e.Request.Fields} {
			if uri := params.Text("redirect_uri"); uri != "" {
				sent = append(sent, told{uri, "redirect_uri of the request"})
			}
		}
	}
	record, said := w.facts.Get(FactRecordRedirectURIs)
	entered := record.Items()
	switch request := agreed(sent, ""); {
	case len(sent) > 0 && (!said || request.Value == ""):
		return request
	case len(sent) > 0 && !slices.Contains(entered, request.Value):
		return Value{Lacks: "two sources contradict each other: " + request.Value + ", from the request, is not on the record"}
	case len(sent) > 0:
		return Value{Value: request.Value, From: "the request, and the record"}
	case len(entered) == 1:
		return Value{Value: entered[0], From: "the record, from " + sourceWords[record.Source]}
	case len(entered) > 1:
		return Value{Lacks: "a request: the record has several URIs, and the request shows which one is used"}
	}
	return Value{Lacks: "the Redirect URI of the application: " + authenticationMenu}
}
