package ui_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// unwatched are the goroutines that need no border.Watched, and why: by file and the
// beginning of their code.
var unwatched = map[string]string{
	"ui/console/console.go: h.watch()":                                   "signals and the terminal, no text from outside",
	"ui/console/console.go: h.resumed()":                                 "sends messages, prints a prompt",
	"ui/console/console.go: { defer close(done)":                         "writes a fixed text",
	"ui/theme.go: { reader.Cancel() }":                                   "cancels a read",
	"ui/cli/signal.go: { for range 2":                                    "signals and the terminal, no text from outside",
	"diagnosis/commandtest/commandtest.go: { _ = shell.Process.Kill() }": "runs in tests only",
	"ui/cli/check_lines.go: { for b := range work":                       "answer watches each batch itself",
	"ui/cli/check_lines.go: { written <- writeBatches(o.out, order, s":   "writes answers that are complete",
}

// TestGoroutinesAreWatched catches a goroutine of ours whose panic would end the process
// with the terminal in raw mode and outside text in the message.
func TestGoroutinesAreWatched(t *testing.T) {
	seen := map[string]bool{}
	check := func(set *token.FileSet, name string, work ast.Node) {
		var text bytes.Buffer
		if err := printer.Fprint(&text, set, work); err != nil {
			t.Fatal(err)
		}
		run := strings.Join(strings.Fields(text.String()), " ")
		if strings.Contains(run, "border.Watched(") {
			return
		}
		run = strings.TrimPrefix(run, "func() ")
		called := filepath.ToSlash(name) + ": " + run
		for known := range unwatched {
			if strings.HasPrefix(called, known) {
				called = known
			}
		}
		seen[called] = true
		if unwatched[called] == "" {
			t.Errorf("%s: no one recovers a panic in this goroutine; run it in border.Watched and raise the fault in the goroutine that waits for it", called)
		}
	}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel("..", path)
		if entry != nil && entry.IsDir() && (name == "ui/chroma" || name == "ui/bluemonday" || name == "ui/uitest" || name == "ui_test" || name == ".git") {
			return filepath.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.GoStmt:
				if call, literal := node.Call.Fun.(*ast.FuncLit); literal {
					check(set, name, call)
				} else {
					check(set, name, node.Call)
				}
			case *ast.CallExpr:
				called, is := node.Fun.(*ast.SelectorExpr)
				if is && (called.Sel.Name == "Go" || called.Sel.Name == "AfterFunc") {
					check(set, name, node.Args[len(node.Args)-1])
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for called := range unwatched {
		if !seen[called] {
			t.Errorf("%s: this goroutine is gone; remove it from unwatched", called)
		}
	}
}
