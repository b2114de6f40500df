package pages

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// codes is the screen that lists all pages and filters them as the user types.
type codes struct {
	screen.Plain
	s     *screen.Session
	field paint.Field
	list  paint.PageList
}

// NewCodes returns the screen that lists all pages.
func NewCodes(s *screen.Session) screen.Screen {
	c := &codes{s: s, list: paint.PageList{Styles: s.Styles}}
	c.filter()
	return c
}

func (c *codes) Title() string { return "Codes" }

func (c *codes) Aside() string {
	n := len(c.list.Pages)
	if c.field.Len() == 0 {
		return paint.Plural(n, "page", "pages")
	}
	return paint.Count(n) + " of " + paint.Plural(len(c.s.Library.Pages()), "page", "pages")
}

func (c *codes) Focus() screen.Focus {
	if c.field.Len() > 0 {
		return screen.TextField
	}
	return screen.EmptyField
}

func (c *codes) Bindings() []key.Binding {
	return []key.Binding{
		paint.When(c.list.Rows() > 1, paint.BindChoose),
		paint.BindOpen,
		paint.When(!c.list.Fits(), paint.BindPages),
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

func (c *codes) Insert(text string, input intake.Input) bool {
	c.field.Set(text)
	if c.field.Hidden() {
		c.field.Clear() // not a search term, and possibly a secret
		c.filter()
		c.s.Notice = paint.Problem(input)
		return true
	}
	c.filter()
	if nearest := paint.Nearest(c.s.Library, input); len(c.list.Pages) == 0 && len(nearest) > 0 {
		c.list.Set(nearest)
		c.list.Ask = c.s.Library.Guide().First()
		c.s.Notice = paint.Problem(input)
	}
	return true
}

func (c *codes) filter() {
	if n := c.field.Len(); n == 0 {
		c.list.Set(c.s.Library.Pages())
	} else if n > paint.Searched || c.field.Hidden() {
		c.list.Set(nil)
	} else {
		c.list.Set(c.s.Library.Search(c.field.Value()))
	}
	c.list.Ask = c.s.Library.Guide().First()
}

func (c *codes) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, paint.BindOpen):
		p, ok := c.list.Chosen()
		if !ok { // the last row
			return c.s.GoTo(screen.Guide{From: c.list.Ask.ID})
		}
		c.s.OpenPage(p.Path)
	case key.Matches(msg, paint.BindPages):
		c.list.Move(paint.Step(msg) * max(1, c.list.Tall-1))
	case key.Matches(msg, paint.BindChoose):
		c.list.Move(paint.Step(msg))
	case c.field.Key(msg) == paint.FieldEdited:
		c.filter()
	}
	return nil
}

func (c *codes) View(width, height int) []string {
	lines := append(c.field.Boxed(c.s.Styles, "a code, or words of the problem", min(width, 100)), "")
	if len(c.list.Pages) == 0 {
		lines = append(lines, "  "+c.s.Styles.Quiet.Paint("No code and no page speaks of this."))
	}
	return append(lines, c.list.View(c.s.Diagnosis, c.s.Known(), width, height-len(lines))...)
}

func (c *codes) About() screen.About { return screen.About{Field: &c.field} }
