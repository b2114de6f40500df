package keys

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // for the PSS masks of some libraries
	"crypto/subtle"
	"slices"
	"strings"
)

// The public key opens any RSA signature of its private key, whatever was signed. The
// result is the hash in its padding. So RSA reveals whether a signature was made with
// another key or over other content, and with which algorithm.

// padding is the padding that was recognised in an opened signature.
type padding struct {
	pss  bool
	hash crypto.Hash
	// digest is the signed hash of PKCS#1 v1.5, or the H of PSS (RFC 8017 section 9.1).
	digest []byte
	mask   crypto.Hash // PSS
	salt   []byte      // PSS
	bare   bool        // PKCS#1 v1.5 without the DigestInfo, which no receiver takes
	// proven reports whether the padding has so many fixed bytes that it is not chance.
	proven bool
}

// alg returns the name of the JWS algorithm with this padding and hash; "" for none.
func (o padding) alg() string {
	switch name, ok := strings.CutPrefix(o.hash.String(), "SHA-"); {
	case !ok || o.hash == crypto.SHA1 || o.bare:
		return ""
	case o.pss:
		return "PS" + name
	default:
		return "RS" + name
	}
}

// fits reports whether the signature was made over the text.
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
		if n < public.Size()+public.Size() && n > public.Size()-maxLost {
			for _, o := range open(public, what.signature) { // whose value zeros before it do not change
				if o.fits([]byte(what.input)) {
					result.Reason, result.Algorithm = Unpadded, o.name()
					if n > public.Size() {
						result.Reason = Padded
					}
					return
				}
			}
		}
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
		result.Algorithm, result.Reason = o.name(), OtherAlgorithm
		if o.pss && (len(o.salt) != o.hash.Size() || o.mask != o.hash) {
			result.SaltBytes, result.Mask = len(o.salt), o.mask.String()
			if o.alg() == what.method.Alg() {
				result.Reason = PSSParameters
			}
		}
		if o.alg() == what.method.Alg() && result.Reason == OtherAlgorithm {
			result.Reason = KeyType // valid, but the key's own parameters forbid it
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
	turned := slices.Clone(what.signature)
	slices.Reverse(turned)
	for _, o := range open(public, turned) {
		if o.fits([]byte(what.input)) {
			result.Reason, result.Algorithm = LittleEndian, o.name()
			return
		}
	}
	result.Reason = OtherKey
	for _, o := range paddings {
		if o.proven {
			result.Reason, result.Algorithm = Changed, o.name()
			return
		}
	}
}

// name returns alg or, if there is none, the name of padding and hash.
func (o padding) name() string {
	scheme := "RSA PKCS#1 v1.5"
	if o.pss {
		scheme = "RSASSA-PSS"
	}
	if o.bare {
		return scheme + " of the hash alone, without its DigestInfo"
	}
	return cmp.Or(o.alg(), scheme+" with "+o.hash.String())
}

// isRSALength reports whether the keys in use make signatures of n bytes.
func isRSALength(n int) bool { return n == 128 || n == 256 || n == 384 || n == 512 || n == 1024 }

// hashes are the hash functions that signers use, those of JWS first.
var hashes = []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA1}

// open applies the public key to a signature and returns the paddings that the result can
// have.
func open(public *rsa.PublicKey, signature []byte) []padding {
	em := openRSA(public, signature)
	if em == nil {
		return nil
	}
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
		digest, ok := strings.CutPrefix(string(em[end+1:]), prefix)
		if len(digest) == hash.Size() { // without the prefix as RSA_private_encrypt of a hash makes it
			return padding{hash: hash, digest: []byte(digest), bare: !ok, proven: true}, true
		}
	}
	return padding{}, false
}

// provenZeros is the number of fixed zero bytes that prove a PSS encoding. With the longest
// salt there are none, and one in 32 768 signatures of any other key would look like PSS.
const provenZeros = 8

// openPSS recognises EMSA-PSS (RFC 8017 section 9.1.2) with a salt of any length.
func openPSS(em []byte, emBits int, hash, mask crypto.Hash) (padding, bool) {
	size := (emBits + 7) / 8
	if len(em) > size { // with a modulus of 8k+1 bits the first byte is zero
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
		digest.Write([]byte{0, 0, 0, counter}) // no modulus needs more than 256 blocks
		out = digest.Sum(out)
	}
	return out[:length]
}
