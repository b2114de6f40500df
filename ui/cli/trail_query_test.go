package cli

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/query"
)

// TestTrailQuery catches a flag that is missing from the query, notes that get into the
// query, and a file that is left out.
func TestTrailQuery(t *testing.T) {
	secret := strings.Repeat("0a1b2c3d4e5f6789", 4)
	files := fstest.MapFS{"a.csv": {Data: export(fortnight()...)}, "a.pdf": {Data: []byte("%PDF-1.7")},
		"unnamed.csv": {Data: []byte(",Detail\nFailure,MissingKey\nSuccess,\nFailure,MissingKey\n")}, "secret.csv": {Data: []byte("Status," + secret + "\u00a0x\n" + strings.Repeat("Failure,MissingKey\n", 5))}}
	since, until := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, query.SuiteQL(query.Query{})},
		{[]string{"--by", "code,user", "--since", "2026-11-09", "--until", "2026-11-23"}, query.SuiteQL(query.Query{Since: since, Until: until, By: []trail.Dimension{trail.ByCode, trail.ByUser}})},
	} {
		got := play(files, "", append([]string{"trail", "--query", "suiteql"}, c.args...)...)
		if got.code != exitSound || got.out != c.want || got.err != strings.Join(query.SuiteQLNotes(), "\n")+"\n" {
			t.Errorf("suiteql %v: exit code %d, %q, %q", c.args, got.code, got.out, got.err)
		}
	}
	got := play(files, "", "trail", "--query", "duckdb", "--top", "3", "--by", "hour", "a.csv", "exports/*.csv", "fleet.parquet")
	want := query.DuckDB(query.Query{By: []trail.Dimension{trail.ByHour}, Top: 3}, []query.File{
		{Path: "a.csv", Dialect: counting(t, export(fortnight()...)).summary.Sources[0].Dialect}, {Path: "exports/*.csv"}, {Path: "fleet.parquet", Parquet: true},
	})
	if got.code != exitSound || got.out != want || got.err != "" {
		t.Errorf("duckdb: exit code %d, %q; got:\n%s\nwant:\n%s", got.code, got.err, got.out, want)
	}
	for _, c := range []struct {
		args []string
		err  string
	}{
		{[]string{"suiteql", "a.csv"}, "reads no file"}, {[]string{"duckdb"}, "takes the files"}, {[]string{"duckdb", "-"}, "standard input"},
		{[]string{"duckdb", "unnamed.csv"}, "column 1 of unnamed.csv, which contains Status, has no label"}, {[]string{"duckdb", "secret.csv"}, "looks like a token or a key"},
		{[]string{"duckdb", "none.csv"}, "cannot open 'none.csv'"}, {[]string{"duckdb", "a.pdf"}, "cannot read a.pdf: it is a PDF"},
		{[]string{"suiteql", "--format", "json"}, "cannot be used with --format json"},
	} {
		got := play(files, "", append([]string{"trail", "--query"}, c.args...)...)
		if got.code != exitFailed || !strings.Contains(got.out+got.err, c.err) {
			t.Errorf("%v: exit code %d, %q, %q; want %q", c.args, got.code, got.out, got.err, c.err)
		}
	}
}
