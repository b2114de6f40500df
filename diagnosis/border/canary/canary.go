// Package canary provides secrets, and inputs to hide them in, for tests that search every
// output for them.
package canary

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"authdoctor/diagnosis/block"
)

// A Secret is a text that must not appear in the output of any command or screen.
type Secret struct {
	Name  string
	Value string // the text to search for, whole and in pieces
	Text  string // the value as an input contains it, with its label
}

// Secrets returns a random secret of each kind.
func Secrets() []Secret {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("the source of random numbers failed")
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic("the source of random numbers failed")
	}
	random := func(n int) []byte {
		out := make([]byte, n)
		_, _ = rand.Read(out)
		return out
	}
	raw := base64.StdEncoding.EncodeToString(der)
	armoured := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	secret, word := hex.EncodeToString(random(32)), "q7"+hex.EncodeToString(random(11))+"Zx4"
	signature := base64.RawURLEncoding.EncodeToString(random(512))
	whole := token(`"RS256"`, `"3;77"`) + signature
	member := base64.RawURLEncoding.EncodeToString(random(32))
	basic := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("3f", 32) + ":" + secret))
	return []Secret{
		{"token", signature, whole},
		{"token with Bearer", signature, "Authorization: Bearer " + whole},
		{"wrapped token", signature, whole[:500] + "\n" + whole[500:]},
		{"private key", raw[40:], armoured},
		{"private key, one line", raw[40:], strings.ReplaceAll(armoured, "\n", " ")},
		{"private key, escaped", raw[40:], strings.ReplaceAll(armoured, "\n", `\n`)},
		{"private key without armour", raw[40:], raw},
		{"JWK", member, `{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"` + member + `"}`},
		{"symmetric JWK", member, `{"kty":"oct","k":"` + member + `"}`},
		{"client secret alone", secret, secret},
		{"client secret in a form", secret, "grant_type=authorization_code&client_secret=" + secret + "&x=1"},
		{"client secret in JSON", word, `{"client_secret":"` + word + `"}`},
		{"refresh token in a form", word, "grant_type=refresh_token&refresh_token=" + word},
		{"Basic", secret, "Authorization: Basic " + basic},
		{"cookie", word, "Cookie: JSESSIONID=" + word + "; x=1"},
		{"authorization code", word, "https://app.example/cb?state=abc&code=" + word + "&role=3"},
		{"code verifier", word, "grant_type=authorization_code&code_verifier=" + word},
		{"password", word, "password=" + word},
		{"address with a password", word, "https://user:" + word + "@proxy.example/x"},
		{"TBA", word, `Authorization: OAuth realm="1234567", oauth_token_secret="` + word + `", oauth_signature="` + word + `"`},
		{"NLAuth", word, "Authorization: NLAuth nlauth_account=1234567, nlauth_email=a@b.example, nlauth_signature=" + word},
		{"curl -u", word, "curl -u client:" + word + " https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token -d grant_type=client_credentials"},
	}
}

// clientID matches the two places in which JSON output has a Client ID in full. A value of
// that form may be a secret; README says so.
var clientID = regexp.MustCompile(`"client_id":\s*"[0-9a-f]{64}"|"client-id":\s*\{\s*"value":\s*"[0-9a-f]{64}"`)

// Shows returns the piece of a secret that out contains, in any encoding that the program
// itself could write, or "". It opens the blocks in out.
func Shows(out, secret string) string {
	const least = 12
	for _, found := range block.All(out) {
		out += "\x00" + string(found.Payload)
	}
	out = clientID.ReplaceAllString(out, "")
	out = strings.NewReplacer("\r", "", "\n", "", `\n`, "", " ", "", `\/`, "/").Replace(out)
	if unescaped, err := url.PathUnescape(out); err == nil {
		out += "\x00" + unescaped
	}
	pieces := map[string]bool{}
	for i := 0; i+least <= len(secret); i++ {
		pieces[secret[i:i+least]] = true
	}
	for i := 0; i+least <= len(out); i++ {
		if pieces[out[i:i+least]] {
			return out[i : i+least]
		}
	}
	lower := strings.ToLower(out)
	for shift := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte("xxx"[:shift] + secret))
		inner := encoded[4 : len(encoded)-4]
		for _, spelt := range []string{inner, strings.NewReplacer("+", "-", "/", "_").Replace(inner)} {
			if piece := spelt[:min(len(spelt), 24)]; strings.Contains(out, piece) {
				return piece
			}
		}
	}
	if piece := hex.EncodeToString([]byte(secret))[:24]; strings.Contains(lower, piece) {
		return piece
	}
	return ""
}

