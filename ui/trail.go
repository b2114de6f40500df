package ui

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
)

// trailScreen shows what fails in an export of the Login Audit Trail: how much of
// it, the incidents, and a table by code, application, user and so on. Enter goes
// into a line of it, which is the same screen with a filter: the file is counted
// again.
type trailScreen struct {
	reader
	*session
	reading
	scroll
	export *export
	filter trail.Filter
	chosen []string // what the filter chose, as shown, the last one last
	counted
	table   trailTable
	stopped bool   // the user stopped counting
	beyond  bool   // more rows are read than were counted on the screen before
	problem string // why there is nothing to show
	at      int    // which incident, then which line of the table
	follow  bool   // keep the chosen line in the window
	first   int    // line on which the chosen one begins, as last drawn
}

func newTrailScreen(s *session, e *export, filter trail.Filter, chosen []string, by trail.Dimension) *trailScreen {
	return &trailScreen{session: s, export: e, filter: filter, chosen: chosen, table: trailTable{by: by, alone: filter.Code != nil}}
}

// count reads the export and counts.
func (t *trailScreen) count() tea.Cmd {
	e, options, count := t.export, t.options(t.export, t.filter), t.counter
	whole, before := t.whole(), t.export.counted
	t.problem, t.stopped, t.at, t.top = "", false, 0, 0
	t.counted = counted{}
	return t.begin(t.session, t, func(ctx context.Context, progress *trail.Progress) any {
		options.Progress = progress
		if whole {
			before = e.now()
		}
		got := count(ctx, e.source, options)
		got.state, got.change = before, e.since(before)
		return got
	})
}

// Answer implements asker.
func (t *trailScreen) Answer(value any) tea.Cmd {
	if seen, is := value.(change); is {
		if seen != unchanged {
			t.export.change = seen
		}
		return nil
	}
	got, ok := value.(counted)
	if !ok {
		return nil
	}
	t.stopped = t.ended()
	t.counted = got
	if t.whole() {
		t.export.counted, t.export.change = got.state, got.change
	} else if got.change != unchanged {
		t.export.change = got.change
	} else if got.summary != nil && got.summary.Complete && got.summary.Rows == 0 && got.err == nil {
		t.export.change = another // rows were counted of it before
	}
	switch {
	case t.export.change != unchanged && (!t.whole() || t.summary == nil):
		t.counted, t.problem = counted{}, t.export.change.words()
	case got.summary != nil:
		t.table.set(got.summary)
	case t.stopped || errors.Is(got.err, context.Canceled):
		t.problem = "Stopped before anything was counted."
	case got.err != nil:
		t.problem = sentence(trailText(got.err.Error()))
		if t.asksColumns() {
			t.problem += " If it is an export of the Login Audit Trail, press c to say which column is which."
		}
	default:
		t.problem = "Nothing could be read."
	}
	if len(t.chosen) > 0 {
		t.incidents = nil // of a part of the rows, "all of a sudden" says nothing
	}
	return nil
}

func (t *trailScreen) whole() bool { return len(t.chosen) == 0 }

func (t *trailScreen) Title() string {
	if t.whole() {
		return "Trail"
	}
	return clip(t.chosen[len(t.chosen)-1], 34)
}

func (t *trailScreen) Aside() string {
	name := t.export.source.Name
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = clip(trailText(name), 40)
	if size := t.export.source.Size; size >= 0 && t.whole() {
		return amount(size) + " · " + name
	}
	return name
}

// Back implements screen: esc stops counting, and what was counted is shown.
func (t *trailScreen) Back() bool { return t.halt() }

var (
	keyInto        = bind("enter", "into it", "enter")
	keyTrailPage   = bind("p", "page", "p")
	keyRows        = bind("r", "rows", "r")
	keyColumns     = bind("c", "columns", "c")
	keyFailureWord = bind("1–6", "is a failure", "1", "2", "3", "4", "5", "6")
	keyAgree       = bind("y", "columns right", "y")
	keyAgain       = bind("a", "count again", "a")
	keyMonth       = bind("m", "month first", "m")
	keyDay         = bind("d", "day first", "d")
)

// keyBy leads to the next dimension of the table.
func (t *trailScreen) keyBy() key.Binding {
	return bind("b", "by "+dimensionWord(t.table.next(t.filter, 1)), "b", "tab", "B", "shift+tab")
}

func (t *trailScreen) Keys() []key.Binding {
	if t.summary == nil {
		return []key.Binding{when(t.asksColumns(), keyColumns), when(t.asksAgain(), keyAgain)}
	}
	row, ok := t.row()
	return []key.Binding{
		when(t.asksAgain(), keyAgain),
		when(t.rowCount() > 1 || !t.fits(), keyMove),
		when(ok && t.leads(row), keyInto),
		when(len(t.strangeWords()) > 0, keyFailureWord),
		when(t.asksGuessed(), keyAgree),
		when(ok && t.pageOf(row) != "", keyTrailPage),
		when(t.summary.Rows > 0, t.keyBy()),
		when(t.summary.Rows > 0, keyRows),
		when(t.asksOrder(), keyMonth),
		when(t.asksOrder(), keyDay),
		when(t.asksColumns(), keyColumns),

		when(!t.fits(), keyPages),
		when(!t.fits(), keyEnds),
	}
}

