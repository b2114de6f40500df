package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui"
)

var update = flag.Bool("update", false, "write the golden files again")

// noon is the time at which the samples are evaluated.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// played is the exit code and the output of a command.
type played struct {
	code     int
	out, err string
}

// play runs a command line with the clock at noon and only the files given.
func play(files fstest.MapFS, stdin string, args ...string) played {
	return playContext(context.Background(), files, strings.NewReader(stdin), args...)
}

func playContext(ctx context.Context, files fstest.MapFS, stdin io.Reader, args ...string) played {
	return playClient(ctx, offline, files, stdin, args...)
}

// offline is an HTTP client without a network.
var offline = &http.Client{Transport: noNetwork{}}

type noNetwork struct{}

func (noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
}

// playClient is playContext with an HTTP client that fetches key sets.
func playClient(ctx context.Context, client *http.Client, files fstest.MapFS, stdin io.Reader, args ...string) played {
	var out, errOut bytes.Buffer
	code := run(ctx, args, world{
		in: stdin, out: &out, err: &errOut,
		now:     func() time.Time { return noon },
		open:    func(name string) (fs.File, error) { return files.Open(name) },
		library: content.Embedded,
		assist:  func(context.Context, ui.Options) error { return errors.New("no test opens the assistant") },
		disk:    &memoryDisk{files},
		random:  rand.Reader,
		client:  client,
		probe:   probe.Options{Client: client},
	})
	return played{code, out.String(), errOut.String()}
}

// check runs the command check with a text on standard input.
func check(stdin string, args ...string) played {
	return play(nil, stdin, append([]string{"check"}, args...)...)
}

// member is a member of a JSON object whose order matters.
type member struct {
	name  string
	value any
}

// jwt makes a token with the given bytes as its signature, which no test verifies.
func jwt(header, claims []member, signature []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode(object(header)) + "." + encode(object(claims)) + "." + encode(signature)
}

func object(members []member) []byte {
	var b bytes.Buffer
	for i, m := range members {
		value, err := json.Marshal(m.value)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, "%s%q:%s", map[bool]string{true: "{", false: ","}[i == 0], m.name, value)
	}
	return append(b.Bytes(), '}')
}

// signature has the length of one of RSA with 4096 bits, but is not real.
var signature = bytes.Repeat([]byte("not a signature "), 32)

var accessHeader = []member{{"kid", "c.1234567_SB1.2026-10-20_00-10-22"}, {"typ", "JWT"}, {"alg", "RS256"}}

// accessClaims returns the claims of a sound access token of client credentials, with some
// replaced.
func accessClaims(changed ...member) []member {
	claims := []member{
		{"sub", "3;77"},
		{"aud", []string{"0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0;1234567_SB1", strings.Repeat("3f", 32)}},
		{"scope", []string{"rest_webservices"}},
		{"iss", "https://system.netsuite.com"},
		{"oit", noon.Unix() - 600}, {"exp", noon.Unix() + 3000}, {"iat", noon.Unix() - 600},
		{"jti", fmt.Sprintf("1234567_SB1.a-c.null.%d", (noon.Unix()-600)*1000)},
	}
next:
	for _, change := range changed {
		for i := range claims {
			if claims[i].name == change.name {
				claims[i] = change
				continue next
			}
		}
		claims = append(claims, change)
	}
	return claims
}

func soundToken() string { return jwt(accessHeader, accessClaims(), signature) }

func expiredToken() string {
	return jwt(accessHeader, accessClaims(
		member{"oit", noon.Unix() - 7200}, member{"exp", noon.Unix() - 3600}, member{"iat", noon.Unix() - 7200},
		member{"jti", fmt.Sprintf("1234567_SB1.a-c.null.%d", (noon.Unix()-7200)*1000)}), signature)
}

// golden compares an output with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./ui/cli -update writes it", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./ui/cli -update writes it again. Got:\n%s", path, got)
	}
}