// Places are the places of a secret in an input. Play returns an input of that kind with
// the text in it.
var Places = []struct {
	Name string
	Play func(text string) string
}{
	{"alone", func(text string) string { return text }},
	{"in prose", func(text string) string {
		return "Hi, since Monday we get ScopeMismatched with " + text + " and nothing helps."
	}},
	{"quoted mail", func(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }},
	{"beside an answer", func(text string) string {
		return "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{\"error\":\"invalid_client\",\"error_description\":" + quoted(text) + "}"
	}},
	{"in a raw request", func(text string) string {
		return "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\r\nHost: 1234567.suitetalk.api.netsuite.com\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Extra: " +
			strings.ReplaceAll(text, "\n", "") + "\r\n\r\ngrant_type=client_credentials&extra=" + url.QueryEscape(text)
	}},
	{"in a HAR file", func(text string) string {
		return `{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","headers":[{"name":"X","value":` + quoted(text) +
			`}],"postData":{"mimeType":"application/x-www-form-urlencoded","text":` + quoted(text) + `}},"response":{"status":400,"headers":[],"content":{"mimeType":"application/json","text":"{\"error\":\"invalid_client\"}"}}}]}}`
	}},
	{"in a curl command", func(text string) string {
		return "curl -H 'X-A: " + strings.ReplaceAll(text, "\n", " ") + "' -d 'a=" + text + "' https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	}},
	{"in a claim", func(text string) string {
		q := quoted(text)
		return token(`"RS256","x":`+q, `"3;77","scope":[`+q+`],"nonce":`+q+`,"jti":`+q)
	}},
	{"as kid, sub and aud", func(text string) string {
		q := quoted(text)
		return token(`"RS256","typ":`+q+`,"kid":`+q, q+`,"iss":`+q+`,"aud":[`+q+`,`+q+`]`)
	}},
	{"in an export", func(text string) string { return Export(text) }},
	{"in the header of an export", func(text string) string {
		return strings.Replace(Export("x"), "Request URI", `"`+strings.ReplaceAll(text, `"`, `""`)+`"`, 1)
	}},
	{"in a row that cannot be read", func(text string) string {
		return Export("x") + text + "\n11/23/2026 10:00," + text + ",,\n"
	}},
	{"in an export of SuiteQL", func(text string) string {
		return `{"items":[{"date":"11/23/2026 10:00","status":"Failure","detail":` + quoted(text) + `,"user":` + quoted(text) + `}]}`
	}},
	{"in an export in one line", func(text string) string { return "Date,Detail,Status " + text }},
	{"in a key set", func(text string) string {
		return `{"keys":[{"kty":"RSA","kid":` + quoted(text) + `,"alg":` + quoted(text) + `,"n":` + quoted(text) + `,"e":"AQAB"}]}`
	}},
	{"in a list of certificates", func(text string) string {
		q := quoted(text)
		return `[{"certificate_id":` + q + `,"valid_until":` + q + `,"entity":` + q + `,"role":{"id":` + q + `,"name":` + q + `},"application":` + q + `}]`
	}},
	{"compressed", func(text string) string {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write([]byte(Export(text)))
		_ = w.Close()
		return out.String()
	}},
}

func quoted(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

// Export returns a Login Audit Trail export that has text in nearly every column.
func Export(text string) string {
	cell := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	var out strings.Builder
	out.WriteString("Date,User,Role,Application,Status,Detail,IP Address,Request URI,Token-based Access Token Name\n")
	for i := range 30 {
		detail := "ScopeMismatched"
		if i%3 == 0 {
			detail = cell
		}
		fmt.Fprintf(&out, "11/23/2026 10:%02d:00,%s,%s,%s,Failure,%s,%s,%s,%s\n", i, cell, cell, cell, detail, cell, cell, cell)
	}
	return out.String()
}

// token returns an access token up to its signature. The arguments are the values of alg
// and sub as JSON, and may be followed by further members.
func token(header, subject string) string {
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	return encode(`{"alg":`+header+`}`) + "." + encode(`{"iss":"https://system.netsuite.com","exp":1795438200,"iat":1795434600,"sub":`+subject+`}`) + "."
}
