//go:build !unix

package console

import (
	"os"
	"syscall"
)

// On these systems ctrl+c or closing the window ends a process, and nothing stops it.
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

// Open opens the terminal of the process for keys.
func Open() (*os.File, error) { return os.Open("CONIN$") }

// Unseen does nothing, as Silent does.
func Unseen(uintptr) error { return nil }

// Silent does nothing: on these systems the code that reads the pass phrase switches off echo.
func Silent(uintptr) error { return nil }
