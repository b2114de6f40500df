package keysetup

import (
	"github.com/charmbracelet/bubbles/key"

	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// making is what the screens share that make something: they ask question by
// question, then let a command work, and show what came of it.
type making struct {
	screen.Plain
	s *screen.Session
	screen.Asking
	paint.Scroll
	form paint.Form
	busy string // what a command is doing; "" for nothing
	made bool   // it is done, and the screen shows what came of it
}

func (m *making) Aside() string {
	if m.made || m.form.Done() {
		return ""
	}
	return "question " + paint.Count(m.form.At+1) + " of " + paint.Count(len(m.form.Questions))
}

func (m *making) Focus() screen.Focus {
	return screen.FocusOn(!m.made && m.busy == "" && m.form.ByText())
}

func (m *making) Insert(text string, _ intake.Input) bool {
	return m.Focus() == screen.ValueField && m.form.Insert(text)
}

// Back implements screen: a question back, and nothing is taken of what a command
// still brings.
func (m *making) Back() bool {
	if m.made {
		return false
	}
	if m.busy != "" {
		m.busy = ""
		m.Drop()
	}
	return m.form.Back()
}

// bindings are the bindings while questions are asked, and of what follows them.
func (m *making) bindings(then, after key.Binding) []key.Binding {
	if m.made {
		return []key.Binding{after, paint.When(!m.Fits(), paint.BindScroll)}
	}
	return append(m.form.Bindings(), paint.When(m.form.Done() && m.busy == "", then))
}

// view draws the questions, and below them what is being done or what enter does.
func (m *making) view(width, height int, does string) []string {
	switch {
	case m.busy != "":
		return append(m.form.View(width, height-2), "", m.s.Styles.Heading.Paint(paint.Clip(m.busy, width)))
	case m.form.Done():
		return append(m.form.View(width, height-2), "", m.s.Styles.Cursor.Paint("›")+" "+m.s.Styles.Strong.Paint(does))
	}
	return m.form.View(width, height)
}

func (m *making) About() screen.About {
	about := screen.About{Wide: true, MoreBelow: m.MoreBelow()}
	if m.Focus() == screen.ValueField {
		about.Field = &m.form.Field
	}
	return about
}
