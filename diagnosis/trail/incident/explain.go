package incident

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// explain sets Why and Cause: what failed, when and how much of it; who; and which logins
// succeeded. When they last did, and whether it is new, other fields say.
func (h *hunt) explain(f *finding) {
	f.Cause = CauseOf(f.Code, h.pattern(f))
	parts := h.head(f)
	if of := h.whose(f, true); of != "" && f.Kind != NewAddress && f.Kind != Passwords && f.by == "" {
		parts = append(parts, "all share "+of)
	}
	parts = append(parts, h.succeeded(f)...)
	if f.with > 0 {
		parts = append(parts, plural(int64(f.with), "other application", "other applications")+" began to fail within "+atMost(f.apart+time.Minute)+" of this one")
	}
	if g, ok := h.find(trail.ByIP, f.IP); ok && f.Kind == NewAddress && g.Failures > f.Failures {
		parts = append(parts, plural(g.Failures-f.Failures, "other failure", "other failures")+" came from the same address")
	}
	f.Why = strings.Join(parts, "; ")
}

// head says what failed, and what of it is no chance.
func (h *hunt) head(f *finding) (parts []string) {
	n, some := grouped(f.Failures), "all "+grouped(f.Failures)
	if f.Failures < f.total {
		some = n + " of " + grouped(f.total)
	}
	if f.by != "" && h.mayHaveMore(f) || f.by == "" && f.Failures+f.outside < f.total {
		some = "at least " + n + " of " + grouped(f.total)
	}
	code := brief(f.Code)
	where := "of " + h.named(f)
	lasting := f.End.Sub(f.Start)
	if h.grain > time.Minute {
		lasting += h.grain
	}
	lasts := length(lasting)
	of := h.whose(f, false)
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	outage, ok := "", false
	if f.Kind == Outage {
		outage, ok = h.outage(f)
	}
	switch {
	case ok:
		add("%s", outage)
		if days := h.soundDays(f); days > 1 {
			add("a login succeeded on each of the %d days before", days)
		}
	case f.Kind == Passwords:
		add("%s failures without Detail occurred within %s", some, lasts)
		switch {
		case f.IP != nil && f.addresses == 1:
			add("all are from 1 address without a successful login")
		case f.addresses > 0:
			add("they are from %s without a successful login, or from the same period", plural(int64(f.addresses), "address", "addresses"))
		case f.outside > 0:
			parts = append(parts, h.outside(f))
		}
		if users := f.Users; users.Count > 1 && users.Exact {
			add("they are for %d users", users.Count)
		} else if users.Count > 1 {
			add("they are for at least %d users", users.Count)
		}
	case f.Kind == Staggered:
		add("%s %s failures %s are from at least %d users, who began to fail one after another over %s and also logged in successfully", some, code, where, f.users, lasts)
		if users, days := h.returns(f); users > 0 {
			add("%d of them failed again %d days later", users, days)
		}
		if users, days := mostOf(f.after); users > 0 {
			add("%d of them first failed %d days after their first success", users, days)
		}
	case f.Kind == NewAddress && f.IP != nil:
		add("%s %s failures %s are from %s; the address is new: it has no row in the first %s of the export and no successful login", some, code, where, of, atLeast(h.firstOf(f).Sub(h.a.First)))
	case f.Kind == NewAddress:
		add("%s %s failures %s are from %d new addresses: they have no row in the first %s of the export and no successful login", some, code, where, f.addresses, atLeast(h.firstOf(f).Sub(h.a.First)))
		if of != "" {
			add("all share %s", of)
		}
	case f.reason == reasonBroken:
		add("%s %s failures %s occurred over %s of %s: %.0f %% of all %s rows", some, code, where, lasts, length(h.span), math.Floor(100*f.share), map[bool]string{true: "their", false: "its"}[f.Kind == Everywhere])
	case f.reason == reasonRetried:
		add("%s %s failures %s occurred within %s, as when a client keeps retrying", some, code, where, lasts)
	case f.reason == reasonPlace || f.by != "":
		add("%s %s failures %s are from %s, over %s", some, code, where, of, lasts)
	case f.reason == reasonRegular:
		add("%s %s failures %s are spread evenly over %s, %s, more regularly than by chance", n, code, where, lasts, rate(f.Failures, lasting))
	case f.reason == reasonRate:
		add("%s %s failures %s over %s are %.0f %% of its rows, over %.0f times the share in other applications (excluding the worst)", n, code, where, lasts, 100*f.share, minDripRatio)
	case f.outside <= 0 && lasts == length(h.span):
		add("%s %s failures %s are spread over the whole export, %s", some, code, where, lasts)
	case f.outside <= 0:
		add("%s %s failures %s occurred within %s of the %s in the export", some, code, where, lasts, length(h.span))
	case f.Kind == Everywhere:
		add("%s %s failures occurred within %s in %s", some, code, lasts, h.named(f))
		parts = append(parts, h.outside(f))
	default:
		add("%s %s failures %s occurred within %s", some, code, where, lasts)
		parts = append(parts, h.outside(f))
	}
	return parts
}

