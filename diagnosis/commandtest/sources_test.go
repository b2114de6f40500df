package commandtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/commandtest"
	"authdoctor/diagnosis/keys"
)

// tests has each source with commands for other programs, and the test that runs them.
var tests = map[string]string{
	"diagnosis/keys/commands.go":       "keys TestCommandsRun",
	"diagnosis/keys/advice.go":         "keys TestCommandsRun and TestWrappedCommands",
	"diagnosis/keys/der.go":            "keys TestNoCurve",
	"diagnosis/clientline/rows.go":     "TestRows",
	"diagnosis/trail/query/suiteql.go": "none: ACCOUNT is to be filled in",
	"diagnosis/keys/certificate.go":    "none: named in a sentence",
	"ui/cli/check.go":                  "none: an example of what check reads",
}

// called matches a command: a program and an option, or a URL for curl.
var called = regexp.MustCompile(`(?:^|[\s|(])(?:openssl [a-z0-9]+ -|ssh-keygen -|keytool -[a-z]|puttygen [^ ]+ -|curl (?:-[a-zA-Z]|'?https?:))`)

// TestSources catches a command for another program in a source whose commands no test
// runs.
func TestSources(t *testing.T) {
	const root = "../.."
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "uitest") || strings.Contains(path, "canary") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		ast.Inspect(file, func(n ast.Node) bool {
			literal, is := n.(*ast.BasicLit)
			if !is || literal.Kind != token.STRING {
				return true
			}
			if text, _ := strconv.Unquote(literal.Value); called.MatchString(text) {
				found[filepath.ToSlash(name)] = true
				if tests[filepath.ToSlash(name)] == "" {
					t.Errorf("%s: no test runs %s", name, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range tests {
		if !found[name] {
			t.Errorf("%s has no command", name)
		}
	}
}

// TestRows catches a command in the advice for an error line that does not convert a key.
// Those that look at a host need one.
func TestRows(t *testing.T) {
	for _, row := range clientline.Rows() {
		for _, step := range row.Integrator {
			_, command, _ := strings.Cut(step, "\n")
			if strings.Contains(command, "HOST") || command == "" {
				continue
			}
			if missing := commandtest.Missing(command + "\nssh-keygen -"); missing != "" {
				t.Skip(missing + " is not installed")
			}
			folder := t.TempDir()
			if out, err := commandtest.Run(folder, "ssh-keygen -q -m PEM -t ecdsa -f FILE -N ''\n"+command, ""); err != nil {
				t.Errorf("%s: %v %s", row.ID, err, out)
			}
			data := commandtest.Written(t, folder)["private.pem"]
			if file := keys.Read("", data, nil); !file.Has(keys.PrivateKey) || file.Keys[0].Format != "PKCS#8" {
				t.Errorf("%s: %s writes %+v", row.ID, command, file.Keys)
			}
		}
	}
}
