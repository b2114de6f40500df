package report

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/ui/paint"
)

// Width is the width of text in a report, in columns: it stays below 80 when it is quoted,
// and fits the body of a screen of 80.
const Width = 76

// Document is a report before it is written in a form.
type Document struct {
	// Kind says what kind of report it is; Title is its answer in one line.
	Kind, Title string
	short       []part
	sections    []section
	known       []string // values that are public although they have the form of a secret
}

// section is a folded part of a report.
type section struct {
	title string
	parts []part
}

// part is a piece of a report. Its lines are plain text of at most Width columns, but for
// commands.
type part interface {
	lines() []string
	html(h *htmlWriter)
}

// prose is a text in our own words, without outside text.
type prose string

// quoted is a text that may contain outside text.
type quoted string

// fact is a label with its values. Steps are numbered, from the number of the first on.
type fact struct {
	label string
	texts []string
	steps []step
	from  int
}

type step struct{ text, command string }

// facts are facts below each other. The labels are wide columns, for 0 as wide as the
// longest; one that is longer has a line of its own.
type facts struct {
	wide int
	// apart reports whether an empty line comes before them, whatever is there.
	apart bool
	list  []fact
}

// group are the steps of one actor, in the short part.
type group struct {
	actor string
	steps []step
	from  int // the number of the first step
}

// heading is a heading below that of a section, with a glyph and its word before it.
type heading struct{ glyph, word, text string }

// list is a list of texts that may contain outside text.
type list []string

// table has a caption and columns; every row has a cell for each column.
type table struct {
	caption string
	columns []column
	rows    [][]cell
	// piped reports whether Markdown has it as a table and not as lines in a fence.
	piped bool
}

type column struct {
	head  string
	right bool // aligned right, as numbers are
}

type cell struct {
	glyph   string // before the text; the text says the same in words
	text    string
	outside bool // whether the text is from outside
}

// verbatim is text whose lines must stay as they are.
type verbatim string

// markdown is the Markdown of a page of content, with its title.
type markdown struct{ title, text string }

// clean returns a text as a report has it: without secrets and without their
// fingerprints. name is the name of the value, as for border.RedactValue.
func clean(name, text string) string { return border.Withhold(border.RedactValue(name, text)) }

// say returns facts of one text each, without those that are empty.
func say(wide int, pairs ...string) facts {
	f := facts{wide: wide}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.add(pairs[i], pairs[i+1])
	}
	return f
}

// add appends a fact, unless it has no text.
func (f *facts) add(label string, texts ...string) {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, clean(label, text))
		}
	}
	if len(kept) > 0 {
		f.list = append(f.list, fact{label: label, texts: kept})
	}
}

// addSection appends a folded section, unless it has no part.
func (d *Document) addSection(title string, parts ...part) {
	if len(parts) > 0 {
		d.sections = append(d.sections, section{title, parts})
	}
}

// Short returns the short part as plain text, in lines of at most Width columns, but for
// commands.
func (d *Document) Short() []string {
	return append(paint.Wrap(d.Title, Width), linesOf(d.short)...)
}

// fits reports whether the short part is short.
func (d *Document) fits() bool {
	short := d.Short()
	return len(short) <= mostLines && len([]rune(strings.Join(short, "\n"))) <= mostCharacters
}

// linesOf returns the lines of parts. An empty line separates groups of steps, headings and
// what has lines of its own from what comes before.
func linesOf(parts []part) []string {
	var lines []string
	for i, p := range parts {
		if i > 0 && apart(parts[i-1], p) {
			lines = append(lines, "")
		}
		lines = append(lines, p.lines()...)
	}
	return lines
}

// apart reports whether an empty line separates two parts.
func apart(before, after part) bool {
	switch after := after.(type) {
	case group:
		_, steps := before.(group)
		return !steps
	case facts:
		return after.apart
	case heading, table, verbatim, markdown, chart:
		return true
	}
	return false
}

func (p prose) lines() []string    { return paint.Wrap(string(p), Width) }
func (q quoted) lines() []string   { return paint.Wrap(string(q), Width) }
func (b verbatim) lines() []string { return strings.Split(strings.TrimRight(string(b), "\n"), "\n") }
func (m markdown) lines() []string { return verbatim(m.text).lines() }
func (l list) lines() []string {
	var lines []string
	for _, text := range l {
		for i, line := range paint.Wrap(text, Width-2) {
			lines = append(lines, map[bool]string{true: "· ", false: "  "}[i == 0]+line)
		}
	}
	return lines
}

func (h heading) lines() []string { return []string{h.title()} }

func (h heading) title() string {
	return strings.TrimSpace(h.glyph + " " + strings.TrimPrefix(h.word+": "+h.text, ": "))
}

func (f facts) lines() []string {
	wide := f.wide
	for _, one := range f.list {
		if f.wide == 0 {
			wide = max(wide, min(paint.Cells(one.label)+2, 24))
		}
	}
	var lines []string
	for _, one := range f.list {
		label := one.label
		put := func(text []string) {
			for _, line := range text {
				lines = append(lines, strings.TrimRight(paint.Fill(label, wide)+line, " "))
				label = ""
			}
		}
		if paint.Cells(label) >= wide {
			lines = append(lines, label)
			label = ""
		}
		for _, text := range one.texts {
			put(paint.Wrap(text, Width-wide))
		}
		for i, s := range one.steps {
			put(s.lines(one.from+i, Width-wide))
		}
	}
	return lines
}

// lines returns a step with its number. A command is on a line of its own, and whole: it
// is copied.
func (s step) lines(number, width int) []string {
	mark := fmt.Sprintf("%d. ", number)
	lines := paint.Wrap(s.text, width-len(mark))
	for i := range lines {
		lines[i] = mark + lines[i]
		mark = paint.Spaces(len(mark))
	}
	for line := range strings.Lines(s.command) {
		lines = append(lines, paint.Spaces(len(mark))+strings.TrimSpace(line))
	}
	return lines
}

func (g group) lines() []string {
	lines := []string{g.actor}
	for i, s := range g.steps {
		lines = append(lines, paint.Indented(s.lines(g.from+i, Width-2), 2)...)
	}
	return lines
}

func (t table) lines() []string {
	wide := make([]int, len(t.columns))
	for i, c := range t.columns {
		wide[i] = paint.Cells(c.head)
		for _, row := range t.rows {
			wide[i] = max(wide[i], paint.Cells(row[i].title()))
		}
	}
	line := func(text func(i int) string) string {
		var b strings.Builder
		for i, c := range t.columns {
			if i > 0 {
				b.WriteString("  ")
			}
			if c.right {
				b.WriteString(paint.Right(text(i), wide[i]))
			} else {
				b.WriteString(paint.Fill(text(i), wide[i]))
			}
		}
		return strings.TrimRight(b.String(), " ")
	}
	lines := []string{t.caption, "", line(func(i int) string { return t.columns[i].head })}
	for _, row := range t.rows {
		lines = append(lines, line(func(i int) string { return row[i].title() }))
	}
	return lines
}

func (c cell) title() string { return strings.TrimSpace(c.glyph + " " + c.text) }
