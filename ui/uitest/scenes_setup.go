package uitest

import (
	"strings"
	"testing"
	"time"

	"authdoctor/ui/screen"
)

// SetUpLesson is the lesson of the scenes.
const SetUpLesson = "client-credentials"

// SetupScenes show the lessons, each in a state worth testing.
var SetupScenes = []Scene{
	{"setup", OpenLessons},
	{"setup-lesson", func(term *Terminal) { OpenLesson(term) }},
	{"setup-known", func(term *Terminal) {
		OpenLesson(term)
		term.PasteText("1234567_SB1")
		term.Press(" ", " ")
	}},
	{"setup-last", func(term *Terminal) { OpenLesson(term); term.Press("end") }},
	{"setup-all-by-hand", func(term *Terminal) {
		OpenLesson(term)
		for range 20 {
			term.Press(" ")
		}
	}},
	{"setup-token", func(term *Terminal) { OpenLesson(term); term.PasteText(AccessToken(time.Hour)); term.Press("down") }},
	{"setup-failing", func(term *Terminal) { OpenLesson(term); term.PasteText(AccessToken(-time.Hour)) }},
	{"setup-step-failing", func(term *Terminal) { OpenStep(term, "read-the-token"); term.PasteText(AccessToken(-time.Hour)) }},
	{"setup-step", func(term *Terminal) { OpenStep(term, "create-the-integration-record") }},
	{"setup-step-end", func(term *Terminal) { OpenStep(term, "create-the-integration-record"); term.Press("end", "end") }},
	{"setup-step-value", func(term *Terminal) {
		OpenStep(term, "create-the-integration-record")
		term.Press("enter")
		term.Write("3f3f")
		term.Press("enter")
	}},
	{"setup-step-code", func(term *Terminal) { OpenStep(term, "request-a-token") }},
}

// OpenLessons opens the list of lessons from home.
func OpenLessons(term *Terminal) {
	for range 20 {
		if strings.Contains(term.Text(), "› Set up an integration") {
			break
		}
		term.Press("down")
	}
	term.Press("enter")
}

// OpenLesson opens the lesson of the scenes.
func OpenLesson(term *Terminal) {
	OpenLessons(term)
	term.Press("enter")
}

// OpenStep opens a step of that lesson by its ID.
func OpenStep(term *Terminal, id string) {
	OpenLesson(term)
	term.S.GoTo(screen.SetUp{Lesson: SetUpLesson, Step: id})
}

// StepStates returns the states of the steps of a lesson by their IDs.
func StepStates(t testing.TB, term *Terminal, lesson string) map[string]string {
	t.Helper()
	list, ok := term.S.Lessons.Checklist(lesson)
	if !ok {
		t.Fatalf("there is no lesson %s", lesson)
	}
	states := map[string]string{}
	for _, step := range list.Steps {
		states[step.ID] = string(step.State) + " " + strings.Join(step.By(), "; ")
	}
	return states
}
