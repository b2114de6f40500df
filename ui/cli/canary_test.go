package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/worktest"
)

// fileCommands are the command lines that read an input, in each format; FILE is replaced by
// its name. Every command of the program is here or in wordCommands.
var fileCommands = map[string][][]string{
	"authdoctor check": {
		{"check"}, {"check", "--format", "json"}, {"check", "--format", "markdown"}, {"check", "--format", "html", "--audience", "vendor"}, {"check", "--format", "markdown", "--pseudonyms"}, {"check", "--lines"}, {"check", "FILE"}, {"check", "FILE", "--format", "json"},
		{"check", "token", "--key", "FILE"}, {"check", "token", "--key", "FILE", "--format", "json"}, {"check", "token", "--key", "FILE", "--format", "markdown"},
		{"check", "token", "--trail", "FILE"}, {"check", "token", "--trail", "FILE", "--format", "json"},
	},
	"authdoctor trail": {
		{"trail"}, {"trail", "--format", "json"}, {"trail", "--format", "markdown"}, {"trail", "--format", "html"}, {"trail", "--format", "html", "--pseudonyms"}, {"trail", "FILE"}, {"trail", "FILE", "--format", "json"}, {"trail", "--top", "0", "--by", "user,request-uri,hour,code,application,ip,role"},
		{"trail", "--query", "duckdb", "FILE"},
	},
	"authdoctor probe": {
		{"probe", "--account", "1234567", "--yes", "--token", "FILE"}, {"probe", "--account", "1234567", "--yes", "--token", "FILE", "--format", "json"}, {"probe", "--account", "1234567", "--yes", "--token", "FILE", "--format", "markdown"},
		{"probe", "--account", "1234567", "--yes", "--refresh", "FILE"}, {"probe", "--account", "1234567", "--yes", "--client-secret-file", "FILE"}, {"probe", "--account", "1234567", "--yes", "--key", "FILE"},
	},
	"authdoctor share":       {{"share", "-"}, {"share", "FILE"}},
	"authdoctor key inspect": {{"key", "inspect", "FILE"}, {"key", "inspect", "FILE", "--format", "json"}, {"key", "inspect", "FILE", "FILE", "--format", "markdown"}, {"key", "inspect", "FILE", "--format", "html"}, {"key", "inspect", "FILE", "--format", "markdown", "--pseudonyms"}, {"key", "inspect", "FILE", "--as", "jwk"}, {"key", "inspect", "FILE", "--as", "jwks"}, {"key", "inspect", "FILE", "--as", "pem"}, {"key", "inspect", "FILE", "--kid", "x"}},
}

