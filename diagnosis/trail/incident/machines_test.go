package incident

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/worktest"
)

// firm is an account whose applications are machines: each has a user, a role and an
// address of its own, logs in evenly, and fails now and then.
type firm struct {
	r      *rand.Rand
	days   int
	events []event
}

func newFirm(seed uint64, days int, perDay ...int) *firm {
	f := &firm{r: rand.New(rand.NewPCG(seed, 29)), days: days}
	for app, n := range perDay {
		for range n * days {
			e := f.login(app, float64(days*24)*f.r.Float64())
			if f.r.Float64() < 0.02 {
				e.failure, e.code = true, words[f.r.IntN(5)]
			}
			f.events = append(f.events, e)
		}
	}
	return f
}

func (f *firm) login(app int, hours float64) event {
	return event{at: ago(hours), user: fmt.Sprint("svc ", app), role: "Integration", ip: fmt.Sprint("192.0.2.", app), app: fmt.Sprint("App ", app)}
}

// fails makes n failures of an application between two times before the end, and takes
// what succeeded in between away.
func (f *firm) fails(app, n int, code string, from, to float64) *firm {
	name := fmt.Sprint("App ", app)
	for i := range f.events {
		if e := &f.events[i]; e.app == name && !e.failure && !e.at.Before(ago(from)) && e.at.Before(ago(to)) {
			e.app, e.user, e.ip = "Desk", "Clerk", "198.51.100.1" // another was at work
		}
	}
	return f.beside(app, n, code, from, to, nil)
}

func (f *firm) beside(app, n int, code string, from, to float64, change func(*event)) *firm {
	for range n {
		e := f.login(app, to+(from-to)*f.r.Float64())
		e.failure, e.code = true, code
		if change != nil {
			change(&e)
		}
		f.events = append(f.events, e)
	}
	return f
}

// retries is one failure that is repeated.
func (f *firm) retries(app, n int, code string, from float64, step time.Duration) *firm {
	e := f.login(app, from)
	e.code = code
	f.events = append(f.events, repeated(n, e, step)...)
	return f
}

