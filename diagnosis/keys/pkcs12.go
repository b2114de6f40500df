package keys

import (
	"crypto/hmac"
	"errors"
	"hash"
	"strings"
	"unicode/utf16"
)

// The object identifiers of PKCS#12 (RFC 7292).
const (
	oidData           = "1.2.840.113549.1.7.1"
	oidEncryptedData  = "1.2.840.113549.1.7.6"
	oidPBMAC1         = "1.2.840.113549.1.5.14"
	oidKeyBag         = "1.2.840.113549.1.12.10.1.1"
	oidShroudedKeyBag = "1.2.840.113549.1.12.10.1.2"
	oidCertBag        = "1.2.840.113549.1.12.10.1.3"
	oidSafeBag        = "1.2.840.113549.1.12.10.1.6"
	oidX509Bag        = "1.2.840.113549.1.9.22.1"
	oidFriendlyName   = "1.2.840.113549.1.9.20"
)

// pfx is a PKCS#12 file (RFC 7292 section 4).
type pfx struct {
	safe []byte  // the AuthenticatedSafe
	mac  element // MacData, tag 0 for none
}

// readPKCS12 reads the parts of a PFX after its version. It is opened with the pass phrase,
// or with the empty one in its two forms.
//
// The libraries for this bound no work: how often a key inside an encrypted part is hashed
// is only known when that part is open. They also refuse what is common, such as BER,
// several keys or none, and certificates that Go's parser refuses.
func (r *reader) readPKCS12(parts []element, at origin) {
	f := found{format: pkcs12, fix: fromPKCS12}
	locked := Key{Kind: Container, Format: pkcs12, Locked: true}
	oid, inner, err := parts[0].content()
	p := pfx{safe: inner.octets()}
	if len(parts) > 1 {
		p.mac = parts[1]
	}
	switch f.legacy = isLegacy(p.safe) || isLegacy(p.mac.full); {
	case err == nil && oid != oidData:
		err = errEncryption // it is signed, and has no password
	case err == nil:
		trial := *r // the work is counted where it is done
		_, err = trial.macOf(p.mac)
	}
	if err == nil {
		var trial *reader
		if trial, err = r.tryPKCS12(p); trial != nil {
			f.file, f.legacy = trial.file, f.legacy || trial.legacy
			r.took(f, at)
			return
		}
	}
	var cost tooCostly
	switch {
	case errors.As(err, &cost):
		locked.problem(costly(cost))
	case err == errEncryption:
		locked.problem(Problem{ID: "encryption", Level: Fault, Title: "The encryption of the file is not supported", Where: "encryption",
			Expected: "PBES2 with AES, or the older 3DES or RC2", Got: "another encryption",
			Why: "The encryption is rare; entering the pass phrase does not help.", Fix: "Extract its content with another program, such as openssl."})
	case err == errContents:
		locked.Locked = false
		locked.problem(Problem{ID: "pkcs12", Level: Fault, Title: "The PKCS#12 file contains no certificate and no private key", Expected: "a certificate or a private key", Got: "nothing, or entries of another kind",
			Why: "The pass phrase is correct. Java also stores secret keys in such files.", Fix: "Open the file that contains the certificate or the key."})
		r.label(locked, at)
		r.named(locked, at)
		return
	case err != errPassphrase:
		locked.Locked = false
		locked.problem(*damaged("The PKCS#12 file", err))
	case len(r.passphrase) > 0:
		locked.problem(r.wrongPassphrase("file"))
	}
	held := f.problem(origin{})
	if err == errPassphrase && len(r.passphrase) == 0 {
		held.Fix = "Enter its pass phrase to read it here. For other programs: " + strings.ToLower(held.Fix[:1]) + held.Fix[1:]
	}
	locked.problem(held)
	r.label(locked, at)
	r.named(locked, at)
}

