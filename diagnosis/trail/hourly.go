package trail

// hourly counts something by cellKey: a number, a day and an hour. Beyond most counts it
// combines hours, up to a whole day, which bounds the memory it takes. Of whole days, which
// cannot be combined, it keeps mostDays.
type hourly[C any, P interface {
	*C
	join(C)
}] struct {
	keys           numbers // of the counts: cellKey.pack
	counts         []C
	most, mostDays int
	hours          int8 // the width of a count, a divisor of 24
	full           bool // not every count could be kept
	// order is the order of day and month in the keys, once ordered.
	order   DateOrder
	ordered bool
}

func newHourly[C any, P interface {
	*C
	join(C)
}](most, mostDays int) hourly[C, P] {
	return hourly[C, P]{keys: newNumbers(), most: most, mostDays: mostDays, hours: 1}
}

// cellKey is the key of a count. The day is as it is written, because day and month may
// not be told apart before the end of the file.
type cellKey struct {
	number uint32 // of a pair or an application
	day    uint32 // from packDay
	hour   int8
}

func (k cellKey) pack() uint64 { return uint64(k.number)<<40 | uint64(k.day)<<5 | uint64(k.hour) }

func unpackKey(n uint64) cellKey {
	return cellKey{uint32(n >> 40), uint32(n >> 5), int8(n & 31)}
}

// count adds to the count of the stretch that an hour is part of, and returns the place
// of that count and the hour it begins at; ok is false if there is no room for it.
func (h *hourly[C, P]) count(key cellKey, more C) (place int32, begin int8, ok bool) {
	hour := key.hour
	for {
		key.hour = hour / h.hours * h.hours
		if len(h.counts) < h.most || h.hours == 24 && len(h.counts) < h.mostDays || h.keys.has(key.pack()) {
			break
		}
		if !h.widen() {
			h.full = true
			return 0, 0, false
		}
	}
	place, isNew := h.keys.place(key.pack())
	if isNew {
		h.counts = append(h.counts, more)
	} else {
		P(&h.counts[place]).join(more)
	}
	return place, key.hour, true
}

// wider has the next width for each width of a count.
var wider = map[int8]int8{1: 2, 2: 4, 4: 8, 8: 24}

// widen combines counts into wider ones. It reports false if they are a day wide already.
func (h *hourly[C, P]) widen() bool {
	next, ok := wider[h.hours]
	if ok {
		h.hours = next
		h.rebuild(func(day uint32) uint32 { return day })
	}
	return ok
}

// settle replaces days as they are written by fixed ones, so that the counts can be added
// to those of another source.
func (h *hourly[C, P]) settle() {
	if h.ordered {
		h.rebuild(memo(func(day uint32) uint32 {
			settled, _ := settledDay(day, h.order)
			return settled
		}))
	}
}

// rebuild gives every count another day; counts of day 0 are dropped.
func (h *hourly[C, P]) rebuild(change func(day uint32) uint32) {
	keys, counts := h.keys.keys, h.counts
	h.keys, h.counts = newNumbers(), nil
	for i, packed := range keys {
		key := unpackKey(packed)
		if key.day = change(key.day); key.day != 0 {
			h.count(key, counts[i])
		}
	}
}

// days returns a function that converts a day to the number of days since 1970, -1 for a
// day that no calendar has.
func (h *hourly[C, P]) days() func(packed uint32) int64 {
	return memo(func(packed uint32) int64 { return unpackDay(packed).days(h.order) })
}

// memo remembers the results of a function: many counts are of few days.
func memo[V any](of func(uint32) V) func(uint32) V {
	known := map[uint32]V{}
	return func(key uint32) V {
		value, ok := known[key]
		if !ok {
			value = of(key)
			known[key] = value
		}
		return value
	}
}

// packDay packs a date, as it is written, into a number.
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
