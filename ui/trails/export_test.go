package trails

import (
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/ui/files"
	"authdoctor/ui/screen"
)

// For the tests of this package.

// CountAgain counts what a screen shows once more.
func CountAgain(s screen.Screen) tea.Cmd { return s.(*trailScreen).count() }

// Stopped marks the count as stopped by the user.
func Stopped(s screen.Screen) { s.(*trailScreen).stopped = true }

// ResultOf is what was counted.
func ResultOf(s screen.Screen) *files.CountResult { return &s.(*trailScreen).CountResult }

// PollOf asks how far a screen has read, for the latest question or one before it.
func PollOf(s screen.Screen, by int) tea.Msg {
	t := s.(*trailScreen)
	return screen.PollMsg{Who: t, Ask: t.Asked() + by}
}

// LateOf is an answer to the latest question.
func LateOf(s screen.Screen, part files.CountResult) tea.Msg {
	t := s.(*trailScreen)
	return screen.Result{To: t, Ask: t.Asked(), Value: part}
}

// JoinedOf is a message for tokens that no longer exist.
func JoinedOf(matches []diagnosis.TrailMatch) tea.Msg {
	return joinedMsg{of: trailJoin{count: 1}, matches: matches}
}

// OrderQuestionOf asks how a date is to be read.
func OrderQuestionOf(example string) string { return orderQuestion(example) }
