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
	"authdoctor/ui/report"
)

// trailTable is a table of counts that is printed as text or Markdown.
type trailTable struct {
	title   string
	columns []trailColumn
	lines   int
}

// trailColumn is a column of a trailTable. Its cells are printable.
type trailColumn struct {
	head    string
	cells   []trailCell
	right   bool // aligned right, as numbers are
	outside bool // text from outside, of any length
	// spare is the order in which columns are dropped if the table is too wide: 1
	// first, 0 never.
	spare int
}

type trailCell struct {
	text    string
	outside bool // whether text is from the export rather than ours
}

// add appends a row with a cell for each column.
func (t *trailTable) add(cells ...trailCell) {
	for i, cell := range cells {
		t.columns[i].cells = append(t.columns[i].cells, cell)
	}
	t.lines++
}

// counted returns the cell of a number.
func counted(n int64) trailCell { return trailCell{text: grouped(n)} }

// plural formats n and its noun, as in 1 204 rows.
func plural[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

// grouped formats n in groups of three digits, as in 41 210.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

// dimensionTitles are the title of a dimension's table and the head of its first column.
var dimensionTitles = map[trail.Dimension]struct{ title, head string }{
	trail.ByCode:        {"By code", "code"},
	trail.ByApplication: {"By application", "application"},
	trail.ByUser:        {"By user", "user"},
	trail.ByRole:        {"By role", "role"},
	trail.ByIP:          {"By IP address", "IP address"},
	trail.ByURI:         {"By request URI", "request URI"},
	trail.ByDay:         {"By day", "day"},
	trail.ByHour:        {"By hour", "hour"},
}

// named returns the cell of a dimension's value, or of the words for an empty one.
func named(by trail.Dimension, value string) trailCell {
	return trailCell{text: report.ValueName(by, value), outside: value != "" && by != trail.ByDay && by != trail.ByHour}
}

// tables returns a table for each dimension asked for, and one of codes and applications
// if both are among them.
func (a trailAnswer) tables() []trailTable {
	var out []trailTable
	for _, by := range a.by {
		if by != trail.ByCode && a.allBlank(by) {
			continue // the export lacks the column; a note names it
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

// table returns the table of a dimension. Unless all rows are asked for, values without a
// failure are counted with the others.
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
	if by == trail.ByDay || by == trail.ByHour { // in order of time, once chosen by failures
		slices.SortStableFunc(shown, func(x, y trail.Group) int {
			return cmp.Or(cmp.Compare(rankOf(x), rankOf(y)), strings.Compare(x.Value, y.Value))
		})
	}
	words := dimensionTitles[by]
	t := trailTable{title: words.title, columns: []trailColumn{
		{head: words.head, outside: true}, {spare: 1}, {head: "failures", right: true}, {head: "successes", right: true, spare: 2},
		{head: "first", spare: 4}, {head: "last", spare: 3},
	}}
	if shown[len(shown)-1].Rest {
		t.title += ", most failures first"
		if by == trail.ByDay || by == trail.ByHour {
			t.title = fmt.Sprintf("%s, the %d with the most failures", words.title, len(shown)-1)
		}
	}
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
		bar := ""
		switch {
		case g.Rest:
		case by == trail.ByCode:
			bar = sparkline(a.summary.Timeline(g.Value, timelineCells))
		case by == trail.ByDay, by == trail.ByHour:
			bar = lengthBar(g.Failures, most, timelineCells)
		}
		t.add(name, trailCell{text: bar}, counted(g.Failures), counted(g.Successes), a.stamp(g.First), a.stamp(g.Last))
	}
	switch by {
	case trail.ByCode:
		t.columns[1].head = "over time"
	case trail.ByDay, trail.ByHour:
		t.columns = t.columns[:4]
	default:
		t.columns = slices.Delete(t.columns, 1, 2)
	}
	return t
}

// rankOf sorts groups without a time after those with one, and the sum of the others last.
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
	t := trailTable{title: "By code and application", columns: []trailColumn{
		{head: "code", outside: true}, {head: "application", outside: true}, {head: "failures", right: true},
		{head: "first", spare: 2}, {head: "last", spare: 1},
	}}
	for _, pair := range pairsWithRest(a.summary.Pairs(), a.top) {
		code, application := named(trail.ByCode, pair.Code), named(trail.ByApplication, pair.Application)
		if pair.Rest {
			t.title += ", most failures first"
			code, application = trailCell{text: "(all others)"}, trailCell{}
		}
		t.add(code, application, counted(pair.Failures), a.stamp(pair.First), a.stamp(pair.Last))
	}
	return t
}

// pairsWithRest returns the first top pairs, or all for 0, and the sum of the others last.
func pairsWithRest(pairs []trail.Pair, top int) []trail.Pair {
	var kept []trail.Pair
	var rest trail.Pair
	for _, pair := range pairs {
		if !pair.Rest && (top == 0 || len(kept) < top) {
			kept = append(kept, pair)
			continue
		}
		rest.Rest = true
		rest.Failures += pair.Failures
		rest.First, rest.Last = span(rest.First, rest.Last, pair.First, pair.Last)
	}
	if rest.Rest {
		kept = append(kept, rest)
	}
	return kept
}

// stamp returns the cell of a time, without the year if all rows are of the same one.
func (a trailAnswer) stamp(at time.Time) trailCell {
	layout := "2006-01-02 15:04"
	switch {
	case at.IsZero():
		layout = ""
	case a.summary.First.Year() == a.summary.Last.Year():
		layout = "_2 Jan 15:04"
	}
	return trailCell{text: at.Format(layout)}
}

// timelineCells is the width of a sparkline and the greatest width of a bar.
const timelineCells = 12

// sparkline draws counts as bars one cell wide. A zero is a dot, so that the lowest bar
// means at least one.
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

// lengthBar draws n as a bar; most is as long as the number of cells.
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

// table writes a table whose lines fit the width of the text: it drops columns, then cuts
// outside text.
func (w *textWriter) table(t trailTable) {
	if w.plain {
		w.list(t)
		return
	}
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
	for spare := 1; fixed+wanted > w.width && spare <= len(t.columns); spare++ {
		columns = slices.DeleteFunc(columns, func(c trailColumn) bool { return c.spare == spare })
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
			padding := strings.Repeat(" ", max(0, each[i]-ansi.StringWidth(cell)))
			if c.right {
				cell, padding = padding, cell
			}
			b.WriteString(cell + padding)
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

// list writes a table as a line for each row, which a screen reader reads with the names of
// the columns. It leaves out what is drawn.
func (w *textWriter) list(t trailTable) {
	w.WriteString("\n")
	w.hanging("", t.title)
	for i := range t.lines {
		var parts []string
		for _, c := range t.columns[1:] {
			if text := strings.TrimSpace(c.cells[i].text); text != "" && c.head != "" && c.head != "over time" {
				parts = append(parts, c.head+" "+text)
			}
		}
		w.hanging(t.columns[0].cells[i].text+": ", strings.Join(parts, ", "))
	}
}
