package trail

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
)

// explain says why a finding is an incident, its likely cause and its page.
func (h *hunt) explain(f *finding) {
	f.Cause, f.Page = causeOf(f.Code, f.Kind)
	n, some := grouped(f.Failures), "all "+grouped(f.Failures)
	if f.Failures < f.total {
		some = n + " of " + grouped(f.total)
	}
	code := brief(f.Code)
	where := "of " + h.named(f)
	lasting := f.End.Sub(f.Start)
	if h.days {
		lasting += 24 * time.Hour
	}
	lasts := length(lasting)
	var whose []string
	if f.User != nil {
		whose = append(whose, "user "+value(f.User))
	}
	if f.Role != nil {
		whose = append(whose, "role "+value(f.Role))
	}
	if f.IP != nil {
		whose = append(whose, "address "+value(f.IP))
	}
	of := strings.Join(whose, ", ")
	var parts []string
	switch {
	case f.Kind == NewAddress:
		first := f.Start
		if g, ok := h.find(ByIP, f.IP); ok {
			first = g.First
		}
		parts = append(parts, fmt.Sprintf("%s %s failures %s are of %s, which is new: no row in the first %s of the export, and no login from there succeeded", some, code, where, of, length(first.Sub(h.s.First))))
	case f.reason == reasonPlace:
		parts = append(parts, fmt.Sprintf("%s %s failures %s are of %s, over %s", some, code, where, of, lasts))
	case f.reason == reasonRegular:
		parts = append(parts, fmt.Sprintf("%s %s failures %s come evenly over %s, %s, more regularly than chance", n, code, where, lasts, rate(f.Failures, lasting)))
	case f.reason == reasonRate:
		parts = append(parts, fmt.Sprintf("%s %s failures %s over %s: %.0f %% of its rows, over %.0f times the share in other applications", n, code, where, lasts, 100*f.share, minDripRatio))
	case f.outside <= 0:
		parts = append(parts, fmt.Sprintf("%s %s failures %s fall into %s of %s", some, code, where, lasts, length(h.span)))
	case f.Kind == Everywhere:
		parts = append(parts, fmt.Sprintf("%s %s failures fall into %s, %s", some, code, lasts, where), h.outside(f))
	default:
		parts = append(parts, fmt.Sprintf("%s %s failures %s fall into %s", some, code, where, lasts), h.outside(f))
	}
	if of != "" && f.Kind != NewAddress && f.reason != reasonPlace {
		parts = append(parts, "all are of "+of)
	}
	switch g, one := h.applications[f.Application]; {
	case f.others > 0:
		parts = append(parts, "at least "+grouped(f.others)+" logins by others succeeded")
	case h.s.Failures == h.s.Rows: // an export of failures only
	case f.Kind == Everywhere || f.Kind == NewAddress || !one || f.Application == "*":
	case g.Successes == 0:
		parts = append(parts, "no login of it succeeded")
	default:
		parts = append(parts, plural(g.Successes, "login", "logins")+" of it succeeded in the export")
	}
	f.Why = strings.Join(parts, "; ")
}

// find looks up a value of a dimension.
func (h *hunt) find(by Dimension, value *string) (Group, bool) {
	if value != nil {
		for _, g := range h.s.groups[by] {
			if g.Value == *value && !g.Rest {
				return g, true
			}
		}
	}
	return Group{}, false
}

// named is the application, or how many there are.
func (h *hunt) named(f *finding) string {
	if n := len(f.Applications); n > 1 {
		return fmt.Sprintf("%s applications, %s first", grouped(int64(n)), application(f.Applications[0]))
	}
	return application(f.Application)
}

func application(name string) string {
	if strings.TrimSpace(name) == "" {
		return "rows without an application"
	}
	return brief(name)
}

// outside says how often the same fails at other times.
func (h *hunt) outside(f *finding) string {
	return "outside it is " + rate(f.outside, h.span-f.End.Sub(f.Start))
}

// rate is how often failures come: 12 an hour, or 1 in 116 h.
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

// length is a duration as people say it.
func length(d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return strconv.Itoa(max(1, int(math.Round(d.Minutes())))) + " min"
	case d < 72*time.Hour:
		return strconv.Itoa(int(math.Round(d.Hours()))) + " h"
	}
	return grouped(int64(math.Round(d.Hours()/24))) + " days"
}

// brief is a text of the export, printable and short.
func brief(text string) string {
	const limit = 60
	printable, _ := border.Printable(border.Clip(text, 4*limit))
	return border.Clip(strings.TrimSpace(printable), limit)
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return brief(*text)
}

// grouped writes a number with its thousands apart: 41 210.
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
