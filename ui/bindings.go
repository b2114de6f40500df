package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// newBinding makes a binding: the keys, what the footer calls them, what they do.
func newBinding(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// when returns the binding where it works, and one that is off where it does not.
func when(works bool, binding key.Binding) key.Binding {
	binding.SetEnabled(works)
	return binding
}

// Bindings that several screens have. Two keys that go two ways are one binding,
// as they are one thing to do; step tells the way.
var (
	bindChoose = newBinding("↑↓", "choose", "up", "down", "ctrl+p", "ctrl+n")
	bindMove   = newBinding("↑↓", "choose", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	bindScroll = newBinding("↑↓", "scroll", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	bindPages  = newBinding("pgup pgdn", "a page on", "pgup", "pgdown")
	bindEnds   = newBinding("home end", "first, last", "home", "end", "g", "G")
	bindOpen   = newBinding("enter", "open", "enter")

	bindOpenFile  = newBinding("ctrl+o", "file", "ctrl+o")
	bindAnswer    = newBinding("enter", "answer", "enter")
	bindChange    = newBinding("backspace", "undo last", "backspace", "ctrl+h")
	bindRecord    = newBinding("i", "record", "i")
	bindTrailPage = newBinding("p", "page", "p")
	bindAccept    = newBinding("enter", "accept", "enter")
	bindUnfold    = newBinding("space", "more, less", " ", "right", "left")
	bindOpenPage  = newBinding("enter", "page", "enter")
	bindKeySetup  = newBinding("k", "keys", "k")
)

// step is which way a key goes: -1 back, 1 on.
func step(msg tea.KeyMsg) int {
	switch msg.String() {
	case "up", "k", "ctrl+p", "pgup", "home", "g", "shift+tab", "left":
		return -1
	}
	return 1
}

// Bindings of the program.
var (
	bindInterrupt = newBinding("ctrl+c", "leave at once", "ctrl+c")
	bindSuspend   = newBinding("ctrl+z", "pause", "ctrl+z")
	bindBack      = newBinding("esc", "back", "esc")
	bindClear     = newBinding("esc", "clear", "esc")
	bindStop      = newBinding("esc", "stop", "esc")
	bindHelp      = newBinding("?", "help", "?", "f1")
	bindHelpTyped = newBinding("f1", "help", "f1")
	bindNewCase   = newBinding("n", "new case", "n")
	bindUndo      = newBinding("u", "take back", "u")
	bindQuit      = newBinding("q", "quit", "q")
	bindFacts     = newBinding("f", "facts", "f", "ctrl+f")
	bindFactsHeld = newBinding("ctrl+f", "facts", "ctrl+f")
)
