package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"strings"
	"testing"

	"authdoctor/diagnosis/pattern"
)

// goList returns the lines that go list prints about the program and what it imports.
func goList(t *testing.T, format string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", format, "authdoctor").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// TestDependencies catches a parser in the program that only proving the pages needs.
func TestDependencies(t *testing.T) {
	packages := goList(t, "{{.ImportPath}}")
	if len(packages) < 100 {
		t.Fatalf("%d packages; there were more", len(packages))
	}
	for _, path := range packages {
		if strings.Contains(path, "yaml") {
			t.Errorf("the program depends on %s: import it in tests only, as content/prover_yaml_test.go does", path)
		}
	}
}

// TestPatterns catches an expression that does not compile, which would show at its
// first use only.
func TestPatterns(t *testing.T) {
	if n := pattern.CompileAll(); n < 100 {
		t.Errorf("%d expressions; there were more", n)
	}
}

// TestStartCompilesNothing catches an expression for which every start pays, because a
// package variable compiles it.
func TestStartCompilesNothing(t *testing.T) {
	files := goList(t, `{{with .Module}}{{if eq .Path "authdoctor"}}{{range $.GoFiles}}{{$.Dir}}/{{.}} {{end}}{{end}}{{end}}`)
	if len(files) < 100 {
		t.Fatalf("%d files; there were more", len(files))
	}
	set := token.NewFileSet()
	for _, name := range files {
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			variables, ok := declaration.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			ast.Inspect(variables, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok && name.Name == "MustCompile" {
					t.Errorf("%s: compile it when it is first used: pattern.Lazy", set.Position(n.Pos()))
				}
				_, later := n.(*ast.FuncLit)
				return !later
			})
		}
	}
}
