package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// tokenScreen shows a token as NetSuite would judge it: the first cause with what
// to do, the other findings in order of cause, the verdicts in a line, and what
// the token says.
type tokenScreen struct {
	reader
	*session
	n        int             // which token of the Case
	at       int             // which row
	unfolded map[string]bool // findings that show everything, by id
	passed   bool            // the findings that passed are listed
	scroll
	follow bool // keep the chosen row in the window
	first  int  // line on which the chosen row begins, as last drawn
}

func newTokenScreen(s *session) *tokenScreen {
	return &tokenScreen{session: s, unfolded: map[string]bool{}}
}

// token is the one that is shown.
func (t *tokenScreen) token() (token.Token, bool) {
	if len(t.Case.Tokens) == 0 {
		return token.Token{}, false
	}
	return t.Case.Tokens[min(t.n, len(t.Case.Tokens)-1)], true
}

func (t *tokenScreen) Title() string {
	if len(t.Case.Tokens) > 1 {
		return "Token " + count(t.n+1) + " of " + count(len(t.Case.Tokens))
	}
	return "Token"
}

func (t *tokenScreen) Aside() string {
	tok, ok := t.token()
	if !ok {
		return ""
	}
	words := []string{tokenTitle(tok)}
	if tok.Account != "" {
		words = append(words, accountWords(tok.Account))
	}
	return strings.Join(words, " · ")
}

// accountWords writes an account as host names have it, and what kind it is.
func accountWords(account string) string {
	host := token.HostAccount(account)
	_, suffix, _ := strings.Cut(strings.ToUpper(account), "_")
	switch {
	case strings.HasPrefix(suffix, "SB"):
		return host + " · Sandbox " + strings.TrimPrefix(suffix, "SB")
	case strings.HasPrefix(suffix, "RP"):
		return host + " · Release Preview"
	}
	return host
}

// findings are those of this token and of the Case, the first cause first.
func (t *tokenScreen) findings() []diagnosis.Finding {
	var mine []diagnosis.Finding
	for _, f := range t.Diagnosis.Findings {
		if f.Token == 0 || f.Token == t.n+1 {
			mine = append(mine, f)
		}
	}
	for _, status := range []diagnosis.Status{diagnosis.Fail, diagnosis.Warn} {
		i := slices.IndexFunc(mine, func(f diagnosis.Finding) bool { return f.Status == status })
		if i >= 0 {
			cause := mine[i]
			return slices.Insert(slices.Delete(mine, i, i+1), 0, cause)
		}
	}
	return mine
}

var (
	keyOpenPage = bind("enter", "page", "enter")
	keyVerdicts = bind("v", "verdicts", "v")
	keyUnfold   = bind("space", "more, less", " ", "right", "left")
	keyNext     = bind("tab", "next token", "tab", "shift+tab")
)

func (t *tokenScreen) Keys() []key.Binding {
	return []key.Binding{
		keyChoose,
		when(t.hasPage(), keyOpenPage),
		keyKeySetup,
		when(len(t.Case.Tokens) > 1, keyNext),
		when(len(t.Diagnosis.Verdicts) > 0, keyVerdicts),
		keyRecord,
		when(t.canUnfold(), keyUnfold),
		when(!t.fits(), keyPages),
		when(!t.fits(), keyEnds),
	}
}

// tokenRow is a line the cursor can stand on.
type tokenRow struct {
	kind    tokenRowKind
	finding diagnosis.Finding // for a cause and a finding
}

type tokenRowKind int

const (
	rowCause    tokenRowKind = iota // the finding to act on first, told in full
	rowFinding                      // any other
	rowPassed                       // the findings that passed, in one line
	rowVerdicts                     // all verdicts, in one line
)

