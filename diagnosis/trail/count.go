package trail

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"authdoctor/diagnosis/border"
)

// cutter cuts a source into blocks.
type cutter interface {
	// next returns the next block. An error that ends reading may come with the last
	// block; io.EOF comes alone.
	next(ctx context.Context) (block, error)
	giveBack(block)
	bytesRead() int64
}

func (w *sourceFormat) cutter(o *stream, n int) (cutter, error) {
	buffers := newBuffers(n, 0)
	if o.whole {
		buffers.most = len(o.head) + 2
	}
	if !w.IsTable() {
		return newObjects(o, w.Format == "ndjson", w.shape, w.form.limits, buffers), nil
	}
	if _, err := io.CopyN(io.Discard, o, int64(w.skip)); err != nil {
		return nil, err
	}
	return newBlocks(o, w.form, 1+w.lines, buffers), nil
}

// Inspect detects the Dialect of a source from its beginning. The error is a NoTrailError,
// with the columns that were found, if the source does not look like an export of the
// trail. Dialect.Order stays undecided if the beginning does not tell day and month apart
// and is not the whole source: InspectDates reads on.
func Inspect(ctx context.Context, source Source, o Options) (Dialect, error) {
	return inspect(ctx, source, o, false)
}

// InspectDates is like Inspect, but reads dates, all of them if necessary, until one tells
// day and month apart.
func InspectDates(ctx context.Context, source Source, o Options) (Dialect, error) {
	return inspect(ctx, source, o, true)
}

func inspect(ctx context.Context, source Source, o Options, all bool) (Dialect, error) {
	o.Progress = nil
	w, err := lookAt(ctx, source, o)
	if err != nil {
		return w.Dialect, err
	}
	opened := w.source
	defer opened.Close()
	if w.Order = o.Order; w.Order != OrderUndecided {
		return w.Dialect, nil
	}
	if !all && !opened.whole {
		opened.Reader = bytes.NewReader(opened.head)
	}
	if err := w.decideOrder(ctx, opened, o); err != nil {
		return w.Dialect, err
	}
	if w.OrderAssumed && !all && !opened.whole {
		w.Order, w.OrderAssumed, w.OrderBy, w.DateExample = OrderUndecided, false, "", ""
	}
	return w.Dialect, nil
}

// decideOrder reads the dates of a source up to the first unambiguous one. It returns the
// error of ctx only: any other error occurs again when rows are read.
func (w *sourceFormat) decideOrder(ctx context.Context, o *stream, options Options) error {
	cut, err := w.cutter(o, 1)
	if err != nil {
		return ctx.Err()
	}
	options.Filter, options.Progress = Filter{}, nil
	var worker *worker
	worker = newReader(w, options, func(r parsedRow) {
		if r.dated {
			worker.span.add(r.at)
		}
	})
	_ = worker.takeAll(ctx, cut, func() bool { return worker.calendar.onlyDayFirst+worker.calendar.onlyMonthFirst > 0 })
	w.setDates(worker.tally, options)
	return ctx.Err()
}

// setDates fills in the fields of the Dialect that describe dates.
func (w *sourceFormat) setDates(t *tally, options Options) {
	c := &t.calendar
	if w.OrderBy == "" { // unless it was decided before rows were chosen by time
		w.Order, w.OrderBy = t.order(options, spokenOrder(w.Columns))
		w.OrderAssumed, w.DateExample = w.OrderBy == OrderByNothing && c.either > 0, ""
		if c.either > 0 && w.OrderBy != OrderByRows && w.OrderBy != OrderTold {
			w.DateExample = shown([]byte(c.example), 40)
		}
	}
	w.DayOnly = c.untimed && !c.timed
	w.Zones = nil
	for _, zone := range c.zones {
		w.Zones = append(w.Zones, shown([]byte(zone), 40))
	}
	slices.Sort(w.Zones)
	if c.known && !w.serial {
		w.DateLayout = shown([]byte(c.layout.String(c.day, w.Order)), 60)
	}
}

