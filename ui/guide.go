package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// guide asks one question at a time.
type guide struct {
	plain
	s *session
	answering
	leads         []content.Lead // where no question is left
	more          bool           // all of the help, where there is no place for it
	hiddenAnswers bool           // not all answers fit, as last drawn
	cut           bool           // some of the help was left out, as last drawn
}

func newGuide(s *session) screen { return &guide{s: s} }

// Init implements screen.
func (g *guide) Init() tea.Cmd { g.Settle(); return nil }

// walk is the way through the guide so far.
func (g *guide) walk() content.Walk { return g.s.Answers.Walk }

// Settle asks the question that the way has come to or, where it ended without a sure
// lead, the one that tells the remaining pages apart.
func (g *guide) Settle() {
	question := g.walk().Current
	var places []int
	g.leads = nil
	switch {
	case question != nil:
		for i, answer := range question.Answers {
			if !question.ByWord() || !stateWord(answer) {
				places = append(places, i)
			}
		}
	case g.walk().Open():
		ask := g.s.library.Guide().Ask(g.s.Diagnosis, g.s.Answers.Chosen, nil)
		if g.leads = ask.Leads; len(g.walk().Steps) < MostAsked {
			question, places = ask.Question, withTyping(ask)
		}
		if question != nil && g.walk().Page != "" {
			places = append(places, rowRead)
		}
	}
	if question == nil || g.question == nil || question.ID != g.question.ID {
		g.more = false
	}
	g.always = question != nil && question == g.walk().Current && question.ByWord()
	g.ask(question, places)
}

// stateWord reports whether an answer is a word of the Detail column.
func stateWord(a content.Answer) bool {
	return len(a.Facts) > 0 && a.Facts[0].Name == diagnosis.FactDetail
}

// withTyping are the answers of Ask, and behind its words a row to type another.
func withTyping(ask content.Ask) []int {
	if ask.Question == nil || !ask.Question.ByWord() {
		return ask.Answers
	}
	words := 0
	for words < len(ask.Answers) && stateWord(ask.Question.Answers[ask.Answers[words]]) {
		words++
	}
	return slices.Insert(slices.Clone(ask.Answers), words, rowType)
}

func (g *guide) Title() string { return "Guide" }

func (g *guide) Aside() string {
	done := len(g.walk().Steps)
	switch {
	case g.question == nil:
		return plural(done, "question answered", "questions answered")
	case g.walk().Current == nil:
		return "question " + count(done+1)
	}
	most := done + g.s.library.Guide().Longest(g.walk().Current.ID)
	return fmt.Sprintf("question %d, at most %d", done+1, most)
}

var (
	bindMore = newBinding("space", "more help", " ")
	bindRead = newBinding("enter", "read the page", "enter")
)

func (g *guide) Bindings() []key.Binding {
	asking := g.question != nil
	bindings := []key.Binding{
		g.bindNumber(),
		when(!asking && (g.walk().Page != "" || len(g.leads) > 0), bindRead),
		when(g.s.Answers.Last() >= 0 && g.field.Len() == 0, bindChange),
		when(len(g.rows()) > 1 || len(g.leads) > 1 && !asking, bindChoose),
		when(len(g.rows()) > 0, bindAnswer),
		when(!g.types, bindKeySetup),
		when(!g.types, bindRecord),
	}
	if asking && !g.types && (g.cut || g.more) {
		// The numbers are seen; that there is more to read is not.
		bindings = append([]key.Binding{bindings[0], bindMore, bindings[2]}, bindings[3:]...)
	}
	return bindings
}

func (g *guide) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindChange) && (!g.types || g.field.Len() == 0):
		if !g.closeField() {
			g.takeBack()
		}
	case g.types:
		g.take(msg)
	case key.Matches(msg, bindKeySetup):
		return g.s.GoTo(Keys{})
	case key.Matches(msg, bindRecord):
		return g.s.GoTo(Record{})
	case g.question == nil:
		switch {
		case key.Matches(msg, bindChoose):
			g.at = max(0, min(g.at+step(msg), len(g.leads)-1))
		case key.Matches(msg, bindRead) && len(g.leads) > 0:
			g.s.OpenPage(g.leads[g.at].Page)
		case key.Matches(msg, bindRead):
			g.s.OpenPage(g.walk().Page)
		}
	case key.Matches(msg, bindMore):
		g.more = !g.more && g.cut
	default:
		g.take(msg)
	}
	return nil
}

