package source_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/source"
	"authdoctor/diagnosis/worktest"
)

const sample = `const HOST = "https://1234567.suitetalk.api.netsuite.com";
const jwt = jwt.sign({ iss: id, scope: ['restlets'], aud: HOST + "/services/rest/auth/oauth2/v1/token", iat: now, exp: now + 3000 }, key, { algorithm: 'RS256' });
axios.post(url, new URLSearchParams({ grant_type: 'client_credentials', client_assertion: jwt, client_secret: 'not to be shown' }));
`

// TestRest catches an answer that is removed with the code around it, and code that stays in
// the rest.
func TestRest(t *testing.T) {
	const answer = `NetSuite answers 400 {"error":"invalid_client"}`
	for name, text := range map[string]string{
		"behind": sample + answer + "\n", "before": answer + "\n" + sample, "after error handling": sample + "if (res.status === 401) {\n  throw new Error('failed');\n}\n" + answer,
		"among imports": "import axios from 'axios';\n" + sample + answer,
	} {
		requests, rest := source.Read(text)
		if len(requests) != 1 || strings.TrimSpace(rest) != answer {
			t.Errorf("%s: %d requests, rest %q", name, len(requests), strings.TrimSpace(rest))
		}
	}
}

// TestNoSecrets catches a secret in a quoted line of the program.
func TestNoSecrets(t *testing.T) {
	const secret = "d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e"
	for _, line := range []string{
		`requests.post("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", data={"grant_type": "client_credentials", "client_secret": "` + secret + `"})`,
		`requests.post("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", data={"grant_type": "client_credentials"}, auth=("` + secret + `", "` + secret + `"))`,
		`form.add("client_secret", "` + secret + `"); form.add("grant_type", "client_credentials"); restTemplate.postForEntity("https://1234567.suitetalk.api.netsuite.com/token", form);`,
		`$body = @{ grant_type = "refresh_token"; refresh_token = "` + secret + `" }; Invoke-RestMethod -Uri "https://1234567.suitetalk.api.netsuite.com/token" -Body $body`,
		`jwt.encode({"iss": "netsuite", "scope": "restlets"}, "` + secret + `", algorithm="HS256")`,
		`jwt.encode({"iss": "netsuite", "scope": "restlets"}, "` + "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" + `", algorithm="RS256")`,
	} {
		requests, _ := source.Read(line)
		if len(requests) == 0 {
			t.Errorf("%s: not read", line)
		}
		for _, r := range requests {
			for name, quoted := range r.Lines {
				if strings.Contains(quoted.Text, secret[:20]) || strings.Contains(quoted.Text, "MIIEvQIBADANBgkqhkiG") {
					t.Errorf("%s is quoted as %q", name, quoted.Text)
				}
			}
		}
	}
}

// FuzzSource catches a panic, a cost out of proportion to the length of the text, a quoted
// line that is too long or not printable, and a change to text without a program.
func FuzzSource(f *testing.F) {
	f.Add(sample)
	f.Add("jwt.encode(netsuite, \"HS256\", {**x, 'kid': f\"{a}\"}, $b->c('exp', time() + 1))")
	f.Add("jwtnetsuite(\x89")
	f.Add("grant_type netsuite " + strings.Repeat("{(", 2000))
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			requests, rest := source.Read(text)
			if len(requests) == 0 && rest != text {
				t.Error("a text without a program was changed")
			}
			for _, r := range requests {
				for name, line := range r.Lines {
					if len(line.Text) > 700 || strings.ContainsAny(line.Text, "\n\x1b") {
						t.Errorf("%s: %q", name, line.Text)
					}
				}
			}
		})
	})
}

// TestWork catches a reader whose time grows faster than the text.
func TestWork(t *testing.T) {
	const start = "netsuite jwt.sign("
	for name, piece := range map[string]string{
		"words": "jwt ", "signers": "jwt.sign(", "open": "({[", "variables": "a = b\n", "chain of variables": "iss = iss + iss\n", "strings": `"a" + `, "unclosed": "\"\\\"", "templates": "`\\`", "comments": "/* ", "names": "iss: ", "fields": `form.add("grant_type", x);`,
		"groups": `{grant_type: "client_credentials"}`, "generics": `<("scope", `, "times": "exp: now +", "sums": "exp: ((((1+", "uses": "d = {grant_type: x}; d d d d ", "requests": `requests.post(u, {"grant_type": "x", "scope": y});`, "braces": "{}", "algs": "alg: 'RS256', ", "calls": "a(b(c(", "lines": "kid\n", "placeholders": `"${iss}{{x}}",`,
		"postings": "jwt.encode(a, b, c, d)\n", "headers": ".header(x)", "basic": `auth=("Basic ", `, "addresses": `"https://x/token",`,
	} {
		text := start + strings.Repeat(piece, (64<<10)/len(piece))
		t.Run(name, func(t *testing.T) { worktest.Bound(t, len(text), func() { source.Read(text) }) })
	}
}

// BenchmarkRead measures a large program, and texts designed to be slow.
func BenchmarkRead(b *testing.B) {
	for name, text := range map[string]string{"programs": strings.Repeat(sample, 500), "words": "netsuite jwt(" + strings.Repeat("jwt ", 50000), "names": "netsuite jwt(" + strings.Repeat("iss: ", 40000)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				source.Read(text)
			}
		})
	}
}
