package keys

import (
	"bytes"
	"strings"
)

// foreign returns a Key for a format that is recognised but of no use here.
func foreign(format, title, fix, command string) Key {
	key := Key{Kind: Other, Format: format}
	id := strings.NewReplacer(" ", "-", "#", "").Replace(strings.ToLower(format))
	key.problem(Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: format,
		Why: "NetSuite takes X.509 certificates, and JSON Web Tokens are not signed with files of this kind.", Fix: fix, Command: command})
	return key
}

// binaryFormat returns the reader of a binary file that is told by its first bytes; nil for
// any other.
func binaryFormat(data []byte) func(r *reader, data []byte, at origin) {
	public := func(r *reader, data []byte, at origin) {
		command := sshConvert
		if at.label != "" {
			command = ssh2Convert
		}
		r.sshPublic(data, at, command)
	}
	named := func(format, title, fix, command string) func(*reader, []byte, origin) {
		return func(r *reader, _ []byte, at origin) {
			key := foreign(format, title, fix, command)
			key.Encoding = at.encoding
			r.add(key)
		}
	}
	for _, magic := range []struct {
		begin string
		read  func(r *reader, data []byte, at origin)
	}{
		{"\xfe\xed\xfe\xed", (*reader).readKeystore},
		{"\xce\xce\xce\xce", (*reader).readKeystore},
		{"\x00\x00\x00\x02\x00\x00\x00\x14", named("BouncyCastle keystore", "It is a keystore of BouncyCastle, which may hold a private key: do not send or upload it",
			"Save it as PKCS#12 with the program that made it.", "")},
		{openSSHMagic, (*reader).readOpenSSH},
		{"\x00\x00\x00\x07ssh-", public},
		{"\x00\x00\x00\x0bssh-", public},
		{"\x00\x00\x00\x13ecdsa-", public},
		{"SSH PRIVATE KEY FILE FORMAT", named("OpenSSH", "It is a private key in the first format of OpenSSH: do not send or upload it",
			"Keys of SSH version 1 cannot be used: make a new key pair.", NewPairCommand)},
	} {
		if bytes.HasPrefix(data, []byte(magic.begin)) {
			return magic.read
		}
	}
	return nil
}

// foreignText recognises text formats by how a line begins.
func foreignText(text string) (Key, bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "PuTTY-User-Key-File-") {
			return foreign("PuTTY", "It is a private key in the format of PuTTY: do not send or upload it",
				"Convert it. In the window of PuTTYgen: Conversions › Export OpenSSH key.", "puttygen FILE -O private-openssh -o key.pem"), true
		}
		if strings.HasPrefix(line, "<RSAKeyValue>") {
			return foreign("XML key", "It is a key in the XML of .NET", "Export it as PEM with the program that made it.", ""), true
		}
	}
	return Key{}, false
}

func openPGP(label string) Key {
	if strings.Contains(label, "PRIVATE") {
		return foreign("OpenPGP", "It is a private key of OpenPGP: do not send or upload it", "OpenPGP keys cannot be used with NetSuite: make a key pair.", NewPairCommand)
	}
	return foreign("OpenPGP", "It is a key or a message of OpenPGP", "OpenPGP keys cannot be used with NetSuite: make a key pair.", NewPairCommand)
}
