package paint

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/trail/incident"
)

// Chart is the course of an incident in a number of columns, one cell each.
type Chart struct {
	From time.Time
	Step time.Duration // of a column
	// Failures and Successes are the counts of the columns; no Successes if they are not
	// known.
	Failures, Successes []int64
	// Began and Ended are the columns of the first and the last failure.
	Began, Ended int
	Ongoing      bool
}

// ChartOf returns the chart of an incident in at most most columns. ok is false if the
// incident has no course, or there is no room for one.
func ChartOf(i incident.Incident, most int) (c Chart, ok bool) {
	n := len(i.Course.Failures)
	if n == 0 || most < 2 {
		return Chart{}, false
	}
	c = Chart{From: i.Course.From, Step: i.Course.Step, Ongoing: i.Ongoing, Failures: i.Course.Failures, Successes: i.Course.Successes}
	column := func(at time.Time) int { return max(0, min(int(at.Sub(c.From)/c.Step), n-1)) }
	c.Began, c.Ended = column(i.Start), column(i.End)
	return c.Within(most), true
}

// Within returns the chart in at most most columns.
func (c Chart) Within(most int) Chart {
	joined := (len(c.Failures) + most - 1) / max(1, most)
	if joined <= 1 {
		return c
	}
	c.Step *= time.Duration(joined)
	c.Failures, c.Successes = summed(c.Failures, joined), summed(c.Successes, joined)
	c.Began, c.Ended = c.Began/joined, c.Ended/joined
	return c
}

// summed adds up each few values.
func summed(values []int64, few int) []int64 {
	var out []int64
	for part := range slices.Chunk(values, few) {
		var sum int64
		for _, value := range part {
			sum += value
		}
		out = append(out, sum)
	}
	return out
}

// To is when the last column ends.
func (c Chart) To() time.Time { return c.From.Add(time.Duration(len(c.Failures)) * c.Step) }

// Each says how long a column is: 2 h each, or 7 days each.
func (c Chart) Each() string { return c.length() + " each" }

func (c Chart) length() string {
	const day = 24 * time.Hour
	switch {
	case c.Step == day:
		return "1 day"
	case c.Step%day == 0:
		return strconv.Itoa(int(c.Step/day)) + " days"
	}
	return strconv.Itoa(int(c.Step/time.Hour)) + " h"
}

// Words says in a sentence what the chart draws.
func (c Chart) Words(now time.Time) string {
	text := "At most " + Plural(int(slices.Max(c.Failures)), "failure", "failures")
	if len(c.Successes) > 0 {
		successes := "no success"
		if most := int(slices.Max(c.Successes)); most > 0 {
			successes = Plural(most, "success", "successes")
		}
		text += " and " + successes
	}
	return text + " in " + c.length() + "; " + Moments(c.From, c.To(), now) + "."
}

// Labels of the rows of a chart: a glyph and a word.
const (
	FailuresRow  = "✗ failures"
	SuccessesRow = "✓ successes"
)

// ChartRow is a line of a chart: a label, what is drawn, and what is beside it.
type ChartRow struct{ Label, Drawn, Beside string }

// Rows returns the chart as lines: the failures, the successes if they are known, and the
// axis.
func (c Chart) Rows() []ChartRow {
	row := func(label string, counts []int64) ChartRow {
		most := slices.Max(counts)
		if most == 0 {
			return ChartRow{label, Sparks(counts), "none"}
		}
		return ChartRow{label, Sparks(counts), "≤ " + Count(int(most))}
	}
	rows := []ChartRow{row(FailuresRow, c.Failures)}
	if len(c.Successes) > 0 {
		rows = append(rows, row(SuccessesRow, c.Successes))
	}
	return append(rows, ChartRow{Label: c.Each(), Drawn: c.axis()})
}

// ChartLabel is the width of the label of a row in Lines, in cells; ChartBeside that of what
// is beside the row.
const (
	ChartLabel  = 13
	ChartBeside = 10
)

// Lines returns the chart as text.
func (c Chart) Lines() []string {
	var lines []string
	for _, row := range c.Rows() {
		line := Fill(row.Label, ChartLabel) + row.Drawn
		if row.Beside != "" {
			line = Fill(line, ChartLabel+len(c.Failures)+2) + row.Beside
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// AxisWord is a word beside or within the axis, from a column on.
type AxisWord struct {
	At   int
	Text string
}

// AxisWords returns the words of the axis, in order: when the failures began and ended, and
// the days of the first and the last column, as far as there is room.
func (c Chart) AxisWords() []AxisWord {
	n := len(c.Failures) + ChartBeside
	taken := make([]bool, n)
	for at := c.Began; at <= c.Ended; at++ {
		taken[at] = true
	}
	var words []AxisWord
	// put adds a text, with room around it, and reports whether it is free.
	put := func(at int, text string) bool {
		to := at + Cells(text)
		if at < 0 || to > n || slices.Contains(taken[max(0, at-1):min(n, to+1)], true) {
			return false
		}
		for i := at; i < to; i++ {
			taken[i] = true
		}
		words = append(words, AxisWord{at, text})
		return true
	}
	ended := "ended"
	if c.Ongoing {
		ended = "goes on"
	}
	switch first, last := c.Began+2, c.Ended-1-len(ended); {
	case last-first > len("began "): // within
		words = append(words, AxisWord{first, "began"}, AxisWord{last, ended})
	case !put(c.Began-1-len("began"), "began"):
		put(c.Ended+2, "began, "+ended)
	default:
		put(c.Ended+2, ended)
	}
	const day = "2 Jan"
	first, last := c.From.Format(day), c.To().Add(-time.Second).Format(day)
	put(0, first)
	for at := max(0, len(c.Failures)-len(last)); last != first && at <= n-len(last) && !put(at, last); at++ {
	}
	slices.SortFunc(words, func(a, b AxisWord) int { return a.At - b.At })
	return words
}

// axis draws the time from the first failure to the last, with its words.
func (c Chart) axis() string {
	line := []rune(strings.Repeat(" ", len(c.Failures)+ChartBeside))
	for at := c.Began; at <= c.Ended; at++ {
		line[at] = '─'
	}
	line[c.Began], line[c.Ended] = '▲', '▲'
	for _, word := range c.AxisWords() {
		text := []rune(word.Text)
		if c.Began < word.At && word.At < c.Ended {
			text = []rune(" " + word.Text + " ")
			word.At--
		}
		copy(line[word.At:], text)
	}
	return strings.TrimRight(string(line), " ")
}

// Strip draws the chart in one line, with a sign for each column: failures, successes, both
// or neither.
func (c Chart) Strip() string {
	var b strings.Builder
	for i, failures := range c.Failures {
		switch works := len(c.Successes) > 0 && c.Successes[i] > 0; {
		case failures > 0 && works:
			b.WriteByte('!')
		case failures > 0:
			b.WriteString("✗")
		case works:
			b.WriteString("✓")
		default:
			b.WriteString("·")
		}
	}
	return b.String()
}
