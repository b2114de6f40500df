package keys

import (
	"crypto/rsa"

	"authdoctor/diagnosis/token"
)

// Verifies reports whether the signature of a token is right under its own algorithm and
// this key, and that the two fit together; not whether the token may carry that
// algorithm. Where it is not right, Set.Verify says why.
func (k *Key) Verifies(t token.Token) bool {
	what, whole := take(t)
	known := false
	what.method, known = methods[t.Algorithm]
	return whole && known && k.usable() && what.verifies(k)
}

// VerifiesRSA reports whether an RSA signature of a text is valid.
func VerifiesRSA(public *rsa.PublicKey, alg, text string, signature []byte) bool {
	return signed{input: text, signature: signature, method: methods[alg]}.verifiesRSA(public)
}
