// Package uitest drives the assistant in tests. It provides a terminal, a disk and keys in
// memory, the scenes of every screen, and Run, which tests the screens of a package with
// its scenes.
package uitest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/worktest"
)

// Run tests the screens of a package with its scenes. It checks their frames, every size,
// what must never be on screen, and that each screen type in the package has a scene.
func Run(t *testing.T, scenes []Scene) {
	t.Run("frames", func(t *testing.T) { frames(t, scenes) })
	t.Run("sizes", func(t *testing.T) { everySize(t, scenes) })
	t.Run("help", func(t *testing.T) { helpIsTheBindings(t, scenes) })
}

// mainScenes are the scenes of the main screens. Their frames are stored in three
// sizes, all others in one. The test everySize covers all other sizes.
var mainScenes = map[string]bool{"home": true, "guide": true, "token-expired": true, "page": true, "trail": true, "hand-over": true, "setup-lesson": true, "setup-step": true}

// wideScenes are the scenes with a page beside the screen, whose frames are stored in a size
// that has room for it.
var wideScenes = map[string]bool{"token-expired": true, "answer": true, "verdicts": true, "token": true}

// frames catches unintended changes of a screen, escape sequences where colours are off, a
// stored frame whose scene no longer exists, and a screen type in the package that no
// scene shows.
func frames(t *testing.T, scenes []Scene) {
	kept, seen := map[string]bool{}, map[string]bool{}
	for _, scene := range scenes {
		for _, size := range []struct{ width, height int }{{60, 16}, {80, 24}, {120, 40}, {150, 40}} {
			switch size.width {
			case 80:
			case 150:
				if !wideScenes[scene.Name] {
					continue
				}
			default:
				if !mainScenes[scene.Name] {
					continue
				}
			}
			name := fmt.Sprintf("%s-%dx%d", scene.Name, size.width, size.height)
			kept[name+".golden"] = true
			t.Run(name, func(t *testing.T) {
				term := Open(t, size.width, size.height)
				scene.Play(term)
				frame := term.View()
				seen[reflect.Indirect(reflect.ValueOf(term.S.Shown())).Type().String()] = true
				MustFit(t, frame, size.width, size.height)
				if strings.Contains(frame, "\x1b") {
					t.Error("there are escape sequences where no colours are wanted")
				}
				if strings.HasPrefix(scene.Name, "made-") {
					frame = madeID.ReplaceAllString(frame, strings.Repeat("C", 43))
				}
				Golden(t, name, frame)
			})
		}
	}
	files, _ := filepath.Glob(filepath.Join("testdata", "*[0-9]x[0-9]*.golden"))
	for _, file := range files {
		if !kept[filepath.Base(file)] {
			t.Errorf("%s is the frame of no scene: remove it", file)
		}
	}
	for _, name := range ScreenTypes(t, "*.go") {
		if !seen[name] {
			t.Errorf("no scene shows %s; add one to the scenes of its journey in ui/uitest, and run make golden", name)
		}
	}
}

// ScreenTypes returns the names of the screen types in the source files that match the
// patterns.
func ScreenTypes(t *testing.T, patterns ...string) []string {
	t.Helper()
	var names []string
	for _, pattern := range patterns {
		sources, _ := filepath.Glob(pattern)
		for _, source := range sources {
			file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(source, "_test.go") {
				continue
			}
			for _, declared := range file.Decls {
				method, is := declared.(*ast.FuncDecl)
				if !is || method.Name.Name != "Title" || method.Recv == nil {
					continue
				}
				of := method.Recv.List[0].Type
				if pointer, is := of.(*ast.StarExpr); is {
					of = pointer.X
				}
				names = append(names, file.Name.Name+"."+of.(*ast.Ident).Name)
			}
		}
	}
	return names
}

// widest is the width of the widest terminal that is drawn in every size.
const widest = 220

