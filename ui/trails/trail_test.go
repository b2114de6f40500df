package trails_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui"
	"authdoctor/ui/files"
	"authdoctor/ui/screen"
	"authdoctor/ui/trails"
	"authdoctor/ui/uitest"
)

// TestOpenExport catches an export that is not recognized by its content, whatever
// way it comes in, and other files that are taken for one.
func TestOpenExport(t *testing.T) {
	at := func(term *uitest.Terminal) {
		t.Helper()
		term.MustSee("Trail", "190 failures of 869 rows, 9–22 November", "MissingKey")
	}
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	at(term)

	term = uitest.Open(t, 100, 30)
	term.S.Disk.(*uitest.MemoryDisk).MapFS["export.csv"] = &fstest.MapFile{Data: []byte(uitest.Audit())}
	term.Press("down", "down", "down", "down")
	term.MustSee("› Read a Login Audit Trail")
	term.Do("enter")
	term.MustSee("Which export?")
	term.EnterText("export.csv")
	term.Do("enter")
	at(term)
	if len(term.S.History) != 2 {
		t.Errorf("%d screens are open: the one that asked for the file stays", len(term.S.History))
	}

	term = uitest.Open(t, 100, 30)
	term.Settle(term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(uitest.Audit()), Paste: true}))
	at(term)
	term.Press("esc")
	term.MustSee("Back to the trail", "what you pasted")
	term.Press("enter")
	at(term)

	// On a screen that has no field, too.
	term = uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Settle(term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(uitest.Audit()), Paste: true}))
	at(term)

	// Key by key, where the terminal has no bracketed paste.
	term = uitest.Open(t, 100, 30)
	for _, r := range uitest.Audit() {
		if r == '\n' {
			term.Send(uitest.KeyOf("enter"))
			continue
		}
		term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	term.Wait(time.Second)
	term.Settle(term.Send(ui.GatherMsg{}))
	at(term)

	for name, want := range map[string]string{"token.jwt": "Token", "public.pem": "Key setup", "letter.txt": "Open"} {
		term = uitest.Open(t, 100, 30)
		term.Write("./" + name)
		term.Do("enter")
		if got := term.S.Shown().Title(); got != want {
			t.Errorf("%s opened %q", name, got)
		}
	}
	// A token between the rows of an export is not what the file is.
	term = uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.Audit()+uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x?"+uitest.AccessToken(0), "Failure", "MissingKey", "", ""), nil)
	if _, is := term.S.At().(screen.Trail); !is {
		t.Errorf("an export with a token in it opened %T", term.S.Shown())
	}
}

// TestOpenQueryAnswer catches an answer of SuiteQL that is taken for one of an
// endpoint that refused a login, by its path or pasted.
func TestOpenQueryAnswer(t *testing.T) {
	row := func(status, word string) string {
		return fmt.Sprintf(`{"links":[],"date":"11/9/2026 1:00 am","status":%q,"detail":%q,"user":"77","role":"3","oauthappname":"EDI Hub","requesturi":"/services/rest/auth/oauth2/v1/token"}`, status, word)
	}
	rows := []string{row("Failure", "MissingKey"), row("Failure", "ScopeMismatched"), row("Success", "")}
	list := strings.Join(rows, ",")
	for name, text := range map[string]string{
		"answer.json":  `{"links":[],"count":3,"hasMore":false,"items":[` + list + `],"offset":0,"totalResults":3}`,
		"rows.json":    "[" + list + "]",
		"rows.ndjson":  strings.Join(rows, "\n"),
		"one.json":     `{"links":[],"count":1,"hasMore":false,"items":[` + rows[0] + `],"offset":0,"totalResults":1}`,
		"refused.json": `{"type":"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt. For more details, see the Login Audit Trail.","o:errorCode":"INVALID_LOGIN"}]}`,
	} {
		want := "Trail"
		switch name {
		case "refused.json":
			want = "Answer"
		case "one.json":
			want = "MissingKey" // a row alone is that of the login
		}
		term := uitest.Open(t, 100, 30)
		term.S.Disk.(*uitest.MemoryDisk).MapFS[name] = &fstest.MapFile{Data: []byte(text)}
		term.Write("./" + name)
		term.Do("enter")
		if got := term.S.Shown().Title(); got != want {
			t.Errorf("%s opened %q:\n%s", name, got, term.Text())
		}
		term = uitest.Open(t, 100, 30)
		term.Settle(term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}))
		if got := term.S.Shown().Title(); got != want {
			t.Errorf("%s pasted opened %q:\n%s", name, got, term.Text())
		}
	}
}

