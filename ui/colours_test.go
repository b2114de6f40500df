package ui_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/ui"
	"authdoctor/ui/uitest"
)

var (
	styled     = regexp.MustCompile("\x1b\\[([0-9;]*)m([^\x1b]*)")
	foreground = regexp.MustCompile(`(^|;)(38;5;\d+|3[0-7]|9[0-7])(;|$)`)
)

// TestColourIsNeverAlone catches a coloured sign without a word beside it, a coloured word
// that is no link, a colour that no test of the contrast knows, and dim text.
func TestColourIsNeverAlone(t *testing.T) {
	found := 0
	for _, profile := range []termenv.Profile{termenv.ANSI, termenv.ANSI256} {
		for _, scene := range uitest.AllScenes() {
			term := uitest.Open(t, 120, 40, func(o *ui.Options) { o.Profile = &profile })
			scene.Play(term)
			for line := range strings.Lines(term.View()) {
				for _, run := range styled.FindAllStringSubmatch(line, -1) {
					codes, text := run[1], strings.TrimSpace(run[2])
					colour := foreground.FindStringSubmatch(codes)
					if slices.Contains(strings.Split(codes, ";"), "2") {
						t.Errorf("%s: %q is dim", scene.Name, text)
					}
					if colour == nil || text == "" {
						continue
					}
					found++
					switch colour[2] {
					case "38;5;248", "38;5;244": // quiet, and rules
					case "38;5;209", "93": // links and signs
						if slices.Contains(strings.Split(codes, ";"), "4") || colour[2] != "93" && strings.Contains(codes, "7") {
							continue
						}
						if word(text) || !word(ansi.Strip(line)) {
							t.Errorf("%s: colour alone tells %q in %q", scene.Name, text, ansi.Strip(line))
						}
					default:
						t.Errorf("%s: %q has the colour %s, whose contrast nobody computed", scene.Name, text, colour[2])
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("no colour was found")
	}
}

// word reports whether a text holds more than signs.
func word(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
