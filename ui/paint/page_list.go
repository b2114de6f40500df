package paint

import (
	"slices"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
)

// PageList is a list of pages of which one is chosen.
type PageList struct {
	Styles *Styles
	Pages  []content.Page
	// Said are the passages of the pages, in the same order; nil if none are shown.
	Said []string
	// Ask is the question at which the last row enters the guide, nil for no such row.
	Ask   *content.Question
	at    int
	Moved bool // the user moved the cursor
	Scroll
}

// Set replaces the pages and chooses the first.
func (l *PageList) Set(pages []content.Page) {
	l.Pages, l.at, l.Moved, l.Top = pages, 0, false, 0
	l.Said, l.Ask = nil, nil
}

// Lead lists the pages that plain words lead to, and the guide as the last row.
func (l *PageList) Lead(lead content.WordsLead) {
	l.Set(nil)
	for _, passage := range lead.Pages {
		l.Pages = append(l.Pages, passage.Page)
		l.Said = append(l.Said, passage.Text)
	}
	l.Ask = &lead.Ask
}

// Rows returns the number of rows to choose from.
func (l *PageList) Rows() int {
	if l.Ask != nil {
		return len(l.Pages) + 1
	}
	return len(l.Pages)
}

// Move chooses another page.
func (l *PageList) Move(by int) {
	l.at = max(0, min(l.at+by, l.Rows()-1))
	l.Moved = true
}

// Chosen returns the page that enter opens.
func (l *PageList) Chosen() (content.Page, bool) {
	if l.at < len(l.Pages) {
		return l.Pages[l.at], true
	}
	return content.Page{}, false
}

// NameWidth is the width of the longest code.
const NameWidth = 30

// View draws a row for each page: the verdict of the Diagnosis if known, its name and its
// problem.
func (l *PageList) View(d diagnosis.Diagnosis, known bool, width, height int) []string {
	var lines []string
	first, last := 0, 0
	tight := l.Rows()+len(l.Said) > height // then the chosen page alone has its passage
	for i := range l.Rows() {
		if i == l.at {
			first = len(lines)
		}
		if i < len(l.Pages) {
			lines = append(lines, l.row(l.Pages[i], i == l.at, d, known, width))
		} else {
			lead, look := l.Styles.Lead(i == l.at)
			lines = append(lines, lead+"  "+look.Paint(Clip("Walk me through it: "+l.Ask.Text, width-4)))
		}
		if i < len(l.Said) && (i == l.at || !tight) {
			lines = append(lines, "      "+l.Styles.Quiet.Paint(Clip(l.Said[i], width-6)))
		}
		if i == l.at {
			last = len(lines) - 1
		}
	}
	l.Show(first, last, height, len(lines))
	return l.Window(lines, height)
}

func (l *PageList) row(p content.Page, chosen bool, d diagnosis.Diagnosis, known bool, width int) string {
	lead, look := l.Styles.Lead(chosen)
	glyph := " "
	if p.Code != "" && known {
		if verdict := d.Verdict(p.Code); verdict.Verdict != diagnosis.Possible && verdict.Verdict != "" {
			glyph = l.Styles.CertaintyGlyph(verdict.Verdict)
		}
	}
	room := width - 4
	if p.Code == "" {
		return lead + glyph + " " + look.Paint(Clip(p.Title, room))
	}
	name := look.Paint(Fill(string(p.Code), min(NameWidth, room)))
	return lead + glyph + " " + name + " " + l.Styles.Quiet.Paint(Clip(p.Title, room-NameWidth-1))
}

// Nearest returns the pages of the codes with a spelling similar to the one in a text.
func Nearest(library *content.Library, input intake.Input) []content.Page {
	var pages []content.Page
	for _, name := range input.Detail.Nearest {
		path := diagnosis.TBAPage
		if match := detail.Known(name); match.Code != "" {
			path = match.Code.Path()
		}
		same := func(p content.Page) bool { return p.Path == path } // words of TBA have one page
		if page, ok := library.Page(path); ok && !slices.ContainsFunc(pages, same) {
			pages = append(pages, page)
		}
	}
	return pages
}

// LeadLines returns a page that matches the known facts, and the reasons for it.
func (s *Styles) LeadLines(library *content.Library, lead content.Lead, chosen bool, width int) []string {
	p, ok := library.Page(lead.Page)
	if !ok {
		return nil
	}
	mark, look := s.Lead(chosen)
	lines := []string{mark + look.Paint(Clip(PageTitle(p), width-2))}
	if p.Code != "" {
		lines[0] += "  " + s.Quiet.Paint(Clip(p.Title, width-4-Cells(PageTitle(p))))
	}
	for _, reason := range lead.For[:min(len(lead.For), 2)] {
		lines = append(lines, "    "+s.Quiet.Paint(Clip(reason, width-4)))
	}
	return lines
}

// Searched is the length of the longest text that is searched for while it is typed; a
// longer one is searched for on enter.
const Searched = 200
