package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"authdoctor/ui/uitest"
)

// TestFirstScreen catches a page whose reader, who is in trouble, has to scroll on 80 columns
// and 24 lines to see what to do.
func TestFirstScreen(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	step := regexp.MustCompile(`(?m)^\s*1  \S`)
	for _, p := range term.S.Library.Pages() {
		if strings.HasPrefix(p.Path, "lessons/") {
			continue
		}
		term.S.OpenPage(p.Path)
		frame := term.Text()
		_, below, found := strings.Cut(frame, "FIX IT")
		if !found {
			_, below, found = strings.Cut(frame, "HOW TO FIND OUT")
		}
		if !found || !step.MatchString(below) {
			t.Errorf("%s: the first screen does not show the first step of ## Fix it or ## How to find out: shorten what comes before it\n%s", p.Path, frame)
		}
		term.Press("esc")
	}
}
