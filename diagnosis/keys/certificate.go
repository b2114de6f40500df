package keys

import (
	"bytes"
	"cmp"
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

// maxName is the number of characters of a distinguished name that are shown.
const maxName = 200

// readCertificate reads an X.509 certificate (RFC 5280 section 4.1). crypto/x509 cannot be
// used, because it refuses certificates with unknown keys and returns no key for
// id-RSASSA-PSS. A certificate that it refuses for another reason is damaged.
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
	if len(serial) > 1 {
		serial = bytes.TrimPrefix(serial, []byte{0}) // the sign
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

// checkOwnSignature verifies the signature of a certificate whose issuer and subject have
// the same name. Most such certificates are signed with their own key; then a signature
// that does not match it proves damage. But a CA can issue a certificate in its own name
// with another key (self-issued, RFC 5280 section 3.2).
func (k *Key) checkOwnSignature(e element, signed, signature []byte) {
	if k.selfSignatureFits(signed, signature, k.Certified.SignedWith) {
		return
	}
	own, known := issuedByOwnKey(e)
	if public, isRSA := k.public.(*rsa.PublicKey); isRSA && slices.ContainsFunc(open(public, signature), func(o padding) bool { return o.proven }) {
		own, known = true, true // its key made the signature, over other content
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

// issuerUnclear is the ID of the problem of a certificate that was either issued by
// another key or damaged.
const issuerUnclear = "issuer-unclear"

// issuedByOwnKey reports whether the key identifiers of a certificate name its own key as
// the issuer's (RFC 5280 sections 4.2.1.1 and 4.2.1.2). known is false if it lacks one of
// the two.
func issuedByOwnKey(e element) (own, known bool) {
	c, err := x509.ParseCertificate(e.full)
	if err != nil || len(c.AuthorityKeyId) == 0 || len(c.SubjectKeyId) == 0 {
		return false, false
	}
	return bytes.Equal(c.AuthorityKeyId, c.SubjectKeyId), true
}

// selfSignatureFits reports whether the signature of a self-issued certificate is valid,
// or made with an algorithm that is not supported here. NetSuite does not check it; a
// valid one shows that no byte was changed.
func (k *Key) selfSignatureFits(signed, signature []byte, with string) bool {
	i := slices.IndexFunc(hashes, func(hash crypto.Hash) bool { return strings.HasSuffix(with, hash.String()) })
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

// wellFormed checks everything but the key with crypto/x509. If that refuses the
// certificate, wellFormed tries again with the key replaced by one of a known type.
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
	der, _ := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(parts, nil)}) // cannot fail
	return der
}

// reason shortens an error of crypto/x509 and removes what it quotes from the file.
func reason(err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "x509: "), "asn1: ")
	if quote := strings.IndexAny(text, "\"`'"); quote >= 0 {
		text = text[:quote]
	}
	return errors.New(border.Shown(strings.Trim(text, " :"), 100))
}

// attributes are the short names of attribute types in RFC 4514 section 3 and in openssl.
var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU",
	"2.5.4.12": "title", "2.5.4.17": "postalCode", "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
}

// distinguishedName writes a name as in RFC 4514, the last part first.
func distinguishedName(e element) (string, error) {
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(e.full, &name); err != nil {
		return "", errors.New("a distinguished name cannot be read")
	}
	var parts []string
	for _, set := range slices.Backward(name) {
		var values []string
		for _, attribute := range set {
			id := attribute.Type.String()
			values = append(values, cmp.Or(attributes[id], id)+"="+nameEscapes.Replace(fmt.Sprint(attribute.Value)))
		}
		parts = append(parts, strings.Join(values, "+"))
		if len(parts) > maxName {
			break
		}
	}
	return border.Shown(strings.Join(parts, ","), maxName), nil
}

// nameEscapes escapes the characters that RFC 4514 section 2.4 escapes anywhere in a value.
var nameEscapes = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `+`, `\+`, `"`, `\"`, `;`, `\;`, `<`, `\<`, `>`, `\>`)
