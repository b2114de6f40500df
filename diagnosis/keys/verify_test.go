package keys_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// otherRSA is a second RSA key of the size of theRSA.
var otherRSA = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })

var theP521 = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)) })

// claims are those of a client assertion.
const claims = `{"iss":"1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2","scope":["restlets"],"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":1795434000,"exp":1795434300}`

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// input is header.payload with that alg and kid.
func input(alg, kid string) string {
	return encoded(fmt.Sprintf(`{"typ":"JWT","alg":%q,"kid":%q}`, alg, kid)) + "." + encoded(claims)
}

func digest(hash crypto.Hash, text string) []byte {
	h := hash.New()
	h.Write([]byte(text))
	return h.Sum(nil)
}

func pkcs1(key *rsa.PrivateKey, hash crypto.Hash, text string) []byte {
	return must(rsa.SignPKCS1v15(rand.Reader, key, hash, digest(hash, text)))
}

func pss(key *rsa.PrivateKey, hash crypto.Hash, salt int, text string) []byte {
	return must(rsa.SignPSS(rand.Reader, key, hash, digest(hash, text), &rsa.PSSOptions{SaltLength: salt}))
}

// rs signs with ECDSA and gives r and s as they are in a JWT.
func rs(key *ecdsa.PrivateKey, hash crypto.Hash, text string) (r, s []byte) {
	a, b, err := ecdsa.Sign(rand.Reader, key, digest(hash, text))
	if err != nil {
		panic(err)
	}
	size := (key.Params().BitSize + 7) / 8
	return a.FillBytes(make([]byte, size)), b.FillBytes(make([]byte, size))
}

func raw(key *ecdsa.PrivateKey, hash crypto.Hash, text string) []byte {
	r, s := rs(key, hash, text)
	return slices.Concat(r, s)
}

func signedToken(t testing.TB, input string, signature []byte) token.Token {
	t.Helper()
	parsed, _ := token.Parse(input + "." + base64.RawURLEncoding.EncodeToString(signature))
	return parsed
}

