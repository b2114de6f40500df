package uitest

import "time"

// CasesScenes show the cases of a session, each in a state worth testing.
var CasesScenes = []Scene{
	{"cases", func(term *Terminal) { severalCases(term); term.Press("c") }},
	{"cases-one", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("c") }},
	{"case-opened", func(term *Terminal) { term.PasteText(CaseFile(AccessToken(-72 * time.Minute))) }},
	{"cases-opened", func(term *Terminal) { term.PasteText(CaseFile(AccessToken(-72 * time.Minute))); term.Press("c") }},
	{"timeline", func(term *Terminal) { worked(term); term.Press("c", "enter") }},
	{"note", func(term *Terminal) {
		term.PasteText(RefusedCall)
		term.Press("w")
		term.Write("The role was changed on Friday.")
	}},
	{"note-problem", func(term *Terminal) {
		term.PasteText(RefusedCall)
		term.Press("w")
		term.Write("code_verifier=q7d0f3a9c1e5b7f4")
		term.Press("enter")
	}},
	{"keep-case", func(term *Terminal) { term.PasteText(TokenFor("1234567_SB1")); term.Press("ctrl+s") }},
	{"keep-case-problem", func(term *Terminal) {
		term.PasteText(TokenFor("1234567_SB1"))
		term.Do("ctrl+s", "enter", "ctrl+s", "enter")
	}},
}

// severalCases begins three cases for three customers.
func severalCases(term *Terminal) {
	for i, text := range []string{TokenFor("1234567_SB1"), TokenFor("7654321"), RefusedCall} {
		if i > 0 {
			term.Press("n")
		}
		term.PasteText(text)
		term.Wait(2 * time.Minute)
	}
}

// worked has something of each kind happen in a case.
func worked(term *Terminal) {
	term.PasteText(RefusedCall)
	term.Wait(time.Minute)
	term.Press("1")
	term.Wait(time.Minute)
	term.Press("w")
	term.Write("The role was changed on Friday.")
	term.Press("enter")
	term.Wait(time.Minute)
	term.PasteText(AccessToken(-72 * time.Minute))
}
