package setup_test

import (
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestTickByHand catches a tick that does not say that a person made it, one that moves the
// cursor to the wrong step, and one that cannot be taken back.
func TestTickByHand(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenLesson(term)
	term.MustSee("0 of 12 done", "› · Find the account")
	term.Press(" ")
	term.MustSee("1 of 12 done", "✓ Find the account and its addresses  by hand", "› · Turn on the features")
	term.Press("up")
	term.MustSee("› ✓ Find the account")
	term.Press(" ")
	term.MustSee("0 of 12 done", "› · Find the account")
	var told []string
	for _, event := range term.S.Journal.Events {
		told = append(told, string(event.Kind)+" "+event.Text)
	}
	if got := strings.Join(told, "\n"); !strings.Contains(got, "ticked Set up client credentials (machine to machine): Find the account and its addresses (by hand)\ntook back ") {
		t.Errorf("the timeline tells:\n%s", got)
	}
}

// TestOneCheckByHand catches a tick of one check that ticks the whole step.
func TestOneCheckByHand(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenStep(term, "create-the-integration-record")
	for range 3 {
		term.Press("down")
	}
	term.MustSee("› · The record, opened again")
	term.Press("enter")
	term.MustSee("› ✓ The record, opened again", "Create the integration record · open")
	term.Press(" ")
	term.MustSee("› · The record, opened again")
}

// TestOpeningStatesNothing catches a lesson that is evidence: its facts in the Case, or a case
// that has begun because somebody looked at a lesson.
func TestOpeningStatesNothing(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenStep(term, "request-a-token")
	if facts := term.S.Diagnosis.Facts; len(facts) > 0 || term.S.Begun() || len(term.S.Journal.Events) > 0 {
		t.Errorf("a lesson that was opened states %v; events %v", facts, term.S.Journal.Events)
	}
	for _, verdict := range term.S.Diagnosis.Verdicts {
		if verdict.Verdict == diagnosis.RuledOut {
			t.Errorf("a lesson that was opened rules out %s: %s", verdict.Code, verdict.Because)
		}
	}
}

// TestCopyBack catches a value that is copied back and not taken as the fact that it is, and
// one that is refused without the reason.
func TestCopyBack(t *testing.T) {
	id := strings.Repeat("3f", 32)
	term := uitest.Open(t, 100, 40)
	uitest.OpenStep(term, "create-the-integration-record")
	term.PasteText(id)
	if got := term.S.Case.Facts.Value(diagnosis.FactClientID); got != id {
		t.Errorf("pasted on the step, the Client ID is %q", got)
	}
	term.MustSee("Taken as the Client ID: 3f3f3f…3f3f.")
	term.MustNotSee(id)
	term.Press("down", "enter")
	term.PasteText("not an ID")
	term.Press("enter")
	term.MustRead("application-id", "it must be")
	term.Press("ctrl+u")
	term.PasteText("0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0")
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactApplicationID); got == "" {
		t.Error("typed into the field, the Application ID is not known")
	}
	term.Press("esc")
	if _, is := term.S.At().(screen.SetUp); !is {
		t.Errorf("esc leads to %T", term.S.Shown())
	}
}

// TestSecretIsNoClientID catches a Client Secret, which has the form of a Client ID, that is
// taken for one when it is pasted, and so gets into the case.
func TestSecretIsNoClientID(t *testing.T) {
	id, secret := strings.Repeat("3f", 32), strings.Repeat("5e", 32)
	confidential := screen.SetUp{Lesson: "authorization-code", Step: "create-the-integration-record"}
	for name, open := range map[string]func(*uitest.Terminal){
		"the checklist": func(term *uitest.Terminal) {
			term.S.GoTo(screen.SetUp{Lesson: confidential.Lesson})
			for range 20 {
				if strings.Contains(term.Text(), "› · Create the integration record") {
					break
				}
				term.Press("down")
			}
		},
		"the step, away from the Client ID": func(term *uitest.Terminal) { term.S.GoTo(confidential); term.Press("down") },
		"after the Client ID": func(term *uitest.Terminal) {
			uitest.OpenStep(term, "create-the-integration-record")
			term.PasteText(id)
		},
	} {
		term := uitest.Open(t, 100, 40)
		open(term)
		term.PasteText(secret)
		if got := term.S.Case.Facts.Value(diagnosis.FactClientID); got == secret {
			t.Errorf("on %s, the secret is the Client ID", name)
		}
		term.MustNotSee(secret)
		if text, err := casefile.Encode(screen.CaseFile(term.S)); err != nil || strings.Contains(string(text), secret) {
			t.Errorf("on %s, the case file has the secret: %v", name, err)
		}
	}
}

