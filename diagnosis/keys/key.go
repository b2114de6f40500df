// Package keys reads key material, judges it by the rules NetSuite has for the
// certificates of client credentials, verifies signatures of tokens with it, and
// makes new key pairs and client assertions.
//
// Everything is recognised by its content, never by the name of a file. A
// private key is held so that nothing can print it.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"authdoctor/diagnosis/token"
)

// The limits; a File that goes over one says so.
const (
	MaxFile = 1 << 20 // bytes of one file, paste or answer
	MaxKeys = 100     // keys of one file
)

// Kind is what one piece of key material is.
type Kind string

// The kinds.
const (
	Certificate  Kind = "certificate"         // X.509 (RFC 5280)
	PublicKey    Kind = "public-key"          // without a certificate around it
	PrivateKey   Kind = "private-key"         //
	SymmetricKey Kind = "symmetric-key"       // a JWK of kty oct
	Request      Kind = "certificate-request" // PKCS#10 (RFC 2986)
	Container    Kind = "container"           // PKCS#7 and PKCS#12, which are named and not opened
	Other        Kind = "other"               // recognised by name, of no use here
)

// Algorithm is what a key is for.
type Algorithm string

// The algorithms. NetSuite takes the first three.
const (
	RSA     Algorithm = "RSA"
	RSAPSS  Algorithm = "RSASSA-PSS" // an RSA key bound to RSASSA-PSS (id-RSASSA-PSS, RFC 4055)
	EC      Algorithm = "EC"
	Unknown Algorithm = "" // not seen, as in a locked key
	// Any other name is that of an algorithm of no use here: Ed25519, DSA, X25519.
)

// Key is one piece of key material. All strings are printable; what is not known
// is "" or zero.
type Key struct {
	Kind Kind
	// Format is how it was written, by its usual name: X.509, SPKI, PKCS#1,
	// PKCS#8, encrypted PKCS#8, SEC1, JWK, PKCS#7, PKCS#12, PKCS#10, OpenSSH.
	Format string
	// Encoding is PEM, DER or JSON.
	Encoding string

	Algorithm Algorithm
	Bits      int    // of the modulus, or of the curve
	Curve     string // P-256, P-384, P-521, or the name of a curve NetSuite does not take
	Exponent  int    // of an RSA key
	// PSSHash is the one hash that the parameters of an id-RSASSA-PSS key allow:
	// SHA-256, SHA-384 or SHA-512; "" where any is allowed.
	PSSHash string

	KeyID string // kid of a JWK
	// ForAlgorithm is the alg that a JWK says it is for (RFC 7517 section 4.4).
	ForAlgorithm string

	Certified *Certified // of a certificate, and of a JWK with x5c

	// Source is the name of the file, Place where in it, from 1.
	Source string
	Place  int

	// Locked reports whether a pass phrase is needed to see the key.
	Locked bool
	// Problems are what is wrong with the key itself, first cause first.
	Problems []Problem

	public  crypto.PublicKey
	private *private
}

// Certified is what a certificate says beside its key.
type Certified struct {
	// ID is the Certificate ID that NetSuite is expected to give this certificate:
	// base64url of the SHA-256 of its DER, which is JWK's x5t#S256 (RFC 7517
	// section 4.9). Oracle does not document it; the one certificate it prints with
	// its Certificate ID (article_0209112025) has exactly this value.
	ID        string
	SHA256    string // fingerprints, lower-case hexadecimal
	SHA1      string
	Subject   string // distinguished names (RFC 4514)
	Issuer    string
	Serial    string // hexadecimal
	NotBefore time.Time
	NotAfter  time.Time
	// SignedWith names the algorithm of the certificate's own signature, which
	// NetSuite does not look at.
	SignedWith string
	DER        []byte
	// Namesake reports whether the issuer has the name of the subject and is another key.
	Namesake bool
}

// private holds a private key behind a pointer, where fmt does not look.
type private struct{ signer crypto.Signer }

func (p private) String() string               { return "[private key, not shown]" }
func (p private) Format(s fmt.State, _ rune)   { fmt.Fprint(s, p.String()) }
func (p private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (p private) LogValue() slog.Value         { return slog.StringValue(p.String()) }

// Public is the public key: *rsa.PublicKey or *ecdsa.PublicKey; nil where there is
// none that can be used.
func (k Key) Public() crypto.PublicKey { return k.public }

// Signer is what signs with a private key; nil for every other kind and while the
// key is locked.
func (k Key) Signer() crypto.Signer {
	if k.private == nil {
		return nil
	}
	return k.private.signer
}

// usable reports whether signatures can be verified with the key.
func (k Key) usable() bool {
	return k.public != nil && !slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.Level == Fault }) && k.Purpose() == nil
}

