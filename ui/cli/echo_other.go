//go:build !unix

package cli

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// echoOff is left to the reading of the pass phrase here.
func echoOff(uintptr, term.State) error { return nil }

// readHidden reads a line without showing it.
func readHidden(tty *os.File) ([]byte, error) { return term.ReadPassword(tty.Fd()) }
