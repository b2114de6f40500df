package report

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/border"
)

// Markdown returns the document as Markdown. Text that may be from outside is in code
// fences or, in tables, in code spans.
func (d *Document) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", d.Kind)
	fence(&b, d.Short())
	for _, s := range d.sections {
		fmt.Fprintf(&b, "## %s\n\n", s.title)
		for rest := s.parts; len(rest) > 0; {
			switch p := rest[0].(type) {
			case heading:
				fmt.Fprintf(&b, "### %s\n\n", p.title())
			case prose:
				fmt.Fprintf(&b, "%s\n\n", p)
			case markdown:
				fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace(p.text))
			case table:
				if p.piped {
					p.pipes(&b)
					break
				}
				fence(&b, p.lines())
			default: // facts and quoted text that follow each other share a fence
				n := 1
				for n < len(rest) && fenced(rest[n]) {
					n++
				}
				fence(&b, linesOf(rest[:n]))
				rest = rest[n-1:]
			}
			rest = rest[1:]
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// fenced reports whether a part may share a fence with the one before.
func fenced(p part) bool {
	switch p.(type) {
	case facts, quoted, group, list, chart:
		return true
	}
	return false
}

// fence writes lines in a code fence that is longer than any run of backticks in them.
func fence(b *strings.Builder, lines []string) {
	text := strings.Join(lines, "\n")
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	fmt.Fprintf(b, "%stext\n%s\n%s\n\n", marks, text, marks)
}

func (t table) pipes(b *strings.Builder) {
	fmt.Fprintf(b, "### %s\n\n", t.caption)
	rule := "|"
	for _, c := range t.columns {
		b.WriteString("| " + c.head + " ")
		rule += map[bool]string{true: " ---: |", false: " --- |"}[c.right]
	}
	b.WriteString("|\n" + rule + "\n")
	for _, row := range t.rows {
		for _, c := range row {
			text := c.title()
			if c.outside {
				text = codeInTable(c.text)
			}
			b.WriteString("| " + text + " ")
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
}

// codeInTable returns printable outside text as a code span in a table cell. Its
// delimiters are longer than any run of backticks in the text.
func codeInTable(text string) string {
	text = inTable(text)
	marks := "`"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " " // a renderer strips one space from each end
	}
	return marks + text + marks
}

// inTable returns printable outside text for a cell of a table. A bar would end the cell
// even inside code, and renderers disagree on how to escape it there, so that it is
// written in the form that Printable gives to hidden characters.
func inTable(text string) string {
	const most = 200
	return strings.ReplaceAll(border.Clip(text, most), "|", `\u{007C}`)
}
