package source

import (
	"math"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// amount is the value of an expression, of·times + plus: a number, or a point in time with a
// number of seconds added.
type amount struct {
	// of is theTime, or the name of a variable that is not known to be the time.
	of string
	// times is the factor of the time in seconds: 1000 for milliseconds, 0 for a number.
	times, plus float64
}

const theTime = "the time"

func (a amount) add(b amount, sign float64) (amount, bool) {
	if a.times == 0 {
		a.of = b.of
	}
	if b.times != 0 && a.of != b.of || sign < 0 && b.times != 0 {
		return amount{}, false
	}
	return amount{a.of, a.times + b.times, a.plus + sign*b.plus}, true
}

func (a amount) scale(by float64) amount { return amount{a.of, a.times * by, a.plus * by} }

// unit returns the seconds in a unit of time, or 0 if name is not a unit.
func unit(name string) float64 {
	name = strings.ToLower(name)
	for _, u := range []struct {
		names   string
		seconds float64
	}{{"s sec secs second seconds ofseconds fromseconds addseconds plusseconds", 1}, {"m min mins minute minutes ofminutes fromminutes addminutes plusminutes", 60},
		{"h hr hrs hour hours ofhours fromhours addhours plushours", 3600}, {"d day days ofdays fromdays adddays plusdays", 86400}, {"w week weeks", 7 * 86400}, {"ms milliseconds millis ofmillis plusmillis addmilliseconds", 0.001}} {
		for _, n := range strings.Fields(u.names) {
			if n == name {
				return u.seconds
			}
		}
	}
	return 0
}

var spanForm = pattern.Lazy(`^\s*\+?\s*(\d{1,9}(?:\.\d+)?)\s*([A-Za-z]+)\s*(?:from now)?\s*$`)

// span parses a duration in the forms that libraries accept: 1h, +5 minutes.
func span(text string) (seconds float64, ok bool) {
	match := spanForm().FindStringSubmatch(text)
	if match == nil || unit(match[2]) == 0 {
		return 0, false
	}
	n, err := strconv.ParseFloat(match[1], 64)
	return n * unit(match[2]), err == nil
}

// Names of functions in programs.
var (
	// nows matches the ways to get the current time in seconds, or as a value that the
	// library converts to seconds.
	nows = pattern.Lazy(`(?i)^(?:time\.time|time|\$?time\.now(?:\.utc)?|utcnow|now|datetime\.(?:utcnow|now)|datetime\.datetime\.(?:utcnow|now)|dt\.datetime\.(?:utcnow|now)|datetimeoffset\.(?:utcnow|now)|instant\.now|(?:java\.time\.)?instant\.now|clock\.system\w*|new date|new datetimeimmutable|new \\datetimeimmutable|carbon\.now|date\.new|zoneddatetime\.now|localdatetime\.now|time\.current)$`)
	// millis matches those in milliseconds. Case matters: it tells Date.now of JavaScript
	// apart from variables.
	millis = pattern.Lazy(`^(?:Date\.now|System\.currentTimeMillis|performance\.timeOrigin)$`)
	// keeps matches functions that change at most the fraction of a number.
	keeps = pattern.Lazy(`(?i)^(?:int|long|round|floor|ceil|trunc|math\.(?:floor|round|trunc|ceil)|parseint|number|int64|intval|date\.from|(?:jwt\.)?newnumericdate|numericdate|numericdate\.of|calendar\.timegm|float|epochtime\.getintdate|time\.unix|time\.at)$`)
)

// evaluator evaluates an expression. It reads each lexeme once, except that it follows a
// variable to its value.
type evaluator struct {
	p     *program
	at    int
	end   int
	depth int
}

const maxFollow = 6

func (p *program) amount(from, to, depth int) (amount, bool) {
	e := evaluator{p: p, at: from, end: to, depth: depth}
	a, ok := e.sum()
	return a, ok && e.at >= e.end
}

func (e *evaluator) is(marks ...string) bool {
	if e.at >= e.end || e.p.lex[e.at].kind != mark {
		return false
	}
	for _, m := range marks {
		if e.p.lex[e.at].text == m {
			return true
		}
	}
	return false
}

func (e *evaluator) sum() (amount, bool) {
	a, ok := e.product()
	for ok && e.is("+", "-") {
		sign := map[string]float64{"+": 1, "-": -1}[e.p.lex[e.at].text]
		e.at++
		var b amount
		if b, ok = e.product(); ok {
			a, ok = a.add(b, sign)
		}
	}
	return a, ok
}

func (e *evaluator) product() (amount, bool) {
	a, ok := e.value()
	for ok && e.is("*", "/") {
		by := e.p.lex[e.at].text
		e.at++
		var b amount
		if b, ok = e.value(); !ok {
			break
		}
		switch {
		case by == "/" && b.times == 0 && b.plus != 0:
			if a.of == theTime && a.times == 1 && b.plus == 1000 {
				b.plus = 1 // dividing a Date of JavaScript by 1000 gives seconds
			}
			a = a.scale(1 / b.plus)
		case by == "*" && b.times == 0:
			a = a.scale(b.plus)
		case by == "*" && a.times == 0:
			a = b.scale(a.plus)
		default:
			ok = false
		}
	}
	return a, ok
}

// value evaluates a number, a call or a variable, and the methods called on it.
func (e *evaluator) value() (amount, bool) {
	if e.at >= e.end || e.depth > maxFollow {
		return amount{}, false
	}
	l := e.p.lex[e.at]
	var a amount
	ok := false
	switch {
	case l.kind == number:
		n, err := strconv.ParseFloat(l.text, 64)
		a, ok = amount{plus: n}, err == nil
		e.at++
	case e.is("("):
		close := l.pair
		if close < 0 || close >= e.end {
			return amount{}, false
		}
		if close == e.at+2 && e.p.lex[e.at+1].kind == word && isCast(e.p.lex[e.at+1].text) {
			e.at = close + 1
			return e.value()
		}
		a, ok = e.p.amount(e.at+1, close, e.depth+1)
		e.at = close + 1
	case l.kind == word:
		a, ok = e.named()
	}
	for ok && e.is(".", "->", "?.") && e.at+1 < e.end && e.p.lex[e.at+1].kind == word {
		a, ok = e.method(a)
	}
	return a, ok
}

func isCast(name string) bool {
	switch name {
	case "int", "long", "float", "double":
		return true
	}
	return false
}

// named evaluates a dotted name, which may be called.
func (e *evaluator) named() (amount, bool) {
	start := e.at
	name := e.p.lex[e.at].text
	e.at++
	if name == "new" && e.at < e.end {
		name += " " + e.p.lex[e.at].text
		e.at++
	}
	for {
		goesOn := e.is(".", "::") && e.at+1 < e.end && !e.startsMethod(name)
		if nows().MatchString(name) && !goesOn || millis().MatchString(name) && e.is("(") {
			if _, known := e.p.variable(name, start); known && !e.is("(") {
				break
			}
			if e.is("(") {
				close := e.p.lex[e.at].pair
				if close < 0 || close >= e.end {
					return amount{}, false
				}
				if strings.HasPrefix(name, "new ") && close > e.at+1 { // a Date made from milliseconds
					inner, ok := e.p.amount(e.at+1, close, e.depth+1)
					e.at = close + 1
					if inner.times >= 1000 {
						inner = inner.scale(0.001)
					}
					return inner, ok
				}
				e.at = close + 1
			} else if !strings.ContainsAny(name, ". ") {
				break // a variable called now or time
			}
			if millis().MatchString(name) {
				return amount{of: theTime, times: 1000}, true
			}
			return amount{of: theTime, times: 1}, true
		}
		if e.is(".", "::") && e.at+1 < e.end && e.p.lex[e.at+1].kind == word && !e.startsMethod(name) {
			name += "." + e.p.lex[e.at+1].text
			e.at += 2
			continue
		}
		break
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if e.is("(") {
		open, close := e.at, e.p.lex[e.at].pair
		if close < 0 || close >= e.end {
			return amount{}, false
		}
		e.at = close + 1
		switch {
		case keeps().MatchString(name):
			return e.p.amount(open+1, close, e.depth+1)
		case strings.EqualFold(last, "timedelta"):
			return e.p.timedelta(open, close)
		case strings.EqualFold(last, "strtotime") && close == open+2:
			seconds, ok := span(e.p.lex[open+1].text)
			return amount{theTime, 1, seconds}, ok
		case unit(last) > 0:
			n, ok := e.p.amount(open+1, close, e.depth+1)
			return n.scale(unit(last)), ok && n.times == 0
		}
		return amount{}, false
	}
	if strings.HasPrefix(name, "time.") && unit(last) > 0 { // Go
		return amount{plus: unit(last)}, true
	}
	if v, known := e.p.variable(name, start); known {
		if a, ok := e.p.amount(v.from, v.to, e.depth+1); ok {
			return a, true
		}
	}
	return amount{of: name, times: 1}, true
}

// startsMethod reports whether the next word is a method called on the value of name, and
// not part of the name.
func (e *evaluator) startsMethod(name string) bool {
	next := e.p.lex[e.at+1].text
	if _, known := methods[strings.ToLower(next)]; known {
		return !nows().MatchString(name + "." + next)
	}
	return unit(next) >= 1 && len(next) > 7 && !strings.EqualFold(name, "duration") && !strings.EqualFold(name, "timespan")
}

// methods maps the methods of times to the factor that they apply; 0 for a method that adds
// its argument.
var methods = map[string]float64{
	"unix": 1, "to_i": 1, "timestamp": 1, "getepochsecond": 1, "tounixtimeseconds": 1, "total_seconds": 1, "toinstant": 1, "utc": 1, "to_f": 1, "gettimestamp": 1, "from_now": 1, "truncatedto": 1,
	"gettime": 1000, "valueof": 1000, "unixmilli": 1000, "toepochmilli": 1000, "tounixtimemilliseconds": 1000,
	"plus": 0, "add": 0, "modify": 0, "plusseconds": 0, "plusminutes": 0, "plushours": 0, "plusdays": 0, "addseconds": 0, "addminutes": 0, "addhours": 0, "adddays": 0,
}

func (e *evaluator) method(a amount) (amount, bool) {
	name := strings.ToLower(e.p.lex[e.at+1].text)
	e.at += 2
	open, close := 0, 0
	if e.is("(") {
		open, close = e.at, e.p.lex[e.at].pair
		if close < 0 || close >= e.end {
			return amount{}, false
		}
		e.at = close + 1
	}
	by, known := methods[name]
	switch {
	case name == "from_now":
		return amount{theTime, 1, a.plus}, a.times == 0
	case known && by > 0:
		return a.scale(by), true
	case a.times == 0 && unit(name) > 0 && open == 0: // 5.minutes of Ruby
		return a.scale(unit(name)), true
	case !known || open == 0:
		return amount{}, false
	case name == "modify" && close == open+2:
		seconds, ok := span(e.p.lex[open+1].text)
		return amount{a.of, a.times, a.plus + seconds}, ok
	}
	comma := e.p.commaIn(open, close)
	n, ok := e.p.amount(open+1, min(comma, close), e.depth+1)
	if !ok || n.times != 0 {
		return amount{}, false
	}
	switch {
	case comma < close: // plus(2, ChronoUnit.HOURS)
		by := unit(e.p.lex[close-1].text)
		return amount{a.of, a.times, a.plus + n.plus*by}, by > 0
	case unit(name) > 0:
		n = n.scale(unit(name))
	}
	return amount{a.of, a.times, a.plus + n.plus}, true
}

// timedelta returns the sum of the named arguments of Python's timedelta.
func (p *program) timedelta(open, close int) (amount, bool) {
	total := amount{}
	for from := open + 1; from < close; {
		to := p.commaFrom(from, close)
		if to-from < 3 || p.lex[from].kind != word || p.lex[from+1].text != "=" || unit(p.lex[from].text) == 0 {
			return amount{}, false
		}
		n, ok := p.amount(from+2, to, 1)
		if !ok || n.times != 0 {
			return amount{}, false
		}
		total.plus += n.plus * unit(p.lex[from].text)
		from = to + 1
	}
	return total, true
}

// commaIn returns the first comma directly in a bracket, or close if there is none.
func (p *program) commaIn(open, close int) int { return p.commaFrom(open+1, close) }

func (p *program) commaFrom(from, close int) int {
	for i := from; i < close; i++ {
		if l := p.lex[i]; l.kind == mark && closes[l.text] != "" && l.pair > i {
			i = l.pair
		} else if l.kind == mark && l.text == "," {
			return i
		}
	}
	return close
}

// whole returns a number of seconds, rounded.
func whole(seconds float64) int64 { return int64(math.Round(seconds)) }
