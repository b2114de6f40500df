// Package pages shows the pages of the library and the list of those pages.
package pages

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// page is the screen that shows one page of the library. The text of a page is the same
// for everyone. Above it, the screen shows what the Case says about the code of the
// page.
type page struct {
	screen.Reader
	s *screen.Session
	content.Page
	paint.Scroll
	looked string      // the word the page was opened for, if the page is about several words
	link   int         // index of the link that enter follows, first those of the text and then the sources; -1 for none
	anchor string      // heading to scroll to; "" once that is done
	prose  paint.Prose // the text, as last drawn
	links  []pageLink  // as last drawn
}

// pageLink is a link to another page or to the address of a source, and the lines it is on.
type pageLink struct {
	first, last int
	to, title   string // title is that of a source
}

// NewPage returns the screen that shows the page at to.Path.
func NewPage(s *screen.Session, to screen.Page) screen.Screen {
	path, anchor, _ := strings.Cut(to.Path, "#")
	found, _ := s.Library.Page(path)
	return &page{s: s, Page: found, looked: to.Word, link: -1, anchor: anchor}
}

func (p *page) About() screen.About {
	return screen.About{MoreBelow: p.MoreBelow(), Search: screen.Searched{Scroll: &p.Scroll}}
}

func (p *page) Title() string { return paint.PageTitle(p.Page) }

func (p *page) Aside() string {
	if p.Fits() {
		return ""
	}
	return paint.Count(p.Percent()) + " %"
}

// word returns the word of the Detail column that the page is about. It returns false if
// the page is about no word or about several words.
func (p *page) word() (detail.Match, bool) {
	if p.Code != "" {
		return detail.Known(string(p.Code)), true
	}
	return detail.Known(p.looked), p.looked != ""
}

// shows reports whether the trail is known to show the word of the page.
func (p *page) shows() bool {
	word, ok := p.word()
	return ok && p.s.Case.Facts.Value(diagnosis.FactDetail) == word.Name
}

// bindWord returns the binding that states the word of the page or takes it back.
func (p *page) bindWord() key.Binding {
	_, ok := p.word()
	if p.shows() {
		return paint.BindTrailNot
	}
	return paint.When(ok, paint.BindTrailShows)
}

func (p *page) Bindings() []key.Binding {
	return []key.Binding{
		paint.When(p.link >= 0, paint.BindFollow),
		p.bindWord(),
		paint.When(!p.Fits(), paint.BindScroll),
		paint.When(len(p.links) > 1 || len(p.links) == 1 && p.link < 0, paint.BindLink),
		paint.When(!p.Fits(), paint.BindPages),
		paint.When(!p.Fits(), paint.BindEnds),
	}
}

func (p *page) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, paint.BindFollow):
		return p.follow()
	case key.Matches(msg, p.bindWord()):
		if word, ok := p.word(); ok {
			p.s.StateWord(word)
		}
	case key.Matches(msg, paint.BindLink):
		p.nextLink(paint.Step(msg))
	case key.Matches(msg, paint.BindPages):
		p.By(paint.Step(msg) * max(1, p.Tall-2))
	case key.Matches(msg, paint.BindEnds):
		p.By(paint.Step(msg) * p.Total)
	case key.Matches(msg, paint.BindScroll):
		p.By(paint.Step(msg))
	}
	return nil
}

// nextLink chooses another link and scrolls it into view. The first choice is the first
// link that is not above the visible part or, backwards, the last link of the page.
func (p *page) nextLink(by int) {
	n := len(p.links)
	if n == 0 {
		return
	}
	if p.link < 0 {
		p.link = 0
		if by < 0 {
			p.link = n - 1
		}
		for i, link := range p.links {
			if by > 0 && link.first >= p.Top {
				p.link = i
				break
			}
		}
	} else {
		p.link = (p.link + by + n) % n
	}
	p.Show(p.links[p.link].first, p.links[p.link].last, p.Tall, p.Total)
}

// follow opens the page that the chosen link leads to. For a link within the page, it
// scrolls there; for an address, it asks first.
func (p *page) follow() tea.Cmd {
	if p.link < 0 || p.link >= len(p.links) {
		return nil
	}
	to := p.links[p.link].to
	if border.MayOpen(to) {
		return p.s.Push(&openLink{s: p.s, link: p.links[p.link]})
	}
	if path, anchor, _ := strings.Cut(to, "#"); path == p.Path {
		p.anchor = anchor
		if anchor == "" {
			p.Top = 0
		}
		return nil
	}
	p.s.OpenPage(to)
	return nil
}

func (p *page) View(width, height int) []string {
	width = min(width, paint.Measure)
	p.prose = p.s.Markdown.Page(p.Page, width)
	p.link = min(p.link, len(p.prose.Links)+len(p.Sources)-1)
	lines, body, links := p.lines(p.prose, p.link, width, width)
	p.links = links
	if p.anchor != "" {
		p.Tall, p.Total = max(0, height), len(lines)
		if line, ok := p.prose.Anchors[p.anchor]; ok {
			p.Top = body + line
		}
		p.anchor = ""
	}
	return p.Window(lines, height)
}

