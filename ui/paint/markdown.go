package paint

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"authdoctor/content"
)

// Measure is the widest text is set; longer lines are hard to read.
const Measure = 92

// Markdown sets embedded prose in lines, and keeps what it set. Text from outside never comes
// here.
type Markdown struct {
	styles *Styles
	kept   map[markdownKey]Prose
}

type markdownKey struct {
	path, body string
	width      int
}

// maxKept bounds the memory that resizing takes: each width is set again.
const maxKept = 64

// NewMarkdown sets prose in the styles.
func NewMarkdown(styles *Styles) *Markdown {
	return &Markdown{styles: styles, kept: map[markdownKey]Prose{}}
}

// Page sets the body of a page.
func (m *Markdown) Page(p content.Page, width int) Prose {
	at := markdownKey{p.Path, p.Body, max(1, width)}
	if kept, ok := m.kept[at]; ok {
		return kept
	}
	if len(m.kept) >= maxKept {
		clear(m.kept)
	}
	m.kept[at] = setPage(p, at.width, m.styles.Profile == termenv.Ascii)
	return m.kept[at]
}

// Text sets a piece of Markdown that is no page of its own; from names the file it is in.
func (m *Markdown) Text(from, source string, width int) []string {
	prose := m.Page(content.Page{Path: from, Body: source}, width)
	lines := make([]string, len(prose.Lines))
	for i := range prose.Lines {
		lines[i] = prose.Paint(i, -1, m.styles)
	}
	return lines
}

// markdownParser is the parser of the content's proof, so that pages are shown as they are
// proved.
var markdownParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
})

// setter sets the blocks of one page.
type setter struct {
	source []byte
	signs  bool // no colours: brackets and backquotes tell links and code from text
	links  int  // how many were set
	most   int  // how many there are
}

func setPage(p content.Page, width int, signs bool) Prose {
	prose := Prose{Anchors: map[string]int{}}
	for _, link := range p.Links() {
		path := link.Path
		if link.Anchor != "" {
			path += "#" + link.Anchor
		}
		prose.Links = append(prose.Links, proseLink{Path: path})
	}
	s := &setter{source: []byte(p.Body), signs: signs, most: len(prose.Links)}
	sections := p.Sections()
	prose.Lines = s.blocks(markdownParser().Parse(text.NewReader(s.source)), width, func(heading, line int) {
		prose.Anchors[sections[heading].Anchor] = line
	})
	for n, line := range slices.Backward(prose.Lines) {
		for _, span := range line {
			if span.link == 0 {
				continue
			}
			link := &prose.Links[span.link-1]
			link.First, link.Last = n, max(n, link.Last)
		}
	}
	return prose
}

// blocks sets the blocks in a node, with an empty line between two. A heading is right above
// its text. headed is told the number and the line of each heading.
func (s *setter) blocks(parent ast.Node, width int, headed func(heading, line int)) (lines []proseLine) {
	headings, below := 0, true
	for block := parent.FirstChild(); block != nil; block = block.NextSibling() {
		set := s.block(block, max(1, width))
		if len(set) == 0 {
			continue
		}
		if !below {
			lines = append(lines, nil)
		}
		_, below = block.(*ast.Heading)
		if below && headed != nil {
			headed(headings, len(lines))
			headings++
		}
		lines = append(lines, set...)
	}
	return lines
}

// The margins of blocks.
const (
	codeLead  = "  "
	quoteLead = "│ "
	itemLead  = "·  "
	rule      = "────────"
)

func (s *setter) block(node ast.Node, width int) []proseLine {
	switch node := node.(type) {
	case *ast.Heading:
		spans := s.inline(node, span{tone: toneStrong})
		if node.Level <= 2 {
			for i := range spans {
				spans[i].text = strings.ToUpper(spans[i].text)
			}
		}
		return broken(spans, width)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		var lines []proseLine
		for line := range strings.Lines(string(node.Lines().Value(s.source))) {
			lines = append(lines, proseLine{{text: codeLead + strings.TrimRight(line, " \r\n")}})
		}
		return lines
	case *ast.Blockquote:
		return led(s.blocks(node, width-Cells(quoteLead), nil), quoteLead, quoteLead)
	case *ast.List:
		return s.list(node, width)
	case *ast.ThematicBreak:
		return []proseLine{{{text: rule, tone: toneQuiet}}}
	case *tables.Table:
		return s.table(node, width)
	}
	return broken(s.inline(node, span{}), width)
}

// led puts first before the first line, and rest before the others that are not empty.
func led(lines []proseLine, first, rest string) []proseLine {
	for i, line := range lines {
		if i == 0 || len(line) > 0 || rest == quoteLead {
			lines[i] = append(proseLine{{text: first}}, line...)
		}
		first = rest
	}
	return lines
}

// list sets a list, its items one below the other. Numbers are aligned at the left.
func (s *setter) list(list *ast.List, width int) (lines []proseLine) {
	number, hang := list.Start, Cells(itemLead)
	if list.IsOrdered() {
		hang = len(strconv.Itoa(number+list.ChildCount()-1)) + len("  ")
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		lead := itemLead
		if list.IsOrdered() {
			lead = Fill(strconv.Itoa(number), hang)
			number++
		}
		var set []proseLine
		for block := item.FirstChild(); block != nil; block = block.NextSibling() {
			set = append(set, s.block(block, max(1, width-hang))...)
		}
		lines = append(lines, led(set, lead, Spaces(hang))...)
	}
	return lines
}

