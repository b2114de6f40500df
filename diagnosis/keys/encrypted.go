package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/md5"
	"encoding/hex"
	"errors"
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

var errEncryption = errors.New("an encryption that is not supported here")

// unlock reads an EncryptedPrivateKeyInfo (RFC 5958 section 3).
func (r *reader) unlock(parts []element) (Key, *Problem) {
	locked := Key{Kind: PrivateKey, Format: "encrypted PKCS#8", Locked: true}
	a, err := parts[0].algorithm()
	if err != nil {
		return Key{}, damaged("The encrypted private key", err)
	}
	command := convert
	if needsLegacy(a.oid) {
		command = convertLegacy
	}
	s, err := r.scheme(a)
	var cost tooCostly
	switch {
	case errors.As(err, &cost):
		locked.problem(costly(cost, command))
	case err == errEncryption:
		locked.problem(unknownEncryption(command))
	case err != nil:
		return Key{}, damaged("The encrypted private key", err)
	case len(r.passphrase) > 0:
		return r.decryptKey(locked, s.open(r.passphrase, parts[1].value))
	}
	return locked, nil
}

// The commands that convert any key that openssl opens to one that is read here. From
// version 3 on, openssl opens keys of RC2, RC4 or DES with its provider legacy only.
const (
	convert       = "openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out key.pem"
	convertLegacy = "openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in FILE -out key.pem"
)

func unknownEncryption(command string) Problem {
	return Problem{ID: "encryption", Level: Fault, Title: "The key is encrypted in a way that is not read here", Where: "encryption",
		Expected: "PBES2 with AES in CBC mode", Got: "another encryption",
		Why: "It is an old or rare way; a pass phrase does not help here.", Fix: "Convert the key.", Command: command}
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
		command := convertLegacy
		if strings.HasPrefix(name, "CAMELLIA") || strings.HasPrefix(name, "ARIA") {
			command = convert
		}
		locked.problem(unknownEncryption(command))
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
	return r.decryptKey(locked, decrypt(c, secret[:c.size], iv, data))
}
