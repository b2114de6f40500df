package border_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/worktest"
)

var (
	hexSecret = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	opaque    = "Zm9vQmFyMTIzNDU2Nzg5MGFiY2Rl" + "7Qx9"
	signature = base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte("\x8f\x11\xc3 s\xfe1gn\x07"), 52)[:512])
	jwtHead   = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"PS256","kid":"Zk9xT4-cD","typ":"JWT"}`))
	jwtBody   = base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://system.netsuite.com","sub":"3;7","iat":1795348800,"exp":1795352400}`))
	jwt       = jwtHead + "." + jwtBody + "." + signature
)

// Keys in DER: PKCS#1, PKCS#8, SEC 1 and SubjectPublicKeyInfo.
var rsaDER, pkcs8DER, ecDER, publicDER = func() (rsaDER, pkcs8, ec, public []byte) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	pkcs8, _ = x509.MarshalPKCS8PrivateKey(key)
	ec, _ = x509.MarshalECPrivateKey(curve)
	public, _ = x509.MarshalPKIXPublicKey(&key.PublicKey)
	return x509.MarshalPKCS1PrivateKey(key), pkcs8, ec, public
}()

func inLines(text string, width int, lineEnd string) string {
	var lines []string
	for len(text) > width {
		lines, text = append(lines, text[:width]), text[width:]
	}
	return strings.Join(append(lines, text), lineEnd)
}

