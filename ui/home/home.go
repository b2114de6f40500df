// Package home provides the start screen: the field for whatever the user has, the menu,
// and the question whether input for another account belongs in this case.
package home

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// home is the start screen: a field for whatever the user has, and a menu. While the
// user types, the matching pages replace the menu.
type home struct {
	screen.Plain
	s       *screen.Session
	field   paint.Field
	list    paint.PageList
	way     string       // name of the chosen item, not its index, because the items change
	menu    paint.Scroll // scroll position of the menu
	problem string
	typed   time.Time // time of the last character, to detect a paste that arrives as single keys
}

// way is an item of the menu.
type way struct {
	name, hint string
	open       func() tea.Cmd
}

// New returns the start screen.
func New(s *screen.Session) screen.Screen { return &home{s: s, list: paint.PageList{Styles: s.Styles}} }

func (h *home) About() screen.About {
	return screen.About{Wide: !h.s.Known(), Hides: true, Field: &h.field, MoreBelow: h.moreBelow()}
}

// ways returns the menu items that lead somewhere now.
func (h *home) ways() []way {
	var ways []way
	goes := func(to screen.Destination) func() tea.Cmd {
		return func() tea.Cmd { return h.s.GoTo(to) }
	}
	does := func(what func()) func() tea.Cmd {
		return func() tea.Cmd { what(); return nil }
	}
	if e := h.s.Export; e != nil && e.Summary != nil {
		ways = append(ways, way{"Back to the trail", paint.TrailText(e.Source.Name), goes(screen.Trail{})})
	}
	if list := h.s.Case.Exchanges; len(list) > 0 {
		telling, _ := exchange.Telling(list)
		ways = append(ways, way{"Back to the " + telling.Word(), paint.Joined(telling.Title(), h.s.Ages.OfExchange(telling)), goes(screen.Exchange{})})
	}
	if tokens := h.s.Case.Tokens; len(tokens) > 0 {
		ways = append(ways, way{"Back to the token", paint.Joined(tokens[0].Title(), h.s.Ages.Of(tokens[0].Raw)), goes(screen.Token{})})
	}
	ways = append(ways,
		way{"Walk me through it", "answer questions, one at a time", goes(screen.Guide{})},
		way{"Look up a code", "what the Detail word means", goes(screen.Codes{})})
	opened := "certificates, keys, assertions"
	if n := h.s.Case.Keys.Len(); n > 0 {
		opened = paint.Plural(n, "file", "files") + " open"
	}
	ways = append(ways, way{"Key setup", opened, goes(screen.Keys{})})
	copied := "copy its settings once"
	if h.s.Case.FilledIn() > 0 {
		copied = paint.FilledIn(h.s.Case)
	}
	ways = append(ways, way{"Integration record", copied, goes(screen.Record{})},
		way{"Read a Login Audit Trail", "open an export", goes(screen.File{Export: h.s.Export == nil})},
		way{"Set up an integration", h.setUp(), goes(screen.SetUp{})},
		way{"Online checks", "ask NetSuite itself, each request announced", goes(screen.Online{})})
	for i, w := range h.s.Waiting {
		name, same := "Take "+w.What, 1
		for _, other := range h.s.Waiting[:i] {
			if other.What == w.What {
				same++
			}
		}
		if same > 1 {
			name += " " + paint.Count(same)
		}
		ways = append(ways, way{name, "for account " + paint.AccountList(w.Holds.Accounts()), func() tea.Cmd { return w.Ask(h.s) }})
	}
	if h.s.Begun() {
		ways = append(ways, way{"New case", "this one is kept", does(h.s.BeginAnew)})
	}
	if n := len(h.s.Others); n > 0 {
		ways = append(ways, way{"Cases", paint.Plural(n+1, "case", "cases") + " in this session", goes(screen.Cases{})})
	} else if h.s.Begun() {
		ways = append(ways, way{"Cases", "timeline, notes, keep this one", goes(screen.Cases{})})
	}
	if w := screen.LastUnanswered(h.s); w != nil {
		ways = append(ways, way{"Take back the last paste", w.What + ", not used yet", does(h.s.TakeBack)})
	} else if n := len(h.s.Undos); n > 0 {
		name := "Take back the last paste"
		if h.s.Undos[n-1].Fresh {
			name = "Back to the previous case"
		}
		ways = append(ways, way{name, h.s.Undos[n-1].Words(h.s), does(h.s.TakeBack)})
	}
	known := "nothing is known yet"
	if n := len(h.s.Diagnosis.Facts); n > 0 {
		known = paint.Plural(n, "fact", "facts") + " known"
	}
	return append(ways, way{"Case", known, goes(screen.Facts{})})
}

// setUp says how far the lesson is that was begun.
func (h *home) setUp() string {
	if list, ok := h.s.Lessons.Checklist(h.s.Lessons.Begun()); ok {
		return paint.Joined(list.Count(), list.Lesson.Title)
	}
	return "from the first click to the first call"
}

// chosenWay returns the index of the item that enter opens. The default is the first
// item.
func (h *home) chosenWay(ways []way) int {
	return max(0, slices.IndexFunc(ways, func(w way) bool { return w.name == h.way }))
}

func (h *home) Title() string { return "authdoctor" }

func (h *home) Aside() string { return "NetSuite OAuth 2.0 troubleshooting" }

func (h *home) Focus() screen.Focus {
	if h.field.Len() > 0 {
		return screen.TextField
	}
	return screen.EmptyField
}

func (h *home) Bindings() []key.Binding {
	typed := h.field.Len() > 0
	return []key.Binding{
		paint.When(!typed || h.list.Rows() > 1, paint.BindChoose),
		paint.When(!typed || h.field.Parts() > 0 || h.field.Hidden() || h.list.Rows() > 0 || files.IsPath(h.field.Value()), paint.BindOpen),
		paint.BindOpenFile,
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

// Insert implements screen.Screen. A paste that was not recognized stays in the field,
// and the nearest codes are offered.
func (h *home) Insert(text string, input intake.Input) bool {
	h.field.Insert([]rune(strings.TrimSpace(text)))
	h.filter()
	if !files.IsPath(h.field.Value()) { // a path is not refused, because enter opens the file
		h.refuse(input)
	}
	return true
}

// refuse explains why a text leads nowhere and offers the nearest codes.
func (h *home) refuse(input intake.Input) {
	h.problem = paint.Problem(input)
	switch nearest := paint.Nearest(h.s.Library, input); {
	case len(nearest) > 0:
		h.list.Set(nearest)
		h.list.Ask = h.s.Library.Guide().First()
	case !h.field.Hidden() && input.Lacks == "":
		h.list.Lead(h.s.Library.Lead(h.field.Value()))
		if len(h.list.Pages) > 0 && input.Kind == intake.KindWords {
			h.problem = ""
		}
	}
}

// filter lists the pages that match the text in the field. For one word, it lists every
// match. For several words, it lists the pages that plain words lead to. In both cases
// it offers the guide.
func (h *home) filter() {
	h.problem = ""
	text := h.field.Value()
	switch n := h.field.Len(); {
	case n == 0 || n > paint.Searched || h.field.Hidden() || files.IsPath(text):
		h.list.Set(nil)
	case strings.ContainsRune(strings.TrimSpace(text), ' '):
		h.list.Lead(h.s.Library.Lead(text))
	default:
		h.list.Set(h.s.Library.Search(text))
		h.list.Ask = h.s.Library.Guide().First()
	}
}

func (h *home) Update(msg tea.KeyMsg) tea.Cmd {
	typed := h.field.Len() > 0
	switch {
	case key.Matches(msg, paint.BindOpenFile):
		return h.s.GoTo(screen.File{})
	case msg.Type == tea.KeyEnter || msg.Type == tea.KeyCtrlJ && typed:
		return h.enter()
	case key.Matches(msg, paint.BindChoose) && !typed:
		ways := h.ways()
		h.way = ways[max(0, min(h.chosenWay(ways)+paint.Step(msg), len(ways)-1))].name
	case key.Matches(msg, paint.BindChoose):
		h.list.Move(paint.Step(msg))
	default:
		switch h.field.Key(msg) {
		case paint.FieldEdited:
			h.typed = h.s.Now()
			h.filter()
		case paint.FieldFull:
			h.problem = "The field is full: paste only the token, the answer or the code."
		}
	}
	return nil
}

// enter opens the chosen item or page, or whatever the text in the field is.
func (h *home) enter() tea.Cmd {
	if h.field.Len() == 0 {
		ways := h.ways()
		return ways[h.chosenWay(ways)].open()
	}
	if h.field.Unfinished() || (h.field.Parts() > 0 || h.field.KeyLike()) && h.s.Now().Sub(h.typed) < paint.PasteGap {
		return nil // a line break in or after a paste that arrives as single keys
	}
	if h.list.Moved && h.list.Rows() > 0 {
		return h.openChosen()
	}
	text := h.field.Value()
	input := intake.Recognise(text)
	if taken, cmd := h.s.TakeInput(text, input, "pasted"); taken {
		h.field.Clear()
		h.filter()
		return cmd
	}
	if path := h.field.Value(); files.IsPath(path) {
		h.field.Clear()
		h.filter()
		return h.s.GoTo(screen.File{Path: path})
	}
	// For an unknown word, the user reads the reason before the guide opens.
	several := strings.ContainsRune(strings.TrimSpace(h.field.Value()), ' ')
	unknown := !several && (len(h.list.Pages) == 0 || detail.NearMiss(h.field.Value()))
	if (!unknown || h.problem != "") && h.list.Rows() > 0 {
		return h.openChosen()
	}
	h.refuse(input)
	return nil
}

const homeHint = "an error code, a token, an HTTP answer, a redirect URL, a key, the path of a file"

func (h *home) View(width, height int) []string {
	field := min(width, 100)
	lines := []string{h.s.Styles.Heading.Paint("What do you have?")}
	lines = append(lines, h.field.Boxed(h.s.Styles, homeHint, field)...)
	lines = append(lines, h.below(width)...)
	if height > 14 {
		lines = append([]string{""}, lines...)
	}
	if h.field.Len() > 0 {
		return append(lines, h.list.View(h.s.Diagnosis, h.s.Known(), width, height-len(lines))...)
	}
	ways := h.ways()
	chosen := h.chosenWay(ways)
	var list []string
	for i, w := range ways {
		lead, look := h.s.Styles.Lead(i == chosen)
		const name = 26
		list = append(list, lead+look.Paint(paint.Fill(w.name, name))+" "+h.s.Styles.Quiet.Paint(paint.Clip(w.hint, width-name-3)))
	}
	h.menu.Show(chosen, chosen, height-len(lines), len(list))
	return append(lines, h.menu.Window(list, height-len(lines))...)
}

// moreBelow reports whether menu items or pages are hidden below the last visible one.
func (h *home) moreBelow() bool {
	if h.field.Len() > 0 {
		return h.list.Rows() > 0 && h.list.MoreBelow()
	}
	return h.menu.MoreBelow()
}

// below returns the lines under the field: a problem, what enter would do, or the
// promise that nothing leaves this machine unasked.
func (h *home) below(width int) []string {
	text := "Nothing you paste leaves this machine unless you agree."
	look := h.s.Styles.Quiet
	switch parts := h.field.Parts(); {
	case h.problem != "":
		text, look = h.problem, h.s.Styles.Strong
	case parts >= 3:
		text = "This looks like a token. Enter opens it."
	case parts > 0:
		text = "This looks like the start of a token; it continues after the dots."
	case h.field.Len() > 0 && h.field.Hidden():
		text = "Enter checks what this is."
	case h.field.Len() > 0 && files.IsPath(h.field.Value()):
		text = "This looks like the path of a file. Enter opens it."
	case h.field.Len() > 0 && len(h.list.Pages) == 0 && h.field.Len() <= paint.Searched:
		text = "No page matches this. The guide finds the cause with questions."
	case len(h.list.Said) > 0:
		text = "This sounds like one of these. Words prove nothing."
	}
	lines := look.Paragraph("  ", text, width)
	return append(lines, "")
}

// openChosen opens the page that is chosen in the list. If none is chosen, it opens the
// guide.
func (h *home) openChosen() tea.Cmd {
	if page, ok := h.list.Chosen(); ok {
		return h.s.GoTo(screen.Page{Path: page.Path})
	}
	return h.s.GoTo(screen.Guide{From: h.list.Ask.ID})
}
