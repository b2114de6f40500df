package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// help shows the bindings of the screen it was opened on. It uses the values that keys are
// matched with, so the two always agree.
type help struct {
	screen.Reader
	s       *screen.Session
	where   string
	here    []key.Binding
	program []key.Binding
	paint.Scroll
}

func newHelp(s *screen.Session, where string, here, program []key.Binding) *help {
	h := &help{s: s, where: where, here: enabledBindings(here)}
	h.program = append(enabledBindings(program), paint.BindSuspend, paint.BindInterrupt)
	return h
}

func (h *help) About() screen.About {
	return screen.About{Wide: true, MoreBelow: h.MoreBelow(), Search: screen.Searched{Scroll: &h.Scroll}}
}

func (h *help) Title() string { return "Help" }

func (h *help) Bindings() []key.Binding {
	return []key.Binding{paint.When(!h.Fits(), paint.BindScroll)}
}

func (h *help) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, paint.BindScroll) {
		h.By(paint.Step(msg))
	}
	return nil
}

func (h *help) View(width, height int) []string {
	label := paint.Widest(slices.Concat(h.here, h.program), func(binding key.Binding) string { return binding.Help().Key })
	var lines []string
	list := func(title string, bindings []key.Binding) {
		if len(bindings) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, h.s.Styles.Heading.Paint(title))
		for _, binding := range bindings {
			lines = append(lines, "  "+h.s.Styles.Key.Paint(paint.Fill(binding.Help().Key, label))+"   "+paint.Clip(binding.Help().Desc, width-label-5))
		}
	}
	list("Keys on "+h.where, h.here)
	list("Everywhere", h.program)
	lines = append(lines, "")
	lines = append(lines, h.s.Styles.Quiet.Paragraph("", "Paste a token, an error code, a certificate, a key or rows of the trail with their header on any screen: it is recognized and opened. A word you look up states nothing: t on its page says that your trail shows it. y copies what a screen shows, without secrets. Nothing you paste leaves this machine unless you agree.", min(width, paint.Measure))...)
	return h.Window(lines, height)
}
