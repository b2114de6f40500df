// Package exchange parses the requests of an application to NetSuite in an OAuth 2.0 login,
// and the answers. It keeps what the checks need: names, forms and lengths. It drops codes,
// secrets and tokens.
package exchange

import (
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Form is the notation in which a request or an answer was given.
type Form string

// The forms, in words for people.
const (
	AuthorizeURL Form = "authorize URL"
	RedirectURL  Form = "redirect URL"
	PlainURL     Form = "address"
	Curl         Form = "curl command"
	RawRequest   Form = "HTTP request"
	FormBody     Form = "form body"
	JSONBody     Form = "JSON body"
	HAREntry     Form = "HAR entry"
	HeaderLine   Form = "header Authorization"
	HTTPAnswer   Form = "HTTP answer"
	ErrorWord    Form = "error named in a text"
	ClientCode   Form = "client code"
)

// Exchange is a request, its answer, or both.
type Exchange struct {
	Request *Request `json:"request,omitempty"`
	Answer  *Answer  `json:"answer,omitempty"`
	// Probe is the online check that sent the request; "" for what was pasted.
	Probe online.ID `json:"probe,omitempty"`
	// Earlier reports whether this succeeded before the others of its list: a step that was
	// done, and not the failure that is looked at.
	Earlier bool `json:"earlier,omitempty"`
	// Told reports whether the exchange is from a case file.
	Told bool `json:"-"`
}

// Telling returns the exchange that tells of the failure, and its place: the first whose
// answer reports one, else the first that is not an earlier one. Of an empty list it is an
// empty Exchange.
func Telling(list []Exchange) (e Exchange, at int) {
	if len(list) == 0 {
		return Exchange{}, 0
	}
	at = slices.IndexFunc(list, func(e Exchange) bool {
		return e.Answer != nil && e.Answer.Failed() && e.Probe != online.Certificates // most roles may not see the list
	})
	if at < 0 {
		at = max(0, slices.IndexFunc(list, func(e Exchange) bool { return !e.Earlier }))
	}
	return list[at], at
}

// Request is a request of an application. Texts are printable and contain no secret.
type Request struct {
	Form    Form    `json:"form,omitempty"`
	Method  string  `json:"method,omitempty"` // in capitals; "" if unknown
	Address Address `json:"address,omitzero"`
	Query   Params  `json:"query,omitempty"`
	// Fields are the fields of the body; BodyKind is its encoding.
	Fields      Params   `json:"fields,omitempty"`
	BodyKind    BodyKind `json:"body_kind,omitempty"`
	ContentType string   `json:"content_type,omitempty"` // media type in lower case, without parameters; "" if none was given
	// Authorization is the header of that name.
	Authorization Authorization `json:"authorization,omitzero"`
	// Cookies reports whether the request has a Cookie header.
	Cookies bool `json:"cookies,omitempty"`
	// HeadersKnown and FieldsKnown report whether the text has all headers and fields, so
	// that a missing one was not sent. They are false for a fragment of a request.
	HeadersKnown bool `json:"headers_known,omitempty"`
	FieldsKnown  bool `json:"fields_known,omitempty"`
	// Assertion is the client assertion that source code builds, as far as the code shows;
	// nil for none.
	Assertion *token.Token `json:"assertion,omitempty"`
	// Lines are the lines of source code that set a header parameter, a claim or a field, by
	// its name, and those for address, method, body, client and sign.
	Lines map[string]Line `json:"lines,omitempty"`
	// Recorded reports whether the request was recorded as it was sent, and so is not a template.
	Recorded bool `json:"recorded,omitempty"`
}

// BodyKind is the encoding of a request body.
type BodyKind string

// The kinds of body.
const (
	NoBody        BodyKind = ""
	FormEncoded   BodyKind = "application/x-www-form-urlencoded"
	JSONEncoded   BodyKind = "application/json"
	Multipart     BodyKind = "multipart/form-data"
	UnknownBody   BodyKind = "unknown"     // XML, text, or unreadable
	ElsewhereBody BodyKind = "not in here" // curl --data @FILE
)

// Authorization describes the header of that name. Of Basic it has the user, which is the
// Client ID (RFC 6749 section 2.3.1), never the password.
type Authorization struct {
	Scheme  string `json:"scheme,omitempty"`  // as sent: Basic, Bearer, OAuth, NLAuth; "" for no header
	User    string `json:"user,omitempty"`    // for Basic: the user; "" if not decoded, or not in the form of an ID
	Secret  bool   `json:"secret,omitempty"`  // for Basic: whether there is a password
	Problem string `json:"problem,omitempty"` // what is wrong with the header; "" for nothing
	Twice   bool   `json:"twice,omitempty"`   // whether the header appears more than once
	// Credential describes the placeholder, if there is one in the place of the token, the
	// Client ID, the Client Secret or the whole header.
	Credential Value `json:"credential,omitzero"`
}

// Given reports whether there is a header at all.
func (a Authorization) Given() bool {
	return a.Scheme != "" || a.Problem != "" || a.Credential.Presence != border.Whole
}

// Is reports whether the scheme is scheme, without regard to case (RFC 9110 section 11.1).
func (a Authorization) Is(scheme string) bool { return strings.EqualFold(a.Scheme, scheme) }

// Answer is an HTTP answer or, for step one, the parameters of the redirect to the
// application (RFC 6749 section 4.1.2). Texts are printable and contain no secret.
type Answer struct {
	Form   Form `json:"form,omitempty"`
	Status int  `json:"status,omitempty"` // HTTP status; 0 if unknown
	// At is the time of the answer, from its Date header or the HAR file; the zero time if
	// unknown.
	At time.Time `json:"at,omitzero"`
	// Operation is the header X-N-OperationId, by which NetSuite's support finds the request;
	// "" if unknown.
	Operation string `json:"operation_id,omitempty"`
	// Params are the parameters of a redirect.
	Params Params `json:"params,omitempty"`
	// Error is the error as the answer spells it: invalid_client, INVALID_LOGIN.
	Error string `json:"error,omitempty"`
	// Description is the answer's explanation for people.
	Description string `json:"description,omitempty"`
	// Sentence reports whether the text has only Description. Error, or Status if Error is
	// "", is then the one that NetSuite uses with it.
	Sentence  bool       `json:"sentence,omitempty"`
	Challenge Challenge  `json:"challenge,omitzero"`
	Body      AnswerBody `json:"body,omitempty"`
	// Tokens are the names of the tokens in a token endpoint's answer: access_token.
	Tokens []string `json:"tokens,omitempty"`
	// Location is the target of a redirect in an HTTP answer.
	Location Address `json:"location,omitzero"`
	// Says are the known sentences in the answer.
	Says []Sentence `json:"says,omitempty"`
	// Reported reports whether a client's own service passes on NetSuite's answer.
	Reported bool `json:"reported,omitempty"`
	// Server is the name of the proxy or gateway that answered, in lower case; "" if unknown.
	Server string `json:"server,omitempty"`
	// PageTitle is the title of a web page.
	PageTitle string `json:"page_title,omitempty"`
}

// AnswerBody is the kind of service that answers in this form.
type AnswerBody string

// The forms of answers.
const (
	NoAnswerBody    AnswerBody = ""
	TokenBody       AnswerBody = "token endpoint" // {"error": "…"}, or tokens
	RESTBody        AnswerBody = "REST web services"
	RESTletBody     AnswerBody = "RESTlet"
	PageBody        AnswerBody = "web page"
	GatewayBody     AnswerBody = "gateway" // {"fault": …}, {"message": …}
	UnknownBodyForm AnswerBody = "unknown"
)

// Challenge is the header WWW-Authenticate (RFC 6750 section 3).
type Challenge struct {
	Scheme string `json:"scheme,omitempty"` // Bearer, OAuth (TBA), Basic
	Realm  string `json:"realm,omitempty"`  // NetSuite puts the account there
	Error  string `json:"error,omitempty"`
}

// Redirected reports whether the answer came as the parameters of a redirect.
func (a Answer) Redirected() bool { return a.Form == RedirectURL && !a.Reported }

// Succeeded reports whether the answer shows success: no error, and a status from 200 to 299,
// tokens, or a redirect with a code. A web page is none: login pages, error pages and captive
// portals come with the status 200 (section_4634920277).
func (a Answer) Succeeded() bool {
	if a.Error != "" || a.Challenge.Error != "" {
		return false
	}
	return a.Status >= 200 && a.Status < 300 && a.Body != PageBody || a.Status < 300 && len(a.Tokens) > 0 || a.Redirected() && a.Params.Has("code")
}

// Failed reports whether the answer reports a failure.
func (a Answer) Failed() bool {
	return !a.Succeeded() && (a.Error != "" || a.Challenge.Error != "" || a.Status >= 300 || a.Body == PageBody || a.Body == GatewayBody)
}

// Account returns the account that the exchange names, in canonical form, or "".
func (e Exchange) Account() string {
	if e.Request != nil && e.Request.Address.Account != "" {
		return e.Request.Address.Account
	}
	if e.Answer == nil {
		return ""
	}
	if company := e.Answer.Params.Text("company"); e.Answer.Redirected() && token.IsAccount(company) {
		return token.CanonicalAccount(company)
	}
	if realm := e.Answer.Challenge.Realm; token.IsAccount(realm) && !PlaceholderAccount(realm) {
		return token.CanonicalAccount(realm)
	}
	return ""
}

// PlaceholderAccount reports whether an account is the one in the examples of Oracle's help
// (subsect_158521885412). People write it to hide their account.
func PlaceholderAccount(account string) bool { return account == "123456" }

// shown returns outside text in a form that is safe to show: on one line, short, and without
// anything that looks like a secret.
func shown(text string) string {
	return longRun().ReplaceAllStringFunc(shownWhole(text), func(run string) string {
		if !strings.ContainsAny(run, "0123456789") {
			return run // a word, however long
		}
		return border.NewSecret(run).String()
	})
}

// longRun matches a run that is too long for a word and long enough for a secret.
var longRun = pattern.Lazy(`[A-Za-z0-9_=+-]{32,}`)

// shownWhole is shown for text in which a long run is not suspicious.
func shownWhole(text string) string {
	return border.Shown(strings.Join(strings.Fields(border.Redact(text)), " "), 160)
}

// oneWord returns text if it is a single word that cannot be a secret, or "".
func oneWord(text string) string {
	if !wordForm().MatchString(text) || longRun().MatchString(text) {
		return ""
	}
	return text
}

var wordForm = pattern.Lazy(`^[A-Za-z][A-Za-z0-9_.\[\]-]{0,59}$`)
