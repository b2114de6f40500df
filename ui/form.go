package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
)

// form asks for several values, one at a time. What was answered stays in sight
// above the question, and esc goes one question back.
type form struct {
	styles    *Styles
	questions []question
	answers   []string
	at        int // the question that is asked; len(questions) at the end
	choice    int
	field     field
	problem   string
}

// question is one value that is asked for.
type question struct {
	name   string   // in the list of what was answered
	text   string   // the question
	help   string   // below it
	values []option // to choose from; nil where any text may be
	preset string
	// check says what is wrong with an answer; nil takes anything.
	check func(value string) error
}

// option is a value to choose, and how it is called.
type option struct{ value, text string }

func newForm(styles *Styles, questions []question) form {
	f := form{styles: styles, questions: questions, answers: make([]string, len(questions)), field: field{harmless: true}}
	for i, q := range questions {
		f.answers[i] = q.preset
	}
	f.begin()
	return f
}

// begin puts the answer that is known into the question that is asked.
func (f *form) begin() {
	f.problem = ""
	if f.done() {
		return
	}
	f.choice = 0
	for i, o := range f.question().values {
		if o.value == f.answers[f.at] {
			f.choice = i
		}
	}
	if f.answers[f.at] == f.question().preset {
		f.field.Propose(f.answers[f.at])
	} else {
		f.field.Set(f.answers[f.at])
	}
}

func (f *form) done() bool          { return f.at >= len(f.questions) }
func (f *form) question() *question { return &f.questions[f.at] }

// byText reports whether a text is asked for.
func (f *form) byText() bool { return !f.done() && f.question().values == nil }

// back goes one question back and says whether there was one.
func (f *form) back() bool {
	if f.at == 0 {
		return false
	}
	f.at--
	f.begin()
	return true
}

// returnTo asks a question again and says why.
func (f *form) returnTo(at int, problem string) {
	f.at = at
	f.begin()
	f.problem = problem
}

// insert puts a pasted text into the field.
func (f *form) insert(text string) bool {
	if !f.byText() {
		return false
	}
	f.field.Insert([]rune(strings.TrimSpace(text)))
	f.problem = ""
	return true
}

// bindNumber chooses a value by number.
func (f *form) bindNumber() key.Binding {
	if f.done() || f.byText() {
		return when(false, newBinding("1", "choose", "1"))
	}
	n := min(len(f.question().values), 9)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = strconv.Itoa(i + 1)
	}
	shown := "1"
	if n > 1 {
		shown = "1–" + strconv.Itoa(n)
	}
	return newBinding(shown, "choose", keys...)
}

func (f *form) bindings() []key.Binding {
	return []key.Binding{
		f.bindNumber(),
		when(!f.byText() && !f.done(), bindMove),
		when(!f.done(), bindAccept),
	}
}

func (f *form) update(msg tea.KeyMsg) {
	switch {
	case f.done():
	case key.Matches(msg, bindAccept):
		f.accept()
	case f.byText():
		if f.field.Key(msg) == fieldEdited {
			f.problem = ""
		}
	case key.Matches(msg, f.bindNumber()):
		f.choice, _ = strconv.Atoi(msg.String())
		f.choice--
		f.accept()
	case key.Matches(msg, bindMove):
		f.choice = max(0, min(f.choice+step(msg), len(f.question().values)-1))
	}
}

// accept takes the answer, or says what is wrong with it.
func (f *form) accept() {
	q := f.question()
	value := f.field.Value()
	if q.values != nil {
		value = q.values[f.choice].value
	}
	if q.check != nil {
		if err := q.check(value); err != nil {
			f.problem = sentence(err.Error())
			return
		}
	}
	f.answers[f.at] = value
	f.at++
	f.begin()
}

// shownAnswer is how the list names an answer.
func (f *form) shownAnswer(i int) string {
	for _, o := range f.questions[i].values {
		if o.value == f.answers[i] {
			return o.text
		}
	}
	if looksRandom(f.answers[i]) {
		return border.NewSecret(f.answers[i]).String()
	}
	return border.Shown(border.ShortID(f.answers[i]), longestShown)
}

// view draws what was answered and, below, the question.
func (f *form) view(width, height int) []string {
	label := 0
	for _, q := range f.questions {
		label = max(label, cells(q.name))
	}
	var ask []string
	if !f.done() {
		ask = f.current(width)
	}
	var lines []string
	from := 0
	if room := height - len(ask) - 1; f.at > room {
		from = max(0, f.at-max(0, room))
	}
	for i := from; i < f.at; i++ {
		lines = append(lines, f.styles.Quiet.paint("✓ "+fill(f.questions[i].name, label))+"  "+clip(f.shownAnswer(i), width-label-4))
	}
	if len(lines) > 0 && len(ask) > 0 && len(lines)+len(ask) < height {
		lines = append(lines, "")
	}
	return append(lines, ask...)
}

func (f *form) current(width int) []string {
	q := f.question()
	var lines []string
	for _, line := range wrap(q.text, width) {
		lines = append(lines, f.styles.Heading.paint(line))
	}
	for _, line := range wrap(q.help, min(width, measure)) {
		lines = append(lines, f.styles.Quiet.paint(line))
	}
	if f.byText() {
		lines = append(lines, f.field.boxed(f.styles, "type or paste it", min(width, 100))...)
	}
	for i, o := range q.values {
		lead, look := "  ", f.styles.Text
		if i == f.choice {
			lead, look = f.styles.Cursor.paint("›")+" ", f.styles.Strong
		}
		lines = append(lines, lead+f.styles.Key.paint(strconv.Itoa(i+1))+"  "+look.paint(clip(o.text, width-5)))
	}
	for _, line := range wrap(f.problem, width) {
		lines = append(lines, f.styles.Strong.paint(line))
	}
	return lines
}
