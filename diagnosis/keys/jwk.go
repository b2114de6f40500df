package keys

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// set reads the keys of a JWK Set (RFC 7517 section 5).
func (r *reader) set(value token.Value) {
	if value.Type != token.Array {
		r.fault("key", "The member keys is "+typeName(value)+", not an array", typeName(value), "The keys of a JWK Set are in an array (RFC 7517 section 5).", "Fetch the set again from its source.")
		return
	}
	r.file.IsSet = true
	seen := map[string][32]byte{}
	known := 0
	for i, item := range value.Items {
		where := fmt.Sprintf("key %d", i+1)
		if item.Type != token.Nested {
			r.problem(Problem{ID: "key", Level: Fault, Title: "An entry of the set is " + typeName(item) + ", not a key", Where: where, Expected: "an object", Got: typeName(item),
				Why: "Every key of a JWK Set is an object (RFC 7517 section 5).", Fix: "Fetch the set again from its source."})
			continue
		}
		if r.jwk(item, where); r.full {
			return
		}
		if len(r.file.Keys) > known {
			known = len(r.file.Keys)
			r.duplicate(seen, r.file.Keys[known-1], fingerprint(item), where)
		}
	}
	if len(value.Items) == 0 {
		r.fault("no-key", "The set holds no keys", "an empty array", "Nothing can be verified with it.", "Fetch the set again; mind the account in the address.")
	} else if len(r.file.Keys) == 0 && !anyFault(r.file.Problems) {
		r.fault("no-key", "The set holds no key of a known kind", "keys of other kinds", "Keys of unknown kinds are skipped (RFC 7517 section 5).", "Fetch the set again; mind the account in the address.")
	}
}

// fingerprint returns a hash of the members that make up the key.
func fingerprint(key token.Value) [32]byte {
	var text strings.Builder
	for _, name := range []string{"kty", "crv", "n", "e", "x", "y", "k", "d"} {
		value, _ := key.Get(name)
		fmt.Fprintf(&text, "%s=%q;", name, fmt.Sprint(value))
	}
	return sha256.Sum256([]byte(text.String()))
}

// duplicate reports a key whose kid another key of the set has: each should have its own
// (RFC 7517 section 4.5).
func (r *reader) duplicate(seen map[string][32]byte, key Key, sum [32]byte, where string) {
	before, twice := seen[key.KeyID]
	switch {
	case key.KeyID == "":
		return
	case !twice:
		seen[key.KeyID] = sum
		return
	}
	p := Problem{ID: "duplicate-kid", Level: Warning, Title: "Two keys have the kid " + token.Shown(key.KeyID), Where: where, Expected: "a kid of its own for every key", Got: "the same key again",
		Why: "The keys are the same, so it does no harm.", Fix: "Take one of them out."}
	if before != sum {
		p.Level, p.Title, p.Got = Fault, "Two different keys have the kid "+token.Shown(key.KeyID), "another key of the same kid"
		p.Why = "A token names its key by kid: which of the two is meant cannot be known, and some programs try one of them only."
		p.Fix = "Ask whoever publishes the set to give each key a kid of its own."
	}
	r.problem(p)
}

// jwkNames are the members that are read (RFC 7517 section 4, RFC 7518 section 6).
var jwkNames = []string{"kty", "use", "key_ops", "alg", "kid", "x5c", "crv", "n", "e", "x", "y", "d", "p", "q", "k"}

// jwk reads one JSON Web Key.
func (r *reader) jwk(object token.Value, where string) {
	j := jwk{object: object, key: Key{Kind: PublicKey, Format: "JWK", Encoding: "JSON"}}
	j.names()
	j.key.KeyID, _ = border.Printable(j.text("kid"))
	kty := j.text("kty")
	switch kty {
	case "RSA":
		j.rsa()
	case "EC":
		j.ec()
	case "oct":
		j.key.Kind, j.key.Format, j.key.Algorithm = SymmetricKey, "JWK", "symmetric"
		j.key.problem(Problem{ID: "symmetric-key", Level: Fault, Title: "It is a symmetric key, a secret that both sides share", Where: "kty", Expected: "RSA or EC", Got: "oct",
			Why: "NetSuite's tokens and client assertions are never signed with a shared secret, and a set of public keys must hold none.", Fix: "Take it out of the set, and replace the secret if the set was public."})
	case "OKP":
		j.okp()
	default:
		if value, ok := object.Get("kty"); !ok || kty == "" {
			j.fault("kty", "The member kty is missing or not a string", "RSA or EC", typeOrMissing(value, ok), "It says what kind of key it is (RFC 7517 section 4.1).")
			break
		}
		r.problem(Problem{ID: "unknown-kty", Level: Note, Title: "A key of an unknown kind was skipped", Where: where, Expected: "RSA or EC", Got: "another kty",
			Why: "RFC 7517 section 5 asks readers to ignore keys that they do not understand.", Fix: "Nothing needs to be done."})
		return
	}
	j.purpose()
	j.chain()
	r.add(j.key)
}