// inline returns what is in a block, in a style.
func (s *setter) inline(parent ast.Node, in span) (spans []span) {
	add := func(text string, in span) {
		if in.text = text; text != "" {
			spans = append(spans, in)
		}
	}
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		as := in
		switch node := node.(type) {
		case *ast.Text:
			value := node.Segment.Value(s.source)
			if !node.IsRaw() {
				value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
			}
			add(string(value), in)
			switch {
			case node.HardLineBreak():
				add("\n", in)
			case node.SoftLineBreak():
				add(" ", in)
			}
		case *ast.String:
			add(string(node.Value), in)
		case *ast.CodeSpan:
			as.tone = toneStrong
			sign := ""
			if s.signs {
				sign = "`"
			}
			var code strings.Builder
			for _, part := range s.inline(node, span{}) {
				code.WriteString(part.text)
			}
			add(sign+code.String()+sign, as)
		case *ast.Emphasis:
			if as.tone = toneStrong; node.Level == 1 {
				as.tone = toneEmphasis
			}
			spans = append(spans, s.inline(node, as)...)
		case *ast.AutoLink:
			as.tone = toneQuiet
			add(string(node.Label(s.source)), as)
		case *ast.Link:
			if strings.Contains(string(node.Destination), ":") || s.links == s.most {
				spans = append(spans, s.inline(node, in)...)
				as.tone = toneQuiet
				add(" ", in)
				add(string(node.Destination), as)
				continue
			}
			s.links++
			as.link = s.links
			if s.signs {
				add("[", as)
			}
			spans = append(spans, s.inline(node, as)...)
			if s.signs {
				add("]", as)
			}
		default:
			spans = append(spans, s.inline(node, in)...)
		}
	}
	return spans
}

// columnGap is what is between two columns of a table.
const columnGap = " │ "

// table sets a table. Columns that are too wide together give way, the widest first.
func (s *setter) table(table *tables.Table, width int) (lines []proseLine) {
	var rows [][][]span
	var columns []int
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			spans := s.inline(cell, span{})
			wide := 0
			for _, span := range spans {
				wide += Cells(span.text)
			}
			if len(cells) == len(columns) {
				columns = append(columns, 0)
			}
			columns[len(cells)] = max(columns[len(cells)], wide)
			cells = append(cells, spans)
		}
		rows = append(rows, cells)
	}
	all := (len(columns) - 1) * Cells(columnGap)
	for _, column := range columns {
		all += column
	}
	for room := width - len(columnGap); all > width && slices.Max(columns) > min(room, 1); all-- {
		columns[slices.Index(columns, slices.Max(columns))]--
	}
	for n, cells := range rows {
		set, tall := make([][]proseLine, len(columns)), 1
		for i, cell := range cells {
			set[i] = broken(cell, columns[i])
			tall = max(tall, len(set[i]))
		}
		for k := range tall {
			var line proseLine
			for i, column := range columns {
				used := 0
				if k < len(set[i]) {
					line = append(line, set[i][k]...)
					used = set[i][k].cells()
				}
				if i < len(columns)-1 {
					line = append(line, span{text: Spaces(column-used) + columnGap})
				}
			}
			lines = append(lines, line)
		}
		if n == 0 {
			lines = append(lines, proseLine{{text: strings.Repeat("─", min(all, width))}})
		}
	}
	return lines
}

// broken breaks spans into lines of at most width cells: at spaces, and within a word that is
// longer than a line.
func broken(spans []span, width int) (lines []proseLine) {
	var line, word proseLine
	var gap span    // the space before the word
	end := func() { // of a line
		lines = append(lines, line)
		line = nil
	}
	put := func() { // the word into the line
		if len(word) == 0 {
			return
		}
		if len(line) > 0 && line.cells()+1+word.cells() > width {
			end()
		}
		if len(line) > 0 {
			line = append(line, gap)
		}
		line, word = append(line, word...), nil
	}
	for _, from := range spans {
		for text := from.text; text != ""; {
			at := strings.IndexAny(text, " \n")
			switch {
			case at == 0 && text[0] == '\n':
				put()
				end()
				text = text[1:]
				continue
			case at == 0:
				put()
				gap = from
				gap.text = " "
				text = text[1:]
				continue
			case at < 0:
				at = len(text)
			}
			piece := from
			piece.text, text = text[:at], text[at:]
			for room := width - word.cells(); Cells(piece.text) > room; room = width - word.cells() {
				head := ansi.Truncate(piece.text, room, "")
				if head == "" && len(word) == 0 {
					break // a character that is wider than the line
				}
				rest := piece
				piece.text, rest.text = head, piece.text[len(head):]
				if head != "" {
					word = append(word, piece)
				}
				put()
				end()
				piece = rest
			}
			word = append(word, piece)
		}
	}
	put()
	if len(line) > 0 {
		end()
	}
	return lines
}
