package keys

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
)

// extension is an extension of a certificate (RFC 5280 section 4.2).
type extension struct {
	oid      string
	critical bool
	value    []byte
}

const oidBasicConstraints = "2.5.29.19"

// signedFields are the fields of the signed part of a certificate, after its version (RFC
// 5280 section 4.1).
var signedFields = []struct {
	tag  byte
	name string
}{
	{tagInteger, "serial number"}, {tagSequence, "algorithm of its signature"}, {tagSequence, "issuer"}, {tagSequence, "validity"}, {tagSequence, "subject"}, {tagSequence, "public key"},
}

// readCertificate reads an X.509 certificate (RFC 5280 section 4.1). It returns an error if
// a part is missing or cannot be read. What the rules forbid and other programs read is an
// oddity: crypto/x509 refuses much of that, and also certificates with unknown keys.
func (k *Key) readCertificate(e element) error {
	shortest, err := e.walk(maxDepth)
	if err != nil {
		return err
	}
	parts, err := e.children()
	if err != nil || shape(parts) != "SSB" {
		return errors.New("it does not consist of the three parts of a certificate")
	}
	fields, err := parts[0].children()
	if err != nil {
		return err
	}
	c := &Certified{DER: slices.Clone(e.full), Version: 1}
	if len(fields) > 0 && fields[0].tag == tagZero {
		version, _, err := next(fields[0].value)
		if err != nil || version.tag != tagInteger {
			return errors.New("its version is not a number")
		}
		if c.Version, fields = version.small()+1, fields[1:]; c.Version < 1 || c.Version > 3 {
			k.odd(oddity{title: "The certificate states an X.509 version that does not exist", where: "version", expected: "version 1, 2 or 3", got: cmp.Or(strings.TrimPrefix(fmt.Sprint(c.Version), "0"), "another number")})
		}
	}
	for i, field := range signedFields {
		if i >= len(fields) || fields[i].tag != field.tag {
			return errors.New("its " + field.name + " is missing")
		}
	}
	serial, algorithm, issuer, validity, subject, key := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
	if err := k.readSPKI(key); err != nil {
		return err
	}
	if !shortest {
		o := oddity{title: "A length is not encoded in its shortest form", expected: "the shortest form (DER, X.690 section 10.1)", got: "a longer form (BER)"}
		if good, err := parts[0].walk(maxDepth); good && err == nil {
			o.where, o.got = outside, "a longer form (BER); a program that rewrites it can change the Certificate ID"
		}
		k.odd(o)
	}
	if err := k.readSerial(c, serial); err != nil {
		return err
	}
	if err := k.readValidity(c, validity); err != nil {
		return err
	}
	if c.Subject, err = k.readName(subject, "subject"); err != nil {
		return err
	}
	selfIssued := bytes.Equal(issuer.full, subject.full)
	if c.Issuer = c.Subject; !selfIssued {
		if c.Issuer, err = k.readName(issuer, "issuer"); err != nil {
			return err
		}
	}
	if c.Issuer == "" {
		k.odd(oddity{title: "The issuer has no name", where: "issuer", expected: "a name (RFC 5280 section 4.1.2.4)", got: "nothing", read: refusedByJava})
	}
	extensions, err := k.readExtensions(c.Version, fields[6:])
	if err != nil {
		return err
	}
	c.CA = isCA(extensions)
	inner, err := k.readSignatureAlgorithms(c, algorithm, parts[1])
	if err != nil {
		return err
	}
	signature, err := parts[2].bits()
	if err != nil || len(signature) == 0 {
		return errors.New("its signature is missing or does not consist of whole bytes")
	}
	sum, sum1 := sha256.Sum256(e.full), sha1.Sum(e.full)
	c.ID = expectedID(sum[:])
	c.SHA256, c.SHA1 = hex.EncodeToString(sum[:]), hex.EncodeToString(sum1[:])
	k.Certified = c
	k.remark(strictly(e, parts, key), extensions)
	own := k.checkOwnSignature(selfIssued, extensions, parts[0].full, signature, inner)
	if k.proof(own); own == ownDamaged {
		c.ID = "" // it would be that of another certificate
	}
	if (c.Version == 1 || c.Version == 2) && len(fields) == len(signedFields) {
		version := fmt.Sprintf("version %d", c.Version)
		k.problem(Problem{ID: "x509-v1", Level: Note, Title: "The certificate is X.509 " + version + ", which has no extensions", Where: "version", Expected: "version 3, which most programs create", Got: version,
			Why: "Programs read it, but Oracle does not document whether NetSuite accepts it. openssl x509 -req creates version 1 if it is given no extensions.", Fix: "If NetSuite rejects it, create a new certificate.", Command: NewPairCommand})
	}
	return nil
}