// Focus implements screen.
func (g *guide) Focus() focus { return focusOn(g.open()) }

// Insert implements screen.
func (g *guide) Insert(text string, _ intake.Input) bool { return g.insertWord(text) }

// About implements screen.
func (g *guide) About() About {
	return About{MoreBelow: g.hiddenAnswers && g.question != nil, Field: g.asked()}
}

// Back implements screen: esc leaves the field, and the question with it where it asks
// for nothing else.
func (g *guide) Back() bool {
	if g.always && g.s.Answers.Last() >= 0 {
		g.takeBack()
		return true
	}
	return g.closeField()
}

// take gives the answer that a key chooses.
func (g *guide) take(msg tea.KeyMsg) {
	switch row, ok := g.choose(msg); {
	case ok && row == rowRead:
		g.s.OpenPage(g.walk().Page)
	case ok:
		g.answer(row)
	}
}

// answer gives an answer; one that ends the way opens its page.
func (g *guide) answer(n int) {
	g.more = false
	g.s.Answers.Choose(content.Choice{Question: g.question.ID, Answer: n, Asked: g.walk().Current == nil})
	if g.walk().Page != "" && !g.walk().Open() {
		g.s.OpenPage(g.walk().Page)
	}
}

// takeBack undoes the last answer and asks its question again.
func (g *guide) takeBack() {
	if step, was := g.s.Answers.TakeBack(); was {
		g.at = max(0, slices.Index(g.rows(), step.Answer))
	}
}

func (g *guide) View(width, height int) []string {
	tail := append(g.alreadySeen(width), g.stillPossible(width)...)
	room := height - len(tail) - 1
	g.cut = false
	current := g.question
	if current == nil {
		end := g.end(width)
		lines := g.above(g.trail(width, room-len(end)-1))
		return append(append(append(lines, end...), ""), tail...)
	}

	head := []string{}
	for _, line := range wrap(current.Text, width) {
		head = append(head, g.s.styles.Heading.paint(line))
	}
	help := g.s.markdown.text("guide.md", current.Help, min(width, measure))
	answers, first, last := g.lines(g.s.styles, true, len(answerKeys), width)
	if len(answers) > room-len(head)-2 {
		answers, first, last = g.lines(g.s.styles, true, 9, width)
	}

	// The answers come first, then at least a line of the way here, then the
	// help, then the rest of the way.
	room -= len(head) + 1 // a blank line below the help
	if !g.more {
		rest := max(0, room-len(answers)-min(1, len(g.walk().Steps)))
		if len(help) > rest {
			g.cut = true
			help = help[:rest]
			if rest > 0 {
				help[rest-1] = goesOn(help[rest-1], min(width, measure))
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
	answers = window(answers, first, last, room)
	g.hiddenAnswers = all > len(answers) && g.at < len(g.rows())-1

	lines := append(append(trail, head...), help...)
	lines = append(append(lines, ""), answers...)
	return append(append(lines, ""), tail...)
}

// goesOn marks a line after which others were left out.
func goesOn(line string, width int) string {
	if cells(line)+2 <= width {
		return line + " …"
	}
	line = ansi.Truncate(line, width-1, "") // a space behind a word that just fits stays
	if whole := strings.LastIndex(line, " "); whole > 0 {
		line = line[:whole]
	}
	return ansi.Truncate(line, width-2, "") + " …"
}

// above separates the trail from what follows, where it is more than a line.
func (g *guide) above(trail []string) []string {
	if len(trail) > 1 {
		return append(trail, "")
	}
	return trail
}

// window cuts lines to height, so that those from first to last are seen.
func window(lines []string, first, last, height int) []string {
	var view scroll
	view.show(first, last, height, len(lines))
	return view.window(lines, height)
}

// trail lists the questions behind the user, the last ones where not all fit.
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
		lines = append(lines, g.s.styles.Quiet.paint("  … "+plural(left, "answer", "answers")+" before"))
	}
	// Three columns: the question, the answer, where it comes from.
	source := 0
	for _, step := range steps[left:] {
		source = max(source, cells(sourceWord(step.Source)))
	}
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
		line := g.s.styles.Quiet.paint("✓") + " " +
			g.s.styles.Quiet.paint(fill(step.Question.Text, asked)) + "  " +
			fill(step.Said().Text, said)
		if source > 0 {
			line += "  " + g.s.styles.Quiet.paint(sourceWord(step.Source))
		} else if !step.Chosen && step.Source != diagnosis.SourceUser {
			line = g.s.styles.Quiet.paint("✓") + " " + g.s.styles.Quiet.paint(fill(step.Question.Text, asked)) + "  " +
				clip(step.Said().Text+", "+sourceWord(step.Source), said)
		}
		lines = append(lines, line)
	}
	return lines
}

