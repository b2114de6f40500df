package trails

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// View implements screen.Screen. It draws the answer, the questions for the user, the
// incidents, the table and the notes.
func (t *trailScreen) View(width, height int) []string {
	switch {
	case t.Busy():
		t.Window(nil, height)
		stops := "Press esc to stop and see the counts so far."
		if t.beyond {
			stops = beyondWords + " " + stops
		}
		return t.Draw(t.s, "Counting "+paint.Clip(paint.TrailText(t.export.Source.Name), max(10, width-12)), stops, width)
	case t.Summary == nil:
		t.Window(nil, height)
		return t.s.Styles.Heading.Paragraph("  ", t.problem, width)
	}
	t.At = max(0, min(t.At, t.rowCount()-1))
	c := t.compose(width, height)
	answer := t.pinned(c, width, height)
	seen := t.Frame(c.lines[answer:], max(0, c.first-answer), c.last-answer, height-answer)
	for i := range seen {
		// Draw only the visible lines of the table: there may be one for every user.
		if row, ok := c.tableRow(answer + t.Top + i); ok {
			seen[i] = t.tableRow(row, t.firstGroup()+row == t.At, width)
		}
	}
	return append(c.lines[:answer:answer], seen...)
}

// pinned returns how many lines stay at the top while the others scroll. These are the
// lines of the answer, as many as leave room for the chosen line with all its details.
func (t *trailScreen) pinned(c composed, width, height int) int {
	if len(c.lines) <= height {
		return 0
	}
	answer := len(paint.Wrap(t.headline(), width-2))
	if t.export.Change != files.Unchanged {
		answer = 1 // the warning that the answer is out of date
	}
	return max(0, min(answer, height-(c.last-c.chosen+1)))
}

// composed is the whole screen; the lines of the table are still empty.
type composed struct {
	lines       []string
	first, last int // of the part of the chosen line that must be visible
	chosen      int // the chosen line
	table       int // where the table starts
	rows        int // number of rows in the table
	at          int // index of the chosen row, or -1 if none is chosen
	fold        int // number of lines below the chosen row
}

// tableRow returns the row of the table that a line shows.
func (c composed) tableRow(line int) (int, bool) {
	i := line - c.table
	switch {
	case i < 0 || i >= c.rows+c.fold:
		return 0, false
	case c.at < 0 || i <= c.at:
		return i, true
	case i <= c.at+c.fold:
		return 0, false
	}
	return i - c.fold, true
}

