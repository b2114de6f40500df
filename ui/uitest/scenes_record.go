package uitest

import (
	"time"

	"authdoctor/diagnosis"
)

// RecordScenes show the Case and the integration record, each in a state worth testing.
var RecordScenes = []Scene{
	{"facts", func(term *Terminal) { term.Press("ctrl+f") }},
	{"facts-known", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("f") }},
	{"facts-choice", func(term *Terminal) { EditFact(term, diagnosis.FactProtocol) }},
	{"facts-asks", func(term *Terminal) { term.PasteText(RefusedCall); term.Press("f") }},
	{"facts-list", func(term *Terminal) { EditFact(term, diagnosis.FactRecordScopes); term.Press("space", "down") }},
	{"facts-text", func(term *Terminal) { EditFact(term, diagnosis.FactAccount); term.Write("1234567-sb1") }},
	{"facts-problem", func(term *Terminal) { EditFact(term, diagnosis.FactAccount); term.Press("enter") }},
	{"record", func(term *Terminal) { OpenRecord(term) }},
	{"record-contradiction", func(term *Terminal) {
		term.PasteText(Assertion())
		term.Press("i")
		FillIn(term, diagnosis.FactRecordScopes, "1", "enter")
	}},
	{"record-filled", fillRecord},
	{"record-end", func(term *Terminal) { fillRecord(term); term.Press("end") }},
	{"record-choice", func(term *Terminal) { OpenRecord(term); FillIn(term, diagnosis.FactRecordState) }},
	{"record-list", func(term *Terminal) { OpenRecord(term); FillIn(term, diagnosis.FactRolePermissions, "2", "5") }},
	{"record-text", func(term *Terminal) {
		OpenRecord(term)
		FillIn(term, diagnosis.FactRecordRedirectURIs)
		term.PasteText("https://app.example/callback\nmyapp://callback?code=live\n")
	}},
	{"record-problem", func(term *Terminal) {
		OpenRecord(term)
		FillIn(term, diagnosis.FactRecordCertificates)
		term.PasteText("custcertificate3")
	}},
}