func typeOrMissing(value token.Value, ok bool) string {
	if !ok {
		return "nothing"
	}
	return typeName(value)
}

// jwk is a JSON Web Key and the Key that is made from it.
type jwk struct {
	object token.Value
	key    Key
}

func (j *jwk) fault(where, title, expected, got, why string) {
	j.key.problem(Problem{ID: "key", Level: Fault, Title: title, Where: where, Expected: expected, Got: got, Why: why, Fix: "Fetch the key again from its source, or make it again."})
}

// elsewhere reports that the key is not meant for signatures. It is not used. In a set with
// other keys, passOver turns the fault into a note.
func (j *jwk) elsewhere(where, title, expected, got, why string) {
	j.key.problem(Problem{ID: "not-for-signatures", Level: Fault, Title: title, Where: where, Expected: expected, Got: got, Why: why, Fix: "Give the key that signs."})
}

// passOver turns the faults of keys that are not meant for signatures into notes if another
// key of the set can verify (RFC 7517 section 5).
func (f *File) passOver() {
	if !f.IsSet || !slices.ContainsFunc(f.Keys, Key.usable) {
		return
	}
	for i := range f.Keys {
		for j := range f.Keys[i].Problems {
			if p := &f.Keys[i].Problems[j]; p.ID == "not-for-signatures" {
				p.Level, p.Fix = Note, "Nothing needs to be done: the key is skipped."
			}
		}
	}
}

// text returns a string member.
func (j *jwk) text(name string) string {
	if value, _ := j.object.Get(name); value.Type == token.String {
		return value.Text
	}
	return ""
}

// names reports members that appear twice and names in the wrong case: names are
// case-sensitive (RFC 7517 section 4).
func (j *jwk) names() {
	for _, name := range jwkNames {
		var values []token.Value
		other := false
		for _, m := range j.object.Members {
			if m.Name == name {
				values = append(values, m.Value)
			}
			other = other || m.Name != name && strings.EqualFold(m.Name, name)
		}
		if len(values) > 1 {
			p := Problem{ID: "duplicate-member", Level: Warning, Title: "The member " + name + " appears twice in the key", Where: name, Expected: "every name once", Got: "twice, with the same value",
				Why: "Member names must be unique (RFC 7517 section 4); a strict reader refuses the key.", Fix: "Take one of them out."}
			if slices.ContainsFunc(values[1:], func(v token.Value) bool { return fmt.Sprint(v) != fmt.Sprint(values[0]) }) {
				p.Level, p.Got = Fault, "twice, with different values"
			}
			j.key.problem(p)
		}
		if len(values) == 0 && other {
			p := Problem{ID: "key", Level: Fault, Title: "The member " + name + " is spelled in the wrong case", Where: name, Expected: name, Got: "the same name in another case",
				Why: "Names are case-sensitive (RFC 7517 section 4), so readers do not find it.", Fix: "Write " + name + " as it is here."}
			if name == "kid" {
				p.ID, p.Level, p.Why = "kid", Warning, "Names are case-sensitive (RFC 7517 section 4), so the key has no kid, and a token cannot name it."
			}
			j.key.problem(p)
		}
	}
	if value, ok := j.object.Get("kid"); ok && j.text("kid") == "" {
		got := typeName(value)
		if value.Type == token.String {
			got = "an empty string"
		}
		j.key.problem(Problem{ID: "kid", Level: Warning, Title: "The kid cannot be used", Where: "kid", Expected: "a string", Got: got,
			Why: "A kid is a string (RFC 7517 section 4.5); a token cannot name the key.", Fix: "Write the kid in quotation marks."})
	}
}

// number decodes a member in strict base64url (RFC 7518 section 2). It reports a fault and
// returns nil if it cannot.
func (j *jwk) number(name string) []byte {
	const why = "The numbers of a key are base64url without padding (RFC 7518 section 2)."
	value, ok := j.object.Get(name)
	s := value.Text
	switch {
	case !ok:
		j.fault(name, "The member "+name+" is missing", "base64url", "nothing", "The key is not complete without it.")
		return nil
	case value.Type != token.String:
		j.fault(name, "The member "+name+" is "+typeName(value)+", not a string", "base64url in a string", typeName(value), why)
		return nil
	case s == "":
		j.fault(name, "The member "+name+" is empty", "base64url", "nothing", why)
		return nil
	}
	for i, c := range s {
		switch {
		case c < 0x80 && (strings.ContainsRune(alphabet[:62], c) || c == '-' || c == '_'):
			continue
		case c == '+' || c == '/':
			j.fault(name, "The member "+name+" is ordinary base64, not base64url", "- and _", "+ or /", why)
		case c == '=' && strings.Trim(s[i:], "=") == "":
			j.fault(name, "The member "+name+" ends in padding", "no = at the end", "=", why)
		default:
			shown, _ := border.Printable(string(c))
			j.fault(name, "The member "+name+" has a character that base64url does not have: "+shown, "A to Z, a to z, 0 to 9, - and _", fmt.Sprintf("%s at character %d", shown, 1+len([]rune(s[:i]))), why)
		}
		return nil
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		j.fault(name, "The member "+name+" is cut short or damaged at the end", "base64url", fmt.Sprintf("%d characters", len(s)), why)
		return nil
	}
	return data
}

