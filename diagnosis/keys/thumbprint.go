package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	_ "crypto/md5" // registers the hash
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"authdoctor/diagnosis/pattern"
)

// IDForm says what a text is in relation to a certificate or a key: which of its values, in
// which writing, such as "the SHA-1 fingerprint of the certificate in hexadecimal". It is
// IDUnrelated if there is no relation.
type IDForm string

// The forms that callers tell apart.
const (
	IDSame      IDForm = "the expected Certificate ID"
	IDUnrelated IDForm = ""
)

const (
	// maxThumbprint is the number of characters of the longest text that can be a value of
	// a certificate or a key.
	maxThumbprint = 1024
	// minPiece is the number of characters of the shortest text that is recognised as a
	// piece of a value.
	minPiece = 16
)

// thumbprints are what is hashed to name a certificate or a key; %s is the name of the
// hash. The values of a private key are those of its public half.
var thumbprints = []struct {
	name string
	of   func(*Key) [][]byte
}{
	{"the %s fingerprint of the certificate", func(k *Key) [][]byte { return k.certificateDER() }},
	{"the JWK thumbprint of the public key (RFC 7638, %s)", func(k *Key) [][]byte { return [][]byte{k.thumbprintInput()} }},
	{"the %s of the public key (SPKI, as in key pinning)", func(k *Key) [][]byte { return [][]byte{k.spki()} }},
	{"the %s fingerprint of the public key (of SSH)", func(k *Key) [][]byte { return [][]byte{k.sshWire()} }},
	{"the %s of the bits of the public key (as in a key identifier)", func(k *Key) [][]byte { return [][]byte{k.publicBits()} }},
	{"the %s of the certificate's PEM text (not of its DER)", func(k *Key) [][]byte { return pemTexts("CERTIFICATE", k.certificateDER()) }},
	{"the %s of the certificate's base64 text (not of its DER)", func(k *Key) [][]byte { return base64Texts(k.certificateDER()) }},
	{"the %s of the public key's PEM text", func(k *Key) [][]byte { return pemTexts("PUBLIC KEY", [][]byte{k.spki()}) }},
	{"the %s of the public key's base64 text", func(k *Key) [][]byte { return base64Texts([][]byte{k.spki()}) }},
	{"the %s of the modulus (as openssl prints it)", func(k *Key) [][]byte { return k.modulusTexts() }},
}

// thumbprintHashes are the hashes of thumbprints, which the length of a value tells apart.
var thumbprintHashes = []crypto.Hash{crypto.SHA256, crypto.SHA1, crypto.MD5, crypto.SHA384, crypto.SHA512}

// Recognise reports which value of the certificate or key a text is: its Certificate ID or
// another value that people mistake for it.
func (k Key) Recognise(text string) IDForm {
	text, spaces := strings.TrimSpace(text), text
	switch {
	case text == "" || len(text) > maxThumbprint:
		return IDUnrelated
	case k.Certified != nil && k.Certified.ID == text:
		if spaces != text {
			return IDSame + " with white space around it"
		}
		return IDSame
	}
	bare, marks := unmarked(text)
	if marks == "" {
		bare = strings.Map(func(r rune) rune {
			if !unicode.IsGraphic(r) {
				return -1
			}
			return r
		}, text)
		if len(bare) < len(text) {
			marks = "with line breaks or invisible characters in it"
		}
	}
	form := k.recogniseID(bare)
	for _, recognise := range []func(string) IDForm{k.recogniseIdentifier, k.recogniseHash, k.recogniseSerial, k.recogniseNear} {
		if form == IDUnrelated {
			form = recognise(bare)
		}
	}
	if form != IDUnrelated && marks != "" {
		form += IDForm(", " + marks)
	}
	return form
}

// Recognised is a key and the value of it that a text is.
type Recognised struct {
	Key  Key
	Form IDForm
}

