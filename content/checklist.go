package content

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// Checklist is a lesson with what a Case shows of each step.
type Checklist struct {
	Lesson Lesson
	Steps  []StepState
	// Values are those of the Case, known or not, for the placeholders of the lesson.
	Values []diagnosis.Value
	// Diagnosis is that of the Case with what the lesson implies. It is for the checklist only:
	// who opens a lesson states nothing about a failed login.
	Diagnosis diagnosis.Diagnosis
}

// StepState is a step with what shows that it is done.
type StepState struct {
	LessonStep
	State  diagnosis.TickState
	Checks []CheckState // one for each of Done; one without words for a step that waits for nothing
}

// CheckState is something that a step waits for, and whether it is seen.
type CheckState struct {
	LessonCheck
	State diagnosis.TickState
	// By is what ticked it, or what fails, in words; "" while it is open.
	By string
	// Warning is why it is open although there is something to see, "" for nothing.
	Warning string
	// ByHand reports whether a person ticked it, and nothing else shows it.
	ByHand bool
	// Finding is the one that fails or passed; nil for none.
	Finding *diagnosis.Finding
}

// ByHand is what ticked a check that nothing but a person has seen.
const ByHand = "by hand"

// Checklist returns the state of the lesson for a Case. Only what the Case shows or a person
// has ticked is done, and what a person ticked hides no failure.
func (l Lesson) Checklist(c diagnosis.Case, progress LessonProgress) Checklist {
	for _, fact := range l.Facts {
		_, said := c.Facts.Get(fact.Name)
		if kind, _ := diagnosis.KindOfFact(fact.Name); said && kind.Group != "" {
			continue // what a setting was said to be is evidence, and the lesson is none
		}
		c.Facts = c.Facts.With(fact)
	}
	list := Checklist{Lesson: l, Diagnosis: diagnosis.Diagnose(c)}
	list.Values = diagnosis.Worksheet(c, list.Diagnosis)
	for _, step := range l.Steps {
		state := StepState{LessonStep: step, State: diagnosis.TickDone}
		for i, waits := range step.waitsFor() {
			check := list.check(c, waits)
			if check.State == diagnosis.TickOpen && progress.has(step, i) {
				check.State, check.By, check.ByHand = diagnosis.TickDone, ByHand, true
			}
			switch {
			case check.State == diagnosis.TickFailing:
				state.State = diagnosis.TickFailing
			case check.State == diagnosis.TickOpen && state.State == diagnosis.TickDone:
				state.State = diagnosis.TickOpen
			}
			state.Checks = append(state.Checks, check)
		}
		list.Steps = append(list.Steps, state)
	}
	return list
}

// waitsFor returns what ends the step. A step that names nothing ends when a person says so.
func (s LessonStep) waitsFor() []LessonCheck {
	if len(s.Done) == 0 {
		return []LessonCheck{{}}
	}
	return s.Done
}

// check returns the state of a check as the Case shows it.
func (l Checklist) check(c diagnosis.Case, waits LessonCheck) CheckState {
	state := CheckState{LessonCheck: waits, State: diagnosis.TickOpen}
	if waits.Tick == "" {
		return state
	}
	tick := diagnosis.TickOf(c, l.Diagnosis, waits.Tick)
	if state.State = tick.State; state.State == diagnosis.TickOpen {
		state.Warning = tick.By
	} else {
		state.By = tick.By
	}
	if at := tick.Finding - 1; at >= 0 && at < len(l.Diagnosis.Findings) {
		state.Finding = &l.Diagnosis.Findings[at]
	}
	return state
}

// Done returns the number of steps that are done.
func (l Checklist) Done() int {
	n := 0
	for _, step := range l.Steps {
		if step.State == diagnosis.TickDone {
			n++
		}
	}
	return n
}

// Current returns the index of the first step that is not done; the number of steps if all are.
func (l Checklist) Current() int {
	at := slices.IndexFunc(l.Steps, func(s StepState) bool { return s.State != diagnosis.TickDone })
	if at < 0 {
		return len(l.Steps)
	}
	return at
}

// Count says how far the lesson is, as in "5 of 10 done".
func (l Checklist) Count() string { return fmt.Sprintf("%d of %d done", l.Done(), len(l.Steps)) }

// By returns what ticked a step, or what fails in it: each once, in order.
func (s StepState) By() []string {
	var by []string
	for _, check := range s.Checks {
		if check.By != "" && (check.State == diagnosis.TickFailing) == (s.State == diagnosis.TickFailing) && !slices.Contains(by, check.By) {
			by = append(by, check.By)
		}
	}
	return by
}

// ByHand reports whether a person can tick what is open in a step, or take back such a tick:
// that is possible while nothing is open.
func (s StepState) ByHand() (tick, untick bool) {
	tick = slices.ContainsFunc(s.Checks, func(c CheckState) bool { return c.State == diagnosis.TickOpen })
	return tick, !tick && slices.ContainsFunc(s.Checks, func(c CheckState) bool { return c.ByHand })
}

