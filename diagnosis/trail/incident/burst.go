package incident

import (
	"cmp"
	"math"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// points returns the stretches with failures of a pair that belong to no incident yet, and
// the exposure of its application. They are valid until the next call.
func (h *hunt) points(pair int) ([]point, scale) {
	p := h.pairs[pair]
	s := h.scale(p.Application, p.Failures)
	out := h.buffer[:0]
	var before int64
	cut := false
	for i := p.from; i < p.to; i++ {
		c := &h.cells[i]
		if h.gone[i] {
			before += c.Failures
			cut = true
			continue
		}
		at := point{failures: c.Failures, hour: hourOf(c.Start()), cell: i, cut: cut}
		at.end = at.hour + max(1, int64(c.Width().Hours()))
		at.from = s.until(at.hour, before)
		before += c.Failures
		at.to = max(at.from, s.until(at.end, before))
		out = append(out, at)
		cut = false
	}
	h.buffer = out
	return out, s
}

// scale is the exposure of an application: from its first row to its last if it has enough
// rows, otherwise over the whole export.
func (h *hunt) scale(application string, failures int64) scale {
	first, last := hourOf(h.a.First), hourOf(h.a.Last)
	if g := h.applications[application]; g.Successes >= minLife && !g.First.IsZero() {
		first, last = hourOf(g.First), hourOf(g.Last)
	}
	return h.time.scale(first, last, failures)
}

// usualClumps is the mean number of failures that occur together, over all pairs or a sample
// of some 1000. So that incidents do not pass as habit, the weight of a pair is limited, and
// the day with most of its failures is left out.
func (h *hunt) usualClumps() float64 {
	const enough, sample = 10, 1000
	sum, weight := usualClump*usualWeight, usualWeight
	for i := 0; i < len(h.pairs); i += 1 + len(h.pairs)/sample {
		p := &h.pairs[i]
		if p.skip || p.Failures < 2 || p.from == p.to {
			continue
		}
		points, _ := h.points(i)
		size, failures := clumps(withoutTheDay(points, p.Failures), maxClump)
		w := float64(min(failures, enough))
		sum += size * w
		weight += w
	}
	return sum / weight
}

// withoutTheDay leaves out 12 hours before and after the densest point, if most of the
// failures are there and they are not few.
func withoutTheDay(points []point, total int64) []point {
	const half, few = 12, 8
	densest := slices.MaxFunc(points, func(a, b point) int { return cmp.Compare(a.failures, b.failures) })
	near := func(p point) bool { return p.hour >= densest.hour-half && p.hour <= densest.hour+half }
	var within int64
	for _, p := range points {
		if near(p) {
			within += p.failures
		}
	}
	if within < few || 2*within < total {
		return points
	}
	return slices.DeleteFunc(points, near)
}

// clumpsOf is the number of failures that occur together in points, by hour or by day. The
// fewer failures there are, the more it relies on the usual number.
func clumpsOf(points []point, s scale, usual float64) float64 {
	const day = 24
	size, failures := clumps(points, math.Inf(1))
	if byDay, _ := clumps(by(points, day, s), math.Inf(1)); byDay > size {
		size = byDay
	}
	const weight, margin = 4, 1.4
	size = (size*float64(failures) + usual*weight) / (float64(failures) + weight)
	return 1 + max(0, size-1)*margin
}

// threshold is the minimum score of a window. It is higher for shorter windows, because
// there are more of them.
func (h *hunt) threshold(w window) float64 { return h.tests + math.Log(1/w.exposure) + proof }

// stands reports whether a window is a burst if its failures are independent.
func (h *hunt) stands(w window, total int64, least int64) bool {
	return w.failures >= least && w.exposure <= maxExposure && w.ratio(total) >= minRatio && w.score >= h.threshold(w)
}

// findPairs finds the bursts of each pair, and then lasting incidents in the other failures.
func (h *hunt) findPairs() {
	for i := range h.pairs {
		p := &h.pairs[i]
		if p.skip || p.nameless || p.Failures < minOut {
			continue
		}
		if h.findStaggered(i) {
			continue
		}
		points, s := h.points(i)
		for _, w := range merge(slices.Concat(h.bursts(i, points, s), h.broken(i, points)), points) {
			cells := make([]int, 0, w.last-w.first+1)
			for _, at := range points[w.first : w.last+1] {
				cells = append(cells, at.cell)
				h.gone[at.cell] = true
			}
			h.addBurst(i, cells, float64(w.out) >= minNarrow*float64(h.failures(cells)))
		}
	}
	for i := range h.pairs { // after all bursts are known
		if p := &h.pairs[i]; !p.skip && !p.nameless && p.Failures >= minBurst {
			h.findLasting(i)
		}
	}
}

// addBurst turns the cells of a burst into an incident.
func (h *hunt) addBurst(pair int, cells []int, out bool) {
	p := h.pairs[pair]
	if p.Code != renewed { // before and after, it renews its token
		cells = h.extend(cells, []int{pair})
	}
	retried := !out && h.retried(cells)
	if retried && !h.unusual(pair, cells) {
		return
	}
	cells, by := h.narrow(pair, cells)
	f := h.gather(Burst, p.Code, cells)
	switch value := *f.shared(by); {
	case value != nil && by != trail.ByIP:
		f.Kind, f.by, f.others = OneUser, by, h.others(&f, by, *value)
	case retried:
		f.reason = reasonRetried
	}
	if h.nameAddress(&f); f.Kind == Burst && out && h.worked(&f) {
		f.Kind = Outage
	}
	h.found = append(h.found, f)
}

// bursts finds the windows of a pair that are not due to chance. It takes all candidates out
// first: the remaining failures show how large clumps of this pair usually are.
func (h *hunt) bursts(pair int, points []point, s scale) []window {
	if h.pairs[pair].Code == renewed {
		return nil
	}
	left := points
	var taken []window
	for range maxBursts {
		total := failuresOf(left)
		w := scan(left, total)
		if !h.stands(w, total, minBurst) {
			break
		}
		at := w
		at.first = slices.IndexFunc(points, func(p point) bool { return p.cell == left[w.first].cell })
		at.last = at.first + w.last - w.first
		taken = append(taken, at)
		left = without(left, w)
	}
	if len(taken) == 0 {
		return nil
	}
	size, ofCells := clumpsOf(left, s, h.clump), clumpsOf(ones(left), s, 1)
	total := failuresOf(points)
	taken = slices.DeleteFunc(taken, func(w window) bool {
		// The window may only be when the application is active: compare with the rows of
		// the account and with its other failures.
		from, to := points[w.first].hour, points[w.last].end
		w.exposure = max(w.exposure, s.ofRows(from, to, w.failures), h.atWork(pair, from, to, w.exposure), h.atThatHour(pair, from, to))
		return !h.stands(w.of(w.failures, total, size), total, minBurst) &&
			!h.stands(w.of(int64(w.last-w.first+1), int64(len(points)), ofCells), int64(len(points)), minBurst)
	})
	return taken
}

// of returns the window with another number of failures, total and size of clumps.
func (w window) of(failures, total int64, clump float64) window {
	w.failures = failures
	w.score = likelihood(failures, total, w.exposure) / clump
	return w
}

// ones returns points with one failure each, which are independent: retries occur within an
// hour.
func ones(points []point) []point {
	out := slices.Clone(points)
	for i := range out {
		out[i].failures = 1
	}
	return out
}

// without removes a window from points, and marks the gap so that no window spans it.
func without(points []point, w window) []point {
	out := slices.Concat(points[:w.first], points[w.last+1:])
	if w.first < len(out) {
		out[w.first].cut = true
	}
	return out
}

// merge sorts windows and joins those that are near each other.
func merge(windows []window, points []point) []window {
	slices.SortFunc(windows, func(a, b window) int { return a.first - b.first })
	var out []window
	for _, w := range windows {
		if n := len(out); n > 0 {
			last := &out[n-1]
			begin, end := points[last.first], points[last.last]
			gap := points[w.first].hour - end.end
			longer := max(end.end-begin.hour, points[w.last].end-points[w.first].hour)
			if gap <= max(mergeGapHours, longer) {
				last.last = max(last.last, w.last)
				last.out += w.out
				continue
			}
		}
		out = append(out, w)
	}
	return out
}

// extend adds neighbouring cells of the same pairs, and takes all of them. A neighbour is
// within twice the mean gap, or leastReach. Windows end at whole hours, and the last hour of
// a burst may have too few failures to be dense.
func (h *hunt) extend(cells []int, pairs []int) []int {
	first, last := h.bounds(cells)
	taken := make(map[int]bool, len(cells))
	for _, i := range cells {
		taken[i] = true
	}
	reach := max(leastReach, 2*last.Sub(first)/time.Duration(max(1, h.failures(cells)-1)))
	var near []int
	for _, p := range pairs {
		near = append(near, h.within(p, hourOf(first.Add(-last.Sub(first)-reach)), hourOf(last.Add(last.Sub(first)+reach))+1)...)
	}
	near = slices.DeleteFunc(near, func(i int) bool { return taken[i] || h.gone[i] })
	slices.SortFunc(near, func(a, b int) int { return h.cells[a].First().Compare(h.cells[b].First()) })
	for _, i := range near {
		if c := &h.cells[i]; !c.First().Before(last) && c.Last().Sub(last) <= reach {
			cells, last = append(cells, i), c.Last()
		}
	}
	slices.Reverse(near)
	for _, i := range near {
		if c := &h.cells[i]; !c.Last().After(first) && first.Sub(c.First()) <= reach {
			cells, first = append(cells, i), c.First()
		}
	}
	h.take(cells)
	return cells
}

// take marks cells as part of an incident.
func (h *hunt) take(cells []int) {
	for _, i := range cells {
		h.gone[i] = true
	}
}

// failures is the number of failures in cells.
func (h *hunt) failures(cells []int) (sum int64) {
	for _, i := range cells {
		sum += h.cells[i].Failures
	}
	return sum
}

// bounds are the times of the first and the last failure in cells.
func (h *hunt) bounds(cells []int) (first, last time.Time) {
	for n, i := range cells {
		c := &h.cells[i]
		if n == 0 || c.First().Before(first) {
			first = c.First()
		}
		if n == 0 || c.Last().After(last) {
			last = c.Last()
		}
	}
	return first, last
}

// atWork is the share of an application's failures with other codes that are between two
// hours. It leaves out the code with most of them, which may be a second incident, and tends
// to usual if there are few.
func (h *hunt) atWork(pair int, from, to int64, usual float64) float64 {
	const weight = 10
	var inside, total, most int64
	for _, other := range h.ofApplication(pair) {
		if other == pair {
			continue
		}
		o := h.pairs[other]
		within := h.failures(h.within(other, from, to))
		inside += within
		total += o.Failures
		most = max(most, within)
	}
	inside, total = inside-most, total-most
	return (float64(inside) + weight*usual) / (float64(total) + weight)
}

// ofApplication returns pairs of the same application, but not all of the thousands that a
// Detail of free text makes.
func (h *hunt) ofApplication(pair int) []int {
	const enough = 64
	all := h.byApplication[h.pairs[pair].Application]
	return all[:min(enough, len(all))]
}

// atThatHour is the share of an application's failures that are, on other days, at the same
// time of day as a window: some applications are only active at night, or once a day.
func (h *hunt) atThatHour(pair int, from, to int64) float64 {
	const day, weight = 24, 10
	if to-from >= day {
		return 0
	}
	inside, total := weight*float64(to-from)/day, float64(weight)
	for _, other := range h.ofApplication(pair) {
		o := h.pairs[other]
		for i := range h.cells[o.from:o.to] {
			c := &h.cells[o.from+i]
			hour := hourOf(c.Start())
			if hour >= from && hour < to || c.Hours > 1 {
				continue
			}
			total += float64(c.Failures)
			if ((hour-from)%day+day)%day < to-from {
				inside += float64(c.Failures)
			}
		}
	}
	return inside / total / max(1, h.span.Hours()/day)
}

// within returns the cells of a pair that begin between two hours.
func (h *hunt) within(pair int, from, to int64) (out []int) {
	p := h.pairs[pair]
	for at := p.from + startingAt(h.cells[p.from:p.to], from); at < p.to && int64(h.cells[at].StartSecond) < to*3600; at++ {
		out = append(out, at)
	}
	return out
}

// startingAt is the index of the first cell of a pair that does not begin before an hour.
func startingAt(cells []trail.Cell, hour int64) int {
	from, to := 0, len(cells)
	for from < to {
		if middle := (from + to) / 2; int64(cells[middle].StartSecond) < hour*3600 {
			from = middle + 1
		} else {
			to = middle
		}
	}
	return from
}

// inOrder lists the cells of the pairs in ofApplication in order of time.
func (h *hunt) inOrder(pair int) []int32 {
	name := h.pairs[pair].Application
	list, known := h.ordered[name]
	if !known {
		for _, other := range h.ofApplication(pair) {
			for at := h.pairs[other].from; at < h.pairs[other].to; at++ {
				list = append(list, int32(at))
			}
		}
		slices.SortFunc(list, func(x, y int32) int { return cmp.Compare(h.cells[x].StartSecond, h.cells[y].StartSecond) })
		h.ordered[name] = list
	}
	return list
}
