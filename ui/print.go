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
	lines := styles.pageHead(p, width)
	text := newMarkdown(styles).page(p, width)
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

// pageHead is the title of a page, and where its code occurs.
func (s *Styles) pageHead(p content.Page, width int) []string {
	var lines []string
	if p.Code == "" {
		for _, line := range wrap(p.Title, width) {
			lines = append(lines, s.Heading.paint(line))
		}
	} else {
		steps := make([]string, len(p.Occurs))
		for i, step := range p.Occurs {
			steps[i] = step.Title()
		}
		where := strings.Join(steps, " · ")
		name := s.Heading.paint(string(p.Code))
		if cells(where)+3+len(p.Code) <= width {
			lines = append(lines, apart(name, s.Quiet.paint(where), width))
		} else {
			lines = append(lines, name, s.Quiet.paint(clip(where, width)))
		}
		lines = append(lines, wrap(p.Title, width)...)
	}
	lines = append(lines, "")
	return lines
}
