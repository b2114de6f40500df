//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inWords is how the assistant in words is asked for.
var inWords = []setup{
	{args: []string{"--accessible"}}, {env: []string{"ACCESSIBLE=1"}}, {env: []string{"TERM=dumb"}},
	{env: []string{"ACCESSIBLE=yes"}, piped: "ScopeMismatched\n"}, {args: []string{"--accessible", "-"}, piped: "ScopeMismatched\n"},
}

// TestInWords catches a way to ask for the assistant in words that opens the screens, and an
// escape or a carriage return that it writes.
func TestInWords(t *testing.T) {
	for _, s := range inWords {
		x := start(t, s)
		x.waitFor("Answer 1 to")
		if s.piped != "" {
			x.waitFor("My trail shows ScopeMismatched")
		}
		x.send("q\n")
		x.end(0)
		if raw := strings.ReplaceAll(x.output(), "\r\n", "\n"); strings.ContainsAny(raw, "\x1b\r\b") {
			t.Errorf("%v %v: %q", s.args, s.env, raw)
		}
	}
}

// TestNotInWords catches a variable that asks for the screens and gets words.
func TestNotInWords(t *testing.T) {
	x := start(t, setup{env: []string{"ACCESSIBLE=0"}})
	x.waitFor(home)
	x.until("the screens", func(string) bool { return x.alternate.Load() })
	x.send(ctrlC)
	x.end(130)
}

// TestPasteInWords catches a paste that is shown, that is cut where the terminal cuts a line,
// or that leaves the terminal without echo, also after ctrl+z and ctrl+c.
func TestPasteInWords(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "locked.pem"), []byte(lockedKey), 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{args: []string{"--accessible"}, folder: folder, underShell: true, rows: 60, cols: 100})
	if got := x.report(); got != "started" {
		t.Fatalf("the shell says %q", got)
	}
	x.waitFor("Answer 1 to 6")
	x.send("1\n")
	x.waitFor("on a line of its own")
	x.send("half of a paste" + ctrlZ)
	x.stopped()
	x.foreground()
	x.send(strings.Repeat("x ", 3000) + "\n" + published() + "\n.\n") // a line of more than 4096 bytes
	x.waitForWords("access token, authorization code")
	x.waitFor("Answer 1 to 1")
	x.send("locked.pem\n")
	x.waitForWords("Its pass phrase?")
	x.send(typedSecret + "\n")
	x.waitForWords("private key, EC P-256")
	x.send("7\n")
	x.until("the second prompt for a paste", func(screen string) bool { return strings.Count(x.output(), "on a line of its own") == 2 })
	x.send("secret words" + ctrlC)
	x.end(130)
	for _, hidden := range []string{"half of", "x x x", "secret words", typedSecret} {
		if strings.Contains(x.output(), hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
}
