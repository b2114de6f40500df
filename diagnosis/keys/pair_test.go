package keys_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
)

var pairFrom = time.Date(2026, 11, 23, 10, 30, 0, 987654321, time.FixedZone("", 3600))

func pairRequest(kind keys.PairKind) keys.PairRequest {
	return keys.PairRequest{Kind: kind, Name: "authdoctor test", Days: 365, From: pairFrom}
}

// pairSerial is a serial number whose first bit is set, which DER must not read as
// a negative number.
var pairSerial = append([]byte{0xff, 0x00}, bytes.Repeat([]byte{0x5a}, 14)...)

// pairs holds one pair of each kind, made when it is first asked for: RSA is slow.
var pairs = func() map[keys.PairKind]func() (keys.Pair, error) {
	made := map[keys.PairKind]func() (keys.Pair, error){}
	for _, kind := range keys.PairKinds() {
		made[kind] = sync.OnceValues(func() (keys.Pair, error) {
			return keys.NewPair(pairRequest(kind), bytes.NewReader(pairSerial))
		})
	}
	return made
}()

func pairOf(t *testing.T, kind keys.PairKind) keys.Pair {
	t.Helper()
	pair, err := pairs[kind]()
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return pair
}

// TestPairKinds catches a kind without a title, and another recommendation.
func TestPairKinds(t *testing.T) {
	var got []string
	for _, kind := range keys.PairKinds() {
		got = append(got, string(kind)+": "+kind.Title())
	}
	want := []string{
		"ec-p256: EC P-256, signs with ES256", "ec-p384: EC P-384, signs with ES384", "ec-p521: EC P-521, signs with ES512",
		"rsa-3072: RSA 3072, signs with PS256", "rsa-4096: RSA 4096, signs with PS256",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the kinds are %q; want %q", got, want)
	}
	if title := keys.PairKind("rsa-2048").Title(); title != "" {
		t.Errorf("rsa-2048 is called %q", title)
	}
}

// TestPairValidate catches a request that is refused though it is good, taken
// though it is not, or refused with words that repeat a secret.
func TestPairValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*keys.PairRequest)
		want   string // "" for a good request
	}{
		{"as it is", func(*keys.PairRequest) {}, ""},
		{"longest name", func(r *keys.PairRequest) { r.Name = strings.Repeat("ö", 64) }, ""},
		{"one day", func(r *keys.PairRequest) { r.Days = 1 }, ""},
		{"two years", func(r *keys.PairRequest) { r.Days = 730 }, ""},
		{"no kind", func(r *keys.PairRequest) { r.Kind = "" }, `"" is not a type of key pair`},
		{"RSA 2048", func(r *keys.PairRequest) { r.Kind = "rsa-2048" }, `"rsa-2048" is not a type of key pair that NetSuite accepts; use ec-p256, ec-p384, ec-p521, rsa-3072, rsa-4096`},
		{"a key as kind", func(r *keys.PairRequest) { r.Kind = "-----BEGIN PRIVATE KEY-----\nc4n4ry" }, "is not a type of key pair"},
		{"a long kind", func(r *keys.PairRequest) { r.Kind = keys.PairKind(strings.Repeat("x\x1b", 99)) + "c4n4ry" }, `…" is not a type`},
		{"no name", func(r *keys.PairRequest) { r.Name = "" }, "the name is empty; give the certificate a name that identifies it"},
		{"blank name", func(r *keys.PairRequest) { r.Name = " \t" }, "the name is empty"},
		{"long name", func(r *keys.PairRequest) { r.Name = strings.Repeat("ö", 65) }, "the name has 65 characters; use at most 64 (X.520)"},
		{"escape in the name", func(r *keys.PairRequest) { r.Name = "c4n4ry\x1b[31m" }, "the name has invisible characters"},
		{"zero width in the name", func(r *keys.PairRequest) { r.Name = "a\u200bb" }, "the name has invisible characters"},
		{"not UTF-8", func(r *keys.PairRequest) { r.Name = "a\xff" }, "the name has invisible characters"},
		{"no days", func(r *keys.PairRequest) { r.Days = 0 }, "a certificate of 0 days is never valid; use 1 to 730"},
		{"days before", func(r *keys.PairRequest) { r.Days = -1 }, "a certificate of -1 days is never valid"},
		{"too many days", func(r *keys.PairRequest) { r.Days = 731 }, "731 days exceed the limit of 730; use fewer, because NetSuite shortens certificates to two years"},
		{"no start", func(r *keys.PairRequest) { r.From = time.Time{} }, "the start of the certificate is missing or out of range"},
		{"ends in year 10000", func(r *keys.PairRequest) { r.From = time.Date(9999, 6, 1, 0, 0, 0, 0, time.UTC) }, "the start of the certificate is missing or out of range"},
	} {
		r := pairRequest(keys.PairECP256)
		c.change(&r)
		err := r.Validate()
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v; want no error", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "c4n4ry") {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
			continue
		}
		if _, hidden := border.Printable(err.Error()); hidden > 0 {
			t.Errorf("%s: the error is not printable: %q", c.name, err)
		}
		if pair, made := keys.NewPair(r, rand.Reader); made == nil || made.Error() != err.Error() || pair.PrivatePEM.Len() > 0 {
			t.Errorf("%s: NewPair says %v; want %v and no key", c.name, made, err)
		}
	}
}

