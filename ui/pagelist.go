package ui

import (
	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// pageList is a list of pages of which one is chosen.
type pageList struct {
	styles *Styles
	pages  []content.Page
	// said are the passages of the pages, in their order; none where they are not shown.
	said []string
	// ask is the question at which the last row enters the guide; nil for no such row.
	ask   *content.Question
	at    int
	moved bool // the user chose; the first is not only there by default
	scroll
}

// set shows other pages, the first chosen.
func (l *pageList) set(pages []content.Page) {
	l.pages, l.at, l.moved, l.top = pages, 0, false, 0
	l.said, l.ask = nil, nil
}

// lead shows what plain words lead to, and as the last row the guide.
func (l *pageList) lead(lead content.WordsLead) {
	l.set(nil)
	for _, passage := range lead.Pages {
		l.pages = append(l.pages, passage.Page)
		l.said = append(l.said, passage.Text)
	}
	l.ask = &lead.Ask
}

// rows is how many rows can be chosen.
func (l *pageList) rows() int {
	if l.ask != nil {
		return len(l.pages) + 1
	}
	return len(l.pages)
}

// move chooses another page.
func (l *pageList) move(by int) {
	l.at = max(0, min(l.at+by, l.rows()-1))
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

// View draws a row for each page: what the Diagnosis says of it, where anything is
// known, its name, the problem in a line.
func (l *pageList) View(d diagnosis.Diagnosis, known bool, width, height int) []string {
	var lines []string
	first, last := 0, 0
	tight := l.rows()+len(l.said) > height // then the chosen page alone has its passage
	for i := range l.rows() {
		if i == l.at {
			first = len(lines)
		}
		if i < len(l.pages) {
			lines = append(lines, l.row(l.pages[i], i == l.at, d, known, width))
		} else {
			lead, look := "  ", l.styles.Text
			if i == l.at {
				lead, look = l.styles.Cursor.paint("›")+" ", l.styles.Strong
			}
			lines = append(lines, lead+"  "+look.paint(clip("Walk me through it: "+l.ask.Text, width-4)))
		}
		if i < len(l.said) && (i == l.at || !tight) {
			lines = append(lines, "      "+l.styles.Quiet.paint(clip(l.said[i], width-6)))
		}
		if i == l.at {
			last = len(lines) - 1
		}
	}
	l.show(first, last, height, len(lines))
	return l.window(lines, height)
}

func (l *pageList) row(p content.Page, chosen bool, d diagnosis.Diagnosis, known bool, width int) string {
	lead, look := "  ", l.styles.Text
	if chosen {
		lead, look = l.styles.Cursor.paint("›")+" ", l.styles.Strong
	}
	glyph := " "
	if p.Code != "" && known {
		if verdict := d.Verdict(p.Code); verdict.Verdict != diagnosis.Possible && verdict.Verdict != "" {
			glyph = l.styles.certaintyGlyph(verdict.Verdict)
		}
	}
	room := width - 4
	if p.Code == "" {
		return lead + glyph + " " + look.paint(clip(p.Title, room))
	}
	name := look.paint(fill(string(p.Code), min(nameWidth, room)))
	return lead + glyph + " " + name + " " + l.styles.Quiet.paint(clip(p.Title, room-nameWidth-1))
}

// nearest are the pages of the codes that are spelled like the one in a text.
func nearest(library *content.Library, input intake.Input) []content.Page {
	var pages []content.Page
	for _, name := range input.Detail.Nearest {
		for _, p := range library.Pages() {
			if string(p.Code) == name {
				pages = append(pages, p)
			}
		}
	}
	return pages
}
