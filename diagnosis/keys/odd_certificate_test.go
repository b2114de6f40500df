package keys_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
)

// der joins parts to a DER element.
func der(tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	length := len(content)
	switch {
	case length < 0x80:
		return append([]byte{tag, byte(length)}, content...)
	case length < 0x100:
		return append([]byte{tag, 0x81, byte(length)}, content...)
	}
	return append([]byte{tag, 0x82, byte(length >> 8), byte(length)}, content...)
}

// The identifiers that the drafts of certificates need, as DER.
var (
	idECDSA256    = []byte{6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}
	idECDSA384    = []byte{6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3}
	idCommonName  = []byte{6, 3, 0x55, 4, 3}
	idEmail       = []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1}
	isTrue        = []byte{1, 1, 0xff}
	isExplicit0   = byte(0xa0)
	isExtensions3 = byte(0xa3)
)

func oidOf(last byte) []byte { return []byte{6, 3, 0x55, 0x1d, last} }

// nameOf is a distinguished name of one part.
func nameOf(id []byte, tag byte, value string) []byte {
	return der(0x30, der(0x31, der(0x30, id, der(tag, []byte(value)))))
}

func extension(id []byte, value []byte) []byte { return der(0x30, id, der(4, value)) }

func critical(id []byte, value []byte) []byte { return der(0x30, id, isTrue, der(4, value)) }

// middle is in the validity of the drafts.
var middle = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func seq(parts ...[]byte) []byte { return der(0x30, parts...) }

// draft has the parts of a certificate, which a test can change before it is signed.
type draft struct {
	version, serial, inner, issuer, validity, subject, key []byte
	extensions                                             [][]byte // nil for none
	raw                                                    []byte   // in place of the extensions
	outer                                                  []byte
}

func newDraft() *draft {
	name := nameOf(idCommonName, 12, "orders")
	return &draft{version: der(isExplicit0, []byte{2, 1, 2}), serial: []byte{2, 1, 5}, inner: seq(idECDSA256), issuer: name, subject: name, outer: seq(idECDSA256),
		validity: seq(der(23, []byte("260101000000Z")), der(23, []byte("270101000000Z"))), key: must(x509.MarshalPKIXPublicKey(theEC().Public()))}
}

func (d *draft) signed() []byte {
	return seq(d.version, d.serial, d.inner, d.issuer, d.validity, d.subject, d.key, d.tail())
}

func (d *draft) tail() []byte {
	if d.raw != nil || d.extensions == nil {
		return d.raw
	}
	return der(isExtensions3, seq(d.extensions...))
}

// sign returns the certificate.
func (d *draft) sign(key *ecdsa.PrivateKey) []byte {
	signed := d.signed()
	sum := sha256.Sum256(signed)
	signature := must(key.Sign(rand.Reader, sum[:], crypto.SHA256))
	return seq(signed, d.outer, der(3, []byte{0}, signature))
}

func both(name []byte) func(*draft) { return func(d *draft) { d.issuer, d.subject = name, name } }

func with(extensions ...[]byte) func(*draft) { return func(d *draft) { d.extensions = extensions } }

