package keys

import (
	"bytes"
	"strings"
)

// foreign returns a Key for a format that is recognised but of no use here.
func foreign(format, title string, fix conversion) Key {
	key := Key{Kind: Other, Format: format}
	id := strings.NewReplacer(" ", "-", "#", "").Replace(strings.ToLower(format))
	p := Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: format,
		Why: "NetSuite accepts X.509 certificates, and JSON Web Tokens are not signed with files of this kind."}
	p.by(fix)
	key.problem(p)
	return key
}

// ssh2 is the label of RFC 4716 section 3.2.
const ssh2 = "SSH2 PUBLIC KEY"

// openSSHLabel is the PEM label that OpenSSH asks for.
const openSSHLabel = "OPENSSH PRIVATE KEY"

// binaryFormat returns the reader of a binary file, or of what is in a PEM block, that is told
// by its first bytes; nil for any other.
func binaryFormat(data []byte) func(r *reader, data []byte, at origin) {
	for _, magic := range []struct {
		begin string
		read  func(r *reader, data []byte, at origin)
	}{
		{"\xfe\xed\xfe\xed", (*reader).readKeystore},
		{"\xce\xce\xce\xce", (*reader).readKeystore},
		{openSSHMagic, (*reader).readOpenSSH},
		{"\x00\x00\x00\x07ssh-", (*reader).sshPublic},
		{"\x00\x00\x00\x0bssh-", (*reader).sshPublic},
		{"\x00\x00\x00\x13ecdsa-", (*reader).sshPublic},
		{"\x00\x00\x00\x02\x00\x00\x00\x14", func(r *reader, _ []byte, at origin) {
			r.named(foreign("BouncyCastle keystore", "This is a BouncyCastle keystore, which may contain a private key: do not send or upload it", exportAgain), at)
		}},
		{"SSH PRIVATE KEY FILE FORMAT", func(r *reader, _ []byte, at origin) {
			r.named(foreign("OpenSSH", "This is a private key of SSH version 1: do not send or upload it", otherKind), at)
		}},
	} {
		if bytes.HasPrefix(data, []byte(magic.begin)) {
			return magic.read
		}
	}
	return nil
}

// named adds a key that was read from a place.
func (r *reader) named(key Key, at origin) {
	key.from(at)
	r.add(key)
}

// foreignText recognises text formats by how a line begins.
func foreignText(text string) (Key, bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "PuTTY-User-Key-File-") {
			return foreign("PuTTY", "This is a private key in PuTTY format: do not send or upload it", fromPuTTY), true
		}
		if strings.HasPrefix(line, "<RSAKeyValue>") {
			return foreign("XML key", "This is a key in the XML format of .NET", exportAgain), true
		}
	}
	return Key{}, false
}

func openPGP(label string) Key {
	if strings.Contains(label, "PRIVATE") {
		return foreign("OpenPGP", "This is an OpenPGP private key: do not send or upload it", otherKind)
	}
	if label == "PGP MESSAGE" {
		return foreign("OpenPGP", "This is a message encrypted with OpenPGP", conversion{"Decrypt it with gpg, and open the result.", ""})
	}
	return foreign("OpenPGP", "This is an OpenPGP key or message", otherKind)
}
