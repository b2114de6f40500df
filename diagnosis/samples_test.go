package diagnosis_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// sampleLines reads a file of samples, and skips the test where the samples are not beside
// the checkout.
func sampleLines[T any](t *testing.T, name string) []T {
	t.Helper()
	data, err := os.ReadFile("../../shared/samples/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the samples are not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var sample T
		if err := json.Unmarshal(scanner.Bytes(), &sample); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, sample)
	}
	if err := scanner.Err(); err != nil || len(out) == 0 {
		t.Fatalf("%s: %d samples, %v", name, len(out), err)
	}
	return out
}

var contexts = map[string]string{
	"bearer on a REST call":   "used-as=access step=call service=rest_webservices",
	"refresh_token parameter": "used-as=refresh step=refresh",
	"client_assertion":        "used-as=assertion step=client-credentials",
}

// diagnose recognises a pasted text and diagnoses it with facts.
func diagnose(t *testing.T, text, facts string) (intake.Input, diagnosis.Diagnosis) {
	t.Helper()
	input := intake.Recognise(text).StateAlone()
	return input, diagnosis.Diagnose(caseOf(t, facts).With(input))
}

func codesWith(d diagnosis.Diagnosis, wanted ...diagnosis.Certainty) []string {
	var codes []string
	for _, verdict := range d.Verdicts {
		if slices.Contains(wanted, verdict.Verdict) {
			codes = append(codes, string(verdict.Code))
		}
	}
	return codes
}

// TestScenarios catches a fault that leads to the wrong code, and a false alarm for a good
// token.
func TestScenarios(t *testing.T) {
	type scenario struct {
		ID, Context, Token, Finding string
		Codes                       []string
	}
	needKeys := map[string]bool{"access-wrong-key": true, "assertion-wrong-private-key": true}
	for _, s := range sampleLines[scenario](t, "scenarios.jsonl") {
		_, d := diagnose(t, s.Token, contexts[s.Context])
		confirmed := codesWith(d, diagnosis.Confirmed)
		probable := codesWith(d, diagnosis.Confirmed, diagnosis.Likely)
		for _, code := range confirmed {
			if !slices.Contains(s.Codes, code) {
				t.Errorf("%s: %s is confirmed; want only %v", s.ID, code, s.Codes)
			}
		}
		switch {
		case needKeys[s.ID]:
		case len(s.Codes) == 0 && (len(probable) > 0 || d.Count(diagnosis.Fail) > 0):
			t.Errorf("%s is good, but %v are probable and %d checks failed", s.ID, probable, d.Count(diagnosis.Fail))
		case len(s.Codes) > 0 && s.Codes[0] != "unknown" && !slices.ContainsFunc(probable, func(code string) bool { return slices.Contains(s.Codes, code) }):
			t.Errorf("%s: probable are %v; want one of %v", s.ID, probable, s.Codes)
		case len(s.Codes) > 0 && s.Codes[0] != "unknown" && probable[0] != s.Codes[0]:
			t.Errorf("%s: most probable is %v; want %v first", s.ID, probable, s.Codes)
		case len(s.Codes) > 0 && d.Count(diagnosis.Fail) != 1:
			t.Errorf("%s: %d checks failed; want the one fault", s.ID, d.Count(diagnosis.Fail))
		}
		if first, ok := d.FirstCause(); ok {
			t.Logf("%-32s %-9s %s %v", s.ID, first.Status, first.Title, probable)
		}
	}
}

