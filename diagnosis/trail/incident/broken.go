package incident

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// events is how many failures of a cell count for themselves, where repeats come within
// minutes: a client repeats what failed at once, and for a while. Dates that are less
// exact do not tell.
func (h *hunt) events(c *trail.Cell) float64 {
	n := float64(c.Failures)
	if h.grain > time.Minute {
		return max(1, n/h.clump)
	}
	// A client that repeats for less than five minutes may touch two slots.
	runs := c.Slots &^ (c.Slots << 1)
	pairs := runs & (c.Slots >> 1)
	slots := float64(bits.OnesCount32(c.Slots) - bits.OnesCount32(pairs))
	const storm, times = 8, 3 // a client that repeats for a quarter of an hour
	if n >= storm*slots {
		slots /= times
	}
	return min(n, max(1, slots))
}

func (h *hunt) eventsOf(cells []int) float64 {
	var sum float64
	for _, at := range cells {
		sum += h.events(&h.cells[at])
	}
	return sum
}

// atHour is what an application did in an hour: failures with a code, of which those
// within minutes are one, and logins that succeeded.
type atHour struct {
	hour              int64
	events, successes float64
	point             int // place in points, -1 for none
}

// broken finds when logins of an application failed with a code, and nearly none
// succeeded: the stretch in which failures take the place of successes (the scan
// statistic of Kulldorff, in its Bernoulli form). It tells what began within a short
// export, and what few rows show. The windows are in places of points.
func (h *hunt) broken(pair int, points []point) []window {
	p := h.pairs[pair]
	w := h.work[p.Application]
	if w == nil || len(w.list) == 0 {
		return nil
	}
	hours := h.atHours(points, w)
	var out []window
	for range maxBursts {
		from, to := longestRun(hours)
		if from == to {
			break
		}
		var inside, outside atHour
		for i, one := range hours {
			sum := &outside
			if i >= from && i < to {
				sum = &inside
			}
			sum.events += one.events
			sum.successes += one.successes
		}
		rows := inside.events + inside.successes
		all := rows + outside.events + outside.successes
		need := h.tests + math.Log(all/rows) + brokenProof
		if inside.events < minBroken || inside.successes > maxSound*rows || rows >= all || bernoulli(inside.events, rows, outside.events, all-rows) < need {
			break
		}
		// What fails with other codes does not fail with this one. Where more do, the
		// application is broken by those.
		others, failures := h.otherFailures(pair, hours[from].hour, hours[to-1].hour+1)
		if bernoulli(inside.events, rows+others, outside.events, all-rows) < need {
			break
		}
		run := window{first: -1}
		for i := from; i < to; i++ {
			if at := hours[i].point; at >= 0 {
				if run.first < 0 {
					run.first = at
				}
				run.last = at
				run.failures += points[at].failures
			}
			hours[i].events, hours[i].successes = 0, 0
		}
		if run.failures >= minBurst && others <= maxOthers*inside.events && failures <= 2*maxOthers*run.failures {
			out = append(out, run)
		}
	}
	return out
}

// otherFailures is how often an application failed with other codes from one hour to
// another, with and without repeats.
func (h *hunt) otherFailures(pair int, from, to int64) (events float64, failures int64) {
	for _, other := range h.ofApplication(pair) {
		if other == pair {
			continue
		}
		cells := h.within(other, from, to)
		events += h.eventsOf(cells)
		failures += h.failures(cells)
	}
	return events, failures
}

// atHours lists what an application did, in order of time; what it did in an hour is
// apart where it succeeded only before its failures or only after them. The list lasts
// until the next call.
func (h *hunt) atHours(points []point, w *work) []atHour {
	out := h.atWorkHours[:0]
	next := 0
	sound := func(until int) { // what succeeded before a place of the list
		if n := w.before[until] - w.before[next]; n > 0 {
			out = append(out, atHour{hour: w.list[next].Hour, successes: float64(n), point: -1})
		}
		next = until
	}
	merged := -1 // place of the last count that comes with failures
	for i := range points {
		c := &h.cells[points[i].cell]
		begin, end := c.First().Unix()/60, c.Last().Unix()/60
		until := w.fromPlace(next, hourOf(c.First())-w.width+1)
		for until < len(w.list) && w.list[until].Last < begin {
			until++
		}
		sound(until)
		failed := atHour{hour: hourOf(c.Start()), events: h.events(c), point: i}
		if merged >= 0 && w.list[merged].Last >= begin { // it may be of these as well
			failed.successes = float64(w.list[merged].Logins)
		}
		for next < len(w.list) && w.list[next].First <= end {
			failed.successes += float64(w.list[next].Logins)
			merged = next
			next++
		}
		out = append(out, failed)
	}
	sound(len(w.list))
	h.atWorkHours = out
	return out
}

