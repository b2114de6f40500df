package handover

import (
	"strings"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/trail"
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
}

// make makes what leaves, from the session as it is and from the choices.
func (h *handOver) make() {
	h.wrapped = nil
	m := made{what: "report"}
	document, file, err := h.subject()
	ending := ".md"
	switch {
	case err != nil:
	case h.chosen("Form") == caseFile:
		m.what, ending = "case file", ".json"
		m.text = strings.TrimRight(string(file), "\n") + "\n"
		m.shown = m.text
	default:
		if m.shown, err = document.Write(report.AsMarkdown); err == nil {
			m.text = m.shown
		}
		if h.chosen("Form") == html && err == nil {
			ending = ".html"
			m.text, err = document.Write(report.AsHTML)
			m.shown = "As one HTML file of " + paint.Amount(int64(len(m.text))) + ", with these words:\n\n" + m.shown
		}
	}
	if err != nil {
		m.text, m.problem = "", paint.Sentence(err.Error())
	}
	m.name = h.name(ending)
	h.made = m
}

// name proposes the name of a file: netsuite-login-1234567-2026-12-01.md. An account that
// is replaced is not in it.
func (h *handOver) name(ending string) string {
	parts := []string{"netsuite", map[screen.Subject]string{screen.OfCase: "login", screen.OfKeys: "keys", screen.OfTrail: "trail"}[h.of]}
	if accounts := h.s.Case.Accounts(); len(accounts) > 0 && h.of == screen.OfCase && h.chosen("Names") == asTheyAre {
		parts = append(parts, accounts[0])
	}
	return strings.Join(append(parts, h.s.Clock().UTC().Format(time.DateOnly)), "-") + ending
}

// subject returns the report about what is handed over and, of a Case, its case file.
func (h *handOver) subject() (*report.Document, []byte, error) {
	audience := report.Audience(h.chosen("For"))
	switch h.of {
	case screen.OfKeys:
		return report.Keys{Files: h.s.Case.Keys.Files(), At: h.s.Clock().UTC(), Audience: audience, Version: h.s.Version}.Document(), nil, nil
	case screen.OfTrail:
		return h.trail(audience), nil, nil
	}
	f := casefile.File{Kept: h.s.Now(), Case: h.s.Case}
	for _, c := range h.s.Answers.Chosen {
		question := h.s.Library.Guide().Questions[c.Question]
		f.Answers = append(f.Answers, casefile.Answer{Question: c.Question, Answer: question.Answers[c.Answer].Text, Asked: c.Asked})
	}
	var standIns *pseudonym.StandIns
	if h.chosen("Names") != asTheyAre {
		standIns = h.standIns
	}
	handed, err := report.Of(f, standIns, report.Options{Audience: audience, Library: h.s.Library, Version: h.s.Version, Chosen: h.s.Answers.Chosen, Question: h.question()})
	if err != nil {
		return nil, nil, err
	}
	return handed.Document, handed.File, nil
}

// question returns the one that the screens ask.
func (h *handOver) question() *content.Question {
	if len(h.s.Case.Tokens)+len(h.s.Case.Exchanges) > 0 {
		return h.s.Answers.Ask().Question
	}
	return nil
}

// trail returns the report about the open export of the Login Audit Trail.
func (h *handOver) trail(audience report.Audience) *report.Document {
	e := h.s.Export
	s := e.Summary
	t := report.Trail{At: h.s.Clock().UTC(), Audience: audience, Version: h.s.Version}
	t.Headline = paint.Plural(len(e.Incidents), "incident", "incidents") + ", " + paint.Plural(int(s.Failures), "failure", "failures") + " of " + paint.Plural(int(s.Rows), "row", "rows")
	if days := paint.Days(s.First, s.Last, time.Time{}); days != "" {
		t.Headline += ", " + days
	}
	if !s.Complete {
		t.Warning = "Incomplete: these are the counts of what could be read, not of all rows."
	}
	for _, one := range e.Incidents {
		t.Incidents = append(t.Incidents, report.IncidentOf(one, h.s.Library.Cause(one.Cause)))
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
