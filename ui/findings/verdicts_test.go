package findings_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestReasonsDiffer catches different reasons that are cut to the same words, and a reason
// that cannot be read in full.
func TestReasonsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 80, 24)
		scene.Play(term)
		verdicts := term.S.Diagnosis.Verdicts
		all := ""
		for _, verdict := range verdicts {
			all += verdict.Because[:min(30, len(verdict.Because))]
		}
		if seen[all] {
			continue
		}
		seen[all] = true
		term.S.GoTo(screen.Verdicts{})
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			term.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			term.Press("home")
			frames := ""
			for range 4 {
				frames += term.Text()
				term.Press("pgdown")
			}
			shown := map[string]string{} // the reason of a row, by what is shown of it
			for _, verdict := range verdicts {
				_, said, _ := strings.Cut(frames, " "+string(verdict.Code)+" ")
				said, _, _ = strings.Cut(strings.TrimSpace(said), "\n")
				if other, same := shown[said]; same && other != verdict.Because {
					t.Errorf("%s at %v: %q stands for %q and %q", scene.Name, size, said, other, verdict.Because)
				}
				shown[said] = verdict.Because
			}
		}
		term.Send(tea.WindowSizeMsg{Width: 60, Height: 16})
		term.Press("home")
		for _, verdict := range verdicts {
			if frame := term.Text(); !strings.Contains(unspaced(frame), unspaced(verdict.Because)) {
				t.Fatalf("%s: %q cannot be read:\n%s", scene.Name, verdict.Because, frame)
			}
			term.Press("down")
		}
	}
}

func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }
