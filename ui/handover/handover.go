// Package handover is the screen on which a problem is handed over: it shows exactly what
// leaves the machine, before it is copied or saved.
package handover

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// handOver shows a report, and the choices that make it: for whom it is, whether names and
// IDs are replaced, and its form.
type handOver struct {
	screen.Plain
	s *screen.Session
	screen.Asking
	paint.Scroll
	of      screen.Subject
	lesson  string // of what was set up
	choices []choice
	at      int // the choice that ←→ change

	standIns *pseudonym.StandIns // nil until names are replaced
	fresh    bool                // new stand-ins were asked for
	made     made
	making   bool     // made is yet to come
	again    bool     // the choices changed meanwhile
	wrapped  []string // the lines of made at the width wrappedAt
	wide     int

	table  bool        // what stands for what is shown in place of the report
	saving bool        // the field asks for a path
	names  files.Names // for a file that is there already
	field  paint.Field
}

// choice is a line of values, one of which is chosen.
type choice struct {
	label  string
	values []string
	at     int
}

func (c choice) chosen() string { return c.values[c.at] }

// The values of the choices that are not those of a flag.
const (
	asTheyAre, replaced, newStandIns = "as they are", "replaced", "new stand-ins"

	markdown, html, caseFile = "Markdown", "HTML", "case file"
)

// New returns the screen that hands over a subject.
func New(s *screen.Session, to screen.Report) screen.Screen {
	h := &handOver{s: s, of: to.Of, lesson: to.Lesson}
	h.field.Harmless = true
	audience := choice{label: "For"}
	for _, one := range report.Audiences() {
		audience.values = append(audience.values, string(one))
	}
	form := choice{label: "Form", values: []string{markdown, html}}
	h.choices = []choice{audience}
	if h.ofCase() {
		form.values = append(form.values, caseFile)
	}
	if h.of != screen.OfKeys {
		h.choices = append(h.choices, choice{label: "Names", values: []string{asTheyAre, replaced, newStandIns}})
	}
	h.choices = append(h.choices, form)
	return h
}

// ofCase reports whether a Case is in what is handed over.
func (h *handOver) ofCase() bool { return h.of == screen.OfCase || h.of == screen.OfSetup }

func (h *handOver) Init() tea.Cmd { return h.prepare() }

// chosen returns the chosen value of the choice with a label, "" if there is no such choice.
func (h *handOver) chosen(label string) string {
	for _, c := range h.choices {
		if c.label == label {
			return c.chosen()
		}
	}
	return ""
}

func (h *handOver) About() screen.About {
	about := screen.About{Wide: true, MoreBelow: h.MoreBelow()}
	if h.saving {
		about.Field = &h.field
	}
	return about
}

func (h *handOver) Title() string { return "Hand over" }

func (h *handOver) Aside() string { return "this is all that leaves the machine" }

func (h *handOver) Focus() screen.Focus { return screen.FocusOn(h.saving) }

func (h *handOver) Insert(text string, _ intake.Input) bool {
	return h.saving && h.field.Insert([]rune(text))
}

// Outdated reports that the report is about another Case now.
func (h *handOver) Outdated(screen.Replaced) bool { return true }

func (h *handOver) Back() bool {
	switch {
	case h.saving:
		h.saving = false
		h.Drop()
	case h.table:
		h.table = false
		h.Top = 0
	default:
		return false
	}
	return true
}

func (h *handOver) Copies() []screen.Copy {
	if h.saving || h.table || h.made.text == "" {
		return nil
	}
	return []screen.Copy{screen.Value("the "+h.made.what, h.made.text)}
}

func (h *handOver) Bindings() []key.Binding {
	if h.saving {
		return []key.Binding{paint.BindSaveAs}
	}
	return []key.Binding{
		paint.When(h.made.text != "", paint.BindSave), paint.BindVary, paint.BindNext,
		paint.When(h.made.standIns != nil, paint.BindStandsFor),
		paint.When(!h.Fits(), paint.BindScroll), paint.When(!h.Fits(), paint.BindPages), paint.When(!h.Fits(), paint.BindEnds),
	}
}

func (h *handOver) Update(msg tea.KeyMsg) tea.Cmd {
	if h.saving {
		if key.Matches(msg, paint.BindSaveAs) {
			return h.save()
		}
		h.field.Key(msg)
		return nil
	}
	switch {
	case key.Matches(msg, paint.BindSave) && h.made.text != "":
		h.saving = true
		h.field.Clear()
		h.field.Propose(h.made.name)
	case key.Matches(msg, paint.BindVary):
		return h.vary(paint.Step(msg))
	case key.Matches(msg, paint.BindNext):
		h.at = (h.at + paint.Step(msg) + len(h.choices)) % len(h.choices)
	case key.Matches(msg, paint.BindStandsFor) && h.made.standIns != nil:
		h.table, h.Top = !h.table, 0
	case key.Matches(msg, paint.BindScroll):
		h.By(paint.Step(msg))
	case key.Matches(msg, paint.BindPages):
		h.By(paint.Step(msg) * max(1, h.Tall-1))
	case key.Matches(msg, paint.BindEnds):
		h.By(paint.Step(msg) * h.Total)
	}
	return nil
}

