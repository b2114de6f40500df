package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// help shows the bindings of the screen it was asked on. It is made of the same
// values that the keys are matched with, so it cannot say anything else.
type help struct {
	reader
	s       *session
	where   string
	here    []key.Binding
	program []key.Binding
	scroll
}

func newHelp(s *session, where string, here, program []key.Binding) *help {
	h := &help{s: s, where: where, here: enabledBindings(here)}
	h.program = append(enabledBindings(program), bindSuspend, bindInterrupt)
	return h
}

// About implements screen.
func (h *help) About() About { return About{Wide: true, MoreBelow: h.moreBelow()} }

func (h *help) Title() string { return "Help" }

func (h *help) Bindings() []key.Binding { return []key.Binding{when(!h.fits(), bindScroll)} }

func (h *help) Update(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, bindScroll) {
		h.by(step(msg))
	}
	return nil
}

func (h *help) View(width, height int) []string {
	label := 0
	for _, binding := range append(h.here[:len(h.here):len(h.here)], h.program...) {
		label = max(label, cells(binding.Help().Key))
	}
	var lines []string
	list := func(title string, bindings []key.Binding) {
		if len(bindings) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, h.s.styles.Heading.paint(title))
		for _, binding := range bindings {
			lines = append(lines, "  "+h.s.styles.Key.paint(fill(binding.Help().Key, label))+"   "+clip(binding.Help().Desc, width-label-5))
		}
	}
	list("Keys on "+h.where, h.here)
	list("Everywhere", h.program)
	lines = append(lines, "")
	for _, line := range wrap("Paste a token, an error code, a certificate, a key or rows of the trail with their header on any screen: it is recognised and opened. A word you look up states nothing: t on its page says that your trail shows it. Nothing you paste leaves this machine.", min(width, measure)) {
		lines = append(lines, h.s.styles.Quiet.paint(line))
	}
	return h.window(lines, height)
}
