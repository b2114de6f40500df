package guide_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestGuideGoesOn catches a guide that ends where the user does not know.
func TestGuideGoesOn(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	term.Press("enter", "pgdown", "pgdown", "enter")
	term.MustSee("Which word is in the Detail column?", "Read how to find this out", "question 2")
	term.Press("1") // the first word has a page or a question of its own
	if term.S.Case.Facts.Value(diagnosis.FactDetail) == "" {
		t.Error("the word is not in the Case")
	}
	for len(term.S.History) > 2 {
		term.Press("esc")
	}
	term.Press("backspace", "backspace")
	if n := len(term.S.Case.Facts); n > 0 {
		t.Errorf("taken back, %d facts stay: %v", n, term.S.Case.Facts)
	}
	term.MustSee("What failed?", "question 1")
}

// TestWalk catches a guide that loses answers, or does not take one back whole:
// the trail, the Case and the question must agree.
func TestWalk(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	uitest.Walk(term)
	if got := len(term.S.Answers.Walk.Steps); got != 5 {
		t.Fatalf("%d answers are behind the user, want 5", got)
	}
	term.MustSee("question 6", "Client credentials (machine", "you said", "Still possible")
	if got := term.S.Case.Facts.Value(diagnosis.FactFlow); got != "client-credentials" {
		t.Errorf("flow is %q in the Case", got)
	}

	term.Press("backspace")
	if got := term.S.Case.Facts.Value(diagnosis.FactFlow); got != "" {
		t.Errorf("flow is still %q after the answer was taken back", got)
	}
	term.MustSee("› 2  Client credentials") // the answer that was taken back
	term.MustSee("Which grant flow made the token?", "question 5")

	term.Press("1")
	if got := term.S.Case.Facts.Value(diagnosis.FactFlow); got != "authorization-code" {
		t.Errorf("flow is %q after another answer", got)
	}
}

// TestWalkEnds catches an end that does not open its page, and an esc that loses
// the way there.
func TestWalkEnds(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.Walk(term)
	term.Press("7")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
		t.Fatalf("the last answer opened %T", term.S.Shown())
	}
	term.Press("esc")
	term.MustSee("This is where your answers lead", "ScopeMismatched")
	term.Press("esc", "enter")
	term.MustSee("This is where your answers lead")
}

// TestWalkKeepsWhatWasSaid catches an answer that, taken back, also takes away a
// fact the user had stated himself.
func TestWalkKeepsWhatWasSaid(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "blocked"})
	term.S.GoTo(screen.Guide{})
	answers := term.S.Answers
	before := term.S.Case.Facts
	for answers.Walk.Current != nil && answers.Walk.Page == "" && len(answers.Walk.Steps) < 4 {
		term.Press("2")
	}
	for range 10 {
		if !slices.ContainsFunc(answers.Walk.Steps, func(s content.Step) bool { return s.Chosen }) {
			break
		}
		if _, open := term.S.At().(screen.Page); open {
			term.Press("esc")
		}
		term.Press("backspace")
	}
	if !slices.Equal(term.S.Case.Facts, before) {
		t.Errorf("the Case holds %v, and held %v before the guide", term.S.Case.Facts, before)
	}
}

// TestGuideSkipsWhatIsKnown catches a guide that asks what a token tells.
func TestGuideSkipsWhatIsKnown(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.PasteText(uitest.AccessToken(-time.Hour))
	term.Press("esc", "down", "enter", "2", "1", "5")
	term.MustSee("from the token")
	for _, step := range term.S.Answers.Walk.Steps {
		if step.Source == diagnosis.SourceToken && step.Chosen {
			t.Errorf("%q counts as chosen", step.Question.ID)
		}
	}
}

// TestFactClearedElsewhere catches a guide that insists on an answer whose fact
// was taken back on the screen of facts.
func TestFactClearedElsewhere(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	uitest.Walk(term)
	uitest.ForgetFact(term, diagnosis.FactFlow)
	if got := term.S.Case.Facts.Value(diagnosis.FactFlow); got != "" {
		t.Errorf("the guide put flow=%s back", got)
	}
	term.MustSee("Which grant flow made the token?")
}

// TestUndoKeepsTheRecord catches a step back in the guide that empties the form.
func TestUndoKeepsTheRecord(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	uitest.OpenRecord(term)
	uitest.FillIn(term, diagnosis.FactRecordState, "2")
	term.Press("esc")
	term.S.GoTo(screen.Guide{})
	term.Press("2", "1", "5", "1", "1", "esc", "backspace", "backspace")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordState); got != "blocked" {
		t.Errorf("State is %q", got)
	}
}

