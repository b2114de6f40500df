package ui_test

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"authdoctor/ui"
	"authdoctor/ui/uitest"
)

// TestColours catches styles that get lost, bleed over the end of a line, or
// appear where there should be none.
func TestColours(t *testing.T) {
	for _, theme := range []ui.Theme{ui.ThemeDark, ui.ThemeLight, ui.ThemeContrast} {
		for _, name := range []string{"token-expired", "page-link"} {
			t.Run(string(theme)+"/"+name, func(t *testing.T) {
				profile := termenv.ANSI256
				term := uitest.Open(t, 80, 24, func(o *ui.Options) { o.Profile, o.Theme = &profile, theme })
				for _, scene := range uitest.AllScenes() {
					if scene.Name == name {
						scene.Play(term)
					}
				}
				uitest.Golden(t, name+"-"+string(theme), strings.ReplaceAll(term.View(), "\x1b", "␛"))
			})
		}
	}
}

// TestSecretWhileTyped catches a frame that shows a client secret that is typed.
func TestSecretWhileTyped(t *testing.T) {
	term := uitest.Open(t, 160, 60)
	shown := 0
	for _, r := range "my secret is " + strings.Repeat("5f0e9a7c", 8) {
		term.Write(string(r))
		if strings.Contains(term.Text(), "5f0e9a7c5f0e9a7c5f0e9a7c5f0e9a7c5f0e9a7c") {
			shown++
		}
	}
	if shown > 0 {
		t.Errorf("%d frames show a client secret", shown)
	}
}
