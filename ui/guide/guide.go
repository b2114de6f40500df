// Package guide asks the questions of the decision tree, one at a time.
package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// guide is the screen that asks the questions of the decision tree.
type guide struct {
	screen.Plain
	s *screen.Session
	paint.Answering
	line          line
	leads         []content.Lead // pages to offer when no question is left
	more          bool           // show all of the help, even if there is no room for it
	hiddenAnswers bool           // not all answers fit, as last drawn
	cut           bool           // some of the help was left out, as last drawn
}

// New returns the screen that asks the questions of the decision tree.
func New(s *screen.Session) screen.Screen { return &guide{s: s} }

func (g *guide) Init() tea.Cmd { g.Settle(); return nil }

// walk returns the user's path through the decision tree so far.
func (g *guide) walk() content.Walk { return g.s.Answers.Walk }

// Settle asks the question that the path has reached. If the path ended without a
// certain answer, Settle asks the question that tells the remaining pages apart.
func (g *guide) Settle() {
	question, places, leads := g.s.Answers.Next()
	g.leads = leads
	if question == nil || g.Question == nil || question.ID != g.Question.ID {
		g.more = false
		g.line.open = false
	}
	g.Always = question != nil && question == g.walk().Current && question.ByWord()
	g.Ask(question, places)
}

func (g *guide) Title() string { return "Guide" }

func (g *guide) Aside() string {
	done := len(g.walk().Steps)
	switch {
	case g.Question == nil:
		return paint.Plural(done, "question answered", "questions answered")
	case g.walk().Current == nil:
		return "question " + paint.Count(done+1)
	}
	most := done + g.s.Library.Guide().Longest(g.walk().Current.ID)
	return fmt.Sprintf("question %d, at most %d", done+1, most)
}

func (g *guide) Bindings() []key.Binding {
	if g.line.open {
		return []key.Binding{paint.When(g.line.list.Rows() > 1, paint.BindChoose), paint.BindOpen}
	}
	asking := g.Question != nil
	bindings := []key.Binding{
		paint.When(asking && !g.Types, paint.BindType),
		paint.When(asking && !g.Types && (g.cut || g.more), paint.BindMoreHelp),
		paint.When(!g.Open(), paint.BindAllCodes),
		g.BindNumber(),
		paint.When(!asking && (g.walk().Page != "" || len(g.leads) > 0), paint.BindRead),
		paint.When(g.s.Answers.Last() >= 0 && g.Field.Len() == 0, paint.BindChange),
		paint.When(len(g.Rows()) > 1 || len(g.leads) > 1 && !asking, paint.BindChoose),
		paint.When(len(g.Rows()) > 0, paint.BindAnswer),
		paint.When(!g.Types && len(g.Rows()) > len(paint.AnswerKeys), paint.BindPages),
	}
	return bindings
}

func (g *guide) Copies() []screen.Copy {
	var copies []screen.Copy
	if q := g.Question; q != nil {
		copies = append(copies, screen.Value("Question", q.Text+"\n"+q.Help))
	}
	if len(g.walk().Steps) > 0 {
		copies = append(copies, screen.Lines("Answers so far", func(int) (lines []string) {
			for _, step := range g.walk().Steps {
				lines = append(lines, step.Question.Text+" "+step.Said().Text)
			}
			return lines
		}))
	}
	return copies
}

func (g *guide) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case g.line.open:
		return g.keyInLine(msg)
	case key.Matches(msg, paint.BindChange) && (!g.Types || g.Field.Len() == 0):
		if !g.CloseField() {
			g.takeBack()
		}
	case g.Types && key.Matches(msg, paint.BindAnswer) && g.readsWord():
		text := g.Field.Value()
		g.Field.Clear()
		g.openLine(text)
		return g.readLine()
	case g.Types:
		g.take(msg)
	case key.Matches(msg, paint.BindAllCodes):
		return g.s.GoTo(screen.Verdicts{})
	case g.Question == nil:
		switch {
		case key.Matches(msg, paint.BindChoose):
			g.At = max(0, min(g.At+paint.Step(msg), len(g.leads)-1))
		case key.Matches(msg, paint.BindRead) && len(g.leads) > 0:
			g.s.OpenPage(g.leads[g.At].Page)
		case key.Matches(msg, paint.BindRead):
			g.s.OpenPage(g.walk().Page)
		}
	case key.Matches(msg, paint.BindType):
		g.openLine("")
	case key.Matches(msg, paint.BindMoreHelp):
		g.more = !g.more && g.cut
	default:
		g.take(msg)
	}
	return nil
}

