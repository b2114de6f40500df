package casefile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// described are the members of a case file that need words in the schema.
var described = map[string]string{
	"schema": "Version of this format. Members may be added within a version; a reader ignores those it does not know.", "kept": "When the case was kept.", "at": "Time of evaluation.",
	"facts": "What is known, one fact of each name, with its source.", "verify": "Whether the signatures had to be verified.", "near": "A word that was given as a value of the Detail column.",
	"line": "An error that a client printed.", "error_line": "The beginning of an error that was not understood.", "tokens": "Decoded tokens without signatures. Secrets in header and payload are replaced by [removed].",
	"exchanges": "Requests and answers, without secrets.", "online": "What online checks saw, in order.", "certificates": "The list of the certificates that are mapped to the integration record.", "keys": "Key material by its public part. No private key is ever kept.", "hints": "Likely facts from the words around an answer.",
	"marks": "Traces of other logins.", "signed": "What was seen of a login with TBA.", "trail": "Rows of the Login Audit Trail that may be about a token.", "columns": "Meanings that the user gave to columns of an export.",
	"answers": "Answers that were chosen in the guide.", "notes": "Notes that the user wrote.", "timeline": "What happened, in order.", "lessons": "Progress of lessons: for each, in by_hand, the steps that a person ticked, as ID#NUMBER of the check. Any JSON is read.",
}

// schemaOf returns the JSON Schema of a type, as its JSON is written.
func schemaOf(t reflect.Type, within map[reflect.Type]bool) map[string]any {
	switch t {
	case reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case reflect.TypeFor[json.RawMessage]():
		return map[string]any{}
	case reflect.TypeFor[[]byte]():
		return map[string]any{"type": "string", "contentEncoding": "base64"}
	case reflect.TypeFor[token.Token]():
		return schemaOf(reflect.TypeFor[token.Kept](), within)
	case reflect.TypeFor[clientline.Row]():
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), within)
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), within)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem(), within)}
	case reflect.Struct:
		members := map[string]any{}
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			switch {
			case field.Anonymous:
				maps.Copy(members, schemaOf(field.Type, within)["properties"].(map[string]any))
			case name != "" && name != "-":
				members[name] = schemaOf(field.Type, within)
			case field.IsExported() && name == "":
				panic(t.String() + "." + field.Name + " has no json tag, and is in a case file")
			}
		}
		if t == reflect.TypeFor[keys.Key]() {
			members["public"] = map[string]any{"type": "string", "contentEncoding": "base64"}
		}
		return map[string]any{"type": "object", "properties": members}
	}
	panic("no schema for " + t.String())
}

func schema() map[string]any {
	s := schemaOf(casefile.Stored, nil)
	for name, member := range s["properties"].(map[string]any) {
		member.(map[string]any)["description"] = described[name]
	}
	s["$schema"], s["title"], s["required"] = "https://json-schema.org/draft/2020-12/schema", "A case of authdoctor", []string{"schema", "kept", "at"}
	s["properties"].(map[string]any)["schema"].(map[string]any)["const"] = casefile.Schema
	return s
}

// golden compares a text with a file, or writes the file where AUTHDOCTOR_GOLDEN is set.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if os.Getenv("AUTHDOCTOR_GOLDEN") != "" {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s is not what the code writes; run AUTHDOCTOR_GOLDEN=1 go test ./diagnosis/casefile and look at what changed", name)
	}
}

// TestSchema catches a member of a case file that the published schema lacks or describes
// wrongly.
func TestSchema(t *testing.T) {
	text, err := json.MarshalIndent(schema(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../assets/case.schema.json", append(text, '\n'))
	for name := range schema()["properties"].(map[string]any) {
		if described[name] == "" {
			t.Errorf("the member %s has no description in the schema", name)
		}
	}
}

// conforms returns where a value does not have the form that a schema asks for.
func conforms(value any, s map[string]any, where string) []string {
	kind, is := s["type"].(string)
	if !is {
		return nil
	}
	var wrong []string
	fits := false
	switch v := value.(type) {
	case map[string]any:
		fits = kind == "object"
		properties, _ := s["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			member, known := properties[name].(map[string]any)
			if additional, is := s["additionalProperties"].(map[string]any); !known && is {
				member, known = additional, true
			}
			if !known {
				wrong = append(wrong, where+"."+name+" is not in the schema")
				continue
			}
			wrong = append(wrong, conforms(v[name], member, where+"."+name)...)
		}
	case []any:
		fits = kind == "array"
		for i, item := range v {
			wrong = append(wrong, conforms(item, s["items"].(map[string]any), fmt.Sprintf("%s[%d]", where, i))...)
		}
	case string:
		fits = kind == "string"
	case bool:
		fits = kind == "boolean"
	case float64:
		fits = kind == "integer"
	}
	if !fits {
		wrong = append(wrong, fmt.Sprintf("%s is %T; the schema says %s", where, value, kind))
	}
	return wrong
}

// TestGoldenCase catches a change of the format that older files do not survive: the golden
// file has every kind of content, conforms to the schema, and is the same when it is opened
// and kept again.
func TestGoldenCase(t *testing.T) {
	text, err := casefile.Encode(fullFile(t))
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, text, "", " "); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/case.json", append(indented.Bytes(), '\n'))
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	published, err := os.ReadFile("../../assets/case.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(published, &s); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range conforms(value, s, "case") {
		t.Error(wrong)
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		if value[name] == nil && name != "near" && name != "error_line" && name != "signed" {
			t.Errorf("the golden case has no member %s", name)
		}
	}
}