var oddCertificates = []struct {
	name   string
	change func(*draft)
	want   string // level and title of the first problem; "" for none
}{
	{"good", func(d *draft) {}, ""},
	{"underscore", both(nameOf(idCommonName, 19, "my_app")), "warning A character that is not allowed in PrintableString is part of the subject"},
	{"at", both(nameOf(idEmail, 19, "me@example.com")), "warning A character that is not allowed in PrintableString is part of the subject"},
	{"star", both(nameOf(idCommonName, 19, "*.example.com & co")), ""},
	{"utf8 in printable", both(nameOf(idCommonName, 19, "Müller")), "warning A character that is not allowed in PrintableString is part of the subject"},
	{"latin1 in printable", both(nameOf(idCommonName, 19, "M\xfcller")), "warning A character that is not allowed in PrintableString is part of the subject"},
	{"latin1 in utf8", both(nameOf(idCommonName, 12, "M\xfcller")), "warning A character that is not allowed in UTF8String is part of the subject"},
	{"latin1 in ia5", both(nameOf(idEmail, 22, "m\xfc@example.com")), "warning A character that is not allowed in IA5String is part of the subject"},
	{"teletex", both(nameOf(idCommonName, 20, "M\xfcller")), ""},
	{"universal", both(nameOf(idCommonName, 28, "\x00\x00\x00M\x00\x00\x00\xfc")), "warning A string of type UniversalString is part of the subject"},
	{"universal odd", both(nameOf(idCommonName, 28, "\x00\x00\x00M\x00")), "warning A character that is not allowed in UniversalString is part of the subject"},
	{"bmp", both(nameOf(idCommonName, 30, "\x00M\x00\xfc")), ""},
	{"bmp odd", both(nameOf(idCommonName, 30, "\x00M\x00")), "warning A character that is not allowed in BMPString is part of the subject"},
	{"bmp surrogate", both(nameOf(idCommonName, 30, "\xd8\x00\x00M")), "warning A character that is not allowed in BMPString is part of the subject"},
	{"numeric", both(nameOf(idCommonName, 18, "12a")), "warning A character that is not allowed in NumericString is part of the subject"},
	{"visible", both(nameOf(idCommonName, 26, "abc")), "warning A string of type VisibleString is part of the subject"},
	{"bits name", both(nameOf(idCommonName, 3, "\x00abc")), "warning A value that is not a string is part of the subject"},
	{"int name", both(nameOf(idCommonName, 2, "\x05")), "warning A value that is not a string is part of the subject"},
	{"empty value", both(nameOf(idCommonName, 12, "")), ""},
	{"empty name", both(seq()), "warning The issuer has no name"},
	{"empty issuer", func(d *draft) { d.issuer = seq() }, "warning The issuer has no name"},
	{"empty rdn", both(seq(der(0x31))), "warning The issuer has no name"},
	{"nul in name", both(nameOf(idCommonName, 12, "a\x00b")), ""},
	{"bad oid in name", both(nameOf([]byte{6, 4, 0x55, 4, 0x80, 3}, 12, "x")), "fault The certificate cannot be read"},
	{"unended oid in name", both(nameOf([]byte{6, 3, 0x55, 4, 0x83}, 12, "x")), "fault The certificate cannot be read"},
	{"empty oid in name", both(nameOf([]byte{6, 0}, 12, "x")), "fault The certificate cannot be read"},
	{"big oid in name", both(nameOf(append([]byte{6, 19, 0x69}, append(bytes.Repeat([]byte{0xff}, 17), 0x7f)...), 12, "x")), "warning Part of the certificate is encoded incorrectly"},
	{"three in attribute", both(seq(der(0x31, seq(idCommonName, der(12, []byte("a")), der(12, []byte("b")))))), "fault The certificate cannot be read"},
	{"negative serial", func(d *draft) { d.serial = []byte{2, 2, 0xf0, 1} }, "warning The serial number is negative"},
	{"zero serial", func(d *draft) { d.serial = []byte{2, 1, 0} }, "note The serial number is zero"},
	{"long serial", func(d *draft) { d.serial = der(2, bytes.Repeat([]byte{0x55}, 24)) }, "note The serial number is longer than 20 bytes"},
	{"padded serial", func(d *draft) { d.serial = []byte{2, 3, 0, 0, 5} }, "warning The serial number is not encoded in its shortest form"},
	{"padded negative serial", func(d *draft) { d.serial = []byte{2, 3, 0xff, 0xff, 5} }, "warning The serial number is not encoded in its shortest form"},
	{"empty serial", func(d *draft) { d.serial = []byte{2, 0} }, "fault The certificate cannot be read"},
	{"v1", func(d *draft) { d.version = nil }, "note The certificate is X.509 version 1, which has no extensions"},
	{"v1 written", func(d *draft) { d.version = der(isExplicit0, []byte{2, 1, 0}) }, "note The certificate is X.509 version 1, which has no extensions"},
	{"v1 extensions", func(d *draft) { d.version = nil; d.extensions = [][]byte{extension(oidOf(14), []byte{4, 2, 1, 1})} }, "warning The certificate states X.509 version 1, but has parts of a later version"},
	{"v2", func(d *draft) { d.version = der(isExplicit0, []byte{2, 1, 1}) }, "note The certificate is X.509 version 2, which has no extensions"},
	{"v2 extensions", func(d *draft) {
		d.version = der(isExplicit0, []byte{2, 1, 1})
		d.extensions = [][]byte{extension(oidOf(14), []byte{4, 2, 1, 1})}
	}, "warning The certificate states X.509 version 2, but has parts of a later version"},
	{"v4", func(d *draft) { d.version = der(isExplicit0, []byte{2, 1, 3}) }, "warning The certificate states an X.509 version that does not exist"},
	{"v negative", func(d *draft) { d.version = der(isExplicit0, []byte{2, 1, 0xff}) }, "warning The certificate states an X.509 version that does not exist"},
	{"v1 unique id", func(d *draft) { d.version = nil; d.raw = []byte{0x82, 2, 0, 1} }, "warning The certificate states X.509 version 1, but has parts of a later version"},
	{"unique ids", func(d *draft) { d.raw = []byte{0x81, 2, 0, 1, 0x82, 2, 0, 1} }, ""},
	{"no seconds", func(d *draft) { d.validity = seq(der(23, []byte("2601010000Z")), der(23, []byte("2701010000Z"))) }, "note A validity date has no seconds, a fraction of a second, or a time zone"},
	{"offset", func(d *draft) {
		d.validity = seq(der(23, []byte("260101000000+0100")), der(23, []byte("270101000000-0800")))
	}, "note A validity date has no seconds, a fraction of a second, or a time zone"},
	{"generalized-early", func(d *draft) {
		d.validity = seq(der(24, []byte("20260101000000Z")), der(24, []byte("20270101000000Z")))
	}, ""},
	{"generalized fraction", func(d *draft) {
		d.validity = seq(der(24, []byte("20260101000000.5Z")), der(24, []byte("20270101000000Z")))
	}, "warning A validity date has no seconds, a fraction of a second, or a time zone"},
	{"generalized local", func(d *draft) { d.validity = seq(der(24, []byte("20260101000000")), der(24, []byte("20270101000000"))) }, "warning A validity date does not exist, or has no time zone"},
	{"generalized offset", func(d *draft) {
		d.validity = seq(der(24, []byte("20260101000000+0100")), der(24, []byte("20270101000000+0100")))
	}, "warning A validity date has no seconds, a fraction of a second, or a time zone"},
	{"generalized nosec", func(d *draft) { d.validity = seq(der(24, []byte("202601010000Z")), der(24, []byte("202701010000Z"))) }, "warning A validity date has no seconds, a fraction of a second, or a time zone"},
	{"bad date", func(d *draft) { d.validity = seq(der(23, []byte("260201000000Z")), der(23, []byte("271301000000Z"))) }, "fault A validity date of the certificate is not encoded as a time"},
	{"second 60", func(d *draft) { d.validity = seq(der(23, []byte("260101000060Z")), der(23, []byte("270101000000Z"))) }, "warning A validity date does not exist, or has no time zone"},
	{"hour 24", func(d *draft) { d.validity = seq(der(23, []byte("260101240000Z")), der(23, []byte("270101000000Z"))) }, "warning A validity date does not exist, or has no time zone"},
	{"no zone", func(d *draft) { d.validity = seq(der(23, []byte("260101000000")), der(23, []byte("270101000000 "))) }, "warning A validity date does not exist, or has no time zone"},
	{"day 30 of February", func(d *draft) { d.validity = seq(der(23, []byte("260230000000Z")), der(23, []byte("270101000000Z"))) }, "warning A validity date does not exist, or has no time zone"},
	{"letters date", func(d *draft) { d.validity = seq(der(23, []byte("26o101000000Z")), der(23, []byte("270101000000Z"))) }, "fault A validity date of the certificate is not encoded as a time"},
	{"9999", func(d *draft) { d.validity = seq(der(23, []byte("260101000000Z")), der(24, []byte("99991231235959Z"))) }, ""},
	{"year 0", func(d *draft) { d.validity = seq(der(24, []byte("00000101000000Z")), der(23, []byte("270101000000Z"))) }, ""},
	{"three times", func(d *draft) {
		d.validity = seq(der(23, []byte("260101000000Z")), der(23, []byte("270101000000Z")), der(23, []byte("270101000000Z")))
	}, "fault The certificate cannot be read"},
	{"reversed", func(d *draft) { d.validity = seq(der(23, []byte("270101000000Z")), der(23, []byte("260101000000Z"))) }, ""},
	{"outer mismatch", func(d *draft) { d.outer = seq(idECDSA384) }, "warning The certificate names two different signature algorithms"},
	{"outer null", func(d *draft) { d.outer = seq(idECDSA256, []byte{5, 0}) }, "warning The signature algorithm is encoded in two different ways"},
	{"empty a3", func(d *draft) { d.raw = der(isExtensions3) }, "fault The certificate cannot be read"},
	{"double ext", with(extension(oidOf(14), []byte{4, 2, 1, 1}), extension(oidOf(14), []byte{4, 2, 1, 2})), "warning The certificate has the same extension twice"},
	{"ext empty value", with(der(0x30, oidOf(14), der(4))), "warning The extension Subject Key Identifier is encoded incorrectly"},
	{"ext trailing", with(extension(oidOf(19), []byte{0x30, 0, 5, 0})), ""},
	{"bc bool 1", with(critical(oidOf(19), seq([]byte{1, 1, 1}))), "warning The extension basicConstraints is encoded incorrectly"},
	{"bc false written", with(critical(oidOf(19), seq([]byte{1, 1, 0}))), ""},
	{"bc true", with(critical(oidOf(19), seq(isTrue))), ""},
	{"bc garbage", with(critical(oidOf(19), []byte("xxxx"))), "warning The extension basicConstraints is encoded incorrectly"},
	{"critical bool 1", with(der(0x30, oidOf(14), []byte{1, 1, 1}, der(4, []byte{4, 2, 1, 1}))), "warning The critical flag of an extension is encoded incorrectly"},
	{"critical unknown", with(critical([]byte{6, 4, 0x2a, 3, 4, 5}, []byte{5, 0})), ""},
	{"ski raw", with(extension(oidOf(14), []byte{1, 2, 3, 4})), "warning The extension Subject Key Identifier is encoded incorrectly"},
	{"aki raw", with(extension(oidOf(35), []byte{1, 2, 3, 4})), "warning The extension Authority Key Identifier is encoded incorrectly"},
	{"aki critical", with(critical(oidOf(35), seq([]byte{0x80, 2, 1, 1}))), "warning The extension Authority Key Identifier is encoded incorrectly"},
	{"san bad uri", with(extension(oidOf(17), seq(der(0x86, []byte("http://[bad host]/%zz"))))), "warning The extension subjectAltName is encoded incorrectly"},
	{"san utf8 dns", with(extension(oidOf(17), seq(der(0x82, []byte("münchen.de"))))), "warning The extension subjectAltName is encoded incorrectly"},
	{"san bad ip", with(extension(oidOf(17), seq(der(0x87, []byte{10, 0, 1})))), "warning The extension subjectAltName is encoded incorrectly"},
	{"san garbage", with(extension(oidOf(17), []byte("hello"))), "warning The extension subjectAltName is encoded incorrectly"},
	{"san garbage critical", with(critical(oidOf(17), []byte("hello"))), "warning The extension subjectAltName is encoded incorrectly"},
	{"san latin1 mail", with(extension(oidOf(17), seq(der(0x81, []byte("m\xfc@x.de"))))), "warning The extension subjectAltName is encoded incorrectly"},
	{"ku garbage", with(critical(oidOf(15), []byte{4, 1, 0})), "warning The extension keyUsage is encoded incorrectly"},
	{"ku unused bits", with(critical(oidOf(15), []byte{3, 2, 9, 0x80})), "warning The extension keyUsage is encoded incorrectly"},
	{"eku garbage", with(extension(oidOf(37), []byte{1})), "warning The extension extKeyUsage is encoded incorrectly"},
	{"policies dup", with(extension(oidOf(32), seq(seq([]byte{6, 2, 0x2a, 3}), seq([]byte{6, 2, 0x2a, 3})))), "warning The extension certificatePolicies is encoded incorrectly"},
	{"crl garbage", with(extension(oidOf(31), []byte{1, 2})), "warning The extension cRLDistributionPoints is encoded incorrectly"},
	{"nc garbage", with(critical(oidOf(30), seq([]byte{0xa0, 2, 1, 2}))), "warning The extension nameConstraints is encoded incorrectly"},
	{"aia garbage", with(extension([]byte{6, 8, 0x2b, 6, 1, 5, 5, 7, 1, 1}, []byte{1, 2})), "warning The extension authorityInfoAccess is encoded incorrectly"},
	{"ext four parts", with(der(0x30, oidOf(14), der(4, []byte{4, 1, 1}), []byte{5, 0})), "warning An extension has an extra part"},
	{"ext no value", with(der(0x30, oidOf(14))), "fault The certificate cannot be read"},
	{"ext bad oid", with(extension([]byte{6, 3, 0x55, 0x1d, 0x83}, []byte{5, 0})), "fault The certificate cannot be read"},
	{"tbs trailing", func(d *draft) { d.raw = []byte{5, 0} }, "warning The extensions are followed by data that does not belong in a certificate"},
	{"long length serial", func(d *draft) { d.serial = []byte{2, 0x81, 1, 5} }, "warning A length is not encoded in its shortest form"},
	{"long length name", both([]byte{0x30, 0x81, 17, 0x31, 15, 0x30, 13, 6, 3, 0x55, 4, 3, 12, 6, 'o', 'r', 'd', 'e', 'r', 's'}), "warning A length is not encoded in its shortest form"},
	{"indefinite name", both([]byte{0x30, 0x80, 0x31, 15, 0x30, 13, 6, 3, 0x55, 4, 3, 12, 6, 'o', 'r', 'd', 'e', 'r', 's', 0, 0}), "fault The file is BER with indefinite lengths, not DER"},
	{"constructed string", both(seq(der(0x31, seq(idCommonName, []byte{0x2c, 5, 12, 3, 'a', 'b', 'c'})))), "warning A value that is not a string is part of the subject"},
}

