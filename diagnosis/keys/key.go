// Package keys reads key material, checks it against NetSuite's rules for the certificates
// of client credentials, verifies the signatures of tokens with it, and makes new key
// pairs and client assertions.
//
// Key material is recognised by its content, never by the name of a file. A private key is
// stored so that nothing can print it.
package keys

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// The limits of Read. Exceeding one is a Problem of the File.
const (
	MaxFile = 1 << 20 // bytes of one file, paste or answer
	MaxKeys = 100     // keys of one file
)

// Kind is a kind of key material.
type Kind string

// The kinds.
const (
	Certificate  Kind = "certificate"         // X.509 (RFC 5280)
	PublicKey    Kind = "public-key"          // without a certificate around it
	PrivateKey   Kind = "private-key"         //
	SymmetricKey Kind = "symmetric-key"       // a JWK of kty oct
	Request      Kind = "certificate-request" // PKCS#10 (RFC 2986)
	Container    Kind = "container"           // PKCS#7 or PKCS#12 that is not open
	Other        Kind = "other"               // a recognised format of no use here
)

// Algorithm is the type of a key.
type Algorithm string

// The algorithms. NetSuite accepts the first three. Any other name, such as Ed25519, DSA or
// X25519, is an algorithm of no use here.
const (
	RSA     Algorithm = "RSA"
	RSAPSS  Algorithm = "RSASSA-PSS" // an RSA key bound to RSASSA-PSS (id-RSASSA-PSS, RFC 4055)
	EC      Algorithm = "EC"
	Unknown Algorithm = "" // as in a locked key
)

// Key is one piece of key material. All strings are printable; an unknown value is "" or
// zero.
type Key struct {
	Kind Kind `json:"kind,omitempty"`
	// Format is the usual name of the file format: X.509, SPKI, PKCS#1, PKCS#8,
	// encrypted PKCS#8, SEC1, JWK, PKCS#10, OpenSSH, SSH2; PKCS#7, PKCS#12 or Java keystore
	// for what was in one.
	Format string `json:"format,omitempty"`
	// Encoding is PEM, DER or JSON.
	Encoding string `json:"encoding,omitempty"`

	Algorithm Algorithm `json:"algorithm,omitempty"`
	Bits      int       `json:"bits,omitempty"`     // of the modulus, or of the curve
	Curve     string    `json:"curve,omitempty"`    // P-256, P-384, P-521, or the name of a curve that NetSuite does not accept
	Exponent  int       `json:"exponent,omitempty"` // of an RSA key
	// PSSHash is the only hash that the parameters of an id-RSASSA-PSS key allow:
	// SHA-256, SHA-384 or SHA-512; "" if any is allowed.
	PSSHash string `json:"pss_hash,omitempty"`

	KeyID string `json:"key_id,omitempty"` // kid of a JWK
	// ForAlgorithm is the alg of a JWK, the only algorithm it may be used with (RFC 7517
	// section 4.4).
	ForAlgorithm string `json:"for_algorithm,omitempty"`

	Certified *Certified `json:"certified,omitempty"` // of a certificate or of a JWK with x5c; else nil

	// Source is the name of the file. Place is the key's number in it, from 1.
	Source string `json:"source,omitempty"`
	Place  int    `json:"place,omitempty"`
	// Number is the key's number among those of its kind in the file, from 1; 0 for the only
	// one.
	Number int `json:"number,omitempty"`

	// Locked reports whether the key is encrypted and was not opened.
	Locked bool `json:"locked,omitempty"`
	// Problems are the problems of the key itself, first cause first.
	Problems []Problem `json:"problems,omitempty"`

	// Stand takes the place of the fingerprint of a public key that is not in here; "" for a
	// key that is. Keys with the same Stand match.
	Stand string `json:"stand,omitempty"`

	// Label is that of the PEM block of the key; "" for none.
	Label string `json:"label,omitempty"`

	// Told reports whether the key is from a case file: whose key it is, only that file says.
	Told bool `json:"-"`

	public  crypto.PublicKey
	private *private
	print   string // Fingerprint of a key that was read, which check --lines asks for each line
}

// Certified contains the fields of a certificate other than its key.
type Certified struct {
	// ID is the Certificate ID that NetSuite is expected to assign: base64url of the
	// SHA-256 of the DER, like x5t#S256 of a JWK (RFC 7517 section 4.9). Oracle does not
	// document it; the one certificate that it prints with its Certificate ID
	// (article_0209112025) has this value. It is "" for a certificate whose own signature
	// proves that it is damaged.
	ID        string    `json:"id,omitempty"`
	SHA256    string    `json:"sha256,omitempty"` // fingerprints, lower-case hexadecimal
	SHA1      string    `json:"sha1,omitempty"`
	Subject   string    `json:"subject,omitempty"` // distinguished names (RFC 4514)
	Issuer    string    `json:"issuer,omitempty"`
	Serial    string    `json:"serial,omitempty"` // hexadecimal
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	// Version is the version of X.509: 1, 2 or 3.
	Version int `json:"version,omitempty"`
	// CA reports whether the certificate says that it may issue others (basicConstraints,
	// RFC 5280 section 4.2.1.9).
	CA bool `json:"ca,omitempty"`
	// SignedWith names the algorithm of the certificate's own signature, which NetSuite
	// does not check.
	SignedWith string `json:"signed_with,omitempty"`
	DER        []byte `json:"der,omitempty"`
	// Namesake reports whether another key issued the certificate under the subject's name.
	Namesake bool `json:"namesake,omitempty"`
}

