package findings

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
)

// This file adds the question that tells the remaining possibilities apart.

// pose updates the question to match what the Case leaves open.
func (l *findingList) pose() {
	ask := content.Ask{}
	ofTrail := func(f diagnosis.Finding) bool { return f.ID == trailFinding && f.Status == diagnosis.Unchecked }
	if l.there() && !slices.ContainsFunc(l.findings(), ofTrail) { // the rows of the trail contain the word already
		ask = l.s.Answers.Ask()
	}
	l.question.Ask(ask.Question, paint.WithTyping(ask))
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
	answer := question.Answers[row]
	l.s.Answers.Choose(content.Choice{Question: question.ID, Answer: row, Asked: true})
	l.pose()
	l.choose(0)
	if answer.Page != "" && len(answer.Establishes()) == 0 && row != question.Unsure() {
		l.s.OpenPage(answer.Page)
	}
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

// questionLines draws the question, where to look, and its answers. The chosen answer is
// on the lines from first to last.
func (l *findingList) questionLines(chosen bool, width, height int) (lines []string, first, last int) {
	const label = "To be sure"
	indent, lead := len(label)+2, l.s.Styles.Quiet.Paint(label)+"  "
	if width < 70 {
		indent, lead = 2, "  "
		lines = append(lines, l.s.Styles.Quiet.Paint(label))
	}
	lines = append(lines, l.s.Styles.Strong.Paragraph(lead, l.question.Question.Text, width)...)
	where := paint.Wrap(strings.ReplaceAll(l.question.Question.Help, "`", ""), width-indent)
	if most := max(1, height/9); len(where) > most {
		where = where[:most]
		where[most-1] = paint.GoesOn(where[most-1], width-indent)
	}
	for _, line := range where {
		lines = append(lines, paint.Spaces(indent)+l.s.Styles.Quiet.Paint(line))
	}
	if chosen && !l.question.Types {
		l.question.At = l.chosen().answer
	}
	answers, first, last := l.question.Lines(l.s.Styles, chosen || l.question.Types, 3, width-indent)
	above := len(lines)
	if first == 0 { // keep the question in view with its first answer
		above, last = 0, last+above
	}
	return append(lines, paint.Indented(answers, indent)...), first + above, last + above
}
