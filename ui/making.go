package ui

import (
	"github.com/charmbracelet/bubbles/key"

	"authdoctor/diagnosis/intake"
)

// making is what the screens share that make something: they ask question by
// question, then let a command work, and show what came of it.
type making struct {
	plain
	s *session
	asking
	scroll
	form form
	busy string // what a command is doing; "" for nothing
	made bool   // it is done, and the screen shows what came of it
}

// Aside implements screen.
func (m *making) Aside() string {
	if m.made || m.form.done() {
		return ""
	}
	return "question " + count(m.form.at+1) + " of " + count(len(m.form.questions))
}

// Focus implements screen.
func (m *making) Focus() focus {
	return focusOn(!m.made && m.busy == "" && m.form.byText())
}

// Insert implements screen.
func (m *making) Insert(text string, _ intake.Input) bool {
	return m.Focus() == valueField && m.form.insert(text)
}

// Back implements screen: a question back, and nothing is taken of what a command
// still brings.
func (m *making) Back() bool {
	if m.made {
		return false
	}
	if m.busy != "" {
		m.busy = ""
		m.drop()
	}
	return m.form.back()
}

// bindings are the bindings while questions are asked, and of what follows them.
func (m *making) bindings(then, after key.Binding) []key.Binding {
	if m.made {
		return []key.Binding{after, when(!m.fits(), bindScroll)}
	}
	return append(m.form.bindings(), when(m.form.done() && m.busy == "", then))
}

// view draws the questions, and below them what is being done or what enter does.
func (m *making) view(width, height int, does string) []string {
	switch {
	case m.busy != "":
		return append(m.form.view(width, height-2), "", m.s.styles.Heading.paint(clip(m.busy, width)))
	case m.form.done():
		return append(m.form.view(width, height-2), "", m.s.styles.Cursor.paint("›")+" "+m.s.styles.Strong.paint(does))
	}
	return m.form.view(width, height)
}

// About implements screen.
func (m *making) About() About {
	about := About{Wide: true, MoreBelow: m.moreBelow()}
	if m.Focus() == valueField {
		about.Field = &m.form.field
	}
	return about
}
