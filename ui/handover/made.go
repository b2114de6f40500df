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
	chosenTime := h.s.Standing || !h.s.Journal.At.IsZero() // by --at, or with a case that was opened
	switch h.of {
	case screen.OfKeys:
		k := report.Keys{Files: h.s.Case.Keys.Files(), At: h.s.Case.At.UTC(), ChosenTime: chosenTime, Audience: audience, Version: h.s.Version}
		return func() handed { return handed{document: k.Document()} }
	case screen.OfTrail:
		t, export, library := report.Trail{At: h.s.Clock().UTC(), Audience: audience, Version: h.s.Version}, h.s.Export, h.s.Library
		return func() handed { return handed{document: trailReport(t, export, library)} }
	}
	file, standIns, random := screen.CaseFile(h.s), h.standIns, h.s.Random
	fresh := h.fresh || standIns == nil
	h.fresh = false
	if h.chosen("Names") == asTheyAre {
		standIns, fresh = nil, false
	}
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
func trailReport(t report.Trail, e *files.Export, library *content.Library) *report.Document {
	s := e.Summary
	t.Headline = paint.Plural(len(e.Incidents), "incident", "incidents") + ", " + paint.Plural(int(s.Failures), "failure", "failures") + " of " + paint.Plural(int(s.Rows), "row", "rows")
	if days := paint.Days(s.First, s.Last, time.Time{}); days != "" {
		t.Headline += ", " + days
	}
	if !s.Complete {
		t.Warning = "Incomplete: these are the counts of what could be read, not of all rows."
	}
	for _, one := range e.Incidents {
		t.Incidents = append(t.Incidents, report.IncidentOf(one, library.Cause(one.Cause)))
	}
	const most = 4
	var frequent []string
	for _, by := range []struct {
		of    trail.Dimension
		title string
	}{{trail.ByCode, "By code"}, {trail.ByApplication, "By application"}, {trail.ByUser, "By user"}} {
		table := report.Table{Caption: by.title, Columns: []report.Column{{Head: string(by.of)}, {Head: "failures", Right: true}, {Head: "successes", Right: true}}}
		for _, g := range s.GroupBy(by.of) {
			name := report.ValueName(by.of, g.Value)
			if g.Rest {
				name = "(all others)"
			}
			table.Rows = append(table.Rows, []report.Cell{{Text: name, Outside: !g.Rest && g.Value != ""}, {Text: paint.Count(int(g.Failures))}, {Text: paint.Count(int(g.Successes))}})
			if by.of == trail.ByCode && g.Failures > 0 && !g.Rest && len(frequent) < most {
				frequent = append(frequent, name+" "+paint.Count(int(g.Failures)))
			}
		}
		if len(table.Rows) > 0 {
			t.Tables = append(t.Tables, table)
		}
	}
	t.Most = strings.Join(frequent, " · ")
	return t.Document()
}
