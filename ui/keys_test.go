package ui_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestOneMeaning catches a key with another meaning than the table in paint/bindings.go: a
// binding of two meanings, a key with two bindings at once, a binding that is declared
// elsewhere, and a key that does something that neither footer nor help says.
func TestOneMeaning(t *testing.T) {
	var keys []string // that are text in a field, and those that move
	for c := '!'; c <= '~'; c++ {
		keys = append(keys, string(c))
	}
	keys = append(keys, "space", "tab", "shift+tab", "left", "right", "backspace", "delete")
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 100, 30)
		scene.Play(term)
		if term.S.Shown().Focus() != screen.NoField || term.Searching() {
			continue
		}
		bound := map[string]string{}
		for _, binding := range term.Bindings() {
			first, known := paint.MeaningOf(binding.Keys()[0])
			for _, name := range binding.Keys() {
				if meaning, _ := paint.MeaningOf(name); !known || meaning.Does != first.Does {
					t.Errorf("%s: %q %s: the table of keys gives %q another meaning; choose another key", scene.Name, name, binding.Help().Desc, first.Does)
				}
				if other, twice := bound[name]; twice {
					t.Errorf("%s: %q is %s and %s", scene.Name, name, other, binding.Help().Desc)
				}
				bound[name] = binding.Help().Desc
			}
		}
		term.S.Notice = ""
		for _, name := range keys {
			if bound[name] != "" || name == "space" && bound[" "] != "" {
				continue
			}
			term.Wait(time.Second) // faster keys would look like a paste
			before := term.Text()
			if term.Press(name); term.Text() != before {
				t.Errorf("%s: %q does something that help does not say:\n%s", scene.Name, name, term.Text())
				break
			}
		}
	}
}

// TestBindingsAreInOnePlace catches a binding outside the table of keys.
func TestBindingsAreInOnePlace(t *testing.T) {
	declared := 0
	for path, file := range sources(t) {
		ast.Inspect(file, func(node ast.Node) bool {
			call, is := node.(*ast.SelectorExpr)
			if !is || call.Sel.Name != "NewBinding" || strings.HasSuffix(path, "_test.go") {
				return true
			}
			if declared++; path != "paint/bindings.go" {
				t.Errorf("%s declares a binding; declare it in paint/bindings.go, with the key whose meaning it has", path)
			}
			return true
		})
	}
	if declared == 0 {
		t.Error("no binding was found")
	}
}

// TestFooterKeeps catches a footer on a narrow screen without a key that works there and
// that users need first.
func TestFooterKeeps(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 60, 16)
		scene.Play(term)
		lines := strings.Split(term.Text(), "\n")
		footer := strings.Fields(lines[len(lines)-1])
		for _, binding := range term.Bindings() {
			needed := slices.Contains([]string{"enter", "e", "y", "esc", "?"}, binding.Help().Key) || binding.Help() == paint.BindUnfold.Help()
			if needed && !slices.Contains(footer, binding.Help().Key) {
				t.Errorf("%s: the footer %q lacks %s", scene.Name, footer, binding.Help().Key)
			}
		}
	}
}

// TestOpenFileEverywhere catches a screen on which ctrl+o does not ask for a file.
func TestOpenFileEverywhere(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 100, 30)
		scene.Play(term)
		if _, at := term.S.At().(screen.File); at || term.Searching() || slices.ContainsFunc(term.Bindings(), func(b key.Binding) bool { return b.Help() == paint.BindCloseHelp.Help() }) {
			continue
		}
		term.Press("ctrl+o")
		if _, at := term.S.At().(screen.File); !at {
			t.Errorf("%s: ctrl+o shows\n%s", scene.Name, term.Text())
		}
	}
}