// TestValuesAreFilledIn catches a value that stays a placeholder although it is known, on the
// screen, in what is copied, and in the sample code.
func TestValuesAreFilledIn(t *testing.T) {
	id := strings.Repeat("3f", 32)
	term := uitest.Open(t, 120, 50)
	uitest.OpenStep(term, "request-a-token")
	term.MustSee("<token address>", "<Client ID>")
	term.PasteText("1234567-sb1")
	term.PasteText(id)
	term.MustSee("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", "<Certificate ID>")
	term.MustNotSee("<token address>", id)
	languages := 0
	for _, one := range term.S.Shown().Copies() {
		text := one.Plain()
		if err := one.Refused(term.S); err != nil {
			t.Errorf("%s cannot be copied: %v", one.Name, err)
		}
		if strings.HasPrefix(one.Name, "Code: ") {
			if languages++; !strings.Contains(text, "https://1234567-sb1.suitetalk") || !strings.Contains(text, id) {
				t.Errorf("%s has no values:\n%s", one.Name, text)
			}
		}
	}
	if languages != 5 {
		t.Errorf("code in %d languages", languages)
	}
}

// TestLabelsAreWhole catches a label of NetSuite that is cut off: whoever looks for it there
// needs every letter.
func TestLabelsAreWhole(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120} {
		term := uitest.Open(t, width, 60)
		term.S.GoTo(screen.SetUp{Lesson: "public-client", Step: "create-the-integration-record"})
		text := strings.Join(strings.Fields(term.Text()), " ")
		for _, label := range []string{"Refresh Token Validity (In Hours)", "Maximum Time For Token Rotation (In Hours)"} {
			if !strings.Contains(text, label) {
				t.Errorf("%d columns: %s is not there:\n%s", width, label, term.Text())
			}
		}
	}
}

// TestResume catches progress that is lost in a case file, and a case that does not go on with
// the lesson it was kept in.
func TestResume(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenLesson(term)
	term.PasteText("1234567_SB1")
	term.Press(" ", " ", " ")
	file := screen.CaseFile(term.S)
	text, err := casefile.Encode(file)
	if err != nil {
		t.Fatal(err)
	}
	again := uitest.Open(t, 100, 30)
	again.Wait(48 * time.Hour)
	again.PasteText(string(text))
	if at := again.S.Case.At; !at.Equal(uitest.Noon.Add(48 * time.Hour)) {
		t.Errorf("two days later, the case is evaluated at %s", at)
	}
	at, is := again.S.At().(screen.SetUp)
	if !is || at.Lesson != uitest.SetUpLesson {
		t.Fatalf("the case opens %T %v", again.S.Shown(), again.S.At())
	}
	again.MustSee("3 of 12 done", "1234567-sb1")
	events := len(again.S.Journal.Events)
	again.Press(" ")
	if got := again.S.Journal.Events; len(got) != events+1 || got[events].Kind != casefile.Ticked {
		t.Errorf("after one tick, the timeline is %v", got)
	}
	// Another case has other progress.
	again.S.BeginAnew()
	uitest.OpenLesson(again)
	again.MustSee("0 of 12 done")
}

// TestResumeWanted catches a command with a lesson and a case that shows another screen.
func TestResumeWanted(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(time.Hour))
	text, err := casefile.Encode(screen.CaseFile(term.S))
	if err != nil {
		t.Fatal(err)
	}
	again := uitest.Open(t, 100, 30)
	again.S.Lessons.Wanted = uitest.SetUpLesson
	again.PasteText(string(text))
	again.MustSee("Client credentials", "of 12 done")
}

