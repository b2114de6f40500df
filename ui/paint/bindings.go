package paint

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// NewBinding returns a binding of keys, with their name and effect in the footer.
func NewBinding(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// AnswerKeys choose the first answers; arrows and enter reach any. The letters leave
// out those that have a meaning on every screen.
const AnswerKeys = "1234567890abcd"

// BindNumbers returns a binding of the first n of AnswerKeys.
func BindNumbers(n int, does string) key.Binding {
	shown := "1"
	switch {
	case n > 10:
		shown = "1–0 a–" + AnswerKeys[n-1:n]
	case n > 1:
		shown = "1–" + AnswerKeys[n-1:n]
	}
	return NewBinding(shown, does, strings.Split(AnswerKeys[:n], "")...)
}

// When returns the binding, disabled unless works.
func When(works bool, binding key.Binding) key.Binding {
	binding.SetEnabled(works)
	return binding
}

// Bindings that several screens share. Two keys for opposite directions are one binding;
// Step tells them apart.
var (
	BindChoose = NewBinding("↑↓", "choose", "up", "down", "ctrl+p", "ctrl+n")
	BindMove   = NewBinding("↑↓", "choose", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	BindScroll = NewBinding("↑↓", "scroll", "up", "down", "k", "j", "ctrl+p", "ctrl+n")
	BindPages  = NewBinding("pgup pgdn", "a page on", "pgup", "pgdown")
	BindEnds   = NewBinding("home end", "first, last", "home", "end", "g", "G")
	BindOpen   = NewBinding("enter", "open", "enter")

	BindOpenFile  = NewBinding("ctrl+o", "file", "ctrl+o")
	BindAnswer    = NewBinding("enter", "answer", "enter")
	BindChange    = NewBinding("backspace", "undo last", "backspace", "ctrl+h")
	BindRecord    = NewBinding("i", "record", "i")
	BindTrailPage = NewBinding("p", "page", "p")
	BindAccept    = NewBinding("enter", "accept", "enter")
	BindUnfold    = NewBinding("space", "more, less", " ", "right", "left")
	BindOpenPage  = NewBinding("enter", "page", "enter")
	BindKeySetup  = NewBinding("k", "keys", "k")
)

// Step returns the direction of a key: -1 for back, 1 for forward.
func Step(msg tea.KeyMsg) int {
	switch msg.String() {
	case "up", "k", "ctrl+p", "pgup", "home", "g", "shift+tab", "left":
		return -1
	}
	return 1
}
