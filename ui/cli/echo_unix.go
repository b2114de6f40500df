//go:build unix

package cli

import (
	"syscall"

	"github.com/charmbracelet/x/term"
)

// echoOff stops a terminal from showing what is typed, and changes nothing else:
// ctrl+c goes on ending the program.
func echoOff(fd uintptr, as term.State) error {
	as.Lflag &^= syscall.ECHO
	return term.SetState(fd, &as)
}
