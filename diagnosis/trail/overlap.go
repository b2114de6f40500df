package trail

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"
)

// overlapping are the times that are within more than one section, as pairs of the first and
// the last second, in order.
type overlapping struct {
	times   [][2]uint32
	undated bool // several sections have rows without a date
}

// overlappingOf finds them in one pass over the ends of all sections.
func overlappingOf(sources []SourceSummary) *overlapping {
	type end struct {
		at   uint32
		open int // 1 or -1
	}
	var ends []end
	undated := 0
	for _, source := range sources {
		for _, one := range source.sections {
			if one.undated > 0 || source.Dialect.Contradicted > 0 {
				undated++
			}
			if one.first().monthFirst != 0 {
				ends = append(ends, end{one.first().monthFirst, 1}, end{one.last.monthFirst, -1})
			}
		}
	}
	slices.SortFunc(ends, func(x, y end) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(y.open, x.open)) })
	out := &overlapping{undated: undated > 1}
	open := 0
	for _, one := range ends {
		switch open += one.open; {
		case one.open == 1 && open == 2:
			out.times = append(out.times, [2]uint32{one.at, math.MaxUint32})
		case one.open == -1 && open == 1:
			out.times[len(out.times)-1][1] = one.at
		}
	}
	return out
}

func (o *overlapping) none() bool { return len(o.times) == 0 && !o.undated }

// has reports whether a time is within several sections.
func (o *overlapping) has(dated bool, at uint32) bool {
	if !dated {
		return o.undated
	}
	i := sort.Search(len(o.times), func(i int) bool { return o.times[i][1] >= at })
	return i < len(o.times) && o.times[i][0] <= at
}

// touches reports whether a source has rows in those times.
func (o *overlapping) touches(source SourceSummary) bool {
	return slices.ContainsFunc(source.sections, func(one sectionRows) bool {
		if o.undated && (one.undated > 0 || source.Dialect.Contradicted > 0) {
			return true
		}
		i := sort.Search(len(o.times), func(i int) bool { return o.times[i][1] >= one.first().monthFirst })
		return one.first().monthFirst != 0 && i < len(o.times) && o.times[i][0] <= one.last.monthFirst
	})
}

// newPipedComparison is for sources that cannot be read again: rows are compared while they
// are counted.
func newPipedComparison(o Options) *comparison {
	c := newComparison(cmp.Or(o.limits.compared, maxPiped))
	if o.Dedupe {
		c = newComparison(cmp.Or(o.limits.compared, maxCompared))
	}
	c.removes, c.samples = o.Dedupe, !o.Dedupe
	return c
}

// compared reads the sources again if the times of several sections overlap: to find the
// rows that are in several or, for Options.Dedupe, to count them once. It returns t, or the
// total of the second count.
func (t *total) compared(ctx context.Context, sources []Source, o Options) *total {
	within := overlappingOf(t.summary.Sources)
	if within.none() || t.tally == nil {
		return t
	}
	room := cmp.Or(o.limits.compared, maxCompared)
	passes := int64(1)
	if o.Dedupe {
		// If not all rows can be compared at once, each pass compares and counts a part of
		// them, by their hashes.
		passes = min(t.rowsWithin(within)*5/4/int64(room)+1, mostPasses)
	}
	o.Progress = o.Progress.beginAgain(t.bytesAgain(sources, within, passes, o.Dedupe))
	if !o.Dedupe {
		t.compare = newComparison(room)
		t.compare.within, t.compare.samples = within, true
		t.reread(ctx, sources, o, func(ctx context.Context, source Source, o Options, several bool) error {
			return compareSource(ctx, source, o, several, t.compare)
		})
		return t
	}
	again := &total{summary: t.summary, truncated: t.truncated, again: true}
	t.tally, t.series = nil, nil // make room
	for i := range again.summary.Sources {
		again.summary.Sources[i].Rows = 0
	}
	found := Overlap{}
	for pass := range passes {
		again.compare = newComparison(room)
		again.compare.within, again.compare.removes, again.compare.part, again.compare.of = within, true, uint64(pass), uint64(passes)
		again.reread(ctx, sources, o, again.readSections)
		found.add(again.compare.found)
	}
	again.compare.found = found
	return again
}

// mostPasses bounds the time of a comparison.
const mostPasses = 64

// reread calls a function for every source that could be read, with the order of day and
// month that is known now.
func (t *total) reread(ctx context.Context, sources []Source, o Options, read func(context.Context, Source, Options, bool) error) {
	for i, known := range t.summary.Sources {
		if known.Dialect.Format == "" || ctx.Err() != nil {
			continue
		}
		if (t.compare.part > 0 || !t.compare.removes) && !t.compare.within.touches(known) { // see bytesAgain
			t.compare.base += uint64(len(known.sections))
			continue
		}
		o.Order, t.at = known.Dialect.Order, i
		err := read(ctx, sources[i], o, len(known.sections) > 1)
		if err != nil && ctx.Err() == nil {
			t.summary.Sources[i].Problem = cmp.Or(known.Problem, problemText(err))
			t.summary.Complete = false
		}
	}
	if ctx.Err() != nil {
		t.summary.Complete = false
	}
}

// bytesAgain is how many bytes reread reads in all passes; -1 if a size is unknown.
func (t *total) bytesAgain(sources []Source, within *overlapping, passes int64, removes bool) int64 {
	var all int64
	for i, known := range t.summary.Sources {
		times := passes
		switch {
		case known.Dialect.Format == "":
			times = 0
		case within.touches(known):
		case removes:
			times = 1
		default:
			times = 0
		}
		if times > 0 && sources[i].Size < 0 {
			return -1
		}
		all += times * sources[i].Size
	}
	return all
}

// beginAgain returns the progress of reading once more; nil for nil.
func (p *Progress) beginAgain(total int64) *Progress {
	if p == nil {
		return nil
	}
	again := &Progress{}
	again.total.Store(total)
	p.again.Store(again)
	return again
}

// compareSource compares the rows of a source without counting them.
func compareSource(ctx context.Context, source Source, o Options, several bool, c *comparison) error {
	w, err := lookAt(ctx, source, o)
	if err != nil {
		return err
	}
	defer func() { _ = w.source.Close() }()
	w.Order, w.compare, w.onlyCompares = o.Order, c, true
	cut, err := w.cutter(w.source, o.workers()+2)
	if err != nil {
		return err
	}
	if several {
		cut = newSections(cut, &w, o)
	}
	counters, _, problem := countBlocks(ctx, cut, &w, o)
	sections := 0
	for _, counter := range counters {
		sections = max(sections, len(counter.sections))
	}
	c.endSource(o.Order, sections)
	return problem
}

// rowsWithin is the number of rows in the hours of some times, at least.
func (t *total) rowsWithin(times *overlapping) int64 {
	n := int64(t.tally.undated.failures + t.tally.undated.successes)
	for packed, count := range t.tally.days {
		midnight := daysOf(packed) * secondsOfDay
		for h := range count.hours {
			from := midnight + int64(h)*3600
			i := sort.Search(len(times.times), func(i int) bool { return int64(times.times[i][1]) >= from })
			if i < len(times.times) && int64(times.times[i][0]) < from+3600 {
				n += int64(count.hours[h].failures + count.hours[h].successes)
			}
		}
	}
	return n
}