// outside is the place of an oddity that the signature of a certificate does not cover.
const outside = "outside of what is signed"

// readSignatureAlgorithms reads the algorithm of the signature, which a certificate names in
// its signed part and behind it (RFC 5280 section 4.1.1.2), and returns the name of the first.
func (k *Key) readSignatureAlgorithms(c *Certified, signed, behind element) (string, error) {
	inner, err := signed.algorithm()
	if err != nil {
		return "", err
	}
	outer, err := behind.algorithm()
	if err != nil {
		return "", err
	}
	c.SignedWith = signedWith(outer)
	if !bytes.Equal(signed.full, behind.full) {
		o := oddity{title: "The signature algorithm is encoded in two different ways", where: outside, expected: "the same value after the signed part as in it (RFC 5280 section 4.1.1.2)", got: "other parameters"}
		if inner.oid != outer.oid {
			o.title, o.got, o.read = "The certificate names two different signature algorithms", cmp.Or(signedWith(inner), "another algorithm")+" inside, "+cmp.Or(c.SignedWith, "another algorithm")+" after it", refusedByJava
		}
		k.odd(o)
	}
	return signedWith(inner), nil
}

// readSerial reads the serial number (RFC 5280 section 4.1.2.2).
func (k *Key) readSerial(c *Certified, e element) error {
	serial, shortest, err := e.integer()
	if err != nil {
		return errors.New("its serial number is not a number")
	}
	c.Serial = border.Clip(cmp.Or(hex.EncodeToString(serial.Bytes()), "00"), maxName)
	if serial.Sign() < 0 {
		c.Serial = "-" + c.Serial
	}
	o := oddity{where: "serial number", expected: "a positive number of at most 20 bytes (RFC 5280 section 4.1.2.2)", got: border.Clip(c.Serial, 60)}
	switch {
	case !shortest:
		o.title, o.read = "The serial number is not encoded in its shortest form", readByJava
	case serial.Sign() < 0:
		o.title = "The serial number is negative"
	case serial.Sign() == 0:
		o.title, o.read = "The serial number is zero", readByEveryone
	case len(e.value) > 20:
		o.title, o.got, o.read = "The serial number is longer than 20 bytes", fmt.Sprintf("%d bytes", len(e.value)), readByEveryone
	default:
		return nil
	}
	k.odd(o)
	return nil
}

// timeLayouts are the forms of UTCTime and GeneralizedTime (X.680 sections 46 and 47), those
// of RFC 5280 section 4.1.2.5 first. Seconds can have a fraction.
var timeLayouts = map[byte][]string{
	asn1.TagUTCTime:         {"060102150405Z0700", "0601021504Z0700"},
	asn1.TagGeneralizedTime: {"20060102150405Z0700", "200601021504Z0700"},
}

// readValidity reads the start and the end of the validity.
func (k *Key) readValidity(c *Certified, e element) error {
	times, err := e.parts("TT")
	if err != nil || len(times) != 2 {
		return errors.New("its validity does not consist of two times")
	}
	for i, into := range []*time.Time{&c.NotBefore, &c.NotAfter} {
		text, tag := string(times[i].value), times[i].tag
		if *into, err = readTime(tag, text); err != nil {
			if at, ok := loosely(tag, text); ok {
				*into = at
				k.odd(oddity{title: "A validity date does not exist, or has no time zone", where: "validity", expected: "a date, a time and Z (RFC 5280 section 4.1.2.5)", got: border.Shown(text, 60), read: readBySome})
				continue
			}
			p := Problem{ID: "validity", Level: Fault, Title: "A validity date of the certificate is not encoded as a time", Expected: "a date, a time and Z (RFC 5280 section 4.1.2.5)", Got: border.Shown(text, 60),
				Why: "Java and most other programs reject it; openssl shows the rest of the certificate.", Fix: "Copy the file again. If the certificate was created this way, create a new key pair and certificate.", Command: NewPairCommand}
			return named{p}
		}
		if len(text) != len(timeLayouts[tag][0])-len("0700") || !strings.HasSuffix(text, "Z") {
			o := oddity{title: "A validity date has no seconds, a fraction of a second, or a time zone", where: "validity", expected: "seconds, and Z at the end (RFC 5280 section 4.1.2.5)", got: border.Shown(text, 60)}
			if tag == asn1.TagUTCTime {
				o.read = readByEveryone
			}
			k.odd(o)
		}
	}
	return nil
}

