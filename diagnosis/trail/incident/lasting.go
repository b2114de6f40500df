package incident

import (
	"math"
	"slices"
	"sync"
	"time"

	"authdoctor/diagnosis/trail"
)

// findLasting finds a Drip or OneUser in the failures of a pair that belong to no incident.
func (h *hunt) findLasting(pair int) {
	p := h.pairs[pair]
	cells := h.places[:0]
	for i := p.from; i < p.to; i++ {
		if !h.gone[i] {
			cells = append(cells, i)
		}
	}
	h.places = cells
	total := h.failures(cells)
	if total < minOneUser {
		return
	}
	clump := sync.OnceValue(func() float64 {
		points, s := h.points(pair)
		return clumpsOf(points, s, h.clump)
	})
	report := func(kind Kind, why reason, cells []int, by trail.Dimension) {
		h.take(cells)
		f := h.gather(kind, p.Code, cells)
		f.reason = why
		if value := *f.shared(by); value != nil {
			f.by, f.others = by, h.others(&f, by, *value)
		}
		if kind == Drip && h.breaks(&f) {
			f.Kind, f.reason, f.by = Burst, reasonBroken, ""
		}
		g := h.applications[p.Application]
		f.share = float64(f.Failures) / float64(g.Successes+g.Failures)
		h.found = append(h.found, f)
	}
	for _, by := range []trail.Dimension{trail.ByIP, trail.ByUser, trail.ByRole} {
		of, failures := h.ofOne(pair, by, cells)
		switch {
		case of == nil, by != trail.ByIP && h.unnamed(), p.Code == renewed && h.renews(p.Application, by, of):
		case by != trail.ByIP:
			report(OneUser, reasonPlace, of, by)
			return
		case failures >= minDrip && h.steady(of):
			report(Drip, reasonPlace, of, by)
			return
		}
	}
	if p.Code == renewed || total < minDrip || !h.steady(cells) {
		return
	}
	if h.regular(cells, 1) || h.regular(cells, 24) {
		report(Drip, reasonRegular, cells, trail.ByDay)
	} else if h.exceeds(pair, total, clump) {
		report(Drip, reasonRate, cells, trail.ByDay)
	}
}

// renews reports whether logins of the value that failures share succeeded after the first of
// them, or may have.
func (h *hunt) renews(application string, by trail.Dimension, of []int) bool {
	first, place := h.cells[of[0]].FirstSecond, h.cells[of[0]].Place(by)
	for _, part := range h.a.Parts[application] {
		if part.By == by && int(part.Place) == place {
			return part.LastSuccess > first
		}
	}
	return true
}

// ofOne returns the cells of a user, role or address with most of the failures, unless its
// share of the application explains that.
func (h *hunt) ofOne(pair int, by trail.Dimension, cells []int) (of []int, failures int64) {
	place, of, failures := h.majority(by, cells)
	if place < 0 || failures < minOneUser {
		return nil, 0
	}
	part := h.part(pair, by, place, failures)
	if part >= 1 {
		return nil, 0
	}
	const dimensions = 3
	if h.proofOfOne(part, of, cells) < h.tests+math.Log(dimensions)+proof {
		return nil, 0
	}
	return of, failures
}

// majority returns the value with at least half of the failures in cells, by the vote of
// Boyer and Moore, and the cells with that value alone; place is -1 if there is none.
func (h *hunt) majority(by trail.Dimension, cells []int) (place int, of []int, failures int64) {
	place = -1
	var votes int64
	for _, i := range cells {
		c := &h.cells[i]
		switch at := c.Place(by); {
		case at < 0:
		case at == place:
			votes += c.Failures
		case c.Failures > votes:
			place, votes = at, c.Failures-votes
		default:
			votes -= c.Failures
		}
	}
	if _, ok := h.group(by, place); !ok {
		return -1, nil, 0
	}
	var all int64
	for _, i := range cells {
		c := &h.cells[i]
		if all += c.Failures; c.Place(by) == place {
			failures += c.Failures
		}
	}
	if 2*failures < all { // mostly: a list of them would be for nothing
		return -1, nil, 0
	}
	for _, i := range cells {
		if h.cells[i].Place(by) == place {
			of = append(of, i)
		}
	}
	return place, of, failures
}

// proofOfOne is the log-likelihood ratio of the cells in of being due to one user, role or
// address, against its part in the application. Retries within minutes count once.
func (h *hunt) proofOfOne(part float64, of, cells []int) float64 {
	score := func(k, n float64) float64 {
		if k/n <= part {
			return 0
		}
		sum := k * math.Log(k/n/part)
		if k < n {
			sum += (n - k) * math.Log((1-k/n)/(1-part))
		}
		return sum
	}
	return max(score(h.eventsOf(of), h.eventsOf(cells))/usualClump, score(float64(len(of)), float64(len(cells))))
}

// part is an upper bound of the share of a user, role or address in an application, without
// the given failures: by its rows, or by failures with other codes. A mixed cell has at least
// one failure of somebody else. Failures of other incidents and wrong passwords do not count;
// each other code may be an incident that is not found yet.
func (h *hunt) part(pair int, by trail.Dimension, place int, failures int64) float64 {
	g, app := h.a.Groups[by][place], h.applications[h.pairs[pair].Application]
	const doubt = 3
	var total, own, most int64
	var kept [][2]int64 // total and own of each pair
	for _, other := range h.ofApplication(pair) {
		o := h.pairs[other]
		if other == pair || o.skip {
			continue
		}
		var ofPair [2]int64
		for i := o.from; i < o.to; i++ {
			c := &h.cells[i]
			if h.gone[i] {
				continue
			}
			ofPair[0] += c.Failures
			switch c.Place(by) {
			case place:
				ofPair[1] += c.Failures
			case -1:
				ofPair[1] += c.Failures - 1
			}
		}
		total += ofPair[0]
		own += ofPair[1]
		most = max(most, ofPair[0])
		kept = append(kept, ofPair)
	}
	byFailures := float64(own+doubt) / float64(total+doubt)
	for _, one := range kept {
		byFailures = max(byFailures, float64(own-one[1]+doubt)/float64(total-one[0]+doubt))
	}
	byRows := float64(g.Successes+g.Failures-failures+1) / float64(max(1, app.Successes+total-most+1))
	return min(1, byRows, byFailures)
}

