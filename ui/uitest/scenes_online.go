package uitest

// OnlineScenes show the online checks, each in a state worth testing.
var OnlineScenes = []Scene{
	{"online-no-account", func(term *Terminal) { term.Press("i", "o") }},
	{"online-account", func(term *Terminal) { term.Press("i", "o", "enter") }},
	{"online", ofAccount},
	{"online-announced", func(term *Terminal) { ofAccount(term); term.Press("enter") }},
}

// ofAccount shows the checks of an account.
func ofAccount(term *Terminal) {
	term.PasteText(TokenFor("1234567_SB1"))
	term.Press("o")
}
