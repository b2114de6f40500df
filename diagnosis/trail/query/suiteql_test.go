package query

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
)

var updateQueries = flag.Bool("update-queries", false, "write the golden files of the queries again")

// goldenQuery compares a query with a file of testdata.
func goldenQuery(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *updateQueries {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

var (
	since = time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	until = time.Date(2026, 11, 23, 12, 30, 0, 0, time.UTC)
)

// TestSuiteQL catches any change of the queries that was not meant.
func TestSuiteQL(t *testing.T) {
	goldenQuery(t, "suiteql", SuiteQL(Query{}))
	goldenQuery(t, "suiteql-limited", SuiteQL(Query{Since: since, Until: until, By: []trail.Dimension{trail.ByURI, trail.ByUser}, Top: 5}))
}

// suiteParts takes a query of SuiteQL apart: the columns it selects by alias, and
// what it groups by.
func suiteParts(t *testing.T, query string) (expressions map[string]string, aliases, grouped []string) {
	t.Helper()
	m := regexp.MustCompile(`(?s)^SELECT\n(.*)\nFROM LoginAudit\n(.*)GROUP BY\n(.*)\nORDER BY ([0-9, ]+)\n$`).FindStringSubmatch(query)
	if m == nil {
		t.Fatalf("not a query of the form expected:\n%s", query)
	}
	expressions = map[string]string{}
	for _, line := range strings.Split(m[1], "\n") {
		expression, alias, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), ","), " AS ")
		if !ok {
			t.Errorf("no name for %q", line)
		}
		expressions[alias] = expression
		aliases = append(aliases, alias)
	}
	for _, line := range strings.Split(m[3], "\n") {
		grouped = append(grouped, strings.TrimSuffix(strings.TrimSpace(line), ","))
	}
	for i, place := range strings.Split(m[4], ", ") {
		if place != fmt.Sprint(i+1) {
			t.Errorf("ORDER BY %s: pages need every column but the count, once", m[4])
		}
	}
	if got, want := strings.Count(m[4], ",")+1, len(aliases)-1; got != want {
		t.Errorf("ordered by %d columns; want the %d that tell rows apart", got, want)
	}
	return expressions, aliases, grouped
}

// TestSuiteQLAnswerIsRead catches a column whose name in the answer the reader does
// not know, or takes for another, and a name that SQL reserves.
func TestSuiteQLAnswerIsRead(t *testing.T) {
	_, aliases, _ := suiteParts(t, SuiteQL(Query{By: trail.Dimensions()}))
	var got []trail.Column
	for _, alias := range aliases {
		if alias != strings.ToLower(alias) || slices.Contains([]string{"date", "user", "rows", "number", "comment", "level"}, alias) {
			t.Errorf("%s is no name for a column: the answer has it in lower case, and Oracle reserves some", alias)
		}
	}
	d, err := trail.Inspect(context.Background(), textSource(strings.Join(aliases, ",")+"\n"), trail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Columns {
		if got = append(got, c.Column); c.How != "name" {
			t.Errorf("%s is known by %q; want its name", c.Label, c.How)
		}
	}
	want := []trail.Column{trail.ColumnDate, trail.ColumnStatus, trail.ColumnDetail, trail.ColumnApplication, trail.ColumnTokenName, trail.ColumnUser, trail.ColumnRole, trail.ColumnIP, trail.ColumnURI, trail.ColumnRows}
	if !slices.Equal(got, want) {
		t.Errorf("the columns of the answer are read as %q; want %q", got, want)
	}
}

// TestSuiteQLGroups catches a column that is selected but not grouped by, which
// NetSuite refuses, one grouped by but not selected, which splits counts for nothing,
// and dimensions that By does not name.
func TestSuiteQLGroups(t *testing.T) {
	always := []string{"date_time", "status", "detail", "application_name", "token_name"}
	for _, c := range []struct {
		by   []trail.Dimension
		more []string
	}{
		{nil, []string{"user_name", "role", "ip_address"}},
		{[]trail.Dimension{trail.ByCode}, nil},
		{[]trail.Dimension{trail.ByCode, trail.ByDay, trail.ByHour, trail.ByApplication}, nil},
		{[]trail.Dimension{trail.ByIP, trail.ByRole}, []string{"role", "ip_address"}},
		{[]trail.Dimension{trail.ByURI}, []string{"request_uri"}},
		{trail.Dimensions(), []string{"user_name", "role", "ip_address", "request_uri"}},
	} {
		expressions, aliases, grouped := suiteParts(t, SuiteQL(Query{By: c.by}))
		if want := slices.Concat(always, c.more, []string{"number_of_rows"}); !slices.Equal(aliases, want) {
			t.Errorf("by %v: columns %v; want %v", c.by, aliases, want)
		}
		want := []string{"TO_CHAR(LoginAudit.date, 'YYYY-MM-DD HH24')"}
		for _, alias := range aliases[1 : len(aliases)-1] {
			want = append(want, expressions[alias])
		}
		if !slices.Equal(grouped, want) {
			t.Errorf("by %v: grouped by %v; want %v", c.by, grouped, want)
		}
	}
}

// TestSuiteQLTimes catches a limit of time that is left out, or one second off.
func TestSuiteQLTimes(t *testing.T) {
	from := "LoginAudit.date >= TO_TIMESTAMP('2026-11-09 00:00:00', 'YYYY-MM-DD HH24:MI:SS')\n"
	to := "LoginAudit.date < TO_TIMESTAMP('2026-11-23 12:30:00', 'YYYY-MM-DD HH24:MI:SS')\n"
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{}, "FROM LoginAudit\nGROUP BY"},
		{Query{Since: since}, "FROM LoginAudit\nWHERE " + from + "GROUP BY"},
		{Query{Until: until}, "FROM LoginAudit\nWHERE " + to + "GROUP BY"},
		{Query{Since: since, Until: until}, "FROM LoginAudit\nWHERE " + from + "  AND " + to + "GROUP BY"},
	} {
		if got := SuiteQL(c.q); !strings.Contains(got, c.want) {
			t.Errorf("from %v to %v: no\n%s\nin\n%s", c.q.Since, c.q.Until, c.want, got)
		}
	}
}

