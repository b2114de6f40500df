package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// valueEditor gives one fact a value: by choice where it has values, by boxes to check
// where it is a list of them, by the field where it takes any text. A screen with it
// hands it the keys while editing is set, and states what it returns.
type valueEditor struct {
	fact    diagnosis.FactKind
	editing bool
	labels  bool // values go by what NetSuite calls them
	choice  int
	picked  []string // of a list
	field   paint.Field
	problem string
}

func newValueEditor(labels bool) valueEditor {
	return valueEditor{labels: labels, field: paint.Field{Harmless: true}}
}

var (
	bindToggle = paint.NewBinding("space", "check, clear", " ")
)

// edit starts with the value that the fact has.
func (e *valueEditor) edit(kind diagnosis.FactKind, fact diagnosis.Fact) {
	e.fact, e.editing, e.problem = kind, true, ""
	e.choice = max(0, slices.Index(kind.Values, fact.Value))
	e.picked = fact.Items()
	if kind.List { // what is pasted joins a list
		e.field.Set(strings.Join(fact.Items(), ", "))
	} else {
		e.field.Propose(fact.Value)
	}
}

// byChoice reports whether the fact has values to choose from.
func (e *valueEditor) byChoice() bool { return e.fact.Values != nil }

func (e *valueEditor) Focus() screen.Focus {
	return screen.FocusOn(e.editing && !e.byChoice())
}

// Insert implements screen. What is pasted for a list may be in several lines.
func (e *valueEditor) Insert(text string, _ intake.Input) bool {
	if e.Focus() != screen.ValueField {
		return false
	}
	text = strings.TrimSpace(text)
	dropped := false
	if e.fact.List {
		items := paint.SplitList(text)
		for i, item := range items {
			if e.fact.Name == diagnosis.FactRecordRedirectURIs {
				items[i] = diagnosis.WithoutQuery(item)
				dropped = dropped || items[i] != item
			}
		}
		text = strings.Join(items, ", ")
		if e.field.Len() > 0 && !strings.HasSuffix(strings.TrimSpace(e.field.Value()), ",") {
			text = ", " + text
		}
	}
	e.field.Insert([]rune(text))
	if e.look(); dropped {
		e.problem = queryDropped
	}
	return true
}

const queryDropped = "What follows the ? is dropped: in an address copied from the browser a live code is there."

// look shows a fault that more characters cannot fix as soon as it is typed, and removes
// what must not be kept.
func (e *valueEditor) look() {
	e.problem = ""
	switch e.fact.Name {
	case diagnosis.FactRecordCertificates:
		for _, item := range paint.SplitList(e.field.Value()) {
			if fault := diagnosis.MistakenForCertificateID(item); fault != "" {
				e.problem = paint.Sentence(fault)
			}
		}
	case diagnosis.FactRecordRedirectURIs:
		value := e.field.Value()
		items := paint.SplitList(value)
		for i, item := range items {
			if items[i] = diagnosis.WithoutQuery(item); items[i] == item {
				continue
			}
			// The mark stays, so that what is typed behind it goes, too.
			if items[i] += "?"; items[i] != item {
				e.problem = queryDropped
			}
		}
		if e.problem != "" {
			end := ""
			if strings.HasSuffix(value, ",") || strings.HasSuffix(value, " ") {
				end = ", "
			}
			e.field.Set(strings.Join(items, ", ") + end)
		}
	}
}

// Back implements screen: esc leaves the value as it was.
func (e *valueEditor) Back() bool {
	was := e.editing
	e.editing = false
	return was
}

// asked is the field that takes characters, nil for none.
func (e *valueEditor) asked() *paint.Field {
	if e.Focus() != screen.ValueField {
		return nil
	}
	return &e.field
}

// bindValue chooses a value by number.
func (e *valueEditor) bindValue() key.Binding {
	return paint.BindNumbers(min(len(e.fact.Values), 9), "choose")
}

