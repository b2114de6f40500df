package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"authdoctor/ui"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

func coloured(o *ui.Options) { profile := termenv.TrueColor; o.Profile = &profile }

// BenchmarkKeyToFrame guards the budget of 5 ms from key press to frame, at 120x40 and at 200x60.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, scene := range uitest.AllScenes() {
		switch scene.Name {
		case "home-search", "guide-walk", "token-expired", "verdicts", "codes", "page-in-your-case", "facts-known", "record-filled", "keys-token", "open", "assertion-ready", "trail", "trail-codes", "trail-rows", "trail-columns", "setup", "setup-token", "setup-failing", "setup-step-code", "online-granted":
		default:
			continue
		}
		b.Run(scene.Name, func(b *testing.B) {
			term := uitest.Open(b, 120, 40, coloured)
			scene.Play(term)
			keys := []tea.KeyMsg{uitest.KeyOf("down"), uitest.KeyOf("up")}
			for i := 0; b.Loop(); i++ {
				term.Send(keys[i%2])
				_ = term.View()
			}
		})
	}
	for _, scene := range uitest.AllScenes() { // with a page beside them
		switch scene.Name {
		case "token-expired", "answer", "verdicts":
		default:
			continue
		}
		b.Run(scene.Name+" at 200x60", func(b *testing.B) {
			term := uitest.Open(b, 200, 60, coloured)
			scene.Play(term)
			keys := []tea.KeyMsg{uitest.KeyOf("down"), uitest.KeyOf("up")}
			for i := 0; b.Loop(); i++ {
				term.Send(keys[i%2])
				_ = term.View()
			}
		})
	}
	b.Run("many users", func(b *testing.B) {
		var text strings.Builder
		text.WriteString(uitest.AuditHeader)
		for i := range 50_000 {
			text.WriteString(uitest.AuditLine(uitest.Noon, "User "+paint.Count(i), "3", "/x", "Failure", "MissingKey", "EDI Hub", ""))
		}
		term := uitest.Open(b, 120, 40, coloured)
		uitest.OpenAudit(term, text.String(), nil)
		term.Press("b", "b", "down")
		keys := []tea.KeyMsg{uitest.KeyOf("down"), uitest.KeyOf("up")}
		for i := 0; b.Loop(); i++ {
			term.Send(keys[i%2])
			_ = term.View()
		}
	})
	b.Run("search", func(b *testing.B) {
		term := uitest.Open(b, 120, 40, coloured)
		term.Write("certificat")
		keys := []tea.KeyMsg{uitest.KeyOf("e"), uitest.KeyOf("backspace")}
		for i := 0; b.Loop(); i++ {
			term.Send(keys[i%2])
			_ = term.View()
		}
	})
	b.Run("open a page", func(b *testing.B) {
		term := uitest.Open(b, 120, 40, coloured)
		term.Write("ScopeMismatched")
		for b.Loop() {
			term.S.Markdown = paint.NewMarkdown(term.S.Styles)
			term.Press("enter")
			term.Press("esc")
			term.Write("ScopeMismatched")
		}
	})
	b.Run("tick", func(b *testing.B) {
		term := uitest.Open(b, 120, 40, coloured)
		term.PasteText(uitest.AccessToken(time.Hour))
		for b.Loop() {
			term.Wait(time.Second)
			term.Send(ui.TickOf(term.App))
			_ = term.View()
		}
	})
}

// BenchmarkPasteToFrame guards the budget of 20 ms for a paste of 8 kB.
func BenchmarkPasteToFrame(b *testing.B) {
	token := uitest.AccessToken(time.Hour)
	texts := map[string]string{
		"token":  token + strings.Repeat("A", max(0, 8192-len(token))),
		"answer": `{"access_token":"` + token + `","pad":"` + strings.Repeat("x", 8192-len(token)) + `"}`,
		"noise":  strings.Repeat("neither a token nor a code ", 8192/27),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			term := uitest.Open(b, 120, 40, coloured)
			for b.Loop() {
				term.PasteText(text)
				term.S.GoTo(screen.Home{})
				term.S.Shown().About().Field.Clear()
			}
		})
	}
}

// BenchmarkPasteByKeys guards the cost of one key of a paste without bracketed
// paste, frame and all: 0.1 ms. The field holds 4 kB and grows.
func BenchmarkPasteByKeys(b *testing.B) {
	term := uitest.Open(b, 120, 40, coloured)
	term.Write("eyJ" + strings.Repeat("a", 4096))
	key := uitest.KeyOf("A")
	for b.Loop() {
		term.Send(key)
		_ = term.View()
	}
}