// TestRowsOfOneCode catches the row of a login, or rows without a header that have one
// word, that do not lead to its page any more.
func TestRowsOfOneCode(t *testing.T) {
	row := uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "", "")
	for name, text := range map[string]string{"two rows": row + row, "one row": row, "a header and one row": uitest.AuditHeader + row} {
		term := uitest.Open(t, 100, 30)
		term.PasteText(text)
		if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/MissingKey.md" {
			t.Errorf("%s opened %T", name, term.S.Shown())
		}
	}
}

// TestCountingIsSeen catches a bar that stands still, a rate of nothing, ticks that
// multiply or go on when nothing is read.
func TestCountingIsSeen(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.StartCounting(term)
	term.MustSee("Counting audit.csv", "43 %", "77 MB of 179 MB", "430 112 rows", "97 MB/s", "537 640 rows/s", "1 s left", "Press esc to stop")
	shown := term.S.Shown()
	now := trails.PollOf(shown, 0)
	if term.Send(now) == nil {
		t.Error("nobody looks how far it is any more")
	}
	if term.Send(trails.PollOf(shown, -1)) != nil {
		t.Error("looking for an older question goes on")
	}
	term.S.History = term.S.History[:1]
	if term.Send(now) != nil || shown.About().Busy {
		t.Error("a screen that was closed goes on reading")
	}
}

// TestStopCounting catches esc that leaves instead of stopping, what was counted
// being dropped or passed off as all, and a late answer that is taken.
func TestStopCounting(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	shown := term.S.Shown()
	part := *trails.ResultOf(shown)
	begun := make(chan struct{})
	term.S.Counter = func(ctx context.Context, _ trail.Source, _ trail.Options) files.CountResult {
		close(begun)
		<-ctx.Done()
		part.Summary.Complete = false
		part.Summary.Sources[0].Problem = "reading was stopped"
		return part
	}
	cmd := trails.CountAgain(shown)
	answer := make(chan tea.Msg, 8)
	for _, one := range cmd().(tea.BatchMsg) {
		go func() { answer <- one() }()
	}
	<-begun
	term.Press("esc")
	if term.S.Shown() != shown {
		t.Fatal("esc left the screen while it counts")
	}
	term.MustSee("Stopping …")
	for {
		if msg, is := (<-answer).(screen.Result); is {
			term.Send(msg)
			break
		}
	}
	term.MustSee("Incomplete: stopped after 869 rows", "190 failures", "Press a to count again")
	term.MustNotSee("Reading stopped")
	term.Press("esc")
	if _, atHome := term.S.At().(screen.Home); !atHome {
		t.Errorf("the second esc leads to %T", term.S.Shown())
	}

	// Twice esc waits for nothing, and what comes late is dropped.
	term = uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	shown = term.S.Shown()
	trails.CountAgain(shown)
	late := trails.LateOf(shown, part)
	term.Press("esc", "esc")
	term.Send(late)
	if _, atHome := term.S.At().(screen.Home); !atHome || term.S.Export.Summary != nil || shown.About().Busy {
		t.Errorf("a late answer is taken on %T", term.S.Shown())
	}
	term.MustNotSee("Back to the trail")
}

