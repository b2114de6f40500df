package uitest

import (
	"time"
)

// KeySetupScenes show the screens for checking and making keys, each in a state worth
// testing.
var KeySetupScenes = []Scene{
	{"keys-none", func(term *Terminal) { OpenKeys(term) }},
	{"keys-pair", func(term *Terminal) { OpenKeys(term, "public.pem", "private.pem") }},
	{"keys-no-pair", func(term *Terminal) { OpenKeys(term, "public.pem", "old/private.pem") }},
	{"keys-ended", func(term *Terminal) { OpenKeys(term, "old/ended.pem") }},
	{"keys-token", func(term *Terminal) {
		term.PasteText(Assertion())
		term.Press("k")
		term.Do("ctrl+o")
		term.EnterText("public.pem")
		term.Do("enter")
	}},
	{"keys-pasted-private", func(term *Terminal) { term.PasteText(string(TestPrivate(TestKey(1)))) }},
	{"home-path", func(term *Terminal) {
		term.Write("./public.pem")
		term.Wait(time.Second)
		term.Do("enter")
	}},
	{"pair-kind", func(term *Terminal) { OpenKeys(term); term.Do("down", "enter") }},
	{"pair-days", func(term *Terminal) {
		OpenKeys(term)
		term.Do("down", "enter", "1", "enter")
		term.EnterText("7300")
		term.Do("enter")
	}},
	{"pair-ready", func(term *Terminal) { NewPairFiles(term, "new.pem", "new-private.pem") }},
	{"made-pair", func(term *Terminal) { NewPairFiles(term, "new.pem", "new-private.pem"); term.Do("enter") }},
	{"assertion-no-key", func(term *Terminal) { OpenKeys(term); term.Do("down", "down", "enter") }},
	{"assertion-kid", func(term *Terminal) {
		OpenKeys(term, "public.pem", "private.pem")
		term.Do("down", "down", "enter", "1")
	}},
	{"assertion-ready", assertionReady},
	{"made-assertion", func(term *Terminal) { assertionReady(term); term.Do("enter") }},
	{"keys-older", func(term *Terminal) {
		term.PasteText(KeySetOf("1234567_SB1"))
		term.Wait(75 * time.Minute)
		term.PasteText(AccessToken(90 * time.Minute))
		term.Press("k")
	}},
}
