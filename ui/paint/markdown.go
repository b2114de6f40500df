package paint

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/glamour"
	glamouransi "github.com/charmbracelet/glamour/ansi"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
)

// Measure is the widest text is set; longer lines are hard to read.
const Measure = 92

// Markdown renders embedded prose with glamour and keeps what it rendered. Text
// from outside never comes here: glamour lets escape sequences through, and even
// makes them out of &#27;.
type Markdown struct {
	styles *Styles
	config glamouransi.StyleConfig
	kept   map[markdownKey]Prose
}

type markdownKey struct {
	path, body string
	width      int
}

// maxKept bounds the memory that resizing takes: each width is rendered again.
const maxKept = 64

// Prose is rendered Markdown. Links stay marked in it, because which of them is
// the chosen one changes without rendering.
type Prose struct {
	Lines   []proseLine
	Links   []proseLink
	Anchors map[string]int // line of each heading
}

type proseLine struct {
	text string
	next int  // the first link that starts or goes on here
	open bool // it goes on from the line before
}

type proseLink struct {
	Path        string // as Session.OpenPage takes it
	First, Last int    // lines
}

// The marks are variation selectors that are in no text. They take no cells in
// any of the width functions that prose passes, so wrapping does not know of
// them; a test says so.
const (
	markLink    = '\ufe00'
	markLinkEnd = '\ufe01'
	markHeading = '\ufe02'
	markItem    = '\ufe03'
)

// Within a word, glamour breaks its paragraphs at these characters without measuring: lines
// come out too long, and the blocks around them break them a second time, as in "OAuth 2."
// and "0". While it wraps, each is moved into the private use area, where pages have nothing.
const (
	breaks  = "-.,;+|"
	private = 0xe000
)

// itemHang is how far the lines of a list item are indented, all but the first.
// glamour cannot hang them, so all are indented and the first is put back.
const itemHang = 3

// NewMarkdown renders with the colours of the styles.
func NewMarkdown(styles *Styles) *Markdown {
	return &Markdown{styles: styles, config: markdownStyle(styles), kept: map[markdownKey]Prose{}}
}

// markdownStyle leaves the ground alone (glamour's own styles colour every blank
// that pads a line) and tells everything by more than colour.
func markdownStyle(styles *Styles) glamouransi.StyleConfig {
	zero, one, two, hang := uint(0), uint(1), uint(2), uint(itemHang)
	bar, column, line := "│ ", "│", "─"
	upper := true
	bold, italic := &upper, &upper
	var quiet *string
	if styles.quiet != "" {
		quiet = &styles.quiet
	}
	var code glamouransi.StyleBlock
	code.Bold = bold
	if styles.Profile == termenv.Ascii {
		// glamour writes bold and italic whatever the profile says.
		bold, italic = nil, nil
		code = glamouransi.StyleBlock{StylePrimitive: glamouransi.StylePrimitive{Prefix: "`", Suffix: "`"}}
	}
	return glamouransi.StyleConfig{
		Document: glamouransi.StyleBlock{Margin: &zero},
		Heading: glamouransi.StyleBlock{
			StylePrimitive: glamouransi.StylePrimitive{BlockSuffix: "\n", Bold: bold},
		},
		H1:             glamouransi.StyleBlock{StylePrimitive: glamouransi.StylePrimitive{Upper: &upper}},
		H2:             glamouransi.StyleBlock{StylePrimitive: glamouransi.StylePrimitive{Upper: &upper}},
		BlockQuote:     glamouransi.StyleBlock{Indent: &one, IndentToken: &bar},
		List:           glamouransi.StyleList{StyleBlock: glamouransi.StyleBlock{Margin: &hang}},
		Item:           glamouransi.StylePrimitive{BlockPrefix: "·  "},
		Enumeration:    glamouransi.StylePrimitive{BlockPrefix: "  "},
		Task:           glamouransi.StyleTask{Ticked: "✓ ", Unticked: "· "},
		Strong:         glamouransi.StylePrimitive{Bold: bold},
		Emph:           glamouransi.StylePrimitive{Italic: italic},
		Code:           code,
		CodeBlock:      glamouransi.StyleCodeBlock{StyleBlock: glamouransi.StyleBlock{Margin: &two}},
		Link:           glamouransi.StylePrimitive{Color: quiet},
		HorizontalRule: glamouransi.StylePrimitive{Color: quiet, Format: "\n────────\n"},
		Table: glamouransi.StyleTable{
			CenterSeparator: &line, ColumnSeparator: &column, RowSeparator: &line,
		},
	}
}