// Count reads sources and adds them up; the Activity is for package incident. If ctx ends,
// Count returns the counts so far with the error of ctx. A source that cannot be read has a
// Problem in its SourceSummary; if no source can be read, Count returns the first error.
func Count(ctx context.Context, sources []Source, o Options) (*Summary, *Activity, error) {
	if o.Progress != nil {
		var total int64
		for _, source := range sources {
			if source.Size < 0 {
				total = -1
				break
			}
			total += source.Size
		}
		o.Progress.total.Store(total)
	}
	all := &total{summary: &Summary{Complete: true}, truncated: !o.Filter.Until.IsZero()}
	piped := slices.ContainsFunc(sources, func(source Source) bool { return source.Once })
	if piped {
		all.compare = newPipedComparison(o)
	}
	var unreadable error
	for _, source := range sources {
		err := all.read(ctx, source, o)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			all.summary.Complete = false
			summary, activity := all.finish()
			return summary, activity, ctx.Err()
		default:
			err = &SourceError{source.Name, err}
			unreadable = cmp.Or(unreadable, err)
			all.summary.Sources = append(all.summary.Sources, SourceSummary{Name: source.Name, Problem: shown([]byte(err.Error()[len(source.Name)+2:]), 400)})
			all.summary.Complete = false
		}
	}
	if all.tally == nil && unreadable != nil {
		return nil, nil, unreadable
	}
	if !piped {
		all = all.compared(ctx, sources, o)
	}
	if all.compare != nil {
		all.summary.Overlap = all.compare.found
	}
	all.summary.Overlap.Removed = o.Dedupe
	summary, activity := all.finish()
	return summary, activity, ctx.Err()
}

// SourceError is the error for a source that cannot be read.
type SourceError struct {
	Name string
	Err  error
}

func (e *SourceError) Error() string { return e.Name + ": " + e.Err.Error() }
func (e *SourceError) Unwrap() error { return e.Err }

// total adds up the sources read so far.
type total struct {
	summary *Summary
	tally   *tally
	series  *series
	days    map[uint32]*dayCount
	work    map[string][]Work
	width   int64 // of each Work, in hours
	parts   map[string][]Part
	// truncated reports whether the Filter has an Until.
	truncated bool
	compare   *comparison // of the sections; nil for none
	// again reports whether the sources were read before; at is the index of the current one.
	again bool
	at    int
}

// read reads a source. If another header comes up, it begins again, with a cutter that looks
// for headers, which takes longer.
func (t *total) read(ctx context.Context, source Source, o Options) error {
	var bytes, rows int64
	if o.Progress != nil {
		bytes, rows = o.Progress.Bytes(), o.Progress.Rows()
	}
	err := t.readSections(ctx, source, o, source.Once || t.compare != nil) // a row is compared only once
	if errors.Is(err, errAgain) {
		if o.Progress != nil {
			o.Progress.bytes.Store(bytes)
			o.Progress.rows.Store(rows)
		}
		err = t.readSections(ctx, source, o, true)
	}
	return err
}

// errAgain is the error for a source in which a header appears again.
var errAgain = errors.New("the header again")

