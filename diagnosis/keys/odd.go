package keys

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// oddity is something in a certificate or a key that the rules forbid, and that programs
// read nevertheless.
type oddity struct {
	title, where, expected, got string
	read                        readers // "" for readByMost
}

// readers says which programs read an oddity, as tried with OpenSSL 3.0, Java 17 and
// Node.js. NetSuite's is not known.
type readers string

const (
	readByMost     readers = "openssl, Java and Node accept this; stricter programs reject it."
	readByJava     readers = "Java accepts this; openssl and Node reject it."
	refusedByJava  readers = "openssl and Node accept this; Java rejects it."
	readIfPossible readers = "openssl and Node accept this; Java rejects a critical extension that it cannot parse."
	readBySome     readers = "Some programs accept this, others reject it."
	readByEveryone readers = "The rules forbid this, but programs accept it."
)

// oddID is the ID of the problem of an oddity.
const oddID = "odd"

// maxOdd is the number of oddities of a key that are reported.
const maxOdd = 8

// odd reports an oddity.
func (k *Key) odd(o oddity) {
	p := Problem{ID: oddID, Level: Warning, Title: o.title, Where: o.where, Expected: o.expected, Got: o.got,
		Why: string(cmp.Or(o.read, readByMost)) + " Oracle does not document whether NetSuite accepts it.", Fix: "If NetSuite rejects it, create a new key pair and certificate.", Command: NewPairCommand}
	if o.read == readByEveryone {
		p.Level, p.Why, p.Fix, p.Command = Note, string(o.read), "Nothing needs to be done.", ""
	}
	again := func(other Problem) bool { return other.Title == p.Title && other.Where == p.Where }
	if k.oddities() < maxOdd && !slices.ContainsFunc(k.Problems, again) {
		k.problem(p)
	}
}

// oddities returns the number of oddities that some programs refuse.
func (k *Key) oddities() (count int) {
	for _, p := range k.Problems {
		if p.ID == oddID && p.Level == Warning {
			count++
		}
	}
	return count
}

// oddNumbers is the oddity of INTEGERs that are negative or not in their shortest form.
var oddNumbers = oddity{title: "A number of the key is not in its shortest form, or lacks its sign byte", where: "numbers of the key",
	expected: "the shortest form of a positive number (X.690 section 8.3)", got: "a leading zero too many or too few"}

// extensionNames are the extensions that crypto/x509 reads, with the words by which its
// errors tell them (RFC 5280 section 4.2).
var extensionNames = []struct{ oid, name, told string }{
	{"2.5.29.14", "Subject Key Identifier", "subject key identifier"},
	{"2.5.29.15", "keyUsage", "invalid key usage"},
	{"2.5.29.17", "subjectAltName", "SAN "},
	{"2.5.29.17", "subjectAltName", "invalid subject alternative names"},
	{"2.5.29.17", "subjectAltName", "cannot parse"},
	{oidBasicConstraints, "basicConstraints", "invalid basic constraints"},
	{"2.5.29.30", "nameConstraints", "NameConstraints"},
	{"2.5.29.30", "nameConstraints", "constraint"},
	{"2.5.29.31", "cRLDistributionPoints", "CRL distribution point"},
	{"2.5.29.32", "certificatePolicies", "certificate policies"},
	{"2.5.29.33", "policyMappings", "policy mappings"},
	{"2.5.29.35", "Authority Key Identifier", "authority key identifier"},
	{"2.5.29.36", "policyConstraints", "policy constraints"},
	{"2.5.29.37", "extKeyUsage", "extended key usages"},
	{"2.5.29.54", "inhibitAnyPolicy", "inhibit any policy"},
	{"1.3.6.1.5.5.7.1.1", "authorityInfoAccess", "authority info access"},
}

// remark reports what crypto/x509 refuses and was not reported yet. It is stricter than
// other readers, so what it refuses is odd and not damaged.
func (k *Key) remark(err error, extensions []extension) {
	if err == nil {
		return
	}
	said := reason(err)
	for _, known := range extensionNames {
		if !strings.Contains(said, known.told) {
			continue
		}
		o := oddity{title: "The extension " + known.name + " is encoded incorrectly", where: "extensions", expected: "its form in RFC 5280 section 4.2", got: said}
		if slices.ContainsFunc(extensions, func(e extension) bool { return e.oid == known.oid && e.critical }) && !strings.Contains(said, "marked critical") {
			o.read = readIfPossible
		}
		k.odd(o)
		return
	}
	if k.oddities() == 0 {
		k.odd(oddity{title: "Part of the certificate is encoded incorrectly", expected: "the form in RFC 5280 section 4", got: said, read: readBySome})
	}
}

// strictly reads a certificate with crypto/x509, and returns why it refuses it. If that can
// be for the key, strictly tries again with the key replaced by one of a known type.
func strictly(e element, parts []element, spki element) error {
	if len(e.full) > 1<<16 {
		return nil // no certificate is so large, and it would take long
	}
	if _, err := x509.ParseCertificate(e.full); err == nil {
		return nil
	}
	known, err := x509.MarshalPKIXPublicKey(make(ed25519.PublicKey, ed25519.PublicKeySize))
	if err != nil {
		return err
	}
	before, after, _ := bytes.Cut(parts[0].value, spki.full)
	signed := wrapSequence(before, known, after)
	_, err = x509.ParseCertificate(wrapSequence(signed, parts[1].full, parts[2].full))
	return err
}

func wrapSequence(parts ...[]byte) []byte {
	der, _ := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(parts, nil)}) // cannot fail
	return der
}

// reason shortens an error of crypto/x509 and removes what it quotes from the file.
func reason(err error) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "x509: "), "asn1: ")
	if quote := strings.IndexAny(text, "\"`'"); quote >= 0 {
		text = text[:quote]
	}
	return border.Shown(strings.Trim(text, " :"), 100)
}

// proof adds to each oddity whether the certificate's own signature proves that it was made
// like this. If the certificate is damaged, the oddities follow from that and are removed.
func (k *Key) proof(own ownSignature) {
	if own == ownDamaged {
		k.Problems = slices.DeleteFunc(k.Problems, func(p Problem) bool { return p.ID == oddID })
	}
	for i := range k.Problems {
		p := &k.Problems[i]
		switch {
		case p.ID != oddID || p.Level != Warning:
		case own == ownFits && p.Where != outside:
			p.Why += " The certificate's own signature is valid, so it was created this way."
		default:
			p.Why += " If it was not created this way, a byte changed: compare its SHA-256 fingerprint with the original's."
		}
	}
}
