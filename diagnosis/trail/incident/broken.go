package incident

import (
	"math"
	"math/bits"
	"slices"
	"sort"
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
	missing           float64 // see hunt.missing
	point             int     // index into points, -1 for none
}

// broken finds the windows in which logins of an application failed with a code and almost
// none succeeded, where failures replace successes (Kulldorff's scan statistic in its
// Bernoulli form). Unlike bursts, it works on short exports and a few rows. What the account
// does is a prior, so that it also finds an application that never worked.
func (h *hunt) broken(pair int, points []point) []window {
	if h.work == nil || h.a.Failures == h.a.Rows || len(points) == 0 {
		return nil
	}
	p := h.pairs[pair]
	w := h.work[p.Application]
	if w == nil {
		w = newWork(nil, h.a.WorkWidth)
	}
	hours := h.atHours(pair, points, w)
	failures, rows := h.elsewhere(pair)
	usual := (failures + 1) / (rows + priorRows)
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
			sum.missing += one.missing
		}
		rows := inside.events + inside.successes
		tried := inside.events + inside.missing
		other := outside.events + outside.successes + priorRows
		gaveUp := outside.events == 0 && to == len(hours) && h.gaveUp(pair, points, inside)
		outside.events += priorRows * usual
		need, fewest := h.tests+brokenProof, int64(minOut)
		if to < len(hours) { // there is one end, but there are many other times
			need += math.Log((rows + other) / max(1, rows))
			fewest = minBurst
		}
		if tried < minBroken || inside.successes > maxSound*(tried+inside.successes) || !gaveUp && bernoulli(inside.events, rows, outside.events, other)+inside.missing < need {
			break
		}
		// Logins that fail with another code cannot fail with this one. If most do, the other
		// code is what breaks the application.
		others, failures := h.otherFailures(pair, hours[from].hour, hours[to-1].hour+1)
		run := window{first: -1}
		for i := from; i < to; i++ {
			if at := hours[i].point; at >= 0 {
				if run.first < 0 {
					run.first = at
				}
				run.last = at
				run.failures += points[at].failures
			}
		}
		if !gaveUp && bernoulli(inside.events, rows+others, outside.events, other)+inside.missing < need {
			break
		}
		if run.first >= 0 {
			begin, end := h.cells[points[run.first].cell].First(), h.cells[points[run.last].cell].Last()
			if inside.successes == 0 || inside.successes <= maxLeft*h.rhythmOf(p.Application).between(begin.Unix()/60, end.Unix()/60) {
				run.out = run.failures
			}
		}
		for i := from; i < to; i++ {
			hours[i].events, hours[i].successes, hours[i].missing = 0, 0, 0
		}
		if run.failures >= fewest && others <= maxOthers*tried && failures <= 2*maxOthers*run.failures {
			out = append(out, run)
		}
	}
	return out
}

// gaveUp reports whether the only failures of an application, in points, are its last attempt: it
// usually succeeds at that time, tried again, and has not logged in since. One night is no proof
// against chance, but it is what an administrator asks about in the morning.
func (h *hunt) gaveUp(pair int, points []point, inside atHour) bool {
	const silence = 30 * time.Minute // of a client that tries all the time, the next login tells
	g := h.applications[h.pairs[pair].Application]
	return inside.successes == 0 && inside.missing >= minMissed && g.Successes >= minNights && g.Failures == failuresOf(points) && g.Failures >= minOut &&
		h.a.Last.Sub(h.cells[points[len(points)-1].cell].Last()) >= silence
}

