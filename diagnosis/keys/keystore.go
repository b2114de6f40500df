package keys

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"crypto/subtle"
)

// The key protections of Java: that of JKS, which is read, and that of JCEKS.
const oidJKSKey = "1.3.6.1.4.1.42.2.17.1.1"

// readKeystore reads a keystore of Java, of the type JKS or JCEKS (JavaKeyStore.java of
// OpenJDK). Its certificates are not encrypted; its private keys are, each with a password
// that is mostly that of the store.
//
// The library for this allocates what the file says, however much that is.
func (r *reader) readKeystore(data []byte, at origin) {
	w := wire{rest: data[4:]}
	version, entries := w.number(4), w.number(4)
	trial := &reader{passphrase: r.passphrase, effort: r.effort}
	opens := len(data) > sha1.Size && len(r.passphrase) > 0 && opensKeystore(data, r.passphrase)
	secret := false
	for range entries {
		if w.bad || secret || trial.full {
			break
		}
		tag, alias := w.number(4), string(w.take(w.number(2)))
		w.take(8) // when it was made
		switch tag {
		case 1:
			protected := w.bytes()
			chain := w.number(4)
			if w.bad {
				break
			}
			trial.keystoreKey(protected, alias, opens)
			for range chain {
				if w.bad || trial.full {
					break
				}
				trial.keystoreCertificate(&w, version, alias)
			}
		case 2:
			trial.keystoreCertificate(&w, version, alias)
		default:
			secret = true // an object of Java, whose length only Java knows
		}
	}
	f := found{format: keystore, form: "JKS", fix: fromKeystore, file: trial.file}
	if data[0] == 0xce {
		f.form = "JCEKS"
	}
	if !trial.full && (w.bad || !secret && len(w.rest) != sha1.Size) {
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "The keystore is damaged", Where: at.where, Expected: "the stated number of entries, and a checksum", Got: "fewer or more bytes",
			Why: "Part of the file is missing or was changed.", Fix: "Copy the file again in binary mode."})
		f.fix = func(found) conversion { return mendFirst }
	}
	r.took(f, at)
}

// opensKeystore reports whether a password is that of the store: a hash of both is at the
// end of the file.
func opensKeystore(data, password []byte) bool {
	h := sha1.New()
	h.Write(javaString(password))
	h.Write([]byte("Mighty Aphrodite"))
	h.Write(data[:len(data)-sha1.Size])
	return subtle.ConstantTimeCompare(h.Sum(nil), data[len(data)-sha1.Size:]) == 1
}

// javaString encodes a password as Java does, in UTF-16.
func javaString(password []byte) []byte {
	bmp := bmpString(password)
	return bmp[:max(0, len(bmp)-2)]
}

// keystoreCertificate reads a certificate; from version 2 on its type is before it.
func (r *reader) keystoreCertificate(w *wire, version int, alias string) {
	if version > 1 {
		w.take(w.number(2))
	}
	if der := w.bytes(); !w.bad {
		r.part(der, alias)
	}
}

// keystoreKey reads a protected private key. opens reports whether the password is that of
// the store.
func (r *reader) keystoreKey(der []byte, alias string, opens bool) {
	locked := Key{Kind: PrivateKey, Locked: true}
	var a algorithm
	e, _, err := next(der)
	parts, partsErr := e.parts("SO")
	if err == nil && partsErr == nil {
		a, err = parts[0].algorithm()
	}
	if err = cmp.Or(err, partsErr); err == nil && a.oid == oidJKSKey && len(parts[1].value) < 2*sha1.Size {
		err = errShape
	}
	if err != nil {
		p := damaged("The private key", err)
		p.Where = entryWhere(alias)
		r.problem(*p)
		return
	}
	if a.oid != oidJKSKey {
		p := unknownEncryption("")
		p.Where, p.Expected = entryWhere(alias), "a keystore of the type JKS or PKCS12"
		p.Why = "Only Java reads this encryption."
		p.by(conversion{"Convert the keystore to PKCS#12, and open that.", ""})
		locked.problem(p)
		r.add(locked)
		return
	}
	if len(r.passphrase) > 0 {
		if plain := openKeystoreKey(parts[1].value, javaString(r.passphrase)); plain != nil {
			r.part(plain, alias)
			return
		}
		p := r.wrongPassphrase("key")
		p.Where = entryWhere(alias)
		if opens {
			p.Why, p.Fix = "It opens the keystore, but the key inside has a separate password.", "Enter the password of the key."
		}
		locked.problem(p)
	}
	r.add(locked)
}

// openKeystoreKey undoes the protection of JKS (KeyProtector.java of OpenJDK): a stream of
// SHA-1 sums over the password and the sum before. It returns nil for a wrong password.
func openKeystoreKey(data, password []byte) []byte {
	sum, rest := data[:sha1.Size], bytes.Clone(data[sha1.Size:])
	plain, check := rest[:len(rest)-sha1.Size], rest[len(rest)-sha1.Size:]
	h := sha1.New()
	for at := 0; at < len(plain); at += sha1.Size {
		h.Reset()
		h.Write(password)
		h.Write(sum)
		sum = h.Sum(nil)
		subtle.XORBytes(plain[at:], plain[at:], sum)
	}
	h.Reset()
	h.Write(password)
	h.Write(plain)
	if subtle.ConstantTimeCompare(h.Sum(nil), check) != 1 {
		return nil
	}
	return plain
}
