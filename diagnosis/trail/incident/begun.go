package incident

import (
	"cmp"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// begun is the stretch of time in which the trouble of an application began: after its last
// success, or within the usual time between its failures before the first.
type begun struct{ from, to time.Time }

const (
	least      = 15 * time.Minute // dates and clocks are not that exact
	gapsBefore = 2                // mean gaps between failures that may pass before the first
)

// begunOf returns when failures of a pair in cells, in order of time, began. Earlier failures of
// the pair that are as near to each other belong to them.
func (h *hunt) begunOf(pair int, cells []int) begun {
	first, last := h.bounds(cells)
	gap := last.Sub(first) / time.Duration(max(1, len(cells)-1))
	for at := cells[0] - 1; at >= h.pairs[pair].from && first.Sub(h.cells[at].Last()) <= gapsBefore*max(gap, time.Hour); at-- {
		first = h.cells[at].First()
	}
	from := first.Add(-max(least, gapsBefore*gap))
	if w := h.work[h.pairs[pair].Application]; w != nil {
		sound := w.from(hourOf(first))
		for sound < len(w.list) && w.list[sound].First < first.Unix()/60 {
			sound++
		}
		if sound == 0 { // it never worked
			from = h.a.First
		} else if at := time.Unix(w.list[sound-1].Last*60, 0).UTC(); at.Before(from) {
			from = at
		}
	}
	return begun{from, first}
}

// together is the time at which most of the stretches may have begun, and how many may.
func together(all []begun) (at time.Time, most int) {
	ends := slices.SortedFunc(slices.Values(all), func(x, y begun) int { return x.to.Compare(y.to) })
	for _, end := range ends {
		n := 0
		for _, one := range all {
			if !one.from.After(end.to) && !one.to.Before(end.to) {
				n++
			}
		}
		if n > most {
			at, most = end.to, n
		}
	}
	return at, most
}

// begunTogether returns the cells whose applications may have failed since one time, which is
// what Everywhere means; nil if too few did. Those that began later may have logged in later.
func (h *hunt) begunTogether(cells []int) []int {
	of := map[int][]int{}
	for _, at := range cells {
		of[int(h.cells[at].Pair)] = append(of[int(h.cells[at].Pair)], at)
	}
	var all []begun
	starts := map[int]begun{}
	for pair, own := range of {
		slices.SortFunc(own, func(x, y int) int { return cmp.Compare(x, y) })
		starts[pair] = h.begunOf(pair, own)
		if !blank(h.pairs[pair].Application) {
			all = append(all, starts[pair])
		}
	}
	at, most := together(all)
	if most < minApplications || 2*most < len(all) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(cells), func(cell int) bool {
		return starts[int(h.cells[cell].Pair)].to.Before(at.Add(-togetherLength))
	})
}

// joinBegun joins the incidents of one code in several applications that began at one time:
// those of at least minApplications, and those of one user or role whose code is about these.
func (h *hunt) joinBegun(found []finding) []finding {
	byCode := map[string][]int{}
	for i := range found {
		f := &found[i]
		if (f.Kind == Burst || f.Kind == Outage || f.Kind == OneUser) && f.Applications == nil && f.reason != reasonRetried && !blank(f.Application) {
			byCode[f.Code] = append(byCode[f.Code], i)
		}
	}
	joined := map[int]bool{}
	var out []finding
	for _, code := range h.codes {
		left := byCode[code]
		for len(left) > 1 {
			all := make([]begun, len(left))
			for n, i := range left {
				all[n] = h.begunOf(int(h.cells[found[i].cells[0]].Pair), slices.Sorted(slices.Values(found[i].cells)))
			}
			at, most := together(all)
			var same, rest []int
			for n, i := range left {
				if all[n].from.After(at) || all[n].to.Before(at) {
					rest = append(rest, i)
				} else {
					same = append(same, i)
				}
			}
			if most < 2 {
				break
			}
			if f, ok := h.asOne(found, same); ok {
				out = append(out, f)
				for _, i := range same {
					joined[i] = true
				}
			}
			left = rest
		}
	}
	for i := range found {
		if !joined[i] {
			out = append(out, found[i])
		}
	}
	return out
}

// asOne joins findings of one code that began together, if they are one incident.
func (h *hunt) asOne(found []finding, same []int) (finding, bool) {
	var cells []int
	names := map[string]bool{}
	for _, i := range same {
		cells = append(cells, found[i].cells...)
		names[found[i].Application] = true
	}
	f := h.gather(Everywhere, found[same[0]].Code, cells)
	if slices.Contains(ofUsers, f.Code) {
		for _, by := range []trail.Dimension{trail.ByUser, trail.ByRole} {
			if value := *f.shared(by); value != nil && len(names) > 1 {
				f = h.gather(OneUser, f.Code, cells)
				f.by, f.reason, f.others = by, reasonPlace, h.others(&f, by, *value)
				return f, true
			}
		}
	}
	f.outside = 0 // there may be others at the same time
	return f, len(names) >= minApplications
}
