//go:build unix

package ui_test

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// asked matches a request to put something on the clipboard.
var asked = regexp.MustCompile(`\x1b\]52;([^\x07\x1b]*)[\x07\x1b]`)

// account is the account that the token of access is for.
const account = "4030059"

// copyAccount pastes a token and copies the account that it is for.
func copyAccount(t *testing.T, s setup) *terminal {
	t.Helper()
	x := start(t, s)
	x.waitFor("What do you have?")
	x.paste(access(time.Unix(1611067655, 0)))
	x.waitFor("Expired")
	x.send("y")
	x.waitFor("What do you want to copy from Token?", "Account")
	for line := range strings.Lines(x.text()) {
		if words := strings.Fields(strings.TrimLeft(line, " ›")); len(words) > 2 && words[1] == "Account" {
			x.send(words[0])
		}
	}
	return x
}

// TestCopyByTerminal catches a text that the terminal is not asked to take, is asked for
// twice, gets in another form, or in the middle of a frame.
func TestCopyByTerminal(t *testing.T) {
	x := copyAccount(t, setup{env: []string{"SSH_CONNECTION=a 1 b 2", "PATH=" + t.TempDir()}})
	x.waitFor("Sent to the terminal: Account. If paste gives nothing, press s to save.")
	x.send("q")
	x.end(0)
	found := asked.FindAllStringSubmatch(x.output(), -1)
	if len(found) != 1 || strings.Count(x.output(), "\x1b]52") != 1 {
		t.Fatalf("the terminal was asked %d times: %q", len(found), found)
	}
	text, is := strings.CutPrefix(found[0][1], "c;")
	if plain, err := base64.StdEncoding.DecodeString(text); err != nil || !is || string(plain) != account {
		t.Errorf("the terminal was asked to take %q: %v", found[0][1], err)
	}
}

// TestCopyInScreen catches a sequence that GNU screen does not hand on.
func TestCopyInScreen(t *testing.T) {
	x := copyAccount(t, setup{env: []string{"SSH_TTY=/dev/pts/9", "STY=1.pts", "TERM=screen-256color", "PATH=" + t.TempDir()}})
	x.waitFor("Sent to the terminal: Account.")
	x.send("q")
	x.end(0)
	if strings.Count(x.output(), "\x1bP\x1b]52;c;") != 1 {
		t.Error("the sequence is not in a DCS")
	}
}

// TestCopyByTmux catches a text that goes around tmux, and one that tmux gets changed.
func TestCopyByTmux(t *testing.T) {
	folder := t.TempDir()
	took := filepath.Join(folder, "took")
	cat, err := exec.LookPath("cat")
	if err != nil {
		t.Skip(err)
	}
	script := "#!/bin/sh\nprintf '%s\\n' \"$*\" > '" + took + "'\n" + cat + " >> '" + took + "'\n"
	if err := os.WriteFile(filepath.Join(folder, "tmux"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	x := copyAccount(t, setup{env: []string{"SSH_TTY=/dev/pts/9", "TMUX=/tmp/x,1,0", "PATH=" + folder}})
	x.waitFor("Sent to tmux and its terminal: Account.")
	x.send("q")
	x.end(0)
	text, err := os.ReadFile(took)
	if want := "load-buffer -w -\n" + account; err != nil || string(text) != want {
		t.Errorf("tmux got %q, want %q: %v", text, want, err)
	}
	if strings.Contains(x.output(), "\x1b]52") {
		t.Error("the terminal was asked as well")
	}
}

// TestCopyToFile catches a file that is not named again after the screen is gone.
func TestCopyToFile(t *testing.T) {
	folder := t.TempDir()
	x := copyAccount(t, setup{folder: folder, env: []string{"VTE_VERSION=7600", "DISPLAY=", "WAYLAND_DISPLAY=", "PATH=" + folder, "SSH_TTY=x"}})
	x.waitFor("Saved in authdoctor-copy.txt: Account.")
	x.echoed = "Saved in authdoctor-copy.txt: Account."
	text, err := os.ReadFile(filepath.Join(folder, "authdoctor-copy.txt"))
	if want := account + "\n"; err != nil || string(text) != want {
		t.Errorf("the file holds %q, want %q: %v", text, want, err)
	}
	x.send("q")
	x.waitFor("Saved in authdoctor-copy.txt: Account.")
}
