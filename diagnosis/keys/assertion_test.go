package keys_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

const (
	assertionKeyID    = "HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"
	assertionClientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	assertionAudience = "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
)

func assertionRequest(t *testing.T, kind keys.PairKind) keys.AssertionRequest {
	t.Helper()
	return keys.AssertionRequest{
		Key: pairOf(t, kind).Private, KeyID: assertionKeyID, ClientID: assertionClientID, Account: "1234567_SB1",
		Scopes: []string{"restlets", "rest_webservices"}, Lifetime: 5 * time.Minute, IssuedAt: time.Date(2026, 11, 23, 10, 30, 0, 999, time.UTC),
	}
}

// TestNewAssertion catches a header or a claim that NetSuite does not ask for, lacks
// or has another type, a signature that does not verify, and a salt of another
// length than RFC 7518 section 3.5 asks for. golang-jwt, crypto/rsa and
// encoding/json judge, and token.Parse.
func TestNewAssertion(t *testing.T) {
	for _, c := range []struct {
		kind keys.PairKind
		asks string
		alg  string
	}{
		{keys.PairECP256, "", "ES256"}, {keys.PairECP384, "", "ES384"}, {keys.PairECP521, "", "ES512"}, {keys.PairECP521, "ES512", "ES512"},
		{keys.PairRSA3072, "", "PS256"}, {keys.PairRSA3072, "PS384", "PS384"}, {keys.PairRSA3072, "PS512", "PS512"},
	} {
		r := assertionRequest(t, c.kind)
		r.Algorithm = c.asks
		id := bytes.Repeat([]byte{0xfb}, 18)
		secret, err := keys.NewAssertion(r, bytes.NewReader(id))
		if err != nil {
			t.Errorf("%s %s: %v", c.kind, c.alg, err)
			continue
		}
		text := secret.Reveal()
		parts := strings.Split(text, ".")
		for i, want := range []map[string]any{
			{"typ": "JWT", "alg": c.alg, "kid": assertionKeyID},
			{"iss": assertionClientID, "scope": []any{"restlets", "rest_webservices"}, "aud": assertionAudience, "iat": json.Number("1795429800"), "exp": json.Number("1795430100"), "jti": strings.Repeat("-_v7", 6)},
		} {
			raw, err := base64.RawURLEncoding.DecodeString(parts[i])
			if err != nil {
				t.Fatal(err)
			}
			decoder := json.NewDecoder(bytes.NewReader(raw))
			decoder.UseNumber()
			var got map[string]any
			if err := decoder.Decode(&got); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s: part %d is %v (%v); want %v", c.kind, c.alg, i+1, got, err, want)
			}
		}
		public := pairOf(t, c.kind).Certificate.Public()
		verify := func(key crypto.PublicKey) error {
			_, err := jwt.Parse(text, func(*jwt.Token) (any, error) { return key, nil },
				jwt.WithValidMethods([]string{c.alg}), jwt.WithTimeFunc(func() time.Time { return r.IssuedAt }), jwt.WithAudience(assertionAudience))
			return err
		}
		if err := verify(public); err != nil {
			t.Errorf("%s %s: golang-jwt says %v", c.kind, c.alg, err)
		}
		if public, ok := public.(*rsa.PublicKey); ok {
			hash := map[string]crypto.Hash{"PS256": crypto.SHA256, "PS384": crypto.SHA384, "PS512": crypto.SHA512}[c.alg]
			sum := hash.New()
			sum.Write([]byte(parts[0] + "." + parts[1]))
			signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
			if err := rsa.VerifyPSS(public, hash, sum.Sum(nil), signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}); err != nil {
				t.Errorf("%s: the salt is not as long as the hash: %v", c.alg, err)
			}
		}
		parsed, notes := token.Parse(text)
		if parsed.Kind != token.Assertion || len(parsed.Problems)+len(notes)+len(parsed.Contradictions) > 0 || parsed.Account != "1234567_SB1" || parsed.ClientID != assertionClientID || parsed.KeyID != assertionKeyID {
			t.Errorf("%s %s: parsed as %s of account %q, problems %v, notes %q", c.kind, c.alg, parsed.Kind, parsed.Account, parsed.Problems, notes)
		}
		if strings.Contains(secret.String(), parts[2][:8]) {
			t.Errorf("%s %s: the assertion prints itself: %s", c.kind, c.alg, secret)
		}
	}
}

