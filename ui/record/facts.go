package record

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// facts is the screen that shows the Case: what to do first, every known fact with its
// source, the question that decides next, and the facts that are not known, folded into one
// row. The user answers, states facts and takes them back here.
type facts struct {
	screen.Plain
	s *screen.Session
	valueEditor
	question paint.Answering
	at       int   // index of the chosen row
	starts   []int // the lines on which the rows begin, as last drawn; -1 for further answers
	unfolded bool  // the unknown facts are listed too
	paint.Scroll
}

// NewFacts returns the screen that shows the Case fact by fact.
func NewFacts(s *screen.Session) screen.Screen {
	return &facts{s: s, valueEditor: newValueEditor(false)}
}

func (f *facts) About() screen.About {
	about := screen.About{Wide: true, MoreBelow: f.MoreBelow(), Field: f.question.Asked()}
	about.Search = screen.Searched{Scroll: &f.Scroll, Choose: f.find}
	if f.editing {
		about.Asks, about.Field = f.fact.Name, f.asked()
	}
	return about
}

func (f *facts) Title() string { return "Case" }

func (f *facts) Aside() string {
	return paint.Plural(len(f.s.Diagnosis.Facts), "fact", "facts") + " known"
}

// factRow is a row for the cursor: a fact or, without one, what the other fields say.
type factRow struct {
	kind   diagnosis.FactKind
	answer int  // an answer to the question, from 1; 0 for none
	guide  bool // leads to the guide, where no question is open
	rest   bool // folds and unfolds what is not known
}

// rows returns the rows, in order.
func (f *facts) rows() []factRow {
	var known, unknown []factRow
	for _, kind := range diagnosis.FactKinds() {
		if _, is := f.s.Diagnosis.Facts.Get(kind.Name); is {
			known = append(known, factRow{kind: kind})
		} else {
			unknown = append(unknown, factRow{kind: kind})
		}
	}
	rows := known
	for i := range f.question.Rows() {
		rows = append(rows, factRow{answer: i + 1})
	}
	if f.question.Question != nil && len(f.question.Rows()) == 0 { // nothing matches what was typed
		rows = append(rows, factRow{answer: 1})
	}
	if !f.s.Known() {
		rows = append(rows, factRow{guide: true})
	}
	if len(unknown) > 0 {
		rows = append(rows, factRow{rest: true})
	}
	if f.unfolded {
		rows = append(rows, unknown...)
	}
	return rows
}

// pose asks what decides next. While nothing is known, the guide asks better.
func (f *facts) pose() {
	if f.s.Known() {
		f.s.Answers.Pose(&f.question, f.s.Diagnosis.Findings)
	} else {
		f.question.Ask(nil, nil)
	}
}

// row returns the chosen row.
func (f *facts) row() factRow {
	rows := f.rows()
	return rows[max(0, min(f.at, len(rows)-1))]
}

// choose puts the cursor on the first row that is wanted, if there is one.
func (f *facts) choose(wanted func(factRow) bool) {
	if at := slices.IndexFunc(f.rows(), wanted); at >= 0 {
		f.at = at
	}
}

// find puts the cursor on the row of a line that a search found.
func (f *facts) find(line int) {
	for i, start := range f.starts {
		if start >= 0 && start <= line {
			f.at = i
		}
	}
	f.move(0)
}

// move moves the cursor by the given number of rows and keeps it within the rows.
func (f *facts) move(by int) { f.at = max(0, min(f.at+by, len(f.rows())-1)) }

// fold unfolds or folds the unknown facts. The cursor stays on its row.
func (f *facts) fold() {
	name := f.row().kind.Name
	f.unfolded = !f.unfolded
	if _, known := f.s.Diagnosis.Facts.Get(name); !known && name != "" { // that row is gone
		f.choose(func(row factRow) bool { return row.rest })
	}
	f.move(0)
}

