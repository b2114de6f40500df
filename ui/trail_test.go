package ui

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
	"authdoctor/diagnosis/trail/incident"
)

// auditHeader is what NetSuite's export begins with.
const auditHeader = "Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name\n"

// auditLine is a row of an export.
func auditLine(at time.Time, user, role, uri, status, word, app, tokenName string) string {
	mail := strings.ToLower(strings.ReplaceAll(user, " ", ".")) + "@example.test"
	return fmt.Sprintf("%s,%s,%s,%s,198.51.100.7,%s,Celigo-integrator,%s,,%s,%s,%s\n", at.Format("1/2/2006 3:04 pm"), user, mail, role, uri, status, word, app, tokenName)
}

// audit is an export of two weeks: a certificate that ended on 15 November, expired
// tokens all the time, a shared word, a word of TBA, an unknown one, logouts.
func audit() string {
	const restlet, record, token = "/app/site/hosting/restlet.nl", "/services/rest/record/v1/customer", "/services/rest/auth/oauth2/v1/token"
	var b strings.Builder
	b.WriteString(auditHeader)
	start := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	users := []string{"Ann Orders", "Ben Orders", "Eva Stock"}
	for hour := range 14 * 24 {
		at := start.Add(time.Duration(hour) * time.Hour)
		user := users[hour/6%len(users)]
		b.WriteString(auditLine(at, user, "Administrator", record, "Success", "", "EDI Hub", ""))
		b.WriteString(auditLine(at.Add(time.Minute), user, "1009", token, "Success", "", "Warehouse Sync", ""))
		if hour%6 == 0 {
			b.WriteString(auditLine(at.Add(2*time.Minute), user, "1009", record, "Failure", "AccessTokenExpired", "EDI Hub", ""))
		}
		if hour >= 148 && hour < 157 {
			for minute := range 12 {
				b.WriteString(auditLine(at.Add(time.Duration(5*minute)*time.Minute), "", "", token, "Failure", "MissingKey", "Warehouse Sync", ""))
			}
		}
		switch {
		case hour%48 == 5:
			b.WriteString(auditLine(at.Add(3*time.Minute), "Eva Stock", "Warehouse Manager", restlet, "Failure", "InvalidSignature", "Tax Engine", "Tax token"))
			b.WriteString(auditLine(at.Add(4*time.Minute), "Eva Stock", "Warehouse Manager", restlet, "Failure", "token_rejected", "Tax Engine", ""))
		case hour%48 == 9:
			b.WriteString(auditLine(at.Add(3*time.Minute), "Ben Orders", "Sales Rep", "/app/login/oauth2/authorize.nl", "Failure", "ScopeMissmatched", "Chat Assistant", ""))
			b.WriteString(auditLine(at.Add(4*time.Minute), "Ben Orders", "Sales Rep", "/app/center/card.nl", "Success", "ExplicitLogout", "", ""))
		case hour%72 == 20:
			b.WriteString(auditLine(at, "Ann Orders", "Administrator", "/app/login/secure/enterpriselogin.nl", "Failure", "", "", ""))
		}
	}
	return b.String()
}

// planted are incidents as they may be found in audit: the screens do not hang on how
// they are found.
func planted(c *counted) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, time.UTC) }
	user := "Eva Stock"
	c.incidents = []incident.Incident{
		{Kind: incident.Burst, Code: "MissingKey", Application: "Warehouse Sync", Start: day(15, 4, 0), End: day(15, 12, 55), Failures: 108,
			Why: "108 failures within 9 hours, and none with this code before or after", Cause: "the certificate was replaced, and the kid of the assertion still names the old one"},
		{Kind: incident.Drip, Code: "AccessTokenExpired", Application: "EDI Hub", Start: day(9, 0, 2), End: day(22, 18, 2), Ongoing: true, Failures: 56,
			Why: "4 failures every day for two weeks, beside 24 successes", Cause: "one worker does not renew its token"},
		{Kind: incident.OneUser, Code: "InvalidSignature", Application: "*", Applications: []string{"Tax Engine", "Data Lake Loader"}, User: &user, Start: day(9, 5, 3), End: day(21, 5, 3), Failures: 7,
			Why: "all failures are of one user; others succeed", Cause: "a secret of a token that was reset"},
	}
}

// mustRead is mustSee for prose, which may be broken anywhere between words.
func (term *terminal) mustRead(texts ...string) {
	term.t.Helper()
	frame := strings.Join(strings.Fields(term.text()), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, term.text())
		}
	}
}

