package keys

import (
	"bytes"
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/crypto/blowfish" //lint:ignore SA1019 ssh-keygen derives keys with it
)

// openSSHMagic begins a private key in the format of OpenSSH (PROTOCOL.key in its source).
const openSSHMagic = "openssh-key-v1\x00"

// bcryptRound is what a round of bcrypt costs, in iterations. ssh-keygen uses 16 to 100
// rounds.
const bcryptRound = 20_000

// openSSHCiphers are the ciphers of private keys, with whether they are in CTR mode. The
// authenticated ones are rare, and left out.
var openSSHCiphers = map[string]struct {
	blockCipher
	counter bool
}{
	"aes128-ctr": {blockCipher{16, aes.NewCipher}, true},
	"aes192-ctr": {blockCipher{24, aes.NewCipher}, true},
	"aes256-ctr": {blockCipher{32, aes.NewCipher}, true},
	"aes128-cbc": {blockCipher{16, aes.NewCipher}, false},
	"aes192-cbc": {blockCipher{24, aes.NewCipher}, false},
	"aes256-cbc": {blockCipher{32, aes.NewCipher}, false},
	"3des-cbc":   {blockCipher{24, des.NewTripleDESCipher}, false},
}

// sshCertificate ends the types of certificates (PROTOCOL.certkeys in the source of OpenSSH),
// in which a random number is before the key.
const sshCertificate = "-cert-v01@openssh.com"

// sshTypes are the key types of SSH that are no RSA or ECDSA keys.
var sshTypes = map[string]Algorithm{"ssh-ed25519": "Ed25519", "ssh-dss": "DSA", "ssh-ed448": "Ed448",
	"sk-ssh-ed25519@openssh.com": "Ed25519 on a security key", "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA on a security key"}

// readOpenSSH reads a private key in the format of OpenSSH. The library for it would add
// 1 % to the program, most of it for the network.
func (r *reader) readOpenSSH(data []byte, at origin) {
	key := Key{Kind: PrivateKey, Format: "OpenSSH"}
	w := wire{rest: data[len(openSSHMagic):]}
	encryption, kdf, options, count := string(w.bytes()), string(w.bytes()), wire{rest: w.bytes()}, w.number(4)
	public, private := w.bytes(), w.bytes()
	if w.bad || count != 1 {
		p := damaged("The private key of OpenSSH", errShape)
		p.Where = at.where
		r.problem(*p)
		return
	}
	if kdf != "none" {
		var known Key
		if known.readSSH(public) == nil { // what is not secret is in the clear
			key.Algorithm, key.Bits, key.Curve = known.Algorithm, known.Bits, known.Curve
		}
		key.Locked = true
		var problem *Problem
		if private, problem = r.unlockOpenSSH(encryption, kdf, options, private); problem != nil {
			key.problem(*problem)
		}
	}
	if private != nil {
		key = Key{Kind: PrivateKey, Format: "OpenSSH"}
		if err := key.readOpenSSHPrivate(private); err != nil {
			p := damaged("The private key of OpenSSH", err)
			p.Where = at.where
			r.problem(*p)
			return
		}
	}
	p := Problem{ID: "openssh", Level: Warning, Title: "This is a private key in OpenSSH format: do not send or upload it", Expected: "a private key in PEM, such as PKCS#8", Got: "OpenSSH",
		Why: "authdoctor reads this format, but most programs that sign tokens do not."}
	if p.by(fromOpenSSH); key.Algorithm != RSA && key.Algorithm != EC && key.Algorithm != Unknown {
		p.Why = "Keys of this type cannot sign client assertions."
		p.by(otherKind)
	}
	key.problem(p)
	r.label(key, at)
	r.named(key, at)
}

