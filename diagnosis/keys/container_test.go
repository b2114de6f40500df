package keys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"authdoctor/diagnosis/commandtest"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
)

// fixture returns a file of testdata. Its pass phrase is secret99, where nothing else is
// said.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return must(os.ReadFile(filepath.Join("testdata", name)))
}

// inBER rewrites DER with indefinite lengths and with its octet strings in pieces.
func inBER(der []byte) (ber []byte) {
	for len(der) > 0 {
		header, length := 2, int(der[1])
		if length > 0x80 {
			header += length - 0x80
			length = 0
			for _, b := range der[2:header] {
				length = length<<8 | int(b)
			}
		}
		tag, value := der[0], der[header:header+length]
		switch {
		case tag&0x20 != 0:
			ber = append(append(append(ber, tag, 0x80), inBER(value)...), 0, 0)
		case (tag == 4 || tag == 0x80) && length > 1:
			ber = append(ber, tag|0x20, 0x80)
			for piece := range slices.Chunk(value, 100) {
				ber = append(append(ber, 4, byte(len(piece))), piece...)
			}
			ber = append(ber, 0, 0)
		default:
			ber = append(ber, der[:header+length]...)
		}
		der = der[header+length:]
	}
	return ber
}

// kinds lists the keys of a file, such as "certificate EC P-256".
func kinds(file keys.File) string {
	var all []string
	for _, k := range file.Keys {
		what := string(k.Kind) + " " + k.Type()
		if k.Locked {
			what += " locked"
		}
		all = append(all, what)
	}
	return strings.Join(all, ", ")
}

// TestContainers catches a container that is not opened by its pass phrase, one that is
// opened by another, and what is in it that is passed over.
func TestContainers(t *testing.T) {
	const pair, locked = "certificate EC P-256, private-key EC P-256", "container of unknown type locked"
	const wrong, held = "fault pass-phrase,fault pkcs12", "warning pkcs12"
	ber := string(inBER(fixture(t, "aes.p12")))
	base := base64.StdEncoding.EncodeToString(fixture(t, "aes.p12"))
	const three = "certificate EC P-256, certificate EC P-256, private-key EC P-256"
	for _, c := range []struct{ name, in, passphrase, kinds, ids string }{
		{"aes.p12", "", "secret99", three, held},
		{"aes.p12", "", "", locked, "fault pkcs12"},
		{"aes.p12", "", "falsch", locked, wrong},
		{"in BER", ber, "secret99", three, held},
		{"in BER", ber, "falsch", locked, wrong},
		{"in base64", base, "secret99", three, "warning bare-base64," + held},
		{"in base64", base, "", locked, "warning bare-base64,fault pkcs12"},
		{"as PKCS12", pemOf("PKCS12", fixture(t, "aes.p12")), "secret99", three, held},
		{"as a certificate", pemOf("CERTIFICATE", fixture(t, "aes.p12")), "secret99", three, "fault label," + held},
		{"rc2-40.p12", "", "secret99", pair, held},
		{"rc2-40.p12", "", "falsch", locked, wrong},
		{"rc2-128.p12", "", "secret99", pair, held},
		{"rc4.p12", "", "secret99", locked, "fault encryption,fault pkcs12"},
		{"no-mac.p12", "", "secret99", pair, held},
		{"no-mac.p12", "", "falsch", locked, wrong},
		{"empty.p12", "", "", pair, held},
		{"empty.p12", "", "falsch", pair, held},
		{"umlaut.p12", "", "gehäuse", pair, held},
		{"certificate.p12", "", "secret99", "certificate EC P-256", held},
		{"java.p12", "", "secret99", "private-key EC P-256, private-key EC P-256, certificate EC P-256, certificate EC P-256", held},
		{"java.jks", "", "secret99", "certificate EC P-256, private-key EC P-256, certificate EC P-256", "warning java-keystore"},
		{"java.jks", "", "", "certificate EC P-256, private-key of unknown type locked, certificate EC P-256", "warning java-keystore"},
		{"java.jks", "", "falsch", "certificate EC P-256, private-key of unknown type locked, certificate EC P-256", "warning java-keystore,fault pass-phrase"},
		{"other-password.jks", "", "other123", pairReversed, "warning java-keystore"},
		{"other-password.jks", "", "secret99", "private-key of unknown type locked, certificate EC P-256", "warning java-keystore,fault pass-phrase"},
		{"java.jceks", "", "secret99", "private-key of unknown type locked, certificate EC P-256", "warning java-keystore,fault encryption"},
		{"two.p7b", "", "", "certificate EC P-256, certificate EC P-256", "warning pkcs7"},
		{"in BER", string(inBER(fixture(t, "two.p7b"))), "", "certificate EC P-256, certificate EC P-256", "warning pkcs7"},
		{"signed-ber.p7m", "", "", "certificate EC P-256", "warning pkcs7"},
		{"as PKCS7", pemOf("PKCS7", fixture(t, "two.p7b")), "", "certificate EC P-256, certificate EC P-256", "warning pkcs7"},
	} {
		in := c.in
		if in == "" {
			in = string(fixture(t, c.name))
		}
		file := keys.Read(c.name, []byte(in), []byte(c.passphrase))
		if got := strings.Join(ids(file), ","); kinds(file) != c.kinds || got != c.ids {
			t.Errorf("%s with %q: %s; %s\nwant %s; %s", c.name, c.passphrase, kinds(file), got, c.kinds, c.ids)
		}
		for i, k := range file.Keys {
			if k.Place != i+1 || k.Source != c.name || file.Container != "" && k.Format != file.Container {
				t.Errorf("%s: %+v", c.name, k)
			}
			if k.Kind == keys.PrivateKey && !k.Locked && (k.Signer() == nil || !slices.ContainsFunc(file.Keys, func(other keys.Key) bool { return other.Kind == keys.Certificate && other.Matches(k) })) {
				t.Errorf("%s: the private key matches no certificate", c.name)
			}
		}
		checkStrings(t, file)
		noSecret(t, file)
	}
}

