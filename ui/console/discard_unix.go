//go:build unix && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package console

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardInput drops unread input. It does not wait for output.
func discardInput(tty *os.File) { _ = unix.IoctlSetInt(int(tty.Fd()), unix.TCFLSH, unix.TCIFLUSH) }
