package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
)

// home is where the program starts: a field for whatever the user has, and the
// ways in. Typing puts the pages that match in place of the ways.
type home struct {
	plain
	s       *session
	field   field
	list    pageList
	way     string // name of the chosen one: which ways there are changes
	menu    scroll // of the ways
	problem string
	typed   time.Time // of the last character, to tell a paste by keys
}

// way is a line of the menu.
type way struct {
	name, hint string
	open       func() tea.Cmd
}

func newHome(s *session) screen { return &home{s: s, list: pageList{styles: s.styles}} }

// About implements screen.
func (h *home) About() About {
	return About{Wide: !h.s.known(), Hides: true, Field: &h.field, MoreBelow: h.moreBelow()}
}

// ways are the ways in that lead somewhere now.
func (h *home) ways() []way {
	var ways []way
	goes := func(to Destination) func() tea.Cmd {
		return func() tea.Cmd { return h.s.GoTo(to) }
	}
	does := func(what func()) func() tea.Cmd {
		return func() tea.Cmd { what(); return nil }
	}
	if e := h.s.export; e != nil && e.summary != nil {
		ways = append(ways, way{"Back to the trail", trailText(e.source.Name), goes(Trail{})})
	}
	if list := h.s.Case.Exchanges; len(list) > 0 {
		ways = append(ways, way{"Back to the " + exchangeWord(shownExchange(list)), joined(shownExchange(list).Title(), h.s.ages.OfExchange(shownExchange(list))), goes(Exchange{})})
	}
	if tokens := h.s.Case.Tokens; len(tokens) > 0 {
		ways = append(ways, way{"Back to the token", joined(tokenTitle(tokens[0]), h.s.ages.Of(tokens[0].Raw)), goes(Token{})})
	}
	ways = append(ways,
		way{"Walk me through it", "answer questions, one at a time", goes(Guide{})},
		way{"Look up a code", "what the Detail word means", goes(Codes{})})
	opened := "certificates, keys, assertions"
	if n := h.s.Case.Keys.Len(); n > 0 {
		opened = plural(n, "file", "files") + " open"
	}
	ways = append(ways, way{"Key setup", opened, goes(Keys{})})
	copied := "copy its settings once"
	if n, words := filledIn(h.s.Case); n > 0 {
		copied = words
	}
	ways = append(ways, way{"Integration record", copied, goes(Record{})},
		way{"Read a Login Audit Trail", "open an export", goes(File{})})
	for i, w := range h.s.waiting {
		name, same := "Take "+w.What, 1
		for _, other := range h.s.waiting[:i] {
			if other.What == w.What {
				same++
			}
		}
		if same > 1 {
			name += " " + count(same)
		}
		ways = append(ways, way{name, "for account " + accountList(w.Holds.Accounts()), func() tea.Cmd { return w.Ask(h.s) }})
	}
	if h.s.begun() {
		ways = append(ways, way{"New case", "this one is kept", does(h.s.BeginAnew)})
	}
	if w := lastUnanswered(h.s); w != nil {
		ways = append(ways, way{"Take back the last paste", w.What + ", not taken so far", does(h.s.TakeBack)})
	} else if n := len(h.s.undos); n > 0 {
		name := "Take back the last paste"
		if h.s.undos[n-1].fresh {
			name = "Back to the case before"
		}
		ways = append(ways, way{name, h.s.undos[n-1].Words(h.s), does(h.s.TakeBack)})
	}
	known := "nothing is known yet"
	if n := len(h.s.Diagnosis.Facts); n > 0 {
		known = plural(n, "fact", "facts") + " known"
	}
	return append(ways, way{"Case", known, goes(Facts{})})
}

// chosenWay is the place of the way that enter opens: the first by default.
func (h *home) chosenWay(ways []way) int {
	return max(0, slices.IndexFunc(ways, func(w way) bool { return w.name == h.way }))
}

func (h *home) Title() string { return "authdoctor" }
func (h *home) Aside() string { return "NetSuite OAuth 2.0 troubleshooting" }

func (h *home) Focus() focus {
	if h.field.Len() > 0 {
		return textField
	}
	return emptyField
}

func (h *home) Bindings() []key.Binding {
	typed := h.field.Len() > 0
	return []key.Binding{
		when(!typed || h.list.rows() > 1, bindChoose),
		when(!typed || h.field.Parts() > 0 || h.field.Hidden() || h.list.rows() > 0 || isPath(h.field.Value()), bindOpen),
		bindOpenFile,
	}
}

func (h *home) Back() bool {
	if h.field.Len() == 0 {
		return false
	}
	h.field.Clear()
	h.filter()
	return true
}

// Insert implements screen: a paste that was not recognised stays in the field,
// and what is nearest to it is offered.
func (h *home) Insert(text string, input intake.Input) bool {
	h.field.Insert([]rune(strings.TrimSpace(text)))
	h.filter()
	if !isPath(h.field.Value()) { // enter opens a file
		h.refuse(input)
	}
	return true
}

// refuse says why a text leads nowhere and offers the nearest codes.
func (h *home) refuse(input intake.Input) {
	h.problem = problem(input)
	switch nearest := nearest(h.s.library, input); {
	case len(nearest) > 0:
		h.list.set(nearest)
		h.list.ask = h.s.library.Guide().First()
	case !h.field.Hidden() && input.Lacks == "":
		h.list.lead(h.s.library.Lead(h.field.Value()))
		if len(h.list.pages) > 0 && input.Kind == intake.KindWords {
			h.problem = ""
		}
	}
}

// searched is the longest text that is looked for while it is typed; what is longer is
// looked for on enter.
const searched = 200

