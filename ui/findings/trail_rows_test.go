package findings_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/findings"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestJoiningStops catches counting for a token that goes on after the export was closed,
// another token came, or a new case was begun.
func TestJoiningStops(t *testing.T) {
	for name, leave := range map[string]func(*uitest.Terminal){
		"new case":          func(term *uitest.Terminal) { term.S.BeginAnew() },
		"export taken back": func(term *uitest.Terminal) { term.S.TakeBack(); term.S.TakeBack() },
		"another token":     func(term *uitest.Terminal) { term.PasteText(uitest.AccessToken(30 * time.Minute)) },
		"another export": func(term *uitest.Terminal) {
			term.S.TakeExport(&files.Export{Source: files.TextSource("other.csv", uitest.AuditHeader)}, "opened")
		},
	} {
		term := uitest.Open(t, 100, 40)
		uitest.OpenJoined(term, uitest.TokenOfTrail(), uitest.Audit())
		running := make(chan context.Context, 9)
		term.S.Counter = func(ctx context.Context, _ trail.Source, _ trail.Options) files.CountResult {
			running <- ctx
			<-ctx.Done()
			return files.CountResult{Err: ctx.Err()}
		}
		joining := uitest.JoinAgain(term)
		if joining == nil {
			t.Fatal("nothing joins the token with the trail")
		}
		answer := make(chan tea.Msg, 1)
		go func() { answer <- joining() }()
		ctx := <-running
		term.S.Counter = files.CountExport
		leave(term)
		term.Send(uitest.KeyOf("down"))
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
			t.Errorf("%s: counting goes on", name)
			continue
		}
		term.Send(<-answer)
		if name == "start over" && len(term.S.Case.Trail) != 0 {
			t.Errorf("%s: the rows are taken", name)
		}
	}
}

// TestTokenRows catches rows in the time of a token that are told in a line alone: of
// which code, how many, when, and in what zone; and enter that leads to other rows.
func TestTokenRows(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenJoined(term, uitest.TokenOfTrail(), uitest.Audit())
	term.MustRead("Expired", "The trail has 92 failures in the time of this token", "MissingKey 85 15 November, 05:55–12:55", "AccessTokenExpired 5 15 November, 06:02",
		"Rows from 2026-11-15 05:55 to 2026-11-16 07:00 were looked at, taken to be in UTC+01:00. A row names an application, not a token.")
	term.MustNotSee("15 November, 06:00") // a login without Detail, which succeeded
	frame := term.Text()
	if cause, rows, other := strings.Index(frame, "Expired"), strings.Index(frame, "The trail has"), strings.Index(frame, "Every code"); cause > rows || rows > other {
		t.Errorf("the rows do not come after the cause:\n%s", frame)
	}
	term.Press("down")
	term.MustSee("› ", "enter rows", "p page", "Press enter for these rows")
	term.Do("enter")
	term.MustSee("Rows", "92 failures", "time of the token", "15 Nov 05:55")
	term.MustNotSee("16 Nov 12:", "15 Nov 04:")
	term.Press("t")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/MissingKey.md" {
		t.Fatalf("t opened %T", term.S.Shown())
	}
	if got := term.S.Diagnosis.Facts.Value(diagnosis.FactDetail); got != "MissingKey" {
		t.Errorf("the row taken as the case has Detail %q", got)
	}

	term = uitest.Open(t, 100, 40)
	uitest.OpenJoined(term, uitest.TokenOfTrail(), uitest.Audit())
	term.Press("down", "p")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "symptoms/find-the-detail-code.md" {
		t.Errorf("p opened %T", term.S.Shown())
	}

	// No failure, but logins that succeeded.
	success := uitest.AuditHeader + uitest.AuditLine(uitest.Noon.Add(50*time.Minute), "Ann Orders", "7", "/x", "Success", "", "EDI Hub", "")
	term = uitest.Open(t, 100, 40)
	uitest.OpenJoined(term, uitest.AccessToken(30*time.Minute), success)
	term.MustRead("The trail has no failure", "taken to be in UTC+01:00")
	for range 9 {
		if findings.OnTrail(term.S.Shown()) {
			break
		}
		term.Press("down")
	}
	term.Do("enter")
	term.MustSee("Rows", "1 row", "Success")

	// The file was replaced before it was joined.
	term = uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	uitest.ReplaceAudit(term, success)
	term.PasteText(uitest.TokenOfTrail())
	uitest.JoinNow(term)
	term.MustSee("has changed since it was counted")
	term.MustNotSee("The trail has")
	term.Press("esc")
	term.MustRead("was changed or replaced after it was counted")

	// The file is another one by now.
	term = uitest.Open(t, 100, 40)
	uitest.OpenJoined(term, uitest.TokenOfTrail(), uitest.Audit())
	uitest.ReplaceAudit(term, success)
	term.Press("down")
	term.Do("enter")
	term.MustRead("was changed or replaced after it was counted")
	term.Do("a")
	term.MustSee("No failure in 1 row")
}

// TestManyTokenRows catches a block about many codes that fills the screen, and a code
// that comes from outside and is drawn as it is.
func TestManyTokenRows(t *testing.T) {
	text := uitest.AuditHeader
	for i := range 30 {
		text += uitest.AuditLine(uitest.Noon.Add(50*time.Minute), "Ann", "3", "/x", "Failure", "Odd\x1b[2J"+strings.Repeat("word", 40)+strings.Repeat("x", i), "EDI Hub", "")
	}
	for _, size := range []struct{ width, height, shown int }{{60, 16, 3}, {120, 40, 8}} {
		term := uitest.Open(t, size.width, size.height)
		uitest.OpenJoined(term, uitest.AccessToken(30*time.Minute), text)
		for range 9 {
			if findings.OnTrail(term.S.Shown()) {
				break
			}
			term.Press("down")
		}
		uitest.MustFit(t, term.View(), size.width, size.height)
		if got := strings.Count(term.Text(), "Odd"); got != size.shown {
			t.Errorf("%dx%d: %d codes are shown, want %d:\n%s", size.width, size.height, got, size.shown, term.Text())
		}
		term.MustSee("and " + paint.Count(30-size.shown) + " more")
	}
}

// TestWhyOfUnchecked catches a reason that a finding has besides what it lacks, and
// that is not told, or told twice.
func TestWhyOfUnchecked(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	shown := func(f diagnosis.Finding) string {
		f.Status = diagnosis.Unchecked
		return strings.Join(strings.Fields(strings.Join(term.S.Styles.FindingRemedy(f, 200), " ")), " ")
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
