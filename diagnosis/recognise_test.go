package diagnosis_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
)

// TestKidNamed catches a kid that is a value of a certificate and is not called what it is,
// or beside which another Certificate ID than the signer's is expected.
func TestKidNamed(t *testing.T) {
	own := certificate().Keys[0]
	id := own.Certified.ID
	at := 20
	for id[at] == id[at+1] {
		at++
	}
	ca := certified(theirs(), 30, 300)
	ca.Name, ca.Keys[0].Source = "ca.pem", "ca.pem"
	text := sha256.Sum256(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certified.DER}))
	for _, c := range []struct{ kid, check, want string }{
		{"4711", "kid", "the serial number of the certificate in decimal, of public.pem and of ca.pem"}, // they have the same
		{"1267", "kid", "the serial number of the certificate in hexadecimal, of public.pem and of ca.pem"},
		{id + "=", "kid", "the expected Certificate ID with padding after it"},
		{strings.ToLower(id), "kid", "the expected Certificate ID with the case of its letters changed"},
		{id[:at] + id[at+1:], "kid", fmt.Sprintf("the expected Certificate ID, without its character %d", at+1)},
		{own.Certified.SHA1, "kid", "the SHA-1 fingerprint of the certificate in hexadecimal"},
		{ca.Keys[0].Certified.SHA1, "kid", "the SHA-1 fingerprint of the certificate in hexadecimal, of ca.pem"},
		{base64.RawURLEncoding.EncodeToString(text[:]), "key-id", "the SHA-256 of the certificate's PEM text (not of its DER) in base64url"},
		{own.JWKThumbprint(), "key-id", "the JWK thumbprint of the public key (RFC 7638, SHA-256) in base64url"},
		{ca.Keys[0].JWKThumbprint(), "key-id", "the JWK thumbprint of the public key (RFC 7638, SHA-256) in base64url, of ca.pem"},
	} {
		made := caseOf(t, asProof, signES(mine(), proofHeader.but(part{"kid": c.kid}), proofClaims))
		made.Keys = keys.NewSet(ca, certificate(), privateFile(mine()))
		d := diagnosis.Diagnose(made)
		sound(t, made, d)
		i := slices.IndexFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == c.check })
		if i < 0 || d.Findings[i].Title != "kid is "+c.want || d.Findings[i].Status != fail {
			t.Errorf("%s: %+v; want %s", c.kid, d.Findings[max(i, 0)], c.want)
			continue
		}
		if got := d.Findings[i].Evidence[0].Expected; got != id+", expected for public.pem" {
			t.Errorf("%s: expected %s", c.kid, got)
		}
	}
}

// TestHexadecimalKid catches a serial number that is called a fingerprint where nothing but
// its form is known.
func TestHexadecimalKid(t *testing.T) {
	for kid, want := range map[string]string{
		strings.Repeat("9a", 20):         "a serial number or a SHA-1 fingerprint in hexadecimal",
		strings.Repeat("9a:", 19) + "9a": "a serial number or a SHA-1 fingerprint in hexadecimal",
		strings.Repeat("9a", 32):         "a SHA-256 fingerprint in hexadecimal",
		strings.Repeat("9a", 16):         "a serial number or an MD5 fingerprint in hexadecimal",
		"4a5b6c7d8e9f0011":               "a number in hexadecimal, such as a serial number",
	} {
		d := diagnosis.Diagnose(caseOf(t, asProof, signES(mine(), proofHeader.but(part{"kid": kid}), proofClaims)))
		i := slices.IndexFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "kid" })
		if i < 0 || d.Findings[i].Title != "kid is "+want {
			t.Errorf("%s: %+v; want %s", kid, d.Findings[max(i, 0)], want)
		}
	}
}
