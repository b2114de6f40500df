package trail_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"authdoctor/diagnosis/trail"
)

// text is a text as a source.
func text(s string) trail.Source {
	return trail.Source{Name: "export", Size: int64(len(s)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }}
}

func count(t testing.TB, s string, o trail.Options) *trail.Summary {
	t.Helper()
	got, _, err := trail.Count(context.Background(), []trail.Source{text(s)}, o)
	if err != nil {
		t.Fatalf("%.200q: %v", s, err)
	}
	invariants(t, got)
	return got
}

// invariants are what holds for every Summary: each row is in each dimension once.
func invariants(t testing.TB, s *trail.Summary) {
	t.Helper()
	for _, by := range trail.Dimensions() {
		var failures, all int64
		for i, g := range s.GroupBy(by) {
			failures += g.Failures
			all += g.Failures + g.Successes
			if i > 0 && !g.Rest && g.Failures > s.GroupBy(by)[i-1].Failures {
				t.Errorf("by %s: %q follows one with fewer failures", by, g.Value)
			}
		}
		if failures != s.Failures || all != s.Rows {
			t.Errorf("by %s there are %d failures of %d rows; want %d of %d", by, failures, all, s.Failures, s.Rows)
		}
	}
	var failures int64
	for _, p := range s.Pairs() {
		failures += p.Failures
	}
	if failures != s.Failures {
		t.Errorf("pairs have %d failures; there are %d", failures, s.Failures)
	}
}

// groups writes the groups of a dimension as value=failures/successes.
func groups(s *trail.Summary, by trail.Dimension) string {
	var out []string
	for _, g := range s.GroupBy(by) {
		out = append(out, fmt.Sprintf("%s=%d/%d", g.Value, g.Failures, g.Successes))
	}
	return strings.Join(out, " ")
}

const head = "Date,User,Role,IP Address,Status,Detail,Token-based Application Name\n"

func line(date, user, status, detail, app string) string {
	return date + "," + user + ",Clerk,10.0.0.1," + status + "," + detail + "," + app + "\n"
}

// TestFieldsAreUntouched catches bytes of a field that are changed on the way: quotes,
// delimiters and line ends inside quotes, spaces at its ends.
func TestFieldsAreUntouched(t *testing.T) {
	for name, c := range map[string]struct{ written, want string }{
		"comma":             {`"Celigo, Inc."`, "Celigo, Inc."},
		"quotes":            {`"Shop ""Nordlicht"" Sync"`, `Shop "Nordlicht" Sync`},
		"only a quote":      {`""""`, `"`},
		"empty quotes":      {`""`, ""},
		"LF":                {"\"Two line\napplication\"", "Two line\napplication"},
		"CRLF":              {"\"CRLF\r\napplication\"", "CRLF\r\napplication"},
		"blank lines":       {"\"a\n\n\nb\"", "a\n\n\nb"},
		"lone CR":           {"\"a\rb\"", "a\rb"},
		"spaces":            {" Leading space app ", " Leading space app "},
		"tab":               {"a\tb", "a\tb"},
		"formula":           {`"=HYPERLINK(""http://x.example"",""y"")"`, `=HYPERLINK("http://x.example","y")`},
		"a quote inside":    {`Shop "Nordlicht" Sync`, `Shop "Nordlicht" Sync`},
		"5 inches":          {`5" pipes`, `5" pipes`},
		"unescaped quotes":  {`"Shop "Nordlicht" Sync"`, `Shop "Nordlicht" Sync`},
		"delimiter, quoted": {`","`, ","},
		"unicode":           {"株式会社連携 🚚", "株式会社連携 🚚"},
		"escape":            {"\x1b[31mred", "\x1b[31mred"},
		"NUL":               {"a\x00b", "a\x00b"},
		"backslash":         {`a\"b`, `a\"b`},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			s := strings.ReplaceAll(head+line("2026-11-23 10:00:00", "u", "Failure", "MissingKey", "APP")+line("2026-11-23 10:00:01", "u", "Success", "", "other"), "\n", end)
			got := count(t, strings.Replace(s, "APP", c.written, 1), trail.Options{})
			if want := fmt.Sprintf("%s=1/0 other=0/1", c.want); groups(got, trail.ByApplication) != want || got.BadRows() != 0 {
				t.Errorf("%s, line ends %q: applications are %q; want %q; %+v", name, end, groups(got, trail.ByApplication), want, got.Sources[0].Bad)
			}
		}
	}
}

// TestDamage catches damage that takes rows with it which are readable, or that is not
// said.
func TestDamage(t *testing.T) {
	good := line("2026-11-23 10:00:00", "u", "Failure", "MissingKey", "A")
	success := line("2026-11-23 10:00:00", "u", "Success", "", "A")
	for name, c := range map[string]struct {
		rows, failures int64
		bad            string
		text           string
	}{
		"a quote that is not closed":       {2, 2, "2:a quote that is not closed", `2026-11-23 10:00:00,"Novak, Jan,Clerk,10.0.0.1,Failure,MissingKey,A` + "\n" + good + good},
		"the same, quoted rows behind":     {2, 2, "2:a quote that is not closed", `2026-11-23 10:00:00,"Novak,Clerk,10.0.0.1,Failure,MissingKey,A` + "\n" + strings.Repeat(`"2026-11-23 10:00:00","u","Clerk","10.0.0.1","Failure","MissingKey","A"`+"\n", 2)},
		"a quote at the very end":          {1, 1, "3:cut off at the end of the file", good + `2026-11-23 10:00:00,"Novak`},
		"too few fields":                   {1, 1, "2:wrong number of fields", "only,three,fields\n" + good},
		"too many":                         {1, 1, "3:wrong number of fields", good + strings.TrimSuffix(good, "\n") + ",x\n"},
		"a comma that is not quoted":       {1, 1, "2:wrong number of fields", line("2026-11-23 10:00:00", "Novak, Jan", "Failure", "MissingKey", "A") + good},
		"only delimiters":                  {1, 1, "2:wrong number of fields", strings.Repeat(",", 20) + "\n" + good},
		"an empty row":                     {1, 1, "2:blank line", ",,,,,,\n" + good},
		"a blank line":                     {2, 2, "3:blank line", good + "\n" + good},
		"blank lines at the end":           {1, 1, "", good + "\n\n\r\n"},
		"no line end at the end":           {1, 1, "", strings.TrimSuffix(good, "\n")},
		"a row cut off":                    {1, 1, "3:cut off at the end of the file", good + good[:40]},
		"a row cut off in the date":        {1, 1, "3:cut off at the end of the file", good + "2026-11"},
		"the header again":                 {2, 2, "3:the header again", good + head + good},
		"a sum":                            {1, 1, "3:wrong number of fields", good + "Totals: 17\n"},
		"another status":                   {1, 1, "2:Status is neither Success nor Failure", line("2026-11-23 10:00:00", "u", "Perhaps", "MissingKey", "A") + good},
		"empty fields left out at the end": {2, 1, "", "2026-11-23 10:00:00,u,Clerk,10.0.0.1,Success\n" + good},
		"empty fields added at the end":    {2, 2, "", strings.TrimSuffix(good, "\n") + ",,,\n" + good},
		"a field lost in the middle":       {1, 0, "2:wrong number of fields", "2026-11-23 10:00:00,u,Clerk,10.0.0.1,Failure,Payroll Feed\n" + success},
		"a field too long":                 {1, 1, "2:a field over 64 KiB", line("2026-11-23 10:00:00", strings.Repeat("x", trail.MaxCell+1), "Failure", "MissingKey", "A") + good},
		"a quoted field too long":          {1, 1, "2:a field over 64 KiB", line("2026-11-23 10:00:00", `"`+strings.Repeat("x", trail.MaxCell+1)+`"`, "Failure", "MissingKey", "A") + good},
		"a line of 3 MiB":                  {1, 1, "2:a row over 1 MiB", strings.Repeat("x", 3<<20) + "\n" + good},
		"a line of 3 MiB at the end":       {1, 1, "3:a row over 1 MiB", good + strings.Repeat("x", 3<<20)},
		"NUL bytes":                        {1, 1, "2:wrong number of fields", strings.Repeat("\x00", 20) + "\n" + good},
	} {
		got := count(t, head+c.text, trail.Options{})
		var bad []string
		for _, b := range got.Sources[0].Bad {
			bad = append(bad, fmt.Sprintf("%d:%s", b.Lines[0], b.Kind))
			if b.Kind != trail.BadBlank && b.Example == "" {
				t.Errorf("%s: there is no example of %s", name, b.Kind)
			}
		}
		if got.Rows != c.rows || got.Failures != c.failures || strings.Join(bad, " ") != c.bad {
			t.Errorf("%s: %d failures of %d rows, bad %q; want %d of %d, %q", name, got.Failures, got.Rows, bad, c.failures, c.rows, c.bad)
		}
	}
}

