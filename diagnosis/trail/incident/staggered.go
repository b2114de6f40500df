package incident

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// staggers reports whether a code means that a consent of a user has ended.
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
	users, after := 0, []int64(nil)
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
		// Who succeeds from the first day on may have consented before.
		if days := daysFrom(part.FirstSuccess, at); at > part.FirstSuccess && days >= minStaggeredDays && int64(part.FirstSuccess) > h.a.First.Add(24*time.Hour).Unix() {
			after = append(after, days)
		}
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
	f.users, f.after = users, after
	h.found = append(h.found, f)
	return true
}

// returns counts the users who failed again after the same number of days, as when what they
// consent to lives so long. It returns 0 if too few did, or too many after another time.
func (h *hunt) returns(f *finding) (users int, days int64) {
	cells := slices.Clone(f.cells)
	slices.SortFunc(cells, func(x, y int) int { return cmp.Compare(h.cells[x].FirstSecond, h.cells[y].FirstSecond) })
	until, after := map[int32]uint32{}, map[int32]int64{} // the last failure of each user; the days
	for _, at := range cells {
		c := &h.cells[at]
		if c.User < 0 {
			continue
		}
		if last, known := until[c.User]; known && c.FirstSecond > last && after[c.User] == 0 {
			after[c.User] = daysFrom(last, c.FirstSecond)
		}
		until[c.User] = max(until[c.User], c.LastSecond)
	}
	return mostOf(slices.DeleteFunc(slices.Collect(maps.Values(after)), func(days int64) bool { return days < minStaggeredDays }))
}

// daysFrom rounds the time from one second to another to days.
func daysFrom(from, to uint32) int64 {
	const day = 24 * 60 * 60
	return (int64(to) - int64(from) + day/2) / day
}

// mostOf returns how many users share a number of days, and that number. It returns 0 if they
// are fewer than minStaggered, or less than three quarters.
func mostOf(days []int64) (users int, most int64) {
	counts := map[int64]int{}
	for _, n := range days {
		counts[n]++
	}
	for n, count := range counts {
		if count > users {
			users, most = count, n
		}
	}
	if users < minStaggered || 4*users < 3*len(days) {
		return 0, 0
	}
	return users, most
}
