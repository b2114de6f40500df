package ui

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
)

// Settings are what a session is made of: how things look, the prose, the clock, the
// disk, and the table of destinations.
type Settings struct {
	styles   *Styles
	markdown *markdown
	library  *content.Library
	clock    func() time.Time // to judge by; may stand still
	now      func() time.Time // between two keys
	local    *time.Location
	disk     Disk
	client   *http.Client // for a key set whose address was typed
	random   io.Reader

	// counter and rowReader read exports of the trail, in commands.
	counter   func(context.Context, trail.Source, trail.Options) countResult
	rowReader func(context.Context, trail.Source, trail.Options) rowsResult

	// make turns a destination into a screen.
	make func(*session, Destination) screen
}

// session is what all screens share, by one pointer: the settings, the size, the Case
// with its Diagnosis, and which screens are open.
type session struct {
	Settings
	width, height int

	// Case and Diagnosis change together, in judge alone.
	Case      diagnosis.Case
	Diagnosis diagnosis.Diagnosis
	ages      Ages
	Answers   *Answers // to the questions that were asked, and what to ask next
	export    *export  // the export of the trail that is open; nil for none

	undos   []Undo     // what was given, the last one last
	waiting []*Waiting // what was given for another account and is not taken, the last one last
	steps   int        // of what was given or asked about, which tells the last of both

	history []entry // the first is home, the last is shown
	kept    map[Destination]screen

	// farewell is printed when the program ends: what was made, and commands that
	// are too long to be copied from a screen, which the alternate screen takes away.
	farewell []string

	// notice is one line about what just happened, until the next key.
	notice string
}

// newSession shows home, with what is known already.
func newSession(settings Settings, c diagnosis.Case) *session {
	s := &session{Settings: settings, ages: Ages{now: settings.now}, kept: map[Destination]screen{}}
	s.Answers = &Answers{s: s}
	s.hold(c)
	s.ages.givenBy("given", nil, nil)
	goHome(s)
	return s
}

// judge makes the Diagnosis again. It is called whenever the Case has changed or
// time has passed, and nowhere else is Diagnose called.
func (s *session) judge() {
	s.Case.At = s.clock()
	s.Diagnosis = diagnosis.Diagnose(s.Case)
	s.ages.note(s.Case)
}

// timePassed judges again. A token that has expired meanwhile answers questions of
// the guide again, too.
func (s *session) timePassed() {
	before := s.Diagnosis.Facts
	s.judge()
	if !slices.Equal(before, s.Diagnosis.Facts) {
		s.Answers.settle()
	}
}

// hold takes a changed Case.
func (s *session) hold(c diagnosis.Case) {
	s.Case = c
	s.judge()
	s.Answers.settle()
}

// state records what the user said.
func (s *session) state(facts ...diagnosis.Fact) {
	c := s.Case
	for _, fact := range facts {
		fact.Source = diagnosis.SourceUser
		c.Facts = c.Facts.With(fact)
	}
	s.hold(c)
}

// known reports whether the Case holds anything at all.
func (s *session) known() bool {
	return len(s.Diagnosis.Facts) > 0 || len(s.Case.Tokens) > 0 || len(s.Case.Exchanges) > 0 || s.Case.Keys.Len() > 0
}

// begun reports whether there is a case to set aside.
func (s *session) begun() bool {
	return s.known() || len(s.Answers.Chosen) > 0 || s.Case.Near.Word != "" || len(s.Case.Columns) > 0 || s.export != nil
}

// wallClock is the time of the injected clock as the trail holds times.
func (s *session) wallClock() time.Time { return s.clock().In(s.local) }

// addNotice adds a sentence to the line about what just happened.
func (s *session) addNotice(note string) {
	if s.notice != "" {
		s.notice += " "
	}
	s.notice += sentence(note)
}
