package paint

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestProposedValue catches a paste or a character that is appended to a value which
// the program proposed, and an edit of it that loses it.
func TestProposedValue(t *testing.T) {
	typed := func(text string) func(*Form) {
		return func(f *Form) {
			for _, r := range text {
				f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
		}
	}
	key := func(kind tea.KeyType) func(*Form) { return func(f *Form) { f.Update(tea.KeyMsg{Type: kind}) } }
	pasted := func(text string) func(*Form) { return func(f *Form) { f.Insert(text) } }
	for name, test := range map[string]struct {
		steps []func(*Form)
		want  string
	}{
		"accepted":               {nil, "public.pem"},
		"pasted":                 {[]func(*Form){pasted("mine.pem")}, "mine.pem"},
		"typed":                  {[]func(*Form){typed("mine.pem")}, "mine.pem"},
		"pasted twice":           {[]func(*Form){pasted("mine"), pasted(".pem")}, "mine.pem"},
		"edited at the end":      {[]func(*Form){key(tea.KeyBackspace), typed("x")}, "public.pex"},
		"edited at the start":    {[]func(*Form){key(tea.KeyHome), typed("my-")}, "my-public.pem"},
		"moved, then pasted":     {[]func(*Form){key(tea.KeyEnd), pasted(".old")}, "public.pem.old"},
		"nothing pasted":         {[]func(*Form){pasted(" \n")}, "public.pem"},
		"cleared and typed":      {[]func(*Form){key(tea.KeyCtrlU), typed("a")}, "a"},
		"answered, back, pasted": {[]func(*Form){key(tea.KeyEnter), func(f *Form) { f.Back() }, pasted("mine.pem")}, "mine.pem"},
	} {
		f := NewForm(&Styles{}, []Question{{Name: "file", Preset: "public.pem"}, {Name: "other"}})
		for _, step := range test.steps {
			step(&f)
		}
		if got := f.Field.Value(); got != test.want {
			t.Errorf("%s: the field holds %q, want %q", name, got, test.want)
		}
	}
}
