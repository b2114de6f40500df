package paint

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// Answering is a question on a screen. It is answered by number, with the cursor or, for a
// word of the Detail column, by typing.
type Answering struct {
	Question *content.Question // nil for none
	places   []int             // of the answers in question, as they are listed
	At       int               // the row that enter takes
	Types    bool              // the field for a word is open
	Always   bool              // it cannot be closed: the question is about nothing else
	Field    Field
	near     []int  // the answers like what is typed
	nearTo   string // what near was looked up for
	problem  string
}

// Rows that are not answers.
const (
	RowType = -1 // opens the field for a word
	RowRead = -2 // opens the page that says how to find out
)

// Ask sets the question, nil for none; places are the indexes of the answers to list. The
// cursor and the field keep their state if the question is the same.
func (a *Answering) Ask(question *content.Question, places []int) {
	same := question != nil && a.Question != nil && question.ID == a.Question.ID
	a.Question, a.places = question, places
	if !same {
		a.At, a.problem = 0, ""
		a.Types = a.Always
		a.Field.Clear()
	}
	a.At = max(0, min(a.At, len(a.Rows())-1))
}

// Rows returns the rows to choose from: while a word is typed, the answers that match it.
func (a *Answering) Rows() []int {
	if a.Question == nil {
		return nil
	}
	if !a.Types {
		return a.places
	}
	if a.Field.Len() == 0 {
		return slices.DeleteFunc(slices.Clone(a.places), func(row int) bool { return row == RowType })
	}
	if text := a.Field.Value(); a.nearTo != text {
		a.near, a.nearTo = wordsLike(a.Question, text), text
	}
	return a.near
}

// mostNear is the largest number of words offered for a typed text.
const mostNear = 5

// wordsLike returns the answers whose word contains the text or, if there are none, those
// with a similar spelling.
func wordsLike(question *content.Question, text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	var begin, inside []int
	for _, word := range detail.Words() {
		place, ok := WordPlace(question, word.Name)
		if name := strings.ToLower(word.Name); !ok || word.Protocol == detail.Logout {
			continue
		} else if name == text { // MissingKey, typed whole, comes before MissingKeyId
			begin = slices.Insert(begin, 0, place)
		} else if strings.HasPrefix(name, text) {
			begin = append(begin, place)
		} else if strings.Contains(name, text) {
			inside = append(inside, place)
		}
	}
	near := append(begin, inside...)
	if text == "" {
		return nil
	}
	if len(near) == 0 {
		for _, name := range detail.Find(text).Nearest {
			if place, ok := WordPlace(question, name); ok {
				near = append(near, place)
			}
		}
	}
	var once []int // words of TBA have one answer in common
	for _, place := range near {
		if !slices.Contains(once, place) {
			once = append(once, place)
		}
	}
	return once[:min(len(once), mostNear)]
}

// WordPlace returns the index of the answer for a word of either protocol.
func WordPlace(question *content.Question, word string) (int, bool) {
	if place, ok := question.Word(word); ok {
		return place, true
	}
	place := slices.IndexFunc(question.Answers, func(a content.Answer) bool {
		return detail.Known(word).Protocol == detail.TBA && slices.Contains(a.Facts, diagnosis.Fact{Name: diagnosis.FactProtocol, Value: "tba", Source: diagnosis.SourceUser})
	})
	return place, place >= 0
}

// BindNumber answers by number.
func (a *Answering) BindNumber() key.Binding {
	return When(!a.Types, BindNumbers(len(a.Rows()), "answer"))
}

// Choose handles a key and returns the row that it chooses, or false.
func (a *Answering) Choose(msg tea.KeyMsg) (row int, ok bool) {
	rows := a.Rows()
	switch {
	case key.Matches(msg, BindAnswer):
		return a.accept()
	case a.Types && (msg.Type == tea.KeyUp || msg.Type == tea.KeyDown), !a.Types && key.Matches(msg, BindChoose):
		a.At = max(0, min(a.At+Step(msg), len(rows)-1))
	case !a.Types && key.Matches(msg, BindPages): // the other column
		a.At = max(0, min(a.At+Step(msg)*len(AnswerKeys), len(rows)-1))
	case !a.Types && key.Matches(msg, BindEnds):
		a.At = max(0, min(a.At+Step(msg)*len(rows), len(rows)-1))
	case a.Types:
		if a.Field.Key(msg) == FieldEdited {
			a.At, a.problem = 0, ""
		}
	case key.Matches(msg, a.BindNumber()):
		a.At = strings.Index(AnswerKeys, msg.String())
		return a.accept()
	}
	return 0, false
}

// accept returns the row at the cursor, or opens the field for a word.
func (a *Answering) accept() (row int, ok bool) {
	rows := a.Rows()
	if a.Types && a.Field.Len() > 0 && a.At == 0 {
		if place, ok := WordPlace(a.Question, strings.TrimSpace(a.Field.Value())); ok {
			return place, true
		}
		if len(rows) == 0 {
			a.problem = "NetSuite writes no such word. Compare it character by character, or clear the field and choose another answer."
			return 0, false
		}
	}
	if a.At >= len(rows) {
		return 0, false
	}
	if rows[a.At] == RowType {
		a.Types, a.At = true, 0
		return 0, false
	}
	return rows[a.At], true
}

