package exchange

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

var (
	requestLine = pattern.Lazy(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(\S+)(?:[ \t]+HTTP/[0-9.]+)?[ \t]*$`)
	// headerLine matches a header, also with the spaces in copies from browsers and logs.
	headerLine = pattern.Lazy(`^[ \t]*([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)$`)
	statusLine = pattern.Lazy(`\bHTTP/[0-9](?:\.[0-9])?"?[ \t]+([1-5][0-9][0-9])\b`)
)

// ReadRequest parses the HTTP request at the start of text, which is a request line, headers
// and perhaps a body after an empty line, and returns its length. If other text follows the
// headers, or some were removed, HeadersKnown is false.
func ReadRequest(text string) (request Request, length int, ok bool) {
	text = text[:min(len(text), longestMessage)]
	line, rest, _ := strings.Cut(text, "\n")
	match := requestLine().FindStringSubmatch(strings.TrimRight(line, "\r"))
	if match == nil {
		return Request{}, 0, false
	}
	r := Request{Form: RawRequest, Method: match[1]}
	address, query := readAddress(match[2])
	r.Address, r.Query = address, ReadParams(query)
	length = min(len(line)+1, len(text))
	r.Recorded = httpVersion().MatchString(line)
	leftOut := false
	for rest != "" {
		line, next, _ := strings.Cut(rest, "\n")
		match := headerLine().FindStringSubmatch(strings.TrimRight(line, "\r"))
		if match != nil {
			r.header(match[1], match[2], Unsure)
			r.HeadersKnown = true
		} else {
			leftOut = leftOut || strings.TrimSpace(line) != "" && !statusLine().MatchString(line)
			if border.PresenceOf(line) != border.Redacted {
				break
			}
		}
		length += min(len(line)+1, len(rest))
		rest = next
	}
	r.HeadersKnown = r.HeadersKnown && !leftOut
	if body, n := requestBody(rest); n > 0 {
		r.body(body, Unsure)
		r.FieldsKnown = true
		length += n
	}
	return r, length, r.Address.Host != "" || r.Address.Endpoint != NoEndpoint
}

// httpVersion matches the end of a request line that was recorded from the wire (RFC 9112
// section 3).
var httpVersion = pattern.Lazy(`HTTP/[0-9.]+[ \t\r]*$`)

// requestBody returns the body at the start of rest, if it is a form or JSON, and its length
// with the empty lines before it.
func requestBody(rest string) (body string, length int) {
	trimmed := strings.TrimLeft(rest, " \t\r\n")
	blank := rest[:len(rest)-len(trimmed)]
	if !strings.Contains(blank, "\n") && rest != trimmed {
		return "", 0
	}
	if strings.HasPrefix(trimmed, "{") {
		if value, n, ok := ReadJSON(trimmed); ok {
			if value["grant_type"] == nil && new(Answer).ReadBody(value) {
				return "", 0 // the body of the answer, which a client prints below the request line
			}
			return trimmed[:n], len(blank) + n
		}
	}
	line, _, _ := strings.Cut(trimmed, "\n")
	if !formLine().MatchString(line) {
		return "", 0
	}
	return line, len(blank) + len(line)
}

// formLine matches a form on one line: pairs without spaces between them.
var formLine = pattern.Lazy(`^[A-Za-z_]+=[^\s]*\s*$`)

// FormBodyRequest returns a request of which only the form is known.
func FormBodyRequest(form string) Request {
	return Request{Form: FormBody, BodyKind: FormEncoded, Fields: ReadParams(form), FieldsKnown: true}
}

// SourceRequest returns a request of which only the form is known, from source code: the
// program fills in its variables when it runs.
func SourceRequest(form string) Request {
	return Request{Form: FormBody, BodyKind: FormEncoded, Fields: readParams(form, FilledIn), FieldsKnown: true}
}

// FieldRequest returns a request of which only one field is known.
func FieldRequest(name, value string) Request {
	return Request{Form: FormBody, BodyKind: FormEncoded, Fields: Params{{Name: nameOf(name), Value: readValue(value, Unsure)}}}
}

// HeaderRequest returns a request of which only the Authorization header is known. It reports
// false if the header has an actual value: a token tells more on its own.
func HeaderRequest(value string) (request Request, ok bool) {
	r := Request{Form: HeaderLine}
	r.authorize(value, Unsure)
	return r, r.Authorization.Credential.Presence != border.Whole || r.Authorization.Problem == noTokenFollows
}

// readHead reads status and headers of an answer, on separate lines or all on one line as in
// a copy from a chat. Lower is text in lower case, for quick checks that avoid most searches.
func (a *Answer) readHead(text, lower string) {
	if strings.Contains(lower, "http/") {
		if match := statusLine().FindStringSubmatch(text); match != nil {
			a.Status, _ = strconv.Atoi(match[1])
		}
	}
	if strings.Contains(lower, "www-authenticate") || strings.Contains(lower, "realm") {
		a.readChallenge(text)
	}
	if strings.Contains(lower, "date") {
		if match := dateLine().FindStringSubmatch(text); match != nil {
			a.At, _ = http.ParseTime(strings.TrimSpace(match[1]))
		}
	}
	if strings.Contains(lower, "operationid") {
		if match := operationLine().FindStringSubmatch(text); match != nil {
			a.Operation = match[1]
		}
	}
	if strings.Contains(lower, "location") {
		if match := location().FindStringSubmatch(text); match != nil {
			a.readLocation(match[1])
		}
	}
}

var (
	location  = pattern.Lazy(`(?im)^[<\s"']*location["']?\s*:\s*["']?([^\s"',]+)`)
	challenge = pattern.Lazy(`(?i)www-authenticate["']?\s*[:=>]+\s*["'\\]*(Bearer|OAuth|Basic|NLAuth)\b([^\r\n]*)`)
	dateLine  = pattern.Lazy(`(?im)^[<\s]*date\s*:[ \t]*([^\r\n]{20,40})`)
	// operationLine admits the one form that was seen, a UUID: what else is in the header
	// may be anything.
	operationLine = pattern.Lazy(`(?im)^[<\s"']*x-n-operationid["']?\s*:\s*["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b`)
	quotedArg     = pattern.Lazy(`\b(realm|error|error_description)\s*=\s*\\?["“”']?([^"“”',\\\r\n]*)`)
	// bareChallenge matches the value of the header without its name.
	bareChallenge  = pattern.Lazy(`(?i)\b(Bearer|OAuth|Basic)[ \t]+(realm\s*=[^\r\n]*)`)
	proxyChallenge = pattern.Lazy(`(?im)^[<\s"']*proxy-authenticate\b[^\r\n]*`) // a proxy's realm is no account
)

// readLocation reads the target of a redirect. A redirect back to the application is itself
// the answer.
func (a *Answer) readLocation(address string) {
	if back, is := ReadURL(address); is && back.Answer != nil {
		status, at, operation := a.Status, a.At, a.Operation
		*a = *back.Answer
		a.Status, a.At, a.Operation = status, at, operation
		return
	}
	a.Location, _ = readAddress(address)
}

// readChallenge reads the WWW-Authenticate header (RFC 9110 section 11.6.1).
func (a *Answer) readChallenge(text string) {
	match := challenge().FindStringSubmatch(text)
	if match == nil {
		match = bareChallenge().FindStringSubmatch(proxyChallenge().ReplaceAllString(text, ""))
	}
	if match == nil {
		return
	}
	a.Challenge.Scheme = canonicalScheme(match[1])
	for _, arg := range quotedArg().FindAllStringSubmatch(match[2], 4) {
		value := shown(arg[2])
		switch arg[1] {
		case "realm":
			if a.Challenge.Realm = value; !token.IsAccount(value) {
				a.Challenge.Realm = fmt.Sprintf("[%d characters, no account]", utf8.RuneCountInString(value))
			}
		case "error":
			a.Challenge.Error = oneWord(value)
		case "error_description":
			a.describe(value)
		}
	}
}

func canonicalScheme(scheme string) string {
	for _, name := range []string{"Bearer", "OAuth", "Basic", "NLAuth"} {
		if strings.EqualFold(name, scheme) {
			return name
		}
	}
	return shown(scheme)
}

// namedSecret matches a secret that an answer repeats after its name.
var namedSecret = pattern.Lazy(`(?i)\b(code|\w*secret|state|\w*verifier|\w*token|password|assertion)\s*[=:]\s*\S+`)

// DescribeBy sets the description from text unless there is one, and adds the sentences in
// text.
func (a *Answer) DescribeBy(text string) { a.describe(text) }

func (a *Answer) describe(text string) {
	a.hear(text)
	if a.Description == "" {
		a.Description = shown(namedSecret().ReplaceAllString(text, "$1 [not shown]"))
	}
}

// ReadJSON parses the JSON object at the start of text and returns its length.
func ReadJSON(text string) (value map[string]any, length int, ok bool) {
	text = text[:min(len(text), longestMessage)]
	if token.TooDeep(text) {
		return nil, 0, false
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&value); err != nil {
		return nil, 0, false
	}
	return value, int(decoder.InputOffset()), true
}

// longestMessage is the number of bytes of one request or answer that are read.
const longestMessage = 128 << 10

// jsonFields returns the string members of a JSON body as fields.
func jsonFields(text string, filling Filling) Params {
	value, _, ok := ReadJSON(text)
	if !ok {
		return nil
	}
	var params Params
	for _, name := range jsonNames(value) {
		if member, isText := value[name].(string); isText {
			params = append(params, newParam(name, member, filling))
		}
	}
	return params
}

// ReadJSONRequest parses the fields of a token request that are written as a JSON object at
// the start of text, and returns the length of the object.
func ReadJSONRequest(text string) (request Request, length int, ok bool) {
	_, length, ok = ReadJSON(text)
	if !ok {
		return Request{}, 0, false
	}
	r := Request{Form: JSONBody, BodyKind: JSONEncoded, Fields: jsonFields(text[:length], Unsure), FieldsKnown: true}
	return r, length, r.GrantType() != ""
}
