package trail

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// MaxCell is the maximum length of a field, in bytes. A longer field makes its row a bad row.
const MaxCell = 64 << 10

// limits are sizes in bytes, and a number of columns. They are part of the form of a source
// so that tests can reach them with short texts.
type limits struct {
	block   int // how much is read at a time
	record  int // a longer record is a bad row
	cell    int // a longer field makes its row a bad row
	columns int // a longer header is refused; a longer row is a bad row
	// compared is the number of rows that are compared at once; 0 for maxCompared or maxPiped.
	compared int
}

var usualLimits = limits{block: 512 << 10, record: 1 << 20, cell: MaxCell, columns: 1000}

// csvForm is what separates records and fields.
type csvForm struct {
	delimiter, lineEnd byte
	limits
}

// RFC 4180 does not define stray quotes. Blocks and records follow one rule:
//
//   - A quote opens a field only at the start of the field.
//   - A quote closes the field only before a delimiter, a line end or the end of the text.
//     Any other quote on the line on which the field opened is a character. On a later line
//     it shows that the field was never closed, and so does a field over MaxCell.
//   - A field that is never closed ends with the line on which it opened, and so does its
//     record.
//   - A record over several lines is read line by line if it has such a field, not the number
//     of fields of the header, or more bytes than a record may have: each of its lines is
//     then a separate record.
//
// A byte order mark at the start of a record is not part of it: concatenated exports have
// some in the middle.
//
// A stray quote therefore costs at most its own line.

// quotes finds where the quoted fields of one text are closed.
type quotes struct {
	csvForm
	// Between these two positions every quote is part of a doubled pair; at the second is
	// a single quote or the end of the text. The text after unclosed fields, however many
	// there are, is therefore searched only once.
	pairsFrom, pairsTo int
}

// closing is where a quoted field ends.
type closing struct {
	quote   int  // the position of the closing quote
	escaped bool // the field may have doubled quotes
	// broken is set instead of quote if the field is never closed: it is the end of the
	// line on which the field opened.
	broken int
	// more reports whether more text is needed to find out.
	more bool
}

// close finds the end of the field whose opening quote is at open. whole reports whether
// data is the end of the text.
func (q *quotes) close(data []byte, open int, whole bool) closing {
	var c closing
	sameLine := open // there is no line end between open and sameLine
	pairs := open + 1
	for i := open + 1; ; {
		if i >= q.pairsFrom && i < q.pairsTo && i < len(data) && data[i] != '"' {
			i, c.escaped = min(q.pairsTo, len(data)), true
		}
		k := bytes.IndexByte(data[i:], '"')
		if k < 0 {
			if !whole && len(data)-open-1 <= q.cell {
				return closing{more: true}
			}
			q.onlyPairs(pairs, len(data))
			return q.unclosed(data, open, whole)
		}
		if k += i; k-open-1 > q.cell {
			q.onlyPairs(pairs, k)
			return q.unclosed(data, open, whole)
		}
		switch next := k + 1; {
		case next == len(data):
			if !whole {
				return closing{more: true}
			}
			c.quote = k
			return c
		case data[next] == '"':
			c.escaped = true
			i = k + 2
			if k == pairs { // the run of quotes that begins with the opening one
				pairs = i
			}
			continue
		case data[next] == q.delimiter, data[next] == q.lineEnd:
			c.quote = k
			return c
		case data[next] == '\r':
			if next+1 == len(data) && !whole {
				return closing{more: true}
			}
			if next+1 == len(data) || data[next+1] == q.lineEnd {
				c.quote = k
				return c
			}
		}
		if bytes.IndexByte(data[sameLine:k], q.lineEnd) >= 0 {
			q.onlyPairs(pairs, k)
			return q.unclosed(data, open, whole)
		}
		c.escaped = true // unescape handles stray quotes too
		i, sameLine, pairs = k+1, k, k+1
	}
}

// onlyPairs records that all quotes between two positions are doubled.
func (q *quotes) onlyPairs(from, to int) {
	if to > q.pairsTo {
		q.pairsFrom, q.pairsTo = from, to
	}
}

// unclosed ends the record with the line of its opening quote.
func (q *quotes) unclosed(data []byte, open int, whole bool) closing {
	end := bytes.IndexByte(data[open:], q.lineEnd)
	switch {
	case end >= 0:
		return closing{broken: open + end + 1}
	case whole:
		return closing{broken: len(data)}
	}
	return closing{more: true}
}