// TestGuideKnowsTheRecord catches a guide that asks what is in the form, or does not
// say where it has it from.
func TestGuideKnowsTheRecord(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	uitest.OpenRecord(term)
	uitest.FillIn(term, diagnosis.FactFeatureOAuth2, "1")
	uitest.FillIn(term, diagnosis.FactRecordState, "1")
	uitest.FillIn(term, diagnosis.FactRecordScopes, "enter")
	term.Press("esc")
	term.MustSee("3 of 18 filled in")
	term.S.GoTo(screen.Guide{})
	term.Press("2", "1", "5", "1", "2", "esc") // from the page that the last answer leads to
	term.MustSee("Is the integration record ready", "No Scope box is checked", "you said")
	if walk := term.S.Answers.Walk; walk.Page != "codes/ScopeMismatched.md" {
		t.Errorf("with no Scope box the guide leads to %q, asking %v", walk.Page, walk.Current)
	}
	for _, step := range term.S.Answers.Walk.Steps[5:] {
		if step.Chosen || step.Source != diagnosis.SourceUser {
			t.Errorf("%q: chosen %v, from the %s", step.Question.Text, step.Chosen, step.Source)
		}
	}
	// A change in the form, opened from here, changes the question.
	term.Press("i")
	uitest.FillIn(term, diagnosis.FactRecordState, "2")
	term.Press("esc")
	if walk := term.S.Answers.Walk; walk.Page != "codes/IntegrationBlocked.md" {
		t.Errorf("with State Blocked the guide leads to %q, asking %v", walk.Page, walk.Current)
	}
}

// TestNewCaseInTheGuide catches a key n that does nothing where the answers given so far
// state no fact.
func TestNewCaseInTheGuide(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.Press("enter")
	for i, answer := range term.S.Answers.Walk.Current.Answers {
		if len(answer.Facts) == 0 && answer.Page == "" {
			term.Press(paint.AnswerKeys[i : i+1])
			break
		}
	}
	answered := term.S.Answers
	if len(answered.Chosen) != 1 || term.S.Known() {
		t.Fatalf("the first question has no answer without a fact: %+v", answered.Chosen)
	}
	term.Press("n")
	if term.S.Kept(screen.Guide{}) != nil || len(term.S.Answers.Chosen) > 0 {
		t.Errorf("after n the guide has the answers %+v", term.S.Answers.Chosen)
	}
	term.Press("u")
	if term.S.Answers != answered {
		t.Error("u did not bring the answers back")
	}
}

// word types a text at the question that is shown.
func word(term *uitest.Terminal, text string) {
	term.Press("/")
	term.Write(text)
	term.Wait(time.Second)
	term.Press("enter")
}

// TestAnyQuestionTakesAWord catches a question where a word of the Detail column, typed or
// pasted, is not the word that the trail shows, or that is lost on the way back.
func TestAnyQuestionTakesAWord(t *testing.T) {
	for name, give := range map[string]func(term *uitest.Terminal, text string){"typed": word, "pasted": func(term *uitest.Terminal, text string) { term.PasteText(text) }} {
		for _, keys := range [][]string{{"enter"}, {"enter", "2"}, {"enter", "2", "1", "5"}, {"enter", "3", "1", "1"}} {
			term := uitest.Open(t, 80, 24)
			term.Press(keys...)
			asked := term.S.Answers.Walk.Current.ID
			term.MustSee("/ type")
			give(term, "TokenBlocked")
			if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != "TokenBlocked" {
				t.Errorf("%s at %q: the Detail of the Case is %q", name, asked, got)
			}
			if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/TokenBlocked.md" {
				t.Errorf("%s at %q: leads to %#v", name, asked, term.S.At())
			}
			term.Press("esc")
			term.MustSee("This is where your answers lead", "TokenBlocked", "u take back")
			term.Press("u")
			if walk := term.S.Answers.Walk; walk.Current == nil || walk.Current.ID != asked {
				t.Errorf("%s at %q: taken back, the way is %+v", name, asked, walk)
			}
		}
	}
	term := uitest.Open(t, 80, 24)
	term.Press("enter", "2")
	word(term, "invalidsignature")
	term.MustSee("Which protocol wrote InvalidSignature?", "/ type", "y copy", "u take back", "n new case")
}

// TestAnyQuestionTakesText catches a text at a question that is not read like a paste, or
// whose pages do not open.
func TestAnyQuestionTakesText(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter", "2")
	word(term, "the certificate has expired")
	if _, ok := term.S.At().(screen.Page); !ok {
		t.Errorf("words lead to %#v", term.S.At())
	}
	term.Press("esc")
	term.MustSee("the certificate has expired", "What does the call answer?")
	term.Press("end", "esc", "esc")
	term.MustSee("/ type", "What does the call answer?")

	term.PasteText("the certificate has expired") // is not known as anything
	term.MustSee("This sounds like one of these", "Walk me through it: What does the call answer?")
	term.Press("esc", "esc")

	word(term, uitest.AccessToken(-time.Hour))
	if _, ok := term.S.At().(screen.Token); !ok || len(term.S.Case.Tokens) != 1 {
		t.Errorf("a token leads to %#v", term.S.At())
	}

	term = uitest.Open(t, 80, 24)
	term.Press("enter", "1") // the question that has a field for a word
	term.Write("the certificate has expired")
	term.Wait(time.Second)
	term.Press("enter")
	if _, ok := term.S.At().(screen.Page); !ok {
		t.Errorf("words in place of a word lead to %#v", term.S.At())
	}
}