// rows are what the cursor can stand on, in order. Findings that passed are
// folded: there are many and they ask for nothing.
func (t *tokenScreen) rows() []tokenRow {
	var rows []tokenRow
	var passed []tokenRow
	for i, f := range t.findings() {
		row := tokenRow{rowFinding, f}
		switch {
		case f.Status == diagnosis.Pass:
			passed = append(passed, row)
			continue
		case i == 0 && f.Status != diagnosis.Unchecked:
			row.kind = rowCause
		}
		rows = append(rows, row)
	}
	if len(passed) > 0 {
		rows = append(rows, tokenRow{kind: rowPassed})
		if t.passed {
			rows = append(rows, passed...)
		}
	}
	return append(rows, tokenRow{kind: rowVerdicts})
}

// chosen is the row the cursor stands on.
func (t *tokenScreen) chosen() tokenRow {
	rows := t.rows()
	return rows[max(0, min(t.at, len(rows)-1))]
}

// hasPage says that the chosen row leads somewhere.
func (t *tokenScreen) hasPage() bool {
	row := t.chosen()
	if row.kind == rowVerdicts {
		return true
	}
	_, ok := t.findingPage(row.finding)
	return ok
}

// canUnfold says that the chosen row has more to show.
func (t *tokenScreen) canUnfold() bool {
	kind := t.chosen().kind
	return kind == rowFinding || kind == rowPassed
}

// unfold shows more of the chosen row, or less.
func (t *tokenScreen) unfold() {
	switch row := t.chosen(); row.kind {
	case rowFinding:
		t.unfolded[row.finding.ID] = !t.unfolded[row.finding.ID]
	case rowPassed:
		t.passed = !t.passed
	}
	t.follow = true
}

func (t *tokenScreen) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyOpenPage):
		t.openChosen()
	case key.Matches(msg, keyVerdicts):
		t.open(newVerdicts(t.session))
	case key.Matches(msg, keyUnfold):
		t.unfold()
	case key.Matches(msg, keyNext) && len(t.Case.Tokens) > 1:
		n := len(t.Case.Tokens)
		t.n, t.at, t.top = (t.n+step(msg)+n)%n, 0, 0
	case key.Matches(msg, keyPages):
		t.by(step(msg) * max(1, t.tall-2))
		t.follow = false
	case key.Matches(msg, keyEnds):
		t.by(step(msg) * t.total)
		t.follow = false
	case key.Matches(msg, keyKeySetup):
		t.showKeys()
	case key.Matches(msg, keyRecord):
		t.showRecord()
	case key.Matches(msg, keyChoose):
		t.move(step(msg))
	}
	return nil
}

// move goes to the next row; beyond the last one it scrolls on, to what the
// token says.
func (t *tokenScreen) move(by int) {
	switch next := t.at + by; {
	case next < 0 || next >= len(t.rows()):
		t.by(by)
		t.follow = false
	case by < 0 && !t.follow && t.by(-1):
		// back from the end, line by line
	default:
		t.at, t.follow = next, true
	}
}

func (t *tokenScreen) openChosen() {
	if t.first < t.top || t.first >= t.top+max(1, t.tall) {
		t.follow = true // what is opened must have been seen
		return
	}
	row := t.chosen()
	if row.kind == rowVerdicts {
		t.open(newVerdicts(t.session))
		return
	}
	if p, ok := t.findingPage(row.finding); ok {
		t.open(p)
		return
	}
	t.unfold()
}

func (t *tokenScreen) View(width, height int) []string {
	tok, ok := t.token()
	if !ok {
		return []string{"There is no token here."}
	}
	lines, first, last := t.compose(tok, width)
	t.first = first
	if t.follow {
		t.show(first, last, height, len(lines))
	}
	return t.window(lines, height)
}

