// Package findings shows the findings about tokens, requests and answers, and what the
// Case reveals about every code.
package findings

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// findingList shows the findings about a subject, which is a token or an exchange. It
// lists the first cause with what to do, the possible codes, the other findings in order
// of cause, the verdicts in one line, and the content of the subject.
type findingList struct {
	screen.Plain
	s *screen.Session
	subject
	question paint.Answering // tells the remaining possibilities apart
	unfolded map[string]bool // findings shown in full, by ID
	passed   bool            // whether the findings that passed are listed
	paint.List
	starts []int // the lines on which the rows begin, as last drawn
	ends   int   // the last line of the last row
}

// subject is the token or exchange of a findingList.
type subject interface {
	// there reports whether the subject is still in the Case.
	there() bool
	// findings returns the findings about the subject, with the first cause first.
	findings() []diagnosis.Finding
	// countdown returns the text to the right of the counts.
	countdown() string
	// members returns the lines that show the content of the subject.
	members(width int) []string
	// values returns the values of the subject that can be copied.
	values() []screen.Copy
	// sound returns the title for a subject without faults.
	sound() string
	// next moves to another subject of the same kind; by is 1 or -1.
	next(by int)
	// several reports whether there is more than one subject of this kind.
	several() bool
}

func newFindingList(s *screen.Session, of subject) findingList {
	return findingList{s: s, subject: of, unfolded: map[string]bool{}}
}

func (l *findingList) Bindings() []key.Binding {
	l.pose()
	if l.question.Types {
		return []key.Binding{paint.When(len(l.question.Rows()) > 0, paint.BindAnswer), paint.When(len(l.question.Rows()) > 1, paint.BindChoose)}
	}
	row := l.chosen()
	return []key.Binding{
		paint.BindChoose,
		paint.When(row.kind == rowFinding || row.kind == rowPassed, paint.BindUnfold), // there is more to show
		l.question.BindNumber(),
		paint.When(row.kind == rowAnswer, paint.BindAnswer),
		paint.When(row.kind == rowLead, paint.BindOpenPage),
		paint.When(l.answered(), paint.BindChange),
		paint.When(row.kind == rowTrail && l.hasTokenRows(row.finding), paint.BindItsRows),
		paint.When(l.hasPage(row) && !l.hasTokenRows(row.finding), paint.BindOpenPage),
		paint.When(row.kind == rowTrail, paint.BindTrailPage),
		paint.When(l.several(), paint.BindNext),
		paint.When(!l.Fits(), paint.BindPages),
		paint.When(!l.Fits(), paint.BindEnds),
	}
}

// listRow is a line that the cursor can be on.
type listRow struct {
	kind    listRowKind
	finding diagnosis.Finding // for a cause or a finding
	verdict diagnosis.Verdict // for a candidate
	answer  int               // for an answer: its index in the rows of the question
	lead    content.Lead
}

type listRowKind int

const (
	rowCause     listRowKind = iota // the finding to act on first, shown in full
	rowAnswer                       // an answer to the open question
	rowLead                         // a page that matches the answers given
	rowCandidate                    // a code that may be the cause
	rowTrail                        // the rows of the trail in the lifetime of the token
	rowFinding                      // any other finding
	rowPassed                       // the findings that passed, in one line
	rowVerdicts                     // all verdicts, in one line
)