// vary changes the choice at the cursor.
func (h *handOver) vary(by int) tea.Cmd {
	c := &h.choices[h.at]
	c.at = (c.at + by + len(c.values)) % len(c.values)
	h.table, h.Top = false, 0
	h.fresh = h.fresh || c.chosen() == newStandIns
	return h.prepare()
}

// saved is the result of writing a file.
type saved struct {
	name string
	err  error
}

// Answer implements screen.Asker.
func (h *handOver) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case made:
		h.made, h.making = value, false
		if value.standIns != nil {
			h.standIns = value.standIns
		}
		if h.again {
			return h.prepare()
		}
	case saved:
		name, _ := border.Printable(value.name)
		switch {
		case value.err == nil:
			h.saving = false
			h.s.Notice = "Saved the " + h.made.what + " in " + name + "."
			h.s.Farewell = append(h.s.Farewell, h.s.Notice)
		case errors.Is(value.err, fs.ErrExist):
			h.field.Clear()
			h.field.Propose(h.names.After(value.name))
			h.s.Notice = "There is a file " + name + " already. Nothing is overwritten: take this name?"
		default:
			h.s.Notice = paint.Sentence(value.err.Error())
		}
	}
	return nil
}

// save returns the command that writes what is shown to the file of the field.
func (h *handOver) save() tea.Cmd {
	name := strings.TrimSpace(h.field.Value())
	if name == "" {
		h.s.Notice = "Give the name of a new file."
		return nil
	}
	h.s.Notice = "Saving …"
	disk, text := h.s.Disk, h.made.text
	name = files.Expand(disk, name)
	return h.Ask(h, func() any { return saved{name, files.WriteSecret(disk, name, []byte(text))} })
}

func (h *handOver) View(width, height int) []string {
	var lines []string
	if h.saving {
		lines = append([]string{h.s.Styles.Heading.Paint(paint.Clip("Save the "+h.made.what+" as", width))}, h.field.Boxed(h.s.Styles, "the name of a new file", width)...)
	} else {
		for i, c := range h.choices {
			lines = append(lines, h.line(c, i == h.at, width))
		}
	}
	lines = append(lines, h.s.Styles.Rule.Paint(strings.Repeat("┄", max(0, width))))
	if h.making {
		return append(lines, h.s.Styles.Quiet.Paint("Making it …"))
	}
	if h.made.problem != "" {
		return append(lines, h.s.Styles.Alarm.Paragraph("✗ ", h.made.problem, width)...)
	}
	shown := h.lines(width)
	if h.table {
		shown = h.standsFor(width)
	}
	return append(lines, h.Window(shown, height-len(lines))...)
}

// line draws a choice: the chosen value in brackets, because colour alone shows nothing.
func (h *handOver) line(c choice, here bool, width int) string {
	lead, look := h.s.Styles.Lead(here)
	line := lead + look.Paint(paint.Fill(c.label, 6))
	for i, value := range c.values {
		if i == c.at {
			line += " " + h.s.Styles.Strong.Paint("‹"+value+"›")
		} else {
			line += " " + h.s.Styles.Quiet.Paint(" "+value+" ")
		}
	}
	return paint.Clip(line, width)
}

// lines returns what leaves, wrapped for the screen.
func (h *handOver) lines(width int) []string {
	if h.wrapped == nil || h.wide != width {
		h.wide, h.wrapped = width, nil
		for line := range strings.SplitSeq(strings.TrimRight(h.made.shown, "\n"), "\n") {
			text := strings.TrimLeft(line, " ")
			indent := min(len(line)-len(text), width/2)
			pieces := []string{text}
			if paint.Cells(text) > width-indent {
				pieces = paint.Wrap(text, width-indent)
			}
			for _, piece := range pieces {
				h.wrapped = append(h.wrapped, paint.Spaces(indent)+h.s.Styles.Text.Paint(piece))
			}
		}
	}
	return h.wrapped
}

// standsFor draws the table for the sender, which is no part of what leaves.
func (h *handOver) standsFor(width int) []string {
	lines := h.s.Styles.Heading.Paragraph("", "What stands for what. Only you see this: it is no part of the "+h.made.what+".", width)
	pairs := h.made.standIns.Table()
	stand := paint.Widest(pairs, func(p pseudonym.Pair) string { return border.ShortID(p.StandIn) })
	stand = min(stand, width/2)
	for _, p := range pairs {
		lines = append(lines, h.s.Styles.Text.Paragraph(h.s.Styles.Strong.Paint(paint.Fill(border.ShortID(p.StandIn), stand))+"  ", border.ShortID(p.Real)+" ("+p.Kind+")", width)...)
	}
	return lines
}
