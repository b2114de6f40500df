package keys_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

// TestOpenSSLAccepts catches a certificate, a private key or a signature made here
// that openssl, which shares no code with this program, refuses.
func TestOpenSSLAccepts(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	for _, kind := range []keys.PairKind{keys.PairECP256, keys.PairECP521, keys.PairRSA3072} {
		t.Run(string(kind), func(t *testing.T) {
			folder := t.TempDir()
			at := func(name string) string { return filepath.Join(folder, name) }
			write := func(name string, data []byte) {
				if err := os.WriteFile(at(name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run := func(args ...string) string {
				out, err := exec.Command(openssl, args...).CombinedOutput()
				if err != nil {
					t.Errorf("openssl %s: %v\n%s", strings.Join(args, " "), err, out)
				}
				return string(out)
			}
			pair, err := keys.NewPair(keys.PairRequest{Kind: kind, Name: "orders", Days: 30, From: time.Now()}, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			write("public.pem", pair.CertificatePEM)
			write("private.pem", []byte(pair.PrivatePEM.Reveal()))
			run("pkey", "-in", at("private.pem"), "-check", "-noout")
			run("verify", "-CAfile", at("public.pem"), "-check_ss_sig", at("public.pem"))
			fingerprint := run("x509", "-in", at("public.pem"), "-noout", "-fingerprint", "-sha256")
			_, hexed, _ := strings.Cut(strings.TrimSpace(fingerprint), "=")
			if got := keys.IDFromFingerprint(hexed); got != pair.Certificate.Certified.ID {
				t.Errorf("openssl's fingerprint gives the ID %s; ours is %s", got, pair.Certificate.Certified.ID)
			}
			if kind != keys.PairRSA3072 {
				return // openssl checks DER only, which is not what is in a token
			}
			made, err := keys.NewAssertion(keys.AssertionRequest{Key: pair.Private, KeyID: pair.Certificate.Certified.ID, ClientID: strings.Repeat("0f", 32), Account: "1234567",
				Scopes: []string{"restlets"}, Lifetime: time.Minute, IssuedAt: time.Now()}, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			i := strings.LastIndexByte(made.Reveal(), '.')
			signature := must(base64.RawURLEncoding.DecodeString(made.Reveal()[i+1:]))
			write("input", []byte(made.Reveal()[:i]))
			write("signature", signature)
			write("key.pem", []byte(run("x509", "-in", at("public.pem"), "-noout", "-pubkey")))
			if out := run("dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest", "-verify", at("key.pem"), "-signature", at("signature"), at("input")); !strings.Contains(out, "OK") {
				t.Errorf("openssl on the signature %s…: %s", hex.EncodeToString(signature[:4]), out)
			}
		})
	}
}
