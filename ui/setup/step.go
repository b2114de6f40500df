package setup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// step is one step of a lesson in full: what there is to do, the ways to do it, and below them
// the text of the lesson.
type step struct {
	screen.Plain
	s      *screen.Session
	lesson string
	at     int // of the step
	paint.List
	field   paint.Field // for a value that is copied back
	filling bool
	problem string
}

func newStep(s *screen.Session, lesson string, at int) *step {
	return &step{s: s, lesson: lesson, at: at, field: paint.Field{Harmless: true}}
}

// Init implements screen.Screen. The cursor begins on what is to be done.
func (t *step) Init() tea.Cmd {
	t.s.Lessons.Open(t.lesson)
	t.filling, t.problem = false, ""
	return nil
}

func (t *step) list() content.Checklist {
	list, _ := t.s.Lessons.Checklist(t.lesson)
	return list
}

func (t *step) state() content.StepState { return t.list().Steps[t.at] }

func (t *step) Title() string { return t.state().Title }

func (t *step) Aside() string {
	return paint.Joined(account(t.s), fmt.Sprintf("step %d of %d", t.at+1, len(t.list().Steps)))
}

func (t *step) About() screen.About {
	about := screen.About{Wide: true, MoreBelow: t.MoreBelow(), Stays: true}
	if t.filling {
		about.Field = &t.field
	}
	return about
}

func (t *step) Focus() screen.Focus { return screen.FocusOn(t.filling) }

// row is something to do in a step.
type row struct {
	name, hint string
	open       func() tea.Cmd
	kind       diagnosis.FactKind // of a value that is copied back
	where      string             // it is found, while it is not known
	check      int                // from 1, for one that a person ticks; 0 for none
}

// way is where the assistant does something that a tick waits for.
type way struct {
	name, hint string
	to         screen.Destination
}

// The ways, of which each tick has those that can bring it about.
var (
	wayRecord    = way{"Fill in the record form", "what NetSuite shows of record, role and feature", screen.Record{}}
	wayPair      = way{"Make a key pair", "private key and certificate, as NetSuite accepts them", screen.NewPair{}}
	wayKeys      = way{"Open a file", "certificate, private key, answer, export of the trail", screen.File{}}
	wayAssertion = way{"Make a client assertion", "and the request that sends it", screen.NewAssertion{}}
	wayOnline    = way{"Try it online", "each request is sent only after you agree", screen.Online{}}
)

var ways = map[diagnosis.TickName][]way{
	"oauth2-feature":    {wayRecord},
	"role":              {wayRecord},
	"user":              {wayRecord},
	"record":            {wayRecord},
	"redirect-uri":      {wayRecord},
	"public-client":     {wayRecord},
	"pair":              {wayPair, wayKeys},
	"certificate-id":    {wayKeys},
	"mapping":           {wayOnline, wayRecord},
	"assertion":         {wayAssertion},
	"authorize-request": {wayOnline},
	"callback":          {wayOnline},
	"token-answer":      {wayOnline},
	"call":              {wayOnline},
	"rest-role":         {wayOnline},
	"mcp-call":          {wayOnline},
	"certificate-dates": {wayKeys},
	"renewed":           {wayKeys, wayOnline},
	"trail-success":     {wayKeys},
}

// rows returns what there is to do, in order: values to copy back, ways, and checks that a
// person ticks.
func (t *step) rows() []row {
	state := t.state()
	var rows []row
	for i, asked := range t.list().Asked(t.state()) {
		here := row{name: asked.Name, hint: knownOf(t.s, state.LessonStep, asked.Name), kind: asked.Kind}
		if here.hint == "" {
			here.hint, here.where = "not known", t.where(asked.Name, asked.Kind)
		}
		if i >= len(state.CopyBack) {
			here.name = paint.Capital(asked.Kind.Label)
		}
		rows = append(rows, here)
	}
	var seen []string
	for _, check := range state.Checks {
		for _, way := range ways[check.Tick] {
			if !slices.Contains(seen, way.name) {
				seen = append(seen, way.name)
				rows = append(rows, row{name: way.name, hint: way.hint, open: func() tea.Cmd { return t.s.GoTo(way.to) }})
			}
		}
	}
	for i, check := range state.Checks {
		if check.Tick == "" {
			rows = append(rows, row{name: checkText(check), check: i + 1})
		}
	}
	var pages []string
	for _, check := range state.Checks {
		path, _, _ := strings.Cut(check.Page, "#")
		if page, ok := t.s.Library.Page(path); ok && !slices.Contains(pages, path) {
			pages = append(pages, path)
			rows = append(rows, row{name: "Read: " + paint.PageTitle(page), open: func() tea.Cmd { return t.s.GoTo(screen.Page{Path: check.Page}) }})
		}
	}
	return rows
}

