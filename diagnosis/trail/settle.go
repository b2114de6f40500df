package trail

// Once a source is read, the order of day and month is known, and its dates are settled:
// of the two times in a stamp one is left, and days become fixed.

func (s stamp) settled(order DateOrder) stamp {
	at := s.in(order)
	return stamp{at, at}
}

func (s *span) settle(order DateOrder) {
	s.beforeEnd, s.last = s.beforeEnd.settled(order), s.last.settled(order)
}

// settle settles every date of the tally. contradicted is the number of rows whose date is
// valid only in the other order.
func (t *tally) settle(order DateOrder) (contradicted int64) {
	for _, table := range t.tables() {
		for i := range table.entries {
			table.entries[i].span.settle(order)
		}
		table.rest.span.settle(order)
	}
	for i := range t.pairs.entries {
		t.pairs.entries[i].span.settle(order)
	}
	t.pairs.rest.span.settle(order)
	t.parts.settle(order)
	t.span.settle(order)
	for i := range t.sections {
		t.sections[i].span.settle(order)
	}
	t.logins.order, t.logins.ordered = order, true
	settled := make(map[uint32]*dayCount, len(t.days))
	for packed, count := range t.days {
		day, ok := settledDay(packed, order)
		if !ok {
			for h := range count.hours {
				t.undated.sums.join(count.hours[h])
				contradicted += int64(count.hours[h].failures + count.hours[h].successes)
			}
			continue
		}
		if there := settled[day]; there != nil {
			there.join(count)
		} else {
			settled[day] = count
		}
	}
	t.days = settled
	return contradicted
}

// settledDay converts a day to a fixed one, with the month first; ok is false if the day
// does not exist in that order.
func settledDay(packed uint32, order DateOrder) (day uint32, ok bool) {
	d := unpackDay(packed)
	if d.days(order) < 0 {
		return 0, false
	}
	month, dayOfMonth := d.monthDay(order)
	return packDay(date{d.year, uint8(month), uint8(dayOfMonth), true}), true
}

// join adds the series of another source.
func (s *series) join(other *series) {
	s.settle()
	other.settle()
	for s.hours < other.hours && s.widen() {
	}
	numbers := make([]uint32, len(other.names))
	for i, name := range other.names {
		numbers[i] = s.pair([]byte(name.code), []byte(name.application))
	}
	for i, packed := range other.keys.keys {
		if key := unpackKey(packed); numbers[key.number] != noPair {
			key.number = numbers[key.number]
			s.count(key, other.counts[i])
		}
	}
	s.full = s.full || other.full
}

func (d *dayCount) join(other *dayCount) {
	for h := range d.hours {
		d.hours[h].join(other.hours[h])
		d.first[h], d.last[h] = widen(d.first[h], d.last[h], other.first[h])
		d.first[h], d.last[h] = widen(d.first[h], d.last[h], other.last[h])
	}
}
