package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
)

// theJoin is the companion that joins the export with the tokens.
func theJoin(term *terminal) *join { return term.companions[0].(*join) }

// joinNow counts the rows in the time of the tokens, which settling leaves out.
func joinNow(term *terminal) {
	term.t.Helper()
	theJoin(term).last = trailJoin{}
	cmd := theJoin(term).Next()
	if cmd == nil {
		term.t.Fatal("nothing joins the token with the trail")
	}
	term.send(cmd())
}

// tokenOfTrail is a token whose time has failures in audit: from 15 November, 05:00 UTC,
// an hour.
func tokenOfTrail() string { return accessToken(-198 * time.Hour) }

// openJoined shows a token beside the export that is open.
func openJoined(term *terminal, text, export string) {
	openAudit(term, export, nil)
	term.pasteText(text)
	joinNow(term)
	_ = term.View()
}

// tokenRowScenes are a token with the rows of an export in its time.
var tokenRowScenes = []scene{
	{"token-trail", func(term *terminal) { openJoined(term, tokenOfTrail(), audit()); term.press("down") }},
	{"token-trail-none", func(term *terminal) { openJoined(term, accessToken(30*time.Minute), audit()); term.press("down") }},
}

// TestJoiningStops catches counting for a token that goes on after the export was closed,
// another token came, or a new case was begun.
func TestJoiningStops(t *testing.T) {
	for name, leave := range map[string]func(*terminal){
		"new case":      func(term *terminal) { term.s.BeginAnew() },
		"export closed": func(term *terminal) { replaceExport(term.s, nil, nil) },
		"another token": func(term *terminal) { term.pasteText(accessToken(30 * time.Minute)) },
		"another export": func(term *terminal) {
			term.s.TakeExport(&export{source: textSource("other.csv", auditHeader)}, "opened")
		},
	} {
		term := open(t, 100, 40)
		openJoined(term, tokenOfTrail(), audit())
		theJoin(term).last = trailJoin{}
		running := make(chan context.Context, 9)
		term.s.counter = func(ctx context.Context, _ trail.Source, _ trail.Options) countResult {
			running <- ctx
			<-ctx.Done()
			return countResult{err: ctx.Err()}
		}
		joining := theJoin(term).Next()
		if joining == nil {
			t.Fatal("nothing joins the token with the trail")
		}
		answer := make(chan tea.Msg, 1)
		go func() { answer <- joining() }()
		ctx := <-running
		term.s.counter = countExport
		leave(term)
		term.send(keyOf("down"))
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
			t.Errorf("%s: counting goes on", name)
			continue
		}
		term.send(<-answer)
		if name == "start over" && len(term.s.Case.Trail) != 0 {
			t.Errorf("%s: the rows are taken", name)
		}
	}
}

