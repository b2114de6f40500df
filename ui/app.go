package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/console"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// The smallest size in which every screen keeps its first line and its keys.
const (
	MinWidth  = 60
	MinHeight = 16
)

// App is the root model.
type App struct {
	s *screen.Session
	// chain numbers the chains of ticks; counting says that one is running.
	chain    int
	counting bool
	first    tea.Cmd // of what the program was started with
	// typedAhead is what the user typed while the terminal was being asked for
	// its background.
	typedAhead []tea.KeyMsg

	quick     []rune    // characters that came faster than anybody types
	quickAt   time.Time // when the latest of them came
	gathering *gather   // a PEM file that comes key by key; nil for none

	beside     beside // the page beside the findings, as last shown
	companions []screen.Companion
	sent       screen.CopiedMsg // what s saves, until the next key
}

// Session is what the screens share.
func (a *App) Session() *screen.Session { return a.s }

// typedAheadMsg brings keys that were read before the program started.
type typedAheadMsg []tea.KeyMsg

// Init implements tea.Model.
func (a *App) Init() tea.Cmd {
	if len(a.typedAhead) == 0 {
		return watched(a.first)
	}
	keys := typedAheadMsg(a.typedAhead)
	return tea.Batch(watched(a.first), func() tea.Msg { return keys })
}

// watched has a panic in a command come to Update, whose goroutine gives the terminal
// back; bubbletea runs each command in one of its own.
func watched(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		if fault := border.Watched(func() { msg = cmd() }); fault != nil {
			return fault
		}
		if batch, is := msg.(tea.BatchMsg); is {
			for i := range batch {
				batch[i] = watched(batch[i])
			}
		}
		return msg
	}
}

// Update implements tea.Model.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.s.Width, a.s.Height = max(0, msg.Width), max(0, msg.Height)
	case tea.KeyMsg:
		cmd = a.key(msg)
	case typedAheadMsg:
		for _, typed := range msg {
			if cmd = a.key(typed); cmd != nil {
				break
			}
		}
	case screen.Result:
		cmd = msg.Deliver(a.s)
	case screen.CopiedMsg:
		if cmd = msg.Tell(a.s); msg.How == clipboard.Sent {
			a.sent = msg
		}
	case screen.SavedMsg:
		msg.Tell(a.s)
	case screen.OpenedMsg:
		msg.Tell(a.s)
	case GatherMsg:
		cmd = a.gathered()
	case screen.PollMsg:
		cmd = msg.Next(a.s)
	case tea.ResumeMsg:
		a.s.TimePassed()
	case *border.Fault:
		panic(msg)
	case tickMsg:
		if msg.chain != a.chain {
			return a, nil // of a chain that was stopped
		}
		a.counting = false
		a.s.TimePassed()
	}
	for _, companion := range a.companions {
		companion.Take(msg)
		cmd = tea.Batch(cmd, companion.Next())
	}
	return a, watched(tea.Batch(cmd, a.keepCounting()))
}

// keepCounting starts a tick where a countdown is seen and none is under way.
func (a *App) keepCounting() tea.Cmd {
	if !a.countdownSeen() {
		if a.counting {
			a.counting = false
			a.chain++
		}
		return nil
	}
	if a.counting {
		return nil
	}
	a.counting = true
	return tick(a.chain)
}

// countdownSeen reports whether the time until a token expires is on the screen.
func (a *App) countdownSeen() bool {
	if a.tooSmall() {
		return false
	}
	if !a.s.Shown().About().Tokens && a.panelWidth() == 0 {
		return false
	}
	for _, t := range a.s.Case.Tokens {
		if t.Time("exp").Readable() {
			return true
		}
	}
	return false
}

