package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// record is the integration record as a form: what NetSuite shows of the record, its
// certificates, the role, the entity and the feature is copied here once, under
// NetSuite's own names. Every field is optional. What is filled in are facts like any
// other; what contradicts a token or another field is shown in the first line at once.
type record struct {
	*session
	valueEditor
	fields []diagnosis.FactKind
	at     int
	scroll
}

// recordFields are the facts that NetSuite's settings show, group by group.
var recordFields = diagnosis.RecordFields()

// showRecord goes back to the form or opens it.
func (s *session) showRecord() {
	for i, open := range s.history {
		if _, is := open.(*record); is {
			s.history = s.history[:i+1]
			return
		}
	}
	s.open(&record{session: s, valueEditor: newValueEditor(true), fields: recordFields})
}

// filledIn says how much of the form the user has filled in.
func (s *session) filledIn() (filled int, words string) {
	filled = s.Case.FilledIn()
	return filled, count(filled) + " of " + count(len(recordFields)) + " filled in"
}

func (r *record) Title() string { return "Integration record" }

func (r *record) Aside() string {
	_, words := r.filledIn()
	return words
}

func (r *record) kind() diagnosis.FactKind { return r.fields[r.at] }

// fact is what a field holds: what the user said or, where he said nothing, what a
// token tells.
func (r *record) fact(name diagnosis.FactName) (fact diagnosis.Fact, known bool) {
	if fact, known = r.Case.Facts.Get(name); known {
		return fact, true
	}
	return r.Diagnosis.Facts.Get(name)
}

// Insert implements screen: a paste fills in a field of text.
func (r *record) Insert(text string, input intake.Input) bool {
	if !r.editing && r.kind().Values == nil {
		r.begin()
		if !r.kind().List {
			r.field.Clear()
		}
	}
	return r.valueEditor.Insert(text, input)
}

// asksFor is the fact that a paste here is meant for.
func (r *record) asksFor() diagnosis.FactName { return r.kind().Name }

var (
	keyRecord = bind("i", "record", "i")
	keyFillIn = bind("enter", "fill in", "enter")
	keyWhy    = bind("p", "page", "p")
)

func (r *record) Keys() []key.Binding {
	if r.editing {
		return r.keys()
	}
	_, mine := r.Case.Facts.Get(r.kind().Name)
	_, why := r.why()
	return []key.Binding{keyMove, keyFillIn, when(why, keyWhy), when(mine, keyForget), when(!r.fits(), keyPages), when(!r.fits(), keyEnds)}
}

func (r *record) Update(msg tea.KeyMsg) tea.Cmd {
	by := 0
	switch {
	case r.editing:
		if fact, ok := r.update(msg); ok {
			r.state(fact)
			by = 1 // on to the next field
		}
	case key.Matches(msg, keyFillIn):
		r.begin()
	case key.Matches(msg, keyWhy):
		if page, ok := r.why(); ok {
			r.open(page)
		}
	case key.Matches(msg, keyForget):
		r.takeAway(r.kind())
	case key.Matches(msg, keyPages):
		by = step(msg) * max(1, r.tall-2)
	case key.Matches(msg, keyEnds):
		by = step(msg) * len(r.fields)
	case key.Matches(msg, keyMove):
		by = step(msg)
	}
	r.at = max(0, min(r.at+by, len(r.fields)-1))
	return nil
}

// begin starts filling in the field at the cursor.
func (r *record) begin() {
	fact, _ := r.fact(r.kind().Name)
	r.edit(r.kind(), fact)
}

// weighs reports whether a finding hangs on what was filled in under that name.
func (r *record) weighs(f diagnosis.Finding, name diagnosis.FactName) bool {
	_, said := r.Case.Facts.Get(name)
	return said && slices.Contains(f.Facts, name)
}

// contradictions are the findings that accuse what was filled in, first cause first.
func (r *record) contradictions() []diagnosis.Finding {
	var found []diagnosis.Finding
	for _, status := range []diagnosis.Status{diagnosis.Fail, diagnosis.Warn} {
		for _, f := range r.Diagnosis.Findings {
			if f.Status == status && slices.ContainsFunc(r.fields, func(kind diagnosis.FactKind) bool { return r.weighs(f, kind.Name) }) {
				found = append(found, f)
			}
		}
	}
	return found
}

// why is the page about the contradiction in the first line.
func (r *record) why() (*page, bool) {
	if found := r.contradictions(); len(found) > 0 {
		return r.findingPage(found[0])
	}
	return nil, false
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
		first += r.choice // the chosen value rather than the name
		last = first + 1
	}
	r.show(first, last, room, len(lines))
	body := append(head, r.window(lines, room)...)
	for len(body)+len(foot) < height {
		body = append(body, "")
	}
	return append(body, foot...)
}

// How many lines of the body it takes for blank ones, and for more than the first line
// of what is wrong.
const (
	recordLow  = 14
	recordTall = 18
)

