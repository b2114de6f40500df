package keys

import (
	"crypto/ecdsa"
	"crypto/rsa"
)

// explain says why a signature does not match a key, as far as it can be known.
func (what signed) explain(k *Key) Signature {
	result := Signature{State: Invalid, Key: k}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		what.explainRSA(public, &result)
	case *ecdsa.PublicKey:
		what.explainECDSA(public, &result)
	}
	return result
}
