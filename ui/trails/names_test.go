package trails_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/trail"
	"authdoctor/ui"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/uitest"
)

// TestLongNames catches one name that pushes what an incident says off the screen, and
// names of nothing but spaces that show as nothing.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("endless", 700)
	for _, size := range []struct{ width, height int }{{60, 16}, {80, 24}, {120, 40}} {
		term := uitest.Open(t, size.width, size.height)
		text := uitest.AuditHeader
		for range 3 {
			text += uitest.AuditLine(uitest.Noon, long, long, "/x", "Failure", "MissingKey", long, "")
		}
		uitest.OpenAudit(term, text, func(c *files.CountResult) {
			uitest.Planted(c)
			for i := range c.Incidents {
				c.Incidents[i].Applications, c.Incidents[i].User, c.Incidents[i].Role = []string{long, long, "EDI Hub"}, &long, &long
			}
		})
		term.Press("down", "down")
		term.MustRead("for endless", "EDI Hub", "cause ", "do ", "3 incidents")
		term.Do("down", "enter", "enter", "b")
		if frame := term.Text(); strings.Count(frame, "endless") > 40 {
			t.Errorf("%dx%d: a name fills the screen:\n%s", size.width, size.height, frame)
		}
	}
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.AuditHeader+uitest.AuditLine(uitest.Noon, "Ann", "3", "/x", "Failure", "MissingKey", "  ", ""), nil)
	term.MustSee("(2 spaces)")
	term.Press("b")
	term.MustSee("By application", "› (2 spaces)")
	term.Do("r")
	term.MustSee("(2 spaces)")
	if got := paint.GroupName(trail.ByUser, trail.Group{Value: " "}); got != "(1 space)" {
		t.Errorf("a space is called %q", got)
	}
}

// TestAnswerStays catches an answer that scrolls away although the chosen line has room
// below it, and a chosen line that the answer covers.
func TestAnswerStays(t *testing.T) {
	for height := ui.MinHeight; height < 40; height++ {
		term := uitest.Open(t, 60, height)
		uitest.OpenAudit(term, uitest.Audit(), uitest.Planted)
		for i := range 9 {
			term.MustSee("3 incidents, 190 failures", "›")
			if i == 2 {
				term.MustSee("InvalidSignature · 2 applications", "do    ")
			}
			term.Press("down")
		}
		term.Press("end")
		term.MustSee("UTF-8", "3 incidents")
		big := uitest.Open(t, 60, height)
		uitest.OpenAudit(big, uitest.Audit(), func(c *files.CountResult) {
			uitest.Planted(c)
			c.Summary.Failures, c.Summary.Rows = 123_456, 1_234_567 // in two lines
			c.Incidents[2].Why += ". " + strings.Repeat("word ", 15)
		})
		big.Press("down", "down")
		big.MustSee("3 incidents, 123 456 failures of 1 234 567 rows", "InvalidSignature · 2 applications", "do    ")
		term.Press("home")
		term.MustSee("› ! over      MissingKey", "3 incidents")
	}
}

// TestUnsought catches "No incident" where none could be looked for, and a column
// Status that is missing without a word.
func TestUnsought(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, uitest.WithoutDetail(uitest.Audit()), nil)
	term.MustRead("190 failures of 869 rows", "Without the column Detail, incidents cannot be found.")
	term.MustNotSee("No incident")

	term = uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, "Status,Detail,Role\nFailure,MissingKey,3\nSuccess,,3\n", nil)
	term.MustSee("1 failure of 2 rows. Without dates, incidents cannot be found.")
	term.MustNotSee("No incident")

	term = uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, "Date,Detail,Role,User\n2026-11-20 10:00:00,MissingKey,3,Ann\n2026-11-20 11:00:00,,3,Ann\n", nil)
	term.MustRead("No incident, 1 failure of 2 rows", "rows with a word in Detail, except logouts, are counted as failures, all others as successes")
	term = uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.MustNotSee("rows with a word")
}
