package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// PairKind is a kind of key pair that NetSuite takes (subsect_162755332391).
type PairKind string

// The kinds; the values of the --type option.
const (
	PairRSA3072 PairKind = "rsa-3072"
	PairRSA4096 PairKind = "rsa-4096"
	PairECP256  PairKind = "ec-p256"
	PairECP384  PairKind = "ec-p384"
	PairECP521  PairKind = "ec-p521"
)

// PairKinds are all kinds, the recommended one first: small keys that sign fast
// before large ones.
func PairKinds() []PairKind {
	return []PairKind{PairECP256, PairECP384, PairECP521, PairRSA3072, PairRSA4096}
}

// pairMaker is how a kind is made. Its title is "" for what is no kind.
type pairMaker struct {
	title   string
	bits    int            // of an RSA modulus
	curve   elliptic.Curve // nil for RSA
	openssl string         // how openssl calls the curve
	hash    string         // openssl's option for the hash of the certificate's signature
	signs   x509.SignatureAlgorithm
}

func (k PairKind) maker() pairMaker {
	switch k {
	case PairRSA3072:
		return pairMaker{title: "RSA 3072, signs with PS256", bits: 3072, hash: "-sha256", signs: x509.SHA256WithRSA}
	case PairRSA4096:
		return pairMaker{title: "RSA 4096, signs with PS256", bits: 4096, hash: "-sha256", signs: x509.SHA256WithRSA}
	case PairECP256:
		return pairMaker{title: "EC P-256, signs with ES256", curve: elliptic.P256(), openssl: "prime256v1", hash: "-sha256", signs: x509.ECDSAWithSHA256}
	case PairECP384:
		return pairMaker{title: "EC P-384, signs with ES384", curve: elliptic.P384(), openssl: "secp384r1", hash: "-sha384", signs: x509.ECDSAWithSHA384}
	case PairECP521:
		return pairMaker{title: "EC P-521, signs with ES512", curve: elliptic.P521(), openssl: "secp521r1", hash: "-sha512", signs: x509.ECDSAWithSHA512}
	}
	return pairMaker{}
}

// Title names the kind for people: EC P-256, signs with ES256. It is "" for what
// is no kind.
func (k PairKind) Title() string { return k.maker().title }

// generate makes the private key.
func (m pairMaker) generate(random io.Reader) (crypto.Signer, error) {
	// Go 1.26 ignores the random argument of both and takes the system's own, which
	// tests can replace with testing/cryptotest.SetGlobalRandom.
	if m.curve == nil {
		return rsa.GenerateKey(random, m.bits)
	}
	return ecdsa.GenerateKey(m.curve, random)
}

// maxCommonName is the longest common name, in characters (ub-common-name of X.520,
// RFC 5280 appendix A.1).
const maxCommonName = 64

// PairRequest is what a key pair and its certificate are made from.
type PairRequest struct {
	Kind PairKind
	// Name is the common name of the subject. NetSuite does not look at it; it tells
	// people which certificate this is.
	Name string
	// Days is how long the certificate is valid, in days of 24 hours.
	Days int
	// From is when it starts; what is smaller than a second is cut off.
	From time.Time
}

// Validate returns what is wrong with the request, the first thing first; nil where a
// pair can be made.
func (r PairRequest) Validate() error {
	length := utf8.RuneCountInString(r.Name)
	_, hidden := border.Printable(r.Name)
	switch {
	case r.Kind.Title() == "":
		return fmt.Errorf("%s is not a kind of key pair; NetSuite takes %s", shownWord(string(r.Kind)), pairKindList())
	case strings.TrimSpace(r.Name) == "":
		return errors.New("the name is empty; give the certificate a name that tells it from others")
	case length > maxCommonName:
		return fmt.Errorf("the name has %d characters; a common name has at most %d (X.520)", length, maxCommonName)
	case hidden > 0:
		return errors.New("the name has characters that cannot be seen; take letters, digits, spaces and signs")
	case r.Days < 1:
		return fmt.Errorf("a certificate of %d days is never valid; give 1 to %d", r.Days, MaxDays)
	case r.Days > MaxDays:
		return fmt.Errorf("%d days are more than %d; NetSuite cuts certificates to two years", r.Days, MaxDays)
	case r.From.Year() < 1970 || r.notAfter().Year() > 9999:
		return errors.New("the start of the certificate is missing or out of range; give a date from 1970 on")
	}
	return nil
}

func (r PairRequest) notAfter() time.Time {
	return r.From.UTC().Add(time.Duration(r.Days) * 24 * time.Hour)
}

