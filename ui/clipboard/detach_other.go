//go:build !unix

package clipboard

import "os/exec"

// detach does nothing: nothing stops a program there.
func detach(*exec.Cmd) {}
