package trail

import (
	"time"

	"authdoctor/diagnosis/detail"
)

// Group counts the rows that share a value of a dimension.
type Group struct {
	// Value is the text in the export, which may not be printable. For ByCode it is the
	// code as NetSuite spells it, any other Detail verbatim, or "" for rows without Detail.
	// For ByDay and ByHour it is "" for rows whose date cannot be read.
	Value     string    `json:"value,omitempty"`
	Failures  int64     `json:"failures,omitempty"`
	Successes int64     `json:"successes,omitempty"`
	First     time.Time `json:"first,omitzero"` // zero if no date can be read
	Last      time.Time `json:"last,omitzero"`  // zero if no date can be read
	// Detail describes the code, for ByCode. It is never nil.
	Detail *detail.Match `json:"-"`
	// Rest reports whether the group is the sum of the values beyond the memory limit.
	Rest bool `json:"rest,omitempty"`
}

// Pair counts the failures of an application with a code.
type Pair struct {
	Code, Application string // as in Group.Value
	Failures          int64
	First, Last       time.Time
	// Rest reports whether the pair is the sum of those beyond the memory limit.
	Rest bool
}

// Summary is the result of Count for one or more sources.
type Summary struct {
	Sources []SourceSummary
	Rows    int64 // rows counted
	// Failures is the number of rows with Status Failure.
	Failures int64
	// Undated is the number of rows counted whose date cannot be read.
	Undated     int64
	First, Last time.Time // zero if no date can be read
	// Complete is false if reading was cancelled or failed, if a source states that it lacks
	// rows, or if one ends in the middle of a row; see SourceSummary.Problem. Complete rows
	// that cannot be counted do not affect it: they are in SourceSummary.Bad.
	Complete bool
	// Overlap describes rows that are in more than one part; see Options.Dedupe.
	Overlap Overlap

	groups    map[Dimension][]Group
	pairs     []Pair
	timelines map[string]map[int64]int64 // failures by code and hour since 1970
}

// Overlap describes runs of rows that are in more than one part of the sources.
type Overlap struct {
	// Rows is the number of rows that are in several parts, each counted as often as it
	// is too many. It is a lower bound if AtLeast is set.
	Rows    int64
	AtLeast bool
	// Removed reports whether Summary leaves them out (Options.Dedupe).
	Removed bool
	// First and Last are the times of the first and the last of them; zero if unknown.
	First, Last time.Time
}

// GroupBy returns every group of a dimension, most failures first.
func (s *Summary) GroupBy(by Dimension) []Group { return s.groups[by] }

// Pairs returns the failures of each code and application, most first.
func (s *Summary) Pairs() []Pair { return s.pairs }

// BadRows is the number of rows that could not be counted.
func (s *Summary) BadRows() int64 {
	var n int64
	for _, source := range s.Sources {
		for _, bad := range source.Bad {
			n += bad.Count
		}
	}
	return n
}

// Timeline counts the failures with a code in n equal stretches of time from the first row
// to the last. It returns nil if no date can be read.
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

// Unsought returns the column for lack of which incidents cannot be found: ColumnDate if no
// date can be read, ColumnDetail if no source has it. It returns "" if neither is lacking,
// or there are no failures.
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

// SourceSummary is the result of Count for one source.
type SourceSummary struct {
	Name    string
	Dialect Dialect
	Rows    int64 // rows counted
	// First and Last are zero if no date can be read.
	First, Last time.Time
	Filtered    int64 // rows that the Filter excluded
	// FilteredUndated is the number of excluded rows whose date cannot be read, if the Filter
	// chooses by time: they might match it.
	FilteredUndated int64
	Bytes           int64 // read, after decompression
	Bad             []BadRows
	// Latin1 is the number of rows that were read as Windows-1252, because a field that is
	// counted is not UTF-8.
	Latin1 int64
	// Short is the number of rows counted although fields at their end are missing.
	Short int64
	// Problem is why the source is not complete, or "". What was read is counted.
	Problem string

	sections []sectionRows
}

// BadRows are the rows of a source that could not be counted for one reason.
type BadRows struct {
	Kind  BadKind
	Count int64
	// Lines are the lines, from 1, on which the first of them begin.
	Lines []int64
	// Example is the beginning of the first row; printable.
	Example string
	// Words are the first unknown words of the column Status, for BadStatus, with most rows
	// first.
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
	BadTotal     BadKind = "a total, not a login"
	BadCut       BadKind = "cut off at the end of the file"
	BadCell      BadKind = "a field over 64 KiB"
	BadLength    BadKind = "a row over 1 MiB"
	BadObject    BadKind = "not a JSON object"
	BadRowNumber BadKind = "the number of rows cannot be read"
)