func (t *total) readSections(ctx context.Context, source Source, o Options, several bool) error {
	w, err := lookAt(ctx, source, o)
	if err != nil {
		return err
	}
	defer func() { _ = w.source.Close() }()
	if w.Order = o.Order; w.Order == OrderUndecided {
		switch {
		case !o.Filter.Since.IsZero() || !o.Filter.Until.IsZero():
			// A filter by time must know the order of day and month before it reads.
			err = w.orderFirst(ctx, source, o)
		case t.compare != nil: // so must a comparison with dates that are written otherwise
			w.Order, err = w.orderOfHead(ctx, o)
		}
		if err != nil {
			return err
		}
	}
	w.compare = t.compare
	compared := w.Order
	cut, err := w.cutter(w.source, o.workers()+2)
	if err != nil {
		return err
	}
	if several {
		cut = newSections(cut, &w, o)
	} else {
		w.again = new(atomic.Bool)
	}
	counters, series, problem := countBlocks(ctx, cut, &w, o)
	if !several && w.again.Load() {
		return errAgain
	}
	if answers, isJSON := cut.(*objects); isJSON && problem == nil && answers.lacks() != "" {
		problem = errLacking(answers.lacks())
	}
	first := counters[0]
	for _, other := range counters[1:] {
		first.tally.join(other.tally)
		first.newKeys = append(first.newKeys, other.newKeys...)
	}
	labels := map[string]bool{}
	for _, c := range w.Columns {
		labels[c.Name()] = true
	}
	for _, key := range first.newKeys {
		if !labels[key.Name()] {
			labels[key.Name()] = true
			w.Columns = append(w.Columns, key)
		}
	}
	w.setDates(first.tally, o)
	w.Contradicted = first.tally.settle(w.Order)
	series.order, series.ordered = w.Order, true
	if t.compare != nil {
		if w.Order != compared && first.tally.calendar.either > 0 {
			t.compare.full.Store(true) // some rows were compared at other times
		}
		t.compare.endSource(w.Order, len(first.tally.sections))
	}
	t.add(source, &w, first.tally, series, int64(w.skip)+cut.bytesRead(), problem)
	if problem != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return nil
}

// lookAt opens a source and detects its format.
func lookAt(ctx context.Context, source Source, o Options) (sourceFormat, error) {
	opened, err := open(ctx, source, o)
	if err != nil {
		return sourceFormat{}, err
	}
	w, err := look(opened, o)
	if err != nil {
		_ = opened.Close()
		return w, err
	}
	w.source = opened
	return w, nil
}

// orderFirst decides the order of day and month before rows are counted: from the head, or
// by reading the whole source if the head is ambiguous.
func (w *sourceFormat) orderFirst(ctx context.Context, source Source, options Options) error {
	probe := *w
	if err := probe.decideOrder(ctx, &stream{Reader: bytes.NewReader(w.source.head)}, options); err != nil {
		return err
	}
	if probe.DateExample != "" && !w.source.whole { // a later row may tell
		options.Progress = nil
		again, err := openAgain(ctx, source, options)
		switch {
		case err == nil:
			defer again.Close()
			probe.OrderBy = ""
			if err := probe.decideOrder(ctx, again, options); err != nil {
				return err
			}
		case ctx.Err() != nil:
			return ctx.Err()
		case probe.OrderAssumed:
			return fmt.Errorf("dates such as %s can be read in two ways, so rows cannot be selected by time; give --date-order mdy or dmy", probe.DateExample)
		}
	}
	w.Order, w.OrderBy, w.OrderAssumed, w.DateExample = probe.Order, probe.OrderBy, probe.OrderAssumed, probe.DateExample
	return nil
}

// orderOfHead is the order of day and month as far as the head tells.
func (w *sourceFormat) orderOfHead(ctx context.Context, options Options) (DateOrder, error) {
	probe := *w
	err := probe.decideOrder(ctx, &stream{Reader: bytes.NewReader(w.source.head)}, options)
	return probe.Order, err
}

// openAgain opens a source a second time, unless it can be read only once.
func openAgain(ctx context.Context, source Source, options Options) (*stream, error) {
	if source.Once {
		return nil, errOnce
	}
	return open(ctx, source, options)
}

var errOnce = errors.New("it can be read only once")

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// countBlocks distributes the blocks of a source to workers. problem is the error that
// ended reading early, if any.
func countBlocks(ctx context.Context, cut cutter, w *sourceFormat, o Options) (counters []*worker, s *series, problem error) {
	s = newSeries()
	work := make(chan block, 1)
	var running, counting sync.WaitGroup
	faults := make([]*border.Fault, o.workers())
	for i := range faults {
		counter := newWorker(w, s, o)
		counters = append(counters, counter)
		running.Go(func() {
			for b := range work {
				if faults[i] == nil {
					faults[i] = border.Watched(func() { counter.take(b) })
				}
				cut.giveBack(b)
				counting.Done()
			}
		})
	}
	for w.again == nil || !w.again.Load() {
		b, err := cut.next(ctx)
		if b.data != nil {
			alone := b.mixed && w.compare != nil // sections are compared one after the other
			if alone {
				counting.Wait()
			}
			counting.Add(1)
			work <- b
			if alone {
				counting.Wait()
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				problem = err
			}
			break
		}
	}
	close(work)
	running.Wait()
	for _, fault := range faults {
		if fault != nil {
			panic(fault)
		}
	}
	for _, counter := range counters {
		counter.endSections()
	}
	return counters, s, problem
}

