package findings

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// exchangeScreen shows a request, its answer, or both: what they reveal about the failure,
// the possible codes, and their contents.
type exchangeScreen struct {
	findingList
	n int // index of the exchange in the Case
}

// NewExchange returns a screen for the exchange that reveals most about the failure.
func NewExchange(s *screen.Session) screen.Screen {
	e := &exchangeScreen{}
	_, e.n = exchange.Telling(s.Case.Exchanges)
	e.findingList = newFindingList(s, e)
	return e
}

func (e *exchangeScreen) Outdated(by screen.Replaced) bool {
	return by == screen.ExchangesReplaced || by == screen.TakenBack && !e.there()
}

func (e *exchangeScreen) exchange() exchange.Exchange {
	return e.s.Case.Exchanges[min(e.n, len(e.s.Case.Exchanges)-1)]
}

func (e *exchangeScreen) Title() string {
	if !e.there() {
		return "Exchange"
	}
	title := paint.Capital(e.exchange().Word())
	if n := len(e.s.Case.Exchanges); n > 1 {
		title += " " + paint.Count(e.n+1) + " of " + paint.Count(n)
	}
	return title
}

func (e *exchangeScreen) Aside() string {
	if !e.there() {
		return ""
	}
	account := e.exchange().Account()
	if account != "" {
		account = paint.AccountWords(account)
	}
	return paint.Joined(e.exchange().Title(), account, e.s.Ages.OfExchange(e.exchange()))
}

func (e *exchangeScreen) there() bool { return len(e.s.Case.Exchanges) > 0 }

// findings returns all findings except those about other exchanges. Findings about tokens
// are included, because the tokens were sent with the exchange or came in its answer.
func (e *exchangeScreen) findings() []diagnosis.Finding {
	var mine []diagnosis.Finding
	for _, f := range e.s.Diagnosis.Findings {
		if f.Exchange == 0 || f.Exchange == e.n+1 {
			mine = append(mine, f)
		}
	}
	return mine
}

func (e *exchangeScreen) sound() string {
	if e.exchange().Answer == nil {
		return "Nothing wrong is seen in this request"
	}
	if !e.exchange().Answer.Succeeded() {
		return "The answer alone shows nothing"
	}
	return "The answer is no failure"
}

func (e *exchangeScreen) countdown() string { return "" }

func (e *exchangeScreen) several() bool { return len(e.s.Case.Exchanges) > 1 }

func (e *exchangeScreen) next(by int) {
	n := len(e.s.Case.Exchanges)
	e.n = (e.n + by + n) % n
}

// parameterMeanings explains the parameters of requests.
var parameterMeanings = map[string]string{
	"response_type": "code is the one that is taken", "client_id": "Client ID of the integration record", "redirect_uri": "where the browser is sent back to",
	"scope": "what is asked for", "state": "22 to 1024 characters, new for each flow", "code_challenge": "PKCE: SHA-256 of the verifier", "code_challenge_method": "PKCE: S256",
	"code_verifier": "PKCE: 43 to 128 characters", "grant_type": "which grant is asked for", "code": "of step one; not kept", "client_assertion": "the signed assertion",
	"client_assertion_type": "always jwt-bearer", "refresh_token": "for a new access token", "client_secret": "not kept", "company": "account", "role": "internal ID", "entity": "internal ID",
	"prompt": "whether the user is asked", "nonce": "at most 256 characters",
}

// members lists the contents of the request and the answer. For a value that may be a
// secret, it shows only the length.
func (e *exchangeScreen) members(width int) []string {
	x := e.exchange()
	var lines []string
	part := func(title string, rows [][3]string) {
		if len(rows) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, "  "+e.s.Styles.Heading.Paint(title))
		label := min(21, paint.Widest(rows, func(row [3]string) string { return row[0] }))
		for _, row := range rows {
			lines = append(lines, paint.Indented(e.s.Styles.Member(paint.Clip(row[0], label), row[1], row[2], label, width-2), 2)...)
		}
	}
	if r := x.Request; r != nil {
		part("Request", requestRows(r))
	}
	if a := x.Answer; a != nil {
		part("Answer", answerRows(a))
	}
	return lines
}

func requestRows(r *exchange.Request) [][3]string {
	rows := [][3]string{{"form", string(r.Form), ""}}
	add := func(name, value, meaning string) {
		if value != "" {
			rows = append(rows, [3]string{name, value, meaning})
		}
	}
	add("method", r.Method, "")
	if r.Address.Given() {
		add("address", r.Address.String(), "")
	}
	authorization := r.Authorization.Scheme
	if r.Authorization.Secret {
		authorization += " with a password"
	}
	add("Authorization", authorization, r.Authorization.Problem)
	add("Content-Type", r.ContentType, "")
	if r.Cookies {
		add("Cookie", "sent along", "not kept")
	}
	for _, p := range slices.Concat(r.Query, r.Fields) {
		add(p.Name, parameterValue(p), parameterMeanings[p.Name])
	}
	return rows
}

func parameterValue(p exchange.Param) string {
	switch {
	case p.Shown != "":
		return border.ShortID(p.Shown)
	case p.Elided():
		return "left out"
	case p.Token:
		return fmt.Sprintf("a token of %d characters", p.Length)
	}
	return paint.Plural(p.Length, "character", "characters")
}

func answerRows(a *exchange.Answer) [][3]string {
	rows := [][3]string{{"form", string(a.Form), ""}}
	add := func(name, value, meaning string) {
		if value != "" {
			rows = append(rows, [3]string{name, value, meaning})
		}
	}
	if a.Status > 0 {
		add("status", paint.Count(a.Status), "")
	}
	add("error", a.Error, "")
	add("description", a.Description, "")
	add("WWW-Authenticate", a.Challenge.Scheme, a.Challenge.Error)
	realm := "the account"
	if exchange.PlaceholderAccount(a.Challenge.Realm) {
		realm = "the account, as in Oracle's example; it is not compared"
	}
	add("realm", a.Challenge.Realm, realm)
	for _, p := range a.Params {
		if p.Name != "error" && p.Name != "error_description" {
			add(p.Name, parameterValue(p), parameterMeanings[p.Name])
		}
	}
	add("tokens", strings.Join(a.Tokens, ", "), "")
	return rows
}
