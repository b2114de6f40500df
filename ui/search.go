package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// searched returns what the screen that is seen has to search, and whether a search is open.
func (a *App) searched() (in screen.Searched, open bool) {
	in = a.s.Shown().About().Search
	return in, in.Scroll != nil && in.Scroll.Search.Open
}

// Searching reports whether a search is open, so that letters are text.
func (a *App) Searching() bool { _, open := a.searched(); return open }

// searchBindings are all that work while a search is open.
var searchBindings = []key.Binding{paint.BindNextMatch, paint.BindEndSearch}

// searchKey handles a key for the open search, and reports whether it did. A paste ends the
// search: it is recognized as on any screen.
func (a *App) searchKey(msg tea.KeyMsg) bool {
	in, open := a.searched()
	if !open || a.tooSmall() {
		return false
	}
	line, found := 0, false
	switch {
	case msg.Paste:
		in.Scroll.Search.End()
		return false
	case key.Matches(msg, paint.BindEndSearch):
		in.Scroll.Search.End()
	case key.Matches(msg, paint.BindNextMatch):
		line, found = in.Scroll.Search.Next(1)
	case key.Matches(msg, paint.BindChoose):
		line, found = in.Scroll.Search.Next(paint.Step(msg))
	case msg.Type == tea.KeyBackspace || msg.Type == tea.KeyCtrlH:
		line, found = in.Scroll.Search.Type(nil)
	case (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt:
		line, found = in.Scroll.Search.Type(msg.Runes)
	}
	if found && in.Choose != nil {
		in.Choose(line)
	} else if found {
		in.Scroll.Show(line, line, in.Scroll.Tall, in.Scroll.Total)
	}
	return true
}
