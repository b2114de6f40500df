package findings

import (
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// For the tests of this package.

// QuestionOf is the question beside the findings that a screen shows.
func QuestionOf(s screen.Screen) *paint.Answering {
	if e, is := s.(*exchangeScreen); is {
		return &e.question
	}
	return &s.(*tokenScreen).question
}

// OnCandidate reports whether the cursor is on a code that the cause may be.
func OnCandidate(s screen.Screen) bool { return s.(*exchangeScreen).chosen().kind == rowCandidate }

// OnTrail reports whether the cursor is on the rows of the trail.
func OnTrail(s screen.Screen) bool { return s.(*tokenScreen).chosen().kind == rowTrail }
