package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"authdoctor/diagnosis/trail"
)

// View implements screen: the answer, what must be asked, the incidents, the table
// and the notes.
func (t *trailScreen) View(width, height int) []string {
	switch {
	case t.busy():
		t.window(nil, height)
		return t.progressView(&t.reading, "Counting "+clip(trailText(t.export.source.Name), max(10, width-12)), "esc stops and shows what was counted until then.", width)
	case t.summary == nil:
		t.window(nil, height)
		var lines []string
		for _, line := range wrap(t.problem, width-2) {
			lines = append(lines, "  "+t.styles.Heading.paint(line))
		}
		return lines
	}
	t.at = max(0, min(t.at, t.rowCount()-1))
	c := t.compose(width, height)
	t.first = c.first
	if t.follow {
		t.show(c.first, c.last, height, len(c.lines))
	}
	seen := t.window(c.lines, height)
	for i := range seen {
		// Only the lines of the table that are seen are drawn: there may be as many
		// as users.
		if row, ok := c.tableRow(t.top + i); ok {
			seen[i] = t.tableRow(&t.table, row, row+len(t.incidents) == t.at, width)
		}
	}
	return seen
}

// composed is the whole screen; the lines of the table are still empty.
type composed struct {
	lines       []string
	first, last int // of the chosen line
	table       int // where the table starts
	rows        int // of the table
	at          int // the chosen one of them, -1 for none
	fold        int // lines below that one
}

// tableRow says which row of the table a line is.
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
	for i, incident := range t.incidents {
		start := len(c.lines)
		c.lines = append(c.lines, t.incidentRow(incident, i == t.at, width))
		if i == t.at {
			c.lines = append(c.lines, t.incidentFold(incident, width)...)
			c.first, c.last = start, len(c.lines)-1
		}
	}
	if len(t.incidents) > 0 {
		c.lines = append(c.lines, "")
	}
	if t.summary.Rows > 0 {
		c.lines = append(c.lines, t.tableHead(&t.table, width))
		c.table, c.rows = len(c.lines), len(t.table.groups)
		c.lines = append(c.lines, make([]string, c.rows)...)
		if at := t.at - len(t.incidents); at >= 0 && at < c.rows {
			fold := t.tableFold(&t.table, t.table.groups[at], width)
			c.at, c.fold = at, len(fold)
			c.first, c.last = c.table+at, c.table+at+len(fold)
			rest := c.lines[c.table+at+1:]
			c.lines = append(c.lines[:c.table+at+1:c.table+at+1], append(fold, rest...)...)
			if at == 0 && len(t.incidents) == 0 {
				c.last = max(c.last, c.table+at)
			}
		}
		if words := t.asideWords(); words != "" {
			c.lines = append(c.lines, "")
			for _, line := range wrap(words, width-2) {
				c.lines = append(c.lines, "  "+t.styles.Quiet.paint(line))
			}
		}
	}
	if notes := t.notes(width); len(notes) > 0 {
		c.lines = append(append(c.lines, ""), notes...)
	}
	if t.at == 0 && c.last < height {
		c.first = 0 // with the answer above it
	}
	return c
}

// head is the answer, and what only the user can say.
func (t *trailScreen) head(width, height int) []string {
	var lines []string
	for _, line := range wrap(t.headline(), width-2) {
		lines = append(lines, "  "+t.styles.Heading.paint(line))
	}
	quiet := ""
	if !t.whole() {
		quiet = strings.Join(t.chosen, " · ")
	} else if height >= 18 && !t.summary.First.IsZero() {
		quiet = zoneNote
	}
	for _, line := range wrap(quiet, width-2) {
		lines = append(lines, "  "+t.styles.Quiet.paint(line))
	}
	for _, warning := range t.warnings() {
		for i, line := range wrap(warning, width-4) {
			lead := "    "
			if i == 0 {
				lead = "  " + t.styles.Alarm.paint("!") + " "
			}
			lines = append(lines, lead+t.styles.Strong.paint(line))
		}
	}
	for _, ask := range t.asks() {
		for i, line := range wrap(ask, width-4) {
			lead := "    "
			if i == 0 {
				lead = "  " + t.styles.Cursor.paint("?") + " "
			}
			lines = append(lines, lead+t.styles.Strong.paint(line))
		}
	}
	return append(lines, "")
}

const zoneNote = "Times are those of the user who exported; the file names no time zone."

// headline is the answer in a sentence.
func (t *trailScreen) headline() string {
	s := t.summary
	rows := plural(int(s.Rows), "row", "rows")
	when := days(s.First, s.Last, t.wallClock())
	if when != "" {
		when = ", " + when
	}
	if s.Rows == 0 {
		return "No row could be counted."
	}
	if s.Failures == 0 {
		return "No failure in " + rows + when
	}
	failures := plural(int(s.Failures), "failure", "failures") + " of " + rows + when
	switch n := len(t.incidents); {
	case !t.whole():
		return failures
	case n == 0:
		return "No incident, " + failures
	default:
		return plural(n, "incident", "incidents") + ", " + failures
	}
}