// unlockOpenSSH decrypts the private part. It returns nil for both without a pass phrase.
func (r *reader) unlockOpenSSH(encryption, kdf string, options wire, data []byte) ([]byte, *Problem) {
	salt, rounds := options.bytes(), options.number(4)
	c, ok := openSSHCiphers[encryption]
	if !ok || kdf != "bcrypt" || len(salt) == 0 {
		p := unknownEncryption("")
		p.Expected, p.Why = "AES in CTR or CBC mode", "The encryption is rare; entering the pass phrase does not help."
		p.by(fromOpenSSH)
		return nil, &p
	}
	if err := r.spend(min(rounds, maxIterations)*bcryptRound, fmt.Sprintf("%d rounds of bcrypt", rounds)); err != nil {
		p := costly(tooCostly(err.Error()))
		return nil, &p
	}
	if len(r.passphrase) == 0 {
		return nil, nil
	}
	size := 16
	if encryption == "3des-cbc" {
		size = 8
	}
	secret := bcryptKey(r.passphrase, salt, rounds, c.size+size)
	block, err := c.make(secret[:c.size])
	plain := make([]byte, len(data))
	if err == nil && len(data)%size == 0 && len(data) >= 8 {
		if iv := secret[c.size:]; c.counter {
			cipher.NewCTR(block, iv).XORKeyStream(plain, data)
		} else {
			cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
		}
	}
	if w := (wire{rest: plain}); !w.checked() || len(w.bytes()) == 0 {
		p := r.wrongPassphrase("key")
		return nil, &p
	}
	return plain, nil
}

// readOpenSSHPrivate reads the private part, after its encryption.
func (k *Key) readOpenSSHPrivate(plain []byte) error {
	w := wire{rest: plain}
	if !w.checked() {
		return errShape
	}
	switch kind := string(w.bytes()); {
	case kind == "ssh-rsa":
		n, e, d := w.integer(), w.integer(), w.integer()
		w.bytes() // the inverse of q follows from the others
		p, q := w.integer(), w.integer()
		if w.bad {
			return errShape
		}
		if k.setRSA(n, e); k.faulty() {
			return nil
		}
		return k.setRSAPrivate(d, p, q)
	case strings.HasPrefix(kind, "ecdsa-sha2-"):
		curve, point, d := string(w.bytes()), w.bytes(), w.bytes()
		if w.bad {
			return errShape
		}
		if !k.setSSHCurve(curve) {
			return nil
		}
		return k.setECPrivate(d, point)
	case kind == "":
		return errShape
	default:
		k.setSSHType(kind)
	}
	return nil
}

// readSSH reads a public key of SSH (RFC 4253 section 6.6, RFC 5656 section 3.1).
func (k *Key) readSSH(data []byte) error {
	w := wire{rest: data}
	kind, certified := strings.CutSuffix(string(w.bytes()), sshCertificate)
	if certified {
		w.bytes() // a random number
	}
	switch {
	case kind == "ssh-rsa":
		e, n := w.integer(), w.integer()
		if w.bad || n.Sign() == 0 {
			return errShape
		}
		k.setRSA(n, e)
	case strings.HasPrefix(kind, "ecdsa-sha2-"):
		curve, point := string(w.bytes()), w.bytes()
		if w.bad {
			return errShape
		}
		if k.setSSHCurve(curve) {
			return k.setPoint(point)
		}
	case w.bad || kind == "":
		return errShape
	default:
		k.setSSHType(kind)
	}
	return nil
}

// setSSHCurve sets a curve by its name in SSH, and reports whether NetSuite accepts it.
func (k *Key) setSSHCurve(name string) bool {
	k.Algorithm = EC
	k.Curve = strings.Replace(name, "nistp", "P-", 1)
	if curve := curveOf(k.Curve); curve != nil {
		k.Bits = curve.Params().BitSize
		return true
	}
	k.Curve = "with another name"
	return false
}

func (k *Key) setSSHType(kind string) { k.Algorithm = cmp.Or(sshTypes[kind], "of another SSH type") }

