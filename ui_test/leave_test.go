//go:build unix

package ui_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"authdoctor/diagnosis/worktest"
)

// places are the screens, each with the way to it from the first one.
var places = []struct {
	name  string
	open  func(*terminal)
	shows string // text that tells that it is there
}{
	{"home", func(*terminal) {}, home},
	{"home, typing", func(x *terminal) { x.send("scope") }, "scope▏"},
	{notSuspended, func(x *terminal) { x.send(published()) }, "3 parts"},
	{"guide", func(x *terminal) { x.send(enter) }, "Still possible"},
	{"codes", func(x *terminal) { x.send(down + enter) }, "words of the problem"},
	{"token", func(x *terminal) { x.paste(published()) }, "Expired"},
	{"verdicts", func(x *terminal) { x.paste(published()); x.waitForHeader("Token"); x.send("v") }, "› Verdicts"},
	{"page", func(x *terminal) { x.paste("ScopeMismatched") }, "WHAT IT MEANS"},
	{"help", func(x *terminal) { x.send("?") }, "› Help"},
	{"facts", func(x *terminal) { x.send(ctrlF) }, "› Case"},
	{"key setup", func(x *terminal) { x.send(down + down + enter) }, "Open a certificate"},
	{"open a file", func(x *terminal) { x.send(ctrlO) }, "Which file?"},
	{"new key pair", func(x *terminal) { x.send(down + down + enter + down + enter) }, "Which kind of key?"},
	{"too small", func(x *terminal) { x.resize(44, 12) }, "needs 60x16"},
}

// TestInterrupt catches a screen that ctrl+c does not leave, or not cleanly. The short run
// covers home and the place that TestSuspend, which ends with ctrl+c as well, leaves out.
func TestInterrupt(t *testing.T) {
	for _, place := range places {
		if !worktest.Long && place.name != "home" && place.name != notSuspended {
			continue
		}
		t.Run(place.name, func(t *testing.T) {
			x := start(t, setup{})
			x.waitFor(home)
			place.open(x)
			x.waitFor(place.shows)
			x.send(ctrlC)
			x.end(130)
		})
	}
}

// TestSignals catches a signal that ends the program without restoring the terminal.
func TestSignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		for _, place := range places {
			if place.name != "home" && place.name != "token" {
				continue
			}
			t.Run(signal.String()+" "+place.name, func(t *testing.T) {
				x := start(t, setup{})
				x.waitFor(home)
				place.open(x)
				x.waitFor(place.shows)
				x.signal(signal)
				x.end(130)
			})
		}
	}
}

// TestHangUp catches a program that keeps running after its terminal is closed.
func TestHangUp(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	_ = x.tty.Close()
	_ = x.keys.Close()
	select {
	case <-x.ended:
	case <-time.After(patience):
		t.Error("the program is still running without a terminal")
	}
}

// notSuspended is the place in which ctrl+z would be part of a paste.
const notSuspended = "home, token in the field"

// TestSuspend catches ctrl+z that does nothing, a terminal that the shell cannot use while
// the program is stopped, a screen that does not come back, and one that ctrl+c does not
// leave.
func TestSuspend(t *testing.T) {
	for _, place := range places {
		if place.name == notSuspended {
			continue
		}
		t.Run(place.name, func(t *testing.T) {
			x := start(t, setup{underShell: true})
			x.waitFor(home)
			place.open(x)
			x.waitFor(place.shows)
			if got := x.report(); got != "started" {
				t.Fatalf("the shell says %q", got)
			}
			x.send(ctrlZ)
			if got := x.report(); got != "stopped" {
				t.Fatalf("the shell says %q", got)
			}
			x.until("the screen before the program", func(screen string) bool {
				return strings.TrimSpace(screen) == "" && !x.alternate.Load() && !x.hidden.Load()
			})
			x.checkModes()
			x.foreground()
			x.until("the screen as it was", func(screen string) bool {
				return x.alternate.Load() && x.hidden.Load() && strings.Contains(screen, place.shows) && header(screen) != ""
			})
			x.send(ctrlC)
			x.end(130)
		})
	}
}

// TestInterruptWhileReading catches a check that reads from a terminal and cannot be
// interrupted.
func TestInterruptWhileReading(t *testing.T) {
	for _, args := range [][]string{{"check", "/dev/stdin"}, {"check", "--lines", "/dev/stdin"}} {
		x := start(t, setup{args: args})
		// The screen does not tell when the program reads, but ctrl+c ends it before that
		// as well.
		x.send("TokenRejec")
		x.waitFor("TokenRejec")
		x.interruptUntilEnded()
	}
}

// interruptUntilEnded sends ctrl+c until the program has ended: the first one may come
// before the program handles it.
func (x *terminal) interruptUntilEnded() {
	x.t.Helper()
	deadline := time.After(patience)
	for again := time.NewTicker(100 * time.Millisecond); ; {
		x.send(ctrlC)
		select {
		case <-x.ended:
			again.Stop()
			if status, ok := x.command.ProcessState.Sys().(syscall.WaitStatus); ok && status.ExitStatus() != 130 && !status.Signaled() {
				x.t.Errorf("the program ended with %v", x.command.ProcessState)
			}
			return
		case <-again.C:
		case <-deadline:
			x.t.Fatal("the program cannot be interrupted")
		}
	}
}
