package ui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// tickMsg says that a second has passed. It carries the number of the chain of
// ticks it belongs to: a chain that was stopped and started again has another
// number, and ticks of the old one are dropped.
type tickMsg struct{ chain int }

func tick(chain int) tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return tickMsg{chain} })
}

// span writes a duration with its two largest units, to the second below an
// hour: 14 min 5 s, 2 h 12 min, 3 d 4 h.
func span(d time.Duration) string {
	seconds := int64(d / time.Second)
	if seconds < 0 {
		seconds = -seconds
	}
	units := []struct {
		name string
		size int64
	}{{"y", 365 * 86400}, {"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}}
	for i, unit := range units {
		if seconds < unit.size && unit.size > 1 {
			continue
		}
		text := fmt.Sprintf("%d %s", seconds/unit.size, unit.name)
		if rest := seconds % unit.size; i+1 < len(units) && rest >= units[i+1].size {
			text += fmt.Sprintf(" %d %s", rest/units[i+1].size, units[i+1].name)
		}
		return text
	}
	return "0 s"
}

// relative says how far a time is from now. It counts in seconds, because times
// further apart than 292 years do not fit a time.Duration.
func relative(when, now time.Time) string {
	const century = 100 * 365 * 86400
	seconds := when.Unix() - now.Unix()
	switch {
	case seconds > century:
		return "centuries from now"
	case seconds < -century:
		return "centuries ago"
	case seconds >= 0:
		return "in " + span(time.Duration(seconds)*time.Second)
	}
	return span(time.Duration(-seconds)*time.Second) + " ago"
}

// utc and local write a time; local adds the date only where it differs.
func utc(when time.Time) string { return when.UTC().Format("2006-01-02 15:04:05Z") }

func local(when time.Time, place *time.Location) string {
	here := when.In(place)
	layout := "15:04:05 -07:00"
	if here.YearDay() != when.UTC().YearDay() {
		layout = "2006-01-02 15:04:05 -07:00"
	}
	return here.Format(layout) + " local"
}
