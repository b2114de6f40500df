package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/report"
)

// TestTrailDates catches a date that is formatted or parsed wrongly.
func TestTrailDates(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct{ first, last, days, times string }{
		{"2026-11-09 08:00", "2026-11-23 09:30", "9–23 November 2026", "9 November 2026 08:00 – 23 November 2026 09:30"},
		{"2026-10-24 08:00", "2026-11-23 09:30", "24 October – 23 November 2026", "24 October 2026 08:00 – 23 November 2026 09:30"},
		{"2025-12-30 08:00", "2026-01-02 09:30", "30 December 2025 – 2 January 2026", "30 December 2025 08:00 – 2 January 2026 09:30"},
		{"2025-11-09 08:00", "2026-11-09 08:00", "9 November 2025 – 9 November 2026", "9 November 2025 08:00 – 9 November 2026 08:00"},
		{"2026-11-09 08:00", "2026-11-09 09:30", "9 November 2026", "9 November 2026 08:00 – 09:30"},
		{"2026-11-09 08:00", "2026-11-09 08:00", "9 November 2026", "9 November 2026 08:00"},
	} {
		if days, times := daysBetween(at(c.first), at(c.last)), report.IncidentOf(incident.Incident{Start: at(c.first), End: at(c.last)}, content.Cause{}).Facts[0].Text; days != c.days || times != c.times {
			t.Errorf("%s to %s is written %q and %q, want %q and %q", c.first, c.last, days, times, c.days, c.times)
		}
	}
	for date, want := range map[string][2]string{
		"11/5/2026 3:04 pm": {"5 November 2026", "11 May 2026"},
		"05.11.26 15:04":    {"11 May 2026", "5 November 2026"},
		"1-2-2026":          {"2 January 2026", "1 February 2026"},
		"13/1/2026":         {"", "13 January 2026"},
		"5 Nov 2026":        {"", ""},
		"":                  {"", ""},
	} {
		if month, day := bothReadings(date); month != want[0] || day != want[1] {
			t.Errorf("%q is read as %q and %q, want %q", date, month, day, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1 000", 41210: "41 210", 1000000: "1 000 000", -1234: "-1 234"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is written %q", n, got)
		}
	}
}

// TestTrailBars catches a bar that hides a failure or exceeds its cell.
func TestTrailBars(t *testing.T) {
	for want, counts := range map[string][]int64{"▁█·▅": {1, 1000, 0, 501}, "···": {0, 0, 0}, "█": {1}, "": nil} {
		if got := sparkline(counts); got != want {
			t.Errorf("%v is drawn %q, want %q", counts, got, want)
		}
	}
	for n, want := range map[int64]string{0: "", 1: "▏", 500: "██", 1000: "████", 125: "▌"} {
		if got := lengthBar(n, 1000, 4); got != want {
			t.Errorf("%d of 1000 is drawn %q, want %q", n, got, want)
		}
	}
}

// TestWithRest catches counts that a limit loses, above all those that package trail had
// already summed up.
func TestWithRest(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	groups := []trail.Group{
		{Value: "a", Failures: 9, Successes: 1, First: day(3), Last: day(4)},
		{Rest: true, Failures: 7, Successes: 5},
		{Value: "b", Failures: 6, First: day(2), Last: day(9)},
		{Value: "c", Failures: 5, Successes: 2, First: day(5), Last: day(6)},
	}
	for top, want := range map[int]string{0: "a 9 1, b 6 0, c 5 2, rest 7 5", 1: "a 9 1, rest 18 7", 2: "a 9 1, b 6 0, rest 12 7", 3: "a 9 1, b 6 0, c 5 2, rest 7 5", 9: "a 9 1, b 6 0, c 5 2, rest 7 5"} {
		var parts []string
		for _, g := range withRest(groups, top) {
			parts = append(parts, fmt.Sprintf("%s %d %d", map[bool]string{true: "rest", false: g.Value}[g.Rest], g.Failures, g.Successes))
		}
		if got := strings.Join(parts, ", "); got != want {
			t.Errorf("top %d: %s, want %s", top, got, want)
		}
	}
	rest := withRest(groups, 1)[1]
	if !rest.First.Equal(day(2)) || !rest.Last.Equal(day(9)) {
		t.Errorf("the others are from %v to %v", rest.First, rest.Last)
	}
	if got := withRest(groups[2:], 0); len(got) != 2 {
		t.Errorf("%d groups, want 2 without a rest", len(got))
	}
}