// private wraps a private key. Key refers to it by a pointer, which fmt does not follow.
type private struct{ signer crypto.Signer }

func (p private) String() string               { return "[private key, not shown]" }
func (p private) Format(s fmt.State, _ rune)   { fmt.Fprint(s, p.String()) }
func (p private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (p private) LogValue() slog.Value         { return slog.StringValue(p.String()) }

// Public returns the public key, an *rsa.PublicKey or *ecdsa.PublicKey; nil if there is
// none that can be used.
func (k Key) Public() crypto.PublicKey { return k.public }

// Signer returns the private key; nil for a locked key and for every other kind.
func (k Key) Signer() crypto.Signer {
	if k.private == nil {
		return nil
	}
	return k.private.signer
}

// usable reports whether signatures can be verified with the key.
func (k Key) usable() bool { return k.public != nil && !k.faulty() && k.Purpose() == nil }

// permits reports whether the key may verify signatures of an algorithm: a key with an alg
// may be used with no other (RFC 7517 section 4.4, RFC 8725 section 3.1).
func (k Key) permits(alg string) bool { return k.ForAlgorithm == "" || k.ForAlgorithm == alg }

// Purpose returns the problem of a key that is not meant for signatures by its use, key_ops
// or alg; nil for any other key.
func (k Key) Purpose() *Problem {
	if i := slices.IndexFunc(k.Problems, func(p Problem) bool { return p.ID == "not-for-signatures" }); i >= 0 {
		return &k.Problems[i]
	}
	return nil
}

func (k Key) faulty() bool { return anyFault(k.Problems) }

func anyFault(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Level == Fault })
}

// Matches reports whether two keys have the same public key, such as a certificate and its
// private key.
func (k Key) Matches(other Key) bool {
	if k.Stand != "" || other.Stand != "" {
		return k.Stand == other.Stand
	}
	mine, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && other.public != nil && mine.Equal(other.public)
}

// Fingerprint returns the SHA-256 of the public key as SPKI (RFC 5280 section 4.1.2.7) in
// hexadecimal, which `openssl pkey -pubout -outform DER | openssl dgst -sha256` prints. A
// key bound to RSASSA-PSS has the fingerprint of its RSA key. It is Stand if the public key
// is not in here, and "" if there is none.
func (k Key) Fingerprint() string {
	if k.print != "" {
		return k.print
	}
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return k.Stand
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Type returns algorithm and size, such as RSA 4096, EC P-256, RSASSA-PSS 3072.
func (k Key) Type() string {
	switch {
	case k.Algorithm == EC:
		return "EC " + k.Curve
	case k.Algorithm == Unknown:
		return "of unknown type"
	case k.Bits > 0:
		return fmt.Sprintf("%s %d", k.Algorithm, k.Bits)
	}
	return string(k.Algorithm)
}

// Level is the severity of a Problem.
type Level string

// The levels.
const (
	Note    Level = "note"    // NetSuite reads the file anyway
	Warning Level = "warning" // fixed here; whether NetSuite does the same is not documented
	Fault   Level = "fault"   // wrong or unreadable
)

// Problem is a fault of a file or a key, or something that was fixed to read it.
type Problem struct {
	// ID is kebab-case and stable, such as bom, duplicate-kid, weak-key.
	ID    string `json:"id,omitempty"`
	Level Level  `json:"level,omitempty"`
	Title string `json:"title,omitempty"` // one sentence without full stop, printable
	Where string `json:"where,omitempty"` // a line, a block, a member; "" for the whole file or key
	// Expected and Got are printable and contain no secrets.
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"`
	Why      string `json:"why,omitempty"` // a sentence
	Fix      string `json:"fix,omitempty"` // a sentence
	// Command has the command lines that apply the fix, one on each line, in the order in
	// which they are run; "" for none. They run as they stand, with the file as FILE.
	Command string `json:"command,omitempty"`
}

// NewPairCommand is the command that makes a key pair that NetSuite accepts.
const NewPairCommand = "authdoctor key new"

// File is the key material in one file, paste or answer of a server.
type File struct {
	// Name is the printable name of the file; "" for a paste.
	Name string `json:"name,omitempty"`
	Keys []Key  `json:"keys,omitempty"`
	// Container is the format of the container that the keys were in: PKCS#12, PKCS#7 or
	// Java keystore; "" for none.
	Container string `json:"container,omitempty"`
	// IsSet reports whether it is a JWK Set (RFC 7517 section 5), in which kid identifies
	// a key.
	IsSet bool `json:"is_set,omitempty"`
	// Problems are the problems of the file as a whole, first cause first.
	Problems []Problem `json:"problems,omitempty"`

	// Stuck reports whether no command does one of the repairs that were done in reading it.
	Stuck bool `json:"stuck,omitempty"`

	// unwrap has the command lines that do these repairs. A case file does not keep them,
	// because a command from outside is not to be run.
	unwrap string

	// worked is the work, in iterations, that opening its keys took.
	worked int
}

// Readable reports whether any key material was found in the file.
func (f File) Readable() bool { return len(f.Keys) > 0 }

// Locked reports whether a pass phrase would open a key in the file. It ignores keys whose
// encryption is not supported.
func (f File) Locked() bool {
	return slices.ContainsFunc(f.Keys, func(k Key) bool {
		return k.Locked && !slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.ID == "encryption" })
	})
}

// Has reports whether the file contains a key of this kind.
func (f File) Has(kind Kind) bool {
	return slices.ContainsFunc(f.Keys, func(k Key) bool { return k.Kind == kind })
}
