package cli

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/worktest"
)

// samples is a folder beside the checkout. Tests that need it are skipped if it is missing.
const samples = "../../../shared/samples/"

// sampleLines reads a file of samples, one JSON value a line.
func sampleLines[T any](t testing.TB, name string) []T {
	t.Helper()
	data, err := os.ReadFile(samples + name)
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

// printable fails for output with control or hidden characters other than line breaks.
func printable(t testing.TB, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("the output is not UTF-8: %.200q", out)
	}
	for i, r := range out {
		if ' ' <= r && r < 0x7f { // most characters; spares the look-up
			continue
		}
		if r != '\n' && (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)) {
			t.Errorf("the output holds %U: %.60q", r, out[max(0, i-30):])
			return
		}
	}
}

// printableJSON is printable for the decoded strings of a JSON answer, in which an escape is
// a control character again.
func printableJSON(t *testing.T, out string) {
	t.Helper()
	printable(t, out)
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case string:
			printable(t, strings.ReplaceAll(value, "\n", "\x00"))
		case []any:
			for _, item := range value {
				walk(item)
			}
		case map[string]any:
			for name, item := range value {
				walk(name)
				if text, is := item.(string); is && name == "command" { // one on each line
					item = strings.ReplaceAll(text, "\n", " ")
				}
				walk(item)
			}
		}
	}
	for decoder := json.NewDecoder(strings.NewReader(out)); decoder.More(); {
		var answer any
		if err := decoder.Decode(&answer); err != nil {
			t.Fatalf("not JSON: %v", err)
		}
		walk(answer)
	}
}

// outputs runs check on a text in its formats: in the long run all of them, in the short run
// two, in turn.
func outputs(turn int, input string, args ...string) map[string]played {
	out := map[string]played{}
	for i, form := range [][]string{{"--format", formatText}, {"--format", formatMarkdown}, {"--format", formatJSON}, {"--lines"}} {
		if worktest.Long || i%2 == turn%2 {
			out[form[len(form)-1]] = check(input, slices.Concat(form, args)...)
		}
	}
	return out
}

// TestHostileInput catches a control or bidi character that reaches an output, an answer that
// is not JSON, and a panic.
func TestHostileInput(t *testing.T) {
	type hostile struct {
		Name  string
		Input string `json:"input_b64"`
	}
	all := append(sampleLines[hostile](t, "hostile-tokens.jsonl"), sampleLines[hostile](t, "hostile-keys.jsonl")...)
	files, _ := filepath.Glob(samples + "certificates/*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, hostile{filepath.Base(name), base64.StdEncoding.EncodeToString(data)})
	}
	for i, h := range all {
		used := []string{"access", "assertion", "refresh"}[i%3]
		input, err := base64.StdEncoding.DecodeString(h.Input)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(h.Name, func(t *testing.T) {
			for format, got := range outputs(i, string(input), "--fact", "used-as="+used) {
				printable(t, got.err)
				switch format {
				case formatJSON:
					if err := schema1.check(document(t, got.out)); err != nil {
						t.Errorf("the answer%v", err)
					}
					printableJSON(t, got.out)
				case "--lines":
					printableJSON(t, got.out)
				default:
					printable(t, got.out)
				}
			}
		})
	}
}

// TestScenarios catches a faulty token that does not lead to one of its codes, another code
// that is confirmed, and a sound token with a fault.
func TestScenarios(t *testing.T) {
	type scenario struct {
		ID, Context, Token string
		Codes              []string
	}
	context := map[string][]string{
		"bearer on a REST call":   {"used-as=access", "step=call", "service=rest_webservices"},
		"refresh_token parameter": {"used-as=refresh", "step=refresh"},
		"client_assertion":        {"used-as=assertion", "step=client-credentials"},
	}
	// These faults need a key to be found.
	needsKey := map[string]bool{"access-wrong-key": true, "assertion-wrong-private-key": true}
	for _, s := range sampleLines[scenario](t, "scenarios.jsonl") {
		args := []string{"--at", "2026-11-23T12:00:00Z", "--format", "json"}
		for _, fact := range context[s.Context] {
			args = append(args, "--fact", fact)
		}
		got := check(s.Token, args...)
		allowed := map[string]bool{}
		for _, code := range s.Codes {
			allowed[code] = true
		}
		found := false
		for _, item := range document(t, got.out)["verdicts"].([]any) {
			verdict := item.(map[string]any)
			code, certainty := verdict["code"].(string), verdict["verdict"].(string)
			if certainty == "confirmed" && !allowed[code] {
				t.Errorf("%s: %s is confirmed; the codes are %v", s.ID, code, s.Codes)
			}
			if certainty == "confirmed" || certainty == "likely" {
				found = found || allowed[code]
				if len(s.Codes) == 0 {
					t.Errorf("%s is sound; %s is %s", s.ID, code, certainty)
				}
			}
		}
		faulty := len(s.Codes) > 0 && !needsKey[s.ID]
		if faulty && s.Codes[0] != "unknown" && !found {
			t.Errorf("%s: none of %v is confirmed or likely", s.ID, s.Codes)
		}
		if (got.code == exitProblems) != faulty {
			t.Errorf("%s: exit code %d", s.ID, got.code)
		}
	}
}

