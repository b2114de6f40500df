package trails

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
)

// subject is what the questions of one key are about: the chosen incident or the chosen line
// of the table.
type subject struct {
	filter   trail.Filter // its rows
	name     string
	incident *incident.Incident // nil for a line of the table
	// from and to are its first and last failure, zero if they are not known.
	from, to time.Time
}

// subject returns what the cursor is on; ok is false for a line that counts no failures.
func (t *trailScreen) subject() (s subject, ok bool) {
	row, ok := t.row()
	switch {
	case !ok || t.Busy():
		return s, false
	case row.incident != nil:
		i := row.incident
		return subject{incidentFilter(*i), incidentName(*i), i, i.Start, i.End}, true
	case row.group == nil || row.group.Failures == 0:
		return s, false
	}
	s = subject{name: paint.GroupName(t.table.by, *row.group), from: row.group.First, to: row.group.Last}
	s.filter, ok = narrowed(t.filter, t.table.by, *row.group)
	s.filter.FailuresOnly = true
	return s, ok
}

// who returns the dimension that says whom the failures of a subject are of: the first that
// the filter leaves open and the export has values for; false if there is none.
func (t *trailScreen) who(s subject) (trail.Dimension, bool) {
	for _, by := range []trail.Dimension{trail.ByUser, trail.ByRole, trail.ByIP} {
		if !fixed(s.filter, by) && slices.ContainsFunc(t.Summary.GroupBy(by), func(g trail.Group) bool { return g.Failures > 0 && strings.TrimSpace(g.Value) != "" }) {
			return by, true
		}
	}
	return "", false
}

func (t *trailScreen) asksWho() bool {
	s, ok := t.subject()
	if ok {
		_, ok = t.who(s)
	}
	return ok
}

// asksWhen reports whether the time of the chosen line is known, and is not all it is about.
func (t *trailScreen) asksWhen() bool {
	s, ok := t.subject()
	return ok && !s.from.IsZero() && t.table.by != trail.ByHour
}

// asksElse reports whether other codes may have failed while the chosen line did.
func (t *trailScreen) asksElse() bool {
	s, ok := t.subject()
	return ok && !s.from.IsZero() && !(t.onlyTime() && t.table.by == trail.ByCode && t.whole() && s.incident == nil && !s.from.After(t.Summary.First) && !s.to.Before(t.Summary.Last))
}

// openWho shows whom the failures of the chosen line are of.
func (t *trailScreen) openWho() tea.Cmd {
	s, _ := t.subject()
	by, _ := t.who(s)
	return t.s.Push(newTrailScreen(t.s, s.filter, t.followed(s.name), by))
}

// longDays is how long the failures may last that are shown by the hour.
const longDays = 4 * 24 * time.Hour

// openSince shows when the failures of the chosen line began: by day, also before them, or
// by the hour if they are few days.
func (t *trailScreen) openSince() tea.Cmd {
	s, _ := t.subject()
	by := trail.ByDay
	s.filter.Since, s.filter.Until = t.filter.Since, t.filter.Until
	if s.to.Sub(s.from) < longDays && !t.dialect().DayOnly {
		by = trail.ByHour
		from, to := s.around()
		s.filter.Since, s.filter.Until = t.inside(from, to)
	}
	return t.s.Push(newTrailScreen(t.s, s.filter, t.followed(s.name), by))
}

// openElse shows all failures at the time of the chosen line, by code.
func (t *trailScreen) openElse() tea.Cmd {
	s, _ := t.subject()
	filter := trail.Filter{Since: s.from, Until: s.to.Add(time.Second), FailuresOnly: true}
	next := newTrailScreen(t.s, filter, []string{t.timeName(filter)}, trail.ByCode)
	next.zoomed = true
	return t.s.Push(next)
}

// followed returns the names of what is shown, with one more.
func (t *trailScreen) followed(name string) []string { return append(slices.Clone(t.chosen), name) }

// timeName names the time of a filter.
func (t *trailScreen) timeName(filter trail.Filter) string {
	name := ""
	if filter.FailuresOnly && filter.Code == nil {
		name = "all failures "
	}
	if filter.Since.IsZero() {
		return name + "at any time"
	}
	clock, last := filter.Until.Sub(filter.Since) < longDays, filter.Until
	if !clock || last.Truncate(time.Minute) != last {
		last = last.Add(-time.Second)
	}
	return name + paint.Period(filter.Since, last, t.s.WallClock(), "Jan", clock)
}

// around returns the time of a subject with some before and after it.
func (s subject) around() (from, to time.Time) {
	if s.incident != nil && len(s.incident.Course.Failures) > 0 {
		c := s.incident.Course
		return c.From, c.From.Add(time.Duration(len(c.Failures)) * c.Step)
	}
	some := max(s.to.Sub(s.from)/2, 6*time.Hour)
	return s.from.Add(-some), s.to.Add(some)
}

// bounds returns the time of the whole export; ok is false if its dates are not known.
func (t *trailScreen) bounds() (from, to time.Time, ok bool) {
	s := t.Summary
	if t.export.Summary != nil {
		s = t.export.Summary
	}
	if s == nil || s.First.IsZero() {
		return from, to, false
	}
	return s.First.Truncate(time.Hour), s.Last.Truncate(time.Hour).Add(time.Hour), true
}

// shownTime returns the time that the screen shows.
func (t *trailScreen) shownTime() (from, to time.Time, ok bool) {
	from, to, ok = t.bounds()
	if !t.filter.Since.IsZero() && t.filter.Since.After(from) {
		from = t.filter.Since
	}
	if !t.filter.Until.IsZero() && t.filter.Until.Before(to) {
		to = t.filter.Until
	}
	return from, to, ok && from.Before(to)
}

