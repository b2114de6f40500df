package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

// anotherCase asks, before anything is mixed, whether what was given for another
// account belongs in this case. Neither answer is chosen beforehand. What is left
// unanswered waits at home.
type anotherCase struct {
	reader
	s      *session
	what   string
	holds  diagnosis.Case // what was given, and nothing else
	take   func()
	at     int // the chosen answer, -1 for neither
	placed int // among the steps of the session
}

// unlessAnother takes what was given; where it names accounts, and the Case names
// others, it asks first. c is a Case of what was given and nothing else.
func (s *session) unlessAnother(what string, c diagnosis.Case, take func()) {
	if !s.another(c) {
		take()
		return
	}
	s.steps++
	asks := &anotherCase{s: s, what: what, holds: c, take: take, at: -1, placed: s.steps}
	s.waiting = append(s.waiting, asks)
	if len(s.waiting) > maxUndos {
		s.waiting = slices.Delete(s.waiting, 0, 1)
	}
	s.open(asks)
}

// another reports whether what was given is for other accounts than the Case.
func (s *session) another(c diagnosis.Case) bool {
	theirs, ours := c.Accounts(), s.Case.Accounts()
	return len(theirs) > 0 && len(ours) > 0 &&
		!slices.ContainsFunc(theirs, func(account string) bool { return slices.Contains(ours, account) })
}

// lastUnanswered is what was given last, where that was left unanswered; nil where it
// was taken.
func (s *session) lastUnanswered() *anotherCase {
	if len(s.waiting) == 0 {
		return nil
	}
	asks := s.waiting[len(s.waiting)-1]
	if n := len(s.undos); n > 0 && s.undos[n-1].placed > asks.placed {
		return nil
	}
	return asks
}

// ask asks again what was left unanswered; a Case that is no other any more takes it.
func (a *anotherCase) ask() {
	if a.at = -1; !a.s.another(a.holds) {
		a.answer(1)
		return
	}
	a.s.close(a)
	a.s.open(a)
}

func (a *anotherCase) Title() string { return "Another account" }

func (a *anotherCase) Aside() string { return a.what }

var bindWhichCase = newBinding("1–2", "answer", "1", "2")

func (a *anotherCase) Bindings() []key.Binding {
	return []key.Binding{bindWhichCase, bindChoose, when(a.at >= 0, bindAnswer)}
}

func (a *anotherCase) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindWhichCase):
		a.answer(int(msg.String()[0] - '1'))
	case key.Matches(msg, bindAnswer) && a.at >= 0:
		a.answer(a.at)
	case key.Matches(msg, bindChoose):
		a.at = max(0, min(a.at+step(msg), 1))
	}
	return nil
}

// Back implements screen: esc leaves the question for later.
func (a *anotherCase) Back() bool {
	a.s.notice = "Nothing was taken. What you gave waits at home until you answer."
	return false
}

// answer takes what was given, the first answer with a new case.
func (a *anotherCase) answer(n int) {
	a.settle()
	if n == 0 {
		a.s.beginAnew()
	}
	a.take()
}

// settle takes the question away.
func (a *anotherCase) settle() {
	a.s.close(a)
	a.s.waiting = slices.DeleteFunc(a.s.waiting, func(other *anotherCase) bool { return other == a })
}

// drop takes back what was given, as it was never taken.
func (a *anotherCase) drop() {
	a.settle()
	a.s.notice = "Took back " + a.what + ": it was not taken."
}

func (a *anotherCase) View(width, height int) []string {
	var lines []string
	for _, line := range wrap("Another case, or the same?", width) {
		lines = append(lines, a.s.styles.Heading.paint(line))
	}
	says := capital(a.what) + " is for account " + accountList(a.holds.Accounts()) + ". This case is about " + accountList(a.s.Case.Accounts()) + "."
	lines = append(append(lines, wrap(says, min(width, measure))...), "")
	same := "both accounts stay in it"
	if len(a.holds.Tokens) > 0 && len(a.s.Case.Tokens) > 0 {
		same = "this token replaces the one in it"
	}
	for i, answer := range [][2]string{{"Another case", "this one is kept; u brings it back"}, {"The same case", same}} {
		lead, look := "  ", a.s.styles.Text
		if i == a.at {
			lead, look = a.s.styles.Cursor.paint("›")+" ", a.s.styles.Strong
		}
		lines = append(lines, lead+a.s.styles.Key.paint(count(i+1))+"  "+look.paint(fill(answer[0], 15))+a.s.styles.Quiet.paint(clip(answer[1], width-20)))
	}
	lines = append(lines, "")
	for _, line := range wrap("Nothing is mixed until you answer.", width) {
		lines = append(lines, a.s.styles.Quiet.paint(line))
	}
	return lines[:min(len(lines), height)]
}

func accountList(accounts []string) string {
	words := make([]string, len(accounts))
	for i, account := range accounts {
		words[i], _, _ = strings.Cut(accountWords(account), " · ")
	}
	return strings.Join(words, " and ")
}
