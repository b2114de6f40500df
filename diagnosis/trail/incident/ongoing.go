package incident

import (
	"math"
	"slices"
	"time"
)

// ongoing reports whether a finding had not stopped when the export ended: it is not over, and
// its last failure is as near to the end as the failures are to each other (within twice the
// longest gap between stretches with failures, or four times the mean gap, plus the precision
// of dates), or the application has not usually logged in since.
func (h *hunt) ongoing(f *finding) bool {
	if h.over(f) {
		return false
	}
	sorted := slices.Clone(f.cells)
	slices.SortFunc(sorted, func(x, y int) int { return h.cells[x].Start().Compare(h.cells[y].Start()) })
	var longest time.Duration
	last := h.cells[sorted[0]].Last()
	for _, at := range sorted {
		c := h.cells[at]
		longest = max(longest, c.First().Sub(last))
		if c.Last().After(last) {
			last = c.Last()
		}
	}
	mean := f.End.Sub(f.Start) / time.Duration(max(1, f.Failures-1))
	return h.a.Last.Sub(f.End) <= max(2*longest, 4*mean)+h.grain || h.idle(f)
}

// idle reports whether the applications usually make no logins in the time that is left until
// the end of the export, and made none.
func (h *hunt) idle(f *finding) bool {
	const few = 3 // a chance of e^-3 for none
	if f.Kind == Passwords || h.a.Last.Sub(f.End) > quietHours*time.Hour {
		return false
	}
	if f.Kind == Outage { // none has succeeded since
		return true
	}
	for _, name := range f.names() {
		from, to := f.End.Unix()/60+slotMinutes, h.a.Last.Unix()/60
		if r := h.rhythmOf(name); r == nil || r.known(from, to) >= few || h.work[name].minutes(from, to) >= few {
			return false
		}
	}
	return true
}

// unnamed reports whether no row has an application. Successful logins may then be
// those of other applications, and show nothing about a user or a role.
func (h *hunt) unnamed() bool {
	_, blank := h.applications[""]
	return blank && len(h.applications) == 1
}

// silent reports whether the user, role or address that the failures share has no later row
// or never succeeds. Successful logins of others then do not show that it is over.
func (h *hunt) silent(f *finding) bool {
	for _, by := range sharing {
		if g, ok := h.find(by, *f.shared(by)); ok && g.Value != "" && (g.Successes == 0 || !g.Last.After(f.End)) {
			return true
		}
	}
	return false
}

// over reports whether so many logins have succeeded since the last failure that, at the
// previous rate of failures, one of them would have failed. One is enough after an outage.
func (h *hunt) over(f *finding) bool {
	const least = 2     // a single one may come from elsewhere
	const unlikely = 4. // a chance of e^-4
	if w := h.work[f.Application]; f.Kind == Outage && h.grain == time.Minute && w != nil {
		return w.list[len(w.list)-1].Last > f.End.Unix()/60
	}
	if h.silent(f) {
		return false
	}
	var during, since int64
	for _, name := range f.names() {
		w := h.work[name]
		since += w.after(hourOf(f.End) + 1)
		during += w.between(hourOf(f.Start), hourOf(f.End)+1)
	}
	failed := min(float64(f.Failures)/h.clump, h.eventsOf(f.cells))
	return since >= least && float64(since)*-math.Log((float64(during)+1)/(float64(during)+failed+1)) >= unlikely
}