// TestPasteStays catches a paste that leads away from the lesson, or that is lost on the way.
func TestPasteStays(t *testing.T) {
	for _, open := range []func(*uitest.Terminal){uitest.OpenLesson, func(term *uitest.Terminal) { uitest.OpenStep(term, "read-the-token") }} {
		term := uitest.Open(t, 100, 40)
		open(term)
		at := term.S.At()
		term.PasteText(uitest.AccessToken(time.Hour))
		if term.S.At() != at || len(term.S.Case.Tokens) != 1 {
			t.Errorf("a token on %v led to %v; %d tokens", at, term.S.At(), len(term.S.Case.Tokens))
		}
		term.MustSee("Taken: the access token")
		term.PasteText(string(uitest.TestPrivate(uitest.TestKey(1))))
		if term.S.At() != at || term.S.Case.Keys.Len() != 1 {
			t.Errorf("a key on %v led to %v", at, term.S.At())
		}
		term.Press("esc")
		if term.S.At() == at {
			t.Errorf("esc stays on %v", at)
		}
	}
}

// TestLateResult catches a result for a step that was left meanwhile: it must neither change
// the Case nor bring the screen back.
func TestLateResult(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenStep(term, "make-the-key-pair")
	term.Press("down")
	term.S.GoTo(screen.File{Path: "public.pem"})
	cmd := term.S.Shown().Init() // reads the file
	term.Press("esc", "esc")
	before := term.S.At()
	if cmd != nil {
		term.Send(cmd())
	}
	if term.S.At() != before || term.S.Case.Keys.Len() > 0 {
		t.Errorf("a file that was read late leads to %v; %d files", term.S.At(), term.S.Case.Keys.Len())
	}
}

// TestHandOverSetup catches a report that lacks what was set up, where, and who is next; one
// with a secret; and names that stay although they are replaced.
func TestHandOverSetup(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenLesson(term)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press(" ", " ")
	term.Do("e")
	copies := term.S.Shown().Copies()
	if len(copies) != 1 {
		t.Fatalf("%d texts can be copied: %s", len(copies), term.Text())
	}
	text := strings.Join(strings.Fields(copies[0].Text()), " ")
	for _, want := range []string{"machine to machine", "1234567-sb1", "of 12 steps are done", "Administrator", "by hand", "Find the account and its addresses", "The values"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, uitest.Signature[:12]) || strings.Contains(text, "eyJ") {
		t.Errorf("the report has a piece of the token:\n%s", text)
	}
	term.Press("tab")
	term.Do("right")
	replaced := term.S.Shown().Copies()[0].Text()
	if strings.Contains(replaced, "1234567_SB1") || strings.Contains(replaced, "1234567-sb1") || strings.Contains(replaced, "0F1E2D3C") {
		t.Errorf("the report with stand-ins has the account or the application:\n%s", replaced)
	}
}

// TestTickByPaste catches a token that ticks nothing, one that ticks what it does not show, and
// a timeline without the steps that it ticked.
func TestTickByPaste(t *testing.T) {
	term := uitest.Open(t, 110, 40)
	uitest.OpenLesson(term)
	term.PasteText(uitest.AccessToken(time.Hour))
	states := uitest.StepStates(t, term, uitest.SetUpLesson)
	for id, want := range map[string]string{"read-the-token": "done", "choose-the-user": "done", "create-the-role": "open", "make-the-key-pair": "open", "make-the-first-call": "open"} {
		if !strings.HasPrefix(states[id], want+" ") {
			t.Errorf("with a token, %s is %s, want %s", id, states[id], want)
		}
	}
	if by := states["read-the-token"]; !strings.Contains(by, "1234567_SB1") || strings.Contains(by, content.ByHand) {
		t.Errorf("the token was read %q", by)
	}
	told := ""
	for _, event := range term.S.Journal.Events {
		if event.Kind == casefile.Ticked {
			told += event.Text + "\n"
		}
	}
	if !strings.Contains(told, "Read the token (the access token is for") || strings.Count(told, "Read the token") != 1 {
		t.Errorf("the timeline tells of the ticks %q", told)
	}
	term.Press("u") // what was pasted is taken back, and its ticks with it
	for id, state := range uitest.StepStates(t, term, uitest.SetUpLesson) {
		if !strings.HasPrefix(state, "open ") {
			t.Errorf("without the token, %s is %s", id, state)
		}
	}
}