// Recognise returns the certificates of which a text is a value; if there is none, the other
// keys. Damaged certificates are left out: their values are those of no mapped one.
func (s *Set) Recognise(text string) (found []Recognised) {
	for _, certified := range []bool{true, false} {
		for _, key := range s.All() {
			damaged := slices.ContainsFunc(key.Problems, func(p Problem) bool { return p.ID == "damaged" })
			if (key.Kind == Certificate) != certified || damaged {
				continue
			}
			if form := key.Recognise(text); form != IDUnrelated {
				found = append(found, Recognised{key, form})
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}

// unmarked removes what tools write before and around a thumbprint, and names it.
func unmarked(text string) (bare, marks string) {
	if bare = strings.Trim(text, `"'`); len(bare) < len(text) {
		return bare, "in quotation marks"
	}
	for _, prefix := range []string{"urn:ietf:params:oauth:jwk-thumbprint:sha-256:", "sha256:", "sha-256:", "sha256//", "sha256/", "sha1:", "sha-1:", "md5:",
		"sha256 fingerprint=", "sha1 fingerprint=", "md5 fingerprint=", "serial="} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			return text[len(prefix):], "with " + prefix + " before it"
		}
	}
	return text, ""
}

// recogniseID recognises the expected Certificate ID in another writing.
func (k *Key) recogniseID(text string) IDForm {
	if k.Certified == nil {
		return IDUnrelated
	}
	bare := strings.TrimRight(text, "=")
	switch url := asURL.Replace(bare); {
	case text == k.Certified.ID:
		return IDSame
	case bare == k.Certified.ID:
		return IDSame + " with padding after it"
	case url == k.Certified.ID:
		return IDSame + " in ordinary base64 instead of base64url"
	case strings.EqualFold(url, k.Certified.ID):
		return IDSame + " with the case of its letters changed"
	}
	return IDUnrelated
}

var asURL = strings.NewReplacer("+", "-", "/", "_")

// writing is a value that a text can stand for.
type writing struct {
	value []byte
	name  string
}

// writings decodes a text in every way in which a thumbprint is written. The text inside
// another writing is decoded once more.
func writings(text string, inside bool) (all []writing) {
	if value, err := hex.DecodeString(bareHex(text)); err == nil {
		all = append(all, writing{value, "in hexadecimal"})
	}
	bare := strings.TrimRight(text, "=")
	name := "in base64url"
	if strings.ContainsAny(bare, "+/") || len(bare) < len(text) {
		name = "in ordinary base64"
	}
	value, err := base64.RawURLEncoding.Strict().DecodeString(asURL.Replace(bare))
	if err != nil {
		return all
	}
	if all = append(all, writing{value, name}); !inside && isText(value) {
		for _, w := range writings(strings.TrimSpace(string(value)), true) {
			all = append(all, writing{w.value, w.name + ", encoded " + name + " once more"})
		}
	}
	return all
}

// bareHex removes what separates the bytes of a hexadecimal number.
func bareHex(text string) string { return separators.Replace(text) }

var separators = strings.NewReplacer(":", "", " ", "", "-", "")

// recogniseHash recognises a hash of the certificate or of the public key.
func (k *Key) recogniseHash(text string) IDForm {
	read := writings(text, false)
	folded := asURL.Replace(strings.TrimRight(text, "="))
	for _, hash := range thumbprintHashes {
		length := base64.RawURLEncoding.EncodedLen(hash.Size()) == len(folded)
		var fitting []writing
		for _, w := range read {
			if len(w.value) == hash.Size() {
				fitting = append(fitting, w)
			}
		}
		if !length && len(fitting) == 0 {
			continue
		}
		for _, t := range thumbprints {
			what := IDForm(fmt.Sprintf(t.name, hash))
			for _, sum := range k.sums(hash, t.of) {
				for _, w := range fitting {
					if bytes.Equal(w.value, sum) {
						if what += IDForm(" " + w.name); what == "the SHA-1 fingerprint of the certificate in base64url" {
							what += " (x5t)"
						}
						return what
					}
				}
				if length && strings.EqualFold(base64.RawURLEncoding.EncodeToString(sum), folded) {
					return what + " in base64url with the case of its letters changed"
				}
			}
		}
	}
	return IDUnrelated
}

// sums returns the hashes of what a thumbprint is made of.
func (k *Key) sums(hash crypto.Hash, of func(*Key) [][]byte) (sums [][]byte) {
	for _, input := range of(k) {
		if len(input) > 0 {
			h := hash.New()
			h.Write(input)
			sums = append(sums, h.Sum(nil))
		}
	}
	return sums
}

// recogniseIdentifier recognises the key identifiers of the certificate (RFC 5280 sections
// 4.2.1.1 and 4.2.1.2).
func (k *Key) recogniseIdentifier(text string) IDForm {
	for _, der := range k.certificateDER() {
		subject, authority := keyIdentifiers(der)
		for _, w := range writings(text, false) {
			switch {
			case len(w.value) < 4:
			case bytes.Equal(w.value, subject):
				return IDForm("the Subject Key Identifier of the certificate " + w.name)
			case bytes.Equal(w.value, authority):
				return IDForm("the Authority Key Identifier of the certificate, which names the key of its issuer, " + w.name)
			}
		}
	}
	return IDUnrelated
}

// keyIdentifiers finds the key identifiers of a certificate by their object identifiers.
func keyIdentifiers(der []byte) (subject, authority []byte) {
	extension := func(id byte) element {
		_, rest, found := bytes.Cut(der, []byte{tagOID, 3, 0x55, 0x1d, id, tagOctets})
		if !found {
			return element{}
		}
		outer, _, err := next(append([]byte{tagOctets}, rest[:min(len(rest), 256)]...))
		if err != nil {
			return element{}
		}
		inner, _, _ := next(outer.value)
		return inner
	}
	if e := extension(14); e.tag == tagOctets {
		subject = e.value
	}
	if parts, err := extension(35).children(); err == nil && len(parts) > 0 && parts[0].tag == 0x80 {
		authority = parts[0].value
	}
	return subject, authority
}

// recogniseSerial recognises the serial number. Digits can be a number in hexadecimal or
// in decimal, and no name is given to the two where they are the same.
func (k *Key) recogniseSerial(text string) IDForm {
	if k.Certified == nil || k.Certified.Serial == "" {
		return IDUnrelated
	}
	serial, ok := new(big.Int).SetString(k.Certified.Serial, 16)
	if !ok {
		return IDUnrelated
	}
	const name = IDForm("the serial number of the certificate")
	bare := strings.ToLower(bareHex(text))
	if number, ok := new(big.Int).SetString(strings.TrimPrefix(bare, "0x"), 16); ok && !strings.HasPrefix(bare, "+") && number.Cmp(serial) == 0 {
		if serial.Cmp(big.NewInt(10)) < 0 {
			return name
		}
		return name + " in hexadecimal"
	}
	if len(text) < 100 && strings.Trim(text, "0123456789") == "" {
		if number, ok := new(big.Int).SetString(text, 10); ok && number.Cmp(serial) == 0 {
			return name + " in decimal"
		}
	}
	for _, w := range writings(text, false) {
		if w.name != "in hexadecimal" && len(w.value) >= 8 && new(big.Int).SetBytes(w.value).Cmp(serial) == 0 {
			return name + IDForm(" "+w.name)
		}
	}
	return IDUnrelated
}

const (
	sha256InHex IDForm = "the SHA-256 fingerprint of the certificate in hexadecimal"
	sha1InHex   IDForm = "the SHA-1 fingerprint of the certificate in hexadecimal"
)

// recogniseNear recognises a value that was copied wrongly: cut off, joined with something
// else, or with one character changed.
func (k *Key) recogniseNear(text string) IDForm {
	if k.Certified == nil {
		return IDUnrelated
	}
	plain := strings.ToLower(bareHex(text))
	switch { // a key without its DER, as in a case file with pseudonyms
	case len(plain) < minPiece:
	case plain == k.Certified.SHA256:
		return sha256InHex
	case plain == k.Certified.SHA1:
		return sha1InHex
	}
	for _, v := range []struct {
		name        IDForm
		value, text string
	}{
		{IDSame, k.Certified.ID, text},
		{sha256InHex, k.Certified.SHA256, plain},
		{sha1InHex, k.Certified.SHA1, plain},
	} {
		if how := miscopied(v.value, v.text); how != "" {
			return v.name + IDForm(", "+how)
		}
	}
	return IDUnrelated
}

// invisible matches invisible characters as the border writes them.
var invisible = pattern.Lazy(`^(?:\\u\{[0-9A-F]+\})+$`)

// miscopied says how a text differs from the value that it was copied from; "" if it is
// another value.
func miscopied(value, text string) string {
	switch {
	case len(value) < minPiece || len(text) < minPiece:
	case strings.HasPrefix(value, text):
		return fmt.Sprintf("cut off after %d of its %d characters", len(text), len(value))
	case strings.HasSuffix(value, text):
		return "without its beginning: " + countCharacters(len(value)-len(text))
	case strings.Contains(value, text):
		return fmt.Sprintf("of which only %d of %d characters are present", len(text), len(value))
	case strings.HasPrefix(text, value) && invisible().MatchString(text[len(value):]):
		return "with a line break or another invisible character after it"
	case strings.HasSuffix(text, value) && invisible().MatchString(strings.TrimSuffix(text, value)):
		return "with an invisible character before it"
	case strings.HasPrefix(text, value):
		return "with extra text after it: " + countCharacters(len(text)-len(value))
	case strings.HasSuffix(text, value):
		return "with extra text before it: " + countCharacters(len(text)-len(value))
	case len(text) == len(value) && lookAlikes.Replace(text) == lookAlikes.Replace(value):
		return "with look-alike letters swapped, first at character " + fmt.Sprint(1+common(text, value))
	}
	if len(value) < minPiece || len(text) < minPiece {
		return ""
	}
	start := common(text, value)
	rest, other := text[start:], value[start:]
	at := fmt.Sprint(start + 1)
	switch {
	case len(rest) == len(other) && rest[1:] == other[1:]:
		return "with character " + at + " changed"
	case len(rest) == len(other) && len(rest) > 1 && rest[0] == other[1] && rest[1] == other[0] && rest[2:] == other[2:]:
		return "with characters " + at + " and " + fmt.Sprint(start+2) + " exchanged"
	case len(rest)+1 == len(other) && rest == other[1:]:
		return "without its character " + at
	case len(rest) == len(other)+1 && rest[1:] == other:
		return "with an extra character at " + at
	}
	return ""
}

func countCharacters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// common returns the number of bytes in which two texts begin alike.
func common(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// lookAlikes replaces characters by the one that they are mistaken for.
var lookAlikes = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "i", "1", "S", "5", "B", "8", "Z", "2", "_", "-")

func (k *Key) certificateDER() [][]byte {
	if k.Certified == nil || len(k.Certified.DER) == 0 {
		return nil
	}
	return [][]byte{k.Certified.DER}
}

// spki returns the public key as SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7); of a
// certificate it is the one in there. It is nil if there is none.
func (k *Key) spki() []byte {
	for _, der := range k.certificateDER() {
		if k.Kind == Certificate {
			if e, err := spkiOf(der); err == nil {
				return e.full
			}
		}
	}
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return nil
	}
	return der
}

