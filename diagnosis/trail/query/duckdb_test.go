package query

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// english is a dialect as NetSuite's English labels make it.
func english(delimiter, dateLayout string, order trail.DateOrder) trail.Dialect {
	d := trail.Dialect{Format: "csv", Encoding: "UTF-8", Delimiter: delimiter, DateLayout: dateLayout, Order: order}
	for _, c := range trail.Columns() {
		if c != trail.ColumnRows && c != trail.ColumnTime {
			d.Columns = append(d.Columns, trail.HeaderColumn{Label: c.Label(), Column: c, How: "name"})
		}
	}
	return d
}

// told is a column that the user named.
func told(label string, column trail.Column) trail.HeaderColumn {
	return trail.HeaderColumn{Label: label, Column: column, How: "told"}
}

// textSource is a text as a source.
func textSource(text string) trail.Source {
	return trail.Source{Name: "export", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// TestDuckDB catches any change of the statements that was not meant.
func TestDuckDB(t *testing.T) {
	us := english(",", "M/D/YYYY h:mm am", trail.MonthFirst)
	goldenQuery(t, "duckdb", DuckDB(Query{}, []File{{Path: "november.csv", Dialect: us}}))

	german := english(";", "DD.MM.YYYY HH:mm", trail.DayFirst)
	german.Encoding, german.FailureWord, german.SuccessWord, german.Compressed = "Windows-1252", "Fehler", "Erfolg", true
	answer := trail.Dialect{Format: "json", Columns: []trail.HeaderColumn{told("date_time", trail.ColumnDate), told("status", trail.ColumnStatus), told("detail", trail.ColumnDetail), told("number_of_rows", trail.ColumnRows)}}
	goldenQuery(t, "duckdb-fleet", DuckDB(Query{Since: since, Until: until, By: []trail.Dimension{trail.ByDay, trail.ByCode, trail.ByApplication, trail.ByDay}, Top: 20}, []File{
		{Path: "us/november.csv", Dialect: us},
		{Path: "de/november.csv.gz", Dialect: german},
		{Path: "us/december.csv", Dialect: us},
		{Path: "answers.json", Dialect: answer},
		{Path: "more/*.json"},
		{Path: "exports/*.csv"},
		{Path: "history/*.parquet", Parquet: true},
	}))
}

// sqlPart is a piece of SQL: a comment, a text, an identifier, or anything else.
type sqlPart struct{ kind, text string }

// takeApart cuts a statement as SQL does.
func takeApart(t *testing.T, statement string) []sqlPart {
	t.Helper()
	var parts []sqlPart
	for rest := statement; rest != ""; {
		end, kind := 1, "other"
		switch {
		case strings.HasPrefix(rest, "--"):
			kind, end = "comment", strings.IndexByte(rest+"\n", '\n')
		case rest[0] == '\'' || rest[0] == '"':
			kind = map[byte]string{'\'': "text", '"': "identifier"}[rest[0]]
			for {
				i := strings.IndexByte(rest[end:], rest[0])
				if i < 0 {
					t.Fatalf("not closed: %.80q", rest)
				}
				if end += i + 1; end == len(rest) || rest[end] != rest[0] {
					break
				}
				end++
			}
		default:
			if i := strings.IndexAny(rest[1:], `-'"`); i >= 0 {
				end = i + 1
			} else {
				end = len(rest)
			}
		}
		parts = append(parts, sqlPart{kind, rest[:end]})
		rest = rest[end:]
	}
	return parts
}

// readBack gives the text that a text of DuckDB stands for, chr included.
func readBack(t *testing.T, expression string) string {
	t.Helper()
	var out strings.Builder
	for _, part := range takeApart(t, strings.Trim(expression, "()")) {
		switch part.kind {
		case "text":
			out.WriteString(strings.ReplaceAll(part.text[1:len(part.text)-1], "''", "'"))
		case "other":
			for _, m := range regexp.MustCompile(`chr\((\d+)`).FindAllStringSubmatch(part.text, -1) {
				n, _ := strconv.Atoi(m[1])
				out.WriteRune(rune(n))
			}
		}
	}
	return out.String()
}

// hostile are names that would act as SQL, on the terminal, or as a pattern.
var hostile = []string{
	`it's.csv`, `''`, `'; DROP TABLE x; --`, `"; SELECT 1; --`, `a]) UNION ALL SELECT 1 --`, "two\nlines.csv", "tab\t.csv", "-- comment",
	"\x1b[31mred", "\u202egnp.csv", "zero\u200bwidth", `back\slash'`, `/* x */`, "株式会社.csv", "é'é", "$$x$$", `%d`, "", "'",
}

// TestDuckDBQuotesPaths catches a path that ends its text, is changed, acts as a
// pattern though it names a file, or reaches the terminal raw.
func TestDuckDBQuotesPaths(t *testing.T) {
	harmless := DuckDB(Query{}, []File{{Path: "x"}})
	for _, path := range hostile {
		got := DuckDB(Query{}, []File{{Path: path}})
		before, after, ok := strings.Cut(harmless, "    'x'\n")
		if !ok || !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
			t.Errorf("%q changes the statement around it", path)
			continue
		}
		written := strings.TrimSpace(got[len(before) : len(got)-len(after)])
		if back := readBack(t, written); back != path {
			t.Errorf("%q is written as %s, which is %q", path, written, back)
		}
		for _, line := range strings.Split(got, "\n") {
			if _, changed := border.Printable(line); changed > 0 {
				t.Errorf("%q reaches the terminal as %q", path, line)
			}
		}
	}
	known := english(",", "", trail.MonthFirst)
	for path, want := range map[string]string{"a[1].csv": `'a[[]1].csv'`, "what?.csv": `'what[?].csv'`, "all*.csv": `'all[*].csv'`} {
		if got := DuckDB(Query{}, []File{{Path: path, Dialect: known}}); !strings.Contains(got, "\n    "+want+"\n") {
			t.Errorf("%s is a file that was looked at, but may be read as a pattern; want %s", path, want)
		}
		if got := DuckDB(Query{}, []File{{Path: path}}); !strings.Contains(got, "\n    '"+path+"'\n") {
			t.Errorf("%s is a pattern, but is not written as one", path)
		}
	}
}

// searchedColumn is a column that is searched for by its label, without the texts: it takes the
// place of an identifier.
var searchedColumn = regexp.MustCompile(`coalesce\(NULL, \*COLUMNS\(lambda c: regexp_replace\(c, ('')?, ('')?, ('')?\) = ('')?\)\)`)

// TestDuckDBQuotesLabels catches a label, or a word of Status, that ends its quotes.
func TestDuckDBQuotesLabels(t *testing.T) {
	joined := regexp.MustCompile(`\((chr\(\d+\)|'([^']|'')*')( \|\| (chr\(\d+\)|'([^']|'')*'))+\)|\(chr\(\d+\)\)`)
	shape := func(statement string) string { // without the texts
		var b strings.Builder
		for _, part := range takeApart(t, joined.ReplaceAllString(statement, "''")) {
			if part.kind == "other" {
				b.WriteString(part.text)
			}
		}
		return searchedColumn.ReplaceAllString(b.String(), "")
	}
	for _, format := range []string{"csv", "json"} {
		labelled := func(label string) File {
			return File{Path: "x", Dialect: trail.Dialect{Format: format, FailureWord: label, SuccessWord: label, Columns: []trail.HeaderColumn{
				told(label, trail.ColumnDate), told(label, trail.ColumnStatus), told(label, trail.ColumnDetail), told(label, trail.ColumnApplication)}}}
		}
		harmless := shape(DuckDB(Query{}, []File{labelled("label")}))
		for _, label := range hostile {
			if label == "" {
				continue
			}
			got := DuckDB(Query{}, []File{labelled(label)})
			if shape(got) != harmless {
				t.Errorf("%s: the label %q changes the statement", format, label)
			}
			for _, line := range strings.Split(got, "\n") {
				if _, changed := border.Printable(line); changed > 0 {
					t.Errorf("%s: the label %q reaches the terminal as %q", format, label, line)
				}
			}
			if want := `"` + strings.ReplaceAll(label, `"`, `""`) + `" AS status`; format == "csv" && label == `"; SELECT 1; --` && !strings.Contains(got, want) {
				t.Errorf("the label %q is not written as %s", label, want)
			}
		}
	}
}

// TestDuckDBNamesColumns catches a label that is written as it is shown, which names no
// column where it does not print, or is long. DuckDB reads what is wanted here.
func TestDuckDBNamesColumns(t *testing.T) {
	long := "Detail " + strings.Repeat("x", 200)
	for label, want := range map[string]string{
		"De\u00a0tail":      `('De' || chr(160) || 'tail'))) AS detail`,
		"De\x1btail":        `('De' || chr(27) || 'tail'))) AS detail`,
		"De\ntail\u200b":    `('De' || chr(10) || 'tail' || chr(8203)))) AS detail`,
		" Detail\u00a0":     `"Detail" AS detail`, // DuckDB leaves spaces around a label out
		long:                `"` + long + `" AS detail`,
		`The "Detail", all`: `"The ""Detail"", all" AS detail`,
	} {
		text := "Status,\"" + strings.ReplaceAll(label, `"`, `""`) + "\"\nFailure,MissingKey\n"
		for _, name := range []string{strings.TrimSpace(label), border.Shown(strings.TrimSpace(label), 80)} {
			d, err := trail.Inspect(context.Background(), textSource(text), trail.Options{Columns: map[string]trail.Column{name: trail.ColumnDetail}})
			if err != nil || d.Index(trail.ColumnDetail) != 1 {
				t.Fatalf("%q as %q: %+v, %v", label, name, d.Columns, err)
			}
			if got := DuckDB(Query{}, []File{{Path: "x", Dialect: d}}); !strings.Contains(got, want) {
				t.Errorf("%q: no %s in\n%s", label, want, got)
			}
		}
	}
	text := "Status,Detail\n" + strings.Repeat("Not\u00a0good,MissingKey\n", 5) + strings.Repeat("OK\u00a0then,\n", 5)
	d, err := trail.Inspect(context.Background(), textSource(text), trail.Options{})
	if got := DuckDB(Query{}, []File{{Path: "x", Dialect: d}}); err != nil || !strings.Contains(got, `('not' || chr(160) || 'good')`) || !strings.Contains(got, `('ok' || chr(160) || 'then')`) {
		t.Errorf("the words of Status are not in the query, %v:\n%s", err, got)
	}
}

// FuzzQuoting catches a label, a word of Status, a path, a delimiter or a name to group by
// that leaves its quotes, in what is printed for DuckDB and for SuiteQL, or that reaches
// the terminal raw.
func FuzzQuoting(f *testing.F) {
	for _, name := range hostile {
		f.Add(name, "x/"+name, "csv", false)
		f.Add(name+"'\"", name, "json", name == "'")
		f.Add("'||'"+name, "chr(39)"+name, "ndjson", true)
	}
	joined := regexp.MustCompile(`\((''|chr\(\d+\))( \|\| (''|chr\(\d+\)))*\)|chr\(\d+\)`)
	f.Add("\x96", "\n", "", false)
	f.Fuzz(func(t *testing.T, label, path, format string, parquet bool) {
		if len(label)+len(path) > 4096 {
			return
		}
		statement := func(label, path string) string {
			q := Query{By: []trail.Dimension{trail.ByCode, trail.Dimension(label), trail.ByUser}}
			d := trail.Dialect{Format: "csv", Delimiter: label, FailureWord: "-" + label, SuccessWord: "+" + label, DateExample: label, DateLayout: "", Columns: []trail.HeaderColumn{
				told(label, trail.ColumnDate), told(label, trail.ColumnStatus), told(label, trail.ColumnDetail), told(label, trail.ColumnUser)}}
			if strings.Contains(format, "json") {
				d.Format = "json"
			}
			return DuckDB(q, []File{{Path: path, Dialect: d, Parquet: parquet}, {Path: "y", Dialect: d, Parquet: parquet}})
		}
		shape := func(statement string) string { // without the texts
			var b strings.Builder
			for _, part := range takeApart(t, statement) {
				b.WriteString(map[string]string{"other": part.text, "text": "''"}[part.kind])
			}
			return searchedColumn.ReplaceAllString(joined.ReplaceAllString(b.String(), "''"), "")
		}
		got := statement(label, path)
		if want := statement("l", "p"); shape(got) != shape(want) {
			t.Errorf("the statement is another one:\n%s\nwant the shape of\n%s", got, want)
		}
		for _, line := range strings.Split(got, "\n") {
			if _, changed := border.Printable(line); changed > 0 {
				t.Errorf("%q reaches the terminal", line)
			}
		}
		if got, want := SuiteQL(Query{By: []trail.Dimension{trail.ByUser, trail.Dimension(label)}}), SuiteQL(Query{By: []trail.Dimension{trail.ByUser}}); got != want && !slices.Contains(trail.Dimensions(), trail.Dimension(label)) {
			t.Errorf("SuiteQL is another query:\n%s", got)
		}
		if back := readBack(t, duckText(path)); utf8.ValidString(path) && back != path {
			t.Errorf("%q is written as %s, which is %q", path, duckText(path), back)
		}
		if literal := sqlText(path); len(takeApart(t, literal)) != 1 {
			t.Errorf("%q is written as %s, which is more than a text", path, literal)
		}
	})
}

// TestDuckDBKnowsWhatGoKnows catches a word that the statement lacks, and a rule that
// sorts a text elsewhere than authdoctor does. It reads the table and the expressions
// out of the statement, and does with them what the statement says.
func TestDuckDBKnowsWhatGoKnows(t *testing.T) {
	statement := DuckDB(Query{}, []File{{Path: "x"}})
	table := map[string]string{} // in lower case, to the word
	protocols := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  \('([^']+)', '([^']+)'\),?$`).FindAllStringSubmatch(statement, -1) {
		if other, twice := table[strings.ToLower(m[1])]; twice {
			t.Errorf("%s and %s are the same but for case: rows would count twice", m[1], other)
		}
		table[strings.ToLower(m[1])], protocols[m[1]] = m[1], m[2]
	}
	for _, word := range detail.Words() {
		if protocols[word.Name] != string(word.Protocol) {
			t.Errorf("%s of %s is not in the table", word.Name, word.Protocol)
		}
	}
	expression := func(function string) *regexp.Regexp {
		m := regexp.MustCompile(regexp.QuoteMeta(function) + `, '([^']+)'`).FindStringSubmatch(statement)
		if m == nil {
			t.Fatalf("no %s in the statement", function)
		}
		return regexp.MustCompile(m[1])
	}
	blanks, leading := expression("regexp_replace(detail"), expression("regexp_extract(text")
	code := func(text string) string {
		trimmed := blanks.ReplaceAllString(text, "")
		if word, ok := table[strings.ToLower(leading.FindString(trimmed))]; ok {
			return word
		}
		if trimmed == "" {
			return ""
		}
		return text
	}

	texts := []string{"", " ", "\u00a0\t\r\n", "Nothing", "Nothing known", "Missing Key", "Missing\u212aey", "Mi\u017fsingKey", "MissingKeyIds", "MissingKey\u00e9",
		"token-rejected", "TokenRejectedx", "_TokenRejected", "(TokenRejected)", "株式会社", "İnvalidGrant", "InvalidCallback <<https://x.test>>", "Invalid_Grant",
		"\u200bMissingKey", "MissingKey\u200b", "\x1b[31mMissingKey", "MissingKey\u00ff", "\u00ffMissingKey", "\u0085MissingKey\u2003", "\u3000 MissingKey \u2029"}
	for _, word := range detail.Words() {
		for _, w := range []string{word.Name, strings.ToLower(word.Name), strings.ToUpper(word.Name)} {
			texts = append(texts, w, " "+w+"\n", "\u00a0"+w+"\u2003", w+": see", w+"\nTrace 0x1", w+"("+"x", w+"1", w+"_", w+"-", "x"+w, w[:len(w)-1], w+w)
		}
	}
	var export strings.Builder // each text with an application of its own
	export.WriteString("Status,Application,Detail\n")
	for i, text := range texts {
		fmt.Fprintf(&export, "Failure,%d,\"%s\"\n", i, text)
	}
	summary, _, err := trail.Count(context.Background(), []trail.Source{textSource(export.String())}, trail.Options{})
	if err != nil || summary.Rows != int64(len(texts)) {
		t.Fatalf("%d of %d texts were read: %v", summary.Rows, len(texts), err)
	}
	for _, pair := range summary.Pairs() {
		i, err := strconv.Atoi(pair.Application)
		if err != nil || pair.Rest {
			t.Fatalf("%+v", pair)
		}
		if got := code(texts[i]); got != pair.Code {
			t.Errorf("%q counts as %q in DuckDB; want %q", texts[i], got, pair.Code)
		}
	}
	for a, b := range map[string]string{"TokenRejected": "token_rejected", "NONCEUSED x": "nonce_used"} {
		if code(a) == code(b) {
			t.Errorf("%s and %s are not kept apart", a, b)
		}
	}
}

