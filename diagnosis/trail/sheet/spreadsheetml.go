package sheet

import (
	"html"
	"io"
)

// spreadsheetML reads SpreadsheetML 2003, which exports to Excel in a file .xls are: XML with
// the elements Workbook, Styles, Worksheet, Table, Row, Cell, and Data.
type spreadsheetML struct {
	*scanner
	styles   map[string]dateFormat
	style    string // whose format is being read
	from1904 bool
	row      Row
	covered  below
	column   int // of the next cell
	down     int // the rows that the open cell covers
	format   dateFormat
	kind     string // of the data; "" for text
	part     mlPart
	tables   int // that are open: 0 or 1
	ended    bool
}

// mlPart is the part of a row that the text is of.
type mlPart uint8

const (
	mlOther mlPart = iota
	mlRow
	mlCell
	mlData
	mlComment
)

// maxStyles is the number of styles that are stored: Excel has at most 65 490.
const maxStyles = 1 << 16

// lastRow is the number of the last row that a worksheet of Excel can have.
const lastRow = 1 << 20

// SpreadsheetML reads the worksheets of a text in UTF-8.
func SpreadsheetML(source io.Reader, limits Limits) Tables {
	return &spreadsheetML{scanner: newScanner(source, false), styles: map[string]dateFormat{}, row: Row{limits: limits}}
}

func (m *spreadsheetML) Settle() {}

func (m *spreadsheetML) Next(row *Row) error {
	for {
		if err := m.next(); err != nil {
			if err == io.EOF && !m.ended {
				return ErrCut
			}
			return err
		}
		switch {
		case m.text != nil:
			m.content()
			continue
		case m.closing:
			done, err := m.close()
			if err != nil {
				return err
			}
			if done {
				row.take(&m.row)
				return nil
			}
		default:
			m.open()
		}
	}
}

func (m *spreadsheetML) open() {
	switch string(m.name) {
	case "date1904":
		m.from1904 = true
	case "style":
		m.style = string(m.attribute("id"))
	case "numberformat":
		if len(m.styles) < maxStyles && len(m.style) < 256 {
			m.styles[m.style] = customFormat(html.UnescapeString(string(m.attribute("format"))))
		}
	case "worksheet":
		m.row.Name = html.UnescapeString(string(m.attribute("name")))
	case "table":
		m.row.Table++
		m.row.Number = 0
		m.tables = 1
		m.covered.reset()
		m.part = mlOther
	case "row":
		if m.tables == 0 {
			return
		}
		m.row.reset()
		m.row.Number = max(m.row.Number+1, m.number("index", lastRow))
		m.column = 0
		if m.part = mlRow; m.empty {
			m.part = mlOther
			m.covered.end(&m.row) // an empty row, which the next number tells
		}
	case "cell":
		if m.part != mlRow {
			return
		}
		for m.covered.covers(m.column) && m.attribute("index") == nil {
			m.column++
		}
		if at := m.number("index", m.row.limits.Columns+2); at > 0 {
			m.column = at - 1
		}
		m.row.open(m.column)
		m.column += 1 + m.number("mergeacross", m.row.limits.Columns+1)
		m.down = m.number("mergedown", lastRow)
		m.format = m.styles[string(m.attribute("styleid"))]
		if m.kind = ""; !m.empty {
			m.part = mlCell
		}
	case "data":
		if m.part == mlCell && !m.empty {
			m.part = mlData
			m.kind = ""
			for _, kind := range []string{"DateTime", "Number", "Boolean"} {
				if string(m.attribute("type")) == kind {
					m.kind = kind
				}
			}
		}
	case "comment":
		if m.part == mlCell && !m.empty {
			m.part = mlComment
		}
	}
}

// close ends an element; done reports whether it was a row.
func (m *spreadsheetML) close() (done bool, err error) {
	switch string(m.name) {
	case "style":
		m.style = ""
	case "data":
		if m.part == mlData {
			m.part = mlCell
		}
	case "comment":
		if m.part == mlComment {
			m.part = mlCell
		}
	case "cell":
		if m.part == mlRow || m.part == mlOther {
			return false, nil
		}
		m.part = mlRow
		m.convert()
		err = m.covered.merge(&m.row, m.down)
		m.row.at = -1
	case "row":
		if m.part == mlOther {
			return false, nil
		}
		m.part = mlOther
		m.covered.end(&m.row)
		return true, nil
	case "table":
		m.tables = 0
	case "workbook":
		m.ended = true
	}
	return false, err
}

func (m *spreadsheetML) content() {
	if m.part == mlData {
		m.row.add(m.decoded())
	}
}

// convert writes the value of the open cell as the reader of the trail expects it.
func (m *spreadsheetML) convert() {
	switch m.kind {
	case "DateTime":
		m.row.replace([]byte(dateTime(string(m.row.value()), m.format)))
	case "Number":
		if m.format != noDate && len(m.row.value()) < 40 {
			if text, ok := dateOf(string(m.row.value()), m.format, m.from1904); ok {
				m.row.replace([]byte(text))
			}
		}
	case "Boolean":
		m.row.replace(truth(m.row.value()))
	}
}

// truth is a Boolean as Excel shows it.
func truth(value []byte) []byte {
	switch string(value) {
	case "0", "false":
		return []byte("FALSE")
	case "1", "true":
		return []byte("TRUE")
	}
	return value
}
