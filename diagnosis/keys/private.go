package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"math/big"
	"slices"
)

// The faults of a private key. The error of a library is never shown, because it could
// quote the key.
var (
	errNumbers  = errors.New("its numbers do not match each other")
	errPrimes   = errors.New("it has more than two primes, which authdoctor does not support")
	errNoCurve  = errors.New("it does not name its curve")
	errPoint    = errors.New("its point is not on the curve")
	errPrefix   = errors.New("the first byte of its point is missing")
	errNoMember = errors.New("its private and its public half do not match")
)

// hold stores the private key and its public half.
func (k *Key) hold(signer crypto.Signer) { k.private, k.public = &private{signer}, signer.Public() }

// readPKCS8 reads a PrivateKeyInfo (RFC 5208 section 5, RFC 5958 section 2).
func (k *Key) readPKCS8(parts []element) error {
	a, err := parts[1].algorithm()
	if err != nil {
		return err
	}
	if a.oid != oidRSA && a.oid != oidPSS && a.oid != oidEC {
		if k.setOther(a.oid); keyTypes[a.oid] == "" {
			k.Problems = append(k.Problems, Problem{ID: "unknown-algorithm", Level: Fault, Title: "The algorithm of the private key is unknown", Expected: "RSA or EC", Got: a.oid,
				Why: "No key for tokens has this object identifier. If the key was typed or scanned, some characters are wrong.", Fix: "Copy or export the private key again."})
		}
		return nil
	}
	inner, _, err := next(parts[2].value)
	if err != nil {
		return err
	}
	if a.oid == oidEC {
		return k.readSEC1(inner, a.parameters, true)
	}
	if err := k.readPKCS1(inner); err != nil || a.oid == oidRSA {
		return err
	}
	return k.bindToPSS(a.parameters)
}

// readPKCS1 reads an RSAPrivateKey (RFC 8017 appendix A.1.2). It checks the sizes before
// crypto/x509 calculates with the numbers.
func (k *Key) readPKCS1(e element) error {
	parts, err := e.parts("IIIIIIIII")
	if err != nil {
		return err
	}
	if len(parts) != 9 || parts[0].small() != 0 {
		return errPrimes
	}
	list, exact, err := numbers(parts)
	if err != nil {
		return err
	}
	if k.setRSA(list[1], list[2]); k.faulty() {
		return nil
	}
	for _, part := range parts[3:] {
		if len(part.value) > len(parts[1].value) {
			return errNumbers
		}
	}
	if !exact {
		k.odd(oddNumbers)
	} else if signer, err := x509.ParsePKCS1PrivateKey(e.full); err == nil {
		k.hold(signer)
		return nil
	}
	d, p, q := list[3], list[4], list[5]
	if !exact && k.setRSAPrivate(d, p, q) == nil {
		return nil
	}
	if err := k.setRSAPrivate(d, nil, nil); err != nil || k.private == nil {
		return err
	}
	got := "numbers that do not match the others"
	if p.Sign() == 0 || q.Sign() == 0 {
		got = "zero"
	}
	k.problem(wrongPrimes(got))
	return nil
}

// wrongPrimes is the problem of a private RSA key of which more than n, e and d is wrong.
func wrongPrimes(got string) Problem {
	return Problem{ID: "rsa-primes", Level: Warning, Title: "The primes of the private key, or the numbers derived from them, are wrong", Where: "private key",
		Expected: "two primes, and three numbers derived from them (RFC 8017 appendix A.1.2)", Got: got,
		Why: "Modulus and exponents are correct, so authdoctor calculated the rest again. Other programs reject the key, or create invalid signatures.", Fix: "Create a new key pair.", Command: NewPairCommand}
}

// readSEC1 reads an ECPrivateKey (RFC 5915 section 3). It names its curve, or curve is that
// of the PKCS#8 around it, which must name it (RFC 5480 section 2.1.1).
func (k *Key) readSEC1(e, curve element, wrapped bool) error {
	parts, err := e.parts("IO")
	if err != nil {
		return err
	}
	var point []byte
	unnamed := curve.tag == 0 || curve.tag == tagNull
	for _, part := range parts[2:] {
		inner, _, err := next(part.value)
		switch {
		case err != nil:
			return err
		case part.tag == tagZero:
			curve = inner
		case part.tag == tagOne:
			if point, err = inner.bits(); err != nil {
				return err
			}
		}
	}
	if curve.tag == 0 || curve.tag == tagNull {
		return k.findPrivateCurve(parts[1].value, point, len(e.full))
	}
	if err := k.setCurve(curve); err != nil {
		return err
	}
	if curveOf(k.Curve) == nil {
		return nil
	}
	if wrapped && unnamed {
		p := noCurve(privateWithCurve(k.Curve, len(e.full)))
		p.Got = "its name only in the inner key"
		p.Why = "A PKCS#8 key names the curve in its algorithm (RFC 5480 section 2.1.1), and openssl looks only there."
		k.problem(p)
	}
	return k.setECPrivate(parts[1].value, point)
}