// TestDuckDBDates catches a layout of dates for which the wrong one is tried first:
// days and months would change places, or each row would take as long as ten.
func TestDuckDBDates(t *testing.T) {
	for _, c := range []struct {
		layout string
		order  trail.DateOrder
		want   string
	}{
		{"M/D/YYYY h:mm am", trail.MonthFirst, "%m/%d/%Y"},
		{"MM/DD/YYYY HH:mm", trail.OrderUndecided, "%m/%d/%Y"},
		{"D/M/YYYY h:mm am", trail.DayFirst, "%d/%m/%Y"},
		{"D/M/YYYY H:mm", trail.OrderUndecided, "%d/%m/%Y"},
		{"DD.MM.YYYY HH:mm", trail.DayFirst, "%d.%m.%Y"},
		{"D.M.YYYY H:mm", trail.OrderUndecided, "%d.%m.%Y"},
		{"D-M-YYYY H-mm", trail.DayFirst, "%d-%m-%Y"},
		{"M-D-YYYY h-mm am", trail.MonthFirst, "%m-%d-%Y"},
		{"D-Mon-YYYY h:mm am", trail.OrderUndecided, "%d-%b-%Y"},
		{"D-Month-YYYY h:mm am", trail.OrderUndecided, "%d-%b-%Y"},
		{"D Month YYYY h:mm am", trail.OrderUndecided, "%d %B, %Y"},
		{"D Mon YYYY HH:mm", trail.OrderUndecided, "%d %B, %Y"},
		{"Month D, YYYY h:mm am", trail.OrderUndecided, "%b %d, %Y"},
		{"YYYY-Mon-DD HH:mm", trail.OrderUndecided, "%Y-%m-%d"},
		{"M/D/YY h:mm am", trail.MonthFirst, "%m/%d/%y"},
		{"YYYY-MM-DD HH:mm:ss", trail.OrderUndecided, "%Y-%m-%d"},
		{"YYYY/M/D h:mm am", trail.OrderUndecided, "%Y/%m/%d"},
	} {
		got := DuckDB(Query{}, []File{{Path: "x", Dialect: english(",", c.layout, c.order)}})
		if want := `try_strptime(trim("Date"), ['` + c.want + " "; !strings.Contains(got, want) {
			t.Errorf("%s %s: no %s in the statement", c.layout, c.order, want)
		}
	}
	if got := DuckDB(Query{}, []File{{Path: "x"}}); !strings.Contains(got, "NULL::TIMESTAMP AS known_date") {
		t.Error("a file that was not looked at has a layout of dates")
	}
}

