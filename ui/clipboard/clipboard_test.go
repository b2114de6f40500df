//go:build unix

package clipboard_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	"authdoctor/ui/clipboard"
)

// desk is a machine with programs of its own: none of the real ones is found.
type desk struct {
	t      *testing.T
	folder string
	sent   []string
	inside bool
	fails  error
}

func newDesk(t *testing.T) *desk { return &desk{t: t, folder: t.TempDir()} }

// install writes a program that notes its arguments and what it reads, and then runs more.
func (d *desk) install(name, more string) {
	d.t.Helper()
	script := "#!/bin/sh\nprintf '%s' \"$*\" > '" + d.path(name) + ".args'\ncat > '" + d.path(name) + ".text'\n" + more + "\n"
	if err := os.WriteFile(d.path(name), []byte(script), 0o755); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.folder, name) }

// board returns the way to the clipboard with an environment, such as "DISPLAY=:0".
func (d *desk) board(system string, environment ...string) clipboard.Board {
	return clipboard.Board{
		OS: system,
		Getenv: func(name string) string {
			for _, one := range append(environment, "TERM=xterm-256color") {
				if value, is := strings.CutPrefix(one, name+"="); is {
					return value
				}
			}
			return ""
		},
		Look: func(name string) (string, error) {
			if _, err := os.Stat(d.path(name)); err != nil {
				return "", exec.ErrNotFound
			}
			return d.path(name), nil
		},
		Send: func(text string, insideScreen bool) error {
			if d.fails != nil {
				return d.fails
			}
			d.sent, d.inside = append(d.sent, text), insideScreen
			return nil
		},
	}
}

// took returns what a program was called with and what it read.
func (d *desk) took(name string) (args, text string) {
	given, _ := os.ReadFile(d.path(name) + ".args")
	read, _ := os.ReadFile(d.path(name) + ".text")
	return string(given), string(read)
}

const text = "Müller ✓ 株\nsecond line"

// TestWhichWay catches a text that gets to the clipboard of the wrong machine, a program that
// is preferred to a better one, and a result that promises more than is known.
func TestWhichWay(t *testing.T) {
	all := []string{"pbcopy", "clip.exe", "wl-copy", "xclip", "xsel", "tmux"}
	for name, test := range map[string]struct {
		system string
		env    string
		there  []string // the programs that are installed; nil for all
		by     string   // the program that takes it; "" for the terminal
		args   string
		how    clipboard.How
		inside bool // in pieces for GNU screen
	}{
		"macOS":                        {"darwin", "", nil, "pbcopy", "", clipboard.Copied, false},
		"macOS in tmux":                {"darwin", "TMUX=x", nil, "pbcopy", "", clipboard.Copied, false},
		"macOS over SSH":               {"darwin", "SSH_CONNECTION=x", nil, "", "", clipboard.Sent, false},
		"macOS over SSH, by terminal":  {"darwin", "SSH_TTY=/dev/pts/1", nil, "", "", clipboard.Sent, false},
		"tmux over SSH":                {"linux", "SSH_TTY=x TMUX=x DISPLAY=:0", nil, "tmux", "load-buffer -w -", clipboard.Sent, false},
		"tmux that is not found":       {"linux", "SSH_TTY=x TMUX=x", []string{"xclip"}, "", "", clipboard.Sent, false},
		"forwarded X11":                {"linux", "SSH_CONNECTION=x DISPLAY=localhost:10.0", nil, "", "", clipboard.Sent, false},
		"Windows":                      {"windows", "", nil, "clip.exe", "", clipboard.Copied, false},
		"WSL":                          {"linux", "WSL_DISTRO_NAME=Debian WAYLAND_DISPLAY=wayland-0 DISPLAY=:0", nil, "clip.exe", "", clipboard.Copied, false},
		"WSL without clip.exe":         {"linux", "WSL_INTEROP=x WAYLAND_DISPLAY=wayland-0", []string{"wl-copy"}, "wl-copy", "--type text/plain", clipboard.Copied, false},
		"Wayland":                      {"linux", "WAYLAND_DISPLAY=wayland-0 DISPLAY=:0", nil, "wl-copy", "--type text/plain", clipboard.Copied, false},
		"X11":                          {"linux", "DISPLAY=:0", nil, "xclip", "-selection clipboard", clipboard.Copied, false},
		"X11 with xsel":                {"linux", "DISPLAY=:0", []string{"wl-copy", "xsel"}, "xsel", "--clipboard --input", clipboard.Copied, false},
		"a console in tmux":            {"linux", "TMUX=x", nil, "tmux", "load-buffer -w -", clipboard.Sent, false},
		"a console without any":        {"linux", "", nil, "", "", clipboard.Sent, false},
		"GNU screen":                   {"linux", "SSH_TTY=x STY=1.x", nil, "", "", clipboard.Sent, true},
		"tmux inside screen":           {"linux", "SSH_TTY=x STY=1.x TMUX=x", []string{}, "", "", clipboard.Sent, false},
		"a terminal that ignores":      {"linux", "TERM_PROGRAM=Apple_Terminal", []string{}, "", "", clipboard.Refused, false},
		"VTE":                          {"linux", "VTE_VERSION=7600", []string{}, "", "", clipboard.Refused, false},
		"the console of Linux":         {"linux", "TERM=linux", []string{}, "", "", clipboard.Refused, false},
		"VS Code and umlauts":          {"linux", "SSH_TTY=x TERM_PROGRAM=vscode", nil, "", "", clipboard.Refused, false},
		"tmux started by VTE, no tmux": {"linux", "VTE_VERSION=7600 TMUX=x", []string{}, "", "", clipboard.Sent, false},
	} {
		d := newDesk(t)
		there := test.there
		if there == nil {
			there = all
		}
		for _, program := range there {
			d.install(program, "")
		}
		got := d.board(test.system, strings.Fields(test.env)...).Copy(text)
		if got.How != test.how || got.Program != test.by || (got.Why != "") != (test.how == clipboard.Refused) {
			t.Errorf("%s: %+v", name, got)
		}
		for _, program := range all {
			args, read := d.took(program)
			want := ""
			if program == test.by {
				want = text
				if program == "clip.exe" {
					read = fromUTF16(read)
				}
			}
			if read != want || args != "" && args != test.args {
				t.Errorf("%s: %s was called with %q and read %q, want %q", name, program, args, read, want)
			}
		}
		if sent := strings.Join(d.sent, ""); (sent == text) != (test.by == "" && test.how == clipboard.Sent) || d.inside != test.inside {
			t.Errorf("%s: the terminal was sent %q, inside screen %t", name, sent, d.inside)
		}
	}
}