// openAudit opens an export by its path at home; change alters what counting brings.
func openAudit(term *terminal, text string, change func(*counted)) {
	term.disk.(*memoryDisk).MapFS["audit.csv"] = &fstest.MapFile{Data: []byte(text)}
	term.counter = func(ctx context.Context, source trail.Source, o trail.Options) counted {
		c := countExport(ctx, source, o)
		c.incidents = nil // how they are found is another matter
		if change != nil && c.summary != nil {
			change(&c)
		}
		return c
	}
	term.write("audit.csv")
	term.do("enter")
}

// dialect alters how the export is said to be written.
func dialect(change func(*trail.Dialect)) func(*counted) {
	return func(c *counted) { change(&c.summary.Sources[0].Dialect) }
}

// withoutDetail is the export of a search that lacks the column.
func withoutDetail(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		fields := strings.Split(line, ",")
		b.WriteString(strings.Join(append(fields[:9:9], fields[10:]...), ","))
	}
	return b.String()
}

// damaged is what counting says of a file that is not sound.
func damaged(c *counted) {
	c.summary.Undated = 3
	c.summary.Sources[0].Latin1, c.summary.Sources[0].Short = 31, 1
	c.summary.Sources[0].Bad = []trail.BadRows{
		{Kind: trail.BadFields, Count: 12, Lines: []int64{5, 90, 1204}, Example: "11/9/2026 1:00 am,Ann"},
		{Kind: trail.BadCut, Count: 1, Lines: []int64{840}, Example: `"11/22`},
		{Kind: trail.BadHeader, Count: 2, Lines: []int64{400, 800}},
	}
	c.summary.Sources[0].Dialect.Encoding = "UTF-8 with BOM"
}

func assumed(d *trail.Dialect) {
	d.Order, d.OrderAssumed, d.DateExample = trail.MonthFirst, true, "11/05/2026 3:04 pm"
}

func guessed(d *trail.Dialect) {
	d.Columns[0].Label, d.Columns[0].How = "Datum", "language"
	d.Columns[7].Label, d.Columns[7].How = "Stav", "content"
	d.Columns[4].Label, d.Columns[4].Column, d.Columns[4].How = "Adresa", "", ""
}

// halfWay is how far a reading is in a picture.
type halfWay struct{}

func (halfWay) Bytes() int64 { return 77_400_000 }
func (halfWay) Total() int64 { return 179_000_000 }
func (halfWay) Rows() int64  { return 430_112 }

// startCounting opens an export and leaves it half counted.
func startCounting(term *terminal) {
	openAudit(term, audit(), nil)
	t := term.shown().(*trailScreen)
	t.count()
	t.progress = halfWay{}
	term.wait(800 * time.Millisecond)
	_ = term.View()
}

// trailScenes are the screens of an export.
var trailScenes = []scene{
	{"trail", func(term *terminal) { openAudit(term, audit(), planted) }},
	{"trail-incident", func(term *terminal) { openAudit(term, audit(), planted); term.press("down", "down") }},
	{"trail-codes", func(term *terminal) {
		openAudit(term, audit(), planted)
		term.press("down", "down", "down", "down", "down")
	}},
	{"trail-unknown", func(term *terminal) { openAudit(term, audit(), nil); term.press("down", "down", "down") }},
	{"trail-applications", func(term *terminal) { openAudit(term, audit(), nil); term.press("b", "down") }},
	{"trail-days", func(term *terminal) { openAudit(term, audit(), nil); term.press("B", "B", "down") }},
	{"trail-into", func(term *terminal) { openAudit(term, audit(), planted); term.do("enter") }},
	{"trail-rows", func(term *terminal) { openAudit(term, audit(), nil); term.do("down", "enter", "enter", "enter") }},
	{"trail-counting", startCounting},
	{"trail-stopped", func(term *terminal) {
		openAudit(term, audit(), func(c *counted) { c.summary.Complete = false })
		term.shown().(*trailScreen).progress = halfWay{}
	}},
	{"trail-no-detail", func(term *terminal) { openAudit(term, withoutDetail(audit()), nil) }},
	{"trail-order", func(term *terminal) { openAudit(term, audit(), dialect(assumed)) }},
	{"trail-guessed", func(term *terminal) { openAudit(term, audit(), dialect(guessed)) }},
	{"trail-columns", func(term *terminal) { openAudit(term, audit(), dialect(guessed)); term.press("c", "down") }},
	{"trail-columns-choice", func(term *terminal) {
		openAudit(term, audit(), dialect(guessed))
		term.press("c", "down", "down", "down", "down", "enter")
	}},
	{"trail-notes", func(term *terminal) { openAudit(term, audit(), damaged); term.press("end") }},
	{"trail-quiet", func(term *terminal) {
		openAudit(term, auditHeader+auditLine(noon, "Ann Orders", "3", "/x", "Success", "ExplicitLogout", "", ""), nil)
	}},
}

