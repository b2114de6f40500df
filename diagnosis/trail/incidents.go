package trail

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
)

// What is an incident, and what is chance.
//
// Failures come all the time: busy applications fail at random, more at noon than at
// night, and clients repeat what failed. None of that is an incident. Each finder
// compares what it sees with what chance would do, and asks for the same proof: the
// log-likelihood ratio of its explanation against chance, divided by the number of
// failures that come at a time, must pass ln(number of things looked at) + proof. What
// comes in several hours is also counted by hours, for repeats come within one.
//
//   - Burst, for each code and application: the stretch of time in which failures are
//     densest (Kulldorff's scan statistic), with minBurst failures, minRatio times as
//     dense as outside. Time is measured half in rows of the account and half in
//     hours, from the first row of the application to its last. It is no burst where
//     the rows of the account, the other failures of the application, or its habit at
//     that hour of the day explain it.
//   - Everywhere, for each code: the same over all applications, with minEverywhere
//     failures of minApplications applications. Without the one that fails most,
//     minRest failures are left, minRatio times as dense as outside (by restProof).
//     manyApplications fail, or a share minBreadth of those that were at work then.
//     What single applications have of the code in that time is part of it.
//   - NewAddress: minNewAddress failures from an address that never succeeded, whose
//     first row comes minNewAfter and a share minNewShare of the export after its
//     begin, and whose last comes within half of the export. A burst that is of such an
//     address alone is one too.
//   - OneUser: minOneUser failures of one user or of one role, half of a code and
//     application or more, or a share minNarrow of a burst, where the part they have in
//     the application does not explain that. A burst of one user is this, not a Burst.
//   - Drip: minDrip failures that no burst holds, in minSteady of dripParts equal parts
//     of the time they last, which is minDripLength and a share minDripShare of the
//     export or more. Half or more come from one address that has a smaller part in
//     the application; or they come far more evenly than chance, by the hour or by the
//     day (index of dispersion at most maxDispersion); or a share minDripRate of the
//     rows of the application fails so, minDripRatio times that of others. The last two
//     do not count for AccessTokenExpired: to renew a token then is a habit of many.
//
// Failures without Detail (a wrong password in the user interface) and logouts make
// no incident. A blank user, role or address counts for nobody. With these thresholds
// nothing is found in thousands of made-up accounts where all is chance (TestQuiet).
const (
	proof = 12.0 // chance of e^-12 for each thing looked at

	minBurst      = 5
	minRatio      = 4.0
	maxExposure   = 0.9 // what is nearly all of the time began before the export
	maxBursts     = 4   // bursts looked for, for each code and application
	minLife       = 20  // logins of an application that succeeded, to tell since when there is one
	leastReach    = 5 * time.Minute
	mergeGapHours = 2 // bursts nearer than that, or than the longer of them lasts, are one

	minEverywhere    = 5
	minApplications  = 3
	minRest          = 3    // failures of the other applications
	restProof        = 10.0 // that they fail more too, in a time that is known
	minBreadth       = 1.0 / 3
	manyApplications = 5 // enough in any account
	maxEverywhere    = 8 // stretches looked at, for each code

	minNewAddress = 8
	minNewAfter   = 24 * time.Hour
	minNewShare   = 0.1

	minDrip       = 12
	dripParts     = 12
	minSteady     = 9
	minDripShare  = 0.25
	minDripLength = 6 * time.Hour
	maxDispersion = 0.25
	minDripUnits  = 10
	minDripRate   = 0.1
	minDripRatio  = 10.0
	minRegular    = 0.8 // failures an hour, or a day, for regularity to be seen

	maxIncidents = 500 // nobody reads more: a Detail of free text is no code

	minOneUser = 8
	minNarrow  = 0.8 // of a burst

	// usualClump and usualWeight are what is believed about repeats before any are
	// seen: 1.2 failures at a time, worth 10 failures of evidence.
	usualClump  = 1.2
	usualWeight = 10.0
	maxClump    = 6 // an incident must not pass as habit
)

