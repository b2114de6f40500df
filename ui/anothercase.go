package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// anotherCase asks, before anything is mixed, whether what was given for another
// account belongs in this case. Neither answer is chosen beforehand. What is left
// unanswered waits at home.
type anotherCase struct {
	reader
	s  *session
	of *Waiting
	at int // the chosen answer, -1 for neither
}

func newAnotherCase(s *session, of *Waiting) screen { return &anotherCase{s: s, of: of, at: -1} }

func (a *anotherCase) Title() string { return "Another account" }

func (a *anotherCase) Aside() string { return a.of.What }

var bindWhichCase = newBinding("1–2", "answer", "1", "2")

func (a *anotherCase) Bindings() []key.Binding {
	return []key.Binding{bindWhichCase, bindChoose, when(a.at >= 0, bindAnswer)}
}

func (a *anotherCase) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindWhichCase):
		return a.of.Answer(a.s, int(msg.String()[0]-'1'))
	case key.Matches(msg, bindAnswer) && a.at >= 0:
		return a.of.Answer(a.s, a.at)
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

func (a *anotherCase) View(width, height int) []string {
	var lines []string
	for _, line := range wrap("Another case, or the same?", width) {
		lines = append(lines, a.s.styles.Heading.paint(line))
	}
	says := capital(a.of.What) + " is for account " + accountList(a.of.Holds.Accounts()) + ". This case is about " + accountList(a.s.Case.Accounts()) + "."
	lines = append(append(lines, wrap(says, min(width, measure))...), "")
	same := "both accounts stay in it"
	if len(a.of.Holds.Tokens) > 0 && len(a.s.Case.Tokens) > 0 {
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
