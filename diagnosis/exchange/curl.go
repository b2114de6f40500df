package exchange

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// ReadCurl parses the curl command at the start of text and returns its length. It accepts
// the quoting of sh, cmd and PowerShell. It reports false if the command has neither an
// address nor data; length is then the length of the text that was read.
func ReadCurl(text string) (request Request, length int, ok bool) {
	words := shellWords(text[:min(len(text), longestMessage)])
	r := Request{Form: Curl, HeadersKnown: true, FieldsKnown: true}
	var sent, query curlData
	toQuery := false
	for i := 1; i < len(words); i++ {
		word := words[i].text
		if !strings.HasPrefix(word, "-") || word == "-" {
			switch {
			case r.Address.Host == "" && strings.Contains(word, ".") && addressForm(word):
				r.readURL(word, words[i].filling)
				length = words[i].end
			case strings.HasPrefix(word, "$") && words[i].filling == FilledIn, border.PresenceOf(word) == border.Redacted:
				r.HeadersKnown, r.FieldsKnown = false, false // more options in a variable, or removed
			}
			continue // perhaps words of the sender after the command
		}
		name, value, attached := option(word)
		takes := takesValue(name)
		if takes && !attached {
			if i+1 >= len(words) {
				break
			}
			i++
			value = words[i].text
		}
		length = words[i].end
		filling := words[i].filling
		switch name {
		case "-X", "--request":
			r.Method = strings.ToUpper(oneWord(value))
		case "--url":
			r.readURL(value, filling)
		case "--url-query":
			if raw, is := strings.CutPrefix(value, "+"); is {
				query.add(raw, filling)
			} else {
				query.encode(value, filling)
			}
		case "-H", "--header":
			if strings.HasPrefix(value, "@") || border.PresenceOf(value) == border.Redacted && !strings.Contains(value, ":") {
				r.HeadersKnown = false // curl reads headers from a file, or they were removed
				break
			}
			field, content, _ := strings.Cut(value, ":")
			r.header(field, content, filling)
		case "-u", "--user":
			user, password, colon := strings.Cut(value, ":")
			r.basic(user, password, colon, filling)
			if !colon { // curl asks for the password
				r.Authorization.Secret, r.Authorization.Problem = true, ""
			}
		case "--oauth2-bearer":
			r.authorize("Bearer "+value, filling)
		case "-n", "--netrc", "--netrc-file", "--netrc-optional":
			r.HeadersKnown = false
		case "-K", "--config":
			r.HeadersKnown, r.FieldsKnown = false, false
		case "-b", "--cookie":
			r.Cookies = true
		case "-G", "--get":
			toQuery = true
		case "-I", "--head":
			r.Method = "HEAD"
		case "--json":
			r.ContentType = string(JSONEncoded)
			sent.readFile(value, filling)
		case "-d", "--data", "--data-binary", "--data-ascii":
			sent.readFile(value, filling)
		case "--data-raw":
			sent.add(value, filling)
		case "--data-urlencode":
			sent.encode(value, filling)
		case "-T", "--upload-file":
			r.BodyKind, r.FieldsKnown = ElsewhereBody, false
		case "-F", "--form", "--form-string":
			r.BodyKind = Multipart
			field, content, _ := strings.Cut(value, "=")
			if name != "--form-string" && content != "" && (content[0] == '@' || content[0] == '<') {
				r.Fields = append(r.Fields, fromFile(field))
			} else {
				r.Fields = append(r.Fields, newParam(field, content, filling))
			}
		}
	}
	r.Query = append(r.Query, query.params...)
	if sent.given() && toQuery {
		r.Query = append(r.Query, sent.all()...)
	} else if sent.given() {
		r.curlBody(&sent)
	}
	if r.Method == "" {
		r.Method = "GET"
		if (sent.given() || r.BodyKind == Multipart) && !toQuery {
			r.Method = "POST"
		}
	}
	if !r.Address.Given() && len(r.Fields) == 0 {
		if len(words) > 0 {
			length = words[len(words)-1].end
		}
		return Request{}, length, false
	}
	return r, length, true
}

// curlData collects the data options of a command, which curl joins with "&".
type curlData struct {
	text    []string // data as written, except the fields that have a name of their own
	filling Filling  // of the first text
	params  Params
	// elsewhere reports whether some data are in a file that the text does not include.
	elsewhere bool
}

func (d *curlData) given() bool { return len(d.text) > 0 || len(d.params) > 0 || d.elsewhere }

// add adds data as written.
func (d *curlData) add(value string, filling Filling) {
	if len(d.text) == 0 {
		d.filling = filling
	}
	d.text = append(d.text, value)
	d.params = append(d.params, readParams(value, filling)...)
}

// readFile adds data, which curl reads from a file if they begin with @.
func (d *curlData) readFile(value string, filling Filling) {
	if strings.HasPrefix(value, "@") {
		d.elsewhere = true
		return
	}
	d.add(value, filling)
}