// findIncidents finds what stands out, the most pressing first: what had not stopped
// when the export ends, then by the number of failures.
func findIncidents(a activity) []Incident {
	s := a.summary
	if s == nil || len(a.cells) == 0 || s.First.IsZero() {
		return nil
	}
	h := newHunt(a)
	h.findAddresses()
	h.findEverywhere()
	h.findPairs()
	out := join(h.found)
	out = dropRepeated(out)
	slices.SortStableFunc(out, func(x, y finding) int {
		return cmp.Or(-compareBool(x.Ongoing, y.Ongoing), cmp.Compare(y.Failures, x.Failures), x.Start.Compare(y.Start), strings.Compare(x.Code, y.Code), strings.Compare(x.Application, y.Application))
	})
	out = out[:min(maxIncidents, len(out))]
	incidents := make([]Incident, len(out))
	for i := range out {
		h.explain(&out[i])
		incidents[i] = out[i].Incident
	}
	return incidents
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// finding is an Incident with what its explanation needs.
type finding struct {
	Incident
	total   int64 // failures of the code and the applications, in the whole export
	outside int64 // of them, outside of the stretch
	others  int64 // logins of others that succeeded, at least
	reason  reason
	share   float64 // of the rows of the application, for reasonRate
}

// reason is why a finding is one, beside its kind.
type reason int

const (
	reasonDense reason = iota
	reasonPlace
	reasonRegular
	reasonRate
)

// hunt is the search for incidents in one activity.
type hunt struct {
	s     *Summary
	cells []cell
	gone  []bool // cells that belong to an incident already
	time  *exposure
	pairs []pairCells
	// byCode are places in pairs of one code; byApplication of one application.
	byCode, byApplication map[string][]int
	codes                 []string // of byCode, in order of pairs
	applications          map[string]Group
	tests                 float64 // ln of the number of things looked at
	clump                 float64 // failures that come at a time
	fails                 float64 // share of logins that fail, repeats taken as one
	span                  time.Duration
	days                  bool // dates carry no time
	found                 []finding
	buffer                []point // of points
	places                []int   // of findLasting
}

// pairCells are the cells of a Pair.
type pairCells struct {
	Pair
	from, to int  // in hunt.cells
	skip     bool // no incident is looked for
}

func newHunt(a activity) *hunt {
	s := a.summary
	h := &hunt{s: s, cells: a.cells, gone: make([]bool, len(a.cells)), time: newExposure(a), byCode: map[string][]int{}, byApplication: map[string][]int{}, applications: map[string]Group{}, span: s.Last.Sub(s.First)}
	for _, g := range s.groups[ByApplication] {
		if !g.Rest {
			h.applications[g.Value] = g
		}
	}
	skip := map[string]bool{"": true}
	for _, g := range s.groups[ByCode] {
		if g.Rest {
			skip[g.Value] = true
		}
	}
	known := map[string]bool{}
	h.pairs = make([]pairCells, len(s.pairs))
	for i, p := range s.pairs {
		if !known[p.Code] {
			known[p.Code] = true
			skip[p.Code] = skip[p.Code] || detail.Known(p.Code).Protocol == detail.Logout
		}
		_, counted := h.applications[p.Application]
		h.pairs[i] = pairCells{Pair: p, skip: skip[p.Code] || !counted}
	}
	for i := 0; i < len(a.cells); {
		j := i + 1
		for j < len(a.cells) && a.cells[j].pair == a.cells[i].pair {
			j++
		}
		p := &h.pairs[a.cells[i].pair]
		p.from, p.to = i, j
		p.Failures = 0 // those with a date
		for _, c := range a.cells[i:j] {
			p.Failures += c.failures
		}
		i = j
	}
	looked := 1
	for i := range h.pairs {
		p := &h.pairs[i]
		if p.from == p.to {
			continue
		}
		h.byApplication[p.Application] = append(h.byApplication[p.Application], i)
		if p.skip {
			continue
		}
		if len(h.byCode[p.Code]) == 0 {
			h.codes = append(h.codes, p.Code)
		}
		h.byCode[p.Code] = append(h.byCode[p.Code], i)
		if p.Failures >= minBurst {
			looked++
		}
	}
	h.days = !slices.ContainsFunc(a.cells, func(c cell) bool {
		return c.first.Truncate(24*time.Hour) != c.first || c.last.Truncate(24*time.Hour) != c.last
	})
	h.tests = math.Log(float64(looked))
	h.clump = h.usualClumps()
	if s.Failures > 0 {
		events := float64(s.Failures) / h.clump
		h.fails = events / (events + float64(s.Rows-s.Failures))
	}
	return h
}

// group is what is known about a place in the groups of a dimension; false for
// nobody: a mixed cell, a blank value, the rest.
func (h *hunt) group(by Dimension, place int) (Group, bool) {
	groups := h.s.groups[by]
	if place < 0 || place >= len(groups) || groups[place].Rest || strings.TrimSpace(groups[place].Value) == "" {
		return Group{}, false
	}
	return groups[place], true
}

// place is the value of a dimension that all failures of the cell share.
func (c *cell) place(by Dimension) int {
	switch by {
	case ByUser:
		return c.user
	case ByRole:
		return c.role
	}
	return c.ip
}

// set sets the value of a dimension that all failures share.
func (i *Incident) set(by Dimension, value string) {
	switch by {
	case ByUser:
		i.User = &value
	case ByRole:
		i.Role = &value
	case ByIP:
		i.IP = &value
	}
}

// gather makes an incident of cells: its times, its number, and what they share.
func (h *hunt) gather(kind IncidentKind, code string, cells []int) finding {
	f := finding{Incident: Incident{Kind: kind, Code: code}}
	perApplication := map[string]int64{}
	for i, at := range cells {
		c := h.cells[at]
		f.Failures += c.failures
		perApplication[h.pairs[c.pair].Application] += c.failures
		if i == 0 || c.first.Before(f.Start) {
			f.Start = c.first
		}
		if i == 0 || c.last.After(f.End) {
			f.End = c.last
		}
	}
	for app := range perApplication {
		f.Applications = append(f.Applications, app)
	}
	slices.SortFunc(f.Applications, func(x, y string) int {
		return cmp.Or(cmp.Compare(perApplication[y], perApplication[x]), strings.Compare(x, y))
	})
	f.Application = f.Applications[0]
	if len(f.Applications) > 1 {
		f.Application = "*"
	} else {
		f.Applications = nil
	}
	for _, by := range []Dimension{ByUser, ByRole, ByIP} {
		first := h.cells[cells[0]].place(by)
		if !slices.ContainsFunc(cells, func(at int) bool { return h.cells[at].place(by) != first }) {
			if g, ok := h.group(by, first); ok {
				f.set(by, g.Value)
			}
		}
	}
	f.Ongoing = h.ongoing(cells)
	return f
}

// ongoing says that the last failure is as near to the end of the export as the
// failures are to each other: within twice the longest gap between the stretches
// with failures, or four times the mean gap, and a minute, as exact as most exports
// are.
func (h *hunt) ongoing(cells []int) bool {
	sorted := slices.Clone(cells)
	slices.SortFunc(sorted, func(x, y int) int { return h.cells[x].start.Compare(h.cells[y].start) })
	var longest time.Duration
	var failures int64
	first, last := h.cells[sorted[0]].first, h.cells[sorted[0]].last
	for _, at := range sorted {
		c := h.cells[at]
		failures += c.failures
		longest = max(longest, c.first.Sub(last))
		if c.first.Before(first) {
			first = c.first
		}
		if c.last.After(last) {
			last = c.last
		}
	}
	mean := last.Sub(first) / time.Duration(max(1, failures-1))
	return h.s.Last.Sub(last) <= max(2*longest, 4*mean)+time.Minute
}

// join makes one incident of those of one user, role or address with one code that
// several applications have.
func join(found []finding) []finding {
	type key struct {
		kind      IncidentKind
		code      string
		by, value string
	}
	keyOf := func(f finding) (key, bool) {
		if f.Kind != OneUser && f.Kind != Drip && f.Kind != NewAddress || f.Application == "*" {
			return key{}, false
		}
		for _, shared := range []struct {
			by    string
			value *string
		}{{"user", f.User}, {"ip", f.IP}, {"role", f.Role}} {
			if shared.value != nil {
				return key{f.Kind, f.Code, shared.by, *shared.value}, true
			}
		}
		return key{}, false
	}
	var out []finding
	at := map[key]int{}
	for _, f := range found {
		k, ok := keyOf(f)
		i, seen := at[k]
		if !ok || !seen {
			if ok {
				at[k] = len(out)
			}
			out = append(out, f)
			continue
		}
		o := &out[i]
		if o.Application != f.Application && !slices.Contains(o.Applications, f.Application) {
			if o.Application != "*" {
				o.Applications, o.Application = []string{o.Application}, "*"
			}
			o.Applications = append(o.Applications, f.Application)
			o.total += f.total
			o.others = min(o.others, f.others)
		}
		o.outside = max(0, o.outside-f.Failures)
		o.Failures += f.Failures
		if f.Start.Before(o.Start) {
			o.Start = f.Start
		}
		if f.End.After(o.End) {
			o.End = f.End
		}
		o.Ongoing = o.Ongoing || f.Ongoing
		same := func(x, y *string) *string {
			if x != nil && y != nil && *x == *y {
				return x
			}
			return nil
		}
		o.User, o.Role, o.IP = same(o.User, f.User), same(o.Role, f.Role), same(o.IP, f.IP)
	}
	return out
}

// dropRepeated leaves out what lies within a bigger incident of the same code and
// application: the part of a new address in a burst of all.
func dropRepeated(found []finding) []finding {
	covers := func(x, y finding) bool {
		if x.Code != y.Code || x.Application != y.Application && !slices.Contains(x.Applications, y.Application) {
			return false
		}
		return !y.Start.Before(x.Start.Add(-time.Hour)) && !y.End.After(x.End.Add(time.Hour))
	}
	return slices.DeleteFunc(slices.Clone(found), func(y finding) bool {
		return y.Kind == NewAddress && slices.ContainsFunc(found, func(x finding) bool {
			return (x.Kind == Burst || x.Kind == Everywhere) && x.Failures > y.Failures && covers(x, y)
		})
	})
}