// TestTrailNotes catches a missing note on a file: on rows that are not counted, on what was
// assumed, and on what is missing.
func TestTrailNotes(t *testing.T) {
	all := func(but ...trail.Column) []trail.HeaderColumn {
		var out []trail.HeaderColumn
	next:
		for _, column := range trail.Columns() {
			if column == trail.ColumnRows || column == trail.ColumnTime {
				continue
			}
			for _, leave := range but {
				if column == leave {
					continue next
				}
			}
			out = append(out, trail.HeaderColumn{Label: column.Label(), Column: column, How: "name"})
		}
		return out
	}
	for _, c := range []struct {
		name   string
		source trail.SourceSummary
		want   []string
	}{
		{"sound", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), FailureWord: "Failure"}}, nil},
		{"bad rows", trail.SourceSummary{Bad: []trail.BadRows{{Kind: trail.BadFields, Count: 12, Lines: []int64{4, 9}, Example: "only,three\x1b[31m"}, {Kind: trail.BadCut, Count: 1, Lines: []int64{99}}}},
			[]string{`12 rows not counted: wrong number of fields; lines 4, 9 and more; the first begins 'only,three\u{001B}[31m'`, "1 row not counted: cut off at the end of the file; line 99"}},
		{"broken off", trail.SourceSummary{Problem: "reading failed: unexpected EOF", Rows: 1204}, []string{"reading failed: unexpected EOF; what comes before is counted: 1 204 rows"}},
		{"Latin-1", trail.SourceSummary{Latin1: 1}, []string{"1 row is not UTF-8, read as Windows-1252"}},
		{"short", trail.SourceSummary{Short: 3}, []string{"3 rows lack fields at the end, and are counted"}},
		{"month first assumed", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Order: trail.MonthFirst, OrderAssumed: true, DateExample: "11/5/2026 3:04 pm"}},
			[]string{"no date tells day and month apart: '11/5/2026 3:04 pm' is read as 5 November 2026, and may be 11 May 2026. If it is: --date-order dmy"}},
		{"day first assumed", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Order: trail.DayFirst, OrderAssumed: true, DateExample: "5.11.2026"}},
			[]string{"no date tells day and month apart: '5.11.2026' is read as 5 November 2026, and may be 11 May 2026. If it is: --date-order mdy"}},
		{"order without an example", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Order: trail.MonthFirst, OrderAssumed: true}}, []string{"they are read as month first. If that is wrong: --date-order dmy"}},
		{"no Detail", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(trail.ColumnDetail)}},
			[]string{"there is no column Detail, which says why a login failed. To add it: Setup › Users/Roles › User Management › View Login Audit Trail, check Use Advanced Search, on the Results subtab add Detail, Submit, Export"}},
		{"no Detail and no application", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(trail.ColumnDetail, trail.ColumnApplication)}},
			[]string{"on the Results subtab add Detail and Token-based Application Name, Submit, Export"}},
		{"no application", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(trail.ColumnApplication)}}, []string{"there is no column Token-based Application Name"}},
		{"no user, no role", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(trail.ColumnUser, trail.ColumnRole)}}, []string{"there is no column User, no Role; where one has another name: --column NAME=LABEL"}},
		{"guessed", trail.SourceSummary{Dialect: trail.Dialect{Columns: append(all(trail.ColumnDetail), trail.HeaderColumn{Label: "Grund", Column: trail.ColumnDetail, How: "content"})}},
			[]string{"columns recognized by content: 'Grund' is Detail. If one is wrong: --column NAME=LABEL"}},
		{"translated", trail.SourceSummary{Dialect: trail.Dialect{Languages: []string{"German", "Dutch"}, Columns: append(all(trail.ColumnDate, trail.ColumnUser, trail.ColumnDetail),
			trail.HeaderColumn{Label: "Datum", Column: trail.ColumnDate, How: "language"}, trail.HeaderColumn{Label: "Benutzer", Column: trail.ColumnUser, How: "language"}, trail.HeaderColumn{Label: "Grund", Column: trail.ColumnDetail, How: "content"})}},
			[]string{"columns recognized by name in German or Dutch: 'Datum' is Date, 'Benutzer' is User; by content: 'Grund' is Detail. If one is wrong: --column NAME=LABEL"}},
		{"order by language", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Languages: []string{"French"}, Order: trail.DayFirst, OrderBy: trail.OrderByLanguage, DateExample: "05/11/2026"}},
			[]string{"no date tells day and month apart: '05/11/2026' is read as 5 November 2026, as in French. If it is 11 May 2026: --date-order mdy"}},
		{"order by sequence", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Order: trail.MonthFirst, OrderBy: trail.OrderBySequence, DateExample: "11/05/2026"}},
			[]string{"'11/05/2026' is read as 5 November 2026, because the rows are then in order of time. If it is 11 May 2026: --date-order dmy"}},
		{"no time of day", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Format: "json", DayOnly: true}}, []string{"select TO_CHAR(date, 'YYYY-MM-DD HH24:MI:SS') AS date_time in SuiteQL"}},
		{"zones", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Zones: []string{"PDT", "PST"}}}, []string{"times name a time zone, PDT and PST; they are not converted"}},
		{"serial numbers", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), Serial: true}}, []string{"dates are numbers, as Excel counts days"}},
		{"another word", trail.SourceSummary{Dialect: trail.Dialect{Columns: all(), FailureWord: "Fehler"}}, []string{"in Status, 'Fehler' was taken for a failure"}},
	} {
		notes := notesOnSource(c.source)
		if len(notes) != len(c.want) {
			t.Errorf("%s: notes are %q, want %q", c.name, notes, c.want)
			continue
		}
		for i := range notes {
			if !strings.Contains(notes[i], c.want[i]) {
				t.Errorf("%s: the note is %q, want %q", c.name, notes[i], c.want[i])
			}
		}
	}
	summary := &trail.Summary{Rows: 10, Undated: 1, First: noon, Last: noon, Sources: []trail.SourceSummary{{Name: "a.csv", Latin1: 2, Filtered: 3}, {Name: "b.csv", Short: 1}}}
	got := strings.Join(notesOnTrail(trailAnswer{summary: summary}, trail.Options{Columns: map[string]trail.Column{"Grund": trail.ColumnDetail}}), "\n")
	for _, want := range []string{"a.csv: 2 rows are not UTF-8", "b.csv: 1 row lacks", "1 row has no date", "3 rows outside --since and --until, or without", "no file has a column with the label 'Grund'", "time zone of the user who exported"} {
		if !strings.Contains(got, want) {
			t.Errorf("the notes lack %q:\n%s", want, got)
		}
	}
}