func std(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// withToken returns data whose base64 contains the beginning of a token.
func withToken(data []byte) []byte {
	data = bytes.Clone(data)
	copy(data[len(data)/6*3:], `{"a":"b`)
	return data
}

// showsPart returns the first piece of 12 characters of secret that is in out, or "".
func showsPart(out, secret string) string {
	const least = 12
	for i := 0; i+least <= len(secret); i++ {
		if strings.Contains(out, secret[i:i+least]) {
			return secret[i : i+least]
		}
	}
	return ""
}

// hiddenSecret is a text that contains a secret.
type hiddenSecret struct{ name, kind, in, secret string }

// hiddenSecrets returns secrets of every kind in every wrapping and encoding.
func hiddenSecrets() []hiddenSecret {
	pemKey := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8DER}))
	basic := std([]byte("client:" + hexSecret))
	return []hiddenSecret{
		{"token", "token", jwt, signature},
		{"token in prose", "token", "I sent " + jwt + " and it was refused", signature},
		{"token in quotes", "token", `"` + jwt + `"`, signature},
		{"token, wrapped at 76", "token", inLines(jwt, 76, "\n"), signature},
		{"token, wrapped and quoted", "token", "> " + inLines(jwt, 60, "\r\n> "), signature},
		{"token, space at each dot", "token", strings.ReplaceAll(jwt, ".", " . "), signature},
		{"token, broken by a space", "token", jwt[:400] + " " + jwt[400:], signature},
		{"token, broken by a tab", "token", jwt[:400] + "\t" + jwt[400:], signature},
		{"token in pieces of a program", "token", `"` + inLines(jwt, 50, "\" +\n  \"") + `"`, signature},
		{"token, %2E", "token", strings.ReplaceAll(jwt, ".", "%2E"), signature},
		{"token, %252e", "token", strings.ReplaceAll(jwt, ".", "%252e"), signature},
		{`token, \u002e`, "token", strings.ReplaceAll(jwt, ".", `\u002e`), signature},
		{`token, \x2e`, "token", strings.ReplaceAll(jwt, ".", `\x2e`), signature},
		{"token, &#46;", "token", strings.ReplaceAll(jwt, ".", "&#46;"), signature},
		{"token with zero-width characters", "token", jwt[:300] + "\u200b" + jwt[300:500] + "\u00ad" + jwt[500:], signature},
		{"token that was made printable", "token", jwt[:300] + `\u{200B}` + jwt[300:500] + `\u{001B}` + jwt[500:], signature},
		{"token with colours", "token", jwt[:300] + "\x1b[31m" + jwt[300:500] + "\x1b[0m" + jwt[500:], signature},
		{"token, commas for dots", "token", strings.ReplaceAll(jwt, ".", ","), signature},
		{"token behind a label without space", "token", "token" + jwt, signature},
		{"token in base64", "secret", std([]byte(jwt)), std([]byte(jwt))[300:]},
		{"token in base64 twice", "secret", std([]byte(std([]byte(jwt)))), ""},
		{"token in hexadecimal", "secret", hex.EncodeToString([]byte(jwt)), hex.EncodeToString([]byte(jwt))[300:]},
		{"signature alone", "secret", signature, signature},
		{"token in a URL", "token", "https://x.example/cb#access_token=" + jwt + "&token_type=bearer", signature},
		{"opaque access token", "token", `{"access_token":"` + opaque + `"}`, opaque},
		{"opaque refresh token in a form", "token", "grant_type=refresh_token&refresh_token=" + opaque, opaque},
		{"revoked token in a form", "token", "a=1&token=" + opaque, opaque},

		{"PEM", "private key", pemKey, std(pkcs8DER)},
		{"PEM in one line", "private key", strings.ReplaceAll(pemKey, "\n", " "), std(pkcs8DER)},
		{`PEM with \n`, "private key", strings.ReplaceAll(pemKey, "\n", `\n`), std(pkcs8DER)},
		{`PEM with \\n`, "private key", strings.ReplaceAll(pemKey, "\n", `\\n`), std(pkcs8DER)},
		{"PEM in percent signs", "private key", url.QueryEscape(pemKey), std(pkcs8DER)},
		{"PEM in one line of a form", "private key", "key=" + url.QueryEscape(strings.ReplaceAll(pemKey, "\n", " ")), url.QueryEscape(std(pkcs8DER)[:300])},
		{"PKCS#8 in lines of 70", "private key", "> " + inLines(std(pkcs8DER), 70, "\n> "), std(pkcs8DER)[60:72]},
		{"PEM, quoted", "private key", "> " + strings.ReplaceAll(pemKey, "\n", "\n> "), std(pkcs8DER)},
		{"PEM without its end", "private key", pemKey[:600], std(pkcs8DER)},
		{"PEM in base64", "secret", std([]byte(pemKey)), std([]byte(pemKey))[100:]},
		{"PKCS#8", "private key", std(pkcs8DER), std(pkcs8DER)},
		{"PKCS#8 in lines", "private key", inLines(std(pkcs8DER), 64, "\n"), std(pkcs8DER)},
		{"PKCS#8 in short lines", "private key", inLines(std(pkcs8DER), 20, "\n"), std(pkcs8DER)},
		{"PKCS#8 between words", "private key", "the key is " + std(pkcs8DER) + " and stays", std(pkcs8DER)},
		{"PKCS#8 in base64url", "private key", base64.RawURLEncoding.EncodeToString(pkcs8DER), base64.RawURLEncoding.EncodeToString(pkcs8DER)},
		{"PKCS#8 in hexadecimal", "private key", hex.EncodeToString(pkcs8DER), hex.EncodeToString(pkcs8DER)},
		{"PKCS#8, cut", "private key", std(pkcs8DER)[:120], std(pkcs8DER)[:120]},
		{"PKCS#1", "private key", std(rsaDER), std(rsaDER)},
		{"SEC 1", "private key", std(ecDER), std(ecDER)},
		{"SEC 1 in lines", "private key", inLines(std(ecDER), 64, "\r\n"), std(ecDER)},
		{"PKCS#8 with eyJ in it", "private key", std(withToken(pkcs8DER)), std(withToken(pkcs8DER))},
		{"PKCS#8 with eyJ in it, in lines", "private key", inLines(std(withToken(pkcs8DER)), 64, "\n"), std(withToken(pkcs8DER))},
		{"secret with eyJ in it", "token", std(withToken(rsaDER[12:480])), std(withToken(rsaDER[12:480]))},
		{"a line of a key", "secret", std(pkcs8DER)[640:704], std(pkcs8DER)[640:704]},
		{"PKCS#12", "PKCS#12 file", std(append([]byte{0x30, 0x82, 1, 0, 2, 1, 3, 0x30, 0x81, 0xf0}, rsaDER[20:270]...)), std(rsaDER[30:200])},
		{"encrypted PKCS#8", "private key", std(append([]byte("\x30\x82\x01\x10\x30\x40\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30\x33"), rsaDER[20:280]...)), ""},
		{"JWK", "private key", `{"kty":"EC","d":"` + opaque + `","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}`, opaque},
		{"JWK, quotes escaped", "private key", `{\"kty\":\"EC\",\"d\":\"` + opaque + `\"}`, opaque},
		{"symmetric JWK", "private key", `{"kty":"oct","k": "` + opaque + `"}`, opaque},

		{"JWK in a cell of CSV", "private key", `"{""kty"":""oct"",""k"":""` + opaque + `""}"`, opaque},
		{"JWK, cut", "private key", `k":"` + opaque[:20], opaque[:20]},
		{"client secret in JSON, cut", "client secret", `{"client_secret":"abc-defghi-123`, "abc-defghi-123"},
		{"client secret", "client secret", hexSecret, hexSecret},
		{"client secret in capitals", "client secret", strings.ToUpper(hexSecret), strings.ToUpper(hexSecret)},
		{"client secret in prose", "client secret", "our secret is " + hexSecret + ", why?", hexSecret},
		{"client secret, wrapped", "client secret", inLines(hexSecret, 32, "\n"), hexSecret},
		{"client secret behind a letter", "client secret", "a" + hexSecret, hexSecret},
		{"client secret in a form", "client secret", "client_id=" + strings.Repeat("3f", 32) + "&client_secret=" + opaque, opaque},
		{"client secret in JSON", "client secret", `{"client_secret": "abc-1"}`, "abc-1"},
		{"client secret in camel case", "client secret", `clientSecret: '` + opaque + `'`, opaque},
		{"client secret of the environment", "client secret", "NETSUITE_CLIENT_SECRET=" + opaque, opaque},
		{"client secret in two words", "client secret", "Client Secret: " + opaque, opaque},
		{"client secret in capitals, form", "client secret", "CLIENT%5FSECRET=" + opaque, opaque},
		{"client secret as an option", "client secret", "--client-secret " + opaque, opaque},
		{"client secret in base64", "secret", std([]byte(hexSecret)), std([]byte(hexSecret))},
		{"client secret in a HAR file", "client secret", `{"name":"client_secret","value":"` + opaque + `"}`, opaque},
		{"XML", "token secret", "<tokenSecret>" + opaque + "</tokenSecret>", opaque},
		{"TBA token secret", "token secret", "oauth_token_secret=" + opaque, opaque},
		{"TBA signature", "signature", `Authorization: OAuth realm="1234567", oauth_signature_method="HMAC-SHA256", oauth_signature="` + url.QueryEscape(std([]byte(opaque))) + `"`, std([]byte(opaque))[:20]},
		{"NLAuth", "password", "Authorization: NLAuth nlauth_account=1234567, nlauth_email=a@example.com, nlauth_signature=Pa55-w0rd, nlauth_role=3", "Pa55-w0rd"},
		{"password", "password", "password=correct-horse", "correct-horse"},
		{"password of a form", "password", "email=a%40example.com&password=Pa55%26w0rd&x=1", "w0rd"},
		{"pass phrase", "password", "Pass phrase: Tr0ub4dor&3", "Tr0ub4dor"},
		{"password of an address", "password", "http://user:Pa55w0rd@proxy.example:8080", "Pa55w0rd"},
		{"password of curl", "password", "curl -u client:" + opaque + " https://x.example", opaque},
		{"password of curl --user", "password", "curl --user 'client:" + opaque + "' https://x.example", opaque},
		{"Basic", "credentials", "Authorization: Basic " + basic, basic},
		{"Basic in lower case, tab", "credentials", "authorization:\tbasic\t" + basic, basic},
		{"Basic without its header", "credentials", "sent Basic " + basic, basic},
		{"Basic in percent signs", "credentials", "Authorization%3A%20Basic%20" + url.QueryEscape(basic), basic[:60]},
		{"Bearer", "credentials", "Authorization: Bearer " + opaque, opaque},
		{"BEARER", "credentials", "BEARER " + opaque, opaque},
		{"no scheme", "credentials", "Authorization: " + opaque, opaque},
		{"authorization code", "authorization code", "https://x.example/cb?state=ab12cd34&code=" + opaque + "&role=3", opaque},
		{"short authorization code", "authorization code", "https://x.example/cb?code=abcdef", "abcdef"},
		{"authorization code in the fragment", "authorization code", "https://x.example/cb#code=" + opaque, opaque},
		{"authorization code, %3D", "authorization code", "returnTo%3Dhttps://x.example/cb%3Fcode%3D" + opaque, opaque},
		{"authorization code, &amp;", "authorization code", "/cb?role=3&amp;code=" + opaque, opaque},
		{"authorization code in JSON", "authorization code", `{"code": "` + opaque + `"}`, opaque},
		{"state", "state", "/authorize.nl?client_id=x&state=" + opaque, opaque},
		{"nonce", "nonce", "/authorize.nl?client_id=x&nonce=" + opaque, opaque},
		{"code verifier", "code verifier", "grant_type=authorization_code&code_verifier=" + opaque, opaque},
		{"cookies", "cookie", "Cookie: NS_VER=2026.2; JSESSIONID=" + opaque + "; x=y", opaque},
		{"cookie that is set", "cookie", "Set-Cookie: JSESSIONID=abc1; Path=/; Secure", "abc1"},
		{"session in an address", "cookie", "/app/center;jsessionid=" + opaque, opaque},
	}
}

