package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// notesOnTrail returns the notes about the files: what was not counted, what was assumed,
// and what is missing. Each note is printable.
func notesOnTrail(a trailAnswer, options trail.Options) []string {
	s := a.summary
	var notes []string
	var left int64
	for _, source := range s.Sources {
		prefix := ""
		if len(s.Sources) > 1 {
			prefix = source.Name + ": "
		}
		for _, note := range notesOnSource(source) {
			notes = append(notes, prefix+note)
		}
		left += source.Filtered
	}
	if note := noteOnOverlap(s); note != "" {
		notes = append(notes, note)
	}
	if s.Undated > 0 {
		notes = append(notes, fmt.Sprintf("%s no date that can be read: counted, but not under a day or hour", plural(s.Undated, "row has", "rows have")))
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s outside --since and --until, or without a date that can be read, left out", plural(left, "row", "rows")))
	}
	for _, by := range trail.Dimensions() {
		for _, rest := range s.GroupBy(by) {
			if !rest.Rest {
				continue
			}
			notes = append(notes, fmt.Sprintf("%s has more values than are counted separately: %s are counted together, and --top 0 does not show them", by, plural(rest.Failures+rest.Successes, "row", "rows")))
		}
	}
	if options.FailureWord != "" && s.Failures == 0 && s.Rows > 0 {
		notes = append(notes, fmt.Sprintf("--failure-word: no row that was counted has the Status %s", shown(options.FailureWord)))
	}
	notes = append(notes, strayLabels(s, options)...)
	if column := s.Unsought(); column != "" && len(a.incidents) == 0 {
		notes = append(notes, unsought(column))
	}
	if !s.First.IsZero() {
		notes = append(notes, "times are in the time zone of the user who exported; the trail does not name it")
	}
	return notes
}

// noteOnOverlap returns a note on rows that are in several exports, "" for none.
func noteOnOverlap(s *trail.Summary) string {
	o := s.Overlap
	where := "in more than one of the files"
	if len(s.Sources) == 1 {
		where = "in the file again, below another header"
	}
	rows := plural(o.Rows, "row is ", "rows are ") + where
	if !o.First.IsZero() {
		rows += " (" + daysBetween(o.First, o.Last) + ")"
	}
	switch {
	case o.Removed && o.AtLeast:
		return rows + " and counted once; there are more rows than can be compared, so others may be counted twice; of files more rows can be compared than of a pipe"
	case o.Removed && o.Rows > 0:
		return rows + " and counted once"
	case o.Removed:
		return "--dedupe: no row is " + where
	case o.Rows == 0:
		return ""
	case o.AtLeast:
		rows = "at least " + rows
	}
	return rows + " and counted each time; to count them once: --dedupe"
}

// strayLabels returns a note for each label of --column that no header has.
func strayLabels(s *trail.Summary, options trail.Options) []string {
	var notes []string
	for _, label := range slices.Sorted(maps.Keys(options.Columns)) {
		known := slices.ContainsFunc(s.Sources, func(source trail.SourceSummary) bool {
			return slices.ContainsFunc(source.Dialect.Columns, func(c trail.HeaderColumn) bool {
				return c.Label == printableText(label) || c.How == "told" && c.Column == options.Columns[label]
			})
		})
		if !known {
			notes = append(notes, fmt.Sprintf("--column: no file has a column with the label %s for %s", shown(label), options.Columns[label]))
		}
	}
	return notes
}

func notesOnSource(source trail.SourceSummary) []string {
	var notes []string
	add := func(format string, values ...any) { notes = append(notes, fmt.Sprintf(format, values...)) }
	switch {
	case source.Problem == "":
	case source.Rows == 0 && source.Dialect.Format == "":
		add("%s", printableText(source.Problem))
	default:
		add("%s; what comes before is counted: %s", printableText(source.Problem), plural(source.Rows, "row", "rows"))
	}
	for _, bad := range source.Bad {
		note := fmt.Sprintf("%s not counted: %s", plural(bad.Count, "row", "rows"), bad.Kind)
		if len(bad.Lines) > 0 {
			note += "; " + lineNumbers(bad)
		}
		if bad.Example != "" {
			note += map[bool]string{true: "; it begins ", false: "; the first begins "}[bad.Count == 1] + quotedBeginning(bad.Example)
		}
		if len(bad.Words) > 0 {
			note += "; " + strangeWords(bad)
		}
		notes = append(notes, note)
	}
	if n := source.Latin1; n > 0 {
		add("%s not UTF-8, read as Windows-1252", plural(n, "row is", "rows are"))
	}
	if n := source.Short; n > 0 {
		add("%s fields at the end, and %s counted", plural(n, "row lacks", "rows lack"), map[bool]string{true: "is", false: "are"}[n == 1])
	}
	return append(notes, notesOnDialect(source.Dialect)...)
}

