package keys

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// IDForm describes a text in relation to the expected Certificate ID of a certificate; ""
// if there is no relation.
type IDForm string

// The forms.
const (
	IDSame      IDForm = "the expected Certificate ID"
	IDCase      IDForm = "the expected Certificate ID with the case of its letters changed"
	IDPadded    IDForm = "the expected Certificate ID with padding behind it"
	IDStandard  IDForm = "the expected Certificate ID in ordinary base64 instead of base64url"
	IDSHA256    IDForm = "the SHA-256 fingerprint of the certificate in hexadecimal"
	IDSHA1      IDForm = "the SHA-1 fingerprint of the certificate in hexadecimal"
	IDThumb     IDForm = "the SHA-1 thumbprint of the certificate in base64url (x5t)"
	IDSerial    IDForm = "the serial number of the certificate"
	IDUnrelated IDForm = ""
)

// Recognise reports whether a text is the expected Certificate ID of the certificate or
// another of its values, which people mistake for it.
func (c Certified) Recognise(text string) IDForm {
	text = strings.TrimSpace(text)
	bare := strings.TrimRight(text, "=")
	plain := strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(text))
	sha1, _ := hex.DecodeString(c.SHA1)
	switch {
	case text == "" || c.ID == "":
		return IDUnrelated
	case text == c.ID:
		return IDSame
	case bare == c.ID:
		return IDPadded
	case strings.NewReplacer("+", "-", "/", "_").Replace(bare) == c.ID:
		return IDStandard
	case strings.EqualFold(bare, c.ID):
		return IDCase
	case plain == c.SHA256:
		return IDSHA256
	case plain == c.SHA1:
		return IDSHA1
	case bare == base64.RawURLEncoding.EncodeToString(sha1):
		return IDThumb
	case strings.TrimLeft(plain, "0") == strings.TrimLeft(strings.ToLower(strings.ReplaceAll(c.Serial, ":", "")), "0"):
		return IDSerial
	}
	return IDUnrelated
}

// expectedID returns the Certificate ID that NetSuite is expected to show for a
// certificate, from the SHA-256 of its DER form.
func expectedID(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum) }

// IDFromFingerprint converts a SHA-256 fingerprint in hexadecimal, with or without colons,
// to the expected Certificate ID. It returns "" for any other text.
func IDFromFingerprint(text string) string {
	sum, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(strings.TrimSpace(text)))
	if err != nil || len(sum) != 32 {
		return ""
	}
	return expectedID(sum)
}