// TestStillPossibleOpens catches a count of codes that cannot be seen one by one.
func TestStillPossibleOpens(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	term.MustSee("more (v)", "v all codes")
	term.Press("v", "down", "enter")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != term.S.Diagnosis.Verdicts[1].Page {
		t.Fatalf("the second code opens %#v", term.S.At())
	}
	term.Press("esc", "esc")
	term.MustSee("What failed?")
}

// TestSetUpFromTheGuide catches a first answer that does not lead to the lessons.
func TestSetUpFromTheGuide(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	for i, answer := range term.S.Answers.Walk.Current.Answers {
		if answer.Text == "I am setting this up for the first time" {
			for range i {
				term.Press("down")
			}
		}
	}
	term.Press("enter", "1")
	if at, ok := term.S.At().(screen.SetUp); !ok || at.Lesson != "client-credentials" {
		t.Errorf("it opens %#v", term.S.At())
	}
}

// TestAWordKeepsItsSpelling catches a question for a word that loses which word of TBA was
// typed, takes an error of HTTP for the word that it looks like, or does not open a file.
func TestAWordKeepsItsSpelling(t *testing.T) {
	write := func(text string) *uitest.Terminal {
		term := uitest.Open(t, 80, 24)
		term.Press("enter", "1")
		term.Write(text)
		term.Wait(time.Second)
		term.Press("enter")
		return term
	}
	term := write("nonceused")
	if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != "NonceUsed" {
		t.Errorf("the Detail of the Case is %q", got)
	}
	term.MustSee("the nonce was used before") // what the word means
	term.Press("esc", "u", "esc")             // u before a field shows the Case
	term.MustSee("Which word is in the Detail column?")
	if len(term.S.Case.Facts) > 0 {
		t.Errorf("taken back, the Case holds %v", term.S.Case.Facts)
	}

	term = write("invalid_grant")
	if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != "" {
		t.Errorf("the answer invalid_grant states the Detail %q", got)
	}
	if _, ok := term.S.At().(screen.Exchange); !ok {
		t.Errorf("invalid_grant leads to %#v", term.S.At())
	}

	if at, ok := write("/srv/answer.txt").S.At().(screen.File); !ok || at.Path != "/srv/answer.txt" {
		t.Errorf("a path leads to %#v", at)
	}
}

// TestAnAnswerIsTyped catches an answer whose text, typed as it is shown, is searched for.
func TestAnAnswerIsTyped(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	word(term, "i don’t know")
	term.Press("esc")
	if steps := term.S.Answers.Walk.Steps; len(steps) != 1 || steps[0].Said().Text != "I don't know" {
		t.Errorf("the way is %+v", steps)
	}
	term = uitest.Open(t, 80, 24)
	term.Press("enter", "1")
	term.Write("I don't know")
	term.Wait(time.Second)
	term.Press("enter", "esc")
	if steps := term.S.Answers.Walk.Steps; len(steps) != 2 || steps[1].Said().Text != "I don't know" {
		t.Errorf("in place of a word the way is %+v", steps)
	}
}

// TestWordsWithoutAPage catches plain words that are told that they are no code.
func TestWordsWithoutAPage(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	word(term, "der Nutzer kann sich nicht anmelden")
	term.MustSee("No page matches these words.", "Walk me through it: What failed?")
	term.MustNotSee("is not a code")
}

// TestCutHelpCanBeRead catches help that is cut, with no key in the footer that shows the rest.
func TestCutHelpCanBeRead(t *testing.T) {
	term := uitest.Open(t, 60, 16)
	term.Press("enter")
	term.MustSee("space more help")
	term = uitest.Open(t, 80, 24)
	term.Press("enter", "2") // with a fact in the Case
	term.MustSee("space more help")
}

// TestNearMissOfTBA catches a misspelled word of TBA whose page is not offered, or is offered
// once for each word that it may be.
func TestNearMissOfTBA(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	term.PasteText("NonceRejectd")
	term.MustSee("nonce_rejected, NonceRejected", "›   Which login failed")
	if n := strings.Count(term.Text(), "Which login failed"); n != 1 {
		t.Errorf("the page is offered %d times", n)
	}
}
