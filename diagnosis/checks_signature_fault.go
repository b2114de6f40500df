package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// signatureFault describes one reason for which a signature does not match. The texts may
// have these fields: {alg} is alg of the header, {key} the name of the key, {made} the
// algorithm that matches, {input} what was signed.
type signatureFault struct {
	title, got, why string
	// fix are the steps; nil for signing or fetching the token again.
	fix []string
	// more, unless nil, changes the finding by the token and the key.
	more func(s *subject, f *Finding)
}

// signatureFaults describes the reasons for which a signature does not match.
var signatureFaults = map[keys.Reason]signatureFault{
	keys.NotSigned: {title: "The token is not signed with a private key", got: "alg {alg}",
		why: "No public key can verify it, and a public key used as a shared secret proves nothing."},
	keys.Critical: {title: "The header has an extension, so the signature proves nothing", got: "crit or b64 in the header",
		why: "A receiver that does not know the extension must reject the token (RFC 7515 section 4.1.11)."},
	keys.KeyType: {title: "alg does not match {key}", why: "RS and PS algorithms need an RSA key; ES256, ES384 and ES512 need EC keys on P-256, P-384 and P-521.",
		fix: []string{"Set alg to the algorithm of the key, and sign again."}, more: otherKeyType},
	keys.Length: {title: "The signature is cut short, or another key made it", why: "A signature always has the length of its key.",
		fix: []string{"Copy the whole token again.", "If it is the same, check which key the code signs with."}, more: otherLength},
	keys.DERForm: {title: "The ECDSA signature is right, but in DER instead of the raw form", got: "an ASN.1 sequence that matches the key after conversion",
		why: "The key and the content are right. A JWT needs r and s side by side (RFC 7518 section 3.4).", fix: []string{rawForm}},
	keys.Unpadded: {title: "The signature lost its leading zeros", why: "The key and the content are right. Code that writes numbers without leading zeros makes such signatures from time to time, so only some requests fail.", more: otherZeros},
	keys.Padded:   {title: "The signature has zero bytes before its numbers", why: "The key and the content are right. ASN.1 and Java's BigInteger.toByteArray add a zero byte before a number whose first bit is set.", more: otherZeros},
	keys.Encoded: {title: "The signature is text in {input}, encoded once more", got: "{input} text; decoded, it is a signature that matches the key",
		why: "The key and the content are right. A JWT has the bytes of the signature in base64url, once (RFC 7515 section 7.1).", fix: []string{"Encode the bytes of the signature in base64url, not their text in {input}."}, more: func(s *subject, f *Finding) {
			otherName(s, f)
			otherText(f, s.signature.Input)
		}},
	keys.Swapped: {title: "The two numbers of the ECDSA signature are swapped", got: "s‖r; reversed, it matches the key",
		why: "The key and the content are right. r comes first (RFC 7518 section 3.4).", fix: []string{"Write r first, then s, each as long as the curve."}},
	keys.LittleEndian: {title: "The numbers in the ECDSA signature have their bytes in reverse order", got: "little-endian r and s; reversed, they match the key",
		why: "The key and the content are right. r and s are written with the highest byte first (RFC 7518 section 3.4).",
		fix: []string{"Write r and s big-endian. Windows crypto functions and some hardware write them in reverse."}, more: otherOrder},
	keys.OutOfRange: {title: "The signature has a number that no ECDSA signature can have", got: "r or s is zero, or not below the order of the curve",
		why: "No key makes such a signature. A receiver without this check accepts it for any content (CVE-2022-21449)."},
	keys.PSSParameters: {title: "The signature was made with a salt or mask that PS algorithms do not have",
		why:  "RFC 7518 section 3.5 fixes both. Some receivers accept any salt; Oracle does not document whether NetSuite does.",
		fix:  []string{"Set the salt length to that of the hash, and the mask (MGF1) to the same hash: in Java PSSParameterSpec, in openssl rsa_pss_saltlen:digest."},
		more: otherPSSParameters},
	keys.OtherAlgorithm: {title: "Key and content are right, but the signature was made with another algorithm", got: "{made}",
		why: "alg in the header names one algorithm; the code signs with another one.", fix: []string{"Sign with {alg}, as the header says."}, more: otherAlgorithm},
	keys.OtherInput: {title: "The key is right, but something other than header.payload was signed", got: "{input}",
		why: "The code must sign only the two base64url parts joined by a dot (RFC 7515 section 5.1).", fix: []string{"Sign exactly the text before the token's second dot."}},
	keys.Changed: {title: "The token was changed after it was signed", got: "a signature of this key ({made}) over another header or payload",
		why: "The right private key made the signature, but for another header or payload.", more: changedAfterwards},
	keys.KeyOrContent: {title: "The signature does not match {key}", got: "made by another key, over another text, or damaged",
		why: "With ECDSA, these causes look the same. authdoctor ruled out the usual mistakes: DER, swapped numbers, lost zeros, other hashes, line breaks, padding and plain JSON.", more: otherKeyOrContent},
	keys.OtherKey: {title: "The signature was made with another key than {key}", why: "A signature matches only one key.", more: otherSigner},
}

