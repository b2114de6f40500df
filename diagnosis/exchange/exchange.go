// Package exchange reads what goes over the wire in an OAuth 2.0 login: the
// requests of an application to NetSuite, and the answers. It keeps what a check
// looks at: names, forms and lengths. Codes, secrets and tokens it drops.
package exchange

import (
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Form is how a request or an answer was written down.
type Form string

// The forms, worded for people.
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
	Request *Request
	Answer  *Answer
}

// Telling returns the exchange that tells of the failure, and its place: the first whose
// answer reports one, else the first. Of an empty list it is an empty Exchange.
func Telling(list []Exchange) (e Exchange, at int) {
	if len(list) == 0 {
		return Exchange{}, 0
	}
	at = max(0, slices.IndexFunc(list, func(e Exchange) bool { return e.Answer != nil && e.Answer.Failed() }))
	return list[at], at
}

// Request is what an application sent. Texts are printable and hold no secret.
type Request struct {
	Form    Form
	Method  string // in capitals; "" where it does not show
	Address Address
	Query   Params
	// Fields are those of the body; BodyKind says how it is encoded.
	Fields      Params
	BodyKind    BodyKind
	ContentType string // media type in lower case, without parameters; "" where none was given
	// Authorization is the header of that name.
	Authorization Authorization
	// Cookies reports whether a header Cookie was sent along.
	Cookies bool
	// HeadersKnown and FieldsKnown say that the request was written down with all of
	// them: what is not there was not sent. A fragment lacks nothing.
	HeadersKnown, FieldsKnown bool
	// Assertion is the client assertion that source code builds, as far as the code says;
	// nil for none.
	Assertion *token.Token
	// Lines are where source code sets a header parameter, a claim or a field, by its name,
	// and what it does by address, method, body, client and sign.
	Lines map[string]Line
	// wire reports whether the request was recorded as it was sent: no template is.
	wire bool
}

// BodyKind is how the body of a request is encoded.
type BodyKind string

// The kinds of body.
const (
	NoBody        BodyKind = ""
	FormEncoded   BodyKind = "application/x-www-form-urlencoded"
	JSONEncoded   BodyKind = "application/json"
	Multipart     BodyKind = "multipart/form-data"
	UnknownBody   BodyKind = "unknown"     // XML, text, or what could not be read
	ElsewhereBody BodyKind = "not in here" // curl --data @FILE
)

// Authorization is what the header of that name holds: of Basic the user, which is
// the Client ID (RFC 6749 section 2.3.1), never the password.
type Authorization struct {
	Scheme  string // as sent: Basic, Bearer, OAuth, NLAuth; "" for no header
	User    string // of Basic, "" where it could not be decoded
	Secret  bool   // of Basic: there is a password
	Problem string // what is wrong with the header, "" for nothing
	Twice   bool   // the header appears more than once
	// Credential is what is in the place of token, Client ID or Client Secret, or
	// of the whole header, where it is not there.
	Credential Value
}

// Given reports whether there is a header at all.
func (a Authorization) Given() bool {
	return a.Scheme != "" || a.Problem != "" || a.Credential.Presence != border.Whole
}

// Is compares schemes as RFC 9110 section 11.1 does, without regard to case.
func (a Authorization) Is(scheme string) bool { return strings.EqualFold(a.Scheme, scheme) }

// Answer is what came back: an HTTP answer or, of step one, the parameters of the
// redirect to the application (RFC 6749 section 4.1.2). Texts are printable and
// hold no secret.
type Answer struct {
	Form   Form
	Status int // of HTTP; 0 where it does not show
	// At is when the answer was given, by its header Date or the HAR file; the zero
	// time where that does not show.
	At time.Time
	// Params are those of a redirect.
	Params Params
	// Error is the error as the answer spells it: invalid_client, INVALID_LOGIN.
	Error string
	// Description is what the answer says to people.
	Description string
	// Sentence reports whether Description alone is in the text: Error, or Status where
	// there is no Error, is the one that belongs to it.
	Sentence  bool
	Challenge Challenge
	Body      AnswerBody
	// Tokens names the tokens a token endpoint's answer holds: access_token.
	Tokens []string
	// Location is where a redirect of an HTTP answer leads.
	Location Address
	// Says are the sentences of the answer that are known.
	Says []Sentence
	// Reported reports whether a client's own service passes on what NetSuite answered it.
	Reported bool
	// Server is what the proxy or gateway that answered calls itself, in small letters;
	// "" where none shows.
	Server string
	// PageTitle is the title of a web page.
	PageTitle string
}

// AnswerBody says whose form an answer has.
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
	Scheme string // Bearer, OAuth (TBA), Basic
	Realm  string // NetSuite puts the account there
	Error  string
}

// Redirected reports whether the answer came as the parameters of a redirect.
func (a Answer) Redirected() bool { return a.Form == RedirectURL && !a.Reported }

// Succeeded reports whether the answer reports no failure.
func (a Answer) Succeeded() bool {
	if a.Error != "" || a.Challenge.Error != "" {
		return false
	}
	return a.Status >= 200 && a.Status < 300 || len(a.Tokens) > 0 || a.Redirected() && a.Params.Has("code")
}

// Failed reports whether the answer reports a failure.
func (a Answer) Failed() bool {
	return !a.Succeeded() && (a.Error != "" || a.Challenge.Error != "" || a.Status >= 300 || a.Body == PageBody && a.Status == 0 || a.Body == GatewayBody)
}

// Account is the account the exchange names, in its canonical form; "" where it
// names none.
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

// PlaceholderAccount reports whether an account is the one Oracle's help prints in its
// examples (subsect_158521885412). People who hide their account put it there.
func PlaceholderAccount(account string) bool { return account == "123456" }

// shown is an outside text as it may be shown: in one line, short, without anything
// that looks like a secret.
func shown(text string) string {
	return longRun().ReplaceAllStringFunc(shownWhole(text), func(run string) string {
		if !strings.ContainsAny(run, "0123456789") {
			return run // a word, however long
		}
		return border.NewSecret(run).String()
	})
}

// longRun is as long as no word is, and as secrets are.
var longRun = pattern.Lazy(`[A-Za-z0-9_=+-]{32,}`)

// shownWhole is shown for what is known to be no secret.
func shownWhole(text string) string {
	return border.Shown(strings.Join(strings.Fields(border.Redact(text)), " "), 160)
}

// oneWord is an outside text where a single word is expected; "" for anything else.
func oneWord(text string) string {
	if !wordForm().MatchString(text) || longRun().MatchString(text) {
		return ""
	}
	return text
}

var wordForm = pattern.Lazy(`^[A-Za-z][A-Za-z0-9_.\[\]-]{0,59}$`)
