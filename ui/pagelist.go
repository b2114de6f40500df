package ui

import (
	"authdoctor/content"
	"authdoctor/diagnosis"
)

// pageList is a list of pages of which one is chosen.
type pageList struct {
	*session
	pages []content.Page
	at    int
	moved bool // the user chose; the first is not only there by default
	scroll
}

// set shows other pages, the first chosen.
func (l *pageList) set(pages []content.Page) {
	l.pages, l.at, l.moved, l.top = pages, 0, false, 0
}

// move chooses another page.
func (l *pageList) move(by int) {
	l.at = max(0, min(l.at+by, len(l.pages)-1))
	l.moved = true
}

// chosen is the page that enter opens.
func (l *pageList) chosen() (content.Page, bool) {
	if l.at < len(l.pages) {
		return l.pages[l.at], true
	}
	return content.Page{}, false
}

// nameWidth has place for the longest code.
const nameWidth = 30

// View draws a row for each page: what the Case says of it, its name, the
// problem in a line.
func (l *pageList) View(width, height int) []string {
	l.show(l.at, l.at, height, len(l.pages))
	lines := make([]string, 0, max(0, height))
	for i := l.top; i < min(l.top+l.tall, len(l.pages)); i++ {
		lines = append(lines, l.row(l.pages[i], i == l.at, width))
	}
	return lines
}

func (l *pageList) row(p content.Page, chosen bool, width int) string {
	lead, look := "  ", l.styles.Text
	if chosen {
		lead, look = l.styles.Cursor.paint("›")+" ", l.styles.Strong
	}
	glyph := " "
	if p.Code != "" && l.known() {
		if verdict := l.Diagnosis.Verdict(p.Code); verdict.Verdict != diagnosis.Possible && verdict.Verdict != "" {
			glyph = l.certaintyGlyph(verdict.Verdict)
		}
	}
	room := width - 4
	if p.Code == "" {
		return lead + glyph + " " + look.paint(clip(p.Title, room))
	}
	name := look.paint(fill(string(p.Code), min(nameWidth, room)))
	return lead + glyph + " " + name + " " + l.styles.Quiet.paint(clip(p.Title, room-nameWidth-1))
}
