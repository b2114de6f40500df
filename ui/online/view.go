package online

import (
	"strconv"

	"authdoctor/diagnosis/online"
	"authdoctor/ui/paint"
)

// View implements screen.Screen.
func (o *checks) View(width, height int) []string {
	o.adopt()
	styles := o.s.Styles
	switch {
	case o.asking():
		return o.asks.View(width, height)
	case o.announced != "":
		lines := o.announcement(o.planned(o.announced), width)
		return o.Frame(lines, 0, 0, height)
	}
	lines := styles.Quiet.Paragraph("", "Nothing is sent before you agree: enter says what a request sends and reveals, and enter again sends it.", min(width, paint.Measure))
	lines = append(lines, "")
	if o.client.Account == "" {
		lines = append(lines, styles.Strong.Paragraph("", "The account is not known. Press enter to give it, or paste a token or an answer.", width)...)
		return append(lines, "")
	}
	plan := o.plan()
	o.At = max(0, min(o.At, len(plan)-1))
	at := 0
	title := min(paint.Widest(plan, func(p online.Planned) string { return p.Title })+1, width-24)
	for i, check := range plan {
		lead, look := styles.Lead(i == o.At)
		if i == o.At {
			at = len(lines)
		}
		lines = append(lines, lead+look.Paint(paint.Fill(check.Title, title))+" "+styles.Quiet.Paint(paint.Clip(o.state(check), width-title-3)))
	}
	lines = append(lines, "")
	lines = append(lines, o.result(plan[o.At], width)...)
	return o.Frame(lines, at, at, height)
}

// state says in a few words what is known of a check.
func (o *checks) state(check online.Planned) string {
	seen, sent := o.s.Case.LastSeen(check.ID)
	switch {
	case o.running == check.ID:
		return "under way …"
	case sent:
		return outcomeGlyph(seen) + " " + outcome(seen)
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

// outcome names an outcome in a few words.
func outcome(seen online.Seen) string {
	if seen.Status > 0 {
		return string(seen.Outcome) + " " + strconv.Itoa(seen.Status)
	}
	return string(seen.Outcome)
}

// result tells what the chosen check saw, and what that led to.
func (o *checks) result(check online.Planned, width int) []string {
	styles := o.s.Styles
	seen, sent := o.s.Case.LastSeen(check.ID)
	if !sent && check.Lacks != "" {
		return styles.Text.Paragraph("", "It lacks "+check.Lacks+". Enter leads to where that is given.", min(width, paint.Measure))
	}
	if !sent || o.running == check.ID {
		return styles.Quiet.Paragraph("", check.Purpose, min(width, paint.Measure))
	}
	lines := styles.Text.Paragraph("", outcomeGlyph(seen)+" "+seen.Text, min(width, paint.Measure))
	if seen.Proxy != "" {
		lines = append(lines, styles.Text.Paragraph("  ", "The way led through the proxy "+seen.Proxy+".", min(width, paint.Measure))...)
	}
	if advice := seen.Fault.Advice(); advice != "" {
		lines = append(lines, styles.Text.Paragraph("  ", advice, min(width, paint.Measure))...)
	}
	if title := o.led[check.ID]; title != "" {
		lines = append(lines, styles.Strong.Paragraph("", "Found: "+title, min(width, paint.Measure))...)
	}
	return lines
}

// announcement says what is about to be sent.
func (o *checks) announcement(check online.Planned, width int) []string {
	styles := o.s.Styles
	lines := styles.Heading.Paragraph("", check.Title, width)
	lines = append(lines, "")
	for _, row := range check.Announcement() {
		lines = append(lines, paint.Labelled(row[0], styles.Quiet, len("NetSuite keeps"), row[1], styles.Text, min(width, paint.Measure))...)
	}
	return append(append(lines, ""), styles.Strong.Paragraph("", "Press enter to send it, esc to leave it.", width)...)
}
