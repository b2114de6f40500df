package trail

import "sync"

// series counts the failures of each pair of code and application by the hour, for
// finding incidents. It is shared by those who count: they bring the failures of a
// block at once.
type series struct {
	mu                            sync.Mutex
	pairs                         map[string]uint32
	names                         []pairName
	hourly[cellState, *cellState] // by the number of a pair
}

type pairName struct{ code, application string }

const (
	// maxCells bounds the memory that series take: about 12 MiB. Beyond it cells get
	// wider, up to a day.
	maxCells = 250_000 // fits placeBits
	maxPairs = 20_000
	noPair   = ^uint32(0)
)

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
	return &series{pairs: map[string]uint32{}, hourly: newHourly[cellState](maxCells)}
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
