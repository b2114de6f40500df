package keys

import "authdoctor/diagnosis/token"

// Verifies reports whether the signature of a token is right under its own algorithm and
// this key, and that the two fit together; not whether the token may carry that
// algorithm. Where it is not right, Set.Verify says why.
func (k *Key) Verifies(t token.Token) bool {
	what, whole := take(t)
	known := false
	what.method, known = methods[t.Algorithm]
	return whole && known && k.usable() && what.verifies(k)
}