// TestRedactSecrets catches a secret that is not redacted, in any wrapping or encoding.
func TestRedactSecrets(t *testing.T) {
	for _, c := range hiddenSecrets() {
		got := border.Redact(c.in)
		if part := showsPart(got, c.secret); part != "" || len(c.secret) < 12 && c.secret != "" && strings.Contains(got, c.secret) {
			t.Errorf("%s: %q still shows %q", c.name, got, part)
		}
		if !strings.Contains(got, "["+c.kind+": ") || !strings.Contains(got, " characters, fingerprint ") {
			t.Errorf("%s: %q names no %s", c.name, got, c.kind)
		}
		if !border.HoldsSecret(c.in) {
			t.Errorf("%s: HoldsSecret(%q) is false", c.name, c.in)
		}
		if again := border.Redact(got); again != got {
			t.Errorf("%s: a second pass changes %q to %q", c.name, got, again)
		}
		if printable := border.Shown(c.in, 4096); showsPart(printable, c.secret) != "" {
			t.Errorf("%s: Shown gives %q", c.name, printable)
		}
	}
}

// ordinaryTexts returns texts that contain no secret, although some look as if they did.
func ordinaryTexts() []string {
	certificateID := "HRril7-YuSGiO9nPwGcNfNZp1eXHOk_jyyDlEwbt9pM"
	return []string{
		"", "x", "ScopeMismatched", "Shop 4 – Müller & Söhne", "Login via OAuth 2.0: 12 failures", "Integration_Production_2026_West",
		"https://a:@example.com/", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86",
		"Apache-HttpClient/4.5.13 (Java/11.0.20.1)", "PostmanRuntime/7.39.0", "python-requests/2.32.3",
		"https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer?limit=1000&offset=2000",
		"/app/site/hosting/restlet.nl?script=customscript_order_sync_2&deploy=1", "/services/rest/auth/oauth2/v1/token",
		"https://system.netsuite.com/app/login/oauth2/authorize.nl?scope=restlets+rest_webservices&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback",
		"0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c", "a-a.0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c_1795348800.1795348800", certificateID, "kid " + certificateID,
		"c.1234567.2026-10-20_00-10-22", "SHA-256 fingerprint: " + hexSecret, "thumbprint=" + hexSecret, "sha256:" + hexSecret,
		strings.Join(strings.SplitAfter(strings.ToUpper(hexSecret[:40]), "9"), ":"), hexSecret[:40], hexSecret[:63], "10.0.0.1", "2001:db8::ff00:42:8329", "2026-11-23T12:00:00Z", "11/23/2026 12:00:00 pm",
		std([]byte("An ordinary text that somebody encoded, as some tools do with names.")), std(publicDER), inLines(std(publicDER), 64, "\n"),
		"-----BEGIN PUBLIC KEY-----\n" + inLines(std(publicDER), 64, "\n") + "\n-----END PUBLIC KEY-----",
		`{"kty":"RSA","e":"AQAB","n":"` + base64.RawURLEncoding.EncodeToString(rsaDER[20:270]) + `"}`,
		"the password is wrong", "Password: expired", "password expired", "client secret: none", "changed = client-secret", "client_secret=<removed>", "client_secret=", "password=********",
		"client_secret=$CLIENT_SECRET&code={{code}}", "Authorization: Bearer <token>", "Authorization: Bearer ACCESS_TOKEN", "Bearer token", "WWW-Authenticate: Bearer realm=1234567_SB1", `WWW-Authenticate: Bearer realm="1234567_SB1", error="invalid_token"`, "Basic authentication", "basic auth needs a name",
		`{"error":"invalid_grant","code":"INVALID_LOGIN","status":401}`, "record.state=waiting-for-approval", "state: enabled", "State=Enabled", "?code=500", "error code: 401", "response_type=code", "grant_type=authorization_code", "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		"token_type=bearer&expires_in=3600", "The access token expired 1 h ago", "access token: expired 2026-11-23T11:00:00Z", "the token: not shown", "code verifier: 43 characters", "the token is eyJhbG… 1 204 characters, 3 parts", "it begins with -----BEGIN PRIVATE KEY-----, which is a key",
		`C:\new\tokens\test.txt`, "100% of 20 %", "a&b=c", "AT&T: 5", "user@example.com", "https://user@example.com/", "mailto:user@example.com", "curl -u CLIENT_ID:CLIENT_SECRET", "e=mc2", "1=1", "d: 5", `{"d":"short"}`,
		"X-N-OperationId: 0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c", "Integration key rotation (Q4/2026) – phase-2_final-v3", strings.Repeat("a", 500), strings.Repeat("=", 300), strings.Repeat("0", 63), strings.Repeat("Ab ", 100),
	}
}

