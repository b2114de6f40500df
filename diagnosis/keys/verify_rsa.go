package keys

import (
	"crypto/rsa"
	"math/big"
	"strings"
)

// verifiesRSA verifies an RSA signature (RFC 8017 sections 8.1.2 and 8.2.2). With a modulus
// of 4096 bits crypto/rsa takes three times as long: for that size it has no assembly, and it
// prepares the modulus again for each signature. Nothing here is secret, so that math/big may
// calculate; TestVerifyRSA compares the results with those of crypto/rsa.
func (what signed) verifiesRSA(public *rsa.PublicKey) bool {
	em := openRSA(public, what.signature)
	if em == nil || len(what.signature) != public.Size() {
		return false
	}
	ok := false
	var o padding
	if strings.HasPrefix(what.method.Alg(), "PS") {
		o, ok = openPSS(em, public.N.BitLen()-1, what.method.hash, what.method.hash)
		ok = ok && len(o.salt) == what.method.hash.Size() // RFC 7518 section 3.5
	} else {
		o, ok = openPKCS1(em)
	}
	return ok && !o.bare && o.hash == what.method.hash && o.fits([]byte(what.input))
}

// openRSA applies the public key to a signature (RSAVP1, RFC 8017 section 5.2.2). It returns
// as many bytes as the modulus has; nil for a signature that is not smaller than the modulus.
func openRSA(public *rsa.PublicKey, signature []byte) []byte {
	s := new(big.Int).SetBytes(signature)
	if s.Cmp(public.N) >= 0 {
		return nil
	}
	s.Exp(s, big.NewInt(int64(public.E)), public.N)
	return s.FillBytes(make([]byte, public.Size()))
}