func readTime(tag byte, text string) (at time.Time, err error) {
	for _, layout := range timeLayouts[tag] {
		if at, err = time.Parse(layout, text); err == nil {
			break
		}
	}
	if at = at.UTC(); tag == asn1.TagUTCTime && at.Year() >= 2050 {
		at = at.AddDate(-100, 0, 0)
	}
	if err == nil && (at.Year() < 0 || at.Year() > 9999) {
		err = errShape
	}
	return at, err
}

// loosely reads a time without its Z, with a leap second, at 24 hours, or on a day that its
// month does not have, which becomes one of the next month, as in Java. Programs that need
// only the key read such certificates.
func loosely(tag byte, text string) (at time.Time, ok bool) {
	digits := strings.TrimRight(text, "Z ")
	if tag == asn1.TagUTCTime && len(digits) == 12 {
		digits = cmp.Or(map[bool]string{true: "19"}[digits >= "50"], "20") + digits
	}
	if len(digits) != 14 || strings.Trim(digits, "0123456789") != "" {
		return at, false
	}
	n := func(from, to int) int { v, _ := strconv.Atoi(digits[from:to]); return v }
	month, day, hour, minute, second := n(4, 6), n(6, 8), n(8, 10), n(10, 12), n(12, 14)
	at = time.Date(n(0, 4), time.Month(month), day, hour, minute, second, 0, time.UTC)
	return at, month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60
}

// readExtensions reads the fields behind the public key: the unique identifiers of versions
// 2 and 3, and the extensions of version 3.
func (k *Key) readExtensions(version int, fields []element) (list []extension, err error) {
	last := byte(0)
	for _, field := range fields {
		number := field.tag & 0x1f
		if field.tag < 0x80 || number < 1 || number > 3 || number <= last {
			k.odd(oddity{title: "The extensions are followed by data that does not belong in a certificate", where: "extensions", expected: "nothing", got: fmt.Sprintf("an element of type %02x", field.tag), read: readByJava})
			break
		}
		last = number
		if number < 3 {
			continue
		}
		outer, rest, err := next(field.value)
		if err != nil || len(rest) > 0 || field.tag != tagThree || outer.tag != tagSequence {
			return nil, errors.New("its extensions are not a list")
		}
		for rest := outer.value; len(rest) > 0; {
			var e element
			if e, rest, err = next(rest); err != nil {
				return nil, err
			}
			read, err := k.readExtension(e)
			if err != nil {
				return nil, err
			}
			list = append(list, read)
		}
	}
	if version == 1 && len(fields) > 0 || version == 2 && len(list) > 0 {
		k.odd(oddity{title: fmt.Sprintf("The certificate states X.509 version %d, but has parts of a later version", version), where: "version", expected: "version 3", got: fmt.Sprintf("version %d", version), read: refusedByJava})
	}
	seen := map[string]bool{}
	for _, e := range list {
		if seen[e.oid] {
			k.odd(oddity{title: "The certificate has the same extension twice", where: "extensions", expected: "each once (RFC 5280 section 4.2)", got: border.Clip(e.oid, 60), read: refusedByJava})
		}
		seen[e.oid] = true
	}
	return list, nil
}

func (k *Key) readExtension(e element) (read extension, err error) {
	parts, err := e.parts("o")
	if read.oid = "?"; err == nil {
		read.oid = parts[0].oid()
	}
	if err != nil || e.tag != tagSequence || read.oid == "" || len(parts) < 2 {
		return read, errors.New("an extension has no name or no value")
	}
	if parts = parts[1:]; len(parts) > 1 && parts[0].tag == asn1.TagBoolean {
		if read.critical = !bytes.Equal(parts[0].value, []byte{0}); read.critical && !bytes.Equal(parts[0].value, []byte{0xff}) {
			k.odd(oddity{title: "The critical flag of an extension is encoded incorrectly", where: "extensions", expected: "ff for true (DER, X.690 section 11.1)", got: "another byte"})
		}
		parts = parts[1:]
	}
	if parts[0].tag != tagOctets {
		return read, errors.New("the value of an extension does not consist of bytes")
	}
	if read.value = parts[0].value; len(parts) > 1 {
		k.odd(oddity{title: "An extension has an extra part", where: "extensions", expected: "nothing after its value", got: border.Clip(read.oid, 60), read: readByJava})
	}
	return read, nil
}

