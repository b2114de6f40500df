package report_test

import (
	"crypto/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const refusedCall = "HTTP/1.1 401 Unauthorized\nDate: Mon, 23 Nov 2026 12:00:04 GMT\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n\n" +
	`{"type":"x","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt.","o:errorCode":"INVALID_LOGIN"}]}`

// made is a report of the test, with its name.
type made struct {
	name string
	*report.Document
	audience report.Audience
}

func asset(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func library(t *testing.T) *content.Library {
	t.Helper()
	all, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// withOnline returns a Case with what online checks saw, and a list of certificates.
func withOnline(c diagnosis.Case) diagnosis.Case {
	const host = "https://1234567.suitetalk.api.netsuite.com"
	c = c.WithOnline(online.Seen{Check: online.Clock, At: noon, Address: host + "/services/rest/auth/oauth2/v1/keys", Outcome: online.Answered, Status: 200, Text: "The clocks agree.", Dated: true, Skew: time.Second}, intake.Input{})
	c = c.WithOnline(online.Seen{Check: online.Host, At: noon, Address: host, Outcome: online.Unreachable, Fault: online.NoName, Text: "The name does not resolve.", Proxy: "proxy.example.com:3128"}, intake.Input{})
	return c.With(intake.Recognise(`[{"certificate_id":"NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA","valid_until":"2027-09-19","revoked":false,"entity":"12","role":"1000"},` +
		`{"certificate_id":"<b>x</b>","valid_until":"soon","revoked":true,"entity":"12","role":"1000"}]`))
}

// TestOnline catches online checks and certificates that a report leaves out.
func TestOnline(t *testing.T) {
	c := withOnline(diagnosis.Case{At: noon})
	text := string(report.New(c, diagnosis.Diagnose(c), report.Options{Library: library(t)}).Markdown())
	for _, want := range []string{"Online checks", "Is the clock of the sender's computer right?", "+1 s", "2026-11-23 12:00:00 UTC", "The name does not resolve.", "proxy.example.com:3128", "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA", "2027-09-19", "revoked"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not have %q:\n%s", want, text)
		}
	}
}

// charted returns a chart of three days, in the last of which an application fails.
func charted(t *testing.T, ongoing bool) paint.Chart {
	t.Helper()
	course := incident.Course{From: noon.Add(-48 * time.Hour), Step: time.Hour, Failures: make([]int64, 60)}
	for i := range 60 {
		course.Successes = append(course.Successes, int64(1200-20*i))
	}
	for i := 40; i < 55; i++ {
		course.Failures[i], course.Successes[i] = int64(i), 0
	}
	if ongoing {
		course.Successes = nil
	}
	c, ok := paint.ChartOf(incident.Incident{Start: noon.Add(-8 * time.Hour), End: noon.Add(7 * time.Hour), Ongoing: ongoing, Course: course}, 50)
	if !ok {
		t.Fatal("no chart")
	}
	return c
}

// reports returns the reports about different cases, each for every audience.
func reports(t *testing.T) []made {
	t.Helper()
	all := library(t)
	expired := asset(t, "expired-access-token.txt")
	certificate, private := pair(t)
	inputs := []struct{ name, text string }{
		{"expired token", expired},
		{"broken assertion", asset(t, "broken-client-assertion.txt")},
		{"refused request", asset(t, "refused-token-request.txt")},
		{"refused call", refusedCall},
		{"code", "MissingKey"},
		{"certificate", string(certificate)},
		{"code of TBA", "token_rejected"},
		{"two tokens", expired + "\n\n" + asset(t, "broken-client-assertion.txt")},
		{"call with its token", refusedCall + "\n\n" + expired},
		{"words", "works in production, not in the sandbox"},
		{"nothing wrong", "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"access_token\":\"x\",\"expires_in\":3600,\"token_type\":\"bearer\"}"},
		{"markup", "Detail: MissingKey\n\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"<script>alert(1)</script>\",\"error_description\":\"```\\n# x ![y](https://evil.example) <img src=x onerror=alert(1)>\"}"},
	}
	var out []made
	for _, in := range inputs {
		input := intake.Recognise(in.text).StateAlone()
		c := diagnosis.Case{At: noon}.With(input)
		d := diagnosis.Diagnose(c)
		o := report.Options{Library: all, Version: "1.2", Notes: input.Notes, Block: "AUTHDOCTOR CASE 1 BEGINS, 1 LINES\nL001 003YGP298GDCSFAQZDST4JGPZSBJHXP73EAAFA2KPDDR1130 Z2SF\nAUTHDOCTOR CASE ENDS\n"}
		if in.name == "nothing wrong" {
			c = withOnline(c)
			d = diagnosis.Diagnose(c)
		}
		if input.Kind == intake.KindWords {
			lead := all.Lead(in.text)
			d.Findings = append([]diagnosis.Finding{lead.Finding()}, d.Findings...)
			d.Pages = append([]string{lead.Pages[0].Page.Path}, d.Pages...)
			o.Question = &lead.Ask
		}
		for _, audience := range report.Audiences() {
			o.Audience = audience
			out = append(out, made{in.name, report.New(c, d, o).Document, audience})
		}
	}
	files := []keys.File{keys.Read("public.pem", certificate, nil), keys.Read("private.pem", private, nil)}
	out = append(out, made{"keys", report.Keys{Files: files, At: noon, Version: "1.2"}.Document(), report.ForBoth})
	out = append(out, made{"trail", report.Trail{At: noon, Headline: "1 incident, 24 failures", Warning: "Incomplete.", Most: "MissingKey 24", Version: "1.2", Notes: []string{"a note", "`<b>`"},
		Incidents: []report.Incident{{Title: "MissingKey · <b>Shop</b>", Facts: []report.Fact{{Label: "when", Text: "19 November"}, {Label: "page", Text: "one"}, {Text: "two"}}, Chart: charted(t, false)}, {Title: "TokenBlocked · Bank", Chart: charted(t, true)}},
		Tables: []report.Table{{Caption: "By code", Columns: []report.Column{{Head: "code"}, {}, {Head: "failures", Right: true}},
			Rows: [][]report.Cell{{{Text: "Missing|Key", Outside: true}, {Text: "█"}, {Text: "24"}}, {{Text: "(all others)"}, {}, {Text: "1"}}}}},
		Words: []string{"Words that are not known", "  ? TokenRejectd: 1 row"}}.Document(), report.ForBoth})
	return out
}

func pair(t *testing.T) (certificate, private []byte) {
	t.Helper()
	made, err := keys.NewPair(keys.PairRequest{Kind: keys.PairECP256, Name: "test", Days: 30, From: noon}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return made.CertificatePEM, []byte(made.PrivatePEM.Reveal())
}

// TestShort catches a short part that is not short, or that lacks what it is for.
func TestShort(t *testing.T) {
	for _, m := range reports(t) {
		lines := m.Short()
		if n := len([]rune(strings.Join(lines, "\n"))); len(lines) > 20 || n > 1500 {
			t.Errorf("%s for %s: %d lines, %d characters:\n%s", m.name, m.audience, len(lines), n, strings.Join(lines, "\n"))
		}
		for _, line := range lines {
			if n := len([]rune(line)); n > report.Width {
				t.Errorf("%s for %s: %d columns: %s", m.name, m.audience, n, line)
			}
		}
		if lines[0] == "" {
			t.Errorf("%s for %s has no title", m.name, m.audience)
		}
		for _, sender := range []string{"as you said", "you pasted", "you gave", "You can paste", "this computer"} {
			if strings.Contains(strings.Join(strings.Fields(m.Markdown()), " "), sender) {
				t.Errorf("%s for %s speaks to the one who sends it: %s", m.name, m.audience, sender)
			}
		}
	}
}

// TestAudience catches steps of one side in the report for the other, and a report for a
// vendor without the question.
func TestAudience(t *testing.T) {
	text := asset(t, "broken-client-assertion.txt")
	c := diagnosis.Case{At: noon}.With(intake.Recognise(text))
	d := diagnosis.Diagnose(c)
	short := func(audience report.Audience) string {
		return strings.Join(report.New(c, d, report.Options{Library: library(t), Audience: audience}).Short(), "\n")
	}
	for audience, want := range map[report.Audience]string{report.ForIntegrator: "\nIntegrator\n  1. Sign with PS256", report.ForAdministrator: "\nAdministrator\n  1. ", report.ForVendor: "\nQuestion   Which word did NetSuite log"} {
		if !strings.Contains(short(audience), want) {
			t.Errorf("the report for %s lacks %q:\n%s", audience, want, short(audience))
		}
	}
	if got := short(report.ForVendor); strings.Contains(got, "\nIntegrator\n") || !strings.Contains(got, "Ruled out") {
		t.Errorf("the report for a vendor tells it what to do, or lacks what is ruled out:\n%s", got)
	}
	if got := short(report.ForIntegrator); strings.Contains(got, "\nAdministrator\n") {
		t.Errorf("the report for the integrator has steps of the administrator:\n%s", got)
	}
}

// TestChanged catches a report that leaves out what the sender was asked first: what changed.
func TestChanged(t *testing.T) {
	changed, err := diagnosis.ParseFact("changed=client-secret", diagnosis.SourceUser)
	if err != nil {
		t.Fatal(err)
	}
	c := diagnosis.Case{At: noon, Facts: diagnosis.Facts{}.With(changed)}.With(intake.Recognise(refusedCall))
	for _, audience := range report.Audiences() {
		short := strings.Join(report.New(c, diagnosis.Diagnose(c), report.Options{Library: library(t), Audience: audience}).Short(), "\n")
		if !strings.Contains(short, "\nChanged    client secret (told)") {
			t.Errorf("the report for %s does not say what changed:\n%s", audience, short)
		}
	}
}

// TestKeysAudience catches a report about keys that is the same for everybody, or does not
// say who does what.
func TestKeysAudience(t *testing.T) {
	certificate, _ := pair(t)
	for audience, want := range map[report.Audience]string{
		report.ForIntegrator: "\nIntegrator\n  1. ", report.ForAdministrator: "\nAdministrator\n  1. ", report.ForVendor: "\nQuestion   Does NetSuite accept"} {
		for _, text := range []string{string(certificate), string(certificate[:40])} {
			d := report.Keys{Files: []keys.File{keys.Read("public.pem", []byte(text), nil)}, At: noon, Audience: audience}.Document()
			short := strings.Join(d.Short(), "\n")
			if len(text) > 40 && !strings.Contains(short, want) || strings.Contains(short, "\nIntegrator\n") && audience == report.ForAdministrator {
				t.Errorf("the report for %s:\n%s", audience, short)
			}
		}
	}
}

// TestKeysFindings catches a report that has a certificate uploaded whose private key is
// another one, and one that leaves out what is wrong with a private key.
func TestKeysFindings(t *testing.T) {
	certificate, private := pair(t)
	_, other := pair(t)
	openSSH, err := os.ReadFile("../../diagnosis/keys/testdata/openssh-ctr")
	if err != nil {
		t.Fatal(err)
	}
	const stray = "Problem    The private key does not belong to the certificate"
	for _, c := range []struct {
		private    []byte
		want, lack string
	}{
		{private, "the same key", stray},
		{other, stray, "upload the certificate"},
		{openSSH, "warning: openssh", stray}, // it is locked, and not compared
	} {
		text := report.Keys{Files: []keys.File{keys.Read("public.pem", certificate, nil), keys.Read("private.pem", c.private, nil)}, At: noon}.Document().Markdown()
		if !strings.Contains(text, c.want) || strings.Contains(text, c.lack) {
			t.Errorf("want %q and not %q:\n%s", c.want, c.lack, text)
		}
	}
}

// TestTrailAudience catches a report about a trail that is the same for everybody, or that is
// not short.
func TestTrailAudience(t *testing.T) {
	page, _ := library(t).Page("codes/MissingKey.md")
	one := report.Incident{Title: "MissingKey · Shop", Steps: page.Instructions()}
	for _, label := range []string{"when", "failures", "why", "cause", "first", "page"} {
		one.Facts = append(one.Facts, report.Fact{Label: label, Text: strings.Repeat("words of "+label+" ", 6)})
	}
	for audience, want := range map[report.Audience]string{
		report.ForAdministrator: "\nAdministrator\n  1. ", report.ForIntegrator: "\nIntegrator\n  1. ", report.ForBoth: "\nAdministrator\n  1. ", report.ForVendor: "\nQuestion   "} {
		d := report.Trail{At: noon, Headline: "1 incident", Most: "MissingKey 24", Audience: audience, Incidents: []report.Incident{one}}.Document()
		if short := strings.Join(d.Short(), "\n"); !strings.Contains(short, want) || len(d.Short()) > 20 || strings.Contains(short, "\nfirst") {
			t.Errorf("the report for %s has %d lines:\n%s", audience, len(d.Short()), short)
		}
	}
}

// TestOutside catches a report that asks for a code of the Detail column where none belongs
// to the failure: NetSuite was never asked, or took the token.
func TestOutside(t *testing.T) {
	for _, text := range []string{
		"HTTP/1.1 407 Proxy Authentication Required\nServer: squid/5.7\nProxy-Authenticate: Basic realm=\"corp\"\n\n",
		"Error: getaddrinfo ENOTFOUND 7654321_sb1.suitetalk.api.netsuite.com",
		`{"title":"Forbidden","status":403,"o:errorDetails":[{"o:errorCode":"USER_UNAUTHORIZED","detail":"Permission Violation"}]}`,
	} {
		c := diagnosis.Case{At: noon}.With(intake.Recognise(text))
		for _, audience := range report.Audiences() {
			short := strings.Join(report.New(c, diagnosis.Diagnose(c), report.Options{Library: library(t), Audience: audience}).Short(), "\n")
			for _, wrong := range []string{"without the word in the Detail", "Which word", "Still possible", "Possible ", "Account CORP"} {
				if strings.Contains(short, wrong) {
					t.Errorf("%s for %s: %s\n%s", text, audience, wrong, short)
				}
			}
		}
	}
}

// TestFolders catches a report with the folder of a key, which can name a person.
func TestFolders(t *testing.T) {
	certificate, private := pair(t)
	files := []keys.File{keys.Read("/home/ada/work/public.pem", certificate, nil), keys.Read(`C:\Users\ada\private.pem`, private, nil)}
	c := diagnosis.Case{At: noon, Keys: keys.NewSet(files...), Verify: true}.With(intake.Recognise(asset(t, "broken-client-assertion.txt")))
	handed, err := report.Of(casefile.File{Kept: noon, Case: c}, nil, report.Options{Library: library(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*report.Document{handed.Document, report.Keys{Files: files, At: noon}.Document()} {
		text := d.Markdown()
		if strings.Contains(text, "ada") || !strings.Contains(text, "public.pem") {
			t.Errorf("the report names a folder, or no file:\n%s", text)
		}
	}
}

// TestLargeBlock catches a case in the report that no ticket system takes whole, and a
// report that does not say where the case is.
func TestLargeBlock(t *testing.T) {
	c := diagnosis.Case{At: noon}.With(intake.Recognise(asset(t, "expired-access-token.txt")))
	block := strings.Repeat("L001 003YGP298GDCSFAQZDST4JGPZSBJHXP73EAAFA2KPDDR1130 Z2SF\n", 200)
	got := report.New(c, diagnosis.Diagnose(c), report.Options{Library: library(t), Block: block}).Markdown()
	if strings.Contains(got, "L001") || !strings.Contains(got, "send it as a file") {
		t.Errorf("the report has the block, or does not say that the case goes as a file")
	}
}

// TestSecretRefused catches a report that is written although it holds a secret.
func TestSecretRefused(t *testing.T) {
	c := diagnosis.Case{At: noon}.With(intake.Recognise("MissingKey"))
	secret := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIzOzc3In0." + strings.Repeat("Zk9xT4cD", 6)
	made := report.New(c, diagnosis.Diagnose(c), report.Options{Library: library(t), Block: "AUTHDOCTOR " + secret})
	for _, form := range []report.Form{report.AsMarkdown, report.AsHTML} {
		if text, err := made.Write(form); err == nil || text != "" || strings.Contains(err.Error(), "Zk9xT4cD") {
			t.Errorf("%s: %d characters were written: %v", form, len(text), err)
		}
	}
}

// TestWrites catches a report of ordinary input that the last pass refuses.
func TestWrites(t *testing.T) {
	for _, m := range reports(t) {
		for _, form := range []report.Form{report.AsMarkdown, report.AsHTML} {
			if _, err := m.Write(form); err != nil {
				t.Errorf("%s for %s as %s: %v", m.name, m.audience, form, err)
			}
		}
	}
	if !slices.Contains(report.Audiences(), report.ForVendor) {
		t.Error("no report is for a vendor")
	}
}
