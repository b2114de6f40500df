// Package trail reads exports of the Login Audit Trail, of any size, and counts what
// fails in them: since when, and for which application, user and role. Package incident
// judges whether the failures make an incident; package query prints the same question
// for engines that can answer it. Both know this package, which knows neither.
//
// An export is read as a stream: CSV as NetSuite writes it, or the JSON of SuiteQL,
// compressed or not. One goroutine cuts it where records end, the others take the
// records apart and count; memory hangs on how many different values there are, not
// on the number of rows. Rows are not kept: to see some, the file is read again with
// a Filter.
//
// Times of the trail carry no time zone: NetSuite writes them in that of the user
// who exported. Every time.Time of this package is such a wall-clock time, held as
// if it were UTC.
package trail

import (
	"io"
	"strings"
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

func (o Options) limitsOr(usual limits) limits {
	if o.limits == (limits{}) {
		return usual
	}
	return o.limits
}

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

// Group is what was counted of the rows that share a value.
type Group struct {
	// Value is the text as the export holds it: not yet printable. For ByCode it is
	// the code as NetSuite spells it, the text itself where it is unknown, and ""
	// for rows without Detail. For ByDay and ByHour "" holds rows without a date
	// that can be read.
	Value               string
	Failures, Successes int64
	First, Last         time.Time // zero where no row has a date that can be read
	// Detail is what is known of the word, for ByCode; never nil.
	Detail *detail.Match
	// Rest reports whether this is no value but the sum of those over the limit.
	Rest bool
}

// Pair counts the failures of an application with a code.
type Pair struct {
	Code, Application string // as in Group.Value
	Failures          int64
	First, Last       time.Time
	// Rest reports whether this is no pair but the sum of those over the limit.
	Rest bool
}

// Summary is what was read of one or more sources.
type Summary struct {
	Sources []SourceSummary
	Rows    int64 // rows counted
	// Failures are the rows of Status Failure.
	Failures int64
	// Undated are the rows counted whose date cannot be read.
	Undated     int64
	First, Last time.Time // zero where no row has a date that can be read
	// Complete is false where reading was cancelled or broke off, where a source says that
	// it lacks rows, and where one ends in the middle of a row. SourceSummary.Problem says
	// which. Rows that are whole and cannot be counted leave it true: they are in Bad.
	Complete bool

	groups    map[Dimension][]Group
	pairs     []Pair
	timelines map[string]map[int64]int64 // code to hour (since 1970) to failures
}

// GroupBy returns every group of a dimension, most failures first.
func (s *Summary) GroupBy(by Dimension) []Group { return s.groups[by] }

// Pairs returns the failures of each code and application, most first.
func (s *Summary) Pairs() []Pair { return s.pairs }

// BadRows is how many rows could not be counted.
func (s *Summary) BadRows() int64 {
	var n int64
	for _, source := range s.Sources {
		for _, bad := range source.Bad {
			n += bad.Count
		}
	}
	return n
}

// SourceSummary is what was read of one source.
type SourceSummary struct {
	Name    string
	Dialect Dialect
	Rows    int64 // rows counted
	// First and Last are zero where no row has a date that can be read.
	First, Last time.Time
	Filtered    int64 // rows the Filter left out
	// FilteredUndated are those of them without a date that can be read, where the Filter
	// chooses by time: whether it would take them is not known.
	FilteredUndated int64
	Bytes           int64 // read, after decompression
	Bad             []BadRows
	// Latin1 are the rows that were read as Windows-1252, because a field that counts is
	// not UTF-8.
	Latin1 int64
	// Short are rows counted although fields at their end are missing.
	Short int64
	// Problem is why reading broke off, "" where it did not. What was read before
	// is counted.
	Problem string
}

// BadRows are rows that could not be counted, for one reason.
type BadRows struct {
	Kind  BadKind
	Count int64
	// Lines are where the first of them begin, from 1.
	Lines []int64
	// Example is the beginning of the first, printable.
	Example string
	// Words are the first few words of Status that are not known, for BadStatus, those
	// of most rows first.
	Words []StatusWord
}

// StatusWord is a word of the column Status.
type StatusWord struct {
	Word string // printable
	Rows int64
}

// BadKind is why a row could not be counted.
type BadKind string

// The reasons.
const (
	BadFields    BadKind = "wrong number of fields"
	BadQuote     BadKind = "a quote that is not closed"
	BadStatus    BadKind = "Status is neither Success nor Failure"
	BadHeader    BadKind = "the header again"
	BadBlank     BadKind = "blank line"
	BadCut       BadKind = "cut off at the end of the file"
	BadCell      BadKind = "a field over 64 KiB"
	BadLength    BadKind = "a row over 1 MiB"
	BadObject    BadKind = "not a JSON object"
	BadRowNumber BadKind = "the number of rows cannot be read"
)

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
	var out []Column
	for _, want := range []Column{ColumnDate, ColumnStatus, ColumnDetail, ColumnApplication, ColumnUser, ColumnRole, ColumnIP} {
		if d.Index(want) < 0 {
			out = append(out, want)
		}
	}
	return out
}

// Index is the place of the column that holds want, -1 where there is none.
func (d Dialect) Index(want Column) int {
	for i, c := range d.Columns {
		if c.Column == want {
			return i
		}
	}
	return -1
}

// Guessed reports whether a column was found by its content or in another language, so
// that the user should confirm it.
func (d Dialect) Guessed() bool {
	for _, c := range d.Columns {
		if c.How == "language" || c.How == "content" {
			return true
		}
	}
	return false
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
