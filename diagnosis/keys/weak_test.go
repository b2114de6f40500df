package keys_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
)

// TestWeakModulus catches a key that is known to be weak and is not named, an ordinary one
// that is, and a private one whose numbers are said not to belong together.
func TestWeakModulus(t *testing.T) {
	product := big.NewInt(1)
	for n := int64(2); n <= 701; n++ { // the 126 primes of the keys of 1984 bits and more
		if big.NewInt(n).ProbablyPrime(10) {
			product.Mul(product, big.NewInt(n))
		}
	}
	generator, half := big.NewInt(65537), new(big.Int).Lsh(big.NewInt(1), 1023)
	infineon := func(exponent int64) *big.Int {
		power := new(big.Int).Exp(generator, big.NewInt(exponent), product)
		for {
			k := must(rand.Int(rand.Reader, new(big.Int).Quo(half, product)))
			k.Add(k, new(big.Int).Quo(half, product))
			if p := k.Mul(k, product).Add(k, power); p.ProbablyPrime(20) && p.BitLen() == 1024 {
				return p
			}
		}
	}
	after := func(n *big.Int) *big.Int {
		p := new(big.Int).Add(n, big.NewInt(2))
		for !p.ProbablyPrime(20) {
			p.Add(p, big.NewInt(2))
		}
		return p
	}
	p, q := theRSA().Primes[0], theRSA().Primes[1]
	far := new(big.Int).Add(p, new(big.Int).Lsh(big.NewInt(1), 530)) // beyond the first hundred
	for _, c := range []struct {
		name string
		p, q *big.Int
		want string // in the title; "" for no problem
	}{
		{"ordinary", p, q, ""},
		{"ROCA", infineon(12345), infineon(999), "ROCA"},
		{"one prime of ROCA", infineon(77), q, ""},
		{"neighbours", p, after(p), "close together"},
		{"a little apart", p, after(new(big.Int).Add(p, new(big.Int).Lsh(big.NewInt(1), 500))), "close together"},
		{"apart", p, after(far.SetBit(far, 0, 1)), ""},
	} {
		n := new(big.Int).Mul(c.p, c.q)
		der := must(x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537}))
		file := keys.Read("x", []byte(pemOf("PUBLIC KEY", der)), nil)
		titles := ""
		for _, p := range problems(file) {
			titles += string(p.Level) + " " + p.Title + "\n"
		}
		if c.want == "" && titles != "" || c.want != "" && (!strings.HasPrefix(titles, "warning") || !strings.Contains(titles, c.want)) {
			t.Errorf("%s: %q; want %q", c.name, titles, c.want)
		}
		checkStrings(t, file)
		one, private := big.NewInt(1), &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: 65537}, Primes: []*big.Int{c.p, c.q}}
		private.D = new(big.Int).Mul(new(big.Int).Sub(c.p, one), new(big.Int).Sub(c.q, one))
		private.D.ModInverse(generator, private.D)
		file = keys.Read("x", []byte(pemOf("RSA PRIVATE KEY", rsaNumbers(private))), nil)
		again := ""
		for _, p := range problems(file) {
			again += p.Title
		}
		if c.name == "apart" {
			c.want = "too close together" // no fast way to factor it is known, but crypto/rsa refuses it
		}
		if !file.Readable() || !file.Keys[0].Matches(keys.Read("x", []byte(pemOf("PUBLIC KEY", der)), nil).Keys[0]) || c.want == "" != (again == "") || !strings.Contains(again, c.want) {
			t.Errorf("private key, %s: %q; want %q", c.name, again, c.want)
		}
	}
}

// TestWeakSigner catches a private key with which no library signs, if the reason is not said.
func TestWeakSigner(t *testing.T) {
	one, two, p := big.NewInt(1), big.NewInt(2), must(rand.Prime(rand.Reader, 1536))
	q := new(big.Int).Add(p, two)
	for !q.ProbablyPrime(10) {
		q.Add(q, two)
	}
	order := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	weak := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, Primes: []*big.Int{p, q}, D: new(big.Int).ModInverse(big.NewInt(65537), order)}
	file := keys.Read("x", []byte(pemOf("RSA PRIVATE KEY", rsaNumbers(weak))), nil)
	if _, _, stop := keys.SignWith(file, nil); stop == nil || !strings.Contains(stop.Title, "close together") {
		t.Errorf("it cannot sign for %+v", stop)
	}
}

// rsaNumbers writes the numbers of a private key, whatever crypto/rsa says of them (RFC 8017
// appendix A.1.2).
func rsaNumbers(k *rsa.PrivateKey) []byte {
	one, p, q := big.NewInt(1), k.Primes[0], k.Primes[1]
	rest := func(prime *big.Int) *big.Int { return new(big.Int).Mod(k.D, new(big.Int).Sub(prime, one)) }
	return must(asn1.Marshal(struct {
		Version                      int
		N                            *big.Int
		E                            int
		D, P, Q, DP, DQ, Coefficient *big.Int
	}{0, k.N, k.E, k.D, p, q, rest(p), rest(q), new(big.Int).ModInverse(q, p)}))
}

// BenchmarkReadRSA measures the reading of a public key, with the tests for weakness.
func BenchmarkReadRSA(b *testing.B) {
	n := new(big.Int).Lsh(big.NewInt(1), 4096)
	n.Sub(n, big.NewInt(159))
	data := []byte(pemOf("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537}))))
	for b.Loop() {
		keys.Read("x", data, nil)
	}
}