// TestNewPair catches a certificate that is not what was asked for or breaks a rule
// of NetSuite, a private key that belongs to another, and a pair that Read does not
// read as it is. It asks crypto/x509, which had no part in Read's answer.
func TestNewPair(t *testing.T) {
	for _, kind := range keys.PairKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			pair := pairOf(t, kind)
			block, rest := pem.Decode(pair.CertificatePEM)
			if block == nil || block.Type != "CERTIFICATE" || len(rest) > 0 {
				t.Fatalf("the certificate is %q", pair.CertificatePEM)
			}
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			privateBlock, rest := pem.Decode([]byte(pair.PrivatePEM.Reveal()))
			if privateBlock == nil || privateBlock.Type != "PRIVATE KEY" || len(privateBlock.Headers) > 0 || len(rest) > 0 {
				t.Fatal("the private key is not one PEM block PRIVATE KEY")
			}
			private, err := x509.ParsePKCS8PrivateKey(privateBlock.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			if public := private.(crypto.Signer).Public().(interface{ Equal(crypto.PublicKey) bool }); !public.Equal(cert.PublicKey) {
				t.Error("the private key belongs to another certificate")
			}
			if cert.Version != 3 || !bytes.Equal(cert.SerialNumber.Bytes(), pairSerial) || cert.SerialNumber.Sign() != 1 {
				t.Errorf("version %d, serial %x; want 3 and %x", cert.Version, cert.SerialNumber, pairSerial)
			}
			if cert.Subject.String() != "CN=authdoctor test" || cert.Issuer.String() != cert.Subject.String() || cert.KeyUsage != x509.KeyUsageDigitalSignature || cert.IsCA {
				t.Errorf("subject %s, issuer %s, key usage %b, CA %v", cert.Subject, cert.Issuer, cert.KeyUsage, cert.IsCA)
			}
			start := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
			if !cert.NotBefore.Equal(start) || !cert.NotAfter.Equal(start.AddDate(1, 0, 0)) {
				t.Errorf("valid from %s to %s", cert.NotBefore, cert.NotAfter)
			}
			hash := map[keys.PairKind]string{keys.PairECP384: "SHA384", keys.PairECP521: "SHA512"}[kind]
			if hash == "" {
				hash = "SHA256"
			}
			if err := cert.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature); err != nil || !strings.Contains(cert.SignatureAlgorithm.String(), hash) {
				t.Errorf("signed with %s: %v; want %s", cert.SignatureAlgorithm, err, hash)
			}

			if pair.Certificate.Kind != keys.Certificate || pair.Private.Kind != keys.PrivateKey || pair.Private.Format != "PKCS#8" || !pair.Certificate.Matches(pair.Private) {
				t.Errorf("read back as %s and %s %s", pair.Certificate.Kind, pair.Private.Kind, pair.Private.Format)
			}
			if len(pair.Certificate.Problems)+len(pair.Private.Problems) > 0 {
				t.Errorf("read back with problems: %v, %v", pair.Certificate.Problems, pair.Private.Problems)
			}
			title := pair.Certificate.Type() + ", signs with " + keys.AlgorithmFor(pair.Private)
			if title != kind.Title() {
				t.Errorf("read back as %q; want %q", title, kind.Title())
			}
			if j := pair.Certificate.Judge(start.Add(time.Hour)); j.Strict != keys.Yes || j.Outcome != keys.Accept {
				t.Errorf("NetSuite's rules say %s, %s: %v", j.Strict, j.Outcome, j.Problems)
			}
			key := strings.Split(pair.PrivatePEM.Reveal(), "\n")[2]
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
				if strings.Contains(fmt.Sprintf(verb, pair), key) {
					t.Errorf("%s prints the private key", verb)
				}
			}
		})
	}
}

