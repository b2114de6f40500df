package keys_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

// authority is a CA, two certificates that it issued, and one of nobody.
type authority struct {
	root, leaf, other, own           string // certificates in PEM
	leafKey, otherKey, ownKey, stray string // private keys in PEM
}

var rolesAt = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func newAuthority(t *testing.T) authority {
	t.Helper()
	serial := int64(0)
	issue := func(name string, ca bool, years int, parent *x509.Certificate, signer crypto.Signer) (*x509.Certificate, *ecdsa.PrivateKey, string, string) {
		key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
		serial++
		template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: rolesAt.AddDate(0, -1, 0), NotAfter: rolesAt.AddDate(years, 0, 0),
			IsCA: ca, BasicConstraintsValid: true}
		if parent == nil {
			parent, signer = template, key
		}
		der := must(x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer))
		return must(x509.ParseCertificate(der)), key, pemOf("CERTIFICATE", der), pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
	}
	var a authority
	root, rootKey, rootPEM, _ := issue("Root", true, 10, nil, nil)
	a.root = rootPEM
	_, _, a.leaf, a.leafKey = issue("leaf", false, 1, root, rootKey)
	_, _, a.other, a.otherKey = issue("other", false, 1, root, rootKey)
	_, _, a.own, a.ownKey = issue("own", true, 1, nil, nil) // as openssl req -x509 makes it
	_, _, _, a.stray = issue("stray", false, 1, nil, nil)
	return a
}

// TestRoles catches a certificate that is judged although another one of the file is meant, a CA
// whose life matters, and a choice without its reason.
func TestRoles(t *testing.T) {
	a := newAuthority(t)
	id := func(pem string) string { return keys.Read("x", []byte(pem), nil).Keys[0].Certified.ID }
	for _, c := range []struct {
		name    string
		files   []string
		use     keys.Use
		subject string // of the first file
		why     string
		taken   bool
		stray   string // the remark on any key
	}{
		{name: "root first", files: []string{a.root + a.leaf}, subject: "certificate number 2 in 1 (CN=leaf)", why: "the others are CA certificates", taken: true, stray: "ca"},
		{name: "root last, key beside", files: []string{a.leaf + a.root, a.leafKey}, subject: "certificate number 1 in 1 (CN=leaf)", why: "it belongs to the private key in 2", taken: true, stray: "ca"},
		{name: "the second leaf has the key", files: []string{a.leaf + a.other + a.root, a.otherKey}, subject: "certificate number 2 in 1 (CN=other)", why: "it belongs to the private key in 2", taken: true, stray: "not-judged"},
		{name: "the key in the same file", files: []string{a.root + a.leaf + a.leafKey}, subject: "certificate number 2 in 1 (CN=leaf)", why: "it belongs to the private key in 1", taken: true},
		{name: "kid names the second", files: []string{a.leaf + a.other}, use: keys.Use{KeyID: id(a.other)}, subject: "certificate number 2 in 1 (CN=other)", why: "the kid of the token names it", taken: true},
		{name: "nothing tells", files: []string{a.leaf + a.other}, subject: "certificate number 1 in 1 (CN=leaf)", why: "nothing shows which one is meant, so the first is used", taken: true},
		{name: "a self-signed one that says CA, with its key", files: []string{a.leaf + a.own, a.ownKey}, subject: "certificate number 2 in 1 (CN=own)", why: "it belongs to the private key in 2", taken: true},
		{name: "a self-signed one that says CA, alone", files: []string{a.own}, subject: "1", taken: true},
		{name: "a root alone", files: []string{a.root}, subject: "1", taken: true}, // shortened: it may be meant
		{name: "a root in a file of its own", files: []string{a.root, a.leaf}, subject: "1", taken: false, stray: "ca"},
		{name: "two private keys, the second is meant", files: []string{a.stray + a.leafKey, a.leaf}, subject: "private key number 2 in 1", why: "it belongs to the certificate in 2", stray: "stray"},
		{name: "twice the same", files: []string{a.leaf + a.leaf}, subject: "certificate number 1 in 1 (CN=leaf)", why: "all of them are identical", taken: true},
	} {
		var files []keys.File
		for i, text := range c.files {
			files = append(files, keys.Read(string(rune('1'+i)), []byte(text), nil))
		}
		set := keys.NewSet(files...)
		roles := set.Roles(c.use)
		first := &set.Files()[0]
		subject := roles.Subject(first)
		if subject == nil || subject.Name() != c.subject || roles.Why(first) != c.why {
			t.Errorf("%s: %v is taken, because %q; want %q, because %q", c.name, subject.Name(), roles.Why(first), c.subject, c.why)
			continue
		}
		judged := roles.Judge(first, rolesAt)
		if judged.Taken() != c.taken {
			t.Errorf("%s: %+v; want taken %v", c.name, judged, c.taken)
		}
		for _, p := range judged.Problems {
			if p.ID == "valid-too-long" && c.name != "a root alone" {
				t.Errorf("%s: the life of the CA is judged: %s", c.name, p.Title)
			}
		}
		remarks := ""
		for f := range set.Files() {
			for k := range set.Files()[f].Keys {
				if p, found := roles.Remark(&set.Files()[f].Keys[k]); found {
					remarks += " " + p.ID
					if p.Level != keys.Note {
						t.Errorf("%s: %s is a %s", c.name, p.ID, p.Level)
					}
				}
			}
		}
		if !strings.Contains(remarks, c.stray) {
			t.Errorf("%s: remarks%s; want %s", c.name, remarks, c.stray)
		}
	}
}

