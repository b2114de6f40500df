package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// set reads the keys of a JWK Set (RFC 7517 section 5).
func (r *reader) set(value token.Value) {
	if r.byKeyID(value) {
		return
	}
	if value.Type != token.Array {
		r.fault("key", "The member keys is "+typeName(value)+", not an array", typeName(value), "The keys of a JWK Set must be in an array (RFC 7517 section 5).", "Download the set again from its source.")
		return
	}
	r.file.IsSet = true
	seen := map[string][32]byte{}
	known := 0
	for i, item := range value.Items {
		where := fmt.Sprintf("key %d", i+1)
		if item.Type != token.Nested {
			r.problem(Problem{ID: "key", Level: Fault, Title: "An entry of the set is " + typeName(item) + ", not a key", Where: where, Expected: "an object", Got: typeName(item),
				Why: "Every key of a JWK Set must be an object (RFC 7517 section 5).", Fix: "Download the set again from its source."})
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
		r.fault("no-key", "The JWK Set contains no keys", "an empty array", "Nothing can be verified with it.", "Download the set again. Check the account in the URL.")
	} else if len(r.file.Keys) == 0 && !anyFault(r.file.Problems) {
		r.fault("no-key", "The JWK Set contains no key of a known type", "keys of other types", "Keys of unknown types are skipped (RFC 7517 section 5).", "Download the set again. Check the account in the URL.")
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
	p := Problem{ID: "duplicate-kid", Level: Warning, Title: "Two keys have the kid \"" + token.Shown(key.KeyID) + "\"", Where: where, Expected: "a different kid for every key", Got: "the same key again",
		Why: "The keys are identical, so this does no harm.", Fix: "Remove one of them."}
	if before != sum {
		p.Level, p.Title, p.Got = Fault, "Two different keys have the kid "+token.Shown(key.KeyID), "another key with the same kid"
		p.Why = "A token names its key only by kid, so a program cannot know which key is meant. Some programs try only one."
		p.Fix = "Ask the publisher of the set to give each key a different kid."
	}
	r.problem(p)
}

// jwkNames are the members that are read (RFC 7517 section 4, RFC 7518 section 6).
var jwkNames = []string{"kty", "use", "key_ops", "alg", "kid", "x5c", "x5t", "x5t#S256", "crv", "n", "e", "x", "y", "d", "p", "q", "dp", "dq", "qi", "k"}

// jwk reads one JSON Web Key.
func (r *reader) jwk(object token.Value, where string) {
	j := jwk{object: object, key: Key{Kind: PublicKey, Format: "JWK", Encoding: "JSON"}}
	j.names()
	j.readChain()
	j.key.KeyID, _ = border.Printable(j.text("kid"))
	switch kty := j.kty(); kty {
	case "RSA":
		j.rsa()
	case "EC":
		j.ec()
	case "oct":
		j.key.Kind, j.key.Format, j.key.Algorithm = SymmetricKey, "JWK", "symmetric"
		j.key.problem(Problem{ID: "symmetric-key", Level: Fault, Title: "This is a symmetric key, a secret that both sides share", Where: "kty", Expected: "RSA or EC", Got: "oct",
			Why: "NetSuite's tokens and client assertions are never signed with a shared secret, and a set of public keys must not contain one.", Fix: "Remove it from the set. If the set was public, replace the secret."})
	case "OKP":
		j.okp()
	default:
		if value, ok := object.Get("kty"); !ok || kty == "" {
			if j.fromChain("kty") {
				break
			}
			j.fault("kty", "The member kty is missing or not a string", "RSA or EC", typeOrMissing(value, ok), "It states the type of the key (RFC 7517 section 4.1).")
			break
		}
		r.problem(Problem{ID: "unknown-kty", Level: Note, Title: "A key of an unknown type was skipped", Where: where, Expected: "RSA or EC", Got: "another kty",
			Why: "RFC 7517 section 5 asks programs to ignore keys that they do not support.", Fix: "Nothing needs to be done."})
		return
	}
	j.purpose()
	j.checkChain()
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
	chain  []Key // the certificates in x5c
}

// kty returns the kind of the key. Its case does not matter here.
func (j *jwk) kty() string {
	kty := j.text("kty")
	for _, right := range []string{"RSA", "EC", "OKP", "oct"} {
		if kty != right && strings.EqualFold(kty, right) {
			j.repaired("kty", "The member kty is written in the wrong case", right, kty, "Its value is case-sensitive (RFC 7517 section 4.1).", "Write "+right+".")
			return right
		}
	}
	return kty
}

func (j *jwk) has(name string) bool {
	_, ok := j.object.Get(name)
	return ok
}

// repaired reports what was fixed to read the key, and what other readers refuse.
func (j *jwk) repaired(where, title, expected, got, why, fix string) {
	j.key.problem(Problem{ID: "key", Level: Warning, Title: title, Where: where, Expected: expected, Got: got, Why: why, Fix: fix})
}

func (j *jwk) fault(where, title, expected, got, why string) {
	j.key.problem(Problem{ID: "key", Level: Fault, Title: title, Where: where, Expected: expected, Got: got, Why: why, Fix: "Download the key again from its source, or create a new one."})
}

// elsewhere reports that the key is not meant for signatures. It is not used. In a set with
// other keys, passOver turns the fault into a note.
func (j *jwk) elsewhere(where, title, expected, got, why string) {
	j.key.problem(Problem{ID: "not-for-signatures", Level: Fault, Title: title, Where: where, Expected: expected, Got: got, Why: why, Fix: "Use the signing key."})
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
				Why: "Member names must be unique (RFC 7517 section 4); strict parsers reject the key.", Fix: "Remove one of them."}
			if slices.ContainsFunc(values[1:], func(v token.Value) bool { return fmt.Sprint(v) != fmt.Sprint(values[0]) }) {
				p.Level, p.Got = Fault, "twice, with different values"
			}
			j.key.problem(p)
		}
		if len(values) == 0 && other {
			p := Problem{ID: "key", Level: Fault, Title: "The member " + name + " is spelled in the wrong case", Where: name, Expected: name, Got: "the same name in another case",
				Why: "Names are case-sensitive (RFC 7517 section 4), so programs do not find the member.", Fix: "Write " + name + " exactly as shown here."}
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

// rsa reads the members of RFC 7518 section 6.3.
func (j *jwk) rsa() {
	j.key.Algorithm = RSA
	if j.has("d") {
		j.key.Kind = PrivateKey
	}
	if !j.has("n") && !j.has("e") && j.fromChain("n and e") {
		return
	}
	n, e := j.number("n"), j.number("e")
	if n == nil || e == nil {
		return
	}
	for _, m := range []struct {
		name  string
		value []byte
	}{{"n", n}, {"e", e}} {
		if len(m.value) > 1 && m.value[0] == 0 {
			j.repaired(m.name, "The number "+m.name+" begins with a zero byte", "the shortest form", "a leading zero", "RFC 7518 section 6.3.1 forbids the zero, and strict parsers reject it.", "Write the number without the zero.")
		}
	}
	j.key.setRSA(new(big.Int).SetBytes(n), new(big.Int).SetBytes(e))
	if j.key.Kind != PrivateKey || j.key.faulty() {
		return
	}
	if j.has("oth") {
		j.fault("oth", "The key has more than two primes", "two", "more", "authdoctor does not read such keys.")
		return
	}
	if d := j.number("d"); d != nil {
		j.rsaPrivate(new(big.Int).SetBytes(d))
	}
}

// crt are the members of a private RSA key that follow from its others. Either all of them
// are there or none (RFC 7518 section 6.3.2).
var crt = []string{"p", "q", "dp", "dq", "qi"}

// rsaPrivate reads the members of RFC 7518 section 6.3.2 and calculates those that are
// missing.
func (j *jwk) rsaPrivate(d *big.Int) {
	given := map[string]*big.Int{}
	var lacks []string
	for _, name := range crt {
		if !j.has(name) {
			lacks = append(lacks, name)
			continue
		}
		value := j.number(name)
		if value == nil {
			return
		}
		given[name] = new(big.Int).SetBytes(value)
	}
	const why = "If one of them is present, all must be (RFC 7518 section 6.3.2). authdoctor calculated the others from n, e and d."
	switch {
	case len(lacks) == len(crt):
		j.key.problem(Problem{ID: "key", Level: Note, Title: "The private key has only d, without its primes", Where: "d", Expected: "p, q, dp, dq and qi, which are optional", Got: "none of them",
			Why: "RFC 7518 section 6.3.2 allows this, but some libraries need the primes.", Fix: "If a library asks for the primes, export the key with them."})
	case len(lacks) > 0:
		j.repaired(strings.Join(lacks, ", "), "Part of the private key is missing: "+strings.Join(lacks, ", "), strings.Join(crt, ", "), "not all of them", why, "Export the private key again with all of them.")
	}
	err := j.key.setRSAPrivate(d, given["p"], given["q"])
	wrong := err != nil && given["p"] != nil && given["q"] != nil && j.key.setRSAPrivate(d, nil, nil) == nil
	if err != nil && !wrong {
		j.private(err)
		return
	}
	if signer, ok := j.key.Signer().(*rsa.PrivateKey); ok && !wrong {
		for name, value := range map[string]*big.Int{"dp": signer.Precomputed.Dp, "dq": signer.Precomputed.Dq, "qi": signer.Precomputed.Qinv} {
			wrong = wrong || given["p"] != nil && given["q"] != nil && given[name] != nil && given[name].Cmp(value) != 0
		}
	}
	if wrong {
		j.key.problem(wrongPrimes("numbers that do not match the others"))
	}
}

func (j *jwk) private(err error) {
	j.fault("d", "The private key is damaged", "numbers that match", err.Error(), "Nobody can verify a signature of this key.")
}

// curveNames are names of curves in other standards, with that of a JWK.
var curveNames = map[string]string{
	"P256": "P-256", "SECP256R1": "P-256", "PRIME256V1": "P-256", "NISTP256": "P-256",
	"P384": "P-384", "SECP384R1": "P-384", "NISTP384": "P-384",
	"P521": "P-521", "SECP521R1": "P-521", "NISTP521": "P-521",
}

// curve reads crv. It returns nil if signatures cannot be verified with the key.
func (j *jwk) curve() elliptic.Curve {
	name := j.text("crv")
	if curve := curveOf(name); curve != nil {
		return curve
	}
	if right, known := curveNames[strings.ToUpper(strings.ReplaceAll(name, "-", ""))]; known {
		j.repaired("crv", "The curve has another name in a JWK", right, border.Shown(name, 20), "The name must be exactly as in RFC 7518 section 6.2.1.1.", "Write "+right+".")
		return curveOf(right)
	}
	if i := slices.IndexFunc([]string{"secp256k1", "P-224", "P-192"}, func(s string) bool { return s == name }); i >= 0 {
		j.key.Curve, j.key.Bits = name, []int{256, 224, 192}[i]
		return nil
	}
	value, ok := j.object.Get("crv")
	got, title := typeOrMissing(value, ok), "The member crv does not name a known curve"
	if name != "" {
		got = "another name"
	} else if !ok {
		title = "The member crv is missing"
	}
	j.fault("crv", title, "P-256, P-384 or P-521", got, "It names the curve of the key (RFC 7518 section 6.2.1.1).")
	return nil
}

// ec reads the members of RFC 7518 section 6.2.
func (j *jwk) ec() {
	j.key.Algorithm = EC
	if j.has("d") {
		j.key.Kind = PrivateKey
	}
	if !j.has("x") && !j.has("y") && j.fromChain("x and y") {
		return
	}
	curve := j.curve()
	if curve == nil {
		return
	}
	j.key.Curve, j.key.Bits = curve.Params().Name, curve.Params().BitSize
	var point []byte
	if j.key.Kind == PrivateKey && !j.has("x") && !j.has("y") {
		j.repaired("x, y", "The public half of the private key is missing", "x and y", "only d", "authdoctor calculated them from d; other programs reject the key (RFC 7518 section 6.2.1).", "Export the private key again.")
	} else if point = j.point(curve); point == nil {
		return
	}
	if j.key.Kind != PrivateKey {
		return
	}
	d := j.number("d")
	if d == nil {
		return
	}
	size := (j.key.Bits + 7) / 8
	bare := bytes.TrimLeft(d, "\x00")
	if len(bare) > size {
		j.private(errNumbers)
	} else if err := j.key.setECPrivate(append(make([]byte, size-len(bare)), bare...), point); err != nil {
		j.private(err)
	} else {
		j.filled("d", d, size)
	}
}

// point reads x and y, sets the public key and returns the point. It reports a fault and
// returns nil if it cannot.
func (j *jwk) point(curve elliptic.Curve) []byte {
	x, y := j.number("x"), j.number("y")
	if x == nil || y == nil {
		return nil
	}
	name, size := j.key.Curve, (j.key.Bits+7)/8
	for _, other := range acceptedCurves {
		if other != name && on(other, x, y) {
			j.fault("crv", "The point is on "+other+", not on "+name, other, name, "The member crv must name the curve of the key (RFC 7518 section 6.2.1.1).")
			return nil
		}
	}
	wideX, wideY := bytes.TrimLeft(x, "\x00"), bytes.TrimLeft(y, "\x00")
	if len(wideX) > size || len(wideY) > size {
		j.fault("x, y", "The coordinates have the wrong length for "+name, fmt.Sprintf("%d bytes each", size), fmt.Sprintf("%d and %d bytes", len(x), len(y)),
			"Each coordinate must have the full length of the curve, including leading zeros (RFC 7518 section 6.2.1.2).")
		return nil
	}
	switch {
	case on(name, x, y):
		x, y = j.filled("x", x, size), j.filled("y", y, size)
	case on(name, y, x):
		j.repaired("x, y", "The members x and y are swapped", "x before y", "y in x, and x in y", "The point is on the curve only if they are swapped back; other programs reject the key.", "Swap x and y.")
		x, y = j.filled("y", y, size), j.filled("x", x, size)
	case len(x) != size || len(y) != size:
		j.fault("x, y", "The coordinates have the wrong length for "+name, fmt.Sprintf("%d bytes each", size), fmt.Sprintf("%d and %d bytes", len(x), len(y)),
			"Each coordinate must have the full length of the curve (RFC 7518 section 6.2.1.2). Leading zeros do not put the point on the curve, so other bytes are missing.")
		return nil
	default:
		j.fault("x, y", "The point is not on the curve", "a point on "+name, "another point", "The coordinates were changed, or belong to another curve.")
		return nil
	}
	point := slices.Concat([]byte{4}, x, y)
	if j.key.setPoint(point) != nil {
		return nil
	}
	return point
}

// on reports whether a point is on a curve, whatever the number of its leading zeros.
func on(name string, x, y []byte) bool {
	curve := curveOf(name)
	size := (curve.Params().BitSize + 7) / 8
	x, y = bytes.TrimLeft(x, "\x00"), bytes.TrimLeft(y, "\x00")
	if len(x) > size || len(y) > size {
		return false
	}
	point := make([]byte, 1+2*size)
	point[0] = 4
	copy(point[1+size-len(x):], x)
	copy(point[1+2*size-len(y):], y)
	_, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	return err == nil
}

// filled returns a number with the full length of the curve. It reports leading zeros that
// are missing or too many, and returns nil if the number is too large.
func (j *jwk) filled(name string, value []byte, size int) []byte {
	if len(value) == size {
		return value
	}
	what := "lost its leading zeros"
	if len(value) > size {
		what = "has too many leading zeros"
	}
	bare := bytes.TrimLeft(value, "\x00")
	if len(bare) > size {
		return nil
	}
	j.repaired(name, "The number "+name+" "+what, countBytes(size), countBytes(len(value)), "Its length must be that of the curve, including leading zeros (RFC 7518 section 6.2.1.2); strict parsers reject the key.",
		"Write it with "+countBytes(size)+".")
	return append(make([]byte, size-len(bare)), bare...)
}

func countBytes(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// okp reads the type of a key of RFC 8037, which NetSuite does not accept.
func (j *jwk) okp() {
	if j.has("d") {
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
		j.elsewhere("use", "The key is not for signatures", "sig", got, "The member use states the purpose of the key (RFC 7517 section 4.2).")
	}
	if value, ok := j.object.Get("key_ops"); ok && !j.operates(value) {
		got := "other operations"
		if value.Type != token.Array {
			got = typeName(value)
		}
		j.elsewhere("key_ops", "The key is not for signatures", "verify", got, "The member key_ops lists the purposes of the key (RFC 7517 section 4.3).")
	}
	value, ok := j.object.Get("alg")
	if !ok {
		return
	}
	alg := j.text("alg")
	printable, _ := border.Printable(alg)
	j.key.ForAlgorithm = border.Clip(printable, 40)
	kty := strings.ToUpper(j.text("kty"))
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
		j.elsewhere("alg", "The key is for encryption, not for signatures", "a signature algorithm", "an encryption algorithm", "The member alg names the algorithm that the key is for (RFC 7517 section 4.4).")
	case !ok:
		j.elsewhere("alg", "The member alg does not name a known algorithm", "a name such as RS256, PS256 or ES256", "another name", "A key may be used only with the algorithm in alg (RFC 7517 section 4.4).")
	case belongs != kty && j.key.Algorithm != Unknown && kty != "EC ":
		j.elsewhere("alg", "The member alg does not match the key", belongs, j.key.Type(), "The algorithm in alg needs a key of another type.")
	}
}

// operates reports whether key_ops lets the key verify signatures. For a private key, sign
// is enough, because its public half verifies.
func (j *jwk) operates(value token.Value) bool {
	return slices.ContainsFunc(value.Items, func(item token.Value) bool {
		return item.Type == token.String && (item.Text == "verify" || item.Text == "sign" && j.key.Kind == PrivateKey)
	})
}
