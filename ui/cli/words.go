package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// errNoPage ends a command whose words are about no page.
var errNoPage = errors.New("no page is about these words; the guide finds the cause by questions")

// leadOf is what a text that nothing read leads to. ok is false where it is none of plain
// words, nor one with an error that was not understood and that has pages all the same.
func leadOf(library *content.Library, input intake.Input, text string) (lead content.WordsLead, ok bool) {
	switch {
	case input.Kind == intake.KindWords:
		return library.Lead(text), true
	case input.Kind == intake.KindUnknown && input.Lacks == "" && (input.Detail.Word == "" || len(input.Detail.Nearest) == 0) && len(text) <= intake.MaxText:
		lead = library.Lead(text)
	}
	return lead, len(lead.Pages) > 0
}

// withLead puts what the words lead to before what is known otherwise. Words of a text
// with an error that was not understood, or with a code misspelt, are no finding: their
// pages are the nearest.
func withLead(d diagnosis.Diagnosis, input intake.Input, lead content.WordsLead) diagnosis.Diagnosis {
	if len(lead.Pages) > 0 && input.Kind == intake.KindWords {
		d.Findings = append([]diagnosis.Finding{lead.Finding()}, d.Findings...)
	}
	var pages []string
	for _, passage := range lead.Pages {
		pages = append(pages, passage.Page.Path)
	}
	for _, page := range d.Pages {
		if !slices.Contains(pages, page) {
			pages = append(pages, page)
		}
	}
	d.Pages = pages
	return d
}

// endOfWords is what a command ends with that was given words.
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

// reportWords is the JSON of words, and what their command ends with.
func reportWords(c diagnosis.Case, input intake.Input, lead content.WordsLead) (report, error) {
	r, ends := newReport(input, c, withLead(diagnosis.Diagnose(c), input, lead)), endOfWords(input, lead)
	r.Ask = newReportAsk(lead.Ask, nil)
	if !errors.Is(ends, errProblemsFound) {
		r.Error, ends = sayable(ends).Error(), reportedError{ends}
	}
	return r, ends
}

// words answers a text of words, or one with an error that was not understood.
func (o checkOptions) words(c diagnosis.Case, input intake.Input, lead content.WordsLead) error {
	switch {
	case o.format == formatJSON:
		answer, ends := reportWords(c, input, lead)
		if err := writeJSON(o.out, answer); err != nil {
			return err
		}
		return ends
	case o.format == formatMarkdown && len(lead.Pages) > 0:
		if err := writeMarkdown(o.out, o.library, input, c, withLead(diagnosis.Diagnose(c), input, lead)); err != nil {
			return err
		}
		return endOfWords(input, lead)
	}
	if err := writeLead(o.out, input, c, lead); err != nil {
		return err
	}
	return endOfWords(input, lead)
}

// writeLead prints what words lead to: the first page as a finding, the others with the
// passage that fits, and last the question that tells them apart.
func writeLead(out io.Writer, input intake.Input, c diagnosis.Case, lead content.WordsLead) error {
	w := &textWriter{width: widthOf(out)}
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
		w.hanging("  ", "authdoctor explain "+pageName(passage.Page.Path))
		w.hanging("    ", pageTitle(passage.Page))
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
			text += "  (authdoctor explain " + pageName(answer.Page) + ")"
		}
		w.hanging("  - ", text)
	}
	w.hanging("", "authdoctor asks the questions of the guide one at a time.")
	_, err := fmt.Fprint(out, w.String())
	return err
}