// TestRoleBySignature catches a certificate that kid names and that is preferred to the one that
// made the signature.
func TestRoleBySignature(t *testing.T) {
	a := newAuthority(t)
	set := keys.NewSet(keys.Read("f", []byte(a.root+a.leaf), nil))
	file := &set.Files()[0]
	root, leaf := &file.Keys[0], &file.Keys[1]
	roles := set.Roles(keys.Use{KeyID: root.Certified.ID, Signature: keys.Signature{State: keys.Invalid, Reason: keys.OtherKey, Key: root, Fits: leaf}})
	if got := roles.Subject(file); got != leaf || roles.Judged(root) || !roles.Judged(leaf) {
		t.Errorf("%s is taken, because %s", got.Name(), roles.Why(file))
	}
}

// TestRenewed catches the certificate of before a renewal that is judged although the one after
// it is beside it, and the one after it that is judged although kid names the other.
func TestRenewed(t *testing.T) {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	issue := func(years int, ca bool) string {
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(9 + years)), Subject: pkix.Name{CommonName: "renewed"}, NotBefore: rolesAt.AddDate(years-1, 0, -1), NotAfter: rolesAt.AddDate(years, 0, -1), IsCA: ca, BasicConstraintsValid: true}
		return pemOf("CERTIFICATE", must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)))
	}
	private := pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
	before, after, afterByOpenSSL := issue(0, false), issue(1, false), issue(1, true)
	use := func(pem string) keys.Use {
		return keys.Use{KeyID: keys.Read("x", []byte(pem), nil).Keys[0].Certified.ID}
	}
	for name, c := range map[string]struct {
		files  []string
		use    keys.Use
		judged []int // the places of the certificates that are judged, in all files
		why    string
	}{
		"one file":                {files: []string{before + after}, judged: []int{2}, why: "it expires last of those with its key"},
		"by openssl":              {files: []string{before + afterByOpenSSL}, judged: []int{2}, why: "it expires last of those with its key"},
		"with the key":            {files: []string{before + after, private}, judged: []int{2}, why: "it belongs to the private key in 2, and expires last of those with its key"},
		"kid names the old":       {files: []string{after + before, private}, use: use(before), judged: []int{2}, why: "the kid of the token names it"},
		"two files":               {files: []string{before, after}, judged: []int{1, 1}},
		"two files, kid":          {files: []string{before, after}, use: use(after), judged: []int{1}},
		"a copy beside its pair":  {files: []string{after + after, private}, judged: []int{1}, why: "it belongs to the private key in 2"},
		"the certificate of a CA": {files: []string{newAuthority(t).root + before + after}, judged: []int{3}, why: "it expires last of those with its key"},
	} {
		var files []keys.File
		for i, text := range c.files {
			files = append(files, keys.Read(string(rune('1'+i)), []byte(text), nil))
		}
		set := keys.NewSet(files...)
		roles := set.Roles(c.use)
		var judged []int
		for _, k := range roles.Certificates() {
			judged = append(judged, k.Place)
		}
		if !slices.Equal(judged, c.judged) || roles.Why(&set.Files()[0]) != c.why {
			t.Errorf("%s: %v are judged, because %q; want %v, because %q", name, judged, roles.Why(&set.Files()[0]), c.judged, c.why)
		}
	}
	open, both := keys.Read("private.pem", []byte(private), nil), keys.Read("both.pem", []byte(before+after), nil)
	if _, c, stop := keys.SignWith(open, &both); stop != nil || c.Place != 2 {
		t.Errorf("certificate %d belongs to the assertion (%v); want the one that ends last", c.Place, stop)
	}
}

