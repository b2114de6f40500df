package record

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// facts is the screen that shows the Case: what to do first, and every fact with its
// source. The user states facts and takes them back here.
type facts struct {
	screen.Plain
	s *screen.Session
	valueEditor
	at       int  // index of the chosen row; the row after the last fact is the folded rest
	unfolded bool // the unknown facts are listed too
	paint.Scroll
}

// NewFacts returns the screen that shows the Case fact by fact.
func NewFacts(s *screen.Session) screen.Screen {
	return &facts{s: s, valueEditor: newValueEditor(false)}
}

func (f *facts) About() screen.About {
	about := screen.About{Wide: true, MoreBelow: f.MoreBelow(), Field: f.asked()}
	if f.editing {
		about.Asks = f.fact.Name
	}
	return about
}

func (f *facts) Title() string { return "Case" }

func (f *facts) Aside() string {
	return paint.Plural(len(f.s.Diagnosis.Facts), "fact", "facts") + " known"
}

// order returns the kinds of the known facts and those of the unknown ones.
func (f *facts) order() (known, unknown []diagnosis.FactKind) {
	for _, kind := range diagnosis.FactKinds() {
		if _, is := f.s.Diagnosis.Facts.Get(kind.Name); is {
			known = append(known, kind)
		} else {
			unknown = append(unknown, kind)
		}
	}
	return known, unknown
}

// listed returns the kinds that have their own rows, and the rest, which are folded into
// one row.
func (f *facts) listed() (rows, rest []diagnosis.FactKind) {
	known, unknown := f.order()
	if f.unfolded {
		return append(known, unknown...), nil
	}
	return known, unknown
}

// kind returns the kind of the chosen row. It returns the zero value on the folded row.
func (f *facts) kind() diagnosis.FactKind {
	if rows, _ := f.listed(); f.at < len(rows) {
		return rows[f.at]
	}
	return diagnosis.FactKind{}
}

// choose puts the cursor on a kind, whose row moves when the fact becomes known.
func (f *facts) choose(name diagnosis.FactName) {
	rows, _ := f.listed()
	if at := slices.IndexFunc(rows, func(kind diagnosis.FactKind) bool { return kind.Name == name }); at >= 0 {
		f.at = at
	}
}

// move moves the cursor by the given number of rows and keeps it within the rows.
func (f *facts) move(by int) {
	rows, rest := f.listed()
	f.at = max(0, min(f.at+by, len(rows)+min(1, len(rest))-1))
}

// fold unfolds or folds the unknown facts. The cursor stays on its row.
func (f *facts) fold() {
	f.unfolded = !f.unfolded
	f.move(0)
}

func (f *facts) Bindings() []key.Binding {
	if f.editing {
		return f.bindings()
	}
	_, mine := f.s.Case.Facts.Get(f.kind().Name)
	set := paint.BindSet
	if f.kind().Name == "" {
		set = paint.BindUnknown
	}
	rows, _ := f.listed()
	return []key.Binding{paint.When(len(rows) > 0, paint.BindChoose), set, paint.BindUnfold, paint.When(mine, paint.BindForget), paint.When(!f.Fits(), paint.BindPages)}
}

func (f *facts) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case f.editing:
		if fact, ok := f.update(msg); ok {
			f.s.State(fact)
			f.choose(fact.Name)
		}
	case key.Matches(msg, paint.BindUnfold), f.kind().Name == "" && key.Matches(msg, paint.BindSet):
		f.fold()
	case key.Matches(msg, paint.BindSet):
		fact, _ := f.s.Diagnosis.Facts.Get(f.kind().Name)
		f.edit(f.kind(), fact)
	case key.Matches(msg, paint.BindForget):
		takeAway(f.s, f.kind())
		f.move(0)
	case key.Matches(msg, paint.BindPages):
		f.move(paint.Step(msg) * max(1, f.Tall-2))
	case key.Matches(msg, paint.BindChoose):
		f.move(paint.Step(msg))
	}
	return nil
}

