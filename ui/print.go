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
	lines = append(lines, shown.sources(width)...)
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(stripMarks(trimRight(line)) + "\n")
	}
	if styles.Profile == termenv.Ascii {
		return ansi.Strip(b.String()) // glamour writes bold whatever the profile
	}
	return b.String()
}

// stripMarks takes out what marks links and headings for the screen.
func stripMarks(line string) string {
	return strings.Map(func(r rune) rune {
		if r == markLink || r == markLinkEnd || r == markHeading {
			return -1
		}
		return r
	}, line)
}