func (t *trailScreen) compose(width, height int) composed {
	c := composed{at: -1}
	c.lines = t.head(width, height)
	if t.asksGuessed() {
		if t.At == 0 {
			c.first = len(c.lines)
		}
		lead, look := t.s.Styles.Lead(t.At == 0)
		c.lines = append(c.lines, look.Paragraph(lead+t.s.Styles.Cursor.Paint("?")+" ", columnQuestion(t.guessedColumns(), width-4), width)...)
		if t.At == 0 {
			c.last = len(c.lines) - 1
		}
		c.lines = append(c.lines, "")
	}
	for i, incident := range t.Incidents {
		i += t.firstIncident()
		start := len(c.lines)
		c.lines = append(c.lines, t.incidentRow(incident, i == t.At, width))
		if i == t.At {
			c.lines = append(c.lines, t.incidentFold(incident, width, height-2)...) // beside its line and the answer
			c.first, c.last = start, len(c.lines)-1
		}
	}
	if len(t.Incidents) > 0 {
		c.lines = append(c.lines, "")
	}
	if t.Summary.Rows > 0 {
		c.lines = append(c.lines, t.tableHead(width))
		c.table, c.rows = len(c.lines), len(t.table.groups)
		c.lines = append(c.lines, make([]string, c.rows)...)
		if at := t.At - t.firstGroup(); at >= 0 && at < c.rows {
			fold := t.tableFold(t.table.groups[at], width)
			c.at, c.fold = at, len(fold)
			c.first, c.last = c.table+at, c.table+at+len(fold)
			rest := c.lines[c.table+at+1:]
			c.lines = append(c.lines[:c.table+at+1:c.table+at+1], append(fold, rest...)...)
		}
	}
	if t.table.hidden > 0 && t.Summary.Rows > 0 {
		if t.At == t.afterGroups() {
			c.first, c.last = len(c.lines), len(c.lines)
		}
		lead, look := t.s.Styles.Lead(t.At == t.afterGroups())
		c.lines = append(c.lines, lead+look.Paint("Show "+paint.Count(t.table.hidden)+" without failures"))
	}
	if t.rowCount() > t.lastRow() {
		if t.At == t.lastRow() {
			c.first, c.last = len(c.lines), len(c.lines)
		}
		lead, look := t.s.Styles.Lead(t.At == t.lastRow())
		text := "The rows themselves"
		if t.asksColumns() {
			text = "Say which column is which"
		}
		c.lines = append(c.lines, lead+look.Paint(text))
	}
	if words := t.asideWords(); words != "" {
		c.lines = append(c.lines, "")
		c.lines = append(c.lines, t.s.Styles.Quiet.Paragraph("  ", words, width)...)
	}
	if notes := t.notes(width, height); len(notes) > 0 {
		c.lines = append(append(c.lines, ""), notes...)
	}
	c.chosen = c.first
	if t.At == 0 && c.last < height {
		c.first = 0 // keep the answer above it in view
	}
	return c
}

// head returns the answer, and the questions that only the user can answer.
func (t *trailScreen) head(width, height int) []string {
	var lines []string
	if t.export.Change != files.Unchanged {
		lines = append(lines, t.s.Styles.Strong.Paragraph("  "+t.s.Styles.Alarm.Paint("!")+" ", t.export.Change.Words()+" This is what it was before:", width)...)
	}
	lines = append(lines, t.s.Styles.Heading.Paragraph("  ", t.headline(), width)...)
	quiet := ""
	if t.zoomed && t.onlyTime() {
		quiet = "Part of the period: - shows more of it, esc goes back."
	} else if !t.whole() {
		quiet = strings.Join(shortNames(t.chosen), " · ")
	} else if height >= zoneHeight && !t.Summary.First.IsZero() {
		quiet = zoneNote
	}
	lines = append(lines, t.s.Styles.Quiet.Paragraph("  ", quiet, width)...)
	for _, warning := range t.warnings() {
		lines = append(lines, t.s.Styles.Strong.Paragraph("  "+t.s.Styles.Alarm.Paint("!")+" ", warning, width)...)
	}
	for _, ask := range t.asks() {
		lines = append(lines, t.s.Styles.Strong.Paragraph("  "+t.s.Styles.Cursor.Paint("?")+" ", ask, width)...)
	}
	return append(lines, "")
}

// shortNames clips each name of a list.
func shortNames(names []string) []string {
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = paint.Clip(name, 2*maxName)
	}
	return short
}

// zoneHeight is the smallest height of the body, in lines, at which the time zone is shown
// at the top. On smaller screens it is among the notes.
const zoneHeight = 18

const zoneNote = "Times are in the time zone of the user who exported; the file does not name it."

// headline returns the result in one sentence.
func (t *trailScreen) headline() string {
	s := t.Summary
	rows := paint.Plural(int(s.Rows), "row", "rows")
	when := paint.Days(s.First, s.Last, t.s.WallClock())
	if when != "" {
		when = ", " + when
	}
	if s.Failures == 0 && len(t.strangeWords()) > 0 {
		return "Status has unknown words, so it is not known which logins failed."
	}
	if s.Rows == 0 {
		return "No row could be counted."
	}
	if s.Failures == 0 {
		return "No failure in " + rows + when
	}
	failures := paint.Plural(int(s.Failures), "failure", "failures") + " of " + rows + when
	switch n := len(t.Incidents); {
	case !t.whole() && s.Failures == s.Rows:
		return paint.Plural(int(s.Failures), "failure", "failures") + when
	case !t.whole():
		return failures
	case n == 0 && s.Unsought() != "":
		return failures + ". " + unsoughtWords(s.Unsought())
	case n == 0:
		return "No incident, " + failures
	default:
		return paint.Plural(n, "incident", "incidents") + ", " + failures
	}
}

