package trail

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"
)

// FuzzPlainFields catches an object that is not read as encoding/json reads it: one
// that is accepted and is not JSON, and values that differ.
func FuzzPlainFields(f *testing.F) {
	for _, object := range []string{
		`{"status":"Failure","detail":"MissingKey"}`,
		"{ \"date\" : \"11/23/2026\" ,\n\"status\":\"Success\"\t, \"role\" : null, \"user\":3, \"x\":true,\"links\":[] }",
		`{"status":"Jos\u00e9 \"x\" \\","user":"Novák","detail":"\ud83d\ude9a\ud83d\/"}`,
		`{"status":"a","status":"b","STATUS":"c"}`,
		`{"status":01}`, `{"status":-1,"rows":1.5}`, `{"status":1e5}`, `{"status":truefalse}`, `{"status":nul}`, `{"rows":12}`,
		`{"status":"a",}`, `{"status":"a" "detail":"b"}`, `{"status":"a"}}`, `{"status":"\x"}`, "{\"status\":\"a\tb\"}", `{}`, `{"status":[]}`, `{"status":{"text":"a"},"values":{"detail":"b"}}`,
	} {
		f.Add(object)
	}
	f.Fuzz(func(t *testing.T, object string) {
		if !utf8.ValidString(object) || len(object) == 0 || object[0] != '{' {
			return
		}
		w := newWorker(&sourceFormat{Dialect: Dialect{Format: "json"}, form: csvForm{limits: usualLimits}}, newSeries(), Options{})
		if _, _, ok := w.plainFields([]byte(object)); ok {
			t.Errorf("%q: no key has been met, but it is read", object)
		}
		names, values, ok := objectFields([]byte(object))
		want, wantKnown := w.jsonFields(names, values)
		got, known, plain := w.plainFields([]byte(object))
		if plain && (!ok || known != wantKnown || !slices.EqualFunc(got, want, bytes.Equal)) {
			t.Errorf("%q: %q, %v; want %q, %v, %v", object, got, known, want, wantKnown, ok)
		}
	})
}

// TestPlainFields catches rows as NetSuite and scripts write them that are left to
// encoding/json, which takes ten times as long.
func TestPlainFields(t *testing.T) {
	for _, object := range []string{
		`{"links":[],"date":"11/23/2026 10:00 am","status":"Failure","detail":"MissingKey","user":"Jos\u00e9"}`,
		`{"status": "Success", "role": null, "user": 0, "numberofrows": 120}`,
	} {
		w := newWorker(&sourceFormat{Dialect: Dialect{Format: "json"}, form: csvForm{limits: usualLimits}}, newSeries(), Options{})
		names, values, _ := objectFields([]byte(object))
		w.jsonFields(names, values)
		if _, known, ok := w.plainFields([]byte(object)); !ok || !known {
			t.Errorf("%s: not read", object)
		}
	}
}
