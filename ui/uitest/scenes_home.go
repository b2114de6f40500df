package uitest

import (
	"time"
)

// HomeScenes show the home screen, each in a state worth testing.
var HomeScenes = []Scene{
	{"home-words", func(term *Terminal) { term.Write("the role does not show up when I authorize the app") }},
	{"home-words-none", func(term *Terminal) { term.Write("when does the cafeteria open tomorrow?") }},
	{"home", func(*Terminal) {}},
	{"home-search", func(term *Terminal) { term.Write("scope") }},
	{"home-token-by-keys", func(term *Terminal) { term.Write(AccessToken(time.Hour)) }},
	{"home-unknown", func(term *Terminal) { term.PasteText("ScopeMissmatched") }},
	{"home-known", func(term *Terminal) { term.PasteText(AccessToken(-time.Hour)); term.Press("esc") }},
	{"another-account", func(term *Terminal) { term.PasteText(TokenFor("1234567_SB1")); term.PasteText(TokenFor("7654321")) }},
	{"another-account-later", func(term *Terminal) {
		term.PasteText(TokenFor("1234567_SB1"))
		term.PasteText(TokenFor("7654321"))
		term.Press("esc", "esc")
	}},
	{"new-case", func(term *Terminal) {
		term.PasteText(AccessToken(time.Hour))
		term.Wait(3 * time.Minute)
		term.Press("n")
	}},
}
