package trail

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"authdoctor/diagnosis/detail"
)

// sourceFormat is a Dialect with what it takes to read the source.
type sourceFormat struct {
	Dialect
	source *stream
	form   csvForm
	shape  pageShape // in json
	ids    []string  // names of columns with internal ids, of which others have the names
	// skip is the number of bytes before the first row, lines the number of line ends in
	// them.
	skip  int
	lines int64
	// header is the verbatim header record, to recognise it when it appears again.
	header []string
	// again, if not nil, is set when a header appears again.
	again   *atomic.Bool
	compare *comparison // nil for none
	// onlyCompares reports whether rows are compared and not counted.
	onlyCompares bool
	// serial reports whether dates are serial numbers of Excel.
	serial bool
	// fractions reports whether the column Time has fractions of a day.
	fractions bool
}

// sampled is the maximum number of rows that columns are recognised by.
const sampled = 400

// look detects the format of a source from its head.
func look(o *stream, options Options) (sourceFormat, error) {
	text := bytes.TrimLeft(o.head, " \t\r\n")
	if len(text) == 0 {
		return sourceFormat{}, fmt.Errorf("it is empty")
	}
	var w sourceFormat
	var err error
	if o.table == nil && (text[0] == '{' || text[0] == '[') {
		w, err = lookJSON(o, options)
	} else {
		w, err = lookCSV(o, options)
	}
	if errors.As(err, new(*NoTrailError)) && o.table == nil && !isText(o.head) {
		err = &NoTrailError{reason: "it is not a text file; in NetSuite, choose Export - CSV"}
	}
	w.Compressed, w.Encoding = o.compressed, o.encoding
	return w, err
}

func lookCSV(o *stream, options Options) (sourceFormat, error) {
	var w sourceFormat
	w.Format = "csv"
	if o.table != nil {
		w.Format, w.Sheet = o.table.format, shown([]byte(o.table.name), 80)
	}
	head := w.seek(o.head, o.whole, options)
	if !o.whole && w.form.rowsIn(head, searched) < searched {
		if err := o.readHead(headSize + w.form.record); err != nil {
			return w, err
		}
		head = w.seek(o.head, o.whole, options)
	}
	rec := newRecord(w.form, head)
	best, bestKnown := -1, 0
	var header []string
	// tooLong reports whether a row that may be the header exceeds the limit.
	tooMany, tooLong := false, len(o.head)-len(head) > w.form.record
	for line, at := 0, 0; line < searched && at < len(head); line++ {
		end := rec.next(at, len(head))
		if end-at > w.form.record {
			tooLong = true
			at = end
			continue
		}
		if bestKnown > 1 && len(rec.fields) == len(header) && isRow(rec.fields) {
			break // a header after rows begins a section
		}
		tooMany = tooMany || len(rec.fields) > w.form.columns
		if known := knownLabels(rec, options); rec.bad == "" && known > bestKnown {
			best, bestKnown = at, known
			header = texts(rec)
			w.skip = end
		}
		at = end
	}
	if best < 0 && tooMany {
		return w, errColumns(w.form.columns)
	}
	if best < 0 && tooLong {
		return w, errors.New("a row that may be the header exceeds 1 MiB; in NetSuite, show only the columns of the Login Audit Trail, and export again")
	}
	// A single known label among others may be an accident; two are a header, and so is the
	// label of the only column.
	if best < 0 || bestKnown < 2 && len(header) > 1 {
		return w.lookWithoutLabels(head, options)
	}
	w.LinesBefore = int64(bytes.Count(head[:best], []byte{w.form.lineEnd}))
	w.lines = int64(bytes.Count(head[:w.skip], []byte{w.form.lineEnd}))
	w.header = header
	w.name(header, options)
	w.byContent(head[w.skip:], options)
	return w, w.usable()
}

// searched is the number of rows among which the header is looked for.
const searched = 20

