// Package record shows the Case fact by fact and the integration record as a form.
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

// record is the screen that shows the integration record as a form. The user copies into
// it, once, what NetSuite shows of the record, its certificates, the role, the entity
// and the feature. The fields have NetSuite's own names and are all optional. What the
// user fills in becomes a fact like any other. If it contradicts a token or another
// field, the first line shows that at once.
type record struct {
	screen.Plain
	s *screen.Session
	valueEditor
	fields []diagnosis.FactKind
	at     int
	paint.Scroll
}

// NewRecord returns the screen that shows the integration record as a form.
func NewRecord(s *screen.Session) screen.Screen {
	return &record{s: s, valueEditor: newValueEditor(true), fields: diagnosis.RecordFields()}
}

func (r *record) About() screen.About {
	return screen.About{Wide: true, MoreBelow: r.MoreBelow(), Field: r.asked(), Asks: r.kind().Name}
}

func (r *record) Title() string { return "Integration record" }

func (r *record) Aside() string {
	return paint.FilledIn(r.s.Case)
}

func (r *record) kind() diagnosis.FactKind { return r.fields[r.at] }

// fact returns the value of a field: what the user stated or, if the user stated
// nothing, what a token contains.
func (r *record) fact(name diagnosis.FactName) (fact diagnosis.Fact, known bool) {
	if fact, known = r.s.Case.Facts.Get(name); known {
		return fact, true
	}
	return r.s.Diagnosis.Facts.Get(name)
}

// Insert implements screen.Screen. A paste fills in a text field.
func (r *record) Insert(text string, input intake.Input) bool {
	if !r.editing && r.kind().Values == nil {
		r.begin()
		if !r.kind().List {
			r.field.Clear()
		}
	}
	return r.valueEditor.Insert(text, input)
}

func (r *record) Bindings() []key.Binding {
	if r.editing {
		return r.bindings()
	}
	_, mine := r.s.Case.Facts.Get(r.kind().Name)
	_, why := r.why()
	return []key.Binding{paint.BindChoose, paint.BindFillIn, paint.When(why, paint.BindTrailPage), paint.When(mine, paint.BindForget), paint.When(!r.Fits(), paint.BindPages), paint.When(!r.Fits(), paint.BindEnds)}
}

func (r *record) Update(msg tea.KeyMsg) tea.Cmd {
	by := 0
	switch {
	case r.editing:
		if fact, ok := r.update(msg); ok {
			r.s.State(fact)
			by = 1 // go on to the next field
		}
	case key.Matches(msg, paint.BindFillIn):
		r.begin()
	case key.Matches(msg, paint.BindTrailPage):
		if path, ok := r.why(); ok {
			return r.s.GoTo(screen.Page{Path: path})
		}
	case key.Matches(msg, paint.BindForget):
		takeAway(r.s, r.kind())
	case key.Matches(msg, paint.BindPages):
		by = paint.Step(msg) * max(1, r.Tall-2)
	case key.Matches(msg, paint.BindEnds):
		by = paint.Step(msg) * len(r.fields)
	case key.Matches(msg, paint.BindChoose):
		by = paint.Step(msg)
	}
	r.at = max(0, min(r.at+by, len(r.fields)-1))
	return nil
}

func (r *record) Copies() []screen.Copy {
	var copies []screen.Copy
	if fact, known := r.fact(r.kind().Name); known {
		copies = append(copies, screen.Value(paint.Capital(r.kind().Field), strings.Join(r.values(r.kind(), fact), "\n")))
	}
	return append(copies, screen.Lines("All completed fields", func(int) (lines []string) {
		for _, kind := range r.fields {
			if fact, known := r.fact(kind.Name); known {
				lines = append(lines, kind.Field+": "+strings.Join(r.values(kind, fact), ", "))
			}
		}
		return lines
	}))
}

