package exchange

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Param is a parameter of an address or a field of a form. Of a value that may be a secret,
// it keeps only length and form.
type Param struct {
	Name string `json:"name,omitempty"`
	// Shown is the value, printable; "" for a value that is not kept.
	Shown string `json:"shown,omitempty"`
	// Length is the length of the decoded value in characters.
	Length int `json:"length,omitempty"`
	// Printable reports whether the decoded value is all printable ASCII.
	Printable bool `json:"printable,omitempty"`
	// Value describes a placeholder in the place of the value.
	Value
	// Masked reports whether each character may have been overwritten: xxxx, ****. Length
	// may then be the length of the real value.
	Masked bool `json:"masked,omitempty"`
	// MayGoOn reports whether the address was broken after the value, so that the next line
	// may be the rest of it.
	MayGoOn bool `json:"may_go_on,omitempty"`
	// Token reports whether the value looks like a token.
	Token bool `json:"token,omitempty"`
	// Twice reports whether the value was percent-encoded twice.
	Twice bool `json:"twice,omitempty"`
}

// Params are parameters in the order of the text.
type Params []Param

// maxParams is the number of parameters of one request that are read.
const maxParams = 64

// Get returns the first parameter with that name. Names are case-sensitive, as in RFC 6749.
func (p Params) Get(name string) (Param, bool) {
	i := slices.IndexFunc(p, func(q Param) bool { return q.Name == name })
	if i < 0 {
		return Param{}, false
	}
	return p[i], true
}

// Has reports whether there is a parameter with that name.
func (p Params) Has(name string) bool { _, ok := p.Get(name); return ok }

// Text returns the value of a parameter if it may be shown, or "".
func (p Params) Text(name string) string { param, _ := p.Get(name); return param.Shown }

// Filled reports whether there is a parameter with that name and a value.
func (p Params) Filled(name string) bool { param, ok := p.Get(name); return ok && param.Length > 0 }

// Twice returns the names that appear more than once, which RFC 6749 section 3.1 forbids.
func (p Params) Twice() []string {
	var twice []string
	for i, param := range p {
		if !slices.Contains(twice, param.Name) && slices.ContainsFunc(p[:i], func(q Param) bool { return q.Name == param.Name }) {
			twice = append(twice, param.Name)
		}
	}
	return twice
}

// kept are the parameters whose values are checked and are not secret. The values of all
// others are dropped, because they may be anything.
var kept = []string{
	"response_type", "client_id", "redirect_uri", "scope", "code_challenge_method", "prompt", // authorize
	"grant_type", "client_assertion_type", "token_type_hint", // token endpoint
	"error", "error_description", "oauth_error", "oauth_error_description", "role", "entity", "company", // redirect back
	"script", "deploy", "token_type", "expires_in",
}

// words are the parameters whose values are names, which may look like placeholders.
var words = []string{"response_type", "grant_type", "token_type_hint", "token_type", "scope", "prompt", "code_challenge_method", "error", "error_description", "oauth_error", "oauth_error_description"}

// ReadParams parses a query or a form (application/x-www-form-urlencoded).
func ReadParams(text string) Params { return readParams(text, Unsure) }

func readParams(text string, filling Filling) Params {
	var params Params
	for pair := range strings.SplitSeq(text, "&") {
		pair = strings.Trim(pair, " \t\r\n")
		if pair == "" {
			continue
		}
		if len(params) == maxParams {
			break
		}
		name, value, _ := strings.Cut(pair, "=")
		params = append(params, newParam(unescape(name), unescape(value), filling))
	}
	return params
}

// unescape decodes a part of a form. It returns invalid encoding unchanged.
func unescape(text string) string {
	decoded, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return decoded
}

// newParam returns the Param for a decoded value. It drops the value itself unless kept has
// the name.
func newParam(name, value string, filling Filling) Param {
	param := Param{
		Name: nameOf(name), Length: utf8.RuneCountInString(value), Printable: printableASCII(value), Value: readValue(value, filling), Masked: len(value) > 2 && strings.Trim(value, "*xX•") == "",
		Token: strings.HasPrefix(value, "eyJ"),
	}
	if len(value) > 1 && value[0] == '@' && secretField(name) {
		// curl reads a file only if the data begin with @, or for --data-urlencode name@file
		// (curl's manual). Here it sends the text @file itself.
		param.Value = Value{Presence: border.Variable, Filling: AsWritten, Word: border.Clip(shown(value), longestWord)}
	}
	if strings.HasSuffix(name, "secret") || name == "password" {
		param.Word = "" // perhaps a secret that merely looks like a variable
	}
	if param.Presence == border.Named && slices.Contains(words, name) {
		param.Value = Value{} // such as the grant_type refresh_token
	}
	if again := unescape(value); again != value && strings.Contains(value, "%") && utf8.ValidString(again) {
		param.Twice = true
	}
	if slices.Contains(kept, name) && !param.Elided() {
		param.Shown = shownValue(name, value)
	}
	return param
}

// shownValue returns the printable value of a parameter that is kept. It cuts an address at
// the question mark. It drops a client_id that does not have the form of an ID, which may be
// a secret in the wrong field.
func shownValue(name, value string) string {
	switch name {
	case "redirect_uri":
		value, _, _ = strings.Cut(value, "?")
		return shownWhole(userInfo().ReplaceAllString(value, "://"))
	case "client_id":
		if !token.IsClientID(strings.ToLower(value)) && !token.IsApplicationID(value) {
			return ""
		}
		return value // to compare with the record and tokens; ShortID shortens it for display
	}
	return shown(value)
}

// userInfo matches a user name and password before the host of an address.
var userInfo = pattern.Lazy(`://[^/@\s]*@`)

// nameOf returns the name of a parameter, or only its length if it is not a word.
func nameOf(name string) string {
	name = strings.TrimSpace(name)
	if shown := oneWord(name); shown != "" {
		return shown
	}
	return fmt.Sprintf("[a name of %d characters]", utf8.RuneCountInString(name))
}

func printableASCII(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7e {
			return false
		}
	}
	return true
}
