package trail

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// section is what follows one header of a source. Exports that were joined into one file
// have several headers, and the columns below each may have another order or other labels.
type section struct {
	number  int      // from 0
	header  []string // verbatim; nil if there is none
	columns []HeaderColumn
	at      places
	all     []int // the position of each of Columns, -1 for a missing one
}

// maxSections bounds the memory for the sections of a source. Those beyond count as one.
const maxSections = 4096

func newSection(number int, header []string, d Dialect) *section {
	s := &section{number: number, header: header, columns: d.Columns, at: placesOf(d)}
	for _, column := range Columns() {
		s.all = append(s.all, d.Index(column))
	}
	if !d.IsTable() {
		s.at = jsonPlaces(d)
		for i, column := range Columns() {
			s.all[i] = slices.Index(jsonColumns, column)
		}
	}
	return s
}

// enter makes a section the one that rows are read by.
func (w *worker) enter(s *section) {
	if w.section != nil && w.section.number != s.number {
		w.endSection()
	}
	w.section, w.at = s, s.at
	clear(w.labels)
}

// endSection keeps the times of the rows of the current section.
func (w *worker) endSection() {
	for len(w.sections) <= w.section.number {
		w.sections = append(w.sections, sectionRows{})
	}
	undated := int64(w.undated.failures + w.undated.successes)
	w.sections[w.section.number].join(sectionRows{w.span, undated - w.undatedBefore})
	w.span, w.undatedBefore = span{}, undated
}

// endSections ends the last section, after which the span of the tally is that of all.
func (w *worker) endSections() {
	w.endSection()
	for _, one := range w.sections {
		w.span.join(one.span)
	}
}

// sectionRows are when the rows of a section were, and how many have no date.
type sectionRows struct {
	span
	undated int64
}

func (s *sectionRows) join(other sectionRows) {
	s.span.join(other.span)
	s.undated += other.undated
}

// headerAgain reports whether fields are a header, and enters the section that it begins: the
// header of this section again, or a record whose first field is a label and isHeader.
func (w *worker) headerAgain(fields [][]byte) bool {
	if !w.format.IsTable() || len(fields) == 0 || len(fields) > w.rec.columns || !w.isLabel(fields[0]) {
		return false
	}
	labels := make([]string, len(fields))
	for i, field := range fields {
		labels[i] = labelText(field)
	}
	now := w.section
	next := *now
	if n := len(now.header); n == 0 || n > len(labels) || !slices.Equal(labels[:n], now.header) || strings.Join(labels[n:], "") != "" {
		other := w.format.named(labels, now, w.options)
		if !other.isHeader() || isRow(fields) {
			return false
		}
		next = *newSection(now.number, labels, other.Dialect)
	}
	if next.number++; next.number >= maxSections {
		next.number = maxSections - 1
	}
	w.enter(&next)
	if w.format.again != nil {
		w.format.again.Store(true)
	}
	return true
}

func labelText(field []byte) string {
	if !utf8.Valid(field) {
		field = fromWindows1252(field)
	}
	return string(field)
}

// isLabel reports whether a field is the label of a known column, or one of the current
// header.
func (w *worker) isLabel(field []byte) bool {
	header := w.section.header
	switch {
	case len(field) > longestLabel:
		return false
	case len(field) == 0 || isDigit(field[0]): // most rows begin with a date
		return len(header) > 0 && header[0] == string(field)
	}
	is, known := w.labels[string(field)]
	if !known {
		text := labelText(field)
		column, _ := columnOf(text, w.options)
		is = column != columnNone || slices.Contains(w.format.header, text) || slices.Contains(header, text)
		if len(w.labels) >= 1000 {
			clear(w.labels)
		}
		w.labels[string(field)] = is
	}
	return is
}

// named recognises the columns of another header. A label that it shares with the section
// before has the same column.
func (w *sourceFormat) named(labels []string, before *section, options Options) sourceFormat {
	other := sourceFormat{Dialect: w.Dialect}
	other.name(labels, options)
	for _, columns := range [][]HeaderColumn{before.columns, w.Columns} {
		for i, label := range labels {
			same := slices.IndexFunc(columns, func(c HeaderColumn) bool { return c.Column != columnNone && c.Name() == label })
			if same >= 0 && other.Columns[i].How != "told" && other.Columns[i].How != "name" && other.Index(columns[same].Column) < 0 {
				other.Columns[i] = columns[same]
			}
		}
	}
	return other
}

// isHeader reports whether labels in the middle of a source are a header: two of them name
// columns, or four and all of them do in another language.
func (w *sourceFormat) isHeader() bool {
	names, translations, others := 0, 0, 0
	for _, c := range w.Columns {
		switch {
		case c.Column != columnNone && c.How == "language":
			translations++
		case c.Column != columnNone:
			names++
		case c.Label != "":
			others++
		}
	}
	return w.usable() == nil && (names >= 2 && translations == 0 || names+translations >= 4 && others == 0)
}

// sections is a cutter that finds the headers in blocks, so that every block says which
// section it begins in, whichever worker counts it.
type sections struct {
	cutter
	reader *worker // parses the blocks that may have a header
}

func newSections(cut cutter, w *sourceFormat, o Options) cutter {
	if !w.IsTable() {
		return cut
	}
	o.Progress, o.Filter = nil, Filter{}
	own := *w
	own.again, own.compare = nil, nil
	return &sections{cut, newReader(&own, o, func(parsedRow) {})}
}

func (s *sections) next(ctx context.Context) (block, error) {
	b, err := s.cutter.next(ctx)
	if b.data != nil {
		b.section = s.reader.section
		if !b.oversize && s.mayHaveHeader(b.data) {
			s.reader.take(b)
			b.mixed = s.reader.section != b.section
		}
	}
	return b, err
}

// mayHaveHeader reports whether a line begins with a label, or may.
func (s *sections) mayHaveHeader(data []byte) bool {
	form := s.reader.format.form
	for at := 0; at < len(data); {
		if (!isDigit(data[at]) || s.reader.digitLabel()) && s.beginsWithLabel(bytes.TrimPrefix(data[at:], byteOrderMark)) {
			return true
		}
		end := bytes.IndexByte(data[at:], form.lineEnd)
		if end < 0 {
			break
		}
		at += end + 1
	}
	return false
}

// digitLabel reports whether the first label of the current header begins with a digit, as
// those of a date do.
func (w *worker) digitLabel() bool {
	return len(w.section.header) > 0 && w.section.header[0] != "" && isDigit(w.section.header[0][0])
}

func (s *sections) beginsWithLabel(line []byte) bool {
	form := s.reader.format.form
	if len(line) > 0 && line[0] == '"' {
		end := bytes.IndexByte(line[1:min(len(line), longestLabel+2)], '"')
		if end < 0 {
			return false
		}
		if next := end + 2; next == len(line) || line[next] != form.delimiter && line[next] != form.lineEnd && line[next] != '\r' {
			return true // quotes in quotes
		}
		return s.reader.isLabel(line[1 : end+1])
	}
	line = line[:min(len(line), longestLabel+2)]
	if end := bytes.IndexByte(line, form.delimiter); end >= 0 {
		line = line[:end]
	}
	if end := bytes.IndexByte(line, form.lineEnd); end >= 0 {
		line = bytes.TrimSuffix(line[:end], []byte{'\r'})
	}
	return s.reader.isLabel(line)
}
