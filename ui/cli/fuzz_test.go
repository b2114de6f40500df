package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/worktest"
)

// FuzzDates catches a time of a flag that JSON cannot represent or the flag would not accept
// again, an error that is not printable, and a disproportionate amount of work.
func FuzzDates(f *testing.F) {
	for _, seed := range []string{"", "2026-11-23", "2026-11-23T14:30", "2026-11-23 14:30:05", "2026-11-23T12:00:00Z", "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00", "2026-11-23T12:00:00.000000001Z",
		"2026-11-23T14:30+01:00", "11/05/2026", "05.11.26", "\x1b[31m", "2026-02-30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			said := func(err error) {
				if _, n := border.Printable(sayable(err).Error()); n > 0 {
					t.Errorf("%q: %q", text, err)
				}
			}
			if clock, err := clockAt(text, func() time.Time { return noon }); err != nil {
				said(err)
			} else if at := clock(); at.Location() != time.UTC {
				t.Errorf("%q is in the zone %v", text, at.Location())
			} else if _, err := json.Marshal(at); err != nil {
				t.Errorf("%q: %v", text, err)
			} else if again, err := clockAt(at.Format(time.RFC3339Nano), nil); err != nil || !again().Equal(at) {
				t.Errorf("%q gives %v, which the flag refuses: %v", text, at, err)
			}
			if at, _, err := parseWall("--since", text); err != nil {
				said(err)
			} else if _, err := json.Marshal(at); err != nil {
				t.Errorf("%q: %v", text, err)
			}
			for _, reading := range []func() string{func() string { m, _ := bothReadings(text); return m }, func() string { _, d := bothReadings(text); return d }} {
				if _, n := border.Printable(reading()); n > 0 {
					t.Errorf("%q is read as %q", text, reading())
				}
			}
			if _, err := dateOrder(text); err != nil {
				said(err)
			}
		})
	})
}

// FuzzLines catches a line without an answer, an answer without a line, one that is not JSON
// or not printable, and a disproportionate amount of work.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"", "\n", "TokenRejected\n\nScopeMismatched", soundToken() + "\r\n" + expiredToken(), "\x00\n\xff\xfe\n", "curl -H '\n{\"error\":\"invalid_grant\"}\n", "-----BEGIN CERTIFICATE-----\n", " \t\n\u2028\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := 0
		for line := range bytes.Lines(text) {
			if len(bytes.TrimSpace(line)) > 0 {
				lines++
			}
		}
		// An answer is allowed the work of 16 KiB of text.
		worktest.Bound(t, len(text)+lines*16<<10, func() {
			got := check(string(text), "--lines")
			answers := strings.Count(got.out, "\n")
			if answers != lines || got.err != "" && lines > 0 || len(text) > intake.MaxText {
				t.Errorf("%d lines, %d answers, %q", lines, answers, got.err)
			}
			for answer := range strings.Lines(got.out) {
				if !json.Valid([]byte(answer)) || !utf8.ValidString(answer) {
					t.Errorf("%q", answer)
				}
			}
			printable(t, got.out)
		})
	})
}
