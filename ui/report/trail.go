package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
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
	Steps []content.Instruction // of the page about its cause
	Chart paint.Chart           // how it went; without columns if that is not known
	names []pseudonym.Value     // the values of the export in Title and Facts
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
	for _, room := range trailRooms {
		if d.short = t.short(room.steps, room.without); d.fits() {
			break
		}
	}
	var incidents []part
	for i, one := range t.Incidents {
		incidents = append(incidents, heading{text: fmt.Sprintf("Incident %d", i+1)}, quoted(clean("", one.Title)), one.facts(0))
		if len(one.Chart.Failures) > 0 {
			incidents = append(incidents, chart{one.Chart})
		}
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
		d.addSection("How it was read", cleanList(t.Notes))
	}
	d.addSection("About this report", say(0, "made with", strings.TrimSpace("authdoctor "+t.Version)))
	return d
}

// Replace puts the stand-ins in place of the names and addresses that a Summary has. The
// values that are not in the report get none: there may be one for every user.
func (t *Trail) Replace(standIns *pseudonym.StandIns, s *trail.Summary) error {
	cells := map[string]bool{}
	for _, table := range t.Tables {
		for _, row := range table.Rows {
			for _, one := range row {
				if one.Outside {
					cells[one.Text] = true
				}
			}
		}
	}
	notes := strings.ToLower(t.Warning + "\n" + strings.Join(t.Words, "\n") + "\n" + strings.Join(t.Notes, "\n"))
	for _, by := range []trail.Dimension{trail.ByApplication, trail.ByUser, trail.ByRole, trail.ByIP, trail.ByURI} {
		for _, group := range s.GroupBy(by) {
			if group.Rest {
				continue
			}
			forms := []string{group.Value}
			for _, cells := range []int{math.MaxInt, 80, 60, 40} { // as it is clipped in tables and notes
				forms = append(forms, border.Clip(ValueName(by, group.Value), cells))
			}
			if slices.ContainsFunc(forms, func(form string) bool { return cells[form] || strings.Contains(notes, strings.ToLower(form)) }) {
				for _, form := range forms {
					standIns.Learn(by, group.Value, form)
				}
			}
		}
	}
	var failed error
	replace := func(text *string) {
		replaced, err := standIns.Text(*text)
		*text, failed = replaced, cmp.Or(failed, err)
	}
	// Own words stay: a role may be called Integration, which is in every menu path.
	among := func(text *string, names []pseudonym.Value) {
		replaced, err := standIns.Values(*text, names)
		*text, failed = replaced, cmp.Or(failed, err)
	}
	among(&t.Headline, nil)
	among(&t.Most, nil)
	replace(&t.Warning)
	for i := range t.Incidents {
		one := &t.Incidents[i]
		among(&one.Title, one.names)
		for k := range one.Facts {
			if slices.Contains(namingFacts, one.Facts[k].Label) {
				among(&one.Facts[k].Text, one.names)
			}
		}
	}
	for _, table := range t.Tables {
		for _, row := range table.Rows {
			for i := range row {
				if row[i].Outside {
					replace(&row[i].Text)
				}
			}
		}
	}
	for _, list := range []*[]string{&t.Words, &t.Notes} {
		*list = slices.Clone(*list)
		for i := range *list {
			replace(&(*list)[i])
		}
	}
	return failed
}

// namingFacts are the labels of the facts that may have values of the export.
var namingFacts = []string{"of", "user", "role", "address", "touches", "why"}

// named returns a value of the export with the forms in which an Incident has it.
func named(by trail.Dimension, value string) pseudonym.Value {
	shown := []string{ValueName(by, value), strings.TrimSpace(border.Shown(value, 60))} // the second in Why
	for _, cells := range []int{80, 40} {
		shown = append(shown, border.Clip(shown[0], cells))
	}
	return pseudonym.Value{Column: by, Value: value, Shown: shown}
}

// trailRooms are how much the short part may say: the number of steps, and the facts that are
// only in the section of the incident. Document takes the first in which it is short enough.
var trailRooms = []struct {
	steps   int
	without []string
}{
	{4, []string{"first", "page", ""}},
	{4, []string{"first", "page", "", "why"}},
	{3, []string{"first", "page", "", "why", "touches"}},
	{2, []string{"first", "page", "", "why", "touches", "role", "address"}},
	{1, []string{"first", "page", "", "why", "touches", "role", "address", "user"}},
	{0, []string{"why", "touches", "role", "address", "user", "of"}},
}

// short returns the short part, with some steps for the most pressing incident and without
// some of its facts.
func (t Trail) short(steps int, without []string) []part {
	var parts []part
	if t.Warning != "" {
		parts = append(parts, quoted(t.Warning))
	}
	parts = append(parts, say(11, "Counted", utc(diagnosis.Moment(t.At)), "Times", "as in the export, which names no time zone", "Most", t.Most))
	var others list
	for i, one := range t.Incidents {
		if i == 0 {
			who := t.who(one, steps)
			one.Facts = slices.DeleteFunc(slices.Clone(one.Facts), func(f Fact) bool {
				instead := f.Label == "first" || f.Label == "page" || f.Label == ""
				return slices.Contains(without, f.Label) && (!instead || len(who) > 0 || t.Audience == ForVendor)
			})
			parts = append(parts, quoted("The most pressing: "+clean("", one.Title)), one.facts(11))
			parts = append(parts, who...)
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
		parts = append(parts, prose("Then"), others)
	}
	if len(t.Incidents) > 0 {
		sure := say(11, "How sure", "The counts are those of the rows that were read. The cause is inferred from them.")
		if t.Audience == ForVendor {
			sure.add("Question", "What else does NetSuite log for these failures?")
		}
		sure.apart = true
		parts = append(parts, sure)
	}
	return parts
}

// who returns the steps for an incident for those who read the report: those of the other side
// only where the reader has none. A single step is said whole.
func (t Trail) who(one Incident, most int) []part {
	if t.Audience == ForVendor {
		return nil
	}
	mine := slices.DeleteFunc(slices.Clone(one.Steps), func(s content.Instruction) bool {
		return string(t.Audience) != strings.ToLower(s.Actor)
	})
	if len(mine) == 0 {
		mine = one.Steps
	}
	var parts []part
	for i, s := range mine[:min(most, len(mine))] {
		if len(mine) > 1 {
			s.Text = firstSentence(s.Text)
		}
		actor, text := s.Actor, step{text: clean("", s.Text)}
		if actor == "" {
			actor = "Steps"
		}
		if last := len(parts) - 1; last >= 0 && parts[last].(group).actor == actor {
			g := parts[last].(group)
			g.steps = append(g.steps, text)
			parts[last] = g
			continue
		}
		parts = append(parts, group{actor: actor, from: i + 1, steps: []step{text}})
	}
	if len(parts) > 0 {
		parts = append(parts, prose("Fixed when the trail shows no new failure of this kind."))
	}
	return parts
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
