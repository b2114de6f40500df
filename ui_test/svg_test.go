//go:build unix

package ui_test

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The size of a character cell and of the margin of a picture, in SVG units.
const (
	cellWide = 9
	cellTall = 20
	margin   = 14
)

// svg draws the screen as a picture. It embeds no font, but names common fixed-width ones.
func (x *terminal) svg() string {
	cols, rows := x.screen.Width(), x.screen.Height()
	wide, tall := cols*cellWide+2*margin, rows*cellTall+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="15">`+"\n", wide, tall, wide, tall)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", wide, tall, ground)
	for row := range rows {
		x.svgRow(&b, row, cols)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

const (
	ground = "#16161d"
	plain  = "#dcdce4"
)

// svgRow draws a row, one run of cells with the same style at a time.
func (x *terminal) svgRow(b *strings.Builder, row, cols int) {
	for col := 0; col < cols; {
		cell := x.screen.CellAt(col, row)
		if cell == nil || strings.TrimSpace(cell.Content) == "" && cell.Style.Attrs&uv.AttrReverse == 0 {
			col++
			continue
		}
		from, style := col, cell.Style
		var text strings.Builder
		for ; col < cols; col++ {
			next := x.screen.CellAt(col, row)
			if next == nil || !next.Style.Equal(&style) {
				break
			}
			text.WriteString(next.Content)
		}
		fill, behind := hex(style.Fg, plain), ""
		if style.Attrs&uv.AttrReverse != 0 {
			fill, behind = ground, hex(style.Fg, plain)
		}
		left, top := margin+from*cellWide, margin+row*cellTall
		if behind != "" {
			fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", left, top, (col-from)*cellWide, cellTall, behind)
		}
		weight := ""
		if style.Attrs&uv.AttrBold != 0 {
			weight = ` font-weight="bold"`
		}
		shown := strings.TrimRight(text.String(), " ")
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s textLength="%d" xml:space="preserve">%s</text>`+"\n",
			left, top+15, fill, weight, len([]rune(shown))*cellWide, html.EscapeString(shown))
	}
}

// hex formats a colour for SVG; other is the colour for nil.
func hex(c color.Color, other string) string {
	if c == nil {
		return other
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
