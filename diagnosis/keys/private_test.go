package keys_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
)

// TestRSANumbers catches a private key that is refused though n, e and d belong together,
// one that is taken without a word, and one that is taken though they do not.
func TestRSANumbers(t *testing.T) {
	type numbers struct {
		Version             int
		N                   *big.Int
		E                   int
		D, P, Q, DP, DQ, QI *big.Int
	}
	key := theRSA()
	one := big.NewInt(1)
	good := numbers{0, key.N, key.E, key.D, key.Primes[0], key.Primes[1], key.Precomputed.Dp, key.Precomputed.Dq, key.Precomputed.Qinv}
	phi := new(big.Int).Mul(new(big.Int).Sub(key.Primes[0], one), new(big.Int).Sub(key.Primes[1], one))
	for _, c := range []struct {
		name   string
		change func(*numbers)
		want   string
	}{
		{"as it is", func(*numbers) {}, ""},
		{"zeros", func(n *numbers) {
			n.P, n.Q, n.DP, n.DQ, n.QI = new(big.Int), new(big.Int), new(big.Int), new(big.Int), new(big.Int)
		}, "warning rsa-primes"},
		{"zeros, d below (p-1)(q-1)", func(n *numbers) {
			n.P, n.Q, n.D = new(big.Int), new(big.Int), new(big.Int).ModInverse(big.NewInt(int64(key.E)), phi)
		}, "warning rsa-primes"},
		{"another prime", func(n *numbers) { n.P = new(big.Int).Add(n.P, big.NewInt(2)) }, "warning rsa-primes"},
		{"the primes swapped alone", func(n *numbers) { n.P, n.Q = n.Q, n.P }, "warning rsa-primes"},
		{"another coefficient", func(n *numbers) { n.QI = one }, "warning rsa-primes"},
		{"another d", func(n *numbers) { n.D = new(big.Int).Add(n.D, big.NewInt(2)) }, "fault"},
		{"another d, zeros", func(n *numbers) { n.D, n.P, n.Q = new(big.Int).Sub(n.D, one), new(big.Int), new(big.Int) }, "fault"},
		{"d is 1", func(n *numbers) { n.D, n.P, n.Q = one, new(big.Int), new(big.Int) }, "fault"},
		{"another modulus", func(n *numbers) { n.N = new(big.Int).Add(n.N, big.NewInt(2)) }, "fault"},
	} {
		changed := good
		c.change(&changed)
		file := keys.Read("x", []byte(pemOf("RSA PRIVATE KEY", must(asn1.Marshal(changed)))), nil)
		if got := strings.Join(ids(file), ","); got != c.want && (c.want != "fault" || !faulty(file)) {
			t.Errorf("%s: %s; want %s", c.name, got, c.want)
		}
		if c.want == "fault" {
			if file.Readable() {
				t.Errorf("%s: it was read", c.name)
			}
			continue
		}
		signer, ok := file.Keys[0].Signer().(*rsa.PrivateKey)
		if !ok || signer.N.Cmp(key.N) != 0 || signer.Validate() != nil {
			t.Errorf("%s: read %v", c.name, file.Keys)
		}
		checkStrings(t, file)
		noSecret(t, file)
	}
}

