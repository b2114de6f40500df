package keys_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
)

var b64url = base64.RawURLEncoding.EncodeToString

// members are those of a JWK.
type members map[string]any

func (m members) with(name string, value any) members {
	changed := maps.Clone(m)
	if changed[name] = value; value == nil {
		delete(changed, name)
	}
	return changed
}

func rsaJWK() members {
	return members{"kty": "RSA", "kid": "r", "n": b64url(theRSA().N.Bytes()), "e": "AQAB"}
}

func ecJWK() members {
	point := must(theEC().PublicKey.Bytes())
	return members{"kty": "EC", "kid": "e", "crv": "P-256", "x": b64url(point[1:33]), "y": b64url(point[33:])}
}

func sha1Of(data []byte) string {
	sum := sha1.Sum(data)
	return hex.EncodeToString(sum[:])
}

// TestJWK catches a JSON Web Key that is read against RFC 7517 and 7518.
func TestJWK(t *testing.T) {
	r, e := rsaJWK(), ecJWK()
	d := must(theEC().Bytes())
	onlyD := r.with("d", b64url(theRSA().D.Bytes()))
	crt := theRSA().Precomputed
	private := onlyD.with("p", b64url(theRSA().Primes[0].Bytes())).with("q", b64url(theRSA().Primes[1].Bytes())).
		with("dp", b64url(crt.Dp.Bytes())).with("dq", b64url(crt.Dq.Bytes())).with("qi", b64url(crt.Qinv.Bytes()))
	point := must(theEC().PublicKey.Bytes())
	x, y := point[1:33], point[33:]
	large := must(rsa.GenerateKey(rand.Reader, 3072))
	ofX5C := must(x509.ParseCertificate(theCertificate()))
	n := theRSA().N.Bytes()
	even := append([]byte{}, n...)
	even[len(even)-1] &^= 1
	x5c := []string{base64.StdEncoding.EncodeToString(theCertificate())}
	for _, c := range []struct {
		name string
		in   members
		kind keys.Kind
		want string // problems
	}{
		{"RSA", r, keys.PublicKey, ""},
		{"EC", e, keys.PublicKey, ""},
		{"RSA private", private, keys.PrivateKey, ""},
		{"EC private", e.with("d", b64url(d)), keys.PrivateKey, ""},
		{"Ed25519", members{"kty": "OKP", "crv": "Ed25519", "x": "AA"}, keys.PublicKey, ""},
		{"symmetric", members{"kty": "oct", "k": "c2VjcmV0"}, keys.SymmetricKey, "fault symmetric-key"},
		{"n missing", r.with("n", nil), keys.PublicKey, "fault key"},
		{"n empty", r.with("n", ""), keys.PublicKey, "fault key"},
		{"n ordinary base64", r.with("n", base64.StdEncoding.EncodeToString(n)), keys.PublicKey, "warning key"},
		{"n padded", r.with("n", b64url(n)+"=="), keys.PublicKey, "warning key"},
		{"n with a line break", r.with("n", b64url(n[:150])+"\n"+b64url(n[150:])), keys.PublicKey, "warning key"},
		{"n with another character", r.with("n", b64url(n)+"*"), keys.PublicKey, "fault key"},
		{"n in hexadecimal", r.with("n", hex.EncodeToString(n)), keys.PublicKey, "warning key"},
		{"n in hexadecimal as openssl prints it", r.with("n", "00:"+colons(hex.EncodeToString(n))), keys.PublicKey, "warning key"},
		{"n in decimal", r.with("n", theRSA().N.String()), keys.PublicKey, "warning key"},
		{"n a number", r.with("n", json.Number(theRSA().N.String())), keys.PublicKey, "warning key"},
		{"n with bits left over", r.with("n", "AB"), keys.PublicKey, "fault key"},
		{"n cut", r.with("n", "AQABA"), keys.PublicKey, "fault key"},
		{"n even", r.with("n", b64url(even)), keys.PublicKey, "fault weak-key"},
		{"n small", r.with("n", b64url(n[:100])), keys.PublicKey, "fault weak-key"},
		{"n huge", r.with("n", strings.Repeat("_", 100_000)), keys.PublicKey, "fault weak-key"},
		{"n with a zero", r.with("n", b64url(append([]byte{0}, n...))), keys.PublicKey, "warning key"},
		{"e one", r.with("e", "AQ"), keys.PublicKey, "fault weak-key"},
		{"e three", r.with("e", "Aw"), keys.PublicKey, "warning weak-key"},
		{"e even", r.with("e", "AQAA"), keys.PublicKey, "fault weak-key"},
		{"e huge", r.with("e", b64url(n)), keys.PublicKey, "fault weak-key"},
		{"e a number", r.with("e", 65537), keys.PublicKey, "warning key"},
		{"e a negative number", r.with("e", -65537), keys.PublicKey, "fault key"},
		{"e a fraction", r.with("e", 65537.5), keys.PublicKey, "fault key"},
		{"e in decimal", r.with("e", "65537"), keys.PublicKey, "warning key"},
		{"e in hexadecimal", r.with("e", "010001"), keys.PublicKey, "warning key"},
		{"e in hexadecimal, 0x", r.with("e", "0x10001"), keys.PublicKey, "warning key"},
		{"e that could be two numbers", r.with("e", "65539"), keys.PublicKey, "fault key"},
		{"e as bytes", r.with("e", []int{1, 0, 1}), keys.PublicKey, "warning key"},
		{"e as a Buffer", r.with("e", map[string]any{"type": "Buffer", "data": []int{1, 0, 1}}), keys.PublicKey, "warning key"},
		{"e as no bytes", r.with("e", []int{1, 0, 256}), keys.PublicKey, "fault key"},
		{"x short", e.with("x", b64url(x[:31])), keys.PublicKey, "fault key"},
		{"x with a zero too many", e.with("x", b64url(append([]byte{0}, x...))), keys.PublicKey, "warning key"},
		{"x and y exchanged", e.with("x", b64url(y)).with("y", b64url(x)), keys.PublicKey, "warning key"},
		{"x in hexadecimal", e.with("x", hex.EncodeToString(x)), keys.PublicKey, "warning key"},
		{"crv of openssl", e.with("crv", "prime256v1"), keys.PublicKey, "warning key"},
		{"d alone", e.with("d", b64url(d)).with("x", nil).with("y", nil), keys.PrivateKey, "warning key"},
		{"d cut short", e.with("d", b64url(d[:31])), keys.PrivateKey, "fault key"},
		{"d with a zero too many", e.with("d", b64url(append([]byte{0}, d...))), keys.PrivateKey, "warning key"},
		{"not on the curve", e.with("x", e["y"]), keys.PublicKey, "fault key"},
		{"another curve", e.with("crv", "P-384"), keys.PublicKey, "fault key"},
		{"unknown curve", e.with("crv", "P-999"), keys.PublicKey, "fault key"},
		{"secp256k1", e.with("crv", "secp256k1"), keys.PublicKey, ""},
		{"y missing", e.with("y", nil), keys.PublicKey, "fault key"},
		{"kty missing", r.with("kty", nil), keys.PublicKey, "fault key"},
		{"kty a number", r.with("kty", 1), keys.PublicKey, "fault key"},
		{"kty in lower case", r.with("kty", "rsa"), keys.PublicKey, "warning key"},
		{"KID", r.with("kid", nil).with("KID", "r"), keys.PublicKey, "warning kid"},
		{"kid a number", r.with("kid", 7), keys.PublicKey, "warning kid"},
		{"N", r.with("n", nil).with("N", r["n"]), keys.PublicKey, "fault key,fault key"},
		{"use enc", r.with("use", "enc"), keys.PublicKey, "fault not-for-signatures"},
		{"use sig", r.with("use", "sig"), keys.PublicKey, ""},
		{"key_ops verify", r.with("key_ops", []string{"verify"}), keys.PublicKey, ""},
		{"key_ops encrypt", r.with("key_ops", []string{"encrypt"}), keys.PublicKey, "fault not-for-signatures"},
		{"alg fits", e.with("alg", "ES256"), keys.PublicKey, ""},
		{"alg of another curve", e.with("alg", "ES384"), keys.PublicKey, "fault not-for-signatures"},
		{"alg of another kty", r.with("alg", "ES256"), keys.PublicKey, "fault not-for-signatures"},
		{"alg encrypts", r.with("alg", "RSA-OAEP"), keys.PublicKey, "fault not-for-signatures"},
		{"alg unknown", r.with("alg", "XY1"), keys.PublicKey, "fault not-for-signatures"},
		{"x5c", e.with("x5c", x5c), keys.PublicKey, ""},
		{"x5c of another key", r.with("x5c", x5c), keys.PublicKey, "fault x5c"},
		{"x5c a string", e.with("x5c", x5c[0]), keys.PublicKey, "warning x5c"},
		{"x5c in PEM", e.with("x5c", []string{pemOf("CERTIFICATE", theCertificate())}), keys.PublicKey, "warning x5c"},
		{"x5c empty", e.with("x5c", []string{}), keys.PublicKey, "fault x5c"},
		{"x5c alone", members{"kid": "e", "x5c": x5c}, keys.PublicKey, "warning key"},
		{"x5c without x and y", e.with("x5c", x5c).with("x", nil).with("y", nil), keys.PublicKey, "warning key"},
		{"x5t right", e.with("x5c", x5c).with("x5t", keys.Certified{SHA1: sha1Of(ofX5C.Raw)}.X5T()), keys.PublicKey, ""},
		{"x5t wrong", e.with("x5c", x5c).with("x5t", sha1Of(ofX5C.Raw)), keys.PublicKey, "warning x5t"},
		{"x5t#S256 wrong", e.with("x5c", x5c).with("x5t#S256", b64url([]byte(sha1Of(ofX5C.Raw)))), keys.PublicKey, "warning x5t"},
		{"x5t#S256 in hexadecimal, without x5c", e.with("x5t#S256", strings.Repeat("ab", 32)), keys.PublicKey, "warning x5t"},
		{"x5t#S256 without x5c", e.with("x5t#S256", b64url(make([]byte, 32))), keys.PublicKey, ""},
		{"x5c damaged", e.with("x5c", []string{"MIIB"}), keys.PublicKey, "fault x5c"},
		{"d of another key", e.with("d", b64url(append([]byte{d[0] ^ 1}, d[1:]...))), keys.PrivateKey, "fault key"},
		{"p wrong", private.with("p", private["q"]), keys.PrivateKey, "warning rsa-primes"},
		{"dp wrong", private.with("dp", private["q"]), keys.PrivateKey, "warning rsa-primes"},
		{"p missing", private.with("p", nil), keys.PrivateKey, "warning key"},
		{"dp, dq, qi missing", private.with("dp", nil).with("dq", nil).with("qi", nil), keys.PrivateKey, "warning key"},
		{"d of an RSA key alone", onlyD, keys.PrivateKey, "note key"},
		{"d of another RSA key", onlyD.with("d", b64url(large.D.Bytes()[:250])), keys.PrivateKey, "fault key,note key"},
	} {
		for _, set := range []bool{false, true} {
			text := string(must(json.Marshal(c.in)))
			if set {
				text = `{"keys":[` + text + `]}`
			}
			file := keys.Read("", []byte(text), nil)
			got := ids(file)
			slices.Sort(got)
			if len(file.Keys) != 1 || file.Keys[0].Kind != c.kind || strings.Join(got, ",") != c.want || file.IsSet != set {
				t.Errorf("%s: read %+v %v; want %s, %s", c.name, file.Keys, got, c.kind, c.want)
				continue
			}
			key := file.Keys[0]
			if signs := key.Signer() != nil; signs != (c.kind == keys.PrivateKey && !strings.Contains(c.want, "fault")) {
				t.Errorf("%s: signs %v", c.name, signs)
			}
			checkStrings(t, file)
			if public := key.Public(); public != nil && !theRSA().PublicKey.Equal(public) && !theEC().PublicKey.Equal(public) && c.name != "e three" {
				t.Errorf("%s: it is read as another key", c.name)
			}
		}
	}
	key := keys.Read("", must(json.Marshal(r)), nil).Keys[0]
	if public, ok := key.Public().(*rsa.PublicKey); !ok || !public.Equal(&theRSA().PublicKey) || key.Bits != 2048 || key.Exponent != 65537 || key.KeyID != "r" {
		t.Errorf("read %+v", key)
	}
	key = keys.Read("", must(json.Marshal(e)), nil).Keys[0]
	if public, ok := key.Public().(*ecdsa.PublicKey); !ok || !public.Equal(&theEC().PublicKey) || key.Type() != "EC P-256" {
		t.Errorf("read %+v", key)
	}
}