// TestOddCertificates catches a certificate that is called unreadable though other programs
// read it, one whose oddity is not named, one that is read though a part of it is missing,
// and one that openssl reads or refuses against our word.
func TestOddCertificates(t *testing.T) {
	openssl, _ := exec.LookPath("openssl")
	for i, c := range oddCertificates {
		d := newDraft()
		c.change(d)
		der := d.sign(theEC())
		file := keys.Read("x", []byte(pemOf("CERTIFICATE", der)), nil)
		got, found := "", problems(file)
		if len(found) > 0 {
			got = string(found[0].Level) + " " + found[0].Title
		}
		if read := file.Readable(); got != c.want || read == strings.HasPrefix(c.want, "fault") {
			t.Errorf("%s: read %t, %q; want %q", c.name, read, got, c.want)
			continue
		}
		checkStrings(t, file)
		if file.Readable() {
			key, sum := file.Keys[0], sha256.Sum256(der)
			if one := key.Certified; !theEC().PublicKey.Equal(key.Public()) || one.ID != b64url(sum[:]) || !bytes.Equal(one.DER, der) || one.NotAfter.IsZero() {
				t.Errorf("%s: %+v", c.name, key)
			}
			if strict := file.Judge(middle).Strict; strings.HasPrefix(c.want, "warning") && strict == keys.Yes {
				t.Errorf("%s: every rule is met", c.name)
			}
			var again keys.Key
			if err := json.Unmarshal(must(json.Marshal(key)), &again); err != nil || !reflect.DeepEqual(again.Certified, key.Certified) {
				t.Errorf("%s: another certificate comes out of the case file: %v", c.name, err)
			}
		}
		if openssl == "" || !worktest.Long && i%12 != 0 {
			continue
		}
		command := exec.Command(openssl, "x509", "-inform", "DER", "-noout", "-subject")
		command.Stdin = bytes.NewReader(der)
		refused := command.Run() != nil
		for _, p := range found {
			if reads := strings.HasPrefix(p.Why, "openssl"); p.ID == "odd" && refused && reads || p.ID == "unreadable" && !refused {
				t.Errorf("%s: openssl refuses it: %t; %+v", c.name, refused, p)
			}
		}
	}
}