// rows returns the rows for the cursor, in order. Findings that passed are folded, because
// there are many and they need no action.
func (l *findingList) rows() []listRow {
	var rows []listRow
	var passed []listRow
	findings := l.findings()
	var ofTrail []listRow
	for i, f := range findings {
		row := listRow{kind: rowFinding, finding: f}
		switch {
		case f.ID == screen.TrailFinding && f.Status == diagnosis.Unchecked:
			row.kind = rowTrail
			ofTrail = append(ofTrail, row)
			continue
		case f.Status == diagnosis.Pass:
			passed = append(passed, row)
			continue
		case i == 0 && f.Status != diagnosis.Unchecked:
			row.kind = rowCause
		}
		rows = append(rows, row)
		if row.kind == rowCause {
			for _, verdict := range l.candidates(f) {
				rows = append(rows, listRow{kind: rowCandidate, verdict: verdict})
			}
		}
	}
	asks := 0
	if len(rows) > 0 && rows[0].kind == rowCause {
		asks = 1
	}
	rows = slices.Insert(rows, asks, l.asking()...)
	after := 0 // the rows of the trail follow the cause and its possible codes
	for after < len(rows) && ofCause(rows[after].kind) {
		after++
	}
	rows = slices.Insert(rows, after, ofTrail...)
	if len(passed) > 0 {
		rows = append(rows, listRow{kind: rowPassed})
		if l.passed {
			rows = append(rows, passed...)
		}
	}
	return append(rows, listRow{kind: rowVerdicts})
}

// ofCause reports whether a row belongs to the finding to act on first.
func ofCause(kind listRowKind) bool {
	return kind == rowCause || kind == rowAnswer || kind == rowLead || kind == rowCandidate
}

// chosen returns the row that the cursor is on.
func (l *findingList) chosen() listRow {
	rows := l.rows()
	return rows[max(0, min(l.At, len(rows)-1))]
}

// hasPage reports whether a row leads to a page or a screen.
func (l *findingList) hasPage(row listRow) bool {
	switch row.kind {
	case rowVerdicts, rowCandidate:
		return true
	case rowAnswer, rowLead:
		return false
	}
	_, ok := screen.FindingPage(l.s.Library, row.finding)
	return ok
}

// unfold shows more or less of the chosen row.
func (l *findingList) unfold() {
	switch row := l.chosen(); row.kind {
	case rowFinding:
		l.unfolded[row.finding.ID] = !l.unfolded[row.finding.ID]
	case rowPassed:
		l.passed = !l.passed
	default:
		return
	}
	l.Choose(l.At)
}

func (l *findingList) Update(msg tea.KeyMsg) tea.Cmd {
	l.pose()
	switch {
	case l.question.Types, key.Matches(msg, l.question.BindNumber()), key.Matches(msg, paint.BindAnswer) && l.chosen().kind == rowAnswer:
		l.take(msg)
	case key.Matches(msg, paint.BindChange) && l.answered():
		l.takeAnswerBack()
	case key.Matches(msg, paint.BindOpenPage):
		return l.openChosen()
	case key.Matches(msg, paint.BindTrailPage) && l.chosen().kind == rowTrail:
		if l.InView() {
			l.s.OpenPage(l.chosen().finding.Page)
		}
	case key.Matches(msg, paint.BindUnfold):
		l.unfold()
	case key.Matches(msg, paint.BindNext) && l.several():
		l.next(paint.Step(msg))
		l.At, l.Top = 0, 0
	case key.Matches(msg, paint.BindPages):
		l.Browse(paint.Step(msg) * max(1, l.Tall-2))
	case key.Matches(msg, paint.BindEnds):
		l.Browse(paint.Step(msg) * l.Total)
	case key.Matches(msg, paint.BindChoose):
		l.Move(paint.Step(msg), len(l.rows()))
	}
	return nil
}

func (l *findingList) openChosen() tea.Cmd {
	if !l.InView() {
		return nil
	}
	row := l.chosen()
	switch {
	case row.kind == rowVerdicts:
		return l.s.GoTo(screen.Verdicts{})
	case row.kind == rowCandidate:
		l.s.OpenPage(row.verdict.Page)
		return nil
	case row.kind == rowLead:
		l.s.OpenPage(row.lead.Page)
		return nil
	case row.kind == rowTrail && l.hasTokenRows(row.finding):
		return l.openTokenRows(row.finding)
	}
	if path, ok := screen.FindingPage(l.s.Library, row.finding); ok {
		return l.s.GoTo(screen.Page{Path: path})
	}
	l.unfold()
	return nil
}

