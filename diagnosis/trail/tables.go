package trail

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"authdoctor/diagnosis/trail/sheet"
)

// A table of a workbook or a page is written as CSV, so that whatever reads CSV reads it. Its
// rows end with a character that neither XML nor HTML can contain: a line is then a row of
// the worksheet, also where cells have line ends.
const endOfRow = 0x1e

func tableForm(options Options) csvForm {
	return csvForm{delimiter: ',', lineEnd: endOfRow, limits: cmp.Or(options.limits, usualLimits)}
}

// maxSpool is the size in bytes of the largest workbook that is kept in memory, where it
// comes through a pipe or gzip: its directory is at its end.
const maxSpool = 16 << 20

// beginWorkbook begins to read an Excel workbook.
func (o *stream) beginWorkbook(stored *counter, buffered *bufio.Reader, size int64, options Options) error {
	at, isFile := stored.Reader.(io.ReaderAt)
	if isFile && !o.compressed && size >= 0 {
		at = &counterAt{at, stored}
	} else {
		spool, err := spooled(buffered)
		if err != nil {
			return err
		}
		at, size = spool, spool.size
	}
	tables, err := sheet.OpenXLSX(at, size, sheetLimits(options))
	if err != nil {
		return err
	}
	return o.beginTable("xlsx", tables, options)
}

func sheetLimits(options Options) sheet.Limits {
	l := tableForm(options).limits
	return sheet.Limits{Row: l.record, Cell: l.cell, Columns: l.columns}
}

// counterAt is a counter of what is read at any position.
type counterAt struct {
	io.ReaderAt
	counter *counter
}

func (c *counterAt) ReadAt(into []byte, at int64) (int, error) {
	if err := c.counter.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.ReaderAt.ReadAt(into, at)
	if c.counter.progress != nil {
		c.counter.progress.bytes.Add(int64(n))
	}
	return n, err
}

// spool is a file in memory, in pieces, so that it is never copied.
type spool struct {
	pieces [][]byte // of spoolPiece bytes
	size   int64
}

const spoolPiece = 256 << 10

func spooled(from io.Reader) (*spool, error) {
	s := &spool{}
	for {
		piece := make([]byte, spoolPiece)
		n, err := io.ReadFull(from, piece)
		s.pieces, s.size = append(s.pieces, piece[:n]), s.size+int64(n)
		switch {
		case s.size > maxSpool:
			return nil, fmt.Errorf("it is an Excel workbook or a ZIP archive of over %d MiB, which can only be read from a file; save it decompressed, and give the file name", maxSpool>>20)
		case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
			return s, nil
		case err != nil:
			return nil, fmt.Errorf("it cannot be read: %w", err)
		}
	}
}

// ReadAt implements io.ReaderAt.
func (s *spool) ReadAt(into []byte, at int64) (n int, err error) {
	for n < len(into) {
		if at < 0 || at >= s.size {
			return n, io.EOF
		}
		copied := copy(into[n:], s.pieces[at/spoolPiece][at%spoolPiece:])
		n, at = n+copied, at+int64(copied)
	}
	return n, nil
}

// markupTags are the beginnings of web pages, of tables and of XML.
var markupTags = []string{"<?xml", "<table", "<html", "<!doctype", "<head", "<body", "<title", "<meta", "<script", "<style", "<!--", "<workbook", "<div", "<form"}

// beginMarkup begins to read the table of a text that begins with a tag.
func (o *stream) beginMarkup(options Options) error {
	const enough = 4096
	start := bytes.TrimLeft(o.head, " \t\r\n\ufeff")
	start = bytes.ToLower(start[:min(len(start), enough)])
	if !slices.ContainsFunc(markupTags, func(tag string) bool { return bytes.HasPrefix(start, []byte(tag)) }) {
		return nil
	}
	has := func(text string) bool { return bytes.Contains(start, []byte(text)) }
	switch {
	case has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html"):
		return o.beginTable("spreadsheetml", sheet.SpreadsheetML(o.Reader, sheetLimits(options)), options)
	case has("<?xml") && !has("<html") && !has("<table"):
		return errors.New("it is XML, but not an export to Excel; in NetSuite, choose Export - CSV")
	}
	err := o.beginTable("html", sheet.HTML(o.Reader, sheetLimits(options)), options)
	if errors.Is(err, sheet.ErrPage) || errors.Is(err, errNoTable) && !has("urn:schemas-microsoft-com:office") {
		return errors.New("it is a web page, which NetSuite sends instead of a file when a session has expired; log in to NetSuite, and choose Export - CSV again")
	}
	return err
}

// beginTable chooses a table, and has the stream read it as CSV.
func (o *stream) beginTable(format string, tables sheet.Tables, options Options) error {
	t := &tableText{tables: tables, format: format, options: options}
	if err := t.choose(); err != nil {
		return err
	}
	o.table, o.Reader = t, t
	return o.readHead(headSize)
}

// tableText writes a table as CSV: the first one with a header of the trail in its first
// rows or, if none has, the first with any rows. Tables after it follow if their header is
// the same: a worksheet has at most 1 048 576 rows.
type tableText struct {
	tables  sheet.Tables
	format  string
	name    string // of the worksheet
	options Options

	row     sheet.Row
	unread  bool     // row is not written yet
	table   int      // that is read
	width   int      // fields of each row
	header  []string // nil if it is not known
	line    int64    // of the last row that was written
	shift   int64    // from the number of a row in its table to its line
	another string   // the name of another table that looks like the trail
	out     []byte   // written
	at      int      // the part of out that was read
	err     error    // behind out
}

