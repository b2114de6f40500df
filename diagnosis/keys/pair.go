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

// PairKind is a kind of key pair that NetSuite accepts (subsect_162755332391).
type PairKind string

// The kinds; the values of the --type option.
const (
	PairRSA3072 PairKind = "rsa-3072"
	PairRSA4096 PairKind = "rsa-4096"
	PairECP256  PairKind = "ec-p256"
	PairECP384  PairKind = "ec-p384"
	PairECP521  PairKind = "ec-p521"
)

// PairKinds returns all kinds, the recommended one first: small, fast keys come before
// large ones.
func PairKinds() []PairKind {
	return []PairKind{PairECP256, PairECP384, PairECP521, PairRSA3072, PairRSA4096}
}

// pairMaker describes how to make a kind of key pair.
type pairMaker struct {
	title   string
	bits    int            // of an RSA modulus
	curve   elliptic.Curve // nil for RSA
	openssl string         // openssl's name of the curve
	hash    string         // openssl's option for the hash of the certificate's signature
	signs   x509.SignatureAlgorithm
}

var pairMakers = map[PairKind]pairMaker{
	PairRSA3072: {title: "RSA 3072, signs with PS256", bits: 3072, hash: "-sha256", signs: x509.SHA256WithRSA},
	PairRSA4096: {title: "RSA 4096, signs with PS256", bits: 4096, hash: "-sha256", signs: x509.SHA256WithRSA},
	PairECP256:  {title: "EC P-256, signs with ES256", curve: elliptic.P256(), openssl: "prime256v1", hash: "-sha256", signs: x509.ECDSAWithSHA256},
	PairECP384:  {title: "EC P-384, signs with ES384", curve: elliptic.P384(), openssl: "secp384r1", hash: "-sha384", signs: x509.ECDSAWithSHA384},
	PairECP521:  {title: "EC P-521, signs with ES512", curve: elliptic.P521(), openssl: "secp521r1", hash: "-sha512", signs: x509.ECDSAWithSHA512},
}

// Title names the kind for people, such as EC P-256, signs with ES256. It is "" for an
// unknown kind.
func (k PairKind) Title() string { return pairMakers[k].title }

// generate makes the private key.
func (m pairMaker) generate(random io.Reader) (crypto.Signer, error) {
	// Go 1.26 ignores random and uses the system's own source, which tests can replace
	// with testing/cryptotest.SetGlobalRandom.
	if m.curve == nil {
		return rsa.GenerateKey(random, m.bits)
	}
	return ecdsa.GenerateKey(m.curve, random)
}

// maxCommonName is the length of the longest common name, in characters (ub-common-name,
// RFC 5280 appendix A.1).
const maxCommonName = 64

// PairRequest describes a key pair and its certificate.
type PairRequest struct {
	Kind PairKind
	// Name is the common name of the subject. NetSuite ignores it; people recognise the
	// certificate by it.
	Name string
	// Days is the validity of the certificate, in days of 24 hours.
	Days int
	// From is the start of the validity. Fractions of a second are cut off.
	From time.Time
	// Passphrase locks the private key; empty for a key without one.
	Passphrase border.Secret
}

// Validate returns the first fault of the request, or nil.
func (r PairRequest) Validate() error {
	length := utf8.RuneCountInString(r.Name)
	_, hidden := border.Printable(r.Name)
	switch {
	case r.Kind.Title() == "":
		return fmt.Errorf("%s is not a type of key pair that NetSuite accepts; use %s", shownWord(string(r.Kind)), pairKindList())
	case strings.TrimSpace(r.Name) == "":
		return errors.New("the name is empty; give the certificate a name that identifies it")
	case length > maxCommonName:
		return fmt.Errorf("the name has %d characters; use at most %d (X.520)", length, maxCommonName)
	case hidden > 0:
		return errors.New("the name has invisible characters; use letters, digits, spaces and punctuation")
	case r.Days < 1:
		return fmt.Errorf("a certificate of %d days is never valid; use 1 to %d", r.Days, MaxDays)
	case r.Days > MaxDays:
		return fmt.Errorf("%d days exceed the limit of %d; use fewer, because NetSuite shortens certificates to two years", r.Days, MaxDays)
	case r.From.Year() < 1970 || r.notAfter().Year() > 9999:
		return errors.New("the start of the certificate is missing or out of range; give a date after 1969")
	case r.locks():
		return CheckPassphrase([]byte(r.Passphrase.Reveal()))
	}
	return nil
}

// locks reports whether the private key gets a pass phrase.
func (r PairRequest) locks() bool { return r.Passphrase.Reveal() != "" }

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

// shownWord quotes a user's word for an error: printable, short and without secrets.
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
	// PrivatePEM is the key as PKCS#8 (RFC 5958), encrypted if the request has a pass phrase.
	PrivatePEM border.Secret
	// Certificate and Private are the two as Read returns them.
	Certificate, Private Key
}

