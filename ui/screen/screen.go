// Package screen is what every screen is given: the Screen interface, the Session with the
// Case and its Diagnosis, and the destinations by which screens ask for each other.
package screen

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
)

// Screen is one full view. A screen is a pointer that changes in place; it opens
// others through the session and returns commands only for what takes time.
type Screen interface {
	// Init is called each time the screen is opened: it may read what it shows.
	Init() tea.Cmd
	// Title returns the name of the screen in the header.
	Title() string
	// Aside returns the text at the right of the header, "" for none.
	Aside() string
	// Update handles a key that is meant for this screen.
	Update(msg tea.KeyMsg) tea.Cmd
	// View draws the body: at most height lines of at most width cells.
	View(width, height int) []string
	// Bindings are those that work here and now, most useful first. Footer and help
	// are made of them.
	Bindings() []key.Binding
	// Focus returns where characters go.
	Focus() Focus
	// Insert inserts a pasted text, recognized as input, into the field, and reports
	// whether there is one.
	Insert(text string, input intake.Input) bool
	// Back undoes a step inside the screen and reports whether there was one;
	// otherwise esc leaves the screen.
	Back() bool
	// About returns what the frame and a paste need to know about the screen. It is called
	// several times a frame.
	About() About
	// Copies returns what y copies: nil for nothing. If there are several, the user chooses.
	Copies() []Copy
	// Outdated reports whether a change of the Case makes the screen obsolete.
	Outdated(by Replaced) bool
	// Settle is called on a screen that is kept when the Case has changed.
	Settle()
	// Close is called when an outdated screen is removed: it stops its reading.
	Close()
}

// About describes a screen in its current state.
type About struct {
	Wide      bool // no Case at the side: it needs the width, or shows the same
	Cause     bool // it shows the first cause itself
	Tokens    bool // it shows the tokens itself, and counts down to their expiry
	MoreBelow bool // lines follow below the window
	Busy      bool // it reads, and esc stops that
	Hides     bool // its field takes tokens and keys, and hides them
	Stays     bool // it shows what a paste changes, so that the paste leads nowhere else

	// Beside returns the path of the page that belongs beside the screen where there is room
	// for it, "" for none now; nil for a screen without such pages.
	Beside func() string

	Search Searched // what / searches

	// Keys is how many of its bindings are in the footer before those of the program; 0 for
	// the usual.
	Keys int

	Field *paint.Field       // that a paste by keys may have begun to fill; nil for none
	Asks  diagnosis.FactName // the fact that a paste is meant for; "" for none
}

// Searched is the part of a screen that is searched.
type Searched struct {
	Scroll *paint.Scroll  // nil for none
	Choose func(line int) // moves the cursor to the row on a line; nil if there is no cursor
}

// Replaced is the part of the Case that has changed.
type Replaced int

// What may be replaced.
const (
	TokensReplaced    Replaced = iota
	ExchangesReplaced          // and the tokens that came with them
	KeysReplaced
	ExportReplaced
	ExportRecounted
	TakenBack // what was given last
)

// Plain has the defaults of most screens.
type Plain struct{}

func (Plain) Init() tea.Cmd { return nil }

func (Plain) About() About { return About{} }

func (Plain) Copies() []Copy { return nil }

func (Plain) Outdated(Replaced) bool { return false }

func (Plain) Settle() {}

func (Plain) Close() {}

// Reader has the defaults of screens without a field and without steps of their own.
type Reader struct{ Plain }

func (Reader) Aside() string { return "" }

func (Reader) Focus() Focus { return NoField }

func (Reader) Insert(string, intake.Input) bool { return false }

func (Reader) Back() bool { return false }

// Companion receives every message and may start commands after it, for work that belongs
// to no screen.
type Companion interface {
	Take(msg tea.Msg)
	Next() tea.Cmd
}

// Focus is where characters go.
type Focus int

// The places.
const (
	NoField    Focus = iota // letters are commands
	EmptyField              // letters are text; ? still asks for help
	TextField               // everything is text
	ValueField              // a value was asked for, so a paste belongs to it
)

// FocusOn returns the focus of a screen that asks for a value while its field is open.
func FocusOn(open bool) Focus {
	if open {
		return ValueField
	}
	return NoField
}