// TestNothingRead catches a file of which nothing could be read and that counts as one
// without failures.
func TestNothingRead(t *testing.T) {
	for _, c := range []struct {
		name    string
		summary trail.Summary
		want    string
	}{
		{"counted", trail.Summary{Rows: 1, Sources: []trail.SourceSummary{{Name: "a", Problem: "unexpected EOF"}}}, ""},
		{"all left out", trail.Summary{Sources: []trail.SourceSummary{{Name: "a", Filtered: 4}}}, ""},
		{"no rows", trail.Summary{Sources: []trail.SourceSummary{{Name: "a"}}}, ""},
		{"blank lines", trail.Summary{Sources: []trail.SourceSummary{{Name: "a", Bad: []trail.BadRows{{Kind: trail.BadBlank, Count: 3}}}}}, ""},
		{"broken off", trail.Summary{Sources: []trail.SourceSummary{{Name: "a"}, {Name: "b", Problem: "no header"}}}, "cannot read b: no header"},
		{"all bad", trail.Summary{Sources: []trail.SourceSummary{{Name: "a", Bad: []trail.BadRows{{Kind: trail.BadBlank, Count: 3}, {Kind: trail.BadStatus, Count: 3}}}}}, "no row of a could be counted: Status is neither Success nor Failure"},
	} {
		if err := nothingRead(&c.summary, false); fmt.Sprint(err) != c.want && (err != nil || c.want != "") {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	a := trailAnswer{summary: &trail.Summary{}, problem: errors.New("cannot read b: \x1b[31m")}
	if said := newTrailReport(a).Error; said != `cannot read b: \u{001B}[31m` {
		t.Errorf("the document says %q", said)
	}
}

// TestTrailIncidents catches an incident without the reason why it is one, and a field that
// JSON leaves out.
func TestTrailIncidents(t *testing.T) {
	user, blank := "Ada", ""
	one := incident.Incident{
		Kind: incident.Burst, Code: "MissingKey", Application: "Shop", Start: noon, End: noon.Add(9 * time.Hour), Ongoing: true, User: &user, Role: &blank,
		Failures: 12000, Why: "12 000 of 12 010 logins fail since 12:00", Cause: "MissingKey/burst",
		LastSuccess: noon.Add(-time.Hour), Recent: incident.WithinDay, Addresses: incident.Touched{Count: 3, Names: []string{"192.0.2.1"}},
		Course: incident.Course{From: noon.Add(-2 * time.Hour), Step: time.Hour, Failures: make([]int64, 12), Successes: make([]int64, 12)},
	}
	several := one
	several.Code, several.Application, several.Applications = "FeatureDisabled", "*", []string{"a", "b", "c", "d", "", "f", "g"}
	ended := content.Cause{Words: "the certificate ended", First: "first step of it", Page: "codes/MissingKey.md"}
	for _, c := range []struct {
		incident incident.Incident
		cause    content.Cause
		want     []string
	}{
		{one, ended, []string{"✗ MissingKey · Shop\n", "23 November 2026 12:00 – 21:00, and continues · new within a day\n", "  worked   last success before it 23 November 2026 11:00; none since\n", "  touches  at least 3 addresses (192.0.2.1 · …)\n", "  ✗ failures   ", "  1 h each     ", "12 000\n", "  user     Ada", "  role     (no role)", "why      12 000 of 12 010", "cause    the certificate ended", "first    first step of it\n", "authdoctor explain MissingKey\n"}},
		{several, content.Cause{Words: "it was off", Page: "symptoms/worked-yesterday.md"}, []string{"✗ FeatureDisabled · 7 applications\n", "of       a, b, c, d, (no application), 2 more", "authdoctor explain worked-yesterday\n", "authdoctor explain FeatureDisabled\n"}},
	} {
		w := &textWriter{width: usual}
		w.incident(report.IncidentOf(c.incident, c.cause))
		for _, want := range c.want {
			if !strings.Contains(w.String(), want) {
				t.Errorf("the incident lacks %q:\n%s", want, w)
			}
		}
		if n := strings.Count(w.String(), "explain MissingKey"); c.incident.Code == "MissingKey" && n != 1 {
			t.Errorf("the page is named %d times", n)
		}
		var b bytes.Buffer
		if err := writeJSON(&b, newReportIncident(c.incident, c.cause)); err != nil {
			t.Fatal(err)
		}
		answer := document(t, b.String())
		if err := trailIncident.check(answer); err != nil {
			t.Errorf("the incident%v", err)
		}
		if answer["cause_id"] != "MissingKey/burst" || answer["last_success"] != "2026-11-23T11:00:00" || answer["first_success"] != nil || answer["recent"] != "day" || answer["course"].(map[string]any)["step_minutes"] != 60.0 || answer["addresses"].(map[string]any)["count"] != 3.0 {
			t.Errorf("the incident is %v", answer)
		}
		if _, ip := answer["ip"]; ip || answer["user"] != "Ada" || answer["role"] != "" {
			t.Errorf("user %v, role %v, ip there: %v", answer["user"], answer["role"], ip)
		}
	}
}

// steady is a progress that never changes.
type steady struct{ bytes, total, rows, again, all int64 }

func (s steady) Bytes() int64 { return s.bytes }
func (s steady) Total() int64 { return s.total }
func (s steady) Rows() int64  { return s.rows }

func (s steady) Again() (bytes, total int64) { return s.again, s.all }

// TestProgressLine catches a progress line that is wrong, wraps or divides by zero.
func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		read  steady
		taken time.Duration
		want  string
	}{
		{steady{bytes: 50e6, total: 200e6, rows: 300000}, 2 * time.Second, "█████░░░░░░░░░░░░░░░ 25 %  25 MB/s  150 000 rows/s  0:06 left"},
		{steady{bytes: 200e6, total: 200e6, rows: 1e6}, 4 * time.Second, "████████████████████ 100 %  50 MB/s  250 000 rows/s  0:00 left"},
		{steady{bytes: 1e9, total: 100e9, rows: 1e6}, 100 * time.Second, "░░░░░░░░░░░░░░░░░░░░ 1 %  10 MB/s  10 000 rows/s  2:45:00 left"},
		{steady{bytes: 50e6, total: -1, rows: 300000}, 2 * time.Second, "50 MB read  25 MB/s  150 000 rows/s"},
		{steady{bytes: 0, total: 200e6, rows: 0}, 0, "░░░░░░░░░░░░░░░░░░░░ 0 %"},
		{steady{200e6, 200e6, 1e6, 50e6, 100e6}, 5 * time.Second, "██████████░░░░░░░░░░ comparing rows  50 %  50 MB/s  200 000 rows/s  0:01 left"},
		{steady{200e6, 200e6, 1e6, 0, 100e6}, 4 * time.Second, "░░░░░░░░░░░░░░░░░░░░ comparing rows  0 %  50 MB/s  250 000 rows/s  0:02 left"},
		{steady{bytes: 0, total: 0, rows: 0}, time.Second, "0 MB read  0 MB/s  0 rows/s"},
		{steady{bytes: 300e6, total: 200e6, rows: 10}, time.Second, "████████████████████ 100 %  300 MB/s  10 rows/s  0:00 left"},
	} {
		p := &progressLine{read: c.read}
		if got := p.text(c.taken, 80); got != c.want {
			t.Errorf("%+v after %v: %q, want %q", c.read, c.taken, got, c.want)
		}
	}
	for _, width := range []int{0, 1, 2, 20, 60, 200} {
		var out bytes.Buffer
		p := &progressLine{out: border.NewWriter(&out, true), width: func() int { return width }, begun: noon, read: steady{bytes: 50e6, total: 200e6, rows: 3e5}}
		p.draw(noon.Add(time.Second))
		line := strings.TrimSuffix(strings.TrimPrefix(out.String(), "\r"), "\x1b[K")
		if ansi.StringWidth(line) >= max(width, 1) || strings.ContainsAny(line, "\r\n\x1b") {
			t.Errorf("at width %d the line is %q", width, line)
		}
		if width == 60 && (!strings.HasPrefix(line, "█") || !strings.HasSuffix(line, " left")) {
			t.Errorf("at width %d the line lacks the bar or the time left: %q", width, line)
		}
	}
}

