package uitest

import (
	"time"
)

// HandOverScenes show the screen that hands a problem over, each in a state worth testing.
var HandOverScenes = []Scene{
	{"hand-over", func(term *Terminal) { expired(term); term.Do("e") }},
	{"hand-over-vendor", func(term *Terminal) { expired(term); term.Do("e", "left") }},
	{"hand-over-replaced", func(term *Terminal) { expired(term); term.Do("e", "tab"); term.Do("right") }},
	{"hand-over-stands-for", func(term *Terminal) {
		expired(term)
		term.Do("e", "tab")
		term.Do("right")
		term.Press("space")
	}},
	{"hand-over-html", func(term *Terminal) { expired(term); term.Do("e", "tab", "tab", "right") }},
	{"hand-over-case-file", func(term *Terminal) { expired(term); term.Do("e", "tab", "tab", "left") }},
	{"hand-over-save", func(term *Terminal) { expired(term); term.Do("e", "s") }},
	{"hand-over-saved", func(term *Terminal) { expired(term); term.Do("e", "s"); term.Do("enter") }},
	{"hand-over-taken", func(term *Terminal) {
		expired(term)
		term.Do("e", "s")
		term.Do("enter")
		term.Press("s")
		term.Do("enter")
	}},
	{"hand-over-keys", func(term *Terminal) { OpenKeys(term, "public.pem", "private.pem"); term.Do("e") }},
	{"hand-over-trail", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("e") }},
}

func expired(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)) }