// TestSaidOnce catches a remark on a certificate that the judgement on its file repeats.
func TestSaidOnce(t *testing.T) {
	a := newAuthority(t)
	set := keys.NewSet(keys.Read("root.pem", []byte(a.root), nil), keys.Read("leaf.pem", []byte(a.leaf), nil))
	file := &set.Files()[0]
	remark, found := set.Roles().Remark(&file.Keys[0])
	if judged := set.Roles().Judge(file, rolesAt); !found || remark.ID != "ca" || len(judged.Problems) > 0 {
		t.Errorf("remark %q, and the judgement says %v", remark.Title, judged.Problems)
	}
}

// TestAlone catches a printed command that saves another certificate than the one that is meant.
func TestAlone(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	a := newAuthority(t)
	for _, text := range []string{a.root + a.leaf, a.root + a.leafKey + a.leaf, a.leaf + a.leafKey, a.leaf + a.root, "subject=leaf\n" + a.root + "text\n" + a.leaf} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "FILE"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		set := keys.NewSet(keys.Read("FILE", []byte(text), nil))
		roles := set.Roles()
		command := ""
		for _, p := range roles.Judge(&set.Files()[0], rolesAt).Problems {
			if p.Command != "" {
				command = p.Command
			}
		}
		run := exec.Command("sh", "-c", command)
		run.Dir = folder
		if out, err := run.CombinedOutput(); err != nil || command == "" {
			t.Errorf("%q: %v, %s", command, err, out)
			continue
		}
		saved := keys.Read("public.pem", must(os.ReadFile(filepath.Join(folder, "public.pem"))), nil)
		if len(saved.Keys) != 1 || saved.Keys[0].Certified.ID != keys.Read("x", []byte(a.leaf), nil).Keys[0].Certified.ID {
			t.Errorf("%q saves %d keys, the first is %s", command, len(saved.Keys), saved.Keys[0].Certified.Subject)
		}
	}
}

// TestSignWith catches a private key or certificate that is taken although another one of the
// file is the right one, and a fault that is not the one that stops the assertion.
func TestSignWith(t *testing.T) {
	a := newAuthority(t)
	id := func(pem string) string { return keys.Read("x", []byte(pem), nil).Keys[0].Certified.ID }
	none := ""
	for _, c := range []struct {
		name, private, certificate string
		id, stop, file             string
	}{
		{"the CA first", a.leafKey, a.root + a.leaf, id(a.leaf), "", ""},
		{"two private keys", a.stray + a.leafKey, a.leaf, id(a.leaf), "", ""},
		{"both in one file", a.leaf + a.leafKey, none, id(a.leaf), "", ""},
		{"without a certificate", a.leafKey, none, "", "", ""},
		{"strangers", a.stray, a.leaf, "", "key-pair", "private"},
		{"swapped", a.leaf, a.leafKey, "", "swapped", "private"},
		{"a certificate as private key", a.leaf, none, "", "not-a-private-key", "private"},
		{"a certificate twice", a.leaf, a.leaf, "", "not-a-private-key", "private"},
		{"a private key as certificate", a.leafKey, a.stray, "", "not-a-certificate", "certificate"},
		{"a public key as private key", "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOULl0oqM8w96sA7UONrsQQU8L6IW\nYhOIqtJu2yPNy94jqEkCSb8XeItochMrbX7wXMYv3UVqwU2Co/Ys79YCaA==\n-----END PUBLIC KEY-----\n", none, "", "not-a-private-key", "private"},
		{"a damaged key of OpenSSH", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n", a.leaf, "", "unreadable", "private"},
		{"other text", "hello", a.leaf, "", "no-key", "private"},
		{"other text as certificate", a.leafKey, "hello", "", "no-key", "certificate"},
	} {
		var certificate *keys.File
		if c.certificate != none {
			file := keys.Read("certificate", []byte(c.certificate), nil)
			certificate = &file
		}
		signer, belongs, stop := keys.SignWith(keys.Read("private", []byte(c.private), nil), certificate)
		switch {
		case c.stop == "" && (stop != nil || signer.Signer() == nil):
			t.Errorf("%s: stopped by %+v", c.name, stop)
		case c.stop != "" && (stop == nil || stop.ID != c.stop || stop.File != c.file || stop.Level != keys.Fault || stop.Fix == ""):
			t.Errorf("%s: stopped by %+v; want %s of %s", c.name, stop, c.stop, c.file)
		case c.id != "" && (belongs.Certified == nil || belongs.Certified.ID != c.id || !belongs.Matches(signer)):
			t.Errorf("%s: the certificate is %s", c.name, belongs.Name())
		}
	}
}
