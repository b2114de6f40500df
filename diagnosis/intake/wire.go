package intake

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// found is a request or an answer, and where in the text it began.
type found struct {
	exchange.Exchange
	at int
}

// wire looks for what went over the wire: requests and answers, in whatever form
// they were written down. What it takes it erases, so that nothing is read
// twice.
type wire struct {
	text  string
	found []found
	notes []string
	har   *exchange.HAR
	// problem says why a text that is one thing could not be read as it.
	problem string
}

// marks are in every text that holds a request or an answer: most texts have none of
// them, and are spared the search.
var marks = []string{"://", "http/", "curl", "error", "grant_type", "client_assertion", "www-authenticate", "realm", "invalid_", "unauthorized", "unsupported_", "access_denied",

	"authorization", "insufficient_scope", "temporarily_", "forbidden", "status", "http ", "invalid login", "permission", "not support", "n't support", "concurren", "_reqd", "limit_exceeded", "access_token", "sss_", "insufficient", "rcrd_", "nonexistent_id", "too many", "client_id parameter", "<html", "<!doctype", "location", "redirect", "moved temp"}

// has reports whether a text, in small letters, has one of the marks.
func has(lower string, marks ...string) bool {
	return slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(lower, mark) })
}

// maxSearched is how much of a text is searched, in bytes: requests and answers are
// small, and what is longer is a log.
const maxSearched = 256 << 10

// Bounds on the search: how many requests and answers of one text are looked at, and
// how many places that look like the beginning of one.
const maxFound, maxTries = 12, 48

func readWire(text string) *wire {
	w := &wire{}
	if len(text) > maxSearched && !looksLikeHAR(text) {
		text = strings.ToValidUTF8(text[:maxSearched], "")
		w.note("looked for requests and answers in the first %d bytes only", maxSearched)
	}
	if !has(strings.ToLower(text), marks...) {
		w.text = text
		return w
	}
	w.text = text
	if w.readHAR(); w.har == nil {
		w.text = w.unquote(text)
		lower := strings.ToLower(w.text)
		for _, search := range []struct {
			marks []string
			read  func()
		}{
			{[]string{"curl"}, w.readCurl},
			{[]string{"http", "/services/", "/app/"}, w.readRequests},
			{[]string{"authorization"}, w.readHeader},
			{[]string{"://", "?"}, w.readURLs},
			{[]string{"grant_type", "client_assertion", "code_verifier"}, w.readForms},
			{[]string{"http", "status", "error", "code", "response", "www-authenticate", "realm", "access_token", "unauthorized", "forbidden", "bad request", "<html", "<!doctype", "too many", "not found", "location", "redirect", "moved"}, w.readAnswers},
			{nil, w.readErrorWords},
		} {
			if search.marks == nil || has(lower, search.marks...) {
				search.read()
			}
		}
	}
	w.readElsewhere(text)
	slices.SortStableFunc(w.found, func(a, b found) int { return a.at - b.at })
	return w
}

func (w *wire) note(format string, args ...any) {
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
}

// take records what was found and spaces it out.
func (w *wire) take(e exchange.Exchange, from, to int) {
	if len(w.found) < maxFound {
		w.found = append(w.found, found{e, from})
	}
	w.blank([]int{from, to})
}

