package content

import (
	"bytes"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is the parser that glamour uses too, so that pages are proved as they are shown.
var markdown = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
})

// document is parsed Markdown with its source, which the nodes point into.
type document struct {
	source []byte
	root   ast.Node
}

func parse(source string) document {
	bytes := []byte(source)
	return document{source: bytes, root: markdown().Parse(text.NewReader(bytes))}
}

// offset returns the offset in the source at which the text of a node begins. For an empty
// block it is the offset of the block before it.
func (d document) offset(node ast.Node) int {
	for n := node; n != nil; n = n.FirstChild() {
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Start
		}
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
	}
	if previous := node.PreviousSibling(); previous != nil {
		return d.offset(previous)
	}
	if parent := node.Parent(); parent != nil && parent.Type() == ast.TypeBlock && parent.Lines() != nil && parent.Lines().Len() > 0 {
		return parent.Lines().At(0).Start
	}
	return 0
}

// line returns the line of the source on which a node begins, from 1.
func (d document) line(node ast.Node) int {
	return 1 + bytes.Count(d.source[:d.offset(node)], []byte("\n"))
}

// lineStart returns the offset of the line on which a node begins.
func (d document) lineStart(node ast.Node) int {
	return 1 + bytes.LastIndexByte(d.source[:d.offset(node)], '\n')
}

// plain returns the text in a node without Markdown, on one line.
func (d document) plain(node ast.Node) string {
	var out strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(d.source)
			if !n.IsRaw() {
				value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
			}
			out.Write(value)
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.Label(d.source))
		case *tables.TableCell:
			if n != node && n.PreviousSibling() != nil {
				out.WriteString(" | ")
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(out.String()), " ")
}

type heading struct {
	level int
	title string
	line  int
}

func (d document) headings() []heading {
	var all []heading
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			all = append(all, heading{level: h.Level, title: d.plain(h), line: d.line(h)})
		}
	}
	return all
}

// after returns the offset of the line after a heading.
func (d document) after(h *ast.Heading) int {
	at := d.offset(h)
	if i := bytes.IndexByte(d.source[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.source)
}

// slug is the anchor of a heading as on GitHub, so that links work there as well.
func slug(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}
