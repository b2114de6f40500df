package setup

import (
	"slices"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// drawing draws the steps of a checklist at a width.
type drawing struct {
	s     *screen.Session
	list  content.Checklist
	width int
}

func (d drawing) glyph(state diagnosis.TickState) string {
	return d.s.Styles.StatusGlyph(state.Status())
}

// line draws a step in one line: its title, and what ticked it or fails.
func (d drawing) line(step content.StepState, name int) string {
	line := "  " + d.glyph(step.State) + " " + d.s.Styles.Text.Paint(paint.Fill(step.Title, min(name, d.width-4)))
	if room := d.width - 4 - name - 2; room > 8 {
		line += "  " + d.s.Styles.Quiet.Paint(paint.Clip(state(step), room))
	}
	return line
}

// head draws the first line of the step at the cursor: its title in full.
func (d drawing) head(step content.StepState) []string {
	mark, look := d.s.Styles.Lead(true)
	lines := look.Paragraph(mark+d.glyph(step.State)+" ", step.Title, d.width)
	by := state(step)
	if last := len(lines) - 1; last >= 0 && by != "" && paint.Cells(lines[last])+2+paint.Cells(by) <= d.width {
		lines[last] += "  " + d.s.Styles.Quiet.Paint(by)
	}
	return lines
}

// state says in words what ticked a step, what fails, or that it is open.
func state(step content.StepState) string {
	by := strings.Join(step.By(), " · ")
	switch {
	case step.State == diagnosis.TickFailing:
		return strings.TrimSuffix("fails: "+by, ": ")
	case step.State == diagnosis.TickOpen && by != "":
		return "in part: " + by
	}
	return by
}

// later draws the steps from one on, in one line each.
func (d drawing) later(from, name int) []string {
	var lines []string
	for _, step := range d.list.Steps[min(from, len(d.list.Steps)):] {
		lines = append(lines, d.line(step, name))
	}
	return lines
}

// joined draws the steps from one on in few lines, those that are done or fail with their signs.
func (d drawing) joined(from, most int) []string {
	var titles []string
	for _, step := range d.list.Steps[min(from, len(d.list.Steps)):] {
		title := step.Title
		if step.State != diagnosis.TickOpen {
			title = paint.StatusGlyph(step.State.Status()) + " " + title
		}
		titles = append(titles, title)
	}
	if len(titles) == 0 {
		return nil
	}
	lines := paint.Wrap("then: "+strings.Join(titles, " · "), d.width-4)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = paint.GoesOn(strings.TrimSuffix(lines[most-1], " ·"), d.width-4)
	}
	for i, line := range lines {
		lines[i] = "    " + d.s.Styles.Quiet.Paint(line)
	}
	return lines
}

// folded replaces the first of the lines above a step by their number, so that most are left.
func (d drawing) folded(before []string, at, most int) []string {
	if most < 1 || len(before) == 0 {
		return nil
	}
	if len(before) <= most {
		return before
	}
	left := before[len(before)-(most-1):]
	done := 0
	n := at - len(left)
	for _, step := range d.list.Steps[:n] {
		if step.State == diagnosis.TickDone {
			done++
		}
	}
	text := paint.Plural(n, "step", "steps") + " above, " + paint.Count(done) + " done"
	sign := "✓ "
	if done == n {
		text = paint.Plural(n, "step", "steps") + " done"
	} else {
		sign = "· "
	}
	return append([]string{"  " + d.s.Styles.Quiet.Paint(sign+text)}, left...)
}

// labels is the width of the labels of an unfolded step.
const labels = 9

// labelled draws a text beside a label, below the title of a step.
func (d drawing) labelled(label, text string, look paint.Ink) []string {
	return paint.Indented(paint.Labelled(label, d.s.Styles.Quiet, labels, text, look, d.width-4), 4)
}

// unfolded draws a step with what there is to do: in at most room lines, if these are enough
// for what cannot be left out, or whole for 0.
func (d drawing) unfolded(at, room int) []string {
	step := d.list.Steps[at]
	head := d.head(step)
	trouble := d.finding(step)
	why := d.labelled("why", step.Why, d.s.Styles.Quiet)
	do := d.do(step)
	values, missing, code, back, checks := d.values(step), d.missing(step), d.code(step), d.copyBack(step), d.checks(step, true)
	if trouble != nil {
		why = nil
	}
	total := func() int {
		return len(head) + len(trouble) + len(why) + len(do) + len(values) + len(missing) + len(code) + len(back) + len(checks)
	}
	if room > 0 && total() > room {
		why = nil
	}
	if over := total() - room; room > 0 && over > 0 && len(values) > 2 {
		kept := max(2, len(values)-over)
		if kept < len(values) {
			kept = max(1, kept-1)
			more := len(values) - kept
			values = append(values[:kept:kept], paint.Spaces(4+labels+2)+d.s.Styles.Quiet.Paint("… "+paint.Plural(more, "more line", "more lines")+": enter"))
		}
	}
	return slices.Concat(head, trouble, why, do, values, missing, code, back, checks)
}

// do draws who does the step and where, below what fails in it, if anything does.
func (d drawing) do(step content.StepState) []string {
	label := "do"
	if step.Failing() != nil {
		label = "step" // the finding tells what to do
	}
	return d.labelled(label, string(step.Who)+": "+step.Menu, d.s.Styles.Text)
}

// finding draws what fails in a step, with what to do; nil for a step without a fault.
func (d drawing) finding(step content.StepState) []string {
	f := step.Failing()
	if f == nil {
		return nil
	}
	lines := screen.FindingHead(d.s, *f, d.width-4)
	return paint.Indented(append(lines, paint.Indented(d.s.Styles.FindingDetail(*f, d.width-6), 2)...), 4)
}

