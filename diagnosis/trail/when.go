package trail

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/pattern"
)

// stamp is the wall-clock time of a row in seconds since 1970, read with the month first and
// with the day first; 0 if the date is not valid in that order. Both are the same for an
// unambiguous date.
type stamp struct{ monthFirst, dayFirst uint32 }

func (s stamp) in(order DateOrder) uint32 {
	if order == DayFirst {
		return s.dayFirst
	}
	return s.monthFirst
}

// date is the calendar day of a row: the year, and the two numbers in the order in which
// they are written or, if fixed, month and day.
type date struct {
	year         int32
	first, other uint8
	fixed        bool // first is the month
}

func (d date) monthDay(order DateOrder) (month, day int) {
	if order == DayFirst && !d.fixed {
		return int(d.other), int(d.first)
	}
	return int(d.first), int(d.other)
}

// longestDate is the maximum length of a date, in bytes: Thai takes three for a letter.
const longestDate = 160

// days is the number of days since 1970, -1 for a day that does not exist.
func (d date) days(order DateOrder) int64 {
	month, day := d.monthDay(order)
	if month < 1 || month > 12 || day < 1 || d.year < firstYear || d.year > lastYear {
		return -1
	}
	t := time.Date(int(d.year), time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return -1
	}
	return t.Unix() / secondsOfDay
}

const (
	secondsOfDay = 86400
	// The years of rows: NetSuite exists since 1998, and 32 bits of seconds end in 2106.
	firstYear, lastYear = 1990, 2099
)

// calendar parses the dates of rows. Neighbouring rows mostly have the same day, so it
// remembers the last one.
type calendar struct {
	whole []byte // the last text, if it was a date
	gave  struct {
		at      stamp
		seconds uint32
	}
	text  []byte // the last day
	day   date
	known bool  // text is a day
	month int64 // days since 1970, with the month first; -1 if not valid
	other int64 // the same with the day first
	// The number of dates that are valid in one order only, and in both.
	onlyMonthFirst, onlyDayFirst, either int64
	timed, untimed                       bool   // a row had a time of day, and none
	layout                               layout // of the last date
	example                              string // an ambiguous date
	// steps are the changes of the day from one ambiguous date to the next, with the month
	// first and with the day first.
	steps [2]steps
	// after is the last text after a time, which neighbouring rows mostly share.
	after struct {
		text []byte
		half byte
		ok   bool
	}
	zones  []string // the different time zones after times, at most maxZones
	serial bool     // dates are serial numbers
}

// maxZones is the maximum number of time zones that are told apart: an export has one, or
// two with daylight saving time.
const maxZones = 6

// steps counts the changes of the day in one reading of ambiguous dates.
type steps struct {
	last     int64 // the last day
	up, down int64
}

func (s *steps) to(day int64) {
	switch {
	case s.last == 0 || day == s.last:
	case day > s.last:
		s.up++
	default:
		s.down++
	}
	s.last = day
}

func (s *steps) join(other steps) { s.up, s.down = s.up+other.up, s.down+other.down }

// orderly reports whether the days go one way. A few steps the other way are allowed:
// exports are joined, and neighbouring rows swapped.
func (s *steps) orderly() bool { return min(s.up, s.down)*20 <= max(s.up, s.down) }

// sequence is the order of day and month in which the rows go from new to old or from old to
// new, if they do not in the other.
func (c *calendar) sequence() DateOrder {
	switch month, day := c.steps[0].orderly(), c.steps[1].orderly(); {
	case month && !day:
		return MonthFirst
	case day && !month:
		return DayFirst
	}
	return OrderUndecided
}

// layout describes how a date is written.
type layout struct {
	separator  byte // between the numbers
	yearFirst  bool
	named      bool // the month is a name
	padded     bool // numbers below 10 have a zero
	twelve     bool // am and pm
	seconds    bool
	time       bool
	twoDigits  bool // year
	longMonth  bool
	monthStart bool // November 23, 2026
}

