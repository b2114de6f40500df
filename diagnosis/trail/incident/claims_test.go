package incident

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/worktest"
)

// troubles are what is mixed at random into made-up accounts, beside the plants: each
// has made an incident say what was not so.
func troubles(c *crowd) []func() []event {
	hours := float64(c.account.days * 24)
	app := func() int { return c.r.IntN(12) }
	with := func(n, app int, code string, from, length float64, change func(*event)) []event {
		return spread(c, n, app, code, ago(from), length, change)
	}
	return []func() []event{
		// One client that has a new address each day.
		func() []event {
			var out []event
			at := app()
			for day := range 8 {
				out = append(out, with(9+c.r.IntN(5), at, "TokenNotAcceptable", hours/3-float64(day*10), 6, func(e *event) { e.ip = fmt.Sprint("100.64.7.", day) })...)
			}
			return out
		},
		// One user, at two times in two applications, or twice in the same.
		func() []event {
			user := func(e *event) { e.user = "Mia" }
			first, second := app(), app()
			return append(with(20, first, "InvalidGrant", hours*0.9, 2, user), with(20, second, "InvalidGrant", hours*0.2, 2, user)...)
		},
		// The same user at one time in two applications, with another address in each.
		func() []event {
			from := hours * c.r.Float64() * 0.7
			return append(with(20, app(), "EntityOrRoleDisabled", from, 20, func(e *event) { e.user, e.ip = "Zed", "10.9.9.1" }),
				with(20, app(), "EntityOrRoleDisabled", from, 20, func(e *event) { e.user, e.role = "Zed", "Clerk" })...)
		},
		// A secret that was reset, without a user; passwords that are guessed.
		func() []event {
			return with(60, app(), "ClientAuthenticationFailed", hours*0.3, 10, func(e *event) { e.user, e.role = " ", " " })
		},
		func() []event {
			return with(200, app(), "", hours*0.3, 2, func(e *event) { e.user, e.role, e.ip = " ", " ", "203.0.113.7" })
		},
		// A new address that fails in several applications, with two codes.
		func() []event {
			var out []event
			for range 3 {
				out = append(out, with(16, app(), []string{"InvalidGrant", "TokenRejected"}[c.r.IntN(2)], hours*0.1, 1, func(e *event) { e.ip = "2001:db8::1" })...)
			}
			return out
		},
		// Off for all, for a part of the time or for nearly all of it.
		func() []event {
			from, n := hours*c.r.Float64(), 2+c.r.IntN(20)
			var out []event
			for at := range 12 {
				out = append(out, with(n, at, "FeatureDisabled", from, from*c.r.Float64(), nil)...)
			}
			return out
		},
		// A job that fails each night; a client that repeats for minutes.
		func() []event {
			var out []event
			at, least := app(), 1+c.r.IntN(3)
			for night := range 8 {
				out = append(out, with(least, at, "ScopeMismatched", float64(24*night)+9, 0.1, nil)...)
			}
			return out
		},
		// Users who are thrown out one after the other, and log in again.
		func() []event {
			var out []event
			at := app()
			for n := range 6 {
				user := func(e *event) { e.user, e.role = fmt.Sprint("Worker ", n), "Field" }
				from := hours * (0.9 - 0.1*float64(n))
				out = append(out, with(4, at, "RefreshTokenExpired", from, 2, user)...)
				for _, e := range with(20, at, "", hours*0.99, hours*0.99, user) {
					e.failure = false
					out = append(out, e)
				}
			}
			return out
		},
		func() []event {
			e := c.event(app(), ago(hours*c.r.Float64()))
			e.code = words[c.r.IntN(20)]
			return repeated(10+c.r.IntN(100), e, 15*time.Second)
		},
	}
}