// everySize catches frames that show a secret, frames that are too tall and so lose their
// top line, and lines that are too wide and so break the screen. The long run draws every
// scene at every size.
func everySize(t *testing.T, scenes []Scene) {
	for n, scene := range scenes {
		t.Run(scene.Name, func(t *testing.T) {
			t.Parallel()
			term := Open(t, 100, 30)
			scene.Play(term)
			term.Send(tea.WindowSizeMsg{Width: widest, Height: 60})
			noSecrets(t, term.Text())
			for width := 1; width <= widest; width++ {
				for height := 1; height <= 60; height++ {
					if !worktest.Long && !sizeOfSeries(n, width, height) {
						continue
					}
					term.Send(tea.WindowSizeMsg{Width: width, Height: height})
					MustFit(t, term.View(), width, height)
				}
			}
			for _, size := range []struct{ width, height int }{{0, 0}, {-1, -1}, {500, 200}, {60, 200}, {500, 16}} {
				term.Send(tea.WindowSizeMsg{Width: size.width, Height: size.height})
				if frame := term.View(); size.width > 0 {
					MustFit(t, frame, size.width, size.height)
				} else if frame != "" {
					t.Errorf("a terminal of no size got %q", frame)
				}
			}
		})
	}
}

// noSecrets catches a frame that shows the signature, or any long piece, of a token: users
// send pictures of the screen to support.
func noSecrets(t *testing.T, frame string) {
	for _, piece := range secretPieces() {
		if strings.Contains(frame, piece) {
			t.Errorf("it shows %q of a secret", piece)
		}
	}
}

// secretPieces returns pieces of the signatures and private keys in the scenes.
var secretPieces = sync.OnceValue(func() []string {
	pieces := []string{Signature[:12], Signature[200:212], "eyJraWQi", "eyJzdWIi"}
	for _, text := range []string{string(TestPrivate(TestKey(1))), string(TestPrivate(TestKey(90))), LockedKey} {
		for _, line := range strings.Split(text, "\n") {
			if len(line) > 40 && !strings.HasPrefix(line, "-") {
				pieces = append(pieces, line[8:24])
			}
		}
	}
	return pieces
})

// idle are the scenes in which a working binding changes nothing: the same answer is
// refused again, or no file has a name to complete.
var idle = map[string]bool{"facts-problem": true, "record-problem": true, "pair-days": true, "open": true, "open-start": true, "open-no-key": true, "setup-step-value": true}

// helpIsTheBindings catches a help text that does not match the bindings, and a binding
// that is shown but does nothing.
func helpIsTheBindings(t *testing.T, scenes []Scene) {
	for _, scene := range scenes {
		t.Run(scene.Name, func(t *testing.T) {
			term := Open(t, 120, 40)
			scene.Play(term)
			_ = term.View()
			if term.S.Shown().Title() == "Help" || term.Searching() { // whose two keys are in the footer
				return
			}
			bindings := term.Bindings()
			own := term.S.Shown().Bindings()
			term.Press("f1")
			frame := term.Text()
			for _, binding := range bindings {
				if binding.Help().Desc == "close" {
					continue
				}
				found := false
				for line := range strings.Lines(frame) {
					found = found || strings.Contains(line, binding.Help().Key+" ") && strings.Contains(line, binding.Help().Desc)
				}
				if !found {
					t.Errorf("help does not say %q %q:\n%s", binding.Help().Key, binding.Help().Desc, frame)
				}
			}
			for _, binding := range own {
				if binding.Enabled() && binding.Help().Key != "" && !idle[scene.Name] && !does(t, scene.Play, binding) {
					t.Errorf("%s %q does nothing", binding.Help().Key, binding.Help().Desc)
				}
			}
		})
	}
}

// does reports whether a key of a binding changes the screen.
func does(t *testing.T, play func(*Terminal), binding key.Binding) bool {
	for _, size := range [][2]int{{80, 24}, {120, 40}} { // the larger size may have more bindings that work
		for _, name := range binding.Keys() {
			term := Open(t, size[0], size[1])
			play(term)
			term.Wait(time.Second)
			before := term.Text()
			term.Press(name)
			if term.Text() != before {
				return true
			}
		}
	}
	return false
}
