package content_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis"
)

// twoSteps is a lesson in which one step waits for something that the Case shows and for
// something that a person ticks, and one for the latter alone.
func twoSteps() content.Lesson {
	return content.Lesson{
		Path: "lessons/two-steps.md", Title: "Two steps",
		Facts: diagnosis.Facts{{Name: diagnosis.FactFlow, Value: "client-credentials", Source: diagnosis.SourceUser}},
		Steps: []content.LessonStep{
			{ID: "first", Title: "First", Who: diagnosis.Administrator, Done: []content.LessonCheck{{Text: "seen", Tick: "oauth2-feature"}, {Text: "by hand"}}},
			{ID: "second", Title: "Second", Who: diagnosis.Integrator, Done: []content.LessonCheck{{Text: "by hand"}}},
		},
	}
}

func states(list content.Checklist) (all []diagnosis.TickState) {
	for _, step := range list.Steps {
		all = append(all, step.State)
	}
	return all
}

// TestChecklistByHand catches a step that is done although one of its checks is not, a tick by
// hand that does not say so, and one that cannot be taken back.
func TestChecklistByHand(t *testing.T) {
	lesson, c := twoSteps(), diagnosis.Case{}
	list := lesson.Checklist(c, content.LessonProgress{})
	if list.Done() != 0 || list.Current() != 0 || list.Count() != "0 of 2 done" {
		t.Fatalf("at the start: %s, current %d", list.Count(), list.Current())
	}
	one, changed := content.Progress{}.TickCheck(lesson.Name(), list.Steps[0], 1)
	if list = lesson.Checklist(c, one[lesson.Name()]); !changed || list.Steps[0].State != diagnosis.TickOpen || !list.Steps[0].Checks[1].ByHand {
		t.Fatalf("with one of two ticked: %+v", list.Steps[0])
	}
	both, _ := one.Tick(lesson.Name(), list.Steps[0])
	list = lesson.Checklist(c, both[lesson.Name()])
	if by := list.Steps[0].By(); list.Current() != 1 || !slices.Equal(by, []string{content.ByHand}) {
		t.Errorf("ticked by hand: current %d, by %q", list.Current(), by)
	}
	none, _ := both.Tick(lesson.Name(), list.Steps[0])
	if len(none) != 0 || len(one[lesson.Name()].ByHand) != 1 {
		t.Errorf("taken back: %v; before: %v", none, one)
	}
}

// TestProgressInACaseFile catches progress that another program cannot read, and a case file
// from anybody that stops the program or ticks what it does not name.
func TestProgressInACaseFile(t *testing.T) {
	lesson := twoSteps()
	list := lesson.Checklist(diagnosis.Case{}, content.LessonProgress{})
	progress, _ := content.Progress{}.Tick(lesson.Name(), list.Steps[1])
	const want = `{"two-steps":{"by_hand":["second#1"]}}`
	if got := string(progress.JSON()); got != want {
		t.Errorf("the progress is %s, want %s", got, want)
	}
	list = lesson.Checklist(diagnosis.Case{}, content.ReadProgress([]byte(want))["two-steps"])
	if got := states(list); !slices.Equal(got, []diagnosis.TickState{diagnosis.TickOpen, diagnosis.TickDone}) {
		t.Errorf("read again: %v", got)
	}
	list = lesson.Checklist(diagnosis.Case{}, content.ReadProgress([]byte(`{"another":7,` + want[1:]))["two-steps"])
	if list.Done() != 1 {
		t.Error("a lesson that cannot be read takes the progress of another one away")
	}
	var nothing content.Progress
	if nothing.JSON() != nil {
		t.Errorf("no progress is %s", nothing.JSON())
	}
	long := `{"two-steps":{"by_hand":["` + strings.Repeat(`x","`, 5000) + `x"]}}`
	for _, text := range []string{"", "null", "[]", `{"two-steps":null}`, `{"two-steps":{"by_hand":7}}`, `{"two-steps":{"by_hand":["first#0","first#9","#1","second"]}}`, `{"../x":{"by_hand":["a"]}}`, long} {
		read := content.ReadProgress([]byte(text))
		if got := lesson.Checklist(diagnosis.Case{}, read["two-steps"]).Done(); got != 0 {
			t.Errorf("%.60s ticks %d steps", text, got)
		}
		if kept := read.JSON(); len(kept) > 4000 || kept != nil && !json.Valid(kept) {
			t.Errorf("%.60s is kept as %d bytes", text, len(kept))
		}
	}
}

