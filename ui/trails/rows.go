package trails

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// trailRows shows the first rows that match a filter, read from the file again, and every
// field of the chosen row. The user can make a row the Case.
type trailRows struct {
	screen.Reader
	s *screen.Session
	screen.Reading
	paint.List
	export *files.Export
	filter trail.Filter
	chosen []string // what the filter matches, as shown
	files.RowsResult
	problem string
	starts  []int // the lines on which the rows begin, as last drawn
}

// NewRows returns a screen with the rows of the open export that match the filter of to.
func NewRows(s *screen.Session, to screen.TrailRows) screen.Screen {
	return &trailRows{s: s, export: s.Export, filter: to.Filter, chosen: to.Chosen}
}

func (r *trailRows) About() screen.About {
	return screen.About{Wide: true, MoreBelow: r.MoreBelow(), Busy: r.Busy(), Search: r.searched()}
}

// searched returns the rows to search, none while they are read.
func (r *trailRows) searched() screen.Searched {
	if r.Busy() || len(r.Rows) == 0 {
		return screen.Searched{}
	}
	return screen.Searched{Scroll: &r.Scroll, Choose: func(line int) { r.Find(line, r.starts, r.Total) }}
}

func (r *trailRows) Outdated(by screen.Replaced) bool {
	return by == screen.ExportReplaced || by == screen.ExportRecounted
}

func (r *trailRows) Close() { r.Abandon() }

// Init implements screen.Screen. It reads the rows.
func (r *trailRows) Init() tea.Cmd {
	e, options, rows, counted := r.export, options(r.s, r.filter), r.s.RowReader, r.export.Stamp
	return r.Begin(r.s, r, func(ctx context.Context, progress *trail.Progress) any {
		options.Progress = progress
		got := rows(ctx, e.Source, options)
		got.Change = e.Since(counted)
		return got
	})
}

func (r *trailRows) Answer(value any) tea.Cmd {
	got, ok := value.(files.RowsResult)
	if !ok {
		return nil
	}
	stopped := r.Ended()
	r.RowsResult = got
	if got.Change != files.Unchanged {
		r.export.Change = got.Change
	} else if len(got.Rows) == 0 && got.Err == nil && !stopped {
		r.export.Change = files.Rewritten // the rows were counted before the file changed
	}
	switch {
	case r.export.Change != files.Unchanged:
		r.RowsResult, r.problem = files.RowsResult{}, r.export.Change.Words()
	case len(got.Rows) > 0:
	case stopped || errors.Is(got.Err, context.Canceled):
		r.problem = "Stopped before a row was found."
	case got.Err != nil:
		r.problem = paint.Sentence(paint.TrailText(got.Err.Error()))
	}
	return nil
}

func (r *trailRows) Title() string { return "Rows" }

func (r *trailRows) Aside() string { return strings.Join(shortNames(r.chosen), " · ") }

// Back implements screen.Screen. The esc key stops reading.
func (r *trailRows) Back() bool { return r.Halt() }

func (r *trailRows) Bindings() []key.Binding {
	row, ok := r.row()
	return []key.Binding{
		paint.When(ok && (len(r.Rows) > 1 || !r.Fits()), paint.BindChoose),
		paint.When(ok && len(diagnosis.RowFacts(row)) > 0, paint.BindTakeRow),
		paint.When(ok && trailPage(row.Detail) != "", paint.BindTrailPage),
		paint.When(r.asksAgain(), paint.BindAgain),
		paint.When(!r.Fits(), paint.BindPages),
		paint.When(!r.Fits(), paint.BindEnds),
	}
}

// asksAgain reports whether the file has changed since it was counted.
func (r *trailRows) asksAgain() bool { return !r.Busy() && r.export.Change != files.Unchanged }

// row returns the chosen row, or false if there is none.
func (r *trailRows) row() (trail.Row, bool) {
	if r.Busy() || r.At >= len(r.Rows) {
		return trail.Row{}, false
	}
	return r.Rows[r.At], true
}

func (r *trailRows) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, paint.BindAgain) && r.asksAgain() {
		return recount(r.s)
	}
	row, ok := r.row()
	if !ok {
		return nil
	}
	switch {
	case key.Matches(msg, paint.BindTakeRow):
		if r.InView() && len(diagnosis.RowFacts(row)) > 0 {
			return r.take(row)
		}
	case key.Matches(msg, paint.BindTrailPage):
		if r.InView() && r.s.OpenPage(trailPage(row.Detail)) {
			nearMiss(r.s, row.Detail)
		}
	case key.Matches(msg, paint.BindPages):
		r.Jump(paint.Step(msg)*max(1, r.Tall-2), len(r.Rows))
	case key.Matches(msg, paint.BindEnds):
		r.Jump(paint.Step(msg)*len(r.Rows), len(r.Rows))
	case key.Matches(msg, paint.BindChoose):
		r.Jump(paint.Step(msg), len(r.Rows))
	}
	return nil
}

