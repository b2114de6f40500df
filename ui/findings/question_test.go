package findings_test

import (
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/ui/findings"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestAskInPlace catches an answer that changes nothing, one that cannot be taken back,
// and a question that stays where the word was read.
func TestAskInPlace(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	term.PasteText(uitest.RefusedCall)
	term.MustSee("To be sure", "Which word is in the Detail column?", "5  Another word")
	term.Press("2") // TokenBlocked
	if got := term.S.Diagnosis.Verdict("TokenBlocked").Verdict; got != diagnosis.Confirmed {
		t.Errorf("TokenBlocked is %s", got)
	}
	term.MustNotSee("To be sure")
	term.Press("backspace")
	if got := term.S.Diagnosis.Verdict("TokenBlocked").Verdict; got == diagnosis.Confirmed || term.S.Case.Facts.Value(diagnosis.FactDetail) != "" {
		t.Errorf("taken back, TokenBlocked is %s and Detail %q", got, term.S.Case.Facts.Value(diagnosis.FactDetail))
	}
	term.MustSee("Which word is in the Detail column?")
}

// TestAskTypesAWord catches letters that are commands while a word is typed, a word that
// is guessed, and an esc that leaves more than the field.
func TestAskTypesAWord(t *testing.T) {
	for typed, want := range map[string]string{"clientidmismatch": "ClientIdMismatch", "scope": "ScopeMismatched", "ScopeMissmatched": "ScopeMismatched", "qqqq": ""} {
		term := uitest.Open(t, 100, 40)
		term.PasteText(uitest.RefusedCall)
		term.Press("5")
		term.Write(typed)
		term.Press("enter")
		if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != want {
			t.Errorf("%s states %q, want %q", typed, got, want)
		}
		if want == "" {
			term.MustSee("NetSuite writes no such word")
			term.Press("esc")
			term.MustSee("To be sure", "5  Another word")
		}
	}
}

// TestAskEnds catches a ranking that confirms a code, pages without what speaks for
// them, and questions without an end.
func TestAskEnds(t *testing.T) {
	term := uitest.Open(t, 100, 60)
	term.PasteText(uitest.AccessToken(14 * time.Minute))
	question := findings.QuestionOf(term.S.Shown())
	for asked := 0; question.Question != nil; asked++ {
		if asked > screen.MostAsked {
			t.Fatalf("asks on: %q", question.Question.Text)
		}
		for i, row := range question.Rows() {
			if row == question.Question.Unsure() {
				for range i - question.At {
					term.Press("down")
				}
				term.Press("enter")
				break
			}
		}
	}
	for _, verdict := range term.S.Diagnosis.Verdicts {
		if verdict.Verdict == diagnosis.Confirmed {
			t.Errorf("%s is confirmed by not knowing", verdict.Code)
		}
	}
	term.MustSee("match your answers best", "token")
}

// TestAskTakesWhatIsChosen catches enter that takes another word than the chosen one, and
// a field that offers to be opened.
func TestAskTakesWhatIsChosen(t *testing.T) {
	for keys, want := range map[string]string{"": "MissingKey", "down": "MissingKeyId"} {
		term := uitest.Open(t, 100, 40)
		term.Press("enter", "1")
		term.Write("missingkey")
		if keys != "" {
			term.Press(keys)
		}
		term.MustSee("› " + "   " + want + ":")
		term.Press("enter")
		if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != want {
			t.Errorf("%q states %q, want %q", keys, got, want)
		}
	}
	term := uitest.Open(t, 100, 40)
	term.PasteText(uitest.RefusedCall)
	term.Press("5")
	term.MustSee("type the word")
	term.MustNotSee("Another word: type it")
}