// TestFill catches a placeholder that stays although its value is known, and one that vanishes
// although it is not.
func TestFill(t *testing.T) {
	c := diagnosis.Case{Facts: diagnosis.Facts{{Name: diagnosis.FactAccount, Value: "1234567_SB1", Source: diagnosis.SourceUser}}}
	list := twoSteps().Checklist(c, content.LessonProgress{})
	const text = "<REST address>/x and <Client ID>, <Client Secret>, <Account ID>"
	if got := list.Fill(text); got != "https://1234567-sb1.suitetalk.api.netsuite.com/x and <Client ID>, <Client Secret>, 1234567_SB1" {
		t.Errorf("filled in: %s", got)
	}
	var names []string
	for _, lacking := range list.Lacking(text) {
		if names = append(names, lacking.Name); lacking.Lacks == "" {
			t.Errorf("%s does not say what is missing", lacking.Name)
		}
	}
	if !slices.Equal(names, []string{"Client ID", "Client Secret"}) {
		t.Errorf("missing are %q", names)
	}
}

// TestLessonIsNoEvidence catches a lesson that is opened and ticks a step by the facts that it
// implies, and facts of a lesson that become facts of the Case.
func TestLessonIsNoEvidence(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	lessons := library.Lessons()
	if len(lessons) == 0 {
		t.Fatal("there is no lesson")
	}
	for _, lesson := range lessons {
		c := diagnosis.Case{}
		list := lesson.Checklist(c, content.LessonProgress{})
		for _, step := range list.Steps {
			for _, check := range step.Checks {
				if check.State != diagnosis.TickOpen {
					t.Errorf("%s: %s is %s without a Case: %s", lesson.Name(), step.Title, check.State, check.By)
				}
			}
		}
		if len(c.Facts) > 0 {
			t.Errorf("%s: the Case got the facts %v", lesson.Name(), c.Facts)
		}
	}
}

// TestRest catches a step whose text is shown twice, and one that loses its instructions.
func TestRest(t *testing.T) {
	step := content.LessonStep{Body: "Why it is done.\n\n**Administrator** Setup › Company\n\n| Field | Value |\n| --- | --- |\n| Name | x |\n\n1. Click **Save**.\n\n```\nrun <Account ID>\n\nagain\n```\n\nCommon mistakes:\n\n- One."}
	if got := step.Rest(); got != "1. Click **Save**.\n\n```\nrun <Account ID>\n\nagain\n```\n\nCommon mistakes:\n\n- One." {
		t.Errorf("the rest is %q", got)
	}
	if got := content.Commands(step.Body); !slices.Equal(got, []string{"run <Account ID>\n\nagain"}) {
		t.Errorf("the commands are %q", got)
	}
}

// TestSaidSettingBeforeLesson catches a setting that was said and that the lesson replaces by
// what it needs.
func TestSaidSettingBeforeLesson(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	lesson, ok := library.Lesson("public-client")
	if !ok {
		t.Fatal("there is no lesson public-client")
	}
	fact, err := diagnosis.ParseFact("client=public", diagnosis.SourceUser)
	if err != nil {
		t.Fatal(err)
	}
	list := lesson.Checklist(diagnosis.Case{Facts: diagnosis.Facts{fact}}, content.LessonProgress{})
	for _, step := range list.Steps {
		for _, check := range step.Checks {
			if check.Tick == "public-client" && check.State == diagnosis.TickDone {
				return
			}
		}
	}
	t.Error("Public Client was said to be checked, and no step is ticked by it")
}
