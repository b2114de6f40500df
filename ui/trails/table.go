package trails

import (
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
)

// trailTable groups the rows of an export by one dimension.
type trailTable struct {
	by      trail.Dimension
	groups  []trail.Group // the groups shown as lines of the table, in order
	aside   []trail.Group // groups without failures, if other groups have some
	summary *trail.Summary
	owners  map[string]codeOwners
	longest int               // cells of the longest name among those shown first
	most    int64             // failures of the largest group
	part    bool              // the table is of a part of the export
	all     bool              // groups without failures are lines, too, as the user asked
	hidden  int               // number of groups that are no lines because of that
	alone   bool              // the rows share one code, so none of them is a success
	bars    map[string]string // bars by code, as last drawn
	wide    int               // width of those bars in cells
}

// codeOwners are the applications that fail with a code.
type codeOwners struct {
	names []string // a few names, most failures first
	count int
}

// set stores the result of a count.
func (t *trailTable) set(summary *trail.Summary) {
	const few = 3
	t.summary, t.owners = summary, map[string]codeOwners{}
	for _, pair := range summary.Pairs() {
		if pair.Rest {
			continue
		}
		o := t.owners[pair.Code]
		if o.count++; len(o.names) < few {
			o.names = append(o.names, paint.Clip(paint.GroupName(trail.ByApplication, trail.Group{Value: pair.Application}), maxName)+" ("+paint.Count(int(pair.Failures))+")")
		}
		t.owners[pair.Code] = o
	}
	t.show(t.by)
}

// show groups the rows by a dimension. Days and hours are in order of time, everything
// else is in order of failures. Codes without failures are not shown as lines, because
// logouts also have a word in Detail. In a part of the export, users and others without
// failures are hidden until the user asks.
func (t *trailTable) show(by trail.Dimension) {
	t.by, t.groups, t.aside, t.bars, t.longest, t.most, t.hidden = by, nil, nil, nil, 0, 0, 0
	all := t.summary.GroupBy(by)
	switch by {
	case trail.ByDay, trail.ByHour:
		t.groups = slices.Clone(all)
		slices.SortStableFunc(t.groups, func(a, b trail.Group) int {
			if (a.Value == "") != (b.Value == "") {
				return strings.Compare(b.Value, a.Value) // groups without a date go last
			}
			return strings.Compare(a.Value, b.Value)
		})
	case trail.ByCode:
		for _, group := range all {
			if group.Failures > 0 {
				t.groups = append(t.groups, group)
			} else {
				t.aside = append(t.aside, group)
			}
		}
		if len(t.groups) == 0 {
			t.groups, t.aside = t.aside, nil
		}
	default:
		t.groups = all
		if failing := slices.DeleteFunc(slices.Clone(all), func(g trail.Group) bool { return g.Failures == 0 }); t.part && !t.all && len(failing) > 0 {
			t.groups, t.hidden = failing, len(all)-len(failing)
		}
	}
	const looked = 200
	for i, group := range t.groups {
		t.most = max(t.most, group.Failures)
		if i < looked {
			t.longest = max(t.longest, paint.Cells(paint.GroupName(by, group)))
		}
	}
}

// next returns the dimension after or before the one shown, depending on step. It skips
// dimensions that the filter has fixed.
func (t *trailTable) next(filter trail.Filter, step int) trail.Dimension {
	all := trail.Dimensions()
	at := slices.Index(all, t.by)
	for range all {
		at = (at + step + len(all)) % len(all)
		if !fixed(filter, all[at]) {
			return all[at]
		}
	}
	return t.by
}

// fixed reports whether all rows of a filter share one value of a dimension.
func fixed(filter trail.Filter, by trail.Dimension) bool {
	field := filterField(&filter, by)
	return field != nil && *field != nil
}

// filterField returns the field of a filter for a dimension, or nil for days and hours.
func filterField(filter *trail.Filter, by trail.Dimension) **string {
	return map[trail.Dimension]**string{
		trail.ByCode: &filter.Code, trail.ByApplication: &filter.Application, trail.ByUser: &filter.User,
		trail.ByRole: &filter.Role, trail.ByIP: &filter.IP, trail.ByURI: &filter.URI,
	}[by]
}

