package keys_test

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

// colons writes hexadecimal as openssl does.
func colons(text string) string {
	var pairs []string
	for i := 0; i < len(text); i += 2 {
		pairs = append(pairs, strings.ToUpper(text[i:i+2]))
	}
	return strings.Join(pairs, ":")
}

// TestRecogniseThumbprint catches a value of a certificate that is taken for its Certificate
// ID, or called by the name of another value.
func TestRecogniseThumbprint(t *testing.T) {
	der := theCertificate()
	key := keys.Read("f", []byte(pemOf("CERTIFICATE", der)), nil).Keys[0]
	c := key.Certified
	of1, of256 := sha1.Sum(der), sha256.Sum256(der)
	spki := must(x509.MarshalPKIXPublicKey(key.Public()))
	spki256, spki1 := sha256.Sum256(spki), sha1.Sum(spki)
	text := pemOf("CERTIFICATE", der)
	text256, trimmed1 := sha256.Sum256([]byte(text)), sha1.Sum([]byte(strings.TrimSpace(text)))
	base256 := sha256.Sum256([]byte(base64.StdEncoding.EncodeToString(der)))
	of5 := md5.Sum(der)
	serial, _ := new(big.Int).SetString(c.Serial, 16)
	padded, std := base64.URLEncoding.EncodeToString, base64.StdEncoding.EncodeToString
	upper := strings.ToUpper
	changed := []byte(c.ID)
	if changed[11] = 'X'; strings.EqualFold(c.ID[11:12], "X") {
		changed[11] = 'Y'
	}
	at := 5 // of two characters that are not the same letter and do not look alike
	for strings.EqualFold(c.ID[at:at+1], c.ID[at+1:at+2]) || strings.ContainsAny(c.ID[at:at+2], "0Oo1Ilji5Ss8Bb2Zz-_") {
		at++
	}
	swapped := c.ID[:at] + string(c.ID[at+1]) + string(c.ID[at]) + c.ID[at+2:]
	for text, want := range map[string]keys.IDForm{
		c.ID:                                     keys.IDSame,
		" " + c.ID + "\n":                        keys.IDSame + " with white space around it",
		c.ID[:20] + "\n" + c.ID[20:]:             keys.IDSame + ", with line breaks or invisible characters in it",
		"\u200e" + c.SHA1:                        "the SHA-1 fingerprint of the certificate in hexadecimal, with line breaks or invisible characters in it",
		`"` + c.ID + `"`:                         keys.IDSame + ", in quotation marks",
		c.ID + "=":                               keys.IDSame + " with padding after it",
		strings.ToLower(c.ID):                    keys.IDSame + " with the case of its letters changed",
		upper(c.ID):                              keys.IDSame + " with the case of its letters changed",
		c.ID[:20]:                                keys.IDSame + ", cut off after 20 of its 43 characters",
		c.ID[3:]:                                 keys.IDSame + ", without its beginning: 3 characters",
		c.ID + "x":                               keys.IDSame + ", with extra text after it: 1 character",
		string(changed):                          keys.IDSame + ", with character 12 changed",
		c.ID[:at] + c.ID[at+1:]:                  keys.IDSame + keys.IDForm(fmt.Sprintf(", without its character %d", at+1)),
		c.ID[:7] + "*" + c.ID[7:]:                keys.IDSame + ", with an extra character at 8",
		swapped:                                  keys.IDSame + ", " + keys.IDForm(fmt.Sprintf("with characters %d and %d exchanged", at+1, at+2)),
		c.ID[:15]:                                keys.IDUnrelated,
		c.SHA256:                                 "the SHA-256 fingerprint of the certificate in hexadecimal",
		colons(c.SHA256):                         "the SHA-256 fingerprint of the certificate in hexadecimal",
		upper(c.SHA256):                          "the SHA-256 fingerprint of the certificate in hexadecimal",
		"sha256 Fingerprint=" + colons(c.SHA256): "the SHA-256 fingerprint of the certificate in hexadecimal, with sha256 fingerprint= before it",
		c.SHA256[:32]:                            "the SHA-256 fingerprint of the certificate in hexadecimal, cut off after 32 of its 64 characters",
		b64url([]byte(c.SHA256)):                 "the SHA-256 fingerprint of the certificate in hexadecimal, encoded in base64url once more",
		b64url([]byte(upper(c.SHA256))):          "the SHA-256 fingerprint of the certificate in hexadecimal, encoded in base64url once more",
		b64url([]byte(colons(c.SHA1))):           "the SHA-1 fingerprint of the certificate in hexadecimal, encoded in base64url once more",
		std([]byte(c.SHA1)):                      "the SHA-1 fingerprint of the certificate in hexadecimal, encoded in ordinary base64 once more",
		padded([]byte(c.ID)):                     "the SHA-256 fingerprint of the certificate in base64url, encoded in ordinary base64 once more",
		c.SHA1:                                   "the SHA-1 fingerprint of the certificate in hexadecimal",
		colons(c.SHA1):                           "the SHA-1 fingerprint of the certificate in hexadecimal",
		b64url(of1[:]):                           "the SHA-1 fingerprint of the certificate in base64url (x5t)",
		std(of1[:]):                              "the SHA-1 fingerprint of the certificate in ordinary base64",
		strings.ToLower(b64url(of1[:])):          "the SHA-1 fingerprint of the certificate in base64url with the case of its letters changed",
		hex.EncodeToString(of5[:]):               "the MD5 fingerprint of the certificate in hexadecimal",
		b64url(text256[:]):                       "the SHA-256 of the certificate's PEM text (not of its DER) in base64url",
		hex.EncodeToString(trimmed1[:]):          "the SHA-1 of the certificate's PEM text (not of its DER) in hexadecimal",
		b64url(base256[:]):                       "the SHA-256 of the certificate's base64 text (not of its DER) in base64url",
		b64url(spki256[:]):                       "the SHA-256 of the public key (SPKI, as in key pinning) in base64url",
		"sha256//" + std(spki256[:]):             "the SHA-256 of the public key (SPKI, as in key pinning) in ordinary base64, with sha256// before it",
		colons(hex.EncodeToString(spki1[:])):     "the SHA-1 of the public key (SPKI, as in key pinning) in hexadecimal",
		key.JWKThumbprint():                      "the JWK thumbprint of the public key (RFC 7638, SHA-256) in base64url",
		c.Serial:                                 "the serial number of the certificate in hexadecimal",
		"00:" + colons(c.Serial):                 "the serial number of the certificate in hexadecimal",
		"0x" + c.Serial:                          "the serial number of the certificate in hexadecimal",
		serial.String():                          "the serial number of the certificate in decimal",
		"custcertificate3":                       keys.IDUnrelated,
		"":                                       keys.IDUnrelated,
		b64url(make([]byte, 32)):                 keys.IDUnrelated,
	} {
		if got := key.Recognise(text); got != want {
			t.Errorf("%q: %q; want %q", text, got, want)
		}
	}
	if std(of256[:]) != c.ID+"=" { // it has + or /
		if got, want := key.Recognise(std(of256[:])), keys.IDSame+" in ordinary base64 instead of base64url"; got != want {
			t.Errorf("ordinary base64: %q; want %q", got, want)
		}
	}
	public := keys.Read("f", []byte(pemOf("PUBLIC KEY", spki)), nil).Keys[0]
	if got, want := public.Recognise(key.JWKThumbprint()), keys.IDForm("the JWK thumbprint of the public key (RFC 7638, SHA-256) in base64url"); got != want {
		t.Errorf("a public key: %q; want %q", got, want)
	}
	if got := public.Recognise(c.ID); got != keys.IDUnrelated {
		t.Errorf("a public key has no Certificate ID: %q", got)
	}
	if got := keys.IDFromFingerprint(colons(c.SHA256)); got != c.ID {
		t.Errorf("from the fingerprint: %s; want %s", got, c.ID)
	}
}

