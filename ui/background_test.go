package ui_test

import (
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"authdoctor/ui"
)

// TestBackgroundComesFirst catches what would bring the five seconds back: an
// import in package background that pulls bubbletea in, or a name of the module
// that sorts behind it. A test in a pseudo-terminal measures the rest.
func TestBackgroundComesFirst(t *testing.T) {
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