// where returns where NetSuite shows a value that is not known.
func (t *step) where(name string, kind diagnosis.FactKind) string {
	for _, value := range t.list().Values {
		if value.Name == name && value.Lacks != "" {
			_, path, _ := strings.Cut(value.Lacks, ": ")
			return path
		}
	}
	return kind.Menu
}

// chosen returns the row at the cursor.
func (t *step) chosen() (row, bool) {
	rows := t.rows()
	if len(rows) == 0 {
		return row{}, false
	}
	t.At = max(0, min(t.At, len(rows)-1))
	return rows[t.At], true
}

func (t *step) Bindings() []key.Binding {
	if t.filling {
		return []key.Binding{paint.BindSet}
	}
	here, ok := t.chosen()
	enter := paint.BindDoIt
	switch {
	case here.kind.Name != "":
		enter = paint.BindFillIn
	case here.check > 0:
		enter = bindTick(oneCheck(t.state(), here.check))
		enter.SetHelp("enter", enter.Help().Desc)
		enter.SetKeys("enter")
	}
	return []key.Binding{paint.When(ok, enter), t.bindSpace(), paint.BindChoose, paint.When(!t.Fits(), paint.BindPages), paint.When(!t.Fits(), paint.BindEnds)}
}

// oneCheck returns a step with one of its checks, from 1.
func oneCheck(state content.StepState, check int) content.StepState {
	state.Checks = state.Checks[check-1 : check]
	return state
}

// bindSpace ticks the check at the cursor or, from any other row, the whole step.
func (t *step) bindSpace() key.Binding {
	if here, _ := t.chosen(); here.check > 0 {
		return bindTick(oneCheck(t.state(), here.check))
	}
	return bindTick(t.state())
}

// tick ticks what space is about.
func (t *step) tick() {
	here, _ := t.chosen()
	t.s.Lessons.Tick(t.lesson, t.at, here.check-1)
}

func (t *step) Update(msg tea.KeyMsg) tea.Cmd {
	here, ok := t.chosen()
	rows := len(t.rows())
	switch {
	case t.filling:
		t.fill(msg, here)
	case key.Matches(msg, paint.BindDoIt) && ok:
		switch {
		case !t.InView():
		case here.kind.Name != "":
			t.begin(here)
		case here.check > 0:
			t.tick()
		default:
			return here.open()
		}
	case key.Matches(msg, paint.BindTick):
		t.tick()
	case key.Matches(msg, paint.BindChoose):
		t.Move(paint.Step(msg), rows)
	case key.Matches(msg, paint.BindPages):
		t.Browse(paint.Step(msg) * max(1, t.Tall-1))
	case key.Matches(msg, paint.BindEnds):
		t.Browse(paint.Step(msg) * t.Total)
	}
	return nil
}

// begin opens the field for a value that is copied back.
func (t *step) begin(here row) {
	t.filling, t.problem = true, ""
	t.field.Clear()
	if fact, known := t.s.Case.Facts.Get(here.kind.Name); known {
		t.field.Propose(fact.Value)
	}
	t.Choose(t.At)
}

// fill handles a key in that field.
func (t *step) fill(msg tea.KeyMsg, here row) {
	if !key.Matches(msg, paint.BindSet) {
		if t.field.Key(msg) == paint.FieldEdited {
			t.problem = ""
		}
		return
	}
	fact, err := diagnosis.ParseFact(string(here.kind.Name)+"="+strings.TrimSpace(t.field.Value()), diagnosis.SourceUser)
	if err != nil {
		t.problem = paint.Sentence(err.Error())
		return
	}
	t.filling = false
	t.s.State(fact)
	t.At++
	t.chosen() // which keeps it within the rows
}

// Insert implements screen.Screen.
func (t *step) Insert(text string, _ intake.Input) bool {
	if t.filling {
		t.problem = ""
		return t.field.Insert([]rune(strings.TrimSpace(text)))
	}
	all := t.list().Asked(t.state())
	if here, ok := t.chosen(); ok && here.kind.Name != "" { // the one at the cursor alone
		all = []content.Asked{{Name: here.name, Kind: here.kind}}
	} else if slices.Contains(t.state().CopyBack, clientSecret) {
		all = nil
	}
	return insert(t.s, all, text)
}

// clientSecret is a value that is copied from NetSuite and never kept. It has the form of a
// Client ID.
const clientSecret = "Client Secret"

// insert takes a pasted text as a value that is asked for and not known, the first of that form,
// and reports whether it is one. What is known is changed in its field: a Client Secret that is
// pasted after the Client ID must not become one.
func insert(s *screen.Session, all []content.Asked, text string) bool {
	if paint.TokenOrKey(text) {
		return false
	}
	for _, one := range all {
		if _, known := s.Case.Facts.Get(one.Kind.Name); known {
			continue
		}
		if fact, err := diagnosis.ParseFact(string(one.Kind.Name)+"="+strings.TrimSpace(text), diagnosis.SourceUser); err == nil {
			s.State(fact)
			s.Notice = "Taken as the " + one.Kind.Label + ": " + fact.Shown() + "."
			return true
		}
	}
	return false
}

