package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

func coloured(o *Options) { profile := termenv.TrueColor; o.Profile = &profile }

// BenchmarkKeyToFrame guards the budget of 5 ms from key press to frame at 120x40.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, scene := range allScenes() {
		switch scene.name {
		case "home-search", "guide-walk", "token-expired", "verdicts", "codes", "page-in-your-case", "facts-known", "record-filled", "keys-token", "open", "assertion-ready", "trail", "trail-codes", "trail-rows", "trail-columns":
		default:
			continue
		}
		b.Run(scene.name, func(b *testing.B) {
			term := open(b, 120, 40, coloured)
			scene.play(term)
			keys := []tea.KeyMsg{keyOf("down"), keyOf("up")}
			for i := 0; b.Loop(); i++ {
				term.send(keys[i%2])
				_ = term.View()
			}
		})
	}
	b.Run("many users", func(b *testing.B) {
		var text strings.Builder
		text.WriteString(auditHeader)
		for i := range 50_000 {
			text.WriteString(auditLine(noon, "User "+count(i), "3", "/x", "Failure", "MissingKey", "EDI Hub", ""))
		}
		term := open(b, 120, 40, coloured)
		openAudit(term, text.String(), nil)
		term.press("b", "b", "down")
		keys := []tea.KeyMsg{keyOf("down"), keyOf("up")}
		for i := 0; b.Loop(); i++ {
			term.send(keys[i%2])
			_ = term.View()
		}
	})
	b.Run("search", func(b *testing.B) {
		term := open(b, 120, 40, coloured)
		term.write("certificat")
		keys := []tea.KeyMsg{keyOf("e"), keyOf("backspace")}
		for i := 0; b.Loop(); i++ {
			term.send(keys[i%2])
			_ = term.View()
		}
	})
	b.Run("open a page", func(b *testing.B) {
		term := open(b, 120, 40, coloured)
		term.write("ScopeMismatched")
		for b.Loop() {
			clear(term.s.markdown.kept)
			term.press("enter")
			term.press("esc")
			term.write("ScopeMismatched")
		}
	})
	b.Run("tick", func(b *testing.B) {
		term := open(b, 120, 40, coloured)
		term.pasteText(accessToken(time.Hour))
		for b.Loop() {
			term.wait(time.Second)
			term.send(tickMsg{term.chain})
			_ = term.View()
		}
	})
}

// BenchmarkPasteToFrame guards the budget of 20 ms for a paste of 8 kB.
func BenchmarkPasteToFrame(b *testing.B) {
	token := accessToken(time.Hour)
	texts := map[string]string{
		"token":  token + strings.Repeat("A", max(0, 8192-len(token))),
		"answer": `{"access_token":"` + token + `","pad":"` + strings.Repeat("x", 8192-len(token)) + `"}`,
		"noise":  strings.Repeat("neither a token nor a code ", 8192/27),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			term := open(b, 120, 40, coloured)
			for b.Loop() {
				term.pasteText(text)
				term.s.history = term.s.history[:1]
				term.s.history[0].screen.(*home).field.Clear()
			}
		})
	}
}

// BenchmarkPasteByKeys guards the cost of one key of a paste without bracketed
// paste, frame and all: 0.1 ms. The field holds 4 kB and grows.
func BenchmarkPasteByKeys(b *testing.B) {
	term := open(b, 120, 40, coloured)
	term.write("eyJ" + strings.Repeat("a", 4096))
	key := keyOf("A")
	for b.Loop() {
		term.send(key)
		_ = term.View()
	}
}

// BenchmarkFieldKey is the field alone.
func BenchmarkFieldKey(b *testing.B) {
	for _, size := range []int{16, 4 << 10, 64 << 10} {
		b.Run(count(size), func(b *testing.B) {
			var f field
			f.Insert([]rune(strings.Repeat("a", size)))
			keys := []tea.KeyMsg{keyOf("A"), keyOf("backspace")}
			for i := 0; b.Loop(); i++ {
				f.Key(keys[i%2])
			}
		})
	}
}
