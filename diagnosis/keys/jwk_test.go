package keys_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
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

// TestJWK catches a JSON Web Key that is read against RFC 7517 and 7518.
func TestJWK(t *testing.T) {
	r, e := rsaJWK(), ecJWK()
	d := must(theEC().Bytes())
	private := r.with("d", b64url(theRSA().D.Bytes())).with("p", b64url(theRSA().Primes[0].Bytes())).with("q", b64url(theRSA().Primes[1].Bytes()))
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
		{"n ordinary base64", r.with("n", strings.Repeat("+/", 100)), keys.PublicKey, "fault key"},
		{"n padded", r.with("n", "AQAB=="), keys.PublicKey, "fault key"},
		{"n with a line break", r.with("n", "AQ\nAB"), keys.PublicKey, "fault key"},
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
		{"e a number", r.with("e", 65537), keys.PublicKey, "fault key"},
		{"x short", e.with("x", b64url(d[:31])), keys.PublicKey, "fault key"},
		{"not on the curve", e.with("x", e["y"]), keys.PublicKey, "fault key"},
		{"another curve", e.with("crv", "P-384"), keys.PublicKey, "fault key"},
		{"unknown curve", e.with("crv", "P-999"), keys.PublicKey, "fault key"},
		{"secp256k1", e.with("crv", "secp256k1"), keys.PublicKey, ""},
		{"y missing", e.with("y", nil), keys.PublicKey, "fault key"},
		{"kty missing", r.with("kty", nil), keys.PublicKey, "fault key"},
		{"kty a number", r.with("kty", 1), keys.PublicKey, "fault key"},
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
		{"x5c a string", e.with("x5c", x5c[0]), keys.PublicKey, "fault x5c"},
		{"x5c damaged", e.with("x5c", []string{"MIIB"}), keys.PublicKey, "fault x5c"},
		{"d of another key", e.with("d", b64url(append([]byte{d[0] ^ 1}, d[1:]...))), keys.PrivateKey, "fault key"},
		{"p wrong", private.with("p", private["q"]), keys.PrivateKey, "fault key"},
		{"p missing", private.with("p", nil), keys.PrivateKey, "fault key"},
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
			if signs := key.Signer() != nil; signs != (c.kind == keys.PrivateKey && c.want == "") {
				t.Errorf("%s: signs %v", c.name, signs)
			}
			checkStrings(t, file)
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
	file := keys.Read("", []byte(`{"keys": null}`), nil)
	if file.Readable() || !slices.Equal(ids(file), []string{"fault key"}) {
		t.Errorf("keys null: %v", ids(file))
	}
}