// TestProgressFollows catches a line that is not drawn at a tick, is drawn after
// the end, or is left behind.
func TestProgressFollows(t *testing.T) {
	var out bytes.Buffer
	p := &progressLine{out: border.NewWriter(&out, true), width: func() int { return 80 }, begun: noon, read: steady{bytes: 1e6, total: 2e6, rows: 10}}
	ticks, stop, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
	go func() {
		p.follow(ticks, stop, func() time.Time { return noon.Add(time.Second) })
		close(ended)
	}()
	ticks <- noon
	ticks <- noon
	close(stop)
	<-ended
	if got := out.String(); strings.Count(got, "50 %") != 2 || !strings.HasSuffix(got, "left\x1b[K\r\x1b[K") {
		t.Errorf("drawn: %q", got)
	}
	out.Reset()
	(&progressLine{out: border.NewWriter(&out, true)}).wipe()
	if out.Len() > 0 {
		t.Errorf("what was never drawn is wiped: %q", out.String())
	}
}

// TestStrangeStatus catches a hint that proposes the word for a success as the one for a
// failure because it came first.
func TestStrangeStatus(t *testing.T) {
	files := fstest.MapFS{"fi.csv": {Data: []byte("Date,Status,User\n2026-11-23 10:00:00,Sukcesis,a\n2026-11-23 10:00:00,Sukcesis,b\n2026-11-23 10:00:00,Malsukcesis,c\n")}}
	got := play(files, "", "trail", "fi.csv")
	if got.code != exitFailed || !strings.Contains(got.err, "'Sukcesis' in 2 rows, 'Malsukcesis' in 1 row; say which word is a failure") {
		t.Errorf("exit %d, %q", got.code, got.err)
	}
}

