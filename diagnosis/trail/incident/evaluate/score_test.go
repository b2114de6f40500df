package evaluate

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
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

	small           bool // need not be reported, and is no false alarm
	active, unclear bool // at the end of the export; unclear is not scored
	firstAt, lastAt int64
	at              []int64 // of each failure
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
	if i == len(e.at) {
		return nil, nil
	}
	source := trail.Source{Name: e.name, Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(e.text[:e.head]), bytes.NewReader(e.text[e.offset[i]:]))), nil
	}}
	_, activity, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{Workers: 1})
	if err != nil {
		return nil, err
	}
	return incident.Find(activity), nil
}

func clock(minute string) time.Time {
	t, _ := time.Parse("2006-01-02T15:04", minute)
	return t
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

// common is the share of the time of both that both have, above 1 if they also agree on the
// applications.
func (t *truth) common(i *incident.Incident) float64 {
	first, last := clock(t.First), clock(t.Last).Add(time.Minute)
	from, to, start, end := first, last, i.Start, i.End.Add(time.Minute)
	if start.After(from) {
		from, start = start, from
	}
	if end.Before(to) {
		to, end = end, to
	}
	share := max(0, float64(to.Sub(from)))/float64(end.Sub(start)) + .001
	if len(names(i)) == max(1, len(t.Applications)) {
		share++
	}
	return share
}

// count is how many of how many.
type count struct{ is, of int }

func (c *count) add(is bool) {
	c.of++
	if is {
		c.is++
	}
}

func (c count) String() string {
	if c.of == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d %.1f%%", c.is, c.of, 100*float64(c.is)/float64(c.of))
}

// tally is what is counted for one kind, or for all.
type tally struct {
	found, cause, ongoing, start count
	// early are those found 30 and 60 minutes after their first failure, if they had left
	// six failures until then; soon are all of which there was a failure in the last quarter
	// of an hour.
	early, soon [2]count
	reported    int // lines about it
}

// score is the result for some accounts.
type score struct {
	kinds                map[string]*tally
	all                  tally
	order                count
	alarms, earlyAlarms  int // false alarms; those of the exports that were cut
	cuts, accounts, rows int
	notes                []string // each miss, false alarm and wrong word
	causes               map[string]int
}

func newScore() *score { return &score{kinds: map[string]*tally{}, causes: map[string]int{}} }

func (s *score) note(e *export, format string, values ...any) {
	s.notes = append(s.notes, e.name+": "+fmt.Sprintf(format, values...))
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

func line(i *incident.Incident) string {
	return fmt.Sprintf("%s %s of %s, %d failures %s–%s ongoing %v (%s)", i.Kind, i.Cause, strings.Join(names(i), ", "), i.Failures,
		i.Start.Format("2006-01-02T15:04"), i.End.Format("2006-01-02T15:04"), i.Ongoing, i.Why)
}

// account scores one account.
func (s *score) account(e *export) error {
	s.accounts++
	s.rows += len(e.at)
	reports, err := e.find(1 << 40)
	if err != nil {
		return err
	}
	of := map[*truth][]int{} // the lines about each
	for n := range reports {
		i := &reports[n]
		var best *truth
		for _, t := range e.truths {
			if t.about(i) && (best == nil || best.small && !t.small || best.small == t.small && t.common(i) > best.common(i)) {
				best = t
			}
		}
		switch {
		case best == nil:
			s.alarms++
			s.note(e, "FALSE %s", line(i))
		case !best.small && len(of[best]) > 0:
			s.alarms++
			s.note(e, "SPLIT %s\n    of %s", line(i), best)
		}
		if best != nil {
			of[best] = append(of[best], n)
		}
	}
	place := map[*truth]int{}
	for _, t := range e.truths {
		if t.small {
			continue
		}
		k := s.kinds[t.Kind]
		if k == nil {
			k = &tally{}
			s.kinds[t.Kind] = k
		}
		found := len(of[t]) > 0
		k.found.add(found)
		if !found {
			s.note(e, "MISS %s", t)
		} else {
			i := &reports[of[t][0]]
			place[t] = of[t][0]
			k.reported += len(of[t])
			word, like, _ := strings.Cut(string(i.Cause), "/")
			right := (word == t.Code || t.Code == "") && slices.Contains(kindOf(t.Kind).likes, like)
			k.cause.add(right)
			s.causes[fmt.Sprintf("%-16s %-38s right %-5v", t.Kind, i.Cause, right)]++
			if !right {
				s.note(e, "CAUSE %s\n    of %s", line(i), t)
			}
			if !t.unclear {
				k.ongoing.add(i.Ongoing == t.GoesOn)
				if i.Ongoing != t.GoesOn {
					s.note(e, "ONGOING %s\n    of %s", line(i), t)
				}
			}
			if kindOf(t.Kind).sudden {
				first := clock(t.First)
				slack := max(time.Hour, clock(t.Last).Sub(first)/10)
				right := i.Start.Sub(first).Abs() <= slack
				k.start.add(right)
				if !right {
					s.note(e, "START %s\n    of %s", line(i), t)
				}
			}
		}
		if kindOf(t.Kind).sudden {
			if err := s.early(e, t, k); err != nil {
				return err
			}
		}
	}
	s.ordered(e, place)
	return nil
}

// early scores what is found while an incident goes on.
func (s *score) early(e *export, t *truth, k *tally) error {
	for n, after := range []int64{30 * minute, hour} {
		cut := t.firstAt + after
		so, recent := 0, false
		for _, at := range t.at {
			if at <= cut {
				so++
				recent = recent || at > cut-15*minute
			}
		}
		if t.lastAt < cut-15*minute || cut > e.at[0]+15*minute || !recent {
			continue // it is over, or the export is, or nothing happens
		}
		reports, err := e.find(cut)
		if err != nil {
			return err
		}
		s.cuts++
		found := false
		for i := range reports {
			r := &reports[i]
			switch {
			case t.about(r):
				found = true
			case !slices.ContainsFunc(e.truths, func(t *truth) bool { return t.about(r) }):
				s.earlyAlarms++
				s.note(e, "FALSE %d minutes after %s began: %s", after/minute, t.First, line(r))
			}
		}
		k.soon[n].add(found)
		if so >= 6 {
			k.early[n].add(found)
			if !found {
				s.note(e, "LATE not found after %d minutes and %d failures: %s", after/minute, so, t)
			}
		}
	}
	return nil
}

// ordered scores the order of the pairs of which one is more pressing for certain.
func (s *score) ordered(e *export, place map[*truth]int) {
	rank := func(t *truth) [4]bool {
		ago := e.last.Sub(clock(t.First))
		return [4]bool{t.Kind != "never_worked", t.GoesOn, ago <= 24*time.Hour, ago <= 7*24*time.Hour}
	}
	for x, i := range place {
		for y, j := range place {
			if x.unclear || y.unclear {
				continue
			}
			p, q := rank(x), rank(y)
			more := p != q
			for n := range p {
				more = more && (p[n] || !q[n])
			}
			if !more && p == q && x.Failures > 10*y.Failures {
				more = true
			}
			if more {
				s.order.add(i < j)
				if i > j {
					s.note(e, "ORDER line %d %s\n    is more pressing than line %d %s", i+1, x, j+1, y)
				}
			}
		}
	}
}

// add adds the result for other accounts.
func (s *score) add(o *score) {
	for name, k := range o.kinds {
		if s.kinds[name] == nil {
			s.kinds[name] = &tally{}
		}
		s.kinds[name].add(k)
		s.all.add(k)
	}
	for cause, n := range o.causes {
		s.causes[cause] += n
	}
	s.order.sum(o.order)
	s.alarms += o.alarms
	s.earlyAlarms += o.earlyAlarms
	s.cuts += o.cuts
	s.accounts += o.accounts
	s.rows += o.rows
	s.notes = append(s.notes, o.notes...)
}

func (c *count) sum(o count) { c.is += o.is; c.of += o.of }

func (k *tally) add(o *tally) {
	k.found.sum(o.found)
	k.cause.sum(o.cause)
	k.ongoing.sum(o.ongoing)
	k.start.sum(o.start)
	for n := range k.early {
		k.early[n].sum(o.early[n])
		k.soon[n].sum(o.soon[n])
	}
	k.reported += o.reported
}

// precision is the share of the lines that are about something, and the first about it.
func (s *score) precision() count { return count{s.all.found.is, s.all.found.is + s.alarms} }

// String is the table of the figures.
func (s *score) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d accounts, %d rows\n%-16s %-15s %-15s %-15s %-15s %-15s %-15s\n", s.accounts, s.rows,
		"kind", "recall", "cause", "ongoing", "start", "after 30 min", "after 60 min")
	write := func(name string, k *tally) {
		fmt.Fprintf(&b, "%-16s %-15s %-15s %-15s %-15s %-15s %-15s\n", name, k.found, k.cause, k.ongoing, k.start, k.early[0], k.early[1])
	}
	var kinds []string
	for name := range s.kinds {
		kinds = append(kinds, name)
	}
	slices.Sort(kinds)
	for _, name := range kinds {
		write(name, s.kinds[name])
	}
	write("all", &s.all)
	fmt.Fprintf(&b, "precision %v, order of clear pairs %v\n", s.precision(), s.order)
	fmt.Fprintf(&b, "cut early, with fewer than six failures too: after 30 min %v, after 60 min %v; %d false alarms in %d exports cut\n", s.all.soon[0], s.all.soon[1], s.earlyAlarms, s.cuts)
	return b.String()
}
