package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
)

// logins counts what an incident is about, slowly: the successful logins of its applications,
// of its user, role or address with the fewest if others succeeded at that time.
func logins(i Incident, events []event, s *trail.Activity) []time.Time {
	var fewest []event
	if about := i.Kind == OneUser || i.Kind == NewAddress || i.Kind == Drip || s.Work == nil; !about && !slices.ContainsFunc(events, func(e event) bool {
		return !e.failure && slices.Contains(i.names(), e.app) && !e.at.Before(i.Start) && !e.at.After(i.End)
	}) {
		i.User, i.Role, i.IP = nil, nil, nil
	}
	for n, value := range [...]*string{nil, i.User, i.Role, i.IP} {
		var list []event
		for _, e := range events {
			if !e.failure && slices.Contains(i.names(), e.app) && (value == nil || *value == [...]string{"", e.user, e.role, e.ip}[n]) {
				list = append(list, e)
			}
		}
		if n == 0 || value != nil && len(list) < len(fewest) {
			fewest = list
		}
	}
	out := make([]time.Time, len(fewest))
	for i, e := range fewest {
		out[i] = e.at
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// misplaced says what of the context of an incident is not so.
func misplaced(i Incident, events []event, s *trail.Activity) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if s.Failures < s.Rows && i.Application != "*" {
		width := time.Duration(s.WorkWidth) * time.Hour
		var last, first time.Time
		never := true
		for _, at := range logins(i, events, s) {
			if at.Before(i.Start) {
				last = at
			} else if at.After(i.End) && first.IsZero() {
				first = at
			}
			never = never && !at.Before(i.End)
		}
		if at := i.LastSuccess; !at.IsZero() && (at.After(last) || last.Sub(at) > width) {
			say("the last success was at %s, not %s", last, at)
		}
		if at := i.FirstSuccess; !at.IsZero() && (at.Before(first) || at.Sub(first) > width) {
			say("the first success was at %s, not %s", first, at)
		}
		succeeded := func(e event) bool { // of those that SuccessOf names
			value, got := map[trail.Dimension]*string{trail.ByUser: i.User, trail.ByRole: i.Role, trail.ByIP: i.IP}[i.SuccessOf], map[trail.Dimension]string{trail.ByUser: e.user, trail.ByRole: e.role, trail.ByIP: e.ip}[i.SuccessOf]
			return !e.failure && slices.Contains(i.names(), e.app) && (i.SuccessOf == "" || value != nil && *value == got)
		}
		for _, e := range events {
			if succeeded(e) && !i.LastSuccess.IsZero() && e.at.After(i.LastSuccess.Add(max(width, time.Minute))) && e.at.Before(i.Start) {
				say("a login %q succeeded at %s", i.SuccessOf, e.at)
			}
		}
		if i.Meanwhile && !slices.ContainsFunc(events, func(e event) bool { return succeeded(e) && e.at.After(i.Start) && e.at.Before(i.End) }) {
			say("none succeeded at that time")
		}
		if !i.LastSuccess.IsZero() && i.FirstSuccess.IsZero() && !i.Meanwhile && s.Work != nil && slices.ContainsFunc(events, func(e event) bool { return succeeded(e) && e.at.After(i.Start.Add(width)) }) {
			say("some have succeeded since")
		}
		if i.NeverWorked != never && (i.NeverWorked || s.Parts != nil && s.Work != nil) {
			say("never worked: %v", never)
		}
		if s.Work != nil && i.User == nil && i.Role == nil && i.IP == nil && (i.LastSuccess.IsZero() != last.IsZero() || i.FirstSuccess.IsZero() != first.IsZero()) {
			say("the last success was at %s, the first at %s; none are told", last, first)
		}
	}
	if ago := s.Last.Sub(i.Start); i.Recent == WithinDay && ago > 24*time.Hour || i.Recent == WithinWeek && (ago > 7*24*time.Hour || ago <= 24*time.Hour) {
		say("it began %s before the end", ago)
	}
	for n, touched := range [...]Touched{i.Users, i.Roles, i.Addresses} {
		shared := [...]*string{i.User, i.Role, i.IP}
		values := map[string]int{}
		for _, e := range events {
			own := e.failure && e.code == i.Code && slices.Contains(i.names(), e.app) && !e.at.Before(i.Start) && !e.at.After(i.End)
			for n, value := range shared {
				own = own && (value == nil || *value == [...]string{e.user, e.role, e.ip}[n])
			}
			if value := [...]string{e.user, e.role, e.ip}[n]; own && strings.TrimSpace(value) != "" {
				values[value]++
			}
		}
		if touched.Count > len(values) {
			say("%d, there are only %d values", touched.Count, len(values))
		}
		if len(touched.Names) > touched.Count {
			say("%d names of %d", len(touched.Names), touched.Count)
		}
		for _, name := range touched.Names {
			if values[name] == 0 {
				say("%s has no failure", name)
			}
		}
		all := int64(0)
		for _, n := range values {
			all += int64(n)
		}
		if touched.Exact && all == i.Failures && touched.Count != len(values) {
			say("exactly %d, there are %d values", touched.Count, len(values))
		}
		if touched.Exact && touched.Count > 0 && len(touched.Names) == 0 {
			say("no name of %d", touched.Count)
		}
	}
	return wrong
}

// TestContext catches a last or first success, a user or an address of an incident that is
// not so: each is counted again from the rows.
func TestContext(t *testing.T) {
	incidents, told, exact, never := 0, 0, 0, 0
	for seed := range uint64(15 * *seeds) {
		events, a := mixture(seed)
		activity := observe(events, a)
		for _, without := range []string{"", "parts", "work"} {
			activity := *activity
			switch without {
			case "parts":
				activity.Parts = nil
			case "work":
				activity.Work = nil
			}
			for _, i := range Find(&activity) {
				for _, wrong := range misplaced(i, events, &activity) {
					t.Errorf("seed %d, without %q: %s: %s", seed, without, wrong, tell(i))
				}
				if without != "" {
					continue
				}
				incidents++
				if !i.LastSuccess.IsZero() || !i.FirstSuccess.IsZero() {
					told++
				}
				if i.Users.Exact && i.Addresses.Exact {
					exact++
				}
				if i.NeverWorked {
					never++
				}
			}
		}
	}
	t.Logf("%d incidents: %d with a success, %d with all users and addresses, %d never worked", incidents, told, exact, never)
	if told+never < incidents*9/10 || told < incidents/4 || exact < incidents/4 {
		t.Errorf("%d incidents: %d with a success, %d with all users and addresses, %d never worked", incidents, told, exact, never)
	}
}
