package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// answering is a question that is answered where it stands: by its number, by choosing,
// or, of the words of the Detail column, by typing one.
type answering struct {
	question *content.Question // nil for none
	places   []int             // of the answers in question, as they are listed
	at       int               // the row that enter takes
	types    bool              // the field for a word is open
	always   bool              // it cannot be closed: the question is about nothing else
	field    field
	near     []int  // the answers like what is typed
	nearTo   string // what near was looked up for
	problem  string
}

// The rows that are no answers of the question.
const (
	rowType = -1 // opens the field for a word
	rowRead = -2 // opens the page that says how to find out
)

// answerKeys choose the first answers; arrows and enter reach any. The letters leave
// those alone that mean something on every screen.
const answerKeys = "1234567890abcd"

// ask asks a question; places are the answers to list. Asked again, it stays as it is.
func (a *answering) ask(question *content.Question, places []int) {
	same := question != nil && a.question != nil && question.ID == a.question.ID
	a.question, a.places = question, places
	if !same {
		a.at, a.problem = 0, ""
		a.types = a.always
		a.field.Clear()
	}
	a.at = max(0, min(a.at, len(a.rows())-1))
}

// rows are what can be chosen: while a word is typed, those that it may become.
func (a *answering) rows() []int {
	if a.question == nil {
		return nil
	}
	if !a.types {
		return a.places
	}
	if a.field.Len() == 0 {
		return slices.DeleteFunc(slices.Clone(a.places), func(row int) bool { return row == rowType })
	}
	if text := a.field.Value(); a.nearTo != text {
		a.near, a.nearTo = wordsLike(a.question, text), text
	}
	return a.near
}

// mostNear is how many words are offered for what was typed.
const mostNear = 5

// wordsLike are the places of the answers whose word has the text in it, or else is
// spelled nearly so.
func wordsLike(question *content.Question, text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	var begin, inside []int
	for _, word := range detail.Words() {
		place, ok := wordPlace(question, word.Name)
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
			if place, ok := wordPlace(question, name); ok {
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

// wordPlace is the answer for a word of either protocol.
func wordPlace(question *content.Question, word string) (int, bool) {
	if place, ok := question.Word(word); ok {
		return place, true
	}
	place := slices.IndexFunc(question.Answers, func(a content.Answer) bool {
		return detail.Known(word).Protocol == detail.TBA && slices.Contains(a.Facts, diagnosis.Fact{Name: diagnosis.FactProtocol, Value: "tba", Source: diagnosis.SourceUser})
	})
	return place, place >= 0
}

// bindNumber answers by number.
func (a *answering) bindNumber() key.Binding {
	n := min(len(a.rows()), len(answerKeys))
	if n == 0 || a.types {
		return when(false, newBinding("1", "answer", "1"))
	}
	shown := "1"
	switch {
	case n > 10:
		shown = "1–0 a–" + answerKeys[n-1:n]
	case n > 1:
		shown = "1–" + answerKeys[n-1:n]
	}
	return newBinding(shown, "answer", strings.Split(answerKeys[:n], "")...)
}

// choose handles a key and returns the row it takes; false while there is none.
func (a *answering) choose(msg tea.KeyMsg) (row int, ok bool) {
	rows := a.rows()
	switch {
	case key.Matches(msg, bindAnswer):
		return a.accept()
	case a.types && (msg.Type == tea.KeyUp || msg.Type == tea.KeyDown), !a.types && key.Matches(msg, bindChoose):
		a.at = max(0, min(a.at+step(msg), len(rows)-1))
	case a.types:
		if a.field.Key(msg) == fieldEdited {
			a.at, a.problem = 0, ""
		}
	case key.Matches(msg, a.bindNumber()):
		a.at = strings.Index(answerKeys, msg.String())
		return a.accept()
	}
	return 0, false
}

// accept takes the chosen row, or opens the field for a word.
func (a *answering) accept() (row int, ok bool) {
	rows := a.rows()
	if a.types && a.field.Len() > 0 && a.at == 0 {
		if place, ok := wordPlace(a.question, strings.TrimSpace(a.field.Value())); ok {
			return place, true
		}
		if len(rows) == 0 {
			a.problem = "NetSuite writes no such word. Compare it letter by letter, or clear the field and choose another answer."
			return 0, false
		}
	}
	if a.at >= len(rows) {
		return 0, false
	}
	if rows[a.at] == rowType {
		a.types, a.at = true, 0
		return 0, false
	}
	return rows[a.at], true
}

// open reports whether a word is typed.
func (a *answering) open() bool { return a.types && a.question != nil }

// insertWord puts a pasted text into the field, where it is open.
func (a *answering) insertWord(text string) bool {
	if !a.open() {
		return false
	}
	a.field.Insert([]rune(strings.TrimSpace(text)))
	a.at, a.problem = 0, ""
	return true
}

// closeField closes the field, and reports whether it could.
func (a *answering) closeField() bool {
	if !a.types || a.always {
		return false
	}
	a.types, a.at, a.problem = false, 0, ""
	a.field.Clear()
	return true
}

// asked is the field that takes characters, nil for none.
func (a *answering) asked() *field {
	if !a.open() {
		return nil
	}
	return &a.field
}

// rowText is what a row says.
func (a *answering) rowText(row int) string {
	switch row {
	case rowType:
		return "Another word: type it"
	case rowRead:
		return "Read how to find this out"
	}
	text := a.question.Answers[row].Text
	if word, _, found := strings.Cut(text, ": "); found && a.question.ByWord() && !a.types {
		return word // those that are offered are explained on their pages
	}
	return text
}

// lines draws the field and the rows, and says on which lines the chosen row stands. More
// than beside rows are set in two columns, where there is place for them.
func (a *answering) lines(styles *Styles, chosen bool, beside, width int) (lines []string, first, last int) {
	if a.question == nil {
		return nil, 0, 0
	}
	if a.types {
		lines = a.field.boxed(styles, "type the word, such as ScopeMismatched", min(width, 60))
		for _, line := range wrap(a.problem, width) {
			lines = append(lines, styles.Strong.paint(line))
		}
	}
	rows := a.rows()
	widest := 0
	for _, row := range rows {
		widest = max(widest, cells(a.rowText(row))+5)
	}
	const gap = 2
	tall := len(rows)
	if len(rows) > beside && 2*widest+gap <= width {
		tall = (len(rows) + 1) / 2
		width = widest
	}
	top := len(lines)
	for i, row := range rows {
		lead, look := "  ", styles.Text
		if i == a.at && chosen {
			lead, look = styles.Cursor.paint("›")+" ", styles.Strong
		}
		number := " "
		if i < len(answerKeys) && !a.types {
			number = answerKeys[i : i+1]
		}
		if i >= tall { // the second column
			at := top + i - tall
			lines[at] = fill(lines[at], widest+gap) + lead + styles.Key.paint(number) + "  " + look.paint(a.rowText(row))
			if i == a.at {
				first, last = at, at
			}
			continue
		}
		if i == a.at {
			first = len(lines)
		}
		for j, part := range wrap(a.rowText(row), width-5) {
			if j > 0 {
				lead, number = "  ", " "
			}
			lines = append(lines, lead+styles.Key.paint(number)+"  "+look.paint(part))
		}
		if i == a.at {
			last = len(lines) - 1
		}
	}
	return lines, first, last
}