// Page renders the body of a page.
func (m *Markdown) Page(p content.Page, width int) Prose {
	return m.render(p, width)
}

// Text renders a piece of Markdown that is no page of its own; from names the
// file it is in.
func (m *Markdown) Text(from, source string, width int) []string {
	rendered := m.render(content.Page{Path: from, Body: source}, width)
	lines := make([]string, len(rendered.Lines))
	for i := range rendered.Lines {
		lines[i] = rendered.Paint(i, -1, m.styles)
	}
	return lines
}

func (m *Markdown) render(p content.Page, width int) Prose {
	at := markdownKey{p.Path, p.Body, max(1, width)}
	if kept, ok := m.kept[at]; ok {
		return kept
	}
	if len(m.kept) >= maxKept {
		clear(m.kept)
	}
	marked, anchors := mark(p, m.styles.Profile == termenv.Ascii)
	rendered := readMarks(m.glamour(marked, at.width), p.Links(), anchors)
	m.kept[at] = rendered
	return rendered
}

// glamour renders; where it cannot, the source is better than nothing.
func (m *Markdown) glamour(source string, width int) string {
	renderer, err := glamour.NewTermRenderer(
		glamour.WithStyles(m.config),
		glamour.WithColorProfile(m.styles.Profile),
		glamour.WithWordWrap(width),
		glamour.WithInlineTableLinks(true),
	)
	if err != nil {
		return source
	}
	out, err := renderer.Render(source)
	if err != nil {
		out = source
	}
	if m.styles.Profile == termenv.Ascii {
		out = ansi.Strip(out) // glamour writes bold whatever the profile
	} else {
		out = border.Own(out)
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(breaks, r-private) {
			return r - private
		}
		return r
	}, out)
}

// mark puts marks around the text of links and before headings and list items,
// and takes the destinations away, which glamour would print. Where there are no
// colours, brackets tell links from text.
func mark(p content.Page, brackets bool) (marked string, anchors []string) {
	for _, section := range p.Sections() {
		anchors = append(anchors, section.Anchor)
	}
	type edit struct {
		at, to int
		text   string
	}
	var edits []edit
	open, shut := string(markLink), string(markLinkEnd)
	if brackets {
		open, shut = open+`\[`, `\]`+shut
	}
	source := []byte(p.Body)
	links := len(p.Links())
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		first, last, ok := extent(n)
		switch n := n.(type) {
		case *ast.Heading:
			if ok && n.Parent() == root {
				edits = append(edits, edit{first, first, string(markHeading)})
			}
		case *ast.ListItem:
			if ok {
				edits = append(edits, edit{first, first, string(markItem)})
			}
		case *ast.Text:
			for at := n.Segment.Start; at < n.Segment.Stop; at++ {
				inside := at+1 < n.Segment.Stop && source[at+1] != ' '
				if strings.IndexByte(breaks, source[at]) >= 0 && (inside || source[at] == '-') && (at == 0 || source[at-1] != '\\') {
					edits = append(edits, edit{at, at + 1, string(private + rune(source[at]))})
				}
			}
			// glamour keeps the line ends of the source within a paragraph, and
			// wraps what is longer beside them: lines of one word come out.
			if n.SoftLineBreak() {
				end := n.Segment.Stop
				next := end + len(p.Body[end:]) - len(strings.TrimLeft(p.Body[end:], " \n"))
				edits = append(edits, edit{end, next, " "})
			}
		case *ast.Link:
			if !ok || strings.Contains(string(n.Destination), ":") {
				return ast.WalkContinue, nil
			}
			edits = append(edits, edit{first, first, open}, edit{last, last, shut})
			if _, rest, found := strings.Cut(p.Body[last:], "]("); found {
				from := len(p.Body) - len(rest)
				if length := strings.IndexByte(rest, ')'); length >= 0 {
					edits = append(edits, edit{from, from + length, "#"})
				}
			}
			links--
		}
		return ast.WalkContinue, nil
	})
	if links != 0 {
		return p.Body, anchors // marks and links would not agree
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.at, b.at) })
	var out strings.Builder
	done := 0
	for _, e := range edits {
		out.WriteString(p.Body[done:e.at] + e.text)
		done = e.to
	}
	return out.String() + p.Body[done:], anchors
}