func (r *trailRows) Copies() []screen.Copy {
	row, ok := r.row()
	if !ok {
		return nil
	}
	word := "Detail"
	if row.Values[trail.ColumnDetail] == "" {
		word = "Status"
	}
	copies := []screen.Copy{
		screen.Lines("This row", func(width int) []string { return r.fields(row, width) }),
		screen.Value(word, rowWord(row)),
	}
	return append(copies, screen.Lines("All rows here", func(int) (lines []string) {
		for _, one := range r.Rows {
			lines = append(lines, r.line(one, false, 200))
		}
		return lines
	}))
}

// take makes the login of a row the Case, and shows what its code means.
func (r *trailRows) take(row trail.Row) (cmd tea.Cmd) {
	facts := diagnosis.RowFacts(row)
	r.s.Give("the row of the trail", "taken", r.s.Case.WithRow(row))
	if !r.s.OpenPage(trailPage(row.Detail)) {
		cmd = r.s.GoTo(screen.Facts{})
	}
	names := make([]string, len(facts))
	for i, fact := range facts {
		names[i] = paint.FactLabel(fact.Name) + " " + fact.Shown()
	}
	r.s.Notice = "Taken as your case: " + strings.Join(names, ", ") + "."
	return cmd
}

func (r *trailRows) View(width, height int) []string {
	switch {
	case r.Busy():
		r.Window(nil, height)
		return r.Draw(r.s, "Reading the rows again", "Press esc to stop.", width)
	case len(r.Rows) == 0:
		r.Window(nil, height)
		return r.s.Styles.Heading.Paragraph("  ", r.problem, width)
	}
	r.At = max(0, min(r.At, len(r.Rows)-1))
	head := paint.Plural(len(r.Rows), "row", "rows")
	if r.filter.FailuresOnly {
		head = paint.Plural(len(r.Rows), "failure", "failures")
	}
	switch {
	case r.More:
		head = "The first " + head + ", in the order of the file; there are more"
	case r.Err != nil:
		head += ", then reading stopped: " + paint.TrailText(r.Err.Error())
	}
	lines := []string{"  " + r.s.Styles.Heading.Paint(paint.Clip(head, width-2)), ""}
	first, last := 0, 0
	r.starts = r.starts[:0]
	for i, row := range r.Rows {
		start := len(lines)
		r.starts = append(r.starts, start)
		lines = append(lines, r.line(row, i == r.At, width))
		if i == r.At {
			lines = append(lines, r.fields(row, width)...)
			first, last = start, len(lines)-1
		}
	}
	if r.At == 0 {
		first = 0
	}
	return r.Frame(lines, first, last, height)
}

// line returns one line for a row: when it occurred, its Detail word and the user.
func (r *trailRows) line(row trail.Row, chosen bool, width int) string {
	const when = 13 // cells of a date such as 23 Nov 11:59
	lead, look := r.s.Styles.Lead(chosen)
	stamp := "no date"
	if !row.Time.IsZero() {
		stamp = row.Time.Format("2 Jan 15:04")
	}
	word := rowWord(row)
	name := min(paint.NameWidth, max(12, (width-2-when)/2))
	line := lead + r.s.Styles.Quiet.Paint(paint.Fill(stamp, when)) + look.Paint(paint.Fill(word, name))
	who := strings.TrimSpace(paint.TrailText(row.Values[trail.ColumnUser]))
	if who == "" {
		who = strings.TrimSpace(paint.TrailText(row.Values[trail.ColumnEmail]))
	}
	if who == "" {
		who = "(no user)"
	}
	if app := paint.TrailText(row.Values[trail.ColumnApplication]); app != "" && width >= 76 {
		who += " · " + app
	}
	return line + "  " + r.s.Styles.Quiet.Paint(paint.Clip(who, width-2-when-name-2))
}

// rowWord returns the Detail column of a row, or its Status if Detail is empty.
func rowWord(row trail.Row) string {
	if word := paint.TrailText(row.Values[trail.ColumnDetail]); word != "" {
		return word
	}
	if row.Failure {
		return "(no Detail)"
	}
	return "Success"
}

// fields returns every field of a row that is known by name.
func (r *trailRows) fields(row trail.Row, width int) []string {
	label := 12
	if width >= 76 {
		label = 30
	}
	var lines []string
	add := func(name, value string) {
		lines = append(lines, paint.Indented(paint.Labelled(paint.Clip(name, label), r.s.Styles.Quiet, label, value, r.s.Styles.Text, width-4), 4)...)
	}
	if !row.Time.IsZero() {
		add("time", paint.Moment(row.Time, r.s.WallClock()))
	}
	for _, column := range trail.Columns() {
		value := row.Values[column]
		if value != "" && !(column == trail.ColumnDate && !row.Time.IsZero()) {
			add(column.Label(), strings.TrimSpace(paint.GroupName("", trail.Group{Value: value})))
		}
	}
	add("line", paint.Count(int(row.Line)))
	return lines
}
