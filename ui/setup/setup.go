// Package setup shows the lessons: the list of them, the checklist of one, and a step in full.
//
// What is ticked is decided in content.Checklist, from the Case and from what was ticked by
// hand. The screens only show it and lead to what does a step.
package setup

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// lessons is the list of lessons.
type lessons struct {
	screen.Reader
	s *screen.Session
	paint.List
}

// New returns the list of lessons or, for one that there is, its checklist or a step of it.
func New(s *screen.Session, to screen.SetUp) screen.Screen {
	if to.Lesson != "" && s.Lessons.Open(to.Lesson) {
		l := &lesson{s: s, name: to.Lesson, follow: true}
		if at := stepAt(l.list(), to.Step); at >= 0 {
			return newStep(s, to.Lesson, at)
		}
		return l
	}
	return &lessons{s: s}
}

func (l *lessons) all() []content.Lesson { return l.s.Library.Lessons() }

func (l *lessons) Title() string { return "Set up" }

func (l *lessons) Aside() string { return paint.Plural(len(l.all()), "lesson", "lessons") }

func (l *lessons) About() screen.About { return screen.About{Wide: true, MoreBelow: l.MoreBelow()} }

func (l *lessons) Bindings() []key.Binding {
	return []key.Binding{paint.When(len(l.all()) > 0, paint.BindOpen), paint.When(len(l.all()) > 1, paint.BindChoose), paint.When(len(l.all()) > 1, paint.BindEnds)}
}

func (l *lessons) Update(msg tea.KeyMsg) tea.Cmd {
	all := l.all()
	switch {
	case len(all) == 0:
	case key.Matches(msg, paint.BindOpen):
		return l.s.GoTo(screen.SetUp{Lesson: all[l.At].Name()})
	case key.Matches(msg, paint.BindEnds):
		l.Jump(paint.Step(msg)*len(all), len(all))
	case key.Matches(msg, paint.BindChoose):
		l.Jump(paint.Step(msg), len(all))
	}
	return nil
}

func (l *lessons) Copies() []screen.Copy {
	return []screen.Copy{screen.Lines("The list of lessons", func(int) (lines []string) {
		for _, one := range l.all() {
			lines = append(lines, one.Title+": "+one.Short)
		}
		return lines
	})}
}

func (l *lessons) View(width, height int) []string {
	styles, all := l.s.Styles, l.all()
	head := []string{styles.Heading.Paint(paint.Clip("What do you want to set up?", width)), ""}
	const gap, roomy = 2, 40 // for who a lesson is for; below the list it is in full
	name := min(paint.Widest(all, func(one content.Lesson) string { return one.Title }), width-2)
	beside := width - 2 - name - gap
	var lines []string
	for i, one := range all {
		lead, look := styles.Lead(i == l.At)
		line := lead + look.Paint(paint.Fill(one.Title, name))
		count := ""
		if list, ok := l.s.Lessons.Checklist(one.Name()); ok && list.Done() > 0 {
			count = list.Count()
		}
		if room := beside - paint.Cells(count) - gap; room >= roomy {
			line += paint.Spaces(gap) + styles.Quiet.Paint(paint.Clip(one.Short, room))
		}
		lines = append(lines, paint.Apart(line, styles.Quiet.Paint(count), width))
	}
	var foot []string
	if l.At < len(all) {
		foot = append(foot, "")
		foot = append(foot, styles.Text.Paragraph("  ", paint.Sentence(all[l.At].Short), min(width, paint.Measure))...)
		foot = append(foot, styles.Quiet.Paragraph("  ", "A pasted answer, a file, the record or an online check ticks a step. You tick the rest by hand.", min(width, paint.Measure))...)
		intro := l.s.Markdown.Text(all[l.At].Path, all[l.At].Intro, min(width-2, paint.Measure-2))
		foot = append(append(foot, ""), paint.Indented(intro, 2)...)
	}
	if room := max(2, height-len(head)-len(lines)); len(foot) > room {
		foot = foot[:room]
		if room > 2 {
			foot[room-1] = paint.GoesOn(foot[room-1], width)
		}
	}
	lines = l.Frame(lines, l.At, l.At, height-len(head)-len(foot))
	return append(append(head, lines...), foot...)
}

// stepAt returns the index of the step with an ID, -1 for none.
func stepAt(list content.Checklist, id string) int {
	for i, step := range list.Steps {
		if step.ID == id && id != "" {
			return i
		}
	}
	return -1
}

// account names the account that is set up, "" if it is not known.
func account(s *screen.Session) string {
	if accounts := s.Case.Accounts(); len(accounts) > 0 {
		return paint.AccountList(accounts)
	}
	return strings.TrimSpace(s.Diagnosis.Facts.Value("account"))
}
