package report

import (
	"cmp"
	"fmt"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
)

// setUp returns the report about a lesson: what was set up, where, with which values, and until
// when; what is next, and who does it.
func setUp(list content.Checklist, c diagnosis.Case, o Options) *Document {
	d := &Document{Kind: "NetSuite integration: what was set up", known: c.PublicIDs()}
	w := &setupWriter{list, c, o}
	d.Title = w.title()
	for most := 8; most >= 0; most-- { // values of the next step
		d.short = w.short(most)
		if d.fits() {
			break
		}
	}
	d.addSection("The steps", w.steps()...)
	d.addSection("The values", w.values()...)
	if f := w.failing(); f != nil {
		d.addSection("What fails", w.fault(*f)...)
	}
	d.addSection("About this report", w.about())
	if o.Block != "" && len(o.Block) <= longestBlock {
		d.addSection("The case, to open it again",
			prose("To see this case in authdoctor, paste the whole report, or these lines. They contain no secret."), verbatim(o.Block))
	}
	return d
}

// setupWriter makes the parts of the report about a lesson.
type setupWriter struct {
	list content.Checklist
	c    diagnosis.Case
	o    Options
}

func (w *setupWriter) value(name string) string {
	for _, value := range w.list.Values {
		if value.Name == name {
			return value.Value
		}
	}
	return ""
}

// next returns the first step that is not done and that the reader does, and whether there is
// one.
func (w *setupWriter) next() (content.StepState, bool) {
	for _, step := range w.list.Steps {
		if step.State != diagnosis.TickDone && (w.forAll() || string(step.Who) == string(w.o.Audience)) {
			return step, true
		}
	}
	return content.StepState{}, false
}

// forAll reports whether the reader does every step.
func (w *setupWriter) forAll() bool {
	return w.o.Audience != ForAdministrator && w.o.Audience != ForIntegrator
}

func (w *setupWriter) failing() *diagnosis.Finding {
	for _, step := range w.list.Steps {
		if f := step.Failing(); f != nil {
			return f
		}
	}
	return nil
}

func (w *setupWriter) title() string {
	title := w.list.Lesson.Title
	if account := w.value("host part"); account != "" {
		title += " in " + account
	}
	title += fmt.Sprintf(": %d of %d steps are done", w.list.Done(), len(w.list.Steps))
	if n := w.list.Unproven(); n > 0 {
		title += fmt.Sprintf(" (%d of them by hand, without evidence)", n)
	}
	if f := w.failing(); f != nil {
		title += ", and one fails"
	}
	return clean("", title+".")
}

func (w *setupWriter) short(most int) []part {
	what := say(16, "Checked", checked(w.c.At.UTC(), w.o.ChosenTime))
	for _, name := range []string{"Account ID", "Client ID", "Application ID", "role ID", "entity ID", "scopes", "Redirect URI", "Certificate ID", "Valid Until", "renew by"} {
		if value := w.value(name); value != "" && (most > 2 || name != "Application ID" && name != "renew by") {
			what.add(paint.Capital(name), value)
		}
	}
	parts := []part{what}
	if f := w.failing(); f != nil {
		fails := say(16, "Fails", impersonal(f.Title))
		fails.apart = true
		parts = append(parts, fails)
	}
	step, open := w.next()
	switch at := w.list.Current(); {
	case at == len(w.list.Steps):
		return append(parts, prose("Every step is done."))
	case !open:
		first := w.list.Steps[at]
		return append(parts, prose("No step is left for the "+string(w.o.Audience)+". The next is for the "+string(first.Who)+": "+first.Title+"."))
	}
	parts = append(parts, w.who(step, most)...)
	if first := w.list.Steps[w.list.Current()]; first.ID != step.ID {
		parts = append(parts, prose("Before it, the "+string(first.Who)+" does: "+first.Title+"."))
	}
	var done []string
	for _, check := range step.Checks {
		if check.State != diagnosis.TickDone && check.Text != "" {
			done = append(done, lowerFirst(check.Text))
		}
	}
	if len(done) > 0 {
		parts = append(parts, quoted(clean("", "Done when "+strings.Join(done, ", and ")+".")))
	}
	if w.o.Replaced {
		parts = append(parts, prose("Names and IDs are replaced, in the same way throughout this report."))
	}
	return parts
}

