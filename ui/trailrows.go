package ui

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
)

// trailRows shows the first rows that a filter chooses, read from the file again,
// with every field of the chosen one. A row can be taken as the Case.
type trailRows struct {
	reader
	s *session
	reading
	scroll
	export *export
	filter trail.Filter
	chosen []string // what the filter chose, as shown
	rowsResult
	problem string
	at      int
	follow  bool
	first   int // line on which the chosen row begins, as last drawn
}

func newTrailRows(s *session, to TrailRows) screen {
	return &trailRows{s: s, export: s.export, filter: to.Filter, chosen: to.Chosen}
}

// About implements screen.
func (r *trailRows) About() About {
	return About{Wide: true, MoreBelow: r.moreBelow(), Busy: r.busy()}
}

// Outdated implements screen.
func (r *trailRows) Outdated(by Replaced) bool {
	return by == ExportReplaced || by == ExportRecounted
}

// Close implements screen.
func (r *trailRows) Close() { r.abandon() }

// Init implements screen: it reads the rows.
func (r *trailRows) Init() tea.Cmd {
	e, options, rows, counted := r.export, options(r.s, r.filter), r.s.rowReader, r.export.Stamp
	return r.begin(r.s, r, func(ctx context.Context, progress *trail.Progress) any {
		options.Progress = progress
		got := rows(ctx, e.source, options)
		got.change = e.since(counted)
		return got
	})
}

// Answer implements asker.
func (r *trailRows) Answer(value any) tea.Cmd {
	got, ok := value.(rowsResult)
	if !ok {
		return nil
	}
	stopped := r.ended()
	r.rowsResult = got
	if got.change != Unchanged {
		r.export.change = got.change
	} else if len(got.rows) == 0 && got.err == nil && !stopped {
		r.export.change = Rewritten // rows were counted of it before
	}
	switch {
	case r.export.change != Unchanged:
		r.rowsResult, r.problem = rowsResult{}, r.export.change.words()
	case len(got.rows) > 0:
	case stopped || errors.Is(got.err, context.Canceled):
		r.problem = "Stopped before a row was found."
	case got.err != nil:
		r.problem = sentence(trailText(got.err.Error()))
	}
	return nil
}

func (r *trailRows) Title() string { return "Rows" }
func (r *trailRows) Aside() string { return strings.Join(shortNames(r.chosen), " · ") }

// Back implements screen: esc stops reading.
func (r *trailRows) Back() bool { return r.halt() }

var bindTakeRow = newBinding("t", "take as my case", "t")

func (r *trailRows) Bindings() []key.Binding {
	row, ok := r.row()
	return []key.Binding{
		when(ok && (len(r.rows) > 1 || !r.fits()), bindMove),
		when(ok && len(diagnosis.RowFacts(row)) > 0, bindTakeRow),
		when(ok && trailPage(row.Detail) != "", bindTrailPage),
		when(r.asksAgain(), bindAgain),
		when(!r.fits(), bindPages),
		when(!r.fits(), bindEnds),
	}
}

// asksAgain reports whether the file is not the one that was counted.
func (r *trailRows) asksAgain() bool { return !r.busy() && r.export.change != Unchanged }

// row is the chosen one.
func (r *trailRows) row() (trail.Row, bool) {
	if r.busy() || r.at >= len(r.rows) {
		return trail.Row{}, false
	}
	return r.rows[r.at], true
}

func (r *trailRows) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, bindAgain) && r.asksAgain() {
		return recount(r.s)
	}
	row, ok := r.row()
	if !ok {
		return nil
	}
	seen := r.first >= r.top && r.first < r.top+max(1, r.tall)
	switch {
	case key.Matches(msg, bindTakeRow):
		if !seen {
			r.follow = true
		} else if len(diagnosis.RowFacts(row)) > 0 {
			return r.take(row)
		}
	case key.Matches(msg, bindTrailPage):
		if !seen {
			r.follow = true
		} else if r.s.OpenPage(trailPage(row.Detail)) {
			nearMiss(r.s, row.Detail)
		}
	case key.Matches(msg, bindPages):
		r.jump(step(msg) * max(1, r.tall-2))
	case key.Matches(msg, bindEnds):
		r.jump(step(msg) * len(r.rows))
	case key.Matches(msg, bindMove):
		r.jump(step(msg))
	}
	return nil
}