// TestInto catches a line that leads nowhere or to other rows than it counts, and a
// way back that loses the place.
func TestInto(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, uitest.Audit(), uitest.Planted)
	term.MustSee("3 incidents, 190 failures of 869 rows, 9–22 November", "15 November, 04:00–12:55 · burst", "108 failures within 9 hours", "the old one.", "administrator: ")
	term.Do("enter")
	term.MustSee("Trail › MissingKey · Warehouse Sync", "108 failures, 15 November", "By user", "(blank)")
	term.Do("enter")
	term.MustSee("Rows", "108 failures", "/services/rest/auth/oauth2/v1/token")
	term.Press("esc", "esc")
	term.MustSee("3 incidents", "› ! over")

	term.Do("down", "down", "down", "down", "enter") // AccessTokenExpired
	term.MustSee("› AccessTokenExpired", "56 failures, 9–22 November", "By application", "EDI Hub")
	term.Do("enter")
	term.MustSee("By user", "Ann Orders", "Eva Stock")
	term.Press("b")
	term.MustSee("By role", "1009")
	term.Press("B")
	term.Do("down", "enter")
	term.MustSee("Rows", "Celigo-integrator", "1009")
	term.Press("esc", "esc", "esc", "p")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/AccessTokenExpired.md" {
		t.Errorf("p opened %T", term.S.Shown())
	}
}

// TestTrailPages catches a word that p explains by the page of another without
// saying so.
func TestTrailPages(t *testing.T) {
	for word, want := range map[string]string{"MissingKey": "codes/MissingKey.md", "token_rejected": diagnosis.TBAPage, "ScopeMissmatched": "codes/ScopeMismatched.md", "": "symptoms/find-the-detail-code.md"} {
		term := uitest.Open(t, 100, 40)
		uitest.OpenAudit(term, uitest.AuditHeader+uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Failure", word, "", ""), nil)
		term.Press("p")
		p, ok := term.S.At().(screen.Page)
		if !ok || p.Path != want {
			t.Errorf("%q: p opened %T, want %s", word, term.S.Shown(), want)
		}
		if said := strings.Contains(term.Text(), "documents no word"); said != (word == "ScopeMissmatched") {
			t.Errorf("%q: the notice is %q", word, term.S.Notice)
		}
	}
}

// TestTakeRow catches a row that does not become the Case, or becomes more than it
// says.
func TestTakeRow(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.Do("down", "enter", "enter", "enter")
	term.Press("t")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/AccessTokenExpired.md" {
		t.Fatalf("t opened %T", term.S.Shown())
	}
	for name, want := range map[diagnosis.FactName]string{"detail": "AccessTokenExpired", "protocol": "oauth2", "role": "1009", "service": "rest_webservices", "step": "call"} {
		if got, _ := term.S.Case.Facts.Get(name); got.Value != want || got.Source != diagnosis.SourceTrail {
			t.Errorf("%s is %q from %q, want %q", name, got.Value, got.Source, want)
		}
	}
	term.MustSee("Taken as your case", "from the audit trail")

	term = uitest.Open(t, 120, 40)
	uitest.OpenAudit(term, uitest.AuditHeader+uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x", "Success", "", "", ""), nil)
	term.Do("r")
	term.Press("t")
	if len(term.S.Case.Facts) != 0 {
		t.Errorf("a login that succeeded became the Case: %v", term.S.Case.Facts)
	}
}

// TestTrailJoinsToken catches rows in the time of a token that are not shown beside its
// findings, whichever of the two comes first, and rows that stay when another token or
// export comes.
func TestTrailJoinsToken(t *testing.T) {
	// The token is issued at 11:30 and expires at 12:30 UTC, an hour later on the wall.
	text := uitest.AuditHeader + uitest.AuditLine(uitest.Noon.Add(50*time.Minute), "Ann Orders", "3", "/x", "Failure", "ScopeMismatched", "EDI Hub", "") +
		uitest.AuditLine(uitest.Noon.Add(-20*time.Hour), "Ann Orders", "3", "/x", "Failure", "InvalidScope", "EDI Hub", "")
	joined := func(term *uitest.Terminal) string {
		for _, f := range term.S.Diagnosis.Findings {
			if f.ID == "trail-rows" {
				return f.Title
			}
		}
		return ""
	}
	run := func(term *uitest.Terminal, cmd tea.Cmd) {
		t.Helper()
		msgs := make(chan tea.Msg, 8)
		var each func(tea.Cmd)
		each = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			msg := cmd()
			batch, is := msg.(tea.BatchMsg)
			if !is {
				msgs <- msg
			}
			for _, one := range batch {
				go each(one)
			}
		}
		go each(cmd)
		for {
			select {
			case msg := <-msgs:
				if uitest.IsJoined(msg) {
					term.Send(msg)
					return
				}
			case <-time.After(time.Minute):
				t.Fatal("the rows of the token are not counted")
			}
		}
	}
	const want = "The trail has 1 failure of role 3 in the time of this token"
	pasted := func(text string) tea.Msg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true} }

	term := uitest.Open(t, 120, 40)
	uitest.OpenAudit(term, text, nil)
	run(term, term.Send(pasted(uitest.AccessToken(30*time.Minute))))
	if got := joined(term); got != want {
		t.Errorf("export, then token: %q", got)
	}
	late := term.Send(pasted(uitest.AccessToken(-90 * time.Hour)))
	if got := joined(term); got != "" {
		t.Errorf("the rows of the token before stay: %q", got)
	}
	run(term, late)
	if got := joined(term); !strings.Contains(got, "no row of the time of this token") {
		t.Errorf("another token: %q", got)
	}
	old := trails.JoinedOf(term.S.Case.Trail)
	term.S.BeginAnew()
	term.Send(old)
	if len(term.S.Case.Trail) != 0 {
		t.Error("a late answer is taken")
	}

	term = uitest.Open(t, 120, 40)
	term.PasteText(uitest.AccessToken(30 * time.Minute))
	term.Press("esc")
	uitest.OpenAudit(term, text, nil)
	run(term, uitest.JoinAgain(term)) // settling has dropped the command
	if got := joined(term); got != want {
		t.Errorf("token, then export: %q", got)
	}
}