// TestNewPairRandom catches a failure of the source that is passed over, a serial
// number of zero, and a key that is made from what the caller hands in: a reader
// that is no good source must not give the same key twice.
func TestNewPairRandom(t *testing.T) {
	broken := errors.New("no entropy")
	for name, reader := range map[string]*bytes.Reader{"empty": bytes.NewReader(nil), "short": bytes.NewReader(make([]byte, 15))} {
		if pair, err := keys.NewPair(pairRequest(keys.PairECP256), reader); err == nil || !strings.Contains(err.Error(), "random numbers") || pair.PrivatePEM.Len() > 0 {
			t.Errorf("%s source: %v", name, err)
		}
	}
	if _, err := keys.NewPair(pairRequest(keys.PairECP256), iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("broken source: %v", err)
	}
	if _, err := keys.NewPair(pairRequest(keys.PairECP256), bytes.NewReader(make([]byte, 64))); err == nil || !strings.Contains(err.Error(), "zeros") {
		t.Error("a serial number of zero is taken")
	}
	again, err := keys.NewPair(pairRequest(keys.PairECP256), bytes.NewReader(pairSerial))
	if err != nil {
		t.Fatal(err)
	}
	if first := pairOf(t, keys.PairECP256); again.Certificate.Matches(first.Certificate) {
		t.Error("the key is made from the reader of the caller")
	}
}