// beyondWords explains why the figures differ from those of the previous screen.
const beyondWords = "The previous count was stopped. This one reads the whole file."

// unsoughtWords explains why the export was not searched for incidents.
func unsoughtWords(column trail.Column) string {
	if column == trail.ColumnDate {
		return "Without dates, incidents cannot be found."
	}
	return "Without the column " + column.Label() + ", incidents cannot be found."
}

// warnings returns the reasons why the figures are incomplete.
func (t *trailScreen) warnings() []string {
	var out []string
	for _, source := range t.Summary.Sources {
		if source.Problem != "" && !t.stopped {
			out = append(out, problemWords(source)+" The rows before it are counted.")
		}
	}
	if !t.Summary.Complete && len(out) == 0 {
		var rowsRead int64 // including those that the filter excluded
		for _, source := range t.Summary.Sources {
			rowsRead += source.Rows + source.Filtered
		}
		text := "Incomplete: stopped after " + paint.Plural(int(rowsRead), "row", "rows")
		if t.Progress != nil && t.Progress.Total() > 0 {
			done, total := t.Progress.Bytes(), t.Progress.Total()
			if again, all := t.Progress.Again(); all > 0 && t.Summary.Overlap.Removed {
				done, total = again, all // what was counted before is counted again
			}
			text += ", " + paint.Count(int(min(done, total)*100/total)) + " % of the file"
		}
		out = append(out, text+". Press a to count again.")
	}
	if t.beyond {
		out = append(out, beyondWords)
	}
	if t.Err != nil && len(out) == 0 && !errors.Is(t.Err, context.Canceled) {
		out = append(out, paint.Sentence(paint.TrailText(t.Err.Error())))
	}
	if t.whole() && lacksDetail(t.Summary) {
		text := "There is no column Detail, so no row shows why a login failed."
		if p, ok := t.s.Library.Page(findDetailPage); ok {
			steps := p.Instructions()
			parts := []string{}
			for _, i := range []int{0, 1, 3} {
				if i < len(steps) {
					parts = append(parts, steps[i].Text)
				}
			}
			text += " " + strings.Join(parts, " ") + " Then export again. Press p for the page about it."
		}
		out = append(out, text)
	}
	return out
}

// problemWords explains why a file was not read to its end, or what it says is missing.
func problemWords(source trail.SourceSummary) string {
	text := paint.Sentence(paint.TrailText(source.Problem))
	for _, whole := range []string{"Reading ", "The last answer ", "The answers ", "Two answers "} {
		if strings.HasPrefix(text, whole) {
			return text
		}
	}
	return "Reading stopped: " + text
}

// asks returns the questions that only the user can answer, except the one about guessed
// columns, which is a row.
func (t *trailScreen) asks() []string {
	if !t.whole() {
		return nil
	}
	var out []string
	dialect := t.dialect()
	if words := t.strangeWords(); len(words) > 0 {
		parts := make([]string, len(words))
		for i, one := range words {
			parts[i] = paint.Count(i+1) + " " + paint.Clip(paint.TrailText(one.Word), 24) + " (" + paint.Plural(int(one.Rows), "row", "rows") + ")"
		}
		out = append(out, "Which word of Status is a failure? "+strings.Join(parts, ", ")+". Press its number.")
	}
	if dialect.OrderAssumed && len(out) == 0 { // one question at a time
		now := "month"
		if dialect.Order == trail.DayFirst {
			now = "day"
		}
		out = append(out, orderQuestion(dialect.DateExample)+" The "+now+" is taken to be first.")
	}
	if t.question() == aboutOverlap && t.export.Dedupe == nil {
		out = append(out, paint.OverlapWords(t.Summary.Overlap)+" Count them once (1) or each time (2)?")
	}
	if missing := dialect.Missing(); !t.asksGuessed() && len(dialect.Columns) > 0 && len(missing) > 0 && unusedColumn(dialect) {
		var names []string
		for _, column := range missing {
			names = append(names, column.Label())
		}
		out = append(out, "No column was found for "+strings.Join(names, ", ")+". If there is one, choose it in the last line.")
	}
	return out
}

