package trail

import (
	"bytes"
	"strings"
	"time"
	"unicode"

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
	timed                                bool   // a row had a time of day
	layout                               layout // of the last date
	example                              string // an ambiguous date
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
	text = markerFirst(bytes.TrimSpace(text))
	if len(text) < 6 || len(text) > 60 {
		return stamp{}, date{}, 0, false
	}
	dayText, timeText := cutDay(text)
	if !c.known || !bytes.Equal(dayText, c.text) {
		c.text = append(c.text[:0], dayText...)
		c.day, c.known = readDay(dayText, &c.layout)
		c.month, c.other = c.day.days(MonthFirst), c.day.days(DayFirst)
		c.known = c.known && (c.month >= 0 || c.other >= 0)
	}
	if !c.known {
		return stamp{}, date{}, 0, false
	}
	if len(timeText) > 0 {
		if seconds, ok = readTime(timeText, &c.layout); !ok {
			return stamp{}, date{}, 0, false
		}
		c.timed = true
	}
	c.countReading(dayText)
	if c.month >= 0 {
		at.monthFirst = uint32(c.month*secondsOfDay) + seconds
	}
	if c.other >= 0 {
		at.dayFirst = uint32(c.other*secondsOfDay) + seconds
	}
	return at, c.day, seconds, true
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

// cutDay separates the day from the time of day: at the T of ISO 8601, at the last space
// before the first colon, or at the space before h-mm.
func cutDay(text []byte) (day, timeOfDay []byte) {
	if len(text) > 10 && text[4] == '-' && (text[10] == 'T' || text[10] == ' ') {
		return text[:10], text[11:]
	}
	end := bytes.IndexByte(text, ':')
	if end < 0 {
		// Time of day with hyphens, one of NetSuite's preferences: 3-04 pm.
		i := bytes.LastIndexByte(text, ' ')
		if i > 0 && isLetter(text[len(text)-1]) && !isLetter(text[i-1]) {
			if j := bytes.LastIndexByte(text[:i], ' '); j >= 0 && bytes.IndexByte(text[j:i], '-') > 0 {
				return text[:j], text[j+1:]
			}
		}
		if i > 0 && bytes.IndexByte(text[i:], '-') > 0 && bytes.IndexByte(text[:i], '-') < 0 || i > 0 && countByte(text[i:], '-') == 1 && countByte(text[:i], '-') == 2 {
			return text[:i], text[i+1:]
		}
		return text, nil
	}
	i := bytes.LastIndexByte(text[:end], ' ')
	if i < 0 {
		i = bytes.LastIndexByte(text[:end], 'T')
	}
	if i < 0 {
		return text, nil
	}
	day = bytes.TrimRight(text[:i], ", ")
	return day, text[i+1:]
}

func countByte(text []byte, c byte) int { return bytes.Count(text, []byte{c}) }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// readDay parses the layouts of NetSuite's preference Date Format: numbers with slashes,
// hyphens or full stops, the year first or last, or the month as a name (section_N249143
// lists some of them).
func readDay(text []byte, l *layout) (date, bool) {
	var numbers [3]int
	var widths [3]int
	n, month, monthAt := 0, 0, -1
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
			n++
		case isLetter(c):
			start := i
			for i < len(text) && (isLetter(text[i]) || text[i] == '.' && i+1 < len(text) && text[i+1] != ' ' && !isDigit(text[i+1])) {
				i++
			}
			if m := monthNamed(text[start:i]); m > 0 && monthAt < 0 {
				month, monthAt = m, n
				l.longMonth = i-start > 4
			}
			// Another word may be a weekday, or the "de" of 23 de noviembre de 2026.
		case c == '/' || c == '-' || c == '.' || c == ' ' || c == ',':
			if l.separator == 0 {
				l.separator = c
			}
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
	if widths[0] > 2 || widths[1] > 2 || widths[2] != 4 && widths[2] != 2 {
		return date{}, false
	}
	year := numbers[2]
	if widths[2] == 2 {
		year, l.twoDigits = year+2000, true
	}
	l.padded = widths[0] == 2 && numbers[0] < 10 || widths[1] == 2 && numbers[1] < 10
	if l.separator == '.' { // always with the day first
		return newDate(year, numbers[1], numbers[0], true)
	}
	return newDate(year, numbers[0], numbers[1], false)
}

func newDate(year, first, other int, fixed bool) (date, bool) {
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

// readTime parses h:mm and h:mm:ss, also with fractions, hyphens or full stops, on a clock of
// 12 hours (am and pm) or 24.
func readTime(text []byte, l *layout) (seconds uint32, ok bool) {
	var part [3]int
	n, i := 0, 0
	for n < 3 {
		start := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		if i == start || i-start > 2 {
			return 0, false
		}
		part[n] = atoi(text[start:i])
		n++
		if i >= len(text) || text[i] != ':' && text[i] != '-' && text[i] != '.' || i+1 >= len(text) || !isDigit(text[i+1]) {
			break
		}
		if text[i] == '-' && n == 2 && len(text) == i+6 && text[i+3] == ':' {
			break // -05:00 is a zone
		}
		if n == 3 {
			break
		}
		i++
	}
	if n < 2 {
		return 0, false
	}
	for i < len(text) && (text[i] == '.' || text[i] == ',' || isDigit(text[i])) { // a fraction
		i++
	}
	half, ok := halfOfDay(text[i:])
	if !ok {
		return 0, false
	}
	hour := part[0]
	l.time, l.seconds, l.twelve = true, n == 3, half != 0
	if half != 0 {
		if hour < 1 || hour > 12 {
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

// halves are the words for the two halves of the day, in the languages of NetSuite.
var halves = map[string]byte{
	"": 0, "am": 'a', "pm": 'p', "a": 'a', "p": 'p', "πμ": 'a', "μμ": 'p', "dop": 'a', "odp": 'p', "vorm": 'a', "nachm": 'p', "fm": 'a', "em": 'p',
	"上午": 'a', "下午": 'p', "午前": 'a', "午後": 'p', "오전": 'a', "오후": 'p',
}

// zoneForm matches a time zone after a time. It is ignored, as all rows have the same.
var zoneForm = pattern.Lazy(`^(?:Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{3,4})$`)

// halfOfDay parses the text after a time: am or pm in some language, a time zone or nothing.
// Any other text may tell morning from afternoon too, so ok is false: a time must not be
// wrong by half a day.
func halfOfDay(text []byte) (half byte, ok bool) {
	folded := strings.Map(func(r rune) rune {
		if r == '.' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, string(text))
	if half, ok = halves[folded]; ok {
		return half, true
	}
	return 0, zoneForm().Match(bytes.TrimSpace(text))
}

// markerFirst moves a half of the day before the time, as in 下午 9:47, to the end.
func markerFirst(text []byte) []byte {
	if !bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		return text
	}
	for marker := range halves {
		if marker == "" || marker[0] < 0x80 {
			continue
		}
		if i := bytes.Index(text, []byte(marker)); i >= 0 && bytes.IndexByte(text[i:], ':') > 0 {
			out := append(append([]byte{}, text[:i]...), bytes.TrimLeft(text[i+len(marker):], " ")...)
			return append(append(out, ' '), marker...)
		}
	}
	return text
}

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