// shellWord quotes a word of Status for a shell, to be pasted after --failure-word. The
// flag accepts a word in the form in which it is printed.
func shellWord(word string) string {
	return "'" + strings.ReplaceAll(border.Shown(word, 80), "'", `'\''`) + "'"
}

// strangeWords lists the unknown words of Status. Only the user can tell which of them is
// a failure.
func strangeWords(bad trail.BadRows) string {
	var words []string
	for _, one := range bad.Words {
		words = append(words, fmt.Sprintf("%s in %s", shellWord(one.Word), plural(one.Rows, "row", "rows")))
	}
	return "Status is " + strings.Join(words, ", ") + "; say which word is a failure: --failure-word WORD"
}

// lineNumbers lists the lines on which the first uncounted rows begin.
func lineNumbers(bad trail.BadRows) string {
	lines := make([]string, len(bad.Lines))
	for i, line := range bad.Lines {
		lines[i] = strconv.FormatInt(line, 10)
	}
	out := "line " + lines[0]
	if len(lines) > 1 {
		out = "lines " + strings.Join(lines, ", ")
	}
	if int64(len(lines)) < bad.Count {
		out += " and more"
	}
	return out
}

// quotedBeginning quotes the beginning of a row, short enough for a note.
func quotedBeginning(row string) string {
	const most = 60
	runes := []rune(printableText(row))
	if len(runes) > most {
		return "'" + string(runes[:most]) + "…'"
	}
	return "'" + string(runes) + "'"
}

// notesOnDialect returns notes on what was assumed about the format of a file, and what
// the file lacks.
func notesOnDialect(d trail.Dialect) []string {
	var notes []string
	add := func(format string, values ...any) { notes = append(notes, fmt.Sprintf(format, values...)) }
	if d.OrderAssumed || d.DateExample != "" {
		notes = append(notes, noteOnOrder(d))
	}
	if d.Contradicted > 0 {
		add("%s in the other order of day and month only, and %s counted as one that cannot be read", plural(d.Contradicted, "date can be read", "dates can be read"), map[bool]string{true: "is", false: "are"}[d.Contradicted == 1])
	}
	if d.DayOnly {
		add("dates have no time of day: days are exact, but hours, and when in a day an incident began, are not known. %s", timeOfDayRemedy(d))
	}
	if len(d.Zones) > 0 {
		add("times name a time zone, %s; they are not converted", listed(d.Zones, "and"))
	}
	if d.Serial {
		add("dates are numbers, as Excel counts days; they are read as dates, to the second at best")
	}
	for _, c := range d.Columns {
		if c.How == "second" {
			add("a second column %s is not read", shown(c.Label))
		}
		if c.Column == trail.ColumnRows {
			add("rows are counted by NetSuite, by the hour: last times are those of the first row of an hour")
		}
	}
	if d.FailureWord != "" && d.FailureWord != "Failure" {
		success := ""
		if _, known := trail.StatusWords(); d.SuccessWord != "" && !slices.Contains(known, strings.ToLower(d.SuccessWord)) {
			success = ", and " + shellWord(d.SuccessWord) + " for a success"
		}
		add("in Status, %s was taken for a failure%s; if that is wrong: --failure-word WORD", shellWord(d.FailureWord), success)
	}
	if note := noteOnColumns(d); note != "" {
		notes = append(notes, note)
	}
	if len(d.Columns) == 0 {
		return notes // not read as far as the header
	}
	if d.WithoutStatus() {
		add("there is no column Status: rows with a word in Detail, except logouts, are counted as failures, all others as successes; if it has another name: --column %s=LABEL", trail.ColumnStatus)
	}
	var others []string
	missing := d.Missing()
	for _, column := range missing {
		if column != trail.ColumnDetail && column != trail.ColumnApplication && column != trail.ColumnStatus { // which have notes of their own
			others = append(others, column.Label())
		}
	}
	const steps = "Setup › Users/Roles › User Management › View Login Audit Trail, check Use Advanced Search, on the Results subtab add %s, Submit, Export"
	switch noDetail, noApplication := slices.Contains(missing, trail.ColumnDetail), slices.Contains(missing, trail.ColumnApplication); {
	case noDetail && noApplication:
		add("there is no column Detail, which says why a login failed, and no Token-based Application Name. To add them: "+steps, "Detail and Token-based Application Name")
	case noDetail:
		add("there is no column Detail, which says why a login failed. To add it: "+steps, "Detail")
	case noApplication:
		add("there is no column Token-based Application Name, so failures cannot be told apart by application. Where it has another name: --column application=LABEL. To add it: "+steps, "it")
	}
	if len(others) > 0 {
		add("there is no column %s; where one has another name: --column NAME=LABEL", strings.Join(others, ", no "))
	}
	return notes
}