// Focus implements screen.Screen. A word is typed for the question, or a value for a fact.
func (f *facts) Focus() screen.Focus {
	if f.question.Open() {
		return screen.ValueField
	}
	return f.valueEditor.Focus()
}

// Insert implements screen.Screen.
func (f *facts) Insert(text string, input intake.Input) bool {
	return f.question.InsertWord(text) || f.valueEditor.Insert(text, input)
}

// Back implements screen.Screen. Esc leaves the value unchanged, or closes the field for a
// word.
func (f *facts) Back() bool { return f.valueEditor.Back() || f.question.CloseField() }

func (f *facts) Bindings() []key.Binding {
	f.pose()
	switch {
	case f.editing:
		return f.bindings()
	case f.question.Open():
		n := len(f.question.Rows())
		return []key.Binding{paint.When(n > 0, paint.BindAnswer), paint.When(n > 1, paint.BindChoose)}
	}
	row := f.row()
	_, mine := f.s.Case.Facts.Get(row.kind.Name)
	enter := paint.BindSet
	switch {
	case row.answer > 0:
		enter = paint.BindAnswer
	case row.guide:
		enter = paint.BindOpen
	case row.rest:
		enter = paint.BindUnknown
	}
	return []key.Binding{
		enter,
		paint.BindUnfold, // before the numbers, which are visible on the answers
		f.question.BindNumber(),
		paint.When(mine, paint.BindForget),
		paint.When(len(f.rows()) > 1, paint.BindChoose),
		paint.When(!f.Fits(), paint.BindPages),
		paint.When(!f.Fits(), paint.BindEnds),
	}
}

func (f *facts) Update(msg tea.KeyMsg) tea.Cmd {
	f.pose()
	row := f.row()
	switch {
	case f.editing:
		if fact, ok := f.update(msg); ok {
			f.s.State(fact)
			f.pose()
			f.choose(func(row factRow) bool { return row.kind.Name == fact.Name })
		}
	case f.question.Open(), key.Matches(msg, f.question.BindNumber()), row.answer > 0 && key.Matches(msg, paint.BindAnswer):
		f.take(msg)
	case key.Matches(msg, paint.BindUnfold), row.rest && key.Matches(msg, paint.BindUnknown):
		f.fold()
	case row.guide && key.Matches(msg, paint.BindOpen):
		return f.s.GoTo(screen.Guide{})
	case key.Matches(msg, paint.BindSet):
		fact, _ := f.s.Diagnosis.Facts.Get(row.kind.Name)
		f.edit(row.kind, fact)
	case key.Matches(msg, paint.BindForget):
		takeAway(f.s, row.kind)
		f.pose()
		f.move(0)
	case key.Matches(msg, paint.BindPages):
		f.move(paint.Step(msg) * max(1, f.Tall-2))
	case key.Matches(msg, paint.BindEnds):
		f.move(paint.Step(msg) * len(f.rows()))
	case key.Matches(msg, paint.BindChoose):
		f.move(paint.Step(msg))
	}
	return nil
}

// take handles a key for the question. What it establishes joins the known facts.
func (f *facts) take(msg tea.KeyMsg) {
	if row := f.row(); row.answer > 0 && !f.question.Types {
		f.question.At = row.answer - 1
	}
	question := f.question.Question
	answer, ok := f.question.Choose(msg)
	if ok {
		page := f.s.Answers.Take(question, answer)
		f.pose()
		f.s.OpenPage(page)
	}
	f.choose(func(row factRow) bool { return row.answer == f.question.At+1 })
	f.move(0)
}

