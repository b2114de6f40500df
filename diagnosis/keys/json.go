package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/token"
)

// typeName names the JSON type of a value, with its article.
func typeName(v token.Value) string {
	switch v.Type {
	case token.String:
		return "a string"
	case token.Number:
		return "a number"
	case token.Boolean:
		return "true or false"
	case token.Array:
		return "an array"
	case token.Nested:
		return "an object"
	}
	return "null"
}

// readJSON reads a JSON Web Key, a JWK Set, or the keys in strings of any other document.
// It returns false for a text that is not JSON but may contain PEM.
func (r *reader) readJSON(text, whole string) bool {
	pem := strings.Contains(text, "-BEGIN")
	value, err := token.ParseJSON([]byte(text))
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		r.document(value)
	case errors.Is(err, token.ErrNotUTF8) && !pem:
		r.fault("json", "The JSON contains bytes that are not UTF-8", "other bytes", "JSON must be UTF-8 (RFC 8259 section 8.1); strict parsers reject it.", "Save it as UTF-8, or download it again.")
	case errors.Is(err, token.ErrDepth):
		r.fault("depth", fmt.Sprintf("The JSON has more than %d levels", token.MaxDepth), "more levels", "A JSON Web Key Set has only three levels.", "Open the JSON Web Key or the set itself.")
	case pem || text[0] == '"':
		return false
	case errors.As(err, &syntax):
		start := strings.Index(whole, text)
		before := []byte(whole[:start+max(0, min(len(text), int(syntax.Offset)-1))])
		what := fmt.Sprintf("line %d, character %d", 1+bytes.Count(before, []byte("\n")), utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1)
		title := "The JSON is damaged"
		if strings.Contains(err.Error(), "unexpected end") {
			title = "The end of the JSON is missing"
		} else if strings.Contains(err.Error(), "after top-level") {
			title = "The JSON is followed by other text"
		}
		r.problem(Problem{ID: "json", Level: Fault, Title: title, Where: what, Expected: "JSON (RFC 8259)", Got: "something else",
			Why: "Strict parsers reject it.", Fix: "Copy the whole text again, from the first bracket to the last."})
	default:
		return false
	}
	return true
}

// document reads the keys in a JSON document.
func (r *reader) document(value token.Value) {
	switch value.Type {
	case token.String:
		r.inString(value.Text)
		return
	case token.Nested:
		if keys, ok := value.Get("keys"); ok {
			r.set(keys)
			return
		}
		if isJWK(value) {
			r.jwk(value, "")
			return
		}
		if encryptedJSON(value) {
			r.encryptedJWK()
			return
		}
		if r.byKeyID(value) {
			return
		}
		if _, ok := value.Get("jwks_uri"); ok {
			r.fault("no-key", "The document names the URL of the keys, but contains no key", "a discovery document", "The keys are at the URL in jwks_uri.", "Download the keys from that URL.")
			return
		}
	case token.Array:
		if len(value.Items) > 0 && isJWK(value.Items[0]) {
			r.problem(Problem{ID: "set", Level: Fault, Title: "The keys are in an array, not in a JWK Set", Expected: `{"keys": [...]}`, Got: "[...]",
				Why: "A JWK Set is an object with the member keys (RFC 7517 section 5); strict parsers reject anything else.", Fix: `Write {"keys": before the array and } after it.`})
			r.set(value)
			return
		}
	}
	before, seen := len(r.file.Keys), len(r.file.Problems)
	r.strings(value)
	if len(r.file.Keys) == before && len(r.file.Problems) == seen {
		r.fault("no-key", "This JSON contains no key and no certificate", "other JSON", "A JSON Web Key has the member kty, a JWK Set the member keys.", "Open the JSON Web Key, the JWK Set, or the certificate.")
	}
}

// isJWK reports whether a value is an object that is meant to be a JSON Web Key.
func isJWK(value token.Value) bool {
	return slices.ContainsFunc(value.Members, func(m token.Member) bool {
		return slices.Contains([]string{"kty", "n", "crv", "x5c"}, strings.ToLower(m.Name))
	})
}

// inString reads a string that is the whole document.
func (r *reader) inString(s string) {
	if looksJSON(s) {
		r.problem(Problem{ID: "double-encoded", Level: Warning, Title: "The JSON is in a JSON string", Expected: "an object", Got: "a string",
			Why: "A program encoded it as JSON twice. authdoctor decoded it; other programs reject it.", Fix: "Decode one layer, or correct the program that wrote it."})
		r.undone(noStep, rough)
	} else {
		r.jsonString()
	}
	r.read([]byte(s))
}

// inside reads a string of a document.
func (r *reader) inside(s string) {
	layers := r.layers
	r.read([]byte(s))
	r.layers = layers
}

// joinedLines joins an array of strings that has a BEGIN line as one of them.
func joinedLines(value token.Value) (string, bool) {
	begins := false
	var lines []string
	for _, item := range value.Items {
		begins = begins || strings.Contains(item.Text, "-BEGIN ") && !strings.Contains(item.Text, "-END ")
		lines = append(lines, item.Text)
	}
	return strings.Join(lines, "\n"), begins
}

func (r *reader) jsonString() {
	r.undone(noStep, rough)
	r.problem(Problem{ID: "json-string", Level: Warning, Title: "The key is in a JSON string", Expected: "only the key", Got: "JSON around it",
		Why: "authdoctor extracted it; Oracle does not document whether NetSuite does.", Fix: "Save the value of the string, with its line breaks, to a separate file."})
}

// strings reads the keys in the strings of any other document, such as the file of a
// service account. An array may have the lines of one.
func (r *reader) strings(value token.Value) {
	if lines, ok := joinedLines(value); ok {
		r.jsonString()
		r.inside(lines)
		return
	}
	switch s := value.Text; {
	case value.Type != token.String || r.full:
	case strings.Contains(s, "-BEGIN "):
		r.jsonString()
		r.inside(s)
	case len(s) > 40 && r.affords(len(s)):
		if sub := r.attempt(func(r *reader) {
			r.jsonString()
			r.inside(s)
		}); sub.good() {
			r.accept(sub)
		}
	}
	for _, item := range value.Items {
		r.strings(item)
	}
	if isJWK(value) {
		r.jwk(value, "")
		return
	}
	for _, m := range value.Members {
		r.strings(m.Value)
	}
}
