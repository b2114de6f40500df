package report

import (
	"fmt"
	"strings"
	"time"

	"authdoctor/diagnosis"
)

// Trail is what a report about an export of the Login Audit Trail is made from. Whoever
// counted gives the words; all texts are printable.
type Trail struct {
	At       time.Time
	Headline string
	Most     string // the most frequent failures, and how many
	Warning  string // that the counts are incomplete; "" if they are not
	// Incidents are those to show, the most pressing first, and More is the number of others.
	Incidents []Incident
	More      int
	Tables    []Table
	Words     []string // on words of the Detail column that are no codes of OAuth 2.0
	Notes     []string
	Audience  Audience
	Version   string
}

// Incident is one incident, with its facts in order: when, failures, why, cause, first.
type Incident struct {
	Title string
	Facts []Fact
}

// Fact is a label with its value; facts below each other may share a label, and all but the
// first have "" then.
type Fact struct{ Label, Text string }

// Table is a table of counts.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
}

// Column is the head of a column; Right aligns it right, as numbers are.
type Column struct {
	Head  string
	Right bool
}

// Cell is printable; Outside reports whether the text is from the export.
type Cell struct {
	Text    string
	Outside bool
}

// Document returns the report about an export of the trail.
func (t Trail) Document() *Document {
	d := &Document{Kind: "NetSuite Login Audit Trail: failures", Title: clean("", strings.TrimSuffix(t.Headline, ".")) + "."}
	if t.Warning != "" {
		d.addShort(quoted(t.Warning))
	}
	d.addShort(say(11, "Counted", utc(diagnosis.Moment(t.At)), "Times", "as in the export, which names no time zone", "Most", t.Most))
	var others list
	for i, one := range t.Incidents {
		if i == 0 {
			d.addShort(quoted("The most pressing: "+clean("", one.Title)), one.facts(11))
			continue
		}
		const most = 4
		if i == most {
			others = append(others, fmt.Sprintf("%d more below", len(t.Incidents)-most+t.More))
			break
		}
		others = append(others, clean("", one.Title))
	}
	if len(others) > 0 {
		d.addShort(prose("Then"), others)
	}
	var incidents []part
	for i, one := range t.Incidents {
		incidents = append(incidents, heading{text: fmt.Sprintf("Incident %d", i+1)}, quoted(clean("", one.Title)), one.facts(0))
	}
	if t.More > 0 {
		incidents = append(incidents, prose(fmt.Sprintf("And %d more.", t.More)))
	}
	d.addSection("Incidents, the most pressing first", incidents...)
	var tables []part
	for _, one := range t.Tables {
		tables = append(tables, one.part())
	}
	d.addSection("Failures beside successes", tables...)
	if len(t.Words) > 0 {
		d.addSection("Words of the Detail column", verbatim(clean("", strings.Join(t.Words, "\n"))))
	}
	if len(t.Notes) > 0 {
		d.addSection("Notes", cleanList(t.Notes))
	}
	d.addSection("About this report", say(0, "made with", strings.TrimSpace("authdoctor "+t.Version)))
	return d
}

func (i Incident) facts(wide int) facts {
	f := facts{wide: wide}
	for _, one := range i.Facts {
		if text := clean(one.Label, one.Text); one.Label == "" && len(f.list) > 0 {
			f.list[len(f.list)-1].texts = append(f.list[len(f.list)-1].texts, text)
		} else {
			f.add(one.Label, text)
		}
	}
	return f
}

func (t Table) part() table {
	out := table{caption: t.Caption, piped: true}
	for _, c := range t.Columns {
		out.columns = append(out.columns, column{c.Head, c.Right})
	}
	for _, row := range t.Rows {
		var cells []cell
		for _, c := range row {
			cells = append(cells, cell{text: c.Text, outside: c.Outside})
		}
		out.rows = append(out.rows, cells)
	}
	return out
}

func cleanList(texts []string) list {
	var l list
	for _, text := range texts {
		l = append(l, clean("", text))
	}
	return l
}