// TestWritings catches a way of writing the same rows that is read otherwise.
func TestWritings(t *testing.T) {
	rows := [][]string{
		{"Date/Time", "User", "Role", "IP Address", "Status", "Detail", "Token-based Application Name"},
		{"11/23/2026 10:07 am", "Müller, Ana", "Clerk", "10.0.0.1", "Failure", "MissingKey", "A"},
		{"11/22/2026 9:00 pm", "Novak, Jan", "Clerk", "10.0.0.2", "Success", "", "A"},
		{"11/21/2026 12:05 am", "Müller, Ana", "Rôle", "10.0.0.1", "Failure", "token_rejected", "B"},
	}
	csv := func(delimiter, end string) string {
		var out strings.Builder
		for _, row := range rows {
			for i, field := range row {
				if i > 0 {
					out.WriteString(delimiter)
				}
				if strings.Contains(field, delimiter) {
					field = `"` + field + `"`
				}
				out.WriteString(field)
			}
			out.WriteString(end)
		}
		return out.String()
	}
	latin1 := func(s string) string {
		var out []byte
		for _, r := range s {
			out = append(out, byte(r))
		}
		return string(out)
	}
	utf16le := func(s string) string {
		out := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			out = binary.LittleEndian.AppendUint16(out, u)
		}
		return string(out)
	}
	zipped := func(s string) string {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return out.String()
	}
	plain := csv(",", "\n")
	const json1 = `{"date":"2026-11-23 10:07:00","user":"Müller, Ana","role":"Clerk","ipaddress":"10.0.0.1","status":"Failure","detail":"MissingKey","oauthappname":"A","links":[]}`
	const json2 = `{"links":[],"oauthappname":"A","date":"2026-11-22 21:00:00","user":"Novak, Jan","role":"Clerk","ipaddress":"10.0.0.2","status":"Success","detail":null}`
	const json3 = `{"DATE":"2026-11-21 00:05:00","user":"Müller, Ana","role":"Rôle","ipaddress":"10.0.0.1","status":"Failure","detail":"token_rejected","oauthappname":"B"}`
	page := func(rows ...string) string {
		return `{"links":[{"rel":"self","href":"https://x.example/?a={b}"}],"count":2,"hasMore":true,"items":[` + strings.Join(rows, ",") + `],"offset":0,"totalResults":3}`
	}
	for name, s := range map[string]string{
		"comma": plain, "semicolon": csv(";", "\n"), "tab": csv("\t", "\n"), "bar": csv("|", "\n"), "CRLF": csv(",", "\r\n"), "CR": csv(",", "\r"),
		"UTF-16 without a mark": utf16le(csv("\t", "\r\n"))[2:],
		"BOM":                   "\ufeff" + plain, "Latin-1": latin1(plain), "UTF-16": utf16le(csv("\t", "\r\n")), "gzip": zipped(plain), "gzip of BOM": zipped("\ufeff" + plain),
		"lines before the header": "Login Audit Trail\nNovember 2026\n\n" + plain,
		"SuiteQL names":           strings.Replace(plain, "Date/Time,User,Role,IP Address,Status,Detail,Token-based Application Name", "DATE,user,Role,ipAddress,status,DETAIL,oAuthAppName", 1),
		"names behind a table":    strings.Replace(plain, "Date/Time,User,Role,IP Address,Status,Detail,Token-based Application Name", "loginaudit.date,loginaudit.user,loginaudit.role,loginaudit.ipaddress,loginaudit.status,loginaudit.detail,loginaudit.oauthappname", 1),
		"JSON array":              "[" + json1 + ",\n" + json2 + "," + json3 + "]", "JSON array, BOM": "\ufeff [" + json1 + "," + json2 + "," + json3 + "]",
		"NDJSON": json1 + "\n" + json2 + "\n" + json3 + "\n", "NDJSON, CRLF": json1 + "\r\n" + json2 + "\r\n" + json3,
		"NDJSON, a list named items inside": strings.Replace(json1, `"links":[]`, `"links":[{"items":[{"status":"Failure"}]}]`, 1) + "\n" + json2 + json3,
		"SuiteQL":                           page(json1, json2, json3), "SuiteQL, pages": page(json1, json2) + "\n" + page(json3), "SuiteQL, gzip": zipped(page(json1, json2, json3)),
	} {
		got := count(t, s, trail.Options{})
		if got.Rows != 3 || got.Failures != 2 || got.BadRows() != 0 || got.Undated != 0 {
			t.Errorf("%s: %d failures of %d rows, %d bad, %d undated: %+v", name, got.Failures, got.Rows, got.BadRows(), got.Undated, got.Sources)
			continue
		}
		for by, want := range map[trail.Dimension]string{
			trail.ByCode: "MissingKey=1/0 token_rejected=1/0 =0/1", trail.ByUser: "Müller, Ana=2/0 Novak, Jan=0/1", trail.ByRole: "Clerk=1/1 Rôle=1/0",
			trail.ByIP: "10.0.0.1=2/0 10.0.0.2=0/1", trail.ByApplication: "A=1/1 B=1/0", trail.ByDay: "2026-11-21=1/0 2026-11-23=1/0 2026-11-22=0/1",
			trail.ByHour: "2026-11-21T00:00=1/0 2026-11-23T10:00=1/0 2026-11-22T21:00=0/1",
		} {
			if groups(got, by) != want {
				t.Errorf("%s, by %s: %q; want %q", name, by, groups(got, by), want)
			}
		}
		if from := time.Date(2026, 11, 21, 0, 5, 0, 0, time.UTC); !got.First.Equal(from) {
			t.Errorf("%s begins at %v; want %v", name, got.First, from)
		}
	}
}