// setECPrivate sets the private key from the number d. A point that is not empty must
// belong to d.
func (k *Key) setECPrivate(d, point []byte) error {
	curve := curveOf(k.Curve)
	size := (curve.Params().BitSize + 7) / 8
	d = bytes.TrimLeft(d, "\x00")
	if len(d) > size {
		return errNumbers
	}
	signer, err := ecdsa.ParseRawPrivateKey(curve, append(make([]byte, size-len(d)), d...))
	if err != nil {
		return errNumbers
	}
	if len(point) > 0 {
		other := Key{Curve: k.Curve}
		if err := other.setPoint(point); err != nil {
			return err
		}
		if !signer.PublicKey.Equal(other.public) {
			return errNoMember
		}
	}
	k.hold(signer)
	return nil
}

// setRSAPrivate sets the private key from its numbers. p and q may both be nil, as a JWK may
// have d alone (RFC 7518 section 6.3.2); then they are calculated.
func (k *Key) setRSAPrivate(d, p, q *big.Int) error {
	public, ok := k.public.(*rsa.PublicKey)
	if !ok {
		return nil
	}
	if d.Sign() <= 0 || d.BitLen() > k.Bits {
		return errNumbers
	}
	if p == nil || q == nil {
		if p, q = primes(public, d); p == nil {
			return errNumbers
		}
	}
	if max(p.BitLen(), q.BitLen()) > k.Bits {
		return errNumbers
	}
	signer := &rsa.PrivateKey{PublicKey: *public, D: d, Primes: []*big.Int{p, q}}
	if signer.Precompute(); signer.Validate() != nil {
		return k.weakNumbers(d, p, q)
	}
	k.hold(signer)
	return nil
}

// weakNumbers reports the primes with which crypto/rsa does not sign, as they are too close
// together. It returns errNumbers if the numbers do not belong together.
func (k *Key) weakNumbers(d, p, q *big.Int) error {
	public := k.public.(*rsa.PublicKey)
	one, product := big.NewInt(1), new(big.Int).Mul(d, big.NewInt(int64(public.E)))
	for _, prime := range []*big.Int{p, q} {
		order := new(big.Int).Sub(prime, one)
		if order.Cmp(one) <= 0 || new(big.Int).Mod(product, order).Cmp(one) != 0 {
			return errNumbers
		}
	}
	if new(big.Int).Mul(p, q).Cmp(public.N) != 0 || new(big.Int).Sub(p, q).BitLen() > k.Bits/2-100 {
		return errNumbers
	}
	if !slices.ContainsFunc(k.Problems, isWeak) {
		k.problem(Problem{ID: weakKey, Level: Warning, Where: "private key", Title: "The two primes of the RSA key are too close together",
			Expected: "primes far enough apart (FIPS 186-5 appendix A.1.3)", Got: "primes whose first bits are the same",
			Why: "Such a key can be easier to break, and strict programs do not sign with it.", Fix: weakFix, Command: NewPairCommand})
	}
	return nil
}

// primes calculates the two primes of a modulus from its exponents, without trial (NIST
// SP 800-56B revision 2, appendix C.2). It returns nil if they do not belong together.
func primes(public *rsa.PublicKey, d *big.Int) (p, q *big.Int) {
	one, n := big.NewInt(1), public.N
	order := new(big.Int).Mul(d, big.NewInt(int64(public.E)))
	order.Sub(order, one) // a multiple of the least common multiple of p-1 and q-1
	if order.Sign() <= 0 {
		return nil, nil
	}
	// n-1 and p-1 and q-1 have a divisor in common, which makes it a multiple of (p-1)(q-1).
	order.Mul(order, new(big.Int).GCD(nil, nil, new(big.Int).Sub(n, one), order))
	times, left := new(big.Int).QuoRem(order, n, new(big.Int))
	sum, rest := new(big.Int).QuoRem(left.Sub(n, left), times.Add(times, one), new(big.Int))
	sum.Add(sum, one) // p+q
	square := new(big.Int).Mul(sum, sum)
	square.Sub(square, new(big.Int).Lsh(n, 2)) // (p-q)^2
	if rest.Sign() != 0 || square.Sign() <= 0 {
		return nil, nil
	}
	p = new(big.Int).Add(sum, square.Sqrt(square))
	p.Rsh(p, 1)
	return p, new(big.Int).Sub(sum, p)
}
