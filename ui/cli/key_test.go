package cli

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"

	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
)

// memoryDisk is a file system in memory.
type memoryDisk struct{ fstest.MapFS }

func (d *memoryDisk) Read(name string, limit int64) ([]byte, error) {
	if info, err := fs.Stat(d.MapFS, name); err == nil && info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: files.ErrFolder}
	}
	data, err := fs.ReadFile(d.MapFS, name)
	if int64(len(data)) > limit {
		data = data[:limit+1]
	}
	return data, err
}

func (d *memoryDisk) Open(name string) (io.ReadCloser, int64, error) {
	file, err := d.MapFS.Open(name)
	return file, -1, err
}

func (d *memoryDisk) Stamp(name string) (files.Stamp, error) {
	info, err := fs.Stat(d.MapFS, name)
	if err != nil {
		return files.Stamp{}, err
	}
	return files.Stamp{Size: info.Size(), Modified: info.ModTime()}, nil
}

func (d *memoryDisk) Entries(folder string) ([]fs.DirEntry, error) { return d.MapFS.ReadDir(folder) }

func (d *memoryDisk) WriteNew(name string, data []byte, mode fs.FileMode) error {
	if _, there := d.MapFS[name]; there {
		return fs.ErrExist
	}
	d.MapFS[name] = &fstest.MapFile{Data: data, Mode: mode}
	return nil
}

func (d *memoryDisk) Remove(name string) error { delete(d.MapFS, name); return nil }
func (d *memoryDisk) Home() string             { return "" }

const keyClientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"

// madeFiles returns a key pair and an assertion made by the commands.
func madeFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	if got := play(files, "", "key", "new"); got.code != exitSound {
		t.Fatal(got.err)
	}
	got := play(files, "", "assertion", "--private", "private.pem", "--certificate", "public.pem", "--client-id", keyClientID,
		"--account", "1234567_SB1", "--scope", "restlets,rest_webservices", "--out", "assertion.jwt")
	if got.code != exitSound || !strings.Contains(got.out, "'assertion.jwt'") { // the name of the file is no secret
		t.Fatal(got.err, got.out)
	}
	return files
}

// TestKeyNewAndAssertion catches a pair or an assertion in which this program itself finds a
// fault, files that others can read, and a secret in the output.
func TestKeyNewAndAssertion(t *testing.T) {
	files := madeFiles(t)
	for name, mode := range map[string]fs.FileMode{"private.pem": 0o600, "assertion.jwt": 0o600, "public.pem": 0o644} {
		if files[name] == nil || files[name].Mode != mode {
			t.Errorf("%s: %v", name, files[name])
		}
	}
	got := play(files, "", "check", "assertion.jwt", "--key", "public.pem", "--key", "private.pem", "--fact", "used-as=assertion", "--format", "json")
	var answer checkReport
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || got.code != exitSound {
		t.Fatalf("%d %v\n%s%s", got.code, err, got.out, got.err)
	}
	if answer.Tokens[0].Signature != keys.Verified || answer.Tokens[0].KeyID != answer.Keys[0].CertificateID || len(answer.Keys) != 2 {
		t.Errorf("the assertion: %+v; the keys: %+v", answer.Tokens, answer.Keys)
	}
	if got := play(files, "", "key", "inspect", "public.pem", "private.pem"); got.code != exitSound || !strings.Contains(got.out, "the same key") {
		t.Errorf("%d\n%s", got.code, got.out)
	}
	for _, args := range [][]string{{"key", "new"}, {"key", "new", "--certificate", "x.pem"}, {"key", "new", "--private", "y.pem"},
		{"assertion", "--private", "private.pem", "--certificate", "public.pem", "--client-id", keyClientID, "--account", "1", "--scope", "restlets", "--out", "assertion.jwt"}} {
		before := len(files)
		if got := play(files, "", args...); got.code != exitFailed || !strings.Contains(got.err, "already") || len(files) != before {
			t.Errorf("%v: %d %s", args, got.code, got.err)
		}
	}
}