// TestExitCodes catches a wrong exit code and a wrong error of each command.
func TestExitCodes(t *testing.T) {
	files := fstest.MapFS{
		"sound.txt":   {Data: []byte(soundToken())},
		"expired.txt": {Data: []byte(expiredToken())},
		"folder/x":    {Data: []byte("x")},
		"trail.csv":   {Data: export(fortnight()...)},
		"quiet.csv":   {Data: export(login(9, 1, "", "Shop", "Ada"))},
	}
	for _, c := range []struct {
		name, stdin string
		args        []string
		code        int
		err         string // in standard error
	}{
		{"sound token", "", []string{"check", "sound.txt"}, exitSound, ""},
		{"sound token on standard input", soundToken(), []string{"check"}, exitSound, ""},
		{"sound token on -", soundToken(), []string{"check", "-"}, exitSound, ""},
		{"expired token", "", []string{"check", "expired.txt"}, exitProblems, ""},
		{"expired token, earlier", "", []string{"check", "--at", "2026-11-23T10:30:00Z", "expired.txt"}, exitSound, ""},
		{"expired token, another zone", "", []string{"check", "--at", "2026-11-23T11:30:00+01:00", "expired.txt"}, exitSound, ""},
		{"code", "TokenRejected", []string{"check"}, exitProblems, ""},
		{"code of a logout", "ExplicitLogout", []string{"check"}, exitSound, ""},
		{"empty", "", []string{"check"}, exitFailed, "empty"},
		{"blank", " \n\t\n", []string{"check"}, exitFailed, "empty"},
		{"unknown word", "TokenRejectet", []string{"check"}, exitFailed, "TokenRejected"},
		{"no file", "", []string{"check", "none.txt"}, exitFailed, "cannot open 'none.txt'"},
		{"a code as file name", "", []string{"check", "TokenRejected"}, exitFailed, "authdoctor explain TokenRejected"},
		{"a folder", "", []string{"check", "folder"}, exitFailed, "cannot read 'folder'"},
		{"two files", "", []string{"check", "sound.txt", "expired.txt"}, exitFailed, "one file, not 2"},
		{"too long", strings.Repeat("x", 1<<20+1), []string{"check"}, exitFailed, "more than 1048576 bytes"},
		{"bad time", "", []string{"check", "--at", "yesterday", "sound.txt"}, exitFailed, "2026-11-23T12:00:00Z"},
		{"unknown fact", "", []string{"check", "--fact", "colour=red", "sound.txt"}, exitFailed, "used-as"},
		{"fact without value", "", []string{"check", "--fact", "flow", "sound.txt"}, exitFailed, "NAME=VALUE"},
		{"bad value of a fact", "", []string{"check", "--fact", "flow=red", "sound.txt"}, exitFailed, "client-credentials"},
		{"unknown format", "", []string{"check", "--format", "xml", "sound.txt"}, exitFailed, "text, json, markdown"},
		{"lines as Markdown", "", []string{"check", "--lines", "--format", "markdown", "sound.txt"}, exitFailed, "--lines"},
		{"unknown flag", "", []string{"check", "--colour", "sound.txt"}, exitFailed, "--help"},
		{"unknown command", "", []string{"chekc"}, exitFailed, "no command 'chekc', and no file or code of that name (did you mean check?)"},
		{"unknown command with a file", "", []string{"chekc", "sound.txt"}, exitFailed, "did you mean check?"},
		{"unknown command below key", "", []string{"inspect"}, exitFailed, "did you mean key inspect?"},
		{"unknown command of key", "", []string{"key", "inspct"}, exitFailed, "did you mean inspect?"},
		{"unknown command of help", "", []string{"help", "trial"}, exitFailed, "did you mean trail?"},
		{"misspelt code", "", []string{"ScopeMissmatched"}, exitFailed, "did you mean ScopeMismatched?"},
		{"a token as argument", "", []string{soundToken()}, exitFailed, "this looks like a token"},
		{"no such file", "", []string{"./none.txt"}, exitFailed, "no file './none.txt'"},
		{"two files to open", "", []string{"sound.txt", "expired.txt"}, exitFailed, "one file, not 2"},
		{"a file without a terminal", "", []string{"sound.txt"}, exitFailed, "authdoctor check FILE"},
		{"misspelt flag", "", []string{"check", "--formt", "json"}, exitFailed, "did you mean --format?"},
		{"misspelt format", "", []string{"check", "--format", "jsn"}, exitFailed, "did you mean json?"},
		{"misspelt theme", "", []string{"--theme", "drak"}, exitFailed, "did you mean dark?"},
		{"misspelt fact", "", []string{"check", "--fact", "rol=3"}, exitFailed, "did you mean role?"},
		{"misspelt value of a fact", "", []string{"check", "--fact", "flow=client-credential"}, exitFailed, "did you mean client-credentials?"},
		{"misspelt scope", "", []string{"assertion", "--scope", "restlet"}, exitFailed, "did you mean restlets?"},
		{"misspelt kind", "", []string{"key", "new", "--kind", "ec-p265"}, exitFailed, "did you mean ec-p256?"},
		{"misspelt dimension", "", []string{"trail", "--by", "codes"}, exitFailed, "did you mean code?"},
		{"misspelt --fail-on", "", []string{"trail", "--fail-on", "incident"}, exitFailed, "did you mean incidents?"},
		{"unknown theme", "", []string{"--theme", "pink"}, exitFailed, "auto, dark, light"},
		{"no terminal", "", []string{}, exitFailed, "needs a terminal"},
		{"explain", "", []string{"explain", "ScopeMismatched"}, exitSound, ""},
		{"explain nothing", "", []string{"explain"}, exitFailed, "one code"},
		{"explain spaces", "", []string{"explain", " "}, exitFailed, "one code"},
		{"explain words", "", []string{"explain", "it", "never", "comes", "back", "to", "our", "callback"}, exitSound, ""},
		{"plain words", "works in production, not in the sandbox", []string{"check"}, exitProblems, ""},
		{"explain as HTML", "", []string{"explain", "ScopeMismatched", "--format", "html"}, exitFailed, "text, markdown"},
		{"trail", "", []string{"trail", "trail.csv"}, exitProblems, ""},
		{"trail without a failure", "", []string{"trail", "quiet.csv"}, exitSound, ""},
		{"trail of nothing", "", []string{"trail"}, exitFailed, ""},
		{"trail of no file", "", []string{"trail", "none.csv"}, exitFailed, "cannot open 'none.csv'"},
		{"codes", "", []string{"codes"}, exitSound, ""},
		{"codes with a word", "", []string{"codes", "x"}, exitFailed, ""},
		{"codes as Markdown", "", []string{"codes", "--format", "markdown"}, exitFailed, "text, json"},
		{"help", "", []string{"--help"}, exitSound, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := play(files, c.stdin, c.args...)
			if got.code != c.code {
				t.Errorf("exit code %d, want %d; standard error: %s", got.code, c.code, got.err)
			}
			if !strings.Contains(got.err, c.err) || (got.err != "") != (c.code == exitFailed) {
				t.Errorf("standard error is %q, want %q in it", got.err, c.err)
			}
			if c.code == exitFailed && (got.out != "" || strings.Count(got.err, "\n") != 1) {
				t.Errorf("a failure is one line on standard error and nothing else; got %q and %q", got.out, got.err)
			}
		})
	}
}