// narrowed adds a group to a filter. It returns false if no filter can match the group.
func narrowed(filter trail.Filter, by trail.Dimension, group trail.Group) (trail.Filter, bool) {
	if group.Rest {
		return filter, false
	}
	switch by {
	case trail.ByDay:
		return within(filter, "2006-01-02", group.Value, 24*time.Hour)
	case trail.ByHour:
		return within(filter, "2006-01-02T15:04", group.Value, time.Hour)
	}
	*filterField(&filter, by) = &group.Value
	return filter, true
}

// within adds a period to a filter.
func within(filter trail.Filter, layout, start string, length time.Duration) (trail.Filter, bool) {
	from, err := time.Parse(layout, start)
	if err != nil {
		return filter, false
	}
	if from.After(filter.Since) {
		filter.Since = from
	}
	if until := from.Add(length); filter.Until.IsZero() || until.Before(filter.Until) {
		filter.Until = until
	}
	return filter, true
}

// Widths of the columns of the table, in cells.
const (
	failureCells = 9
	successCells = 10
	ownerCells   = 20
	spanCells    = 16
)

// tableColumns are the widths of the columns that fit, in cells.
type tableColumns struct{ name, success, bar, owners, span int }

func (t *trailTable) columns(width int) tableColumns {
	var c tableColumns
	c.name = max(len("By ")+len(dimensionWord(t.by)), min(t.longest, paint.NameWidth))
	if t.by == trail.ByCode {
		c.bar = 12
		if width >= 100 {
			c.bar = 24
		}
	}
	if t.by != trail.ByCode && !t.alone || t.most == 0 {
		c.success = successCells
	}
	if t.by == trail.ByDay || t.by == trail.ByHour {
		c.bar, c.name = 12, 16
		if width >= 100 {
			c.bar = 40
		}
	}
	used := 2 + c.name + failureCells + c.success
	if c.bar > 0 {
		used += 2 + c.bar
	}
	if t.by == trail.ByCode && used+2+ownerCells <= width {
		c.owners = ownerCells
		used += 2 + ownerCells
	}
	if t.by != trail.ByDay && t.by != trail.ByHour && used+2+spanCells <= width {
		c.span = spanCells
		used += 2 + spanCells
	}
	if t.by != trail.ByCode && t.by != trail.ByDay && t.by != trail.ByHour {
		c.name += max(0, min(t.longest-c.name, width-used))
	}
	return c
}

// tableHead returns the line with the names of the columns.
func (t *trailScreen) tableHead(width int) string {
	c := t.table.columns(width)
	line := "  " + t.s.Styles.Heading.Paint(paint.Fill("By "+dimensionWord(t.table.by), c.name))
	names := paint.Right("failures", failureCells)
	if c.success > 0 {
		names += paint.Right("successes", c.success)
	}
	if c.bar > 0 && t.table.by == trail.ByCode {
		when := paint.ShortDays(t.table.summary.First, t.table.summary.Last, t.s.WallClock())
		if paint.Cells(when) > c.bar {
			when = "over time"
		}
		names += "  " + paint.Fill(when, c.bar)
	} else if c.bar > 0 {
		names += "  " + paint.Spaces(c.bar)
	}
	if c.owners > 0 {
		names += "  " + paint.Fill("application", c.owners)
	}
	if c.span > 0 {
		names += "  " + "first – last"
	}
	return line + t.s.Styles.Quiet.Paint(names)
}

// tableRow returns one line for a group.
func (t *trailScreen) tableRow(i int, chosen bool, width int) string {
	group, c := t.table.groups[i], t.table.columns(width)
	lead, look := t.s.Styles.Lead(chosen)
	line := lead + look.Paint(paint.Fill(paint.GroupName(t.table.by, group), c.name)) + look.Paint(paint.Right(paint.Count(int(group.Failures)), failureCells))
	if c.success > 0 {
		line += t.s.Styles.Quiet.Paint(paint.Right(paint.Count(int(group.Successes)), c.success))
	}
	if c.bar > 0 && t.table.by == trail.ByCode {
		line += "  " + t.barInk(chosen).Paint(paint.Fill(t.table.spark(group.Value, c.bar), c.bar))
	} else if c.bar > 0 {
		line += "  " + t.barInk(chosen).Paint(paint.Share(group.Failures, t.table.most, c.bar, " "))
	}
	if c.owners > 0 {
		line += "  " + t.s.Styles.Quiet.Paint(paint.Fill(t.table.ownerWords(group, c.owners), c.owners))
	}
	if c.span > 0 {
		line += "  " + t.s.Styles.Quiet.Paint(paint.Clip(paint.ShortDays(group.First, group.Last, t.s.WallClock()), c.span))
	}
	return line
}