func (g *guide) end(width int) []string {
	if len(g.leads) > 0 {
		lines := []string{g.s.styles.Heading.paint("These pages fit your answers best; none is proved"), ""}
		for i, lead := range g.leads {
			lines = append(lines, g.s.styles.leadLines(g.s.library, lead, i == g.at, width)...)
		}
		return lines
	}
	p, ok := g.s.library.Page(g.walk().Page)
	if !ok {
		return []string{"The guide ends here."}
	}
	lines := []string{
		g.s.styles.Heading.paint("This is where your answers lead"),
		"",
		g.s.styles.Cursor.paint("›") + " " + g.s.styles.Strong.paint(clip(pageTitle(p), width-2)),
	}
	if p.Code != "" {
		for _, line := range wrap(p.Title, width-2) {
			lines = append(lines, "  "+g.s.styles.Quiet.paint(line))
		}
	}
	return lines
}

// leadLines is a page that fits what is known, and what speaks for it.
func (s *Styles) leadLines(library *content.Library, lead content.Lead, chosen bool, width int) []string {
	p, ok := library.Page(lead.Page)
	if !ok {
		return nil
	}
	mark, look := "  ", s.Text
	if chosen {
		mark, look = s.Cursor.paint("›")+" ", s.Strong
	}
	lines := []string{mark + look.paint(clip(pageTitle(p), width-2))}
	if p.Code != "" {
		lines[0] += "  " + s.Quiet.paint(clip(p.Title, width-4-cells(pageTitle(p))))
	}
	for _, reason := range lead.For[:min(len(lead.For), 2)] {
		lines = append(lines, "    "+s.Quiet.paint(clip(reason, width-4)))
	}
	return lines
}

// alreadySeen names the fault that the Case shows by itself, so that nobody walks
// past it; and says so where the page the answers lead to is ruled out.
func (g *guide) alreadySeen(width int) []string {
	var lines []string
	if p, ok := g.s.library.Page(g.walk().Page); ok && p.Code != "" && g.walk().Current == nil {
		if verdict := g.s.Diagnosis.Verdict(p.Code); verdict.Verdict == diagnosis.RuledOut {
			lines = append(lines, g.s.styles.Quiet.paint("In your case    ")+" "+clip("ruled out: "+verdict.Because, width-17))
		}
	}
	if cause, ok := g.s.Diagnosis.FirstCause(); ok && cause.Token > 0 && cause.Status == diagnosis.Fail {
		lines = append(lines, g.s.styles.Quiet.paint("Already seen    ")+" "+g.s.styles.statusGlyph(cause.Status)+" "+clip(cause.Title, width-19))
	}
	return lines
}

// stillPossible narrows with every answer: the user sees that the questions lead
// somewhere.
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
		right = "ruled out " + count(out)
	}
	label := "Still possible "
	room := width - cells(label) - 2 - cells(right) - 3
	if room < 30 {
		right, room = "", width-cells(label)-2
	}
	shown := ""
	for i, name := range names {
		more := ""
		if rest := len(names) - i - 1; rest > 0 {
			more = " · " + count(rest) + " more"
		}
		next := strings.TrimPrefix(shown+" · "+name, " · ")
		if cells(next)+cells(more) > room && i > 0 {
			shown += " · " + count(len(names)-i) + " more"
			break
		}
		shown = next
	}
	if len(names) == 0 {
		shown = "no code that is known here"
	}
	return []string{apart(g.s.styles.Quiet.paint(label)+"  "+clip(shown, room), g.s.styles.Quiet.paint(right), width)}
}
