package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
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
	for _, at := range splits(what.signature, half) {
		r, s := what.signature[:at], what.signature[at:]
		if check(right.hash, input, new(big.Int).SetBytes(r), new(big.Int).SetBytes(s)) {
			result.Reason, result.Algorithm, result.RBytes, result.SBytes = Unpadded, right.Alg(), len(r), len(s)
			if len(r) >= half && len(s) >= half {
				result.Reason = Padded
			}
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
	what.explainNumbers(check, right, curve.N, r, s, result)
}

// ecdsaCheck reports whether r and s are the signature of a text.
type ecdsaCheck func(hash crypto.Hash, text []byte, r, s *big.Int) bool

// explainNumbers explains a signature of the right length by a key on the right curve, whose
// order is n.
func (what signed) explainNumbers(check ecdsaCheck, right method, n, r, s *big.Int, result *Signature) {
	input, half := []byte(what.input), len(what.signature)/2
	backwards := check(right.hash, input, reversed(what.signature[:half]), reversed(what.signature[half:]))
	switch {
	case backwards:
		result.Reason = LittleEndian
		return
	case r.Sign() == 0 || s.Sign() == 0 || r.Cmp(n) >= 0 || s.Cmp(n) >= 0:
		result.Reason = OutOfRange
		return
	case check(right.hash, input, s, r):
		result.Reason = Swapped
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

// maxLost is the number of leading zero bytes of r and s together that are looked for. Each
// more is 256 times rarer.
const maxLost = 6

// splits returns where r may end in a signature r‖s in which they do not both have the length
// of the curve, half, in bytes: leading zeros were dropped, or added as Java's
// BigInteger.toByteArray adds one before a set bit. Where zeros were dropped the place is
// ambiguous.
func splits(signature []byte, half int) []int {
	n := len(signature)
	const longest = 2 * 66 // ES512, whose length some code uses for every curve
	if n < 2*half-maxLost || n > longest+maxLost {
		return nil
	}
	var places []int
	first := leadingZeros(signature)
	for at := 1; at < n && len(places) <= 2*maxLost; at++ {
		r, s := at-min(first, at), n-at-leadingZeros(signature[at:])
		if r > 0 && s > 0 && r <= half && s <= half && !(at == half && n == 2*half) {
			places = append(places, at)
		}
	}
	return places
}

func leadingZeros(text []byte) int { return len(text) - len(bytes.TrimLeft(text, "\x00")) }

// fromDER reads an Ecdsa-Sig-Value (RFC 3279 section 2.2.3). It forgives what hand-made code
// gets wrong: the length of the sequence, a number without the zero byte before a set bit or
// with several, and bytes behind it.
func fromDER(signature []byte) (r, s *big.Int, ok bool) {
	header := 2
	if len(signature) > 1 && signature[1] == 0x81 {
		header = 3
	}
	if len(signature) < header || signature[0] != tagSequence {
		return nil, nil, false
	}
	rest := signature[header:]
	var numbers [2]*big.Int
	for i := range numbers {
		if len(rest) < 2 || rest[0] != tagInteger || rest[1] == 0 || rest[1] >= 0x80 || len(rest) < 2+int(rest[1]) {
			return nil, nil, false
		}
		number := rest[2:][:rest[1]]
		numbers[i], rest = new(big.Int).SetBytes(number), rest[2+len(number):]
	}
	if numbers[0].Sign() == 0 || numbers[1].Sign() == 0 {
		return nil, nil, false
	}
	return numbers[0], numbers[1], true
}

// reversed returns the number with these bytes in little-endian order.
func reversed(bytes []byte) *big.Int {
	turned := slices.Clone(bytes)
	slices.Reverse(turned)
	return new(big.Int).SetBytes(turned)
}