// values returns the value of a field in full, each item of a list by itself.
func (r *record) values(kind diagnosis.FactKind, fact diagnosis.Fact) []string {
	switch {
	case kind.Name == diagnosis.FactClientID: // shortened on the screen
		return []string{fact.Value}
	case kind.List && len(fact.Items()) > 0:
		return kind.ShownItems(fact)
	}
	return []string{shownValue(kind, fact)}
}

// begin starts editing the field at the cursor.
func (r *record) begin() {
	fact, _ := r.fact(r.kind().Name)
	r.edit(r.kind(), fact)
}

// weighs reports whether the user stated the fact with that name and the finding depends
// on it.
func (r *record) weighs(f diagnosis.Finding, name diagnosis.FactName) bool {
	_, said := r.s.Case.Facts.Get(name)
	return said && slices.Contains(f.Facts, name)
}

// contradictions returns the findings against the fields, failures before warnings.
func (r *record) contradictions() []diagnosis.Finding {
	var found []diagnosis.Finding
	for _, status := range []diagnosis.Status{diagnosis.Fail, diagnosis.Warn} {
		for _, f := range r.s.Diagnosis.Findings {
			if f.Status == status && slices.ContainsFunc(r.fields, func(kind diagnosis.FactKind) bool { return r.weighs(f, kind.Name) }) {
				found = append(found, f)
			}
		}
	}
	return found
}

// why returns the path of the page about the contradiction in the first line.
func (r *record) why() (string, bool) {
	if found := r.contradictions(); len(found) > 0 {
		return screen.FindingPage(r.s.Library, found[0])
	}
	return "", false
}

func (r *record) View(width, height int) []string {
	found := r.contradictions()
	head, foot := r.head(found, width, height), r.foot(width)
	if height >= recordLow {
		foot = append([]string{""}, foot...)
	}
	room := max(1, height-len(head)-len(foot))
	lines, first, last := r.rows(found, width, room)
	if r.editing && last-first+1 > room {
		first += r.choice // if not all fits, show the chosen value rather than the name
		last = first + 1
	}
	r.Show(first, last, room, len(lines))
	body := append(head, r.Window(lines, room)...)
	for len(body)+len(foot) < height {
		body = append(body, "")
	}
	return append(body, foot...)
}

// Heights, in lines, from which View adds a blank line above the foot and shows more
// than the first line of a contradiction.
const (
	recordLow  = 14
	recordTall = 18
)

// head returns the first contradiction or, if there is none, the next step.
func (r *record) head(found []diagnosis.Finding, width, height int) []string {
	var lines []string
	if len(found) > 0 {
		lines = screen.FindingHead(r.s, found[0], width)
		if height >= recordTall {
			lines = append(lines, paint.Indented(r.s.Styles.Evidence(found[0], width-2), 2)...)
			if more := len(found) - 1; more > 0 {
				lines = append(lines, "  "+r.s.Styles.Quiet.Paint(paint.Clip(paint.Plural(more, "more contradiction", "more contradictions")+": the fields are marked", width-2)))
			}
		}
	} else {
		title, more := "Enter what NetSuite shows: every field is optional", "Entries are compared with tokens and with each other."
		if r.s.Case.FilledIn() > 0 {
			title, more = "No entry contradicts another field so far", "Paste a token to compare it with them."
			if len(r.s.Case.Tokens) > 0 {
				title, more = "No entry contradicts the token or another field so far", "What only NetSuite can see is listed under the verdicts."
			}
			title = "✓ " + title
		}
		lines = append(lines, r.s.Styles.Heading.Paragraph("", title, width)...)
		if height >= recordTall {
			lines = append(lines, r.s.Styles.Quiet.Paragraph("", more, width)...)
		}
	}
	if height >= recordLow {
		lines = append(lines, "")
	}
	return lines
}

// nameRoom returns the width of the column of names. NetSuite's longest names are too
// wide for narrow terminals, so foot shows them in full.
func (r *record) nameRoom(width int) int {
	room := paint.Widest(r.fields, func(kind diagnosis.FactKind) string { return kind.Field })
	return min(room, max(18, width*45/100))
}

