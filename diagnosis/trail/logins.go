package trail

import "slices"

// logins counts the successful logins of each application by hour: an application without
// any for a while is broken, and one with some since then is fixed.
type logins struct {
	hourly[loginCount, *loginCount] // by the place of an application
	// recent is the last count of each application: rows are in order of time, so the next
	// row is mostly of the same hour.
	recent []recentCount
}

type loginCount struct {
	logins      uint32
	first, last uint16 // minutes of the day
	slots       uint16 // see Work.Slots
}

func (c *loginCount) join(other loginCount) {
	c.logins = uint32(min(uint64(c.logins)+uint64(other.logins), 1<<32-1))
	c.first, c.last = min(c.first, other.first), max(c.last, other.last)
	c.slots |= other.slots
}

type recentCount struct {
	day, from, until uint32 // the day, and the seconds of the day that are counted
	place            int32
}

const (
	// maxLogins bounds the memory of each worker's logins to about 1 MiB.
	maxLogins = 50_000
	// maxLoginDays bounds it where the logins of a day count together: 2,000 applications have
	// 60,000 days in a month. Each worker may meet all of them, so that there are fewer of each
	// where there are many workers: those of all take at most 16 MiB, or 1 MiB each.
	maxLoginDays = 200_000
	allLoginDays = 4 * maxLoginDays
)

// newLogins returns the logins of one of some workers.
func newLogins(workers int) *logins {
	days := max(maxLogins, min(maxLoginDays, allLoginDays/max(1, workers)))
	return &logins{hourly: newHourly[loginCount](maxLogins, days)}
}

func (l *logins) add(application int32, day, seconds uint32, rows uint64) {
	minute := uint16(seconds / 60)
	more := loginCount{uint32(min(rows, 1<<32-1)), minute, minute, uint16(slotOf(seconds))}
	if int(application) < len(l.recent) {
		if recent := &l.recent[application]; recent.day == day && recent.from <= seconds && seconds < recent.until {
			l.counts[recent.place].join(more)
			return
		}
	}
	l.count(cellKey{uint32(application), day, int8(seconds / 3600)}, more)
}

// count adds to the count of an hour.
func (l *logins) count(key cellKey, more loginCount) {
	hours := l.hours
	place, begin, ok := l.hourly.count(key, more)
	if l.hours != hours {
		l.recent = nil // the places are others now
	}
	if !ok {
		return
	}
	for int(key.number) >= len(l.recent) {
		l.recent = append(l.recent, recentCount{})
	}
	from := uint32(begin) * 3600
	l.recent[key.number] = recentCount{key.day, from, from + uint32(l.hours)*3600, place}
}

// join adds other counts; applications translates the places of their applications, -1 for
// one that has no place here.
func (l *logins) join(other *logins, applications func(int32) int32) {
	l.settle()
	other.settle()
	l.full = l.full || other.full
	for l.hours < other.hours && l.widen() {
	}
	for i, packed := range other.keys.keys {
		key := unpackKey(packed)
		if place := applications(int32(key.number)); place >= 0 {
			key.number = uint32(place)
			l.count(key, other.counts[i])
		} else {
			l.full = true
		}
	}
}

// byApplication lists the counts of every application in order of time. It is nil if
// the memory limit was exceeded.
func (l *logins) byApplication(name func(int32) []byte) map[string][]Work {
	if l.full {
		return nil
	}
	var lists [][]Work
	days := l.days()
	for i, packed := range l.keys.keys {
		key := unpackKey(packed)
		for int(key.number) >= len(lists) {
			lists = append(lists, nil)
		}
		day := days(key.day)
		if day < 0 {
			continue
		}
		lists[key.number] = append(lists[key.number], Work{day*24 + int64(key.hour), int64(l.counts[i].logins), day*24*60 + int64(l.counts[i].first), day*24*60 + int64(l.counts[i].last), l.counts[i].slots})
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

// joinHours joins counts of the same hour, which a day that is written in two ways has.
func joinHours(sorted []Work) []Work {
	out := sorted[:0]
	for _, one := range sorted {
		if n := len(out); n > 0 && out[n-1].Hour == one.Hour {
			last := &out[n-1]
			last.Logins += one.Logins
			last.First, last.Last, last.Slots = min(last.First, one.First), max(last.Last, one.Last), last.Slots|one.Slots
		} else {
			out = append(out, one)
		}
	}
	return out
}
