package cli

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// document parses standard output, which must be exactly one JSON document.
func document(t *testing.T, out string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(out))
	var got map[string]any
	if err := decoder.Decode(&got); err != nil {
		t.Fatalf("standard output is not JSON: %v: %.200s", err, out)
	}
	if err := decoder.Decode(new(any)); err != io.EOF {
		t.Errorf("there is more than one document on standard output: %.200s", out)
	}
	return got
}

// contract maps each field of schema 1 to a check of its value.
type contract map[string]func(any) error

func text(value any) error {
	if _, ok := value.(string); !ok {
		return fmt.Errorf("is %T, not a text", value)
	}
	return nil
}

func some(value any) error {
	if value, ok := value.(string); !ok || value == "" {
		return fmt.Errorf("is %q", value)
	}
	return nil
}

func oneOf(values ...string) func(any) error {
	return func(value any) error {
		if text, ok := value.(string); !ok || !slices.Contains(values, text) {
			return fmt.Errorf("is %v, not one of %v", value, values)
		}
		return nil
	}
}

// instant accepts a time of RFC 3339 and "".
func instant(value any) error {
	text, ok := value.(string)
	if ok && text == "" {
		return nil
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil || moment.Location() != time.UTC {
		return fmt.Errorf("is %v, not a time in UTC", value)
	}
	return nil
}

func listOf(each func(any) error) func(any) error {
	return func(value any) error {
		list, ok := value.([]any)
		if !ok {
			return fmt.Errorf("is %T, not a list", value)
		}
		for i, item := range list {
			if err := each(item); err != nil {
				return fmt.Errorf("[%d] %w", i, err)
			}
		}
		return nil
	}
}

func (c contract) check(value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("is %T, not an object", value)
	}
	for name, want := range c {
		got, ok := object[name]
		if !ok {
			return fmt.Errorf("lacks %s", name)
		}
		if err := want(got); err != nil {
			return fmt.Errorf(".%s %w", name, err)
		}
	}
	return nil
}

func factNames(value any) error {
	facts, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("is %T, not an object", value)
	}
	for name, fact := range facts {
		if _, known := diagnosis.KindOfFact(diagnosis.FactName(name)); !known {
			return fmt.Errorf("has %q, which is not a fact", name)
		}
		if err := (contract{"value": some, "source": oneOf("user", "token", "key", "response", "trail", "case file", "probe")}).check(fact); err != nil {
			return fmt.Errorf("[%s] %w", name, err)
		}
	}
	return nil
}

// schema1 is the contract of check in design.md.
var schema1 = contract{
	"schema": func(value any) error {
		if value != 1.0 {
			return fmt.Errorf("is %v", value)
		}
		return nil
	},
	"as_of": instant,
	"input": contract{
		"kind":  oneOf("token", "code", "http-response", "redirect-url", "request", "key", "trail", "report", "certificates", "words", "unknown"),
		"notes": listOf(some),
	}.check,
	"tokens": listOf(contract{
		"kind": oneOf("access", "refresh", "id", "assertion", "unknown"), "flow": oneOf("", "authorization-code", "client-credentials"),
		"account": text, "client_id": text, "application_id": text, "role": text, "entity": text, "scopes": listOf(text),
		"algorithm": text, "key_id": text, "issued_at": instant, "expires_at": instant,
		"signature": oneOf("verified", "invalid", "unchecked"),
	}.check),
	"facts": factNames,
	"findings": listOf(contract{
		"id": some, "status": oneOf("fail", "warn", "pass", "unchecked"), "title": some,
		"evidence": listOf(contract{"where": some, "expected": text, "got": text}.check),
		"why":      text, "fix": listOf(contract{"who": oneOf("administrator", "integrator"), "step": some}.check),
		"verify": text, "codes": listOf(some), "page": text,
	}.check),
	"verdicts": func(value any) error {
		rank := []string{"confirmed", "likely", "possible", "not-visible", "ruled-out"}
		verdict := contract{"code": some, "verdict": oneOf(rank...), "because": some, "page": some}
		if err := listOf(verdict.check)(value); err != nil {
			return err
		}
		last, seen := 0, map[string]bool{}
		for _, item := range value.([]any) {
			one := item.(map[string]any)
			at := slices.Index(rank, one["verdict"].(string))
			if at < last {
				return fmt.Errorf("has %v after a less probable code", one["code"])
			}
			last = at
			seen[one["code"].(string)] = true
		}
		for _, kind := range detail.Kinds() {
			if !seen[string(kind.Code)] {
				return fmt.Errorf("lacks %s", kind.Code)
			}
		}
		if len(value.([]any)) != len(seen) {
			return fmt.Errorf("has a code twice")
		}
		return nil
	},
	"pages": listOf(some),
	"checks": listOf(contract{
		"id": some, "address": text, "outcome": oneOf("answered", "unreachable", "refused", "not-sent"), "fault": text, "text": some, "at": instant,
	}.check),
}

