package probe

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
)

// judge decides whose answer it is and what it shows.
func (c *Client) judge(seen online.Seen, row row, m message, a *answer) (online.Seen, intake.Input) {
	seen.Outcome, seen.Fault = online.Answered, online.NoFault
	c.used(&seen)
	e, recognised := m.evidence(a, evidentBody(a))
	author := e.Author()
	host := shownHost(m.contacted)
	head := row.method == http.MethodHead // NetSuite's own refusal of HEAD may be a page
	foreign := a.StatusCode == http.StatusProxyAuthRequired || author == exchange.Between || author == exchange.Client || isPage(a) && !head
	if foreign {
		seen.Skew, seen.Dated = 0, false // somebody else's clock
	}
	if seen.Dated && a.Header.Get("Age") == "" {
		c.Skew, c.Dated = seen.Skew, true
	}
	input := intake.Input{Kind: intake.KindAnswer, Kinds: []intake.Kind{intake.KindAnswer}}
	if recognised && row.evident {
		input.Exchanges = []exchange.Exchange{e}
		input.Tokens = m.tokens(nil)
	}
	switch {
	case isRedirect(a.StatusCode) && !(head && withinNetSuite(a)):
		seen.Outcome, seen.Fault, seen.Text = online.Refused, online.Redirected, redirectText(host, a)
		return seen, input
	case foreign:
		seen.Fault, seen.Text = online.NotItsAnswer, foreignText(host, a, e)
		if a.StatusCode < 300 { // the status alone would show a success
			input = intake.Input{}
		}
		return seen, input
	case head: // any status will do
	case a.StatusCode < 200 || a.StatusCode > 299:
		seen.Text = sentence(refusalText(seen.Check, e, a))
		return seen, input
	}
	read, err := row.read(c, a)
	if err != nil {
		seen.Fault, seen.Text = online.Unreadable, sentence(err.Error())
		return seen, intake.Input{}
	}
	seen.Text, seen.Names = sentence(read.text), read.names
	if row.evident {
		if !read.refused && row.private {
			e, _ = m.evidence(a, "")
		}
		read.input.Exchanges = []exchange.Exchange{e}
		read.input.Tokens = m.tokens(read.received)
	}
	read.input.Kind, read.input.Kinds = intake.KindAnswer, []intake.Kind{intake.KindAnswer}
	return seen, read.input
}

func isRedirect(status int) bool {
	return status >= 300 && status < 400 && status != http.StatusNotModified
}

// withinNetSuite reports whether a redirect leads to a host of NetSuite over TLS: a host that
// sends a browser to the login page answers.
func withinNetSuite(a *answer) bool {
	to, err := a.Location()
	return err == nil && to.Scheme == "https" && exchange.ReadHost(to.Hostname()).NetSuite()
}

// evidentBody returns the part of a body that is evidence: of a web page the beginning, which
// has its title.
func evidentBody(a *answer) string {
	if isPage(a) {
		return cut(string(a.body), longestPage)
	}
	return string(a.body)
}

// mediaType returns the type of the content, in lower case, without parameters.
func mediaType(a *answer) string {
	kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return kind
}

// firstByte returns the first byte of a body that is no space; 0 for none.
func firstByte(a *answer) byte {
	for _, b := range a.body[:min(len(a.body), 1024)] {
		if !strings.ContainsRune(" \t\r\n\ufeff", rune(b)) && b < 0x80 {
			return b
		}
	}
	return 0
}

// isPage reports whether an answer is a web page: by its first byte, because errors of RESTlets
// may be XML, and by its type if there is nothing else to go by.
func isPage(a *answer) bool {
	first := firstByte(a)
	html := strings.HasSuffix(mediaType(a), "html")
	if first == '<' {
		start := strings.ToLower(string(a.body[:min(len(a.body), 512)]))
		return html || strings.Contains(start, "<!doctype html") || strings.Contains(start, "<html")
	}
	return html && first != '{' && first != '['
}

func looksLikeJSON(a *answer) bool {
	first := firstByte(a)
	return first == '{' || first == '[' || strings.HasSuffix(mediaType(a), "json")
}

func redirectText(host string, a *answer) string {
	to, err := a.Location()
	if err != nil {
		return sentence(fmt.Sprintf("%s answers with the redirect %d to nowhere that can be read; compare the host with Setup › Company › Company Information › Company URLs", host, a.StatusCode))
	}
	at := exchange.ReadHost(to.Hostname())
	advice := "a proxy or a portal of your network may want you to log in there first"
	switch {
	case to.Scheme != "https":
		advice = "it leads away from TLS, so something on the way may have answered"
	case strings.Contains(strings.ToLower(to.Path), "login"):
		advice = "it leads to a login page: what was sent did not count as a login"
		if !at.NetSuite() {
			advice = "it leads to a login page of another service than NetSuite"
		}
	case at.NetSuite():
		advice = "compare the host with Setup › Company › Company Information › Company URLs"
	}
	return sentence(fmt.Sprintf("%s redirects to %s (%d), which was not followed; %s", host, shownHost(&url.URL{Host: to.Host}), a.StatusCode, advice))
}

func foreignText(host string, a *answer, e exchange.Exchange) string {
	who := "a web page"
	if answer := e.Answer; answer != nil {
		switch {
		case a.StatusCode == http.StatusProxyAuthRequired:
			who = "a proxy that asks for a login of its own"
		case answer.Server != "":
			who = "a proxy or gateway (" + answer.Server + ")"
		case e.Author() == exchange.Between, e.Author() == exchange.Client:
			who = "another service"
		case answer.PageTitle != "":
			who = "a web page, “" + answer.PageTitle + "”,"
		}
	}
	return sentence(fmt.Sprintf("%s answered in the place of NetSuite's service at %s (%d); ask who runs it, or send the check again later", who, host, a.StatusCode))
}

// refusals are the meanings of a status for one check, where it is more than that of the
// answer itself.
var refusals = map[online.ID]map[int]string{
	online.ServerTime:   {404: "release " + detail.Since("server-time-release") + " brought this address, so an older account or another host does not have it"},
	online.Certificates: {403: "the role lacks the permission Manage own OAuth 2.0 Client Credentials certificates"},
	online.MCP:          {404: "the SuiteApp MCP Standard Tools is not installed, or the role may not use it"},
	online.Keys:         {404: "the account or the host is not known"},
}

// refusalText describes an answer of NetSuite that refuses what was asked.
func refusalText(id online.ID, e exchange.Exchange, a *answer) string {
	said, detail := fmt.Sprint(a.StatusCode), ""
	if e.Answer != nil {
		said = e.Answer.Title()
		if e.Answer.Description != "" && !e.Answer.Sentence {
			detail = ", “" + border.Shown(strings.TrimRight(e.Answer.Description, "."), 160) + "”"
		}
	}
	text := "NetSuite answered " + said + detail
	if e.Author() == exchange.Login {
		text = "NetSuite's login refused it: " + said + detail
	}
	if meaning := refusals[id][a.StatusCode]; meaning != "" {
		text += "; " + meaning
	}
	return text
}
