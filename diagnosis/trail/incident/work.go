package incident

import "authdoctor/diagnosis/trail"

// work has the successful logins of an application.
type work struct {
	list   []trail.Work
	before []int64 // the logins before each of list, and in all
	width  int64   // of each count, in hours
}

func newWork(list []trail.Work, width int64) *work {
	w := &work{list: list, before: make([]int64, len(list)+1), width: max(1, width)}
	for i, one := range list {
		w.before[i+1] = w.before[i] + one.Logins
	}
	return w
}

// from is the index of the first count that is not before an hour.
func (w *work) from(hour int64) int { return w.fromPlace(0, hour) }

// fromPlace is like from, but searches from an index on. Counts are at least their width apart,
// so the result is at most as many places away as widths fit in the time between; it is there
// if the application logs in all the time.
func (w *work) fromPlace(place int, hour int64) int {
	if place >= len(w.list) || w.list[place].Hour >= hour {
		return place
	}
	until := int(min(int64(len(w.list)), int64(place)+(hour-w.list[place].Hour+w.width-1)/w.width))
	if w.list[until-1].Hour < hour {
		return until
	}
	for until--; place+1 < until; { // list[place] is before hour, list[until] is not
		if middle := int(uint(place+until) / 2); w.list[middle].Hour < hour {
			place = middle
		} else {
			until = middle
		}
	}
	return until
}

// between counts the logins from one hour until before another, including all of counts
// that overlap them.
func (w *work) between(from, to int64) int64 {
	if w == nil || to <= from {
		return 0
	}
	return max(0, w.before[w.from(to)]-w.before[w.from(from-w.width+1)])
}

// minutes is the number of logins from one minute to another, both included, as far as counts
// tell.
func (w *work) minutes(from, to int64) (sum float64) {
	for i := w.from(from/60 - w.width + 1); i < len(w.list) && w.list[i].First <= to; i++ {
		if one := w.list[i]; one.Last >= from {
			_, during, _ := inside(one, w.width, max(from, one.First), min(to, one.Last))
			sum += during
		}
	}
	return sum
}

// after counts the logins in counts that begin at an hour or later.
func (w *work) after(hour int64) int64 {
	if w == nil {
		return 0
	}
	return w.before[len(w.list)] - w.before[w.from(hour)]
}