// others is a lower bound of the successful logins in the applications of a finding with
// other values than this one.
func (h *hunt) others(f *finding, by trail.Dimension, value string) int64 {
	g, known := h.find(by, &value)
	if !known {
		return 0
	}
	var sum int64
	for _, name := range f.names() {
		sum += h.applications[name].Successes
	}
	return max(0, sum-g.Successes)
}

// narrow reduces the cells of a burst to those of one new address, user or role that nearly
// all of it is due to, if others use the application as well; by is "" if there is none.
func (h *hunt) narrow(pair int, cells []int) (left []int, by trail.Dimension) {
	const doubt = 6 // less than proof, as only one burst is examined
	total := h.failures(cells)
	// A new address is a new address; else the code tells whether to look at whom it comes from,
	// or where.
	ofUser := slices.Contains(ofUsers, h.pairs[pair].Code)
	for _, by := range []trail.Dimension{trail.ByIP, trail.ByUser, trail.ByRole} {
		if by != trail.ByIP && h.unnamed() {
			continue
		}
		place, of, failures := h.majority(by, cells)
		if place < 0 || failures < minOneUser || float64(failures) < minNarrow*float64(total) || by == trail.ByIP && ofUser && !h.isNew(h.a.Groups[by][place]) {
			continue
		}
		if h.proofOfOne(h.part(pair, by, place, failures), of, cells) >= doubt {
			return of, by
		}
	}
	return cells, ""
}

// steady reports whether failures last long and are spread over all that time.
func (h *hunt) steady(cells []int) bool {
	first, last := h.cells[cells[0]].First(), h.cells[cells[len(cells)-1]].Last()
	length := last.Sub(first)
	if length < minDripLength || float64(length) < minDripShare*float64(h.span) {
		return false
	}
	var parts [dripParts]bool
	for _, i := range cells {
		for _, t := range []time.Time{h.cells[i].First(), h.cells[i].Last()} {
			if at := t.Sub(first); at >= 0 {
				parts[min(dripParts-1, int(at/(length/dripParts)))] = true
			}
		}
	}
	n := 0
	for _, failed := range parts {
		if failed {
			n++
		}
	}
	return n >= minSteady
}

// regular reports whether failures are spread much more evenly than by chance over units of
// 1 or 24 hours. The first and the last unit are left out, because they may be incomplete.
func (h *hunt) regular(cells []int, hours int64) bool {
	first, last := hourOf(h.cells[cells[0]].Start())/hours, hourOf(h.cells[cells[len(cells)-1]].Start())/hours
	units := float64(last - first - 1)
	if units < minDripUnits {
		return false
	}
	var sum, squares float64
	add := func(n int64) {
		sum += float64(n)
		squares += float64(n) * float64(n)
	}
	var unit, failures int64
	for _, i := range cells {
		c := &h.cells[i]
		if int64(c.Width().Hours()) > hours {
			return false
		}
		at := hourOf(c.Start()) / hours
		if at == first || at == last {
			continue
		}
		if at != unit {
			add(failures)
			unit, failures = at, 0
		}
		failures += c.Failures
	}
	add(failures)
	mean := sum / units
	if mean < minRegular {
		return false
	}
	dispersion := (squares/units - mean*mean) / mean
	if dispersion > maxDispersion {
		return false
	}
	// Wilson and Hilferty's normal approximation of the lower tail of chi-squared.
	spread := 2 / (9 * (units - 1))
	z := (math.Cbrt(dispersion*units/(units-1)) - (1 - spread)) / math.Sqrt(spread)
	return -z >= math.Sqrt(2*(h.tests+proof))
}

// exceeds reports whether an application fails with a code far more often than the others.
func (h *hunt) exceeds(pair int, failures int64, clump func() float64) bool {
	p := h.pairs[pair]
	app := h.applications[p.Application]
	rows := float64(app.Successes + app.Failures)
	if app.Value == "" || float64(failures) < minDripRate*rows {
		return false
	}
	failuresOf := map[string]int64{}
	for _, other := range h.byCode[p.Code] {
		failuresOf[h.pairs[other].Application] = h.pairs[other].Failures
	}
	// One other application may have the same problem: the worst does not count, if the share
	// is high.
	var otherRows, otherFailures, worstRows, worst float64
	others := 0
	for value, g := range h.applications {
		if value == "" || value == app.Value || g.Successes == 0 {
			continue
		}
		others++
		rows, failures := float64(g.Successes+g.Failures), float64(failuresOf[value])
		otherRows += rows
		otherFailures += failures
		if failures > worst || failures == worst && rows < worstRows {
			worst, worstRows = failures, rows
		}
	}
	if float64(failures) >= minWorstRate*rows {
		otherRows, otherFailures = otherRows-worstRows, otherFailures-worst
	}
	if others < minApplications {
		return false
	}
	k := float64(failures)
	return k/rows >= minDripRatio*(otherFailures+1)/(otherRows+1) && bernoulli(k, rows, otherFailures+1, otherRows+1)/clump() >= h.tests+proof
}
