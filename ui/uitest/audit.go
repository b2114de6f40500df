package uitest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/files"
	"authdoctor/ui/screen"
)

// ReplaceAudit replaces the file of the open export with text. If text is "", it deletes
// the file.
func ReplaceAudit(term *Terminal, text string) {
	disk := term.S.Disk.(*MemoryDisk)
	delete(disk.MapFS, "audit.csv")
	if text != "" {
		disk.MapFS["audit.csv"] = &fstest.MapFile{Data: []byte(text), ModTime: Noon.Add(time.Hour)}
	}
}

// nudge is a message without a meaning.
type nudge struct{}

// JoinAgain returns the command that counts the rows in the lifetime of the tokens. It
// clones the tokens, because a session treats replaced tokens as different ones.
func JoinAgain(term *Terminal) tea.Cmd {
	c := term.S.Case
	c.Tokens = slices.Clone(c.Tokens)
	term.S.Hold(c)
	return term.Send(nudge{})
}

// IsJoined reports whether a message carries the rows in the lifetime of the tokens.
func IsJoined(msg tea.Msg) bool { return strings.HasSuffix(fmt.Sprintf("%T", msg), ".joinedMsg") }

// JoinNow counts the rows in the lifetime of the tokens, which Settle does not do.
func JoinNow(term *Terminal) {
	term.t.Helper()
	cmd := JoinAgain(term)
	if cmd == nil {
		term.t.Fatal("nothing joins the token with the trail")
	}
	msgs := make(chan tea.Msg, 8)
	var each func(tea.Cmd)
	each = func(cmd tea.Cmd) {
		msg := cmd()
		if batch, is := msg.(tea.BatchMsg); is {
			for _, one := range batch {
				go each(one) // may include a tick, which takes a second; do not wait for it
			}
		} else if IsJoined(msg) {
			msgs <- msg
		}
	}
	go each(cmd)
	term.Send(<-msgs)
}

// TokenOfTrail returns a token with failures during its lifetime in Audit. It is valid for
// one hour from 15 November, 05:00 UTC.
func TokenOfTrail() string { return AccessToken(-198 * time.Hour) }

// OpenJoined opens an export and then shows a token beside it.
func OpenJoined(term *Terminal, text, export string) {
	OpenAudit(term, export, nil)
	term.PasteText(text)
	JoinNow(term)
	_ = term.View()
}

// AuditHeader is the first line of NetSuite's export.
const AuditHeader = "Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name\n"

// AuditLine returns one row of an export.
func AuditLine(at time.Time, user, role, uri, status, word, app, tokenName string) string {
	mail := strings.ToLower(strings.ReplaceAll(user, " ", ".")) + "@example.test"
	return fmt.Sprintf("%s,%s,%s,%s,198.51.100.7,%s,Celigo-integrator,%s,,%s,%s,%s\n", at.Format("1/2/2006 3:04 pm"), user, mail, role, uri, status, word, app, tokenName)
}

// Audit returns an export of two weeks. It has a certificate that expired on 15 November,
// expired tokens throughout, a shared word, a word of TBA, an unknown word, and logouts.
func Audit() string {
	const restlet, record, token = "/app/site/hosting/restlet.nl", "/services/rest/record/v1/customer", "/services/rest/auth/oauth2/v1/token"
	var b strings.Builder
	b.WriteString(AuditHeader)
	start := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	users := []string{"Ann Orders", "Ben Orders", "Eva Stock"}
	for hour := range 14 * 24 {
		at := start.Add(time.Duration(hour) * time.Hour)
		user := users[hour/6%len(users)]
		b.WriteString(AuditLine(at, user, "Administrator", record, "Success", "", "EDI Hub", ""))
		b.WriteString(AuditLine(at.Add(time.Minute), user, "1009", token, "Success", "", "Warehouse Sync", ""))
		if hour%6 == 0 {
			b.WriteString(AuditLine(at.Add(2*time.Minute), user, "1009", record, "Failure", "AccessTokenExpired", "EDI Hub", ""))
		}
		if hour >= 148 && hour < 157 {
			for minute := range 12 {
				b.WriteString(AuditLine(at.Add(time.Duration(5*minute)*time.Minute), "", "", token, "Failure", "MissingKey", "Warehouse Sync", ""))
			}
		}
		switch {
		case hour%48 == 5:
			b.WriteString(AuditLine(at.Add(3*time.Minute), "Eva Stock", "Warehouse Manager", restlet, "Failure", "InvalidSignature", "Tax Engine", "Tax token"))
			b.WriteString(AuditLine(at.Add(4*time.Minute), "Eva Stock", "Warehouse Manager", restlet, "Failure", "token_rejected", "Tax Engine", ""))
		case hour%48 == 9:
			b.WriteString(AuditLine(at.Add(3*time.Minute), "Ben Orders", "Sales Rep", "/app/login/oauth2/authorize.nl", "Failure", "ScopeMissmatched", "Chat Assistant", ""))
			b.WriteString(AuditLine(at.Add(4*time.Minute), "Ben Orders", "Sales Rep", "/app/center/card.nl", "Success", "ExplicitLogout", "", ""))
		case hour%72 == 20:
			b.WriteString(AuditLine(at, "Ann Orders", "Administrator", "/app/login/secure/enterpriselogin.nl", "Failure", "", "", ""))
		}
	}
	return b.String()
}

// counts returns n counts: from a place until before another, as many as the number after
// them, for each three of spans.
func counts(n int, spans ...int) []int64 {
	out := make([]int64, n)
	for i := 0; i+2 < len(spans); i += 3 {
		for at := spans[i]; at < spans[i+1]; at++ {
			out[at] = int64(spans[i+2])
		}
	}
	return out
}