// blank overwrites spans by spaces; line ends stay.
func (w *wire) blank(spans ...[]int) {
	if len(spans) == 0 {
		return
	}
	out := []byte(w.text)
	for _, span := range spans {
		for i := span[0]; i < min(span[1], len(out)); i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	w.text = string(out)
}

var (
	verboseAnswer = pattern.Lazy(`(?m)^< HTTP/`)
	verboseMark   = pattern.Lazy(`(?m)^[<>] ?`)
	verboseInfo   = pattern.Lazy(`(?m)^[*{}] .*$`)
	mailMark      = pattern.Lazy(`(?m)^(?:> ?)+`)
	escapedJSON   = pattern.Lazy(`\{\s*\\"`)
)

// entities are what a web page writes for the marks of addresses and JSON.
var entities = strings.NewReplacer("&amp;", "&", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">")

// unquote takes off what curl -v and mails put at the beginnings of lines.
func (w *wire) unquote(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case verboseAnswer().MatchString(text):
		text = verboseMark().ReplaceAllString(verboseInfo().ReplaceAllString(text, ""), "")
	case mailMark().MatchString(text):
		text = mailMark().ReplaceAllString(text, "")
		w.note("removed the quote marks of a mail ('> ')")
	}
	if strings.Contains(text, "&amp;") || strings.Contains(text, "&quot;") {
		text = entities.Replace(text)
		w.note("decoded what a web page writes for & and quotes")
	}
	if escapedJSON().MatchString(text) {
		text = strings.ReplaceAll(text, `\"`, `"`)
		w.note("removed the backslashes that a log put before quotes")
	}
	return text
}

var harMark = pattern.Lazy(`\{\s*"log"\s*:\s*\{`)

// looksLikeHAR reports whether a text begins as a HAR file does.
func looksLikeHAR(text string) bool {
	head := text[:min(len(text), 4096)]
	return harMark().MatchString(head)
}

func (w *wire) readHAR() {
	span := harMark().FindStringIndex(w.text)
	if span == nil {
		return
	}
	har, err := exchange.ReadHAR(w.text[span[0]:])
	if err != nil {
		w.problem = "this looks like a HAR file, and it is cut short or damaged; save it again, whole"
		return
	}
	w.har = &har
	w.note("HAR file: %s, of which %d failed at NetSuite or on the way back from it", many(har.Entries, "exchange", "exchanges"), len(har.Failed))
	for i, e := range har.Failed {
		w.found = append(w.found, found{e, i})
	}
	w.text = w.text[:span[0]]
}

var curlMark = pattern.Lazy(`(?:^|[\s"'` + "`" + `$>#(;&|])(curl(?:\.exe)?)[ \t\\^` + "`" + `]`)

func (w *wire) readCurl() {
	inVain, enough := 0, 2*len(w.text)+32<<10 // bytes looked at
	for from, tries := 0, 0; len(w.found) < maxFound && tries < maxTries && inVain < enough; tries++ {
		span := curlMark().FindStringSubmatchIndex(w.text[from:])
		if span == nil {
			return
		}
		at := from + span[2]
		from += span[3]
		request, length, ok := exchange.ReadCurl(w.text[at:])
		if !ok {
			inVain += length
			continue
		}
		w.take(exchange.Exchange{Request: &request}, at, at+length)
	}
}

var requestMark = pattern.Lazy(`(?m)^[ \t]*((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(?:https?://|/)\S*)`)

func (w *wire) readRequests() {
	for from, tries := 0, 0; len(w.found) < maxFound && tries < maxTries; tries++ {
		span := requestMark().FindStringSubmatchIndex(w.text[from:])
		if span == nil {
			return
		}
		at := from + span[2]
		from += span[3]
		if request, length, ok := exchange.ReadRequest(w.text[at:]); ok {
			w.take(exchange.Exchange{Request: &request}, at, at+length)
		}
	}
}

// headerLine is the header Authorization, on a line of its own or in source code.
var headerLine = pattern.Lazy(`(?i)\bauthorization["']?[ \t]*[:=][ \t]*(["'` + "`" + `]?)((?:bearer|basic)[ \t]+[^\n"'` + "`" + `]{1,200})`)

// readHeader finds a header without its request whose value is not in it. In source code
// a variable is filled in; the word for one without a value was sent there too.
func (w *wire) readHeader() {
	span := headerLine().FindStringSubmatchIndex(w.text)
	if span == nil {
		return
	}
	request, ok := exchange.HeaderRequest(strings.TrimSpace(w.text[span[4]:span[5]]))
	if quoted := span[3] > span[2]; ok && (!quoted || request.Authorization.Credential.Presence == border.Void) {
		w.take(exchange.Exchange{Request: &request}, span[0], span[1])
	}
}