// signatureFails returns the finding for a signature that does not match, with the reason
// as far as it can be known.
func (s *subject) signatureFails() Finding {
	sig := s.signature
	alg, key := token.Shown(s.token.Algorithm), nameOf(sig.Key)
	fault, known := signatureFaults[sig.Reason]
	if !known {
		fault = signatureFaults[keys.OtherKey]
	}
	fill := strings.NewReplacer("{alg}", alg, "{key}", key, "{made}", sig.Algorithm, "{input}", sig.Input).Replace
	f := Finding{Status: Fail, Title: fill(fault.title), Evidence: evidence("signature", alg+" of header.payload by "+key, fill(fault.got)), Why: fault.why,
		Verify: "The check Signature passes for the new token.", Page: s.signatureCode().Path()}
	if sig.Key != nil {
		f.Key = sig.Key.Name()
	}
	for _, step := range fault.fix {
		f.Fix = append(f.Fix, integrator(fill(step))...)
	}
	if fault.fix == nil {
		f.Fix = s.signAgain()
	}
	if fault.more != nil {
		fault.more(s, &f)
	}
	if p, refused := s.refusedKey(sig.Key); refused { // no other step helps with such a key
		f.Fix = slices.Concat(mend(p), f.Fix)
		if sig.Reason != keys.KeyType || sig.Key.Bits >= keys.SmallestRSA {
			f.Why += " " + p.Why
			f.Evidence = append(f.Evidence, Evidence{Where: "key", Expected: p.Expected, Got: p.Got})
		}
	}
	if sig.Told {
		f.Title = "The case file says: " + lowerFirst(f.Title)
	}
	because, certainty := lowerFirst(f.Title), Likely
	if s.kind == token.Unknown { // it may not be meant for NetSuite
		certainty = Possible
	}
	f.says(certainty, because, s.signatureCode())
	f.says(Possible, because, otherSignatureCode(s.signatureCode()))
	if i := slices.Index(f.Codes, s.signatureCode()); i > 0 { // a hook added another code; the likeliest is first
		f.Codes[0], f.Codes[i] = f.Codes[i], f.Codes[0]
	}
	if sig.Reason == keys.PSSParameters || sig.Reason == keys.DERForm || !sig.Named && s.assertion() {
		f.Page = keyPairPage
	}
	return f
}

// signAgain returns the step that leads to a new token.
func (s *subject) signAgain() []Fix {
	if s.issued() {
		return integrator("Get a new token from the token endpoint and use it unchanged.")
	}
	return integrator("Sign a new assertion, with a JWT library and the private key of " + nameOf(s.signature.Key) + ".")
}

func otherKeyType(s *subject, f *Finding) {
	key := s.signature.Key
	f.Evidence = evidence("signature", "a key for "+token.Shown(s.token.Algorithm), key.Type())
	if key.PSSHash != "" {
		f.Why += " This key is bound to RSASSA-PSS with " + key.PSSHash + "."
	}
	if tooSmall(key) {
		f.Title, f.Evidence[0].Expected = "The key is too small to be trusted: "+key.Type(), fmt.Sprintf("an RSA key of %d bits or more", keys.SmallestRSA)
		f.Why = fmt.Sprintf("RSA keys of less than %d bits can be broken, so no receiver should accept their signatures.", keys.SmallestRSA)
		if key.FitsAlgorithm(s.token.Algorithm) {
			f.Fix = nil
			return
		}
		f.Why += " Also, alg needs a key of another kind."
	} else if made := s.signature.Algorithm; made != "" && made != token.Shown(s.token.Algorithm) {
		f.Why += " The signature itself is right as " + made + ": only alg is wrong."
	}
	f.says(Possible, "alg does not match the key", "UnsupportedAlgo")
}

// tooSmall reports whether signatures of an RSA key can be forged.
func tooSmall(key *keys.Key) bool { return key.Algorithm != keys.EC && key.Bits < keys.SmallestRSA }

