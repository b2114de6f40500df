package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

// tickMsg is sent when a second has passed. It carries the number of the chain of
// ticks it belongs to: a chain that was stopped and started again has another
// number, and ticks of the old one are dropped.
type tickMsg struct{ chain int }

func tick(chain int) tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return tickMsg{chain} })
}

// relative says how far a time is from now. It counts in seconds, because times
// further apart than 292 years overflow a time.Duration.
func relative(when, now time.Time) string {
	const century = 100 * 365 * 86400
	seconds := when.Unix() - now.Unix()
	switch {
	case seconds > century:
		return "centuries from now"
	case seconds < -century:
		return "centuries ago"
	case seconds >= 0:
		return "in " + diagnosis.Span(time.Duration(seconds)*time.Second)
	}
	return diagnosis.Span(time.Duration(-seconds)*time.Second) + " ago"
}

// local writes a time of that place, with the date only where it differs from UTC's.
func local(when time.Time, place *time.Location) string {
	here := when.In(place)
	layout := "15:04:05 -07:00"
	if here.YearDay() != when.UTC().YearDay() {
		layout = "2006-01-02 15:04:05 -07:00"
	}
	return here.Format(layout) + " local"
}
