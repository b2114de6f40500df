package content_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/diagnosis/token"
)

// runner runs the snippets of a language.
type runner struct {
	needs   []string // commands that must be there
	probe   []string // a command that fails if something else is missing, nil for none
	command []string // to which the name of the file is appended
}

// runners are the commands by the extension of the snippets' files.
var runners = map[string]runner{
	".sh":   {[]string{"sh", "curl", "openssl"}, nil, []string{"sh"}},
	".py":   {[]string{"python3"}, []string{"python3", "-c", "import cryptography"}, []string{"python3"}},
	".mjs":  {[]string{"node"}, []string{"node", "-e", "fetch"}, []string{"node"}},
	".java": {[]string{"java", "keytool"}, nil, []string{"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djavax.net.ssl.trustStore=trust.p12", "-Djavax.net.ssl.trustStorePassword=changeit"}},
	".cs":   {[]string{"dotnet"}, []string{"sh", "-c", "test $(dotnet --version | cut -d. -f1) -ge 10"}, []string{"dotnet", "run"}},
}

// require skips the test if something is missing on this computer.
func (r runner) require(t *testing.T) {
	t.Helper()
	for _, command := range r.needs {
		if _, err := exec.LookPath(command); err != nil {
			t.Skipf("there is no %s here", command)
		}
	}
	if r.probe != nil {
		if out, err := exec.Command(r.probe[0], r.probe[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%s cannot be run here: %v %s", r.command[0], err, out)
		}
	}
}

// ran is the result of a command.
type ran struct {
	code     int
	out, err string
}

// environment is this one with more. Its proxies are not for loopback, and its programs trust
// the stand-in only.
func environment(more ...string) []string {
	return slices.Concat(os.Environ(), more, []string{"no_proxy=*", "NO_PROXY=*", "CURL_CA_BUNDLE=ca.pem", "SSL_CERT_FILE=ca.pem", "NODE_EXTRA_CA_CERTS=ca.pem"})
}

// run runs a command in a folder with more in its environment.
func run(t *testing.T, folder string, more []string, command ...string) ran {
	t.Helper()
	program := exec.CommandContext(t.Context(), command[0], command[1:]...)
	program.Dir = folder
	program.Env = environment(more...)
	var out, fault bytes.Buffer
	program.Stdout, program.Stderr = &out, &fault
	err := program.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{program.ProcessState.ExitCode(), out.String(), fault.String()}
}

// write writes a file for you only.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// account is a stand-in with a mapped certificate of every kind; the keys are in folder.
type account struct {
	*standin.Server
	folder       string
	certificates map[keys.PairKind]string // their IDs
}

func newAccount(t *testing.T) account {
	a := account{standin.New(t, standin.Options{}), t.TempDir(), map[keys.PairKind]string{}}
	a.WriteCA(a.folder)
	kinds := []keys.PairKind{keys.PairRSA3072, keys.PairECP521}
	if os.Getenv("AUTHDOCTOR_LONG") != "" {
		kinds = append(kinds, keys.PairECP256, keys.PairECP384)
	}
	for _, kind := range kinds {
		pair, err := keys.NewPair(keys.PairRequest{Kind: kind, Name: "test", Days: 365, From: time.Now().Add(-time.Hour)}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(a.folder, string(kind)+".pem"), pair.PrivatePEM.Reveal())
		a.certificates[kind] = a.Map(pair.CertificatePEM, "12", "1000")
	}
	return a
}

// locked locks the key of a kind in locked.pem, and returns the environment that has a program
// use it; nothing without openssl.
func (a account) locked(t *testing.T, kind keys.PairKind) []string {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		return nil
	}
	const passphrase = "correct horse"
	write(t, filepath.Join(a.folder, "passphrase"), passphrase)
	if got := run(t, a.folder, nil, "openssl", "pkcs8", "-topk8", "-in", string(kind)+".pem", "-passout", "file:passphrase", "-out", "locked.pem"); got.code != 0 {
		t.Fatal(got)
	}
	return []string{"NETSUITE_KEY_FILE=locked.pem", "NETSUITE_KEY_PASSPHRASE=" + passphrase}
}

// fill writes a snippet for a key, and returns the command that runs it.
func (a account) fill(t *testing.T, snippet content.Snippet, kind keys.PairKind, certificateID string) []string {
	t.Helper()
	text, missing := snippet.Fill([]diagnosis.Value{
		{Name: "token address", Value: a.URL + token.TokenPath},
		{Name: "server time address", Value: a.URL + "/services/rest/system/v1/serverTime"},
		{Name: "Client ID", Value: a.ClientID},
		{Name: "Certificate ID", Value: certificateID},
		{Name: "scopes", Value: "restlets rest_webservices"},
		{Name: "private key file", Value: string(kind) + ".pem"},
	})
	if len(missing) > 0 {
		t.Fatalf("%s: missing %q", snippet.File, missing)
	}
	write(t, filepath.Join(a.folder, snippet.File), text)
	if _, err := os.Stat(filepath.Join(a.folder, "trust.p12")); err != nil && filepath.Ext(snippet.File) == ".java" { // which reads no PEM
		if got := run(t, a.folder, nil, "keytool", "-J-XX:TieredStopAtLevel=1", "-importcert", "-noprompt", "-keystore", "trust.p12", "-storepass", "changeit", "-file", "ca.pem"); got.code != 0 {
			t.Fatal(got)
		}
	}
	return append(slices.Clone(runners[filepath.Ext(snippet.File)].command), snippet.File)
}

