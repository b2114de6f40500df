package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
)

// guarded is the program's model with panics whose values are safe to print: bubbletea
// prints the value of a panic as it is, and it may quote a token.
type guarded struct{ tea.Model }

// Init implements tea.Model.
func (g guarded) Init() tea.Cmd {
	defer safely()
	return guard(g.Model.Init())
}

// Update implements tea.Model.
func (g guarded) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer safely()
	model, cmd := g.Model.Update(msg)
	return guarded{model}, guard(cmd)
}

// View implements tea.Model.
func (g guarded) View() string {
	defer safely()
	return g.Model.View()
}

// guard does the same for a command, and for those that it starts.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer safely()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return msg
	}
}

// safely goes on with a panic, with a value that holds nothing that was read.
func safely() {
	if value := recover(); value != nil {
		panic(border.PanicText(value))
	}
}
