package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/ui/paint"
)

// checklist writes a lesson with the state of each step.
func (w *textWriter) checklist(library *content.Library, list content.Checklist) {
	w.hanging("", paint.Joined(list.Lesson.Title, list.Count()))
	w.WriteString("\n")
	w.prose(list, list.Lesson.Intro)
	for i, step := range list.Steps {
		w.WriteString("\n")
		w.step(library, list, i, step)
	}
}

// step writes a step: its state, who does what with which values, and what it waits for.
func (w *textWriter) step(library *content.Library, list content.Checklist, i int, step content.StepState) {
	by := strings.Join(step.By(), "; ")
	if by != "" {
		by = ", " + by
	}
	w.hanging(w.mark(paint.StatusGlyph(step.State.Status()), paint.Capital(step.State.Word())), fmt.Sprintf("%d. %s (%s%s)", i+1, step.Title, step.State.Word(), by))
	if f := step.Failing(); f != nil {
		w.finding(*f, list.Diagnosis, false)
	}
	label := func(name, text string) { w.hanging(fmt.Sprintf("  %-9s ", name), text) }
	label("why", step.Why)
	label("do", string(step.Who)+": "+step.Menu)
	name := "enter"
	for _, value := range step.Values {
		text := list.Fill(value.Value)
		if strings.Contains(text, "://") && !strings.Contains(text, " ") { // an address that is broken cannot be copied
			label(name, value.Field+":")
			w.WriteString("            " + border.Shown(text, 400) + "\n")
		} else {
			label(name, value.Field+": "+text)
		}
		for _, lacking := range list.Lacking(value.Value) {
			label("", "  not known: "+lacking.Lacks)
		}
		if name = ""; w.plain {
			name = "enter"
		}
	}
	w.prose(list, step.Rest())
	name = "check"
	for _, check := range step.Checks {
		text := cmp.Or(check.Text, "it is done") + " (" + check.State.Word()
		if check.By != "" {
			text += ", " + check.By
		} else if check.Tick == "" {
			text += "; you tick it, in the assistant"
		}
		if check.Warning != "" {
			text += ", warning: " + check.Warning
		}
		label(name, text+")")
		if name = ""; w.plain {
			name = "check"
		}
	}
	var languages []string
	for _, snippet := range library.Snippets(step.Code) {
		languages = append(languages, snippet.Option)
	}
	if languages != nil {
		label("code", "authdoctor setup "+list.Lesson.Name()+" --code "+strings.Join(languages, "|"))
	}
}

// prose writes Markdown of a lesson as text, with the values in their places.
func (w *textWriter) prose(list content.Checklist, source string) {
	code := false
	for _, line := range (content.Page{Body: source}).Paragraphs() {
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
		case code:
			line, _ := border.Printable(list.Fill(line))
			w.WriteString("    " + ansi.Strip(line) + "\n")
		default:
			mark := ""
			if item, rest, found := strings.Cut(line, " "); found && strings.Trim(item, "-.0123456789") == "" {
				mark, line = item+" ", rest
			}
			w.hanging("  "+mark, list.Fill(line))
		}
	}
}
