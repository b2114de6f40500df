package uitest

import (
	"regexp"
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// OpenKeys opens key files by path from the key setup.
func OpenKeys(term *Terminal, names ...string) {
	term.Do("down", "down", "enter")
	for _, name := range names {
		term.Do("ctrl+o")
		term.EnterText(name)
		term.Do("enter")
	}
}

// NewPairFiles answers every question of the form for a new key pair.
func NewPairFiles(term *Terminal, certificate, private string) {
	OpenKeys(term)
	term.Do("down", "enter", "1", "enter", "enter", "ctrl+u")
	term.EnterText(certificate)
	term.Do("enter", "ctrl+u")
	term.EnterText(private)
	term.Do("enter")
}

func assertionReady(term *Terminal) {
	OpenKeys(term, "public.pem", "private.pem")
	term.Do("down", "down", "enter", "1", "enter")
	term.EnterText(strings.Repeat("0f", 32))
	term.Do("enter")
	term.EnterText("1234567-sb1")
	term.Do("enter", "enter", "enter", "enter")
}

// Walk answers the guide's questions until it asks for the integration record.
func Walk(term *Terminal) {
	term.Press("enter", "2", "1", "5", "1", "2")
}

// endlessly answers "I don't know" until no question is left.
func endlessly(term *Terminal) {
	unsure := regexp.MustCompile(`(?m)^[ ›]*([1-9]?)  I don't know`)
	for {
		found := unsure.FindStringSubmatch(term.Text())
		if found == nil {
			return
		}
		if found[1] == "" { // in the second column
			term.Press("end", "enter")
			continue
		}
		term.Press(found[1])
	}
}

// ForgetFact removes a fact from the Case.
func ForgetFact(term *Terminal, name diagnosis.FactName) {
	c := term.S.Case
	c.Facts = c.Facts.Without(name)
	term.S.Hold(c)
}

// OpenRecord opens the record form from the home screen.
func OpenRecord(term *Terminal) { term.Press("down", "down", "down", "enter") }

// FillIn moves to a field of the form, starts to edit it, and presses keys.
func FillIn(term *Terminal, name diagnosis.FactName, keys ...string) {
	term.Press("home")
	for _, kind := range diagnosis.RecordFields() {
		if kind.Name == name {
			break
		}
		term.Press("down")
	}
	term.Press("enter")
	term.Press(keys...)
}

// FillInAgain opens the record form, changes a field, and goes back.
func FillInAgain(term *Terminal, name diagnosis.FactName, keys ...string) {
	term.Press("i")
	FillIn(term, name, keys...)
	term.Press("esc")
}

// fillRecord fills in a record that has several faults.
func fillRecord(term *Terminal) {
	OpenRecord(term)
	FillIn(term, diagnosis.FactRecordState, "1")
	FillIn(term, diagnosis.FactRecordGrants, "1", "2", "enter")
	FillIn(term, diagnosis.FactRecordRedirectURIs)
	term.PasteText("https://app.example/callback")
	term.Press("enter")
	FillIn(term, diagnosis.FactClient, "1")
	FillIn(term, diagnosis.FactRecordRefreshValidity, "4", "8", "enter")
	FillIn(term, diagnosis.FactRecordScopes, "1", "2", "enter")
	FillIn(term, diagnosis.FactRecordCertificates)
	term.PasteText("TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8\n-QjavVtnXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx1")
	term.Press("enter")
	FillIn(term, diagnosis.FactRoleState, "1")
	FillIn(term, diagnosis.FactRolePermissions, "2", "5", "6", "enter")
	FillIn(term, diagnosis.FactFeatureOAuth2, "1")
	term.Press("up", "up", "up") // the permissions
}

// EditFact opens the Case, unfolds what is not known, and starts to edit a fact.
func EditFact(term *Terminal, name diagnosis.FactName) {
	kind, _ := diagnosis.KindOfFact(name)
	term.Press("ctrl+f", " ")
	for range 99 {
		if strings.Contains(term.Text(), "› "+kind.Label+"  ") {
			break
		}
		term.Press("down")
	}
	term.Press("enter")
}

// SaidInTrail returns the word that, according to the Case, the user read in the Detail
// column.
func SaidInTrail(term *Terminal) string {
	fact, _ := term.S.Case.Facts.Get(diagnosis.FactDetail)
	if fact.Source != diagnosis.SourceUser {
		return ""
	}
	return fact.Value
}

// Overlaps reports whether a and b have an element in common.
func Overlaps(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
