package trail

import (
	"sync"
)

// series counts the failures of each pair of code and application by the hour, for
// finding incidents. It is shared by those who count: they bring the failures of a
// block at once.
type series struct {
	mu    sync.Mutex
	pairs map[string]uint32
	names []pairName
	keys  numbers // of cells: cellKey.pack
	cells []cellState
	hours int8      // how many hours a cell is wide: a divisor of 24
	full  bool      // not every cell could be kept
	order DateOrder // in which days are read, once that is known
}

type pairName struct{ code, application string }

const (
	// maxCells bounds the memory that series take: about 12 MiB. Beyond it cells get
	// wider, up to a day.
	maxCells = 250_000 // fits placeBits
	maxPairs = 20_000
	noPair   = ^uint32(0)
)

// pack makes one number of a key.
func (k cellKey) pack() uint64 { return uint64(k.pair)<<40 | uint64(k.day)<<5 | uint64(k.hour) }

func unpackKey(n uint64) cellKey {
	return cellKey{uint32(n >> 40), uint32(n >> 5), int8(n & 31)}
}

// cellKey is pair, day and hour; the day as it is written, because day and month may
// not be told apart until the end.
type cellKey struct {
	pair uint32
	day  uint32 // of packDay
	hour int8
}

type cellState struct {
	failures       uint32
	user, role, ip uint32 // hash of the only one, noValue or manyValues
	first, last    uint32 // in seconds of the day
	slots          uint32 // slotOf each of them
}

// slotOf is a bit for the five minutes of the hour: failures in different ones are not
// one that a client repeats at once.
func slotOf(seconds uint32) uint32 { return 1 << (seconds / slotSeconds % (3600 / slotSeconds)) }

const slotSeconds = 300

// failure is a row as series take it.
type failure struct {
	pair           uint32
	day            uint32
	seconds        uint32 // of the day
	rows           uint32
	user, role, ip uint32
}

func newSeries() *series {
	return &series{pairs: map[string]uint32{}, keys: newNumbers(), hours: 1}
}

// pair numbers a code and an application.
func (s *series) pair(code, application []byte) uint32 {
	key := string(code) + "\x00" + string(application)
	s.mu.Lock()
	defer s.mu.Unlock()
	n, known := s.pairs[key]
	if !known {
		if len(s.names) >= maxPairs {
			s.full = true
			return noPair
		}
		n = uint32(len(s.names))
		s.pairs[key] = n
		s.names = append(s.names, pairName{string(code), string(application)})
	}
	return n
}

func (s *series) add(failures []failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range failures {
		s.count(cellKey{f.pair, f.day, int8(f.seconds / 3600)}, cellState{f.rows, f.user, f.role, f.ip, f.seconds, f.seconds, slotOf(f.seconds)})
	}
}

// count adds to the cell of an hour.
func (s *series) count(key cellKey, more cellState) {
	hour := key.hour
	for {
		key.hour = hour / s.hours * s.hours
		if len(s.cells) < maxCells || s.keys.has(key.pack()) {
			break
		}
		if !s.widen() {
			s.full = true
			return
		}
	}
	place, isNew := s.keys.place(key.pack())
	if isNew {
		s.cells = append(s.cells, more)
		return
	}
	s.cells[place].join(more)
}

func (c *cellState) join(other cellState) {
	if sum := uint64(c.failures) + uint64(other.failures); sum < 1<<32 {
		c.failures = uint32(sum)
	} else {
		c.failures = 1<<32 - 1
	}
	c.user, c.role, c.ip = only(c.user, other.user), only(c.role, other.role), only(c.ip, other.ip)
	c.first, c.last = min(c.first, other.first), max(c.last, other.last)
	c.slots |= other.slots
}

func only(a, b uint32) uint32 {
	switch {
	case a == noValue || a == b:
		return b
	case b == noValue:
		return a
	}
	return manyValues
}

// widerHours are the divisors of 24 that counts grow through.
var widerHours = map[int8]int8{1: 2, 2: 4, 4: 8, 8: 24}

// widen makes cells wider, so that there are fewer; false where they cannot be.
func (s *series) widen() bool {
	next := widerHours[s.hours]
	if next == 0 {
		return false
	}
	s.hours = next
	keys, cells := s.keys.keys, s.cells
	s.keys, s.cells = newNumbers(), nil
	for i, packed := range keys {
		s.count(unpackKey(packed), cells[i])
	}
	return true
}

// packDay makes one number of a date, as it is written.
func packDay(d date) uint32 {
	n := uint32(d.year)<<10 | uint32(d.first)<<5 | uint32(d.other)
	if d.fixed {
		n |= fixedDay
	}
	return n
}

func unpackDay(n uint32) date {
	return date{int32(n >> 10 & 0xfff), uint8(n >> 5 & 31), uint8(n & 31), n&fixedDay != 0}
}

const fixedDay = 1 << 31
