package paint_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/uitest"
)

// TestField catches editing keys that do something other than they say.
func TestField(t *testing.T) {
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"a", "b", "left", "c"}, "acb"},
		{[]string{"a", "b", "home", "c", "end", "d"}, "cabd"},
		{[]string{"a", "b", "backspace"}, "a"},
		{[]string{"a", "b", "left", "delete"}, "a"},
		{[]string{"a", " ", "b", "c", "ctrl+w"}, "a "},
		{[]string{"a", "b", "left", "ctrl+u"}, "b"},
		{[]string{"a", "b", "left", "ctrl+k"}, "a"},
		{[]string{"left", "right", "backspace", "delete", "ctrl+w"}, ""},
	} {
		var f paint.Field
		for _, name := range test.keys {
			f.Key(uitest.KeyOf(name))
		}
		if got := f.Value(); got != test.want {
			t.Errorf("%v gives %q, want %q", test.keys, got, test.want)
		}
		if f.Bytes() != len(test.want) {
			t.Errorf("%v counts %d bytes", test.keys, f.Bytes())
		}
	}
	t.Run("limit", func(t *testing.T) {
		var f paint.Field
		if f.Insert([]rune(strings.Repeat("x", 2<<20))) || f.Bytes() > 1<<20 {
			t.Errorf("the field took %d bytes", f.Bytes())
		}
	})
}

// BenchmarkFieldKey is the field alone.
func BenchmarkFieldKey(b *testing.B) {
	for _, size := range []int{16, 4 << 10, 64 << 10} {
		b.Run(paint.Count(size), func(b *testing.B) {
			var f paint.Field
			f.Insert([]rune(strings.Repeat("a", size)))
			keys := []tea.KeyMsg{uitest.KeyOf("A"), uitest.KeyOf("backspace")}
			for i := 0; b.Loop(); i++ {
				f.Key(keys[i%2])
			}
		})
	}
}
