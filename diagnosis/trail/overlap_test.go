package trail

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/worktest"
)

// overlapColumns are the columns of the rows of overlapping exports, in order of a
// plainRow.
var overlapColumns = []string{"Date", "Status", "Detail", "User", "Email Address", "Token-based Application Name"}

type plainRow [6]string

// overlapMaker makes exports that overlap, and counts the rows of each section.
type overlapMaker struct {
	*rand.Rand
	sections []map[plainRow]int
}

func (m *overlapMaker) row() plainRow {
	at := time.Date(2026, 11, 13+m.IntN(3), m.IntN(24), m.IntN(60), 0, 0, time.UTC)
	row := plainRow{at.Format("2006-01-02 15:04:05"), "Success", "", fmt.Sprintf("u%d", m.IntN(3)), "é@example.test", fmt.Sprintf("App, %d", m.IntN(3))}
	if m.IntN(3) == 0 {
		row[1], row[2] = "Failure", []string{"MissingKey", "MissingKey: x", "TokenRejected", ""}[m.IntN(4)]
	}
	if m.IntN(20) == 0 {
		row[0] = "never"
	}
	return row
}

// source is an export of some sections with the rows of a pool, each from a window of it.
func (m *overlapMaker) source(pool []plainRow) (Source, bool) {
	var out strings.Builder
	isJSON := m.IntN(5) == 0
	end := []string{"\n", "\r\n"}[m.IntN(2)]
	sections := 1
	if !isJSON {
		sections += m.IntN(3)
	}
	var all []map[string]string
	for range sections {
		order := m.Perm(len(overlapColumns))
		from, layout := m.IntN(len(pool)), []string{"2006-01-02 15:04:05", "1/2/2006 3:04:05 pm"}[m.IntN(2)]
		rows := pool[from : from+m.IntN(len(pool)-from)]
		counts := map[plainRow]int{}
		write := func(row plainRow, labels bool) {
			fields, object := make([]string, len(order)), map[string]string{}
			for i, column := range order {
				field := row[column]
				if at, err := time.Parse("2006-01-02 15:04:05", field); err == nil {
					field = at.Format(layout)
				}
				object[overlapColumns[column]] = field
				if !labels && column == 4 && m.IntN(4) == 0 {
					field = strings.ReplaceAll(field, "é", "\xe9")
				}
				if strings.Contains(field, ",") || m.IntN(4) == 0 {
					field = `"` + field + `"`
				}
				fields[i] = field
			}
			if !labels {
				all = append(all, object)
			}
			out.WriteString(strings.Join(fields, ",") + end)
		}
		write(plainRow(overlapColumns), true)
		for _, row := range rows {
			for range 1 + m.IntN(8)/6 {
				write(row, false)
				counts[row]++
			}
		}
		m.sections = append(m.sections, counts)
	}
	text := []byte(out.String())
	if isJSON {
		text, _ = json.Marshal(all)
		if len(all) == 0 {
			text = []byte("[]")
		}
	}
	if m.IntN(3) == 0 {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write(text)
		_ = w.Close()
		text = zipped.Bytes()
	}
	return Source{Name: "export", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}, isJSON
}

// counted is the number of all rows, and each row as often as in the section that has most
// of it.
func (m *overlapMaker) counted() (all int, once map[plainRow]int) {
	once = map[plainRow]int{}
	for _, section := range m.sections {
		for row, n := range section {
			all += n
			once[row] = max(once[row], n)
		}
	}
	return all, once
}

// plainCount is what counting rows plainly gives, in the words of summaryText.
func plainCount(rows map[plainRow]int) string {
	groups := map[string]int{}
	for row, n := range rows {
		code := row[2]
		if strings.HasPrefix(code, "MissingKey") {
			code = "MissingKey"
		}
		day := row[0][:min(10, len(row[0]))]
		if row[0] == "never" {
			day = ""
		}
		groups["rows"] += n
		for _, group := range []string{"code " + code, "application " + row[5], "user " + row[3], "day " + day} {
			groups[group+" "+row[1]] += n
		}
		if row[1] == "Failure" {
			groups["pair "+code+" "+row[5]] += n
		} else if row[0] != "never" {
			groups["login "+row[5]] += n
		}
	}
	return fmt.Sprint(groups)
}

