//go:build !unix

package cli

import "github.com/charmbracelet/x/term"

// echoOff is left to the reading of the pass phrase here.
func echoOff(uintptr, term.State) error { return nil }
