package trail

import (
	"time"

	"authdoctor/diagnosis/detail"
)

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

// Timeline counts the failures with a code in n equal stretches from the first row
// to the last; nil where no row has a date that can be read.
func (s *Summary) Timeline(code string, n int) []int64 {
	if s.First.IsZero() || n < 1 {
		return nil
	}
	from, to := s.First.Unix()/3600, s.Last.Unix()/3600+1
	out := make([]int64, n)
	for hour, failures := range s.timelines[code] {
		out[min(int64(n)-1, (hour-from)*int64(n)/(to-from))] += failures
	}
	return out
}

// Unsought is the column without which no incident can be looked for: that of the
// date where no row has one that can be read, or that of the reason where no source
// has it. It is "" where nothing hinders, or there is no failure.
func (s *Summary) Unsought() Column {
	if s.Failures == 0 {
		return ""
	}
	if s.First.IsZero() {
		return ColumnDate
	}
	for _, source := range s.Sources {
		if len(source.Dialect.Columns) == 0 || source.Dialect.Index(ColumnDetail) >= 0 {
			return ""
		}
	}
	return ColumnDetail
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
