package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// findingList shows what was found about a subject, a token or an exchange: the
// first cause with what to do, the codes it may be, the other findings in order of
// cause, the verdicts in a line, and what the subject says.
type findingList struct {
	plain
	s *session
	subject
	question answering       // that tells apart what is still possible
	at       int             // which row
	unfolded map[string]bool // findings that show everything, by id
	passed   bool            // the findings that passed are listed
	scroll
	follow bool // keep the chosen row in the window
	first  int  // line on which the chosen row begins, as last drawn
}

// subject is what a findingList speaks of.
type subject interface {
	// there reports whether the Case still holds it.
	there() bool
	// findings are those that concern it, the first cause first.
	findings() []diagnosis.Finding
	// countdown is what the line of counts says at its right.
	countdown() string
	// members are what it says itself.
	members(width int) []string
	// sound is the title where nothing wrong is seen in it.
	sound() string
	// next shows the next of several; by is 1 or -1.
	next(by int)
	// several reports whether there is more than one.
	several() bool
}

func newFindingList(s *session, of subject) findingList {
	return findingList{s: s, subject: of, unfolded: map[string]bool{}}
}

var (
	bindVerdicts = newBinding("v", "verdicts", "v")
	bindNext     = newBinding("tab", "next one", "tab", "shift+tab")
)

func (l *findingList) Bindings() []key.Binding {
	l.pose()
	if l.question.types {
		return []key.Binding{when(len(l.question.rows()) > 0, bindAnswer), when(len(l.question.rows()) > 1, bindChoose)}
	}
	row := l.chosen()
	return []key.Binding{
		bindChoose,
		l.question.bindNumber(),
		when(row.kind == rowAnswer, bindAnswer),
		when(row.kind == rowLead, bindOpenPage),
		when(l.answered(), bindChange),
		when(row.kind == rowTrail && l.hasTokenRows(row.finding), bindTokenRows),
		when(l.hasPage(row) && !l.hasTokenRows(row.finding), bindOpenPage),
		when(row.kind == rowTrail, bindTrailPage),
		bindKeySetup,
		when(l.several(), bindNext),
		when(len(l.s.Diagnosis.Verdicts) > 0, bindVerdicts),
		bindRecord,
		when(row.kind == rowFinding || row.kind == rowPassed, bindUnfold), // there is more to show
		when(!l.fits(), bindPages),
		when(!l.fits(), bindEnds),
	}
}

// listRow is a line the cursor can be on.
type listRow struct {
	kind    listRowKind
	finding diagnosis.Finding // for a cause and a finding
	verdict diagnosis.Verdict // for a candidate
	answer  int               // place in the rows of the question, for an answer
	lead    content.Lead
}

type listRowKind int

const (
	rowCause     listRowKind = iota // the finding to act on first, told in full
	rowAnswer                       // an answer to the question that is open
	rowLead                         // a page that fits the answers given
	rowCandidate                    // a code that the cause may be
	rowTrail                        // the rows of the trail in the time of the token
	rowFinding                      // any other
	rowPassed                       // the findings that passed, in one line
	rowVerdicts                     // all verdicts, in one line
)

