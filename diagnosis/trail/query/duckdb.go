package query

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// File is an export that DuckDB is to read, or many under one pattern.
type File struct {
	// Path is a file, or a pattern such as exports/*.csv.
	Path string
	// Dialect is the result of trail.Inspect. If it is zero, Path is a pattern, and columns
	// are found by their known names.
	Dialect trail.Dialect
	Parquet bool
}

// How the text of the Detail column is cut, as regular expressions for both Go and DuckDB
// (RE2). TestDuckDBKnowsWhatGoKnows compares the two.
const (
	// detailBlanks matches the spaces that strings.TrimSpace trims.
	detailBlanks = `^[\s\x0B\x{85}\p{Z}]+|[\s\x0B\x{85}\p{Z}]+$`
	// detailWord matches the word at the start of a text. It is ASCII only: otherwise the
	// Kelvin sign would match a k.
	detailWord = `^[A-Za-z0-9_]+`
)

// dimensionSQL has the SQL name and value of each dimension.
var dimensionSQL = map[trail.Dimension]struct {
	name       string
	column     trail.Column
	expression string // from the columns of trail; "" for the column itself
}{
	trail.ByCode:        {"code", trail.ColumnDetail, ""},
	trail.ByApplication: {"application", trail.ColumnApplication, ""},
	trail.ByUser:        {"user_name", trail.ColumnUser, ""},
	trail.ByRole:        {"role", trail.ColumnRole, ""},
	trail.ByIP:          {"ip_address", trail.ColumnIP, ""},
	trail.ByURI:         {"request_uri", trail.ColumnURI, ""},
	trail.ByDay:         {"day", trail.ColumnDate, "coalesce(strftime(logged_at, '%Y-%m-%d'), '')"},
	trail.ByHour:        {"hour", trail.ColumnDate, "coalesce(strftime(logged_at, '%Y-%m-%dT%H:00'), '')"},
}

