package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
)

// For the tests of this package.

// TickOf is the next tick of the countdown that is seen.
func TickOf(a *App) tea.Msg { return tickMsg{a.chain} }

// TypeAhead says what was typed while the terminal was asked.
func TypeAhead(a *App, typed []tea.KeyMsg) { a.typedAhead = typed }

// Reply is what asking the terminal brought.
type Reply struct {
	Ground   paint.Ground
	Complete bool
	Typed    []tea.KeyMsg
}

// ReadReply reads what a terminal answered.
func ReadReply(read []byte) Reply {
	got := readAnswer(read)
	return Reply{got.ground, got.complete, got.typed}
}

// FilterLate swallows an answer that comes late.
func FilterLate(now func() time.Time) func(tea.Model, tea.Msg) tea.Msg {
	late := &lateAnswer{now: now, until: now().Add(lateFor)}
	return late.filter
}

// IsDark reads a colour.
func IsDark(colour string) (dark, ok bool) { return isDark(colour) }