func summaryText(s *Summary, a *Activity) string {
	groups := map[string]int{}
	add := func(group string, n int64) {
		if n > 0 {
			groups[group] += int(n)
		}
	}
	add("rows", s.Rows)
	for _, by := range []Dimension{ByCode, ByApplication, ByUser, ByDay} {
		for _, g := range s.GroupBy(by) {
			add(string(by)+" "+g.Value+" Failure", g.Failures)
			add(string(by)+" "+g.Value+" Success", g.Successes)
		}
	}
	for _, pair := range s.Pairs() {
		add("pair "+pair.Code+" "+pair.Application, pair.Failures)
	}
	for application, work := range a.Work {
		for _, one := range work {
			add("login "+application, one.Logins)
		}
	}
	return fmt.Sprint(groups)
}

// TestOverlap catches rows of overlapping exports that are counted twice, or lost, or not
// noticed: against counting them plainly, for sections in any order of columns, whatever
// the number of workers, the length of blocks and the room for comparing.
func TestOverlap(t *testing.T) {
	seeds := uint64(40)
	if worktest.Long {
		seeds = 1000
	}
	for seed := range seeds {
		compareOverlap(t, seed)
	}
}

// FuzzOverlap is TestOverlap for other seeds.
func FuzzOverlap(f *testing.F) {
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) { compareOverlap(t, seed) })
}

func compareOverlap(t *testing.T, seed uint64) {
	t.Helper()
	m := &overlapMaker{Rand: rand.New(rand.NewPCG(seed, 3))}
	pool := make([]plainRow, 1+m.IntN([]int{10, 60, 60, 700}[m.IntN(4)]))
	for i := range pool {
		pool[i] = m.row()
	}
	slices.SortFunc(pool, func(x, y plainRow) int { return strings.Compare(x[0], y[0]) })
	var sources []Source
	piped := m.IntN(3) == 0
	for range 1 + m.IntN(3) {
		source, _ := m.source(pool)
		source.Once = piped
		sources = append(sources, source)
	}
	all, once := m.counted()
	total := map[plainRow]int{}
	for _, section := range m.sections {
		for row, n := range section {
			total[row] += n
		}
	}
	tooMany := all
	for _, n := range once {
		tooMany -= n
	}
	o := Options{Order: MonthFirst, Workers: 1 + m.IntN(3), limits: limits{block: 200 + m.IntN(2000), record: 400, cell: 200, columns: 20, compared: 256 << m.IntN(4)}}
	for _, o.Dedupe = range []bool{false, true} {
		s, a, err := Count(context.Background(), sources, o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want := plainCount(total)
		exact := !s.Overlap.AtLeast
		if o.Dedupe {
			want = plainCount(once)
		}
		if got := summaryText(s, a); got != want && (!o.Dedupe || exact) {
			t.Errorf("seed %d, dedupe %v:\n got %s\nwant %s", seed, o.Dedupe, got, want)
		}
		if n := int(s.Overlap.Rows); n != tooMany && exact || n > tooMany || s.Overlap.Removed != o.Dedupe {
			t.Errorf("seed %d, dedupe %v: %+v; want %d of %d rows", seed, o.Dedupe, s.Overlap, tooMany, all)
		}
		if int(s.Rows) != all && !o.Dedupe || o.Dedupe && int(s.Rows) != all-int(s.Overlap.Rows) {
			t.Errorf("seed %d, dedupe %v: %d rows counted of %d, overlap %+v", seed, o.Dedupe, s.Rows, all, s.Overlap)
		}
		if o.Dedupe && !piped && !exact {
			t.Errorf("seed %d: files are not compared exactly: %+v", seed, s.Overlap)
		}
		if t.Failed() {
			t.FailNow()
		}
		if !piped && len(sources) == 1 && o.Dedupe {
			rows, _, err := Rows(context.Background(), sources, o, 1000)
			fits := len(once) <= o.limits.compared/2 // a listing reads once
			if err != nil || len(rows) != int(s.Rows) && fits || len(rows) < int(s.Rows) {
				t.Fatalf("seed %d: %d rows are listed, %d counted: %v", seed, len(rows), s.Rows, err)
			}
		}
	}
}

// TestProgressOfOverlap catches a progress that counts bytes and rows twice which are read
// again to compare them, and a second reading of a file that overlaps with none.
func TestProgressOfOverlap(t *testing.T) {
	var rows strings.Builder
	const n = 1400
	for i := range n {
		fmt.Fprintf(&rows, "2026-11-05 %02d:%02d:00,Failure,MissingKey\n", i/60, i%60)
	}
	both := textSource("Date,Status,Detail\n" + rows.String())
	apart := textSource("Date,Status,Detail\n2026-12-05 10:00:00,Success,\n")
	passes := usualLimits
	passes.compared = 1024
	for name, c := range map[string]struct {
		o     Options
		again int64
	}{
		"notices":               {Options{}, 2 * both.Size},
		"counts once":           {Options{Dedupe: true}, 2*both.Size + apart.Size},
		"counts once in passes": {Options{Dedupe: true, limits: passes}, 8*both.Size + apart.Size},
	} {
		c.o.Progress = &Progress{}
		s, _, err := Count(context.Background(), []Source{both, both, apart}, c.o)
		if err != nil || s.Overlap.Rows != n {
			t.Fatalf("%s: %+v, %v", name, s, err)
		}
		p, all := c.o.Progress, 2*both.Size+apart.Size
		again, total := p.Again()
		if p.Bytes() != all || p.Total() != all || p.Rows() != 2*n+1 || again != c.again || total != c.again {
			t.Errorf("%s: %d of %d bytes, %d rows, %d of %d bytes again; want %d bytes, %d rows, %d bytes", name, p.Bytes(), p.Total(), p.Rows(), again, total, all, 2*n+1, c.again)
		}
	}
}

// TestOverlapOfPipes catches rows of pipes that are compared by an order of day and month
// that they do not have, or twice: by what is found of the same texts in files.
func TestOverlapOfPipes(t *testing.T) {
	rows := func(layout string, from, to int) string {
		var b strings.Builder
		b.WriteString("Date,Status,Detail\n")
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "%s,Failure,MissingKey\n", time.Date(2026, 11, 1+i/20, i%20, 0, 0, 0, time.UTC).Format(layout))
		}
		return b.String()
	}
	const month, day, year = "1/2/2006 15:04", "2/1/2006 15:04", "2006-01-02 15:04"
	for name, texts := range map[string][]string{
		"the same order":        {rows(month, 0, 400), rows(month, 100, 500)},
		"other orders":          {rows(month, 0, 400), rows(day, 100, 500), rows(year, 50, 450)},
		"the year first, first": {rows(year, 0, 400), rows(day, 100, 500)},
		"headers again":         {rows(month, 0, 300), rows(month, 0, 400) + rows(month, 200, 500)},
		"headers in one":        {rows(month, 0, 400) + rows(month, 200, 500)},
	} {
		for _, since := range []time.Time{{}, time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)} {
			for _, dedupe := range []bool{false, true} {
				var want string
				for piped := range 1 + len(texts) { // 0 for none
					var sources []Source
					for i, text := range texts {
						source := textSource(text)
						source.Once = i+1 == piped
						sources = append(sources, source)
					}
					s, _, err := Count(context.Background(), sources, Options{Dedupe: dedupe, Filter: Filter{Since: since}})
					if err != nil {
						t.Fatal(name, err)
					}
					got := fmt.Sprintf("%d rows, %+v", s.Rows, s.Overlap)
					if piped == 0 {
						want = got
					}
					if got != want || s.Overlap.Rows == 0 || s.Overlap.AtLeast {
						t.Errorf("%s, since %v, pipe %d: %s; want %s", name, since, piped, got, want)
					}
				}
			}
		}
	}
}