// key handles a key press or a paste.
func (a *App) key(msg tea.KeyMsg) (cmd tea.Cmd) {
	if key.Matches(msg, paint.BindInterrupt) {
		return tea.Interrupt
	}
	if a.s.Width == 0 || a.s.Height == 0 {
		a.s.Width, a.s.Height = max(a.s.Width, MinWidth), max(a.s.Height, MinHeight)
	}
	if msg.Alt && msg.Type == tea.KeyRunes && a.s.Shown().Focus() == screen.NoField {
		// Nothing here is bound to alt: these are esc and a key, pressed so fast
		// that they were read as one.
		msg.Alt = false
		if cmd := a.key(tea.KeyMsg{Type: tea.KeyEsc}); cmd != nil {
			return cmd
		}
		return a.key(msg)
	}
	a.s.Notice = ""
	if a.searchKey(msg) {
		return nil
	}
	if !a.tooSmall() && !msg.Paste {
		if a.gathering != nil && a.gatherKey(msg) {
			return nil
		}
		if a.quickly(msg); a.beginsGathering(msg) {
			a.s.Notice = "Reading what is pasted …"
			return lookSoon()
		}
	}
	program, sent := a.programBindings(), a.sent
	a.sent = screen.CopiedMsg{}
	switch {
	case key.Matches(msg, paint.BindSuspend):
		return func() tea.Msg { console.Suspend(); return nil }
	case !msg.Paste && key.Matches(msg, program.quit):
		return tea.Quit
	case a.tooSmall():
		// What cannot be seen is not changed.
	case msg.Paste:
		return a.paste(string(msg.Runes))
	case a.isBurst(msg):
		return a.toField(msg)
	case key.Matches(msg, program.help):
		return a.toggleHelp()
	case key.Matches(msg, program.back):
		if !a.s.Shown().Back() {
			a.s.Leave()
		}
	case key.Matches(msg, program.search):
		in, _ := a.searched()
		in.Scroll.Search.Begin(a.s.Styles, in.Scroll.Top)
	case key.Matches(msg, program.copy):
		return a.copies()
	case key.Matches(msg, program.save):
		return sent.Save(a.s)
	case key.Matches(msg, program.beside):
		return a.resolution().Update(msg)
	case key.Matches(msg, program.newCase):
		if asks, is := a.s.At().(screen.Another); is {
			cmd = asks.Answer(a.s, 0)
		} else {
			a.s.BeginAnew()
		}
		return tea.Batch(cmd, a.leaveField())
	case key.Matches(msg, program.undo):
		if asks, is := a.s.At().(screen.Another); is {
			asks.Drop(a.s)
		} else {
			a.s.TakeBack()
		}
		return a.leaveField()
	default:
		for _, lead := range program.leads {
			if key.Matches(msg, lead.Binding) {
				return a.s.GoTo(lead.to)
			}
		}
		return a.s.Shown().Update(msg)
	}
	return nil
}

func (a *App) tooSmall() bool { return a.s.Width < MinWidth || a.s.Height < MinHeight }

// programBindings are the program's own bindings as they work now.
type programBindings struct {
	leads                                                       []lead
	beside, search, save, copy, undo, newCase, back, help, quit key.Binding
}

// lead is a key that leads to the same screen from all others.
type lead struct {
	key.Binding
	to screen.Destination
}

// within is the destination that the shown screen is a part of: its own or, for a screen that
// has none, that of the one it was opened from.
func (a *App) within() screen.Destination {
	for _, open := range slices.Backward(a.s.History) {
		if open.At != nil {
			return open.At
		}
	}
	return nil
}

