package screen

import (
	tea "github.com/charmbracelet/bubbletea"
)

// Result is the result of a command for the screen that asked, with the number of the
// question. A screen that was closed meanwhile does not get it, and one that has asked
// again drops the answer to the older question.
type Result struct {
	To    Asker
	Ask   int
	Value any
}

// Asker is a screen that asks commands for what takes time: files, keys, the
// network.
type Asker interface {
	Screen
	// Answer handles the result of the latest question.
	Answer(value any) tea.Cmd
	// Asked is the number of the latest question.
	Asked() int
}

// Asking counts the questions of a screen.
type Asking struct{ number int }

// Asked returns the number of the latest question.
func (a *Asking) Asked() int { return a.number }

// Ask returns the command that answers a new question; work runs outside Update.
func (a *Asking) Ask(who Asker, work func() any) tea.Cmd {
	a.number++
	number := a.number
	return func() tea.Msg { return Result{who, number, work()} }
}

// Drop has pending answers ignored.
func (a *Asking) Drop() { a.number++ }

// Deliver gives a result to the screen it is for.
func (r Result) Deliver(s *Session) tea.Cmd {
	if !isOpen(s, r.To) || r.To.Asked() != r.Ask {
		return nil
	}
	return r.To.Answer(r.Value)
}