// TestOpenExport catches an export that is not recognised by its content, whatever
// way it comes in, and other files that are taken for one.
func TestOpenExport(t *testing.T) {
	at := func(term *terminal) {
		t.Helper()
		term.mustSee("Trail", "190 failures of 869 rows, 9–22 November", "MissingKey")
	}
	term := open(t, 100, 30)
	openAudit(term, audit(), nil)
	at(term)

	term = open(t, 100, 30)
	term.disk.(*memoryDisk).MapFS["export.csv"] = &fstest.MapFile{Data: []byte(audit())}
	term.press("down", "down", "down", "down")
	term.mustSee("› Read a Login Audit Trail")
	term.do("enter")
	term.mustSee("Which file?")
	term.enterText("export.csv")
	term.do("enter")
	at(term)
	if len(term.history) != 2 {
		t.Errorf("%d screens are open: the one that asked for the file stays", len(term.history))
	}

	term = open(t, 100, 30)
	term.settle(term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(audit()), Paste: true}))
	at(term)
	term.press("esc")
	term.mustSee("Back to the trail", "what you pasted")
	term.press("enter")
	at(term)

	// On a screen that has no field, too.
	term = open(t, 100, 30)
	term.pasteText(accessToken(time.Hour))
	term.settle(term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(audit()), Paste: true}))
	at(term)

	// Key by key, where the terminal has no bracketed paste.
	term = open(t, 100, 30)
	for _, r := range audit() {
		if r == '\n' {
			term.send(keyOf("enter"))
			continue
		}
		term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	term.wait(time.Second)
	term.settle(term.send(gatherMsg{}))
	at(term)

	for name, want := range map[string]string{"token.jwt": "Token", "public.pem": "Key setup", "letter.txt": "Open"} {
		term = open(t, 100, 30)
		term.write("./" + name)
		term.do("enter")
		if got := term.shown().Title(); got != want {
			t.Errorf("%s opened %q", name, got)
		}
	}
	// A token between the rows of an export is not what the file is.
	term = open(t, 100, 30)
	openAudit(term, audit()+auditLine(noon, "Ann Orders", "3", "/x?"+accessToken(0), "Failure", "MissingKey", "", ""), nil)
	if _, is := term.shown().(*trailScreen); !is {
		t.Errorf("an export with a token in it opened %T", term.shown())
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
		term := open(t, 100, 30)
		term.disk.(*memoryDisk).MapFS[name] = &fstest.MapFile{Data: []byte(text)}
		term.write("./" + name)
		term.do("enter")
		if got := term.shown().Title(); got != want {
			t.Errorf("%s opened %q:\n%s", name, got, term.text())
		}
		term = open(t, 100, 30)
		term.settle(term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}))
		if got := term.shown().Title(); got != want {
			t.Errorf("%s pasted opened %q:\n%s", name, got, term.text())
		}
	}
}

// TestRowsOfOneCode catches the row of a login, or rows without a header that have one
// word, that do not lead to its page any more.
func TestRowsOfOneCode(t *testing.T) {
	row := auditLine(noon, "Ann Orders", "3", "/x", "Failure", "MissingKey", "", "")
	for name, text := range map[string]string{"two rows": row + row, "one row": row, "a header and one row": auditHeader + row} {
		term := open(t, 100, 30)
		term.pasteText(text)
		if p, ok := term.shown().(*page); !ok || p.Code != "MissingKey" {
			t.Errorf("%s opened %T", name, term.shown())
		}
	}
}

// TestCountingIsSeen catches a bar that stands still, a rate of nothing, ticks that
// multiply or go on when nothing is read.
func TestCountingIsSeen(t *testing.T) {
	term := open(t, 80, 24)
	startCounting(term)
	term.mustSee("Counting audit.csv", "43 %", "77 MB of 179 MB", "430 112 rows", "97 MB/s", "537 640 rows/s", "1 s left", "Press esc to stop")
	shown := term.shown().(*trailScreen)
	now := pollMsg{shown, shown.asked()}
	if term.send(now) == nil {
		t.Error("nobody looks how far it is any more")
	}
	if term.send(pollMsg{shown, shown.asked() - 1}) != nil {
		t.Error("looking for an older question goes on")
	}
	term.history = term.history[:1]
	if term.send(now) != nil || shown.busy() {
		t.Error("a screen that was closed goes on reading")
	}
}

