//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"authdoctor/diagnosis/worktest"
)

// typedSecret is a secret that tests type and that must never be drawn.
const typedSecret = "opensesame"

// holding are the states in which the program has changed the settings of the terminal.
// Some have a secret typed or a token on the screen.
var holding = []struct {
	name  string
	setup setup
	open  func(*terminal)
}{
	{"pass phrase", setup{args: []string{"key", "inspect", "locked.pem"}}, func(x *terminal) {
		x.waitFor("Pass phrase for 'locked.pem':")
		x.send(typedSecret[:6])
		x.settle()
	}},
	{"colour query", setup{silent: true}, func(x *terminal) {
		x.until("the question", func(string) bool { return strings.Contains(x.output(), "\x1b]11;?") })
	}},
	{"home", setup{}, func(x *terminal) { x.waitFor(home) }},
	{"token", setup{}, func(x *terminal) {
		x.waitFor(home)
		x.paste(published())
		x.waitForHeader("Token")
	}},
	{"token piped", setup{piped: published()}, func(x *terminal) { x.waitForHeader("Token") }},
	{"token typed", setup{}, func(x *terminal) {
		x.waitFor(home)
		x.send(published())
		x.waitFor("3 parts")
	}},
}

// uncaught are the signals that no process can catch.
var uncaught = []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP}

// harmless are the signals that neither end nor stop the program. SIGPROF would end other
// programs; the Go runtime handles it.
var harmless = []syscall.Signal{syscall.SIGPROF, syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGURG, syscall.SIGWINCH, syscall.SIGIO}

var stopping = []syscall.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}

// frequent are a signal that ends a program and one that stops it.
var frequent = []syscall.Signal{syscall.SIGTERM, syscall.SIGTSTP}

// TestEverySignal catches a signal that ends or stops the program without restoring the
// terminal, or leaves a secret on it. The harmless signals are sent one after another, in
// every state. The long run sends every other signal in every state; the short run sends
// the frequent ones in every state and each of the rest in one.
func TestEverySignal(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "locked.pem"), []byte(lockedKey), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, state := range holding {
		for number := syscall.Signal(1); number < 32; number++ {
			if slices.Contains(uncaught, number) || slices.Contains(harmless[1:], number) {
				continue // the other harmless ones are sent with the first
			}
			if often := number == harmless[0] || slices.Contains(frequent, number); !worktest.Long && !often && int(number)%len(holding) != i {
				continue
			}
			t.Run(state.name+" "+unix.SignalName(number), func(t *testing.T) {
				t.Parallel()
				setup := state.setup
				setup.folder, setup.underShell = folder, true
				x := start(t, setup)
				if got := x.report(); got != "started" {
					t.Fatalf("the shell says %q", got)
				}
				state.open(x)
				x.signalJob(number)
				switch {
				case slices.Contains(stopping, number):
					x.stopped()
					x.foreground()
					if state.name == "pass phrase" {
						x.until("the prompt again", func(screen string) bool { return strings.Count(screen, "Pass phrase for") == 2 })
						x.send(typedSecret + enter)
						x.waitFor("private key · EC P-256")
						x.end(1)
						break
					}
					x.until("the screen again", func(screen string) bool { return x.alternate.Load() && header(screen) != "" })
					x.send(ctrlC)
					x.end(130)
				case number == harmless[0]:
					for _, other := range harmless[1:] {
						x.signalJob(other)
					}
					x.send(ctrlC)
					x.end(130)
				default:
					code := 128 + int(number)
					if number == syscall.SIGINT || number == syscall.SIGTERM || number == syscall.SIGHUP {
						code = 130
					}
					x.end(code)
				}
				x.showsNothing()
			})
		}
	}
}

// stopped waits until the program is stopped and checks that the terminal has the settings
// of the shell again.
func (x *terminal) stopped() {
	x.t.Helper()
	if got := x.report(); got != "stopped" {
		x.t.Fatalf("the shell says %q", got)
	}
	x.checkModes()
	x.until("the modes of the shell", func(string) bool { return !x.alternate.Load() && !x.hidden.Load() })
	// The shell must not read what was typed into the program.
	x.settle()
	if waiting, err := unix.IoctlGetInt(int(x.tty.Fd()), unix.TIOCINQ); err == nil && waiting > 0 {
		x.t.Errorf("the shell would read %d characters that were typed into the program", waiting)
	}
}

// showsNothing checks that the typed secret and Go's panic messages were never drawn.
func (x *terminal) showsNothing() {
	x.t.Helper()
	for _, piece := range []string{typedSecret[:6], typedSecret[4:], "goroutine", "runtime."} {
		if strings.Contains(x.output(), piece) {
			x.t.Errorf("the terminal shows %q: %.300q", piece, tail(x.output()))
		}
	}
}

// TestPromptKeys catches a key at the prompt for a pass phrase that stops or ends the
// program and leaves the terminal without echo, or shows what was typed before or after.
func TestPromptKeys(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "locked.pem"), []byte(lockedKey), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []struct {
		name, keys string
		code       int // exit code; 0 if the key stops the program
	}{
		{"ctrl+c", ctrlC, 130},
		{`ctrl+\`, "\x1c", 131},
		{"ctrl+z", ctrlZ, 0},
	} {
		t.Run(key.name, func(t *testing.T) {
			x := start(t, setup{folder: folder, underShell: true, args: []string{"key", "inspect", "locked.pem"}})
			x.waitFor("Pass phrase for 'locked.pem':")
			if got := x.report(); got != "started" {
				t.Fatalf("the shell says %q", got)
			}
			x.send(typedSecret[:6] + key.keys)
			if key.code != 0 {
				x.end(key.code)
				x.showsNothing()
				return
			}
			for again := 2; again < 4; again++ { // a second stop works like the first
				x.stopped()
				x.foreground()
				x.until("the prompt again", func(screen string) bool { return strings.Count(screen, "Pass phrase for") == again })
				if again == 2 {
					x.send(typedSecret[:6] + ctrlZ)
				}
			}
			x.send(typedSecret + enter)
			x.waitFor("private key · EC P-256") // so what was typed before the stop was discarded
			x.end(1)
			x.showsNothing()
		})
	}
}

// TestResizedWhileStopped catches a screen that is drawn in the size from before the stop.
func TestResizedWhileStopped(t *testing.T) {
	x := start(t, setup{underShell: true})
	x.waitFor(home)
	if got := x.report(); got != "started" {
		t.Fatalf("the shell says %q", got)
	}
	x.send(ctrlZ)
	x.stopped()
	x.resize(70, 20)
	x.foreground()
	x.until("the screen in its new size", func(screen string) bool {
		line, _, _ := strings.Cut(header(screen), "\n")
		return x.alternate.Load() && line != "" && strings.Contains(screen, strings.Repeat("─", 60)) && !strings.Contains(screen, strings.Repeat("─", 71))
	})
	x.send(ctrlC)
	x.end(130)
}

// TestStoppedWithoutShell catches a program that stops for good on ctrl+z although no shell
// can continue it.
func TestStoppedWithoutShell(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.send(ctrlZ)
	x.until("the screen before the program", func(string) bool { return strings.Contains(x.output(), "\x1b[?1049l") })
	x.until("the screen again", func(screen string) bool { return x.alternate.Load() && strings.Contains(screen, home) })
	x.send("q")
	x.end(0)
}
