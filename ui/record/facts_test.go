package record_test

import (
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/ui/record"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestFacts catches facts that cannot be stated, are not checked, or do not reach
// the Diagnosis.
func TestFacts(t *testing.T) {
	term := uitest.Open(t, 80, 40)
	uitest.EditFact(term, diagnosis.FactRecordScopes)
	term.Press("space", "down", "space", "enter")
	if got := term.S.Diagnosis.Facts.Value(diagnosis.FactRecordScopes); got != "rest_webservices,restlets" {
		t.Errorf("two boxes give %q", got)
	}
	term.MustSee("you said")
	term.Press("backspace")
	if got := term.S.Diagnosis.Facts.Value(diagnosis.FactRecordScopes); got != "" {
		t.Errorf("taken back, the boxes are %q", got)
	}

	term = uitest.Open(t, 80, 40)
	uitest.EditFact(term, diagnosis.FactAccount)
	term.PasteText(" 1234567-sb1 ")
	term.Press("enter")
	if got := term.S.Diagnosis.Facts.Value(diagnosis.FactAccount); got != "1234567_SB1" {
		t.Errorf("the account is %q", got)
	}
	term.Press("enter", "ctrl+u", "enter")
	term.MustSee("is empty")
	term.Press("esc", "esc")
	if _, ok := term.S.At().(screen.Home); !ok {
		t.Errorf("esc ended on %T", term.S.Shown())
	}
}

// TestFactsRefuseSecrets catches a token or a key that becomes a fact and stays on
// the screen.
func TestFactsRefuseSecrets(t *testing.T) {
	for _, name := range []diagnosis.FactName{diagnosis.FactClientID, diagnosis.FactCertificateID, diagnosis.FactRecordRedirectURIs} {
		term := uitest.Open(t, 120, 40)
		term.Press("ctrl+f", " ")
		for record.FieldOf(term.S.Shown()) != name {
			term.Press("down")
		}
		term.Press("enter")
		term.PasteText("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----")
		if strings.Contains(term.View(), "MIIE") {
			t.Errorf("%s: a key is drawn before enter", name)
		}
		term.Press("enter")
		if strings.Contains(term.View(), "MIIE") || len(term.S.Case.Facts) > 0 {
			t.Errorf("%s: a key became a fact", name)
		}
	}
}

// TestFactComesBack catches a fact that backspace takes away for good, on the Case screen
// or in the record.
func TestFactComesBack(t *testing.T) {
	for name, shows := range map[diagnosis.FactName]func(*uitest.Terminal){
		diagnosis.FactFlow:        func(term *uitest.Terminal) { term.Press("ctrl+f") },
		diagnosis.FactRecordState: func(term *uitest.Terminal) { term.S.GoTo(screen.Record{}) },
	} {
		kind, _ := diagnosis.KindOfFact(name)
		term := uitest.Open(t, 100, 40)
		term.S.State(diagnosis.Fact{Name: name, Value: kind.Values[0]})
		before := term.S.Case
		shows(term)
		for range len(diagnosis.RecordFields()) {
			if _, is := term.S.At().(screen.Record); is && record.FieldOf(term.S.Shown()) != name {
				term.Press("down")
			}
		}
		term.Press("backspace")
		if len(term.S.Case.Facts) > 0 {
			t.Fatalf("%s: backspace left %v", name, term.S.Case.Facts)
		}
		term.Press("backspace", "u") // the first has nothing to take away
		if !uitest.SameCase(term.S.Case, before) {
			t.Errorf("%s: u brought back %v", name, term.S.Case.Facts)
		}
		term.MustSee("Brought back " + kind.Label)
	}
}

// TestUnknownIsFolded catches a Case screen that is a wall of what is not known, or
// that cannot state it.
func TestUnknownIsFolded(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press("n")
	term.MustSee("Not known yet")
	term.MustNotSee("not known\n")
	term.Press("enter", "down", "enter", "1")
	if len(term.S.Case.Facts) != 1 || record.FieldOf(term.S.Shown()) != term.S.Case.Facts[0].Name {
		t.Fatalf("stated %v, the cursor is on %s", term.S.Case.Facts, record.FieldOf(term.S.Shown()))
	}
	term.Press(" ")
	if rows, rest, at := record.Folded(term.S.Shown()); rows != 1 || rest == 0 || at != 0 {
		t.Errorf("folded: %d rows, %d folded, cursor %d", rows, rest, at)
	}
}