// rsa reads the members of RFC 7518 section 6.3.
func (j *jwk) rsa() {
	j.key.Algorithm = RSA
	n, e := j.number("n"), j.number("e")
	if n == nil || e == nil {
		return
	}
	if n[0] == 0 && len(n) > 1 || e[0] == 0 && len(e) > 1 {
		j.key.problem(Problem{ID: "key", Level: Warning, Title: "A number begins with a zero byte", Where: "n, e", Expected: "the shortest form", Got: "a leading zero",
			Why: "RFC 7518 section 6.3.1 forbids it, and strict readers refuse it.", Fix: "Write the number without the zero."})
	}
	j.key.setRSA(new(big.Int).SetBytes(n), new(big.Int).SetBytes(e))
	if _, ok := j.object.Get("d"); !ok {
		return
	}
	j.key.Kind = PrivateKey
	if j.key.faulty() {
		return
	}
	if _, ok := j.object.Get("oth"); ok {
		j.fault("oth", "The key has more than two primes", "two", "more", "Such keys are not read here.")
		return
	}
	d, p, q := j.number("d"), j.number("p"), j.number("q")
	if d == nil || p == nil || q == nil {
		return
	}
	if err := j.key.setRSAPrivate(new(big.Int).SetBytes(d), new(big.Int).SetBytes(p), new(big.Int).SetBytes(q)); err != nil {
		j.private(err)
	}
}

func (j *jwk) private(err error) {
	j.fault("d", "The private key is damaged", "numbers that belong together", err.Error(), "Nothing that is signed with it can be verified.")
}

// ec reads the members of RFC 7518 section 6.2.
func (j *jwk) ec() {
	j.key.Algorithm = EC
	if _, ok := j.object.Get("d"); ok {
		j.key.Kind = PrivateKey
	}
	name := j.text("crv")
	curve := curveOf(name)
	if curve == nil {
		if i := slices.IndexFunc([]string{"secp256k1", "P-224", "P-192"}, func(s string) bool { return s == name }); i >= 0 {
			j.key.Curve, j.key.Bits = name, []int{256, 224, 192}[i]
			return
		}
		value, ok := j.object.Get("crv")
		got := typeOrMissing(value, ok)
		if name != "" {
			got = "another name"
		}
		j.fault("crv", "The member crv names no known curve", "P-256, P-384 or P-521", got, "It says which curve the key is on (RFC 7518 section 6.2.1.1).")
		return
	}
	j.key.Curve, j.key.Bits = name, curve.Params().BitSize
	x, y := j.number("x"), j.number("y")
	if x == nil || y == nil {
		return
	}
	size := (j.key.Bits + 7) / 8
	if len(x) != size || len(y) != size {
		why := "Each coordinate has the full length of the curve, leading zeros included (RFC 7518 section 6.2.1.2)."
		if len(x) == len(y) && slices.Contains([]int{32, 48, 66}, len(x)) {
			why = "Coordinates of that length belong to another curve than crv names."
		}
		j.fault("x, y", "The coordinates have the wrong length for "+name, fmt.Sprintf("%d bytes each", size), fmt.Sprintf("%d and %d bytes", len(x), len(y)), why)
		return
	}
	point := slices.Concat([]byte{4}, x, y)
	if j.key.setPoint(point) != nil {
		j.fault("x, y", "The point is not on the curve", "a point on "+name, "another point", "The coordinates were changed, or belong to another curve.")
		return
	}
	if j.key.Kind != PrivateKey {
		return
	}
	if d := j.number("d"); d != nil {
		if len(d) != size {
			j.private(errNumbers)
		} else if err := j.key.setECPrivate(d, point); err != nil {
			j.private(err)
		}
	}
}

