package home

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// anotherCase asks whether input for another account belongs in this case. It asks
// before anything is combined. Neither answer is selected in advance. Until the user
// answers, the input waits on the home screen.
type anotherCase struct {
	screen.Reader
	s  *screen.Session
	of *screen.Waiting
	at int // index of the chosen answer, or -1 for neither
}

// NewAnother returns the screen that asks whether the waiting input belongs in this
// case.
func NewAnother(s *screen.Session, of *screen.Waiting) screen.Screen {
	return &anotherCase{s: s, of: of, at: -1}
}

func (a *anotherCase) Title() string { return "Another account" }

func (a *anotherCase) Aside() string { return a.of.What }

func (a *anotherCase) Bindings() []key.Binding {
	return []key.Binding{paint.BindNumbers(2, "answer"), paint.BindChoose, paint.When(a.at >= 0, paint.BindAnswer)}
}

func (a *anotherCase) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, paint.BindNumbers(2, "answer")):
		return a.of.Answer(a.s, int(msg.String()[0]-'1'))
	case key.Matches(msg, paint.BindAnswer) && a.at >= 0:
		return a.of.Answer(a.s, a.at)
	case key.Matches(msg, paint.BindChoose):
		a.at = max(0, min(a.at+paint.Step(msg), 1))
	}
	return nil
}

// Back implements screen.Screen. Esc postpones the question.
func (a *anotherCase) Back() bool {
	a.s.Notice = "Nothing was added. Your input waits at home until you answer."
	return false
}

func (a *anotherCase) View(width, height int) []string {
	lines := a.s.Styles.Heading.Paragraph("", "Another case, or the same?", width)
	says := paint.Capital(a.of.What) + " is for account " + paint.AccountList(a.of.Holds.Accounts()) + ". This case is about " + paint.AccountList(a.s.Case.Accounts()) + "."
	lines = append(append(lines, paint.Wrap(says, min(width, paint.Measure))...), "")
	same := "it contains both accounts"
	if len(a.of.Holds.Tokens) > 0 && len(a.s.Case.Tokens) > 0 {
		same = "this token replaces the one in it"
	}
	for i, answer := range [][2]string{{"Another case", "this one is kept; u brings it back"}, {"The same case", same}} {
		lead, look := a.s.Styles.Lead(i == a.at)
		lines = append(lines, lead+a.s.Styles.Key.Paint(paint.Count(i+1))+"  "+look.Paint(paint.Fill(answer[0], 15))+a.s.Styles.Quiet.Paint(paint.Clip(answer[1], width-20)))
	}
	lines = append(lines, "")
	lines = append(lines, a.s.Styles.Quiet.Paragraph("", "Nothing is mixed until you answer.", width)...)
	return lines[:min(len(lines), height)]
}
