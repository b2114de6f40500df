package ui_test

import (
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// waysIn are how a text can come to a screen.
var waysIn = []struct {
	name string
	come func(term *uitest.Terminal, text string)
}{
	{"pasted at home", func(term *uitest.Terminal, text string) { term.PasteText(text); term.Press("enter") }},
	{"typed at home", func(term *uitest.Terminal, text string) { typeAway(term, text); term.Press("enter") }},
	{"pasted as the name of a file", func(term *uitest.Terminal, text string) {
		term.Press("k")
		term.S.GoTo(screen.File{})
		term.PasteText(text)
		term.Do("enter")
	}},
	{"pasted as facts", func(term *uitest.Terminal, text string) {
		term.Press("ctrl+f")
		for range 12 {
			term.Press("down", "enter")
			term.PasteText(text)
			term.Press("enter", "esc")
		}
	}},
	{"pasted for a certificate", func(term *uitest.Terminal, text string) {
		term.PasteText(uitest.Assertion())
		term.Press("i")
		for range 20 {
			term.Press("down", "enter")
			term.PasteText(text)
			term.Press("enter", "esc")
		}
	}},
	{"in the cells of an export", func(term *uitest.Terminal, text string) { uitest.OpenAudit(term, canary.Export(text), nil) }},
	{"as a key file", func(term *uitest.Terminal, text string) {
		term.S.Disk.(*uitest.MemoryDisk).MapFS["key.pem"] = &fstest.MapFile{Data: []byte(text)}
		term.S.GoTo(screen.File{})
		term.Write("key.pem")
		term.Do("enter")
	}},
}

// typeAway types a text as a terminal without bracketed paste does.
func typeAway(term *uitest.Terminal, text string) {
	const most = 300
	for _, r := range text[:min(len(text), most)] {
		if r == '\n' {
			term.Press("enter")
			continue
		}
		term.Write(string(r))
	}
}

// TestCanaryScreens catches a secret that a screen draws: each kind, each way in, and the
// screens that keys lead to from there. The long run pastes each secret alone and in a
// sentence by each way; the short one does one of both, the other by the next way.
func TestCanaryScreens(t *testing.T) {
	keys := []string{"down", "enter", "tab", "c", "v", "f1", "esc", "ctrl+f", "down", "enter", "esc", "t", "p", "right", "b", "left", "esc", "up", "end", "space", "esc"}
	turn := 0
	for n, way := range waysIn {
		t.Run(way.name, func(t *testing.T) {
			for i, secret := range canary.Secrets() {
				for k, text := range []string{secret.Text, "Since Monday ScopeMismatched with " + secret.Text + " here"} {
					if turn++; !worktest.Long && (n+i+k)%2 != 0 {
						continue
					}
					size := [][2]int{{60, 16}, {80, 24}, {120, 40}}[turn%3]
					term := uitest.Open(t, size[0], size[1])
					look := func(after string) bool {
						piece := canary.Shows(term.Text(), secret.Value)
						if piece != "" {
							t.Errorf("%s, after %s: %q is drawn:\n%s", secret.Name, after, piece, term.Text())
						}
						return piece == ""
					}
					way.come(term, text)
					if !look("it came") {
						continue
					}
					for _, key := range keys {
						if term.Do(key); !look(key) {
							break
						}
					}
				}
			}
		})
	}
}