const pairReversed = "private-key EC P-256, certificate EC P-256"

// TestContainerCertificate catches a certificate that is not what it was when it was put
// into a container: its hash is the Certificate ID.
func TestContainerCertificate(t *testing.T) {
	want := keys.Read("", fixture(t, "two.p7b"), nil).Keys[0].Certified.ID
	for name, in := range map[string][]byte{"PKCS#12": fixture(t, "aes.p12"), "PKCS#12 in BER": inBER(fixture(t, "aes.p12")), "RC2": fixture(t, "rc2-40.p12"), "PKCS#7 in BER": fixture(t, "signed-ber.p7m")} {
		if got := keys.Read(name, in, []byte("secret99")).Keys[0].Certified.ID; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestKeystorePasswords catches a keystore whose key has a password of its own, of which
// the word is that the password is wrong; and one whose entry is not named.
func TestKeystorePasswords(t *testing.T) {
	p := keys.Read("", fixture(t, "other-password.jks"), []byte("secret99")).Keys[0].Problems[0]
	if p.ID != "pass-phrase" || !strings.Contains(p.Why, "separate password") || p.Where != "entry orders 2" {
		t.Errorf("%+v", p)
	}
	if p := keys.Read("", fixture(t, "other-password.jks"), []byte("falsch")).Keys[0].Problems[0]; p.ID != "pass-phrase" || strings.Contains(p.Why, "of its own") {
		t.Errorf("%+v", p)
	}
}

// TestOldEncryptions catches an old encryption of PKCS#8 that is not opened, and a command
// that openssl 3 does not run for one that is not read.
func TestOldEncryptions(t *testing.T) {
	public := keys.Read("", fixture(t, "two.p7b"), nil).Keys[0]
	names, _ := filepath.Glob("testdata/*.pkcs8")
	if len(names) < 8 {
		t.Fatal(names)
	}
	for _, name := range names {
		in := must(os.ReadFile(name))
		key := keys.Read(name, in, []byte("secret99")).Keys[0]
		if strings.Contains(name, "rc4") {
			if !key.Locked || key.Problems[0].ID != "encryption" || !strings.Contains(key.Problems[0].Command, "-provider legacy -provider default") {
				t.Errorf("%s: %+v", name, key)
			}
			continue
		}
		if key.Signer() == nil || !key.Matches(public) {
			t.Errorf("%s: %+v", name, key)
		}
		for _, passphrase := range []string{"", "falsch"} {
			if key := keys.Read(name, in, []byte(passphrase)).Keys[0]; !key.Locked || key.Signer() != nil {
				t.Errorf("%s with %q: %+v", name, passphrase, key)
			}
		}
	}
}

// TestOpenSSH catches a key of OpenSSH that is not read, a wrong pass phrase that is not
// called that, and a type that NetSuite does not take of which nothing is said.
func TestOpenSSH(t *testing.T) {
	ssh2 := string(fixture(t, "openssh-rsa.ssh2"))
	bare := strings.Join(strings.Split(strings.TrimSpace(string(fixture(t, "openssh-ctr"))), "\n")[1:], "\n")
	bare = bare[:strings.Index(bare, "--")]
	for _, c := range []struct{ name, in, passphrase, kinds, ids string }{
		{"openssh-ctr", "", "secret99", "private-key EC P-256", "warning openssh"},
		{"openssh-ctr", "", "", "private-key EC P-256 locked", "warning openssh"},
		{"openssh-ctr", "", "falsch", "private-key EC P-256 locked", "fault pass-phrase,warning openssh"},
		{"openssh-cbc", "", "secret99", "private-key RSA 1024", "warning openssh"},
		{"openssh-cbc", "", "falsch", "private-key RSA 1024 locked", "fault pass-phrase,warning openssh"},
		{"openssh-chacha", "", "secret99", "private-key EC P-256 locked", "fault encryption,warning openssh"},
		{"base64 alone", bare, "secret99", "private-key EC P-256", "warning bare-base64,warning openssh"},
		{"openssh-rsa.pub", "", "", "public-key RSA 3072", "warning openssh"},
		{"openssh-rsa.ssh2", "", "", "public-key RSA 3072", "warning ssh2"},
		{"with CR LF", strings.ReplaceAll(ssh2, "\n", "\r\n"), "", "public-key RSA 3072", "warning ssh2"},
		{"openssh-ed25519.pub", "", "", "public-key Ed25519", "warning openssh"},
		{"authorized_keys", "# mine\ncommand=\"x\",restrict " + string(fixture(t, "openssh-rsa.pub")) + string(fixture(t, "openssh-ed25519.pub")), "", "public-key RSA 3072, public-key Ed25519", "warning openssh,warning openssh"},
		{"known_hosts", "example.com,192.0.2.1 " + string(fixture(t, "openssh-rsa.pub")), "", "public-key RSA 3072", "warning openssh"},
	} {
		in := c.in
		if in == "" {
			in = string(fixture(t, c.name))
		}
		file := keys.Read(c.name, []byte(in), []byte(c.passphrase))
		if got := strings.Join(ids(file), ","); kinds(file) != c.kinds || got != c.ids {
			t.Errorf("%s with %q: %s; %s\nwant %s; %s", c.name, c.passphrase, kinds(file), got, c.kinds, c.ids)
		}
		for _, k := range file.Keys {
			if k.Kind == keys.PrivateKey && (k.Signer() == nil) != k.Locked || k.Locked && k.Public() != nil {
				t.Errorf("%s: %+v", c.name, k)
			}
		}
		checkStrings(t, file)
		noSecret(t, file)
	}
}

// TestReadSSHKeygen catches a key as ssh-keygen writes it that is read as something else.
func TestReadSSHKeygen(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	for _, arguments := range []string{"-t rsa -b 3072", "-t ecdsa -b 256", "-t ecdsa -b 384", "-t ecdsa -b 521", "-t ed25519", "-t ecdsa -b 384 -a 1 -N secret99", "-t rsa -b 2048 -a 1 -N secret99 -Z aes128-cbc"} {
		name := filepath.Join(t.TempDir(), "key")
		if !strings.Contains(arguments, "-N") {
			arguments += " -N "
		}
		if out, err := exec.Command("ssh-keygen", append(strings.Split(arguments, " "), "-q", "-f", name)...).CombinedOutput(); err != nil {
			t.Log(arguments, string(out)) // another version than ours may lack it
			continue
		}
		private, public := keys.Read(name, must(os.ReadFile(name)), []byte("secret99")), keys.Read(name, must(os.ReadFile(name+".pub")), nil)
		if len(private.Keys) != 1 || len(public.Keys) != 1 || private.Keys[0].Type() != public.Keys[0].Type() || private.Keys[0].Locked {
			t.Errorf("%s: %s and %s", arguments, kinds(private), kinds(public))
			continue
		}
		if a, b := private.Keys[0], public.Keys[0]; a.Algorithm != "Ed25519" && (a.Signer() == nil || !a.Matches(b)) {
			t.Errorf("%s: %+v %+v", arguments, a, b)
		}
	}
}

// TestContainerCommands catches a printed command that openssl 3 refuses, or whose output
// is not what was in the file.
func TestContainerCommands(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	if out, _ := exec.Command("openssl", "version").Output(); !bytes.HasPrefix(out, []byte("OpenSSL 3")) {
		t.Skipf("it is %s", out)
	}
	wrapped := pem.EncodeToMemory(&pem.Block{Type: "PKCS12", Bytes: fixture(t, "rc2-40.p12")})
	inLines := bytes.Join(bytes.Split(wrapped, []byte("\n"))[1:], []byte("\n"))
	inLines = inLines[:bytes.Index(inLines, []byte("--"))]
	for _, c := range []struct {
		name, password string
		in             []byte
		certificates   int
		private        bool
	}{
		{"aes.p12", "secret99", nil, 1, true}, {"rc2-40.p12", "secret99", nil, 1, true}, {"rc2-128.p12", "secret99", nil, 1, true}, {"rc4.p12", "secret99", nil, 1, true},
		{"no-mac.p12", "secret99", nil, 1, true}, {"empty.p12", "", nil, 1, true}, {"certificate.p12", "secret99", nil, 1, false}, {"java.p12", "secret99", nil, 2, true},
		{"base64 in a line", "secret99", []byte(base64.StdEncoding.EncodeToString(fixture(t, "rc2-40.p12"))), 1, true},
		{"base64 in lines", "secret99", inLines, 1, true},
		{"PEM", "secret99", wrapped, 1, true},
		{"two.p7b", "", nil, 2, false},
		{"PEM of PKCS#7", "", []byte(pemOf("PKCS7", fixture(t, "two.p7b"))), 2, false},
		{"base64 of PKCS#7", "", []byte(base64.StdEncoding.EncodeToString(fixture(t, "two.p7b"))), 2, false},
		{"signed-ber.p7m", "", nil, 1, false},
	} {
		if c.in == nil {
			c.in = fixture(t, c.name)
		}
		for _, passphrase := range []string{"", "secret99"} { // locked and open
			file := keys.Read("FILE", c.in, []byte(passphrase))
			i := slices.IndexFunc(problems(file), func(p keys.Problem) bool { return strings.HasPrefix(p.ID, "pkcs") })
			if i < 0 {
				t.Fatalf("%s: %v", c.name, ids(file))
			}
			locked := !file.Has(keys.Certificate)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "FILE"), c.in, 0o600); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(problems(file)[i].Command) {
				line = strings.TrimSpace(line)
				if strings.HasPrefix(line, "openssl pkcs12") {
					line += " -passin pass:" + c.password
				}
				if strings.Contains(line, "-nocerts") {
					line += " -passout pass:other"
				}
				command := exec.Command("sh", "-c", line)
				command.Dir = dir
				if out, err := command.CombinedOutput(); err != nil {
					t.Errorf("%s with %q: %s: %v %s", c.name, passphrase, line, err, out)
				}
			}
			certificate, _ := os.ReadFile(filepath.Join(dir, "certificate.pem"))
			if got := keys.Read("", certificate, nil); strings.Count(kinds(got), "certificate ") != c.certificates && !(locked && !c.private) {
				t.Errorf("%s with %q: %s", c.name, passphrase, kinds(got))
			}
			private, _ := os.ReadFile(filepath.Join(dir, "key.pem"))
			if got := keys.Read("", private, []byte("other")); got.Has(keys.PrivateKey) != c.private || c.private && got.Keys[0].Locked {
				t.Errorf("%s with %q: %s", c.name, passphrase, kinds(got))
			}
		}
	}
}

