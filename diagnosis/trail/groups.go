package trail

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
)

// What was counted, in the form it is handed out.

func (t *table) groups() []Group {
	out := make([]Group, 0, len(t.entries)+1)
	text := string(t.text)
	for i := range t.entries {
		e := &t.entries[i]
		out = append(out, e.group(text[e.start:e.end]))
	}
	slices.SortFunc(out, compareGroups)
	if t.over {
		rest := t.rest.group("")
		rest.Rest = true
		out = append(out, rest)
	}
	return out
}

func (c *counted) group(value string) Group {
	return Group{Value: value, Failures: int64(c.failures), Successes: int64(c.successes), First: wallClock(c.first), Last: wallClock(c.last), Detail: &noDetail}
}

// noDetail is what is known of values that are no words of Detail.
var noDetail detail.Match

func compareGroups(a, b Group) int {
	return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(b.Successes, a.Successes), strings.Compare(a.Value, b.Value))
}

// describe says what is known of the words of Detail.
func describe(codes []Group) {
	for i := range codes {
		if codes[i].Value != "" && !codes[i].Rest {
			match := detail.Find(codes[i].Value)
			codes[i].Detail = &match
		}
	}
}

func (t *tally) pairList() []Pair {
	out := make([]Pair, 0, len(t.pairs.entries))
	for _, pair := range t.pairs.entries {
		out = append(out, Pair{string(t.codes.value(pair.code)), string(t.apps.value(pair.application)), int64(pair.failures), wallClock(pair.first), wallClock(pair.last), false})
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Failures, a.Failures), strings.Compare(a.Code, b.Code), strings.Compare(a.Application, b.Application))
	})
	if t.pairs.rest.failures > 0 {
		c := &t.pairs.rest.counted
		out = append(out, Pair{Failures: int64(c.failures), First: wallClock(c.first), Last: wallClock(c.last), Rest: true})
	}
	return out
}

// days since 1970 of a settled day
func daysOf(packed uint32) int64 {
	days, _ := unpackDay(packed).days(MonthFirst)
	return days
}

func (t *tally) dayGroups() []Group {
	var out []Group
	for packed, count := range t.days {
		var sum counted
		midnight := uint32(daysOf(packed) * secondsOfDay)
		for h := range count.hours {
			sum.failures += count.hours[h].failures
			sum.successes += count.hours[h].successes
			sum.span.join(count.spanOf(h, midnight))
		}
		out = append(out, sum.group(time.Unix(int64(midnight), 0).UTC().Format(time.DateOnly)))
	}
	return t.withUndated(out)
}

func (t *tally) hourGroups() []Group {
	var out []Group
	for packed, count := range t.days {
		midnight := uint32(daysOf(packed) * secondsOfDay)
		for h := range count.hours {
			if count.first[h] == 0 {
				continue
			}
			sum := counted{failures: count.hours[h].failures, successes: count.hours[h].successes, span: count.spanOf(h, midnight)}
			out = append(out, sum.group(time.Unix(int64(midnight)+int64(h)*3600, 0).UTC().Format("2006-01-02T15:04")))
		}
	}
	return t.withUndated(out)
}

// spanOf is when the rows of an hour were first and last seen.
func (d *dayCount) spanOf(h int, midnight uint32) span {
	if d.first[h] == 0 {
		return span{}
	}
	first, last := midnight+d.first[h]-1, midnight+d.last[h]-1
	return span{stamp{first, first}, stamp{last, last}}
}

func (t *tally) withUndated(groups []Group) []Group {
	if t.undated.failures+t.undated.successes > 0 {
		groups = append(groups, t.undated.group(""))
	}
	slices.SortFunc(groups, compareGroups)
	return groups
}

// activity is what incidents are found in; it fills the timelines as well.
func (t *total) activity() activity {
	s := t.summary
	a := activity{summary: s, hours: map[int64]int64{}, work: t.work, workWidth: t.width}
	for packed, count := range t.days {
		hour := daysOf(packed) * 24
		for h := range count.hours {
			if n := count.hours[h].failures + count.hours[h].successes; n > 0 {
				a.hours[hour+int64(h)] = int64(n)
			}
		}
	}
	pairs := make(map[pairName]int, len(s.pairs))
	for i, pair := range s.pairs {
		pairs[pairName{pair.Code, pair.Application}] = i
	}
	numbers := make([]int, len(t.series.names))
	for i, name := range t.series.names {
		numbers[i] = -1
		if place, known := pairs[name]; known {
			numbers[i] = place
		}
	}
	users, roles, ips := hashPlaces(s.groups[ByUser]), hashPlaces(s.groups[ByRole]), hashPlaces(s.groups[ByIP])
	order, hours := t.series.sorted(numbers), int32(t.series.hours)
	t.series = nil // the memory is needed for what follows
	s.timelines = map[string]map[int64]int64{}
	a.cells = make([]cell, len(order))
	for i := range order {
		one := &order[i]
		pair, days, hour := one.pair(), one.days(), one.hour()
		midnight := days * secondsOfDay
		a.cells[i] = cell{
			pair: int32(pair), hours: hours, failures: int64(one.state.failures), startSecond: uint32(midnight + hour*3600),
			firstSecond: uint32(midnight) + one.state.first, lastSecond: uint32(midnight) + one.state.last,
			user: placeOf(users, one.state.user), role: placeOf(roles, one.state.role), ip: placeOf(ips, one.state.ip), slots: one.state.slots}
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
	order := make([]uint64, 0, len(s.cells))
	days := map[uint32]int64{}
	for i, packed := range s.keys.keys {
		key := unpackKey(packed)
		day, known := days[key.day]
		if !known {
			var ok bool
			if day, ok = unpackDay(key.day).days(s.order); !ok {
				day = -1
			}
			days[key.day] = day
		}
		if pair := places[key.pair]; pair >= 0 && day >= 0 {
			order = append(order, (uint64(pair)<<dayBits|uint64(day))<<(hourBits+placeBits)|uint64(key.hour)<<placeBits|uint64(i))
		}
	}
	slices.Sort(order)
	out := make([]sortedCell, 0, len(order))
	for _, one := range order {
		key, state := one>>placeBits, s.cells[one&(1<<placeBits-1)]
		if n := len(out); n > 0 && out[n-1].key == key { // a day that is written in two ways is one
			out[n-1].state.join(state)
		} else {
			out = append(out, sortedCell{key, state})
		}
	}
	return out
}

// hashPlaces finds groups by the hash of their value; -1 where two share it.
func hashPlaces(groups []Group) map[uint32]int {
	out := make(map[uint32]int, len(groups))
	for i, group := range groups {
		if group.Rest {
			continue
		}
		hash := hashOf([]byte(group.Value))
		if _, taken := out[hash]; taken {
			i = -1
		}
		out[hash] = i
	}
	return out
}

func placeOf(places map[uint32]int, hash uint32) int32 {
	if place, known := places[hash]; known {
		return int32(place)
	}
	return -1
}
