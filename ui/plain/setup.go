package plain

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// setUp lists the lessons to choose from.
func (j *journey) setUp() error {
	var all []choice
	for _, lesson := range j.s.Library.Lessons() {
		text := lesson.Title + ": " + lesson.Short
		if list, ok := j.s.Lessons.Checklist(lesson.Name()); ok && list.Done() > 0 {
			text += ". " + list.Count()
		}
		all = append(all, choice{text, func() error { return j.lesson(lesson.Name()) }})
	}
	if len(all) == 0 {
		return j.say("", "There is no lesson.")
	}
	return j.choose(question{text: "What do you want to set up?", help: "Each is a list of steps. What the program sees ticks a step, and you tick the rest."}, all)
}

// lesson reads the steps of a lesson, one at a time, beginning with the first that is not done.
func (j *journey) lesson(name string) error {
	if !j.s.Lessons.Open(name) {
		return j.setUp()
	}
	wanted := -1 // a step that the user chose
	for {
		list, _ := j.s.Lessons.Checklist(name)
		at := list.Current()
		if wanted >= 0 {
			at, wanted = wanted, -1
		}
		if at >= len(list.Steps) {
			return j.say("", list.Lesson.Title+": every step is done.")
		}
		if err := j.say("", list.Lesson.Title+": "+list.Count()+"."); err != nil {
			return err
		}
		if err := j.write("\n" + j.Step(list, at)); err != nil {
			return err
		}
		all := j.stepChoices(name, list, at)
		all = append(all, choice{"Go to another step", func() error {
			var steps []string
			for _, step := range list.Steps {
				steps = append(steps, step.Title+": "+stepState(step))
			}
			chosen, err := j.ask(question{text: "Which step?", answers: steps})
			if err == nil {
				wanted = chosen
			}
			return err
		}})
		all = append(all, choice{"Read what was set up, as a report", func() error { return j.setupReport(list.Lesson, short, "") }},
			choice{"Save that report, as Markdown", func() error { return j.setupReport(list.Lesson, asMarkdown, "authdoctor-setup.md") }})
		q := question{text: "What about this step?", help: "b leaves the lesson. What is ticked is kept with the case."}
		for _, c := range all {
			q.answers = append(q.answers, c.text)
		}
		answer, err := j.ask(q)
		if err != nil {
			return err
		}
		if err := back(all[answer].do()); err != nil {
			return err
		}
	}
}

// stepState is the state of a step in words.
func stepState(step content.StepState) string {
	return strings.Join(append([]string{step.State.Word()}, step.By()...), ", ")
}

// stepChoices returns what there is to do in a step.
func (j *journey) stepChoices(name string, list content.Checklist, at int) []choice {
	step := list.Steps[at]
	var all []choice
	tick := func(said string) func() error {
		return func() error {
			j.s.Lessons.Tick(name, at, -1)
			return j.say("", said)
		}
	}
	switch canTick, canUntick := step.ByHand(); {
	case canTick:
		all = append(all, choice{"It is done: tick it by hand", tick("Ticked by hand.")})
	case canUntick:
		all = append(all, choice{"It is not done: take the tick back", tick("Taken back.")})
	}
	for _, asked := range list.Asked(step) {
		all = append(all, choice{"Give the " + asked.Kind.Label, func() error { return j.give(asked.Kind) }})
	}
	all = append(all, choice{"Paste what it gave: an answer, a token, a certificate", func() error {
		text, err := j.paste()
		if err != nil {
			return err
		}
		return j.take(text)
	}}, choice{"Open a file", j.openTyped})
	for _, check := range step.Checks {
		switch check.Tick {
		case "pair":
			all = append(all, choice{"Make a key pair", j.newPair})
		case "assertion":
			all = append(all, choice{"Make a client assertion", j.newAssertion})
		}
	}
	if slices.ContainsFunc(step.Checks, func(c content.CheckState) bool { return slices.Contains(onlineTicks, c.Tick) }) {
		all = append(all, choice{"Try it online: each request is announced, and sent after you agree", j.online})
	}
	return all
}

// onlineTicks are the ticks that an online check can bring about.
var onlineTicks = []diagnosis.TickName{"mapping", "authorize-request", "callback", "token-answer", "call", "rest-role", "mcp-call", "renewed"}

// give asks for the value of a fact, and states it.
func (j *journey) give(kind diagnosis.FactKind) error {
	help := ""
	if kind.Values != nil {
		help = "One or more of " + strings.Join(kind.Values, ", ") + ", with commas between them."
	}
	if kind.Menu != "" {
		help = strings.TrimSpace(help + " Where to look: " + kind.Menu + ".")
	}
	var fact diagnosis.Fact
	_, err := j.value(paint.Capital(kind.Label)+"?", help, "", func(value string) (err error) {
		fact, err = diagnosis.ParseFact(fmt.Sprintf("%s=%s", kind.Name, value), diagnosis.SourceUser)
		return err
	})
	if err != nil {
		return err
	}
	return j.change(func() { j.s.State(fact) })
}

// setupReport reads the report about what was set up or, with the name of a file, saves it.
func (j *journey) setupReport(lesson content.Lesson, as form, name string) error {
	handed, err := report.OfSetup(lesson, screen.CaseFile(j.s), nil, report.Options{Audience: report.ForBoth, Library: j.s.Library, Version: j.s.Version, ChosenTime: j.s.Standing || !j.s.Journal.At.IsZero()})
	text := ""
	if err == nil {
		text, err = as(handed)
	}
	switch {
	case err != nil:
		return j.say("", paint.Sentence(err.Error()))
	case name != "":
		return j.saveText(text, name)
	}
	return j.says(append([]string{""}, strings.Split(labelled().ReplaceAllString(strings.TrimRight(text, "\n"), "$1: "), "\n")...)...)
}