// seek detects what separates rows and fields, and returns the complete rows of the head,
// or all of it if no row is complete.
func (w *sourceFormat) seek(head []byte, whole bool, options Options) []byte {
	if w.Format != "csv" {
		w.form = tableForm(options)
		return head[:bytes.LastIndexByte(head, w.form.lineEnd)+1]
	}
	w.LineEnd = lineEndOf(head)
	w.form = csvForm{lineEnd: w.LineEnd[len(w.LineEnd)-1], limits: cmp.Or(options.limits, usualLimits)}
	w.form.delimiter = delimiterOf(head, w.form)
	w.Delimiter = string(w.form.delimiter)
	if !whole {
		if end, _ := w.form.wholeRecords(head, false); end > 0 {
			head = head[:end]
		}
	}
	return head
}

// rowsIn returns the number of rows in a text, but at most enough.
func (f csvForm) rowsIn(text []byte, enough int) (rows int) {
	rec := newRecord(f, text)
	for at := 0; at < len(text) && rows < enough; rows++ {
		at = rec.next(at, len(text))
	}
	return rows
}

// lookWithoutLabels is for a header in an unknown language, and for exports without a
// header: the first record is the header unless isRow reports that it is a row.
func (w sourceFormat) lookWithoutLabels(head []byte, options Options) (sourceFormat, error) {
	rec := newRecord(w.form, head)
	n := rec.next(0, len(head))
	first := texts(rec)
	if w.Headless = isRow(rec.fields); w.Headless {
		for i := range first {
			first[i] = fmt.Sprintf("column %d", i+1)
		}
	} else {
		w.header, w.skip, w.lines = first, n, int64(bytes.Count(head[:n], []byte{w.form.lineEnd}))
	}
	w.name(first, options)
	w.byContent(head[w.skip:], options)
	return w, w.usable()
}

// isRow reports whether fields are a row: one is a date, or one of several is a Status.
func isRow(fields [][]byte) bool {
	st := newStatus("", "")
	var c calendar
	for _, field := range fields {
		if _, _, _, ok := c.read(field); ok {
			return true
		}
		if _, ok := st.read(field); ok && len(fields) > 1 {
			return true
		}
	}
	return false
}

// texts returns the fields of a record in UTF-8.
func texts(rec *record) []string {
	rec.latin1()
	out := make([]string, len(rec.fields))
	for i, field := range rec.fields {
		out[i] = string(field)
	}
	return out
}

// errColumns is the error for a source with more columns than it states.
type errColumns int

func (e errColumns) Error() string {
	return fmt.Sprintf("it has more than %d columns; in NetSuite, show only the columns of the Login Audit Trail, and export again", int(e))
}

// lineEndOf returns the line end of a text. Programs that end lines with a carriage return
// alone may still write line feeds inside quotes.
func lineEndOf(head []byte) string {
	quoted, returns, feeds := false, false, false
	for i, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n':
			feeds = feeds || !quoted
		case c == '\r' && !quoted:
			returns = returns || i+1 < len(head) && head[i+1] != '\n' && head[i+1] != '\r'
		}
	}
	switch nl := bytes.IndexByte(head, '\n'); {
	case returns && !feeds || nl < 0 && bytes.IndexByte(head, '\r') >= 0:
		return "\r"
	case nl > 0 && head[nl-1] == '\r':
		return "\r\n"
	}
	return "\n"
}

// longestLabel is the maximum length of a label that is looked up, in bytes: prose has
// longer fields.
const longestLabel = 200

// knownLabels returns the number of different columns that a record has labels of.
func knownLabels(rec *record, options Options) int {
	if len(rec.fields) > rec.columns {
		return 0
	}
	known := map[Column]bool{}
	for _, field := range rec.fields {
		if len(field) > longestLabel {
			continue
		}
		column, _ := columnOf(string(field), options)
		known[column] = true
	}
	delete(known, columnNone)
	return len(known)
}

