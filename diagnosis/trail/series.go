package trail

import "sync"

// series counts the failures of each pair of code and application by the hour, to find
// incidents in. Workers share it and add the failures of a block at once.
type series struct {
	mu                            sync.Mutex
	pairs                         map[string]uint32
	names                         []pairName
	hourly[cellState, *cellState] // by the number of a pair
}

type pairName struct{ code, application string }

const (
	// maxCells bounds the memory of a series to about 12 MiB.
	maxCells = 250_000 // fits placeBits
	maxPairs = 20_000
	noPair   = ^uint32(0)
)

type cellState struct {
	failures       uint32
	user, role, ip uint32 // the hash of the only value, noValue or manyValues
	first, last    uint32 // in seconds of the day
	slots          uint32 // see Cell.Slots
}

// slotOf is the bit of Cell.Slots for a second of the day.
func slotOf(seconds uint32) uint32 { return 1 << (seconds / slotSeconds % (3600 / slotSeconds)) }

const slotSeconds = 300

// failure is a row for a series.
type failure struct {
	pair           uint32
	day            uint32
	seconds        uint32 // of the day
	rows           uint32
	user, role, ip uint32
}

func newSeries() *series {
	return &series{pairs: map[string]uint32{}, hourly: newHourly[cellState](maxCells, maxCells)}
}

// pair returns the number of a code and an application, noPair if there are too many pairs.
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

func (c *cellState) join(other cellState) {
	c.failures = uint32(min(uint64(c.failures)+uint64(other.failures), 1<<32-1))
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
