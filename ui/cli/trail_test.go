package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/report"
)

// trailHeader is the header of an export with NetSuite's labels.
var trailHeader = []string{"Date/Time", "User", "Role", "IP Address", "Request URI", "Status", "Detail", "Token-based Application Name"}

// export returns a CSV file with the header and some rows.
func export(rows ...[]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{trailHeader}, rows...))
	return b.Bytes()
}

// login returns a row at a minute of a day of November 2026; its detail is "" for a success.
func login(day, minute int, detail, application, user string) []string {
	status := "Success"
	if detail != "" && !strings.HasSuffix(detail, "Logout") {
		status = "Failure"
	}
	at := time.Date(2026, 11, day, 0, minute, 0, 0, time.UTC)
	return []string{at.Format("1/2/2006 3:04 pm"), user, "Role of " + user, "10.0.0." + fmt.Sprint(len(user)), "/app/site/hosting/restlet.nl", status, detail, application}
}

// fortnight returns the rows of a small trail with codes of both protocols, an unknown word,
// logouts, empty values and successes.
func fortnight() [][]string {
	var rows [][]string
	for day := 9; day <= 22; day++ {
		rows = append(rows, login(day, 10*day, "", "Shop", "Ada"), login(day, 11*day, "", "Payroll", "Bo"), login(day, 12*day, "ExplicitLogout", "", "Ada"))
		if day > 14 {
			rows = append(rows, login(day, 13*day, "MissingKey", "Shop", "Ada"), login(day, 14*day, "ScopeMismatched", "Bank", "Chloé"))
		}
	}
	return append(rows,
		login(23, 600, "TokenRejectd", "Shop", "Ada"), login(23, 601, "token_rejected", "Old", "Bo"), login(23, 602, "InvalidGrant", "", ""),
		[]string{"11/23/2026 3:04 pm", "Ada", "", "", "", "Failure", "", ""})
}

// trailDocument runs trail --format json on files.
func trailDocument(t *testing.T, files fstest.MapFS, args ...string) (map[string]any, played) {
	t.Helper()
	got := play(files, "", append([]string{"trail", "--format", "json"}, args...)...)
	return document(t, got.out), got
}

// wall accepts a time without a zone.
func wall(value any) error {
	text, _ := value.(string)
	if _, err := time.Parse("2006-01-02T15:04:05", text); err != nil {
		return fmt.Errorf("is %v, not a time without a zone", value)
	}
	return nil
}

func number(value any) error {
	if n, ok := value.(float64); !ok || n < 0 {
		return fmt.Errorf("is %v, not a count", value)
	}
	return nil
}

func truth(value any) error {
	if _, ok := value.(bool); !ok {
		return fmt.Errorf("is %v, neither true nor false", value)
	}
	return nil
}

var trailDialect = contract{
	"format": text, "compressed": truth, "encoding": text, "columns": listOf(contract{"label": text}.check), "missing": listOf(some),
	"date_layout": text, "date_order_assumed": truth,
}.check

// trailSchema1 is the contract of trail with every dimension.
var trailSchema1 = contract{
	"schema": func(value any) error {
		if value != 1.0 {
			return fmt.Errorf("is %v", value)
		}
		return nil
	},
	"as_of": instant, "complete": truth, "rows": number, "failures": number, "bad_rows": number, "undated": number,
	"by_code":        trailGroups(contract{"protocol": oneOf("oauth2", "tba", "logout", "unknown", "none")}),
	"by_application": trailGroups(nil), "by_user": trailGroups(nil), "by_role": trailGroups(nil), "by_ip": trailGroups(nil),
	"by_request_uri": trailGroups(nil), "by_day": trailGroups(nil), "by_hour": trailGroups(nil),
	"by_code_application": listOf(contract{"code": text, "application": text, "failures": number}.check),
	"unknown":             listOf(contract{"value": some, "failures": number, "successes": number, "nearest": listOf(some)}.check),
	"incidents":           listOf(trailIncident.check),
	"dialect":             trailDialect,
	"bad":                 listOf(contract{"source": some, "kind": some, "rows": number, "lines": listOf(number), "example": text}.check),
	"sources":             listOf(contract{"name": some, "rows": number, "filtered": number, "bytes": number, "latin1_rows": number, "short_rows": number, "dialect": trailDialect}.check),
	"notes":               listOf(some),
}

