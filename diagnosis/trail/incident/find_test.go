package incident

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/worktest"
)

func tell(i Incident) string {
	p := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	return fmt.Sprintf("%s %s %q %v user %s role %s ip %s %s – %s ongoing %v %d: %s | %s", i.Kind, i.Code, i.Application, i.Applications, p(i.User), p(i.Role), p(i.IP), i.Start.Format("01-02 15:04"), i.End.Format("01-02 15:04"), i.Ongoing, i.Failures, i.Why, i.Cause)
}

// BenchmarkFindIncidents: 300 000 cells of 20 000 pairs take less than 100 ms.
func BenchmarkFindIncidents(b *testing.B) {
	const pairs, cells, applications, hours = 20_000, 300_000, 1000, 720
	r := rand.New(rand.NewPCG(1, 2))
	first := ago(hours)
	a := &trail.Activity{First: first, Last: accountEnd, Groups: map[trail.Dimension][]trail.Group{}, Hours: map[int64]int64{}}
	for app := range applications {
		a.Groups[trail.ByApplication] = append(a.Groups[trail.ByApplication], trail.Group{Value: fmt.Sprint("App ", app), Successes: 10_000, Failures: 2000, First: first, Last: accountEnd})
	}
	for by, n := range map[trail.Dimension]int{trail.ByUser: 1500, trail.ByRole: 12, trail.ByIP: 440} {
		for i := range n {
			a.Groups[by] = append(a.Groups[by], trail.Group{Value: fmt.Sprint(by, i), Successes: 100, Failures: 20, First: first, Last: accountEnd})
		}
	}
	a.Work, a.WorkWidth = map[string][]trail.Work{}, 8 // as wide as maxLogins makes them
	for app := range applications {
		var list []trail.Work
		for hour := int64(0); hour < hours; hour += 8 {
			at := (hourOf(first) + hour) / 8 * 8
			list = append(list, trail.Work{Hour: at, Logins: 110, First: at * 60, Last: at*60 + 479})
		}
		a.Work[fmt.Sprint("App ", app)] = list
	}
	for hour := range hours {
		a.Hours[hourOf(first)+int64(hour)] = 20_000
	}
	for p := range pairs {
		code := words[p/applications]
		pair := trail.Pair{Code: code, Application: fmt.Sprint("App ", p%applications)}
		here := cells * 2 * (pairs - p) / pairs / pairs
		at := r.Perm(hours)[:here]
		slices.Sort(at)
		for _, hour := range at {
			start := first.Add(time.Duration(hour) * time.Hour)
			c := trail.Cell{Pair: int32(p), Hours: 1, StartSecond: uint32(start.Unix()), Failures: 1 + int64(r.IntN(2)), FirstSecond: uint32(start.Unix()), LastSecond: uint32(start.Unix()) + 60, Slots: 1 << r.IntN(12), User: r.Int32N(1500), Role: r.Int32N(12), IP: r.Int32N(440)}
			pair.Failures += c.Failures
			a.Cells = append(a.Cells, c)
		}
		a.Pairs = append(a.Pairs, pair)
		a.Failures += pair.Failures
	}
	a.Rows = 12_000 * applications
	b.ReportMetric(float64(len(a.Cells)), "cells")
	for b.Loop() {
		Find(a)
	}
}

// seeds is how many made-up accounts of each sort the tests look at: by hand, more.
var seeds = flag.Int("seeds", 4, "made-up accounts of each sort")

// TestQuiet catches chance that is taken for an incident: in accounts of every size,
// with and without a rhythm, with repeats, with coarse cells, with days only, and in
// exports of a day, a week or a year. The short run makes every other account.
func TestQuiet(t *testing.T) {
	accounts, incidents := 0, 0
	look := func(a account) {
		for seed := range *seeds {
			if accounts++; !worktest.Long && (accounts + accounts / *seeds)%2 != 0 {
				continue
			}
			a.seed = uint64(seed)
			for _, i := range Find(observe(newCrowd(a).background(), a)) {
				incidents++
				t.Errorf("%+v: %s", a, tell(i))
			}
		}
	}
	for _, rhythm := range []bool{false, true} {
		for _, repeat := range []bool{false, true} {
			for _, rows := range []int{300, 1000, 3000, 10_000, 30_000} {
				look(account{rows: rows, rhythm: rhythm, repeat: repeat})
			}
			for _, days := range []int{1, 7, 365} {
				look(account{rows: 3000, days: days, rhythm: rhythm, repeat: repeat})
			}
			look(account{rows: 10_000, rhythm: rhythm, repeat: repeat, coarse: 4})
			look(account{rows: 10_000, rhythm: rhythm, repeat: repeat, coarse: 24})
			look(account{rows: 10_000, rhythm: rhythm, repeat: repeat, coarse: 24, byDay: true})
		}
	}
	t.Logf("%d accounts, %d incidents", accounts, incidents)
}

// TestPlanted catches an incident that is missed, in accounts of every size and
// rhythm, or that is told with the wrong application, code, kind, user or time; and
// what is found beside them. The plants do not grow with the account: where chance makes
// more failures of the same kind, one in 25 may be missed. The short run makes every other
// account.
func TestPlanted(t *testing.T) {
	for _, rows := range []int{1000, 3000, 10_000, 30_000} {
		for _, repeat := range []bool{false, true} {
			missed, total := map[string]int{}, 0
			for i, rhythm := range []bool{false, true} {
				for seed := range *seeds {
					if !worktest.Long && (seed+i)%2 != 0 {
						continue
					}
					a := account{seed: uint64(seed), rows: rows, rhythm: rhythm, repeat: repeat}
					events, truths := planted(a)
					found := Find(observe(events, a))
					for _, truth := range truths {
						total++
						at := slices.IndexFunc(found, func(i Incident) bool { return truth.is(i) })
						if at < 0 {
							missed[truth.name]++
							t.Logf("%+v: missed %s, %d from %s to %s", a, truth.name, truth.failures, truth.begin, truth.end)
							continue
						}
						if i := found[at]; !strings.Contains(i.Why, grouped(i.Failures)) || i.Cause == "" {
							t.Errorf("%+v: %s says too little: %s", a, truth.name, tell(i))
						}
						found = slices.Delete(found, at, at+1)
					}
					for _, i := range found {
						if !slices.ContainsFunc(truths, func(truth truth) bool { return i.Code == truth.code && i.Application == truth.app }) {
							t.Errorf("%+v: beside: %s", a, tell(i))
						}
					}
				}
			}
			n := 0
			for _, times := range missed {
				n += times
			}
			t.Logf("%d rows, repeats %v: %d of %d missed: %v", rows, repeat, n, total, missed)
			if n*25 > total {
				t.Errorf("%d rows, repeats %v: %d of %d missed: %v", rows, repeat, n, total, missed)
			}
		}
	}
}

// is reports whether an incident is the one planted: nothing of it lies outside, and nearly
// all failures are counted.
func (p truth) is(i Incident) bool {
	near := 90*time.Minute + p.end.Sub(p.begin)/20 // a chance failure beside it
	shared := func(want string, got *string) bool { return want == "" || got != nil && *got == want }
	return i.Code == p.code && i.Application == p.app && (i.Kind == p.kind || i.Kind == Outage && p.kind == Burst) &&
		!i.Start.Before(p.begin.Add(-near)) && !i.End.After(p.end.Add(near)) && 10*i.Failures >= 8*p.failures &&
		shared(p.user, i.User) && shared(p.role, i.Role) && shared(p.ip, i.IP)
}