func pairKindList() string {
	names := make([]string, 0, 5)
	for _, kind := range PairKinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// shownWord is a word of the user's in an error: printable, short, in quotes, and
// no secret.
func shownWord(text string) string {
	if border.MayBeSecret(text) {
		return "this value"
	}
	return fmt.Sprintf("%q", border.Shown(text, 40))
}

// Pair is a new key pair: the certificate for NetSuite and the private key for the
// application.
type Pair struct {
	CertificatePEM []byte
	// PrivatePEM is the key as PKCS#8 (RFC 5958), without a pass phrase.
	PrivatePEM border.Secret
	// Certificate and Private are the two as Read gives them.
	Certificate, Private Key
}

// NewPair makes a key pair and a self-signed X.509 certificate as NetSuite takes
// them for client credentials (subsect_162755332391). The serial number comes from
// random, the key from the system's own source.
//
// What was made is read back with Read before it is given out; an error then says
// that the pair must not be used.
func NewPair(r PairRequest, random io.Reader) (Pair, error) {
	if err := r.Validate(); err != nil {
		return Pair{}, err
	}
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return Pair{}, fmt.Errorf("the source of random numbers failed: %w", err)
	}
	if !slices.ContainsFunc(serial, func(b byte) bool { return b != 0 }) { // RFC 5280 section 4.1.2.2
		return Pair{}, errors.New("the source of random numbers gave nothing but zeros, so it is no good source")
	}
	maker := r.Kind.maker()
	signer, err := maker.generate(random)
	if err != nil {
		return Pair{}, fmt.Errorf("the key could not be made: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:       new(big.Int).SetBytes(serial),
		Subject:            pkix.Name{CommonName: r.Name},
		NotBefore:          r.From.UTC(),
		NotAfter:           r.notAfter(),
		KeyUsage:           x509.KeyUsageDigitalSignature,
		SignatureAlgorithm: maker.signs,
	}
	certificate, err := x509.CreateCertificate(random, template, template, signer.Public(), signer)
	if err != nil {
		return Pair{}, fmt.Errorf("the certificate could not be made: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		return Pair{}, fmt.Errorf("the private key could not be written: %w", err)
	}
	privatePEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	pair := Pair{
		CertificatePEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		PrivatePEM:     border.NewSecret(string(privatePEM)),
	}
	if err := pair.readBack(privatePEM); err != nil {
		return Pair{}, err
	}
	return pair, nil
}

// readBack fills in the two keys from their PEM and proves that they belong
// together.
func (p *Pair) readBack(privatePEM []byte) error {
	certificates, privates := Read("the new certificate", p.CertificatePEM, nil), Read("the new private key", privatePEM, nil)
	if len(certificates.Keys) != 1 || len(privates.Keys) != 1 {
		return errors.New("the new pair cannot be read back, so do not use it")
	}
	p.Certificate, p.Private = certificates.Keys[0], privates.Keys[0]
	switch {
	case p.Certificate.Kind != Certificate || p.Private.Kind != PrivateKey || p.Private.Signer() == nil,
		AlgorithmFor(p.Certificate) == "", p.Certificate.faulty(), p.Private.faulty():
		return errors.New("the new pair is not read back as what it is, so do not use it")
	case !p.Certificate.Matches(p.Private):
		return errors.New("the two halves of the new pair do not belong together, so do not use it")
	}
	return nil
}

// AlgorithmFor is the alg to sign an assertion with (section_162790605110,
// section_0312092212): PS256 for RSA, or the one that the parameters of an
// RSASSA-PSS key allow, and for EC the one of the curve (RFC 7518 section 3.4). It
// is "" for a key that NetSuite does not take.
func AlgorithmFor(k Key) string {
	if len(k.typeProblems()) > 0 {
		return ""
	}
	if k.Algorithm == EC {
		return map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[k.Curve]
	}
	if bits, ok := strings.CutPrefix(k.PSSHash, "SHA-"); ok {
		return "PS" + bits
	}
	return "PS256"
}

// OpenSSL is the openssl command that makes such a pair, for a POSIX shell: an
// unencrypted private key and a self-signed certificate that starts now instead of
// at From. Its extensions are those of the local openssl.cnf, which NetSuite does
// not look at. File names are taken as they are; the command is printable whatever
// is in them. It is "" for what is no kind.
func (r PairRequest) OpenSSL(certificateFile, privateFile string) string {
	maker := r.Kind.maker()
	if maker.title == "" {
		return ""
	}
	words := []string{"openssl", "req", "-new", "-x509"}
	if maker.curve == nil {
		words = append(words, "-newkey", fmt.Sprintf("rsa:%d", maker.bits))
	} else {
		words = append(words, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"+maker.openssl, "-pkeyopt", "ec_param_enc:named_curve")
	}
	words = append(words, maker.hash, "-nodes", "-days", fmt.Sprint(r.Days))
	if strings.IndexFunc(r.Name, func(c rune) bool { return c > 0x7e }) >= 0 {
		words = append(words, "-utf8")
	}
	words = append(words, "-subj", shellWord("/CN="+subjectEscapes.Replace(r.Name)),
		"-out", shellWord(certificateFile), "-keyout", shellWord(privateFile))
	return strings.Join(words, " ")
}

// subjectEscapes are openssl's own: / starts the next part of a name, + one of the
// same part (since 3.0), \ takes what follows as it is.
var subjectEscapes = strings.NewReplacer(`\`, `\\`, `/`, `\/`, `+`, `\+`)

// shellWord writes text as one word of a POSIX shell. What cannot be seen is given
// to printf in octal, so that the word is printable; a line break at the very end
// is lost then, which is the shell's rule for $(…).
func shellWord(text string) string {
	if _, hidden := border.Printable(text); hidden > 0 {
		var format strings.Builder
		for _, c := range []byte(text) {
			switch {
			case c == '%': // in octal it would still be one to dash
				format.WriteString("%%")
			case c < 0x20 || c > 0x7e || strings.IndexByte(`\'-!`, c) >= 0: // - would be an option, ! history
				fmt.Fprintf(&format, `\%03o`, c)
			default:
				format.WriteByte(c)
			}
		}
		return `"$(printf '` + format.String() + `')"`
	}
	if text != "" && strings.Trim(text, shellSafe) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// shellSafe means nothing to a shell, wherever it is in a word.
const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-"