// TestDamagedJSON catches a damaged object that takes others with it.
func TestDamagedJSON(t *testing.T) {
	row := `{"date":"2026-11-23 10:07:00","status":"Failure","detail":"MissingKey","oauthappname":"A"}`
	pretty := "{\n  \"date\": \"2026-11-23 10:07:00\",\n  \"status\": \"Failure\",\n  \"detail\": \"MissingKey\"\n}"
	for name, c := range map[string]struct {
		rows, bad int64
		text      string
	}{
		"array, cut off":            {2, 1, "[" + row + "," + row + "," + row[:40]},
		"items, cut off":            {1, 1, `{"items":[` + row + "," + row[:70]},
		"indented":                  {2, 0, "{\n \"links\": [],\n \"items\": [\n" + pretty + ",\n" + pretty + "\n]\n}"},
		"indented stream":           {2, 0, pretty + "\n" + pretty},
		"NDJSON, a line cut off":    {2, 1, row + "\n" + row[:40] + "\n" + row + "\n"},
		"NDJSON, a brace missing":   {2, 1, row + "\n" + row[:len(row)-1] + "\n" + row + "\n"},
		"NDJSON, text between":      {2, 1, row + "\nnothing\n" + row + "\n"},
		"an object of other things": {1, 1, "[" + row + `,{"rel":"self"}]`},
		"an object in an object":    {2, 0, "[" + row[:len(row)-1] + `,"more":{"a":{"b":"}"}}},` + row + "]"},
		"a value that is no JSON":   {1, 1, "[" + row + "," + strings.Replace(row, `"Failure"`, "Failure", 1) + "]"},
		"lines that are no object":  {2, 3, row + "\nnot json at all\n\"text\"\n[1,2]\n" + row + "\n"},
		"an object as a word":       {1, 1, "[" + row + "," + strings.Replace(row, `"MissingKey"`, `{"a":"MissingKey"}`, 1) + "]"},
		"an error between pages":    {2, 1, `{"items":[` + row + `]}` + "\n" + `{"status":401,"title":"Unauthorized","o:errorDetails":[{"detail":"Invalid login attempt."}]}` + "\n" + `{"items":[` + row + `]}`},
		"an error before pages":     {1, 1, `{"status":401,"title":"Unauthorized"}` + "\n" + `{"items":[` + row + `]}`},
		"no status":                 {1, 1, "[" + row + `,{"date":"2026-11-23 10:07:00","detail":"MissingKey"}]`},
	} {
		got := count(t, c.text, trail.Options{})
		if got.Rows != c.rows || got.BadRows() != c.bad {
			t.Errorf("%s: %d rows, %d bad; want %d, %d: %+v", name, got.Rows, got.BadRows(), c.rows, c.bad, got.Sources[0].Bad)
		}
	}
}

// TestColumnsLaterInJSON catches a column that is lost because SuiteQL leaves it out
// of the first rows, where it is null.
func TestColumnsLaterInJSON(t *testing.T) {
	var s strings.Builder
	s.WriteString("[")
	for i := range 500 {
		fmt.Fprintf(&s, `{"date":"2026-11-23 10:00:00","status":"Success","user":"u%d"},`, i)
	}
	s.WriteString(`{"date":"2026-11-23 10:00:00","status":"Failure","user":"u","detail":"MissingKey","oauthappname":"A"}]`)
	got := count(t, s.String(), trail.Options{})
	if got.Rows != 501 || groups(got, trail.ByCode) != "MissingKey=1/0 =0/500" || groups(got, trail.ByApplication) != "A=1/0 =0/500" {
		t.Errorf("%d rows, by code %q, by application %q", got.Rows, groups(got, trail.ByCode), groups(got, trail.ByApplication))
	}
	for _, missing := range got.Sources[0].Dialect.Missing() {
		if missing == trail.ColumnDetail || missing == trail.ColumnApplication {
			t.Errorf("%s is said to be missing", missing)
		}
	}
}

// TestDetailWords catches a word of Detail that is counted as another one.
func TestDetailWords(t *testing.T) {
	for written, want := range map[string]string{
		"ScopeMismatched": "ScopeMismatched", "scopemismatched": "ScopeMismatched", "  ScopeMismatched  ": "ScopeMismatched",
		`"InvalidScope: see ""audit"", row 7"`: "InvalidScope", "\"MissingKey\nTrace id 0x1\"": "MissingKey",
		"TokenRejected": "TokenRejected", "token_rejected": "token_rejected", "TOKEN_REJECTED": "token_rejected", "tokenrejected": "TokenRejected",
		"InvalidCallback <<https://x>>": "InvalidCallback", "SomethingNew2027": "SomethingNew2027", "MissingKey2": "MissingKey2", "Error: MissingKey": "Error: MissingKey",
		"missing key": "missing key", "": "", "   ": "", "ExplicitLogout": "ExplicitLogout", "株式会社": "株式会社",
	} {
		s := head + line("2026-11-23 10:00:00", "u", "Failure", written, "A")
		if got := count(t, s, trail.Options{}); groups(got, trail.ByCode) != want+"=1/0" {
			t.Errorf("%q is counted as %q; want %q", written, groups(got, trail.ByCode), want)
		}
	}
}