// tryPKCS12 opens a PKCS#12 file with the pass phrase or the empty one, and returns the
// reader that did.
func (r *reader) tryPKCS12(p pfx) (opened *reader, err error) {
	if len(r.passphrase) > 0 {
		t := &reader{passphrase: r.passphrase, work: r.work, effort: r.effort}
		err = t.openPKCS12(p)
		if r.work = t.work; err == nil {
			return t, nil
		}
	}
	for _, phrase := range [][]byte{{}, nil} {
		t := &reader{passphrase: phrase, work: r.free, unasked: true, effort: r.effort}
		mine := t.openPKCS12(p)
		if r.free = t.work; mine == nil {
			return t, nil
		}
		if err == nil {
			err = mine
		}
	}
	return nil, err
}

// openPKCS12 reads what is in the file with the pass phrase of the reader.
func (r *reader) openPKCS12(p pfx) error {
	verify, err := r.macOf(p.mac)
	if err != nil {
		return err
	}
	if verify != nil && !verify(p.safe, r.passphrase) {
		return errPassphrase
	}
	contents, err := sequence(p.safe)
	if err != nil {
		return err
	}
	for _, content := range contents {
		oid, inner, err := content.content()
		if err != nil {
			return err
		}
		var bags []element
		switch oid {
		case oidData:
			bags, err = sequence(inner.octets())
		case oidEncryptedData:
			bags, err = r.decryptedBags(inner)
		default:
			err = errEncryption // for the owner of a private key
		}
		if err == nil {
			err = r.bags(bags, verify != nil, 3)
		}
		if err != nil {
			return err
		}
	}
	if !r.file.Readable() && len(r.file.Problems) == 0 {
		return errContents
	}
	return nil
}

// sequence returns the parts of a SEQUENCE OF, which may be written in BER.
func sequence(ber []byte) ([]element, error) {
	der, err := definite(ber)
	if err != nil {
		return nil, err
	}
	e, _, err := next(der)
	if err != nil || e.tag != tagSequence {
		return nil, errors.Join(err, errShape)
	}
	return elements(e.value, 4*MaxKeys)
}

// decryptedBags reads EncryptedData (RFC 5652 section 8).
func (r *reader) decryptedBags(e element) ([]element, error) {
	parts, err := e.parts("IS")
	if err != nil {
		return nil, err
	}
	inner, err := parts[1].parts("oS")
	if err != nil || len(inner) < 3 || inner[2].tag&^0x20 != 0x80 {
		return nil, errors.Join(err, errShape)
	}
	a, err := inner[1].algorithm()
	if err != nil {
		return nil, err
	}
	s, err := r.scheme(a)
	if err != nil {
		return nil, err
	}
	bags, err := sequence(s.open(r.passphrase, inner[2].octets()))
	if err != nil {
		return nil, errPassphrase
	}
	return bags, nil
}