func (l *findingList) Focus() screen.Focus { return screen.FocusOn(l.question.Open()) }

func (l *findingList) Insert(text string, _ intake.Input) bool { return l.question.InsertWord(text) }

func (l *findingList) Back() bool { return l.question.CloseField() }

func (l *findingList) About() screen.About {
	return screen.About{Cause: true, MoreBelow: l.MoreBelow(), Field: l.question.Asked(), Beside: l.resolution,
		Search: screen.Searched{Scroll: &l.Scroll, Choose: func(line int) { l.Find(line, l.starts, l.ends) }}}
}

// resolution returns the path of the page about the chosen row or, if it has none, about the
// finding to act on first; "" if nothing is wrong.
func (l *findingList) resolution() string {
	if !l.there() {
		return ""
	}
	l.pose()
	switch row := l.chosen(); row.kind {
	case rowCandidate:
		return row.verdict.Page
	case rowLead:
		return row.lead.Page
	case rowAnswer:
		if page := l.answerPage(row.answer); page != "" {
			return page
		}
	default:
		if path, ok := screen.FindingPage(l.s.Library, row.finding); ok {
			return path
		}
	}
	if first := l.rows()[0]; first.kind == rowCause {
		path, _ := screen.FindingPage(l.s.Library, first.finding)
		return path
	}
	return ""
}

// answerPage returns the path of the page about a word that is an answer, "" for none.
func (l *findingList) answerPage(n int) string {
	rows := l.question.Rows()
	if n >= len(rows) || rows[n] < 0 || !l.question.Question.ByWord() {
		return ""
	}
	answer := l.question.Question.Answers[rows[n]]
	if !paint.StateWord(answer) {
		return ""
	}
	path := diagnosis.Code(answer.Facts[0].Value).Path()
	if _, ok := l.s.Library.Page(path); !ok {
		path = answer.Page
	}
	return path
}

func (l *findingList) View(width, height int) []string {
	if !l.there() {
		return []string{"Nothing is left here."}
	}
	l.pose()
	lines, first, last := l.compose(width, height)
	return l.Frame(lines, first, last, height)
}