// mixture is an account with some troubles, and what of it broke down for a while.
func mixture(seed uint64) ([]event, account) {
	a := account{seed: seed, rows: []int{400, 1500, 6000}[seed%3], days: []int{1, 7, 30, 60}[seed/3%4], rhythm: seed%2 == 0, repeat: seed%5 == 0}
	c := newCrowd(a)
	c.account.days = a.days
	events := c.background()
	list := troubles(c)
	for range 1 + c.r.IntN(4) {
		events = append(events, list[c.r.IntN(len(list))]()...)
	}
	if seed%3 > 0 { // all logins of an application fail for a while, or from then on
		name := c.apps[c.r.IntN(20)]
		from := ago(float64(a.days*24) * c.r.Float64())
		to := from.Add(time.Duration(c.r.Float64() * 1.5 * float64(accountEnd.Sub(from))))
		for i := range events {
			if e := &events[i]; e.app == name && !e.at.Before(from) && e.at.Before(to) {
				e.failure, e.code = true, "MissingKey"
			}
		}
	}
	events = slices.DeleteFunc(events, func(e event) bool { return e.at.After(accountEnd) })
	switch seed % 11 {
	case 3:
		for i := range events {
			events[i].at = events[i].at.Truncate(time.Hour)
		}
	case 5:
		a.byDay, a.coarse = true, 24
	case 7:
		a.coarse = 8
	case 9:
		for i := range events {
			events[i].app = ""
		}
	}
	return events, a
}

var (
	countClaim   = regexp.MustCompile(`^(all |at least )?([\d ]*\d)(?: of ([\d ]*\d))? `)
	outsideClaim = regexp.MustCompile(`; the rate at other times is ([^;]*)`)
	loginsClaim  = regexp.MustCompile(`; (at least |)([\d ]*\d|no) logins? (of the application|by others|with other roles|from other addresses) succeeded`)
	newClaim     = regexp.MustCompile(`no row in the first (\d+) (min|h|days) of the export and no successful login`)
	manyNewClaim = regexp.MustCompile(`are from (\d+) new addresses`)
	otherClaim   = regexp.MustCompile(`; ([\d ]*\d) other failures? came from the same address`)
	overClaim    = regexp.MustCompile(`(?:occurred within|the whole export,|, over|evenly over| over) (\d+ (?:min|h|days)|1 h)\b`)
	shareClaim   = regexp.MustCompile(`(?:: | are )(\d+) % of (?:all )?its rows`)
	outageClaim  = regexp.MustCompile(`^(all )?([\d ]*\d)(?: of ([\d ]*\d))? logins of .* failed with \S+ ((?:on|between|from) [^;,]*)(, and none succeeded)?`)
	daysClaim    = regexp.MustCompile(`; a login succeeded on each of the (\d+) days before`)
	userClaim    = regexp.MustCompile(` are from at least (\d+) users`)
)

// TestClaims catches a sentence about an incident that is not so: every number, time
// and "all" is counted again from the rows.
func TestClaims(t *testing.T) {
	incidents, kinds, claims := 0, map[string]int{}, map[*regexp.Regexp]int{}
	mixtures := 40 * *seeds
	if !worktest.Long {
		mixtures = 15 * *seeds
	}
	for seed := range uint64(mixtures) {
		events, a := mixture(seed)
		activity := observe(events, a)
		for _, i := range Find(activity) {
			incidents++
			kinds[string(i.Kind)]++
			for _, claim := range []*regexp.Regexp{outageClaim, daysClaim, userClaim, loginsClaim, outsideClaim, newClaim} {
				if claim.MatchString(i.Why) {
					claims[claim]++
				}
			}
			for _, wrong := range recount(i, events, activity, a) {
				t.Errorf("seed %d: %s: %s", seed, wrong, tell(i))
			}
		}
	}
	t.Logf("%d incidents: %v, %v", incidents, kinds, claims)
	if len(claims) < 6 {
		t.Errorf("only %v are claimed: a sentence was changed, and its figures are not counted again", claims)
	}
	if incidents < 40 || len(kinds) < 4 {
		t.Errorf("%d incidents, %v: too little to count again", incidents, kinds)
	}
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(strings.ReplaceAll(text, " ", ""), 10, 64)
	return n
}

