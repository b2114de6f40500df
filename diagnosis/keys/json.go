package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep JSON may nest.
const maxDepth = 32

// member is a name and its value in a JSON object, in the order of the file.
type member struct {
	name  string
	value node
}

// node is a JSON value: a string, json.Number, bool, nil, []member or []node.
type node any

var errDepth = errors.New("too deep")

// parse reads JSON by the letter (RFC 8259): names as they are spelled, names that
// come twice, nothing behind the end.
func parse(text string) (node, error) {
	if err := json.Unmarshal([]byte(text), new(json.RawMessage)); err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return parseValue(d, 0)
}

func parseValue(d *json.Decoder, depth int) (node, error) {
	token, err := d.Token()
	open, ok := token.(json.Delim)
	if err != nil || !ok {
		return token, err
	}
	if depth++; depth > maxDepth {
		return nil, errDepth
	}
	if open == '[' {
		items := []node{}
		for d.More() {
			item, err := parseValue(d, depth)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err := d.Token()
		return items, err
	}
	members := []member{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := parseValue(d, depth)
		if err != nil {
			return nil, err
		}
		members = append(members, member{name.(string), value})
	}
	_, err = d.Token()
	return members, err
}

// get returns the value of the member of exactly that name; of several the last
// (RFC 7517 section 4).
func get(members []member, name string) (node, bool) {
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].name == name {
			return members[i].value, true
		}
	}
	return nil, false
}

// typeName names the JSON type of a value.
func typeName(n node) string {
	switch n.(type) {
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case nil:
		return "null"
	case []node:
		return "an array"
	}
	return "an object"
}

// readJSON reads a JSON Web Key, a set of them, and keys in strings of any other
// document. It returns false for what is not JSON but may hold PEM.
func (r *reader) readJSON(text, whole string) bool {
	pem := strings.Contains(text, "-BEGIN")
	if !utf8.ValidString(text) {
		if pem {
			return false
		}
		r.fault("json", "It looks like JSON and has bytes that are not UTF-8", "other bytes", "JSON is UTF-8 (RFC 8259 section 8.1); a strict reader refuses it.", "Save it as UTF-8, or fetch it again.")
		return true
	}
	value, err := parse(text)
	var syntax *json.SyntaxError
	switch {
	case err == nil:
	case errors.Is(err, errDepth) || strings.Contains(err.Error(), "max depth"):
		r.fault("depth", fmt.Sprintf("The JSON nests deeper than %d levels", maxDepth), "more levels", "A JSON Web Key Set has three levels.", "Give the JSON Web Key or the set itself.")
		return true
	case pem || text[0] == '"':
		return false
	case errors.As(err, &syntax):
		start := strings.Index(whole, text)
		before := []byte(whole[:start+max(0, min(len(text), int(syntax.Offset)-1))])
		what := fmt.Sprintf("line %d, character %d", 1+bytes.Count(before, []byte("\n")), utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1)
		title := "The JSON is damaged"
		if strings.Contains(err.Error(), "unexpected end") {
			title = "The JSON has no end: a part is missing"
		} else if strings.Contains(err.Error(), "after top-level") {
			title = "Something follows the end of the JSON"
		}
		r.problem(Problem{ID: "json", Level: Fault, Title: title, Where: what, Expected: "JSON (RFC 8259)", Got: "something else",
			Why: "A strict reader refuses it.", Fix: "Copy the whole text again, from the first bracket to the last."})
		return true
	default:
		return false
	}
	r.document(value)
	return true
}

// document reads a JSON document by what is in it.
func (r *reader) document(value node) {
	switch v := value.(type) {
	case string:
		r.inString(v)
		return
	case []member:
		if keys, ok := get(v, "keys"); ok {
			r.set(keys)
			return
		}
		if isJWK(v) {
			r.jwk(v, "")
			return
		}
		if _, ok := get(v, "jwks_uri"); ok {
			r.fault("no-key", "It tells where the keys are, and holds none", "a discovery document", "The keys are at the address in jwks_uri.", "Give what is at that address.")
			return
		}
	case []node:
		if members, ok := first(v).([]member); ok && isJWK(members) {
			r.problem(Problem{ID: "set", Level: Fault, Title: "The keys are in an array, not in a JWK Set", Expected: `{"keys": [...]}`, Got: "[...]",
				Why: "A JWK Set is an object with the member keys (RFC 7517 section 5); a strict reader refuses anything else.", Fix: `Write {"keys": before the array and } behind it.`})
			r.set(value)
			return
		}
	}
	before, seen := len(r.file.Keys), len(r.file.Problems)
	r.strings(value)
	if len(r.file.Keys) == before && len(r.file.Problems) == seen {
		r.fault("no-key", "It is JSON, but holds no key and no certificate", "other JSON", "A JSON Web Key has the member kty, a set of them the member keys.", "Give the JSON Web Key, the set, or the certificate.")
	}
}

func first(items []node) node {
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

// isJWK reports whether an object is meant as a JSON Web Key.
func isJWK(members []member) bool {
	for _, m := range members {
		switch strings.ToLower(m.name) {
		case "kty", "n", "crv", "x5c":
			return true
		}
	}
	return false
}

// inString reads what is in a string that is the whole document.
func (r *reader) inString(s string) {
	trimmed := strings.TrimSpace(s)
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, `"`) {
		r.problem(Problem{ID: "double-encoded", Level: Warning, Title: "The JSON is in a JSON string", Expected: "an object", Got: "a string",
			Why: "A program wrote it as JSON twice. It was undone here; other readers refuse it.", Fix: "Take off one layer, or mend the program that wrote it."})
	} else {
		r.jsonString()
	}
	r.read([]byte(s))
}

func (r *reader) jsonString() {
	r.problem(Problem{ID: "json-string", Level: Warning, Title: "The key is in a JSON string", Expected: "the key alone", Got: "JSON around it",
		Why: "It was taken out here; whether NetSuite does the same is not published.", Fix: "Save the value of the string, with its line breaks, as a file of its own."})
}

// strings reads the keys in the strings of a document of another kind, such as the
// file of a service account.
func (r *reader) strings(value node) {
	switch v := value.(type) {
	case string:
		if !r.full && (strings.Contains(v, "-BEGIN ") || bareBase64().MatchString(v)) {
			r.jsonString()
			layers := r.layers
			r.read([]byte(v))
			r.layers = layers
		}
	case []node:
		for _, item := range v {
			r.strings(item)
		}
	case []member:
		if isJWK(v) {
			r.jwk(v, "")
			return
		}
		for _, m := range v {
			r.strings(m.value)
		}
	}
}
