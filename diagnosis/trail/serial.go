package trail

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"
)

// epochSerial is January 1, 1970 as a serial number of Excel: days since December 30, 1899,
// with the time of day as a fraction.
const epochSerial = 25569

// readSerial parses a serial number, also followed by a time of day or a fraction of a day
// from another column.
func (c *calendar) readSerial(text []byte) (at stamp, day date, seconds uint32, ok bool) {
	number, other, two := bytes.Cut(text, []byte(" "))
	days, of, fraction, ok := serialNumber(number)
	if !ok {
		return stamp{}, date{}, 0, false
	}
	if two {
		if _, inDay, _, isNumber := serialFraction(other); isNumber {
			of, fraction = inDay, true
		} else if of, ok = c.readTime(other, 0); !ok {
			return stamp{}, date{}, 0, false
		} else {
			fraction = true
		}
	}
	if of >= secondsOfDay {
		days, of = days+1, of-secondsOfDay
	}
	when := time.Unix(days*secondsOfDay, 0).UTC()
	c.day, c.known = newDate(when.Year(), int(when.Month()), when.Day(), true)
	if !c.known {
		return stamp{}, date{}, 0, false
	}
	c.text = c.text[:0]
	c.month, c.other = days, days
	c.timed, c.untimed = c.timed || fraction, c.untimed || !fraction
	at, day = c.stamp(of)
	return at, day, of, true
}

// serialNumber parses a serial number in the years of rows: the day since 1970 and the second
// of it; fraction reports whether it has a time of day.
func serialNumber(text []byte) (days int64, seconds uint32, fraction, ok bool) {
	if len(text) < 5 || len(text) > 24 || len(text) > 5 && text[5] != '.' && text[5] != ',' {
		return 0, 0, false, false
	}
	whole, seconds, fraction, ok := serialFraction(text)
	return whole - epochSerial, seconds, fraction, ok && whole >= minSerial && whole <= maxSerial
}

// The serial numbers of the first and the last day of firstYear and lastYear.
const minSerial, maxSerial = 32874, 73050

// serialFraction parses a number with a fraction of a day. A fraction of few digits stands for
// a minute if there is one in the time that it may be.
func serialFraction(text []byte) (whole int64, seconds uint32, fraction, ok bool) {
	digits, point := 0, -1
	for i, c := range text {
		switch {
		case isDigit(c):
			if point >= 0 {
				digits++
			}
		case (c == '.' || c == ',') && point < 0 && i > 0:
			point = i
		default:
			return 0, 0, false, false
		}
	}
	if point < 0 {
		point = len(text)
	}
	whole, err := strconv.ParseInt(string(text[:point]), 10, 32)
	if err != nil {
		return 0, 0, false, false
	}
	if digits == 0 {
		return whole, 0, false, true
	}
	part, err := strconv.ParseFloat("0."+string(text[point+1:]), 64)
	if err != nil {
		return 0, 0, false, false
	}
	exact := part * secondsOfDay
	minute := math.Round(exact/60) * 60
	if half := secondsOfDay / math.Pow10(digits) / 2; half > 0.5 && half < 30 && math.Abs(exact-minute) <= half {
		exact = minute
	}
	return whole, uint32(math.Round(exact)), true, true
}

// moment appends the date and the time of day of two columns. Spreadsheets give a day the time
// 0:00, a time of day a day in 1899, and write a time as a fraction of a day.
func (w *sourceFormat) moment(to, day, clock []byte) []byte {
	if !w.serial {
		if before, midnight := cutDay(bytes.TrimSpace(day)); midnight != nil && bytes.ContainsAny(before, "0123456789") {
			day = before
		}
		if before, after := cutDay(bytes.TrimSpace(clock)); after != nil && bytes.ContainsAny(before, "0123456789") {
			clock = after
		}
		if w.fractions {
			if whole, of, _, ok := serialFraction(bytes.TrimSpace(clock)); ok && whole == 0 {
				clock = fmt.Appendf(nil, "%d:%02d:%02d", of/3600, of/60%60, of%60)
			}
		}
	}
	return append(append(append(to, day...), ' '), clock...)
}