// recount says what of an incident is not so.
func recount(i Incident, events []event, s *trail.Activity, a account) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for _, twice := range []string{"it is new", "last success", "first success"} {
		if strings.Contains(i.Why, twice) {
			say("Recent, LastSuccess and FirstSuccess say it already: %s", twice)
		}
	}
	if strings.Contains(i.Why, "-") && !strings.Contains(i.Code+i.names()[0], "-") {
		say("a figure is below zero")
	}
	names := i.names()
	grain := grainOf(s)
	lasting := i.End.Sub(i.Start)
	if grain > time.Minute {
		lasting += grain
	}
	across := i.Kind == Passwords || i.Kind == Everywhere && !strings.Contains(i.Why, "% of all")
	is := func(want *string, got string) bool { return want == nil || *want == got }
	var total, within, outside, matching, matchingWithin, successes, ofOthers, withOthers, fromOthers, after, during, rows, rowsWithin, fromThere int64
	starts, ends := false, false
	addresses := map[string]bool{}
	for _, e := range events {
		named := slices.Contains(names, e.app)
		shared := is(i.User, e.user) && is(i.Role, e.role) && is(i.IP, e.ip)
		in := !e.at.Before(i.Start) && !e.at.After(i.End)
		if e.failure && i.IP != nil && e.ip == *i.IP {
			fromThere++
		}
		if named {
			rows++
			if in {
				rowsWithin++
			}
		}
		if !e.failure {
			if named {
				successes++
				if i.User == nil || *i.User != e.user {
					ofOthers++
				}
				if i.Role == nil || *i.Role != e.role {
					withOthers++
				}
				if i.IP == nil || *i.IP != e.ip {
					fromOthers++
				}
				if in {
					during++
				}
				if e.at.After(i.End) {
					after++
				}
			}
			continue
		}
		if e.code != i.Code || !named && !across {
			continue
		}
		total++
		if in {
			within++
		} else {
			outside++
		}
		if shared && named {
			matching++
			if in {
				matchingWithin++
				addresses[e.ip] = true
			}
			starts, ends = starts || e.at.Equal(i.Start), ends || e.at.Equal(i.End)
		}
	}
	if !starts || !ends {
		say("no failure at its begin or its end")
	}
	if matchingWithin < i.Failures {
		say("%d failures; there are %d", i.Failures, matchingWithin)
	}
	claim := countClaim.FindStringSubmatch(i.Why)
	if claim == nil || number(claim[2]) != i.Failures {
		say("it does not begin with its number")
		return wrong
	}
	if claim[3] != "" && number(claim[3]) != total && !outageClaim.MatchString(i.Why) {
		say("of %d", total)
	}
	dense := strings.Contains(i.Why, "occurred within")
	outage := outageClaim.FindStringSubmatch(i.Why)
	switch lots := claim[1] == "all "; {
	case outage != nil:
		if all := rowsWithin; number(outage[2]) != all && lots || !lots && number(outage[3]) != all || outage[5] != "" && during > 0 {
			say("%d logins were then, %d of them succeeded", all, during)
		}
		if outage[4] != (&hunt{grain: grain}).period(i.Start, i.End) {
			say("it was %s", (&hunt{grain: grain}).period(i.Start, i.End))
		}
	case lots && (total != i.Failures || outside > 0):
		say("all are %d", total)
	case lots || claim[3] == "" && !lots:
	case claim[1] == "" && dense && within != i.Failures:
		say("%d are within", within)
	case claim[1] == "" && strings.Contains(i.Why, " are from ") && !dense && i.Kind != NewAddress && matching != i.Failures:
		say("%d are of that one", matching)
	case claim[1] == "at least " && within < i.Failures && matching < i.Failures:
		say("not that many")
	}
	if strings.Contains(i.Why, "all share") && claim[1] != "at least " && dense && matchingWithin != within {
		say("%d of %d are of that one", matchingWithin, within)
	}
	if m := outsideClaim.FindStringSubmatch(i.Why); m != nil && m[1] != rate(outside, s.Last.Sub(s.First)-i.End.Sub(i.Start)) {
		say("the rate at other times is %s", rate(outside, s.Last.Sub(s.First)-i.End.Sub(i.Start)))
	}
	if m := overClaim.FindStringSubmatch(i.Why); m != nil && m[1] != length(lasting) {
		say("it lasts %s", length(lasting))
	}
	if m := loginsClaim.FindStringSubmatch(i.Why); m != nil {
		n := number(strings.Replace(m[2], "no", "0", 1))
		most, exact := map[string]int64{"of the application": successes, "by others": ofOthers, "with other roles": withOthers, "from other addresses": fromOthers}[m[3]], m[1] == ""
		if exact && n != most || n > most {
			say("%d logins", most)
		}
	}
	if m := otherClaim.FindStringSubmatch(i.Why); m != nil && number(m[1]) != fromThere-i.Failures {
		say("%d others came from the same address", fromThere-i.Failures)
	}
	if m := shareClaim.FindStringSubmatch(i.Why); m != nil && i.Kind != Everywhere {
		if p := 100 * float64(i.Failures) / float64(rows); p < float64(number(m[1]))-0.51 || p > float64(number(m[1]))+1 {
			say("it is %.1f %%", p)
		}
	}
	if i.Kind == NewAddress {
		m, many := newClaim.FindStringSubmatch(i.Why), manyNewClaim.FindStringSubmatch(i.Why)
		if m == nil {
			say("it does not say why the address is new")
			return wrong
		}
		unit := map[string]time.Duration{"min": time.Minute, "h": time.Hour, "days": 24 * time.Hour}[m[2]]
		until := s.First.Add(time.Duration(number(m[1])) * unit)
		fresh := map[string]bool{}
		for ip := range addresses {
			fresh[ip] = true
		}
		for _, e := range events {
			if addresses[e.ip] && (!e.failure || e.at.Before(until)) {
				delete(fresh, e.ip)
			}
		}
		if n := len(fresh); many != nil && int64(n) < number(many[1]) || many == nil && (i.IP == nil || n != 1) {
			say("%d addresses are new", n)
		}
	}
	wrong = append(wrong, recountBefore(i, events)...)
	gap := i.End.Sub(i.Start) / time.Duration(max(1, i.Failures-1))
	// What is counted by the hour, or with repeats, does not tell so near.
	if sound := s.Failures < s.Rows && a.coarse == 0 && grain <= time.Minute; sound && i.Ongoing && during == 0 && laterThan(events, names, i.End.Truncate(time.Hour).Add(time.Hour)) >= 4 {
		say("it goes on, but %d logins have succeeded since", after)
	}
	if !i.Ongoing && after == 0 && s.Last.Sub(i.End) <= gap {
		say("it goes on")
	}
	return wrong
}

