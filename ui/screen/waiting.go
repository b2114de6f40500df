package screen

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

// Waiting is something given for an account other than that of the Case, until the user
// decides whether it belongs in this case.
type Waiting struct {
	What   string
	Holds  diagnosis.Case // what was given, and nothing else
	take   func() tea.Cmd
	placed int // among the steps of the session
}

// UnlessAnother calls take, but asks first if c, a Case of nothing but what was given, and
// the Case of the session are for different accounts.
func (s *Session) UnlessAnother(what string, c diagnosis.Case, take func() tea.Cmd) tea.Cmd {
	if !anotherAccount(s.Case, c) {
		return take()
	}
	s.steps++
	asks := &Waiting{What: what, Holds: c, take: take, placed: s.steps}
	s.Waiting = append(s.Waiting, asks)
	if len(s.Waiting) > MaxUndos {
		s.Waiting = slices.Delete(s.Waiting, 0, 1)
	}
	return s.GoTo(Another{Waiting: asks})
}

// anotherAccount reports whether what was given is for other accounts than the Case.
func anotherAccount(c, given diagnosis.Case) bool {
	ours, theirs := c.Accounts(), given.Accounts()
	return len(theirs) > 0 && len(ours) > 0 &&
		!slices.ContainsFunc(theirs, func(account string) bool { return slices.Contains(ours, account) })
}

// LastUnanswered returns the last thing given if its question is open, nil if it was taken.
func LastUnanswered(s *Session) *Waiting {
	if len(s.Waiting) == 0 {
		return nil
	}
	asks := s.Waiting[len(s.Waiting)-1]
	if n := len(s.Undos); n > 0 && s.Undos[n-1].placed > asks.placed {
		return nil
	}
	return asks
}

// Ask asks again, or takes what was given if the accounts match by now.
func (w *Waiting) Ask(s *Session) tea.Cmd {
	if !anotherAccount(s.Case, w.Holds) {
		return w.Answer(s, 1)
	}
	w.close(s)
	return s.GoTo(Another{Waiting: w})
}

// Answer takes what was given, the first answer with a new case.
func (w *Waiting) Answer(s *Session, n int) tea.Cmd {
	w.settle(s)
	if n == 0 {
		s.BeginAnew()
	}
	return w.take()
}

// Drop discards what was given.
func (w *Waiting) Drop(s *Session) {
	w.settle(s)
	s.Notice = "Took back " + w.What + ": it was not taken."
}

// settle removes the question.
func (w *Waiting) settle(s *Session) {
	w.close(s)
	s.Waiting = slices.DeleteFunc(s.Waiting, func(other *Waiting) bool { return other == w })
}

// close removes the screen that asks.
func (w *Waiting) close(s *Session) {
	s.History = slices.DeleteFunc(s.History, func(open entry) bool {
		asks, is := open.At.(Another)
		return is && asks.Waiting == w
	})
}