// head answers what is to do now: about the first contradiction or, where there is
// none, how to go on.
func (r *record) head(found []diagnosis.Finding, width, height int) []string {
	var lines []string
	if len(found) > 0 {
		lines = r.findingHead(found[0], width)
		if height >= recordTall {
			label := 0
			for _, e := range found[0].Evidence {
				label = max(label, min(cells(e.Where), 12))
			}
			for _, line := range r.evidence(found[0].Evidence, label, width-2) {
				lines = append(lines, "  "+line)
			}
			if more := len(found) - 1; more > 0 {
				lines = append(lines, "  "+r.styles.Quiet.paint(clip(plural(more, "more contradiction", "more contradictions")+": the fields are marked", width-2)))
			}
		}
	} else {
		title, more := "Copy here what NetSuite shows: every field is optional", "What is filled in is held against tokens and against each other."
		if filled, _ := r.filledIn(); filled > 0 {
			title, more = "Nothing filled in so far contradicts another field", "Paste a token, and it is held against them."
			if len(r.Case.Tokens) > 0 {
				title, more = "Nothing filled in so far contradicts the token or another field", "What only NetSuite can see is listed under the verdicts."
			}
			title = "✓ " + title
		}
		for _, line := range wrap(title, width) {
			lines = append(lines, r.styles.Heading.paint(line))
		}
		if height >= recordTall {
			for _, line := range wrap(more, width) {
				lines = append(lines, r.styles.Quiet.paint(line))
			}
		}
	}
	if height >= recordLow {
		lines = append(lines, "")
	}
	return lines
}

// nameRoom is the column of names: NetSuite's longest are too wide for narrow terminals, and
// are in full at the foot.
func (r *record) nameRoom(width int) int {
	room := 0
	for _, kind := range r.fields {
		room = max(room, cells(kind.Field))
	}
	return min(room, max(18, width*45/100))
}

// rows are the fields under the headings of their groups, and on which lines the
// chosen one stands.
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
			lines = append(lines, r.styles.Heading.paint(clip(capital(string(kind.Group)), width)))
		}
		lines = append(lines, r.row(found, kind, i == r.at, name, width)...)
		if i == r.at && r.editing {
			lines = append(lines, r.view(r.styles, 4, width)...)
		}
		if i == r.at {
			last = len(lines) - 1
		}
	}
	return lines, first, last
}

// row is a field: whether something contradicts it, its name, and what it holds, the
// chosen one in full.
func (r *record) row(found []diagnosis.Finding, kind diagnosis.FactKind, chosen bool, name, width int) []string {
	lead, look := "  ", r.styles.Text
	if chosen {
		lead, look = r.styles.Cursor.paint("›")+" ", r.styles.Strong
	}
	mark := " "
	if i := slices.IndexFunc(found, func(f diagnosis.Finding) bool { return r.weighs(f, kind.Name) }); i >= 0 {
		mark = r.statusGlyph(found[i].Status)
	}
	lead += mark + " "
	fact, known := r.fact(kind.Name)
	label := r.styles.Quiet.paint(fill(kind.Field, name))
	if chosen || known {
		label = look.paint(fill(kind.Field, name))
	}
	if !known {
		return []string{lead + label + "  " + r.styles.Quiet.paint("–")}
	}
	source := ""
	if fact.Source != diagnosis.SourceUser {
		source = "  " + r.styles.Quiet.paint(r.saidBy(fact))
	}
	room := width - 4 - name - 2 - cells(source)
	value := shownValue(kind, fact)
	lines := []string{lead + label + "  " + look.paint(clip(value, room)) + source}
	if !chosen || r.editing || cells(value) <= room {
		return lines
	}
	// In full: the items of a list one below the other, anything else wrapped.
	parts := kind.ShownItems(fact)
	if !kind.List {
		parts = wrap(value, room)
	}
	const most = 4
	if left := len(parts) - most + 1; left > 1 {
		parts = append(parts[:most-1:most-1], "and "+count(left)+" more")
	}
	lines[0] = lead + label + "  " + look.paint(clip(parts[0], room)) + source
	for _, part := range parts[1:] {
		lines = append(lines, blanks(4+name+2)+look.paint(clip(part, room)))
	}
	return lines
}

// shownValue is a fact as NetSuite's screens have it.
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

// foot is where the chosen field stands, with its name in full where the row had to cut
// it.
func (r *record) foot(width int) []string {
	kind := r.kind()
	const label = 5
	var lines []string
	if cells(kind.Field) > r.nameRoom(width) {
		lines = labelled("field", r.styles.Quiet, label, kind.Field, r.styles.Text, width)
	}
	return append(lines, labelled("where", r.styles.Quiet, label, kind.Menu, r.styles.Text, width)...)
}

// capital starts a text with a capital letter.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