// permits reports whether signatures of an algorithm may be verified with the key: one
// that names an algorithm is for no other (RFC 7517 section 4.4, RFC 8725 section 3.1).
func (k Key) permits(alg string) bool { return k.ForAlgorithm == "" || k.ForAlgorithm == alg }

// Purpose is what the key says that it is for, where it is not for verifying
// signatures; nil where it is.
func (k Key) Purpose() *Problem {
	if i := slices.IndexFunc(k.Problems, func(p Problem) bool { return p.ID == "not-for-signatures" }); i >= 0 {
		return &k.Problems[i]
	}
	return nil
}

func (k Key) faulty() bool {
	return slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.Level == Fault })
}

// Matches reports whether two keys have the same public key: a certificate and the
// private key that belongs to it.
func (k Key) Matches(other Key) bool {
	mine, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && other.public != nil && mine.Equal(other.public)
}

// Fingerprint is the SHA-256 of the public key as SPKI (RFC 5280 section 4.1.2.7),
// as hexadecimal: what `openssl pkey -pubout -outform DER | openssl dgst -sha256`
// prints. A key bound to RSASSA-PSS has that of the RSA key it is. It is "" where
// there is no public key.
func (k Key) Fingerprint() string {
	switch public := k.public.(type) {
	case *rsa.PublicKey, *ecdsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return ""
		}
		sum := sha256.Sum256(der)
		return hex.EncodeToString(sum[:])
	}
	return ""
}

// Type names algorithm and size: RSA 4096, EC P-256, RSASSA-PSS 3072.
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

// Title names the kind for people: certificate, private key, key set entry.
func (k Key) Title() string {
	switch k.Kind {
	case Certificate:
		return "certificate"
	case PublicKey:
		return "public key"
	case PrivateKey:
		return "private key"
	case SymmetricKey:
		return "symmetric key"
	case Request:
		return "certificate request"
	}
	return k.Format
}

// Name returns which key it is: its kid, else the file it came from, else its kind.
func (k Key) Name() string {
	switch {
	case k.KeyID != "":
		return token.Shown(k.KeyID)
	case k.Source != "":
		return k.Source
	}
	return "the " + k.Title() + " you pasted"
}

// Level is how much a Problem weighs.
type Level string

// The levels.
const (
	// Note: fixed or passed over; NetSuite reads the file as it is.
	Note Level = "note"
	// Warning: fixed here; whether NetSuite does the same is not published.
	Warning Level = "warning"
	// Fault: it is wrong, or could not be read.
	Fault Level = "fault"
)

// Problem is something that is wrong with a file or a key, or that was fixed
// to read it.
type Problem struct {
	// ID is kebab-case and stable, such as bom, duplicate-kid, weak-key.
	ID    string
	Level Level
	Title string // one sentence without full stop, printable
	Where string // a line, a block, a member; "" for the whole
	// Expected and Got are printable and hold no secret.
	Expected, Got string
	Why           string // a sentence
	Fix           string // what to do, a sentence
	// Command does what Fix says, on the command line; "" for none.
	Command string
}

// NewPairCommand is the command that makes a key pair as NetSuite accepts it.
const NewPairCommand = "authdoctor key new"

// File is what was in one file, paste or answer of a server.
type File struct {
	// Name is how people call it, printable; "" for a paste.
	Name string
	Keys []Key
	// IsSet reports whether it is a JWK Set (RFC 7517 section 5), whose keys are told
	// apart by kid.
	IsSet bool
	// Problems are those of the file as a whole, first cause first.
	Problems []Problem
}

// Readable reports whether something was found in the file.
func (f File) Readable() bool { return len(f.Keys) > 0 }

// Locked reports whether the file holds a key that a pass phrase would open. One that is
// locked in a way that is not read here is not counted: no pass phrase helps.
func (f File) Locked() bool {
	return slices.ContainsFunc(f.Keys, func(k Key) bool {
		return k.Locked && !slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.ID == "encryption" })
	})
}

// Has reports whether the file holds a key of that kind.
func (f File) Has(kind Kind) bool {
	return slices.ContainsFunc(f.Keys, func(k Key) bool { return k.Kind == kind })
}