// TestAskColumns catches columns that cannot be told, an answer that is forgotten or
// does not reach the reader.
func TestAskColumns(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	var read trail.Options
	uitest.OpenAudit(term, uitest.Audit(), uitest.Dialect(uitest.Guessed))
	count := term.S.Counter
	term.S.Counter = func(ctx context.Context, source trail.Source, o trail.Options) files.CountResult {
		read = o
		return count(ctx, source, o)
	}
	term.MustSee("Is this correct?", "Datum as Date", "Stav as Status")
	term.Press("end", "enter")
	term.MustSee("Which column is which?", "Datum", "in another language", "Adresa", "not used")
	term.Press("down", "down", "down", "down", "enter")
	term.MustSee("What is Adresa?", "none of these")
	for range 6 {
		term.Press("down")
	}
	term.MustSee("› IP Address")
	term.Press("enter")
	term.MustSee("as you said")
	term.Do("a")
	if term.S.Shown().Title() != "Trail" {
		t.Fatalf("counted again on %T", term.S.Shown())
	}
	for label, want := range map[string]trail.Column{"Adresa": trail.ColumnIP, "Datum": trail.ColumnDate, "Stav": trail.ColumnStatus} {
		if read.Columns[label] != want || term.S.Case.Columns[label] != want {
			t.Errorf("%s is read as %q, remembered as %q", label, read.Columns[label], term.S.Case.Columns[label])
		}
	}

	// What another column held is taken from it.
	term.Press("end", "enter", "enter")
	for range 3 {
		term.Press("down") // from Date to Email Address
	}
	term.Press("enter")
	term.Do("a")
	if got, told := read.Columns["Email Address"]; !told || got != "" || read.Columns["Datum"] != trail.ColumnEmail {
		t.Errorf("two columns hold one thing: %v", read.Columns)
	}
	term.Press("esc", "ctrl+f")
	term.S.BeginAnew()
	if len(term.S.Case.Columns) != 0 {
		t.Error("starting over remembers columns")
	}
}