// bindings are the bindings while a value is given.
func (e *valueEditor) bindings() []key.Binding {
	choosing := e.editing && e.byChoice()
	return []key.Binding{
		paint.When(choosing, paint.BindMove),
		paint.When(choosing, e.bindValue()),
		paint.When(choosing && e.fact.List, bindToggle),
		paint.When(e.editing, paint.BindAccept),
	}
}

// update handles a key and returns the fact that is to be stated; false while there is
// none.
func (e *valueEditor) update(msg tea.KeyMsg) (diagnosis.Fact, bool) {
	values, list := e.fact.Values, e.fact.List
	accept := key.Matches(msg, paint.BindAccept)
	switch {
	case e.Focus() == screen.ValueField && accept:
		return e.accept(e.field.Value())
	case e.Focus() == screen.ValueField:
		if e.field.Key(msg) == paint.FieldEdited {
			e.look()
		}
	case key.Matches(msg, paint.BindMove):
		e.choice = max(0, min(e.choice+paint.Step(msg), len(values)-1))
	case list && key.Matches(msg, bindToggle):
		e.toggle(values[e.choice])
	case key.Matches(msg, e.bindValue()):
		n, _ := strconv.Atoi(msg.String())
		e.choice = n - 1
		if !list {
			return e.accept(values[e.choice])
		}
		e.toggle(values[e.choice])
	case accept && !list:
		return e.accept(values[e.choice])
	case accept && len(e.picked) == 0:
		return e.accept(diagnosis.None)
	case accept:
		return e.accept(strings.Join(e.picked, ","))
	}
	return diagnosis.Fact{}, false
}

func (e *valueEditor) toggle(value string) {
	if i := slices.Index(e.picked, value); i >= 0 {
		e.picked = slices.Delete(slices.Clone(e.picked), i, i+1)
		return
	}
	e.picked = append(slices.Clone(e.picked), value)
}

// accept returns the fact, or shows the fault in the value.
func (e *valueEditor) accept(value string) (diagnosis.Fact, bool) {
	fact, err := diagnosis.ParseFact(string(e.fact.Name)+"="+value, diagnosis.SourceUser)
	if err != nil {
		e.problem = paint.Sentence(err.Error())
		return diagnosis.Fact{}, false
	}
	e.editing = false
	return fact, true
}

// view is below the fact that is being given a value.
func (e *valueEditor) view(styles *paint.Styles, indent, width int) []string {
	room := width - indent
	var lines []string
	if !e.byChoice() {
		lines = e.field.Boxed(styles, e.hint(), room)
	}
	for i, value := range e.fact.Values {
		if e.labels {
			value = e.fact.Shown[i]
		}
		lead, look := styles.Lead(i == e.choice)
		check := ""
		if e.fact.List {
			check = styles.Quiet.Paint("· ")
			if slices.Contains(e.picked, e.fact.Values[i]) {
				check = styles.Strong.Paint("✓ ")
			}
		}
		lines = append(lines, lead+styles.Key.Paint(strconv.Itoa(i+1))+"  "+check+look.Paint(paint.Clip(value, room-7)))
	}
	if e.fact.List && e.byChoice() && len(e.picked) == 0 {
		lines = append(lines, "  "+styles.Quiet.Paint(paint.Clip("none is checked: enter says so", room-2)))
	}
	lines = append(lines, styles.Strong.Paragraph("", e.problem, room)...)
	for i, line := range lines {
		lines[i] = paint.Spaces(indent) + line
	}
	return lines
}

// hint is in the empty field.
func (e *valueEditor) hint() string {
	switch e.fact.Name {
	case diagnosis.FactRecordRedirectURIs:
		return "paste one or several, with commas; none if there is none"
	case diagnosis.FactRecordCertificates:
		return "paste the IDs, with commas; none if there is none"
	}
	return "type or paste the value"
}
