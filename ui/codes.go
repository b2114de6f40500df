package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/intake"
)

// codes is the list of all pages, searched as the user types.
type codes struct {
	plain
	s     *session
	field field
	list  pageList
}

func newCodes(s *session) screen {
	c := &codes{s: s, list: pageList{styles: s.styles}}
	c.list.set(s.library.Pages())
	return c
}

func (c *codes) Title() string { return "Codes" }

func (c *codes) Aside() string {
	n := len(c.list.pages)
	if c.field.Len() == 0 {
		return plural(n, "page", "pages")
	}
	return count(n) + " of " + plural(len(c.s.library.Pages()), "page", "pages")
}

func (c *codes) Focus() focus {
	if c.field.Len() > 0 {
		return textField
	}
	return emptyField
}

func (c *codes) Bindings() []key.Binding {
	some := len(c.list.pages) > 0
	return []key.Binding{
		when(some, bindChoose),
		when(some, bindOpen),
		when(some && !c.list.fits(), bindPages),
	}
}

func (c *codes) Back() bool {
	if c.field.Len() == 0 {
		return false
	}
	c.field.Clear()
	c.filter()
	return true
}

// Insert implements screen.
func (c *codes) Insert(text string, input intake.Input) bool {
	c.field.Set(text)
	if c.field.Hidden() {
		c.field.Clear() // no word to look for, perhaps a secret
		c.filter()
		c.s.notice = problem(input)
		return true
	}
	c.filter()
	if nearest := nearest(c.s.library, input); len(c.list.pages) == 0 && len(nearest) > 0 {
		c.list.set(nearest)
		c.s.notice = problem(input)
	}
	return true
}

func (c *codes) filter() {
	if n := c.field.Len(); n == 0 {
		c.list.set(c.s.library.Pages())
	} else if n > searched || c.field.Hidden() {
		c.list.set(nil)
	} else {
		c.list.set(c.s.library.Search(c.field.Value()))
	}
}

func (c *codes) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, bindOpen):
		if p, ok := c.list.chosen(); ok {
			c.s.OpenPage(p.Path)
		}
	case key.Matches(msg, bindPages):
		c.list.move(step(msg) * max(1, c.list.tall-1))
	case key.Matches(msg, bindChoose):
		c.list.move(step(msg))
	case c.field.Key(msg) == fieldEdited:
		c.filter()
	}
	return nil
}

func (c *codes) View(width, height int) []string {
	lines := append(c.field.boxed(c.s.styles, "a code, or words of the problem", min(width, 100)), "")
	if len(c.list.pages) == 0 {
		return append(lines, "  "+c.s.styles.Quiet.paint("No code and no page speaks of this."))
	}
	return append(lines, c.list.View(c.s.Diagnosis, c.s.known(), width, height-len(lines))...)
}

// About implements screen.
func (c *codes) About() About { return About{Field: &c.field} }
