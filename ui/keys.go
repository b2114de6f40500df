package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bind makes a binding: the keys, what the footer calls them, what they do.
func bind(shown, does string, keys ...string) key.Binding {
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
	keyChoose = bind("↑↓", "choose", "up", "down", "ctrl+p", "ctrl+n")
	keyMove   = bind("↑↓", "choose", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	keyScroll = bind("↑↓", "scroll", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	keyPages  = bind("pgup pgdn", "a page on", "pgup", "pgdown")
	keyEnds   = bind("home end", "first, last", "home", "end", "g", "G")
	keyOpen   = bind("enter", "open", "enter")

	keyOpenFile = bind("ctrl+o", "file", "ctrl+o")
	keyKeySetup = bind("k", "keys", "k")
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
	keyInterrupt = bind("ctrl+c", "leave at once", "ctrl+c")
	keySuspend   = bind("ctrl+z", "pause", "ctrl+z")
	keyBack      = bind("esc", "back", "esc")
	keyClear     = bind("esc", "clear", "esc")
	keyStop      = bind("esc", "stop", "esc")
	keyHelp      = bind("?", "help", "?", "f1")
	keyHelpTyped = bind("f1", "help", "f1")
	keyNewCase   = bind("n", "new case", "n")
	keyUndo      = bind("u", "take back", "u")
	keyQuit      = bind("q", "quit", "q")
	keyFacts     = bind("f", "facts", "f", "ctrl+f")
	keyFactsHeld = bind("ctrl+f", "facts", "ctrl+f")
)