// TestOpenSSLRuns catches a command that makes something other than NewPair does, a
// name or a file name that the shell or openssl reads as more than a name, and a
// command that is not printable. It runs the real openssl.
func TestOpenSSLRuns(t *testing.T) {
	for _, tool := range []string{"openssl", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	for _, c := range []struct {
		kind                       keys.PairKind
		name, certificate, private string
		days                       int
	}{
		{keys.PairRSA3072, "authdoctor", "public.pem", "private.pem", 1},
		{keys.PairECP256, `O'Brien & Söhne/IT\ops+2=x "$HOME" $(id) ` + "`id`", `it's a "test" $HOME;.pem`, "-private.pem", 365},
		{keys.PairECP256, "日本語 #1, <a>; 100%s", "日本語.pem", "-esc\x1b[31m 100%s \\033'\u202e.pem", 730},
		{keys.PairECP384, "-x /CN=other/O=other", "public.pem", "~", 30},
		{keys.PairECP521, `\\//++` + strings.Repeat("w", 58), "public.pem", "private.pem", 31},
	} {
		t.Run(string(c.kind)+" "+c.certificate, func(t *testing.T) {
			t.Parallel()
			r := keys.PairRequest{Kind: c.kind, Name: c.name, Days: c.days, From: pairFrom}
			if err := r.Validate(); err != nil {
				t.Fatal(err)
			}
			command := r.OpenSSL(c.certificate, c.private)
			if _, hidden := border.Printable(command); hidden > 0 {
				t.Errorf("the command is not printable: %q", command)
			}
			run := exec.Command("sh", "-c", command)
			run.Dir = t.TempDir()
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%s\n%v\n%s", command, err, out)
			}
			read := func(name string) keys.Key {
				data, err := os.ReadFile(filepath.Join(run.Dir, name))
				if err != nil {
					t.Fatalf("%s\n%v", command, err)
				}
				file := keys.Read(name, data, nil)
				if len(file.Keys) != 1 {
					t.Fatalf("%s\n%q holds %d keys: %v", command, name, len(file.Keys), file.Problems)
				}
				return file.Keys[0]
			}
			certificate, private := read(c.certificate), read(c.private)
			if title := certificate.Type() + ", signs with " + keys.AlgorithmFor(private); title != c.kind.Title() || !certificate.Matches(private) || certificate.Kind != keys.Certificate {
				t.Errorf("%s\nmade a %s of %q; want a pair of %q", command, certificate.Kind, title, c.kind.Title())
			}
			ours := pairRequest(keys.PairECP256)
			ours.Name = c.name
			twin, err := keys.NewPair(ours, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if certificate.Certified.Subject != twin.Certificate.Certified.Subject {
				t.Errorf("%s\nmade the subject %q; want %q", command, certificate.Certified.Subject, twin.Certificate.Certified.Subject)
			}
			if valid := certificate.Certified.NotAfter.Sub(certificate.Certified.NotBefore); valid != time.Duration(c.days)*24*time.Hour {
				t.Errorf("%s\nis valid for %s; want %d days", command, valid, c.days)
			}
		})
	}
}

// TestOpenSSL catches a command that changed without anybody looking, and one for a
// kind that does not exist.
func TestOpenSSL(t *testing.T) {
	for kind, want := range map[keys.PairKind]string{
		keys.PairECP256:  "openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -pkeyopt ec_param_enc:named_curve -sha256 -nodes -days 365 -subj '/CN=authdoctor test' -out public.pem -keyout private.pem",
		keys.PairECP384:  "openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -pkeyopt ec_param_enc:named_curve -sha384 -nodes -days 365 -subj '/CN=authdoctor test' -out public.pem -keyout private.pem",
		keys.PairECP521:  "openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp521r1 -pkeyopt ec_param_enc:named_curve -sha512 -nodes -days 365 -subj '/CN=authdoctor test' -out public.pem -keyout private.pem",
		keys.PairRSA3072: "openssl req -new -x509 -newkey rsa:3072 -sha256 -nodes -days 365 -subj '/CN=authdoctor test' -out public.pem -keyout private.pem",
		keys.PairRSA4096: "openssl req -new -x509 -newkey rsa:4096 -sha256 -nodes -days 365 -subj '/CN=authdoctor test' -out public.pem -keyout private.pem",
		"rsa-2048":       "",
	} {
		if got := pairRequest(kind).OpenSSL("public.pem", "private.pem"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", kind, got, want)
		}
	}
}

// TestAlgorithmFor catches an algorithm for a key that NetSuite does not take, and
// one that the key cannot sign with.
func TestAlgorithmFor(t *testing.T) {
	for _, c := range []struct {
		key  keys.Key
		want string
	}{
		{keys.Key{Algorithm: keys.RSA, Bits: 3072}, "PS256"},
		{keys.Key{Algorithm: keys.RSA, Bits: 4096}, "PS256"},
		{keys.Key{Algorithm: keys.RSAPSS, Bits: 4096}, "PS256"},
		{keys.Key{Algorithm: keys.RSAPSS, Bits: 4096, PSSHash: "SHA-256"}, "PS256"},
		{keys.Key{Algorithm: keys.RSAPSS, Bits: 3072, PSSHash: "SHA-384"}, "PS384"},
		{keys.Key{Algorithm: keys.RSAPSS, Bits: 3072, PSSHash: "SHA-512"}, "PS512"},
		{keys.Key{Algorithm: keys.EC, Curve: "P-256", Bits: 256}, "ES256"},
		{keys.Key{Algorithm: keys.EC, Curve: "P-384", Bits: 384}, "ES384"},
		{keys.Key{Algorithm: keys.EC, Curve: "P-521", Bits: 521}, "ES512"},
		{keys.Key{Algorithm: keys.RSA, Bits: 2048}, ""},
		{keys.Key{Algorithm: keys.RSA, Bits: 8192}, ""},
		{keys.Key{Algorithm: keys.EC, Curve: "P-224", Bits: 224}, ""},
		{keys.Key{Algorithm: keys.EC, Curve: "secp256k1", Bits: 256}, ""},
		{keys.Key{Algorithm: "Ed25519", Bits: 256}, ""},
		{keys.Key{Kind: keys.PrivateKey, Locked: true}, ""},
		{keys.Key{Kind: keys.SymmetricKey, Bits: 256}, ""},
		{keys.Key{}, ""},
	} {
		if got := keys.AlgorithmFor(c.key); got != c.want {
			t.Errorf("%s %s: %q; want %q", c.key.Type(), c.key.PSSHash, got, c.want)
		}
	}
}