// compose draws the whole screen; the chosen row is on the lines from first to last. The
// possible codes of a cause come before the fix, because users look for them first.
func (l *findingList) compose(width, height int) (lines []string, first, last int) {
	rows := l.rows()
	l.At = max(0, min(l.At, len(rows)-1))
	findings := l.findings()
	label := min(22, paint.Widest(rows, func(row listRow) string { return diagnosis.TitleOf(row.finding.ID) }))
	if width < 70 {
		label = 0
	}
	if rows[0].kind != rowCause {
		lines = append(l.nothingWrong(), "", l.counts(findings, width))
	}
	candidates := 0
	l.starts = l.starts[:0]
	for i, row := range rows {
		if i > 0 && ofCause(rows[i-1].kind) && !ofCause(row.kind) && rows[0].kind == rowCause {
			if candidates > 0 {
				lines = append(lines, "")
				lines = append(lines, paint.Indented(l.s.Styles.FindingRemedy(rows[0].finding, width-4), 4)...)
			}
			if lines[len(lines)-1] != "" {
				lines = append(lines, "")
			}
			lines = append(lines, l.counts(findings, width))
		}
		var text []string
		switch row.kind {
		case rowCause:
			text = screen.FindingHead(l.s, row.finding, width-2)
			if len(l.candidates(row.finding)) > 0 {
				text = l.s.Styles.TitleOf(row.finding, width-2)
			}
			shown := row.finding
			if len(l.candidates(shown)) > 0 && height < 20 {
				shown.Evidence = nil // the title says the same, and the codes must be visible
			}
			if q := l.question.Question; q != nil && strings.HasPrefix(paint.Capital(shown.Supply), q.Text) {
				shown.Supply = "" // the question below asks for the same
			}
			detail := l.s.Styles.FindingEvidence(shown, width-4)
			if len(l.candidates(row.finding)) == 0 {
				detail = append(detail, l.s.Styles.FindingRemedy(row.finding, width-4)...)
			}
			text = append(text, paint.Indented(detail, 2)...)
		case rowAnswer:
			l.starts = append(l.starts, len(lines))
			if row.answer > 0 {
				continue // drawn with the first answer
			}
			chosen := l.At - i
			mine := chosen >= 0 && chosen < len(l.question.Rows())
			if mine && !l.question.Types {
				l.question.At = chosen
			}
			asked, from, to := l.question.Whole(l.s.Styles, mine, width-2, height)
			if chosen >= 0 && chosen < len(l.question.Rows()) {
				first, last = len(lines)+from, len(lines)+to
			}
			lines = append(append(append(lines, ""), paint.Indented(asked, 2)...), "")
			continue
		case rowLead:
			if row.answer == 0 {
				lines = append(lines, "", "    "+l.s.Styles.Heading.Paint("These pages match your answers best; none is proved"))
			}
			text = l.s.Styles.LeadLines(l.s.Library, row.lead, false, width-2)
			text[0] = strings.TrimPrefix(text[0], "  ")
		case rowCandidate:
			if candidates++; candidates == 1 && height > 20 {
				lines = append(lines, "")
			}
			text = []string{l.candidateRow(row.verdict, i == l.At, width-2)}
		case rowTrail:
			text = l.tokenRows(row.finding, i == l.At, width-2, height)
		case rowFinding:
			text = l.findingRow(row.finding, i == l.At, label, width-2)
		case rowPassed:
			text = []string{l.passedLine(findings, i == l.At, label, width-2)}
		case rowVerdicts:
			if i > 0 && rows[i-1].kind != rowTrail { // rows of the trail end with an empty line of their own
				lines = append(lines, "")
			}
			text = []string{l.verdictLine(i == l.At, width-2)}
		}
		if i == l.At {
			first, last = len(lines), len(lines)+len(text)-1
		}
		l.starts = append(l.starts, len(lines))
		lines = append(lines, l.lead(i == l.At, text)...)
		if row.kind == rowTrail {
			lines = append(lines, "")
		}
	}
	l.ends = len(lines) - 1
	if l.At == 0 && rows[0].kind != rowAnswer {
		first = 0
	}
	if members := l.members(width); len(members) > 0 {
		lines = append(append(lines, ""), members...)
	}
	return lines, first, last
}

// candidates returns the possible codes of a symptom, likeliest first.
func (l *findingList) candidates(f diagnosis.Finding) []diagnosis.Verdict {
	if !f.Symptom() || len(f.Codes) < 2 {
		return nil
	}
	var out []diagnosis.Verdict
	for _, verdict := range l.s.Diagnosis.Verdicts {
		if slices.Contains(f.Codes, verdict.Code) && verdict.Verdict != diagnosis.RuledOut {
			out = append(out, verdict)
		}
	}
	return out
}

// candidateRow returns one line for a code, with the reason why it is possible.
func (l *findingList) candidateRow(verdict diagnosis.Verdict, chosen bool, width int) string {
	_, look := l.s.Styles.Lead(chosen)
	const certain = 8 // cells of the longest word, such as possible
	text := l.s.Styles.CertaintyGlyph(verdict.Verdict) + " " + paint.Fill(paint.CertaintyWord(verdict.Verdict), certain) + "  " + look.Paint(paint.Fill(string(verdict.Code), paint.NameWidth))
	if width < 76 {
		return text
	}
	return text + " " + l.s.Styles.Quiet.Paint(paint.Clip(paint.Reason(verdict), width-2-certain-2-paint.NameWidth-1))
}

