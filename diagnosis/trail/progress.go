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
