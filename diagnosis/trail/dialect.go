package trail

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
)

// sourceFormat is how a source is written, with what reading it takes.
type sourceFormat struct {
	Dialect
	source *stream // nil where only the head is looked at
	form   csvForm
	// skip is how many bytes of the source come before its first row, lines how many
	// line ends they hold.
	skip  int
	lines int64
	// header is the header record as it stands, to know it when it comes again.
	header []string
}

// sampled is how many rows of the head are looked at.
const sampled = 400

// look finds out how a source is written by its head.
func look(o *stream, options Options) (sourceFormat, error) {
	text := bytes.TrimLeft(o.head, " \t\r\n")
	if len(text) == 0 {
		return sourceFormat{}, fmt.Errorf("it is empty")
	}
	var w sourceFormat
	var err error
	if text[0] == '{' || text[0] == '[' {
		w, err = lookJSON(o, options)
	} else {
		w, err = lookCSV(o, options)
	}
	if errors.As(err, new(*NoTrailError)) && !isText(o.head) {
		err = &NoTrailError{reason: "it is no text; in NetSuite, choose Export - CSV"}
	}
	w.Compressed, w.Encoding = o.compressed, o.encoding
	if w.Encoding == "" {
		w.Encoding = "UTF-8"
	}
	return w, err
}

func lookCSV(o *stream, options Options) (sourceFormat, error) {
	var w sourceFormat
	w.Format = "csv"
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
	// tooLong: a row that may be the header is longer than a row may be.
	tooMany, tooLong := false, len(o.head)-len(head) > w.form.record
	for line, at := 0, 0; line < searched && at < len(head); line++ {
		end := rec.next(at, len(head))
		if end-at > w.form.record {
			tooLong = true
			at = end
			continue
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
		return w, errors.New("a row of it that may be the header is over 1 MiB; in NetSuite, show only the columns of the Login Audit Trail, and export again")
	}
	// One word that is a label may be anything; two are a header, and so is a single
	// column that has such a label.
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

// searched is how many rows of the head may be the header.
const searched = 20

// seek finds out what separates rows and fields, and returns the rows of the head that
// are whole; all of it where there is none.
func (w *sourceFormat) seek(head []byte, whole bool, options Options) []byte {
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

// rowsIn is how many rows a text has, enough at the most.
func (f csvForm) rowsIn(text []byte, enough int) (rows int) {
	rec := newRecord(f, text)
	for at := 0; at < len(text) && rows < enough; rows++ {
		at = rec.next(at, len(text))
	}
	return rows
}

// lookWithoutLabels is for a header in a language that is not known, and for rows
// without one: the first record is the header unless it holds a date or a known word.
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

// isRow reports whether fields are a row: one is a date, or two tell a login.
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

// texts are the fields of a record, whatever their encoding.
func texts(rec *record) []string {
	rec.latin1()
	out := make([]string, len(rec.fields))
	for i, field := range rec.fields {
		out[i] = string(field)
	}
	return out
}

// errColumns is for a source with more columns than are read.
type errColumns int

func (e errColumns) Error() string {
	return fmt.Sprintf("it has more than %d columns; in NetSuite, show only those of the Login Audit Trail, and export again", int(e))
}

// lineEndOf is how the lines of the head end. Programs that end lines with a carriage
// return alone may write line feeds inside of quotes.
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

// longestLabel is the longest label that is looked up, in bytes. A row of prose has
// longer fields, and a search in NetSuite may show any number of other columns.
const longestLabel = 200

// knownLabels is how many different columns the fields of a record name.
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

// columnOf is what a column holds by its label, and how that is known. A user tells a
// label as the file has it, or as it was shown.
func columnOf(label string, options Options) (Column, string) {
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
	if column := columnTranslated(label); column != columnNone {
		return column, "language"
	}
	return columnNone, ""
}

// name finds out what the columns hold by their labels. What the user told counts
// more than a name, a name more than a translation; of two alike the first counts.
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

// delimiterOf is the character that the lines of the head agree on: by the number of
// labels it makes known, then by how often it is in the first lines.
func delimiterOf(head []byte, form csvForm) byte {
	best, bestScore := byte(','), -1
	for _, candidate := range []byte{',', ';', '\t', '|'} {
		form.delimiter = candidate
		rec := newRecord(form, head)
		score, at := 0, 0
		var widths []int
		for line := 0; line < 20 && at < len(head); line++ {
			at = rec.next(at, len(head))
			score = max(score, 1000*knownLabels(rec, Options{}))
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

// byContent finds out what those columns hold whose label says nothing, and which
// words of Status are a failure.
func (w *sourceFormat) byContent(rows []byte, options Options) {
	rec := newRecord(w.form, rows)
	var sample [][]string
	for at := 0; at < len(rows) && len(sample) < sampled; {
		at = rec.next(at, len(rows))
		if rec.bad == "" && len(rec.fields) == len(w.Columns) {
			sample = append(sample, texts(rec))
		}
	}
	w.sample(sample, options)
}

func (w *sourceFormat) sample(rows [][]string, options Options) {
	for i := range w.Columns {
		if w.Columns[i].How != "" {
			continue
		}
		var values []string
		for _, row := range rows {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				values = append(values, row[i])
			}
		}
		column := columnByContent(values)
		if column == ColumnStatus && len(values)*20 < len(rows)*19 {
			continue // every row has a Status; a Security Challenge has the same words
		}
		if column != columnNone && w.Index(column) < 0 {
			w.Columns[i].Column, w.Columns[i].How = column, "content"
		}
	}
	w.findStatusWords(rows, options)
}

// findStatusWords finds the words of Status in a language that is not known, or known
// in part: the failure is the one whose rows have a known word of a failure in Detail.
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
	known, strange := false, false // a word for a failure, and one for we do not know what
	for word := range counts {
		failure, ok := st.read([]byte(word))
		known = known || ok && failure
		strange = strange || !ok
	}
	failure := options.FailureWord
	for word := range counts {
		if foldWord([]byte(shownWord([]byte(word)))) == foldWord([]byte(failure)) {
			failure = word // as the file has it
			break
		}
	}
	switch {
	case failure != "":
	case known || !strange:
		return
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

// wordsWithDetail counts the words of a column, and how many of their rows have a word
// of a failure in Detail.
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

// statusByDetail finds the column Status where neither its label nor its words are
// known: it has two words, and one of them is in every row whose Detail is a
// failure, and in few others. -1 where there is none.
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

// usable returns an error unless there is enough to count by.
func (w *sourceFormat) usable() error {
	if w.Index(ColumnStatus) >= 0 || w.Index(ColumnDetail) >= 0 {
		return nil
	}
	// The text may be anything, so that nothing of it is repeated.
	return &NoTrailError{Columns: w.Columns, reason: "no column of it is Status or Detail"}
}

// NoTrailError is the error of a source that is text, but no trail as far as its columns tell.
type NoTrailError struct {
	Columns []HeaderColumn
	reason  string
}

func (e *NoTrailError) Error() string { return e.reason }
