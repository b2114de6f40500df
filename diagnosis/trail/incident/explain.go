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

// explain sets Why and Cause.
func (h *hunt) explain(f *finding) {
	f.Cause = CauseOf(f.Code, h.pattern(f))
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
	var whose []string
	for i, noun := range []string{"user ", "role ", "address "} {
		if value := *f.shared(sharing[i]); value != nil {
			whose = append(whose, noun+brief(*value))
		}
	}
	of := strings.Join(whose, ", ")
	var parts []string
	switch {
	case f.Kind == Passwords:
		parts = append(parts, fmt.Sprintf("%s failures without Detail fall into %s", some, lasts))
		if f.addresses > 0 {
			parts = append(parts, fmt.Sprintf("they are from %s from which no login succeeded, or at the same time", plural(int64(f.addresses), "address", "addresses")))
		} else {
			parts = append(parts, h.outside(f))
		}
	case f.Kind == Staggered:
		parts = append(parts, fmt.Sprintf("%s %s failures %s over %s are of at least %d users, who succeeded as well and began to fail one after the other", some, code, where, lasts, f.users))
	case f.Kind == NewAddress && f.IP != nil:
		parts = append(parts, fmt.Sprintf("%s %s failures %s are of %s; the address is new: no row in the first %s of the export, and no login from there succeeded", some, code, where, of, atLeast(h.firstOf(f).Sub(h.a.First))))
	case f.Kind == NewAddress:
		parts = append(parts, fmt.Sprintf("%s %s failures %s are of %d addresses that are new: no row of theirs in the first %s of the export, and no login from there succeeded", some, code, where, f.addresses, atLeast(h.firstOf(f).Sub(h.a.First))))
		if of != "" {
			parts = append(parts, "all are of "+of)
		}
	case f.reason == reasonBroken:
		parts = append(parts, fmt.Sprintf("%s %s failures %s over %s of %s: %.0f %% of all rows of %s", some, code, where, lasts, length(h.span), math.Floor(100*f.share), map[bool]string{true: "them", false: "it"}[f.Kind == Everywhere]))
	case f.reason == reasonRetried:
		parts = append(parts, fmt.Sprintf("%s %s failures %s fall into %s, as when a client tries again and again", some, code, where, lasts))
	case f.reason == reasonPlace || f.by != "":
		parts = append(parts, fmt.Sprintf("%s %s failures %s are of %s, over %s", some, code, where, of, lasts))
	case f.reason == reasonRegular:
		parts = append(parts, fmt.Sprintf("%s %s failures %s come evenly over %s, %s, more regularly than chance", n, code, where, lasts, rate(f.Failures, lasting)))
	case f.reason == reasonRate:
		parts = append(parts, fmt.Sprintf("%s %s failures %s over %s: %.0f %% of its rows, over %.0f times the share in other applications, the worst left out", n, code, where, lasts, 100*f.share, minDripRatio))
	case f.outside <= 0:
		parts = append(parts, fmt.Sprintf("%s %s failures %s fall into %s of %s", some, code, where, lasts, length(h.span)))
	case f.Kind == Everywhere:
		parts = append(parts, fmt.Sprintf("%s %s failures fall into %s, %s", some, code, lasts, where), h.outside(f))
	default:
		parts = append(parts, fmt.Sprintf("%s %s failures %s fall into %s", some, code, where, lasts), h.outside(f))
	}
	if of != "" && f.Kind != NewAddress && f.by == "" {
		parts = append(parts, "all are of "+of)
	}
	switch g, one := h.applications[f.Application]; {
	case f.others > 0:
		whose := map[trail.Dimension]string{trail.ByUser: "by others", trail.ByRole: "with other roles", trail.ByIP: "from other addresses"}[f.by]
		parts = append(parts, "at least "+plural(f.others, "login", "logins")+" "+whose+" succeeded")
	case h.a.Failures == h.a.Rows: // an export of failures only
	case f.Kind == Everywhere || f.Kind == NewAddress || f.Kind == Passwords || !one || f.Application == "*" || blank(f.Application):
	case g.Successes == 0:
		parts = append(parts, "no login of it succeeded")
	default:
		parts = append(parts, plural(g.Successes, "login", "logins")+" of it succeeded in the export")
	}
	if f.with > 0 {
		parts = append(parts, plural(int64(f.with), "other application", "other applications")+" began to fail within "+atMost(f.apart+time.Minute)+" of it")
	}
	if g, ok := h.find(trail.ByIP, f.IP); ok && f.Kind == NewAddress && g.Failures > f.Failures {
		parts = append(parts, plural(g.Failures-f.Failures, "other failure", "other failures")+" came from there")
	}
	f.Why = strings.Join(parts, "; ")
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
		return fmt.Sprintf("%s applications, %s first", grouped(int64(n)), application(f.Applications[0]))
	}
	return application(f.Application)
}

func application(name string) string {
	if blank(name) {
		return "rows whose application is not known"
	}
	return brief(name)
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// outside describes how often the code occurs at other times.
func (h *hunt) outside(f *finding) string {
	return "outside it is " + rate(f.outside, h.span-f.End.Sub(f.Start))
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