// read parses a date with or without a time of day; ok is false if text is not a date.
func (c *calendar) read(text []byte) (at stamp, day date, seconds uint32, ok bool) {
	if len(text) > 0 && bytes.Equal(text, c.whole) {
		c.countReading(nil)
		return c.gave.at, c.day, c.gave.seconds, true
	}
	if at, day, seconds, ok = c.readNew(text); ok {
		c.whole = append(c.whole[:0], text...)
		c.gave.at, c.gave.seconds = at, seconds
	} else {
		c.whole = c.whole[:0]
	}
	return at, day, seconds, ok
}

func (c *calendar) readNew(text []byte) (at stamp, day date, seconds uint32, ok bool) {
	text = bytes.TrimSpace(text)
	if c.serial {
		return c.readSerial(text)
	}
	if len(text) < 6 || len(text) > longestDate {
		return stamp{}, date{}, 0, false
	}
	dayText, timeText := cutDay(text)
	var half byte // before the time
	if len(timeText) > 0 && len(dayText) > 0 && !isDigit(dayText[len(dayText)-1]) {
		if dayText, half, ok = cutHalf(dayText); !ok {
			return stamp{}, date{}, 0, false
		}
	}
	if !c.known || !bytes.Equal(dayText, c.text) {
		c.text = append(c.text[:0], dayText...)
		c.day, c.known = readDay(dayText, &c.layout)
		c.month, c.other = c.day.days(MonthFirst), c.day.days(DayFirst)
		c.known = c.known && (c.month >= 0 || c.other >= 0)
		if c.known && !c.day.fixed && c.month >= 0 && c.other >= 0 {
			c.steps[0].to(c.month)
			c.steps[1].to(c.other)
		}
	}
	if !c.known {
		return stamp{}, date{}, 0, false
	}
	if len(timeText) > 0 {
		if seconds, ok = c.readTime(timeText, half); !ok {
			return stamp{}, date{}, 0, false
		}
		c.timed = true
	} else {
		c.untimed = true
	}
	c.countReading(dayText)
	at, day = c.stamp(seconds)
	return at, day, seconds, true
}

// stamp is the moment of the last day and some seconds.
func (c *calendar) stamp(seconds uint32) (stamp, date) {
	var at stamp
	if c.month >= 0 {
		at.monthFirst = uint32(c.month*secondsOfDay) + seconds
	}
	if c.other >= 0 {
		at.dayFirst = uint32(c.other*secondsOfDay) + seconds
	}
	return at, c.day
}

// countReading counts the orders in which the day is valid.
func (c *calendar) countReading(day []byte) {
	switch {
	case c.day.fixed:
	case c.other < 0:
		c.onlyMonthFirst++
	case c.month < 0:
		c.onlyDayFirst++
	case c.day.first != c.day.other:
		c.either++
		if c.example == "" {
			c.example = string(day)
		}
	}
}

// cutDay separates the day from the time of day: at the T of ISO 8601, before the number
// before the first colon, or before a time of day such as 3-04 pm or 15.04.
func cutDay(text []byte) (day, timeOfDay []byte) {
	end := bytes.IndexByte(text, ':')
	if end < 0 {
		text = withColons(text)
		end = bytes.IndexByte(text, ':')
	}
	iso := len(text) > 11 && text[4] == '-' && (text[10] == 'T' || text[10] == ' ')
	if iso && isDigit(text[11]) {
		return text[:10], text[11:]
	}
	if end < 0 {
		if day, timeOfDay = cutDotted(text); iso && timeOfDay == nil {
			return text[:10], text[11:] // no time: 2026-11-23 noon
		}
		return day, timeOfDay
	}
	i := end
	for i > 0 && isDigit(text[i-1]) {
		i--
	}
	if i == end {
		return text, nil
	}
	timeOfDay = text[i:]
	if day = trimDay(text[:i]); len(day) > 1 && day[len(day)-1] == 'T' && isDigit(day[len(day)-2]) {
		day = day[:len(day)-1]
	}
	return day, timeOfDay
}

// trimDay trims spaces and commas at the end.
func trimDay(text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRune(text)
		if r != ',' && !unicode.IsSpace(r) {
			break
		}
		text = text[:len(text)-n]
	}
	return text
}

