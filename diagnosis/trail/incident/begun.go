package incident

import (
	"cmp"
	"slices"
	"time"
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
