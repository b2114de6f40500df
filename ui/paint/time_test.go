package paint_test

import (
	"testing"
	"time"

	"authdoctor/ui/paint"
	"authdoctor/ui/uitest"
)

// TestPeriods catches a year that is missing where it is another one, and two months
// written as one.
func TestPeriods(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, test := range []struct{ first, last, days, moments, short string }{
		{"2026-11-09 04:00", "2026-11-23 11:59", "9–23 November", "9 November, 04:00 – 23 November, 11:59", "9–23 Nov"},
		{"2026-11-09 04:00", "2026-11-09 13:00", "9 November", "9 November, 04:00–13:00", "9 Nov"},
		{"2026-11-09 04:00", "2026-11-09 04:00", "9 November", "9 November, 04:00", "9 Nov"},
		{"2026-10-24 00:00", "2026-11-23 00:00", "24 October – 23 November", "24 October, 00:00 – 23 November, 00:00", "24 Oct – 23 Nov"},
		{"2025-11-09 04:00", "2025-11-23 00:00", "9–23 November 2025", "9 November, 04:00 – 23 November 2025, 00:00", "9–23 Nov 2025"},
		{"2025-12-24 04:00", "2026-01-03 00:00", "24 December 2025 – 3 January 2026", "24 December 2025, 04:00 – 3 January 2026, 00:00", "24 Dec 2025 – 3 Jan 2026"},
	} {
		first, last := at(test.first), at(test.last)
		if got := paint.Days(first, last, uitest.Noon); got != test.days {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.days)
		}
		if got := paint.Moments(first, last, uitest.Noon); got != test.moments {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.moments)
		}
		if got := paint.ShortDays(first, last, uitest.Noon); got != test.short {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.short)
		}
	}
	if got := paint.Days(time.Time{}, time.Time{}, uitest.Noon); got != "" {
		t.Errorf("no time at all is %q", got)
	}
}