// columnOf recognises a column by its label; how is a value of HeaderColumn.How. The labels
// in Options may be spelled as in the file or as shown.
func columnOf(label string, options Options) (column Column, how string) {
	label = strings.TrimSpace(label)
	if column, ok := options.Columns[label]; ok {
		return column, "told"
	}
	if len(options.Columns) > 0 {
		if column, ok := options.Columns[shownLabel(label)]; ok {
			return column, "told"
		}
		folded := foldLabel(label)
		for told, column := range options.Columns {
			if folded != "" && foldLabel(told) == folded {
				return column, "told"
			}
		}
	}
	if column := columnNamed(label); column != columnNone {
		return column, "name"
	}
	if joined(label) {
		return columnNone, ""
	}
	if column, _ := columnTranslated(label); column != columnNone {
		return column, "language"
	}
	return columnNone, ""
}

// name recognises columns by their labels. Options take precedence over a name, a name over
// a translation, and the first label over a second.
func (w *sourceFormat) name(labels []string, options Options) {
	w.Columns = make([]HeaderColumn, len(labels))
	taken := map[Column]bool{}
	found := make([]HeaderColumn, len(labels))
	for i, label := range labels {
		w.Columns[i] = headerColumn(label, columnNone, "")
		found[i].Column, found[i].How = columnOf(label, options)
	}
	for _, how := range []string{"told", "name", "language"} {
		for i, found := range found {
			switch {
			case found.How != how:
			case taken[found.Column]:
				if how == "name" {
					w.Columns[i].How = "second"
				}
			default:
				w.Columns[i].Column, w.Columns[i].How = found.Column, how
				taken[found.Column] = found.Column != columnNone
			}
		}
	}
}

// preferNames reads the second of two columns, as in role and rolename, if the first has only
// internal ids and the second has not.
func (w *sourceFormat) preferNames(rows [][]string, options Options) {
	ids := func(at int) bool {
		return !slices.ContainsFunc(rows, func(row []string) bool {
			return at < len(row) && strings.Trim(row[at], "-0123456789") != ""
		})
	}
	for i := range w.Columns {
		second := &w.Columns[i]
		if second.How != "second" || ids(i) {
			continue
		}
		column, how := columnOf(second.Name(), options)
		if first := w.Index(column); first >= 0 && w.Columns[first].How == "name" && ids(first) {
			second.Column, second.How = column, how
			w.Columns[first].Column, w.Columns[first].How = columnNone, "second"
			w.ids = append(w.ids, w.Columns[first].Name())
		}
	}
}

// delimiterOf returns the delimiter with which a record has most known labels or, if
// there are none, with which the first lines have most fields.
func delimiterOf(head []byte, form csvForm) byte {
	best, bestScore := byte(','), -1
	for _, candidate := range []byte{',', ';', '\t', '|'} {
		form.delimiter = candidate
		rec := newRecord(form, head)
		score, at := 0, 0
		var widths []int
		for line := 0; line < 20 && at < len(head); line++ {
			at = rec.next(at, len(head))
			if score < 2000 || !isRow(rec.fields) { // a header may follow others, but not its rows
				score = max(score, 1000*knownLabels(rec, Options{}))
			}
			widths = append(widths, len(rec.fields))
		}
		slices.Sort(widths)
		if len(widths) > 0 {
			score += widths[len(widths)/2] - 1
		}
		if score > bestScore {
			best, bestScore = candidate, score
		}
	}
	return best
}

// byContent recognises columns with unknown labels by the first rows, and the words of the
// column Status.
func (w *sourceFormat) byContent(rows []byte, options Options) {
	rec := newRecord(w.form, rows)
	var sample [][]string
	for at := 0; at < len(rows) && len(sample) < sampled; {
		at = rec.next(at, len(rows))
		if rec.bad == "" && len(rec.fields) == len(w.Columns) {
			if !isRow(rec.fields) && knownLabels(rec, options) > 1 {
				break // another header: what follows may have other columns
			}
			sample = append(sample, texts(rec))
		}
	}
	w.sample(sample, options)
}

