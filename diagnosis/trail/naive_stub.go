package trail

// A stand-in while the reader is being written: slow, CSV with English labels only.

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

func naiveEach(source Source, o Options, f func(line int64, at time.Time, failure bool, values map[Column]string)) (Dialect, error) {
	r, err := source.Open()
	if err != nil {
		return Dialect{}, err
	}
	defer r.Close()
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	header, err := c.Read()
	if err != nil {
		return Dialect{}, err
	}
	d := Dialect{Format: "csv", Encoding: "UTF-8", Delimiter: ",", LineEnd: "\n", DateLayout: "M/D/YYYY h:mm am"}
	for _, label := range header {
		label = strings.TrimPrefix(label, "\ufeff")
		d.Columns = append(d.Columns, HeaderColumn{Label: label, Column: columnNamed(label), How: "name"})
	}
	for {
		fields, err := c.Read()
		if err == io.EOF {
			return d, nil
		}
		if len(fields) != len(header) {
			continue
		}
		values := map[Column]string{}
		for i, f := range fields {
			values[d.Columns[i].Column] = f
		}
		var at time.Time
		for _, layout := range []string{"1/2/2006 3:04 pm", "2006-01-02 15:04:05"} {
			if t, err := time.Parse(layout, values[ColumnDate]); err == nil {
				at = t
			}
		}
		failure := values[ColumnStatus] == "Failure"
		code := codeOfStub(values[ColumnDetail])
		g := o.Filter
		eq := func(want *string, got string) bool { return want == nil || *want == got }
		if !eq(g.Code, code) || !eq(g.Application, values[ColumnApplication]) || !eq(g.User, values[ColumnUser]) || !eq(g.Role, values[ColumnRole]) || !eq(g.IP, values[ColumnIP]) || !eq(g.URI, values[ColumnURI]) ||
			g.FailuresOnly && !failure || !g.Since.IsZero() && at.Before(g.Since) || !g.Until.IsZero() && !at.Before(g.Until) {
			continue
		}
		line, _ := c.FieldPos(0)
		f(int64(line), at, failure, values)
	}
}

func codeOfStub(text string) string {
	if m := detail.Known(text); m.Name != "" {
		return m.Name
	}
	return text
}

func Inspect(source Source, o Options) (Dialect, error) {
	return naiveEach(source, o, func(int64, time.Time, bool, map[Column]string) {})
}

func Rows(_ context.Context, sources []Source, o Options, limit int) (rows []Row, more bool, err error) {
	for _, source := range sources {
		_, err := naiveEach(source, o, func(line int64, at time.Time, failure bool, values map[Column]string) {
			if len(rows) >= limit {
				more = true
				return
			}
			shown := map[Column]string{}
			for c, v := range values {
				shown[c], _ = border.Printable(v)
			}
			rows = append(rows, Row{Source: source.Name, Line: line, Time: at, Failure: failure, Detail: detail.Find(values[ColumnDetail]), Values: shown})
		})
		if err != nil {
			return nil, false, err
		}
	}
	return rows, more, nil
}

func Count(_ context.Context, sources []Source, o Options) (*Summary, error) {
	s := &Summary{Complete: true, groups: map[Dimension][]Group{}, timelines: map[string]map[int64]int64{}}
	maps := map[Dimension]map[string]*Group{}
	for _, by := range Dimensions() {
		maps[by] = map[string]*Group{}
	}
	type pairKey struct{ code, app string }
	pairs := map[pairKey]*Pair{}
	type cellKey struct {
		pairKey
		hour int64
	}
	type cellState struct {
		n              int64
		first, last    time.Time
		user, role, ip map[string]bool
	}
	cells := map[cellKey]*cellState{}
	hours := map[int64]int64{}
	for _, source := range sources {
		one := SourceSummary{Name: source.Name}
		dialect, err := naiveEach(source, o, func(_ int64, at time.Time, failure bool, values map[Column]string) {
			one.Rows++
			s.Rows++
			code := codeOfStub(values[ColumnDetail])
			day, hour := at.Format("2006-01-02"), at.Format("2006-01-02T15:00")
			for by, value := range map[Dimension]string{ByCode: code, ByApplication: values[ColumnApplication], ByUser: values[ColumnUser], ByRole: values[ColumnRole], ByIP: values[ColumnIP], ByURI: values[ColumnURI], ByDay: day, ByHour: hour} {
				g := maps[by][value]
				if g == nil {
					g = &Group{Value: value, First: at, Last: at}
					if by == ByCode {
						g.Detail = detail.Find(value)
					}
					maps[by][value] = g
				}
				if failure {
					g.Failures++
				} else {
					g.Successes++
				}
				if at.Before(g.First) {
					g.First = at
				}
				if at.After(g.Last) {
					g.Last = at
				}
			}
			if s.First.IsZero() || at.Before(s.First) {
				s.First = at
			}
			if at.After(s.Last) {
				s.Last = at
			}
			hours[at.Unix()/3600]++
			if !failure {
				return
			}
			s.Failures++
			key := pairKey{code, values[ColumnApplication]}
			if pairs[key] == nil {
				pairs[key] = &Pair{Code: code, Application: key.app, First: at, Last: at}
			}
			pairs[key].Failures++
			if s.timelines[code] == nil {
				s.timelines[code] = map[int64]int64{}
			}
			s.timelines[code][at.Unix()/3600]++
			ck := cellKey{key, at.Unix() / 3600}
			c := cells[ck]
			if c == nil {
				c = &cellState{first: at, last: at, user: map[string]bool{}, role: map[string]bool{}, ip: map[string]bool{}}
				cells[ck] = c
			}
			c.n++
			if at.Before(c.first) {
				c.first = at
			}
			if at.After(c.last) {
				c.last = at
			}
			c.user[values[ColumnUser]], c.role[values[ColumnRole]], c.ip[values[ColumnIP]] = true, true, true
		})
		if err != nil {
			return nil, err
		}
		one.Dialect = dialect
		s.Sources = append(s.Sources, one)
	}
	place := map[Dimension]map[string]int{}
	for by, m := range maps {
		for _, g := range m {
			s.groups[by] = append(s.groups[by], *g)
		}
		slices.SortFunc(s.groups[by], func(a, b Group) int {
			return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(b.Successes, a.Successes), strings.Compare(a.Value, b.Value))
		})
		place[by] = map[string]int{}
		for i, g := range s.groups[by] {
			place[by][g.Value] = i
		}
	}
	for _, p := range pairs {
		s.pairs = append(s.pairs, *p)
	}
	slices.SortFunc(s.pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Failures, a.Failures), strings.Compare(a.Code, b.Code), strings.Compare(a.Application, b.Application))
	})
	pairPlace := map[pairKey]int{}
	for i, p := range s.pairs {
		pairPlace[pairKey{p.Code, p.Application}] = i
	}
	single := func(by Dimension, m map[string]bool) int {
		if len(m) != 1 {
			return -1
		}
		for v := range m {
			return place[by][v]
		}
		return -1
	}
	a := activity{summary: s, hours: hours}
	for k, c := range cells {
		a.cells = append(a.cells, cell{pair: pairPlace[k.pairKey], start: time.Unix(k.hour*3600, 0).UTC(), width: time.Hour, failures: c.n, first: c.first, last: c.last,
			user: single(ByUser, c.user), role: single(ByRole, c.role), ip: single(ByIP, c.ip)})
	}
	slices.SortFunc(a.cells, func(x, y cell) int { return cmp.Or(cmp.Compare(x.pair, y.pair), x.start.Compare(y.start)) })
	s.incidents = findIncidents(a)
	return s, nil
}
