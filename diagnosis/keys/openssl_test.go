package keys_test

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
)

// TestReadOpenSSL catches a file as openssl writes it that is read as something else:
// what people have was made by openssl.
func TestReadOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	openssl := func(arguments string) error {
		command := exec.Command("openssl", strings.Fields(arguments)...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("openssl %s: %w: %s", arguments, err, out)
		}
		return nil
	}
	if err := os.WriteFile(path("rsa"), []byte(privatePEM(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	parameters := " -pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48"
	const certificate, public, private = keys.Certificate, keys.PublicKey, keys.PrivateKey
	for _, c := range []struct {
		arguments string // with the name of the file at the end
		kind      keys.Kind
		want      string // format, encoding, type
		problems  string
	}{
		{"rsa -in rsa -traditional -out p1", private, "PKCS#1 PEM RSA 2048", ""},
		{"rsa -in rsa -traditional -outform DER -out p1.der", private, "PKCS#1 DER RSA 2048", ""},
		{"pkcs8 -topk8 -nocrypt -in rsa -outform DER -out p8.der", private, "PKCS#8 DER RSA 2048", ""},
		{"rsa -in rsa -pubout -out spki", public, "SPKI PEM RSA 2048", ""},
		{"rsa -in rsa -RSAPublicKey_out -out p1pub", public, "PKCS#1 PEM RSA 2048", ""},
		{"rsa -in rsa -RSAPublicKey_out -outform DER -out p1pub.der", public, "PKCS#1 DER RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -out locked", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -scrypt -outform DER -out scrypt.der", private, "encrypted PKCS#8 DER RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -v2 des3 -v2prf hmacWithSHA1 -out des3", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -v2 aes-128-cbc -v2prf hmacWithSHA224 -out aes128", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -v2 aes-192-cbc -v2prf hmacWithSHA384 -out aes192", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -v2 aes-256-cbc -v2prf hmacWithSHA512 -out aes256", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"pkcs8 -topk8 -in rsa -passout pass:geheim -v1 PBE-SHA1-3DES -out v1", private, "encrypted PKCS#8 PEM RSA 2048", ""},
		{"rsa -in rsa -traditional -aes256 -passout pass:geheim -out legacy", private, "PKCS#1 PEM RSA 2048", ""},
		{"rsa -in rsa -traditional -des3 -passout pass:geheim -out legacy3", private, "PKCS#1 PEM RSA 2048", ""},
		{"req -new -x509 -key rsa -subj /CN=a -out cert", certificate, "X.509 PEM RSA 2048", ""},
		{"req -new -x509 -key rsa -subj /CN=a -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64 -out cert64", certificate, "X.509 PEM RSA 2048", ""},
		{"x509 -in cert -outform DER -out cert.der", certificate, "X.509 DER RSA 2048", ""},
		{"x509 -in cert -text -out text", certificate, "X.509 PEM RSA 2048", "note text-around"},
		{"x509 -in cert -trustout -addtrust serverAuth -out trusted", certificate, "X.509 PEM RSA 2048", "fault label"},
		{"req -new -key rsa -subj /CN=a -out csr", keys.Request, "PKCS#10 PEM RSA 2048", ""},
		{"x509 -req -in csr -signkey rsa -set_serial 0xff01 -out v1.cert", certificate, "X.509 PEM RSA 2048", "note x509-v1"},
		{"req -new -key rsa -subj /CN=a -outform DER -out csr.der", keys.Request, "PKCS#10 DER RSA 2048", ""},
		{"crl2pkcs7 -nocrl -certfile cert -out p7", certificate, "PKCS#7 PEM RSA 2048", "warning pkcs7"},
		{"crl2pkcs7 -nocrl -certfile cert -outform DER -out p7.der", certificate, "PKCS#7 DER RSA 2048", "warning pkcs7"},
		{"genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:1024 -out pss", private, "PKCS#8 PEM RSASSA-PSS 1024", ""},
		{"req -new -x509 -key pss -subj /CN=a -out pss.cert", certificate, "X.509 PEM RSASSA-PSS 1024", ""},
		{"genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:1024" + parameters + " -out pss384", private, "PKCS#8 PEM RSASSA-PSS 1024 SHA-384", ""},
		{"pkey -in pss384 -pubout -out pss384.pub", public, "SPKI PEM RSASSA-PSS 1024 SHA-384", ""},
		{"genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out p256", private, "PKCS#8 PEM EC P-256", ""},
		{"genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-384 -out p384", private, "PKCS#8 PEM EC P-384", ""},
		{"ec -in p384 -out sec1", private, "SEC1 PEM EC P-384", ""},
		{"ec -in p384 -aes256 -passout pass:geheim -out sec1.locked", private, "SEC1 PEM EC P-384", ""},
		{"ecparam -name secp521r1 -genkey -out p521", private, "SEC1 PEM EC P-521", "note parameters"},
		{"req -new -x509 -key p521 -subj /CN=a -out p521.cert", certificate, "X.509 PEM EC P-521", ""},
		{"ec -in p256 -pubout -conv_form compressed -out compressed", public, "SPKI PEM EC P-256", "warning compressed-point"},
		{"ecparam -name prime256v1 -genkey -noout -param_enc explicit -out explicit", private, "SEC1 PEM EC P-256 with explicit parameters", "fault explicit-curve"},
		{"req -new -x509 -key explicit -subj /CN=a -out explicit.cert", certificate, "X.509 PEM EC P-256 with explicit parameters", "fault explicit-curve"},
		{"ecparam -name secp256k1 -genkey -noout -out k1", private, "SEC1 PEM EC secp256k1", ""},
		{"req -new -x509 -key k1 -subj /CN=a -out k1.cert", certificate, "X.509 PEM EC secp256k1", ""},
		{"ecparam -name brainpoolP256r1 -genkey -noout -out brain", private, "SEC1 PEM EC brainpoolP256r1", ""},
		{"genpkey -algorithm ed25519 -out ed25519", private, "PKCS#8 PEM Ed25519", ""},
		{"req -new -x509 -key ed25519 -subj /CN=a -out ed25519.cert", certificate, "X.509 PEM Ed25519", ""},
		{"genpkey -algorithm ed448 -out ed448", private, "PKCS#8 PEM Ed448", ""},
		{"genpkey -algorithm x25519 -out x25519", private, "PKCS#8 PEM X25519", ""},
	} {
		if err := openssl(c.arguments); err != nil {
			t.Log(err) // another openssl than ours may lack it
			continue
		}
		name := c.arguments[strings.LastIndexByte(c.arguments, ' ')+1:]
		data, err := os.ReadFile(path(name))
		if err != nil {
			t.Fatal(err)
		}
		file := keys.Read(name, data, []byte("geheim"))
		if len(file.Keys) != 1 {
			t.Errorf("%s: keys %+v, problems %v", c.arguments, file.Keys, ids(file))
			continue
		}
		key := file.Keys[0]
		got := strings.TrimSpace(strings.Join([]string{key.Format, key.Encoding, key.Type(), key.PSSHash}, " "))
		if key.Kind != c.kind || got != c.want || strings.Join(ids(file), ",") != c.problems {
			t.Errorf("%s: read %s, %s, %v; want %s, %s, %s", c.arguments, key.Kind, got, ids(file), c.kind, c.want, c.problems)
		}
		if key.Signer() != nil && !key.Signer().Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(key.Public()) {
			t.Errorf("%s: the private and the public key do not match", c.arguments)
		}
		if public := strings.HasPrefix(c.want, "PKCS#1 ") || strings.Contains(c.want, "encrypted") && c.problems == ""; public && !theRSA().PublicKey.Equal(key.Public()) {
			t.Errorf("%s: another public key", c.arguments)
		}
		checkStrings(t, file)
	}
	file := keys.Read("cert", must(os.ReadFile(path("cert"))), nil)
	parsed := must(x509.ParseCertificate(file.Keys[0].Certified.DER))
	if c := file.Keys[0].Certified; c.Subject != "CN=a" || c.SignedWith != "RSA with SHA-256" || !c.NotAfter.Equal(parsed.NotAfter) || c.Serial != fmt.Sprintf("%0*x", len(c.Serial), parsed.SerialNumber) {
		t.Errorf("read %+v", c)
	}
}