// dialect is how the export is written.
func (t *trailScreen) dialect() trail.Dialect {
	if t.summary == nil || len(t.summary.Sources) == 0 {
		return trail.Dialect{}
	}
	return t.summary.Sources[0].Dialect
}

// header are the columns as they were read; those of a file that could not be counted
// because none of them is known, too.
func (t *trailScreen) header() []trail.HeaderColumn {
	var unknown *trail.NoTrailError
	if t.summary == nil && errors.As(t.err, &unknown) {
		return unknown.Columns
	}
	return t.dialect().Columns
}

// asksAgain reports whether what is shown is not all there is, or not true any more.
func (t *trailScreen) asksAgain() bool {
	switch {
	case t.busy():
		return false
	case t.summary == nil:
		return t.problem != ""
	}
	return !t.summary.Complete || t.export.change != unchanged
}

// asksColumns reports whether the user may say which column is which.
func (t *trailScreen) asksColumns() bool { return t.whole() && !t.busy() && len(t.header()) > 0 }

// guessedColumns are the columns that were told by their content or in another
// language, and that the user has not said yes to.
func (t *trailScreen) guessedColumns() []trail.HeaderColumn {
	var out []trail.HeaderColumn
	for _, c := range t.dialect().Columns {
		said, is := t.Case.Columns[c.Label]
		if (c.How == "language" || c.How == "content") && !(is && said == c.Column) {
			out = append(out, c)
		}
	}
	return out
}

// asksGuessed reports whether the user may say yes to columns that were guessed.
func (t *trailScreen) asksGuessed() bool { return t.asksColumns() && len(t.guessedColumns()) > 0 }

// agree remembers that the guessed columns are right. They are read so already, so
// nothing is counted again.
func (t *trailScreen) agree() {
	remembered := t.Case
	for _, c := range t.guessedColumns() {
		remembered = remembered.WithColumn(c.Label, c.Column)
	}
	t.hold(remembered)
	t.notice = "The columns are remembered for this case."
}

// asksOrder reports whether only the user knows how dates are to be read, and may say it;
// what was said can be said otherwise.
func (t *trailScreen) asksOrder() bool {
	return t.whole() && t.summary != nil && (t.dialect().OrderAssumed || t.export.order != trail.OrderUndecided)
}

// strangeWords are the words of Status that are not known, where they are in more than
// a few rows: only the user knows which of them is a failure.
func (t *trailScreen) strangeWords() []trail.StatusWord {
	if !t.whole() || t.summary == nil {
		return nil
	}
	for _, source := range t.summary.Sources {
		for _, bad := range source.Bad {
			if bad.Kind == trail.BadStatus && bad.Count*100 > source.Rows {
				return bad.Words
			}
		}
	}
	return nil
}

// sayFailure takes the word that a digit stands for.
func (t *trailScreen) sayFailure(msg tea.KeyMsg) tea.Cmd {
	words := t.strangeWords()
	if at := int(msg.String()[0] - '1'); at < len(words) {
		t.export.failureWord = words[at].Word
		return t.count()
	}
	return nil
}

func (t *trailScreen) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keyAgain) && t.asksAgain() {
		if t.export.change != unchanged {
			return t.recount()
		}
		return t.count()
	}
	if key.Matches(msg, keyColumns) && t.asksColumns() {
		t.open(newTrailColumns(t))
		return nil
	}
	if t.summary == nil {
		return nil
	}
	switch {
	case key.Matches(msg, keyInto):
		return t.into()
	case key.Matches(msg, keyTrailPage):
		t.openPageOf()
	case key.Matches(msg, keyRows) && t.summary.Rows > 0:
		return t.openRows(t.filter, t.chosen)
	case key.Matches(msg, t.keyBy()):
		by := 1
		if name := msg.String(); name == "B" || name == "shift+tab" {
			by = -1
		}
		t.table.show(t.table.next(t.filter, by))
		t.at, t.follow = min(t.at, len(t.incidents)), true
		if t.at == len(t.incidents) && t.at > 0 {
			t.follow = true
		}
	case key.Matches(msg, keyFailureWord) && len(t.strangeWords()) > 0:
		return t.sayFailure(msg)
	case key.Matches(msg, keyMonth) && t.asksOrder():
		t.export.order = trail.MonthFirst
		return t.count()
	case key.Matches(msg, keyDay) && t.asksOrder():
		t.export.order = trail.DayFirst
		return t.count()
	case key.Matches(msg, keyAgree) && t.asksGuessed():
		t.agree()
	case key.Matches(msg, keyPages):
		t.jump(step(msg) * max(1, t.tall-2))
	case key.Matches(msg, keyEnds):
		t.jump(step(msg) * t.rowCount())
		t.by(step(msg) * t.total)
		t.follow = false
	case key.Matches(msg, keyMove):
		t.move(step(msg))
	}
	return nil
}

