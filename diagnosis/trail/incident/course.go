package incident

import (
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

const (
	// mostStretches bounds the length of a Course. The step is the smallest that keeps within
	// it, so that a Course has at least a third as many stretches, unless the export is
	// shorter.
	mostStretches = 72
	// aroundCourse is the number of the smallest steps that a Course shows before and after
	// its incident, at least.
	aroundCourse = 12
	// courseReach is how far from its incident a Course looks for the successes that end it:
	// as long as the incident lasted, but at least this.
	courseReach = 7 * 24 * time.Hour
	// courseWork bounds the number of cells and counts of logins that all Courses read
	// together: 500 incidents of 250,000 cells would take a second. The incidents after it,
	// which are the least pressing, have no Course.
	courseWork = 8 << 20
)

// courseSteps are the lengths of a stretch that divide a day. Longer ones are days, twice as
// many each time.
var courseSteps = []time.Duration{time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour}

// courses draws the Course of incidents, in their order.
type courses struct {
	a     *trail.Activity
	cells map[[2]string][]trail.Cell // by code and application, in order of time
	grain time.Duration              // of the counts: a stretch is a multiple of it
	read  int                        // cells and counts of logins
}

// newCourses returns the courses of an Activity. grain is the precision of its dates.
func newCourses(a *trail.Activity, grain time.Duration) *courses {
	c := &courses{a: a, cells: map[[2]string][]trail.Cell{}, grain: max(time.Hour, grain)}
	for i := 0; i < len(a.Cells); {
		j := i + 1
		for j < len(a.Cells) && a.Cells[j].Pair == a.Cells[i].Pair {
			j++
		}
		pair := a.Pairs[a.Cells[i].Pair]
		c.cells[[2]string{pair.Code, pair.Application}] = a.Cells[i:j:j]
		c.grain = max(c.grain, a.Cells[i].Width())
		i = j
	}
	if a.Work != nil {
		c.grain = max(c.grain, time.Duration(a.WorkWidth)*time.Hour)
	}
	return c
}

// successesKnown reports whether the export tells when logins succeeded.
func (c *courses) successesKnown() bool { return c.a.Work != nil && c.a.Failures < c.a.Rows }

// of returns the Course of an incident, empty if its dates cannot tell.
func (c *courses) of(i *Incident) Course {
	if i.Start.IsZero() || i.End.IsZero() || c.a.First.IsZero() || c.read > courseWork {
		return Course{}
	}
	from, to := c.around(i)
	step, at := courseStep(from, to, c.grain)
	n := int((to.Sub(at)-1)/step) + 1
	out := Course{From: at, Step: step, Failures: make([]int64, n)}
	first, end := at.Unix(), at.Add(time.Duration(n)*step).Unix()
	seconds := int64(step / time.Second)
	if c.successesKnown() {
		out.Successes = make([]int64, n)
	}
	for _, name := range i.names() {
		cells := c.cells[[2]string{i.Code, name}]
		place, _ := slices.BinarySearchFunc(cells, first, func(cell trail.Cell, at int64) int { return int(int64(cell.StartSecond) - at) })
		for _, cell := range cells[place:] {
			if int64(cell.StartSecond) >= end {
				break
			}
			c.read++
			out.Failures[(int64(cell.StartSecond)-first)/seconds] += cell.Failures
		}
		if out.Successes == nil {
			continue
		}
		work := c.a.Work[name]
		for _, w := range work[placeOfHour(work, first/3600):] {
			if w.Hour*3600 >= end {
				break
			}
			c.read++
			out.Successes[(w.Hour*3600-first)/seconds] += w.Logins
		}
	}
	return out
}

// around returns the time that a Course shows: that of the incident with some before and
// after it, as far as the last success before and the first after it if they are near, and
// no more than the export has.
func (c *courses) around(i *Incident) (from, to time.Time) {
	lasted := i.End.Sub(i.Start)
	some, reach := max(lasted/2, aroundCourse*c.grain), max(lasted, courseReach)
	from, to = i.Start.Add(-some), i.End.Add(some)
	if c.successesKnown() {
		width := c.a.WorkWidth
		var before, after time.Time
		for _, name := range i.names() {
			work := c.a.Work[name]
			c.read++
			if at := placeOfHour(work, hourOf(i.Start)/width*width); at > 0 {
				if last := hourStart(work[at-1].Hour); last.After(before) {
					before = last
				}
			}
			if at := placeOfHour(work, (hourOf(i.End)/width+1)*width); at < len(work) {
				if next := hourStart(work[at].Hour + width); after.IsZero() || next.Before(after) {
					after = next
				}
			}
		}
		if !before.IsZero() && before.Before(from) && i.Start.Sub(before) <= reach {
			from = before
		}
		if after.After(to) && after.Sub(i.End) <= reach {
			to = after
		}
	}
	if from.Before(c.a.First) {
		from = c.a.First
	}
	if end := c.a.Last.Add(time.Second); to.After(end) {
		to = end
	}
	return from, to
}

// courseStep returns the length of the stretches between two times, and when the first of
// them begins: at an hour that it divides the day into, or at midnight.
func courseStep(from, to time.Time, grain time.Duration) (step time.Duration, at time.Time) {
	for i := 0; ; i++ {
		if i < len(courseSteps) {
			step = courseSteps[i]
		} else {
			step *= 2
		}
		at = from.Truncate(min(step, 24*time.Hour))
		if step >= grain && to.Sub(at) <= mostStretches*step {
			return step, at
		}
	}
}

// placeOfHour returns the index of the first count that is not before an hour.
func placeOfHour(work []trail.Work, hour int64) int {
	at, _ := slices.BinarySearchFunc(work, hour, func(w trail.Work, hour int64) int { return int(w.Hour - hour) })
	return at
}

// hourStart returns the time at which an hour since 1970 begins.
func hourStart(hour int64) time.Time { return time.Unix(hour*3600, 0).UTC() }