// readsWord reports whether the field for a word contains a text that is none of the words of
// the question, and that is worth reading like a paste. An error of HTTP only looks like one:
// invalid_grant is not InvalidGrant. Words of TBA have one answer in common.
func (g *guide) readsWord() bool {
	text := g.Field.Value()
	if g.Field.Len() == 0 || g.At > 0 {
		return false
	}
	word := detail.Known(text)
	if _, own := g.Question.Word(word.Name); word.Protocol == detail.TBA && !own || detail.HTTPError(text) != "" || files.IsPath(text) {
		return true
	}
	if _, named := g.Question.Named(text); named {
		return true
	}
	if len(g.Rows()) > 0 {
		return false
	}
	return intake.Recognise(text).Kind != intake.KindUnknown || len(g.s.Library.Lead(text).Pages) > 0
}

// field returns the field that is open, nil for none.
func (g *guide) field() *paint.Field {
	if g.line.open {
		return &g.line.field
	}
	return g.Asked()
}

func (g *guide) Focus() screen.Focus {
	switch field := g.field(); {
	case field == nil:
		return screen.NoField
	case field.Len() == 0:
		return screen.EmptyField
	}
	return screen.TextField
}

// Insert implements screen.Screen. A paste that was not recognized is in the line, with the
// pages that its words lead to.
func (g *guide) Insert(text string, input intake.Input) bool {
	if g.Question == nil {
		return false
	}
	if !g.line.open {
		g.openLine("")
	}
	g.line.field.Insert([]rune(strings.TrimSpace(text)))
	g.filter()
	g.refuse(input)
	return true
}

func (g *guide) About() screen.About {
	about := screen.About{Field: g.field(), Hides: g.line.open, Keys: 3}
	about.MoreBelow = g.hiddenAnswers && g.Question != nil && !g.line.open || g.line.open && g.line.list.MoreBelow()
	return about
}

// Back implements screen.Screen. Esc clears the text, then closes the line or the field. For
// a question that always has the field, it takes back the last answer.
func (g *guide) Back() bool {
	switch field := g.field(); {
	case g.line.open && field.Len() == 0:
		g.line.open = false
	case g.line.open:
		g.openLine("")
	case g.Always && field.Len() > 0:
		g.Field.Clear()
		g.At = 0
	case g.Always && g.s.Answers.Last() >= 0:
		g.takeBack()
	default:
		return g.CloseField()
	}
	return true
}

// take handles a key that chooses an answer.
func (g *guide) take(msg tea.KeyMsg) {
	switch row, ok := g.Choose(msg); {
	case ok && row == paint.RowRead:
		g.s.OpenPage(g.walk().Page)
	case ok:
		g.answer(row)
	}
}

// answer records answer n. If that answer ends the path, answer opens the page it leads
// to.
func (g *guide) answer(n int) {
	g.more = false
	g.s.Answers.Choose(content.Choice{Question: g.Question.ID, Answer: n, Asked: g.walk().Current == nil})
	if g.walk().Page != "" && !g.walk().Open() {
		g.s.OpenPage(g.walk().Page)
	}
}

// takeBack undoes the last answer and asks its question again.
func (g *guide) takeBack() {
	if step, was := g.s.Answers.TakeBack(); was {
		g.At = max(0, slices.Index(g.Rows(), step.Answer))
	}
}

func (g *guide) View(width, height int) []string {
	tail := append(g.alreadySeen(width), g.stillPossible(width)...)
	room := height - len(tail) - 1
	g.cut = false
	current := g.Question
	if current == nil {
		end := g.end(width)
		lines := g.above(g.trail(width, room-len(end)-1))
		return append(append(append(lines, end...), ""), tail...)
	}

	head := g.s.Styles.Heading.Paragraph("", current.Text, width)
	if g.line.open {
		return append(head, g.lineView(width, height-len(head))...)
	}
	help := g.s.Markdown.Text("guide.md", current.Help, min(width, paint.Measure))
	answers, first, last := g.Lines(g.s.Styles, true, len(paint.AnswerKeys), width)

	// The answers take priority, then at least one line of the trail, then the help,
	// then the rest of the trail.
	room -= len(head) + 1 // the blank line below the help
	if !g.more {
		rest := max(0, room-len(answers)-min(1, len(g.walk().Steps)))
		if len(help) > rest {
			g.cut = true
			help = help[:rest]
			if rest > 0 {
				help[rest-1] = paint.GoesOn(help[rest-1], min(width, paint.Measure))
			}
		}
	}
	room -= min(len(help), room)
	trail := g.trail(width, max(min(1, room-len(answers)), room-len(answers)-1))
	if len(trail) > 0 && room-len(answers)-len(trail) > 0 {
		trail = append(trail, "")
	}
	room -= len(trail)
	all := len(answers)
	answers = paint.Window(answers, first, last, room)
	g.hiddenAnswers = all > len(answers) && g.At < len(g.Rows())-1

	lines := append(append(trail, head...), help...)
	lines = append(append(lines, ""), answers...)
	return append(append(lines, ""), tail...)
}

// above adds a blank line below the trail if the trail is longer than one line.
func (g *guide) above(trail []string) []string {
	if len(trail) > 1 {
		return append(trail, "")
	}
	return trail
}

