// Package trail reads exports of the Login Audit Trail, of any size, and counts what
// fails in them: since when, and for which application, user and role. Package incident
// judges whether the failures make an incident; package query prints the same question
// for engines that can answer it. Both know this package, which knows neither.
//
// An export is read as a stream: CSV as NetSuite writes it, or the JSON of SuiteQL,
// compressed or not. One goroutine cuts it where records end (blocks.go, json_rows.go), the
// others take the records apart and count (worker.go, tally.go). Memory hangs on how many
// different values there are, not on the number of rows, and is bounded: 4.5 MiB of values
// and 1 MiB of logins for each worker, 12 MiB of cells, and what lies over that is counted
// together. Rows are not kept: to see some, the file is read again with a Filter.
//
// To add a format: look at it in dialect.go beside lookCSV and lookJSON, and cut it with a
// cutter of its own (count.go). To add a language or a date: a row of the tables in
// language.go, status.go, month.go or when.go. To add a column: a row of columns in
// column.go. Proof: go test ./diagnosis/trail, and BenchmarkCount for the time of a million
// rows.
//
// Times of the trail carry no time zone: NetSuite writes them in that of the user
// who exported. Every time.Time of this package is such a wall-clock time, held as
// if it were UTC.
package trail

import (
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

// Source is an export that can be read from its start.
type Source struct {
	Name string // for messages, printable
	Size int64  // bytes as stored, -1 where it is not known
	Open func() (io.ReadCloser, error)
	// Once reports whether it can be opened only once, as a pipe.
	Once bool
}

// DateOrder is how the numbers of a date such as 11/05/2026 are read.
type DateOrder string

// The orders. A date that begins with the year, or names the month, needs none.
const (
	OrderUndecided DateOrder = ""
	MonthFirst     DateOrder = "mdy"
	DayFirst       DateOrder = "dmy"
)

// Options say how sources are read; the zero value reads everything.
type Options struct {
	// Columns says what columns with that label hold, for labels that are not
	// known by name, or wrongly.
	Columns map[string]Column
	// Order is how numeric dates are read; OrderUndecided decides by the file.
	Order DateOrder
	// FailureWord is what is in the column Status for a failure, for languages
	// other than English, as the file has it or as a StatusWord; "" finds out by the rows
	// whose Detail is known.
	FailureWord string
	// Filter says which rows count.
	Filter Filter
	// At is the time of reading: rows are not from the future. Zero for unknown.
	At time.Time
	// Workers is the number of goroutines that count; 0 for one a core.
	Workers int
	// Progress is told how far reading is; nil for nobody.
	Progress *Progress

	limits limits // zero for the usual ones
}

// Progress is how far reading is. It may be read while Count runs.
type Progress struct {
	bytes atomic.Int64
	total atomic.Int64
	rows  atomic.Int64
}

// Bytes is how much was read of the sources, as stored.
func (p *Progress) Bytes() int64 { return p.bytes.Load() }

// Total is how much there is, -1 where it is not known.
func (p *Progress) Total() int64 { return p.total.Load() }

// Rows is how many rows were read.
func (p *Progress) Rows() int64 { return p.rows.Load() }

// Filter chooses rows. A nil or zero field chooses all.
type Filter struct {
	// Code is a value of GroupBy(ByCode): a code as NetSuite spells it, another
	// Detail verbatim, or "" for rows without Detail.
	Code        *string
	Application *string
	User        *string
	Role        *string
	IP          *string
	URI         *string
	// FailuresOnly leaves out the rows of Status Success.
	FailuresOnly bool
	// Since and Until are wall-clock times: rows from Since on, and before Until.
	// A row whose date cannot be read is left out by either.
	Since, Until time.Time
}

// Dimension is what rows are grouped by; the values of --by.
type Dimension string

// The dimensions.
const (
	ByCode        Dimension = "code"
	ByApplication Dimension = "application"
	ByUser        Dimension = "user"
	ByRole        Dimension = "role"
	ByIP          Dimension = "ip"
	ByURI         Dimension = "request-uri"
	ByDay         Dimension = "day"  // 2006-01-02
	ByHour        Dimension = "hour" // 2006-01-02T15:00
)

// Dimensions lists them.
func Dimensions() []Dimension {
	return []Dimension{ByCode, ByApplication, ByUser, ByRole, ByIP, ByURI, ByDay, ByHour}
}

// Dialect is how a source is written, as it was found out.
type Dialect struct {
	Format     string // csv, json or ndjson
	Compressed bool   // gzip
	// Encoding is UTF-8, UTF-8 with BOM, Windows-1252 or UTF-16.
	Encoding  string
	Delimiter string // of csv
	LineEnd   string // of csv: \n, \r\n or \r
	// LinesBefore are the lines before the header.
	LinesBefore int64
	// Headless reports whether there is no header: columns are then called column 1, column 2.
	Headless bool
	Columns  []HeaderColumn
	// DateLayout is how dates are written, in letters people know: M/D/YYYY h:mm am.
	DateLayout string
	Order      DateOrder
	// OrderAssumed reports whether no row tells day and month apart; DateExample is then
	// a date that may be read in both ways.
	OrderAssumed bool
	DateExample  string
	// ByFuture reports whether Order is what does not make rows lie in the future; nothing else
	// tells.
	ByFuture bool
	// Contradicted are the rows counted whose date can be read only in the other order;
	// they count as rows without a date.
	Contradicted int64
	// DayOnly reports whether dates have no time of day.
	DayOnly bool
	// FailureWord and SuccessWord are the words of Status where they are not
	// Failure and Success.
	FailureWord, SuccessWord string

	failureWord, successWord string // as the file has them
}

// HeaderColumn is a column of the header.
type HeaderColumn struct {
	Label  string // printable
	Column Column // "" for a column that is not used
	// How that is known: by its name, a translation (language), its content or because
	// the user told it; second for one whose name appears twice, of which the first is
	// used; "" where it is not used.
	How string

	name string // the label as the file has it, where that is not Label
}

// headerColumn is the column below a label.
func headerColumn(label string, column Column, how string) HeaderColumn {
	c := HeaderColumn{Label: shownLabel(label), Column: column, How: how}
	if label != c.Label {
		c.name = label
	}
	return c
}

// Name is the label as the file has it: not yet printable, and of any length.
func (c HeaderColumn) Name() string {
	if c.name != "" {
		return c.name
	}
	return c.Label
}

// shownLabel is a label as it may be shown.
func shownLabel(label string) string { return border.Shown(strings.TrimSpace(label), 80) }

// Missing lists the columns that no label stands for, of those that tell most.
func (d Dialect) Missing() []Column {
	all := []Column{ColumnDate, ColumnStatus, ColumnDetail, ColumnApplication, ColumnUser, ColumnRole, ColumnIP}
	return slices.DeleteFunc(all, func(want Column) bool { return d.Index(want) >= 0 })
}

// Index is the place of the column that holds want, -1 where there is none.
func (d Dialect) Index(want Column) int {
	return slices.IndexFunc(d.Columns, func(c HeaderColumn) bool { return c.Column == want })
}

// WithoutStatus reports whether a source has no column Status: each of its rows with a word
// in Detail that is not of a logout was counted as a failure, all others as successes.
func (d Dialect) WithoutStatus() bool { return len(d.Columns) > 0 && d.Index(ColumnStatus) < 0 }

// Guessed reports whether a column was found by its content or in another language, so
// that the user should confirm it.
func (d Dialect) Guessed() bool {
	return slices.ContainsFunc(d.Columns, func(c HeaderColumn) bool { return c.How == "language" || c.How == "content" })
}

// Row is one row of the trail, as Rows reads it again.
type Row struct {
	Source  string
	Line    int64     // where it begins, from 1
	Time    time.Time // zero where the date cannot be read
	Failure bool
	Detail  detail.Match
	// Values are the fields that are known by name, printable.
	Values map[Column]string
}