var trailIncident = contract{
	"kind": some, "code": text, "application": text, "applications": listOf(text), "start": wall, "end": wall,
	"ongoing": truth, "failures": number, "why": some, "cause": some, "page": some,
	"cause_id": some, "success_meanwhile": truth, "never_worked": truth, "users": trailTouched, "roles": trailTouched, "addresses": trailTouched,
	"course": contract{"from": wall, "step_minutes": number, "failures": listOf(number), "successes": listOf(number)}.check,
}

var trailTouched = contract{"count": number, "exact": truth, "names": listOf(text)}.check

// trailGroups accepts groups with both or neither of the times, and with further fields in
// all but the sum of the others.
func trailGroups(more contract) func(any) error {
	return listOf(func(value any) error {
		if err := (contract{"value": text, "failures": number, "successes": number}).check(value); err != nil {
			return err
		}
		group := value.(map[string]any)
		_, first := group["first"]
		_, last := group["last"]
		if first != last {
			return fmt.Errorf(" has one of first and last: %v", group)
		}
		if first {
			if err := (contract{"first": wall, "last": wall}).check(value); err != nil {
				return err
			}
		}
		if group["rest"] == true {
			return nil
		}
		return more.check(value)
	})
}

// sumOf adds a field of the objects of a list.
func sumOf(list any, fields ...string) (sum float64) {
	for _, item := range list.([]any) {
		for _, field := range fields {
			sum += item.(map[string]any)[field].(float64)
		}
	}
	return sum
}

// TestTrailContract catches a field that programs rely on and that is missing, null or of
// the wrong type, and counts that lose rows: at every limit, each dimension counts every row
// once, most failures first.
func TestTrailContract(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: export(fortnight()...)}, "quiet.csv": {Data: export(login(9, 1, "", "Shop", "Ada"))}, "empty.csv": {Data: export()}}
	dimensions := []string{"by_code", "by_application", "by_user", "by_role", "by_ip", "by_request_uri", "by_day", "by_hour"}
	for _, name := range []string{"a.csv", "quiet.csv", "empty.csv"} {
		for _, top := range []string{"", "0", "1", "3", "100"} {
			args := []string{name}
			if top != "" {
				args = append(args, "--top", top)
			}
			answer, got := trailDocument(t, files, args...)
			if err := trailSchema1.check(answer); err != nil {
				t.Errorf("%v: the answer%v", args, err)
				continue
			}
			if strings.Contains(got.out, "null") || got.err != "" || answer["as_of"] != "2026-11-23T12:00:00Z" {
				t.Errorf("%v: null %v, standard error %q, as of %v", args, strings.Contains(got.out, "null"), got.err, answer["as_of"])
			}
			if want := map[bool]int{true: exitProblems, false: exitSound}[name == "a.csv"]; got.code != want {
				t.Errorf("%v: exit code %d, want %d", args, got.code, want)
			}
			for _, by := range dimensions {
				if sumOf(answer[by], "failures", "successes") != answer["rows"] || sumOf(answer[by], "failures") != answer["failures"] {
					t.Errorf("%v: %s does not add up to %v rows, %v failures", args, by, answer["rows"], answer["failures"])
				}
				before := 1e18
				for i, item := range answer[by].([]any) {
					group := item.(map[string]any)
					if group["rest"] == true {
						if top == "" || top == "0" || top == "100" || i != len(answer[by].([]any))-1 || fmt.Sprint(i) != top {
							t.Errorf("%v: %s sums up the others at place %d", args, by, i)
						}
						continue
					}
					if now := group["failures"].(float64); now > before {
						t.Errorf("%v: %s is not in order of failures", args, by)
					} else {
						before = now
					}
				}
			}
			if sumOf(answer["by_code_application"], "failures") != answer["failures"] {
				t.Errorf("%v: by_code_application does not add up to %v failures", args, answer["failures"])
			}
		}
	}
	answer, _ := trailDocument(t, files, "a.csv")
	if answer["rows"] != 62.0 || answer["failures"] != 20.0 || answer["first"] != "2026-11-09T01:30:00" || answer["last"] != "2026-11-23T15:04:00" {
		t.Errorf("%v rows, %v failures, from %v to %v", answer["rows"], answer["failures"], answer["first"], answer["last"])
	}
	protocols := map[string]any{}
	for _, item := range answer["by_code"].([]any) {
		protocols[item.(map[string]any)["value"].(string)] = item.(map[string]any)["protocol"]
	}
	want := map[string]any{"MissingKey": "oauth2", "ScopeMismatched": "oauth2", "InvalidGrant": "oauth2", "token_rejected": "tba", "ExplicitLogout": "logout", "TokenRejectd": "unknown", "": "none"}
	if fmt.Sprint(protocols) != fmt.Sprint(want) {
		t.Errorf("protocols are %v, want %v", protocols, want)
	}
	unknown := answer["unknown"].([]any)
	if len(unknown) != 1 || unknown[0].(map[string]any)["value"] != "TokenRejectd" || unknown[0].(map[string]any)["nearest"].([]any)[0] != "TokenRejected" {
		t.Errorf("unknown is %v", unknown)
	}
}

