package diagnosis

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// headerCertificate is a header parameter that is computed from the certificate of the signer
// (RFC 7515 sections 4.1.6 to 4.1.8).
type headerCertificate struct {
	name, what, source string
	// of returns the value for a certificate.
	of func(c *keys.Certified) string
}

// headerCertificates are the parameters that are compared with the certificates given. x5c is
// base64, not base64url, and may have the chain behind its first member.
var headerCertificates = []headerCertificate{
	{"x5t", "the base64url text of the SHA-1 of the certificate", "RFC 7515 section 4.1.7", func(c *keys.Certified) string {
		sum, _ := hex.DecodeString(c.SHA1)
		return base64.RawURLEncoding.EncodeToString(sum)
	}},
	{"x5t#S256", "the base64url text of the SHA-256 of the certificate", "RFC 7515 section 4.1.8", func(c *keys.Certified) string { return c.ID }},
}

// signers returns the certificates that may have signed the token: the one that its signature
// fits, or else all that were given and can be read.
func (s *subject) signers() []keys.Key {
	if s.issued() {
		return nil // by NetSuite, which has no public certificate
	}
	all := slices.DeleteFunc(s.keys.Of(keys.Certificate), func(c keys.Key) bool { return c.Certified == nil || c.Certified.ID == "" })
	if s.signature.State == keys.Verified || s.signature.Reason.ProvesKey() {
		if fit := slices.DeleteFunc(slices.Clone(all), func(c keys.Key) bool { return !s.signature.Key.Matches(c) }); len(fit) > 0 {
			return fit
		}
	}
	return all
}

// otherThumbprint returns what a header parameter has to be for the certificates given, and
// what its value is instead; false where it is right or nothing is known.
func (s *subject) otherThumbprint(p headerCertificate, value token.Value) (expected, title string, wrong bool) {
	signers := s.signers()
	if len(signers) == 0 || value.Type != token.String || value.Text == "" || value.Text == token.Removed {
		return "", "", false
	}
	title = p.name + " is not that of the certificate"
	for i := range signers {
		c := signers[i].Certified
		if value.Text == p.of(c) {
			return "", "", false
		}
		if form := signers[i].Recognise(value.Text); form != keys.IDUnrelated {
			title = p.name + " is " + string(form)
		}
	}
	expected = p.of(signers[0].Certified) + ", of " + signers[0].Name()
	if len(signers) > 1 {
		expected = "that of one of the certificates given"
	}
	return expected, title, true
}

// embedded reports whether x5c begins with one of the certificates given, and whether it begins
// with another one.
func (s *subject) embedded(value token.Value) (same, other bool) {
	signers := s.signers()
	if len(signers) == 0 || value.Type != token.Array || len(value.Items) == 0 || value.Items[0].Text == token.Removed {
		return false, false
	}
	der, err := base64.StdEncoding.DecodeString(value.Items[0].Text)
	same = err == nil && slices.ContainsFunc(signers, func(c keys.Key) bool { return bytes.Equal(c.Certified.DER, der) })
	return same, !same
}