// TestJWKTitles catches a member that is missing and is said to have a wrong value, and a set
// that is called a key.
func TestJWKTitles(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{
		{ecJWK().with("crv", nil), "The member crv is missing"},
		{ecJWK().with("crv", "P-999"), "The member crv does not name a known curve"},
		{ecJWK(), "This is a JSON Web Key (JWK), not a certificate"},
		{members{"keys": []members{ecJWK(), rsaJWK()}}, "This is a JWK Set, not a certificate"},
	} {
		file := keys.Read("", must(json.Marshal(c.in)), nil)
		all := append(slices.Clone(file.Keys[0].Problems), file.Judge(rolesAt).Problems...)
		if !slices.ContainsFunc(all, func(p keys.Problem) bool { return p.Title == c.want }) {
			t.Errorf("%v: %+v; want %q", c.in, all, c.want)
		}
	}
}

// TestJWKText catches what a map cannot write: names that come twice, and sets.
func TestJWKText(t *testing.T) {
	r, e := string(must(json.Marshal(rsaJWK()))), string(must(json.Marshal(ecJWK())))
	same := string(must(json.Marshal(ecJWK().with("kid", "r"))))
	for _, c := range []struct {
		name, in string
		keys     int
		want     string
	}{
		{"a name twice", strings.Replace(r, `"e":`, `"e":"AQAB","e":`, 1), 1, "warning duplicate-member"},
		{"a name twice, another value", strings.Replace(r, `"e":`, `"e":"Aw","e":`, 1), 1, "fault duplicate-member"},
		{"the same key twice", `{"keys":[` + r + "," + r + `]}`, 2, "warning duplicate-kid"},
		{"a key for encryption beside one that signs", `{"keys":[` + r + "," + strings.Replace(same, `"kid":"r"`, `"kid":"e","use":"enc"`, 1) + `]}`, 2, "note not-for-signatures"},
		{"two keys of one kid", `{"keys":[` + r + "," + same + `]}`, 2, "fault duplicate-kid"},
		{"kid with an escape", `{"keys":[{"kty":"oct","kid":"\u001b[2J"},{"kty":"oct","kid":"\u001b[2J"}]}`, 2, "fault symmetric-key,fault symmetric-key,warning duplicate-kid"},
		{"unknown kty", `{"keys":[{"kty":"AKP"},` + r + `]}`, 1, "note unknown-kty"},
		{"a bare array", "[" + r + "," + e + "]", 2, "fault set"},
		{"by kid", `{"keys":{"a":` + r + `,"b":` + e + `}}`, 2, "warning set"},
		{"by kid, without keys", `{"a":` + r + `,"b":` + e + `}`, 2, "warning set"},
		{"under another name", `{"jwks":{"keys":[` + r + "," + e + `]}}`, 2, ""},
		{"a set in an array", `[{"keys":[` + r + "," + e + `]}]`, 2, ""},
		{"a JWE in JSON", `{"protected":"eyJhbGciOiJkaXIifQ","iv":"AA","ciphertext":"AA","tag":"AA"}`, 0, "fault encrypted-jwk"},
		{"a JWE", b64url([]byte(`{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","cty":"jwk+json"}`)) + ".AA.AA.AA.AA", 0, "fault encrypted-jwk"},
		{"a JWE of something else", b64url([]byte(`{"alg":"dir","enc":"A128CBC-HS256"}`)) + ".AA.AA.AA.AA", 0, "fault no-key"},
		{"inside something else", `{"ok":true,"jwk":` + r + `}`, 1, ""},
		{"strings for keys", `{"keys":["a",` + r + `]}`, 1, "fault key"},
		{"JSON in JSON", string(must(json.Marshal(r))), 1, "warning double-encoded"},
		{"JSON in JSON in JSON", string(must(json.Marshal(string(must(json.Marshal(r)))))), 1, "warning double-encoded"},
	} {
		file := keys.Read("", []byte(c.in), nil)
		got := ids(file)
		slices.Sort(got)
		if len(file.Keys) != c.keys || strings.Join(got, ",") != c.want {
			t.Errorf("%s: %d keys, %v; want %d, %s", c.name, len(file.Keys), got, c.keys, c.want)
		}
		checkStrings(t, file)
	}
	const kid = "6f7254101f56e41cf35c9926de84a2d552b4c6f1" // as Google's certificates
	file := keys.Read("", must(json.Marshal(map[string]string{kid: pemOf("CERTIFICATE", theCertificate())})), nil)
	if len(file.Keys) != 1 || file.Keys[0].KeyID != kid || file.Keys[0].Kind != keys.Certificate || !file.IsSet || len(ids(file)) > 0 {
		t.Errorf("certificates by kid: %+v %v", file.Keys, ids(file))
	}
	file = keys.Read("", []byte(`{"keys": null}`), nil)
	if file.Readable() || !slices.Equal(ids(file), []string{"fault key"}) {
		t.Errorf("keys null: %v", ids(file))
	}
}

