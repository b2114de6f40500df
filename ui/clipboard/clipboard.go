// Package clipboard copies text to the clipboard of the person at the keyboard: by a program
// of the system or, where the program runs on another machine, through the terminal. It opens
// addresses in the browser in the same way.
package clipboard

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"runtime"
	"time"
	"unicode/utf16"
)

// Board is the way to the clipboard. Without Look and Send there is none.
type Board struct {
	OS     string                            // as runtime.GOOS
	Getenv func(name string) string          // as os.Getenv
	Look   func(name string) (string, error) // as exec.LookPath
	// Send asks the terminal to put text on its clipboard (OSC 52).
	Send func(text string, insideScreen bool) error
}

// System returns the way to the clipboard from this process. The terminal is asked by send.
func System(send func(text string, insideScreen bool) error) Board {
	return Board{OS: runtime.GOOS, Getenv: os.Getenv, Look: exec.LookPath, Send: send}
}

// Result is what became of a text.
type Result struct {
	How     How
	Program string // that took the text; "" for the terminal
	Why     string // why the text was refused, as a sentence
}

// How a text was copied.
type How int

const (
	Refused How = iota // the text is on no clipboard
	Copied             // a program has put the text on the clipboard
	Sent               // the terminal was asked, and does not answer
)

// MaxSent is the number of bytes that is sent to a terminal. Some take more and some drop it
// in silence.
const MaxSent = 8 << 10

// Copy copies text. Over SSH, the clipboard of this machine is the wrong one, although its
// programs succeed: tmux or the terminal is asked.
func (b Board) Copy(text string) Result {
	if b.Getenv == nil {
		return Result{Why: "There is no clipboard."}
	}
	for _, p := range b.programs() {
		path, err := b.Look(p.name)
		if err != nil {
			continue
		}
		input := []byte(text)
		if p.utf16 {
			input = utf16LE(text)
		}
		if run(path, p.args, input) == nil {
			return Result{How: p.how, Program: p.name}
		}
	}
	switch {
	case b.Send == nil || b.terminalIgnores(text):
		return Result{Why: "This terminal is known to ignore it, and there is no program for the clipboard."}
	case len(text) > MaxSent:
		return Result{Why: "It is too long to be sent to the terminal, and there is no program for the clipboard."}
	}
	if err := b.Send(text, b.insideScreen()); err != nil {
		return Result{Why: "It could not be sent to the terminal."}
	}
	return Result{How: Sent}
}

// program puts what it reads on a clipboard.
type program struct {
	name  string
	args  []string
	utf16 bool
	how   How
}

// programs returns the programs that reach the clipboard of the user, best first.
func (b Board) programs() []program {
	var all []program
	add := func(when bool, p program) {
		if when && b.Look != nil {
			all = append(all, p)
		}
	}
	local := b.local()
	add(local && b.OS == "darwin", program{name: "pbcopy", how: Copied})
	// A byte order mark would be copied as well.
	add(local && (b.OS == "windows" || b.inWSL()), program{name: "clip.exe", utf16: true, how: Copied})
	add(local && b.Getenv("WAYLAND_DISPLAY") != "", program{name: "wl-copy", args: []string{"--type", "text/plain"}, how: Copied})
	add(local && b.Getenv("DISPLAY") != "", program{name: "xclip", args: []string{"-selection", "clipboard"}, how: Copied})
	add(local && b.Getenv("DISPLAY") != "", program{name: "xsel", args: []string{"--clipboard", "--input"}, how: Copied})
	// With -w, tmux asks its terminal too, which does not answer.
	add(b.Getenv("TMUX") != "", program{name: "tmux", args: []string{"load-buffer", "-w", "-"}, how: Sent})
	return all
}

// local reports whether the user sits at this machine.
func (b Board) local() bool { return b.Getenv("SSH_CONNECTION") == "" && b.Getenv("SSH_TTY") == "" }

func (b Board) inWSL() bool {
	return b.Getenv("WSL_DISTRO_NAME") != "" || b.Getenv("WSL_INTEROP") != ""
}

func (b Board) insideScreen() bool { return b.Getenv("STY") != "" && b.Getenv("TMUX") == "" }

// terminalIgnores reports whether the terminal is known to ignore OSC 52, or to damage text.
// Most terminals do not say who they are, above all over SSH.
func (b Board) terminalIgnores(text string) bool {
	switch term, program := b.Getenv("TERM"), b.Getenv("TERM_PROGRAM"); {
	case term == "" || term == "dumb" || term == "linux":
		return true
	case b.Getenv("TMUX") != "":
		return false // tmux is the terminal, whatever the other variables say
	case program == "Apple_Terminal" || b.Getenv("VTE_VERSION") != "":
		return true
	case program == "vscode": // it reads Latin-1
		return bytes.ContainsFunc([]byte(text), func(r rune) bool { return r > '~' })
	}
	return false
}

const (
	patience = time.Second            // for a program to take the text
	drain    = 100 * time.Millisecond // for a pipe that a program leaves open
)

// run runs a program that reads input. Its output goes nowhere: xclip and wl-copy leave a
// process behind that would hold a pipe open.
func run(path string, args []string, input []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin, cmd.WaitDelay = bytes.NewReader(input), drain
	cmd.Env = append(os.Environ(), "LC_ALL=en_US.UTF-8") // pbcopy reads Mac Roman otherwise
	detach(cmd)
	return cmd.Run()
}

func utf16LE(text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}