// longestRun is the run with most failures, of which each success takes four away.
func longestRun(hours []atHour) (from, to int) {
	const each = 4
	var sum, most float64
	start := 0
	for i, one := range hours {
		sum += one.events - each*one.successes
		if sum <= 0 {
			sum, start = 0, i+1
		} else if sum > most {
			most, from, to = sum, start, i+1
		}
	}
	return from, to
}

// bernoulli is the log-likelihood ratio of two shares, a of n and b of m, against one.
func bernoulli(a, n, b, m float64) float64 {
	part := func(k, of float64) float64 {
		if k <= 0 || k >= of {
			return 0
		}
		return k*math.Log(k/of) + (of-k)*math.Log(1-k/of)
	}
	if a/n <= b/m {
		return 0
	}
	return part(a, n) + part(b, m) - part(a+b, n+m)
}

// findBrokenEverywhere finds a code that most applications have for nearly all of their
// rows, so that no time is left to compare with.
func (h *hunt) findBrokenEverywhere(code string) {
	const rows = 5
	if h.work == nil || h.a.Failures == h.a.Rows {
		return // an export of failures only
	}
	working, broken := 0, 0
	for _, g := range h.applications {
		if !blank(g.Value) && g.Successes+g.Failures >= rows {
			working++
		}
	}
	if 2*len(h.byCode[code]) < working {
		return
	}
	for _, at := range h.byCode[code] {
		p := &h.pairs[at]
		g := h.applications[p.Application]
		if !blank(p.Application) && float64(p.Failures) >= minBrokenShare*float64(g.Successes+g.Failures) {
			broken++
		}
	}
	if broken < minApplications || 2*broken < working {
		return
	}
	broken = 0
	var cells []int
	var failures, all int64
	for _, at := range h.byCode[code] {
		p := &h.pairs[at]
		g := h.applications[p.Application]
		n := g.Successes + g.Failures
		if blank(p.Application) {
			continue
		}
		var own int64
		for i := p.from; i < p.to; i++ {
			if !h.gone[i] {
				cells = append(cells, i)
				own += h.cells[i].Failures
			}
		}
		if own == 0 {
			continue
		}
		if n >= rows && float64(own) >= minBrokenShare*float64(n) {
			broken++
		}
		failures += own
		all += n
	}
	if broken < minApplications || 2*broken < working || len(cells) == 0 {
		return
	}
	if first, last := h.bounds(cells); 2*last.Sub(first) < h.span {
		return // there is time left to compare with
	}
	h.take(cells)
	f := h.gather(Everywhere, code, cells)
	f.reason, f.share = reasonBroken, float64(failures)/float64(all)
	h.found = append(h.found, f)
}

// sound is how many logins of the applications succeeded from the hour of the first
// failure to that of the last, at most; known is false where nothing is known of it.
func (h *hunt) sound(f *finding) (successes int64, known bool) {
	if h.work == nil || h.a.Failures == h.a.Rows {
		return 0, false
	}
	for _, name := range f.names() {
		successes += h.work[name].between(hourOf(f.Start), hourOf(f.End)+1)
	}
	return successes, true
}

// breaks reports whether an application does nearly nothing but fail while an incident lasts.
func (h *hunt) breaks(f *finding) bool {
	successes, known := h.sound(f)
	return known && float64(successes) <= maxSound*float64(successes+f.Failures)
}

// retried reports whether the failures of a burst are one that was repeated within minutes.
func (h *hunt) retried(cells []int) bool { return h.eventsOf(cells) < minBroken }

// unusual reports whether a clump of failures is big, and that no other of the application
// comes near it.
func (h *hunt) unusual(pair int, cells []int) bool {
	failures, most := h.failures(cells), int64(0)
	for _, other := range h.ofApplication(pair) {
		for i := h.pairs[other].from; i < h.pairs[other].to; i++ {
			if !slices.Contains(cells, i) {
				most = max(most, h.cells[i].Failures)
			}
		}
	}
	return failures >= retryBig && failures >= retryTimes*most
}
