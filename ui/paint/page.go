package paint

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
	styles := NewStyles(renderer, UnknownGround, false) // a command does not ask the terminal
	lines := styles.PageHead(p, width)
	text := NewMarkdown(styles).Page(p, width)
	for i := range text.Lines {
		lines = append(lines, text.Paint(i, -1, styles))
	}
	lines = append(lines, "", styles.Heading.Paint("SOURCES"))
	for _, source := range p.Sources { // an address that is broken cannot be copied
		lines = append(lines, append(Wrap(source.Title, width), styles.Quiet.Paint(source.URL))...)
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(trimRight(line) + "\n")
	}
	return b.String()
}

// PageHead is the title of a page, and where its code occurs.
func (s *Styles) PageHead(p content.Page, width int) []string {
	var lines []string
	if p.Code == "" {
		lines = append(lines, s.Heading.Paragraph("", p.Title, width)...)
	} else {
		steps := make([]string, len(p.Occurs))
		for i, step := range p.Occurs {
			steps[i] = step.Title()
		}
		where := strings.Join(steps, " · ")
		name := s.Heading.Paint(string(p.Code))
		if Cells(where)+3+len(p.Code) <= width {
			lines = append(lines, Apart(name, s.Quiet.Paint(where), width))
		} else {
			lines = append(lines, name, s.Quiet.Paint(Clip(where, width)))
		}
		lines = append(lines, Wrap(p.Title, width)...)
	}
	lines = append(lines, "")
	return lines
}
