package keys_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

// TestIssuerOfTheSameName catches a certificate that is called damaged because a CA of
// its own name issued it, and a damaged one that is called whole.
func TestIssuerOfTheSameName(t *testing.T) {
	name := pkix.Name{CommonName: "Example Integration"}
	otherEC := sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
	issue := func(subject, issuer crypto.Signer, subjectID, authorityID []byte) []byte {
		template := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: name, SubjectKeyId: subjectID, AuthorityKeyId: authorityID,
			NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
		parent := &x509.Certificate{Subject: name}
		return must(x509.CreateCertificate(rand.Reader, template, parent, subject.Public(), issuer))
	}
	changed := func(der []byte) []byte { // the serial number
		return bytes.Replace(der, []byte{2, 1, 5}, []byte{2, 1, 6}, 1)
	}
	mine, its := []byte{1, 1, 1, 1}, []byte{2, 2, 2, 2}
	for _, c := range []struct {
		name string
		der  []byte
		want string // the problem; "" for none
	}{
		{"self-signed", issue(theEC(), theEC(), mine, mine), ""},
		{"self-signed, without key identifiers", issue(theEC(), theEC(), nil, nil), ""},
		{"issued by an EC key of the same name", issue(theEC(), otherEC(), mine, its), ""},
		{"issued by an RSA key of the same name", issue(theEC(), theRSA(), mine, its), ""},
		{"an RSA key, issued by another", issue(theRSA(), otherRSA(), mine, its), ""},
		{"issued by another key, without key identifiers", issue(theEC(), otherEC(), nil, nil), "warning issuer-unclear"},
		{"an RSA key, issued by another, without key identifiers", issue(theRSA(), otherRSA(), nil, nil), "warning issuer-unclear"},
		{"issued by another key, without that of the issuer", issue(theEC(), otherEC(), mine, nil), "warning issuer-unclear"},
		{"self-signed, changed", changed(issue(theEC(), theEC(), mine, mine)), "fault damaged"},
		{"self-signed with RSA, changed", changed(issue(theRSA(), theRSA(), mine, mine)), "fault damaged"},
		{"self-signed with RSA, without key identifiers, changed", changed(issue(theRSA(), theRSA(), nil, nil)), "fault damaged"},
		{"self-signed, without key identifiers, changed", changed(issue(theEC(), theEC(), nil, nil)), "warning issuer-unclear"},
	} {
		file := keys.Read("public.pem", []byte(pemOf("CERTIFICATE", c.der)), nil)
		got := ids(file)
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v; want %q", c.name, got, c.want)
		}
		at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		if strict := file.Judge(at).Strict; file.Keys[0].Algorithm == keys.EC && (strict == keys.Yes) != (c.want == "") {
			t.Errorf("%s: every rule is met: %s", c.name, strict)
		}
	}
}
