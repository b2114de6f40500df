package uitest

// OpenFileScenes show the screens for opening files, each in a state worth testing.
var OpenFileScenes = []Scene{
	{"open", func(term *Terminal) { OpenKeys(term); term.Do("ctrl+o") }},
	{"open-start", func(term *Terminal) { OpenKeys(term); term.Do("ctrl+o"); term.EnterText("p") }},
	{"open-missing", func(term *Terminal) {
		OpenKeys(term)
		term.Do("ctrl+o")
		term.EnterText("nothing.pem")
		term.Do("enter")
	}},
	{"open-no-key", func(term *Terminal) {
		OpenKeys(term)
		term.Do("ctrl+o")
		term.EnterText("letter.txt")
		term.Do("enter")
	}},
}
