package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

var signatureChecks = []Check{
	{ID: "signature-form", Title: "Form of the signature", Needs: NeedsClaims, After: []string{"algorithm", token.ProblemEncoding}, Codes: []Code{"SignatureValidation", "InvalidSignature", "MissingKey"}, run: checkSignatureForm},
	{ID: "signature", Title: "Signature", Needs: NeedsToken, Codes: []Code{"InvalidSignature", "SignatureValidation", "UnsupportedAlgo"}, run: checkSignature, said: saidSignature},
}

// beforeSignature are the checks whose failure tells more than a signature that does not match.
var beforeSignature = []string{"algorithm", "header-parameters", "signature-form", "key-id"}

// ecdsaBytes are the lengths of an ECDSA signature in its raw form r‖s, in bytes (RFC 7518
// section 3.4).
var ecdsaBytes = map[string]int{"ES256": 64, "ES384": 96, "ES512": 132}

// rsaBits are the sizes of RSA keys, by the length of their signatures in bytes.
var rsaBits = map[int]int{256: 2048, 384: 3072, 512: 4096}

// rawForm is the step that gives an ECDSA signature the form a JWT needs.
const rawForm = "Sign with a JWT library, or convert: dsaEncoding ieee-p1363 in Node.js, withECDSAinP1363Format in Java."

// checkSignatureForm checks what can be seen without a key: length and encoding.
func checkSignatureForm(s *subject) (Finding, bool) {
	t := s.token
	if !t.Signed || t.SignatureBytes == 0 || !s.issued() && !s.assertion() {
		return Finding{}, false
	}
	if key := s.signature.Key; key != nil && s.signature.State != keys.Unchecked {
		return s.refusedSigner(key) // a key proves more than a length does
	}
	n, code := t.SignatureBytes, s.signatureCode()
	f := Finding{
		Status: Fail, Verify: "The check Form of the signature passes, and the request is accepted.",
		Fix: integrator("Copy the whole token again. If it is the same, check how the code signs."),
	}
	want, ecdsa := ecdsaBytes[t.Algorithm]
	switch {
	case ecdsa && n == want:
		return passed(fmt.Sprintf("%d bytes, as %s has", n, t.Algorithm), ""), true
	case t.SignatureText != "":
		f.Title = "The signature is text in " + t.SignatureText + ", encoded once more"
		f.Evidence = evidence("signature", "the bytes of the signature", fmt.Sprintf("%d bytes, text in %s", n, t.SignatureText))
		f.Why = "A JWT has the bytes of the signature in base64url, once (RFC 7515 section 7.1)."
		f.Fix = integrator("Encode the bytes of the signature in base64url, not their text in " + t.SignatureText + ".")
		otherText(&f, t.SignatureText)
	case ecdsa && t.SignatureDER:
		f.Title = "The ECDSA signature is in DER instead of the raw form"
		f.Evidence = evidence("signature", fmt.Sprintf("r‖s of exactly %d bytes for %s", want, t.Algorithm), fmt.Sprintf("an ASN.1 sequence of %d bytes", n))
		f.Why = "Most crypto libraries return DER; a JWT needs the two numbers side by side (RFC 7518 section 3.4)."
		f.Fix = integrator(rawForm)
	case ecdsa:
		f.Title = fmt.Sprintf("The signature has %d bytes; %s has %d", n, t.Algorithm, want)
		f.Evidence = evidence("signature", fmt.Sprintf("%d bytes", want), fmt.Sprintf("%d bytes", n))
		f.Why = "The key is on another curve than alg, or the signature was cut."
		if curve := curveOf(n); curve != "" {
			f.Why = "A signature of that length comes from a key on " + curve + ". alg must match the key."
		}
		s.perhapsZeros(&f, want-n, "r and s", fmt.Sprintf("r and s with exactly %d bytes each", want/2))
	case rsaBits[n] == 0:
		f.Title = fmt.Sprintf("The signature has %d bytes, a length that no common RSA key has", n)
		f.Evidence = evidence("signature", "384 or 512 bytes", fmt.Sprintf("%d bytes", n))
		f.Why = "Characters were lost or changed, or the key has an unusual size."
		for whole, bits := range rsaBits {
			s.perhapsZeros(&f, whole-n, "the signature", fmt.Sprintf("the signature with exactly %d bytes, as RSA %d has", whole, bits))
		}
	case s.assertion() && n == 256:
		f.Title = "The signature comes from a 2048-bit RSA key"
		f.Evidence = evidence("signature", "384 bytes (RSA 3072) or 512 bytes (RSA 4096)", "256 bytes (RSA 2048)")
		f.Why = "NetSuite accepts RSA keys of 3072 or 4096 bits, so no certificate of this key can be mapped."
		f.Fix = slices.Concat(integrator("Make a new key pair of 3072 or 4096 bits and a certificate for it."),
			administrator("Upload the certificate at "+mappingMenu+" › Create New and send its Certificate ID to the integrator."))
		f.Page = makePairPage
	default:
		return passed(fmt.Sprintf("%d bytes, from an RSA key of %d bits", n, rsaBits[n]), ""), true
	}
	f.Page = cmp.Or(f.Page, code.Path())
	f.says(Likely, lowerFirst(f.Title), code)
	if s.assertion() && n == 256 {
		f.says(Possible, "no certificate of a 2048-bit key can be mapped, so kid names another one or none", "MissingKey")
	}
	return f.claiming(Possible, lowerFirst(f.Title), otherSignatureCode(code)), true
}

