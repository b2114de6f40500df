package diagnosis

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// certificateIDFault returns why a text cannot be the Certificate ID of a mapping, which
// has 43 characters of base64url, or 44 in one published example; "" where it can be one.
func certificateIDFault(text string) string {
	if fault := MistakenForCertificateID(text); fault != "" {
		return fault
	}
	if token.IsCertificateID(text) || len(text) == 44 && token.IsCertificateID(text[:43]) {
		return ""
	}
	return fmt.Sprintf("a Certificate ID has 43 characters of A–Z a–z 0–9 - _; %s does not", sayable(text))
}

// hexBytes matches bytes in hexadecimal, with or without colons.
var hexBytes = pattern.Lazy(`^(?i)([0-9a-f]{2}:?){8,32}$`)

// hexForm says what a text in hexadecimal can be by its length; "" for any other text.
// Serial numbers have up to 20 bytes (RFC 5280 section 4.1.2.2), as many as SHA-1.
func hexForm(text string) string {
	if len(text) > 96 || !hexBytes().MatchString(text) {
		return ""
	}
	switch n := len(strings.ReplaceAll(text, ":", "")) / 2; {
	case n == 32:
		return "a SHA-256 fingerprint in hexadecimal"
	case n == 20:
		return "a serial number or a SHA-1 fingerprint in hexadecimal"
	case n == 16:
		return "a serial number or an MD5 fingerprint in hexadecimal"
	case n < 20:
		return "a number in hexadecimal, such as a serial number"
	}
	return ""
}

var certificateFile = pattern.Lazy(`(?i)\.(pem|cer|crt|der|key|p12|pfx)$`)

// MistakenForCertificateID explains what text is, where it is another value that is often
// given in place of the Certificate ID of a mapping; "" otherwise.
func MistakenForCertificateID(text string) string {
	switch {
	case strings.HasPrefix(strings.ToLower(text), "custcertificate"):
		return "this is the script ID of a certificate for SuiteScript; the Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case strings.HasPrefix(text, "-----"):
		return "this is the certificate itself; its Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case certificateFile().MatchString(text):
		return "this is the name of a file; the Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case token.IsClientID(strings.ToLower(text)):
		return "this has the form of a Client ID or of a SHA-256 fingerprint in hexadecimal; a Certificate ID is base64url, 43 characters"
	case hexForm(text) != "":
		return "this is " + hexForm(text) + "; NetSuite writes the Certificate ID in base64url, 43 characters"
	case token.IsApplicationID(text):
		return "this has the form of an Application ID, which names the integration record"
	case strings.HasSuffix(text, "="):
		return "a Certificate ID has no '=' at its end"
	case token.IsCertificateID(text) && !canBeCertificateID(text):
		return "this looks like a Certificate ID in lower case; NetSuite compares it character by character"
	}
	return ""
}

// canBeCertificateID reports whether text has the form of a Certificate ID, and not all in
// lower case: 26 of the 64 characters of base64url are capitals, so fewer than one ID in
// 10^9 has none.
func canBeCertificateID(text string) bool {
	return token.IsCertificateID(text) && text != strings.ToLower(text)
}
