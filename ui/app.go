// Package ui is the terminal program: every screen of authdoctor.
//
// One Bubble Tea model, app, holds a history of screens; the last one is seen.
// Screens are pointers that share one session: size, styles, prose, clock, and
// the Case with its Diagnosis. A key goes to the screen that is seen unless it is
// one of the program's own; a paste is recognised wherever it happens. When the
// Case changes or the clock ticks, session.judge makes the Diagnosis again, and
// every screen shows the new one because none keeps a copy.
//
// Update and View read no file, no network and no clock but the session's.
package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/console"
)

// The smallest size in which every screen keeps its first line and its keys.
const (
	minWidth  = 60
	minHeight = 16
)

// app is the root model.
type app struct {
	s *session
	// chain numbers the chains of ticks; counting says that one is running.
	chain    int
	counting bool
	// typedAhead is what the user typed while the terminal was being asked for
	// its background.
	typedAhead []tea.KeyMsg

	quick     []rune    // characters that came faster than anybody types
	quickAt   time.Time // when the latest of them came
	gathering *gather   // a PEM file that comes key by key; nil for none

	companions []Companion
}

// typedAheadMsg brings keys that were read before the program started.
type typedAheadMsg []tea.KeyMsg

// Init implements tea.Model.
func (a *app) Init() tea.Cmd {
	if len(a.typedAhead) == 0 {
		return nil
	}
	keys := typedAheadMsg(a.typedAhead)
	return func() tea.Msg { return keys }
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
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.s.width, a.s.height = max(0, msg.Width), max(0, msg.Height)
	case tea.KeyMsg:
		cmd = a.key(msg)
	case typedAheadMsg:
		for _, typed := range msg {
			if cmd = a.key(typed); cmd != nil {
				break
			}
		}
	case result:
		cmd = msg.deliver(a.s)
	case gatherMsg:
		cmd = a.gathered()
	case pollMsg:
		cmd = msg.next(a.s)
	case tea.ResumeMsg:
		a.s.timePassed()
	case *border.Fault:
		panic(msg)
	case tickMsg:
		if msg.chain != a.chain {
			return a, nil // of a chain that was stopped
		}
		a.counting = false
		a.s.timePassed()
	}
	for _, companion := range a.companions {
		companion.Take(msg)
		cmd = tea.Batch(cmd, companion.Next())
	}
	return a, watched(tea.Batch(cmd, a.keepCounting()))
}