// encode adds an argument of --data-urlencode or --url-query: content, =content,
// name=content, @file or name@file. curl looks for "=" first, so name=@file sends the text
// @file.
func (d *curlData) encode(value string, filling Filling) {
	name, content, found := strings.Cut(value, "=")
	switch {
	case found && name == "", !found && !strings.Contains(value, "@"):
		d.add(url.QueryEscape(content+map[bool]string{false: value}[found]), filling)
	case found:
		d.params = append(d.params, newParam(name, content, filling))
	default:
		if name, _, _ = strings.Cut(value, "@"); name == "" {
			d.elsewhere = true
			return
		}
		d.params = append(d.params, fromFile(name))
	}
}

// all returns the fields of the data, at most maxParams.
func (d *curlData) all() Params { return d.params[:min(len(d.params), maxParams)] }

// curlBody sets the body from the data options.
func (r *Request) curlBody(d *curlData) {
	if r.ContentType == "" {
		r.ContentType = string(FormEncoded) // curl's default
	}
	r.FieldsKnown = r.FieldsKnown && !d.elsewhere
	first := ""
	if len(d.text) > 0 {
		first = strings.TrimSpace(d.text[0])
	}
	switch {
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, "<"), first != "" && len(d.text) == 1 && !strings.Contains(first, "="):
		r.body(strings.Join(d.text, "&"), d.filling)
	case len(d.params) > 0:
		r.BodyKind = FormEncoded
		r.Fields = append(r.Fields, d.all()...)
	case d.elsewhere:
		r.BodyKind = ElsewhereBody
	}
}

// option splits an option into name and value: -d, -dx, and --data=x, which curl does not
// accept but people write.
func option(word string) (name, value string, attached bool) {
	if strings.HasPrefix(word, "--") {
		name, value, attached = strings.Cut(word, "=")
		return name, value, attached
	}
	// Short options may be combined: -sS, -XPOST, -sXPOST.
	for i := 1; i < len(word); i++ {
		if takesValue("-" + word[i:i+1]) {
			return "-" + word[i:i+1], word[i+1:], i+1 < len(word)
		}
	}
	return word, "", false
}

// takesValue reports whether an option of curl has a value.
func takesValue(name string) bool {
	switch name {
	case "-X", "--request", "--url", "-H", "--header", "-u", "--user", "--oauth2-bearer", "-b", "--cookie", "--json",
		"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--url-query", "--netrc-file", "-F", "--form", "--form-string",
		"-o", "--output", "-A", "--user-agent", "-e", "--referer", "-m", "--max-time", "--connect-timeout", "-x", "--proxy",
		"-w", "--write-out", "--cacert", "--cert", "-E", "--key", "-c", "--cookie-jar", "-D", "--dump-header", "-T", "--upload-file",
		"--retry", "--resolve", "--interface", "-K", "--config":
		return true
	}
	return false
}

// addressForm reports whether a word of a command is an address, with or without a scheme.
func addressForm(word string) bool {
	if strings.Contains(word, "://") {
		return true
	}
	host, _, _ := strings.Cut(word, "/")
	return strings.HasSuffix(strings.ToLower(host), "netsuite.com")
}

// readURL sets the address and the query of a request.
func (r *Request) readURL(text string, filling Filling) {
	if !strings.Contains(text, "://") {
		text = "http://" + text // as curl does
	}
	address, query := readAddress(text)
	r.Address = address
	r.Address.Filling = filling
	r.Query = readParams(query, filling)
}

// header reads a header of a request.
func (r *Request) header(name, value string, filling Filling) {
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "authorization":
		r.authorize(value, filling)
	case "cookie":
		r.Cookies = r.Cookies || value != ""
	case "content-type":
		kind, _, _ := strings.Cut(value, ";")
		r.ContentType = strings.ToLower(shown(border.Clip(kind, 60)))
	case "host":
		if r.Address.Host == "" && value != "" {
			host, port, _ := strings.Cut(strings.ToLower(value), ":")
			r.Address.Host, r.Address.Port = shown(host), shown(port)
			r.Address.Scheme = "https" // NetSuite answers on nothing else
			r.Address.place()
			r.Address.placeHost(host)
		}
	}
}