// perhapsZeros adds to the finding about a length that lost or added zero bytes explain as
// well as a cut does. short is the number of bytes that are missing, below zero for too many.
func (s *subject) perhapsZeros(f *Finding, short int, who, whole string) {
	const likely = 2 // bytes; each more is 256 times rarer
	switch {
	case short == 0 || short > likely || short < -likely:
		return
	case short > 0:
		f.Why = "Either " + who + " lost leading zeros, as in code that writes plain numbers, or the signature was cut when it was copied."
	default:
		f.Why = "Either " + who + " has a zero byte in front, as Java's BigInteger.toByteArray adds one, or something was added when it was copied."
	}
	f.Why += " A key shows which of the two it is."
	f.Fix = integrator("Copy the whole token again.", "If it is the same, and other tokens of this code have the right length, write "+whole+", or sign with a JWT library.")
}

// refusedSigner finds that a given key made the signature of an assertion, and that
// NetSuite accepts no certificate of such a key. A certificate of the key that was given
// too is left to the check certificate.
func (s *subject) refusedSigner(key *keys.Key) (Finding, bool) {
	problem, refused := key.TypeProblem()
	hasCertificate := slices.ContainsFunc(s.keys.Of(keys.Certificate), func(c keys.Key) bool { return c.Matches(*key) })
	if s.signature.State != keys.Verified || !s.assertion() || !refused || hasCertificate {
		return Finding{}, false
	}
	title := "NetSuite accepts no certificate for the key of this signature: " + key.Type()
	return Finding{
		Status: Fail, Key: key.Name(), Title: title,
		Evidence: evidence("key", problem.Expected, key.Type()), Why: problem.Why,
		Fix:    slices.Concat(mend(problem), administrator("Map the new certificate at "+mappingMenu+" › Create New, and send its Certificate ID to the integrator.")),
		Verify: "The check Form of the signature passes, and the request is accepted.", Page: makePairPage,
	}.claiming(Likely, lowerFirst(title), "MissingKey"), true
}