// trail lists the questions that are already answered. If they do not all fit, it lists
// the most recent ones.
func (g *guide) trail(width, height int) []string {
	steps := g.walk().Steps
	if height < 1 || len(steps) == 0 {
		return nil
	}
	left := 0
	if len(steps) > height {
		left = len(steps) - max(1, height-1)
	}
	var lines []string
	if left > 0 && height > 1 {
		lines = append(lines, g.s.Styles.Quiet.Paint("  … "+paint.Plural(left, "answer", "answers")+" before"))
	}
	// Each line has three columns: the question, the answer and its source.
	source := paint.Widest(steps[left:], func(step content.Step) string { return paint.SourceWord(step.Source) })
	room := width - 2
	said := (room - source - 4) / 2
	if width < 72 {
		said, source = room/2-1, 0
	}
	asked := room - said - 2
	if source > 0 {
		asked -= source + 2
	}
	for _, step := range steps[left:] {
		line := g.s.Styles.Quiet.Paint("✓") + " " +
			g.s.Styles.Quiet.Paint(paint.Fill(step.Question.Text, asked)) + "  " +
			paint.Fill(step.Said().Text, said)
		if source > 0 {
			line += "  " + g.s.Styles.Quiet.Paint(paint.SourceWord(step.Source))
		} else if !step.Chosen && step.Source != diagnosis.SourceUser {
			line = g.s.Styles.Quiet.Paint("✓") + " " + g.s.Styles.Quiet.Paint(paint.Fill(step.Question.Text, asked)) + "  " +
				paint.Clip(step.Said().Text+", "+paint.SourceWord(step.Source), said)
		}
		lines = append(lines, line)
	}
	return lines
}

func (g *guide) end(width int) []string {
	if len(g.leads) > 0 {
		lines := []string{g.s.Styles.Heading.Paint("These pages match your answers best; none is proved"), ""}
		for i, lead := range g.leads {
			lines = append(lines, g.s.Styles.LeadLines(g.s.Library, lead, i == g.At, width)...)
		}
		return lines
	}
	p, ok := g.s.Library.Page(g.walk().Page)
	if !ok {
		return []string{"The guide ends here."}
	}
	lines := []string{
		g.s.Styles.Heading.Paint("This is where your answers lead"),
		"",
		g.s.Styles.Cursor.Paint("›") + " " + g.s.Styles.Strong.Paint(paint.Clip(paint.PageTitle(p), width-2)),
	}
	if p.Code != "" {
		lines = append(lines, g.s.Styles.Quiet.Paragraph("  ", p.Title, width)...)
	}
	return lines
}

// alreadySeen names the fault that the Case already shows, so that no one overlooks it.
// It also reports that the page the answers lead to is ruled out.
func (g *guide) alreadySeen(width int) []string {
	var lines []string
	if p, ok := g.s.Library.Page(g.walk().Page); ok && p.Code != "" && g.walk().Current == nil {
		if verdict := g.s.Diagnosis.Verdict(p.Code); verdict.Verdict == diagnosis.RuledOut {
			lines = append(lines, g.s.Styles.Quiet.Paint("In your case    ")+" "+paint.Clip("ruled out: "+verdict.Because, width-17))
		}
	}
	if cause, ok := g.s.Diagnosis.FirstCause(); ok && cause.Token > 0 && cause.Status == diagnosis.Fail {
		lines = append(lines, g.s.Styles.Quiet.Paint("Already seen    ")+" "+g.s.Styles.StatusGlyph(cause.Status)+" "+paint.Clip(cause.Title, width-19))
	}
	return lines
}

// stillPossible lists the codes that are not ruled out. The list gets shorter with every
// answer, so the user sees that the questions lead somewhere.
func (g *guide) stillPossible(width int) []string {
	var names []string
	out := 0
	for _, verdict := range g.s.Diagnosis.Verdicts {
		if verdict.Verdict == diagnosis.RuledOut {
			out++
		} else {
			names = append(names, string(verdict.Code))
		}
	}
	if len(names)+out == 0 {
		return nil
	}
	right := ""
	if out > 0 {
		right = "ruled out " + paint.Count(out)
	}
	label := "Still possible "
	room := width - paint.Cells(label) - 2 - paint.Cells(right) - 3
	if room < 30 {
		right, room = "", width-paint.Cells(label)-2
	}
	opens := " more"
	if !g.Open() {
		opens += " (v)" // the key that lists them
	}
	shown := ""
	for i, name := range names {
		more := ""
		if rest := len(names) - i - 1; rest > 0 {
			more = " · " + paint.Count(rest) + opens
		}
		next := strings.TrimPrefix(shown+" · "+name, " · ")
		if paint.Cells(next)+paint.Cells(more) > room && i > 0 {
			shown += " · " + paint.Count(len(names)-i) + opens
			break
		}
		shown = next
	}
	if len(names) == 0 {
		shown = "no code that is known here"
	}
	return []string{paint.Apart(g.s.Styles.Quiet.Paint(label)+"  "+paint.Clip(shown, room), g.s.Styles.Quiet.Paint(right), width)}
}
