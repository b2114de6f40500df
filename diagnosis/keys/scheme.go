package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"hash"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/scrypt"
)

// blockCipher is a cipher in CBC mode.
type blockCipher struct {
	size int // of the key
	make func([]byte) (cipher.Block, error)
}

// scheme is an encryption scheme whose key follows from a pass phrase. What that costs is
// within the limits.
type scheme struct {
	cipher blockCipher
	derive func(passphrase []byte) (secret, iv []byte)
}

// open decrypts data. It returns nil if the pass phrase is wrong.
func (s scheme) open(passphrase, data []byte) []byte {
	secret, iv := s.derive(passphrase)
	return decrypt(s.cipher, secret, iv, data)
}

// twoKeyTripleDES returns the cipher of a key of 16 octets, the first half of which counts
// twice.
func twoKeyTripleDES(key []byte) (cipher.Block, error) {
	return des.NewTripleDESCipher(append(key[:16:16], key[:8]...))
}

var (
	desCBC       = blockCipher{8, des.NewCipher}
	tripleDESCBC = blockCipher{24, des.NewTripleDESCipher}

	// pbes2Ciphers are the encryption schemes of PBES2 (RFC 8018 appendix B.2).
	pbes2Ciphers = map[string]blockCipher{
		"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
		"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
		"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
		"1.2.840.113549.3.7":      tripleDESCBC,
		"1.3.14.3.2.7":            desCBC,
	}
	// hmacs are the pseudorandom functions of PBKDF2 (RFC 8018 appendix B.1).
	hmacs = map[string]func() hash.Hash{
		"1.2.840.113549.2.7":  sha1.New,
		"1.2.840.113549.2.8":  sha256.New224,
		"1.2.840.113549.2.9":  sha256.New,
		"1.2.840.113549.2.10": sha512.New384,
		"1.2.840.113549.2.11": sha512.New,
	}
)

// oldSchemes are the schemes with a salt and a number of iterations only: PBES1 (RFC 8018
// appendix A.3), and that of PKCS#12 (RFC 7292 appendix C). RC4 and MD2 are left out.
var oldSchemes = map[string]struct {
	cipher blockCipher
	hash   func() hash.Hash
	pkcs12 bool
}{
	"1.2.840.113549.1.5.3":    {desCBC, md5.New, false},
	"1.2.840.113549.1.5.6":    {blockCipher{8, newRC2}, md5.New, false},
	"1.2.840.113549.1.5.10":   {desCBC, sha1.New, false},
	"1.2.840.113549.1.5.11":   {blockCipher{8, newRC2}, sha1.New, false},
	"1.2.840.113549.1.12.1.3": {tripleDESCBC, sha1.New, true},
	"1.2.840.113549.1.12.1.4": {blockCipher{16, twoKeyTripleDES}, sha1.New, true},
	"1.2.840.113549.1.12.1.5": {blockCipher{16, newRC2}, sha1.New, true},
	"1.2.840.113549.1.12.1.6": {blockCipher{5, newRC2}, sha1.New, true},
}

// scheme reads how something is encrypted. It refuses costly ways before anything is
// derived.
func (r *reader) scheme(a algorithm) (s scheme, err error) {
	if a.oid == oidPBES2 {
		return r.pbes2(a.parameters)
	}
	old, ok := oldSchemes[a.oid]
	if !ok {
		return s, errEncryption
	}
	parts, err := a.parameters.parts("OI")
	if err != nil {
		return s, err
	}
	salt, iterations := parts[0].value, parts[1].small()
	if err := r.spend(iterations, amount(iterations)+" iterations"); err != nil {
		return s, err
	}
	s.cipher = old.cipher
	if s.derive = func(passphrase []byte) (secret, iv []byte) {
		phrase := bmpString(passphrase)
		return pkcs12Key(old.hash, 1, phrase, salt, iterations, old.cipher.size), pkcs12Key(old.hash, 2, phrase, salt, iterations, 8)
	}; !old.pkcs12 {
		s.derive = func(passphrase []byte) (secret, iv []byte) {
			key := pbkdf1(old.hash(), passphrase, salt, iterations)
			return key[:8], key[8:16]
		}
	}
	return s, nil
}

// pbes2 reads the parameters of PBES2 (RFC 8018 appendix A.4).
func (r *reader) pbes2(parameters element) (s scheme, err error) {
	parts, err := parameters.parts("SS")
	if err != nil {
		return s, err
	}
	function, err := parts[0].algorithm()
	if err != nil {
		return s, err
	}
	encryption, err := parts[1].algorithm()
	if err != nil {
		return s, err
	}
	c, ok := pbes2Ciphers[encryption.oid]
	if !ok || encryption.parameters.tag != tagOctets {
		return s, errEncryption
	}
	var derive func([]byte) ([]byte, error)
	switch function.oid {
	case oidPBKDF2:
		derive, err = r.pbkdf2(function.parameters, c.size)
	case oidScrypt:
		derive, err = r.scrypt(function.parameters, c.size)
	default:
		err = errEncryption
	}
	return scheme{c, func(passphrase []byte) (secret, iv []byte) {
		secret, _ = derive(passphrase) // without a key nothing is opened
		return secret, encryption.parameters.value
	}}, err
}