// Failing returns the finding that fails in a step, nil for none.
func (s StepState) Failing() *diagnosis.Finding {
	for _, check := range s.Checks {
		if check.State == diagnosis.TickFailing && check.Finding != nil {
			return check.Finding
		}
	}
	return nil
}

// Fill returns a text of the lesson with the values that are known in their places.
func (l Checklist) Fill(text string) string {
	for _, value := range l.Values {
		if value.Value != "" {
			text = strings.ReplaceAll(text, "<"+value.Name+">", value.Value)
		}
	}
	return text
}

// LackingIn returns the values that are missing for what a step enters.
func (l Checklist) LackingIn(step StepState) []diagnosis.Value {
	var texts []string
	for _, value := range step.Values {
		texts = append(texts, value.Value)
	}
	return l.Lacking(strings.Join(texts, "\n"))
}

// Lacking returns the values that a text of the lesson names and that are not known, in the
// order of the worksheet.
func (l Checklist) Lacking(text string) []diagnosis.Value {
	var lacking []diagnosis.Value
	for _, value := range l.Values {
		if value.Value == "" && strings.Contains(text, "<"+value.Name+">") {
			lacking = append(lacking, value)
		}
	}
	return lacking
}

// factOfValue are the facts that make a value of the worksheet known, by its name in lower case.
// A person copies them from NetSuite's screens. The Client Secret is none: it is never kept.
var factOfValue = map[string]diagnosis.FactName{
	"account id": diagnosis.FactAccount, "host part": diagnosis.FactAccount, "token address": diagnosis.FactAccount,
	"authorize address": diagnosis.FactAccount, "rest address": diagnosis.FactAccount, "server time address": diagnosis.FactAccount,
	"metadata address": diagnosis.FactAccount, "mcp address": diagnosis.FactAccount,
	"client id":      diagnosis.FactClientID,
	"application id": diagnosis.FactApplicationID,
	"certificate id": diagnosis.FactCertificateID,
	"role id":        diagnosis.FactRole,
	"entity id":      diagnosis.FactEntity,
	"scopes":         diagnosis.FactRecordScopes,
	"redirect uri":   diagnosis.FactRecordRedirectURIs,
	// As the trail has it: no value of the worksheet, but which rows are those of the record.
	"application name": diagnosis.FactApplication,
}

// CopiedBack returns the kind of fact that a value of this name becomes in the step, false for
// one that is not kept. The Certificate ID of the step that waits for the mapping is the one
// that NetSuite shows in its row.
func (s LessonStep) CopiedBack(name string) (diagnosis.FactKind, bool) {
	fact, known := factOfValue[strings.ToLower(name)]
	if !known {
		return diagnosis.FactKind{}, false
	}
	if fact == diagnosis.FactCertificateID && slices.ContainsFunc(s.Done, func(c LessonCheck) bool { return c.Tick == "mapping" }) {
		fact = diagnosis.FactRecordCertificates
	}
	return diagnosis.KindOfFact(fact)
}

// Asked is a value that a step asks for, with the fact that it becomes.
type Asked struct {
	Name string
	Kind diagnosis.FactKind
}

// Asked returns what a step asks to copy back, and what is missing for its values: each fact
// once.
func (l Checklist) Asked(step StepState) []Asked {
	names := slices.Clone(step.CopyBack)
	for _, lacking := range l.LackingIn(step) {
		names = append(names, lacking.Name)
	}
	var all []Asked
	for _, name := range names {
		kind, ok := step.CopiedBack(name)
		if ok && !slices.ContainsFunc(all, func(a Asked) bool { return a.Kind.Name == kind.Name }) {
			all = append(all, Asked{name, kind})
		}
	}
	return all
}

// Rest returns the text of the step without what its other fields have: why, who, the values and
// the code.
func (s LessonStep) Rest() string {
	var kept []string
	for _, block := range strings.Split(s.Body, "\n\n") {
		switch {
		case strings.HasPrefix(block, "**Administrator** "), strings.HasPrefix(block, "**Integrator** "):
			kept = kept[:max(0, len(kept)-1)] // why comes before it
		case strings.HasPrefix(block, "| Field | Value |"), strings.HasPrefix(block, wordsCode):
		default:
			kept = append(kept, block)
		}
	}
	return strings.Join(kept, "\n\n")
}

// Commands returns the blocks of code in the text of a step.
func Commands(body string) []string {
	var commands []string
	for i, block := range strings.Split("\n"+body, "\n```") {
		if i%2 == 1 { // between two fences; the first line may name a language
			_, code, _ := strings.Cut(block, "\n")
			commands = append(commands, code)
		}
	}
	return commands
}