// TestTrailBy catches a dimension that was not asked for, and one that is missing.
func TestTrailBy(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: export(fortnight()...)}}
	for list, want := range map[string][]string{
		"code":              {"by_code"},
		"user,code":         {"by_code", "by_user"},
		"code,application":  {"by_application", "by_code", "by_code_application"},
		"request-uri, hour": {"by_hour", "by_request_uri"},
		"IP,role,day,ip":    {"by_day", "by_ip", "by_role"},
	} {
		answer, _ := trailDocument(t, files, "a.csv", "--by", list)
		var got []string
		for name := range answer {
			if strings.HasPrefix(name, "by_") {
				got = append(got, name)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("--by %s gives %v, want %v", list, got, want)
		}
	}
	text := play(files, "", "trail", "a.csv", "--by", "hour", "--by", "role").out
	for title, want := range map[string]bool{"By hour": true, "By role": true, "By code": false, "By user": false, "TokenRejectd": false} {
		if strings.Contains(text, title) != want {
			t.Errorf("text by hour and role holds %q: %v", title, !want)
		}
	}
}

// TestTrailLacksColumns catches empty tables, and a missing column without a note.
func TestTrailLacksColumns(t *testing.T) {
	got := play(nil, "Date,Status,Detail\n11/23/2026 3:04 pm,Failure,MissingKey\n", "trail")
	for text, want := range map[string]bool{"By code\n": true, "By day\n": true, "By user": false, "By application": false, "By code and": false, "no column Token-based Application Name": true, "no column User": true} {
		if strings.Contains(got.out, text) != want {
			t.Errorf("the text holds %q: %v:\n%s", text, !want, got.out)
		}
	}
	got = play(nil, "Date,Status,Role\n11/23/2026 3:04 pm,Failure,Administrator\n", "trail")
	for _, want := range []string{"By role\n", "no column Detail, which says why a login failed", "Use Advanced Search"} {
		if !strings.Contains(strings.Join(strings.Fields(got.out), " ")+got.out, want) {
			t.Errorf("without Detail the text lacks %q:\n%s", want, got.out)
		}
	}
}

// TestTrailTime catches rows outside the period that are counted, above all at its ends.
func TestTrailTime(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: export(login(9, 0, "MissingKey", "", ""), login(9, 90, "MissingKey", "", ""), login(10, 0, "MissingKey", "", ""), login(11, 0, "MissingKey", "", ""))}}
	for _, c := range []struct {
		since, until string
		rows         float64
	}{
		{"", "", 4}, {"2026-11-09", "2026-11-09", 2}, {"2026-11-09", "2026-11-10", 3}, {"2026-11-09T01:30", "", 3}, {"2026-11-09 01:31", "", 2},
		{"", "2026-11-09T01:30:00", 1}, {"", "2026-11-09 01:30:01", 2}, {"2026-11-11", "2026-11-11T00:01", 1}, {"2027-01-01", "", 0},
	} {
		args := []string{"a.csv"}
		for flag, value := range map[string]string{"--since": c.since, "--until": c.until} {
			if value != "" {
				args = append(args, flag, value)
			}
		}
		if answer, _ := trailDocument(t, files, args...); answer["rows"] != c.rows {
			t.Errorf("%v: %v rows, want %v", args, answer["rows"], c.rows)
		}
	}
}

