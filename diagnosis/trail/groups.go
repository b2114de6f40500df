package trail

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
)

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

// positions returns the position of each value among the groups of the table.
func (t *table) positions(groups []Group) []int32 {
	out := make([]int32, len(t.entries))
	for i, group := range groups {
		if value := []byte(group.Value); !group.Rest {
			out[t.find(hashOf(value), value)] = int32(i)
		}
	}
	return out
}

func (c *counts) group(value string) Group {
	return Group{Value: value, Failures: int64(c.failures), Successes: int64(c.successes), First: wallClock(c.first()), Last: wallClock(c.last), Detail: &noDetail}
}

// noDetail is the Detail of groups by other dimensions than ByCode.
var noDetail detail.Match

func compareGroups(a, b Group) int {
	return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(b.Successes, a.Successes), strings.Compare(a.Value, b.Value))
}

// describe looks up the Detail of groups by code.
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
		out = append(out, Pair{string(t.codes.value(pair.code)), string(t.apps.value(pair.application)), int64(pair.failures), wallClock(pair.first()), wallClock(pair.last), false})
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Failures, a.Failures), strings.Compare(a.Code, b.Code), strings.Compare(a.Application, b.Application))
	})
	if t.pairs.rest.failures > 0 {
		c := &t.pairs.rest.counts
		out = append(out, Pair{Failures: int64(c.failures), First: wallClock(c.first()), Last: wallClock(c.last), Rest: true})
	}
	return out
}

// daysOf is the number of days from 1970 to a settled day.
func daysOf(packed uint32) int64 { return unpackDay(packed).days(MonthFirst) }

func (t *tally) dayGroups() []Group {
	var out []Group
	for packed, count := range t.days {
		var sum counts
		midnight := uint32(daysOf(packed) * secondsOfDay)
		for h := range count.hours {
			sum.sums.join(count.hours[h])
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
			sum := counts{count.hours[h], count.spanOf(h, midnight)}
			out = append(out, sum.group(time.Unix(int64(midnight)+int64(h)*3600, 0).UTC().Format("2006-01-02T15:04")))
		}
	}
	return t.withUndated(out)
}

// spanOf is the span of the rows in an hour of the day.
func (d *dayCount) spanOf(h int, midnight uint32) span {
	if d.first[h] == 0 {
		return span{}
	}
	first, last := midnight+d.first[h]-1, midnight+d.last[h]-1
	return span{stamp{-first, -first}, stamp{last, last}}
}

func (t *tally) withUndated(groups []Group) []Group {
	if t.undated.failures+t.undated.successes > 0 {
		groups = append(groups, t.undated.group(""))
	}
	slices.SortFunc(groups, compareGroups)
	return groups
}
