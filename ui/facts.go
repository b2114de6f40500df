package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// facts shows the Case: what to do first, and every fact with its source. Facts
// are stated and taken back here.
type facts struct {
	sure bool // x was pressed once
	*session
	kinds []diagnosis.FactKind
	at    int
	scroll

	// editing is a fact being given a value: by choice where it has values, by
	// the field where it takes any text.
	editing bool
	choice  int
	picked  []string // of a list
	field   field
	problem string
}

func newFacts(s *session) *facts {
	return &facts{session: s, kinds: diagnosis.FactKinds(), field: field{harmless: true}}
}

func (f *facts) Title() string { return "Case" }

func (f *facts) Aside() string { return plural(len(f.Diagnosis.Facts), "fact", "facts") + " known" }

func (f *facts) kind() diagnosis.FactKind { return f.kinds[f.at] }

// byChoice says that the fact at the cursor has values to choose from.
func (f *facts) byChoice() bool { return f.kind().Values != nil }

func (f *facts) Focus() focus {
	if f.editing && !f.byChoice() {
		return valueField
	}
	return noField
}

// Insert implements screen.
func (f *facts) Insert(text string, _ intake.Input) bool {
	if f.Focus() != valueField {
		return false
	}
	f.field.Insert([]rune(strings.TrimSpace(text)))
	f.problem = ""
	return true
}

// Back implements screen: esc leaves the value as it was.
func (f *facts) Back() bool {
	was := f.editing
	f.editing = false
	return was
}

var (
	keySet    = bind("enter", "state it", "enter")
	keyAccept = bind("enter", "accept", "enter")
	keyToggle = bind("space", "check, clear", " ")
	keyForget = bind("backspace", "take it back", "backspace", "delete", "ctrl+h")
	// keyStartOver empties the Case: the next call is about another customer.
	keyStartOver = bind("x", "start over", "x")
)

// keyValue chooses a value by number.
func (f *facts) keyValue() key.Binding {
	n := min(len(f.kind().Values), 9)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = strconv.Itoa(i + 1)
	}
	return bind("1–"+strconv.Itoa(n), "choose", keys...)
}

func (f *facts) Keys() []key.Binding {
	_, mine := f.Case.Facts.Get(f.kind().Name)
	choosing := f.editing && f.byChoice()
	return []key.Binding{
		when(!f.editing || choosing, keyMove),
		when(choosing, f.keyValue()),
		when(choosing && f.kind().List, keyToggle),
		when(!f.editing, keySet),
		when(f.editing, keyAccept),
		when(!f.editing && mine, keyForget),
		when(!f.editing && f.known(), keyStartOver),
		when(!f.editing && !f.fits(), keyPages),
	}
}

func (f *facts) Update(msg tea.KeyMsg) tea.Cmd {
	if !key.Matches(msg, keyStartOver) {
		f.sure = false
	}
	switch {
	case f.Focus() == valueField:
		f.typeValue(msg)
	case f.editing:
		f.chooseValue(msg)
	case key.Matches(msg, keySet):
		f.edit()
	case key.Matches(msg, keyStartOver):
		if !f.sure {
			f.sure = true
			f.notice = "This forgets every token, fact and answer. Press x again to do it."
			return nil
		}
		f.startOver()
	case key.Matches(msg, keyForget):
		f.forget(f.kind().Name)
	case key.Matches(msg, keyPages):
		f.at = max(0, min(f.at+step(msg)*max(1, f.tall-2), len(f.kinds)-1))
	case key.Matches(msg, keyMove):
		f.at = max(0, min(f.at+step(msg), len(f.kinds)-1))
	}
	return nil
}

// edit starts giving the fact at the cursor a value, from the one it has.
func (f *facts) edit() {
	fact, _ := f.Diagnosis.Facts.Get(f.kind().Name)
	f.editing, f.problem = true, ""
	f.choice = max(0, slices.Index(f.kind().Values, fact.Value))
	f.picked = fact.Items()
	f.field.Set(fact.Value)
}

func (f *facts) typeValue(msg tea.KeyMsg) {
	if key.Matches(msg, keyAccept) {
		f.accept(f.field.Value())
		return
	}
	if f.field.Key(msg) == fieldEdited {
		f.problem = ""
	}
}

func (f *facts) chooseValue(msg tea.KeyMsg) {
	values, list := f.kind().Values, f.kind().List
	switch {
	case key.Matches(msg, keyMove):
		f.choice = max(0, min(f.choice+step(msg), len(values)-1))
	case list && key.Matches(msg, keyToggle):
		f.toggle(values[f.choice])
	case key.Matches(msg, f.keyValue()):
		n, _ := strconv.Atoi(msg.String())
		f.choice = n - 1
		if list {
			f.toggle(values[f.choice])
		} else {
			f.accept(values[f.choice])
		}
	case key.Matches(msg, keyAccept) && !list:
		f.accept(values[f.choice])
	case key.Matches(msg, keyAccept) && len(f.picked) == 0:
		f.accept(diagnosis.None)
	case key.Matches(msg, keyAccept):
		f.accept(strings.Join(f.picked, ","))
	}
}

func (f *facts) toggle(value string) {
	if i := slices.Index(f.picked, value); i >= 0 {
		f.picked = slices.Delete(slices.Clone(f.picked), i, i+1)
		return
	}
	f.picked = append(slices.Clone(f.picked), value)
}

// accept states the fact, or says what is wrong with the value.
func (f *facts) accept(value string) {
	fact, err := diagnosis.ParseFact(string(f.kind().Name)+"="+value, diagnosis.SourceUser)
	if err != nil {
		f.problem = sentence(err.Error())
		return
	}
	f.editing = false
	f.state(fact)
}

func (f *facts) View(width, height int) []string {
	var top []string
	if cause, found := f.Diagnosis.FirstCause(); found {
		top = append(f.findingHead(cause, width), "")
		if len(top) > height/3 {
			top = top[:0]
		}
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
			lines = append(lines, f.editor(label, width)...)
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
	source := sourceWord(fact.Source)
	room := width - 2 - label - 2 - cells(source) - 2
	if width > 90 {
		room = min(room, 64) // a Client ID
	}
	return lead + name + "  " + look.paint(fill(fact.Value, room)) + "  " + f.styles.Quiet.paint(source)
}

// editor stands below the fact that is being given a value.
func (f *facts) editor(label, width int) []string {
	indent := blanks(label + 4)
	room := width - label - 4
	var lines []string
	if !f.byChoice() {
		for _, line := range f.field.boxed(f.styles, "type or paste the value", room) {
			lines = append(lines, indent+line)
		}
	}
	for i, value := range f.kind().Values {
		lead, look := "  ", f.styles.Text
		if i == f.choice {
			lead, look = f.styles.Cursor.paint("›")+" ", f.styles.Strong
		}
		check := ""
		if f.kind().List {
			check = f.styles.Quiet.paint("· ")
			if slices.Contains(f.picked, value) {
				check = f.styles.Strong.paint("✓ ")
			}
		}
		lines = append(lines, indent+lead+f.styles.Key.paint(strconv.Itoa(i+1))+"  "+check+look.paint(clip(value, room-7)))
	}
	if f.kind().List && f.byChoice() && len(f.picked) == 0 {
		lines = append(lines, indent+"  "+f.styles.Quiet.paint(clip("none is checked: enter says so", room-2)))
	}
	for _, line := range wrap(f.problem, room) {
		lines = append(lines, indent+f.styles.Strong.paint(line))
	}
	return lines
}

// typing implements typingScreen.
func (f *facts) typing() *field {
	if f.Focus() != valueField {
		return nil
	}
	return &f.field
}
