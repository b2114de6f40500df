// Package trails shows an export of the Login Audit Trail: its failures, incidents, rows
// and columns.
package trails

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// trailScreen shows the failures in an export of the Login Audit Trail: how many there
// are, the incidents, and a table by code, application, user and other dimensions. The
// enter key opens a line of the table as the same screen with a filter, which counts the
// file again.
type trailScreen struct {
	screen.Reader
	s *screen.Session
	screen.Reading
	paint.List // of the incidents, then of the rows of the table
	export     *files.Export
	filter     trail.Filter
	chosen     []string // what the filter matches, as shown; the last choice is last
	files.CountResult
	table   trailTable
	zoomed  bool   // the last of chosen is the time that + and − chose
	around  int    // index into Export.Incidents of the incident to choose, -1 for none
	stopped bool   // whether the user stopped the count
	beyond  bool   // more rows were read than the previous screen had counted
	problem string // why there is nothing to show
}

func newTrailScreen(s *screen.Session, filter trail.Filter, chosen []string, by trail.Dimension) *trailScreen {
	return &trailScreen{s: s, export: s.Export, filter: filter, chosen: chosen, around: -1, table: trailTable{by: by, alone: filter.Code != nil, part: len(chosen) > 0}}
}

// New returns a screen for the whole of the open export.
func New(s *screen.Session) screen.Screen {
	return newTrailScreen(s, trail.Filter{}, nil, trail.ByCode)
}

// Init implements screen.Screen. It counts the export or, if that is done, checks whether
// the file has changed.
func (t *trailScreen) Init() tea.Cmd {
	if t.Summary == nil && !t.Busy() {
		return t.count()
	}
	return t.look()
}

func (t *trailScreen) About() screen.About {
	const questions = 4 // who, when, what else, zoom
	return screen.About{Wide: true, MoreBelow: t.MoreBelow(), Busy: t.Busy(), Keys: questions}
}

func (t *trailScreen) Outdated(by screen.Replaced) bool {
	return by == screen.ExportReplaced || by == screen.ExportRecounted && !t.whole()
}

func (t *trailScreen) Close() { t.Abandon() }

// options returns the options for reading the open export with a filter.
func options(s *screen.Session, filter trail.Filter) trail.Options {
	return s.Export.Options(s.Case.Columns, filter, s.Clock())
}

// look returns the command that checks whether the file has changed since it was counted.
func (t *trailScreen) look() tea.Cmd {
	if t.Busy() || t.Summary == nil {
		return nil
	}
	e, counted := t.export, t.export.Stamp
	return t.Ask(t, func() any { return e.Since(counted) })
}

// forget discards the result of the count.
func (t *trailScreen) forget() {
	t.problem, t.stopped, t.At, t.Top = "", false, 0, 0
	t.CountResult = files.CountResult{}
	if t.whole() {
		t.export.Summary, t.export.Incidents = nil, nil
	}
}

// recount returns to the first screen of the open export and counts it again. It closes
// the screens opened from there, because they show the old content of the file.
func recount(s *screen.Session) tea.Cmd {
	whole, is := s.Kept(screen.Trail{}).(*trailScreen)
	if !is {
		return nil
	}
	s.CloseScreens(screen.ExportRecounted)
	if s.Shown() == screen.Screen(whole) {
		return whole.count()
	}
	s.CloseScreen(whole)
	whole.forget()
	return s.GoTo(screen.Trail{})
}

// count returns the command that reads and counts the export.
func (t *trailScreen) count() tea.Cmd {
	e, options, count := t.export, options(t.s, t.filter), t.s.Counter
	whole, before := t.whole(), t.export.Stamp
	t.forget()
	return t.Begin(t.s, t, func(ctx context.Context, progress *trail.Progress) any {
		options.Progress = progress
		if whole {
			before = e.Now()
		}
		got := count(ctx, e.Source, options)
		got.State, got.Change = before, e.Since(before)
		return got
	})
}