// TestRedactLeavesTheRest catches ordinary text that is mistaken for a secret.
func TestRedactLeavesTheRest(t *testing.T) {
	for _, text := range ordinaryTexts() {
		if got := border.Redact(text); got != text || border.HoldsSecret(text) {
			t.Errorf("Redact(%q) = %q; want it unchanged", text, got)
		}
	}
}

// TestRedactTellsApart catches one stand-in for two secrets, two stand-ins for one secret,
// and the loss of text around a secret.
func TestRedactTellsApart(t *testing.T) {
	if a, b := border.Redact(hexSecret), border.Redact(strings.Replace(hexSecret, "9", "8", 1)); a == b {
		t.Errorf("two secrets are both %s", a)
	}
	got := border.Redact("a " + hexSecret + "; b=" + hexSecret + "\n" + inLines(hexSecret, 32, "\n") + " end")
	form := regexp.MustCompile(`^a (\[client secret: 64 characters, fingerprint [0-9a-f]{8}\]); b=(\[.*\])\n(\[.*\]) end$`)
	if found := form.FindStringSubmatch(got); found == nil || found[1] != found[2] || found[1] != found[3] {
		t.Errorf("got %q", got)
	}
}

// TestShortID catches a Client ID that is shown in full although the text names it, and
// other text that is shortened.
func TestShortID(t *testing.T) {
	id := strings.Repeat("3f", 32)
	for _, text := range []string{"client_id=%s", "Client ID %s", "Client ID: %s,", `"clientId": "%s"`, "iss %s", "oauth_consumer_key=\"%s\"", "/x?a=1&client_id=%s&b=2", "client%%5Fid%%3D%s"} {
		in := fmt.Sprintf(text, id)
		if got := border.Redact(in); got != fmt.Sprintf(text, "3f3f3f…3f3f") || border.HoldsSecret(in) {
			t.Errorf("Redact(%q) = %q; want 3f3f3f…3f3f", in, got)
		}
	}
	for _, text := range []string{"", "3f", id[1:], id + "a", "g" + id[1:], "3f3f3f…3f3f"} {
		if got := border.ShortID(text); got != text {
			t.Errorf("ShortID(%q) = %q", text, got)
		}
	}
}