// TestNoCurve catches an EC key that is refused because it leaves its curve to its point,
// one that is taken for a curve that nothing proves, and a command that does not write the
// key with its curve.
func TestNoCurve(t *testing.T) {
	openssl, _ := exec.LookPath("openssl")
	idEC := []byte{6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1}
	idOf := map[string][]byte{"P-256": {6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7}, "P-384": {6, 5, 0x2b, 0x81, 4, 0, 0x22}, "P-521": {6, 5, 0x2b, 0x81, 4, 0, 0x23}}
	zero := []byte{2, 1, 0}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key := must(ecdsa.GenerateKey(curve, rand.Reader))
		name := curve.Params().Name
		d, point := must(key.Bytes()), must(key.PublicKey.Bytes())
		other := must(must(ecdsa.GenerateKey(curve, rand.Reader)).PublicKey.Bytes())
		compressed := elliptic.MarshalCompressed(curve, key.X, key.Y)
		hybrid := append([]byte{6 | point[len(point)-1]&1}, point[1:]...)
		wrong := append([]byte{hybrid[0] ^ 1}, point[1:]...)
		sec1 := func(parts ...[]byte) []byte { return seq(append([][]byte{{2, 1, 1}, der(4, d)}, parts...)...) }
		public := func(point []byte) []byte { return der(0xa1, der(3, []byte{0}, point)) }
		full := must(x509.MarshalECPrivateKey(key))
		for _, c := range []struct {
			name, label string
			der         []byte
			want        string
			readable    bool
			private     bool
		}{
			{"with its point", "EC PRIVATE KEY", sec1(public(point)), "warning no-curve", true, true},
			{"with its point, compressed", "EC PRIVATE KEY", sec1(public(compressed)), "warning no-curve", true, true},
			{"with another point", "EC PRIVATE KEY", sec1(public(other)), "fault no-curve", false, true},
			{"without a point", "EC PRIVATE KEY", sec1(), "fault no-curve", false, true},
			{"in PKCS#8, with its curve inside", "PRIVATE KEY", seq(zero, seq(idEC), der(4, full)), "warning no-curve", true, true},
			{"in PKCS#8, with NULL", "PRIVATE KEY", seq(zero, seq(idEC, []byte{5, 0}), der(4, full)), "warning no-curve", true, true},
			{"in PKCS#8, with its point", "PRIVATE KEY", seq(zero, seq(idEC), der(4, sec1(public(point)))), "warning no-curve", true, true},
			{"public", "PUBLIC KEY", seq(seq(idEC), der(3, []byte{0}, point)), "warning no-curve", true, false},
			{"public, without 04", "PUBLIC KEY", seq(seq(idEC, idOf[name]), der(3, []byte{0}, point[1:])), "fault point", false, false},
			{"public, hybrid", "PUBLIC KEY", seq(seq(idEC, idOf[name]), der(3, []byte{0}, hybrid)), "warning odd", true, false},
			{"public, hybrid of another sign", "PUBLIC KEY", seq(seq(idEC, idOf[name]), der(3, []byte{0}, wrong)), "fault point", false, false},
			{"public, compressed", "PUBLIC KEY", seq(seq(idEC), der(3, []byte{0}, compressed)), "fault no-curve", false, false},
		} {
			for _, form := range []struct{ name, text string }{{"PEM", pemOf(c.label, c.der)}, {"DER", string(c.der)}, {"base64", strings.Join(strings.Split(pemOf(c.label, c.der), "\n")[1:len(strings.Split(pemOf(c.label, c.der), "\n"))-2], "\n") + "\n"}} {
				file := keys.Read("x", []byte(form.text), nil)
				got := strings.Join(slices.DeleteFunc(ids(file), func(id string) bool { return strings.HasSuffix(id, "bare-base64") }), ",")
				if got != c.want || file.Readable() != c.readable {
					t.Errorf("%s, %s, %s: read %t, %s; want %s", name, c.name, form.name, file.Readable(), got, c.want)
					continue
				}
				checkStrings(t, file)
				if c.readable && (file.Keys[0].Curve != name || !key.PublicKey.Equal(file.Keys[0].Public())) {
					t.Errorf("%s, %s, %s: read %+v", name, c.name, form.name, file.Keys[0])
				}
				for _, p := range problems(file) {
					if p.ID != "no-curve" || p.Command == "" {
						if c.readable && p.ID == "no-curve" || c.name == "without a point" && p.ID == "no-curve" {
							t.Errorf("%s, %s: no command", name, c.name)
						}
						continue
					}
					if openssl == "" || name != "P-256" && !worktest.Long {
						continue
					}
					dir := t.TempDir()
					if err := os.WriteFile(filepath.Join(dir, "FILE"), []byte(form.text), 0o600); err != nil {
						t.Fatal(err)
					}
					command := exec.Command("sh", "-c", p.Command)
					command.Dir = dir
					if out, err := command.CombinedOutput(); err != nil {
						t.Errorf("%s, %s, %s: %s: %v %s", name, c.name, form.name, p.Command, err, out)
						continue
					}
					into := filepath.Join(dir, p.Command[strings.LastIndexByte(p.Command, ' ')+1:])
					if made := keys.Read("y", must(os.ReadFile(into)), nil); len(ids(made)) > 0 || len(made.Keys) != 1 || !key.PublicKey.Equal(made.Keys[0].Public()) || c.private != (made.Keys[0].Signer() != nil) {
						t.Errorf("%s, %s: the command writes %v %v", name, c.name, made.Keys, ids(made))
					}
				}
			}
		}
	}
}

// TestLooseKeys catches a key that is refused for its form though openssl and Java read it,
// and one that is taken without a word.
func TestLooseKeys(t *testing.T) {
	idRSA := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1}
	n := theRSA().N.Bytes()
	exponent := []byte{2, 3, 1, 0, 1}
	good := seq(der(2, []byte{0}, n), exponent)
	spki := func(algorithm, key []byte) []byte { return seq(algorithm, der(3, []byte{0}, key)) }
	null := seq(idRSA, []byte{5, 0})
	for _, c := range []struct {
		name, label string
		der         []byte
		want        string
	}{
		{"as it is", "PUBLIC KEY", spki(null, good), ""},
		{"without NULL", "PUBLIC KEY", spki(seq(idRSA), good), "warning odd"},
		{"without its sign", "PUBLIC KEY", spki(null, seq(der(2, n), exponent)), "warning odd"},
		{"with zeros in front", "RSA PUBLIC KEY", seq(der(2, []byte{0, 0, 0}, n), []byte{2, 4, 0, 1, 0, 1}), "warning odd"},
		{"zero", "RSA PUBLIC KEY", seq([]byte{2, 1, 0}, exponent), "fault weak-key"},
	} {
		file := keys.Read("x", []byte(pemOf(c.label, c.der)), nil)
		if got := strings.Join(ids(file), ","); got != c.want || c.want != "fault weak-key" && !theRSA().PublicKey.Equal(file.Keys[0].Public()) {
			t.Errorf("%s: %s; want %s", c.name, got, c.want)
		}
		checkStrings(t, file)
	}
}
