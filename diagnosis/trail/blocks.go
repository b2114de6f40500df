package trail

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// block is a piece of a source that begins and ends with a record.
type block struct {
	spans  []extent // the rows, for JSON; nil for CSV
	data   []byte
	line   int64 // of the first byte, from 1
	blanks int64 // the number of blank lines before that line
	// byLine reports whether the block is part of a record that is too long, and has to be
	// read line by line.
	byLine bool
	// oversize reports whether the block is the beginning of a line that is longer than a
	// record may be.
	oversize bool
	last     bool // the source ends here
	// section is the one in which the block begins, nil if only one worker knows. mixed
	// reports whether another begins within the block.
	section *section
	mixed   bool
	buffer  []byte
}

// blocks cuts a source where records end. Where that is depends on the text alone, not on
// the size of blocks: see the rule for quotes in record.go. Blank lines at the end of the
// source are part of no block.
type blocks struct {
	form    csvForm
	source  io.Reader
	carry   []byte // begins with a record
	line    int64
	blanks  int64 // blank lines before line that no block includes yet
	ended   bool
	failure error // why the source ended; io.EOF at its end
	read    int64 // bytes
	buffers
	skip bool // inside a line that is too long
}

func newBlocks(source io.Reader, form csvForm, line int64, buffers buffers) *blocks {
	return &blocks{form: form, source: source, line: line, buffers: buffers}
}

// next returns the next block; after the last, io.EOF or the error that ended reading. It
// waits for a free buffer: give a block back after use.
func (b *blocks) next(ctx context.Context) (block, error) {
	// Within this many bytes a record ends or is known to be too long: a quoted field that
	// opens within the limit of a record is closed, or known to be unclosed, within the limit
	// of a field.
	enough := b.form.record + b.form.cell + 2
	buffer, err := b.take(ctx, enough+b.form.block+1)
	if err != nil {
		return block{}, err
	}
	n := copy(buffer, b.carry)
	b.carry = b.carry[:0]
	for {
		if err := ctx.Err(); err != nil {
			return block{}, err
		}
		if !b.ended {
			n += b.fill(buffer[n:min(n+b.form.block, len(buffer)-1)])
		}
		data := buffer[:n]
		if b.skip {
			end := bytes.IndexByte(data, b.form.lineEnd) + 1
			if end == 0 && !b.ended {
				n = 0
				continue
			}
			if end == 0 {
				end = n
			}
			b.skip = false
			b.line++
			data = data[end:]
		}
		length, lines := b.form.blankLines(data, b.ended)
		b.blanks += lines
		b.line += lines
		if data = data[length:]; len(data) < n {
			n = copy(buffer, data)
			data = buffer[:n]
		}
		if n == 0 && b.ended {
			return block{}, b.failure
		}
		end, tooLong := b.form.wholeRecords(data, b.ended)
		if end == n && !b.ended { // is this the end?
			n += b.fill(buffer[n : n+1])
		}
		switch {
		case end > 0:
			return b.cut(buffer, n, end), nil
		case tooLong || n >= enough:
			end = bytes.LastIndexByte(data[:min(n, b.form.record)], b.form.lineEnd) + 1
			if end == 0 {
				end = bytes.IndexByte(data, b.form.lineEnd) + 1
			}
			if end == 0 && b.ended {
				end = n
			}
			if end == 0 {
				b.skip = true
				out := block{data: data[:min(n, 4096)], line: b.line, blanks: b.blanks, oversize: true, buffer: buffer}
				b.blanks = 0
				return out, nil
			}
			out := b.cut(buffer, n, end)
			out.byLine = true
			return out, nil
		}
	}
}

// fill reads into a buffer, and returns the number of bytes.
func (b *blocks) fill(buffer []byte) int {
	n, err := io.ReadFull(b.source, buffer)
	b.read += int64(n)
	switch {
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		b.ended, b.failure = true, io.EOF
	case err != nil:
		b.ended, b.failure = true, err
	}
	return n
}

// cut returns the first end bytes as a block and carries the rest over, with blank lines
// that may turn out to end the source.
func (b *blocks) cut(buffer []byte, n, end int) block {
	end = b.form.withoutBlankLines(buffer[:end], b.ended && end == n)
	out := block{data: buffer[:end], line: b.line, blanks: b.blanks, last: b.ended && end == n, buffer: buffer}
	b.carry = append(b.carry[:0], buffer[end:n]...)
	b.line += int64(bytes.Count(out.data, []byte{b.form.lineEnd}))
	b.blanks = 0
	return out
}

func (b *blocks) bytesRead() int64 { return b.read }

// buffers are reused; nil ones are not allocated yet.
type buffers struct {
	free chan []byte
	most int // the size of the whole source and two bytes more, to see its end; 0 if unknown
}

func newBuffers(n, most int) buffers {
	b := buffers{make(chan []byte, n), most}
	for range n {
		b.free <- nil
	}
	return b
}

// take waits for a buffer. A short source gets a short one: clearing 1.5 MiB takes longer
// than counting the rows of most exports.
func (b buffers) take(ctx context.Context, size int) ([]byte, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case buffer := <-b.free:
		if buffer == nil {
			if b.most > 0 {
				size = min(size, b.most)
			}
			buffer = make([]byte, size)
		}
		return buffer, nil
	}
}

func (b buffers) giveBack(done block) { b.free <- done.buffer }
