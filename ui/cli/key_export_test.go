package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/keys"
)

func pemText(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

func value[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// privateFiles returns a private key in every form in which one is read, and its numbers that
// must never be printed.
func privateFiles(t *testing.T) (files fstest.MapFS, numbers [][]byte) {
	t.Helper()
	ec, r := value(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)), value(rsa.GenerateKey(rand.Reader, 3072))
	b64 := base64.RawURLEncoding.EncodeToString
	point := value(ec.PublicKey.Bytes())
	ecJWK := map[string]string{"kty": "EC", "crv": "P-384", "kid": "ec-1", "x": b64(point[1:49]), "y": b64(point[49:]), "d": b64(value(ec.Bytes()))}
	rsaJWK := map[string]string{"kty": "RSA", "kid": "rsa-1", "n": b64(r.N.Bytes()), "e": "AQAB", "d": b64(r.D.Bytes()), "p": b64(r.Primes[0].Bytes()), "q": b64(r.Primes[1].Bytes()),
		"dp": b64(r.Precomputed.Dp.Bytes()), "dq": b64(r.Precomputed.Dq.Bytes()), "qi": b64(r.Precomputed.Qinv.Bytes())}
	files = fstest.MapFS{}
	for name, data := range map[string][]byte{
		"pkcs8-ec.pem":  pemText("PRIVATE KEY", value(x509.MarshalPKCS8PrivateKey(ec))),
		"pkcs8-rsa.pem": pemText("PRIVATE KEY", value(x509.MarshalPKCS8PrivateKey(r))),
		"pkcs8-rsa.der": value(x509.MarshalPKCS8PrivateKey(r)),
		"sec1.pem":      pemText("EC PRIVATE KEY", value(x509.MarshalECPrivateKey(ec))),
		"pkcs1.pem":     pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(r)),
		"ec.jwk":        value(json.Marshal(ecJWK)),
		"rsa.jwk":       value(json.Marshal(rsaJWK)),
		"set.jwks":      value(json.Marshal(map[string]any{"keys": []any{ecJWK, rsaJWK, map[string]string{"kty": "oct", "kid": "o", "k": b64(value(ec.Bytes()))}}})),
	} {
		files[name] = &fstest.MapFile{Data: data}
	}
	numbers = [][]byte{value(ec.Bytes()), r.D.Bytes(), r.Primes[0].Bytes(), r.Primes[1].Bytes(), r.Precomputed.Dp.Bytes(), r.Precomputed.Dq.Bytes(), r.Precomputed.Qinv.Bytes()}
	return files, numbers
}

// TestPublicPart catches a private number in what key inspect --as prints, and a public key
// that is not that of the file.
func TestPublicPart(t *testing.T) {
	files, numbers := privateFiles(t)
	for name, file := range files {
		before := keys.Read(name, file.Data, nil)
		for _, as := range []string{"jwk", "jwks", "pem"} {
			got := play(files, "", "key", "inspect", "--as", as, name)
			if got.code != exitSound {
				t.Errorf("%s as %s: %d %s", name, as, got.code, got.err)
				continue
			}
			// The numbers, in base64 at any offset and in hexadecimal.
			for _, number := range numbers {
				middle := number[len(number)/3:][:15]
				for shift := range 3 {
					for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.RawStdEncoding} {
						if piece := encoding.EncodeToString(middle[shift:][:12]); strings.Contains(strings.ReplaceAll(got.out, "\n", "")+got.err, piece) {
							t.Fatalf("%s as %s shows a private number:\n%s", name, as, got.out)
						}
					}
				}
				if strings.Contains(got.out, fmt.Sprintf("%x", middle)) || bytes.Contains([]byte(got.out), middle) {
					t.Fatalf("%s as %s shows a private number:\n%s", name, as, got.out)
				}
			}
			for _, member := range []string{`"d"`, `"p"`, `"q"`, `"dp"`, `"dq"`, `"qi"`, `"k"`, `"oth"`, "PRIVATE"} {
				if strings.Contains(got.out, member) {
					t.Errorf("%s as %s has %s:\n%s", name, as, member, got.out)
				}
			}
			after := keys.Read("", []byte(got.out), nil)
			if len(after.Keys) == 0 || len(after.Problems) > 0 {
				t.Fatalf("%s as %s is read back as %+v", name, as, after)
			}
			for _, key := range after.Keys {
				if key.Kind != keys.PublicKey || len(key.Problems) > 0 || !slices.ContainsFunc(before.Keys, func(k keys.Key) bool { return k.Matches(key) }) {
					t.Errorf("%s as %s is read back as %+v", name, as, key)
				}
			}
			if again := play(files, "", "key", "inspect", "--as", as, name); again.out != got.out {
				t.Errorf("%s as %s is not the same again", name, as)
			}
		}
	}
}

