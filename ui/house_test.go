package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"authdoctor/ui/screen"
)

const uiPath = "authdoctor/ui"

// sources are the files of package ui and of the packages below it, by their paths.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasPrefix(path, "chroma") || strings.HasPrefix(path, "bluemonday") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		files[filepath.ToSlash(path)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// folder is the package of a file, "" for ui itself.
func folder(path string) string {
	if dir := filepath.ToSlash(filepath.Dir(path)); dir != "." {
		return dir
	}
	return ""
}

// TestImports catches an arrow back: a journey that knows another one, drawing that
// knows the session, a screen named outside its folder.
func TestImports(t *testing.T) {
	given := map[string][]string{ // what every journey is given, and what these may use
		"paint": {}, "files": {}, "background": {}, "console": {}, "clipboard": {},
		"report": {"paint"},
		"screen": {"paint", "files", "clipboard"},
		"cli":    {"", "paint", "files", "console", "report", "plain"},
	}
	journeys := 0
	for path, file := range sources(t) {
		from, test := folder(path), strings.HasSuffix(path, "_test.go")
		allowed, known := given[from]
		if !known && from != "" && from != "uitest" {
			allowed = []string{"paint", "files", "screen", "report"}
			journeys++
		}
		for _, imported := range file.Imports {
			to, is := strings.CutPrefix(strings.Trim(imported.Path.Value, `"`), uiPath)
			if !is || test && from != "paint" && from != "files" || from == "uitest" {
				continue
			}
			to = strings.TrimPrefix(to, "/")
			_, shared := given[to]
			switch {
			case test && (to == "uitest" || to == from): // of an external test
			case from == "" && (shared || path == "table.go" && to != "uitest"):
			case !slices.Contains(allowed, to) || to == from:
				t.Errorf("%s imports ui/%s; imports run ui → journey → screen → files → paint: ask for a destination (Session.GoTo), or move what both need to paint or screen", path, to)
			}
		}
	}
	if journeys == 0 {
		t.Error("no journey was looked at")
	}
}

// TestSessionIsSmall catches a session that becomes a drawer again.
func TestSessionIsSmall(t *testing.T) {
	methods := 0
	for path, file := range sources(t) {
		if folder(path) != "screen" || strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, declared := range file.Decls {
			if method, is := declared.(*ast.FuncDecl); is && receiver(method) == "Session" {
				methods++
			}
		}
	}
	if exported := reflect.TypeOf(&screen.Session{}).NumMethod(); methods > 25 || exported > methods || methods == 0 {
		t.Errorf("a session has %d methods, %d of them exported; at most 25: make the new one a function of its journey, or a method of what it is about", methods, exported)
	}
}

// receiver is the type that a method is of, "" for a function.
func receiver(method *ast.FuncDecl) string {
	if method.Recv == nil {
		return ""
	}
	of := method.Recv.List[0].Type
	if pointer, is := of.(*ast.StarExpr); is {
		of = pointer.X
	}
	name, _ := of.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// TestEveryDestinationHasARow catches a destination that leads home because nobody wrote
// its row in the table.
func TestEveryDestinationHasARow(t *testing.T) {
	files := sources(t)
	rows := map[string]bool{"Home": true} // which is where everything else leads
	ast.Inspect(files["table.go"], func(node ast.Node) bool {
		if clause, is := node.(*ast.CaseClause); is {
			for _, name := range clause.List {
				if selector, is := name.(*ast.SelectorExpr); is {
					rows[selector.Sel.Name] = true
				}
			}
		}
		return true
	})
	found := 0
	ast.Inspect(files["screen/destination.go"], func(node ast.Node) bool {
		declared, is := node.(*ast.TypeSpec)
		if !is {
			return true
		}
		if fields, is := declared.Type.(*ast.StructType); is && len(fields.Fields.List) > 0 && len(fields.Fields.List[0].Names) == 0 {
			if found++; !rows[declared.Name.Name] {
				t.Errorf("table.go has no row for the destination %s", declared.Name.Name)
			}
		}
		return true
	})
	if len(rows) > found {
		t.Errorf("table.go has %d rows for %d destinations of screen/destination.go: remove the rows that no destination reaches", len(rows), found)
	}
}

// TestEveryScreenIsTested catches a package with a screen whose scenes nobody runs: no
// test would draw it at every size. That each screen has a scene is for uitest.Run.
func TestEveryScreenIsTested(t *testing.T) {
	screens, run := map[string]bool{}, map[string]bool{}
	for path, file := range sources(t) {
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.FuncDecl:
				if node.Name.Name == "Title" && receiver(node) != "" && !strings.HasSuffix(path, "_test.go") {
					screens[folder(path)] = true
				}
			case *ast.SelectorExpr:
				if of, is := node.X.(*ast.Ident); is && of.Name == "uitest" && node.Sel.Name == "Run" {
					run[folder(path)] = true
				}
			}
			return true
		})
	}
	for from := range screens {
		if !run[from] {
			t.Errorf("package %q has a screen and no test that calls uitest.Run; copy scenes_test.go of another journey", from)
		}
	}
	if len(screens) < 5 {
		t.Errorf("only %d packages have screens", len(screens))
	}
}