// leads returns those that work now. Letters are text while a field has the focus; f1 and
// ctrl keys are not.
func (a *App) leads() []lead {
	focus := a.s.Shown().Focus()
	at := a.s.At()
	switch at.(type) {
	case screen.NewPair, screen.NewAssertion: // above the key setup, which would drop the answers
		at = screen.Keys{}
	case screen.File:
		at = screen.File{}
	}
	leads := []lead{
		a.handsOver(a.within()),
		{paint.When(a.s.Known() && !bindsItself(a.s.Shown(), paint.BindVerdicts), paint.BindVerdicts), screen.Verdicts{}},
		{paint.BindKeySetup, screen.Keys{}},
		{paint.BindRecord, screen.Record{}},
		{paint.When(a.s.Begun() || len(a.s.Others) > 0, paint.BindCases), screen.Cases{}},
		{paint.When(a.s.Begun(), paint.BindNote), screen.Note{}},
	}
	held := []lead{ // with a field as well
		{paint.When(a.s.Begun(), paint.BindKeepCase), screen.KeepCase{}},
		{paint.When(!bindsItself(a.s.Shown(), paint.BindOpenFile), paint.BindOpenFile), screen.File{}},
	}
	leads = append(append(leads, held...), lead{paint.BindOnline, screen.Online{}}, lead{paint.BindFacts, screen.Facts{}})
	if focus != screen.NoField {
		leads = []lead{held[1], held[0], {paint.BindFactsHeld, screen.Facts{}}}
	}
	_, atHelp := a.s.Shown().(*help)
	for i := range leads {
		leads[i].Binding = paint.When(!atHelp && at != leads[i].to, leads[i].Binding)
	}
	return leads
}

// handsOver is the key that hands over what a screen shows: the export on its screens, the
// keys on theirs, or else the Case.
func (a *App) handsOver(at screen.Destination) lead {
	to, works := screen.Report{Of: screen.OfCase}, a.s.Known()
	switch at := at.(type) {
	case screen.Report:
		to = at
	case screen.Trail, screen.TrailRows:
		to.Of, works = screen.OfTrail, a.s.Export != nil && a.s.Export.Summary != nil
	case screen.Keys:
		to.Of, works = screen.OfKeys, a.s.Case.Keys.Len() > 0
	case screen.SetUp:
		if at.Lesson != "" {
			to, works = screen.Report{Of: screen.OfSetup, Lesson: at.Lesson}, true
		}
	}
	return lead{paint.When(works, paint.BindHandOver), to}
}

func (a *App) programBindings() programBindings {
	shown := a.s.Shown()
	focus := shown.Focus()
	_, atHome := a.s.At().(screen.Home)
	_, atHelp := shown.(*help)
	bindings := programBindings{leads: a.leads(), beside: a.bindBeside(), search: paint.BindSearch, save: paint.BindSaveCopy, copy: paint.BindCopy, undo: paint.BindUndo, newCase: paint.BindNewCase, back: paint.BindBack, help: paint.BindHelpTyped, quit: paint.BindQuit}
	if focus == screen.NoField || focus == screen.EmptyField {
		bindings.help = paint.BindHelp
	}
	if focus == screen.TextField {
		bindings.back = paint.BindClear
	}
	if shown.About().Busy {
		bindings.back = paint.BindStop
	}
	if atHelp {
		bindings.help = paint.BindCloseHelp
	}
	bindings.save.SetEnabled(focus == screen.NoField && a.sent.Text != "" && !bindsItself(shown, paint.BindSaveCopy))
	bindings.search.SetEnabled(focus == screen.NoField && shown.About().Search.Scroll != nil)
	bindings.copy.SetEnabled(focus == screen.NoField && len(shown.Copies()) > 0 && !bindsItself(shown, paint.BindCopy))
	bindings.newCase.SetEnabled(focus == screen.NoField && a.s.Begun())
	bindings.undo.SetEnabled(focus == screen.NoField && (len(a.s.Undos) > 0 || len(a.s.Waiting) > 0))
	bindings.back.SetEnabled(len(a.s.History) > 1 || focus == screen.TextField)
	bindings.quit.SetEnabled(focus == screen.NoField || atHome && focus == screen.EmptyField)
	return bindings
}

// list is the order in which footer and help show them.
func (k programBindings) list() []key.Binding {
	list := []key.Binding{k.beside}
	for _, lead := range k.leads {
		list = append(list, lead.Binding)
	}
	return append(list, k.search, k.save, k.copy, k.undo, k.newCase, k.back, k.help, k.quit)
}