// FuzzContainer catches a panic, a string that is not printable, and a container that costs
// more than the limits allow.
func FuzzContainer(f *testing.F) {
	names, _ := filepath.Glob("testdata/*")
	for _, name := range names {
		if in, err := os.ReadFile(name); err == nil {
			f.Add(in, "secret99")
			if block, _ := pem.Decode(in); block != nil {
				f.Add(block.Bytes, "")
			} else if in[0] == 0x30 && in[1] != 0x80 {
				f.Add(inBER(in), "x")
			}
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, passphrase string) {
		file := keys.Read("x", in, []byte(passphrase))
		checkStrings(t, file)
		if strings.Contains(fmt.Sprintf("%+v", file), "secret99") && !bytes.Contains(in, []byte("secret99")) {
			t.Error("the pass phrase is printed")
		}
	})
}

// BenchmarkContainerHostile measures the largest container of each kind. None may take a
// second, but for the work on a pass phrase, which maxIterations limits to some seconds.
func BenchmarkContainerHostile(b *testing.B) {
	for name, in := range hostileContainers(b, keys.MaxFile) {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				keys.Read(name, in[:min(len(in), keys.MaxFile)], []byte("x"))
			}
		})
	}
}

// TestContainerSize catches work out of proportion for a large container.
func TestContainerSize(t *testing.T) {
	for name, in := range hostileContainers(t, 1<<14) {
		worktest.Bound(t, len(in), func() { checkStrings(t, keys.Read(name, in, []byte("x"))) })
	}
}