// bags reads SafeBags (RFC 7292 section 4.2). verified reports whether the pass phrase is
// known to be right.
func (r *reader) bags(bags []element, verified bool, depth int) error {
	for _, bag := range bags {
		parts, err := bag.parts("o0")
		if err != nil {
			return err
		}
		inner, _, err := next(parts[1].value)
		if err != nil {
			return err
		}
		name := friendlyName(parts[2:])
		switch oid := parts[0].oid(); {
		case oid == oidKeyBag:
			r.part(inner.full, name)
		case oid == oidShroudedKeyBag:
			err = r.shroudedKey(inner, name, verified)
		case oid == oidCertBag:
			if cert, err := inner.parts("o0"); err == nil && cert[0].oid() == oidX509Bag {
				if data, _, err := next(cert[1].value); err == nil {
					r.part(data.octets(), name)
				}
			}
		case oid == oidSafeBag && depth > 0:
			var nested []element
			if nested, err = elements(inner.value, 4*MaxKeys); err == nil {
				err = r.bags(nested, verified, depth-1)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shroudedKey reads an EncryptedPrivateKeyInfo.
func (r *reader) shroudedKey(e element, name string, verified bool) error {
	parts, err := e.parts("SO")
	if err != nil {
		return err
	}
	a, err := parts[0].algorithm()
	if err != nil {
		return err
	}
	r.legacy = r.legacy || needsLegacy(a.oid)
	s, err := r.scheme(a)
	if err != nil {
		return err
	}
	plain := s.open(r.passphrase, parts[1].value)
	switch inner, rest, err := next(plain); {
	case err == nil && len(rest) == 0 && inner.tag == tagSequence:
		r.part(plain, name)
		return nil
	case !verified:
		return errPassphrase
	}
	key := Key{Kind: PrivateKey, Locked: true}
	p := r.wrongPassphrase("key")
	p.Why = "It opens the file, but the private key inside has a separate pass phrase."
	key.problem(p)
	r.add(key)
	return nil
}

// friendlyName returns the name in the attributes of a bag; "" for none.
func friendlyName(attributes []element) string {
	if len(attributes) == 0 {
		return ""
	}
	children, _ := attributes[0].children()
	for _, attribute := range children {
		parts, err := attribute.parts("oE")
		if err != nil || parts[0].oid() != oidFriendlyName {
			continue
		}
		if value, _, err := next(parts[1].value); err == nil {
			var units []uint16
			for v := value.value; len(v) > 1; v = v[2:] {
				units = append(units, uint16(v[0])<<8|uint16(v[1]))
			}
			return string(utf16.Decode(units))
		}
	}
	return ""
}

// macOf reads MacData (RFC 7292 section 4), whose key may come from PBKDF2 (RFC 9579). It
// returns nil for a file without one, and for one with an unusual hash: a wrong pass phrase
// shows in what is decrypted as well.
func (r *reader) macOf(mac element) (verify func(safe, passphrase []byte) bool, err error) {
	if mac.tag == 0 {
		return nil, nil
	}
	parts, err := mac.parts("SO")
	if err != nil {
		return nil, err
	}
	info, err := parts[0].parts("SO")
	if err != nil {
		return nil, err
	}
	a, err := info[0].algorithm()
	if err != nil {
		return nil, err
	}
	var digest func() hash.Hash
	var key func(passphrase []byte) ([]byte, error)
	if a.oid == oidPBMAC1 {
		digest, key, err = r.pbmac1(a.parameters)
	} else if digest = newDigest(a.oid); digest == nil {
		return nil, nil
	} else {
		iterations := 1
		if len(parts) > 2 {
			iterations = parts[2].small()
		}
		err = r.spend(iterations, amount(iterations)+" iterations")
		key = func(passphrase []byte) ([]byte, error) {
			return pkcs12Key(digest, 3, bmpString(passphrase), parts[1].value, iterations, digest().Size()), nil
		}
	}
	if err != nil {
		return nil, err
	}
	return func(safe, passphrase []byte) bool {
		secret, err := key(passphrase)
		if err != nil {
			return false
		}
		h := hmac.New(digest, secret)
		h.Write(safe)
		return hmac.Equal(h.Sum(nil), info[1].value)
	}, nil
}

// newDigest returns the hash function of an object identifier; nil for one that is not
// known.
func newDigest(oid string) func() hash.Hash {
	for _, h := range hashes {
		if h.String() == digests[oid] {
			return h.New
		}
	}
	return nil
}

// pbmac1 reads PBMAC1-params (RFC 8018 appendix A.5). A key of less than 20 octets could be
// guessed (RFC 9579 section 9).
func (r *reader) pbmac1(parameters element) (digest func() hash.Hash, key func([]byte) ([]byte, error), err error) {
	parts, err := parameters.parts("SS")
	if err != nil {
		return nil, nil, err
	}
	function, err := parts[0].algorithm()
	if err != nil {
		return nil, nil, err
	}
	mac, err := parts[1].algorithm()
	if err != nil {
		return nil, nil, err
	}
	inner, err := function.parameters.parts("OII")
	if digest = hmacs[mac.oid]; err != nil || digest == nil || function.oid != oidPBKDF2 {
		return nil, nil, errEncryption
	}
	size := inner[2].small()
	if size < 20 || size > 64 {
		return nil, nil, errShape
	}
	key, err = r.pbkdf2(function.parameters, size)
	return digest, key, err
}