// add adds the counts of a source.
func (t *total) add(source Source, w *sourceFormat, counted *tally, s *series, read int64, problem error) {
	one := SourceSummary{Name: source.Name, Dialect: w.Dialect, Rows: counted.rows, First: wallClock(counted.span.first()), Last: wallClock(counted.span.last), Filtered: counted.filtered, FilteredUndated: counted.filteredUndated, Bytes: read, Latin1: counted.latin1, Short: counted.short, sections: counted.sections}
	counted.sections = nil // those of this source alone: counted joins other sources
	for _, kind := range badKinds {
		if bad := counted.bad[kind]; bad != nil {
			slices.SortFunc(bad.Words, func(x, y StatusWord) int {
				return cmp.Or(cmp.Compare(y.Rows, x.Rows), strings.Compare(x.Word, y.Word))
			})
			one.Bad = append(one.Bad, *bad)
		}
	}
	if problem == nil && counted.bad[BadCut] != nil {
		problem = errLacking("the export ends in the middle of a row; export it again")
	}
	if problem != nil {
		one.Problem = problemText(problem)
		t.summary.Complete = false
	}
	if t.again {
		t.summary.Sources[t.at].Rows += one.Rows
	} else {
		t.summary.Sources = append(t.summary.Sources, one)
	}
	if t.tally == nil {
		t.tally, t.series = counted, s
		return
	}
	t.tally.join(counted)
	t.series.join(s)
}

var badKinds = []BadKind{BadFields, BadQuote, BadStatus, BadHeader, BadBlank, BadTotal, BadCut, BadCell, BadLength, BadObject, BadRowNumber}

// errLacking is the error for a source that is read to its end but lacks rows.
type errLacking string

func (e errLacking) Error() string { return string(e) }

func problemText(err error) string {
	if lacking := errLacking(""); errors.As(err, &lacking) {
		return shown([]byte(lacking), 200)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "reading was stopped"
	}
	return "reading failed: " + shown([]byte(err.Error()), 200)
}

// finish builds the Summary and the Activity.
func (t *total) finish() (*Summary, *Activity) {
	s := t.summary
	if t.tally == nil {
		return s, &Activity{}
	}
	c := t.tally
	s.Rows, s.Failures = c.rows, c.failures
	s.Undated = int64(c.undated.failures + c.undated.successes)
	s.First, s.Last = wallClock(c.span.first()), wallClock(c.span.last)
	t.days, t.tally = c.days, nil // tables are released one by one
	t.work, t.width = c.logins.byApplication(c.apps.value), int64(c.logins.hours)
	c.logins = nil
	s.pairs = c.pairList()
	s.groups = map[Dimension][]Group{ByDay: c.dayGroups(), ByHour: c.hourGroups()}
	var positions [len(partDimensions)][]int32
	for by, table := range map[Dimension]**table{ByCode: &c.codes, ByUser: &c.users, ByRole: &c.roles, ByIP: &c.ips, ByURI: &c.uris} {
		s.groups[by] = (*table).groups()
		if i := slices.Index(partDimensions[:], by); i >= 0 {
			positions[i] = (*table).positions(s.groups[by])
		}
		*table = nil
	}
	s.groups[ByApplication] = c.apps.groups()
	t.parts = c.parts.byApplication(c.apps.value, positions)
	describe(s.groups[ByCode])
	return s, t.activity()
}

func wallClock(at stamp) time.Time {
	if at.monthFirst == 0 {
		return time.Time{}
	}
	return time.Unix(int64(at.monthFirst), 0).UTC()
}