// TestAgreeToColumns catches a question about columns that fills the screen, that no key
// says yes to, or that is asked again after the yes.
func TestAgreeToColumns(t *testing.T) {
	german := map[trail.Column]string{trail.ColumnDate: "Datum/Uhrzeit", trail.ColumnStatus: "Status der Anmeldung", trail.ColumnDetail: "Detailangabe"}
	all := uitest.Dialect(func(d *trail.Dialect) {
		for i := range d.Columns {
			d.Columns[i].How = "language"
			if label := german[d.Columns[i].Column]; label != "" {
				d.Columns[i].Label = label
			}
		}
	})
	for _, width := range []int{60, 80, 120} {
		term := uitest.Open(t, width, 24)
		uitest.OpenAudit(term, uitest.Audit(), all)
		term.MustRead("Is this correct? Datum/Uhrzeit as Date", "more. Enter confirms; the last line changes it.")
		asked := 0
		for _, line := range strings.Split(term.Text(), "\n") {
			if asked > 0 || strings.Contains(line, "Is this correct?") {
				asked++
			}
			if strings.Contains(line, "changes it.") {
				break
			}
		}
		if asked > 2 {
			t.Errorf("the question takes %d lines:\n%s", asked, term.Text())
		}
		term.Press("enter")
		term.MustNotSee("Is this correct?")
		if got := term.S.Case.Columns["Datum/Uhrzeit"]; got != trail.ColumnDate || len(term.S.Case.Columns) != 12 {
			t.Errorf("remembered: %v", term.S.Case.Columns)
		}
		term.Press("end")
		term.MustRead("as you said", "Detailangabe is Detail")
	}
}

// TestLeaveColumns catches esc that drops what was said about columns without a word,
// or that cannot leave.
func TestLeaveColumns(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), uitest.Dialect(uitest.Guessed))
	term.Press("end", "enter", "esc")
	if _, is := term.S.At().(screen.Trail); !is {
		t.Fatalf("esc with nothing said leads to %T", term.S.Shown())
	}
	say := func() { term.Press("end", "enter", "down", "down", "down", "down", "enter", "down", "enter") }
	say()
	term.Press("esc")
	term.MustRead("Your choice is not used yet. Press enter to count again with it, esc to discard it.", "› Count again")
	term.Press("up")
	term.MustNotSee("not counted yet")
	term.Press("esc", "esc")
	if _, is := term.S.At().(screen.Trail); !is || len(term.S.Case.Columns) != 0 {
		t.Fatalf("the second esc leads to %T, remembered %v", term.S.Shown(), term.S.Case.Columns)
	}
	say()
	term.Press("esc")
	term.Do("enter")
	if term.S.Shown().Title() != "Trail" || term.S.Case.Columns["Adresa"] == "" {
		t.Errorf("enter leads to %q, remembered %v", term.S.Shown().Title(), term.S.Case.Columns)
	}
}

// TestUnknownHeader catches an export in a language that nobody taught the reader,
// which cannot be opened at all.
func TestUnknownHeader(t *testing.T) {
	text := uitest.Audit()
	_, rows, _ := strings.Cut(text, "\n")
	for from, to := range map[string]string{"Success": "Zdar", "Failure": "Nezdar", "MissingKey": "x", "AccessTokenExpired": "x", "InvalidSignature": "x", "token_rejected": "x", "ExplicitLogout": "x", "ScopeMissmatched": "x"} {
		rows = strings.ReplaceAll(rows, from, to)
	}
	term := uitest.Open(t, 100, 40)
	uitest.OpenAudit(term, "Aa,Bb,Cc,Dd,Ee,Ff,Gg,Hh,Ii,Jj,Kk,Ll\n"+rows, nil)
	term.MustRead("press enter to say which column is which")
	term.Press("end", "enter")
	term.MustSee("Which column is which?", "Aa", "Ll")
	for range 7 {
		term.Press("down")
	}
	term.Press("enter", "down", "down")
	term.MustSee("› Status")
	term.Press("enter")
	term.Do("a")
	if got := term.S.Case.Columns["Hh"]; got != trail.ColumnStatus {
		t.Errorf("Hh is remembered as %q", got)
	}
}