func (t *trailScreen) Answer(value any) tea.Cmd {
	if seen, is := value.(files.Change); is {
		if seen != files.Unchanged {
			t.export.Change = seen
		}
		return nil
	}
	got, ok := value.(files.CountResult)
	if !ok {
		return nil
	}
	t.stopped = t.Ended()
	t.CountResult = got
	if t.whole() {
		t.export.Stamp, t.export.Change = got.State, got.Change
	} else if got.Change != files.Unchanged {
		t.export.Change = got.Change
	} else if got.Summary != nil && got.Summary.Complete && got.Summary.Rows == 0 && got.Err == nil {
		t.export.Change = files.Rewritten // the rows were counted before the file changed
	}
	switch {
	case t.export.Change != files.Unchanged && (!t.whole() || t.Summary == nil):
		t.CountResult, t.problem = files.CountResult{}, t.export.Change.Words()
	case got.Summary != nil:
		t.table.set(got.Summary)
	case t.stopped || errors.Is(got.Err, context.Canceled):
		t.problem = "Stopped before anything was counted."
	case got.Err != nil:
		t.problem = paint.Sentence(paint.TrailText(got.Err.Error()))
		if t.asksColumns() {
			t.problem += " If it is an export of the Login Audit Trail, press enter to say which column is which."
		}
	default:
		t.problem = "Nothing could be read."
	}
	if t.whole() {
		t.export.Summary, t.export.Incidents, t.export.Notes = t.Summary, t.Incidents, nil
		if t.Summary != nil {
			for _, note := range t.readingNotes() {
				t.export.Notes = append(t.export.Notes, note.text)
			}
		}
	} else {
		t.Incidents = t.incidentsHere()
	}
	return nil
}

func (t *trailScreen) whole() bool { return len(t.chosen) == 0 }

func (t *trailScreen) Title() string {
	if t.whole() {
		return "Trail"
	}
	return paint.Clip(t.chosen[len(t.chosen)-1], 34)
}

func (t *trailScreen) Aside() string {
	name := t.export.Source.Name
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = paint.Clip(paint.TrailText(name), 40)
	if size := t.export.Source.Size; size >= 0 && t.whole() {
		return paint.Amount(size) + " · " + name
	}
	return name
}

// Back implements screen.Screen. The esc key stops the count and shows the result so far.
func (t *trailScreen) Back() bool { return t.Halt() }

// bindBy returns the binding for the next dimension of the table.
func (t *trailScreen) bindBy() key.Binding {
	return paint.BindBy(dimensionWord(t.table.next(t.filter, 1)))
}

func (t *trailScreen) Bindings() []key.Binding {
	if t.Summary == nil {
		return []key.Binding{paint.When(t.asksColumns(), paint.BindColumns), paint.When(t.asksAgain(), paint.BindAgain)}
	}
	row, ok := t.row()
	return []key.Binding{
		paint.When(t.asksAgain(), paint.BindAgain),
		paint.When(t.rowCount() > 1 || !t.Fits(), paint.BindChoose),
		paint.When(ok && t.leads(row), paint.BindOpen),
		paint.When(ok && row.guessed, paint.BindAgree),
		paint.When(ok && row.columns, paint.BindColumns),
		paint.When(ok && row.rows, paint.BindItsRows),
		paint.When(ok && row.more, paint.BindShowAll),
		paint.When(t.asksWho(), paint.BindWho),
		paint.When(t.asksWhen(), paint.BindSince),
		paint.When(t.asksElse(), paint.BindElse),
		t.bindZoom(),
		t.bindAnswer(),
		paint.When(ok && t.pageOf(row) != "", paint.BindTrailPage),
		paint.When(t.Summary.Rows > 0, t.bindBy()),
		paint.When(t.Summary.Rows > 0, paint.BindRows),
		paint.When(!t.Fits(), paint.BindPages),
		paint.When(!t.Fits(), paint.BindEnds),
	}
}

// bindZoom returns the binding of the directions in which the screen can zoom.
func (t *trailScreen) bindZoom() key.Binding {
	switch in, out := t.canZoomIn(), t.canZoomOut(); {
	case in && out:
		return paint.BindZoom
	case in:
		return paint.BindZoomIn
	default:
		return paint.When(out, paint.BindZoomOut)
	}
}