// address is one, with or without scheme where a query follows; a mail may have
// broken it into lines.
var (
	addressMark = pattern.Lazy(`(?i)\b[a-z][a-z0-9+.-]{1,30}://[^\s"'<>\\` + "`" + `]+|[^\s"'<>=(]*/[^\s"'<>?]*\?[^\s"'<>]*\b(?:error|code)=[^\s"'<>]+`)
	goesOn      = pattern.Lazy(`^[ \t]*=?\n[ \t]*([A-Za-z0-9%._~&=+/:;-]*[&=%][A-Za-z0-9%._~&=+/:;-]*)[ \t]*(?:\n|$)`)
)

// locationBefore is the name of the header Location, before its address.
var locationBefore = pattern.Lazy(`(?im)^[<\s"']*location["']?[ \t]*:[ \t]*["']?$`)

// restOfValue is a line that may be the rest of a value: one run, right below.
var restOfValue = pattern.Lazy(`^=?[ \t]*\r?\n[ \t]*[A-Za-z0-9._~%-]{2,}[ \t]*(?:\r?\n|$)`)

func (w *wire) readURLs() {
	for from, tries := 0, 0; len(w.found) < maxFound && tries < 4*maxTries; tries++ {
		span := addressMark().FindStringIndex(w.text[from:])
		if span == nil {
			return
		}
		at, end := from+span[0], from+span[1]
		closing := ".,;:!)]}…"
		if strings.Contains(w.text[at:end], "{") {
			closing = ".,;:!)]…" // a placeholder
		}
		address := strings.TrimRight(w.text[at:end], closing)
		if !strings.HasSuffix(w.text[at:end], "…") && !strings.HasSuffix(w.text[at:end], "...") {
			end = at + len(address)
		} else {
			address = w.text[at:end]
		}
		from = end
		if locationBefore().MatchString(w.text[max(0, at-24):at]) {
			continue // of an answer, which is read with it
		}
		for joins := 0; joins < 40 && strings.Contains(address, "?"); joins++ {
			more := goesOn().FindStringSubmatchIndex(w.text[end:])
			if more == nil || strings.Contains(w.text[end+more[2]:end+more[3]], "://") {
				break
			}
			address += w.text[end+more[2] : end+more[3]]
			end += more[3]
			from = end
			if joins == 0 {
				w.note("joined an address that was broken into lines")
			}
		}
		if e, ok := exchange.ReadURL(address); ok {
			if e.Request != nil && len(e.Request.Query) > 0 && restOfValue().MatchString(w.text[end:]) {
				e.Request.Query[len(e.Request.Query)-1].MayGoOn = true
			}
			w.take(e, at, end)
		}
	}
}

var (
	// errorAddress is error_uri of an answer (RFC 6749 section 5.2).
	errorAddress = pattern.Lazy(`"error_uri"\s*:\s*"(https?:[^\s"]+)`)
	// tokenAddress is the address of a token endpoint, whoever's.
	tokenAddress = pattern.Lazy(`https?://[^\s"'<>\\` + "`" + `]+/token(?:["'\s?,;)]|$)`)
	// standards are where error_uri explains an error in general, as libraries do.
	standards = pattern.Lazy(`(?:^|\.)(?:ietf\.org|rfc-editor\.org|oauth\.net|openid\.net)$`)
)

// readElsewhere finds out who gave the one answer of a text that names no host of NetSuite: the token endpoint of
// somebody else, or whoever explains its error.
func (w *wire) readElsewhere(text string) {
	if len(w.found) != 1 || w.found[0].Answer == nil || w.found[0].Request != nil || has(strings.ToLower(text), "netsuite") {
		return
	}
	before, _, _ := strings.Cut(text, w.found[0].Answer.Said()) // an address behind the error only explains it
	host := tokenAddress().FindString(before)
	if match := errorAddress().FindStringSubmatch(text); match != nil && host == "" {
		host = match[1]
	}
	address := exchange.ReadHost(hostIn(host))
	if address.Host == "" || address.Unknown() || standards().MatchString(address.Host) || !strings.Contains(address.Host, ".") {
		return
	}
	w.found[0].Request = &exchange.Request{Form: exchange.PlainURL, Address: address}
}

