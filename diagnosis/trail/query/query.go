// Package query prints the question that package trail answers, for engines that can
// answer it themselves: NetSuite in SuiteQL, and DuckDB. It reads no file and keeps nothing;
// what it knows of a file is the trail.Dialect that was found out before.
//
// To add an engine: a file of its own beside duckdb.go, with a function from a Query to a
// text, and its name among the values of --query in package cli. To add a dimension: a row
// of dimensionSQL in duckdb.go, and one of suiteColumns in suiteql.go. What a new column, a
// word of Status or a word of Detail is called comes from the tables of trail and detail.
// Proof: go test ./diagnosis/trail/query; -update-queries writes the golden files again.
package query

import (
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// Query is the question that SuiteQL and DuckDB print instead of answering it.
//
// The command uses them so: `authdoctor trail --query suiteql` needs no FILE and
// prints SuiteQL on standard output, SuiteQLNotes on standard error;
// `authdoctor trail --query duckdb FILE…` looks at the head of each FILE that is
// there (Inspect), and takes patterns such as exports/*.csv, and names that end in
// .parquet, as they are.
type Query struct {
	// Since and Until are wall-clock times, as in Filter; zero for none.
	Since, Until time.Time
	// By is what to count by; none for code and application.
	By []trail.Dimension
	// Top is how many of the groups DuckDB prints; 0 for all. SuiteQL asks for all:
	// its answer is counted once more when it is read back.
	Top int
}

// dimensions are those of By that there are, each once and in the order given.
func (q Query) dimensions() []trail.Dimension {
	var out []trail.Dimension
	for _, by := range q.By {
		if !slices.Contains(out, by) && slices.Contains(trail.Dimensions(), by) {
			out = append(out, by)
		}
	}
	if len(out) == 0 {
		return []trail.Dimension{trail.ByCode, trail.ByApplication}
	}
	return out
}

// sqlTime writes a wall-clock time as SuiteQL and DuckDB read it.
func sqlTime(t time.Time) string { return t.Format("2006-01-02 15:04:05") }