// dialect returns the format of the export.
func (t *trailScreen) dialect() trail.Dialect {
	if t.Summary == nil || len(t.Summary.Sources) == 0 {
		return trail.Dialect{}
	}
	return t.Summary.Sources[0].Dialect
}

// header returns the columns as they were read. It includes those of a file that could not
// be counted because none of its columns is known.
func (t *trailScreen) header() []trail.HeaderColumn {
	var unknown *trail.NoTrailError
	if t.Summary == nil && errors.As(t.Err, &unknown) {
		return unknown.Columns
	}
	return t.dialect().Columns
}

// asksAgain reports whether the figures are incomplete or outdated.
func (t *trailScreen) asksAgain() bool {
	switch {
	case t.Busy():
		return false
	case t.Summary == nil:
		return t.problem != ""
	}
	return !t.Summary.Complete || t.export.Change != files.Unchanged
}

// asksColumns reports whether the user may say what each column contains.
func (t *trailScreen) asksColumns() bool { return t.whole() && !t.Busy() && len(t.header()) > 0 }

// guessedColumns returns the columns that were recognized by their content or by a name in
// another language and that the user has not confirmed.
func (t *trailScreen) guessedColumns() []trail.HeaderColumn {
	var out []trail.HeaderColumn
	for _, c := range t.dialect().Columns {
		said, is := t.s.Case.Columns[c.Label]
		if (c.How == "language" || c.How == "content") && !(is && said == c.Column) {
			out = append(out, c)
		}
	}
	return out
}

// asksGuessed reports whether the user may confirm guessed columns.
func (t *trailScreen) asksGuessed() bool { return t.asksColumns() && len(t.guessedColumns()) > 0 }

// agree remembers that the guessed columns are correct. The count used them already, so
// the export is not counted again.
func (t *trailScreen) agree() {
	remembered := t.s.Case
	for _, c := range t.guessedColumns() {
		remembered = remembered.WithColumn(c.Label, c.Column)
	}
	t.s.Hold(remembered)
	t.s.Notice = "The columns are remembered for this case."
}

// question is what the number keys answer.
type question int

const (
	noQuestion   question = iota
	aboutWords            // which word of Status is a failure
	aboutOrder            // the order of day and month
	aboutOverlap          // whether rows that appear again are counted once
)

// question returns the question to the user: the first that is open, or else one whose
// answer the user may change. There is one at a time: until the failures are known, dates
// need no order.
func (t *trailScreen) question() question {
	switch {
	case !t.whole() || t.Summary == nil:
		return noQuestion
	case len(t.strangeWords()) > 0:
		return aboutWords
	case t.dialect().OrderAssumed:
		return aboutOrder
	case t.Summary.Overlap.Rows > 0 && t.export.Dedupe == nil:
		return aboutOverlap
	case t.export.Order != trail.OrderUndecided:
		return aboutOrder
	case t.export.Dedupe != nil:
		return aboutOverlap
	}
	return noQuestion
}

// strangeWords returns the unknown words of the Status column, if they are in more than a
// few rows. Only the user knows which of them marks a failure.
func (t *trailScreen) strangeWords() []trail.StatusWord {
	if !t.whole() || t.Summary == nil {
		return nil
	}
	for _, source := range t.Summary.Sources {
		for _, bad := range source.Bad {
			if bad.Kind == trail.BadStatus && bad.Count*100 > source.Rows {
				return bad.Words
			}
		}
	}
	return nil
}

// bindAnswer returns the binding of the answers to the question in the head.
func (t *trailScreen) bindAnswer() key.Binding {
	n := 0
	switch t.question() {
	case aboutWords:
		n = len(t.strangeWords())
	case aboutOrder, aboutOverlap:
		n = 2
	}
	return paint.BindNumbers(n, "answer")
}

// dateOrders are the answers to the question about the order of day and month.
var dateOrders = [...]trail.DateOrder{trail.MonthFirst, trail.DayFirst}