// TestTroubles catches, in accounts of machines, an incident that is missed or told with
// the wrong kind, application, begin or end, and any that is found beside it.
func TestTroubles(t *testing.T) {
	type want struct {
		kind     Kind
		code     string
		app      string
		failures int64
		ongoing  bool
		says     string
	}
	for i, c := range []struct {
		name string
		make func(seed uint64) *firm
		a    account
		want []want
	}{
		{"nothing", func(s uint64) *firm { return newFirm(s, 30, 40, 20, 10, 5, 80) }, account{}, nil},
		{"certificate ended within a day", func(s uint64) *firm { return newFirm(s, 1, 100, 200, 60, 40).fails(0, 60, "MissingKey", 8, 0) }, account{},
			[]want{{Outage, "MissingKey", "App 0", 60, true, ""}}},
		{"certificate ended early", func(s uint64) *firm { return newFirm(s, 20, 30, 60, 90, 20).fails(0, 500, "MissingKey", 430, 0) }, account{},
			[]want{{Outage, "MissingKey", "App 0", 500, true, "a login succeeded on each of the"}}},
		{"few failures, no success", func(s uint64) *firm { return newFirm(s, 1, 100, 200, 60, 40).fails(0, 12, "MissingKey", 4, 0) }, account{},
			[]want{{Outage, "MissingKey", "App 0", 12, true, ""}}},
		{"last nights", func(s uint64) *firm {
			f := newFirm(s, 30, 0, 60, 90, 20)
			for night := range 30 {
				e := f.login(0, float64(24*night)+9)
				if night < 9 {
					e.failure, e.code = true, "ScopeMismatched"
				}
				f.events = append(f.events, e)
			}
			return f
		}, account{}, []want{{Outage, "ScopeMismatched", "App 0", 9, true, ""}}},
		{"fixed, and the export ends soon after", func(s uint64) *firm { return newFirm(s, 30, 40, 60, 90, 20).fails(0, 200, "MissingKey", 150, 10) }, account{},
			[]want{{Outage, "MissingKey", "App 0", 200, false, ""}}},
		{"all off, all the time", func(s uint64) *firm {
			f := newFirm(s, 10, 1, 1, 1, 1, 1)
			for app := range 5 {
				f.fails(app, 100+50*app, "FeatureDisabled", 240, 0)
			}
			return f
		}, account{}, []want{{Everywhere, "FeatureDisabled", "*", 1000, true, "of all their rows"}}},
		{"passwords guessed on an application of one user", func(s uint64) *firm {
			return newFirm(s, 30, 40, 60, 90, 20).beside(0, 300, "", 60, 58, func(e *event) { e.user, e.role, e.ip = " ", " ", "203.0.113.7" })
		}, account{}, []want{{Passwords, "", "App 0", 300, false, "from 1 address without a successful login"}}},
		{"secret reset, without a user", func(s uint64) *firm {
			return newFirm(s, 30, 40, 60, 90, 20).beside(0, 60, "ClientAuthenticationFailed", 60, 50, func(e *event) { e.user, e.role = " ", " " })
		}, account{}, []want{{Burst, "ClientAuthenticationFailed", "App 0", 60, false, "all 60"}}},
		{"a new address, two codes", func(s uint64) *firm {
			f := newFirm(s, 30, 40, 60, 90, 20)
			for app := range 3 {
				there := func(e *event) { e.ip = "2001:db8::1" }
				f.beside(app, 9, "InvalidGrant", 50, 49, there).beside(app, 8, "TokenRejected", 50, 49, there)
			}
			return f
		}, account{}, []want{{NewAddress, "InvalidGrant", "*", 27, false, "24 other failures came from the same address"}}},
		{"a new address each day", func(s uint64) *firm {
			f := newFirm(s, 30, 40, 60, 90, 20)
			for day := range 10 {
				f.beside(0, 12, "TokenNotAcceptable", float64(24*day)+10, float64(24*day)+2, func(e *event) { e.ip = fmt.Sprint("100.64.7.", day) })
			}
			return f
		}, account{}, []want{{NewAddress, "TokenNotAcceptable", "App 0", 120, true, "are from 10 new addresses"}}},
		{"one user twice, far apart", func(s uint64) *firm {
			mia := func(e *event) { e.user = "Mia" }
			return newFirm(s, 60, 40, 60, 90, 20).beside(0, 20, "InvalidGrant", 1200, 1198, mia).beside(1, 20, "InvalidGrant", 100, 98, mia)
		}, account{}, []want{{OneUser, "InvalidGrant", "App 0", 20, false, "over 2 h"}, {OneUser, "InvalidGrant", "App 1", 20, false, "over 2 h"}}},
		{"users thrown out seven days after each consent", func(s uint64) *firm {
			f := newFirm(s, 30, 40, 60, 90, 20)
			for n := range 8 {
				consent := float64(27*24 - 15*n)
				for hour := range 17 * 24 {
					e := f.login(0, consent-float64(hour))
					e.app, e.user = "Field", fmt.Sprint("Rep ", n)
					if week := 7*24 + 4; hour%week >= 7*24 {
						e.failure, e.code = true, "RefreshTokenExpired"
					}
					f.events = append(f.events, e)
				}
			}
			return f
		}, account{}, []want{{Staggered, "RefreshTokenExpired", "Field", 64, false, "failed again 7 days later; 8 of them first failed 7 days after their first success"}}},
		{"a client that repeats", func(s uint64) *firm {
			return newFirm(s, 30, 40, 60, 90, 20).retries(0, 25, "ScopeMismatched", 200, 20*time.Second)
		}, account{}, nil},
		{"a client that repeats without end", func(s uint64) *firm {
			return newFirm(s, 30, 40, 60, 90, 20).retries(0, 300, "ScopeMismatched", 200, time.Second)
		}, account{}, []want{{Burst, "ScopeMismatched", "App 0", 300, false, "keeps retrying"}}},
		{"rows without an application", func(s uint64) *firm {
			return newFirm(s, 30, 40, 60, 90, 20).beside(0, 40, "InvalidGrant", 60, 50, func(e *event) { e.app = " " })
		}, account{}, nil},
	} {
		// Ten failures of some hours may end well before the export by chance: the accounts
		// are always the same ones.
		for seed := range uint64(8) {
			if !worktest.Long && (int(seed)+i)%2 != 0 {
				continue
			}
			found := Find(observe(c.make(seed).events, c.a))
			if len(found) != len(c.want) {
				t.Errorf("%s, seed %d: %d incidents; want %d: %s", c.name, seed, len(found), len(c.want), tellAll(found))
				continue
			}
			for i, want := range c.want {
				at := found[i]
				if tried := at.Kind == Passwords; tried && !(at.LastSuccess.IsZero() && at.FirstSuccess.IsZero()) {
					t.Errorf("%s, seed %d: %s; logins of others are taken for theirs", c.name, seed, tell(at))
				}
				if over := at.Kind == Outage && !at.Ongoing; over && at.FirstSuccess.IsZero() {
					t.Errorf("%s, seed %d: %s; it is not said when it worked again", c.name, seed, tell(at))
				}
				if len(found) == 2 && at.Application != want.app {
					at = found[1-i]
				}
				if at.Kind != want.kind || at.Code != want.code || at.Application != want.app || 10*at.Failures < 9*want.failures || 10*at.Failures > 11*want.failures || at.Ongoing != want.ongoing || !strings.Contains(at.Why, want.says) || at.Kind == Outage && (at.LastSuccess.IsZero() || at.FirstSuccess.IsZero() != want.ongoing) {
					t.Errorf("%s, seed %d: %s; want %+v", c.name, seed, tell(at), want)
				}
			}
		}
	}
}

