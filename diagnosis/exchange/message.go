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
	// headerLine is a header, with what is between name and value in copies of
	// browsers and logs.
	headerLine = pattern.Lazy(`^[ \t]*([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)$`)
	statusLine = pattern.Lazy(`\bHTTP/[0-9](?:\.[0-9])?"?[ \t]+([1-5][0-9][0-9])\b`)
)

// ReadRequest reads an HTTP request that begins at the start of text: request line,
// headers, and a body behind a blank line. It says how long the request is. Headers that
// end in other words, or of which some were left out, are not all of them.
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
	r.wire = httpVersion().MatchString(line)
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

// httpVersion ends the request line that went over the wire (RFC 9112 section 3).
var httpVersion = pattern.Lazy(`HTTP/[0-9.]+[ \t\r]*$`)

// requestBody is the paragraph behind a blank line, where it is a form or JSON.
func requestBody(rest string) (body string, length int) {
	trimmed := strings.TrimLeft(rest, " \t\r\n")
	blank := rest[:len(rest)-len(trimmed)]
	if !strings.Contains(blank, "\n") && rest != trimmed {
		return "", 0
	}
	if strings.HasPrefix(trimmed, "{") {
		if value, n, ok := ReadJSON(trimmed); ok {
			if value["grant_type"] == nil && new(Answer).ReadBody(value) {
				return "", 0 // of the answer: a client prints it right below the request line
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

// formLine is a form in one line: pairs, and no space between them.
var formLine = pattern.Lazy(`^[A-Za-z_]+=[^\s]*\s*$`)

// FormBodyRequest is a form without the request around it.
func FormBodyRequest(form string) Request {
	return Request{Form: FormBody, BodyKind: FormEncoded, Fields: ReadParams(form), FieldsKnown: true}
}

// SourceRequest is a form as source code writes it: its variables are filled in when the
// program runs.
func SourceRequest(form string) Request {
	return Request{Form: FormBody, BodyKind: FormEncoded, Fields: readParams(form, FilledIn), FieldsKnown: true}
}

// HeaderRequest is a request of which the header Authorization alone was written down.
// It reports false where the header has a value: a token tells more by itself.
func HeaderRequest(value string) (request Request, ok bool) {
	r := Request{Form: HeaderLine}
	r.authorize(value, Unsure)
	return r, r.Authorization.Credential.Presence != border.Whole
}

// readHead takes status and headers out of an answer, wherever they stand: on lines
// of their own, or all on one as they come out of a chat. lower is the text in small
// letters: a word that is not there spares the search.
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
	quotedArg = pattern.Lazy(`\b(realm|error|error_description)\s*=\s*\\?["“”']?([^"“”',\\\r\n]*)`)
	// bareChallenge is the value of the header without its name.
	bareChallenge = pattern.Lazy(`(?i)\b(Bearer|OAuth|Basic)[ \t]+(realm\s*=[^\r\n]*)`)
)

// readLocation takes where a redirect leads: a redirect back to the application carries
// the answer itself.
func (a *Answer) readLocation(address string) {
	if back, is := ReadURL(address); is && back.Answer != nil {
		status, at := a.Status, a.At
		*a = *back.Answer
		a.Status, a.At = status, at
		return
	}
	a.Location, _ = readAddress(address)
}

// readChallenge takes the header WWW-Authenticate (RFC 9110 section 11.6.1).
func (a *Answer) readChallenge(text string) {
	match := challenge().FindStringSubmatch(text)
	if match == nil {
		match = bareChallenge().FindStringSubmatch(text)
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

// namedSecret is a secret that an answer repeats behind its name.
var namedSecret = pattern.Lazy(`(?i)\b(code|\w*secret|state|\w*verifier|\w*token|password|assertion)\s*[=:]\s*\S+`)

// DescribeBy takes what an answer says to people, where it has said nothing yet.
func (a *Answer) DescribeBy(text string) { a.describe(text) }

func (a *Answer) describe(text string) {
	a.hear(text)
	if a.Description == "" {
		a.Description = namedSecret().ReplaceAllString(shown(text), "$1 [not shown]")
	}
}

// ReadJSON reads the JSON object at the start of text and returns how long it is.
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

// longestMessage is how much of one request or answer is read, in bytes.
const longestMessage = 128 << 10

// jsonFields are the members of a JSON body as fields.
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

// ReadJSONRequest reads the fields of a token request that were written as a JSON
// object.
func ReadJSONRequest(text string) (request Request, length int, ok bool) {
	_, length, ok = ReadJSON(text)
	if !ok {
		return Request{}, 0, false
	}
	r := Request{Form: JSONBody, BodyKind: JSONEncoded, Fields: jsonFields(text[:length], Unsure), FieldsKnown: true}
	return r, length, r.GrantType() != ""
}
