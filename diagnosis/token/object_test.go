package token_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// TestObjects catches JSON that two parsers read differently and that is passed
// over, and JSON that is refused without need.
func TestObjects(t *testing.T) {
	nest := func(levels int) string {
		return strings.Repeat(`{"a":`, levels-1) + "{}" + strings.Repeat("}", levels-1)
	}
	for _, c := range []struct{ name, json, ids, got string }{
		{"plain", `{"a":1}`, "", ""},
		{"spaces around", " \n{\"a\" : 1}\r\t", "", ""},
		{"empty object", `{}`, "", ""},
		{"32 levels", nest(32), "", ""},
		{"33 levels", nest(33), "token-json", "deeper than 32"},
		{"33 levels of arrays", `{"a":` + strings.Repeat("[", 33) + strings.Repeat("]", 33) + "}", "token-json", "deeper than 32"},
		{"10,000 levels, never closed", strings.Repeat("[", 10000), "token-json", "deeper than 32"},
		{"brackets within a text", `{"a":"` + strings.Repeat("[{", 99) + `\"]"}`, "", ""},
		{"same name twice", `{"exp":1,"exp":2}`, "duplicate-members", "exp"},
		{"same name in capitals", `{"exp":1,"EXP":2}`, "duplicate-members", "exp and EXP"},
		{"Kelvin sign", `{"kid":"a","` + "\u212a" + `id":"b"}`, "duplicate-members", "kid and"},
		{"long s", `{"sub":"a","` + "\u017f" + `ub":"b"}`, "duplicate-members", "sub and"},
		{"same name by escape", `{"exp":1,"\u0065xp":2}`, "duplicate-members", "exp"},
		{"twice in a nested object", `{"a":{"b":1,"b":2}}`, "duplicate-members", "b"},
		{"twice in an array's object", `{"a":[{"b":1,"b":2}]}`, "duplicate-members", "b"},
		{"same name on two levels", `{"a":{"a":1}}`, "", ""},
		{"bytes that are not UTF-8", "{\"a\":\"\xff\"}", "token-json", "not UTF-8"},
		{"overlong slash", "{\"a\":\"\xc0\xaf\"}", "token-json", "not UTF-8"},
		{"lone high surrogate", `{"a":"\ud800"}`, "hidden-characters", "shown"},
		{"lone low surrogate", `{"a":"x\udc00y"}`, "hidden-characters", "shown"},
		{"surrogates in the wrong order", `{"a":"\udc00\ud800"}`, "hidden-characters", "2, shown"},
		{"lone surrogate in a name", `{"\uD800":1}`, "hidden-characters", "shown"},
		{"a pair of surrogates", `{"a":"\ud83d\ude00"}`, "", ""},
		{"an escaped backslash before u", `{"a":"\\ud800"}`, "", ""},
		{"text behind", `{"a":1}x`, "token-json", "character 8"},
		{"second object behind", `{"a":1}{"a":2}`, "token-json", "character 8"},
		{"ends too early", `{"a":`, "token-json", "too early"},
		{"trailing comma", `{"a":1,}`, "token-json", "character"},
		{"single quotes", `{'a':1}`, "token-json", "character 2"},
		{"NaN", `{"a":NaN}`, "token-json", "character"},
		{"leading zero", `{"a":01}`, "token-json", "character"},
		{"comment", `{"a":1/**/}`, "token-json", "character"},
		{"raw line break in a text", "{\"a\":\"x\ny\"}", "token-json", "character"},
		{"byte order mark", "\ufeff{}", "token-json", "character 1"},
		{"an array", `[1]`, "token-json", "an array"},
		{"a string", `"a"`, "token-json", "a string"},
		{"a number", `1`, "token-json", "a number"},
		{"null", `null`, "token-json", "null"},
		{"true", `true`, "token-json", "true"},
		{"nothing but spaces", `  `, "token-json", "too early"},
		{"hidden characters", `{"a":"\u001b[31m\u202e"}`, "hidden-characters", "2, shown"},
		{"hidden character in a name", `{"\u200bexp":1}`, "hidden-characters", "1, shown"},
	} {
		for where, text := range map[string]string{"payload": encode(issuedHeader) + "." + encode(c.json), "header": encode(c.json) + "." + encode(accessClaims)} {
			got, _ := token.Parse(text)
			if ids := problemIDs(got); ids != c.ids {
				t.Errorf("%s: %s: problems %q; want %q", where, c.name, ids, c.ids)
				continue
			}
			if len(got.Problems) == 0 {
				continue
			}
			problem := got.Problems[0]
			if !strings.Contains(problem.Got, c.got) || problem.Where != where && problem.ID != "hidden-characters" {
				t.Errorf("%s: %s: %s: %q; want %q", where, c.name, problem.Where, problem.Got, c.got)
			}
			if want := problem.ID == "token-json"; problem.Fatal != want {
				t.Errorf("%s: %s: fatal %v; want %v", where, c.name, problem.Fatal, want)
			}
		}
	}
}

// TestTwinsInBothParts catches a twin of the payload that is reported of the header.
func TestTwinsInBothParts(t *testing.T) {
	got, _ := token.Parse(encode(`{"alg":"RS256","alg":"none"}`) + "." + encode(`{"exp":1,"exp":2}`))
	if len(got.Problems) != 2 || got.Problems[0].Where != "header" || got.Problems[1].Where != "payload" {
		t.Errorf("problems %+v; want one of the header and one of the payload", got.Problems)
	}
}

// TestGet catches a value taken from the wrong one of two members, and a name that
// is found by another's case.
func TestGet(t *testing.T) {
	got, _ := token.Parse(encode(issuedHeader) + "." + encode(`{"a":1,"a":"two","B":true,"n":null,"l":["x",2],"o":{"p":1,"q":2}}`))
	if v, ok := got.Claims.Get("a"); !ok || v.Text != "two" || got.Claims.Text("a") != "two" {
		t.Errorf("a = %+v; the last one counts", v)
	}
	if _, ok := got.Claims.Get("b"); ok {
		t.Error("b was found; names are case-sensitive")
	}
	for name, want := range map[string]token.Type{"B": token.Boolean, "n": token.Null, "l": token.Array, "o": token.Nested} {
		if v, _ := got.Claims.Get(name); v.Type != want || got.Claims.Text(name) != "" {
			t.Errorf("%s is %s, text %q; want %s and no text", name, v.Type, got.Claims.Text(name), want)
		}
	}
	if v, _ := got.Claims.Get("o"); len(v.Members) != 2 || v.Shown() != "an object of 2 members" {
		t.Errorf("o shows %q", v.Shown())
	}
	if v, _ := got.Claims.Get("l"); v.Shown() != "x · 2" {
		t.Errorf("l shows %q", v.Shown())
	}
}
