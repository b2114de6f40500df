// Package sheet reads the tables of files that Excel opens, row by row: workbooks (XLSX),
// SpreadsheetML 2003, and pages of HTML. It holds one row at a time, and of a workbook the
// texts that its cells share.
//
// Outside text is read by one scanner (scanner.go), which has no stack and a window of fixed
// size, so that neither deep nesting nor a long tag takes memory. To add a format, implement
// Tables.
package sheet

import (
	"errors"
	"slices"
)

// Tables reads the tables of a file, one after the other.
type Tables interface {
	// Next reads the next row. After the last row of the last table it returns io.EOF.
	Next(row *Row) error
	// Settle chooses the table of the last row as the one that is sought: tables inside
	// its cells are then text of these cells.
	Settle()
}

// Limits bound what is stored of a row. Text over a limit is cut one byte behind it, and
// cells one behind it, so that a caller can tell.
type Limits struct {
	Row, Cell int // bytes
	Columns   int
}

// ErrCut is the error for a file that ends before its table does.
var ErrCut = errors.New("the file ends in the middle of the table; export it again")

// Row is a row of a table.
type Row struct {
	// Table is different for each table of the file; Name is that of its worksheet.
	Table int
	Name  string
	// Number is that of the row in its table, from 1. Rows without cells may be left out.
	Number int

	limits Limits
	text   []byte
	cells  []extent
	at     int // the cell that is open; -1 for none
}

// extent is the position of a cell in the text of its row.
type extent struct{ from, to int }

// Len returns the number of cells, without empty ones at the end.
func (r *Row) Len() int {
	n := len(r.cells)
	for n > 0 && r.cells[n-1].from == r.cells[n-1].to {
		n--
	}
	return n
}

// Cell returns a cell, nil beyond the last one. It is valid until the next row is read.
func (r *Row) Cell(i int) []byte {
	if i >= len(r.cells) {
		return nil
	}
	return r.text[r.cells[i].from:r.cells[i].to]
}

// Size returns the number of bytes of text.
func (r *Row) Size() int { return len(r.text) }

// Clone returns a copy that stays valid.
func (r *Row) Clone() Row {
	c := *r
	c.text, c.cells = slices.Clone(r.text), slices.Clone(r.cells)
	return c
}

func (r *Row) reset() { r.text, r.cells, r.at = r.text[:0], r.cells[:0], -1 }

// take moves the contents of another row here.
func (r *Row) take(other *Row) {
	r.text, other.text = other.text, r.text
	r.cells, other.cells = other.cells, r.cells
	r.Table, r.Name, r.Number = other.Table, other.Name, other.Number
}

// open begins the cell in a column, from 0.
func (r *Row) open(column int) {
	r.at = -1
	if column > r.limits.Columns {
		return
	}
	for len(r.cells) <= column {
		r.cells = append(r.cells, extent{len(r.text), len(r.text)})
	}
	r.at = column
	r.cells[column] = extent{len(r.text), len(r.text)}
}

// room is how many bytes the open cell can still take.
func (r *Row) room() int {
	if r.at < 0 {
		return 0
	}
	return max(0, min(r.limits.Cell+1-(len(r.text)-r.cells[r.at].from), r.limits.Row+1-len(r.text)))
}

// add appends text to the open cell.
func (r *Row) add(text []byte) {
	r.text = append(r.text, text[:min(len(text), r.room())]...)
	if r.at >= 0 {
		r.cells[r.at].to = len(r.text)
	}
}

// value is the text of the open cell.
func (r *Row) value() []byte {
	if r.at < 0 {
		return nil
	}
	return r.Cell(r.at)
}

// replace exchanges the text of the open cell.
func (r *Row) replace(text []byte) {
	if r.at >= 0 {
		r.text = r.text[:r.cells[r.at].from]
		r.add(text)
	}
}

// below fills in cells that are merged over several rows: each row has the value.
type below struct {
	left []int // by column: the number of rows that are still covered
	text [][]byte
	held int // bytes of text
}

// errMerged is the error for more text in merged cells than is kept.
var errMerged = errors.New("its cells merged over several rows contain over 64 KiB; unmerge them in Excel, or save the sheet as CSV")

// covers reports whether a column of the current row is part of a cell above it.
func (b *below) covers(column int) bool { return column < len(b.left) && b.left[column] > 0 }

// merge has the open cell cover rows below it.
func (b *below) merge(row *Row, rows int) error {
	const most = 64 << 10
	if rows < 1 || row.at < 0 {
		return nil
	}
	for len(b.left) <= row.at {
		b.left, b.text = append(b.left, 0), append(b.text, nil)
	}
	b.held += len(row.value()) - len(b.text[row.at])
	if b.held > most {
		return errMerged
	}
	// The row that has the cell counts as one of them, because its end counts rows down.
	b.left[row.at], b.text[row.at] = rows+1, append(b.text[row.at][:0], row.value()...)
	return nil
}

// end fills in the covered cells of a row that has ended.
func (b *below) end(row *Row) {
	for column, left := range b.left {
		if left == 0 {
			continue
		}
		if len(row.Cell(column)) == 0 {
			row.open(column)
			row.add(b.text[column])
		}
		b.left[column]--
	}
	row.at = -1
}

func (b *below) reset() { b.left, b.text, b.held = b.left[:0], b.text[:0], 0 }
