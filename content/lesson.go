package content

import "authdoctor/diagnosis"

// Lesson is the way to something that works, in steps. It is a file of content/lessons.
type Lesson struct {
	Path  string // lessons/client-credentials.md
	Title string
	Short string // for whom it is, one line
	Intro string // Markdown before the first step
	Steps []LessonStep
	// Facts are those that the lesson implies, such as flow=client-credentials.
	Facts diagnosis.Facts
}

// LessonStep is one step of a lesson.
type LessonStep struct {
	ID    string // slug of the title
	Title string
	Who   diagnosis.Actor
	Menu  string // the path to the screen, or where it is done
	Why   string // one sentence
	// Values are what is entered. A value may hold placeholders such as <token address>,
	// which Worksheet fills in.
	Values []LessonValue
	// CopyBack is what is to be noted from the screen.
	CopyBack []string
	// Body is the whole step as Markdown, without its heading.
	Body string
	// Done is what the step waits for: all of it.
	Done []LessonCheck
	// Code names the code to take along for the step, "" for none.
	Code string
}

// LessonValue is a field with the value that is entered.
type LessonValue struct{ Field, Value string }

// LessonCheck is something that a step waits for.
type LessonCheck struct {
	Text string // in words
	// Tick is what shows it; "" if only a person can see it.
	Tick diagnosis.TickName
	Page string // for more about it, "" for none
}

// Lessons returns the lessons in the order of the menu.
func (l *Library) Lessons() []Lesson { return nil }

// Lesson returns the lesson with a name, such as client-credentials.
func (l *Library) Lesson(name string) (Lesson, bool) { return Lesson{}, false }