// rows are what the cursor can be on, in order. Findings that passed are
// folded: there are many and they ask for nothing.
func (l *findingList) rows() []listRow {
	var rows []listRow
	var passed []listRow
	findings := l.findings()
	var ofTrail []listRow
	for i, f := range findings {
		row := listRow{kind: rowFinding, finding: f}
		switch {
		case f.ID == trailFinding && f.Status == diagnosis.Unchecked:
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
	after := 0 // what the trail says follows the cause and the codes it may be
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

// chosen is the row the cursor is on.
func (l *findingList) chosen() listRow {
	rows := l.rows()
	return rows[max(0, min(l.at, len(rows)-1))]
}

// hasPage reports whether a row leads somewhere.
func (l *findingList) hasPage(row listRow) bool {
	switch row.kind {
	case rowVerdicts, rowCandidate:
		return true
	case rowAnswer, rowLead:
		return false
	}
	_, ok := findingPage(l.s.library, row.finding)
	return ok
}

// unfold shows more of the chosen row, or less.
func (l *findingList) unfold() {
	switch row := l.chosen(); row.kind {
	case rowFinding:
		l.unfolded[row.finding.ID] = !l.unfolded[row.finding.ID]
	case rowPassed:
		l.passed = !l.passed
	}
	l.follow = true
}

func (l *findingList) Update(msg tea.KeyMsg) tea.Cmd {
	l.pose()
	switch {
	case l.question.types, key.Matches(msg, l.question.bindNumber()), key.Matches(msg, bindAnswer) && l.chosen().kind == rowAnswer:
		l.take(msg)
	case key.Matches(msg, bindChange) && l.answered():
		l.takeAnswerBack()
	case key.Matches(msg, bindOpenPage):
		return l.openChosen()
	case key.Matches(msg, bindTrailPage) && l.chosen().kind == rowTrail:
		if l.chosenVisible() {
			l.s.OpenPage(l.chosen().finding.Page)
		}
	case key.Matches(msg, bindVerdicts):
		return l.s.GoTo(Verdicts{})
	case key.Matches(msg, bindUnfold):
		l.unfold()
	case key.Matches(msg, bindNext) && l.several():
		l.next(step(msg))
		l.at, l.top = 0, 0
	case key.Matches(msg, bindPages):
		l.by(step(msg) * max(1, l.tall-2))
		l.follow = false
	case key.Matches(msg, bindEnds):
		l.by(step(msg) * l.total)
		l.follow = false
	case key.Matches(msg, bindKeySetup):
		return l.s.GoTo(Keys{})
	case key.Matches(msg, bindRecord):
		return l.s.GoTo(Record{})
	case key.Matches(msg, bindChoose):
		l.move(step(msg))
	}
	return nil
}

// move goes to the next row; beyond the last one it scrolls on, to what the
// token says.
func (l *findingList) move(by int) {
	switch next := l.at + by; {
	case next < 0 || next >= len(l.rows()):
		l.by(by)
		l.follow = false
	case by < 0 && !l.follow && l.by(-1):
		// back from the end, line by line
	default:
		l.at, l.follow = next, true
	}
}

// chosenVisible reports whether the chosen row is in the window: what is opened must have been seen.
func (l *findingList) chosenVisible() bool {
	if l.first < l.top || l.first >= l.top+max(1, l.tall) {
		l.follow = true
		return false
	}
	return true
}

func (l *findingList) openChosen() tea.Cmd {
	if !l.chosenVisible() {
		return nil
	}
	row := l.chosen()
	switch {
	case row.kind == rowVerdicts:
		return l.s.GoTo(Verdicts{})
	case row.kind == rowCandidate:
		l.s.OpenPage(row.verdict.Page)
		return nil
	case row.kind == rowLead:
		l.s.OpenPage(row.lead.Page)
		return nil
	case row.kind == rowTrail && l.hasTokenRows(row.finding):
		return l.openTokenRows(row.finding)
	}
	if path, ok := findingPage(l.s.library, row.finding); ok {
		return l.s.GoTo(Page{Path: path})
	}
	l.unfold()
	return nil
}

// Focus implements screen.
func (l *findingList) Focus() focus { return focusOn(l.question.open()) }

// Insert implements screen.
func (l *findingList) Insert(text string, _ intake.Input) bool { return l.question.insertWord(text) }

// Back implements screen.
func (l *findingList) Back() bool { return l.question.closeField() }

// About implements screen.
func (l *findingList) About() About {
	return About{Cause: true, MoreBelow: l.moreBelow(), Field: l.question.asked()}
}

func (l *findingList) View(width, height int) []string {
	if !l.there() {
		return []string{"There is nothing here any more."}
	}
	l.pose()
	lines, first, last := l.compose(width, height)
	l.first = first
	if l.follow {
		l.show(first, last, height, len(lines))
	}
	return l.window(lines, height)
}

// compose draws the whole screen and says on which lines the chosen row stands. The
// codes that a cause may be come before what to do: they are what is looked for.
func (l *findingList) compose(width, height int) (lines []string, first, last int) {
	rows := l.rows()
	l.at = max(0, min(l.at, len(rows)-1))
	findings := l.findings()
	label := 0
	for _, row := range rows {
		label = max(label, min(cells(diagnosis.TitleOf(row.finding.ID)), 22))
	}
	if width < 70 {
		label = 0
	}
	if rows[0].kind != rowCause {
		lines = append(l.nothingWrong(), "", l.counts(findings, width))
	}
	candidates := 0
	for i, row := range rows {
		if i > 0 && ofCause(rows[i-1].kind) && !ofCause(row.kind) && rows[0].kind == rowCause {
			if candidates > 0 {
				lines = append(lines, "")
				lines = append(lines, indented(l.s.styles.findingRemedy(rows[0].finding, width-4), 4)...)
			}
			if lines[len(lines)-1] != "" {
				lines = append(lines, "")
			}
			lines = append(lines, l.counts(findings, width))
		}
		var text []string
		switch row.kind {
		case rowCause:
			text = findingHead(l.s, row.finding, width-2)
			if len(l.candidates(row.finding)) > 0 {
				text = l.s.styles.titleOf(row.finding, width-2)
			}
			shown := row.finding
			if len(l.candidates(shown)) > 0 && height < 20 {
				shown.Evidence = nil // the title says it; the codes must be seen
			}
			if q := l.question.question; q != nil && strings.HasPrefix(capital(shown.Supply), q.Text) {
				shown.Supply = "" // the question below asks the same
			}
			detail := l.s.styles.findingEvidence(shown, width-4)
			if len(l.candidates(row.finding)) == 0 {
				detail = append(detail, l.s.styles.findingRemedy(row.finding, width-4)...)
			}
			text = append(text, indented(detail, 2)...)
		case rowAnswer:
			if row.answer > 0 {
				continue // drawn with the first
			}
			chosen := l.at - i
			asked, from, to := l.questionLines(chosen >= 0 && chosen < len(l.question.rows()), width-2, height)
			if chosen >= 0 && chosen < len(l.question.rows()) {
				first, last = len(lines)+from, len(lines)+to
			}
			lines = append(append(append(lines, ""), indented(asked, 2)...), "")
			continue
		case rowLead:
			if row.answer == 0 {
				lines = append(lines, "", "    "+l.s.styles.Heading.paint("These pages fit your answers best; none is proved"))
			}
			text = l.s.styles.leadLines(l.s.library, row.lead, false, width-2)
			text[0] = strings.TrimPrefix(text[0], "  ")
		case rowCandidate:
			if candidates++; candidates == 1 && height > 20 {
				lines = append(lines, "")
			}
			text = []string{l.candidateRow(row.verdict, i == l.at, width-2)}
		case rowTrail:
			text = l.tokenRows(row.finding, i == l.at, width-2, height)
		case rowFinding:
			text = l.findingRow(row.finding, i == l.at, label, width-2)
		case rowPassed:
			text = []string{l.passedLine(findings, i == l.at, label, width-2)}
		case rowVerdicts:
			if i > 0 && rows[i-1].kind != rowTrail { // which has its own
				lines = append(lines, "")
			}
			text = []string{l.verdictLine(i == l.at, width-2)}
		}
		if i == l.at {
			first, last = len(lines), len(lines)+len(text)-1
		}
		lines = append(lines, l.lead(i == l.at, text)...)
		if row.kind == rowTrail {
			lines = append(lines, "")
		}
	}
	if l.at == 0 && rows[0].kind != rowAnswer {
		first = 0
	}
	if members := l.members(width); len(members) > 0 {
		lines = append(append(lines, ""), members...)
	}
	return lines, first, last
}

func indented(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = blanks(by) + line
	}
	return out
}

// candidates are the codes that a finding may stand for, where it does not know
// which: likeliest first.
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

// candidateRow is a code in a line, with why it may be this one.
func (l *findingList) candidateRow(verdict diagnosis.Verdict, chosen bool, width int) string {
	look := l.s.styles.Text
	if chosen {
		look = l.s.styles.Strong
	}
	const certain = 8 // likely, possible
	text := l.s.styles.certaintyGlyph(verdict.Verdict) + " " + fill(certaintyWord(verdict.Verdict), certain) + "  " + look.paint(fill(string(verdict.Code), nameWidth))
	if width < 76 {
		return text
	}
	return text + " " + l.s.styles.Quiet.paint(clip(verdict.Because, width-2-certain-2-nameWidth-1))
}

// lead sets the cursor before the first line of a row.
func (l *findingList) lead(chosen bool, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "  " + line
		if i == 0 && chosen {
			out[i] = l.s.styles.Cursor.paint("›") + " " + line
		}
	}
	return out
}

func (l *findingList) nothingWrong() []string {
	return []string{
		"  " + l.s.styles.Strong.paint("✓") + " " + l.s.styles.Heading.paint(l.sound()),
		"    " + l.s.styles.Quiet.paint("What only NetSuite can see is listed under the verdicts."),
	}
}

// counts sums the findings up.
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
			parts = append(parts, l.s.styles.statusGlyph(kind.status)+" "+count(n[kind.status])+" "+l.s.styles.Quiet.paint(kind.word))
		}
	}
	left := "  " + strings.Join(parts, "   ")
	return apart(left, l.s.styles.Strong.paint(l.countdown()), width)
}