// who returns who does the next step: what fails comes first.
func (w *setupWriter) who(step content.StepState, most int) []part {
	g := group{actor: paint.Capital(string(step.Who)), from: 1}
	if f := step.Failing(); f != nil {
		for _, fix := range f.Fix {
			if fix.Who == step.Who {
				g.steps = append(g.steps, stepOf(fix))
			}
		}
	}
	g.steps = append(g.steps, aStep(clean("", step.Title+": "+step.Menu+".")))
	for i, value := range step.Values {
		if i == most {
			g.steps[len(g.steps)-1].text += fmt.Sprintf(" (%s below)", paint.Plural(len(step.Values)-i, "more value", "more values"))
			break
		}
		entered := aStep(clean(value.Field, value.Field+": "+w.list.Fill(value.Value)+"."))
		if address := w.list.Fill(value.Value); strings.HasPrefix(address, "https://") { // copied whole, so not wrapped
			entered.text, entered.command = paint.Capital(value.Field)+":", clean(value.Field, address)
		}
		g.steps = append(g.steps, entered)
	}
	if len(step.CopyBack) > 0 && most > 0 {
		g.steps = append(g.steps, aStep("Pass on: "+strings.Join(step.CopyBack, ", ")+"."))
	}
	other := diagnosis.Integrator
	if step.Who == other {
		other = diagnosis.Administrator
	}
	parts := []part{g}
	if f := step.Failing(); f != nil {
		theirs := group{actor: paint.Capital(string(other)), from: len(g.steps) + 1}
		for _, fix := range f.Fix {
			if fix.Who == other {
				theirs.steps = append(theirs.steps, stepOf(fix))
			}
		}
		if len(theirs.steps) > 0 {
			parts = append(parts, theirs)
		}
	}
	return parts
}

func stepOf(fix diagnosis.Fix) step { return step{utc(clean("", fix.Step)), fix.Command} }

func aStep(text string) step { return step{text: text} }

// steps lists every step with who does it and what ticked it.
func (w *setupWriter) steps() []part {
	var parts []part
	for _, step := range w.list.Steps {
		var f facts
		f.add("who", string(step.Who)+": "+step.Menu)
		for _, check := range step.Checks {
			by := cmp.Or(check.By, "not seen")
			f.add(check.State.Word(), strings.TrimPrefix(impersonal(check.Text+" ("+by+")"), " "))
		}
		for _, value := range step.Values {
			f.add(value.Field, w.list.Fill(value.Value))
		}
		parts = append(parts, heading{glyph: paint.StatusGlyph(step.State.Status()), word: step.State.Word(), text: step.Title}, f)
	}
	return parts
}

// values lists the values that are known with what they were computed from, and then what is
// missing.
func (w *setupWriter) values() []part {
	var known, missing facts
	for _, value := range w.list.Values {
		switch {
		case value.Value != "":
			from := value.From
			if from != "" {
				from = " (from " + from + ")"
			}
			known.add(value.Name, value.Value+impersonal(from))
		case value.Lacks != "":
			missing.add(value.Name, value.Lacks)
		}
	}
	var parts []part
	if len(known.list) > 0 {
		parts = append(parts, known)
	}
	if len(missing.list) > 0 {
		parts = append(parts, heading{text: "Not known"}, missing)
	}
	return parts
}

// fault returns the finding that fails, whole.
func (w *setupWriter) fault(f diagnosis.Finding) []part {
	var evidence facts
	for _, e := range f.Evidence {
		evidence.add(e.Where+", expected", impersonal(e.Expected))
		evidence.add(e.Where+", got", impersonal(e.Got))
	}
	evidence.add("why", f.Why)
	do := fact{label: "do", from: 1}
	for _, fix := range f.Fix {
		s := stepOf(fix)
		s.text = string(fix.Who) + ": " + s.text
		do.steps = append(do.steps, s)
	}
	if len(do.steps) > 0 {
		evidence.list = append(evidence.list, do)
	}
	evidence.add("then", f.Verify)
	return []part{quoted(clean("", impersonal(f.Title))), evidence}
}

func (w *setupWriter) about() part {
	f := say(0, "made with", strings.TrimSpace("authdoctor "+w.o.Version), "left out", "Client secrets, private keys, signatures and tokens.",
		"by hand", "Ticked by a person, without evidence.")
	f.add("notes", w.o.Notes...)
	return f
}
