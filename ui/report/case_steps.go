package report

import (
	"fmt"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
)

// duty is a step with who takes it.
type duty struct {
	who  diagnosis.Actor
	step step
}

// who returns the steps of the first cause, in order, grouped by who takes them. The steps
// of the other side are short for a reader who does not take them.
func (w *caseWriter) who() []part {
	duties := w.duties()
	var groups []part
	room, left := w.room.steps, 0
	for i, d := range duties {
		reads := w.o.Audience == ForBoth || string(w.o.Audience) == string(d.who)
		// A step is never cut: its end is often the label to click.
		d.step.text = utc(clean("", d.step.text))
		if !reads || !w.room.whole {
			d.step = step{text: firstSentence(d.step.text)}
		}
		if i >= room {
			left = len(duties) - i
			break
		}
		actor := paint.Capital(string(d.who))
		if last := len(groups) - 1; last >= 0 && groups[last].(group).actor == actor {
			g := groups[last].(group)
			g.steps = append(g.steps, d.step)
			groups[last] = g
			continue
		}
		groups = append(groups, group{actor: actor, steps: []step{d.step}, from: i + 1})
	}
	if left > 0 {
		last := groups[len(groups)-1].(group)
		last.steps[len(last.steps)-1].text += fmt.Sprintf(" (%s below)", paint.Plural(left, "more step", "more steps"))
	}
	for _, actor := range []diagnosis.Actor{diagnosis.Integrator, diagnosis.Administrator} {
		idle := w.o.Audience == ForBoth || string(w.o.Audience) == string(actor)
		for _, d := range duties {
			idle = idle && d.who != actor
		}
		if idle && len(duties) > 0 && w.cause.Status == diagnosis.Fail && !w.cause.Symptom() {
			groups = append(groups, prose(paint.Capital(string(actor))+": nothing to do for this cause."))
		}
	}
	return groups
}

// duties returns the steps of the first cause. A code that was read in the trail is no
// cause yet, so that its steps are those of its page; and an administrator without a step
// gets those of the page.
func (w *caseWriter) duties() []duty {
	var duties []duty
	mine := false
	for _, fix := range w.cause.Fix {
		duties = append(duties, duty{fix.Who, step{clean("", impersonal(fix.Step)), fix.Command}})
		mine = mine || string(fix.Who) == string(w.o.Audience)
	}
	page, known := w.page()
	switch {
	case !known:
	case w.read():
		if read := w.ofPage(page, ""); len(read) > 0 {
			return read
		}
	case w.o.Audience == ForAdministrator && !mine && w.certainty() == diagnosis.Likely:
		duties = append(w.ofPage(page, diagnosis.Administrator), duties...)
	}
	return duties
}

// page returns the page about the first cause.
func (w *caseWriter) page() (content.Page, bool) {
	if w.o.Library == nil {
		return content.Page{}, false
	}
	path := w.cause.Page
	if path == "" && len(w.d.Pages) > 0 {
		path = w.d.Pages[0]
	}
	return w.o.Library.Page(path)
}

// ofPage returns the steps of a page: those of one actor, or for "" of those who read the
// report, the administrator's first.
func (w *caseWriter) ofPage(page content.Page, who diagnosis.Actor) []duty {
	var duties []duty
	for _, i := range page.Instructions() {
		actor := diagnosis.Actor(strings.ToLower(i.Actor))
		if actor != diagnosis.Administrator && actor != diagnosis.Integrator {
			continue
		}
		if who == actor || who == "" && (w.o.Audience == ForBoth || string(w.o.Audience) == string(actor)) {
			duties = append(duties, duty{actor, step{text: i.Text}})
		}
	}
	return duties
}