// heldRows are the first rows of a table.
type heldRows struct {
	table int
	rows  []sheet.Row
	size  int // bytes
	// header is the place of the header in rows; -1 if it was not found.
	header int
}

// A table is held while a better one is sought, up to these limits.
const (
	maxHeld     = 1 << 20 // bytes
	maxHeldRows = 1000
)

var errNoTable = errors.New("it contains no table with rows; in NetSuite, choose Export - CSV")

// choose reads the beginning of the table that is to be read.
func (t *tableText) choose() error {
	var first, held heldRows
	for {
		err := t.tables.Next(&t.row)
		if err != nil || t.row.Table != held.table { // the end of a table
			if len(first.rows) == 0 || held.header >= 0 && len(held.rows) > 0 {
				first = held
			}
			if len(first.rows) > 0 && (first.header >= 0 || err != nil && !errors.Is(err, sheet.ErrPage)) {
				t.unread, t.err = err == nil, err
				t.take(first)
				return nil
			}
			if err == io.EOF {
				return errNoTable
			}
			if err != nil {
				return err
			}
			held = heldRows{table: t.row.Table, header: -1}
		}
		if t.row.Len() == 0 {
			continue
		}
		if held.header < 0 && t.row.Number <= searched && t.isHeader() {
			held.header = len(held.rows)
			t.tables.Settle()
		}
		if held.header < 0 && t.row.Number > searched && len(first.rows) > 0 {
			continue
		}
		held.rows = append(held.rows, t.row.Clone())
		held.size += t.row.Size()
		full := held.size > maxHeld || len(held.rows) > maxHeldRows
		if full || held.header >= 0 && len(held.rows) > held.header+searched {
			t.tables.Settle()
			t.take(held)
			return nil
		}
	}
}

// isHeader reports whether the row has labels of the trail: Status or Detail, and another
// unless it is the only one.
func (t *tableText) isHeader() bool {
	known := map[Column]bool{}
	for i := range t.row.Len() {
		if label := t.row.Cell(i); len(label) <= longestLabel {
			column, _ := columnOf(string(label), t.options)
			known[column] = true
		}
	}
	delete(known, columnNone)
	return (known[ColumnStatus] || known[ColumnDetail]) && (len(known) > 1 || t.row.Len() == 1)
}

// take writes the rows that were held of a table, which is the one that is read.
func (t *tableText) take(held heldRows) {
	t.table, t.name = held.table, held.rows[0].Name
	for i := range held.rows {
		if row := &held.rows[i]; i >= held.header {
			t.width = max(t.width, row.Len())
		}
	}
	if held.header >= 0 {
		t.header = labelsOf(&held.rows[held.header])
	}
	for i := range held.rows {
		t.write(&held.rows[i])
	}
}

func labelsOf(row *sheet.Row) []string {
	labels := make([]string, row.Len())
	for i := range labels {
		labels[i] = string(row.Cell(i))
	}
	return labels
}

// Read implements io.Reader.
func (t *tableText) Read(into []byte) (int, error) {
	const enough = 64 << 10
	if t.at == len(t.out) {
		t.out, t.at = t.out[:0], 0
		for t.err == nil && len(t.out) < enough {
			if !t.unread {
				t.err = t.tables.Next(&t.row)
			}
			if t.unread = false; t.err == nil {
				t.follow()
			}
		}
		switch {
		case len(t.out) > 0:
		case t.err == io.EOF && t.another != "":
			return 0, errLacking(t.another + " also looks like the Login Audit Trail, but was not read because its columns differ; save it to a separate file")
		default:
			return 0, t.err
		}
	}
	n := copy(into, t.out[t.at:])
	t.at += n
	return n, nil
}

// follow writes the row, if it is of the table that is read, or of one with the same header.
func (t *tableText) follow() {
	switch {
	case t.row.Table == t.table:
		t.write(&t.row)
	case t.header == nil || t.row.Number > searched || !t.isHeader():
	case slices.Equal(labelsOf(&t.row), t.header):
		t.tables.Settle()
		t.table, t.shift = t.row.Table, t.line+1-int64(t.row.Number)
		t.write(&t.row)
	case t.another == "":
		t.another = "another table"
		if t.row.Name != "" {
			t.another = "the worksheet " + shown([]byte(t.row.Name), 40)
		}
	}
}

// write writes a row as a record, with a blank line for each row that was left out.
func (t *tableText) write(row *sheet.Row) {
	for t.line++; t.line < int64(row.Number)+t.shift; t.line++ {
		t.out = append(t.out, endOfRow)
	}
	if row.Len() > 0 {
		for i := range t.width {
			if i > 0 {
				t.out = append(t.out, ',')
			}
			t.out = appendField(t.out, row.Cell(i))
		}
	}
	t.out = append(t.out, endOfRow)
}

// appendField appends a field of CSV, in quotes if it needs them.
func appendField(to, field []byte) []byte {
	start, quoted := len(to), len(field) > 0 && field[0] == '"'
	for _, c := range field {
		switch c {
		case ',', '\r':
			quoted = true
		case endOfRow:
			c = ' '
		}
		to = append(to, c)
	}
	if !quoted {
		return to
	}
	doubled := bytes.ReplaceAll(to[start:], []byte{'"'}, []byte{'"', '"'})
	return append(append(append(to[:start], '"'), doubled...), '"')
}
