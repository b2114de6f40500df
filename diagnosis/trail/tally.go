package trail

import (
	"bytes"
	"slices"
)

// The bytes that the values of a worker may take; values beyond are counted together.
// Codes and applications, by which incidents are found, have budgets of their own that
// other values cannot spend.
const (
	codeBytes        = 512 << 10
	applicationBytes = 1 << 20
	otherBytes       = 3 << 20 // users, roles, addresses and request URIs
)

// tally counts the rows of one source that one worker reads.
type tally struct {
	apps, users, roles, ips, uris, codes *table
	pairs                                *pairTable
	logins                               *logins
	parts                                *parts
	days                                 map[uint32]*dayCount
	lastDay                              *dayCount
	lastDayOf                            uint32
	undated                              counts

	rows, failures, filtered int64
	filteredUndated          int64
	bad                      map[BadKind]*BadRows
	latin1, short            int64
	span                     span
	calendar                 calendar
	sections                 []sectionRows // by their number
	undatedBefore            int64         // rows before the current section
	budgets                  [3]int        // of codes, of applications, of the rest
}

// dayCount counts the rows of a day by hour.
type dayCount struct {
	hours [24]sums
	first [24]uint32 // seconds of the day + 1; 0 for none
	last  [24]uint32
}

// newTally returns the tally of one of some workers.
func newTally(workers int) *tally {
	t := &tally{days: map[uint32]*dayCount{}, bad: map[BadKind]*BadRows{}, budgets: [3]int{codeBytes, applicationBytes, otherBytes}}
	t.codes, t.apps = newTable(&t.budgets[0]), newTable(&t.budgets[1])
	for _, table := range []**table{&t.users, &t.roles, &t.ips, &t.uris} {
		*table = newTable(&t.budgets[2])
	}
	t.pairs, t.logins, t.parts = newPairTable(), newLogins(workers), newParts()
	return t
}

func (t *tally) tables() [6]*table {
	return [...]*table{t.apps, t.users, t.roles, t.ips, t.uris, t.codes}
}

// join adds what another worker counted of the same source.
func (t *tally) join(other *tally) {
	for i, more := range []int{codeBytes, applicationBytes, otherBytes} {
		t.budgets[i] = max(t.budgets[i], 0) + more/2 // values that both have need no more memory
	}
	// The places of a value differ between workers: pairs are joined by value.
	apps, codes := placesIn(t.apps, other.apps), placesIn(t.codes, other.codes)
	theirs := other.tables()
	for i, table := range t.tables() {
		table.join(theirs[i])
	}
	for _, pair := range other.pairs.entries {
		t.pairs.of(codes(pair.code), apps(pair.application)).join(pair.counts)
	}
	t.pairs.rest.join(other.pairs.rest.counts)
	t.logins.join(other.logins, apps)
	t.parts.join(other.parts, apps, [...]func(int32) int32{placesIn(t.users, other.users), placesIn(t.roles, other.roles), placesIn(t.ips, other.ips)})
	for day, count := range other.days {
		if mine := t.days[day]; mine != nil {
			mine.join(count)
		} else {
			t.days[day] = count
		}
	}
	t.undated.join(other.undated)
	t.rows += other.rows
	t.failures += other.failures
	t.filtered += other.filtered
	t.filteredUndated += other.filteredUndated
	t.latin1 += other.latin1
	t.short += other.short
	t.span.join(other.span)
	for i, one := range other.sections {
		if i >= len(t.sections) {
			t.sections = append(t.sections, sectionRows{})
		}
		t.sections[i].join(one)
	}
	for kind, bad := range other.bad {
		t.badRows(kind).join(bad)
	}
	t.calendar.join(&other.calendar)
}

// placesIn translates places of one table into places of another, to which it adds values.
func placesIn(into, from *table) func(int32) int32 {
	return func(i int32) int32 {
		if i < 0 {
			return -1
		}
		return into.place(from.entries[i].hash, from.value(i))
	}
}