// TestNewAssertionTimes catches a fraction of a second in a claim, and a lifetime
// that is rounded up over the limit.
func TestNewAssertionTimes(t *testing.T) {
	r := assertionRequest(t, keys.PairECP256)
	r.IssuedAt, r.Lifetime = r.IssuedAt.Add(900*time.Millisecond), time.Hour-time.Nanosecond
	secret, err := keys.NewAssertion(r, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := token.Parse(secret.Reveal())
	issued, ends := parsed.Time("iat"), parsed.Time("exp")
	if issued.Form != token.Seconds || issued.Seconds != 1795429800 || ends.Form != token.Seconds || ends.Seconds != 1795429800+3599 {
		t.Errorf("iat %s (%s), exp %s (%s)", issued.Got, issued.Form, ends.Got, ends.Form)
	}
}

// TestNewAssertionRandom catches two assertions with one jti, and a failure of the
// source that is passed over.
func TestNewAssertionRandom(t *testing.T) {
	r, seen := assertionRequest(t, keys.PairECP256), map[string]bool{}
	for range 3 {
		secret, err := keys.NewAssertion(r, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		parsed, _ := token.Parse(secret.Reveal())
		id := parsed.Claims.Text("jti")
		if len(id) != 24 || seen[id] {
			t.Errorf("jti is %q, of %d characters, seen before: %v", id, len(id), seen[id])
		}
		seen[id] = true
	}
	broken := errors.New("no entropy")
	if secret, err := keys.NewAssertion(r, iotest.ErrReader(broken)); !errors.Is(err, broken) || secret.Len() > 0 {
		t.Errorf("a broken source: %v", err)
	}
	if secret, err := keys.NewAssertion(r, bytes.NewReader(make([]byte, 17))); err == nil || secret.Len() > 0 {
		t.Errorf("a short source: %v", err)
	}
}

// TestAssertionValidate catches a request that is taken though NetSuite refuses the
// assertion, a cause that is named wrong, and an error that repeats what may be a
// secret.
func TestAssertionValidate(t *testing.T) {
	p256, rsa3072 := pairOf(t, keys.PairECP256), pairOf(t, keys.PairRSA3072)
	weak := p256.Private
	weak.Problems = []keys.Problem{{ID: "bom", Level: keys.Note, Title: "A note"}, {ID: "weak-key", Level: keys.Fault, Title: "The key is known to everybody"}}
	bound := rsa3072.Private
	bound.Algorithm, bound.PSSHash = keys.RSAPSS, "SHA-384"
	small := rsa3072.Private
	small.Bits = 2048
	type request = keys.AssertionRequest
	for _, c := range []struct {
		name   string
		change func(*request)
		want   string // "" for a good request
	}{
		{"as it is", func(*request) {}, ""},
		{"host spelling", func(r *request) { r.Account = "1234567-sb1" }, ""},
		{"TSTDRV", func(r *request) { r.Account = "TSTDRV1234567" }, ""},
		{"all scopes", func(r *request) { r.Scopes = keys.AssertionScopes() }, ""},
		{"one second", func(r *request) { r.Lifetime = time.Second }, ""},
		{"just below the limit", func(r *request) { r.Lifetime = time.Hour - time.Nanosecond }, ""},
		{"RSA with PS512", func(r *request) { r.Key, r.Algorithm = rsa3072.Private, "PS512" }, ""},
		{"key bound to SHA-384", func(r *request) { r.Key = bound }, ""},

		{"no key", func(r *request) { r.Key = keys.Key{} }, "the private key is missing; give the private key of the mapped certificate"},
		{"certificate", func(r *request) { r.Key = p256.Certificate }, "the new certificate is a certificate, which cannot sign; give the private key"},
		{"locked", func(r *request) { r.Key = keys.Key{Kind: keys.PrivateKey, Locked: true} }, "the private key is encrypted; enter its pass phrase"},
		{"request", func(r *request) { r.Key = keys.Key{Kind: keys.Request} }, "the private key is missing"},
		{"RSA 2048", func(r *request) { r.Key = small }, "the private key is RSA 2048, which NetSuite rejects; use RSA of 3072 or 4096 bits, or EC on P-256, P-384 or P-521"},
		{"Ed25519", func(r *request) { r.Key = keys.Key{Kind: keys.PrivateKey, Algorithm: "Ed25519"} }, "the private key is Ed25519, which NetSuite rejects"},
		{"faulty", func(r *request) { r.Key = weak }, "the private key cannot be used: The key is known to everybody"},
		{"not seen", func(r *request) { r.Key = keys.Key{Kind: keys.PrivateKey, Algorithm: keys.EC, Curve: "P-256"} }, "the private key cannot be used in this form; convert it to PKCS#8, PKCS#1 or SEC1"},

		{"RS256", func(r *request) { r.Algorithm = "RS256" }, "NetSuite no longer accepts RS algorithms for client assertions; use PS256 with the same RSA key"},
		{"HS256", func(r *request) { r.Algorithm = "HS256" }, "NetSuite rejects HS algorithms and unsigned client assertions; use ES256 with this key"},
		{"none", func(r *request) { r.Algorithm = "None" }, "unsigned client assertions"},
		{"lower case", func(r *request) { r.Algorithm = "es256" }, `NetSuite does not accept the algorithm "es256"; use ES256 with this key`},
		{"another curve", func(r *request) { r.Algorithm = "ES384" }, "the algorithm ES384 does not match the key, which is EC P-256; use ES256"},
		{"PS on EC", func(r *request) { r.Algorithm = "PS256" }, "PS256 does not match the key, which is EC P-256"},
		{"ES on RSA", func(r *request) { r.Key, r.Algorithm = rsa3072.Private, "ES256" }, "the algorithm ES256 does not match the key, which is RSA 3072; use PS256, PS384 or PS512"},
		{"another hash", func(r *request) { r.Key, r.Algorithm = bound, "PS256" }, "the algorithm PS256 does not match the key, which is RSASSA-PSS 3072; use PS384"},

		{"no kid", func(r *request) { r.KeyID = "" }, "the Certificate ID is missing; copy the Certificate ID of the mapping"},
		{"spaces", func(r *request) { r.KeyID = assertionKeyID + "\n" }, "the Certificate ID begins or ends with a space"},
		{"script ID", func(r *request) { r.KeyID = "CustCertificate_c4n4ry" }, "the Certificate ID is the script ID of a certificate record"},
		{"company key", func(r *request) { r.KeyID = "c.1234567.2026-10-20_00-10-22" }, "is the ID of one of NetSuite's own keys"},
		{"Application ID", func(r *request) { r.KeyID = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A" }, "the Certificate ID is an Application ID"},
		{"Client ID", func(r *request) { r.KeyID = assertionClientID }, "the Certificate ID is the Client ID"},
		{"SHA-256", func(r *request) { r.KeyID = strings.Repeat("AB", 32) }, "is a fingerprint in hexadecimal, or a Client ID"},
		{"SHA-1 with colons", func(r *request) { r.KeyID = strings.Repeat("ab:", 19) + "ab" }, "is a fingerprint in hexadecimal"},
		{"padded", func(r *request) { r.KeyID = assertionKeyID + "=" }, "ends in padding (=), which a Certificate ID does not have"},
		{"plain base64", func(r *request) { r.KeyID = strings.NewReplacer("-", "+", "_", "/").Replace(assertionKeyID) }, "is in plain base64; a Certificate ID has - and _ instead of + and /"},
		{"odd character", func(r *request) { r.KeyID = assertionKeyID[:42] + "!" }, "has a character other than A–Z"},
		{"too long", func(r *request) { r.KeyID = assertionKeyID + "c4n4ry" }, "the Certificate ID has 49 characters instead of 43 (A–Z a–z 0–9 - _)"},
		{"a key as kid", func(r *request) { r.KeyID = "-----BEGIN PRIVATE KEY-----\nc4n4ry" }, "the Certificate ID is a token or a key"},

		{"no client", func(r *request) { r.ClientID = " " }, "the Client ID is missing"},
		{"spaces around the client", func(r *request) { r.ClientID += " " }, "the Client ID begins or ends with a space"},
		{"Application ID as client", func(r *request) { r.ClientID = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A" }, "the Client ID is the Application ID; give the Client ID of the same integration record"},
		{"client in upper case", func(r *request) { r.ClientID = strings.ToUpper(r.ClientID) }, "the Client ID is in upper case"},
		{"Certificate ID as client", func(r *request) { r.ClientID = assertionKeyID }, "the Client ID is a Certificate ID"},
		{"no hexadecimal", func(r *request) { r.ClientID = "c4n4ry" + strings.Repeat("z", 58) }, "the Client ID has a character that is not a hexadecimal digit; copy it again"},
		{"short client", func(r *request) { r.ClientID = "c4n4ry" }, "the Client ID has 6 characters; copy all 64 hexadecimal digits"},

		{"no account", func(r *request) { r.Account = "" }, "the account ID is missing; give one like 1234567 or 1234567_SB1"},
		{"address as account", func(r *request) { r.Account = "c4n4ry.app.netsuite.com" }, "the account ID has characters that are not allowed in one"},
		{"no host", func(r *request) { r.Account = "1234567_" }, "the account ID has characters that are not allowed in one"},

		{"no scope", func(r *request) { r.Scopes = nil }, "the scope is missing; give at least one of restlets, rest_webservices, suite_analytics"},
		{"mcp", func(r *request) { r.Scopes = []string{"restlets", "mcp"} }, "the scope mcp is not for client credentials; use restlets, rest_webservices, suite_analytics"},
		{"two in one", func(r *request) { r.Scopes = []string{"restlets,rest_webservices"} }, `"restlets,rest_webservices" is not a scope of client credentials`},
		{"upper case", func(r *request) { r.Scopes = []string{"RESTLETS"} }, `"RESTLETS" is not a scope`},
		{"twice", func(r *request) { r.Scopes = []string{"restlets", "suite_analytics", "restlets"} }, "the scope restlets appears twice; name it once"},
		{"a token as scope", func(r *request) { r.Scopes = []string{"eyJc4n4ry"} }, "is not a scope of client credentials"},
		{"an escape as scope", func(r *request) { r.Scopes = []string{"\x1b[31m" + strings.Repeat("x", 99) + "c4n4ry"} }, "is not a scope of client credentials"},

		{"no lifetime", func(r *request) { r.Lifetime = 0 }, "a lifetime of 0s is less than a second"},
		{"half a second", func(r *request) { r.Lifetime = time.Second - 1 }, "is less than a second; use at least one second and less than 60 minutes"},
		{"exactly 60 minutes", func(r *request) { r.Lifetime = time.Hour }, "a lifetime of 1h0m0s is too long; use less than 60 minutes, as Oracle requires"},
		{"no time of issue", func(r *request) { r.IssuedAt = time.Time{} }, "the time of issue is missing or out of range"},
	} {
		r := assertionRequest(t, keys.PairECP256)
		c.change(&r)
		err := r.Validate()
		secret, made := keys.NewAssertion(r, rand.Reader)
		if c.want == "" {
			if err != nil || made != nil {
				t.Errorf("%s: %v, %v; want no error", c.name, err, made)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "c4n4ry") {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
			continue
		}
		if _, hidden := border.Printable(err.Error()); hidden > 0 || strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: the error is not fit to be shown: %q", c.name, err)
		}
		if made == nil || made.Error() != err.Error() || secret.Len() > 0 {
			t.Errorf("%s: NewAssertion says %v; want %v and no assertion", c.name, made, err)
		}
	}
}

// TestTokenRequestCurl catches a request that does not arrive as section_162755359851
// asks for it: another address, a field that is lost or has another value, a file
// whose name the shell or curl reads as more than a name, an Authorization header,
// and a command that holds the assertion or is not printable. It runs the real
// curl, which is led to a server on loopback.
func TestTokenRequestCurl(t *testing.T) {
	for _, tool := range []string{"curl", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	secret, err := keys.NewAssertion(assertionRequest(t, keys.PairECP256), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var seen []*http.Request
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		seen = append(seen, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	want := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {secret.Reveal()},
	}
	for _, name := range []string{"assertion.jwt", "a=b.jwt", `it's a "test" $HOME;type=x @%s`, "-dash", "esc\x1b[31m=\u202e.jwt", "日本語.jwt", "-"} {
		seen = nil
		dir := t.TempDir()
		if name != "-" {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(secret.Reveal()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		command := keys.TokenRequestCurl("1234567_SB1", name)
		if _, hidden := border.Printable(command); hidden > 0 || strings.Contains(command, "eyJ") {
			t.Errorf("%q: the command is not fit to be shown: %q", name, command)
		}
		run := exec.Command("sh", "-c", command+" --silent --show-error --fail --insecure --noproxy '*' --max-time 20 --connect-to ::"+strings.TrimPrefix(server.URL, "https://"))
		run.Dir, run.Env, run.Stdin = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "CURL_HOME=" + dir}, strings.NewReader(secret.Reveal())
		if out, err := run.CombinedOutput(); err != nil || len(seen) != 1 {
			t.Errorf("%s\n%v, %d requests\n%s", command, err, len(seen), out)
			continue
		}
		got := seen[0]
		if got.Method != http.MethodPost || "https://"+got.Host+got.URL.RequestURI() != assertionAudience || got.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			t.Errorf("%s\nsent %s https://%s%s, %s", command, got.Method, got.Host, got.URL.RequestURI(), got.Header.Get("Content-Type"))
		}
		if !reflect.DeepEqual(got.PostForm, want) {
			t.Errorf("%s\nsent the form %q", command, got.PostForm)
		}
		if got.Header.Get("Authorization") != "" || len(got.Cookies()) > 0 {
			t.Errorf("%s\nsent credentials: %v", command, got.Header)
		}
	}
	if command, want := keys.TokenRequestCurl("1234567", "assertion.jwt"), "curl https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token --data-urlencode grant_type=client_credentials --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer --data-urlencode client_assertion@assertion.jwt"; command != want {
		t.Errorf("the command is\n%s\nwant\n%s", command, want)
	}
}
