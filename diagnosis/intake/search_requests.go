package intake

import (
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// looksLikeHAR reports whether a text begins like a HAR file.
func looksLikeHAR(text string) bool { return harMark().MatchString(text[:min(len(text), 4096)]) }

func (s *search) readHAR() {
	span := harMark().FindStringIndex(s.text)
	if span == nil {
		return
	}
	har, err := exchange.ReadHAR(s.text[span[0]:])
	if err != nil {
		s.problem = "the HAR file is incomplete or damaged; save it again"
		return
	}
	s.har = &har
	s.note("HAR file: %s, of which %d failed at NetSuite or after its response", plural(har.Entries, "exchange", "exchanges"), len(har.Failed))
	for i, e := range har.Failed {
		s.found = append(s.found, found{e, i})
	}
	s.text = s.text[:span[0]]
}

var curlMark = pattern.Lazy(`(?:^|[\s"'` + "`" + `$>#(;&|])(curl(?:\.exe)?)[ \t\\^` + "`" + `]`)

func (s *search) readCurl() {
	inVain, enough := 0, 2*len(s.text)+32<<10 // bytes looked at
	for from, tries := 0, 0; len(s.found) < maxFound && tries < maxTries && inVain < enough; tries++ {
		span := curlMark().FindStringSubmatchIndex(s.text[from:])
		if span == nil {
			return
		}
		at := from + span[2]
		from += span[3]
		request, length, ok := exchange.ReadCurl(s.text[at:])
		if !ok {
			inVain += length
			continue
		}
		s.take(exchange.Exchange{Request: &request}, at, at+length)
	}
}

var requestMark = pattern.Lazy(`(?m)^[ \t]*((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(?:https?://|/)\S*)`)

func (s *search) readRequests() {
	for from, tries := 0, 0; len(s.found) < maxFound && tries < maxTries; tries++ {
		span := requestMark().FindStringSubmatchIndex(s.text[from:])
		if span == nil {
			return
		}
		at := from + span[2]
		from += span[3]
		if request, length, ok := exchange.ReadRequest(s.text[at:]); ok {
			s.take(exchange.Exchange{Request: &request}, at, at+length)
		}
	}
}

// headerLine matches the header Authorization, on its own line or in source code.
var headerLine = pattern.Lazy(`(?i)\bauthorization["']?[ \t]*(?:=>|[:=,])[ \t]*[fr@]?(["'` + "`" + `]?)((?:bearer|basic)[ \t]+[^\n"'` + "`" + `]{1,200})`)

var (
	// loneHeader matches a text that is the header Authorization and nothing else, or its value.
	loneHeader = pattern.Lazy(`(?i)^["'` + "`" + `]?(?:authorization["'` + "`" + `]?[ \t]*[:=][ \t]*["'` + "`" + `]?([^\n]*?)|(bearer(?:[ \t]+[^\n]*?)?))["'` + "`" + `]?[,;]?$`)
	// loneField matches a text that is one field of a token request and nothing else.
	loneField = pattern.Lazy(`(?i)^["'` + "`" + `]?(access_token|refresh_token|client_assertion|assertion)["'` + "`" + `]?[ \t]*[:=][ \t]*["'` + "`" + `]?([^\n&"'` + "`" + `]+)["'` + "`" + `]?[,;]?$`)
)

// readLone reads a text that is one header or field with something other than a value.
func (s *search) readLone() {
	const longest = 240
	text := strings.TrimSpace(s.text)
	if len(text) > longest {
		return
	}
	var request exchange.Request
	ok := false
	if match := loneHeader().FindStringSubmatch(text); match != nil {
		request, ok = exchange.HeaderRequest(match[1] + match[2])
	} else if match := loneField().FindStringSubmatch(text); match != nil {
		if presence := border.PresenceOf(match[2]); presence.Unfilled() || presence == border.Redacted {
			request, ok = exchange.FieldRequest(match[1], match[2]), true
		}
	}
	if ok {
		s.take(exchange.Exchange{Request: &request}, 0, len(s.text))
	}
}

// readHeader finds an Authorization header without its request. In source code the program
// fills in variables, so only a word for an empty value, such as undefined, counts there.
func (s *search) readHeader() {
	span := headerLine().FindStringSubmatchIndex(s.text)
	if span == nil {
		s.readLone()
		return
	}
	request, ok := exchange.HeaderRequest(strings.TrimSpace(s.text[span[4]:span[5]]))
	if quoted := span[3] > span[2]; ok && (!quoted || request.Authorization.Credential.Presence == border.Void) {
		s.take(exchange.Exchange{Request: &request}, span[0], span[1])
	}
}

var (
	// addressMark matches an address; one with a query needs no scheme.
	addressMark = pattern.Lazy(`(?i)\b[a-z][a-z0-9+.-]{1,30}://[^\s"'<>\\` + "`" + `]+|[^\s"'<>=(]*/[^\s"'<>?]*\?[^\s"'<>]*\b(?:error|code)=[^\s"'<>]+`)
	// goesOn matches a line on which an address goes on.
	goesOn = pattern.Lazy(`^[ \t]*=?\n[ \t]*([A-Za-z0-9%._~&=+/:;-]*[&=%][A-Za-z0-9%._~&=+/:;-]*)[ \t]*(?:\n|$)`)
)

// locationBefore matches the name of the header Location, before its address.
var locationBefore = pattern.Lazy(`(?im)^[<\s"']*location["']?[ \t]*:[ \t]*["']?$`)

// restOfValue matches a next line that may be the rest of a value.
var restOfValue = pattern.Lazy(`^=?[ \t]*\r?\n[ \t]*[A-Za-z0-9._~%-]{2,}[ \t]*(?:\r?\n|$)`)

func (s *search) readURLs() {
	for from, tries := 0, 0; len(s.found) < maxFound && tries < 4*maxTries; tries++ {
		span := addressMark().FindStringIndex(s.text[from:])
		if span == nil {
			return
		}
		at, end := from+span[0], from+span[1]
		closing := ".,;:!)]}…"
		if strings.Contains(s.text[at:end], "{") {
			closing = ".,;:!)]…" // a placeholder
		}
		address := strings.TrimRight(s.text[at:end], closing)
		if !strings.HasSuffix(s.text[at:end], "…") && !strings.HasSuffix(s.text[at:end], "...") {
			end = at + len(address)
		} else {
			address = s.text[at:end]
		}
		from = end
		if locationBefore().MatchString(s.text[max(0, at-24):at]) {
			continue // of an answer, which is read with it
		}
		for joins := 0; joins < 40 && strings.Contains(address, "?"); joins++ {
			more := goesOn().FindStringSubmatchIndex(s.text[end:])
			if more == nil || strings.Contains(s.text[end+more[2]:end+more[3]], "://") {
				break
			}
			address += s.text[end+more[2] : end+more[3]]
			end += more[3]
			from = end
			if joins == 0 {
				s.note("joined a URL that was split into lines")
			}
		}
		if e, ok := exchange.ReadURL(address); ok {
			if e.Request != nil && len(e.Request.Query) > 0 && restOfValue().MatchString(s.text[end:]) {
				e.Request.Query[len(e.Request.Query)-1].MayGoOn = true
			}
			s.take(e, at, end)
		}
	}
}

var (
	// errorAddress matches the error_uri of an answer (RFC 6749 section 5.2).
	errorAddress = pattern.Lazy(`"error_uri"\s*:\s*"(https?:[^\s"]+)`)
	// tokenAddress matches the address of any token endpoint.
	tokenAddress = pattern.Lazy(`https?://[^\s"'<>\\` + "`" + `]+/token(?:["'\s?,;)]|$)`)
	// standards matches the hosts of general explanations, to which libraries link.
	standards = pattern.Lazy(`(?:^|\.)(?:ietf\.org|rfc-editor\.org|oauth\.net|openid\.net)$`)
)

// readElsewhere adds the host of another company's server to the only answer of a text that
// does not mention NetSuite: that of a token endpoint or of error_uri.
func (s *search) readElsewhere(text string) {
	if len(s.found) != 1 || s.found[0].Answer == nil || s.found[0].Request != nil || has(strings.ToLower(text), "netsuite") {
		return
	}
	before, _, _ := strings.Cut(text, s.found[0].Answer.Said()) // an address behind the error only explains it
	host := tokenAddress().FindString(before)
	if match := errorAddress().FindStringSubmatch(text); match != nil && host == "" {
		host = match[1]
	}
	address := exchange.ReadHost(hostIn(host))
	if address.Host == "" || address.Unknown() || standards().MatchString(address.Host) || !strings.Contains(address.Host, ".") {
		return
	}
	s.found[0].Request = &exchange.Request{Form: exchange.PlainURL, Address: address}
}

// hostIn returns the host of an address.
func hostIn(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"))]
}

var (
	formMark = pattern.Lazy(`\b[A-Za-z_]{3,40}=[^\s&"'<>]*(?:&[A-Za-z_]{3,40}=[^\s&"'<>]*)+`)
	// fieldLine matches a field of the token request on its own line, as Postman and
	// programs print it.
	fieldLine = pattern.Lazy(`(?m)^[ \t]*["']?(grant_type|client_assertion_type|client_assertion|assertion|refresh_token|redirect_uri|code_verifier|client_id|client_secret|code|scope)["']?[ \t]*(?:=>|[:=])[ \t]*["']?([^\s"',]*)["']?,?[ \t]*$`)
)

// joined matches the text after a string literal to which source code appends a variable.
var joined = pattern.Lazy("^[\"'`]\\s*[.+&]\\s*[$A-Za-z_(]")

func (s *search) readForms() {
	for from, tries := 0, 0; len(s.found) < maxFound && tries < maxTries; tries++ {
		span := formMark().FindStringIndex(s.text[from:])
		if span == nil {
			break
		}
		at, end := from+span[0], from+span[1]
		from = end
		request := exchange.FormBodyRequest(s.text[at:end])
		if joined().MatchString(s.text[end:]) { // the program fills in the rest
			request = exchange.SourceRequest(s.text[at:end] + "${x}")
		}
		if request.ToTokenEndpoint() {
			s.take(exchange.Exchange{Request: &request}, at, end)
		}
	}
	s.readHashtables()
	s.readJSONForms()
	if lines := fieldLine().FindAllStringSubmatchIndex(s.text, 16); len(lines) > 1 {
		var pairs []string
		for _, span := range lines {
			value := s.text[span[4]:span[5]]
			pairs = append(pairs, s.text[span[2]:span[3]]+"="+strings.ReplaceAll(value, "&", "%26"))
		}
		request := exchange.SourceRequest(strings.Join(pairs, "&"))
		if request.GrantType() != "" {
			s.take(exchange.Exchange{Request: &request}, lines[0][0], lines[len(lines)-1][1])
		}
	}
}

var (
	hashtable     = pattern.Lazy(`@\{([^}]*)\}`)
	hashtablePair = pattern.Lazy(`["']?([A-Za-z_]+)["']?\s*=\s*["']?([^"';\n]*)["']?`)
)

// readHashtables finds token requests whose fields PowerShell has in a hashtable.
func (s *search) readHashtables() {
	for _, span := range hashtable().FindAllStringSubmatchIndex(s.text, maxFound) {
		var pairs []string
		for _, pair := range hashtablePair().FindAllStringSubmatch(s.text[span[2]:span[3]], 32) {
			pairs = append(pairs, pair[1]+"="+strings.ReplaceAll(strings.TrimSpace(pair[2]), "&", "%26"))
		}
		if request := exchange.SourceRequest(strings.Join(pairs, "&")); request.GrantType() != "" {
			s.take(exchange.Exchange{Request: &request}, span[0], span[1])
		}
	}
}

// readJSONForms finds token requests whose fields were written as JSON.
func (s *search) readJSONForms() {
	at := strings.Index(s.text, `"grant_type"`)
	if at < 0 {
		return
	}
	open := strings.LastIndexByte(s.text[:at], '{')
	if open < 0 {
		return
	}
	if request, length, ok := exchange.ReadJSONRequest(s.text[open:]); ok {
		s.take(exchange.Exchange{Request: &request}, open, open+length)
	}
}
