package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// TestProposedValue catches a paste or a character that is appended to a value which
// the program proposed, and an edit of it that loses it.
func TestProposedValue(t *testing.T) {
	typed := func(text string) func(*form) {
		return func(f *form) {
			for _, r := range text {
				f.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
		}
	}
	key := func(kind tea.KeyType) func(*form) { return func(f *form) { f.update(tea.KeyMsg{Type: kind}) } }
	pasted := func(text string) func(*form) { return func(f *form) { f.insert(text) } }
	for name, test := range map[string]struct {
		steps []func(*form)
		want  string
	}{
		"accepted":               {nil, "public.pem"},
		"pasted":                 {[]func(*form){pasted("mine.pem")}, "mine.pem"},
		"typed":                  {[]func(*form){typed("mine.pem")}, "mine.pem"},
		"pasted twice":           {[]func(*form){pasted("mine"), pasted(".pem")}, "mine.pem"},
		"edited at the end":      {[]func(*form){key(tea.KeyBackspace), typed("x")}, "public.pex"},
		"edited at the start":    {[]func(*form){key(tea.KeyHome), typed("my-")}, "my-public.pem"},
		"moved, then pasted":     {[]func(*form){key(tea.KeyEnd), pasted(".old")}, "public.pem.old"},
		"nothing pasted":         {[]func(*form){pasted(" \n")}, "public.pem"},
		"cleared and typed":      {[]func(*form){key(tea.KeyCtrlU), typed("a")}, "a"},
		"answered, back, pasted": {[]func(*form){key(tea.KeyEnter), func(f *form) { f.back() }, pasted("mine.pem")}, "mine.pem"},
	} {
		f := newForm(&Styles{}, []question{{name: "file", preset: "public.pem"}, {name: "other"}})
		for _, step := range test.steps {
			step(&f)
		}
		if got := f.field.Value(); got != test.want {
			t.Errorf("%s: the field holds %q, want %q", name, got, test.want)
		}
	}
}

// TestCommonStart catches names that are completed to a piece of a letter.
func TestCommonStart(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"a.pem", "a.key", "a."},
		{"a.pem", "a.pem", "a.pem"},
		{"a.pem", "b.pem", ""},
		{"", "b", ""},
		{"schlü-1", "schlö-1", "schl"},             // share the first byte
		{"e\u0301-1", "e\u0300-1", ""},             // the letter with another accent
		{"e\u0301", "e", ""},                       // the letter with and without
		{"日本-1", "日木-1", "日"},                      // three bytes, two shared
		{"👩‍💻.pem", "👩‍🔬.pem", ""},                 // two joined signs
		{"key\xff1", "key\xff2", "key\xff"},        // no text at all
		{"private", "privat", "privat"},            // a name that ends
		{"\u1112\u1161\u11ab", "\u1112\u1161", ""}, // one syllable, and its beginning
	} {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			got := commonStart(pair[0], pair[1])
			if got != test.want {
				t.Errorf("%+q and %+q begin with %+q, want %+q", pair[0], pair[1], got, test.want)
			}
			if utf8.ValidString(test.a) && !utf8.ValidString(got) || !strings.HasPrefix(test.a, got) {
				t.Errorf("%+q is no beginning of %+q", got, test.a)
			}
		}
	}
}