// TestSnippetsRun catches a program whose request is refused, that lets the token be seen, or
// that cannot read a locked key. Each is run against the stand-in, which verifies the signature,
// with keys of both families, one of them locked, and on every curve in a long run.
func TestSnippetsRun(t *testing.T) {
	a := newAccount(t)
	locked := a.locked(t, keys.PairECP521)
	for _, snippet := range snippets(t, "token-request") {
		t.Run(snippet.Language, func(t *testing.T) {
			runners[filepath.Ext(snippet.File)].require(t)
			for kind, id := range a.certificates {
				before := len(a.Requests())
				kept := filepath.Join(t.TempDir(), "token")
				more := []string{"NETSUITE_TOKEN_FILE=" + kept}
				if kind == keys.PairECP521 {
					more = append(more, locked...)
				}
				got := run(t, a.folder, more, a.fill(t, snippet, kind, id)...)
				requests := a.Requests()[before:]
				if got.code != 0 || !strings.Contains(got.out, `200: {"serverTime"`) || len(requests) != 2 {
					t.Fatalf("%s: %+v; the requests were %+v", kind, got, requests)
				}
				if fields := requests[0].Fields; !slices.Equal(fields, []string{"client_assertion", "client_assertion_type", "grant_type"}) || slices.Contains(requests[0].Headers, "Authorization") {
					t.Errorf("%s: the token request has the fields %q and the headers %q", kind, fields, requests[0].Headers)
				}
				token, err := os.ReadFile(kept)
				if parts := strings.Split(strings.TrimSpace(string(token)), "."); err != nil || len(parts) != 3 || strings.Contains(got.out+got.err, parts[2]) {
					t.Errorf("%s: %v; the token is not in its file, or not only there", kind, err)
				}
				if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s: the file of the token: %v, %v", kind, info.Mode(), err)
				}
			}
		})
	}
}

// TestSnippetsRefused catches a program that hides NetSuite's answer, which may be compressed
// unasked, follows a redirect with the token, replaces a file, or does not tell that a key is of
// a kind that NetSuite does not take.
func TestSnippetsRefused(t *testing.T) {
	const kind = keys.PairECP521
	a := newAccount(t)
	write(t, filepath.Join(a.folder, "taken"), "mine")
	write(t, filepath.Join(a.folder, "ed25519.pem"), "-----BEGIN PRIVATE KEY-----\n"+ed25519Key+"\n-----END PRIVATE KEY-----\n")
	for _, snippet := range snippets(t, "token-request") {
		t.Run(snippet.Language, func(t *testing.T) {
			runners[filepath.Ext(snippet.File)].require(t)
			if snippet.Language == "Java" && os.Getenv("AUTHDOCTOR_LONG") == "" {
				t.Skip("compiled three times, this takes as long as all other tests of the package")
			}
			command := a.fill(t, snippet, kind, a.certificates[keys.PairRSA3072])
			a.Switch(standin.Gzipped)
			if got := run(t, a.folder, nil, command...); got.code == 0 || !strings.Contains(got.err, "400") || !strings.Contains(got.err, "invalid_client") {
				t.Errorf("another certificate: %+v", got)
			}
			a.Repair(standin.Gzipped)
			if got := run(t, a.folder, []string{"NETSUITE_KEY_FILE=ed25519.pem"}, command...); got.code == 0 || !strings.Contains(got.err, "P-521") {
				t.Errorf("another kind of key: %+v", got)
			}
			command = a.fill(t, snippet, kind, a.certificates[kind])
			a.Switch(standin.Elsewhere, standin.ServerTime)
			if got := run(t, a.folder, nil, command...); got.code == 0 || !strings.Contains(got.out, "302") {
				t.Errorf("a redirect: %+v", got)
			}
			a.Repair(standin.Elsewhere)
			got := run(t, a.folder, []string{"NETSUITE_TOKEN_FILE=taken"}, command...)
			if text, err := os.ReadFile(filepath.Join(a.folder, "taken")); got.code == 0 || err != nil || string(text) != "mine" {
				t.Errorf("a file that exists: %+v; it has %q now, %v", got, text, err)
			}
		})
	}
}

// ed25519Key is a key of RFC 8410, section 10.3, which signs nothing here.
const ed25519Key = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"

// snippets are those of the embedded library.
func snippets(t *testing.T, name string) []content.Snippet {
	t.Helper()
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return library.Snippets(name)
}