// findingRow is a finding in a line, and unfolded below it.
func (l *findingList) findingRow(f diagnosis.Finding, chosen bool, label, width int) []string {
	look := l.s.styles.Text
	if f.Status == diagnosis.Pass || f.Status == diagnosis.Unchecked {
		look = l.s.styles.Quiet
	}
	if chosen {
		look = l.s.styles.Strong
	}
	text := l.s.styles.statusGlyph(f.Status) + " " + l.rowLabel(diagnosis.TitleOf(f.ID), label)
	lines := []string{text + look.paint(clip(f.Title, width-cells(text)))}
	if l.unfolded[f.ID] {
		if cells(text)+cells(f.Title) > width { // what was clipped
			for _, line := range wrap(f.Title, width-2) {
				lines = append(lines, "  "+line)
			}
		}
		for _, line := range l.s.styles.findingDetail(f, width-2) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// rowLabel is the column of check names; narrow terminals have none.
func (l *findingList) rowLabel(name string, label int) string {
	if label == 0 {
		return ""
	}
	return l.s.styles.Quiet.paint(fill(name, label)) + "  "
}

// passedLine stands for the findings that passed.
func (l *findingList) passedLine(findings []diagnosis.Finding, chosen bool, label, width int) string {
	var names []string
	for _, f := range findings {
		if name := diagnosis.TitleOf(f.ID); f.Status == diagnosis.Pass && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	look := l.s.styles.Quiet
	if chosen {
		look = l.s.styles.Strong
	}
	text := l.s.styles.statusGlyph(diagnosis.Pass) + " " + l.rowLabel("right", label)
	shown := strings.Join(names, " · ")
	if l.passed {
		shown = plural(len(names), "check", "checks") + " passed"
	}
	return text + look.paint(clip(shown, width-cells(text)))
}

func (l *findingList) verdictLine(chosen bool, width int) string {
	look := l.s.styles.Text
	if chosen {
		look = l.s.styles.Strong
	}
	const name = "Every code"
	return look.paint(name) + "  " + l.s.styles.Quiet.paint(clip(verdictCounts(l.s.Diagnosis), width-len(name)-2))
}
