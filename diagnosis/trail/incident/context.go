package incident

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/trail"
)

// turn is when logins succeeded last before an incident, and first after it. The times are
// zero if there was none, or it is not known.
type turn struct {
	last, first time.Time
	never       bool            // none succeeded before the last failure
	known       bool            // a zero time means that there was none
	during      bool            // some may have succeeded between the first failure and the last
	meanwhile   bool            // some did
	hazy        bool            // another login may have succeeded nearer to the incident
	by          trail.Dimension // in which logins with one value count; "" for all
}

// setTurn sets LastSuccess, FirstSuccess, SuccessOf, Meanwhile, NeverWorked and Recent.
func (h *hunt) setTurn(f *finding) {
	if f.turn = h.turnFor(f); f.Kind == Passwords { // when others succeeded says nothing
		f.turn.last, f.turn.first, f.turn.meanwhile = time.Time{}, time.Time{}, false
	}
	f.LastSuccess, f.FirstSuccess, f.NeverWorked = f.turn.last, f.turn.first, f.turn.never
	f.SuccessOf, f.Meanwhile = f.turn.by, f.turn.meanwhile
	f.Recent = h.recent(f)
}

// turnFor combines those of the applications of a finding.
func (h *hunt) turnFor(f *finding) turn {
	if h.a.Failures == h.a.Rows { // an export of failures only
		return turn{}
	}
	out := turn{never: true, known: true}
	lastKnown, firstKnown, mixed := true, true, false
	for i, name := range f.names() {
		t := h.turnOf(f, name)
		if i == 0 {
			out.by = t.by
		}
		mixed = mixed || t.by != out.by
		out.hazy = out.hazy || t.hazy || mixed
		lastKnown, firstKnown = lastKnown && (t.known || !t.last.IsZero()), firstKnown && (t.known || !t.first.IsZero())
		if t.last.After(out.last) {
			out.last = t.last
		}
		if !t.first.IsZero() && (out.first.IsZero() || t.first.Before(out.first)) {
			out.first = t.first
		}
		out.never, out.known, out.during = out.never && t.never, out.known && t.known, out.during || t.during
		out.meanwhile = out.meanwhile || t.meanwhile
	}
	if mixed { // each time would be of other logins
		return turn{never: out.never, during: out.during, hazy: true}
	}
	if !lastKnown {
		out.last = time.Time{}
	}
	if !firstKnown {
		out.first = time.Time{}
	}
	return out
}

// turnOf is the turn of one application. If it succeeded meanwhile, or the finding is about a
// user, role or address, and all failures share one, it is that of the one with the fewest
// successes.
func (h *hunt) turnOf(f *finding, application string) turn {
	out, fewest := h.turnByWork(f, application), h.applications[application].Successes
	if f.by == "" && out.known && !out.during {
		return out
	}
	if h.a.Parts == nil {
		for _, by := range sharing {
			if g, ok := h.find(by, *f.shared(by)); ok && g.Successes == 0 {
				return turn{never: true, known: true, by: by}
			} else if ok && fewest > 0 { // those of the application with it are not known
				out = turn{by: by}
			}
		}
		return out
	}
	for _, by := range sharing {
		if value := *f.shared(by); value != nil {
			if t, successes := h.turnByPart(f, application, by, *value); successes < fewest {
				out, fewest = t, successes
			}
		}
	}
	return out
}

// turnByWork is the turn of all logins of an application.
func (h *hunt) turnByWork(f *finding, application string) turn {
	g, counted := h.applications[application]
	w := h.work[application]
	switch {
	case !counted:
		return turn{}
	case g.Successes == 0:
		return turn{never: true, known: true}
	case w == nil || len(w.list) == 0: // the memory limit was exceeded, or no date can be read
		return turn{}
	}
	out := turn{known: true}
	start, end := f.Start.Unix()/60, f.End.Unix()/60
	minute := func(n int64) time.Time { return time.Unix(60*n, 0).UTC() }
	out.never = w.list[0].First >= end
	if i := w.from(start/60+1) - 1; i >= 0 {
		if w.list[i].First >= start {
			i--
		}
		if i >= 0 {
			out.last = minute(w.list[i].Last)
			if w.list[i].Last >= start { // between the two, the logins are not known
				out.last, out.hazy = minute(w.list[i].First), true
			}
		}
	}
	for i := max(0, w.from(start/60-w.width)); i < len(w.list) && w.list[i].First <= end; i++ {
		out.during = out.during || w.list[i].Last >= start
		for _, minute := range []int64{w.list[i].First, w.list[i].Last} {
			out.meanwhile = out.meanwhile || minute > start && minute < end
		}
	}
	for i := max(0, w.from(end/60-w.width)); i < len(w.list); i++ {
		if w.list[i].Last > end {
			out.first = minute(w.list[i].First)
			if w.list[i].First <= end {
				out.first, out.hazy = minute(w.list[i].Last), true
			}
			break
		}
	}
	return out
}

