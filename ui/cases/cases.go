// Package cases provides the screens about the cases of a session: the list of them, what
// happened in one, its notes, and the file to keep it in.
package cases

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// cases lists what can be done with the shown case, and the other cases of the session.
type cases struct {
	screen.Reader
	s *screen.Session
	paint.List
}

// row is a row of the list.
type row struct {
	name, hint string
	open       func() tea.Cmd
}

// New returns the screen that lists the cases of the session.
func New(s *screen.Session) screen.Screen { return &cases{s: s} }

func (c *cases) Title() string { return "Cases" }

func (c *cases) Aside() string {
	return paint.Plural(len(c.s.Others)+1, "case", "cases") + " in this session"
}

func (c *cases) About() screen.About { return screen.About{MoreBelow: c.MoreBelow()} }

// mine returns the rows about the shown case.
func (c *cases) mine() []row {
	goes := func(to screen.Destination) func() tea.Cmd {
		return func() tea.Cmd { return c.s.GoTo(to) }
	}
	j := c.s.Journal
	rows := []row{
		{"Timeline", paint.Plural(len(j.Events), "event", "events") + ", " + paint.Plural(len(j.Notes), "note", "notes"), goes(screen.Timeline{})},
		{"Write a note", "with its time, in the timeline", goes(screen.Note{})},
		{"Keep the case", "in a file, without secrets", goes(screen.KeepCase{})},
	}
	if !j.At.IsZero() {
		rows = append(rows, row{"Evaluate it now", "it is evaluated at " + diagnosis.Moment(j.At), func() tea.Cmd {
			screen.EvaluateNow(c.s)
			c.At = 0 // the row is gone, and enter again must not switch cases
			return nil
		}})
	}
	return rows
}

// others returns the rows of the other cases, the one set aside last first.
func (c *cases) others() []row {
	var rows []row
	for i := len(c.s.Others) - 1; i >= 0; i-- {
		other := c.s.Others[i]
		rows = append(rows, row{paint.Capital(screen.CaseName(other.Case, other.Journal)), other.Words(c.s), func() tea.Cmd {
			screen.Switch(c.s, other)
			notice := c.s.Notice
			cmd := c.s.GoTo(screen.Facts{})
			c.s.Notice = notice
			return cmd
		}})
	}
	return rows
}

func (c *cases) rows() []row { return append(c.mine(), c.others()...) }

func (c *cases) Bindings() []key.Binding {
	return []key.Binding{paint.BindOpen, paint.BindChoose}
}

func (c *cases) Update(msg tea.KeyMsg) tea.Cmd {
	rows := c.rows()
	switch {
	case key.Matches(msg, paint.BindOpen) && c.At < len(rows) && c.InView():
		return rows[c.At].open()
	case key.Matches(msg, paint.BindChoose):
		c.Move(paint.Step(msg), len(rows))
	}
	return nil
}

func (c *cases) View(width, height int) []string {
	mine, others := c.mine(), c.others()
	c.At = max(0, min(c.At, len(mine)+len(others)-1))
	styles := c.s.Styles
	lines := styles.Heading.Paragraph("", "This is "+screen.CaseName(c.s.Case, c.s.Journal), width)
	if cause, is := c.s.Diagnosis.FirstCause(); is {
		lines = append(lines, styles.Quiet.Paragraph("  ", cause.Title, width)...)
	}
	lines = append(lines, "")
	at := 0
	draw := func(i int, r row) {
		const name = 18
		lead, look := styles.Lead(i == c.At)
		if i == c.At {
			at = len(lines)
		}
		if i < len(mine) {
			lines = append(lines, lead+look.Paint(paint.Fill(r.name, name))+styles.Quiet.Paint(paint.Clip(r.hint, width-name-2)))
			return
		}
		lines = append(lines, lead+look.Paint(paint.Clip(r.name, width-2)), "    "+styles.Quiet.Paint(paint.Clip(r.hint, width-4)))
	}
	for i, r := range mine {
		draw(i, r)
	}
	lines = append(lines, "", styles.Heading.Paint("Other cases of this session"))
	for i, r := range others {
		draw(len(mine)+i, r)
	}
	if len(others) == 0 {
		lines = append(lines, styles.Quiet.Paragraph("  ", "None. n begins another case, and this one stays here until you quit.", width)...)
	}
	return c.Frame(lines, at, at, height)
}
