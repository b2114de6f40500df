package cli

import (
	"fmt"
	"strings"
	"time"

	"authdoctor/diagnosis/pattern"
)

// wallClock returns the time that a clock in a zone shows at a moment, as a time in UTC:
// the form of all times in package trail.
func wallClock(moment time.Time, zone *time.Location) time.Time {
	local := moment.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
}

var (
	wallLayouts = []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}
	zoned       = pattern.Lazy(`\d:\d\d(?::\d\d)?(?:\.\d+)?\s*(?:[Zz]|[+-]\d\d:?\d\d)$`)
)

// parseWall parses a wall-clock time of the trail and reports whether it is a day without
// a time of day. An empty text is the zero time.
func parseWall(flag, text string) (at time.Time, day bool, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, false, nil
	}
	if zoned().MatchString(text) {
		return time.Time{}, false, fmt.Errorf("%s has a time zone, but rows of the trail have none; give the time as the export shows it, like 2026-11-23T14:30", flag)
	}
	for _, layout := range wallLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, layout == time.DateOnly, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("%s is %s; write it like 2026-11-23 or 2026-11-23T14:30", flag, shown(text))
}

// span returns the earliest and the latest time of two periods; a zero time is none.
func span(first, last, from, to time.Time) (time.Time, time.Time) {
	if first.IsZero() || !from.IsZero() && from.Before(first) {
		first = from
	}
	if to.After(last) {
		last = to
	}
	return first, last
}

// daysBetween formats the days from first to last, as in 9–23 November 2026.
func daysBetween(first, last time.Time) string {
	const full = "2 January 2006"
	switch {
	case first.Format(time.DateOnly) == last.Format(time.DateOnly):
		return last.Format(full)
	case first.Year() != last.Year():
		return first.Format(full) + " – " + last.Format(full)
	case first.Month() != last.Month():
		return first.Format("2 January") + " – " + last.Format(full)
	}
	return first.Format("2") + "–" + last.Format(full)
}

var numericDate = pattern.Lazy(`(\d{1,2})\D{1,3}(\d{1,2})\D{1,3}(\d{4}|\d{2})`)

// bothReadings reads a numeric date with the month first and with the day first. A
// reading that is not a date is "".
func bothReadings(date string) (monthFirst, dayFirst string) {
	found := numericDate().FindStringSubmatch(date)
	if found == nil {
		return "", ""
	}
	year := found[3]
	if len(year) == 2 {
		year = "20" + year
	}
	read := func(day, month string) string {
		at, err := time.Parse("2-1-2006", day+"-"+month+"-"+year)
		if err != nil {
			return ""
		}
		return at.Format("2 January 2006")
	}
	return read(found[2], found[1]), read(found[1], found[2])
}
