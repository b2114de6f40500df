package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// The work that opening the keys of one file may cost: some seconds. A file that asks for
// more is refused. openssl uses 2048 iterations, password managers up to a million; for
// scrypt openssl uses 16 MiB, and the largest example in RFC 7914 section 2 has 1 GiB.
//
// No other work is done on a file's request: keys of PuTTY (Argon2) are recognised, but not
// opened.
const (
	maxIterations   = 10_000_000
	maxScryptMemory = 256 << 20 // bytes
	scryptBlock     = 256       // bytes of scrypt that cost as much as an iteration
)

// tooCostly is the error of a file that asks for too much work. Its text is the amount.
type tooCostly string

func (t tooCostly) Error() string { return string(t) }

var errEncryption = errors.New("an encryption that authdoctor does not support")

// unlock reads an EncryptedPrivateKeyInfo (RFC 5958 section 3).
func (r *reader) unlock(parts []element) (Key, *Problem) {
	locked := Key{Kind: PrivateKey, Format: "encrypted PKCS#8", Locked: true}
	a, err := parts[0].algorithm()
	if err != nil {
		return Key{}, damaged("The encrypted private key", err)
	}
	s, err := r.scheme(a)
	var cost tooCostly
	switch {
	case errors.As(err, &cost):
		locked.problem(costly(cost))
	case err == errEncryption:
		locked.problem(unknownEncryption(encryptedWith(a)))
	case err != nil:
		return Key{}, damaged("The encrypted private key", err)
	case len(r.passphrase) > 0:
		return r.decryptKey(locked, s.open(r.passphrase, parts[1].value))
	}
	return locked, nil
}

// unknownEncryption returns the problem of a key in an encryption that is not read here, by
// its object identifier or its name in DEK-Info.
func unknownEncryption(encryption string) Problem {
	p := Problem{ID: "encryption", Level: Fault, Title: "The encryption of the key is not supported", Where: "encryption",
		Expected: "PBES2 with AES in CBC mode", Got: "another encryption",
		Why: "The encryption is old or rare; entering the pass phrase does not help."}
	if p.by(lockAgain); needsLegacy(encryption) {
		p.by(lockAgainOld)
	}
	return p
}

// needsLegacy reports whether OpenSSL 3 has an encryption in its legacy provider only.
func needsLegacy(encryption string) bool {
	return slices.ContainsFunc(legacyEncryptions, func(begin string) bool { return strings.HasPrefix(encryption+".", begin) })
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

// decryptKey reads a decrypted key. If it is not one, the pass phrase is wrong.
func (r *reader) decryptKey(locked Key, plain []byte) (Key, *Problem) {
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
	locked.problem(r.wrongPassphrase("key"))
	return locked, nil
}

// legacyCiphers are the ciphers of DEK-Info (RFC 1423, and openssl's own).
var legacyCiphers = map[string]blockCipher{
	"AES-128-CBC":  {16, aes.NewCipher},
	"AES-192-CBC":  {24, aes.NewCipher},
	"AES-256-CBC":  {32, aes.NewCipher},
	"DES-EDE3-CBC": tripleDESCBC,
	"DES-CBC":      desCBC,
	"RC2-CBC":      {16, newRC2},
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
		return Key{}, damaged("The DEK-Info line", errors.New("no hexadecimal number after the cipher"))
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
	return r.decryptKey(locked, decrypt(c, secret[:c.size], iv, data))
}
