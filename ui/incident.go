package ui

import (
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// incidentState says whether an incident goes on, with the glyph that comes before it.
func (s *session) incidentState(incident incident.Incident) (glyph, word string) {
	if incident.Ongoing {
		return s.styles.Alarm.paint("✗"), "going on"
	}
	return s.styles.Strong.paint("!"), "over"
}

// incidentTime is when an incident was.
func (s *session) incidentTime(incident incident.Incident) string {
	if incident.Ongoing {
		return "since " + moment(incident.Start, s.wallClock())
	}
	return moments(incident.Start, incident.End, s.wallClock())
}

// incidentSpan is incidentTime for a column, with the time of day or without.
func (s *session) incidentSpan(incident incident.Incident, clock bool) string {
	if incident.Ongoing {
		return "since " + period(incident.Start, incident.Start, s.wallClock(), "Jan", clock)
	}
	return period(incident.Start, incident.End, s.wallClock(), "Jan", clock)
}

// incidentRow is an incident in a line: whether it goes on, the code, for whom, when
// and how many failures.
func (s *session) incidentRow(incident incident.Incident, chosen bool, width int) string {
	const word = 8 // going on
	lead, look := "  ", s.styles.Text
	if chosen {
		lead, look = s.styles.Cursor.paint("›")+" ", s.styles.Strong
	}
	glyph, state := s.incidentState(incident)
	line := lead + glyph + " " + fill(state, word) + "  "
	failures := right(count(int(incident.Failures)), failureCells)
	room := width - 4 - word - 2 - failureCells
	when := ""
	switch {
	case chosen: // it is shown below
	case width >= 96:
		when = fill(s.incidentSpan(incident, true), 30)
	case width >= 76:
		when = fill(s.incidentSpan(incident, false), spanCells)
	}
	name := incidentName(incident)
	if when != "" {
		return line + look.paint(fill(name, room-cells(when)-1)) + " " + s.styles.Quiet.paint(when) + look.paint(failures)
	}
	return line + look.paint(fill(name, room)) + look.paint(failures)
}

// incidentFold is what is told of the chosen incident: when, why it is one, what it
// comes of, and what to do first.
func (s *session) incidentFold(incident incident.Incident, width int) []string {
	const label = 5
	var lines []string
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, indented(labelled(name, s.styles.Quiet, label, text, s.styles.Text, width-4), 4)...)
		}
	}
	kind := strings.ReplaceAll(string(incident.Kind), "-", " ")
	add("when", s.incidentTime(incident)+" · "+kind)
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
	cause := s.library.Cause(incident.Cause)
	add("cause", sentence(capitalised(trailText(cause.Words))))
	if cause.First == "" {
		cause.First = s.firstInstruction(trailPage(detailOf(incident)))
	}
	add("do", inShort(cause.First, width-4-label-2))
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
