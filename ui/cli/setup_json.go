package cli

import (
	"authdoctor/content"
	"authdoctor/diagnosis"
)

// lessonList is the list of lessons as JSON, schema 1. Fields may be added, never changed.
type lessonList struct {
	Schema  int           `json:"schema"`
	Error   string        `json:"error,omitempty"`
	Lessons []lessonEntry `json:"lessons"`
}

type lessonEntry struct {
	Lesson string `json:"lesson"`
	Title  string `json:"title"`
	For    string `json:"for"`
	Steps  int    `json:"steps"`
}

// lessonReport is a lesson with its state as JSON, schema 1.
type lessonReport struct {
	Schema int          `json:"schema"`
	Error  string       `json:"error,omitempty"`
	Lesson string       `json:"lesson"`
	Title  string       `json:"title"`
	Done   int          `json:"done"`
	Steps  []lessonStep `json:"steps"`
}

type lessonStep struct {
	ID       string              `json:"id"`
	Title    string              `json:"title"`
	Who      diagnosis.Actor     `json:"who"`
	Menu     string              `json:"menu"`
	Why      string              `json:"why"`
	State    diagnosis.TickState `json:"state"`
	By       []string            `json:"by"` // what ticked it, or what fails
	Values   []lessonValue       `json:"values"`
	CopyBack []string            `json:"copy_back"`
	Checks   []lessonCheck       `json:"checks"`
	Code     string              `json:"code"`
}

type lessonValue struct {
	Field   string   `json:"field"`
	Value   string   `json:"value"`   // with placeholders for what is not known
	Missing []string `json:"missing"` // the names of these
}

type lessonCheck struct {
	Text    string              `json:"text"`
	Tick    diagnosis.TickName  `json:"tick"` // "" for one that a person ticks
	State   diagnosis.TickState `json:"state"`
	By      string              `json:"by"`
	Warning string              `json:"warning,omitempty"` // why it is open although there is something to see
	Finding *diagnosis.Finding  `json:"finding,omitempty"` // that fails
}

func newLessonList(library *content.Library) lessonList {
	list := lessonList{Schema: 1, Lessons: []lessonEntry{}}
	for _, lesson := range library.Lessons() {
		list.Lessons = append(list.Lessons, lessonEntry{lesson.Name(), lesson.Title, lesson.Short, len(lesson.Steps)})
	}
	return list
}

func newLessonReport(list content.Checklist) lessonReport {
	r := lessonReport{Schema: 1, Lesson: list.Lesson.Name(), Title: list.Lesson.Title, Done: list.Done(), Steps: []lessonStep{}}
	for _, step := range list.Steps {
		out := lessonStep{ID: step.ID, Title: step.Title, Who: step.Who, Menu: step.Menu, Why: step.Why, State: step.State,
			By: notNil(step.By()), Values: []lessonValue{}, CopyBack: notNil(step.CopyBack), Checks: []lessonCheck{}, Code: step.Code}
		for _, value := range step.Values {
			filled := lessonValue{Field: value.Field, Value: list.Fill(value.Value), Missing: []string{}}
			for _, lacking := range list.Lacking(value.Value) {
				filled.Missing = append(filled.Missing, lacking.Name)
			}
			out.Values = append(out.Values, filled)
		}
		for _, check := range step.Checks {
			seen := lessonCheck{Text: check.Text, Tick: check.Tick, State: check.State, By: check.By, Warning: check.Warning}
			if check.State == diagnosis.TickFailing {
				seen.Finding = check.Finding
			}
			out.Checks = append(out.Checks, seen)
		}
		r.Steps = append(r.Steps, out)
	}
	return r
}
