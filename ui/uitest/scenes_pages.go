package uitest

import (
	"time"
)

// PagesScenes show pages and the list of pages, each in a state worth testing.
var PagesScenes = []Scene{
	{"codes", func(term *Terminal) { term.Press("down", "enter") }},
	{"codes-search", func(term *Terminal) { term.Press("down", "enter"); term.Write("certificate id") }},
	{"codes-none", func(term *Terminal) { term.Press("down", "enter"); term.Write("zzzz") }},
	{"page", func(term *Terminal) { term.Write("ScopeMismatched"); term.Press("enter") }},
	{"page-in-your-case", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("enter") }},
	{"page-link", func(term *Terminal) { term.PasteText("ScopeMismatched"); term.Press("end", "tab") }},
	{"page-source", func(term *Terminal) { term.PasteText("ScopeMismatched"); term.Press("shift+tab") }},
	{"open-source", func(term *Terminal) { term.PasteText("ScopeMismatched"); term.Press("shift+tab", "enter") }},
	{"page-symptom", func(term *Terminal) { term.PasteText("token_rejected") }},
	{"trail-shows", func(term *Terminal) { term.PasteText("MissingKey"); term.Press("t") }},
}