// TestContract catches a field that programs rely on and that is missing, null or of the
// wrong type.
func TestContract(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, input := range contractInputs() {
		t.Run(name, func(t *testing.T) {
			got := check(input, "--format", "json")
			answer := document(t, got.out)
			if err := schema1.check(answer); err != nil {
				t.Errorf("the answer%v", err)
			}
			if strings.Contains(got.out, "null") {
				t.Errorf("there is a null in the answer")
			}
			if answer["as_of"] != "2026-11-23T12:00:00Z" {
				t.Errorf("as_of is %v", answer["as_of"])
			}
			if _, failed := answer["error"]; failed != (got.code == exitFailed) || got.err != "" {
				t.Errorf("exit code %d, error %v, standard error %q", got.code, answer["error"], got.err)
			}
			for _, path := range answer["pages"].([]any) {
				file, _, _ := strings.Cut(path.(string), "#")
				if _, ok := library.Page(file); !ok {
					t.Errorf("there is no page %v", path)
				}
			}
		})
	}
}

func contractInputs() map[string]string {
	sound := soundToken()
	parts := strings.Split(sound, ".")
	return map[string]string{
		"sound":              sound,
		"expired":            expiredToken(),
		"without signature":  parts[0] + "." + parts[1] + ".",
		"two parts":          parts[0] + "." + parts[1],
		"one part":           parts[0],
		"two tokens":         sound + "\n\n" + expiredToken(),
		"no claims":          jwt([]member{{"alg", "none"}}, []member{{"x", nil}}, nil),
		"times out of range": jwt(accessHeader, accessClaims(member{"exp", 1e18}, member{"iat", -1e18}), signature),
		"times of all forms": jwt(accessHeader, accessClaims(member{"exp", "1795434600"}, member{"iat", 1795434600.5}, member{"oit", nil}), signature),
		"claims of any type": jwt(accessHeader, accessClaims(member{"aud", 7}, member{"scope", map[string]int{"a": 1}}, member{"sub", []int{1}}, member{"iss", true}), signature),
		"a code":             "ScopeMismatched",
		"a code of TBA":      "token_rejected",
		"a logout":           "ExplicitLogout",
		"a code in a text":   "2026-11-23;alice;TokenBlocked;10.0.0.1",
		"an unknown word":    "TokenRejectet",
		"nothing":            "",
		"a sentence":         "it does not work",
		"a certificate":      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
		"bytes":              "\xff\xfe\x00\x01",
		"HTML":               "<!doctype html><p>&lt;",
	}
}