// TestDuckDBReadsFilesOfADialectTogether catches a fleet of like files that is read
// one by one, and a file that is read as another is.
func TestDuckDBReadsFilesOfADialectTogether(t *testing.T) {
	comma, semicolon := english(",", "", trail.MonthFirst), english(";", "", trail.MonthFirst)
	got := DuckDB(Query{}, []File{{Path: "a", Dialect: comma}, {Path: "b", Dialect: semicolon}, {Path: "c", Dialect: comma}, {Path: "d", Parquet: true}})
	want := []string{"    'a',\n    'c'\n  ], header = true, all_varchar = true, delim = ','", "    'b'\n  ], header = true, all_varchar = true, delim = ';'", "FROM read_parquet([\n    'd'\n  ]"}
	for _, w := range want {
		if strings.Count(got, w) != 1 {
			t.Errorf("no %q in\n%s", w, got)
		}
	}
	if n := strings.Count(got, "UNION ALL"); n != 2 {
		t.Errorf("%d times UNION ALL; want 2", n)
	}
}

// TestDuckDBCountsBy catches a dimension that is not selected, and a column that is
// asked of files though nothing counts by it: they may lack it.
func TestDuckDBCountsBy(t *testing.T) {
	d := english(",", "", trail.MonthFirst)
	labels := map[trail.Dimension]string{trail.ByCode: "Detail", trail.ByApplication: "Token-based Application Name", trail.ByUser: "User", trail.ByRole: "Role", trail.ByIP: "IP Address", trail.ByURI: "Request URI"}
	for _, by := range trail.Dimensions() {
		got := DuckDB(Query{By: []trail.Dimension{by}}, []File{{Path: "x", Dialect: d}})
		last := got[strings.LastIndex(got, "\nSELECT\n"):]
		if !strings.Contains(last, "\n  "+dimensionSQL[by].name+",\n") {
			t.Errorf("by %s: not selected:%s", by, last)
		}
		for other, label := range labels {
			if named := strings.Contains(got, `"`+label+`" AS`); named != (other == by) {
				t.Errorf("by %s: reads %s is %v", by, label, named)
			}
		}
		if with := strings.Contains(got, "detail_words"); with != (by == trail.ByCode) {
			t.Errorf("by %s: the table of words is there: %v", by, with)
		}
		if strings.Contains(got, "LIMIT") {
			t.Errorf("by %s: limited without Top", by)
		}
	}
	missing := d
	missing.Columns = slices.DeleteFunc(slices.Clone(d.Columns), func(c trail.HeaderColumn) bool { return c.Column == trail.ColumnRole })
	if got := DuckDB(Query{By: []trail.Dimension{trail.ByRole}}, []File{{Path: "x", Dialect: missing}}); !strings.Contains(got, "NULL::VARCHAR AS role") {
		t.Error("a column the file lacks is asked of it")
	}
}

