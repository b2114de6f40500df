package keys

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"authdoctor/diagnosis/border"
)

// The containers, which hold certificates and keys together. What they hold has their name
// as its Format.
const (
	pkcs7    = "PKCS#7"
	pkcs12   = "PKCS#12"
	keystore = "Java keystore"
)

var (
	errPassphrase = errors.New("the pass phrase is wrong")
	errContents   = errors.New("it contains nothing of this kind")
)

// freeIterations is the work that is done without a pass phrase, to try the empty one: a
// few hundredths of a second for all of a file.
const freeIterations = 200_000

// container reads PKCS#7 or PKCS#12 and reports whether the element is either. Both are
// often written in BER.
func (r *reader) container(e element, at origin) bool {
	if !isContainer(e.full) {
		return false
	}
	der, err := definite(e.full)
	if err != nil {
		return false
	}
	e, _, _ = next(der)
	parts, err := e.children()
	if err != nil {
		return false
	}
	if parts[0].tag == tagOID {
		r.readPKCS7(parts, at)
	} else {
		r.readPKCS12(parts[1:], at)
	}
	return true
}

// isContainer reports whether data begins as PKCS#7 or PKCS#12: with a content type, or with
// version 3 before one (RFC 5652 section 3, RFC 7292 section 4).
func isContainer(data []byte) bool {
	if len(data) < 2 || data[0] != tagSequence {
		return false
	}
	data = data[headerSize(data):]
	if bytes.HasPrefix(data, []byte{tagInteger, 1, 3, tagSequence}) {
		data = data[3:]
		data = data[headerSize(data):]
	}
	return bytes.HasPrefix(data, oidContent)
}

// oidContent begins the content types of PKCS#7, which differ in the last octet only.
var oidContent = []byte{tagOID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7}

// headerSize returns the size of identifier and length of an element.
func headerSize(data []byte) int {
	size := 2
	if len(data) > 1 && data[1] > 0x80 {
		size += int(data[1] - 0x80)
	}
	return min(size, len(data))
}

// content reads a ContentInfo: its type, and the element inside.
func (e element) content() (oid string, inner element, err error) {
	parts, err := e.parts("o0")
	if err != nil {
		return "", inner, err
	}
	inner, _, err = next(parts[1].value)
	return parts[0].oid(), inner, err
}

// octets returns the content of an OCTET STRING, even of one that BER has in pieces and
// that has a tag of its own.
func (e element) octets() []byte {
	if e.tag&0x20 == 0 {
		return e.value
	}
	var whole []byte
	for rest := e.value; len(rest) > 0; {
		var piece element
		var err error
		if piece, rest, err = next(rest); err != nil || piece.tag != tagOctets {
			return nil
		}
		whole = append(whole, piece.value...)
	}
	return whole
}

// maxBER is how deep BER may be nested. Every level costs a copy.
const maxBER = 24

var errDepth = errors.New("its parts are nested too deeply")

// definite rewrites BER as DER where containers differ: indefinite lengths (X.690 section
// 8.1.3.6) and octet strings in pieces (section 8.7.3). Anything after the first element is
// left out.
func definite(ber []byte) ([]byte, error) {
	der, _, err := appendDefinite(nil, ber, maxBER)
	return der, err
}

// appendDefinite appends the first element of ber to der, and returns the rest of ber.
func appendDefinite(der, ber []byte, depth int) (_, rest []byte, err error) {
	e, rest, err := next(ber)
	switch {
	case depth == 0:
		return nil, nil, errDepth
	case err == errIndefinite && ber[0]&0x20 != 0:
		e, rest = element{tag: ber[0]}, ber[2:]
	case err != nil:
		return nil, nil, err
	case e.tag&0x20 == 0:
		return append(der, e.full...), rest, nil
	}
	indefinite := e.full == nil
	inner := e.value
	if indefinite {
		inner = rest
	}
	var value []byte
	for {
		switch {
		case indefinite && len(inner) >= 2 && inner[0] == 0 && inner[1] == 0:
			rest = inner[2:]
		case !indefinite && len(inner) == 0:
		default:
			if value, inner, err = appendDefinite(value, inner, depth-1); err != nil {
				return nil, nil, err
			}
			continue
		}
		break
	}
	switch {
	case !indefinite && e.tag != tagOctets|0x20 && bytes.Equal(value, e.value):
		return append(der, e.full...), rest, nil // the hash of a certificate is that of its very octets
	case e.tag == tagOctets|0x20:
		e.tag, value = tagOctets, element{tag: e.tag, value: value}.octets()
	}
	return append(appendHeader(der, e.tag, len(value)), value...), rest, nil
}