// recountBefore says what of the days before an incident, and of users thrown out one after
// the other, is not so.
func recountBefore(i Incident, events []event) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if m := daysClaim.FindStringSubmatch(i.Why); m != nil {
		days := map[string]bool{}
		for _, e := range events {
			if !e.failure && slices.Contains(i.names(), e.app) {
				days[e.at.Format(time.DateOnly)] = true
			}
		}
		for n := range int(number(m[1])) {
			if day := i.Start.AddDate(0, 0, -n-1).Format(time.DateOnly); !days[day] {
				say("no login succeeded on %s", day)
			}
		}
	}
	if m := userClaim.FindStringSubmatch(i.Why); m != nil {
		failed, sound := map[string]bool{}, map[string]bool{}
		for _, e := range events {
			if slices.Contains(i.names(), e.app) && (!e.failure || e.code == i.Code) {
				map[bool]map[string]bool{true: failed, false: sound}[e.failure][e.user] = true
			}
		}
		n := int64(0)
		for user := range failed {
			if sound[user] {
				n++
			}
		}
		if n < number(m[1]) {
			say("%d users failed and succeeded", n)
		}
	}
	return wrong
}

// laterThan counts the logins of applications that succeeded from a time on.
func laterThan(events []event, names []string, from time.Time) (n int) {
	for _, e := range events {
		if !e.failure && !e.at.Before(from) && slices.Contains(names, e.app) {
			n++
		}
	}
	return n
}
