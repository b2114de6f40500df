// Package query prints queries that count a trail as package trail does, for engines that can
// count it themselves: NetSuite (SuiteQL) and DuckDB. It reads no files: the caller provides
// their trail.Dialect.
//
// To add an engine, write a function from a Query to a text in a file of its own, and add its
// name to the values of --query in package cli. To add a dimension, add a row to dimensionSQL
// in duckdb.go and to suiteColumns in suiteql.go. New columns and words of Status and Detail
// come from the tables of packages trail and detail. Prove it with
// go test ./diagnosis/trail/query; -update-queries rewrites the golden files.
package query

import (
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// Query is what to count.
//
// `authdoctor trail --query suiteql` takes no FILE; it prints SuiteQL on standard output and
// SuiteQLNotes on standard error. `authdoctor trail --query duckdb FILE…` inspects each FILE
// that exists, but not patterns such as exports/*.csv and names that end in .parquet.
type Query struct {
	// Since and Until are wall-clock times, as in Filter; zero for none.
	Since, Until time.Time
	// By are the dimensions to count by; none for code and application.
	By []trail.Dimension
	// Top is the maximum number of groups in the answer of DuckDB; 0 for all. SuiteQL returns
	// all groups, because authdoctor counts them again.
	Top int
}

// dimensions returns the valid dimensions in By, without duplicates, or the default.
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

// sqlTime formats a wall-clock time for SuiteQL and DuckDB.
func sqlTime(t time.Time) string { return t.Format("2006-01-02 15:04:05") }
