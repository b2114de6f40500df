package ui_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// refusedWords are expressions that a native technical writer would not use, and what to
// write instead. They match whole words in any case, across the lines of a comment. Add a
// row for every other such expression.
var refusedWords = []struct{ word, write string }{
	{`(?:stands?|stood|standing) (?:in|there|here|twice|once|before|behind|between|among|beside|under|above|below|on|at|around|near|inside|outside|with|where|alone|together|directly|first|last|right|after|against|as it|like|the)`, "is in, is there, comes before, appears twice"},
	{`anew`, "again, or nothing"},
	{`blanks|(?:an?|one|two|no) blank(?: (?:before|behind|after|in|or|inside|between)|[,.;])`, "space"},
	{`belongs? into`, "belongs in"},
	{`parted (?:by|from)|parts (?:them|it|the)`, "separated by, tells them apart"},
	{`(?:something|nothing|anything|someone|anyone) else than`, "other than"},
	{`to nobody`, "do not share it with anyone"},
	{`(?:whose|the|their|its) time is over`, "that has expired"},
	{`put in by somebody`, "injected, entered by someone else"},
	{`runs wrong`, "drifts, is wrong"},
	{`(?:does|do|did) not fit`, "does not match"},
	{`over a (?:safe|secure) way`, "through a secure channel"},
	{`take that over`, "copy that"},
	{`at one place|at another (?:day|place)`, "in one place, on another day"},
	{`reckon(?:s|ed)?(?: with)?`, "expect, count"},
	{`shall`, "must, should"},
	{`an own`, "its own"},
	{`looks whether|looks if`, "checks whether"},
	{`over both limits`, "exceeds both limits"},
	{`puts? (?:it |them |this |that )?right|putting (?:it |them )?right`, "fixed (status), fix (verb)"},
	{`judged as of|moment judged by`, "evaluated at"},
	{`in another way than|otherwise than`, "not as, differently from"},
	{`at the most`, "at most"},
	{`have a say`, "count, matter"},
	{`(?:is|are) more special`, "more specific"},
	{`connections? (?:comes?|came) about`, "could (not) be established"},
	{`NetSuite takes`, "NetSuite accepts"},
	{`(?:is|are) not published|publish(?:es)? no`, "Oracle does not document it"},
	{`letter by letter`, "exactly, character by character"},
	{`tells? nothing`, "shows nothing; tells you nothing about the cause"},
	{`(?:whoever|those who) runs?`, "the network team, the team that runs it"},
	{`has not the form`, "does not have the form"},
	{`as far as anybody`, "as far as anyone"},
	{`not (?:[a-z]+ )?any more`, "no longer"},
	{`(?:tokens?|assertions?|keys?) lives?`, "is valid for"},
	{`no host of NetSuite|is no failed login`, "not a NetSuite host, not a failed login"},
	{`look(?:s|ed|ing)? whether`, "check whether"},
	{`turn(?:s|ed|ing)? round`, "reverse"},
	{`small letters`, "lower case"},
	{`is had|holds too`, "you have; is also true"},
	{`comes? back to life`, "works again"},
	{`let somebody|throw the old tokens away`, "so that someone could; delete the old tokens"},
}

// saysThat matches the wrong beginning of a comment on a function that returns a bool.
var saysThat = regexp.MustCompile(`^\w+ says (?:that|whether)\b`)

var wordPatterns = func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, row := range refusedWords {
		all = append(all, regexp.MustCompile(`(?i)\b(?:`+strings.ReplaceAll(row.word, " ", `\s+(?://\s*)?`)+`)(?:\b|$)`))
	}
	return all
}()

// TestWords catches a refused expression in comments, strings and pages.
func TestWords(t *testing.T) {
	read := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == "testdata" || name == "chroma" || name == ".git" {
				return filepath.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch {
		case entry.Name() == "words_test.go":
			return nil
		case strings.HasSuffix(path, ".go"):
			wordsOfGo(t, path, text)
		case strings.HasSuffix(path, ".md"):
			refuseWords(t, path, 1, withoutCode(text))
		case strings.HasPrefix(filepath.ToSlash(path), "../content/code/"):
			refuseWords(t, path, 1, text)
		default:
			return nil
		}
		read++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100 {
		t.Fatalf("only %d files were read", read)
	}
}

// wordsOfGo checks the comments and strings of a Go file.
func wordsOfGo(t *testing.T, path string, text []byte) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Comments {
		from, to := files.Position(group.Pos()), files.Position(group.End())
		refuseWords(t, path, from.Line, text[from.Offset:to.Offset])
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			// A string of one word is a name for programs.
			if n.Kind == token.STRING && strings.Contains(n.Value, " ") {
				refuseWords(t, path, files.Position(n.Pos()).Line, []byte(n.Value))
			}
		case *ast.Field:
			if said := saysThat.FindString(n.Doc.Text()); said != "" && isBool(n.Type) {
				t.Errorf("%s:%d: %q: write %q", path, files.Position(n.Pos()).Line, said, "reports whether")
			}
		case *ast.FuncDecl:
			if said := saysThat.FindString(n.Doc.Text()); said != "" && returnsBool(n) {
				t.Errorf("%s:%d: %q: write %q", path, files.Position(n.Doc.Pos()).Line, said, "reports whether")
			}
		}
		return true
	})
}

func returnsBool(f *ast.FuncDecl) bool {
	results := f.Type.Results
	if results.NumFields() != 1 {
		return false
	}
	return isBool(results.List[0].Type)
}

func isBool(of ast.Expr) bool {
	name, ok := of.(*ast.Ident)
	return ok && name.Name == "bool"
}

var codeOfMarkdown = regexp.MustCompile("(?ms)^ *```.*?^ *```|`[^`\n]*`")

// withoutCode removes the code from a Markdown text and keeps its line numbers.
func withoutCode(text []byte) []byte {
	return codeOfMarkdown.ReplaceAllFunc(text, func(code []byte) []byte {
		return bytes.Repeat([]byte("\n"), bytes.Count(code, []byte("\n")))
	})
}

// refuseWords reports each refused word of a text that begins on the given line.
func refuseWords(t *testing.T, path string, line int, text []byte) {
	for i, pattern := range wordPatterns {
		for _, at := range pattern.FindAllIndex(text, -1) {
			t.Errorf("%s:%d: %q: write %q", path, line+bytes.Count(text[:at[0]], []byte("\n")), text[at[0]:at[1]], refusedWords[i].write)
		}
	}
}