// rows draws the fields under the headings of their groups. It also returns the first
// and the last line of the chosen field.
func (r *record) rows(found []diagnosis.Finding, width, room int) (lines []string, first, last int) {
	name := r.nameRoom(width)
	const roomy = 24
	for i, kind := range r.fields {
		begins := i == 0 || r.fields[i-1].Group != kind.Group
		if begins && i > 0 && room >= roomy {
			lines = append(lines, "")
		}
		if i == r.at {
			first = len(lines)
		}
		if begins {
			lines = append(lines, r.s.Styles.Heading.Paint(paint.Clip(paint.Capital(string(kind.Group)), width)))
		}
		lines = append(lines, r.row(found, kind, i == r.at, name, width)...)
		if i == r.at && r.editing {
			lines = append(lines, r.view(r.s.Styles, 4, width)...)
		}
		if i == r.at {
			last = len(lines) - 1
		}
	}
	return lines, first, last
}

// row draws a field: a mark if something contradicts it, its name and its value. The
// value of the chosen field is shown in full, up to four lines.
func (r *record) row(found []diagnosis.Finding, kind diagnosis.FactKind, chosen bool, name, width int) []string {
	lead, look := r.s.Styles.Lead(chosen)
	mark := " "
	if i := slices.IndexFunc(found, func(f diagnosis.Finding) bool { return r.weighs(f, kind.Name) }); i >= 0 {
		mark = r.s.Styles.StatusGlyph(found[i].Status)
	}
	lead += mark + " "
	fact, known := r.fact(kind.Name)
	label := r.s.Styles.Quiet.Paint(paint.Fill(kind.Field, name))
	if chosen || known {
		label = look.Paint(paint.Fill(kind.Field, name))
	}
	if !known {
		return []string{lead + label + "  " + r.s.Styles.Quiet.Paint("–")}
	}
	source := ""
	if fact.Source != diagnosis.SourceUser {
		source = "  " + r.s.Styles.Quiet.Paint(r.s.Ages.Source(fact))
	}
	room := width - 4 - name - 2 - paint.Cells(source)
	value := shownValue(kind, fact)
	lines := []string{lead + label + "  " + look.Paint(paint.Clip(value, room)) + source}
	if !chosen || r.editing || paint.Cells(value) <= room {
		return lines
	}
	// Each item of a list gets its own line; any other value is wrapped.
	parts := kind.ShownItems(fact)
	if !kind.List {
		parts = paint.Wrap(value, room)
	}
	const most = 4
	if left := len(parts) - most + 1; left > 1 {
		parts = append(parts[:most-1:most-1], "and "+paint.Count(left)+" more")
	}
	lines[0] = lead + label + "  " + look.Paint(paint.Clip(parts[0], room)) + source
	for _, part := range parts[1:] {
		lines = append(lines, paint.Spaces(4+name+2)+look.Paint(paint.Clip(part, room)))
	}
	return lines
}

// shownValue returns a fact as NetSuite's screens show it.
func shownValue(kind diagnosis.FactKind, fact diagnosis.Fact) string {
	switch items := kind.ShownItems(fact); {
	case !kind.List:
		return kind.ShownValue(fact.Value)
	case len(items) > 0:
		return strings.Join(items, " · ")
	case kind.Values != nil:
		return "none is checked"
	default:
		return diagnosis.None
	}
}

// foot returns where NetSuite shows the chosen field. If the row shortens the name of
// the field, foot shows it in full.
func (r *record) foot(width int) []string {
	kind := r.kind()
	const label = 5
	var lines []string
	if paint.Cells(kind.Field) > r.nameRoom(width) {
		lines = paint.Labelled("field", r.s.Styles.Quiet, label, kind.Field, r.s.Styles.Text, width)
	}
	return append(lines, paint.Labelled("where", r.s.Styles.Quiet, label, kind.Menu, r.s.Styles.Text, width)...)
}
