package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
)

// entry is a screen with the destination that opened it; nil for one that another
// screen of its journey opened.
type entry struct {
	screen
	at Destination
}

// maxHistory bounds the screens kept open: links lead in circles.
const maxHistory = 64

// GoTo shows a destination. The command is that of its screen.
func (s *session) GoTo(to Destination) tea.Cmd {
	switch d := to.(type) {
	case Guide:
		s.Answers.enter(d.From)
		to = Guide{}
	case Keys: // a screen that asked for a file has done its work
		s.CloseScreens(KeysReplaced)
	}
	switch to.policy() {
	case single:
		if i := slices.IndexFunc(s.history, func(open entry) bool { return open.at == to }); i >= 0 {
			s.history = s.history[:i+1]
			return nil
		}
	case kept:
		if s.kept[to] == nil {
			s.kept[to] = s.make(s, to)
		}
		return show(s, s.kept[to], to)
	}
	return show(s, s.make(s, to), to)
}

// Push shows a screen of the same journey above the one that is seen.
func (s *session) Push(next screen) tea.Cmd { return show(s, next, nil) }

func show(s *session, next screen, at Destination) tea.Cmd {
	s.judge()
	s.history = append(s.history, entry{next, at})
	if len(s.history) > maxHistory {
		s.history = slices.Delete(s.history, 1, 2)
	}
	return next.Init()
}

// OpenPage shows a page and reports whether there is one under that path.
func (s *session) OpenPage(path string) bool {
	if !pageThere(s.library, path) {
		return false
	}
	s.GoTo(Page{Path: path}) // which takes no command
	return true
}

// pageThere reports whether there is a page under a path, which may end in #anchor.
func pageThere(library *content.Library, path string) bool {
	path, _, _ = strings.Cut(path, "#")
	_, ok := library.Page(path)
	return ok && path != ""
}

// findingPage is the path of the page that a finding is explained on.
func findingPage(library *content.Library, f diagnosis.Finding) (string, bool) {
	if pageThere(library, f.Page) {
		return f.Page, true
	}
	for _, code := range f.Codes {
		if pageThere(library, code.Path()) {
			return code.Path(), true
		}
	}
	return "", false
}

// Shown is the screen that is seen.
func (s *session) Shown() screen { return s.history[len(s.history)-1].screen }

// At is the destination that is seen, nil for a screen that has none.
func (s *session) At() Destination { return s.history[len(s.history)-1].at }

// Kept is the screen that is kept for a destination, nil where it was not made yet.
func (s *session) Kept(at Destination) screen { return s.kept[at] }

// Leave closes the screen that is seen, but for home.
func (s *session) Leave() {
	if len(s.history) > 1 {
		s.history = s.history[:len(s.history)-1]
	}
}

// CloseScreen takes a screen out that has done its work, wherever it is.
func (s *session) CloseScreen(done screen) {
	s.history = slices.DeleteFunc(s.history, func(open entry) bool { return open.screen == done })
}

// CloseScreens takes out the screens that show what is not there any more.
func (s *session) CloseScreens(by Replaced) {
	s.history = slices.DeleteFunc(s.history, func(open entry) bool {
		outdated := open.Outdated(by)
		if outdated {
			open.Close()
		}
		return outdated
	})
}

// isOpen reports whether a screen is in the history: answers to one that was closed
// meanwhile are dropped.
func isOpen(s *session, one screen) bool {
	return slices.ContainsFunc(s.history, func(open entry) bool { return open.screen == one })
}

// goHome closes every screen, and shows home as it is at the start.
func goHome(s *session) {
	s.history = nil
	s.GoTo(Home{}) // which takes no command
}
