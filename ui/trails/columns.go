package trails

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// trailColumns asks the user what each column of an export contains. The Case remembers
// the answers, so that the next export of the same search is read in the same way.
type trailColumns struct {
	screen.Reader
	s        *screen.Session
	of       *trailScreen
	columns  []trail.HeaderColumn // as they will be read
	told     map[string]trail.Column
	at       int  // index of the label; len(columns) is the line that counts again
	choosing bool // whether the user is choosing what the column contains
	choice   int
	leaving  bool // whether the user was warned that the answers are not counted yet
	paint.Scroll
}

func newTrailColumns(of *trailScreen) *trailColumns {
	c := &trailColumns{s: of.s, of: of, told: map[string]trail.Column{}}
	c.columns = append(c.columns, of.header()...)
	return c
}

func (c *trailColumns) About() screen.About {
	return screen.About{Wide: true, MoreBelow: c.MoreBelow()}
}

func (c *trailColumns) Outdated(by screen.Replaced) bool {
	return by == screen.ExportReplaced || by == screen.ExportRecounted
}

func (c *trailColumns) Title() string { return "Columns" }

func (c *trailColumns) Aside() string { return paint.Plural(len(c.columns), "column", "columns") }

// Back implements screen.Screen. The esc key returns from the choice to the list. It
// leaves the list only after a warning that the answers would be lost.
func (c *trailColumns) Back() bool {
	switch {
	case c.choosing:
		c.choosing = false
	case len(c.told) > 0 && !c.leaving:
		c.leaving, c.at = true, len(c.columns)
	default:
		return false
	}
	return true
}

func (c *trailColumns) Bindings() []key.Binding {
	onWay := c.at == len(c.columns)
	return []key.Binding{
		paint.BindChoose,
		paint.When(c.choosing, paint.BindThisOne),
		paint.When(!c.choosing && !onWay, paint.BindSay),
		paint.When(!c.choosing && onWay, paint.BindRecount),
		paint.When(!c.choosing && !onWay, paint.BindAgain),
	}
}

// choices returns what a column may contain; the first choice is that the column is not
// used.
func choices() []trail.Column { return append([]trail.Column{""}, trail.Columns()...) }

func (c *trailColumns) Update(msg tea.KeyMsg) tea.Cmd {
	c.leaving = false
	switch {
	case key.Matches(msg, paint.BindChoose) && c.choosing:
		c.choice = max(0, min(c.choice+paint.Step(msg), len(choices())-1))
	case key.Matches(msg, paint.BindChoose):
		c.at = max(0, min(c.at+paint.Step(msg), len(c.columns)))
	case key.Matches(msg, paint.BindThisOne) && c.choosing:
		c.say(choices()[c.choice])
		c.choosing = false
	case key.Matches(msg, paint.BindSay) && c.at < len(c.columns):
		c.choosing, c.choice = true, 0
		for i, column := range choices() {
			if column == c.columns[c.at].Column {
				c.choice = i
			}
		}
	case key.Matches(msg, paint.BindRecount) && c.at == len(c.columns), key.Matches(msg, paint.BindAgain) && !c.choosing:
		return c.recount()
	}
	return nil
}

// say records what the chosen column contains. A column that had the same meaning before
// no longer has one.
func (c *trailColumns) say(column trail.Column) {
	for i := range c.columns {
		if i != c.at && column != "" && c.columns[i].Column == column {
			c.columns[i].Column, c.columns[i].How = "", "told"
			c.told[c.columns[i].Label] = ""
		}
	}
	c.columns[c.at].Column, c.columns[c.at].How = column, "told"
	c.told[c.columns[c.at].Label] = column
}

// recount remembers the answers and counts the export again. Guessed columns that the
// user did not change count as confirmed.
func (c *trailColumns) recount() tea.Cmd {
	remembered := c.s.Case
	for _, column := range c.columns {
		if column.How == "language" || column.How == "content" {
			remembered = remembered.WithColumn(column.Label, column.Column)
		}
	}
	for label, column := range c.told {
		remembered = remembered.WithColumn(label, column)
	}
	c.s.Hold(remembered)
	c.s.CloseScreen(c)
	return c.of.count()
}

func (c *trailColumns) View(width, height int) []string {
	if c.choosing {
		return c.choiceView(width, height)
	}
	lines := []string{"  " + c.s.Styles.Heading.Paint("Which column is which?")}
	said, look := "Your choice is used when you count again.", c.s.Styles.Quiet
	if c.leaving {
		said, look = "Your choice is not used yet. Press enter to count again with it, esc to discard it.", c.s.Styles.Strong
	}
	lines = append(lines, look.Paragraph("  ", said, width)...)
	lines = append(lines, "")
	name := min(36, max(16, width/2-4))
	var list []string
	for i, column := range c.columns {
		lead, look := c.s.Styles.Lead(i == c.at)
		label := paint.TrailText(column.Label)
		if label == "" {
			label = "(no label)"
		}
		is := c.s.Styles.Quiet.Paint("not used")
		if column.Column != "" {
			is = column.Column.Label() + c.s.Styles.Quiet.Paint(howWords(column.How))
		}
		list = append(list, lead+look.Paint(paint.Fill(label, name))+"  "+paint.Clip(is, width-name-4))
	}
	lead, look := c.s.Styles.Lead(c.at == len(c.columns))
	list = append(list, "", lead+look.Paint("Count again with these columns"))
	at := c.at
	if at == len(c.columns) {
		at++
	}
	return append(lines, c.listed(list, at, height-len(lines))...)
}

// listed returns the part of a list that surrounds a line.
func (c *trailColumns) listed(list []string, at, height int) []string {
	c.Show(at, at, height, len(list))
	return c.Window(list, height)
}

// howWords explains how a column was recognized, if not by its name.
func howWords(how string) string {
	switch how {
	case "language":
		return " · by its name in another language"
	case "content":
		return " · by what is in it"
	case "told":
		return " · as you said"
	}
	return ""
}

func (c *trailColumns) choiceView(width, height int) []string {
	label := paint.Clip(paint.TrailText(c.columns[c.at].Label), max(8, width-20))
	lines := []string{"  " + c.s.Styles.Heading.Paint("What is "+label+"?"), ""}
	var list []string
	for i, column := range choices() {
		lead, look := c.s.Styles.Lead(i == c.choice)
		name := "none of these: not used"
		if column != "" {
			name = column.Label()
		}
		now := ""
		for j, other := range c.columns {
			if column != "" && j != c.at && other.Column == column {
				now = "  " + c.s.Styles.Quiet.Paint("now: "+paint.Clip(paint.TrailText(other.Label), 30))
			}
		}
		if now != "" {
			name = paint.Fill(name, paint.NameWidth)
		}
		list = append(list, paint.Clip(lead+look.Paint(name)+now, width))
	}
	return append(lines, c.listed(list, c.choice, height-len(lines))...)
}
