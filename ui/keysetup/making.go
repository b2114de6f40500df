package keysetup

import (
	"github.com/charmbracelet/bubbles/key"

	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// making is the common part of the screens that make something. They ask their questions
// one by one, run a command and show its result.
type making struct {
	screen.Plain
	s *screen.Session
	screen.Asking
	paint.Scroll
	form paint.Form
	busy string // what a command is doing; "" for nothing
	made bool   // the command has finished, and the screen shows the result
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

// Back implements screen.Screen. It goes back one question and discards the result of a
// command that is still running.
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

// bindings returns the bindings of the questions. Once all are answered, it adds the
// binding then. Once the result is shown, it returns the binding after instead.
func (m *making) bindings(then, after key.Binding) []key.Binding {
	if m.made {
		return []key.Binding{after, paint.When(!m.Fits(), paint.BindScroll)}
	}
	return append(m.form.Bindings(), paint.When(m.form.Done() && m.busy == "", then))
}

// view draws the questions. Below them it draws what is in progress or what enter does.
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