// decrypt decrypts data in CBC mode and removes the padding (RFC 8018 section 6.1.1). It
// returns nil if the padding is wrong.
func decrypt(c blockCipher, secret, iv, data []byte) []byte {
	if len(secret) != c.size {
		return nil
	}
	block, err := c.make(secret)
	if err != nil || len(iv) != block.BlockSize() || len(data) == 0 || len(data)%len(iv) != 0 {
		return nil
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > len(iv) || !bytes.Equal(plain[len(plain)-padding:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil
	}
	return plain[:len(plain)-padding]
}

// spend subtracts work, in iterations, from what is left for this file. what describes the
// work in the error.
func (r *reader) spend(work int, what string) error {
	switch {
	case work <= 0 || work > maxIterations:
		return tooCostly(what)
	case work > r.work && r.unasked:
		return errPassphrase // it is not tried
	case work > r.work:
		return tooCostly(what + ", and the other keys before it")
	}
	if len(r.passphrase) > 0 || r.unasked {
		r.work -= work
	}
	return nil
}

func (r *reader) pbkdf2(parameters element, size int) (func(passphrase []byte) ([]byte, error), error) {
	parts, err := parameters.parts("OI")
	if err != nil {
		return nil, err
	}
	iterations := parts[1].small()
	if err := r.spend(iterations, amount(iterations)+" iterations"); err != nil {
		return nil, err
	}
	mac := sha1.New
	for _, part := range parts[2:] {
		switch part.tag {
		case tagInteger:
			if part.small() != size {
				return nil, errShape
			}
		case tagSequence:
			prf, err := part.algorithm()
			if err != nil {
				return nil, err
			}
			var ok bool
			if mac, ok = hmacs[prf.oid]; !ok {
				return nil, errEncryption
			}
		}
	}
	return func(passphrase []byte) ([]byte, error) {
		return pbkdf2.Key(mac, string(passphrase), parts[0].value, iterations, size)
	}, nil
}

// amount formats a result of small.
func amount(n int) string {
	if n < 0 {
		return "more than 2147483647, or a negative number"
	}
	return fmt.Sprint(n)
}

// scrypt reads scrypt-params (RFC 7914 section 7).
func (r *reader) scrypt(parameters element, size int) (func(passphrase []byte) ([]byte, error), error) {
	parts, err := parameters.parts("OIII")
	if err != nil {
		return nil, err
	}
	n, block, parallel := parts[1].small(), parts[2].small(), parts[3].small()
	asked := fmt.Sprintf("scrypt with N %s, r %s and p %s", amount(n), amount(block), amount(parallel))
	switch {
	case n < 0 || block < 0 || parallel < 0:
		return nil, tooCostly(asked)
	case n < 2 || bits.OnesCount(uint(n)) != 1 || block < 1 || parallel < 1 || len(parts) > 4 && parts[4].small() != size:
		return nil, errShape
	case block > maxScryptMemory/128/n, parallel > maxScryptMemory/128/block:
		return nil, tooCostly(asked)
	}
	if err := r.spend(2*128*n*block/scryptBlock*parallel, asked); err != nil {
		return nil, err
	}
	return func(passphrase []byte) ([]byte, error) {
		return scrypt.Key(passphrase, parts[0].value, n, block, parallel, size)
	}, nil
}

// pbkdf1 derives octets from a pass phrase (RFC 8018 section 5.1).
func pbkdf1(h hash.Hash, passphrase, salt []byte, iterations int) []byte {
	key := append(bytes.Clone(passphrase), salt...)
	for range iterations {
		h.Reset()
		h.Write(key)
		key = h.Sum(key[:0])
	}
	return key
}

// pkcs12Key derives octets from a pass phrase for a purpose: 1 for a key, 2 for an
// initialization vector, 3 for the key of a MAC (RFC 7292 appendix B.2).
func pkcs12Key(digest func() hash.Hash, purpose byte, phrase, salt []byte, iterations, size int) []byte {
	h := digest()
	v := h.BlockSize()
	filled := func(s []byte) []byte { // to whole blocks
		if len(s) == 0 {
			return nil
		}
		n := (len(s) + v - 1) / v * v
		return bytes.Repeat(s, n/len(s)+1)[:n]
	}
	diversifier, input := bytes.Repeat([]byte{purpose}, v), append(filled(salt), filled(phrase)...)
	var out []byte
	for {
		h.Reset()
		h.Write(diversifier)
		h.Write(input)
		sum := h.Sum(nil)
		for range iterations - 1 {
			h.Reset()
			h.Write(sum)
			sum = h.Sum(sum[:0])
		}
		if out = append(out, sum...); len(out) >= size {
			return out[:size]
		}
		// Every block of the input becomes itself, plus the sum, plus one.
		sum = filled(sum)
		for at := 0; at < len(input); at += v {
			carry := 1
			for i := v - 1; i >= 0; i-- {
				carry += int(input[at+i]) + int(sum[i])
				input[at+i] = byte(carry)
				carry >>= 8
			}
		}
	}
}

// bmpString returns a pass phrase as PKCS#12 has it: in UTF-16, with a zero at the end (RFC
// 7292 appendix B.1). What is not UTF-8 is Latin-1, as for openssl. For nil it is nothing,
// not even the zero, which some programs use for an empty pass phrase.
func bmpString(passphrase []byte) (bmp []byte) {
	if passphrase == nil {
		return nil
	}
	runes := []rune(string(passphrase))
	if !utf8.Valid(passphrase) {
		runes = []rune(latin1(passphrase))
	}
	for _, unit := range append(utf16.Encode(runes), 0) {
		bmp = binary.BigEndian.AppendUint16(bmp, unit)
	}
	return bmp
}
