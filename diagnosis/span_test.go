package diagnosis_test

import (
	"math"
	"testing"
	"time"

	"authdoctor/diagnosis"
)

// TestSpan catches a duration in the wrong form, with three units, or with a sign.
func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "0 s", time.Nanosecond: "0 s", 999 * time.Millisecond: "0 s", time.Second: "1 s", 59 * time.Second: "59 s", time.Minute: "1 min", 61 * time.Second: "1 min 1 s", -61 * time.Second: "1 min 1 s",
		time.Hour: "1 h", time.Hour + 59*time.Second: "1 h", 72 * time.Minute: "1 h 12 min", 25 * time.Hour: "1 d 1 h", day + 59*time.Minute: "1 d", 7*day - time.Hour: "6 d 23 h",
		30 * day: "1 mo", 45 * day: "1 mo 15 d", 365 * day: "1 y", (5*365 + 9*30) * day: "5 y 9 mo", (365 + 29) * day: "1 y",
		math.MaxInt64 - 1: "292 y 5 mo", math.MaxInt64: "more than 292 y", math.MinInt64: "more than 292 y", -math.MaxInt64: "more than 292 y",
	} {
		if got := diagnosis.Span(d); got != want {
			t.Errorf("Span(%d) = %q; want %q", d, got, want)
		}
	}
}

// TestMoment catches a local time labelled UTC.
func TestMoment(t *testing.T) {
	east := time.FixedZone("east", 2*3600)
	if got := diagnosis.Moment(time.Date(2026, 11, 23, 1, 30, 5, 999, east)); got != "2026-11-22 23:30:05Z" {
		t.Errorf("Moment = %q", got)
	}
}
