package incident

import (
	"cmp"
	"math"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// staggers reports whether a code says that what a user once consented to has ended.
func staggers(code string) bool { return code == "RefreshTokenExpired" }

// findStaggered finds users of an application who are thrown out one after the other: those who
// succeeded as well, and whose first failures are at different times, far more of them than
// other applications have.
func (h *hunt) findStaggered(pair int) bool {
	p := h.pairs[pair]
	if !staggers(p.Code) || p.Failures < minBurst || h.unnamed() {
		return false
	}
	var cells []int
	since := map[int32]uint32{} // the first failure of each user
	for at := p.from; at < p.to; at++ {
		if h.gone[at] {
			continue
		}
		cells = append(cells, at)
		c := &h.cells[at]
		if _, known := since[c.User]; c.User >= 0 && !known {
			since[c.User] = c.FirstSecond
		}
	}
	first, last := uint32(math.MaxUint32), uint32(0)
	users := 0
	for _, part := range h.a.Parts[p.Application] {
		if part.By != trail.ByUser || part.Place < 0 || part.Successes == 0 || part.Failures == 0 {
			continue
		}
		at, known := since[part.Place]
		if !known { // in a cell with other users
			i, _ := slices.BinarySearchFunc(cells, part.FirstFailure, func(cell int, second uint32) int { return cmp.Compare(h.cells[cell].LastSecond, second) })
			if i == len(cells) || h.cells[cells[i]].FirstSecond > part.FirstFailure || h.cells[cells[i]].Hours > 1 || h.grain > time.Hour {
				continue
			}
			at = part.FirstFailure
		}
		users++
		first, last = min(first, at), max(last, at)
	}
	if users < minStaggered || time.Duration(last-first)*time.Second < time.Duration(users-1)*staggeredGap {
		return false
	}
	g, n := h.applications[p.Application], max(float64(users), h.eventsOf(cells)/h.clump)
	others, all := h.elsewhere(pair)
	if bernoulli(n, float64(g.Successes+g.Failures), others+staggeredPrior, all+priorRows) < h.tests+staggeredProof {
		return false
	}
	h.take(cells)
	f := h.gather(Staggered, p.Code, cells)
	f.users = users
	h.found = append(h.found, f)
	return true
}