// Bindings are those of the screen that is seen and, after them, the program's own.
func (a *App) Bindings() []key.Binding {
	if a.Searching() {
		return searchBindings
	}
	return append(a.own(), enabledBindings(a.programBindings().list())...)
}

// leaveField shows the Case where n or u would lead to a field: the same key pressed
// again must not be text.
func (a *App) leaveField() tea.Cmd {
	if a.s.Shown().Focus() == screen.NoField {
		return nil
	}
	return a.s.GoTo(screen.Facts{})
}

func (a *App) toggleHelp() tea.Cmd {
	shown := a.s.Shown()
	if _, open := shown.(*help); open {
		a.s.Leave()
		return nil
	}
	return a.s.Push(newHelp(a.s, shown.Title(), a.own(), a.programBindings().list()))
}

// paste recognises a text on whatever screen it was pasted. Only a value that was
// asked for is taken as it is.
func (a *App) paste(text string) tea.Cmd {
	if a.s.Shown().Focus() == screen.ValueField && !paint.TokenOrKey(text) {
		a.s.Shown().Insert(text, intake.Input{})
		return nil
	}
	input := intake.Recognise(text)
	if source, is := files.PastedExport(text, input, trail.Options{Columns: a.s.Case.Columns, At: a.s.Clock()}); is {
		return a.s.TakeExport(&files.Export{Source: source}, "pasted")
	}
	about, at := a.s.Shown().About(), a.s.At()
	if _, asks := at.(screen.Guide); asks {
		input = input.StateAlone() // for the question of which word the trail shows
	}
	taken, cmd := a.s.TakeInput(text, input, "pasted")
	if taken && input.Kind == intake.KindKey && about.Asks == diagnosis.FactRecordCertificates {
		a.s.Notice = "That is a certificate or a key, no Certificate ID: the key setup shows which ID a certificate is expected to have."
	}
	if taken && about.Stays {
		return tea.Batch(cmd, a.stay(at))
	}
	if taken {
		return cmd
	}
	if shown := a.s.Shown(); !shown.About().Hides && paint.TokenOrKey(text) || !shown.Insert(text, input) {
		a.s.Notice = paint.Problem(input)
	}
	return nil
}

// stay returns from the screen to which a paste led, where that only shows what was pasted.
func (a *App) stay(at screen.Destination) tea.Cmd {
	switch a.s.At().(type) {
	case screen.Token, screen.Exchange, screen.Keys:
	default:
		return nil
	}
	a.s.Leave()
	if n := len(a.s.Undos); n > 0 && a.s.Notice == "" {
		a.s.Notice = paint.Sentence("taken: " + a.s.Undos[n-1].Words(a.s))
	}
	if a.s.At() == at {
		return nil
	}
	return a.s.GoTo(at)
}

// isBurst reports whether a message holds more characters than anybody types between
// two reads: a paste on a terminal without bracketed paste. On a screen without
// a field its letters would be taken for commands.
func (a *App) isBurst(msg tea.KeyMsg) bool {
	const many = 32
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) < many || a.s.Shown().Focus() != screen.NoField {
		return false
	}
	for _, r := range msg.Runes {
		if r != msg.Runes[0] {
			return true
		}
	}
	return false // a key held down
}

// toField goes home, where the rest of the burst is text.
func (a *App) toField(msg tea.KeyMsg) tea.Cmd {
	a.s.GoTo(screen.Home{}) // which takes no command
	return a.s.Shown().Update(msg)
}

// tickMsg is sent when a second has passed. It carries the number of the chain of
// ticks it belongs to: a chain that was stopped and started again has another
// number, and ticks of the old one are dropped.
type tickMsg struct{ chain int }

func tick(chain int) tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return tickMsg{chain} })
}