// TestShortCoordinates catches a coordinate or a private number of which the leading zeros
// were dropped, and that is refused or read as another number.
func TestShortCoordinates(t *testing.T) {
	var key *ecdsa.PrivateKey
	var x, y, d []byte
	for ; len(x) == 0 || x[0] != 0; x = must(key.PublicKey.Bytes())[1:33] {
		key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	}
	y, d = must(key.PublicKey.Bytes())[33:], must(key.Bytes())
	in := members{"kty": "EC", "crv": "P-256", "x": b64url(bytes.TrimLeft(x, "\x00")), "y": b64url(y), "d": b64url(append([]byte{0}, d...))}
	file := keys.Read("", must(json.Marshal(in)), nil)
	got := file.Keys[0]
	if signer, ok := got.Signer().(*ecdsa.PrivateKey); !ok || !signer.Equal(key) {
		t.Errorf("read %+v", got)
	}
	var where []string
	for _, p := range got.Problems {
		where = append(where, string(p.Level)+" "+p.Where)
	}
	if !slices.Equal(where, []string{"warning x", "warning d"}) {
		t.Errorf("problems of %v; want those of x and d", where)
	}
}

// TestLeadingZero catches a leading zero that is said of a number that has none.
func TestLeadingZero(t *testing.T) {
	zero := func(name string) string {
		return b64url(append([]byte{0}, must(base64.RawURLEncoding.DecodeString(rsaJWK()[name].(string)))...))
	}
	for want, in := range map[string]members{
		"n": rsaJWK().with("n", zero("n")), "e": rsaJWK().with("e", zero("e")), "n e": rsaJWK().with("n", zero("n")).with("e", zero("e")),
	} {
		var where []string
		for _, p := range keys.Read("", must(json.Marshal(in)), nil).Keys[0].Problems {
			where = append(where, p.Where)
		}
		if got := strings.Join(where, " "); got != want {
			t.Errorf("a zero before %s is said of %s", want, got)
		}
	}
}