// elsewhere counts the failures of other applications with the code of a pair, retries once,
// and all their rows. Rows without an application are no opportunity for one.
func (h *hunt) elsewhere(pair int) (failures, rows float64) {
	p := h.pairs[pair]
	g := h.applications[p.Application]
	return float64(h.ofCode[p.Code]-p.Failures) / h.clump, float64(h.ofNamed - g.Successes - g.Failures)
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
//
// Retries within minutes are one failure. That a nightly job fails wholly within minutes shows
// in the successes that are missing.
func (h *hunt) atHours(pair int, points []point, w *work) []atHour {
	const around = 30
	out := h.atWorkHours[:0]
	next, counted := 0, int64(0)                   // the minute until which usual logins are counted
	ended, wasAlone := int64(math.MinInt32), false // of the failures before
	sound := func(hour int64, n float64) {
		if n > 0 {
			out = append(out, atHour{hour: hour, successes: n, point: -1})
		}
	}
	skip := func(until int) { // appends the successes before a place in the list
		if until > next {
			sound(w.list[next].Hour, float64(w.before[until]-w.before[next]))
			next = until
		}
	}
	var left float64   // logins of the hour before next that are later than the last point
	var leftHour int64 // their hour
	var merged = -1    // the last count that is merged with failures
	for i := range points {
		c := &h.cells[points[i].cell]
		begin, end := c.First().Unix()/60, c.Last().Unix()/60
		until := w.fromPlace(next, hourOf(c.First())-w.width+1)
		for until < len(w.list) && w.list[until].Last < begin {
			until++
		}
		if until > next {
			sound(leftHour, left)
			left = 0
		}
		skip(until)
		failed := atHour{hour: hourOf(c.Start()), events: h.events(c), point: i}
		alone := bits.OnesCount32(c.Slots) == 1
		if h.grain == time.Minute && begin-ended < slotMinutes && alone && wasAlone { // the same client still retries
			failed.events--
		}
		ended, wasAlone = end, alone
		if merged >= 0 && w.list[merged].Last >= begin { // its logins may be during these failures too
			failed.successes = float64(w.list[merged].Logins)
			left = 0
		}
		sound(leftHour, left)
		left = 0
		for next < len(w.list) && w.list[next].First <= end {
			before, during, after := inside(w.list[next], w.width, begin, end)
			sound(w.list[next].Hour, before)
			failed.successes += during
			left, leftHour = left+after, w.list[next].Hour
			if merged = next; during == 0 {
				merged = -1
			}
			next++
		}
		if failed.successes == 0 {
			to := min(end+around, h.a.Last.Unix()/60)
			failed.missing = min(h.missing(pair, w, max(begin-around, counted), to), float64(c.Failures))
			counted = to + 1
		}
		out = append(out, failed)
	}
	sound(leftHour, left)
	skip(len(w.list))
	h.atWorkHours = out
	return out
}

// missing is the log-likelihood ratio of fewer logins between two minutes than an application
// usually has then, or fails with other codes.
func (h *hunt) missing(pair int, w *work, from, to int64) float64 {
	usual := h.rhythmOf(h.pairs[pair].Application).between(from, to)
	found := w.minutes(from, to)
	if usual <= found {
		return 0
	}
	list := h.inOrder(pair)
	at := sort.Search(len(list), func(i int) bool { return int64(h.cells[list[i]].StartSecond) >= from/60*3600 })
	for ; at < len(list) && int64(h.cells[list[at]].StartSecond) < (to/60+1)*3600; at++ {
		c := &h.cells[list[at]]
		if int(c.Pair) != pair && int64(c.LastSecond)/60 >= from && int64(c.FirstSecond)/60 <= to {
			usual -= float64(c.Failures)
		}
	}
	if usual <= found {
		return 0
	}
	if found == 0 {
		return usual
	}
	return usual - found + found*math.Log(found/usual)
}

// longestRun returns the run with the highest sum of failures and missing logins minus four
// times successes.
func longestRun(hours []atHour) (from, to int) {
	const each = 4
	var sum, most float64
	start := 0
	for i, one := range hours {
		sum += one.events + one.missing - each*one.successes
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
func (h *hunt) retried(cells []int) bool { return h.eventsOf(cells) < minApart }

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

// worked reports whether a login of the applications succeeded before an incident.
func (h *hunt) worked(f *finding) bool {
	for _, name := range f.names() {
		if w := h.work[name]; w != nil && len(w.list) > 0 && w.list[0].First <= f.Start.Unix()/60 {
			return true
		}
	}
	return false
}
