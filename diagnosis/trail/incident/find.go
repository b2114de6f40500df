package incident

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// Find returns the incidents in an Activity: new ones first, then ongoing ones, then by the
// number of failures; those that never worked and tried passwords are last. It does not modify
// the Activity.
func Find(a *trail.Activity) []Incident {
	if len(a.Cells) == 0 || a.First.IsZero() {
		return nil
	}
	h := newHunt(a)
	h.findAddresses()
	for _, code := range h.codes {
		h.findBrokenEverywhere(code)
	}
	h.findEverywhere()
	h.findPairs()
	h.findPasswords()
	out := h.joinParts(dropRepeated(h.joinBegun(h.join(h.found))))
	for i := range out {
		out[i].Ongoing = h.ongoing(&out[i])
		out[i].rank = h.rank(&out[i])
	}
	slices.SortStableFunc(out, func(x, y finding) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(y.Failures, x.Failures), x.Start.Compare(y.Start), strings.Compare(x.Code, y.Code), strings.Compare(x.Application, y.Application))
	})
	out = out[:min(maxIncidents, len(out))]
	for i := range out {
		h.setTurn(&out[i])
	}
	h.relate(out)
	out = h.joinRelated(out)
	incidents, charts := make([]Incident, len(out)), newCourses(a, h.grain)
	for i := range out {
		h.setTouched(&out[i])
		h.explain(&out[i])
		incidents[i] = out[i].Incident
		incidents[i].ByDay = h.grain >= 24*time.Hour
		incidents[i].Course = charts.of(&incidents[i])
	}
	return incidents
}

// rank orders incidents: new before old, ongoing before over, then those that never worked, and
// tried passwords.
func (h *hunt) rank(f *finding) int {
	const old, over, never, tried = 2, 1, 6, 12
	rank := 0
	switch {
	case f.Kind == Passwords:
		rank = tried
	case h.work != nil && h.a.Failures < h.a.Rows && f.Kind != NewAddress && !h.worked(f):
		rank = never
	}
	switch since := h.a.Last.Sub(f.Start); {
	case since > 7*24*time.Hour:
		rank += 2 * old
	case since > 24*time.Hour:
		rank += old
	}
	if !f.Ongoing {
		rank += over
	}
	return rank
}

// finding is an Incident with the data for its explanation.
type finding struct {
	Incident
	cells []int // indexes into hunt.cells
	// by is the dimension in which the cells share the value that the incident was found by:
	// ByUser, ByRole, ByIP, or "" for none.
	by        trail.Dimension
	addresses int           // the number of new addresses, for NewAddress; of those that never succeeded, for Passwords
	users     int           // users that are thrown out, for Staggered, at least
	after     []int64       // days from the first success to the first failure of such users, if known
	total     int64         // failures with the code in the applications, in the whole export
	outside   int64         // those of total before the first or after the last of the incident
	with      int           // other applications that began to fail at nearly the same time
	apart     time.Duration // the longest time between their starts and this one
	others    int64         // a lower bound of the successful logins of others
	reason    reason
	refresh   int     // of a sandbox, which it is due to; 0 for none
	rank      int     // in the order of incidents
	share     float64 // of the rows of the application, for reasonRate and reasonBroken
	turn      turn
}

// reason is how a finding was found, in addition to its Kind.
type reason int

const (
	reasonDense reason = iota
	reasonPlace
	reasonRegular
	reasonRate
	reasonBroken
	reasonRetried
)

// hunt is the search for incidents in one Activity.
type hunt struct {
	a     *trail.Activity
	cells []trail.Cell // of a
	gone  []bool       // whether the cell belongs to an incident already
	time  *exposure
	pairs []pairCells
	// byCode and byApplication are indexes into pairs.
	byCode, byApplication map[string][]int
	ofCode                map[string]int64 // failures by code
	ofNamed               int64            // rows with an application, or all if none has one
	codes                 []string         // the keys of byCode, in order of pairs
	applications          map[string]trail.Group
	work                  map[string]*work // successful logins by application
	rhythms               map[string]*rhythm
	grain                 time.Duration // the precision of dates: a minute, an hour or a day
	tests                 float64       // ln of the number of pairs examined
	clump                 float64       // the usual number of failures that occur together
	fails                 float64       // the share of logins that fail, with retries counted once
	span                  time.Duration
	found                 []finding
	buffer                []point            // of points
	places                []int              // of findLasting
	atWorkHours           []atHour           // of atHours
	ordered               map[string][]int32 // of inOrder
}

// pairCells are the cells of a Pair.
type pairCells struct {
	trail.Pair
	from, to int  // in hunt.cells
	skip     bool // not searched
	nameless bool // not searched alone, because the application has no name
}

