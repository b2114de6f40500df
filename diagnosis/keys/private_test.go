package keys_test

import (
	"crypto/rsa"
	"encoding/asn1"
	"math/big"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
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