func (w *sourceFormat) sample(rows [][]string, options Options) {
	w.preferNames(rows, options)
	for _, l := range spoken(w.Columns) {
		w.Languages = append(w.Languages, l.name)
	}
	for i := range w.Columns {
		if w.Columns[i].How != "" {
			continue
		}
		values := valuesOf(rows, i)
		column := columnByContent(values)
		if column == ColumnStatus && len(values)*20 < len(rows)*19 {
			continue // every row has a Status; the same words may be in Security Challenge
		}
		if column != columnNone && w.Index(column) < 0 {
			w.Columns[i].Column, w.Columns[i].How = column, "content"
		}
	}
	w.findTimes(rows)
	w.findStatusWords(rows, options)
}

// valuesOf returns the values of a column that are not empty.
func valuesOf(rows [][]string, i int) (values []string) {
	for _, row := range rows {
		if i < len(row) && strings.TrimSpace(row[i]) != "" {
			values = append(values, row[i])
		}
	}
	return values
}

// findTimes finds out whether dates are serial numbers, and whether the time of day has a
// column of its own. A column Time may also have whole dates, or repeat the time of the date.
func (w *sourceFormat) findTimes(rows [][]string) {
	at, timeAt := w.Index(ColumnDate), w.Index(ColumnTime)
	if at < 0 && timeAt >= 0 {
		if columnByContent(valuesOf(rows, timeAt)) == ColumnDate {
			w.Columns[timeAt].Column = ColumnDate
			at, timeAt = timeAt, -1
		}
	}
	if at < 0 {
		return
	}
	dates := valuesOf(rows, at)
	w.serial = len(dates) > 0 && !slices.ContainsFunc(dates, func(value string) bool {
		_, _, _, ok := serialNumber([]byte(strings.TrimSpace(value)))
		return !ok
	})
	w.Serial = w.serial
	c := calendar{serial: w.serial}
	midnight := true // in every date, as spreadsheets write days
	for _, value := range dates {
		_, _, seconds, ok := c.read([]byte(value))
		midnight = midnight && ok && seconds == 0
	}
	if timeAt >= 0 && !w.serial {
		w.fractions = slices.ContainsFunc(valuesOf(rows, timeAt), func(value string) bool {
			whole, _, fraction, ok := serialFraction([]byte(strings.TrimSpace(value)))
			return ok && fraction && whole == 0 && len(strings.TrimSpace(value)) > len("0.00")
		})
	}
	switch {
	case timeAt >= 0 && c.timed && midnight:
	case timeAt >= 0 && c.timed:
		w.Columns[timeAt].Column, w.Columns[timeAt].How = columnNone, "second"
	case timeAt < 0 && len(dates) > 0 && !c.timed:
		for i := range w.Columns {
			if w.Columns[i].How == "" && timesOfDay(valuesOf(rows, i)) {
				w.Columns[i].Column, w.Columns[i].How = ColumnTime, "content"
				return
			}
		}
	}
}

// timesOfDay reports whether values are times of day.
func timesOfDay(values []string) bool {
	var c calendar
	return len(values) > 0 && !slices.ContainsFunc(values, func(value string) bool {
		_, ok := c.readTime([]byte(strings.TrimSpace(value)), 0)
		return !ok || !strings.Contains(value, ":") // 1.5 is a number
	})
}

