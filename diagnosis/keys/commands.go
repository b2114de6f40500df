package keys

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// conversion is a fix that other programs carry out. Every command of theirs that is printed
// for a file is in this file. They are for a POSIX shell and OpenSSL 3; where an older
// OpenSSL or LibreSSL lacks an option, the fix says so.
type conversion struct {
	fix     string // as Problem.Fix
	command string // as Problem.Command
}

var (
	fromPKCS7 = conversion{"Extract the certificate. If there are several, keep the one that belongs to your private key.",
		"openssl pkcs7 -print_certs -in FILE -out certificate.pem"}

	// ssh-keygen overwrites the file, and reads no private key that others can read or that
	// has line ends of Windows.
	fromOpenSSH = conversion{"Convert a copy of it, because ssh-keygen overwrites its input.",
		"tr -d '\\r' < FILE > COPY\n" +
			"chmod 600 COPY\n" +
			"ssh-keygen -p -m PKCS8 -f COPY"}
	fromOpenSSHPublic = conversion{"Convert it.",
		"ssh-keygen -e -m PKCS8 -f FILE > public.pem"}
	fromRFC4716 = conversion{"Convert it in two steps.",
		"ssh-keygen -i -m RFC4716 -f FILE > key.pub\n" +
			"ssh-keygen -e -m PKCS8 -f key.pub > public.pem"}
	fromPuTTY = conversion{"Convert it. In PuTTYgen: Conversions › Export OpenSSH key.",
		"puttygen FILE -O private-openssh -o key.pem"}

	// lockAgain locks a private key in the way that is read here, whatever its own is.
	lockAgain = conversion{"Convert the key.",
		"openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out key.pem"}
	lockAgainOld = conversion{"Convert the key. OpenSSL 3 needs its legacy provider for the old encryption. With older versions, leave the -provider options out.",
		"openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in FILE -out key.pem"}

	nameCurve = conversion{"Convert the private key, and create its certificate again.",
		"openssl pkey -in FILE -ec_param_enc named_curve -out key.pem"}
	writePoint = conversion{"Convert the private key, and create its certificate again.",
		"openssl pkey -in FILE -ec_conv_form uncompressed -out key.pem"}
	newPair   = conversion{"Create a new key pair.", NewPairCommand}
	otherKind = conversion{"NetSuite does not accept keys of this kind. Create a new key pair.", NewPairCommand}

	mendFirst   = conversion{"Fix the other problem of the file first. Then run the check again to see how to convert it.", ""}
	exportAgain = conversion{"Export it as PEM with the program that created it.", ""}

	dropTrust = conversion{"Remove the trust settings with openssl.",
		"openssl x509 -in FILE -out certificate.pem"}
	saveCertificate = conversion{"Save only the certificate to a separate file.",
		"openssl x509 -in FILE -out public.pem"}

	// openssl x509 -req would make a certificate of version 1.
	signRequest = conversion{"Sign it yourself, with its private key in private.pem.",
		"openssl req -x509 -in FILE -key private.pem -sha256 -days 730 -out public.pem"}
)

// fromPKCS12 takes out what a PKCS#12 file holds. Without -nodes, openssl asks for a pass
// phrase for the new private key. With -clcerts it leaves out certificates of no private key.
func fromPKCS12(f found) (c conversion) {
	openssl := "openssl pkcs12 -in FILE "
	if f.legacy {
		openssl = "openssl pkcs12 -legacy -in FILE "
	}
	switch certificate, private := f.has(Certificate), f.has(PrivateKey); {
	case certificate && private:
		c = conversion{"Extract the certificate and the private key, and upload only the certificate.", openssl + "-clcerts -nokeys -out certificate.pem\n" + openssl + "-nocerts -out key.pem"}
	case private:
		c = conversion{"Extract the private key, and keep it secret.", openssl + "-nocerts -out key.pem"}
	default:
		c = conversion{fromPKCS7.fix, openssl + "-nokeys -out certificate.pem"}
	}
	if f.locked() {
		c.fix += " If certificate.pem stays empty, leave -clcerts out."
	}
	if f.legacy {
		c.fix += " OpenSSL 3 needs -legacy for the old encryption. With older versions, leave -legacy out."
	}
	return c
}

// saveNumber saves one of several certificates of a file. openssl x509 reads the first one of
// its input only, so awk passes on the file from the right one.
func saveNumber(n int) conversion {
	if n == 1 {
		return saveCertificate
	}
	return conversion{saveCertificate.fix, fmt.Sprintf("awk '/-BEGIN .*CERTIFICATE-/ {n++} n == %d' FILE | openssl x509 -out public.pem", n)}
}

// fromKeystore takes out what a keystore of Java holds. keytool asks for an alias only where
// it is told to take out a single entry.
func fromKeystore(f found) conversion {
	if !f.has(PrivateKey) {
		return conversion{fromPKCS7.fix, "keytool -list -rfc -keystore FILE > certificate.pem"}
	}
	return conversion{"Convert it to PKCS#12, then extract the certificate and the private key. If an old Java version wrote the file, OpenSSL 3 needs -legacy.",
		"keytool -importkeystore -srckeystore FILE -srcstoretype " + f.form + " -destkeystore key.p12 -deststoretype PKCS12\n" +
			"openssl pkcs12 -in key.p12 -clcerts -nokeys -out certificate.pem\n" +
			"openssl pkcs12 -in key.p12 -nocerts -out key.pem"}
}

