package setup_test

import (
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// openFile opens a file of the disk by its path, and returns to the lesson.
func openFile(term *uitest.Terminal, name string) {
	term.Do("ctrl+o")
	term.EnterText(name)
	term.Do("enter")
	term.S.GoTo(screen.SetUp{Lesson: uitest.SetUpLesson})
}

// send sends the online check whose title begins so, and returns to the lesson.
func send(term *uitest.Terminal, check string) {
	term.Press("o")
	uitest.ChooseCheck(term, check)
	term.Do("enter", "enter")
	term.S.GoTo(screen.SetUp{Lesson: uitest.SetUpLesson})
}

// state returns the state of a step with what ticked it.
func state(t *testing.T, term *uitest.Terminal, step string) string {
	t.Helper()
	return uitest.StepStates(t, term, uitest.SetUpLesson)[step]
}

// TestWalk catches a lesson that cannot be walked to its end: a value that is not taken, and a
// step that is not ticked by what was done for it.
func TestWalk(t *testing.T) {
	term := uitest.Open(t, 120, 45)
	uitest.Connect(term)
	uitest.OpenLesson(term)
	term.PasteText("1234567-sb1")
	term.Press(" ")
	term.S.GoTo(screen.SetUp{Lesson: uitest.SetUpLesson, Step: "create-the-integration-record"})
	term.PasteText(standin.ClientID)
	term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordScopes, Value: "rest_webservices"})
	openFile(term, "public.pem")
	openFile(term, "private.pem")
	if got := state(t, term, "make-the-key-pair"); !strings.HasPrefix(got, "done") {
		t.Errorf("with both files, the pair is %s", got)
	}
	send(term, "Does NetSuite grant")
	send(term, "Does the access token work?")
	send(term, "May the role use REST")
	for id, got := range uitest.StepStates(t, term, uitest.SetUpLesson) {
		if strings.HasPrefix(got, "failing") {
			t.Errorf("%s is %s", id, got)
		}
	}
	for _, id := range []string{"turn-on-the-features", "choose-the-user", "map-the-certificate", "request-a-token", "read-the-token", "make-the-first-call"} {
		if got := state(t, term, id); !strings.HasPrefix(got, "done") || strings.Contains(got, content.ByHand) {
			t.Errorf("%s is %s", id, got)
		}
	}
	for range 3 { // what only a person can see
		term.Press(" ")
	}
	if list, _ := term.S.Lessons.Checklist(uitest.SetUpLesson); list.Done() != len(list.Steps) {
		t.Errorf("at the end, %s:\n%s", list.Count(), term.Text())
	}
}

// TestWalkStops catches a mistake that no step shows, one that another step shows, and one
// without what to do.
func TestWalkStops(t *testing.T) {
	for _, mistake := range []struct {
		name, step string
		make       func(term *uitest.Terminal)
	}{
		{"the key of another pair", "make-the-key-pair", func(term *uitest.Terminal) { openFile(term, "public.pem"); openFile(term, "old/private.pem") }},
		{"a certificate that has ended", "make-the-key-pair", func(term *uitest.Terminal) { openFile(term, "old/ended.pem") }},
		{"a record that is blocked", "create-the-integration-record", func(term *uitest.Terminal) {
			term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "blocked"})
		}},
		{"another grant", "create-the-integration-record", func(term *uitest.Terminal) {
			term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordGrants, Value: "authorization-code"})
		}},
		{"the feature is off", "turn-on-the-features", func(term *uitest.Terminal) {
			term.S.State(diagnosis.Fact{Name: diagnosis.FactFeatureOAuth2, Value: "off"})
		}},
		{"the permission of TBA", "create-the-role", func(term *uitest.Terminal) {
			term.S.State(diagnosis.Fact{Name: diagnosis.FactRolePermissions, Value: "access-tokens"})
		}},
		{"an assertion that is signed with RS256", "request-a-token", func(term *uitest.Terminal) { term.PasteText(uitest.Assertion()) }},
		{"a token request that is refused", "request-a-token", func(term *uitest.Terminal) { term.PasteText(uitest.RefusedClient) }},
		{"a token that has expired", "read-the-token", func(term *uitest.Terminal) { term.PasteText(uitest.AccessToken(-1)) }},
		{"a call that is refused", "make-the-first-call", func(term *uitest.Terminal) { term.PasteText(uitest.RefusedCall) }},
	} {
		t.Run(mistake.name, func(t *testing.T) {
			term := uitest.Open(t, 120, 45)
			uitest.OpenLesson(term)
			for range 20 {
				term.Press(" ")
			}
			mistake.make(term)
			term.S.GoTo(screen.SetUp{Lesson: uitest.SetUpLesson})
			list, _ := term.S.Lessons.Checklist(uitest.SetUpLesson)
			for _, step := range list.Steps {
				if step.State != diagnosis.TickFailing {
					continue
				}
				if step.ID != mistake.step {
					t.Errorf("%s fails: %v", step.ID, step.By())
				}
				if f := step.Failing(); f == nil || len(f.Fix) == 0 {
					t.Errorf("%s fails without what to do: %+v", step.ID, f)
				}
				term.MustSee("› ✗ " + step.Title)
				return
			}
			t.Errorf("no step fails:\n%s", term.Text())
		})
	}
}