// wordCommands are the command lines with a word; WORD is replaced by it.
var wordCommands = map[string][][]string{
	"authdoctor":             {{"WORD"}, {"--theme", "WORD"}, {"--at", "WORD"}, {"--WORD"}},
	"authdoctor explain":     {{"explain", "WORD"}, {"explain", "x", "--format", "WORD"}},
	"authdoctor codes":       {{"codes", "WORD"}, {"codes", "--format", "WORD"}},
	"authdoctor help":        {{"help", "WORD"}},
	"authdoctor key":         {{"key", "WORD"}},
	"authdoctor key new":     {{"key", "new", "--name", "WORD"}, {"key", "new", "--kind", "WORD"}, {"key", "new", "--days", "WORD"}, {"key", "new", "--certificate", "WORD"}, {"key", "new", "--private", "WORD"}, {"key", "new", "WORD"}},
	"authdoctor assertion":   {{"assertion", "WORD"}, {"assertion", "--private", "WORD"}, {"assertion", "--private", "key", "--kid", "WORD"}, {"assertion", "--private", "key", "--client-id", "WORD"}, {"assertion", "--private", "key", "--account", "WORD"}, {"assertion", "--private", "key", "--scope", "WORD"}, {"assertion", "--private", "key", "--algorithm", "WORD"}, {"assertion", "--private", "key", "--lifetime", "WORD"}, {"assertion", "--private", "key", "--passphrase-file", "WORD"}, {"assertion", "--private", "key", "--certificate", "WORD"}},
	"authdoctor completion":  {{"completion", "WORD"}},
	"authdoctor check":       {{"check", "WORD"}, {"check", "--fact", "WORD"}, {"check", "--fact", "application=WORD"}, {"check", "--fact", "detail=WORD"}, {"check", "--fact", "client-id=WORD"}, {"check", "--fact", "record.redirect-uris=WORD"}, {"check", "--fact", "certificate-id=WORD"}, {"check", "--fact", "WORD=1"}, {"check", "--fact", "role=WORD", "--format", "json"}, {"check", "--key", "WORD"}, {"check", "--key", "https://WORD@x.example/"}, {"check", "--key", "https://x.example/?a=WORD"}, {"check", "--trail", "WORD"}, {"check", "--at", "WORD"}, {"check", "--format", "WORD"}, {"check", "--format", "html", "--audience", "WORD"}, {"check", "--date-order", "WORD"}, {"check", "--passphrase-file", "WORD"}, {"check", "--WORD", "--format", "json"}},
	"authdoctor trail":       {{"trail", "WORD"}, {"trail", "--since", "WORD"}, {"trail", "--until", "WORD"}, {"trail", "--by", "WORD"}, {"trail", "--column", "WORD"}, {"trail", "--column", "detail=WORD", "export"}, {"trail", "--column", "detail=WORD", "--query", "duckdb", "export"}, {"trail", "--failure-word", "WORD", "--query", "duckdb", "export"}, {"trail", "--query", "duckdb", "WORD.parquet"}, {"trail", "--failure-word", "WORD", "export"}, {"trail", "--format", "WORD"}, {"trail", "--query", "WORD"}, {"trail", "--date-order", "WORD"}, {"trail", "--at", "WORD", "--format", "json"}},
	"authdoctor probe":       {{"probe", "WORD"}, {"probe", "--yes", "--account", "WORD"}, {"probe", "--account", "1234567", "--yes", "--client-id", "WORD"}, {"probe", "--account", "1234567", "--yes", "--kid", "WORD"}, {"probe", "--account", "1234567", "--yes", "--restlet", "WORD"}, {"probe", "--account", "1234567", "--yes", "--redirect-uri", "WORD", "--code-exchange"}, {"probe", "--account", "1234567", "--yes", "--server", "WORD"}, {"probe", "--account", "1234567", "--yes", "--scope", "WORD"}, {"probe", "--account", "1234567", "--yes", "--key", "WORD"}, {"probe", "--account", "1234567", "--yes", "--token", "WORD"}, {"probe", "--account", "1234567", "--yes", "--refresh", "WORD"}, {"probe", "--account", "1234567", "--yes", "--client-secret-file", "WORD"}, {"probe", "--fact", "WORD", "--yes", "--format", "json"}, {"probe", "--case", "WORD", "--yes"}},
	"authdoctor share":       {{"share", "WORD"}, {"share", "WORD", "WORD"}},
	"authdoctor key inspect": {{"key", "inspect", "WORD"}, {"key", "inspect", "WORD", "--format", "json"}, {"key", "inspect", "--passphrase-file", "WORD", "key"}, {"key", "inspect", "--as", "WORD", "key"}, {"key", "inspect", "--kid", "WORD", "key"}, {"key", "inspect", "--kid", "WORD", "key", "--format", "json"}},
}

// TestCanaryInputs catches a secret of an input, anywhere in it, that a command prints in any
// format, on standard output or standard error. The long run gives each secret in each place
// to each command line; the short run gives it to one of them.
func TestCanaryInputs(t *testing.T) {
	all := canary.Secrets()
	token := []byte(jwt(accessHeader, accessClaims(), signature))
	turn := 0
	for _, place := range canary.Places {
		t.Run(place.Name, func(t *testing.T) {
			for _, c := range all {
				stdin := place.Play(c.Text)
				files := fstest.MapFS{"file": {Data: []byte(stdin)}, "token": {Data: token}}
				for _, args := range inOrder(fileCommands) {
					if turn++; !worktest.Long && turn%19 != 0 { // 19 divides neither the number of secrets nor that of commands
						continue
					}
					if place.Name == "as kid, sub and aud" && len(c.Value) == 64 && (args[0] == "share" || args[0] == "check" && slices.Contains(args, "--format")) {
						continue // as iss it cannot be told from a Client ID, which the case in a report has in full
					}
					got := play(files, stdin, replaced(args, "FILE", "file")...)
					if piece := canary.Shows(got.out+"\x00"+got.err, c.Value); piece != "" {
						t.Errorf("%s: %q shows %q\n%s", c.Name, args, piece, around(got.out+got.err, piece))
					}
				}
			}
		})
	}
}

// inOrder returns the command lines of a table in a fixed order.
func inOrder(table map[string][][]string) [][]string {
	var out [][]string
	for _, command := range slices.Sorted(maps.Keys(table)) {
		out = append(out, table[command]...)
	}
	return out
}