// flagged maps a flag of hostile-tokens.jsonl to the checks that may raise it or, after
// "note:", to a word of the note about what was removed.
var flagged = map[string][]string{
	"jwe": {"token-structure"}, "truncated": {"token-structure"}, "empty-payload": {"token-structure"},
	"padding": {"token-encoding"}, "non-canonical-base64": {"token-encoding"}, "double-encoded": {"token-encoding"},
	"header": {"token-json"}, "payload": {"token-json"}, "depth": {"token-json"}, "duplicate-key": {"duplicate-members"}, "case-variant-key": {"duplicate-members"},
	"control-character": {"hidden-characters"}, "claims": {"hidden-characters"},
	"alg": {"algorithm"}, "alg-none": {"algorithm"}, "unsupported-alg": {"algorithm"}, "hmac": {"algorithm"},
	"key-type": {"signature-form", "algorithm"}, "key-size": {"signature-form"}, "signature": {"signature-form"},
	"embedded-key": {"header-parameters"}, "remote-key-url": {"header-parameters"}, "crit": {"header-parameters"}, "b64": {"header-parameters"}, "nested": {"header-parameters"}, "typ": {"header-parameters"},
	"kid": {"kid"}, "missing-kid": {"kid"}, "iss": {"issuer"}, "aud": {"audience"}, "sub": {"subject"}, "scope": {"scope"}, "refresh-token": {"used-as"},
	"exp": {"time-format"}, "expired": {"expired"}, "iat": {"time-format", "issued-at"}, "iat-future": {"issued-at"}, "lifetime": {"lifetime"}, "type-contradiction": {"token-kind", "lifetime"},
	"bearer-prefix": {"note:bearer"}, "quotes": {"note:quotes"}, "wrapped": {"note:brackets"}, "trailing": {"note:in the text"}, "form-body": {"note:in the text"},
	"percent-encoded": {"note:percent"}, "whitespace-inside": {"note:white space"}, "invisible-character": {"note:invisible"}, "lookalike-character": {"note:lookalike"}, "two-tokens": {"note:2 tokens"},
	"json-serialization": {"note:JSON serialization"}, "tba": {"note:TBA"},
}

// TestHostileTokens catches a panic, a hang, a fault that is missed or reported as another
// one, and a false alarm for a good token.
func TestHostileTokens(t *testing.T) {
	type hostile struct {
		Name, Cat, Expect string
		Input             string `json:"input_b64"`
	}
	elsewhere := map[string]bool{
		"utf16le": true, // repaired, and said so, instead of refused
		// Only a key distinguishes these from a good signature.
		"all-ff": true, "signature-of-other-token": true, "swapped-es256": true, "r0-s1-es384": true,
		"r-plus-n-es384": true, "psychic-es512": true, "little-endian-es512": true,
	}
	for _, h := range sampleLines[hostile](t, "hostile-tokens.jsonl") {
		raw, err := base64.StdEncoding.DecodeString(h.Input)
		if err != nil {
			t.Fatal(err)
		}
		use := "used-as=assertion"
		if strings.HasPrefix(h.Name, "access-") || h.Name == "ok-access-rs256" || h.Name == "refresh-shape" {
			use = "used-as=access"
		}
		input, d := diagnose(t, string(raw), use)
		said := strings.Join(append(input.Notes, input.Problem), "; ")
		var seen []string
		for _, f := range d.Findings {
			if f.Status == diagnosis.Fail || f.Status == diagnosis.Warn {
				seen = append(seen, f.ID)
			}
		}
		meets := func(expect string) bool {
			flag, isFlag := strings.CutPrefix(expect, "flag:")
			switch {
			case expect == "ok":
				return input.Kind == intake.KindToken && len(seen) == 0
			case expect == "reject-clean":
				return input.Kind != intake.KindToken || slices.ContainsFunc(seen, func(id string) bool {
					return slices.Contains([]string{"token-structure", "token-encoding", "token-json", "duplicate-members"}, id)
				})
			case !isFlag:
				t.Fatalf("%s: expect %q is not known here", h.Name, expect)
			}
			return slices.ContainsFunc(flagged[flag], func(want string) bool {
				word, isNote := strings.CutPrefix(want, "note:")
				return isNote && strings.Contains(said, word) || slices.Contains(seen, want)
			})
		}
		if met := slices.ContainsFunc(strings.Split(h.Expect, "|"), meets); met == elsewhere[h.Name] {
			t.Errorf("%s %s: kind %s, seen %v, said %q; want %s", h.Cat, h.Name, input.Kind, seen, said, h.Expect)
		}
	}
}
