package trails

import (
	"strings"

	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
)

// notes draws the notes. Only the screen of the whole export shows them.
func (t *trailScreen) notes(width, height int) []string {
	if !t.whole() {
		return nil
	}
	all := t.readingNotes()
	if !t.Summary.First.IsZero() && height < zoneHeight {
		all = append(all, readingNote{false, "times are in the time zone of the user who exported; the file does not name it"})
	}
	if len(all) == 0 {
		return nil
	}
	lines := []string{"  " + t.s.Styles.Heading.Paint("How it was read")}
	for _, note := range all {
		glyph := t.s.Styles.Quiet.Paint("·")
		look := t.s.Styles.Quiet
		if note.loud {
			glyph, look = t.s.Styles.Strong.Paint("!"), t.s.Styles.Text
		}
		lines = append(lines, look.Paragraph("  "+glyph+" ", note.text, width)...)
	}
	return lines
}

// readingNote is a note on how an export was read; loud if rows are not counted as they
// should be.
type readingNote struct {
	loud bool
	text string
}

// readingNotes lists what was not counted and how the file was read, so that nothing is lost
// silently.
func (t *trailScreen) readingNotes() []readingNote {
	var all []readingNote
	add := func(loud bool, text string) { all = append(all, readingNote{loud, text}) }
	for _, source := range t.Summary.Sources {
		for _, bad := range source.Bad {
			harmless := bad.Kind == trail.BadBlank || bad.Kind == trail.BadHeader || bad.Kind == trail.BadTotal
			text := paint.Plural(int(bad.Count), "row", "rows") + " not counted, " + string(bad.Kind)
			if lineWords := lineList(bad.Lines, bad.Count); lineWords != "" {
				text += ": " + lineWords
			}
			if bad.Example != "" && !harmless {
				text += `; the first begins "` + paint.Clip(paint.TrailText(bad.Example), 30) + `"`
			}
			add(!harmless, text)
		}
		if n := source.Latin1; n > 0 {
			add(false, paint.Plural(int(n), "row", "rows")+" not in UTF-8, read as Windows-1252")
		}
		if n := source.Short; n > 0 {
			add(false, paint.Plural(int(n), "row", "rows")+" counted although fields at the end are missing")
		}
	}
	if n := t.Summary.Undated; n > 0 {
		add(true, paint.Plural(int(n), "row", "rows")+" counted without a date that can be read")
	}
	if names := t.lacking(); len(names) > 0 {
		add(false, "no column "+strings.Join(names, ", ")+": add it on the subtab Results and export again")
	}
	dialect := t.dialect()
	if dialect.WithoutStatus() {
		add(true, "there is no column Status: rows with a word in Detail, except logouts, are counted as failures, all others as successes")
	}
	if why := orderReason(dialect); why != "" {
		add(false, "dates are read with the "+map[trail.DateOrder]string{trail.MonthFirst: "month", trail.DayFirst: "day"}[dialect.Order]+" first, "+why)
	}
	if n := dialect.Contradicted; n > 0 {
		add(true, paint.Plural(int(n), "date", "dates")+" that can be read in the other order of day and month only, counted as dates that cannot be read")
	}
	if dialect.DayOnly {
		add(true, "dates have no time of day: days are exact, but hours, and when in a day an incident began, are not known. "+timeOfDayRemedy(dialect))
	}
	if len(dialect.Zones) > 0 {
		add(false, "times name a time zone, "+paint.TrailText(strings.Join(dialect.Zones, ", "))+"; they are not converted")
	}
	if dialect.Serial {
		add(false, "dates are numbers, as Excel counts days; they are read as dates")
	}
	for _, by := range trail.Dimensions() {
		if groups := t.Summary.GroupBy(by); len(groups) > 0 && groups[len(groups)-1].Rest {
			add(false, "more values of "+string(by)+" than are counted separately: the others are counted together")
		}
	}
	var said []string // all in one note
	for _, c := range dialect.Columns {
		if c.How == "second" {
			add(false, "a second column "+paint.Clip(paint.TrailText(c.Label), 30)+" is not read")
		}
		if column, is := t.s.Case.Columns[c.Label]; c.Column != "" && (c.How == "told" || is && column == c.Column) {
			said = append(said, paint.Clip(paint.TrailText(c.Label), 30)+" is "+c.Column.Label())
		}
	}
	if o := t.Summary.Overlap; t.export.Dedupe != nil && o.Rows > 0 {
		text := map[bool]string{true: "counted once, as you said", false: "counted each time, as you said"}[o.Removed]
		if t.question() == aboutOverlap {
			text += map[bool]string{true: "; press 2 to count them each time", false: "; press 1 to count them once"}[o.Removed]
		}
		add(false, paint.Plural(int(o.Rows), "row", "rows")+" below another header again, "+text)
	}
	if len(said) > 0 {
		add(false, "as you said, "+strings.Join(said, ", "))
	}
	if order := t.export.Order; order != trail.OrderUndecided {
		add(false, "dates are read "+map[trail.DateOrder]string{trail.MonthFirst: "month first", trail.DayFirst: "day first"}[order]+", as you said; press "+map[trail.DateOrder]string{trail.MonthFirst: "2 for the day", trail.DayFirst: "1 for the month"}[order]+" first")
	}
	if words := dialectWords(dialect); words != "" {
		add(false, words)
	}
	return all
}