// TestAskOrder catches dates that are read in one of two ways without a word.
func TestAskOrder(t *testing.T) {
	for key, want := range map[string]trail.DateOrder{"1": trail.MonthFirst, "2": trail.DayFirst} {
		term := uitest.Open(t, 100, 30)
		var read trail.Options
		uitest.OpenAudit(term, uitest.Audit(), uitest.Dialect(uitest.Assumed))
		count := term.S.Counter
		term.S.Counter = func(ctx context.Context, source trail.Source, o trail.Options) files.CountResult {
			read = o
			c := count(ctx, source, o)
			c.Summary.Sources[0].Dialect.OrderAssumed = o.Order == trail.OrderUndecided
			return c
		}
		term.MustRead("Is 11/05/2026 3:04 pm the 5th of November (1) or the 11th of May (2)?", "The month is taken to be first.")
		term.Do(key)
		if read.Order != want {
			t.Errorf("%s reads %q", key, read.Order)
		}
		term.MustNotSee("Is 11/05/2026")
		term.MustRead("first, as you said; press")
		for other, order := range map[string]trail.DateOrder{"1": trail.MonthFirst, "2": trail.DayFirst} {
			if term.Do(other); read.Order != order {
				t.Errorf("after %s, %s reads %q", key, other, read.Order)
			}
		}
		term.Do(key)
		term.Do("down", "enter")
		if read.Order != want {
			t.Errorf("the answer is forgotten further down: %q", read.Order)
		}
	}
	for example, want := range map[string]string{
		"01/02/2026":    "Is 01/02/2026 the 2nd of January (1) or the 1st of February (2)?",
		"3.3.26 10:00":  "Is 3.3.26 10:00 the 3rd of March (1) or the 3rd of March (2)?",
		"99/98/2026":    "Do dates such as 99/98/2026 begin with the month (1) or the day (2)?",
		"":              "Do dates such as  begin with the month (1) or the day (2)?",
		"12-12\x1b[31m": "Do dates such as",
	} {
		if got := trails.OrderQuestionOf(example); !strings.HasPrefix(got, want) && !strings.Contains(got, "12-12") {
			t.Errorf("%q asks %q", example, got)
		}
	}
}

// TestNoDetail catches an export without reasons that does not say how they are had.
func TestNoDetail(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.WithoutDetail(uitest.Audit()), nil)
	term.MustRead("There is no column Detail", "Use Advanced Search", "On the Results subtab, add Detail", "Press p for the page")
	term.Press("p")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "symptoms/find-the-detail-code.md" {
		t.Errorf("p opened %T", term.S.Shown())
	}
}

// TestNothingIsLost catches rows that were not counted, or not as they are there,
// of which no word is said.
func TestNothingIsLost(t *testing.T) {
	term := uitest.Open(t, 120, 60)
	uitest.OpenAudit(term, uitest.Audit(), func(c *files.CountResult) {
		uitest.Damaged(c)
		c.Summary.Sources[0].Problem = "the file is damaged at byte 1 204"
		c.Summary.Sources[0].Dialect.Columns[4].Column = ""
	})
	term.MustRead("Reading stopped: The file is damaged at byte 1 204. The rows before it are counted.",
		"12 rows not counted, wrong number of fields: lines 5, 90, 1 204 …; the first begins", "1 row not counted, cut off at the end of the file: line 840",
		"2 rows not counted, the header again: lines 400, 800", "31 rows not in UTF-8, read as Windows-1252", "1 row counted although fields at the end are missing",
		"3 rows counted without a date", "no column IP Address", "UTF-8 with BOM", "Times are in the time zone of the user who exported", "No failures: ExplicitLogout 7")
}

