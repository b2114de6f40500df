package uitest

import (
	"authdoctor/ui/files"
)

// TrailsScenes show exports of the trail, each in a state worth testing.
var TrailsScenes = []Scene{
	{"trail", func(term *Terminal) { OpenAudit(term, Audit(), Planted) }},
	{"trail-incident", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Press("down", "down") }},
	{"trail-codes", func(term *Terminal) {
		OpenAudit(term, Audit(), Planted)
		term.Press("down", "down", "down", "down", "down")
	}},
	{"trail-unknown", func(term *Terminal) { OpenAudit(term, Audit(), nil); term.Press("down", "down", "down") }},
	{"trail-applications", func(term *Terminal) { OpenAudit(term, Audit(), nil); term.Press("b", "down") }},
	{"trail-days", func(term *Terminal) { OpenAudit(term, Audit(), nil); term.Press("B", "B", "down") }},
	{"trail-into", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("enter") }},
	{"trail-rows", func(term *Terminal) { OpenAudit(term, Audit(), nil); term.Do("down", "enter", "enter", "enter") }},
	{"trail-zoomed", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("+") }},
	{"trail-who", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("down", "down", "down", "down", "h") }},
	{"trail-when", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("d") }},
	{"trail-else", func(term *Terminal) { OpenAudit(term, Audit(), Planted); term.Do("x") }},
	{"trail-hides", func(term *Terminal) { OpenAudit(term, Audit(), nil); term.Do("b", "enter", "b", "end", "up") }},
	{"trail-counting", StartCounting},
	{"trail-stopped", func(term *Terminal) {
		OpenAudit(term, Audit(), func(c *files.CountResult) { c.Summary.Complete = false })
		watch(term.S.Shown(), halfWay{})
	}},
	{"trail-no-detail", func(term *Terminal) { OpenAudit(term, WithoutDetail(Audit()), nil) }},
	{"trail-order", func(term *Terminal) { OpenAudit(term, Audit(), Dialect(Assumed)) }},
	{"trail-guessed", func(term *Terminal) { OpenAudit(term, Audit(), Dialect(Guessed)) }},
	{"trail-columns", func(term *Terminal) { OpenAudit(term, Audit(), Dialect(Guessed)); term.Press("end", "enter", "down") }},
	{"trail-columns-choice", func(term *Terminal) {
		OpenAudit(term, Audit(), Dialect(Guessed))
		term.Press("end", "enter", "down", "down", "down", "down", "enter")
	}},
	{"trail-notes", func(term *Terminal) { OpenAudit(term, Audit(), Damaged); term.Press("end") }},
	{"trail-quiet", func(term *Terminal) {
		OpenAudit(term, AuditHeader+AuditLine(Noon, "Ann Orders", "3", "/x", "Success", "ExplicitLogout", "", ""), nil)
	}},
}