// signatureCode returns the code that Oracle describes for this kind of token:
// SignatureValidation for client credentials, InvalidSignature for tokens that NetSuite
// issued.
func (s *subject) signatureCode() Code {
	if s.assertion() {
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

// checkSignature reports what the keys prove about the signature or, loudly, that nothing
// was verified.
func checkSignature(s *subject) (Finding, bool) {
	if s.anyFailed(beforeSignature) || s.has&NeedsClaims == 0 {
		return s.signatureBeside()
	}
	switch s.signature.State {
	case keys.Verified:
		if s.signature.Told {
			return s.toldToFit(), true
		}
		return s.signatureFits(), true
	case keys.Invalid:
		return s.signatureFails(), true
	}
	return s.signatureUnchecked(), true
}

// signatureBeside returns the finding about the signature beside a check that failed and tells
// more. If that is alg, the signature may be right for another; where keys were given, what
// was not verified is never passed over.
func (s *subject) signatureBeside() (Finding, bool) {
	switch reason := s.signature.Reason; {
	case reason == keys.Critical && s.verify:
		f := Finding{Status: Unchecked, Title: "The signature was NOT checked: everything else is only the token's claim",
			Because: "the header has an extension that changes how signatures are checked", Supply: "give a token without crit and b64"}
		return f, true
	case s.signature.State != keys.Unchecked:
		return Finding{}, false
	case s.verify, reason == keys.NoKeys && s.anyFailed([]string{"algorithm"}) && s.token.Signed && !s.unsigned():
		return s.signatureUnchecked(), true
	}
	return Finding{}, false
}

// unsigned reports whether alg says that no private key signed the token.
func (s *subject) unsigned() bool {
	alg := strings.ToUpper(strings.TrimSpace(s.token.Algorithm))
	return alg == "NONE" || strings.HasPrefix(alg, "HS")
}

// signatureUnchecked returns the finding for a signature that was not verified, and why.
func (s *subject) signatureUnchecked() Finding {
	f := Finding{Status: Unchecked, Title: "The signature was NOT checked: everything else is only the token's claim", Material: MaterialKey}
	set := "NetSuite publishes its own keys at " + keysURL(s.token.Account) + "; give that address or a copy"
	switch {
	case s.signature.Reason == keys.Ambiguous:
		return s.ambiguousKid()
	case s.token.Decoded:
		f.Because = "a decoded token has no signature"
		f.Supply, f.Material = "nothing to do: everything else was checked", ""
		if s.verify {
			f.Supply = "give the token itself here, where its signature is not shown; everything else was checked"
		}
	case !s.token.Signed, s.signature.Reason == keys.NoSignature: // in a case file a token has none
		f.Because = "the token has no signature: it was removed, or there was none"
		f.Supply, f.Material = "nothing to do: a token without its signature is safe to share, and everything else was checked", ""
		if s.verify {
			f.Supply = "give the whole token here, where its signature is not shown; everything else was checked"
		}
	case s.signature.Reason == keys.Unusable:
		f.Because = "none of the keys given can verify anything"
		f.Supply = "give a certificate, a public key or a key set that can be read"
		f.Page = rulesPage
	case s.signature.Reason == keys.Refused:
		f.Because = cmp.Or(token.Shown(s.token.Algorithm), "a header without a valid alg") + " is not accepted on " + s.kind.WithArticle() + ", with any signature"
		f.Supply, f.Material = "give a token with an algorithm that is accepted", ""
		if s.signature.Fits == nil && s.signature.Tried > 0 {
			f.Because += "; and none of the keys given made it"
		}
		s.fitsOtherwise(&f, "the header")
	case s.signature.Reason == keys.OtherUse:
		f.Key = s.signature.Key.Name()
		f.Because = s.otherUse(s.signature.Key)
		f.Supply = "give a key that is for " + token.Shown(s.token.Algorithm) + ": fetch the key set again or, if its alg, use or key_ops is wrong, have its publisher correct it"
		f.Page = netSuiteKeyPage
	case s.signature.Reason == keys.NotAmong:
		f.Because = "the key that kid names is not among the keys given, and none of them matches"
		f.Supply = "give the key that kid names; " + set
		if s.assertion() {
			f.Supply = "give the certificate that is mapped under the Certificate ID in kid"
		}
	case s.signature.Reason == keys.NotIssuers:
		f.Because = "NetSuite signed this token with its own key; the keys given are others"
		f.Supply = set
	case s.signature.Reason == keys.Undecodable:
		f.Because = "the token could not be split into the parts of RFC 7515"
		f.Supply, f.Material = "give a token that decodes", ""
		s.fitsOtherwise(&f, "the encoding")
	case s.assertion():
		f.Because = "no certificate or public key was given"
		f.Supply = "give the certificate"
		f.Page = keyPairPage
	default:
		f.Because = "no key was given, and authdoctor does not fetch one"
		f.Supply = set
		f.Page = netSuiteKeyPage
	}
	f.says(Possible, "the signature was not checked: "+f.Because, "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f
}

// fitsOtherwise changes the finding for a signature that a key fits, although the header or the
// encoding of the token is wrong.
func (s *subject) fitsOtherwise(f *Finding, wrong string) {
	if s.signature.Fits != nil {
		f.Key = s.signature.Fits.Name()
		f.Title = "As " + s.signature.Algorithm + " the signature matches " + nameOf(s.signature.Fits) + ": only " + wrong + " is wrong"
		switch made := s.signature.Algorithm; {
		case s.signature.Reason != keys.Refused:
		case made == s.token.Algorithm:
			f.Title = "The signature matches " + nameOf(s.signature.Fits) + ": the key is right, the algorithm is not"
		case s.assertion() && !strings.HasPrefix(made, "PS") && !strings.HasPrefix(made, "ES"):
			f.Title = "As " + made + " the signature matches " + nameOf(s.signature.Fits) + ": the key is right, neither algorithm is"
		}
		if s.signature.Told {
			f.Title = "The case file says: " + lowerFirst(f.Title)
		}
	}
}

// otherUse explains why a key that matches the token may not verify it.
func (s *subject) otherUse(key *keys.Key) string {
	if p := key.Purpose(); p != nil {
		return fmt.Sprintf("%s may not verify signatures, by its %s: expected %s, got %s", nameOf(key), p.Where, p.Expected, p.Got)
	}
	return fmt.Sprintf("%s is for %s alone (its alg), and the token has %s", nameOf(key), key.ForAlgorithm, token.Shown(s.token.Algorithm))
}

// saidSignature is the rule of checkSignature for a Case without a token.
func saidSignature(s *subject) (Finding, bool) {
	return Finding{Status: Unchecked, Title: "No signature was verified: there is no token", Because: "keys were given to verify a signature, and no token",
		Supply: "give the token that was signed"}, s.verify
}

// nameOf returns the kind and the place of a key: "the certificate in public.pem".
func nameOf(k *keys.Key) string {
	if k == nil {
		return "the key"
	}
	return k.Described()
}

// signatureFits returns the finding for a verified signature. It rules out codes only where
// kid names the key, so that NetSuite checks with the same one.
func (s *subject) signatureFits() Finding {
	key := s.signature.Key
	f := Finding{Status: Pass, Key: key.Name(), Title: "The signature matches " + nameOf(key)}
	if s.signature.Named {
		f.says(RuledOut, "the signature matches "+nameOf(key)+", which kid names", "InvalidSignature", "SignatureValidation")
		return f
	}
	f.says(Possible, "the signature matches "+nameOf(key)+"; kid does not show whether NetSuite uses that key", "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f
}

// toldToFit returns the finding for a signature that a case file says is verified, or that
// fits a key from one. It rules nothing out: whoever made the file can write anything in it.
func (s *subject) toldToFit() Finding {
	if s.token.Told == nil {
		f := Finding{Status: Unchecked, Key: s.signature.Key.Name(), Material: MaterialKey, Title: "The signature matches a key from the case file: " + nameOf(s.signature.Key),
			Because: "only the case file names the owner of that key", Supply: "give the key here, from a source that you trust"}
		if s.issued() {
			f.Supply = "NetSuite publishes its own keys at " + keysURL(s.token.Account) + "; give that address or a copy"
		}
		f.says(Possible, "the signature matches a key whose owner only the case file names", "InvalidSignature", "SignatureValidation")
		f.Codes = nil
		return f
	}
	because := "the case file says that the signature matches " + nameOf(s.signature.Key)
	f := Finding{Status: Unchecked, Key: s.signature.Key.Name(), Title: upperFirst(because) + "; nothing was verified here",
		Because: "a case file does not contain the signature", Supply: "give the token itself here, where its signature is not shown"}
	f.says(Possible, because+", which was not verified here", "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f
}

// ambiguousKid returns the finding for a kid that several different keys carry.
func (s *subject) ambiguousKid() Finding {
	return Finding{
		Status: Warn, Title: "Several different keys have the token's kid, so kid names none of them", Key: s.signature.Key.Name(),
		Evidence: evidence("key set", "one key for each kid", fmt.Sprintf("%d different keys with the kid %s", s.signature.Tried, token.Shown(s.token.KeyID))),
		Why:      "No rule defines which of them a receiver uses (RFC 7517 section 4.5). The signature was not checked.",
		Fix:      integrator("Fetch the key set again, and use it unchanged."), Verify: "The check Signature passes.", Page: netSuiteKeyPage,
	}.claiming(Possible, "kid names several different keys", "InvalidSignature", "SignatureValidation")
}

// keysURL returns the address of NetSuite's own keys for an account.
func keysURL(account string) string {
	return "https://" + cmp.Or(token.HostAccount(account), "<accountID>") + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys"
}

func curveOf(bytes int) string {
	return map[int]string{64: "P-256 (ES256)", 96: "P-384 (ES384)", 132: "P-521 (ES512)"}[bytes]
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }
