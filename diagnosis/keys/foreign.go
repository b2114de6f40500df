package keys

import (
	"bytes"
	"strings"
)

// oidSignedData is the DER of the content type signed-data of PKCS#7. The other content
// types differ only in the last octet.
var oidSignedData = []byte{tagOID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2}

// holds reports whether what occurs near the beginning of data.
func holds(data, what []byte) bool { return bytes.Contains(data[:min(len(data), 32)], what) }

// isContainer reports whether data looks like PKCS#7 or PKCS#12 in BER. Both often have
// indefinite lengths.
func isContainer(data []byte) bool { return holds(data, oidSignedData[:10]) }

// container returns a Key for PKCS#7 or PKCS#12, which is not opened.
func container(format string) Key {
	key := Key{Kind: Container, Format: format}
	p := Problem{ID: "pkcs7", Level: Fault, Title: "It is a PKCS#7 file, a bundle of certificates", Expected: "a certificate in PEM", Got: format,
		Why: "NetSuite takes one X.509 certificate, not a bundle of them.",
		Fix: "Take the certificate out: openssl pkcs7 -print_certs -in FILE -out certificate.pem, with -inform DER if FILE does not begin with -----BEGIN."}
	if format == "PKCS#12" {
		p.ID, p.Title = "pkcs12", "It is a PKCS#12 file, which holds a private key: do not send or upload it"
		p.Why = "Whoever has it and its password can sign in your name. NetSuite takes the certificate alone."
		p.Fix = "Take the certificate out: openssl pkcs12 -in FILE -clcerts -nokeys -out certificate.pem; the private key: openssl pkcs12 -in FILE -nocerts -out key.pem."
	}
	key.problem(p)
	return key
}

// foreign returns a Key for a format that is recognised but of no use here.
func foreign(format, title, fix string) Key {
	key := Key{Kind: Other, Format: format}
	id := strings.NewReplacer(" ", "-", "#", "").Replace(strings.ToLower(format))
	key.problem(Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: format,
		Why: "NetSuite takes X.509 certificates, and JSON Web Tokens are not signed with files of this kind.", Fix: fix})
	return key
}

func openSSH(private bool) Key {
	if private {
		return foreign("OpenSSH", "It is a private key in the format of OpenSSH: do not send or upload it",
			"Convert a copy of it: ssh-keygen -p -m PKCS8 -f COPY, which overwrites COPY.")
	}
	return foreign("OpenSSH", "It is a public key in the format of OpenSSH", "Convert it: ssh-keygen -e -m PKCS8 -f FILE > public.pem.")
}

func keystore(format string) Key {
	return foreign(format, "It is a keystore of Java, which may hold a private key: do not send or upload it",
		"Take the certificate out: keytool -exportcert -rfc -keystore FILE -alias NAME -file certificate.pem; the private key: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12, then openssl pkcs12 -in key.p12 -nocerts -out key.pem.")
}

// foreignBytes recognises binary files by their first bytes.
func foreignBytes(data []byte) (Key, bool) {
	for _, magic := range []struct {
		begin string
		key   func() Key
	}{
		{"\xfe\xed\xfe\xed", func() Key { return keystore("Java keystore") }},
		{"\xce\xce\xce\xce", func() Key { return keystore("Java keystore") }},
		{"openssh-key-v1\x00", func() Key { return openSSH(true) }},
		{"\x00\x00\x00\x07ssh-", func() Key { return openSSH(false) }},
		{"\x00\x00\x00\x0bssh-", func() Key { return openSSH(false) }},
		{"\x00\x00\x00\x13ecdsa-", func() Key { return openSSH(false) }},
		{"SSH PRIVATE KEY FILE FORMAT", func() Key { return openSSH(true) }},
	} {
		if bytes.HasPrefix(data, []byte(magic.begin)) {
			return magic.key(), true
		}
	}
	return Key{}, false
}

// foreignText recognises text formats by how a line begins.
func foreignText(text string) (Key, bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for _, begin := range []string{"ssh-rsa AAAA", "ssh-dss AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"} {
			if strings.HasPrefix(line, begin) {
				return openSSH(false), true
			}
		}
		if strings.HasPrefix(line, "PuTTY-User-Key-File-") {
			return foreign("PuTTY", "It is a private key in the format of PuTTY: do not send or upload it",
				"Convert it: puttygen FILE -O private-openssh -o key.pem."), true
		}
		if strings.HasPrefix(line, "<RSAKeyValue>") {
			return foreign("XML key", "It is a key in the XML of .NET", "Export it as PEM with the program that made it."), true
		}
	}
	return Key{}, false
}

func openPGP(label string) Key {
	if strings.Contains(label, "PRIVATE") {
		return foreign("OpenPGP", "It is a private key of OpenPGP: do not send or upload it", "OpenPGP keys cannot be used with NetSuite: make a key pair.")
	}
	return foreign("OpenPGP", "It is a key or a message of OpenPGP", "OpenPGP keys cannot be used with NetSuite: make a key pair.")
}
