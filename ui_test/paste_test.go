//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/worktest"
)

// TestPasteByKeys catches a paste that goes wrong in a terminal without bracketed paste:
// each character comes as a key, and the line break at the end is not the user's enter.
func TestPasteByKeys(t *testing.T) {
	for name, text := range map[string]string{
		"newline":         published() + "\n",
		"carriage return": published() + "\r",
		"wrapped":         published()[:64] + "\r" + published()[64:] + "\r",
		"bearer":          "Bearer " + published() + "\r",
	} {
		t.Run(name, func(t *testing.T) {
			x := start(t, setup{})
			x.waitFor(home)
			x.send(text)
			// On a slow machine the line break may look like the user's enter; the
			// token is then open already.
			x.until("the token, in the field or open", func(screen string) bool {
				return strings.Contains(screen, "3 parts") || strings.Contains(header(screen), "Token")
			})
			x.enterUntil("Token")
			x.waitFor("Expired")
			x.send("q")
			x.end(0)
		})
	}
}

// enterUntil presses enter until a screen opens, as a person would: a press right after a
// paste counts as part of it.
func (x *terminal) enterUntil(title string) {
	x.t.Helper()
	deadline := time.After(patience)
	press := time.NewTicker(200 * time.Millisecond)
	defer press.Stop()
	for !strings.Contains(header(x.text()), title) {
		select {
		case <-x.news:
		case <-press.C:
			if !strings.Contains(header(x.text()), title) {
				x.send(enter)
			}
		case <-deadline:
			x.t.Fatalf("enter does not lead to %s:\n%s", title, x.text())
		}
	}
}

// TestPasteByKeysOnOtherScreens catches letters of a paste that act as commands, such as the
// q in a token.
func TestPasteByKeysOnOtherScreens(t *testing.T) {
	if !strings.Contains(published(), "q") {
		t.Fatal("the token has no q, so that the test proves nothing")
	}
	x := start(t, setup{})
	x.waitFor(home)
	x.send(enter)
	x.waitForHeader("Guide")
	x.send(published())
	x.until("the token in the field", func(screen string) bool {
		return strings.Contains(screen, "3 parts") || strings.Contains(header(screen), "Token")
	})
	x.enterUntil("Token")
	x.send("q")
	x.end(0)
}

// TestStillClock catches code that waits for the clock to advance, which it never does with
// --at.
func TestStillClock(t *testing.T) {
	x := start(t, setup{args: []string{"--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.send(published())
	x.waitFor("3 parts")
	x.enterUntil("Token")
	x.send("q")
	x.end(0)
}

// TestHostilePaste catches a control sequence in a pasted text or token that reaches the
// terminal.
func TestHostilePaste(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.paste("\x1b]0;MARK\x07\x1b[2J\u202eMARK \u009b31m")
	x.waitForWords("This is not a token")
	x.send(escape)
	x.waitForNo("neither a token")
	x.paste(hostile())
	x.waitForHeader("Token")
	x.send("v")
	x.waitForHeader("Verdicts")
	x.send(ctrlC)
	x.end(130)
	for _, bad := range []string{"\x1b]0;", "\x1b[2JMARK", "\u202e", "\u009b", "\x1b]52", "\x1b]8;"} {
		if strings.Contains(x.output(), bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

// TestHostileNames catches a file name that controls the terminal from an output, an error,
// a prompt or the list of files, and our own colours if they are removed with it.
func TestHostileNames(t *testing.T) {
	const evil = "a\x1b[31m\x1b]0;MARK\a\u009b2J\u202eb.pem"
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, evil), []byte(lockedKey), 0o600); err != nil {
		t.Skipf("the file system does not allow such a name: %v", err)
	}
	for _, c := range []struct {
		args       []string
		shows, key string
		code       int
	}{
		{[]string{"key", "new", "--certificate", "new" + evil, "--private", "private" + evil}, `newa\u{001B}[31m`, "", 0},
		{[]string{"key", "new", "--certificate", evil, "--private", evil}, `a\u{001B}[31m`, "", 2},
		{[]string{"key", "inspect", evil}, `Pass phrase for 'a\u{001B}[31m`, ctrlC, 130},
		{[]string{"trail", "none" + evil}, `nonea\u{001B}[31m`, "", 2},
		{[]string{"explain", "x\x1b[31m"}, `x\u{001B}[31m`, "", 2},
		{[]string{"check", "--" + evil}, `\u{001B}`, "", 2},
		{[]string{"explain", "ScopeMismatched"}, "SOURCES", "", 0},
		{nil, "Which file?", ctrlC, 130},
	} {
		x := start(t, setup{folder: folder, args: c.args})
		if c.args == nil {
			x.waitFor(home)
			x.send(ctrlO)
			x.waitForWords(`a\u{001B}[31m`)
		}
		x.waitForWords(c.shows)
		if c.key != "" {
			x.send(c.key)
		}
		x.end(c.code)
		for _, bad := range []string{"\x1b[31m", "\x1b]0;", "\u009b", "\u202e", "\a"} {
			if strings.Contains(x.output(), bad) {
				t.Errorf("%q: %q reached the terminal", c.args, bad)
			}
		}
		if coloured := strings.Contains(x.output(), "\x1b[1m"); coloured != (c.args == nil || c.args[0] == "explain" && c.code == 0) {
			t.Errorf("%q: our own styles are there: %v", c.args, coloured)
		}
	}
}

// TestBigPaste catches a paste that blocks the screen. The long run adds the longest paste
// that is accepted and a longer one. They take seconds: for each 256 bytes, the library
// that reads the keys copies the paste so far.
func TestBigPaste(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	sizes := []int{60 << 10, 200 << 10}
	if worktest.Long {
		sizes = append(sizes, 1<<20, 1<<20+100)
	}
	for _, size := range sizes {
		x.paste(strings.Repeat("word ", size/5))
		x.waitFor("not shown")
		x.send(escape)
		x.waitForNo("not shown")
	}
	x.send(ctrlC)
	x.end(130)
}

// TestSecretsAreNotDrawn catches a secret, in a paste that is not a token, on the screen.
func TestSecretsAreNotDrawn(t *testing.T) {
	secret := strings.Repeat("5ec4e7", 11)
	x := start(t, setup{})
	x.waitFor(home)
	for name, text := range map[string]string{
		"client secret": secret,
		"private key":   "-----BEGIN PRIVATE KEY-----\n" + secret + "\n" + secret + "\n-----END PRIVATE KEY-----\n",
		"basic":         "Authorization: Basic " + secret,
	} {
		x.paste(text)
		x.until(name+" in the field, not shown", func(screen string) bool { return strings.Contains(screen, "not shown") })
		x.send(escape)
		x.waitForNo("not shown")
		x.waitFor("an error code")
	}
	for name, text := range map[string]string{
		"answer": `{"error":"invalid_client","client_secret":"` + secret + `"}`,
		"form":   "grant_type=client_credentials&client_secret=" + secret,
		"curl":   "curl -u id:" + secret + " https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token -d grant_type=client_credentials",
	} {
		x.paste(text)
		x.until(name+" recognized", func(screen string) bool { return strings.Contains(screen, "Recognized") })
		x.send(escape)
		x.waitFor("an error code")
	}
	x.send(ctrlC)
	x.end(130)
	if strings.Contains(x.output(), secret[:12]) {
		t.Error("the secret was drawn")
	}
}