// TestOverlaps catches rows that are in two exports and are counted twice without a note, or
// although --dedupe was given.
func TestOverlaps(t *testing.T) {
	const head = "Date,Status,Detail,User\n"
	row := func(day int, user string) string {
		return fmt.Sprintf("2026-11-%02d 10:00:00,Failure,MissingKey,%s\n", day, user)
	}
	one, two := head+row(1, "u")+row(2, "u")+row(2, "u"), head+row(2, "u")+row(3, "u")
	swapped := "User,Date,Status,Detail\nu,2026-11-02 10:00:00,Failure,MissingKey\nu,2026-11-03 10:00:00,Failure,MissingKey\n"
	files := fstest.MapFS{"a.csv": {Data: []byte(one)}, "b.csv": {Data: []byte(two)}, "c.csv": {Data: []byte(head + row(4, "u"))}, "both.csv": {Data: []byte(one + swapped)}}
	for _, c := range []struct {
		args, in, headline, note, overlap string
	}{
		{"a.csv b.csv", "", "5 failures of 5 rows", "1 row is in more than one of the files (2 November 2026) and counted each time; to count them once: --dedupe", "{1 false false 2026-11-02T10:00:00 2026-11-02T10:00:00}"},
		{"--dedupe a.csv b.csv", "", "4 failures of 4 rows", "1 row is in more than one of the files (2 November 2026) and counted once", "{1 false true 2026-11-02T10:00:00 2026-11-02T10:00:00}"},
		{"both.csv", "", "5 failures of 5 rows", "1 row is in the file again, below another header (2 November 2026) and counted each time", "{1 false false 2026-11-02T10:00:00 2026-11-02T10:00:00}"},
		{"--dedupe both.csv", "", "4 failures of 4 rows", "and counted once", "{1 false true 2026-11-02T10:00:00 2026-11-02T10:00:00}"},
		{"--dedupe -", one + swapped, "4 failures of 4 rows", "and counted once", "{1 false true 2026-11-02T10:00:00 2026-11-02T10:00:00}"},
		{"a.csv c.csv", "", "4 failures of 4 rows", "", "{0 false false  }"},
		{"--dedupe a.csv c.csv", "", "4 failures of 4 rows", "--dedupe: no row is in more than one of the files", "{0 false true  }"},
		{"--dedupe a.csv a.csv", "", "3 failures of 3 rows", "3 rows are in more than one of the files", "{3 false true 2026-11-01T10:00:00 2026-11-02T10:00:00}"},
	} {
		got := play(files, c.in, append([]string{"trail"}, strings.Fields(c.args)...)...)
		text := strings.Join(strings.Fields(got.out), " ")
		if !strings.Contains(text, c.headline) || !strings.Contains(text, c.note) || c.note == "" && strings.Contains(text, "counted") {
			t.Errorf("%s: lacks %q or %q:\n%s%s", c.args, c.headline, c.note, got.out, got.err)
		}
		got = play(files, c.in, append([]string{"trail", "--format", "json"}, strings.Fields(c.args)...)...)
		var answer trailReport
		if err := json.Unmarshal([]byte(got.out), &answer); err != nil || fmt.Sprint(answer.Overlap) != c.overlap {
			t.Errorf("%s: the overlap is %v; want %s; %v", c.args, answer.Overlap, c.overlap, err)
		}
	}
	if got := play(files, "", "trail", "--dedupe", "--query", "duckdb", "a.csv"); got.code != exitFailed || !strings.Contains(got.err, "--dedupe") {
		t.Errorf("a query that counts rows twice: exit %d, %s", got.code, got.err)
	}
}

// TestExportToTry catches a difference between the sample export and what the README says
// about it.
func TestExportToTry(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "login-audit-trail.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got := play(fstest.MapFS{"a.csv": {Data: data}}, "", "trail", "a.csv")
	for _, want := range []string{"2 incidents, 57 failures of 374 rows", "✗ EntityOrRoleDisabled · Payroll Feed", "✗ MissingKey · Warehouse Sync"} {
		if got.code != exitProblems || !strings.Contains(got.out, want) {
			t.Errorf("exit %d, lacks %q:\n%s", got.code, want, got.out)
		}
	}
}