// inside returns the first element in the value of an extension; false if there is none.
func inside(extensions []extension, oid string) (e element, ok bool) {
	for _, one := range extensions {
		if one.oid == oid {
			e, _, err := next(one.value)
			return e, err == nil
		}
	}
	return e, false
}

// isCA reports whether the basic constraints say that the certificate may issue others (RFC
// 5280 section 4.2.1.9).
func isCA(extensions []extension) bool {
	constraints, _ := inside(extensions, oidBasicConstraints)
	parts, err := constraints.children()
	return err == nil && len(parts) > 0 && parts[0].tag == asn1.TagBoolean && !bytes.Equal(parts[0].value, []byte{0})
}

// ownSignature says whether the signature of a certificate is one by its own key.
type ownSignature int

const (
	ownUnknown ownSignature = iota // it is another key's, or cannot be verified
	ownFits
	ownDamaged // it is by its own key, and not over this content
)

// checkOwnSignature verifies the signature of a certificate that seems to be signed with its
// own key: then a signature that does not match it proves damage. Most certificates whose
// issuer and subject have the same name are. But a CA can issue a certificate in its own
// name with another key (self-issued, RFC 5280 section 3.2).
func (k *Key) checkOwnSignature(selfIssued bool, extensions []extension, signed, signature []byte, with string) ownSignature {
	fits, possible := k.selfSignatureFits(signed, signature, with)
	if !possible {
		return ownUnknown
	}
	if fits {
		return ownFits
	}
	own, known := issuedByOwnKey(extensions)
	if public, isRSA := k.public.(*rsa.PublicKey); isRSA && slices.ContainsFunc(open(public, signature), func(o padding) bool { return o.proven }) {
		own, known = true, true // its key made the signature, over other content
	}
	k.Certified.Namesake = selfIssued && known && !own
	switch {
	case own:
		k.problem(Problem{ID: "damaged", Level: Fault, Title: "The certificate is damaged: its own signature is invalid", Where: "signature",
			Expected: "a signature by its own key, because it names itself as the issuer", Got: "another signature",
			Why: "At least one byte changed after the certificate was created, so its Certificate ID is wrong.", Fix: "Copy or export the certificate again."})
		return ownDamaged
	case selfIssued && !known:
		k.problem(Problem{ID: issuerUnclear, Level: Warning, Title: "The certificate was issued by another key with the same name, or it is damaged", Where: "signature",
			Expected: "a signature by its own key, or an Authority Key Identifier of another key", Got: "a signature by another key, or over other content",
			Why: "Subject and issuer have the same name, but another key made the signature. Either a CA with that name issued the certificate, or a byte changed and the Certificate ID is wrong.",
			Fix: "Compare its SHA-256 fingerprint with the original certificate's. If they differ, copy or export the certificate again."})
	}
	return ownUnknown
}

// issuerUnclear is the ID of the problem of a certificate that was either issued by
// another key or damaged.
const issuerUnclear = "issuer-unclear"

// issuedByOwnKey reports whether the key identifiers of a certificate name its own key as
// the issuer's (RFC 5280 sections 4.2.1.1 and 4.2.1.2). known is false if it lacks one of
// the two.
func issuedByOwnKey(extensions []extension) (own, known bool) {
	subject, _ := inside(extensions, "2.5.29.14")
	authority, _ := inside(extensions, "2.5.29.35")
	parts, err := authority.children()
	if err != nil || len(parts) == 0 || parts[0].tag != 0x80 || subject.tag != tagOctets || len(subject.value) == 0 {
		return false, false
	}
	return bytes.Equal(parts[0].value, subject.value), true
}

// selfSignatureFits reports whether the signature of a self-issued certificate is valid.
// possible is false if its algorithm is not supported here. NetSuite does not check it; a
// valid one shows that no byte of what is signed was changed.
func (k *Key) selfSignatureFits(signed, signature []byte, with string) (fits, possible bool) {
	i := slices.IndexFunc(hashes, func(hash crypto.Hash) bool { return strings.HasSuffix(with, hash.String()) })
	if i < 0 {
		return false, false
	}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		return slices.ContainsFunc(open(public, signature), func(o padding) bool { return o.fits(signed) }), true
	case *ecdsa.PublicKey:
		digest := hashes[i].New()
		digest.Write(signed)
		return ecdsa.VerifyASN1(public, digest.Sum(nil), signature), true
	}
	return false, false
}