// TestTrailQuestion catches a flag that is parsed but not passed on.
func TestTrailQuestion(t *testing.T) {
	o := trailOptions{
		world: world{now: func() time.Time { return noon }}, format: formatText, top: 7, failureWord: "Échec", dateOrder: "dmy",
		columns: []string{"application=My App", "detail= Grund=x ", "Application=Other"}, since: "2026-11-09", until: "2026-11-10", at: "2026-11-24T12:00:00Z",
	}
	answer, options, err := o.question()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]trail.Column{"My App": trail.ColumnApplication, "Grund=x": trail.ColumnDetail, "Other": trail.ColumnApplication}
	if options.FailureWord != "Échec" || options.Order != trail.DayFirst || fmt.Sprint(options.Columns) != fmt.Sprint(want) {
		t.Errorf("options are %+v", options)
	}
	if options.Filter.Since.Format(time.DateOnly) != "2026-11-09" || options.Filter.Until.Format(time.DateTime) != "2026-11-11 00:00:00" {
		t.Errorf("from %v until %v", options.Filter.Since, options.Filter.Until)
	}
	moment := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	if !options.At.Equal(wallClock(moment, time.Local)) || !answer.at.Equal(moment) || answer.top != 7 {
		t.Errorf("at %v, wall clock %v, top %d", answer.at, options.At, answer.top)
	}
	zone := time.FixedZone("", -8*3600)
	if at := wallClock(moment, zone); at.Format(time.RFC3339) != "2026-11-24T04:00:00Z" {
		t.Errorf("the wall clock shows %v at %v in a zone 8 h behind", at, moment)
	}
}

// TestTrailErrors catches a fault of the command line or of a file that is ignored, or whose
// error lacks the remedy or is not in the JSON document.
func TestTrailErrors(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: export(fortnight()...)}, "folder/x": {Data: []byte("x")}, "a.pdf": {Data: []byte("%PDF-1.7 …")},
		"letter.txt": {Data: []byte("Dear Ada,\nnothing works.\n")}, "bad.csv": {Data: append(export(), "x,y\nz\n"...)}}
	for _, c := range []struct {
		name string
		args []string
		err  string
	}{
		{"no file", []string{"none.csv"}, "cannot open 'none.csv': file does not exist"},
		{"no file beside one", []string{"a.csv", "none.csv"}, "cannot open 'none.csv'"},
		{"a folder", []string{"folder"}, "'folder' is a folder"},
		{"standard input twice", []string{"-", "-"}, "given twice"},
		{"bad top", []string{"a.csv", "--top", "-1"}, "--top is -1"},
		{"top without a number", []string{"a.csv", "--top", "all"}, "--help"},
		{"unknown dimension", []string{"a.csv", "--by", "code,colour"}, "--by names 'colour'; give a list of code, application, user, role, ip, request-uri, day, hour"},
		{"no dimension", []string{"a.csv", "--by", ""}, "--by names ''"},
		{"since with a zone", []string{"a.csv", "--since", "2026-11-09T12:00:00Z"}, "--since has a time zone, but rows of the trail have none"},
		{"until with a zone", []string{"a.csv", "--until", "2026-11-09T12:00:00+01:00"}, "--until has a time zone"},
		{"since without a date", []string{"a.csv", "--since", "yesterday"}, "--since is 'yesterday'; write it like 2026-11-23"},
		{"no such day", []string{"a.csv", "--since", "2026-02-30"}, "--since"},
		{"until before since", []string{"a.csv", "--since", "2026-11-10", "--until", "2026-11-09"}, "not after --since"},
		{"column without a label", []string{"a.csv", "--column", "application="}, "NAME=LABEL"},
		{"column without a name", []string{"a.csv", "--column", "My App"}, "NAME=LABEL"},
		{"unknown column", []string{"a.csv", "--column", "colour=My App"}, "--column names 'colour'; it must be one of date, status, user,"},
		{"two columns of a label", []string{"a.csv", "--column", "application=X", "--column", "detail=X"}, "give one of the two"},
		{"unknown order", []string{"a.csv", "--date-order", "ymd"}, "--date-order is 'ymd'; it is mdy (month first) or dmy"},
		{"bad time", []string{"a.csv", "--at", "yesterday"}, "--at is not a time"},
		{"unknown query", []string{"a.csv", "--query", "sql"}, "suiteql, duckdb"},
		{"unknown flag", []string{"a.csv", "--colour"}, "--help"},
		{"a flag for files with a query for none", []string{"--query", "suiteql", "--date-order", "mdy"}, "cannot be used with --query suiteql"},
		{"a PDF", []string{"a.csv", "a.pdf"}, "cannot read a.pdf: it is a PDF"},
		{"no export", []string{"letter.txt"}, "cannot read letter.txt: "},
		{"a token as file name", []string{soundToken()}, "looks like a token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := play(files, "", append([]string{"trail"}, c.args...)...)
			partly := c.name == "a PDF" // the other file is counted
			if got.code != exitFailed || (got.out != "") != partly || !strings.Contains(got.err, c.err) || strings.Count(got.err, "\n") != 1 {
				t.Errorf("exit code %d, %q, %q; want %q", got.code, got.out, got.err, c.err)
			}
			answer, got := trailDocument(t, files, c.args...)
			said, _ := answer["error"].(string)
			if got.code != exitFailed || got.err != "" || !strings.Contains(said, c.err) {
				t.Errorf("as JSON: exit code %d, standard error %q, error %q; want %q", got.code, got.err, said, c.err)
			}
			if err := trailSchema1.check(answer); err != nil {
				t.Errorf("the answer%v", err)
			}
		})
	}
	// Here the notes have more detail than the error.
	got := play(files, "", "trail", "bad.csv")
	if got.code != exitFailed || !strings.Contains(got.err, "no row of bad.csv could be counted: wrong number of fields") || !strings.Contains(got.out, "2 rows not counted") {
		t.Errorf("every row is bad: exit code %d, %q, %q", got.code, got.out, got.err)
	}
	answer, got := trailDocument(t, files, "bad.csv")
	if got.code != exitFailed || got.err != "" || answer["error"] == nil || answer["bad_rows"] != 2.0 {
		t.Errorf("every row is bad, as JSON: exit code %d, %q, %q", got.code, got.out, got.err)
	}
	if got := play(files, "", "trail", "a.csv", "--format", "xml"); got.code != exitFailed || !strings.Contains(got.err, "text, json, markdown") {
		t.Errorf("unknown format: exit code %d, %q", got.code, got.err)
	}
}

