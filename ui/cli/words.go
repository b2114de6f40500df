package cli

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/report"
)

// errNoPage is the result of a command if no page is about the words.
var errNoPage = errors.New("no page matches these words; the guide finds the cause with questions")

// leadOf returns the pages and the question for a text that no reader accepted. ok is true
// for plain words, and for a text with an unknown error if there are pages about it.
func leadOf(library *content.Library, input intake.Input, text string) (lead content.WordsLead, ok bool) {
	switch {
	case input.Kind == intake.KindWords:
		return library.Lead(text), true
	case input.Kind == intake.KindUnknown && input.Lacks == "" && (input.Detail.Word == "" || len(input.Detail.Nearest) == 0) && len(text) <= intake.MaxText:
		lead = library.Lead(text)
	}
	return lead, len(lead.Pages) > 0
}

// withLead puts the pages for the words before the pages of a Diagnosis. For plain words
// the first page is a finding as well; for a text with an unknown error or a misspelt
// code it is only the nearest page.
func withLead(d diagnosis.Diagnosis, input intake.Input, lead content.WordsLead) diagnosis.Diagnosis {
	if len(lead.Pages) > 0 && input.Kind == intake.KindWords {
		d.Findings = append([]diagnosis.Finding{lead.Finding()}, d.Findings...)
	}
	var pages []string
	for _, passage := range lead.Pages {
		pages = append(pages, passage.Page.Path)
	}
	d.Pages = append(pages, slices.DeleteFunc(slices.Clone(d.Pages), func(page string) bool { return slices.Contains(pages, page) })...)
	return d
}

// endOfWords returns the result of a command that was given words.
func endOfWords(input intake.Input, lead content.WordsLead) error {
	switch {
	case input.Kind != intake.KindWords:
		return errors.New(problemOf(input))
	case len(lead.Pages) == 0 && len(input.Detail.Nearest) > 0:
		return errors.New(input.Problem)
	case len(lead.Pages) == 0:
		return errNoPage
	}
	return errProblemsFound
}

// reportWords returns the report about words and the result of the command.
func reportWords(c diagnosis.Case, input intake.Input, lead content.WordsLead) (checkReport, error) {
	r, ends := newReport(input, c, withLead(diagnosis.Diagnose(c), input, lead)), endOfWords(input, lead)
	r.Ask = newReportAsk(lead.Ask, nil)
	if !errors.Is(ends, errProblemsFound) {
		r.Error, ends = sayable(ends).Error(), reportedError{ends}
	}
	return r, ends
}

// words answers plain words, or a text with an unknown error.
func (o checkOptions) words(c diagnosis.Case, input intake.Input, lead content.WordsLead) error {
	switch {
	case o.format == formatJSON:
		answer, ends := reportWords(c, input, lead)
		return cmp.Or(writeJSON(o.out, answer), ends)
	case isReport(o.format) && len(lead.Pages) > 0:
		return cmp.Or(o.writeReport(input, casefile.File{Case: c}, withLead(diagnosis.Diagnose(c), input, lead), &lead.Ask, &names{}), endOfWords(input, lead))
	}
	return cmp.Or(writeLead(o.out, input, c, lead), endOfWords(input, lead))
}

// writeLead prints the first page for the words as a finding, the others with the matching
// passage, and the question that decides between them.
func writeLead(out io.Writer, input intake.Input, c diagnosis.Case, lead content.WordsLead) error {
	w := newText(out)
	for _, note := range input.Notes {
		w.hanging("note: ", note)
	}
	others := lead.Pages
	if len(others) > 0 && input.Kind == intake.KindWords {
		w.finding(lead.Finding(), diagnosis.Diagnose(c), false)
		others = others[1:]
		if len(others) > 0 {
			w.WriteString("\nIt may also be\n")
		}
	} else if len(others) > 0 {
		w.WriteString("The nearest pages\n")
	}
	for _, passage := range others {
		w.hanging("  ", report.Command(passage.Page.Path))
		w.hanging("    ", report.PageTitle(passage.Page))
		w.hanging("    ", passage.Text)
	}
	if len(lead.Pages) > 0 {
		w.WriteString("\n")
		w.hanging("", "To be sure: "+lead.Ask.Text)
	} else {
		w.hanging("", "The first question: "+lead.Ask.Text)
	}
	for _, answer := range lead.Ask.Answers {
		text := answer.Text
		if answer.Page != "" {
			text += "  (" + report.Command(answer.Page) + ")"
		}
		w.hanging("  - ", text)
	}
	w.hanging("", "authdoctor asks the questions of the guide one at a time.")
	if len(lead.Pages) == 0 {
		w.hanging("", "If nothing is set up yet: authdoctor setup")
	}
	return writeAll(out, w.String())
}
