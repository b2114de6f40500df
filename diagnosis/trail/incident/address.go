package incident

import (
	"math"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// isNew reports whether an address first appears late in the export and never succeeds.
func (h *hunt) isNew(g trail.Group) bool {
	after := max(minNewAfter, time.Duration(minNewShare*float64(h.span)))
	return g.Successes == 0 && g.Failures >= minNewAddress && g.First.Sub(h.a.First) >= after && 2*g.Last.Sub(g.First) <= h.span
}

// nameAddress turns a burst from a single new address into a NewAddress.
func (h *hunt) nameAddress(f *finding) {
	if g, ok := h.find(trail.ByIP, f.IP); ok && f.Failures >= minNewAddress && h.isNew(g) {
		f.Kind, f.by, f.addresses = NewAddress, trail.ByIP, 1
	}
}

// findAddresses finds the incidents of kind NewAddress.
func (h *hunt) findAddresses() {
	fresh := map[int][]int{} // cells by place of the address
	for i, g := range h.a.Groups[trail.ByIP] {
		if _, ok := h.group(trail.ByIP, i); ok && h.isNew(g) {
			fresh[i] = nil
		}
	}
	if len(fresh) == 0 || h.fails <= 0 {
		return
	}
	for i, c := range h.cells {
		if cells, ok := fresh[int(c.IP)]; ok && !h.pairs[c.Pair].skip {
			fresh[int(c.IP)] = append(cells, i)
		}
	}
	places := make([]int, 0, len(fresh))
	for place := range fresh {
		places = append(places, place)
	}
	slices.Sort(places)
	for _, place := range places {
		byCode := map[string]int64{}
		var code string // with most failures
		for _, i := range fresh[place] {
			c := h.pairs[h.cells[i].Pair].Code
			if byCode[c] += h.cells[i].Failures; byCode[c] > byCode[code] {
				code = c
			}
		}
		all := fresh[place]
		cells := slices.DeleteFunc(slices.Clone(all), func(i int) bool { return h.pairs[h.cells[i].Pair].Code != code })
		if byCode[code] < minNewAddress {
			continue
		}
		if score := max(float64(byCode[code])/h.clump, h.eventsOf(cells)/usualClump) * math.Log(1/h.fails); score < math.Log(float64(len(h.a.Groups[trail.ByIP])))+proof {
			continue
		}
		f := h.gather(NewAddress, code, cells)
		if h.stopped(&f) {
			continue // the application fails at all its addresses
		}
		h.take(all) // its other codes belong to the same incident
		f.by, f.addresses = trail.ByIP, 1
		h.found = append(h.found, f)
	}
}