// appendHeader appends the identifier and the length of an element.
func appendHeader(der []byte, tag byte, length int) []byte {
	switch {
	case length < 0x80:
		return append(der, tag, byte(length))
	case length < 0x100:
		return append(der, tag, 0x81, byte(length))
	case length < 0x10000:
		return append(der, tag, 0x82, byte(length>>8), byte(length))
	}
	return append(der, tag, 0x83, byte(length>>16), byte(length>>8), byte(length))
}

// found is what a container holds.
type found struct {
	format string
	form   string // JKS or JCEKS, of a keystore
	legacy bool   // OpenSSL 3 needs its old algorithms for it
	fix    func(f found) conversion
	file   File // what was read
}

// locked reports whether nothing of it was read.
func (f found) locked() bool { return !f.file.Readable() }

// has reports whether a key of this kind is in it. One that is locked may hold any.
func (f found) has(kind Kind) bool { return f.locked() || f.file.Has(kind) }

// problem tells of the container, and how what is in it is taken out.
func (f found) problem(at origin) Problem {
	p := Problem{ID: strings.ToLower(strings.NewReplacer("#", "", " ", "-").Replace(f.format)), Level: Warning, Where: at.where, Expected: "a certificate in PEM", Got: f.format}
	name := "a " + f.format + " file"
	if f.format == keystore {
		name = "a Java keystore"
	}
	switch private := f.has(PrivateKey); {
	case f.locked():
		p.Level, p.Title = Fault, "This is "+name+", which may contain a private key: do not send or upload it"
	case private:
		p.Title = "This is " + name + ", which contains a private key: do not send or upload it"
	default:
		p.Title = "This is " + name + ", not only a certificate"
	}
	p.Why = "NetSuite accepts a file that contains exactly one X.509 certificate."
	if f.has(PrivateKey) {
		p.Why = "Anyone with the file and its password can sign in your name. NetSuite accepts only the certificate."
	}
	p.by(f.fix(f))
	p.suit(at, f.format)
	return p
}

// took adds what a container held. Without any key in it the container itself is added.
func (r *reader) took(f found, at origin) {
	if f.locked() {
		key := Key{Kind: Container, Format: f.format}
		p := f.problem(origin{})
		p.Level = Fault
		key.problem(p)
		r.named(key, at)
		return
	}
	r.file.Container = f.format
	r.label(Key{Kind: Container, Format: f.format}, at)
	r.problem(f.problem(at))
	for _, p := range f.file.Problems {
		r.problem(p)
	}
	for _, key := range f.file.Keys {
		key.Format = f.format
		r.named(key, at)
	}
}

// part reads a certificate or a private key of a container into its file. name is what the
// container calls it; it may be "".
func (r *reader) part(der []byte, name string) {
	where := entryWhere(name)
	r.full = r.full || len(r.file.Problems) >= maxProblems
	e, _, err := next(der)
	if err != nil {
		p := damaged("An entry", err)
		p.Where = where
		r.problem(*p)
		return
	}
	key, problem := r.recognise(e)
	if problem != nil {
		problem.Where = where
		r.problem(*problem)
		return
	}
	r.add(key)
}

// entryWhere is the place of what a container calls by a name; "" for no name.
func entryWhere(name string) string {
	if name == "" {
		return ""
	}
	name, _ = border.Printable(border.Redact(name))
	return "entry " + border.Clip(name, 60)
}

// costly is the problem of a file that asks for too much work.
func costly(err tooCostly) Problem {
	return Problem{ID: "encryption", Level: Fault, Title: "Opening the key would take too much computing time", Where: "encryption",
		Expected: fmt.Sprintf("at most %d iterations, or %d MiB for scrypt, for all keys of a file together", maxIterations, maxScryptMemory>>20), Got: err.Error(),
		Why: "The file states how often to hash the pass phrase, and the number is far too high.", Fix: "Encrypt the key again with the default settings of the program that created it, or create a new key pair."}
}

// wrongPassphrase is the problem of a pass phrase that does not open what.
func (r *reader) wrongPassphrase(what string) Problem {
	p := Problem{ID: "pass-phrase", Level: Fault, Title: "The pass phrase does not open the " + what, Where: "pass phrase",
		Expected: "the pass phrase that the " + what + " was encrypted with", Got: "another pass phrase",
		Why: "Decryption with it does not produce a key.", Fix: "Enter the pass phrase again. Check the keyboard layout, and remove spaces at the end."}
	if ends := passphraseEnds(r.passphrase); ends != "" {
		p.Got += "; it " + ends
	}
	return p
}