// TestAnswer catches a value in the wrong field.
func TestAnswer(t *testing.T) {
	got := check("Authorization: Bearer "+expiredToken(), "--format", "json", "--fact", "service=rest_webservices", "--fact", "used-as=access")
	if got.code != exitProblems {
		t.Errorf("exit code %d", got.code)
	}
	answer := document(t, got.out)
	input := answer["input"].(map[string]any)
	if input["kind"] != "token" || len(input["notes"].([]any)) == 0 {
		t.Errorf("input is %v; want a note about what was removed", input)
	}
	for name, want := range map[string]any{
		"kind": "access", "flow": "client-credentials", "account": "1234567_SB1", "client_id": strings.Repeat("3f", 32),
		"application_id": "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0", "role": "3", "entity": "77", "algorithm": "RS256",
		"key_id": "c.1234567_SB1.2026-10-20_00-10-22", "issued_at": "2026-11-23T10:00:00Z", "expires_at": "2026-11-23T11:00:00Z",
		"signature": "unchecked",
	} {
		if got := answer["tokens"].([]any)[0].(map[string]any)[name]; got != want {
			t.Errorf("the token's %s is %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string][2]string{
		"service": {"rest_webservices", "user"}, "used-as": {"access", "user"}, "account": {"1234567_SB1", "token"},
		"flow": {"client-credentials", "token"}, "role": {"3", "token"},
	} {
		fact, _ := answer["facts"].(map[string]any)[name].(map[string]any)
		if fact["value"] != want[0] || fact["source"] != want[1] {
			t.Errorf("fact %s is %v, want %v", name, fact, want)
		}
	}
	first := answer["findings"].([]any)[0].(map[string]any)
	if first["status"] != "fail" || !slices.Contains(first["codes"].([]any), any("AccessTokenExpired")) || len(first["fix"].([]any)) == 0 || len(first["evidence"].([]any)) == 0 {
		t.Errorf("the first finding is %v; want that it expired, with evidence and what to do", first)
	}
	verdict := answer["verdicts"].([]any)[0].(map[string]any)
	if verdict["code"] != "AccessTokenExpired" || verdict["page"] != "codes/AccessTokenExpired.md" {
		t.Errorf("the first verdict is %v", verdict)
	}
	if pages := answer["pages"].([]any); len(pages) == 0 || pages[0] != "codes/AccessTokenExpired.md" {
		t.Errorf("the pages are %v", answer["pages"])
	}
}

// TestErrorsAsJSON catches an error that is printed as text although JSON was asked for.
func TestErrorsAsJSON(t *testing.T) {
	files := fstest.MapFS{"folder/x": {Data: []byte("x")}}
	for name, c := range map[string]struct {
		stdin string
		args  []string
		want  string
	}{
		"unknown word":       {"TokenRejectet", nil, "TokenRejected"},
		"empty":              {"", nil, "empty"},
		"too long":           {strings.Repeat("x", 1<<20+1), nil, "1048576"},
		"no file":            {"", []string{"none.txt"}, "none.txt"},
		"a folder":           {"", []string{"folder"}, "folder"},
		"two files":          {"", []string{"a", "b"}, "one file"},
		"bad fact":           {"", []string{"--fact", "colour=red"}, "colour"},
		"bad value":          {"", []string{"--fact", "flow=red"}, "flow"},
		"bad time":           {"", []string{"--at", "noon"}, "--at"},
		"unknown flag":       {"", []string{"--colour"}, "--colour"},
		"flag without value": {"", []string{"--at"}, "--at"},
		"bad line count":     {"", []string{"--lines=maybe"}, "lines"},
	} {
		for _, format := range [][]string{{"--format", "json"}, {"--format=json"}} {
			for _, args := range [][]string{
				slices.Concat([]string{"check"}, format, c.args),
				slices.Concat([]string{"check"}, c.args, format),
			} {
				if name == "flag without value" && args[len(args)-1] != "--at" {
					continue // the flag takes --format for its value
				}
				got := play(files, c.stdin, args...)
				answer := document(t, got.out)
				if err := schema1.check(answer); err != nil {
					t.Errorf("%v: the answer%v", args, err)
				}
				if said, _ := answer["error"].(string); !strings.Contains(said, c.want) {
					t.Errorf("%v: the error is %q, want %q in it", args, said, c.want)
				}
				if got.code != exitFailed || got.err != "" {
					t.Errorf("%v: exit code %d, standard error %q", args, got.code, got.err)
				}
			}
		}
	}
	got := play(nil, "", "codes", "--format", "json", "x")
	if answer := document(t, got.out); got.code != exitFailed || answer["error"] == nil || answer["schema"] != 1.0 {
		t.Errorf("codes: exit code %d, %v", got.code, answer)
	}
}

// TestNearest catches an unknown word whose nearest codes are missing from JSON.
func TestNearest(t *testing.T) {
	answer := document(t, check("TokenRejectet", "--format", "json").out)
	nearest, _ := answer["input"].(map[string]any)["nearest"].([]any)
	if !slices.Contains(nearest, any("TokenRejected")) {
		t.Errorf("input.nearest is %v", nearest)
	}
}

// TestLines catches one bad line that stops the others, and answers that are not
// in the order of the lines.
func TestLines(t *testing.T) {
	long := strings.Repeat("x", 1<<20+10)
	input := strings.Join([]string{soundToken(), "", expiredToken() + "\r", "TokenRejectet", "   ", long, "ScopeMismatched", "\xff\x00", soundToken()}, "\n")
	for _, end := range []string{"", "\n"} {
		got := check(input+end, "--lines")
		if got.code != exitFailed || got.err != "" {
			t.Errorf("exit code %d, standard error %q; a line that cannot be read is 2", got.code, got.err)
		}
		lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
		want := []string{"sound", "AccessTokenExpired", "error", "error", "ScopeMismatched", "error", "sound"}
		if len(lines) != len(want) {
			t.Fatalf("%d answers, want %d", len(lines), len(want))
		}
		for i, line := range lines {
			answer := document(t, line)
			if err := schema1.check(answer); err != nil {
				t.Errorf("line %d: the answer%v", i+1, err)
			}
			said := "sound"
			first := answer["verdicts"].([]any)[0].(map[string]any)
			if _, failed := answer["error"]; failed {
				said = "error"
			} else if first["verdict"] == "confirmed" || first["verdict"] == "likely" {
				said = first["code"].(string)
			}
			if said != want[i] {
				t.Errorf("line %d answers %s, want %s", i+1, said, want[i])
			}
		}
	}
	for _, c := range []struct {
		input string
		code  int
	}{{"", exitSound}, {"\n\n", exitSound}, {soundToken(), exitSound}, {soundToken() + "\n" + expiredToken() + "\n" + soundToken(), exitProblems}, {"x\n" + expiredToken(), exitFailed}} {
		if got := check(c.input, "--lines"); got.code != c.code {
			t.Errorf("exit code %d, want %d", got.code, c.code)
		}
	}
	got := play(nil, "", "check", "--lines", "--format", "json", "none.txt")
	if answer := document(t, got.out); got.code != exitFailed || answer["error"] == nil || strings.Count(got.out, "\n") != 1 {
		t.Errorf("no file: exit code %d, %q", got.code, got.out)
	}
	if got := play(nil, "", "check", "--lines", "none.txt"); got.code != exitFailed || got.out != "" || !strings.Contains(got.err, "none.txt") {
		t.Errorf("no file: exit code %d, %q, %q", got.code, got.out, got.err)
	}
}

// BenchmarkLines measures check --lines on all cores. design.md requires 10 000 tokens a
// second and core without keys, and 4 000 that are verified with RSA 4096: here with a set of
// four keys.
func BenchmarkLines(b *testing.B) {
	b.Run("unsigned", func(b *testing.B) { benchmarkLines(b, []string{expiredToken()}, fstest.MapFS{}) })
	b.Run("RSA4096", func(b *testing.B) {
		const different = 64 // more than a set of keys remembers
		var tokens []string
		var set []map[string]string
		for i := range 4 {
			key, err := rsa.GenerateKey(rand.Reader, 4096)
			if err != nil {
				b.Fatal(err)
			}
			kid := fmt.Sprintf("c.1234567_SB1.2026-10-2%d_00-10-22", i)
			set = append(set, map[string]string{"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256",
				"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": "AQAB"})
			for n := range different / 4 {
				header := []member{{"kid", kid}, {"typ", "JWT"}, {"alg", "RS256"}}
				claims := accessClaims(member{"jti", fmt.Sprintf("1234567_SB1.a-c.null.%d", noon.UnixMilli()-int64(n))})
				signed := strings.TrimSuffix(jwt(header, claims, nil), ".")
				digest := sha256.Sum256([]byte(signed))
				signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
				if err != nil {
					b.Fatal(err)
				}
				tokens = append(tokens, signed+"."+base64.RawURLEncoding.EncodeToString(signature))
			}
		}
		text, err := json.Marshal(map[string]any{"keys": set})
		if err != nil {
			b.Fatal(err)
		}
		benchmarkLines(b, tokens, fstest.MapFS{"set.json": {Data: text}}, "--key", "set.json")
	})
}

func benchmarkLines(b *testing.B, tokens []string, files fstest.MapFS, args ...string) {
	b.ReportAllocs()
	var in strings.Builder
	for i := range b.N {
		in.WriteString(tokens[i%len(tokens)] + "\n")
	}
	var out bytes.Buffer
	b.ResetTimer()
	code := run(context.Background(), append([]string{"check", "--lines"}, args...), world{
		in: strings.NewReader(in.String()), out: &out, err: io.Discard, disk: &memoryDisk{files},
		now: func() time.Time { return noon },
	})
	if code == exitFailed || len(args) > 0 && bytes.Count(out.Bytes(), []byte(`"signature":"verified"`)) != b.N {
		b.Fatalf("exit code %d, %.2000s", code, out.String())
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/float64(runtime.GOMAXPROCS(0)), "tokens/s/core")
}