// findStatusWords finds the words of the column Status in a language that is unknown, or
// known in part: the word for a failure is the one whose rows have a known Detail.
func (w *sourceFormat) findStatusWords(rows [][]string, options Options) {
	at := w.Index(ColumnStatus)
	if at < 0 {
		at = w.statusByDetail(rows)
	}
	if at < 0 {
		return
	}
	st := newStatus("", "")
	counts, failures := w.wordsWithDetail(rows, at)
	known, strange := false, false // a word for a failure; an unknown word
	for word := range counts {
		failure, ok := st.read([]byte(word))
		known = known || ok && failure
		strange = strange || !ok
	}
	failure := options.FailureWord
	for word := range counts {
		if foldWord([]byte(shownWord([]byte(word)))) == foldWord([]byte(failure)) {
			failure = word // as the file spells it
			break
		}
	}
	switch {
	case failure != "":
	case known || !strange:
		if failure = w.inferredWord(counts); failure == "" && strange && w.Index(ColumnDate) >= 0 {
			failure = failureOfTwo(st, counts)
		}
	default:
		for word, n := range failures {
			if _, ok := st.read([]byte(word)); !ok && n*2 > counts[word] && n > failures[failure] {
				failure = word
			}
		}
	}
	if failure == "" {
		return
	}
	success := ""
	for word, n := range counts {
		if foldWord([]byte(word)) != foldWord([]byte(failure)) && failures[word] == 0 && (n > counts[success] || n == counts[success] && word < success) {
			success = word
		}
	}
	w.failureWord, w.successWord = failure, success
	w.FailureWord, w.SuccessWord = shownWord([]byte(failure)), shownWord([]byte(success))
}

// failureOfTwo returns the word for a failure that is known, if the only other word is in
// several rows and no label: Fail, and Pass.
func failureOfTwo(st *status, counts map[string]int) (word string) {
	const several = 3
	for each, n := range counts {
		if failure, ok := st.read([]byte(each)); ok && failure {
			word = each
		} else if column, _ := columnOf(each, Options{}); n < several || ok || column != columnNone {
			return ""
		}
	}
	if len(counts) != 2 {
		return ""
	}
	return word
}

// inferredWord returns the word for a failure if only languages.txt has it, so that the user
// is told.
func (w *sourceFormat) inferredWord(counts map[string]int) string {
	english := statusWords()[:englishWords]
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		folded := foldWord([]byte(word))
		if knownStatus()[folded] && !slices.ContainsFunc(english, func(pair wordPair) bool { return slices.Contains(pair.failure, folded) }) {
			return word
		}
	}
	return ""
}

// wordsWithDetail counts the rows of each word of a column, and those of them whose Detail
// is known as that of a failure.
func (w *sourceFormat) wordsWithDetail(rows [][]string, at int) (counts, failures map[string]int) {
	counts, failures = map[string]int{}, map[string]int{}
	detailAt := w.Index(ColumnDetail)
	for _, row := range rows {
		if at >= len(row) {
			continue
		}
		word := strings.TrimSpace(row[at])
		if word == "" {
			continue
		}
		counts[word]++
		if detailAt < 0 || detailAt >= len(row) {
			continue
		}
		if match := detail.Known(string(codeOf([]byte(row[detailAt])))); match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
			failures[word]++
		}
	}
	return counts, failures
}

// statusByDetail finds the column Status if neither its label nor its words are known: it
// has two words, and one of them is in every row with the Detail of a failure, and in few
// others. It returns -1 if there is no such column.
func (w *sourceFormat) statusByDetail(rows [][]string) int {
	const enough = 3
	for i := range w.Columns {
		if w.Columns[i].How != "" {
			continue
		}
		counts, failures := w.wordsWithDetail(rows, i)
		if len(counts) != 2 {
			continue
		}
		total := 0
		for _, n := range counts {
			total += n
		}
		for word, n := range failures {
			if len(failures) == 1 && n >= enough && n*2 > counts[word] && total == len(rows) {
				w.Columns[i].Column, w.Columns[i].How = ColumnStatus, "content"
				return i
			}
		}
	}
	return -1
}

// usable returns an error unless the source has a column that failures are known by.
func (w *sourceFormat) usable() error {
	if w.Index(ColumnStatus) >= 0 || w.Index(ColumnDetail) >= 0 {
		return nil
	}
	// The file may be anything, so the error repeats none of its text.
	return &NoTrailError{Columns: w.Columns, reason: "it has no Status or Detail column"}
}

// NoTrailError is the error for a source whose columns are not those of the trail.
type NoTrailError struct {
	Columns []HeaderColumn
	reason  string
}

func (e *NoTrailError) Error() string { return e.reason }
