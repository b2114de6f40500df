package ui

import (
	"testing"
	"time"

	"authdoctor/diagnosis"
)

// askScenes are questions that are asked beside findings, and where the guide goes on.
var askScenes = []scene{
	{"guide-word", func(term *terminal) { term.press("enter", "1"); term.write("tok") }},
	{"guide-word-none", func(term *terminal) { term.press("enter", "1"); term.write("zzzz"); term.press("enter") }},
	{"guide-ask", func(term *terminal) { term.press("enter", "d") }},
	{"guide-leads", func(term *terminal) { walk(term); term.press("1", "8"); endlessly(term) }},
	{"ask-word", func(term *terminal) {
		term.pasteText("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567-sb1\", error=\"invalid_token\"\n\n")
		term.press("5")
		term.write("scope")
	}},
	{"ask-answered", func(term *terminal) { term.pasteText(accessToken(14 * time.Minute)); term.press("2") }},
}

// TestAskInPlace catches an answer that changes nothing, one that cannot be taken back,
// and a question that stays where the word was read.
func TestAskInPlace(t *testing.T) {
	term := open(t, 100, 40)
	term.pasteText(refusedCall)
	term.mustSee("To be sure", "Which word is in the Detail column?", "5  Another word")
	term.press("2") // TokenBlocked
	if got := term.s.Diagnosis.Verdict("TokenBlocked").Verdict; got != diagnosis.Confirmed {
		t.Errorf("TokenBlocked is %s", got)
	}
	term.mustNotSee("To be sure")
	term.press("backspace")
	if got := term.s.Diagnosis.Verdict("TokenBlocked").Verdict; got == diagnosis.Confirmed || term.s.Case.Facts.Value(diagnosis.FactDetail) != "" {
		t.Errorf("taken back, TokenBlocked is %s and Detail %q", got, term.s.Case.Facts.Value(diagnosis.FactDetail))
	}
	term.mustSee("Which word is in the Detail column?")
}

// TestAskTypesAWord catches letters that are commands while a word is typed, a word that
// is guessed, and an esc that leaves more than the field.
func TestAskTypesAWord(t *testing.T) {
	for typed, want := range map[string]string{"clientidmismatch": "ClientIdMismatch", "scope": "ScopeMismatched", "ScopeMissmatched": "ScopeMismatched", "qqqq": ""} {
		term := open(t, 100, 40)
		term.pasteText(refusedCall)
		term.press("5")
		term.write(typed)
		term.press("enter")
		if got := term.s.Case.Facts.Value(diagnosis.FactDetail); got != want {
			t.Errorf("%s states %q, want %q", typed, got, want)
		}
		if want == "" {
			term.mustSee("NetSuite writes no such word")
			term.press("esc")
			term.mustSee("To be sure", "5  Another word")
		}
	}
}

// TestAskEnds catches a ranking that confirms a code, pages without what speaks for
// them, and questions without an end.
func TestAskEnds(t *testing.T) {
	term := open(t, 100, 60)
	term.pasteText(accessToken(14 * time.Minute))
	list := &term.s.Shown().(*tokenScreen).findingList
	for asked := 0; list.question.question != nil; asked++ {
		if asked > MostAsked {
			t.Fatalf("asks on: %q", list.question.question.Text)
		}
		for i, row := range list.question.rows() {
			if row == list.question.question.Unsure() {
				term.press(answerKeys[i : i+1])
				break
			}
		}
	}
	for _, verdict := range term.s.Diagnosis.Verdicts {
		if verdict.Verdict == diagnosis.Confirmed {
			t.Errorf("%s is confirmed by not knowing", verdict.Code)
		}
	}
	term.mustSee("fit your answers best", "token")
}

// TestGuideGoesOn catches a guide that ends where the user does not know.
func TestGuideGoesOn(t *testing.T) {
	term := open(t, 100, 40)
	term.press("enter", "d")
	term.mustSee("Which word is in the Detail column?", "Read how to find this out", "question 2")
	term.press("1") // the first word has a page or a question of its own
	if term.s.Case.Facts.Value(diagnosis.FactDetail) == "" {
		t.Error("the word is not in the Case")
	}
	for len(term.s.history) > 2 {
		term.press("esc")
	}
	term.press("backspace", "backspace")
	if n := len(term.s.Case.Facts); n > 0 {
		t.Errorf("taken back, %d facts stay: %v", n, term.s.Case.Facts)
	}
	term.mustSee("What failed?", "question 1")
}

// TestAskTakesWhatIsChosen catches enter that takes another word than the chosen one, and
// a field that offers to be opened.
func TestAskTakesWhatIsChosen(t *testing.T) {
	for keys, want := range map[string]string{"": "MissingKey", "down": "MissingKeyId"} {
		term := open(t, 100, 40)
		term.press("enter", "1")
		term.write("missingkey")
		if keys != "" {
			term.press(keys)
		}
		term.mustSee("› " + "   " + want + ":")
		term.press("enter")
		if got := term.s.Case.Facts.Value(diagnosis.FactDetail); got != want {
			t.Errorf("%q states %q, want %q", keys, got, want)
		}
	}
	term := open(t, 100, 40)
	term.pasteText(refusedCall)
	term.press("5")
	term.mustSee("type the word")
	term.mustNotSee("Another word: type it")
}

// TestWordsLeadToTheGuide catches a guide that small screens hide below the pages.
func TestWordsLeadToTheGuide(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
		term := open(t, size[0], size[1])
		term.write("works in production, not in the sandbox")
		term.mustSee("Walk me through it")
	}
}
