package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/intake"
)

// screen is one full view. A screen is a pointer that changes in place; it opens
// others through the session and returns commands only for what takes time.
type screen interface {
	// Title is its place in the line of screens in the header.
	Title() string
	// Aside is what the header says at the right; "" for nothing.
	Aside() string
	// Update handles a key that is meant for this screen.
	Update(msg tea.KeyMsg) tea.Cmd
	// View draws the body: at most height lines of at most width cells.
	View(width, height int) []string
	// Bindings are the bindings that work here and now, most useful first. Footer
	// and help are made of them.
	Bindings() []key.Binding
	// Focus says where keys that stand for a character go.
	Focus() focus
	// Insert puts a pasted text into the field, with what it was recognised as,
	// and says whether there is a field to take it.
	Insert(text string, input intake.Input) bool
	// Back undoes a step inside the screen and says whether there was one;
	// otherwise esc leaves the screen.
	Back() bool
}

// focus is where characters go.
type focus int

// The places.
const (
	noField    focus = iota // letters are commands
	emptyField              // letters are text; ? still asks for help
	textField               // everything is text
	valueField              // a value was asked for, so a paste belongs to it
)

// reader is the part of a screen that has no field and no steps of its own.
type reader struct{}

func (reader) Aside() string                    { return "" }
func (reader) Focus() focus                     { return noField }
func (reader) Insert(string, intake.Input) bool { return false }
func (reader) Back() bool                       { return false }
