package content

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"

	"authdoctor/diagnosis/border"
)

// proveMarkdown refuses what a terminal cannot show, and what could harm it: the
// renderer passes control characters on, and turns &#27; into one. before is the
// number of lines in the file above the document.
func (p *proof) proveMarkdown(file string, before int, d document) {
	for i, line := range bytes.Split(d.source, []byte("\n")) {
		if shown, hidden := border.Printable(string(line)); hidden > 0 {
			p.add(file, before+i+1, "the line has %d characters that cannot be seen: %s", hidden, border.Clip(shown[max(0, strings.Index(shown, `\u{`)):], 40))
		}
		if bytes.Contains(line, []byte("&#")) {
			p.add(file, before+i+1, "the line has a numeric character reference: write the character itself")
		}
	}
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			p.add(file, before+d.line(n), "HTML: a terminal does not show it; write Markdown, and <names> in backticks")
		case *ast.Image:
			p.add(file, before+d.line(n), "an image: a terminal does not show it; say it in words")
		case *ast.AutoLink:
			p.add(file, before+d.line(n), "a raw URL: Oracle's pages are under sources, examples in backticks")
		case *ast.Paragraph, *ast.TextBlock:
			if strings.Contains(d.prose(n), "](") {
				p.add(file, before+d.line(n), "a link that Markdown does not read as one: look for a space or a bracket in it")
			}
		}
		return ast.WalkContinue, nil
	})
}

// prose returns the text that is directly in a block, without code.
func (d document) prose(block ast.Node) string {
	var out strings.Builder
	for n := block.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*ast.Text); ok {
			out.Write(t.Segment.Value(d.source))
		}
	}
	return out.String()
}
