package uitest

import (
	"time"
)

// ProgramScenes show the screens of the program itself, each in a state worth testing.
var ProgramScenes = []Scene{
	{"help", func(term *Terminal) { term.Press("enter", "?") }},
	{"copy", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("y", "down") }},
	{"copy-page", func(term *Terminal) { term.PasteText("MissingKey"); term.Press("y") }},
	{"copied", func(term *Terminal) {
		term.PasteText(AccessToken(-72 * time.Minute))
		term.Settle(term.Press("y", "3"))
	}},
	{"search", func(term *Terminal) { term.PasteText("MissingKey"); term.Press("/"); term.Write("certificate id"); term.Press("enter") }},
	{"search-none", func(term *Terminal) {
		term.PasteText(AccessToken(-72 * time.Minute))
		term.Press("v", "/")
		term.Write("zzz")
	}},
	{"notice", func(term *Terminal) { term.PasteText(AccessToken(time.Hour)); term.PasteText(AccessToken(-time.Hour)) }},
}