func (f *facts) Copies() []screen.Copy {
	fact, known := f.s.Diagnosis.Facts.Get(f.kind().Name)
	line := func(fact diagnosis.Fact) string {
		return paint.FactLabel(fact.Name) + ": " + fact.Value + " (" + f.s.Ages.Source(fact) + ")"
	}
	var copies []screen.Copy
	if known {
		copies = append(copies, screen.Value(paint.Capital(f.kind().Label), fact.Value), screen.Value("Line", line(fact)))
	}
	if len(f.s.Diagnosis.Facts) > 0 {
		copies = append(copies, screen.Lines("All known facts", func(int) (lines []string) {
			rows, _ := f.order()
			for _, kind := range rows {
				fact, _ := f.s.Diagnosis.Facts.Get(kind.Name)
				lines = append(lines, line(fact))
			}
			return lines
		}))
	}
	if cause, found := f.s.Diagnosis.FirstCause(); found {
		copies = append(copies, screen.OfFinding(f.s, cause)...)
	}
	return copies
}

// takeAway takes back a fact that the user stated. The user can undo this.
func takeAway(s *screen.Session, kind diagnosis.FactKind) {
	if _, said := s.Case.Facts.Get(kind.Name); said {
		c := s.Case
		c.Facts = c.Facts.Without(kind.Name)
		s.Give(kind.Label, "forgotten", c)
	}
}

func (f *facts) View(width, height int) []string {
	f.move(0) // a paste may have changed the rows
	var top []string
	if cause, found := f.s.Diagnosis.FirstCause(); found {
		top = append(screen.FindingHead(f.s, cause, width), "")
		if len(top) > height/3 {
			top = top[:0]
		}
	}
	if !f.s.Known() {
		top = append(top, f.s.Styles.Heading.Paragraph("", "Paste a token, an answer, a key or rows of the trail", width)...)
		top = append(top, "")
	}
	rows, rest := f.listed()
	label := paint.Widest(rows, func(kind diagnosis.FactKind) string { return kind.Label })
	var lines []string
	first, last := 0, 0
	for i, kind := range rows {
		if i == f.at {
			first = len(lines)
		}
		lines = append(lines, f.row(kind, i == f.at, label, width))
		if i == f.at && f.editing {
			lines = append(lines, f.view(f.s.Styles, label+4, width)...)
		}
		if i == f.at {
			last = len(lines) - 1
		}
	}
	if len(rest) > 0 {
		if f.at >= len(rows) {
			first, last = len(lines), len(lines)
		}
		lines = append(lines, f.restRow(rest, f.at >= len(rows), width))
	}
	room := height - len(top)
	if f.editing && last-first+1 > room {
		first += f.choice // if not all fits, show the chosen value rather than the name
		last = first + 1
	}
	f.Show(first, last, room, len(lines))
	return append(top, f.Window(lines, room)...)
}

// restRow lists the unknown facts in one line.
func (f *facts) restRow(rest []diagnosis.FactKind, chosen bool, width int) string {
	names := make([]string, len(rest))
	for i, kind := range rest {
		names[i] = kind.Label
	}
	lead, look := f.s.Styles.Lead(chosen)
	if !chosen {
		look = f.s.Styles.Quiet
	}
	return lead + look.Paint("Not known yet") + "  " + f.s.Styles.Quiet.Paint(paint.Clip(strings.Join(names, ", "), width-17))
}

// row draws one fact: its name, value and source.
func (f *facts) row(kind diagnosis.FactKind, chosen bool, label, width int) string {
	lead, look := f.s.Styles.Lead(chosen)
	fact, known := f.s.Diagnosis.Facts.Get(kind.Name)
	name := f.s.Styles.Quiet.Paint(paint.Fill(kind.Label, label))
	if chosen {
		name = look.Paint(paint.Fill(kind.Label, label))
	}
	if !known {
		return lead + name + "  " + f.s.Styles.Quiet.Paint("not known")
	}
	source := f.s.Ages.Source(fact)
	room := width - 2 - label - 2 - paint.Cells(source) - 2
	if width > 90 {
		room = min(room, 64) // the length of a Client ID
	}
	return lead + name + "  " + look.Paint(paint.Fill(fact.Shown(), room)) + "  " + f.s.Styles.Quiet.Paint(source)
}
