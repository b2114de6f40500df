package uitest

import (
	"time"
)

// ProgramScenes are the screens of the program itself, each in a state worth seeing.
var ProgramScenes = []Scene{
	{"help", func(term *Terminal) { term.Press("enter", "?") }},
	{"notice", func(term *Terminal) { term.PasteText(AccessToken(time.Hour)); term.PasteText(AccessToken(-time.Hour)) }},
}
