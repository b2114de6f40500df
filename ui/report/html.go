package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"authdoctor/diagnosis/border"
)

// style is the style sheet of a report. The document names its hash, and a browser applies
// no other.
//
//go:embed style.css
var style string

// HTML returns the document as one HTML file without script, image or outside resource.
func (d *Document) HTML() string {
	h := &htmlWriter{}
	sum := sha256.Sum256([]byte(style))
	h.line(`<!DOCTYPE html>`)
	h.line(`<html lang="en">`)
	h.line(`<head>`)
	h.line(`<meta charset="utf-8">`)
	h.line(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-` + base64.StdEncoding.EncodeToString(sum[:]) + `'; base-uri 'none'; form-action 'none'">`)
	h.line(`<meta name="viewport" content="width=device-width, initial-scale=1">`)
	h.line(`<meta name="color-scheme" content="light dark">`)
	h.line(`<meta name="referrer" content="no-referrer">`)
	h.element("title", border.Clip(d.Title, 120))
	h.line(`<style>` + style + `</style>`)
	h.line(`</head>`)
	h.line(`<body>`)
	h.line(`<main>`)
	h.line(`<p class="kind">` + html.EscapeString(d.Kind) + `</p>`)
	h.element("h1", d.Title)
	h.parts(d.short)
	for _, s := range d.sections {
		h.line(`<details>`)
		h.line(`<summary><h2>` + html.EscapeString(s.title) + `</h2></summary>`)
		h.folded = true
		h.parts(s.parts)
		h.line(`</details>`)
	}
	h.line(`</main>`)
	h.line(`</body>`)
	h.line(`</html>`)
	return h.String()
}

// htmlWriter writes the parts of a document.
type htmlWriter struct {
	strings.Builder
	// folded reports whether the parts are of a folded section, where a page has its
	// headings below that of the section.
	folded bool
}

func (h *htmlWriter) line(markup string) { h.WriteString(markup + "\n") }

func (h *htmlWriter) element(name, text string) {
	h.line("<" + name + ">" + html.EscapeString(text) + "</" + name + ">")
}

func (h *htmlWriter) parts(parts []part) {
	for _, p := range parts {
		p.html(h)
	}
}

func (p prose) html(h *htmlWriter)    { h.element("p", string(p)) }
func (q quoted) html(h *htmlWriter)   { h.element("p", string(q)) }
func (b verbatim) html(h *htmlWriter) { h.line("<pre>" + html.EscapeString(string(b)) + "</pre>") }

// tones are the classes that colour a glyph. Its word is always beside it.
var tones = map[string]string{"✗": "failed", "!": "warning", "✓": "passed"}

// sign returns the markup of a glyph, which a screen reader leaves out: the word says it.
func sign(glyph string) string {
	if glyph == "" {
		return ""
	}
	class := ""
	if tone := tones[glyph]; tone != "" {
		class = ` class="` + tone + `"`
	}
	return `<span` + class + ` aria-hidden="true">` + html.EscapeString(glyph) + `</span> `
}

func (d heading) html(h *htmlWriter) {
	plain := d
	plain.glyph = ""
	h.line("<h3>" + sign(d.glyph) + html.EscapeString(plain.title()) + "</h3>")
}

func (f facts) html(h *htmlWriter) {
	h.line("<dl>")
	for _, one := range f.list {
		h.element("dt", one.label)
		for _, text := range one.texts {
			h.element("dd", text)
		}
		if len(one.steps) > 0 {
			h.line("<dd>")
			h.steps(one.from, one.steps)
			h.line("</dd>")
		}
	}
	h.line("</dl>")
}

func (l list) html(h *htmlWriter) {
	h.line(`<ul class="dots">`)
	for _, text := range l {
		h.line("<li>" + sign("·") + html.EscapeString(text) + "</li>")
	}
	h.line("</ul>")
}

func (g group) html(h *htmlWriter) {
	h.element("h2", g.actor)
	if len(g.steps) > 0 {
		h.steps(g.from, g.steps)
	}
}

func (h *htmlWriter) steps(from int, steps []step) {
	start := ""
	if from > 1 {
		start = fmt.Sprintf(` start="%d"`, from)
	}
	h.line("<ol" + start + ">")
	for _, s := range steps {
		h.WriteString("<li>" + html.EscapeString(s.text))
		if s.command != "" {
			h.WriteString("\n<pre>" + html.EscapeString(s.command) + "</pre>\n")
		}
		h.line("</li>")
	}
	h.line("</ol>")
}

func (t table) html(h *htmlWriter) {
	h.line("<table>")
	h.element("caption", t.caption)
	class := func(i int) string {
		if t.columns[i].right {
			return ` class="number"`
		}
		return ""
	}
	h.WriteString("<thead><tr>")
	for i, c := range t.columns {
		if c.head == "" {
			h.WriteString("<td></td>") // an empty header would say nothing of its column
			continue
		}
		h.WriteString(`<th scope="col"` + class(i) + ">" + html.EscapeString(c.head) + "</th>")
	}
	h.line("</tr></thead>")
	h.line("<tbody>")
	for _, row := range t.rows {
		h.WriteString("<tr>")
		for i, c := range row {
			open, end := "<td"+class(i)+">", "</td>"
			if i == 0 {
				open, end = `<th scope="row">`, "</th>"
			}
			text := strings.TrimSpace(c.text)
			if c.outside {
				text = inTable(c.text)
			}
			h.WriteString(open + sign(c.glyph) + html.EscapeString(text) + end)
		}
		h.line("</tr>")
	}
	h.line("</tbody>")
	h.line("</table>")
}

// html writes the Markdown of a page. Raw HTML in it is left out by goldmark.
func (m markdown) html(h *htmlWriter) {
	var out bytes.Buffer
	aligned := extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)) // style attributes are refused
	if err := goldmark.New(goldmark.WithExtensions(aligned)).Convert([]byte(m.text), &out); err != nil {
		h.element("pre", m.text)
		return
	}
	// The texts in goldmark's output are escaped, so that these are its own tags.
	h.WriteString(labelled(m.title, strings.NewReplacer("<th>", `<th scope="col">`, "<hr>", "").Replace(out.String())))
}

// labelled gives each table of a page the heading before it as its name, or that of the
// page: Markdown has no captions.
func labelled(title, page string) string {
	var b strings.Builder
	last := html.EscapeString(title)
	for {
		at := strings.Index(page, "<table>")
		if at < 0 {
			return b.String() + page
		}
		if from := strings.LastIndex(page[:at], "<h"); from >= 0 {
			_, title, _ := strings.Cut(page[from:at], ">")
			last, _, _ = strings.Cut(title, "</h")
		}
		b.WriteString(page[:at] + `<table aria-label="` + withoutTags(last) + `">`)
		page = page[at+len("<table>"):]
	}
}

// withoutTags returns the text of goldmark's markup, escaped as it was.
func withoutTags(markup string) string {
	var b strings.Builder
	for i, piece := range strings.Split(markup, "<") {
		if _, text, found := strings.Cut(piece, ">"); found && i > 0 {
			piece = text
		}
		b.WriteString(piece)
	}
	return strings.ReplaceAll(b.String(), `"`, "&quot;")
}
