package cases

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/casefile"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// timeline shows what was asked, answered, given, found and noted in a case, in order.
type timeline struct {
	screen.Reader
	s *screen.Session
	paint.Scroll
}

// NewTimeline returns the screen that shows what happened in the case.
func NewTimeline(s *screen.Session) screen.Screen { return &timeline{s: s} }

func (t *timeline) Title() string { return "Timeline" }

func (t *timeline) Aside() string { return "times in UTC" }

func (t *timeline) About() screen.About {
	return screen.About{MoreBelow: t.MoreBelow(), Search: screen.Searched{Scroll: &t.Scroll}}
}

// Copies implements screen.Screen.
func (t *timeline) Copies() []screen.Copy {
	return []screen.Copy{screen.Lines("Timeline", t.lines)}
}

func (t *timeline) Bindings() []key.Binding {
	return []key.Binding{paint.When(!t.Fits(), paint.BindScroll), paint.When(!t.Fits(), paint.BindPages), paint.When(!t.Fits(), paint.BindEnds)}
}

func (t *timeline) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, paint.BindPages):
		t.By(paint.Step(msg) * max(1, t.Tall-1))
	case key.Matches(msg, paint.BindEnds):
		t.By(paint.Step(msg) * t.Total)
	case key.Matches(msg, paint.BindScroll):
		t.By(paint.Step(msg))
	}
	return nil
}

func (t *timeline) View(width, height int) []string { return t.Window(t.lines(width), height) }

// lines draws the whole timeline.
func (t *timeline) lines(width int) []string {
	styles := t.s.Styles
	if len(t.s.Journal.Events) == 0 {
		return styles.Quiet.Paragraph("", "Nothing has happened yet. What you paste, answer and note appears here, with its time.", width)
	}
	const label = 18 // 12:00:00 took back
	var lines []string
	day := ""
	for _, event := range t.s.Journal.Events {
		if now := event.At.Format("2 January 2006"); now != day {
			if day = now; lines != nil {
				lines = append(lines, "")
			}
			lines = append(lines, styles.Heading.Paint(day))
		}
		look := styles.Text
		if event.Kind == casefile.Noted || event.Kind == casefile.Found {
			look = styles.Strong
		}
		lines = append(lines, paint.Labelled(event.At.Format("15:04:05")+" "+string(event.Kind), styles.Quiet, label, event.Text, look, width)...)
	}
	return lines
}
