package paint

import (
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// A period is written like 9–23 November, with the year only if it is not the current one.
// Times of the trail are wall-clock times, so nothing is converted.

// Days returns the days from first to last, "" if they are not known.
func Days(first, last, now time.Time) string { return Period(first, last, now, "January", false) }

// Moments returns the days from first to last with the time of day.
func Moments(first, last, now time.Time) string { return Period(first, last, now, "January", true) }

// ShortDays returns the days from first to last for a column: 9–23 Nov.
func ShortDays(first, last, now time.Time) string { return Period(first, last, now, "Jan", false) }

// Period returns the time from first to last, "" if it is not known; month is the layout of
// a month.
func Period(first, last, now time.Time, month string, clock bool) string {
	if first.IsZero() || last.IsZero() {
		return ""
	}
	const hour = "15:04"
	year, stamp := "", ""
	if first.Year() != now.Year() || last.Year() != now.Year() {
		year = " 2006"
	}
	if clock {
		stamp = ", " + hour
	}
	whole := "2 " + month + year + stamp
	sameYear := first.Year() == last.Year()
	sameDay := sameYear && first.YearDay() == last.YearDay()
	switch {
	case sameDay && (!clock || first.Format(hour) == last.Format(hour)):
		return first.Format(whole)
	case sameDay:
		return first.Format(whole) + "–" + last.Format(hour)
	case !clock && sameYear && first.Month() == last.Month():
		return first.Format("2") + "–" + last.Format(whole)
	case sameYear:
		return first.Format("2 "+month+stamp) + " – " + last.Format(whole)
	}
	return first.Format(whole) + " – " + last.Format(whole)
}

// Moment returns a time of day, with the year if it is not the current one.
func Moment(when, now time.Time) string {
	layout := "2 January, 15:04"
	if when.Year() != now.Year() {
		layout = "2 January 2006, 15:04"
	}
	return when.Format(layout)
}

// Relative returns the distance of a time from now in words. It counts in seconds, because
// times further apart than 292 years overflow a time.Duration.
func Relative(when, now time.Time) string {
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

// Local returns a time in the time zone of place, with the date only if it differs from
// that in UTC.
func Local(when time.Time, place *time.Location) string {
	here := when.In(place)
	layout := "15:04:05 -07:00"
	if here.YearDay() != when.UTC().YearDay() {
		layout = "2006-01-02 15:04:05 -07:00"
	}
	return here.Format(layout) + " local"
}

// Expiry returns the time until a token expires or since it expired, "" if not known.
func Expiry(t token.Token, now time.Time) string {
	exp := t.Time("exp")
	if !exp.Readable() || exp.Form == token.Milliseconds || exp.Form == token.Microseconds {
		return ""
	}
	if when := exp.Time(); when.After(now) {
		return "expires " + Relative(when, now)
	}
	return "expired " + Relative(exp.Time(), now)
}
