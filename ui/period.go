package ui

import "time"

// A period is a stretch of time in words: 9–23 November. The year is told only
// where it is not the present one. Times of the trail are wall-clock times, so
// nothing is converted.

// days writes the days from first to last; "" where they are not known.
func days(first, last, now time.Time) string { return period(first, last, now, "January", false) }

// moments is days with the time of day.
func moments(first, last, now time.Time) string { return period(first, last, now, "January", true) }

// shortDays is days for a column: 9–23 Nov.
func shortDays(first, last, now time.Time) string { return period(first, last, now, "Jan", false) }

func period(first, last, now time.Time, month string, clock bool) string {
	if first.IsZero() || last.IsZero() {
		return ""
	}
	const hour = "15:04"
	year := ""
	if first.Year() != now.Year() || last.Year() != now.Year() {
		year = " 2006"
	}
	sameYear := first.Year() == last.Year()
	sameDay := sameYear && first.YearDay() == last.YearDay()
	switch {
	case clock && sameDay && first.Format(hour) == last.Format(hour):
		return first.Format("2 " + month + year + ", " + hour)
	case clock && sameDay:
		return first.Format("2 "+month+year+", "+hour) + "–" + last.Format(hour)
	case clock && sameYear:
		return first.Format("2 "+month+", "+hour) + " – " + last.Format("2 "+month+year+", "+hour)
	case clock:
		return first.Format("2 "+month+year+", "+hour) + " – " + last.Format("2 "+month+year+", "+hour)
	case sameDay:
		return first.Format("2 " + month + year)
	case sameYear && first.Month() == last.Month():
		return first.Format("2") + "–" + last.Format("2 "+month+year)
	case sameYear:
		return first.Format("2 "+month) + " – " + last.Format("2 "+month+year)
	}
	return first.Format("2 "+month+year) + " – " + last.Format("2 "+month+year)
}

// moment writes one time with its year where that is not the present one.
func moment(when, now time.Time) string {
	layout := "2 January, 15:04"
	if when.Year() != now.Year() {
		layout = "2 January 2006, 15:04"
	}
	return when.Format(layout)
}