// cutDotted separates a time of day with hyphens, one of NetSuite's preferences (3-04 pm), or
// with full stops, as Danes, Finns and Indonesians write it (15.04).
func cutDotted(text []byte) (day, timeOfDay []byte) {
	end := len(text)
	for end > 0 && !isDigit(text[end-1]) {
		end--
	}
	start, separator := end, byte(0)
	groups, width := 1, 0
	for ; start > 0; start-- {
		switch c := text[start-1]; {
		case isDigit(c):
			width++
			continue
		case c != '.' && c != '-' || separator != 0 && c != separator || width != 2:
		default:
			separator, width = c, 0
			groups++
			continue
		}
		break
	}
	if groups < 2 || groups > 3 || width < 1 || width > 2 || start == 0 {
		return text, nil
	}
	day = trimDay(text[:start])
	if len(day) == start || len(day) < 6 || !bytes.ContainsFunc(day, func(r rune) bool { return '0' <= r && r <= '9' }) {
		return text, nil
	}
	return day, text[start:]
}

// hourWords are the words between hours and minutes.
var hourWords = pattern.Lazy(`(\d) ?(?:h|時|时|點|点|시) ?(\d\d?)(?:分|분)?`)

// withColons writes 17 h 02 and 17時02分 as 17:02.
func withColons(text []byte) []byte {
	if i := bytes.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("h時时點点시", r) }); i < 0 {
		return text
	}
	return hourWords().ReplaceAll(text, []byte("$1:$2"))
}

// cutHalf cuts the half of the day off the end of a day, as in 2026/11/23 下午; ok is false
// if the word may be another one. Languages that write the half of the day
// before the time have Chinese characters or Hangul.
func cutHalf(day []byte) (rest []byte, half byte, ok bool) {
	start := len(day)
	for start > 0 {
		r, n := utf8.DecodeLastRune(day[:start])
		if unicode.IsSpace(r) || '0' <= r && r <= '9' {
			break
		}
		start -= n
	}
	word := day[start:]
	if half = halves()[foldDateWord(string(word))]; half != 0 {
		return trimDay(day[:start]), half, true
	}
	for marker, half := range halves() {
		if marker[0] >= 0x80 && bytes.HasSuffix(word, []byte(marker)) {
			return day[:len(day)-len(marker)], half, true
		}
	}
	return day, 0, !eastAsian(word) && !misread(word) || weekday().Match(word)
}

// misread reports whether most of a word is neither ASCII nor a letter of another script: an
// East Asian word in an older encoding, which is read as Windows-1252, looks so.
func misread(word []byte) bool {
	latin, all := 0, 0
	for _, r := range string(word) {
		all++
		if r >= 0x80 && (r <= 0xff || unicode.In(r, unicode.Common) || r == 'Œ' || r == 'œ' || r == 'ƒ' || r == 'Š' || r == 'š' || r == 'Ž' || r == 'ž' || r == 'Ÿ') {
			latin++
		}
	}
	return latin > 1 && latin*2 >= all
}

func eastAsian(word []byte) bool {
	return bytes.ContainsFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	})
}

