package handover_test

import (
	"strings"
	"testing"
	"time"

	"authdoctor/ui/uitest"
)

// leaves returns what y copies: exactly what leaves the machine.
func leaves(t *testing.T, term *uitest.Terminal) string {
	t.Helper()
	copies := term.S.Shown().Copies()
	if len(copies) != 1 {
		t.Fatalf("%d texts can be copied", len(copies))
	}
	return copies[0].Text()
}

// TestReplaced catches a name or an ID that leaves although it is replaced, stand-ins that
// stay the same on request, and a table for the sender that gets into the report.
func TestReplaced(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	term.PasteText(uitest.AccessToken(-72 * time.Minute))
	term.Do("e")
	before := leaves(t, term)
	if !strings.Contains(before, "1234567") || strings.Contains(before, "fingerprint") {
		t.Fatalf("the report lacks the account, or has a fingerprint:\n%s", before)
	}
	term.Press("tab")
	term.Do("right")
	first := leaves(t, term)
	ours, page, _ := strings.Cut(first, "\n## AccessTokenExpired") // the page has an account as an example
	_, behind, _ := strings.Cut(page, "\n## About this report")
	for _, real := range []string{"1234567", "0F1E2D3C", "entity 77", "The replacements"} {
		if strings.Contains(ours+behind, real) {
			t.Errorf("%q is in the report with stand-ins:\n%s", real, first)
		}
	}
	term.Do("tab", "right", "shift+tab") // as HTML and back: the stand-ins stay
	term.Do("tab", "left", "shift+tab")
	if leaves(t, term) != first {
		t.Error("the same case has other stand-ins without a request")
	}
	term.Do("right")
	if leaves(t, term) == first {
		t.Error("new stand-ins are the old ones")
	}
	term.Press("s")
	term.MustSee("netsuite-login-2026")
	term.Do("esc", "left", "left")
	if leaves(t, term) != before {
		t.Error("names as they are give another report than before")
	}
}

// TestNothingIsOverwritten catches a file that is lost, and a name that is no new one.
func TestNothingIsOverwritten(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(-72 * time.Minute))
	disk := term.S.Disk.(*uitest.MemoryDisk)
	term.Do("e")
	text := leaves(t, term)
	const name = "netsuite-login-1234567_SB1-2026-11-23"
	for _, want := range []string{name + ".md", name + "-2.md", name + "-3.md"} {
		term.Press("s")
		for range 4 { // until a free name is proposed
			if term.Do("enter"); strings.Contains(term.S.Notice, "Saved") {
				break
			}
		}
		if file := disk.MapFS[want]; file == nil || string(file.Data) != text || file.Mode.Perm() != 0o600 {
			t.Fatalf("%s is not the report, or others can read it: %v; %s", want, file, term.S.Notice)
		}
	}
	if len(term.S.Farewell) != 3 || !strings.Contains(term.S.Farewell[2], name+"-3.md") {
		t.Errorf("after the end, the program says %q", term.S.Farewell)
	}
	disk.Full = true
	term.Press("s")
	term.EnterText("other.md")
	term.Do("enter")
	if term.MustSee("cannot be written"); disk.MapFS["other.md"] != nil {
		t.Error("a file was written although the disk is full")
	}
}

// TestChosenMeanwhile catches a choice that is lost while the report before is being made, and
// a report that can be copied or saved before it is there.
func TestChosenMeanwhile(t *testing.T) {
	vendors := uitest.Open(t, 100, 30)
	uitest.Play(t, vendors, "hand-over-vendor")
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(-72 * time.Minute))
	making := term.Pressed("e")
	term.Pressed("left")
	term.Pressed("s")
	term.MustSee("Making it")
	if copies := term.S.Shown().Copies(); len(copies) > 0 {
		t.Errorf("%d texts can be copied before there is one", len(copies))
	}
	term.Settle(making)
	if got, want := leaves(t, term), leaves(t, vendors); strings.SplitN(got, "\n", 2)[0] != strings.SplitN(want, "\n", 2)[0] {
		t.Errorf("the report is not for a vendor:\n%s", got)
	}
}

// TestAnotherCase catches a report about the case before.
func TestAnotherCase(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(-72 * time.Minute))
	term.Do("e")
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Do("e")
	if got := leaves(t, term); strings.Contains(got, "1 h 12 min") {
		t.Errorf("the report is about the token before:\n%s", got)
	}
}

// TestHandOverEverything catches a subject that cannot be handed over from its screen.
func TestHandOverEverything(t *testing.T) {
	for name, want := range map[string]string{"hand-over-keys": "public.pem is a certificate", "hand-over-trail": "3 incidents", "hand-over-case-file": `{"schema":1`, "hand-over-html": "<!DOCTYPE html>"} {
		term := uitest.Open(t, 100, 30)
		uitest.Play(t, term, name)
		if got := leaves(t, term); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, got)
		}
	}
}

// TestTrailReplaced catches a name or an address of an export that leaves although it is
// replaced, and a report that lacks the course of an incident, a table or how it was read.
func TestTrailReplaced(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, uitest.Audit(), uitest.Planted)
	term.Do("e")
	before := leaves(t, term)
	names := []string{"Ann Orders", "Ben Orders", "Eva Stock", "Warehouse Sync", "EDI Hub", "Warehouse Manager", "192.0.2.4"}
	for _, want := range append(names, "✗ failures", "▲", "last success before it", "### By role", "### By day, those with most failures", "dates as M/D/YYYY") {
		if !strings.Contains(before, want) {
			t.Errorf("the report lacks %q:\n%s", want, before)
		}
	}
	term.Press("tab")
	term.Do("right")
	after := leaves(t, term)
	for _, name := range names[:len(names)-2] { // a standard role and an address of an example stay
		if strings.Contains(after, name) {
			t.Errorf("%q is in the report with stand-ins:\n%s", name, after)
		}
	}
	if len(after) < len(before)/2 || !strings.Contains(after, "Integration 1") || !strings.Contains(after, "▲") {
		t.Errorf("the report with stand-ins is\n%s", after)
	}
	term.Do("left")
	if leaves(t, term) != before {
		t.Error("names as they are give another report than before")
	}
}