// TestDateOrder catches day and month that are mixed up, and an assumption that is not
// stated.
func TestDateOrder(t *testing.T) {
	rows := func(dates ...string) string {
		s := head
		for _, d := range dates {
			s += line(d, "u", "Failure", "MissingKey", "A")
		}
		return s
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text    string
		options trail.Options
		days    string
		order   trail.DateOrder
		by      trail.OrderEvidence
		undated int64
	}{
		"the month first":          {rows("11/05/2026 10:00", "11/23/2026 10:00"), trail.Options{}, "2026-11-05=1/0 2026-11-23=1/0", trail.MonthFirst, trail.OrderByRows, 0},
		"the day first":            {rows("11/05/2026 10:00", "23/05/2026 10:00"), trail.Options{}, "2026-05-11=1/0 2026-05-23=1/0", trail.DayFirst, trail.OrderByRows, 0},
		"told by the last row":     {rows(append(slicesRepeat("01/02/2026 10:00", 3000), "13/02/2026 10:00")...), trail.Options{}, "2026-02-01=3000/0 2026-02-13=1/0", trail.DayFirst, trail.OrderByRows, 0},
		"ambiguous":                {rows("11/05/2026 10:00", "12/06/2026 10:00"), trail.Options{}, "2026-11-05=1/0 2026-12-06=1/0", trail.MonthFirst, trail.OrderByNothing, 0},
		"days of a month":          {rows("11/07/2026 10:00", "11/06/2026 10:00", "11/04/2026 10:00"), trail.Options{}, "2026-11-04=1/0 2026-11-06=1/0 2026-11-07=1/0", trail.MonthFirst, trail.OrderByNothing, 0},
		"days of a month, first":   {rows("07/11/2026 10:00", "06/11/2026 10:00", "04/11/2026 10:00"), trail.Options{}, "2026-11-04=1/0 2026-11-06=1/0 2026-11-07=1/0", trail.DayFirst, trail.OrderByNothing, 0},
		"the same, told":           {rows("11/05/2026 10:00", "10/05/2026 10:00"), trail.Options{Order: trail.DayFirst}, "2026-05-10=1/0 2026-05-11=1/0", trail.DayFirst, trail.OrderTold, 0},
		"old to new":               {rows("12/11/2026 10:00", "01/12/2026 10:00", "02/12/2026 10:00"), trail.Options{}, "2026-11-12=1/0 2026-12-01=1/0 2026-12-02=1/0", trail.DayFirst, trail.OrderBySequence, 0},
		"new to old":               {rows("12/02/2026 10:00", "12/01/2026 10:00", "11/12/2026 10:00"), trail.Options{}, "2026-11-12=1/0 2026-12-01=1/0 2026-12-02=1/0", trail.MonthFirst, trail.OrderBySequence, 0},
		"in no order":              {rows("12/02/2026 10:00", "11/12/2026 10:00", "12/01/2026 10:00"), trail.Options{}, "2026-11-12=1/0 2026-12-01=1/0 2026-12-02=1/0", trail.MonthFirst, trail.OrderByNothing, 0},
		"in German":                {"Datum,Benutzer,Status,Detail,Anwendung\n09/11/2026 10:00,u,Fehler,MissingKey,A\n09/10/2026 10:00,u,Fehler,MissingKey,A\n", trail.Options{}, "2026-10-09=1/0 2026-11-09=1/0", trail.DayFirst, trail.OrderByLanguage, 0},
		"not of the future":        {rows("01/12/2026 10:00", "01/11/2026 10:00"), trail.Options{At: at}, "2026-01-11=1/0 2026-01-12=1/0", trail.MonthFirst, trail.OrderByFuture, 0},
		"not of the future either": {rows("12/11/2026 10:00", "11/12/2025 10:00"), trail.Options{At: at}, "2025-12-11=1/0 2026-11-12=1/0", trail.DayFirst, trail.OrderByFuture, 0},
		"both alike":               {rows("11/11/2026 10:00"), trail.Options{}, "2026-11-11=1/0", trail.OrderUndecided, "", 0},
		"mixed":                    {rows("11/23/2026 10:00", "11/24/2026 10:00", "25/11/2026 10:00"), trail.Options{}, "=1/0 2026-11-23=1/0 2026-11-24=1/0", trail.MonthFirst, trail.OrderByRows, 1},
		"full stops":               {rows("05.11.2026 10:00"), trail.Options{}, "2026-11-05=1/0", trail.OrderUndecided, "", 0},
		"the year first":           {rows("2026-11-05 10:00"), trail.Options{}, "2026-11-05=1/0", trail.OrderUndecided, "", 0},
		"no date":                  {rows("soon"), trail.Options{}, "=1/0", trail.OrderUndecided, "", 1},
	} {
		got := count(t, c.text, c.options)
		d := got.Sources[0].Dialect
		example := c.by != "" && c.by != trail.OrderByRows && c.by != trail.OrderTold
		if groups(got, trail.ByDay) != c.days || d.Order != c.order || d.OrderBy != c.by || d.OrderAssumed != (c.by == trail.OrderByNothing) || got.Undated != c.undated || example != (d.DateExample != "") {
			t.Errorf("%s: days %q, order %q by %q, assumed %v %q, undated %d; want %q, %q by %q, %d", name, groups(got, trail.ByDay), d.Order, d.OrderBy, d.OrderAssumed, d.DateExample, got.Undated, c.days, c.order, c.by, c.undated)
		}
	}
}

