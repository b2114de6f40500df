package trail

import (
	"testing"
	"time"
)

// TestDates catches a layout of NetSuite's preferences that is not read, or is read
// as another moment.
func TestDates(t *testing.T) {
	want := time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)
	for _, text := range []string{
		"11/23/2026 3:04 pm", "11/23/2026 3:04 PM", "11/23/2026 03:04 p.m.", "11/23/2026 15:04", "23/11/2026 15:04", "23/11/2026 3:04 pm",
		"23.11.2026 15:04", "23-Nov-2026 15:04", "23-Nov-2026 3:04 pm", "23-November-2026 15:04", "23 November, 2026 3:04 pm", "November 23, 2026 3:04 pm",
		"2026/11/23 15:04", "2026-11-23 15:04", "2026-11-23T15:04:00", "2026-11-23T15:04:00Z", "2026-11-23T15:04:00.000Z", "2026-11-23 15:04:00-08:00",
		"11/23/2026 3-04 pm", "23-Nov-2026 15-04", "23.11.2026 15:04:00", "Nov 23, 2026 3:04:00 PM", "23 nov. 2026 15:04", "23. November 2026 15:04",
		"23 de noviembre de 2026 15:04", "23-nov-26 15:04", "  11/23/2026 3:04 pm ", "11/23/2026, 3:04 pm", "23 listopadu 2026 15:04", "11/23/2026 3:04\u202fPM",
		"23/11/2026 3:04 p. m.", "23/11/2026 3:04\u00a0p.\u00a0m.", "23/11/2026 3:04 μ.μ.", "2026/11/23 下午 3:04", "2026. 11. 23. 오후 3:04", "11/23/2026 3:04 p", "11/23/2026 3:04:00 PM",
		"26. 11. 23. 오후 3:04", "11/23/2026 15:04 (GMT-08:00) Pacific Time (US & Canada)", "Mon Nov 23 2026 15:04:00 GMT-0800 (Pacific Standard Time)", "2026-11-23 15:04:00 +0000 UTC",
	} {
		var c calendar
		at, _, _, ok := c.read([]byte(text))
		got := at.monthFirst
		if got == 0 {
			got = at.dayFirst
		}
		if !ok || int64(got) != want.Unix() {
			t.Errorf("%q was read as %v, %v; want %v", text, time.Unix(int64(got), 0).UTC(), ok, want)
		}
	}
}

// TestNoDates catches words and impossible moments that are taken for a date.
func TestNoDates(t *testing.T) {
	for _, text := range []string{"", "-", "Success", "13/13/2026 3:04 pm", "11/31/2026 10:00", "0/5/2026 10:00", "11/23/2026 25:00", "11/23/2026 13:04 pm", "11/23/2026 3:60 pm",
		"2026-11-23 noon", "1.2.3.4", "10.120.128.194", "99/99/9999", "11/23/1066 3:04 pm", "12345678", "2001:db8::1", "Nov", "23-Foo-2026", "Totals: 17", "5/2026", "11/23/2026 3:04 afternoon", "11/23/2026 3:04 xx",
		"2026/11/23 ÏÂÎç 3:04", "2026/11/23 ¤U¤È 3:04", "2026. 11. 23. ¿ÀÈÄ 3:04", "2026/11/23 ŒßŒã3:04", "11/23/2026 3:04 GMT-0800 PM"} {
		var c calendar
		if at, _, _, ok := c.read([]byte(text)); ok {
			t.Errorf("%q was read as %+v; it is no date", text, at)
		}
	}
}

// TestDatesInTwoReadings catches a date that loses one of the two moments it may be.
func TestDatesInTwoReadings(t *testing.T) {
	var c calendar
	at, _, _, ok := c.read([]byte("11/05/2026 8:30 am"))
	november, may := time.Date(2026, 11, 5, 8, 30, 0, 0, time.UTC), time.Date(2026, 5, 11, 8, 30, 0, 0, time.UTC)
	if !ok || int64(at.monthFirst) != november.Unix() || int64(at.dayFirst) != may.Unix() {
		t.Errorf("read as %+v; want %d and %d", at, november.Unix(), may.Unix())
	}
	if c.either != 1 || c.example != "11/05/2026" {
		t.Errorf("counted as %+v", c)
	}
	if at, _, _, _ = c.read([]byte("05/11/2026")); int64(at.dayFirst) != time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("05/11/2026 was read as %+v", at)
	}
	c.read([]byte("31/01/2026"))
	c.read([]byte("01/31/2026"))
	if c.onlyDayFirst != 1 || c.onlyMonthFirst != 1 {
		t.Errorf("counted as %+v", c)
	}
}

// BenchmarkDates measures the dates of rows, which mostly are of the same day as the row
// before, in the usual layouts.
func BenchmarkDates(b *testing.B) {
	for name, layout := range map[string]string{"am-pm": "1/2/2006 3:04 pm", "clock-24": "2.1.2006 15:04", "iso": "2006-01-02T15:04:05Z", "zone": "1/2/2006 3:04 pm PST"} {
		b.Run(name, func(b *testing.B) {
			var texts [][]byte
			at := time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)
			for range 1000 {
				texts = append(texts, []byte(at.Format(layout)))
				at = at.Add(-83 * time.Second)
			}
			var c calendar
			for b.Loop() {
				for _, text := range texts {
					c.read(text)
				}
			}
		})
	}
}

// TestShortKoreanYears catches a short year before a day of one digit that is read as a day.
func TestShortKoreanYears(t *testing.T) {
	var c calendar
	at, _, _, ok := c.read([]byte("26. 11. 9. 오후 5:02"))
	if want := time.Date(2026, 11, 9, 17, 2, 0, 0, time.UTC); !ok || int64(at.monthFirst) != want.Unix() {
		t.Errorf("read as %v, %v; want %v", at, ok, want)
	}
}