// outage says how many of the logins of an application failed in an outage; ok is false if
// others may have been at the same time.
func (h *hunt) outage(f *finding) (text string, ok bool) {
	rows, successes, w := f.Failures, int64(0), h.work[f.Application]
	start, end := f.Start.Unix()/60, f.End.Unix()/60
	for i := max(0, w.from(start/60-w.width)); i < len(w.list) && w.list[i].First <= end; i++ {
		switch one := w.list[i]; {
		case one.Last < start:
		case one.First < start || one.Last > end:
			return "", false
		default:
			successes += one.Logins
		}
	}
	rows += successes
	own := make(map[int]bool, len(f.cells))
	for _, at := range f.cells {
		own[at] = true
	}
	for _, pair := range h.byApplication[f.Application] {
		for _, at := range h.during(f, pair) {
			switch c := &h.cells[at]; {
			case own[at]:
			case c.First().Before(f.Start) || c.Last().After(f.End):
				return "", false
			default:
				rows += c.Failures
			}
		}
	}
	n := "all " + grouped(rows)
	if rows > f.Failures {
		n = grouped(f.Failures) + " of " + grouped(rows)
	}
	text = fmt.Sprintf("%s logins of %s failed with %s %s", n, application(f.Application), brief(f.Code), h.period(f.Start, f.End))
	if rows > f.Failures && successes == 0 {
		text += ", and none succeeded"
	}
	return text, true
}

// soundDays is the number of days in a row before an outage with a successful login.
func (h *hunt) soundDays(f *finding) (n int64) {
	const day = 24 * 60
	sound := map[int64]bool{}
	for _, one := range h.work[f.Application].list {
		sound[one.First/day], sound[one.Last/day] = true, true
	}
	for sound[f.Start.Unix()/60/day-1-n] {
		n++
	}
	return n
}

// whose names the user, role and address that all failures share; with telling, only those
// that not all rows of the applications have.
func (h *hunt) whose(f *finding, telling bool) string {
	var out []string
	for i, noun := range []string{"user ", "role ", "address "} {
		by := sharing[i]
		value := *f.shared(by)
		if value == nil {
			continue
		}
		tells := !telling || h.a.Parts == nil
		for _, name := range f.names() {
			tells = tells || slices.ContainsFunc(h.a.Parts[name], func(p trail.Part) bool { return p.By == by && !h.is(by, p.Place, value) })
		}
		if tells {
			out = append(out, noun+brief(*value))
		}
	}
	return strings.Join(out, ", ")
}

// succeeded says which logins succeeded. When is in the fields.
func (h *hunt) succeeded(f *finding) (parts []string) {
	add := func(text string) { parts = append(parts, text) }
	others := map[trail.Dimension]string{trail.ByUser: "by others", trail.ByRole: "with other roles", trail.ByIP: "from other addresses"}
	g, one := h.applications[f.Application]
	switch {
	case f.others > 0:
		add("at least " + plural(f.others, "login", "logins") + " " + others[f.by] + " succeeded")
	case h.a.Failures == h.a.Rows: // an export of failures only
		return nil
	case f.Kind == Everywhere || f.Kind == NewAddress || f.Kind == Passwords || !one || f.Application == "*" || blank(f.Application):
	case g.Successes == 0:
		add("no login of the application succeeded")
	case f.turn.by != "" && f.turn.known && !f.turn.during && h.turnByWork(f, f.Application).meanwhile:
		add("logins " + others[f.turn.by] + " succeeded at that time")
	default:
		add(plural(g.Successes, "login", "logins") + " of the application succeeded in the export")
	}
	return parts
}

// at formats a time as exactly as the dates are: on 25 October at 03:00.
func (h *hunt) at(t time.Time) string {
	switch {
	case h.grain >= 24*time.Hour:
		return t.Format("on 2 January")
	case h.grain >= time.Hour:
		return t.Format("on 2 January, about 15:04")
	}
	return t.Format("on 2 January at 15:04")
}

