package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

var signatureChecks = []Check{
	{ID: "signature-form", Title: "Form of the signature", Needs: NeedsClaims, After: []string{"algorithm", token.ProblemEncoding}, Codes: []Code{"SignatureValidation", "InvalidSignature", "MissingKey"}, run: checkSignatureForm},
	{ID: "signature", Title: "Signature", Needs: NeedsClaims, After: []string{"algorithm", "header-parameters", "signature-form", "key-id"}, Codes: []Code{"InvalidSignature", "SignatureValidation", "UnsupportedAlgo"}, run: checkSignature, said: saidSignature},
}

// ecdsaBytes are the lengths of raw r‖s (RFC 7518 section 3.4).
var ecdsaBytes = map[string]int{"ES256": 64, "ES384": 96, "ES512": 132}

// rsaBits are the key sizes whose signatures have that many bytes.
var rsaBits = map[int]int{256: 2048, 384: 3072, 512: 4096}

// checkSignatureForm looks at what shows without a key: length and encoding.
func checkSignatureForm(s *subject) (Finding, bool) {
	t := s.token
	if !t.Signed || t.SignatureBytes == 0 || !s.issued() && !s.assertion() {
		return Finding{}, false
	}
	if key := s.signature.Key; key != nil && s.signature.State != keys.Unchecked {
		return s.refusedSigner(key) // the key tells more than a length
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
	case s.assertion() && n == 256:
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
		f.Page = s.signatureCode().Path()
	}
	f.says(Likely, lowerFirst(f.Title), s.signatureCode())
	if s.assertion() && n == 256 {
		f.says(Possible, "no certificate of a 2048-bit key can be mapped, so kid names another one or none", "MissingKey")
	}
	f.says(Possible, lowerFirst(f.Title), otherSignatureCode(s.signatureCode()))
	return f, true
}

// refusedSigner: the key at hand made the signature of an assertion, and NetSuite
// takes no certificate of such a key. Where there is one, the check of it tells.
func (s *subject) refusedSigner(key *keys.Key) (Finding, bool) {
	problem, refused := key.TypeProblem()
	hasCertificate := slices.ContainsFunc(s.keys.Of(keys.Certificate), func(c keys.Key) bool { return c.Matches(*key) })
	if s.signature.State != keys.Verified || !s.assertion() || !refused || hasCertificate {
		return Finding{}, false
	}
	f := Finding{
		Status: Fail, Key: key.Name(), Title: "The signature comes from a key that NetSuite takes no certificate of: " + key.Type(),
		Evidence: evidence("key", problem.Expected, key.Type()), Why: problem.Why,
		Fix:    slices.Concat(mend(problem), administrator("Map the new certificate at "+mappingMenu+" › Create New, and pass on its Certificate ID.")),
		Verify: "The check Form of the signature passes, and the request is accepted.", Page: makePairPage,
	}
	f.says(Likely, lowerFirst(f.Title), "MissingKey")
	return f, true
}

// signatureCode is the code Oracle's wording ties to the kind of token:
// SignatureValidation speaks of client credentials, InvalidSignature of tokens
// that NetSuite issued.
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

