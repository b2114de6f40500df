package trail

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// MaxCell is the longest field that is taken; a longer one makes its row a bad row.
const MaxCell = 64 << 10

// csvForm is what tells records and fields apart.
type csvForm struct{ delimiter, lineEnd byte }

// A quote opens a field only at its start, and closes it only before a delimiter or
// the end of the line: everywhere else it is a character. So a stray quote spoils no
// row but its own, and reading is in step again with the next line.

// closing is where a quoted field ends.
type closing struct {
	quote   int  // place of the closing quote
	escaped bool // the field has doubled quotes
	// broken is the end of the line on which a quote opened that is not closed;
	// where it is set, there is no closing quote.
	broken int
	tooBig bool
	// early says that it is broken because data ends, so that what follows might have
	// closed it.
	early bool
	// more says that the data ends before that could be told.
	more bool
}

// closeQuote finds where the field ends whose opening quote is at open. whole says
// that nothing follows data.
//
// A quote that closes nothing is taken as a character, as long as the field is still
// on its first line. On a later line it is the opening quote of another field: the
// first one was never closed.
func (f csvForm) closeQuote(data []byte, open int, whole bool) closing {
	var c closing
	for i := open + 1; ; {
		k := bytes.IndexByte(data[i:], '"')
		if k < 0 || i+k-open > MaxCell {
			if k < 0 && !whole && len(data)-open <= MaxCell {
				return closing{more: true}
			}
			tooBig := k >= 0 || len(data)-open > MaxCell
			c := f.unclosed(data, open, whole, tooBig)
			c.early = !tooBig
			return c
		}
		k += i
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
			continue
		case data[next] == f.delimiter, data[next] == f.lineEnd:
			c.quote = k
			return c
		case data[next] == '\r':
			if next+1 == len(data) && !whole {
				return closing{more: true}
			}
			if next+1 == len(data) || data[next+1] == f.lineEnd {
				c.quote = k
				return c
			}
		}
		if bytes.IndexByte(data[open:k], f.lineEnd) >= 0 {
			return f.unclosed(data, open, whole, false)
		}
		c.escaped = true // so that both kinds of quotes are looked at
		i = k + 1
	}
}

// unclosed ends the record with the line on which the quote opened.
func (f csvForm) unclosed(data []byte, open int, whole, tooBig bool) closing {
	end := bytes.IndexByte(data[open:], f.lineEnd)
	switch {
	case end >= 0:
		return closing{broken: open + end + 1, tooBig: tooBig && end > MaxCell}
	case whole:
		return closing{broken: len(data), tooBig: tooBig}
	}
	return closing{more: true}
}

// lastRecordEnd is the end of the last record that is whole, 0 where there is none.
// data begins with a record. Only quotes are looked at one by one, so that this
// keeps ahead of those who take the records apart.
func (f csvForm) lastRecordEnd(data []byte) int {
	end := 0
	for from := 0; ; {
		q := bytes.IndexByte(data[from:], '"')
		if q < 0 {
			if i := bytes.LastIndexByte(data[from:], f.lineEnd); i >= 0 {
				end = from + i + 1
			}
			return end
		}
		q += from
		if i := bytes.LastIndexByte(data[from:q], f.lineEnd); i >= 0 {
			end = from + i + 1
		}
		if q > 0 && data[q-1] != f.delimiter && data[q-1] != f.lineEnd {
			from = q + 1
			continue
		}
		c := f.closeQuote(data, q, false)
		switch {
		case c.more:
			return end
		case c.broken > 0:
			end, from = c.broken, c.broken
		default:
			from = c.quote + 1
		}
	}
}

// likelyRecordEnd is where the last whole record probably ends, by counting quotes:
// behind a line end with an even number of them before it. A stray quote deceives it;
// whoever takes the block apart then finds that its last record does not end there.
func (f csvForm) likelyRecordEnd(data []byte) int {
	quote := []byte{'"'}
	before := bytes.Count(data, quote)
	for end := len(data); ; {
		i := bytes.LastIndexByte(data[:end], f.lineEnd)
		if i < 0 {
			return 0
		}
		if before -= bytes.Count(data[i:end], quote); before%2 == 0 {
			return i + 1
		}
		end = i
	}
}