// noteOnColumns returns one note on all columns that were recognized by a name in another
// language or by their content, "" if there are none.
func noteOnColumns(d trail.Dialect) string {
	language := "another language"
	if len(d.Languages) > 0 {
		language = listed(d.Languages, "or")
	}
	var parts []string
	for _, by := range []struct{ how, words string }{{"language", "by name in " + language}, {"content", "by content"}} {
		var pairs []string
		for _, c := range d.Columns {
			if c.How == by.how {
				pairs = append(pairs, shown(c.Label)+" is "+c.Column.Label())
			}
		}
		if len(pairs) > 0 {
			parts = append(parts, by.words+": "+strings.Join(pairs, ", "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "columns recognized " + strings.Join(parts, "; ") + ". If one is wrong: --column NAME=LABEL"
}

// listed joins words: a, b and c.
func listed(words []string, and string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " " + and + " " + words[n-1]
	}
	return strings.Join(words, "")
}

// timeOfDayRemedy says how to get the time of day into an export.
func timeOfDayRemedy(d trail.Dialect) string {
	if d.Format == "csv" {
		return "A spreadsheet may have removed the time: open the file that NetSuite exported"
	}
	return "To get them, select TO_CHAR(date, 'YYYY-MM-DD HH24:MI:SS') AS date_time in SuiteQL, as authdoctor trail --query suiteql does"
}

// noteOnOrder returns a note on how an ambiguous date was read, and why, with the flag for the
// other order.
func noteOnOrder(d trail.Dialect) string {
	other := trail.DayFirst
	if d.Order == trail.DayFirst {
		other = trail.MonthFirst
	}
	why := map[trail.OrderEvidence]string{
		trail.OrderByLanguage: "as in " + listed(d.Languages, "or"),
		trail.OrderBySequence: "because the rows are then in order of time",
		trail.OrderByFuture:   "because some rows would otherwise be in the future",
	}[d.OrderBy]
	month, day := bothReadings(d.DateExample)
	if month == "" || day == "" {
		if why != "" {
			why = ", " + why
		}
		return fmt.Sprintf("no date tells day and month apart; they are read as %s%s. If that is wrong: --date-order %s", orderTitle(d.Order), why, other)
	}
	if d.Order == trail.DayFirst {
		month, day = day, month
	}
	if why != "" {
		return fmt.Sprintf("no date tells day and month apart: %s is read as %s, %s. If it is %s: --date-order %s", shown(d.DateExample), month, why, day, other)
	}
	return fmt.Sprintf("no date tells day and month apart: %s is read as %s, and may be %s. If it is: --date-order %s", shown(d.DateExample), month, day, other)
}

func orderTitle(order trail.DateOrder) string {
	if order == trail.DayFirst {
		return "day first"
	}
	return "month first"
}