// TestComparisonIsBounded catches a comparison that takes more memory the more rows there
// are, or finds nothing once it is full.
func TestComparisonIsBounded(t *testing.T) {
	const most, rows = 7 << 8, 100_000
	for _, samples := range []bool{false, true} {
		c := newComparison(most)
		c.samples = samples
		for section := range uint64(2) {
			r := rand.New(rand.NewPCG(1, 1))
			for range rows {
				if hash := r.Uint64(); hash&(1<<c.level.Load()-1) == 0 {
					c.repeats(hash, section, 1, stamp{1, 1})
				}
			}
		}
		slots := 0
		for i := range c.shards {
			slots += len(c.shards[i].slots)
		}
		c.endSource(MonthFirst, 2)
		if slots > 2*most || !c.found.AtLeast || c.found.Rows < most/4 || c.found.Rows > rows {
			t.Errorf("samples %v: %d slots for %d rows, found %+v", samples, slots, most, c.found)
		}
	}
}

// TestMostAlike catches a count of identical rows that runs into the fields beside it, and
// rows of one section that are too many.
func TestMostAlike(t *testing.T) {
	c := newComparison(100)
	s := &c.shards[0]
	s.rebuild(64)
	for _, section := range []uint64{0, maxNumbered} {
		slot, state := s.find(5), packRow(section, mostAlike, mostAlike)
		s.slots[slot] = comparedRow{5, state}
		if repeats := c.repeats(5, section, 1, stamp{}); repeats || s.slots[slot].state != state || !c.full.Load() {
			t.Errorf("section %d: a row repeats: %v, its state is %x", section, repeats, s.slots[slot].state)
		}
	}
}
