package incident

import (
	"slices"

	"authdoctor/diagnosis/trail"
)

// findPasswords finds failures without Detail, which are wrong passwords: many from addresses
// that never succeeded, or far more at once than at other times.
func (h *hunt) findPasswords() {
	// Where no failure has a Detail, only those without an application are of the login page.
	told := len(h.codes) > 0
	var pairs []int
	var total int64
	for i := range h.pairs {
		if p := &h.pairs[i]; p.Code == "" && p.from < p.to && (told || blank(p.Application)) {
			pairs = append(pairs, i)
			total += p.Failures
		}
	}
	if total < minPasswords || !told && h.unnamed() {
		return
	}
	taken := map[int]bool{}
	addresses := 0
	for _, i := range pairs {
		for _, part := range h.a.Parts[h.pairs[i].Application] {
			g, ok := h.group(trail.ByIP, int(part.Place))
			if part.By != trail.ByIP || !ok || g.Successes > 0 || part.Failures < minPasswords {
				continue
			}
			var cells []int
			for at := h.pairs[i].from; at < h.pairs[i].to; at++ {
				c := &h.cells[at]
				if mixed := c.IP < 0 && c.FirstSecond <= part.LastFailure && c.LastSecond >= part.FirstFailure; c.IP == part.Place || mixed {
					cells = append(cells, at)
				}
			}
			if n := h.failures(cells); n >= minPasswords && 2*n >= part.Failures {
				addresses++
				for _, at := range cells {
					taken[at] = true
				}
			}
		}
	}
	// From many addresses, only the time tells.
	s := h.time.scale(hourOf(h.a.First), hourOf(h.a.Last), total)
	points := h.sum(pairs, s, make([]int64, len(h.time.hours)+1), make([]int64, len(h.time.hours)+1))
	if w := scan(points, total); h.stands(w, total, manyPasswords) && points[w.last].end-points[w.first].hour <= passwordsHours && w.ratio(total) >= passwordsRatio {
		for _, i := range pairs {
			for _, at := range h.within(i, points[w.first].hour, points[w.last].end) {
				taken[at] = true
			}
		}
	}
	if len(taken) == 0 {
		return
	}
	cells := make([]int, 0, len(taken))
	for at := range taken {
		cells = append(cells, at)
	}
	slices.Sort(cells)
	h.take(cells)
	f := h.gather(Passwords, "", cells)
	f.addresses, f.total, f.outside = addresses, total, 0
	for _, i := range pairs {
		for at := h.pairs[i].from; at < h.pairs[i].to; at++ {
			if c := &h.cells[at]; c.Last().Before(f.Start) || c.First().After(f.End) {
				f.outside += c.Failures
			}
		}
	}
	h.found = append(h.found, f)
}
