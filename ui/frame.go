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
	notice := paint.Wrap(border.Line(a.s.Notice), inner-1) // a line break of outside text would begin a line of ours
	if most := 2 + min(1, a.s.Height/24); len(notice) > most {
		notice = append(notice[:most-1], paint.Clip(notice[most-1]+" …", inner-1))
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
	if a.hasBeside() {
		panel = besideWidth(width)
	}
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
	var right []string
	if page := a.resolution(); page != nil {
		right = a.besideLines(page, panel, height)
	} else {
		right = casePanel(a.s, panel, height)
	}
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

// footer shows the enabled bindings for which there is room; help shows them all. dropOrder
// says which go first.
func (a *App) footer(width int) string {
	if in, open := a.searched(); open {
		return paint.Clip(paint.Apart(in.Scroll.Search.View(a.s.Styles), a.bindingLine(searchBindings, 3), width), width)
	}
	shown := a.own()
	program := a.programBindings()
	drop := dropOrder(shown, program, width < roomForAll, a.s.Shown().About().Keys)
	shown = append(shown, enabledBindings(program.list())...)
	for {
		for gap := 3; gap > 1; gap-- {
			if line := a.bindingLine(shown, gap); paint.Cells(line) <= width || gap == 2 && len(drop) == 0 {
				return paint.Clip(line, width)
			}
		}
		if drop[0].Help() == wordsOfAll.Help() {
			shown = briefly(shown)
		}
		shown = slices.DeleteFunc(shown, func(b key.Binding) bool { return b.Help() == drop[0].Help() })
		drop = drop[1:]
	}
}

// roomForAll is the width of a footer from which new case and take back have room.
const roomForAll = 76

// wordsOfAll takes the place of the words of esc and ?, which everybody knows, in the order
// in which a footer is shortened.
var wordsOfAll key.Binding

// briefly returns the bindings with esc and ? without words, where these mean back and help.
func briefly(bindings []key.Binding) []key.Binding {
	for i, b := range bindings {
		if b.Help() == paint.BindBack.Help() || b.Help() == paint.BindHelp.Help() {
			bindings[i].SetHelp(b.Help().Key, "")
		}
	}
	return bindings
}

// dropOrder returns the bindings that a footer may lack, the first to be dropped first. Never
// dropped are enter, hand over, what unfolds or ticks, the way back and help. most is the
// number of own bindings that are dropped after moves and leads, on narrow screens after new
// case and take back as well; 0 for the usual.
func dropOrder(own []key.Binding, program programBindings, narrow bool, most int) []key.Binding {
	var moves, drop []key.Binding
	if program.back.Enabled() {
		drop = append(drop, program.quit)
	}
	spaces := []key.Help{paint.BindUnfold.Help(), paint.BindTick.Help(), paint.BindUntick.Help()}
	stays := func(b key.Binding) bool {
		return slices.Contains(b.Keys(), "enter") || slices.Contains(b.Keys(), "e") || slices.Contains(spaces, b.Help())
	}
	rest := slices.DeleteFunc(slices.Clone(own), func(b key.Binding) bool {
		if moving(b) {
			moves = append(moves, b)
		}
		return moving(b) || stays(b)
	})
	slices.Reverse(rest) // the most useful is dropped last
	slices.Reverse(moves)
	const usual = 2 // own bindings beside those of the program
	early := max(0, len(rest)-max(usual, most))
	drop = append(append(append(drop, rest[:early]...), moves...), program.beside)
	for _, lead := range slices.Backward(program.leads[:len(program.leads)-1]) {
		drop = append(drop, lead.Binding)
	}
	drop = append(drop, program.leads[len(program.leads)-1].Binding)
	if most > 0 {
		drop = append(drop, program.search, wordsOfAll)
		if narrow {
			drop = append(append(append(drop, program.newCase, program.undo), rest[early:]...), program.copy)
		} else {
			drop = append(append(drop, rest[early:]...), program.copy, program.newCase, program.undo)
		}
		return slices.DeleteFunc(drop, stays)
	}
	var first []key.Binding // the screen's own most useful one
	if late := rest[early:]; len(late) > 0 {
		first, rest = late[len(late)-1:], rest[:len(rest)-1]
	}
	drop = append(append(drop, program.search, wordsOfAll), rest[early:]...)
	if narrow {
		drop = append(append(append(drop, program.newCase), first...), program.undo, program.copy)
	} else {
		drop = append(append(append(drop, program.copy), first...), program.newCase, program.undo)
	}
	return slices.DeleteFunc(drop, stays)
}

// moving reports whether a binding goes up and down, keys that everybody tries.
func moving(b key.Binding) bool {
	return slices.ContainsFunc(b.Keys(), func(name string) bool {
		meaning, _ := paint.MeaningOf(name)
		return meaning.Does == "move"
	})
}

// bindingLine joins the bindings in one line.
func (a *App) bindingLine(bindings []key.Binding, gap int) string {
	var line strings.Builder
	for i, binding := range bindings {
		if i > 0 {
			line.WriteString(paint.Spaces(gap))
		}
		line.WriteString(a.s.Styles.Key.Paint(binding.Help().Key))
		if does := binding.Help().Desc; does != "" {
			line.WriteString(" " + a.s.Styles.Quiet.Paint(does))
		}
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