// waiting is standard input that never delivers anything.
type waiting struct{ asked chan struct{} }

func (w waiting) Read([]byte) (int, error) {
	close(w.asked)
	select {}
}

// TestInterrupted catches a ctrl+c that is ignored while check waits for its input.
func TestInterrupted(t *testing.T) {
	for _, args := range [][]string{{"check"}, {"check", "--lines"}, {"check", "--format", "json"}, {"check", "--lines", "--format", "json"}, {"trail"}, {"trail", "-", "--format", "json"}} {
		ctx, interrupt := context.WithCancel(context.Background())
		input := waiting{make(chan struct{})}
		go func() {
			<-input.asked
			interrupt()
		}()
		if got := playContext(ctx, nil, input, args...); got.code != exitInterrupted {
			t.Errorf("%v: exit code %d, want %d", args, got.code, exitInterrupted)
		}
	}
}

// TestErrorsAndExitCodes catches an interrupted assistant that exits with 0, and an error
// that is not printed.
func TestErrorsAndExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{fmt.Errorf("the assistant stopped: %w", tea.ErrInterrupted), exitInterrupted},
		{errors.New("the terminal is gone"), exitFailed},
		{errProblemsFound, exitProblems},
	} {
		var errOut bytes.Buffer
		code := run(context.Background(), []string{"codes"}, world{
			out: io.Discard, err: &errOut,
			library: func() (*content.Library, error) { return nil, c.err },
		})
		if code != c.code || (code == exitFailed) != (errOut.Len() > 0) {
			t.Errorf("%v: exit code %d, want %d; standard error %q", c.err, code, c.code, errOut.String())
		}
	}
}

