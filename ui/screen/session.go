package screen

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// Settings are the surroundings of a session: styles, prose, clock, disk and the table of
// destinations.
type Settings struct {
	Styles   *paint.Styles
	Markdown *paint.Markdown
	Library  *content.Library
	Clock    func() time.Time // to judge by; may stand still
	Standing bool             // the user chose the time of Clock, for cases from files as well
	Now      func() time.Time // between two keys
	Local    *time.Location
	Disk     files.Disk
	Client   *http.Client  // for a key set whose address was typed
	Probe    probe.Options // how the online checks are sent
	// Listen begins to listen at a Redirect URI of this computer.
	Listen  func(redirect string, random io.Reader, now time.Time) (*probe.Loopback, error)
	Random  io.Reader
	Board   clipboard.Board
	Version string // of the program
	Opener  string // the program that opens addresses in the browser; "" for none

	// Counter and rowReader read exports of the trail, in commands.
	Counter   func(context.Context, trail.Source, trail.Options) files.CountResult
	RowReader func(context.Context, trail.Source, trail.Options) files.RowsResult

	// Make turns a destination into a screen.
	Make func(*Session, Destination) Screen
}

// Session is what all screens share, by one pointer: the settings, the size, the Case
// with its Diagnosis, and which screens are open.
type Session struct {
	Settings
	Width, Height int

	// Case and Diagnosis change together, in judge alone.
	Case      diagnosis.Case
	Diagnosis diagnosis.Diagnosis
	Ages      Ages
	Answers   *Answers      // to the questions that were asked, and what to ask next
	Lessons   *Lessons      // how far the lessons are
	Export    *files.Export // the export of the trail that is open; nil for none

	Journal *Journal // of the Case: what happened, and notes
	Others  []*Held  // the other cases of this session, the one set aside last at the end

	Undos   []Undo     // what was given, the last one last
	Waiting []*Waiting // what was given for another account and is not taken, the last one last
	steps   int        // of what was given or asked about, which tells the last of both

	History []entry // the first is home, the last is shown
	kept    map[Destination]Screen

	// Farewell is printed when the program ends: what was made, and commands that
	// are too long to be copied from a screen, which the alternate screen takes away.
	Farewell []string

	// Notice is one line about what just happened, until the next key.
	Notice string
}

// NewSession returns a session that shows home with the given Case.
func NewSession(settings Settings, c diagnosis.Case) *Session {
	s := &Session{Settings: settings, Ages: Ages{now: settings.Now}, kept: map[Destination]Screen{}, Journal: &Journal{}}
	s.Answers, s.Lessons = &Answers{s: s}, &Lessons{s: s}
	s.Hold(c)
	s.Ages.givenBy("given", nil, nil)
	goHome(s)
	return s
}

// judge updates the Diagnosis whenever the Case has changed or time has passed. Diagnose is
// called nowhere else.
func (s *Session) judge() {
	if s.Case.At = s.Journal.At; s.Case.At.IsZero() {
		s.Case.At = s.Clock()
	}
	s.Diagnosis = diagnosis.Diagnose(s.Case)
	s.Journal.found(s.Now(), s.Diagnosis)
	s.Ages.note(s.Case)
	s.Lessons.judged()
}

// TimePassed updates the Diagnosis, and the guide if facts changed: a token may have
// expired.
func (s *Session) TimePassed() {
	before := s.Diagnosis.Facts
	s.judge()
	if !slices.Equal(before, s.Diagnosis.Facts) {
		s.Answers.settle()
	}
}

// Hold replaces the Case.
func (s *Session) Hold(c diagnosis.Case) {
	s.Case = c
	s.judge()
	s.Answers.settle()
}

// State adds facts from the user to the Case.
func (s *Session) State(facts ...diagnosis.Fact) {
	c := s.Case
	for _, fact := range facts {
		fact.Source = diagnosis.SourceUser
		c.Facts = c.Facts.With(fact)
		s.Journal.add(s.Now(), casefile.Answered, paint.FactLabel(fact.Name)+": "+fact.Shown())
	}
	s.Hold(c)
}

// Known reports whether the Case holds anything at all.
func (s *Session) Known() bool {
	return len(s.Diagnosis.Facts) > 0 || len(s.Case.Tokens) > 0 || len(s.Case.Exchanges) > 0 || s.Case.Keys.Len() > 0
}

// Begun reports whether there is anything to set aside.
func (s *Session) Begun() bool {
	return s.Known() || len(s.Answers.Chosen) > 0 || s.Case.Near.Word != "" || len(s.Case.Columns) > 0 || s.Export != nil || len(s.Journal.Notes) > 0 || len(s.Journal.Progress) > 0
}

// WallClock returns the time of the clock as wall-clock time, as in the trail.
func (s *Session) WallClock() time.Time { return s.Clock().In(s.Local) }

// AddNotice adds a sentence to the line about what just happened.
func (s *Session) AddNotice(note string) {
	if s.Notice != "" {
		s.Notice += " "
	}
	s.Notice += paint.Sentence(note)
}
