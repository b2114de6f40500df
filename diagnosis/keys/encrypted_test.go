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
	"math/big"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
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

// TestCostly catches a file that makes us work for hours or take all memory, and a
// sentence that does not say what it asks for.
func TestCostly(t *testing.T) {
	type scrypt struct {
		Salt    []byte
		N, R, P int
	}
	oid := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	costly := func(n, r, p int) string {
		return string(pbes2(oid, must(asn1.Marshal(scrypt{[]byte("salt"), n, r, p})), make([]byte, 16), make([]byte, 64)))
	}
	// Each of them is within the limit; the first is soon tried, the second no longer.
	several := pemOf("ENCRYPTED PRIVATE KEY", lockPBES2("x", 100_000, 32)) + pemOf("ENCRYPTED PRIVATE KEY", lockPBES2("x", 9_950_000, 32))
	got := map[string]string{"iterations": "1000000000 iterations", "no iterations": "0 iterations", "memory": "N 1073741824, r 8", "parallel": "p 1048576", "block": "r 268435456"}
	for name, in := range map[string]string{
		"iterations": string(lockPBES2("x", 1_000_000_000, 32)), "no iterations": string(lockPBES2("x", 0, 32)),
		"memory": costly(1<<30, 8, 1), "parallel": costly(1<<14, 8, 1<<20), "block": costly(2, 1<<28, 1),
	} {
		for _, passphrase := range []string{"", "x"} {
			file := keys.Read(name, []byte(in), []byte(passphrase))
			if !slices.Contains(ids(file), "fault encryption") || !file.Keys[0].Locked {
				t.Fatalf("%s: %v", name, ids(file))
			}
			if p := file.Keys[0].Problems[0]; !strings.Contains(p.Got, got[name]) || !strings.Contains(p.Expected, "10000000 iterations") || !strings.Contains(p.Fix, "Encrypt the key again") {
				t.Errorf("%s: the sentence lacks what was found, the limit or what to do: %+v", name, p)
			}
			checkStrings(t, file)
		}
	}
	if file := keys.Read("several", []byte(several), []byte("y")); strings.Join(ids(file), ",") != "fault pass-phrase,fault encryption" {
		t.Errorf("several: %v", ids(file))
	}
	if file := keys.Read("odd", []byte(costly(1000, 8, 1)), []byte("x")); !slices.Contains(ids(file), "fault unreadable") {
		t.Errorf("a number of scrypt that is no power of two: %v", ids(file))
	}
}

// TestContainerCost catches a container that makes us work for hours: by the rounds of
// bcrypt, the iterations of a MAC, or those of an encryption.
func TestContainerCost(t *testing.T) {
	openSSH := bytes.Clone(fixture(t, "openssh-ctr"))
	block, _ := pem.Decode(openSSH)
	rounds := bytes.Index(block.Bytes, []byte("bcrypt")) + 6 + 4 + 4 + 16
	copy(block.Bytes[rounds:], "\xff\xff\xff\xff")
	mac := bytes.Clone(fixture(t, "aes.p12"))
	copy(mac[len(mac)-2:], "\x7f\xff") // two octets more
	mac = bytes.Replace(mac, []byte{2, 2, 0x7f, 0xff}, []byte{2, 4, 0x7f, 0xff, 0xff, 0xff}, 1)
	mac[3] += 2
	mac[bytes.LastIndex(mac, []byte("\x30\x41\x30\x31"))+1] += 2
	inner := bytes.Replace(fixture(t, "no-mac.p12"), []byte{2, 2, 8, 0}, []byte{2, 2, 0xff, 0xff}, 1)
	for name, in := range map[string]string{"OpenSSH": string(block.Bytes), "OpenSSH in PEM": string(pem.EncodeToMemory(block)), "MAC": string(mac), "encryption": string(inner)} {
		for _, passphrase := range []string{"", "x"} {
			worktest.Bound(t, len(in), func() {
				file := keys.Read(name, []byte(in), []byte(passphrase))
				if len(file.Keys) != 1 || !slices.Contains(ids(file), "fault encryption") {
					t.Errorf("%s: %+v, %v", name, file.Keys, ids(file))
				}
			})
		}
	}
}

// FuzzEncrypted catches an encrypted key that costs more than the limits allow, in
// time or in memory, that opens with another pass phrase, or whose refusal says
// nothing. What is allowed and costs seconds is left out: only the limits are fuzzed.
func FuzzEncrypted(f *testing.F) {
	f.Add(1000, 0, 0, 32, []byte("saltsalt"), []byte("x"))
	f.Add(1<<30, 0, 0, 32, []byte("s"), []byte("x"))
	f.Add(16384, 8, 1, 32, []byte("s"), []byte(""))
	f.Add(1<<20, 8, 1, 0, []byte("s"), []byte("x"))
	f.Add(2, 1<<28, 1<<28, 16, []byte{}, []byte("x"))
	f.Fuzz(func(t *testing.T, n, block, parallel, length int, salt, passphrase []byte) {
		type pbkdf2 struct {
			Salt       []byte
			Iterations int
			Length     int `asn1:"optional"`
		}
		type scrypt struct {
			Salt    []byte
			N, R, P int
			Length  int `asn1:"optional"`
		}
		function, parameters := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}, must(asn1.Marshal(pbkdf2{salt, n, length}))
		if block != 0 || parallel != 0 {
			function, parameters = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}, must(asn1.Marshal(scrypt{salt, n, block, parallel, length}))
		}
		cost := new(big.Int).Mul(big.NewInt(int64(max(n, 0))), big.NewInt(int64(max(block, 1))))
		cost.Mul(cost, big.NewInt(int64(max(parallel, 1))))
		if cost.Cmp(big.NewInt(100_000)) > 0 && cost.Cmp(big.NewInt(10_000_000)) <= 0 {
			return
		}
		in := pbes2(function, parameters, make([]byte, 16), make([]byte, 64))
		worktest.Bound(t, len(in), func() {
			file := keys.Read("x", in, passphrase)
			checkStrings(t, file)
			for _, k := range file.Keys {
				if !k.Locked {
					t.Error("zeros opened to a key")
				}
				if len(passphrase) > 0 && len(k.Problems) == 0 {
					t.Error("it stays locked and nothing says why")
				}
			}
		})
	})
}
