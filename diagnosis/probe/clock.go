package probe

import (
	"fmt"
	"net/http"
	"time"
)

// mostSkew is the largest difference of clocks that is believed. A certificate of a public
// authority is valid for at most 398 days, so with a larger difference TLS would have failed.
const mostSkew = 400 * 24 * time.Hour

// closeEnough is a difference that is none: a Date has whole seconds, and half the time of the
// round trip is unknown.
const closeEnough = 2 * time.Second

// skew returns the server's clock minus that of this computer, to the second. It reports false
// if the response has no Date, or one that cannot be right.
func skew(a *answer) (time.Duration, bool) {
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	// Date has the seconds cut off: on average, half a second is missing. Half a second
	// itself rounds up, so it is a little less.
	const cut = 499 * time.Millisecond
	difference := date.Sub(a.sent.Add(a.began.Sub(a.sent) / 2)).Round(0)
	if difference > mostSkew || difference < -mostSkew {
		return 0, false
	}
	return (difference + cut).Round(time.Second), true
}

// dateProblem returns why an answer does not show the server's clock; "" if it does.
func dateProblem(a *answer) string {
	switch date := a.Header.Get("Date"); {
	case date == "":
		return "the response has no Date"
	default:
		if _, err := http.ParseTime(date); err != nil {
			return "the Date of the response is not a date"
		}
		return "the Date of the response is more than a year off"
	}
}

// passedOn reports whether something on the way may have dated the answer.
func passedOn(a *answer) bool {
	return a.Header.Get("Via") != "" || a.Header.Get("Age") != "" || a.Header.Get("X-Cache") != ""
}

// clockSentence describes a difference of clocks and its effect on assertions and tokens.
func clockSentence(skew time.Duration) string {
	switch by := readable(skew.Abs()); {
	case skew.Abs() <= closeEnough:
		return "The clock of this computer agrees with NetSuite's"
	case skew < 0:
		return fmt.Sprintf("The clock of this computer is %s ahead of NetSuite's: iat of an assertion is in the future there, unless it is set back by that much", by)
	case skew >= time.Hour:
		return fmt.Sprintf("The clock of this computer is %s behind NetSuite's: an assertion has expired when it arrives", by)
	default:
		return fmt.Sprintf("The clock of this computer is %s behind NetSuite's: an assertion expires that much earlier there", by)
	}
}

// readable writes a duration in its two largest units: 1 h 12 min.
func readable(d time.Duration) string {
	for _, unit := range []struct {
		large, small string
		of, in       time.Duration
	}{{"d", "h", 24 * time.Hour, time.Hour}, {"h", "min", time.Hour, time.Minute}, {"min", "s", time.Minute, time.Second}} {
		if d >= unit.of {
			text := fmt.Sprintf("%d %s", d/unit.of, unit.large)
			if rest := d % unit.of / unit.in; rest > 0 {
				text += fmt.Sprintf(" %d %s", rest, unit.small)
			}
			return text
		}
	}
	return fmt.Sprintf("%d s", d/time.Second)
}