// period formats the time from one failure to another.
func (h *hunt) period(from, to time.Time) string {
	const day, minute = "2 January", "15:04"
	if h.grain == time.Hour {
		to = to.Add(h.grain)
	}
	switch same := from.Format(time.DateOnly) == to.Format(time.DateOnly); {
	case from.Truncate(time.Minute).Equal(to.Truncate(time.Minute)):
		return h.at(from)
	case h.grain >= 24*time.Hour:
		if same {
			return h.at(from)
		}
		return "from " + from.Format(day) + " to " + to.Format(day)
	case same:
		return from.Format("on "+day+" between "+minute) + " and " + to.Format(minute)
	}
	return from.Format("between "+day+" "+minute) + " and " + to.Format(day+" "+minute)
}

// mayHaveMore reports whether more failures may be of the same user, role or address: those
// in cells of mixed values.
func (h *hunt) mayHaveMore(f *finding) bool {
	own := make(map[int]bool, len(f.cells))
	places := map[int]bool{}
	for _, at := range f.cells {
		own[at] = true
		places[h.cells[at].Place(f.by)] = true
	}
	names := f.names()
	for _, at := range h.byCode[f.Code] {
		p := &h.pairs[at]
		if !slices.Contains(names, p.Application) {
			continue
		}
		for i := p.from; i < p.to; i++ {
			if place := h.cells[i].Place(f.by); !own[i] && (place < 0 || places[place]) {
				return true
			}
		}
	}
	return false
}

// firstOf is the time of the first row of the new addresses.
func (h *hunt) firstOf(f *finding) time.Time {
	first := f.Start
	for _, at := range f.cells {
		if g, ok := h.group(trail.ByIP, int(h.cells[at].IP)); ok && g.First.Before(first) {
			first = g.First
		}
	}
	return first
}

// find returns the group of a value.
func (h *hunt) find(by trail.Dimension, value *string) (trail.Group, bool) {
	if value != nil {
		for _, g := range h.a.Groups[by] {
			if g.Value == *value && !g.Rest {
				return g, true
			}
		}
	}
	return trail.Group{}, false
}

// named is the name of the application, or the number of applications.
func (h *hunt) named(f *finding) string {
	if n := len(f.Applications); n > 1 {
		return fmt.Sprintf("%s applications (%s first)", grouped(int64(n)), application(f.Applications[0]))
	}
	return application(f.Application)
}

func application(name string) string {
	if blank(name) {
		return "rows whose application is unknown"
	}
	return brief(name)
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// outside describes how often the code occurs at other times.
func (h *hunt) outside(f *finding) string {
	return "the rate at other times is " + rate(f.outside, h.span-f.End.Sub(f.Start))
}

// rate formats a frequency of failures: 12 an hour, or 1 in 116 h.
func rate(failures int64, over time.Duration) string {
	each := over.Hours() / float64(failures)
	switch {
	case each <= 0:
		return grouped(failures)
	case each <= 1:
		return grouped(int64(math.Round(1/each))) + " an hour"
	case each < 72:
		return "1 in " + strconv.FormatFloat(each, 'f', min(1, max(0, 2-int(each/5))), 64) + " h"
	}
	return "1 in " + grouped(int64(math.Round(each/24))) + " days"
}

// length formats a duration, rounded to minutes, hours or days.
func length(d time.Duration) string {
	switch {
	case d == time.Hour:
		return "1 h"
	case d < 90*time.Minute:
		return strconv.Itoa(max(1, int(math.Round(d.Minutes())))) + " min"
	case d < 72*time.Hour:
		return strconv.Itoa(int(math.Round(d.Hours()))) + " h"
	}
	return grouped(int64(math.Round(d.Hours()/24))) + " days"
}

// atLeast formats a duration, rounded down.
func atLeast(d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return length(d.Truncate(time.Minute))
	case d < 72*time.Hour:
		return length(d.Truncate(time.Hour))
	}
	return length(d.Truncate(24 * time.Hour))
}

// atMost formats a duration, rounded up.
func atMost(d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return length(d + time.Minute - 1)
	case d < 72*time.Hour:
		return length(d.Truncate(time.Hour) + time.Hour)
	}
	return length(d.Truncate(24*time.Hour) + 24*time.Hour)
}

// brief makes a text of the export printable and short.
func brief(text string) string {
	const limit = 60
	return strings.TrimSpace(border.Shown(text, limit))
}

// grouped formats a number with spaces between thousands: 41 210.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}