// hostileUnits are texts that cost a finder much where they are repeated.
var hostileUnits = []string{
	"secret=", "secret:", "secret: ", `secret="`, "secret='", "cookie:", "cookie=", "code=", "?code=", "a=", ":", "=", ">", "://", "://a@", "%25", "%", `\`, `\u`, "&", "&#", "eyJ", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIn0.", "BEGIN ",
	"BEGIN PRIVATE KEY ", "END ", "-----BEGIN PRIVATE KEY-----a1b2c3d4", "MII", "MIIEvQIBADAN ", "M ", "3082", "30820123 ", "deadbeef\n", "deadbeef", "Basic ", "bearer ", "-u a:", "--password ", `{"name":"`, `"value":"`, "aB1", "aB1 ", "\x1b[", "\u200b", ".", ". ", "QUJD", "ZXlK",
}

// TestRedactIsLinear catches a finder that searches the rest of the text at every
// separator: 16 times the text must not take 64 times as long.
func TestRedactIsLinear(t *testing.T) {
	for _, unit := range hostileUnits {
		cost := func(size, tries int) time.Duration {
			text := strings.Repeat(unit, size/len(unit))
			return worktest.Cost(func() { border.Redact(text) }, tries)
		}
		large := cost(256<<10, 1)
		for try := 0; large >= 250*time.Millisecond; try++ { // collecting garbage may be in it
			small := cost(16<<10, 3)
			if try > 2 { // short times are counted coarsely on some systems
				small = max(small, sixteen(func() { border.Redact(strings.Repeat(unit, 16<<10/len(unit))) }))
			}
			if large < 64*small {
				break
			}
			if try == 5 {
				t.Errorf("%q: 16 KiB take %v, 256 KiB %v", unit, small, large)
				break
			}
			large = min(large, cost(256<<10, 1))
		}
	}
}

// sixteen is the CPU time of work, measured over sixteen times.
func sixteen(work func()) time.Duration {
	return worktest.Cost(func() {
		for range 16 {
			work()
		}
	}, 1) / 16
}

// FuzzRedact catches a second pass that changes something, a result that JSON cannot
// encode, and a secret that is not redacted between any two texts.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", "abc", "client_secret=", "Bearer ", `{"a":"`, "\n> ", "%2E", `\u002e`, "&#46;", "-----BEGIN ", "MII", "eyJ", "https://a:b@c", "Cookie: a=b", "[token: 5 characters, fingerprint 01234567]", "client id "} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, behind string) {
		once := border.Redact(before + behind)
		if again := border.Redact(once); again != once {
			t.Fatalf("a second pass changed %q to %q", once, again)
		}
		if _, err := json.Marshal(once); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{jwt, std(pkcs8DER), std(ecDER)} {
			if part := showsPart(border.Redact(before+" "+secret+" "+behind), secret[60:]); part != "" && showsPart(before+behind, secret) == "" {
				t.Fatalf("%q shows between %q and %q", part, before, behind)
			}
		}
	})
}