// checkSignature says what the keys prove about the signature or, loudly, that
// nothing was verified.
func checkSignature(s *subject) (Finding, bool) {
	switch s.signature.State {
	case keys.Verified:
		return s.signatureFits(), true
	case keys.Invalid:
		return s.signatureFails(), true
	}
	f := Finding{Status: Unchecked, Title: "The signature was NOT checked: all else is what the token claims"}
	f.Material = MaterialKey
	set := "NetSuite publishes its own keys at " + keysURL(s.token.Account) + "; give that address or a copy"
	switch {
	case s.signature.Reason == keys.Ambiguous:
		return s.ambiguousKid(), true
	case s.token.Decoded:
		f.Because = "a decoded token has no signature"
		f.Supply, f.Material = "nothing to do: all else was checked", ""
		if s.verify {
			f.Supply = "give the token itself here, where its signature is not shown; all else was checked"
		}
	case !s.token.Signed:
		f.Because = "the token has no signature part; it was removed, or never there"
		f.Supply, f.Material = "nothing to do: a token without its signature is safe to share, and all else was checked", ""
		if s.verify {
			f.Supply = "give the whole token here, where its signature is not shown; all else was checked"
		}
	case s.signature.Reason == keys.Unusable:
		f.Because = "none of the keys given can verify anything"
		f.Supply = "give a certificate, a public key or a key set that can be read"
		f.Page = rulesPage
	case s.signature.Reason == keys.Refused:
		f.Because = token.Shown(s.token.Algorithm) + " is refused on " + s.kind.WithArticle() + ", so no key was tried"
		f.Supply, f.Material = "a token with an algorithm that is accepted", ""
	case s.signature.Reason == keys.OtherUse:
		f.Key = s.signature.Key.Name()
		f.Because = s.otherUse(s.signature.Key)
		f.Supply = "give a key that is for " + token.Shown(s.token.Algorithm) + ": fetch the key set again or, if its alg, use or key_ops is wrong, have it mended by whoever publishes it"
		f.Page = netSuiteKeyPage
	case s.signature.Reason == keys.NotAmong:
		f.Because = "the key that kid names is not among the keys given, and none of them fits"
		f.Supply = "give the key that kid names; " + set
		if s.assertion() {
			f.Supply = "give the certificate that is mapped under the Certificate ID in kid"
		}
	case s.signature.Reason == keys.NotIssuers:
		f.Because = "NetSuite signed this token with its own key; the keys given are others"
		f.Supply = set
	case s.signature.Reason == keys.Undecodable:
		f.Because = "the token could not be taken apart as RFC 7515 has it"
		f.Supply, f.Material = "a token that decodes", ""
	case s.assertion():
		f.Because = "no certificate or public key was given"
		f.Supply = "give the certificate"
		f.Page = keyPairPage
	default:
		f.Because = "no key was given, and none is fetched"
		f.Supply = set
		f.Page = netSuiteKeyPage
	}
	f.says(Possible, "the signature was not checked: "+f.Because, "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f, true
}

// otherUse says what a key is for that would be the one to verify the token.
func (s *subject) otherUse(key *keys.Key) string {
	if p := key.Purpose(); p != nil {
		return fmt.Sprintf("%s may not verify signatures, by its %s: expected %s, got %s", nameOf(key), p.Where, p.Expected, p.Got)
	}
	return fmt.Sprintf("%s is for %s alone (its alg), and the token has %s", nameOf(key), key.ForAlgorithm, token.Shown(s.token.Algorithm))
}

// saidSignature speaks where a signature is to be verified and nobody gave a token.
func saidSignature(s *subject) (Finding, bool) {
	return Finding{Status: Unchecked, Title: "No signature was verified: there is no token", Because: "keys were given to verify a signature, and no token",
		Supply: "give the token that was signed"}, s.verify
}

// nameOf says which key it is, with what it is: the certificate in public.pem.
func nameOf(k *keys.Key) string {
	switch {
	case k == nil:
		return "the key"
	case k.KeyID != "":
		return "the key " + token.Shown(k.KeyID)
	case k.Source == "":
		return "the " + k.Title() + " you pasted"
	}
	return "the " + k.Title() + " in " + k.Source
}

// signatureFits: which codes that excludes hangs on whether NetSuite would look
// with the same key.
func (s *subject) signatureFits() Finding {
	key := s.signature.Key
	f := Finding{Status: Pass, Key: key.Name(), Title: "The signature fits " + nameOf(key)}
	if s.signature.Named {
		f.says(RuledOut, "the signature fits "+nameOf(key)+", which kid names", "InvalidSignature", "SignatureValidation")
		return f
	}
	because := "the signature fits " + nameOf(key) + "; whether that is the key NetSuite checks with, kid does not tell"
	f.says(Possible, because, "InvalidSignature", "SignatureValidation")
	f.Codes = nil
	return f
}

// ambiguousKid: a kid that several keys carry names none of them.
func (s *subject) ambiguousKid() Finding {
	f := Finding{
		Status: Warn, Title: "Several different keys carry the kid of the token, so it names none of them", Key: s.signature.Key.Name(),
		Evidence: evidence("key set", "one key for each kid", fmt.Sprintf("%d different keys with the kid %s", s.signature.Tried, token.Shown(s.token.KeyID))),
		Why:      "A receiver takes one of them, and which one is not defined (RFC 7517 section 4.5). The signature was not checked.",
		Fix:      integrator("Fetch the key set again, and give it unchanged."), Verify: "The check Signature passes.", Page: netSuiteKeyPage,
	}
	f.says(Possible, "kid names several different keys", "InvalidSignature", "SignatureValidation")
	return f
}

// signatureFails says why a signature does not match, as far as it can be known.
func (s *subject) signatureFails() Finding {
	sig := s.signature
	key := nameOf(sig.Key)
	f := Finding{Status: Fail, Verify: "The check Signature passes for the new token.", Page: s.signatureCode().Path()}
	if sig.Key != nil {
		f.Key = sig.Key.Name()
	}
	alg := token.Shown(s.token.Algorithm)
	expected, got := alg+" of header.payload by "+key, ""
	resign := "Sign a new assertion, with a JWT library and the private key of " + key + "."
	if s.issued() {
		resign = "Get a new token from the token endpoint and use it unchanged."
	}
	f.Fix = integrator(resign)
	switch sig.Reason {
	case keys.NotSigned:
		f.Title, got = "The token is not signed with a private key", "alg "+alg
		f.Why = "No public key verifies it, and nothing that a public key is put into as a shared secret counts."
	case keys.Critical:
		f.Title, got = "The header asks for an extension, so the signature counts for nothing", "crit or b64 in the header"
		f.Why = "A receiver that does not know the extension must refuse the token (RFC 7515 section 4.1.11)."
	case keys.KeyType:
		f.Title = "alg does not match " + key
		expected, got = "a key for "+alg, sig.Key.Type()
		f.Why = "RS and PS algorithms need an RSA key; ES256, ES384 and ES512 need EC keys on P-256, P-384 and P-521."
		if sig.Key.PSSHash != "" {
			f.Why += " This key is bound to RSASSA-PSS with " + sig.Key.PSSHash + "."
		}
		if small := sig.Key.Algorithm != keys.EC && sig.Key.Bits < keys.SmallestRSA; small {
			f.Title, expected = "The key is too small to be trusted: "+sig.Key.Type(), fmt.Sprintf("an RSA key of %d bits or more", keys.SmallestRSA)
			f.Why = fmt.Sprintf("RSA keys of less than %d bits can be broken, and no receiver should take their signatures.", keys.SmallestRSA)
			f.Fix = nil
			if sig.Key.FitsAlgorithm(s.token.Algorithm) {
				break
			}
			f.Why += " And alg needs a key of another kind."
		} else if sig.Algorithm != "" && sig.Algorithm != alg {
			f.Why += " The signature itself is right as " + sig.Algorithm + ": only alg is wrong."
		}
		f.Fix = integrator("Set alg to the one that belongs to the key, and sign again.")
		f.says(Possible, "alg does not match the key", "UnsupportedAlgo")
	case keys.Length:
		f.Title = "The signature is cut short, or another key made it"
		if s.token.SignatureBytes > sig.KeyBytes {
			f.Title = "The signature is longer than the key makes them"
		}
		expected, got = fmt.Sprintf("%d bytes, of %s", sig.KeyBytes, key), fmt.Sprintf("%d bytes", s.token.SignatureBytes)
		f.Why = "A signature always has the length of its key."
		f.Fix = integrator("Copy the whole token again.", "If it is the same, look with which key the code signs.")
	case keys.DERForm:
		f.Title, got = "The ECDSA signature is right, but in DER instead of the raw form", "an ASN.1 sequence that fits the key once it is converted"
		f.Why = "Key and content are right. A JWT needs r and s side by side (RFC 7518 section 3.4)."
		f.Fix = integrator("Sign with a JWT library, or convert: dsaEncoding ieee-p1363 in Node.js, withECDSAinP1363Format in Java.")
	case keys.Swapped:
		f.Title, got = "The two numbers of the ECDSA signature are swapped", "s‖r; turned round, it fits the key"
		f.Why = "Key and content are right. r comes first (RFC 7518 section 3.4)."
		f.Fix = integrator("Write r first, then s, each as long as the curve.")
	case keys.LittleEndian:
		f.Title, got = "The numbers of the ECDSA signature have their bytes in reverse", "little-endian r and s; turned round, they fit the key"
		f.Why = "Key and content are right. r and s are written with the highest byte first (RFC 7518 section 3.4)."
		f.Fix = integrator("Write r and s big-endian. Windows crypto functions and some hardware give them the other way.")
	case keys.OutOfRange:
		f.Title, got = "The signature holds a number that no ECDSA signature has", "r or s is zero, or not below the order of the curve"
		f.Why = "No key makes such a signature. Receivers that do not look accept it for any content (CVE-2022-21449)."
	case keys.PSSParameters:
		f.Title = "The signature was made with a salt or mask that PS algorithms do not have"
		expected = fmt.Sprintf("a salt as long as the hash, and the mask with the same hash (%s)", alg)
		got = fmt.Sprintf("a salt of %d bytes, the mask with %s; key and content are right", sig.SaltBytes, sig.Mask)
		f.Why = "RFC 7518 section 3.5 fixes both. Some receivers take any salt; whether NetSuite does is not published."
		f.Fix = integrator("Set the salt length to that of the hash, and the mask (MGF1) to the same hash: in Java PSSParameterSpec, in openssl rsa_pss_saltlen:digest.")
	case keys.OtherAlgorithm:
		f.Title, got = "Key and content are right, but the signature was made with another algorithm", sig.Algorithm
		f.Why = "alg in the header names how to check the signature; the code that signs does something else."
		f.Fix = integrator("Sign with " + alg + ", as the header says.")
		if strings.HasPrefix(sig.Algorithm, "PS") && s.issued() {
			f.Fix = integrator(resign)
		}
	case keys.OtherInput:
		f.Title, got = "The key is right, but something other than header.payload was signed", sig.Input
		f.Why = "What is signed is the two base64url parts joined by a dot, nothing else (RFC 7515 section 5.1)."
		f.Fix = integrator("Sign exactly the text in front of the second dot of the token.")
	case keys.Changed:
		f.Title, got = "The token was changed after it was signed", "a signature of this key ("+sig.Algorithm+") over another header or payload"
		f.Why = "The signature opens with the public key, so the right private key made it; the hash inside is that of another text."
		f.Fix = integrator("Compare the token with the one that was made: nothing may be changed after signing, not even white space in the JSON.", resign)
		if sig.Algorithm != alg {
			f.Why += " It was also made with " + sig.Algorithm + ", not " + alg + "."
		}
	case keys.KeyOrContent:
		f.Title, got = "The signature does not match "+key, "made by another key, over another text, or damaged"
		f.Why = "With ECDSA these look the same. The usual mistakes were tried: DER, swapped numbers, other hashes, line breaks, padding, plain JSON."
		f.Fix = append([]Fix{{Who: Integrator, Step: "Compare private key and certificate.", Command: comparePair}}, integrator("If they belong together, check whether header or payload is changed after signing.")...)
		if s.issued() {
			f.Fix = integrator(resign)
		}
	default: // keys.OtherKey
		f.Title, got = "The signature was made with another key than "+key, s.otherKey()
		f.Why = "A signature fits one key only."
		if sig.Fits == nil && s.token.SignatureBytes == sig.KeyBytes {
			f.Title += ", or damaged"
			f.Why = "It does not open with this key. A single wrong character in the signature has the same effect as another key."
		}
		f.Fix = append([]Fix{{Who: Integrator, Step: "Copy the token again; if it is the same, find the private key that the code signs with, and compare it with the certificate.", Command: comparePair}}, integrator("Sign with the private key of the certificate that kid names, or put the Certificate ID of the other one into kid.")...)
		if s.issued() {
			f.Fix = integrator(resign)
		}
	}
	f.Evidence = evidence("signature", expected, got)
	if p, refused := s.refusedKey(sig.Key); refused { // which no other advice makes good
		f.Fix = slices.Concat(mend(p), f.Fix)
		if sig.Reason != keys.KeyType || sig.Key.Bits >= keys.SmallestRSA {
			f.Why += " " + p.Why
			f.Evidence = append(f.Evidence, Evidence{Where: "key", Expected: p.Expected, Got: p.Got})
		}
	}
	because, certainty := lowerFirst(f.Title), Likely
	if s.kind == token.Unknown { // nothing says that it was meant for NetSuite
		certainty = Possible
	}
	f.says(certainty, because, s.signatureCode())
	f.says(Possible, because, otherSignatureCode(s.signatureCode()))
	if i := slices.Index(f.Codes, s.signatureCode()); i > 0 { // the likeliest first
		f.Codes[0], f.Codes[i] = f.Codes[i], f.Codes[0]
	}
	if sig.Reason == keys.PSSParameters || sig.Reason == keys.DERForm || !s.signature.Named && s.assertion() {
		f.Page = keyPairPage
	}
	return f
}

// refusedKey says why nobody takes signatures of a key, whatever they are: it is too
// small or, for an assertion, of a kind that NetSuite maps no certificate of.
func (s *subject) refusedKey(key *keys.Key) (keys.Problem, bool) {
	if key == nil {
		return keys.Problem{}, false
	}
	p, refused := key.TypeProblem()
	small := key.Algorithm != keys.EC && key.Bits < keys.SmallestRSA
	switch {
	case !small && !(refused && s.assertion()):
		return keys.Problem{}, false
	case s.issued():
		p.Expected, p.Why, p.Fix, p.Command = fmt.Sprintf("an RSA key of %d bits or more", keys.SmallestRSA), "NetSuite's own keys are larger.", "Fetch the key set again; NetSuite's own keys are larger.", ""
	case small:
		p.Fix, p.Command = "Make a new RSA key pair of 3072 or 4096 bits.", keys.NewPairCommand
	}
	return p, true
}

// otherKey says which other key made the signature, as far as that shows.
func (s *subject) otherKey() string {
	sig := s.signature
	switch n := s.token.SignatureBytes; {
	case sig.Fits != nil:
		return "a signature that fits " + nameOf(sig.Fits)
	case n != sig.KeyBytes && rsaBits[n] > 0 && ecdsaBytes[s.token.Algorithm] == 0:
		return fmt.Sprintf("%d bytes, so a key of %d bits; %s has %s", n, rsaBits[n], nameOf(sig.Key), sig.Key.Type())
	case n != sig.KeyBytes && curveOf(n) != "":
		return fmt.Sprintf("%d bytes, so a key on %s; %s has %s", n, curveOf(n), nameOf(sig.Key), sig.Key.Type())
	}
	return "a signature that does not open with " + nameOf(sig.Key)
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
