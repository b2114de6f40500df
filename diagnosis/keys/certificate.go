package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
)

// maxName is how much of a distinguished name is shown.
const maxName = 200

// readCertificate reads an X.509 certificate (RFC 5280 section 4.1). We read it
// ourselves, because crypto/x509 refuses certificates with keys it does not know
// and gives no key for id-RSASSA-PSS; but what it refuses for another reason is
// damaged.
func (k *Key) readCertificate(e element) error {
	parts, err := e.parts("SSB")
	if err != nil {
		return err
	}
	fields, err := parts[0].children()
	if err != nil {
		return err
	}
	if len(fields) > 0 && fields[0].tag == tagZero {
		fields = fields[1:] // the version
	}
	if len(fields) < 6 || shape(fields[:6]) != "ISSSSS" {
		return errShape
	}
	if err := wellFormed(e, parts, fields[5]); err != nil {
		return err
	}
	if err := k.readSPKI(fields[5]); err != nil {
		return err
	}
	signature, err := parts[1].algorithm()
	if err != nil {
		return err
	}
	c := &Certified{DER: slices.Clone(e.full), SignedWith: signedWith(signature)}
	times, err := fields[3].parts("TT")
	if err != nil {
		return err
	}
	for i, into := range []*time.Time{&c.NotBefore, &c.NotAfter} {
		if _, err := asn1.Unmarshal(times[i].full, into); err != nil {
			return errors.New("its validity is not written as a time")
		}
		*into = into.UTC()
	}
	if c.Issuer, err = distinguishedName(fields[2]); err != nil {
		return err
	}
	if c.Subject, err = distinguishedName(fields[4]); err != nil {
		return err
	}
	serial := fields[0].value
	if len(serial) > 1 && serial[0] == 0 { // which only says that it is positive
		serial = serial[1:]
	}
	c.Serial = border.Clip(hex.EncodeToString(serial), maxName)
	sum, sum1 := sha256.Sum256(e.full), sha1.Sum(e.full)
	c.ID = expectedID(sum[:])
	c.SHA256, c.SHA1 = hex.EncodeToString(sum[:]), hex.EncodeToString(sum1[:])
	k.Certified = c
	if bytes.Equal(fields[2].full, fields[4].full) && len(parts[2].value) > 1 {
		k.checkOwnSignature(e, parts[0].full, parts[2].value[1:])
	}
	return nil
}

// checkOwnSignature looks at the signature of a certificate whose issuer has the name of
// its subject. Most such certificates are signed with their own key; then a signature
// that does not match it proves damage. But a CA can issue one in its own name (RFC 5280
// section 3.2: self-issued), with another key.
func (k *Key) checkOwnSignature(e element, signed, signature []byte) {
	if k.selfSignatureFits(signed, signature, k.Certified.SignedWith) {
		return
	}
	own, known := issuedByOwnKey(e)
	if public, isRSA := k.public.(*rsa.PublicKey); isRSA && slices.ContainsFunc(open(public, signature), func(o padding) bool { return o.proven }) {
		own, known = true, true // its key made the signature, over something else
	}
	k.Certified.Namesake = known && !own
	switch {
	case own:
		k.problem(Problem{ID: "damaged", Level: Fault, Title: "The certificate is damaged: its own signature does not match", Where: "signature",
			Expected: "a signature by the key inside, as it is its own issuer", Got: "another one",
			Why: "A byte of it was changed, so it is another certificate than the one that was made, and its Certificate ID is wrong.", Fix: "Copy or export the certificate again."})
	case !known:
		k.problem(Problem{ID: issuerUnclear, Level: Warning, Title: "The certificate was issued by another key under the same name, or it is damaged", Where: "signature",
			Expected: "a signature by the key inside, or an Authority Key Identifier that names another key", Got: "a signature by another key, or over other content",
			Why: "Subject and issuer have the same name, but the key inside did not make the signature. A CA of the same name can have issued it; a byte that was changed has the same effect, and then the Certificate ID is wrong.",
			Fix: "Compare its SHA-256 fingerprint with that of the certificate as it was made; if they differ, copy or export it again."})
	}
}

// issuerUnclear is the id of the problem of a certificate of which it cannot be told
// whether another key issued it or it is damaged.
const issuerUnclear = "issuer-unclear"

// issuedByOwnKey reports whether a certificate says that its own key signed it, and
// whether it says so or the contrary: by its key identifiers (RFC 5280 sections 4.2.1.1
// and 4.2.1.2).
func issuedByOwnKey(e element) (own, known bool) {
	c, err := x509.ParseCertificate(e.full)
	if err != nil || len(c.AuthorityKeyId) == 0 || len(c.SubjectKeyId) == 0 {
		return false, false
	}
	return bytes.Equal(c.AuthorityKeyId, c.SubjectKeyId), true
}

// selfSignatureFits reports whether the signature of a certificate which names itself as
// its issuer is right, or made in a way that is not read here. NetSuite does not
// look at it; here it shows that no byte was changed.
func (k *Key) selfSignatureFits(signed, signature []byte, with string) bool {
	i := slices.IndexFunc(hashes, func(hash crypto.Hash) bool { return strings.HasSuffix(with, hashName(hash)) })
	if i < 0 {
		return true
	}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		return slices.ContainsFunc(open(public, signature), func(o padding) bool { return o.fits(signed) })
	case *ecdsa.PublicKey:
		digest := hashes[i].New()
		digest.Write(signed)
		return ecdsa.VerifyASN1(public, digest.Sum(nil), signature)
	}
	return true
}

// wellFormed asks crypto/x509 about everything but the key: where it refuses the
// certificate, it is asked again with a key it knows in the place of the other.
func wellFormed(e element, parts []element, spki element) error {
	if _, err := x509.ParseCertificate(e.full); err == nil {
		return nil
	}
	known, err := x509.MarshalPKIXPublicKey(make(ed25519.PublicKey, ed25519.PublicKeySize))
	if err != nil {
		return err
	}
	before, after, _ := bytes.Cut(parts[0].value, spki.full)
	signed := wrapSequence(before, known, after)
	if _, err := x509.ParseCertificate(wrapSequence(signed, parts[1].full, parts[2].full)); err != nil {
		return reason(err)
	}
	return nil
}

func wrapSequence(parts ...[]byte) []byte {
	// A sequence of raw bytes can always be written.
	der, _ := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(parts, nil)})
	return der
}

// reason makes an error of crypto/x509 short and free of what was in the file.
func reason(err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "x509: "), "asn1: ")
	if quote := strings.IndexAny(text, "\"`'"); quote >= 0 {
		text = text[:quote]
	}
	return errors.New(border.Shown(strings.Trim(text, " :"), 100))
}

// attributes are the short names of RFC 4514 section 3, and the three that
// openssl adds.
var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU",
	"2.5.4.12": "title", "2.5.4.17": "postalCode", "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
}

// distinguishedName writes a name as RFC 4514 does, the last part first.
func distinguishedName(e element) (string, error) {
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(e.full, &name); err != nil {
		return "", errors.New("a distinguished name cannot be read")
	}
	var parts []string
	for _, set := range slices.Backward(name) {
		var values []string
		for _, attribute := range set {
			kind := attribute.Type.String()
			if short, ok := attributes[kind]; ok {
				kind = short
			}
			values = append(values, kind+"="+nameEscapes.Replace(fmt.Sprint(attribute.Value)))
		}
		parts = append(parts, strings.Join(values, "+"))
		if len(parts) > maxName {
			break
		}
	}
	return border.Shown(strings.Join(parts, ","), maxName), nil
}

// nameEscapes are the characters that RFC 4514 section 2.4 escapes anywhere.
var nameEscapes = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `+`, `\+`, `"`, `\"`, `;`, `\;`, `<`, `\<`, `>`, `\>`)
