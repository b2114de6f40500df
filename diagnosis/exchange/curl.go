package exchange

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// ReadCurl reads a curl command that begins at the start of text, and says how
// long it is. Shells quote differently: it takes what sh, cmd and PowerShell write.
// It reports false where the command names neither an address nor data.
func ReadCurl(text string) (request Request, length int, ok bool) {
	words := shellWords(text[:min(len(text), longestMessage)])
	r := Request{Form: Curl}
	var data []string
	inQuery := false
	for i := 1; i < len(words); i++ {
		word := words[i].text
		if !strings.HasPrefix(word, "-") || word == "-" {
			if r.Address.Host == "" && strings.Contains(word, ".") && addressForm(word) {
				r.readURL(word)
				length = words[i].end
			}
			continue // what stands behind a command may be the words of whoever sent it
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
		switch name {
		case "-X", "--request":
			r.Method = strings.ToUpper(oneWord(value))
		case "--url":
			r.readURL(value)
		case "-H", "--header":
			field, content, _ := strings.Cut(value, ":")
			r.header(field, content)
		case "-u", "--user":
			user, password, colon := strings.Cut(value, ":")
			r.basic(user, password, colon)
		case "--oauth2-bearer":
			r.authorize("Bearer " + value)
		case "-b", "--cookie":
			r.Cookies = true
		case "-G", "--get":
			inQuery = true
		case "-I", "--head":
			r.Method = "HEAD"
		case "--json":
			data = append(data, value)
			r.ContentType = string(JSONEncoded)
		case "-d", "--data", "--data-raw", "--data-binary", "--data-ascii":
			data = append(data, value)
		case "--data-urlencode":
			data = append(data, urlencoded(value))
		case "-F", "--form", "--form-string":
			r.BodyKind = Multipart
			field, content, _ := strings.Cut(value, "=")
			r.Fields = append(r.Fields, newParam(field, content))
		}
	}
	if len(data) > 0 {
		body := strings.Join(data, "&")
		if inQuery {
			r.Query = append(r.Query, ReadParams(body)...)
		} else {
			if r.ContentType == "" {
				r.ContentType = string(FormEncoded) // as curl sends it
			}
			r.body(body)
		}
	}
	if r.Method == "" {
		r.Method = "GET"
		if (len(data) > 0 || r.BodyKind == Multipart) && !inQuery {
			r.Method = "POST"
		}
	}
	if !r.Address.Given() && len(r.Fields) == 0 {
		return Request{}, 0, false
	}
	return r, length, true
}

// option takes an option apart: -d x, -dx, --data=x is no curl but is written.
func option(word string) (name, value string, attached bool) {
	if strings.HasPrefix(word, "--") {
		name, value, attached = strings.Cut(word, "=")
		return name, value, attached
	}
	// Short options may stand together: -sS, -XPOST, -sXPOST.
	for i := 1; i < len(word); i++ {
		if takesValue("-" + word[i:i+1]) {
			return "-" + word[i:i+1], word[i+1:], i+1 < len(word)
		}
	}
	return word, "", false
}

// takesValue says that an option of curl is followed by a value.
func takesValue(name string) bool {
	switch name {
	case "-X", "--request", "--url", "-H", "--header", "-u", "--user", "--oauth2-bearer", "-b", "--cookie", "--json",
		"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "-F", "--form", "--form-string",
		"-o", "--output", "-A", "--user-agent", "-e", "--referer", "-m", "--max-time", "--connect-timeout", "-x", "--proxy",
		"-w", "--write-out", "--cacert", "--cert", "-E", "--key", "-c", "--cookie-jar", "-D", "--dump-header", "-T", "--upload-file",
		"--retry", "--resolve", "--interface", "-K", "--config":
		return true
	}
	return false
}

// urlencoded is what curl's --data-urlencode sends for content, =content and
// name=content; what it encodes is decoded again by the reader.
func urlencoded(value string) string {
	name, content, found := strings.Cut(value, "=")
	if !found {
		return value
	}
	return name + "=" + strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", "=", "%3D", " ", "%20").Replace(content)
}

// addressForm says that a word of a command is an address, which needs no scheme.
func addressForm(word string) bool {
	if strings.Contains(word, "://") {
		return true
	}
	host, _, _ := strings.Cut(word, "/")
	return strings.HasSuffix(strings.ToLower(host), "netsuite.com")
}

// readURL takes the address of a request.
func (r *Request) readURL(text string) {
	if !strings.Contains(text, "://") {
		text = "http://" + text // as curl does
	}
	address, query := readAddress(text)
	r.Address = address
	r.Query = ReadParams(query)
}

// header takes a header of a request.
func (r *Request) header(name, value string) {
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "authorization":
		r.authorize(value)
	case "cookie":
		r.Cookies = r.Cookies || value != ""
	case "content-type":
		kind, _, _ := strings.Cut(value, ";")
		r.ContentType = strings.ToLower(shown(border.Clip(kind, 60)))
	case "host":
		if r.Address.Host == "" && value != "" {
			host, port, _ := strings.Cut(strings.ToLower(value), ":")
			r.Address.Host, r.Address.Port = shown(host), shown(port)
			r.Address.Scheme = "https" // NetSuite answers on no other
			r.Address.place()
		}
	}
}