// TestHostileExport catches text of an export that reaches the terminal as it is: it
// would move the cursor, turn the line around or hide.
func TestHostileExport(t *testing.T) {
	evil := "\x1b[2J\x1b]0;x\x07\u202eexe\u200b" + strings.Repeat("long", 200)
	text := uitest.AuditHeader
	for range 3 {
		text += uitest.AuditLine(uitest.Noon, evil, evil, evil, "Failure", evil, evil, evil)
	}
	for _, size := range []struct{ width, height int }{{60, 16}, {120, 40}} {
		term := uitest.Open(t, size.width, size.height)
		uitest.OpenAudit(term, text, func(c *files.CountResult) {
			uitest.Planted(c)
			for i := range c.Incidents {
				c.Incidents[i].Code, c.Incidents[i].Application, c.Incidents[i].User = evil, evil, &evil
			}
			uitest.Damaged(c)
			c.Summary.Sources[0].Bad[0].Example = evil
			c.Summary.Sources[0].Dialect.OrderAssumed, c.Summary.Sources[0].Dialect.DateExample = true, evil
			c.Summary.Sources[0].Dialect.Columns[0].Label, c.Summary.Sources[0].Dialect.Columns[0].How = evil, "content"
			c.Summary.Sources[0].Problem = evil
		})
		look := func(where string) {
			t.Helper()
			frame := term.View()
			uitest.MustFit(t, frame, size.width, size.height)
			for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200b"} {
				if strings.Contains(frame, bad) {
					t.Errorf("%s: %q is on the screen", where, bad)
				}
			}
		}
		look("overview")
		term.Press("end")
		look("notes")
		for range 7 {
			term.Press("b")
			look("by another dimension")
		}
		term.Press("end", "enter")
		look("columns")
		term.Press("enter")
		look("choice")
		term.Press("esc", "esc", "home", "b")
		term.Do("down", "down", "down", "enter")
		look("open")
		term.Do("r")
		look("rows")
		term.Press("t")
		look("taken")
	}
}

// TestTrailSecrets catches a token in a field of an export that is drawn.
func TestTrailSecrets(t *testing.T) {
	term := uitest.Open(t, 160, 60)
	uitest.OpenAudit(term, uitest.AuditHeader+uitest.AuditLine(uitest.Noon, "Ann Orders", "3", "/x?t="+uitest.AccessToken(0), "Failure", "MissingKey", uitest.AccessToken(0), ""), nil)
	look := func() {
		t.Helper()
		term.MustNotSee(uitest.Signature[:12], "eyJraWQi")
	}
	look()
	for range 6 {
		term.Press("b")
		look()
	}
	term.Do("r")
	look()
	term.MustSee("[token: ")
}

// TestUnreadableExport catches a file that cannot be read and an empty screen that
// does not say so.
func TestUnreadableExport(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.S.Counter = func(context.Context, trail.Source, trail.Options) files.CountResult {
		return files.CountResult{Err: &fs.PathError{Op: "read", Path: "audit.csv", Err: fs.ErrPermission}}
	}
	term.Settle(trails.CountAgain(term.S.Shown()))
	term.MustSee("permission denied", "a count again")
	term.Press("enter", "b", "p", "r", "down", "end", "m")
	term.MustSee("permission denied")
	term.S.Counter = files.CountExport
	term.Do("a")
	term.MustSee("190 failures")
}

// TestAskFailureWord catches an export whose Status is in a language that is not known
// and that seems to have no failure, and an answer that is not taken.
func TestAskFailureWord(t *testing.T) {
	const export = "Date,Status,User,Token-based Application Name\n2026-11-09 10:00:00,Sikeres,a,Shop\n2026-11-09 10:01:00,Sikeres,b,Shop\n2026-11-09 10:02:00,Sikertelen,c,Shop\n"
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, export, nil)
	term.MustRead("it is not known which logins failed", "1 Sikeres (2 rows), 2 Sikertelen (1 row). Press its number.")
	term.MustNotSee("No failure")
	term.Do("6")
	term.MustRead("it is not known which logins failed")
	term.Do("2")
	term.MustRead("1 failure of 3 rows, 9 November", "a failure is Sikertelen")
}

