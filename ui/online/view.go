package online

import (
	"strconv"

	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// View implements screen.Screen. The first lines say what is under way or what came of the
// check sent last; they stay while the list below them scrolls.
func (o *checks) View(width, height int) []string {
	o.adopt()
	switch {
	case o.asking():
		return o.asks.View(width, height)
	case o.announced != "":
		return o.announcement(o.planned(o.announced), width, height)
	case o.client.Account == "" && o.running == "":
		text := "The account is not known. Paste it, a token or an answer, or press enter to type it."
		if o.contradicts != "" {
			text = paint.Sentence(o.contradicts) + " Take back the values of the other login, or change them under facts."
		}
		lines := o.s.Styles.Strong.Paragraph("", text, min(width, paint.Measure))
		return append(append(lines, ""), o.promise(width)...)
	}
	head := o.head(width)
	if most := max(3, height/2); len(head) > most {
		head = head[:most]
		head[most-1] = paint.GoesOn(head[most-1], width)
	}
	head = append(head, "")
	plan := o.plan()
	o.drawn = plan
	o.At = max(0, min(o.At, len(plan)-1))
	var lines []string
	first, last := 0, 0
	const gap, shortest, longest = 1, 7, 20 // for the state, in a sign or in words
	title := paint.Widest(plan, func(p online.Planned) string { return p.Title })
	brief := width-2-title-gap < longest
	if brief {
		title = min(title, width-2-gap-shortest)
	}
	for i, check := range plan {
		lead, look := o.s.Styles.Lead(i == o.At)
		room := width - 2 - title - gap
		row := lead + look.Paint(paint.Fill(check.Title, title)) + paint.Spaces(gap) + o.s.Styles.Quiet.Paint(paint.Clip(o.state(check, brief), room))
		lines = append(lines, row)
		if i == o.At {
			first = len(lines) - 1
			if o.running != check.ID && (o.last != check.ID || check.Lacks != "") {
				lines = append(lines, paint.Indented(o.result(check, width-4), 4)...)
			}
			last = len(lines) - 1
		}
	}
	return append(head, o.Frame(lines, first, last, height-len(head))...)
}

// promise says what enter does before anything is sent.
func (o *checks) promise(width int) []string {
	return o.s.Styles.Quiet.Paragraph("", "Nothing is sent before you agree: enter shows what a request sends and reveals, and enter again sends it.", min(width, paint.Measure))
}

// head says what is under way, else what came of the check sent last, else what enter does.
func (o *checks) head(width int) []string {
	if o.running != "" {
		check := o.planned(o.running)
		lines := o.s.Styles.Strong.Paragraph("", "Running: "+check.Title, width)
		return append(lines, o.s.Styles.Quiet.Paragraph("", "It ends after "+strconv.Itoa(int(probe.Wait.Seconds()))+" s without an answer. Esc stops it.", width)...)
	}
	if _, sent := o.s.Case.LastSeen(o.last); o.last != "" && sent {
		return o.result(o.planned(o.last), width)
	}
	return o.promise(width)
}

// state says in a few words what is known of a check or, where they have no room, in a sign:
// the row of the cursor has the words below it.
func (o *checks) state(check online.Planned, brief bool) string {
	seen, sent := o.s.Case.LastSeen(check.ID)
	switch {
	case brief && o.running == check.ID:
		return "…"
	case brief && sent && seen.Status > 0:
		return outcomeGlyph(seen) + " " + strconv.Itoa(seen.Status)
	case brief && sent:
		return outcomeGlyph(seen)
	case brief && check.Lacks != "":
		return "lacks"
	case brief:
		return ""
	case o.running == check.ID:
		return "running …"
	case sent:
		return outcomeGlyph(seen) + " " + screen.OutcomeWords(seen)
	case check.Lacks != "":
		return "lacks " + check.Lacks
	}
	return "not sent"
}

func outcomeGlyph(seen online.Seen) string {
	if seen.Sound() {
		return "✓"
	}
	return "✗"
}

// result tells what the chosen check saw, and what that led to.
func (o *checks) result(check online.Planned, width int) []string {
	styles := o.s.Styles
	seen, sent := o.s.Case.LastSeen(check.ID)
	if !sent && check.Lacks != "" {
		return styles.Text.Paragraph("", "It lacks "+check.Lacks+". Press enter to add it.", min(width, paint.Measure))
	}
	if !sent || o.running == check.ID {
		return styles.Quiet.Paragraph("", check.Purpose, min(width, paint.Measure))
	}
	lines := styles.Text.Paragraph("", outcomeGlyph(seen)+" "+seen.Text, min(width, paint.Measure))
	if seen.Proxy != "" {
		lines = append(lines, styles.Text.Paragraph("  ", "The request went through the proxy "+seen.Proxy+".", min(width, paint.Measure))...)
	}
	if advice := seen.Fault.Advice(); advice != "" {
		lines = append(lines, styles.Text.Paragraph("  ", advice, min(width, paint.Measure))...)
	}
	if title := o.led[check.ID]; title != "" {
		lines = append(lines, styles.Strong.Paragraph("", "Found: "+title, min(width, paint.Measure))...)
	}
	return lines
}

// announcement says what is about to be sent. It is read to its end before enter sends it.
func (o *checks) announcement(check online.Planned, width, height int) []string {
	styles := o.s.Styles
	var rows []string
	for _, row := range screen.Announcement(o.s, check) {
		rows = append(rows, paint.Labelled(row[0], styles.Quiet, len("NetSuite keeps"), row[1], styles.Text, min(width, paint.Measure))...)
	}
	title := styles.Heading.Paragraph("", check.Title, width)
	const prompt = 2 // and the empty line below it
	rows = o.Window(rows, height-len(title)-prompt)
	text := "Press enter to send it, esc to cancel."
	if o.unread() {
		text = "It continues below: enter shows more, esc cancels."
	}
	return append(append(title, styles.Strong.Paint(paint.Clip(text, width)), ""), rows...)
}

// unread reports whether an announcement has lines that were not seen.
func (o *checks) unread() bool { return o.announced != "" && o.MoreBelow() }
