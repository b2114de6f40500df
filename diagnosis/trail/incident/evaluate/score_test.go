package evaluate

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// truth is what happened, with the fields of the truth files of gen_accounts.py.
type truth struct {
	Kind         string   `json:"kind"`
	Code         string   `json:"code"`
	Applications []string `json:"applications"` // none: the user interface
	User         *string  `json:"user"`
	Role         *string  `json:"role"`
	IP           *string  `json:"ip"`
	Failures     int      `json:"failures"`
	First        string   `json:"first"` // wall-clock minutes
	Last         string   `json:"last"`
	GoesOn       bool     `json:"goes_on"`
	Cause        string   `json:"cause"`
	Expert       string   `json:"expert,omitempty"`

	small   bool    // need not be reported, and is no false alarm
	active  bool    // at the end of the export
	unclear bool    // whether it goes on, and how pressing it is
	at      []int64 // of each failure
}

const wallLayout = "2006-01-02T15:04"

// clock is a wall-clock time.
func clock(minute string) time.Time {
	t, _ := time.Parse(wallLayout, minute)
	return t
}

func (t *truth) String() string {
	where := strings.Join(t.Applications, ", ")
	for _, p := range []*string{t.User, t.Role, t.IP} {
		if p != nil {
			where += " · " + *p
		}
	}
	return fmt.Sprintf("%s %q of %s, %d failures %s–%s goes on %v", t.Kind, t.Code, where, t.Failures, t.First, t.Last, t.GoesOn)
}

// line is an incident for the list of faults.
func line(i *incident.Incident) string {
	return fmt.Sprintf("%s %s of %s, %d failures %s–%s ongoing %v (%s)", i.Kind, i.Cause, strings.Join(names(i), ", "), i.Failures,
		i.Start.Format(wallLayout), i.End.Format(wallLayout), i.Ongoing, i.Why)
}

func names(i *incident.Incident) []string {
	if i.Application == "*" {
		return i.Applications
	}
	return []string{i.Application}
}

// about reports whether an incident may be what a truth says.
func (t *truth) about(i *incident.Incident) bool {
	differ := func(x, y *string) bool { return x != nil && y != nil && *x != *y }
	if i.Code != t.Code || differ(i.User, t.User) || differ(i.Role, t.Role) || differ(i.IP, t.IP) ||
		i.Start.After(clock(t.Last).Add(time.Hour)) || i.End.Before(clock(t.First).Add(-time.Hour)) {
		return false
	}
	return len(t.Applications) == 0 || slices.ContainsFunc(names(i), func(name string) bool { return slices.Contains(t.Applications, name) })
}

// common is the share of the time of both that both have, above 1 if they also agree on
// the number of applications.
func (t *truth) common(i *incident.Incident) float64 {
	first, last := clock(t.First).Unix(), clock(t.Last).Unix()+minute
	start, end := i.Start.Unix(), i.End.Unix()+minute
	share := float64(max(0, min(last, end)-max(first, start))) / float64(max(last, end)-min(first, start))
	if len(names(i)) == max(1, len(t.Applications)) {
		share++
	}
	return share
}

// export is an export with what is true about it.
type export struct {
	name   string
	text   []byte
	head   int       // length of the header
	at     []int64   // of each row, the newest first
	offset []int     // of each row in text
	last   time.Time // wall-clock time of the last row
	truths []*truth
}

// find returns the incidents of the rows until a time.
func (e *export) find(until int64) ([]incident.Incident, error) {
	i := sort.Search(len(e.at), func(i int) bool { return e.at[i] <= until })
	source := trail.Source{Name: e.name, Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(e.text[:e.head]), bytes.NewReader(e.text[e.offset[i]:]))), nil
	}}
	_, activity, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{Workers: 1})
	if err != nil {
		return nil, err
	}
	return incident.Find(activity), nil
}

// column is a column of the table.
type column int

const (
	found   column = iota
	cause          // of those found
	ongoing        // of those found
	start          // of those found that are sudden: within an hour, or a tenth of their time
	in30           // found 30 minutes after the first failure, if there were six until then
	in60
	early30 // the same with fewer failures
	early60
	columns
)

// count is how many of how many.
type count struct{ is, of int }

func (c count) String() string {
	if c.of == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d %.1f%%", c.is, c.of, 100*float64(c.is)/float64(c.of))
}

// score is the result for some accounts. Several may be scored at once.
type score struct {
	lock    sync.Mutex
	cutting bool                       // also scores what is found early, which takes most of the time
	kinds   map[string]*[columns]count // "all" for the sum
	order   count                      // of pairs of which one is more pressing for certain
	// alarms counts false alarms, early those in the exports that were cut, by what they say.
	alarms, early        map[string]int
	accounts, rows, cuts int
	notes                map[string][]string // each fault, by account
	causes               map[string]int      // Cause ids by kind
}

func newScore(cutting bool) *score {
	return &score{cutting: cutting, kinds: map[string]*[columns]count{"all": {}}, alarms: map[string]int{}, early: map[string]int{}, notes: map[string][]string{}, causes: map[string]int{}}
}

func (s *score) note(e *export, format string, values ...any) {
	s.notes[e.name] = append(s.notes[e.name], fmt.Sprintf(format, values...))
}

// add counts one more in a column.
func (s *score) add(t *truth, c column, right bool) {
	if s.kinds[t.Kind] == nil {
		s.kinds[t.Kind] = &[columns]count{}
	}
	for _, k := range []string{t.Kind, "all"} {
		s.kinds[k][c].of++
		if right {
			s.kinds[k][c].is++
		}
	}
}