// orderReason says what the order of day and month was decided by, if no row told.
func orderReason(d trail.Dialect) string {
	switch d.OrderBy {
	case trail.OrderByLanguage:
		return "as in " + strings.Join(d.Languages, " or ")
	case trail.OrderBySequence:
		return "because the rows are then in order of time"
	case trail.OrderByFuture:
		return "because some rows would otherwise be in the future"
	}
	return ""
}

// timeOfDayRemedy says how to get the time of day into an export.
func timeOfDayRemedy(d trail.Dialect) string {
	if d.Format == "csv" {
		return "A spreadsheet may have removed the time: open the file that NetSuite exported."
	}
	return "To get them, select TO_CHAR(date, 'YYYY-MM-DD HH24:MI:SS') AS date_time in SuiteQL."
}

// lacking names the missing columns, except Detail, which has a longer note of its own.
func (t *trailScreen) lacking() []string {
	dialect := t.dialect()
	if len(dialect.Columns) == 0 {
		return nil
	}
	var names []string
	for _, column := range dialect.Missing() {
		if column != trail.ColumnDetail {
			names = append(names, column.Label())
		}
	}
	return names
}

// lineList names the first line numbers, such as "line 5" or "lines 5, 9, 13 …".
func lineList(lines []int64, all int64) string {
	const most = 5
	var parts []string
	for _, line := range lines[:min(most, len(lines))] {
		parts = append(parts, paint.Count(int(line)))
	}
	switch {
	case len(parts) == 0:
		return ""
	case len(parts) == 1 && all == 1:
		return "line " + parts[0]
	case int64(len(parts)) < all:
		parts = append(parts, "…")
		return "lines " + strings.Join(parts[:len(parts)-1], ", ") + " …"
	}
	return "lines " + strings.Join(parts, ", ")
}

// formatNames are the names of the formats of trail.Dialect.
var formatNames = map[string]string{"csv": "CSV", "json": "JSON", "ndjson": "JSON, an object a line", "xlsx": "Excel workbook", "spreadsheetml": "XML for Excel", "html": "HTML table"}

// dialectWords describes the format of a file.
func dialectWords(d trail.Dialect) string {
	var parts []string
	if name := formatNames[d.Format]; name != "" {
		parts = append(parts, name)
	}
	if d.Sheet != "" {
		parts = append(parts, "worksheet "+paint.Clip(paint.TrailText(d.Sheet), 30))
	}
	if d.Compressed {
		parts = append(parts, "gzip")
	}
	if d.Encoding != "" && d.Format != "xlsx" {
		parts = append(parts, d.Encoding)
	}
	if name := map[string]string{";": "semicolons", "\t": "tabs", "|": "bars"}[d.Delimiter]; name != "" {
		parts = append(parts, "fields between "+name)
	}
	if d.DateLayout != "" {
		parts = append(parts, "dates as "+paint.TrailText(d.DateLayout))
	}
	if d.FailureWord != "" && d.FailureWord != "Failure" {
		parts = append(parts, "a failure is "+paint.Clip(paint.TrailText(d.FailureWord), 30))
	}
	return strings.Join(parts, " · ")
}
