package screen

import (
	tea "github.com/charmbracelet/bubbletea"
)

// Result is what a command brings back: to the screen that asked, with the number
// of the question. A screen that was closed meanwhile gets nothing, and one that
// has asked again drops the answer to the older question.
type Result struct {
	To    Asker
	Ask   int
	Value any
}

// Asker is a screen that asks commands for what takes time: files, keys, the
// network.
type Asker interface {
	Screen
	// Answer takes what a command brought back for the latest question.
	Answer(value any) tea.Cmd
	// Asked is the number of the latest question.
	Asked() int
}

// Asking counts the questions of a screen.
type Asking struct{ number int }

func (a *Asking) Asked() int { return a.number }

// Ask makes the command that answers a new question; work runs outside Update.
func (a *Asking) Ask(who Asker, work func() any) tea.Cmd {
	a.number++
	number := a.number
	return func() tea.Msg { return Result{who, number, work()} }
}

// Drop makes sure that no answer that is still to come is taken.
func (a *Asking) Drop() { a.number++ }

// Deliver gives a result to the screen it is for.
func (r Result) Deliver(s *Session) tea.Cmd {
	if !isOpen(s, r.To) || r.To.Asked() != r.Ask {
		return nil
	}
	return r.To.Answer(r.Value)
}
