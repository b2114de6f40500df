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
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math/bits"
	"slices"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// The work that opening the keys of one file may cost: some seconds. A file that asks for
// more is refused. openssl uses 2048 iterations, password managers up to a million; for
// scrypt openssl uses 16 MiB, and the largest example in RFC 7914 section 2 has 1 GiB.
//
// No other work is done on a file's request: keys of OpenSSH (bcrypt) and PuTTY (Argon2)
// and PKCS#12 are recognised, but not opened.
const (
	maxIterations   = 10_000_000
	maxScryptMemory = 256 << 20 // bytes
	scryptBlock     = 256       // bytes of scrypt that cost as much as an iteration
)

// blockCipher is a cipher in CBC mode.
type blockCipher struct {
	size int // of the key
	make func([]byte) (cipher.Block, error)
}

var (
	// pbes2Ciphers are the encryption schemes of PBES2 (RFC 8018 appendix B.2).
	pbes2Ciphers = map[string]blockCipher{
		"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
		"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
		"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
		"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
	}
	// legacyCiphers are the ciphers of DEK-Info (RFC 1423, and openssl's own).
	legacyCiphers = map[string]blockCipher{
		"AES-128-CBC":  {16, aes.NewCipher},
		"AES-192-CBC":  {24, aes.NewCipher},
		"AES-256-CBC":  {32, aes.NewCipher},
		"DES-EDE3-CBC": {24, des.NewTripleDESCipher},
		"DES-CBC":      {8, des.NewCipher},
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

// tooCostly is the error of a file that asks for too much work. Its text is the amount.
type tooCostly string

func (t tooCostly) Error() string { return string(t) }

var errEncryption = errors.New("an encryption that is not supported here")

// unlock reads an EncryptedPrivateKeyInfo (RFC 5958 section 3).
func (r *reader) unlock(parts []element) (Key, *Problem) {
	locked := Key{Kind: PrivateKey, Format: "encrypted PKCS#8", Locked: true}
	a, err := parts[0].algorithm()
	if err != nil {
		return Key{}, damaged("The encrypted private key", err)
	}
	derive, encrypted, iv, err := r.pbes2(a)
	var costly tooCostly
	switch {
	case errors.As(err, &costly):
		locked.problem(Problem{ID: "encryption", Level: Fault, Title: "Opening the key would cost too much work", Where: "encryption",
			Expected: fmt.Sprintf("at most %d iterations, or %d MiB for scrypt, for all keys of a file together", maxIterations, maxScryptMemory>>20), Got: costly.Error(),
			Why: "The file says how often the pass phrase must be hashed, and the number is absurdly high.", Fix: "Encrypt the key again at the usual cost, with the program that made it, or make a new pair."})
		return locked, nil
	case err == errEncryption:
		locked.problem(unknownEncryption(encryptedWith(a)))
		return locked, nil
	case err != nil:
		return Key{}, damaged("The encrypted private key", err)
	case len(r.passphrase) == 0:
		return locked, nil
	}
	secret, err := derive()
	if err != nil {
		return Key{}, damaged("The encrypted private key", errShape)
	}
	return r.decryptKey(locked, encrypted, secret, iv, parts[1].value)
}

// unknownEncryption returns the problem of a key in an encryption that is not read here, by
// its object identifier or its name in DEK-Info.
func unknownEncryption(encryption string) Problem {
	p := Problem{ID: "encryption", Level: Fault, Title: "The key is encrypted in a way that is not read here", Where: "encryption",
		Expected: "PBES2 with AES in CBC mode", Got: "another encryption",
		Why: "It is an old or rare way; a pass phrase does not help here."}
	if p.by(lockAgain); slices.ContainsFunc(legacyEncryptions, func(begin string) bool { return strings.HasPrefix(encryption+".", begin) }) {
		p.by(lockAgainOld)
	}
	return p
}

// encryptedWith returns the object identifier of an encryption: that of the cipher in PBES2.
func encryptedWith(a algorithm) string {
	if a.oid == oidPBES2 {
		if parts, err := a.parameters.parts("SS"); err == nil {
			if scheme, err := parts[1].algorithm(); err == nil {
				return scheme.oid
			}
		}
	}
	return a.oid
}

// decryptKey decrypts and reads a key. If the result is not a key, the pass phrase is
// wrong.
func (r *reader) decryptKey(locked Key, c blockCipher, secret, iv, data []byte) (Key, *Problem) {
	if plain := decrypt(c, secret, iv, data); plain != nil {
		if e, rest, err := next(plain); err == nil && len(rest) == 0 {
			parts, err := e.children()
			if form := shape(parts); err == nil && len(form) > 1 && form[0] == 'I' {
				if key, problem := r.recognise(e); problem != nil || key.Kind == PrivateKey {
					if key.Format == "PKCS#8" {
						key.Format = locked.Format
					}
					return key, problem
				}
			}
		}
	}
	locked.problem(Problem{ID: "pass-phrase", Level: Fault, Title: "The pass phrase does not open the key", Where: "pass phrase",
		Expected: "the pass phrase the key was encrypted with", Got: "another one",
		Why: "Decryption with it does not produce a key.", Fix: "Type the pass phrase again; mind the keyboard layout and spaces at the end."})
	return locked, nil
}

// decrypt decrypts data in CBC mode and removes the padding (RFC 8018 section 6.1.1). It
// returns nil if the padding is wrong.
func decrypt(c blockCipher, secret, iv, data []byte) []byte {
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

// pbes2 reads the parameters of PBES2 (RFC 8018 appendix A.4). It refuses costly ones
// before anything is derived.
func (r *reader) pbes2(a algorithm) (derive func() ([]byte, error), c blockCipher, iv []byte, err error) {
	if a.oid != oidPBES2 {
		return nil, c, nil, errEncryption
	}
	parts, err := a.parameters.parts("SS")
	if err != nil {
		return nil, c, nil, err
	}
	function, err := parts[0].algorithm()
	if err != nil {
		return nil, c, nil, err
	}
	scheme, err := parts[1].algorithm()
	if err != nil {
		return nil, c, nil, err
	}
	c, ok := pbes2Ciphers[scheme.oid]
	if !ok || scheme.parameters.tag != tagOctets {
		return nil, c, nil, errEncryption
	}
	iv = scheme.parameters.value
	switch function.oid {
	case oidPBKDF2:
		derive, err = r.pbkdf2(function.parameters, c.size)
	case oidScrypt:
		derive, err = r.scrypt(function.parameters, c.size)
	default:
		err = errEncryption
	}
	return derive, c, iv, err
}

// spend subtracts work, in iterations, from what is left for this file. what describes the
// work in the error.
func (r *reader) spend(work int, what string) error {
	switch {
	case work <= 0 || work > maxIterations:
		return tooCostly(what)
	case work > r.work:
		return tooCostly(what + ", and the other keys before it")
	}
	if len(r.passphrase) > 0 {
		r.work -= work
	}
	return nil
}

func (r *reader) pbkdf2(parameters element, size int) (func() ([]byte, error), error) {
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
	return func() ([]byte, error) { return pbkdf2.Key(mac, string(r.passphrase), parts[0].value, iterations, size) }, nil
}

// amount formats a result of small.
func amount(n int) string {
	if n < 0 {
		return "more than 2147483647, or fewer than none"
	}
	return fmt.Sprint(n)
}

// scrypt reads scrypt-params (RFC 7914 section 7).
func (r *reader) scrypt(parameters element, size int) (func() ([]byte, error), error) {
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
	return func() ([]byte, error) { return scrypt.Key(r.passphrase, parts[0].value, n, block, parallel, size) }, nil
}

// unlockLegacy reads a PEM block with DEK-Info (RFC 1421 section 4.6.1.3). openssl derives
// its key from the pass phrase with MD5 (EVP_BytesToKey).
func (r *reader) unlockLegacy(label, dek string, data []byte) (Key, *Problem) {
	locked := Key{Kind: PrivateKey, Format: "encrypted PEM", Locked: true}
	for format, names := range labels {
		if names[0] == label {
			locked.Format = format
		}
	}
	name, salt, _ := strings.Cut(dek, ",")
	c, ok := legacyCiphers[strings.ToUpper(name)]
	if !ok {
		locked.problem(unknownEncryption(strings.ToUpper(name)))
		return locked, nil
	}
	iv, err := hex.DecodeString(strings.TrimSpace(salt))
	if err != nil || len(iv) < 8 {
		return Key{}, damaged("The DEK-Info line", errors.New("no hexadecimal number behind the cipher"))
	}
	if len(r.passphrase) == 0 {
		return locked, nil
	}
	var secret, last []byte
	for len(secret) < c.size {
		sum := md5.Sum(bytes.Join([][]byte{last, r.passphrase, iv[:8]}, nil))
		last = sum[:]
		secret = append(secret, last...)
	}
	return r.decryptKey(locked, c, secret[:c.size], iv, data)
}
