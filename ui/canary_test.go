package ui

import (
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/worktest"
)

// waysIn are how a text can come to a screen.
var waysIn = []struct {
	name string
	come func(term *terminal, text string)
}{
	{"pasted at home", func(term *terminal, text string) { term.pasteText(text); term.press("enter") }},
	{"typed at home", func(term *terminal, text string) { typeAway(term, text); term.press("enter") }},
	{"pasted as the name of a file", func(term *terminal, text string) {
		term.press("k")
		term.s.GoTo(File{})
		term.pasteText(text)
		term.do("enter")
	}},
	{"pasted as facts", func(term *terminal, text string) {
		term.press("ctrl+f")
		for range 12 {
			term.press("down", "enter")
			term.pasteText(text)
			term.press("enter", "esc")
		}
	}},
	{"pasted for a certificate", func(term *terminal, text string) {
		term.pasteText(assertion())
		term.press("i")
		for range 20 {
			term.press("down", "enter")
			term.pasteText(text)
			term.press("enter", "esc")
		}
	}},
	{"in the cells of an export", func(term *terminal, text string) { openAudit(term, canary.Export(text), nil) }},
	{"as a key file", func(term *terminal, text string) {
		term.s.disk.(*memoryDisk).MapFS["key.pem"] = &fstest.MapFile{Data: []byte(text)}
		term.s.GoTo(File{})
		term.write("key.pem")
		term.do("enter")
	}},
}

// typeAway types a text as a terminal without bracketed paste does.
func typeAway(term *terminal, text string) {
	const most = 300
	for _, r := range text[:min(len(text), most)] {
		if r == '\n' {
			term.press("enter")
			continue
		}
		term.write(string(r))
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
					term := open(t, size[0], size[1])
					look := func(after string) bool {
						piece := canary.Shows(term.text(), secret.Value)
						if piece != "" {
							t.Errorf("%s, after %s: %q is drawn:\n%s", secret.Name, after, piece, term.text())
						}
						return piece == ""
					}
					way.come(term, text)
					if !look("it came") {
						continue
					}
					for _, key := range keys {
						if term.do(key); !look(key) {
							break
						}
					}
				}
			}
		})
	}
}
