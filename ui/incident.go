package ui

import (
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// incidentState says whether an incident goes on, with the glyph that comes before it.
func (t *trailScreen) incidentState(incident incident.Incident) (glyph, word string) {
	if incident.Ongoing {
		return t.s.styles.Alarm.paint("✗"), "going on"
	}
	return t.s.styles.Strong.paint("!"), "over"
}

// incidentTime is when an incident was.
func (t *trailScreen) incidentTime(incident incident.Incident) string {
	if incident.Ongoing {
		return "since " + moment(incident.Start, t.s.wallClock())
	}
	return moments(incident.Start, incident.End, t.s.wallClock())
}

// incidentSpan is incidentTime for a column, with the time of day or without.
func (t *trailScreen) incidentSpan(incident incident.Incident, clock bool) string {
	if incident.Ongoing {
		return "since " + period(incident.Start, incident.Start, t.s.wallClock(), "Jan", clock)
	}
	return period(incident.Start, incident.End, t.s.wallClock(), "Jan", clock)
}

// incidentRow is an incident in a line: whether it goes on, the code, for whom, when
// and how many failures.
func (t *trailScreen) incidentRow(incident incident.Incident, chosen bool, width int) string {
	const word = 8 // going on
	lead, look := "  ", t.s.styles.Text
	if chosen {
		lead, look = t.s.styles.Cursor.paint("›")+" ", t.s.styles.Strong
	}
	glyph, state := t.incidentState(incident)
	line := lead + glyph + " " + fill(state, word) + "  "
	failures := right(count(int(incident.Failures)), failureCells)
	room := width - 4 - word - 2 - failureCells
	when := ""
	switch {
	case chosen: // it is shown below
	case width >= 96:
		when = fill(t.incidentSpan(incident, true), 30)
	case width >= 76:
		when = fill(t.incidentSpan(incident, false), spanCells)
	}
	name := incidentName(incident)
	if when != "" {
		return line + look.paint(fill(name, room-cells(when)-1)) + " " + t.s.styles.Quiet.paint(when) + look.paint(failures)
	}
	return line + look.paint(fill(name, room)) + look.paint(failures)
}

// incidentFold is what is told of the chosen incident: when, why it is one, what it
// comes of, and what to do first.
func (t *trailScreen) incidentFold(incident incident.Incident, width int) []string {
	const label = 5
	var lines []string
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, indented(labelled(name, t.s.styles.Quiet, label, text, t.s.styles.Text, width-4), 4)...)
		}
	}
	kind := strings.ReplaceAll(string(incident.Kind), "-", " ")
	add("when", t.incidentTime(incident)+" · "+kind)
	var who []string
	for _, one := range []struct {
		by    trail.Dimension
		value *string
	}{{trail.ByUser, incident.User}, {trail.ByRole, incident.Role}, {trail.ByIP, incident.IP}} {
		if one.value != nil {
			who = append(who, dimensionWord(one.by)+" "+shortName(one.by, trail.Group{Value: *one.value}, width))
		}
	}
	add("only", strings.Join(who, " · "))
	if incident.Application == "*" {
		var names []string
		for _, name := range incident.Applications[:min(4, len(incident.Applications))] {
			names = append(names, shortName(trail.ByApplication, trail.Group{Value: name}, width))
		}
		if more := len(incident.Applications) - len(names); more > 0 {
			names = append(names, count(more)+" more")
		}
		add("for", strings.Join(names, " · "))
	}
	add("why", sentence(capitalised(trailText(incident.Why))))
	add("cause", sentence(capitalised(trailText(incident.Cause))))
	page := incident.Page
	if page == "" || t.firstInstruction(page) == "" {
		page = trailPage(detailOf(incident))
	}
	add("do", inShort(t.firstInstruction(page), width-4-label-2))
	return lines
}

// detailOf is what is known of the word of an incident.
func detailOf(incident incident.Incident) detail.Match { return detail.Find(incident.Code) }

// capitalised is capital, for a text that may be empty.
func capitalised(text string) string {
	if text == "" {
		return ""
	}
	return capital(text)
}