// Planted sets incidents that could be found in Audit, so that the screens do not depend
// on how incidents are found.
func Planted(c *files.CountResult) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, time.UTC) }
	user := "Eva Stock"
	c.Incidents = []incident.Incident{
		{Kind: incident.Burst, Code: "MissingKey", Application: "Warehouse Sync", Start: day(15, 4, 0), End: day(15, 12, 55), Failures: 108,
			Why: "108 failures within 9 hours, and none with this code before or after", Cause: "the certificate was replaced, and the kid of the assertion still names the old one",
			LastSuccess: day(15, 3, 58), FirstSuccess: day(15, 13, 7), Users: incident.Touched{Count: 12, Exact: true, Names: []string{"Ann Orders", "Ben Orders", "Eva Stock", "Ann Orders"}}, Roles: incident.Touched{Count: 1, Exact: true, Names: []string{"Warehouse Manager"}}, Addresses: incident.Touched{Count: 3, Names: []string{"192.0.2.4"}},
			Course: incident.Course{From: day(14, 16, 0), Step: time.Hour, Failures: counts(33, 12, 21, 12), Successes: counts(33, 0, 12, 40, 21, 33, 38)}},
		{Kind: incident.Drip, Code: "AccessTokenExpired", Application: "EDI Hub", Start: day(9, 0, 2), End: day(22, 18, 2), Ongoing: true, Failures: 56,
			Why: "4 failures every day for two weeks, beside 24 successes", Cause: "one worker does not renew its token",
			LastSuccess: day(9, 0, 1), Recent: incident.WithinWeek, Users: incident.Touched{Count: 1, Exact: true, Names: []string{"Ann Orders"}},
			Course: incident.Course{From: day(9, 0, 0), Step: 8 * time.Hour, Failures: counts(42, 0, 42, 2), Successes: counts(42, 0, 42, 24)}},
		{Kind: incident.OneUser, Code: "InvalidSignature", Application: "*", Applications: []string{"Tax Engine", "Data Lake Loader"}, User: &user, Start: day(9, 5, 3), End: day(21, 5, 3), Failures: 7,
			Why: "all failures are of one user; others succeed", Cause: "a secret of a token that was reset", NeverWorked: true},
	}
}

// OpenAudit opens an export by its path in the home folder. If change is not nil, it
// modifies the result of the count.
func OpenAudit(term *Terminal, text string, change func(*files.CountResult)) {
	term.S.Disk.(*MemoryDisk).MapFS["audit.csv"] = &fstest.MapFile{Data: []byte(text)}
	term.S.Counter = func(ctx context.Context, source trail.Source, o trail.Options) files.CountResult {
		c := files.CountExport(ctx, source, o)
		c.Incidents = nil // how they are found is tested elsewhere
		if change != nil && c.Summary != nil {
			change(&c)
		}
		return c
	}
	term.Write("audit.csv")
	term.Do("enter")
}

// Dialect returns a change for OpenAudit that modifies the reported format of the export.
func Dialect(change func(*trail.Dialect)) func(*files.CountResult) {
	return func(c *files.CountResult) { change(&c.Summary.Sources[0].Dialect) }
}

// WithoutDetail returns the export of a search that lacks the Detail column.
func WithoutDetail(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		fields := strings.Split(line, ",")
		b.WriteString(strings.Join(append(fields[:9:9], fields[10:]...), ","))
	}
	return b.String()
}

// Damaged changes a result to that of a damaged file.
func Damaged(c *files.CountResult) {
	c.Summary.Undated = 3
	c.Summary.Sources[0].Latin1, c.Summary.Sources[0].Short = 31, 1
	c.Summary.Sources[0].Bad = []trail.BadRows{
		{Kind: trail.BadFields, Count: 12, Lines: []int64{5, 90, 1204}, Example: "11/9/2026 1:00 am,Ann"},
		{Kind: trail.BadCut, Count: 1, Lines: []int64{840}, Example: `"11/22`},
		{Kind: trail.BadHeader, Count: 2, Lines: []int64{400, 800}},
	}
	c.Summary.Sources[0].Dialect.Encoding = "UTF-8 with BOM"
}

// Assumed changes a dialect so that the order of day and month is assumed.
func Assumed(d *trail.Dialect) {
	d.Order, d.OrderAssumed, d.DateExample = trail.MonthFirst, true, "11/05/2026 3:04 pm"
}

// Guessed changes a dialect so that some columns are guessed, by their language or their
// content.
func Guessed(d *trail.Dialect) {
	d.Columns[0].Label, d.Columns[0].How = "Datum", "language"
	d.Columns[7].Label, d.Columns[7].How = "Stav", "content"
	d.Columns[4].Label, d.Columns[4].Column, d.Columns[4].How = "Adresa", "", ""
}

// halfWay is the fixed progress of a reading in a frame.
type halfWay struct{}

func (halfWay) Bytes() int64 { return 77_400_000 }

func (halfWay) Total() int64 { return 179_000_000 }

func (halfWay) Rows() int64 { return 430_112 }

func (halfWay) Again() (bytes, total int64) { return 0, 0 }

// watch sets the progress of a reading.
func watch(s screen.Screen, far screen.Far) {
	reflect.ValueOf(s).Elem().FieldByName("Progress").Set(reflect.ValueOf(far))
}

// StartCounting opens an export and leaves the count half done.
func StartCounting(term *Terminal) {
	OpenAudit(term, Audit(), nil)
	again := term.S.Export
	term.S.TakeExport(again, "opened")
	watch(term.S.Shown(), halfWay{})
	term.Wait(800 * time.Millisecond)
	_ = term.View()
}