// jump moves the cursor; at an end it scrolls.
func (r *trailRows) jump(by int) {
	before := r.at
	r.at, r.follow = max(0, min(r.at+by, len(r.rows)-1)), true
	if r.at == before {
		r.by(by)
		r.follow = false
	}
}

// take makes the login of a row the Case, and shows what its word means.
func (r *trailRows) take(row trail.Row) (cmd tea.Cmd) {
	facts := diagnosis.RowFacts(row)
	r.s.Give("the row of the trail", "taken", r.s.Case.WithRow(row))
	if !r.s.OpenPage(trailPage(row.Detail)) {
		cmd = r.s.GoTo(Facts{})
	}
	names := make([]string, len(facts))
	for i, fact := range facts {
		names[i] = factLabel(fact.Name) + " " + fact.Shown()
	}
	r.s.notice = "Taken as your case: " + strings.Join(names, ", ") + "."
	return cmd
}

func (r *trailRows) View(width, height int) []string {
	switch {
	case r.busy():
		r.window(nil, height)
		return r.draw(r.s, "Reading the rows again", "Press esc to stop.", width)
	case len(r.rows) == 0:
		r.window(nil, height)
		var lines []string
		for _, line := range wrap(r.problem, width-2) {
			lines = append(lines, "  "+r.s.styles.Heading.paint(line))
		}
		return lines
	}
	r.at = max(0, min(r.at, len(r.rows)-1))
	head := plural(len(r.rows), "row", "rows")
	if r.filter.FailuresOnly {
		head = plural(len(r.rows), "failure", "failures")
	}
	switch {
	case r.more:
		head = "The first " + head + ", in the order of the file; there are more"
	case r.err != nil:
		head += ", then reading broke off: " + trailText(r.err.Error())
	}
	lines := []string{"  " + r.s.styles.Heading.paint(clip(head, width-2)), ""}
	first, last := 0, 0
	for i, row := range r.rows {
		start := len(lines)
		lines = append(lines, r.line(row, i == r.at, width))
		if i == r.at {
			lines = append(lines, r.fields(row, width)...)
			first, last = start, len(lines)-1
		}
	}
	if r.at == 0 {
		first = 0
	}
	r.first = first
	if r.follow {
		r.show(first, last, height, len(lines))
	}
	return r.window(lines, height)
}

// line is a row in a line: when, the word, who.
func (r *trailRows) line(row trail.Row, chosen bool, width int) string {
	const when = 13 // 23 Nov 11:59
	lead, look := "  ", r.s.styles.Text
	if chosen {
		lead, look = r.s.styles.Cursor.paint("›")+" ", r.s.styles.Strong
	}
	stamp := "no date"
	if !row.Time.IsZero() {
		stamp = row.Time.Format("2 Jan 15:04")
	}
	word := rowWord(row)
	name := min(nameWidth, max(12, (width-2-when)/2))
	line := lead + r.s.styles.Quiet.paint(fill(stamp, when)) + look.paint(fill(word, name))
	who := strings.TrimSpace(trailText(row.Values[trail.ColumnUser]))
	if who == "" {
		who = strings.TrimSpace(trailText(row.Values[trail.ColumnEmail]))
	}
	if who == "" {
		who = "(no user)"
	}
	if app := trailText(row.Values[trail.ColumnApplication]); app != "" && width >= 76 {
		who += " · " + app
	}
	return line + "  " + r.s.styles.Quiet.paint(clip(who, width-2-when-name-2))
}

// rowWord is what the column Detail of a row says, or its Status.
func rowWord(row trail.Row) string {
	if word := trailText(row.Values[trail.ColumnDetail]); word != "" {
		return word
	}
	if row.Failure {
		return "(no Detail)"
	}
	return "Success"
}

// fields are all of a row that is known by name.
func (r *trailRows) fields(row trail.Row, width int) []string {
	label := 12
	if width >= 76 {
		label = 30
	}
	var lines []string
	add := func(name, value string) {
		lines = append(lines, indented(labelled(clip(name, label), r.s.styles.Quiet, label, value, r.s.styles.Text, width-4), 4)...)
	}
	if !row.Time.IsZero() {
		add("time", moment(row.Time, r.s.wallClock()))
	}
	for _, column := range trail.Columns() {
		value := row.Values[column]
		if value != "" && !(column == trail.ColumnDate && !row.Time.IsZero()) {
			add(column.Label(), strings.TrimSpace(groupName("", trail.Group{Value: value})))
		}
	}
	add("line", count(int(row.Line)))
	return lines
}
