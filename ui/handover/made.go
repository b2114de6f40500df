package handover

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// made is what leaves the machine.
type made struct {
	what  string // report or case file
	name  string // of the file, as proposed
	text  string // that is copied and saved; "" if nothing can leave
	shown string // text or, for HTML, the same words as Markdown
	// problem is why nothing can leave; "" if it can.
	problem string
	// standIns are those that the names have in it; nil for the names themselves.
	standIns *pseudonym.StandIns
}

// prepare returns the command that makes what leaves, from the session as it is and from the
// choices. It takes too long for a key press. One runs at a time, because stand-ins are used
// by one only: what is chosen meanwhile is made after it.
func (h *handOver) prepare() tea.Cmd {
	if h.again = h.making; h.making {
		return nil
	}
	h.making, h.made, h.wrapped = true, made{what: "report"}, nil
	subject, form, name := h.subject(), h.chosen("Form"), h.name()
	return h.Ask(h, func() any { return madeOf(subject, form, name) })
}

// madeOf makes what leaves of a subject in a form. name is that of the file, without its ending.
func madeOf(subject func() handed, form, name string) made {
	of := subject()
	m, err, ending := made{what: "report", standIns: of.standIns}, of.err, ".md"
	switch {
	case err != nil:
	case form == caseFile:
		m.what, ending = "case file", ".json"
		m.text = strings.TrimRight(string(of.file), "\n") + "\n"
		m.shown = m.text
	default:
		if m.shown, err = of.document.Write(report.AsMarkdown); err == nil {
			m.text = m.shown
		}
		if form == html && err == nil {
			ending = ".html"
			m.text, err = of.document.Write(report.AsHTML)
			m.shown = "As one HTML file of " + paint.Amount(int64(len(m.text))) + ", with these words:\n\n" + m.shown
		}
	}
	if err != nil {
		m.text, m.problem = "", paint.Sentence(err.Error())
	}
	m.name = name + ending
	return m
}

// name proposes the name of a file without its ending: netsuite-login-1234567-2026-12-01. An
// account that is replaced is not in it.
func (h *handOver) name() string {
	parts := []string{"netsuite", map[screen.Subject]string{screen.OfCase: "login", screen.OfKeys: "keys", screen.OfTrail: "trail", screen.OfSetup: "setup"}[h.of]}
	if accounts := h.s.Case.Accounts(); len(accounts) > 0 && h.ofCase() && h.chosen("Names") == asTheyAre {
		parts = append(parts, accounts[0])
	}
	return strings.Join(append(parts, h.s.Clock().UTC().Format(time.DateOnly)), "-")
}

// handed is the report about what is handed over and, of a Case, its case file and stand-ins.
type handed struct {
	document *report.Document
	file     []byte
	standIns *pseudonym.StandIns
	err      error
}

// subject returns the function that makes the report. It uses nothing of the session that
// may change.
func (h *handOver) subject() func() handed {
	audience := report.Audience(h.chosen("For"))
	standIns, random := h.standIns, h.s.Random
	fresh := h.fresh || standIns == nil
	h.fresh = false
	if names := h.chosen("Names"); names == asTheyAre || names == "" {
		standIns, fresh = nil, false
	}
	chosenTime := h.s.Standing || !h.s.Journal.At.IsZero() // by --at, or with a case that was opened
	switch h.of {
	case screen.OfKeys:
		k := report.Keys{Files: h.s.Case.Keys.Files(), At: h.s.Case.At.UTC(), ChosenTime: chosenTime, Audience: audience, Version: h.s.Version}
		return func() handed { return handed{document: k.Document()} }
	case screen.OfTrail:
		t, export, library := report.Trail{At: h.s.Clock().UTC(), Audience: audience, Version: h.s.Version}, h.s.Export, h.s.Library
		return func() handed {
			if fresh {
				standIns = pseudonym.New(random)
			}
			trailReport(&t, export, library)
			if standIns != nil {
				if err := t.Replace(standIns, export.Summary); err != nil {
					return handed{standIns: standIns, err: err}
				}
			}
			return handed{document: t.Document(), standIns: standIns}
		}
	}
	file := screen.CaseFile(h.s)
	options := report.Options{Audience: audience, Library: h.s.Library, Version: h.s.Version, Chosen: slices.Clone(h.s.Answers.Chosen), ChosenTime: chosenTime, Question: h.question()}
	of := func(standIns *pseudonym.StandIns) (report.Handed, error) { return report.Of(file, standIns, options) }
	if list, ok := h.s.Lessons.Checklist(h.lesson); h.of == screen.OfSetup && ok {
		of = func(standIns *pseudonym.StandIns) (report.Handed, error) {
			return report.OfSetup(list.Lesson, file, standIns, options)
		}
	}
	return func() handed {
		if fresh {
			standIns = pseudonym.New(random)
		}
		made, err := of(standIns)
		if err != nil {
			return handed{standIns: standIns, err: err}
		}
		return handed{document: made.Document, file: made.File, standIns: standIns}
	}
}

