package keys

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // some libraries make PSS masks with it
	"crypto/subtle"
	"math/big"
	"strings"
)

// An RSA signature opens with the public key whatever was signed: what comes out
// is the padding that the signer made around the hash. So RSA tells a signature of
// another key from one of this key over other content, and with which algorithm it
// was made.

// padding is one that was recognised in an opened signature.
type padding struct {
	pss  bool
	hash crypto.Hash
	// digest is the signed hash of PKCS#1 v1.5, or the H of PSS (RFC 8017
	// section 9.1).
	digest []byte
	mask   crypto.Hash // PSS
	salt   []byte      // PSS
	// proven: so much of the padding is fixed that it cannot be chance.
	proven bool
}

// alg is the name of the JWS algorithm with that padding and hash, "" where there
// is none.
func (o padding) alg() string {
	name := map[crypto.Hash]string{crypto.SHA256: "256", crypto.SHA384: "384", crypto.SHA512: "512"}[o.hash]
	switch {
	case name == "":
		return ""
	case o.pss:
		return "PS" + name
	}
	return "RS" + name
}

// fits reports whether the signature was made over a text.
func (o padding) fits(text []byte) bool {
	digest := o.hash.New()
	digest.Write(text)
	sum := digest.Sum(nil)
	if o.pss {
		digest.Reset()
		digest.Write(make([]byte, 8))
		digest.Write(sum)
		digest.Write(o.salt)
		sum = digest.Sum(nil)
	}
	return subtle.ConstantTimeCompare(sum, o.digest) == 1
}

func (what signed) explainRSA(public *rsa.PublicKey, result *Signature) {
	result.KeyBytes = public.Size()
	if what.method.curve != "" { // alg is ECDSA's
		result.Reason = KeyType
		for _, o := range open(public, what.signature) {
			if len(what.signature) == public.Size() && o.fits([]byte(what.input)) {
				result.Algorithm = o.alg()
			}
		}
		return
	}
	if n := len(what.signature); n != public.Size() {
		result.Reason = OtherKey
		if !isRSALength(n) {
			result.Reason = Length
		}
		return
	}
	paddings := open(public, what.signature)
	for _, o := range paddings {
		if !o.fits([]byte(what.input)) {
			continue
		}
		result.Algorithm, result.Reason = o.alg(), OtherAlgorithm
		if o.pss && (len(o.salt) != o.hash.Size() || o.mask != o.hash) {
			result.SaltBytes, result.Mask = len(o.salt), hashName(o.mask)
			if o.alg() == what.method.Alg() {
				result.Reason = PSSParameters
			}
		}
		if result.Algorithm == "" {
			result.Algorithm = paddingName(o)
		}
		if o.alg() == what.method.Alg() && result.Reason == OtherAlgorithm {
			result.Reason = KeyType // right in itself: the key's own parameters forbid it
		}
		return
	}
	for _, o := range paddings {
		for _, v := range what.variants(o.hash, true) {
			if o.fits(v.bytes) {
				result.Reason, result.Input, result.Algorithm = OtherInput, v.name, o.alg()
				return
			}
		}
	}
	result.Reason = OtherKey
	for _, o := range paddings {
		if o.proven {
			result.Reason, result.Algorithm = Changed, o.alg()
			if result.Algorithm == "" {
				result.Algorithm = paddingName(o)
			}
			return
		}
	}
}

func paddingName(o padding) string {
	if o.pss {
		return "RSASSA-PSS with " + hashName(o.hash)
	}
	return "RSA PKCS#1 v1.5 with " + hashName(o.hash)
}

// isRSALength reports whether signatures of keys in use have that many bytes.
func isRSALength(n int) bool { return n == 128 || n == 256 || n == 384 || n == 512 || n == 1024 }

// hashes that signers use; the first ones are those of JWS.
var hashes = []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA1}

// open applies the public key and recognises the padding.
func open(public *rsa.PublicKey, signature []byte) []padding {
	s := new(big.Int).SetBytes(signature)
	if s.Cmp(public.N) >= 0 {
		return nil // no signature of this key is as large as its modulus
	}
	em := make([]byte, public.Size())
	new(big.Int).Exp(s, big.NewInt(int64(public.E)), public.N).FillBytes(em)
	var found []padding
	if o, ok := openPKCS1(em); ok {
		found = append(found, o)
	}
	for _, hash := range hashes {
		for _, mask := range hashes {
			if o, ok := openPSS(em, public.N.BitLen()-1, hash, mask); ok {
				found = append(found, o)
			}
		}
	}
	return found
}

// digestInfos are the DER prefixes of the hashes (RFC 8017 section 9.2, note 1).
var digestInfos = map[crypto.Hash]string{
	crypto.SHA1:   "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
	crypto.SHA256: "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
	crypto.SHA384: "\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
	crypto.SHA512: "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
}

// openPKCS1 recognises EMSA-PKCS1-v1_5 (RFC 8017 section 9.2):
// 00 01 FF… 00 DigestInfo.
func openPKCS1(em []byte) (padding, bool) {
	if !bytes.HasPrefix(em, []byte{0, 1}) {
		return padding{}, false
	}
	end := 2
	for end < len(em) && em[end] == 0xff {
		end++
	}
	if end < 10 || end == len(em) || em[end] != 0 {
		return padding{}, false
	}
	for hash, prefix := range digestInfos {
		if digest, ok := strings.CutPrefix(string(em[end+1:]), prefix); ok && len(digest) == hash.Size() {
			return padding{hash: hash, digest: []byte(digest), proven: true}, true
		}
	}
	return padding{}, false
}

// provenZeros is how much fixed padding makes a PSS encoding certain. With the
// longest salt there is none, and one signature in 32 768 of any other key would
// look like one.
const provenZeros = 8

// openPSS recognises EMSA-PSS (RFC 8017 section 9.1.2) with a salt of any length.
func openPSS(em []byte, emBits int, hash, mask crypto.Hash) (padding, bool) {
	size := (emBits + 7) / 8
	if len(em) > size { // a modulus of 8k+1 bits has an empty first byte
		if em[0] != 0 {
			return padding{}, false
		}
		em = em[1:]
	}
	hLen := hash.Size()
	if size < hLen+2 || em[size-1] != 0xbc {
		return padding{}, false
	}
	masked, h := em[:size-hLen-1], em[size-hLen-1:size-1]
	unused := 8*size - emBits
	if masked[0]>>(8-unused) != 0 {
		return padding{}, false
	}
	db := mgf1(h, len(masked), mask)
	subtle.XORBytes(db, db, masked)
	db[0] &= 0xff >> unused
	zeros := 0
	for zeros < len(db) && db[zeros] == 0 {
		zeros++
	}
	if zeros == len(db) || db[zeros] != 1 {
		return padding{}, false
	}
	return padding{pss: true, hash: hash, mask: mask, digest: h, salt: db[zeros+1:], proven: zeros >= provenZeros}, true
}

// mgf1 is the mask generation function of RFC 8017 appendix B.2.1.
func mgf1(seed []byte, length int, hash crypto.Hash) []byte {
	var out []byte
	digest := hash.New()
	for counter := byte(0); len(out) < length; counter++ {
		digest.Reset()
		digest.Write(seed)
		digest.Write([]byte{0, 0, 0, counter}) // 64 KiB of mask would be the end of one byte
		out = digest.Sum(out)
	}
	return out[:length]
}
