// Package background keeps the start fast. bubbletea v1 asks the terminal for
// its background colour in a package init, before main, and waits up to five
// seconds where nothing answers; lipgloss asks only while it has not been told.
//
// Packages are initialised in the order of their import paths as soon as what
// they import is. This one imports lipgloss alone and its path sorts before
// github.com/charmbracelet/bubbletea, so its init runs first and the question
// is never asked: 5.01 s become 6 ms. Both halves of that are load-bearing: the
// module's name, and that nothing here imports bubbletea.
//
// The value set here is a placeholder. Package ui finds out the real one, with a
// short time-out, and uses a renderer of its own.
package background

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