// wholeRecords returns the end of the last complete record in data, which begins with a
// record; last reports whether data is the end of the source. tooLong reports whether a
// record over several lines follows that is longer than a record may be. Only quotes are
// examined one by one, so that cutting is faster than the workers.
func (f csvForm) wholeRecords(data []byte, last bool) (end int, tooLong bool) {
	q := quotes{csvForm: f}
	start := -1 // of the current record, if it has more than one line
	for from := 0; ; {
		stop, quoted := len(data), false
		if i := bytes.IndexByte(data[from:], '"'); i >= 0 {
			stop, quoted = from+i, true
		}
		if start >= 0 {
			i := bytes.IndexByte(data[from:stop], f.lineEnd)
			if i >= 0 && from+i+1-start > f.record || i < 0 && last && !quoted && len(data)-start > f.record {
				return start, true
			}
			if i >= 0 {
				start = -1
			}
		}
		if !quoted {
			break
		}
		if stop > 0 && data[stop-1] != f.delimiter && data[stop-1] != f.lineEnd && !f.afterMark(data[:stop]) {
			from = stop + 1
			continue
		}
		c := q.close(data, stop, last)
		switch {
		case c.more && start < 0:
			return bytes.LastIndexByte(data[:stop], f.lineEnd) + 1, false
		case c.more:
			return start, false
		case c.broken > 0:
			if start >= 0 && c.broken-start > f.record {
				return start, true
			}
			start, from = -1, c.broken
		default:
			if start < 0 && bytes.IndexByte(data[stop:c.quote], f.lineEnd) >= 0 {
				start = bytes.LastIndexByte(data[:stop], f.lineEnd) + 1
			}
			from = c.quote + 1
		}
	}
	switch {
	case last:
		return len(data), false
	case start >= 0:
		return start, false
	}
	return bytes.LastIndexByte(data, f.lineEnd) + 1, false
}

// afterMark reports whether text ends with a byte order mark at the start of a line.
func (f csvForm) afterMark(text []byte) bool {
	before, found := bytes.CutSuffix(text, byteOrderMark)
	return found && (len(before) == 0 || before[len(before)-1] == f.lineEnd)
}

// blankLines measures the blank lines at the start of data, which begins with a record; last
// reports whether data is the end of the source.
func (f csvForm) blankLines(data []byte, last bool) (length int, lines int64) {
	for length < len(data) {
		switch rest := data[length:]; {
		case rest[0] == f.lineEnd:
			length++
		case rest[0] == '\r' && len(rest) > 1 && rest[1] == f.lineEnd:
			length += 2
		case rest[0] == '\r' && len(rest) == 1 && last:
			length++
		default:
			return length, lines
		}
		lines++
	}
	return length, lines
}

// withoutBlankLines is the length of data, which ends with a record, without the blank lines
// at its end; last reports whether data is the end of the source.
func (f csvForm) withoutBlankLines(data []byte, last bool) int {
	end := len(data)
	if last && end > 1 && data[end-1] == '\r' && data[end-2] == f.lineEnd {
		end--
	}
	for end > 1 && data[end-1] == f.lineEnd {
		begin := end - 1
		if f.lineEnd == '\n' && begin > 0 && data[begin-1] == '\r' {
			begin--
		}
		if begin == 0 || data[begin-1] != f.lineEnd {
			break
		}
		end = begin
	}
	return end
}

// record parses the records of a text, one at a time.
type record struct {
	quotes
	data    []byte
	fields  [][]byte
	bad     BadKind // why the record cannot be read, or ""
	scratch []byte  // the fields that are not verbatim in data
}

func newRecord(form csvForm, data []byte) *record {
	return &record{quotes: quotes{csvForm: form}, data: data}
}

// reads switches to another text, which ends with a record.
func (r *record) reads(data []byte) { r.data, r.pairsFrom, r.pairsTo = data, 0, 0 }

// next parses the record at a position, as if the text ended at end, and returns the end of
// the record.
//
// Fields are short, so delimiters and line ends are searched for in eight bytes at a time
// instead of with a call of bytes.IndexByte for each.
func (r *record) next(at, end int) int {
	data := r.data[:end]
	r.fields, r.scratch, r.bad = r.fields[:0], r.scratch[:0], ""
	if at < len(data) && data[at] == byteOrderMark[0] && bytes.HasPrefix(data[at:], byteOrderMark) {
		at += len(byteOrderMark) // between concatenated exports
	}
	delimiter, lineEnd, fields := r.delimiter, r.lineEnd, r.fields
	delimiters, lineEnds := lowBits*uint64(delimiter), lowBits*uint64(lineEnd)
	pos := at // the field begins at at and is searched up to pos
field:
	for {
		fields = r.withoutMany(fields)
		if at < len(data) && data[at] == '"' {
			r.fields = fields
			end, more := r.quoted(data, at)
			if !more {
				return end
			}
			at, pos, fields = end, end, r.fields
			continue
		}
		for ; pos+8 <= len(data); pos += 8 {
			if len(fields) > r.columns {
				fields = r.withoutMany(fields)
			}
			word := binary.LittleEndian.Uint64(data[pos:])
			for found := zeroBytes(word^delimiters, word^lineEnds); found != 0; found &= found - 1 {
				end := pos + bits.TrailingZeros64(found)/8
				if data[end] == lineEnd {
					r.endLine(fields, data[at:end])
					return end + 1
				}
				fields = append(fields, data[at:end])
				if at = end + 1; at < len(data) && data[at] == '"' {
					continue field
				}
			}
		}
		for ; pos < len(data); pos++ {
			switch data[pos] {
			case lineEnd:
				r.endLine(fields, data[at:pos])
				return pos + 1
			case delimiter:
				fields = append(fields, data[at:pos])
				if at = pos + 1; at < len(data) && data[at] == '"' {
					continue field
				}
			}
		}
		r.endLine(fields, data[at:])
		return len(data)
	}
}