// TestAssertionOnStandardOutput catches a line break or a message in the piped assertion.
func TestAssertionOnStandardOutput(t *testing.T) {
	files := madeFiles(t)
	got := play(files, "", "assertion", "--private", "private.pem", "--kid", "HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2", "--client-id", keyClientID, "--account", "1234567", "--scope", "restlets")
	if got.code != exitSound || strings.Count(got.out, ".") != 2 || strings.ContainsAny(got.out, " \n") || !strings.Contains(got.err, "client_assertion@-") {
		t.Errorf("%d, %d characters on standard output, %s", got.code, len(got.out), got.err)
	}
}

// TestAssertionRefusals catches an assertion that is made although NetSuite would reject it,
// and an error that does not say what is missing.
func TestAssertionRefusals(t *testing.T) {
	files := madeFiles(t)
	if got := play(files, "", "key", "new", "--certificate", "other.pem", "--private", "other-private.pem"); got.code != exitSound {
		t.Fatal(got.err)
	}
	base := func(change ...string) []string {
		return append([]string{"assertion", "--private", "private.pem", "--certificate", "public.pem", "--client-id", keyClientID, "--account", "1234567", "--scope", "restlets"}, change...)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{base("--certificate", "other.pem"), "does not belong to the certificate"},
		{base("--private", "public.pem"), "This is a certificate, not a private key"},
		{base("--certificate", "private.pem"), "This is a private key, not a certificate"},
		{base("--lifetime", "60m"), "60"},
		{base("--scope", "mcp"), "mcp"},
		{base("--client-id", "1C343A71-514B-4F59-B1C3-CB35FF7E9A6A"), "Application ID"},
		{base("--private", "nothing.pem"), "nothing.pem"},
		{[]string{"assertion", "--certificate", "public.pem"}, "--private FILE"},
		{[]string{"assertion", "--private", "private.pem"}, "--kid ID"},
	} {
		got := play(files, "", c.args...)
		if got.code != exitFailed || got.out != "" || !strings.Contains(got.err, c.says) {
			t.Errorf("%v: %d, %d characters on standard output, %q; want %q", c.args, got.code, len(got.out), got.err, c.says)
		}
	}
}

// TestManifest catches a certificate whose verdict, outcome in NetSuite or expected
// Certificate ID differs from the manifest of the samples.
func TestManifest(t *testing.T) {
	data, err := os.ReadFile(samples + "certificates/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the samples are not beside this checkout")
	}
	var manifest struct {
		Entries []struct {
			File       string
			Acceptable *bool  `json:"acceptable_to_netsuite"`
			Outcome    string `json:"netsuite_doc_outcome"`
			ID         string `json:"x5t_s256"`
			Kind       string
		}
	}
	if err != nil || json.Unmarshal(data, &manifest) != nil || len(manifest.Entries) == 0 {
		t.Fatalf("the manifest: %v", err)
	}
	for _, e := range manifest.Entries {
		data, err := os.ReadFile(filepath.Join(samples, "certificates", e.File))
		if err != nil {
			t.Fatal(err)
		}
		got := play(fstest.MapFS{e.File: {Data: data}}, "", "key", "inspect", "--format", "json", e.File)
		var answer keyReport
		if err := json.Unmarshal([]byte(got.out), &answer); err != nil {
			t.Fatalf("%s: %v\n%s", e.File, err, got.out)
		}
		printableJSON(t, got.out)
		file := answer.Files[0]
		same := file.Acceptable == nil && e.Acceptable == nil || file.Acceptable != nil && e.Acceptable != nil && *file.Acceptable == *e.Acceptable
		if outcome, _, _ := strings.Cut(e.Outcome, " "); !same || string(file.NetSuiteOutcome) != outcome {
			t.Errorf("%s: acceptable %v, %s; want %v, %s", e.File, file.Acceptable, file.NetSuiteOutcome, e.Acceptable, e.Outcome)
		}
		if readable := len(file.Keys) > 0; readable && e.ID != "" && e.Kind != "pkcs12" && answer.CertificateID != e.ID {
			t.Errorf("%s: Certificate ID %q; want %q", e.File, answer.CertificateID, e.ID)
		}
		taken := strings.HasPrefix(e.Outcome, "accept")
		if taken != (got.code == exitSound) || len(file.Keys) == 0 != (got.code == exitFailed) {
			t.Errorf("%s: exit code %d", e.File, got.code)
		}
	}
}