// compose draws the whole screen and says on which lines the chosen row stands.
func (t *tokenScreen) compose(tok token.Token, width int) (lines []string, first, last int) {
	rows := t.rows()
	t.at = max(0, min(t.at, len(rows)-1))
	findings := t.findings()
	label := 0
	for _, row := range rows {
		label = max(label, min(cells(diagnosis.TitleOf(row.finding.ID)), 22))
	}
	if width < 70 {
		label = 0
	}
	if rows[0].kind != rowCause {
		lines = append(t.nothingWrong(), "", t.counts(tok, findings, width))
	}
	for i, row := range rows {
		var text []string
		switch row.kind {
		case rowCause:
			text = t.findingHead(row.finding, width-2)
			for _, line := range t.findingDetail(row.finding, width-4) {
				text = append(text, "  "+line)
			}
		case rowFinding:
			text = t.findingRow(row.finding, i == t.at, label, width-2)
		case rowPassed:
			text = []string{t.passedLine(findings, i == t.at, label, width-2)}
		case rowVerdicts:
			lines = append(lines, "")
			text = []string{t.verdictLine(i == t.at, width-2)}
		}
		if i == t.at {
			first, last = len(lines), len(lines)+len(text)-1
		}
		lines = append(lines, t.lead(i == t.at, text)...)
		if row.kind == rowCause {
			lines = append(lines, "", t.counts(tok, findings, width))
		}
	}
	if t.at == 0 {
		first = 0
	}
	lines = append(lines, "")
	return append(lines, t.members(tok, width)...), first, last
}

// lead sets the cursor before the first line of a row.
func (t *tokenScreen) lead(chosen bool, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "  " + line
		if i == 0 && chosen {
			out[i] = t.styles.Cursor.paint("›") + " " + line
		}
	}
	return out
}

func (t *tokenScreen) nothingWrong() []string {
	return []string{
		"  " + t.styles.Strong.paint("✓") + " " + t.styles.Heading.paint("Nothing wrong is seen in this token"),
		"    " + t.styles.Quiet.paint("What only NetSuite can see stands under the verdicts."),
	}
}

// counts sums the findings up, and counts down to the end of the token.
func (t *tokenScreen) counts(tok token.Token, findings []diagnosis.Finding, width int) string {
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
			parts = append(parts, t.statusGlyph(kind.status)+" "+count(n[kind.status])+" "+t.styles.Quiet.paint(kind.word))
		}
	}
	left := "  " + strings.Join(parts, "   ")
	return apart(left, t.styles.Strong.paint(t.expiry(tok)), width)
}

// findingRow is a finding in a line, and unfolded below it.
func (t *tokenScreen) findingRow(f diagnosis.Finding, chosen bool, label, width int) []string {
	look := t.styles.Text
	if f.Status == diagnosis.Pass || f.Status == diagnosis.Unchecked {
		look = t.styles.Quiet
	}
	if chosen {
		look = t.styles.Strong
	}
	text := t.statusGlyph(f.Status) + " " + t.rowLabel(diagnosis.TitleOf(f.ID), label)
	lines := []string{text + look.paint(clip(f.Title, width-cells(text)))}
	if t.unfolded[f.ID] {
		if cells(text)+cells(f.Title) > width { // what was clipped
			for _, line := range wrap(f.Title, width-2) {
				lines = append(lines, "  "+line)
			}
		}
		for _, line := range t.findingDetail(f, width-2) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// rowLabel is the column of check names; narrow terminals have none.
func (t *tokenScreen) rowLabel(name string, label int) string {
	if label == 0 {
		return ""
	}
	return t.styles.Quiet.paint(fill(name, label)) + "  "
}

// passedLine stands for the findings that passed.
func (t *tokenScreen) passedLine(findings []diagnosis.Finding, chosen bool, label, width int) string {
	var names []string
	for _, f := range findings {
		if name := diagnosis.TitleOf(f.ID); f.Status == diagnosis.Pass && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	look := t.styles.Quiet
	if chosen {
		look = t.styles.Strong
	}
	text := t.statusGlyph(diagnosis.Pass) + " " + t.rowLabel("right", label)
	shown := strings.Join(names, " · ")
	if t.passed {
		shown = plural(len(names), "check", "checks") + " passed"
	}
	return text + look.paint(clip(shown, width-cells(text)))
}

func (t *tokenScreen) verdictLine(chosen bool, width int) string {
	look := t.styles.Text
	if chosen {
		look = t.styles.Strong
	}
	const name = "Every code"
	return look.paint(name) + "  " + t.styles.Quiet.paint(clip(t.verdictCounts(), width-len(name)-2))
}
