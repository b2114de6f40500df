package keys_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"authdoctor/diagnosis/keys"
)

// TestVerifyRSA catches a signature that crypto/rsa accepts or refuses differently, above
// all one that is accepted. A modulus of 8k+1 bits has an encoding of PSS that is a byte
// shorter than the modulus.
func TestVerifyRSA(t *testing.T) {
	const text = "header.payload"
	hashes := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}
	accepted := 0
	for _, bits := range []int{1024, 1025, 1031, 2048} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		signatures := map[string][]byte{}
		for name, hash := range hashes {
			digest := hash.New()
			digest.Write([]byte(text))
			sum := digest.Sum(nil)
			for _, salt := range []int{0, 1, 32, 48, rsa.PSSSaltLengthEqualsHash, rsa.PSSSaltLengthAuto} {
				if signature, err := rsa.SignPSS(rand.Reader, key, hash, sum, &rsa.PSSOptions{SaltLength: salt}); err == nil {
					signatures[fmt.Sprint("PS", name, " salt ", salt)] = signature
				}
			}
			signatures["RS"+name], err = rsa.SignPKCS1v15(nil, key, hash, sum)
			if err != nil {
				t.Fatal(err)
			}
			signatures["hash without DigestInfo "+name], err = rsa.SignPKCS1v15(nil, key, 0, sum)
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, signature := range signatures {
			n := new(big.Int).SetBytes(signature)
			forms := map[string][]byte{
				"":              signature,
				"short":         signature[1:],
				"zero before":   slices.Concat([]byte{0}, signature),
				"zero after":    slices.Concat(signature, []byte{0}),
				"plus modulus":  n.Add(n, key.N).Bytes(),
				"first changed": slices.Concat([]byte{signature[0] ^ 1}, signature[1:]),
				"reversed":      reversed(signature),
				"zeros":         make([]byte, len(signature)),
				"one":           big.NewInt(1).FillBytes(make([]byte, len(signature))),
				"modulus":       key.N.Bytes(),
			}
			for form, signature := range forms {
				for size, hash := range hashes {
					digest := hash.New()
					digest.Write([]byte(text))
					sum := digest.Sum(nil)
					for alg, want := range map[string]error{
						"RS" + size: rsa.VerifyPKCS1v15(&key.PublicKey, hash, sum, signature),
						"PS" + size: rsa.VerifyPSS(&key.PublicKey, hash, sum, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}),
					} {
						got := keys.VerifiesRSA(&key.PublicKey, alg, text, signature)
						if got != (want == nil) {
							t.Errorf("%d bits, %s, %s, as %s: %v, crypto/rsa: %v", bits, name, form, alg, got, want)
						}
						if got {
							accepted++
							if keys.VerifiesRSA(&key.PublicKey, alg, text+"x", signature) {
								t.Errorf("%d bits, %s, as %s: accepted for another text", bits, name, alg)
							}
						}
					}
				}
			}
		}
	}
	if accepted == 0 {
		t.Error("no signature was accepted")
	}
}
