package intake

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// found is a request or an answer, and its offset in the text.
type found struct {
	exchange.Exchange
	at int
}

// search finds requests and answers in any form. It replaces them by spaces in text, so
// that nothing is read twice.
type search struct {
	text  string
	found []found
	notes []string
	har   *exchange.HAR
	// problem is the reason why a HAR file could not be read.
	problem string
}

// exchangeMarks are words in lower case of which every request or answer contains one, so
// that most texts are not searched.
var exchangeMarks = []string{"://", "http/", "curl", "error", "grant_type", "client_assertion", "www-authenticate", "realm", "invalid_", "unauthorized", "unsupported_", "access_denied",
	"authorization", "bearer", "refresh_token", "assertion", "insufficient_scope", "temporarily_", "forbidden", "status", "http ", "invalid login", "permission", "not support", "n't support", "concurren", "_reqd", "limit_exceeded", "access_token", "sss_", "insufficient", "rcrd_", "nonexistent_id", "too many", "client_id parameter", "<html", "<!doctype", "location", "redirect", "moved temp"}

// has reports whether a text in lower case contains one of the marks.
func has(lower string, marks ...string) bool {
	return slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(lower, mark) })
}

// Bounds on the search.
const (
	maxSearched = 256 << 10 // bytes of a text; a longer one is a log
	maxFound    = 12        // requests and answers that are kept
	maxTries    = 48        // places that look like the beginning of one
)

// searchExchanges finds the requests and answers in a text.
func searchExchanges(text string) *search {
	s := &search{}
	if len(text) > maxSearched && !looksLikeHAR(text) {
		text = strings.ToValidUTF8(text[:maxSearched], "")
		s.note("searched only the first %d bytes for requests and responses", maxSearched)
	}
	s.text = text
	if !has(strings.ToLower(text), exchangeMarks...) {
		return s
	}
	if s.readHAR(); s.har == nil {
		s.text = s.unquote(text)
		lower := strings.ToLower(s.text)
		for _, step := range []struct {
			marks []string
			read  func()
		}{
			{[]string{"curl"}, s.readCurl},
			{[]string{"http", "/services/", "/app/"}, s.readRequests},
			{[]string{"authorization", "bearer", "token", "assertion"}, s.readHeader},
			{[]string{"://", "?"}, s.readURLs},
			{[]string{"grant_type", "client_assertion", "code_verifier"}, s.readForms},
			{[]string{"http", "status", "error", "code", "response", "www-authenticate", "realm", "access_token", "unauthorized", "forbidden", "bad request", "<html", "<!doctype", "too many", "not found", "location", "redirect", "moved"}, s.readAnswers},
			{nil, s.readErrorWords},
		} {
			if step.marks == nil || has(lower, step.marks...) {
				step.read()
			}
		}
	}
	s.readElsewhere(text)
	slices.SortStableFunc(s.found, func(a, b found) int { return a.at - b.at })
	return s
}

func (s *search) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// take records an exchange and overwrites its text with spaces.
func (s *search) take(e exchange.Exchange, from, to int) {
	if len(s.found) < maxFound {
		s.found = append(s.found, found{e, from})
	}
	s.blank([]int{from, to})
}

// blank overwrites spans of the text with spaces, except line breaks.
func (s *search) blank(spans ...[]int) {
	if len(spans) == 0 {
		return
	}
	out := []byte(s.text)
	for _, span := range spans {
		for i := span[0]; i < min(span[1], len(out)); i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	s.text = string(out)
}

var (
	verboseAnswer = pattern.Lazy(`(?m)^< HTTP/`)
	verboseMark   = pattern.Lazy(`(?m)^[<>] ?`)
	verboseInfo   = pattern.Lazy(`(?m)^[*{}] .*$`)
	mailMark      = pattern.Lazy(`(?m)^(?:> ?)+`)
	escapedJSON   = pattern.Lazy(`\{\s*\\"`)
)

// entities decodes the HTML entities that occur in addresses and JSON.
var entities = strings.NewReplacer("&amp;", "&", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">")

// unquote removes the line prefixes of curl -v and mails, HTML entities and backslashes
// before quotes.
func (s *search) unquote(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case verboseAnswer().MatchString(text):
		text = verboseMark().ReplaceAllString(verboseInfo().ReplaceAllString(text, ""), "")
	case mailMark().MatchString(text):
		text = mailMark().ReplaceAllString(text, "")
		s.note("removed the quote marks of an email ('> ')")
	}
	if strings.Contains(text, "&amp;") || strings.Contains(text, "&quot;") {
		text = entities.Replace(text)
		s.note("decoded the HTML entities for & and quotes")
	}
	if escapedJSON().MatchString(text) {
		text = strings.ReplaceAll(text, `\"`, `"`)
		s.note("removed the backslashes that a log added before quotes")
	}
	return text
}

var harMark = pattern.Lazy(`\{\s*"log"\s*:\s*\{`)

// exchanges pairs the requests with their answers, in order, without duplicates.
func (s *search) exchanges() []exchange.Exchange {
	var out []exchange.Exchange
	for i, f := range s.found {
		if !slices.ContainsFunc(s.found[:i], func(g found) bool { return reflect.DeepEqual(f.Exchange, g.Exchange) }) {
			out = exchange.Join(out, f.Exchange)
		}
	}
	return out
}

// plural returns n with its noun, as in 2 tokens.
func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
