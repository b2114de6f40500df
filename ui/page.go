package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// page shows one page of the library; above the text, which is the same for
// everybody, what the Case says about its code.
type page struct {
	reader
	s *session
	content.Page
	scroll
	looked string // the word it was opened for, on a page of several words
	link   int    // the link that enter follows; -1 for none
	anchor string // where to start; "" once that is done
	body   int    // line on which the text begins, as last drawn
	prose  prose  // as last drawn
}

func newPage(s *session, to Page) screen {
	path, anchor, _ := strings.Cut(to.Path, "#")
	found, _ := s.library.Page(path)
	return &page{s: s, Page: found, looked: to.Word, link: -1, anchor: anchor}
}

// About implements screen.
func (p *page) About() About { return About{MoreBelow: p.moreBelow()} }

func (p *page) Title() string { return pageTitle(p.Page) }

func (p *page) Aside() string {
	if p.fits() {
		return ""
	}
	return count(p.percent()) + " %"
}

var (
	bindLink   = newBinding("tab", "link", "tab", "shift+tab")
	bindFollow = newBinding("enter", "follow", "enter")
	bindLeaf   = newBinding("pgup pgdn", "a page on", "pgup", "pgdown", " ")

	bindTrailShows = newBinding("t", "my trail shows this", "t")
	bindTrailNot   = newBinding("t", "take that back", "t")
)

// word is the word of the Detail column that the page is about; false for a page about
// no word, or about several.
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

// bindWord states the word of the page, or takes that back.
func (p *page) bindWord() key.Binding {
	_, ok := p.word()
	if p.shows() {
		return bindTrailNot
	}
	return when(ok, bindTrailShows)
}

func (p *page) Bindings() []key.Binding {
	return []key.Binding{
		when(p.link >= 0, bindFollow),
		p.bindWord(),
		when(!p.fits(), bindScroll),
		when(len(p.prose.links) > 1 || len(p.prose.links) == 1 && p.link < 0, bindLink),
		when(!p.fits(), bindLeaf),
		when(!p.fits(), bindEnds),
	}
}

func (p *page) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindFollow):
		p.follow()
	case key.Matches(msg, p.bindWord()):
		if word, ok := p.word(); ok {
			p.s.StateWord(word)
		}
	case key.Matches(msg, bindLink):
		p.nextLink(step(msg))
	case key.Matches(msg, bindLeaf):
		p.by(step(msg) * max(1, p.tall-2))
	case key.Matches(msg, bindEnds):
		p.by(step(msg) * p.total)
	case key.Matches(msg, bindScroll):
		p.by(step(msg))
	}
	return nil
}

// nextLink chooses another link and brings it into sight. The first choice is
// the nearest one below the top of what is seen.
func (p *page) nextLink(by int) {
	n := len(p.prose.links)
	if n == 0 {
		return
	}
	if p.link < 0 {
		p.link = 0
		if by < 0 {
			p.link = n - 1
		}
		for i, link := range p.prose.links {
			if by > 0 && p.body+link.first >= p.top {
				p.link = i
				break
			}
		}
	} else {
		p.link = (p.link + by + n) % n
	}
	link := p.prose.links[p.link]
	p.show(p.body+link.first, p.body+link.last, p.tall, p.total)
}

// follow opens the page the chosen link leads to; a link inside the page scrolls.
func (p *page) follow() {
	if p.link < 0 || p.link >= len(p.prose.links) {
		return
	}
	to := p.prose.links[p.link].path
	if path, anchor, _ := strings.Cut(to, "#"); path == p.Path {
		p.anchor = anchor
		if anchor == "" {
			p.top = 0
		}
		return
	}
	p.s.OpenPage(to)
}

func (p *page) View(width, height int) []string {
	width = min(width, measure)
	lines := p.s.styles.pageHead(p.Page, width)
	if mine := p.inYourCase(width); len(mine) > 0 {
		lines = append(append(lines, mine...), "")
	}
	p.body = len(lines)
	p.prose = p.s.markdown.page(p.Page, width)
	p.link = min(p.link, len(p.prose.links)-1)
	for i := range p.prose.lines {
		lines = append(lines, p.prose.paint(i, p.link, p.s.styles))
	}
	lines = append(lines, p.sources(width)...)
	if p.anchor != "" {
		p.tall, p.total = max(0, height), len(lines)
		if line, ok := p.prose.anchors[p.anchor]; ok {
			p.top = p.body + line
		}
		p.anchor = ""
	}
	return p.window(lines, height)
}

// inYourCase is what the Diagnosis says about the code of the page; nothing
// where nothing is known that tells for or against.
func (p *page) inYourCase(width int) []string {
	if p.Code == "" || !p.s.known() {
		return nil
	}
	verdict := p.s.Diagnosis.Verdict(p.Code)
	if verdict.Because == "" {
		return nil
	}
	const indent = 2
	lines := []string{p.s.styles.Cursor.paint("In your case")}
	word := certaintyWord(verdict.Verdict)
	for i, text := range wrap(word+": "+verdict.Because, width-indent-2) {
		lead := blanks(indent + 2)
		if i == 0 {
			lead = blanks(indent) + p.s.styles.certaintyGlyph(verdict.Verdict) + " "
			if rest, cut := strings.CutPrefix(text, word); cut {
				text = p.s.styles.Strong.paint(word) + rest
			}
		}
		lines = append(lines, lead+text)
	}
	for _, f := range p.s.Diagnosis.Findings {
		if !slices.Contains(f.Codes, p.Code) || f.Status == diagnosis.Pass {
			continue
		}
		for i, text := range wrap(joined(f.Title, p.s.ages.OfFinding(p.s.Case, f)), width-indent-2) {
			lead := blanks(indent + 2)
			if i == 0 {
				lead = blanks(indent) + p.s.styles.statusGlyph(f.Status) + " "
			}
			lines = append(lines, lead+p.s.styles.Text.paint(text))
		}
		label := 4
		for _, e := range f.Evidence {
			label = max(label, min(cells(e.Where), 12))
		}
		for _, text := range p.s.styles.evidence(f.Evidence, label, width-indent-2) {
			lines = append(lines, blanks(indent+2)+text)
		}
	}
	return lines
}

// sources names Oracle's pages.
func (p *page) sources(width int) []string {
	if len(p.Sources) == 0 {
		return nil
	}
	lines := []string{"", p.s.styles.Heading.paint("SOURCES")}
	for _, source := range p.Sources {
		lines = append(lines, wrap(source.Title, width)...)
		for _, text := range wrap(source.URL, width) {
			lines = append(lines, p.s.styles.Quiet.paint(text))
		}
	}
	return lines
}
