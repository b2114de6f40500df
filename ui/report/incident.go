package report

import (
	"fmt"
	"strings"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
)

// IncidentOf returns one incident: what, when, for whom, why it is one, and what to do
// first.
func IncidentOf(i incident.Incident, cause content.Cause) Incident {
	var out Incident
	label := func(name, text string) {
		if text != "" {
			out.Facts = append(out.Facts, Fact{Label: name, Text: text})
		}
	}
	application := ValueName(trail.ByApplication, i.Application)
	if i.Application == "*" && len(i.Applications) > 0 {
		application = paint.Plural(len(i.Applications), "application", "applications")
	}
	out.Steps = cause.Steps
	out.Chart, _ = paint.ChartOf(i, chartCells)
	name := func(by trail.Dimension, values ...string) {
		for _, value := range values {
			if value != "" {
				out.names = append(out.names, named(by, value))
			}
		}
	}
	if i.Application != "*" {
		name(trail.ByApplication, i.Application)
	}
	name(trail.ByApplication, i.Applications...)
	out.Title = border.Clip(ValueName(trail.ByCode, i.Code), 80) + " · " + border.Clip(application, 80)
	layout := "2 January 2006 15:04"
	if i.ByDay {
		layout = "2 January 2006"
	}
	when := timesBetween(i.Start, i.End, layout)
	if i.Ongoing {
		when += ", and continues"
	}
	if new := RecentWords(i.Recent); new != "" {
		when += " · " + new
	}
	label("when", when)
	label("worked", WorkedWords(i, func(at time.Time) string { return at.Format(layout) }))
	label("failures", paint.Count(int(i.Failures)))
	if i.Application == "*" {
		label("of", shownSome(trail.ByApplication, i.Applications))
	}
	for _, one := range []struct {
		by    trail.Dimension
		label string
		value *string
	}{{trail.ByUser, "user", i.User}, {trail.ByRole, "role", i.Role}, {trail.ByIP, "address", i.IP}} {
		if one.value != nil {
			name(one.by, *one.value)
			label(one.label, border.Clip(ValueName(one.by, *one.value), 80))
		}
	}
	name(trail.ByUser, i.Users.Names...)
	name(trail.ByRole, i.Roles.Names...)
	name(trail.ByIP, i.Addresses.Names...)
	label("touches", TouchedWords(i))
	label("why", printable(i.Why))
	label("cause", printable(cause.Words))
	label("first", cause.First)
	if cause.Page != "" {
		label("page", Command(cause.Page))
	}
	if kind, known := detail.Lookup(i.Code); known && cause.Page != kind.Code.Path() {
		label("", Explain+string(kind.Code))
	}
	return out
}

// RecentWords tells how shortly before the end of the export an incident began, "" if it did
// not.
func RecentWords(recent incident.Recent) string {
	switch recent {
	case incident.WithinDay:
		return "new within a day"
	case incident.WithinWeek:
		return "new within a week"
	}
	return ""
}

// WorkedWords says when the logins of an incident last succeeded before it and first after
// it, and whether some did meanwhile; "" if that is not known. moment formats a time.
func WorkedWords(i incident.Incident, moment func(time.Time) string) string {
	whose := map[trail.Dimension]string{trail.ByUser: "this user: ", trail.ByRole: "this role: ", trail.ByIP: "this address: "}[i.SuccessOf]
	before, after := !i.LastSuccess.IsZero(), !i.FirstSuccess.IsZero()
	since := "none since"
	switch {
	case i.Meanwhile && i.Ongoing:
		since = "others since"
	case i.Meanwhile && after:
		since = "others during it; first after it " + moment(i.FirstSuccess)
	case i.Meanwhile:
		since = "others during it, none after it"
	case after:
		since = "first after it " + moment(i.FirstSuccess)
	}
	switch {
	case i.NeverWorked && after:
		return whose + "not before it; first success " + moment(i.FirstSuccess)
	case i.NeverWorked:
		return whose + "never, in this export"
	case before:
		return whose + "last success before it " + moment(i.LastSuccess) + "; " + since
	case i.Meanwhile && !after:
		return whose + "some logins succeeded during it"
	case i.Meanwhile:
		return whose + "some logins succeeded during it; first after it " + moment(i.FirstSuccess)
	case after:
		return whose + "first success after it " + moment(i.FirstSuccess)
	}
	return ""
}

// TouchedWords says whom the failures of an incident touch: how many users, roles and
// addresses, and who the first few are. A value that all failures share is not repeated.
func TouchedWords(i incident.Incident) string {
	var parts []string
	for _, one := range []struct {
		by        trail.Dimension
		touched   incident.Touched
		one, many string
		shared    *string
	}{{trail.ByUser, i.Users, "user", "users", i.User}, {trail.ByRole, i.Roles, "role", "roles", i.Role}, {trail.ByIP, i.Addresses, "address", "addresses", i.IP}} {
		if one.touched.Count == 0 || one.shared != nil {
			continue
		}
		text := paint.Plural(one.touched.Count, one.one, one.many)
		if !one.touched.Exact {
			text = "at least " + text
		}
		const few = 3
		var names []string
		for _, name := range one.touched.Names[:min(few, len(one.touched.Names))] {
			names = append(names, border.Clip(ValueName(one.by, name), 40))
		}
		if len(names) > 0 {
			text += " (" + strings.Join(names, " · ")
			if len(names) < one.touched.Count {
				text += " · …"
			}
			text += ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// shownSome lists the first few values and the number of the others.
func shownSome(by trail.Dimension, values []string) string {
	const few = 5
	var names []string
	for _, value := range values[:min(len(values), few)] {
		names = append(names, border.Clip(ValueName(by, value), 40))
	}
	if len(values) > few {
		names = append(names, fmt.Sprintf("%d more", len(values)-few))
	}
	return strings.Join(names, ", ")
}

// timesBetween formats the period from first to last, each in a layout that has the day, and
// the time of day if that is known; the day once if it is the same.
func timesBetween(first, last time.Time, full string) string {
	switch {
	case first.Format(full) == last.Format(full):
		return first.Format(full)
	case first.Format(time.DateOnly) == last.Format(time.DateOnly):
		return first.Format(full) + " – " + last.Format("15:04")
	}
	return first.Format(full) + " – " + last.Format(full)
}

// unnamed are the words for an empty value of a dimension.
var unnamed = map[trail.Dimension]string{
	trail.ByCode:        "no Detail",
	trail.ByApplication: "no application",
	trail.ByUser:        "no user",
	trail.ByRole:        "no role",
	trail.ByIP:          "no address",
	trail.ByURI:         "no URI",
	trail.ByDay:         "no date",
	trail.ByHour:        "no date",
}

// ValueName returns the value of a dimension, or the words for an empty one.
func ValueName(by trail.Dimension, value string) string {
	if value == "" {
		return "(" + unnamed[by] + ")"
	}
	text := printable(value)
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") { // invisible at the edge of a cell
		text = "'" + text + "'"
	}
	return text
}

// printable returns outside text with secrets redacted and hidden characters escaped.
func printable(text string) string {
	out, _ := border.Printable(border.Redact(text))
	return out
}
