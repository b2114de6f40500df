package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
)

// trail writes the answer and returns the text: the headline, the incidents, the tables,
// the words of Detail that need explaining, and the notes.
func (w *textWriter) trail(a trailAnswer) string {
	if warning := a.incomplete(); warning != "" {
		w.hanging("! ", warning)
	}
	w.hanging("", a.headline())
	incidents, more := a.shownIncidents()
	for _, incident := range incidents {
		w.WriteString("\n")
		w.incident(report.IncidentOf(incident, a.cause(incident.Cause)))
	}
	if more > 0 {
		w.WriteString("\n")
		w.hanging("", fmt.Sprintf("and %s; --top 0 shows all", plural(more, "more incident", "more incidents")))
	}
	for _, table := range a.tables() {
		w.table(table)
	}
	w.words(a)
	if len(a.notes) > 0 {
		w.WriteString("\nNotes\n")
		for _, note := range a.notes {
			w.hanging("  · ", note)
		}
	}
	return w.String()
}

// incomplete returns a warning if not all rows were counted, otherwise "".
func (a trailAnswer) incomplete() string {
	switch {
	case a.interrupted:
		return "Interrupted: these are the counts so far, not of all rows."
	case !a.summary.Complete:
		return "Incomplete: these are the counts of what could be read, not of all rows; see the notes."
	}
	return ""
}

// headline returns the answer in one line.
func (a trailAnswer) headline() string {
	s := a.summary
	parts := []string{plural(s.Failures, "failure", "failures") + " of " + plural(s.Rows, "row", "rows")}
	switch n := len(a.incidents); {
	case s.Rows == 0:
		return "No row."
	case s.Failures == 0:
		parts[0] = "No failure in " + plural(s.Rows, "row", "rows")
	case n > 0:
		parts = slices.Insert(parts, 0, plural(n, "incident", "incidents"))
	case s.Unsought() == "":
		parts = slices.Insert(parts, 0, "No incident")
	}
	if !s.First.IsZero() {
		parts = append(parts, daysBetween(s.First, s.Last))
	}
	line := strings.Join(parts, ", ")
	if len(a.incidents) == 0 && s.Unsought() != "" {
		line += "; " + unsought(s.Unsought())
	}
	return line
}

// unsought explains why a missing column rules out looking for incidents.
func unsought(column trail.Column) string {
	if column == trail.ColumnDate {
		return "without dates, incidents cannot be found"
	}
	return "without the column " + column.Label() + ", incidents cannot be found"
}

// shownIncidents returns the incidents to show and the number of the others.
func (a trailAnswer) shownIncidents() ([]incident.Incident, int) {
	all := a.incidents
	if a.top == 0 || len(all) <= a.top {
		return all, 0
	}
	return all[:a.top], len(all) - a.top
}

// incident writes one incident.
func (w *textWriter) incident(i report.Incident) {
	w.hanging(w.mark("✗", "Incident"), i.Title)
	for _, fact := range i.Facts {
		if w.plain && strings.HasPrefix(fact.Text, report.Explain) {
			continue // the assistant in words opens pages itself
		}
		w.hanging(fmt.Sprintf("  %-8s ", fact.Label), fact.Text)
	}
	switch {
	case len(i.Chart.Failures) == 0:
	case w.plain: // a screen reader spells a chart out
		w.hanging(fmt.Sprintf("  %-8s ", "course"), i.Chart.Words(time.Time{}))
	default:
		const indent = 2
		for _, line := range i.Chart.Within(max(1, w.width-indent-paint.ChartLabel-paint.ChartBeside)).Lines() {
			w.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
}

// words explains the words of Detail that are not OAuth 2.0 codes: unknown words, codes
// of token-based authentication, and logouts.
func (w *textWriter) words(a trailAnswer) {
	if !slices.Contains(a.by, trail.ByCode) {
		return
	}
	unknown, tba, logouts := wordsOf(a.summary)
	few := len(unknown)
	if a.top > 0 {
		few = min(few, a.top)
	}
	heading := func(text string) {
		w.WriteString("\n")
		w.hanging("", text)
	}
	if len(unknown) > 0 {
		heading("Words of the Detail column that are not known codes")
		for _, g := range unknown[:few] {
			line := fmt.Sprintf("%s: %s", border.Clip(printableText(g.Value), 80), plural(g.Failures+g.Successes, "row", "rows"))
			if len(g.Detail.Nearest) > 0 {
				line += "; the nearest: " + strings.Join(g.Detail.Nearest, ", ")
			}
			w.hanging("  ? ", line)
		}
		if few < len(unknown) {
			w.hanging("    ", plural(len(unknown)-few, "more; --top 0 shows it", "more; --top 0 shows them"))
		}
	}
	if len(tba) > 0 {
		heading("Codes of token-based authentication (TBA), not of OAuth 2.0")
		for _, g := range tba {
			line := g.Detail.Name + ": " + g.Detail.Meaning
			if g.Detail.Twin != "" {
				line += "; " + g.Detail.Twin + " is a different code, of OAuth 2.0"
			}
			w.hanging("  · ", line)
		}
		w.hanging("  ", report.Command(diagnosis.TBAPage))
	}
	if len(logouts) > 0 {
		heading("Logouts, which are not failures")
		for _, g := range logouts {
			w.hanging(w.mark("  ✓", "Not a failure"), fmt.Sprintf("%s: %s", g.Detail.Name, grouped(g.Successes+g.Failures)))
		}
	}
}

// wordsOf returns the groups of codes that words explains.
func wordsOf(s *trail.Summary) (unknown, tba, logouts []trail.Group) {
	for _, g := range s.GroupBy(trail.ByCode) {
		switch {
		case g.Rest || g.Value == "":
		case g.Detail.Protocol == detail.Unknown:
			unknown = append(unknown, g)
		case g.Detail.Protocol == detail.TBA:
			tba = append(tba, g)
		case g.Detail.Protocol == detail.Logout:
			logouts = append(logouts, g)
		}
	}
	return unknown, tba, logouts
}