// weekday matches the last word of a day in Chinese, Japanese or Korean.
var weekday = pattern.Lazy(`^\(|日$|일$|星期|[周週]`)

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// readDay parses the layouts of NetSuite's preference Date Format: numbers with slashes,
// hyphens or full stops, the year first or last, or the month as a name (section_N249143
// lists some of them).
func readDay(text []byte, l *layout) (date, bool) {
	var numbers [3]int
	var widths [3]int
	n, month, monthAt := 0, 0, -1
	monthNumber, next := -1, false // the number of a month; whether it is the next one
	fullStop := false              // after the last number
	*l = layout{twelve: l.twelve, seconds: l.seconds, time: l.time}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isDigit(c):
			if n == 3 {
				return date{}, false
			}
			start := i
			for i < len(text) && isDigit(text[i]) {
				i++
			}
			if i-start > 4 {
				return date{}, false
			}
			numbers[n], widths[n] = atoi(text[start:i]), i-start
			if next {
				monthNumber, next = n, false
			}
			n++
			fullStop = i < len(text) && text[i] == '.'
		case isLetter(c):
			start := i
			i += wordLength(text[i:])
			if i == start { // a space that is not ASCII
				_, size := utf8.DecodeRune(text[i:])
				i += size
				continue
			}
			word := text[start:i]
			if besideMonth()[foldDateWord(string(word))] {
				if next = start == 0 || !isDigit(text[start-1]); !next {
					monthNumber = n - 1
				}
			} else if m := monthNamed(word); m > 0 && monthAt < 0 {
				month, monthAt = m, n
				l.longMonth = i-start > 4
			}
			// Another word may be a weekday, or the "de" of 23 de noviembre de 2026.
		case c == '/' || c == '-' || c == '.' || c == ' ' || c == ',':
			if l.separator == 0 {
				l.separator = c
			}
			i++
		case c == '(' || c == ')':
			i++
		default:
			return date{}, false
		}
	}
	if monthAt >= 0 {
		l.named = true
		if n != 2 {
			return date{}, false
		}
		day, year := numbers[0], numbers[1]
		l.padded, l.monthStart = widths[0] == 2 && numbers[0] < 10, monthAt == 0
		if widths[0] == 4 {
			day, year, l.yearFirst = numbers[1], numbers[0], true
		} else if widths[1] == 2 {
			year, l.twoDigits = year+2000, true
		} else if widths[1] != 4 {
			return date{}, false
		}
		return newDate(year, month, day, true)
	}
	if n != 3 {
		return date{}, false
	}
	if widths[0] == 4 {
		l.yearFirst, l.padded = true, widths[1] == 2 && numbers[1] < 10
		return newDate(numbers[0], numbers[1], numbers[2], true)
	}
	if l.separator == '.' && fullStop && widths[0] == 2 && widths[1] <= 2 && widths[2] <= 2 { // 26. 11. 9., as Koreans write it
		l.yearFirst, l.twoDigits, l.padded = true, true, numbers[1] < 10 && widths[1] == 2
		return newDate(numbers[0]+2000, numbers[1], numbers[2], true)
	}
	if widths[0] > 2 || widths[1] > 2 || widths[2] != 4 && widths[2] != 2 {
		return date{}, false
	}
	year := numbers[2]
	if widths[2] == 2 {
		year, l.twoDigits = year+2000, true
	}
	l.padded = widths[0] == 2 && numbers[0] < 10 || widths[1] == 2 && numbers[1] < 10
	switch {
	case monthNumber == 0:
		return newDate(year, numbers[0], numbers[1], true)
	case monthNumber == 1, l.separator == '.': // full stops always have the day first
		return newDate(year, numbers[1], numbers[0], true)
	}
	return newDate(year, numbers[0], numbers[1], false)
}

// wordLength is the length of the word at the start of a text. Full stops inside are part of
// it: พ.ย.
func wordLength(text []byte) int {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= 0x80:
			r, size := utf8.DecodeRune(text[i:])
			if unicode.IsSpace(r) {
				return i
			}
			i += size
		case isLetter(c), i > 0 && c == '.' && i+1 < len(text) && text[i+1] != ' ' && !isDigit(text[i+1]):
			i++
		default:
			return i
		}
	}
	return len(text)
}

// buddhist is the difference of the calendars: Java writes the years of Thailand so.
const buddhist = 543

func newDate(year, first, other int, fixed bool) (date, bool) {
	if year >= firstYear+buddhist {
		year -= buddhist
	}
	if year < firstYear || year > lastYear || first < 1 || other < 1 || first > 31 || other > 31 {
		return date{}, false
	}
	return date{int32(year), uint8(first), uint8(other), fixed}, true
}

func atoi(digits []byte) int {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}

