//go:build unix

package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// inWords is how the assistant in words is asked for.
var inWords = []setup{
	{args: []string{"--accessible"}}, {env: []string{"ACCESSIBLE=1"}}, {env: []string{"TERM=dumb"}},
	{env: []string{"ACCESSIBLE=yes"}, piped: "ScopeMismatched\n"}, {args: []string{"--accessible", "-"}, piped: "ScopeMismatched\n"},
}

// TestInWords catches a way to ask for the assistant in words that opens the screens, and an
// escape or a carriage return that it writes.
func TestInWords(t *testing.T) {
	for _, s := range inWords {
		x := start(t, s)
		x.waitFor("Answer 1 to")
		if s.piped != "" {
			x.waitFor("My trail shows ScopeMismatched")
		}
		x.send("q\n")
		x.end(0)
		if raw := strings.ReplaceAll(x.output(), "\r\n", "\n"); strings.ContainsAny(raw, "\x1b\r\b") {
			t.Errorf("%v %v: %q", s.args, s.env, raw)
		}
	}
}

// TestNotInWords catches a variable that asks for the screens and gets words.
func TestNotInWords(t *testing.T) {
	x := start(t, setup{env: []string{"ACCESSIBLE=0"}})
	x.waitFor(home)
	x.until("the screens", func(string) bool { return x.alternate.Load() })
	x.send(ctrlC)
	x.end(130)
}

// TestPasteInWords catches a paste that is shown, that is cut where the terminal cuts a line,
// or that leaves the terminal without echo, also after ctrl+z and ctrl+c.
func TestPasteInWords(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "locked.pem"), []byte(lockedKey), 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{args: []string{"--accessible"}, folder: folder, underShell: true, rows: 60, cols: 100})
	if got := x.report(); got != "started" {
		t.Fatalf("the shell says %q", got)
	}
	x.waitFor("Answer 1 to 5")
	x.send("1\n")
	x.waitFor("on a line of its own")
	x.send("half of a paste" + ctrlZ)
	x.stopped()
	x.foreground()
	x.until("the prompt again", func(string) bool { return strings.Count(x.output(), "on a line of its own") == 2 })
	x.send(strings.Repeat("x ", 3000) + "\n" + published() + "\n.\n") // a line of more than 4096 bytes
	x.waitForWords("access token, authorization code")
	x.waitFor("Hand the case over")
	x.send("locked.pem\n")
	x.waitForWords("Its pass phrase?")
	x.send(typedSecret + "\n")
	x.waitForWords("private key, EC P-256")
	x.choose(3, "Paste something")
	x.until("the next prompt for a paste", func(string) bool { return strings.Count(x.output(), "on a line of its own") == 3 })
	x.send("secret words" + ctrlC)
	x.end(130)
	for _, hidden := range []string{"half of", "x x x", "secret words", typedSecret} {
		if strings.Contains(x.output(), hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
}

// choose types the number of the answer that begins with a text, once it was written n times.
func (x *terminal) choose(n int, text string) {
	x.t.Helper()
	row := regexp.MustCompile(`(?m)^(\d+)\. ` + regexp.QuoteMeta(text))
	x.until(fmt.Sprintf("answer %q for the %d. time, and then a question", text, n), func(string) bool {
		rows := row.FindAllStringIndex(x.output(), -1)
		return len(rows) >= n && strings.Contains(x.output()[rows[len(rows)-1][0]:], "; b, ? or q\r\n")
	})
	rows := row.FindAllStringSubmatch(x.output(), -1)
	x.send(rows[len(rows)-1][1] + "\n")
}

// verdicts reads the verdicts and their reasons, and quits.
func (x *terminal) verdicts() []string {
	x.t.Helper()
	x.send("m\n")
	x.choose(1, "Read why each code")
	x.until("the last verdict", func(string) bool { return strings.Contains(x.output(), "Which code do you want to read about?") })
	x.send("q\n")
	x.end(0)
	_, text, _ := strings.Cut(strings.ReplaceAll(x.output(), "\r\n", "\n"), "Read why each code")
	return regexp.MustCompile(`(?m)^[A-Z]\w+: (?:confirmed|likely|possible|not visible|ruled out): .*`).FindAllString(text, -1)
}

// TestSupportCallInWords catches a call that cannot be done in words: the customer pastes a
// token, answers the question, and saves the report; support opens it, and has the same
// verdicts. Neither side shows the signature.
func TestSupportCallInWords(t *testing.T) {
	folder := t.TempDir()
	at := []string{"--accessible", "--at", "2021-01-19T15:00:00Z"}
	customer := start(t, setup{args: at, folder: folder, rows: 60, cols: 100})
	customer.choose(1, "Paste something")
	customer.waitFor("on a line of its own")
	customer.send("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n" + published() + "\n.\n")
	customer.choose(1, "Answer the question that decides")
	customer.choose(1, "I don't know")
	customer.until("what changed", func(string) bool { return strings.Contains(customer.output(), "Changed: ") })
	customer.send("b\n")
	customer.choose(2, "Hand the case over")
	customer.choose(1, "Read the short report")
	customer.choose(2, "Save the report with its case, as Markdown")
	customer.waitFor("press enter for authdoctor-report.md")
	customer.send("\n")
	customer.waitFor("Saved: authdoctor-report.md")
	customer.send("m\n")
	customer.choose(1, "Save the report with its case, as HTML")
	customer.waitFor("press enter for authdoctor-report.html")
	customer.send("\n")
	customer.waitFor("Saved: authdoctor-report.html")
	customer.send("b\n")
	want := customer.verdicts()
	if len(want) < 30 {
		t.Fatalf("the customer sees %d verdicts: %q", len(want), want)
	}
	for _, name := range []string{"authdoctor-report.md", "authdoctor-report.html"} {
		support := start(t, setup{args: append(at, name), folder: folder, rows: 60, cols: 100})
		if got := support.verdicts(); !slices.Equal(got, want) {
			t.Errorf("from %s, support sees\n%s\nand the customer\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
