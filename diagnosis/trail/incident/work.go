package incident

import (
	"cmp"
	"slices"

	"authdoctor/diagnosis/trail"
)

// work is when logins of an application succeeded.
type work struct {
	list   []trail.Work
	before []int64 // logins before the place of the same number
	width  int64   // hours that a count is wide
}

func newWork(list []trail.Work, width int64) *work {
	w := &work{list: list, before: make([]int64, len(list)+1), width: max(1, width)}
	for i, one := range list {
		w.before[i+1] = w.before[i] + one.Logins
	}
	return w
}

// from is the place of the first count that is not before an hour.
func (w *work) from(hour int64) int { return w.fromPlace(0, hour) }

// fromPlace is from, which is not before a place. Counts are of hours that differ, so
// that it lies no further from there than there are hours between.
func (w *work) fromPlace(place int, hour int64) int {
	if place >= len(w.list) || w.list[place].Hour >= hour {
		return place
	}
	until := min(int64(len(w.list)), int64(place)+hour-w.list[place].Hour)
	at, _ := slices.BinarySearchFunc(w.list[place:until], hour, func(one trail.Work, hour int64) int { return cmp.Compare(one.Hour, hour) })
	return place + at
}

// between counts the logins of the hours from one to before another, and those of the
// counts that reach into them.
func (w *work) between(from, to int64) int64 {
	if w == nil || to <= from {
		return 0
	}
	return max(0, w.before[w.from(to)]-w.before[w.from(from-w.width+1)])
}

// after counts the logins of counts that begin at an hour or later.
func (w *work) after(hour int64) int64 {
	if w == nil {
		return 0
	}
	return w.before[len(w.list)] - w.before[w.from(hour)]
}