// TestJWKThumbprint catches a thumbprint that is not that of RFC 7638: the key and its
// thumbprint are the example in section 3.1.
func TestJWKThumbprint(t *testing.T) {
	key := keys.Read("", []byte(`{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"}`), nil).Keys[0]
	if got, want := key.JWKThumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

// TestRecogniseIdentifiers catches a key identifier or a fingerprint of SSH that is called
// something else.
func TestRecogniseIdentifiers(t *testing.T) {
	template := &x509.Certificate{SerialNumber: big.NewInt(8), SubjectKeyId: []byte("subject key id of 20"), AuthorityKeyId: []byte("authority key of 20."), NotAfter: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	issuer := *template
	issuer.Subject.CommonName, issuer.SubjectKeyId = "issuer", template.AuthorityKeyId
	key := keys.Read("", must(x509.CreateCertificate(rand.Reader, template, &issuer, &theEC().PublicKey, theRSA())), nil).Keys[0]
	for text, want := range map[string]keys.IDForm{
		colons(hex.EncodeToString(template.SubjectKeyId)): "the Subject Key Identifier of the certificate in hexadecimal",
		b64url(template.SubjectKeyId):                     "the Subject Key Identifier of the certificate in base64url",
		hex.EncodeToString(template.AuthorityKeyId):       "the Authority Key Identifier of the certificate, which names the key of its issuer, in hexadecimal",
		"8":  "the serial number of the certificate",
		"08": "the serial number of the certificate",
	} {
		if got := key.Recognise(text); got != want {
			t.Errorf("%q: %q; want %q", text, got, want)
		}
	}
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	for _, public := range []any{&theEC().PublicKey, &theRSA().PublicKey} {
		name, der := filepath.Join(t.TempDir(), "key"), must(x509.MarshalPKIXPublicKey(public))
		if err := os.WriteFile(name, []byte(pemOf("PUBLIC KEY", der)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name+".pub", must(exec.Command("ssh-keygen", "-i", "-m", "PKCS8", "-f", name).Output()), 0o600); err != nil {
			t.Fatal(err)
		}
		print := strings.Fields(string(must(exec.Command("ssh-keygen", "-l", "-f", name+".pub").Output())))[1]
		if got, want := keys.Read("", der, nil).Keys[0].Recognise(print), "the SHA-256 fingerprint of the public key (of SSH) in "; !strings.HasPrefix(string(got), want) {
			t.Errorf("%s: %q; want %q…", print, got, want)
		}
	}
}