// barInk returns the style of a bar: quiet except on the chosen line, because there are
// many bars.
func (t *trailScreen) barInk(chosen bool) paint.Ink {
	if chosen {
		return t.s.Styles.Text
	}
	return t.s.Styles.Quiet
}

// spark returns a small bar that shows the failures of a code over the period of the
// export.
func (t *trailTable) spark(code string, width int) string {
	if t.bars == nil || t.wide != width {
		t.bars, t.wide = map[string]string{}, width
	}
	bar, drawn := t.bars[code]
	if !drawn {
		bar = paint.Sparks(t.summary.Timeline(code, width))
		t.bars[code] = bar
	}
	return bar
}

// ownerWords returns the application that fails most with a code, and how many others do.
func (t *trailTable) ownerWords(group trail.Group, width int) string {
	owners := t.owners[group.Value]
	if owners.count == 0 {
		return ""
	}
	name := owners.names[0]
	name, more := name[:strings.LastIndex(name, " (")], ""
	if owners.count > 1 {
		more = " +" + paint.Count(owners.count-1)
	} else if name == "(blank)" {
		return ""
	}
	return paint.Clip(name, width-len(more)) + more
}

// tableFold draws the details of the chosen group below its line.
func (t *trailScreen) tableFold(group trail.Group, width int) []string {
	const label = 5
	var lines []string
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, paint.Indented(paint.Labelled(name, t.s.Styles.Quiet, label, text, t.s.Styles.Text, width-4), 4)...)
		}
	}
	if t.table.by == trail.ByCode && !group.Rest {
		add("says", t.wordMeans(group))
		if group.Failures > 0 && group.Detail.Protocol == detail.OAuth2 {
			add("do", inShort(t.firstInstruction(trailPage(*group.Detail)), width-4-label-2))
		}
		if owners := t.table.owners[group.Value]; owners.count > 0 {
			text := strings.Join(owners.names, " · ")
			if more := owners.count - len(owners.names); more > 0 {
				text += " · " + paint.Count(more) + " more"
			}
			add("for", text)
		}
	}
	if when := paint.Moments(group.First, group.Last, t.s.WallClock()); when != "" && t.table.by != trail.ByHour {
		add("when", when)
	}
	return lines
}

// wordMeans explains a word of the Detail column in one sentence.
func (t *trailScreen) wordMeans(group trail.Group) string {
	match := group.Detail
	switch {
	case group.Value == "" && lacksDetail(t.table.summary):
		return ""
	case group.Value == "":
		return "These rows have no word in Detail."
	case match.Protocol == detail.OAuth2:
		if p, ok := t.s.Library.Page(match.Code.Path()); ok {
			return paint.Sentence(p.Title)
		}
	case match.Protocol == detail.TBA:
		return paint.Sentence(match.Meaning) + " A word of token-based authentication (TBA)."
	case match.Protocol == detail.Logout:
		return paint.Sentence(match.Meaning) + " This is not a failure."
	case len(match.Nearest) > 0:
		return "An unknown word; nearest to it: " + strings.Join(match.Nearest[:min(3, len(match.Nearest))], ", ") + "."
	}
	return "An unknown word: Oracle documents none like it."
}

// lacksDetail reports whether an export has no Detail column.
func lacksDetail(summary *trail.Summary) bool {
	return slices.ContainsFunc(summary.Sources, func(source trail.SourceSummary) bool {
		return len(source.Dialect.Columns) > 0 && slices.Contains(source.Dialect.Missing(), trail.ColumnDetail)
	})
}

// inShort shortens a text to two lines of the given width; the page has the full text.
func inShort(text string, width int) string {
	lines := paint.Wrap(text, width)
	if len(lines) <= 2 {
		return text
	}
	second := lines[1]
	for paint.Cells(second)+2 > width && strings.Contains(second, " ") {
		second = second[:strings.LastIndexByte(second, ' ')]
	}
	return lines[0] + "\n" + paint.Clip(second+" …", width)
}

// firstInstruction returns the first step on a page as a sentence, with who does it.
func (t *trailScreen) firstInstruction(path string) string {
	path, _, _ = strings.Cut(path, "#")
	p, ok := t.s.Library.Page(path)
	if !ok {
		return ""
	}
	return p.FirstInstruction()
}