// answer counts again with an answer to that question.
func (t *trailScreen) answer(n int) tea.Cmd {
	switch t.question() {
	case aboutWords:
		t.export.FailureWord = t.strangeWords()[n].Word
	case aboutOrder:
		t.export.Order = dateOrders[n]
	case aboutOverlap:
		once := n == 0
		t.export.Dedupe = &once
	}
	return t.count()
}

func (t *trailScreen) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, paint.BindAgain) && t.asksAgain() {
		if t.export.Change != files.Unchanged {
			return recount(t.s)
		}
		return t.count()
	}
	if t.Summary == nil {
		if key.Matches(msg, paint.BindColumns) && t.asksColumns() {
			return t.s.Push(newTrailColumns(t))
		}
		return nil
	}
	switch {
	case key.Matches(msg, paint.BindOpen):
		return t.into()
	case key.Matches(msg, paint.BindTrailPage):
		t.openPageOf()
	case key.Matches(msg, paint.BindRows) && t.Summary.Rows > 0:
		return t.openRows(t.filter, t.chosen)
	case key.Matches(msg, paint.BindWho) && t.asksWho():
		return t.openWho()
	case key.Matches(msg, paint.BindSince) && t.asksWhen():
		return t.openSince()
	case key.Matches(msg, paint.BindElse) && t.asksElse():
		return t.openElse()
	case key.Matches(msg, t.bindZoom()):
		return t.zoom(paint.Step(msg))
	case key.Matches(msg, t.bindBy()):
		t.table.show(t.table.next(t.filter, paint.Step(msg)))
		t.Choose(min(t.At, t.firstGroup()))
	case key.Matches(msg, t.bindAnswer()):
		return t.answer(int(msg.String()[0] - '1'))
	case key.Matches(msg, paint.BindPages):
		t.Jump(paint.Step(msg)*max(1, t.Tall-2), t.rowCount())
	case key.Matches(msg, paint.BindEnds):
		t.Jump(paint.Step(msg)*t.rowCount(), t.rowCount())
		t.Browse(paint.Step(msg) * t.Total)
	case key.Matches(msg, paint.BindChoose):
		t.Move(paint.Step(msg), t.rowCount())
	}
	return nil
}

// firstIncident returns the index of the row of the first incident: the question about
// guessed columns comes before it.
func (t *trailScreen) firstIncident() int {
	if t.asksGuessed() {
		return 1
	}
	return 0
}

// firstGroup returns the index of the row of the first line of the table.
func (t *trailScreen) firstGroup() int { return t.firstIncident() + len(t.Incidents) }

// afterGroups returns the index of the row after the lines of the table: the one that shows
// the lines without failures, if some are hidden.
func (t *trailScreen) afterGroups() int { return t.firstGroup() + len(t.table.groups) }

// lastRow returns the index of the last row, which leads on to the columns or, in a part of
// the export, to its rows.
func (t *trailScreen) lastRow() int {
	if t.table.hidden > 0 {
		return t.afterGroups() + 1
	}
	return t.afterGroups()
}

// rowCount returns the number of rows for the cursor.
func (t *trailScreen) rowCount() int {
	if !t.asksColumns() && t.Summary.Rows == 0 {
		return t.lastRow()
	}
	return t.lastRow() + 1
}

// trailRow is a line that the cursor can be on: an incident, a group, or one that the rest
// of the fields names.
type trailRow struct {
	incident *incident.Incident
	group    *trail.Group
	guessed  bool // the question whether the guessed columns are right
	more     bool // shows the lines without failures
	columns  bool // leads to the columns
	rows     bool // leads to the rows
}

// row returns the line that the cursor is on, or false if there is none.
func (t *trailScreen) row() (trailRow, bool) {
	switch at := t.At; {
	case at < t.firstIncident():
		return trailRow{guessed: true}, true
	case at < t.firstGroup():
		return trailRow{incident: &t.Incidents[at-t.firstIncident()]}, true
	case at < t.afterGroups():
		return trailRow{group: &t.table.groups[at-t.firstGroup()]}, true
	case at < t.lastRow():
		return trailRow{more: true}, true
	case t.asksColumns():
		return trailRow{columns: true}, true
	}
	return trailRow{rows: true}, t.rowCount() > t.lastRow()
}

