package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateFormat tells whether a format of numbers shows a day, a time of day, or both.
type dateFormat uint8

const (
	withDay dateFormat = 1 << iota
	withTime
	noDate dateFormat = 0
)

// builtInFormat is the format with a number below 164, which a workbook does not describe
// (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are dates in East Asian languages.
func builtInFormat(id int) dateFormat {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return withDay
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return withTime
	case id == 22:
		return withDay | withTime
	}
	return noDate
}

// namedFormats are the formats that SpreadsheetML names, in lower case. The other names have
// no dates.
var namedFormats = map[string]dateFormat{
	"general date": withDay | withTime, "short date": withDay, "medium date": withDay, "long date": withDay,
	"short time": withTime, "medium time": withTime, "long time": withTime,
	"general": noDate, "general number": noDate, "standard": noDate, "fixed": noDate, "percent": noDate, "scientific": noDate,
	"currency": noDate, "euro currency": noDate, "yes/no": noDate, "true/false": noDate, "on/off": noDate, "@": noDate,
}

// customFormat reads a format such as yyyy-mm-dd\ hh:mm;@ (ECMA-376 part 1, 18.8.31). Only
// the section for positive numbers counts, and of it what is neither quoted nor escaped.
func customFormat(code string) dateFormat {
	if known, is := namedFormats[strings.ToLower(code)]; is {
		return known
	}
	day, clock, month := false, false, false
letters:
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case ';':
			break letters
		case '\\', '_', '*':
			i++
		case '"':
			if n := strings.IndexByte(code[i+1:], '"'); n >= 0 {
				i += n + 1
			} else {
				break letters
			}
		case '[': // a colour, a language, or a time that may exceed a day: [h]
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				break letters
			}
			clock = clock || strings.Trim(strings.ToLower(code[i+1:i+n]), "hms") == "" && n > 1
			i += n
		case 'y', 'Y', 'd', 'D':
			day = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'm', 'M':
			month = true // or minutes
		}
	}
	out := noDate
	if day || month && !clock {
		out |= withDay
	}
	if clock {
		out |= withTime
	}
	return out
}

// dateOf writes a serial number as a date: the number of days since the end of 1899, or of
// 1903 in workbooks of the first Excel for the Mac (ECMA-376 part 1, 18.17.4.1). It is
// rounded to seconds, because a minute is no whole fraction of a day. A number below 1 is a
// time of day. ok is false for a number that is no date.
func dateOf(number string, format dateFormat, from1904 bool) (text string, ok bool) {
	days, err := strconv.ParseFloat(number, 64)
	const last = 2958465 // 9999-12-31
	if err != nil || format == noDate || !(days >= 0 && days <= last) {
		return "", false
	}
	const day = 24 * 60 * 60
	seconds := int64(math.Round(days * day))
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	at := time.Unix(begin.Unix()+seconds, 0).UTC()
	switch {
	case days < 1 && seconds < day:
		return at.Format(time.TimeOnly), true
	case seconds%day == 0 && format&withTime == 0:
		return at.Format(time.DateOnly), true
	}
	return at.Format(time.DateTime), true
}

// dateTime shortens a date of SpreadsheetML (2026-11-09T17:02:00.000) to what its format
// shows.
func dateTime(text string, format dateFormat) string {
	day, clock, is := strings.Cut(text, "T")
	if !is || len(day) != len(time.DateOnly) {
		return text
	}
	clock, fraction, _ := strings.Cut(clock, ".")
	if len(clock) != len(time.TimeOnly) || strings.Trim(clock+fraction, "0123456789:") != "" {
		return text
	}
	switch {
	case day == "1899-12-31" || day == "1899-12-30": // a time of day
		return clock
	case clock == "00:00:00" && format == withDay:
		return day
	}
	return day + " " + clock
}
