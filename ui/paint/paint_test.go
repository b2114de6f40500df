package paint

import (
	"strings"
	"testing"

	xansi "github.com/charmbracelet/x/ansi"
	runewidth "github.com/mattn/go-runewidth"
	reflow "github.com/muesli/reflow/ansi"
)

// TestMarksTakeNoCells catches a wrapping that would count the marks in prose.
func TestMarksTakeNoCells(t *testing.T) {
	for _, mark := range []rune{markLink, markLinkEnd, markHeading, markItem} {
		text := string(mark)
		if xansi.StringWidth(text) != 0 || runewidth.StringWidth(text) != 0 || reflow.PrintableRuneWidth(text) != 0 {
			t.Errorf("%U takes cells", mark)
		}
	}
}

// TestCells catches a fast width that differs from the real one.
func TestCells(t *testing.T) {
	for _, text := range []string{
		"", "plain", "│ ─ › · … ✓ ✗ – ↑ ↓ ╭╮╰╯ ▏", "\x1b[1;38;5;209mstyled\x1b[0m text", "Ünïcödé", "日本語", "e\u0301", "✓\ufe0f",
		"a\x1b]8;;x\x07b", "\x1b[2Jx", "👩‍👩‍👧", "x\u200dy",
	} {
		if got, want := Cells(text), xansi.StringWidth(text); got != want {
			t.Errorf("cells(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestWrap catches words that get lost at the end of a line.
func TestWrap(t *testing.T) {
	text := "If the refresh token is expired too, start again at https://example.com/a/very/long/path/that/does/not/fit; 日本語日本語日本語 done."
	for width := 1; width < 80; width++ {
		lines := Wrap(text, width)
		for _, line := range lines {
			if Cells(line) > width {
				t.Fatalf("width %d: %q", width, line)
			}
		}
		if width < 2 {
			continue // a wide character has no room
		}
		got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if want := strings.ReplaceAll(text, " ", ""); got != want {
			t.Fatalf("width %d loses text:\n%s\n%s", width, got, want)
		}
	}
}

// TestSparks catches a small bar that hides a failure, or overflows its place.
func TestSparks(t *testing.T) {
	for _, test := range []struct {
		values []int64
		want   string
	}{
		{nil, ""}, {[]int64{0, 0}, "  "}, {[]int64{1}, "▇"}, {[]int64{3, 0, 1}, "▇ ▃"}, {[]int64{1, 0, 1_000_000}, "▁ ▇"}, {[]int64{1, 2, 3, 4, 5, 6, 7}, "▁▂▃▄▅▆▇"},
	} {
		if got := Sparks(test.values); got != test.want {
			t.Errorf("%v is %q, want %q", test.values, got, test.want)
		}
	}
	for _, test := range []struct {
		bytes int64
		want  string
	}{{0, "0 bytes"}, {999, "999 bytes"}, {1500, "1.5 kB"}, {179_064_361, "179 MB"}, {999_999_999, "1.0 GB"}} {
		if got := Amount(test.bytes); got != test.want {
			t.Errorf("%d is %q, want %q", test.bytes, got, test.want)
		}
	}
}

// TestNumbersStayWhole catches a line that ends within a number: 2, and 180 below it.
func TestNumbersStayWhole(t *testing.T) {
	const text = "it had 2 180 logins and 1 204 331 rows of 2026 100 in all"
	for width := 12; width < len(text); width++ {
		lines := Wrap(text, width)
		if joined := strings.Join(lines, " "); joined != text {
			t.Errorf("width %d: %q", width, joined)
		}
		for _, line := range lines {
			if Cells(line) > width {
				t.Errorf("width %d: %q is too wide", width, line)
			}
		}
		if all := "|" + strings.Join(lines, "|") + "|"; strings.Contains(all, "2|180") || strings.Contains(all, "1|204") || strings.Contains(all, "204|331") {
			t.Errorf("width %d breaks a number: %s", width, all)
		}
	}
	if got := strings.Join(Wrap("fall into 47 h; in", 13), "|"); got != "fall into|47 h; in" {
		t.Errorf("a number is separated from its unit: %s", got)
	}
	if got := strings.Join(Wrap("in 2026 100 rows", 8), "|"); got != "in 2026|100 rows" {
		t.Errorf("a year and a number are one word: %s", got)
	}
}