// TestStopCounting catches esc that leaves instead of stopping, what was counted
// being dropped or passed off as all, and a late answer that is taken.
func TestStopCounting(t *testing.T) {
	term := open(t, 80, 24)
	openAudit(term, audit(), nil)
	shown := term.shown().(*trailScreen)
	part := shown.counted
	begun := make(chan struct{})
	term.counter = func(ctx context.Context, _ trail.Source, _ trail.Options) counted {
		close(begun)
		<-ctx.Done()
		part.summary.Complete = false
		part.summary.Sources[0].Problem = "reading was stopped"
		return part
	}
	cmd := shown.count()
	answer := make(chan tea.Msg, 8)
	for _, one := range cmd().(tea.BatchMsg) {
		go func() { answer <- one() }()
	}
	<-begun
	term.press("esc")
	if term.shown() != screen(shown) {
		t.Fatal("esc left the screen while it counts")
	}
	term.mustSee("Stopping …")
	for {
		if msg, is := (<-answer).(result); is {
			term.send(msg)
			break
		}
	}
	term.mustSee("Incomplete: stopped after 869 rows", "190 failures", "Press a to count again")
	term.mustNotSee("broke off")
	term.press("esc")
	if _, atHome := term.shown().(*home); !atHome {
		t.Errorf("the second esc leads to %T", term.shown())
	}

	// Twice esc waits for nothing, and what comes late is dropped.
	term = open(t, 80, 24)
	openAudit(term, audit(), nil)
	shown = term.shown().(*trailScreen)
	shown.count()
	late := result{shown, shown.asked(), part}
	term.press("esc", "esc")
	term.send(late)
	if _, atHome := term.shown().(*home); !atHome || shown.summary != nil || shown.busy() {
		t.Errorf("a late answer is taken on %T", term.shown())
	}
	term.mustNotSee("Back to the trail")
}

// TestInto catches a line that leads nowhere or to other rows than it counts, and a
// way back that loses the place.
func TestInto(t *testing.T) {
	term := open(t, 100, 40)
	openAudit(term, audit(), planted)
	term.mustSee("3 incidents, 190 failures of 869 rows, 9–22 November", "15 November, 04:00–12:55 · burst", "108 failures within 9 hours", "the old one.", "administrator: ")
	term.do("enter")
	term.mustSee("Trail › MissingKey · Warehouse Sync", "108 failures, 15 November", "By user", "(blank)")
	term.do("enter")
	term.mustSee("Rows", "108 failures", "/services/rest/auth/oauth2/v1/token")
	term.press("esc", "esc")
	term.mustSee("3 incidents", "› ! over")

	term.do("down", "down", "down", "down", "enter") // AccessTokenExpired
	term.mustSee("› AccessTokenExpired", "56 failures, 9–22 November", "By application", "EDI Hub")
	term.do("enter")
	term.mustSee("By user", "Ann Orders", "Eva Stock")
	term.press("b")
	term.mustSee("By role", "1009")
	term.press("B")
	term.do("down", "enter")
	term.mustSee("Rows", "Celigo-integrator", "1009")
	term.press("esc", "esc", "esc", "p")
	if p, ok := term.shown().(*page); !ok || p.Code != "AccessTokenExpired" {
		t.Errorf("p opened %T", term.shown())
	}
}

// TestTrailPages catches a word that p explains by the page of another without
// saying so.
func TestTrailPages(t *testing.T) {
	for word, want := range map[string]string{"MissingKey": "codes/MissingKey.md", "token_rejected": diagnosis.TBAPage, "ScopeMissmatched": "codes/ScopeMismatched.md", "": findDetailPage} {
		term := open(t, 100, 40)
		openAudit(term, auditHeader+auditLine(noon, "Ann Orders", "3", "/x", "Failure", word, "", ""), nil)
		term.press("p")
		p, ok := term.shown().(*page)
		if !ok || p.Path != want {
			t.Errorf("%q: p opened %T, want %s", word, term.shown(), want)
		}
		if said := strings.Contains(term.text(), "documents no word"); said != (word == "ScopeMissmatched") {
			t.Errorf("%q: the notice is %q", word, term.notice)
		}
	}
}

// TestTakeRow catches a row that does not become the Case, or becomes more than it
// says.
func TestTakeRow(t *testing.T) {
	term := open(t, 120, 40)
	openAudit(term, audit(), nil)
	term.do("down", "enter", "enter", "enter")
	term.press("t")
	if p, ok := term.shown().(*page); !ok || p.Code != "AccessTokenExpired" {
		t.Fatalf("t opened %T", term.shown())
	}
	for name, want := range map[diagnosis.FactName]string{"detail": "AccessTokenExpired", "protocol": "oauth2", "role": "1009", "service": "rest_webservices", "step": "call"} {
		if got, _ := term.Case.Facts.Get(name); got.Value != want || got.Source != diagnosis.SourceTrail {
			t.Errorf("%s is %q from %q, want %q", name, got.Value, got.Source, want)
		}
	}
	term.mustSee("Taken as your case", "from the audit trail")

	term = open(t, 120, 40)
	openAudit(term, auditHeader+auditLine(noon, "Ann Orders", "3", "/x", "Success", "", "", ""), nil)
	term.do("r")
	term.press("t")
	if len(term.Case.Facts) != 0 {
		t.Errorf("a login that succeeded became the Case: %v", term.Case.Facts)
	}
}

