package cli

import (
	"strings"

	"authdoctor/diagnosis/trail"
	"authdoctor/ui/report"
)

// document returns the answer as a report to hand over.
func (a trailAnswer) document(audience report.Audience, names *names) *report.Document {
	t := report.Trail{At: a.at, Headline: a.headline(), Warning: a.incomplete(), Notes: a.notes, Audience: audience, Version: version()}
	shown, more := a.shownIncidents()
	for _, incident := range shown {
		t.Incidents = append(t.Incidents, report.IncidentOf(incident, a.cause(incident.Cause)))
	}
	t.More = more
	var most []string
	for _, g := range a.summary.GroupBy(trail.ByCode) {
		if g.Failures > 0 && !g.Rest && len(most) < 4 {
			most = append(most, named(trail.ByCode, g.Value).text+" "+grouped(g.Failures))
		}
	}
	t.Most = strings.Join(most, " · ")
	for _, table := range a.tables() {
		t.Tables = append(t.Tables, table.reported())
	}
	words := &textWriter{width: report.Width}
	if words.words(a); words.Len() > 0 {
		t.Words = strings.Split(strings.Trim(words.String(), "\n"), "\n")
	}
	names.ofTrail(&t, a.summary)
	return t.Document()
}

func (t trailTable) reported() report.Table {
	out := report.Table{Caption: t.title, Rows: make([][]report.Cell, t.lines)}
	for _, c := range t.columns {
		out.Columns = append(out.Columns, report.Column{Head: c.head, Right: c.right})
		for i := range out.Rows {
			out.Rows[i] = append(out.Rows[i], report.Cell{Text: c.cells[i].text, Outside: c.cells[i].outside})
		}
	}
	return out
}