// TestCertificateNames catches a name that is decoded wrong, and a field of a certificate
// that is.
func TestCertificateNames(t *testing.T) {
	for _, c := range []struct {
		name          string
		change        func(*draft)
		subject, want string
	}{
		{"Latin-1 in TeletexString", both(nameOf(idCommonName, 20, "M\xfcller")), "CN=Müller", "version 3, 05"},
		{"UTF-8 in PrintableString", both(nameOf(idCommonName, 19, "Müller")), "CN=Müller", "version 3, 05"},
		{"Latin-1 in UTF8String", both(nameOf(idCommonName, 12, "M\xfcller")), "CN=Müller", "version 3, 05"},
		{"BMPString", both(nameOf(idCommonName, 30, "\x00M\x00\xfc")), "CN=Mü", "version 3, 05"},
		{"UniversalString", both(nameOf(idCommonName, 28, "\x00\x00\x00M\x00\x01\xf6\x00")), "CN=M😀", "version 3, 05"},
		{"not a string", both(nameOf(idCommonName, 4, "abc")), "CN=#0403616263", "version 3, 05"},
		{"hidden characters", both(nameOf(idCommonName, 12, "a\x1b[31m\u202eb")), "CN=a\\u{001B}[31m\\u{202E}b", "version 3, 05"},
		{"several parts", both(seq(der(0x31, seq(idCommonName, der(12, []byte("a,b"))), seq(idEmail, der(22, []byte("c")))), der(0x31, seq(oidOf(1), der(12, []byte("d")))))), `2.5.29.1=d,CN=a\,b+emailAddress=c`, "version 3, 05"},
		{"version 1", func(d *draft) { d.version = nil }, "CN=orders", "version 1, 05"},
		{"a negative serial", func(d *draft) { d.serial = []byte{2, 2, 0xf0, 1} }, "CN=orders", "version 3, -0fff"},
		{"a serial with its sign", func(d *draft) { d.serial = []byte{2, 2, 0, 0xf0} }, "CN=orders", "version 3, f0"},
		{"a CA", with(critical(oidOf(19), seq(isTrue))), "CN=orders", "version 3, 05, CA"},
		{"no CA", with(critical(oidOf(19), seq())), "CN=orders", "version 3, 05"},
	} {
		d := newDraft()
		c.change(d)
		file := keys.Read("x", d.sign(theEC()), nil)
		if !file.Readable() {
			t.Errorf("%s: %v", c.name, ids(file))
			continue
		}
		certified := file.Keys[0].Certified
		got := fmt.Sprintf("version %d, %s", certified.Version, certified.Serial)
		if certified.CA {
			got += ", CA"
		}
		if certified.Subject != c.subject || certified.Issuer != c.subject || got != c.want {
			t.Errorf("%s: %q, %s; want %q, %s", c.name, certified.Subject, got, c.subject, c.want)
		}
	}
}