// sshPublic reads a public key of SSH from its binary form, in the base64 of RFC 4716 or of
// a line.
func (r *reader) sshPublic(data []byte, at origin) {
	key, fix := Key{Kind: PublicKey, Format: "OpenSSH"}, fromOpenSSHPublic
	p := Problem{ID: "openssh", Level: Warning, Title: "This is a public key in OpenSSH format", Expected: "a certificate in PEM",
		Why: "NetSuite accepts X.509 certificates, and most programs read public keys only as PEM."}
	if at.label == ssh2 {
		key.Format, fix = "SSH2", fromRFC4716
		p.ID, p.Title = "ssh2", "This is a public key in SSH2 format (RFC 4716)"
	}
	if err := key.readSSH(data); err != nil {
		p := damaged("The public key of SSH", err)
		p.Where = at.where
		r.problem(*p)
		return
	}
	if key.Algorithm != RSA && key.Algorithm != EC {
		fix, p.Why = otherKind, "Keys of this type cannot sign client assertions."
	}
	p.Got = key.Format
	if bytes.Contains(data[:min(len(data), 64)], []byte(sshCertificate)) {
		p.Title, p.Got = "This is an OpenSSH certificate, not an X.509 certificate", "an OpenSSH certificate"
	}
	p.by(fix)
	key.problem(p)
	r.named(key, at)
}

// sshLines reads the public keys in lines such as those of authorized_keys and known_hosts,
// where the type of a key is before its base64, and reports whether there were any.
func (r *reader) sshLines(text string) (some bool) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line[:min(len(line), 1<<16)])
		for i, word := range words[:max(0, min(len(words)-1, 8))] {
			if !isSSHType(word) || !strings.HasPrefix(words[i+1], "AAAA") {
				continue
			}
			if r.full {
				return true
			}
			some = true
			data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(words[i+1], "="))
			if err != nil {
				r.problem(*damaged("The public key of SSH", errShape))
				break
			}
			r.sshPublic(data, origin{encoding: "PEM"})
			break
		}
	}
	return some
}

func isSSHType(word string) bool {
	word = strings.TrimSuffix(word, sshCertificate)
	return word == "ssh-rsa" || strings.HasPrefix(word, "ecdsa-sha2-nistp") || sshTypes[word] != ""
}

// bcryptKey derives octets from a pass phrase as bcrypt_pbkdf of OpenBSD does: PBKDF2 with
// bcrypt on SHA-512 in place of HMAC, and its octets dealt out among the blocks.
func bcryptKey(passphrase, salt []byte, rounds, size int) []byte {
	phrase := sha512.Sum512(passphrase)
	const block = 32
	blocks := (size + block - 1) / block
	key := make([]byte, blocks*block)
	for number := range blocks {
		salted := sha512.Sum512(binary.BigEndian.AppendUint32(salt[:len(salt):len(salt)], uint32(number+1)))
		last := bcryptHash(phrase[:], salted[:])
		sum := last
		for range rounds - 1 {
			salted = sha512.Sum512(last[:])
			last = bcryptHash(phrase[:], salted[:])
			for i := range sum {
				sum[i] ^= last[i]
			}
		}
		for i, b := range sum {
			key[i*blocks+number] = b
		}
	}
	return key[:size]
}

func bcryptHash(phrase, salt []byte) (out [32]byte) {
	c, _ := blowfish.NewSaltedCipher(phrase, salt) // both have 64 bytes, which it takes
	for range 64 {
		blowfish.ExpandKey(salt, c)
		blowfish.ExpandKey(phrase, c)
	}
	copy(out[:], "OxychromaticBlowfishSwatDynamite")
	for i := 0; i < len(out); i += 8 {
		for range 64 {
			c.Encrypt(out[i:i+8], out[i:i+8])
		}
	}
	for i := 0; i < len(out); i += 4 {
		binary.LittleEndian.PutUint32(out[i:], binary.BigEndian.Uint32(out[i:]))
	}
	return out
}
