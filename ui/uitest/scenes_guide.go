package uitest

// GuideScenes show the screens of the guide, each in a state worth testing.
var GuideScenes = []Scene{
	{"guide", func(term *Terminal) { term.Press("enter") }},
	{"guide-walk", Walk},
	{"guide-end", func(term *Terminal) { Walk(term); term.Press("2", "esc") }},
	{"guide-word", func(term *Terminal) { term.Press("enter", "1"); term.Write("tok") }},
	{"guide-word-none", func(term *Terminal) { term.Press("enter", "1"); term.Write("zzzz"); term.Press("enter") }},
	{"guide-line", func(term *Terminal) { Walk(term); term.Press("/"); term.Write("the role has no permission") }},
	{"guide-line-none", func(term *Terminal) { term.Press("enter", "/"); term.Write("zzzz"); term.Press("enter") }},
	{"guide-ask", func(term *Terminal) { term.Press("enter", "pgdown", "pgdown", "enter") }},
	{"guide-leads", func(term *Terminal) { Walk(term); term.Press("1", "8"); endlessly(term) }},
}
