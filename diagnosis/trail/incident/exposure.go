package incident

import (
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// quietHours is the maximum number of hours without a row that count as time: a longer gap
// is one between exports, or a misread date.
const quietHours = 72

// exposure measures the opportunity for failures up to a time: the rows of the account, and
// the hours that passed.
type exposure struct {
	hours []int64 // with rows, since 1970
	// rows and passed have the sums before each of hours, and after the last.
	rows, passed []float64
	// places has, for each hour from the first, the index of the first of hours not before
	// it; nil if the hours are too far apart for a table.
	places []int32
}

func newExposure(a *trail.Activity) *exposure {
	counts := a.Hours
	if len(counts) == 0 {
		counts = map[int64]int64{}
		for _, c := range a.Cells {
			counts[hourOf(c.Start())] += c.Failures
		}
	}
	x := &exposure{hours: make([]int64, 0, len(counts))}
	for hour := range counts {
		x.hours = append(x.hours, hour)
	}
	slices.Sort(x.hours)
	x.rows, x.passed = make([]float64, len(x.hours)+1), make([]float64, len(x.hours)+1)
	for i, hour := range x.hours {
		x.rows[i+1] = x.rows[i] + float64(counts[hour])
		next := hour + 1
		if i+1 < len(x.hours) {
			next = x.hours[i+1]
		}
		x.passed[i+1] = x.passed[i] + float64(min(next-hour, 1+quietHours))
	}
	const table = 1 << 20
	if n := x.hours[len(x.hours)-1] - x.hours[0] + 1; n <= table {
		x.places = make([]int32, n)
		place := int32(0)
		for i := range x.places {
			if x.hours[place] < x.hours[0]+int64(i) {
				place++
			}
			x.places[i] = place
		}
	}
	return x
}

// hourOf is the hour since 1970 of a wall-clock time.
func hourOf(t time.Time) int64 {
	seconds := t.Unix()
	if seconds < 0 {
		seconds -= 3599
	}
	return seconds / 3600
}

// place is the index of the first of x.hours that is not before hour.
func (x *exposure) place(hour int64) int {
	if x.places != nil {
		switch i := hour - x.hours[0]; {
		case i < 0:
			return 0
		case i < int64(len(x.places)):
			return int(x.places[i])
		}
		return len(x.hours)
	}
	i, _ := slices.BinarySearch(x.hours, hour)
	return i
}

// until returns the rows and the hours that passed before an hour.
func (x *exposure) until(hour int64) (rows, passed float64) {
	i := x.place(hour)
	if i == 0 {
		return 0, 0
	}
	return x.rows[i], min(x.passed[i], x.passed[i-1]+float64(hour-x.hours[i-1]))
}

// scale maps hours to exposure, from 0 to 1 between two hours. The failures themselves are
// not counted as rows: a burst must not make its own time look busy.
type scale struct {
	x              *exposure
	rows0, passed0 float64 // at the start
	rows, passed   float64 // in all
}

// scale returns the scale of failures between two hours, both included.
func (x *exposure) scale(first, last int64, failures int64) scale {
	s := scale{x: x}
	s.rows0, s.passed0 = x.until(first)
	rows, passed := x.until(last + 1)
	s.rows, s.passed = rows-s.rows0-float64(failures), passed-s.passed0
	return s
}

// until is the exposure before an hour, if before of the failures occurred by then.
func (s scale) until(hour int64, before int64) float64 {
	rows, passed := s.x.until(hour)
	byTime := clamp((passed - s.passed0) / max(1, s.passed))
	if s.rows < 1 {
		return byTime
	}
	return (byTime + clamp((rows-s.rows0-float64(before))/s.rows)) / 2
}

// ofRows is the share of the rows between two hours, without own of them.
func (s scale) ofRows(from, to int64, own int64) float64 {
	if s.rows < 1 {
		return 0
	}
	before, _ := s.x.until(from)
	until, _ := s.x.until(to)
	return clamp((until - before - float64(own)) / s.rows)
}

func clamp(v float64) float64 { return min(1, max(0, v)) }
