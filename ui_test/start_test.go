//go:build unix

package ui_test

import (
	"cmp"
	"debug/buildinfo"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// tooLate is far above the budget of 100 ms for the first frame, to allow for slow machines,
// and below the 5 s that bubbletea itself waits for an answer.
const tooLate = 3 * time.Second

// TestStartsAtOnce catches a start that waits for an answer of the terminal that never comes.
func TestStartsAtOnce(t *testing.T) {
	for name, s := range map[string]setup{
		"answers":           {},
		"light":             {light: true},
		"silent":            {silent: true},
		"silent, dumb":      {silent: true, env: []string{"TERM=dumb"}},
		"silent, no TERM":   {silent: true, env: []string{"TERM="}},
		"silent, no colour": {silent: true, env: []string{"NO_COLOR=1"}},
		"silent, linux":     {silent: true, env: []string{"TERM=linux", "COLORTERM="}},
		"silent, screen":    {silent: true, env: []string{"TERM=screen-256color", "TMUX=/tmp/tmux/default,1,0", "STY=1.x"}},
		"silent, dark":      {silent: true, args: []string{"--theme", "dark"}},
		"silent, small":     {silent: true, cols: 20, rows: 3},
	} {
		t.Run(name, func(t *testing.T) {
			x := start(t, s)
			first := home
			if s.cols == 20 {
				first = "60"
			}
			x.waitFor(first)
			if took := time.Since(x.started); took > tooLate {
				t.Errorf("the first frame took %v", took)
			}
			x.send(ctrlC)
			x.end(130)
		})
	}
}

// TestLean catches a program that links the lexers of chroma, which take most of the start
// time, or the parsers of bluemonday, and one that exceeds its budget of 20 MB.
func TestLean(t *testing.T) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]string{"github.com/alecthomas/chroma/v2": "ui/chroma", "github.com/microcosm-cc/bluemonday": "ui/bluemonday"}
	for _, module := range info.Deps {
		if place := places[module.Path]; place != "" && module.Replace == nil || module.Path == "github.com/dlclark/regexp2" {
			t.Errorf("the program links %s %s; the module in %s takes its place", module.Path, module.Version, cmp.Or(place, "ui/chroma"))
		}
	}
	const budget = 20_000_000
	if file, err := os.Stat(program); err != nil || file.Size() > budget {
		t.Errorf("the program has %d bytes, %v; the budget is %d", file.Size(), err, budget)
	}
}

// colour matches a sequence that sets a colour; bold and underline are not colours.
var colour = regexp.MustCompile(`\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m`)

// TestColour catches colours that the user has turned off, and missing colours otherwise.
func TestColour(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     []string
		colours bool
	}{
		{"usual", nil, true},
		{"256 colours", []string{"COLORTERM="}, true},
		{"NO_COLOR", []string{"NO_COLOR=1"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := start(t, setup{env: c.env})
			x.waitFor(home)
			x.paste("ScopeMismatched")
			x.waitFor("WHAT IT MEANS")
			x.paste(published())
			x.waitForHeader("Token")
			x.send(ctrlC)
			x.end(130)
			if got := colour.FindString(x.output()); (got != "") != c.colours {
				t.Errorf("colour %q, want %v", got, c.colours)
			}
		})
	}
}

// TestLateAnswer catches an answer of a slow terminal that ends up in the field.
func TestLateAnswer(t *testing.T) {
	for name, answer := range map[string][]string{
		"both":          {"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c"},
		"BEL":           {"\x1b]11;rgb:1e1e/1e1e/1e1e\x07", "\x1b[?1;2c"},
		"in two pieces": {"\x1b]11;rgb:1e1e/", "1e1e/1e1e\x1b\\\x1b[?62c"},
		"device alone":  {"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"},
		"alpha":         {"\x1b]11;rgba:ffff/ffff/ffff/ffff\x07"},
	} {
		t.Run(name, func(t *testing.T) {
			x := start(t, setup{silent: true})
			x.waitFor(home)
			for _, piece := range answer {
				x.send(piece)
			}
			x.send("scope")
			x.waitFor("scope▏", "ScopeMismatched")
			x.until("the word alone in the field", func(screen string) bool { return strings.Contains(screen, "│ scope▏ ") })
			for _, leaked := range []string{"rgb", "1e1e", "ffff", "62;", "11;"} {
				if strings.Contains(x.text(), leaked) {
					t.Errorf("the answer is on the screen:\n%s", x.text())
				}
			}
			x.send(ctrlC)
			x.end(130)
		})
	}
}

// TestTypedAhead catches keys that are lost because they were typed before the first frame.
func TestTypedAhead(t *testing.T) {
	for _, silent := range []bool{false, true} {
		x := start(t, setup{silent: silent})
		x.until("a question to the terminal", func(string) bool { return strings.Contains(x.output(), "\x1b]11;?") })
		// The terminal may still echo at this moment.
		x.echoed = "scope"
		x.send(x.echoed)
		x.waitFor("scope▏", "ScopeMismatched")
		x.send(ctrlC)
		x.end(130)
	}
}