func slicesRepeat(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// TestTwoSources catches exports whose dates differ in order and are added up as if
// they did not.
func TestTwoSources(t *testing.T) {
	month := head + line("11/05/2026 10:00", "u", "Failure", "MissingKey", "A") + line("11/23/2026 10:00", "u", "Success", "", "A")
	day := "Status;Token-based Application Name;Detail;Date\nFailure;B;MissingKey;05/11/2026 11:00\nFailure;A;MissingKey;24/11/2026 10:00\n"
	got, _, err := trail.Count(context.Background(), []trail.Source{text(month), text(day)}, trail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	invariants(t, got)
	if want := "2026-11-05=2/0 2026-11-24=1/0 2026-11-23=0/1"; groups(got, trail.ByDay) != want || got.Rows != 4 || groups(got, trail.ByApplication) != "A=2/1 B=1/0" || len(got.Pairs()) != 2 {
		t.Errorf("days %q, applications %q, %d rows, pairs %+v", groups(got, trail.ByDay), groups(got, trail.ByApplication), got.Rows, got.Pairs())
	}
}

// TestFilter catches rows that a filter takes and should not, or leaves out.
func TestFilter(t *testing.T) {
	s := head
	for _, r := range [][4]string{{"11/05/2026 10:00", "ana", "Failure", "MissingKey"}, {"11/06/2026 10:00", "ben", "Failure", "missingkey: x"}, {"11/07/2026 10:00", "ana", "Success", ""}, {"11/08/2026 10:00", "ana", "Failure", ""}, {"soon", "ana", "Failure", "MissingKey"}} {
		s += line(r[0], r[1], r[2], r[3], "A")
	}
	text := func(s string) *string { return &s }
	day := func(n int) time.Time { return time.Date(2026, 11, n, 10, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		filter trail.Filter
		want   int64
	}{
		"everything":  {trail.Filter{}, 5},
		"code":        {trail.Filter{Code: text("MissingKey")}, 3},
		"no code":     {trail.Filter{Code: text("")}, 2},
		"failures":    {trail.Filter{FailuresOnly: true}, 4},
		"user":        {trail.Filter{User: text("ana"), FailuresOnly: true}, 3},
		"another app": {trail.Filter{Application: text("B")}, 0},
		"since":       {trail.Filter{Since: day(6)}, 3},
		"until":       {trail.Filter{Until: day(6)}, 1},
		"both":        {trail.Filter{Since: day(6), Until: day(8)}, 2},
		"role and ip": {trail.Filter{Role: text("Clerk"), IP: text("10.0.0.1"), Code: text("MissingKey")}, 3},
	} {
		got := count(t, s, trail.Options{Filter: c.filter, Order: trail.MonthFirst})
		rows, more, err := trail.Rows(context.Background(), []trail.Source{{Name: "export", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }}}, trail.Options{Filter: c.filter, Order: trail.MonthFirst}, 10)
		if err != nil || more || got.Rows != c.want || got.Sources[0].Filtered != 5-c.want || int64(len(rows)) != c.want {
			t.Errorf("%s: %d rows counted, %d left out, %d read again, %v; want %d", name, got.Rows, got.Sources[0].Filtered, len(rows), err, c.want)
		}
	}
}

// TestProgressCountsRowsRead catches a progress that counts the rows a filter takes, and
// not those that were read.
func TestProgressCountsRowsRead(t *testing.T) {
	s := head + strings.Repeat(line("05/11/2026 10:00", "u", "Success", "", "A"), 900) + line("23/11/2026 10:00", "u", "Failure", "MissingKey", "A")
	var progress trail.Progress
	if got := count(t, s, trail.Options{Filter: trail.Filter{FailuresOnly: true}, Progress: &progress}); got.Rows != 1 || progress.Rows() != 901 {
		t.Errorf("%d rows counted, %d read; want 1 of 901", got.Rows, progress.Rows())
	}
}

// TestFilterByTimeDecidesFirst catches a filter by time that reads dates in an order
// which later rows disprove.
func TestFilterByTimeDecidesFirst(t *testing.T) {
	s := head + strings.Join(slicesRepeat(line("05/11/2026 10:00", "u", "Failure", "MissingKey", "A"), 9000), "") + line("23/11/2026 10:00", "u", "Failure", "MissingKey", "A")
	since := trail.Options{Filter: trail.Filter{Since: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}}
	if got := count(t, s, since); got.Rows != 9001 {
		t.Errorf("%d rows since November; want 9001", got.Rows)
	}
	for _, said := range []bool{false, true} {
		opened := false
		pipe := trail.Source{Name: "pipe", Size: -1, Once: said, Open: func() (io.ReadCloser, error) {
			if opened {
				return nil, errors.New("it can be read once only")
			}
			opened = true
			return io.NopCloser(strings.NewReader(s)), nil
		}}
		if _, _, err := trail.Count(context.Background(), []trail.Source{pipe}, since); err == nil || !strings.Contains(err.Error(), "--date-order") {
			t.Errorf("a pipe that cannot be read twice, and says so: %v, gave %v; want the way to say the order", said, err)
		}
	}
}

// TestRows catches a row that is read again with other values than it has, or on
// another line.
func TestRows(t *testing.T) {
	s := "\ufeff" + strings.ReplaceAll(head, "\n", "\r\n") + "2026-11-23 10:00:00,\"Two\r\nlines\",Clerk,10.0.0.1,Success,,A\r\n" + "2026-11-23 11:00:00,\"Novák, \x1b[31m\",Clerk,10.0.0.1,Failure,missingkey,\"A \"\"B\"\"\"\r\n"
	failures := trail.Options{Filter: trail.Filter{FailuresOnly: true}}
	rows, more, err := trail.Rows(context.Background(), []trail.Source{text(s)}, failures, 10)
	if err != nil || more || len(rows) != 1 {
		t.Fatalf("%d rows, %v, %v", len(rows), more, err)
	}
	r := rows[0]
	if r.Line != 4 || !r.Failure || r.Detail.Name != "MissingKey" || r.Values[trail.ColumnUser] != `Novák, \u{001B}[31m` || r.Values[trail.ColumnApplication] != `A "B"` || !r.Time.Equal(time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)) {
		t.Errorf("the row is %+v", r)
	}
	if rows, more, _ = trail.Rows(context.Background(), []trail.Source{text(s)}, trail.Options{}, 1); len(rows) != 1 || !more {
		t.Errorf("with a limit of 1 there are %d rows, more: %v", len(rows), more)
	}
}

// TestColumns catches a column that is found where it is not, and one that is not
// found in another language or without its label.
func TestColumns(t *testing.T) {
	row := `11/23/2026 10:07 am,"Novák, Jan",jan@example.test,Clerk,10.0.0.1,/app/site/hosting/restlet.nl,okhttp/4,%s,,%s,Shop,` + "\n"
	rows := strings.Repeat(fmt.Sprintf(row, "Failure", "MissingKey")+fmt.Sprintf(row, "Success", ""), 5)
	const all = "date user email role ip request-uri user-agent status security-challenge detail application token-name"
	german := strings.Repeat(fmt.Sprintf(row, "Nicht gelungen", "MissingKey")+fmt.Sprintf(row, "Gelungen", ""), 5)
	for name, c := range map[string]struct {
		header, rows string
		options      trail.Options
		columns      string
		how          string
	}{
		"labels":           {"Date,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name\n", rows, trail.Options{}, all, "name"},
		"with a full stop": {"Date/Time,User,Email,Role,IP Address,Type/Request URL,User Agent,Status,Security Challenge,Detail,OAuth 2.0 Application Name,Token Name\n", rows, trail.Options{}, all, "name"},
		"ids":              {"date,user,emailaddress,role,ipaddress,requesturi,useragent,status,secchallenge,detail,oauthappname,oauthaccesstokenname\n", rows, trail.Options{}, all, "name"},
		"SuiteQL labels":   {"Date,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,OAuth Application,OAuth Access Token\n", rows, trail.Options{}, all, "name"},
		"German":           {"Datum/Uhrzeit,Benutzer,E-Mail-Adresse,Rolle,IP-Adresse,Anforderungs-URI,Benutzer-Agent,Status,Sicherheitsabfrage,Detail,Tokenbasierter Anwendungsname,Tokenbasierter Zugriffstokenname\n", rows, trail.Options{}, all, "language"},
		"German words":     {"Datum/Uhrzeit,Benutzer,E-Mail-Adresse,Rolle,IP-Adresse,Anforderungs-URI,Benutzer-Agent,Status,Sicherheitsabfrage,Detail,Tokenbasierter Anwendungsname,Tokenbasierter Zugriffstokenname\n", german, trail.Options{}, all, "language"},
		"custom labels":    {"When,Who,Mail,As,From,Where,With,Outcome,2FA,Why,What,Key\n", rows, trail.Options{}, "date - email - ip request-uri - status - detail - -", "content"},
		"told":             {"When,Who,Mail,As,From,Where,With,Outcome,2FA,Why,What,Key\n", rows, trail.Options{Columns: map[string]trail.Column{"What": trail.ColumnApplication, "Who": trail.ColumnUser, "As": trail.ColumnRole}}, "date user email role ip request-uri - status - detail application -", "told"},
		"no header":        {"", rows, trail.Options{}, "date - email - ip request-uri - status - detail - -", "content"},
		"told, no header":  {"", rows, trail.Options{Columns: map[string]trail.Column{"column 11": trail.ColumnApplication}}, "date - email - ip request-uri - status - detail application -", "told"},
	} {
		got := count(t, c.header+c.rows, c.options)
		var columns []string
		how := ""
		for _, column := range got.Sources[0].Dialect.Columns {
			name := string(column.Column)
			if name == "" {
				name = "-"
			}
			columns = append(columns, name)
			if column.How == c.how {
				how = c.how
			}
		}
		if strings.Join(columns, " ") != c.columns || how != c.how || got.Rows != 10 || got.Failures != 5 || groups(got, trail.ByCode) != "MissingKey=5/0 =0/5" {
			t.Errorf("%s: columns %q, none by %s: %v; %d failures of %d rows, %q; want %q", name, strings.Join(columns, " "), c.how, how == "", got.Failures, got.Rows, groups(got, trail.ByCode), c.columns)
		}
	}
}

// TestFailureWord catches a word for a failure that the user told and that is not
// taken.
func TestFailureWord(t *testing.T) {
	s := "Date,Status,Detail\n2026-11-23 10:00:00,Mmm,\n2026-11-23 10:00:00,Nnn,\n2026-11-23 10:00:00,Mmm,\n"
	if got := count(t, s, trail.Options{FailureWord: "nnn"}); got.Rows != 3 || got.Failures != 1 {
		t.Errorf("%d failures of %d rows; want 1 of 3", got.Failures, got.Rows)
	}
	// A word is told as the file has it, or as it is shown.
	strange := strings.ReplaceAll(s, "Nnn", "It's\u00a0bad"+strings.Repeat("!", 50))
	shown := count(t, strange, trail.Options{}).Sources[0].Bad[0].Words[1].Word
	for _, word := range []string{"it's\u00a0bad" + strings.Repeat("!", 50), shown} {
		if got := count(t, strange, trail.Options{FailureWord: word}); got.Rows != 3 || got.Failures != 1 {
			t.Errorf("%q: %d failures of %d rows; want 1 of 3", word, got.Failures, got.Rows)
		}
	}
	// So is one that is found by its rows.
	found := "Date,Status,Detail\n" + strings.Repeat("2026-11-23 10:00:00,Not\u00a0good,MissingKey\n", 5) + strings.Repeat("2026-11-23 10:00:00,Very\u00a0good,\n", 5)
	if got := count(t, found, trail.Options{}); got.Rows != 10 || got.Failures != 5 {
		t.Errorf("by Detail: %d failures of %d rows; want 5 of 10", got.Failures, got.Rows)
	}
	half := strings.NewReplacer("Not\u00a0good", "Fail", "Very\u00a0good", "Pass").Replace(found)
	if got := count(t, half, trail.Options{}); got.Rows != 10 || got.Failures != 5 || got.Sources[0].Dialect.SuccessWord != "Pass" {
		t.Errorf("one known word: %d failures of %d rows, %+v; want 5 of 10", got.Failures, got.Rows, got.Sources[0].Dialect)
	}
	if got := count(t, half+"2026-11-23 10:00:00,Locked,\n", trail.Options{}); got.Rows != 5 || got.BadRows() != 6 {
		t.Errorf("two unknown words: %d rows, %d bad; want 5, 6", got.Rows, got.BadRows())
	}
	if got := count(t, s, trail.Options{}); got.Rows != 0 || got.BadRows() != 3 {
		t.Errorf("without the word %d rows, %d bad; want 0, 3", got.Rows, got.BadRows())
	}
}

// TestCountedRows catches an answer of the query for NetSuite whose counts are taken
// for single rows.
func TestCountedRows(t *testing.T) {
	s := `{"items":[{"date":"2026-11-23 10:00:00","status":"Failure","detail":"MissingKey","oauthappname":"A","number_of_rows":"41"},{"date":"2026-11-23 11:00:00","status":"Success","oauthappname":"A","number_of_rows":1000},{"date":"2026-11-23 11:00:00","status":"Success","number_of_rows":"x"}]}`
	got := count(t, s, trail.Options{})
	if got.Rows != 1041 || got.Failures != 41 || got.BadRows() != 1 || groups(got, trail.ByApplication) != "A=41/1000" {
		t.Errorf("%d failures of %d rows, %d bad, %q", got.Failures, got.Rows, got.BadRows(), groups(got, trail.ByApplication))
	}
}

// TestNoTrail catches a file that is no export and is counted, or refused without
// saying what it is.
func TestNoTrail(t *testing.T) {
	zipped := func(text string) string {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = io.WriteString(w, text)
		_ = w.Close()
		return out.String()
	}
	for content, want := range map[string]string{
		"": "empty", " \n\n": "empty", "PK\x03\x04xxxxxxx": "Excel", "%PDF-1.7": "PDF", "PAR1xxxx": "Parquet", "\xd0\xcf\x11\xe0xxxx": "before 2007",
		"<?xml version='1.0'?><Workbook/>": "XML", "<html><body>": "web page", "\n\ufeff" + strings.Repeat(" ", 600) + "<script>": "web page", "<!DOCTYPE html>": "web page", "<?xml version='1.0'?><html>": "web page",
		"<table><tr>": "in the middle of the table", "<html xmlns:x='urn:schemas-microsoft-com:office:excel'>": "no table", "<table><tr><td>a</table><input>": "web page", "PK\x05\x06": "ZIP", "{\\rtf1 x}": "RTF", "\x89PNG\r\n": "image", "\xff\xd8\xff\xe0": "image", "GIF89a": "image", "\xff\xfe\x00\x00S\x00\x00\x00": "UTF-32", "\x00\x00\xfe\xff\x00\x00\x00S": "UTF-32",
		"BZh91AY&SY": "bzip2", "\xfd7zXZ\x00": "xz", "7z\xbc\xaf\x27\x1c": "7-Zip", "\x28\xb5\x2f\xfd": "Zstandard", "Rar!\x1a\x07": "RAR", "\x7fELF\x02\x01\x01\x00\x00": "not a text", strings.Repeat("\x00", 900): "not a text",
		"export.csv" + strings.Repeat("\x00", 247) + "ustar\x00" + strings.Repeat("\x00", 249) + "Status,Detail\nFailure,MissingKey\n": "tar", `{"error":"invalid_grant"}`: "Status or Detail", `[1,2,3]`: "without rows", `{}`: "Status or Detail",
		"a,b,c\n1,2,3\n": "Status or Detail", "hello": "Status or Detail", "\x1f\x8bxxxx": "gzip", strings.Repeat("a\x00", 100): "Status or Detail",
	} {
		packed := map[string]string{content: want}
		if content != "" {
			packed[zipped(content)] = want
		}
		if want == "gzip" {
			packed = map[string]string{content: want, zipped(zipped("Status,Detail\nFailure,MissingKey\n")): "gzip twice"}
		}
		for content, want := range packed {
			_, _, err := trail.Count(context.Background(), []trail.Source{text(content)}, trail.Options{})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v; want %q in it", content, err, want)
			}
		}
	}
}

