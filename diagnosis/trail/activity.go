package trail

import (
	"slices"
	"time"
)

// Activity is what Count counted beside the Summary: when which failures came, and what
// succeeded meanwhile. It is the contract between counting and judging: package incident
// is given nothing else. It is to be let go once it is judged, for there may be 12 MiB of
// it.
type Activity struct {
	// What of the Summary has a say.
	Rows, Failures int64
	First, Last    time.Time             // zero where no row has a date that can be read
	Groups         map[Dimension][]Group // as GroupBy returns them
	Pairs          []Pair

	Cells []Cell // in order of pair, then time
	// Hours counts all rows, by the hour since 1970.
	Hours map[int64]int64
	// Work lists the logins of each application that succeeded, in order of time; nil
	// where not all could be kept.
	Work      map[string][]Work
	WorkWidth int64 // how many hours each Work counts
	// Truncated reports whether the Filter has an Until: what comes after Last is not known.
	Truncated bool
}

// Cell counts the failures of a pair within a stretch of time: an hour, where there are
// not too many cells, or 2, 4, 8 or 24.
type Cell struct {
	Pair     int32 // place in Activity.Pairs
	Hours    int32 // how wide the stretch is
	Failures int64
	// When the stretch begins, and the first and last of them, in seconds since 1970:
	// there may be a quarter of a million cells, and a time.Time is six times as long.
	StartSecond, FirstSecond, LastSecond uint32
	// User, Role and IP are places in the groups of their dimension where all of
	// the failures share one; -1 where they do not.
	User, Role, IP int32
	// Slots has a bit for each five minutes of the hour in which one failed, the lowest
	// for the first: failures in different ones are not one that a client repeats at once.
	Slots uint32
}

// Start is when the stretch begins.
func (c *Cell) Start() time.Time { return time.Unix(int64(c.StartSecond), 0).UTC() }

// First is when the first of its failures was.
func (c *Cell) First() time.Time { return time.Unix(int64(c.FirstSecond), 0).UTC() }

// Last is when the last of its failures was.
func (c *Cell) Last() time.Time { return time.Unix(int64(c.LastSecond), 0).UTC() }

// Width is how long the stretch is.
func (c *Cell) Width() time.Duration { return time.Duration(c.Hours) * time.Hour }

// Place is the place of ByUser, ByRole or ByIP that all failures of the cell share.
func (c *Cell) Place(by Dimension) int {
	switch by {
	case ByUser:
		return int(c.User)
	case ByRole:
		return int(c.Role)
	}
	return int(c.IP)
}

// Work is how many logins of an application succeeded within Activity.WorkWidth hours.
type Work struct {
	Hour        int64 // since 1970, of the begin
	Logins      int64
	First, Last int64 // minutes since 1970
}

// activity makes the Activity of what was counted; it fills the timelines as well.
func (t *total) activity() *Activity {
	s := t.summary
	a := &Activity{Rows: s.Rows, Failures: s.Failures, First: s.First, Last: s.Last, Groups: s.groups, Pairs: s.pairs, Hours: map[int64]int64{}, Work: t.work, WorkWidth: t.width, Truncated: t.truncated}
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
	t.series = nil // the memory is needed for what follows
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

// sortedCell is a cell with its pair, day since 1970 and hour in one number.
type sortedCell struct {
	key   uint64 // of pack
	state cellState
}

// How many bits the parts of a key take: the days until 2099 and 24 hours fit, and
// there is room for the place of the cell.
const (
	dayBits   = 16
	hourBits  = 5
	placeBits = 18
)

func (c *sortedCell) pair() int   { return int(c.key >> (dayBits + hourBits)) }
func (c *sortedCell) days() int64 { return int64(c.key >> hourBits & (1<<dayBits - 1)) }
func (c *sortedCell) hour() int64 { return int64(c.key & (1<<hourBits - 1)) }

// sorted is every cell in order of pair and time. places are those of the pairs of
// the series, -1 for one that is left out.
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
		if n := len(out); n > 0 && out[n-1].key == key { // a day that is written in two ways is one
			out[n-1].state.join(state)
		} else {
			out = append(out, sortedCell{key, state})
		}
	}
	return out
}

// hashPlaces finds groups by the hash of their value; -1 where two share it.
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

// placeOf looks up a place, -1 if there is none.
func placeOf[K comparable, V int | int32](places map[K]V, key K) V {
	if place, known := places[key]; known {
		return place
	}
	return -1
}
