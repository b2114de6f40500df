package border_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
)

const oracle = "https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157771482304.html"

// TestMayOpen catches an address that leads somewhere other than it seems to.
func TestMayOpen(t *testing.T) {
	for address, want := range map[string]bool{
		oracle: true, "https://www.rfc-editor.org/rfc/rfc7523#section-3": true,
		"http://docs.oracle.com/x": false, "https://docs.oracle.com.evil.example/": false, "https://docs.oracle.com:8443/": false,
		"https://docs.oracle.com@evil.example/": false, "https://user@docs.oracle.com/": false, "https://evil.example/docs.oracle.com": false,
		"https://docs.oracle.com\\@evil.example/": false, "https://docs.oracle.com/\x1b\\": false, "https://docs.oracle.com/ä": false, "https://docs.oracle.com/a b": false,
		"https://docs.oracle.com/" + strings.Repeat("a", 500): false, "file:///etc/passwd": false, "javascript:alert(1)": false, "": false, "//docs.oracle.com/": false, "-x": false,
	} {
		if got := border.MayOpen(address); got != want {
			t.Errorf("MayOpen(%q) = %t", address, got)
		}
	}
}

// TestLink catches a link of ours that is lost on a terminal, reaches a file or shows its
// seal, and a link of outside text that passes, alone or beside ours.
func TestLink(t *testing.T) {
	styled := border.Own("\x1b[1mOracle\x1b[0m")
	own := border.Link(oracle, styled)
	shown := regexp.MustCompile(`^\x1b\]8;id=[0-9a-f]{8};` + regexp.QuoteMeta(oracle) + `\x1b\\\x1b\[1mOracle\x1b\[0m\x1b\]8;;\x1b\\$`)
	if got := border.Line(own); !shown.MatchString(got) {
		t.Fatalf("a line is %q", got)
	}
	const foreign = "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\"
	visible := strings.ReplaceAll(foreign, "\x1b", `\u{001B}`)
	mixed := foreign + own + foreign
	for size := 1; size <= len(mixed); size++ {
		if got, want := written(t, mixed, true, size), visible+border.Line(own)+visible; got != want {
			t.Fatalf("in pieces of %d, a terminal gets %q", size, got)
		}
		if got, want := written(t, mixed, false, size), visible+"Oracle"+visible; got != want {
			t.Fatalf("in pieces of %d, a file gets %q", size, got)
		}
	}
	if got, _ := border.Printable(own); strings.Contains(got, "\x1b") {
		t.Errorf("Printable lets a sealed link pass: %q", got)
	}
	if got := border.Link("https://evil.example", "x"); got != "x" {
		t.Errorf("another host becomes a link: %q", got)
	}
	// Whoever has the seal makes no other sequence with it.
	for name, forged := range map[string]string{
		"clipboard":        strings.ReplaceAll(own, "\x1b]8;", "\x1b]52;c;"),
		"clipboard inside": strings.Replace(own, oracle, "\x1b]52;c;eA==\a", 1),
		"ended by BEL":     strings.ReplaceAll(own, "\x1b\\", "\a"),
		"title":            strings.ReplaceAll(own, "\x1b]8;", "\x1b]0;"),
		"nested":           strings.Replace(own, oracle, "\x1b[2J", 1),
		"too long":         strings.Replace(own, oracle, oracle+strings.Repeat("a", 1000), 1),
	} {
		for _, got := range []string{border.Line(forged), written(t, forged, true, 7)} {
			got = strings.ReplaceAll(strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "", "\x1b]8;;\x1b\\", "").Replace(got), "\n", "")
			if left := raw(got); left != "" {
				t.Errorf("%s: %q passes", name, left)
			}
		}
	}
}

// TestClipboard catches a sequence that a terminal does not take, one that reaches a file,
// and one that GNU screen cuts.
func TestClipboard(t *testing.T) {
	text := strings.Repeat("Müller ✓\n", 100)
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	var out strings.Builder
	w := border.NewWriter(&out, true)
	if err := w.Clipboard(text, false); err != nil || out.String() != want {
		t.Errorf("the terminal gets %q, %v", out.String(), err)
	}
	out.Reset()
	if err := w.Clipboard(text, true); err != nil {
		t.Error(err)
	}
	joined := ""
	for _, piece := range strings.SplitAfter(out.String(), "\x1b\\") {
		if len(piece) > 256 {
			t.Errorf("screen cuts a piece of %d bytes", len(piece))
		}
		if inner, is := strings.CutPrefix(piece, "\x1bP"); is {
			joined += strings.TrimSuffix(inner, "\x1b\\")
		} else if piece != "" {
			t.Errorf("%q is no piece", piece)
		}
	}
	if joined != want {
		t.Errorf("screen hands on %q", joined)
	}
	out.Reset()
	if err := border.NewWriter(&out, false).Clipboard(text, false); err != nil || out.Len() > 0 {
		t.Errorf("a file gets %q, %v", out.String(), err)
	}
	if err := border.NewWriter(broken{}, true).Clipboard(text, false); err == nil {
		t.Error("an error is lost")
	}
	for _, got := range []string{border.Line(want), border.Line(border.Own(want)), written(t, border.Own(want), true, 5)} {
		if strings.ContainsAny(got, "\x1b\a") {
			t.Errorf("a frame holds %q", got)
		}
	}
}