// TestBrokenOff catches rows that are lost when a source fails or is cut off while it is
// read, and a Summary that looks complete.
func TestBrokenOff(t *testing.T) {
	s := head + strings.Repeat(line("2026-11-23 10:00:00", "u", "Failure", "MissingKey", "A"), 20_000)
	got, _, err := trail.Count(context.Background(), []trail.Source{{Name: "export", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(s), iotest.ErrReader(errors.New("input/output error")))), nil
	}}}, trail.Options{})
	if err != nil || got.Rows != 20_000 || got.Complete || !strings.Contains(got.Sources[0].Problem, "input/output error") {
		t.Errorf("a source that fails: %+v, %v", got, err)
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	got, _, err = trail.Count(context.Background(), []trail.Source{text(zipped.String()[:zipped.Len()*9/10])}, trail.Options{})
	if err != nil || got.Rows < 1000 || got.Complete || !strings.Contains(got.Sources[0].Problem, "is incomplete") {
		t.Errorf("a gzip file that is cut off: %+v, %v", got, err)
	}
}

// TestCancelled catches what was counted being thrown away when the user stops.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	many := strings.Repeat(line("2026-11-23 10:00:00", "u", "Failure", "MissingKey", "A"), 30_000)
	reads := 0
	var progress trail.Progress
	got, _, err := trail.Count(ctx, []trail.Source{{Name: "export", Size: 100 << 20, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(head), readerFunc(func(into []byte) (int, error) {
			if reads++; reads == 40 {
				cancel()
			}
			return copy(into, many), nil
		}))), nil
	}}}, trail.Options{Progress: &progress})
	if !errors.Is(err, context.Canceled) || got == nil || got.Complete || got.Rows < 1000 || got.Sources[0].Problem == "" {
		t.Fatalf("%+v, %v; want what was counted, and said to be incomplete", got, err)
	}
	if progress.Rows() == 0 || progress.Bytes() == 0 || progress.Total() != 100<<20 {
		t.Errorf("progress is %d rows, %d of %d bytes", progress.Rows(), progress.Bytes(), progress.Total())
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

// TestManyValues catches memory that grows with every new value, and counts that get
// lost where values are too many to be told apart.
func TestManyValues(t *testing.T) {
	var s strings.Builder
	s.WriteString(head)
	const rows = 120_000
	for i := range rows {
		fmt.Fprintf(&s, "2026-11-23 10:00:00,user %d,Clerk,10.%d.%d.%d,Failure,Unknown %d,A\n", i, i>>16, i>>8&255, i&255, i)
	}
	got := count(t, s.String(), trail.Options{Workers: 2})
	if got.Rows != rows {
		t.Errorf("%d rows; want %d", got.Rows, rows)
	}
	for _, by := range []trail.Dimension{trail.ByUser, trail.ByIP, trail.ByCode} {
		all := got.GroupBy(by)
		if last := all[len(all)-1]; !last.Rest || last.Failures == 0 || len(all) > rows/2 {
			t.Errorf("the last of %d groups by %s is %+v; want the sum of the rest", len(all), by, last)
		}
	}
}

// FuzzCount catches a text that makes reading panic, rows that are counted twice or not in
// every dimension, and an error that the count does not report as a problem.
func FuzzCount(f *testing.F) {
	f.Add(head + line("11/05/2026 10:00", "\"a\nb\"", "Failure", "MissingKey", "A"))
	f.Add("\ufeffDate;Status;Detail\r\n\"2026-11-23 10:00\";Failure;\"x\"\"\r\n\"\r\n")
	f.Add(`[{"date":"2026-11-23","status":"Failure","detail":"x"},{"status"`)
	f.Add(`{"items":[{"status":"Success","number_of_rows":3}]}`)
	f.Add("status\tdetail\nFailure\t\xff\n\"\n\n\"")
	f.Add(`[{"items":[{"date":"2026-11-23","status":"Failure","detail":"x"}],"hasMore":true,"offset":0,"totalResults":2},{"items":[]}]`)
	f.Add(`{"data":[{"id":"1","values":{"status":"Failure","detail":"x","role":[{"value":3,"text":"Clerk"}]}}]}`)
	f.Add("<table><tr><td>Status<td>Detail<td>User<tr><td>Failure<td>MissingKey<td rowspan=2>a<tr><td>Success</table>")
	f.Add(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>Status</Data></Cell><Cell><Data>Detail</Data></Cell></Row></Table></Worksheet></Workbook>`)
	f.Fuzz(func(t *testing.T, s string) {
		got, _, err := trail.Count(context.Background(), []trail.Source{text(s)}, trail.Options{Workers: 2})
		if err != nil {
			return
		}
		invariants(t, got)
		rows, more, err := trail.Rows(context.Background(), []trail.Source{text(s)}, trail.Options{}, 10_000)
		weighted := false
		for _, c := range got.Sources[0].Dialect.Columns {
			weighted = weighted || c.Column == trail.ColumnRows
		}
		// Where reading breaks off with an error, the count has a problem.
		if !more && (err != nil && got.Sources[0].Problem == "" || !weighted && int64(len(rows)) != got.Rows) {
			t.Errorf("%d rows counted, %q, %d read again: %v", got.Rows, got.Sources[0].Problem, len(rows), err)
		}
	})
}

// TestStrayQuotes catches rows that are lost or counted twice because a stray quote
// made a block end inside a row, and the source was not read again.
func TestStrayQuotes(t *testing.T) {
	var s strings.Builder
	s.WriteString(head)
	const rows = 30_000
	for i := range rows {
		user := []string{"u", "\"two\nlines\"", `5" pipe`, `"a, b"`}[i%7%4]
		if i%1000 == 999 {
			user = `"not closed`
		}
		s.WriteString(line("2026-11-23 10:00:00", user, "Failure", "MissingKey", "A"))
	}
	again := text(s.String())
	once := again
	once.Once = true
	var progress trail.Progress
	for _, source := range []trail.Source{again, once} {
		got, _, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{Progress: &progress})
		if err != nil {
			t.Fatal(err)
		}
		invariants(t, got)
		if got.Rows != rows-rows/1000 || got.BadRows() != rows/1000 {
			t.Errorf("%d rows, %d bad; want %d, %d", got.Rows, got.BadRows(), rows-rows/1000, rows/1000)
		}
	}
}

