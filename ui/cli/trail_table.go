package cli

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// trailTable is a table of counts, before it is set as text or Markdown.
type trailTable struct {
	title   string
	columns []trailColumn
	lines   int
}

// trailColumn is a column of a trailTable. Its cells are printable.
type trailColumn struct {
	head    string
	cells   []trailCell
	right   bool // numbers
	outside bool // holds outside text, of any length
	// spare says in which order columns are left out where there is no room, 1
	// first; 0 for never.
	spare int
}

type trailCell struct {
	text    string
	outside bool // text that the export holds, not a word of ours
}

// plural writes n in groups of three digits and its noun, as in 1 204 rows.
func plural[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

// grouped writes n as in 41 210.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

// dimensionTitles head the tables, and name what is blank.
var dimensionTitles = map[trail.Dimension]struct{ title, head, blank string }{
	trail.ByCode:        {"By code", "code", "no Detail"},
	trail.ByApplication: {"By application", "application", "no application"},
	trail.ByUser:        {"By user", "user", "no user"},
	trail.ByRole:        {"By role", "role", "no role"},
	trail.ByIP:          {"By IP address", "IP address", "no address"},
	trail.ByURI:         {"By request URI", "request URI", "no URI"},
	trail.ByDay:         {"By day", "day", "no date"},
	trail.ByHour:        {"By hour", "hour", "no date"},
}

// named is a value of a dimension, or the words for a space one.
func named(by trail.Dimension, value string) trailCell {
	if value == "" {
		return trailCell{text: "(" + dimensionTitles[by].blank + ")"}
	}
	text := printableText(value)
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") { // which nobody sees at the edge of a cell
		text = "'" + text + "'"
	}
	return trailCell{text: text, outside: by != trail.ByDay && by != trail.ByHour}
}

// tables are those of the dimensions asked for, and the one of codes and
// applications where both are.
func (a trailAnswer) tables() []trailTable {
	var out []trailTable
	for _, by := range a.by {
		if by != trail.ByCode && a.allBlank(by) {
			continue // there is no such column, as a note says
		}
		if table := a.table(by); table.lines > 0 {
			out = append(out, table)
		}
	}
	if table := a.pairs(); table.lines > 0 && slices.Contains(a.by, trail.ByCode) && slices.Contains(a.by, trail.ByApplication) && !a.allBlank(trail.ByApplication) {
		out = append(out, table)
	}
	return out
}

// allBlank reports whether no row has a value of a dimension.
func (a trailAnswer) allBlank(by trail.Dimension) bool {
	return !slices.ContainsFunc(a.summary.GroupBy(by), func(g trail.Group) bool { return g.Value != "" || g.Rest })
}

// table is that of a dimension. Values without a failure are among the others,
// unless everything is asked for.
func (a trailAnswer) table(by trail.Dimension) trailTable {
	groups := a.summary.GroupBy(by)
	if by == trail.ByCode {
		groups = slices.DeleteFunc(slices.Clone(groups), func(g trail.Group) bool { return g.Detail.Protocol == detail.Logout && g.Failures == 0 })
	}
	top := a.top
	if top > 0 {
		failing := 0
		for _, g := range groups {
			if g.Failures > 0 && !g.Rest {
				failing++
			}
		}
		if failing == 0 {
			return trailTable{}
		}
		top = min(top, failing)
	}
	shown := withRest(groups, top)
	if by == trail.ByDay || by == trail.ByHour { // of those chosen, in order of time
		slices.SortStableFunc(shown, func(x, y trail.Group) int {
			return cmp.Or(cmp.Compare(rankOf(x), rankOf(y)), strings.Compare(x.Value, y.Value))
		})
	}
	words := dimensionTitles[by]
	t := trailTable{title: words.title, lines: len(shown)}
	if shown[len(shown)-1].Rest {
		t.title += ", most failures first"
		if by == trail.ByDay || by == trail.ByHour {
			t.title = fmt.Sprintf("%s, the %d with the most failures", words.title, len(shown)-1)
		}
	}
	names := trailColumn{head: words.head, outside: true}
	bars := trailColumn{spare: 1}
	failures, successes := trailColumn{head: "failures", right: true}, trailColumn{head: "successes", right: true, spare: 2}
	first, last := trailColumn{head: "first", spare: 4}, trailColumn{head: "last", spare: 3}
	var most int64
	for _, g := range shown {
		if !g.Rest {
			most = max(most, g.Failures)
		}
	}
	for _, g := range shown {
		name := named(by, g.Value)
		if g.Rest {
			name = trailCell{text: "(all others)"}
		} else if g.Detail.Protocol == detail.TBA {
			name.text += " (TBA)"
		}
		names.cells = append(names.cells, name)
		failures.cells = append(failures.cells, trailCell{text: grouped(g.Failures)})
		successes.cells = append(successes.cells, trailCell{text: grouped(g.Successes)})
		first.cells = append(first.cells, trailCell{text: a.stamp(g.First)})
		last.cells = append(last.cells, trailCell{text: a.stamp(g.Last)})
		bar := ""
		switch {
		case g.Rest:
		case by == trail.ByCode:
			bar = sparkline(a.summary.Timeline(g.Value, timelineCells))
		case by == trail.ByDay, by == trail.ByHour:
			bar = lengthBar(g.Failures, most, timelineCells)
		}
		bars.cells = append(bars.cells, trailCell{text: bar})
	}
	switch by {
	case trail.ByCode:
		bars.head = "over time"
		t.columns = []trailColumn{names, bars, failures, successes, first, last}
	case trail.ByDay, trail.ByHour:
		t.columns = []trailColumn{names, bars, failures, successes}
	default:
		t.columns = []trailColumn{names, failures, successes, first, last}
	}
	return t
}

