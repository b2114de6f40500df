package content

import (
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
)

// text is the body of a page as a reader sees it.
func (p Page) text() string { return strings.Join(textLines(p.Body), "\n") }

// parsedText is what text must be, by the parser: the text of all blocks.
func parsedText(d document) []string {
	var words []string
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.(type) {
		case *ast.Heading, *ast.Paragraph, *ast.TextBlock, *tables.TableRow, *tables.TableHeader:
			words = append(words, strings.Fields(d.plain(n))...)
			return ast.WalkSkipChildren, nil
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			words = append(words, strings.Fields(string(n.Lines().Value(d.source)))...)
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return words
}

// Catches a page with Markdown that textLines does not know: searching would find its
// marks, or miss its words.
func TestTextIsWhatTheParserSees(t *testing.T) {
	for _, page := range embeddedLibrary(t).Pages() {
		got, want := strings.Fields(page.text()), parsedText(parse(page.Body))
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("%s: from word %d on, text %q, parsed %q", page.Path, i, got[min(i, len(got)):min(i+8, len(got))], want[min(i, len(want)):min(i+8, len(want))])
				break
			}
		}
	}
}

func TestText(t *testing.T) {
	page := Page{Body: "## A **b**\n\nOne\ntwo \\*three\\* `c\\d[*]`, [the `x`](a.md#b) end.\n\n1. x\n   - [y](B.md)\n\n| h | i |\n| - | :-: |\n| `j` | k |\n\n> quote\n\n```sh\ncode *\n\n# more\n```\n"}
	want := "A b\nOne\ntwo *three* c\\d[*], the x end.\nx\ny\nh | i\nj | k\nquote\ncode *\n# more"
	if got := page.text(); got != want {
		t.Errorf("got %q", got)
	}
}

// TestParagraphs catches a step without its number, a cell without the head of its column, a
// paragraph in pieces, and code that is changed.
func TestParagraphs(t *testing.T) {
	page := Page{Body: "## What `it` means\n\nOne **line**\nand [another](a.md).\n\n| Name | |\n| --- | --- |\n| `a` | b |\n\n1. Open\nit.\n2. Send\n- last\n\n```\n  x  *y*\n```\n"}
	want := []string{"", "What it means", "One line and another.", "Name: a. b", "1. Open it.", "2. Send", "- last", "```", "  x  *y*", "```"}
	if got := page.Paragraphs(); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}
