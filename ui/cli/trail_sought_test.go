package cli

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestTrailUnsought catches "No incident" in an answer, in any format, about an export in
// which none could be looked for, and a missing column Status without a note on how rows
// were counted.
func TestTrailUnsought(t *testing.T) {
	const noStatus = "rows with a word in Detail, except logouts, are counted as failures, all others as successes"
	for name, c := range map[string]struct {
		text, says string
		none       bool // whether the answer says that there is no incident
	}{
		"no dates":  {"Status,Detail,Role,User\nFailure,MissingKey,3,Ann\nSuccess,,3,Ann\n", "without dates, incidents cannot be found", false},
		"no Detail": {"Date,Status,Role,User\n2026-11-20 10:00:00,Failure,3,Ann\n2026-11-20 11:00:00,Success,3,Ann\n", "without the column Detail, incidents cannot be found", false},
		"no Status": {"Date,Detail,Role,User\n2026-11-20 10:00:00,MissingKey,3,Ann\n2026-11-20 11:00:00,,3,Ann\n", noStatus, true},
		"all there": {"Date,Status,Detail,Role\n2026-11-20 10:00:00,Failure,MissingKey,3\n", "", true},
		"none fail": {"Status,Detail,Role\nSuccess,,3\n", "", false},
	} {
		for _, format := range []string{"text", "markdown", "json"} {
			got := play(fstest.MapFS{"x.csv": {Data: []byte(c.text)}}, "", "trail", "--format", format, "x.csv")
			said := strings.Join(strings.Fields(got.out), " ")
			if !strings.Contains(said, c.says) {
				t.Errorf("%s, %s: the note %q is missing:\n%s", name, format, c.says, got.out)
			}
			if c.says == "" && (strings.Contains(said, "cannot be looked for") || strings.Contains(said, noStatus)) {
				t.Errorf("%s, %s: a note says that something is missing:\n%s", name, format, got.out)
			}
			if format != "json" && strings.Contains(said, "No incident") != c.none {
				t.Errorf("%s, %s: the headline is wrong:\n%s", name, format, got.out)
			}
		}
	}
}

// TestNumbersStayWhole catches a line break within a number, or between it and its unit.
func TestNumbersStayWhole(t *testing.T) {
	const text = "it had 2 180 logins and 1 204 331 rows within 47 h of 30 days"
	for width := 22; width < 70; width++ {
		w := &textWriter{width: width}
		w.hanging("", text)
		if got := strings.Join(strings.Fields(w.String()), " "); got != text {
			t.Errorf("width %d: %q", width, got)
		}
		for _, broken := range []string{"2\n180", "1\n204", "204\n331", "47\nh"} {
			if strings.Contains(w.String(), broken) {
				t.Errorf("width %d breaks a number:\n%s", width, w.String())
			}
		}
	}
}
