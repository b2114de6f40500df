package sheet

import (
	"cmp"
	"errors"
	"io"
)

// ErrPage is the error for a page of HTML that has ended without a table that was settled
// on, and that has what pages for people have: a form or a script.
var ErrPage = errors.New("a web page")

// page reads the tables of HTML, which some programs write in files .xls. End tags of cells
// and rows may be missing (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags).
type page struct {
	*scanner
	row     Row
	covered below
	column  int  // of the next cell
	rows    int  // rowspan of the open cell
	inRow   bool // since the last row was returned
	depth   int  // of open tables
	settled int  // the depth of the table that is settled on; 0 for none
	ofDepth int  // the depth of the table of the row that was returned
	found   bool // one was settled on
	gap     byte // the space or line end before the next text of a cell
	people  bool // there is a form or a script
}

// HTML reads the tables of a text in UTF-8.
func HTML(source io.Reader, limits Limits) Tables {
	p := &page{scanner: newScanner(source, true), row: Row{limits: limits}}
	p.row.at = -1
	return p
}

func (p *page) Settle() {
	p.found = true
	if p.ofDepth == p.depth { // else the table has ended
		p.settled = p.depth
	}
}

func (p *page) Next(row *Row) error {
	for {
		err := p.next()
		switch {
		case err == io.EOF && p.depth > 0:
			return ErrCut
		case err == io.EOF && p.people && !p.found:
			return ErrPage
		case err != nil:
			return err
		}
		done := false
		switch {
		case p.text != nil:
			p.content(p.decoded())
		case p.closing:
			done, err = p.close()
		default:
			done, err = p.open()
		}
		if err != nil {
			return err
		}
		if done {
			row.take(&p.row)
			if p.ofDepth = p.depth; string(p.name) == "tr" {
				p.begin(!p.closing)
			} else {
				p.ofDepth++
				p.newTable()
			}
			return nil
		}
	}
}

// nested reports whether the text is inside a table in a cell of the table that is settled
// on.
func (p *page) nested() bool { return p.settled > 0 && p.depth > p.settled }

func (p *page) open() (done bool, err error) {
	switch string(p.name) {
	case "table":
		p.depth++
		if p.nested() {
			p.gap = '\n'
			return false, nil
		}
		p.newTable()
	case "tr":
		if p.nested() || p.depth == 0 {
			p.gap = '\n'
			return false, nil
		}
		if done, err = p.endRow(); !done {
			p.begin(true)
		}
		return done, err
	case "td", "th":
		if p.nested() || p.depth == 0 {
			p.gap = cmp.Or(p.gap, ' ')
			return false, nil
		}
		if err := p.endCell(); err != nil {
			return false, err
		}
		p.inRow = true
		for p.covered.covers(p.column) {
			p.column++
		}
		p.row.open(p.column)
		p.column += max(1, p.number("colspan", p.row.limits.Columns+1))
		p.rows = p.number("rowspan", 1<<16) - 1
		p.gap = 0
	case "br", "p", "div", "li":
		p.gap = '\n'
	case "form", "input", "script":
		p.people = true
	}
	return false, nil
}

func (p *page) close() (done bool, err error) {
	switch string(p.name) {
	case "td", "th":
		if !p.nested() {
			return false, p.endCell()
		}
	case "tr":
		if !p.nested() {
			return p.endRow()
		}
	case "body", "html": // with tables that were not closed
		if p.depth > 0 {
			p.depth = 1
			p.settled = min(p.settled, 1)
			p.name = []byte("table")
			return p.close()
		}
	case "table":
		if p.depth == 0 {
			return false, nil
		}
		inner := p.nested()
		if p.depth--; inner {
			p.gap = '\n'
			return false, nil
		}
		p.settled = 0
		if done, err = p.endRow(); !done {
			p.newTable()
		}
		return done, err
	case "p", "div", "li":
		p.gap = '\n'
	}
	return false, nil
}

// newTable begins a table: where one opens, and where one ends in another, whose other rows
// then count as a table. A row that is under way is dropped: it is layout.
func (p *page) newTable() {
	p.row.Table++
	p.row.Number = 0
	p.covered.reset()
	p.begin(false)
}

func (p *page) begin(inRow bool) {
	p.row.reset()
	p.column, p.inRow = 0, inRow
}

func (p *page) endCell() error {
	if p.row.at < 0 {
		return nil
	}
	err := p.covered.merge(&p.row, p.rows)
	p.row.at = -1
	return err
}

// endRow ends a row; done reports whether there was one.
func (p *page) endRow() (done bool, err error) {
	if err := p.endCell(); err != nil {
		return false, err
	}
	if p.inRow {
		p.covered.end(&p.row)
		p.row.Number++
	}
	return p.inRow, nil
}

// content adds text to the open cell. Spaces and line ends in the file count as one space.
func (p *page) content(text []byte) {
	if p.row.at < 0 {
		return
	}
	for len(text) > 0 {
		n, space := 0, 0 // the length of what is no space, and of the space behind it
		for ; n < len(text); n++ {
			if space = spaceAt(text[n:]); space > 0 {
				break
			}
		}
		if n > 0 {
			if p.gap != 0 && len(p.row.value()) > 0 {
				p.row.add([]byte{p.gap})
			}
			p.gap = 0
			p.row.add(text[:n])
		}
		if text = text[n:]; len(text) > 0 {
			if p.gap == 0 {
				p.gap = ' '
			}
			text = text[space:]
		}
	}
}

// spaceAt is the length of the space that text begins with, 0 for none. One that does not
// break is a space too.
func spaceAt(text []byte) int {
	switch {
	case isSpace(text[0]):
		return 1
	case text[0] == 0xc2 && len(text) > 1 && text[1] == 0xa0:
		return 2
	}
	return 0
}
