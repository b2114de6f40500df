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
	*session
	what     string
	accounts []string
	take     func()
	at       int // the chosen answer, -1 for neither
}

// unlessAnother takes what was given; where it names accounts, and the Case names
// others, it asks first. c is a Case of what was given and nothing else.
func (s *session) unlessAnother(what string, c diagnosis.Case, take func()) {
	theirs, ours := c.Accounts(), s.Case.Accounts()
	if len(theirs) == 0 || len(ours) == 0 || slices.ContainsFunc(theirs, func(account string) bool { return slices.Contains(ours, account) }) {
		take()
		return
	}
	s.waiting = &anotherCase{session: s, what: what, accounts: theirs, take: take, at: -1}
	s.open(s.waiting)
}

// ask asks again what was left unanswered; a Case without an account takes it.
func (a *anotherCase) ask() {
	if a.at = -1; len(a.Case.Accounts()) == 0 {
		a.answer(1)
		return
	}
	a.open(a)
}

func (a *anotherCase) Title() string { return "Another account" }

func (a *anotherCase) Aside() string { return a.what }

var keyWhichCase = bind("1–2", "answer", "1", "2")

func (a *anotherCase) Keys() []key.Binding {
	return []key.Binding{keyWhichCase, keyChoose, when(a.at >= 0, keyAnswer)}
}

func (a *anotherCase) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyWhichCase):
		a.answer(int(msg.String()[0] - '1'))
	case key.Matches(msg, keyAnswer) && a.at >= 0:
		a.answer(a.at)
	case key.Matches(msg, keyChoose):
		a.at = max(0, min(a.at+step(msg), 1))
	}
	return nil
}

// Back implements screen: esc leaves the question for later.
func (a *anotherCase) Back() bool {
	a.notice = "Nothing was taken. What you gave waits at home until you answer."
	return false
}

// answer takes what was given, the first answer with a new case.
func (a *anotherCase) answer(n int) {
	a.close(a)
	if a.waiting == a {
		a.waiting = nil
	}
	if n == 0 {
		a.beginAnew()
	}
	a.take()
}

// drop takes back what was given, as it was never taken.
func (a *anotherCase) drop() {
	a.close(a)
	if a.waiting == a {
		a.waiting = nil
	}
	a.notice = "Took back " + a.what + ": it was not taken."
}

func (a *anotherCase) View(width, height int) []string {
	var lines []string
	for _, line := range wrap("Another case, or the same?", width) {
		lines = append(lines, a.styles.Heading.paint(line))
	}
	says := capital(a.what) + " is for account " + accountList(a.accounts) + ". This case is about " + accountList(a.Case.Accounts()) + "."
	lines = append(append(lines, wrap(says, min(width, measure))...), "")
	for i, answer := range [][2]string{{"Another case", "this one is kept; u brings it back"}, {"The same case", "both accounts stay in it"}} {
		lead, look := "  ", a.styles.Text
		if i == a.at {
			lead, look = a.styles.Cursor.paint("›")+" ", a.styles.Strong
		}
		lines = append(lines, lead+a.styles.Key.paint(count(i+1))+"  "+look.paint(fill(answer[0], 15))+a.styles.Quiet.paint(clip(answer[1], width-20)))
	}
	lines = append(lines, "")
	for _, line := range wrap("Nothing is mixed until you answer.", width) {
		lines = append(lines, a.styles.Quiet.paint(line))
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