// TestTrailJoinsToken catches rows in the time of a token that are not shown beside its
// findings, whichever of the two comes first, and rows that stay when another token or
// export comes.
func TestTrailJoinsToken(t *testing.T) {
	// The token is issued at 11:30 and expires at 12:30 UTC, an hour later on the wall.
	text := auditHeader + auditLine(noon.Add(50*time.Minute), "Ann Orders", "3", "/x", "Failure", "ScopeMismatched", "EDI Hub", "") +
		auditLine(noon.Add(-20*time.Hour), "Ann Orders", "3", "/x", "Failure", "InvalidScope", "EDI Hub", "")
	joined := func(term *terminal) string {
		for _, f := range term.Diagnosis.Findings {
			if f.ID == "trail-rows" {
				return f.Title
			}
		}
		return ""
	}
	run := func(term *terminal, cmd tea.Cmd) {
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
				if _, is := msg.(joinedMsg); is {
					term.send(msg)
					return
				}
			case <-time.After(time.Minute):
				t.Fatal("the rows of the token are not counted")
			}
		}
	}
	const want = "The trail has 1 failure of role 3 in the time of this token"
	pasted := func(text string) tea.Msg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true} }

	term := open(t, 120, 40)
	openAudit(term, text, nil)
	run(term, term.send(pasted(accessToken(30*time.Minute))))
	if got := joined(term); got != want {
		t.Errorf("export, then token: %q", got)
	}
	late := term.send(pasted(accessToken(-90 * time.Hour)))
	if got := joined(term); got != "" {
		t.Errorf("the rows of the token before stay: %q", got)
	}
	run(term, late)
	if got := joined(term); !strings.Contains(got, "no row of the time of this token") {
		t.Errorf("another token: %q", got)
	}
	old := joinedMsg{of: trailJoin{count: 1}, matches: term.Case.Trail}
	term.beginAnew()
	term.send(old)
	if len(term.Case.Trail) != 0 {
		t.Error("a late answer is taken")
	}

	term = open(t, 120, 40)
	term.pasteText(accessToken(30 * time.Minute))
	term.press("esc")
	openAudit(term, text, nil)
	term.joined = trailJoin{} // settling has dropped the command
	run(term, term.send(keyOf("down")))
	if got := joined(term); got != want {
		t.Errorf("token, then export: %q", got)
	}
}

// TestAskColumns catches columns that cannot be told, an answer that is forgotten or
// does not reach the reader.
func TestAskColumns(t *testing.T) {
	term := open(t, 100, 40)
	var read trail.Options
	openAudit(term, audit(), dialect(guessed))
	count := term.counter
	term.counter = func(ctx context.Context, source trail.Source, o trail.Options) counted {
		read = o
		return count(ctx, source, o)
	}
	term.mustSee("Is this right?", "Datum as Date", "Stav as Status")
	term.press("c")
	term.mustSee("Which column is which?", "Datum", "in another language", "Adresa", "not used")
	term.press("down", "down", "down", "down", "enter")
	term.mustSee("What is Adresa?", "none of these")
	for range 6 {
		term.press("down")
	}
	term.mustSee("› IP Address")
	term.press("enter")
	term.mustSee("as you said")
	term.do("c")
	if term.shown().Title() != "Trail" {
		t.Fatalf("counted again on %T", term.shown())
	}
	for label, want := range map[string]trail.Column{"Adresa": trail.ColumnIP, "Datum": trail.ColumnDate, "Stav": trail.ColumnStatus} {
		if read.Columns[label] != want || term.Case.Columns[label] != want {
			t.Errorf("%s is read as %q, remembered as %q", label, read.Columns[label], term.Case.Columns[label])
		}
	}

	// What another column held is taken from it.
	term.press("c", "enter")
	for range 3 {
		term.press("down") // from Date to Email Address
	}
	term.press("enter")
	term.do("c")
	if got, told := read.Columns["Email Address"]; !told || got != "" || read.Columns["Datum"] != trail.ColumnEmail {
		t.Errorf("two columns hold one thing: %v", read.Columns)
	}
	term.press("esc", "ctrl+f")
	term.beginAnew()
	if len(term.Case.Columns) != 0 {
		t.Error("starting over remembers columns")
	}
}