// okp reads the type of a key of RFC 8037, which NetSuite does not accept.
func (j *jwk) okp() {
	if _, ok := j.object.Get("d"); ok {
		j.key.Kind = PrivateKey
	}
	j.key.Algorithm = "OKP"
	if name := j.text("crv"); slices.Contains([]string{"Ed25519", "Ed448", "X25519", "X448"}, name) {
		j.key.Algorithm = Algorithm(name)
	}
}

// algorithms maps the signing algorithms (RFC 7518 section 3.1, RFC 8037, RFC 8812) to the
// type of key that each needs.
var algorithms = map[string]string{
	"RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
	"ES256": "EC P-256", "ES384": "EC P-384", "ES512": "EC P-521", "ES256K": "EC secp256k1",
	"HS256": "oct", "HS384": "oct", "HS512": "oct", "EdDSA": "OKP",
}

// purpose checks that use, key_ops and alg allow signatures (RFC 7517 sections 4.2 to 4.4).
func (j *jwk) purpose() {
	if value, ok := j.object.Get("use"); ok && j.text("use") != "sig" {
		got := typeName(value)
		if j.text("use") == "enc" {
			got = "enc"
		}
		j.elsewhere("use", "The key is not for signatures", "sig", got, "The member use says what the key may be used for (RFC 7517 section 4.2).")
	}
	if value, ok := j.object.Get("key_ops"); ok && !j.operates(value) {
		got := "other operations"
		if value.Type != token.Array {
			got = typeName(value)
		}
		j.elsewhere("key_ops", "The key is not for signatures", "verify", got, "The member key_ops says what the key may be used for (RFC 7517 section 4.3).")
	}
	value, ok := j.object.Get("alg")
	if !ok {
		return
	}
	alg := j.text("alg")
	printable, _ := border.Printable(alg)
	j.key.ForAlgorithm = border.Clip(printable, 40)
	kty := j.text("kty")
	if kty == "EC" {
		kty += " " + j.key.Curve
	}
	switch belongs, ok := algorithms[alg]; {
	case alg == "":
		got := typeName(value)
		if value.Type == token.String {
			got = "an empty string"
		}
		j.elsewhere("alg", "The member alg does not name an algorithm", "a string", got, "It names the algorithm that the key is for (RFC 7517 section 4.4).")
	case !ok && (strings.HasPrefix(alg, "RSA") || strings.HasPrefix(alg, "ECDH") || strings.HasPrefix(alg, "A") || alg == "dir"):
		j.elsewhere("alg", "The key is for encryption, not for signatures", "an algorithm that signs", "one that encrypts", "The member alg names the algorithm that the key is for (RFC 7517 section 4.4).")
	case !ok:
		j.elsewhere("alg", "The member alg names no known algorithm", "RS256, PS256, ES256 or the like", "another name", "A key is used with the algorithm of its alg only (RFC 7517 section 4.4).")
	case belongs != kty && j.key.Algorithm != Unknown && kty != "EC ":
		j.elsewhere("alg", "The member alg does not match the key", belongs, j.key.Type(), "The algorithm it names needs a key of another kind.")
	}
}

// operates reports whether key_ops lets the key verify signatures. For a private key, sign
// is enough, because its public half verifies.
func (j *jwk) operates(value token.Value) bool {
	return slices.ContainsFunc(value.Items, func(item token.Value) bool {
		return item.Type == token.String && (item.Text == "verify" || item.Text == "sign" && j.key.Kind == PrivateKey)
	})
}

// chain compares x5c with the key (RFC 7517 section 4.7).
func (j *jwk) chain() {
	value, ok := j.object.Get("x5c")
	if !ok {
		return
	}
	p := Problem{ID: "x5c", Level: Fault, Title: "The member x5c cannot be read", Where: "x5c", Expected: "an array of certificates in ordinary base64", Got: typeName(value),
		Why: "It holds the certificate of the key (RFC 7517 section 4.7).", Fix: "Fetch the key again from its source."}
	if len(value.Items) == 0 || value.Items[0].Type != token.String {
		j.key.problem(p)
		return
	}
	p.Got = "something else"
	other, err := certificateOf(value.Items[0].Text)
	if err != nil {
		j.key.problem(p)
		return
	}
	j.key.Certified = other.Certified
	if j.key.public != nil && !j.key.Matches(other) {
		p.Title, p.Expected, p.Got = "The certificate in x5c has another key", "the key of the members", "another key"
		p.Why = "The first certificate must hold the same key (RFC 7517 section 4.7): which of the two is meant cannot be known."
		j.key.problem(p)
	}
}

// certificateOf reads one entry of x5c, which is ordinary base64 (RFC 7517 section 4.7).
func certificateOf(s string) (Key, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return Key{}, err
	}
	e, rest, err := next(data)
	if err != nil || len(rest) > 0 {
		return Key{}, errShape
	}
	var key Key
	err = key.readCertificate(e)
	return key, err
}