// publicFile is a public key as a file of its own.
func publicFile(public crypto.PublicKey) keys.File {
	return keys.Read("key.pem", []byte(pemOf("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(public)))), nil)
}

func reversed(b []byte) []byte {
	b = slices.Clone(b)
	slices.Reverse(b)
	return b
}

// TestReasons catches a cause that is named wrongly, or not at all: each case makes
// one mistake that integrators make.
func TestReasons(t *testing.T) {
	ps, es := input("PS256", "k"), input("ES256", "k")
	r, s := rs(theEC(), crypto.SHA256, es)
	half := func(text string) string { head, payload, _ := strings.Cut(text, "."); return head + "." + payload[:40] }
	wrapped := func(text string, n int, end string) string {
		var out []string
		for len(text) > n {
			out, text = append(out, text[:n]), text[n:]
		}
		return strings.Join(append(out, text), end)
	}
	padded := func(text string) string {
		head, payload, _ := strings.Cut(text, ".")
		pad := func(s string) string { return s + strings.Repeat("=", (4-len(s)%4)%4) }
		return pad(head) + "." + pad(payload)
	}
	plain := fmt.Sprintf(`{"typ":"JWT","alg":%q,"kid":%q}`, "ES256", "k") + "." + claims
	nist := elliptic.P256().Params()
	for _, c := range []struct {
		name      string
		input     string
		signature []byte
		key       keys.File
		reason    keys.Reason // "" for verified
		detail    string      // within algorithm, input or mask
	}{
		{"right, PS256", ps, pss(theRSA(), crypto.SHA256, 32, ps), publicFile(theRSA().Public()), "", ""},
		{"right, ES256", es, raw(theEC(), crypto.SHA256, es), publicFile(theEC().Public()), "", ""},
		{"right, s subtracted from the order", es, slices.Concat(r, new(big.Int).Sub(nist.N, new(big.Int).SetBytes(s)).FillBytes(make([]byte, 32))), publicFile(theEC().Public()), "", ""},
		{"another RSA key", ps, pss(otherRSA(), crypto.SHA256, 32, ps), publicFile(theRSA().Public()), keys.OtherKey, ""},
		{"another EC key", es, raw(must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), crypto.SHA256, es), publicFile(theEC().Public()), keys.KeyOrContent, ""},
		{"payload changed, PS256", ps, pss(theRSA(), crypto.SHA256, 32, half(ps)), publicFile(theRSA().Public()), keys.Changed, "PS256"},
		{"payload changed, and PKCS#1 v1.5", ps, pkcs1(theRSA(), crypto.SHA512, half(ps)), publicFile(theRSA().Public()), keys.Changed, "RS512"},
		{"payload changed, ES256", es, raw(theEC(), crypto.SHA256, half(es)), publicFile(theEC().Public()), keys.KeyOrContent, ""},
		{"RS256 signed, PS256 said", ps, pkcs1(theRSA(), crypto.SHA256, ps), publicFile(theRSA().Public()), keys.OtherAlgorithm, "RS256"},
		{"PS512 signed, PS256 said", ps, pss(theRSA(), crypto.SHA512, 64, ps), publicFile(theRSA().Public()), keys.OtherAlgorithm, "PS512"},
		{"ES256 said, SHA-512 used", es, raw(theEC(), crypto.SHA512, es), publicFile(theEC().Public()), keys.OtherAlgorithm, "SHA-512"},
		{"salt of 64 bytes", ps, pss(theRSA(), crypto.SHA256, 64, ps), publicFile(theRSA().Public()), keys.PSSParameters, "SHA-256"},
		{"no salt", ps, pss(theRSA(), crypto.SHA256, 0, ps), publicFile(theRSA().Public()), keys.PSSParameters, "SHA-256"},
		{"the longest salt", ps, pss(theRSA(), crypto.SHA256, 256-32-2, ps), publicFile(theRSA().Public()), keys.PSSParameters, "SHA-256"},
		{"DER", es, must(ecdsa.SignASN1(rand.Reader, theEC(), digest(crypto.SHA256, es))), publicFile(theEC().Public()), keys.DERForm, "ES256"},
		{"s before r", es, slices.Concat(s, r), publicFile(theEC().Public()), keys.Swapped, ""},
		{"little-endian", es, slices.Concat(reversed(r), reversed(s)), publicFile(theEC().Public()), keys.LittleEndian, ""},
		{"r and s zero", es, make([]byte, 64), publicFile(theEC().Public()), keys.OutOfRange, ""},
		{"r is the order", es, slices.Concat(nist.N.Bytes(), s), publicFile(theEC().Public()), keys.OutOfRange, ""},
		{"cut short, RSA", ps, pss(theRSA(), crypto.SHA256, 32, ps)[:250], publicFile(theRSA().Public()), keys.Length, ""},
		{"cut short, EC", es, raw(theEC(), crypto.SHA256, es)[:60], publicFile(theEC().Public()), keys.Length, ""},
		{"of another curve", es, raw(theP521(), crypto.SHA512, es), publicFile(theEC().Public()), keys.OtherKey, ""},
		{"EC key under PS256", ps, pss(theRSA(), crypto.SHA256, 32, ps), publicFile(theEC().Public()), keys.KeyType, ""},
		{"ES512 said, P-256 signed", input("ES512", "k"), raw(theEC(), crypto.SHA256, input("ES512", "k")), publicFile(theEC().Public()), keys.KeyType, "ES256"},
		{"line breaks signed, 64", es, raw(theEC(), crypto.SHA256, wrapped(es, 64, "\n")), publicFile(theEC().Public()), keys.OtherInput, "line breaks"},
		{"line breaks signed, 76, PS256", ps, pss(theRSA(), crypto.SHA256, 32, wrapped(ps, 76, "\r\n")), publicFile(theRSA().Public()), keys.OtherInput, "line breaks"},
		{"a line break behind", es, raw(theEC(), crypto.SHA256, es+"\n"), publicFile(theEC().Public()), keys.OtherInput, "line break after"},
		{"padding signed", ps, pss(theRSA(), crypto.SHA256, 32, padded(ps)), publicFile(theRSA().Public()), keys.OtherInput, "padding"},
		{"plain JSON signed", es, raw(theEC(), crypto.SHA256, plain), publicFile(theEC().Public()), keys.OtherInput, "plain JSON"},
		{"hash signed", es, raw(theEC(), crypto.SHA256, string(digest(crypto.SHA256, es))), publicFile(theEC().Public()), keys.OtherInput, "hashed twice"},
	} {
		set := keys.NewSet(c.key)
		got := set.Verify(signedToken(t, c.input, c.signature), token.Assertion)
		switch {
		case c.reason == "" && got.State != keys.Verified:
			t.Errorf("%s: %s, %s; want verified", c.name, got.State, got.Reason)
		case c.reason != "" && (got.State != keys.Invalid || got.Reason != c.reason):
			t.Errorf("%s: %s, %s; want invalid, %s", c.name, got.State, got.Reason, c.reason)
		case !strings.Contains(got.Algorithm+got.Input+got.Mask, c.detail):
			t.Errorf("%s: %+v; want %q", c.name, got, c.detail)
		}
	}
}

// number is an integer as code writes it that knows no fixed length: without leading zeros,
// and with signed, with a zero byte before a set bit, as Java's BigInteger.toByteArray.
func number(bytes []byte, signed bool) []byte {
	out := new(big.Int).SetBytes(bytes).Bytes()
	if signed && out[0] >= 0x80 {
		out = slices.Concat([]byte{0}, out)
	}
	return out
}

// signUntil signs until the signature is one that the fault needs.
func signUntil(key *ecdsa.PrivateKey, hash crypto.Hash, text string, is func(r, s []byte) bool) (r, s []byte) {
	for {
		if r, s = rs(key, hash, text); is(r, s) {
			return r, s
		}
	}
}

// sequence writes r and s in DER, each as it is given.
func sequence(length int, r, s []byte) []byte {
	return slices.Concat([]byte{0x30, byte(length), 2, byte(len(r))}, r, []byte{2, byte(len(s))}, s)
}

// TestWrittenOtherwise catches a right signature whose numbers have another length, or that
// was encoded once more, and that is called cut, damaged or one of another key.
func TestWrittenOtherwise(t *testing.T) {
	p521, es := input("ES512", "k"), input("ES256", "k")
	ps, rs256 := input("PS256", "k"), input("RS256", "k")
	zero := func(b []byte) bool { return b[0] == 0 }
	long := func(r, s []byte) []byte { return slices.Concat(make([]byte, 34), r, make([]byte, 34), s) }
	both5, both5s := signUntil(theP521(), crypto.SHA512, p521, func(r, s []byte) bool { return zero(r) && zero(s) })
	r5, s5 := signUntil(theP521(), crypto.SHA512, p521, func(r, s []byte) bool { return zero(r) && !zero(s) })
	rr5, ss5 := signUntil(theP521(), crypto.SHA512, p521, func(r, s []byte) bool { return !zero(r) && zero(s) })
	r2, s2 := signUntil(theEC(), crypto.SHA256, es, func(r, s []byte) bool { return zero(r) && !zero(s) })
	mixed, mixedS := signUntil(theEC(), crypto.SHA256, es, func(r, s []byte) bool { return zero(r) && r[1] < 0x80 && s[0] >= 0x80 })
	big2, big2s := signUntil(theEC(), crypto.SHA256, es, func(r, s []byte) bool { return r[0] >= 0x80 && s[0] >= 0x80 })
	plain, plainS := signUntil(theEC(), crypto.SHA256, es, func(r, s []byte) bool { return !zero(r) && !zero(s) })
	short := func() []byte { // a signature of RSA that begins with a zero byte
		for {
			if signature := pss(theRSA(), crypto.SHA256, 32, ps); signature[0] == 0 {
				return signature[1:]
			}
		}
	}()
	whole := pss(theRSA(), crypto.SHA256, 32, ps)
	hexed := func(b []byte) []byte { return []byte(fmt.Sprintf("%x", b)) }
	twice := func(e *base64.Encoding, b []byte) []byte { return []byte(e.EncodeToString(b)) }
	for _, c := range []struct {
		name      string
		input     string
		signature []byte
		public    crypto.PublicKey
		reason    keys.Reason
		detail    string
	}{
		{"ES512, both short", p521, slices.Concat(both5[1:], both5s[1:]), theP521().Public(), keys.Unpadded, "65 65"},
		{"ES512, r short", p521, slices.Concat(r5[1:], s5), theP521().Public(), keys.Unpadded, "65 66"},
		{"ES512, s short", p521, slices.Concat(rr5, ss5[1:]), theP521().Public(), keys.Unpadded, "66 65"},
		{"ES256, r short", es, slices.Concat(number(r2, false), s2), theEC().Public(), keys.Unpadded, " 32"},
		{"ES256, r short and s with a sign byte: 64 bytes", es, slices.Concat(number(mixed, true), number(mixedS, true)), theEC().Public(), keys.Unpadded, " 33"},
		{"ES256, both with a sign byte", es, slices.Concat(number(big2, true), number(big2s, true)), theEC().Public(), keys.Padded, "33 33"},
		{"ES256, s with a sign byte", es, slices.Concat(plain, []byte{0}, plainS), theEC().Public(), keys.Padded, "32 33"},
		{"ES256, as long as ES512", es, long(plain, plainS), theEC().Public(), keys.Padded, "66 66"},
		{"RSA, a zero byte lost", ps, short, theRSA().Public(), keys.Unpadded, "PS256"},
		{"RSA, a zero byte in front", ps, slices.Concat([]byte{0}, whole), theRSA().Public(), keys.Padded, "PS256"},
		{"RSA, little-endian", ps, reversed(whole), theRSA().Public(), keys.LittleEndian, "PS256"},
		{"DER, sign bytes missing", es, sequence(68, big2, big2s), theEC().Public(), keys.DERForm, ""},
		{"DER, wrong length of the sequence", es, sequence(0x44, number(plain, true), number(plainS, true)), theEC().Public(), keys.DERForm, ""},
		{"DER, zeros behind", es, slices.Concat(sequence(4+len(number(plain, true))+len(number(plainS, true)), number(plain, true), number(plainS, true)), make([]byte, 3)), theEC().Public(), keys.DERForm, ""},
		{"ES256, hexadecimal", es, hexed(slices.Concat(plain, plainS)), theEC().Public(), keys.Encoded, "hexadecimal"},
		{"ES256, capitals", es, []byte(strings.ToUpper(string(hexed(slices.Concat(plain, plainS))))), theEC().Public(), keys.Encoded, "hexadecimal"},
		{"ES256, base64 of base64", es, twice(base64.StdEncoding, slices.Concat(plain, plainS)), theEC().Public(), keys.Encoded, "base64"},
		{"ES256, DER in base64", es, twice(base64.StdEncoding, sequence(0x44, number(plain, true), number(plainS, true))), theEC().Public(), keys.Encoded, "base64"},
		{"PS256, base64url of base64url", ps, twice(base64.RawURLEncoding, whole), theRSA().Public(), keys.Encoded, "base64"},
		{"PS256, hexadecimal", ps, hexed(whole), theRSA().Public(), keys.Encoded, "hexadecimal"},
		// Not right, whatever the zeros: no fault may be made up.
		{"ES512, one byte cut", p521, slices.Concat(both5, both5s)[:131], theP521().Public(), keys.Length, ""},
		{"ES256 of other content, short", es, slices.Concat(number(r2, false), reversed(s2)), theEC().Public(), keys.Length, ""},
		{"hexadecimal of nothing", es, hexed(make([]byte, 64)), theEC().Public(), keys.Length, ""},
	} {
		got := keys.NewSet(publicFile(c.public)).Verify(signedToken(t, c.input, c.signature), token.Assertion)
		if got.State != keys.Invalid || got.Reason != c.reason || !strings.Contains(fmt.Sprint(got.RBytes, " ", got.SBytes, got.Input, got.Algorithm), c.detail) {
			t.Errorf("%s: %s, %s, %+v; want %s, %q", c.name, got.State, got.Reason, got, c.reason, c.detail)
		}
	}

	// What was refused before a key was tried, or is no strict base64url, is tried nevertheless.
	standard := func(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
	for _, c := range []struct {
		name, token string
		public      crypto.PublicKey
		reason      keys.Reason
		made        string
	}{
		{"PS256 under RS256", rs256 + "." + encoded(string(pss(theRSA(), crypto.SHA256, 32, rs256))), theRSA().Public(), keys.Refused, "PS256"},
		{"PS384 under RS256", rs256 + "." + encoded(string(pss(theRSA(), crypto.SHA384, 48, rs256))), theRSA().Public(), keys.Refused, "PS384"},
		{"RS256 under RS256", rs256 + "." + encoded(string(pkcs1(theRSA(), crypto.SHA256, rs256))), theRSA().Public(), keys.Refused, "RS256"},
		{"ES256 under RS256", rs256 + "." + encoded(string(raw(theEC(), crypto.SHA256, rs256))), theEC().Public(), keys.Refused, "ES256"},
		{"another key under RS256", rs256 + "." + encoded(string(pkcs1(otherRSA(), crypto.SHA256, rs256))), theRSA().Public(), keys.Refused, ""},
		{"padding", es + "." + standard(slices.Concat(plain, plainS)), theEC().Public(), keys.Undecodable, "ES256"},
		{"ordinary base64", ps + "." + standard(whole), theRSA().Public(), keys.Undecodable, "PS256"},
		{"padding, another key", es + "." + standard(slices.Concat(plainS, plain)), theEC().Public(), keys.Undecodable, ""},
	} {
		parsed, _ := token.Parse(c.token)
		got := keys.NewSet(publicFile(c.public)).Verify(parsed, token.Assertion)
		if got.State != keys.Unchecked || got.Reason != c.reason || got.Algorithm != c.made || (got.Fits != nil) != (c.made != "") {
			t.Errorf("%s: %s, %s, %q; want unchecked, %s, %q", c.name, got.State, got.Reason, got.Algorithm, c.reason, c.made)
		}
	}
}

// TestMaskOfJava catches a PSS signature with Java's default mask that is called one
// of another key.
func TestMaskOfJava(t *testing.T) {
	text := input("PS256", "k")
	key := theRSA()
	// EMSA-PSS with SHA-256, MGF1 with SHA-1 and a salt of 20 bytes, by hand.
	salt := make([]byte, 20)
	m := sha256.New()
	m.Write(make([]byte, 8))
	m.Write(digest(crypto.SHA256, text))
	m.Write(salt)
	h := m.Sum(nil)
	db := make([]byte, 256-32-1)
	db[len(db)-21] = 1
	var mask []byte
	for i := byte(0); len(mask) < len(db); i++ {
		mask = append(mask, digest(crypto.SHA1, string(h)+"\x00\x00\x00"+string(i))...)
	}
	for i := range db {
		db[i] ^= mask[i]
	}
	db[0] &= 0x7f
	em := new(big.Int).SetBytes(slices.Concat(db, h, []byte{0xbc}))
	signature := new(big.Int).Exp(em, key.D, key.N).FillBytes(make([]byte, 256))
	got := keys.NewSet(publicFile(key.Public())).Verify(signedToken(t, text, signature), token.Assertion)
	if got.Reason != keys.PSSParameters || got.Mask != "SHA-1" || got.SaltBytes != 20 {
		t.Errorf("%+v; want a salt of 20 bytes and a mask with SHA-1", got)
	}
}

// jwk writes a public RSA key as a JWK.
func jwk(kid string, public *rsa.PublicKey) map[string]string {
	return map[string]string{"kty": "RSA", "kid": kid, "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "e": "AQAB"}
}

func keySet(t testing.TB, list ...map[string]string) keys.File {
	t.Helper()
	return keys.Read("keys.json", must(json.Marshal(map[string]any{"keys": list})), nil)
}

// TestWhichKey catches a token that is judged by a key its kid does not name, and
// one that is called invalid only because its key was not given.
func TestWhichKey(t *testing.T) {
	text := input("RS256", "two")
	good := signedToken(t, text, pkcs1(theRSA(), crypto.SHA256, text))
	none := signedToken(t, input("RS256", ""), pkcs1(theRSA(), crypto.SHA256, input("RS256", "")))
	certificate := keys.Read("public.pem", []byte(pemOf("CERTIFICATE", theCertificate())), nil)
	for _, c := range []struct {
		name   string
		set    *keys.Set
		token  token.Token
		kind   token.Kind
		state  keys.State
		reason keys.Reason
		named  bool
	}{
		{"kid in the set", keys.NewSet(keySet(t, jwk("one", &otherRSA().PublicKey), jwk("two", &theRSA().PublicKey))), good, token.Access, keys.Verified, "", true},
		{"kid of the wrong key", keys.NewSet(keySet(t, jwk("one", &theRSA().PublicKey), jwk("two", &otherRSA().PublicKey))), good, token.Access, keys.Invalid, keys.OtherKey, true},
		{"kid not in the set", keys.NewSet(keySet(t, jwk("one", &otherRSA().PublicKey), jwk("three", &otherRSA().PublicKey))), good, token.Access, keys.Unchecked, keys.NotAmong, false},
		{"kid not in the set, but its key is", keys.NewSet(keySet(t, jwk("three", &theRSA().PublicKey))), good, token.Access, keys.Verified, "", false},
		{"no kid", keys.NewSet(keySet(t, jwk("one", &otherRSA().PublicKey), jwk("two", &theRSA().PublicKey))), none, token.Access, keys.Verified, "", false},
		{"two keys with the kid", keys.NewSet(keySet(t, jwk("two", &otherRSA().PublicKey), jwk("two", &theRSA().PublicKey))), good, token.Access, keys.Unchecked, keys.Ambiguous, true},
		{"one key twice with the kid", keys.NewSet(keySet(t, jwk("two", &theRSA().PublicKey), jwk("two", &theRSA().PublicKey))), good, token.Access, keys.Verified, "", true},
		{"own certificate, NetSuite's token", keys.NewSet(certificate), good, token.Access, keys.Unchecked, keys.NotIssuers, false},
		{"nothing given", nil, good, token.Access, keys.Unchecked, keys.NoKeys, false},
		{"RS256 on an assertion", keys.NewSet(publicFile(theRSA().Public())), good, token.Assertion, keys.Unchecked, keys.Refused, false},
	} {
		got := c.set.Verify(c.token, c.kind)
		if got.State != c.state || got.Reason != c.reason || got.Named != c.named {
			t.Errorf("%s: %s, %q, named %v; want %s, %q, %v", c.name, got.State, got.Reason, got.Named, c.state, c.reason, c.named)
		}
	}
}

// TestPurpose catches a signature that is verified by a key which says that it is for
// something else (RFC 7517 sections 4.2 to 4.4), and a key set that fails as a whole
// because one of its keys is.
func TestPurpose(t *testing.T) {
	text := input("RS256", "k")
	good := signedToken(t, text, pkcs1(theRSA(), crypto.SHA256, text))
	bad := signedToken(t, text, pkcs1(otherRSA(), crypto.SHA256, text))
	plain := func(kid string, key *rsa.PrivateKey) members {
		m := members{}
		for name, value := range jwk(kid, &key.PublicKey) {
			m[name] = value
		}
		return m
	}
	k := plain("k", theRSA())
	other := plain("other", otherRSA())
	set := func(list ...members) string { return string(must(json.Marshal(map[string]any{"keys": list}))) }
	for _, c := range []struct {
		name, text string
		token      token.Token
		state      keys.State
		reason     keys.Reason
		faulty     bool // the file has a fault
	}{
		{"nothing said", set(k, other), good, keys.Verified, "", false},
		{"use sig", set(k.with("use", "sig"), other), good, keys.Verified, "", false},
		{"use enc", set(k.with("use", "enc"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"use enc, alone", set(k.with("use", "enc")), good, keys.Unchecked, keys.OtherUse, true},
		{"use of another case", set(k.with("use", "SIG"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"use a number", set(k.with("use", 1), other), good, keys.Unchecked, keys.OtherUse, false},
		{"use null", set(k.with("use", json.RawMessage("null")), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops verify", set(k.with("key_ops", []string{"verify"}), other), good, keys.Verified, "", false},
		{"key_ops verify and sign", set(k.with("key_ops", []string{"sign", "verify"}), other), good, keys.Verified, "", false},
		{"key_ops sign alone, of a public key", set(k.with("key_ops", []string{"sign"}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops encrypt", set(k.with("key_ops", []string{"encrypt"}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops encrypt, alone", set(k.with("key_ops", []string{"encrypt"})), good, keys.Unchecked, keys.OtherUse, true},
		{"key_ops empty", set(k.with("key_ops", []string{}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops a string", set(k.with("key_ops", "verify"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops of another case", set(k.with("key_ops", []string{"Verify"}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops of numbers", set(k.with("key_ops", []int{1}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"use sig, but key_ops encrypt", set(k.with("use", "sig").with("key_ops", []string{"encrypt"}), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg of the token", set(k.with("alg", "RS256"), other), good, keys.Verified, "", false},
		{"alg PS256", set(k.with("alg", "PS256"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg PS256, alone", set(k.with("alg", "PS256")), good, keys.Unchecked, keys.OtherUse, false},
		{"alg RS512", set(k.with("alg", "RS512"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg of another case", set(k.with("alg", "rs256"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg of another kind of key", set(k.with("alg", "ES256"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg encrypts", set(k.with("alg", "RSA-OAEP-256"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg a number", set(k.with("alg", 256), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg empty", set(k.with("alg", ""), other), good, keys.Unchecked, keys.OtherUse, false},
		{"alg PS256, and kid names none", set(k.with("alg", "PS256").with("kid", "x"), other), good, keys.Unchecked, keys.OtherUse, false},
		{"use enc, and the same key under another kid", set(k.with("use", "enc"), k.with("kid", "other")), good, keys.Unchecked, keys.OtherUse, false},
		{"key_ops encrypt, and the same key under another kid", set(k.with("key_ops", []string{"encrypt"}), k.with("kid", "other")), good, keys.Unchecked, keys.OtherUse, false},
		{"alg PS256, and the same key under another kid", set(k.with("alg", "PS256"), k.with("kid", "other")), good, keys.Unchecked, keys.OtherUse, false},
		{"use enc of another key", set(k, other.with("use", "enc")), good, keys.Verified, "", false},
		{"key_ops of another key", set(k, other.with("key_ops", []string{"encrypt"})), good, keys.Verified, "", false},
		{"alg of another key", set(k, other.with("alg", "ES256")), good, keys.Verified, "", false},
		{"another key of that kid, for another algorithm", set(k, other.with("kid", "k").with("alg", "PS256")), good, keys.Verified, "", true},
		{"another key of that kid, for encryption", set(k, other.with("kid", "k").with("use", "enc")), good, keys.Verified, "", true},
		{"the same key for each algorithm", set(k.with("alg", "PS256"), k.with("alg", "RS256")), good, keys.Verified, "", false},
		{"alg PS256, signed by another key", set(k.with("alg", "PS256")), bad, keys.Invalid, keys.OtherKey, false},
	} {
		file := keys.Read("keys.json", []byte(c.text), nil)
		got := keys.NewSet(file).Verify(c.token, token.Access)
		if got.State != c.state || got.Reason != c.reason || got.Reason == keys.OtherUse && got.Key == nil {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, got.State, got.Reason, c.state, c.reason)
		}
		faulty := slices.ContainsFunc(ids(file), func(id string) bool { return strings.HasPrefix(id, "fault") })
		if faulty != c.faulty {
			t.Errorf("%s: %v; a fault of the whole file: want %v", c.name, ids(file), c.faulty)
		}
		if c.state == keys.Unchecked && slices.ContainsFunc(file.Keys, func(key keys.Key) bool { return key.KeyID == "k" && key.Verifies(c.token) }) {
			t.Errorf("%s: Verifies is true", c.name)
		}
	}
}

// TestRefusedOutright catches an algorithm that a key is put into as if it were a
// shared secret, and a header that asks for extensions.
func TestRefusedOutright(t *testing.T) {
	set := keys.NewSet(publicFile(theRSA().Public()))
	spki := must(x509.MarshalPKIXPublicKey(theRSA().Public()))
	mac := func(text string) []byte { sum := sha512.Sum512([]byte(string(spki) + text)); return sum[:32] }
	for _, alg := range []string{"none", "None", "NONE ", "HS256", "hs512"} {
		text := input(alg, "k")
		if got := set.Verify(signedToken(t, text, mac(text)), token.Assertion); got.State != keys.Invalid || got.Reason != keys.NotSigned {
			t.Errorf("alg %q: %s, %s", alg, got.State, got.Reason)
		}
	}
	for _, more := range []string{`"crit":["exp"]`, `"b64":false`, `"crit":[]`} {
		text := encoded(`{"alg":"PS256","kid":"k",`+more+`}`) + "." + encoded(claims)
		if got := set.Verify(signedToken(t, text, pss(theRSA(), crypto.SHA256, 32, text)), token.Assertion); got.State != keys.Invalid || got.Reason != keys.Critical {
			t.Errorf("%s: %s, %s", more, got.State, got.Reason)
		}
	}
}

// TestPrivateIsNotPrinted catches a private key that comes out of fmt or JSON.
func TestPrivateIsNotPrinted(t *testing.T) {
	file := keys.Read("private.pem", []byte(privatePEM(t)), nil)
	if file.Keys[0].Signer() == nil {
		t.Fatal("the key cannot sign")
	}
	printed := fmt.Sprintf("%v %+v %#v", file, file, file) + string(must(json.Marshal(file)))
	for _, secret := range secrets() {
		for _, form := range []string{fmt.Sprintf("%x", secret), fmt.Sprint(secret), new(big.Int).SetBytes(secret).String(), string(secret), base64.StdEncoding.EncodeToString(secret)[:16]} {
			if strings.Contains(printed, form) {
				t.Errorf("a piece of the private key is printed")
			}
		}
	}
}

// FuzzVerify: a token that was changed in any way is not verified.
func FuzzVerify(f *testing.F) {
	var good []string
	for _, v := range vectors {
		good = append(good, v.text())
		f.Add(v.text(), uint8(0))
	}
	f.Add(strings.Replace(vectors[1].text(), "ES256", "none", 1), uint8(1))
	f.Add(vectors[0].text()+"\n", uint8(2))
	var files []keys.File
	for _, v := range vectors {
		files = append(files, keys.Read("rfc", []byte(v.key), nil))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		parsed, _ := token.Parse(text)
		got := keys.NewSet(files[int(which)%len(files)]).Verify(parsed, token.Unknown)
		if got.State == keys.Verified && !slices.Contains(good, parsed.Raw.Reveal()) {
			t.Fatalf("verified, but it is none of the tokens that were signed: %q", text)
		}
		if got.State != keys.Verified && got.Reason == "" {
			t.Fatalf("%s without a reason", got.State)
		}
	})
}

// BenchmarkVerify measures one verification, by algorithm and size of key.
func BenchmarkVerify(b *testing.B) {
	for _, c := range []struct {
		name string
		kind keys.PairKind
	}{{"PS256-RSA3072", keys.PairRSA3072}, {"PS256-RSA4096", keys.PairRSA4096}, {"ES256", keys.PairECP256}, {"ES384", keys.PairECP384}, {"ES512", keys.PairECP521}} {
		b.Run(c.name, func(b *testing.B) {
			pair, err := keys.NewPair(keys.PairRequest{Kind: c.kind, Name: "bench", Days: 30, From: pairFrom}, rand.Reader)
			if err != nil {
				b.Fatal(err)
			}
			made, err := keys.NewAssertion(keys.AssertionRequest{Key: pair.Private, KeyID: pair.Certificate.Certified.ID, ClientID: strings.Repeat("0f", 32), Account: "1234567",
				Scopes: []string{"restlets"}, Lifetime: 300e9, IssuedAt: pairFrom}, rand.Reader)
			if err != nil {
				b.Fatal(err)
			}
			parsed, _ := token.Parse(made.Reveal())
			file := keys.Read("public.pem", pair.CertificatePEM, nil)
			for b.Loop() {
				// A new Set each time: one remembers the tokens it has seen.
				if got := keys.NewSet(file).Verify(parsed, token.Assertion); got.State != keys.Verified {
					b.Fatal(got.Reason)
				}
			}
		})
	}
	b.Run("RS256-RSA2048", func(b *testing.B) {
		v := vectors[0]
		parsed, _ := token.Parse(v.text())
		file := keys.Read("rfc", []byte(v.key), nil)
		for b.Loop() {
			if got := keys.NewSet(file).Verify(parsed, token.Unknown); got.State != keys.Verified {
				b.Fatal(got.Reason)
			}
		}
	})
}
