package trail

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

// Rows reads sources again and returns the first rows that match the filter of o, at most
// limit; more reports whether there are others. If o.Order is undecided, which the Dialect
// would tell, each source is read once more. With Dedupe, rows are compared as long as there is
// room for maxCompared of them; what follows may be listed again, because a listing reads once.
func Rows(ctx context.Context, sources []Source, o Options, limit int) (rows []Row, more bool, err error) {
	var c *comparison
	if o.Dedupe {
		c = newComparison(cmp.Or(o.limits.compared, maxCompared))
		c.removes = true
	}
	for _, source := range sources {
		found, another, err := rowsOf(ctx, source, o, limit-len(rows), c)
		rows = append(rows, found...)
		if err != nil || another {
			return rows, another, err
		}
	}
	return rows, false, nil
}

func rowsOf(ctx context.Context, source Source, o Options, limit int, c *comparison) (rows []Row, more bool, err error) {
	if o.Order == OrderUndecided {
		if dialect, err := InspectDates(ctx, source, o); err == nil {
			o.Order = dialect.Order
		}
	}
	w, err := lookAt(ctx, source, o)
	if err != nil {
		return nil, false, &SourceError{source.Name, err}
	}
	defer w.source.Close()
	w.Order, w.compare = o.Order, c
	cut, err := w.cutter(w.source, 1)
	if err != nil {
		return nil, false, err
	}
	var worker *worker
	worker = newReader(&w, o, func(r parsedRow) {
		if len(rows) >= limit {
			more = true
			return
		}
		rows = append(rows, worker.shownRow(source.Name, &r))
	})
	err = worker.takeAll(ctx, cut, func() bool { return more })
	if c != nil {
		c.endSource(o.Order, len(worker.sections))
	}
	return rows, more, err
}

// newReader returns a worker that passes rows to a function instead of counting them.
func newReader(w *sourceFormat, o Options, rowsOnly func(parsedRow)) *worker {
	out := newWorker(w, newSeries(), o)
	out.lazy, out.rowsOnly = false, rowsOnly
	return out
}

// takeAll reads block by block until a function returns true or the source ends, which is
// no error.
func (w *worker) takeAll(ctx context.Context, cut cutter, enough func() bool) error {
	for !enough() {
		b, err := cut.next(ctx)
		if b.data != nil {
			w.take(b)
			cut.giveBack(b)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	w.endSections()
	return nil
}

// shownRow copies a row out of its block.
func (w *worker) shownRow(source string, r *parsedRow) Row {
	row := Row{Source: source, Line: w.lineOf(r.start), Failure: r.failure, Detail: detail.Find(string(w.field(r.fields, w.at.detail))), Values: map[Column]string{}}
	if name := string(r.code); name != "" {
		row.Detail = detail.Find(name)
	}
	if at := r.at.in(w.order); r.dated && at != 0 {
		row.Time = time.Unix(int64(at), 0).UTC()
	}
	set := func(column Column, value []byte) {
		if column != columnNone && len(value) > 0 {
			row.Values[column] = border.Shown(string(value), 4096)
		}
	}
	if !w.format.IsTable() {
		for i, column := range jsonColumns {
			set(column, r.fields[i])
		}
		return row
	}
	for i, column := range w.section.columns {
		if i < len(r.fields) {
			set(column.Column, r.fields[i])
		}
	}
	return row
}
