package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// faulty panics with a secret wherever it is told to.
type faulty struct{ where string }

const panicked = "client_secret=9f86d081884c7d65"

func (f faulty) Init() tea.Cmd { return f.cmd("init") }

func (f faulty) Update(tea.Msg) (tea.Model, tea.Cmd) {
	if f.where == "update" {
		panic(fmt.Errorf("reading %s", panicked))
	}
	return f, f.cmd("command")
}

func (f faulty) View() string {
	if f.where == "view" {
		panic(panicked)
	}
	return ""
}

func (f faulty) cmd(where string) tea.Cmd {
	if f.where == "batch" {
		return tea.Batch(func() tea.Msg { panic([]byte(panicked)) }, func() tea.Msg { return nil })
	}
	if f.where != where {
		return nil
	}
	return func() tea.Msg { panic(struct{ text string }{panicked}) }
}

// TestPanicShowsNoSecret catches a panic in the assistant whose value bubbletea would print
// with what was being read in it.
func TestPanicShowsNoSecret(t *testing.T) {
	for _, where := range []string{"init", "update", "view", "command", "batch"} {
		value := func() (value any) {
			defer func() { value = recover() }()
			model := tea.Model(guarded{faulty{where}})
			run := func(cmd tea.Cmd) {
				if cmd == nil {
					return
				}
				if batch, ok := cmd().(tea.BatchMsg); ok {
					for _, one := range batch {
						one()
					}
				}
			}
			run(model.Init())
			model, cmd := model.Update(nil)
			run(cmd)
			_ = model.View()
			return nil
		}()
		said := fmt.Sprintf("%v %s %+v %#v", value, value, value, value)
		if value == nil || strings.Contains(said, "9f86") || strings.Contains(said, "57, 102, 56") {
			t.Errorf("%s: the panic says %s", where, said)
		}
	}
}