// spkiOf returns the SubjectPublicKeyInfo in a certificate.
func spkiOf(der []byte) (element, error) {
	e, _, err := next(der)
	if err != nil {
		return e, err
	}
	parts, err := e.parts("S")
	if err != nil {
		return e, err
	}
	fields, err := parts[0].children()
	if err != nil {
		return e, err
	}
	if len(fields) > 0 && fields[0].tag == tagZero {
		fields = fields[1:] // the version
	}
	if len(fields) < 6 {
		return e, errShape
	}
	return fields[5], nil
}

// publicBits returns the content of the BIT STRING of the public key.
func (k *Key) publicBits() []byte {
	e, _, err := next(k.spki())
	if err != nil {
		return nil
	}
	parts, err := e.parts("SB")
	if err != nil {
		return nil
	}
	content, _ := parts[1].bits()
	return content
}

// thumbprintInput returns the JSON that the thumbprint of RFC 7638 is the hash of: the
// required members in the order of their names.
func (k *Key) thumbprintInput() []byte {
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		return fmt.Appendf(nil, `{"e":"%s","kty":"RSA","n":"%s"}`, base64URL(big.NewInt(int64(public.E)).Bytes()), base64URL(public.N.Bytes()))
	case *ecdsa.PublicKey:
		x, y := coordinates(public)
		return fmt.Appendf(nil, `{"crv":"%s","kty":"EC","x":"%s","y":"%s"}`, public.Params().Name, base64URL(x), base64URL(y))
	}
	return nil
}