// record takes one record at a time apart.
type record struct {
	form    csvForm
	fields  [][]byte
	bad     BadKind // why it cannot be taken, "" where it can
	early   bool    // see closing
	scratch []byte  // holds fields that are not in the data as they are
}

// next takes the record at the start of data apart and returns its length. data ends
// where a record does.
//
// Fields are short, so eight bytes at a time are looked at for delimiters and line ends,
// in place of a call of bytes.IndexByte for each.
func (r *record) next(data []byte) int {
	r.fields, r.scratch, r.bad, r.early = r.fields[:0], r.scratch[:0], "", false
	delimiter, lineEnd := r.form.delimiter, r.form.lineEnd
	delimiters, lineEnds := lowBits*uint64(delimiter), lowBits*uint64(lineEnd)
	at, pos := 0, 0 // where the field begins, and up to where it was looked at
field:
	for {
		if at < len(data) && data[at] == '"' {
			end, more := r.quoted(data, at)
			if !more {
				return end
			}
			at, pos = end, end
			continue
		}
		for ; pos+8 <= len(data); pos += 8 {
			word := binary.LittleEndian.Uint64(data[pos:])
			for found := zeroBytes(word^delimiters) | zeroBytes(word^lineEnds); found != 0; found &= found - 1 {
				end := pos + bits.TrailingZeros64(found)/8
				if data[end] == lineEnd {
					r.lastField(data[at:end])
					return end + 1
				}
				r.fields = append(r.fields, data[at:end])
				if at = end + 1; at < len(data) && data[at] == '"' {
					continue field
				}
			}
		}
		for ; pos < len(data); pos++ {
			switch data[pos] {
			case lineEnd:
				r.lastField(data[at:pos])
				return pos + 1
			case delimiter:
				r.fields = append(r.fields, data[at:pos])
				if at = pos + 1; at < len(data) && data[at] == '"' {
					continue field
				}
			}
		}
		r.lastField(data[at:])
		return len(data)
	}
}

const (
	lowBits  = 0x0101010101010101
	lowSeven = 0x7f7f7f7f7f7f7f7f
)

// zeroBytes has the highest bit of every byte set that is zero in word, and no other.
func zeroBytes(word uint64) uint64 { return ^(word&lowSeven + lowSeven | word | lowSeven) }

// lastField takes the field that ends the line.
func (r *record) lastField(field []byte) {
	if n := len(field); n > 0 && field[n-1] == '\r' {
		field = field[:n-1]
	}
	r.fields = append(r.fields, field)
}

// quoted takes the field whose opening quote is at open. It returns where the next field
// begins or, where more is false, the length of the record.
func (r *record) quoted(data []byte, open int) (next int, more bool) {
	delimiter, lineEnd := r.form.delimiter, r.form.lineEnd
	end, escaped := open+1+bytes.IndexByte(data[open+1:], '"'), false
	if next := end + 1; end <= open || next >= len(data) || data[next] != delimiter && data[next] != lineEnd || end-open > MaxCell {
		c := r.form.closeQuote(data, open, true)
		if c.quote == 0 {
			r.bad, r.early = BadQuote, c.early
			if c.tooBig {
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

// tooLong says that a field is over the limit.
func (r *record) tooLong() bool {
	for _, field := range r.fields {
		if len(field) > MaxCell {
			return true
		}
	}
	return false
}

// unescape replaces doubled quotes by one.
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

// blank says that the record is an empty line.
func (r *record) blank() bool { return len(r.fields) == 1 && len(r.fields[0]) == 0 }

// latin1 turns fields that are not UTF-8 from Windows-1252 into it.
func (r *record) latin1() {
	for i, field := range r.fields {
		if ascii(field) {
			continue
		}
		start := len(r.scratch)
		for _, c := range field {
			r.scratch = utf8.AppendRune(r.scratch, windows1252(c))
		}
		r.fields[i] = r.scratch[start:len(r.scratch):len(r.scratch)]
	}
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// windows1252 is the character of a byte. The five bytes without one are controls,
// as in Latin-1.
func windows1252(c byte) rune {
	if c < 0x80 || c > 0x9f {
		return rune(c)
	}
	return rune([]uint16{
		0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
		0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
	}[c-0x80])
}