// readTime parses h:mm and h:mm:ss, also with hyphens or full stops or with fractions of a
// second, on a clock of 12 hours (am and pm) or 24. half is the half of the day before the
// time, 0 for none.
func (c *calendar) readTime(text []byte, half byte) (seconds uint32, ok bool) {
	var part [3]int
	n, i, separator := 0, 0, byte(0)
	for {
		start := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		if i == start || i-start > 2 {
			return 0, false
		}
		part[n] = atoi(text[start:i])
		n++
		if n == 3 || i+1 >= len(text) || separator != 0 && text[i] != separator || text[i] != ':' && text[i] != '-' && text[i] != '.' || !isDigit(text[i+1]) {
			break
		}
		separator = text[i]
		i++
	}
	if n < 2 {
		return 0, false
	}
	if n == 3 && i+1 < len(text) && (text[i] == '.' || text[i] == ',') && isDigit(text[i+1]) {
		for i++; i < len(text) && isDigit(text[i]); i++ {
		}
	}
	if i < len(text) {
		if !bytes.Equal(text[i:], c.after.text) || c.after.text == nil {
			c.after.text = append(c.after.text[:0], text[i:]...)
			c.after.half, c.after.ok = c.readAfter(text[i:])
		}
		if !c.after.ok || half != 0 && c.after.half != 0 && half != c.after.half {
			return 0, false
		}
		half |= c.after.half
	}
	hour := part[0]
	c.layout.time, c.layout.seconds, c.layout.twelve = true, n == 3, half != 0
	if half != 0 {
		if hour > 12 {
			return 0, false
		}
		hour %= 12
		if half == 'p' {
			hour += 12
		}
	}
	if hour > 23 || part[1] > 59 || part[2] > 60 {
		return 0, false
	}
	return uint32(hour*3600 + part[1]*60 + min(part[2], 59)), true
}

// halves are the words for the two halves of the day in every language, folded.
var halves = sync.OnceValue(func() map[string]byte {
	out := map[string]byte{}
	for _, l := range languages() {
		for _, word := range l.am {
			out[foldDateWord(word)] = 'a'
		}
		for _, word := range l.pm {
			out[foldDateWord(word)] = 'p'
		}
	}
	return out
})

// readAfter parses the text after a time: a half of the day, a time zone, both or nothing. Any
// other text may tell morning from afternoon too, so ok is false: a time must not be wrong by
// half a day.
func (c *calendar) readAfter(text []byte) (half byte, ok bool) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || oClock().Match(text) {
		return 0, true
	}
	if half = halves()[foldDateWord(string(text))]; half != 0 {
		return half, true
	}
	zone := text
	for i := range text {
		if text[i] != ' ' {
			continue
		}
		if h := halves()[foldDateWord(string(text[:i]))]; h != 0 { // the longest: p. m.
			half, zone = h, bytes.TrimSpace(text[i:])
		}
	}
	if !zoneForm().Match(zone) && !offsetForm().Match(zone) {
		return 0, false
	}
	if word := string(zone); len(c.zones) < maxZones && !slices.Contains(c.zones, word) {
		c.zones = append(c.zones, word)
	}
	return half, true
}

// oClock matches a word after a time that means nothing.
var oClock = pattern.Lazy(`^(?i:uhr|h|น\.?)$`)

// zoneForm matches a time zone after a time. Times are kept as they are written.
var zoneForm = pattern.Lazy(`^\(?(?:Z|(?:UTC|GMT|[A-Z]{3,4})?(?:[+-]\d\d?(?::?\d\d)?)?|(?:[A-Z][a-z]+ ){1,3}Time|[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+)\)?$`)

// offsetForm matches an offset with the name of its zone, as NetSuite's preferences, JavaScript
// and Go write them: (GMT-08:00) Pacific Time (US & Canada), GMT-0800 (Pacific Standard Time).
var offsetForm = pattern.Lazy(`^\(?(?:UTC|GMT)?[+-]\d\d:?\d\d\)? \(?(?:[A-Z]{3,4}\)?$|[A-Z][a-z]+)`)

// String formats the layout in the notation of NetSuite's preferences.
func (l layout) String(d date, order DateOrder) string {
	year, month, day := "YYYY", "M", "D"
	if l.padded {
		month, day = "MM", "DD"
	}
	if l.twoDigits {
		year = "YY"
	}
	sep := string(l.separator)
	var out string
	switch {
	case l.named && l.monthStart:
		out = "Month " + day + ", " + year
	case l.named:
		month = "Mon"
		if l.longMonth {
			month = "Month"
		}
		if out = day + sep + month + sep + year; l.yearFirst {
			out = year + sep + month + sep + day
		}
	case l.yearFirst:
		out = year + sep + month + sep + day
	case l.separator == '.' || order == DayFirst:
		out = day + sep + month + sep + year
	default:
		out = month + sep + day + sep + year
	}
	if !l.time {
		return out
	}
	out += " h:mm"
	if !l.twelve {
		out = out[:len(out)-4] + "HH:mm"
	}
	if l.seconds {
		out += ":ss"
	}
	if l.twelve {
		out += " am"
	}
	return out
}
