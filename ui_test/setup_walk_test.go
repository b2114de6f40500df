//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/probe/standin"
)

const (
	homeKey = "\x1b[H"
	ctrlS   = "\x13"
)

// chosen returns the row that the cursor is on.
func chosen(screen string) string {
	for line := range strings.Lines(screen) {
		if row, is := strings.CutPrefix(strings.TrimSpace(line), "› "); is {
			return row
		}
	}
	return ""
}

// moveTo moves the cursor to the row that begins with a text, after its sign.
func (x *terminal) moveTo(text string) {
	x.t.Helper()
	is := func(screen string) bool {
		row := chosen(screen)
		return strings.HasPrefix(row, text) || strings.HasPrefix(strings.TrimLeft(row, "·✓✗? "), text)
	}
	for range 40 {
		screen := x.text()
		if is(screen) {
			return
		}
		x.send(down)
		x.until("another row than "+chosen(screen), func(now string) bool { return chosen(now) != chosen(screen) })
	}
	x.t.Fatalf("there is no row %s:\n%s", text, x.text())
}

// sendOnline announces an online check and, after that, sends it. Nothing arrives before the
// second enter.
func (n *newcomer) sendOnline(x *terminal, title string) {
	n.t.Helper()
	x.moveTo(title)
	x.send(enter)
	x.waitFor("Press enter to send it", "reveals")
	if got := n.Requests(); len(got) != n.sent {
		n.t.Fatalf("announcing %q sent %+v", title, got[n.sent:])
	}
	n.sent++
	x.send(enter)
	x.until("the answer to "+title, func(screen string) bool {
		return regexp.MustCompile(regexp.QuoteMeta(title) + ` +✓ `).MatchString(screen)
	})
	if got := n.Requests(); len(got) != n.sent {
		n.t.Fatalf("one yes to %q sent %+v", title, got[min(n.sent-1, len(got)):])
	}
}

// TestSetUpFromNothing catches a newcomer who does not get from an empty account to an answered
// call with the real program, a check that is sent without a yes, a host that is contacted
// beside those of the account, and a checklist that is lost with the program.
func TestSetUpFromNothing(t *testing.T) {
	n := newNewcomer(t, standin.Options{})
	way := n.proxy()
	begin := func(args ...string) *terminal {
		return start(t, setup{folder: n.folder, cols: 120, rows: 50, args: args, env: append(n.environment(), "HTTPS_PROXY="+way.address)})
	}
	x := begin("setup", "client-credentials")
	x.waitFor("0 of 12 done")

	x.send(enter)
	x.waitFor("step 1 of 12", "<token address>")
	x.moveTo("Account ID")
	x.send(enter)
	x.waitFor("type or paste it")
	x.send(n.Account + enter)
	x.waitFor("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token")
	x.send(" ")
	x.waitFor("done: by hand")
	x.send(escape)
	x.waitFor("1 of 12 done")

	x.moveTo("Create the integration record")
	x.send(enter)
	x.waitFor("step 5 of 12")
	x.moveTo("Client ID")
	x.send(enter)
	x.waitFor("type or paste it")
	x.paste(n.ClientID)
	x.waitFor("64 characters, not shown▏")
	x.send(enter)
	x.waitFor("1c343a…e3e2")
	x.send(escape)
	x.waitFor("1 of 12 done")

	x.moveTo("Make the key pair")
	x.send(enter)
	x.waitFor("step 6 of 12")
	x.moveTo("Make a key pair")
	x.send(enter)
	for _, question := range []string{"Which kind of key?", "What name should the certificate have?", "How many days", "Which file should the certificate be written to?", "Which file should the private key be written to?", "› Make the key pair"} {
		x.waitFor(question)
		x.send(enter)
	}
	x.waitFor("The key pair is made")
	x.send(escape)
	x.waitFor("✓ done: public.pem and the private key in private.pem belong together")
	x.send(escape)
	x.waitFor("2 of 12 done")

	certificate, err := os.ReadFile(filepath.Join(n.folder, "public.pem"))
	if err != nil {
		t.Fatal(err)
	}
	n.certificateID = n.Map(certificate, "12", "1000")

	if len(n.Requests()) > 0 || len(way.hosts()) > 0 {
		t.Fatalf("something was sent without a yes: %v", way.hosts())
	}
	x.send("o")
	x.waitFor("Nothing is sent before you agree")
	for _, title := range []string{"Does the account's host answer?", "Is the clock of this computer right?", "With which keys does NetSuite sign tokens?",
		"Does NetSuite grant an access token?", "Does the access token work?", "May the role use REST web services?", "Which certificates are mapped, and until when?"} {
		n.sendOnline(x, title)
	}
	x.send(escape)
	x.waitFor("9 of 12 done")
	x.send(homeKey)
	x.waitFor("› ✓ Find the account")
	for _, step := range []string{"Create the role", "Create the integration record", "Store the key and plan the renewal"} {
		x.moveTo(step)
		x.send(" ")
		x.waitFor("✓ " + step)
	}
	x.waitFor("12 of 12 done")

	x.send(ctrlS)
	x.waitFor("▏")
	x.send(enter)
	x.waitFor("The case is kept in ")
	kept := regexp.MustCompile(`case-\S+\.json`).FindString(x.text())
	x.send("q")
	x.waitForNo("12 of 12 done")

	again := begin("setup", "client-credentials", "--case", kept)
	again.waitFor("12 of 12 done")
	again.send("q")

	if hosts := way.hosts(); !slices.Equal(hosts, []string{"CONNECT 1234567-sb1.restlets.api.netsuite.com:443", "CONNECT 1234567-sb1.suitetalk.api.netsuite.com:443"}) {
		t.Errorf("contacted: %v", hosts)
	}
	code, report, fault := n.run("setup", "client-credentials", "--case", kept, "--format", "markdown")
	if code != 0 {
		t.Errorf("the report ended with %d: %s", code, fault)
	}
	for _, want := range []string{n.Account, n.certificateID, "12 of 12"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report does not have %s:\n%s", want, report)
		}
	}
	text, err := os.ReadFile(filepath.Join(n.folder, kept))
	if err != nil {
		t.Fatal(err)
	}
	for _, signed := range regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]{40,}`).FindAllString(report+string(text)+x.output()+again.output(), -1) {
		t.Errorf("a token was kept or drawn: %.20s…", signed)
	}
}
