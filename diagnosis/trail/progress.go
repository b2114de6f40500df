package trail

import "sync/atomic"

// Progress is how far reading is. It may be read while Count runs.
type Progress struct {
	bytes atomic.Int64
	total atomic.Int64
	rows  atomic.Int64
}

// Bytes is how much was read of the sources, as stored.
func (p *Progress) Bytes() int64 { return p.bytes.Load() }

// Total is how much there is, -1 where it is not known.
func (p *Progress) Total() int64 { return p.total.Load() }

// Rows is how many rows were read.
func (p *Progress) Rows() int64 { return p.rows.Load() }

// at is how far reading is, before a source.
func (p *Progress) at() (bytes, rows int64) {
	if p == nil {
		return 0, 0
	}
	return p.bytes.Load(), p.rows.Load()
}

// restart goes back to there, where a source is read again.
func (p *Progress) restart(bytes, rows int64) {
	if p != nil {
		p.bytes.Store(bytes)
		p.rows.Store(rows)
	}
}