// warnings are what makes the figures less than they seem.
func (t *trailScreen) warnings() []string {
	var out []string
	for _, source := range t.summary.Sources {
		if source.Problem != "" {
			out = append(out, "Reading broke off: "+sentence(trailText(source.Problem))+" What was read before is counted.")
		}
	}
	if !t.summary.Complete && len(out) == 0 {
		text := "Incomplete: stopped after " + plural(int(t.summary.Rows), "row", "rows")
		if t.progress != nil && t.progress.Total() > 0 {
			text += ", " + count(int(min(t.progress.Bytes(), t.progress.Total())*100/t.progress.Total())) + " % of the file"
		}
		out = append(out, text+". a counts again.")
	}
	if t.err != nil && len(out) == 0 {
		out = append(out, sentence(trailText(t.err.Error())))
	}
	if t.whole() && t.missing(trail.ColumnDetail) {
		text := "There is no column Detail, so no row says why a login failed."
		if p, ok := t.library.Page(findDetailPage); ok {
			steps := p.Instructions()
			parts := []string{}
			for _, i := range []int{0, 1, 3} {
				if i < len(steps) {
					parts = append(parts, steps[i].Text)
				}
			}
			text += " " + strings.Join(parts, " ") + " Then export again. p tells more."
		}
		out = append(out, text)
	}
	return out
}

// missing says that no column holds something that tells much.
func (t *trailScreen) missing(column trail.Column) bool {
	dialect := t.dialect()
	if len(dialect.Columns) == 0 {
		return false
	}
	for _, missing := range dialect.Missing() {
		if missing == column {
			return true
		}
	}
	return false
}

// asks are questions that only the user can answer.
func (t *trailScreen) asks() []string {
	if !t.whole() {
		return nil
	}
	var out []string
	dialect := t.dialect()
	if dialect.OrderAssumed {
		now := "month"
		if dialect.Order == trail.DayFirst {
			now = "day"
		}
		out = append(out, orderQuestion(dialect.DateExample)+" The "+now+" is taken to be first.")
	}
	if dialect.Guessed() {
		var parts []string
		for _, c := range dialect.Columns {
			if c.How == "language" || c.How == "content" {
				parts = append(parts, clip(trailText(c.Label), 30)+" as "+c.Column.Label())
			}
		}
		out = append(out, "Is this right? Read "+strings.Join(parts, ", ")+". c says which column is which.")
	} else if missing := dialect.Missing(); len(dialect.Columns) > 0 && len(missing) > 0 && unusedColumn(dialect) {
		var names []string
		for _, column := range missing {
			names = append(names, column.Label())
		}
		out = append(out, "No column is known for "+strings.Join(names, ", ")+". If there is one, c says which.")
	}
	return out
}

// unusedColumn says that the export has a column which may be a missing one.
func unusedColumn(dialect trail.Dialect) bool {
	for _, c := range dialect.Columns {
		if c.Column == "" && c.Label != "" {
			return true
		}
	}
	return false
}

// dateNumbers are the two first numbers of a date.
var dateNumbers = regexp.MustCompile(`^\s*(\d{1,2})\D(\d{1,2})\D`)

// orderQuestion asks how a date is to be read that may be read in two ways.
func orderQuestion(example string) string {
	shown := trailText(example)
	found := dateNumbers.FindStringSubmatch(example + " ")
	if found == nil {
		return "Do dates such as " + shown + " begin with the month (m) or the day (d)?"
	}
	one, _ := strconv.Atoi(found[1])
	two, _ := strconv.Atoi(found[2])
	if one < 1 || one > 12 || two < 1 || two > 12 {
		return "Do dates such as " + shown + " begin with the month (m) or the day (d)?"
	}
	return fmt.Sprintf("Is %s the %s of %s (m) or the %s of %s (d)?", shown, ordinal(two), month(one), ordinal(one), month(two))
}

func month(n int) string {
	return [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[n-1]
}

// ordinal writes a day of a month from 1 to 12: 1st.
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

// asideWords tells of the words that stand in rows which are no failures.
func (t *trailScreen) asideWords() string {
	var parts []string
	for _, group := range t.table.aside {
		if group.Value != "" {
			parts = append(parts, groupName(trail.ByCode, group)+" "+count(int(group.Successes)))
		}
	}
	if len(parts) == 0 || !t.whole() || t.table.by != trail.ByCode {
		return ""
	}
	const most = 5
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], count(more)+" more")
	}
	return "No failures: " + strings.Join(parts, " · ")
}
