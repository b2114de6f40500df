package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"authdoctor/ui"
)

// TestBackgroundComesFirst catches what would bring the five seconds back: package
// background is no longer imported, imports bubbletea itself, or has a path that sorts after
// bubbletea. Tests in a pseudo-terminal measure the start.
func TestBackgroundComesFirst(t *testing.T) {
	program, err := parser.ParseFile(token.NewFileSet(), "program.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(program.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"authdoctor/ui/background"` }) {
		t.Error("program.go does not import package background")
	}
	file, err := parser.ParseFile(token.NewFileSet(), "background/background.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, imported := range file.Imports {
		if path := strings.Trim(imported.Path.Value, `"`); path != "github.com/charmbracelet/lipgloss" {
			t.Errorf("package background imports %s", path)
		}
	}
	if ours := reflect.TypeOf(ui.App{}).PkgPath() + "/background"; ours > "github.com/charmbracelet/bubbletea" {
		t.Errorf("%s is initialised after bubbletea", ours)
	}
}
