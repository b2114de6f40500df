package keys_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"crypto/rand"

	"authdoctor/diagnosis/keys"
)

// valid is a certificate with that validity.
func valid(from, to time.Time) keys.File {
	template := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "x"}, NotBefore: from, NotAfter: to}
	return keys.Read("public.pem", []byte(pemOf("CERTIFICATE", must(x509.CreateCertificate(rand.Reader, template, template, theEC().Public(), theEC())))), nil)
}

// TestRulesOfTime catches a certificate that is judged a day off: the two years, the
// warnings before the end, and the end itself.
func TestRulesOfTime(t *testing.T) {
	day := func(text string) time.Time { return must(time.Parse("2006-01-02", text)) }
	for _, c := range []struct {
		from, to, at string
		strict       keys.Answer
		outcome      keys.Outcome
		problems     string
		ends         string
	}{
		{"2026-01-01", "2026-12-31", "2026-06-01", keys.Yes, keys.Accept, "", "2026-12-31"},
		{"2026-01-01", "2028-01-01", "2026-06-01", keys.Yes, keys.Accept, "", "2028-01-01"},
		{"2026-01-01", "2028-01-02", "2026-06-01", keys.No, keys.Shortened, "valid-too-long", "2028-01-01"},
		{"2027-02-28", "2029-02-28", "2027-06-01", keys.Yes, keys.Accept, "", "2029-02-28"}, // over a 29 February: 731 days
		{"2026-01-01", "2036-01-01", "2028-02-01", keys.No, keys.NotPublished, "expired", "2028-01-01"},
		{"2026-01-01", "2036-01-01", "2027-12-01", keys.No, keys.Shortened, "ends-soon valid-too-long", "2028-01-01"},
		{"2026-01-01", "2026-12-31", "2026-11-01", keys.Yes, keys.Accept, "ends-soon", "2026-12-31"},
		{"2026-01-01", "2026-12-31", "2026-10-31", keys.Yes, keys.Accept, "", "2026-12-31"},
		{"2026-01-01", "2026-12-31", "2026-12-31", keys.No, keys.Reject, "expired", "2026-12-31"},
		{"2026-01-01", "2026-12-31", "2026-12-30", keys.Yes, keys.Accept, "ends-soon", "2026-12-31"},
		{"2026-06-02", "2026-12-31", "2026-06-01", keys.No, keys.Reject, "not-yet-valid", "2026-12-31"},
		{"2026-06-01", "2026-12-31", "2026-06-01", keys.Yes, keys.Accept, "", "2026-12-31"},
		{"2026-12-31", "2026-06-01", "2026-08-01", keys.No, keys.Reject, "expired", "2026-06-01"},
	} {
		j := valid(day(c.from), day(c.to)).Judge(day(c.at))
		var ids []string
		for _, p := range j.Problems {
			ids = append(ids, p.ID)
		}
		if j.Strict != c.strict || j.Outcome != c.outcome || strings.Join(ids, " ") != c.problems || !j.Ends.Equal(day(c.ends)) {
			t.Errorf("%s to %s on %s: %s, %s, %v, ends %s; want %s, %s, %s, %s", c.from, c.to, c.at, j.Strict, j.Outcome, ids, j.Ends.Format(time.DateOnly), c.strict, c.outcome, c.problems, c.ends)
		}
	}
}