// Open reports whether the field for a word is open.
func (a *Answering) Open() bool { return a.Types && a.Question != nil }

// InsertWord inserts a pasted text into the field, and reports whether the field is open.
func (a *Answering) InsertWord(text string) bool {
	if !a.Open() {
		return false
	}
	a.Field.Insert([]rune(strings.TrimSpace(text)))
	a.At, a.problem = 0, ""
	return true
}

// CloseField closes the field, and reports whether it could.
func (a *Answering) CloseField() bool {
	if !a.Types || a.Always {
		return false
	}
	a.Types, a.At, a.problem = false, 0, ""
	a.Field.Clear()
	return true
}

// Asked returns the open field, nil for none.
func (a *Answering) Asked() *Field {
	if !a.Open() {
		return nil
	}
	return &a.Field
}

// rowText returns the text of a row.
func (a *Answering) rowText(row int) string {
	switch row {
	case RowType:
		return "Another word: type it"
	case RowRead:
		return "Read how to find this out"
	}
	text := a.Question.Answers[row].Text
	if word, _, found := strings.Cut(text, ": "); found && a.Question.ByWord() && !a.Types {
		return word // those that are offered are explained on their pages
	}
	return text
}

// Lines draws the field and the rows; the chosen row takes the lines from first to last.
// More than beside rows are set in two columns if the width allows.
func (a *Answering) Lines(styles *Styles, chosen bool, beside, width int) (lines []string, first, last int) {
	if a.Question == nil {
		return nil, 0, 0
	}
	if a.Types {
		lines = a.Field.Boxed(styles, "type the word, such as ScopeMismatched", min(width, 60))
		lines = append(lines, styles.Strong.Paragraph("", a.problem, width)...)
	}
	rows := a.Rows()
	widest := Widest(rows, a.rowText) + 5
	const gap = 2
	tall := len(rows)
	if len(rows) > beside && 2*widest+gap <= width {
		tall = max((len(rows)+1)/2, min(beside, len(AnswerKeys)))
		width = widest
	}
	top := len(lines)
	for i, row := range rows {
		lead, look := styles.Lead(i == a.At && chosen)
		number := " "
		if i < len(AnswerKeys) && !a.Types {
			number = AnswerKeys[i : i+1]
		}
		if i >= tall { // the second column
			at := top + i - tall
			lines[at] = Fill(lines[at], widest+gap) + lead + styles.Key.Paint(number) + "  " + look.Paint(a.rowText(row))
			if i == a.At {
				first, last = at, at
			}
			continue
		}
		if i == a.At {
			first = len(lines)
		}
		lines = append(lines, look.Paragraph(lead+styles.Key.Paint(number)+"  ", a.rowText(row), width)...)
		if i == a.At {
			last = len(lines) - 1
		}
	}
	return lines, first, last
}

// Whole draws the question, where to look, and its answers, for a screen that shows more than
// the question. The chosen answer is on the lines from first to last.
func (a *Answering) Whole(styles *Styles, chosen bool, width, height int) (lines []string, first, last int) {
	const label = "To be sure"
	indent, lead := len(label)+2, styles.Quiet.Paint(label)+"  "
	if width < 70 {
		indent, lead = 2, "  "
		lines = append(lines, styles.Quiet.Paint(label))
	}
	lines = append(lines, styles.Strong.Paragraph(lead, a.Question.Text, width)...)
	where := Wrap(strings.ReplaceAll(a.Question.Help, "`", ""), width-indent)
	if most := max(1, height/9); len(where) > most {
		where = where[:most]
		where[most-1] = GoesOn(where[most-1], width-indent)
	}
	for _, line := range where {
		lines = append(lines, Spaces(indent)+styles.Quiet.Paint(line))
	}
	answers, first, last := a.Lines(styles, chosen || a.Types, 3, width-indent)
	above := len(lines)
	if first == 0 { // keep the question in view with its first answer
		above, last = 0, last+above
	}
	return append(lines, Indented(answers, indent)...), first + above, last + above
}

// StateWord reports whether an answer names a word of the Detail column.
func StateWord(a content.Answer) bool {
	return len(a.Facts) > 0 && a.Facts[0].Name == diagnosis.FactDetail
}

// WithTyping returns the answers of an Ask, with a row for typing another word after its
// words.
func WithTyping(ask content.Ask) []int {
	if ask.Question == nil || !ask.Question.ByWord() {
		return ask.Answers
	}
	words := 0
	for words < len(ask.Answers) && StateWord(ask.Question.Answers[ask.Answers[words]]) {
		words++
	}
	return slices.Insert(slices.Clone(ask.Answers), words, RowType)
}
