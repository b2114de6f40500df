package diagnosis

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// maxHours is the most that the record takes for a public client's refresh tokens
// (section_157771733782).
const maxHours = 720

// wholeNumber brings a number within limits into its one form.
func wholeNumber(name FactName, value string, least, most int, expected string) (string, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return "", fmt.Errorf("fact %s is %s; it is %s", name, sayable(value), expected)
	}
	return strconv.Itoa(n), nil
}

// hours are the hours that a field of the record was said to have.
func (facts Facts) hours(name FactName) (time.Duration, bool) {
	n, err := strconv.Atoi(facts.Value(name))
	return time.Duration(n) * time.Hour, err == nil
}

var spanForm = pattern.Lazy(`^([0-9]{1,7}) ?([dhm])$`)

// spanUnits are the units of a span, the largest first.
var spanUnits = []struct {
	name string
	size time.Duration
}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}}

// longestSpan keeps a span within what can be counted with: ten years.
const longestSpan = 3650 * 24 * time.Hour

// normaliseSpan brings 168h and 7d into one form.
func normaliseSpan(value string) (string, error) {
	span, ok := parseSpan(strings.ToLower(value))
	if !ok {
		return "", fmt.Errorf("fact %s is %s; it is a whole number with its unit, days, hours or minutes: 7d, 168h, 90m", FactSinceConsent, sayable(value))
	}
	for _, unit := range spanUnits {
		if span%unit.size == 0 {
			return fmt.Sprintf("%d%s", span/unit.size, unit.name), nil
		}
	}
	return value, nil // a span has whole minutes
}

func parseSpan(value string) (time.Duration, bool) {
	match := spanForm().FindStringSubmatch(value)
	if match == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(match[1])
	for _, unit := range spanUnits {
		if unit.name == match[2] && time.Duration(n) <= longestSpan/unit.size {
			return time.Duration(n) * unit.size, true
		}
	}
	return 0, false
}

// CertificateIDFault says why a text is no Certificate ID of a mapping, "" where it
// can be one: 43 characters of base64url. One published example has 44.
func CertificateIDFault(text string) string {
	if fault := MistakenForCertificateID(text); fault != "" {
		return fault
	}
	if token.IsCertificateID(text) || len(text) == 44 && token.IsCertificateID(text[:43]) {
		return ""
	}
	return fmt.Sprintf("a Certificate ID has 43 characters of A–Z a–z 0–9 - _; %s does not", sayable(text))
}

var certificateFile = pattern.Lazy(`(?i)\.(pem|cer|crt|der|key|p12|pfx)$`)

// MistakenForCertificateID names a value that is often given where the Certificate ID
// of a mapping belongs, and is another thing; "" where text is none of them.
func MistakenForCertificateID(text string) string {
	switch {
	case strings.HasPrefix(strings.ToLower(text), "custcertificate"):
		return "this is the script ID of a certificate for SuiteScript; the Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case strings.HasPrefix(text, "-----"):
		return "this is the certificate itself; its Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case certificateFile().MatchString(text):
		return "this is the name of a file; the Certificate ID is in the row of OAuth 2.0 Client Credentials (M2M) Setup"
	case token.IsClientID(strings.ToLower(text)):
		return "this has the form of a Client ID or of a fingerprint in hexadecimal; a Certificate ID is base64url, 43 characters"
	case hexFingerprint().MatchString(text):
		return "this is a fingerprint in hexadecimal; NetSuite writes the Certificate ID in base64url, 43 characters"
	case token.IsApplicationID(text):
		return "this has the form of an Application ID, which names the integration record"
	case strings.HasSuffix(text, "="):
		return "a Certificate ID has no '=' at its end"
	case token.IsCertificateID(text) && !canBeCertificateID(text):
		return "this looks like a Certificate ID in lower case; NetSuite compares it letter by letter"
	}
	return ""
}