// rankOf puts what has no time behind what has, and the sum of the others last.
func rankOf(g trail.Group) int {
	switch {
	case g.Rest:
		return 2
	case g.Value == "":
		return 1
	}
	return 0
}

func (a trailAnswer) pairs() trailTable {
	shown, rest := restOfPairs(a.summary.Pairs(), a.top)
	t := trailTable{title: "By code and application", lines: len(shown)}
	codes, applications := trailColumn{head: "code", outside: true}, trailColumn{head: "application", outside: true}
	failures := trailColumn{head: "failures", right: true}
	first, last := trailColumn{head: "first", spare: 2}, trailColumn{head: "last", spare: 1}
	for _, pair := range shown {
		codes.cells = append(codes.cells, named(trail.ByCode, pair.Code))
		applications.cells = append(applications.cells, named(trail.ByApplication, pair.Application))
		failures.cells = append(failures.cells, trailCell{text: grouped(pair.Failures)})
		first.cells = append(first.cells, trailCell{text: a.stamp(pair.First)})
		last.cells = append(last.cells, trailCell{text: a.stamp(pair.Last)})
	}
	if rest != nil {
		t.title += ", most failures first"
		t.lines++
		codes.cells = append(codes.cells, trailCell{text: "(all others)"})
		applications.cells = append(applications.cells, trailCell{})
		failures.cells = append(failures.cells, trailCell{text: grouped(rest.Failures)})
		first.cells = append(first.cells, trailCell{text: a.stamp(rest.First)})
		last.cells = append(last.cells, trailCell{text: a.stamp(rest.Last)})
	}
	t.columns = []trailColumn{codes, applications, failures, first, last}
	return t
}

// restOfPairs are the first pairs up to top, 0 for all, and the sum of the others;
// nil where there are none.
func restOfPairs(pairs []trail.Pair, top int) (kept []trail.Pair, rest *trail.Pair) {
	if n := len(pairs); n > 0 && pairs[n-1].Rest {
		rest, pairs = &pairs[n-1], pairs[:n-1]
	}
	if top == 0 || len(pairs) <= top {
		return pairs, rest
	}
	if rest == nil {
		rest = &trail.Pair{}
	} else {
		copied := *rest
		rest = &copied
	}
	for _, pair := range pairs[top:] {
		rest.Failures += pair.Failures
		rest.First, rest.Last = span(rest.First, rest.Last, pair.First, pair.Last)
	}
	return pairs[:top], rest
}

// stamp writes a time as short as the export allows.
func (a trailAnswer) stamp(at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case a.summary.First.Year() == a.summary.Last.Year():
		return at.Format("_2 Jan 15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// timelineCells is how many cells the small bars have.
const timelineCells = 12

// sparkline draws counts as bars one cell wide: a dot for none, so that the lowest
// bar means at least one.
func sparkline(counts []int64) string {
	most := slices.Max(append(counts, 0))
	var b strings.Builder
	for _, n := range counts {
		if n == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[int(math.Ceil(8*float64(n)/float64(most)))-1])
	}
	return b.String()
}

// lengthBar draws a count as a bar up to a number of cells long.
func lengthBar(n, most int64, cells int) string {
	if n == 0 || most == 0 {
		return ""
	}
	eighths := max(int(math.Round(8*float64(cells)*float64(n)/float64(most))), 1)
	bar := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[part-1])
	}
	return bar
}

// table sets a table as lines no wider than the text.
func (w *textWriter) table(t trailTable) {
	columns := slices.Clone(t.columns)
	const margin, gap, enough = 2, 2, 16
	widths := func() (each []int, fixed, wanted int) {
		for _, c := range columns {
			width := ansi.StringWidth(c.head)
			for _, cell := range c.cells {
				width = max(width, ansi.StringWidth(cell.text))
			}
			each = append(each, width)
			if c.outside {
				wanted += min(width, enough)
			} else {
				fixed += width
			}
		}
		return each, fixed + margin + gap*(len(columns)-1), wanted
	}
	each, fixed, wanted := widths()
	for fixed+wanted > w.width {
		least := -1
		for i, c := range columns {
			if c.spare > 0 && (least < 0 || c.spare < columns[least].spare) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		columns = slices.Delete(columns, least, least+1)
		each, fixed, wanted = widths()
	}
	for room := w.width - fixed; ; {
		total, widest := 0, -1
		for i, c := range columns {
			if c.outside {
				total += each[i]
				if widest < 0 || each[i] > each[widest] {
					widest = i
				}
			}
		}
		if total <= room || widest < 0 || each[widest] <= 4 {
			break
		}
		each[widest] = max(4, each[widest]-max(1, (total-room)/2))
	}
	line := func(text func(trailColumn) string) {
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", margin))
		for i, c := range columns {
			if i > 0 {
				b.WriteString(strings.Repeat(" ", gap))
			}
			cell := ansi.Truncate(text(c), each[i], "…")
			blanks := strings.Repeat(" ", max(0, each[i]-ansi.StringWidth(cell)))
			if c.right {
				cell, blanks = blanks, cell
			}
			b.WriteString(cell + blanks)
		}
		w.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	w.WriteString("\n")
	w.hanging("", t.title)
	line(func(c trailColumn) string { return c.head })
	for i := range t.lines {
		line(func(c trailColumn) string { return c.cells[i].text })
	}
}
