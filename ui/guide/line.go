package guide

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// line is where the user types in place of an answer: a word of the Detail column, an error,
// a token or plain words. The text is read like a paste.
type line struct {
	open    bool
	field   paint.Field
	list    paint.PageList
	problem string
	typed   time.Time // time of the last character, to detect a paste that arrives as single keys
}

// lineHint is the text in the empty line.
const lineHint = "a Detail word, an error, a token, or your own words"

// openLine opens the line with a text in it.
func (g *guide) openLine(text string) {
	g.line = line{open: true, list: paint.PageList{Styles: g.s.Styles}}
	g.line.field.Insert([]rune(strings.TrimSpace(text)))
	g.filter()
}

// filter lists the pages that match the text in the line. The last row leads back to the
// question.
func (g *guide) filter() {
	l := &g.line
	l.problem = ""
	text := l.field.Value()
	switch n := l.field.Len(); {
	case n == 0 || n > paint.Searched || l.field.Hidden() || files.IsPath(text):
		l.list.Set(nil)
		return
	case strings.ContainsRune(strings.TrimSpace(text), ' '):
		l.list.Lead(g.s.Library.Lead(text))
	default:
		l.list.Set(g.s.Library.Search(text))
	}
	l.list.Ask = g.Question
}

// refuse explains why the text leads nowhere, and lists the nearest pages.
func (g *guide) refuse(input intake.Input) {
	l := &g.line
	problem := paint.Problem(input)
	if nearest := paint.Nearest(g.s.Library, input); len(nearest) > 0 {
		l.list.Set(nearest)
		l.list.Ask = g.Question
	} else if !l.field.Hidden() && input.Lacks == "" {
		l.list.Lead(g.s.Library.Lead(l.field.Value()))
		l.list.Ask = g.Question
		if len(l.list.Pages) > 0 && input.Kind == intake.KindWords {
			problem = ""
		}
	}
	l.problem = problem
}

// keyInLine handles a key while the line is open.
func (g *guide) keyInLine(msg tea.KeyMsg) tea.Cmd {
	l := &g.line
	switch {
	case msg.Type == tea.KeyEnter || msg.Type == tea.KeyCtrlJ:
		return g.readLine()
	case msg.Type == tea.KeyUp || msg.Type == tea.KeyDown:
		l.list.Move(paint.Step(msg))
	case (msg.Type == tea.KeyBackspace || msg.Type == tea.KeyCtrlH) && l.field.Len() == 0:
		l.open = false
	default:
		switch l.field.Key(msg) {
		case paint.FieldEdited:
			l.typed = g.s.Now()
			g.filter()
		case paint.FieldFull:
			l.problem = "The line is full: paste the token, the answer or the word alone."
		}
	}
	return nil
}

// readLine reads the text like a paste, or opens the chosen page.
func (g *guide) readLine() tea.Cmd {
	l := &g.line
	text := l.field.Value()
	switch {
	case l.field.Len() == 0:
		l.open = false
		return nil
	case l.field.Unfinished() || (l.field.Parts() > 0 || l.field.KeyLike()) && g.s.Now().Sub(l.typed) < paint.PasteGap:
		return nil // a line break in or after a paste that arrives as single keys
	case l.list.Moved:
		g.openListed()
		return nil
	}
	if at, named := g.Question.Named(text); named {
		l.open = false
		g.answer(at)
		return nil
	}
	input := intake.Recognise(text).StateAlone()
	if taken, cmd := g.s.TakeInput(text, input, "pasted"); taken {
		l.open = false
		return cmd
	}
	if files.IsPath(text) {
		l.open = false
		return g.s.GoTo(screen.File{Path: text})
	}
	if len(l.list.Pages) > 0 && !detail.NearMiss(text) || l.problem != "" {
		g.openListed()
		return nil
	}
	g.refuse(input)
	return nil
}

// openListed opens the chosen page, or closes the line if the row of the question is chosen.
func (g *guide) openListed() {
	if page, ok := g.line.list.Chosen(); ok {
		g.s.OpenPage(page.Path)
		return
	}
	g.line.open = false
}

// lineView draws the open line and the pages that match the text.
func (g *guide) lineView(width, height int) []string {
	l := &g.line
	lines := l.field.Boxed(g.s.Styles, lineHint, min(width, paint.Measure))
	text, look := "Nothing you type leaves this machine.", g.s.Styles.Quiet
	switch {
	case l.problem != "":
		text, look = l.problem, g.s.Styles.Strong
	case l.field.Len() > 0 && l.field.Hidden():
		text = "Enter checks what this is."
	case l.field.Len() > 0 && files.IsPath(l.field.Value()):
		text = "This looks like the path of a file. Enter opens it."
	case len(l.list.Said) > 0:
		text = "This sounds like one of these. Words prove nothing."
	}
	lines = append(append(lines, look.Paragraph("  ", text, width)...), "")
	return append(lines, l.list.View(g.s.Diagnosis, g.s.Known(), width, height-len(lines))...)
}
