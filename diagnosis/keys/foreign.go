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

// container returns a Key for PKCS#7 or PKCS#12 in data, which is not opened.
func container(format string, data []byte) Key {
	key := Key{Kind: Container, Format: format}
	p := Problem{ID: "pkcs7", Level: Fault, Title: "It is a PKCS#7 file, a bundle of certificates", Expected: "a certificate in PEM", Got: format,
		Why: "NetSuite takes one X.509 certificate, not a bundle of them."}
	p.by(fromPKCS7)
	if format == "PKCS#12" {
		p.ID, p.Title = "pkcs12", "It is a PKCS#12 file, which holds a private key: do not send or upload it"
		p.Why = "Whoever has it and its password can sign in your name. NetSuite takes the certificate alone."
		if p.by(fromPKCS12); isLegacy(data) {
			p.by(fromOldPKCS12)
		}
	}
	key.problem(p)
	return key
}

// foreign returns a Key for a format that is recognised but of no use here.
func foreign(format, title string, fix conversion) Key {
	key := Key{Kind: Other, Format: format}
	id := strings.NewReplacer(" ", "-", "#", "").Replace(strings.ToLower(format))
	p := Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: format,
		Why: "NetSuite takes X.509 certificates, and JSON Web Tokens are not signed with files of this kind."}
	p.by(fix)
	key.problem(p)
	return key
}

// The titles of keys in the format of OpenSSH, and of keystores.
const (
	openSSHPrivate = "It is a private key in the format of OpenSSH: do not send or upload it"
	openSSHPublic  = "It is a public key in the format of OpenSSH"
	ssh2Public     = "It is a public key in the format of SSH2 (RFC 4716)"
	javaKeystore   = "It is a keystore of Java, which may hold a private key: do not send or upload it"
)

// ssh2 is the label of RFC 4716 section 3.2.
const ssh2 = "SSH2 PUBLIC KEY"

// foreignMagics are the first bytes of binary files, and of PEM blocks of OpenSSH and of
// RFC 4716.
var foreignMagics = []struct {
	begin, format, title string
	fix                  conversion
}{
	{"\xfe\xed\xfe\xed", "Java keystore", javaKeystore, fromJKS},
	{"\xce\xce\xce\xce", "Java keystore", javaKeystore, fromJCEKS},
	{"openssh-key-v1\x00", "OpenSSH", openSSHPrivate, fromOpenSSH},
	{"\x00\x00\x00\x0bssh-ed25519", "SSH2", ssh2Public, otherKind},
	{"\x00\x00\x00\x07ssh-dss", "SSH2", ssh2Public, otherKind},
	{"\x00\x00\x00\x07ssh-", "SSH2", ssh2Public, fromRFC4716},
	{"\x00\x00\x00\x13ecdsa-", "SSH2", ssh2Public, fromRFC4716},
	{"SSH PRIVATE KEY FILE FORMAT", "OpenSSH", openSSHPrivate, exportAgain},
}

// foreignBytes recognises binary files by their first bytes.
func foreignBytes(data []byte) (Key, bool) {
	for _, magic := range foreignMagics {
		if bytes.HasPrefix(data, []byte(magic.begin)) {
			return foreign(magic.format, magic.title, magic.fix), true
		}
	}
	return Key{}, false
}

// foreignLines are the beginnings of lines of text formats.
var foreignLines = []struct {
	begin, format, title string
	fix                  conversion
}{
	{"ssh-rsa AAAA", "OpenSSH", openSSHPublic, fromOpenSSHPublic},
	{"ecdsa-sha2-", "OpenSSH", openSSHPublic, fromOpenSSHPublic},
	{"ssh-dss AAAA", "OpenSSH", openSSHPublic, otherKind},
	{"ssh-ed25519 AAAA", "OpenSSH", openSSHPublic, otherKind},
	{"sk-ssh-", "OpenSSH", openSSHPublic, otherKind},
	{"sk-ecdsa-", "OpenSSH", openSSHPublic, otherKind},
	{"PuTTY-User-Key-File-", "PuTTY", "It is a private key in the format of PuTTY: do not send or upload it", fromPuTTY},
	{"<RSAKeyValue>", "XML key", "It is a key in the XML of .NET", exportAgain},
}

// foreignText recognises text formats by how a line begins.
func foreignText(text string) (Key, bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for _, known := range foreignLines {
			if strings.HasPrefix(line, known.begin) {
				return foreign(known.format, known.title, known.fix), true
			}
		}
	}
	return Key{}, false
}

func openPGP(label string) Key {
	if strings.Contains(label, "PRIVATE") {
		return foreign("OpenPGP", "It is a private key of OpenPGP: do not send or upload it", otherKind)
	}
	return foreign("OpenPGP", "It is a key or a message of OpenPGP", otherKind)
}
