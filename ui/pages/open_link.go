package pages

import (
	"net/url"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// openLink is the screen that shows the address of a source and asks what to do with it.
type openLink struct {
	screen.Reader
	s    *screen.Session
	link pageLink
	at   int
}

func (o *openLink) About() screen.About { return screen.About{Wide: true} } // an address in one line

func (o *openLink) Title() string { return "Source" }

// openRow is something to do with the address.
type openRow struct {
	name, hint string
	do         func() tea.Cmd
}

func (o *openLink) rows() []openRow {
	rows := []openRow{{"Copy the address", "", func() tea.Cmd { return o.Copies()[0].Run(o.s) }}}
	if o.s.Opener != "" {
		rows = append([]openRow{{"Open it in the browser", "by " + o.s.Opener, o.open}}, rows...)
	}
	return rows
}

// open returns the command that opens the address.
func (o *openLink) open() tea.Cmd {
	board, address := o.s.Board, o.link.to
	return func() tea.Msg { return screen.OpenedMsg{Address: address, Opened: board.Open(address)} }
}

func (o *openLink) Copies() []screen.Copy {
	return []screen.Copy{screen.Value("Address", o.link.to)}
}

func (o *openLink) bindNumber() key.Binding { return paint.BindNumbers(len(o.rows()), "answer") }

func (o *openLink) Bindings() []key.Binding {
	return []key.Binding{o.bindNumber(), paint.BindAnswer, paint.When(len(o.rows()) > 1, paint.BindChoose)}
}

func (o *openLink) Update(msg tea.KeyMsg) tea.Cmd {
	rows := o.rows()
	switch {
	case key.Matches(msg, o.bindNumber()):
		o.at = strings.Index(paint.AnswerKeys, msg.String())
	case key.Matches(msg, paint.BindChoose):
		o.at = max(0, min(o.at+paint.Step(msg), len(rows)-1))
		return nil
	case !key.Matches(msg, paint.BindAnswer):
		return nil
	}
	o.s.CloseScreen(o)
	return rows[o.at].do()
}

func (o *openLink) View(width, height int) []string {
	rows := o.rows()
	says := "authdoctor itself sends nothing: your browser asks " + host(o.link.to) + " for the page."
	if len(rows) == 1 {
		says = "No browser can be opened from here. Open the address where you have one."
	}
	lines := o.s.Styles.Heading.Paragraph("", o.link.title, width)
	lines = append(append(lines, ""), o.s.Styles.Text.Paragraph("", o.link.to, width)...)
	lines = append(lines, "")
	for i, row := range rows {
		lead, look := o.s.Styles.Lead(i == o.at)
		lines = append(lines, lead+o.s.Styles.Key.Paint(paint.Count(i+1))+"  "+look.Paint(paint.Fill(row.name, 22))+"  "+o.s.Styles.Quiet.Paint(row.hint))
	}
	lines = append(lines, "")
	lines = append(lines, o.s.Styles.Quiet.Paragraph("", says, min(width, paint.Measure))...)
	return lines[:min(len(lines), height)]
}

// host returns the host of an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
