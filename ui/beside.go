package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// besideFrom is the width of the terminal from which the page about the chosen finding is
// beside the findings: the findings keep the 70 columns in which a name is beside each.
const besideFrom = 130

// beside is the page beside a list, under the path it was opened by.
type beside struct {
	screen.Screen
	path string
}

// resolution returns the page that belongs beside the screen, nil for none. It begins with
// what to do, so that cause and remedy are seen together. It follows the cursor; as long as the cursor stays, it keeps its place.
func (a *App) resolution() screen.Screen {
	if !a.hasBeside() {
		return nil
	}
	path := a.s.Shown().About().Beside()
	if path == "" {
		return nil
	}
	if a.beside.path != path {
		a.beside = beside{a.s.Make(a.s, screen.Page{Path: path}), path}
	}
	return a.beside.Screen
}

// hasBeside reports whether there is room beside the screen for such pages. Where the cursor
// is on nothing that has one, the Case is there.
func (a *App) hasBeside() bool {
	return a.s.Shown().About().Beside != nil && a.s.Width >= besideFrom && !a.tooSmall()
}

// besideWidth returns the width of that page on a line of the given width.
func besideWidth(width int) int { return min(paint.Measure, (width-panelGap)*44/100) }

// besideLines draws the page. Its last line says whether there is more of it.
func (a *App) besideLines(page screen.Screen, width, height int) []string {
	lines := page.View(width, height-1)
	if page.About().MoreBelow {
		lines = append(lines, a.s.Styles.Quiet.Paint("… more: pgdn"))
	}
	return lines
}

// own returns the bindings of the screen that is seen. pgup and pgdn are those of the page
// beside it, if there is one.
func (a *App) own() []key.Binding {
	own := enabledBindings(a.s.Shown().Bindings())
	if a.resolution() == nil {
		return own
	}
	return slices.DeleteFunc(own, turnsPages)
}

// turnsPages reports whether a binding is one of pgup and pgdn.
func turnsPages(b key.Binding) bool { return slices.Contains(b.Keys(), "pgdown") }

// bindBeside returns the binding that scrolls the page beside the screen.
func (a *App) bindBeside() key.Binding {
	page := a.resolution()
	return paint.When(page != nil && slices.ContainsFunc(enabledBindings(page.Bindings()), turnsPages), paint.BindBeside)
}