// TestInspectExitCodes catches exit code 0 for a mismatch.
func TestInspectExitCodes(t *testing.T) {
	files := madeFiles(t)
	play(files, "", "key", "new", "--certificate", "other.pem", "--private", "other-private.pem")
	files["junk.pem"] = &fstest.MapFile{Data: []byte("junk")}
	join := func(name string, of ...string) {
		text := ""
		for _, one := range of {
			text += string(files[one].Data)
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	join("two-private.pem", "other-private.pem", "private.pem")
	join("two-public.pem", "other.pem", "public.pem")
	join("both.pem", "public.pem", "private.pem")
	for _, c := range []struct {
		code int
		args []string
	}{
		{exitSound, []string{"public.pem"}},
		{exitSound, []string{"public.pem", "private.pem"}},
		{exitSound, []string{"public.pem", "other.pem"}},
		{exitSound, []string{"public.pem", "two-private.pem"}},
		{exitSound, []string{"public.pem", "private.pem", "other-private.pem"}},
		{exitSound, []string{"public.pem", "other.pem", "private.pem"}},
		{exitSound, []string{"two-public.pem", "private.pem"}},
		{exitSound, []string{"both.pem"}},
		{exitProblems, []string{"public.pem", "other-private.pem"}},
		{exitProblems, []string{"both.pem", "--at", "2030-01-01T00:00:00Z"}},
		{exitProblems, []string{"private.pem"}},
		{exitProblems, []string{"public.pem", "--at", "2030-01-01T00:00:00Z"}},
		{exitFailed, []string{"junk.pem"}},
		{exitFailed, []string{"public.pem", "junk.pem"}},
		{exitFailed, []string{"nothing.pem"}},
		{exitFailed, nil},
	} {
		if got := play(files, "", append([]string{"key", "inspect"}, c.args...)...); got.code != c.code {
			t.Errorf("%v: %d; want %d\n%s%s", c.args, got.code, c.code, got.out, got.err)
		}
		got := play(files, "", append([]string{"key", "inspect", "--format", "json"}, c.args...)...)
		var answer keyReport
		if err := json.Unmarshal([]byte(got.out), &answer); err != nil || got.code != c.code || answer.Schema != 1 || (got.code == exitFailed) != (answer.Error != "" || len(answer.Files) > 0) && len(answer.Files) == 0 {
			t.Errorf("%v as JSON: %d, %v\n%s", c.args, got.code, err, got.out)
		}
	}
}

// TestSeveralKeysInAFile catches text that does not say which key of a file it is about, a good
// private key that is called a fault beside its certificate, and commands that do not agree.
func TestSeveralKeysInAFile(t *testing.T) {
	files := madeFiles(t)
	play(files, "", "key", "new", "--certificate", "other.pem", "--private", "other-private.pem")
	files["two-private.pem"] = &fstest.MapFile{Data: append(slices.Clone(files["other-private.pem"].Data), files["private.pem"].Data...)}
	files["two-public.pem"] = &fstest.MapFile{Data: append(slices.Clone(files["other.pem"].Data), files["public.pem"].Data...)}
	id := func(name string) string { return keys.Read(name, files[name].Data, nil).Keys[0].Certified.ID }
	assertion := []string{"assertion", "--client-id", keyClientID, "--account", "1234567", "--scope", "restlets"}
	for _, c := range []struct {
		args          []string
		code          int
		says, saysNot []string
	}{
		{[]string{"key", "inspect", "public.pem", "private.pem"}, exitSound,
			[]string{"This private key belongs to the certificate in public.pem; keep it in the application"}, []string{"✗", "number"}},
		{[]string{"key", "inspect", "private.pem"}, exitProblems, []string{"✗ This is a private key: do not upload or send it"}, nil},
		{[]string{"key", "inspect", "public.pem", "two-private.pem"}, exitSound,
			[]string{"certificate in public.pem and private key number 1 in two-private.pem: different keys", "✓ certificate in public.pem and private key number 2 in two-private.pem: the same key", "belongs to none of the given certificates"}, []string{"✗"}},
		{[]string{"key", "inspect", "two-public.pem", "private.pem"}, exitSound,
			[]string{"number 2 (CN=", "is checked: it belongs to the private key in private.pem", "n == 2' FILE | openssl x509"}, []string{"✗"}},
		{[]string{"check", "assertion.jwt", "--key", "two-public.pem", "--fact", "used-as=assertion"}, exitSound,
			[]string{"The signature matches certificate number 2 in two-public.pem (CN=", "kid is the expected Certificate ID of certificate number 2", "this certificate is checked: the signature of the token matches it"}, nil},
		{append(assertion, "--private", "private.pem", "--certificate", "two-public.pem"), exitSound, []string{"kid " + id("public.pem"), "number 2 of the file"}, nil},
		{append(assertion, "--private", "two-private.pem", "--certificate", "public.pem"), exitSound, []string{"kid " + id("public.pem")}, nil},
		{append(assertion, "--private", "private.pem", "--certificate", "public.pem", "--kid", id("other.pem")), exitFailed, []string{"kid is not the expected Certificate ID", id("public.pem"), id("other.pem")}, nil},
		{append(assertion, "--private", "public.pem", "--certificate", "private.pem"), exitFailed, []string{"The private key and the certificate are swapped"}, nil},
		{append(assertion, "--private", "other-private.pem", "--certificate", "public.pem"), exitFailed, []string{"of public.pem; got EC", "other-private.pem"}, []string{"Copy the token"}},
	} {
		got := play(files, "", c.args...)
		text := strings.Join(strings.Fields(got.out+got.err), " ")
		if got.code != c.code {
			t.Errorf("%v: %d; want %d\n%.2000s%s", c.args, got.code, c.code, got.out, got.err)
		}
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%v does not say %q:\n%.3000s%s", c.args, want, got.out, got.err)
			}
		}
		for _, not := range c.saysNot {
			if strings.Contains(text, not) {
				t.Errorf("%v says %q:\n%.3000s%s", c.args, not, got.out, got.err)
			}
		}
	}
}

