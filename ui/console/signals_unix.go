//go:build unix

package console

import (
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// stops are the signals that stop a process and can be caught.
var stops = []os.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}

// endings are the signals that end a process: all that a system has, without those
// that stop it and these, whose default is to do nothing. A name that a system does
// not know is number 0. SIGIO ends a process on some systems, but it comes only to who
// asked for it; SIGPROF is Go's own, which lets no program see it and ends by none.
var endings = func() []os.Signal {
	harmless := []string{"SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGINFO", "SIGIO", "SIGPROF", "SIGKILL", "SIGSTOP", "SIGTHR", "SIGLWP", "SIGFREEZE", "SIGTHAW", "SIGWAITING", "SIGCANCEL"}
	var all []os.Signal
	for s := syscall.Signal(1); s < 32; s++ {
		if !slices.Contains(stops, os.Signal(s)) && !slices.ContainsFunc(harmless, func(name string) bool { return unix.SignalNum(name) == s }) {
			all = append(all, s)
		}
	}
	return all
}()

func notifyContinued(to chan<- os.Signal) { signal.Notify(to, syscall.SIGCONT) }

// stopSelf stops this process alone: the others of its group have been sent the signal
// by whoever sent it to this one. Once Go has caught a signal that stops, it never
// stops the process again (runtime.sigdisable leaves the handler), so SIGSTOP does.
//
// As the system does with the other signals, it stops no process that nobody could
// continue: one in the group of its session's first process has no shell above it.
func stopSelf() bool {
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	if group, err := unix.Getpgid(0); err != nil || group == session {
		return false
	}
	return syscall.Kill(os.Getpid(), syscall.SIGSTOP) == nil
}

// Suspend does what the terminal does at ctrl+z where that is no mere key: it stops
// the process and its group.
func Suspend() { _ = syscall.Kill(0, syscall.SIGTSTP) }

// foreground reports whether the process may use a terminal: its group is the one in
// the foreground, or the terminal has none for it.
func foreground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	if err != nil {
		return true
	}
	ours, err := unix.Getpgid(0)
	return err != nil || group == ours
}

// Silent stops a terminal from showing what is typed, and has it hand over whole
// lines; ctrl+c, ctrl+z and ctrl+\ go on sending signals.
func Silent(fd uintptr) error {
	state, err := term.GetState(fd)
	if err != nil {
		return err
	}
	state.Lflag &^= syscall.ECHO
	state.Lflag |= syscall.ICANON | syscall.ISIG
	state.Iflag |= syscall.ICRNL
	return term.SetState(fd, state)
}