// lines draws the whole page with the link that is chosen, -1 for none. The text begins on
// line body. Addresses have a width of their own: a copy must not break them.
func (p *page) lines(prose paint.Prose, chosen, width, address int) (lines []string, body int, links []pageLink) {
	lines = p.s.Styles.PageHead(p.Page, width)
	if mine := p.inYourCase(width); len(mine) > 0 {
		lines = append(append(lines, mine...), "")
	}
	body = len(lines)
	for i := range prose.Lines {
		lines = append(lines, prose.Paint(i, chosen, p.s.Styles))
	}
	for _, link := range prose.Links {
		links = append(links, pageLink{first: body + link.First, last: body + link.Last, to: link.Path})
	}
	if len(p.Sources) > 0 {
		lines = append(lines, "", p.s.Styles.Heading.Paint("SOURCES"))
	}
	for _, source := range p.Sources {
		first, number := len(lines), len(links)
		here := number == chosen
		lines = append(lines, p.source(source, here, width, address)...)
		if border.MayOpen(source.URL) {
			links = append(links, pageLink{first, len(lines) - 1, source.URL, source.Title})
		}
	}
	return lines, body, links
}

// source draws the title and the address of a page of Oracle's, or of an RFC. The address is
// in full, and a link where the terminal has links.
func (p *page) source(source content.Source, chosen bool, width, addressWidth int) []string {
	title, look := paint.Wrap(source.Title, width), p.s.Styles.Quiet
	if chosen {
		title = p.s.Styles.Text.Paragraph(p.s.Styles.Cursor.Paint("›")+" ", source.Title, width)
		look = p.s.Styles.LinkHere
	}
	address := paint.Wrap(source.URL, addressWidth)
	for i, line := range address {
		if address[i] = look.Paint(line); p.s.Styles.Links {
			address[i] = border.Link(source.URL, address[i])
		}
	}
	return append(title, address...)
}

func (p *page) Copies() []screen.Copy {
	copies := []screen.Copy{{Name: "Steps", Text: p.steps}}
	if p.link >= 0 && p.link < len(p.links) && border.MayOpen(p.links[p.link].to) {
		copies = append([]screen.Copy{screen.Value("Address", p.links[p.link].to)}, copies...)
	}
	for _, code := range p.Commands() {
		copies = append(copies, screen.Value("Command", code))
	}
	return append(copies,
		screen.Value("Sources", p.addresses()),
		screen.Lines("The whole page", func(width int) []string {
			lines, _, _ := p.lines(p.s.Markdown.Page(p.Page, width), -1, width, len(p.addresses()))
			return lines
		}))
}

// steps returns the numbered steps of the page, with who does them.
func (p *page) steps() string {
	var lines []string
	actor, n := "", 0
	for _, step := range p.Instructions() {
		if n++; step.Actor != actor {
			actor, n = step.Actor, 1
			lines = append(lines, actor)
		}
		lines = append(lines, paint.Count(n)+". "+step.Text)
	}
	return strings.Join(lines, "\n")
}

// addresses returns the titles and addresses of the sources.
func (p *page) addresses() string {
	var lines []string
	for _, source := range p.Sources {
		lines = append(lines, source.Title, source.URL)
	}
	return strings.Join(lines, "\n")
}

// inYourCase returns what the Diagnosis says about the code of the page. It returns nil
// if nothing known speaks for or against the code.
func (p *page) inYourCase(width int) []string {
	if p.Code == "" || !p.s.Known() {
		return nil
	}
	verdict := p.s.Diagnosis.Verdict(p.Code)
	if verdict.Because == "" {
		return nil
	}
	const indent = 2
	lines := []string{p.s.Styles.Heading.Paint("In your case")}
	word := paint.CertaintyWord(verdict.Verdict)
	for i, text := range paint.Wrap(word+": "+verdict.Because, width-indent-2) {
		lead := paint.Spaces(indent + 2)
		if i == 0 {
			lead = paint.Spaces(indent) + p.s.Styles.CertaintyGlyph(verdict.Verdict) + " "
			if rest, cut := strings.CutPrefix(text, word); cut {
				text = p.s.Styles.Strong.Paint(word) + rest
			}
		}
		lines = append(lines, lead+text)
	}
	for _, f := range p.s.Diagnosis.Findings {
		if !slices.Contains(f.Codes, p.Code) || f.Status == diagnosis.Pass {
			continue
		}
		lines = append(lines, p.s.Styles.Text.Paragraph(paint.Spaces(indent)+p.s.Styles.StatusGlyph(f.Status)+" ", paint.Joined(f.Title, p.s.Ages.OfFinding(p.s.Case, f)), width)...)
		lines = append(lines, paint.Indented(p.s.Styles.Evidence(f, width-indent-2), indent+2)...)
	}
	return lines
}
