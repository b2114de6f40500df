package incident

import "authdoctor/diagnosis/trail"

const (
	slotMinutes = 5
	daySlots    = 24 * 60 / slotMinutes
	fewDays     = 2 // that may all fail
)

// rhythm is when the logins of an application usually succeed: the mean number in each five
// minutes of a day, on working days and on weekends.
type rhythm struct {
	usual [2][daySlots]float64
	// borrowed is the kind of day that is like the other because none of it is known, or -1.
	borrowed int
}

// newRhythm returns the rhythm of logins, over the days that have some.
func newRhythm(w *work) *rhythm {
	r := &rhythm{borrowed: -1}
	var days [2]float64
	var last int64
	for _, one := range w.list {
		kind := weekend(one.Hour)
		of := &r.usual[kind]
		if day := one.Hour / 24; day != last {
			days[kind]++
			last = day
		}
		from, to := one.First/slotMinutes, one.Last/slotMinutes
		every := make([]int64, 0, 12)
		for slot := from; slot <= to; slot++ {
			if one.Slots>>(slot%12)&1 == 1 {
				every = append(every, slot%daySlots)
			}
		}
		for _, slot := range every {
			of[slot] += float64(one.Logins) / float64(len(every))
		}
	}
	if len(w.list) > 0 && days[0]+days[1] > 0 {
		first := w.list[0].Hour / 24
		for kind := range r.usual { // an export of a week may have one weekend, which failed
			all := 0
			for day := first; day <= last && all <= fewDays; day++ {
				if weekend(day*24) == kind {
					all++
				}
			}
			if days[kind] == 0 && all <= fewDays {
				r.usual[kind], days[kind], r.borrowed = r.usual[1-kind], days[1-kind], kind
			}
		}
	}
	for i := range r.usual {
		for slot := range r.usual[i] {
			r.usual[i][slot] /= max(1, days[i])
		}
	}
	return r
}

// between is the usual number of logins from one minute since 1970 to another, both included.
func (r *rhythm) between(from, to int64) (sum float64) {
	if r == nil {
		return 0
	}
	const most = 2 * daySlots // beyond, there are attempts enough
	for slot := from / slotMinutes; slot <= min(to/slotMinutes, from/slotMinutes+most); slot++ {
		minutes := min(to+1, (slot+1)*slotMinutes) - max(from, slot*slotMinutes)
		sum += r.usual[weekend(slot*slotMinutes/60)][slot%daySlots] * float64(minutes) / slotMinutes
	}
	return sum
}

// known is like between, but counts none on days of which none is known.
func (r *rhythm) known(from, to int64) float64 {
	if r != nil && r.borrowed >= 0 {
		own := *r
		own.usual[r.borrowed] = [daySlots]float64{}
		r = &own
	}
	return r.between(from, to)
}

// weekend is 1 for an hour since 1970 on a Saturday or a Sunday, 0 for any other.
func weekend(hour int64) int {
	const thursday = 4 // 1970-01-01
	if day := (hour/24 + thursday) % 7; day == 6 || day == 0 {
		return 1
	}
	return 0
}

// rhythmOf returns the rhythm of an application, nil if its logins are not known
// by the hour.
func (h *hunt) rhythmOf(application string) *rhythm {
	r, known := h.rhythms[application]
	if w := h.work[application]; !known && w != nil && len(w.list) > 0 && w.width == 1 {
		r = newRhythm(w)
		h.rhythms[application] = r
	}
	return r
}

// inside splits the logins of an hour by a failing stretch of it, in minutes since 1970:
// those before, during and after it.
func inside(one trail.Work, width int64, begin, end int64) (before, during, after float64) {
	all := float64(one.Logins)
	switch {
	case one.Last < begin:
		return all, 0, 0
	case one.First > end:
		return 0, 0, all
	case width > 1 || begin/60 != end/60 || one.First/60 != begin/60:
		return 0, all, 0
	}
	var sums [3]float64
	n := 0.
	for slot := one.First / slotMinutes; slot <= one.Last/slotMinutes; slot++ {
		if one.Slots>>(slot%12)&1 == 0 {
			continue
		}
		n++
		switch {
		case slot < begin/slotMinutes || slot == begin/slotMinutes && slot == one.First/slotMinutes && one.First < begin:
			sums[0]++
		case slot > end/slotMinutes || slot == end/slotMinutes && slot == one.Last/slotMinutes && one.Last > end:
			sums[2]++
		default:
			sums[1]++
		}
	}
	if n == 0 {
		return 0, all, 0
	}
	return all * sums[0] / n, all * sums[1] / n, all * sums[2] / n
}
