package screen

import (
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
)

// Lessons is how far the lessons are, for the Case as it is. What was ticked by hand is in the
// Journal; everything else follows from the Case.
type Lessons struct {
	s *Session
	// Wanted is the name of the lesson that a case from a file is opened for; "" for none.
	Wanted string

	open string                       // the lesson that was opened last, whose ticks are noted
	in   *Journal                     // where they are noted
	made map[string]content.Checklist // since the Case has changed
}

// Open opens a lesson and reports whether there is one of that name. From now on the Journal
// notes which of its steps become done. Nothing is stated by it.
func (l *Lessons) Open(name string) bool {
	list, ok := l.Checklist(name)
	if ok && l.open != name {
		l.open, l.in = name, l.s.Journal
		l.note(list, false)
	}
	return ok
}

// Checklist returns the checklist of a lesson, and whether there is one of that name.
func (l *Lessons) Checklist(name string) (content.Checklist, bool) {
	if list, made := l.made[name]; made {
		return list, true
	}
	lesson, ok := l.s.Library.Lesson(name)
	if !ok {
		return content.Checklist{}, false
	}
	if l.made == nil {
		l.made = map[string]content.Checklist{}
	}
	l.made[name] = lesson.Checklist(l.s.Case, l.s.Journal.Progress[name])
	return l.made[name], true
}

// judged is called when the Case has changed or time has passed.
func (l *Lessons) judged() {
	l.made = nil
	if l.open == "" {
		return
	}
	if list, ok := l.Checklist(l.open); ok {
		l.note(list, l.in == l.s.Journal)
		l.in = l.s.Journal
	}
}

// note has the Journal tell once of each step that it is done. Of what was done before the
// lesson or the case was opened, it shows nothing.
func (l *Lessons) note(list content.Checklist, tell bool) {
	j := l.s.Journal
	for _, step := range list.Steps {
		id := list.Lesson.Name() + "#" + step.ID
		if step.State != diagnosis.TickDone || j.ticked[id] {
			continue
		}
		if j.ticked == nil {
			j.ticked = map[string]bool{}
		}
		if j.ticked[id] = true; tell {
			l.tell(casefile.Ticked, list, step)
		}
	}
}

func (l *Lessons) tell(kind casefile.EventKind, list content.Checklist, step content.StepState) {
	l.s.Journal.add(l.s.Now(), kind, list.Lesson.Title+": "+step.Title+" ("+strings.Join(step.By(), "; ")+")")
}

// Tick ticks a step by hand, or takes that back, and reports whether it could: check is the
// index of the check that is meant, -1 for all of the step.
func (l *Lessons) Tick(name string, step, check int) bool {
	list, ok := l.Checklist(name)
	if !ok || step >= len(list.Steps) {
		return false
	}
	j, before := l.s.Journal, list.Steps[step]
	tick := j.Progress.Tick
	if check >= 0 {
		tick = func(lesson string, step content.StepState) (content.Progress, bool) {
			return j.Progress.TickCheck(lesson, step, check)
		}
	}
	progress, changed := tick(name, before)
	if !changed {
		return false
	}
	j.Progress = progress
	delete(l.made, name)
	list, _ = l.Checklist(name)
	switch now := list.Steps[step]; {
	case now.State == diagnosis.TickDone:
		l.note(list, true)
	case before.State == diagnosis.TickDone:
		delete(j.ticked, name+"#"+before.ID)
		l.tell(casefile.TookBack, list, before)
	}
	return true
}

// Begun returns the lesson that a case is about: the one that is wanted, or the only one in which
// something was ticked; "" for none.
func (l *Lessons) Begun() string {
	if l.Wanted != "" || len(l.s.Journal.Progress) != 1 {
		return l.Wanted
	}
	for name := range l.s.Journal.Progress {
		if _, ok := l.s.Library.Lesson(name); ok {
			return name
		}
	}
	return ""
}
