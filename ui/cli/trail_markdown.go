package cli

import (
	"fmt"
	"io"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
)

// writeTrailMarkdown writes the answer as a report to send on. Outside text is in code
// fences or, in tables, in code spans, so that no renderer takes it for markup.
func writeTrailMarkdown(out io.Writer, a trailAnswer) error {
	w := &markdownWriter{}
	w.WriteString("# Failures in the Login Audit Trail\n\n")
	if warning := a.incomplete(); warning != "" {
		fmt.Fprintf(w, "**%s**\n\n", warning)
	}
	fmt.Fprintf(w, "%s\n\nCounted as of %s.\n\n", a.headline(), diagnosis.Moment(a.at))
	if incidents, more := a.shownIncidents(); len(incidents) > 0 {
		w.WriteString("## Incidents, the most pressing first\n\n")
		for i, incident := range incidents {
			fmt.Fprintf(w, "### Incident %d\n\n", i+1)
			text := &textWriter{width: usual}
			text.incident(incident, a.cause(incident.Cause))
			w.fence(text.lines())
		}
		if more > 0 {
			fmt.Fprintf(w, "And %s.\n\n", plural(more, "more", "more"))
		}
	}
	for _, table := range a.tables() {
		w.table(table)
	}
	text := &textWriter{width: usual}
	text.words(a)
	if text.Len() > 0 {
		w.WriteString("## Words of the Detail column\n\n")
		w.fence(strings.Split(strings.Trim(text.String(), "\n"), "\n"))
	}
	if len(a.notes) > 0 {
		w.WriteString("## Notes\n\n")
		notes := &textWriter{width: usual}
		for _, note := range a.notes {
			notes.hanging("· ", note)
		}
		w.fence(notes.lines())
	}
	return writeAll(out, strings.TrimRight(w.String(), "\n")+"\n")
}

func (w *markdownWriter) table(t trailTable) {
	fmt.Fprintf(w, "## %s\n\n", t.title)
	rule := "|"
	for _, c := range t.columns {
		w.WriteString("| " + c.head + " ")
		rule += map[bool]string{true: " ---: |", false: " --- |"}[c.right]
	}
	w.WriteString("|\n" + rule + "\n")
	for i := range t.lines {
		for _, c := range t.columns {
			text := strings.TrimSpace(c.cells[i].text)
			if c.cells[i].outside {
				text = codeInTable(c.cells[i].text)
			}
			w.WriteString("| " + text + " ")
		}
		w.WriteString("|\n")
	}
	w.WriteString("\n")
}

// codeInTable returns printable outside text as a code span in a table cell. Its
// delimiters are longer than any run of backticks in the text. A bar would end the cell
// even inside code, and renderers disagree on how to escape it there, so that it is
// written in the form that Printable gives to hidden characters.
func codeInTable(text string) string {
	const most = 200
	text = strings.ReplaceAll(border.Clip(text, most), "|", `\u{007C}`)
	marks := "`"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " " // a renderer strips one space from each end
	}
	return marks + text + marks
}
