package screen

import (
	"slices"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
)

// Journal is what a case has beside its Case: what happened, the notes, and for a case from
// a file the time at which it is evaluated. It lives in memory. There is one for each case,
// which tells the cases of a session apart.
type Journal struct {
	Notes  []casefile.Note
	Events []casefile.Event
	// At is the time of evaluation of a case from a file; zero for the session's clock.
	At time.Time
	// FromFile reports whether the case was opened from a file or a report.
	FromFile bool

	// Progress is what was ticked by hand in lessons.
	Progress content.Progress

	answers []casefile.Answer // from a file, beside those of the session
	cause   string            // what was found last
	ticked  map[string]bool   // the steps of lessons whose ticks were noted, by lesson and ID
}

// maxEvents is the largest number of events that a Journal keeps.
const maxEvents = 500

// LongestNote is the length of the longest note, and of the text of an event, in characters.
const LongestNote = 1000

// add appends an event. Facts that are stated one after another are one event each.
func (j *Journal) add(at time.Time, kind casefile.EventKind, text string) {
	text = border.Shown(text, LongestNote)
	if n := len(j.Events); text == "" || n > 0 && j.Events[n-1].Kind == kind && j.Events[n-1].Text == text {
		return
	}
	if j.Events = append(j.Events, casefile.Event{At: at.UTC().Truncate(time.Second), Kind: kind, Text: text}); len(j.Events) > maxEvents {
		j.Events = slices.Delete(j.Events, 0, 1)
	}
}

// found notes the first cause, if it is another one than before.
func (j *Journal) found(at time.Time, d diagnosis.Diagnosis) {
	cause, is := d.FirstCause()
	name := cause.ID
	if !is {
		name = ""
	}
	if name == j.cause {
		return
	}
	j.cause = name
	at = at.UTC().Truncate(time.Second)
	if n := len(j.Events); n > 0 && j.Events[n-1].Kind == casefile.Found && j.Events[n-1].At.Equal(at) {
		j.Events = j.Events[:n-1] // of a Case that was half changed
	}
	if title := border.Shown(cause.Title, LongestNote); is && title != j.Found() {
		j.add(at, casefile.Found, title)
	}
}

// answered notes a question and the answer that was chosen.
func (j *Journal) answered(at time.Time, q content.Question, answer int) {
	j.add(at, casefile.Asked, q.Text)
	j.add(at, casefile.Answered, q.Answers[answer].Text)
}

// Found returns the title of the first cause that was found last, "" for none.
func (j *Journal) Found() string {
	for _, event := range slices.Backward(j.Events) {
		if event.Kind == casefile.Found {
			return event.Text
		}
	}
	return ""
}

// Kept notes that the case was kept in a file, and has the program say so when it ends.
func Kept(s *Session, path string) {
	s.Journal.add(s.Now(), casefile.Kept, path)
	s.Farewell = append(s.Farewell, "The case is kept in "+path+".")
}

// Note adds a note.
func (j *Journal) Note(at time.Time, text string) {
	at = at.UTC().Truncate(time.Second)
	j.Notes = append(j.Notes, casefile.Note{At: at, Text: text})
	j.add(at, casefile.Noted, text)
}

// CaseFile returns what a case file of the session's case holds.
func CaseFile(s *Session) casefile.File {
	j := s.Journal
	f := casefile.File{Kept: s.Now(), Case: s.Case, Answers: slices.Clone(j.answers), Notes: j.Notes, Timeline: j.Events, Lessons: j.Progress.JSON()}
	for _, choice := range s.Answers.Chosen {
		if q := s.Library.Guide().Questions[choice.Question]; choice.Answer < len(q.Answers) {
			f.Answers = append(f.Answers, casefile.Answer{Question: choice.Question, Answer: q.Answers[choice.Answer].Text, Asked: choice.Asked})
		}
	}
	return f
}
