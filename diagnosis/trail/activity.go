package trail

import (
	"slices"
	"time"
)

// Activity is the result of Count for package incident, which gets nothing else: when
// failures occurred, and when logins succeeded. It may take 12 MiB: release it after use.
type Activity struct {
	// As in the Summary.
	Rows, Failures int64
	First, Last    time.Time             // zero if no date can be read
	Groups         map[Dimension][]Group // as GroupBy returns them
	Pairs          []Pair

	Cells []Cell // in order of pair, then time
	// Hours maps hours since 1970 to the number of all rows in them.
	Hours map[int64]int64
	// Work lists the successful logins of each application in order of time. It is nil if
	// the memory limit was exceeded.
	Work      map[string][]Work
	WorkWidth int64 // the width of each Work, in hours
	// Parts counts the rows of each application for each of its users, roles and addresses.
	// It is nil if the memory limit was exceeded.
	Parts map[string][]Part
	// Truncated reports whether the Filter has an Until, so that rows after Last are unknown.
	Truncated bool
}

// Cell counts the failures of a pair within a stretch of time: an hour, or 2, 4, 8 or 24
// hours if there are too many cells.
type Cell struct {
	Pair     int32 // index into Activity.Pairs
	Hours    int32 // the width of the stretch
	Failures int64
	// The start of the stretch, and its first and last failure, in seconds since 1970. There
	// may be 250,000 cells, and a time.Time is six times as large.
	StartSecond, FirstSecond, LastSecond uint32
	// User, Role and IP are indexes into the groups of their dimension, -1 if the failures
	// do not share a value.
	User, Role, IP int32
	// Slots has a bit for each five minutes of an hour with a failure, the lowest for the
	// first. Failures in different slots are not immediate retries of one.
	Slots uint32
}

// Start is the start of the stretch.
func (c *Cell) Start() time.Time { return time.Unix(int64(c.StartSecond), 0).UTC() }

// First is the time of the first failure.
func (c *Cell) First() time.Time { return time.Unix(int64(c.FirstSecond), 0).UTC() }

// Last is the time of the last failure.
func (c *Cell) Last() time.Time { return time.Unix(int64(c.LastSecond), 0).UTC() }

// Width is the length of the stretch.
func (c *Cell) Width() time.Duration { return time.Duration(c.Hours) * time.Hour }

// Place returns User, Role or IP, by its dimension.
func (c *Cell) Place(by Dimension) int {
	switch by {
	case ByUser:
		return int(c.User)
	case ByRole:
		return int(c.Role)
	}
	return int(c.IP)
}

// Part counts the rows of an application with one user, role or address.
type Part struct {
	By Dimension // ByUser, ByRole or ByIP
	// Place is the index into the groups of By, -1 for values that have none.
	Place               int32
	Failures, Successes int64
	// The first and the last failure and success, in seconds since 1970; 0 for none with a
	// date.
	FirstFailure, LastFailure, FirstSuccess, LastSuccess uint32
}

// Work counts the successful logins of an application within Activity.WorkWidth hours.
type Work struct {
	Hour        int64 // the first hour, since 1970
	Logins      int64
	First, Last int64 // minutes since 1970
	// Slots has a bit for each five minutes of an hour with a login, as in a Cell.
	Slots uint16
}

// activity builds the Activity, and the timelines of the Summary.
func (t *total) activity() *Activity {
	s := t.summary
	a := &Activity{Rows: s.Rows, Failures: s.Failures, First: s.First, Last: s.Last, Groups: s.groups, Pairs: s.pairs, Hours: map[int64]int64{}, Work: t.work, WorkWidth: t.width, Parts: t.parts, Truncated: t.truncated}
	for packed, count := range t.days {
		hour := daysOf(packed) * 24
		for h := range count.hours {
			if n := count.hours[h].failures + count.hours[h].successes; n > 0 {
				a.Hours[hour+int64(h)] = int64(n)
			}
		}
	}
	pairs := make(map[pairName]int, len(s.pairs))
	for i, pair := range s.pairs {
		pairs[pairName{pair.Code, pair.Application}] = i
	}
	numbers := make([]int, len(t.series.names))
	for i, name := range t.series.names {
		numbers[i] = placeOf(pairs, name)
	}
	users, roles, ips := hashPlaces(s.groups[ByUser]), hashPlaces(s.groups[ByRole]), hashPlaces(s.groups[ByIP])
	order, hours := t.series.sorted(numbers), int32(t.series.hours)
	t.series = nil // its memory is needed for what follows
	s.timelines = map[string]map[int64]int64{}
	a.Cells = make([]Cell, len(order))
	for i := range order {
		one := &order[i]
		pair, days, hour := one.pair(), one.days(), one.hour()
		midnight := days * secondsOfDay
		a.Cells[i] = Cell{
			Pair: int32(pair), Hours: hours, Failures: int64(one.state.failures), StartSecond: uint32(midnight + hour*3600),
			FirstSecond: uint32(midnight) + one.state.first, LastSecond: uint32(midnight) + one.state.last,
			User: placeOf(users, one.state.user), Role: placeOf(roles, one.state.role), IP: placeOf(ips, one.state.ip), Slots: one.state.slots}
		timeline := s.timelines[s.pairs[pair].Code]
		if timeline == nil {
			timeline = map[int64]int64{}
			s.timelines[s.pairs[pair].Code] = timeline
		}
		timeline[days*24+hour] += int64(one.state.failures)
	}
	return a
}

// sortedCell is a cell with its pair, day since 1970 and hour packed into one number.
type sortedCell struct {
	key   uint64
	state cellState
}

// The bits of a key: the days until 2099 and 24 hours fit, with room for the index of the
// cell.
const (
	dayBits   = 16
	hourBits  = 5
	placeBits = 18
)

func (c *sortedCell) pair() int   { return int(c.key >> (dayBits + hourBits)) }
func (c *sortedCell) days() int64 { return int64(c.key >> hourBits & (1<<dayBits - 1)) }
func (c *sortedCell) hour() int64 { return int64(c.key & (1<<hourBits - 1)) }

// sorted returns every cell in order of pair and time. places has the position of each pair
// of the series, -1 to omit it.
func (s *series) sorted(places []int) []sortedCell {
	order, days := make([]uint64, 0, len(s.counts)), s.days()
	for i, packed := range s.keys.keys {
		key := unpackKey(packed)
		if pair, day := places[key.number], days(key.day); pair >= 0 && day >= 0 {
			order = append(order, (uint64(pair)<<dayBits|uint64(day))<<(hourBits+placeBits)|uint64(key.hour)<<placeBits|uint64(i))
		}
	}
	slices.Sort(order)
	out := make([]sortedCell, 0, len(order))
	for _, one := range order {
		key, state := one>>placeBits, s.counts[one&(1<<placeBits-1)]
		if n := len(out); n > 0 && out[n-1].key == key { // one day, written in two ways
			out[n-1].state.join(state)
		} else {
			out = append(out, sortedCell{key, state})
		}
	}
	return out
}

// hashPlaces maps the hashes of values to the positions of their groups, -1 for a hash that
// two values share.
func hashPlaces(groups []Group) map[uint32]int32 {
	out := make(map[uint32]int32, len(groups))
	for i, group := range groups {
		if group.Rest {
			continue
		}
		hash := hashOf([]byte(group.Value))
		if _, taken := out[hash]; taken {
			i = -1
		}
		out[hash] = int32(i)
	}
	return out
}

// placeOf returns the position of a key, -1 if there is none.
func placeOf[K comparable, V int | int32](places map[K]V, key K) V {
	if place, known := places[key]; known {
		return place
	}
	return -1
}
