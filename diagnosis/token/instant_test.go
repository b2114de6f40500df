package token_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/token"
)

// TestInstants catches a time that is misread, "repaired" or read at all where it is
// none, and a number whose exponent would fill the memory.
func TestInstants(t *testing.T) {
	const second = "2026-11-23T10:30:00Z"
	for _, c := range []struct {
		json    string
		form    token.TimeForm
		seconds int64
		meant   string // "" for none
	}{
		{`1795429800`, token.Seconds, 1795429800, second},
		{`0`, token.Seconds, 0, "1970-01-01T00:00:00Z"},
		{`-1`, token.Seconds, -1, "1969-12-31T23:59:59Z"},
		{`99999999999`, token.Seconds, 99999999999, "5138-11-16T09:46:39Z"},
		{`100000000000`, token.Milliseconds, 100000000000, "1973-03-03T09:46:40Z"},
		{`1795429800000`, token.Milliseconds, 1795429800000, second},
		{`1795429800000000`, token.Microseconds, 1795429800000000, second},
		{`99999999999999999`, token.Microseconds, 99999999999999999, "5138-11-16T09:46:39Z"},
		{`100000000000000000`, token.OutOfRange, 0, ""},
		{`1795429800000000000`, token.OutOfRange, 0, ""}, // nanoseconds
		{`99999999999999999999999`, token.OutOfRange, 0, ""},
		{`-999999999999999999`, token.OutOfRange, 0, ""},
		{`1795429800.75`, token.Fraction, 1795429800, second},
		{`-0.5`, token.Fraction, -1, "1969-12-31T23:59:59Z"},
		{`1.7954298e9`, token.Seconds, 1795429800, second},
		{`1.7954298E+9`, token.Seconds, 1795429800, second},
		{`1795429800.0`, token.Seconds, 1795429800, second},
		{`17954298000e-1`, token.Seconds, 1795429800, second},
		{`1795429800000.0`, token.Milliseconds, 1795429800000, second},
		{`1.7954298E12`, token.Milliseconds, 1795429800000, second},
		{`1795429800000.5`, token.Milliseconds, 1795429800000, second},
		{`1.7954298e15`, token.Microseconds, 1795429800000000, second},
		{`1.7954298e18`, token.OutOfRange, 0, ""}, // nanoseconds
		{`1E3`, token.Seconds, 1000, "1970-01-01T00:16:40Z"},
		{`-1.0`, token.Seconds, -1, "1969-12-31T23:59:59Z"},
		{`1e-5`, token.Fraction, 0, "1970-01-01T00:00:00Z"},
		{`1e30`, token.OutOfRange, 0, ""},
		{`1e999999999`, token.OutOfRange, 0, ""},
		{`1e-999999999`, token.OutOfRange, 0, ""},
		{`0.` + strings.Repeat("1", 5000), token.OutOfRange, 0, ""},
		{strings.Repeat("9", 5000), token.OutOfRange, 0, ""},
		{`"1795429800"`, token.TextTime, 0, second},
		{`"1795429800000"`, token.TextTime, 0, second},
		{`"1795429800.0"`, token.TextTime, 0, second},
		{`"1.7954298E12"`, token.TextTime, 0, second},
		{`"2026-11-23T10:30:00Z"`, token.TextTime, 0, second},
		{`"2026-11-23T12:30:00+02:00"`, token.TextTime, 0, second},
		{`"tomorrow"`, token.TextTime, 0, ""},
		{`""`, token.TextTime, 0, ""},
		{`null`, token.NotATime, 0, ""},
		{`true`, token.NotATime, 0, ""},
		{`[1795429800]`, token.NotATime, 0, ""},
		{`{"s":1}`, token.NotATime, 0, ""},
	} {
		got, _ := token.Parse(encode(issuedHeader) + "." + encode(`{"exp":`+c.json+`}`))
		i := got.Time("exp")
		if i.Form != c.form || i.Readable() && i.Seconds != c.seconds {
			t.Errorf("%.40s: %s, %d; want %s, %d", c.json, i.Form, i.Seconds, c.form, c.seconds)
		}
		meant := ""
		if !i.Meant.IsZero() {
			meant = i.Meant.Format(time.RFC3339)
		}
		if meant != c.meant {
			t.Errorf("%.40s: meant %q; want %q", c.json, meant, c.meant)
		}
		if len([]rune(i.Got)) > 200 {
			t.Errorf("%.40s: shows %d characters", c.json, len(i.Got))
		}
		if _, err := json.Marshal([]time.Time{i.Time(), i.Meant}); err != nil {
			t.Errorf("%.40s: the time cannot be JSON: %v", c.json, err)
		}
	}
	got, _ := token.Parse(access)
	if i := got.Time("nbf"); i.Form != token.Missing || i.Readable() || i.Got != "nothing" {
		t.Errorf("a time that is not there: %+v", i)
	}
}

// TestInstantClamps catches a year that time.Time cannot write as JSON.
func TestInstantClamps(t *testing.T) {
	for seconds, want := range map[int64]string{
		253402300799: "9999-12-31T23:59:59Z", 253402300800: "9999-12-31T23:59:59Z", 1795429800000: "9999-12-31T23:59:59Z", 1 << 62: "9999-12-31T23:59:59Z",
		-62135596800: "0001-01-01T00:00:00Z", -62135596801: "0001-01-01T00:00:00Z", -1 << 62: "0001-01-01T00:00:00Z",
	} {
		if got := (token.Instant{Seconds: seconds}).Time().Format(time.RFC3339); got != want {
			t.Errorf("%d: %s; want %s", seconds, got, want)
		}
	}
}