// rowCount is how many lines the cursor can be on.
func (t *trailScreen) rowCount() int { return len(t.incidents) + len(t.table.groups) }

// jump moves the cursor by many lines.
func (t *trailScreen) jump(by int) {
	before := t.at
	t.at, t.follow = max(0, min(t.at+by, t.rowCount()-1)), true
	if t.at == before {
		t.by(by)
		t.follow = false
	}
}

// move goes to the next line; beyond the last one it scrolls on, to the notes.
func (t *trailScreen) move(by int) {
	switch next := t.at + by; {
	case next < 0 || next >= t.rowCount():
		t.by(by)
		t.follow = false
	case by < 0 && !t.follow && t.by(-1):
		// back from the end, line by line
	default:
		t.at, t.follow = next, true
	}
}

// trailRow is a line the cursor can be on: an incident or a group.
type trailRow struct {
	incident *incident.Incident
	group    trail.Group
}

// row is the line the cursor is on.
func (t *trailScreen) row() (trailRow, bool) {
	if t.at < len(t.incidents) {
		return trailRow{incident: &t.incidents[t.at]}, true
	}
	if i := t.at - len(t.incidents); i < len(t.table.groups) {
		return trailRow{group: t.table.groups[i]}, true
	}
	return trailRow{}, false
}

// leads reports whether enter goes into a line.
func (t *trailScreen) leads(row trailRow) bool {
	if row.incident != nil {
		return true
	}
	_, ok := narrowed(t.filter, t.table.by, row.group)
	return ok
}

// seen reports whether the chosen line is in the window: what is opened must have been seen.
func (t *trailScreen) seen() bool {
	if t.first < t.top || t.first >= t.top+max(1, t.tall) {
		t.follow = true
		return false
	}
	return true
}

// into goes into the chosen line.
func (t *trailScreen) into() tea.Cmd {
	row, ok := t.row()
	if !ok || !t.leads(row) || !t.seen() {
		return nil
	}
	filter, chosen := t.filter, slices.Clone(t.chosen)
	if row.incident != nil {
		filter, chosen = incidentFilter(*row.incident), append(chosen, incidentName(*row.incident))
	} else {
		filter, _ = narrowed(filter, t.table.by, row.group)
		chosen = append(chosen, groupName(t.table.by, row.group))
	}
	by, more := following(filter)
	if !more {
		if row.incident == nil && row.group.Failures > 0 {
			filter.FailuresOnly = true
		}
		return t.openRows(filter, chosen)
	}
	next := newTrailScreen(t.session, t.export, filter, chosen, by)
	next.beyond = t.stopped && !t.summary.Complete
	t.open(next)
	return next.count()
}

func (t *trailScreen) openRows(filter trail.Filter, chosen []string) tea.Cmd {
	if t.summary.Failures > 0 {
		filter.FailuresOnly = true
	}
	next := newTrailRows(t.session, t.export, filter, chosen)
	t.open(next)
	return next.read()
}

// incidentFilter chooses the rows of an incident.
func incidentFilter(incident incident.Incident) trail.Filter {
	filter := trail.Filter{Code: &incident.Code, User: incident.User, Role: incident.Role, IP: incident.IP, FailuresOnly: true}
	if incident.Application != "*" {
		filter.Application = &incident.Application
	}
	if !incident.Start.IsZero() {
		filter.Since = incident.Start
	}
	if !incident.End.IsZero() {
		filter.Until = incident.End.Add(time.Second) // Until is not included
	}
	return filter
}

// following is the dimension that tells the next thing of the rows of a filter;
// false where only the rows themselves are left.
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

// pageOf is the page that explains a line, "" for none.
func (t *trailScreen) pageOf(row trailRow) string {
	if row.incident != nil {
		if page := t.library.Cause(row.incident.Cause).Page; page != "" {
			return page
		}
		return trailPage(detail.Find(row.incident.Code))
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
	if !ok || !t.openPage(t.pageOf(row)) || row.incident != nil || t.table.by != trail.ByCode {
		return
	}
	t.nearMiss(*row.group.Detail)
}

// nearMiss notes that a page is that of another word.
func (s *session) nearMiss(match detail.Match) {
	if match.Protocol == detail.Unknown && len(match.Nearest) > 0 {
		s.notice = "NetSuite documents no word " + clip(trailText(match.Word), 40) + ". This is the page of the nearest one."
	}
}
