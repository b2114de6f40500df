package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/ui"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestSearch catches a match that is not shown or not marked, a cursor that stays behind, a
// letter that is taken for a command, and a search that does not end.
func TestSearch(t *testing.T) {
	for name, test := range map[string]struct {
		scene, text string
		opens       screen.Destination // where enter leads from the match; nil for nowhere
	}{
		"page":       {"page", "not to be confused", nil},
		"verdicts":   {"verdicts", "scopemism", screen.Page{Path: "codes/ScopeMismatched.md"}},
		"facts":      {"facts-known", "application id", nil},
		"findings":   {"token-expired", "signature", screen.Page{Path: "symptoms/netsuite-keys.md"}},
		"claims":     {"token-expired", "jti", nil},
		"trail rows": {"trail-rows", "line", nil},
		"help":       {"help", "leave at once", nil},
	} {
		for _, profile := range []termenv.Profile{termenv.Ascii, termenv.TrueColor} {
			for _, size := range [][2]int{{60, 16}, {100, 24}} {
				term := uitest.Open(t, size[0], size[1], func(o *ui.Options) { o.Profile = &profile })
				uitest.Play(t, term, test.scene)
				shown := term.S.Shown()
				term.Press("/")
				term.MustSee("/ ", "text to find", "esc end")
				term.Write(test.text)
				uitest.MustFit(t, term.View(), size[0], size[1])
				if term.S.Shown() != shown {
					t.Fatalf("%s: a letter was taken for a command", name)
				}
				frame := strings.ToLower(term.Text())
				if profile == termenv.Ascii {
					if strings.Contains(frame, "not found here") || !strings.Contains(frame, "»") && size[0] == 100 {
						t.Errorf("%s: no match is marked:\n%s", name, term.Text())
					}
					continue
				}
				if body := frame[:strings.LastIndex(frame, "\n")]; !strings.Contains(body, strings.TrimSpace(test.text)) && !strings.Contains(strings.Join(strings.Fields(body), " "), strings.TrimSpace(test.text)) {
					t.Errorf("%s: the match is not shown:\n%s", name, term.Text())
				}
				for _, line := range strings.Split(term.View(), "\n") {
					if strings.Count(line, "\x1b[") > 0 && !strings.HasSuffix(strings.TrimRight(line, " "), "m") && strings.LastIndex(line, "\x1b[0m") < strings.LastIndex(line, "\x1b[") {
						t.Errorf("%s: a style goes on after the line %q", name, ansi.Strip(line))
					}
				}
				term.Press("esc")
				if term.Searching() || term.S.Shown() != shown {
					t.Errorf("%s: the search does not end", name)
				}
				if test.opens != nil {
					if term.Press("enter"); term.S.At() != test.opens {
						t.Errorf("%s: enter leads to %v, want %v", name, term.S.At(), test.opens)
					}
				}
			}
		}
	}
}

// TestNextMatch catches a match that is skipped, and an end that does not lead to the
// beginning.
func TestNextMatch(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.Play(t, term, "page")
	term.Press("/")
	term.Write("scope")
	term.MustSee("1 of ")
	lines := strings.Fields(term.Text()[strings.Index(term.Text(), "1 of "):])[2]
	var first string
	for i := 0; ; i++ {
		frame := term.Text()
		if i == 0 {
			first = frame
		} else if frame == first {
			if got := strings.Fields(frame[strings.Index(frame, "1 of "):])[2]; got != lines || i < 5 {
				t.Errorf("after %d matches of %s the first comes again", i, lines)
			}
			break
		}
		if i > 100 {
			t.Fatal("the first match never comes again")
		}
		term.Press("enter")
	}
	term.Press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	term.MustSee("text to find")
	term.Write("zzzz")
	term.MustSee("not found here")
	term.Press("enter")
	term.PasteText(uitest.AccessToken(time.Hour))
	if term.Searching() || term.S.Shown().Title() != "Token" {
		t.Error("a paste is not recognized while a search is open")
	}
	// What is pasted key by key is never drawn whole.
	term.Press("/")
	term.Write(uitest.Signature)
	term.MustNotSee(uitest.Signature[40:60], uitest.Signature[:48])
}
