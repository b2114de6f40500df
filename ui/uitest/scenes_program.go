package uitest

import (
	"time"
)

// ProgramScenes show the screens of the program itself, each in a state worth testing.
var ProgramScenes = []Scene{
	{"help", func(term *Terminal) { term.Press("enter", "?") }},
	{"notice", func(term *Terminal) { term.PasteText(AccessToken(time.Hour)); term.PasteText(AccessToken(-time.Hour)) }},
}
