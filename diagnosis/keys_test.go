package diagnosis_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// The keys for all tests, made once: an integrator's, another integrator's, and NetSuite's.
var (
	mine    = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
	theirs  = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
	company = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })
	strange = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })
)

// certified returns a certificate that is valid from a number of days before noon to a number
// of days after it.
func certified(key crypto.Signer, before, after int) keys.File {
	template := &x509.Certificate{SerialNumber: big.NewInt(4711), Subject: pkix.Name{CommonName: "orders"}, NotBefore: noon.AddDate(0, 0, -before), NotAfter: noon.AddDate(0, 0, after)}
	der := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return keys.Read("public.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil)
}

var certificate = sync.OnceValue(func() keys.File { return certified(mine(), 30, 300) })

func certificateID(file keys.File) string { return file.Keys[0].Certified.ID }

// chain returns a file with the certificate of a CA that lives ten years and one that it issued
// for a key, the CA's first or last.
func chain(caKey, key crypto.Signer, caFirst bool) keys.File {
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example CA"}, NotBefore: noon.AddDate(0, 0, -30), NotAfter: noon.AddDate(10, 0, 0), IsCA: true, BasicConstraintsValid: true}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "orders"}, NotBefore: noon.AddDate(0, 0, -30), NotAfter: noon.AddDate(0, 0, 300)}
	var both [2][]byte
	for i, der := range [][]byte{must(x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)), must(x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey))} {
		both[i] = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	}
	if !caFirst {
		both[0], both[1] = both[1], both[0]
	}
	return keys.Read("chain.pem", slices.Concat(both[0], both[1]), nil)
}

func privateFile(key crypto.Signer) keys.File {
	return keys.Read("private.pem", pemPrivate(key), nil)
}

func pemPrivate(key crypto.Signer) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(key))})
}

func publicFile(key crypto.Signer) keys.File {
	return keys.Read("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must(x509.MarshalPKIXPublicKey(key.Public()))}), nil)
}

// netSuiteKeys returns a key set as NetSuite publishes it.
func netSuiteKeys(kids ...string) keys.File {
	var list []map[string]string
	for i, kid := range kids {
		key := company()
		if i > 0 {
			key = strange()
		}
		list = append(list, map[string]string{"kty": "RSA", "use": "sig", "kid": kid, "n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": "AQAB"})
	}
	return keys.Read("keys.json", must(json.Marshal(map[string]any{"keys": list})), nil)
}

// signES returns a token signed with ES256.
func signES(key *ecdsa.PrivateKey, header, claims part) string {
	return signRaw(key, header.but(part{"alg": "ES256"}), claims)
}

// signRaw signs as ES256 does, whatever alg says.
func signRaw(key *ecdsa.PrivateKey, header, claims part) string {
	text := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(slices.Concat(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))))
}

// signRS returns a token signed with RS256, as NetSuite signs.
func signRS(key *rsa.PrivateKey, header, claims part) string {
	text := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(must(rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])))
}

// signPS returns a token signed with PS256, whatever its alg.
func signPS(key *rsa.PrivateKey, header, claims part) string {
	text := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(must(rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: 32})))
}

// withKeys is a fault in key files, with or without a token.
func withKeys(name, text, facts string, files []keys.File, check string, status diagnosis.Status, codes string, signature keys.State, says string) scenario {
	return scenario{name: name, text: text, facts: facts, files: files, check: check, status: status, codes: codes, signature: signature, says: says}
}

// thumb returns the x5t of a certificate (RFC 7515 section 4.1.7).
func thumb(file keys.File) string {
	return base64.RawURLEncoding.EncodeToString(must(hex.DecodeString(file.Keys[0].Certified.SHA1)))
}

// unpadded returns an assertion whose r or s was written without its leading zero.
func unpadded(sign func(*ecdsa.PrivateKey, part, part) string, header part) string {
	for i := 0; ; i++ {
		text := sign(mine(), header, proofClaims.but(part{"jti": fmt.Sprint(i)}))
		dot := strings.LastIndexByte(text, '.')
		signature := must(base64.RawURLEncoding.DecodeString(text[dot+1:]))
		if r, s := signature[:32], signature[32:]; r[0] == 0 {
			return text[:dot+1] + base64.RawURLEncoding.EncodeToString(slices.Concat(r[1:], s))
		} else if s[0] == 0 {
			return text[:dot+1] + base64.RawURLEncoding.EncodeToString(slices.Concat(r, s[1:]))
		}
	}
}