// TestRulesOfFiles catches a file that would be uploaded although a private key
// is in it, or that is no certificate at all.
func TestRulesOfFiles(t *testing.T) {
	certificate := pemOf("CERTIFICATE", theCertificate())
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text    string
		strict  keys.Answer
		outcome keys.Outcome
		problem string
	}{
		"certificate":                 {certificate, keys.Yes, keys.Accept, ""},
		"certificate behind a BOM":    {"\ufeff" + certificate, keys.Undecided, keys.NotPublished, "bom"},
		"certificate and private":     {certificate + privatePEM(t), keys.Yes, keys.Accept, "private-key-beside"},
		"two certificates":            {certificate + certificate, keys.Yes, keys.Accept, "several-certificates"},
		"private key":                 {privatePEM(t), keys.No, keys.Reject, "not-a-certificate"},
		"private key of another kind": {pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32))))), keys.No, keys.Reject, "key-type"},
		"nothing":                     {"", keys.No, keys.Reject, ""},
		"certificate with bad bytes":  {strings.Replace(certificate, "MII", "M!I", 1), keys.No, keys.NotPublished, "base64"},
	} {
		j := keys.Read("f", []byte(c.text), nil).Judge(at)
		ids := fmt.Sprint(j.Problems)
		if j.Strict != c.strict || j.Outcome != c.outcome || !strings.Contains(ids, c.problem) || j.Taken() != (c.outcome == keys.Accept) {
			t.Errorf("%s: %s, %s, %s; want %s, %s, %s", name, j.Strict, j.Outcome, ids, c.strict, c.outcome, c.problem)
		}
	}
}

// TestDERAsText catches DER whose bytes were changed by a copy as text, if that is not said,
// and a file that is only a little longer than its DER, if it is.
func TestDERAsText(t *testing.T) {
	der := withLineFeed()
	text := make([]rune, len(der))
	for i, b := range der {
		text[i] = rune(b)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"Latin-1 written as UTF-8": {[]byte(string(text)), "above 7F"},
		"bytes replaced":           {bytes.ToValidUTF8(der, []byte("\ufffd")), "U+FFFD"},
		"CR LF":                    {bytes.ReplaceAll(der, []byte("\n"), []byte("\r\n")), "0D before each 0A"},
		"as it was":                {der, ""},
		"CR LF behind it":          {append(bytes.Clone(der), "\r\n"...), ""},
	} {
		got := ""
		for _, p := range problems(keys.Read("x", c.data, nil)) {
			if p.ID == "damaged" || p.ID == "carriage-returns" {
				got += p.Got
			}
			if p.Got == p.Expected {
				t.Errorf("%s: expected and got are the same: %+v", name, p)
			}
		}
		if c.want == "" != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}

// withLineFeed returns a certificate that has a line feed in its DER.
func withLineFeed() []byte {
	d := newDraft()
	d.serial = []byte{2, 2, 10, 10}
	return d.sign(theEC())
}

// TestDamagedCertificate catches a certificate of which a byte was changed, and whose
// Certificate ID therefore is that of none.
func TestDamagedCertificate(t *testing.T) {
	der := theCertificate()
	for _, at := range []int{20, len(der) / 2, len(der) - 10} {
		changed := append([]byte{}, der...)
		changed[at] ^= 4
		file := keys.Read("f", changed, nil)
		if file.Readable() && file.Judge(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)).Taken() {
			t.Errorf("byte %d was changed, and NetSuite is said to take it", at)
		}
	}
}

// TestSignWithDamagedCertificate catches an assertion whose kid is asked for though the
// certificate that would tell it is damaged.
func TestSignWithDamagedCertificate(t *testing.T) {
	d := newDraft()
	with(extension(oidOf(14), []byte{4, 2, 1, 1}), extension(oidOf(35), seq([]byte{0x80, 2, 1, 1})))(d)
	der := d.sign(theEC())
	private := keys.Read("key", []byte(pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(theEC())))), nil)
	for name, c := range map[string]struct {
		der  []byte
		want string
	}{"good": {der, ""}, "changed": {bytes.ReplaceAll(der, []byte("orders"), []byte("Orders")), "The certificate is damaged: its own signature is invalid"}} {
		file := keys.Read("certificate", []byte(pemOf("CERTIFICATE", c.der)), nil)
		got := ""
		if _, _, stop := keys.SignWith(private, &file); stop != nil {
			got = stop.Title
		}
		if got != c.want {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}