func otherLength(s *subject, f *Finding) {
	if s.token.SignatureBytes > s.signature.KeyBytes {
		f.Title = "The signature is too long for the key"
	}
	f.Evidence = evidence("signature", fmt.Sprintf("%d bytes, of %s", s.signature.KeyBytes, nameOf(s.signature.Key)), fmt.Sprintf("%d bytes", s.token.SignatureBytes))
	otherText(f, s.token.SignatureText)
}

// otherZeros describes a signature with too few or too many zero bytes (RFC 7518 section 3.4
// for ECDSA, RFC 8017 sections 4.1 and 8.1.1 for RSA).
func otherZeros(s *subject, f *Finding) {
	sig := s.signature
	half, lost := sig.KeyBytes/2, sig.Reason == keys.Unpadded
	expected, got := fmt.Sprintf("%d bytes", sig.KeyBytes), fmt.Sprintf("%d bytes", s.token.SignatureBytes)
	step := fmt.Sprintf("Write the signature with exactly %d bytes", sig.KeyBytes)
	if sig.RBytes > 0 {
		who, their := "r and s", "their leading zeros"
		if sig.SBytes == half {
			who, their = "r", "its leading zeros"
		} else if sig.RBytes == half {
			who, their = "s", "its leading zeros"
		}
		f.Title = who + " of the signature lost " + their
		switch {
		case !lost:
			f.Title = strings.NewReplacer("their leading zeros", "zero bytes before them", "its leading zeros", "zero bytes before it", "lost", "have").Replace(f.Title)
			f.Title = strings.Replace(f.Title, "signature have zero bytes before it", "signature has zero bytes before it", 1)
		case max(sig.RBytes, sig.SBytes) > half:
			f.Title = "r and s of the signature do not both have the length of the curve"
		}
		expected = fmt.Sprintf("r and s with %d bytes each: %s", half, sig.Algorithm)
		got = fmt.Sprintf("r with %d bytes, s with %d", sig.RBytes, sig.SBytes)
		step = fmt.Sprintf("Write r and s with exactly %d bytes each", half)
	}
	how := "padded"
	if !lost {
		how = "without them"
	}
	f.Evidence = evidence("signature", expected, got+"; "+how+", the signature fits "+nameOf(sig.Key))
	f.Fix = integrator(step + ", with zero bytes in front where a number is shorter, or sign with a JWT library.")
	otherName(s, f)
}

// otherText describes a signature whose text is not encoded once more, or had its bytes changed.
func otherText(f *Finding, encoding string) {
	switch encoding {
	case token.HexPart:
		f.Title, f.Evidence[0].Got = "The signature is in hexadecimal instead of base64url", "hexadecimal digits alone"
		f.Fix = integrator("Encode the bytes of the signature in base64url.")
	case "UTF-8":
		f.Title, f.Evidence[0].Got = "The bytes of the signature were turned into text (UTF-8)", "UTF-8 text, which has other bytes"
		f.Fix = integrator("Pass the signature to the base64url encoder as bytes, never as a string.")
	}
}

// otherName adds that alg names another algorithm than the signature was made with.
func otherName(s *subject, f *Finding) {
	if made, alg := s.signature.Algorithm, token.Shown(s.token.Algorithm); made != "" && made != alg {
		f.Why += " It was also made with " + made + ", not " + alg + "."
	}
}

func otherOrder(s *subject, f *Finding) {
	if s.signature.Key.Algorithm == keys.EC {
		return
	}
	f.Title, f.Evidence[0].Got = "The bytes of the signature are in reverse order", "a little-endian number; reversed, it matches the key"
	f.Why = "The key and the content are right. A signature is written with the highest byte first (RFC 8017 section 4.1)."
	f.Fix = integrator("Reverse the bytes of the signature: CryptSignHash on Windows writes them in reverse.")
	otherName(s, f)
}

func otherPSSParameters(s *subject, f *Finding) {
	f.Evidence = evidence("signature", fmt.Sprintf("a salt as long as the hash, and the mask with the same hash (%s)", token.Shown(s.token.Algorithm)),
		fmt.Sprintf("a salt of %d bytes, the mask with %s; key and content are right", s.signature.SaltBytes, s.signature.Mask))
}

func otherAlgorithm(s *subject, f *Finding) {
	if strings.HasPrefix(s.signature.Algorithm, "PS") && s.issued() {
		f.Fix = s.signAgain()
	}
}

func changedAfterwards(s *subject, f *Finding) {
	f.Fix = slices.Concat(integrator("Compare the token with the original: nothing may change after signing, not even white space in the JSON."), f.Fix)
	otherName(s, f)
}

