package pages

import (
	"authdoctor/content"
	"authdoctor/ui/screen"
)

// For the tests of this package.

// Listed are the pages that a list shows.
func Listed(s screen.Screen) []content.Page { return s.(*codes).list.Pages }

// LinksOf are where the links of a page lead, and linkOf is the one that is chosen.
func LinksOf(s screen.Screen) (paths []string) {
	for _, link := range s.(*page).prose.Links {
		paths = append(paths, link.Path)
	}
	return paths
}

func LinkOf(s screen.Screen) int { return s.(*page).link }

// LinesOf are the lines of a page as they were drawn.
func LinesOf(s screen.Screen) (lines []string) {
	p := s.(*page)
	for i := range p.prose.Lines {
		lines = append(lines, p.prose.Paint(i, -1, p.s.Styles))
	}
	return lines
}
