//go:build !unix

package cli

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// readHidden reads a line without echo.
func readHidden(tty *os.File) ([]byte, error) { return term.ReadPassword(tty.Fd()) }