// leads reports whether the enter key opens an incident or a group.
func (t *trailScreen) leads(row trailRow) bool {
	if row.incident != nil || row.group == nil {
		return row.incident != nil
	}
	_, ok := narrowed(t.filter, t.table.by, *row.group)
	return ok
}

// into opens the chosen line.
func (t *trailScreen) into() tea.Cmd {
	row, ok := t.row()
	if !ok || !t.InView() {
		return nil
	}
	switch {
	case row.guessed:
		t.agree()
		return nil
	case row.columns:
		return t.s.Push(newTrailColumns(t))
	case row.more:
		t.table.all = true
		t.table.show(t.table.by)
		return nil
	case row.rows:
		return t.openRows(t.filter, t.chosen)
	case !t.leads(row):
		return nil
	}
	filter, chosen := t.filter, slices.Clone(t.chosen)
	if row.incident != nil {
		filter, chosen = incidentFilter(*row.incident), append(chosen, incidentName(*row.incident))
	} else {
		filter, _ = narrowed(filter, t.table.by, *row.group)
		chosen = append(chosen, paint.GroupName(t.table.by, *row.group))
	}
	by, more := following(filter)
	if !more {
		if row.incident == nil && row.group.Failures > 0 {
			filter.FailuresOnly = true
		}
		return t.openRows(filter, chosen)
	}
	next := newTrailScreen(t.s, filter, chosen, by)
	next.beyond = t.stopped && !t.Summary.Complete
	return t.s.Push(next)
}

func (t *trailScreen) openRows(filter trail.Filter, chosen []string) tea.Cmd {
	if t.Summary.Failures > 0 {
		filter.FailuresOnly = true
	}
	return t.s.GoTo(screen.TrailRows{Filter: filter, Chosen: chosen})
}

// incidentFilter returns a filter for the rows of an incident.
func incidentFilter(incident incident.Incident) trail.Filter {
	filter := trail.Filter{Code: &incident.Code, User: incident.User, Role: incident.Role, IP: incident.IP, FailuresOnly: true}
	if incident.Application != "*" {
		filter.Application = &incident.Application
	}
	if !incident.Start.IsZero() {
		filter.Since = incident.Start
	}
	if !incident.End.IsZero() {
		filter.Until = incident.End.Add(time.Second) // Until is exclusive
	}
	return filter
}

// following returns the next dimension to group the rows of a filter by, or false if only
// the rows themselves are left.
func following(filter trail.Filter) (trail.Dimension, bool) {
	who := filter.User != nil || filter.Role != nil || filter.IP != nil || filter.URI != nil
	switch {
	case filter.Code == nil:
		return trail.ByCode, true
	case filter.Application == nil:
		return trail.ByApplication, true
	case !who:
		return trail.ByUser, true
	}
	return "", false
}

// pageOf returns the page that explains a line, or "" if there is none.
func (t *trailScreen) pageOf(row trailRow) string {
	if row.incident != nil {
		if page := t.s.Library.Cause(row.incident.Cause).Page; page != "" {
			return page
		}
		return trailPage(detail.Find(row.incident.Code))
	}
	if row.group == nil {
		return ""
	}
	if t.table.by == trail.ByCode {
		if row.group.Value == "" && !row.group.Rest {
			return findDetailPage
		}
		return trailPage(*row.group.Detail)
	}
	if t.filter.Code != nil {
		return trailPage(detail.Find(*t.filter.Code))
	}
	return ""
}

// openPageOf opens the page of the chosen line.
func (t *trailScreen) openPageOf() {
	row, ok := t.row()
	if !ok || !t.s.OpenPage(t.pageOf(row)) || row.incident != nil || t.table.by != trail.ByCode {
		return
	}
	nearMiss(t.s, *row.group.Detail)
}

// nearMiss sets a notice if the page that opens is about another word.
func nearMiss(s *screen.Session, match detail.Match) {
	if match.Protocol == detail.Unknown && len(match.Nearest) > 0 {
		s.Notice = "Oracle documents no word " + paint.Clip(paint.TrailText(match.Word), 40) + ". This is the page of the nearest one."
	}
}
