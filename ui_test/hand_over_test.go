//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var savedIn = regexp.MustCompile(`Saved the report in (\S+\.md)\.`)

// TestHandOver catches a report that differs from what was shown, a file that others can
// read, and a path that is gone with the screen.
func TestHandOver(t *testing.T) {
	folder := t.TempDir()
	x := start(t, setup{folder: folder, cols: 500, rows: 300})
	x.waitFor(home)
	x.paste(access(time.Unix(1611067655, 0)))
	x.waitFor("Expired")
	x.send("e")
	x.waitFor("this is all that leaves the machine", "AUTHDOCTOR CASE ENDS")
	var shown []string
	for line := range strings.Lines(x.text()) {
		shown = append(shown, strings.TrimPrefix(strings.TrimRight(line, " \n"), "  "))
	}
	x.send("s")
	x.waitFor("Save the report as", "netsuite-login-4030059-")
	x.send(enter)
	x.waitFor("Saved the report in ")
	name := savedIn.FindStringSubmatch(x.text())
	if name == nil {
		t.Fatalf("no path is shown:\n%s", x.text())
	}
	path := filepath.Join(folder, name[1])
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v: %v", info.Mode(), err)
	}
	if preview := "\n" + strings.Join(shown, "\n") + "\n"; !strings.Contains(preview, "\n"+string(text)) {
		t.Errorf("the file holds\n%s\nand the screen showed\n%s", text, preview)
	}
	if strings.Contains(string(text), "fingerprint") {
		t.Error("the report has a fingerprint of a secret")
	}
	x.echoed = "Saved the report in " + name[1] + "."
	x.send("q")
	x.waitFor("Saved the report in " + name[1])
}

// verdictRows reads the list of all verdicts.
func (x *terminal) verdictRows() []string {
	x.t.Helper()
	x.send("v")
	x.waitFor("Walk me through it", "MissingKeyId")
	return regexp.MustCompile(`(?m)[✗!?–✓] (?:confirmed|likely|possible|only NetSuite|ruled out).*`).FindAllString(x.text(), -1)
}

// TestSupportCall catches a call that cannot be done on the screens: the customer pastes an
// answer and a token, answers the question and saves the report; support opens the file, or
// pastes its text, and has the same verdicts. Neither side has the signature.
func TestSupportCall(t *testing.T) {
	folder := t.TempDir()
	at := []string{"--at", "2021-01-19T15:00:00Z"}
	customer := start(t, setup{args: at, folder: folder, cols: 120, rows: 60})
	customer.waitFor(home)
	customer.paste("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n" + published())
	customer.waitFor("To be sure")
	customer.send("2")
	customer.waitFor("The trail says ")
	want := customer.verdictRows()
	if len(want) < 30 {
		t.Fatalf("the customer sees %d verdicts:\n%s", len(want), customer.text())
	}
	customer.send("e")
	customer.waitFor("this is all that leaves the machine", "# NetSuite OAuth 2.0 login")
	customer.send("s")
	customer.waitFor("Save the report as")
	customer.send(enter)
	customer.waitFor("Saved the report in ")
	name := savedIn.FindStringSubmatch(customer.text())[1]
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	for how, support := range map[string]*terminal{
		"its file": start(t, setup{args: append(at, name), folder: folder, cols: 120, rows: 60}),
		"its text": start(t, setup{args: at, cols: 120, rows: 60}),
	} {
		if how == "its text" {
			support.waitFor(home)
			support.paste(string(text))
		}
		support.waitFor("The trail says ")
		if got := support.verdictRows(); !slices.Equal(got, want) {
			t.Errorf("from %s, support sees\n%s\nand the customer\n%s", how, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
