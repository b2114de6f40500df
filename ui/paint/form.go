package paint

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
)

// Form asks for several values, one at a time. The answers so far stay visible above the
// question, and esc goes back one question.
type Form struct {
	styles    *Styles
	Questions []Question
	Answers   []string
	At        int // the question that is asked; len(questions) at the end
	choice    int
	Field     Field
	problem   string
}

// Question is one value that is asked for.
type Question struct {
	Name   string   // in the list of what was answered
	Text   string   // the question
	Help   string   // below it
	Values []Option // to choose from; nil where any text may be
	Preset string
	// Check returns the fault in an answer; nil accepts anything.
	Check func(value string) error
}

// Option is a value to choose, with its text.
type Option struct{ Value, Text string }

// NewForm returns a form that asks the first question.
func NewForm(styles *Styles, questions []Question) Form {
	f := Form{styles: styles, Questions: questions, Answers: make([]string, len(questions)), Field: Field{Harmless: true}}
	for i, q := range questions {
		f.Answers[i] = q.Preset
	}
	f.begin()
	return f
}

// begin starts the current question with the answer it already has.
func (f *Form) begin() {
	f.problem = ""
	if f.Done() {
		return
	}
	f.choice = 0
	for i, o := range f.question().Values {
		if o.Value == f.Answers[f.At] {
			f.choice = i
		}
	}
	if f.Answers[f.At] == f.question().Preset {
		f.Field.Propose(f.Answers[f.At])
	} else {
		f.Field.Set(f.Answers[f.At])
	}
}

// Done reports whether every question was answered.
func (f *Form) Done() bool { return f.At >= len(f.Questions) }

func (f *Form) question() *Question { return &f.Questions[f.At] }

// ByText reports whether the current question asks for a text.
func (f *Form) ByText() bool { return !f.Done() && f.question().Values == nil }

// Back goes back one question and reports whether there was one.
func (f *Form) Back() bool {
	if f.At == 0 {
		return false
	}
	f.At--
	f.begin()
	return true
}

// ReturnTo asks a question again and shows why.
func (f *Form) ReturnTo(at int, problem string) {
	f.At = at
	f.begin()
	f.problem = problem
}

// Insert puts a pasted text into the field.
func (f *Form) Insert(text string) bool {
	if !f.ByText() {
		return false
	}
	f.Field.Insert([]rune(strings.TrimSpace(text)))
	f.problem = ""
	return true
}

// bindNumber chooses a value by number.
func (f *Form) bindNumber() key.Binding {
	if f.Done() || f.ByText() {
		return BindNumbers(0, "choose")
	}
	return BindNumbers(len(f.question().Values), "choose")
}

func (f *Form) Bindings() []key.Binding {
	return []key.Binding{
		f.bindNumber(),
		When(!f.ByText() && !f.Done(), BindChoose),
		When(!f.Done(), BindAccept),
	}
}

func (f *Form) Update(msg tea.KeyMsg) {
	switch {
	case f.Done():
	case key.Matches(msg, BindAccept):
		f.accept()
	case f.ByText():
		if f.Field.Key(msg) == FieldEdited {
			f.problem = ""
		}
	case key.Matches(msg, f.bindNumber()):
		f.choice, _ = strconv.Atoi(msg.String())
		f.choice--
		f.accept()
	case key.Matches(msg, BindChoose):
		f.choice = max(0, min(f.choice+Step(msg), len(f.question().Values)-1))
	}
}

// accept stores the answer, or shows its fault.
func (f *Form) accept() {
	q := f.question()
	value := f.Field.Value()
	if q.Values != nil {
		value = q.Values[f.choice].Value
	}
	if q.Check != nil {
		if err := q.Check(value); err != nil {
			f.problem = Sentence(err.Error())
			return
		}
	}
	f.Answers[f.At] = value
	f.At++
	f.begin()
}

// shownAnswer returns an answer as listed above the question.
func (f *Form) shownAnswer(i int) string {
	for _, o := range f.Questions[i].Values {
		if o.Value == f.Answers[i] {
			return o.Text
		}
	}
	if LooksRandom(f.Answers[i]) {
		return border.NewSecret(f.Answers[i]).String()
	}
	return border.Shown(border.ShortID(f.Answers[i]), longestShown)
}

// View draws the answers so far and, below them, the question.
func (f *Form) View(width, height int) []string {
	label := Widest(f.Questions, func(q Question) string { return q.Name })
	var ask []string
	if !f.Done() {
		ask = f.current(width)
	}
	var lines []string
	from := 0
	if room := height - len(ask) - 1; f.At > room {
		from = max(0, f.At-max(0, room))
	}
	for i := from; i < f.At; i++ {
		lines = append(lines, f.styles.Quiet.Paint("✓ "+Fill(f.Questions[i].Name, label))+"  "+Clip(f.shownAnswer(i), width-label-4))
	}
	if len(lines) > 0 && len(ask) > 0 && len(lines)+len(ask) < height {
		lines = append(lines, "")
	}
	return append(lines, ask...)
}

func (f *Form) current(width int) []string {
	q := f.question()
	lines := f.styles.Heading.Paragraph("", q.Text, width)
	lines = append(lines, f.styles.Quiet.Paragraph("", q.Help, min(width, Measure))...)
	if f.ByText() {
		lines = append(lines, f.Field.Boxed(f.styles, "type or paste it", min(width, 100))...)
	}
	for i, o := range q.Values {
		lead, look := f.styles.Lead(i == f.choice)
		lines = append(lines, lead+f.styles.Key.Paint(strconv.Itoa(i+1))+"  "+look.Paint(Clip(o.Text, width-5)))
	}
	lines = append(lines, f.styles.Strong.Paragraph("", f.problem, width)...)
	return lines
}