func otherKeyOrContent(s *subject, f *Finding) {
	if !s.issued() {
		f.Fix = append([]Fix{{Who: Integrator, Step: "Compare private key and certificate.", Command: comparePair}},
			integrator("If they belong together, check whether header or payload is changed after signing.")...)
	}
}

func otherSigner(s *subject, f *Finding) {
	sig := s.signature
	f.Evidence[0].Got = s.otherKey()
	if sig.Fits == nil && s.token.SignatureBytes == sig.KeyBytes {
		f.Title += ", or damaged"
		f.Why = "This key did not make it, or a character of the signature is wrong."
	}
	if s.issued() {
		return
	}
	if sig.Fits != nil && sig.Named {
		s.kidOfAnother(f)
		return
	}
	f.Fix = append([]Fix{{Who: Integrator, Step: "Copy the token again. If it is the same, find the private key that the code signs with, and compare it with the certificate.", Command: comparePair}},
		integrator("Sign with the private key of the certificate that kid names, or set kid to the Certificate ID of the other certificate.")...)
}

// kidOfAnother names the key of kid and the one of the signature apart, where both were given.
func (s *subject) kidOfAnother(f *Finding) {
	named, fits := s.signature.Key, s.signature.Fits
	if c := s.roles.Partner(fits); c != nil && c.Kind == keys.Certificate {
		fits = c
	}
	of := nameOf(named)
	if named.Kind == keys.Certificate {
		of = "the Certificate ID of " + of
	}
	f.Title = "kid is " + of + "; the signature matches " + nameOf(fits)
	f.Why = "NetSuite verifies the signature with the certificate that kid names, and that certificate does not match."
	f.Evidence = evidence("header kid", "the Certificate ID of "+nameOf(fits), token.Shown(s.token.KeyID))
	step := "Put the Certificate ID of " + nameOf(fits) + " in the header as kid."
	if fits.Kind == keys.Certificate {
		f.Evidence[0].Expected = fits.Certified.ID + ", of " + nameOf(fits)
		step = "Put " + fits.Certified.ID + ", the Certificate ID of " + nameOf(fits) + ", in the header as kid."
	} else if named.Kind == keys.Certificate {
		step = "Put the Certificate ID of the certificate that belongs to " + nameOf(fits) + " in the header as kid."
	}
	if !s.roles.IsCA(named) {
		step = strings.TrimSuffix(step, ".") + "; or, if " + nameOf(named) + " is the one that is mapped, sign with its private key."
	}
	f.Fix = append(integrator(step), administrator("Check at "+mappingMenu+" that there is a row with that Certificate ID.")...)
}

// refusedKey returns why signatures of a key are never accepted: it is too small or, for an
// assertion, of a kind of which NetSuite maps no certificate.
func (s *subject) refusedKey(key *keys.Key) (keys.Problem, bool) {
	if key == nil {
		return keys.Problem{}, false
	}
	p, refused := key.TypeProblem()
	small := tooSmall(key)
	switch {
	case s.signature.Fits != nil && s.roles.IsCA(key): // kid names it by mistake, and no certificate of it is mapped
		return keys.Problem{}, false
	case !small && !(refused && s.assertion()):
		return keys.Problem{}, false
	case s.issued():
		p.Expected, p.Why, p.Fix, p.Command = fmt.Sprintf("an RSA key of %d bits or more", keys.SmallestRSA), "NetSuite's own keys are larger.", "Fetch the key set again; NetSuite's own keys are larger.", ""
	case small:
		p.Fix, p.Command = "Make a new RSA key pair of 3072 or 4096 bits.", keys.NewPairCommand
	}
	return p, true
}

// otherKey describes the key that made the signature, as far as that can be seen.
func (s *subject) otherKey() string {
	sig := s.signature
	switch n := s.token.SignatureBytes; {
	case sig.Fits != nil:
		return "a signature that matches " + nameOf(sig.Fits)
	case n != sig.KeyBytes && rsaBits[n] > 0 && ecdsaBytes[s.token.Algorithm] == 0:
		return fmt.Sprintf("%d bytes, so a key of %d bits; %s has %s", n, rsaBits[n], nameOf(sig.Key), sig.Key.Type())
	case n != sig.KeyBytes && curveOf(n) != "":
		return fmt.Sprintf("%d bytes, so a key on %s; %s has %s", n, curveOf(n), nameOf(sig.Key), sig.Key.Type())
	}
	return "a signature that does not match " + nameOf(sig.Key)
}
