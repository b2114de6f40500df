package cli

import (
	"fmt"
	"io"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
)

// writeTrailMarkdown writes what was counted as a report that can be sent on.
// Outside text is in fences, and in tables as code, where no renderer takes it
// for markup.
func writeTrailMarkdown(out io.Writer, a trailAnswer) error {
	w := &markdownWriter{}
	w.WriteString("# Failures in the Login Audit Trail\n\n")
	if said := a.incomplete(); said != "" {
		fmt.Fprintf(w, "**%s**\n\n", said)
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

// table writes a table of counts.
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

// codeInTable sets printable outside text as code within a cell: its marks are
// longer than any run of backticks in it. A bar would end the cell, in code too, and
// renderers disagree on how to escape one there: it is written as Printable writes
// what cannot be shown.
func codeInTable(text string) string {
	const most = 200
	text = strings.ReplaceAll(border.Clip(text, most), "|", `\u{007C}`)
	marks := "`"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " " // which a renderer takes off again
	}
	return marks + text + marks
}
