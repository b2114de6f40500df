package uitest

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
)

// Evils are texts that control a terminal, hide or reorder text, or add lines of their
// own.
var Evils = []string{
	"a\x1b[31m\x1b]0;t\a\x1b]52;c;eA==\x1b\\\x1b[2J\x1bcz", "a\u009b31m\u009d0;t\u009c\b\x7f\tz\x00", "a\u202e\u2066\u200b\ufeff\U000e0041\u2028\ue000b\u0301\u0302\u0303\u0304\u0305",
	"a\xff\x9b31m\xe2\x82z", "a\nFORGED\nz\r\nFORGED\r\nz",
}

// MustBeClean fails if a frame without colours contains a character that a terminal would
// act on, or a line that came from outside text.
func MustBeClean(t testing.TB, frame, what string) {
	t.Helper()
	for _, line := range strings.Split(frame, "\n") {
		if shown, replaced := border.Printable(line); replaced > 0 {
			t.Fatalf("%s: the frame holds %q", what, shown)
		}
		if strings.TrimSpace(line) == "FORGED" {
			t.Fatalf("%s: a line is forged", what)
		}
	}
}