// hostIn is the host of an address.
func hostIn(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"))]
}

var (
	formMark = pattern.Lazy(`\b[A-Za-z_]{3,40}=[^\s&"'<>]*(?:&[A-Za-z_]{3,40}=[^\s&"'<>]*)+`)
	// fieldLine is a field of the token request on a line of its own, as Postman
	// and programs write it.
	fieldLine = pattern.Lazy(`(?m)^[ \t]*["']?(grant_type|client_assertion_type|client_assertion|assertion|refresh_token|redirect_uri|code_verifier|client_id|client_secret|code|scope)["']?[ \t]*(?:=>|[:=])[ \t]*["']?([^\s"',]*)["']?,?[ \t]*$`)
)

// joined is what follows a form in source code to which a variable is joined.
var joined = pattern.Lazy("^[\"'`]\\s*[.+&]\\s*[$A-Za-z_(]")

func (w *wire) readForms() {
	for from, tries := 0, 0; len(w.found) < maxFound && tries < maxTries; tries++ {
		span := formMark().FindStringIndex(w.text[from:])
		if span == nil {
			break
		}
		at, end := from+span[0], from+span[1]
		from = end
		request := exchange.FormBodyRequest(w.text[at:end])
		if joined().MatchString(w.text[end:]) { // the program that joins a value to it fills it in
			request = exchange.SourceRequest(w.text[at:end] + "${x}")
		}
		if request.ToTokenEndpoint() {
			w.take(exchange.Exchange{Request: &request}, at, end)
		}
	}
	w.readHashtables()
	w.readJSONForms()
	if lines := fieldLine().FindAllStringSubmatchIndex(w.text, 16); len(lines) > 1 {
		var pairs []string
		for _, span := range lines {
			value := w.text[span[4]:span[5]]
			pairs = append(pairs, w.text[span[2]:span[3]]+"="+strings.ReplaceAll(value, "&", "%26"))
		}
		request := exchange.SourceRequest(strings.Join(pairs, "&"))
		if request.GrantType() != "" {
			w.take(exchange.Exchange{Request: &request}, lines[0][0], lines[len(lines)-1][1])
		}
	}
}

var (
	hashtable     = pattern.Lazy(`@\{([^}]*)\}`)
	hashtablePair = pattern.Lazy(`["']?([A-Za-z_]+)["']?\s*=\s*["']?([^"';\n]*)["']?`)
)

// readHashtables finds token requests whose fields PowerShell has in a hashtable.
func (w *wire) readHashtables() {
	for _, span := range hashtable().FindAllStringSubmatchIndex(w.text, maxFound) {
		var pairs []string
		for _, pair := range hashtablePair().FindAllStringSubmatch(w.text[span[2]:span[3]], 32) {
			pairs = append(pairs, pair[1]+"="+strings.ReplaceAll(strings.TrimSpace(pair[2]), "&", "%26"))
		}
		if request := exchange.SourceRequest(strings.Join(pairs, "&")); request.GrantType() != "" {
			w.take(exchange.Exchange{Request: &request}, span[0], span[1])
		}
	}
}

// readJSONForms finds token requests whose fields were written as JSON.
func (w *wire) readJSONForms() {
	at := strings.Index(w.text, `"grant_type"`)
	if at < 0 {
		return
	}
	open := strings.LastIndexByte(w.text[:at], '{')
	if open < 0 {
		return
	}
	if request, length, ok := exchange.ReadJSONRequest(w.text[open:]); ok {
		w.take(exchange.Exchange{Request: &request}, open, open+length)
	}
}

// exchanges pairs requests with their answers, in the order they stand.
func (w *wire) exchanges() []exchange.Exchange {
	var out []exchange.Exchange
	for i, f := range w.found {
		if !slices.ContainsFunc(w.found[:i], func(g found) bool { return reflect.DeepEqual(f.Exchange, g.Exchange) }) {
			out = exchange.Join(out, f.Exchange)
		}
	}
	return out
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