// TestExactToTheHour catches a time that is said to be exact to the minute where dates
// are not.
func TestExactToTheHour(t *testing.T) {
	f := newFirm(1, 30, 40, 60, 90, 20).fails(0, 30, "MissingKey", 50, 49.01)
	for i := range f.events {
		f.events[i].at = f.events[i].at.Truncate(time.Hour)
	}
	found := Find(observe(f.events, account{}))
	if len(found) != 1 || !strings.Contains(found[0].Why, "on 21 November between 10:00 and 11:00") {
		t.Errorf("%s; want one, within 1 h", tellAll(found))
	}
}

// TestNoApplicationColumn catches an export without that column whose rows are told as
// those of one application.
func TestNoApplicationColumn(t *testing.T) {
	f := newFirm(1, 30, 40, 60, 90, 20).fails(0, 60, "MissingKey", 50, 40)
	for i := range f.events {
		f.events[i].app = ""
	}
	found := Find(observe(f.events, account{}))
	if len(found) != 1 || !strings.Contains(found[0].Why, "whose application is unknown") || strings.Contains(found[0].Why, "of the application succeeded") {
		t.Errorf("%s; want one, of no application", tellAll(found))
	}
}

// TestCut catches an outage that is found only long after it began, or is said to be over: the
// export ends 30 or 60 minutes after the start.
func TestCut(t *testing.T) {
	for minutes, least := range map[int]float64{30: 0.6, 60: 0.8} {
		found, all := 0, 0
		for seed := range uint64(8) {
			for app, perDay := range []int{48, 96, 144, 288} {
				f := newFirm(seed, 14, 48, 96, 144, 288, 60)
				from, name := ago(float64(minutes)/60), fmt.Sprint("App ", app)
				failures := 0
				for _, e := range f.events {
					if e.app == name && !e.failure && !e.at.Before(from) {
						e.code = "MissingKey"
						f.events = append(f.events, repeated(3, e, 2*time.Second)...)
						failures += 3
					}
				}
				f.events = slices.DeleteFunc(f.events, func(e event) bool { return e.app == name && !e.failure && !e.at.Before(from) })
				if failures < 6 {
					continue // nothing to see yet
				}
				all++
				i := slices.IndexFunc(Find(observe(f.events, account{})), func(i Incident) bool { return i.Application == name && i.Code == "MissingKey" && i.Ongoing })
				if i >= 0 {
					found++
				} else {
					t.Logf("seed %d, %d logins a day: not after %d minutes and %d failures", seed, perDay, minutes, failures)
				}
			}
		}
		t.Logf("%d minutes: %d of %d", minutes, found, all)
		if all < 10 || float64(found) < least*float64(all) {
			t.Errorf("after %d minutes %d of %d are found and go on; want %.0f %%", minutes, found, all, 100*least)
		}
	}
}