// TestSuiteQLAnswerIsCounted catches an answer that is read as that many rows instead
// of as many as its rows stand for, and a second page that is lost.
func TestSuiteQLAnswerIsCounted(t *testing.T) {
	_, aliases, _ := suiteParts(t, SuiteQL(Query{}))
	page := func(rows ...[]string) string {
		var items []string
		for _, row := range rows {
			fields := []string{`"links":[]`} // as REST adds them to each row
			for i, alias := range aliases {
				if row[i] != "" { // NetSuite leaves empty fields out
					fields = append(fields, fmt.Sprintf("%q:%q", alias, row[i]))
				}
			}
			items = append(items, "{"+strings.Join(fields, ",")+"}")
		}
		return `{"links":[],"count":` + fmt.Sprint(len(rows)) + `,"hasMore":true,"items":[` + strings.Join(items, ",") + `],"offset":0,"totalResults":3}`
	}
	answer := page(
		[]string{"2026-11-05 10:00:01", "Failure", "MissingKey", "Tax Engine", "", "Ana", "REST Only", "10.0.0.1", "41"},
		[]string{"2026-11-05 11:00:05", "Success", "", "Tax Engine", "filled", "Ana", "REST Only", "10.0.0.1", "900"},
	) + page([]string{"2026-11-05 12:00:00", "Failure", "token_rejected", "", "filled", "", "", "10.0.0.2", "1"})
	summary, _, err := trail.Count(context.Background(), []trail.Source{textSource(answer)}, trail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Rows != 942 || summary.Failures != 42 || summary.BadRows() != 0 || summary.Undated != 0 {
		t.Errorf("%d rows, %d failures, %d bad, %d undated; want 942, 42, none, none", summary.Rows, summary.Failures, summary.BadRows(), summary.Undated)
	}
	if first, want := summary.First, time.Date(2026, 11, 5, 10, 0, 1, 0, time.UTC); !first.Equal(want) {
		t.Errorf("first is %v; want %v", first, want)
	}
	for by, want := range map[trail.Dimension][]string{trail.ByCode: {"MissingKey", "token_rejected", ""}, trail.ByIP: {"10.0.0.1", "10.0.0.2"}, trail.ByUser: {"Ana", ""}, trail.ByRole: {"REST Only", ""}, trail.ByApplication: {"Tax Engine", ""}} {
		var got []string
		for _, group := range summary.GroupBy(by) {
			got = append(got, group.Value)
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %s: %q; want %q", by, got, want)
		}
	}
}