// TestPages catches answers of SuiteQL that are not all and look as if they were.
func TestPages(t *testing.T) {
	const row = `{"date":"2026-11-23 10:07:00","status":"Failure","detail":"MissingKey"}`
	// NetSuite's words of Detail are in its errors too: they are no rows.
	const refusal = "{\n  \"type\": \"x\",\n  \"title\": \"Unauthorized\",\n  \"status\": 401,\n  \"o:errorDetails\": [\n    {\n      \"detail\": \"Invalid login attempt.\",\n      \"o:errorCode\": \"INVALID_LOGIN\"\n    }\n  ]\n}\n"
	for _, refused := range []string{refusal, strings.ReplaceAll(refusal, "\n", ""), refusal + refusal} {
		if got, _, err := trail.Count(context.Background(), []trail.Source{text(refused)}, trail.Options{}); err == nil || !strings.Contains(err.Error(), "an error from NetSuite") {
			t.Errorf("%s: %+v, %v", refused, got, err)
		}
	}
	for text, want := range map[string]string{
		`{"items":[` + row + `],"hasMore":true,"offset":0,"totalResults":4000}`:                                           "hasMore",
		`{"hasMore":false,"items":[` + row + `],"totalResults":3}`:                                                        "3 rows",
		`{"hasMore":true,"items":[` + row + `],"totalResults":2}{"hasMore":false,"items":[` + row + `],"totalResults":2}`: "",
		strings.Repeat(`{"hasMore":false,"items":[`+row+`],"offset":0,"totalResults":1}`, 2):                              "same page",
		`{"items":[` + row + `],"hasMore":false}` + "\n" + refusal:                                                        "is an error",
		refusal + `{"items":[` + row + `],"hasMore":false}`:                                                               "is an error",
		`{"items":[]}`: "", `[]`: "", `{"items":[` + row + `]}`: "",
	} {
		got := count(t, text, trail.Options{})
		if got.Complete != (want == "") || !strings.Contains(got.Sources[0].Problem, want) {
			t.Errorf("%s: complete %v, %q; want %q", text, got.Complete, got.Sources[0].Problem, want)
		}
	}
}

// TestStatusColumn catches a Status that is found in the Security Challenge, or whose
// word for a failure is not found where that for a success is known.
func TestStatusColumn(t *testing.T) {
	for name, c := range map[string]struct{ header, failure, success string }{
		"half known":                {"Date,2FA,Status,Detail", "2026-11-23 10:00:00,%s,Fejl,MissingKey\n", "2026-11-23 10:00:00,%s,Succes,\n"},
		"unknown words":             {"Data,Wyzwanie,Wynik,Detail", "2026-11-23 10:00:00,%s,Nieudane,MissingKey\n", "2026-11-23 10:00:00,%s,Udane,\n"},
		"the challenge comes first": {"When,One,Two,Why", "2026-11-23 10:00:00,%s,Failure,MissingKey\n", "2026-11-23 10:00:00,%s,Success,\n"},
	} {
		s := c.header + "\n"
		for i := range 10 {
			challenge := []string{"", "Success"}[i%2]
			s += fmt.Sprintf(c.failure, "") + fmt.Sprintf(c.success, challenge) + fmt.Sprintf(c.success, "")
		}
		if got := count(t, s, trail.Options{}); got.Rows != 30 || got.Failures != 10 || got.BadRows() != 0 {
			t.Errorf("%s: %d failures of %d rows, %d bad; want 10 of 30: %+v", name, got.Failures, got.Rows, got.BadRows(), got.Sources[0].Dialect.Columns)
		}
	}
}

