package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
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

// update handles a key and returns the row it takes; false while there is none.
func (a *answering) update(msg tea.KeyMsg) (row int, ok bool) {
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

// Focus implements screen.
func (a *answering) Focus() focus {
	if a.types && a.question != nil {
		return valueField
	}
	return noField
}

// Insert implements screen.
func (a *answering) Insert(text string, _ intake.Input) bool {
	if a.Focus() != valueField {
		return false
	}
	a.field.Insert([]rune(strings.TrimSpace(text)))
	a.at, a.problem = 0, ""
	return true
}

// Back implements screen: esc closes the field.
func (a *answering) Back() bool {
	if !a.types || a.always {
		return false
	}
	a.types, a.at, a.problem = false, 0, ""
	a.field.Clear()
	return true
}

// typing implements typingScreen: the field that takes characters, nil for none.
func (a *answering) typing() *field {
	if a.Focus() != valueField {
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

// asks is what to ask about the Case and where it leads; nothing where the first finding
// is sure enough. It is made again when what it comes from has changed.
func (s *session) asks() content.Ask {
	var chosen []content.Choice
	if s.guide != nil {
		chosen = s.guide.chosen
	}
	known := askedOf{facts: s.Diagnosis.Facts, chosen: slices.Clone(chosen)}
	for _, verdict := range s.Diagnosis.Verdicts {
		known.verdicts = append(known.verdicts, diagnosis.Verdict{Code: verdict.Code, Verdict: verdict.Verdict})
	}
	if was := s.remaining; was == nil || !slices.Equal(was.facts, known.facts) || !slices.Equal(was.verdicts, known.verdicts) || !slices.Equal(was.chosen, known.chosen) {
		if content.Undecided(s.Diagnosis) {
			known.ask = s.library.Guide().Ask(s.Diagnosis, chosen, nil)
		}
		if countAsked(chosen) >= mostAsked {
			known.ask.Question = nil
		}
		s.remaining = &known
	}
	return s.remaining.ask
}

// askedOf is an Ask with what it was made from.
type askedOf struct {
	facts    diagnosis.Facts
	verdicts []diagnosis.Verdict
	chosen   []content.Choice
	ask      content.Ask
}

func countAsked(chosen []content.Choice) int {
	n := 0
	for _, choice := range chosen {
		if choice.Asked {
			n++
		}
	}
	return n
}

// pose asks what the Case leaves open now.
func (l *findingList) pose() {
	ask := content.Ask{}
	ofTrail := func(f diagnosis.Finding) bool { return f.ID == trailFinding && f.Status == diagnosis.Unchecked }
	if l.there() && !slices.ContainsFunc(l.findings(), ofTrail) { // whose rows have the word
		ask = l.s.asks()
	}
	l.question.ask(ask.Question, withTyping(ask))
}

// asking are the rows of the question or, once nothing is left to ask, the pages that fit
// the answers best.
func (l *findingList) asking() []listRow {
	var rows []listRow
	for i := range l.question.rows() {
		rows = append(rows, listRow{kind: rowAnswer, answer: i})
	}
	if len(rows) == 0 && l.question.types { // nothing is like what was typed
		rows = append(rows, listRow{kind: rowAnswer})
	}
	if l.question.question == nil && l.answered() {
		for i, lead := range l.s.asks().Leads {
			rows = append(rows, listRow{kind: rowLead, lead: lead, answer: i})
		}
	}
	return rows
}

// answered reports whether a question was answered here.
func (l *findingList) answered() bool { return l.s.guide != nil && countAsked(l.s.guide.chosen) > 0 }

// take gives the answer that a key chooses. One that states nothing leads to its page.
func (l *findingList) take(msg tea.KeyMsg) {
	if row := l.chosen(); row.kind == rowAnswer && !l.question.types {
		l.question.at = row.answer
	}
	question := l.question.question
	row, ok := l.question.update(msg)
	l.follow = true
	if !ok {
		l.choose(l.question.at)
		return
	}
	answer := question.Answers[row]
	l.s.ownGuide().choose(content.Choice{Question: question.ID, Answer: row, Asked: true})
	l.pose()
	l.choose(0)
	if answer.Page != "" && len(answer.Establishes()) == 0 && row != question.Unsure() {
		l.s.openPage(answer.Page)
	}
}

// choose sets the cursor on an answer, or on the first finding where nothing is asked.
func (l *findingList) choose(answer int) {
	l.at = max(0, slices.IndexFunc(l.rows(), func(r listRow) bool { return r.kind == rowAnswer && r.answer == answer }))
}

// takeAnswerBack asks the last question again.
func (l *findingList) takeAnswerBack() {
	chosen := l.s.guide.chosen
	for i, choice := range slices.Backward(chosen) {
		if choice.Asked {
			l.s.guide.chosen = slices.Delete(chosen, i, i+1)
			break
		}
	}
	l.s.guide.settle()
	l.pose()
}

// questionLines draw the question, where to look, and its answers; the chosen answer
// is on the lines from first to last.
func (l *findingList) questionLines(chosen bool, width, height int) (lines []string, first, last int) {
	const label = "To be sure"
	indent := len(label) + 2
	if width < 70 {
		indent = 2
		lines = append(lines, l.s.styles.Quiet.paint(label))
	}
	for i, line := range wrap(l.question.question.Text, width-indent) {
		lead := blanks(indent)
		if i == 0 && indent > 2 {
			lead = l.s.styles.Quiet.paint(label) + "  "
		}
		lines = append(lines, lead+l.s.styles.Strong.paint(line))
	}
	where := wrap(strings.ReplaceAll(l.question.question.Help, "`", ""), width-indent)
	if most := max(1, height/9); len(where) > most {
		where = where[:most]
		where[most-1] = goesOn(where[most-1], width-indent)
	}
	for _, line := range where {
		lines = append(lines, blanks(indent)+l.s.styles.Quiet.paint(line))
	}
	if chosen && !l.question.types {
		l.question.at = l.chosen().answer
	}
	answers, first, last := l.question.lines(l.s.styles, chosen || l.question.types, 3, width-indent)
	above := len(lines)
	if first == 0 { // the question is seen with its first answer
		above, last = 0, last+above
	}
	return append(lines, indented(answers, indent)...), first + above, last + above
}

// Focus implements screen.
func (l *findingList) Focus() focus { return l.question.Focus() }

// Insert implements screen.
func (l *findingList) Insert(text string, input intake.Input) bool {
	return l.question.Insert(text, input)
}

// Back implements screen.
func (l *findingList) Back() bool { return l.question.Back() }

func (l *findingList) typing() *field { return l.question.typing() }
