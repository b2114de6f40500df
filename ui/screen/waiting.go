package screen

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

// Waiting is what was given for another account than the Case is about, until the user
// says whether it belongs in this case.
type Waiting struct {
	What   string
	Holds  diagnosis.Case // what was given, and nothing else
	take   func() tea.Cmd
	placed int // among the steps of the session
}

// UnlessAnother takes what was given; where it names accounts, and the Case names
// others, it asks first. c is a Case of what was given and nothing else.
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

// LastUnanswered is what was given last, where that was left unanswered; nil where it
// was taken.
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

// Ask asks again what was left unanswered; a Case that is no other any more takes it.
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

// Drop takes back what was given, as it was never taken.
func (w *Waiting) Drop(s *Session) {
	w.settle(s)
	s.Notice = "Took back " + w.What + ": it was not taken."
}

// settle takes the question away.
func (w *Waiting) settle(s *Session) {
	w.close(s)
	s.Waiting = slices.DeleteFunc(s.Waiting, func(other *Waiting) bool { return other == w })
}

// close takes out the screen that asks.
func (w *Waiting) close(s *Session) {
	s.History = slices.DeleteFunc(s.History, func(open entry) bool {
		asks, is := open.At.(Another)
		return is && asks.Waiting == w
	})
}
