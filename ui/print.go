package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/content"
)

// PageText sets a page for output that is not a screen: the same text, with the
// colours that out and the environment allow, and no blanks at the ends of lines.
func PageText(p content.Page, width int, out io.Writer) string {
	renderer := lipgloss.NewRenderer(out)
	renderer.SetHasDarkBackground(true)
	styles := newStyles(renderer, true)
	shown := newPage(&session{styles: styles, markdown: newMarkdown(styles)}, p, "")
	lines := shown.head(width)
	text := shown.markdown.page(p, width)
	for i := range text.lines {
		lines = append(lines, text.paint(i, -1, styles))
	}
	lines = append(lines, "", styles.Heading.paint("SOURCES"))
	for _, source := range p.Sources { // an address that is broken cannot be copied
		lines = append(lines, append(wrap(source.Title, width), styles.Quiet.paint(source.URL))...)
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(trimRight(line) + "\n")
	}
	if styles.Profile == termenv.Ascii {
		return ansi.Strip(b.String()) // glamour writes bold whatever the profile
	}
	return b.String()
}
