package ui

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/trail"
)

// TestLongNames catches one name that pushes what an incident says off the screen, and
// names of nothing but spaces that show as nothing.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("endless", 700)
	for _, size := range []struct{ width, height int }{{60, 16}, {80, 24}, {120, 40}} {
		term := open(t, size.width, size.height)
		text := auditHeader
		for range 3 {
			text += auditLine(noon, long, long, "/x", "Failure", "MissingKey", long, "")
		}
		openAudit(term, text, func(c *countResult) {
			planted(c)
			for i := range c.incidents {
				c.incidents[i].Applications, c.incidents[i].User, c.incidents[i].Role = []string{long, long, "EDI Hub"}, &long, &long
			}
		})
		term.press("down", "down")
		term.mustRead("for endless", "EDI Hub", "cause ", "do ", "3 incidents")
		term.do("down", "enter", "enter", "b")
		if frame := term.text(); strings.Count(frame, "endless") > 40 {
			t.Errorf("%dx%d: a name fills the screen:\n%s", size.width, size.height, frame)
		}
	}
	term := open(t, 100, 30)
	openAudit(term, auditHeader+auditLine(noon, "Ann", "3", "/x", "Failure", "MissingKey", "  ", ""), nil)
	term.mustSee("(2 spaces)")
	term.press("b")
	term.mustSee("By application", "› (2 spaces)")
	term.do("r")
	term.mustSee("(2 spaces)")
	if got := groupName(trail.ByUser, trail.Group{Value: " "}); got != "(1 space)" {
		t.Errorf("a space is called %q", got)
	}
}

// TestNumbersStayWhole catches a line that ends within a number: 2, and 180 below it.
func TestNumbersStayWhole(t *testing.T) {
	const text = "it had 2 180 logins and 1 204 331 rows of 2026 100 in all"
	for width := 12; width < len(text); width++ {
		lines := wrap(text, width)
		if joined := strings.Join(lines, " "); joined != text {
			t.Errorf("width %d: %q", width, joined)
		}
		for _, line := range lines {
			if cells(line) > width {
				t.Errorf("width %d: %q is too wide", width, line)
			}
		}
		if all := "|" + strings.Join(lines, "|") + "|"; strings.Contains(all, "2|180") || strings.Contains(all, "1|204") || strings.Contains(all, "204|331") {
			t.Errorf("width %d breaks a number: %s", width, all)
		}
	}
	if got := strings.Join(wrap("fall into 47 h; in", 13), "|"); got != "fall into|47 h; in" {
		t.Errorf("a number is separated from its unit: %s", got)
	}
	if got := strings.Join(wrap("in 2026 100 rows", 8), "|"); got != "in 2026|100 rows" {
		t.Errorf("a year and a number are one word: %s", got)
	}
}

// TestAnswerStays catches an answer that scrolls away although the chosen line has room
// below it, and a chosen line that the answer covers.
func TestAnswerStays(t *testing.T) {
	for height := minHeight; height < 40; height++ {
		term := open(t, 60, height)
		openAudit(term, audit(), planted)
		for i := range 9 {
			term.mustSee("3 incidents, 190 failures", "›")
			if i == 2 {
				term.mustSee("InvalidSignature · 2 applications", "do    ")
			}
			term.press("down")
		}
		term.press("end")
		term.mustSee("UTF-8", "3 incidents")
		big := open(t, 60, height)
		openAudit(big, audit(), func(c *countResult) {
			planted(c)
			c.summary.Failures, c.summary.Rows = 123_456, 1_234_567 // in two lines
			c.incidents[2].Why += ". " + strings.Repeat("word ", 15)
		})
		big.press("down", "down")
		big.mustSee("3 incidents, 123 456 failures of 1 234 567 rows", "InvalidSignature · 2 applications", "do    ")
		term.press("home")
		term.mustSee("› ! over      MissingKey", "3 incidents")
	}
}

// TestUnsought catches "No incident" where none could be looked for, and a column
// Status that is missing without a word.
func TestUnsought(t *testing.T) {
	term := open(t, 100, 40)
	openAudit(term, withoutDetail(audit()), nil)
	term.mustRead("190 failures of 869 rows", "Without the column Detail, incidents cannot be looked for.")
	term.mustNotSee("No incident")

	term = open(t, 100, 40)
	openAudit(term, "Status,Detail,Role\nFailure,MissingKey,3\nSuccess,,3\n", nil)
	term.mustSee("1 failure of 2 rows. Without dates, incidents cannot be looked for.")
	term.mustNotSee("No incident")

	term = open(t, 100, 40)
	openAudit(term, "Date,Detail,Role,User\n2026-11-20 10:00:00,MissingKey,3,Ann\n2026-11-20 11:00:00,,3,Ann\n", nil)
	term.mustRead("No incident, 1 failure of 2 rows", "every row with a word in Detail other than that of a logout was counted as a failure, all others as successes")
	term = open(t, 100, 40)
	openAudit(term, audit(), nil)
	term.mustNotSee("every row with a word")
}
