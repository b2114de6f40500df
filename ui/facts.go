package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

// facts shows the Case: what to do first, and every fact with its source. Facts
// are stated and taken back here.
type facts struct {
	*session
	valueEditor
	kinds []diagnosis.FactKind
	at    int
	scroll
}

func newFacts(s *session) *facts {
	return &facts{session: s, valueEditor: newValueEditor(false), kinds: diagnosis.FactKinds()}
}

func (f *facts) Title() string { return "Case" }

func (f *facts) Aside() string { return plural(len(f.Diagnosis.Facts), "fact", "facts") + " known" }

func (f *facts) kind() diagnosis.FactKind { return f.kinds[f.at] }

var (
	keySet    = bind("enter", "state it", "enter")
	keyForget = bind("backspace", "take it back", "backspace", "delete", "ctrl+h")
)

func (f *facts) Keys() []key.Binding {
	if f.editing {
		return f.keys()
	}
	_, mine := f.Case.Facts.Get(f.kind().Name)
	return []key.Binding{keyMove, keySet, when(mine, keyForget), when(!f.fits(), keyPages)}
}

func (f *facts) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case f.editing:
		if fact, ok := f.update(msg); ok {
			f.state(fact)
		}
	case key.Matches(msg, keySet):
		fact, _ := f.Diagnosis.Facts.Get(f.kind().Name)
		f.edit(f.kind(), fact)
	case key.Matches(msg, keyForget):
		f.forget(f.kind().Name)
	case key.Matches(msg, keyPages):
		f.at = max(0, min(f.at+step(msg)*max(1, f.tall-2), len(f.kinds)-1))
	case key.Matches(msg, keyMove):
		f.at = max(0, min(f.at+step(msg), len(f.kinds)-1))
	}
	return nil
}

func (f *facts) View(width, height int) []string {
	var top []string
	if cause, found := f.Diagnosis.FirstCause(); found {
		top = append(f.findingHead(cause, width), "")
		if len(top) > height/3 {
			top = top[:0]
		}
	}
	if !f.known() {
		for _, line := range wrap("Paste a token, an answer, a key or rows of the trail", width) {
			top = append(top, f.styles.Heading.paint(line))
		}
		top = append(top, "")
	}
	label := 0
	for _, kind := range f.kinds {
		label = max(label, cells(kind.Label))
	}
	var lines []string
	first, last := 0, 0
	for i, kind := range f.kinds {
		if i == f.at {
			first = len(lines)
		}
		lines = append(lines, f.row(kind, i == f.at, label, width))
		if i == f.at && f.editing {
			lines = append(lines, f.view(f.styles, label+4, width)...)
		}
		if i == f.at {
			last = len(lines) - 1
		}
	}
	room := height - len(top)
	if f.editing && last-first+1 > room {
		first += f.choice // the chosen value rather than the name
		last = first + 1
	}
	f.show(first, last, room, len(lines))
	return append(top, f.window(lines, room)...)
}

// row is one fact: its name, value and source.
func (f *facts) row(kind diagnosis.FactKind, chosen bool, label, width int) string {
	lead, look := "  ", f.styles.Text
	if chosen {
		lead, look = f.styles.Cursor.paint("›")+" ", f.styles.Strong
	}
	fact, known := f.Diagnosis.Facts.Get(kind.Name)
	name := f.styles.Quiet.paint(fill(kind.Label, label))
	if chosen {
		name = look.paint(fill(kind.Label, label))
	}
	if !known {
		return lead + name + "  " + f.styles.Quiet.paint("not known")
	}
	source := f.saidBy(fact)
	room := width - 2 - label - 2 - cells(source) - 2
	if width > 90 {
		room = min(room, 64) // a Client ID
	}
	return lead + name + "  " + look.paint(fill(fact.Shown(), room)) + "  " + f.styles.Quiet.paint(source)
}
