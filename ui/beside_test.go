package ui_test

import (
	"strings"
	"testing"

	"authdoctor/ui/uitest"
)

// besides returns what is beside the findings.
func besides(term *uitest.Terminal) string {
	var b strings.Builder
	for line := range strings.Lines(term.Text()) {
		if _, right, found := strings.Cut(line, " │ "); found {
			b.WriteString(right)
		}
	}
	return b.String()
}

// TestPageBeside catches a wide screen on which cause and remedy are not seen together, a
// page that does not follow the cursor, and one that cannot be read to its end.
func TestPageBeside(t *testing.T) {
	term := uitest.Open(t, 130, 30)
	uitest.Play(t, term, "answer-call")
	if got := besides(term); !strings.Contains(got, "AccessTokenExpired") || !strings.Contains(got, "In your case") || !strings.Contains(got, "FIX IT") {
		t.Fatalf("no page is beside the findings:\n%s", term.Text())
	}
	pages := map[string]bool{}
	for range 12 {
		title, _, _ := strings.Cut(besides(term), "\n")
		pages[strings.TrimSpace(title)] = true
		term.Press("down")
	}
	if len(pages) < 4 {
		t.Errorf("the page does not follow the cursor: %v", pages)
	}

	term = uitest.Open(t, 130, 30)
	uitest.Play(t, term, "token-expired")
	term.MustSee("In your case", "… more: pgdn", "Expired 1 h 12 min ago")
	findings := strings.Split(term.Text(), "\n")[2]
	for range 20 {
		term.Press("pgdown")
	}
	if got := besides(term); !strings.Contains(got, "SOURCES") || strings.Contains(got, "more: pgdn") {
		t.Errorf("the end of the page is not seen:\n%s", term.Text())
	}
	if got, _, _ := strings.Cut(strings.Split(term.Text(), "\n")[2], "│"); !strings.HasPrefix(findings, got) {
		t.Errorf("the findings moved with the page: %q", got)
	}
	term.Press("pgup")
	if got := besides(term); !strings.Contains(got, "more: pgdn") {
		t.Errorf("the page does not go back:\n%s", term.Text())
	}

	for _, width := range []int{110, 129} {
		term = uitest.Open(t, width, 40)
		uitest.Play(t, term, "token-expired")
		if got := besides(term); !strings.HasPrefix(got, "Case") || strings.Contains(got, "WHAT IT MEANS") {
			t.Errorf("at %d columns, the Case is not beside the findings:\n%s", width, got)
		}
	}
}
