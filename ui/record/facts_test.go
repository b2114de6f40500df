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
	term.Press("down", "enter", "down", "down", "enter", "1")
	if len(term.S.Case.Facts) != 1 || record.FieldOf(term.S.Shown()) != term.S.Case.Facts[0].Name {
		t.Fatalf("stated %v, the cursor is on %s", term.S.Case.Facts, record.FieldOf(term.S.Shown()))
	}
	term.Press(" ")
	if listed, atRest := record.Folded(term.S.Shown()); listed != 1 || atRest {
		t.Errorf("folded: %d facts are listed, the cursor is on the rest: %v", listed, atRest)
	}
	term.Press(" ", "end", " ")
	if listed, atRest := record.Folded(term.S.Shown()); listed != 1 || !atRest {
		t.Errorf("folded on an unknown fact: %d facts are listed, the cursor is on the rest: %v", listed, atRest)
	}
}

// TestCaseAsks catches a Case screen without the question that decides next, one that
// cannot be answered there, and what is known below it.
func TestCaseAsks(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
		term := uitest.Open(t, size[0], size[1])
		term.PasteText(uitest.RefusedCall)
		term.Press("f")
		frame := term.Text()
		known, asked := strings.Index(frame, "HTTP status"), strings.Index(frame, "Which word is in the Detail column?")
		if known < 0 || asked < known || !strings.Contains(frame, "from the exchange") {
			t.Errorf("%v: what is known does not come before the question:\n%s", size, frame)
		}
		before := len(term.S.Diagnosis.Facts)
		term.Press("2")
		if got := term.S.Diagnosis.Verdict("TokenBlocked").Verdict; got != diagnosis.Confirmed || len(term.S.Diagnosis.Facts) <= before {
			t.Errorf("%v: answered, TokenBlocked is %s", size, got)
		}
		term.MustSee("Detail", "TokenBlocked")
		term.MustNotSee("Which word is in the Detail column?", "not known\n")
	}

	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.RefusedCall)
	term.Press("f", "5")
	term.Write("scope")
	term.MustSee("ScopeMismatched")
	term.Press("esc")
	term.MustSee("Another word")
	term.Press("5")
	term.Write("scopemismatched")
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != "ScopeMismatched" {
		t.Errorf("the word that was typed is %q", got)
	}
}