// NewPair makes a key pair and a self-signed X.509 certificate that NetSuite accepts for
// client credentials (subsect_162755332391). The serial number comes from random, the key
// from the system's random source.
//
// NewPair reads the pair back with Read. It returns an error if that fails.
func NewPair(r PairRequest, random io.Reader) (Pair, error) {
	if err := r.Validate(); err != nil {
		return Pair{}, err
	}
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return Pair{}, fmt.Errorf("cannot read random numbers: %w", err)
	}
	if !slices.ContainsFunc(serial, func(b byte) bool { return b != 0 }) { // RFC 5280 section 4.1.2.2
		return Pair{}, errors.New("the source of random numbers returned only zeros; do not use it")
	}
	maker := pairMakers[r.Kind]
	signer, err := maker.generate(random)
	if err != nil {
		return Pair{}, fmt.Errorf("cannot create the key: %w", err)
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
		return Pair{}, fmt.Errorf("cannot create the certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		return Pair{}, fmt.Errorf("cannot encode the private key: %w", err)
	}
	label, passphrase := "PRIVATE KEY", []byte(r.Passphrase.Reveal())
	if r.locks() {
		label = "ENCRYPTED PRIVATE KEY"
		if private, err = lock(private, passphrase, random); err != nil {
			return Pair{}, fmt.Errorf("cannot encrypt the private key: %w", err)
		}
	}
	privatePEM := pem.EncodeToMemory(&pem.Block{Type: label, Bytes: private})
	pair := Pair{
		CertificatePEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		PrivatePEM:     border.NewSecret(string(privatePEM)),
	}
	if err := pair.readBack(privatePEM, passphrase); err != nil {
		return Pair{}, err
	}
	return pair, nil
}

// readBack sets the two keys from their PEM and checks that they belong together.
func (p *Pair) readBack(privatePEM, passphrase []byte) error {
	certificates, privates := Read("the new certificate", p.CertificatePEM, nil), Read("the new private key", privatePEM, passphrase)
	if len(certificates.Keys) != 1 || len(privates.Keys) != 1 {
		return errors.New("the new key pair cannot be read back; do not use it")
	}
	p.Certificate, p.Private = certificates.Keys[0], privates.Keys[0]
	switch {
	case p.Certificate.Kind != Certificate || p.Private.Kind != PrivateKey || p.Private.Signer() == nil,
		AlgorithmFor(p.Certificate) == "", p.Certificate.faulty(), p.Private.faulty():
		return errors.New("the new key pair has other content when read back; do not use it")
	case !p.Certificate.Matches(p.Private):
		return errors.New("the two halves of the new key pair do not match; do not use it")
	}
	return nil
}

// AlgorithmFor returns the alg to sign an assertion with (section_162790605110,
// section_0312092212): PS256 for RSA, or what the parameters of an RSASSA-PSS key allow,
// and the algorithm of the curve for EC (RFC 7518 section 3.4). It is "" for a key that
// NetSuite does not accept.
func AlgorithmFor(k Key) string {
	if len(k.typeProblems()) > 0 {
		return ""
	}
	if k.Algorithm == EC {
		m, _ := ecdsaMethod(k.Curve)
		return m.Alg()
	}
	if bits, ok := strings.CutPrefix(k.PSSHash, "SHA-"); ok {
		return "PS" + bits
	}
	return "PS256"
}

// OpenSSL returns the openssl command, for a POSIX shell, that makes such a pair: a private
// key, for whose pass phrase openssl asks if it gets one, and a self-signed certificate that
// starts now instead of at From. Its extensions come from the local openssl.cnf; NetSuite ignores them. The command
// is printable for any file names. It is "" for an unknown kind.
func (r PairRequest) OpenSSL(certificateFile, privateFile string) string {
	maker := pairMakers[r.Kind]
	if maker.title == "" {
		return ""
	}
	words := []string{"openssl", "req", "-new", "-x509"}
	if maker.curve == nil {
		words = append(words, "-newkey", fmt.Sprintf("rsa:%d", maker.bits))
	} else {
		words = append(words, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"+maker.openssl, "-pkeyopt", "ec_param_enc:named_curve")
	}
	words = append(words, maker.hash)
	if !r.locks() {
		words = append(words, "-nodes")
	}
	words = append(words, "-days", fmt.Sprint(r.Days))
	if strings.IndexFunc(r.Name, func(c rune) bool { return c > 0x7e }) >= 0 {
		words = append(words, "-utf8")
	}
	words = append(words, "-subj", shellWord("/CN="+subjectEscapes.Replace(r.Name)),
		"-out", shellWord(certificateFile), "-keyout", shellWord(privateFile))
	return strings.Join(words, " ")
}

// subjectEscapes escapes the characters that are special to openssl: / starts the next part
// of a name, + another value of the same part (since 3.0), \ escapes the next character.
var subjectEscapes = strings.NewReplacer(`\`, `\\`, `/`, `\/`, `+`, `\+`)

// shellWord writes text as one printable word of a POSIX shell. printf decodes hidden
// characters from octal; a line break at the very end is then lost, by the shell's rule
// for $(…).
func shellWord(text string) string {
	if _, hidden := border.Printable(text); hidden > 0 {
		var format strings.Builder
		for _, c := range []byte(text) {
			switch {
			case c == '%': // dash would still interpret an octal one
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

// shellSafe are the characters without a meaning to the shell, anywhere in a word.
const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-"