func (f *facts) Copies() []screen.Copy {
	fact, known := f.s.Diagnosis.Facts.Get(f.row().kind.Name)
	line := func(fact diagnosis.Fact) string {
		return paint.FactLabel(fact.Name) + ": " + fact.Value + " (" + f.s.Ages.Source(fact) + ")"
	}
	var copies []screen.Copy
	if known {
		copies = append(copies, screen.Value(paint.Capital(f.row().kind.Label), fact.Value), screen.Value("Line", line(fact)))
	}
	if len(f.s.Diagnosis.Facts) > 0 {
		copies = append(copies, screen.Lines("All known facts", func(int) (lines []string) {
			for _, kind := range diagnosis.FactKinds() {
				if fact, known := f.s.Diagnosis.Facts.Get(kind.Name); known {
					lines = append(lines, line(fact))
				}
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
	f.pose()
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
	rows := f.rows()
	label := paint.Widest(rows, func(row factRow) string { return row.kind.Label })
	var lines []string
	first, last := 0, 0
	f.starts = f.starts[:0]
	for i, row := range rows {
		if i == f.at {
			first = len(lines)
		}
		f.starts = append(f.starts, len(lines))
		lead, look := f.s.Styles.Lead(i == f.at)
		switch {
		case row.answer == 1:
			mine := f.row().answer > 0
			if mine && !f.question.Types {
				f.question.At = f.row().answer - 1
			}
			asked, from, to := f.question.Whole(f.s.Styles, mine, width-2, height)
			if mine {
				first, last = len(lines)+1+from, len(lines)+1+to
			}
			lines = append(append(append(lines, ""), paint.Indented(asked, 2)...), "")
			continue
		case row.answer > 1: // drawn with the first
			f.starts[i] = -1
			continue
		case row.guide:
			lines = append(lines, lead+look.Paint("Walk me through it")+"  "+f.s.Styles.Quiet.Paint(paint.Clip("answer questions, one at a time", width-22)))
		case row.rest:
			lines = append(lines, f.restRow(i == f.at, width))
		default:
			lines = append(lines, f.factLine(row.kind, i == f.at, label, width))
		}
		if i == f.at && f.editing {
			lines = append(lines, f.view(f.s.Styles, label+4, width)...)
		}
		if i == f.at {
			last = len(lines) - 1
		}
	}
	room := height - len(top)
	if f.editing && last-first+1 > room {
		first += f.choice // if not all fits, show the chosen value rather than the name
		last = first + 1
	}
	f.Show(first, last, room, len(lines))
	return append(top, f.Window(lines, room)...)
}

// restRow names the unknown facts in one line.
func (f *facts) restRow(chosen bool, width int) string {
	var names []string
	for _, kind := range diagnosis.FactKinds() {
		if _, is := f.s.Diagnosis.Facts.Get(kind.Name); !is {
			names = append(names, kind.Label)
		}
	}
	lead, look := f.s.Styles.Lead(chosen)
	if !chosen {
		look = f.s.Styles.Quiet
	}
	text := "Not known yet: " + paint.Count(len(names))
	hint := strings.Join(names, ", ")
	if f.unfolded {
		hint = "space folds them"
	}
	return lead + look.Paint(text) + "  " + f.s.Styles.Quiet.Paint(paint.Clip(hint, width-paint.Cells(text)-4))
}

// factLine draws one fact: its name, value and source or, if it is not known, where NetSuite
// shows it and what it may be.
func (f *facts) factLine(kind diagnosis.FactKind, chosen bool, label, width int) string {
	lead, look := f.s.Styles.Lead(chosen)
	fact, known := f.s.Diagnosis.Facts.Get(kind.Name)
	name := f.s.Styles.Quiet.Paint(paint.Fill(kind.Label, label))
	if chosen {
		name = look.Paint(paint.Fill(kind.Label, label))
	}
	if !known {
		may := paint.Joined(kind.Group, strings.Join(kind.Values, ", "))
		return lead + name + "  " + f.s.Styles.Quiet.Paint(paint.Clip(may, width-2-label-2))
	}
	source := f.s.Ages.Source(fact)
	room := width - 2 - label - 2 - paint.Cells(source) - 2
	if width > 90 {
		room = min(room, 64) // the length of a Client ID
	}
	return lead + name + "  " + look.Paint(paint.Fill(fact.Shown(), room)) + "  " + f.s.Styles.Quiet.Paint(source)
}