func fromUTF16(read string) string {
	units := make([]uint16, len(read)/2)
	_ = binary.Read(bytes.NewReader([]byte(read)), binary.LittleEndian, units)
	return string(utf16.Decode(units))
}

// TestProgramThatFails catches a text that is lost because the best program fails, hangs or
// leaves a process behind that holds its pipes open.
func TestProgramThatFails(t *testing.T) {
	d := newDesk(t)
	d.install("wl-copy", "exit 1")
	d.install("xclip", "")
	if got := d.board("linux", "WAYLAND_DISPLAY=x", "DISPLAY=:0").Copy(text); got.Program != "xclip" || got.How != clipboard.Copied {
		t.Errorf("after a failure: %+v", got)
	}

	d = newDesk(t)
	if err := os.WriteFile(d.path("xclip"), []byte("#!/bin/sh\nexec sleep 20\n"), 0o755); err != nil { // reads nothing, and never ends
		t.Fatal(err)
	}
	began := time.Now()
	if got := d.board("linux", "DISPLAY=:0").Copy(strings.Repeat("x", 4000)); got.How != clipboard.Sent {
		t.Errorf("after a program that hangs: %+v", got)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a program that hangs took %v", took)
	}

	d = newDesk(t)
	d.install("xclip", "sleep 20 & echo $! > '"+d.path("child")+"'") // as xclip does until another program copies
	t.Cleanup(func() {
		child, err := os.ReadFile(d.path("child"))
		if number, _ := strconv.Atoi(strings.TrimSpace(string(child))); err == nil && number > 1 {
			_ = syscall.Kill(number, syscall.SIGKILL)
		}
	})
	began = time.Now()
	if got := d.board("linux", "DISPLAY=:0").Copy(text); got.Program != "xclip" {
		t.Errorf("a program with a child: %+v", got)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a child that goes on took %v", took)
	}
}

