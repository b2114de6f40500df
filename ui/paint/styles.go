// Package paint draws: lines measured in cells, styles, fields, forms, lists, Markdown and
// what findings and facts look like. It knows no session and no screen; the commands draw
// with it as well.
package paint

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"authdoctor/diagnosis/border"
)

// Styles are the inks of the screens, by purpose. There is one accent colour, for alarms
// and the cursor, and two weights; secondary text is quiet. Colour alone never carries
// meaning.
type Styles struct {
	Brand    Ink // the program's name in the header
	Crumb    Ink // where the user is
	Rule     Ink // lines that part header and footer from the body
	Heading  Ink // the first line of a body, a section
	Text     Ink
	Quiet    Ink // labels, sources, hints
	Strong   Ink // a value that was found
	Chosen   Ink // the selected row
	Cursor   Ink // signs: › before the selected row, and the field's cursor
	Alarm    Ink // signs of what failed, what is confirmed
	Link     Ink
	LinkHere Ink // the link that enter follows
	Key      Ink // a key in the footer
	Border   Ink // of the field

	// Links reports whether the terminal draws OSC 8 links.
	Links bool

	// quiet and Profile are for glamour, which must not query the terminal itself.
	quiet   string
	Profile termenv.Profile
}

// Ink paints text in one style. It keeps the ready-made sequences of a lipgloss.Style:
// Style.Render lays out a box for every call, which costs more than the rest of a frame,
// and every piece of text here is within one line.
type Ink struct{ on, off string }

// Paint returns text, which is within one line, in the style.
func (i Ink) Paint(text string) string {
	if i.on == "" || text == "" {
		return text
	}
	return i.on + text + i.off
}

// Paragraph wraps text into lines of at most width cells. The first follows lead, the
// others are indented as far.
func (i Ink) Paragraph(lead, text string, width int) []string {
	lines := Wrap(text, width-Cells(lead))
	for n, line := range lines {
		lines[n] = lead + i.Paint(line)
		if n == 0 {
			lead = Spaces(Cells(lead))
		}
	}
	return lines
}

func newInk(style lipgloss.Style) Ink {
	const mark = "x"
	on, off, _ := strings.Cut(border.Own(style.Render(mark)), mark)
	return Ink{on, off}
}

// Lead returns what comes before a row of a list, and the ink of its text.
func (s *Styles) Lead(chosen bool) (mark string, look Ink) {
	if chosen {
		return s.Cursor.Paint("›") + " ", s.Chosen
	}
	return "  ", s.Text
}

// NewStyles returns the styles for a renderer, whose colour profile already considers
// NO_COLOR, TERM=dumb and output that is not a terminal. With high contrast nothing is
// quiet, and the selected row is reversed.
func NewStyles(renderer *lipgloss.Renderer, ground Ground, contrast bool) *Styles {
	colours := paletteFor(renderer.ColorProfile(), ground, contrast)
	plain := renderer.NewStyle()
	in := func(colour string) lipgloss.Style {
		if colour == "" {
			return plain
		}
		return plain.Foreground(lipgloss.Color(colour))
	}
	return &Styles{
		Brand:    newInk(plain.Bold(true)),
		Crumb:    newInk(plain),
		Rule:     newInk(in(colours.rule)),
		Heading:  newInk(plain.Bold(true)),
		Text:     newInk(plain),
		Quiet:    newInk(in(colours.quiet)),
		Strong:   newInk(plain.Bold(true)),
		Chosen:   newInk(plain.Bold(true).Reverse(contrast)),
		Cursor:   newInk(in(colours.sign).Bold(true)),
		Alarm:    newInk(in(colours.sign).Bold(true)),
		Link:     newInk(in(colours.link).Underline(true)),
		LinkHere: newInk(in(colours.link).Bold(true).Reverse(true)),
		Key:      newInk(plain.Bold(true)),
		Border:   newInk(in(colours.rule)),
		quiet:    colours.quiet,
		Profile:  renderer.ColorProfile(),
	}
}
