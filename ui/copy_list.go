package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// copyList is the screen on which the user chooses what to copy from the screen below it.
type copyList struct {
	screen.Reader
	s     *screen.Session
	where string
	all   []screen.Copy
	brief []string // of each text
	paint.List
}

// copies returns the command that copies the only text that the screen offers, or shows the
// list of them. It leaves out what has no text and what is there already.
func (a *App) copies() tea.Cmd {
	list := &copyList{s: a.s, where: a.s.Shown().Title()}
	var texts []string
	for _, one := range a.s.Shown().Copies() {
		if text := one.Plain(); text != "" && !slices.Contains(texts, text) {
			// The texts are made now: what they are about may be taken back while the list is open.
			one.Text = func() string { return text }
			list.all, list.brief, texts = append(list.all, one), append(list.brief, inBrief(text)), append(texts, text)
		}
	}
	switch len(list.all) {
	case 0:
		a.s.Notice = "There is nothing to copy here."
		return nil
	case 1:
		return list.all[0].Run(a.s)
	}
	return a.s.Push(list)
}

// bindsItself reports whether the screen has the key of a binding of the program.
func bindsItself(shown screen.Screen, program key.Binding) bool {
	return slices.ContainsFunc(enabledBindings(shown.Bindings()), func(own key.Binding) bool {
		return slices.Contains(own.Keys(), program.Keys()[0])
	})
}

func (c *copyList) About() screen.About { return screen.About{MoreBelow: c.MoreBelow()} }

func (c *copyList) Outdated(screen.Replaced) bool { return true }

func (c *copyList) Title() string { return "Copy" }

func (c *copyList) bindNumber() key.Binding {
	return paint.BindNumbers(len(c.all), "copy")
}

func (c *copyList) Bindings() []key.Binding {
	return []key.Binding{c.bindNumber(), paint.BindCopyThis, paint.BindChoose, paint.When(!c.Fits(), paint.BindPages)}
}

func (c *copyList) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, c.bindNumber()):
		return c.copy(strings.Index(paint.AnswerKeys, msg.String()))
	case key.Matches(msg, paint.BindCopyThis):
		return c.copy(c.At)
	case key.Matches(msg, paint.BindPages):
		c.Jump(paint.Step(msg)*max(1, c.Tall-1), len(c.all))
	case key.Matches(msg, paint.BindChoose):
		c.Jump(paint.Step(msg), len(c.all))
	}
	return nil
}

// copy copies one of the texts and returns to the screen it is from.
func (c *copyList) copy(at int) tea.Cmd {
	c.s.CloseScreen(c)
	return c.all[at].Run(c.s)
}

func (c *copyList) View(width, height int) []string {
	lines := []string{"  " + c.s.Styles.Heading.Paint(paint.Clip("What do you want to copy from "+c.where+"?", width-2)), ""}
	name := min(paint.Widest(c.all, func(one screen.Copy) string { return one.Name }), width/2)
	var list []string
	for i, one := range c.all {
		lead, look := c.s.Styles.Lead(i == c.At)
		number := " "
		if i < 9 {
			number = paint.Count(i + 1)
		}
		list = append(list, lead+c.s.Styles.Key.Paint(number)+"  "+look.Paint(paint.Fill(one.Name, name))+"  "+c.s.Styles.Quiet.Paint(paint.Clip(c.brief[i], width-name-7)))
	}
	foot := c.s.Styles.Quiet.Paragraph("  ", "The text is copied in full, without styles, and never with a secret.", width)
	lines = append(lines, c.Frame(list, c.At, c.At, height-len(lines)-len(foot)-1)...)
	return append(append(lines, ""), foot...)
}

// inBrief returns the first line of a text and the number of its lines.
func inBrief(text string) string {
	first, _, more := strings.Cut(text, "\n")
	if !more {
		return first
	}
	return paint.Count(strings.Count(text, "\n")+1) + " lines: " + strings.Join(strings.Fields(first), " ") + " …"
}