// TestTrailFiles catches files that are not added up, a file that is left out, and standard
// input that is not read.
func TestTrailFiles(t *testing.T) {
	rows := fortnight()
	files := fstest.MapFS{"a.csv": {Data: export(rows[:20]...)}, "b.csv": {Data: export(rows[20:]...)}, "all.csv": {Data: export(rows...)}}
	whole, _ := trailDocument(t, files, "all.csv")
	for name, got := range map[string]played{
		"two files":               play(files, "", "trail", "--format", "json", "a.csv", "b.csv"),
		"other order":             play(files, "", "trail", "--format", "json", "b.csv", "a.csv"),
		"standard input":          play(files, string(export(rows...)), "trail", "--format", "json"),
		"standard input by -":     play(files, string(export(rows...)), "trail", "--format", "json", "-"),
		"standard input and file": play(files, string(export(rows[20:]...)), "trail", "--format", "json", "a.csv", "-"),
	} {
		answer := document(t, got.out)
		for field := range whole {
			if field != "sources" && field != "notes" && fmt.Sprint(answer[field]) != fmt.Sprint(whole[field]) {
				t.Errorf("%s: %s is %v, want %v", name, field, answer[field], whole[field])
			}
		}
	}
	answer, _ := trailDocument(t, files, "a.csv", "b.csv")
	sources := answer["sources"].([]any)
	if len(sources) != 2 || sources[0].(map[string]any)["name"] != "a.csv" || sources[0].(map[string]any)["rows"] != 20.0 || sources[1].(map[string]any)["rows"] != 42.0 {
		t.Errorf("sources are %v", sources)
	}
	twice, _ := trailDocument(t, files, "a.csv", "a.csv", "a.csv")
	if twice["rows"] != 60.0 || strings.Count(fmt.Sprint(twice["notes"]), "a.csv is given more than once") != 1 {
		t.Errorf("a file given three times: %v rows, notes %v", twice["rows"], twice["notes"])
	}
}

// TestTrailOpensFirst catches a count that begins although a later file cannot be opened, and
// a pipe that is opened twice and loses its content.
func TestTrailOpensFirst(t *testing.T) {
	reads := map[string]int{}
	opened := map[string]int{}
	open := func(name string) (fs.File, error) {
		if name == "none.csv" {
			return nil, fs.ErrNotExist
		}
		opened[name]++
		mode := fs.FileMode(0)
		if name == "pipe" {
			mode = fs.ModeNamedPipe
		}
		return &countedFile{Reader: bytes.NewReader(export(fortnight()...)), mode: mode, read: func() { reads[name]++ }}, nil
	}
	play := func(args ...string) int {
		return run(context.Background(), append([]string{"trail"}, args...), world{in: strings.NewReader(""), out: io.Discard, err: io.Discard, now: func() time.Time { return noon }, open: open, library: content.Embedded})
	}
	if code := play("a.csv", "none.csv"); code != exitFailed || reads["a.csv"] > 0 {
		t.Errorf("exit code %d, %d reads of the file beside the missing one", code, reads["a.csv"])
	}
	if code := play("pipe"); code != exitProblems || opened["pipe"] != 1 {
		t.Errorf("a pipe: exit code %d, opened %d times", code, opened["pipe"])
	}
}