// TestWrongThumbprint catches a thumbprint that is not that of its certificate and is not
// called what it is.
func TestWrongThumbprint(t *testing.T) {
	der := theCertificate()
	c := keys.Read("", der, nil).Keys[0].Certified
	other := must(x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(2)}, &x509.Certificate{}, &theRSA().PublicKey, theRSA()))
	otherID := keys.Read("", other, nil).Keys[0].Certified.ID
	std := base64.StdEncoding.EncodeToString
	in := ecJWK().with("x5c", []string{std(der), std(other)})
	for _, w := range []struct{ member, text, expected, got string }{
		{"x5t#S256", b64url([]byte(c.SHA256)), c.ID, "the SHA-256 fingerprint of the certificate in hexadecimal, encoded in base64url once more"},
		{"x5t#S256", c.ID + "=", c.ID, "the SHA-256 fingerprint of the certificate in base64url with padding after it"},
		{"x5t#S256", otherID, c.ID, "the SHA-256 fingerprint of the certificate in base64url, of certificate 2 in x5c"},
		{"x5t#S256", c.X5T(), c.ID, "the SHA-1 fingerprint of the certificate in base64url (x5t)"},
		{"x5t", c.ID, c.X5T(), "the SHA-256 fingerprint of the certificate in base64url"},
		{"x5t", c.SHA1, c.X5T(), "the SHA-1 fingerprint of the certificate in hexadecimal"},
		{"x5t", b64url(make([]byte, 20)), c.X5T(), "a value of another certificate, or of none"},
	} {
		key := keys.Read("", must(json.Marshal(in.with(w.member, w.text))), nil).Keys[0]
		if len(key.Problems) != 1 || key.Problems[0].Where != w.member || key.Problems[0].Expected != w.expected || key.Problems[0].Got != w.got || key.Public() == nil {
			t.Errorf("%s %s: %+v; want %s", w.member, w.text, key.Problems, w.got)
		}
	}
}
