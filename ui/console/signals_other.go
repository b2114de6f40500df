//go:build !unix

package console

import (
	"os"
	"syscall"
)

// Here a process is ended by ctrl+c or by the closing of its window, and not stopped.
var (
	endings = []os.Signal{os.Interrupt, syscall.SIGTERM}
	stops   []os.Signal
)

func notifyContinued(chan<- os.Signal) {}

func stopSelf() bool { return false }

// Suspend does nothing: there is no shell to continue the process.
func Suspend() {}

func foreground(*os.File) bool { return true }

func discardInput(*os.File) {}

// Silent is left to the reading of the pass phrase here.
func Silent(uintptr) error { return nil }
