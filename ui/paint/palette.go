package paint

import "github.com/muesli/termenv"

// Ground is the background of the terminal.
type Ground int

// The grounds. On an unknown one only the default colour can be read for sure.
const (
	UnknownGround Ground = iota
	DarkGround
	LightGround
)

// GroundOf returns the ground that is dark or not.
func GroundOf(dark bool) Ground {
	if dark {
		return DarkGround
	}
	return LightGround
}

// palette is the colours of a theme, "" for the default colour. Words keep at least 4.5:1,
// and 7:1 with high contrast; signs and rules keep 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
// TestContrast computes it.
type palette struct {
	sign  string // alarms and the cursor, one cell each
	link  string // words
	quiet string // words
	rule  string
}

// paletteFor returns the colours for a ground. The 16 colours differ from terminal to
// terminal, and few can be read on all: there, words keep the default colour.
func paletteFor(profile termenv.Profile, ground Ground, contrast bool) palette {
	switch {
	case profile == termenv.Ascii || ground == UnknownGround:
		return palette{}
	case profile == termenv.ANSI && ground == DarkGround:
		return palette{sign: "11"}
	case profile == termenv.ANSI:
		return palette{sign: "1"}
	case contrast && ground == DarkGround:
		return palette{sign: "227", link: "227"}
	case contrast:
		return palette{sign: "88", link: "88"}
	case ground == DarkGround:
		return palette{sign: "209", link: "209", quiet: "248", rule: "244"}
	}
	return palette{sign: "124", link: "124", quiet: "240", rule: "244"}
}