// failing is an output that cannot be written to.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestOutputFails catches exit code 0 although the answer could not be written.
func TestOutputFails(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"check", "--format", "json"}, {"check", "--format", "markdown"}, {"check", "--lines"},
		{"explain", "TokenRejected"}, {"explain", "TokenRejected", "--format", "markdown"}, {"codes"}, {"codes", "--format", "json"},
		{"trail"}, {"trail", "--format", "json"}, {"trail", "--format", "markdown"},
	} {
		input := expiredToken()
		if args[0] == "trail" {
			input = string(export(fortnight()...))
		}
		var errOut bytes.Buffer
		code := run(context.Background(), args, world{
			in: strings.NewReader(input), out: failing{}, err: &errOut,
			now: func() time.Time { return noon }, library: content.Embedded,
		})
		if code != exitFailed || !strings.Contains(errOut.String(), "no space left") {
			t.Errorf("%v: exit code %d, standard error %q", args, code, errOut.String())
		}
	}
}

// TestVersion catches a version that a script cannot parse.
func TestVersion(t *testing.T) {
	got := play(nil, "", "--version")
	if got.code != exitSound || got.err != "" {
		t.Errorf("exit code %d, standard error %q", got.code, got.err)
	}
	fields := strings.Fields(got.out)
	if len(fields) < 2 || fields[0] != "authdoctor" || strings.Count(got.out, "\n") != 1 || strings.Contains(got.out, "\x1b") {
		t.Errorf("--version prints %q", got.out)
	}
}

// TestVersionOf catches two different builds with the same version.
func TestVersionOf(t *testing.T) {
	checkout := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "-trimpath", Value: "true"}, {Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "abcdef123456789012345678901234567890abcd"},
			{Key: "vcs.time", Value: "2026-11-30T22:04:05Z"}, {Key: "vcs.modified", Value: modified}}
	}
	for _, c := range []struct {
		name, version string
		settings      []debug.BuildSetting
		want          string
	}{
		{"a version", "v1.2.3", checkout("false"), "v1.2.3 (commit abcdef123456, 2026-11-30) go1.26.8"},
		{"a version, modified", "v1.2.3+dirty", checkout("true"), "v1.2.3 (commit abcdef123456, 2026-11-30, modified) go1.26.8"},
		{"between two versions", "v1.2.4-0.20261130220405-abcdef123456", checkout("false"), "devel (commit abcdef123456, 2026-11-30) go1.26.8"},
		{"before any version, modified", "v0.0.0-20261130220405-abcdef123456+dirty", checkout("true"), "devel (commit abcdef123456, 2026-11-30, modified) go1.26.8"},
		{"no version noted", "(devel)", checkout("false"), "devel (commit abcdef123456, 2026-11-30) go1.26.8"},
		{"installed as a module", "v1.2.3", nil, "v1.2.3 go1.26.8"},
		{"a commit installed as a module", "v0.0.0-20261130220405-abcdef123456", nil, "v0.0.0-20261130220405-abcdef123456 go1.26.8"},
		{"no version control", "(devel)", nil, "devel go1.26.8"},
		{"a test", "", nil, "devel go1.26.8"},
		{"a short revision", "", []debug.BuildSetting{{Key: "vcs.revision", Value: "42"}}, "devel (commit 42) go1.26.8"},
	} {
		info := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "authdoctor", Version: c.version}, Settings: c.settings}
		if got := versionOf(info); got != c.want {
			t.Errorf("%s: %q; want %q", c.name, got, c.want)
		}
	}
}

// TestCompletions catches a shell without a completion script.
func TestCompletions(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		got := play(nil, "", "completion", shell)
		if got.code != exitSound || !strings.Contains(got.out, "authdoctor") || len(got.out) < 1000 {
			t.Errorf("completion %s: exit code %d, %d bytes", shell, got.code, len(got.out))
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"__complete", "explain", ""}, "ScopeMismatched\t"},
		{[]string{"__complete", "check", "--format", ""}, "markdown"},
		{[]string{"__complete", "check", "--fact", ""}, "used-as=assertion"},
		{[]string{"__complete", "--theme", ""}, "light"},
		{[]string{"__complete", "trail", "--format", ""}, "markdown"},
		{[]string{"__complete", "trail", "--by", ""}, "request-uri"},
		{[]string{"__complete", "trail", "--column", ""}, "application=\tToken-based Application Name"},
		{[]string{"__complete", "trail", "--date-order", ""}, "dmy"},
		{[]string{"__complete", "trail", "--query", ""}, "suiteql"},
		{[]string{"__complete", "probe", "--scope", ""}, "rest_webservices"},
	} {
		if got := play(nil, "", c.args...); !strings.Contains(got.out, c.want) {
			t.Errorf("%v lacks %q: %s", c.args, c.want, got.out)
		}
	}
}