// authorize reads the value of an Authorization header.
func (r *Request) authorize(value string, filling Filling) {
	if r.Authorization.Given() {
		r.Authorization.Twice = true
		return
	}
	scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	rest = strings.TrimSpace(rest)
	credential, fault := readValue(rest, filling), token.ValueFault(strings.TrimSpace(value))
	switch lower := strings.ToLower(scheme); {
	case lower == "bearer" && border.PresenceOf(rest) == border.Empty:
		r.Authorization = Authorization{Scheme: shown(scheme), Problem: noTokenFollows}
	case fault != "":
		r.Authorization = Authorization{Problem: fault}
		if lower == "bearer" {
			r.Authorization.Scheme = shown(scheme)
		}
	case lower == "bearer" && strings.HasPrefix(strings.ToLower(rest), "bearer "):
		r.Authorization = Authorization{Scheme: shown(scheme), Problem: "the word Bearer appears twice"}
	case lower == "basic":
		r.basicHeader(rest, credential)
	case lower == "bearer" && noToken().MatchString(rest):
		r.Authorization = Authorization{Scheme: shown(scheme), Credential: Value{Presence: border.Named, Word: shown(rest), Filling: filling}}
	case lower == "bearer" && credential.Presence == border.Whole && (strayAround().MatchString(rest) || !mayBeToken(rest) && notToken68().MatchString(rest)):
		r.Authorization = Authorization{Scheme: shown(scheme), Problem: "characters that no token has are in it or around it"}
	case lower == "bearer" && credential.Presence == border.Whole && len(rest) >= shortestOpaque && !mayBeToken(rest):
		r.Authorization = Authorization{Scheme: shown(scheme), Credential: Value{Presence: border.Named, Word: "Text that is no JWT", Filling: filling}}
	case lower == "bearer", lower == "oauth", lower == "nlauth", lower == "digest":
		r.Authorization = Authorization{Scheme: shown(scheme), Credential: credential}
	case border.PresenceOf(value) != border.Whole && border.PresenceOf(value) != border.Empty:
		r.Authorization = Authorization{Credential: readValue(value, filling)}
	default:
		r.Authorization = Authorization{Problem: "the header names no scheme that is known here"}
	}
}

const noTokenFollows = "no token follows the word Bearer"

// noToken matches words that examples write for a token, and that are values in other places.
var noToken = pattern.Lazy(`^(?i:test|testing|dummy|fake|foo|bar|foobar|string|abc123|xyz|secret|jwt|mytoken|sometoken|0|1|123|1234|12345|123456)$`)

// shortestOpaque is the length from which text in the place of a token is taken for another
// credential, such as a token of token-based authentication, in bytes.
const shortestOpaque = 11

// beginsToken matches the beginning of a JWT, as NetSuite's access tokens all are.
var beginsToken = pattern.Lazy(`eyJ[\w-]{12}`)

// mayBeToken reports whether text is a JWT, perhaps with parts that were removed.
func mayBeToken(text string) bool {
	return beginsToken().MatchString(text) || strings.Count(text, ".") == 2
}

// notToken68 matches a character that is not allowed in the credentials of Bearer (RFC 6750
// section 2.1). White space may come from a copy that is wrapped.
var notToken68 = pattern.Lazy(`[^\s\w.~+/=-]`)

// strayAround matches what code leaves around a token: JSON, a separator, an escape. A mark for a
// part that was removed is none.
var strayAround = pattern.Lazy(`^\{"|[,;:"']$|"\}$|\\[rnt]$`)

// basicHeader decodes the credentials of Basic (RFC 7617).
func (r *Request) basicHeader(encoded string, credential Value) {
	if encoded == "" || credential.Presence != border.Whole {
		r.Authorization = Authorization{Scheme: "Basic", Secret: true, Credential: credential}
		return
	}
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		decoded, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	}
	user, password, colon := strings.Cut(string(decoded), ":")
	switch {
	case err != nil || !utf8.Valid(decoded):
		r.Authorization = Authorization{Scheme: "Basic", Secret: true, Problem: "what follows Basic is not base64"}
		if strings.Contains(encoded, ":") {
			r.Authorization.Problem = "what follows Basic is not base64; it looks like Client ID and Client Secret in the clear"
		}
	default:
		// The encoded text was sent as it is: no shell fills in anything inside base64.
		r.basic(user, password, colon, AsWritten)
	}
}

// basic records the user of Basic, and whether there is a password.
func (r *Request) basic(user, password string, colon bool, filling Filling) {
	if r.Authorization.Given() {
		r.Authorization.Twice = true
		return
	}
	r.Authorization = Authorization{Scheme: "Basic", Secret: password != ""}
	switch credential := readValue(user, filling); {
	case credential.Presence != border.Whole && user != "":
		r.Authorization.Credential = credential
	case !colon:
		r.Authorization.Problem = "there is no colon between Client ID and Client Secret"
	case token.IsClientID(strings.ToLower(user)) || token.IsApplicationID(user):
		r.Authorization.User = user // has the form of an ID; ShortID shortens it for display
	}
	if secret := readValue(password, filling); r.Authorization.Credential.Presence == border.Whole && secret.Presence != border.Whole && password != "" {
		secret.Word = "" // perhaps a password that merely looks like a variable
		r.Authorization.Credential = secret
	}
}

// body reads the body of a request. Its form decides, not the content type.
func (r *Request) body(text string, filling Filling) {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
	case strings.HasPrefix(trimmed, "{"):
		r.BodyKind = JSONEncoded
		r.Fields = append(r.Fields, jsonFields(trimmed, filling)...)
	case strings.HasPrefix(trimmed, "<"):
		r.BodyKind = UnknownBody
	case strings.Contains(trimmed, "="):
		r.BodyKind = FormEncoded
		r.Fields = append(r.Fields, readParams(trimmed, filling)...)
	default:
		r.BodyKind = UnknownBody
	}
}