func keyScenarios() []scenario {
	id := certificateID(certificate())
	header := proofHeader.but(part{"kid": id})
	good := signES(mine(), header, proofClaims)
	ended, early, long, soon := certified(mine(), 400, -1), certified(mine(), -1, 300), certified(mine(), 30, 1500), certified(mine(), 30, 10)
	weak := certified(company(), 30, 300)
	access := signRS(company(), issuedHeader, accessClaims)
	sum := must(base64.RawURLEncoding.DecodeString(id))
	of := func(file keys.File) part { return proofHeader.but(part{"kid": certificateID(file)}) }
	list := func(files ...keys.File) []keys.File { return files }
	saysPS := func(token string) string { // ES256 under a header that says PS256
		rest := token[strings.IndexByte(token, '.'):]
		return encode(header.but(part{"alg": "PS256"})) + rest
	}
	psSigned := signPS(company(), of(weak), proofClaims)
	caFirst, caLast := chain(theirs(), mine(), true), chain(theirs(), mine(), false)
	leafID := part{"kid": caFirst.Keys[1].Certified.ID}
	ofBoth := keys.Read("private.pem", slices.Concat(pemPrivate(theirs()), pemPrivate(mine())), nil)
	otherKid := encode(proofHeader) + psSigned[strings.IndexByte(psSigned, '.'):]
	return []scenario{
		withKeys("assertion and its certificate", good, asProof, list(certificate()), "", "", "", keys.Verified, ""),
		withKeys("assertion, certificate and private key", good, asProof, list(certificate(), privateFile(mine())), "", "", "", keys.Verified, ""),
		withKeys("assertion and its bare public key", good, asProof, list(publicFile(mine())), "", "", "", keys.Verified, ""),
		withKeys("access token and NetSuite's keys", access, asAccess, list(netSuiteKeys(keyID, "c.1234567.2026-09-20_00-10-22")), "", "", "", keys.Verified, ""),
		withKeys("access token and the integrator's certificate", access, asAccess, list(certificate()), "", "", "", keys.Unchecked, ""),
		withKeys("certificate alone", "", "", list(certificate()), "", "", "", "", ""),
		withKeys("certificate and private key alone", "", "", list(certificate(), privateFile(mine())), "", "", "", "", ""),
		withKeys("the CA first in the file", signES(mine(), proofHeader.but(leafID), proofClaims), asProof, list(caFirst), "", "", "", keys.Verified, ""),
		withKeys("a chain and its private key", "", "", list(caLast, privateFile(mine())), "", "", "", "", ""),
		withKeys("renewed with the same key, kid names the new certificate", good, asProof, list(certified(mine(), 400, -30), certificate()), "", "", "", keys.Verified, ""),
		withKeys("renewed with the same key, kid names none of the two", signES(mine(), proofHeader, proofClaims), asProof, list(certified(mine(), 400, 10), certificate()), "key-id", fail, "MissingKey", keys.Verified, ""),
		withKeys("a stray private key beside a pair", "", "", list(certificate(), ofBoth), "", "", "", "", ""),

		withKeys("kid of the CA", signES(mine(), of(caFirst), proofClaims), asProof, list(caFirst), "signature", fail, "SignatureValidation", keys.Invalid, "kid is the Certificate ID of certificate number 1 in chain.pem (CN=Example CA); the signature matches certificate number 2 in chain.pem (CN=orders)"),
		withKeys("private key of none of a chain", "", "", list(caLast, privateFile(strange())), "key-pair", fail, "SignatureValidation", "", "of certificate number 1 in chain.pem (CN=orders)"),
		withKeys("signed with another key", signES(theirs(), header, proofClaims), asProof, list(certificate()), "signature", fail, "SignatureValidation", keys.Invalid, "does not match the certificate in public.pem"),
		withKeys("kid of another certificate", signES(mine(), proofHeader, proofClaims), asProof, list(certificate()), "key-id", fail, "MissingKey", keys.Verified, id+", expected for public.pem"),
		withKeys("kid of another certificate, which NetSuite shows", signES(mine(), proofHeader, proofClaims), asProof+" certificate-id="+certID, list(certificate()), "key-id", fail, "SignatureValidation", keys.Verified, certID),
		withKeys("kid in lower case", signES(mine(), proofHeader.but(part{"kid": strings.ToLower(id)}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKey", keys.Verified, "case of its letters changed"),
		withKeys("what was given as Certificate ID is in lower case", good, asProof+" certificate-id="+strings.ToLower(id), list(certificate()), "certificate-id", warn, "", keys.Verified, "case of its letters"),
		withKeys("what was given as Certificate ID is a script ID", good, asProof+" certificate-id=custcertificate3", list(certificate()), "certificate-id", warn, "", keys.Verified, "does not have the right form"),
		withKeys("x5t and x5t#S256 of the certificate", signES(mine(), header.but(part{"x5t": thumb(certificate()), "x5t#S256": id}), proofClaims), asProof, list(certificate()), "", "", "", keys.Verified, ""),
		withKeys("x5t#S256 of another certificate", signES(mine(), header.but(part{"x5t#S256": certID}), proofClaims), asProof, list(certificate()), "header-parameters", warn, "", keys.Verified, id+", of public.pem"),
		withKeys("x5t is the fingerprint in hexadecimal", signES(mine(), header.but(part{"x5t": certificate().Keys[0].Certified.SHA1}), proofClaims), asProof, list(certificate()), "header-parameters", warn, "", keys.Verified, "x5t is the SHA-1 fingerprint"),
		withKeys("signature with a lost zero", unpadded(signES, header), asProof, list(certificate()), "signature", fail, "SignatureValidation", keys.Invalid, "of the signature lost its leading zeros"),
		withKeys("ES256 under RS256", signRaw(mine(), header.but(part{"alg": "RS256"}), proofClaims), asProof, list(certificate()), "algorithm", fail, "UnsupportedAlgo", keys.Unchecked, ""),
		withKeys("kid is the fingerprint", signES(mine(), proofHeader.but(part{"kid": hex.EncodeToString(sum)}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKey", keys.Verified, "hexadecimal"),
		withKeys("kid is the thumbprint of SHA-1", signES(mine(), proofHeader.but(part{"kid": certificate().Keys[0].Certified.SHA1}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKey", keys.Verified, "hexadecimal"),
		withKeys("kid with padding", signES(mine(), proofHeader.but(part{"kid": id + "="}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKey", keys.Verified, "padding"),
		withKeys("kid is a script ID", signES(mine(), proofHeader.but(part{"kid": "custcertificate3"}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKey", keys.Verified, "script ID"),
		withKeys("no kid beside the certificate", signES(mine(), proofHeader.but(part{"kid": gone}), proofClaims), asProof, list(certificate()), "kid", fail, "MissingKeyId", keys.Verified, id),
		withKeys("neither kid nor signature of the certificate", signES(theirs(), proofHeader, proofClaims), asProof, list(certificate()), "key-id", fail, "", keys.Invalid, "not the one that kid names"),
		withKeys("private key of another certificate", "", "", list(certificate(), privateFile(theirs())), "key-pair", fail, "SignatureValidation", "", "does not belong"),
		withKeys("assertion that fits, beside another private key", good, asProof, list(certificate(), privateFile(theirs())), "key-pair", warn, "", keys.Verified, "does not belong"),
		withKeys("access token beside keys that are no pair", access, asAccess, list(certificate(), privateFile(theirs()), netSuiteKeys(keyID)), "key-pair", fail, "", keys.Verified, "does not belong"),
		withKeys("certificate has ended", signES(mine(), of(ended), proofClaims), asProof, list(ended), "certificate", fail, "MissingKey", keys.Verified, "expired"),
		withKeys("certificate not valid yet", signES(mine(), of(early), proofClaims), asProof, list(early), "certificate", fail, "MissingKey", keys.Verified, "not valid yet"),
		withKeys("certificate valid too long", signES(mine(), of(long), proofClaims), asProof, list(long), "certificate", warn, "", keys.Verified, "two years"),
		withKeys("certificate ends soon", signES(mine(), of(soon), proofClaims), asProof, list(soon), "certificate", warn, "", keys.Verified, "14 days"),
		withKeys("certificate of RSA 2048", "", "flow=client-credentials", list(weak), "certificate", fail, "", "", "2048"),
		withKeys("private key where a certificate belongs", "", "", list(privateFile(mine())), "private-key", warn, "", "", "never"),

		withKeys("RSA 2048, signed and named", psSigned, asProof, list(weak), "certificate", fail, "MissingKey", keys.Verified, "2048"),
		withKeys("RSA 2048, its bare key", signPS(company(), proofHeader, proofClaims), asProof, list(publicFile(company())), "signature-form", fail, "MissingKey", keys.Verified, "2048"),
		withKeys("PS256 said, key on P-256", saysPS(good), asProof, list(certificate()), "signature", fail, "SignatureValidation", keys.Invalid, "alg does not match"),
		withKeys("only kid changed after signing", otherKid, asProof, list(publicFile(company())), "signature", fail, "SignatureValidation", keys.Invalid, "changed after it was signed"),

		withKeys("access token changed", signRS(strange(), issuedHeader, accessClaims), asAccess, list(netSuiteKeys(keyID)), "signature", fail, "InvalidSignature", keys.Invalid, "another key"),
		withKeys("kid not in the key set", access, asAccess, list(netSuiteKeys("c.1234567.2026-10-21_00-10-22")), "key-id", fail, "MissingKey", keys.Verified, "20 October 2026"),
		withKeys("kid replaced since", signRS(strange(), issuedHeader.but(part{"kid": "c.1234567.2026-07-20_00-10-22"}), refreshClaims.but(part{"iat": at(-600000), "oit": at(-600000), "exp": at(4800)})), asRefresh, list(netSuiteKeys(keyID)), "key-id", fail, "MissingKey", keys.Unchecked, "since replaced"),
		withKeys("key set fetched too early", access, asAccess, list(netSuiteKeys("c.1234567.2026-09-20_00-10-22")), "key-id", warn, "", keys.Verified, "newer key"),
		withKeys("key set of another account", signRS(strange(), issuedHeader, accessClaims), asAccess, list(netSuiteKeys("c.7654321.2026-10-20_00-10-22")), "key-id", warn, "", keys.Unchecked, "another account"),
		withKeys("two keys with one kid", access, asAccess, list(netSuiteKeys(keyID, keyID)), "key-file", warn, "", keys.Unchecked, keyID),
	}
}

// TestSmallKeys catches advice that comes before "the key is too small", which must be the
// first step whatever alg is and whatever made the signature.
func TestSmallKeys(t *testing.T) {
	small, medium := must(rsa.GenerateKey(rand.Reader, 1024)), company()
	for _, alg := range []string{"PS256", "PS384", "PS512", "RS256", "ES256", "ES512"} {
		for signed, token := range map[string]string{
			"as PS256":         signPS(small, proofHeader.but(part{"alg": alg}), proofClaims),
			"as RS256":         signRS(small, proofHeader.but(part{"alg": alg}), proofClaims),
			"with another key": signPS(must(rsa.GenerateKey(rand.Reader, 1024)), proofHeader.but(part{"alg": alg}), proofClaims),
			"and changed":      encode(proofHeader.but(part{"alg": alg})) + signPS(small, proofHeader.but(part{"alg": "x"}), proofClaims)[len(encode(proofHeader.but(part{"alg": "x"}))):],
		} {
			for bits, key := range map[string]*rsa.PrivateKey{"1024": small, "2048": medium} {
				c := caseOf(t, asProof, token)
				c.Keys = keys.NewSet(publicFile(key))
				d := diagnosis.Diagnose(c)
				sound(t, c, d)
				first, _ := d.FirstCause()
				if strings.HasPrefix(alg, "RS") {
					continue // the algorithm is refused before a key is looked at
				}
				i := slices.IndexFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "signature" && f.Status == fail })
				if i < 0 {
					t.Errorf("%s, %s, RSA %s: the signature does not fail; first %s %q", alg, signed, bits, first.ID, first.Title)
					continue
				}
				f := d.Findings[i]
				if !strings.Contains(f.Fix[0].Step, "new") || !strings.Contains(f.Fix[0].Step, "key pair") || !strings.Contains(fmt.Sprint(f.Title, f.Why, f.Evidence), bits) {
					t.Errorf("%s, %s, RSA %s: advice begins %q", alg, signed, bits, f.Fix)
				}
				if strings.HasPrefix(alg, "ES") && !slices.ContainsFunc(f.Fix, func(x diagnosis.Fix) bool { return strings.HasPrefix(x.Step, "Set alg") }) {
					t.Errorf("%s, %s, RSA %s: no step about alg: %q", alg, signed, bits, f.Fix)
				}
			}
		}
	}
}

// TestScenariosWithKeys catches a sample whose fault is hidden or reported twice when keys
// are given, and a wrong result of verification.
func TestScenariosWithKeys(t *testing.T) {
	type sample struct {
		ID, Context, Token string
		Codes              []string
		VerifyWith         string `json:"verify_with"`
	}
	wrongKey := map[string]bool{"access-wrong-key": true, "assertion-wrong-private-key": true}
	for _, s := range sampleLines[sample](t, "scenarios.jsonl") {
		data, err := os.ReadFile("../../shared/samples/" + s.VerifyWith)
		if err != nil {
			t.Fatal(err)
		}
		c := caseOf(t, contexts[s.Context], s.Token)
		c.Keys = keys.NewSet(keys.Read(s.VerifyWith, data, nil))
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		probable := codesWith(d, diagnosis.Confirmed, diagnosis.Likely)
		state := d.Signatures[0].State
		switch {
		case wrongKey[s.ID] && state != keys.Invalid, !wrongKey[s.ID] && state == keys.Invalid:
			t.Errorf("%s: the signature is %s", s.ID, state)
		case len(s.Codes) == 0 && (state != keys.Verified || len(probable) > 0 || d.Count(fail) > 0):
			t.Errorf("%s is good, but %v are probable, %d checks failed and the signature is %s", s.ID, probable, d.Count(fail), state)
		case len(s.Codes) > 0 && s.Codes[0] != "unknown" && (len(probable) == 0 || probable[0] != s.Codes[0]):
			t.Errorf("%s: probable are %v; want %v first", s.ID, probable, s.Codes)
		case len(s.Codes) > 0 && d.Count(fail) != 1:
			t.Errorf("%s: failed %v; want the one fault", s.ID, ids(d, fail))
		}
	}
}

// TestHostileSignatures catches a forged signature that is verified, and a good one that is
// not. Most of them are checked with the key of a certificate among the samples.
func TestHostileSignatures(t *testing.T) {
	type hostile struct{ Name, Cat, Expect, Key, Input string }
	type line struct {
		hostile
		Input string `json:"input_b64"`
	}
	files := map[string]keys.File{}
	for key, certificate := range map[string]string{"pub-spki-rsa4096.pem": "rsa4096.pem", "pub-spki-p256.pem": "ec-p256.pem", "pub-spki-p384.pem": "ec-p384.pem", "pub-spki-p521.pem": "ec-p521.pem"} {
		data, err := os.ReadFile("../../shared/samples/certificates/" + certificate)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the samples are not beside this checkout")
		}
		files[key] = keys.Read(key, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must(x509.MarshalPKIXPublicKey(keys.Read("", data, nil).Keys[0].Public()))}), nil)
	}
	signed := 0
	for _, h := range sampleLines[line](t, "hostile-tokens.jsonl") {
		file, known := files[h.Key]
		raw := must(base64.StdEncoding.DecodeString(h.Input))
		input := intake.Recognise(string(raw))
		if !known || len(input.Tokens) != 1 {
			continue
		}
		c := caseOf(t, "").With(input)
		c.Keys = keys.NewSet(file)
		d := diagnosis.Diagnose(c)
		state := d.Signatures[0].State
		switch {
		case h.Cat == "signature" && h.Expect == "flag:signature" && state == keys.Verified,
			h.Cat == "alg" && state == keys.Verified:
			t.Errorf("%s: verified", h.Name)
		case (h.Cat == "control" || h.Name == "high-s-es512") && state == keys.Verified:
			signed++
		case h.Cat == "signature" && h.Expect == "flag:signature" && d.Count(fail) == 0:
			t.Errorf("%s: nothing failed", h.Name)
		}
	}
	if signed == 0 {
		t.Error("no good signature was verified: the keys do not belong to the samples")
	}
}

// TestKeyTimes catches a certificate that is evaluated at another time than the Case.
func TestKeyTimes(t *testing.T) {
	c := diagnosis.Case{At: noon, Keys: keys.NewSet(certificate())}
	for _, s := range []struct {
		after  time.Duration
		status diagnosis.Status
	}{{0, ""}, {239 * 24 * time.Hour, ""}, {241 * 24 * time.Hour, warn}, {301 * 24 * time.Hour, fail}, {-40 * 24 * time.Hour, fail}} {
		c.At = noon.Add(s.after)
		if first, _ := diagnosis.Diagnose(c).FirstCause(); first.Status != s.status {
			t.Errorf("%s later: %s %q; want %s", s.after, first.Status, first.Title, s.status)
		}
	}
}

// TestKeysAreNotShown catches a private key or a pass phrase in a Diagnosis.
func TestKeysAreNotShown(t *testing.T) {
	c := caseOf(t, asProof, signES(mine(), proofHeader, proofClaims))
	c.Keys = keys.NewSet(privateFile(mine()), privateFile(strange()), certificate())
	d := diagnosis.Diagnose(c)
	printed := fmt.Sprintf("%v %+v %#v", d, d, c) + string(must(json.Marshal(d.Findings))) + string(must(json.Marshal(c)))
	for _, secret := range [][]byte{must(mine().Bytes()), strange().D.Bytes(), strange().Primes[0].Bytes()} {
		for _, form := range []string{hex.EncodeToString(secret[:16]), new(big.Int).SetBytes(secret).String(), base64.StdEncoding.EncodeToString(secret)[:16], strings.Trim(fmt.Sprint(secret[:12]), "[]")} {
			if strings.Contains(printed, form) {
				t.Error("a piece of a private key is printed")
			}
		}
	}
}
