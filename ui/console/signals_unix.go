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

// stops are the signals that stop a process and that it can catch.
var stops = []os.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}

// endings are the signals that end a process: all signals of the system except stops and the
// harmless ones below. unix.SignalNum returns 0 for a name that the system does not have.
// SIGIO ends a process on some systems, but only a process that asked for it gets it. SIGPROF
// belongs to Go's runtime: a program cannot see it, and it ends none.
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

// stopSelf stops only this process: whoever sent the signal also sent it to the other
// processes of its group. It uses SIGSTOP because a stop signal that Go has once caught no
// longer stops the process (runtime.sigdisable leaves the handler installed). It reports
// whether it stopped the process.
//
// Like the system with the other stop signals, it does not stop a process that nothing could
// continue: in the group of the session leader there is no shell above the process.
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

// Suspend stops the process and its group, as the terminal does on ctrl+z outside raw mode.
func Suspend() { _ = syscall.Kill(0, syscall.SIGTSTP) }

// foreground reports whether the process may use a terminal: its group is in the foreground,
// or the foreground group cannot be determined.
func foreground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	if err != nil {
		return true
	}
	ours, err := unix.Getpgid(0)
	return err != nil || group == ours
}

// Open opens the controlling terminal of the process, whatever its standard streams are.
func Open() (*os.File, error) { return os.Open("/dev/tty") }

// Unseen is the Settings to read a paste: no echo, and no editing of lines, because the
// system cuts an edited line at 4096 bytes. ctrl+c, ctrl+z and ctrl+\ still send signals.
func Unseen(fd uintptr) error {
	state, err := term.GetState(fd)
	if err != nil {
		return err
	}
	state.Lflag &^= syscall.ECHO | syscall.ICANON
	state.Lflag |= syscall.ISIG
	state.Iflag |= syscall.ICRNL
	state.Cc[unix.VMIN], state.Cc[unix.VTIME] = 1, 0
	return term.SetState(fd, state)
}

// Silent is the Settings to read a pass phrase: no echo, and input is delivered in lines.
// ctrl+c, ctrl+z and ctrl+\ still send signals.
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
