package ui_test

import (
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui"
	"authdoctor/ui/uitest"
)

// FuzzKeys types anything at the program, on terminals of any size, and catches
// panics, frames that are too large, and frames with anything raw in them.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("\x00\x00\x01\x02\x03scope\x00"))
	f.Add([]byte("\xf0\xf1\x01\x00v\x01\x00\xf2\x03\x03?\x02\xf3\x05\x05"))
	f.Add([]byte("\xf0\xf4\x01\x00\x06\x00fq\xf1"))
	f.Add([]byte("\xf0\xf7u\xf71n\xf0uuu\xf2ttnuu"))
	f.Add([]byte("\xf1i\x00a\x00\x00\xf5\x00p\x01"))
	names := make([]string, 0, len(uitest.KeyTypes))
	for name := range uitest.KeyTypes {
		if name != "ctrl+c" && name != "ctrl+z" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	first := slices.Index(names, "enter")
	names[0], names[first] = names[first], names[0]
	pastes := []string{
		uitest.AccessToken(time.Minute), uitest.Assertion(), "ScopeMismatched", "token_rejected", "eyJ.eyJ.", uitest.Evils[0] + uitest.Evils[2],
		uitest.AccessToken(-time.Hour) + "\n" + uitest.Assertion(), uitest.TokenFor("7654321"),
	}
	sizes := []tea.WindowSizeMsg{
		{Width: 80, Height: 24}, {Width: 60, Height: 16}, {Width: 120, Height: 40}, {Width: 1, Height: 1},
		{Width: 59, Height: 60}, {Width: 160, Height: 16}, {Width: 0, Height: 0}, {Width: 61, Height: 17},
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 100 {
			return
		}
		term := uitest.Open(t, 80, 24)
		size := sizes[0]
		for _, b := range script {
			switch {
			case int(b) < len(names):
				term.Send(uitest.KeyOf(names[b]))
			case b < 0x80:
				term.Send(uitest.KeyOf(string(rune(b))))
			case b < 0xf0:
				size = sizes[int(b)%len(sizes)]
				term.Send(size)
			case b < 0xf8:
				term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pastes[b-0xf0]), Paste: true})
			default:
				term.Wait(time.Minute)
				term.Send(ui.TickOf(term.App))
			}
			frame := term.View()
			uitest.MustBeClean(t, frame, "the keys")
			if size.Width > 0 {
				uitest.MustFit(t, frame, size.Width, size.Height)
			}
		}
	})
}

// FuzzColourReply catches an answer of the terminal that is taken for keys, keys that
// are lost beside one, a colour that is read differently the second time, and work out
// of proportion.
func FuzzColourReply(f *testing.F) {
	for _, seed := range []string{"", "\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;4c", "\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?6c", "\x1b]11;rgba:f/f/f/f\x07", "\x1b]11;rgb:1/2", "abc\x1b[?1;2cde", "\x1b[?\x1b[?1c", "\x1b]11;\x1b]11;rgb:0/0/0\x07",
		"\x1b[A\x1bOP\xff\x03\x7f q", "\x1b]11;rgb:+1/-1/0x\x07", "\x1b[200~eyJ\x1b[201~"} {
		f.Add([]byte(seed), "x")
	}
	f.Fuzz(func(t *testing.T, read []byte, colour string) {
		worktest.Bound(t, len(read)+len(colour), func() {
			got := ui.ReadReply(slices.Clone(read))
			if again := ui.ReadReply(slices.Clone(read)); again.Ground != got.Ground || again.Complete != got.Complete || len(again.Typed) != len(got.Typed) {
				t.Errorf("%q: read differently the second time", read)
			}
			if len(got.Typed) > len(read) {
				t.Errorf("%q: %d keys", read, len(got.Typed))
			}
			if plain := !slices.ContainsFunc(read, func(c byte) bool { return c < ' ' || c > '~' }); plain && len(got.Typed) != len(read) {
				t.Errorf("%q: %d keys are lost", read, len(read)-len(got.Typed))
			}
			for _, key := range got.Typed {
				if slices.Contains(key.Runes, '\x1b') {
					t.Errorf("%q: an escape is typed", read)
				}
			}
			ui.IsDark(colour)
			// What comes late is swallowed and never more than that: a key behind it comes
			// through.
			late := ui.FilterLate(func() time.Time { return time.Time{} })
			for _, r := range colour {
				late(nil, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
			late(nil, tea.KeyMsg{Type: tea.KeyEnter})
			if through := late(nil, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'q'}}); through == nil {
				t.Errorf("%q: the key behind it is swallowed", colour)
			}
		})
	})
}
