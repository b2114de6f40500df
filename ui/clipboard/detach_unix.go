//go:build unix

package clipboard

import (
	"os/exec"
	"syscall"
)

// detach gives a program a process group of its own: what xclip leaves behind must go on when
// ctrl+z stops this program.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