// hostileContainers are containers of that size that make a careless reader work for long.
func hostileContainers(t testing.TB, size int) map[string][]byte {
	fill := func(begin, s string) []byte {
		return append([]byte(begin), strings.Repeat(s, size/len(s)-len(begin))...)
	}
	entry := "\x00\x00\x00\x02\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05X.509\x00\x00\x00\x02\x30\x00"
	deep := append(bytes.Repeat([]byte{0x30, 0x80}, 20), fixture(t, "aes.p12")...)
	return map[string][]byte{
		"entries":      fill("\xfe\xed\xfe\xed\x00\x00\x00\x02\xff\xff\xff\xff", entry),
		"chain":        fill("\xfe\xed\xfe\xed\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x30\x00\xff\xff\xff\xff", "\x00\x00\x00\x02\x30\x00"),
		"lengths":      fill("openssh-key-v1\x00", "\x00\x00\x00\x01"),
		"pieces":       fill("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", "\x24\x80\x04\x01a\x00\x00"),
		"depth":        append(deep, make([]byte, size)...),
		"public lines": fill("", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=\n"),
		"words":        fill("", "ssh-rsa "),
		"PKCS#12":      fill("", string(pem.EncodeToMemory(&pem.Block{Type: "PKCS12", Bytes: fixture(t, "aes.p12")}))),
		"OpenSSH":      fill("", string(fixture(t, "openssh-ctr"))),
	}
}

// TestPKCS12Sums catches a file that is refused for the hash of its check sum, which only tells
// that the pass phrase is right, and one whose work is counted twice.
func TestPKCS12Sums(t *testing.T) {
	for _, option := range []string{"-macalg md5", "-macalg sha224", "-macalg sha3-256", "-iter 3000000"} {
		folder := t.TempDir()
		commandtest.Put(t, folder, "a.p12", fixture(t, "aes.p12"))
		make := "openssl pkcs12 -in a.p12 -passin pass:secret99 -nodes -out a.pem\nopenssl pkcs12 -export " + option + " -in a.pem -out FILE -passout pass:secret99"
		if missing := commandtest.Missing(make); missing != "" {
			t.Skip(missing + " is not installed")
		}
		if _, err := commandtest.Run(folder, make, ""); err != nil {
			t.Fatal(err)
		}
		in := must(os.ReadFile(filepath.Join(folder, "FILE")))
		if got := keys.Read("", in, []byte("secret99")); !got.Has(keys.PrivateKey) || got.Keys[0].Locked {
			t.Errorf("%s: %s, %v", option, kinds(got), ids(got))
		}
		if got := strings.Join(ids(keys.Read("", in, []byte("falsch"))), ","); got != "fault pass-phrase,fault pkcs12" {
			t.Errorf("%s with another pass phrase: %s", option, got)
		}
	}
}

// TestBinaryAsText catches a binary file that was copied as text, of which a false cause is
// told, and one that is read though bytes of it are lost.
func TestBinaryAsText(t *testing.T) {
	replaced := []byte(strings.ToValidUTF8(strings.ReplaceAll(string(fixture(t, "aes.p12")), "\x00", "\x01"), "\ufffd"))
	withCR := bytes.ReplaceAll(fixture(t, "rc2-40.p12"), []byte("\n"), []byte("\r\n"))
	if len(withCR) == len(fixture(t, "rc2-40.p12")) {
		t.Fatal("the sample has no line feed")
	}
	for name, c := range map[string]struct {
		in         []byte
		kinds, ids string
	}{
		"replaced":                {replaced, "", "fault damaged"},
		"in UTF-8":                {latin1ToUTF8(fixture(t, "aes.p12")), "", "fault damaged"},
		"with carriage returns":   {withCR, "certificate EC P-256, private-key EC P-256", "fault carriage-returns,warning pkcs12"},
		"keystore that is cut":    {fixture(t, "java.jks")[:500], "", ""},
		"PKCS#7 without anything": {[]byte("\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), "", ""},
	} {
		file := keys.Read("", c.in, []byte("secret99"))
		if c.ids != "" && (kinds(file) != c.kinds || strings.Join(ids(file), ",") != c.ids) {
			t.Errorf("%s: %s; %v", name, kinds(file), ids(file))
		}
		for _, p := range problems(file) {
			if p.Expected == p.Got || strings.Contains(p.Command, "FILE") {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func latin1ToUTF8(in []byte) (out []byte) {
	for _, b := range in {
		out = utf8.AppendRune(out, rune(b))
	}
	return out
}
