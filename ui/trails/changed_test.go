package trails_test

import (
	"context"
	"strings"
	"testing"

	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/trails"
	"authdoctor/ui/uitest"
)

// TestExportChanged catches figures or rows of a file that is another one by now, or
// gone, passed off as those of the file that was counted; and no way to count again.
func TestExportChanged(t *testing.T) {
	other := uitest.AuditHeader + strings.Repeat(uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "EDI Hub", ""), 7)
	for name, c := range map[string]struct {
		text, says, again string
	}{
		"replaced": {other, "was changed or replaced after it was counted", "7 failures"},
		"appended": {uitest.Audit() + uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "EDI Hub", ""), "was changed or replaced after it was counted", "191 failures"},
		"written":  {uitest.Audit(), "was changed or replaced after it was counted", "190 failures"},
		"gone":     {"", "no longer exists", "no longer exists"},
	} {
		t.Run(name, func(t *testing.T) {
			for way, keys := range map[string][]string{"into": {"enter"}, "rows": {"r"}, "into, then rows": {"enter", "r"}} {
				term := uitest.Open(t, 80, 24)
				uitest.OpenAudit(term, uitest.Audit(), nil)
				if len(keys) > 1 {
					term.Do(keys[0])
					keys = keys[1:]
				}
				uitest.ReplaceAudit(term, c.text)
				term.Do(keys...)
				term.MustRead(c.says, "a count again")
				if way != "into" {
					term.MustNotSee("198.51.100.7")
				}
				term.MustNotSee("108 failures", "There is no such row")
				for len(term.S.History) > 2 {
					term.Press("esc")
				}
				term.MustRead(c.says, "This is what it was before: No incident, 190 failures of 869 rows")
				if name == "gone" {
					term.Do("a")
					term.MustRead(c.again)
					continue
				}
				term.Do("enter", "a") // from further down, too
				term.MustRead(c.again)
				term.MustNotSee("after it was counted")
				if len(term.S.History) != 2 {
					t.Errorf("%s: %d screens are open", way, len(term.S.History))
				}
				term.Do("r")
				term.MustSee("Rows", "failures")
			}
		})
	}
	// A disk that does not tell, but no row fits any more.
	term := uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.S.Export.State = nil
	uitest.ReplaceAudit(term, uitest.AuditHeader+uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Success", "", "EDI Hub", ""))
	term.Do("r")
	term.MustRead("was changed or replaced")
	term.Press("esc")
	term.Do("enter")
	term.MustRead("was changed or replaced")

	// While it was counted.
	term = uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), func(*files.CountResult) { uitest.ReplaceAudit(term, uitest.Audit()+"\n") })
	term.MustRead("was changed or replaced", "190 failures")

	// Nobody read it since, but it is looked at again from home.
	term = uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	uitest.ReplaceAudit(term, "")
	term.Press("esc")
	term.MustSee("Back to the trail")
	term.Do("enter")
	term.MustRead("no longer exists")
}

// TestIntoPart catches figures of a whole file below those of a part of it, without a
// word, and rows that were left out counted as not read.
func TestIntoPart(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), func(c *files.CountResult) { c.Summary.Complete = false })
	trails.Stopped(term.S.Shown())
	term.Do("enter")
	term.MustRead("The count before was stopped; here the whole file is read.", "Incomplete: stopped after 869 rows")
	term.S.Counter = func(context.Context, trail.Source, trail.Options) files.CountResult { return files.CountResult{} }
	trails.CountAgain(term.S.Shown())
	term.MustRead("Counting audit.csv", "The count before was stopped; here the whole file is read. Press esc to stop")

	term = uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.Do("enter")
	term.MustNotSee("whole file")
}
