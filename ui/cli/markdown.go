package cli

import (
	"fmt"
	"io"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/ui/paint"
)

// markdownWriter formats an answer as a report to send on, without tokens and signatures.
// Outside text is in code fences, where no renderer takes it for markup.
type markdownWriter struct{ strings.Builder }

// writeMarkdown writes the report, followed by the first page of the Diagnosis.
func writeMarkdown(out io.Writer, library func() (*content.Library, error), input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis) error {
	w := &markdownWriter{}
	w.WriteString("# Diagnosis of a NetSuite OAuth 2.0 login\n\n")
	fmt.Fprintf(w, "Evaluated at %s. Tokens, signatures and private keys are not part of this report.\n\n", diagnosis.Moment(d.At))
	w.known(input, c, d)
	w.findings(c, d)
	w.verdicts(d)
	if len(d.Pages) > 0 {
		all, err := library()
		if err != nil {
			return err
		}
		if page, ok := all.Page(d.Pages[0]); ok {
			w.page(page)
		}
	}
	return writeAll(out, w.String())
}

// fence writes lines in a code fence that is longer than any run of backticks in them.
func (w *markdownWriter) fence(lines []string) {
	text := border.Redact(strings.Join(lines, "\n"))
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	fmt.Fprintf(w, "%stext\n%s\n%s\n\n", marks, text, marks)
}

func (w *markdownWriter) known(input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis) {
	w.WriteString("## What is known\n\n")
	var lines []string
	for _, e := range c.Exchanges {
		lines = append(lines, "exchange: "+e.Title())
	}
	for _, t := range c.Tokens {
		lines = append(lines, "token: "+t.Kind.Title())
		for _, line := range t.Lines() {
			when := ""
			if moment := moment(t.Time(line.Name)); line.IsTime && moment != "" {
				when = " (" + moment + ")"
			}
			lines = append(lines, fmt.Sprintf("%s %s: %s%s", line.Part, line.Name, line.Shown, when))
		}
	}
	for _, key := range c.Keys.All() {
		lines = append(lines, "key material: "+keyName(key)+", "+key.Type())
	}
	for _, fact := range d.Facts {
		lines = append(lines, fmt.Sprintf("%s = %s (%s)", fact.Name, fact.Shown(), fact.Source))
	}
	for _, note := range input.Notes {
		lines = append(lines, "note: "+note)
	}
	w.fence(lines)
}

// findings writes the findings, each all in a fence: the fix quotes the token as well.
func (w *markdownWriter) findings(c diagnosis.Case, d diagnosis.Diagnosis) {
	w.WriteString("## Findings, first cause first\n\n")
	several := len(c.Tokens) > 1
	for _, f := range d.Findings {
		if f.Status == diagnosis.Pass {
			continue
		}
		fmt.Fprintf(w, "### %s %s\n\n", paint.StatusGlyph(f.Status), f.ID)
		text := &textWriter{width: usual}
		text.finding(f, d, several)
		w.fence(text.lines())
	}
	if d.Count(diagnosis.Pass) > 0 {
		w.WriteString("### ✓ passed\n\n")
		text := &textWriter{width: usual}
		text.passed(d, several)
		w.fence(text.lines())
	}
}

func (w *markdownWriter) verdicts(d diagnosis.Diagnosis) {
	w.WriteString("## The codes of the Detail column\n\n")
	lines := make([]string, len(d.Verdicts))
	for i, verdict := range d.Verdicts {
		lines[i] = fmt.Sprintf("%s %-11s  %-30s  %s", paint.CertaintyGlyph(verdict.Verdict), verdict.Verdict, verdict.Code, verdict.Because)
	}
	w.fence(lines)
}

// page writes a page with its headings one level lower.
func (w *markdownWriter) page(p content.Page) {
	fmt.Fprintf(w, "---\n\n## %s\n\n%s\n\n", pageTitle(p), strings.TrimSpace(demote(withoutLinks(p.Body))))
	w.WriteString("Sources:\n\n")
	for _, source := range p.Sources {
		fmt.Fprintf(w, "- [%s](%s)\n", source.Title, source.URL)
	}
}

func pageTitle(p content.Page) string {
	if p.Code != "" {
		return string(p.Code) + ": " + p.Title
	}
	return p.Title
}

// withoutLinks replaces links to other pages by their explain commands: in a report that is
// sent on, links to files would lead nowhere.
func withoutLinks(body string) string {
	return pageLink().ReplaceAllStringFunc(body, func(link string) string {
		parts := pageLink().FindStringSubmatch(link)
		return fmt.Sprintf("%s (`authdoctor explain %s`)", parts[1], pageName(parts[2]))
	})
}

var pageLink = pattern.Lazy(`\[([^\]]+)\]\(([^):#]+\.md)(?:#[^)]*)?\)`)

// demote lowers each heading outside code fences by one level.
func demote(body string) string {
	lines := strings.Split(body, "\n")
	fenced := false
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(line, "#") {
			lines[i] = "#" + line
		}
	}
	return strings.Join(lines, "\n")
}