// keepCounting starts a tick where a countdown is seen and none is under way.
func (a *app) keepCounting() tea.Cmd {
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
func (a *app) countdownSeen() bool {
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
func (a *app) key(msg tea.KeyMsg) (cmd tea.Cmd) {
	if key.Matches(msg, bindInterrupt) {
		return tea.Interrupt
	}
	if a.s.width == 0 || a.s.height == 0 {
		a.s.width, a.s.height = max(a.s.width, minWidth), max(a.s.height, minHeight)
	}
	if msg.Alt && msg.Type == tea.KeyRunes && a.s.Shown().Focus() == noField {
		// Nothing here is bound to alt: these are esc and a key, pressed so fast
		// that they were read as one.
		msg.Alt = false
		if cmd := a.key(tea.KeyMsg{Type: tea.KeyEsc}); cmd != nil {
			return cmd
		}
		return a.key(msg)
	}
	a.s.notice = ""
	if !a.tooSmall() && !msg.Paste {
		if a.gathering != nil && a.gatherKey(msg) {
			return nil
		}
		if a.quickly(msg); a.beginsGathering(msg) {
			a.s.notice = "Reading what is pasted …"
			return lookSoon()
		}
	}
	program := a.programBindings()
	switch {
	case key.Matches(msg, bindSuspend):
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
	case key.Matches(msg, program.facts):
		return a.s.GoTo(Facts{})
	case key.Matches(msg, program.anew):
		if asks, is := a.s.At().(Another); is {
			cmd = asks.Answer(a.s, 0)
		} else {
			a.s.BeginAnew()
		}
		return tea.Batch(cmd, a.leaveField())
	case key.Matches(msg, program.undo):
		if asks, is := a.s.At().(Another); is {
			asks.Drop(a.s)
		} else {
			a.s.TakeBack()
		}
		return a.leaveField()
	default:
		return a.s.Shown().Update(msg)
	}
	return nil
}

func (a *app) tooSmall() bool { return a.s.width < minWidth || a.s.height < minHeight }

// programBindings are the program's own bindings as they work now.
type programBindings struct{ undo, anew, facts, back, help, quit key.Binding }

func (a *app) programBindings() programBindings {
	shown := a.s.Shown()
	focus := shown.Focus()
	_, atHome := a.s.At().(Home)
	_, atFacts := a.s.At().(Facts)
	_, atHelp := shown.(*help)
	bindings := programBindings{undo: bindUndo, anew: bindNewCase, facts: bindFactsHeld, back: bindBack, help: bindHelpTyped, quit: bindQuit}
	if focus == noField {
		bindings.facts = bindFacts
	}
	if focus == noField || focus == emptyField {
		bindings.help = bindHelp
	}
	if focus == textField {
		bindings.back = bindClear
	}
	if shown.About().Busy {
		bindings.back = bindStop
	}
	if atHelp {
		bindings.help = newBinding("?", "close", "?", "f1")
	}
	bindings.anew.SetEnabled(focus == noField && a.s.begun())
	bindings.undo.SetEnabled(focus == noField && (len(a.s.undos) > 0 || len(a.s.waiting) > 0))
	bindings.facts.SetEnabled(!atFacts && !atHelp)
	bindings.back.SetEnabled(len(a.s.history) > 1 || focus == textField)
	bindings.quit.SetEnabled(focus == noField || atHome && focus == emptyField)
	return bindings
}

// list is the order in which footer and help show them.
func (k programBindings) list() []key.Binding {
	return []key.Binding{k.undo, k.anew, k.facts, k.back, k.help, k.quit}
}

// leaveField shows the Case where n or u would lead to a field: the same key pressed
// again must not be text.
func (a *app) leaveField() tea.Cmd {
	if a.s.Shown().Focus() == noField {
		return nil
	}
	return a.s.GoTo(Facts{})
}

func (a *app) toggleHelp() tea.Cmd {
	shown := a.s.Shown()
	if _, open := shown.(*help); open {
		a.s.Leave()
		return nil
	}
	return a.s.Push(newHelp(a.s, shown.Title(), shown.Bindings(), a.programBindings().list()))
}

// paste recognises a text on whatever screen it was pasted. Only a value that was
// asked for is taken as it is.
func (a *app) paste(text string) tea.Cmd {
	if a.s.Shown().Focus() == valueField && !tokenOrKey(text) {
		a.s.Shown().Insert(text, intake.Input{})
		return nil
	}
	input := intake.Recognise(text)
	if source, is := PastedExport(text, input, trail.Options{Columns: a.s.Case.Columns, At: a.s.clock()}); is {
		return a.s.TakeExport(&export{source: source}, "pasted")
	}
	asks := a.s.Shown().About().Asks
	taken, cmd := a.s.TakeInput(text, input, "pasted")
	if taken && input.Kind == intake.KindKey && asks == diagnosis.FactRecordCertificates {
		a.s.notice = "That is a certificate or a key, no Certificate ID: the key setup shows which ID a certificate is expected to have."
	}
	if taken {
		return cmd
	}
	if shown := a.s.Shown(); !shown.About().Hides && tokenOrKey(text) || !shown.Insert(text, input) {
		a.s.notice = problem(input)
	}
	return nil
}

// isBurst reports whether a message holds more characters than anybody types between
// two reads: a paste on a terminal without bracketed paste. On a screen without
// a field its letters would be taken for commands.
func (a *app) isBurst(msg tea.KeyMsg) bool {
	const many = 32
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) < many || a.s.Shown().Focus() != noField {
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
func (a *app) toField(msg tea.KeyMsg) tea.Cmd {
	a.s.GoTo(Home{}) // which takes no command
	return a.s.Shown().Update(msg)
}

// problem says, for people, why a text was not taken.
func problem(input intake.Input) string {
	if input.Problem == "" {
		return "This is nothing authdoctor knows: paste a token, an HTTP answer or the word in the Detail column."
	}
	text := sentence(input.Problem)
	if input.Lacks != "" {
		text += " Under facts: " + factLabel(diagnosis.FactName(input.Lacks)) + "."
	}
	return text
}

// sentence starts with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	if first := text[0]; 'a' <= first && first <= 'z' {
		text = string(first-'a'+'A') + text[1:]
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "!") {
		text += "."
	}
	return text
}