// TestTokenRows catches rows in the time of a token that are told in a line alone: of
// which code, how many, when, and in what zone; and enter that leads to other rows.
func TestTokenRows(t *testing.T) {
	term := open(t, 100, 40)
	openJoined(term, tokenOfTrail(), audit())
	term.mustRead("Expired", "The trail has 92 failures in the time of this token", "MissingKey 85 15 November, 05:55–12:55", "AccessTokenExpired 5 15 November, 06:02",
		"Rows from 2026-11-15 05:55 to 2026-11-16 07:00 were looked at, taken to be in UTC+01:00. A row names an application, not a token.")
	term.mustNotSee("15 November, 06:00") // a login without Detail, which succeeded
	frame := term.text()
	if cause, rows, other := strings.Index(frame, "Expired"), strings.Index(frame, "The trail has"), strings.Index(frame, "Every code"); cause > rows || rows > other {
		t.Errorf("the rows do not come after the cause:\n%s", frame)
	}
	term.press("down")
	term.mustSee("› ", "enter its rows", "p page", "Press enter for these rows")
	term.do("enter")
	term.mustSee("Rows", "92 failures", "time of the token", "15 Nov 05:55")
	term.mustNotSee("16 Nov 12:", "15 Nov 04:")
	term.press("t")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "MissingKey" {
		t.Fatalf("t opened %T", term.s.Shown())
	}
	if got := term.s.Diagnosis.Facts.Value(diagnosis.FactDetail); got != "MissingKey" {
		t.Errorf("the row taken as the case has Detail %q", got)
	}

	term = open(t, 100, 40)
	openJoined(term, tokenOfTrail(), audit())
	term.press("down", "p")
	if p, ok := term.s.Shown().(*page); !ok || p.Path != findDetailPage {
		t.Errorf("p opened %T", term.s.Shown())
	}

	// No failure, but logins that succeeded.
	success := auditHeader + auditLine(noon.Add(50*time.Minute), "Ann Orders", "7", "/x", "Success", "", "EDI Hub", "")
	term = open(t, 100, 40)
	openJoined(term, accessToken(30*time.Minute), success)
	term.mustRead("The trail has no failure", "taken to be in UTC+01:00")
	for range 9 {
		if term.chosenRow() == rowTrail {
			break
		}
		term.press("down")
	}
	term.do("enter")
	term.mustSee("Rows", "1 row", "Success")

	// The file was replaced before it was joined.
	term = open(t, 100, 40)
	openAudit(term, audit(), nil)
	replaceAudit(term, success)
	term.pasteText(tokenOfTrail())
	joinNow(term)
	term.mustSee("not the file that was counted any more")
	term.mustNotSee("The trail has")
	term.press("esc")
	term.mustRead("was changed or replaced after it was counted")

	// The file is another one by now.
	term = open(t, 100, 40)
	openJoined(term, tokenOfTrail(), audit())
	replaceAudit(term, success)
	term.press("down")
	term.do("enter")
	term.mustRead("was changed or replaced after it was counted")
	term.do("a")
	term.mustSee("No failure in 1 row")
}

// chosenRow is what kind of line the cursor is on.
func (term *terminal) chosenRow() listRowKind {
	return term.s.Shown().(*tokenScreen).chosen().kind
}

// TestManyTokenRows catches a block about many codes that fills the screen, and a code
// that comes from outside and is drawn as it is.
func TestManyTokenRows(t *testing.T) {
	text := auditHeader
	for i := range 30 {
		text += auditLine(noon.Add(50*time.Minute), "Ann", "3", "/x", "Failure", "Odd\x1b[2J"+strings.Repeat("word", 40)+strings.Repeat("x", i), "EDI Hub", "")
	}
	for _, size := range []struct{ width, height, shown int }{{60, 16, 3}, {120, 40, 8}} {
		term := open(t, size.width, size.height)
		openJoined(term, accessToken(30*time.Minute), text)
		for range 9 {
			if term.chosenRow() == rowTrail {
				break
			}
			term.press("down")
		}
		mustFit(t, term.View(), size.width, size.height)
		if got := strings.Count(term.text(), "Odd"); got != size.shown {
			t.Errorf("%dx%d: %d codes are shown, want %d:\n%s", size.width, size.height, got, size.shown, term.text())
		}
		term.mustSee("and " + count(30-size.shown) + " more")
	}
}

// TestWhyOfUnchecked catches a reason that a finding has besides what it lacks, and
// that is not told, or told twice.
func TestWhyOfUnchecked(t *testing.T) {
	term := open(t, 100, 30)
	shown := func(f diagnosis.Finding) string {
		f.Status = diagnosis.Unchecked
		return strings.Join(strings.Fields(strings.Join(term.s.styles.findingRemedy(f, 200), " ")), " ")
	}
	for _, c := range []struct {
		f    diagnosis.Finding
		want string
	}{
		{diagnosis.Finding{Because: "no key"}, "why No key."},
		{diagnosis.Finding{Because: "no key", Why: "No key."}, "why No key."},
		{diagnosis.Finding{Because: "no key", Why: "Rows were looked at."}, "why Rows were looked at. No key."},
	} {
		if got := shown(c.f); !strings.HasPrefix(got, c.want) || strings.Count(got, "No key.") != 1 {
			t.Errorf("%+v: %q", c.f, got)
		}
	}
}