// TestAgreeToColumns catches a question about columns that fills the screen, that no key
// says yes to, or that is asked again after the yes.
func TestAgreeToColumns(t *testing.T) {
	german := map[trail.Column]string{trail.ColumnDate: "Datum/Uhrzeit", trail.ColumnStatus: "Status der Anmeldung", trail.ColumnDetail: "Detailangabe"}
	all := dialect(func(d *trail.Dialect) {
		for i := range d.Columns {
			d.Columns[i].How = "language"
			if label := german[d.Columns[i].Column]; label != "" {
				d.Columns[i].Label = label
			}
		}
	})
	for _, width := range []int{60, 80, 120} {
		term := open(t, width, 24)
		openAudit(term, audit(), all)
		term.mustRead("Is this right? Datum/Uhrzeit as Date", "more. Press y for yes, c to change.")
		asked := 0
		for _, line := range strings.Split(term.text(), "\n") {
			if asked > 0 || strings.Contains(line, "Is this right?") {
				asked++
			}
			if strings.Contains(line, "to change.") {
				break
			}
		}
		if asked > 2 {
			t.Errorf("the question takes %d lines:\n%s", asked, term.text())
		}
		term.press("y")
		term.mustNotSee("Is this right?")
		if got := term.Case.Columns["Datum/Uhrzeit"]; got != trail.ColumnDate || len(term.Case.Columns) != 12 {
			t.Errorf("remembered: %v", term.Case.Columns)
		}
		term.press("end")
		term.mustRead("Detailangabe is Detail, as you said")
		term.press("y") // no key any more
	}
}

// TestLeaveColumns catches esc that drops what was said about columns without a word,
// or that cannot leave.
func TestLeaveColumns(t *testing.T) {
	term := open(t, 80, 24)
	openAudit(term, audit(), dialect(guessed))
	term.press("c", "esc")
	if _, is := term.shown().(*trailScreen); !is {
		t.Fatalf("esc with nothing said leads to %T", term.shown())
	}
	say := func() { term.press("c", "down", "down", "down", "down", "enter", "down", "enter") }
	say()
	term.press("esc")
	term.mustRead("What you said is not counted yet. Press enter to count again with it, esc to drop it.", "› Count again")
	term.press("up")
	term.mustNotSee("not counted yet")
	term.press("esc", "esc")
	if _, is := term.shown().(*trailScreen); !is || len(term.Case.Columns) != 0 {
		t.Fatalf("the second esc leads to %T, remembered %v", term.shown(), term.Case.Columns)
	}
	say()
	term.press("esc")
	term.do("enter")
	if term.shown().Title() != "Trail" || term.Case.Columns["Adresa"] == "" {
		t.Errorf("enter leads to %q, remembered %v", term.shown().Title(), term.Case.Columns)
	}
}

// TestUnknownHeader catches an export in a language that nobody taught the reader,
// which cannot be opened at all.
func TestUnknownHeader(t *testing.T) {
	text := audit()
	_, rows, _ := strings.Cut(text, "\n")
	for from, to := range map[string]string{"Success": "Zdar", "Failure": "Nezdar", "MissingKey": "x", "AccessTokenExpired": "x", "InvalidSignature": "x", "token_rejected": "x", "ExplicitLogout": "x", "ScopeMissmatched": "x"} {
		rows = strings.ReplaceAll(rows, from, to)
	}
	term := open(t, 100, 40)
	openAudit(term, "Aa,Bb,Cc,Dd,Ee,Ff,Gg,Hh,Ii,Jj,Kk,Ll\n"+rows, nil)
	term.mustRead("press c to say which column is which")
	term.press("c")
	term.mustSee("Which column is which?", "Aa", "Ll")
	for range 7 {
		term.press("down")
	}
	term.press("enter", "down", "down")
	term.mustSee("› Status")
	term.press("enter")
	term.do("c")
	if got := term.Case.Columns["Hh"]; got != trail.ColumnStatus {
		t.Errorf("Hh is remembered as %q", got)
	}
}