// TestAskOverlap catches rows that are counted twice without a question, or an answer that
// does not count again, is asked for again, or is forgotten further down.
func TestAskOverlap(t *testing.T) {
	const head = "Date,Status,Detail,User\n"
	const rows = "2026-11-02 10:00:00,Failure,MissingKey,u\n2026-11-03 10:00:00,Failure,MissingKey,u\n"
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, head+rows+head+rows+"2026-11-04 10:00:00,Failure,MissingKey,u\n", nil)
	const ask = "2 rows appear again below another header in the file. Count them once (1) or each time (2)?"
	term.MustRead("5 failures of 5 rows", ask)
	for _, answer := range []struct{ key, headline, note string }{
		{"1", "3 failures of 3 rows", "2 rows below another header again, counted once, as you said; press 2"},
		{"2", "5 failures of 5 rows", "2 rows below another header again, counted each time, as you said; press 1"},
		{"1", "3 failures of 3 rows", "counted once"},
	} {
		term.Do(answer.key)
		term.MustRead(answer.headline, answer.note)
		term.MustNotSee("Count them once (1)")
	}
	term.Do("r")
	term.MustSee("Rows", "  3 failures")
	term.MustNotSee("of 3 rows")
}

// TestQuestions catches a question of one key that asks for other rows than the chosen
// incident's, a zoom that loses rows, cannot go back, or forgets which incident it is about.
func TestQuestions(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.Audit(), uitest.Planted)
	term.MustSee("h who", "d when", "x what else")
	term.Do("x")
	term.MustSee("113 failures, 15 November", "By code", "TokenExpired")
	term.Do("-")
	term.MustSee("all failures 14 Nov, 23:00 – 15 Nov, 18:00", "114 failures")
	term.Do("+")
	term.MustSee("15 Nov")
	term.Do("esc", "d")
	term.MustSee("108 failures, 15 November", "By hour", "2026-11-15T04:00")
	term.Do("esc", "down", "d")
	term.MustSee("56 failures, 9–22 November", "By day", "2026-11-22")
	term.Do("esc", "h")
	term.MustSee("56 failures, 9–22 November", "By user", "Ben Orders")
	term.Do("esc", "up", "+")
	term.MustSee("118 failures of 185 rows, 14–16 November", "› ! over      MissingKey")
	term.Do("+")
	term.MustSee("› ! over      MissingKey", "101 failures of")
	out := func(times int) {
		for range times {
			term.Wait(time.Second) // faster keys look like a paste
			term.Do("-")
		}
	}
	out(3)
	term.MustSee("› ! over      MissingKey", "141 failures of 400 rows")
	out(2)
	term.MustSee("3 incidents, 190 failures of 869 rows") // the whole export, and not above itself
	term.Do("esc")
	if frame := term.Text(); strings.Contains(frame, "869 rows") {
		t.Errorf("the screen is above itself:\n%s", frame)
	}
}

// TestZoomOfTable catches a zoom from a line of the table, and a filter that is lost by it.
func TestZoomOfTable(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.Do("B", "B", "down", "down", "+") // by day: 11 November
	term.MustSee("Trail › 10 Nov, 12:00 – 12 Nov, 11:00")
	term.Do("esc", "b", "b", "enter", "+")
	term.MustSee("MissingKey · 14 Nov, 22:00 – 15 Nov, 19:00", "108 failures")
	for range 5 {
		term.Wait(time.Second)
		term.Do("-")
	}
	term.MustSee("Trail › MissingKey ", "108 failures")
}

// TestHiddenWithoutFailures catches a part of the export whose successes hide what failed, and
// lines that cannot be shown.
func TestHiddenWithoutFailures(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenAudit(term, uitest.Audit(), nil)
	term.Do("b", "enter", "b")
	term.MustSee("By user", "(blank)", "Show 3 without failures")
	term.MustNotSee("Ann Orders")
	term.Do("end", "up", "enter")
	term.MustSee("(blank)", "Ann Orders", "Ben Orders", "Eva Stock")
	term.MustNotSee("without failures")
}