func newHunt(a *trail.Activity) *hunt {
	h := &hunt{a: a, cells: a.Cells, gone: make([]bool, len(a.Cells)), time: newExposure(a), byCode: map[string][]int{}, byApplication: map[string][]int{}, ofCode: map[string]int64{}, applications: map[string]trail.Group{}, span: a.Last.Sub(a.First)}
	for _, g := range a.Groups[trail.ByApplication] {
		if !g.Rest {
			h.applications[g.Value] = g
		}
	}
	skip := map[string]bool{"": true}
	for _, g := range a.Groups[trail.ByCode] {
		if g.Rest {
			skip[g.Value] = true
		}
	}
	// Rows without an application do not belong together, unless no row has one.
	named := false
	for application, g := range h.applications {
		if !blank(application) {
			named = true
			h.ofNamed += g.Successes + g.Failures
		}
	}
	if !named {
		h.ofNamed = a.Rows
	}
	known := map[string]bool{}
	h.pairs = make([]pairCells, len(a.Pairs))
	for i, p := range a.Pairs {
		if !known[p.Code] {
			known[p.Code] = true
			skip[p.Code] = skip[p.Code] || detail.Known(p.Code).Protocol == detail.Logout
		}
		_, counted := h.applications[p.Application]
		h.pairs[i] = pairCells{Pair: p, skip: skip[p.Code] || !counted, nameless: named && blank(p.Application)}
	}
	for i := 0; i < len(a.Cells); {
		j := i + 1
		for j < len(a.Cells) && a.Cells[j].Pair == a.Cells[i].Pair {
			j++
		}
		p := &h.pairs[a.Cells[i].Pair]
		p.from, p.to = i, j
		p.Failures = 0 // only failures with a date count
		for _, c := range a.Cells[i:j] {
			p.Failures += c.Failures
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
		h.ofCode[p.Code] += p.Failures
		if p.Failures >= minBurst {
			looked++
		}
	}
	h.grain = grainOf(a)
	h.work = make(map[string]*work, len(a.Work))
	for application, list := range a.Work {
		if _, known := h.applications[application]; known {
			h.work[application] = newWork(list, a.WorkWidth)
		}
	}
	h.rhythms, h.ordered = map[string]*rhythm{}, map[string][]int32{}
	h.tests = math.Log(float64(looked))
	h.clump = h.usualClumps()
	if a.Failures > 0 {
		events := float64(a.Failures) / h.clump
		h.fails = events / (events + float64(a.Rows-a.Failures))
	}
	return h
}

// grainOf is the precision of the dates of an export. Successes count as well: the failures
// of an hourly job may all be on the hour.
func grainOf(a *trail.Activity) time.Duration {
	for _, grain := range []time.Duration{24 * time.Hour, time.Hour} {
		minutes := int64(grain / time.Minute)
		finer := slices.ContainsFunc(a.Cells, func(c trail.Cell) bool {
			return c.First().Truncate(grain) != c.First() || c.Last().Truncate(grain) != c.Last()
		})
		for _, list := range a.Work {
			finer = finer || slices.ContainsFunc(list, func(w trail.Work) bool { return w.First%minutes != 0 || w.Last%minutes != 0 })
		}
		if !finer {
			return grain
		}
	}
	return time.Minute
}

// group returns a group by its place; ok is false for a mixed cell, an empty value or the
// rest.
func (h *hunt) group(by trail.Dimension, place int) (g trail.Group, ok bool) {
	groups := h.a.Groups[by]
	if place < 0 || place >= len(groups) || groups[place].Rest || strings.TrimSpace(groups[place].Value) == "" {
		return trail.Group{}, false
	}
	return groups[place], true
}

// gather builds a finding from cells: its times, its numbers, and the values they share.
func (h *hunt) gather(kind Kind, code string, cells []int) finding {
	f := finding{Incident: Incident{Kind: kind, Code: code}, cells: slices.Clone(cells)}
	perApplication := map[string]int64{}
	f.Failures = h.failures(cells)
	f.Start, f.End = h.bounds(cells)
	for _, at := range cells {
		c := &h.cells[at]
		perApplication[h.pairs[c.Pair].Application] += c.Failures
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
	for _, by := range sharing {
		first := h.cells[cells[0]].Place(by)
		if !slices.ContainsFunc(cells, func(at int) bool { return h.cells[at].Place(by) != first }) {
			if g, ok := h.group(by, first); ok {
				*f.shared(by) = &g.Value
			}
		}
	}
	for _, at := range h.byCode[code] {
		p := &h.pairs[at]
		if _, among := perApplication[p.Application]; !among && kind != Everywhere {
			continue
		}
		f.total += p.Failures
		for i := p.from; i < p.to; i++ {
			if c := &h.cells[i]; c.Last().Before(f.Start) || c.First().After(f.End) {
				f.outside += c.Failures
			}
		}
	}
	return f
}

// names returns the applications, also if there is only one.
func (i *Incident) names() []string {
	if i.Applications != nil {
		return i.Applications
	}
	return []string{i.Application}
}

// join merges the incidents of one user, role or address with one code in several
// applications at the same time, and those of new addresses in one application.
func (h *hunt) join(found []finding) []finding {
	type key struct {
		kind        Kind
		code        string
		by          trail.Dimension
		value       string
		application string // for NewAddress
	}
	keyOf := func(f finding) (k key, ok bool) {
		k = key{kind: f.Kind, code: f.Code, by: f.by}
		switch {
		case f.Kind == NewAddress:
			k.application = f.Application
		case f.reason == reasonPlace || f.Kind == OneUser:
			if value := *f.shared(f.by); value != nil {
				k.value = *value
				return k, true
			}
			return k, false
		}
		return k, f.Kind == NewAddress
	}
	var out []finding
	at := map[key][]int{}
	for _, f := range found {
		k, ok := keyOf(f)
		if !ok {
			out = append(out, f)
			continue
		}
		i := slices.IndexFunc(at[k], func(i int) bool { return k.kind == NewAddress || near(out[i], f) })
		if i < 0 {
			at[k] = append(at[k], len(out))
			out = append(out, f)
			continue
		}
		o := &out[at[k][i]]
		both := h.gather(o.Kind, o.Code, slices.Concat(o.cells, f.cells))
		both.by, both.reason, both.addresses = o.by, o.reason, o.addresses+f.addresses
		if both.reason == reasonDense && f.Application != o.Application {
			both.reason = reasonPlace
		}
		if value := *both.shared(both.by); value != nil {
			both.others = h.others(&both, both.by, *value)
		}
		*o = both
	}
	return out
}

// joinParts merges incidents of one code that are parts of one. The larger one gives the kind.
func (h *hunt) joinParts(found []finding) []finding {
	sorted := slices.Clone(found)
	slices.SortStableFunc(sorted, func(x, y finding) int { return cmp.Compare(y.Failures, x.Failures) })
	byCode := map[string][]int{} // indexes into out
	var out []finding
	for _, f := range sorted {
		i := -1
		for _, at := range byCode[f.Code] {
			if h.isPart(&f, &out[at]) {
				i = at
				break
			}
		}
		if i < 0 {
			byCode[f.Code] = append(byCode[f.Code], len(out))
			out = append(out, f)
			continue
		}
		o := &out[i]
		both := h.gather(o.Kind, o.Code, slices.Concat(o.cells, f.cells))
		both.by, both.reason, both.addresses = o.by, o.reason, max(o.addresses, f.addresses)
		switch {
		case o.Kind == Everywhere:
			both.outside, both.share = 0, o.share // there may be others at the same time
		case both.Application == "*": // of one user or role
			both.Kind = OneUser
			fallthrough
		default:
			both.by, both.reason = placeOf(o, &f), reasonPlace
			both.others = h.others(&both, both.by, **both.shared(both.by))
		}
		*o = both
	}
	return out
}

// isPart reports whether a finding is a part of a larger one with its code: failures of
// applications that an Everywhere has, which began in its time; or failures of the user, role
// or address that one of them is about, at the same time.
func (h *hunt) isPart(f, of *finding) bool {
	joins := func(f *finding) bool {
		return f.Kind != Passwords && f.Kind != Staggered && f.reason != reasonRetried && !blank(f.Application)
	}
	if !joins(f) || !joins(of) {
		return false
	}
	within := !slices.ContainsFunc(f.names(), func(name string) bool { return !slices.Contains(of.names(), name) })
	if of.Kind == Everywhere {
		return within && !f.Start.Before(of.Start.Add(-least)) && !f.Start.After(of.End)
	}
	return f.Kind != Everywhere && near(*of, *f) && placeOf(of, f) != "" && (within || placeOf(of, f) != trail.ByIP)
}

// placeOf is the dimension of the user, role or address that one of two findings is about, if
// all failures of both share it; "" if there is none, or if they do not share another.
func placeOf(x, y *finding) trail.Dimension {
	same := func(by trail.Dimension) bool {
		a, b := *x.shared(by), *y.shared(by)
		return a != nil && b != nil && *a == *b
	}
	// Of two users with one role, each may have left.
	if x.User != nil && y.User != nil && !same(trail.ByUser) {
		return ""
	}
	byUser := slices.Contains(ofUsers, x.Code) && x.Application != y.Application
	for _, by := range sharing {
		if (x.by == by || y.by == by || by == trail.ByUser && byUser) && same(by) {
			return by
		}
	}
	return ""
}

// near reports whether the time between two findings is at most the length of the longer one.
func near(x, y finding) bool {
	gap := max(x.Start.Sub(y.End), y.Start.Sub(x.End))
	return gap <= max(mergeGapHours*time.Hour, x.End.Sub(x.Start), y.End.Sub(y.Start))
}

// sharing are the dimensions in which all failures of an incident may have one value.
var sharing = []trail.Dimension{trail.ByUser, trail.ByRole, trail.ByIP}

// shared returns the field of a dimension; that of any other than those in sharing is nil.
func (i *Incident) shared(by trail.Dimension) **string {
	switch by {
	case trail.ByUser:
		return &i.User
	case trail.ByRole:
		return &i.Role
	case trail.ByIP:
		return &i.IP
	}
	return new(*string)
}

// dropRepeated removes a NewAddress that is part of a bigger incident of the same code and
// application.
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