// inside returns the part of a time that is inside the one that the screen shows, in whole
// hours.
func (t *trailScreen) inside(from, to time.Time) (since, until time.Time) {
	first, last, _ := t.shownTime()
	from, to = from.Truncate(time.Hour), to.Add(time.Hour-1).Truncate(time.Hour)
	if from.Before(first) {
		from = first
	}
	if to.After(last) {
		to = last
	}
	return from, to
}

// leastZoom is the shortest time that a screen zooms into.
const leastZoom = 2 * time.Hour

// nearer returns the time to zoom into: that around the chosen line or, if that is not much
// less than what the screen shows, the half of it in which the line is.
func (t *trailScreen) nearer() (from, to time.Time, ok bool) {
	first, last, ok := t.shownTime()
	whole := last.Sub(first)
	if !ok || t.Busy() || whole < 2*leastZoom {
		return from, to, false
	}
	middle := first.Add(whole / 2)
	if s, is := t.subject(); is && !s.from.IsZero() {
		if from, to = t.inside(s.around()); from.Before(to) {
			if to.Sub(from) <= whole*3/4 && to.Sub(from) >= leastZoom {
				return from, to, true
			}
			middle = from.Add(to.Sub(from) / 2)
			if s.incident != nil {
				middle = s.from // the moment it began tells most
			}
		}
	}
	half := (whole / 2).Truncate(time.Hour)
	from = middle.Add(-half / 2).Truncate(time.Hour)
	if from.Before(first) {
		from = first
	}
	if to = from.Add(half); to.After(last) {
		from, to = last.Add(-half), last
	}
	return from, to, true
}

func (t *trailScreen) canZoomIn() bool {
	_, _, ok := t.nearer()
	return ok
}

// canZoomOut reports whether the screen shows less than the time of the export.
func (t *trailScreen) canZoomOut() bool {
	return !t.whole() && !t.Busy() && (!t.filter.Since.IsZero() || !t.filter.Until.IsZero())
}

// zoom counts a shorter time, for 1, or a longer one, for -1. The screen of the whole export
// stays, and the shorter time is a new screen above it.
func (t *trailScreen) zoom(step int) tea.Cmd {
	if step < 0 {
		return t.zoomOut()
	}
	from, to, ok := t.nearer()
	if !ok {
		return nil
	}
	filter := t.filter
	filter.Since, filter.Until = from, to
	around := -1
	if row, ok := t.row(); ok && row.incident != nil {
		around = slices.IndexFunc(t.export.Incidents, func(i incident.Incident) bool { return sameIncident(i, *row.incident) })
	}
	if t.whole() {
		next := newTrailScreen(t.s, filter, []string{t.timeName(filter)}, t.table.by)
		next.zoomed, next.around = true, around
		return t.s.Push(next)
	}
	t.around = around
	return t.showTime(filter)
}

// zoomOut shows twice the time or, if that is all of the export, what the filter chooses
// without a time.
func (t *trailScreen) zoomOut() tea.Cmd {
	from, to, ok := t.shownTime()
	first, last, _ := t.bounds()
	if !ok || !t.canZoomOut() {
		return nil
	}
	filter, half := t.filter, (to.Sub(from)/2 + time.Hour - 1).Truncate(time.Hour)
	filter.Since, filter.Until = from.Add(-half).Truncate(time.Hour), to.Add(half+time.Hour-1).Truncate(time.Hour)
	if over := first.Sub(filter.Since); over > 0 {
		filter.Since, filter.Until = first, filter.Until.Add(over)
	}
	if over := filter.Until.Sub(last); over > 0 {
		filter.Since, filter.Until = filter.Since.Add(-over), last
	}
	if !filter.Since.After(first) && !filter.Until.Before(last) {
		filter.Since, filter.Until = time.Time{}, time.Time{}
		if t.onlyTime() && t.zoomed {
			t.s.CloseScreen(t) // what is below it is the whole export
			return nil
		}
	}
	return t.showTime(filter)
}

// showTime counts another time on this screen.
func (t *trailScreen) showTime(filter trail.Filter) tea.Cmd {
	if t.zoomed {
		t.chosen = slices.Clone(t.chosen[:len(t.chosen)-1])
	}
	t.filter, t.zoomed = filter, !filter.Since.IsZero() || t.whole()
	if t.zoomed {
		t.chosen = t.followed(t.timeName(filter))
	}
	return t.count()
}

// onlyTime reports whether the filter chooses by time alone.
func (t *trailScreen) onlyTime() bool {
	f := t.filter
	return f.Code == nil && f.Application == nil && f.User == nil && f.Role == nil && f.IP == nil && f.URI == nil && !f.FailuresOnly
}

// incidentsHere returns the incidents of the whole export that a screen of a part of it
// shows: those at its time, if it chooses by time alone. The rows of a part do not tell which
// incidents there are.
func (t *trailScreen) incidentsHere() (here []incident.Incident) {
	if !t.onlyTime() || !t.zoomed {
		return nil
	}
	for at, i := range t.export.Incidents {
		if i.Start.Before(t.filter.Until) && !i.End.Before(t.filter.Since) {
			if at == t.around {
				t.Choose(len(here))
			}
			here = append(here, i)
		}
	}
	return here
}

func sameIncident(a, b incident.Incident) bool {
	return a.Kind == b.Kind && a.Code == b.Code && a.Application == b.Application && a.Start.Equal(b.Start) && a.Failures == b.Failures
}