// TestPublicCertificate catches a certificate that is not given out as it is, a JWK without
// its Certificate ID as kid, and a set in which a private key repeats its certificate.
func TestPublicCertificate(t *testing.T) {
	files := madeFiles(t)
	id := keys.Read("", files["public.pem"].Data, nil).Keys[0].Certified.ID
	if got := play(files, "", "key", "inspect", "--as", "pem", "public.pem", "private.pem"); got.out != string(files["public.pem"].Data) {
		t.Errorf("pem: %s %s", got.out, got.err)
	}
	got := play(files, "", "key", "inspect", "--as", "jwk", "private.pem", "public.pem")
	key := keys.Read("", []byte(got.out), nil).Keys[0]
	if key.KeyID != id || key.Certified == nil || key.Certified.ID != id || len(key.Problems) > 0 || key.ForAlgorithm != "ES256" || !strings.Contains(got.out, `"x5t#S256": "`+id+`"`) {
		t.Errorf("jwk: %+v\n%s", key, got.out)
	}
	if got := play(files, "", "key", "inspect", "--as", "jwks", "private.pem", "public.pem"); strings.Count(got.out, `"kty"`) != 1 {
		t.Errorf("jwks: %s", got.out)
	}
	files["jwks.json"] = &fstest.MapFile{Data: []byte(play(files, "", "key", "inspect", "--as", "jwks", "public.pem").out)}
	if got := play(files, "", "check", "assertion.jwt", "--key", "jwks.json", "--fact", "used-as=assertion"); got.code != exitSound {
		t.Errorf("what is printed does not verify: %d\n%s", got.code, got.out)
	}
}

// TestNotPublic catches a key without a public part that is printed, or refused without a
// reason.
func TestNotPublic(t *testing.T) {
	files := madeFiles(t)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	files["ed25519.crt"] = &fstest.MapFile{Data: pemText("CERTIFICATE", value(x509.CreateCertificate(rand.Reader, template, template, edKey.Public(), edKey)))}
	files["oct.json"] = &fstest.MapFile{Data: []byte(`{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}`)}
	files["text"] = &fstest.MapFile{Data: []byte("no key")}
	for _, c := range []struct {
		args string
		want string
	}{
		{"--as jwk oct.json", "a symmetric key has no public part"},
		{"--as jwks oct.json", "no public key"},
		{"--as jwk ed25519.crt", "Ed25519"},
		{"--as pem text", "The file contains no key and no certificate"},
		{"--as der public.pem", "one of jwk, jwks, pem"},
		{"--as jwk --format text public.pem", "leave --format out"},
		{"--as jwk --kid x public.pem", "leave --kid out"},
		{"--kid= public.pem", "--kid is empty"},
	} {
		got := play(files, "", append([]string{"key", "inspect"}, strings.Fields(c.args)...)...)
		if got.code != exitFailed || got.out != "" || !strings.Contains(got.err, c.want) || strings.Contains(got.err, "c2VjcmV0") {
			t.Errorf("%s: %d %q %s; want %s", c.args, got.code, got.out, got.err, c.want)
		}
	}
	if got := play(files, "", "key", "inspect", "--as", "pem", "ed25519.crt"); got.out != string(files["ed25519.crt"].Data) {
		t.Errorf("a certificate is given out whatever its key: %s", got.err)
	}
}

// TestPublicPartElsewhere catches a JWK that Node does not take for the same key, and a PEM
// that openssl does not.
func TestPublicPartElsewhere(t *testing.T) {
	files, _ := privateFiles(t)
	for _, name := range []string{"pkcs8-ec.pem", "pkcs8-rsa.pem"} {
		jwk, public := play(files, "", "key", "inspect", "--as", "jwk", name).out, play(files, "", "key", "inspect", "--as", "pem", name).out
		if _, err := exec.LookPath("node"); err == nil {
			const script = `const c=require("crypto");process.stdout.write(c.createPublicKey({key:JSON.parse(process.argv[1]),format:"jwk"}).export({type:"spki",format:"pem"}))`
			if out, err := exec.Command("node", "-e", script, jwk).CombinedOutput(); err != nil || string(out) != public {
				t.Errorf("%s: node makes of it %s %v; want %s", name, out, err, public)
			}
		}
		if _, err := exec.LookPath("openssl"); err == nil {
			run := exec.Command("openssl", "pkey", "-pubin", "-pubout")
			run.Stdin = strings.NewReader(public)
			if out, err := run.Output(); err != nil || string(out) != public {
				t.Errorf("%s: openssl makes of it %s %v", name, out, err)
			}
		}
	}
}

// TestKid catches a kid that is not called what it is, and the wrong exit code for it.
func TestKid(t *testing.T) {
	files := madeFiles(t)
	c := keys.Read("", files["public.pem"].Data, nil).Keys[0].Certified
	for _, k := range []struct {
		kid, want string
		code      int
	}{
		{c.ID, "✓ it is the expected Certificate ID, of public.pem", exitSound},
		{c.SHA256, "kid " + c.SHA256 + " ✗ it is the SHA-256 fingerprint of the certificate in hexadecimal", exitProblems},
		{c.SHA1, "✗ it is the SHA-1 fingerprint of the certificate in hexadecimal", exitProblems},
		{c.Serial, "✗ it is the serial number of the certificate in hexadecimal", exitProblems},
		{"orders", "✗ it is not a known value", exitProblems},
	} {
		got := play(files, "", "key", "inspect", "--kid", k.kid, "public.pem", "private.pem")
		if text := strings.Join(strings.Fields(got.out), " "); got.code != k.code || !strings.Contains(text, k.want) || !strings.Contains(text, "JWK thumbprint") {
			t.Errorf("%s: %d\n%s", k.kid, got.code, got.out)
		}
	}
	var answer keyReport
	got := play(files, "", "key", "inspect", "--kid", c.SHA256, "--format", "json", "public.pem")
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || answer.Kid == nil || len(answer.Kid.Values) != 1 || answer.Kid.Values[0].Expected != c.ID || answer.Kid.Text != c.SHA256 {
		t.Errorf("%v\n%s", err, got.out)
	}
}