// shownValue returns a text of the lesson with its values, as a screen shows it.
func (d drawing) shownValue(text string) string {
	return border.Shown(shorten(d.list, text), 400)
}

// shorten fills in a text. A Client ID is shortened to its ends, as everywhere on screens.
func shorten(list content.Checklist, text string) string {
	short := list
	short.Values = slices.Clone(list.Values)
	for i, value := range short.Values {
		if value.Name == "Client ID" {
			short.Values[i].Value = border.ShortID(value.Value)
		}
	}
	return short.Fill(text)
}

// values draws what is entered, one field after another; boxes are listed together.
func (d drawing) values(step content.StepState) []string {
	var fields []content.LessonValue
	boxes := map[string][]string{}
	for _, value := range step.Values {
		how, when, _ := strings.Cut(value.Value, ", ")
		switch {
		case how != "checked" && how != "cleared":
			fields = append(fields, value)
		case when != "":
			boxes[how] = append(boxes[how], value.Field+" ("+when+")")
		default:
			boxes[how] = append(boxes[how], value.Field)
		}
	}
	for _, how := range []string{"checked", "cleared"} {
		if names := boxes[how]; names != nil {
			fields = append(fields, content.LessonValue{Field: how, Value: strings.Join(names, " · ")})
		}
	}
	field := paint.Widest(fields, func(v content.LessonValue) string { return v.Field })
	inColumns := field <= max(12, (d.width-4-labels-2)*2/5) // a label of NetSuite is never cut off
	label := "enter"
	var lines []string
	for _, value := range fields {
		lead, text := d.s.Styles.Quiet.Paint(paint.Fill(label, labels))+"  ", d.shownValue(value.Value)
		if inColumns {
			lead += d.s.Styles.Quiet.Paint(paint.Fill(value.Field, field)) + "  "
		} else {
			text = value.Field + ": " + text
		}
		lines = append(lines, paint.Indented(d.s.Styles.Strong.Paragraph(lead, text, d.width-4), 4)...)
		label = ""
	}
	return lines
}

// missing draws what is missing for the values of a step and is no value to copy back in it:
// of a value that is computed, what it is computed from.
func (d drawing) missing(step content.StepState) []string {
	var asked []diagnosis.FactName
	for _, name := range step.CopyBack {
		if kind, ok := step.CopiedBack(name); ok {
			asked = append(asked, kind.Name)
		}
	}
	var names []string
	for _, lacking := range d.list.LackingIn(step) {
		name := lacking.Name
		if kind, ok := step.CopiedBack(name); ok {
			if slices.Contains(asked, kind.Name) {
				continue
			}
			name = paint.Capital(kind.Label)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return d.labelled("missing", strings.Join(names, " · "), d.s.Styles.Quiet)
}

// unasked draws what is missing and is no value to copy back: a file, or what contradicts.
func (d drawing) unasked(step content.StepState) []string {
	var said, lines []string
	for _, lacking := range d.list.LackingIn(step) {
		_, asked := step.CopiedBack(lacking.Name)
		if asked && knownOf(d.s, step.LessonStep, lacking.Name) == "" || slices.Contains(said, lacking.Lacks) {
			continue
		}
		label := "missing"
		if said = append(said, lacking.Lacks); len(said) > 1 {
			label = ""
		}
		lines = append(lines, d.labelled(label, lacking.Lacks, d.s.Styles.Text)...)
	}
	return lines
}

// copyBack draws what is noted from NetSuite's screen, with what is known of it.
func (d drawing) copyBack(step content.StepState) []string {
	if len(step.CopyBack) == 0 {
		return nil
	}
	var parts []string
	for _, name := range step.CopyBack {
		if known := knownOf(d.s, step.LessonStep, name); known != "" {
			name += ": " + known
		}
		if name == clientSecret {
			name += " (into your secret store, never here)"
		}
		parts = append(parts, name)
	}
	return d.labelled("copy back", strings.Join(parts, " · "), d.s.Styles.Text)
}

// knownOf returns what is known of a value that is copied back, as screens show it.
func knownOf(s *screen.Session, step content.LessonStep, name string) string {
	kind, ok := step.CopiedBack(name)
	if !ok {
		return ""
	}
	fact, known := s.Case.Facts.Get(kind.Name)
	if !known {
		if fact, known = s.Diagnosis.Facts.Get(kind.Name); !known {
			return ""
		}
	}
	return fact.Shown()
}

// code draws the languages of the sample code.
func (d drawing) code(step content.StepState) []string {
	var names []string
	for _, code := range d.s.Library.Snippets(step.Code) {
		names = append(names, code.Language)
	}
	if names == nil {
		return nil
	}
	return d.labelled("code", "y copies it: "+strings.Join(names, ", "), d.s.Styles.Text)
}

// checks draws what the step waits for: all of it, or what no person ticks.
func (d drawing) checks(step content.StepState, byHand bool) []string {
	var lines []string
	label := "check"
	for _, check := range step.Checks {
		if check.Tick == "" && !byHand {
			continue
		}
		text := checkText(check)
		switch {
		case check.By != "":
			text += " · " + check.By
		case check.Tick == "":
			text += " · you tick it"
		}
		if check.Warning != "" {
			text += " · warning: " + check.Warning
		}
		lines = append(lines, paint.Indented(d.s.Styles.Text.Paragraph(d.s.Styles.Quiet.Paint(paint.Fill(label, labels))+"  "+d.glyph(check.State)+" ", text, d.width-4), 4)...)
		label = ""
	}
	return lines
}
