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

// Param is a parameter of an address or a field of a form. Of a value that is a
// secret, or may be one, only what can be measured is kept.
type Param struct {
	Name string
	// Shown is the value, printable; "" for a value that is not kept.
	Shown string
	// Length is that of the decoded value, in characters.
	Length int
	// Printable reports whether the decoded value is printable ASCII throughout.
	Printable bool
	// Value is what is in the place of the value, where it is not there.
	Value
	// Masked reports whether each character may have been overwritten: xxxx, ****. Then
	// the length may be that of the value.
	Masked bool
	// MayGoOn reports whether the address was broken off behind the value, and what
	// is on the next line may be its rest.
	MayGoOn bool
	// Token reports whether the value is a token.
	Token bool
	// Twice reports whether the value was percent-encoded twice.
	Twice bool
}

// Params are in the order they stood.
type Params []Param

// maxParams is how many parameters of one request are looked at.
const maxParams = 64

// Get returns the first parameter of a name. Names are compared as RFC 6749 does,
// letter by letter.
func (p Params) Get(name string) (Param, bool) {
	i := slices.IndexFunc(p, func(q Param) bool { return q.Name == name })
	if i < 0 {
		return Param{}, false
	}
	return p[i], true
}

// Has reports whether there is a parameter of that name.
func (p Params) Has(name string) bool { _, ok := p.Get(name); return ok }

// Text is the value of a parameter that may be shown; "" where there is none.
func (p Params) Text(name string) string { param, _ := p.Get(name); return param.Shown }

// Filled reports whether there is a parameter of that name with a value.
func (p Params) Filled(name string) bool { param, ok := p.Get(name); return ok && param.Length > 0 }

// Twice are the names that appear more than once, which RFC 6749 section 3.1
// forbids.
func (p Params) Twice() []string {
	var twice []string
	for i, param := range p {
		if !slices.Contains(twice, param.Name) && slices.ContainsFunc(p[:i], func(q Param) bool { return q.Name == param.Name }) {
			twice = append(twice, param.Name)
		}
	}
	return twice
}

// kept are the parameters whose values are no secrets and are looked at. What is
// not here is never kept: it may be anything.
var kept = []string{
	"response_type", "client_id", "redirect_uri", "scope", "code_challenge_method", "prompt", // authorize
	"grant_type", "client_assertion_type", "token_type_hint", // token endpoint
	"error", "error_description", "oauth_error", "oauth_error_description", "role", "entity", "company", // redirect back
	"script", "deploy", "token_type", "expires_in",
}

// words are the parameters whose values are names themselves.
var words = []string{"response_type", "grant_type", "token_type_hint", "token_type", "scope", "prompt", "code_challenge_method", "error", "error_description", "oauth_error", "oauth_error_description"}

// ReadParams reads a query or a form (application/x-www-form-urlencoded).
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

// unescape decodes a part of a form; what is not well encoded stays as it is.
func unescape(text string) string {
	decoded, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return decoded
}

// newParam keeps of a decoded value what may be kept.
func newParam(name, value string, filling Filling) Param {
	param := Param{
		Name: nameOf(name), Length: utf8.RuneCountInString(value), Printable: printableASCII(value), Value: readValue(value, filling), Masked: len(value) > 2 && strings.Trim(value, "*xX•") == "",
		Token: strings.HasPrefix(value, "eyJ"),
	}
	if len(value) > 1 && value[0] == '@' && secretField(name) {
		// curl reads a file only where the data begin with @, or for --data-urlencode
		// name@file (curl's manual): the text @file itself was sent.
		param.Value = Value{Presence: border.Variable, Filling: AsWritten, Word: border.Clip(shown(value), longestWord)}
	}
	if strings.HasSuffix(name, "secret") || name == "password" {
		param.Word = "" // it may be a secret that only looks like a variable
	}
	if param.Presence == border.Named && slices.Contains(words, name) {
		param.Value = Value{} // refresh_token is a grant_type
	}
	if again := unescape(value); again != value && strings.Contains(value, "%") && utf8.ValidString(again) {
		param.Twice = true
	}
	if slices.Contains(kept, name) && !param.Elided() {
		param.Shown = shownValue(name, value)
	}
	return param
}

// shownValue is the value of a parameter that is kept. An address loses what
// follows its question mark; a Client ID that has not the form of one may be a
// secret in the wrong field.
func shownValue(name, value string) string {
	switch name {
	case "redirect_uri":
		value, _, _ = strings.Cut(value, "?")
		return shownWhole(userInfo().ReplaceAllString(value, "://"))
	case "client_id":
		if !token.IsClientID(strings.ToLower(value)) && !token.IsApplicationID(value) {
			return ""
		}
		return value // compared with what the record and tokens say; shown by ShortID
	}
	return shown(value)
}

// userInfo is what an address may have before its host: a name and a password.
var userInfo = pattern.Lazy(`://[^/@\s]*@`)

// nameOf is the name of a parameter; of what is none only its length.
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
