package keys_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
)

// lockPBES2 encrypts the EC key as PKCS#8 with PBKDF2 and AES-256.
func lockPBES2(passphrase string, iterations, length int) []byte {
	salt, iv := []byte("saltsalt"), bytes.Repeat([]byte{7}, 16)
	secret := must(pbkdf2.Key(sha256.New, passphrase, salt, min(iterations, 1000), 32))
	plain := must(x509.MarshalPKCS8PrivateKey(theEC()))
	padding := 16 - len(plain)%16
	plain = append(plain, bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(must(aes.NewCipher(secret)), iv).CryptBlocks(plain, plain)
	type kdf struct {
		Salt       []byte
		Iterations int
		Length     int `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier
	}
	hmac := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, Parameters: asn1.NullRawValue}
	return pbes2(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}, must(asn1.Marshal(kdf{salt, iterations, length, hmac})), iv, plain)
}

func pbes2(function asn1.ObjectIdentifier, parameters, iv, encrypted []byte) []byte {
	type schemes struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	inner := must(asn1.Marshal(schemes{
		pkix.AlgorithmIdentifier{Algorithm: function, Parameters: asn1.RawValue{FullBytes: parameters}},
		pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, Parameters: asn1.RawValue{FullBytes: must(asn1.Marshal(iv))}}}))
	return must(asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, Parameters: asn1.RawValue{FullBytes: inner}}, encrypted}))
}

// lockLegacy encrypts the EC key as openssl did before PKCS#8.
func lockLegacy(passphrase string) string {
	der := must(x509.MarshalECPrivateKey(theEC()))
	//lint:ignore SA1019 people have such keys, and we must read them
	block := must(x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", der, []byte(passphrase), x509.PEMCipherAES256))
	return string(pem.EncodeToMemory(block))
}

// TestLocked catches a key that opens with the wrong pass phrase, one that does not
// open with the right one, and one that is not said to be locked.
func TestLocked(t *testing.T) {
	legacy := lockLegacy("geheim")
	for name, in := range map[string]string{
		"PBES2 in DER": string(lockPBES2("geheim", 1000, 32)), "PBES2 in PEM": pemOf("ENCRYPTED PRIVATE KEY", lockPBES2("geheim", 1000, 0)),
		"legacy": legacy, "legacy in one line": strings.ReplaceAll(legacy, "\n", " "), "legacy with CRLF": strings.ReplaceAll(legacy, "\n", "\r\n"), "legacy indented": everyLine(legacy, "  ", ""),
	} {
		for _, c := range []struct {
			passphrase string
			locked     bool
			want       string
		}{{"", true, ""}, {"falsch", true, "fault pass-phrase"}, {"geheim", false, ""}} {
			file := keys.Read(name, []byte(in), []byte(c.passphrase))
			if len(file.Keys) != 1 || file.Keys[0].Kind != keys.PrivateKey || file.Locked() != c.locked || c.want != "" && !slices.Contains(ids(file), c.want) || c.want == "" && faulty(file) {
				t.Fatalf("%s with %q: %+v %v", name, c.passphrase, file.Keys, ids(file))
			}
			if key := file.Keys[0]; !c.locked && (key.Signer() == nil || !theEC().PublicKey.Equal(key.Public())) {
				t.Errorf("%s: opened to %+v", name, key)
			}
			checkStrings(t, file)
			noSecret(t, file)
		}
	}
}

// TestCostly catches a file that makes us work for hours or take all memory.
func TestCostly(t *testing.T) {
	type scrypt struct {
		Salt    []byte
		N, R, P int
	}
	oid := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	costly := func(n, r, p int) string {
		return string(pbes2(oid, must(asn1.Marshal(scrypt{[]byte("salt"), n, r, p})), make([]byte, 16), make([]byte, 64)))
	}
	several := strings.Repeat(pemOf("ENCRYPTED PRIVATE KEY", lockPBES2("x", 6_000_000, 32)), 2)
	for name, in := range map[string]string{
		"iterations": string(lockPBES2("x", 1_000_000_000, 32)), "no iterations": string(lockPBES2("x", 0, 32)),
		"memory": costly(1<<30, 8, 1), "parallel": costly(1<<14, 8, 1<<20), "block": costly(2, 1<<28, 1),
	} {
		for _, passphrase := range []string{"", "x"} {
			file := keys.Read(name, []byte(in), []byte(passphrase))
			if !slices.Contains(ids(file), "fault encryption") || !file.Keys[0].Locked {
				t.Errorf("%s: %v", name, ids(file))
			}
			checkStrings(t, file)
		}
	}
	if file := keys.Read("several", []byte(several), []byte("y")); strings.Join(ids(file), ",") != "fault pass-phrase,fault encryption" {
		t.Errorf("several: %v", ids(file))
	}
	if file := keys.Read("odd", []byte(costly(1000, 8, 1)), []byte("x")); !slices.Contains(ids(file), "fault damaged") {
		t.Errorf("a number of scrypt that is no power of two: %v", ids(file))
	}
}