// extent is where the text below a node begins and ends in the source, with the backticks of
// code.
func extent(n ast.Node) (first, last int, ok bool) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, is := n.(*ast.Text); is && entering {
			ticks := 0
			if t.Parent().Kind() == ast.KindCodeSpan {
				ticks = 1
			}
			if !ok {
				first, ok = t.Segment.Start-ticks, true
			}
			last = t.Segment.Stop + ticks
		}
		return ast.WalkContinue, nil
	})
	return first, last, ok
}

// readMarks finds links and headings in what glamour made.
func readMarks(out string, links []content.Link, anchors []string) Prose {
	result := Prose{Anchors: map[string]int{}}
	for _, link := range links {
		path := link.Path
		if link.Anchor != "" {
			path += "#" + link.Anchor
		}
		result.Links = append(result.Links, proseLink{Path: path})
	}
	link, open, heading, below := 0, false, 0, false
	for _, line := range strings.Split(strings.Trim(out, "\n"), "\n") {
		n := len(result.Lines)
		line = trimRight(line)
		if below && line == "" {
			continue // a heading is right above its text
		}
		below = false
		read := proseLine{next: link, open: open}
		item := false
		var text strings.Builder
		for _, r := range line {
			switch r {
			case markHeading:
				if heading < len(anchors) {
					result.Anchors[anchors[heading]] = n
				}
				heading++
				below = true
				continue
			case markItem:
				item = true
				continue
			case markLink:
				open = true
				if link < len(result.Links) {
					result.Links[link].First = n
				}
			case markLinkEnd:
				open = false
				if link < len(result.Links) {
					result.Links[link].Last = n
				}
				link++
			}
			text.WriteRune(r)
		}
		read.text = text.String()
		if item {
			read.text = strings.TrimPrefix(read.text, Spaces(itemHang))
		}
		result.Lines = append(result.Lines, read)
	}
	return result
}

// trimRight takes spaces off the end of a line, also where styles are between,
// which stay: they may close what is open.
func trimRight(line string) string {
	end := 0 // behind the last character that is no space
	var styles strings.Builder
	for i := 0; i < len(line); {
		if line[i] == 0x1b {
			if length := styleLength(line[i:]); length > 0 {
				styles.WriteString(line[i : i+length])
				i += length
				continue
			}
		}
		if line[i] != ' ' {
			end = i + 1
			styles.Reset()
		}
		i++
	}
	if end == len(line) {
		return line
	}
	return line[:end] + styles.String()
}

// Paint draws a line with its links, the one with the number here as chosen.
func (p Prose) Paint(n, here int, styles *Styles) string {
	line := p.Lines[n]
	if line.next >= len(p.Links) || !line.open && !strings.ContainsRune(line.text, markLink) {
		return line.text
	}
	var out, link strings.Builder
	number, open := line.next, line.open
	flush := func() {
		look := styles.Link
		if number == here {
			look = styles.LinkHere
		}
		// What glamour styled inside a link would end the link's own style.
		inner := link.String()
		lead := len(inner) - len(strings.TrimLeft(inner, " "))
		out.WriteString(inner[:lead])
		shown := inner[lead:]
		if rest, cut := strings.CutPrefix(shown, "["); cut && number == here && styles.LinkHere.on == "" {
			shown = "›" + rest // no colours: a sign marks the choice
		}
		out.WriteString(look.Paint(shown))
		link.Reset()
	}
	text := line.text
	for len(text) > 0 {
		if text[0] == 0x1b {
			if length := styleLength(text); length > 0 {
				if !open {
					out.WriteString(text[:length])
				}
				text = text[length:]
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == markLink:
			open = true
		case r == markLinkEnd:
			flush()
			open = false
			number++
		case open:
			link.WriteString(text[:size])
		default:
			out.WriteString(text[:size])
		}
		text = text[size:]
	}
	if open {
		flush()
	}
	return out.String()
}