// TestAskOrder catches dates that are read in one of two ways without a word.
func TestAskOrder(t *testing.T) {
	for key, want := range map[string]trail.DateOrder{"m": trail.MonthFirst, "d": trail.DayFirst} {
		term := open(t, 100, 30)
		var read trail.Options
		openAudit(term, audit(), dialect(assumed))
		count := term.counter
		term.counter = func(ctx context.Context, source trail.Source, o trail.Options) counted {
			read = o
			c := count(ctx, source, o)
			c.summary.Sources[0].Dialect.OrderAssumed = o.Order == trail.OrderUndecided
			return c
		}
		term.mustRead("Is 11/05/2026 3:04 pm the 5th of November (m) or the 11th of May (d)?", "The month is taken to be first.")
		term.do(key)
		if read.Order != want {
			t.Errorf("%s reads %q", key, read.Order)
		}
		term.mustNotSee("Is 11/05/2026")
		term.mustRead("first, as you said; press")
		for other, order := range map[string]trail.DateOrder{"m": trail.MonthFirst, "d": trail.DayFirst} {
			if term.do(other); read.Order != order {
				t.Errorf("after %s, %s reads %q", key, other, read.Order)
			}
		}
		term.do(key)
		term.do("down", "enter")
		if read.Order != want {
			t.Errorf("the answer is forgotten further down: %q", read.Order)
		}
	}
	for example, want := range map[string]string{
		"01/02/2026":    "Is 01/02/2026 the 2nd of January (m) or the 1st of February (d)?",
		"3.3.26 10:00":  "Is 3.3.26 10:00 the 3rd of March (m) or the 3rd of March (d)?",
		"99/98/2026":    "Do dates such as 99/98/2026 begin with the month (m) or the day (d)?",
		"":              "Do dates such as  begin with the month (m) or the day (d)?",
		"12-12\x1b[31m": "Do dates such as",
	} {
		if got := orderQuestion(example); !strings.HasPrefix(got, want) && !strings.Contains(got, "12-12") {
			t.Errorf("%q asks %q", example, got)
		}
	}
}

// TestNoDetail catches an export without reasons that does not say how they are had.
func TestNoDetail(t *testing.T) {
	term := open(t, 100, 30)
	openAudit(term, withoutDetail(audit()), nil)
	term.mustRead("There is no column Detail", "Use Advanced Search", "On the subtab Results, add Detail", "Press p for the page")
	term.press("p")
	if p, ok := term.shown().(*page); !ok || p.Path != findDetailPage {
		t.Errorf("p opened %T", term.shown())
	}
}

// TestNothingIsLost catches rows that were not counted, or not as they are there,
// of which no word is said.
func TestNothingIsLost(t *testing.T) {
	term := open(t, 120, 60)
	openAudit(term, audit(), func(c *counted) {
		damaged(c)
		c.summary.Sources[0].Problem = "the file is damaged at byte 1 204"
		c.summary.Sources[0].Dialect.Columns[4].Column = ""
	})
	term.mustRead("Reading broke off: The file is damaged at byte 1 204. What was read before is counted.",
		"12 rows not counted, wrong number of fields: lines 5, 90, 1 204 …; the first begins", "1 row not counted, cut off at the end of the file: line 840",
		"2 rows not counted, the header again: lines 400, 800", "31 rows not in UTF-8, read as Windows-1252", "1 row counted although fields at the end are missing",
		"3 rows counted without a date", "no column IP Address", "UTF-8 with BOM", "Times are those of the user who exported", "No failures: ExplicitLogout 7")
}

// TestHostileExport catches text of an export that reaches the terminal as it is: it
// would move the cursor, turn the line around or hide.
func TestHostileExport(t *testing.T) {
	evil := "\x1b[2J\x1b]0;x\x07\u202eexe\u200b" + strings.Repeat("long", 200)
	text := auditHeader
	for range 3 {
		text += auditLine(noon, evil, evil, evil, "Failure", evil, evil, evil)
	}
	for _, size := range []struct{ width, height int }{{60, 16}, {120, 40}} {
		term := open(t, size.width, size.height)
		openAudit(term, text, func(c *counted) {
			planted(c)
			for i := range c.incidents {
				c.incidents[i].Code, c.incidents[i].Application, c.incidents[i].User = evil, evil, &evil
			}
			damaged(c)
			c.summary.Sources[0].Bad[0].Example = evil
			c.summary.Sources[0].Dialect.OrderAssumed, c.summary.Sources[0].Dialect.DateExample = true, evil
			c.summary.Sources[0].Dialect.Columns[0].Label, c.summary.Sources[0].Dialect.Columns[0].How = evil, "content"
			c.summary.Sources[0].Problem = evil
		})
		look := func(where string) {
			t.Helper()
			frame := term.View()
			mustFit(t, frame, size.width, size.height)
			for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200b"} {
				if strings.Contains(frame, bad) {
					t.Errorf("%s: %q is on the screen", where, bad)
				}
			}
		}
		look("overview")
		term.press("end")
		look("notes")
		for range 7 {
			term.press("b")
			look("by another dimension")
		}
		term.press("c")
		look("columns")
		term.press("enter")
		look("choice")
		term.press("esc", "esc", "home", "b")
		term.do("down", "down", "down", "enter")
		look("into it")
		term.do("r")
		look("rows")
		term.press("t")
		look("taken")
	}
}

