// Package trail reads exports of the Login Audit Trail, of any size, and counts the
// failures in them: since when, and for which application, user and role. Package incident
// decides which failures are an incident; package query prints a query that makes NetSuite
// or DuckDB count. Both import this package, which imports neither.
//
// An export is read as a stream: CSV as NetSuite writes it, the JSON of SuiteQL, or a table
// of a workbook or a page, which is written as CSV first (tables.go, package sheet); all of
// them compressed or not. One goroutine cuts it into blocks where records end (blocks.go,
// json_rows.go); the others parse the records and count them (worker.go, tally.go). Memory
// depends on the number of different values, not of rows, and is bounded: 4.5 MiB of values,
// 1 MiB of logins (logins.go says when there are more) and 1 MiB of parts (Activity.Parts) for each worker, and 12 MiB of cells.
// Values beyond that are counted together; there are no parts if they exceed it. Rows are not stored: Rows reads the file again with a Filter.
//
// What follows one header is a section (section.go). Sections that overlap are read a second
// time, to find rows that several of them have (overlap.go, compare.go); a comparison takes at
// most 16 MiB.
//
// To add a format of tables, implement sheet.Tables; to add another one, detect it in
// dialect.go beside lookCSV and lookJSON, and write a cutter for it (count.go). To add a
// language, add a section to languages.txt; to add a layout of dates, see cutDay, readDay
// and readTime in when.go; to add a column, a row of columns in column.go. Prove it with go
// test ./diagnosis/trail/..., and BenchmarkCount for the time of a million rows.
//
// Times in the trail have no time zone: NetSuite writes them in the zone of the user who
// exported. Every time.Time of this package is such a wall-clock time, stored as UTC.
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
	Name string // for messages; printable
	Size int64  // bytes as stored, -1 if unknown
	Open func() (io.ReadCloser, error)
	// Once reports whether the source can be opened only once, like a pipe.
	Once bool
}

// DateOrder is the order of day and month in a date such as 11/05/2026.
type DateOrder string

// The orders. They do not affect a date that begins with the year or names the month.
const (
	OrderUndecided DateOrder = ""
	MonthFirst     DateOrder = "mdy"
	DayFirst       DateOrder = "dmy"
)

// OrderEvidence is what the order of day and month was decided by.
type OrderEvidence string

// The evidence, from the strongest to the weakest.
const (
	OrderTold       OrderEvidence = "told"     // Options.Order
	OrderByRows     OrderEvidence = "rows"     // dates that can be read in one order only
	OrderByLanguage OrderEvidence = "language" // of the labels
	OrderBySequence OrderEvidence = "sequence" // rows go from new to old, or back, in one order only
	OrderByFuture   OrderEvidence = "future"   // in the other order, rows are in the future
	OrderByNothing  OrderEvidence = "assumed"
)

// Options control how sources are read; the zero value reads everything.
type Options struct {
	// Columns maps labels to columns, for labels that are not recognised or recognised
	// wrongly.
	Columns map[string]Column
	// Order is the order of day and month; OrderUndecided derives it from the file.
	Order DateOrder
	// FailureWord is the word for a failure in the column Status, as the file or a
	// StatusWord spells it. If it is empty, an unknown word is recognised by the Detail of
	// its rows.
	FailureWord string
	// Filter chooses the rows to count.
	Filter Filter
	// Dedupe counts rows that are in several parts once: the parts are the sources, and
	// what follows each repeated header. Identical rows of one part are genuine, so a row
	// counts as often as it does in the part that has most of it.
	Dedupe bool
	// At is the time of reading, which no row is later than; zero if unknown.
	At time.Time
	// Workers is the number of goroutines that count; 0 for one per core.
	Workers int
	// Progress, if not nil, is updated while sources are read.
	Progress *Progress

	limits limits // zero for usualLimits
}

// Progress reports how far reading has come. It is safe to use while Count runs.
type Progress struct {
	bytes atomic.Int64
	total atomic.Int64
	rows  atomic.Int64
	again atomic.Pointer[Progress]
}

// Bytes is the number of bytes read, before decompression.
func (p *Progress) Bytes() int64 { return p.bytes.Load() }

// Total is the number of bytes of all sources, -1 if unknown.
func (p *Progress) Total() int64 { return p.total.Load() }

// Rows is the number of rows read.
func (p *Progress) Rows() int64 { return p.rows.Load() }

// Again is the number of bytes read once more to compare rows, which Bytes does not count,
// and how many there are to read so: 0 before, and -1 if that is unknown.
func (p *Progress) Again() (bytes, total int64) {
	if again := p.again.Load(); again != nil {
		return again.Bytes(), again.Total()
	}
	return 0, 0
}