const (
	lowBits  = 0x0101010101010101
	lowSeven = 0x7f7f7f7f7f7f7f7f
)

// zeroBytes sets the highest bit of every byte that is zero in x or in y, and no other bit.
func zeroBytes(x, y uint64) uint64 {
	return ^((x&lowSeven+lowSeven|x)&(y&lowSeven+lowSeven|y) | lowSeven)
}

// withoutMany drops fields beyond the limit, so that a line of a million commas does not take
// the memory of a million fields.
func (r *record) withoutMany(fields [][]byte) [][]byte { return fields[:min(len(fields), r.columns+1)] }

// endLine sets the fields of the record, of which last is at the end of the line.
func (r *record) endLine(fields [][]byte, last []byte) {
	if n := len(last); n > 0 && last[n-1] == '\r' {
		last = last[:n-1]
	}
	r.fields = append(fields, last)
}

// quoted appends the field whose opening quote is at open. It returns the start of the next
// field or, if more is false, the end of the record.
func (r *record) quoted(data []byte, open int) (next int, more bool) {
	delimiter, lineEnd := r.delimiter, r.lineEnd
	end, escaped := open+1+bytes.IndexByte(data[open+1:], '"'), false
	if next := end + 1; end <= open || next >= len(data) || data[next] != delimiter && data[next] != lineEnd || end-open-1 > r.cell {
		c := r.close(data, open, true)
		if c.quote == 0 {
			r.bad = BadQuote
			if line := bytes.TrimRight(data[open+1:c.broken], "\r\n"); len(line) > r.cell {
				r.bad = BadCell
			}
			return c.broken, false
		}
		end, escaped = c.quote, c.escaped
	}
	field := data[open+1 : end]
	if escaped {
		field = r.unescape(field)
	}
	r.fields = append(r.fields, field)
	next = end + 1
	if next < len(data) && data[next] == delimiter {
		return next + 1, true
	}
	if next < len(data) && data[next] == '\r' && lineEnd != '\r' {
		next++
	}
	return min(next+1, len(data)), false
}

// tooLong reports whether a field exceeds the limit.
func (r *record) tooLong() bool {
	return slices.ContainsFunc(r.fields, func(field []byte) bool { return len(field) > r.cell })
}

// unescape replaces doubled quotes by single ones.
func (r *record) unescape(field []byte) []byte {
	start := len(r.scratch)
	for {
		i := bytes.IndexByte(field, '"')
		if i < 0 {
			break
		}
		r.scratch = append(r.scratch, field[:i+1]...)
		if field = field[i+1:]; len(field) > 0 && field[0] == '"' {
			field = field[1:]
		}
	}
	r.scratch = append(r.scratch, field...)
	return r.scratch[start:len(r.scratch):len(r.scratch)]
}

// blank reports whether the record is an empty line.
func (r *record) blank() bool { return len(r.fields) == 1 && len(r.fields[0]) == 0 }

// latin1 decodes the fields that are not UTF-8 as Windows-1252. It decides field by field:
// if a value depended on its neighbours, it would become two groups.
func (r *record) latin1() {
	for i, field := range r.fields {
		if utf8.Valid(field) {
			continue
		}
		start := len(r.scratch)
		for _, c := range field {
			r.scratch = utf8.AppendRune(r.scratch, windows1252(c))
		}
		r.fields[i] = r.scratch[start:len(r.scratch):len(r.scratch)]
	}
}

// windows1252 decodes a byte. The five bytes without a character are controls, as in
// Latin-1.
func windows1252(c byte) rune {
	if c < 0x80 || c > 0x9f {
		return rune(c)
	}
	return rune([]uint16{
		0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
		0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
	}[c-0x80])
}
