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

// valueEditor edits the value of one fact. The user chooses one of its values, checks
// boxes if the fact is a list of them, or types any other text into a field. A screen
// that embeds a valueEditor passes it the keys while editing is set, and states the fact
// that update returns.
type valueEditor struct {
	fact    diagnosis.FactKind
	editing bool
	labels  bool // show the values under NetSuite's names
	choice  int
	picked  []string // the checked values of a list
	field   paint.Field
	problem string
}

func newValueEditor(labels bool) valueEditor {
	return valueEditor{labels: labels, field: paint.Field{Harmless: true}}
}

// edit starts editing with the current value of the fact.
func (e *valueEditor) edit(kind diagnosis.FactKind, fact diagnosis.Fact) {
	e.fact, e.editing, e.problem = kind, true, ""
	e.choice = max(0, slices.Index(kind.Values, fact.Value))
	e.picked = fact.Items()
	if kind.List { // a paste adds to a list, but replaces a proposed value
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

// Insert implements screen.Screen. Text pasted for a list may span several lines.
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

const queryDropped = "Everything after the ? is dropped: an address copied from the browser has a live code there."

// look shows a fault as soon as it is typed if more characters cannot fix it. It also
// removes what must not be kept.
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
			// The question mark stays, so that whatever is typed after it is removed
			// too.
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

// Back implements screen.Screen. Esc leaves the value unchanged.
func (e *valueEditor) Back() bool {
	was := e.editing
	e.editing = false
	return was
}

// asked returns the field that accepts characters, or nil if there is none.
func (e *valueEditor) asked() *paint.Field {
	if e.Focus() != screen.ValueField {
		return nil
	}
	return &e.field
}

// bindValue returns the binding that chooses a value by its number.
func (e *valueEditor) bindValue() key.Binding {
	return paint.BindNumbers(len(e.fact.Values), "choose")
}

// bindings returns the bindings while a value is edited.
func (e *valueEditor) bindings() []key.Binding {
	choosing := e.editing && e.byChoice()
	return []key.Binding{
		paint.When(choosing, paint.BindChoose),
		paint.When(choosing, e.bindValue()),
		paint.When(choosing && e.fact.List, paint.BindToggle),
		paint.When(e.editing, paint.BindAccept),
	}
}

// update handles a key and returns the fact to state. It returns false if there is none
// yet.
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
	case key.Matches(msg, paint.BindChoose):
		e.choice = max(0, min(e.choice+paint.Step(msg), len(values)-1))
	case list && key.Matches(msg, paint.BindToggle):
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

// accept parses the value and returns the fact, or shows the fault in the value.
func (e *valueEditor) accept(value string) (diagnosis.Fact, bool) {
	fact, err := diagnosis.ParseFact(string(e.fact.Name)+"="+value, diagnosis.SourceUser)
	if err != nil {
		e.problem = paint.Sentence(err.Error())
		return diagnosis.Fact{}, false
	}
	e.editing = false
	return fact, true
}

// view draws the values or the field below the fact that is being edited.
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
		lines = append(lines, "  "+styles.Quiet.Paint(paint.Clip("none is checked: enter states it", room-2)))
	}
	lines = append(lines, styles.Strong.Paragraph("", e.problem, room)...)
	for i, line := range lines {
		lines[i] = paint.Spaces(indent) + line
	}
	return lines
}

// hint returns the text that is shown in the empty field.
func (e *valueEditor) hint() string {
	switch e.fact.Name {
	case diagnosis.FactRecordRedirectURIs:
		return "paste one or several, with commas; none if there is none"
	case diagnosis.FactRecordCertificates:
		return "paste the IDs, with commas; none if there is none"
	}
	return "type or paste the value"
}