// TestAssertionSaysWhatInspectSays catches an assertion command that names another fault of a
// private key than key inspect, or none.
func TestAssertionSaysWhatInspectSays(t *testing.T) {
	files := madeFiles(t)
	files["phrase"] = &fstest.MapFile{Data: []byte("sesameopen")}
	for name, text := range map[string]string{
		"openssh.key": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n",
		"putty.ppk":   "PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nEncryption: none\n",
		"torn.pem":    strings.Replace(string(files["private.pem"].Data), "M", "!", 1),
		"locked.pem":  lockedPEM,
		"text.pem":    "hello",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
		inspected := play(files, "", "key", "inspect", "--passphrase-file", "phrase", name)
		made := play(files, "", "assertion", "--private", name, "--certificate", "public.pem", "--client-id", keyClientID, "--account", "1234567", "--scope", "restlets", "--passphrase-file", "phrase")
		_, fault, found := strings.Cut(made.err, "✗ ")
		fault, _, _ = strings.Cut(fault, "\n")
		if made.code != exitFailed || made.out != "" || !found || !strings.Contains(inspected.out, fault) {
			t.Errorf("%s: %d %s\nkey inspect says\n%s", name, made.code, made.err, inspected.out)
		}
	}
}

// lockedPEM was made with openssl; its pass phrase is opensesame.
const lockedPEM = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH8ATicD+k0vsi9UBo4NUQgEgZAG
TZgzTzKpED59G4s1vGzHGVX4FSABFVW8Jd75WvcnIrB5ensOx5qBJuOU7UdK1paW
dW+OkDECZFl8g3alrXJ8aEGDZnT/A3qbITwasQGqKaabeYdKbHPuP8y56brlA+VH
IFLtDCrvK65f48Jl4rmWHgcn85k28AGMup3VjT7ermgRgHTvlqFBxpIg/i1EmB8=
-----END ENCRYPTED PRIVATE KEY-----
`

// TestLockedKey catches a pass phrase that is printed or not read from its file, and a locked
// key that stops the inspection of the others.
func TestLockedKey(t *testing.T) {
	files := fstest.MapFS{"locked.pem": {Data: []byte(lockedPEM)}, "phrase": {Data: []byte("opensesame\n")}, "wrong": {Data: []byte("sesameopen\n")}}
	inspect := func(args ...string) (played, reportKey) {
		got := play(files, "", append([]string{"key", "inspect", "--format", "json", "locked.pem"}, args...)...)
		var answer keyReport
		if err := json.Unmarshal([]byte(got.out), &answer); err != nil || len(answer.Files) == 0 || len(answer.Files[0].Keys) == 0 {
			t.Fatalf("%v\n%s%s", err, got.out, got.err)
		}
		if strings.Contains(got.out+got.err, "sesame") {
			t.Error("the pass phrase is printed")
		}
		return got, answer.Files[0].Keys[0]
	}
	if _, key := inspect(); !key.Locked || key.Algorithm != "" {
		t.Errorf("without a pass phrase: %+v", key)
	}
	if _, key := inspect("--passphrase-file", "phrase"); key.Locked || key.Curve != "P-256" {
		t.Errorf("with the pass phrase: %+v", key)
	}
	if _, key := inspect("--passphrase-file", "wrong"); !key.Locked || len(key.Problems) == 0 {
		t.Errorf("with the wrong pass phrase: %+v", key)
	}
	if got := play(files, "", "key", "inspect", "--passphrase-file", "none", "locked.pem"); got.code != exitFailed || !strings.Contains(got.err, "pass phrase") {
		t.Errorf("%d %s", got.code, got.err)
	}
}

// TestFetchedKeySet catches a key set that is not fetched from the address given, one that is
// fetched without TLS, and a fetch without a note.
func TestFetchedKeySet(t *testing.T) {
	pair, err := keys.NewPair(keys.PairRequest{Kind: keys.PairECP256, Name: "x", Days: 9, From: noon}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x, y := coordinates(pair.Certificate)
	asked := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []map[string]string{{"kty": "EC", "crv": "P-256", "kid": "one", "x": x, "y": y}}})
	}))
	defer server.Close()
	w := world{in: strings.NewReader(""), now: func() time.Time { return noon }, disk: &memoryDisk{fstest.MapFS{}}, client: server.Client(), random: rand.Reader}
	reader := keyReader{world: w}
	set, err := reader.readAll(context.Background(), []string{server.URL + "/keys?secret=1"})
	if err != nil || asked != 1 || set.All()[0].KeyID != "one" || len(reader.notes) == 0 {
		t.Fatalf("%v, asked %d times, notes %v", err, asked, reader.notes)
	}
	if strings.Contains(strings.Join(reader.notes, "")+set.Files()[0].Name, "secret") {
		t.Error("the query of the address is repeated")
	}
	if _, err := reader.readAll(context.Background(), []string{"http://" + strings.TrimPrefix(server.URL, "https://")}); err == nil || asked != 1 {
		t.Errorf("an http address was accepted: %v", err)
	}
}

// coordinates returns the coordinates of the public key of an EC certificate, as in a JWK.
func coordinates(k keys.Key) (x, y string) {
	point, err := k.Public().(*ecdsa.PublicKey).Bytes()
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(point[1:33]), base64.RawURLEncoding.EncodeToString(point[33:])
}

// TestCheckKeysFromStandardInput catches key material on standard input that check does not
// accept, and a private key that it prints.
func TestCheckKeysFromStandardInput(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	d, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	oneLine := strings.ReplaceAll(text, "\n", `\n`)
	both := outputs(0, oneLine)
	maps.Copy(both, outputs(1, oneLine))
	for format, got := range both {
		for _, secret := range []string{new(big.Int).SetBytes(d).String(), base64.StdEncoding.EncodeToString(der)[48:70], text[90:120]} {
			if strings.Contains(got.out+got.err, secret) {
				t.Errorf("%s shows a piece of the private key", format)
			}
		}
		if !strings.Contains(got.out+got.err, "never upload") {
			t.Errorf("%s does not warn: %s", format, got.out)
		}
	}
	files := madeFiles(t)
	got := check(string(files["assertion.jwt"].Data)+"\n\n"+string(files["public.pem"].Data), "--format", "json", "--fact", "used-as=assertion")
	var answer checkReport
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || got.code != exitSound || len(answer.Tokens) != 1 || answer.Tokens[0].Signature != keys.Verified {
		t.Errorf("token and certificate in one paste: %d %v\n%.2000s", got.code, err, got.out)
	}
}