// TestChangedCertificates catches a certificate with lost or changed characters that is
// taken without a fault or a warning, and one that keeps its Certificate ID though its own
// signature proves that it is damaged.
func TestChangedCertificates(t *testing.T) {
	identified := newDraft()
	with(extension(oidOf(14), []byte{4, 2, 1, 1}), extension(oidOf(35), seq([]byte{0x80, 2, 1, 1})), critical(oidOf(19), seq(isTrue)))(identified)
	foreign := newDraft()
	foreign.issuer = nameOf(idCommonName, 12, "another")
	for name, certificate := range map[string][]byte{"identified": identified.sign(theEC()), "bare": newDraft().sign(theEC()), "RSA": certify(theRSA(), "a"), "of another": foreign.sign(theEC())} {
		body := base64.StdEncoding.EncodeToString(certificate)
		for lost := 4; lost <= 12; lost += 4 {
			for at := 0; at+lost <= len(body); at += 1 + lost/5 {
				text := "-----BEGIN CERTIFICATE-----\n" + body[:at] + body[at+lost:] + "\n-----END CERTIFICATE-----\n"
				if file := keys.Read("x", []byte(text), nil); !faulty(file) || file.Readable() && file.Keys[0].Certified != nil && !slices.Contains(ids(file), "fault trailing-data") {
					t.Fatalf("%s: %d characters of %d were lost: %v", name, lost, at, ids(file))
				}
			}
		}
		if name == "of another" {
			continue // a changed name cannot be seen
		}
		names := bytes.Index(certificate, nameOf(idCommonName, 12, "orders"))
		for at := range certificate {
			if length := len(nameOf(idCommonName, 12, "orders")); name == "bare" && (at >= names && at < names+length || at >= names+length+34 && at < names+2*length+34) {
				continue // with two names it is another's, of whom nothing is known
			}
			for _, by := range []byte{1, 0x20, 0x80, 0xff} {
				changed := bytes.Clone(certificate)
				changed[at] ^= by
				file := keys.Read("x", changed, nil)
				if file.Readable() && file.Keys[0].Certified != nil && file.Keys[0].Certified.Namesake {
					continue // a changed key identifier says that another key issued it
				}
				met := file.Judge(middle).Strict == keys.Yes
				if file.Readable() && len(ids(file)) == 0 { // the RSA key is too short for NetSuite
					p, _ := file.Keys[0].TypeProblem()
					met = met || p.ID == "key-size"
				}
				if met {
					t.Fatalf("%s: byte %d was changed by %02x: %v", name, at, by, ids(file))
				}
				if slices.Contains(ids(file), "fault damaged") && file.Readable() && file.Keys[0].Certified.ID != "" {
					t.Fatalf("%s: byte %d was changed by %02x: it has a Certificate ID", name, at, by)
				}
			}
		}
	}
}

// FuzzCertificate catches a panic, a string that is not printable and work out of proportion
// in a certificate whose parts are arbitrary.
func FuzzCertificate(f *testing.F) {
	for _, c := range oddCertificates {
		d := newDraft()
		c.change(d)
		f.Add(d.version, d.serial, d.subject, d.validity, d.key, d.tail())
	}
	f.Fuzz(func(t *testing.T, version, serial, subject, validity, key, tail []byte) {
		d := &draft{version: version, serial: serial, inner: seq(idECDSA256), issuer: subject, subject: subject, validity: validity, key: key, raw: tail, outer: seq(idECDSA256)}
		certificate := seq(d.signed(), d.outer, der(3, []byte{0}, seq([]byte{2, 1, 1}, []byte{2, 1, 1})))
		worktest.Bound(t, len(certificate), func() {
			checkStrings(t, keys.Read("x", certificate, nil))
		})
	})
}
