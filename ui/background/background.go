// Package background keeps the start fast. bubbletea v1 asks the terminal for its background
// colour in a package init, before main, and waits up to five seconds if nothing answers.
// lipgloss asks only if the colour has not been set.
//
// Go initialises packages in the order of their import paths, each after the packages that
// it imports. This package imports only lipgloss, and its path sorts before
// github.com/charmbracelet/bubbletea. So its init runs first and bubbletea does not ask: the
// start takes 6 ms instead of 5.01 s. This depends both on the name of the module and on not
// importing bubbletea here.
//
// The value set here is a placeholder. Package ui determines the real one with a short
// time-out, and uses its own renderer.
package background

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