// Back implements screen.Screen.
func (t *step) Back() bool {
	was := t.filling
	t.filling, t.problem = false, ""
	return was
}

func (t *step) Copies() []screen.Copy { return copiesOf(t.s, t.list(), t.at) }

func (t *step) View(width, height int) []string {
	list, state := t.list(), t.state()
	d := drawing{s: t.s, list: list, width: width}
	head := []string{t.s.Styles.Heading.Paint(paint.Clip(paint.Joined(state.Title, stateWord(state)), width))}
	trouble := d.finding(state)
	if trouble == nil {
		trouble = d.labelled("why", state.Why, t.s.Styles.Quiet)
	}
	entered := slices.Concat(d.values(state), d.unasked(state), d.code(state), d.checks(state, false))
	rows, first, last := t.drawRows(width)
	lines := slices.Concat(head, outdented(slices.Concat(trouble, d.do(state), entered)))
	const enough = 5 // lines of rows, to see what enter does

	if len(lines)+min(len(rows), enough) > height && state.Failing() == nil { // then they come before what is entered
		head = append(head, outdented(d.do(state))...)
		first, last = first+len(head), last+len(head)
		lines = slices.Concat(head, rows, outdented(slices.Concat(entered, trouble)))
	} else {
		if height >= 20 {
			lines = append(lines, "")
		}
		first, last = first+len(lines), last+len(lines)
		lines = append(lines, rows...)
	}
	lines = append(lines, "")
	lines = append(lines, t.s.Markdown.Text(list.Lesson.Path, filledBody(list, state.Rest()), min(width, paint.Measure))...)
	return t.Frame(lines, first, last, height)
}

// drawRows draws the rows, of which the one at the cursor takes the lines from first to last.
func (t *step) drawRows(width int) (lines []string, first, last int) {
	for i, here := range t.rows() {
		if i == t.At {
			first = len(lines)
		}
		lines = append(lines, t.draw(here, i == t.At, width)...)
		if i == t.At {
			last = len(lines) - 1
		}
	}
	return lines, first, last
}

// outdented moves lines of an unfolded step to the left edge of a screen of its own.
func outdented(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, "  ")
	}
	return out
}

// stateWord is the state of a step in words.
func stateWord(state content.StepState) string {
	switch by := strings.Join(state.By(), " · "); state.State {
	case diagnosis.TickDone:
		return "✓ done: " + by
	case diagnosis.TickFailing:
		return "✗ fails"
	}
	return "open"
}

// draw draws a row, with the field for its value if that is open.
func (t *step) draw(here row, chosen bool, width int) []string {
	lead, look := t.s.Styles.Lead(chosen)
	if here.check > 0 {
		lead += t.s.Styles.StatusGlyph(t.state().Checks[here.check-1].State.Status()) + " "
	}
	lines := []string{lead + look.Paint(paint.Clip(here.name, width-paint.Cells(lead)))}
	if here.check > 0 && chosen {
		lines = look.Paragraph(lead, here.name, width)
	}
	const column = 26
	if here.hint != "" && width > column+20 && paint.Cells(here.name) <= column {
		lines[0] = lead + look.Paint(paint.Fill(here.name, column)) + "  " + t.s.Styles.Quiet.Paint(paint.Clip(here.hint, width-paint.Cells(lead)-column-2))
	}
	if chosen && here.where != "" && !t.filling {
		lines = append(lines, t.s.Styles.Quiet.Paragraph("      ", "Paste it, or enter. "+here.where, width)...)
	}
	if chosen && t.filling {
		lines = append(lines, paint.Indented(t.field.Boxed(t.s.Styles, hintOf(here.kind), min(width-4, 90)), 4)...)
		lines = append(lines, paint.Indented(t.s.Styles.Strong.Paragraph("", t.problem, width-4), 4)...)
	}
	return lines
}

// hintOf returns what is typed into the field for a fact.
func hintOf(kind diagnosis.FactKind) string {
	if len(kind.Values) > 0 {
		return "one or more of " + strings.Join(kind.Values, ", ")
	}
	return "type or paste it"
}

func checkText(check content.CheckState) string {
	if check.Text == "" {
		return "It is done"
	}
	return check.Text
}

// filledBody returns the text of a step with the values in their places. It goes through the
// renderer of our own prose: a value with any character that could mean something there keeps
// its placeholder.
func filledBody(list content.Checklist, body string) string {
	list.Values = slices.Clone(list.Values)
	for i, value := range list.Values {
		if strings.Trim(value.Value, harmless) != "" || value.Name == "Client ID" { // which screens shorten
			list.Values[i].Value = ""
		}
	}
	return list.Fill(body)
}

// harmless are the characters of IDs, addresses and names of files.
const harmless = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:/?= "
