package report

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"authdoctor/ui/paint"
)

// chart is the course of an incident: in Markdown blocks of text, in HTML a drawing.
type chart struct{ paint.Chart }

// chartCells is the number of columns for which there is room in a line.
const chartCells = Width - paint.ChartLabel - paint.ChartBeside

func (c chart) lines() []string { return c.Lines() }

// The measures of the drawing, in units of the SVG.
const (
	svgColumn = 8
	svgRow    = 44 // the height of the tallest bar
	svgGap    = 14
	svgLabel  = 100
	svgCount  = 110
)

// html draws the chart with the words of lines, in their order. A screen reader reads the
// label, which says the same in a sentence; failures are above successes and named, so that
// colour means nothing alone.
func (c chart) html(h *htmlWriter) {
	rows := c.Rows()
	wide := len(c.Failures) * svgColumn
	width, height := svgLabel+wide+svgCount, (len(rows)-1)*(svgRow+svgGap)+2*svgGap
	h.line(fmt.Sprintf(`<svg role="img" aria-label="%s" width="%d" height="%d" viewBox="0 0 %d %d">`, html.EscapeString(c.Words(time.Time{})), width, height, width, height))
	text := func(x, y int, words string) {
		h.line(fmt.Sprintf(`<text x="%d" y="%d">%s</text>`, x, y, html.EscapeString(words)))
	}
	y := svgRow
	for i, row := range rows {
		text(0, y, row.Label)
		if i == len(rows)-1 { // the axis
			h.line(fmt.Sprintf(`<path class="span" d="M%d %dv-5h%dv5"/>`, svgLabel+c.Began*svgColumn, y-svgGap, (c.Ended-c.Began+1)*svgColumn))
			for _, word := range c.AxisWords() {
				text(svgLabel+word.At*svgColumn, y, word.Text)
			}
			break
		}
		counts, class := c.Failures, "failed"
		if i > 0 {
			counts, class = c.Successes, "passed"
		}
		h.line(fmt.Sprintf(`<path class="%s" d="%s"/>`, class, bars(counts, y)))
		text(svgLabel+wide+svgColumn, y, row.Beside)
		y += svgRow + svgGap
		if i == len(rows)-2 {
			y += 2*svgGap - svgRow
		}
	}
	h.line(`</svg>`)
}

// bars returns the path of a bar for each count, on a line at y.
func bars(counts []int64, y int) string {
	most := max(1, slices.Max(counts))
	var b strings.Builder
	for i, n := range counts {
		if n > 0 {
			tall := max(2, int(n*svgRow/most))
			fmt.Fprintf(&b, "M%d %dv-%dh%dv%dz", svgLabel+i*svgColumn, y, tall, svgColumn-1, tall)
		}
	}
	return b.String()
}
