package incident

import (
	"cmp"
	"slices"
)

// findEverywhere finds, for each code, when it occurred across applications.
func (h *hunt) findEverywhere() {
	sums := make([]int64, len(h.time.hours)+1)
	ends := make([]int64, len(h.time.hours)+1)
	for _, code := range h.codes {
		pairs := h.byCode[code]
		var total int64
		for _, p := range pairs {
			total += h.pairs[p].Failures
		}
		if len(pairs) < minApplications || total < minEverywhere || code == renewed {
			continue
		}
		h.findAcross(code, pairs, total, sums, ends)
	}
}

// findAcross removes the densest windows of a code, one by one. From a window that is due to
// one application it removes only the failures of that application, and searches again.
// sums and ends are scratch space with an element for each of hunt.time.hours.
func (h *hunt) findAcross(code string, pairs []int, total int64, sums, ends []int64) {
	s := h.time.scale(hourOf(h.a.First), hourOf(h.a.Last), total)
	var hidden []int
	hide := func(cells []int) {
		for _, i := range cells {
			if !h.gone[i] {
				h.gone[i] = true
				hidden = append(hidden, i)
			}
		}
	}
	type candidate struct {
		cells []int
		rest  float64 // score without the application that fails most
		window
		from, to int64 // hours
	}
	var found []candidate
	points := h.sum(pairs, s, sums, ends)
	for range maxEverywhere {
		total := failuresOf(points)
		w := scan(points, total)
		if !h.stands(w, total, minEverywhere) {
			break
		}
		from, to := points[w.first].hour, points[w.last].end
		var cells []int
		top, most, applications := 0, int64(0), 0
		for _, p := range pairs {
			var failures int64
			for _, i := range h.within(p, from, to) {
				if !h.gone[i] {
					cells = append(cells, i)
					failures += h.cells[i].Failures
				}
			}
			if failures > 0 && !blank(h.pairs[p].Application) {
				applications++
			}
			if failures > most {
				top, most = p, failures
			}
		}
		rest := w
		rest.failures -= most
		rest.score = likelihood(rest.failures, total-most, w.exposure)
		switch {
		case applications < minApplications || rest.failures < minRest || rest.ratio(total-most) < minRatio || rest.score/h.clump < restProof:
			hide(h.within(top, from, to))
		default:
			same := h.begunTogether(cells)
			if len(same) == 0 {
				hide(h.within(top, from, to))
				break
			}
			if applications >= manyApplications || h.broad(pairs, from, to, w.exposure) {
				found = append(found, candidate{same, rest.score, w, from, to})
			}
			hide(cells)
		}
		points = h.sum(pairs, s, sums, ends)
	}
	size := clumpsOf(points, s, h.clump)
	for _, i := range hidden {
		h.gone[i] = false
	}
	for _, c := range found {
		// The window may only be when the account is active.
		w := c.window
		w.exposure = max(w.exposure, s.ofRows(c.from, c.to, w.failures))
		if !h.stands(w.of(w.failures, total, size), total, minEverywhere) || c.rest/size < restProof {
			continue
		}
		f := h.gather(Everywhere, code, h.extend(c.cells, pairs))
		h.found = append(h.found, f)
	}
}

// sum adds up, by time, the failures of pairs that belong to no incident yet.
func (h *hunt) sum(pairs []int, s scale, sums, ends []int64) []point {
	var used []int
	for _, p := range pairs {
		for i := h.pairs[p].from; i < h.pairs[p].to; i++ {
			if h.gone[i] {
				continue
			}
			c := &h.cells[i]
			hour := hourOf(c.Start())
			at := h.time.place(hour)
			if sums[at] == 0 {
				used = append(used, at)
				ends[at] = 0
			}
			sums[at] += c.Failures
			ends[at] = max(ends[at], hour+max(1, int64(c.Width().Hours())))
		}
	}
	slices.SortFunc(used, cmp.Compare[int])
	out := make([]point, 0, len(used))
	var before int64
	for _, at := range used {
		p := point{failures: sums[at], cell: -1, end: ends[at], hour: ends[at] - 1}
		if at < len(h.time.hours) {
			p.hour = h.time.hours[at]
		}
		p.from = s.until(p.hour, before)
		before += p.failures
		p.to = max(p.from, s.until(p.end, before))
		out = append(out, p)
		sums[at] = 0
	}
	return out
}

// broad reports whether enough of the applications fail that usually have at least three rows
// in a window of this exposure.
func (h *hunt) broad(pairs []int, from, to int64, exposure float64) bool {
	const rows = 3
	working, failing := 0, 0
	for _, g := range h.applications {
		if !blank(g.Value) && float64(g.Successes+g.Failures)*exposure >= rows {
			working++
		}
	}
	for _, p := range pairs {
		g := h.applications[h.pairs[p].Application]
		failures := h.failures(h.within(p, from, to))
		usual := float64(h.pairs[p].Failures-failures) * exposure
		if float64(g.Successes+g.Failures)*exposure >= rows && float64(failures) > 2*usual {
			failing++
		}
	}
	return float64(failing) >= minBreadth*float64(working)
}
