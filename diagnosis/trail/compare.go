package trail

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// comparison finds rows that are in more than one section. Sections are read one after the
// other, each by several workers: identical rows of one section are genuine, so a row is one
// too many if an earlier section has at least as many of it.
//
// Two rows are identical if all known columns are: the same time, or else the same text of
// Date, Status with the same meaning, and the same text in every other column. A column that
// a section lacks is empty. Rows are compared by 64-bit hashes; of ten million different
// rows, two have the same hash in one of 300 000 cases.
type comparison struct {
	removes bool // rows that are too many are not counted
	// within are the times in which sections overlap, which alone are compared; nil for all.
	within  *overlapping
	part    uint64 // the rows whose hash has this remainder are compared
	of      uint64 // the number of such parts
	base    uint64 // the number of sections in the sources before
	samples bool   // if there is no room for all rows, compare only some of them
	level   atomic.Int32
	full    atomic.Bool // not all rows were compared
	shards  [1 << shardBits]shard
	most    int // rows in each shard
	found   Overlap
}

const (
	shardBits = 4
	// maxCompared bounds the memory of a comparison: 16 MiB for so many rows.
	maxCompared = 7 << 17
	// maxPiped is the number of rows of a pipe that are compared. Which rows must be
	// decided while it is read, and every one takes half as long as counting it.
	maxPiped = 7 << 12
	// lotBits are the bits of a hash that decide whether a row is in a sample.
	lotBits = 12
	// maxNumbered is the largest number of a section, and mostAlike the largest count of
	// identical rows.
	maxNumbered = 1<<16 - 1
	mostAlike   = 1<<24 - 1
)

// shard is a hash table of rows. It has a lock of its own, so that workers seldom wait.
type shard struct {
	sync.Mutex
	slots []comparedRow // the length is a power of two, at most 7/8 full
	used  int
	level int32 // of the sample that the slots are
	rows  int64 // that are too many
	span  span
}

// comparedRow is a row with the number of times it was in the section where it was last, and
// the largest such number of all sections. state is 0 for a free slot.
type comparedRow struct{ hash, state uint64 }

func (r comparedRow) unpack() (section, here, most uint64) {
	return r.state >> 48, r.state >> 24 & mostAlike, r.state & mostAlike
}

func packRow(section, here, most uint64) uint64 { return section<<48 | here<<24 | most }

func newComparison(rows int) *comparison {
	return &comparison{of: 1, most: max(1, rows>>shardBits)}
}

// counts reports whether a row is to be counted.
func (c *comparison) counts(w *worker, r *parsedRow) bool {
	at := r.at
	if w.order != OrderUndecided {
		at = at.settled(w.order)
	}
	dated := r.dated && at != stamp{}
	if c.within != nil && !c.within.has(dated, at.monthFirst) {
		return c.part == 0
	}
	lot := mix(uint64(at.monthFirst)<<32|uint64(at.dayFirst), lastBytes(w.field(r.fields, w.at.user))^lastBytes(w.field(r.fields, w.at.application))<<32) & (1<<lotBits - 1)
	if lot&(1<<c.level.Load()-1) != 0 {
		return true
	}
	hash := w.rowHash(r, at, dated)
	if hash>>shardBits%c.of != c.part {
		return false
	}
	return !c.repeats(hash&^(1<<lotBits-1)|lot, min(c.base+uint64(w.section.number), maxNumbered), r.rows, at) || !c.removes
}

// lastBytes are the last bytes of a field, at most 8.
func lastBytes(field []byte) uint64 {
	n := len(field)
	if n >= 8 {
		return binary.LittleEndian.Uint64(field[n-8:])
	}
	var out uint64
	for _, c := range field {
		out = out<<8 | uint64(c)
	}
	return out
}

var rowSeed = maphash.MakeSeed()