func (t *tally) badRows(kind BadKind) *BadRows {
	bad := t.bad[kind]
	if bad == nil {
		bad = &BadRows{Kind: kind}
		t.bad[kind] = bad
	}
	return bad
}

// badLines is the maximum length of BadRows.Lines.
const badLines = 20

func (b *BadRows) add(line int64, text []byte, word string) {
	b.Count++
	if len(b.Lines) < badLines {
		b.Lines = append(b.Lines, line)
	}
	if b.Example == "" || line < b.Lines[0] {
		b.Example = shown(bytes.TrimRight(text, "\r\n"), 120)
	}
	if word != "" {
		b.addWord(StatusWord{word, 1})
	}
}

// mostWords is the maximum number of BadRows.Words: a Status column has two words.
const mostWords = 6

func (b *BadRows) addWord(word StatusWord) {
	at := slices.IndexFunc(b.Words, func(w StatusWord) bool { return w.Word == word.Word })
	switch {
	case at >= 0:
		b.Words[at].Rows += word.Rows
	case len(b.Words) < mostWords:
		b.Words = append(b.Words, word)
	}
}

func (b *BadRows) join(other *BadRows) {
	b.Count += other.Count
	if len(b.Lines) == 0 || len(other.Lines) > 0 && other.Lines[0] < b.Lines[0] {
		b.Example = other.Example
	}
	for _, word := range other.Words {
		b.addWord(word)
	}
	b.Lines = mergeLines(b.Lines, other.Lines)
}

// mergeLines merges two sorted lists, up to badLines.
func mergeLines(a, b []int64) []int64 {
	var out []int64
	for len(out) < badLines && len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

func (c *calendar) join(other *calendar) {
	c.onlyMonthFirst += other.onlyMonthFirst
	c.onlyDayFirst += other.onlyDayFirst
	c.either += other.either
	c.timed, c.untimed = c.timed || other.timed, c.untimed || other.untimed
	c.steps[0].join(other.steps[0])
	c.steps[1].join(other.steps[1])
	for _, zone := range other.zones {
		if len(c.zones) < maxZones && !slices.Contains(c.zones, zone) {
			c.zones = append(c.zones, zone)
		}
	}
	if c.example == "" || other.example != "" && other.example < c.example {
		c.example = other.example
	}
	if !c.known && other.known {
		c.layout, c.day, c.known = other.layout, other.day, true
	}
}

// order decides the order of day and month; spoken is that of the language of the labels. If
// nothing tells, it is assumed that an export covers few days: the order in which it spans
// far less time, or the month first, as in NetSuite's default format M/D/YYYY
// (section_N249143).
func (t *tally) order(options Options, spoken DateOrder) (DateOrder, OrderEvidence) {
	c := &t.calendar
	const day = secondsOfDay // allows for time zones and wrong clocks
	switch {
	case options.Order != OrderUndecided:
		return options.Order, OrderTold
	case c.onlyMonthFirst == 0 && c.onlyDayFirst == 0 && c.either == 0:
		return OrderUndecided, ""
	case c.onlyMonthFirst > c.onlyDayFirst:
		return MonthFirst, OrderByRows
	case c.onlyDayFirst > c.onlyMonthFirst:
		return DayFirst, OrderByRows
	case spoken != OrderUndecided:
		return spoken, OrderByLanguage
	}
	if order := c.sequence(); order != OrderUndecided {
		return order, OrderBySequence
	}
	if !options.At.IsZero() { // no row is from the future
		now := options.At.Unix() + day
		monthFirst, dayFirst := int64(t.span.last.monthFirst) <= now, int64(t.span.last.dayFirst) <= now
		if monthFirst != dayFirst {
			if monthFirst {
				return MonthFirst, OrderByFuture
			}
			return DayFirst, OrderByFuture
		}
	}
	const far = 4
	if monthFirst, dayFirst := t.span.length(MonthFirst), t.span.length(DayFirst); dayFirst*far < monthFirst {
		return DayFirst, OrderByNothing
	}
	return MonthFirst, OrderByNothing
}
