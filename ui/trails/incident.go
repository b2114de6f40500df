package trails

import (
	"math"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// incidentState returns the glyph and the word that tell whether an incident is ongoing.
func (t *trailScreen) incidentState(incident incident.Incident) (glyph, word string) {
	if incident.Ongoing {
		return t.s.Styles.Alarm.Paint("✗"), "going on"
	}
	return t.s.Styles.Strong.Paint("!"), "over"
}

// incidentTime returns when an incident occurred.
func (t *trailScreen) incidentTime(incident incident.Incident) string {
	if incident.Ongoing {
		return "since " + paint.Period(incident.Start, incident.Start, t.s.WallClock(), "January", !incident.ByDay)
	}
	return paint.Period(incident.Start, incident.End, t.s.WallClock(), "January", !incident.ByDay)
}

// incidentSpan returns the time of an incident for a column, with the time of day if clock
// is true.
func (t *trailScreen) incidentSpan(incident incident.Incident, clock bool) string {
	clock = clock && !incident.ByDay
	if incident.Ongoing {
		return "since " + paint.Period(incident.Start, incident.Start, t.s.WallClock(), "Jan", clock)
	}
	return paint.Period(incident.Start, incident.End, t.s.WallClock(), "Jan", clock)
}

// incidentRow returns one line for an incident: whether it is ongoing, the code, who is
// affected, when it occurred and how many failures it has.
func (t *trailScreen) incidentRow(incident incident.Incident, chosen bool, width int) string {
	const word = 8 // cells of the longest word, going on
	lead, look := t.s.Styles.Lead(chosen)
	glyph, state := t.incidentState(incident)
	line := lead + glyph + " " + paint.Fill(state, word) + "  "
	failures := paint.Right(paint.Count(int(incident.Failures)), failureCells)
	room := width - 4 - word - 2 - failureCells
	when := ""
	switch {
	case chosen: // the details below show the time
	case width >= 96:
		when = paint.Fill(t.incidentSpan(incident, true), 30)
	case width >= 76:
		when = paint.Fill(t.incidentSpan(incident, false), spanCells)
	}
	name := incidentName(incident)
	if when != "" {
		return line + look.Paint(paint.Fill(name, room-paint.Cells(when)-1)) + " " + t.s.Styles.Quiet.Paint(when) + look.Paint(failures)
	}
	return line + look.Paint(paint.Fill(name, room)) + look.Paint(failures)
}

// incidentFold draws the details of the chosen incident: its time, its course, whom it
// touches, the reason, the cause and the first step. Where there is less room than height,
// the details that matter least are left out.
func (t *trailScreen) incidentFold(incident incident.Incident, width, height int) []string {
	const label = 7
	var parts []foldPart
	add := func(spare int, name, text string) {
		if text != "" {
			parts = append(parts, foldPart{spare, paint.Indented(paint.Labelled(name, t.s.Styles.Quiet, label, text, t.s.Styles.Text, width-4), 4)})
		}
	}
	when := []string{t.incidentTime(incident)}
	if words := report.RecentWords(incident.Recent); words != "" {
		when = append(when, words)
	}
	add(0, "when", strings.Join(append(when, strings.ReplaceAll(string(incident.Kind), "-", " ")), " · "))
	add(4, "worked", report.WorkedWords(incident, func(at time.Time) string { return paint.Period(at, at, t.s.WallClock(), "Jan", !incident.ByDay) }))
	parts = append(parts, foldPart{0, t.incidentChart(incident, width, height)})
	var who []string
	for _, one := range []struct {
		by    trail.Dimension
		value *string
	}{{trail.ByUser, incident.User}, {trail.ByRole, incident.Role}, {trail.ByIP, incident.IP}} {
		if one.value != nil {
			who = append(who, dimensionWord(one.by)+" "+shortName(one.by, trail.Group{Value: *one.value}, width))
		}
	}
	add(3, "only", strings.Join(who, " · "))
	add(2, "touches", report.TouchedWords(incident))
	if incident.Application == "*" {
		var names []string
		for _, name := range incident.Applications[:min(4, len(incident.Applications))] {
			names = append(names, shortName(trail.ByApplication, trail.Group{Value: name}, width))
		}
		if more := len(incident.Applications) - len(names); more > 0 {
			names = append(names, paint.Count(more)+" more")
		}
		add(5, "for", strings.Join(names, " · "))
	}
	add(1, "why", paint.Sentence(paint.TrailText(incident.Why)))
	cause := t.s.Library.Cause(incident.Cause)
	add(0, "cause", paint.Sentence(paint.TrailText(cause.Words)))
	if cause.First == "" {
		cause.First = t.firstInstruction(trailPage(detailOf(incident)))
	}
	others := parts
	add(0, "do", cause.First) // the page may not say it in the same words
	if lines := fitting(parts, height); len(lines) <= height {
		return lines
	}
	parts = others
	add(0, "do", inShort(cause.First, width-4-label-2))
	return fitting(parts, height)
}

// foldPart is a detail of an incident. The part with the smallest spare above 0 is the first
// to be left out.
type foldPart struct {
	spare int
	lines []string
}

// fitting returns the lines of the parts for which there is room.
func fitting(parts []foldPart, height int) []string {
	parts = slices.Clone(parts)
	for spare := 1; ; spare++ {
		var lines []string
		more := false
		for _, part := range parts {
			lines = append(lines, part.lines...)
			more = more || part.spare >= spare
		}
		if len(lines) <= height || !more {
			return lines
		}
		parts = slices.DeleteFunc(parts, func(part foldPart) bool { return part.spare == spare })
	}
}

// The smallest body in which the course of an incident has a line for failures and one for
// successes. In a smaller one, it is one line of signs.
const (
	chartWidth  = 68
	chartHeight = 16
)

// incidentChart draws the course of an incident, and nothing if that is not known.
func (t *trailScreen) incidentChart(one incident.Incident, width, height int) []string {
	const indent = 4
	if width < chartWidth || height < chartHeight {
		const dates = 2 * len("23 Nov ")
		chart, ok := paint.ChartOf(one, width-indent-9-dates)
		if !ok {
			return nil
		}
		first, last := chart.From.Format("2 Jan"), chart.To().Add(-time.Second).Format("2 Jan")
		return []string{paint.Clip(paint.Spaces(indent)+t.s.Styles.Quiet.Paint(paint.Fill("course", 9))+t.s.Styles.Quiet.Paint(first)+" "+t.s.Styles.Text.Paint(chart.Strip())+" "+t.s.Styles.Quiet.Paint(last), width)}
	}
	chart, ok := paint.ChartOf(one, width-indent-paint.ChartLabel-paint.ChartBeside)
	if !ok {
		return nil
	}
	var lines []string
	for i, row := range chart.Rows() {
		ink := t.s.Styles.Quiet
		if i == 0 {
			ink = t.s.Styles.Alarm
		}
		line := paint.Spaces(indent) + t.s.Styles.Quiet.Paint(paint.Fill(row.Label, paint.ChartLabel))
		if row.Beside == "" {
			lines = append(lines, line+t.s.Styles.Quiet.Paint(row.Drawn))
			break
		}
		lines = append(lines, line+ink.Paint(paint.Fill(row.Drawn, len(chart.Failures)))+"  "+t.s.Styles.Quiet.Paint(row.Beside))
	}
	return lines
}

// Copies implements screen.Screen.
func (t *trailScreen) Copies() []screen.Copy {
	if t.Summary == nil {
		return nil
	}
	row, ok := t.row()
	if !ok {
		return nil
	}
	draw := func(one incident.Incident, width int) []string {
		glyph, state := t.incidentState(one)
		return append([]string{glyph + " " + state + "  " + incidentName(one) + ", " + paint.Plural(int(one.Failures), "failure", "failures")}, t.incidentFold(one, width, math.MaxInt)...)
	}
	var copies []screen.Copy
	switch {
	case row.incident != nil:
		copies = append(copies,
			screen.Lines("This incident", func(width int) []string { return draw(*row.incident, width) }),
			screen.Value("Code", paint.TrailText(row.incident.Code)))
	case row.group != nil:
		name := paint.GroupName(t.table.by, *row.group)
		copies = append(copies, screen.Value("Line", name+": "+paint.Plural(int(row.group.Failures), "failure", "failures")), screen.Value(paint.Capital(dimensionWord(t.table.by)), name))
	}
	return append(copies, screen.Lines("All incidents", func(width int) []string {
		if len(t.Incidents) == 0 {
			return nil
		}
		lines := []string{t.headline()}
		for _, one := range t.Incidents {
			lines = append(append(lines, ""), draw(one, width)...)
		}
		return lines
	}), screen.Lines("This table", func(int) []string {
		lines := []string{t.headline(), ""}
		for _, group := range t.table.groups {
			lines = append(lines, paint.GroupName(t.table.by, group)+": "+paint.Plural(int(group.Failures), "failure", "failures"))
		}
		return lines
	}))
}

// detailOf returns what is known about the code of an incident.
func detailOf(incident incident.Incident) detail.Match { return detail.Find(incident.Code) }
