package incident

import (
	"cmp"
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
	for at := p.from; at < p.to; at++ {
		if !h.gone[at] {
			cells = append(cells, at)
		}
	}
	var first, last int64
	users := 0
	for _, part := range h.a.Parts[p.Application] {
		if part.By != trail.ByUser || part.Place < 0 || part.Successes == 0 || part.Failures == 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(cells, part.FirstFailure, func(cell int, second uint32) int { return cmp.Compare(h.cells[cell].LastSecond, second) })
		if at == len(cells) || h.cells[cells[at]].FirstSecond > part.FirstFailure {
			continue // with another code
		}
		if c := &h.cells[cells[at]]; c.User != part.Place && (c.User >= 0 || c.Hours > 1 || h.grain > time.Hour) {
			continue
		}
		if users++; users == 1 {
			first = int64(part.FirstFailure)
		}
		first, last = min(first, int64(part.FirstFailure)), max(last, int64(part.FirstFailure))
	}
	if users < minStaggered || time.Duration(last-first)*time.Second < time.Duration(users-1)*staggeredGap {
		return false
	}
	g, n := h.applications[p.Application], max(float64(users), h.eventsOf(cells))/h.clump
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
