package content

import (
	"slices"

	"authdoctor/diagnosis"
)

// lessonNames are the names of the lessons in the order of the menu. Each is a file of
// content/lessons.
var lessonNames = []string{
	"client-credentials", "authorization-code", "public-client", "ai-connector",
	"from-tba", "renew-certificate", "after-sandbox-refresh",
}

// Lesson is the way to something that works, in steps. It is a file of content/lessons, and
// a Page as well: Search finds it, and links lead to it.
//
// The file has front matter, an introduction, and a heading of level 2 for each step. A step
// has, in this order: a paragraph that tells why; a paragraph **Administrator** or
// **Integrator** with the path to the screen; any text, in which a table Field | Value, a
// paragraph "Copy back:" with names in bold, a paragraph "Sample code:" and a list after
// "Common mistakes:" have a meaning; and after "Done when:" a list of links, each with the title
// "tick=name" or "by-hand". A step that begins "The same as [title](file.md#step)." has
// everything of that step, and only what is different below it.
type Lesson struct {
	Path  string // lessons/client-credentials.md
	Title string
	Short string // for whom it is, one line
	Intro string // Markdown before the first step
	Steps []LessonStep
	// Facts are those that the lesson implies, such as flow=client-credentials.
	Facts diagnosis.Facts
}

// Name returns the name of the lesson, such as client-credentials.
func (l Lesson) Name() string { return pathName(l.Path) }

// LessonStep is one step of a lesson.
type LessonStep struct {
	ID    string // slug of the title
	Title string
	Who   diagnosis.Actor
	Menu  string // the path to the screen, or where it is done
	Why   string // one or two sentences
	// Values are what is entered. A value may include placeholders such as <token address>,
	// which Worksheet fills in. A box is "checked" or "cleared".
	Values []LessonValue
	// CopyBack is what is to be noted from the screen, such as Client ID.
	CopyBack []string
	// Body is the step as Markdown, without its heading and without the list Done when. Why,
	// who, the values and what to copy back are part of it. For a step that is the same as one
	// of another lesson, it begins with what is different.
	Body string
	// Done is what the step waits for: all of it.
	Done []LessonCheck
	// Code names the sample code of the step, "" for none.
	Code string

	line int    // of the heading
	same string // path and anchor of the step that this one is the same as, "" for none
}

// LessonValue is a field with the value that is entered.
type LessonValue struct{ Field, Value string }

// LessonCheck is something that a step waits for.
type LessonCheck struct {
	Text string // in words
	// Tick is what shows it; "" if only a person can see it.
	Tick diagnosis.TickName
	Page string // for more about it, with #anchor if it has one

	line int
}

// Lessons returns the lessons in the order of the menu.
func (l *Library) Lessons() []Lesson {
	lessons, _ := l.lessons()
	return lessons
}

// Lesson returns the lesson with a name, such as client-credentials.
func (l *Library) Lesson(name string) (Lesson, bool) {
	lessons := l.Lessons()
	i := slices.IndexFunc(lessons, func(l Lesson) bool { return l.Name() == name })
	if i < 0 {
		return Lesson{}, false
	}
	return lessons[i], true
}
