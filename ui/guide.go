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
)

// guide asks one question at a time. It keeps the answers that were chosen; what
// follows from them, and from the Case, is walked again whenever either changes.
type guide struct {
	s    *session
	from string // ID of the question it was entered at; "" for its start
	answering
	chosen        []content.Choice
	walk          content.Walk
	leads         []content.Lead // where no question is left
	more          bool           // all of the help, where there is no place for it
	hiddenAnswers bool           // not all answers fit, as last drawn
	cut           bool           // some of the help was left out, as last drawn

	// stated are the facts that the answers put into the Case, and hidden what
	// the user had said of the same before: taking an answer back restores it.
	stated diagnosis.Facts
	hidden diagnosis.Facts
}

// openGuide shows the guide from its start, with the answers given before.
func (s *session) openGuide() { s.openGuideAt("") }

// openGuideAt shows the guide from a question: what comes before it, the words that the
// user typed have told.
func (s *session) openGuideAt(id string) {
	g := s.ownGuide()
	g.from = id
	g.settle()
	s.open(g)
}

// ownGuide is the guide, which other screens give answers to.
func (s *session) ownGuide() *guide {
	if s.guide == nil {
		s.guide = &guide{s: s}
	}
	return s.guide
}

// settle walks the guide again and puts what the chosen answers state into the
// Case. The session calls it when the Case has changed: a question may now be
// answered by a token, and an answer no longer lie on the way.
func (g *guide) settle() {
	g.chosen = slices.DeleteFunc(g.chosen, g.takenBack)
	g.s.Case.Facts = g.unstated()
	g.s.judge()
	g.walk = g.s.library.Guide().From(g.from).Walk(g.s.Diagnosis.Facts, g.chosen)

	g.stated, g.hidden = nil, nil
	for _, fact := range g.walk.Facts {
		fact.Source = diagnosis.SourceUser
		if before, said := g.s.Case.Facts.Get(fact.Name); said {
			g.hidden = append(g.hidden, before)
		}
		g.stated = append(g.stated, fact)
		g.s.Case.Facts = g.s.Case.Facts.With(fact)
	}
	g.s.judge()
	g.next()
}

// next asks the question that the way has come to or, where it ended without a sure
// lead, the one that tells the remaining pages apart.
func (g *guide) next() {
	question := g.walk.Current
	var places []int
	g.leads = nil
	switch {
	case question != nil:
		for i, answer := range question.Answers {
			if !question.ByWord() || !stateWord(answer) {
				places = append(places, i)
			}
		}
	case g.walk.Open():
		ask := g.s.library.Guide().Ask(g.s.Diagnosis, g.chosen, nil)
		if g.leads = ask.Leads; len(g.walk.Steps) < mostAsked {
			question, places = ask.Question, withTyping(ask)
		}
		if question != nil && g.walk.Page != "" {
			places = append(places, rowRead)
		}
	}
	g.always = question != nil && question == g.walk.Current && question.ByWord()
	g.ask(question, places)
}

// mostAsked is after how many questions the pages are shown that fit best.
const mostAsked = 8

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

// takenBack reports whether a fact of this answer was changed or cleared elsewhere.
func (g *guide) takenBack(choice content.Choice) bool {
	onWay := slices.ContainsFunc(g.walk.Steps, func(s content.Step) bool { return s.Chosen && s.Question.ID == choice.Question })
	if !onWay && !choice.Asked {
		return false
	}
	for _, fact := range g.s.library.Guide().Questions[choice.Question].Answers[choice.Answer].Facts {
		now, known := g.s.Case.Facts.Get(fact.Name)
		if stated, did := g.stated.Get(fact.Name); did && (!known || now != stated) {
			return true
		}
	}
	return false
}

// unstated is what the user said outside the guide.
func (g *guide) unstated() diagnosis.Facts {
	facts := g.s.Case.Facts
	for _, stated := range g.stated {
		now, known := facts.Get(stated.Name)
		if !known || now != stated {
			continue
		}
		if before, said := g.hidden.Get(stated.Name); said {
			facts = facts.With(before)
		} else {
			facts = facts.Without(stated.Name)
		}
	}
	return facts
}

func (g *guide) Title() string { return "Guide" }

func (g *guide) Aside() string {
	done := len(g.walk.Steps)
	switch {
	case g.question == nil:
		return plural(done, "question answered", "questions answered")
	case g.walk.Current == nil:
		return "question " + count(done+1)
	}
	most := done + g.s.library.Guide().Longest(g.walk.Current.ID)
	return fmt.Sprintf("question %d, at most %d", done+1, most)
}

var (
	bindAnswer = newBinding("enter", "answer", "enter")
	bindChange = newBinding("backspace", "undo last", "backspace", "ctrl+h")
	bindMore   = newBinding("space", "more help", " ")
	bindRead   = newBinding("enter", "read the page", "enter")
)

