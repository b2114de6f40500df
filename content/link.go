package content

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Link is a link from one page to another, or to a heading of the same page.
type Link struct {
	Text   string
	Path   string // of a page; see Library.Page
	Anchor string // of a heading on that page; "" for the top
}

// Links returns the links of the page in order.
func (p Page) Links() []Link {
	var out []Link
	d := parse(p.Body)
	for _, node := range links(d.root) {
		if link, ok := resolve(p.Path, string(node.Destination)); ok {
			link.Text = d.plain(node)
			out = append(out, link)
		}
	}
	return out
}

// links returns the links in a node.
func links(node ast.Node) (links []*ast.Link) {
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && entering {
			links = append(links, link)
		}
		return ast.WalkContinue, nil
	})
	return links
}

// onlyLink returns the link that a list item consists of, nil if there is anything else in it.
func onlyLink(item ast.Node) *ast.Link {
	block := item.FirstChild()
	if block == nil || block.NextSibling() != nil || block.FirstChild() == nil || block.FirstChild().NextSibling() != nil {
		return nil
	}
	link, _ := block.FirstChild().(*ast.Link)
	return link
}

// resolve converts the destination of a link in the file from into a path in this folder. It
// rejects destinations outside it: URLs, absolute paths, too many "..".
func resolve(from, destination string) (Link, bool) {
	to, anchor, _ := strings.Cut(destination, "#")
	switch {
	case strings.Contains(to, ":") || strings.HasPrefix(to, "/") || destination == "":
		return Link{}, false
	case to == "":
		return Link{Path: from, Anchor: anchor}, true
	}
	to = path.Join(path.Dir(from), to)
	if to == ".." || strings.HasPrefix(to, "../") {
		return Link{}, false
	}
	return Link{Path: to, Anchor: anchor}, true
}