// columnQuestion asks whether guessed columns are correct. It names as many as fit in a
// few lines, the most informative first.
func columnQuestion(guessed []trail.HeaderColumn, width int) string {
	const most = 2                     // lines
	order := trail.Dialect{}.Missing() // an empty dialect lacks every column, the most informative first
	rank := func(c trail.HeaderColumn) int {
		if i := slices.Index(order, c.Column); i >= 0 {
			return i
		}
		return len(order)
	}
	guessed = slices.Clone(guessed)
	slices.SortStableFunc(guessed, func(a, b trail.HeaderColumn) int { return rank(a) - rank(b) })
	ask := func(named int) string {
		parts := make([]string, named)
		for i, c := range guessed[:named] {
			parts[i] = paint.Clip(paint.TrailText(c.Label), 24) + " as " + c.Column.Label()
		}
		if rest := len(guessed) - named; rest > 0 {
			parts = append(parts, paint.Count(rest)+" more")
		}
		return "Is this correct? " + strings.Join(parts, ", ") + ". Enter confirms; the last line changes it."
	}
	named := 1
	for named < len(guessed) && len(paint.Wrap(ask(named+1), width)) <= most {
		named++
	}
	return ask(named)
}

// unusedColumn reports whether the export has an unused column that may be a missing one.
func unusedColumn(dialect trail.Dialect) bool {
	for _, c := range dialect.Columns {
		if c.Column == "" && c.Label != "" {
			return true
		}
	}
	return false
}

// dateNumbers matches the first two numbers of a date.
var dateNumbers = pattern.Lazy(`^\s*(\d{1,2})\D(\d{1,2})\D`)

// orderQuestion asks how to read a date that can be read in two ways.
func orderQuestion(example string) string {
	shown := paint.TrailText(example)
	found := dateNumbers().FindStringSubmatch(example + " ")
	if found == nil {
		return "Do dates such as " + shown + " begin with the month (1) or the day (2)?"
	}
	one, _ := strconv.Atoi(found[1])
	two, _ := strconv.Atoi(found[2])
	if one < 1 || one > 12 || two < 1 || two > 12 {
		return "Do dates such as " + shown + " begin with the month (1) or the day (2)?"
	}
	return fmt.Sprintf("Is %s the %s of %s (1) or the %s of %s (2)?", shown, ordinal(two), month(one), ordinal(one), month(two))
}

func month(n int) string {
	return [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[n-1]
}

// ordinal returns a number from 1 to 12 as a day of the month, such as 1st.
func ordinal(n int) string {
	switch n {
	case 1:
		return "1st"
	case 2:
		return "2nd"
	case 3:
		return "3rd"
	}
	return strconv.Itoa(n) + "th"
}

// asideWords describes the Detail words in rows that are not failures.
func (t *trailScreen) asideWords() string {
	var parts []string
	for _, group := range t.table.aside {
		if group.Value != "" {
			parts = append(parts, paint.GroupName(trail.ByCode, group)+" "+paint.Count(int(group.Successes)))
		}
	}
	if len(parts) == 0 || !t.whole() || t.table.by != trail.ByCode {
		return ""
	}
	const most = 5
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], paint.Count(more)+" more")
	}
	return "No failures: " + strings.Join(parts, " · ")
}