// by sets the fix of a problem.
func (p *Problem) by(c conversion) { p.Fix, p.Command = c.fix, c.command }

// decode is the command line that writes the content of a PEM block.
const decode = `sed -n '/-----BEGIN/,/-----END/{/-----/!p;}' FILE | tr -d '\r\n ' | openssl base64 -d -A -out decoded.der` + "\n"

// ofDER tells DER to the commands of openssl that do not recognise it.
var ofDER = strings.NewReplacer("pkcs7 -", "pkcs7 -inform DER -", "req -x509 ", "req -x509 -inform DER ")

// relabel puts the label into a private key of OpenSSH that has another one.
const relabel = `< FILE | sed 's/^-----\([BE][A-Z]*\) .*/-----\1 ` + openSSHLabel + `-----/'`

// suit fits the commands of a problem to the form of its key: DER, or PEM that openssl does
// not know by its label, which is decoded first.
func (p *Problem) suit(at origin, format string) {
	if strings.Contains(p.Command, pemToDER) {
		p.Command = at.command(p.Command)
		return
	}
	if format == "OpenSSH" && at.label != "" && at.label != openSSHLabel {
		p.Command = strings.Replace(p.Command, "< FILE", relabel, 1)
	}
	isPEM := slices.Contains(ownForms, format) || format != "PKCS#12" && at.label != "CMS" && slices.Contains(labels[format], at.label)
	if isPEM || !strings.Contains(p.Command, "FILE") {
		return
	}
	p.Command = ofDER.Replace(p.Command)
	if at.label != "" {
		p.Command = decode + strings.ReplaceAll(p.Command, "FILE", "decoded.der")
	}
}

// ownForms are the formats whose programs read no other form of them.
var ownForms = []string{"OpenSSH", "SSH2", "PuTTY"}

// suit fits the commands of a problem to a file that was repaired in reading it: other
// programs do not repair it. Where no command does either, there is none.
func (f File) suit(p *Problem, format string) {
	// openssl reads some of them as they are, ssh-keygen does not.
	loose := func(p Problem) bool { return slices.Contains([]string{"text-around", "one-line", "bare-base64"}, p.ID) }
	switch {
	case !strings.Contains(p.Command, "FILE"):
	case f.Stuck, (format == "OpenSSH" || format == "SSH2") && slices.ContainsFunc(f.Problems, loose):
		p.by(mendFirst)
	case f.unwrap != "":
		unwrapped := "unwrapped.pem"
		if strings.HasSuffix(f.unwrap, "unwrapped.der") {
			unwrapped = "unwrapped.der"
		}
		p.Command = f.unwrap + "\n" + strings.ReplaceAll(p.Command, "FILE", unwrapped)
	}
}

// legacyEncryptions are the encryptions and sums that OpenSSL 3 has in its legacy provider:
// object identifiers, and beginnings of names in DEK-Info.
var legacyEncryptions = []string{
	"1.2.840.113549.1.5.1.", "1.2.840.113549.1.5.3.", "1.2.840.113549.1.5.4.", // PBES1 with DES and RC2 (RFC 8018 appendix A.3)
	"1.2.840.113549.1.5.6.", "1.2.840.113549.1.5.10.", "1.2.840.113549.1.5.11.",
	"1.2.840.113549.1.12.1.1.", "1.2.840.113549.1.12.1.2.", // PKCS#12 with RC4 and RC2 (RFC 7292 appendix C)
	"1.2.840.113549.1.12.1.5.", "1.2.840.113549.1.12.1.6.",
	"1.3.14.3.2.7.", "1.2.840.113549.3.2.", "1.2.840.113549.3.9.", // PBES2 with DES, RC2 and RC5 (RFC 8018 appendix B.2)
	"1.2.840.113549.3.4.", "1.3.6.1.4.1.3029.1.2.", "1.2.840.113533.7.66.10.", // with RC4, Blowfish, CAST5, SEED and IDEA
	"1.2.410.200004.1.4.", "1.3.6.1.4.1.188.7.1.1.2.",
	"1.2.840.113549.2.4.", "1.0.10118.3.0.55.", // MD4 and Whirlpool, for the check sum of PKCS#12
	"DES-", "DESX-", "RC2-", "RC4", "IDEA-", "SEED-", "BF-", "CAST5-",
}

// isLegacy reports whether PKCS#12 names an encryption or a sum that OpenSSL 3 opens only
// with -legacy. The file has their names in the clear.
func isLegacy(data []byte) bool {
	return slices.ContainsFunc(legacyEncryptions, func(name string) bool {
		oid := encodeOID(strings.TrimSuffix(name, "."))
		return oid != nil && bytes.Contains(data, oid)
	})
}
