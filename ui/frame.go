package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"authdoctor/diagnosis/border"
	"authdoctor/ui/paint"
)

// The frame around every body: a header that says where the user is, a footer of
// the keys that work, rules between them, and on wide terminals the Case at the
// side.

// header, two rules and footer
const frameLines = 4

// View implements tea.Model. It returns exactly as many lines as the terminal has, none
// wider than it.
func (a *App) View() string {
	switch {
	case a.s.Width < 1 || a.s.Height < 1:
		return ""
	case a.tooSmall():
		return paint.Clip(fmt.Sprintf("authdoctor needs %dx%d; this is %dx%d", MinWidth, MinHeight, a.s.Width, a.s.Height), a.s.Width)
	}
	inner := a.s.Width - 2
	rule := " " + a.s.Styles.Rule.Paint(strings.Repeat("─", inner))

	height := a.s.Height - frameLines
	notice := paint.Wrap(a.s.Notice, inner-1)
	if len(notice) > 2 {
		notice = append(notice[:1], paint.Clip(notice[1]+" …", inner-1))
	}
	if len(notice) > 0 && a.s.Height > MinHeight+2 {
		notice = append([]string{""}, notice...)
	}
	height -= len(notice)
	body := a.body(inner, height) // before the header, which tells how far it was scrolled
	lines := append([]string{" " + a.header(inner), rule}, body...)
	for _, line := range notice {
		lines = append(lines, "  "+a.s.Styles.Strong.Paint(line))
	}
	lines = append(lines, a.lowerRule(inner, rule), " "+a.footer(inner))

	// bubbletea writes sequences of its own behind this: a frame is filtered here.
	var frame strings.Builder
	frame.Grow(a.s.Width * a.s.Height * 2)
	for i, line := range lines {
		if i > 0 {
			frame.WriteByte('\n')
		}
		frame.WriteString(paint.Clip(border.Line(line), a.s.Width))
	}
	return frame.String()
}

// lowerRule returns the rule below the body, which shows whether more lines follow.
func (a *App) lowerRule(width int, rule string) string {
	if !a.s.Shown().About().MoreBelow {
		return rule
	}
	const more, end = " more below ", "──"
	return " " + a.s.Styles.Rule.Paint(strings.Repeat("─", width-len(more)-2)) +
		a.s.Styles.Quiet.Paint(more) + a.s.Styles.Rule.Paint(end)
}

// header names the open screens; the last one is the current one.
func (a *App) header(width int) string {
	const parts = 3
	open := a.s.History[1:]
	line := a.s.Styles.Brand.Paint("authdoctor")
	if len(open) > parts {
		line += a.s.Styles.Quiet.Paint(" › …")
		open = open[len(open)-parts:]
	}
	for _, s := range open {
		line += a.s.Styles.Quiet.Paint(" › ") + a.s.Styles.Crumb.Paint(s.Title())
	}
	aside := a.s.Shown().Aside()
	for paint.Cells(line)+3+paint.Cells(aside) > width {
		_, rest, more := strings.Cut(aside, " · ")
		if !more {
			break
		}
		aside = rest // the last part tells most
	}
	return paint.Apart(line, a.s.Styles.Quiet.Paint(aside), width)
}

// body returns exactly height lines.
func (a *App) body(width, height int) []string {
	const indent = " "
	panel := a.panelWidth()
	main := width - 1 // one cell of air left of the text
	if panel > 0 {
		main -= panel + panelGap
	}
	left := a.s.Shown().View(main, height)
	lines := make([]string, height)
	if panel == 0 {
		for i := range lines {
			if i < len(left) {
				lines[i] = " " + indent + paint.Clip(left[i], main)
			}
		}
		return lines
	}
	right := casePanel(a.s, panel, height)
	bar := " " + a.s.Styles.Rule.Paint("│") + " "
	for i := range lines {
		text, side := "", ""
		if i < len(left) {
			text = left[i]
		}
		if i < len(right) {
			side = paint.Clip(right[i], panel)
		}
		lines[i] = " " + indent + paint.Fill(text, main) + bar + side
	}
	return lines
}

// footer shows the enabled bindings for which there is room; help shows them all. The best
// known ones are dropped first; the two most useful ones of the screen, a new case and the
// ways out are dropped last.
func (a *App) footer(width int) string {
	gap := 3
	program := a.programBindings()
	left := enabledBindings(a.s.Shown().Bindings())
	for {
		line := a.bindingLine(append(left[:len(left):len(left)], enabledBindings(program.list())...), gap)
		if paint.Cells(line) <= width {
			return line
		}
		moves := slices.IndexFunc(left, moving)
		switch {
		case program.quit.Enabled() && program.back.Enabled():
			program.quit.SetEnabled(false)
		case len(left) > 4:
			left = left[:len(left)-1]
		case program.facts.Enabled():
			program.facts.SetEnabled(false)
		case program.copy.Enabled():
			program.copy.SetEnabled(false)
		case moves >= 0 && len(left) > 1 && (program.newCase.Enabled() || program.undo.Enabled()):
			left = slices.Delete(left, moves, moves+1)
		case gap > 2:
			gap--
		case len(left) > 2:
			left = left[:len(left)-1]
		case program.newCase.Enabled():
			program.newCase.SetEnabled(false)
		case program.undo.Enabled():
			program.undo.SetEnabled(false)
		case len(left) > 1:
			left = left[:len(left)-1]
		default:
			return paint.Clip(line, width)
		}
	}
}

// moving reports whether a binding goes up and down, keys that everybody tries.
func moving(binding key.Binding) bool {
	return slices.ContainsFunc(binding.Keys(), func(key string) bool { return key == "up" || key == "pgup" || key == "home" })
}

// bindingLine joins the bindings in one line.
func (a *App) bindingLine(bindings []key.Binding, gap int) string {
	var line strings.Builder
	for i, binding := range bindings {
		if i > 0 {
			line.WriteString(paint.Spaces(gap))
		}
		line.WriteString(a.s.Styles.Key.Paint(binding.Help().Key) + " " + a.s.Styles.Quiet.Paint(binding.Help().Desc))
	}
	return line.String()
}

// enabledBindings are the bindings that are on.
func enabledBindings(bindings []key.Binding) []key.Binding {
	var on []key.Binding
	for _, binding := range bindings {
		if binding.Enabled() && binding.Help().Key != "" {
			on = append(on, binding)
		}
	}
	return on
}

// Bindings of the program.
var (
	bindInterrupt = paint.NewBinding("ctrl+c", "leave at once", "ctrl+c")
	bindSuspend   = paint.NewBinding("ctrl+z", "pause", "ctrl+z")
	bindBack      = paint.NewBinding("esc", "back", "esc")
	bindClear     = paint.NewBinding("esc", "clear", "esc")
	bindStop      = paint.NewBinding("esc", "stop", "esc")
	bindHelp      = paint.NewBinding("?", "help", "?", "f1")
	bindHelpTyped = paint.NewBinding("f1", "help", "f1")
	bindNewCase   = paint.NewBinding("n", "new case", "n")
	bindUndo      = paint.NewBinding("u", "take back", "u")
	bindQuit      = paint.NewBinding("q", "quit", "q")
	bindFacts     = paint.NewBinding("f", "facts", "f", "ctrl+f")
	bindFactsHeld = paint.NewBinding("ctrl+f", "facts", "ctrl+f")
)