// TestCanaryArguments catches a secret in an argument or in the name of a file that is
// printed.
func TestCanaryArguments(t *testing.T) {
	private := madeFiles(t)["private.pem"]
	turn := 0
	for _, c := range canary.Secrets() {
		for _, word := range []string{c.Text, c.Value} {
			files := fstest.MapFS{"export": {Data: []byte(canary.Export("x"))}, "key": private}
			name := strings.ReplaceAll(word, "/", "_")
			if len(name) < 200 && !strings.Contains(name, "\n") { // it can be the name of a file
				files[name] = files["export"]
			}
			for _, args := range inOrder(wordCommands) {
				for _, with := range []string{word, name} {
					if turn++; !worktest.Long && turn%11 != 0 {
						continue
					}
					if len(c.Value) == 64 && args[0] == "setup" && slices.Contains(args, "client-id=WORD") {
						continue // it cannot be told from a Client ID
					}
					got := play(files, "", replaced(args, "WORD", with)...)
					if piece := canary.Shows(got.out+"\x00"+got.err, c.Value); piece != "" {
						t.Errorf("%s: %q shows %q\n%s", c.Name, args, piece, around(got.out+got.err, piece))
					}
				}
			}
		}
	}
}

// TestCanaryCommands catches a command that is missing from both tables.
func TestCanaryCommands(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if path := cmd.CommandPath(); fileCommands[path] == nil && wordCommands[path] == nil && cmd.Parent() != nil && cmd.Parent().Name() != "completion" {
			t.Errorf("%s is in no table of the canary tests", path)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	root := newRoot(world{})
	root.InitDefaultCompletionCmd()
	walk(root)
}

// TestCanaryProxy catches the password of a proxy from the environment in the error of a
// failed request.
func TestCanaryProxy(t *testing.T) {
	const password = "q7Zx4Pa55w0rdKw9"
	proxy, _ := url.Parse("http://user:" + password + "@127.0.0.1:1")
	var out, errOut bytes.Buffer
	run(context.Background(), []string{"check", "--key", "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys"}, world{
		in: strings.NewReader(jwt(accessHeader, accessClaims(), signature)), out: &out, err: &errOut, now: func() time.Time { return noon }, client: &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}, random: rand.Reader,
	})
	if piece := canary.Shows(out.String()+errOut.String(), password); piece != "" || errOut.Len() == 0 {
		t.Errorf("shows %q: %s", piece, errOut.String())
	}
}

// TestCanaryPanic catches a panic whose message quotes the input.
func TestCanaryPanic(t *testing.T) {
	const secret = "q7Zx4Pa55w0rdKw9"
	for _, value := range []any{secret, errors.New("reading " + secret), []byte(secret), struct{ text string }{secret}} {
		var out, errOut bytes.Buffer
		code := run(context.Background(), []string{"explain", "ScopeMismatched"}, world{out: &out, err: &errOut, library: func() (*content.Library, error) { panic(value) }})
		if piece := canary.Shows(out.String()+errOut.String(), secret); piece != "" || code != exitFailed || !strings.Contains(errOut.String(), "a fault in the program") {
			t.Errorf("%T: exit code %d, shows %q: %s", value, code, piece, errOut.String())
		}
	}
}

// FuzzCanary catches a secret that is printed because of the text around it.
func FuzzCanary(f *testing.F) {
	for _, place := range canary.Places {
		text := place.Play("\x00")
		before, behind, _ := strings.Cut(text, "\x00")
		f.Add(before, behind, uint8(0))
	}
	all := canary.Secrets()
	f.Fuzz(func(t *testing.T, before, behind string, which uint8) {
		if len(before)+len(behind) > 16<<10 {
			return
		}
		c := all[int(which)%len(all)]
		text := before + " " + c.Text + " " + behind
		files := fstest.MapFS{"file": {Data: []byte(text)}}
		for _, args := range [][]string{{"check"}, {"check", "--format", "json"}, {"check", "--format", "markdown"}, {"check", "--format", "html"}, {"share", "-"}, {"trail"}, {"trail", "--format", "json"}, {"key", "inspect", "file"}, {"explain", text}} {
			got := play(files, text, args...)
			if piece := canary.Shows(got.out+"\x00"+got.err, c.Value); piece != "" {
				t.Errorf("%s in %q: %q shows %q\n%s", c.Name, text, args, piece, around(got.out+got.err, piece))
			}
		}
	})
}

func replaced(args []string, placeholder, with string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = strings.ReplaceAll(arg, placeholder, with)
	}
	return out
}

func around(out, piece string) string {
	at := strings.Index(out, piece)
	if at < 0 {
		return out[:min(len(out), 300)]
	}
	return out[max(0, at-160):min(len(out), at+60)]
}
