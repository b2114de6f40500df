package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"strings"
)

// lockIterations is how often a pass phrase is hashed to lock a new private key: what OWASP
// recommends for PBKDF2 with HMAC-SHA-256, and far below the limit of Read.
const lockIterations = 600_000

// minPassphrase is the number of bytes of the shortest pass phrase that openssl takes for a
// private key.
const minPassphrase = 4

// CheckPassphrase returns why a pass phrase cannot lock a private key, or nil.
func CheckPassphrase(passphrase []byte) error {
	switch {
	case len(passphrase) == 0:
		return errors.New("the pass phrase is empty; for a key without one, leave --lock out")
	case len(passphrase) < minPassphrase:
		return fmt.Errorf("the pass phrase has fewer than %d characters, which openssl rejects; use a longer one", minPassphrase)
	case len(passphrase) > 1000:
		return errors.New("the pass phrase has more than 1000 bytes, which openssl truncates; use a shorter one")
	case len(bytes.TrimSpace(passphrase)) < len(passphrase):
		return errors.New("the pass phrase begins or ends with white space, which is easily lost; use another one")
	case strings.ContainsFunc(string(passphrase), func(r rune) bool { return r < ' ' || r == 0x7f }):
		return errors.New("the pass phrase has control characters, which cannot be typed; use another one")
	}
	return nil
}

// lock encrypts a private key in PKCS#8 with PBES2 (RFC 8018 section 6.2): a key of
// PBKDF2 with HMAC-SHA-256, and AES-256 in CBC mode. It returns an EncryptedPrivateKeyInfo
// (RFC 5958 section 3).
func lock(pkcs8, passphrase []byte, random io.Reader) ([]byte, error) {
	chance := make([]byte, 16+aes.BlockSize)
	if _, err := io.ReadFull(random, chance); err != nil {
		return nil, fmt.Errorf("cannot read random numbers: %w", err)
	}
	salt, iv := chance[:16], chance[16:]
	secret, err := pbkdf2.Key(sha256.New, string(passphrase), salt, lockIterations, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	padding := aes.BlockSize - len(pkcs8)%aes.BlockSize // RFC 8018 section 6.1.1
	data := append(bytes.Clone(pkcs8), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)

	derivation, err := asn1.Marshal(struct {
		Salt       []byte
		Iterations int
		Function   pkix.AlgorithmIdentifier
	}{salt, lockIterations, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, Parameters: asn1.NullRawValue}})
	if err != nil {
		return nil, err
	}
	vector, err := asn1.Marshal(iv)
	if err != nil {
		return nil, err
	}
	parameters, err := asn1.Marshal(struct{ Derivation, Encryption pkix.AlgorithmIdentifier }{
		pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}, Parameters: asn1.RawValue{FullBytes: derivation}},
		pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, Parameters: asn1.RawValue{FullBytes: vector}},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, Parameters: asn1.RawValue{FullBytes: parameters}}, data})
}