// question returns the one that the screens ask.
func (h *handOver) question() *content.Question {
	if len(h.s.Case.Tokens)+len(h.s.Case.Exchanges) > 0 {
		return h.s.Answers.Ask().Question
	}
	return nil
}

// trailReport completes the report about an export of the Login Audit Trail.
func trailReport(t *report.Trail, e *files.Export, library *content.Library) {
	s := e.Summary
	t.Notes = slices.Clone(e.Notes)
	t.Headline = paint.Plural(len(e.Incidents), "incident", "incidents") + ", " + paint.Plural(int(s.Failures), "failure", "failures") + " of " + paint.Plural(int(s.Rows), "row", "rows")
	if days := paint.Days(s.First, s.Last, time.Time{}); days != "" {
		t.Headline += ", " + days
	}
	if !s.Complete {
		t.Warning = "Incomplete: these are the counts of what could be read, not of all rows."
	}
	for _, one := range e.Incidents[:min(mostRows, len(e.Incidents))] {
		t.Incidents = append(t.Incidents, report.IncidentOf(one, library.Cause(one.Cause)))
	}
	t.More = len(e.Incidents) - len(t.Incidents)
	const most = 4
	var frequent []string
	for _, g := range s.GroupBy(trail.ByCode) {
		if g.Failures > 0 && !g.Rest && len(frequent) < most {
			frequent = append(frequent, report.ValueName(trail.ByCode, g.Value)+" "+paint.Count(int(g.Failures)))
		}
	}
	t.Most = strings.Join(frequent, " · ")
	for _, by := range []trail.Dimension{trail.ByCode, trail.ByApplication, trail.ByUser, trail.ByRole, trail.ByIP, trail.ByDay} {
		if table, ok := tableOf(s, by); ok {
			t.Tables = append(t.Tables, table)
		}
	}
}

// mostRows bounds the lines of a table in a report; the others are one line.
const mostRows = 10

// tableOf returns the table of a dimension: what fails most, the days in order; ok
// is false if the export has no value of it.
func tableOf(s *trail.Summary, by trail.Dimension) (table report.Table, ok bool) {
	name := string(by)
	if by == trail.ByIP {
		name = "IP address"
	}
	table = report.Table{Caption: "By " + name, Columns: []report.Column{{Head: name}, {Head: "failures", Right: true}, {Head: "successes", Right: true}}}
	add := func(name report.Cell, failures, successes int64) {
		table.Rows = append(table.Rows, []report.Cell{name, {Text: paint.Count(int(failures))}, {Text: paint.Count(int(successes))}})
	}
	var shown []trail.Group
	var others trail.Group
	for _, g := range s.GroupBy(by) {
		ok = ok || g.Value != "" || g.Rest
		if g.Failures > 0 && !g.Rest && len(shown) < mostRows {
			shown = append(shown, g)
			continue
		}
		others.Failures += g.Failures
		others.Successes += g.Successes
	}
	if by == trail.ByDay {
		slices.SortStableFunc(shown, func(a, b trail.Group) int { return strings.Compare(a.Value, b.Value) })
	}
	for _, g := range shown {
		add(report.Cell{Text: report.ValueName(by, g.Value), Outside: g.Value != "" && by != trail.ByDay}, g.Failures, g.Successes)
	}
	if others.Failures+others.Successes > 0 {
		add(report.Cell{Text: "(all others)"}, others.Failures, others.Successes)
		switch {
		case others.Failures == 0:
		case by == trail.ByDay:
			table.Caption += ", those with most failures"
		default:
			table.Caption += ", most failures first"
		}
	}
	return table, ok && len(shown) > 0
}