// knownWords are the words of Status that the reader knows, by whether they stand for a failure.
func knownWords() map[bool][]string {
	failure, success := trail.StatusWords()
	return map[bool][]string{true: failure, false: success}
}

// TestDuckDBStatus catches a word for failure or success that the reader knows and
// the statement does not, and a file without the column that counts nothing.
func TestDuckDBStatus(t *testing.T) {
	got := DuckDB(Query{By: []trail.Dimension{trail.ByUser}}, []File{{Path: "x", Dialect: trail.Dialect{Format: "csv", FailureWord: " Rate ", SuccessWord: "Klappt"}}})
	lists := regexp.MustCompile(`lower\(trim\(status\)\) IN \((.*)\) THEN (true|false)`).FindAllStringSubmatch(got, -1)
	if len(lists) != 2 {
		t.Fatalf("%d lists of words; want 2", len(lists))
	}
	words := map[string][]string{}
	for _, list := range lists {
		for _, part := range takeApart(t, list[1]) {
			if part.kind == "text" {
				words[list[2]] = append(words[list[2]], part.text[1:len(part.text)-1])
			}
		}
	}
	known := map[bool]int64{}
	for failure, list := range knownWords() {
		for _, word := range slices.Concat(list, map[bool][]string{true: {"rate"}, false: {"klappt"}}[failure]) {
			known[failure]++
			if !slices.Contains(words[strconv.FormatBool(failure)], word) {
				t.Errorf("%s is not in the list of %v", word, failure)
			}
		}
	}
	if n := len(words["true"]) + len(words["false"]); int64(n) != known[true]+known[false] {
		t.Errorf("%d words; the reader has %v", n, known)
	}
	export := "Status,Detail,Application\n"
	for _, list := range knownWords() {
		export += strings.Join(list, ",,\n") + ",,\n"
	}
	read, _, err := trail.Count(context.Background(), []trail.Source{textSource(export)}, trail.Options{})
	if err != nil || read.Failures != known[true]-1 || read.Rows != known[true]+known[false]-2 {
		t.Errorf("%d failures in %d rows, %v; the words are %v, and one each", read.Failures, read.Rows, err, known)
	}

	without := english(",", "", trail.MonthFirst)
	without.Columns = slices.DeleteFunc(without.Columns, func(c trail.HeaderColumn) bool { return c.Column == trail.ColumnStatus })
	got = DuckDB(Query{By: []trail.Dimension{trail.ByUser}}, []File{{Path: "x", Dialect: without}})
	m := regexp.MustCompile(`CASE WHEN regexp_matches\(coalesce\("Detail", ''\), '([^']+)'\) THEN 'success' ELSE 'failure' END AS status`).FindStringSubmatch(got)
	if m == nil {
		t.Fatalf("a file without Status: no failures from its Detail in\n%s", got)
	}
	success := regexp.MustCompile(m[1])
	for text, want := range map[string]bool{"": true, " \u00a0": true, "ExplicitLogout": true, " explicitlogout: by the user": true, "RoleSwitchLogout\n": true, "SAMLIdPInitiatedLogout": true,
		"ExplicitLogouts": false, "MissingKey": false, "x ExplicitLogout": false} {
		if success.MatchString(text) != want {
			t.Errorf("a file without Status: %q is a success: %v; want %v", text, !want, want)
		}
	}
}
