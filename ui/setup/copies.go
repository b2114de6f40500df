package setup

import (
	"strings"

	"authdoctor/content"
	"authdoctor/ui/screen"
)

// copiesOf returns what can be copied of a step: its values, its commands, the finding that
// fails, and the state of all steps.
func copiesOf(s *screen.Session, list content.Checklist, at int) []screen.Copy {
	step := list.Steps[at]
	var copies []screen.Copy
	var values []string
	for _, value := range step.Values {
		text := list.Fill(value.Value)
		values = append(values, value.Field+": "+text)
		if text != value.Value { // computed
			copies = append(copies, screen.Value(value.Field, text))
		}
	}
	if len(values) > 0 {
		copies = append(copies, screen.Value("What is entered", strings.Join(values, "\n")))
	}
	for _, command := range content.Commands(step.Body) {
		copies = append(copies, screen.Value("Command", list.Fill(command)))
	}
	for _, code := range s.Library.Snippets(step.Code) {
		text, _ := code.Fill(list.Values)
		var given []string
		for _, value := range list.Values {
			given = append(given, value.Value)
		}
		copies = append(copies, screen.Program("Code: "+code.Language, text, given))
	}
	if f := step.Failing(); f != nil {
		copies = append(copies, screen.OfFinding(s, *f)...)
	}
	return append(copies, screen.Value("The checklist", strings.Join(asText(list), "\n")))
}

// asText returns the state of each step in a line.
func asText(list content.Checklist) []string {
	lines := []string{list.Lesson.Title + ": " + list.Count()}
	for _, step := range list.Steps {
		line := step.State.Word() + ": " + step.Title
		if by := step.By(); len(by) > 0 {
			line += " (" + strings.Join(by, "; ") + ")"
		}
		lines = append(lines, line)
	}
	return lines
}