// overlap returns a piece of a secret that is in an output, "" if there is none. Pieces of
// twelve characters are long enough not to occur by chance, and every piece of fifteen
// contains one that is tried.
func overlap(output, secret string) string {
	const long = 12
	for i := 0; i+long <= len(secret); i += 4 {
		if piece := secret[i : i+long]; strings.Contains(output, piece) && !strings.Contains("-----BEGIN PRIVATE KEY-----END", piece) {
			return piece
		}
	}
	return ""
}

// hidden returns a text that represents a secret and occurs in no other text.
func hidden(n int) []byte {
	bytes := make([]byte, n)
	state := uint32(2463534242)
	for i := range bytes {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		bytes[i] = byte(state >> 11)
	}
	return bytes
}

// TestCanary catches a secret in an output: signatures, hashes, client secrets, codes,
// verifiers and private keys, in every form in which they are pasted: whole, truncated, in
// pieces and in the wrong place.
func TestCanary(t *testing.T) {
	raw := base64.RawURLEncoding.EncodeToString
	long, short := hidden(512), hidden(64)
	sign, hash := raw(long), raw(short[:16])
	secret := fmt.Sprintf("%x", hidden(32))
	pem := "-----BEGIN PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString(long) + "\n-----END PRIVATE KEY-----\n"
	secrets := []string{sign, raw(short), hash, secret, base64.StdEncoding.EncodeToString(long), fmt.Sprintf("%x", long)}

	access := jwt(accessHeader, accessClaims(), long)
	id := jwt(accessHeader, accessClaims(member{"at_hash", hash}, member{"c_hash", hash}, member{"nonce", hash}, member{"email", "a@example.com"}), long)
	parts := strings.Split(access, ".")
	head, body := parts[0], parts[1]
	inputs := map[string]string{
		"token":                   access,
		"ID token":                id,
		"bearer":                  "Authorization: Bearer " + access,
		"short signature":         jwt([]member{{"alg", "ES256"}, {"kid", "x"}}, accessClaims(), short),
		"DER signature":           jwt([]member{{"alg", "ES256"}, {"kid", "x"}}, accessClaims(), append([]byte{0x30, 70, 2, 33, 0}, long[:67]...)),
		"padded":                  head + "." + body + "." + sign + "==",
		"bad character":           head + "." + body + "." + sign[:100] + "!" + sign[100:],
		"blank inside":            head + "." + body + "." + sign[:100] + " " + sign[100:],
		"wrapped":                 head + ".\n" + body + ".\n" + sign[:76] + "\n" + sign[76:152] + "\n" + sign[152:],
		"cut short":               head + "." + body + "." + sign[:90],
		"cut with dots":           head + "." + body + "." + sign[:90] + "...",
		"ellipsis":                head + "." + body + "." + sign[:90] + "…",
		"four parts":              access + "." + sign,
		"five parts":              head + "." + sign + "." + sign + "." + sign + "." + sign,
		"no claims":               head + "." + sign,
		"claims gone":             head + ".." + sign,
		"swapped":                 sign + "." + body + "." + head,
		"signature in the middle": head + "." + sign + "." + body,
		"header gone":             "." + body + "." + sign,
		"signature alone":         sign,
		"signature and dots":      ".." + sign,
		"two":                     access + "\n" + id,
		"glued":                   access + access,
		"text behind":             access + "," + sign,
		"percent-encoded":         strings.ReplaceAll(access, ".", "%2E"),
		"standard base64":         head + "." + body + "." + base64.StdEncoding.EncodeToString(long),
		"hexadecimal signature":   head + "." + body + "." + fmt.Sprintf("%x", long),
		"non-ASCII":               head + "." + body + "." + sign[:50] + "\u0435" + sign[50:],
		"zero width":              head + "." + body + "." + sign[:50] + "\u200b" + sign[50:],
		"double encoded":          raw([]byte(access)),
		"quoted":                  `"` + access + `"`,
		"JSON answer":             `{"access_token":"` + access + `","refresh_token":"` + id + `","client_secret":"` + secret + `","expires_in":"3600","token_type":"Bearer"}`,
		"JSON serialization":      `{"payload":"` + body + `","protected":"` + head + `","signature":"` + sign + `"}`,
		"form":                    "grant_type=refresh_token&refresh_token=" + access + "&client_id=" + strings.Repeat("3f", 32) + "&client_secret=" + secret,
		"basic":                   "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("id:"+secret)),
		"basic canary":            "Authorization: Basic " + sign,
		"curl":                    "curl -u id:" + secret + " -H 'Authorization: Bearer " + access + "' https://1234567.suitetalk.api.netsuite.com",
		"redirect":                "https://example.com/cb?state=" + hash + "&code=" + raw(short) + "&company=1234567",
		"TBA":                     `Authorization: OAuth realm="1234567", oauth_token="` + secret + `", oauth_signature="` + sign + `"`,
		"private key":             pem,
		"private key and token":   pem + access,
		"private key in a line":   strings.ReplaceAll(pem, "\n", ""),
		"client secret":           secret,
		"secret in quotes":        "client_secret: '" + secret + "'",
		"secret and a code":       "TokenRejected client_secret=" + secret,
		"word and signature":      "TokenRejected" + sign,
		"sentence and signature":  "why is this refused? " + sign,
		"token in kid":            jwt([]member{{"alg", "RS256"}, {"kid", access}}, accessClaims(), long),
		"key in kid":              jwt([]member{{"alg", "RS256"}, {"kid", pem}}, accessClaims(), long),
		"token in the claims":     jwt(accessHeader, accessClaims(member{"iss", access}, member{"sub", access}, member{"jti", access}, member{"scope", access}, member{"aud", access}), long),
		"tokens in lists":         jwt(accessHeader, accessClaims(member{"scope", []string{access}}, member{"aud", []string{access, pem}}), long),
		"secret claims":           jwt(accessHeader, accessClaims(member{"client_secret", secret}, member{"password", secret}, member{"code_verifier", raw(short)}, member{"x", pem}), long),
		"secret header":           jwt([]member{{"alg", "RS256"}, {"kid", "x"}, {"jwk", map[string]string{"d": sign}}, {"x5c", []string{sign}}, {"secret", secret}, {"typ", "JWT"}}, accessClaims(), long),
		"duplicate secret":        jwt(accessHeader, append(accessClaims(member{"client_secret", secret}), member{"client_secret", secret + "x"}), long),
		"broken claims":           head + "." + raw([]byte(`{"client_secret":"`+secret+`","iss":`)) + "." + sign,
		"claims that are text":    head + "." + raw([]byte(`"`+secret+`"`)) + "." + sign,
		"signature twice":         head + "." + body + "." + sign + " " + sign,
	}
	for i, name := range slices.Sorted(maps.Keys(inputs)) {
		t.Run(name, func(t *testing.T) {
			for k, used := range []string{"access", "refresh", "assertion", "id"} {
				if !worktest.Long && k/2 != i/2%2 { // two commands for each input, in turn as well
					continue
				}
				for format, got := range outputs(k, inputs[name], "--fact", "used-as="+used) {
					for _, secret := range secrets {
						if piece := overlap(got.out+got.err, secret); piece != "" {
							at := strings.Index(got.out+got.err, piece)
							t.Errorf("%s: %q in …%s…", format, piece, (got.out + got.err)[max(0, at-120):min(len(got.out+got.err), at+60)])
							return
						}
					}
				}
			}
		})
	}
}
