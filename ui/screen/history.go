package screen

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
	Screen
	At Destination
}

// maxHistory bounds the screens kept open: links lead in circles.
const maxHistory = 64

// GoTo shows a destination and returns the command of its screen.
func (s *Session) GoTo(to Destination) tea.Cmd {
	switch d := to.(type) {
	case Guide:
		s.Answers.enter(d.From)
		to = Guide{}
	case Keys: // a screen that asked for a file has done its work
		s.CloseScreens(KeysReplaced)
	case Page:
		if lesson, is := lessonAt(s, d.Path); is {
			return s.GoTo(lesson)
		}
	}
	switch to.policy() {
	case single:
		if i := slices.IndexFunc(s.History, func(open entry) bool { return open.At == to }); i >= 0 {
			s.History = s.History[:i+1]
			return nil
		}
	case kept:
		if s.kept[to] == nil {
			s.kept[to] = s.Make(s, to)
		}
		return show(s, s.kept[to], to)
	}
	return show(s, s.Make(s, to), to)
}

// lessonAt returns the destination of a page that is a lesson, or a step of one.
func lessonAt(s *Session, path string) (SetUp, bool) {
	path, step, _ := strings.Cut(path, "#")
	name, is := strings.CutPrefix(strings.TrimSuffix(path, ".md"), "lessons/")
	if _, known := s.Library.Lesson(name); !is || !known {
		return SetUp{}, false
	}
	return SetUp{Lesson: name, Step: step}, true
}

// Push shows a screen of the same journey above the current one.
func (s *Session) Push(next Screen) tea.Cmd { return show(s, next, nil) }

func show(s *Session, next Screen, at Destination) tea.Cmd {
	s.judge()
	s.History = append(s.History, entry{next, at})
	if len(s.History) > maxHistory {
		s.History = slices.Delete(s.History, 1, 2)
	}
	return next.Init()
}

// OpenPage shows a page and reports whether there is one under that path.
func (s *Session) OpenPage(path string) bool {
	if !pageThere(s.Library, path) {
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

// FindingPage returns the path of the page that explains a finding.
func FindingPage(library *content.Library, f diagnosis.Finding) (string, bool) {
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

// Shown returns the current screen.
func (s *Session) Shown() Screen { return s.History[len(s.History)-1].Screen }

// At returns the destination of the current screen, nil for none.
func (s *Session) At() Destination { return s.History[len(s.History)-1].At }

// Kept returns the screen that is kept for a destination, nil if none was made.
func (s *Session) Kept(at Destination) Screen { return s.kept[at] }

// Leave closes the current screen, except home.
func (s *Session) Leave() {
	if len(s.History) > 1 {
		s.History = s.History[:len(s.History)-1]
	}
}

// CloseScreen removes a screen from the history, wherever it is.
func (s *Session) CloseScreen(done Screen) {
	s.History = slices.DeleteFunc(s.History, func(open entry) bool { return open.Screen == done })
}

// CloseScreens removes the screens that are outdated by a change of the Case.
func (s *Session) CloseScreens(by Replaced) {
	s.History = slices.DeleteFunc(s.History, func(open entry) bool {
		outdated := open.Outdated(by)
		if outdated {
			open.Close()
		}
		return outdated
	})
}

// isOpen reports whether a screen is in the history: answers to one that was closed
// meanwhile are dropped.
func isOpen(s *Session, one Screen) bool {
	return slices.ContainsFunc(s.History, func(open entry) bool { return open.Screen == one })
}

// goHome closes every screen, and shows home as it is at the start.
func goHome(s *Session) {
	s.History = nil
	s.GoTo(Home{}) // which takes no command
}