// JWKThumbprint returns the SHA-256 thumbprint of the public key as a JWK (RFC 7638) in
// base64url; "" if there is none.
func (k Key) JWKThumbprint() string {
	input := k.thumbprintInput()
	if input == nil {
		return ""
	}
	h := crypto.SHA256.New()
	h.Write(input)
	return base64URL(h.Sum(nil))
}

// X5T returns the SHA-1 fingerprint of the certificate in base64url, the x5t of a JWK (RFC
// 7517 section 4.8).
func (c Certified) X5T() string {
	sum, err := hex.DecodeString(c.SHA1)
	if err != nil {
		return ""
	}
	return base64URL(sum)
}

// sshWire returns the public key in the form that SSH hashes (RFC 4253 section 6.6, RFC
// 5656 section 3.1).
func (k *Key) sshWire() []byte {
	var wire []byte
	add := func(field []byte) { wire = append(binary.BigEndian.AppendUint32(wire, uint32(len(field))), field...) }
	number := func(n *big.Int) { add(append(make([]byte, 1-min(1, n.BitLen()%8)), n.Bytes()...)) } // a zero before a high first bit
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		add([]byte("ssh-rsa"))
		number(big.NewInt(int64(public.E)))
		number(public.N)
	case *ecdsa.PublicKey:
		curve := fmt.Sprintf("nistp%d", public.Params().BitSize)
		add([]byte("ecdsa-sha2-" + curve))
		add([]byte(curve))
		x, y := coordinates(public)
		add(bytes.Join([][]byte{{4}, x, y}, nil))
	}
	return wire
}

