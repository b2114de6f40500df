package keys

import (
	"crypto"
	"crypto/ecdsa"
	"encoding/asn1"
	"math/big"
	"slices"
)

// ecdsaMethod returns the algorithm of a curve (RFC 7518 section 3.4).
func ecdsaMethod(curve string) (method, bool) {
	for _, alg := range []string{"ES256", "ES384", "ES512"} {
		if methods[alg].curve == curve {
			return methods[alg], true
		}
	}
	return method{}, false
}

// explainECDSA tries the usual mistakes with ECDSA. If none explains the signature, it was
// made with another key or over other content: unlike RSA, ECDSA does not reveal which.
func (what signed) explainECDSA(public *ecdsa.PublicKey, result *Signature) {
	curve := public.Params()
	half := (curve.BitSize + 7) / 8
	result.KeyBytes = 2 * half
	right, known := ecdsaMethod(curve.Name)
	if !known {
		result.Reason = KeyType
		return
	}
	check := func(hash crypto.Hash, text []byte, r, s *big.Int) bool {
		digest := hash.New()
		digest.Write(text)
		return ecdsa.Verify(public, digest.Sum(nil), r, s)
	}
	input := []byte(what.input)
	if what.method.curve == "" { // alg is RSA's
		result.Reason = KeyType
		if len(what.signature) == 2*half && check(right.hash, input, new(big.Int).SetBytes(what.signature[:half]), new(big.Int).SetBytes(what.signature[half:])) {
			result.Algorithm = right.Alg()
		}
		return
	}
	if r, s, ok := fromDER(what.signature); ok {
		if check(right.hash, input, r, s) {
			result.Reason, result.Algorithm = DERForm, right.Alg()
			return
		}
		if len(what.signature) != 2*half {
			result.Reason = KeyOrContent
			return
		}
	}
	if len(what.signature) != 2*half {
		result.Reason = Length
		if n := len(what.signature); n == 64 || n == 96 || n == 132 {
			result.Reason = OtherKey // of another curve
		}
		return
	}
	r, s := new(big.Int).SetBytes(what.signature[:half]), new(big.Int).SetBytes(what.signature[half:])
	if what.method.curve != curve.Name {
		result.Reason = KeyType
		if check(right.hash, input, r, s) {
			result.Algorithm = right.Alg() // only the name in alg is wrong
		}
		return
	}
	switch {
	case r.Sign() == 0 || s.Sign() == 0 || r.Cmp(curve.N) >= 0 || s.Cmp(curve.N) >= 0:
		result.Reason = OutOfRange
		if check(right.hash, input, reversed(what.signature[:half]), reversed(what.signature[half:])) {
			result.Reason = LittleEndian
		}
		return
	case check(right.hash, input, s, r):
		result.Reason = Swapped
		return
	case check(right.hash, input, reversed(what.signature[:half]), reversed(what.signature[half:])):
		result.Reason = LittleEndian
		return
	}
	for _, hash := range hashes {
		if hash != right.hash && check(hash, input, r, s) {
			result.Reason, result.Algorithm = OtherAlgorithm, "ECDSA with "+hash.String()
			return
		}
	}
	for _, v := range what.variants(right.hash, false) {
		if check(right.hash, v.bytes, r, s) {
			result.Reason, result.Input = OtherInput, v.name
			return
		}
	}
	result.Reason = KeyOrContent
}

// fromDER reads an Ecdsa-Sig-Value (RFC 3279 section 2.2.3).
func fromDER(signature []byte) (r, s *big.Int, ok bool) {
	var value struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(signature, &value)
	if err != nil || len(rest) > 0 || value.R.Sign() <= 0 || value.S.Sign() <= 0 {
		return nil, nil, false
	}
	return value.R, value.S, true
}

// reversed returns the number with these bytes in little-endian order.
func reversed(bytes []byte) *big.Int {
	turned := slices.Clone(bytes)
	slices.Reverse(turned)
	return new(big.Int).SetBytes(turned)
}