// authorize takes the value of a header Authorization.
func (r *Request) authorize(value string) {
	if r.Authorization.Scheme != "" {
		r.Authorization.Twice = true
		return
	}
	scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	rest = strings.TrimSpace(rest)
	switch lower := strings.ToLower(scheme); {
	case strings.HasPrefix(scheme, "eyJ"):
		r.Authorization = Authorization{Problem: "the word Bearer is missing before the token"}
	case lower == "basic":
		r.basicHeader(rest)
	case lower == "bearer" && strings.HasPrefix(strings.ToLower(rest), "bearer "):
		r.Authorization = Authorization{Scheme: shown(scheme), Problem: "the word Bearer stands there twice"}
	case lower == "bearer" && rest == "":
		r.Authorization = Authorization{Scheme: shown(scheme), Problem: "no token follows the word Bearer"}
	case lower == "bearer", lower == "oauth", lower == "nlauth", lower == "digest":
		r.Authorization = Authorization{Scheme: shown(scheme)}
	default:
		r.Authorization = Authorization{Problem: "the header names no scheme that is known here"}
	}
}

// basicHeader decodes what Basic carries (RFC 7617).
func (r *Request) basicHeader(encoded string) {
	if encoded == "" || elided(encoded) {
		r.Authorization = Authorization{Scheme: "Basic", Secret: true}
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
		r.basic(user, password, colon)
	}
}

// basic takes user and password; of the password only that there is one.
func (r *Request) basic(user, password string, colon bool) {
	if r.Authorization.Scheme != "" {
		r.Authorization.Twice = true
		return
	}
	r.Authorization = Authorization{Scheme: "Basic", Secret: password != ""}
	switch {
	case !colon:
		r.Authorization.Problem = "there is no colon between Client ID and Client Secret"
	case token.IsClientID(strings.ToLower(user)) || token.IsApplicationID(user):
		r.Authorization.User = shownWhole(user)
	}
}

// body takes the body of a request as its content type says.
func (r *Request) body(text string) {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
	case strings.HasPrefix(trimmed, "@"):
		r.BodyKind = ElsewhereBody
	case strings.HasPrefix(trimmed, "{"):
		r.BodyKind = JSONEncoded
		r.Fields = append(r.Fields, jsonFields(trimmed)...)
	case strings.HasPrefix(trimmed, "<"):
		r.BodyKind = UnknownBody
	case strings.Contains(trimmed, "="):
		r.BodyKind = FormEncoded
		r.Fields = append(r.Fields, ReadParams(trimmed)...)
	default:
		r.BodyKind = UnknownBody
	}
}
