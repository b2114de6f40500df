package token

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/pattern"
)

// TimeForm is the form of a time claim.
type TimeForm string

// The forms. NetSuite documents only Seconds, as whole numbers; RFC 7519 section 2 also
// allows Fraction as a NumericDate.
const (
	Seconds      TimeForm = "seconds"
	Fraction     TimeForm = "a fraction of seconds"
	Milliseconds TimeForm = "milliseconds"
	Microseconds TimeForm = "microseconds"
	TextTime     TimeForm = "text"
	Missing      TimeForm = "missing"
	NotATime     TimeForm = "not a time"
	OutOfRange   TimeForm = "out of range"
)

// Instant is a time claim: exp, iat, oit, nbf.
type Instant struct {
	name string
	Form TimeForm
	// Decimal reports whether a whole number is written with a point or an exponent, such as
	// 1796032156.0 or 1.796032156E9; Exponent, whether with an exponent.
	Decimal, Exponent bool
	// Got is the value as written, printable.
	Got string
	// Seconds is the value read as seconds since 1970, as NetSuite reads it; valid if
	// Readable. It is not corrected: milliseconds result in a year far in the future.
	Seconds int64
	// Meant is the intended time in UTC; zero if Form does not reveal it.
	Meant time.Time
}

// Readable reports whether the claim is a number.
func (i Instant) Readable() bool {
	return i.Form == Seconds || i.Form == Fraction || i.Form == Milliseconds || i.Form == Microseconds
}

// lastSecond is the last second of the year 9999, the last that time.Time can marshal to
// JSON.
const lastSecond = 253402300799

// Time returns Seconds as a time in UTC, clamped to the years 1 to 9999.
func (i Instant) Time() time.Time {
	return time.Unix(min(max(i.Seconds, -62135596800), lastSecond), 0).UTC()
}

// Time reads the time claim of the given name.
func (t Token) Time(name string) Instant {
	value, found := t.Claims.Get(name)
	if !found {
		return Instant{name: name, Form: Missing, Got: "nothing"}
	}
	instant := Instant{name: name, Got: value.Written()}
	switch value.Type {
	case Number:
		instant.number(value.Text)
	case String:
		instant.Form, instant.Got = TextTime, `"`+value.Shown()+`"`
		var number Instant
		if number.number(value.Text); number.Readable() {
			instant.Meant = number.Meant
		} else if when, err := time.Parse(time.RFC3339, value.Text); err == nil {
			instant.Meant = when.UTC()
		}
	default:
		instant.Form = NotATime
	}
	return instant
}

// plainNumber bounds the numbers passed to big.Rat, which would also accept an exponent
// of a million digits and fill the memory with it.
var plainNumber = pattern.Lazy(`^-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$`)

func (i *Instant) number(text string) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n < 1e17 && n > -1e17 {
		i.Seconds = n
		i.Meant = unitOf(n, &i.Form)
		return
	}
	i.Form = OutOfRange
	if !plainNumber().MatchString(text) {
		return
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		return
	}
	whole := new(big.Int).Div(rat.Num(), rat.Denom()) // rounds down
	if !whole.IsInt64() || whole.CmpAbs(big.NewInt(math.MaxInt64/2)) > 0 {
		return
	}
	i.Seconds = whole.Int64()
	i.Decimal = rat.IsInt()
	i.Exponent = i.Decimal && strings.ContainsAny(text, "eE")
	if i.Meant = unitOf(i.Seconds, &i.Form); i.Form == Seconds && !rat.IsInt() {
		i.Form = Fraction
	}
}

// unitOf infers the unit of n from its size and sets form: as seconds, a larger number
// would be after the year 5100; as milliseconds, a smaller one would be before 1974.
func unitOf(n int64, form *TimeForm) time.Time {
	switch {
	case n >= 1e17 || n <= -1e17:
		*form = OutOfRange
		return time.Time{}
	case n >= 1e14:
		*form = Microseconds
		return time.UnixMicro(n).UTC()
	case n >= 1e11:
		*form = Milliseconds
		return time.UnixMilli(n).UTC()
	}
	*form = Seconds
	return Instant{Seconds: n}.Time()
}
