package incident

import (
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// quietHours is how many hours without any row count as time that passed: what is
// longer is a gap between exports, or a date that was misread.
const quietHours = 72

// exposure measures how much could have failed until a time: by the rows of the
// account, and by the hours that passed.
type exposure struct {
	hours []int64 // with rows, since 1970
	// rows and passed are sums before the hour of the same place, and at the end
	// of the last.
	rows, passed []float64
	// places maps an hour, from the first, to the place of the first hour not
	// before it; nil where the hours lie too far apart for a table.
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

// place is that of the first hour with rows that is not before hour.
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

// until returns the rows before an hour, and the hours that passed.
func (x *exposure) until(hour int64) (rows, passed float64) {
	i := x.place(hour)
	if i == 0 {
		return 0, 0
	}
	return x.rows[i], min(x.passed[i], x.passed[i-1]+float64(hour-x.hours[i-1]))
}

// scale measures the exposure of some failures, from 0 to 1 between two hours. Rows
// are those of others: a burst must not make its own time look busy.
type scale struct {
	x              *exposure
	rows0, passed0 float64 // at the begin
	rows, passed   float64 // what 1 stands for
}

// scale of failures that could come from the hour first to the hour last.
func (x *exposure) scale(first, last int64, failures int64) scale {
	s := scale{x: x}
	s.rows0, s.passed0 = x.until(first)
	rows, passed := x.until(last + 1)
	s.rows, s.passed = rows-s.rows0-float64(failures), passed-s.passed0
	return s
}

// until is the exposure before an hour, of failures of which that many came before.
func (s scale) until(hour int64, before int64) float64 {
	rows, passed := s.x.until(hour)
	byTime := clamp((passed - s.passed0) / max(1, s.passed))
	if s.rows < 1 {
		return byTime
	}
	return (byTime + clamp((rows-s.rows0-float64(before))/s.rows)) / 2
}

// ofRows is the share of the rows from one hour to another, without that many.
func (s scale) ofRows(from, to int64, own int64) float64 {
	if s.rows < 1 {
		return 0
	}
	before, _ := s.x.until(from)
	until, _ := s.x.until(to)
	return clamp((until - before - float64(own)) / s.rows)
}

func clamp(v float64) float64 { return min(1, max(0, v)) }
