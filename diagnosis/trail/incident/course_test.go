package incident

import (
	"slices"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
)

// TestCourse catches a chart that does not show what was counted: a wrong number in a
// stretch, a stretch outside the export, too few or too many, an incident that is not in its
// chart, and one that shows nothing but the incident although the export goes on.
func TestCourse(t *testing.T) {
	charts := 0
	for _, a := range []account{
		{rows: 10_000}, {rows: 10_000, rhythm: true}, {rows: 3000, days: 2}, {rows: 10_000, days: 365},
		{rows: 10_000, coarse: 4}, {rows: 10_000, coarse: 24}, {rows: 10_000, coarse: 24, byDay: true},
	} {
		events, _ := planted(a)
		activity := observe(events, a)
		for _, i := range Find(activity) {
			c := i.Course
			n := len(c.Failures)
			if n == 0 || len(c.Successes) != n || n > mostStretches || c.Step < time.Hour {
				t.Errorf("%+v: %d failures, %d successes, a step of %s: %s", a, n, len(c.Successes), c.Step, tell(i))
				continue
			}
			charts++
			end := c.From.Add(time.Duration(n) * c.Step)
			if c.From.After(i.Start) || !end.After(i.End) {
				t.Errorf("%+v: from %s to %s: %s", a, c.From, end, tell(i))
			}
			if c.From.Before(activity.First.Truncate(min(c.Step, 24*time.Hour))) || end.Add(-c.Step).After(activity.Last) {
				t.Errorf("%+v: from %s to %s, which the export does not have: %s", a, c.From, end, tell(i))
			}
			if c.From.After(activity.First) && i.Start.Sub(c.From) < 3*time.Hour || end.Before(activity.Last) && end.Sub(i.End) < 3*time.Hour {
				t.Errorf("%+v: from %s to %s shows nothing around it: %s", a, c.From, end, tell(i))
			}
			failures, successes := make([]int64, n), make([]int64, n)
			for _, e := range events {
				at := int(e.at.Sub(c.From) / c.Step)
				if e.at.Before(c.From) || at >= n || !slices.Contains(i.names(), e.app) {
					continue
				}
				switch {
				case !e.failure:
					successes[at]++
				case e.code == i.Code:
					failures[at]++
				}
			}
			if !slices.Equal(failures, c.Failures) || !slices.Equal(successes, c.Successes) {
				t.Errorf("%+v: %v and %v, want %v and %v: %s", a, c.Failures, c.Successes, failures, successes, tell(i))
			}
		}
	}
	if charts < 50 {
		t.Errorf("only %d charts", charts)
	}
}

// TestCourseNight catches the chart of a job that runs once a night and failed once: without
// the nights around it there is no success to see.
func TestCourseNight(t *testing.T) {
	var work []trail.Work
	first := accountEnd.Truncate(24 * time.Hour).Add(-20 * 24 * time.Hour)
	night := func(day int) time.Time { return first.Add(time.Duration(day)*24*time.Hour + 2*time.Hour) }
	for day := range 20 {
		if day != 12 {
			work = append(work, trail.Work{Hour: hourOf(night(day)), Logins: 1})
		}
	}
	at := uint32(night(12).Unix())
	a := &trail.Activity{Rows: 20, Failures: 1, First: night(0), Last: night(19), Pairs: []trail.Pair{{Code: "KeyExpired", Application: "Job", Failures: 1}},
		Cells: []trail.Cell{{Hours: 1, Failures: 1, StartSecond: at, FirstSecond: at, LastSecond: at}}, Work: map[string][]trail.Work{"Job": work}, WorkWidth: 1}
	i := Incident{Code: "KeyExpired", Application: "Job", Start: night(12), End: night(12)}
	c := newCourses(a, time.Minute).of(&i)
	sum := func(counts []int64) (n int64) {
		for _, one := range counts {
			n += one
		}
		return n
	}
	if sum(c.Failures) != 1 || sum(c.Successes) != 2 || c.Step != time.Hour || c.From != night(11) {
		t.Errorf("from %s by %s: %v, %v", c.From, c.Step, c.Failures, c.Successes)
	}
	a.Work = nil // too many to keep
	if c := newCourses(a, time.Minute).of(&i); c.Successes != nil || sum(c.Failures) != 1 {
		t.Errorf("unknown successes are %v", c.Successes)
	}
}

// TestCourseWork catches charts whose number times that of the cells is read.
func TestCourseWork(t *testing.T) {
	const cells, incidents = 100_000, 500
	first := ago(cells)
	a := &trail.Activity{Rows: cells, Failures: cells, First: first, Last: accountEnd, Pairs: []trail.Pair{{Code: "KeyExpired", Application: "Job", Failures: cells}}}
	for hour := range cells {
		at := uint32(first.Unix()) + uint32(hour)*3600
		a.Cells = append(a.Cells, trail.Cell{Hours: 1, Failures: 1, StartSecond: at, FirstSecond: at, LastSecond: at})
	}
	charts, shown := newCourses(a, time.Hour), 0
	for range incidents {
		if c := charts.of(&Incident{Code: "KeyExpired", Application: "Job", Start: first, End: accountEnd}); len(c.Failures) > 0 {
			shown++
		}
	}
	if charts.read > courseWork+2*cells || shown == 0 || shown == incidents {
		t.Errorf("%d charts read %d cells", shown, charts.read)
	}
}