func (g *guide) Bindings() []key.Binding {
	asking := g.question != nil
	bindings := []key.Binding{
		g.bindNumber(),
		when(!asking && (g.walk.Page != "" || len(g.leads) > 0), bindRead),
		when(g.lastAnswer() >= 0 && g.field.Len() == 0, bindChange),
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

// lastAnswer is the last step that the user can take back: one answered here, or
// by a fact he stated elsewhere. It is -1 where there is none.
func (g *guide) lastAnswer() int {
	for i, step := range slices.Backward(g.walk.Steps) {
		if step.Chosen || step.Source == diagnosis.SourceUser && !fromRecord(step) {
			return i
		}
	}
	return -1
}

// fromRecord reports whether an answer is in the form of the integration record: it is
// taken back there.
func fromRecord(step content.Step) bool {
	for _, fact := range step.Said().Facts {
		if kind, _ := diagnosis.KindOfFact(fact.Name); kind.Group == "" {
			return false
		}
	}
	return len(step.Said().Facts) > 0
}

func (g *guide) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindChange) && (!g.types || g.field.Len() == 0):
		if !g.answering.Back() {
			g.takeBack()
		}
	case g.types:
		g.take(msg)
	case key.Matches(msg, bindKeySetup):
		g.s.showKeys()
	case key.Matches(msg, bindRecord):
		g.s.showRecord()
	case g.question == nil:
		switch {
		case key.Matches(msg, bindChoose):
			g.at = max(0, min(g.at+step(msg), len(g.leads)-1))
		case key.Matches(msg, bindRead) && len(g.leads) > 0:
			g.s.openPage(g.leads[g.at].Page)
		case key.Matches(msg, bindRead):
			g.s.openPage(g.walk.Page)
		}
	case key.Matches(msg, bindMore):
		g.more = !g.more && g.cut
	default:
		g.take(msg)
	}
	return nil
}

// Back implements screen: esc leaves the field, and the question with it where it asks
// for nothing else.
func (g *guide) Back() bool {
	if g.always && g.lastAnswer() >= 0 {
		g.takeBack()
		return true
	}
	return g.answering.Back()
}

// take gives the answer that a key chooses.
func (g *guide) take(msg tea.KeyMsg) {
	switch row, ok := g.update(msg); {
	case ok && row == rowRead:
		g.s.openPage(g.walk.Page)
	case ok:
		g.answer(row)
	}
}

// answer gives an answer; one that ends the way opens its page.
func (g *guide) answer(n int) {
	g.choose(content.Choice{Question: g.question.ID, Answer: n, Asked: g.walk.Current == nil})
	if g.walk.Page != "" && !g.walk.Open() {
		g.s.openPage(g.walk.Page)
	}
}

// choose takes an answer.
func (g *guide) choose(choice content.Choice) {
	g.chosen = append(g.chosen, choice)
	g.more = false
	g.settle()
}

// takeBack undoes the last answer and asks its question again.
func (g *guide) takeBack() {
	i := g.lastAnswer()
	if i < 0 {
		return
	}
	step := g.walk.Steps[i]
	g.chosen = slices.DeleteFunc(g.chosen, func(c content.Choice) bool { return c.Question == step.Question.ID })
	if !step.Chosen {
		var names []diagnosis.FactName
		for _, fact := range step.Said().Facts {
			names = append(names, fact.Name)
		}
		g.s.forget(names...)
	}
	g.settle()
	g.at = max(0, slices.Index(g.rows(), step.Answer))
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
		rest := max(0, room-len(answers)-min(1, len(g.walk.Steps)))
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

// moreBelow reports whether answers go on below the window.
func (g *guide) moreBelow() bool { return g.hiddenAnswers && g.question != nil }

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
	steps := g.walk.Steps
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
			lines = append(lines, g.s.leadLines(lead, i == g.at, width)...)
		}
		return lines
	}
	p, ok := g.s.library.Page(g.walk.Page)
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
func (s *session) leadLines(lead content.Lead, chosen bool, width int) []string {
	p, ok := s.library.Page(lead.Page)
	if !ok {
		return nil
	}
	mark, look := "  ", s.styles.Text
	if chosen {
		mark, look = s.styles.Cursor.paint("›")+" ", s.styles.Strong
	}
	lines := []string{mark + look.paint(clip(pageTitle(p), width-2))}
	if p.Code != "" {
		lines[0] += "  " + s.styles.Quiet.paint(clip(p.Title, width-4-cells(pageTitle(p))))
	}
	for _, reason := range lead.For[:min(len(lead.For), 2)] {
		lines = append(lines, "    "+s.styles.Quiet.paint(clip(reason, width-4)))
	}
	return lines
}

// alreadySeen names the fault that the Case shows by itself, so that nobody walks
// past it; and says so where the page the answers lead to is ruled out.
func (g *guide) alreadySeen(width int) []string {
	var lines []string
	if p, ok := g.s.library.Page(g.walk.Page); ok && p.Code != "" && g.walk.Current == nil {
		if verdict := g.s.Diagnosis.Verdict(p.Code); verdict.Verdict == diagnosis.RuledOut {
			lines = append(lines, g.s.styles.Quiet.paint("In your case    ")+" "+clip("ruled out: "+verdict.Because, width-17))
		}
	}
	if cause, ok := g.s.Diagnosis.FirstCause(); ok && cause.Token > 0 && cause.Status == diagnosis.Fail {
		lines = append(lines, g.s.styles.Quiet.paint("Already seen    ")+" "+g.s.statusGlyph(cause.Status)+" "+clip(cause.Title, width-19))
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
