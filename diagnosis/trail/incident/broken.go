package incident

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"authdoctor/diagnosis/trail"
)

// events estimates the number of independent failures in a cell: a client retries at once,
// and for a while. Without dates exact to the minute, it divides by the usual number of
// retries.
func (h *hunt) events(c *trail.Cell) float64 {
	n := float64(c.Failures)
	if h.grain > time.Minute {
		return max(1, n/h.clump)
	}
	// A client that retries for less than five minutes may touch two slots.
	runs := c.Slots &^ (c.Slots << 1)
	pairs := runs & (c.Slots >> 1)
	slots := float64(bits.OnesCount32(c.Slots) - bits.OnesCount32(pairs))
	const storm, times = 8, 3 // a client that retries for a quarter of an hour
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

// atHour counts an application's independent failures with a code and successful logins in
// an hour.
type atHour struct {
	hour              int64
	events, successes float64
	point             int // index into points, -1 for none
}

// broken finds the windows in which logins of an application failed with a code and almost
// none succeeded, where failures replace successes (Kulldorff's scan statistic in its
// Bernoulli form). Unlike bursts, it works on short exports and a few rows.
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
		// Logins that fail with another code cannot fail with this one. If most do, the other
		// code is what breaks the application.
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

// otherFailures counts an application's failures with other codes between two hours: events
// are the independent ones.
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

// atHours lists failures and successes of an application in order of time. Successes in the
// hour of a failure are listed separately if all of them are before it or all after it. The
// list is valid until the next call.
func (h *hunt) atHours(points []point, w *work) []atHour {
	out := h.atWorkHours[:0]
	next := 0
	sound := func(until int) { // appends the successes before a place in the list
		if n := w.before[until] - w.before[next]; n > 0 {
			out = append(out, atHour{hour: w.list[next].Hour, successes: float64(n), point: -1})
		}
		next = until
	}
	merged := -1 // the last count that is merged with failures
	for i := range points {
		c := &h.cells[points[i].cell]
		begin, end := c.First().Unix()/60, c.Last().Unix()/60
		until := w.fromPlace(next, hourOf(c.First())-w.width+1)
		for until < len(w.list) && w.list[until].Last < begin {
			until++
		}
		sound(until)
		failed := atHour{hour: hourOf(c.Start()), events: h.events(c), point: i}
		if merged >= 0 && w.list[merged].Last >= begin { // its logins may be during these failures too
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

// longestRun returns the run with the highest sum of failures minus four times successes.
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

// bernoulli is the log-likelihood ratio of two different shares, a of n and b of m, against
// a common one; 0 unless the first is greater.
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

// findBrokenEverywhere finds a code that most applications have in nearly all of their rows,
// so that there is no other time to compare with.
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

// sound is an upper bound of the successful logins of the applications between the first and
// the last failure; known is false if the export does not have successes.
func (h *hunt) sound(f *finding) (successes int64, known bool) {
	if h.work == nil || h.a.Failures == h.a.Rows {
		return 0, false
	}
	for _, name := range f.names() {
		successes += h.work[name].between(hourOf(f.Start), hourOf(f.End)+1)
	}
	return successes, true
}

// breaks reports whether nearly all logins of the applications fail during an incident.
func (h *hunt) breaks(f *finding) bool {
	successes, known := h.sound(f)
	return known && float64(successes) <= maxSound*float64(successes+f.Failures)
}

// retried reports whether the failures of a burst are retries within minutes.
func (h *hunt) retried(cells []int) bool { return h.eventsOf(cells) < minBroken }

// unusual reports whether a clump of failures is big, and much bigger than any other clump
// of the application.
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
