package diagnosis

import (
	"fmt"
	"math"
	"time"
)

// Span formats the absolute value of a duration in at most two units: 45 s, 1 h 12 min,
// 6 d 23 h, 5 y 9 mo. A month has 30 days here, and a year 365.
func Span(d time.Duration) string {
	if d < 0 {
		d = -max(d, -math.MaxInt64) // the smallest Duration has no opposite
	}
	if d == math.MaxInt64 { // the difference of two times is never longer
		return "more than 292 y"
	}
	const day = 24 * time.Hour
	units := []struct {
		name string
		size time.Duration
	}{{"y", 365 * day}, {"mo", 30 * day}, {"d", day}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}}
	for i, unit := range units {
		n := d / unit.size
		if n == 0 && i < len(units)-1 {
			continue
		}
		text := fmt.Sprintf("%d %s", n, unit.name)
		if i < len(units)-1 {
			rest := (d - n*unit.size) / units[i+1].size
			if units[i+1].name == "mo" {
				rest = min(rest, 11) // 365 days are more than twelve months of 30
			}
			if rest > 0 {
				text += fmt.Sprintf(" %d %s", rest, units[i+1].name)
			}
		}
		return text
	}
	return ""
}

// Moment formats a time in UTC to the second.
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