// account scores one account.
func (s *score) account(e *export) error {
	reports, err := e.find(1 << 40)
	if err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.accounts++
	s.rows += len(e.at)
	place := map[*truth]int{} // of the first line about each
	for n := range reports {
		i := &reports[n]
		var best *truth
		for _, t := range e.truths {
			if t.about(i) && (best == nil || best.small && !t.small || best.small == t.small && t.common(i) > best.common(i)) {
				best = t
			}
		}
		if best == nil {
			s.alarms[string(i.Cause)]++
			s.note(e, "FALSE %s", line(i))
		} else if _, again := place[best]; !again {
			place[best] = n
		} else if !best.small {
			s.alarms[partOf+best.Kind]++
			s.note(e, "PART %s\n    of %s", line(i), best)
		}
	}
	for _, t := range e.truths {
		if t.small {
			continue
		}
		n, known := place[t]
		if s.add(t, found, known); !known {
			s.note(e, "MISS %s", t)
		} else {
			s.found(e, t, &reports[n])
		}
		if s.cutting && kindOf(t.Kind).sudden {
			for c, after := range []int64{30 * minute, hour} {
				if err := s.cut(e, t, column(c), after); err != nil {
					return err
				}
			}
		}
	}
	s.ordered(e, place)
	return nil
}

// found scores what an incident says about a truth.
func (s *score) found(e *export, t *truth, i *incident.Incident) {
	check := func(c column, name string, right bool) {
		if s.add(t, c, right); !right {
			s.note(e, "%s %s\n    of %s", name, line(i), t)
		}
	}
	word, like, _ := strings.Cut(string(i.Cause), "/")
	check(cause, "CAUSE", (word == t.Code || t.Code == "") && (slices.Contains(kindOf(t.Kind).likes, like) || slices.Contains(kindOf(t.Kind).likes, string(i.Cause))))
	s.causes[fmt.Sprintf("%-16s %-40s an expert: %s", t.Kind, i.Cause, kindOf(t.Kind).expert)]++
	if !t.unclear {
		check(ongoing, "ONGOING", i.Ongoing == t.GoesOn)
	}
	if first := clock(t.First); kindOf(t.Kind).sudden {
		check(start, "START", i.Start.Sub(first).Abs() <= max(time.Hour, clock(t.Last).Sub(first)/10))
	}
}

// cut scores whether an incident is found some seconds after it began, if it goes on then
// and has failed in the last quarter of an hour. It holds the lock, save while it finds.
func (s *score) cut(e *export, t *truth, c column, after int64) error {
	end := t.at[0] + after
	so, _ := slices.BinarySearch(t.at, end+1)
	if t.at[so-1] <= end-15*minute || t.at[len(t.at)-1] < end-15*minute || end > e.at[0]+15*minute {
		return nil
	}
	s.lock.Unlock()
	reports, err := e.find(end)
	s.lock.Lock()
	if err != nil {
		return err
	}
	s.cuts++
	known := false
	for n := range reports {
		i := &reports[n]
		if t.about(i) {
			known = true
		} else if !slices.ContainsFunc(e.truths, func(t *truth) bool { return t.about(i) }) {
			s.early[string(i.Cause)]++
			s.note(e, "FALSE %d minutes after %s: %s", after/minute, t.First, line(i))
		}
	}
	s.add(t, early30+c, known)
	if so >= 6 {
		s.add(t, in30+c, known)
		if !known {
			s.note(e, "LATE not found after %d minutes and %d failures: %s", after/minute, so, t)
		}
	}
	return nil
}

// ordered scores the order: new before old, going on before over, and much before little,
// where these agree; and last what never worked.
func (s *score) ordered(e *export, place map[*truth]int) {
	rank := func(t *truth) [4]bool {
		ago := e.last.Sub(clock(t.First))
		return [4]bool{t.Kind != "never_worked", t.GoesOn, ago <= 24*time.Hour, ago <= 7*24*time.Hour}
	}
	for x, i := range place {
		for y, j := range place {
			p, q := rank(x), rank(y)
			more := p != q || x.Failures > 10*y.Failures
			for n := range p {
				more = more && (p[n] || !q[n])
			}
			if !more || x.unclear || y.unclear || x.small || y.small {
				continue
			}
			s.order.of++
			if i < j {
				s.order.is++
			} else {
				s.note(e, "ORDER line %d %s\n    is more pressing than line %d %s", i+1, x, j+1, y)
			}
		}
	}
}

// lines are the lines about something, of all. Those that are parts of what another line is
// about are left out or are false alarms.
func (s *score) lines(parts bool) count {
	c := count{s.kinds["all"][found].is, s.kinds["all"][found].is}
	for what, n := range s.alarms {
		if parts || !strings.HasPrefix(what, partOf) {
			c.of += n
		}
	}
	return c
}

const partOf = "part of "

func sum(of map[string]int) (n int) {
	for _, k := range of {
		n += k
	}
	return n
}

// String is the table of the figures.
func (s *score) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d accounts, %d rows\n", s.accounts, s.rows)
	row := func(name string, cells []any) {
		fmt.Fprintf(&b, "%-16s"+strings.Repeat(" %-14v", len(cells))+"\n", append([]any{name}, cells...)...)
	}
	row("", []any{"recall", "cause", "ongoing", "start", "in 30 min", "in 60 min", "few, 30 min", "few, 60 min"})
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(s.kinds)), func(name string) bool { return name == "all" })
	for _, name := range append(names, "all") {
		var cells []any
		for _, c := range s.kinds[name] {
			cells = append(cells, c)
		}
		row(name, cells)
	}
	fmt.Fprintf(&b, "precision %v, without parts of what is found %v; order %v of the pairs that are clear\n", s.lines(true), s.lines(false), s.order)
	fmt.Fprintf(&b, "false alarms: %v\nfalse alarms in %d exports cut early: %d %v\n", s.alarms, s.cuts, sum(s.early), s.early)
	return b.String()
}