// turnByPart is the turn of the logins of an application with one user, role or address, and
// the number of those that succeeded.
func (h *hunt) turnByPart(f *finding, application string, by trail.Dimension, value string) (t turn, successes int64) {
	second := func(n uint32) time.Time { return time.Unix(int64(n), 0).UTC() }
	for _, p := range h.a.Parts[application] {
		if p.By != by || p.Successes == 0 || !h.is(by, p.Place, &value) {
			continue
		}
		if p.FirstSuccess == 0 { // no date can be read
			return turn{by: by}, p.Successes
		}
		first, last := second(p.FirstSuccess), second(p.LastSuccess)
		before, after := first.Before(f.Start), last.After(f.End)
		t = turn{never: !first.Before(f.End), by: by}
		if before && last.Before(f.Start) {
			t.last, before = last, false
		}
		if after && first.After(f.End) {
			t.first, after = first, false
		}
		t.during = !last.Before(f.Start) && !first.After(f.End)
		for _, at := range []time.Time{first, last} {
			t.meanwhile = t.meanwhile || at.After(f.Start) && at.Before(f.End)
		}
		t.known = !before && !after // otherwise there are some, at times that are not known
		return t, p.Successes
	}
	return turn{never: true, known: true, by: by}, 0
}

// recent tells whether a finding began shortly before the end of the export. What fails from
// the first rows on began before the export.
func (h *hunt) recent(f *finding) Recent {
	const week = 7 * 24 * time.Hour
	mean := f.End.Sub(f.Start) / time.Duration(max(1, f.Failures-1))
	began := !f.LastSuccess.IsZero() || f.Start.Sub(h.a.First) > max(time.Hour, 4*mean)+h.grain
	switch ago := h.a.Last.Sub(f.Start); {
	case !began || ago > week:
		return NotRecent
	case ago <= 24*time.Hour:
		return WithinDay
	}
	return WithinWeek
}

// setTouched sets Users, Roles and Addresses.
func (h *hunt) setTouched(f *finding) {
	alone := h.alone(f)
	for by, touched := range map[trail.Dimension]*Touched{trail.ByUser: &f.Users, trail.ByRole: &f.Roles, trail.ByIP: &f.Addresses} {
		*touched = h.touched(f, by, alone)
	}
}

// alone reports whether the applications of a finding have no failures between its first and
// its last besides those of the finding.
func (h *hunt) alone(f *finding) bool {
	own := make(map[int]bool, len(f.cells))
	for _, at := range f.cells {
		own[at] = true
	}
	for _, name := range f.names() {
		for _, pair := range h.byApplication[name] {
			if slices.ContainsFunc(h.during(f, pair), func(at int) bool { return !own[at] }) {
				return false
			}
		}
	}
	return true
}

// during returns the cells of a pair with failures between the first and the last of a finding.
func (h *hunt) during(f *finding, pair int) []int {
	const widest = 24
	return slices.DeleteFunc(h.within(pair, hourOf(f.Start)-widest, hourOf(f.End)+1), func(at int) bool {
		return h.cells[at].First().After(f.End) || h.cells[at].Last().Before(f.Start)
	})
}

// touched counts the values of a dimension in the failures of a finding. If there are no other
// failures at that time, the parts of its applications say more than its cells.
func (h *hunt) touched(f *finding, by trail.Dimension, alone bool) Touched {
	const few = 5
	failures := map[int]int64{} // by place
	least := 0
	for _, at := range f.cells {
		c := &h.cells[at]
		if place := c.Place(by); place < 0 {
			least = 2
		} else if _, named := h.group(by, place); named {
			failures[place] += c.Failures
		}
	}
	out := Touched{Exact: least == 0}
	if least > 0 && slices.ContainsFunc(h.a.Groups[by], func(g trail.Group) bool { return g.Rest || strings.TrimSpace(g.Value) == "" }) {
		least = 1 // the other value may be none
	}
	if !out.Exact && alone && h.a.Parts != nil {
		out.Exact = true
		start, end := uint32(f.Start.Unix()), uint32(f.End.Unix())
		sum := map[int]int64{}
		for _, name := range f.names() {
			for _, p := range h.a.Parts[name] {
				if p.By != by || p.FirstFailure == 0 || p.FirstFailure > end || p.LastFailure < start {
					continue
				}
				_, known := failures[int(p.Place)]
				begins, ends := p.FirstFailure >= start, p.LastFailure <= end
				switch _, named := h.group(by, int(p.Place)); {
				case p.Place < 0:
					out.Exact = false
				case !named:
				case begins && ends:
					sum[int(p.Place)] += p.Failures
				case begins || ends:
					sum[int(p.Place)] += 1
				case !known:
					out.Exact = false
				}
			}
		}
		for place, n := range sum {
			failures[place] = max(failures[place], n)
		}
	}
	out.Count = max(least, len(failures))
	if out.Exact {
		out.Count = len(failures)
	}
	places := make([]int, 0, len(failures))
	for place := range failures {
		places = append(places, place)
	}
	slices.SortFunc(places, func(x, y int) int {
		return cmp.Or(cmp.Compare(failures[y], failures[x]), cmp.Compare(x, y))
	})
	for _, place := range places[:min(few, len(places))] {
		out.Names = append(out.Names, h.a.Groups[by][place].Value)
	}
	return out
}
