package ui

import (
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"authdoctor/content"
)

// PageText sets a page for output that is not a screen: the same text, with the
// colours that the terminal and the environment allow, and no spaces at the ends of
// lines. The terminal is nil for output that is none. The styles are sealed: the
// text is for a border.Writer.
func PageText(p content.Page, width int, terminal *os.File) string {
	renderer := lipgloss.NewRenderer(io.Discard)
	if terminal != nil {
		renderer = lipgloss.NewRenderer(terminal)
	} else {
		renderer.SetColorProfile(termenv.Ascii) // whatever CLICOLOR_FORCE says
	}
	renderer.SetHasDarkBackground(true)
	styles := newStyles(renderer, true)
	shown := newPage(&session{styles: styles, markdown: newMarkdown(styles)}, p, "")
	lines := shown.head(width)
	text := shown.s.markdown.page(p, width)
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
	return b.String()
}
