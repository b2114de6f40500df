package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"authdoctor/diagnosis/border"
)

// Styles is how things look, by what they are. There is one accent colour, for
// where to look and where the cursor is, and two weights; what is secondary is
// quiet. Nothing is told by colour alone.
type Styles struct {
	Brand    ink // the program's name in the header
	Crumb    ink // where the user is
	Rule     ink // lines that part header and footer from the body
	Heading  ink // the first line of a body, a section
	Text     ink
	Quiet    ink // labels, sources, hints
	Strong   ink // the selected row, a value that was found
	Cursor   ink // › before the selected row, and the field's cursor
	Alarm    ink // what failed, what is confirmed
	Link     ink
	LinkHere ink // the link that enter follows
	Key      ink // a key in the footer
	Border   ink // of the field

	// Dark and Profile are for glamour, which must not find out by itself.
	Dark    bool
	Profile termenv.Profile
}

// ink writes text in one style. It holds the sequences of a lipgloss.Style ready
// made: Style.Render lays out a box for every call, which costs more than all
// the rest of a frame, and every piece of text here lies in one line.
type ink struct{ on, off string }

func (i ink) paint(text string) string {
	if i.on == "" || text == "" {
		return text
	}
	return i.on + text + i.off
}

func newInk(style lipgloss.Style) ink {
	const mark = "x"
	on, off, _ := strings.Cut(border.Own(style.Render(mark)), mark)
	return ink{on, off}
}

// newStyles makes the styles for a renderer, whose colour profile already knows
// of NO_COLOR, TERM=dumb and output that is no terminal.
func newStyles(renderer *lipgloss.Renderer, dark bool) *Styles {
	pick := func(onDark, onLight string) lipgloss.Color {
		if dark {
			return lipgloss.Color(onDark)
		}
		return lipgloss.Color(onLight)
	}
	var (
		accent = pick("209", "130")
		quiet  = pick("245", "242")
		faint  = pick("239", "250")
		plain  = renderer.NewStyle()
	)
	return &Styles{
		Brand:    newInk(plain.Bold(true)),
		Crumb:    newInk(plain),
		Rule:     newInk(plain.Foreground(faint)),
		Heading:  newInk(plain.Bold(true)),
		Text:     newInk(plain),
		Quiet:    newInk(plain.Foreground(quiet)),
		Strong:   newInk(plain.Bold(true)),
		Cursor:   newInk(plain.Foreground(accent).Bold(true)),
		Alarm:    newInk(plain.Foreground(accent).Bold(true)),
		Link:     newInk(plain.Foreground(accent).Underline(true)),
		LinkHere: newInk(plain.Foreground(accent).Bold(true).Reverse(true)),
		Key:      newInk(plain.Bold(true)),
		Border:   newInk(plain.Foreground(faint)),
		Dark:     dark,
		Profile:  renderer.ColorProfile(),
	}
}