// TestJoinedColumns catches a field of another record that is taken for the trail's
// own, and a column that appears twice without a word.
func TestJoinedColumns(t *testing.T) {
	got := count(t, "Employee : Role,Employee : Status,Role,Status,Detail,Detail\nBoss,Active,Clerk,Failure,MissingKey,InvalidScope\n", trail.Options{})
	if groups(got, trail.ByRole) != "Clerk=1/0" || groups(got, trail.ByCode) != "MissingKey=1/0" {
		t.Errorf("roles %q, codes %q", groups(got, trail.ByRole), groups(got, trail.ByCode))
	}
	if columns := got.Sources[0].Dialect.Columns; columns[5].How != "second" || columns[0].How != "" {
		t.Errorf("columns %+v", columns)
	}
}

// TestLatin1Header catches labels that are not known because of their encoding.
func TestLatin1Header(t *testing.T) {
	got := count(t, "Date;R\xf4le;D\xe9tail;Statut\n23/11/2026 10:00;Cl\xe9rc;MissingKey;\xc9chec\n", trail.Options{})
	if groups(got, trail.ByRole) != "Clérc=1/0" || groups(got, trail.ByCode) != "MissingKey=1/0" || got.Failures != 1 {
		t.Errorf("roles %q, codes %q: %+v", groups(got, trail.ByRole), groups(got, trail.ByCode), got.Sources[0])
	}
}

// TestForeignNeighbour catches a value that is read in two ways, because another field of
// its row is not UTF-8: which of them depended on the rows that a worker had met before.
func TestForeignNeighbour(t *testing.T) {
	const csvHead = "Date,User,Status,Detail,Comment,Role\n"
	row := func(comment, role string) string {
		return "2026-11-23 10:00,Müller,Failure,MissingKey," + comment + "," + role + "\n"
	}
	object := func(comment string) string {
		return `{"date":"2026-11-23 10:00","user":"Müller","status":"Failure","detail":"MissingKey","comment":"` + comment + `"}` + "\n"
	}
	clean, comment, role := row("ok", "R"), row("na\xefve", "R"), row("ok", "Cl\xe9rc")
	for _, c := range []struct {
		text   string
		latin1 int64
	}{
		{csvHead + clean + comment, 0}, {csvHead + comment + clean, 0}, {csvHead + clean + role, 1}, {csvHead + role + clean, 1},
		{object("ok") + object("na\xefve"), 1}, {object("na\xefve") + object("ok"), 1},
	} {
		for _, filter := range []trail.Filter{{}, {Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}} {
			got := count(t, c.text, trail.Options{Filter: filter})
			if groups(got, trail.ByUser) != "Müller=2/0" || got.Sources[0].Latin1 != c.latin1 {
				t.Errorf("%q, %v: users %q, %d rows of Latin-1; want %d", c.text, filter, groups(got, trail.ByUser), got.Sources[0].Latin1, c.latin1)
			}
		}
	}
}

// TestContradictedDates catches dates that can be read only in the other order and are
// not told.
func TestContradictedDates(t *testing.T) {
	s := head
	for _, d := range []string{"05/25/2026 10:00", "25/05/2026 10:00", "25/05/2026 10:00", "01/02/2026 10:00"} {
		s += line(d, "u", "Failure", "MissingKey", "A")
	}
	if got := count(t, s, trail.Options{}); got.Sources[0].Dialect.Contradicted != 1 || got.Undated != 1 || got.Sources[0].Dialect.Order != trail.DayFirst {
		t.Errorf("undated %d: %+v", got.Undated, got.Sources[0].Dialect)
	}
	// A row that is looked at twice, because it is short or not UTF-8, counts once.
	twice := head + "25/05/2026 10:00,u,Clerk,10.0.0.1,Success\n" + line("05/26/2026 10:00", "u", "Failure", "MissingKey", "A") + line("05/27/2026 10:00", "u", "Failure", "MissingKey", "A")
	for _, s := range []string{twice, strings.Replace(twice, "25/05/2026 10:00,u,Clerk,10.0.0.1,Success", "25/05/2026 10:00,\xe9,Clerk,10.0.0.1,Success,,A", 1)} {
		got := count(t, s, trail.Options{})
		if d := got.Sources[0].Dialect; d.Order != trail.MonthFirst || d.OrderAssumed || d.Contradicted != 1 || got.Undated != 1 {
			t.Errorf("%q: undated %d, %+v", s, got.Undated, d)
		}
	}
	if got := count(t, head+line("5/25/2026", "u", "Failure", "MissingKey", "A"), trail.Options{}); !got.Sources[0].Dialect.DayOnly {
		t.Error("dates without a time of day are not told")
	}
}

// TestOneOfSeveral catches exports that are not counted because another one cannot be
// read, and one that is left out without a word.
func TestOneOfSeveral(t *testing.T) {
	good := text(head + line("2026-11-23 10:00:00", "u", "Failure", "MissingKey", "A"))
	bad := trail.Source{Name: "other", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("a,b\n1,2\n")), nil }}
	for _, sources := range [][]trail.Source{{good, bad}, {bad, good}} {
		got, _, err := trail.Count(context.Background(), sources, trail.Options{})
		if err != nil || got.Rows != 1 || got.Complete || len(got.Sources) != 2 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if _, _, err := trail.Count(context.Background(), []trail.Source{bad, bad}, trail.Options{}); err == nil || !strings.HasPrefix(err.Error(), "other: ") {
		t.Errorf("no source can be read: %v", err)
	}
}

// TestTotals catches a total that is counted as a login, or asked about, and a login that is
// taken for a total.
func TestTotals(t *testing.T) {
	for text, want := range map[string]string{
		head + line("2026-11-23 10:00", "u", "Failure", "MissingKey", "A") + "Overall Total,,,,300,,\n":                    "1 1",
		head + line("2026-11-23 10:00", "u", "Failure", "MissingKey", "A") + "Total: 1,,,,,,\n":                            "1 1",
		"Date,User,Detail,Role\n2026-11-23 10:00,u,MissingKey,R\nSumme,300,,\n2026-11-23 10:00,v,,\n,Ann 7,,\nx,Ann 7,,\n": "4 1",
		head + "soon,u 7,,,Failure,,A\n,,,,Success,,A 7\n":                                                                 "2 0",
	} {
		s := count(t, text, trail.Options{})
		totals := int64(0)
		for _, bad := range s.Sources[0].Bad {
			if bad.Kind == trail.BadTotal {
				totals = bad.Count
			}
		}
		if got := fmt.Sprint(s.Rows, " ", totals); got != want {
			t.Errorf("%q: %s; want %s: %+v", text, got, want, s.Sources[0].Bad)
		}
	}
}
