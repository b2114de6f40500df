package trail

import (
	"bytes"
	"context"
	"errors"
	"io"
)

const (
	// blockSize is how much one worker takes at a time.
	blockSize = 512 << 10
	// maxRecord is the longest record: a line longer than that is left out.
	maxRecord = 1 << 20
)

// block is a piece of a source that begins and ends with a record.
type block struct {
	spans []extent // of the rows, for JSON; nil for CSV
	data  []byte
	line  int64 // of its first byte, from 1
	// oversize says that it is the beginning of a line too long to be a record.
	oversize bool
	last     bool // the source ends here
	buffer   []byte
}

// blocks cuts a source where records end.
type blocks struct {
	form    csvForm
	source  io.Reader
	carry   []byte // begins with a record
	line    int64
	ended   bool
	likely  bool // cut where records likely end
	size    int  // of a block; tests make it small
	buffers      // that are free
	skip    bool // inside a line too long
}

func newBlocks(source io.Reader, form csvForm, line int64, buffers int) *blocks {
	return &blocks{form: form, source: source, line: line, size: blockSize, buffers: newBuffers(buffers)}
}

// next returns the next block; io.EOF behind the last. It waits for a buffer, which
// whoever has done with a block gives back.
func (b *blocks) next(ctx context.Context) (block, error) {
	if b.ended {
		return block{}, io.EOF
	}
	buffer, err := b.take(ctx, maxRecord+b.size)
	if err != nil {
		return block{}, err
	}
	n := copy(buffer, b.carry)
	for {
		more, err := io.ReadFull(b.source, buffer[n:min(n+b.size, len(buffer))])
		n += more
		switch {
		case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
			b.ended = true
		case err != nil:
			b.ended = true
			return b.cut(buffer, n, n), err
		}
		data := buffer[:n]
		if b.skip {
			end := bytes.IndexByte(data, b.form.lineEnd)
			if end < 0 && !b.ended {
				n = 0
				continue
			}
			if end < 0 {
				end = n - 1
			}
			b.skip = false
			b.line++
			n = copy(buffer, data[end+1:])
			if !b.ended {
				continue
			}
			data = buffer[:n]
		}
		if b.ended {
			return b.cut(buffer, n, n), nil
		}
		end := 0
		if b.likely {
			end = b.form.likelyRecordEnd(data)
		} else {
			end = b.form.lastRecordEnd(data)
		}
		if end > 0 {
			return b.cut(buffer, n, end), nil
		}
		if n >= maxRecord {
			b.skip = true
			out := block{data: data[:4096], line: b.line, oversize: true, buffer: buffer}
			b.carry = b.carry[:0]
			return out, nil
		}
	}
}

// cut makes a block of the first end bytes and keeps the rest.
func (b *blocks) cut(buffer []byte, n, end int) block {
	out := block{data: buffer[:end], line: b.line, last: b.ended, buffer: buffer}
	b.carry = append(b.carry[:0], buffer[end:n]...)
	b.line += int64(bytes.Count(out.data, []byte{b.form.lineEnd}))
	return out
}

// buffers are pieces of memory that are used again and again; nil ones are not made
// yet.
type buffers chan []byte

func newBuffers(n int) buffers {
	b := make(buffers, n)
	for range n {
		b <- nil
	}
	return b
}

// take waits for a buffer.
func (b buffers) take(ctx context.Context, size int) ([]byte, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case buffer := <-b:
		if buffer == nil {
			buffer = make([]byte, size)
		}
		return buffer, nil
	}
}

func (b buffers) giveBack(done block) { b <- done.buffer }
