package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/ui"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestSourcesAreLinks catches an address that is opened without a question, a question that
// does not show the address, and an address that cannot be copied where no browser is.
func TestSourcesAreLinks(t *testing.T) {
	var sent []string
	opener := filepath.Join(t.TempDir(), "xdg-open")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	const address = "https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/subsect_161252550131.html"
	for _, local := range []bool{true, false} {
		environment := []string{"DISPLAY=:0"}
		if !local {
			environment = append(environment, "SSH_TTY=x")
		}
		term := uitest.Open(t, 120, 40, sentTo(&sent, environment...), func(o *ui.Options) {
			o.Board.Look = func(name string) (string, error) {
				if name != "xdg-open" {
					return "", exec.ErrNotFound
				}
				return opener, nil
			}
		})
		uitest.Play(t, term, "page")
		page := term.S.Shown()
		if cmd := term.Press("shift+tab", "enter"); cmd != nil {
			t.Error("the address is opened without a question")
		}
		term.MustSee("Source", address)
		if !local {
			term.MustSee("No browser can be opened from here.")
			term.MustNotSee("Open it in the browser")
			if term.Settle(term.Press("enter")); len(sent) != 1 || sent[0] != address {
				t.Errorf("sent: %q", sent)
			}
			continue
		}
		term.MustSee("1  Open it in the browser", "by xdg-open", "your browser asks docs.oracle.com for the page")
		msg := term.Press("1")()
		if opened, is := msg.(screen.OpenedMsg); !is || !opened.Opened || opened.Address != address {
			t.Fatalf("enter gives %#v", msg)
		}
		term.Send(msg)
		term.MustSee("Handed to the browser. If nothing opens, y copies the address.")
		if term.S.Shown() != page {
			t.Error("the question is still there")
		}
		term.Press("y")
		term.MustSee("1  Address")
	}
}

// TestTerminalLinks catches a link where the terminal would show its bytes, one that is
// missing where it has them, and one that makes a frame too wide.
func TestTerminalLinks(t *testing.T) {
	var sent []string
	for environment, want := range map[string]bool{"TERM_PROGRAM=WezTerm": true, "TERM_PROGRAM=Apple_Terminal": false} {
		for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
			term := uitest.Open(t, size[0], size[1], sentTo(&sent, environment))
			uitest.Play(t, term, "page")
			term.Press("end", "shift+tab")
			frame := term.View()
			uitest.MustFit(t, frame, size[0], size[1])
			opens, ends := strings.Count(frame, "\x1b]8;id="), strings.Count(frame, "\x1b]8;;\x1b\\")
			if (opens > 0) != want || opens != ends {
				t.Errorf("%s, %v: %d links begin and %d end", environment, size, opens, ends)
			}
			if want && !strings.Contains(frame, ";https://docs.oracle.com/") {
				t.Errorf("%v: a link without its address:\n%q", size, frame)
			}
			if strings.Contains(frame, "\x1b]52") {
				t.Error("a frame asks for the clipboard")
			}
		}
	}
}