// TestTrailSecrets catches a token in a field of an export that is drawn.
func TestTrailSecrets(t *testing.T) {
	term := open(t, 160, 60)
	openAudit(term, auditHeader+auditLine(noon, "Ann Orders", "3", "/x?t="+accessToken(0), "Failure", "MissingKey", accessToken(0), ""), nil)
	look := func() {
		t.Helper()
		term.mustNotSee(signature[:12], "eyJraWQi")
	}
	look()
	for range 6 {
		term.press("b")
		look()
	}
	term.do("r")
	look()
	term.mustSee("[token: ")
}

// TestUnreadableExport catches a file that cannot be read and an empty screen that
// does not say so.
func TestUnreadableExport(t *testing.T) {
	term := open(t, 80, 24)
	openAudit(term, audit(), nil)
	term.counter = func(context.Context, trail.Source, trail.Options) counted {
		return counted{err: &fs.PathError{Op: "read", Path: "audit.csv", Err: fs.ErrPermission}}
	}
	term.settle(term.shown().(*trailScreen).count())
	term.mustSee("permission denied", "a count again")
	term.press("enter", "b", "p", "r", "c", "down", "end", "m")
	term.mustSee("permission denied")
	term.counter = countExport
	term.do("a")
	term.mustSee("190 failures")
}

// TestPeriods catches a year that is missing where it is another one, and two months
// written as one.
func TestPeriods(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, test := range []struct{ first, last, days, moments, short string }{
		{"2026-11-09 04:00", "2026-11-23 11:59", "9–23 November", "9 November, 04:00 – 23 November, 11:59", "9–23 Nov"},
		{"2026-11-09 04:00", "2026-11-09 13:00", "9 November", "9 November, 04:00–13:00", "9 Nov"},
		{"2026-11-09 04:00", "2026-11-09 04:00", "9 November", "9 November, 04:00", "9 Nov"},
		{"2026-10-24 00:00", "2026-11-23 00:00", "24 October – 23 November", "24 October, 00:00 – 23 November, 00:00", "24 Oct – 23 Nov"},
		{"2025-11-09 04:00", "2025-11-23 00:00", "9–23 November 2025", "9 November, 04:00 – 23 November 2025, 00:00", "9–23 Nov 2025"},
		{"2025-12-24 04:00", "2026-01-03 00:00", "24 December 2025 – 3 January 2026", "24 December 2025, 04:00 – 3 January 2026, 00:00", "24 Dec 2025 – 3 Jan 2026"},
	} {
		first, last := at(test.first), at(test.last)
		if got := days(first, last, noon); got != test.days {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.days)
		}
		if got := moments(first, last, noon); got != test.moments {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.moments)
		}
		if got := shortDays(first, last, noon); got != test.short {
			t.Errorf("%s to %s is %q, want %q", test.first, test.last, got, test.short)
		}
	}
	if got := days(time.Time{}, time.Time{}, noon); got != "" {
		t.Errorf("no time at all is %q", got)
	}
}

// TestSparks catches a small bar that hides a failure, or overflows its place.
func TestSparks(t *testing.T) {
	for _, test := range []struct {
		values []int64
		want   string
	}{
		{nil, ""}, {[]int64{0, 0}, "  "}, {[]int64{1}, "▁"}, {[]int64{1, 0, 1_000_000}, "▁ ▇"}, {[]int64{1, 2, 3, 4, 5, 6, 7}, "▁▂▃▄▅▆▇"},
	} {
		if got := sparks(test.values); got != test.want {
			t.Errorf("%v is %q, want %q", test.values, got, test.want)
		}
	}
	for _, test := range []struct {
		bytes int64
		want  string
	}{{0, "0 bytes"}, {999, "999 bytes"}, {1500, "1.5 kB"}, {179_064_361, "179 MB"}, {999_999_999, "1.0 GB"}} {
		if got := amount(test.bytes); got != test.want {
			t.Errorf("%d is %q, want %q", test.bytes, got, test.want)
		}
	}
}

// TestAskFailureWord catches an export whose Status is in a language that is not known
// and that seems to have no failure, and an answer that is not taken.
func TestAskFailureWord(t *testing.T) {
	const export = "Date,Status,User,Token-based Application Name\n2026-11-09 10:00:00,Onnistui,a,Shop\n2026-11-09 10:01:00,Onnistui,b,Shop\n2026-11-09 10:02:00,Epäonnistui,c,Shop\n"
	term := open(t, 100, 30)
	openAudit(term, export, nil)
	term.mustRead("Whether a login failed is not known", "1 Onnistui (2 rows), 2 Epäonnistui (1 row). Press its number.")
	term.mustNotSee("No failure")
	term.do("6")
	term.mustRead("Whether a login failed is not known")
	term.do("2")
	term.mustRead("1 failure of 3 rows, 9 November", "a failure is Epäonnistui")
}