// TestTooLong catches a text that a terminal drops in silence, and one that needs no terminal
// and is refused.
func TestTooLong(t *testing.T) {
	long := strings.Repeat("x", clipboard.MaxSent+1)
	d := newDesk(t)
	if got := d.board("linux").Copy(long[1:]); got.How != clipboard.Sent {
		t.Errorf("the longest text: %+v", got)
	}
	if got := d.board("linux").Copy(long); got.How != clipboard.Refused || len(d.sent) != 1 {
		t.Errorf("a longer text: %+v", got)
	}
	d.install("xclip", "")
	long = strings.Repeat(long, 40) // more than a pipe holds
	if got := d.board("linux", "DISPLAY=:0").Copy(long); got.How != clipboard.Copied {
		t.Errorf("a longer text to a program: %+v", got)
	}
	if _, read := d.took("xclip"); read != long {
		t.Errorf("the program read %d of %d bytes", len(read), len(long))
	}
	d.fails = errors.New("gone")
	if got := d.board("linux").Copy("x"); got.How != clipboard.Refused || got.Why == "" {
		t.Errorf("a terminal that is gone: %+v", got)
	}
	if got := (clipboard.Board{}).Copy("x"); got.How != clipboard.Refused {
		t.Errorf("no way at all: %+v", got)
	}
}

// TestOpen catches an address that is opened on the wrong machine, by the wrong program, or
// at all though it is not one of a source; and an opener that is waited for.
func TestOpen(t *testing.T) {
	const address = "https://www.rfc-editor.org/rfc/rfc7523"
	for name, test := range map[string]struct{ system, env, by, args string }{
		"macOS":          {"darwin", "", "open", ""},
		"Windows":        {"windows", "", "rundll32", "url.dll,FileProtocolHandler "},
		"WSL":            {"linux", "WSL_DISTRO_NAME=Debian DISPLAY=:0", "rundll32.exe", "url.dll,FileProtocolHandler "},
		"X11":            {"linux", "DISPLAY=:0", "xdg-open", ""},
		"Wayland":        {"linux", "WAYLAND_DISPLAY=wayland-0", "xdg-open", ""},
		"over SSH":       {"darwin", "SSH_CONNECTION=x", "", ""},
		"X11 over SSH":   {"linux", "SSH_TTY=x DISPLAY=localhost:10.0", "", ""},
		"without screen": {"linux", "", "", ""},
	} {
		d := newDesk(t)
		for _, program := range []string{"open", "rundll32", "rundll32.exe", "xdg-open"} {
			d.install(program, "echo > '"+d.path("done")+"'")
		}
		if err := syscall.Mkfifo(d.path("done"), 0o600); err != nil {
			t.Fatal(err)
		}
		board := d.board(test.system, strings.Fields(test.env)...)
		if got, found := board.Opener(); got != test.by || found != (test.by != "") {
			t.Errorf("%s: the opener is %q", name, got)
		}
		if board.Open("https://evil.example/") || board.Open("file:///etc/passwd") || board.Open("-a") {
			t.Errorf("%s: another address is opened", name)
		}
		if board.Open(address) != (test.by != "") {
			t.Errorf("%s: opened by %q", name, test.by)
		}
		if test.by != "" { // nobody waits for an opener, so it tells when it is done
			_, _ = os.ReadFile(d.path("done"))
		}
		if args, _ := d.took(test.by); test.by != "" && args != test.args+address {
			t.Errorf("%s: %s was called with %q", name, test.by, args)
		}
	}
	d := newDesk(t)
	if d.board("linux", "DISPLAY=:0").Open(address) {
		t.Error("an opener that is not installed is said to have opened it")
	}
}

// TestShowsLinks catches a terminal that would draw the bytes of a link, and one that has
// links and gets none.
func TestShowsLinks(t *testing.T) {
	for env, want := range map[string]bool{
		"TERM_PROGRAM=iTerm.app": true, "TERM_PROGRAM=WezTerm": true, "TERM_PROGRAM=vscode": true, "TERM=xterm-kitty": true, "TERM=foot": true,
		"WT_SESSION=x": true, "VTE_VERSION=7600": true, "VTE_VERSION=4205": false, "TERM_PROGRAM=Apple_Terminal": false, "TERM=xterm-256color": false, "": false,
		"TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4 TMUX=x": true, "TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a TMUX=x": false, "TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=next TMUX=x": false,
		"TMUX=x VTE_VERSION=7600": false, "STY=1.x TERM_PROGRAM=iTerm.app": false, "TERM=dumb": false, "TERM_PROGRAM=WarpTerminal": false,
	} {
		if got := newDesk(t).board("linux", strings.Fields(env)...).ShowsLinks(); got != want {
			t.Errorf("%s: %t", env, got)
		}
	}
	if (clipboard.Board{}).ShowsLinks() {
		t.Error("links without a terminal")
	}
}
