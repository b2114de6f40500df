package trail

import "slices"

// logins counts the rows of each application that succeeded, by the hour: what has no
// success for a while is broken, and what has some since is not any more.
type logins struct {
	keys   numbers // cellKey.pack, with the place of the application for the pair
	counts []loginCount
	hours  int8 // how many hours a count is wide: a divisor of 24
	full   bool // not all could be kept
	// order is that of day and month in the keys, once ordered.
	order   DateOrder
	ordered bool
	// recent is the count that an application had last, by its place: rows are in
	// order of time, and the next one is of the same hour mostly.
	recent []recentCount
}

type loginCount struct {
	logins      uint32
	first, last uint16 // minutes of the day
}

func (c *loginCount) join(other loginCount) {
	c.logins = uint32(min(uint64(c.logins)+uint64(other.logins), 1<<32-1))
	c.first, c.last = min(c.first, other.first), max(c.last, other.last)
}

type recentCount struct {
	day, from, until uint32 // the seconds of the day it counts
	place            int32
}

// maxLogins bounds the memory that they take, for each worker: about 1 MiB. Beyond it
// counts get wider, up to a day.
const maxLogins = 50_000

func newLogins() *logins { return &logins{keys: newNumbers(), hours: 1} }

func (l *logins) add(application int32, day, seconds uint32, rows uint64) {
	minute := uint16(seconds / 60)
	if int(application) < len(l.recent) {
		if recent := &l.recent[application]; recent.day == day && recent.from <= seconds && seconds < recent.until {
			l.counts[recent.place].join(loginCount{uint32(min(rows, 1<<32-1)), minute, minute})
			return
		}
	}
	l.count(cellKey{uint32(application), day, int8(seconds / 3600)}, loginCount{uint32(min(rows, 1<<32-1)), minute, minute})
}

// count adds to the count of an hour.
func (l *logins) count(key cellKey, more loginCount) {
	hour, application := key.hour, int(key.pair)
	key.hour = hour / l.hours * l.hours
	for len(l.counts) >= maxLogins && !l.keys.has(key.pack()) {
		if !l.widen() {
			l.full = true
			return
		}
		key.hour = hour / l.hours * l.hours
	}
	place, isNew := l.keys.place(key.pack())
	if isNew {
		l.counts = append(l.counts, more)
	} else {
		l.counts[place].join(more)
	}
	for application >= len(l.recent) { // widening forgets it
		l.recent = append(l.recent, recentCount{})
	}
	from := uint32(key.hour) * 3600
	l.recent[application] = recentCount{key.day, from, from + uint32(l.hours)*3600, place}
}

// widen makes counts wider, so that there are fewer; false where they cannot be.
func (l *logins) widen() bool {
	next := widerHours[l.hours]
	if next == 0 {
		return false
	}
	l.hours = next
	l.again(func(key cellKey) (cellKey, bool) { return key, true })
	return true
}

// again counts everything again by other keys.
func (l *logins) again(change func(cellKey) (cellKey, bool)) {
	keys, counts := l.keys.keys, l.counts
	l.keys, l.counts, l.recent = newNumbers(), nil, nil
	for i, packed := range keys {
		if key, ok := change(unpackKey(packed)); ok {
			l.count(key, counts[i])
		}
	}
}

// settle gives the counts fixed days, for those that are added to others.
func (l *logins) settle() {
	if !l.ordered {
		return
	}
	days := map[uint32]uint32{}
	l.again(func(key cellKey) (cellKey, bool) {
		day, known := days[key.day]
		if !known {
			day, _ = settledDay(key.day, l.order)
			days[key.day] = day
		}
		key.day = day
		return key, day != 0
	})
}

// join adds other counts, whose applications have other places.
func (l *logins) join(other *logins, applications func(int32) int32) {
	l.settle()
	other.settle()
	l.full = l.full || other.full
	for l.hours < other.hours && l.widen() {
	}
	for i, packed := range other.keys.keys {
		key := unpackKey(packed)
		if place := applications(int32(key.pair)); place >= 0 {
			key.pair = uint32(place)
			l.count(key, other.counts[i])
		} else {
			l.full = true
		}
	}
}

// byApplication lists the counts of every application in order of time. nil where not all are known.
func (l *logins) byApplication(name func(int32) []byte) map[string][]Work {
	if l.full {
		return nil
	}
	var lists [][]Work
	days := map[uint32]int64{}
	for i, packed := range l.keys.keys {
		key := unpackKey(packed)
		for int(key.pair) >= len(lists) {
			lists = append(lists, nil)
		}
		day, known := days[key.day]
		if !known {
			var ok bool
			if day, ok = unpackDay(key.day).days(l.order); !ok {
				day = -1
			}
			days[key.day] = day
		}
		if day < 0 {
			continue
		}
		lists[key.pair] = append(lists[key.pair], Work{day*24 + int64(key.hour), int64(l.counts[i].logins), day*24*60 + int64(l.counts[i].first), day*24*60 + int64(l.counts[i].last)})
	}
	out := make(map[string][]Work, len(lists))
	for place, list := range lists {
		if list != nil {
			slices.SortFunc(list, func(x, y Work) int { return int(x.Hour - y.Hour) })
			out[string(name(int32(place)))] = joinHours(list)
		}
	}
	return out
}

// joinHours makes one of those of the same hour: a day that is written in two ways.
func joinHours(sorted []Work) []Work {
	out := sorted[:0]
	for _, one := range sorted {
		if n := len(out); n > 0 && out[n-1].Hour == one.Hour {
			last := &out[n-1]
			last.Logins += one.Logins
			last.First, last.Last = min(last.First, one.First), max(last.Last, one.Last)
		} else {
			out = append(out, one)
		}
	}
	return out
}
