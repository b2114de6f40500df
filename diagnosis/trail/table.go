package trail

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// hashSeed is random, so that nobody can craft values that share a slot.
var hashSeed = [2]uint64{rand.Uint64(), rand.Uint64() | 1}

// hashOf hashes a value; the result is neither noValue nor manyValues. The six values of a
// row take 54 ns, and 74 or more with hash/maphash, with which Count takes 3 to 5 % longer.
func hashOf(value []byte) uint32 {
	h := hashSeed[0] ^ uint64(len(value))
	switch n := len(value); {
	case n >= 8:
		for at := 0; at+8 < n; at += 8 {
			h = mix(h, binary.LittleEndian.Uint64(value[at:]))
		}
		h = mix(h, binary.LittleEndian.Uint64(value[n-8:])) // may repeat some bytes
	case n >= 4:
		h = mix(h, uint64(binary.LittleEndian.Uint32(value))<<32|uint64(binary.LittleEndian.Uint32(value[n-4:])))
	case n > 0:
		h = mix(h, uint64(value[0])<<16|uint64(value[n/2])<<8|uint64(value[n-1]))
	}
	folded := uint32(h) ^ uint32(h>>32)
	if folded <= manyValues {
		folded += manyValues + 1
	}
	return folded
}

// mix combines the halves of a 128-bit product.
func mix(h, word uint64) uint64 {
	high, low := bits.Mul64(h^word^0x9e3779b97f4a7c15, hashSeed[1])
	return high ^ low
}

// Instead of a hash: no value yet, and more than one.
const (
	noValue    uint32 = 0
	manyValues uint32 = 1
)

// span is the time of the first and the last row, in both orders of day and month; 0 is
// never. Rows are in order of time, so most of them are the first or the last of something:
// a maximum without a branch for each is faster than tests.
type span struct {
	beforeEnd stamp // how long before the end of 32 bits of seconds the first is
	last      stamp
}

func (s *span) first() stamp { return stamp{-s.beforeEnd.monthFirst, -s.beforeEnd.dayFirst} }

func (s *span) add(at stamp) { s.join(span{stamp{-at.monthFirst, -at.dayFirst}, at}) }

// length is the time between the first row and the last, in seconds.
func (s *span) length(order DateOrder) int64 {
	return int64(s.last.in(order)) - int64(s.first().in(order))
}

func (s *span) join(other span) {
	s.beforeEnd.monthFirst = max(s.beforeEnd.monthFirst, other.beforeEnd.monthFirst)
	s.beforeEnd.dayFirst = max(s.beforeEnd.dayFirst, other.beforeEnd.dayFirst)
	s.last.monthFirst = max(s.last.monthFirst, other.last.monthFirst)
	s.last.dayFirst = max(s.last.dayFirst, other.last.dayFirst)
}

func widen(first, last, at uint32) (uint32, uint32) {
	if at == 0 {
		return first, last
	}
	if first == 0 || at < first {
		first = at
	}
	return first, max(last, at)
}

// sums are numbers of rows.
type sums struct{ failures, successes uint64 }

func (s *sums) add(failure bool, rows uint64) {
	if failure {
		s.failures += rows
	} else {
		s.successes += rows
	}
}

func (s *sums) join(other sums) {
	s.failures += other.failures
	s.successes += other.successes
}

// counts are the rows with one value: how many there are, and when.
type counts struct {
	sums
	span
}

func (c *counts) add(failure bool, rows uint64, at stamp) {
	c.sums.add(failure, rows)
	c.span.add(at)
}

func (c *counts) join(other counts) {
	c.sums.join(other.sums)
	c.span.join(other.span)
}

// table counts rows by value. It is a hash table rather than a map, because a million rows
// need six million look-ups, and the values of a big account must take little memory: their
// texts are concatenated.
type table struct {
	slots   []int32 // place in entries + 1; 0 is free. The length is a power of two, at most ¾ full.
	entries []entry
	text    []byte
	budget  *int // the bytes left, shared with other tables
	rest    counts
	over    bool // rest counts rows
}

type entry struct {
	hash       uint32
	start, end uint32 // in text
	counts
}

// entryBytes is roughly the memory of a value without its text.
const entryBytes = 80

func newTable(budget *int) *table { return &table{slots: make([]int32, 64), budget: budget} }

func (t *table) value(i int32) []byte { return t.text[t.entries[i].start:t.entries[i].end] }

// find returns the place of a value, -1 if it has none.
func (t *table) find(hash uint32, value []byte) int32 {
	mask := uint32(len(t.slots) - 1)
	for slot := hash & mask; ; slot = (slot + 1) & mask {
		i := t.slots[slot] - 1
		if i < 0 {
			return -1
		}
		if e := &t.entries[i]; e.hash == hash && string(t.text[e.start:e.end]) == string(value) {
			return i
		}
	}
}

// place returns the place of a value, which it adds if necessary; -1 if the budget is spent.
func (t *table) place(hash uint32, value []byte) int32 {
	if i := t.find(hash, value); i >= 0 {
		return i
	}
	return t.make(hash, value)
}

func (t *table) make(hash uint32, value []byte) int32 {
	if *t.budget -= entryBytes + len(value); *t.budget < 0 {
		return -1
	}
	start := len(t.text)
	t.text = append(t.text, value...)
	t.entries = append(t.entries, entry{hash: hash, start: uint32(start), end: uint32(len(t.text))})
	if len(t.entries)*4 > len(t.slots)*3 {
		t.grow()
	} else {
		t.link(int32(len(t.entries) - 1))
	}
	return int32(len(t.entries) - 1)
}

func (t *table) grow() {
	t.slots = make([]int32, len(t.slots)*2)
	for i := range t.entries {
		t.link(int32(i))
	}
}

func (t *table) link(i int32) {
	mask := uint32(len(t.slots) - 1)
	slot := t.entries[i].hash & mask
	for t.slots[slot] != 0 {
		slot = (slot + 1) & mask
	}
	t.slots[slot] = i + 1
}

// at returns the counts of a place; -1 is the rest.
func (t *table) at(i int32) *counts {
	if i < 0 {
		t.over = true
		return &t.rest
	}
	return &t.entries[i].counts
}

// join adds what another table counted.
func (t *table) join(other *table) {
	for i := range other.entries {
		e := &other.entries[i]
		t.at(t.place(e.hash, other.value(int32(i)))).join(e.counts)
	}
	if other.over {
		t.at(-1).join(other.rest)
	}
}
