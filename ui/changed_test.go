package ui

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/diagnosis/trail"
)

// replaceAudit puts another file in the place of the export that is open; "" takes it
// away.
func replaceAudit(term *terminal, text string) {
	disk := term.s.disk.(*memoryDisk)
	delete(disk.MapFS, "audit.csv")
	if text != "" {
		disk.MapFS["audit.csv"] = &fstest.MapFile{Data: []byte(text), ModTime: noon.Add(time.Hour)}
	}
}

// TestExportChanged catches figures or rows of a file that is another one by now, or
// gone, passed off as those of the file that was counted; and no way to count again.
func TestExportChanged(t *testing.T) {
	other := auditHeader + strings.Repeat(auditLine(noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "EDI Hub", ""), 7)
	for name, c := range map[string]struct {
		text, says, again string
	}{
		"replaced": {other, "was changed or replaced after it was counted", "7 failures"},
		"appended": {audit() + auditLine(noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "EDI Hub", ""), "was changed or replaced after it was counted", "191 failures"},
		"written":  {audit(), "was changed or replaced after it was counted", "190 failures"},
		"gone":     {"", "is not there any more", "is not there any more"},
	} {
		t.Run(name, func(t *testing.T) {
			for way, keys := range map[string][]string{"into": {"enter"}, "rows": {"r"}, "into, then rows": {"enter", "r"}} {
				term := open(t, 80, 24)
				openAudit(term, audit(), nil)
				if len(keys) > 1 {
					term.do(keys[0])
					keys = keys[1:]
				}
				replaceAudit(term, c.text)
				term.do(keys...)
				term.mustRead(c.says, "a count again")
				if way != "into" {
					term.mustNotSee("198.51.100.7")
				}
				term.mustNotSee("108 failures", "There is no such row")
				for len(term.s.history) > 2 {
					term.press("esc")
				}
				term.mustRead(c.says, "This is what it was before: No incident, 190 failures of 869 rows")
				if name == "gone" {
					term.do("a")
					term.mustRead(c.again)
					continue
				}
				term.do("enter", "a") // from further down, too
				term.mustRead(c.again)
				term.mustNotSee("after it was counted")
				if len(term.s.history) != 2 {
					t.Errorf("%s: %d screens are open", way, len(term.s.history))
				}
				term.do("r")
				term.mustSee("Rows", "failures")
			}
		})
	}
	// A disk that does not tell, but no row fits any more.
	term := open(t, 80, 24)
	openAudit(term, audit(), nil)
	term.s.Shown().(*trailScreen).export.state = nil
	replaceAudit(term, auditHeader+auditLine(noon, "Ann Orders", "3", "/x", "Success", "", "EDI Hub", ""))
	term.do("r")
	term.mustRead("was changed or replaced")
	term.press("esc")
	term.do("enter")
	term.mustRead("was changed or replaced")

	// While it was counted.
	term = open(t, 80, 24)
	openAudit(term, audit(), func(*countResult) { replaceAudit(term, audit()+"\n") })
	term.mustRead("was changed or replaced", "190 failures")

	// Nobody read it since, but it is looked at again from home.
	term = open(t, 80, 24)
	openAudit(term, audit(), nil)
	replaceAudit(term, "")
	term.press("esc")
	term.mustSee("Back to the trail")
	term.do("enter")
	term.mustRead("is not there any more")
}

// TestIntoPart catches figures of a whole file below those of a part of it, without a
// word, and rows that were left out counted as not read.
func TestIntoPart(t *testing.T) {
	term := open(t, 80, 24)
	openAudit(term, audit(), func(c *countResult) { c.summary.Complete = false })
	term.s.Shown().(*trailScreen).stopped = true
	term.do("enter")
	term.mustRead("The count before was stopped; here the whole file is read.", "Incomplete: stopped after 869 rows")
	shown := term.s.Shown().(*trailScreen)
	term.s.counter = func(context.Context, trail.Source, trail.Options) countResult { return countResult{} }
	shown.count()
	term.mustRead("Counting audit.csv", "The count before was stopped; here the whole file is read. Press esc to stop")

	term = open(t, 80, 24)
	openAudit(term, audit(), nil)
	term.do("enter")
	term.mustNotSee("whole file")
}