// rowHash hashes all known columns of a row.
func (w *worker) rowHash(r *parsedRow, at stamp, dated bool) uint64 {
	hash := mix(hashSeed[0], uint64(at.monthFirst)<<32|uint64(at.dayFirst))
	if r.failure {
		hash = mix(hash, 1)
	}
	for i, column := range comparedColumns {
		if column == ColumnStatus || dated && (column == ColumnDate || column == ColumnTime) {
			continue
		}
		field := w.field(r.fields, w.section.all[i])
		if !utf8.Valid(field) {
			field = fromWindows1252(field)
		}
		hash = mix(hash, maphash.Bytes(rowSeed, field))
	}
	return hash
}

var comparedColumns = Columns()

// repeats records a row, and reports whether an earlier section has as many of it as this
// one has so far.
func (c *comparison) repeats(hash, section, rows uint64, at stamp) bool {
	s := &c.shards[hash>>(64-shardBits)]
	s.Lock()
	defer s.Unlock()
	slot := s.find(hash)
	if slot < 0 || s.slots[slot].state == 0 {
		if slot = s.room(c, hash); slot >= 0 {
			s.slots[slot] = comparedRow{hash, packRow(section, 1, 1)}
			s.used++
		}
		return false
	}
	last, here, most := s.slots[slot].unpack()
	if last != section {
		here = 0
	}
	if here++; here > mostAlike {
		c.full.Store(true)
		return false
	}
	s.slots[slot].state = packRow(section, here, max(here, most))
	if here > most {
		return false
	}
	s.rows += int64(rows)
	s.span.add(at)
	return true
}

// find returns the slot of a row, or the free one for it; -1 if there are no slots.
func (s *shard) find(hash uint64) int {
	if len(s.slots) == 0 {
		return -1
	}
	mask := uint64(len(s.slots) - 1)
	for slot := hash >> lotBits & mask; ; slot = (slot + 1) & mask {
		if one := s.slots[slot]; one.state == 0 || one.hash == hash {
			return int(slot)
		}
	}
}

// room returns a free slot for a new row, -1 if there is none.
func (s *shard) room(c *comparison, hash uint64) int {
	for s.used >= c.most {
		c.full.Store(true)
		level := c.level.Load()
		if !c.samples || level >= lotBits {
			return -1
		}
		if s.level == level { // no other shard has raised it
			c.level.CompareAndSwap(level, level+1)
			level = c.level.Load()
		}
		s.level = level
		s.rebuild(len(s.slots))
	}
	if hash&(1<<s.level-1) != 0 {
		return -1
	}
	if len(s.slots) == 0 || s.used*8 >= len(s.slots)*7 {
		s.rebuild(max(64, 2*len(s.slots)))
	}
	return s.find(hash)
}

// rebuild makes new slots with the rows that are in the sample.
func (s *shard) rebuild(slots int) {
	old := s.slots
	s.slots, s.used = make([]comparedRow, slots), 0
	for _, one := range old {
		if one.state != 0 && one.hash&(1<<s.level-1) == 0 {
			s.slots[s.find(one.hash)] = one
			s.used++
		}
	}
}

// endSource adds what was found in a source of so many sections.
func (c *comparison) endSource(order DateOrder, sections int) {
	c.base += uint64(sections)
	for i := range c.shards {
		s := &c.shards[i]
		s.span.settle(order)
		c.found.add(Overlap{Rows: s.rows, First: wallClock(s.span.first()), Last: wallClock(s.span.last)})
		s.rows, s.span = 0, span{}
	}
	c.found.AtLeast = c.found.AtLeast || c.full.Load()
}

func (o *Overlap) add(more Overlap) {
	o.Rows += more.Rows
	o.AtLeast = o.AtLeast || more.AtLeast
	if o.First.IsZero() || !more.First.IsZero() && more.First.Before(o.First) {
		o.First = more.First
	}
	if more.Last.After(o.Last) {
		o.Last = more.Last
	}
}