// modulusTexts returns what openssl prints for -modulus, which people hash to compare keys.
func (k *Key) modulusTexts() [][]byte {
	public, ok := k.public.(*rsa.PublicKey)
	if !ok {
		return nil
	}
	text := fmt.Sprintf("Modulus=%X", public.N.Bytes())
	return [][]byte{[]byte(text + "\n"), []byte(text), public.N.Bytes()}
}

// pemTexts returns the usual texts of a PEM block: with a last line break, without one, and
// with the line breaks of Windows.
func pemTexts(label string, ders [][]byte) (texts [][]byte) {
	for _, der := range ders {
		if len(der) == 0 {
			continue
		}
		text := pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
		windows := bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
		texts = append(texts, text, bytes.TrimSpace(text), windows, bytes.TrimSpace(windows))
	}
	return texts
}

// base64Texts returns the base64 between BEGIN and END: in one line, and in lines.
func base64Texts(ders [][]byte) (texts [][]byte) {
	for _, der := range ders {
		if len(der) == 0 {
			continue
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "X", Bytes: der})
		lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
		body := bytes.Join(lines[1:len(lines)-1], []byte("\n"))
		texts = append(texts, bytes.ReplaceAll(body, []byte("\n"), nil), body, append(body, '\n'))
	}
	return texts
}

// coordinates returns the coordinates of a public point with the full length of the curve.
func coordinates(public *ecdsa.PublicKey) (x, y []byte) {
	point, err := public.Bytes()
	if err != nil {
		return nil, nil
	}
	half := len(point) / 2
	return point[1 : 1+half], point[1+half:]
}

func base64URL(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// expectedID returns the Certificate ID that NetSuite is expected to show for a
// certificate, from the SHA-256 of its DER form.
func expectedID(sum []byte) string { return base64URL(sum) }

// IDFromFingerprint converts a SHA-256 fingerprint in hexadecimal, with or without colons,
// to the expected Certificate ID. It returns "" for any other text.
func IDFromFingerprint(text string) string {
	sum, err := hex.DecodeString(bareHex(strings.TrimSpace(text)))
	if err != nil || len(sum) != 32 {
		return ""
	}
	return expectedID(sum)
}
