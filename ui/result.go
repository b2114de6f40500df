package ui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// result is what a command brings back: to the screen that asked, with the number
// of the question. A screen that was closed meanwhile gets nothing, and one that
// has asked again drops the answer to the older question.
type result struct {
	to    asker
	ask   int
	value any
}

// asker is a screen that asks commands for what takes time: files, keys, the
// network.
type asker interface {
	screen
	// Answer takes what a command brought back for the latest question.
	Answer(value any) tea.Cmd
	// asked is the number of the latest question.
	asked() int
}

// asking counts the questions of a screen.
type asking struct{ number int }

func (a *asking) asked() int { return a.number }

// ask makes the command that answers a new question; work runs outside Update.
func (a *asking) ask(who asker, work func() any) tea.Cmd {
	a.number++
	number := a.number
	return func() tea.Msg { return result{who, number, work()} }
}

// drop makes sure that no answer that is still to come is taken.
func (a *asking) drop() { a.number++ }

// deliver gives a result to the screen it is for.
func (r result) deliver(s *session) tea.Cmd {
	if !isOpen(s, r.to) || r.to.asked() != r.ask {
		return nil
	}
	return r.to.Answer(r.value)
}