// filter shows the pages that match what is in the field: of one word all, of several
// those that plain words lead to, and the guide.
func (h *home) filter() {
	h.problem = ""
	text := h.field.Value()
	switch n := h.field.Len(); {
	case n == 0 || n > searched || h.field.Hidden() || isPath(text):
		h.list.set(nil)
	case strings.ContainsRune(strings.TrimSpace(text), ' '):
		h.list.lead(h.s.library.Lead(text))
	default:
		h.list.set(h.s.library.Search(text))
		h.list.ask = h.s.library.Guide().First()
	}
}

func (h *home) Update(msg tea.KeyMsg) tea.Cmd {
	typed := h.field.Len() > 0
	switch {
	case key.Matches(msg, bindOpenFile):
		return h.s.GoTo(File{})
	case msg.Type == tea.KeyEnter || msg.Type == tea.KeyCtrlJ && typed:
		return h.enter()
	case key.Matches(msg, bindChoose) && !typed:
		ways := h.ways()
		h.way = ways[max(0, min(h.chosenWay(ways)+step(msg), len(ways)-1))].name
	case key.Matches(msg, bindChoose):
		h.list.move(step(msg))
	default:
		switch h.field.Key(msg) {
		case fieldEdited:
			h.typed = h.s.now()
			h.filter()
		case fieldFull:
			h.problem = "The field is full: paste the token, the answer or the code alone."
		}
	}
	return nil
}

// enter opens what is chosen, or what the text is.
func (h *home) enter() tea.Cmd {
	if h.field.Len() == 0 {
		ways := h.ways()
		return ways[h.chosenWay(ways)].open()
	}
	if h.field.Unfinished() || (h.field.Parts() > 0 || h.field.keyLike()) && h.s.now().Sub(h.typed) < pasteGap {
		return nil // a line break inside a paste by keys, or at its end
	}
	if h.list.moved && h.list.rows() > 0 {
		return h.openChosen()
	}
	text := h.field.Value()
	input := intake.Recognise(text)
	if taken, cmd := h.s.TakeInput(text, input, "pasted"); taken {
		h.field.Clear()
		h.filter()
		return cmd
	}
	if path := h.field.Value(); isPath(path) {
		h.field.Clear()
		h.filter()
		return h.s.GoTo(File{Path: path})
	}
	// Of a word that is not known, the reason is told before the guide opens.
	several := strings.ContainsRune(strings.TrimSpace(h.field.Value()), ' ')
	unknown := !several && (len(h.list.pages) == 0 || detail.NearMiss(h.field.Value()))
	if (!unknown || h.problem != "") && h.list.rows() > 0 {
		return h.openChosen()
	}
	h.refuse(input)
	return nil
}

const homeHint = "an error code, a token, an HTTP answer, a redirect URL, a key, the path of a file"

func (h *home) View(width, height int) []string {
	field := min(width, 100)
	lines := []string{h.s.styles.Heading.paint("What do you have?")}
	lines = append(lines, h.field.boxed(h.s.styles, homeHint, field)...)
	lines = append(lines, h.below(width)...)
	if height > 14 {
		lines = append([]string{""}, lines...)
	}
	if h.field.Len() > 0 {
		return append(lines, h.list.View(h.s.Diagnosis, h.s.known(), width, height-len(lines))...)
	}
	ways := h.ways()
	chosen := h.chosenWay(ways)
	var list []string
	for i, w := range ways {
		lead, look := "  ", h.s.styles.Text
		if i == chosen {
			lead, look = h.s.styles.Cursor.paint("›")+" ", h.s.styles.Strong
		}
		const name = 26
		list = append(list, lead+look.paint(fill(w.name, name))+" "+h.s.styles.Quiet.paint(clip(w.hint, width-name-3)))
	}
	h.menu.show(chosen, chosen, height-len(lines), len(list))
	return append(lines, h.menu.window(list, height-len(lines))...)
}

// moreBelow reports whether ways or pages are hidden below the last one that is seen.
func (h *home) moreBelow() bool {
	if h.field.Len() > 0 {
		return h.list.rows() > 0 && h.list.moreBelow()
	}
	return h.menu.moreBelow()
}

// below is what is under the field: a problem, what enter would do, or the
// promise.
func (h *home) below(width int) []string {
	text := "Nothing you paste leaves this machine."
	look := h.s.styles.Quiet
	switch parts := h.field.Parts(); {
	case h.problem != "":
		text, look = h.problem, h.s.styles.Strong
	case parts >= 3:
		text = "This looks like a token. Enter opens it."
	case parts > 0:
		text = "This looks like the start of a token; it goes on after the dots."
	case h.field.Len() > 0 && h.field.Hidden():
		text = "Enter checks what this is."
	case h.field.Len() > 0 && isPath(h.field.Value()):
		text = "This looks like the path of a file. Enter opens it."
	case h.field.Len() > 0 && len(h.list.pages) == 0 && h.field.Len() <= searched:
		text = "No page is about this. The guide finds the cause by questions."
	case len(h.list.said) > 0:
		text = "This sounds like one of these. Words prove nothing."
	}
	var lines []string
	for _, line := range wrap(text, width-2) {
		lines = append(lines, "  "+look.paint(line))
	}
	return append(lines, "")
}

// openChosen opens the page that is chosen in the list, or the guide.
func (h *home) openChosen() tea.Cmd {
	if page, ok := h.list.chosen(); ok {
		return h.s.GoTo(Page{Path: page.Path})
	}
	return h.s.GoTo(Guide{From: h.list.ask.ID})
}
