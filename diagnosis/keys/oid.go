package keys

import (
	"encoding/asn1"
	"strconv"
	"strings"
)

// The object identifiers that decide how a key is read.
const (
	oidRSA    = "1.2.840.113549.1.1.1"
	oidPSS    = "1.2.840.113549.1.1.10" // id-RSASSA-PSS (RFC 4055)
	oidMGF1   = "1.2.840.113549.1.1.8"
	oidEC     = "1.2.840.10045.2.1"
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"
	oidScrypt = "1.3.6.1.4.1.11591.4.11"
)

// keyTypes names the algorithms of keys that NetSuite does not accept.
var keyTypes = map[string]string{
	"1.2.840.113549.1.1.7":    "RSAES-OAEP",
	"1.2.840.10040.4.1":       "DSA",
	"1.2.840.113549.1.3.1":    "DH",
	"1.2.840.10046.2.1":       "DH",
	"1.3.132.1.12":            "ECDH",
	"1.3.101.110":             "X25519",
	"1.3.101.111":             "X448",
	"1.3.101.112":             "Ed25519",
	"1.3.101.113":             "Ed448",
	"1.2.643.7.1.1.1.1":       "GOST R 34.10-2012",
	"1.2.643.7.1.1.1.2":       "GOST R 34.10-2012",
	"2.16.840.1.101.3.4.3.17": "ML-DSA-44",
	"2.16.840.1.101.3.4.3.18": "ML-DSA-65",
	"2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

// curves are the elliptic curves, with the size of their field in bits.
var curves = map[string]struct {
	name string
	bits int
}{
	"1.2.840.10045.3.1.1":     {"P-192", 192},
	"1.3.132.0.33":            {"P-224", 224},
	"1.2.840.10045.3.1.7":     {"P-256", 256},
	"1.3.132.0.34":            {"P-384", 384},
	"1.3.132.0.35":            {"P-521", 521},
	"1.3.132.0.9":             {"secp160k1", 160},
	"1.3.132.0.8":             {"secp160r1", 160},
	"1.3.132.0.30":            {"secp160r2", 160},
	"1.3.132.0.31":            {"secp192k1", 192},
	"1.3.132.0.32":            {"secp224k1", 224},
	"1.3.132.0.10":            {"secp256k1", 256},
	"1.3.132.0.1":             {"sect163k1", 163},
	"1.3.132.0.15":            {"sect163r2", 163},
	"1.3.132.0.26":            {"sect233k1", 233},
	"1.3.132.0.27":            {"sect233r1", 233},
	"1.3.132.0.16":            {"sect283k1", 283},
	"1.3.132.0.17":            {"sect283r1", 283},
	"1.3.132.0.36":            {"sect409k1", 409},
	"1.3.132.0.37":            {"sect409r1", 409},
	"1.3.132.0.38":            {"sect571k1", 571},
	"1.3.132.0.39":            {"sect571r1", 571},
	"1.3.36.3.3.2.8.1.1.1":    {"brainpoolP160r1", 160},
	"1.3.36.3.3.2.8.1.1.2":    {"brainpoolP160t1", 160},
	"1.3.36.3.3.2.8.1.1.3":    {"brainpoolP192r1", 192},
	"1.3.36.3.3.2.8.1.1.4":    {"brainpoolP192t1", 192},
	"1.3.36.3.3.2.8.1.1.5":    {"brainpoolP224r1", 224},
	"1.3.36.3.3.2.8.1.1.6":    {"brainpoolP224t1", 224},
	"1.3.36.3.3.2.8.1.1.7":    {"brainpoolP256r1", 256},
	"1.3.36.3.3.2.8.1.1.8":    {"brainpoolP256t1", 256},
	"1.3.36.3.3.2.8.1.1.9":    {"brainpoolP320r1", 320},
	"1.3.36.3.3.2.8.1.1.10":   {"brainpoolP320t1", 320},
	"1.3.36.3.3.2.8.1.1.11":   {"brainpoolP384r1", 384},
	"1.3.36.3.3.2.8.1.1.12":   {"brainpoolP384t1", 384},
	"1.3.36.3.3.2.8.1.1.13":   {"brainpoolP512r1", 512},
	"1.3.36.3.3.2.8.1.1.14":   {"brainpoolP512t1", 512},
	"1.2.250.1.223.101.256.1": {"FRP256v1", 256},
	"1.2.156.10197.1.301":     {"SM2", 256},
}

// digests names the hash functions of certificates and PSS parameters.
var digests = map[string]string{
	"1.3.14.3.2.26":          "SHA-1",
	"2.16.840.1.101.3.4.2.4": "SHA-224",
	"2.16.840.1.101.3.4.2.1": "SHA-256",
	"2.16.840.1.101.3.4.2.2": "SHA-384",
	"2.16.840.1.101.3.4.2.3": "SHA-512",
}

// signatures names the algorithms that certificates are signed with.
var signatures = map[string]string{
	"1.2.840.113549.1.1.4":    "RSA with MD5",
	"1.2.840.113549.1.1.5":    "RSA with SHA-1",
	"1.2.840.113549.1.1.14":   "RSA with SHA-224",
	"1.2.840.113549.1.1.11":   "RSA with SHA-256",
	"1.2.840.113549.1.1.12":   "RSA with SHA-384",
	"1.2.840.113549.1.1.13":   "RSA with SHA-512",
	"1.2.840.10045.4.1":       "ECDSA with SHA-1",
	"1.2.840.10045.4.3.1":     "ECDSA with SHA-224",
	"1.2.840.10045.4.3.2":     "ECDSA with SHA-256",
	"1.2.840.10045.4.3.3":     "ECDSA with SHA-384",
	"1.2.840.10045.4.3.4":     "ECDSA with SHA-512",
	"1.2.840.10040.4.3":       "DSA with SHA-1",
	"2.16.840.1.101.3.4.3.2":  "DSA with SHA-256",
	"1.3.101.112":             "Ed25519",
	"1.3.101.113":             "Ed448",
	"2.16.840.1.101.3.4.3.17": "ML-DSA-44",
	"2.16.840.1.101.3.4.3.18": "ML-DSA-65",
	"2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

// encodeOID returns the DER of an object identifier in dotted form; nil for other text.
func encodeOID(dotted string) []byte {
	var oid asn1.ObjectIdentifier
	for arc := range strings.SplitSeq(dotted, ".") {
		n, err := strconv.Atoi(arc)
		if err != nil {
			return nil
		}
		oid = append(oid, n)
	}
	der, _ := asn1.Marshal(oid) // an invalid one is none
	return der
}