// TestTickByRecord catches a record form that ticks nothing.
func TestTickByRecord(t *testing.T) {
	term := uitest.Open(t, 110, 40)
	uitest.OpenStep(term, "create-the-integration-record")
	term.Press("i")
	uitest.FillIn(term, diagnosis.FactRecordState, "1")
	uitest.FillIn(term, diagnosis.FactRecordGrants, "2", "enter")
	uitest.FillIn(term, diagnosis.FactRecordScopes, "2", "enter")
	term.Press("esc")
	term.MustSee("✓ The record form, or later a token, shows the record")
	term.MustRead("the record is enabled, with Client Credentials (Machine to Machine) Grant")
	uitest.FillInAgain(term, diagnosis.FactRecordState, "2")
	term.MustSee("✗ fails", "Blocked")
}

// TestFailingStep catches a failure that is not seen where it is, what a person ticked hiding
// it, and a finding without what to do.
func TestFailingStep(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenLesson(term)
	for range 12 {
		term.Press(" ")
	}
	term.MustSee("12 of 12 done")
	term.PasteText(uitest.AccessToken(-time.Hour))
	term.MustSee("11 of 12 done", "› ✗ Read the token", "Expired 1 h ago", "AccessTokenExpired · confirmed", "Request a new access token")
	term.Press(" ") // cannot be ticked away
	term.MustSee("11 of 12 done", "› ✗ Read the token")
	term.Press("enter")
	term.MustSee("Read the token · ✗ fails", "Expired 1 h ago", "Request a new access token")
}

// TestOtherFlow catches a step that a token of another flow than the lesson's ticks.
func TestOtherFlow(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	term.S.GoTo(screen.SetUp{Lesson: "authorization-code"})
	term.PasteText(uitest.AccessToken(time.Hour))
	list, _ := term.S.Lessons.Checklist("authorization-code")
	for _, step := range list.Steps {
		for _, check := range step.Checks {
			if check.Tick == "token" && check.State != diagnosis.TickFailing {
				t.Errorf("a token of client credentials makes %q %s: %s", step.Title, check.State, check.By)
			}
		}
	}
	if flow := term.S.Diagnosis.Facts.Value(diagnosis.FactFlow); flow != "client-credentials" {
		t.Errorf("the lesson makes the flow of the Case %s", flow)
	}
	for _, f := range term.S.Diagnosis.Findings {
		if f.ID == "facts-agree" && f.Status == diagnosis.Warn {
			t.Errorf("the Case itself contradicts the token: %s", f.Title)
		}
	}
}

// TestUnknownLesson catches progress of a lesson that this program does not have, which must be
// kept and must not stop it.
func TestUnknownLesson(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.S.Journal.Progress = content.Progress{"of-another-version": {ByHand: []string{"a#1"}}}
	term.S.GoTo(screen.SetUp{Lesson: "of-another-version"})
	term.MustSee("What do you want to set up?")
	if got := string(screen.CaseFile(term.S).Lessons); !strings.Contains(got, "of-another-version") {
		t.Errorf("the case file has the progress %s", got)
	}
}

// TestStepsBeginWithWhatToDo catches a step whose rows are below the window at the smallest
// size, so that enter shows nothing that it does, and a footer without the key that ticks.
func TestStepsBeginWithWhatToDo(t *testing.T) {
	term := uitest.Open(t, 60, 16)
	for _, one := range term.S.Library.Lessons() {
		term.S.GoTo(screen.SetUp{Lesson: one.Name()})
		term.MustSee("space tick it", "y copy")
		for _, step := range one.Steps {
			term.S.GoTo(screen.SetUp{Lesson: one.Name(), Step: step.ID})
			if !strings.Contains(term.Text(), "\n  › ") {
				t.Errorf("%s, %s: no row is in the window\n%s", one.Name(), step.ID, term.Text())
			}
			term.Press("esc")
		}
		term.Press("esc")
	}
}

// TestEveryStepDone catches a checklist whose end is not announced.
func TestEveryStepDone(t *testing.T) {
	term := uitest.Open(t, 60, 16)
	uitest.OpenLesson(term)
	term.MustNotSee("Every step is done")
	for range 20 {
		term.Press(" ")
	}
	if first := strings.Split(term.Text(), "\n")[2]; !strings.Contains(first, "Every step is done. e hands over") {
		t.Errorf("the first line is %q", first)
	}
}
