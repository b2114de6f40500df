package findings

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// This file adds the question that tells the remaining possibilities apart.

// pose updates the question to match what the Case leaves open.
func (l *findingList) pose() {
	if l.there() {
		l.s.Answers.Pose(&l.question, l.findings())
	} else {
		l.question.Ask(nil, nil)
	}
}

// asking returns the rows of the question or, once nothing is left to ask, the pages that
// match the answers best.
func (l *findingList) asking() []listRow {
	var rows []listRow
	for i := range l.question.Rows() {
		rows = append(rows, listRow{kind: rowAnswer, answer: i})
	}
	if len(rows) == 0 && l.question.Types { // nothing matches what was typed
		rows = append(rows, listRow{kind: rowAnswer})
	}
	if l.question.Question == nil && l.answered() {
		for i, lead := range l.s.Answers.Ask().Leads {
			rows = append(rows, listRow{kind: rowLead, lead: lead, answer: i})
		}
	}
	return rows
}

// answered reports whether the user has answered a question here.
func (l *findingList) answered() bool { return l.s.Answers.Asked() > 0 }

// take handles a key for the question. An answer that states no fact leads to its page.
func (l *findingList) take(msg tea.KeyMsg) {
	if row := l.chosen(); row.kind == rowAnswer && !l.question.Types {
		l.question.At = row.answer
	}
	question := l.question.Question
	row, ok := l.question.Choose(msg)
	if !ok {
		l.choose(l.question.At)
		return
	}
	page := l.s.Answers.Take(question, row)
	l.pose()
	l.choose(0)
	l.s.OpenPage(page)
}

// choose puts the cursor on an answer, or on the first finding if there is no question.
func (l *findingList) choose(answer int) {
	l.Choose(max(0, slices.IndexFunc(l.rows(), func(r listRow) bool { return r.kind == rowAnswer && r.answer == answer })))
}

// takeAnswerBack asks the last question again.
func (l *findingList) takeAnswerBack() {
	l.s.Answers.TakeAskedBack()
	l.pose()
}