// DuckDB returns a statement for DuckDB that classifies and counts the rows of many files. It
// groups by all dimensions in By together, and returns failures, successes, first and last,
// with most failures first. The counts are those of trail.Count if DuckDB can read the file:
// comments in the statement tell when it cannot. Checked with DuckDB 1.5.6, except for
// Windows-1252, which needs an extension, and UTF-16.
func DuckDB(q Query, files []File) string {
	dimensions := q.dimensions()
	columns := []trail.Column{trail.ColumnDate, trail.ColumnStatus}
	for _, by := range dimensions {
		if c := dimensionSQL[by].column; c != "" && !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	withCode := slices.Contains(dimensions, trail.ByCode)

	var b strings.Builder
	writeDuckNotes(&b, dimensions, files)
	b.WriteString("\nWITH\n")
	if withCode {
		writeDetailWords(&b)
	}
	writeSources(&b, columns, files)
	writeTrail(&b, columns, files)
	writeCounts(&b, q, dimensions, withCode)
	return b.String()
}

func writeDuckNotes(b *strings.Builder, dimensions []trail.Dimension, files []File) {
	names := make([]string, len(dimensions))
	for i, by := range dimensions {
		names[i] = string(by)
	}
	notes := []string{
		"The Login Audit Trail by " + strings.Join(names, ", ") + ": most failures first.",
		"Save this as trail.sql and run duckdb -f trail.sql, or pipe it to duckdb (1.3 or later).",
		"",
		"The counts are the same as in authdoctor trail, with these differences:",
		"- DuckDB stops at a row with an unclosed quote, with too many fields, or with a used",
		"  column that is not UTF-8. The option ignore_errors = true of read_csv skips such rows",
		"  without a message, so they are missing below.",
		"  (store_rejects = true, which reports them, made DuckDB 1.5.6 fail on a file in two",
		"  encodings.) authdoctor trail counts the readable rows, and the others by reason.",
		"- Rows whose Status is neither Failure nor Success are not counted or reported.",
		"- Only English names of months and of AM and PM are supported.",
		"- The query does not find incidents.",
	}
	if slices.ContainsFunc(files, func(f File) bool { return f.Dialect.Encoding == "Windows-1252" }) {
		notes = append(notes, "- A file in Windows-1252 needs an extension. Once, run: INSTALL encodings; LOAD encodings;")
	}
	if slices.ContainsFunc(files, func(f File) bool { return len(f.Dialect.Columns) == 0 }) {
		notes = append(notes,
			"Columns are found by NetSuite's names. If DuckDB returns the error \"empty set of",
			"columns\", a column has another name. Add that name to the list on that line.")
	}
	if slices.ContainsFunc(files, func(f File) bool {
		d := f.Dialect
		return d.Order == trail.OrderUndecided && !strings.HasPrefix(d.DateLayout, "YYYY") || d.OrderAssumed
	}) {
		notes = append(notes, "Dates such as 11/05/2026 are read as November 5 if the column date_order is mdy; write dmy for 11 May.")
	}
	for _, note := range notes {
		b.WriteString(strings.TrimRight("-- "+note, " ") + "\n")
	}
}

// writeDetailWords writes a table of all known words.
func writeDetailWords(b *strings.Builder) {
	var rows []string
	for _, word := range detail.Words() {
		rows = append(rows, fmt.Sprintf("  (%s, %s)", duckText(word.Name), duckText(string(word.Protocol))))
	}
	b.WriteString("-- Every word of the Detail column that is known, with the protocol that writes it.\ndetail_words (word, protocol) AS (VALUES\n")
	b.WriteString(strings.Join(rows, ",\n") + "\n),\n")
}

// writeSources writes one SELECT for each group of files that are read in the same way.
func writeSources(b *strings.Builder, columns []trail.Column, files []File) {
	type source struct {
		selected, from, options string
		paths                   []string
	}
	var sources []source
	for _, f := range files {
		selected, from, options := f.read(columns)
		path := f.Path
		if f.Dialect.Format != "" {
			path = globless.Replace(path)
		}
		i := slices.IndexFunc(sources, func(s source) bool {
			return s.selected == selected && s.from == from && s.options == options
		})
		if i < 0 {
			sources = append(sources, source{selected: selected, from: from, options: options})
			i = len(sources) - 1
		}
		sources[i].paths = append(sources[i].paths, duckText(path))
	}
	b.WriteString("-- The columns of the files, as text. filename is where a row comes from.\nfields AS (\n")
	for i, s := range sources {
		if i > 0 {
			b.WriteString("  UNION ALL\n")
		}
		b.WriteString("  SELECT\n" + s.selected)
		fmt.Fprintf(b, "  FROM %s([\n    %s\n  ]%s)\n", s.from, strings.Join(s.paths, ",\n    "), s.options)
	}
	if len(sources) == 0 {
		b.WriteString("  SELECT\n" + File{}.nothing(columns) + "  WHERE false\n")
	}
	b.WriteString("),\n")
}

// zonesOf matches the time zones after the times of a file, which are ignored; "" for none.
// That of ISO 8601 is part of a layout.
func zonesOf(d trail.Dialect) string {
	var zones []string
	for _, zone := range d.Zones {
		if zone != "Z" {
			zones = append(zones, regexp.QuoteMeta(zone))
		}
	}
	if len(zones) == 0 {
		return ""
	}
	return duckText(`\s*(` + strings.Join(zones, "|") + `)$`)
}

// globless escapes a path for DuckDB, which would take export[1].csv for a pattern.
var globless = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")

// read returns the SQL that reads a file: the columns to select, the function to read it with,
// and the options of that function.
func (f File) read(columns []trail.Column) (selected, from, options string) {
	d := f.Dialect
	isJSON := d.Format == "json" || d.Format == "ndjson" || d.Format == "" && (strings.HasSuffix(f.Path, ".json") || strings.HasSuffix(f.Path, ".ndjson"))
	var out strings.Builder
	for _, c := range slices.Concat(columns, []trail.Column{trail.ColumnRows}) {
		field := f.field(c, isJSON)
		if c == trail.ColumnDate {
			if d.Index(trail.ColumnTime) >= 0 {
				field = "concat_ws(' ', " + field + ", " + f.field(trail.ColumnTime, isJSON) + ")"
			}
			field = "trim(" + field + ")"
			if zones := zonesOf(d); zones != "" {
				field = "regexp_replace(" + field + ", " + zones + ", '')"
			}
			first := "NULL::TIMESTAMP"
			if d.Serial { // of Excel: days since December 30, 1899
				first = "TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(replace(" + field + ", ',', '.') AS DOUBLE) * 86400))"
			} else if layouts := firstLayouts(d); layouts != "" {
				first = "try_strptime(" + field + ", [" + layouts + "])"
			}
			fmt.Fprintf(&out, "    %s AS known_date,\n", first)
		}
		fmt.Fprintf(&out, "    %s AS %s,\n", field, duckName(c))
	}
	fmt.Fprintf(&out, "    %s AS date_order,\n    filename\n", duckText(string(orderOf(d))))

	compression := ""
	if d.Compressed {
		compression = ", compression = 'gzip'"
	}
	switch {
	case f.Parquet:
		return out.String(), "read_parquet", ", union_by_name = true, filename = true"
	case isJSON:
		// The file may have several pages of an answer; an object either has rows in items,
		// or is a row.
		return out.String(), "(SELECT\n      filename,\n      unnest(CASE\n        WHEN json_type(json) = 'ARRAY' THEN json_extract(json, '$[*]')\n        WHEN json_exists(json, '$.items') THEN json_extract(json, '$.items[*]')\n        ELSE [json]\n      END) AS item\n    FROM read_json_objects",
			", format = 'unstructured', maximum_object_size = 1073741824, filename = true" + compression + ")"
	}
	encoding := map[string]string{"Windows-1252": ", encoding = 'CP1252'", "UTF-16": ", encoding = 'utf-16'"}[d.Encoding]
	if n := f.Dialect.LinesBefore; n > 0 {
		encoding += fmt.Sprintf(", skip = %d", n)
	}
	return out.String(), "read_csv", fmt.Sprintf(", header = true, all_varchar = true, delim = %s, quote = '\"', escape = '\"',\n    null_padding = true, union_by_name = true, filename = true%s%s",
		duckText(cmp.Or(d.Delimiter, ",")), encoding, compression)
}

// field returns the expression for a column of the trail in the file.
func (f File) field(c trail.Column, isJSON bool) string {
	missing := "NULL::VARCHAR"
	if c == trail.ColumnRows {
		missing = "'1'"
	}
	if len(f.Dialect.Columns) > 0 {
		i := f.Dialect.Index(c)
		if i < 0 && c == trail.ColumnStatus && f.Dialect.Index(trail.ColumnDetail) >= 0 {
			return f.statusOf(f.field(trail.ColumnDetail, isJSON))
		}
		if i < 0 {
			return missing
		}
		label := f.Dialect.Columns[i].Name()
		if isJSON {
			return "json_extract_string(item, " + duckText("/"+pointer.Replace(label)) + ")"
		}
		return f.cast(duckColumn(label))
	}
	folded := `lower(regexp_replace(%s, '[^\p{L}\p{N}]', '', 'g')) IN (` + duckTexts(c.Names()) + ")"
	if isJSON {
		key := fmt.Sprintf(folded, "k")
		found := fmt.Sprintf(`json_extract_string(item, '/' || list_filter(json_keys(item), lambda k: %s)[1])`, key)
		if c == trail.ColumnRows {
			return "coalesce(" + found + ", '1')"
		}
		return found
	}
	if c == trail.ColumnRows {
		return missing
	}
	return f.cast("coalesce(NULL, *COLUMNS(lambda c: " + fmt.Sprintf(folded, "c") + "))")
}

// statusOf derives the Status from the Detail, for a file without a Status: apart from
// logouts, successes have no Detail.
func (f File) statusOf(text string) string {
	var logouts []string
	for _, word := range detail.Words() {
		if word.Protocol == detail.Logout {
			logouts = append(logouts, word.Name)
		}
	}
	// The text must appear only once: DuckDB allows one COLUMNS in an expression.
	return fmt.Sprintf("CASE WHEN regexp_matches(coalesce(%s, ''), %s) THEN 'success' ELSE 'failure' END", text,
		duckText(`^[\s\x0B\x{85}\p{Z}]*(\z|(?i:`+strings.Join(logouts, "|")+`)(\z|[^A-Za-z0-9_]))`))
}

// cast converts a column of Parquet, which may have any type, to text.
func (f File) cast(expression string) string {
	if f.Parquet {
		return "CAST(" + expression + " AS VARCHAR)"
	}
	return expression
}

// nothing returns the columns of a SELECT without rows.
func (f File) nothing(columns []trail.Column) string {
	var b strings.Builder
	for _, c := range slices.Concat(columns, []trail.Column{trail.ColumnRows}) {
		fmt.Fprintf(&b, "    NULL::VARCHAR AS %s,\n", duckName(c))
	}
	b.WriteString("    NULL::TIMESTAMP AS known_date,\n    'mdy' AS date_order,\n    NULL::VARCHAR AS filename\n")
	return b.String()
}

// pointer escapes a key for a JSON pointer (RFC 6901).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// dateShapes are the dates that NetSuite's preferences allow, by their shape: with a single
// list of all of them, the last takes DuckDB twenty times as long as the first. Dates with
// dots always begin with the day.
var dateShapes = []struct {
	when  string // "" for every other
	dates []string
	fits  func(layout string, order trail.DateOrder) bool // of Dialect.DateLayout
}{
	{"date_text LIKE '____-%'", []string{"%Y-%m-%d", "%Y-%b-%d"}, func(l string, _ trail.DateOrder) bool { return strings.HasPrefix(l, "YYYY-") }},
	{"date_text LIKE '____/%'", []string{"%Y/%m/%d"}, func(l string, _ trail.DateOrder) bool { return strings.HasPrefix(l, "YYYY/") }},
	{`regexp_matches(date_text, '^\pL')`, []string{"%b %d, %Y", "%B %d, %Y"}, func(l string, _ trail.DateOrder) bool { return strings.HasPrefix(l, "Mon") }},
	{`regexp_matches(date_text, '^\d+-\pL')`, []string{"%d-%b-%Y", "%d-%B-%Y"}, func(l string, _ trail.DateOrder) bool { return strings.Contains(l, "-Mon") }},
	{`regexp_matches(date_text, '^\d+ \pL')`, []string{"%d %B, %Y", "%d %B %Y", "%d %b %Y"}, func(l string, _ trail.DateOrder) bool { return strings.Contains(l, " Mon") }},
	{"contains(date_text, '/') AND date_order = 'dmy'", []string{"%d/%m/%Y"}, func(l string, o trail.DateOrder) bool { return strings.Contains(l, "/") && o == trail.DayFirst }},
	{"contains(date_text, '/')", []string{"%m/%d/%Y"}, func(l string, _ trail.DateOrder) bool { return strings.Contains(l, "/") }},
	{"contains(date_text, '.')", []string{"%d.%m.%Y"}, func(l string, _ trail.DateOrder) bool { return strings.Contains(l, ".") }},
	{"date_order = 'dmy'", []string{"%d-%m-%Y"}, func(l string, o trail.DateOrder) bool { return strings.Contains(l, "-") && o == trail.DayFirst }},
	{"", []string{"%m-%d-%Y"}, func(l string, _ trail.DateOrder) bool { return strings.Contains(l, "-") }},
}

// orderOf is the order of day and month, also for a file that does not tell.
func orderOf(d trail.Dialect) trail.DateOrder {
	switch {
	case d.Order != trail.OrderUndecided:
		return d.Order
	case strings.HasPrefix(d.DateLayout, "D"):
		return trail.DayFirst
	}
	return trail.MonthFirst
}

// firstLayouts returns the layouts to try first for an inspected file: a CASE for each row
// takes as long as the rest of the statement.
func firstLayouts(d trail.Dialect) string {
	for _, shape := range dateShapes {
		if d.DateLayout == "" || !shape.fits(d.DateLayout, orderOf(d)) {
			continue
		}
		layouts := strptimeLayouts(shape.dates)
		if !strings.Contains(d.DateLayout, "YYYY") {
			layouts = strings.ReplaceAll(layouts, "%Y", "%y")
		}
		return layouts
	}
	return ""
}

// dayTimes are the layouts of the time of day after a date.
var dayTimes = []string{" %I:%M %p", " %H:%M", " %I:%M:%S %p", " %H:%M:%S", " %I-%M %p", " %H-%M", ""}

// isoTimes are additional layouts after a date that begins with the year.
var isoTimes = []string{" %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M:%SZ", "T%H:%M:%S.%fZ"}

// strptimeLayouts lists the layouts of dates with times, for strptime.
func strptimeLayouts(dates []string) string {
	var layouts []string
	for _, date := range dates {
		times := dayTimes
		if date == "%Y-%m-%d" {
			times = slices.Concat(dayTimes, isoTimes)
		}
		for _, time := range times {
			layouts = append(layouts, duckText(date+time))
		}
	}
	return strings.Join(layouts, ", ")
}

// writeTrail converts texts to times, numbers and failures.
func writeTrail(b *strings.Builder, columns []trail.Column, files []File) {
	dialects := make([]trail.Dialect, len(files))
	for i, f := range files {
		dialects[i] = f.Dialect
	}
	failure, success := trail.StatusWords(dialects...)
	b.WriteString("trail AS (\n  SELECT\n    filename,\n    coalesce(known_date, CASE\n")
	for _, shape := range dateShapes {
		when := "WHEN " + shape.when + " THEN"
		if shape.when == "" {
			when = "ELSE"
		}
		fmt.Fprintf(b, "      %s try_strptime(date_text, [%s])\n", when, strptimeLayouts(shape.dates))
	}
	b.WriteString("    END) AS logged_at,\n    CASE\n")
	fmt.Fprintf(b, "      WHEN lower(trim(status)) IN (%s) THEN true\n      WHEN lower(trim(status)) IN (%s) THEN false\n    END AS failed,\n",
		duckTexts(failure), duckTexts(success))
	for _, c := range columns {
		if c != trail.ColumnDate && c != trail.ColumnStatus {
			fmt.Fprintf(b, "    coalesce(%s, '') AS %s,\n", duckName(c), duckName(c))
		}
	}
	b.WriteString("    try_cast(trim(row_count) AS UINTEGER) AS row_count\n  FROM fields\n),\n")
}

// duckName is the name of a column in the statement.
func duckName(c trail.Column) string {
	switch c {
	case trail.ColumnDate:
		return "date_text"
	case trail.ColumnRows:
		return "row_count"
	case trail.ColumnDetail:
		return "detail"
	}
	for _, d := range dimensionSQL {
		if d.column == c && d.expression == "" {
			return d.name
		}
	}
	return string(c)
}

// writeCounts counts the rows of each text first, and then classifies the few different texts.
func writeCounts(b *strings.Builder, q Query, dimensions []trail.Dimension, withCode bool) {
	var made, names []string
	for _, by := range dimensions {
		d := dimensionSQL[by]
		switch {
		case by == trail.ByCode:
			made = append(made, "detail")
			names = append(names, "code", "protocol")
			continue
		case d.expression != "":
			made = append(made, d.expression+" AS "+d.name)
		default:
			made = append(made, d.name)
		}
		names = append(names, d.name)
	}
	b.WriteString("counted AS (\n  SELECT\n")
	for _, m := range made {
		b.WriteString("    " + m + ",\n")
	}
	b.WriteString(`    coalesce(sum(row_count) FILTER (WHERE failed), 0) AS failures,
    coalesce(sum(row_count) FILTER (WHERE NOT failed), 0) AS successes,
    min(logged_at) AS first,
    max(logged_at) AS last
  FROM trail
  WHERE failed IS NOT NULL
    AND row_count IS NOT NULL
`)
	if !q.Since.IsZero() {
		fmt.Fprintf(b, "    AND logged_at >= TIMESTAMP %s\n", duckText(sqlTime(q.Since)))
	}
	if !q.Until.IsZero() {
		fmt.Fprintf(b, "    AND logged_at < TIMESTAMP %s\n", duckText(sqlTime(q.Until)))
	}
	b.WriteString("  GROUP BY ALL\n)")
	from := "counted"
	if withCode {
		from = "classified"
		fmt.Fprintf(b, `,
-- A text stands for the word it begins with, in any case of letters, where that word
-- is known; every other text stands for itself. TokenRejected is not token_rejected.
trimmed AS (
  SELECT *, regexp_replace(detail, %s, '', 'g') AS text
  FROM counted
),
classified AS (
  SELECT
    trimmed.*,
    coalesce(word, CASE WHEN text = '' THEN '' ELSE detail END) AS code,
    CASE WHEN text = '' THEN '' ELSE coalesce(protocol, 'unknown') END AS protocol
  FROM trimmed
  LEFT JOIN detail_words
    ON lower(word) = lower(regexp_extract(text, %s))
)`, duckText(detailBlanks), duckText(detailWord))
	}
	b.WriteString("\nSELECT\n")
	for _, name := range names {
		b.WriteString("  " + name + ",\n")
	}
	fmt.Fprintf(b, "  CAST(sum(failures) AS BIGINT) AS failures,\n  CAST(sum(successes) AS BIGINT) AS successes,\n  min(first) AS first,\n  max(last) AS last\nFROM %s\nGROUP BY ALL\nORDER BY failures DESC, successes DESC, %s", from, strings.Join(names, ", "))
	if q.Top > 0 {
		fmt.Fprintf(b, "\nLIMIT %d", q.Top)
	}
	b.WriteString(";\n")
}

// duckText quotes a text for DuckDB. Characters that do not print are written as numbers, so
// that a file name stays the same but cannot affect a terminal.
func duckText(text string) string {
	var parts []string
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			parts = append(parts, sqlText(plain.String()))
			plain.Reset()
		}
	}
	for _, r := range text {
		if _, changed := border.Printable(string(r)); changed > 0 || r == '\n' || r == '\t' || r == '\r' {
			flush()
			parts = append(parts, fmt.Sprintf("chr(%d)", r))
			continue
		}
		plain.WriteRune(r)
	}
	flush()
	switch {
	case len(parts) == 0:
		return "''"
	case len(parts) == 1 && utf8.ValidString(text):
		return parts[0]
	}
	return "(" + strings.Join(parts, " || ") + ")"
}

// duckTexts quotes a list of texts.
func duckTexts(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = duckText(text)
	}
	return strings.Join(quoted, ", ")
}

// duckColumn refers to a column by its label, which DuckDB trims. An identifier cannot have
// characters written as numbers, so a label that does not print is compared instead.
func duckColumn(label string) string {
	label = strings.TrimSpace(label)
	if text := duckText(label); !strings.HasPrefix(text, "'") {
		return fmt.Sprintf("coalesce(NULL, *COLUMNS(lambda c: regexp_replace(c, %s, '', 'g') = %s))", duckText(detailBlanks), text)
	}
	return `"` + strings.ReplaceAll(label, `"`, `""`) + `"`
}
