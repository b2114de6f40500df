package intake_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// pair is a certificate and its private key, as DER.
func pair(t *testing.T) (certificate, private []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(9), Subject: pkix.Name{CommonName: "orders"}, NotBefore: time.Unix(1795000000, 0), NotAfter: time.Unix(1799000000, 0)}
	if certificate, err = x509.CreateCertificate(rand.Reader, template, template, key.Public(), key); err != nil {
		t.Fatal(err)
	}
	if private, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		t.Fatal(err)
	}
	return certificate, private
}

func pemOf(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

// TestMaterial catches key material that is not recognised, a token beside it that
// is lost, and a private key that nobody is warned of.
func TestMaterial(t *testing.T) {
	certificate, private := pair(t)
	text, secret := pemOf("CERTIFICATE", certificate), pemOf("PRIVATE KEY", private)
	// A keystore of Java with one trusted certificate, and no digest behind it.
	keystore := "\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05X.509" +
		string(binary.BigEndian.AppendUint32(nil, uint32(len(certificate)))) + string(certificate) + strings.Repeat("\x01", 20)
	for _, c := range []struct {
		name, text   string
		kind         intake.Kind
		tokens, keys int
		warned       bool
	}{
		{"certificate", text, intake.KindKey, 0, 1, false},
		{"certificate in DER", string(certificate), intake.KindKey, 0, 1, false},
		{"certificate without its first and last line", base64.StdEncoding.EncodeToString(certificate), intake.KindKey, 0, 1, false},
		{"certificate with long dashes", strings.ReplaceAll(text, "-----", "—————"), intake.KindKey, 0, 1, false},
		{"certificate in UTF-16", asUTF16(text), intake.KindKey, 0, 1, false},
		{"private key", secret, intake.KindKey, 0, 1, true},
		{"private key as a JSON string", `"` + strings.ReplaceAll(secret, "\n", `\n`) + `"`, intake.KindKey, 0, 1, true},
		{"both", text + secret, intake.KindKey, 0, 2, true},
		{"token before a certificate", access + "\n\n" + text, intake.KindToken, 1, 1, false},
		{"token behind both, with words", "the key:\n" + secret + "and " + text + "\nthe token: " + access + "\nthanks", intake.KindToken, 1, 2, true},
		{"key set", `{"keys":[{"kty":"EC","crv":"P-256","kid":"e1","x":"vLJhcYwXAivaAi0b4GdIgZj367MamJWpiCkxX0K8fAE","y":"mUka-Lg6oYfVB8aYxXrLWtuugaS6w1teDxIvlPDtHPg"}]}`, intake.KindKey, 0, 1, false},
		{"base64 of a certificate's file", base64.StdEncoding.EncodeToString([]byte(text)), intake.KindKey, 0, 1, false},
		{"base64 of base64 of a private key's file", base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(secret)))), intake.KindKey, 0, 1, true},
		{"hexadecimal", hex.EncodeToString(certificate), intake.KindKey, 0, 1, false},
		{"hexadecimal in pairs", fmt.Sprintf("% X", private), intake.KindKey, 0, 1, true},
		{"numbers", strings.ReplaceAll(fmt.Sprint(private), " ", ", "), intake.KindKey, 0, 1, true},
		{"form", url.QueryEscape(secret), intake.KindKey, 0, 1, true},
		{"element of XML", "<ds:X509Certificate>" + base64.StdEncoding.EncodeToString(certificate) + "</ds:X509Certificate>", intake.KindKey, 0, 1, false},
		{"Secret of Kubernetes", "kind: Secret\ndata:\n  tls.key: " + base64.StdEncoding.EncodeToString([]byte(secret)) + "\n", intake.KindKey, 0, 1, true},
		{"source code", "String k = \"" + strings.ReplaceAll(strings.TrimSpace(secret), "\n", "\\n\"\n + \"") + "\";", intake.KindKey, 0, 1, true},
		{"lost backslash", strings.ReplaceAll(secret, "\n", "n"), intake.KindKey, 0, 1, true},
		{"base64 in JSON", `{"key": "` + base64.StdEncoding.EncodeToString([]byte(text)) + `"}`, intake.KindKey, 0, 1, false},
		{"keystore of Java", keystore, intake.KindKey, 0, 1, false},
		{"keystore of Java in base64", base64.StdEncoding.EncodeToString([]byte(keystore)), intake.KindKey, 0, 1, false},
		{"a token alone", access, intake.KindToken, 1, 0, false},
	} {
		got := intake.Recognise(c.text)
		n := 0
		if got.Keys != nil {
			n = len(got.Keys.Keys)
		}
		if got.Kind != c.kind || len(got.Tokens) != c.tokens || n != c.keys || got.Problem != "" {
			t.Errorf("%s: %s with %d tokens, %d keys, problem %q; want %s, %d, %d", c.name, got.Kind, len(got.Tokens), n, got.Problem, c.kind, c.tokens, c.keys)
		}
		if said := strings.Contains(strings.Join(got.Notes, ";"), "private key: never"); said != c.warned {
			t.Errorf("%s: warned %v; want %v: %q", c.name, said, c.warned, got.Notes)
		}
		for _, note := range got.Notes {
			if strings.Contains(note, secret[40:60]) {
				t.Errorf("%s: a note repeats the key: %q", c.name, note)
			}
		}
	}
	if got := intake.Recognise(text); got.Keys == nil || got.Keys.Keys[0].Kind != keys.Certificate {
		t.Errorf("%+v", got.Keys)
	}
}

// TestMentioned catches a text that only speaks of a key and is taken for one, and a
// placeholder that is called a private key.
func TestMentioned(t *testing.T) {
	for _, c := range []struct {
		name, in string
		key      bool
	}{
		{"an error", "Error: secretOrPrivateKey must be an asymmetric key when using RS256\nKey starts with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----\n", false},
		{"a question", "Where do I put the line -----BEGIN PRIVATE KEY----- so that NetSuite accepts it?", false},
		{"a placeholder", "KEY=\"-----BEGIN PRIVATE KEY-----\\nYOUR_KEY\\n-----END PRIVATE KEY-----\"", true},
	} {
		input := intake.Recognise(c.in)
		if (input.Keys != nil) != c.key || strings.Contains(input.Problem+strings.Join(input.Notes, " "), "this is a private key") {
			t.Errorf("%s: keys %v, problem %q, notes %q", c.name, input.Keys != nil, input.Problem, input.Notes)
		}
	}
}