// countedFile is an open file that calls read for each read.
type countedFile struct {
	*bytes.Reader
	mode fs.FileMode
	read func()
}

func (f *countedFile) Read(p []byte) (int, error) { f.read(); return f.Reader.Read(p) }
func (f *countedFile) Close() error               { return nil }
func (f *countedFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *countedFile) Name() string               { return "pipe" }
func (f *countedFile) Mode() fs.FileMode          { return f.mode }
func (f *countedFile) ModTime() time.Time         { return noon }
func (f *countedFile) IsDir() bool                { return false }
func (f *countedFile) Sys() any                   { return nil }

// stalling is standard input that delivers some rows and then waits.
type stalling struct {
	rows    io.Reader
	waiting func() // called once, when the rows are read
}

func (s *stalling) Read(p []byte) (int, error) {
	if n, err := s.rows.Read(p); err == nil {
		return n, nil
	}
	s.waiting()
	select {}
}

// TestTrailInterrupted catches a ctrl+c after which the counts so far are lost or count as
// complete.
func TestTrailInterrupted(t *testing.T) {
	rows := export(slices.Repeat(fortnight(), 1000)...) // more than one read
	for _, format := range []string{formatText, formatJSON, formatMarkdown} {
		ctx, interrupt := context.WithCancel(context.Background())
		got := playContext(ctx, nil, &stalling{bytes.NewReader(rows), interrupt}, "trail", "--format", format)
		if got.code != exitInterrupted {
			t.Errorf("%s: exit code %d, want %d", format, got.code, exitInterrupted)
		}
		switch format {
		case formatJSON:
			var answer map[string]any
			if err := json.Unmarshal([]byte(got.out), &answer); err != nil || answer["complete"] != false || answer["rows"] == 0.0 {
				t.Errorf("the answer is %.200q: %v", got.out, err)
			}
		default:
			if !strings.Contains(got.out, "Interrupted: ") || !strings.Contains(got.out, "MissingKey") {
				t.Errorf("%s: %.200q", format, got.out)
			}
		}
	}
}

// TestTrailIncomplete catches an answer that does not say it is incomplete.
func TestTrailIncomplete(t *testing.T) {
	a := counting(t, export(fortnight()...))
	a.summary.Complete, a.interrupted = false, true
	for name, got := range map[string]string{"text": (&textWriter{width: usual}).trail(a), "Markdown": a.document(report.ForBoth, &names{}).Markdown()} {
		if !strings.Contains(got, "Interrupted: ") {
			t.Errorf("%s does not say that it was interrupted:\n%s", name, got)
		}
		a := a
		a.interrupted = false
		if got := (&textWriter{width: usual}).trail(a); !strings.HasPrefix(got, "! Incomplete: ") {
			t.Errorf("the text does not say that it is incomplete:\n%s", got)
		}
	}
	if report := newTrailReport(a); report.Complete {
		t.Error("JSON says it is complete")
	}
}

// counting returns the answer about one export, with the dimensions of text.
func counting(t *testing.T, data []byte) trailAnswer {
	t.Helper()
	source := trail.Source{Name: "a.csv", Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	summary, activity, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return trailAnswer{summary: summary, incidents: incident.Find(activity), cause: library.Cause, at: noon, by: trail.Dimensions(), top: topInText}
}

// TestTrailGolden catches an unintended change of the output.
func TestTrailGolden(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: export(fortnight()...)}}
	for format, ending := range map[string]string{formatText: ".txt", formatMarkdown: ".md"} {
		got := play(files, "", "trail", "--format", format, "--top", "4", "a.csv")
		if again := play(files, "", "trail", "--format", format, "--top", "4", "a.csv"); again != got {
			t.Errorf("%s: the same input gives another output", format)
		}
		golden(t, "trail"+ending, strings.ReplaceAll(got.out, version(), "VERSION"))
		for i, line := range strings.Split(got.out, "\n") {
			if strings.TrimRight(line, " ") != line && format == formatText {
				t.Errorf("line %d ends in spaces", i+1)
			}
		}
	}
}