// lead puts the cursor before the first line of a row.
func (l *findingList) lead(chosen bool, lines []string) []string {
	out := paint.Indented(lines, 2)
	if mark, _ := l.s.Styles.Lead(chosen); len(out) > 0 {
		out[0] = mark + lines[0]
	}
	return out
}

func (l *findingList) nothingWrong() []string {
	return []string{
		"  " + l.s.Styles.Strong.Paint("✓") + " " + l.s.Styles.Heading.Paint(l.sound()),
		"    " + l.s.Styles.Quiet.Paint("What only NetSuite can see is listed under the verdicts."),
	}
}

// counts returns the line with the number of findings of each status.
func (l *findingList) counts(findings []diagnosis.Finding, width int) string {
	n := map[diagnosis.Status]int{}
	for _, f := range findings {
		n[f.Status]++
	}
	var parts []string
	for _, kind := range []struct {
		status diagnosis.Status
		word   string
	}{{diagnosis.Fail, "wrong"}, {diagnosis.Warn, "to look at"}, {diagnosis.Pass, "right"}, {diagnosis.Unchecked, "not checked"}} {
		if n[kind.status] > 0 {
			parts = append(parts, l.s.Styles.StatusGlyph(kind.status)+" "+paint.Count(n[kind.status])+" "+l.s.Styles.Quiet.Paint(kind.word))
		}
	}
	left := "  " + strings.Join(parts, "   ")
	return paint.Apart(left, l.s.Styles.Strong.Paint(l.countdown()), width)
}

// findingRow returns one line for a finding and, if it is unfolded, the details below it.
func (l *findingList) findingRow(f diagnosis.Finding, chosen bool, label, width int) []string {
	look := l.s.Styles.Text
	if f.Status == diagnosis.Pass || f.Status == diagnosis.Unchecked {
		look = l.s.Styles.Quiet
	}
	if chosen {
		look = l.s.Styles.Strong
	}
	text := l.s.Styles.StatusGlyph(f.Status) + " " + l.rowLabel(diagnosis.TitleOf(f.ID), label)
	lines := []string{text + look.Paint(paint.Clip(f.Title, width-paint.Cells(text)))}
	if l.unfolded[f.ID] {
		if paint.Cells(text)+paint.Cells(f.Title) > width { // the title was clipped
			lines = append(lines, paint.Indented(paint.Wrap(f.Title, width-2), 2)...)
		}
		lines = append(lines, paint.Indented(l.s.Styles.FindingDetail(f, width-2), 2)...)
	}
	return lines
}

// rowLabel returns the column with the name of the check. Narrow terminals do not have
// this column.
func (l *findingList) rowLabel(name string, label int) string {
	if label == 0 {
		return ""
	}
	return l.s.Styles.Quiet.Paint(paint.Fill(name, label)) + "  "
}

// passedLine returns the line that stands for all findings that passed.
func (l *findingList) passedLine(findings []diagnosis.Finding, chosen bool, label, width int) string {
	var names []string
	for _, f := range findings {
		if name := diagnosis.TitleOf(f.ID); f.Status == diagnosis.Pass && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	look := l.s.Styles.Quiet
	if chosen {
		look = l.s.Styles.Strong
	}
	text := l.s.Styles.StatusGlyph(diagnosis.Pass) + " " + l.rowLabel("right", label)
	shown := strings.Join(names, " · ")
	if l.passed {
		shown = paint.Plural(len(names), "check", "checks") + " passed"
	}
	return text + look.Paint(paint.Clip(shown, width-paint.Cells(text)))
}

func (l *findingList) verdictLine(chosen bool, width int) string {
	_, look := l.s.Styles.Lead(chosen)
	const name = "Every code"
	return look.Paint(name) + "  " + l.s.Styles.Quiet.Paint(paint.Clip(paint.VerdictCounts(l.s.Diagnosis), width-len(name)-2))
}
