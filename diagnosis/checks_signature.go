package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/token"
)

var signatureChecks = []Check{
	{ID: "signature-form", Title: "Form of the signature", Needs: NeedsClaims, After: []string{"algorithm", token.ProblemEncoding}, Codes: []Code{"SignatureValidation", "InvalidSignature", "MissingKey"}, run: checkSignatureForm},
	{ID: "signature", Title: "Signature", Needs: NeedsClaims, After: []string{"signature-form"}, Codes: []Code{"InvalidSignature", "SignatureValidation"}, run: checkSignature},
}

// ecdsaBytes are the lengths of raw r‖s (RFC 7518 section 3.4).
var ecdsaBytes = map[string]int{"ES256": 64, "ES384": 96, "ES512": 132}

// rsaBits are the key sizes whose signatures have that many bytes.
var rsaBits = map[int]int{256: 2048, 384: 3072, 512: 4096}

// checkSignatureForm looks at what shows without a key: length and encoding.
func checkSignatureForm(v *view) (Finding, bool) {
	t := v.token
	if !t.Signed || t.SignatureBytes == 0 || !v.issued() && !v.assertion() {
		return Finding{}, false
	}
	n := t.SignatureBytes
	f := Finding{
		Status: Fail, Verify: "The check Form of the signature passes, and the request is accepted.",
		Fix: integrator("Copy the whole token again; if it is the same, look at how the code signs."),
	}
	want, ecdsa := ecdsaBytes[t.Algorithm]
	switch {
	case ecdsa && n == want:
		return passed(fmt.Sprintf("%d bytes, as %s has", n, t.Algorithm), ""), true
	case ecdsa && t.SignatureDER:
		f.Title = "The ECDSA signature is in DER instead of the raw form"
		f.Evidence = evidence("signature", fmt.Sprintf("r‖s of exactly %d bytes for %s", want, t.Algorithm), fmt.Sprintf("an ASN.1 sequence of %d bytes", n))
		f.Why = "Most crypto libraries give DER; a JWT needs the two numbers side by side (RFC 7518 section 3.4)."
		f.Fix = integrator("Sign with a JWT library, or convert: dsaEncoding ieee-p1363 in Node.js, withECDSAinP1363Format in Java.")
	case ecdsa:
		f.Title = fmt.Sprintf("The signature has %d bytes; %s has %d", n, t.Algorithm, want)
		f.Evidence = evidence("signature", fmt.Sprintf("%d bytes", want), fmt.Sprintf("%d bytes", n))
		f.Why = "The key is on another curve than alg says, or the signature was cut."
		if curve := curveOf(n); curve != "" {
			f.Why = "A signature of that length comes from a key on " + curve + ". alg must fit the key."
		}
	case rsaBits[n] == 0:
		f.Title = fmt.Sprintf("The signature has %d bytes, a length no RSA key in use gives", n)
		f.Evidence = evidence("signature", "384 or 512 bytes", fmt.Sprintf("%d bytes", n))
		f.Why = "A character or more was lost or changed on the way, or the key is of an odd size."
	case v.assertion() && n == 256:
		f.Title = "The signature comes from a 2048-bit RSA key"
		f.Evidence = evidence("signature", "384 bytes (RSA 3072) or 512 bytes (RSA 4096)", "256 bytes (RSA 2048)")
		f.Why = "NetSuite takes RSA keys of 3072 or 4096 bits, so no certificate of this key can be mapped."
		f.Fix = slices.Concat(integrator("Make a new key pair of 3072 or 4096 bits and a certificate for it."),
			administrator("Upload the certificate at Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup › Create New and pass on its Certificate ID."))
		f.Page = "symptoms/make-a-key-pair.md"
	default:
		return passed(fmt.Sprintf("%d bytes, from an RSA key of %d bits", n, rsaBits[n]), ""), true
	}
	if f.Page == "" {
		f.Page = v.signatureCode().Path()
	}
	f.says(Likely, lowerFirst(f.Title), v.signatureCode())
	if v.assertion() && n == 256 {
		f.says(Possible, "no certificate of a 2048-bit key can be mapped, so kid names another one or none", "MissingKey")
	}
	f.says(Possible, lowerFirst(f.Title), otherSignatureCode(v.signatureCode()))
	return f, true
}

// signatureCode is the code Oracle's wording ties to the kind of token:
// SignatureValidation speaks of client credentials, InvalidSignature of tokens
// that NetSuite issued.
func (v *view) signatureCode() Code {
	if v.assertion() {
		return "SignatureValidation"
	}
	return "InvalidSignature"
}

func otherSignatureCode(code Code) Code {
	if code == "InvalidSignature" {
		return "SignatureValidation"
	}
	return "InvalidSignature"
}

// checkSignature says loudly that nothing was verified.
func checkSignature(v *view) (Finding, bool) {
	f := Finding{Status: Unchecked, Title: "The signature was NOT checked: all else is what the token claims"}
	switch {
	case !v.token.Signed:
		f.Because = "the token has no signature part; it was removed, or never there"
		f.Supply = "nothing to do: a token without its signature is safe to share, and all else was checked"
	case v.assertion():
		f.Because = "no certificate or public key was given"
		f.Supply = "keys are not read by this version; compare key and certificate as the page says"
		f.Page = "symptoms/check-the-key-pair.md"
	default:
		f.Because = "no key was given, and none is fetched"
		f.Supply = "keys are not read by this version; NetSuite publishes its own at " + keysURL(v.token.Account)
	}
	because := "the signature was not checked: " + f.Because
	f.says(Possible, because, "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f, true
}

func keysURL(account string) string {
	host := token.HostAccount(account)
	if host == "" {
		host = "<accountID>"
	}
	return "https://" + host + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys"
}

func curveOf(bytes int) string {
	return map[int]string{64: "P-256 (ES256)", 96: "P-384 (ES384)", 132: "P-521 (ES512)"}[bytes]
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }
