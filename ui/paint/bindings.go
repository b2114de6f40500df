package paint

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Meaning is the one thing that a key does on every screen without a field, where letters
// are text.
type Meaning struct {
	Shown string // the key in footer and help
	Does  string
	Keys  []string
}

// meanings is the table of keys. Every binding is declared below, with the key of a row and
// the words for what it does on its screen. Two keys for opposite directions are one row;
// Step tells them apart. To give a screen a new action, take the key whose meaning it has.
var meanings = []Meaning{
	{"enter", "into it", []string{"enter"}},
	{"esc", "back", []string{"esc"}},
	{"?", "help", []string{"?", "f1"}}, // f1 where ? is text
	{"q", "quit", []string{"q"}},
	{"↑↓", "move", []string{"up", "down", "ctrl+p", "ctrl+n"}},
	{"pgup pgdn", "move", []string{"pgup", "pgdown"}},
	{"home end", "move", []string{"home", "end"}},
	{"←→", "choose", []string{"left", "right"}},
	{"space", "unfold, tick", []string{" "}},
	{"tab", "next link, field or token", []string{"tab", "shift+tab"}},
	{"1–9", "answer", strings.Split(AnswerKeys, "")},
	{"backspace", "take back what was said", []string{"backspace", "delete", "ctrl+h"}},
	{"n", "new case", []string{"n"}},
	{"u", "take back the last paste", []string{"u"}},
	{"w", "note", []string{"w"}},
	{"t", "my trail shows this, or take this row", []string{"t"}},
	{"e", "hand over", []string{"e"}},
	{"y", "copy", []string{"y"}},
	{"s", "save", []string{"s"}},
	{"/", "search", []string{"/"}},
	{"k", "keys", []string{"k"}},
	{"i", "record", []string{"i"}},
	{"f", "facts", []string{"f", "ctrl+f"}}, // ctrl+f where f is text
	{"v", "verdicts", []string{"v"}},
	{"c", "cases", []string{"c"}},
	{"o", "online checks", []string{"o"}},
	{"b", "by the next column, or the one before", []string{"b", "B"}},
	{"p", "page", []string{"p"}},
	{"r", "rows", []string{"r"}},
	{"a", "count again", []string{"a"}},
	{"d", "when", []string{"d"}},
	{"h", "who", []string{"h"}},
	{"x", "what else", []string{"x"}},
	{"+ −", "zoom", []string{"+", "-"}},
	// With a field as well:
	{"ctrl+o", "open a file", []string{"ctrl+o"}},
	{"ctrl+s", "keep the case", []string{"ctrl+s"}},
	{"ctrl+z", "pause", []string{"ctrl+z"}},
	{"ctrl+c", "leave at once", []string{"ctrl+c"}},
}

// MeaningOf returns the row of the table that has a key, such as "up", and whether there is
// one.
func MeaningOf(name string) (Meaning, bool) {
	i := slices.IndexFunc(meanings, func(m Meaning) bool { return slices.Contains(m.Keys, name) })
	if i < 0 {
		return Meaning{}, false
	}
	return meanings[i], true
}

// bind returns the binding of a row of the table, or of one key in a row, with the words for
// what it does.
func bind(shown, does string) key.Binding {
	keys := []string{shown}
	if i := slices.IndexFunc(meanings, func(m Meaning) bool { return m.Shown == shown }); i >= 0 {
		keys = meanings[i].Keys
	}
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// The bindings, by key.
var (
	BindOpen     = bind("enter", "open")
	BindAnswer   = bind("enter", "answer")
	BindAccept   = bind("enter", "accept")
	BindOpenPage = bind("enter", "page")
	BindRead     = bind("enter", "read the page")
	BindFollow   = bind("enter", "follow")
	BindItsRows  = bind("enter", "its rows")
	BindFillIn   = bind("enter", "fill in")
	BindSet      = bind("enter", "state it")
	BindUnknown  = bind("enter", "list them")
	BindUnlock   = bind("enter", "unlock")
	BindMake     = bind("enter", "make it")
	BindBelongs  = bind("enter", "what matches")
	BindLookAt   = bind("enter", "look at it")
	BindMend     = bind("enter", "change the answer")
	BindAgree    = bind("enter", "columns right")
	BindColumns  = bind("enter", "columns")
	BindSay      = bind("enter", "say what it is")
	BindRecount  = bind("enter", "count again")
	BindThisOne  = bind("enter", "this one")
	BindCopyThis = bind("enter", "copy it")
	BindNoteIt   = bind("enter", "note it")
	BindKeepIt   = bind("enter", "keep it")
	BindDoIt     = bind("enter", "do it")
	BindAnnounce = bind("enter", "what it sends")
	BindSend     = bind("enter", "send it")
	BindReadOn   = bind("enter", "read on")
	BindGive     = bind("enter", "give it")
	BindListen   = bind("enter", "wait for it")
	BindCameBack = bind("enter", "paste it")

	BindBack      = bind("esc", "back")
	BindClear     = bind("esc", "clear")
	BindStop      = bind("esc", "stop")
	BindHelp      = bind("?", "help")
	BindHelpTyped = bind("f1", "help")
	BindCloseHelp = bind("?", "close")
	BindQuit      = bind("q", "quit")
	BindSuspend   = bind("ctrl+z", "pause")
	BindInterrupt = bind("ctrl+c", "leave at once")

	BindChoose = bind("↑↓", "choose")
	BindScroll = bind("↑↓", "scroll")
	BindPages  = bind("pgup pgdn", "a page on")
	BindBeside = bind("pgup pgdn", "the page beside")
	BindEnds   = bind("home end", "first, last")

	BindUnfold   = bind("space", "unfold")
	BindMoreHelp = bind("space", "more help")
	BindToggle   = bind("space", "check, clear")
	BindTick     = bind("space", "tick it")
	BindUntick   = bind("space", "not done")
	BindLink     = bind("tab", "link")
	BindNext     = bind("tab", "next one")
	BindComplete = bind("tab", "complete")

	BindChange     = bind("backspace", "undo last")
	BindForget     = bind("backspace", "take it back")
	BindForgetFile = bind("backspace", "forget the file")

	BindNewCase    = bind("n", "new case")
	BindUndo       = bind("u", "take back")
	BindTrailShows = bind("t", "my trail shows this")
	BindTrailNot   = bind("t", "take that back")
	BindTakeRow    = bind("t", "take as my case")

	BindKeySetup  = bind("k", "keys")
	BindRecord    = bind("i", "record")
	BindFacts     = bind("f", "facts")
	BindFactsHeld = bind("ctrl+f", "facts")
	BindVerdicts  = bind("v", "verdicts")
	BindAllCodes  = bind("v", "all codes")
	BindOpenFile  = bind("ctrl+o", "file")
	BindCases     = bind("c", "cases")
	BindOnline    = bind("o", "online")
	BindNote      = bind("w", "note")
	BindKeepCase  = bind("ctrl+s", "keep")

	BindSearch    = bind("/", "search")
	BindType      = bind("/", "type")
	BindNextMatch = bind("enter", "next")
	BindEndSearch = bind("esc", "end")

	BindCopy     = bind("y", "copy")
	BindSaveCopy = bind("s", "save")

	BindHandOver  = bind("e", "hand over")
	BindSave      = bind("s", "save")
	BindSaveAs    = bind("enter", "save")
	BindVary      = bind("←→", "change")
	BindStandsFor = bind("space", "what stands for what")

	BindShowAll   = bind("enter", "show them")
	BindWho       = bind("h", "who")
	BindSince     = bind("d", "when")
	BindElse      = bind("x", "what else")
	BindZoom      = bind("+ −", "zoom")
	BindZoomIn    = bind("+", "zoom")
	BindZoomOut   = bind("-", "zoom")
	BindTrailPage = bind("p", "page")
	BindRows      = bind("r", "rows")
	BindAgain     = bind("a", "count again")
)

// BindBy groups the trail by the next dimension, or by the one before.
func BindBy(dimension string) key.Binding { return bind("b", "by "+dimension) }

// AnswerKeys choose the first answers; ↑↓ and pgup pgdn reach the others, which are in a
// second column.
const AnswerKeys = "123456789"

// BindNumbers returns a binding of the first n of AnswerKeys, or of all if n is larger.
func BindNumbers(n int, does string) key.Binding {
	n = min(n, len(AnswerKeys))
	shown := "1"
	if n > 1 {
		shown = "1–" + AnswerKeys[n-1:n]
	}
	return When(n > 0, key.NewBinding(key.WithKeys(strings.Split(AnswerKeys[:n], "")...), key.WithHelp(shown, does)))
}

// When returns the binding, disabled unless works.
func When(works bool, binding key.Binding) key.Binding {
	binding.SetEnabled(works && binding.Enabled())
	return binding
}

// Step returns the direction of a key: -1 for back, 1 for forward.
func Step(msg tea.KeyMsg) int {
	switch msg.String() {
	case "up", "ctrl+p", "pgup", "home", "shift+tab", "left", "B", "-":
		return -1
	}
	return 1
}
