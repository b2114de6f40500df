package probe

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// tellingHeaders are the header fields of an answer that explain it: NetSuite's own, those of
// RFC 6750 and RFC 9110, and those by which proxies and gateways are recognised.
var tellingHeaders = []string{"Content-Type", "Date", "WWW-Authenticate", "Location", "Retry-After", "X-N-OperationId", "Server", "Via",
	"Proxy-Authenticate", "Cf-Ray", "X-Squid-Error", "X-Amzn-Errortype", "X-Amz-Apigw-Id", "X-Kong-Proxy-Latency", "X-Envoy-Upstream-Service-Time"}

// longestField is the number of bytes of a header field that are read, and longestPage that
// of a web page.
const (
	longestField = 2 << 10
	longestPage  = 16 << 10
)

// requestText is the request as it is pasted from a program's log, with NetSuite's own
// address. It has secrets and is recognised only.
func (m message) requestText() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s HTTP/1.1\n", m.method, m.meant)
	for _, field := range m.header {
		fmt.Fprintf(&text, "%s: %s\n", field[0], field[1])
	}
	fmt.Fprintf(&text, "\n%s\n", m.content())
	return text.String()
}

// answerText is the answer as it is pasted from a program's log: status line, the header
// fields that explain it, and a body.
func answerText(a *answer, body string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "HTTP/1.1 %d %s\n", a.StatusCode, http.StatusText(a.StatusCode))
	for _, name := range tellingHeaders {
		if value := a.Header.Get(name); value != "" {
			fmt.Fprintf(&text, "%s: %s\n", name, cut(value, longestField))
		}
	}
	fmt.Fprintf(&text, "\n%s", body)
	return text.String()
}

// cut shortens a text to a number of bytes, at the end of a character.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// evidence recognises request and answer as intake.Recognise recognises them in one text,
// but separately: an answer that contains other requests or answers is one answer.
func (m message) evidence(a *answer, body string) (exchange.Exchange, bool) {
	sent := intake.Recognise(m.requestText())
	i := slices.IndexFunc(sent.Exchanges, func(e exchange.Exchange) bool { return e.Request != nil })
	got, ok := exchange.ReadAnswer(answerText(a, body))
	if i < 0 || !ok {
		return exchange.Exchange{}, false
	}
	got.Status = a.StatusCode // whatever the body says
	return exchange.Exchange{Request: sent.Exchanges[i].Request, Answer: &got}, true
}

// tokens returns what is to be diagnosed of a request and its answer: the assertion that was
// made, and the tokens that came.
func (m message) tokens(received []field) []token.Token {
	var list []token.Token
	for _, one := range append([]field{{"client_assertion", m.made.Reveal()}}, received...) {
		if one.value == "" || strings.Count(one.value, ".") != 2 { // a code or an opaque token
			continue
		}
		parsed, _ := token.Parse(one.value)
		parsed.Field = one.name
		list = append(list, parsed)
	}
	return list
}

// field is a member of an answer with a token.
type field struct{ name, value string }

// sentence makes the text of an error a sentence: it begins with a capital letter, unless it
// begins with the name of a host, and ends with a full stop.
func sentence(text string) string {
	text, _ = border.Printable(border.Redact(strings.TrimRight(text, ".")))
	if first, _, _ := strings.Cut(text, " "); !strings.ContainsAny(first, ".:") && first != "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return border.Clip(text, 500) + "."
}
