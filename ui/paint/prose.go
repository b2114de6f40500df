package paint

import "strings"

// Prose is Markdown set in lines. Which of its links is the chosen one changes without
// setting it again.
type Prose struct {
	Lines   []proseLine
	Links   []proseLink
	Anchors map[string]int // the line of each heading
}

type proseLink struct {
	Path        string // as Session.OpenPage takes it
	First, Last int    // lines
}

type proseLine []span

// span is a piece of a line in one style.
type span struct {
	text string
	tone tone
	link int // the number of its link, from 1; 0 for none
}

// tone is how a span differs from plain text.
type tone int

const (
	tonePlain tone = iota
	toneStrong
	toneEmphasis
	toneQuiet
)

// cells returns the width of a line.
func (l proseLine) cells() (n int) {
	for _, span := range l {
		n += Cells(span.text)
	}
	return n
}

// Paint draws a line with its links, the one with the number here as chosen. A link has one
// style, whatever is in it.
func (p Prose) Paint(n, here int, styles *Styles) string {
	inks := [...]Ink{tonePlain: styles.Text, toneStrong: styles.Strong, toneEmphasis: styles.Emphasis, toneQuiet: styles.Quiet}
	var out strings.Builder
	for line := p.Lines[n]; len(line) > 0; {
		same, painted := 0, ""
		for same < len(line) && line[same].link == line[0].link && (line[0].link > 0 || line[same].tone == line[0].tone) {
			painted += line[same].text
			same++
		}
		ink := inks[line[0].tone]
		switch number := line[0].link - 1; {
		case number >= 0 && number == here:
			ink = styles.LinkHere
			if rest, cut := strings.CutPrefix(painted, "["); cut && ink.on == "" {
				painted = "›" + rest // no colours: a sign marks the choice
			}
		case number >= 0:
			ink = styles.Link
		}
		out.WriteString(ink.Paint(painted))
		line = line[same:]
	}
	return out.String()
}