// Filter chooses rows. A nil or zero field chooses all.
type Filter struct {
	// Code is a value of GroupBy(ByCode): a code as NetSuite spells it, any other Detail
	// verbatim, or "" for rows without Detail.
	Code        *string `json:"code,omitempty"`
	Application *string `json:"application,omitempty"`
	User        *string `json:"user,omitempty"`
	Role        *string `json:"role,omitempty"`
	IP          *string `json:"ip,omitempty"`
	URI         *string `json:"uri,omitempty"`
	// FailuresOnly excludes the rows with Status Success.
	FailuresOnly bool `json:"failures_only,omitempty"`
	// Since and Until are wall-clock times. Since is inclusive, Until is not. Either
	// excludes rows whose date cannot be read.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Dimension is a property that rows are grouped by, and a value of --by.
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

// Dimensions lists all dimensions.
func Dimensions() []Dimension {
	return []Dimension{ByCode, ByApplication, ByUser, ByRole, ByIP, ByURI, ByDay, ByHour}
}

// Dialect describes how a source is written, as far as it was detected.
type Dialect struct {
	// Format is csv, json, ndjson or, of tables, xlsx, spreadsheetml or html.
	Format     string
	Sheet      string // the worksheet that was read; printable
	Compressed bool   // gzip
	// Encoding is UTF-8, UTF-8 with BOM, Windows-1252 or UTF-16.
	Encoding  string
	Delimiter string // in csv
	LineEnd   string // in csv: \n, \r\n or \r
	// LinesBefore is the number of lines before the header.
	LinesBefore int64
	// Headless reports whether the header is missing. Columns are then labelled column 1,
	// column 2.
	Headless bool
	Columns  []HeaderColumn
	// DateLayout is the layout of dates in the notation of NetSuite's preferences, such as
	// M/D/YYYY h:mm am.
	DateLayout string
	Order      DateOrder
	// OrderAssumed reports whether nothing tells day and month apart.
	OrderAssumed bool
	// DateExample is an ambiguous date, if no row tells day and month apart.
	DateExample string
	// OrderBy is what Order was decided by, "" if no date can be read in two ways.
	OrderBy OrderEvidence
	// Languages are those of the labels, in English, if they are recognised as
	// translations.
	Languages []string
	// Zones are the different time zones after times, such as PST. Times are kept as they are
	// written.
	Zones []string
	// Serial reports whether dates are Excel's serial numbers: days since December 30, 1899.
	Serial bool
	// Contradicted is the number of rows whose date is valid only in the other order. They
	// are counted as rows without a date.
	Contradicted int64
	// DayOnly reports whether dates have no time of day.
	DayOnly bool
	// FailureWord and SuccessWord are the words of the column Status if they are not Failure
	// and Success.
	FailureWord, SuccessWord string

	failureWord, successWord string // as the file spells them
}

// HeaderColumn is a column of the header.
type HeaderColumn struct {
	Label  string // printable
	Column Column // "" for a column that is not used
	// How is the way Column was recognised: name, language (a translation), content, or
	// told (Options.Columns). It is second for a name that appears again, of which only the
	// first is used, and "" for a column that is not used.
	How string

	name string // the label in the file, if it differs from Label
}

func headerColumn(label string, column Column, how string) HeaderColumn {
	c := HeaderColumn{Label: shownLabel(label), Column: column, How: how}
	if label != c.Label {
		c.name = label
	}
	return c
}

// Name is the label in the file. It may be of any length and not printable.
func (c HeaderColumn) Name() string {
	if c.name != "" {
		return c.name
	}
	return c.Label
}

// shownLabel makes a label printable and short.
func shownLabel(label string) string { return border.Shown(strings.TrimSpace(label), 80) }

// IsTable reports whether rows are fields in the order of a header, not objects of JSON.
func (d Dialect) IsTable() bool { return d.Format != "json" && d.Format != "ndjson" }

// Missing lists the most telling columns that the source does not have.
func (d Dialect) Missing() []Column {
	all := []Column{ColumnDate, ColumnStatus, ColumnDetail, ColumnApplication, ColumnUser, ColumnRole, ColumnIP}
	return slices.DeleteFunc(all, func(want Column) bool { return d.Index(want) >= 0 })
}

// Index returns the position of a column, -1 if the source does not have it.
func (d Dialect) Index(want Column) int {
	return slices.IndexFunc(d.Columns, func(c HeaderColumn) bool { return c.Column == want })
}

// WithoutStatus reports whether a source has no column Status. Its rows with a Detail other
// than that of a logout are then counted as failures, all others as successes.
func (d Dialect) WithoutStatus() bool { return len(d.Columns) > 0 && d.Index(ColumnStatus) < 0 }

// Guessed reports whether a column was recognised by its content or a translation, which
// the user should confirm.
func (d Dialect) Guessed() bool {
	return slices.ContainsFunc(d.Columns, func(c HeaderColumn) bool { return c.How == "language" || c.How == "content" })
}

// Row is one row of the trail.
type Row struct {
	Source  string
	Line    int64     // where the row begins, from 1
	Time    time.Time // zero if the date cannot be read
	Failure bool
	Detail  detail.Match
	// Values are the fields of known columns; printable.
	Values map[Column]string
}
